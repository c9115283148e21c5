//! Proofs in; the lineages, papers and years of the findings that they rest on out.

use crate::proof::{Absence, NodeIndex};

/// Who stands behind a conclusion: the findings of all its proofs, by lineage.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Support {
    /// Each lineage once, sorted by name. Their number is what counts.
    pub lineages: Vec<Lineage>,
    /// Identifiers of all papers, sorted.
    pub papers: Vec<String>,
    /// All years, ascending.
    pub years: Vec<i32>,
}

/// One study, in whichever papers it is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lineage {
    /// Its name.
    pub name: String,
    /// Identifiers of the papers that tell of it, sorted.
    pub papers: Vec<String>,
    /// The years of these papers, ascending.
    pub years: Vec<i32>,
    /// Findings by their position in the corpus, ascending. Empty for a lineage that only a rule
    /// file names.
    pub findings: Vec<u32>,
    /// Whether the best proof rests on it.
    pub in_best: bool,
}

/// How surely something is stated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Certainty {
    /// Without a hedge.
    Asserted,
    /// With one, or only suggested.
    Hedged,
}

/// A place of a proof that rests on something not being stated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RestingOn {
    /// The node of the best proof.
    pub node: NodeIndex,
    /// The position of the negated literal in the body of that node's rule.
    pub literal: usize,
    /// What was looked through in vain.
    pub absence: Absence,
}
