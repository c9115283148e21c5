//! Names that a sentence writes only in part, as the rest stands with their neighbour.
//!
//! In: a sentence with its mentions. Out: the same with the names made whole. Lists share the start
//! of a name (`CXCL9/-10/-11`, `IL-6 and -8`, `STAT1/3`, `IFN-α/β`) or its end (`CD4+ and CD8+ T
//! cells`, `endocrine and CDK4/6 inhibitor therapies`); a cell and what it does share the word
//! between them (`T47D cell growth`). A name is made whole only where the vocabulary has it.

use std::ops::Range;

use super::mention::{Named, exact, overlaps};
use crate::vocabulary::lexicon::Lexicon;

/// What stands between two members of a list.
const JOINED: [&str; 7] = [", and ", ", or ", " and ", " or ", " and/or ", "/", ", "];

/// The longest first part of a name, in words.
const FIRST: usize = 2;

/// Adds the members of lists that share the start of a name.
pub(super) fn shared_starts(text: &str, found: &mut Vec<Named>, lexicon: &Lexicon) {
    let mut more: Vec<Named> = Vec::new();
    for named in found.iter() {
        let mut end = named.span.end;
        while let Some((span, tail)) = member(text, end) {
            let Some(whole) = with_tail(&named.text, tail) else { break };
            if overlaps(found, &span) {
                break;
            }
            let Some(meaning) = exact(lexicon, &whole).filter(|m| m.kind == named.kind) else { break };
            end = span.end;
            more.push(meaning.named(span, &whole));
        }
    }
    add(found, more);
}

/// Puts mentions in their places among others.
fn add(found: &mut Vec<Named>, more: Vec<Named>) {
    if !more.is_empty() {
        found.extend(more);
        found.sort_by_key(|n| n.span.start);
    }
}

/// The next member of such a list behind a place: its bytes, and what differs in its name.
fn member(text: &str, from: usize) -> Option<(Range<usize>, &str)> {
    let rest = &text[from..];
    // Most names stand before a word.
    match rest.as_bytes() {
        [b'/', ..] | [128..=255, ..] | [b',', b' ', b'a' | b'-', ..] | [b' ', b'a' | b'o', ..] => {}
        _ => return None,
    }
    let (gap, hyphen) = ["/-", "/‐", "/–", "/", ", and -", " and -", " or -", ", -", "–-"]
        .iter()
        .find(|g| rest.starts_with(**g))
        .map(|g| (g.len(), g.ends_with(['-', '‐', '–'])))?;
    let tail = &rest[gap..];
    let digits = tail.bytes().take_while(u8::is_ascii_digit).count();
    let first = tail.chars().next()?;
    let length = if digits > 0 {
        digits
    } else if ('α'..='ω').contains(&first) {
        first.len_utf8()
    } else {
        0
    };
    let after = tail[length..].chars().next();
    let free = !after.is_some_and(char::is_alphanumeric);
    let start = from + gap - usize::from(hyphen && rest[..gap].ends_with('-'));
    (length > 0 && free).then(|| (start..from + gap + length, &tail[..length]))
}

/// `CXCL9` and `10` → `CXCL10`; nothing where the name has no such end.
fn with_tail(name: &str, tail: &str) -> Option<String> {
    let stem = if tail.starts_with(|c: char| c.is_ascii_digit()) {
        name.trim_end_matches(|c: char| c.is_ascii_digit())
    } else {
        name.strip_suffix(|c: char| ('α'..='ω').contains(&c))?
    };
    (stem.len() < name.len() && stem.len() >= 2).then(|| format!("{stem}{tail}"))
}

