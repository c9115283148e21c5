//! Phrases of a body to literals: relations, hidden columns, contexts, evidence.

use super::build::{Builder, Built, Standing};
use super::error::Fault;
use super::phrase::{Place, Reading, Target};
use super::slot::{Exactness, Restrict, Slot, SlotValue};
use crate::fact::{KindId, PredicateId, Role};
use crate::plan::{Atom, Literal, Term, Variable};
use crate::source::Span;
use crate::syntax::ast::{Modifier, Words};

impl Builder<'_, '_> {
    pub(super) fn positive(&mut self, reading: &Reading, literals: &mut Vec<Literal>) -> Built<()> {
        self.reading(reading, Standing::Holds, literals)
    }

    pub(super) fn reading(
        &mut self,
        reading: &Reading,
        standing: Standing,
        literals: &mut Vec<Literal>,
    ) -> Built<()> {
        let schema = &self.lowering.names.declared.schema;
        match reading.target {
            Target::Function(index) => self.call(index, reading, literals),
            Target::Predicate(id) => match schema.get(id).role {
                Role::Finding => self.finding(id, reading, standing, literals),
                Role::Context(field) => self.context_phrase(id, field, reading, standing, literals),
                _ => self.plain(id, reading, literals),
            },
        }
    }

    pub(super) fn call(&mut self, index: usize, reading: &Reading, literals: &mut Vec<Literal>) -> Built<()> {
        self.no_context(reading)?;
        self.no_evidence(reading)?;
        let declaration = &self.lowering.names.declared.functions[index];
        let (count, id) = (declaration.inputs, declaration.id);
        let mut terms = Vec::new();
        for (slot, column) in reading.slots.iter().zip(&declaration.columns) {
            let exact = match &slot.value {
                SlotValue::Const(symbol, _) => SlotValue::Const(*symbol, Exactness::Exactly),
                other => other.clone(),
            };
            terms.push(self.body_term(&exact, column.kind, slot.span, literals)?);
        }
        let outputs = terms.split_off(count);
        literals.push(Literal::Call { function: id, inputs: terms, outputs });
        Ok(())
    }

    pub(super) fn no_context(&self, reading: &Reading) -> Built<()> {
        if reading.place == Place::Unsaid && reading.about.is_empty() {
            return Ok(());
        }
        let phrase = self.lowering.names.sources.slice(reading.span).to_owned();
        Err(Box::new(Fault::ContextNotAllowed { phrase, span: reading.span }))
    }

    pub(super) fn no_evidence(&self, reading: &Reading) -> Built<()> {
        let span = reading.modifier.map(|(_, span)| span).or(reading.evidence.as_ref().map(|e| e.span));
        match span {
            None => Ok(()),
            Some(span) => Err(Box::new(Fault::Modifier {
                message: "this phrase has no evidence".to_owned(),
                span,
                help: "`denied`, `proposed` and `@` go with findings; `@` and `predicted` with conclusions"
                    .to_owned(),
            })),
        }
    }

    pub(super) fn terms(
        &mut self,
        id: PredicateId,
        reading: &Reading,
        literals: &mut Vec<Literal>,
    ) -> Built<Vec<Term>> {
        let columns = &self.lowering.names.declared.schema.get(id).columns;
        let mut terms = Vec::new();
        for (slot, column) in reading.slots.iter().zip(columns) {
            terms.push(self.body_term(&slot.value, column.kind, slot.span, literals)?);
        }
        Ok(terms)
    }

    pub(super) fn plain(
        &mut self,
        id: PredicateId,
        reading: &Reading,
        literals: &mut Vec<Literal>,
    ) -> Built<()> {
        self.no_context(reading)?;
        let terms = self.terms(id, reading, literals)?;
        let predicate = self.lowering.names.declared.schema.get(id);
        let conclusion = self.lowering.names.kind("conclusion");
        self.judging |= predicate.columns.iter().any(|c| Some(c.kind) == conclusion);
        if let (Role::Hypothesis, Some(evidence)) = (predicate.role, &reading.evidence) {
            return self.conclusion(id, terms, evidence, literals);
        }
        let about_evidence = reading.modifier.is_some() || reading.evidence.is_some();
        if about_evidence {
            self.no_evidence(reading)?;
        }
        literals.push(Literal::Atom(Atom { relation: predicate.reads, terms }));
        Ok(())
    }

