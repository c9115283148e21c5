//! The rounds of one stratum.
//!
//! In: relations below it, its rules' pipelines, limits. Out: its relations, complete. A round
//! applies each pipeline to the rows that the last round added, its parts on as many threads as
//! there are; what is new then is the same in any order of the parts.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use rayon::iter::{IndexedParallelIterator as _, IntoParallelIterator as _, ParallelIterator as _};

use super::batch::Batch;
use super::growing::{Growing, Growth, Searched, Start};
use super::pipeline::{Part, Runner, Surroundings, Tables};
use super::workers::Workers;
use super::{Evaluation, Recording};
use crate::engine::profile::{RuleCost, StratumCost};
use crate::engine::{AtStop, Limits, Progress, StopReason, Stopped};
use crate::fact::RelationId;
use crate::plan::RuleId;
use crate::plan::access::for_each_probe;
use crate::plan::estimate::{self, Statistics as _};
use crate::plan::join::{Operand, Pipeline, Step, StratumPlan, Version};

/// Below so many buffered conclusions there is no use in sorting them before a round ends.
const BUFFERED: usize = 1 << 20;
/// Fewer conclusions than these are not looked at again when the limit of facts is near.
const CROWDED: usize = 1 << 16;
/// Bindings of a part, at least, as they are estimated: less is not worth a thread's while.
const SMALLEST_PART: f64 = (1 << 11) as f64;
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
    /// The round that it is in.
    round: u32,
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
        Self { evaluation, stratum, planned, growing, facts: below, round: 0, added: BTreeMap::new() }
    }

    /// Runs all rounds. Its relations, and why it stopped if it did; then those of a round that did
    /// not end are among their rows if they are to be kept.
    pub fn run(mut self, limits: &mut Limits<'_>) -> (AllGrowing, Result<(), Stopped>) {
        let (start, before) = (Instant::now(), self.facts);
        let result = self.run_all(limits);
        if result.is_err() && limits.at_stop == AtStop::Keep {
            self.advance();
        }
        if let Some(profiler) = &limits.profiler {
            let new = (self.facts - before) as u64;
            profiler.stratum(self.stratum, &StratumCost { time: start.elapsed(), rounds: self.round, new });
        }
        (self.growing, result)
    }

    fn run_all(&mut self, limits: &mut Limits<'_>) -> Result<(), Stopped> {
        let once = running(&self.planned.once);
        let every = running(&self.planned.rounds);
        self.advance();
        loop {
            self.round += 1;
            let round = self.round;
            let first = if round == 1 { &once[..] } else { &[] };
            for running in first.iter().chain(&every) {
                self.apply(running, limits)?;
            }
            let changed = self.advance();
            let (facts, strata) = (self.facts, self.evaluation.plan.strata.len());
            let relation = self.growing.keys().next().copied();
            limits.tell(&Progress { stratum: self.stratum, strata, relation, round, facts });
            if facts > limits.max_facts {
                return Err(self.stopped(StopReason::Facts));
            }
            if !changed {
                return Ok(());
            }
        }
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
    fn advance(&mut self) -> bool {
        let round = if self.evaluation.recording == Recording::Ranks { self.round } else { 0 };
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
        let (way, steps, bindings) = self.cheapest_way(pipeline);
        let turn = Turn {
            steps,
            head: &pipeline.head,
            runners: &running.runners[way],
            around: &around,
            growing,
            room,
            compacted: AtomicUsize::new(0),
            tally: limits.profiler.as_ref().map(|_| Tally::default()),
        };
        let parts = self.parts(steps, bindings, &around);
        let start = Instant::now();
        let result = turn.run_in(parts, &self.evaluation.workers);
        if turn.tally.is_some() {
            growing.compact();
        }
        let fresh = growing.fresh();
        if let (Some(profiler), Some(tally)) = (&limits.profiler, turn.tally) {
            let cost = RuleCost {
                stratum: self.stratum,
                time: start.elapsed(),
                new: fresh.saturating_sub(before) as u64,
                read: self.read(steps),
                ..tally.cost()
            };
            profiler.rule(pipeline.rule, self.round, &cost);
        }
        *self.added.entry(pipeline.rule).or_default() += fresh.saturating_sub(before);
        result.map_err(|reason| {
            self.facts += if reason == StopReason::Facts { fresh } else { 0 };
            self.stopped(reason)
        })
    }

    /// Rows of the largest relation that steps read.
    fn read(&self, steps: &[Step]) -> u64 {
        let mut most = 0;
        for_each_probe(steps, &mut |probe| most = most.max(self.rows(probe.relation, Version::All)));
        most as u64
    }

    fn rows(&self, relation: RelationId, version: Version) -> usize {
        match self.growing.get(&relation) {
            Some(growing) => growing.rows(version),
            None => self.evaluation.rows(relation),
        }
    }

    /// The steps of a pipeline that cost least in this round, which of its ways they are, and
    /// about how many bindings they make.
    fn cheapest_way<'p>(&self, pipeline: &'p Pipeline) -> (usize, &'p [Step], f64) {
        let rows = |relation, version| self.rows(relation, version);
        let cost = |steps| estimate::cost(steps, &rows, &mut |_, _| {});
        let first = cost(&pipeline.steps);
        match &pipeline.otherwise {
            Some(otherwise) if MARGIN * cost(otherwise) < first => (1, otherwise, cost(otherwise)),
            _ => (0, &pipeline.steps, first),
        }
    }

    /// Into how many parts the work of a pipeline is split.
    fn parts(&self, steps: &[Step], bindings: f64, around: &Surroundings<'_>) -> usize {
        let threads = self.evaluation.workers.threads();
        if threads == 1 {
            return 1;
        }
        let worth = (bindings / SMALLEST_PART) as usize;
        worth.min(around.rows_at_first(steps)).clamp(1, PARTS * threads)
    }

    fn stopped(&self, reason: StopReason) -> Stopped {
        let most = self.added.iter().max_by_key(|(id, rows)| (**rows, std::cmp::Reverse(**id)));
        Stopped::new(reason, most.map(|(id, _)| *id), self.facts)
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
    /// What it makes, if that is to be known.
    tally: Option<Tally>,
}

