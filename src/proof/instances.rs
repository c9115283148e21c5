//! A row of a finished model in, the instances of rules that conclude it out.
//!
//! What is found for many rows at once is kept and shared: enumerations of proofs and the graph of
//! all reasons ask for the same rows. Knows nothing of what a proof is made of besides one step.

use std::collections::VecDeque;
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::body::Prepared;
use super::search::{Cut, Step};
use super::solve::{self, Choice, Fact, Next, Query, Solver};
use super::{Instance, Premise};
use crate::engine::Rank;
use crate::fact::RelationId;
use crate::plan::{Plan, RuleId};

/// Most choices that are tried for one rule and row after an instance was found.
const CHOICES: usize = 100_000;
/// Most instances of a row that are kept.
pub(super) const REASONS: usize = 256;
/// About how many premises the instances that are kept have together.
const KEPT: usize = 250_000;
/// So many rows are looked at together.
const RUN: usize = 1024;

/// The instances of a row, and whether there are more.
#[derive(Clone, Debug, Default)]
pub(super) struct Found {
    pub steps: Vec<Arc<Step>>,
    pub cut: Option<Cut>,
}

/// The instances of rows that were looked for beforehand.
pub(super) type Known = FxHashMap<Fact, Found>;

/// Finds instances; several provers share one.
pub(super) struct Instances<'a> {
    plan: &'a Plan,
    pub solver: Solver<'a>,
    /// One a rule of the plan, made when it is first asked for.
    prepared: Vec<OnceLock<Prepared<'a>>>,
    /// The rules that conclude a relation, in the plan's order.
    rules: FxHashMap<RelationId, Vec<RuleId>>,
}

impl<'a> Instances<'a> {
    pub fn new(plan: &'a Plan, solver: Solver<'a>) -> Self {
        let mut rules: FxHashMap<RelationId, Vec<RuleId>> = FxHashMap::default();
        for (index, rule) in plan.rules.iter().enumerate() {
            rules.entry(rule.head.relation).or_default().push(RuleId(index as u32));
        }
        Self { plan, solver, prepared: plan.rules.iter().map(|_| OnceLock::new()).collect(), rules }
    }

    /// The rules that conclude a relation, in the plan's order.
    pub fn rules_for(&self, relation: RelationId) -> &[RuleId] {
        self.rules.get(&relation).map_or(&[], Vec::as_slice)
    }

    /// Those of a row: from rows of lower rank, or from all rows but itself.
    pub fn of(&self, fact: Fact, below: Option<Rank>, most: usize) -> Found {
        let mut found = Found::default();
        for &rule in self.rules_for(fact.0) {
            let cut = self.add(rule, fact, below, most, &mut found.steps);
            found.cut = found.cut.max(cut);
        }
        found
    }

    /// Those of rows and of all rows that these rest on, nearest first, until there are as many as
    /// are kept. The same for any number of cores.
    pub fn below(&self, roots: impl Iterator<Item = Fact>) -> Known {
        let mut known = Known::default();
        let mut met: FxHashSet<Fact> = FxHashSet::default();
        let mut open: VecDeque<Fact> = roots.filter(|&root| met.insert(root)).collect();
        let mut kept = 0;
        while !open.is_empty() && kept < KEPT {
            let run: Vec<Fact> = open.drain(..open.len().min(RUN)).collect();
            let here: Vec<Found> = run.par_iter().map(|&fact| self.of(fact, None, REASONS)).collect();
            for (fact, found) in run.into_iter().zip(here) {
                for &premise in found.steps.iter().flat_map(|step| &step.rows) {
                    kept += 1;
                    if met.insert(premise) {
                        open.push_back(premise);
                    }
                }
                known.insert(fact, found);
            }
        }
        known
    }

    fn add(
        &self,
        id: RuleId,
        fact: Fact,
        below: Option<Rank>,
        most: usize,
        steps: &mut Vec<Arc<Step>>,
    ) -> Option<Cut> {
        let rule = &self.plan.rules[id.0 as usize];
        let prepared = self.prepared[id.0 as usize].get_or_init(|| Prepared::new(rule));
        let row = self.solver.model.row(fact.0, fact.1);
        let start = solve::bind(&rule.head.terms, row, prepared.variables)?;
        let mut cut = None;
        let found_before = steps.len();
        let mut visit = |binding: &[Option<_>], chosen: &[Option<Choice>], tried: usize| {
            let (premises, rows): (Vec<Premise>, Vec<Fact>) = solve::premises(chosen);
            if rows.contains(&fact) {
                return Next::Continue;
            }
            if steps.len() >= most || (steps.len() > found_before && tried > CHOICES) {
                cut = Some(Cut::Instances);
                return Next::Stop;
            }
            let instance = Instance { rule: id, binding: binding.to_vec(), premises };
            steps.push(Arc::new(Step { instance, rows }));
            Next::Continue
        };
        let query = Query { body: &prepared.body, below };
        self.solver.solve(query, start, &mut visit);
        cut
    }
}
