//! The section that each block is in.
//!
//! In: blocks with roles, headings among them. Out: blocks with the headings above them. Paragraphs
//! with labels of their own (`RESULTS: …`), as in abstracts, are parted at the labels.

use std::ops::Range;
use std::sync::Arc;

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
    let mut apparatus = false;
    for draft in drafts {
        let block = &text[draft.span.clone()];
        if draft.role == BlockRole::Heading {
            let level = level(block);
            apparatus = line::is_apparatus(block);
            path.retain(|(above, _)| *above < level);
            path.truncate(DEPTH);
            blocks.push(Block { role: draft.role, section: names(&path), span: draft.span.clone() });
            path.push((level, name(block)));
            continue;
        }
        let role = match draft.role {
            BlockRole::Paragraph if apparatus => BlockRole::Furniture,
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

fn names(path: &[(usize, Arc<str>)]) -> Vec<Arc<str>> {
    path.iter().map(|(_, name)| Arc::clone(name)).collect()
}

/// Marks count; else names that all papers have, and capitals, are above others.
fn level(heading: &str) -> usize {
    if let Some(depth) = line::marked_heading(heading) {
        return depth;
    }
    let capitals = heading.chars().any(char::is_alphabetic) && !heading.chars().any(char::is_lowercase);
    let known =
        line::is_section_name(heading) || line::is_apparatus(heading) || line::opens_references(heading);
    if capitals || known { 2 } else { 3 }
}

fn name(heading: &str) -> Arc<str> {
    let name = heading.trim_start_matches('#').trim().trim_matches('*').trim().trim_end_matches(':');
    name.split_whitespace().collect::<Vec<_>>().join(" ").into()
}

/// A paragraph, parted where a label such as `RESULTS:` opens a sentence.
fn labelled(text: &str, span: Range<usize>, section: &[Arc<str>], blocks: &mut Vec<Block>) {
    let block = &text[span.clone()];
    let mut cuts: Vec<(usize, usize)> = Vec::new();
    for (colon, _) in block.match_indices(':') {
        if let Some(start) = label_start(block, colon) {
            cuts.push((start, colon));
        }
    }
    let mut push = |range: Range<usize>, label: Option<&str>| {
        let span = super::clean::trim(text, span.start + range.start..span.start + range.end);
        if !span.is_empty() {
            let label = label.map(|l| Arc::from(l.trim()));
            let section = section.iter().cloned().chain(label).collect();
            blocks.push(Block { role: BlockRole::Paragraph, section, span });
        }
    };
    let first = cuts.first().map_or(block.len(), |c| c.0);
    push(0..first, None);
    for (i, &(start, colon)) in cuts.iter().enumerate() {
        let end = cuts.get(i + 1).map_or(block.len(), |next| next.0);
        push(colon + 1..end, Some(&block[start..colon]));
    }
}

/// Where the label before a colon starts, if there is one and a sentence starts with it.
fn label_start(block: &str, colon: usize) -> Option<usize> {
    let mut from = colon.saturating_sub(30);
    while !block.is_char_boundary(from) {
        from += 1;
    }
    let before = &block[from..colon];
    let start = before.rfind(['.', '?', '!', ')', '\n']).map_or(0, |at| at + 1);
    if start == 0 && from > 0 {
        return None;
    }
    let label = before[start..].trim_start();
    let upper = label.chars().next().is_some_and(char::is_uppercase);
    (upper && LABELS.contains(&label.to_lowercase().as_str())).then(|| colon - label.len())
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
}
