//! A tree back to text, in one canonical layout. In: a text and its tree. Out: the text with the
//! same meaning and the same comments. Must not know names.

use std::collections::BTreeMap;

use unicode_width::UnicodeWidthStr;

use super::ast::{File, Item};
use super::layout::{Break, Chunk, Layout, Section, layout};
use super::lex::{Comment, Lexed, lex};
use super::print::Printer;
use super::split::{RawItem, split};
use crate::source::SourceId;

/// The longest line that the formatter joins, in columns.
const WIDTH: usize = 100;

/// Which operators the formatter prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Style {
    /// `∧ ∨ ¬ ⇒ ≠ ≤ ≥ ×`
    #[default]
    Symbols,
    /// `and or not => != <= >= *`
    Ascii,
}

/// The canonical text of a file. Comments stay where they are; an item that is missing from the
/// tree, since it has an error, is printed as it was.
///
/// `file` must be what `text` parses to.
#[must_use]
pub fn format(text: &str, file: &File, style: Style) -> String {
    let source = SourceId(0);
    let mut lexed = lex(source, text);
    let raw_items = split(source, text, &mut lexed);
    let items = file.items.iter().map(|item| (item.span.start, item)).collect();
    let mut writer =
        Writer { printer: Printer { text, style }, lexed: &lexed, items, out: String::new(), line: None };
    let mut comment = 0;
    for raw in &raw_items {
        comment = writer.item(raw, comment);
    }
    for comment in &lexed.comments[comment..] {
        writer.own_line(comment);
    }
    writer.out
}

struct Writer<'a> {
    printer: Printer<'a>,
    lexed: &'a Lexed,
    items: BTreeMap<u32, &'a Item>,
    out: String,
    /// The line of the source that was printed last.
    line: Option<u32>,
}

