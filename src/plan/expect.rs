//! How many rows to expect where nothing was evaluated.
//!
//! In: the rows that were loaded, and the join orders of stratum after stratum. Out: sizes of
//! relations, as far as they can be told beforehand: loaded ones, and those that no rule concludes
//! from themselves. What a recursion comes to is unknown, and so is all that is joined with it.

use std::collections::BTreeMap;

use super::estimate::{self, Statistics};
use super::join::{Operand, Pipeline, Probe, Step, StratumPlan, Version, bound_by};
use super::{Plan, Variable};
use crate::fact::{FactSet, RelationId};

/// What is known of a relation that rules conclude.
#[derive(Clone, Debug)]
struct Derived {
    /// Rows, if that can be told.
    rows: Option<f64>,
    /// Different values by column.
    distinct: Vec<usize>,
}

/// Sizes before anything is evaluated.
#[derive(Debug)]
pub struct Expected<'a> {
    facts: &'a FactSet,
    derived: BTreeMap<RelationId, Derived>,
    /// What an unknown relation counts for: the rows of the largest loaded one.
    largest: usize,
}

impl<'a> Expected<'a> {
    /// Before the first stratum.
    #[must_use]
    pub fn new(plan: &Plan, facts: &'a FactSet) -> Self {
        let ids = || (0..plan.relations.len() as u32).map(RelationId);
        let largest = ids().map(|id| facts.rows(id).len()).max().unwrap_or(0);
        let mut expected = Self { facts, derived: BTreeMap::new(), largest };
        for &relation in plan.strata.iter().flat_map(|stratum| &stratum.relations) {
            let arity = plan.relations[relation.0 as usize].arity;
            let distinct = (0..arity).map(|column| expected.loaded_distinct(relation, column)).collect();
            expected.derived.insert(relation, Derived { rows: None, distinct });
        }
        expected
    }

    /// Whether anything was loaded.
    #[must_use]
    pub fn has_data(&self) -> bool {
        self.largest > 0
    }

    fn loaded_distinct(&self, relation: RelationId, column: usize) -> usize {
        let rows = self.facts.rows(relation);
        estimate::distinct(rows.iter().map(|row| row[column]), rows.len())
    }

    /// Rows of a relation, if that can be told.
    #[must_use]
    pub fn size(&self, relation: RelationId) -> Option<f64> {
        match self.derived.get(&relation) {
            Some(derived) => derived.rows,
            None => Some(self.facts.rows(relation).len() as f64),
        }
    }

    /// How many bindings a step makes of one, if that can be told.
    #[must_use]
    pub fn multiplies(&self, step: &Step) -> Option<f64> {
        let known = |probe: &Probe| probe.version == Version::All && self.size(probe.relation).is_some();
        if !step.action.probes().into_iter().all(known) {
            return None;
        }
        let rows = |relation, _| self.size(relation).unwrap_or_default() as usize;
        Some(estimate::multiplied(&step.action, &rows))
    }

    /// Learns from the join orders of a stratum what its relations come to.
    pub fn learn(&mut self, planned: &StratumPlan) {
        let mut sums = BTreeMap::<RelationId, Option<f64>>::new();
        for pipeline in planned.once.iter().chain(&planned.rounds) {
            let made = self.made(pipeline);
            let loaded = self.facts.rows(pipeline.relation).len() as f64;
            let sum = sums.entry(pipeline.relation).or_insert(Some(loaded));
            *sum = sum.zip(made).map(|(sum, made)| sum + made);
            let value = |operand: &Operand| self.values(planned, pipeline, *operand);
            let values: Vec<usize> = pipeline.head.iter().map(value).collect();
            if let Some(derived) = self.derived.get_mut(&pipeline.relation) {
                derived.distinct.iter_mut().zip(values).for_each(|(known, new)| *known += new);
            }
        }
        for (relation, sum) in sums {
            let Some(derived) = self.derived.get_mut(&relation) else { continue };
            let combinations = derived.distinct.iter().map(|&values| values.max(1) as f64).product::<f64>();
            derived.rows = sum.map(|rows| rows.min(combinations));
        }
    }

    /// Bindings that a pipeline makes, if that can be told.
    fn made(&self, pipeline: &Pipeline) -> Option<f64> {
        if pipeline.delta.is_some() {
            return None;
        }
        pipeline.steps.iter().try_fold(1.0, |made, step| Some(made * self.multiplies(step)?))
    }

    /// About how many values an operand of the head has.
    fn values(&self, planned: &StratumPlan, pipeline: &Pipeline, operand: Operand) -> usize {
        let Operand::Var(variable) = operand else { return 1 };
        let binds = pipeline.steps.iter().find(|step| bound_by(&step.action).contains(&variable));
        let column = |probe: &&Probe| Some((probe.relation, column_of(planned, probe, variable)?));
        let found = binds.and_then(|step| step.action.probes().iter().find_map(column));
        found.map_or(self.largest, |(relation, column)| self.distinct(relation, column))
    }
}

/// The relation's own column in which a probe binds a variable.
fn column_of(planned: &StratumPlan, probe: &Probe, variable: Variable) -> Option<usize> {
    let bind = probe.binds.iter().find(|bind| bind.1 == variable)?;
    planned.indices.get(&probe.relation)?.get(probe.index)?.get(bind.0).copied()
}

impl Statistics for Expected<'_> {
    fn rows(&self, relation: RelationId) -> usize {
        self.size(relation).map_or(self.largest, |rows| rows as usize)
    }

    fn distinct(&self, relation: RelationId, column: usize) -> usize {
        match self.derived.get(&relation) {
            Some(derived) => derived.distinct[column],
            None => self.loaded_distinct(relation, column),
        }
    }
}
