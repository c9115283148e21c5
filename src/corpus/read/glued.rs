//! Numbers of cited works that a lost superscript glued to a word → citations.
//!
//! In: a text, `most agents of the industry1,2 fail.3 We`. Out: the same with `industry[1,2] fail[3]. We`,
//! if it cites in no other way and its numbers are those of cited works: those that are new follow the
//! ones before, from 1 on. A number that may be a part of a name (`STAT3`, `p53`, `caspase3`) stays.

use std::borrow::Cow;
use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};

/// Fewer citations with a new number tell nothing.
const FEWEST: usize = 4;

/// So many works may be cited in between where nobody sees it.
const SKIPPED: usize = 4;

/// So much before a number is looked at, in bytes.
const NEAR: usize = 80;

/// Words before a number that is no citation.
const NAMED: [&str; 12] =
    ["fig", "figs", "ref", "refs", "table", "tables", "vol", "eq", "chap", "suppl", "day", "grade"];

/// A number, or several, behind a word.
struct Glued<'t> {
    /// What it is glued to, without marks.
    word: &'t str,
    /// The mark between them, and the numbers.
    mark: Range<usize>,
    numbers: Range<usize>,
    labels: Vec<usize>,
}

/// The text with its citations, if it is sure that they are.
pub(super) fn cited(text: &str) -> Cow<'_, str> {
    if cites_otherwise(text) {
        return Cow::Borrowed(text);
    }
    let all = glued(text);
    let (mut cited, mut last, mut new, mut wrong) = (Vec::new(), 0usize, 0usize, 0usize);
    for found in all {
        let (first, highest) = (found.labels[0], found.labels.iter().copied().max().unwrap_or(0));
        match found.labels.iter().copied().filter(|label| *label > last).min() {
            Some(next) if next <= last + 1 || last > 0 && next <= last + SKIPPED => {
                (new, last) = (new + 1, last.max(highest));
                cited.push((found, true));
            }
            Some(_) => wrong += 1,
            None if first <= last => cited.push((found, false)),
            None => wrong += 1,
        }
    }
    if new < FEWEST || wrong * 3 > new {
        return Cow::Borrowed(text);
    }
    let names = Names::new(text, &cited);
    let mut result = String::with_capacity(text.len() + cited.len() * 2);
    let mut from = 0;
    for (found, _) in cited.iter().filter(|(found, is_new)| names.is_free(found, *is_new)) {
        result.push_str(&text[from..found.mark.start]);
        result.push('[');
        result.push_str(&text[found.numbers.clone()]);
        result.push(']');
        result.push_str(&text[found.mark.clone()]);
        from = found.numbers.end;
    }
    result.push_str(&text[from..]);
    Cow::Owned(result)
}

/// Whether it has citations in brackets, or raised ones.
fn cites_otherwise(text: &str) -> bool {
    let bytes = text.as_bytes();
    let marks = memchr::memchr2_iter(b'[', b'^', bytes);
    marks.filter(|at| bytes.get(at + 1).is_some_and(|b| b.is_ascii_digit() || *b == b'[')).nth(1).is_some()
}

fn glued(text: &str) -> Vec<Glued<'_>> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = bytes[at..].iter().position(|b| matches!(b, b'1'..=b'9')).map(|n| at + n) {
        let end = numbers_end(text, start);
        at = end.max(start + 1);
        found.extend(of_word(text, start..end));
    }
    found
}

/// Where numbers end that only commas and dashes part.
fn numbers_end(text: &str, start: usize) -> usize {
    let digits = |from: usize| text[from..].bytes().take_while(u8::is_ascii_digit).count();
    let mut end = start + digits(start);
    while let Some(mark) = text[end..].chars().next().filter(|c| ",-–".contains(*c)) {
        let count = digits(end + mark.len_utf8());
        if count == 0 {
            break;
        }
        end += mark.len_utf8() + count;
    }
    end
}

