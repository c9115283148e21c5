//! The tables that the program carries.

use super::Vocabulary;
use crate::diagnostic::Diagnostic;
use crate::source::Sources;

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

/// Reads all tables, not yet finished; their places lie in `sources`.
pub fn read(sources: &mut Sources) -> (Vocabulary, Vec<Diagnostic>) {
    let mut vocabulary = Vocabulary::default();
    let mut diagnostics = Vec::new();
    for (name, text) in TABLES {
        let source = sources.add(format!("<built in>/vocabulary/{name}"), *text);
        diagnostics.extend(vocabulary.read(sources, source));
    }
    (vocabulary, diagnostics)
}
