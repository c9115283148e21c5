//! Abbreviations that a paper defines.
//!
//! In: a paper and its sentences. Out: short and long forms, in the order of their definition. The
//! method of Schwartz and Hearst, "A simple algorithm for identifying abbreviation definitions in
//! biomedical text" (Pacific Symposium on Biocomputing 2003), with `short (long)` and the lists
//! `SHORT: long; …` under figures besides.

use std::ops::Range;

use super::Sentence;
use crate::corpus::{BlockRole, Paper};
use crate::vocabulary::fold::single_spaced;

/// A short form with what it stands for in this paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Abbreviation {
    /// As written, without the `s` of a plural.
    pub short: String,
    /// As written.
    pub long: String,
    /// Bytes of the paper's text: the long and the short form, with what is between.
    pub span: Range<usize>,
}

/// A short form has at most so many characters.
const SHORT: usize = 12;

/// The long form is looked for in so many bytes before the short one.
const REACH: usize = 300;

/// Every definition of the paper; the first one of a short form counts.
#[must_use]
pub fn abbreviations(paper: &Paper, sentences: &[Sentence]) -> Vec<Abbreviation> {
    let mut found: Vec<Abbreviation> = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    for sentence in sentences {
        let text = &paper.text[sentence.span.clone()];
        let mut here = bracketed(text);
        if paper.blocks.get(sentence.block).is_some_and(|b| b.role == BlockRole::Caption) {
            here.extend(listed(text));
        }
        for mut definition in here {
            definition.span.start += sentence.span.start;
            definition.span.end += sentence.span.start;
            if seen.insert(definition.short.clone()) {
                found.push(definition);
            }
        }
    }
    found
}

/// `long (SHORT)` and `SHORT (long)`, also in square brackets.
fn bracketed(text: &str) -> Vec<Abbreviation> {
    let mut found = Vec::new();
    for open in memchr::memchr2_iter(b'(', b'[', text.as_bytes()) {
        let behind = &text.as_bytes()[open + 1..];
        let other = memchr::memchr3(b')', b']', b'(', behind);
        let square = memchr::memchr(b'[', &behind[..other.unwrap_or(behind.len())]);
        let Some(length) = square.or(other) else { continue };
        let inner = &text[open + 1..open + 1 + length];
        let short = inner.split([',', ';']).next().unwrap_or(inner).trim();
        let from = super::sentence::border(text, open.saturating_sub(REACH));
        let from = from + before_it(&text[from..open]);
        let before = text[from..open].trim_end();
        if is_short(short)
            && let Some(start) = long_form(before, short)
        {
            let span = from + start..open + 1 + inner.find(short).unwrap_or(0) + short.len();
            found.push(definition(short, &before[start..], span));
            continue;
        }
        let word = before.rsplit(char::is_whitespace).next().unwrap_or_default();
        let all = inner.trim();
        if is_short(word) && !is_short(all) && long_form(all, word) == Some(0) {
            found.push(definition(word, all, from + before.len() - word.len()..open + 1 + length));
        }
    }
    found
}

/// Where the last part of a text starts that neither a bracket nor a semicolon opens.
fn before_it(text: &str) -> usize {
    memchr::memrchr3(b'(', b'[', b';', text.as_bytes()).map_or(0, |at| at + 1)
}

fn definition(short: &str, long: &str, span: Range<usize>) -> Abbreviation {
    let plural = short.strip_suffix('s').filter(|s| s.chars().next_back().is_some_and(char::is_uppercase));
    let long = single_spaced(long);
    match plural {
        Some(single) => {
            let whole = long.strip_suffix('s').filter(|l| !l.ends_with('s')).unwrap_or(&long).to_owned();
            Abbreviation { short: single.to_owned(), long: whole, span }
        }
        None => Abbreviation { short: short.to_owned(), long, span },
    }
}

/// Two to twelve characters, one or two words, a capital or a digit among them.
fn is_short(text: &str) -> bool {
    let count = text.chars().count();
    let begins = text.chars().next().is_some_and(char::is_alphanumeric);
    let letters = text.chars().any(char::is_alphabetic);
    let marked = text.chars().any(|c| c.is_uppercase() || c.is_ascii_digit());
    let plain = text.chars().all(|c| c.is_alphanumeric() || "-/+ .'‐–βαγ".contains(c));
    (2..=SHORT).contains(&count)
        && begins
        && letters
        && marked
        && plain
        && text.split_whitespace().count() <= 2
}

