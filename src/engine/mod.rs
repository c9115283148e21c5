//! Plan and facts in, model out. Knows no syntax and no biology.

use std::any::Any;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use crate::fact::{FactSet, Interner, Registry, RelationId, Symbol};
use crate::plan::{Plan, RuleId};

pub mod fold;
pub mod frog;
pub mod naive;
pub mod profile;

use profile::Profiler;

/// What stops an evaluation before it ends, and who listens to its progress.
pub struct Limits<'a> {
    /// Most facts, loaded ones included.
    pub max_facts: usize,
    /// Set from outside (Ctrl-C) to stop at the next round.
    pub cancel: Arc<AtomicBool>,
    /// Told after each round.
    pub progress: Option<&'a mut dyn FnMut(&Progress)>,
    /// What becomes of what had been derived when it stops.
    pub at_stop: AtStop,
    /// Takes down what rules cost, if that is wanted; the naive engine tells it nothing.
    pub profiler: Option<Profiler>,
}

impl Limits<'_> {
    /// No limit but that of facts; nobody listens, and nothing is kept when it stops.
    #[must_use]
    pub fn new(max_facts: usize) -> Self {
        Self { max_facts, cancel: Arc::default(), progress: None, at_stop: AtStop::Discard, profiler: None }
    }

    /// Tells whoever listens how far it is.
    fn tell(&mut self, progress: &Progress) {
        if let Some(listener) = &mut self.progress {
            listener(progress);
        }
    }
}

/// What becomes of what had been derived when an evaluation stops.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AtStop {
    /// It is given up.
    #[default]
    Discard,
    /// It is kept: the strata that were complete, and of the one that was not the rows that it had.
    /// All of them follow, since what is negated or aggregated was complete.
    Keep,
}

/// Where an evaluation is.
#[derive(Clone, Debug)]
pub struct Progress {
    /// From 0.
    pub stratum: usize,
    /// How many strata there are.
    pub strata: usize,
    /// The first of the relations that the stratum completes.
    pub relation: Option<RelationId>,
    /// Round within the stratum, from 1.
    pub round: u32,
    /// Facts so far, loaded ones included.
    pub facts: usize,
}

/// Why an evaluation stopped before its end.
pub struct Stopped {
    /// What was hit.
    pub reason: StopReason,
    /// The rule that had added most in the stratum where it stopped.
    pub rule: Option<RuleId>,
    /// Facts at that time.
    pub facts: usize,
    /// What had been derived, if it was to be kept.
    pub kept: Option<Box<dyn Model>>,
    /// The relations that may lack rows.
    pub unfinished: Vec<RelationId>,
}

impl Stopped {
    /// Stopped with nothing kept.
    #[must_use]
    pub fn new(reason: StopReason, rule: Option<RuleId>, facts: usize) -> Self {
        Self { reason, rule, facts, kept: None, unfinished: Vec::new() }
    }

    /// The same, stopped in a stratum; what was kept, if it was to be.
    fn in_stratum(self, plan: &Plan, stratum: usize, kept: Option<Box<dyn Model>>) -> Self {
        let strata = plan.strata.iter().skip(stratum);
        let unfinished = strata.flat_map(|stratum| stratum.relations.iter().copied()).collect();
        Self { kept, unfinished, ..self }
    }
}

impl std::fmt::Debug for Stopped {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { reason, rule, facts, .. } = self;
        f.debug_struct("Stopped")
            .field("reason", reason)
            .field("rule", rule)
            .field("facts", facts)
            .finish_non_exhaustive()
    }
}

/// What was hit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StopReason {
    /// More facts than `max_facts`.
    Facts,
    /// `cancel` was set.
    Cancelled,
    /// A relation is wider than the backend can hold.
    Width {
        /// The relation.
        relation: RelationId,
        /// The most columns that there may be.
        limit: usize,
    },
}

/// When a row was first derived.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rank {
    /// 0 for loaded rows, else the stratum from 1.
    pub stratum: u32,
    /// Round within the stratum; 0 for loaded rows. The premises of a row of rank r that a rule
    /// derived are of ranks below r (for some instance of some rule).
    pub round: u32,
}

/// All rows that follow, sorted, each with its rank.
pub trait Model: Any + Send + Sync {
    /// Number of rows of a relation.
    fn len(&self, relation: RelationId) -> usize;

    /// A row by its position; rows are in ascending order of their symbols.
    fn row(&self, relation: RelationId, index: usize) -> &[Symbol];

    /// The rank of a row by its position.
    fn rank(&self, relation: RelationId, index: usize) -> Rank;

    /// The position of a row, if it follows.
    fn find(&self, relation: RelationId, row: &[Symbol]) -> Option<usize>;

    /// The positions of the rows that agree with the bound columns, in ascending order.
    fn matching(&self, relation: RelationId, pattern: &[Option<Symbol>]) -> Vec<usize>;
}

/// Evaluates plans.
pub trait Backend {
    /// Everything that follows from the facts by the plan's rules.
    ///
    /// # Errors
    /// If a limit was hit.
    fn run(
        &self,
        plan: &Plan,
        facts: &FactSet,
        interner: &Interner,
        functions: &Registry,
        limits: &mut Limits<'_>,
    ) -> Result<Box<dyn Model>, Stopped>;

    /// The same, where the plan's first strata have been evaluated already: `done` is what followed
    /// by them from facts that differ, if at all, only in relations that these strata do not read.
    ///
    /// # Errors
    /// If a limit was hit.
    fn resume(
        &self,
        plan: &Plan,
        facts: &FactSet,
        _done: Done<'_>,
        interner: &Interner,
        functions: &Registry,
        limits: &mut Limits<'_>,
    ) -> Result<Box<dyn Model>, Stopped> {
        self.run(plan, facts, interner, functions, limits)
    }
}

/// The strata of a plan that have been evaluated.
#[derive(Clone, Copy)]
pub struct Done<'a> {
    /// What followed by them.
    pub model: &'a dyn Model,
    /// How many they are.
    pub strata: usize,
}
