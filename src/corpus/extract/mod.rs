//! Papers in, findings out: the stages of extraction, one module each.
//!
//! Each stage is a plain function on plain data: clean → sentences → abbreviations → mentions →
//! relations → context, study and citations. Spans are bytes of [`Paper::text`] throughout.
//! Reads no files and knows no rules.
//!
//! [`Paper::text`]: super::Paper::text

use std::ops::Range;

pub mod abbreviation;
pub mod clean;
mod line;
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
