//! Reading the files that the corpus walk has found: vocabularies, rules, tables.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Cause, Options, Session, TestItems, parse_text, prelude};
use crate::corpus::Corpus;
use crate::corpus::read::table::Tables;
use crate::corpus::read::{listed, retraction};
use crate::diagnostic::Diagnostic;
use crate::fact::FactSet;
use crate::program::Parsed;
use crate::source::Sources;
use crate::syntax::ast::ItemKind;
use crate::vocabulary::{Lexicon, Vocabulary, builtin};

/// A file's text; a diagnostic where it cannot be read or is not UTF-8.
fn read_text(path: &Path) -> Result<String, Diagnostic> {
    let bytes = std::fs::read(path).map_err(|error| {
        Diagnostic::error("E0503", format!("{} cannot be read: {error}", path.display()))
            .help("make the file readable, or take it out of the folder")
    })?;
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let line = error.as_bytes()[..at].iter().filter(|b| **b == b'\n').count() + 1;
        let message = format!("{}:{line}: the text is not UTF-8", path.display());
        Diagnostic::error("E0504", message).help("save the file as UTF-8")
    })
}

/// Marks the papers that the lists name.
pub(super) fn retractions(files: &[PathBuf], corpus: &mut Corpus, diagnostics: &mut Vec<Diagnostic>) {
    for path in files {
        match retraction::read(path) {
            Ok(retracts) => retracts.apply(corpus),
            Err(diagnostic) => diagnostics.push(diagnostic),
        }
    }
}

/// Extends the built-in vocabulary, or replaces it row by row, by the user's files.
pub(super) fn vocabularies(
    files: &[PathBuf],
    vocabulary: &mut Vocabulary,
    sources: &mut Sources,
) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    let mut imported = Lexicon::default();
    for path in files {
        if path.extension().is_some_and(|e| e == "lexicon") {
            diagnostics.extend(imported.read(path).err());
            continue;
        }
        match read_text(path) {
            // A copy of a built-in table says nothing new.
            Ok(text) if builtin::TABLES.iter().any(|(_, table)| *table == text) => {}
            Ok(text) => {
                let source = sources.add(path, text);
                diagnostics.extend(vocabulary.read(sources, source));
            }
            Err(diagnostic) => diagnostics.push(diagnostic),
        }
    }
    if !imported.is_empty() {
        vocabulary.back(imported);
    }
    diagnostics
}

/// Makes the vocabulary ready, with what the corpus brings along.
pub(super) fn finish(vocabulary: &mut Vocabulary, corpus: &Corpus) -> Vec<Diagnostic> {
    let diagnostics = vocabulary.finish();
    vocabulary.supplement(&corpus.supplements);
    diagnostics
}

/// Adds the imported entities that the rule files name; the first is the prelude, which names none.
pub(super) fn join_named_in_rules(vocabulary: &mut Vocabulary, parsed: &[Parsed], sources: &Sources) {
    let texts: Vec<&str> = parsed.iter().skip(1).map(|p| &*sources.get(p.source).text).collect();
    vocabulary.join_named_in(&texts);
}

/// Adds the imported entities that the findings and the question name; whether there were any.
pub(super) fn join_named_in_findings(
    vocabulary: &mut Arc<Vocabulary>,
    corpus: &Corpus,
    question: Option<&str>,
) -> bool {
    if vocabulary.backing().is_none() {
        return false;
    }
    let vocabulary = Arc::make_mut(vocabulary);
    let of_findings = vocabulary.join_named(corpus.findings.iter().flat_map(|entry| entry.finding.names()));
    let of_question = question.is_some_and(|question| vocabulary.join_named_in(&[question]));
    of_findings || of_question
}

/// The prelude and all rule files, parsed; `test` items only where they are asked for.
pub(super) fn rules(
    files: &[PathBuf],
    tests: TestItems,
    sources: &mut Sources,
) -> (Vec<Parsed>, Vec<Diagnostic>) {
    let (first, mut diagnostics) = prelude(sources);
    let mut parsed = vec![first];
    for path in files {
        match read_text(path) {
            Ok(text) => {
                let (source, file, found) = parse_text(sources, &path.to_string_lossy(), &text);
                let incomplete = found.iter().any(Diagnostic::is_error);
                diagnostics.extend(found);
                parsed.push(Parsed { source, file, incomplete });
            }
            Err(diagnostic) => diagnostics.push(diagnostic),
        }
    }
    if tests == TestItems::LeftOut {
        leave_out_tests(&mut parsed);
    }
    (parsed, diagnostics)
}

/// Takes the `test` items out of the files.
fn leave_out_tests(parsed: &mut [Parsed]) {
    for file in parsed {
        file.file.items.retain(|item| !matches!(item.kind, ItemKind::Test(_)));
    }
}

/// Rows of `input` files, relative to the folders that were named; tables that no `input` names are
/// told.
pub(super) fn inputs(session: &Session, facts: &mut FactSet, diagnostics: &mut Vec<Diagnostic>) {
    let corpus: &Corpus = &session.corpus;
    let told = |path: &Path, rows: usize| told(session, path, rows);
    let tables = Tables {
        schema: &session.program.schema,
        vocabulary: &session.vocabulary,
        interner: &session.interner,
        threads: session.options.threads,
        watch: &told,
    };
    for input in &session.program.inputs {
        if session.options.guard.cause().is_some() {
            return;
        }
        let wanted = Path::new(&input.file);
        let found = corpus.folders.iter().map(|r| r.join(wanted)).find(|p| p.is_file());
        let found = found.or_else(|| corpus.tables.iter().find(|p| p.ends_with(wanted)).cloned());
        let Some(path) = found else {
            let message = format!("there is no file `{}` below the folders that were named", input.file);
            let help = "a path after `from` is relative to the corpus folder";
            // Rules may be checked and tested without the data that they will read.
            let without_data =
                corpus.papers.is_empty() && corpus.findings.is_empty() && corpus.tables.is_empty();
            let found = if without_data {
                Diagnostic::warning("W0510", message)
            } else {
                Diagnostic::error("E0510", message)
            };
            diagnostics.push(found.at(input.span, "wanted here").help(help));
            continue;
        };
        diagnostics.extend(tables.load(facts, input.predicate, &path));
    }
    diagnostics.extend(unnamed(session));
}

/// Tables of the corpus that no `input` names.
fn unnamed(session: &Session) -> Option<Diagnostic> {
    let named = |path: &&PathBuf| session.program.inputs.iter().any(|input| path.ends_with(&input.file));
    let mut left: Vec<&PathBuf> = session.corpus.tables.iter().filter(|path| !named(path)).collect();
    left.sort();
    let first = left.first()?;
    let name = first.file_name()?.to_string_lossy();
    let names = listed(left.iter().map(|path| path.display().to_string()));
    let message = format!("not read, as no `input` names them: {names}");
    let help = format!(
        "declare a predicate with the columns of the table and write `input its-name from \"{name}\"`, or take it out"
    );
    Some(Diagnostic::note("E0507", message).help(help))
}

/// Tells how far the reading of a data file is, and stops it where a limit is hit.
fn told(session: &Session, path: &Path, facts: usize) -> ControlFlow<()> {
    let Options { guard, watch, max_facts, .. } = &session.options;
    if facts > *max_facts {
        guard.stop(Cause::Facts);
    }
    let name = path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    watch.tell(&format!("rows read, now {name}"), facts, 0);
    if guard.cause().is_some() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
}
