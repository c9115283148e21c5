//! How likely the papers say what a proof uses: readers, passages and lineages in, a probability
//! with its arithmetic out.
//!
//! `model` is one weighted sum, which `curated` and `calibration` fit to sentences that curators
//! judged and measure on them. Nothing here says whether what the papers say is true.

pub mod calibration;
pub mod cues;
pub mod curated;
pub mod either;
pub mod fit;
pub mod model;
pub mod readers;
pub mod relation;
pub mod row;

use crate::fact::{RelationId, Symbol};

/// How likely the papers say what the proofs of a conclusion use.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// 0 to 1.
    pub probability: f64,
    /// The rows that papers state and that proofs use, each once.
    pub rows: Vec<Row>,
    /// Minimal sets of rows that suffice, by their positions, the likeliest first.
    pub ways: Vec<Vec<usize>>,
    /// What each combination of ways adds or takes off.
    pub summands: Vec<(Vec<usize>, f64)>,
    /// Whether there may be more ways than were counted; then it is a lower bound.
    pub truncated: bool,
}

/// A row that papers state.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The relation that holds it.
    pub relation: RelationId,
    /// The row.
    pub row: Vec<Symbol>,
    /// Who states it, by position in the corpus.
    pub findings: Vec<u32>,
    /// Rows of one group share lineages.
    pub group: usize,
    /// Its arithmetic; none if only a rule file states it, which needs no reading.
    pub reading: Option<row::RowReading>,
}
