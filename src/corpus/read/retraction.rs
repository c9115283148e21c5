//! Which papers are retracted: notices in the corpus, and lists that a user gives.
//!
//! In: a list as CSV, TSV or plain lines. Out: numbers in PubMed and DOIs. An entry that matches
//! no paper is fine; a file in which nothing looks like an identifier is an error.

use std::collections::BTreeSet;
use std::io::{BufRead as _, Read as _};
use std::path::Path;

use crate::corpus::Corpus;
use crate::diagnostic::Diagnostic;

/// Longest line that is looked at, in bytes.
const LONGEST_LINE: u64 = 1 << 16;

/// Papers that are retracted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Retracts {
    /// `pmid:…` and `doi:…` in small letters.
    ids: BTreeSet<String>,
}

impl Retracts {
    /// Notes a number in PubMed.
    pub(super) fn pmid(&mut self, number: &str) {
        self.ids.insert(format!("pmid:{}", number.trim()));
    }

    /// Notes a DOI, with or without the address before it.
    pub(super) fn doi(&mut self, doi: &str) {
        if let Some(doi) = crate::corpus::extract::record::first_doi(doi) {
            self.ids.insert(format!("doi:{}", doi.to_lowercase()));
        }
    }

    /// Takes the others in.
    pub(super) fn extend(&mut self, others: Self) {
        self.ids.extend(others.ids);
    }

    /// Marks the papers that are retracted.
    pub fn apply(&self, corpus: &mut Corpus) {
        for paper in &mut corpus.papers {
            let mut names = std::iter::once(paper.id.clone()).chain(paper.other_ids());
            let listed = names.any(|name| self.ids.contains(&name.to_lowercase()));
            drop(names);
            paper.retracted |= listed;
        }
    }
}

/// What a column of a list holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    Pmid,
    Doi,
    Other,
}

/// Reads a list: columns headed `pmid` or `doi`, or lines of bare identifiers.
///
/// # Errors
/// If the file cannot be read, or nothing in it looks like an identifier.
pub fn read(path: &Path) -> Result<Retracts, Diagnostic> {
    let mut retracts = Retracts::default();
    let mut reader = super::source::open(path).map_err(|error| super::source::unreadable(path, &error))?;
    let mut columns: Option<Vec<Column>> = None;
    let mut bytes = Vec::new();
    let mut first = true;
    loop {
        bytes.clear();
        let count = reader.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut bytes);
        if count.map_err(|error| super::source::unreadable(path, &error))? == 0 {
            break;
        }
        let text = String::from_utf8_lossy(&bytes);
        let fields: Vec<&str> = text
            .trim_start_matches('\u{feff}')
            .trim()
            .split(['\t', ',', ';'])
            .map(|f| f.trim().trim_matches('"'))
            .collect();
        if std::mem::take(&mut first) {
            columns = header(&fields);
            if columns.is_some() {
                continue;
            }
        }
        entry(&fields, columns.as_deref(), &mut retracts);
    }
    if retracts.ids.is_empty() {
        let message = format!("{}: no line holds a number in PubMed or a DOI", path.display());
        let help =
            "write one a line, such as 12345678 or 10.1000/xyz, or a table with a column `pmid` or `doi`";
        return Err(Diagnostic::error("E0518", message).help(help));
    }
    Ok(retracts)
}

/// The columns, if a line heads them.
fn header(fields: &[&str]) -> Option<Vec<Column>> {
    let column = |field: &&str| {
        let name: String = field.to_lowercase().chars().filter(char::is_ascii_alphabetic).collect();
        match name.as_str() {
            "pmid" | "pubmedid" | "originalpaperpubmedid" => Column::Pmid,
            "doi" | "originalpaperdoi" => Column::Doi,
            _ => Column::Other,
        }
    };
    let columns: Vec<Column> = fields.iter().map(column).collect();
    columns.iter().any(|c| *c != Column::Other).then_some(columns)
}

/// The identifiers of a line. Without a header its first number, and every DOI.
fn entry(fields: &[&str], columns: Option<&[Column]>, retracts: &mut Retracts) {
    for (position, field) in fields.iter().enumerate() {
        let column = columns.map(|c| c.get(position).copied().unwrap_or(Column::Other));
        let bare = field.to_lowercase();
        let number = ["pmid:", "pmid"].iter().find_map(|p| bare.strip_prefix(p)).unwrap_or(&bare).trim();
        let is_number =
            (1..=9).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit()) && number != "0";
        match column {
            Some(Column::Pmid) if is_number => retracts.pmid(number),
            None if is_number && position == 0 => retracts.pmid(number),
            Some(Column::Doi) | None => retracts.doi(field),
            _ => {}
        }
    }
}
