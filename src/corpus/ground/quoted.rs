//! Findings → what their quotes say by themselves, on all threads.
//!
//! In: findings and the papers that they name. Out: whether each quote stands in its paper, and its
//! words, folded. It knows nothing of names and interns nothing, so that the order of findings
//! stays the order of symbols.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::corpus::quote::{Page, QuoteFault};
use crate::corpus::{Corpus, Entry};
use crate::vocabulary::fold::Haystack;

/// So many findings are looked at before their names are.
pub(super) const BLOCK: usize = 4096;

/// What is known of one finding by its quote.
pub(super) struct Quoted {
    /// The position of its paper, if there is one.
    pub(super) paper: Option<usize>,
    /// What is wrong with the quote, if it was looked for in the paper.
    pub(super) fault: Option<QuoteFault>,
    /// The quote in which the participants are looked for, unless a curator named them.
    pub(super) words: Option<Haystack>,
}

/// The papers that quotes were looked for in so far.
pub(super) struct Pages<'a> {
    corpus: &'a Corpus,
    pages: FxHashMap<usize, Page<'a>>,
}

impl<'a> Pages<'a> {
    pub(super) fn new(corpus: &'a Corpus) -> Self {
        Self { corpus, pages: FxHashMap::default() }
    }

    /// Looks at some findings, one result each.
    pub(super) fn look(&mut self, entries: &[Entry]) -> Vec<Quoted> {
        let corpus = self.corpus;
        let papers: Vec<Option<usize>> =
            entries.par_iter().map(|entry| corpus.paper_position(&entry.finding.paper)).collect();
        let mut new: Vec<usize> = papers.iter().copied().flatten().collect();
        new.sort_unstable();
        new.dedup();
        new.retain(|&position| self.is_searched(position) && !self.pages.contains_key(&position));
        self.pages.par_extend(new.into_par_iter().map(|i| (i, Page::new(&corpus.papers[i]))));
        entries.par_iter().zip(papers).map(|(entry, paper)| self.quoted(entry, paper)).collect()
    }

    /// What the built-in extractor read was taken from the text, which is let go.
    fn is_searched(&self, position: usize) -> bool {
        self.corpus.papers[position].left.is_none()
    }

    fn quoted(&self, entry: &Entry, paper: Option<usize>) -> Quoted {
        let finding = &entry.finding;
        let page = paper.and_then(|position| self.pages.get(&position));
        let fault =
            page.and_then(|p| p.check(&finding.quote, finding.span, finding.section.as_deref()).err());
        // A curator names things in other words than the statement.
        let words = finding.curation.is_none().then(|| Haystack::new(&finding.quote));
        Quoted { paper, fault, words }
    }
}
