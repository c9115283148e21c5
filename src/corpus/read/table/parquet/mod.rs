//! Parquet files with flat columns → rows of codes.
//!
//! In: a file. Out: the values of the predicate's columns, found by name, row group by row group.
//! Each value is worded as it would stand in a table, so that it is read like one there. The line
//! of a row is its number in the file, from 1.

use std::fs::File;
use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};

use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader, SerializedFileReader};

use super::Fault;
use super::coded::Coded;
use super::column::Columns;
use super::pipeline::{self, Pieces, Take};
use crate::vocabulary::nearest_of;

mod cell;
mod shared;

use cell::Cells;
use shared::Shared;

/// Rows of each column that are read at once.
const CHUNK: usize = 4096;

/// Reads all rows of a file.
pub(super) fn read(
    file: File,
    columns: &Columns,
    threads: NonZeroUsize,
    take: Take<'_>,
) -> Result<(), Fault> {
    let file = Shared::new(file).map_err(|error| damaged(1, &error.into()))?;
    let reader = SerializedFileReader::new(file).map_err(|error| damaged(1, &error))?;
    let places = places(&reader, columns)?;
    let mut starts = Vec::new();
    let mut next = 1u32;
    for group in reader.metadata().row_groups() {
        starts.push(next);
        next = next.saturating_add(u32::try_from(group.num_rows()).unwrap_or(u32::MAX));
    }
    let groups = Groups { starts, next: 0 };
    let rows = |group: &Group, coded: &mut Coded| {
        // On damaged data the library panics now and then; the rows that it gave before stand.
        let read = AssertUnwindSafe(|| rows(&reader, *group, &places, columns, coded));
        let read = catch_unwind(read).unwrap_or_else(|_| {
            Err(damaged(group.line, &ParquetError::General("its row group is not sound".to_owned())))
        });
        if let Err(fault) = read {
            coded.fault(fault);
        }
    };
    pipeline::run(groups, threads, &rows, take)
}

/// A row group, and the number of its first row.
#[derive(Clone, Copy, Debug, Default)]
struct Group {
    place: usize,
    line: u32,
}

struct Groups {
    starts: Vec<u32>,
    next: usize,
}

impl Pieces for Groups {
    type Piece = Group;

    fn fill(&mut self, piece: &mut Group) -> Result<bool, Fault> {
        let Some(&line) = self.starts.get(self.next) else { return Ok(false) };
        *piece = Group { place: self.next, line };
        self.next += 1;
        Ok(true)
    }
}

/// Where each column of the predicate stands in the file.
fn places(reader: &SerializedFileReader<Shared>, columns: &Columns) -> Result<Vec<usize>, Fault> {
    let schema = reader.metadata().file_metadata().schema_descr();
    let names: Vec<String> = schema.columns().iter().map(|c| c.path().string()).collect();
    let place = |name: &String| {
        let place = names.iter().position(|n| n == name).ok_or_else(|| {
            let near = nearest_of(name, names.iter().map(String::as_str));
            let help = near.first().map_or_else(
                || format!("the file has {}", names.join(", ")),
                |near| format!("`{near}` is there; name it `{name}`"),
            );
            Fault { line: 1, message: format!("the file has no flat column `{name}`"), help }
        })?;
        match cell::is_read(schema.column(place).as_ref()) {
            true => Ok(place),
            false => Err(Fault {
                line: 1,
                message: format!("column `{name}` holds neither numbers, days nor texts"),
                help: "save it as numbers, days or texts".to_owned(),
            }),
        }
    };
    columns.all.iter().map(|column| place(&column.name)).collect()
}

fn rows(
    reader: &SerializedFileReader<Shared>,
    group: Group,
    places: &[usize],
    columns: &Columns,
    coded: &mut Coded,
) -> Result<(), Fault> {
    let mut line = group.line;
    let broken = |line: u32| move |error: ParquetError| damaged(line, &error);
    let found = reader.get_row_group(group.place).map_err(broken(line))?;
    let cells: Result<Vec<Box<dyn Cells>>, _> =
        places.iter().map(|&place| cell::cells(&*found, place)).collect();
    let mut cells = cells.map_err(broken(line))?;
    let (mut text, mut ends) = (String::new(), Vec::new());
    loop {
        let mut read = usize::MAX;
        for cells in &mut cells {
            read = read.min(cells.fill(CHUNK).map_err(broken(line))?);
        }
        if read == 0 || cells.is_empty() {
            return Ok(());
        }
        for _ in 0..read {
            text.clear();
            ends.clear();
            for cells in &mut cells {
                cells.next(&mut text);
                ends.push(text.len());
            }
            let starts = std::iter::once(0).chain(ends.iter().copied());
            coded.row(line, &columns.all, starts.zip(&ends).map(|(start, &end)| &text[start..end]));
            line = line.saturating_add(1);
        }
    }
}

fn damaged(line: u32, error: &ParquetError) -> Fault {
    Fault {
        line,
        message: format!("the file cannot be read on from this row: {error}"),
        help: "it seems to be damaged, or packed as none of gzip, Snappy and Zstandard: write it again"
            .to_owned(),
    }
}
