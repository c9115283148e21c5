//! The threads that an evaluation uses.
//!
//! In: work that can be done in any order. Out: the same results in any number of threads.

use std::num::NonZeroUsize;

use rayon::iter::{
    IndexedParallelIterator as _, IntoParallelRefIterator as _, IntoParallelRefMutIterator as _,
    ParallelExtend as _, ParallelIterator as _,
};
use rayon::{ThreadPool, ThreadPoolBuilder};

use super::dealing::Dealing;
use super::radix::{self, Ranking, Spare};
use super::row::{Row, permuted, sort};
use crate::fact::Symbol;

/// Below so many rows a second thread costs more than it saves.
const WORTH_SPLITTING: usize = 1 << 15;

/// Parts that a thread sorts one after the other, at most.
const MOST_AT_ONCE: usize = 8;
/// Rows that a thread takes at least.
const SMALLEST_SHARE: usize = 1 << 13;

/// A number of threads; with one, everything happens where it is asked for.
#[derive(Debug)]
pub struct Workers {
    threads: usize,
    /// Threads of its own, unless those of the process are as many.
    pool: Option<ThreadPool>,
}

impl Workers {
    /// So many threads; one, if the system gives no more.
    pub fn new(threads: NonZeroUsize) -> Self {
        let threads = threads.get();
        if threads == 1 || threads == rayon::current_num_threads() {
            return Self { threads, pool: None };
        }
        let pool = ThreadPoolBuilder::new().num_threads(threads).build().ok();
        Self { threads: if pool.is_some() { threads } else { 1 }, pool }
    }

    /// How many threads there are.
    pub fn threads(&self) -> usize {
        self.threads
    }

    /// Runs work that may use all threads.
    pub fn install<R: Send>(&self, work: impl FnOnce() -> R + Send) -> R {
        match &self.pool {
            Some(pool) => pool.install(work),
            None => work(),
        }
    }

    /// Sorts each list of rows and removes its doubles.
    pub fn sort_each<const N: usize>(&self, lists: &mut [Vec<Row<N>>]) {
        self.each(lists, lists.iter().map(Vec::len).sum(), sort);
    }

    /// Does work of so many steps on each of some things.
    pub fn each<T: Send>(&self, things: &mut [T], steps: usize, work: impl Fn(&mut T) + Sync) {
        if self.threads > 1 && things.len() > 1 && steps >= WORTH_SPLITTING {
            self.install(|| things.par_iter_mut().with_max_len(1).for_each(&work));
        } else {
            things.iter_mut().for_each(work);
        }
    }

    /// Sorts rows and removes doubles.
    pub fn sort<const N: usize>(&self, rows: &mut Vec<Row<N>>) {
        if N == 0 {
            return rows.truncate(1);
        }
        self.order(rows);
        rows.dedup();
    }

    /// Appends what is made of some things, the last first.
    pub fn extend_reversed<T: Sync, R: Send>(&self, all: &mut Vec<R>, things: &[T], make: fn(&T) -> R) {
        if self.threads > 1 && things.len() >= WORTH_SPLITTING {
            let things = things.par_iter().rev().with_min_len(SMALLEST_SHARE);
            self.install(|| all.par_extend(things.map(make)));
        } else {
            all.extend(things.iter().rev().map(make));
        }
    }

    /// Rows to be filled in.
    fn blank<const N: usize>(&self, len: usize) -> Vec<Row<N>> {
        let blank = Row([Symbol::UNKNOWN; N]);
        if self.threads == 1 || len < WORTH_SPLITTING {
            return vec![blank; len];
        }
        // New memory costs time where it is first written to.
        self.install(|| rayon::iter::repeat_n(blank, len).with_min_len(SMALLEST_SHARE).collect())
    }

    /// Sorted rows, each once, in another column order.
    pub fn reordered<const N: usize>(&self, rows: &[Row<N>], order: &[usize]) -> Vec<Row<N>> {
        if let Some(dealt) = self.dealt(rows, order) {
            return dealt;
        }
        let mut copy: Vec<Row<N>> = rows.iter().map(|row| permuted(row, order)).collect();
        self.order(&mut copy);
        copy
    }

    /// The same where it is enough to deal the rows out by one column: the others are in order.
    fn dealt<const N: usize>(&self, rows: &[Row<N>], order: &[usize]) -> Option<Vec<Row<N>>> {
        let places = Dealing::of(rows, order)?;
        let mut copy = self.blank(rows.len());
        let shares = if rows.len() < WORTH_SPLITTING { 1 } else { self.threads };
        self.each(&mut places.shared(&mut copy, shares), rows.len(), |share| share.fill(rows, order));
        Some(copy)
    }

    /// Sorts rows, or rows with their rounds.
    pub fn order<T: Ranking<N>, const N: usize>(&self, rows: &mut [T]) {
        if self.threads > 1 && rows.len() >= WORTH_SPLITTING {
            let mut parts = radix::parted(rows);
            let sort = |spare: &mut Spare, part: &mut &mut [T]| radix::sort_part(part, spare);
            let parts = parts.par_iter_mut().with_max_len(MOST_AT_ONCE);
            self.install(|| parts.for_each_init(Spare::default, sort));
        } else {
            radix::sort(rows);
        }
    }
}
