//! Citation markers and reference lists.
//!
//! In: a text with its blocks. Out: which references a sentence cites, and what the reference list
//! says of each. Only the style of marker that a paper uses is read, so that `(2)` in an
//! enumeration is no citation where others are written `^[2]^`.

use std::ops::Range;

use super::line;
use crate::corpus::{Block, BlockRole, Citation, Paper, Reference};

/// A range of citations stands for at most so many works.
const RANGE: usize = 60;

/// So many markers of a style make it the paper's.
const STYLE: usize = 2;

/// How a paper marks what it cites.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Style {
    /// `^[33]^`
    Marked,
    /// `^33^`
    Raised,
    /// `[33]`
    Square,
    /// `(33)`
    Round,
}

/// The citation markers in running text, in order.
#[must_use]
pub fn citations(text: &str, blocks: &[Block]) -> Vec<Citation> {
    let said = || {
        blocks.iter().filter(|b| matches!(b.role, BlockRole::Paragraph | BlockRole::Caption | BlockRole::Row))
    };
    for style in [Style::Marked, Style::Raised, Style::Square, Style::Round] {
        let found: Vec<Citation> = said().flat_map(|b| markers(text, b.span.clone(), style)).collect();
        if found.len() >= STYLE {
            return found;
        }
    }
    Vec::new()
}

fn markers(text: &str, span: Range<usize>, style: Style) -> Vec<Citation> {
    let block = &text[span.clone()];
    let (open, close) = match style {
        Style::Marked => ("^[", "]^"),
        Style::Raised => ("^", "^"),
        Style::Square => ("[", "]"),
        Style::Round => ("(", ")"),
    };
    let mut found = Vec::new();
    for start in memchr::memmem::find_iter(block.as_bytes(), open) {
        let inside = start + open.len();
        // Labels start with a number.
        if !block[inside..].trim_start().starts_with(|c: char| ('1'..='9').contains(&c)) {
            continue;
        }
        let near = &block[inside..super::sentence::border(block, block.len().min(inside + 120))];
        let Some(length) = near.find(close) else { continue };
        let end = inside + length + close.len();
        if style == Style::Round && enumerates(block, start, end)
            || style == Style::Raised && powers(block, start)
        {
            continue;
        }
        if let Some(labels) = labels(&near[..length]) {
            found.push(Citation { span: span.start + start..span.start + end, labels });
        }
    }
    found
}

/// Whether `(2)` counts the members of a list: it follows `:`, `;` or `and`, and a word follows it.
fn enumerates(block: &str, start: usize, end: usize) -> bool {
    let before = block[..start].trim_end();
    let goes_on = block[end..].trim_start().chars().next().is_some_and(char::is_alphabetic);
    let opens = before.is_empty()
        || before.ends_with([':', ';'])
        || before.ends_with("; and")
        || before.ends_with(", and");
    opens && goes_on
}

/// Units, figures and ions that carry a raised number.
const RAISED: [&str; 18] =
    ["m", "cm", "mm", "µm", "μm", "nm", "km", "dm", "s", "r", "R", "χ", "x", "Ca", "Mg", "Zn", "Fe", "Cu"];

/// Whether what is raised there is a power or a charge: `10^6^`, `cm^2^`, `Ca^2^`.
fn powers(block: &str, start: usize) -> bool {
    let before = &block[..start];
    let word = before.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    word.ends_with("10") || RAISED.contains(&word)
}

/// `2-4, 7` → 2, 3, 4, 7; nothing where something else stands there.
fn labels(inner: &str) -> Option<Vec<String>> {
    let mut found = Vec::new();
    for part in inner.split([',', ';']).map(str::trim) {
        let mut ends = part.splitn(2, ['-', '–', '−', '‐']).map(str::trim);
        let first: usize = number(ends.next()?)?;
        let last = ends.next().map_or(Some(first), number)?;
        if last < first || last - first > RANGE {
            return None;
        }
        found.extend((first..=last).map(|n| n.to_string()));
    }
    (!found.is_empty()).then_some(found)
}

fn number(text: &str) -> Option<usize> {
    let sound =
        (1..=3).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit()) && !text.starts_with('0');
    sound.then(|| text.parse().ok()).flatten()
}

/// The entries of the reference list, in order. Entries whose numbers do not rise, as some captures
/// show, are counted.
#[must_use]
pub fn references(text: &str, blocks: &[Block]) -> Vec<Reference> {
    let entries = blocks.iter().filter(|b| b.role == BlockRole::Reference).map(|b| &text[b.span.clone()]);
    let mut found: Vec<Reference> = entries.map(reference).collect();
    let numbers: Vec<usize> = found.iter().filter_map(|r| r.label.parse().ok()).collect();
    let rising = numbers.len() == found.len() && numbers.windows(2).all(|w| w[0] < w[1]);
    if !rising {
        for (i, reference) in found.iter_mut().enumerate() {
            reference.label = (i + 1).to_string();
        }
    }
    found
}

fn reference(entry: &str) -> Reference {
    let year = line::year_at(entry).and_then(|at| entry[at..at + 4].parse().ok());
    Reference {
        label: line::reference_label(entry).unwrap_or_default().to_owned(),
        doi: doi(entry),
        pmid: pmid(entry),
        text: entry.split_whitespace().collect::<Vec<_>>().join(" "),
        year,
    }
}

