//! Papers in, findings out: the stages of extraction, one module each.
//!
//! Each stage is a plain function on plain data: clean → sentences → abbreviations → mentions →
//! relations → context, study and citations. Spans are bytes of [`Paper::text`] throughout.
//! Reads no files and knows no rules.

use std::ops::Range;

use super::Paper;

pub mod abbreviation;
pub mod citation;
pub mod clean;
mod cue;
mod line;
pub mod record;
pub mod section;
pub mod sentence;

pub use abbreviation::{Abbreviation, abbreviations};
pub use clean::blocks;
pub use sentence::sentences;

/// A sentence of a paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// Bytes of the paper's text, without space at either end.
    pub span: Range<usize>,
    /// Position of its block in the paper's blocks.
    pub block: usize,
}

/// Fills in what the reader of a format left open: blocks, citations, references, and what the
/// front matter shows of title, authors and year. A paper whose blocks are known keeps them.
pub fn prepare(paper: &mut Paper) {
    if !paper.blocks.is_empty() || paper.digest {
        return;
    }
    let body = if paper.body.is_empty() { 0..paper.text.len() } else { paper.body.clone() };
    let mut blocks = blocks(&paper.text[body.clone()]);
    for block in &mut blocks {
        block.span = block.span.start + body.start..block.span.end + body.start;
    }
    if paper.citations.is_empty() {
        paper.citations = citation::citations(&paper.text, &blocks);
    }
    if paper.references.is_empty() {
        paper.references = citation::references(&paper.text, &blocks);
    }
    paper.blocks = blocks;
    record::front_matter(paper);
}
