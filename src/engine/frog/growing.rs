//! A relation while its stratum is evaluated.
//!
//! In: batches of conclusions, from any number of threads, and the end of each round. Out: the new
//! rows of the round, in every column order; at the end all rows. Rows are datafrog `Relation`s,
//! but not in a datafrog `Variable`: a `Variable` sorts all conclusions before it looks which are
//! new, holds old and new rows while it merges them, and cannot cross threads.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use super::batch::Batch;
use super::complete::{Completed, Stored};
use super::directory::Directory;
use super::fresh::{Fresh, Sink};
use super::ranked::{Ranked, merged};
use super::row::{Row, permuted};
use super::table::{Indexed, Run, Runs, Table};
use super::workers::Workers;
use crate::fact::set::Rows;
use crate::plan::join::{ColumnOrder, Operand, Version};

/// A relation that grows, of any width.
pub trait Growing: Send + Sync {
    /// The table of one of its column orders, by position in the plan's list.
    fn table(&self, order: usize) -> &dyn Table;

    /// How many rows there are, of those that have been through a round.
    fn rows(&self, version: Version) -> usize;

    /// Where one thread puts conclusions.
    fn sink(&self) -> Box<dyn Sink + '_>;

    /// How many new rows this round has; doubles and known rows may be among them.
    fn fresh(&self) -> usize;

    /// Removes doubles and known rows, so that `fresh` is exact.
    fn compact(&self);

    /// Ends a round: its conclusions become the recent rows. Returns how many they are.
    fn advance(&mut self, round: u32) -> usize;

    /// All rows, after the last round.
    fn complete(self: Box<Self>) -> Arc<dyn Stored>;
}

/// What is known of a relation before it grows.
pub struct Start<'a> {
    /// Its loaded rows.
    pub loaded: &'a Rows,
    /// Its column orders, and which of them are searched for old rows.
    pub orders: Vec<(ColumnOrder, Searched)>,
    /// Whether its rules go through several rounds.
    pub growth: Growth,
    /// What its work is done by.
    pub workers: Arc<Workers>,
}

/// Whether the old rows of a column order are searched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Searched {
    /// They are, so there should be few runs of them.
    Yes,
    /// They wait for the end.
    No,
}

/// How many rounds a relation grows for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Growth {
    /// One: nothing concludes from it in its own stratum.
    Once,
    /// Until nothing new follows.
    Repeated,
}

/// A run, and where its rows start once that was asked for.
type Indexable<const N: usize> = (Ranked<N>, OnceLock<Option<Directory>>);

/// One column order of a relation that grows.
struct Order<const N: usize> {
    columns: ColumnOrder,
    /// Where these columns stand in the first order.
    places: Vec<usize>,
    searched: Searched,
    old: Vec<Indexable<N>>,
    recent: Ranked<N>,
    directory: OnceLock<Option<Directory>>,
}

/// Runs that nobody searches are merged when there are so many.
const RUNS: usize = 24;

impl<const N: usize> Order<N> {
    fn new(columns: &ColumnOrder, first: &[usize], searched: Searched) -> Self {
        Self {
            columns: columns.clone(),
            places: relative(first, columns),
            searched,
            old: Vec::new(),
            recent: Ranked::of_round(Vec::new(), 0),
            directory: OnceLock::new(),
        }
    }

    /// Makes the recent rows old, and these rows recent.
    fn advance(&mut self, rows: Vec<Row<N>>, round: u32, searched: Searched, workers: &Workers) {
        let recent = std::mem::replace(&mut self.recent, Ranked::of_round(rows, round));
        self.directory = OnceLock::new();
        if recent.rows.is_empty() {
            return;
        }
        let (mut size, mut runs) = (recent.rows.len(), vec![recent]);
        if searched == Searched::Yes {
            while let Some((last, _)) = self.old.pop_if(|(last, _)| last.rows.len() <= 2 * size) {
                size += last.rows.len();
                runs.push(last);
            }
        } else if self.old.len() >= RUNS {
            self.old.sort_by_key(|(run, _)| std::cmp::Reverse(run.rows.len()));
            runs.extend(self.old.drain(RUNS / 4..).map(|(run, _)| run));
        }
        self.old.push((merged(runs, workers), OnceLock::new()));
    }
}

