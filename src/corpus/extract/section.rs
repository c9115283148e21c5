//! The section that each block is in.
//!
//! In: blocks with roles, headings among them. Out: blocks with the headings above them. Paragraphs
//! with labels of their own (`RESULTS: …`), as in abstracts, are parted at the labels.

use std::ops::Range;
use std::sync::Arc;

use super::apparatus::is_apparatus;
use super::line;
use crate::corpus::{Block, BlockRole};

/// A stretch of text before its section is known.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    pub(super) role: BlockRole,
    pub(super) span: Range<usize>,
}

/// Labels inside an abstract, in lower case, without colon.
const LABELS: [&str; 22] = [
    "aim",
    "aims",
    "background",
    "background and objectives",
    "conclusion",
    "conclusions",
    "design",
    "experimental design",
    "findings",
    "importance",
    "interpretation",
    "introduction",
    "main outcome measures",
    "materials and methods",
    "method",
    "methods",
    "objective",
    "objectives",
    "patients and methods",
    "purpose",
    "result",
    "results",
];

/// Headings are nested no deeper than this.
const DEPTH: usize = 6;

/// Gives each block its section; blocks under headings such as `Funding` become furniture.
pub(super) fn sections(text: &str, drafts: Vec<Draft>) -> Vec<Block> {
    let mut path: Vec<(usize, Arc<str>)> = Vec::new();
    let mut blocks = Vec::with_capacity(drafts.len());
    let mut aside: Option<Aside> = None;
    for draft in drafts {
        let block = &text[draft.span.clone()];
        if draft.role == BlockRole::Heading {
            let level = level(block);
            aside = Aside::after(aside, block);
            path.retain(|(above, _)| *above < level);
            path.truncate(DEPTH);
            blocks.push(Block { role: draft.role, section: names(&path), span: draft.span.clone() });
            path.push((level, name(block)));
            continue;
        }
        let role = match draft.role {
            BlockRole::Paragraph if aside.is_some() => BlockRole::Furniture,
            role => role,
        };
        if role == BlockRole::Paragraph {
            labelled(text, draft.span, &names(&path), &mut blocks);
        } else {
            blocks.push(Block { role, section: names(&path), span: draft.span });
        }
    }
    blocks
}

/// A section that is not the paper's text, by the depth of its heading if that is marked.
#[derive(Clone, Copy, Debug)]
struct Aside(Option<usize>);

impl Aside {
    /// Whether text under this heading stands aside, and under which heading then. One with marks
    /// ends only where one as high, or a section that all papers have, begins.
    fn after(before: Option<Self>, heading: &str) -> Option<Self> {
        let depth = line::marked_heading(heading);
        let within = before.filter(|aside| {
            let deeper = depth.is_none_or(|depth| aside.0.is_some_and(|outer| depth > outer));
            aside.0.is_some() && deeper && !(depth.is_none() && line::is_section_name(heading))
        });
        within.or_else(|| is_apparatus(heading).then_some(Self(depth)))
    }
}

fn names(path: &[(usize, Arc<str>)]) -> Vec<Arc<str>> {
    path.iter().map(|(_, name)| Arc::clone(name)).collect()
}

/// Marks count; else names that all papers have, and capitals, are above others.
fn level(heading: &str) -> usize {
    if let Some(depth) = line::marked_heading(heading) {
        return depth;
    }
    let capitals = heading.chars().any(char::is_alphabetic) && !heading.chars().any(char::is_lowercase);
    let known = line::is_section_name(heading) || is_apparatus(heading) || line::opens_references(heading);
    if capitals || known { 2 } else { 3 }
}

fn name(heading: &str) -> Arc<str> {
    let name = heading.trim_start_matches('#').trim().trim_matches('*').trim().trim_end_matches(':');
    name.split_whitespace().collect::<Vec<_>>().join(" ").into()
}

/// A label of a paragraph, in bytes of it.
struct Label {
    name: Range<usize>,
    /// Where what it labels starts.
    end: usize,
}

/// A paragraph, parted where a label such as `RESULTS:` opens a sentence.
fn labelled(text: &str, span: Range<usize>, section: &[Arc<str>], blocks: &mut Vec<Block>) {
    let block = &text[span.clone()];
    let mut labels: Vec<Label> =
        block.match_indices(':').filter_map(|(colon, _)| before_colon(block, colon)).collect();
    if labels.is_empty() {
        labels = bare(block);
    }
    let mut push = |range: Range<usize>, label: Option<&str>| {
        let span = super::clean::trim(text, span.start + range.start..span.start + range.end);
        if !span.is_empty() {
            let label = label.map(|l| Arc::from(l.trim()));
            let section = section.iter().cloned().chain(label).collect();
            blocks.push(Block { role: BlockRole::Paragraph, section, span });
        }
    };
    let opens = |label: &Label| block[..label.name.start].trim_end_matches('*').len();
    push(0..labels.first().map_or(block.len(), opens), None);
    for (i, label) in labels.iter().enumerate() {
        let end = labels.get(i + 1).map_or(block.len(), opens);
        push(label.end..end, Some(&block[label.name.clone()]));
    }
}

