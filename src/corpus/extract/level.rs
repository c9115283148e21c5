//! Levels: what was high or low in a group.
//!
//! In: a sentence with its mentions. Out: relations of the predicate `level`. Read are comparisons
//! that name no cause: `A, B and C were upregulated in …`, `… tumors showed increased A`,
//! `enrichment of A in …`, `low A correlated with a poor response to …`. Whether the group is told
//! is decided by the caller.

use std::ops::Range;
use std::sync::LazyLock;

use memchr::memmem;

use super::around::{Around, first_word};
use super::context::is_kind;
use super::cue::{Cues, Lower, Parts};
use super::marker;
use super::masked::masked;
use super::mention::Named;
use super::relation::{Argument, Relation};
use super::turn::{is_in_longer, is_marker};
use crate::corpus::finding::Certainty;
use crate::fact::{PredicateId, Schema};

/// Participles and adjectives, and what they say of a level.
const DEGREES: [(&str, &str); 35] = [
    ("upregulated", "high"),
    ("up-regulated", "high"),
    ("increased", "high"),
    ("elevated", "high"),
    ("higher", "high"),
    ("high", "high"),
    ("heightened", "high"),
    ("enhanced", "high"),
    ("enriched", "high"),
    ("overexpressed", "high"),
    ("abundant", "high"),
    ("raised", "high"),
    ("more abundant", "high"),
    ("augmented", "high"),
    ("accumulated", "high"),
    ("amplified", "high"),
    ("downregulated", "low"),
    ("down-regulated", "low"),
    ("decreased", "low"),
    ("reduced", "low"),
    ("lower", "low"),
    ("low", "low"),
    ("diminished", "low"),
    ("depleted", "low"),
    ("lowered", "low"),
    ("suppressed", "low"),
    ("attenuated", "low"),
    ("deficient", "low"),
    ("scarce", "low"),
    ("impaired", "low"),
    ("lost", "low"),
    ("absent", "absent"),
    ("undetectable", "absent"),
    ("unchanged", "unchanged"),
    ("similar", "unchanged"),
];

/// Nouns that say the same, before `of`.
const NOUNS: [(&str, &str); 12] = [
    ("enrichment of", "high"),
    ("abundance of", "high"),
    ("upregulation of", "high"),
    ("overexpression of", "high"),
    ("accumulation of", "high"),
    ("elevation of", "high"),
    ("high levels of", "high"),
    ("low levels of", "low"),
    ("lower levels of", "low"),
    ("higher levels of", "high"),
    ("reduced numbers of", "low"),
    ("downregulation of", "low"),
];

/// What a group does that has a level.
const SHOWS: [&str; 14] = [
    "exhibited",
    "exhibit",
    "showed",
    "show",
    "displayed",
    "display",
    "harbored",
    "harboured",
    "had",
    "contained",
    "demonstrated",
    "characterized by",
    "featured",
    "revealed",
];

/// Words that may stand between the members of a list, or between it and its verb.
const FILLERS: [&str; 46] = [
    "the",
    "and",
    "or",
    "as",
    "well",
    "both",
    "of",
    "also",
    "expression",
    "level",
    "levels",
    "gene",
    "genes",
    "mrna",
    "protein",
    "proteins",
    "receptor",
    "receptors",
    "ligand",
    "ligands",
    "chemokine",
    "chemokines",
    "cytokine",
    "cytokines",
    "signaling",
    "signalling",
    "signature",
    "signatures",
    "pathway",
    "pathways",
    "infiltration",
    "activity",
    "numbers",
    "number",
    "cells",
    "its",
    "especially",
    "including",
    "machinery",
    "serum",
    "plasma",
    "baseline",
    "circulating",
    "intratumoral",
    "intratumoural",
    "systemic",
];

/// Nouns behind a name whose level is told, rather than that of what is named.
const OF_OTHERS: [&str; 16] = [
    "response",
    "responses",
    "responsiveness",
    "rate",
    "rates",
    "resistance",
    "sensitivity",
    "progression-free",
    "doubling",
    "inhibitor",
    "inhibitors",
    "inhibition",
    "blockade",
    "deficiency",
    "mutation",
    "mutations",
];

