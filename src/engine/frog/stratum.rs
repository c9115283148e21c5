//! The rounds of one stratum.
//!
//! In: relations below it, its rules' pipelines, limits. Out: its relations, complete. A round
//! applies each pipeline to the rows that the last round added, its parts on as many threads as
//! there are; what is new then is the same in any order of the parts.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};

use super::batch::Batch;
use super::growing::{Growing, Growth, Searched, Start};
use super::pipeline::{Part, Runner, Surroundings, Tables};
use super::{Evaluation, Recording};
use crate::engine::{Limits, Progress, StopReason, Stopped};
use crate::fact::RelationId;
use crate::plan::RuleId;
use crate::plan::join::{Pipeline, StratumPlan, Version};
use crate::plan::order::for_each_probe;

/// Below so many buffered conclusions there is no use in sorting them before a round ends.
const BUFFERED: usize = 1 << 20;
/// Fewer conclusions than these are not looked at again when the limit of facts is near.
const CROWDED: usize = 1 << 16;
/// Rows of a part, at least: less is not worth a thread's while.
const SMALLEST_PART: usize = 1 << 11;
/// Parts a thread, so that none waits long for another.
const PARTS: usize = 16;

/// The relations of a stratum.
pub type AllGrowing = BTreeMap<RelationId, Box<dyn Growing>>;

/// The rounds of one stratum.
pub struct Rounds<'a> {
    evaluation: &'a Evaluation<'a>,
    stratum: usize,
    planned: &'a StratumPlan,
    growing: AllGrowing,
    /// Facts of other strata, then with those of this one.
    facts: usize,
    /// Conclusions by rule.
    added: BTreeMap<RuleId, usize>,
}

/// A pipeline with the memory of its steps, for each thread that has run it.
struct Running<'a> {
    pipeline: &'a Pipeline,
    runners: Mutex<Vec<Runner>>,
}

impl<'a> Rounds<'a> {
    /// Before the first round; `below` is the number of facts of other strata.
    pub fn new(
        evaluation: &'a Evaluation<'a>,
        stratum: usize,
        planned: &'a StratumPlan,
        below: usize,
    ) -> Self {
        let relations = &evaluation.plan.strata[stratum].relations;
        let searched = searched(planned);
        let growth = if planned.rounds.is_empty() { Growth::Once } else { Growth::Repeated };
        let start = |relation: RelationId| {
            let orders = planned.indices[&relation].iter().enumerate().map(|(index, order)| {
                let searched = searched.get(&(relation, index)).copied().unwrap_or(Searched::No);
                (order.clone(), searched)
            });
            let start = Start {
                loaded: evaluation.facts.rows(relation),
                orders: orders.collect(),
                growth,
                workers: Arc::clone(&evaluation.workers),
            };
            super::growing(evaluation.plan.relations[relation.0 as usize].arity, &start)
        };
        let growing = relations.iter().map(|&relation| (relation, start(relation))).collect();
        Self { evaluation, stratum, planned, growing, facts: below, added: BTreeMap::new() }
    }

    /// Runs all rounds.
    pub fn run(mut self, limits: &mut Limits<'_>) -> Result<AllGrowing, Stopped> {
        let once = running(&self.planned.once);
        let every = running(&self.planned.rounds);
        self.advance(0);
        for round in 1.. {
            let first = if round == 1 { &once[..] } else { &[] };
            for running in first.iter().chain(&every) {
                self.apply(running, limits)?;
            }
            let changed = self.advance(round);
            let (facts, strata) = (self.facts, self.evaluation.plan.strata.len());
            (limits.progress)(&Progress { stratum: self.stratum, strata, round, facts });
            if facts > limits.max_facts {
                return Err(self.stopped(StopReason::Facts));
            }
            if !changed {
                break;
            }
        }
        Ok(self.growing)
    }

