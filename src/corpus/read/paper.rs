//! `.md` and `.txt`: papers and digests, with or without TOML front matter.
//!
//! A line `+++` opens and closes front matter; a second one in a file opens a second paper. What a
//! web clipping says of itself between lines `---` is taken too. In a
//! digest each sentence is a line that starts with its locator: `[Abstract ¶1] …`.

use std::path::Path;
use std::sync::Arc;

use serde::Deserialize;

use super::clipping::{Clipping, clipping};
use crate::corpus::{Paper, Sentence, extract};
use crate::diagnostic::Diagnostic;

/// Whether a paper says what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// With front matter.
    Described,
    /// Without.
    Plain,
    /// In a format of others, which says what it is.
    Foreign,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct FrontMatter {
    id: Option<String>,
    doi: Option<String>,
    pmid: Option<String>,
    title: Option<String>,
    #[serde(default)]
    authors: Vec<String>,
    year: Option<i32>,
    journal: Option<String>,
    study: Option<String>,
    lineage: Option<String>,
    #[serde(default)]
    retracted: bool,
    #[serde(default)]
    digest: bool,
}

impl From<Clipping> for FrontMatter {
    fn from(clipping: Clipping) -> Self {
        let Clipping { title, doi, authors, journal, year, end: _ } = clipping;
        Self { title, doi, authors, journal, year, ..Self::default() }
    }
}

/// A part of a file that is one paper: its front matter, its text, and the line each starts on.
struct Part<'a> {
    front: Option<(&'a str, u32)>,
    /// What a web clipping says of itself.
    clipping: Option<Clipping>,
    body: &'a str,
    /// Where the body starts in the file, in bytes.
    offset: usize,
    line: u32,
}

/// The papers of a file.
#[must_use]
pub fn parse(path: &Path, text: &str) -> (Vec<(Paper, Form)>, Vec<Diagnostic>) {
    let whole: Arc<str> = text.into();
    let (mut papers, mut diagnostics) = (Vec::new(), Vec::new());
    let (parts, unclosed) = split(text);
    if let Some(line) = unclosed {
        let message = format!("{}:{line}: the front matter is not closed", path.display());
        let help = "close it with a line that holds only +++";
        diagnostics.push(Diagnostic::error("E0508", message).help(help));
    }
    for part in parts {
        match part.front.map_or(Ok(None), |(front, line)| front_matter(path, front, line).map(Some)) {
            Ok(front) => {
                let form = if front.is_some() { Form::Described } else { Form::Plain };
                let front = front
                    .unwrap_or_else(|| part.clipping.clone().map_or_else(FrontMatter::default, Into::into));
                papers.push((paper(path, &whole, front, &part), form));
            }
            Err(diagnostic) => diagnostics.push(diagnostic),
        }
    }
    (papers, diagnostics)
}

/// The parts of a file, and the line of front matter that is not closed.
fn split(text: &str) -> (Vec<Part<'_>>, Option<u32>) {
    let mut marks = Vec::new();
    let (mut offset, mut line) = (0, 1u32);
    let (mut described, mut begun) = (false, false);
    for content in text.split_inclusive('\n') {
        let mark = content.trim_end() == "+++";
        described |= mark && !begun;
        begun |= !content.trim().is_empty();
        if mark && described {
            marks.push((offset, offset + content.len(), line));
        }
        offset += content.len();
        line += 1;
    }
    if marks.is_empty() {
        let clipping = clipping(text);
        let offset = clipping.as_ref().map_or(0, |clipping| clipping.end);
        let line = u32::try_from(text[..offset].matches('\n').count()).unwrap_or(u32::MAX).saturating_add(1);
        return (vec![Part { front: None, clipping, body: &text[offset..], offset, line }], None);
    }
    let unclosed = (marks.len() % 2 == 1).then(|| marks[marks.len() - 1].2);
    let mut parts = Vec::new();
    for (i, pair) in marks.chunks_exact(2).enumerate() {
        let end = marks.get(2 * i + 2).map_or(text.len(), |next| next.0);
        let front = Some((&text[pair[0].1..pair[1].0], pair[0].2 + 1));
        let offset = pair[1].1;
        let line = pair[1].2 + 1;
        parts.push(Part { front, clipping: None, body: &text[offset..end], offset, line });
    }
    (parts, unclosed)
}

fn front_matter(path: &Path, text: &str, line: u32) -> Result<FrontMatter, Diagnostic> {
    let front: FrontMatter = toml::from_str(text).map_err(|error| {
        let before = error.span().map_or(0, |s| text[..s.start.min(text.len())].matches('\n').count());
        let place = format!("{}:{}", path.display(), line as usize + before);
        let (message, help) = super::findings::explain(error.message(), "front matter");
        Diagnostic::error("E0509", format!("{place}: {message}")).help(help)
    })?;
    if front.id.is_none() && front.doi.is_none() && front.pmid.is_none() && front.title.is_none() {
        let message = format!("{}:{line}: the front matter does not say which paper this is", path.display());
        return Err(Diagnostic::error("E0509", message).help("add a line such as: id = \"doi:10.…\""));
    }
    Ok(front)
}

fn paper(path: &Path, whole: &Arc<str>, front: FrontMatter, part: &Part<'_>) -> Paper {
    let mut paper = Paper {
        doi: front.doi,
        pmid: front.pmid,
        title: front.title,
        authors: front.authors,
        year: front.year,
        journal: front.journal,
        study: front.study,
        lineage: front.lineage,
        retracted: front.retracted,
        digest: front.digest,
        guessed: part.front.is_none(),
        path: path.to_owned(),
        text: Arc::clone(whole),
        body: part.offset..part.offset + part.body.len(),
        sentences: if front.digest { digest(part) } else { sentences(part) },
        ..Paper::default()
    };
    if !paper.digest {
        extract::prepare(&mut paper);
    }
    if part.front.is_none() && paper.doi.is_none() {
        paper.doi = extract::record::doi(&paper);
    }
    let stem = || path.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
    paper.id = front
        .id
        .or_else(|| paper.doi.as_ref().map(|d| format!("doi:{d}")))
        .or_else(|| paper.pmid.as_ref().map(|p| format!("pmid:{p}")))
        .unwrap_or_else(|| format!("file:{}", stem()));
    paper
}

/// Lines `[locator] sentence`.
fn digest(part: &Part<'_>) -> Vec<Sentence> {
    let located = part.body.lines().zip(part.line..).filter_map(|(content, line)| {
        let (locator, text) = content.strip_prefix('[')?.split_once("] ")?;
        Some(Sentence { locator: Some(locator.to_owned()), text: text.trim().to_owned(), line })
    });
    located.collect()
}

/// Sentences of running text, roughly: for showing which one is nearest to a quote.
fn sentences(part: &Part<'_>) -> Vec<Sentence> {
    let mut found = Vec::new();
    for (content, line) in part.body.lines().zip(part.line..) {
        for text in content.split_inclusive(". ").map(str::trim).filter(|t| !t.is_empty()) {
            found.push(Sentence { locator: None, text: text.to_owned(), line });
        }
    }
    found
}
