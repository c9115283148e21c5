//! Sequence variants in running text, by their form: `V600E`, `p.Val600Glu`, `c.35delG`, `677C>T`,
//! `rs123456`.
//!
//! In: a text. Out: where variants stand. The forms are those of the HGVS nomenclature
//! (<https://hgvs-nomenclature.org>) and the older ones that papers still use.

use std::ops::Range;

const RESIDUES: [&str; 22] = [
    "Ala", "Arg", "Asn", "Asp", "Cys", "Gln", "Glu", "Gly", "His", "Ile", "Leu", "Lys", "Met", "Phe", "Pro",
    "Ser", "Thr", "Trp", "Tyr", "Val", "Ter", "Sec",
];
const LETTERS: &str = "ACDEFGHIKLMNPQRSTVWYX*";

/// Longer words are no variants.
const LONGEST: usize = 60;

/// Where variants stand in a text, in order.
#[must_use]
pub fn variants(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    for word in text.split_inclusive(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '/')) {
        let here = start;
        start += word.len();
        if word.len() <= 2 * LONGEST && word.bytes().any(|b| b.is_ascii_digit()) {
            found.extend(in_word(word).map(|span| here + span.start..here + span.end));
        }
    }
    found
}

/// The variant in a word: all of it, or what stands in brackets or after a hyphen as in
/// `BRAF(V600E)` and `KRAS-G12D`.
fn in_word(word: &str) -> Option<Range<usize>> {
    let marks = |c: char| c.is_whitespace() || ",;/.:()[]\"'".contains(c);
    let trimmed = |at: usize, piece: &str| {
        let end = piece.trim_end_matches(marks).len();
        let start = end - piece[..end].trim_start_matches(marks).len();
        let found = start < end && end - start <= LONGEST && is_variant(&piece[start..end]);
        let closed = end + usize::from(piece[start..end].contains('(') && piece[end..].starts_with(')'));
        found.then_some(at + start..at + closed)
    };
    trimmed(0, word).or_else(|| {
        let cuts = word.match_indices(['(', '[', ')', ']', '-', '+']).map(|(i, _)| i + 1);
        let ends: Vec<usize> = std::iter::once(0).chain(cuts).chain([word.len()]).collect();
        ends.windows(2).find_map(|w| {
            let piece = word[w[0]..w[1]].trim_end_matches(['-', '+']);
            let digits = piece.bytes().filter(u8::is_ascii_digit).count();
            trimmed(w[0], piece).filter(|_| digits > 1)
        })
    })
}

fn is_variant(word: &str) -> bool {
    if let Some(number) = word.strip_prefix("rs") {
        return number.len() >= 3 && number.bytes().all(|b| b.is_ascii_digit());
    }
    match word.split_once('.') {
        Some(("p", rest)) => is_protein(rest.trim_matches(['(', ')']), 1),
        Some(("c" | "g" | "m" | "n" | "r", rest)) => is_change(rest),
        Some(_) => false,
        None => is_protein(word, 2) || is_change(word),
    }
}

/// `V600E`, `Val600Glu`, `Arg97fs`, with at least so many digits.
fn is_protein(word: &str, digits: usize) -> bool {
    let first = residue(word);
    let Some(rest) = first.and_then(|n| word.get(n..)) else { return false };
    let rest = rest.trim_start_matches('-');
    let number = rest.bytes().take_while(u8::is_ascii_digit).count();
    let after = &rest[number..];
    let after = after.strip_prefix("-").or(after.strip_prefix("->")).unwrap_or(after);
    let whole = residue(after) == Some(after.len()) || after == "=";
    let change = ["fs", "del", "dup", "ins"].iter().any(|c| after.starts_with(c));
    let shifted = residue(after).is_some_and(|n| after[n..].starts_with("fs"));
    (digits..=5).contains(&number) && (whole || (change || shifted) && number > 0)
}

/// How many bytes a residue takes at the start: three letters, or one.
fn residue(word: &str) -> Option<usize> {
    if word.get(..3).is_some_and(|w| RESIDUES.contains(&w)) {
        return Some(3);
    }
    word.chars().next().filter(|c| LETTERS.contains(*c)).map(char::len_utf8)
}

/// `35delG`, `677C>T`, `1521_1523delCTT`, `-1082G>A`, `IVS4+1G>A`.
fn is_change(word: &str) -> bool {
    let word = word.strip_prefix("IVS").unwrap_or(word);
    let is_place = |c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '_' | '*' | '?');
    let place = word.chars().take_while(|c| is_place(*c)).count();
    let (place, change) = word.split_at(place);
    let bases = |text: &str| !text.is_empty() && text.bytes().all(|b| b"ACGTU".contains(&b));
    let exchange = || [">", "->", "-->", "→"].iter().find_map(|mark| change.split_once(mark));
    place.bytes().any(|b| b.is_ascii_digit())
        && match exchange() {
            Some((from, to)) => bases(from) && bases(to),
            None => ["delins", "del", "dup", "ins", "inv"].iter().any(|name| {
                change.strip_prefix(name).is_some_and(|rest| {
                    rest.is_empty() || bases(rest) || rest.bytes().all(|b| b.is_ascii_digit())
                })
            }),
        }
}

#[cfg(test)]
mod tests {
    use super::variants;

    fn found(text: &str) -> Vec<&str> {
        variants(text).into_iter().map(|span| &text[span]).collect()
    }

    #[test]
    fn variants_stand_in_longer_words() {
        assert_eq!(found("BRAF(V600E) and KRAS-G12D, BRAF(V600E)-mutant"), ["V600E", "G12D", "V600E"]);
        assert_eq!(found("p.(Val600Glu), R273H-p53"), ["p.(Val600Glu)", "R273H"]);
    }

    #[test]
    fn forms_of_variants_are_found() {
        let text = "Q61R, (p.Val600Glu) and Arg97fs; c.35delG, 677C>T, c.1521_1523delCTT, rs1801133, \
                    IVS4+1G>A, K27M/G34R, p.R5*, -308G>A, 185delAG.";
        assert_eq!(
            found(text),
            [
                "Q61R",
                "p.Val600Glu",
                "Arg97fs",
                "c.35delG",
                "677C>T",
                "c.1521_1523delCTT",
                "rs1801133",
                "IVS4+1G>A",
                "K27M",
                "G34R",
                "p.R5*",
                "-308G>A",
                "185delAG"
            ]
        );
    }

    #[test]
    fn other_words_with_digits_are_no_variants() {
        let text = "CXCL11, IL-6, p53, 12 weeks, 1.5-fold, G1 phase, H3K27me3, A549 cells, 10-20, S1P, B7-H1, ER2, rs, n = 3";
        assert_eq!(found(text), Vec::<&str>::new());
    }
}
