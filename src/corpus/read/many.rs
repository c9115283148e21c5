//! Many files → their papers, one after another in the order of the files.
//!
//! In: sources. Out: items, always in the same order, though files are read ahead on several
//! threads; a full channel makes a reader wait, so that memory is bounded by papers, not files.

use std::collections::BTreeMap;
use std::io::{self, BufRead, Read};
use std::path::Path;
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use serde::Deserialize as _;
use serde_json::Value;

use super::columns::Columns;
use super::curated::Collector;
use super::kind::{Format, Inside, Kind, Other};
use super::paper::Form;
use super::retraction::Retracts;
use super::source::LARGEST_PAPER;
use super::{
    Found, Item, LeftOut, Source, abstracts, bioc, columns, concept, encoding, glued, hyphen, indra, jats,
    json as values, kind, markdown, medline, page, paper, pubmed, pubtator, raised, source, tei, xml,
};
use crate::corpus::{Entry, Paper};
use crate::diagnostic::Diagnostic;

/// Papers that a file may be ahead by.
const AHEAD: usize = 16;

/// Files that are taken in hand together.
const CHUNK: usize = 1024;

/// Fewer files are read where they are wanted.
const FEW: usize = 8;

/// Reads all sources; `take` is given their items in the order of the sources.
pub(super) fn in_order(sources: &[Source], take: &mut dyn FnMut(Item)) {
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(sources.len());
    if sources.len() < FEW || threads < 2 {
        return sources.iter().for_each(|s| read(s, take));
    }
    sources.chunks(CHUNK).for_each(|chunk| ahead(chunk, threads, take));
}

fn ahead(sources: &[Source], threads: usize, take: &mut dyn FnMut(Item)) {
    let (senders, receivers): (Vec<SyncSender<Item>>, Vec<Receiver<Item>>) =
        sources.iter().map(|_| sync_channel(AHEAD)).unzip();
    // Sources are taken in order, so that the one that is waited for is always being read.
    let work = Mutex::new(sources.iter().zip(senders));
    let next = || work.lock().map_or(None, |mut work| work.next());
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some((source, sender)) = next() {
                    // It fails only if nobody waits any more.
                    read(source, &mut |item| drop(sender.send(item)));
                }
            });
        }
        for receiver in receivers {
            receiver.into_iter().for_each(&mut *take);
        }
    });
}

fn read(source: &Source, emit: &mut dyn FnMut(Item)) {
    let path = &source.path;
    match source.format {
        Format::Archive(archive) => {
            let mut members = 0usize;
            let mut emit_all = |name: &Path, bytes: &mut dyn BufRead| {
                members += 1;
                member(name, bytes, emit);
            };
            let faults = source::members(path, archive, &mut emit_all);
            if members == 0 && faults.is_empty() {
                emit(Item::Empty(path.clone()));
            }
            faults.into_iter().for_each(|fault| emit(Item::Fault(fault)));
        }
        format => match source::open(path) {
            Ok(mut bytes) => papers(path, format, &mut *bytes, emit),
            Err(error) => emit(Item::Fault(source::unreadable(path, &error))),
        },
    }
}

/// What a member of an archive gives that is not read before the papers.
fn member(name: &Path, bytes: &mut dyn BufRead, emit: &mut dyn FnMut(Item)) {
    match kind::of(name) {
        Kind::Papers(format) => papers(name, format, bytes, emit),
        Kind::Findings => {}
        Kind::Table if super::civic::is_header(&kind::first_line(bytes)) => {}
        Kind::Archive(_) => {
            let message = format!("{} is an archive in an archive, and not read", name.display());
            emit(Item::Fault(Diagnostic::warning("E0506", message).help("unpack the outer one")));
        }
        _ => emit(Item::Unknown(name.to_owned())),
    }
}

