//! Which files there are and what each is, by its name; reading them in order.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use walkdir::WalkDir;

use super::{Session, parse_text, prelude};
use crate::corpus::{self, Corpus};
use crate::diagnostic::Diagnostic;
use crate::fact::{FactSet, Interner, Schema};
use crate::program::Parsed;
use crate::source::Sources;
use crate::vocabulary::{Vocabulary, builtin};

/// The files of a run, each list sorted as the paths were given and then by name.
#[derive(Clone, Debug, Default)]
pub(super) struct Files {
    pub(super) rules: Vec<PathBuf>,
    pub(super) vocabularies: Vec<PathBuf>,
    /// Everything else: papers, findings, data.
    pub(super) others: Vec<PathBuf>,
    /// The folders and single files that were named.
    pub(super) roots: Vec<PathBuf>,
}

/// Finds all files below the paths. Hidden files and folders are left out.
pub(super) fn find(paths: &[PathBuf]) -> (Files, Vec<Diagnostic>) {
    let mut files = Files { roots: paths.to_vec(), ..Files::default() };
    let mut diagnostics = Vec::new();
    for path in paths {
        if !path.exists() {
            let message = format!("there is no file or folder `{}`", path.display());
            let help = match nearest_sibling(path) {
                Some(near) => format!("nearest: `{}`", near.display()),
                None => "check the spelling; paths are relative to the working folder".to_owned(),
            };
            diagnostics.push(Diagnostic::error("E0501", message).help(help));
            continue;
        }
        let before = files.count();
        walk(path, &mut files, &mut diagnostics);
        if files.count() == before && path.is_dir() {
            let message = format!("the folder `{}` holds no files", path.display());
            let help = "put rule files (.rules), papers (.md, .txt) with findings (.findings.jsonl), or data there";
            diagnostics.push(Diagnostic::error("E0502", message).help(help));
        }
    }
    (files, diagnostics)
}

impl Files {
    fn count(&self) -> usize {
        self.rules.len() + self.vocabularies.len() + self.others.len()
    }
}

fn nearest_sibling(path: &Path) -> Option<PathBuf> {
    let parent = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let wanted = path.file_name()?.to_string_lossy().into_owned();
    let mut names: Vec<String> = std::fs::read_dir(parent)
        .ok()?
        .filter_map(|e| Some(e.ok()?.file_name().to_string_lossy().into_owned()))
        .collect();
    names.sort();
    let best = names.into_iter().max_by_key(|n| (strsim::jaro_winkler(n, &wanted) * 1e6) as u32)?;
    (strsim::jaro_winkler(&best, &wanted) > 0.7).then(|| path.with_file_name(best))
}

fn walk(root: &Path, files: &mut Files, diagnostics: &mut Vec<Diagnostic>) {
    let hidden = |e: &walkdir::DirEntry| e.depth() > 0 && e.file_name().to_string_lossy().starts_with('.');
    for entry in WalkDir::new(root).sort_by_file_name().into_iter().filter_entry(|e| !hidden(e)) {
        match entry {
            Ok(entry) if entry.file_type().is_file() => files.place(entry.into_path()),
            Ok(_) => {}
            Err(error) => {
                let message = format!("`{}` cannot be read: {error}", root.display());
                diagnostics.push(Diagnostic::error("E0503", message).help("check its permissions"));
            }
        }
    }
}

impl Files {
    fn place(&mut self, path: PathBuf) {
        let ends = |suffix: &str| path.to_string_lossy().ends_with(suffix);
        let folder = path.parent().and_then(Path::file_name).map(|n| n.to_string_lossy().into_owned());
        let list = if ends(".rules") {
            &mut self.rules
        } else if ends(".tsv") && (folder.as_deref() == Some("vocabulary") || ends("vocabulary.tsv")) {
            &mut self.vocabularies
        } else {
            &mut self.others
        };
        if !list.contains(&path) {
            list.push(path);
        }
    }
}

/// A file's text; a diagnostic where it cannot be read or is not UTF-8.
fn read_text(path: &Path) -> Result<String, Diagnostic> {
    let bytes = std::fs::read(path).map_err(|error| {
        Diagnostic::error("E0503", format!("`{}` cannot be read: {error}", path.display()))
            .help("check its permissions, or leave it out")
    })?;
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let line = error.as_bytes()[..at].iter().filter(|b| **b == b'\n').count() + 1;
        let message = format!("`{}` is not valid UTF-8, first at line {line}, byte {at}", path.display());
        Diagnostic::error("E0504", message).help("save it as UTF-8")
    })
}

/// The built-in vocabulary, extended or replaced row by row by the user's files.
pub(super) fn vocabulary(files: &Files, sources: &mut Sources, diagnostics: &mut Vec<Diagnostic>) -> Vocabulary {
    let (mut vocabulary, found) = builtin::read(sources);
    diagnostics.extend(found);
    for path in &files.vocabularies {
        match read_text(path) {
            Ok(text) => {
                let source = sources.add(path, text);
                diagnostics.extend(vocabulary.read(sources, source));
            }
            Err(diagnostic) => diagnostics.push(diagnostic),
        }
    }
    vocabulary
}

/// The prelude and all rule files, parsed.
pub(super) fn rules(files: &Files, sources: &mut Sources, diagnostics: &mut Vec<Diagnostic>) -> Vec<Parsed> {
    let (first, found) = prelude(sources);
    diagnostics.extend(found);
    let mut parsed = vec![first];
    for path in &files.rules {
        match read_text(path) {
            Ok(text) => {
                let (source, file, found) = parse_text(sources, &path.to_string_lossy(), &text);
                let incomplete = found.iter().any(Diagnostic::is_error);
                diagnostics.extend(found);
                parsed.push(Parsed { source, file, incomplete });
            }
            Err(diagnostic) => diagnostics.push(diagnostic),
        }
    }
    parsed
}

/// Papers and their findings.
pub(super) fn corpus(
    files: &Files,
    sources: &mut Sources,
    schema: &Arc<Schema>,
    vocabulary: &Arc<Vocabulary>,
    interner: &Interner,
) -> (Corpus, Vec<Diagnostic>) {
    corpus::read(&files.others, sources, schema, vocabulary, interner)
}

/// Rows of `input` files, relative to the folders that were named.
pub(super) fn inputs(session: &Session, files: &Files, facts: &mut FactSet, diagnostics: &mut Vec<Diagnostic>) {
    for input in &session.program.inputs {
        let wanted = Path::new(&input.file);
        let found = files.roots.iter().map(|r| r.join(wanted)).find(|p| p.is_file());
        let found = found.or_else(|| files.others.iter().find(|p| p.ends_with(wanted)).cloned());
        let Some(path) = found else {
            let message = format!("there is no file `{}` below the folders that were named", input.file);
            let help = "a path after `from` is relative to the corpus folder";
            diagnostics.push(Diagnostic::error("E0505", message).at(input.span, "wanted here").help(help));
            continue;
        };
        let schema = &session.program.schema;
        let vocabulary = &session.vocabulary;
        let found = corpus::read_table(&path, input.predicate, schema, vocabulary, &session.interner, facts);
        diagnostics.extend(found);
    }
}