/// A DOI that nothing is run together with: captured lists often lose the space before or behind.
fn doi(entry: &str) -> Option<String> {
    let at = entry
        .match_indices("10.")
        .map(|(at, _)| at)
        .find(|&at| !entry[..at].ends_with(|c: char| c.is_ascii_digit() || c == '.' || c == '-'))?;
    let word = entry[at..].split(|c: char| c.is_whitespace() || "\"<>[]{},;".contains(c)).next()?;
    let word = word.trim_end_matches(['.', ':', ')']);
    let (registrant, suffix) = word.strip_prefix("10.")?.split_once('/')?;
    let number = (4..=9).contains(&registrant.len()) && registrant.bytes().all(|b| b.is_ascii_digit());
    let broken = entry[at + word.len()..].trim_start_matches('.').starts_with(' ')
        && entry[at + word.len()..].trim_start().starts_with(|c: char| c.is_ascii_digit())
        && suffix.ends_with(char::is_alphabetic);
    (number && suffix.len() >= 3 && !broken).then(|| word.to_owned())
}

fn pmid(entry: &str) -> Option<String> {
    let lower = entry.to_ascii_lowercase();
    let at = lower.find("pmid")? + 4;
    let rest = entry[at..].trim_start_matches([':', ' ', '\u{a0}']);
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    (5..=9).contains(&digits).then(|| rest[..digits].to_owned())
}

/// Labels of the works that a stretch of a paper cites, in order, each once.
#[must_use]
pub fn cites(paper: &Paper, span: &Range<usize>) -> Vec<String> {
    let first = paper.citations.partition_point(|c| c.span.end <= span.start);
    let mut found: Vec<String> = Vec::new();
    for citation in paper.citations[first..].iter().take_while(|c| c.span.start < span.end) {
        for label in &citation.labels {
            if !found.contains(label) {
                found.push(label.clone());
            }
        }
    }
    found
}

/// The study that a label stands for: the DOI of the cited work where the list gives it, else its
/// PubMed identifier, else the paper's own with the label: `doi:10.1000/x#33`.
#[must_use]
pub fn lineage(paper: &Paper, label: &str) -> String {
    let listed = paper.references.iter().find(|r| r.label == label);
    match listed {
        Some(Reference { doi: Some(doi), .. }) => format!("doi:{doi}"),
        Some(Reference { pmid: Some(pmid), .. }) => format!("pmid:{pmid}"),
        _ => format!("{}#{label}", paper.id),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(text: &str) -> Vec<Block> {
        vec![Block { role: BlockRole::Paragraph, section: Vec::new(), span: 0..text.len() }]
    }

    fn cited(text: &str) -> Vec<Vec<String>> {
        citations(text, &block(text)).into_iter().map(|c| c.labels).collect()
    }

    #[test]
    fn each_style_is_read_by_itself() {
        let raised = "A rose^[2-4,7]^ in (1) mice and (2) men^[9]^.";
        assert_eq!(cited(raised), [vec!["2", "3", "4", "7"], vec!["9"]]);
        assert_eq!(cited("A rose^2,3^ at 10^6^ cells per cm^2^, B fell^8^."), [vec!["2", "3"], vec!["8"]]);
        assert_eq!(cited("A rose [3, 5], B fell [8]."), [vec!["3", "5"], vec!["8"]]);
        let round = "Doe et al. (13) saw: (1) growth; (2) death; and (3) rest (12, 14).";
        assert_eq!(cited(round), [vec!["13"], vec!["12", "14"]]);
    }

    #[test]
    fn years_and_figures_are_no_citations() {
        assert_eq!(cited("Seen in (2019) and (Figure 2) and (n = 4) and (0.03)."), Vec::<Vec<String>>::new());
    }

    #[test]
    fn identifiers_that_run_together_with_numbers_are_left_out() {
        let entry = |text| reference(text);
        assert_eq!(
            entry("1. Doe A. J Immunol. 2019;1:2. doi: 10.1000/ab.12.").doi.as_deref(),
            Some("10.1000/ab.12")
        );
        assert_eq!(entry("1Doe A J Immunol 201935913510.1000/ab.12").doi, None);
        assert_eq!(entry("2. Doe A. Cell 2020. PMID: 30012345").pmid.as_deref(), Some("30012345"));
        assert_eq!(entry("2. Doe A. Cell 2020.").year, Some(2020));
    }

    #[test]
    fn a_lineage_is_the_best_identifier_that_is_known() {
        let references = vec![
            Reference { label: "1".into(), doi: Some("10.1000/a".into()), ..Reference::default() },
            Reference { label: "2".into(), ..Reference::default() },
        ];
        let paper = Paper { id: "doi:10.1000/x".into(), references, ..Paper::default() };
        assert_eq!(lineage(&paper, "1"), "doi:10.1000/a");
        assert_eq!(lineage(&paper, "2"), "doi:10.1000/x#2");
        assert_eq!(lineage(&paper, "3"), "doi:10.1000/x#3");
    }
}
