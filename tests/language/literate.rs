//! Markdown with rule files in it, and what becomes of them.

// Two test programs include this file, and neither uses all of it.
#![allow(dead_code)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use reason::diagnostic::{Diagnostic, Severity};
use reason::session::{Backend, Options, Session};
use reason::source::Sources;
use reason::syntax::{self, Style};

/// A fenced block of a Markdown file.
pub struct Block {
    /// The file, relative to the project.
    pub page: String,
    /// Line of its first line of text, from 1.
    pub line: usize,
    /// The words after the opening fence.
    pub info: Vec<String>,
    /// What stands between the fences.
    pub text: String,
    /// The number of headings above it.
    pub section: usize,
}

impl Block {
    /// `page:line`.
    pub fn place(&self) -> String {
        format!("{}:{}", self.page, self.line)
    }

    /// The first word after the fence.
    pub fn language(&self) -> &str {
        self.info.first().map_or("", String::as_str)
    }

    /// The file that the block stands for, if its fence names one.
    pub fn file(&self) -> Option<&str> {
        self.info.iter().skip(1).find(|w| w.contains('.')).map(String::as_str)
    }
}

/// The folder of the project.
pub fn project() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// All fenced blocks of a page of the project.
pub fn blocks(page: &str) -> Vec<Block> {
    let text = fs::read_to_string(project().join(page)).expect("a page of the project");
    let mut found: Vec<Block> = Vec::new();
    let mut open = false;
    let mut section = 0;
    for (number, line) in text.lines().enumerate() {
        if let Some(info) = line.strip_prefix("```") {
            open = !open;
            if open {
                let info = info.split_whitespace().map(str::to_owned).collect();
                let (page, text) = (page.to_owned(), String::new());
                found.push(Block { page, line: number + 2, info, text, section });
            }
        } else if let Some(block) = found.last_mut().filter(|_| open) {
            block.text.push_str(line);
            block.text.push('\n');
        } else if line.starts_with('#') {
            section += 1;
        }
    }
    assert!(!open, "{page}: a fence is not closed");
    found
}

/// The files that the blocks of a section stand for.
pub fn companions(blocks: &[Block], section: usize) -> Vec<(&str, &str)> {
    let here = blocks.iter().filter(|b| b.section == section);
    here.filter_map(|b| Some((b.file()?, b.text.as_str()))).collect()
}

/// Writes files below a folder.
pub fn write(folder: &Path, files: &[(&str, &str)]) {
    for (name, text) in files {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().expect("a file has a folder")).expect("a folder is made");
        fs::write(path, text).expect("a file is written");
    }
}

/// A line of a block and a code.
pub type Marks = BTreeMap<(usize, String), usize>;

/// The codes that a block's own comments announce: `# error: [E0303]`, `# warning: [W0332]`.
pub fn announced(text: &str) -> Marks {
    let mut marks = Marks::new();
    for (number, line) in text.lines().enumerate() {
        for part in line.split("# ").skip(1) {
            let codes = part.strip_prefix("error: ").or_else(|| part.strip_prefix("warning: "));
            let Some(codes) = codes else { continue };
            for code in codes.trim().trim_matches(['[', ']']).split(',') {
                *marks.entry((number + 1, code.trim().to_owned())).or_default() += 1;
            }
        }
    }
    marks
}

/// What came of a rule file.
pub struct Outcome {
    /// Errors and warnings by the line of each of their places in the rule file.
    pub marks: Marks,
    /// Their codes, each once a diagnostic.
    pub codes: Vec<String>,
    /// All diagnostics in words.
    pub words: String,
    /// Tests that did not pass, with the backend.
    pub failures: Vec<String>,
    /// How many tests ran.
    pub tests: usize,
}

/// Checks a rule file beside its companions and runs its tests, as it is and reformatted (to signs,
/// then to ASCII), on both backends.
pub fn run(text: &str, companions: &[(&str, &str)]) -> Outcome {
    let mut outcome = once(text, companions);
    if !outcome.codes.iter().any(|c| c.starts_with('E')) && outcome.tests > 0 {
        let formatted = reformatted(&reformatted(text, Style::Symbols), Style::Ascii);
        let again = once(&formatted, companions);
        if again.codes != outcome.codes || again.failures != outcome.failures {
            let (words, failures) = (&again.words, again.failures.join("\n"));
            outcome.failures.push(format!("differs when reformatted:\n{words}{failures}\n{formatted}"));
        }
    }
    outcome
}

/// A rule file in canonical layout.
pub fn reformatted(text: &str, style: Style) -> String {
    let mut sources = Sources::default();
    let source = sources.add("block.rules", text);
    let (file, _) = syntax::parse(&sources, source);
    syntax::format(text, &file, style)
}

/// Reads a file of data beside its companions.
pub fn run_data(file: &str, text: &str, companions: &[(&str, &str)]) -> Outcome {
    let mut files = companions.to_vec();
    files.push((file, text));
    once("", &files)
}

fn once(text: &str, companions: &[(&str, &str)]) -> Outcome {
    let folder = tempfile::tempdir().expect("a folder for a test");
    write(folder.path(), companions);
    write(folder.path(), &[("block.rules", text)]);
    let options = Options { paths: vec![folder.path().to_owned()], ..Options::default() };
    let (mut session, diagnostics) = Session::load(options);
    let serious: Vec<&Diagnostic> = diagnostics.iter().filter(|d| d.severity > Severity::Note).collect();
    let mut outcome = Outcome {
        marks: marks(&session.sources, &serious),
        codes: serious.iter().map(|d| d.code.to_owned()).collect(),
        words: words(&session.sources, &serious),
        failures: Vec::new(),
        tests: 0,
    };
    outcome.codes.sort();
    if !serious.iter().any(|d| d.is_error()) {
        for backend in [Backend::Datafrog, Backend::Naive] {
            session.options.backend = backend;
            let results = session.test("");
            outcome.tests = results.len();
            let failed = results.iter().filter(|r| !r.passed());
            outcome.failures.extend(
                failed.map(|r| format!("{backend:?}: test \"{}\"\n  {}", r.name, r.differences.join("\n  "))),
            );
        }
    }
    outcome
}

fn marks(sources: &Sources, diagnostics: &[&Diagnostic]) -> Marks {
    let mut marks = Marks::new();
    for diagnostic in diagnostics {
        for label in &diagnostic.labels {
            let source = sources.get(label.span.source);
            if source.path.ends_with("block.rules") {
                let (line, _) = source.position(label.span.start);
                *marks.entry((line, diagnostic.code.to_owned())).or_default() += 1;
            }
        }
    }
    marks
}

/// Diagnostics as plain text, for messages of tests.
pub fn words(sources: &Sources, diagnostics: &[&Diagnostic]) -> String {
    let line = |d: &&Diagnostic| {
        let place = d.labels.first().map_or(String::new(), |l| sources.place(l.span));
        let help = d.help.as_deref().unwrap_or("").replace('\n', "\n        ");
        format!("{} {}: {}\n  help: {help}\n", place.rsplit('/').next().unwrap_or(""), d.code, d.message)
    };
    diagnostics.iter().map(line).collect()
}
