//! The threads that an evaluation uses.
//!
//! In: work that can be done in any order. Out: the same results in any number of threads.

use std::num::NonZeroUsize;

use rayon::iter::{IntoParallelRefMutIterator as _, ParallelIterator as _};
use rayon::{ThreadPool, ThreadPoolBuilder};

use super::radix::{self, Ranking, Spare};
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

    /// Makes one run of the runs in each list.
    pub fn merge_each<const N: usize>(&self, lists: &mut [Vec<Tagged<N>>]) {
        if self.threads > 1 && lists.iter().map(Vec::len).sum::<usize>() >= WORTH_SPLITTING {
            self.install(|| lists.par_iter_mut().for_each(|list| radix::merge(list)));
        } else {
            lists.iter_mut().for_each(|list| radix::merge(list));
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

    /// Sorts rows, or rows with their rounds.
    pub fn order<T: Ranking<N>, const N: usize>(&self, rows: &mut [T]) {
        if self.threads > 1 && rows.len() >= WORTH_SPLITTING {
            let mut parts = radix::parted(rows);
            let sort = |spare: &mut Spare, part: &mut &mut [T]| radix::sort_part(part, spare);
            self.install(|| parts.par_iter_mut().for_each_init(Spare::default, sort));
        } else {
            radix::sort(rows);
        }
    }
}
