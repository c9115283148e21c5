//! Blocks → sentences.
//!
//! In: a paper whose blocks are known; a paper without blocks is taken as one captured text. Out:
//! the sentences of its title, paragraphs and captions. Full stops of abbreviations, initials,
//! numbers and species end nothing; citations after a full stop belong to the sentence before.

use std::ops::Range;

use super::Sentence;
use crate::corpus::{Block, BlockRole, Paper};

/// Words that end in a full stop and do not end a sentence; in lower case, without the last stop.
const ABBREVIATIONS: [&str; 66] = [
    "a.m", "al", "approx", "assoc", "b.i.d", "ca", "cf", "ch", "chap", "co", "conc", "corp", "cv", "dept",
    "dr", "e.g", "ed", "eds", "eg", "eq", "eqs", "equiv", "et", "ext", "fig", "figs", "i.a", "i.c", "i.d",
    "i.e", "i.m", "i.n", "i.p", "i.t", "i.v", "ie", "inc", "jr", "ltd", "max", "min", "mol", "mr", "mrs",
    "ms", "no", "nos", "p.o", "pp", "prof", "q.d", "ref", "refs", "resp", "s.c", "sp", "spp", "st", "subsp",
    "suppl", "tab", "var", "viz", "vol", "vs", "wt",
];

/// The longest of them, in bytes.
const LONGEST_ABBREVIATION: usize = 6;

/// Nouns that a single letter counts: `MHC class I.` ends a sentence.
const COUNTED: [&str; 18] = [
    "class",
    "type",
    "phase",
    "stage",
    "grade",
    "vitamin",
    "hepatitis",
    "complex",
    "cyclin",
    "group",
    "arm",
    "cohort",
    "cluster",
    "protein",
    "influenza",
    "fraction",
    "subtype",
    "topoisomerase",
];

/// Words that start a sentence, so that even an initial or `et al.` before them ends one.
const STARTERS: [&str; 48] = [
    "A",
    "Accordingly",
    "After",
    "Although",
    "An",
    "Both",
    "By",
    "Collectively",
    "Consistent",
    "Conversely",
    "Figure",
    "Finally",
    "First",
    "For",
    "Furthermore",
    "Here",
    "Herein",
    "However",
    "If",
    "Importantly",
    "In",
    "Interestingly",
    "It",
    "Moreover",
    "No",
    "Notably",
    "On",
    "Our",
    "Patients",
    "Results",
    "Second",
    "Since",
    "Specifically",
    "Such",
    "Table",
    "Taken",
    "That",
    "The",
    "Their",
    "There",
    "Therefore",
    "These",
    "They",
    "This",
    "Thus",
    "To",
    "We",
    "When",
];

/// What has no end within so many bytes is no sentence and is read piece by piece: the work for one
/// sentence grows with more than its length.
const LONGEST: usize = 1 << 13;

/// A bracket that is not closed within so many bytes does not hold a sentence together.
const BRACKET: usize = 400;

/// Abbreviations are shorter than this, in bytes.
const WORD: usize = 40;

/// The sentences of a paper, in order.
#[must_use]
pub fn sentences(paper: &Paper) -> Vec<Sentence> {
    let mut found = Vec::new();
    for (block, at) in paper.blocks.iter().enumerate().filter(|(_, b)| is_said(b)) {
        let piece = &paper.text[at.span.clone()];
        let start = at.span.start + heading_marks(piece);
        for span in split(&paper.text[start..at.span.end]) {
            found.push(Sentence { span: span.start + start..span.end + start, block });
        }
    }
    found
}

/// Whether a block holds sentences.
fn is_said(block: &Block) -> bool {
    matches!(block.role, BlockRole::Title | BlockRole::Paragraph | BlockRole::Caption)
}

/// Length of `# `, `- ` and the like at the start.
fn heading_marks(piece: &str) -> usize {
    let rest = piece.trim_start_matches(['#', '-', '*', '•', '>', ' ', '\t']);
    let marked = piece.starts_with('#') || ["- ", "* ", "• ", "> "].iter().any(|m| piece.starts_with(m));
    if marked { piece.len() - rest.len() } else { 0 }
}

/// The sentences of a stretch of running text, as byte ranges without space at their ends.
#[must_use]
pub fn split(text: &str) -> Vec<Range<usize>> {
    let (mut found, mut start) = (Vec::new(), 0);
    let mut open: Option<usize> = None;
    for at in memchr::memchr3_iter(b'.', b'?', b'!', text.as_bytes()) {
        if at < start {
            continue;
        }
        open = still_open(text, start, at, open);
        if let Some(end) = ends(text, start, at).filter(|_| open.is_none()) {
            keep(text, start..end, &mut found);
            start = end;
            open = None;
        }
    }
    keep(text, start..text.len(), &mut found);
    found
}

