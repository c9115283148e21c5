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
use super::workers::Workers;
use super::{Evaluation, Recording};
use crate::engine::{Limits, Progress, StopReason, Stopped};
use crate::fact::RelationId;
use crate::plan::RuleId;
use crate::plan::access::for_each_probe;
use crate::plan::estimate::{self, Statistics as _};
use crate::plan::join::{Operand, Pipeline, Step, StratumPlan, Version};

/// Below so many buffered conclusions there is no use in sorting them before a round ends.
const BUFFERED: usize = 1 << 20;
/// Fewer conclusions than these are not looked at again when the limit of facts is near.
const CROWDED: usize = 1 << 16;
/// Rows of a part, at least: less is not worth a thread's while.
const SMALLEST_PART: usize = 1 << 11;
/// Parts a thread, so that none waits long for another.
const PARTS: usize = 16;

/// How much cheaper another way must seem to be taken: estimates are rough, and new rows are
/// there in order.
const MARGIN: f64 = 2.0;

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
    /// By way.
    runners: Vec<Mutex<Vec<Runner>>>,
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
            calls: &self.evaluation.calls,
            cancel: &limits.cancel,
        };
        let pipeline = running.pipeline;
        let growing = &*self.growing[&pipeline.relation];
        let before = growing.fresh();
        let room = limits.max_facts.saturating_sub(self.facts);
        let (way, steps) = self.cheapest_way(pipeline);
        let turn = Turn {
            steps,
            head: &pipeline.head,
            runners: &running.runners[way],
            around: &around,
            growing,
            room,
            compacted: AtomicUsize::new(0),
        };
        let parts = self.parts(steps, &around);
        let result = turn.run_in(parts, &self.evaluation.workers);
        let fresh = growing.fresh();
        *self.added.entry(pipeline.rule).or_default() += fresh.saturating_sub(before);
        result.map_err(|reason| {
            self.facts += if reason == StopReason::Facts { fresh } else { 0 };
            self.stopped(reason)
        })
    }

    /// The steps of a pipeline that cost least in this round.
    fn cheapest_way<'p>(&self, pipeline: &'p Pipeline) -> (usize, &'p [Step]) {
        let Some(otherwise) = &pipeline.otherwise else { return (0, &pipeline.steps) };
        let rows = |relation: RelationId, version| match self.growing.get(&relation) {
            Some(growing) => growing.rows(version),
            None => self.evaluation.rows(relation),
        };
        let cost = |steps| estimate::cost(steps, &rows, &mut |_, _| {});
        if MARGIN * cost(otherwise) < cost(&pipeline.steps) { (1, otherwise) } else { (0, &pipeline.steps) }
    }

    /// Into how many parts the work of a pipeline is split.
    fn parts(&self, steps: &[Step], around: &Surroundings<'_>) -> usize {
        let threads = self.evaluation.workers.threads();
        if threads == 1 {
            return 1;
        }
        (around.rows_at_first(steps) / SMALLEST_PART).clamp(1, PARTS * threads)
    }

    fn stopped(&self, reason: StopReason) -> Stopped {
        let most = self.added.iter().max_by_key(|(id, rows)| (**rows, std::cmp::Reverse(**id)));
        Stopped { reason, rule: most.map(|(id, _)| *id), facts: self.facts }
    }
}

/// One pipeline in one round.
struct Turn<'t> {
    steps: &'t [Step],
    head: &'t [Operand],
    runners: &'t Mutex<Vec<Runner>>,
    around: &'t Surroundings<'t>,
    growing: &'t dyn Growing,
    /// How many facts may be added.
    room: usize,
    /// Conclusions when doubles were last removed.
    compacted: AtomicUsize,
}

impl Turn<'_> {
    /// Runs all parts, and if they lack what a single thread must make, runs it all in one.
    fn run_in(&self, parts: usize, workers: &Workers) -> Result<(), StopReason> {
        let calls = self.around.calls;
        calls.share(parts > 1);
        if parts > 1 {
            let run = |index| self.run(Part { index, of: parts });
            let result = workers.install(|| (0..parts).into_par_iter().try_for_each(run));
            if !calls.lacked() {
                return result;
            }
            calls.share(false);
        }
        self.run(Part::WHOLE)
    }

    fn run(&self, part: Part) -> Result<(), StopReason> {
        let runners = || self.runners.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = runners().pop();
        let mut runner = kept.unwrap_or_else(|| Runner::new(self.steps));
        let mut sink = self.growing.sink();
        let mut emit = |batch: &Batch| {
            sink.conclude(self.head, batch);
            self.check()
        };
        let result = runner.run(self.steps, self.around, Batch::unit(), part, &mut emit);
        runners().push(runner);
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
    let runners = |pipeline: &Pipeline| pipeline.ways().map(|_| Mutex::default()).collect();
    pipelines.iter().map(|pipeline| Running { pipeline, runners: runners(pipeline) }).collect()
}

/// The column orders whose old rows are looked at.
fn searched(planned: &StratumPlan) -> BTreeMap<(RelationId, usize), Searched> {
    let mut searched = BTreeMap::new();
    for pipeline in planned.once.iter().chain(&planned.rounds) {
        for steps in pipeline.ways() {
            for_each_probe(steps, &mut |probe| {
                if probe.version != Version::Recent {
                    searched.insert((probe.relation, probe.index), Searched::Yes);
                }
            });
        }
    }
    searched
}
