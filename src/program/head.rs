//! Conclusions to heads.

use super::build::{Builder, Built};
use super::error::Fault;
use super::phrase::{Place, Reading, Target};
use super::rule::SHARED;
use super::slot::SlotValue;
use crate::fact::{KindId, Role, Symbol};
use crate::plan::{Atom, Literal, Term, Variable};
use crate::source::Span;
use crate::syntax::ast::Phrase;

impl Builder<'_, '_> {
    pub(super) fn head(&mut self, phrase: &Phrase, literals: &mut Vec<Literal>) -> Built<Atom> {
        let Some(reading) = self.readings.get(&phrase.span) else {
            return Err(Box::new(Fault::Head {
                message: "nothing is concluded".to_owned(),
                span: phrase.span,
                help: "write a phrase after ⇒".to_owned(),
            }));
        };
        let Target::Predicate(id) = reading.target else {
            return Err(head_fault("a computed function cannot be concluded", phrase.span));
        };
        if let Some((_, span)) = reading.modifier {
            return Err(head_fault("only what holds can be concluded", span));
        }
        if let Some(evidence) = &reading.evidence {
            return Err(head_fault("a conclusion has no evidence of its own", evidence.span));
        }
        let predicate = self.lowering.names.declared.schema.get(id).clone();
        match predicate.role {
            Role::Evidence => {
                Err(head_fault("what a finding's evidence is cannot be concluded", phrase.span))
            }
            Role::Context(_) => {
                let context = self.head_context(reading)?;
                let terms = self.head_terms(&predicate, reading, literals)?;
                if !reading.about.is_empty() {
                    return Err(head_fault("a prediction about a context says one thing", phrase.span));
                }
                let relation = predicate.predicted.expect("a context field can be predicted");
                Ok(Atom { relation, terms: vec![Term::Var(context), terms[0]] })
            }
            Role::Finding => {
                let mut terms = self.head_terms(&predicate, reading, literals)?;
                self.head_cells(&predicate, reading, literals, &mut terms)?;
                if !reading.about.is_empty() {
                    return Err(head_fault("a prediction stands in a context of the body", phrase.span));
                }
                terms.push(Term::Var(self.head_context(reading)?));
                let relation = predicate.finding.expect("a finding has its relations").predicted;
                Ok(Atom { relation, terms })
            }
            Role::Plain | Role::Hypothesis => {
                self.no_context(reading)?;
                let terms = self.head_terms(&predicate, reading, literals)?;
                Ok(Atom { relation: predicate.reads, terms })
            }
        }
    }

    pub(super) fn head_context(&mut self, reading: &Reading) -> Built<Variable> {
        let name = match &reading.place {
            Place::Var(name, _) => name.clone(),
            Place::Unsaid => self.shared.clone(),
        };
        if name == SHARED && !self.scopes[0].contains_key(SHARED) {
            let phrase = self.lowering.names.sources.slice(reading.span).to_owned();
            return Err(Box::new(Fault::NoContext { phrase, span: reading.span }));
        }
        Ok(self.variable(&name, reading.span))
    }

    pub(super) fn head_terms(
        &mut self,
        predicate: &crate::fact::Predicate,
        reading: &Reading,
        literals: &mut Vec<Literal>,
    ) -> Built<Vec<Term>> {
        let mut terms = Vec::new();
        for (slot, column) in reading.slots.iter().zip(&predicate.columns) {
            terms.push(self.head_term(&slot.value, column.kind, slot.span, literals)?);
        }
        Ok(terms)
    }

    pub(super) fn head_cells(
        &mut self,
        predicate: &crate::fact::Predicate,
        reading: &Reading,
        literals: &mut Vec<Literal>,
        terms: &mut Vec<Term>,
    ) -> Built<()> {
        let kind = self.lowering.names.kind("cell").unwrap_or(KindId(0));
        for (slot, _) in reading.slots.iter().zip(&predicate.columns).filter(|(_, c)| c.cell) {
            let term = match &slot.cell {
                SlotValue::Any => Term::Const(Symbol::UNKNOWN),
                cell => self.head_term(cell, kind, slot.span, literals)?,
            };
            terms.push(term);
        }
        Ok(())
    }

    pub(super) fn head_term(
        &mut self,
        value: &SlotValue,
        kind: KindId,
        span: Span,
        literals: &mut Vec<Literal>,
    ) -> Built<Term> {
        match value {
            SlotValue::Any => Err(head_fault("a conclusion leaves a column open", span)),
            SlotValue::Const(symbol, _) => Ok(Term::Const(*symbol)),
            _ => self.body_term(value, kind, span, literals),
        }
    }
}

fn head_fault(message: &str, span: Span) -> Box<Fault> {
    Box::new(Fault::Head {
        message: message.to_owned(),
        span,
        help: "conclude a predicate, a hypothesis, a finding (as a prediction) or a phrase about a context, \
               with every column filled"
            .to_owned(),
    })
}
