//! What a line of a captured page looks like by itself.
//!
//! In: one line. Out: whether it has the shape of prose, a heading, a table row, a reference, a
//! list of names. Must not know the lines around it.

use std::sync::LazyLock;

use super::cue::{Finders, finders, split};
use crate::vocabulary::fold;

/// A word ends here before a citation marker, a bracket or a quotation mark.
const CLOSING: [char; 8] = [')', ']', '}', '"', '”', '’', '\'', '»'];

/// Words after which a sentence goes on.
const OPEN_WORDS: [&str; 44] = [
    "a", "an", "and", "are", "as", "at", "be", "between", "both", "but", "by", "for", "from", "gene",
    "genes", "in", "into", "is", "its", "kinase", "nor", "of", "on", "or", "our", "protein", "receptor",
    "than", "that", "the", "their", "these", "this", "those", "through", "to", "under", "via", "was", "were",
    "when", "which", "with", "without",
];

/// Most bytes of a row.
const LONGEST_ROW: usize = 1 << 16;

/// Names of sections that papers of all kinds have.
const SECTIONS: [&str; 35] = [
    "abstract",
    "aim",
    "aims",
    "background",
    "case presentation",
    "case report",
    "conclusion",
    "conclusions",
    "contribution",
    "design",
    "discussion",
    "findings",
    "highlights",
    "interpretation",
    "introduction",
    "introduction and background",
    "key findings",
    "limitations",
    "main",
    "main text",
    "materials and methods",
    "methods",
    "methods and materials",
    "objective",
    "objectives",
    "patients and methods",
    "purpose",
    "results",
    "results and discussion",
    "significance",
    "statement of significance",
    "statement of translational relevance",
    "summary",
    "tl;dr",
    "translational relevance",
];

const REFERENCES: [&str; 6] =
    ["references", "reference list", "bibliography", "literature cited", "works cited", "reference"];

/// Number of words.
pub(super) fn words(line: &str) -> usize {
    fold::words(line).count()
}

/// The same, counted up to a number.
pub(super) fn words_up_to(most: usize, line: &str) -> usize {
    if starts_words(most, line) { most } else { fold::words(line).take(most).count() }
}

/// Whether there are at least so many words.
pub(in crate::corpus) fn has_words(count: usize, line: &str) -> bool {
    count == 0 || starts_words(count, line) || fold::words(line).nth(count - 1).is_some()
}

/// Whether so many words are known by the spaces before them, near the start of the line: quick, as each
/// byte is looked at without regard to those before it.
fn starts_words(count: usize, line: &str) -> bool {
    let near = &line.as_bytes()[..line.len().min(count * 9 + 16)];
    let starts =
        near.iter().zip(near.iter().skip(1)).map(|(a, b)| u16::from(*a == b' ' && b.is_ascii_graphic()));
    usize::from(starts.sum::<u16>()) >= count
}

/// Whether there are at most so many words.
fn has_at_most(count: usize, line: &str) -> bool {
    !has_words(count + 1, line)
}

/// Without marks of a heading, number of a section, count and colon at the end; lower case.
pub(in crate::corpus) fn heading_name(line: &str) -> String {
    let name = line.trim().trim_start_matches('#').trim().trim_matches('*').trim_end_matches(':').trim();
    let uncounted = name
        .strip_suffix(')')
        .and_then(|n| n.trim_end_matches(|c: char| c.is_ascii_digit()).strip_suffix(" ("));
    let name = uncounted.unwrap_or(name).trim_end();
    let numbered = name.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    let name = if numbered.starts_with([' ', '\t']) { numbered.trim_start() } else { name };
    name.to_lowercase()
}

/// Depth of a Markdown heading, from 1.
pub(super) fn marked_heading(line: &str) -> Option<usize> {
    let depth = line.bytes().take_while(|b| *b == b'#').count();
    ((1..=6).contains(&depth) && line[depth..].starts_with([' ', '\t'])).then_some(depth)
}

pub(in crate::corpus) fn is_section_name(line: &str) -> bool {
    has_at_most(6, line) && SECTIONS.contains(&heading_name(line).as_str())
}

/// Whether it opens the reference list.
pub(super) fn opens_references(line: &str) -> bool {
    let is_name =
        |name: String| REFERENCES.contains(&name.as_str()) || name.starts_with("the reference list");
    has_at_most(14, line) && is_name(heading_name(line))
}

/// Whether nothing is open at its end: a full stop, a question mark, an ellipsis.
pub(in crate::corpus) fn is_closed(line: &str) -> bool {
    let mut rest = line.trim_end();
    loop {
        let shorter = rest.trim_end_matches(CLOSING).trim_end();
        let shorter = match shorter.strip_suffix('^').and_then(|s| s.rfind('^').map(|at| &s[..at])) {
            Some(before) => before.trim_end(),
            None => shorter,
        };
        if shorter.len() == rest.len() {
            break;
        }
        rest = shorter;
    }
    rest.ends_with(['.', '?', '!', '…', ':', ';'])
}

