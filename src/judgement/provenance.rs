//! What a judgement needs to know of a finding besides its row.

use std::sync::Arc;

use super::support::Certainty;
use crate::fact::Symbol;

/// Where a finding comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provenance {
    /// Identifier of the paper.
    pub paper: Arc<str>,
    /// The study that it belongs to.
    pub lineage: Arc<str>,
    /// Year of the paper.
    pub year: Option<i32>,
    /// The study type: its own, else its paper's.
    pub study: Option<Arc<str>>,
    /// Whether another paper tells of the study: a review or a commentary.
    pub told: Told,
    /// Whether it is hedged.
    pub certainty: Certainty,
    /// Whether an experimenter manipulated something.
    pub manipulation: Manipulation,
    /// The species, where stated.
    pub species: Option<Arc<str>>,
    /// Entities that the effect needs.
    pub through: Vec<Symbol>,
    /// Whether the paper still stands.
    pub standing: PaperStanding,
}

/// Who tells of a study.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// Its own paper.
    Itself,
    /// A review, a commentary or the like; lowers the grade by one step.
    Via,
}

/// Whether an experimenter changed something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manipulation {
    /// Only observed, or not said.
    Observed,
    /// A knockout, an inhibition, an addition or the like.
    Manipulated,
}

/// Whether a paper still stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaperStanding {
    /// It does.
    Stands,
    /// It counts nowhere.
    Retracted,
}
