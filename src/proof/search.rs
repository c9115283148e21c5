//! A row of a finished model in, proofs of it out.
//!
//! The best proof is looked for among premises of lower rank, which is well-founded, with a work
//! list and a memory instead of recursion: proofs of a thousand steps exist.

use std::cmp::Ordering;
use std::rc::Rc;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::graph;
use super::instances::{Found, Instances, Known, REASONS};
use super::solve::{Fact, Solver};
use super::{Instance, Proof};
use crate::engine::{Model, Rank};
use crate::fact::{FactSet, Interner, Registry, RelationId, Symbol};
use crate::plan::{Plan, RuleId};

/// Most instances of rules that are looked at for one row.
const INSTANCES: usize = 1024;
/// Most instances of a row whose heights are compared in the search for the best proof.
const COMPARED: usize = 64;
/// Most rows for which one search compares heights; for the others the instance whose premises
/// have the lowest ranks is taken.
const WEIGHED: usize = 20_000;

/// What cut an enumeration of proofs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cut {
    /// There are more proofs than were asked for.
    Proofs,
    /// Below the depth there are rows with further reasons.
    Depth,
    /// A row has more reasons than are looked at.
    Instances,
    /// There were more combinations to try than is sensible.
    Steps,
}

/// Everything that cut an enumeration; empty if it is complete.
pub type Truncation = std::collections::BTreeSet<Cut>;

/// A rule instance whose premises are rows of the model, not yet nodes of a proof.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The instance; its `Premise::Fact`s are positions in `rows`.
    pub instance: Instance,
    /// The rows that it rests on, in the body's order: relation and position in the model.
    pub rows: Vec<(RelationId, usize)>,
}

/// The reason that was chosen for a row: a step, or none for a loaded row.
pub(super) type Reason = Option<Arc<Step>>;

#[derive(Clone)]
struct Best {
    reason: Reason,
    height: usize,
}

/// Finds proofs of the rows of a finished model; keeps what it has found.
pub struct Prover<'a> {
    pub(super) plan: &'a Plan,
    pub(super) model: &'a dyn Model,
    facts: &'a FactSet,
    instances: Arc<Instances<'a>>,
    /// What was looked for beforehand.
    known: Arc<Known>,
    best: FxHashMap<Fact, Best>,
    /// All instances of rows that are about to be settled, where they were looked for already.
    offered: FxHashMap<Fact, Vec<Arc<Step>>>,
    /// The reasons of rows that were enumerated, and what cut them short.
    pub(super) reasons: FxHashMap<Fact, (Rc<Vec<Reason>>, Option<Cut>)>,
    /// Whether a row has more than one reason.
    branching: FxHashMap<Fact, bool>,
    positions: FxHashMap<RelationId, FxHashMap<&'a [Symbol], usize>>,
}

impl<'a> Prover<'a> {
    /// A prover over a model and what it was made from.
    #[must_use]
    pub fn new(
        plan: &'a Plan,
        facts: &'a FactSet,
        model: &'a dyn Model,
        interner: &'a Interner,
        functions: &'a Registry,
    ) -> Self {
        let instances = Arc::new(Instances::new(plan, Solver { model, interner, functions }));
        Self::over(plan, facts, instances, Arc::default())
    }

    fn over(plan: &'a Plan, facts: &'a FactSet, instances: Arc<Instances<'a>>, known: Arc<Known>) -> Self {
        Self {
            plan,
            model: instances.solver.model,
            facts,
            instances,
            known,
            best: FxHashMap::default(),
            offered: FxHashMap::default(),
            branching: FxHashMap::default(),
            reasons: FxHashMap::default(),
            positions: FxHashMap::default(),
        }
    }

