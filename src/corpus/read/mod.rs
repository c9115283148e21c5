//! Files in, papers and findings out: one module a format.
//!
//! Folders are walked in the order of names; hidden files and `.reason/` are left out. A file of
//! no known kind is named in one note, never silently skipped.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};

use super::{Corpus, OnFault};
use crate::diagnostic::{Diagnostic, Severity};
use crate::vocabulary::nearest_of;

pub mod civic;
mod curated;
pub mod findings;
pub mod paper;
pub mod table;

/// How many file names a note lists.
const NAMED: usize = 8;

/// What a file is read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Paper,
    Findings,
    Vocabulary,
    Rules,
    Table,
    Unknown,
}

/// Reads all papers and findings of these files and folders.
///
/// Vocabularies, rule files and tables are only listed: others read them.
pub fn read(paths: &[PathBuf], on_fault: OnFault) -> (Corpus, Vec<Diagnostic>) {
    let mut reading = Reading::default();
    for path in paths {
        reading.root(path);
    }
    reading.closing_notes();
    if on_fault == OnFault::LeaveOut {
        for diagnostic in &mut reading.diagnostics {
            diagnostic.severity = diagnostic.severity.min(Severity::Warning);
        }
    }
    (reading.corpus, reading.diagnostics)
}

#[derive(Debug, Default)]
struct Reading {
    corpus: Corpus,
    diagnostics: Vec<Diagnostic>,
    seen: BTreeSet<PathBuf>,
    unknown: Vec<PathBuf>,
    plain: usize,
    /// Files met, those that were read before among them.
    files: usize,
}

impl Reading {
    fn root(&mut self, path: &Path) {
        let before = self.files;
        match std::fs::metadata(path) {
            Err(error) => self.diagnostics.push(missing(path, &error)),
            Ok(found) if found.is_dir() => {
                self.corpus.folders.push(path.to_owned());
                self.folder(path);
                if self.files == before {
                    let message = format!("the folder {} holds nothing to read", path.display());
                    let help =
                        "put papers (.md, .txt), findings (*.findings.jsonl) or tables (.csv, .tsv) there";
                    self.diagnostics.push(Diagnostic::warning("E0502", message).help(help));
                }
            }
            Ok(_) => self.file(path),
        }
    }

    fn folder(&mut self, root: &Path) {
        let walk = walkdir::WalkDir::new(root).sort_by_file_name().into_iter();
        let visible =
            |e: &walkdir::DirEntry| e.depth() == 0 || !e.file_name().to_string_lossy().starts_with('.');
        for entry in walk.filter_entry(visible) {
            match entry {
                Ok(entry) if entry.file_type().is_dir() => {}
                Ok(entry) => self.file(entry.path()),
                Err(error) => {
                    let path = error.path().unwrap_or(root).display().to_string();
                    let message = format!("{path} cannot be read: {error}");
                    self.diagnostics.push(Diagnostic::error("E0503", message).help(READABLE));
                }
            }
        }
    }

    fn file(&mut self, path: &Path) {
        self.files += 1;
        let canonical = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        if !self.seen.insert(canonical) {
            return;
        }
        match kind(path) {
            Kind::Paper => self.papers(path),
            Kind::Findings => self.diagnostics.extend(findings::read(path, &mut self.corpus.findings)),
            Kind::Vocabulary => self.corpus.vocabularies.push(path.to_owned()),
            Kind::Rules => self.corpus.rules.push(path.to_owned()),
            Kind::Table => self.table(path),
            Kind::Unknown => self.unknown.push(path.to_owned()),
        }
    }

    /// A table is known by its header: CIViC's, or else one for an `input` predicate.
    fn table(&mut self, path: &Path) {
        let is_named = path.to_string_lossy().ends_with("ClinicalEvidenceSummaries.tsv");
        let file = opened(path).map(|mut file| (first_line(&mut file), file));
        match file {
            Ok((header, file)) if is_named || civic::is_header(&header) => {
                match civic::read_from(path, file) {
                    Ok(curated) => self.curated(curated),
                    Err(error) => self.diagnostics.push(unreadable(path, &error)),
                }
            }
            _ => self.corpus.tables.push(path.to_owned()),
        }
    }

    fn curated(&mut self, curated: curated::Curated) {
        self.diagnostics.extend(curated.diagnostics);
        self.corpus.supplements.extend(curated.supplements);
        self.corpus.findings.extend(curated.findings);
        for paper in curated.papers {
            self.corpus.add_paper(paper);
        }
    }

