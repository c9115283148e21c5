//! Rules to the form that engines evaluate: phrases become atoms with hidden columns, constants
//! become conditions on what is below them, contexts become joins.

use std::collections::{BTreeMap, BTreeSet};

use super::build::Builder;
use super::error::Fault;
use super::names::Names;
use super::normal::{alternatives, negated};
use super::phrase::{Place, Reading, Target};
use super::variables::{compared, occurrences, outer_names, reading_names};
use crate::fact::{PredicateId, Registry, RelationId, Role};
use crate::plan::{Literal, Rule, Variable};
use crate::source::Span;
use crate::syntax::ast::{Formula, Operand, Phrase, RuleItem};

/// The name of the context that phrases without `in` share; no user can write it.
pub(super) const SHARED: &str = " context";

/// What lowering needs besides names.
pub(super) struct Lowering<'a> {
    pub(super) names: Names<'a>,
    pub(super) registry: &'a Registry,
    /// Finding predicates that some rule predicts, with what they are read by.
    pub(super) predicted: BTreeSet<PredicateId>,
    /// Relations that hold conclusions with their identity, by predicate.
    pub(super) judged: BTreeMap<PredicateId, RelationId>,
}

/// A lowered rule and what its source says of it.
#[derive(Clone, Debug)]
pub(super) struct Lowered {
    pub(super) rule: Rule,
    pub(super) implicit: Vec<Variable>,
    /// Whether it reads a judgement.
    pub(super) judging: bool,
}

/// The phrases of a rule, each read once.
pub(super) type Readings = BTreeMap<Span, Reading>;

/// All phrases of a rule, wherever they stand.
pub(super) fn phrases(item: &RuleItem) -> Vec<&Phrase> {
    let mut found = Vec::new();
    phrases_in(&item.body, &mut found);
    item.unless.iter().for_each(|f| phrases_in(f, &mut found));
    found.extend(&item.heads);
    found
}

pub(super) fn phrases_in<'a>(formula: &'a Formula, found: &mut Vec<&'a Phrase>) {
    match formula {
        Formula::And(sides) | Formula::Or(sides) => sides.iter().for_each(|s| phrases_in(s, found)),
        Formula::Not(inner, _) => phrases_in(inner, found),
        Formula::Phrase(phrase) => found.push(phrase),
        Formula::Compare(a, _, b, _) => {
            for side in [a, b] {
                if let Operand::Aggregate(aggregate) = side {
                    phrases_in(&aggregate.body, found);
                }
            }
        }
    }
}

impl Lowering<'_> {
    /// Whether a reading is about a group of patients or cells, so that it has a context.
    pub(super) fn has_context(&self, reading: &Reading) -> bool {
        let Target::Predicate(id) = reading.target else { return false };
        matches!(self.names.declared.schema.get(id).role, Role::Finding | Role::Context(_))
    }

    /// The context of phrases that name none.
    fn shared_context(&self, readings: &Readings) -> Result<String, Box<Fault>> {
        let named: BTreeSet<&str> = readings
            .values()
            .filter_map(|r| if let Place::Var(name, _) = &r.place { Some(name.as_str()) } else { None })
            .collect();
        let bare = readings.values().find(|r| self.has_context(r) && r.place == Place::Unsaid);
        match (named.len(), bare) {
            (0, _) => Ok(SHARED.to_owned()),
            (1, _) => Ok(named.into_iter().next().unwrap_or(SHARED).to_owned()),
            (_, None) => Ok(SHARED.to_owned()),
            (_, Some(reading)) => Err(Box::new(Fault::WhichContext {
                phrase: self.names.sources.slice(reading.span).to_owned(),
                span: reading.span,
                named: named.into_iter().map(str::to_owned).collect(),
            })),
        }
    }

    /// Lowers a single phrase: its main atom with conditions, and the names of its variables.
    pub(super) fn lower_alone(&self, reading: &Reading) -> Result<(Vec<Literal>, Vec<String>), Box<Fault>> {
        let readings = Readings::new();
        let mut names = BTreeSet::new();
        reading_names(reading, &mut names);
        let mut builder = Builder::new(self, &readings, SHARED.to_owned(), names);
        let mut literals = Vec::new();
        builder.positive(reading, &mut literals)?;
        Ok((literals, builder.variables))
    }

    /// The variables of a rule that stand in it only once, each with its place.
    pub(super) fn once(&self, item: &RuleItem, readings: &Readings) -> Vec<(String, Span)> {
        let mut all: Vec<(String, Span)> = Vec::new();
        for reading in readings.values() {
            occurrences(reading, &mut all);
        }
        compared(&item.body, &mut all);
        item.unless.iter().for_each(|f| compared(f, &mut all));
        let single = |(name, _): &&(String, Span)| all.iter().filter(|(n, _)| n == name).count() == 1;
        all.iter().filter(single).cloned().collect()
    }

    /// Lowers a rule: one a combination of alternative and head.
    pub(super) fn rule(
        &self,
        item: &RuleItem,
        name: &str,
        readings: &Readings,
    ) -> Result<Vec<Lowered>, Vec<Fault>> {
        let span = item.heads.first().map_or(Span::new(crate::source::SourceId(0), 0, 0), |h| h.span);
        let many = |count| vec![Fault::TooManyAlternatives { span, count }];
        let mut bodies = alternatives(&item.body).map_err(many)?;
        for unless in &item.unless {
            let parts = negated(unless, span).map_err(many)?;
            bodies.iter_mut().for_each(|b| b.extend(parts.iter().cloned()));
        }
        let shared = self.shared_context(readings).map_err(|f| vec![*f])?;
        let mut lowered = Vec::new();
        let mut faults = Vec::new();
        for body in &bodies {
            for head in &item.heads {
                let mut builder =
                    Builder::new(self, readings, shared.clone(), outer_names(body, head, readings));
                match builder.build(body, head, name) {
                    Ok(rule) => lowered.push(rule),
                    Err(fault) => faults.push(*fault),
                }
            }
        }
        faults.dedup();
        if faults.is_empty() { Ok(lowered) } else { Err(faults) }
    }
}
