//! All conclusions in; how each stands against those that say the opposite out.

use super::grade::Grade;
use crate::fact::{RelationId, Symbol};

/// How a conclusion stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// In a word: the gravest of what follows.
    pub standing: Standing,
    /// Who says the opposite: same context first, then the fewest differences.
    pub opponents: Vec<Opponent>,
    /// How many more say the opposite in other contexts than are named.
    pub unnamed: usize,
    /// If it is refuted: the findings that deny what its proofs rest on, by their position in the
    /// corpus.
    pub denied_by: Vec<u32>,
}

/// How a conclusion stands, in a word; the order is that of ranking, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// Nothing speaks against it.
    Supported,
    /// The opposite holds in a context that differs.
    ContextDependent,
    /// The opposite holds, and whether in the same context is not known.
    ContextUnclear,
    /// Every proof needs something not to be stated.
    RestingOnAbsence,
    /// The opposite holds in the same context.
    Contested,
    /// The opposite holds in the same context at a higher grade.
    Superseded,
    /// Every proof rests on a finding that is denied in an agreeing context at a higher grade.
    Refuted,
}

impl Standing {
    /// The constant of the kind `verdict`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Supported => "supported",
            Self::ContextDependent => "context-dependent",
            Self::ContextUnclear => "context unclear",
            Self::RestingOnAbsence => "resting on absence",
            Self::Contested => "contested",
            Self::Superseded => "superseded",
            Self::Refuted => "refuted",
        }
    }
}

/// Something that says the opposite.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opponent {
    /// What it is.
    pub other: Other,
    /// Its grade.
    pub grade: Option<Grade>,
    /// How the two contexts lie to each other.
    pub clash: Clash,
    /// Every field in which they are not the same known value; empty where contested.
    pub differences: Vec<Difference>,
}

impl Opponent {
    /// The field that explains the opposition: the sole one that differs.
    #[must_use]
    pub fn explanation(&self) -> Option<&Difference> {
        match self.differences.as_slice() {
            [one] if one.contrast == Contrast::Different => Some(one),
            _ => None,
        }
    }
}

/// What says the opposite.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Other {
    /// A conclusion by its position in the judgement.
    Conclusion(usize),
    /// What papers state.
    Stated {
        /// The relation of the row.
        relation: RelationId,
        /// The row.
        row: Vec<Symbol>,
        /// Findings with this row, by their position in the corpus.
        findings: Vec<u32>,
    },
}

/// How the contexts of two opposite statements lie to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Clash {
    /// The same known entities.
    Same,
    /// One is a the other, or one is unknown.
    Unclear,
    /// Different entities.
    Different,
}

/// A field in which two contexts are not the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The column or the context's field.
    pub name: String,
    /// The value of the conclusion that the verdict is about.
    pub ours: Symbol,
    /// The value of its opponent.
    pub theirs: Symbol,
    /// How they differ.
    pub contrast: Contrast,
}

/// How two values of a field differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Contrast {
    /// Neither is the other.
    Different,
    /// One is a the other.
    Narrower,
    /// One of them, or both, are unknown.
    Unknown,
}