impl<const N: usize> Order<N> {
    /// All rows, run by run.
    fn runs(&self) -> impl Iterator<Item = &[Row<N>]> + Clone {
        self.old.iter().map(|(run, _)| run).chain([&self.recent]).map(|run| &run.rows[..])
    }
}

impl<const N: usize> Runs<N> for Order<N> {
    fn with_runs<R>(&self, version: Version, visit: impl FnOnce(&[Run<'_, N>]) -> R) -> R {
        let mut runs: Vec<Run<'_, N>> = Vec::with_capacity(self.old.len() + 1);
        if version != Version::Recent {
            runs.extend(self.old.iter().map(|(run, directory)| Run { rows: &run.rows, directory }));
        }
        if version != Version::Old {
            runs.push(Run { rows: &self.recent.rows, directory: &self.directory });
        }
        visit(&runs)
    }
}

/// Starts a relation from its loaded rows, which become recent when round 0 ends.
pub fn start<const N: usize>(start: &Start<'_>) -> Box<dyn Growing> {
    let (first, _) = &start.orders[0];
    let arity = first.len();
    let order =
        |(columns, searched): &(ColumnOrder, Searched)| Indexed(Order::new(columns, first, *searched));
    let derived = Derived::<N> {
        arity,
        orders: start.orders.iter().map(order).collect(),
        fresh: Fresh::new(first.clone(), start.growth, Arc::clone(&start.workers)),
        workers: Arc::clone(&start.workers),
    };
    let own: Vec<Operand> = (0..arity as u16).map(Operand::Var).collect();
    let mut batch = Batch::new(arity);
    for (column, _) in own.iter().enumerate() {
        batch.column_mut(column as u16).extend(start.loaded.iter().map(|row| row[column]));
    }
    batch.grow(start.loaded.len());
    derived.sink().conclude(&own, &batch);
    drop(batch);
    Box::new(derived)
}

struct Derived<const N: usize> {
    arity: usize,
    orders: Vec<Indexed<Order<N>, N>>,
    fresh: Fresh<N>,
    workers: Arc<Workers>,
}

impl<const N: usize> Growing for Derived<N> {
    fn table(&self, order: usize) -> &dyn Table {
        &self.orders[order]
    }

    fn rows(&self, version: Version) -> usize {
        self.orders[0].0.with_runs(version, |runs| runs.iter().map(|run| run.rows.len()).sum())
    }

    fn sink(&self) -> Box<dyn Sink + '_> {
        self.fresh.sink()
    }

    fn fresh(&self) -> usize {
        self.fresh.len()
    }

    fn compact(&self) {
        self.fresh.compact(self.orders[0].0.runs());
    }

    fn advance(&mut self, round: u32) -> usize {
        let rows = self.fresh.take(self.orders[0].0.runs());
        let count = rows.len();
        let further = self.orders.split_first_mut().map_or(&mut [][..], |(_, further)| further);
        for order in further {
            let copy = self.workers.reordered(&rows, &order.0.places);
            order.0.advance(copy, 0, order.0.searched, &self.workers);
        }
        let first = &mut self.orders[0].0;
        let searched = if self.fresh.is_searching() { Searched::Yes } else { first.searched };
        first.advance(rows, round, searched, &self.workers);
        self.fresh.adapt(first.runs());
        count
    }

    fn complete(self: Box<Self>) -> Arc<dyn Stored> {
        let Self { arity, mut orders, fresh, workers } = *self;
        drop(fresh);
        orders.truncate(1);
        let Order { columns, old, recent, .. } =
            orders.pop().expect("a relation has at least one column order").0;
        let mut runs: Vec<Ranked<N>> = old.into_iter().map(|(run, _)| run).chain([recent]).collect();
        let own: ColumnOrder = (0..arity).collect();
        if columns != own {
            let places = relative(&columns, &own);
            runs.iter_mut().for_each(|run| run.reorder(|row| permuted(row, &places), &workers));
        }
        Arc::new(Completed::new(arity, merged(runs, &workers)))
    }
}

/// Where the columns of one order stand in another.
fn relative(from: &[usize], to: &[usize]) -> Vec<usize> {
    let place: BTreeMap<usize, usize> =
        from.iter().enumerate().map(|(place, &column)| (column, place)).collect();
    to.iter().map(|column| place[column]).collect()
}
