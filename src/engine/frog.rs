//! The default backend: join orders over sorted runs, with datafrog's variables as the rows.
//!
//! In: a plan and facts. Out: a model. Each stratum is planned when its turn comes, so that the
//! sizes of the relations below it are known, and is one datafrog iteration; a row's tag is the
//! round that derived it. Rows are fixed arrays of symbols, so a relation may have at most
//! [`WIDEST`] columns.

use std::collections::BTreeMap;
use std::sync::Arc;

use datafrog::Iteration;

use super::{Backend, Limits, Model, Progress, StopReason, Stopped};
use crate::fact::set::Rows;
use crate::fact::{FactSet, Interner, Registry, RelationId};
use crate::plan::join::{ColumnOrder, Pipeline, StratumPlan};
use crate::plan::order::plan_stratum;
use crate::plan::{Plan, RuleId};

mod batch;
mod complete;
mod directory;
mod growing;
mod model;
mod nested;
mod pipeline;
mod row;
mod table;

use batch::Batch;
use complete::{Completed, Stored};
use growing::Growing;
use pipeline::{Runner, Surroundings, Tables};
use table::Table;

/// The most columns that a relation may have.
pub const WIDEST: usize = 16;

/// The default backend.
#[derive(Clone, Copy, Debug, Default)]
pub struct Frog;

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
        let mut evaluation = Evaluation::new(plan, facts, interner, functions);
        for stratum in 0..plan.strata.len() {
            evaluation.complete(stratum, limits)?;
        }
        Ok(evaluation.model())
    }
}

fn refuse_wide(plan: &Plan, facts: &FactSet) -> Result<(), Stopped> {
    match plan.relations.iter().position(|relation| relation.arity > WIDEST) {
        None => Ok(()),
        Some(wide) => {
            let relation = RelationId(wide as u32);
            let rule = (0..).map(RuleId).zip(&plan.rules).find(|(_, rule)| rule.head.relation == relation);
            let reason = StopReason::Width { relation, limit: WIDEST };
            Err(Stopped { reason, rule: rule.map(|(id, _)| id), facts: facts.len() })
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
}

impl<'a> Evaluation<'a> {
    fn new(plan: &'a Plan, facts: &'a FactSet, interner: &'a Interner, functions: &'a Registry) -> Self {
        let mut evaluation = Self {
            plan,
            facts,
            interner,
            functions,
            complete: BTreeMap::new(),
            copies: BTreeMap::new(),
            known: 0,
        };
        let derived: Vec<RelationId> = plan.strata.iter().flat_map(|s| s.relations.iter().copied()).collect();
        for relation in (0..plan.relations.len() as u32).map(RelationId) {
            if derived.contains(&relation) {
                evaluation.known += facts.rows(relation).len();
            } else {
                let stored = loaded(facts.rows(relation), plan.relations[relation.0 as usize].arity);
                evaluation.known += stored.len();
                evaluation.complete.insert(relation, stored);
            }
        }
        evaluation
    }

    fn rows(&self, relation: RelationId) -> usize {
        self.complete.get(&relation).map_or_else(|| self.facts.rows(relation).len(), |stored| stored.len())
    }

    fn complete(&mut self, index: usize, limits: &mut Limits<'_>) -> Result<(), Stopped> {
        let planned = plan_stratum(self.plan, index, &|relation| self.rows(relation));
        self.copy(&planned);
        let below =
            self.known - self.plan.strata[index].relations.iter().map(|&r| self.rows(r)).sum::<usize>();
        let mut rounds = Rounds::new(self, index, &planned, below);
        rounds.run(limits)?;
        let growing = rounds.growing;
        self.known = below;
        for (relation, growing) in growing {
            let stored = growing.complete();
            self.known += stored.len();
            self.complete.insert(relation, stored);
        }
        Ok(())
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
                let copy = || stored.reordered(order);
                self.copies.entry((relation, order.clone())).or_insert_with(copy);
            }
        }
    }

    fn model(self) -> Box<dyn Model> {
        let mut strata = vec![0; self.plan.relations.len()];
        for (stratum, number) in self.plan.strata.iter().zip(1..) {
            stratum.relations.iter().for_each(|relation| strata[relation.0 as usize] = number);
        }
        Box::new(model::FrogModel::new(self.complete.into_values().collect(), strata))
    }
}

fn loaded(rows: &Rows, arity: usize) -> Arc<dyn Stored> {
    for_width!(arity, N => Arc::new(Completed::<N>::loaded(rows, arity)))
}

/// The tables of the relations that grow, by relation and by the position of their column order.
type OwnTables = Vec<((RelationId, usize), Box<dyn Table>)>;

/// The rounds of one stratum.
struct Rounds<'a> {
    evaluation: &'a Evaluation<'a>,
    stratum: usize,
    planned: &'a StratumPlan,
    iteration: Iteration,
    growing: BTreeMap<RelationId, Box<dyn Growing>>,
    /// Facts of other strata, then with those of this one.
    facts: usize,
    /// Conclusions by rule.
    added: BTreeMap<RuleId, usize>,
}