fn of_word(text: &str, numbers: Range<usize>) -> Option<Glued<'_>> {
    let near = super::hyphen::near(text, numbers.start.saturating_sub(NEAR), numbers.start);
    let bare = near.trim_end_matches(['.', ',', ';']);
    let mark = numbers.start - (near.len() - bare.len())..numbers.start;
    let token = bare.rsplit(char::is_whitespace).next()?;
    if mark.len() > 1 || token.contains(['/', '@', '_', '=', '<', '>', ':', '.']) {
        return None;
    }
    // `(PDAC).3`, `10%.3`: behind a mark anything may stand that ends a sentence.
    let word = token.rsplit(|c: char| !c.is_alphabetic()).next()?;
    let small = word.chars().all(char::is_lowercase) && word.len() >= 3;
    // `One,1 Two,2` are authors.
    let closed = token.ends_with([')', '%']) || &text[mark.clone()] == "." && word.chars().count() >= 2;
    if !(small || !mark.is_empty() && closed) || NAMED.contains(&word.to_lowercase().as_str()) {
        return None;
    }
    let after = &text[numbers.end..];
    let rest = after.trim_start_matches(['.', ',', ';', ':', ')', '?']);
    let ends = rest.is_empty() || rest.starts_with(char::is_whitespace);
    let opens = rest.trim_start().chars().next().is_none_or(|c| !c.is_lowercase());
    if !ends || after.len() - rest.len() > 2 || &text[mark.clone()] == "." && !opens {
        return None;
    }
    let labels = labels(&text[numbers.clone()])?;
    Some(Glued { word, mark, numbers, labels })
}

fn labels(numbers: &str) -> Option<Vec<usize>> {
    let mut found = Vec::new();
    for part in numbers.split(',') {
        let mut ends =
            part.splitn(2, ['-', '–']).map(|n| n.parse::<usize>().ok().filter(|n| (1..1000).contains(n)));
        let first = ends.next()??;
        let last = ends.next().map_or(Some(first), |last| last)?;
        if last < first || last - first > 60 {
            return None;
        }
        found.extend(first..=last);
    }
    Some(found)
}

/// How words stand in the text.
struct Names<'t> {
    /// Words that stand alone somewhere.
    alone: FxHashSet<&'t str>,
    /// `caspase-3`, `caspase 3`: words with a number of their own.
    numbered: FxHashSet<(&'t str, &'t str)>,
    /// How often a word has the same number glued to it.
    counts: FxHashMap<(&'t str, Vec<usize>), usize>,
}

impl<'t> Names<'t> {
    fn new(text: &'t str, cited: &[(Glued<'t>, bool)]) -> Self {
        let mut counts: FxHashMap<(&str, Vec<usize>), usize> = FxHashMap::default();
        for (found, _) in cited.iter().filter(|(found, _)| found.mark.is_empty()) {
            *counts.entry((found.word, found.labels.clone())).or_default() += 1;
        }
        let wanted: FxHashSet<&str> = cited.iter().map(|(found, _)| found.word).collect();
        let (mut alone, mut numbered) = (FxHashSet::default(), FxHashSet::default());
        let mut words = text.split([' ', '\n', '\t', '-', '\u{a0}']).peekable();
        while let Some(word) = words.next() {
            let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
            if !wanted.contains(bare) {
                continue;
            }
            alone.insert(bare);
            let next = words.peek().map(|next| next.trim_matches(|c: char| !c.is_alphanumeric()));
            numbered.extend(
                next.filter(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit())).map(|n| (bare, n)),
            );
        }
        Self { alone, numbered, counts }
    }

    /// Whether the number is no part of a name. One that was cited before may be: its word must
    /// stand alone elsewhere, and not have the same number twice.
    fn is_free(&self, found: &Glued<'t>, is_new: bool) -> bool {
        if !found.mark.is_empty() {
            return true;
        }
        let first = found.labels[0].to_string();
        let own = self.numbered.contains(&(found.word, first.as_str()));
        let often = self.counts.get(&(found.word, found.labels.clone())).is_some_and(|count| *count > 1);
        !own && !often && (is_new || self.alone.contains(found.word) || found.labels.len() > 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_go_on_are_citations_and_names_stay() {
        let text = "Most agents of the industry1,2 fail. Cells of the marrow3 need STAT3 and p53 (10%).4 However, \
                    IL-6,7 and CD8 cells grow5-7. Other agents2 act on caspase3, and caspase3 acts on cells.8 We saw caspase3.";
        let wanted = "Most agents of the industry[1,2] fail. Cells of the marrow[3] need STAT3 and p53 (10%)[4]. However, \
                    IL-6,7 and CD8 cells grow[5-7]. Other agents[2] act on caspase3, and caspase3 acts on cells[8]. We saw caspase3.";
        assert_eq!(cited(text), wanted);
    }

    #[test]
    fn names_with_numbers_alone_are_no_citations() {
        for text in [
            "The galectin3 of cells binds claudin1, interleukin6, caspase8 and cyclin2 in vitro.",
            "Grown in medium1 for day 2, on plates3 and then in the dark.",
            "Agents1 of one kind2 are known3 to fail4, as seen [1] and [2] elsewhere.",
        ] {
            assert_eq!(cited(text), text);
        }
    }
}
