//! What a judgement needs to know of a finding besides its row.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Input;
use super::support::Certainty;
use crate::corpus::{Corpus, Entry, finding};
use crate::fact::{Interner, Symbol, Value};

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

impl Provenance {
    fn unknown() -> Self {
        Self {
            paper: "".into(),
            lineage: "".into(),
            year: None,
            study: None,
            told: Told::Itself,
            certainty: Certainty::Asserted,
            manipulation: Manipulation::Observed,
            species: None,
            through: Vec::new(),
            standing: PaperStanding::Stands,
        }
    }

    /// Takes in a row of the evidence predicate of this name.
    fn set(&mut self, predicate: &str, value: Symbol, interner: &Interner) {
        let text = match interner.value(value) {
            Value::Text(text) => Some(text),
            _ => None,
        };
        match (predicate, text) {
            ("paper", Some(text)) => self.paper = text,
            ("lineage", Some(text)) => self.lineage = text,
            ("study", study) => self.study = study,
            ("species", species) => self.species = species,
            ("via", Some(_)) => self.told = Told::Via,
            ("certainty", Some(text)) if &*text != ASSERTED => self.certainty = Certainty::Hedged,
            ("manipulation", Some(text)) if &*text != UNTOUCHED => {
                self.manipulation = Manipulation::Manipulated
            }
            ("through", _) => self.through.push(value),
            ("year", _) => self.year = interner.number(value).map(|n| n as i32),
            _ => {}
        }
    }
}

/// The word of the kind `certainty` for what has no hedge.
pub(super) const ASSERTED: &str = "asserted";
/// The word of the kind `manipulation` for what was only observed.
pub(super) const UNTOUCHED: &str = "none";

const PREDICATES: [&str; 9] =
    ["paper", "lineage", "study", "species", "via", "certainty", "manipulation", "through", "year"];

/// What the evidence predicates say of findings that `input.provenance` does not have: rows that
/// rule files state themselves.
pub(super) fn loaded(input: &Input<'_>) -> BTreeMap<u32, Provenance> {
    let schema = &input.program.schema;
    let mut found = BTreeMap::new();
    for name in PREDICATES {
        let Some(predicate) = schema.predicate(name).map(|id| schema.get(id)) else { continue };
        if predicate.columns.len() != 2 {
            continue;
        }
        for row in input.facts.rows(predicate.reads).iter() {
            if let Value::Finding(n) = input.interner.value(row[0])
                && n as usize >= input.provenance.len()
            {
                found.entry(n).or_insert_with(Provenance::unknown).set(name, row[1], input.interner);
            }
        }
    }
    found
}

/// Where the findings of a corpus come from, by their position in it.
#[must_use]
pub fn provenance(corpus: &Corpus) -> Vec<Provenance> {
    corpus.findings.iter().map(|entry| of(corpus, entry)).collect()
}

fn of(corpus: &Corpus, entry: &Entry) -> Provenance {
    let finding = &entry.finding;
    let hedged = finding.certainty != finding::Certainty::Asserted || entry.is_proposed();
    let untouched = finding.manipulation.as_deref().is_none_or(|m| m == UNTOUCHED);
    Provenance {
        paper: finding.paper.as_str().into(),
        lineage: corpus.lineage(entry).into(),
        year: corpus.paper_of(entry).and_then(|p| p.year),
        study: corpus.study(entry).map(Into::into),
        told: if finding.via.is_some() { Told::Via } else { Told::Itself },
        certainty: if hedged { Certainty::Hedged } else { Certainty::Asserted },
        manipulation: if untouched { Manipulation::Observed } else { Manipulation::Manipulated },
        species: finding.context.species.as_deref().map(Into::into),
        through: entry.grounded.as_ref().map(|g| g.through.clone()).unwrap_or_default(),
        standing: if corpus.is_retracted(entry) { PaperStanding::Retracted } else { PaperStanding::Stands },
    }
}
