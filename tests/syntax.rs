//! The syntax: every error, every twin, and text → tree → text.

use reason::diagnostic::Diagnostic;
use reason::source::Sources;
use reason::syntax::ast::File;

fn parse(text: &str) -> (File, Vec<Diagnostic>) {
    let mut sources = Sources::default();
    let id = sources.add("test.rules", text);
    reason::syntax::parse(&sources, id)
}

#[test]
fn the_prelude_parses() {
    let (file, diagnostics) = parse(include_str!("../src/program/prelude.rules"));
    assert_eq!(diagnostics, []);
    assert!(file.items.len() > 80);
}

#[test]
fn the_first_line_is_a_file() {
    let (file, diagnostics) = parse("high CXCL11 ∧ estrogen deprivation ⇒ resistance");
    assert_eq!(diagnostics, []);
    assert_eq!(file.items.len(), 1);
}
