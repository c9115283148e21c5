//! What judgement needs to know of the corpus's findings.

use std::sync::Arc;

use crate::corpus::finding::Certainty as Stated;
use crate::corpus::{Corpus, Entry};
use crate::judgement::provenance::{Manipulation, PaperStanding, Told};
use crate::judgement::{Certainty, Provenance};
use crate::program::{Polarity, StatedRow};

/// One for each finding, in order.
pub(super) fn of(corpus: &Corpus) -> Vec<Provenance> {
    corpus.findings.iter().map(|entry| one(corpus, entry)).collect()
}

fn one(corpus: &Corpus, entry: &Entry) -> Provenance {
    let finding = &entry.finding;
    let manipulated = finding.manipulation.as_deref().is_some_and(|m| m != "none");
    Provenance {
        paper: finding.paper.as_str().into(),
        lineage: corpus.lineage(entry).into(),
        year: corpus.paper_of(entry).and_then(|p| p.year),
        study: corpus.study(entry).map(Arc::from),
        told: if finding.via.is_some() { Told::Via } else { Told::Itself },
        certainty: certainty(finding.certainty),
        manipulation: if manipulated { Manipulation::Manipulated } else { Manipulation::Observed },
        species: finding.context.species.as_deref().map(Arc::from),
        through: entry.grounded.as_ref().map_or_else(Vec::new, |g| g.through.clone()),
        standing: if corpus.is_retracted(entry) { PaperStanding::Retracted } else { PaperStanding::Stands },
    }
}

fn certainty(stated: Stated) -> Certainty {
    match stated {
        Stated::Asserted => Certainty::Asserted,
        Stated::Hedged | Stated::Proposed => Certainty::Hedged,
    }
}

/// One for each finding that a rule file states, in order.
pub(super) fn stated(rows: &[StatedRow]) -> Vec<Provenance> {
    let of = |row: &StatedRow| Provenance {
        paper: row.paper.as_str().into(),
        lineage: row.paper.as_str().into(),
        year: None,
        study: row.study.as_deref().map(Arc::from),
        told: Told::Itself,
        certainty: if row.polarity == Polarity::Proposed { Certainty::Hedged } else { Certainty::Asserted },
        manipulation: Manipulation::Observed,
        species: None,
        through: Vec::new(),
        standing: PaperStanding::Stands,
    };
    rows.iter().map(of).collect()
}
