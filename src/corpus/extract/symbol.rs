//! Symbols in forms that no register lists: with a letter for the species (`hPER2`, `mATG9A`), with the
//! weight of the protein (`p56Lck`), with a Greek letter for the Latin one (`CEBPβ`, `PLCbeta2`) or
//! behind a space (`PKC delta`).
//!
//! In: a sentence with its mentions. Out: the same with such symbols, where the vocabulary has a gene
//! of the plain form as its preferred name. Must not know sentences as a whole.

use std::ops::Range;

use super::mention::{Meaning, Named, exact, meets};
use crate::vocabulary::lexicon::Lexicon;
use crate::vocabulary::packed::{capitals_and_digits, plain_run};

/// Fewest and most bytes of such a word.
const LENGTH: std::ops::RangeInclusive<usize> = 4..=16;

/// Letters that stand for human, mouse and rat.
const SPECIES: [char; 3] = ['h', 'm', 'r'];

/// Greek letters and the Latin ones that symbols have for them.
const GREEK: [(&str, &str, &str); 6] = [
    ("α", "alpha", "A"),
    ("β", "beta", "B"),
    ("γ", "gamma", "G"),
    ("δ", "delta", "D"),
    ("ε", "epsilon", "E"),
    ("ζ", "zeta", "Z"),
];

/// Adds what words that name nothing yet mean in their plain form.
pub(super) fn plain_forms(text: &str, found: &mut Vec<Named>, lexicon: &Lexicon) {
    let mut more: Vec<Named> = Vec::new();
    for span in candidates(text) {
        let word = &text[span.clone()];
        if meets(found, &span) {
            continue;
        }
        let meaning = without_species(word, lexicon)
            .or_else(|| without_weight(word, lexicon))
            .or_else(|| latin(word, lexicon));
        more.extend(meaning.map(|meaning| meaning.named(span, word)));
    }
    if !more.is_empty() {
        found.extend(more);
        found.sort_by_key(|n| n.span.start);
    }
    let starts: Vec<usize> = found.iter().skip(1).map(|n| n.span.start).chain([text.len()]).collect();
    for (named, next) in found.iter_mut().zip(starts).filter(|(n, _)| n.kind == "family") {
        with_letter(&text[..next], named, lexicon);
    }
}

/// Words that may be such symbols; hyphens belong to words.
fn candidates(text: &str) -> Vec<Range<usize>> {
    if text.is_ascii() {
        return plain_candidates(text.as_bytes());
    }
    let fits = |word: &Range<usize>| LENGTH.contains(&word.len()) && may_be_symbol(&text[word.clone()]);
    let (bytes, mut end) = (text.as_bytes(), 0);
    let inner = |b: &u8| INNER[usize::from(*b)];
    let mut found = Vec::new();
    while let Some(gap) = bytes[end..].iter().position(inner) {
        let mut start = end + gap;
        end = start + bytes[start..].iter().position(|b| !inner(b)).unwrap_or(bytes.len() - start);
        let run = &text[start..end];
        if run.is_ascii() {
            found.extend(Some(start..end).filter(fits));
            continue;
        }
        // Marks beyond ASCII part words too.
        for piece in run.split_inclusive(|c: char| !(c.is_alphanumeric() || c == '-')) {
            let word = piece.trim_end_matches(|c: char| !(c.is_alphanumeric() || c == '-'));
            found.extend(Some(start..start + word.len()).filter(fits));
            start += piece.len();
        }
    }
    found
}

/// The same where no mark is beyond ASCII. All these forms have a capital or a digit in the second place, or
/// behind `pp`; most words have none.
fn plain_candidates(bytes: &[u8]) -> Vec<Range<usize>> {
    let inner = |at: usize| bytes.get(at).is_some_and(|b| INNER[usize::from(*b)]);
    let opens = |at: usize| inner(at) && !at.checked_sub(1).is_some_and(inner);
    let (mut found, mut end) = (Vec::new(), 0);
    for at in capitals_and_digits(bytes) {
        let weighed = at >= 2 && bytes[at - 2..at] == *b"pp";
        let Some(start) = at.checked_sub(1 + usize::from(weighed)).filter(|s| end <= *s && opens(*s)) else {
            continue;
        };
        end = at + plain_run(&bytes[at..]);
        while bytes.get(end) == Some(&b'-') {
            end += 1 + plain_run(&bytes[end + 1..]);
        }
        if LENGTH.contains(&(end - start)) {
            found.push(start..end);
        }
    }
    found
}

/// Of each byte, whether it may stand in a word.
const INNER: [bool; 256] = {
    let (mut inner, mut byte) = ([true; 256], 0);
    while byte < 128 {
        inner[byte] = (byte as u8).is_ascii_alphanumeric() || byte as u8 == b'-';
        byte += 1;
    }
    inner
};