/// An aspect that a word beside a mention names.
const ASPECTS: [(&str, &str); 12] = [
    ("expression", "expression"),
    ("levels", "expression"),
    ("level", "expression"),
    ("mrna", "expression"),
    ("secretion", "secretion"),
    ("production", "secretion"),
    ("infiltration", "infiltration"),
    ("numbers", "number"),
    ("number", "number"),
    ("activity", "activity"),
    ("signaling", "activity"),
    ("signalling", "activity"),
];

static NOUN_PARTS: Parts<{ NOUNS.len() }> = Parts::of_table(&NOUNS);
static SAID_SHOWS: Cues<{ SHOWS.len() }> = Cues::cues(&SHOWS);
static SAID_DEGREES: Cues<{ DEGREES.len() }> = Cues::of_table(&DEGREES);

/// The levels that a sentence tells.
pub(super) fn levels(text: &str, lower: &Lower, named: &[Named], schema: &Schema) -> Vec<Relation> {
    if !may_tell(lower) {
        return Vec::new();
    }
    let Some(predicate) = schema.predicate("level") else { return Vec::new() };
    let masked = masked(text, lower);
    let reading = Reading { text: &masked, named, schema, predicate, may_show: lower.any(&SAID_SHOWS) };
    let mut found = Vec::new();
    if lower.any(&SAID_DEGREES) {
        for (start, word) in words(&masked).filter(|(_, word)| SAID_DEGREES.may_hold(word)) {
            let at = start..start + word.len();
            if let Some((_, degree)) = DEGREES.iter().find(|(w, _)| *w == word) {
                found.extend(reading.at_degree(&at, degree));
            }
        }
    }
    found.extend((0..named.len()).filter_map(|m| reading.within(m)));
    for noun in NOUN_PARTS.within(&masked) {
        let degree = NOUNS.iter().find(|(n, _)| *n == noun).map_or("", |(_, degree)| *degree);
        for (start, _) in masked.match_indices(noun) {
            let at = start..start + noun.len();
            // `the A-induced overexpression of B` is a change.
            let before = masked[..start].trim_end();
            let denied = [" no", "-induced", "-mediated"].iter().any(|w| before.ends_with(w));
            let members = reading.list_after(at.end);
            if !denied {
                found.extend(reading.all(members, degree, &at));
            }
        }
    }
    let mut kept: Vec<Relation> = Vec::with_capacity(found.len());
    for relation in found {
        let marks = relation.args.iter().any(|a| is_marker(text, a, named) || is_in_longer(text, a, named));
        if !marks && kept.iter().all(|k| k.args != relation.args) {
            kept.push(relation);
        }
    }
    kept
}

static OF: LazyLock<memmem::Finder<'static>> = LazyLock::new(|| memmem::Finder::new(" of"));

/// Whether a sentence has a word for a degree.
fn may_tell(lower: &Lower) -> bool {
    lower.any(&SAID_DEGREES)
        || OF
            .find_iter(lower.as_str().as_bytes())
            .any(|at| NOUNS.iter().any(|(noun, _)| lower.as_str()[..at + " of".len()].ends_with(noun)))
}

/// Words before an outcome that tell less of it.
const LESS: [&str; 17] = [
    "decreased",
    "diminished",
    "impaired",
    "inferior",
    "less",
    "limited",
    "low",
    "lower",
    "no",
    "poor",
    "poorer",
    "reduced",
    "shorter",
    "unfavorable",
    "unfavourable",
    "weak",
    "worse",
];

/// Whether the words before an outcome tell less of it: `a low tumor response`.
pub(super) fn is_lessened(before: &str) -> bool {
    const GRADES: [&str; 6] = ["clinical", "overall", "patient", "pathological", "treatment", "tumor"];
    let mut words = before.trim_end().rsplit(' ').skip_while(|w| GRADES.contains(w));
    words.next().is_some_and(|w| LESS.contains(&w))
}

