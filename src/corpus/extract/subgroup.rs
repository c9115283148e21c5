//! Those of a group that something is told of: `in patients without A mutations`, `in A-mutant tumors`.
//!
//! In: a sentence, or its side of a contrast, with its mentions. Out: the words that tell which part
//! of the group was looked at, where a gene or its product tells them apart. What holds in such a part
//! speaks neither for nor against the rest.

use super::around::{first_word, last_word};
use super::context::is_kind;
use super::mention::Named;
use crate::fact::Schema;

/// Nouns for those who make up a group.
const MEMBERS: [&str; 22] = [
    "patients",
    "tumors",
    "tumours",
    "cells",
    "those",
    "xenografts",
    "mice",
    "cases",
    "cancers",
    "lines",
    "models",
    "individuals",
    "women",
    "men",
    "subjects",
    "organoids",
    "lesions",
    "carcinomas",
    "animals",
    "participants",
    "disease",
    "melanomas",
];

/// What joins a member with what tells it apart.
const APART: [&str; 9] =
    ["with", "without", "lacking", "harboring", "harbouring", "carrying", "bearing", "whose", "expressing"];

/// Words that a hyphen joins to what tells members apart.
const STATES: [&str; 15] = [
    "mutant",
    "mutated",
    "deficient",
    "null",
    "negative",
    "positive",
    "low",
    "high",
    "wild-type",
    "wildtype",
    "amplified",
    "altered",
    "depleted",
    "silenced",
    "proficient",
];

/// The words that name the part of the group in which a relation with these participants was seen.
pub(super) fn subgroup(text: &str, named: &[Named], used: &[usize], schema: &Schema) -> Option<String> {
    let free = |i: usize| !used.contains(&i) && is_kind(schema, &named[i].kind, "molecule");
    (0..named.len()).filter(|&i| free(i)).find_map(|i| part(text, &named[i]))
}

fn part(text: &str, named: &Named) -> Option<String> {
    let before = &text[..named.span.start];
    let behind = &text[named.span.end..];
    let state = behind.strip_prefix(['-', '‐', '–', ' ']).map(|rest| (first_word(rest), rest));
    if let Some((word, rest)) = state
        && STATES.contains(&word.to_ascii_lowercase().as_str())
        && is_among(before)
    {
        let rest = &rest[word.len()..];
        let member = rest.split([',', ';', '.']).next().unwrap_or_default();
        let named_member = member.split_whitespace().take(4).any(|w| MEMBERS.contains(&w));
        return named_member.then(|| format!("{}-{word}", named.text));
    }
    // `in patients without A mutations`
    let words: Vec<&str> = before.split_whitespace().rev().take(5).collect();
    let apart = words.iter().take(2).position(|w| APART.contains(&w.to_ascii_lowercase().as_str()))?;
    let member = words.get(apart + 1).is_some_and(|w| MEMBERS.contains(&w.to_ascii_lowercase().as_str()));
    let among = words.iter().skip(apart + 2).take(2).any(|w| is_in(w));
    (member && among).then(|| {
        let noun = first_word(behind);
        format!("{} {} {noun}", words[apart].to_ascii_lowercase(), named.text).trim_end().to_owned()
    })
}

fn is_in(word: &str) -> bool {
    ["in", "among", "for", "of"].iter().any(|w| word.eq_ignore_ascii_case(w))
}

/// Whether a group is what a text leads up to: `in`, `among the`.
fn is_among(before: &str) -> bool {
    let before = before.trim_end();
    let last = last_word(before).unwrap_or_default();
    is_in(last)
        || ["the", "these", "both", "human"].contains(&last)
            && last_word(before[..before.len() - last.len()].trim_end()).is_some_and(is_in)
}
