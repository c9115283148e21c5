//! Words that the end of a line parts → whole words.
//!
//! In: a text as a printed page has it, `immuno-⏎therapy`. Out: the same with whole words, which
//! stand on the second line; lines stay lines. A hyphen of the word itself stays: where the text
//! writes the word with it elsewhere, beside capitals and digits, and before words that are joined
//! with a hyphen as a rule.

use std::borrow::Cow;

use rustc_hash::FxHashSet;

/// So many lines end within a word where words are parted at all.
const FEWEST: usize = 3;

/// So much on either side of the end of a line is looked at, in bytes.
const NEAR: usize = 200;

/// Second parts that a hyphen joins to a word.
const SECONDS: [&str; 46] = [
    "associated",
    "based",
    "bearing",
    "binding",
    "bound",
    "cell",
    "cells",
    "coated",
    "containing",
    "deficient",
    "dependent",
    "depleted",
    "derived",
    "driven",
    "enriched",
    "expressing",
    "fold",
    "free",
    "high",
    "independent",
    "induced",
    "infiltrating",
    "known",
    "level",
    "like",
    "line",
    "low",
    "mediated",
    "naive",
    "negative",
    "null",
    "positive",
    "related",
    "resistant",
    "rich",
    "scale",
    "selective",
    "sensitive",
    "specific",
    "stage",
    "stimulated",
    "targeting",
    "term",
    "treated",
    "type",
    "wide",
];

/// The text with whole words, if it parts words at the ends of lines.
pub(super) fn whole_words(text: &str) -> Cow<'_, str> {
    let parted = text.match_indices("-\n").filter(|(at, _)| is_parted(text, *at)).take(FEWEST).count();
    if parted < FEWEST {
        return Cow::Borrowed(text);
    }
    let known: FxHashSet<&str> = words(text).collect();
    let mut result = String::with_capacity(text.len());
    let mut from = 0;
    for (at, _) in text.match_indices("-\n").filter(|(at, _)| is_parted(text, *at)) {
        result.push_str(&text[from..at]);
        from = at + "-\n".len();
        let end = near(&result, result.len().saturating_sub(NEAR), result.len());
        let first = end.rsplit(|c: char| !is_word(c)).next().unwrap_or_default();
        let second = near(text, from, from + NEAR).split(|c: char| !is_word(c)).next().unwrap_or_default();
        let hyphen = keeps(first, second, &known);
        // The end of the line goes before the word.
        let line = end.rsplit('\n').next().unwrap_or_default();
        if let Some(space) = line.rfind(' ') {
            let space = result.len() - line.len() + space;
            result.replace_range(space..=space, "\n");
        }
        if hyphen {
            result.push('-');
        }
    }
    result.push_str(&text[from..]);
    Cow::Owned(result)
}

/// A part of a text, to borders of characters.
pub(super) fn near(text: &str, from: usize, to: usize) -> &str {
    let border = |mut at: usize| {
        while !text.is_char_boundary(at) {
            at += 1;
        }
        at
    };
    &text[border(from)..border(to.min(text.len()))]
}

/// Whether a hyphen at the end of a line stands between a letter or digit and a small letter.
fn is_parted(text: &str, hyphen: usize) -> bool {
    let before = text[..hyphen].chars().next_back();
    let after = text[hyphen + 2..].chars().next();
    before.is_some_and(char::is_alphanumeric) && after.is_some_and(char::is_lowercase)
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '-'
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !is_word(c)).filter(|word| !word.is_empty())
}

fn keeps(first: &str, second: &str, known: &FxHashSet<&str>) -> bool {
    if known.contains(format!("{first}-{second}").as_str()) {
        return true;
    }
    let name =
        |word: &str| word.chars().skip(1).any(char::is_uppercase) || word.chars().any(|c| c.is_ascii_digit());
    if name(first) || first.chars().count() == 1 {
        return true;
    }
    !known.contains(format!("{first}{second}").as_str()) && SECONDS.contains(&second)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parted_words_are_whole_and_lines_stay() {
        let text = "Loss of A makes immunother-\napy fail in T-\ncell rich and HER2-\npositive tumors with bone mar-\n\
            row-\nderived cells, wild-\ntype or not. In wild-type mice anti-\ntumor";
        let whole = "Loss of A makes\nimmunotherapy fail in\nT-cell rich and\nHER2-positive tumors with bone\nmarrow-derived cells,\nwild-type or not. In wild-type mice\nantitumor";
        assert_eq!(whole_words(text), whole);
    }

    #[test]
    fn many_parts_cost_no_more_than_few() {
        let text = "x-\n".repeat(300_000) + "x";
        let whole = whole_words(&text);
        assert_eq!((whole.matches('x').count(), whole.contains('\n')), (300_001, false));
    }

    #[test]
    fn texts_that_part_no_words_stay() {
        let text = "- one\n- two\nA –\nb, the C-\nterminus";
        assert_eq!(whole_words(text), text);
    }
}