/// Whether two relations tell the same level, whatever of the subject they name.
pub(super) fn is_same(one: &Relation, other: &Relation) -> bool {
    let subject = |r: &Relation| match r.args.first() {
        Some(Argument::Mention { mention, .. }) => Some(*mention),
        _ => None,
    };
    let mention = |r: &Relation, at: usize| match r.args.get(at) {
        Some(Argument::Mention { mention, .. }) => Some(*mention),
        _ => None,
    };
    // Of two associations with one thing, a pattern tells the sign more surely.
    let second = one.args.get(1) == other.args.get(1)
        || mention(one, 2).is_some() && mention(one, 2) == mention(other, 2);
    one.predicate == other.predicate && subject(one) == subject(other) && second
}

/// Whether a relation says that an experimenter made the level: `overexpression of A promoted B`.
pub(super) fn is_made(relation: &Relation, level: &Relation) -> bool {
    let first = |r: &Relation| match r.args.first() {
        Some(Argument::Mention { mention, .. }) => Some(*mention),
        _ => None,
    };
    relation.manipulation.is_some() && first(relation) == first(level)
}

/// Words with their places; hyphens belong to words.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let length = |at: usize| match text.as_bytes().get(at)? {
        b'-' => Some(1),
        byte if byte.is_ascii() => byte.is_ascii_alphanumeric().then_some(1),
        _ => text[at..].chars().next().filter(|c| c.is_alphanumeric()).map(char::len_utf8),
    };
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < text.len() && (!text.is_char_boundary(at) || length(at).is_none()) {
            at += 1;
        }
        let start = at;
        while let Some(more) = length(at) {
            at += more;
        }
        (start < at).then(|| (start, &text[start..at]))
    })
}

struct Reading<'a> {
    text: &'a str,
    named: &'a [Named],
    schema: &'a Schema,
    predicate: PredicateId,
    /// Whether the sentence has a word for showing something.
    may_show: bool,
}

