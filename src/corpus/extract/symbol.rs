//! Symbols in forms that no register lists: with a letter for the species (`hPER2`, `mATG9A`), with the
//! weight of the protein (`p56Lck`), with a Greek letter for the Latin one (`CEBPβ`, `PLCbeta2`) or
//! behind a space (`PKC delta`).
//!
//! In: a sentence with its mentions. Out: the same with such symbols, where the vocabulary has a gene
//! of the plain form as its preferred name. Must not know sentences as a whole.

use super::mention::{Meaning, Named, exact, overlaps};
use crate::vocabulary::lexicon::Lexicon;

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
    let parts = |c: char| !(c.is_alphanumeric() || c == '-');
    let mut at = 0;
    for piece in text.split_inclusive(parts) {
        let start = at;
        at += piece.len();
        let word = piece.trim_end_matches(parts);
        let span = start..start + word.len();
        if !LENGTH.contains(&word.len()) || overlaps(found, &span) {
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
    let fits = (2..=3).contains(&digits) && symbol.len() >= 3;
    let capital = symbol.get(..1).map(str::to_uppercase).unwrap_or_default();
    let cased = format!("{capital}{}", symbol.get(1..).unwrap_or_default());
    exact(lexicon, symbol).or_else(|| exact(lexicon, &cased)).filter(|m| fits && m.kind == "gene")
}

/// `hPER2` → PER2, also where PER2 is an alias.
fn without_species(word: &str, lexicon: &Lexicon) -> Option<Meaning> {
    let symbol = word.strip_prefix(SPECIES)?;
    let capitals = symbol.chars().take(2).all(char::is_uppercase);
    let known = symbol.len() >= 3 && capitals && symbol.is_ascii();
    exact(lexicon, symbol).filter(|meaning| known && meaning.kind == "gene")
}

/// `CEBPβ` → CEBPB, where that is the preferred name.
fn latin(word: &str, lexicon: &Lexicon) -> Option<Meaning> {
    let (at, length, letter) = GREEK.iter().find_map(|(sign, name, letter)| {
        let sign = word.find(sign).map(|at| (at, sign.len()));
        let (at, length) = sign.or_else(|| Some((word.find(name)?, name.len())))?;
        Some((at, length, *letter))
    })?;
    let (before, after) = (&word[..at], &word[at + length..]);
    let before = before.trim_end_matches('-');
    let fits = before.len() >= 2
        && before.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
        && after.chars().all(|c| c.is_ascii_digit());
    let symbol = format!("{before}{letter}{after}");
    exact(lexicon, &symbol).filter(|meaning| fits && meaning.kind == "gene" && meaning.is_called(&symbol))
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
        named.into_iter().map(|n| (n.text, n.name)).collect()
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