    /// Looks, on all cores, for the instances of rows and of what they rest on, as far as that is
    /// sensible: many rows are then proved faster.
    pub fn prepare<'r>(&mut self, rows: impl Iterator<Item = (RelationId, &'r [Symbol])>) {
        let fact =
            |(relation, row): (RelationId, &[Symbol])| Some((relation, self.model.find(relation, row)?));
        self.known = Arc::new(self.instances.below(rows.filter_map(fact)));
    }

    /// What makes further provers, one for each thread, that share what was prepared.
    pub fn sharing(&self) -> impl Fn() -> Prover<'a> + Sync + use<'a> {
        let (plan, facts) = (self.plan, self.facts);
        let (instances, known) = (Arc::clone(&self.instances), Arc::clone(&self.known));
        move || Prover::over(plan, facts, Arc::clone(&instances), Arc::clone(&known))
    }

    pub(super) fn solver(&self) -> &Solver<'a> {
        &self.instances.solver
    }

    /// The rules that conclude a relation, in the plan's order.
    pub(super) fn rules_for(&self, relation: RelationId) -> &[RuleId] {
        self.instances.rules_for(relation)
    }

    /// The best proof of a row: the lowest one, among those the one with the fewest premises.
    /// `None` if the row is not in the model.
    ///
    /// A row that was loaded is its own proof. Each step rests on rows of lower rank, so a lower
    /// proof through rows that the engine found later is not seen; [`Prover::all`] sees it.
    pub fn best(&mut self, relation: RelationId, row: &[Symbol]) -> Option<Proof> {
        let root = (relation, self.model.find(relation, row)?);
        self.settle(root);
        graph::assemble(self.model, root, |fact| self.best.get(&fact).map(|best| best.reason.clone()))
    }

    /// The rows of a relation that agree with the bound columns, in ascending order of symbols.
    pub fn matching(
        &self,
        relation: RelationId,
        pattern: &[Option<Symbol>],
    ) -> impl Iterator<Item = &'a [Symbol]> + use<'a> {
        let model = self.model;
        model.matching(relation, pattern).into_iter().map(move |index| model.row(relation, index))
    }

    /// The position of a loaded row in the fact set, which knows its origin; the first, if it was
    /// loaded twice. `None` if it was not loaded.
    pub fn position(&mut self, relation: RelationId, row: &[Symbol]) -> Option<usize> {
        let rows = self.facts.rows(relation);
        let positions = self.positions.entry(relation).or_insert_with(|| {
            // From the last to the first, so that the first stays.
            (0..rows.len()).rev().map(|index| (rows.get(index), index)).collect()
        });
        positions.get(row).copied()
    }

    /// The rule instances that conclude a row directly from other rows of the model, whatever
    /// their ranks: one for each choice of premises. What a proof of the row is made of, one
    /// level deep; following it everywhere gives all ways to derive the row.
    ///
    /// Ordered by rule, then as found; [`Cut::Instances`] says that there are more.
    #[must_use]
    pub fn instances(&self, relation: RelationId, row: &[Symbol]) -> (Vec<Step>, Truncation) {
        let Some(index) = self.model.find(relation, row) else { return Default::default() };
        let Found { steps, cut } = self.instances.of((relation, index), None, INSTANCES);
        (steps.into_iter().map(Arc::unwrap_or_clone).collect(), cut.into_iter().collect())
    }

    /// The reason and the height of a row's best proof.
    pub(super) fn settled(&mut self, fact: Fact) -> Option<(Reason, usize)> {
        self.settle(fact);
        self.best.get(&fact).map(|best| (best.reason.clone(), best.height))
    }

    pub(super) fn is_loaded(&self, fact: Fact) -> bool {
        self.rank(fact).stratum == 0
    }

    fn rank(&self, (relation, index): Fact) -> Rank {
        self.model.rank(relation, index)
    }

    /// Finds the best reason of a row and of every row that this asks for.
    fn settle(&mut self, root: Fact) {
        let mut open: Vec<Fact> = vec![root];
        let mut candidates: FxHashMap<Fact, Vec<Arc<Step>>> = FxHashMap::default();
        let mut weighed = 0;
        while let Some(&fact) = open.last() {
            if self.best.contains_key(&fact) {
                open.pop();
            } else if self.is_loaded(fact) {
                self.best.insert(fact, Best { reason: None, height: 0 });
            } else if let Some(steps) = candidates.remove(&fact) {
                // All premises have been settled since the candidates were found.
                if let Some(best) = self.lowest(steps) {
                    self.best.insert(fact, best);
                }
                open.pop();
            } else {
                weighed += 1;
                let steps = self.candidates(fact, if weighed > WEIGHED { 1 } else { COMPARED });
                let premises = steps.iter().flat_map(|step| &step.rows);
                open.extend(premises.filter(|premise| !self.best.contains_key(*premise)));
                candidates.insert(fact, steps);
            }
        }
    }

    /// Spares the search for the instances of a row that is settled next: these are all.
    pub(super) fn offer(&mut self, fact: Fact, steps: Vec<Arc<Step>>) {
        if !self.best.contains_key(&fact) {
            self.offered.insert(fact, steps);
        }
    }

    /// Instances of lower rank: at most so many, those with the lowest premises.
    fn candidates(&mut self, fact: Fact, most: usize) -> Vec<Arc<Step>> {
        let below = self.rank(fact);
        let offered = self.offered.remove(&fact);
        let lower = |step: &Arc<Step>| step.rows.iter().all(|&premise| self.rank(premise) < below);
        let known = self.known.get(&fact).filter(|found| found.cut.is_none());
        let mut steps = match (offered, known) {
            (Some(steps), _) => steps.into_iter().filter(lower).collect(),
            (None, Some(found)) => found.steps.iter().filter(|step| lower(step)).cloned().collect(),
            (None, None) => self.instances.of(fact, Some(below), INSTANCES).steps,
        };
        let rank = |step: &Step| step.rows.iter().map(|&premise| self.rank(premise)).max();
        steps.sort_by(|a, b| rank(a).cmp(&rank(b)).then_with(|| self.compare(a, b)));
        steps.truncate(most);
        steps
    }

    fn lowest(&self, steps: Vec<Arc<Step>>) -> Option<Best> {
        let weighed = steps.into_iter().filter_map(|step| Some((self.height(&step)?, step)));
        let least = weighed.min_by(|(a, x), (b, y)| a.cmp(b).then_with(|| self.compare(x, y)))?;
        Some(Best { height: least.0, reason: Some(least.1) })
    }

    /// The height of a step over the best proofs of its premises; `None` if one has none.
    pub(super) fn height(&self, step: &Step) -> Option<usize> {
        step.rows.iter().try_fold(1, |height, premise| Some(height.max(self.best.get(premise)?.height + 1)))
    }

    /// Fewest premises first, then by rule, then by the text of the values: the same in every run.
    pub(super) fn compare(&self, a: &Step, b: &Step) -> Ordering {
        let size = |step: &Step| (step.rows.len(), step.instance.rule);
        size(a).cmp(&size(b)).then_with(|| {
            let values = |step: &'_ Step| {
                let rows = step.rows.iter().flat_map(|&(relation, index)| self.model.row(relation, index));
                rows.copied().chain(step.instance.binding.iter().flatten().copied()).collect::<Vec<_>>()
            };
            let (a, b) = (values(a), values(b));
            let differ = a.iter().zip(&b).find(|(x, y)| x != y);
            differ.map_or(Ordering::Equal, |(&x, &y)| {
                let key = |symbol| (self.instances.solver.interner.key(symbol), symbol);
                key(x).cmp(&key(y))
            })
        })
    }

    /// Keeps the reasons of a row for later proofs, as long as they are not too many.
    pub(super) fn remember(&mut self, fact: Fact, reasons: Rc<Vec<Reason>>, cut: Option<Cut>) {
        const MOST: usize = 200_000;
        if self.reasons.len() < MOST {
            self.reasons.insert(fact, (reasons, cut));
        }
    }

    /// The instances that conclude a row from all rows but itself, as many as proofs are made from.
    pub(super) fn steps(&self, fact: Fact) -> Found {
        self.known.get(&fact).cloned().unwrap_or_else(|| self.instances.of(fact, None, REASONS))
    }

    /// Whether a row has more than one reason.
    pub(super) fn branches(&mut self, fact: Fact) -> bool {
        if let Some(&known) = self.branching.get(&fact) {
            return known;
        }
        let instances = match self.known.get(&fact) {
            Some(found) => found.steps.len(),
            None => self.instances.of(fact, None, 2).steps.len(),
        };
        let branches = instances + usize::from(self.is_loaded(fact)) > 1;
        self.branching.insert(fact, branches);
        branches
    }
}
