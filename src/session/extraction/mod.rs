//! Papers without findings → findings, on all cores, each paper once.
//!
//! In: the papers of a session, its vocabulary and its patterns. Out: findings in the order of the
//! papers. What was read before is taken from the cache. A digest is nobody's text, and a paper
//! whose findings somebody gave is theirs: neither is read. The text of a paper that nobody gave
//! findings of is let go when its file was read, and read again a batch at a time: what stays in
//! memory are findings.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use rayon::prelude::*;

use super::{Options, Session, WhatIf};
use crate::corpus::copies::{is_same_sentence, sentence_key};
use crate::corpus::extract::{self, Patterns, Reader};
use crate::corpus::{Corpus, Entry, Finding, OnFault, Paper, read as files};
use crate::diagnostic::Diagnostic;
use crate::vocabulary::Lexicon;

mod cache;
mod copies;
mod external;

use cache::{Cache, Read};

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

/// So many bytes of text, likewise.
const BATCH_BYTES: usize = 8 << 20;

/// Whether the texts of papers stay in memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Texts {
    /// Only those that findings were given of: their quotes are looked up there.
    #[default]
    Left,
    /// They all do.
    Kept,
}

/// Reads the corpus; of papers that nobody gave findings of, the text is not kept.
pub(super) fn papers(options: &Options, on_fault: OnFault) -> (Corpus, Vec<Diagnostic>) {
    let keeps = options.texts == Texts::Kept || options.extractor.is_some();
    let mut walk = files::walk(&options.paths);
    let named: BTreeSet<String> =
        walk.corpus.findings.iter().map(|e| e.finding.paper.to_lowercase()).collect();
    walk.papers(&mut |corpus, paper, _| {
        let mut ids: Vec<String> = paper.other_ids().collect();
        ids.push(paper.id.clone());
        let own = corpus.findings.last().is_some_and(|e| e.finding.paper == paper.id);
        let told = own || ids.iter().any(|id| named.contains(&id.to_lowercase()));
        let left = (!keeps && !told && !paper.digest && paper.has_text()).then(|| paper.content());
        corpus.add_paper(paper);
        if let Some(content) = left {
            corpus.leave_text(corpus.papers.len() - 1, content);
        }
    });
    let (mut corpus, diagnostics) = walk.finish(on_fault);
    let mut quoted = Vec::new();
    files::again(&corpus, &corpus.left_but_quoted(), &mut |position, paper| quoted.push((position, paper)));
    quoted.into_iter().for_each(|(position, paper)| corpus.papers[position] = paper);
    (corpus, diagnostics)
}

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
        let mut reading = Reading::new(self, &wanted, &reader, &mut cache);
        reading.cached();
        reading.kept();
        reading.left();
        let entries = copies::each_once(&self.corpus, reading.found);
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
        let wanted = copies::fullest(&self.corpus, wanted);
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
            imported.contents().for_each(|content| add(&content.to_hex()));
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

/// Papers on the way to their findings.
struct Reading<'a> {
    session: &'a Session,
    reader: &'a Reader<'a>,
    cache: &'a mut Cache,
    /// Positions of the papers that are still to be read.
    open: BTreeSet<usize>,
    wanted: usize,
    found: BTreeMap<usize, Vec<Entry>>,
    /// Sentences of these papers that somebody gave findings of, by the first copy.
    told: BTreeMap<usize, Vec<String>>,
}

impl<'a> Reading<'a> {
    fn new(session: &'a Session, wanted: &[usize], reader: &'a Reader<'a>, cache: &'a mut Cache) -> Self {
        let open: BTreeSet<usize> = wanted.iter().copied().collect();
        let mut told: BTreeMap<usize, Vec<String>> = BTreeMap::new();
        for entry in &session.corpus.findings {
            let position = session.corpus.paper_position(&entry.finding.paper);
            if let Some(position) = position.filter(|&p| session.corpus.copies(p).any(|i| open.contains(&i)))
            {
                told.entry(position).or_default().push(sentence_key(&entry.finding.quote));
            }
        }
        Self { session, reader, cache, wanted: open.len(), open, found: BTreeMap::new(), told }
    }

