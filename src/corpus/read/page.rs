//! Sentences that the end of a page parts → whole sentences.
//!
//! In: a text as printed pages have it. Out: the same without form feeds, and without what stands at
//! the end and the start of pages between two halves of a sentence: page numbers, running heads,
//! footers. As many lines are added behind the sentence, so that the lines of the rest stay.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use crate::corpus::extract::furniture::is_furniture;
use crate::corpus::extract::line;

/// At most so many lines stand between two pages.
const MOST: usize = 8;

/// The same, with blank ones.
const MOST_WITH_BLANK: usize = 60;

/// A running head is at most so long, in bytes.
const LONGEST: usize = 160;

/// So much of the start of a text names the paper, in bytes.
const START: usize = 3000;

/// The text with whole sentences.
pub(super) fn whole_sentences(text: &str) -> Cow<'_, str> {
    let lines: Vec<&str> = text.lines().map(|line| line.trim_matches([' ', '\u{c}', '\t', '\r'])).collect();
    let mut pages = Pages::new(text, &lines);
    let mut result = String::with_capacity(text.len());
    let (mut at, mut owed, mut changed) = (0, 0usize, text.contains('\u{c}'));
    let mut raw = text.lines();
    while at < lines.len() {
        let Some(line) = raw.next() else { break };
        result.push_str(line.trim_matches('\u{c}'));
        result.push('\n');
        if owed > 0 && (line::is_closed(lines[at]) || lines.get(at + 1).is_none_or(|l| l.is_empty())) {
            result.extend(std::iter::repeat_n('\n', std::mem::take(&mut owed)));
        }
        at += 1;
        if let Some(between) = pages.between(at) {
            (owed, changed) = (owed + between, true);
            at += between;
            raw.by_ref().take(between).for_each(drop);
        }
    }
    if changed { Cow::Owned(result) } else { Cow::Borrowed(text) }
}

struct Pages<'t> {
    lines: &'t [&'t str],
    /// Lines without their numbers, and how often each is there.
    heads: FxHashMap<String, usize>,
    /// How the text begins: its lines, and all of them.
    first: &'t [&'t str],
    start: String,
    /// Lines on which a page begins.
    feeds: Vec<usize>,
    /// Lines of which it is known whether they stand on a page rather than in the text.
    of_page: Vec<Option<bool>>,
}

