//! Files in, papers and findings out: one module a format.
//!
//! Folders are walked in the order of names; hidden files and `.reason/` are left out, archives
//! are read like folders. First everything but papers is read ([`walk`]), then the papers, one
//! after another ([`Walk::papers`]), so that memory need not grow with their number. A file of no
//! known kind is named in one note, never silently skipped.

use std::collections::{BTreeMap, BTreeSet};
use std::io::BufRead;
use std::path::{Path, PathBuf};

use super::{Corpus, Entry, OnFault, Paper};
use crate::diagnostic::{Diagnostic, Severity};
use crate::vocabulary::{Supplement, nearest_of};

mod abstracts;
mod bioc;
pub mod civic;
mod clipping;
mod columns;
mod concept;
mod curated;
mod encoding;
mod entity;
pub mod findings;
mod glued;
mod hyphen;
mod indra;
mod jats;
mod json;
mod kind;
mod many;
mod markdown;
mod medline;
mod page;
pub mod paper;
mod prose;
mod pubmed;
mod pubtator;
mod raised;
pub mod retraction;
mod source;
pub mod table;
mod tei;
mod xml;

use curated::Curated;
use kind::{Format, Kind};
pub use paper::Form;
use retraction::Retracts;

/// How many file names a note lists.
const NAMED: usize = 8;

/// Reads all papers and findings of these files and folders.
///
/// Vocabularies, rule files and tables are only listed: others read them.
pub fn read(paths: &[PathBuf], on_fault: OnFault) -> (Corpus, Vec<Diagnostic>) {
    let mut walk = walk(paths);
    walk.papers(&mut |corpus, paper, _| {
        corpus.add_paper(paper);
    });
    walk.finish(on_fault)
}

/// Reads these papers again, whose text was left, in the order of the files; `take` is given each
/// with its position.
pub fn again(corpus: &Corpus, wanted: &BTreeSet<usize>, take: &mut dyn FnMut(usize, Paper)) {
    let mut by_content: BTreeMap<(&Path, [u8; 32]), Vec<usize>> = BTreeMap::new();
    for &position in wanted.iter().rev() {
        let paper = &corpus.papers[position];
        if let Some(left) = &paper.left {
            by_content.entry((&paper.path, *left.hash.as_bytes())).or_default().push(position);
        }
    }
    let paths: BTreeSet<&Path> = by_content.keys().map(|(path, _)| *path).collect();
    let holds = |s: &&Source| matches!(s.format, Format::Archive(_)) || paths.contains(s.path.as_path());
    let sources: Vec<Source> = corpus.sources.iter().filter(holds).cloned().collect();
    many::in_order(&sources, &mut |item| {
        let Item::Paper(found) = item else { return };
        let paper = found.paper;
        let Some(&path) = paths.get(paper.path.as_path()) else { return };
        let place = (path, *paper.content().hash.as_bytes());
        let Some(position) = by_content.get_mut(&place).and_then(Vec::pop) else { return };
        let Paper { text, body, blocks, tags, citations, references, sentences, .. } = paper;
        let kept = corpus.papers[position].clone();
        let left = None;
        let paper = Paper { text, body, blocks, tags, citations, references, sentences, left, ..kept };
        take(position, paper);
    });
}

/// Whether a file holds findings that somebody gave for papers.
#[must_use]
pub fn is_findings(path: &Path) -> bool {
    kind::of(path) == Kind::Findings
}

/// Reads bytes as if they were a file of this name; an archive only by its path.
#[must_use]
pub fn bytes(name: &Path, bytes: &[u8], on_fault: OnFault) -> (Corpus, Vec<Diagnostic>) {
    let mut walk = Walk::default();
    let mut keep = |corpus: &mut Corpus, paper: Paper, _: Form| {
        corpus.add_paper(paper);
    };
    let data = matches!(kind::of(name), Kind::Findings | Kind::Table | Kind::Papers(Format::Json));
    match kind::of(name) {
        _ if data && walk.data(name, &mut &*bytes) => {}
        Kind::Papers(format) => {
            many::papers(name, format, &mut &*bytes, &mut |item| walk.item(item, &mut keep));
        }
        _ => walk.unknown.push(name.to_owned()),
    }
    walk.finish(on_fault)
}