    /// A conclusion with its identity.
    pub(super) fn conclusion(
        &mut self,
        id: PredicateId,
        mut terms: Vec<Term>,
        variable: &Words,
        literals: &mut Vec<Literal>,
    ) -> Built<()> {
        let identity = self.variable(&variable.text, variable.span);
        if let Some(kind) = self.lowering.names.kind("conclusion") {
            self.kinded(identity, kind, variable.span)?;
        }
        terms.push(Term::Var(identity));
        self.judging = true;
        let relation = self.lowering.judged.get(&id).copied();
        let relation = relation.expect("every predicate that is concluded has a relation of conclusions");
        literals.push(Literal::Atom(Atom { relation, terms }));
        Ok(())
    }

    pub(super) fn finding(
        &mut self,
        id: PredicateId,
        reading: &Reading,
        standing: Standing,
        literals: &mut Vec<Literal>,
    ) -> Built<()> {
        let mut terms = self.terms(id, reading, literals)?;
        self.cells(id, reading, literals, &mut terms)?;
        let context = self.context(reading, standing, literals);
        terms.push(Term::Var(context));
        let predicate = self.lowering.names.declared.schema.get(id);
        let relations = predicate.finding.expect("a finding has its relations");
        let modifier = reading.modifier.map(|(m, _)| m);
        if let Some(variable) = &reading.evidence {
            let concluded =
                modifier == Some(Modifier::Predicted) || self.stands_for_conclusion(&variable.text);
            if concluded {
                self.conclusion(id, terms, variable, literals)?;
            } else {
                let evidence = self.variable(&variable.text, variable.span);
                if let Some(kind) = self.lowering.names.kind("evidence") {
                    self.kinded(evidence, kind, variable.span)?;
                }
                terms.push(Term::Var(evidence));
                let relation = match modifier {
                    Some(Modifier::Denied) => relations.denied_evidence,
                    Some(Modifier::Proposed) => relations.proposed_evidence,
                    _ => relations.stated_evidence,
                };
                literals.push(Literal::Atom(Atom { relation, terms }));
            }
        } else {
            let relation = match (modifier, standing) {
                (Some(Modifier::Denied), _) => relations.denied,
                (Some(Modifier::Proposed), _) => relations.proposed,
                (Some(Modifier::Predicted), _) => relations.predicted,
                (None, Standing::Absent) => relations.stated,
                (None, Standing::Holds) => predicate.reads,
            };
            literals.push(Literal::Atom(Atom { relation, terms }));
        }
        self.about(reading, context, standing, literals)
    }

    /// Whether a variable after `@` is used as a conclusion elsewhere in the rule.
    pub(super) fn stands_for_conclusion(&self, name: &str) -> bool {
        let names = &self.lowering.names;
        let conclusion = names.kind("conclusion");
        self.readings.values().any(|r| {
            let Target::Predicate(id) = r.target else { return false };
            let columns = &names.declared.schema.get(id).columns;
            r.slots.iter().zip(columns).any(|(s, c)| {
                Some(c.kind) == conclusion && matches!(&s.value, SlotValue::Var(n, _) if n == name)
            })
        })
    }

    pub(super) fn cells(
        &mut self,
        id: PredicateId,
        reading: &Reading,
        literals: &mut Vec<Literal>,
        terms: &mut Vec<Term>,
    ) -> Built<()> {
        let columns = &self.lowering.names.declared.schema.get(id).columns;
        let kind = self.lowering.names.kind("cell").unwrap_or(KindId(0));
        for (slot, _) in reading.slots.iter().zip(columns).filter(|(_, c)| c.cell) {
            let term = self.body_term(&slot.cell, kind, slot.span, literals)?;
            // Of this kind it is known; without a kind it may be a cell that nobody named.
            if matches!(slot.cell, SlotValue::Var(_, Some(Restrict::Kind(_)))) {
                let named = Term::Const(self.lowering.names.interner.text("cell"));
                let (function, inputs) = (self.internal("kind"), vec![term, named]);
                literals.push(Literal::Call { function, inputs, outputs: Vec::new() });
            }
            terms.push(term);
        }
        Ok(())
    }

