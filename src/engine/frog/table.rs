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
            for &(column, variable) in &probe.binds {
                let values = output.column_mut(variable);
                for segment in &cursor.segments {
                    let rows = &runs[segment.run as usize].rows[segment.start..segment.start + segment.len];
                    values.extend(rows.iter().map(|row| row.0[column]));
                }
            }
            for &variable in carry {
                let from = input.column(variable);
                let values = output.column_mut(variable);
                for segment in &cursor.segments {
                    values.extend(std::iter::repeat_n(from[segment.input as usize], segment.len));
                }
            }
            output.grow(cursor.segments.iter().map(|segment| segment.len).sum());
        });
    }

    fn select(&self, probe: &Probe, input: &Batch, wanted: Matches, selected: &mut Vec<u32>) {
        self.0.with_runs(probe.version, |runs| {
            let mut hints = vec![0; runs.len()];
            for row in 0..input.len() {
                let found = runs.iter().zip(&mut hints).any(|(run, hint)| {
                    let (start, end) = range(run, &bounds(probe, input, row), probe.key.len(), hint);
                    let unconditional = probe.checks.is_empty() && probe.same.is_empty();
                    (unconditional && start < end)
                        || run.rows[start..end].iter().any(|found| passes(probe, found, input, row))
                });
                if found == (wanted == Matches::Some) {
                    selected.push(row as u32);
                }
            }
        });
    }

    fn count(&self, probe: &Probe, input: &Batch, row: usize) -> usize {
        self.0.with_runs(probe.version, |runs| {
            let bounds = bounds(probe, input, row);
            let count = |run: &Run<'_, N>| {
                let (start, end) = range(run, &bounds, probe.key.len(), &mut 0);
                end - start
            };
            runs.iter().map(count).sum()
        })
    }
}

/// Fills the cursor's segments, about a chunk of rows of them.
fn find_segments<const N: usize>(runs: &[Run<'_, N>], probe: &Probe, input: &Batch, cursor: &mut Cursor) {
    cursor.segments.clear();
    cursor.hints.resize(runs.len(), 0);
    let mut room = CHUNK;
    while cursor.row < input.len() {
        let bounds = bounds(probe, input, cursor.row);
        while cursor.run < runs.len() {
            let run = &runs[cursor.run];
            let (start, end) = match cursor.open.take() {
                Some(open) => open,
                None => {
                    let hint = &mut cursor.hints[cursor.run];
                    cursor.part.portion(range(run, &bounds, probe.key.len(), hint))
                }
            };
            let taken = (end - start).min(room);
            take(run, probe, input, cursor, (start, start + taken));
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

/// Notes the rows of a range that pass the checks.
#[inline]
fn take<const N: usize>(
    run: &Run<'_, N>,
    probe: &Probe,
    input: &Batch,
    cursor: &mut Cursor,
    (start, end): (usize, usize),
) {
    let (row, run_index) = (cursor.row, cursor.run as u32);
    let mut note = |start: usize, len: usize| {
        cursor.segments.push(Segment { input: row as u32, run: run_index, start, len });
    };
    if probe.checks.is_empty() && probe.same.is_empty() {
        if start < end {
            note(start, end - start);
        }
        return;
    }
    for (offset, found) in run.rows[start..end].iter().enumerate() {
        if passes(probe, found, input, row) {
            note(start + offset, 1);
        }
    }
}

fn passes<const N: usize>(probe: &Probe, found: &Row<N>, input: &Batch, row: usize) -> bool {
    probe.checks.iter().all(|&(column, operand)| found.0[column] == input.value(operand, row))
        && probe.same.iter().all(|&(a, b)| found.0[a] == found.0[b])
}

/// The lowest and the highest row with the key of a binding.
#[inline]
fn bounds<const N: usize>(probe: &Probe, input: &Batch, row: usize) -> (Row<N>, Row<N>) {
    let (mut low, mut high) = ([Symbol(0); N], [Symbol(u32::MAX); N]);
    for (place, &operand) in probe.key.iter().enumerate() {
        let value = match operand {
            Operand::Const(symbol) => symbol,
            Operand::Var(_) => input.value(operand, row),
        };
        low[place] = value;
        high[place] = value;
    }
    (Row(low), Row(high))
}

/// The rows of a run between two bounds that agree in the first `known` columns. The hint is where
/// the last search ended: keys that ascend are found by short gallops.
#[inline]
fn range<const N: usize>(
    run: &Run<'_, N>,
    (low, high): &(Row<N>, Row<N>),
    known: usize,
    hint: &mut usize,
) -> (usize, usize) {
    if known == 0 {
        return (0, run.rows.len());
    }
    let directory = run.directory.get_or_init(|| Directory::of(run.rows));
    let (from, rows) = match directory {
        Some(directory) => {
            let (start, end) = directory.range(low.0[0]);
            if known == 1 || start == end {
                return (start, end);
            }
            (start, &run.rows[..end])
        }
        None => (start_from(run.rows, low, *hint), run.rows),
    };
    let start = gallop(rows, from, |row| row < low);
    let end = gallop(rows, start, |row| row <= high);
    *hint = start;
    (start, end)
}

fn start_from<const N: usize>(rows: &[Row<N>], low: &Row<N>, hint: usize) -> usize {
    if hint > 0 && hint <= rows.len() && rows[hint - 1] < *low { hint } else { 0 }
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