/// The label before a colon, if there is one and a sentence starts with it: `RESULTS:`, `**Results:**`.
fn before_colon(block: &str, colon: usize) -> Option<Label> {
    let mut from = colon.saturating_sub(34);
    while !block.is_char_boundary(from) {
        from += 1;
    }
    let before = &block[from..colon];
    let start = before.rfind(['.', '?', '!', ')', '\n']).map_or(0, |at| at + 1);
    if start == 0 && from > 0 {
        return None;
    }
    let label = before[start..].trim_start();
    let stars = label.len() - label.trim_start_matches('*').len();
    let name = label.trim_matches('*');
    let upper = name.chars().next().is_some_and(char::is_uppercase);
    let first = colon - label.len() + stars;
    let marked = block[colon + 1..].len() - block[colon + 1..].trim_start_matches('*').len();
    (upper && LABELS.contains(&name.to_lowercase().as_str()))
        .then(|| Label { name: first..first + name.len(), end: colon + 1 + marked })
}

/// Labels without colons, as a flattened record has them: `Background … Methods … Results …`. The first
/// one opens the paragraph.
fn bare(block: &str) -> Vec<Label> {
    const FEWEST: usize = 3;
    let Some(first) = label_at(block, 0) else { return Vec::new() };
    let bytes = block.as_bytes();
    let ended = |at: &usize| matches!(bytes[*at..], [b'.', b' ' | b'\n', ..] | [b'?', b' ', ..]);
    let ends = memchr::memchr2_iter(b'.', b'?', bytes).filter(ended);
    let mut labels = vec![first];
    labels.extend(ends.filter_map(|at| label_at(block, at + 2)));
    let results = labels.iter().any(|l| block[l.name.clone()].to_lowercase().starts_with("result"));
    if labels.len() < FEWEST || !results { Vec::new() } else { labels }
}

/// The longest label without a colon that a sentence starts with.
fn label_at(block: &str, start: usize) -> Option<Label> {
    let rest = &block[start..];
    let fits = |label: &&&str| {
        let cased = rest.get(..label.len()).is_some_and(|s| s.eq_ignore_ascii_case(label));
        let behind = rest.get(label.len()..).unwrap_or_default();
        let capital = || behind.trim_start().starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
        cased && rest.starts_with(char::is_uppercase) && behind.starts_with(' ') && capital()
    };
    let label = LABELS.iter().filter(fits).max_by_key(|label| label.len())?;
    Some(Label { name: start..start + label.len(), end: start + label.len() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_part_an_abstract() {
        let text = "BACKGROUND: Drugs fail in many. METHODS: We treated mice. Results: All lived: none died.";
        let mut blocks = Vec::new();
        labelled(text, 0..text.len(), &[Arc::from("Abstract")], &mut blocks);
        let shown: Vec<(&str, &str)> =
            blocks.iter().map(|b| (b.section[1].as_ref(), &text[b.span.clone()])).collect();
        assert_eq!(
            shown,
            [
                ("BACKGROUND", "Drugs fail in many."),
                ("METHODS", "We treated mice."),
                ("Results", "All lived: none died.")
            ]
        );
    }

    fn parts(text: &str) -> Vec<(String, String)> {
        let mut blocks = Vec::new();
        labelled(text, 0..text.len(), &[Arc::from("Abstract")], &mut blocks);
        let shown =
            |b: &Block| (b.section.last().expect("a section").to_string(), text[b.span.clone()].to_owned());
        blocks.iter().map(shown).collect()
    }

    fn owned(parts: &[(&str, &str)]) -> Vec<(String, String)> {
        parts.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect()
    }

    #[test]
    fn labels_in_bold_and_without_colons_part_it_too() {
        let bold = "**Purpose:** To see. **Results**: All lived. **Conclusions:** They live.";
        let wanted = [("Purpose", "To see."), ("Results", "All lived."), ("Conclusions", "They live.")];
        assert_eq!(parts(bold), owned(&wanted));
        let bare =
            "Background Drugs fail. Methods We gave them to 3 mice. Results All lived. Conclusion They live.";
        let wanted = [
            ("Background", "Drugs fail."),
            ("Methods", "We gave them to 3 mice."),
            ("Results", "All lived."),
            ("Conclusion", "They live."),
        ];
        assert_eq!(parts(bare), owned(&wanted));
        let none = "Results of trials differ. Methods vary. Background noise is high.";
        assert_eq!(parts(none), owned(&[("Abstract", none)]));
    }
}
