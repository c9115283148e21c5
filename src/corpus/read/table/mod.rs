//! Rows of `input` predicates: CSV, TSV and JSON Lines, by ending, also as `.gz`
//! and `.zst`; and Parquet.
//!
//! A file goes through three stages: blocks of whole records, each block's values read by the
//! kinds of their columns on any thread, and the blocks' rows joined in their order. So memory is
//! bounded by the rows, and the symbols are the same for any number of threads: a value's symbol
//! follows from where it first stands. A first line that holds the names of all columns is a header
//! and gives their order; in JSON Lines a row is an object by column or an array in order. A row
//! that does not fit is left out and reported with its line.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::path::Path;

use super::kind;
use crate::corpus::ground::Naming;
use crate::diagnostic::Diagnostic;
use crate::fact::{FactSet, Interner, PredicateId, Schema};
use crate::vocabulary::Vocabulary;

mod block;
mod coded;
mod column;
mod delimited;
mod json;
mod merge;
mod parquet;
mod pipeline;

use block::{Blocks, Ends};
use coded::Coded;
use column::Columns;
use merge::Merge;

/// What is wrong with a row: where, what, and what mends it.
#[derive(Clone, Debug)]
struct Fault {
    line: u32,
    message: String,
    help: String,
}

/// What the rows are read by.
#[derive(Clone, Copy)]
pub struct Tables<'a> {
    /// Columns and kinds.
    pub schema: &'a Schema,
    /// Names of entities.
    pub vocabulary: &'a Vocabulary,
    /// Where the values go.
    pub interner: &'a Interner,
    /// How many threads read values. The result is the same for any number.
    pub threads: NonZeroUsize,
    /// Told now and then which file is read and how many facts there are; it can break off.
    pub watch: &'a dyn Fn(&Path, usize) -> ControlFlow<()>,
}

/// How a file is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Layout {
    Delimited(u8),
    JsonLines,
    Parquet,
}

impl Tables<'_> {
    /// Adds the rows of a file to what the predicate reads.
    pub fn load(&self, facts: &mut FactSet, predicate: PredicateId, path: &Path) -> Vec<Diagnostic> {
        let Some(layout) = layout(path) else {
            let message = format!("{} is of no kind that an input can be", path.display());
            let help = "save it as .csv, .tsv or .jsonl, one of these as .gz or .zst, or as .parquet";
            return vec![Diagnostic::error("E0551", message).help(help)];
        };
        let naming = Naming::new(self.schema, self.vocabulary, self.interner);
        let columns = Columns::of(self.schema.get(predicate), &naming);
        let relation = self.schema.get(predicate).reads;
        let mut merge = Merge::new(naming, facts, relation, path);
        let mut take = |coded: &mut Coded| (self.watch)(path, merge.take(coded));
        let ended = match layout {
            Layout::Parquet => {
                File::open(path).map(|file| parquet::read(file, &columns, self.threads, &mut take))
            }
            text => open(path).map(|file| self.text(file, text, &columns, &mut take)),
        };
        match ended {
            Ok(ended) => merge.diagnostics(ended.err()),
            Err(error) => {
                let message = format!("{} cannot be read: {error}", path.display());
                let help = "an input's file is relative to the corpus folder";
                vec![Diagnostic::error("E0550", message).help(help)]
            }
        }
    }

    fn text(
        &self,
        file: Box<dyn Read + Send>,
        layout: Layout,
        columns: &Columns,
        take: pipeline::Take<'_>,
    ) -> Result<(), Fault> {
        let Layout::Delimited(delimiter) = layout else {
            let blocks = Blocks::new(file, Ends::Lines);
            return pipeline::run(blocks, self.threads, &|b, c| json::read(b, columns, c), take);
        };
        let mut blocks = Blocks::new(file, Ends::Records(delimiter));
        let reader = delimited::Reader::new(&mut blocks, columns, delimiter)?;
        pipeline::run(blocks, self.threads, &|b, c| reader.read(b, c), take)
    }
}

fn layout(path: &Path) -> Option<Layout> {
    let name = kind::name(path);
    let bare = kind::bare(&name);
    match bare.rsplit_once('.')?.1 {
        "csv" => Some(Layout::Delimited(b',')),
        "tsv" => Some(Layout::Delimited(b'\t')),
        "jsonl" => Some(Layout::JsonLines),
        "parquet" => Some(Layout::Parquet),
        _ => None,
    }
}

/// A file's bytes, decompressed where they start like gzip or Zstandard.
fn open(path: &Path) -> io::Result<Box<dyn Read + Send>> {
    let mut file = BufReader::with_capacity(1 << 18, File::open(path)?);
    let start = file.fill_buf()?;
    if start.starts_with(&[0x1f, 0x8b]) {
        return Ok(Box::new(flate2::bufread::MultiGzDecoder::new(file)));
    }
    if start.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) {
        return Ok(Box::new(zstd::stream::read::Decoder::with_buffer(file)?));
    }
    Ok(Box::new(file))
}
