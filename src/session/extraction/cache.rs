//! Findings that were extracted before, by the content of their paper.
//!
//! One file for each state of program, vocabulary and patterns: JSON Lines, each with the hash of a
//! paper and its findings. It lies in `.reason/` beside the corpus, or in the user's cache folder
//! where the corpus cannot be written. A file that is damaged is read again from the papers;
//! nothing is lost with it.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Seek as _, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use tempfile::SpooledTempFile;

use crate::corpus::extract::EXTRACTOR;
use crate::corpus::{Finding, Paper};
use crate::diagnostic::Diagnostic;

/// Files of other vocabularies or patterns that are kept beside the present one.
const KEPT: usize = 3;

/// So many bytes of lines are held in memory.
const IN_MEMORY: usize = 1 << 20;

const FOLDER: &str = ".reason";

/// What is known of papers that were read before.
#[derive(Debug, Default)]
pub(super) struct Cache {
    /// Where it is kept; `None` where nothing is.
    file: Option<PathBuf>,
    /// Where else it may be kept.
    fallback: Option<PathBuf>,
    known: BTreeMap<String, Read>,
    /// Lines of this run, those that were known before among them; many lie on disk.
    lines: Option<SpooledTempFile>,
    /// What went wrong with these lines.
    failure: Option<std::io::Error>,
    has_new: bool,
}

/// What a paper says.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
pub(super) struct Read {
    pub(super) findings: Vec<Finding>,
    /// The line of its text that each finding stands on, from 1.
    pub(super) lines: Vec<u32>,
}

/// A line of the file.
#[derive(Deserialize, Serialize)]
struct Line {
    paper: String,
    #[serde(flatten)]
    read: Read,
}

impl Cache {
    /// A cache that keeps nothing.
    pub(super) fn none() -> Self {
        Self::default()
    }

    /// What was kept for this key beside the first of these folders, or in the user's cache folder.
    pub(super) fn open(folders: &[PathBuf], key: &blake3::Hash) -> Self {
        let name = format!("findings-{}.jsonl", &key.to_hex()[..16]);
        let beside = folders.first().map(|f| f.join(FOLDER).join(&name));
        let own = user_folder().map(|f| f.join(&name));
        let found = [&beside, &own].into_iter().flatten().find(|f| f.is_file());
        let known = found.map(|f| read(f)).unwrap_or_default();
        let (file, fallback) = if beside.is_some() { (beside, own) } else { (own, None) };
        let lines = Some(tempfile::spooled_tempfile(IN_MEMORY));
        Self { file, fallback, known, lines, ..Self::default() }
    }

    /// The findings of a paper that was read before; they are given away once.
    pub(super) fn take(&mut self, paper: &blake3::Hash) -> Option<Read> {
        self.known.remove(paper.to_hex().as_str())
    }

    /// Keeps the findings of a paper.
    pub(super) fn keep(&mut self, paper: blake3::Hash, read: &Read, is_new: bool) {
        self.has_new |= is_new;
        let Some(lines) = self.lines.as_mut().filter(|_| self.file.is_some() && self.failure.is_none())
        else {
            return;
        };
        let line = Line { paper: paper.to_hex().to_string(), read: read.clone() };
        if let Ok(line) = serde_json::to_string(&line) {
            self.failure = writeln!(lines, "{line}").err();
        }
    }

    /// Writes what was read in this run, if anything is new.
    pub(super) fn close(mut self) -> Option<Diagnostic> {
        let mut lines = self.lines.take().filter(|_| self.has_new)?;
        let places: Vec<&PathBuf> = [&self.file, &self.fallback].into_iter().flatten().collect();
        let mut failure = self.failure.map(|error| format!("a temporary file cannot be written: {error}"));
        let sound = failure.is_none();
        for place in places.iter().filter(|_| sound) {
            match write(place, &mut lines) {
                Ok(()) => return None,
                Err(error) => failure = Some(format!("{} cannot be written: {error}", place.display())),
            }
        }
        let help = "papers will be read again next time; --no-cache keeps nothing and says nothing";
        failure.map(|message| Diagnostic::note("E0560", message).help(help))
    }
}