/// Whether its last word asks for another.
pub(in crate::corpus) fn is_open(line: &str) -> bool {
    let line = line.trim_end();
    if line.ends_with([',', '(', '–', '/']) {
        return true;
    }
    let last = line.rsplit(|c: char| c.is_whitespace()).next().unwrap_or_default();
    OPEN_WORDS.contains(&last.to_lowercase().as_str())
}

/// Whether its last word is a small one that never ends anything: `loss of`.
pub(in crate::corpus) fn asks_for_more(line: &str) -> bool {
    const NOUNS: [&str; 5] = ["gene", "genes", "kinase", "protein", "receptor"];
    let line = line.trim_end();
    let last = line.rsplit(char::is_whitespace).next().unwrap_or_default();
    // `In` opens a sentence, `vitamin A` and `A` are names.
    let opens = last.len() == line.len() && last != "A";
    let word = if opens { last.to_lowercase() } else { last.to_owned() };
    OPEN_WORDS.contains(&word.as_str()) && !NOUNS.contains(&word.as_str())
}

/// Whether it goes on with what stood before: a plain word in lower case, or a mark.
pub(in crate::corpus) fn continues(line: &str) -> bool {
    let Some(first) = line.chars().next() else { return false };
    if ",;.)]%^".contains(first) {
        return true;
    }
    let word = line.split(|c: char| !c.is_alphanumeric() && c != '-').next().unwrap_or_default();
    let letters = word.split('-').next().unwrap_or_default();
    first.is_lowercase()
        && !letters.is_empty()
        && letters.chars().all(char::is_lowercase)
        && !has_address(line)
}

fn has_address(line: &str) -> bool {
    let start = line.get(..8).unwrap_or(line).to_lowercase();
    ["doi", "http", "www.", "pmid", "issn"].iter().any(|a| start.starts_with(a))
}

/// A few words that no sentence is made of, such as a gene's name in italics on a line of its own.
pub(super) fn is_fragment(line: &str) -> bool {
    line.len() <= 40
        && has_at_most(4, line)
        && !is_closed(line)
        && marked_heading(line).is_none()
        && !is_row(line)
}

/// Whole sentences.
pub(in crate::corpus) fn is_prose(line: &str) -> bool {
    let is_lower = |w: &&str| w.chars().all(|c| c.is_lowercase() || c == '-');
    has_words(8, line) && fold::words(line).filter(is_lower).nth(2).is_some()
}

/// A whole sentence that ends like one.
pub(super) fn is_prose_sentence(line: &str) -> bool {
    is_prose(line) && line.trim_end().ends_with(['.', '…'])
}

/// Cells parted by bars or tabs, if the line is not longer than rows are.
pub(super) fn is_row(line: &str) -> bool {
    if line.len() > LONGEST_ROW {
        return false;
    }
    let bars = memchr::memchr_iter(b'|', line.as_bytes()).take(3).count();
    let tabs = memchr::memchr_iter(b'\t', line.as_bytes()).take(3).count();
    (line.starts_with('|') && line.len() > 1) || bars >= 2 || tabs >= 2 || (bars == 1 && line.ends_with('|'))
}

/// `|---|---|`, or bars alone.
pub(super) fn is_rule(line: &str) -> bool {
    line.chars().all(|c| "|-=_:*+ \t".contains(c))
}

/// What joins the last two names of a list.
static AND: LazyLock<Finders<2>> = LazyLock::new(|| finders([" and ", " & "]));

/// Three names of people or more.
pub(super) fn is_names(line: &str) -> bool {
    let commas = memchr::memchr_iter(b',', line.as_bytes()).count();
    if commas < 1 {
        return false;
    }
    let joined = AND.iter().any(|and| and.find(line.as_bytes()).is_some());
    let most = commas + 1 + usize::from(joined);
    if most < 3 {
        return false;
    }
    let line = line.trim_start_matches("**Authors:**").trim_start_matches("Authors:").trim();
    let (mut parts, mut others) = (0, 0);
    for part in names(line).map(str::trim).filter(|p| p.chars().any(char::is_alphabetic)) {
        parts += 1;
        others += usize::from(!is_name(part));
        // Most texts are told from lists by their first words.
        if others * 10 > most {
            return false;
        }
    }
    parts >= 3 && others * 10 <= parts
}

/// The parts of a list of names, with what surrounds each.
pub(super) fn names(line: &str) -> impl Iterator<Item = &str> {
    line.split(',').flat_map(|part| split(part, &AND[0])).flat_map(|part| split(part, &AND[1]))
}

/// A name without the marks of its affiliations.
pub(super) fn bare_name(part: &str) -> &str {
    let part = part.trim().trim_end_matches(|c: char| c.is_ascii_digit() || "*†‡§()[]^✉. ".contains(c));
    let part = part.strip_prefix("and ").unwrap_or(part);
    part.strip_prefix("View ORCID Profile").unwrap_or(part).trim_start()
}