    fn tables(&self) -> Tables<'_> {
        let mut tables = Tables::new();
        for (&relation, orders) in &self.planned.indices {
            for (index, order) in orders.iter().enumerate() {
                let table = match (self.growing.get(&relation), self.evaluation.complete.get(&relation)) {
                    (Some(growing), _) => growing.table(index),
                    (None, Some(stored)) if index == 0 => stored.table(),
                    _ => &*self.evaluation.copies[&(relation, order.clone())],
                };
                tables.insert((relation, index), table);
            }
        }
        tables
    }

    /// Makes what was concluded the recent rows; whether there are any.
    fn advance(&mut self, round: u32) -> bool {
        let round = if self.evaluation.recording == Recording::Ranks { round } else { 0 };
        let new: usize = self.growing.values_mut().map(|growing| growing.advance(round)).sum();
        self.facts += new;
        new > 0
    }

    fn apply(&mut self, running: &Running<'_>, limits: &Limits<'_>) -> Result<(), Stopped> {
        let around = Surroundings {
            tables: self.tables(),
            interner: self.evaluation.interner,
            functions: self.evaluation.functions,
            cancel: &limits.cancel,
        };
        let pipeline = running.pipeline;
        let growing = &*self.growing[&pipeline.relation];
        let before = growing.fresh();
        let room = limits.max_facts.saturating_sub(self.facts);
        let turn = Turn { running, around: &around, growing, room, compacted: AtomicUsize::new(0) };
        let parts = self.parts(pipeline, &around);
        let result = if parts == 1 {
            turn.run(Part::WHOLE)
        } else {
            let run = |index| turn.run(Part { index, of: parts });
            self.evaluation.workers.install(|| (0..parts).into_par_iter().try_for_each(run))
        };
        let fresh = growing.fresh();
        *self.added.entry(pipeline.rule).or_default() += fresh.saturating_sub(before);
        result.map_err(|reason| {
            self.facts += if reason == StopReason::Facts { fresh } else { 0 };
            self.stopped(reason)
        })
    }

    /// Into how many parts the work of a pipeline is split.
    fn parts(&self, pipeline: &Pipeline, around: &Surroundings<'_>) -> usize {
        let threads = self.evaluation.workers.threads();
        if threads == 1 {
            return 1;
        }
        (around.rows_at_first(&pipeline.steps) / SMALLEST_PART).clamp(1, PARTS * threads)
    }

    fn stopped(&self, reason: StopReason) -> Stopped {
        let most = self.added.iter().max_by_key(|(id, rows)| (**rows, std::cmp::Reverse(**id)));
        Stopped { reason, rule: most.map(|(id, _)| *id), facts: self.facts }
    }
}

/// One pipeline in one round.
struct Turn<'t> {
    running: &'t Running<'t>,
    around: &'t Surroundings<'t>,
    growing: &'t dyn Growing,
    /// How many facts may be added.
    room: usize,
    /// Conclusions when doubles were last removed.
    compacted: AtomicUsize,
}

impl Turn<'_> {
    fn run(&self, part: Part) -> Result<(), StopReason> {
        let Running { pipeline, runners } = self.running;
        let kept = runners.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut runner = kept.unwrap_or_else(|| Runner::new(&pipeline.steps));
        let mut sink = self.growing.sink();
        let mut emit = |batch: &Batch| {
            sink.conclude(&pipeline.head, batch);
            self.check()
        };
        let result = runner.run(&pipeline.steps, self.around, Batch::unit(), part, &mut emit);
        runners.lock().unwrap_or_else(PoisonError::into_inner).push(runner);
        result
    }

    /// Stops when there are too many facts.
    fn check(&self) -> Result<(), StopReason> {
        let (fresh, compacted) = (self.growing.fresh(), self.compacted.load(Ordering::Relaxed));
        let crowded = fresh > self.room && fresh > 2 * compacted + CROWDED;
        if crowded || fresh > 2 * compacted + BUFFERED {
            self.growing.compact();
            let compacted = self.growing.fresh();
            self.compacted.store(compacted, Ordering::Relaxed);
            if compacted > self.room {
                return Err(StopReason::Facts);
            }
        }
        Ok(())
    }
}

fn running(pipelines: &[Pipeline]) -> Vec<Running<'_>> {
    pipelines.iter().map(|pipeline| Running { pipeline, runners: Mutex::default() }).collect()
}

/// The column orders whose old rows are looked at.
fn searched(planned: &StratumPlan) -> BTreeMap<(RelationId, usize), Searched> {
    let mut searched = BTreeMap::new();
    for pipeline in planned.once.iter().chain(&planned.rounds) {
        for_each_probe(&pipeline.steps, &mut |probe| {
            if probe.version != Version::Recent {
                searched.insert((probe.relation, probe.index), Searched::Yes);
            }
        });
    }
    searched
}
