//! MEDLINE text, as PubMed saves it (`.nbib`, `.txt`): fields of four letters, a record each `PMID-`.
//!
//! In: lines such as `PMID- 123`, `TI  - Title`, each going on in lines that six spaces open. Out:
//! papers of title and abstract, and what they retract. Labels in the abstract (`RESULTS: …`) are
//! its sections, as in the XML of PubMed.

use std::io::{BufRead, Read as _};
use std::path::Path;

use super::prose::Prose;
use super::pubmed;
use super::retraction::Retracts;
use crate::corpus::{BlockRole, Paper};
use crate::diagnostic::Diagnostic;

/// Longest line that is read, in bytes.
const LONGEST_LINE: u64 = 16 << 20;

/// Letters of a label are at most so many.
const LONGEST_LABEL: usize = 60;

/// The fields of a citation, in order: tag and value.
type Fields = Vec<(String, String)>;

/// Whether a text starts like this.
pub(super) fn begins(start: &str) -> bool {
    start
        .trim_start()
        .strip_prefix("PMID-")
        .is_some_and(|rest| rest.trim_start().starts_with(|c: char| c.is_ascii_digit()))
}

/// Calls `visit` with each paper, what it retracts, and its first line.
pub(super) fn read(
    path: &Path,
    mut reader: impl BufRead,
    visit: &mut dyn FnMut(Paper, Retracts, u32),
) -> Vec<Diagnostic> {
    let fault = |line: u32, code, message: &str, help: &str| {
        vec![Diagnostic::error(code, format!("{}:{line}: {message}", path.display())).help(help)]
    };
    let (mut open, mut start): (Fields, u32) = (Vec::new(), 1);
    let (mut line, mut bytes) = (0u32, Vec::new());
    loop {
        bytes.clear();
        line = line.saturating_add(1);
        let count = match reader.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut bytes) {
            Ok(count) => count,
            Err(error) => return fault(line, "E0516", &error.to_string(), "fetch the file again"),
        };
        if count as u64 == LONGEST_LINE {
            let help = "no abstract is so long: fetch the file again";
            return fault(line, "E0513", "the line is longer than 16 MiB", help);
        }
        let Ok(text) = std::str::from_utf8(&bytes) else {
            return fault(line, "E0504", "the line is not UTF-8", "save the file as UTF-8");
        };
        let text = text.trim_start_matches('\u{feff}').trim_end();
        if (count == 0 || text.starts_with("PMID-")) && !open.is_empty() {
            let (paper, retracts) = paper(&std::mem::take(&mut open));
            visit(paper, retracts, start);
        }
        if count == 0 {
            return Vec::new();
        }
        if text.starts_with("PMID-") {
            start = line;
        }
        if !text.trim().is_empty() && !add(text, &mut open) {
            let help = "write `PMID- 123`, `TI  - title`, `AB  - abstract`; a line that goes on starts with six spaces";
            return fault(line, "E0554", "the line is neither a field of MEDLINE nor goes on with one", help);
        }
    }
}

/// Adds a line to the open citation; `false` if it is of another kind.
fn add(text: &str, open: &mut Fields) -> bool {
    let named = text.get(..5).and_then(|head| head.strip_suffix('-')).map(str::trim_end);
    let tag = |t: &&str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    if let Some(tag) = named.filter(tag) {
        open.push((tag.to_owned(), text[5..].trim().to_owned()));
        return true;
    }
    match open.last_mut() {
        Some((_, value)) if text.starts_with("   ") => {
            value.push(' ');
            value.push_str(text.trim());
            true
        }
        _ => false,
    }
}

fn paper(fields: &Fields) -> (Paper, Retracts) {
    let all =
        |tag: &'static str| fields.iter().filter(move |(t, _)| t == tag).map(|(_, value)| value.as_str());
    let first = |tag| all(tag).next().filter(|v| !v.is_empty()).map(str::to_owned);
    let mut prose = Prose::default();
    if let Some(title) = first("TI") {
        prose.push(&title);
        prose.end(BlockRole::Title);
    }
    all("AB").for_each(|text| write_abstract(text, &mut prose));
    let doi = all("LID").chain(all("AID")).find_map(|v| v.strip_suffix("[doi]")).map(|d| d.trim().to_owned());
    let pmid = first("PMID");
    let full = all("FAU").map(|name| match name.split_once(", ") {
        Some((last, given)) => format!("{given} {last}"),
        None => name.to_owned(),
    });
    let types: Vec<String> = all("PT").map(str::to_owned).collect();
    let (study, article_type) = pubmed::types(&types);
    let described = Paper {
        id: super::identifier(doi.as_deref(), pmid.as_deref()).unwrap_or_default(),
        title: first("TI"),
        authors: full.chain(all("CN").map(str::to_owned)).collect(),
        year: first("DP").and_then(|d| d.get(..4)?.parse().ok()),
        journal: first("JT").or_else(|| first("TA")),
        study,
        article_type,
        retracted: all("RIN").next().is_some() || types.iter().any(|t| t == "Retracted Publication"),
        doi,
        pmid,
        ..Paper::default()
    };
    let mut retracts = Retracts::default();
    for named in all("ROF").filter_map(|v| v.split_once("PMID:")) {
        retracts.pmid(named.1.trim_start().split(|c: char| !c.is_ascii_digit()).next().unwrap_or_default());
    }
    (prose.into_paper(described), retracts)
}

/// The paragraphs of an abstract, parted at its labels.
pub(super) fn write_abstract(text: &str, prose: &mut Prose) {
    let mut start = 0;
    prose.enter("Abstract");
    for (colon, _) in text.match_indices(": ") {
        let Some(label) = label(&text[start..colon]) else { continue };
        prose.push(&text[start..colon - label.len()]);
        prose.end(BlockRole::Paragraph);
        prose.set_section(vec!["Abstract".into(), label.into()]);
        start = colon + 2;
    }
    prose.push(&text[start..]);
    prose.end(BlockRole::Paragraph);
    prose.set_section(Vec::new());
}

/// The label that a text ends in: capitals at its start or behind a full stop.
fn label(text: &str) -> Option<&str> {
    let from = text.rfind(['.', '?', '!', ')']).map_or(0, |at| at + 1);
    let label = text[from..].trim_start();
    let capitals = label.chars().all(|c| c.is_ascii_uppercase() || " /&,'-".contains(c));
    ((4..=LONGEST_LABEL).contains(&label.len()) && capitals && !label.starts_with(' ')).then_some(label)
}
