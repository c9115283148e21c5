//! The tables that the program carries.

use super::Vocabulary;
use crate::diagnostic::Diagnostic;
use crate::source::{SourceId, Sources};

macro_rules! table {
    ($name:literal) => {
        ($name, include_str!(concat!("../../rules/vocabulary/", $name)))
    };
}

/// Name and text of each table, in the order in which they are read.
pub const TABLES: &[(&str, &str)] = &[
    table!("cells.tsv"),
    table!("chemicals.tsv"),
    table!("diseases.tsv"),
    table!("families.tsv"),
    table!("genes.tsv"),
    table!("organisms.tsv"),
    table!("outcomes.tsv"),
    table!("processes.tsv"),
    table!("signatures.tsv"),
    table!("therapies.tsv"),
    table!("tissues.tsv"),
];

/// Makes all tables sources, in their order.
pub fn add(sources: &mut Sources) -> Vec<SourceId> {
    TABLES.iter().map(|(name, text)| sources.add(format!("<built in>/vocabulary/{name}"), *text)).collect()
}

/// Reads all tables, not yet finished; their places lie in `sources`.
#[must_use]
pub fn read(sources: &Sources, tables: &[SourceId]) -> (Vocabulary, Vec<Diagnostic>) {
    let mut vocabulary = Vocabulary::default();
    let diagnostics = vocabulary.read_all(sources, tables);
    (vocabulary, diagnostics)
}
