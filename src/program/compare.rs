//! Negated groups, comparisons and aggregates of a body to literals.

use std::collections::{BTreeMap, BTreeSet};

use super::build::{Builder, Built, Standing};
use super::error::Fault;
use super::normal::{Part, alternatives};
use super::phrase::Target;
use super::slot::SlotValue;
use crate::fact::{KindId, Role};
use crate::plan::{Atom, Comparison, Fold, Literal, Term, Variable};
use crate::source::Span;
use crate::syntax::ast::{Aggregate, Operand, Operator};

impl Builder<'_, '_> {
    pub(super) fn negation(
        &mut self,
        parts: &[Part<'_>],
        span: Span,
        literals: &mut Vec<Literal>,
    ) -> Built<()> {
        self.scopes.push(BTreeMap::new());
        let group = self.group_context.take();
        let mut inner = Vec::new();
        let mut about_context = Vec::new();
        for part in parts {
            if let Part::Phrase(phrase) = part
                && let Some(reading) = self.readings.get(&phrase.span)
            {
                let field = matches!(reading.target, Target::Predicate(id)
                    if matches!(self.lowering.names.declared.schema.get(id).role, Role::Context(_)));
                if field {
                    about_context.push(reading);
                } else {
                    self.reading(reading, Standing::Absent, &mut inner)?;
                }
            }
        }
        for reading in about_context {
            self.reading(reading, Standing::Absent, &mut inner)?;
        }
        for part in parts {
            match part {
                Part::Compare(a, operator, b, span) => self.compare(a, *operator, b, *span, &mut inner)?,
                Part::Not(parts, span) => self.negation(parts, *span, &mut inner)?,
                Part::Phrase(_) => {}
            }
        }
        self.group_context = group;
        self.scopes.pop();
        let _ = span;
        literals.push(Literal::Not(inner));
        Ok(())
    }

    pub(super) fn compare(
        &mut self,
        a: &Operand,
        operator: Operator,
        b: &Operand,
        span: Span,
        literals: &mut Vec<Literal>,
    ) -> Built<()> {
        let kind = self.side_kind(a).or_else(|| self.side_kind(b));
        if let (Operand::Term(term), Operator::Equal, Operand::Aggregate(aggregate)) = (a, operator, b) {
            let result = self.side(term, kind, literals)?;
            return self.aggregate(aggregate, result, literals);
        }
        let left = self.operand(a, kind, literals)?;
        let right = self.operand(b, kind, literals)?;
        let _ = span;
        let comparison = match operator {
            Operator::Equal => Comparison::Equal,
            Operator::NotEqual => Comparison::NotEqual,
            Operator::Less => Comparison::Less,
            Operator::LessOrEqual => Comparison::LessOrEqual,
            Operator::Greater => Comparison::Greater,
            Operator::GreaterOrEqual => Comparison::GreaterOrEqual,
        };
        literals.push(Literal::Compare(comparison, left, right));
        Ok(())
    }

    pub(super) fn operand(
        &mut self,
        operand: &Operand,
        kind: Option<KindId>,
        literals: &mut Vec<Literal>,
    ) -> Built<Term> {
        match operand {
            Operand::Term(term) => self.side(term, kind, literals),
            Operand::Aggregate(aggregate) => {
                let result = Term::Var(self.hidden("_"));
                self.aggregate(aggregate, result, literals)?;
                Ok(result)
            }
        }
    }

    /// The kind of a side that is a variable seen before, or an aggregate.
    pub(super) fn side_kind(&self, operand: &Operand) -> Option<KindId> {
        match operand {
            Operand::Aggregate(a) if matches!(a.fold.text.as_str(), "min" | "max") => None,
            Operand::Aggregate(_) => self.lowering.names.kind("number"),
            Operand::Term(term) => match term.parts.as_slice() {
                [part] => match &part.kind {
                    crate::syntax::ast::PartKind::Variable(name) => {
                        let variable = self.scopes.iter().rev().find_map(|s| s.get(name))?;
                        self.kinds.get(variable).map(|(kind, _)| *kind)
                    }
                    _ => None,
                },
                _ => None,
            },
        }
    }

    pub(super) fn side(
        &mut self,
        term: &crate::syntax::ast::Term,
        kind: Option<KindId>,
        literals: &mut Vec<Literal>,
    ) -> Built<Term> {
        let names = &self.lowering.names;
        let value = names
            .side(&term.parts, kind)
            .map_err(|fault| Box::new(names.slot_fault(fault, &term.parts, kind.unwrap_or(KindId(0)))))?;
        match value {
            SlotValue::Var(name, None) => Ok(Term::Var(self.variable(&name, term.span))),
            SlotValue::Const(symbol, _) => Ok(Term::Const(symbol)),
            SlotValue::Expression(expression) => {
                let number = self.lowering.names.kind("number").unwrap_or(KindId(0));
                self.expression(&expression, number, term.span, literals)
            }
            _ => Err(Box::new(Fault::BadTerm {
                message: "this cannot be compared".to_owned(),
                span: term.span,
                help: "compare variables, numbers, texts, dates, names and arithmetic".to_owned(),
            })),
        }
    }

    pub(super) fn aggregate(
        &mut self,
        aggregate: &Aggregate,
        result: Term,
        literals: &mut Vec<Literal>,
    ) -> Built<()> {
        let fold = match aggregate.fold.text.as_str() {
            "count" => Fold::Count,
            "sum" => Fold::Sum,
            "min" => Fold::Min,
            "max" => Fold::Max,
            _ => Fold::Mean,
        };
        let bodies = alternatives(&aggregate.body);
        let Ok([body]) = bodies.as_deref() else {
            return Err(Box::new(Fault::BadTerm {
                message: "an aggregate ranges over one conjunction".to_owned(),
                span: aggregate.span,
                help: "give the alternatives a predicate of their own with two rules, and use that"
                    .to_owned(),
            }));
        };
        self.scopes.push(BTreeMap::new());
        let mut inner = Vec::new();
        for part in body {
            if let Part::Phrase(phrase) = part
                && let Some(reading) = self.readings.get(&phrase.span)
            {
                self.positive(reading, &mut inner)?;
            }
        }
        for part in body {
            match part {
                Part::Compare(a, operator, b, span) => self.compare(a, *operator, b, *span, &mut inner)?,
                Part::Not(parts, span) => self.negation(parts, *span, &mut inner)?,
                Part::Phrase(_) => {}
            }
        }
        let mut over = Vec::new();
        for term in &aggregate.over {
            over.push(self.side(term, None, &mut inner)?);
        }
        self.bind_contexts(&mut inner);
        self.scopes.pop();
        literals.push(Literal::Aggregate { fold, over, body: inner, result });
        Ok(())
    }

    /// A context that only phrases about it name ranges over the stated contexts.
    pub(super) fn bind_contexts(&mut self, literals: &mut Vec<Literal>) {
        let mut bound: BTreeSet<Variable> = BTreeSet::new();
        for literal in literals.iter() {
            let terms = match literal {
                Literal::Atom(atom) => atom.terms.as_slice(),
                Literal::Call { outputs, .. } => outputs.as_slice(),
                _ => &[],
            };
            bound.extend(terms.iter().filter_map(|t| if let Term::Var(v) = t { Some(*v) } else { None }));
        }
        let field = self.internal("field");
        let mut missing: BTreeSet<Variable> = BTreeSet::new();
        for literal in literals.iter() {
            if let Literal::Call { function, inputs, .. } = literal
                && *function == field
                && let Some(Term::Var(context)) = inputs.first()
                && !bound.contains(context)
            {
                missing.insert(*context);
            }
        }
        let relation = self.lowering.names.declared.schema.contexts.expect("the schema has contexts");
        for context in missing {
            let already = self.scopes.len() > 1
                && self.scopes[..self.scopes.len() - 1].iter().any(|s| s.values().any(|v| *v == context));
            if !already {
                literals.insert(0, Literal::Atom(Atom { relation, terms: vec![Term::Var(context)] }));
            }
        }
    }
}
