//! What several copies of one paper say, each sentence once.
//!
//! In: findings by the position of their paper. Out: those of each paper, a sentence read in the
//! copy that marks entities, else in the longest one; what only another copy says is kept.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::corpus::copies::{is_same_sentence, sentence_key};
use crate::corpus::{Corpus, Entry};

/// The findings in the order of the papers.
pub(super) fn each_once(corpus: &Corpus, mut found: BTreeMap<usize, Vec<Entry>>) -> Vec<Entry> {
    for copies in groups(corpus, found.keys()).into_values().filter(|copies| copies.len() > 1) {
        let mut met: Vec<String> = Vec::new();
        for position in copies {
            let Some(entries) = found.get_mut(&position) else { continue };
            let mut sentences: Vec<String> = entries.iter().map(|e| sentence_key(&e.finding.quote)).collect();
            let mut said = sentences.iter();
            entries.retain(|_| said.next().is_none_or(|s| !met.iter().any(|met| is_same_sentence(met, s))));
            met.append(&mut sentences);
        }
    }
    found.into_values().flatten().collect()
}

/// One copy of each of these papers: the one that says most.
pub(super) fn fullest(corpus: &Corpus, positions: &[usize]) -> Vec<usize> {
    let most =
        |copies: Vec<usize>| copies.into_iter().min_by_key(|&i| Reverse(corpus.papers[i].content().prose));
    let best: BTreeSet<usize> = groups(corpus, positions.iter()).into_values().filter_map(most).collect();
    best.into_iter().collect()
}

/// By the first copy: the copies among these papers, those first that mark entities, then the
/// longest.
fn groups<'p>(corpus: &Corpus, positions: impl Iterator<Item = &'p usize>) -> BTreeMap<usize, Vec<usize>> {
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    positions.for_each(|&i| groups.entry(corpus.first_copy(i)).or_default().push(i));
    for copies in groups.values_mut().filter(|copies| copies.len() > 1) {
        copies.sort_by_cached_key(|&i| {
            let content = corpus.papers[i].content();
            (!content.marked, Reverse(content.prose), i)
        });
    }
    groups
}
