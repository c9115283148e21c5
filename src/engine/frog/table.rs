//! One column order of one relation: sorted runs of rows, and how bindings find theirs.
//!
//! In: batches of bindings and probes. Out: batches of wider bindings. A table knows neither
//! rules nor the other column orders of its relation. Only the width of its rows is fixed at
//! compile time; there is one dynamic call a batch.

use std::sync::OnceLock;

use datafrog::Relation;

use super::batch::{Batch, CHUNK};
use super::directory::Directory;
use super::pipeline::Part;
use super::row::{Row, gallop};
use crate::fact::Symbol;
use crate::plan::Variable;
use crate::plan::join::{Operand, Probe, Version};

/// How far a step has come in its batch.
#[derive(Debug, Default)]
pub struct Cursor {
    /// The next binding.
    pub row: usize,
    /// Which part of the rows of each binding it is for.
    pub part: Part,
    run: usize,
    open: Option<(usize, usize)>,
    hints: Vec<usize>,
    segments: Vec<Segment>,
}

impl Cursor {
    /// Back to the first binding of a new batch.
    pub fn reset(&mut self) {
        self.row = 0;
        self.run = 0;
        self.open = None;
        self.hints.clear();
    }
}

/// Neighbouring rows of a run that one binding meets.
#[derive(Clone, Copy, Debug)]
struct Segment {
    input: u32,
    run: u32,
    start: usize,
    len: usize,
}

/// A sorted run of rows, with its directory if it has one.
#[derive(Clone, Copy, Debug)]
pub struct Run<'a, const N: usize> {
    /// Rows in ascending order.
    pub rows: &'a [Row<N>],
    /// Where the rows of each value of the first column start; made when it is first asked for.
    pub directory: &'a OnceLock<Option<Directory>>,
}

impl<'a, const N: usize> Run<'a, N> {
    /// How to find the rows of the bindings of a batch.
    fn finder(&self, key: &Key<'_, N>, input: &Batch) -> Finder<'a, N> {
        let made = || Directory::of(self.rows, input.len());
        let directory = if key.known == 0 { None } else { self.directory.get_or_init(made).as_ref() };
        Finder { rows: self.rows, directory }
    }
}

/// What the bindings of a batch look for in the first columns of rows.
struct Key<'a, const N: usize> {
    columns: [Sought<'a>; N],
    /// How many of the columns are known.
    known: usize,
}

/// What the bindings of a batch look for in one column.
#[derive(Clone, Copy)]
enum Sought<'a> {
    Constant(Symbol),
    Values(&'a [Symbol]),
}

impl<'a, const N: usize> Key<'a, N> {
    fn of(probe: &Probe, input: &'a Batch) -> Self {
        let sought = |place: usize| match probe.key.get(place) {
            Some(&Operand::Var(variable)) => Sought::Values(input.column(variable)),
            Some(&Operand::Const(symbol)) => Sought::Constant(symbol),
            None => Sought::Constant(Symbol::UNKNOWN),
        };
        Self { columns: std::array::from_fn(sought), known: probe.key.len() }
    }

    #[inline]
    fn value(&self, place: usize, row: usize) -> Symbol {
        match self.columns[place] {
            Sought::Constant(symbol) => symbol,
            Sought::Values(values) => values[row],
        }
    }

    /// The lowest and the highest row that a binding looks for.
    #[inline]
    fn bounds(&self, row: usize) -> (Row<N>, Row<N>) {
        let (mut low, mut high) = ([Symbol(0); N], [Symbol(u32::MAX); N]);
        for place in 0..self.known.min(N) {
            let value = self.value(place, row);
            (low[place], high[place]) = (value, value);
        }
        (Row(low), Row(high))
    }
}

/// Finds rows in a run.
struct Finder<'a, const N: usize> {
    rows: &'a [Row<N>],
    directory: Option<&'a Directory>,
}