/// Whether a word starts as one of these forms does: most do not.
fn may_be_symbol(word: &str) -> bool {
    let first = word.as_bytes().first().copied().unwrap_or_default();
    first.is_ascii_uppercase() || first.is_ascii_digit() || b"hmrp".contains(&first)
}

/// `PKC delta` → `PKC-delta`, the member that a Greek letter behind its family tells.
///
/// The text ends where the next mention starts.
fn with_letter(text: &str, named: &mut Named, lexicon: &Lexicon) {
    let Some(behind) = text.get(named.span.end..).and_then(|t| t.strip_prefix(' ')) else { return };
    let word = behind.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    if !GREEK.iter().any(|(sign, name, _)| *sign == word || *name == word) {
        return;
    }
    let spellings = [format!("{}-{word}", named.text), format!("{}{word}", named.text)];
    if let Some(meaning) = spellings.iter().find_map(|s| exact(lexicon, s)).filter(|m| m.kind == "gene") {
        let span = named.span.start..named.span.end + 1 + word.len();
        let written = text[span.clone()].to_owned();
        *named = meaning.named(span, &written);
    }
}

/// `p56Lck` → LCK: a protein with its weight in front.
fn without_weight(word: &str, lexicon: &Lexicon) -> Option<Meaning> {
    let rest = word.strip_prefix("pp").or_else(|| word.strip_prefix('p'))?;
    let symbol = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = rest.len() - symbol.len();
    let symbol = symbol.strip_prefix('-').unwrap_or(symbol);
    if !(2..=3).contains(&digits) || symbol.len() < 3 {
        return None;
    }
    let capital = symbol.get(..1).map(str::to_uppercase).unwrap_or_default();
    let cased = format!("{capital}{}", symbol.get(1..).unwrap_or_default());
    exact(lexicon, symbol).or_else(|| exact(lexicon, &cased)).filter(|m| m.kind == "gene")
}

/// `hPER2` → PER2, also where PER2 is an alias.
fn without_species(word: &str, lexicon: &Lexicon) -> Option<Meaning> {
    let symbol = word.strip_prefix(SPECIES)?;
    let capitals = symbol.chars().take(2).all(char::is_uppercase);
    if symbol.len() < 3 || !capitals || !symbol.is_ascii() {
        return None;
    }
    exact(lexicon, symbol).filter(|meaning| meaning.kind == "gene")
}

/// `CEBPβ` → CEBPB, where that is the preferred name.
fn latin(word: &str, lexicon: &Lexicon) -> Option<Meaning> {
    let is_symbol = |c: &u8| c.is_ascii_uppercase() || c.is_ascii_digit();
    let plain = word.bytes().all(|b| b.is_ascii() && !b.is_ascii_lowercase());
    if plain || !word.as_bytes().iter().take(2).all(is_symbol) {
        return None;
    }
    let (at, length, letter) = GREEK.iter().find_map(|(sign, name, letter)| {
        let sign = if word.is_ascii() { None } else { word.find(sign).map(|at| (at, sign.len())) };
        let (at, length) = sign.or_else(|| Some((word.find(name)?, name.len())))?;
        Some((at, length, *letter))
    })?;
    let (before, after) = (&word[..at], &word[at + length..]);
    let before = before.trim_end_matches('-');
    let fits = before.len() >= 2
        && before.bytes().all(|c| is_symbol(&c))
        && after.bytes().all(|c| c.is_ascii_digit());
    if !fits {
        return None;
    }
    let symbol = format!("{before}{letter}{after}");
    exact(lexicon, &symbol).filter(|meaning| meaning.kind == "gene" && meaning.is_called(&symbol))
}

#[cfg(test)]
mod tests {
    use super::super::{Glossary, Sentence, mentions};
    use crate::corpus::Paper;
    use crate::vocabulary::Vocabulary;
    use crate::vocabulary::lexicon::Lexicon;

    fn names(text: &str) -> Vec<(String, String)> {
        let lexicon = Lexicon::of(&Vocabulary::builtin());
        let paper = Paper { text: text.into(), ..Paper::default() };
        let sentence = Sentence { span: 0..text.len(), block: 0 };
        let named = mentions(&paper, &sentence, &Glossary::default(), &lexicon);
        named.into_iter().map(|n| (n.text.into(), n.name.into())).collect()
    }

    #[test]
    fn a_letter_for_the_species_is_no_part_of_the_symbol() {
        let found = names("In hCXCL11 and mSTAT3 the hat of MSTAT3 was not seen.");
        let found: Vec<&str> = found.iter().map(|(_, name)| name.as_str()).collect();
        assert_eq!(found, ["CXCL11", "STAT3"]);
    }

    #[test]
    fn the_weight_of_a_protein_is_no_part_of_its_symbol() {
        let found = names("In p56STAT3 cells p5STAT3 was not seen.");
        assert_eq!(found, [("p56STAT3".to_owned(), "STAT3".to_owned())]);
    }
}
