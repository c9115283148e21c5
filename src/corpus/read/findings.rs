//! `*.findings.jsonl`: one finding a line, read line by line.
//!
//! A line that is wrong is one diagnostic with file and line; the others are read.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::sync::Arc;

use crate::corpus::Entry;
use crate::corpus::finding::Finding;
use crate::diagnostic::Diagnostic;
use crate::vocabulary::nearest_of;

/// Longest line that is read, in bytes; a finding is one assertion.
pub const LONGEST_LINE: usize = 1 << 20;

/// Reads a file and appends its findings.
pub fn read(path: &Path, findings: &mut Vec<Entry>) -> Vec<Diagnostic> {
    let unreadable = |error: std::io::Error| {
        let message = format!("{} cannot be read: {error}", path.display());
        Diagnostic::error("E0503", message).help("make the file readable, or take it out of the folder")
    };
    match std::fs::File::open(path) {
        Ok(file) => read_from(path, BufReader::new(file), findings).unwrap_or_else(|e| vec![unreadable(e)]),
        Err(error) => vec![unreadable(error)],
    }
}

/// Reads findings from any reader; `path` is only named.
///
/// # Errors
/// If the reader fails. A line that is wrong is a diagnostic.
pub fn read_from(
    path: &Path,
    mut reader: impl BufRead,
    findings: &mut Vec<Entry>,
) -> std::io::Result<Vec<Diagnostic>> {
    let file: Arc<Path> = path.into();
    let mut diagnostics = Vec::new();
    let mut bytes = Vec::new();
    let mut line = 0u32;
    loop {
        bytes.clear();
        line += 1;
        let limit = LONGEST_LINE as u64 + 1;
        if reader.by_ref().take(limit).read_until(b'\n', &mut bytes)? == 0 {
            return Ok(diagnostics);
        }
        let parsed = if bytes.len() > LONGEST_LINE {
            reader.skip_until(b'\n')?;
            Err(("the line is longer than 1 MiB".to_owned(), "write one finding a line".to_owned()))
        } else {
            parse(&bytes, line)
        };
        match parsed {
            Ok(None) => {}
            Ok(Some(finding)) => {
                findings.push(Entry { finding, file: Arc::clone(&file), line, paper: None, grounded: None });
            }
            Err((message, help)) => {
                let message = format!("{}:{line}: {message}", path.display());
                diagnostics.push(Diagnostic::error("E0511", message).help(help));
            }
        }
    }
}

/// A line's finding, none for an empty line; else message and help.
fn parse(bytes: &[u8], line: u32) -> Result<Option<Finding>, (String, String)> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let message = format!("the line is not UTF-8 from byte {} on", error.valid_up_to() + 1);
        (message, "save the file as UTF-8".to_owned())
    })?;
    let text = if line == 1 { text.strip_prefix('\u{feff}').unwrap_or(text) } else { text };
    if text.trim().is_empty() {
        return Ok(None);
    }
    serde_json::from_str(text).map(Some).map_err(|error| {
        if error.is_eof() {
            let message = "the line ends in the middle of the finding".to_owned();
            return (
                message,
                "the file seems to be cut off here: write the whole object on one line".to_owned(),
            );
        }
        let full = error.to_string();
        let (reason, _) = full.rsplit_once(" at line ").unwrap_or((&full, ""));
        let (message, help) = explain(reason, "finding");
        (format!("column {}: {message}", error.column()), help)
    })
}

/// A message of serde in the words of a reader, and how to mend it.
pub(super) fn explain(reason: &str, what: &str) -> (String, String) {
    let quoted: Vec<&str> = reason.split('`').skip(1).step_by(2).collect();
    let (said, known) = quoted.split_first().map_or(("", &[][..]), |(first, rest)| (*first, rest));
    let near = nearest_of(said, known.iter().copied());
    let help = match near.first() {
        Some(near) => format!("`{near}` is known"),
        None if known.is_empty() => "write it as the schema says: reason schema finding".to_owned(),
        None => format!("known are: {}", known.join(", ")),
    };
    if reason.starts_with("unknown field") {
        return (format!("a {what} has no field `{said}`"), help);
    }
    if reason.starts_with("unknown variant") {
        return (format!("`{said}` is no word for this field"), help);
    }
    if reason.starts_with("missing field") {
        return (format!("the {what} lacks the field `{said}`"), format!("add \"{said}\": …"));
    }
    let help = format!("mend the line, or see what a {what} is: reason schema finding");
    // What the parser awaits where no value begins.
    let message = if reason.starts_with("expected ident") || reason == "expected value" {
        format!("this is no {what}: a value was expected here")
    } else {
        reason.to_owned()
    };
    (message, help)
}
