//! What a database of statements brings: the papers that it retells, findings, and the entities
//! that these name.
//!
//! In: its rows, one after another. Out: papers whose text is what the database says of them, so
//! that each quote can be checked, and one line about what was left out.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::corpus::{Entry, Finding, Paper, Sentence};
use crate::diagnostic::Diagnostic;
use crate::vocabulary::{Entity, KnownBy, Supplement};

/// How many lines the note names for each reason.
const LINES: usize = 3;

/// What was read from a database's file.
#[derive(Debug, Default)]
pub struct Curated {
    /// What it retells; the texts hold only what the database says.
    pub papers: Vec<Paper>,
    /// In the order of the file.
    pub findings: Vec<Entry>,
    /// What the findings name, each once.
    pub supplements: Vec<Supplement>,
    /// What was left out of the file, and what is wrong with it.
    pub diagnostics: Vec<Diagnostic>,
}

/// Collects what a database says.
#[derive(Debug)]
pub(super) struct Collector {
    file: Arc<Path>,
    papers: Vec<(Paper, String)>,
    by_id: FxHashMap<String, usize>,
    named: FxHashSet<Arc<str>>,
    curated: Curated,
    statements: usize,
    left_out: BTreeMap<String, Vec<u32>>,
}

/// A place in the text of a paper.
pub(super) struct Stated {
    /// Where the database has it, such as `CIViC evidence 12`.
    pub locator: Option<String>,
    /// What it says.
    pub text: String,
    /// Line of the file.
    pub line: u32,
}

impl Collector {
    pub(super) fn new(path: &Path) -> Self {
        Self {
            file: path.into(),
            papers: Vec::new(),
            by_id: FxHashMap::default(),
            named: FxHashSet::default(),
            curated: Curated::default(),
            statements: 0,
            left_out: BTreeMap::new(),
        }
    }

    /// Counts a statement of the file.
    pub(super) fn statement(&mut self) {
        self.statements += 1;
    }

    /// Notes that a statement says nothing that can be used, and why.
    pub(super) fn leave_out(&mut self, reason: impl Into<String>, line: u32) {
        self.left_out.entry(reason.into()).or_default().push(line);
    }

    /// Notes an entity; what names it twice changes nothing.
    pub(super) fn supplement(&mut self, supplement: Supplement) {
        if self.named.insert(Arc::clone(&supplement.entity.id)) {
            self.curated.supplements.push(supplement);
        }
    }

    /// Adds findings of one paper that rest on one statement.
    pub(super) fn add(&mut self, paper: Paper, stated: Stated, findings: Vec<Finding>) {
        let file = &self.file;
        let position = *self.by_id.entry(paper.id.clone()).or_insert_with(|| {
            self.papers.push((Paper { path: file.to_path_buf(), ..paper }, String::new()));
            self.papers.len() - 1
        });
        let (paper, text) = &mut self.papers[position];
        if !paper.sentences.iter().any(|s| s.text == stated.text && s.locator == stated.locator) {
            text.push_str(&stated.text);
            text.push('\n');
            paper.sentences.push(Sentence { locator: stated.locator, text: stated.text, line: stated.line });
        }
        for finding in findings {
            let entry = Entry {
                finding,
                file: Arc::clone(&self.file),
                line: stated.line,
                paper: None,
                grounded: None,
            };
            self.curated.findings.push(entry);
        }
    }

    /// Notes something wrong.
    pub(super) fn fault(&mut self, diagnostic: Diagnostic) {
        self.curated.diagnostics.push(diagnostic);
    }

    /// All of it, with one note that says what was read and what was not.
    pub(super) fn finish(mut self, what: &str) -> Curated {
        self.curated.papers =
            self.papers.drain(..).map(|(paper, text)| Paper { text: text.into(), ..paper }).collect();
        if let Some(note) = self.note(what) {
            self.curated.diagnostics.push(note);
        }
        self.curated
    }

    fn note(&self, what: &str) -> Option<Diagnostic> {
        if self.left_out.is_empty() {
            return None;
        }
        let out: usize = self.left_out.values().map(Vec::len).sum();
        let message = format!(
            "{}: {} {what} give {} findings of {} papers; {out} are left out",
            self.file.display(),
            self.statements,
            self.curated.findings.len(),
            self.curated.papers.len(),
        );
        let mut reasons: Vec<(&String, &Vec<u32>)> = self.left_out.iter().collect();
        reasons.sort_by_key(|(reason, lines)| (std::cmp::Reverse(lines.len()), *reason));
        let told = reasons.into_iter().map(|(reason, lines)| {
            let shown: Vec<String> = lines.iter().take(LINES).map(u32::to_string).collect();
            let more = if lines.len() > LINES { ", …" } else { "" };
            let word = if lines.len() == 1 { "line" } else { "lines" };
            format!("{} {reason} ({word} {}{more})", lines.len(), shown.join(", "))
        });
        Some(Diagnostic::note("E0519", message).help(told.collect::<Vec<_>>().join("; ")))
    }
}

/// An entity of a register, with nothing above or below it.
pub(super) fn entity(id: &str, name: &str, kinds: &'static [&'static str], known_by: KnownBy) -> Supplement {
    let entity = Entity {
        id: id.into(),
        name: name.to_owned(),
        kind: kinds.first().copied().unwrap_or("entity").to_owned(),
        synonyms: Vec::new(),
        parents: Vec::new(),
        targets: Vec::new(),
        cross_references: Vec::new(),
        place: None,
    };
    Supplement { entity, kinds, known_by, members: Vec::new() }
}

/// The identifier of a name that no register has: `X:` and the name in small letters.
pub(super) fn own_id(name: &str) -> String {
    let mut slug = String::from("X:");
    for c in name.to_lowercase().chars() {
        match c {
            c if c.is_alphanumeric() || c == '+' => slug.push(c),
            _ if slug.ends_with(['-', ':']) => {}
            _ => slug.push('-'),
        }
    }
    slug.trim_end_matches('-').to_owned()
}
