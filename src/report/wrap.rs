//! Text in, lines of a width out. Widths are columns of a terminal, not bytes or characters.

use anstyle::Style;
use textwrap::{Options, WordSeparator, WordSplitter};

use super::palette::paint;

/// How many columns a text takes.
pub(super) fn columns(text: &str) -> usize {
    textwrap::core::display_width(text)
}

/// Lines of at most `width` columns. Words are never hyphenated, since names hold hyphens; one
/// that is wider than a line is cut. An empty text has no lines.
pub(super) fn lines(text: &str, width: usize) -> Vec<String> {
    if text.trim().is_empty() {
        return Vec::new();
    }
    let options = Options::new(width.max(16))
        .word_separator(WordSeparator::AsciiSpace)
        .word_splitter(WordSplitter::NoHyphenation);
    textwrap::wrap(text, options).into_iter().map(|line| line.trim_end().to_owned()).collect()
}

/// The same, each line painted on its own, so that no colour runs into what stands beside it.
pub(super) fn painted(text: &str, width: usize, style: Style) -> Vec<String> {
    lines(&printable(text), width).into_iter().map(|line| paint(style, &line)).collect()
}

/// The text without control characters, with which a paper could steer a terminal.
pub(super) fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// The text with the words of each match painted word by word, which a later wrap cannot split.
pub(super) fn marked(text: &str, matches: &[String], style: Style) -> String {
    let text = printable(text);
    if style == Style::new() {
        return text;
    }
    let mut inside = vec![false; text.len()];
    for found in matches.iter().filter(|m| !m.is_empty()) {
        for (start, part) in text.match_indices(found.as_str()) {
            inside[start..start + part.len()].fill(true);
        }
    }
    let mut out = String::new();
    let mut run = String::new();
    for (at, character) in text.char_indices() {
        if inside[at] && character != ' ' {
            run.push(character);
        } else {
            out.push_str(&paint(style, &std::mem::take(&mut run)));
            out.push(character);
        }
    }
    out.push_str(&paint(style, &run));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_and_joined_characters_are_measured_in_columns() {
        assert_eq!(columns("IFN-γ"), 5);
        assert_eq!(columns("細胞"), 4);
        assert_eq!(columns("e\u{301}"), 1);
        assert!(lines("細胞 細胞 細胞 細胞 細胞", 16).iter().all(|l| columns(l) <= 16));
    }

    #[test]
    fn names_are_not_split_at_their_hyphens() {
        let text = "aaaaaaaaaaaa HR-positive";
        assert_eq!(lines(text, 16), ["aaaaaaaaaaaa", "HR-positive"]);
    }

    #[test]
    fn a_word_wider_than_a_line_is_cut() {
        assert!(lines(&"x".repeat(50), 16).iter().all(|l| columns(l) <= 16));
    }

    #[test]
    fn control_characters_do_not_reach_a_terminal() {
        assert_eq!(marked("a\u{1b}[31mb\nc", &[], Style::new()), "a [31mb c");
    }

    #[test]
    fn matches_are_painted_word_by_word() {
        let bold = Style::new().bold();
        let text = marked("the CD8+ T cells rose", &["CD8+ T cells".to_owned()], bold);
        assert_eq!(text, "the \u{1b}[1mCD8+\u{1b}[0m \u{1b}[1mT\u{1b}[0m \u{1b}[1mcells\u{1b}[0m rose");
        assert_eq!(columns(&text), columns("the CD8+ T cells rose"));
    }
}
