//! A prediction and what papers state in; how it fared out.

/// How a prediction fared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prediction {
    /// In a word.
    pub status: Status,
    /// Findings that state it, by their position in the corpus: of lineages outside of its proofs
    /// if there are any, else of its own.
    pub agreeing: Vec<u32>,
    /// Findings of lineages outside of its proofs that deny it or state the opposite.
    pub opposing: Vec<u32>,
}

/// How a prediction fared, in a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// A lineage outside of its proofs states it.
    Confirmed,
    /// Nobody says anything about it.
    Open,
    /// Only lineages of its own proofs state it, which counts for nothing.
    Restated,
    /// A lineage outside of its proofs denies it or states the opposite.
    Refuted,
}

impl Status {
    /// As it is printed.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::Open => "open",
            Self::Restated => "restated",
            Self::Refuted => "refuted",
        }
    }
}
