//! Papers and findings in, facts out.
//!
//! In: folders with papers, findings and tables. Out: a corpus whose findings are grounded in the
//! vocabulary, and the rows of the schema's relations. Must not know rules, plans or proofs.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

use crate::fact::{Interner, PredicateId, Symbol, Value};
use crate::vocabulary::Supplement;

pub mod copies;
pub mod extract;
pub mod facts;
pub mod finding;
pub mod ground;
pub mod quality;
pub mod quote;
pub mod read;

use copies::paper_key;
pub use facts::facts;
pub use finding::Finding;
pub use ground::ground;
pub use read::read;

/// What to do about a finding that is wrong.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OnFault {
    /// It is an error.
    #[default]
    Refuse,
    /// It is left out, with a warning.
    LeaveOut,
}

/// All that was read from the corpus folders.
#[derive(Clone, Debug, Default)]
pub struct Corpus {
    /// In the order in which they were read.
    pub papers: Vec<Paper>,
    /// In the order in which they were read; `Value::Finding` is a position in this list.
    pub findings: Vec<Entry>,
    /// Vocabulary tables that lie in the folders.
    pub vocabularies: Vec<PathBuf>,
    /// Rule files that lie in the folders.
    pub rules: Vec<PathBuf>,
    /// Tables for `input` predicates that lie in the folders.
    pub tables: Vec<PathBuf>,
    /// The folders themselves, for the files that `input` items name.
    pub folders: Vec<PathBuf>,
    /// Entities that the files themselves bring along.
    pub supplements: Vec<Supplement>,
    /// What databases tell of papers, until [`Corpus::unite`].
    excerpts: Vec<Paper>,
    /// The files that the papers came from, in order.
    sources: Vec<read::Source>,
    /// By identifier, DOI, number in PubMed and title: the first copy.
    by_id: BTreeMap<String, usize>,
    /// The first copy of a paper that has several, and the others.
    copies: BTreeMap<usize, Vec<usize>>,
    /// Each of the others, and the first.
    copy_of: BTreeMap<usize, usize>,
}

/// A paper, or the digest of one.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Paper {
    /// Such as `doi:10.1172/JCI200923`; `file:<name>` where nothing better is known.
    pub id: String,
    /// Without `doi:`.
    pub doi: Option<String>,
    /// In PubMed.
    pub pmid: Option<String>,
    /// As printed.
    pub title: Option<String>,
    /// As printed, first author first.
    pub authors: Vec<String>,
    /// Of publication.
    pub year: Option<i32>,
    /// As printed.
    pub journal: Option<String>,
    /// What sort of article it is, in the words of JATS: `research-article`, `review-article`.
    pub article_type: Option<String>,
    /// Default type of study of its findings.
    pub study: Option<String>,
    /// The study that it belongs to; else its identifier.
    pub lineage: Option<String>,
    /// Whether it was retracted: then none of its findings counts.
    pub retracted: bool,
    /// Whether the text is a digest: then nothing of it is a quotation.
    pub digest: bool,
    /// The file.
    pub path: PathBuf,
    /// The whole file; of XML and JSON, the running text that the reader made of it.
    pub text: Arc<str>,
    /// Bytes of the text that are this paper, where a file holds several; else empty.
    pub body: Range<usize>,
    /// What each stretch of the text is, in order; empty where the format does not say.
    pub blocks: Vec<Block>,
    /// Entities that the file marks in the text, in order.
    pub tags: Vec<Tag>,
    /// Citation markers that the file marks in the text, in order.
    pub citations: Vec<Citation>,
    /// The reference list.
    pub references: Vec<Reference>,
    /// The text's sentences in order; of a digest, each with its locator.
    pub sentences: Vec<Sentence>,
    /// Whether title, year and DOI were taken from the look of a page.
    pub guessed: bool,
    /// What its text is, where that is not kept: it is read again where it is needed.
    pub left: Option<Content>,
}

/// What is known of a text without it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content {
    /// Of the text and of what is known of places in it.
    pub hash: blake3::Hash,
    /// How many bytes of it are running text and legends.
    pub prose: usize,
    /// Whether the file marks entities in it.
    pub marked: bool,
}

