//! A relation while its stratum is evaluated.
//!
//! In: batches of conclusions and the round they belong to. Out: the new rows of the round, in
//! every column order; at the end all rows. A datafrog `Variable` keeps the rows in the first
//! column order, apart as stable and recent ones. Each further order is a variable whose recent
//! rows are overwritten with the permuted recent rows of the first: fed any other way it would lag
//! one round behind, and rounds would no longer be ranks.

use std::collections::BTreeMap;
use std::sync::Arc;

use datafrog::{Iteration, Relation, Variable};

use super::batch::Batch;
use super::complete::{Completed, Stored};
use super::row::{Row, Tagged, gallop, permuted, sort};
use super::table::{Indexed, Run, Runs, Table};
use crate::fact::Symbol;
use crate::fact::set::Rows;
use crate::plan::join::{ColumnOrder, Operand, Version};

/// Below this many buffered conclusions there is no use in sorting them before a round ends.
pub const BUFFERED: usize = 1 << 20;

impl<const N: usize> Runs<N> for Variable<Tagged<N>> {
    fn with_runs<R>(&self, version: Version, visit: impl FnOnce(&[Run<'_, N>]) -> R) -> R {
        let (stable, recent) = (self.stable.borrow(), self.recent.borrow());
        let mut runs: Vec<Run<'_, N>> = Vec::with_capacity(stable.len() + 1);
        if version != Version::Recent {
            runs.extend(stable.iter().map(|batch| Run { rows: batch, directory: None }));
        }
        if version != Version::Old {
            runs.push(Run { rows: &recent, directory: None });
        }
        visit(&runs)
    }
}

/// A relation that grows, of any width.
pub trait Growing {
    /// The tables of its column orders, in the plan's order.
    fn tables(&self) -> Vec<Box<dyn Table>>;

    /// Adds conclusions to the buffer; the head is in the relation's own column order.
    fn conclude(&mut self, head: &[Operand], batch: &Batch);

    /// Number of buffered conclusions, doubles included.
    fn buffered(&self) -> usize;

    /// Removes doubles and known rows from the buffer.
    fn compact(&mut self);

    /// Ends a rule's turn: its conclusions will be new rows of this round unless they are known.
    /// Returns how many there are, known ones included.
    fn submit(&mut self, round: u32) -> usize;

    /// After the iteration has moved on: brings the other orders up and returns the number of new rows.
    fn refresh(&mut self) -> usize;

    /// All rows, after the last round.
    fn complete(self: Box<Self>) -> Arc<dyn Stored>;
}

/// Starts a relation from its loaded rows.
pub fn start<const N: usize>(
    iteration: &mut Iteration,
    loaded: &Rows,
    orders: &[ColumnOrder],
) -> Box<dyn Growing> {
    let arity = orders.first().map_or(0, Vec::len);
    let variables: Vec<_> = orders.iter().map(|_| iteration.variable::<Tagged<N>>("")).collect();
    let mut derived = Derived { arity, orders: orders.to_vec(), variables, buffer: Vec::new() };
    let own: Vec<Operand> = (0..arity as u16).map(Operand::Var).collect();
    let mut batch = Batch::new(arity);
    for (column, _) in own.iter().enumerate() {
        batch.column_mut(column as u16).extend(loaded.iter().map(|row| row[column]));
    }
    batch.grow(loaded.len());
    derived.conclude(&own, &batch);
    drop(batch);
    derived.submit(0);
    Box::new(derived)
}

struct Derived<const N: usize> {
    arity: usize,
    orders: Vec<ColumnOrder>,
    variables: Vec<Variable<Tagged<N>>>,
    buffer: Vec<Row<N>>,
}

impl<const N: usize> Derived<N> {
    fn primary(&self) -> &Variable<Tagged<N>> {
        &self.variables[0]
    }

    fn sorted(&mut self) -> Vec<Row<N>> {
        let mut rows = std::mem::take(&mut self.buffer);
        sort(&mut rows);
        rows
    }
}

impl<const N: usize> Growing for Derived<N> {
    fn tables(&self) -> Vec<Box<dyn Table>> {
        self.variables.iter().map(|v| Box::new(Indexed(v.clone())) as Box<dyn Table>).collect()
    }

    fn conclude(&mut self, head: &[Operand], batch: &Batch) {
        let start = self.buffer.len();
        self.buffer.resize(start + batch.len(), Row([Symbol::UNKNOWN; N]));
        let rows = &mut self.buffer[start..];
        for (place, &column) in self.orders[0].iter().enumerate() {
            match head[column] {
                Operand::Const(symbol) => rows.iter_mut().for_each(|row| row.0[place] = symbol),
                Operand::Var(variable) => {
                    let values = batch.column(variable);
                    rows.iter_mut().zip(values).for_each(|(row, &value)| row.0[place] = value);
                }
            }
        }
    }

    fn buffered(&self) -> usize {
        self.buffer.len()
    }

    fn compact(&mut self) {
        let mut rows = self.sorted();
        self.primary().with_runs(Version::All, |runs| {
            for run in runs {
                let mut from = 0;
                rows.retain(|row| {
                    from = gallop(run.rows, from, |known| known < row);
                    run.rows.get(from).is_none_or(|known| known.row != *row)
                });
            }
        });
        self.buffer = rows;
    }

    fn submit(&mut self, round: u32) -> usize {
        let rows = self.sorted();
        let elements: Vec<_> = rows.into_iter().map(|row| Tagged { row, round }).collect();
        let count = elements.len();
        self.primary().insert(Relation { elements });
        count
    }

    fn refresh(&mut self) -> usize {
        let recent = self.primary().recent.borrow();
        for (order, variable) in self.orders.iter().zip(&self.variables).skip(1) {
            let places = relative(&self.orders[0], order);
            let permute =
                |tagged: &Tagged<N>| Tagged { row: permuted(&tagged.row, &places), round: tagged.round };
            let mut elements: Vec<_> = recent.iter().map(permute).collect();
            elements.sort_unstable();
            *variable.recent.borrow_mut() = Relation { elements };
        }
        recent.len()
    }

    fn complete(self: Box<Self>) -> Arc<dyn Stored> {
        let Self { arity, orders, mut variables, .. } = *self;
        variables.truncate(1);
        let variable = variables.pop().expect("a relation has at least one column order");
        let mut rows = variable.complete().elements;
        let own: ColumnOrder = (0..arity).collect();
        if orders[0] != own {
            let places = relative(&orders[0], &own);
            rows.iter_mut().for_each(|tagged| tagged.row = permuted(&tagged.row, &places));
            rows.sort_unstable();
        }
        Arc::new(Completed::new(arity, rows))
    }
}

/// Where the columns of one order stand in another.
fn relative(from: &[usize], to: &[usize]) -> Vec<usize> {
    let place: BTreeMap<usize, usize> =
        from.iter().enumerate().map(|(place, &column)| (column, place)).collect();
    to.iter().map(|column| place[column]).collect()
}