/// Names the members of lists that share the end of a name with the member behind them. What only
/// a part of such a member named before is no mention any more.
pub(super) fn shared_ends(text: &str, found: &mut Vec<Named>, lexicon: &Lexicon) {
    let mut parts: Vec<usize> = Vec::new();
    let mut at = found.len();
    while at > 0 {
        at -= 1;
        let Some(first) = first_part(text, &found[at], lexicon) else { continue };
        // Another name that reaches beyond the part holds.
        let inside = |n: &Named| first.span.start <= n.span.start && n.span.end <= first.span.end;
        let known = found.iter().any(|n| inside(n) && n.id == first.id);
        if known || found.iter().any(|n| !inside(n) && overlaps(std::slice::from_ref(n), &first.span)) {
            continue;
        }
        let gone = found.iter().filter(|n| inside(n)).count();
        found.retain(|n| !inside(n));
        at -= gone;
        parts.push(first.span.start);
        found.insert(at, first);
        // The member that was found may itself end a longer list.
        at += 1;
    }
    for named in found.iter_mut().filter(|n| parts.contains(&n.span.start)) {
        named.text = text[named.span.clone()].into();
    }
}

/// The member before a mention that shares the mention's end.
fn first_part(text: &str, named: &Named, lexicon: &Lexicon) -> Option<Named> {
    let before = &text[..named.span.start];
    if !matches!(before.as_bytes(), [.., b'/'] | [.., b',' | b'd' | b'r', b' ']) {
        return None;
    }
    let end = JOINED.iter().find_map(|j| before.strip_suffix(j))?.len();
    let ends = ends(text, named);
    (1..=FIRST).rev().find_map(|count| {
        let start = words_back(&text[..end], count)?;
        let first = &text[start..end];
        ends.iter().find_map(|head| {
            let whole = format!("{first} {head}");
            let meaning =
                exact(lexicon, &whole).filter(|m| akin(&m.kind, &named.kind) && m.id != named.id)?;
            Some(meaning.named(start..end, &whole))
        })
    })
}

/// Whether two kinds stand side by side in one list.
fn akin(one: &str, other: &str) -> bool {
    const GIVEN: [&str; 2] = ["therapy", "drug"];
    one == other || GIVEN.contains(&one) && GIVEN.contains(&other)
}

/// Words that a mention may share with the member before it: all but its first one, and the one
/// behind it.
fn ends(text: &str, named: &Named) -> Vec<String> {
    let mut found: Vec<String> =
        named.text.split_once(' ').map(|(_, rest)| rest.to_owned()).into_iter().collect();
    let behind = text[named.span.end..].strip_prefix(' ').unwrap_or_default();
    let behind = behind.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    if behind.len() > 3 {
        found.push(behind.to_owned());
    }
    let singular: Vec<String> =
        found.iter().filter_map(|h| Some(format!("{}y", h.strip_suffix("ies")?))).collect();
    found.extend(singular);
    found
}

/// Where the last words of a text start; nothing where marks stand between them.
fn words_back(text: &str, count: usize) -> Option<usize> {
    let mut start = text.len();
    for number in 0..count {
        let rest = if number == 0 { &text[..start] } else { text[..start].strip_suffix(' ')? };
        let begin = rest.rfind([' ', '(', '[', '/']).map_or(0, |at| at + 1);
        if begin == rest.len() || rest[begin..].ends_with([',', ';', ':', '.', ')']) {
            return None;
        }
        start = begin;
    }
    Some(start)
}

/// Parts `T47D cell growth`, of which the longest name is `T47D cell`, into the cell and `cell
/// growth`.
pub(super) fn cells_and_deeds(text: &str, found: &mut Vec<Named>, lexicon: &Lexicon) {
    let mut deeds = Vec::new();
    for named in found.iter_mut() {
        let Some(stem) = named.text.strip_suffix(" cell").map(str::to_owned) else { continue };
        let Some(behind) = text[named.span.end..].strip_prefix(' ') else { continue };
        let word = behind.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
        let deed = format!("cell {word}");
        let Some(process) = exact(lexicon, &deed).filter(|m| m.kind == "process") else { continue };
        if !text[named.span.clone()].ends_with(" cell") {
            continue;
        }
        let Some(cell) = exact(lexicon, &stem).filter(|m| m.id == named.id) else { continue };
        let start = named.span.end - "cell".len();
        deeds.push(process.named(start..named.span.end + 1 + word.len(), &deed));
        *named = cell.named(named.span.start..start - 1, &stem);
    }
    deeds.retain(|d| !overlaps(found, &d.span));
    add(found, deeds);
}