/// The papers of a file; one that says nothing at all is told.
pub(super) fn papers(path: &Path, format: Format, bytes: &mut dyn BufRead, emit: &mut dyn FnMut(Item)) {
    // Statements were read before the papers.
    if format == Format::Json && kind::holds_statements(bytes) {
        return;
    }
    let mut says = false;
    of_format(path, format, bytes, &mut |item| {
        says |= !matches!(item, Item::LeftOut(_) | Item::Retracts(_));
        emit(item);
    });
    if !says {
        emit(Item::Empty(path.to_owned()));
    }
}

fn of_format(path: &Path, format: Format, bytes: &mut dyn BufRead, emit: &mut dyn FnMut(Item)) {
    match format {
        Format::Text => match kind::inside(bytes) {
            Inside::Other(what) => emit(Item::Fault(other(path, what))),
            Inside::Papers(Format::Text) => text(path, bytes, emit),
            Inside::Papers(other) => of_format(path, other, bytes, emit),
        },
        Format::Medline => medline(path, bytes, emit),
        Format::Abstracts => abstracts(path, bytes, emit),
        Format::Xml => self::xml(path, bytes, emit),
        Format::PubTator => {
            let mut documents = Documents::new(path);
            let faults =
                pubtator::read(path, bytes, &mut |document, line| documents.document(&document, line, emit));
            faults.into_iter().for_each(|fault| emit(Item::Fault(fault)));
            documents.finish(emit);
        }
        Format::Json => json(path, bytes, emit),
        Format::Archive(_) => emit(Item::Unknown(path.to_owned())),
    }
}

fn other(path: &Path, what: Other) -> Diagnostic {
    let (name, help) = match what {
        Other::Html => ("HTML", "save the page as text or Markdown: pandoc -t plain, for one"),
        Other::Pdf => ("a PDF", "take the text out of it: pdftotext, for one"),
        Other::Packed => ("packed (.zip, .docx)", "give it the ending .zip, or save the document as text"),
    };
    Diagnostic::warning("E0506", format!("{} is {name}, and not read as text", path.display())).help(help)
}

fn medline(path: &Path, bytes: &mut dyn BufRead, emit: &mut dyn FnMut(Item)) {
    let mut names = Names::new(path);
    let faults = medline::read(path, bytes, &mut |paper, retracts, line| {
        emit(Item::Retracts(retracts));
        emit(Item::Paper(Box::new(Found::alone(names.placed(paper, line), Form::Foreign))));
    });
    faults.into_iter().for_each(|fault| emit(Item::Fault(fault)));
}

fn abstracts(path: &Path, bytes: &mut dyn BufRead, emit: &mut dyn FnMut(Item)) {
    match whole(path, bytes) {
        Ok(text) => {
            let mut names = Names::new(path);
            for (paper, line) in abstracts::papers(&text) {
                emit(Item::Paper(Box::new(Found::alone(names.placed(paper, line), Form::Foreign))));
            }
        }
        Err(fault) => emit(Item::Fault(fault)),
    }
}

fn text(path: &Path, bytes: &mut dyn BufRead, emit: &mut dyn FnMut(Item)) {
    let text = match whole(path, bytes) {
        Ok(text) => text,
        Err(fault) => return emit(Item::Fault(fault)),
    };
    let text = markdown::plain(&text);
    let parted = columns::parted(&text);
    if let Some(note) = parted.as_ref().map(|parted| told(path, parted)) {
        emit(Item::Fault(note));
    }
    let text = parted.map_or(text, |parted| parted.text.into());
    let text = page::whole_sentences(&text);
    let text = hyphen::whole_words(&text);
    let text = raised::in_line(&text);
    let (papers, faults) = paper::parse(path, &glued::cited(&text));
    faults.into_iter().for_each(|fault| emit(Item::Fault(fault)));
    papers.into_iter().for_each(|(paper, form)| emit(Item::Paper(Box::new(Found::alone(paper, form)))));
}