/// Finds all files of these files and folders, and reads all but the papers.
#[must_use]
pub fn walk(paths: &[PathBuf]) -> Walk {
    let mut walk = Walk::default();
    for path in paths {
        walk.root(path);
    }
    walk
}

/// What lies below the paths.
#[derive(Debug, Default)]
pub struct Walk {
    /// Findings, lists of files, and the papers that were read so far.
    pub corpus: Corpus,
    /// What is wrong so far.
    pub diagnostics: Vec<Diagnostic>,
    /// Files with papers, in order.
    sources: Vec<Source>,
    seen: BTreeSet<PathBuf>,
    unknown: Vec<PathBuf>,
    /// XML of other formats, each with its root.
    foreign: Vec<String>,
    /// Papers in which nothing stands.
    without_text: Vec<PathBuf>,
    retracts: Retracts,
    left_out: LeftOut,
    /// Files met, those that were read before among them.
    files: usize,
}

/// A file that holds papers.
#[derive(Clone, Debug)]
pub(super) struct Source {
    path: PathBuf,
    format: Format,
}

/// What a source gives, piece by piece.
enum Item {
    Paper(Box<Found>),
    Curated(Box<Curated>),
    Retracts(Retracts),
    LeftOut(LeftOut),
    Fault(Diagnostic),
    Unknown(PathBuf),
    /// XML of another format, with the name of its root.
    Foreign(PathBuf, String),
    /// A file that says nothing.
    Empty(PathBuf),
}

/// What of annotated documents is not used.
#[derive(Debug, Default)]
struct LeftOut {
    /// How many files have relations that are left out, and the first of them.
    files: usize,
    first: PathBuf,
    /// Relations, those that are used among them.
    relations: usize,
    /// Reason → how many relations.
    reasons: BTreeMap<String, usize>,
    /// Marked entities that do not stand where the file says.
    misplaced: usize,
}

impl LeftOut {
    fn add(&mut self, other: Self) {
        if self.files == 0 && (other.files > 0 || self.misplaced == 0) {
            self.first = other.first;
        }
        self.files += other.files;
        self.relations += other.relations;
        self.misplaced += other.misplaced;
        for (reason, count) in other.reasons {
            *self.reasons.entry(reason).or_default() += count;
        }
    }

    fn notes(&self) -> Vec<Diagnostic> {
        let mut notes = Vec::new();
        let more = if self.files > 1 { format!(" and {} more", self.files - 1) } else { String::new() };
        let place = format!("{}{more}", self.first.display());
        let out: usize = self.reasons.values().sum();
        if out > 0 {
            let message = format!("{place}: of {} relations {out} are left out", self.relations);
            notes.push(Diagnostic::note("E0519", message).help(concept::told(&self.reasons)));
        }
        if self.misplaced > 0 {
            let message = format!(
                "{place}: {} marked entities do not stand where the file says; they are left out",
                self.misplaced
            );
            let help = "offsets count characters of the text; another export of the file may have them right";
            notes.push(Diagnostic::note("E0519", message).help(help));
        }
        notes
    }
}

/// A paper with what its file says besides.
struct Found {
    paper: Paper,
    form: Form,
    findings: Vec<Entry>,
    supplements: Vec<Supplement>,
}

impl Found {
    fn alone(paper: Paper, form: Form) -> Self {
        Self { paper, form, findings: Vec::new(), supplements: Vec::new() }
    }
}

