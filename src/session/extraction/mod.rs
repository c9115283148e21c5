//! Papers without findings → findings, on all cores, each paper once.
//!
//! In: the papers of a session, its vocabulary and its patterns. Out: findings in the order of the
//! papers. What was read before is taken from the cache. A digest is nobody's text, and a paper
//! whose findings somebody gave is theirs: neither is read.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use rayon::prelude::*;

use super::{Options, Session, WhatIf};
use crate::corpus::extract::{self, Patterns, Reader};
use crate::corpus::{Corpus, Entry, Finding, Paper};
use crate::diagnostic::Diagnostic;
use crate::vocabulary::Lexicon;

mod cache;
mod external;

use cache::Cache;

/// Somebody who is told how far a long task is.
#[derive(Clone, Default)]
pub struct Watch(Option<Arc<Told>>);

/// What is done, how much of it, and of how much.
type Told = dyn Fn(&str, usize, usize) + Send + Sync;

impl Watch {
    /// Calls `told` with what is done, how much of it, and of how much: 0 where that is not known.
    #[must_use]
    pub fn new(told: impl Fn(&str, usize, usize) + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(told)))
    }

    /// `all` is 0 where nobody knows how much there is.
    pub(super) fn tell(&self, what: &str, done: usize, all: usize) {
        if let Some(told) = &self.0 {
            told(what, done, all);
        }
    }
}

impl std::fmt::Debug for Watch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Watch")
    }
}

/// So many papers are read before their findings are kept.
const BATCH: usize = 256;

/// Whether what was read before is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Caching {
    /// It is, and what is read is kept.
    #[default]
    On,
    /// Every paper is read again, and nothing is kept.
    Off,
}

impl Session {
    /// Reads the papers that have no findings, and adds what they say to the corpus.
    pub(super) fn extract(&mut self) -> Vec<Diagnostic> {
        let wanted = unread(&self.corpus);
        if wanted.is_empty() {
            return Vec::new();
        }
        if let Some(command) = self.options.extractor.clone() {
            return self.ask(&command, &wanted);
        }
        let (patterns, mut diagnostics) = self.patterns();
        let lexicon = self.lexicon();
        let mut cache = match self.options.caching {
            Caching::On => Cache::open(&self.folders_of(&wanted), &self.key(&patterns)),
            Caching::Off => Cache::none(),
        };
        let reader = self.reader(&lexicon, &patterns);
        let (mut done, mut entries) = (0, Vec::new());
        for batch in wanted.chunks(BATCH) {
            let papers: Vec<&Paper> = batch.iter().map(|&i| &self.corpus.papers[i]).collect();
            let found: Vec<Read> = papers.par_iter().map(|paper| read(paper, &reader, &cache)).collect();
            for (paper, read) in papers.iter().zip(found) {
                cache.keep(read.key, &read.findings, read.is_new);
                entries.extend(self::entries(paper, read.findings));
            }
            done += batch.len();
            self.options.watch.tell("papers read", done, wanted.len());
        }
        self.corpus.findings.extend(entries);
        diagnostics.extend(cache.close());
        diagnostics
    }

    /// The folders, those first that hold one of these papers.
    fn folders_of(&self, wanted: &[usize]) -> Vec<PathBuf> {
        let holds = |folder: &PathBuf| wanted.iter().any(|&i| self.corpus.papers[i].path.starts_with(folder));
        self.corpus.folders.iter().filter(|f| holds(f)).cloned().collect()
    }

    /// Lets a command read the papers.
    fn ask(&mut self, command: &str, wanted: &[usize]) -> Vec<Diagnostic> {
        let papers: Vec<&Paper> = wanted.iter().map(|&i| &self.corpus.papers[i]).collect();
        let (findings, diagnostics) = external::findings(command, &papers);
        let file: Arc<std::path::Path> = std::path::Path::new(command).into();
        let lines = (1u32..).zip(findings);
        let entries = lines.map(|(line, finding)| Entry {
            finding,
            file: Arc::clone(&file),
            line,
            paper: None,
            grounded: None,
        });
        self.corpus.findings.extend(entries);
        diagnostics
    }