/// Names the molecule that is added: `recombinant A` and `exogenous A` are A.
pub(super) fn added_molecules(text: &str, found: &mut [Named], lexicon: &Lexicon) {
    for named in found.iter_mut() {
        let starts = |text: &str, a: &str| text.get(..a.len()).is_some_and(|t| t.eq_ignore_ascii_case(a));
        if !matches!(named.text.as_bytes().first(), Some(b'r' | b'R' | b'e' | b'E' | b'p' | b'P')) {
            continue;
        }
        let Some(added) = ADDED.iter().find(|a| starts(&named.text, a)) else { continue };
        let written = starts(&text[named.span.clone()], added);
        let rest = named.text[added.len()..].to_owned();
        if let Some(meaning) = exact(lexicon, &rest).filter(|m| m.kind == "gene" && written) {
            *named = meaning.named(named.span.start + added.len()..named.span.end, &rest);
        }
    }
}

/// Words for a molecule that an experimenter adds.
pub(super) const ADDED: [&str; 4] = ["recombinant human ", "recombinant ", "exogenous ", "purified "];

/// What a therapy may do, between an adjective and a noun that are one name: `poor ICI response`.
const RESPONSES: [&str; 6] =
    ["response", "responses", "efficacy", "sensitivity", "benefit", "responsiveness"];

/// Names the outcome whose name a therapy stands in the middle of.
pub(super) fn parted_outcomes(text: &str, found: &mut Vec<Named>, lexicon: &Lexicon) {
    let mut outcomes = Vec::new();
    for named in found.iter().filter(|n| akin("drug", &n.kind)) {
        let behind = &text[named.span.end..];
        let Some(rest) = behind.strip_prefix(' ') else { continue };
        let noun = rest.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
        let Some(start) =
            words_back(text[..named.span.start].trim_end(), 1).filter(|_| RESPONSES.contains(&noun))
        else {
            continue;
        };
        let adjective = text[start..named.span.start].trim_end();
        let meaning = exact(lexicon, &format!("{adjective} {noun}")).filter(|m| m.kind == "outcome");
        let at = named.span.end + 1;
        outcomes.extend(meaning.map(|m| m.named(at..at + noun.len(), noun)));
    }
    outcomes.retain(|o| !overlaps(found, &o.span));
    add(found, outcomes);
}

/// Nouns for a class, behind which a member of it may stand.
const CLASSES: [&str; 12] = [
    "kinase",
    "receptor",
    "receptors",
    "ligand",
    "ligands",
    "factor",
    "factors",
    "family",
    "protein",
    "chemokine",
    "cytokine",
    "gene",
];

/// Takes the name of a class into that of its member beside it: `the chemokine CXCL9`, `the CXCR3
/// receptor`, `the AP-1 transcription factor c-JUN`; and `LOH` in `A-LOH`, which is a state of A, is no
/// name.
pub(super) fn appositions(text: &str, found: &mut Vec<Named>) {
    let molecular =
        |n: &Named| ["gene", "family", "complex", "molecule", "chemical"].contains(&n.kind.as_str());
    let is_bare = |n: &Named| molecular(n) && n.text.chars().all(|c| c.is_ascii_lowercase());
    let is_class = |n: &Named| {
        molecular(n)
            && n.text.rsplit(' ').next().is_some_and(|w| CLASSES.contains(&w) && w.len() < n.text.len())
    };
    let is_small = |n: &Named| n.text.chars().all(|c| c.is_ascii_lowercase() || c == ' ');
    let spaced = |gap: &str| gap == "s " || !gap.is_empty() && gap.chars().all(char::is_whitespace);
    let beside = |pair: &[Named]| {
        let gap = &text[pair[0].span.end..pair[1].span.start];
        gap == "-" || gap == ", " || spaced(gap)
    };
    if !found.windows(2).any(beside) {
        return;
    }
    let mut kept: Vec<Named> = Vec::with_capacity(found.len());
    for named in found.drain(..) {
        let Some(last) = kept.last_mut() else {
            kept.push(named);
            continue;
        };
        let gap = &text[last.span.end..named.span.start];
        let member = |n: &Named| molecular(n) && !is_bare(n);
        // `the adaptor protein, A, binds`
        let closed = gap == ", " && is_inserted(&text[named.span.end..]);
        let of_class = spaced(gap) && (is_bare(last) || is_class(last)) || closed && is_class(last);
        if of_class && member(&named) {
            let start = last.span.start;
            *last = Named { span: start..named.span.end, ..named };
        } else if spaced(gap)
            && (is_bare(&named) || is_class(&named) && is_small(&named))
            && member(last)
            && !is_counterpart(&named.text)
        {
            last.span.end = named.span.end;
        } else if !(named.text == "LOH" && gap == "-" && molecular(last)) {
            kept.push(named);
        }
    }
    *found = kept;
}

