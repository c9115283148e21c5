//! Markers: altered genes that go with an outcome of a therapy.
//!
//! In: a sentence with its mentions. Out: relations of the predicate `confers`: what is altered, the
//! outcome, the therapy. `Loss of A conferred resistance to B`, `A mutations are associated with
//! resistance to B`, `resistance to B through A loss`. How it is altered, and with what the therapy
//! is given, is read where participants are made.

use std::ops::Range;

use super::alteration::{self, altered};
use super::around::{Around, last_word};
use super::context::is_kind;
use super::mention::Named;
use super::relation::{Argument, Marked, Relation};
use crate::corpus::finding::Certainty;
use crate::fact::{KindId, PredicateId, Schema};

/// Stems that link an alteration with the outcome behind them.
const LINKS: [&str; 22] = [
    "confer",
    "drive",
    "driving",
    "drove",
    "cause",
    "causing",
    "mediat",
    "determin",
    "associat",
    "correlat",
    "lead",
    "led",
    "result",
    "promot",
    "contribut",
    "predict",
    "mechanism",
    "render",
    "responsible",
    "underl",
    "marker",
    "linked",
];

/// What links an outcome with the alteration behind it.
const CAUSED: [&str; 8] = [
    "attributed to",
    "due to",
    "caused by",
    "driven by",
    "mediated by",
    "conferred by",
    "arises from",
    "explained by",
];

/// Words that make it a guess.
const HEDGES: [&str; 8] = ["may", "might", "could", "can", "potential", "potentially", "likely", "possibly"];

/// The longest stretch between the alteration, the link and the outcome, in bytes.
const REACH: usize = 120;

/// Of sentences, by their mentions, whether each may tell a marker: there is none without an outcome of a
/// therapy.
pub(super) fn may_mark(sentences: &[Vec<Marked>], schema: &Schema) -> impl Iterator<Item = bool> {
    let wanted = ["outcome", "therapy"].map(|kind| schema.kind(kind));
    sentences.iter().map(move |mentions| {
        let is = |m: &Marked, wanted: KindId| m.kinds.iter().any(|k| schema.kind_is_a(*k, wanted));
        wanted.iter().all(|wanted| wanted.is_some_and(|wanted| mentions.iter().any(|m| is(m, wanted))))
    })
}

/// The markers that a sentence tells.
pub(super) fn markers(text: &str, named: &[Named], schema: &Schema) -> Vec<Relation> {
    let Some(predicate) = schema.predicate("confers") else { return Vec::new() };
    let lower = alteration::without_examples(&text.to_ascii_lowercase());
    let whole = text.to_ascii_lowercase();
    let reading = Reading { lower: &lower, around: Around { lower: &whole, named }, schema, predicate };
    let mut found: Vec<Relation> = Vec::new();
    for at in 0..named.len() {
        if let Some(relation) = reading.marker(at).filter(|r| !found.iter().any(|f| f.args == r.args)) {
            found.push(relation);
        }
    }
    found
}

/// Leaves out what only links a marker with its outcome, where the therapy is told too.
pub(super) fn instead(relations: &mut Vec<Relation>, schema: &Schema) {
    let mention = |argument: Option<&Argument>| match argument {
        Some(Argument::Mention { mention, .. }) => Some(*mention),
        _ => None,
    };
    let named = |r: &Relation| schema.get(r.predicate).name.clone();
    let markers: Vec<_> = relations
        .iter()
        .filter(|r| named(r) == "confers")
        .map(|r| (mention(r.args.first()), mention(r.args.get(1))))
        .collect();
    relations.retain(|r| {
        named(r) != "associated" || !markers.contains(&(mention(r.args.first()), mention(r.args.last())))
    });
}

struct Reading<'a> {
    /// Insertions that name examples blanked.
    lower: &'a str,
    around: Around<'a>,
    schema: &'a Schema,
    predicate: PredicateId,
}