fn keep(text: &str, mut span: Range<usize>, found: &mut Vec<Range<usize>>) {
    while span.len() > LONGEST {
        let most = border(text, span.start + LONGEST);
        let space = text[span.start..most].rfind(char::is_whitespace).filter(|&length| length > 0);
        let cut = space.map_or(most, |length| span.start + length);
        push(text, span.start..cut, found);
        span.start = cut;
    }
    push(text, span, found);
}

fn push(text: &str, span: Range<usize>, found: &mut Vec<Range<usize>>) {
    let span = super::clean::trim(text, span);
    if text[span.clone()].chars().any(char::is_alphanumeric) {
        found.push(span);
    }
}

/// Where a bracket opened that is not closed before `at`, but is closed soon after.
fn still_open(text: &str, start: usize, at: usize, open: Option<usize>) -> Option<usize> {
    let from = open.unwrap_or(start).max(at.saturating_sub(BRACKET));
    let from = from + memchr::memchr2(b'(', b'[', &text.as_bytes()[from..at])?;
    let mut depth = Vec::new();
    for (offset, byte) in text.as_bytes()[from..at].iter().enumerate() {
        match byte {
            b'(' | b'[' => depth.push(from + offset),
            b')' | b']' => {
                depth.pop();
            }
            _ => {}
        }
    }
    let opened = depth.first().copied()?;
    let end = (at + BRACKET).min(text.len());
    let closes = memchr::memchr2(b')', b']', &text.as_bytes()[at..end]).is_some();
    (closes && at - opened < BRACKET).then_some(opened)
}

/// Where the sentence ends whose full stop, question or exclamation mark may be at `at`.
fn ends(text: &str, start: usize, at: usize) -> Option<usize> {
    let after = at + 1;
    let end = after + closing(&text[after..]);
    let rest = &text[end..];
    let next = rest.trim_start();
    if next.is_empty() {
        return Some(end);
    }
    let cited = end > after && text[after..end].contains(['^', '[']);
    if next.len() == rest.len() {
        return raised_citation(text, at, end).or_else(|| (cited && begins(next)).then_some(end));
    }
    if !begins(next) {
        return None;
    }
    if text.as_bytes()[at] == b'.' && !cited && stands_for_more(text, start, at, next) {
        return None;
    }
    Some(end)
}

/// `cells.12,13 However`: the end behind the digits.
fn raised_citation(text: &str, at: usize, end: usize) -> Option<usize> {
    let before = text[..at].chars().next_back()?;
    if !(before.is_alphabetic() || ")%".contains(before)) || end != at + 1 {
        return None;
    }
    let marks = text[end..].bytes().take_while(|b| b.is_ascii_digit() || b",-".contains(b)).count();
    let digits = text[end..].bytes().take_while(u8::is_ascii_digit).count();
    let rest = &text[end + marks..];
    let next = rest.trim_start();
    ((1..=3).contains(&digits) && next.len() < rest.len() && begins(next)).then_some(end + marks)
}

/// Closing quotation marks and brackets, and citation markers, right behind the stop.
fn closing(text: &str) -> usize {
    let mut length = 0;
    loop {
        let rest = &text[length..];
        let Some(first) = rest.chars().next() else { return length };
        if "\"”’')]}*_".contains(first) {
            length += first.len_utf8();
        } else if let Some(marker) = marker(rest) {
            length += marker;
        } else {
            return length;
        }
    }
}

/// Length of a citation marker `^[3,4]^`, `[3-5]` or `^12^` at the start.
fn marker(text: &str) -> Option<usize> {
    let raised = text.starts_with('^');
    let inner = text.trim_start_matches('^');
    let bracketed = inner.starts_with('[');
    if !raised && !bracketed {
        return None;
    }
    let near = &inner[..border(inner, inner.len().min(BRACKET))];
    let close = near.find(if bracketed { ']' } else { '^' })?;
    let content = inner[..close].trim_start_matches('[');
    let numbers = !content.is_empty() && content.chars().all(|c| c.is_ascii_digit() || ",-–− ".contains(c));
    let mut length = text.len() - inner.len() + close + 1;
    if raised && bracketed && text[length..].starts_with('^') {
        length += 1;
    }
    numbers.then_some(length)
}

/// The nearest border of a character at or after a byte.
pub(super) fn border(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at += 1;
    }
    at
}