impl<'t> Pages<'t> {
    fn new(text: &'t str, lines: &'t [&'t str]) -> Self {
        let mut heads: FxHashMap<String, usize> = FxHashMap::default();
        for line in lines.iter().filter(|line| line.len() <= LONGEST && !line.is_empty()) {
            *heads.entry(without_numbers(line)).or_default() += 1;
        }
        let feeds =
            text.lines().enumerate().filter(|(_, line)| line.contains('\u{c}')).map(|(at, _)| at).collect();
        let (count, start) = start(text);
        let first = &lines[..count.min(lines.len())];
        Self { lines, heads, first, start, feeds, of_page: vec![None; lines.len()] }
    }

    /// How many lines from this one on stand between the halves of a sentence.
    fn between(&mut self, at: usize) -> Option<usize> {
        let before = self.lines[at - 1];
        let open = !before.is_empty() && !line::is_closed(before) && line::has_words(3, before);
        if !open || !self.may_be(at) {
            return None;
        }
        let rest = &self.lines[at..];
        let rest = &rest[..rest.len().min(MOST_WITH_BLANK)];
        let (mut few, mut count) = (0, 0);
        for (offset, line) in rest.iter().enumerate() {
            if !line.is_empty() && (few == MOST || !self.is_known_of_page(at + offset)) {
                break;
            }
            few += usize::from(!line.is_empty());
            count += 1;
        }
        let between = &rest[..count];
        // A name or a number on a line of its own belongs to the sentence.
        let parted = few < count || between.iter().any(|line| line::has_words(3, line));
        let breaks = few > 0 && parted || self.begins_page(at, at + count);
        let next = rest.get(count)?;
        let goes_on = line::continues(next)
            || before.ends_with('-')
            || (line::is_open(before) || line::asks_for_more(before)) && line::has_words(3, next);
        (count > 0 && breaks && goes_on).then_some(count)
    }

    /// Whether a page may end before this line: a quick look, as most lines are followed by text.
    fn may_be(&self, at: usize) -> bool {
        let is_break = |line: &&str| line.is_empty() || is_number(line) || self.is_repeated(line);
        self.lines.get(at).is_some_and(is_break) || self.begins_page(at, at)
    }

    fn is_repeated(&self, line: &str) -> bool {
        line.len() <= LONGEST
            && line::has_words(2, line)
            && self.heads.get(&without_numbers(line)).is_some_and(|count| *count > 1)
    }

    fn begins_page(&self, from: usize, to: usize) -> bool {
        let next = self.feeds.partition_point(|feed| *feed < from);
        self.feeds.get(next).is_some_and(|feed| *feed <= to)
    }

    fn is_known_of_page(&mut self, at: usize) -> bool {
        let known = self.of_page[at].unwrap_or_else(|| self.is_of_page(self.lines[at]));
        self.of_page[at] = Some(known);
        known
    }

    /// Whether a line stands on a page rather than in the text.
    fn is_of_page(&self, line: &str) -> bool {
        if line.len() > LONGEST {
            return false;
        }
        let lower = line.to_lowercase();
        let loaded =
            ["downloaded from", "author manuscript", "page "].iter().any(|start| lower.starts_with(start));
        // The title, which a running head shortens, stands at the start besides the line itself.
        let own = || self.first.iter().filter(|first| **first == line).count();
        let named = || line::has_words(3, line) && self.start.matches(line).nth(own()).is_some();
        let head = || !line::is_closed(line) && !line::continues(line) && (self.is_repeated(line) || named());
        is_number(line)
            || loaded
            || lower.ends_with("et al.") && line.len() <= 60
            || is_furniture(line)
            || head()
    }
}

/// How many lines the start of a text has, and the start with single spaces.
fn start(text: &str) -> (usize, String) {
    let mut end = text.len().min(START);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    (text[..end].lines().count(), text[..end].split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Whether it is the number of a page.
fn is_number(line: &str) -> bool {
    (1..=5).contains(&line.len()) && line.bytes().all(|b| b.is_ascii_digit())
}

fn without_numbers(line: &str) -> String {
    line.split(|c: char| c.is_ascii_digit())
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join("#")
        .trim()
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_between_pages_parts_no_sentence() {
        let text = "Own kinases in cells\nText. Loss of the kinase did not\n\n12\n\nDownloaded from http://own.example by guest\n\u{c}Own J. Cells 2020\n\n\
                    change the weight of tumors.\nMore of it.\n\n13\n\u{c}Own J. Cells 2021\nNext words stand here.\n";
        let whole = whole_sentences(text);
        assert!(
            whole.contains("did not\nchange the weight of tumors.\n\n\n\n\n\n\nMore of it.\n"),
            "{whole}"
        );
        assert_eq!(whole.lines().count(), text.lines().count());
        assert!(whole.contains("\nOwn J. Cells 2021\nNext words") && !whole.contains('\u{c}'), "{whole}");
    }

    #[test]
    fn a_head_that_shortens_the_title_is_known() {
        let text = "Own kinase promotes evasion through a receptor\nOne A.\n\nThe drug lowered the weight from\n\n346\n\nOwn kinase promotes evasion\n1.2 g to 0.5 g in mice.\n";
        assert!(whole_sentences(text).contains("weight from\n1.2 g to 0.5 g"), "{}", whole_sentences(text));
    }

    #[test]
    fn paragraphs_without_a_page_between_them_stay() {
        let text = "A heading of this text\n\nthe first words are small here.\n\nA line that is not closed\n\nAnother paragraph, of the drug\n\nand so on.\n";
        assert_eq!(whole_sentences(text), text);
    }
}