    /// The variable of a phrase's context. In a negated group, a context that is bound outside
    /// stands for every context that agrees with it.
    pub(super) fn context(
        &mut self,
        reading: &Reading,
        standing: Standing,
        literals: &mut Vec<Literal>,
    ) -> Variable {
        let (name, span) = match &reading.place {
            Place::Var(name, span) => (name.clone(), *span),
            Place::Unsaid => (self.shared.clone(), reading.span),
        };
        let outer = self.outer_context(&name);
        if standing == Standing::Holds || !outer {
            let variable = self.variable(&name, span);
            self.context_kind(variable, span);
            return variable;
        }
        let bound = self.variable(&name, span);
        if let Some((own, _)) = self.group_context {
            self.group_context = Some((own, true));
            return own;
        }
        let own = self.hidden("context");
        self.group_context = Some((own, true));
        let inputs = vec![Term::Var(own), Term::Var(bound)];
        literals.push(Literal::Call { function: self.internal("agrees"), inputs, outputs: Vec::new() });
        own
    }

    pub(super) fn context_kind(&mut self, variable: Variable, span: Span) {
        if let Some(kind) = self.lowering.names.kind("context") {
            self.kinds.entry(variable).or_insert((kind, span));
        }
    }

    /// Whether a context is bound outside of the negated group that is being built.
    pub(super) fn outer_context(&self, name: &str) -> bool {
        self.scopes[0].contains_key(name)
    }

    pub(super) fn about(
        &mut self,
        reading: &Reading,
        context: Variable,
        standing: Standing,
        literals: &mut Vec<Literal>,
    ) -> Built<()> {
        for about in &reading.about {
            let Target::Predicate(id) = about.target else { continue };
            let Role::Context(field) = self.lowering.names.declared.schema.get(id).role else { continue };
            self.field(id, field, about, context, standing, literals)?;
        }
        Ok(())
    }

    pub(super) fn context_phrase(
        &mut self,
        id: PredicateId,
        field: usize,
        reading: &Reading,
        standing: Standing,
        literals: &mut Vec<Literal>,
    ) -> Built<()> {
        if reading.evidence.is_some()
            || matches!(reading.modifier, Some((Modifier::Denied | Modifier::Proposed, _)))
        {
            self.no_evidence(reading)?;
        }
        let name = match &reading.place {
            Place::Var(name, _) => name.clone(),
            Place::Unsaid => self.shared.clone(),
        };
        let context = match self.group_context {
            Some((own, true)) if standing == Standing::Absent => own,
            _ => self.variable(&name, reading.span),
        };
        self.context_kind(context, reading.span);
        self.field(id, field, reading, context, standing, literals)?;
        self.about(reading, context, standing, literals)
    }

    pub(super) fn field(
        &mut self,
        id: PredicateId,
        field: usize,
        reading: &Reading,
        context: Variable,
        _standing: Standing,
        literals: &mut Vec<Literal>,
    ) -> Built<()> {
        let predicate = self.lowering.names.declared.schema.get(id);
        let (kind, predicted) = (predicate.columns[0].kind, predicate.predicted);
        let slot: &Slot = &reading.slots[0];
        let mut conditions = Vec::new();
        let value = self.body_term(&slot.value, kind, slot.span, &mut conditions)?;
        if let (Some((Modifier::Predicted, _)), Some(relation)) = (reading.modifier, predicted) {
            literals.push(Literal::Atom(Atom { relation, terms: vec![Term::Var(context), value] }));
        } else {
            let index = self.lowering.names.interner.int(field as i64);
            let inputs = vec![Term::Var(context), Term::Const(index)];
            literals.push(Literal::Call { function: self.internal("field"), inputs, outputs: vec![value] });
        }
        literals.extend(conditions);
        Ok(())
    }
}