fn told(path: &Path, parted: &Columns) -> Diagnostic {
    let path = path.display();
    if parted.unclear > 0 {
        let message = format!(
            "{path}: {} lines have two texts side by side, which are read as cells of a table",
            parted.unclear
        );
        let help = "take the text out of the page column by column: pdftotext without -layout, for one";
        return Diagnostic::warning("E0565", message).help(help);
    }
    let message = format!(
        "{path} has columns side by side; they are read one after the other, and its lines counted so"
    );
    Diagnostic::note("E0565", message).help("pdftotext without -layout gives such a text in its order")
}

/// All of a text, which must be UTF-8, or UTF-16 with a byte order mark; that mark is left out, and
/// lines that end in a carriage return alone end in a line feed.
fn whole(path: &Path, bytes: &mut dyn BufRead) -> Result<String, Diagnostic> {
    let mut read = Vec::new();
    let bytes = utf8(path, bytes)?;
    bytes.take(LARGEST_PAPER + 1).read_to_end(&mut read).map_err(|error| source::unreadable(path, &error))?;
    if read.len() as u64 > LARGEST_PAPER {
        let message = format!("it is longer than {} MiB", LARGEST_PAPER >> 20);
        return Err(source::unreadable(path, &io::Error::new(io::ErrorKind::FileTooLarge, message)));
    }
    let text = String::from_utf8(read).map_err(|error| {
        let before = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = memchr::memchr_iter(b'\n', before).count() + 1;
        let message = format!("{}:{line}: the text is not UTF-8", path.display());
        let help = "save the file as UTF-8, or convert it: iconv -f WINDOWS-1252 -t UTF-8, for one";
        Diagnostic::error("E0504", message).help(help)
    })?;
    let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
    Ok(if text.contains('\r') && !text.contains('\n') { text.replace('\r', "\n") } else { text })
}

fn utf8<'b>(path: &Path, bytes: &'b mut dyn BufRead) -> Result<Box<dyn BufRead + 'b>, Diagnostic> {
    encoding::utf8(bytes).map_err(|error| match error.kind() {
        io::ErrorKind::Unsupported => {
            let message = format!("{}:1: the encoding `{error}` is not read", path.display());
            let help = "save the file as UTF-8, and declare that or nothing";
            Diagnostic::error("E0517", message).help(help)
        }
        _ => source::unreadable(path, &error),
    })
}

fn xml(path: &Path, bytes: &mut dyn BufRead, emit: &mut dyn FnMut(Item)) {
    let bytes = match utf8(path, bytes) {
        Ok(bytes) => bytes,
        Err(fault) => return emit(Item::Fault(fault)),
    };
    let mut documents = Documents::new(path);
    let mut names = Names::new(path);
    let mut warnings = Vec::new();
    let mut visit = |record: &xml::Element, line| {
        let (paper, retracts) = match record.name.as_str() {
            // Some publishers call their own formats `article` too.
            "article" if !jats::is_article(record) => {
                return emit(Item::Foreign(path.to_owned(), record.name.clone()));
            }
            "article" => jats::paper(record),
            "document" => return documents.document(&bioc::document(record), line, emit),
            "TEI" => (tei::paper(record), Retracts::default()),
            _ => pubmed::paper(record),
        };
        emit(Item::Retracts(retracts));
        emit(Item::Paper(Box::new(Found::alone(names.placed(paper, line), Form::Foreign))));
    };
    let ended = xml::records(path, bytes, &mut visit, &mut |warning| warnings.push(warning));
    warnings.into_iter().for_each(|warning| emit(Item::Fault(warning)));
    match ended {
        Ok(xml::Ended::Known) => {}
        Ok(xml::Ended::Unknown(root)) => emit(Item::Foreign(path.to_owned(), root)),
        Err(fault) => emit(Item::Fault(fault)),
    }
    documents.finish(emit);
}

/// Names for the papers of a file that name themselves by nothing.
struct Names<'p> {
    path: &'p Path,
    /// The line of the last one, and how many were there.
    last: (u32, u32),
}

impl<'p> Names<'p> {
    fn new(path: &'p Path) -> Self {
        Self { path, last: (0, 0) }
    }