fn read(file: &Path) -> BTreeMap<String, Read> {
    let Ok(opened) = fs::File::open(file) else { return BTreeMap::new() };
    let lines = BufReader::new(opened).lines().map_while(Result::ok);
    let known = lines.filter_map(|line| serde_json::from_str::<Line>(&line).ok());
    known.map(|line| (line.paper, line.read)).collect()
}

/// Writes a file whole or not at all, and removes the oldest ones beside it.
fn write(file: &Path, lines: &mut SpooledTempFile) -> std::io::Result<()> {
    let folder = file.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let mut whole = tempfile::NamedTempFile::new_in(folder)?;
    lines.rewind()?;
    std::io::copy(lines, &mut whole)?;
    whole.persist(file).map_err(|e| e.error)?;
    remove_old(folder, file);
    Ok(())
}

/// A file that cannot be removed does no harm.
fn remove_old(folder: &Path, present: &Path) {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut old: Vec<(std::time::SystemTime, PathBuf)> = entries
        .filter(|e| e.file_name().to_string_lossy().starts_with("findings-") && e.path() != present)
        .filter_map(|e| Some((e.metadata().ok()?.modified().ok()?, e.path())))
        .collect();
    old.sort();
    let surplus = old.len().saturating_sub(KEPT);
    for (_, path) in old.into_iter().take(surplus) {
        let _ = fs::remove_file(path);
    }
}

fn user_folder() -> Option<PathBuf> {
    let set = |name: &str| std::env::var_os(name).filter(|v| !v.is_empty()).map(PathBuf::from);
    let base = set("XDG_CACHE_HOME").or_else(|| set("HOME").map(|h| h.join(".cache")))?;
    Some(base.join("reason"))
}

/// What tells one build of the program from another.
pub(super) fn program(hasher: &mut blake3::Hasher) {
    hasher.update(EXTRACTOR.as_bytes());
    hasher.update(env!("CARGO_PKG_VERSION").as_bytes());
    let built = std::env::current_exe().and_then(fs::metadata).and_then(|m| Ok((m.len(), m.modified()?)));
    if let Ok((length, time)) = built {
        hasher.update(&length.to_le_bytes());
        let since = time.duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        hasher.update(&since.as_nanos().to_le_bytes());
    }
}

/// The hash of everything in a paper that findings depend on.
pub(super) fn paper(paper: &Paper) -> blake3::Hash {
    let Paper { id, title, year, study, article_type, .. } = paper;
    let mut hasher = blake3::Hasher::new();
    hasher.update(format!("{id:?} {title:?} {year:?} {study:?} {article_type:?}").as_bytes());
    hasher.update(paper.content().hash.as_bytes());
    hasher.finalize()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(text: &str) -> blake3::Hash {
        blake3::hash(text.as_bytes())
    }

    #[test]
    fn what_was_kept_is_found_again_and_damage_is_not() {
        let folder = tempfile::tempdir().expect("a folder");
        let folders = [folder.path().to_owned()];
        let finding = Finding { says: "binds".into(), quote: "A binds B.".into(), ..Finding::default() };
        let mut cache = Cache::open(&folders, &key("a"));
        assert_eq!(cache.take(&key("paper")), None);
        let read = Read { findings: vec![finding], lines: vec![7] };
        cache.keep(key("paper"), &read, true);
        assert_eq!(cache.close(), None);
        assert_eq!(Cache::open(&folders, &key("a")).take(&key("paper")), Some(read));
        assert_eq!(Cache::open(&folders, &key("b")).take(&key("paper")), None);
        let file = fs::read_dir(folder.path().join(FOLDER)).expect("it").flatten().next().expect("a file");
        fs::write(file.path(), b"{\"paper\": broken").expect("writable");
        assert_eq!(Cache::open(&folders, &key("a")).take(&key("paper")), None);
    }

    #[test]
    fn old_files_are_removed() {
        let folder = tempfile::tempdir().expect("a folder");
        let folders = [folder.path().to_owned()];
        for name in ["a", "b", "c", "d", "e", "f"] {
            let mut cache = Cache::open(&folders, &key(name));
            cache.keep(key("paper"), &Read::default(), true);
            assert_eq!(cache.close(), None);
        }
        let left = fs::read_dir(folder.path().join(FOLDER)).expect("it").count();
        assert_eq!(left, KEPT + 1);
    }
}
