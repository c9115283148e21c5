//! The threads that an evaluation uses.
//!
//! In: work that can be done in any order. Out: the same results in any number of threads.

use std::num::NonZeroUsize;

use rayon::iter::{IntoParallelRefMutIterator as _, ParallelIterator as _};
use rayon::slice::ParallelSliceMut as _;
use rayon::{ThreadPool, ThreadPoolBuilder};

use super::row::{Row, Tagged, sort};

/// Below so many rows a second thread costs more than it saves.
const WORTH_SPLITTING: usize = 1 << 15;

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
        if self.threads > 1 && lists.len() > 1 && lists.iter().map(Vec::len).sum::<usize>() >= WORTH_SPLITTING
        {
            self.install(|| lists.par_iter_mut().for_each(sort));
        } else {
            lists.iter_mut().for_each(sort);
        }
    }

    /// Sorts each list of rows with their rounds.
    pub fn sort_tagged<const N: usize>(&self, lists: &mut [Vec<Tagged<N>>]) {
        if self.threads > 1 && lists.iter().map(Vec::len).sum::<usize>() >= WORTH_SPLITTING {
            self.install(|| lists.par_iter_mut().for_each(|list| list.sort()));
        } else {
            lists.iter_mut().for_each(|list| list.sort());
        }
    }

    /// Sorts rows and removes doubles.
    pub fn sort<const N: usize>(&self, rows: &mut Vec<Row<N>>) {
        if N > 0 && self.threads > 1 && rows.len() >= WORTH_SPLITTING {
            self.install(|| rows.par_sort());
            rows.dedup();
        } else {
            sort(rows);
        }
    }
}