impl Walk {
    fn root(&mut self, path: &Path) {
        let before = self.files;
        match std::fs::metadata(path) {
            Err(error) => self.diagnostics.push(missing(path, &error)),
            Ok(found) if found.is_dir() => {
                self.corpus.folders.push(path.to_owned());
                self.folder(path);
                if self.files == before {
                    let message = format!("the folder {} holds nothing to read", path.display());
                    let help = "put papers (.md, .txt, .xml, .json), findings (*.findings.jsonl) or tables (.csv, .tsv) there";
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
        match kind::of(path) {
            Kind::Vocabulary => self.corpus.vocabularies.push(path.to_owned()),
            Kind::Rules => self.corpus.rules.push(path.to_owned()),
            Kind::Unknown => self.unknown.push(path.to_owned()),
            Kind::Archive(archive) => {
                self.sources.push(Source { path: path.to_owned(), format: Format::Archive(archive) });
                // What the papers are judged by is needed before the papers.
                let faults = source::members(path, archive, &mut |name, bytes| {
                    if matches!(kind::of(name), Kind::Findings | Kind::Table | Kind::Papers(Format::Json)) {
                        self.data(name, bytes);
                    }
                });
                drop(faults);
            }
            Kind::Papers(format) if format != Format::Json => {
                self.sources.push(Source { path: path.to_owned(), format });
            }
            _ => match source::open(path) {
                Ok(mut bytes) => {
                    if !self.data(path, &mut *bytes) {
                        self.later(path);
                    }
                }
                Err(error) => self.diagnostics.push(source::unreadable(path, &error)),
            },
        }
    }

    /// Notes a file whose content is none of the findings: a table, or papers in JSON.
    fn later(&mut self, path: &Path) {
        match kind::of(path) {
            Kind::Table => self.corpus.tables.push(path.to_owned()),
            _ => self.sources.push(Source { path: path.to_owned(), format: Format::Json }),
        }
    }

    /// Reads findings of any format; `false` if there are none.
    fn data(&mut self, path: &Path, bytes: &mut dyn BufRead) -> bool {
        let read = match kind::of(path) {
            Kind::Findings => findings::read_from(path, bytes, &mut self.corpus.findings).map(Err),
            Kind::Table => {
                let is_named = kind::name(path).ends_with("clinicalevidencesummaries.tsv");
                if !is_named && !civic::is_header(&kind::first_line(bytes)) {
                    return false;
                }
                civic::read_from(path, bytes).map(Ok)
            }
            _ if kind::holds_statements(bytes) => return self.statements(path, bytes),
            _ => return false,
        };
        match read {
            Ok(Ok(curated)) => self.curated(curated),
            Ok(Err(faults)) => self.diagnostics.extend(faults),
            Err(error) => self.diagnostics.push(source::unreadable(path, &error)),
        }
        true
    }

    fn statements(&mut self, path: &Path, bytes: &mut dyn BufRead) -> bool {
        let mut items = Vec::new();
        many::json(path, bytes, &mut |item| items.push(item));
        items.into_iter().for_each(|item| self.item(item, &mut |_, _, _| {}));
        true
    }

    fn curated(&mut self, curated: Curated) {
        self.diagnostics.extend(curated.diagnostics);
        self.corpus.supplements.extend(curated.supplements);
        self.corpus.findings.extend(curated.findings);
        for paper in curated.papers {
            self.corpus.add_excerpts(paper);
        }
    }

    /// Reads the papers in the order of the files; `keep` is given each once, with what it says of
    /// itself, and adds it to the corpus or lets it go.
    ///
    /// Files are read ahead on several threads.
    pub fn papers(&mut self, keep: &mut dyn FnMut(&mut Corpus, Paper, Form)) {
        let sources = std::mem::take(&mut self.sources);
        many::in_order(&sources, &mut |item| self.item(item, keep));
        self.corpus.sources.extend(sources);
    }

    fn item(&mut self, item: Item, keep: &mut dyn FnMut(&mut Corpus, Paper, Form)) {
        match item {
            Item::LeftOut(left_out) => self.left_out.add(left_out),
            Item::Fault(fault) => self.diagnostics.push(fault),
            Item::Unknown(path) => self.unknown.push(path),
            Item::Foreign(path, root) => self.foreign.push(format!("{} (<{root}>)", path.display())),
            Item::Empty(path) => self.without_text.push(path),
            Item::Retracts(retracts) => self.retracts.extend(retracts),
            Item::Curated(curated) => self.curated(*curated),
            Item::Paper(found) => {
                let Found { mut paper, form, findings, supplements } = *found;
                if form == Form::Plain && kind::is_read_me(&paper.path) {
                    return;
                }
                if form != Form::Described && !paper.text.contains(char::is_alphanumeric) {
                    self.without_text.push(paper.path.clone());
                    if form == Form::Foreign {
                        return;
                    }
                }
                self.corpus.tell_apart(&mut paper);
                if self.corpus.has_text_of(&paper) {
                    return keep(&mut self.corpus, paper.without_text(), form);
                }
                self.corpus.findings.extend(findings);
                self.corpus.supplements.extend(supplements);
                keep(&mut self.corpus, paper, form);
            }
        }
    }

    /// The corpus and all that was wrong with it, once the papers were read.
    #[must_use]
    pub fn finish(mut self, on_fault: OnFault) -> (Corpus, Vec<Diagnostic>) {
        let copies = self.corpus.told_copies();
        self.corpus.unite();
        self.retracts.apply(&mut self.corpus);
        self.closing_notes();
        self.tell_of_copies(copies);
        if on_fault == OnFault::LeaveOut {
            for diagnostic in &mut self.diagnostics {
                diagnostic.severity = diagnostic.severity.min(Severity::Warning);
            }
        }
        (self.corpus, self.diagnostics)
    }

    fn closing_notes(&mut self) {
        self.diagnostics.extend(self.left_out.notes());
        self.unknown.dedup();
        if !self.unknown.is_empty() {
            let names = listed(self.unknown.iter().map(|p| p.display().to_string()));
            let message = format!("not read, as of no known kind: {names}");
            let help = "read are .md, .txt, .xml, .nxml, .tei, .nbib, .json, .PubTator, *.findings.jsonl, .csv, .tsv, .jsonl and .rules; \
                        papers and findings also as .gz and in .zip and .tar.gz";
            self.diagnostics.push(Diagnostic::note("E0506", message).help(help));
        }
        self.foreign.dedup();
        if !self.foreign.is_empty() {
            let message = format!("not read, as XML of another format: {}", listed(self.foreign.drain(..)));
            let help = "read are JATS, PubMed, BioC and TEI; an article in its publisher's own XML is in JATS in PubMed Central, \
                        for one, or give the text of its PDF (pdftotext, or GROBID's TEI)";
            self.diagnostics.push(Diagnostic::note("E0506", message).help(help));
        }
        self.without_text.dedup();
        if !self.without_text.is_empty() {
            let names = listed(self.without_text.iter().map(|p| p.display().to_string()));
            let help = "if it is not empty, it is no text: convert it, or take it out";
            self.diagnostics
                .push(Diagnostic::note("E0507", format!("there is no text in {names}")).help(help));
        }
    }

    fn tell_of_copies(&mut self, (told, doubtful): (Vec<String>, Vec<String>)) {
        if let Some(first) = told.first() {
            let message = match told.len() {
                1 => format!("a paper stands in several places: {first}"),
                more => format!("{more} papers stand in several places, such as {first}"),
            };
            let help = "nothing counts twice: they are one study, and a sentence is read where entities are marked in it, else in the longest text";
            self.diagnostics.push(Diagnostic::note("E0515", message).help(help));
        }
        if !doubtful.is_empty() {
            let message =
                format!("taken for one paper, though the titles differ: {}", listed(doubtful.into_iter()));
            let help = "where these are two papers, start one of them with the lines +++, id = \"…\" and +++";
            self.diagnostics.push(Diagnostic::warning("E0505", message).help(help));
        }
    }
}

/// The first of some names, and how many more there are.
pub(crate) fn listed(names: impl ExactSizeIterator<Item = String>) -> String {
    let more = names.len().saturating_sub(NAMED);
    let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("{}{rest}", names.take(NAMED).collect::<Vec<_>>().join(", "))
}

const READABLE: &str = "make the file readable, or take it out of the folder";

/// `doi:…`, else `pmid:…`.
fn identifier(doi: Option<&str>, pmid: Option<&str>) -> Option<String> {
    doi.map(|doi| format!("doi:{doi}")).or_else(|| pmid.map(|pmid| format!("pmid:{pmid}")))
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