    /// Takes what was read before.
    fn cached(&mut self) {
        for position in self.open.clone() {
            let paper = &self.session.corpus.papers[position];
            let key = cache::paper(paper);
            if let Some(read) = self.cache.take(&key) {
                self.keep(position, key, read, false);
            }
        }
    }

    /// Reads the papers whose text is in memory.
    fn kept(&mut self) {
        let papers = &self.session.corpus.papers;
        let here: Vec<usize> = self.open.iter().copied().filter(|&i| papers[i].left.is_none()).collect();
        for batch in here.chunks(BATCH) {
            self.read(&batch.iter().map(|&i| (i, &papers[i])).collect::<Vec<_>>());
        }
    }

    /// Reads the others from their files.
    fn left(&mut self) {
        let mut batch: Vec<(usize, Paper)> = Vec::new();
        let mut bytes = 0;
        files::again(&self.session.corpus, &self.open.clone(), &mut |position, paper| {
            bytes += paper.text.len();
            batch.push((position, paper));
            if batch.len() >= BATCH || bytes >= BATCH_BYTES {
                self.read(&batch.iter().map(|(i, p)| (*i, p)).collect::<Vec<_>>());
                batch.clear();
                bytes = 0;
            }
        });
        self.read(&batch.iter().map(|(i, p)| (*i, p)).collect::<Vec<_>>());
    }

    fn read(&mut self, batch: &[(usize, &Paper)]) {
        let reader = self.reader;
        let found: Vec<_> = batch.par_iter().map(|(_, paper)| read(paper, reader)).collect();
        for ((position, _), read) in batch.iter().zip(found) {
            let key = cache::paper(&self.session.corpus.papers[*position]);
            self.keep(*position, key, read, true);
        }
    }

    fn keep(&mut self, position: usize, key: blake3::Hash, read: Read, is_new: bool) {
        self.cache.keep(key, &read, is_new);
        self.open.remove(&position);
        let corpus = &self.session.corpus;
        let told = self.told.get(&corpus.first_copy(position)).map(Vec::as_slice).unwrap_or_default();
        let file: Arc<std::path::Path> = corpus.papers[position].path.as_path().into();
        let entries = read.findings.into_iter().zip(read.lines).filter_map(|(finding, line)| {
            // A sentence that somebody gave a finding of is not counted again.
            let known = !told.is_empty() && {
                let sentence = sentence_key(&finding.quote);
                told.iter().any(|told| is_same_sentence(told, &sentence))
            };
            (!known).then(|| Entry { finding, file: Arc::clone(&file), line, paper: None, grounded: None })
        });
        self.found.insert(position, entries.collect());
        self.session.options.watch.tell("papers read", self.wanted - self.open.len(), self.wanted);
    }
}

fn read(paper: &Paper, reader: &Reader<'_>) -> Read {
    let findings = extract::extract(paper, reader);
    let lines = lines(paper, &findings);
    Read { findings, lines }
}

/// Positions of the papers that nobody gave findings of. What a database tells of a paper is not all
/// that it says; a file of findings speaks for it.
fn unread(corpus: &Corpus) -> Vec<usize> {
    let speaks = |e: &&Entry| files::is_findings(&e.file) || e.finding.extractor == extract::EXTRACTOR;
    let told: BTreeSet<usize> = corpus
        .findings
        .iter()
        .filter(speaks)
        .filter_map(|e| corpus.paper_position(&e.finding.paper))
        .collect();
    let is_unread = |&i: &usize| {
        let paper = &corpus.papers[i];
        !paper.digest && paper.has_text() && !told.contains(&corpus.first_copy(i))
    };
    (0..corpus.papers.len()).filter(is_unread).collect()
}

/// The lines that the findings of a paper stand on.
fn lines(paper: &Paper, findings: &[Finding]) -> Vec<u32> {
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
    findings.iter().map(|finding| finding.span.map_or(1, |[first, _]| line_of(first))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn findings_stand_on_the_line_of_their_sentence() {
        let paper = Paper { text: "One.\nTwo.\n\nThree.".into(), ..Paper::default() };
        let finding = |first| Finding { span: Some([first, first + 4]), ..Finding::default() };
        assert_eq!(lines(&paper, &[finding(0), finding(5), finding(11)]), [1, 2, 4]);
    }
}