impl<const N: usize> Finder<'_, N> {
    /// The rows that a binding looks for. The hint is where the last search ended: keys that ascend
    /// are found by short gallops.
    #[inline]
    fn range(&self, key: &Key<'_, N>, row: usize, hint: &mut usize) -> (usize, usize) {
        if key.known == 0 {
            return (0, self.rows.len());
        }
        match self.directory {
            Some(directory) => {
                let (start, end) = directory.range(key.value(0, row));
                if key.known == 1 || start == end {
                    (start, end)
                } else {
                    self.within(key, row, (start, end))
                }
            }
            None => {
                let (low, high) = key.bounds(row);
                let ascends = *hint > 0 && self.rows.get(*hint - 1).is_some_and(|before| *before < low);
                let start = match ascends {
                    true => gallop(self.rows, *hint, |row| *row < low),
                    false => self.rows.partition_point(|row| *row < low),
                };
                *hint = start;
                (start, gallop(self.rows, start, |row| *row <= high))
            }
        }
    }

    /// The same among rows that agree in the first column.
    #[inline]
    fn within(&self, key: &Key<'_, N>, row: usize, (start, end): (usize, usize)) -> (usize, usize) {
        let rows = &self.rows[start..end];
        let (from, to) = if key.known == 2 && N > 1 {
            let value = key.value(1, row);
            let from = rows.partition_point(|row| row.0[1] < value);
            (from, gallop(rows, from, |row| row.0[1] == value))
        } else {
            let (low, high) = key.bounds(row);
            let from = rows.partition_point(|row| *row < low);
            (from, gallop(rows, from, |row| *row <= high))
        };
        (start + from, start + to)
    }
}

/// A column order of a relation, of any width.
pub trait Table: Send + Sync {
    /// Joins bindings from the cursor on with the rows that match, until about a chunk is full or
    /// the bindings are at an end.
    fn join(&self, probe: &Probe, carry: &[Variable], input: &Batch, cursor: &mut Cursor, output: &mut Batch);

    /// Appends the positions of the bindings that have a matching row, or of those that have none.
    fn select(&self, probe: &Probe, input: &Batch, wanted: Matches, selected: &mut Vec<u32>);

    /// How many rows have the key of a binding.
    fn count(&self, probe: &Probe, input: &Batch, row: usize) -> usize;
}

/// Which bindings a selection keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Matches {
    /// Those with a matching row.
    Some,
    /// Those without.
    None,
}

