//! Which variables stand where in a rule, before it is lowered.

use std::collections::BTreeSet;

use super::normal::Part;
use super::phrase::{Place, Reading};
use super::rule::Readings;
use super::slot::{Expression, SlotValue};
use crate::source::Span;
use crate::syntax::ast::{Formula, Operand, Phrase};

/// The variables that stand outside of negations and aggregates.
pub(super) fn outer_names(body: &[Part<'_>], head: &Phrase, readings: &Readings) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut add = |span: &Span| {
        if let Some(reading) = readings.get(span) {
            reading_names(reading, &mut names);
        }
    };
    for part in body {
        if let Part::Phrase(phrase) = part {
            add(&phrase.span);
        }
    }
    add(&head.span);
    for part in body {
        if let Part::Compare(a, _, b, _) = part {
            for side in [a, b] {
                if let Operand::Term(term) = side {
                    term_names(term, &mut names);
                }
            }
        }
    }
    names
}

pub(super) fn term_names(term: &crate::syntax::ast::Term, names: &mut BTreeSet<String>) {
    for part in &term.parts {
        match &part.kind {
            crate::syntax::ast::PartKind::Variable(name) => {
                names.insert(name.clone());
            }
            crate::syntax::ast::PartKind::Group(inner) => term_names(inner, names),
            _ => {}
        }
    }
}

pub(super) fn reading_names(reading: &Reading, names: &mut BTreeSet<String>) {
    for slot in &reading.slots {
        value_names(&slot.value, names);
        value_names(&slot.cell, names);
    }
    if let Place::Var(name, _) = &reading.place {
        names.insert(name.clone());
    }
    if let Some(evidence) = &reading.evidence {
        names.insert(evidence.text.clone());
    }
    reading.about.iter().for_each(|r| reading_names(r, names));
}

pub(super) fn occurrences(reading: &Reading, all: &mut Vec<(String, Span)>) {
    for slot in &reading.slots {
        for value in [&slot.value, &slot.cell] {
            let mut names = BTreeSet::new();
            value_names(value, &mut names);
            // `?t: therapy` alone says something: that there is one.
            let times = if matches!(value, SlotValue::Var(_, Some(_))) { 2 } else { 1 };
            all.extend(names.into_iter().flat_map(|n| vec![(n, slot.span); times]));
        }
    }
    if let Place::Var(name, span) = &reading.place {
        // `in ?c` alone says something: that the phrase has a context of its own.
        all.extend(vec![(name.clone(), *span); 2]);
    }
    all.extend(reading.evidence.iter().map(|e| (e.text.clone(), e.span)));
    reading.about.iter().for_each(|r| occurrences(r, all));
}

/// The variables in comparisons and before the colons of aggregates.
pub(super) fn compared(formula: &Formula, all: &mut Vec<(String, Span)>) {
    let mut add = |term: &crate::syntax::ast::Term| {
        let mut names = BTreeSet::new();
        term_names(term, &mut names);
        all.extend(names.into_iter().map(|n| (n, term.span)));
    };
    match formula {
        Formula::Compare(a, _, b, _) => {
            for side in [a, b] {
                match side {
                    Operand::Term(term) => add(term),
                    Operand::Aggregate(aggregate) => aggregate.over.iter().for_each(&mut add),
                }
            }
            for side in [a, b] {
                if let Operand::Aggregate(aggregate) = side {
                    compared(&aggregate.body, all);
                }
            }
        }
        Formula::And(sides) | Formula::Or(sides) => sides.iter().for_each(|s| compared(s, all)),
        Formula::Not(inner, _) => compared(inner, all),
        Formula::Phrase(_) => {}
    }
}

pub(super) fn value_names(value: &SlotValue, names: &mut BTreeSet<String>) {
    fn within(e: &Expression, names: &mut BTreeSet<String>) {
        match e {
            Expression::Var(name) => {
                names.insert(name.clone());
            }
            Expression::Operation(_, a, b) => {
                within(a, names);
                within(b, names);
            }
            Expression::Value(_) => {}
        }
    }
    match value {
        SlotValue::Var(name, _) => {
            names.insert(name.clone());
        }
        SlotValue::Expression(e) => within(e, names),
        _ => {}
    }
}
