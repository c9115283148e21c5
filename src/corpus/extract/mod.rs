//! Papers in, findings out: the stages of extraction, one module each.
//!
//! Each stage is a plain function on plain data: clean → sentences → abbreviations → mentions →
//! relations → context, study and citations. Spans are bytes of [`Paper::text`] throughout.
//! Reads no files and knows no rules.
//!
//! [`Paper::text`]: super::Paper::text

use std::ops::Range;

pub mod abbreviation;
pub mod association;
mod chunk;
mod clause;
pub mod clean;
mod event;
pub mod example;
mod inflection;
mod line;
pub mod pattern;
mod phrase;
pub mod relation;
mod scope;
pub mod section;
pub mod sentence;
mod token;
mod words;

pub use abbreviation::{Abbreviation, abbreviations};
pub use clean::blocks;
pub use example::examples;
pub use pattern::Patterns;
pub use relation::{Argument, Marked, Relation, relations};
pub use sentence::sentences;

/// A sentence of a paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// Bytes of the paper's text, without space at either end.
    pub span: Range<usize>,
    /// Position of its block in the paper's blocks.
    pub block: usize,
}
