//! What a file is read as: by its name, and where that does not say, by how it starts.

use std::io::BufRead;
use std::path::Path;

use super::source::{self, Archive};
use super::{abstracts, medline};

/// So much of a text is looked at to tell what it is, in bytes.
const START: usize = 400;

/// What a file is read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Papers(Format),
    Archive(Archive),
    Findings,
    Vocabulary,
    Rules,
    Table,
    Unknown,
}

/// How papers are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    /// `.md` and `.txt`.
    Text,
    /// JATS, PubMed or BioC, by the elements.
    Xml,
    /// BioC or PubTator3; also INDRA statements.
    Json,
    PubTator,
    /// PubMed's own text, of fields.
    Medline,
    /// PubMed's own text, of abstracts.
    Abstracts,
    Archive(Archive),
}

/// The name of a file in small letters.
pub(super) fn name(path: &Path) -> String {
    path.file_name().map(|n| n.to_string_lossy().to_lowercase()).unwrap_or_default()
}

/// A name without what says that the file is compressed.
pub(super) fn bare(name: &str) -> &str {
    name.strip_suffix(".gz").or_else(|| name.strip_suffix(".zst")).unwrap_or(name)
}

/// The kind of a file by its name; compression makes no difference for papers and findings.
pub(super) fn of(path: &Path) -> Kind {
    let name = name(path);
    if let Some(archive) = source::archive(&name) {
        return Kind::Archive(archive);
    }
    let bare = bare(&name);
    let is_compressed = bare.len() < name.len();
    let in_vocabulary = || path.parent().and_then(Path::file_name).is_some_and(|f| f == "vocabulary");
    match bare.rsplit_once('.').map(|(_, ending)| ending) {
        Some("md" | "txt") => Kind::Papers(Format::Text),
        Some("xml" | "nxml" | "tei") => Kind::Papers(Format::Xml),
        Some("json") => Kind::Papers(Format::Json),
        Some("nbib" | "medline") => Kind::Papers(Format::Medline),
        Some("pubtator") => Kind::Papers(Format::PubTator),
        Some("jsonl") if bare.ends_with(".findings.jsonl") => Kind::Findings,
        Some("tsv") if in_vocabulary() && !is_compressed => Kind::Vocabulary,
        Some("lexicon") if !is_compressed => Kind::Vocabulary,
        Some("rules") if !is_compressed => Kind::Rules,
        Some("csv" | "tsv" | "jsonl") => Kind::Table,
        Some("parquet") if !is_compressed => Kind::Table,
        _ => Kind::Unknown,
    }
}

pub(super) fn is_read_me(path: &Path) -> bool {
    path.file_stem().is_some_and(|s| s.to_string_lossy().to_lowercase() == "readme")
}

/// The first line, as far as the buffer holds it, without taking it.
pub(super) fn first_line(bytes: &mut dyn BufRead) -> String {
    let start = bytes.fill_buf().unwrap_or_default();
    let end = memchr::memchr(b'\n', start).unwrap_or(start.len());
    String::from_utf8_lossy(&start[..end]).trim_start_matches('\u{feff}').to_owned()
}

/// What a text is by how it starts; nothing is taken. Exports are often saved as `.txt`.
pub(super) fn inside(bytes: &mut dyn BufRead) -> Inside {
    let at_hand = bytes.fill_buf().unwrap_or_default();
    let start = String::from_utf8_lossy(&at_hand[..at_hand.len().min(START)]);
    let start = start.trim_start_matches('\u{feff}').trim_start();
    let lower = start.to_ascii_lowercase();
    if ["<!doctype html", "<html"].iter().any(|html| lower.starts_with(html)) {
        return Inside::Other(Other::Html);
    }
    if start.starts_with("%PDF-") {
        return Inside::Other(Other::Pdf);
    }
    if start.starts_with("PK\u{3}\u{4}") {
        return Inside::Other(Other::Packed);
    }
    let named = ["<?xml ", "<!doctype ", "<article ", "<pubmedarticle", "<collection>", "<tei "];
    if named.iter().any(|tag| lower.starts_with(tag)) {
        return Inside::Papers(Format::Xml);
    }
    let id = start.trim_start_matches(|c: char| c.is_ascii_alphanumeric());
    if id.len() < start.len() && (id.starts_with("|t|") || id.starts_with("|a|")) {
        return Inside::Papers(Format::PubTator);
    }
    if medline::begins(start) {
        return Inside::Papers(Format::Medline);
    }
    if start.starts_with("1. ") && abstracts::begins(&String::from_utf8_lossy(at_hand).replace('\r', "")) {
        return Inside::Papers(Format::Abstracts);
    }
    Inside::Papers(Format::Text)
}

/// What a text is by how it starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Inside {
    Papers(Format),
    Other(Other),
}

/// What is saved as text but is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Other {
    /// A page as the web has it.
    Html,
    Pdf,
    /// An archive, or a document of an office.
    Packed,
}

/// Whether JSON starts like statements and not like documents; nothing is taken.
pub(super) fn holds_statements(bytes: &mut dyn BufRead) -> bool {
    let start = bytes.fill_buf().unwrap_or_default();
    let holds = |word: &str| memchr::memmem::find(start, word.as_bytes()).is_some();
    !holds("\"passages\"")
        && !holds("\"documents\"")
        && ["\"evidence\"", "\"matches_hash\""].iter().any(|w| holds(w))
}
