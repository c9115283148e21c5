//! A finished model in; every hypothesis and prediction with its worth out.
//!
//! Each conclusion gets an identity, its proofs with the best one first, grade, support, novelty,
//! assumptions, and a verdict over all conclusions together. Knows schema, proofs and what the
//! corpus says of a finding; must not know words, layout, rule syntax, or any entity by name.

use std::collections::BTreeMap;

use crate::engine::Model;
use crate::fact::{FactSet, Interner, PredicateId, Registry, RelationId, Symbol};
use crate::program::Program;
use crate::proof::{Proof, Truncation};
use crate::vocabulary::Vocabulary;

pub mod grade;
pub mod novelty;
pub mod prediction;
pub mod provenance;
pub mod support;
pub mod verdict;

pub use grade::{Assumption, Grade};
pub use novelty::Novelty;
pub use prediction::{Prediction, Status};
pub use provenance::Provenance;
pub use support::{Certainty, Lineage, RestingOn, Support};
pub use verdict::{Clash, Contrast, Difference, Opponent, Other, Standing, Verdict};

/// Everything that a judgement reads.
#[derive(Clone, Copy)]
pub struct Input<'a> {
    /// Schema, plan and what stands behind the rules.
    pub program: &'a Program,
    /// Where each finding comes from: `Value::Finding(n)` is number `n`. What is loaded with a
    /// greater number is read from the evidence predicates.
    pub provenance: &'a [Provenance],
    /// What is a what.
    pub vocabulary: &'a Vocabulary,
    /// Where the values are.
    pub interner: &'a Interner,
    /// The functions that rules call.
    pub functions: &'a Registry,
    /// What was loaded.
    pub facts: &'a FactSet,
    /// What followed from it.
    pub model: &'a dyn Model,
}

/// How far a judgement goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Most proofs of a conclusion. What is said of "every proof" is said of these.
    pub max_proofs: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self { max_proofs: 16 }
    }
}

/// All conclusions, judged.
#[derive(Clone, Debug, Default)]
pub struct Judgement {
    /// Hypotheses, then predictions; each ranked by standing, grade, number of lineages, then
    /// text. `Value::Conclusion(n)` is conclusion `n`.
    pub conclusions: Vec<Conclusion>,
    /// For the headline.
    pub counts: Counts,
}

/// How many conclusions of each sort there are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Hypotheses.
    pub hypotheses: usize,
    /// Predictions.
    pub predictions: usize,
    /// Hypotheses by standing; those that there are none of are left out.
    pub standings: BTreeMap<Standing, usize>,
    /// Predictions by status; those that there are none of are left out.
    pub statuses: BTreeMap<Status, usize>,
}

/// What a conclusion is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Class {
    /// A row of a hypothesis predicate.
    Hypothesis,
    /// A finding or a context's field that a rule concludes, and how it fared.
    Prediction(Prediction),
}

/// A hypothesis or a prediction with everything that is said of it.
#[derive(Clone, Debug)]
pub struct Conclusion {
    /// `H-` or `P-` and hexadecimal digits: the same for the same content in every run.
    pub id: String,
    /// The relation that holds the row; for a prediction the predicate's `predicted`.
    pub relation: RelationId,
    /// Whose row it is.
    pub predicate: PredicateId,
    /// The row, as long as the relation's arity.
    pub row: Vec<Symbol>,
    /// Hypothesis or prediction.
    pub class: Class,
    /// Its proofs with hidden rules collapsed: best grade first, then fewest assumptions, then
    /// lowest.
    pub proofs: Vec<Proof>,
    /// What cut the search for proofs; empty if `proofs` are all.
    pub truncation: Truncation,
    /// That of the best proof; none if no finding is in it.
    pub grade: Option<Grade>,
    /// The species of the findings of the best proof, where stated; sorted.
    pub species: Vec<String>,
    /// Who says what all its proofs rest on.
    pub support: Support,
    /// Whether the authors say it themselves.
    pub novelty: Novelty,
    /// Hedged if the best proof needs a finding that is nowhere stated without a hedge.
    pub certainty: Certainty,
    /// Whether the best proof rests on findings none of which shows a cause.
    ///
    /// A finding shows a cause if its predicate, or one that it `is a`, has an opposite predicate
    /// (so it has a sign and a direction), or if an experimenter manipulated something.
    pub association: bool,
    /// What the best proof takes for granted, each once.
    pub assumptions: Vec<Assumption>,
    /// Where the best proof rests on nothing being stated.
    pub absences: Vec<RestingOn>,
    /// How it stands against the others.
    pub verdict: Verdict,
}

impl Conclusion {
    /// The best proof. There is one for every conclusion of a finished model.
    #[must_use]
    pub fn best(&self) -> Option<&Proof> {
        self.proofs.first()
    }

    /// The prediction's fate; none for a hypothesis.
    #[must_use]
    pub fn prediction(&self) -> Option<&Prediction> {
        match &self.class {
            Class::Hypothesis => None,
            Class::Prediction(prediction) => Some(prediction),
        }
    }
}

/// Judges every hypothesis and every prediction of a model.
#[must_use]
pub fn judge(input: &Input<'_>, options: &Options) -> Judgement {
    let _ = (input.program, options);
    Judgement::default()
}

/// The rows for rules that read a judgement: `supports`, `contests`, `verdict` and `grade`, where
/// the schema has them, and every judged relation of the program.
#[must_use]
pub fn facts(judgement: &Judgement, input: &Input<'_>) -> Vec<(RelationId, Vec<Symbol>)> {
    let _ = (judgement, input.program);
    Vec::new()
}
