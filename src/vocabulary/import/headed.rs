//! Tables whose first row names the columns, in any order, parted by tabs or commas.

use super::{Reading, Record, Standing};
use crate::diagnostic::Diagnostic;

/// Names of columns, in lower case and with spaces.
const IDENTIFIER: [&str; 6] = ["id", "identifier", "curie", "accession", "concept id", "term id"];
const NAME: [&str; 7] =
    ["name", "label", "preferred name", "preferred label", "term", "concept name", "term name"];
const SYNONYMS: [&str; 5] = ["synonyms", "synonym", "aliases", "alternative names", "other names"];
const KIND: [&str; 2] = ["kind", "type"];

/// Where the columns of a table stand.
pub(super) struct Columns {
    delimiter: u8,
    id: usize,
    name: usize,
    synonyms: Option<usize>,
    kind: Option<usize>,
}

impl Columns {
    /// Those of a header; none if the row names neither identifiers nor names.
    pub(super) fn of(header: &str) -> Option<Self> {
        let delimiter = if header.contains('\t') { b'\t' } else { b',' };
        let cell = |cell: &str| cell.trim().trim_matches('"').to_lowercase().replace('_', " ");
        let cells: Vec<String> = header.split(char::from(delimiter)).map(cell).collect();
        let find = |names: &[&str]| cells.iter().position(|cell| names.contains(&cell.as_str()));
        Some(Self {
            delimiter,
            id: find(&IDENTIFIER)?,
            name: find(&NAME)?,
            synonyms: find(&SYNONYMS),
            kind: find(&KIND),
        })
    }
}

/// The entities of the rows below the header.
pub(super) fn read(reading: &mut Reading<'_>, text: &str, columns: &Columns) -> Result<(), Diagnostic> {
    let mut reader = csv::ReaderBuilder::new();
    // In tables parted by tabs a quotation mark is one.
    reader.delimiter(columns.delimiter).flexible(true).quoting(columns.delimiter == b',');
    for row in reader.from_reader(text.as_bytes()).into_records() {
        let Ok(row) = row else {
            reading.leave_out("no row of a table");
            continue;
        };
        let cell = |at: usize| row.get(at).unwrap_or_default().trim();
        let (id, name) = (cell(columns.id), cell(columns.name));
        if id.is_empty() || name.is_empty() {
            reading.leave_out("no name or no identifier");
            continue;
        }
        let id = reading.identifier(id)?;
        let told = columns.kind.map(cell).filter(|kind| !kind.is_empty()).map(str::to_lowercase);
        let kind = told.or_else(|| reading.kind(id.split(':').next().unwrap_or_default()));
        let kind = kind.ok_or_else(|| reading.no_kind(name))?;
        let synonyms = columns.synonyms.map(cell).unwrap_or_default().split(['|', ';']).map(str::trim);
        let names = synonyms.filter(|s| !s.is_empty()).map(|s| (s.to_owned(), Standing::Synonym)).collect();
        reading.take(Record { id, name: name.to_owned(), kind, names, ..Record::default() });
    }
    Ok(())
}