/// Whether a noun behind a name tells of something that meets it: an `A antibody` is no A.
fn is_counterpart(noun: &str) -> bool {
    const MEETS: [&str; 8] =
        ["antibody", "antibodies", "ligand", "ligands", "peptide", "peptides", "immunoglobulin", "toxin"];
    MEETS.contains(&noun)
}

/// Whether a comma closes an apposition here that is no list.
fn is_inserted(behind: &str) -> bool {
    let next = behind.strip_prefix(", ").and_then(|rest| rest.split_whitespace().next());
    next.is_some_and(|w| w.chars().all(|c| c.is_ascii_lowercase()) && w != "and" && w != "or")
}

#[cfg(test)]
mod tests {
    use super::super::{Glossary, Sentence, mentions};
    use crate::corpus::Paper;
    use crate::vocabulary::Vocabulary;
    use crate::vocabulary::lexicon::Lexicon;

    fn found(text: &str) -> Vec<(String, String)> {
        let lexicon = Lexicon::of(&Vocabulary::builtin());
        let paper = Paper { text: text.into(), ..Paper::default() };
        let sentence = Sentence { span: 0..text.len(), block: 0 };
        let named = mentions(&paper, &sentence, &Glossary::default(), &lexicon);
        named.into_iter().map(|n| (n.text.into(), n.name.into())).collect()
    }

    fn names(text: &str) -> Vec<String> {
        found(text).into_iter().map(|(_, name)| name).collect()
    }

    #[test]
    fn members_of_a_list_share_its_end() {
        assert_eq!(names("CD4+ and CD8+ T cells were seen."), ["CD4+ T cell", "CD8+ T cell"]);
        assert_eq!(names("CD4^+^ and CD8^+^ T cells were seen."), ["CD4+ T cell", "CD8+ T cell"]);
        assert_eq!(
            names("given endocrine and CDK4/6 inhibitor therapies"),
            ["endocrine therapy", "CDK4/6 inhibitor"]
        );
        assert_eq!(names("M1 and M2 macrophages"), ["M1 macrophage", "M2 macrophage"]);
    }

    #[test]
    fn names_that_are_whole_stay() {
        assert_eq!(names("STAT3 and CD8+ T cells were seen."), ["STAT3", "CD8+ T cell"]);
        assert_eq!(names("TNF and IL-6 expression rose."), ["TNF", "IL6"]);
    }

    #[test]
    fn a_class_beside_its_member_is_not_named() {
        assert_eq!(names("The chemokine CXCL9 and the CXCR3 receptor were seen."), ["CXCL9", "CXCR3"]);
        assert_eq!(
            names("Loss of the JNK kinase MAP2K7 and of the AP-1 transcription factor c-JUN was seen."),
            ["MAP2K7", "JUN"]
        );
        assert_eq!(names("A chemokine was seen."), ["chemokine"]);
    }

    #[test]
    fn a_therapy_may_stand_inside_an_outcome() {
        assert_eq!(names("It went with poor letrozole response."), ["letrozole", "resistance"]);
        assert_eq!(names("It went with a letrozole response."), ["letrozole"]);
    }

    #[test]
    fn a_cell_and_what_it_does_share_a_word() {
        let found = found("It promoted MCF7 and T47D cell growth.");
        let texts: Vec<&str> = found.iter().map(|(text, _)| text.as_str()).collect();
        assert_eq!(texts, ["MCF7", "T47D", "cell growth"]);
    }
}
