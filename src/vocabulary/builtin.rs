//! The tables that the program carries.

use super::Vocabulary;
use crate::diagnostic::Diagnostic;
use crate::source::Sources;

/// Name and text of each table, in the order in which they are read.
pub const TABLES: &[(&str, &str)] = &[];

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
