//! A relation that no longer grows.
//!
//! In: its rows, loaded or derived. Out: tables for the strata above, and the rows themselves for
//! the model.

use std::sync::{Arc, OnceLock};

use datafrog::Relation;

use super::ranked::{Ranked, Rounds};
use super::row::Row;
use super::table::{Complete, Indexed, Table};
use super::workers::Workers;
use crate::fact::Symbol;
use crate::fact::set::Rows;
use crate::plan::estimate;

/// A finished relation, of any width.
pub trait Stored: Send + Sync {
    /// Number of columns.
    fn arity(&self) -> usize;

    /// Number of rows.
    fn len(&self) -> usize;

    /// A row by its position; rows are in ascending order.
    fn row(&self, index: usize) -> &[Symbol];

    /// The round that derived a row; 0 if it was loaded.
    fn round(&self, index: usize) -> u32;

    /// About how many different values a column holds.
    fn distinct(&self, column: usize) -> usize;

    /// The rows in their own column order, to be probed.
    fn table(&self) -> &dyn Table;

    /// A copy in another column order.
    fn reordered(&self, order: &[usize], workers: &Workers) -> Arc<dyn Table>;
}

/// The rows of a finished relation in its own column order.
pub struct Completed<const N: usize> {
    arity: usize,
    table: Indexed<Complete<N>, N>,
    rounds: Rounds,
    /// By column, once it was asked for.
    distinct: Vec<OnceLock<usize>>,
}

impl<const N: usize> Completed<N> {
    /// From sorted rows.
    pub fn new(arity: usize, ranked: Ranked<N>) -> Self {
        Self {
            arity,
            table: Indexed(Complete::new(ranked.rows)),
            rounds: ranked.rounds,
            distinct: vec![OnceLock::new(); arity],
        }
    }

    /// From loaded rows.
    pub fn loaded(loaded: &Rows, arity: usize, workers: &Workers) -> Self {
        let padded = |values: &[Symbol]| {
            let mut row = Row([Symbol::UNKNOWN; N]);
            row.0[..arity].copy_from_slice(values);
            row
        };
        let mut rows: Vec<_> = loaded.iter().map(padded).collect();
        workers.sort(&mut rows);
        rows.shrink_to_fit();
        Self::new(arity, Ranked::of_round(rows, 0))
    }

    fn rows(&self) -> &[Row<N>] {
        &self.table.0.rows
    }
}

impl<const N: usize> Stored for Completed<N> {
    fn arity(&self) -> usize {
        self.arity
    }

    fn len(&self) -> usize {
        self.rows().len()
    }

    fn row(&self, index: usize) -> &[Symbol] {
        &self.rows()[index].0[..self.arity]
    }

    fn round(&self, index: usize) -> u32 {
        self.rounds.get(index)
    }

    fn distinct(&self, column: usize) -> usize {
        let count = || estimate::distinct(self.rows().iter().map(|row| row.0[column]), self.rows().len());
        *self.distinct[column].get_or_init(count)
    }

    fn table(&self) -> &dyn Table {
        &self.table
    }

    fn reordered(&self, order: &[usize], workers: &Workers) -> Arc<dyn Table> {
        let elements = workers.reordered(self.rows(), order);
        Arc::new(Indexed(Complete::new(Relation { elements })))
    }
}
