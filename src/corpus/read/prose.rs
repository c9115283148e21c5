//! Running text with its blocks, put together from marked-up pieces.
//!
//! In: pieces of text and where blocks begin and end. Out: text in which white space is single
//! and every block stands on lines of its own, with the spans of blocks, citations and tags.

use std::ops::Range;
use std::sync::Arc;

use crate::corpus::extract::apparatus::is_apparatus;
use crate::corpus::{Block, BlockRole, Citation, Paper, Tag};

/// Most labels that a range of citations such as `3–7` stands for.
const RANGE: u32 = 100;

/// Text that grows block by block.
#[derive(Debug, Default)]
pub(super) struct Prose {
    text: String,
    blocks: Vec<Block>,
    citations: Vec<Citation>,
    tags: Vec<Tag>,
    section: Vec<Arc<str>>,
    start: usize,
}

impl Prose {
    /// Adds text; white space becomes single spaces, none at the start of a block or cell.
    pub(super) fn push(&mut self, text: &str) {
        for c in text.chars() {
            if !c.is_whitespace() {
                self.text.push(c);
            } else if self.text.len() > self.start && !self.text.ends_with([' ', '\t']) {
                self.text.push(' ');
            }
        }
    }

    /// Ends a cell of a row.
    pub(super) fn cell(&mut self) {
        self.trim();
        self.text.push('\t');
    }

    /// The text of the open block.
    pub(super) fn open(&self) -> &str {
        &self.text[self.start..]
    }

    /// Where the next character goes.
    pub(super) fn position(&self) -> usize {
        self.text.len()
    }

    /// What was pushed since a position.
    pub(super) fn since(&self, start: usize) -> String {
        self.text.get(start..).unwrap_or_default().to_owned()
    }

    /// The last character of the open block.
    pub(super) fn last(&self) -> Option<char> {
        self.open().chars().next_back()
    }

    /// Notes what was pushed since a position as a citation.
    pub(super) fn cite(&mut self, start: usize, labels: Vec<String>) {
        if start < self.text.len() && !labels.is_empty() {
            self.citations.push(Citation { span: start..self.text.len(), labels });
        }
    }

    /// Notes a tag.
    pub(super) fn tag(&mut self, tag: Tag) {
        self.tags.push(tag);
    }

    /// Ends the open block; one without text is none. Returns its span.
    ///
    /// Paragraphs of acknowledgements, declarations and the like are furniture.
    pub(super) fn end(&mut self, role: BlockRole) -> Option<Range<usize>> {
        match role {
            BlockRole::Row => {
                let end = self.text.trim_end_matches(' ').len().max(self.start);
                self.text.truncate(end);
            }
            _ => self.trim(),
        }
        if self.open().trim().is_empty() {
            self.text.truncate(self.start);
            return None;
        }
        let span = self.start..self.text.len();
        let aside = role == BlockRole::Paragraph && self.section.iter().any(|name| is_apparatus(name));
        let role = if aside { BlockRole::Furniture } else { role };
        self.blocks.push(Block { role, section: self.section.clone(), span: span.clone() });
        self.text.push('\n');
        self.start = self.text.len();
        Some(span)
    }

    fn trim(&mut self) {
        let end = self.text.trim_end_matches(' ').len().max(self.start);
        self.text.truncate(end);
    }

    /// Goes into a section; what is open is a paragraph.
    pub(super) fn enter(&mut self, heading: &str) {
        self.end(BlockRole::Paragraph);
        self.section.push(heading.into());
    }

    /// Leaves the innermost section.
    pub(super) fn leave(&mut self) {
        self.end(BlockRole::Paragraph);
        self.section.pop();
    }

    /// Sets the whole path of sections.
    pub(super) fn set_section(&mut self, path: Vec<Arc<str>>) {
        self.section = path;
    }

    /// Gives the paper its text.
    pub(super) fn into_paper(mut self, paper: Paper) -> Paper {
        self.end(BlockRole::Paragraph);
        self.expand_ranges();
        self.tags.sort_by_key(|t| (t.span.start, t.span.end));
        Paper {
            text: self.text.into(),
            blocks: self.blocks,
            citations: self.citations,
            tags: self.tags,
            ..paper
        }
    }

    /// `3–7` cites 3, 4, 5, 6 and 7: those between go to the first.
    fn expand_ranges(&mut self) {
        for next in 1..self.citations.len() {
            let (before, after) = self.citations.split_at_mut(next);
            let (Some(first), Some(last)) = (before.last_mut(), after.first()) else { continue };
            let between = self.text.get(first.span.end..last.span.start).map_or("", str::trim);
            if !matches!(between, "-" | "–" | "—" | "]-[" | "]–[") {
                continue;
            }
            let number = |labels: &[String]| labels.last().and_then(|l| l.parse::<u32>().ok());
            if let (Some(from), Some(to)) = (number(&first.labels), number(&last.labels))
                && to > from
                && to - from <= RANGE
            {
                first.labels.extend((from + 1..to).map(|n| n.to_string()));
            }
        }
    }
}
