//! Plain relations: how many rows each has, and the rows of one as a table.
//!
//! In: a finished model. Out: counts, or rows in the order of the model. Must not judge: a plain
//! relation has no verdicts.

use std::collections::BTreeSet;
use std::io::{self, Write};

use schemars::JsonSchema;
use serde::ser::SerializeMap as _;
use serde::{Deserialize, Serialize, Serializer};

use super::parquet;
use super::scene::Input;
use crate::fact::{Column, Interner, Predicate, PredicateId, Role, Symbol, Value};
use crate::vocabulary::Wording;

/// How many rows a plain relation has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Relation {
    /// The predicate.
    pub predicate: String,
    /// Different rows, those that were loaded among them.
    pub rows: usize,
    /// Rows that were loaded, equal ones each.
    pub loaded: usize,
}

/// Which rows of a relation are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chosen<'a> {
    /// All of them.
    All,
    /// Those at these positions.
    At(&'a [usize]),
}

impl Chosen<'_> {
    /// How many there are, of so many in all.
    #[must_use]
    pub fn count(self, all: usize) -> usize {
        match self {
            Self::All => all,
            Self::At(positions) => positions.len(),
        }
    }

    fn position(self, place: usize) -> usize {
        match self {
            Self::All => place,
            Self::At(positions) => positions[place],
        }
    }
}

/// How rows are laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowLayout {
    /// Comma-separated, with a header.
    Csv,
    /// Parted by tabs, with a header.
    Tsv,
    /// An object a line.
    JsonLines,
    /// A Parquet file with a column of whole numbers, numbers or days where all values are such.
    Parquet,
}

/// Counts the plain relations that the rules conclude or load from files, in the order of their
/// declaration. There are none where the rules conclude something that is judged and load no file.
#[must_use]
pub fn relations(input: &Input<'_>) -> Vec<Relation> {
    let program = input.program;
    let schema = &program.schema;
    let shown = program.rules.iter().map(|info| !info.hidden);
    let heads = program.whole.rules.iter().zip(shown).filter(|(_, shown)| *shown);
    let concluded: BTreeSet<PredicateId> =
        heads.filter_map(|(rule, _)| schema.predicate_of.get(&rule.head.relation).copied()).collect();
    let judged = concluded.iter().any(|&id| schema.get(id).role != Role::Plain);
    if judged && program.inputs.is_empty() {
        return Vec::new();
    }
    let loaded = program.inputs.iter().map(|input| input.predicate);
    let wanted: BTreeSet<PredicateId> = concluded.iter().copied().chain(loaded).collect();
    let plain = wanted.into_iter().filter(|&id| schema.get(id).role == Role::Plain);
    plain.map(|id| relation(input, id)).collect()
}

/// Counts one relation.
#[must_use]
pub fn relation(input: &Input<'_>, id: PredicateId) -> Relation {
    let predicate = input.program.schema.get(id);
    let loaded = input.facts.rows(predicate.reads).len();
    Relation { predicate: predicate.name.clone(), rows: input.model.len(predicate.reads), loaded }
}

/// The first of some rows of a plain relation as sentences.
#[must_use]
pub fn sentences(input: &Input<'_>, id: PredicateId, chosen: Chosen<'_>, most: usize) -> Vec<String> {
    let Input { interner, vocabulary, program, model, .. } = *input;
    let wording = Wording { interner, schema: &program.schema, vocabulary };
    let relation = program.schema.get(id).reads;
    let rows = 0..chosen.count(model.len(relation)).min(most);
    rows.map(|place| wording.row(relation, model.row(relation, chosen.position(place)))).collect()
}

/// Writes some rows of a plain relation, at most so many of them.
///
/// # Errors
/// If writing fails.
pub fn write_rows(
    input: &Input<'_>,
    id: PredicateId,
    chosen: Chosen<'_>,
    layout: RowLayout,
    most: usize,
    out: &mut dyn Write,
) -> io::Result<()> {
    let Predicate { reads, columns, .. } = input.program.schema.get(id);
    let count = chosen.count(input.model.len(*reads)).min(most);
    let row = |place: usize| input.model.row(*reads, chosen.position(place));
    let rows = (0..count).map(row);
    match layout {
        RowLayout::Parquet => {
            parquet::write(&parquet::Rows { row: &row, count }, columns, input.interner, out)
        }
        RowLayout::Csv => delimited(rows, columns, input.interner, b',', out),
        RowLayout::Tsv => delimited(rows, columns, input.interner, b'\t', out),
        RowLayout::JsonLines => json_lines(rows, columns, input.interner, out),
    }
}

fn delimited<'r>(
    rows: impl Iterator<Item = &'r [Symbol]>,
    columns: &[Column],
    interner: &Interner,
    delimiter: u8,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut table = csv::WriterBuilder::new().delimiter(delimiter).buffer_capacity(1 << 16).from_writer(out);
    let header = columns.iter().map(|column| column.name.as_bytes());
    table.write_record(header).map_err(io::Error::from)?;
    let mut text = String::new();
    for row in rows {
        for &value in row {
            text.clear();
            interner.write(value, &mut text);
            table.write_field(text.as_bytes()).map_err(io::Error::from)?;
        }
        table.write_record(None::<&[u8]>).map_err(io::Error::from)?;
    }
    table.flush()
}

fn json_lines<'r>(
    rows: impl Iterator<Item = &'r [Symbol]>,
    columns: &[Column],
    interner: &Interner,
    out: &mut dyn Write,
) -> io::Result<()> {
    for values in rows {
        let row = Row { columns, values, interner };
        serde_json::to_writer(&mut *out, &row).map_err(io::Error::from)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

/// A row as an object by column: numbers as numbers, nothing where nobody stated it.
struct Row<'r> {
    columns: &'r [Column],
    values: &'r [Symbol],
    interner: &'r Interner,
}

impl Serialize for Row<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.columns.len()))?;
        let mut text = String::new();
        for (column, &value) in self.columns.iter().zip(self.values) {
            map.serialize_key(&column.name)?;
            let whole = value.as_inline().map(Value::Int);
            match whole.unwrap_or_else(|| self.interner.value(value)) {
                Value::Unknown => map.serialize_value(&())?,
                Value::Int(n) => map.serialize_value(&n)?,
                Value::Decimal(d) => map.serialize_value(&d.get())?,
                _ => {
                    text.clear();
                    self.interner.write(value, &mut text);
                    map.serialize_value(&text)?;
                }
            }
        }
        map.end()
    }
}