/// Something that consists of sorted runs.
pub trait Runs<const N: usize> {
    /// Calls back with the runs of a version.
    fn with_runs<R>(&self, version: Version, visit: impl FnOnce(&[Run<'_, N>]) -> R) -> R;
}

/// Makes a table of everything that consists of runs.
#[derive(Debug)]
pub struct Indexed<T, const N: usize>(pub T);

impl<T: Runs<N> + Send + Sync, const N: usize> Table for Indexed<T, N> {
    fn join(
        &self,
        probe: &Probe,
        carry: &[Variable],
        input: &Batch,
        cursor: &mut Cursor,
        output: &mut Batch,
    ) {
        self.0.with_runs(probe.version, |runs| {
            find_segments(runs, probe, input, cursor);
            let found = cursor.segments.iter().map(|segment| segment.len).sum();
            for &(column, variable) in &probe.binds {
                let values = output.column_mut(variable);
                values.reserve(found);
                for segment in &cursor.segments {
                    let rows = &runs[segment.run as usize].rows[segment.start..segment.start + segment.len];
                    match rows {
                        [row] => values.push(row.0[column]),
                        _ => values.extend(rows.iter().map(|row| row.0[column])),
                    }
                }
            }
            for &variable in carry {
                let from = input.column(variable);
                let values = output.column_mut(variable);
                values.reserve(found);
                for segment in &cursor.segments {
                    let value = from[segment.input as usize];
                    match segment.len {
                        1 => values.push(value),
                        len => values.extend(std::iter::repeat_n(value, len)),
                    }
                }
            }
            output.grow(found);
        });
    }

    fn select(&self, probe: &Probe, input: &Batch, wanted: Matches, selected: &mut Vec<u32>) {
        self.0.with_runs(probe.version, |runs| {
            let (key, unconditional) = (Key::of(probe, input), is_unconditional(probe));
            let finders: Vec<_> = runs.iter().map(|run| run.finder(&key, input)).collect();
            let mut hints = vec![0; runs.len()];
            for row in 0..input.len() {
                let found = finders.iter().zip(&mut hints).any(|(finder, hint)| {
                    let (start, end) = finder.range(&key, row, hint);
                    (unconditional && start < end)
                        || finder.rows[start..end].iter().any(|found| passes(probe, found, input, row))
                });
                if found == (wanted == Matches::Some) {
                    selected.push(row as u32);
                }
            }
        });
    }

    fn count(&self, probe: &Probe, input: &Batch, row: usize) -> usize {
        self.0.with_runs(probe.version, |runs| {
            let key = Key::of(probe, input);
            let count = |run: &Run<'_, N>| {
                let (start, end) = run.finder(&key, input).range(&key, row, &mut 0);
                end - start
            };
            runs.iter().map(count).sum()
        })
    }
}

fn is_unconditional(probe: &Probe) -> bool {
    probe.checks.is_empty() && probe.same.is_empty()
}

/// Fills the cursor's segments, about a chunk of rows of them.
fn find_segments<const N: usize>(runs: &[Run<'_, N>], probe: &Probe, input: &Batch, cursor: &mut Cursor) {
    cursor.segments.clear();
    cursor.hints.resize(runs.len(), 0);
    let (key, unconditional) = (Key::of(probe, input), is_unconditional(probe));
    let finders: Vec<_> = runs.iter().map(|run| run.finder(&key, input)).collect();
    let mut room = CHUNK;
    while cursor.row < input.len() {
        while let Some(finder) = finders.get(cursor.run) {
            let (start, end) = match cursor.open.take() {
                Some(open) => open,
                None => {
                    let hint = &mut cursor.hints[cursor.run];
                    cursor.part.portion(finder.range(&key, cursor.row, hint))
                }
            };
            let taken = (end - start).min(room);
            let mut note = |start: usize, len: usize| {
                let (input, run) = (cursor.row as u32, cursor.run as u32);
                cursor.segments.push(Segment { input, run, start, len });
            };
            if !unconditional {
                let rows = finder.rows[start..start + taken].iter().zip(start..);
                rows.filter(|(row, _)| passes(probe, row, input, cursor.row)).for_each(|(_, at)| note(at, 1));
            } else if taken > 0 {
                note(start, taken);
            }
            room -= taken;
            if start + taken < end {
                cursor.open = Some((start + taken, end));
                return;
            }
            cursor.run += 1;
        }
        cursor.run = 0;
        cursor.row += 1;
        if room == 0 {
            return;
        }
    }
}

fn passes<const N: usize>(probe: &Probe, found: &Row<N>, input: &Batch, row: usize) -> bool {
    probe.checks.iter().all(|&(column, operand)| found.0[column] == input.value(operand, row))
        && probe.same.iter().all(|&(a, b)| found.0[a] == found.0[b])
}

/// All rows of a finished relation in one column order.
pub struct Complete<const N: usize> {
    /// Rows in ascending order.
    pub rows: Relation<Row<N>>,
    directory: OnceLock<Option<Directory>>,
}

impl<const N: usize> Complete<N> {
    /// From sorted rows.
    pub fn new(rows: Relation<Row<N>>) -> Self {
        Self { rows, directory: OnceLock::new() }
    }
}

impl<const N: usize> Runs<N> for Complete<N> {
    fn with_runs<R>(&self, version: Version, visit: impl FnOnce(&[Run<'_, N>]) -> R) -> R {
        if version == Version::Recent {
            return visit(&[]);
        }
        visit(&[Run { rows: &self.rows, directory: &self.directory }])
    }
}
