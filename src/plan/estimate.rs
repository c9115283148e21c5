//! About how many rows a search finds, and what a join order costs.
//!
//! In: how many rows and different values there are in relations that are loaded or complete, and
//! the rules of a stratum. Out: estimates for the relations that it completes, and costs. Columns
//! count as independent of each other, as in System R (Selinger et al. 1979).

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::join::{Action, Probe, Step, Version};
use super::{Atom, Literal, Plan, Rule, Term, Variable};
use crate::fact::{RelationId, Symbol};

/// What is known of the rows that are there.
pub trait Statistics {
    /// How many rows a relation has, loaded or derived so far.
    fn rows(&self, relation: RelationId) -> usize;

    /// About how many different values one of its columns holds.
    fn distinct(&self, relation: RelationId, column: usize) -> usize;
}

/// Values that are looked at to estimate how many different ones there are.
const SAMPLE: usize = 1 << 15;

/// About how many different values there are among so many: of a sample, those that were seen
/// once stand for unseen ones (the guaranteed-error estimator, Charikar et al. 2000).
pub fn distinct(values: impl Iterator<Item = Symbol>, len: usize) -> usize {
    let step = len / SAMPLE + 1;
    let mut seen = FxHashMap::<Symbol, bool>::default();
    for value in values.step_by(step) {
        seen.entry(value).and_modify(|once| *once = false).or_insert(true);
    }
    let once = seen.values().filter(|once| **once).count();
    let scale = (step as f64).sqrt();
    (scale * once as f64) as usize + (seen.len() - once)
}

/// The share of its rows that a relation is expected to gain in one round.
const ROUNDS: usize = 8;

/// Estimates for one stratum.
pub struct Estimates<'a> {
    statistics: &'a dyn Statistics,
    /// Rows and different values by column of the relations that grow.
    growing: BTreeMap<RelationId, (usize, Vec<usize>)>,
}

impl<'a> Estimates<'a> {
    /// Estimates for a stratum: a relation that grows becomes about as large as the largest that
    /// its rules read, and its columns hold no values but those of the columns they come from.
    pub fn new(plan: &Plan, stratum: usize, statistics: &'a dyn Statistics) -> Self {
        let stratum = &plan.strata[stratum];
        let rules: Vec<&Rule> = stratum.rules.iter().map(|&id| plan.rule(id)).collect();
        let largest = rules.iter().flat_map(|rule| atoms(rule)).map(|a| statistics.rows(a.relation)).max();
        let start = |&relation: &RelationId| {
            let columns = 0..plan.relations[relation.0 as usize].arity;
            let rows = statistics.rows(relation).max(largest.unwrap_or(1));
            (relation, (rows, columns.map(|column| statistics.distinct(relation, column)).collect()))
        };
        let mut estimates = Self { statistics, growing: stratum.relations.iter().map(start).collect() };
        // Values pass from column to column; a few steps reach all but the longest cycles.
        for _ in 0..4 {
            rules.iter().for_each(|rule| estimates.pass(rule));
        }
        estimates
    }

    fn pass(&mut self, rule: &Rule) {
        let head = &rule.head;
        for (column, term) in head.terms.iter().enumerate() {
            let values = match term {
                Term::Var(variable) => self.values(rule, *variable),
                Term::Const(_) | Term::Any => Some(1),
            };
            if let (Some(values), Some((_, distinct))) = (values, self.growing.get_mut(&head.relation)) {
                distinct[column] = distinct[column].max(values);
            }
        }
    }

    /// About how many values a variable can have; `None` as long as nothing is known.
    fn values(&self, rule: &Rule, variable: Variable) -> Option<usize> {
        let columns = |atom: &Atom| {
            let places = atom.terms.iter().enumerate().filter(|(_, term)| **term == Term::Var(variable));
            places.map(|(column, _)| self.distinct(atom.relation, column)).min()
        };
        atoms(rule).filter_map(columns).filter(|&values| values > 0).min()
    }

    /// About how many different values a column holds.
    pub fn distinct(&self, relation: RelationId, column: usize) -> usize {
        match self.growing.get(&relation) {
            Some((_, distinct)) => distinct[column],
            None => self.statistics.distinct(relation, column),
        }
    }

    /// About how many different values some columns hold together.
    pub fn combinations(&self, relation: RelationId, columns: impl Iterator<Item = usize>) -> u64 {
        let product = columns.fold(1_u64, |product, column| {
            product.saturating_mul(self.distinct(relation, column).max(1) as u64)
        });
        match self.growing.get(&relation) {
            Some(_) => product,
            None => product.min(self.statistics.rows(relation).max(1) as u64),
        }
    }

    /// About how many rows a version of a relation will have.
    pub fn rows(&self, relation: RelationId, version: Version) -> usize {
        let rows = match self.growing.get(&relation) {
            Some((rows, _)) => *rows,
            None => self.statistics.rows(relation),
        };
        if version == Version::Recent { rows / ROUNDS + 1 } else { rows }
    }
}

fn atoms(rule: &Rule) -> impl Iterator<Item = &Atom> {
    rule.body.iter().filter_map(|literal| match literal {
        Literal::Atom(atom) => Some(atom),
        _ => None,
    })
}

/// How many rows a version of a relation has.
pub type RowCount<'a> = &'a dyn Fn(RelationId, Version) -> usize;

/// How many rows a probe finds for one binding.
#[must_use]
pub fn found(probe: &Probe, rows: RowCount<'_>) -> f64 {
    rows(probe.relation, probe.version) as f64 / probe.combinations.max(1) as f64
}

/// How many bindings a step makes of one. Conditions whose share is not known count as always true.
#[must_use]
pub fn multiplied(action: &Action, rows: RowCount<'_>) -> f64 {
    match action {
        Action::Join(probe) => found(probe, rows),
        Action::Exists(probe) => found(probe, rows).min(1.0),
        Action::Intersect(probes) => {
            probes.iter().map(|(probe, _)| found(probe, rows)).fold(f64::INFINITY, f64::min)
        }
        _ => 1.0,
    }
}

/// What steps cost, in bindings that are looked up or made; `visit` is told of each step how many
/// bindings come to it.
pub fn cost(steps: &[Step], rows: RowCount<'_>, visit: &mut dyn FnMut(&Step, f64)) -> f64 {
    let (mut bindings, mut cost) = (1.0, 0.0);
    for step in steps {
        visit(step, bindings);
        cost += bindings;
        bindings *= multiplied(&step.action, rows);
    }
    cost + bindings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distinct_values_are_counted_or_estimated() {
        let values = |of: u32, len: usize| {
            let all = (0..len as u32).map(move |n| Symbol(n.wrapping_mul(0x9e37_79b9) % of));
            distinct(all, len)
        };
        assert_eq!(values(7, 1000), 7);
        assert_eq!(values(1000, 1 << 20), 1000);
        let unique = distinct((0..1_u32 << 20).map(Symbol), 1 << 20);
        assert!((1 << 17..=1 << 20).contains(&unique), "{unique}");
    }
}
