//! A relation that no longer grows.
//!
//! In: its rows, loaded or derived. Out: tables for the strata above, and the rows themselves for
//! the model.

use std::sync::Arc;

use super::row::{Row, Tagged, permuted};
use super::table::{Complete, Indexed, Table};
use crate::fact::Symbol;
use crate::fact::set::Rows;

/// A finished relation, of any width.
pub trait Stored: Send + Sync {
    /// Number of rows.
    fn len(&self) -> usize;

    /// A row by its position; rows are in ascending order.
    fn row(&self, index: usize) -> &[Symbol];

    /// The round that derived a row; 0 if it was loaded.
    fn round(&self, index: usize) -> u32;

    /// The rows in their own column order, to be probed.
    fn table(&self) -> &dyn Table;

    /// A copy in another column order.
    fn reordered(&self, order: &[usize]) -> Arc<dyn Table>;
}

/// The rows of a finished relation in its own column order.
#[derive(Debug)]
pub struct Completed<const N: usize> {
    arity: usize,
    table: Indexed<Complete<N>, N>,
}

impl<const N: usize> Completed<N> {
    /// From sorted rows.
    pub fn new(arity: usize, rows: Vec<Tagged<N>>) -> Self {
        Self { arity, table: Indexed(Complete::new(rows)) }
    }

    /// From loaded rows.
    pub fn loaded(loaded: &Rows, arity: usize) -> Self {
        let tagged = |values: &[Symbol]| {
            let mut row = Row([Symbol::UNKNOWN; N]);
            row.0[..arity].copy_from_slice(values);
            Tagged { row, round: 0 }
        };
        let mut rows: Vec<_> = loaded.iter().map(tagged).collect();
        rows.sort_unstable();
        rows.dedup();
        rows.shrink_to_fit();
        Self::new(arity, rows)
    }

    fn rows(&self) -> &[Tagged<N>] {
        &self.table.0.rows
    }
}

impl<const N: usize> Stored for Completed<N> {
    fn len(&self) -> usize {
        self.rows().len()
    }

    fn row(&self, index: usize) -> &[Symbol] {
        &self.rows()[index].row.0[..self.arity]
    }

    fn round(&self, index: usize) -> u32 {
        self.rows()[index].round
    }

    fn table(&self) -> &dyn Table {
        &self.table
    }

    fn reordered(&self, order: &[usize]) -> Arc<dyn Table> {
        let permute = |tagged: &Tagged<N>| Tagged { row: permuted(&tagged.row, order), round: tagged.round };
        let mut rows: Vec<_> = self.rows().iter().map(permute).collect();
        rows.sort_unstable();
        Arc::new(Indexed(Complete::new(rows)))
    }
}
