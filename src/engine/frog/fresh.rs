//! The conclusions of a round.
//!
//! In: batches of conclusions, from any number of threads. Out: the new rows, sorted, each once.
//! A relation that grows over many rounds and is dense enough tests each conclusion against the
//! rows that it knows; any other sorts its conclusions and searches them in its runs.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::batch::Batch;
use super::growing::Growth;
use super::known::{Known, densest_column};
use super::row::{Row, gallop, sort};
use super::workers::Workers;
use crate::fact::Symbol;
use crate::plan::join::{ColumnOrder, Operand};

/// Where one thread puts conclusions.
pub trait Sink {
    /// Adds conclusions; the head is in the relation's own column order.
    fn conclude(&mut self, head: &[Operand], batch: &Batch);
}

/// The conclusions of a round, and what is known from earlier rounds.
pub struct Fresh<const N: usize> {
    order: ColumnOrder,
    growth: Growth,
    workers: Arc<Workers>,
    /// How rows are dealt out to the shards; if they are not, they are all in the first.
    deal: Option<Deal>,
    shards: Vec<Mutex<Shard<N>>>,
    /// Rows of all shards.
    count: AtomicUsize,
    /// Rows when the column was chosen.
    chosen_at: usize,
}

/// How rows are dealt out: those that differ only in the column of the sets stay together.
#[derive(Clone, Debug)]
struct Deal {
    /// The column that decides.
    by: usize,
    /// The first values of all shards but the first.
    bounds: Vec<Symbol>,
}

impl Deal {
    /// So many shards, about equally large; by the first column, so that the rows of each come
    /// before those of the next, unless that one is kept as sets.
    fn new<'r, const N: usize>(
        column: usize,
        shards: usize,
        rows: impl Iterator<Item = &'r Row<N>>,
        total: usize,
    ) -> Self {
        let by = if column == 0 { N.min(2) - 1 } else { 0 };
        let mut sample: Vec<Symbol> = match shards {
            1 => Vec::new(),
            _ => rows.step_by(total / SAMPLED + 1).map(|row| row.0[by]).collect(),
        };
        sample.sort_unstable();
        let bound = |shard: usize| sample.get(sample.len() * shard / shards).copied();
        Self { by, bounds: (1..shards).filter_map(bound).collect() }
    }

    /// Deals rows out to buckets, one a shard.
    fn out<const N: usize>(&self, rows: &[Row<N>], buckets: &mut [Vec<Row<N>>]) {
        let bounds = &self.bounds;
        for stretch in rows.chunk_by(|a, b| a.0[self.by] == b.0[self.by]) {
            let value = stretch[0].0[self.by];
            buckets[bounds.partition_point(|bound| *bound <= value)].extend_from_slice(stretch);
        }
    }

    /// Whether the shards follow one another in the order of rows.
    fn is_ordered(&self) -> bool {
        self.by == 0
    }
}

/// Rows that are looked at to find bounds.
const SAMPLED: usize = 1 << 12;

/// A part of the conclusions; equal rows are in the same shard.
struct Shard<const N: usize> {
    known: Option<Known<N>>,
    rows: Vec<Row<N>>,
}

/// Rows that a thread keeps before it takes them to a shard.
const BUCKET: usize = 1 << 12;
/// How many times as many it keeps while others are at the shard.
const FULLEST: usize = 4;

impl<const N: usize> Fresh<N> {
    /// For rows in this column order.
    pub fn new(order: ColumnOrder, growth: Growth, workers: Arc<Workers>) -> Self {
        let count = if workers.threads() == 1 { 1 } else { 4 * workers.threads() };
        let shard = |_| Mutex::new(Shard { known: None, rows: Vec::new() });
        let shards = (0..count).map(shard).collect();
        Self { order, growth, workers, deal: None, shards, count: AtomicUsize::new(0), chosen_at: 0 }
    }

    /// How many rows there are; doubles and known rows among them where that is not tested at once.
    pub fn len(&self) -> usize {
        self.count.load(Ordering::Relaxed)
    }

    /// Whether conclusions are searched among the old rows.
    pub fn is_searching(&self) -> bool {
        self.growth == Growth::Repeated && self.deal.is_none()
    }

