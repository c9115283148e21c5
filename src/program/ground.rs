//! Facts, tests and queries: phrases that stand for rows.

use super::error::Fault;
use super::phrase::{Place, Reading, Target};
use super::rule::Lowering;
use super::slot::{Exactness, SlotValue};
use super::{Polarity, Query, StatedRow, Test, TestExpect};
use crate::fact::{Role, Shape, Symbol, Value};
use crate::plan::{Atom, Literal, Rule, Term};
use crate::source::Span;
use crate::syntax::ast::{Expect, Given, Modifier, Phrase, TestItem};

type Grounded<T> = Result<T, Box<Fault>>;

/// The lineage of a row that no paper states.
const UNNAMED: &str = "this file";

impl Lowering<'_> {
    /// The row of a `fact` item or of a `given` clause.
    pub(super) fn stated(
        &self,
        phrase: &Phrase,
        study: Option<String>,
        paper: Option<String>,
    ) -> Grounded<StatedRow> {
        let reading = self.names.phrase(phrase)?;
        let Target::Predicate(id) = reading.target else {
            return Err(self.open_phrase(phrase.span, "a computed function is not stated"));
        };
        let predicate = self.names.declared.schema.get(id);
        let paper = paper.unwrap_or_else(|| UNNAMED.to_owned());
        let mut row = Vec::new();
        for slot in &reading.slots {
            row.push(self.value(&slot.value, phrase.span)?);
        }
        match predicate.role {
            Role::Finding => {
                for (slot, _) in reading.slots.iter().zip(&predicate.columns).filter(|(_, c)| c.cell) {
                    row.push(match &slot.cell {
                        SlotValue::Any => Symbol::UNKNOWN,
                        cell => self.value(cell, phrase.span)?,
                    });
                }
                row.push(self.context_value(&reading, &paper, phrase.span)?);
            }
            Role::Plain | Role::Hypothesis => {}
            Role::Evidence | Role::Context(_) => {
                return Err(
                    self.open_phrase(phrase.span, "state a finding and say its context with `in {…}`")
                );
            }
        }
        let polarity = match reading.modifier {
            None => Polarity::Stated,
            Some((Modifier::Denied, _)) => Polarity::Denied,
            Some((Modifier::Proposed, _)) => Polarity::Proposed,
            Some((Modifier::Predicted, _)) => {
                return Err(self.open_phrase(phrase.span, "a prediction is concluded, not stated"));
            }
        };
        Ok(StatedRow { predicate: id, polarity, row, study, paper, span: phrase.span })
    }

    fn open_phrase(&self, span: Span, help: &str) -> Box<Fault> {
        let phrase = self.names.sources.slice(span).to_owned();
        Box::new(Fault::NotGround { phrase, span, help: help.to_owned() })
    }

    fn value(&self, value: &SlotValue, span: Span) -> Grounded<Symbol> {
        match value {
            SlotValue::Const(symbol, _) => Ok(*symbol),
            _ => Err(self.open_phrase(span, "write a name, a number or a text in every place")),
        }
    }

    /// The context that a phrase's `in {…}` describes.
    fn context_value(&self, reading: &Reading, paper: &str, span: Span) -> Grounded<Symbol> {
        if let Place::Var(..) = reading.place {
            return Err(self.open_phrase(span, "say the context with `in {disease, therapy, outcome}`"));
        }
        let schema = &self.names.declared.schema;
        let interner = self.names.interner;
        let mut fields: Vec<Vec<Symbol>> = vec![Vec::new(); schema.context.len()];
        for about in &reading.about {
            let Target::Predicate(id) = about.target else { continue };
            let Role::Context(field) = schema.get(id).role else { continue };
            fields[field].push(self.value(&about.slots[0].value, span)?);
        }
        let mut parts = Vec::new();
        for (values, field) in fields.iter().zip(&schema.context) {
            if values.len() > 1 && !field.set {
                return Err(self.open_phrase(span, "a context has one value for each field"));
            }
            let members: Vec<Symbol> =
                values.iter().flat_map(|&v| interner.members(Shape::Regimen, v)).collect();
            parts.push(interner.together(Shape::Regimen, &members));
        }
        let incomplete = parts.contains(&Symbol::UNKNOWN);
        parts.push(if incomplete { interner.text(paper) } else { Symbol::UNKNOWN });
        Ok(interner.intern(Value::Compound(Shape::Context, parts.into())))
    }

    /// A phrase as a question for rows. `exactness` says whether constants stand for what is
    /// below them too.
    pub(super) fn query(&self, phrase: &Phrase, exactness: Exactness) -> Grounded<Query> {
        let mut reading = self.names.phrase(phrase)?;
        if exactness == Exactness::Exactly {
            make_exact(&mut reading);
        }
        let Target::Predicate(id) = reading.target else {
            return Err(self.open_phrase(phrase.span, "a computed function has no rows to show"));
        };
        if let Some(evidence) = &reading.evidence {
            return Err(self.open_phrase(evidence.span, "leave `@` out: the evidence is shown anyway"));
        }
        let role = self.names.declared.schema.get(id).role;
        if let (Role::Context(_), None) = (role, reading.modifier) {
            reading.modifier = Some((Modifier::Predicted, phrase.span));
        }
        let (body, variables) = self.lower_alone(&reading)?;
        let main = body.iter().find_map(|l| if let Literal::Atom(a) = l { Some(a.clone()) } else { None });
        let Some(main) = main else {
            return Err(self.open_phrase(phrase.span, "ask for a finding, a conclusion or a prediction"));
        };
        let rule = Rule { name: "query".to_owned(), head: open_head(&main), body, variables };
        Ok(Query { rule, predicate: id, span: phrase.span })
    }

    /// A checked test.
    pub(super) fn test(&self, item: &TestItem, span: Span) -> Result<Test, Vec<Fault>> {
        let mut faults = Vec::new();
        let mut given = Vec::new();
        let mut expect = Vec::new();
        for Given { phrase, study, paper, .. } in &item.given {
            let study_text = study.as_ref().map(|w| w.text.clone());
            let known = self.study_known(study.as_ref());
            let stated = self.stated(phrase, study_text, paper.as_ref().map(|w| w.text.clone()));
            match known.and(stated) {
                Ok(row) => given.push(row),
                Err(fault) => faults.push(*fault),
            }
        }
        for Expect { absent, phrase, .. } in &item.expect {
            match self.query(phrase, Exactness::Exactly) {
                Ok(query) => expect.push(TestExpect { absent: *absent, query }),
                Err(fault) => faults.push(*fault),
            }
        }
        if faults.is_empty() {
            Ok(Test { name: item.name.text.clone(), given, expect, span })
        } else {
            Err(faults)
        }
    }

    fn study_known(&self, study: Option<&crate::syntax::ast::Words>) -> Grounded<()> {
        let (Some(study), Some(kind)) = (study, self.names.kind("study")) else { return Ok(()) };
        match self.names.constant(&study.text, kind, study.span) {
            Ok(_) => Ok(()),
            Err(_) => Err(Box::new(Fault::UnknownName {
                name: study.text.clone(),
                kind: "study".to_owned(),
                span: study.span,
                nearest: self.names.nearest(&study.text, kind),
            })),
        }
    }
}

fn make_exact(reading: &mut Reading) {
    for slot in &mut reading.slots {
        for value in [&mut slot.value, &mut slot.cell] {
            if let SlotValue::Const(_, exactness) = value {
                *exactness = Exactness::Exactly;
            }
        }
    }
    reading.about.iter_mut().for_each(make_exact);
}

/// The atom with `_` as it is: the head of a query matches the rows of its main atom.
fn open_head(atom: &Atom) -> Atom {
    Atom {
        relation: atom.relation,
        terms: atom.terms.iter().map(|t| if *t == Term::Any { Term::Any } else { *t }).collect(),
    }
}
