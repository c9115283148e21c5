//! The default backend: join orders over sorted runs of rows, which are datafrog's relations.
//!
//! In: a plan and facts. Out: a model. Each stratum is planned when its turn comes, so that the
//! sizes of the relations below it are known. Rows are fixed arrays of symbols, so a relation may have at most
//! [`WIDEST`] columns.

use std::any::Any;
use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::sync::Arc;

use super::{AtStop, Backend, Done, Limits, Model, StopReason, Stopped};
use crate::fact::set::Rows;
use crate::fact::{FactSet, Interner, Registry, RelationId};
use crate::plan::estimate::{self, Statistics};
use crate::plan::join::{ColumnOrder, StratumPlan};
use crate::plan::order::plan_stratum;
use crate::plan::{Plan, RuleId};

mod batch;
mod calls;
mod complete;
mod dealing;
mod directory;
mod fresh;
mod growing;
mod known;
mod model;
mod nested;
mod pipeline;
mod radix;
mod ranked;
mod row;
mod stratum;
mod table;
mod workers;

use calls::Calls;
use complete::{Completed, Stored};
use model::FrogModel;
use stratum::Rounds;
use table::Table;
use workers::Workers;

/// The most columns that a relation may have.
pub const WIDEST: usize = 16;

/// The default backend.
#[derive(Clone, Copy, Debug)]
pub struct Frog {
    /// How many threads evaluate; the result is the same with any number.
    pub threads: NonZeroUsize,
    /// Whether rows get their ranks.
    pub recording: Recording,
}

impl Default for Frog {
    /// One thread; ranks are recorded.
    fn default() -> Self {
        Self { threads: NonZeroUsize::MIN, recording: Recording::Ranks }
    }
}

/// Whether a model tells when a row was first derived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recording {
    /// Each row has its rank, from which proofs are found.
    Ranks,
    /// All rows have the rank of loaded ones, which saves a little memory.
    Nothing,
}

/// Evaluates an expression for the width that holds a number of columns.
macro_rules! for_width {
    ($arity:expr, $n:ident => $made:expr) => {
        for_width!(@ $arity, $n, $made, 0 1 2 3 4 5 6 7 8 12 16)
    };
    (@ $arity:expr, $n:ident, $made:expr, $($width:literal)*) => {
        match $arity {
            $(arity if arity <= $width => { const $n: usize = $width; $made })*
            _ => unreachable!("wider relations are refused at the start"),
        }
    };
}

impl Backend for Frog {
    fn run(
        &self,
        plan: &Plan,
        facts: &FactSet,
        interner: &Interner,
        functions: &Registry,
        limits: &mut Limits<'_>,
    ) -> Result<Box<dyn Model>, Stopped> {
        refuse_wide(plan, facts)?;
        Evaluation::new(self, plan, facts, interner, functions).from(0, limits)
    }

    fn resume(
        &self,
        plan: &Plan,
        facts: &FactSet,
        done: Done<'_>,
        interner: &Interner,
        functions: &Registry,
        limits: &mut Limits<'_>,
    ) -> Result<Box<dyn Model>, Stopped> {
        let model: &dyn Any = done.model;
        let Some(model) = model.downcast_ref::<FrogModel>() else {
            return self.run(plan, facts, interner, functions, limits);
        };
        refuse_wide(plan, facts)?;
        let mut evaluation = Evaluation::new(self, plan, facts, interner, functions);
        evaluation.take_over(model, done.strata);
        evaluation.from(done.strata, limits)
    }
}

fn refuse_wide(plan: &Plan, facts: &FactSet) -> Result<(), Stopped> {
    match plan.relations.iter().position(|relation| relation.arity > WIDEST) {
        None => Ok(()),
        Some(wide) => {
            let relation = RelationId(wide as u32);
            let rule = (0..).map(RuleId).zip(&plan.rules).find(|(_, rule)| rule.head.relation == relation);
            let reason = StopReason::Width { relation, limit: WIDEST };
            Err(Stopped::new(reason, rule.map(|(id, _)| id), facts.len()))
        }
    }
}

struct Evaluation<'a> {
    plan: &'a Plan,
    facts: &'a FactSet,
    interner: &'a Interner,
    functions: &'a Registry,
    /// Relations that are complete.
    complete: BTreeMap<RelationId, Arc<dyn Stored>>,
    /// Copies of complete relations in other column orders.
    copies: BTreeMap<(RelationId, ColumnOrder), Arc<dyn Table>>,
    /// Rows of relations that are complete or still to come.
    known: usize,
    calls: Calls,
    workers: Arc<Workers>,
    recording: Recording,
}