    fn papers(&mut self, path: &Path) {
        let text = match text(path) {
            Ok(text) => text,
            Err(diagnostic) => return self.diagnostics.push(diagnostic),
        };
        let (papers, diagnostics) = paper::parse(path, &text);
        self.diagnostics.extend(diagnostics);
        for (paper, form) in papers {
            if form == paper::Form::Plain && is_read_me(path) {
                continue;
            }
            self.plain += usize::from(form == paper::Form::Plain);
            if let Some(first) = self.corpus.paper(&paper.id) {
                let places = format!("{} and {}", first.path.display(), paper.path.display());
                let message = format!("the paper {} stands in {places}", paper.id);
                let help = "give one of them another `id`, or remove it; findings name their paper by it";
                self.diagnostics.push(Diagnostic::error("E0505", message).help(help));
            } else {
                self.corpus.add_paper(paper);
            }
        }
    }

    fn closing_notes(&mut self) {
        if !self.unknown.is_empty() {
            let names: Vec<String> =
                self.unknown.iter().take(NAMED).map(|p| p.display().to_string()).collect();
            let more = self.unknown.len().saturating_sub(NAMED);
            let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
            let message = format!("not read, as of no known kind: {}{rest}", names.join(", "));
            let help = "read are .md, .txt, *.findings.jsonl, .csv, .tsv, .jsonl and .rules";
            self.diagnostics.push(Diagnostic::note("E0506", message).help(help));
        }
        if self.plain > 0 {
            let papers = if self.plain == 1 { "1 paper has" } else { &format!("{} papers have", self.plain) };
            let message = format!("{papers} plain text only, without front matter");
            let help = "their findings come from *.findings.jsonl files that name them by `paper`";
            self.diagnostics.push(Diagnostic::note("E0507", message).help(help));
        }
    }
}

const READABLE: &str = "make the file readable, or take it out of the folder";

fn unreadable(path: &Path, error: &std::io::Error) -> Diagnostic {
    let message = format!("{} cannot be read: {error}", path.display());
    Diagnostic::error("E0503", message).help(READABLE)
}

fn opened(path: &Path) -> std::io::Result<BufReader<File>> {
    Ok(BufReader::with_capacity(1 << 16, File::open(path)?))
}

/// The first line, as far as the buffer holds it, without taking it.
fn first_line(file: &mut BufReader<File>) -> String {
    let bytes = file.fill_buf().unwrap_or_default();
    let end = bytes.iter().position(|b| *b == b'\n').unwrap_or(bytes.len());
    String::from_utf8_lossy(&bytes[..end]).trim_start_matches('\u{feff}').to_owned()
}

fn kind(path: &Path) -> Kind {
    let name = path.file_name().map(|n| n.to_string_lossy().to_lowercase()).unwrap_or_default();
    let in_vocabulary = || path.parent().and_then(Path::file_name).is_some_and(|f| f == "vocabulary");
    match name.rsplit_once('.').map(|(_, ending)| ending) {
        Some("md" | "txt") => Kind::Paper,
        Some("jsonl") if name.ends_with(".findings.jsonl") => Kind::Findings,
        Some("tsv") if in_vocabulary() => Kind::Vocabulary,
        Some("lexicon") => Kind::Vocabulary,
        Some("rules") => Kind::Rules,
        Some("csv" | "tsv" | "jsonl") => Kind::Table,
        _ => Kind::Unknown,
    }
}

fn is_read_me(path: &Path) -> bool {
    path.file_stem().is_some_and(|s| s.to_string_lossy().to_lowercase() == "readme")
}

fn missing(path: &Path, error: &std::io::Error) -> Diagnostic {
    let message = format!("{} cannot be opened: {error}", path.display());
    let parent = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let siblings: Vec<String> = std::fs::read_dir(parent)
        .into_iter()
        .flatten()
        .filter_map(|e| Some(e.ok()?.file_name().to_string_lossy().into_owned()))
        .collect();
    let help = match nearest_of(&name, siblings.iter().map(String::as_str)).first() {
        Some(near) => format!("{} is there", parent.join(near).display()),
        None => "give the path of a file or folder that exists".to_owned(),
    };
    Diagnostic::error("E0501", message).help(help)
}

/// The text of a file, which must be UTF-8; a byte order mark is left out.
fn text(path: &Path) -> Result<String, Diagnostic> {
    let bytes = std::fs::read(path).map_err(|error| {
        let message = format!("{} cannot be read: {error}", path.display());
        Diagnostic::error("E0503", message).help(READABLE)
    })?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let before = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = before.iter().filter(|b| **b == b'\n').count() + 1;
        let message = format!("{}:{line}: the text is not UTF-8", path.display());
        Diagnostic::error("E0504", message).help("save the file as UTF-8")
    })?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}
