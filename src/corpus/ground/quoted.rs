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
        let papers: Vec<Vec<usize>> = entries.par_iter().map(|entry| corpus.quotable(entry)).collect();
        let mut new: Vec<usize> = papers.iter().flatten().copied().collect();
        new.sort_unstable();
        new.dedup();
        new.retain(|&position| self.is_searched(position) && !self.pages.contains_key(&position));
        self.pages.par_extend(new.into_par_iter().map(|i| (i, Page::new(&corpus.papers[i]))));
        entries.par_iter().zip(papers).map(|(entry, papers)| self.quoted(entry, &papers)).collect()
    }

    /// What the built-in extractor read was taken from the text, which is let go.
    fn is_searched(&self, position: usize) -> bool {
        self.corpus.papers[position].left.is_none()
    }

    /// The copy of the paper that has the quote; else the first, and what is wrong there.
    fn quoted(&self, entry: &Entry, papers: &[usize]) -> Quoted {
        let finding = &entry.finding;
        let mut looked = papers.iter().map(|&position| {
            let check = |p: &Page| p.check(&finding.quote, finding.span, finding.section.as_deref()).err();
            (position, self.pages.get(&position).and_then(check))
        });
        let first = looked.next();
        let sound = first.iter().cloned().chain(looked).find(|(_, fault)| fault.is_none());
        let (paper, fault) = sound.or(first).map_or((None, None), |(paper, fault)| (Some(paper), fault));
        // A curator names things in other words than the statement.
        let words = finding.curation.is_none().then(|| Haystack::new(&finding.quote));
        Quoted { paper, fault, words }
    }
}