impl Reading<'_> {
    fn at_degree(&self, at: &Range<usize>, degree: &str) -> Vec<Relation> {
        let before = self.text[..at.start].trim_end();
        let after = self.text[at.end..].trim_start();
        let auxiliary = self.auxiliary(before);
        let by = after.split(' ').take(2).any(|w| w == "by");
        let members = match auxiliary {
            Some(_) if by => Vec::new(),
            Some(_) if after.starts_with("with ") || after.starts_with("for ") => self.list_after(at.end + 5),
            Some(end) => self.list_before(end),
            None if self.shows(before) => self.list_after(at.end).into_iter().take(1).collect(),
            None => {
                let member = self.list_after(at.end).into_iter().next();
                return member.and_then(|m| self.linked(m, degree, at)).into_iter().collect();
            }
        };
        self.all(members, degree, at)
    }

    fn shows(&self, before: &str) -> bool {
        self.may_show && shown(before)
    }

    /// The levels of a list; what the first one's words say of it, they say of all.
    fn all(&self, members: Vec<usize>, degree: &str, at: &Range<usize>) -> Vec<Relation> {
        let mut levels: Vec<Relation> = members.into_iter().map(|m| self.level(m, degree, at)).collect();
        let shared = levels.first().and_then(|l| match l.args.first() {
            Some(Argument::Mention { mention, aspect }) if self.of_before(*mention) => aspect.clone(),
            _ => None,
        });
        for level in &mut levels {
            if let Some(Argument::Mention { aspect: aspect @ None, .. }) = level.args.first_mut() {
                aspect.clone_from(&shared);
            }
        }
        levels
    }

    /// Whether what of a participant is meant stands before it: `the expression of A, B and C`.
    fn of_before(&self, mention: usize) -> bool {
        self.text[..self.named[mention].span.start].trim_end().ends_with(" of")
    }

    /// A degree that a mention itself starts with: `heightened T cell infiltration`.
    fn within(&self, mention: usize) -> Option<Relation> {
        let named = &self.named[mention];
        let (word, _) = self.text.get(named.span.clone())?.split_once(' ')?;
        let (_, degree) = DEGREES.iter().find(|(w, _)| *w == word)?;
        let before = self.text[..named.span.start].trim_end();
        let at = named.span.start..named.span.start + word.len();
        (self.is_subject(named) && self.shows(before)).then(|| self.level(mention, degree, &at))
    }

    /// Where `was`, `were` or the like starts before a participle; none where it is denied.
    fn auxiliary(&self, before: &str) -> Option<usize> {
        let mut rest = before;
        for _ in 0..3 {
            let word = rest.rsplit(' ').next().unwrap_or_default();
            if ["was", "were", "is", "are", "been", "being", "remained"].contains(&word) {
                return Some(rest.len() - word.len());
            }
            if word == "not"
                || !(word.ends_with("ly")
                    || word.ends_with("-fold")
                    || ["also", "both", "more", "markedly", "fold", "times"].contains(&word)
                    || word.starts_with(|c: char| c.is_ascii_digit()))
            {
                return None;
            }
            rest = rest[..rest.len() - word.len()].trim_end();
        }
        None
    }

    /// `low A correlated with a poor response to B`: a level in the group of that outcome; where the
    /// outcome is of no therapy, `A is negatively associated with the outcome`.
    fn linked(&self, mention: usize, degree: &str, at: &Range<usize>) -> Option<Relation> {
        let end = self.named[mention].span.end;
        let outcome = linked_outcome(self.text, self.named, end, self.schema)?;
        let around = Around { lower: self.text, named: self.named };
        if marker::therapy_of(&around, outcome, self.schema).is_some() {
            return Some(self.level(mention, degree, at));
        }
        let before = self.text[..self.named[outcome].span.start].trim_end();
        let is_less = is_lessened(before);
        let direction = match (degree, is_less) {
            ("high", false) | ("low", true) => "positively",
            ("low", false) | ("high", true) => "negatively",
            _ => return None,
        };
        let level = self.level(mention, degree, at);
        let predicate = self.schema.predicate("associated")?;
        let subject = level.args.first()?.clone();
        let other = Argument::Mention { mention: outcome, aspect: None };
        Some(Relation {
            predicate,
            args: vec![subject, Argument::Word(direction.to_owned()), other],
            ..level
        })
    }

    fn is_subject(&self, named: &Named) -> bool {
        // `lower A response rates` tells of responses.
        let behind = first_word(&self.text[named.span.end..]);
        if OF_OTHERS.contains(&behind) {
            return false;
        }
        ["molecule", "cell", "signature", "process"].iter().any(|k| is_kind(self.schema, &named.kind, k))
            && self.text.get(named.span.clone()).is_some_and(|t| !t.trim().is_empty())
    }

    /// The list of names that ends right before a place.
    fn list_before(&self, end: usize) -> Vec<usize> {
        let mut found = Vec::new();
        let mut to = end;
        for (i, named) in self.named.iter().enumerate().rev().filter(|(_, n)| n.span.end <= end) {
            let said = self.text[named.span.clone()].trim();
            // `the CXCR3 receptor`: the noun behind the name says nothing more.
            if said.is_empty() || FILLERS.contains(&said) {
                continue;
            }
            if !is_filler(&self.text[named.span.end..to]) || !self.is_subject(named) {
                break;
            }
            found.push(i);
            to = named.span.start;
        }
        found.reverse();
        if found.first().is_some_and(|first| self.is_beside(self.named[*first].span.start)) {
            found.clear();
        }
        found
    }

    /// Whether what stands at a place only says where or whose the level is: `B of patients with many A`,
    /// `higher than that in normal A, and its level`.
    fn is_beside(&self, start: usize) -> bool {
        const NEAR: usize = 5;
        const PREPS: [&str; 6] = ["with", "without", "than", "in", "from", "among"];
        let before = self.text[..start].trim_end();
        let clause = before.rsplit([',', ';', '(']).next().unwrap_or_default();
        let words: Vec<&str> = clause.split_whitespace().collect();
        let of = words.last().is_some_and(|w| *w == "of");
        let far = words.len().saturating_sub(if of { NEAR } else { NEAR - 1 });
        (far.max(1)..words.len()).any(|at| PREPS.contains(&words[at]))
    }

    /// The list of names that starts right behind a place.
    fn list_after(&self, start: usize) -> Vec<usize> {
        let mut found = Vec::new();
        let mut from = start;
        for (i, named) in self.named.iter().enumerate().filter(|(_, n)| n.span.start >= start) {
            let between = &self.text[from.min(named.span.start)..named.span.start];
            // `higher serum A levels`
            if FILLERS.contains(&self.text[named.span.clone()].trim()) {
                continue;
            }
            if !is_filler(between) || !self.is_subject(named) {
                break;
            }
            // `less T-cell A`
            if found.len() == 1 && between == " " {
                found.clear();
            }
            found.push(i);
            from = named.span.end;
        }
        found
    }

    fn level(&self, mention: usize, degree: &str, at: &Range<usize>) -> Relation {
        let after = self.text[self.named[mention].span.end..].trim_start();
        let word = after.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        let before = self.text[..self.named[mention].span.start].trim_end();
        let of = before.strip_suffix(" of").map(|b| b.rsplit(' ').next().unwrap_or_default());
        let is_cell = is_kind(self.schema, &self.named[mention].kind, "cell");
        let aspect = ASPECTS
            .iter()
            .find(|(w, _)| *w == word || Some(*w) == of)
            .map(|(_, a)| if is_cell && *a == "expression" { "number" } else { *a });
        let aspect = aspect.map(str::to_owned);
        Relation {
            predicate: self.predicate,
            args: vec![Argument::Mention { mention, aspect }, Argument::Word(degree.to_owned())],
            denied: false,
            certainty: Certainty::Asserted,
            manipulation: None,
            trigger: at.clone(),
            given: Vec::new(),
            called: false,
        }
    }
}