impl Reading<'_> {
    fn is(&self, at: usize, kind: &str) -> bool {
        is_kind(self.schema, &self.around.named[at].kind, kind)
    }

    fn named(&self) -> &[Named] {
        self.around.named
    }

    fn marker(&self, at: usize) -> Option<Relation> {
        if !(self.is(at, "molecule") || self.is(at, "process")) {
            return None;
        }
        let altered = altered(&self.around, at)?;
        let span = alteration::span(&self.around, at, &altered);
        // An alteration in an example is told as what it is an example of.
        let blanked = self.lower[self.named()[at].span.clone()].trim().is_empty();
        let from = if blanked { self.insertion_end(span.end) } else { span.end };
        self.ahead(at, from).or_else(|| self.back(at, &span))
    }

    fn insertion_end(&self, at: usize) -> usize {
        let rest = &self.lower[at..];
        at + rest.find(|c: char| c != ' ').unwrap_or(0)
    }

    /// `loss of A … confers … resistance to B`
    fn ahead(&self, at: usize, from: usize) -> Option<Relation> {
        let outcome = (0..self.named().len()).find(|&o| {
            self.named()[o].span.start >= from && self.is(o, "outcome") && self.therapy(o).is_some()
        })?;
        let between = self.lower.get(from..self.named()[outcome].span.start)?;
        let link = LINKS.iter().filter_map(|l| word_with(between, l)).min()?;
        let subject = self.free(from..from + link) && !breaks(&between[..link]);
        let object = self.free(from + link..self.named()[outcome].span.start) && !breaks(&between[link..]);
        (subject && object && between.len() <= REACH)
            .then(|| self.relation(at, outcome, between, from + link))
            .flatten()
    }

    /// `resistance to B … caused by … loss of A`
    fn back(&self, at: usize, span: &Range<usize>) -> Option<Relation> {
        let outcome = (0..self.named().len()).rfind(|&o| {
            self.named()[o].span.end <= span.start && self.is(o, "outcome") && self.therapy(o).is_some()
        })?;
        let between = self.lower.get(self.named()[outcome].span.end..span.start)?;
        let link = CAUSED.iter().filter_map(|c| between.find(c)).min()?;
        let from = self.named()[outcome].span.end + link;
        let whole = !between[..link].contains([';', ',']) && self.free(from..span.start);
        (whole && between.len() <= REACH).then(|| self.relation(at, outcome, between, from)).flatten()
    }

    /// Whether nothing else that could be the marker stands there.
    fn free(&self, stretch: Range<usize>) -> bool {
        !(0..self.named().len()).any(|i| {
            let span = &self.named()[i].span;
            let shown = !self.lower[span.clone()].trim().is_empty();
            let listed = self.around.list(i).any(|m| altered(&self.around, m).is_some());
            stretch.start <= span.start
                && span.end <= stretch.end
                && shown
                && (self.is(i, "molecule") || self.is(i, "cell"))
                && !listed
        })
    }

    fn relation(&self, marker: usize, outcome: usize, between: &str, trigger: usize) -> Option<Relation> {
        let therapy = self.therapy(outcome)?;
        let said = |words: &[&str]| between.split(|c: char| !c.is_alphabetic()).any(|w| words.contains(&w));
        let mention = |mention| Argument::Mention { mention, aspect: None };
        let end = self.lower[trigger..].find(' ').map_or(self.lower.len(), |n| trigger + n);
        Some(Relation {
            predicate: self.predicate,
            args: vec![mention(marker), mention(outcome), mention(therapy)],
            denied: said(&["not", "no", "neither", "nor"]),
            certainty: if said(&HEDGES) { Certainty::Hedged } else { Certainty::Asserted },
            manipulation: None,
            trigger: trigger..end.max(trigger + 1).min(self.lower.len()),
            given: Vec::new(),
            called: false,
        })
    }

    /// The therapy that an outcome is of: `resistance to B`, `B resistance`, `poor B response`.
    fn therapy(&self, outcome: usize) -> Option<usize> {
        therapy_of(&self.around, outcome, self.schema)
    }
}

/// The therapy that an outcome is of: behind `to`, or directly before it.
pub(super) fn therapy_of(around: &Around<'_>, outcome: usize, schema: &Schema) -> Option<usize> {
    let named = around.named;
    let is_therapy = |at: usize| is_kind(schema, &named[at].kind, "therapy");
    let behind = (outcome + 1..named.len()).find(|&t| is_therapy(t)).filter(|&t| {
        let between = &around.lower[named[outcome].span.end..named[t].span.start];
        let mut words = between.split_whitespace();
        let to = words.next().is_some_and(|w| ["to", "against", "upon", "under"].contains(&w));
        to && words.count() <= 4 && !between.contains([',', ';', '.'])
    });
    behind.or_else(|| {
        let before = outcome.checked_sub(1).filter(|&t| is_therapy(t))?;
        let between = &around.lower[named[before].span.end..named[outcome].span.start];
        matches!(between, " " | "-" | "‐" | "–" | "s ").then_some(before)
    })
}

/// Where a word starts that begins with a stem.
fn word_with(text: &str, stem: &str) -> Option<usize> {
    text.match_indices(stem).map(|(at, _)| at).find(|&at| last_word(&text[..at]).is_none())
}

/// Whether a text goes over to another clause.
fn breaks(text: &str) -> bool {
    text.contains(';')
        || [", and ", " while ", " whereas ", " but ", ", which ", " although "]
            .iter()
            .any(|b| text.contains(b))
}
