//! The house rules that a compiler does not check: which module may use which, how long files and
//! functions may be, and what must not stand anywhere.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

const BASE: [&str; 3] = ["source", "diagnostic", "fact"];
const LONGEST_FILE: usize = 800;
const LONGEST_FUNCTION: usize = 80;

/// Module → the modules that it may use besides itself and the base.
fn arrows() -> BTreeMap<&'static str, Vec<&'static str>> {
    let table: [(&str, &[&str]); 18] = [
        ("source", &[]),
        ("diagnostic", &[]),
        ("fact", &[]),
        ("syntax", &[]),
        ("vocabulary", &[]),
        ("corpus", &["vocabulary", "syntax"]),
        ("plan", &[]),
        ("program", &["syntax", "vocabulary", "plan"]),
        ("engine", &["plan"]),
        ("proof", &["engine", "program", "plan"]),
        ("judgement", &["proof", "engine", "program", "plan", "corpus", "vocabulary"]),
        ("report", &["judgement", "proof", "engine", "program", "plan", "corpus", "vocabulary", "session"]),
        ("session", &["syntax", "vocabulary", "corpus", "program", "plan", "engine", "proof", "judgement"]),
        (
            "cli",
            &[
                "session",
                "report",
                "syntax",
                "program",
                "plan",
                "engine",
                "corpus",
                "judgement",
                "proof",
                "vocabulary",
            ],
        ),
        ("serve", &["session", "report"]),
        ("lsp", &["session", "report", "syntax", "program"]),
        ("main", &["cli"]),
        ("lib", &[]),
    ];
    table.into_iter().map(|(m, uses)| (m, uses.to_vec())).collect()
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder).expect("a folder of the project").map(|e| e.expect("an entry").path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
}

fn sources() -> Vec<(String, String)> {
    let mut files = Vec::new();
    rust_files(&root().join("src"), &mut files);
    let name = |p: &PathBuf| p.strip_prefix(root()).expect("below the root").to_string_lossy().into_owned();
    files.iter().map(|p| (name(p), fs::read_to_string(p).expect("UTF-8"))).collect()
}

fn module(path: &str) -> String {
    let rest = path.trim_start_matches("src/");
    rest.split(['/', '.']).next().unwrap_or(rest).to_owned()
}

/// The part of a file before its unit tests.
fn without_tests(text: &str) -> &str {
    text.split("#[cfg(test)]").next().unwrap_or(text)
}

#[test]
fn arrows_hold() {
    let arrows = arrows();
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let from = module(&path);
        let Some(allowed) = arrows.get(from.as_str()) else {
            wrong.push(format!("{path}: module `{from}` is not in the table"));
            continue;
        };
        for (number, line) in without_tests(&text).lines().enumerate() {
            if line.trim_start().starts_with("//") {
                continue;
            }
            for piece in line.split("crate::").skip(1) {
                let used: String = piece.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                let base_order = BASE.iter().position(|b| *b == from).unwrap_or(BASE.len());
                let in_base = BASE.iter().position(|b| *b == used).is_some_and(|i| i < base_order);
                let known = arrows.contains_key(used.as_str());
                if known && used != from && !in_base && !allowed.contains(&used.as_str()) {
                    wrong.push(format!("{path}:{}: {from} must not use {used}", number + 1));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "arrows between modules:\n{}", wrong.join("\n"));
}

#[test]
fn files_are_short() {
    let long: Vec<String> = sources()
        .iter()
        .map(|(path, text)| (path, without_tests(text).lines().count()))
        .filter(|(_, lines)| *lines > LONGEST_FILE)
        .map(|(path, lines)| format!("{path}: {lines} lines"))
        .collect();
    assert!(long.is_empty(), "files over {LONGEST_FILE} lines:\n{}", long.join("\n"));
}

#[test]
fn functions_are_short() {
    let mut long = Vec::new();
    for (path, text) in sources() {
        let mut open: Vec<(usize, usize, String)> = Vec::new();
        for (number, line) in text.lines().enumerate() {
            let indent = line.len() - line.trim_start().len();
            let code = line.trim_start();
            let is_function =
                ["fn ", "pub fn ", "pub(super) fn ", "pub(crate) fn "].iter().any(|f| code.starts_with(f));
            if is_function && !code.ends_with(';') && !code.ends_with('}') {
                open.push((indent, number, code.chars().take(60).collect()));
            }
            if code == "}"
                && let Some((start_indent, start, name)) = open.last()
                && indent == *start_indent
            {
                if number - start > LONGEST_FUNCTION {
                    long.push(format!("{path}:{}: {} lines: {name}", start + 1, number - start));
                }
                open.pop();
            }
        }
    }
    assert!(long.is_empty(), "functions over {LONGEST_FUNCTION} lines:\n{}", long.join("\n"));
}

#[test]
fn the_library_never_prints_and_only_edges_touch_files() {
    let mut wrong = Vec::new();
    let may_read = ["src/corpus/read", "src/vocabulary", "src/session", "src/cli", "src/main.rs"];
    for (path, text) in sources() {
        let body = without_tests(&text);
        for word in ["println!", "eprintln!", "dbg!", "process::exit"] {
            if body.contains(word) && !path.starts_with("src/cli") && path != "src/main.rs" {
                wrong.push(format!("{path}: {word}"));
            }
        }
        if (body.contains("std::fs") || body.contains("File::open"))
            && !may_read.iter().any(|m| path.starts_with(m))
        {
            wrong.push(format!("{path}: reads or writes files"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_module_says_what_it_is() {
    let silent: Vec<String> =
        sources().into_iter().filter(|(_, text)| !text.starts_with("//!")).map(|(path, _)| path).collect();
    assert!(silent.is_empty(), "no //! at the top of:\n{}", silent.join("\n"));
}

#[test]
fn engine_and_language_know_no_biology() {
    let words = ["CXCL", "letrozole", "tumour", "tumor", "cancer", "oestrogen", "estrogen", "JNK"];
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let bare = ["src/engine", "src/plan", "src/program", "src/syntax", "src/proof", "src/judgement"];
        if !bare.iter().any(|b| path.starts_with(b)) {
            continue;
        }
        for (number, line) in without_tests(&text).lines().enumerate() {
            let comment = line.trim_start().starts_with("//");
            if !comment && words.iter().any(|w| line.contains(w)) {
                wrong.push(format!("{path}:{}: {}", number + 1, line.trim()));
            }
        }
    }
    assert!(wrong.is_empty(), "biology where none belongs:\n{}", wrong.join("\n"));
}