/// Whether a group that shows something is named before an adjective.
fn shown(before: &str) -> bool {
    SHOWS.iter().any(|s| {
        let said = format!(" {s} ");
        let shown = before.match_indices(&said).any(|(at, _)| !before[at + said.len()..].starts_with("that"));
        shown || before.ends_with(said.trim_end())
    })
}

/// The outcome that something goes with, told behind a place: `… correlated with a poor response`.
pub(super) fn linked_outcome(lower: &str, named: &[Named], from: usize, schema: &Schema) -> Option<usize> {
    static GOES_WITH: Parts<7> = Parts::new(&[
        "correlated with",
        "correlates with",
        "associated with",
        "linked to",
        "predicted",
        "predicts",
        "predictive of",
    ]);
    const REACH: usize = 60;
    let rest = lower.get(from..)?;
    let (at, cue) = GOES_WITH.within(rest).filter_map(|g| Some((rest.find(g)?, g))).min()?;
    let start = from + at + cue.len();
    let clause = [";", ", and ", " but ", " while ", " whereas "].iter().all(|b| !rest[..at].contains(b));
    let another =
        |n: &Named| n.span.start >= from && n.span.end <= start && !is_kind(schema, &n.kind, "disease");
    if named.iter().any(|n| another(n) && is_kind(schema, &n.kind, "molecule")) {
        return None;
    }
    let outcome = named.iter().position(|n| n.span.start >= start && is_kind(schema, &n.kind, "outcome"))?;
    (clause && named[outcome].span.start - start <= REACH).then_some(outcome)
}

/// Whether only marks and words without weight stand there.
fn is_filler(between: &str) -> bool {
    between.len() <= 80
        && !between.contains([';', ':'])
        && between
            .split(|c: char| !c.is_alphanumeric())
            .filter(|w| !w.is_empty())
            .all(|w| FILLERS.contains(&w))
}