impl Writer<'_> {
    fn comment(&self, comment: &Comment) -> &str {
        &self.printer.text[comment.start as usize..comment.end as usize]
    }

    /// Keeps one blank line where the source has some.
    fn gap(&mut self, line: u32) {
        if self.line.is_some_and(|last| line > last + 1) {
            self.out.push('\n');
        }
        self.line = Some(line);
    }

    fn own_line(&mut self, comment: &Comment) {
        self.gap(comment.line);
        let text = self.comment(comment).to_owned();
        self.out.push_str(&text);
        self.out.push('\n');
    }

    /// Prints an item with its comments from number `next` on; the number of the next comment.
    fn item(&mut self, raw: &RawItem, next: usize) -> usize {
        let first = self.lexed.tokens[raw.tokens.start];
        let last = self.lexed.tokens[raw.tokens.end - 1];
        let comments = &self.lexed.comments;
        for comment in &comments[next..raw.docs.start.max(next)] {
            self.own_line(comment);
        }
        let after = |c: &Comment| c.start < last.end || (!c.own_line && c.line == last.line);
        let end = raw.docs.end + comments[raw.docs.end..].partition_point(after);
        let docs = &comments[raw.docs.clone()];
        let within = &comments[raw.docs.end..end];
        self.gap(docs.first().map_or(first.line, |c| c.line));
        match self.items.get(&first.start).copied() {
            Some(item) => {
                let layout = layout(self.printer, item);
                let notes = Notes::new(&layout, within);
                for comment in &notes.before[0] {
                    // As a `##` it would become documentation here.
                    let text = format!("#{}\n", self.comment(comment).trim_start_matches('#'));
                    self.out.push_str(&text);
                }
                self.docs(docs);
                self.sections(&layout, &notes);
            }
            None => {
                self.docs(docs);
                self.verbatim(first.start, within.last().map_or(last.end, |c| c.end.max(last.end)));
            }
        }
        self.line = Some(within.last().map_or(last.line, |c| c.line.max(last.line)));
        end
    }

    fn docs(&mut self, docs: &[Comment]) {
        for comment in docs {
            let text = self.comment(comment)[2..].to_owned();
            let text = text.strip_prefix(' ').unwrap_or(&text);
            self.out.push_str(format!("## {text}").trim_end());
            self.out.push('\n');
        }
    }

    fn verbatim(&mut self, start: u32, end: u32) {
        let text = self.printer.text;
        let line = text[..start as usize].rfind('\n').map_or(0, |n| n + 1);
        self.out.push_str(&text[line..end as usize].replace(['\r', '\u{feff}'], ""));
        self.out.push('\n');
    }

    fn sections(&mut self, layout: &Layout, notes: &Notes<'_>) {
        let all: Vec<&Chunk> = layout.sections.iter().flat_map(|s| &s.chunks).collect();
        if layout.joins && notes.allow_joining(0, all.len()) && joined_width(&all) <= WIDTH {
            return self.line(0, &all, 0, notes);
        }
        let mut index = 0;
        for section in &layout.sections {
            let indent = if index == 0 { 0 } else { 2 };
            self.section(indent, index, section, notes);
            index += section.chunks.len();
        }
    }

    fn section(&mut self, indent: usize, first: usize, section: &Section, notes: &Notes<'_>) {
        let chunks: Vec<&Chunk> = section.chunks.iter().collect();
        let free = notes.allow_joining(first, chunks.len());
        if free && indent + joined_width(&chunks) <= WIDTH {
            return self.line(indent, &chunks, first, notes);
        }
        let mut start = 0;
        while start < chunks.len() {
            let indent = if first + start == 0 { 0 } else { 2 };
            let mut end = start + 1;
            while section.breaks == Break::Fill
                && end < chunks.len()
                && notes.allow_joining(first + start, end + 1 - start)
                && indent + joined_width(&chunks[start..=end]) <= WIDTH
            {
                end += 1;
            }
            self.line(indent, &chunks[start..end], first + start, notes);
            start = end;
        }
    }

    fn line(&mut self, indent: usize, chunks: &[&Chunk], first: usize, notes: &Notes<'_>) {
        let spaces = " ".repeat(indent);
        if first > 0 {
            for comment in &notes.before[first] {
                let text = format!("{spaces}{}\n", self.comment(comment));
                self.out.push_str(&text);
            }
        }
        let texts: Vec<&str> = chunks.iter().map(|c| c.text.as_str()).collect();
        self.out.push_str(&spaces);
        self.out.push_str(&texts.join(" "));
        if let Some(comment) = notes.behind[first + chunks.len() - 1] {
            let text = format!("  {}", self.comment(comment));
            self.out.push_str(&text);
        }
        self.out.push('\n');
    }
}

fn joined_width(chunks: &[&Chunk]) -> usize {
    chunks.iter().map(|c| c.text.width() + 1).sum::<usize>().saturating_sub(1)
}

/// The comments of an item by the number of the chunk that they belong to.
struct Notes<'a> {
    before: Vec<Vec<&'a Comment>>,
    behind: Vec<Option<&'a Comment>>,
}

impl<'a> Notes<'a> {
    fn new(layout: &Layout, comments: &'a [Comment]) -> Self {
        let spans: Vec<_> = layout.sections.iter().flat_map(|s| &s.chunks).map(|c| c.span).collect();
        let mut notes = Self { before: vec![Vec::new(); spans.len()], behind: vec![None; spans.len()] };
        for comment in comments {
            let next = spans.partition_point(|s| s.start < comment.start);
            let Some(last) = next.checked_sub(1) else {
                notes.before[0].push(comment);
                continue;
            };
            let inside = comment.start < spans[last].end;
            if !inside && !comment.own_line && notes.behind[last].is_none() {
                notes.behind[last] = Some(comment);
            } else if inside || next == spans.len() {
                notes.before[last].push(comment);
            } else {
                notes.before[next].push(comment);
            }
        }
        notes
    }

    /// Whether no comment stands between these chunks.
    fn allow_joining(&self, first: usize, count: usize) -> bool {
        let end = first + count;
        self.before[first + 1..end].iter().all(Vec::is_empty)
            && self.behind[first..end - 1].iter().all(Option::is_none)
    }
}