    /// A paper with its path, named by its place where it has no name.
    fn placed(&mut self, paper: Paper, line: u32) -> Paper {
        let path = self.path.to_owned();
        if !paper.id.is_empty() {
            return Paper { path, ..paper };
        }
        self.last = if self.last.0 == line { (line, self.last.1 + 1) } else { (line, 1) };
        let stem = self.path.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
        let nth = if self.last.1 > 1 { format!(".{}", self.last.1) } else { String::new() };
        Paper { id: format!("file:{stem}:{line}{nth}"), path, ..paper }
    }
}

/// Documents and statements of a JSON file.
pub(super) fn json(path: &Path, bytes: &mut dyn BufRead, emit: &mut dyn FnMut(Item)) {
    let mut documents = Documents::new(path);
    let mut statements: Option<Collector> = None;
    let mut wrong = Vec::new();
    let ended = values::elements(path, bytes, &mut |value, line| {
        if indra::is_statement(&value) {
            let collector = statements.get_or_insert_with(|| Collector::new(path));
            return indra::statement(path, value, line, collector);
        }
        match bioc::Document::deserialize(&value) {
            Ok(document) => documents.document(&document, line, emit),
            Err(error) => wrong.push(shape(path, line, &value, &error)),
        }
    });
    // One shape that is not known is one fault.
    let first = wrong.into_iter().next().filter(|_| ended.is_ok());
    first.into_iter().chain(ended.err()).for_each(|fault| emit(Item::Fault(fault)));
    if let Some(collector) = statements {
        emit(Item::Curated(Box::new(collector.finish("statements"))));
    }
    documents.finish(emit);
}

fn shape(path: &Path, line: u32, value: &Value, error: &serde_json::Error) -> Diagnostic {
    let what = match value.get("passages") {
        Some(_) => format!("a document that ends here is of another shape: {error}"),
        None => {
            "what ends here is neither a document with `passages` nor a statement with `evidence`".to_owned()
        }
    };
    let help = "read are BioC-JSON, PubTator3 exports and INDRA statements; other data go into `input` tables (.jsonl)";
    let message = format!("{}:{line}: {what}", path.display());
    // A file that is no paper at all may lie in any folder.
    match value.get("passages") {
        Some(_) => Diagnostic::error("E0514", message).help(help),
        None => Diagnostic::warning("E0514", message).help(help),
    }
}

/// The annotated documents of a file, and what is to be told of all of them.
struct Documents<'p> {
    path: &'p Path,
    names: Names<'p>,
    left_out: BTreeMap<String, usize>,
    relations: usize,
    misplaced: usize,
}

impl<'p> Documents<'p> {
    fn new(path: &'p Path) -> Self {
        Self { path, names: Names::new(path), left_out: BTreeMap::new(), relations: 0, misplaced: 0 }
    }

    fn document(&mut self, document: &bioc::Document, line: u32, emit: &mut dyn FnMut(Item)) {
        let mut annotated = bioc::paper(document);
        annotated.paper = self.names.placed(annotated.paper, line);
        let related = concept::related(document, &annotated);
        self.misplaced += annotated.misplaced;
        self.relations += related.findings.len() + related.left_out.values().sum::<usize>();
        for (reason, count) in related.left_out {
            *self.left_out.entry(reason).or_default() += count;
        }
        let entry = |finding| Entry { finding, file: self.path.into(), line, paper: None, grounded: None };
        emit(Item::Paper(Box::new(Found {
            paper: annotated.paper,
            form: Form::Foreign,
            findings: related.findings.into_iter().map(entry).collect(),
            supplements: related.supplements,
        })));
    }

    fn finish(self, emit: &mut dyn FnMut(Item)) {
        emit(Item::LeftOut(LeftOut {
            files: usize::from(!self.left_out.is_empty()),
            first: self.path.to_owned(),
            relations: self.relations,
            reasons: self.left_out,
            misplaced: self.misplaced,
        }));
    }
}
