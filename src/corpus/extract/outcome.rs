//! What became of the group that a relation was observed in.
//!
//! In: a sentence with its mentions. Out: an outcome with the therapy that it is of: `letrozole-resistant
//! tumors`, `tumors resistant to X`, `responders`; of a level, also the outcome that it goes with.

use super::around::Around;
use super::context::{Scene, together};
use super::cue::Parts;
use super::mention::Named;
use super::{level, marker, study};
use crate::corpus::finding::{OutcomeRecord, Texts};

/// Nouns that name a group.
pub(super) const GROUPS: [&str; 22] = [
    "tumor",
    "tumors",
    "tumour",
    "tumours",
    "cell",
    "cells",
    "patient",
    "patients",
    "cancer",
    "cancers",
    "line",
    "lines",
    "biopsies",
    "samples",
    "specimens",
    "model",
    "models",
    "disease",
    "group",
    "cohort",
    "lesions",
    "carcinomas",
];

/// Stems of the words for an outcome that a group is described by, with the outcome.
const OUTCOMES: [(&str, &str); 10] = [
    ("resistant", "resistance"),
    ("refractory", "resistance"),
    ("insensitive", "resistance"),
    ("unresponsive", "resistance"),
    ("nonresponder", "resistance"),
    ("non-responder", "resistance"),
    ("nonresponding", "resistance"),
    ("sensitive", "sensitivity"),
    ("responder", "sensitivity"),
    ("responding", "sensitivity"),
];

/// What a group did that an outcome is of.
const RESPONDED: [(&str, &str); 10] = [
    ("who did not respond", "resistance"),
    ("that did not respond", "resistance"),
    ("which did not respond", "resistance"),
    ("that do not respond", "resistance"),
    ("who failed to respond", "resistance"),
    ("that failed to respond", "resistance"),
    ("who progressed on", "resistance"),
    ("who responded", "sensitivity"),
    ("that responded", "sensitivity"),
    ("which responded", "sensitivity"),
];

static STEMS: Parts<{ OUTCOMES.len() }> = Parts::of_table(&OUTCOMES);

/// Adjectives for a therapy, before a hyphen: `endocrine-resistant`.
const ADJECTIVES: [(&str, &str); 6] = [
    ("endocrine", "endocrine therapy"),
    ("hormone", "endocrine therapy"),
    ("chemo", "chemotherapy"),
    ("chemotherapy", "chemotherapy"),
    ("radio", "radiotherapy"),
    ("immunotherapy", "immunotherapy"),
];