/// What a pipeline makes in one round.
#[derive(Debug, Default)]
struct Tally {
    candidates: AtomicU64,
    /// Bindings by step.
    made: Mutex<Vec<u64>>,
}

impl Tally {
    fn add(&self, candidates: u64, made: impl Iterator<Item = u64>) {
        self.candidates.fetch_add(candidates, Ordering::Relaxed);
        let mut sums = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        for (step, made) in made.enumerate() {
            if step == sums.len() {
                sums.push(0);
            }
            sums[step] += made;
        }
    }

    fn clear(&self) {
        self.candidates.store(0, Ordering::Relaxed);
        self.made.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    fn cost(self) -> RuleCost {
        let candidates = self.candidates.into_inner();
        let made = self.made.into_inner().unwrap_or_else(PoisonError::into_inner);
        let bindings = made.into_iter().max().unwrap_or(0);
        RuleCost { candidates, bindings, ..RuleCost::default() }
    }
}

impl Turn<'_> {
    /// Runs all parts, and if they lack what a single thread must make, runs it all in one.
    fn run_in(&self, parts: usize, workers: &Workers) -> Result<(), StopReason> {
        let calls = self.around.calls;
        calls.share(parts > 1);
        if parts > 1 {
            let run = |index| self.run(Part { index, of: parts });
            let result = workers.install(|| (0..parts).into_par_iter().with_max_len(1).try_for_each(run));
            if !calls.lacked() {
                return result;
            }
            calls.share(false);
            self.tally.iter().for_each(Tally::clear);
        }
        self.run(Part::WHOLE)
    }

    fn run(&self, part: Part) -> Result<(), StopReason> {
        let runners = || self.runners.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = runners().pop();
        let mut runner = kept.unwrap_or_else(|| Runner::new(self.steps));
        let mut sink = self.growing.sink();
        let mut candidates = 0;
        let mut emit = |batch: &Batch| {
            candidates += batch.len() as u64;
            sink.conclude(self.head, batch);
            self.check()
        };
        let result = runner.run(self.steps, self.around, Batch::unit(), part, &mut emit);
        drop(sink);
        if let Some(tally) = &self.tally {
            tally.add(candidates, runner.made());
        }
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