/// A stretch of a paper's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// What it is.
    pub role: BlockRole,
    /// Headings above it, outermost first, such as `Results`; empty where unknown.
    pub section: Vec<Arc<str>>,
    /// Bytes of [`Paper::text`].
    pub span: Range<usize>,
}

/// What a stretch of text is in its paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum BlockRole {
    /// The title of the paper.
    Title,
    /// The title of a section.
    Heading,
    /// Running text.
    Paragraph,
    /// The legend of a figure or table.
    Caption,
    /// A row of a table, its cells parted by tabs.
    Row,
    /// An entry of the reference list.
    Reference,
    /// Navigation, share bars, licences: nothing that the paper says.
    Furniture,
}

/// An entity that the file itself marks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag {
    /// Bytes of [`Paper::text`].
    pub span: Range<usize>,
    /// Its identifiers as given, such as `NCBIGene:6373`; one, several, or none.
    pub ids: Vec<String>,
    /// Its kind as given, such as `Gene`.
    pub kind: String,
}

/// A citation marker in running text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Citation {
    /// Bytes of [`Paper::text`].
    pub span: Range<usize>,
    /// Labels of the references that it cites.
    pub labels: Vec<String>,
}

/// An entry of a reference list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reference {
    /// What citation markers call it: `33`, `bib12`.
    pub label: String,
    /// Without `doi:`.
    pub doi: Option<String>,
    /// In PubMed.
    pub pmid: Option<String>,
    /// As printed.
    pub text: String,
    /// Of publication.
    pub year: Option<i32>,
}

/// A sentence of a paper.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sentence {
    /// Where in the original, such as `Abstract ¶1`; only in digests.
    pub locator: Option<String>,
    /// The sentence.
    pub text: String,
    /// Line of the file, from 1.
    pub line: u32,
}

/// A finding with where it stands and what it means.
#[derive(Clone, Debug)]
pub struct Entry {
    /// As written.
    pub finding: Finding,
    /// The file.
    pub file: Arc<std::path::Path>,
    /// Line of the file, from 1.
    pub line: u32,
    /// Position of its paper; known after [`ground()`].
    pub paper: Option<usize>,
    /// What it means; `None` before [`ground()`], and for a finding that is left out.
    pub grounded: Option<Grounded>,
}

impl Entry {
    /// `file:line`.
    #[must_use]
    pub fn place(&self) -> String {
        format!("{}:{}", self.file.display(), self.line)
    }

    /// `F-` and hexadecimal digits: the same for the same finding in every run, wherever it stands.
    #[must_use]
    pub fn id(&self) -> String {
        const DIGITS: usize = 8;
        let written = serde_json::to_vec(&self.finding).unwrap_or_default();
        let hash = blake3::hash(&written).to_hex();
        format!("F-{}", &hash[..DIGITS])
    }

    /// Whether the paper only suggests it.
    #[must_use]
    pub fn is_proposed(&self) -> bool {
        self.finding.certainty == finding::Certainty::Proposed
            || self.finding.role == finding::FindingRole::Hypothesis
    }
}

/// A finding in symbols.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grounded {
    /// What it says.
    pub predicate: PredicateId,
    /// One a column.
    pub columns: Vec<Symbol>,
    /// The cell of each column that may have one, in order.
    pub cells: Vec<Symbol>,
    /// The group that was observed.
    pub context: Symbol,
    /// What the effect needs.
    pub through: Vec<Symbol>,
    /// Participants with the aspect that is meant.
    pub aspects: Vec<(Symbol, String)>,
}

impl Corpus {
    /// Adds what a database tells of a paper.
    pub(super) fn add_excerpts(&mut self, paper: Paper) {
        self.excerpts.push(paper);
    }

    /// Lets the text of a paper go, and all that is known of places in it.
    pub fn leave_text(&mut self, position: usize, content: Content) {
        if let Some(paper) = self.papers.get_mut(position) {
            *paper = Paper { left: Some(content), ..std::mem::take(paper).without_text() };
        }
    }