/// Where the shortest long form of a short form starts that ends with this text: its letters, from
/// the last to the first, are found in it from right to left; the first begins a word.
fn long_form(text: &str, short: &str) -> Option<usize> {
    let letters: Vec<char> = short.chars().filter(|c| c.is_alphanumeric()).collect();
    let stem = match letters.split_last() {
        Some(('s', rest)) if rest.last().is_some_and(|c| c.is_uppercase()) => rest,
        _ => &letters[..],
    };
    let most = (stem.len() + 5).min(stem.len() * 2);
    let window = window(text, most);
    let mut chars = text[window..].char_indices().rev().peekable();
    let mut start = text.len();
    for (i, wanted) in stem.iter().enumerate().rev() {
        loop {
            let (at, c) = chars.next()?;
            let starts = chars.peek().is_none_or(|(_, before)| !before.is_alphanumeric());
            if (i > 0 || starts) && (same(c, *wanted) || greek(c, *wanted)) {
                start = window + at;
                break;
            }
        }
    }
    let long = &text[start..];
    let first = long.split_whitespace().next().unwrap_or_default();
    let sound = long.chars().count() > stem.len()
        && !long.contains([':', ','])
        && !long.contains(short)
        && !["the", "of", "a", "an", "in", "to", "and", "that", "this", "these"].contains(&first);
    sound.then_some(start)
}

/// Whether two letters differ only in case.
fn same(one: char, other: char) -> bool {
    match one.is_ascii() && other.is_ascii() {
        true => one.eq_ignore_ascii_case(&other),
        false => one.to_lowercase().eq(other.to_lowercase()),
    }
}

fn greek(in_long: char, in_short: char) -> bool {
    matches!((in_short, in_long.to_ascii_lowercase()), ('α', 'a') | ('β', 'b') | ('γ', 'g') | ('κ', 'k'))
}

/// Where the last `most` words of a text start.
fn window(text: &str, most: usize) -> usize {
    let mut start = text.len();
    let mut words = 0;
    let mut inside = false;
    for (at, c) in text.char_indices().rev() {
        if c.is_whitespace() {
            if inside {
                words += 1;
                if words == most {
                    return start;
                }
            }
            inside = false;
        } else {
            inside = true;
            start = at;
        }
    }
    start
}

/// `SHORT: long form; OTHER: other form.`
fn listed(text: &str) -> Vec<Abbreviation> {
    let (mut found, mut offset) = (Vec::new(), 0);
    for part in text.split(';') {
        if let Some((short, long)) = part.split_once(": ") {
            let (short, long) = (short.trim(), long.trim().trim_end_matches('.'));
            let begins = long.chars().next().is_some_and(char::is_alphabetic);
            if is_short(short) && begins && (2..=10).contains(&long.split_whitespace().count()) {
                found.push(definition(short, long, super::clean::trim(text, offset..offset + part.len())));
            }
        }
        offset += part.len() + 1;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(String, String)> {
        bracketed(text).into_iter().map(|a| (a.short, a.long)).collect()
    }

    #[test]
    fn definitions_are_found() {
        for (text, short, long) in [
            ("Tumor-associated macrophages (TAMs) were rare", "TAM", "Tumor-associated macrophage"),
            ("in triple‐negative breast cancer (TNBC).", "TNBC", "triple‐negative breast cancer"),
            ("the soluble IL-6 receptor (sIL-6R) binds", "sIL-6R", "soluble IL-6 receptor"),
            ("CDK9 inhibition (CDK9i) kills", "CDK9i", "CDK9 inhibition"),
            ("patients with gastric cancer (GC; n = 4)", "GC", "gastric cancer"),
            ("by HCC (hepatocellular carcinoma) cells", "HCC", "hepatocellular carcinoma"),
            ("[e.g., lymphocyte activation gene 3 (LAG-3)]", "LAG-3", "lymphocyte activation gene 3"),
            ("transforming growth factor-β (TGF-β)", "TGF-β", "transforming growth factor-β"),
        ] {
            assert_eq!(found(text), [(short.to_owned(), long.to_owned())], "{text}");
        }
    }

    #[test]
    fn other_brackets_define_nothing() {
        for text in
            ["cells were treated (Figure 2)", "growth fell (P = 0.01)", "the kinase (12, 13)", "mice (n = 5)"]
        {
            assert_eq!(found(text), [], "{text}");
        }
    }

    #[test]
    fn lists_under_figures_define() {
        let list = listed("Created elsewhere. TME: tumor microenvironment; DC: dendritic cell.");
        assert_eq!(list.last().map(|a| a.short.as_str()), Some("DC"));
    }
}