/// Whether a sentence may start like this: a capital, a digit, a bracket, or a name such as `p53`.
fn begins(next: &str) -> bool {
    let Some(first) = next.chars().next() else { return true };
    if first.is_uppercase() || first.is_ascii_digit() || "(\"“[‘*".contains(first) {
        return true;
    }
    let word = &next[..border(next, next.len().min(WORD))];
    let word = word.split(char::is_whitespace).next().unwrap_or_default();
    let is_name = word.chars().any(|c| c.is_uppercase() || c.is_ascii_digit());
    first.is_lowercase() && is_name || ('α'..='ω').contains(&first)
}

/// Whether the full stop at `at` ends an abbreviation or an initial.
fn stands_for_more(text: &str, start: usize, at: usize, next: &str) -> bool {
    let before = &text[border(text, start.max(at.saturating_sub(WORD)))..at];
    let word_start = before.rfind(|c: char| c.is_whitespace() || "([{“\"–—/*".contains(c));
    let word = word_start.map_or(before, |i| {
        let width = before[i..].chars().next().map_or(1, char::len_utf8);
        &before[i + width..]
    });
    let starter = || {
        let near = &next[..border(next, next.len().min(WORD))];
        STARTERS.contains(&near.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default())
    };
    let mut letters = word.chars();
    let initial = letters.next().is_some_and(char::is_uppercase) && letters.next().is_none();
    if initial {
        let counted = word_start.map_or("", |i| before[..i].trim_end());
        let noun = counted.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        return !starter() && !COUNTED.iter().any(|c| noun.eq_ignore_ascii_case(c));
    }
    if word.len() > LONGEST_ABBREVIATION && word.is_ascii() {
        return false;
    }
    let lower = word.to_lowercase();
    if !ABBREVIATIONS.contains(&lower.as_str()) {
        return false;
    }
    match lower.as_str() {
        // `no.` and `min.` are words too: only a number makes them short forms.
        "no" | "nos" | "min" | "max" | "st" | "ed" | "co" | "wt" | "ms" | "var" | "mol" => {
            next.starts_with(|c: char| c.is_ascii_digit())
        }
        "al" | "sp" | "spp" | "inc" | "ltd" => !starter(),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> Vec<&str> {
        split(text).into_iter().map(|span| &text[span]).collect()
    }

    #[test]
    fn a_letter_that_counts_ends_a_sentence() {
        let text = "They lost MHC class I. Reintroduction of A restored it, as J. Smith saw.";
        assert_eq!(parts(text).len(), 2, "{:?}", parts(text));
    }

    #[test]
    fn sentences_end_where_they_end() {
        for (text, count) in [
            ("Loss of A killed cells. B grew.", 2),
            ("As shown (Fig. 2A), A rose. B fell (Figs. 3 and 4).", 2),
            ("Doe et al. found it. Roe et al. saw it too. As did Poe et al. The rest is unknown.", 4),
            ("Mice got 2.5 mg/kg i.v. and i.p. daily, e.g. A vs. B.", 1),
            ("J. R. Smith studied E. coli and S. aureus.", 1),
            ("Patients had hepatitis C. The virus was cleared.", 2),
            ("A rose.^[33]^ B fell^[34,35]^. C stayed.[12] D went (13). E came.", 5),
            ("A rose in cells.12,13 However, B fell.", 2),
            ("It fell by 3.4-fold (P = 0.03; n = 5). p53 was lost.", 2),
            ("A was lost. mTOR signaling rose.", 2),
            ("Why? Because it is so! We do not know.", 3),
            ("Levels rose (see above. Methods) and fell.", 1),
            ("“It is so.” They agree.", 2),
            ("Trial no. 3 failed. There was no. They ended.", 3),
            ("The yield was 3.", 1),
            ("CXCL9 (Fig. 1a–c; Extended Data Fig. 2). This was new.", 2),
            ("Cells were washed at 37 °C. They were then fixed.", 2),
        ] {
            assert_eq!(parts(text).len(), count, "{:?}", parts(text));
        }
    }

    #[test]
    fn markers_stay_with_their_sentence() {
        assert_eq!(parts("A rose.^[3-5]^ B fell."), ["A rose.^[3-5]^", "B fell."]);
    }

    #[test]
    fn what_never_ends_is_read_in_pieces() {
        for text in ["word ".repeat(10_000), "ä".repeat(30_000), "a. b. ".repeat(9_000)] {
            let parts = parts(&text);
            assert!(parts.iter().all(|part| part.len() <= LONGEST + 3), "{}", parts.len());
            let said = |text: &str| text.split_whitespace().collect::<String>();
            assert_eq!(parts.iter().map(|part| said(part)).collect::<String>(), said(&text));
        }
    }

    #[test]
    fn an_unclosed_bracket_ends_somewhere() {
        let text = format!("A (see. {} B fell. C rose.", "word ".repeat(200));
        assert!(parts(&text).len() >= 2);
    }
}
