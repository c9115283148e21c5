//! The conclusions of a round.
//!
//! In: batches of conclusions, from any number of threads. Out: the new rows, sorted, each once.
//! A relation that grows over many rounds and is dense enough tests each conclusion against the
//! rows that it knows; any other sorts its conclusions and searches them in its runs.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::batch::Batch;
use super::growing::Growth;
use super::known::{Known, densest_column, hash_without};
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
    /// The column that the shards keep as sets; without one they hold doubles.
    column: Option<usize>,
    shards: Vec<Mutex<Shard<N>>>,
    /// Rows of all shards.
    count: AtomicUsize,
    /// Rows when the column was chosen.
    chosen_at: usize,
}

/// A part of the conclusions; equal rows are in the same shard.
struct Shard<const N: usize> {
    known: Option<Known<N>>,
    rows: Vec<Row<N>>,
}

/// Rows that a thread keeps before it takes them to a shard.
const BUCKET: usize = 1 << 12;

impl<const N: usize> Fresh<N> {
    /// For rows in this column order.
    pub fn new(order: ColumnOrder, growth: Growth, workers: Arc<Workers>) -> Self {
        let count = if workers.threads() == 1 { 1 } else { 4 * workers.threads() };
        let shard = |_| Mutex::new(Shard { known: None, rows: Vec::new() });
        let shards = (0..count).map(shard).collect();
        Self { order, growth, workers, column: None, shards, count: AtomicUsize::new(0), chosen_at: 0 }
    }

    /// How many rows there are; doubles and known rows among them where that is not tested at once.
    pub fn len(&self) -> usize {
        self.count.load(Ordering::Relaxed)
    }

    /// Whether conclusions are searched among the old rows.
    pub fn is_searching(&self) -> bool {
        self.growth == Growth::Repeated && self.column.is_none()
    }

    /// Where one thread puts conclusions.
    pub fn sink(&self) -> Box<dyn Sink + '_> {
        let buckets = if self.column.is_some() { self.shards.len() } else { 1 };
        Box::new(Bucketed { fresh: self, rows: Vec::new(), buckets: vec![Vec::new(); buckets] })
    }

    fn shard(&self, index: usize) -> MutexGuard<'_, Shard<N>> {
        self.shards[index].lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn admit(&self, index: usize, rows: &[Row<N>]) {
        let mut shard = self.shard(index);
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
        if self.column.is_some() {
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
        let mut rows = Vec::new();
        for index in 0..self.shards.len() {
            let part = std::mem::take(&mut self.shard(index).rows);
            if rows.is_empty() {
                rows = part;
            } else {
                rows.extend(part);
            }
        }
        self.count.store(0, Ordering::Relaxed);
        if self.column.is_some() {
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
        self.column = densest_column(runs.clone().flatten(), total, self.order.len());
        let new = self.column;
        self.shards.iter_mut().for_each(|shard| {
            let shard = shard.get_mut().unwrap_or_else(PoisonError::into_inner);
            shard.known = new.map(Known::new);
        });
        let Some(column) = new else { return };
        for run in runs {
            self.learn(column, run);
        }
    }

    fn learn(&mut self, column: usize, run: &[Row<N>]) {
        let count = self.shards.len();
        let mut buckets = vec![Vec::new(); count];
        let mut scratch = Vec::new();
        for piece in run.chunks(BUCKET * count) {
            deal(piece, column, &mut buckets);
            for (shard, bucket) in self.shards.iter_mut().zip(&mut buckets) {
                let shard = shard.get_mut().unwrap_or_else(PoisonError::into_inner);
                if let Some(known) = &mut shard.known {
                    known.admit(bucket, &mut scratch);
                }
                scratch.clear();
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

/// Deals rows out to buckets, so that those that differ in one column alone stay together.
fn deal<const N: usize>(rows: &[Row<N>], column: usize, buckets: &mut [Vec<Row<N>>]) {
    if let [only] = buckets {
        return only.extend_from_slice(rows);
    }
    let count = buckets.len() as u64;
    for row in rows {
        let place = (hash_without(row, column) >> 32) % count;
        buckets[place as usize].push(*row);
    }
}

/// A thread's conclusions on the way to the shards.
struct Bucketed<'f, const N: usize> {
    fresh: &'f Fresh<N>,
    rows: Vec<Row<N>>,
    buckets: Vec<Vec<Row<N>>>,
}

impl<const N: usize> Bucketed<'_, N> {
    fn flush(&mut self, index: usize) {
        let bucket = &mut self.buckets[index];
        if self.fresh.column.is_none() && self.fresh.workers.threads() > 1 {
            sort(bucket);
        }
        self.fresh.admit(index, bucket);
        bucket.clear();
    }
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
            return self.fresh.admit(0, &self.rows);
        }
        deal(&self.rows, self.fresh.column.unwrap_or(0), &mut self.buckets);
        let full = if self.buckets.len() == 1 { 16 * BUCKET } else { BUCKET };
        for index in 0..self.buckets.len() {
            if self.buckets[index].len() >= full {
                self.flush(index);
            }
        }
    }
}

impl<const N: usize> Drop for Bucketed<'_, N> {
    fn drop(&mut self) {
        (0..self.buckets.len()).for_each(|index| self.flush(index));
    }
}