fn is_name(part: &str) -> bool {
    const PARTICLES: [&str; 12] =
        ["and", "de", "del", "della", "der", "di", "da", "la", "van", "von", "den", "al"];
    let part = bare_name(part);
    let mut capitals = 0;
    for word in part.split_whitespace() {
        let first = word.chars().next().is_some_and(char::is_uppercase);
        if !first && !PARTICLES.iter().any(|p| p.eq_ignore_ascii_case(word))
            || word.chars().any(|c| c.is_ascii_digit())
        {
            return false;
        }
        capitals += usize::from(first);
    }
    (2..=5).contains(&capitals)
}

/// An entry of a reference list: a number first, and a year with a journal's marks.
pub(super) fn is_reference(line: &str) -> bool {
    if reference_label(line).is_none() || year_at(line).is_none() {
        return false;
    }
    let initials = line
        .split([' ', ','])
        .filter(|w| {
            let w = w.trim_end_matches('.');
            !w.is_empty() && w.len() <= 3 && w.chars().all(char::is_uppercase)
        })
        .take(3)
        .count();
    let marked = line.contains("doi") || line.contains("10.1") || line.contains("et al") || initials >= 2;
    marked && has_at_most(150, line)
}

/// The number before an entry of a reference list.
pub(super) fn reference_label(line: &str) -> Option<&str> {
    let rest = line.trim_start_matches(['-', '*', '•', '[', '(', ' ', '\t']);
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let after = rest[digits..].trim_start_matches(['.', ')', ']', ':', ' ', '\t']);
    let begins = after.chars().next().is_some_and(char::is_uppercase);
    ((1..=4).contains(&digits) && begins).then(|| &rest[..digits])
}

/// Where a year from 1900 to 2099 stands.
pub(in crate::corpus) fn year_at(line: &str) -> Option<usize> {
    let bytes = line.as_bytes();
    let year =
        |w: &[u8]| matches!(w, [b'1', b'9', ..] | [b'2', b'0', ..]) && w.iter().all(u8::is_ascii_digit);
    let free = |at: usize| at == 0 || !bytes[at - 1].is_ascii_digit();
    bytes.windows(4).enumerate().find(|(at, w)| year(w) && free(*at)).map(|(at, _)| at)
}

/// `Figure 2`, `Fig. S1.`, `Table 3:` at the start; the length of it.
pub(super) fn caption_label(line: &str) -> Option<usize> {
    let mut rest = line.trim_start_matches(['*', '_']);
    for prefix in ["Supplementary ", "Supplemental ", "Extended Data ", "Additional "] {
        rest = rest.strip_prefix(prefix).unwrap_or(rest);
    }
    let names = ["Figure", "FIGURE", "Fig.", "FIG.", "Fig", "Table", "TABLE", "Scheme", "Box"];
    let after = names.iter().find_map(|n| rest.strip_prefix(n))?.trim_start();
    let digits = after.trim_start_matches('S').bytes().take_while(u8::is_ascii_digit).count();
    let length = line.len() - after.len() + (after.len() - after.trim_start_matches('S').len()) + digits;
    (digits > 0 && !line[length..].starts_with([')', ']'])).then_some(length)
}

/// Panels `(A) …; (B) …` or short forms `X: long; Y: long`, as under a figure.
pub(super) fn is_legend(line: &str) -> bool {
    if memchr::memmem::find(line.as_bytes(), b": ").is_none() {
        return false;
    }
    let defined = line.split(';').filter(|part| {
        let name = memchr::memmem::find(part.as_bytes(), b": ").map(|at| part[..at].trim());
        name.is_some_and(|n| n.len() <= 12 && words(n) <= 2 && n.chars().any(char::is_uppercase))
    });
    let defined = defined.take(3).count();
    let panels = || ["(A)", "(B)", "(C)", "(a)", "(b)"].iter().filter(|p| line.contains(**p)).count();
    defined >= 3 || defined >= 1 && panels() >= 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_are_seen_behind_citations() {
        assert!(is_closed("restored killing.^[12]^"));
        assert!(is_closed("restored killing (13)."));
        assert!(is_closed("“cold.”"));
        assert!(!is_closed("loss of the kinase"));
    }

    #[test]
    fn names_are_told_from_lists_of_genes() {
        assert!(is_names("Ana M. de la Cruz, Wei Chen, Jo Smith1,2"));
        assert!(is_names("Ada B. One1,2*, Carl D. Two1 and Eve F. Three3"));
        assert!(is_names("One AB (1)(2), Two CD(1), Three EF(3)."));
        assert!(!is_names("CXCL9, CXCL10, CXCL11"));
        assert!(!is_names("Tumors grew, mice died, and we stopped"));
    }

    #[test]
    fn references_have_a_number_and_a_year() {
        assert!(is_reference("- 12Smith J Doe A Some title J Immunol 2019;2:1 doi"));
        assert!(is_reference("[3] J. Smith, A. B. Doe, Cell 2024, 187, 1589."));
        assert!(!is_reference("3 Patients in 2019 responded to the drug"));
    }

    #[test]
    fn captions_have_a_number() {
        assert!(caption_label("Figure 2. Loss of A").is_some());
        assert!(caption_label("Table S1: Patients").is_some());
        assert!(caption_label("Figures are large").is_none());
    }
}
