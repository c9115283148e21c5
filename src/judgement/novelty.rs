//! A conclusion's row and the findings in; whether its authors say it themselves out.

/// Whether a conclusion is new.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Novelty {
    /// One finding holds everything that the conclusion says.
    Stated {
        /// Such findings by their position in the corpus: those without a hedge, or all if every
        /// one has a hedge; ascending.
        findings: Vec<u32>,
        /// Whether all of them are hedged or only proposed.
        hedged: bool,
    },
    /// Put together from findings of one lineage, or from none.
    WithinOne,
    /// Put together from findings of two lineages or more.
    Across,
}
