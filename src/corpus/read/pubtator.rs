//! PubTator text: title, abstract, entities and relations of a document, a blank line after each.
//!
//! In: lines such as `123|t|Title`, `123|a|Abstract`, `123⇥0⇥5⇥Title⇥Gene⇥7157`. Out: documents.
//! Offsets count code points of the title, one character, and the abstract.

use std::io::{BufRead, Read as _};
use std::path::Path;

use super::bioc::{Annotation, Document, Location, Passage, Relation};
use crate::diagnostic::Diagnostic;

/// Longest line that is read, in bytes.
const LONGEST_LINE: u64 = 16 << 20;

/// Most diagnostics of one file; the rest is counted.
const MOST: usize = 20;

/// Calls `visit` with each document and its first line.
pub(super) fn read(
    path: &Path,
    mut reader: impl BufRead,
    visit: &mut dyn FnMut(Document, u32),
) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    let mut more = 0usize;
    let (mut open, mut start) = (Document::default(), 1u32);
    let (mut line, mut bytes) = (0u32, Vec::new());
    let mut fault = |line: u32, code: &'static str, message: &str, help: &str| {
        if faults.len() < MOST {
            faults.push(Diagnostic::error(code, format!("{}:{line}: {message}", path.display())).help(help));
        } else {
            more += 1;
        }
    };
    loop {
        bytes.clear();
        line += 1;
        let count = match reader.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut bytes) {
            Ok(count) => count,
            Err(error) => {
                fault(line, "E0516", &error.to_string(), "it seems to be cut off or damaged: fetch it again");
                // What was cut off is no document.
                open = Document::default();
                0
            }
        };
        if count as u64 == LONGEST_LINE {
            fault(
                line,
                "E0513",
                "the line is longer than 16 MiB",
                "no abstract is so long: fetch the file again",
            );
            // The rest of a line that is no line of this format says nothing.
            break;
        }
        let Ok(text) = std::str::from_utf8(&bytes) else {
            fault(line, "E0504", "the line is not UTF-8", "save the file as UTF-8");
            continue;
        };
        let text = text.trim_start_matches('\u{feff}').trim_end_matches(['\n', '\r']);
        if count == 0 || text.trim().is_empty() {
            if !open.passages.is_empty() {
                visit(std::mem::take(&mut open), start);
            }
            if count == 0 {
                break;
            }
            start = line + 1;
        } else if let Err(message) = part(text, &mut open) {
            let help = "write `id|t|title`, `id|a|abstract`, then `id⇥start⇥end⇥text⇥type⇥identifier`";
            fault(line, "E0554", &message, help);
        }
    }
    if more > 0 {
        let message = format!("{}: {more} further lines are of no kind", path.display());
        faults.push(Diagnostic::error("E0554", message).help("mend the lines named above first"));
    }
    faults
}

/// Adds a line to the open document.
fn part(text: &str, open: &mut Document) -> Result<(), String> {
    let mut pieces = text.splitn(3, '|');
    if let (Some(id), Some(kind @ ("t" | "a")), Some(body)) = (pieces.next(), pieces.next(), pieces.next())
        && !id.contains('\t')
    {
        let before = open.passages.last();
        let length = |p: &Passage| p.offset + p.text.as_deref().unwrap_or_default().chars().count() + 1;
        let name = if kind == "t" { "title" } else { "abstract" };
        let passage = Passage {
            infons: [("type".to_owned(), name.into())].into(),
            offset: before.map_or(0, length),
            text: Some(body.to_owned()),
            ..Passage::default()
        };
        open.id = id.to_owned();
        open.passages.push(passage);
        return Ok(());
    }
    let fields: Vec<&str> = text.split('\t').collect();
    match fields.as_slice() {
        [id, ..] if *id != open.id => Err(format!("`{id}` is not the document that is open")),
        [_, start, end, mention, kind, ids @ ..] if start.parse::<usize>().is_ok() => {
            annotation(open, [start, end, mention, kind, ids.first().copied().unwrap_or_default()])
        }
        [_, kind, first, second, ..] => {
            let infons = [("type", *kind), ("entity1", *first), ("entity2", *second)];
            let infons = infons.map(|(name, value)| (name.to_owned(), value.into()));
            open.relations.push(Relation { infons: infons.into(), nodes: Vec::new() });
            Ok(())
        }
        _ => Err("the line is neither text, entity nor relation".to_owned()),
    }
}

fn annotation(open: &mut Document, [start, end, mention, kind, id]: [&str; 5]) -> Result<(), String> {
    let (Ok(start), Ok(end)) = (start.parse::<usize>(), end.parse::<usize>()) else {
        return Err(format!("`{start}` to `{end}` is no span"));
    };
    let length = end.checked_sub(start).ok_or_else(|| format!("{end} lies before {start}"))?;
    let inside = open.passages.iter_mut().rev().find(|p| p.offset <= start);
    let passage = inside.ok_or("an entity stands before its text")?;
    let infons = [("type", kind), ("identifier", id)].map(|(name, value)| (name.to_owned(), value.into()));
    passage.annotations.push(Annotation {
        id: String::new(),
        infons: infons.into(),
        text: Some(mention.to_owned()),
        locations: vec![Location { offset: start, length }],
    });
    Ok(())
}