impl<'a> Rounds<'a> {
    fn new(evaluation: &'a Evaluation<'a>, stratum: usize, planned: &'a StratumPlan, below: usize) -> Self {
        let mut iteration = Iteration::new();
        let mut growing = BTreeMap::new();
        for &relation in &evaluation.plan.strata[stratum].relations {
            let (rows, orders) = (evaluation.facts.rows(relation), &planned.indices[&relation]);
            let arity = evaluation.plan.relations[relation.0 as usize].arity;
            growing
                .insert(relation, for_width!(arity, N => growing::start::<N>(&mut iteration, rows, orders)));
        }
        Self { evaluation, stratum, planned, iteration, growing, facts: below, added: BTreeMap::new() }
    }

    fn run(&mut self, limits: &mut Limits<'_>) -> Result<(), Stopped> {
        let own = self.own_tables();
        let around = Surroundings {
            tables: self.tables(&own),
            interner: self.evaluation.interner,
            functions: self.evaluation.functions,
            cancel: &Arc::clone(&limits.cancel),
        };
        let mut once = runners(&self.planned.once);
        let mut every = runners(&self.planned.rounds);
        self.step();
        for round in 1.. {
            let first = if round == 1 { &mut once[..] } else { &mut [] };
            for (pipeline, runner) in first.iter_mut().chain(&mut every) {
                self.apply(pipeline, runner, &around, round, limits)?;
            }
            let changed = self.step();
            let facts = self.facts;
            (limits.progress)(&Progress {
                stratum: self.stratum,
                strata: self.evaluation.plan.strata.len(),
                round,
                facts,
            });
            if facts > limits.max_facts {
                return Err(self.stopped(StopReason::Facts));
            }
            if !changed {
                return Ok(());
            }
        }
        Ok(())
    }

    fn own_tables(&self) -> OwnTables {
        let mut tables = OwnTables::new();
        for (&relation, growing) in &self.growing {
            let own = growing.tables().into_iter().enumerate();
            tables.extend(own.map(|(index, table)| ((relation, index), table)));
        }
        tables
    }

    fn tables<'t>(&self, own: &'t OwnTables) -> Tables<'t>
    where
        'a: 't,
    {
        let mut tables: Tables<'t> = own.iter().map(|(place, table)| (*place, &**table)).collect();
        for (&relation, orders) in &self.planned.indices {
            let Some(stored) = self.evaluation.complete.get(&relation) else { continue };
            tables.insert((relation, 0), stored.table());
            for (index, order) in orders.iter().enumerate().skip(1) {
                tables.insert((relation, index), &*self.evaluation.copies[&(relation, order.clone())]);
            }
        }
        tables
    }

    /// Makes what was concluded the recent rows; whether there are any.
    fn step(&mut self) -> bool {
        self.iteration.changed();
        let new: usize = self.growing.values_mut().map(|growing| growing.refresh()).sum();
        self.facts += new;
        new > 0
    }

    fn apply(
        &mut self,
        pipeline: &Pipeline,
        runner: &mut Runner,
        around: &Surroundings<'_>,
        round: u32,
        limits: &Limits<'_>,
    ) -> Result<(), Stopped> {
        let facts = self.facts;
        let growing =
            self.growing.get_mut(&pipeline.relation).expect("a rule concludes a relation of its stratum");
        let mut compacted = 0;
        let mut emit = |batch: &Batch| {
            growing.conclude(&pipeline.head, batch);
            let buffered = growing.buffered();
            let crowded = facts + buffered > limits.max_facts && buffered > 2 * compacted + (1 << 16);
            if crowded || buffered > 2 * compacted + growing::BUFFERED {
                growing.compact();
                compacted = growing.buffered();
                if facts + compacted > limits.max_facts {
                    return Err(StopReason::Facts);
                }
            }
            Ok(())
        };
        let result = runner.run(&pipeline.steps, around, Batch::unit(), &mut emit);
        let concluded = growing.submit(round);
        *self.added.entry(pipeline.rule).or_default() += concluded;
        result.map_err(|reason| {
            self.facts += if reason == StopReason::Facts { concluded } else { 0 };
            self.stopped(reason)
        })
    }

    fn stopped(&self, reason: StopReason) -> Stopped {
        let most = self.added.iter().max_by_key(|(id, rows)| (**rows, std::cmp::Reverse(**id)));
        Stopped { reason, rule: most.map(|(id, _)| *id), facts: self.facts }
    }
}

fn runners(pipelines: &[Pipeline]) -> Vec<(&Pipeline, Runner)> {
    pipelines.iter().map(|pipeline| (pipeline, Runner::new(&pipeline.steps))).collect()
}