impl<'a> Evaluation<'a> {
    fn new(
        frog: &Frog,
        plan: &'a Plan,
        facts: &'a FactSet,
        interner: &'a Interner,
        functions: &'a Registry,
    ) -> Self {
        let mut evaluation = Self {
            plan,
            facts,
            interner,
            functions,
            complete: BTreeMap::new(),
            copies: BTreeMap::new(),
            known: 0,
            calls: Calls::default(),
            workers: Arc::new(Workers::new(frog.threads)),
            recording: frog.recording,
        };
        let derived: Vec<RelationId> = plan.strata.iter().flat_map(|s| s.relations.iter().copied()).collect();
        for relation in (0..plan.relations.len() as u32).map(RelationId) {
            if derived.contains(&relation) {
                evaluation.known += facts.rows(relation).len();
            } else {
                let arity = plan.relations[relation.0 as usize].arity;
                let stored = loaded(facts.rows(relation), arity, &evaluation.workers);
                evaluation.known += stored.len();
                evaluation.complete.insert(relation, stored);
            }
        }
        evaluation
    }

    /// Evaluates the strata from one on.
    fn from(mut self, first: usize, limits: &mut Limits<'_>) -> Result<Box<dyn Model>, Stopped> {
        let plan = self.plan;
        for stratum in first..plan.strata.len() {
            if let Err(stopped) = self.complete(stratum, limits) {
                let kept = (limits.at_stop == AtStop::Keep).then(|| self.model());
                return Err(stopped.in_stratum(plan, stratum, kept));
            }
        }
        Ok(self.model())
    }

    /// Takes what the first strata have concluded from a model.
    fn take_over(&mut self, model: &FrogModel, strata: usize) {
        for &relation in self.plan.strata[..strata].iter().flat_map(|s| &s.relations) {
            let stored = model.shared(relation);
            self.known = self.known - self.rows(relation) + stored.len();
            self.complete.insert(relation, stored);
        }
    }

    fn complete(&mut self, index: usize, limits: &mut Limits<'_>) -> Result<(), Stopped> {
        let planned = plan_stratum(self.plan, index, self);
        self.copy(&planned);
        let below =
            self.known - self.plan.strata[index].relations.iter().map(|&r| self.rows(r)).sum::<usize>();
        let (growing, result) = Rounds::new(self, index, &planned, below).run(limits);
        if result.is_err() && limits.at_stop == AtStop::Discard {
            return result;
        }
        self.known = below;
        for (relation, growing) in growing {
            let stored = growing.complete();
            self.known += stored.len();
            self.complete.insert(relation, stored);
        }
        result
    }

    /// Keeps the copies that this stratum needs and makes those that are missing.
    fn copy(&mut self, planned: &StratumPlan) {
        let wanted = |relation: &RelationId, order: &ColumnOrder| {
            planned.indices.get(relation).is_some_and(|orders| orders[1..].contains(order))
        };
        self.copies.retain(|(relation, order), _| wanted(relation, order));
        for (&relation, orders) in &planned.indices {
            let Some(stored) = self.complete.get(&relation) else { continue };
            for order in &orders[1..] {
                let copy = || stored.reordered(order, &self.workers);
                self.copies.entry((relation, order.clone())).or_insert_with(copy);
            }
        }
    }

    /// Of strata whose turn did not come there are only loaded rows.
    fn model(mut self) -> Box<dyn Model> {
        for relation in (0..self.plan.relations.len() as u32).map(RelationId) {
            let arity = self.plan.relations[relation.0 as usize].arity;
            let (facts, workers) = (self.facts, &self.workers);
            self.complete.entry(relation).or_insert_with(|| loaded(facts.rows(relation), arity, workers));
        }
        let mut strata = vec![0; self.plan.relations.len()];
        for (stratum, number) in self.plan.strata.iter().zip(1..) {
            stratum.relations.iter().for_each(|relation| strata[relation.0 as usize] = number);
        }
        Box::new(FrogModel::new(self.complete.into_values().collect(), strata))
    }
}

impl Statistics for Evaluation<'_> {
    fn rows(&self, relation: RelationId) -> usize {
        self.complete.get(&relation).map_or_else(|| self.facts.rows(relation).len(), |stored| stored.len())
    }

    fn distinct(&self, relation: RelationId, column: usize) -> usize {
        match self.complete.get(&relation) {
            Some(stored) => stored.distinct(column),
            None => {
                let rows = self.facts.rows(relation);
                estimate::distinct(rows.iter().map(|row| row[column]), rows.len())
            }
        }
    }
}

fn growing(arity: usize, start: &growing::Start<'_>) -> Box<dyn growing::Growing> {
    for_width!(arity, N => growing::start::<N>(start))
}

fn loaded(rows: &Rows, arity: usize, workers: &Workers) -> Arc<dyn Stored> {
    for_width!(arity, N => Arc::new(Completed::<N>::loaded(rows, arity, workers)))
}
