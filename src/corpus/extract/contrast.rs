//! The side of a contrast that a relation stands on.
//!
//! In: a sentence with its mentions and the place of a relation. Out: the same with all other sides
//! blanked, so that `A rose in mice given X, whereas B fell with Y` tells of B nothing that was said of
//! A. A phrase that opens the sentence (`In melanoma, …`) holds for all sides. Bytes keep their places.

use std::borrow::Cow;
use std::ops::Range;

use smol_str::SmolStr;

use super::around::first_word;
use super::cue::{Cues, Lower};
use super::mention::Named;
use super::study::{self, Setup};

/// Words that may open a side.
static OPENS: Cues<11> = Cues::cues(&[
    "whereas",
    "while",
    "but",
    "although",
    "though",
    "yet",
    "however",
    "in contrast",
    "unlike",
    "as opposed",
    "and not",
]);

/// What opens a side, with what has to stand before it.
const MARKS: [&str; 9] = [
    "; ",
    " whereas ",
    ", while ",
    ", but ",
    " but had no ",
    ", although ",
    ", though ",
    ", yet ",
    ", however",
];

/// What opens an insertion, up to the next comma, that tells of others: `in X but not in Y cells`.
const OTHERS: [&str; 5] = [" but not ", ", unlike ", ", in contrast to ", ", as opposed to ", ", and not "];

/// Prepositions that open a phrase which holds for the whole sentence.
const FRONTED: [&str; 16] = [
    "in",
    "among",
    "for",
    "after",
    "upon",
    "following",
    "during",
    "within",
    "under",
    "at",
    "on",
    "with",
    "across",
    "using",
    "before",
    "by",
];

/// A sentence as far as it may tell of a relation.
pub(super) struct Side<'a> {
    pub(super) text: Cow<'a, str>,
    pub(super) lower: Cow<'a, Lower>,
    pub(super) named: Cow<'a, [Named]>,
    pub(super) setup: Cow<'a, Setup>,
}

/// The side of a relation that a sentence tells at a place; all of it where it has only one. An
/// insertion that holds one of the kept mentions is no other's.
pub(super) fn side<'a>(
    text: &'a str,
    lower: &'a Lower,
    named: &'a [Named],
    setup: &'a Setup,
    at: usize,
    kept: &[usize],
) -> Side<'a> {
    let parted = if lower.any(&OPENS) || text.contains(';') { parted(text, named, at, kept) } else { None };
    parted.unwrap_or(Side {
        text: text.into(),
        lower: Cow::Borrowed(lower),
        named: named.into(),
        setup: Cow::Borrowed(setup),
    })
}

fn parted(text: &str, named: &[Named], at: usize, kept: &[usize]) -> Option<Side<'static>> {
    let ascii = text.to_ascii_lowercase();
    let (sides, others) = (sides(&ascii), others(&ascii));
    if sides.len() < 2 && others.is_empty() {
        return None;
    }
    let own = sides.iter().find(|s| s.contains(&at)).cloned().unwrap_or(0..text.len());
    let opening = opening(&ascii, &sides[0]);
    let own_places = || kept.iter().filter_map(|i| named.get(*i)).map(|n| n.span.start).chain([at]);
    let is_own = |o: &Range<usize>| own_places().any(|place| o.contains(&place));
    let apart = |byte: usize| others.iter().any(|o| o.contains(&byte) && !is_own(o));
    let holds = |byte: usize| (own.contains(&byte) || opening.contains(&byte)) && !apart(byte);
    let blank = |(at, c): (usize, char)| match holds(at) {
        true => c.to_string(),
        false => " ".repeat(c.len_utf8()),
    };
    let text: String = text.char_indices().map(blank).collect();
    let lower = Lower::of(&text);
    let setup = study::setup(&text, &lower);
    let elsewhere = |n: &Named| !holds(n.span.start);
    let mut named = named.to_vec();
    // What stands elsewhere is of no kind here; positions stay.
    named.iter_mut().filter(|n| elsewhere(n)).for_each(|n| n.kind = SmolStr::default());
    Some(Side { text: text.into(), lower: Cow::Owned(lower), named: named.into(), setup: Cow::Owned(setup) })
}

/// Bytes of the sides of a sentence in lower case, in order.
fn sides(lower: &str) -> Vec<Range<usize>> {
    let mut borders: Vec<usize> = Vec::new();
    for mark in MARKS {
        borders.extend(memchr::memmem::find_iter(lower.as_bytes(), mark));
    }
    // `A inhibited growth of X but stimulated that of Y`
    borders.extend(memchr::memmem::find_iter(lower.as_bytes(), b" but ").filter(|at| {
        let rest = &lower[at + " but ".len()..];
        [" that of ", " that in ", " those of ", " those in "].iter().any(|m| rest.contains(m))
    }));
    // `Whereas A fell, B rose`
    if ["whereas", "while", "although", "though"].contains(&first_word(lower)) {
        borders.extend(lower.find(", "));
    }
    borders.retain(|at| !is_bracketed(lower, *at) && is_clause(&lower[*at..]));
    borders.sort_unstable();
    borders.dedup();
    let starts = std::iter::once(0).chain(borders.iter().copied());
    let ends = borders.iter().copied().chain(std::iter::once(lower.len()));
    starts.zip(ends).filter(|(start, end)| start < end).map(|(start, end)| start..end).collect()
}

/// Bytes of the insertions that tell of others.
fn others(lower: &str) -> Vec<Range<usize>> {
    let inside = OTHERS.iter().flat_map(|mark| {
        let found = memchr::memmem::find_iter(lower.as_bytes(), mark);
        found.map(|at| (at, at + mark.len()))
    });
    // `Unlike X, Y …`
    let opens = |mark: &&&str| mark.strip_prefix(", ").is_some_and(|words| lower.starts_with(words));
    let first = OTHERS.iter().find(opens).map(|mark| (0, mark.len() - 2));
    let starts = first.into_iter().chain(inside);
    let end = |from: usize| lower[from..].find([',', ';']).map_or(lower.len(), |n| from + n);
    starts.map(|(at, from)| at..end(from)).collect()
}

/// Whether more follows a mark than an insertion: `an inflamed, yet tolerant, stroma` is one side.
fn is_clause(rest: &str) -> bool {
    const FEWEST: usize = 4;
    let inner = rest.trim_start_matches([',', ';', ' ']);
    let end = inner.find([',', ';']).unwrap_or(inner.len());
    let few = inner[..end].split_whitespace().count() < FEWEST;
    !(rest.starts_with(", but not ") || few && end < inner.len() && !inner.starts_with("however"))
}

fn is_bracketed(lower: &str, at: usize) -> bool {
    let opened = lower[..at].bytes().filter(|b| *b == b'(').count();
    let closed = lower[..at].bytes().filter(|b| *b == b')').count();
    opened > closed
}

/// The phrase that opens a sentence, as far as its comma.
fn opening(lower: &str, first: &Range<usize>) -> Range<usize> {
    let fronted = FRONTED.contains(&first_word(lower)) && !lower.starts_with("in contrast");
    let comma = lower[first.clone()].find(", ").filter(|_| fronted);
    0..comma.unwrap_or(0)
}