impl Scene<'_> {
    /// An outcome that describes the group: `letrozole-resistant tumors`, `tumors resistant to X`,
    /// `responders`.
    pub(super) fn outcome(&self) -> Option<OutcomeRecord> {
        let lower = self.sentence.to_ascii_lowercase();
        // `higher in A than in B` tells of A.
        let told = &lower[..study::compared(&lower).unwrap_or(lower.len())];
        static VERBS: Parts<2> = Parts::new(&["respond", "progressed"]);
        let verbs = VERBS.within(told).next().is_some();
        let responded = RESPONDED.iter().filter(|_| verbs).filter_map(|(words, name)| {
            let at = told.find(words)?;
            let to = self.object(at, at + words.len());
            let to = (!to.is_empty()).then_some(Texts::Many(to));
            Some((at, OutcomeRecord { name: (*name).to_owned(), to, endpoint: None }))
        });
        let described = STEMS.within(told).filter_map(|stem| {
            let (_, name) = OUTCOMES.iter().find(|(s, _)| *s == stem)?;
            told.match_indices(stem).find_map(|(at, _)| Some((at, self.outcome_at(told, at, stem, name)?)))
        });
        let mut found: Vec<(usize, OutcomeRecord)> = responded.chain(described).collect();
        found.sort_by_key(|(at, _)| *at);
        // From responders to resistant patients: whose it is, nobody can tell.
        let same = found.windows(2).all(|pair| pair[0].1.name == pair[1].1.name);
        found.into_iter().next().filter(|_| same).map(|(_, outcome)| outcome)
    }

    fn outcome_at(&self, lower: &str, at: usize, stem: &str, name: &str) -> Option<OutcomeRecord> {
        let before = &lower[..at];
        // `non-responders` are no responders.
        if before.ends_with(char::is_alphanumeric) || before.ends_with("non-") || before.ends_with("non ") {
            return None;
        }
        let after = lower[at + stem.len()..].trim_start_matches('s');
        let is_person = stem.ends_with("responder");
        let heads = after.trim_start().split(|c: char| !c.is_alphabetic()).take(5);
        let names_group = heads
            .take_while(|w| !["to", "and", "was", "were", "is"].contains(w))
            .any(|w| GROUPS.contains(&w));
        let last = before.trim_end().rsplit(' ').next().unwrap_or_default();
        let follows_group = after.trim_start().starts_with("to ") && GROUPS.contains(&last);
        if !(is_person || names_group || follows_group) {
            return None;
        }
        let mut to = self.object(at, at + stem.len());
        if to.is_empty() {
            to.extend(self.adjective(at));
        }
        let to = (!to.is_empty()).then_some(Texts::Many(to));
        Some(OutcomeRecord { name: name.to_owned(), to, endpoint: None })
    }

    /// The therapies beside a word such as `resistant`: joined by a hyphen before it, or behind `to`.
    fn object(&self, start: usize, end: usize) -> Vec<String> {
        let therapies: Vec<&Named> = self.named.iter().filter(|n| self.is(n, "therapy")).collect();
        let hyphened = therapies.iter().rposition(|n| {
            n.span.end <= start && self.sentence[n.span.end..start].chars().all(|c| "-‐–— ".contains(c))
        });
        let behind = therapies.iter().position(|n| {
            n.span.start >= end
                && matches!(
                    self.sentence[end..n.span.start].trim().trim_start_matches('s').trim(),
                    "to" | "to the" | ""
                )
        });
        let Some(first) = hyphened.or(behind) else { return Vec::new() };
        let mut found = vec![therapies[first].name.to_string()];
        let mut last = first;
        while behind == Some(first)
            && last + 1 < therapies.len()
            && together(self.sentence, therapies[last], therapies[last + 1])
        {
            last += 1;
            found.push(therapies[last].name.to_string());
        }
        found
    }

    /// The therapy that an adjective before a hyphen means, where the vocabulary has it.
    fn adjective(&self, start: usize) -> Option<String> {
        let before = self.sentence[..start].to_lowercase();
        let before = before.strip_suffix(['-', '‐', '–']).unwrap_or(&before);
        let word = before.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        let (_, name) = ADJECTIVES.iter().find(|(adjective, _)| *adjective == word)?;
        self.vocabulary.lookup(name).first().map(|e| e.name.clone())
    }

    /// The outcome that a level goes with: `low A correlated with a poor response to X and Y`.
    pub(super) fn linked_outcome(&self) -> Option<OutcomeRecord> {
        if !self.is_level {
            return None;
        }
        let lower = self.sentence.to_ascii_lowercase();
        let used = self.used.iter().filter_map(|i| self.named.get(*i)).map(|n| n.span.end).max();
        let from = self.trigger.end.max(used.unwrap_or_default());
        let outcome = level::linked_outcome(&lower, self.named, from, self.schema)?;
        let around = Around { lower: &lower, named: self.named };
        let first = marker::therapy_of(&around, outcome, self.schema)?;
        let mut to = vec![self.named[first].name.to_string()];
        let mut last = first;
        while last + 1 < self.named.len()
            && self.is(&self.named[last + 1], "therapy")
            && together(self.sentence, &self.named[last], &self.named[last + 1])
        {
            last += 1;
            to.push(self.named[last].name.to_string());
        }
        let name = self.named[outcome].name.as_str();
        let name = match level::is_lessened(&lower[..self.named[outcome].span.start]) {
            false => name,
            true => opposite(name)?,
        };
        Some(OutcomeRecord { name: name.to_owned(), to: Some(Texts::Many(to)), endpoint: None })
    }
}

/// The outcome that less of an outcome is: `a low response`.
fn opposite(outcome: &str) -> Option<&'static str> {
    match outcome {
        "sensitivity" | "response" => Some("resistance"),
        "resistance" => Some("sensitivity"),
        _ => None,
    }
}