    /// Takes papers out. Their findings stay, and have no paper any more.
    pub fn leave_out(&mut self, unwanted: &dyn Fn(&Paper) -> bool) {
        self.by_id.clear();
        self.copies.clear();
        self.copy_of.clear();
        for paper in std::mem::take(&mut self.papers).into_iter().filter(|p| !unwanted(p)) {
            self.add_paper(paper);
        }
        for position in 0..self.findings.len() {
            self.findings[position].paper = self.paper_position(&self.findings[position].finding.paper);
        }
    }

    /// Position of the paper with this identifier, of several copies the first; case makes no difference.
    #[must_use]
    pub fn paper_position(&self, id: &str) -> Option<usize> {
        self.by_id.get(&paper_key(id)).copied()
    }

    /// The paper with this identifier; case makes no difference.
    #[must_use]
    pub fn paper(&self, id: &str) -> Option<&Paper> {
        self.paper_position(id).map(|i| &self.papers[i])
    }

    /// The finding that a symbol stands for.
    #[must_use]
    pub fn finding(&self, interner: &Interner, symbol: Symbol) -> Option<&Entry> {
        match interner.value(symbol) {
            Value::Finding(n) => self.findings.get(n as usize),
            _ => None,
        }
    }

    /// The paper of a finding.
    #[must_use]
    pub fn paper_of(&self, entry: &Entry) -> Option<&Paper> {
        match entry.paper {
            Some(position) => self.papers.get(position),
            None => self.paper(&entry.finding.paper),
        }
    }

    /// The study that a finding belongs to: its own lineage, else its paper's, else the paper.
    #[must_use]
    pub fn lineage<'a>(&'a self, entry: &'a Entry) -> &'a str {
        let own = entry.finding.lineage.as_deref();
        own.or_else(|| self.paper_of(entry)?.lineage.as_deref()).unwrap_or(&entry.finding.paper)
    }

    /// The type of study of a finding: its own, else its paper's.
    #[must_use]
    pub fn study<'a>(&'a self, entry: &'a Entry) -> Option<&'a str> {
        let own = entry.finding.study.as_deref();
        own.or_else(|| self.paper_of(entry)?.study.as_deref())
    }

    /// Whether the paper of a finding was retracted.
    #[must_use]
    pub fn is_retracted(&self, entry: &Entry) -> bool {
        self.paper_of(entry).is_some_and(|p| p.retracted)
    }

    /// Retracted papers, in order.
    pub fn retracted(&self) -> impl Iterator<Item = &Paper> {
        self.distinct().filter(|p| p.retracted)
    }

    /// Where a finding stands, for a reader: `Napolitano 2026, Abstract ¶1 (digest)`.
    #[must_use]
    pub fn citation(&self, entry: &Entry) -> String {
        let paper = self.paper_of(entry);
        let mut text = paper.map_or_else(|| entry.finding.paper.clone(), Paper::short);
        if let Some(section) = &entry.finding.section {
            text.push_str(", ");
            text.push_str(section);
        }
        if paper.is_some_and(|p| p.digest) {
            text.push_str(" (digest)");
        }
        text
    }
}

impl Paper {
    /// What else may name it: `doi:…` and `pmid:…`, as far as they are known.
    pub fn other_ids(&self) -> impl Iterator<Item = String> {
        let doi = self.doi.as_ref().map(|doi| format!("doi:{doi}"));
        doi.into_iter().chain(self.pmid.as_ref().map(|pmid| format!("pmid:{pmid}")))
    }

    /// Its lineage where that is a name; else first author and year, title or identifier.
    #[must_use]
    pub fn short(&self) -> String {
        if let Some(lineage) = self.lineage.as_ref().filter(|l| !l.contains(':')) {
            return lineage.clone();
        }
        let last_name = self.authors.first().and_then(|a| a.split_whitespace().last());
        match (last_name, self.year) {
            (Some(name), Some(year)) => format!("{name} {year}"),
            _ => self.title.clone().unwrap_or_else(|| self.id.clone()),
        }
    }
}
