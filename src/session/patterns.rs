//! The patterns of a run: those that the program carries, and those of the user's rule files.

use super::{Session, TestResult, parse_text};
use crate::corpus::extract::{Patterns, examples, pattern::BUILTIN};
use crate::diagnostic::Diagnostic;
use crate::source::Sources;
use crate::syntax::ast::{File, ItemKind};
use crate::vocabulary::lexicon::Lexicon;

impl Session {
    /// All patterns, ready to be matched, and what is wrong with those of the user.
    ///
    /// A file that says what a built-in one says replaces it.
    #[must_use]
    pub fn patterns(&self) -> (Patterns, Vec<Diagnostic>) {
        let mut sources = Sources::default();
        let is_copied = |text: &str| {
            self.parsed.iter().any(|p| has_patterns(&p.file) && &*self.sources.get(p.source).text == text)
        };
        let carried: Vec<File> = BUILTIN
            .iter()
            .filter(|(_, text)| !is_copied(text))
            .map(|(name, text)| parse_text(&mut sources, &format!("<built in>/patterns/{name}"), text).1)
            .collect();
        let own = self.parsed.iter().map(|p| &p.file);
        Patterns::compile(carried.iter().chain(own), &self.program.schema)
    }

    /// What is wrong with the patterns of the user's rule files.
    pub(super) fn pattern_faults(&self) -> Vec<Diagnostic> {
        if self.parsed.iter().any(|p| has_patterns(&p.file)) { self.patterns().1 } else { Vec::new() }
    }

    /// Runs the examples of the user's patterns whose sentence contains `filter`.
    pub(super) fn test_patterns(&self, filter: &str) -> Vec<TestResult> {
        if !self.parsed.iter().any(|p| has_patterns(&p.file)) {
            return Vec::new();
        }
        let (patterns, _) = self.patterns();
        let lexicon = Lexicon::of(&self.vocabulary);
        let mut results = Vec::new();
        for item in self.parsed.iter().flat_map(|p| &p.file.items) {
            let ItemKind::Pattern(pattern) = &item.kind else { continue };
            let found = examples(pattern, &patterns, &self.program.schema, &lexicon);
            results.extend(found.into_iter().filter(|r| r.sentence.contains(filter)).map(|r| TestResult {
                name: r.sentence,
                place: self.sources.place(r.span),
                differences: r.difference.into_iter().collect(),
            }));
        }
        results
    }
}

fn has_patterns(file: &File) -> bool {
    file.items.iter().any(|i| matches!(i.kind, ItemKind::Pattern(_)))
}
