//! The threads that an evaluation uses.
//!
//! In: work that can be done in any order. Out: the same results in any number of threads.

use std::num::NonZeroUsize;

use rayon::iter::{IntoParallelRefMutIterator as _, ParallelIterator as _};
use rayon::slice::ParallelSliceMut as _;
use rayon::{ThreadPool, ThreadPoolBuilder};

use super::row::{Row, sort};

/// Below so many rows a second thread costs more than it saves.
const WORTH_SPLITTING: usize = 1 << 15;

/// A number of threads; with one, everything happens where it is asked for.
#[derive(Debug)]
pub struct Workers {
    pool: Option<ThreadPool>,
}

impl Workers {
    /// So many threads; one, if the system gives no more.
    pub fn new(threads: NonZeroUsize) -> Self {
        let pool = || ThreadPoolBuilder::new().num_threads(threads.get()).build().ok();
        Self { pool: if threads.get() == 1 { None } else { pool() } }
    }

    /// How many threads there are.
    pub fn threads(&self) -> usize {
        self.pool.as_ref().map_or(1, ThreadPool::current_num_threads)
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
        if lists.len() > 1 && lists.iter().map(Vec::len).sum::<usize>() >= WORTH_SPLITTING {
            self.install(|| lists.par_iter_mut().for_each(sort));
        } else {
            lists.iter_mut().for_each(sort);
        }
    }

    /// Sorts rows and removes doubles.
    pub fn sort<const N: usize>(&self, rows: &mut Vec<Row<N>>) {
        if N > 0 && self.pool.is_some() && rows.len() >= WORTH_SPLITTING {
            self.install(|| rows.par_sort());
            rows.dedup();
        } else {
            sort(rows);
        }
    }
}