    /// Where one thread puts conclusions.
    pub fn sink(&self) -> Box<dyn Sink + '_> {
        let buckets = if self.deal.is_some() { self.shards.len() } else { 1 };
        Box::new(Bucketed { fresh: self, rows: Vec::new(), buckets: vec![Vec::new(); buckets] })
    }

    fn shard(&self, index: usize) -> MutexGuard<'_, Shard<N>> {
        self.shards[index].lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn admit(&self, mut shard: MutexGuard<'_, Shard<N>>, rows: &[Row<N>]) {
        let Shard { known, rows: fresh } = &mut *shard;
        let before = fresh.len();
        match known {
            Some(known) => known.admit(rows, fresh),
            None => fresh.extend_from_slice(rows),
        }
        self.count.fetch_add(fresh.len() - before, Ordering::Relaxed);
    }

    /// Removes doubles and the rows of these sorted runs.
    pub fn compact<'r>(&self, runs: impl Iterator<Item = &'r [Row<N>]>) {
        if self.deal.is_some() {
            return;
        }
        let mut shard = self.shard(0);
        let before = shard.rows.len();
        self.workers.sort(&mut shard.rows);
        subtract(&mut shard.rows, runs);
        self.count.fetch_sub(before - shard.rows.len(), Ordering::Relaxed);
    }

    /// The new rows, sorted, each once.
    pub fn take<'r>(&mut self, runs: impl Iterator<Item = &'r [Row<N>]>) -> Vec<Row<N>> {
        self.compact(runs);
        self.count.store(0, Ordering::Relaxed);
        let parts = self.shards.iter_mut().map(|shard| {
            let shard = shard.get_mut().unwrap_or_else(PoisonError::into_inner);
            std::mem::take(&mut shard.rows)
        });
        let mut parts: Vec<Vec<Row<N>>> = parts.filter(|rows| !rows.is_empty()).collect();
        let Some(deal) = &self.deal else { return parts.pop().unwrap_or_default() };
        if deal.is_ordered() {
            self.workers.sort_each(&mut parts);
        }
        let total: usize = parts.iter().map(Vec::len).sum();
        let mut parts = parts.into_iter();
        let mut rows = parts.next().unwrap_or_default();
        rows.reserve_exact(total - rows.len());
        parts.for_each(|part| rows.extend(part));
        if !deal.is_ordered() {
            self.workers.sort(&mut rows);
        }
        rows
    }

    /// Chooses how conclusions are tested from now on, if there are enough more rows to look again.
    pub fn adapt<'r>(&mut self, runs: impl Iterator<Item = &'r [Row<N>]> + Clone) {
        let total = runs.clone().map(<[Row<N>]>::len).sum();
        let sparse = |index: usize| self.shard(index).known.as_ref().is_none_or(Known::is_sparse);
        let fits = (0..self.shards.len()).all(|index| !sparse(index));
        if N == 0 || self.growth == Growth::Once || fits || total < 2 * self.chosen_at || total == 0 {
            return;
        }
        self.chosen_at = total;
        let column = densest_column(runs.clone().flatten(), total, self.order.len());
        let shards = self.shards.len();
        self.deal = column.map(|column| Deal::new::<N>(column, shards, runs.clone().flatten(), total));
        self.shards.iter_mut().for_each(|shard| {
            let shard = shard.get_mut().unwrap_or_else(PoisonError::into_inner);
            shard.known = column.map(Known::new);
        });
        for run in runs {
            self.learn(run);
        }
    }

    /// Makes rows known.
    fn learn(&mut self, run: &[Row<N>]) {
        let Some(deal) = &self.deal else { return };
        let mut buckets = vec![Vec::new(); self.shards.len()];
        let mut admitted = Vec::new();
        for piece in run.chunks(BUCKET * buckets.len()) {
            deal.out(piece, &mut buckets);
            for (shard, bucket) in self.shards.iter_mut().zip(&mut buckets) {
                let shard = shard.get_mut().unwrap_or_else(PoisonError::into_inner);
                if let Some(known) = &mut shard.known {
                    known.admit(bucket, &mut admitted);
                }
                admitted.clear();
                bucket.clear();
            }
        }
    }
}

/// Takes away the rows of sorted runs.
fn subtract<'r, const N: usize>(rows: &mut Vec<Row<N>>, runs: impl Iterator<Item = &'r [Row<N>]>) {
    for run in runs {
        let mut from = 0;
        rows.retain(|row| {
            from = gallop(run, from, |known| known < row);
            run.get(from) != Some(row)
        });
    }
}

/// A thread's conclusions on the way to the shards.
struct Bucketed<'f, const N: usize> {
    fresh: &'f Fresh<N>,
    rows: Vec<Row<N>>,
    buckets: Vec<Vec<Row<N>>>,
}

impl<const N: usize> Bucketed<'_, N> {
    /// Takes a bucket to its shard; not now, if another thread is there and this one may go on.
    fn flush(&mut self, index: usize, patience: Patience) {
        let bucket = &mut self.buckets[index];
        if bucket.is_empty() {
            return;
        }
        let shard = match patience {
            Patience::Waits => self.fresh.shard(index),
            Patience::GoesOn => match self.fresh.shards[index].try_lock() {
                Ok(shard) => shard,
                Err(_) => return,
            },
        };
        if self.fresh.deal.is_none() && self.fresh.workers.threads() > 1 {
            sort(bucket);
        }
        self.fresh.admit(shard, bucket);
        bucket.clear();
    }
}

/// What a thread does that finds another one at a shard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Patience {
    Waits,
    GoesOn,
}

impl<const N: usize> Sink for Bucketed<'_, N> {
    fn conclude(&mut self, head: &[Operand], batch: &Batch) {
        self.rows.clear();
        self.rows.resize(batch.len(), Row([Symbol::UNKNOWN; N]));
        for (place, &column) in self.fresh.order.iter().enumerate() {
            match head[column] {
                Operand::Const(symbol) => self.rows.iter_mut().for_each(|row| row.0[place] = symbol),
                Operand::Var(variable) => {
                    let values = batch.column(variable);
                    self.rows.iter_mut().zip(values).for_each(|(row, &value)| row.0[place] = value);
                }
            }
        }
        if self.fresh.workers.threads() == 1 {
            return self.fresh.admit(self.fresh.shard(0), &self.rows);
        }
        match &self.fresh.deal {
            Some(deal) => deal.out(&self.rows, &mut self.buckets),
            None => self.buckets[0].extend_from_slice(&self.rows),
        }
        let full = if self.buckets.len() == 1 { 16 * BUCKET } else { BUCKET };
        for index in 0..self.buckets.len() {
            match self.buckets[index].len() {
                rows if rows >= FULLEST * full => self.flush(index, Patience::Waits),
                rows if rows >= full => self.flush(index, Patience::GoesOn),
                _ => {}
            }
        }
    }
}

impl<const N: usize> Drop for Bucketed<'_, N> {
    fn drop(&mut self) {
        for patience in [Patience::GoesOn, Patience::Waits] {
            (0..self.buckets.len()).for_each(|index| self.flush(index, patience));
        }
    }
}