    /// What papers of this session are read with.
    #[must_use]
    pub fn reader<'a>(&'a self, lexicon: &'a Lexicon, patterns: &'a Patterns) -> Reader<'a> {
        Reader { lexicon, vocabulary: &self.vocabulary, patterns, schema: &self.program.schema }
    }

    /// The names that are looked for in papers.
    #[must_use]
    pub fn lexicon(&self) -> Lexicon {
        let own = Lexicon::of(&self.vocabulary);
        match self.vocabulary.backing() {
            Some(imported) => own.over(imported),
            None => own,
        }
    }

    /// A key of everything but the paper that findings depend on.
    fn key(&self, patterns: &Patterns) -> blake3::Hash {
        let mut hasher = blake3::Hasher::new();
        cache::program(&mut hasher);
        let mut add = |text: &str| {
            hasher.update(&(text.len() as u64).to_le_bytes());
            hasher.update(text.as_bytes());
        };
        for entity in self.vocabulary.entities() {
            [&*entity.id, &entity.name, &entity.kind].into_iter().for_each(&mut add);
            entity.synonyms.iter().for_each(|s| add(s));
            entity.parents.iter().for_each(|p| add(p));
        }
        if let Some(imported) = self.vocabulary.backing() {
            add(&format!("{} {}", imported.len(), imported.names()));
        }
        add(&format!("{patterns:?}"));
        add(&format!("{:?}", self.program.schema.kinds));
        for predicate in &self.program.schema.predicates {
            add(&predicate.name);
            add(&format!("{:?}", predicate.columns));
        }
        hasher.finalize()
    }
}

/// What is left out may be what a paper says: then papers are read before anything is left out.
pub(super) fn before_leaving_out(options: &Options, corpus: &mut Corpus) {
    if !options.what_if.is_nothing() && !unread(corpus).is_empty() {
        let whole = Options { what_if: WhatIf::default(), ..options.clone() };
        corpus.findings = Session::load(whole).0.corpus.findings;
        for entry in &mut corpus.findings {
            (entry.paper, entry.grounded) = (None, None);
        }
    }
}

/// What one paper says.
struct Read {
    key: blake3::Hash,
    findings: Vec<Finding>,
    is_new: bool,
}

fn read(paper: &Paper, reader: &Reader<'_>, cache: &Cache) -> Read {
    let key = cache::paper(paper);
    match cache.get(&key) {
        Some(findings) => Read { key, findings, is_new: false },
        None => Read { key, findings: extract::extract(paper, reader), is_new: true },
    }
}

/// Positions of the papers that nobody gave findings of.
fn unread(corpus: &Corpus) -> Vec<usize> {
    let told: BTreeSet<usize> =
        corpus.findings.iter().filter_map(|e| corpus.paper_position(&e.finding.paper)).collect();
    let is_unread = |i: &usize| !corpus.papers[*i].digest && !told.contains(i);
    (0..corpus.papers.len()).filter(is_unread).collect()
}

/// The findings of a paper with the lines that they stand on.
fn entries(paper: &Paper, findings: Vec<Finding>) -> Vec<Entry> {
    let file: Arc<std::path::Path> = paper.path.as_path().into();
    let mut at = (0, 1u32);
    let mut characters = paper.text.chars();
    let mut line_of = |first: usize| {
        // Sentences come in order; one that does not is counted from its line before.
        while at.0 < first {
            match characters.next() {
                Some('\n') => at.1 += 1,
                Some(_) => {}
                None => break,
            }
            at.0 += 1;
        }
        at.1
    };
    let entry = |finding: Finding| {
        let line = finding.span.map_or(1, |[first, _]| line_of(first));
        Entry { finding, file: Arc::clone(&file), line, paper: None, grounded: None }
    };
    findings.into_iter().map(entry).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn findings_stand_on_the_line_of_their_sentence() {
        let paper = Paper { text: "One.\nTwo.\n\nThree.".into(), ..Paper::default() };
        let finding = |first| Finding { span: Some([first, first + 4]), ..Finding::default() };
        let lines: Vec<u32> =
            entries(&paper, vec![finding(0), finding(5), finding(11)]).iter().map(|e| e.line).collect();
        assert_eq!(lines, [1, 2, 4]);
    }
}
