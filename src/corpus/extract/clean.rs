//! Captured text → what each stretch of it is.
//!
//! In: the text of a page or a plain file. Out: blocks in order: titles, headings, paragraphs,
//! captions, rows, references, and the furniture of the page, which is kept so that nothing is
//! lost in silence. A name on a line of its own belongs to the sentence around it. Rests on the
//! shape of lines and on words that pages use, never on one publisher's layout.

use std::hash::{Hash, Hasher};
use std::ops::Range;

use rustc_hash::{FxHashMap, FxHasher};

use super::apparatus::is_apparatus;
use super::furniture;
use super::line;
use super::section::{self, Draft};
use super::sentence;
use crate::corpus::{Block, BlockRole};
use crate::vocabulary::fold::{is_normal, normal_space, words};

/// Lines of wrapped text are at most so long, in bytes.
const WRAPPED: usize = 130;

/// So many truncated copies of paragraphs are looked for at most.
const TRUNCATED: usize = 50;

/// A cell with so many words is a paragraph.
const PROSE_CELL: usize = 20;

/// The title is one of so many blocks.
const FRONT: usize = 120;

/// So much of either end of a block is looked at, in bytes.
const END: usize = 400;

/// The blocks of a text, in order; spans do not overlap.
#[must_use]
pub fn blocks(text: &str) -> Vec<Block> {
    let lines = lines(text);
    let wrapped = wrapped(text, &lines);
    let mut drafts = Vec::new();
    let mut open: Option<Draft> = None;
    for (i, at) in lines.iter().enumerate() {
        let here = &text[at.span.clone()];
        let next = lines.get(i + 1).map(|n| &text[n.span.clone()]);
        match &mut open {
            Some(draft) if joins(&text[draft.span.clone()], here, next, at.after_blank, wrapped) => {
                draft.span.end = at.span.end;
            }
            _ => {
                drafts.extend(open.take());
                open = Some(Draft { role: BlockRole::Paragraph, span: at.span.clone() });
            }
        }
    }
    drafts.extend(open);
    let mut drafts = cells(text, drafts);
    roles(text, &mut drafts);
    repeated(text, &mut drafts);
    section::sections(text, drafts)
}

/// A line that is not blank, without space at its ends.
struct Line {
    span: Range<usize>,
    after_blank: bool,
}

fn lines(text: &str) -> Vec<Line> {
    let (mut found, mut offset, mut after_blank) = (Vec::new(), 0, true);
    for piece in text.split_inclusive('\n') {
        let start = offset + piece.len() - piece.trim_start().len();
        let end = offset + piece.trim_end().len();
        if start < end {
            found.push(Line { span: start..end, after_blank });
        }
        after_blank = start >= end;
        offset += piece.len();
    }
    found
}

/// How long lines are in bytes, where paragraphs are broken into lines of about the same length.
fn wrapped(text: &str, lines: &[Line]) -> Option<usize> {
    let long: Vec<&Line> = lines.iter().filter(|l| l.span.len() >= 40).collect();
    let narrow = long.iter().filter(|l| l.span.len() <= WRAPPED).count();
    let open = long.iter().filter(|l| !line::is_closed(&text[l.span.clone()])).count();
    let mut lengths: Vec<usize> = long.iter().map(|l| l.span.len()).collect();
    lengths.sort_unstable();
    let wrapped = long.len() >= 4 && narrow * 20 >= long.len() * 19 && open * 2 >= long.len();
    wrapped.then(|| lengths[lengths.len() / 2])
}

/// Whether a line goes on with the block before it. Only the ends of the block are looked at, so
/// that the work stays linear.
fn joins(block: &str, here: &str, next: Option<&str>, after_blank: bool, wrapped: Option<usize>) -> bool {
    let head = &block[..sentence::border(block, block.len().min(END))];
    let tail = &block[sentence::border(block, block.len().saturating_sub(END))..];
    let marked = |l: &str| line::marked_heading(l).is_some() || line::is_row(l) || is_item(l);
    // The bar that closes a cell is no row of its own.
    let closes_cell = line::is_row(head) && here.matches('|').count() == 1 && line::continues(here);
    if marked(here) && !closes_cell || line::marked_heading(head).is_some() {
        return false;
    }
    // A row stays open until its bar; only then does its last cell run over several lines.
    if line::is_row(head)
        && !closes_cell
        && (tail.ends_with('|') || !line::continues(here) && !line::is_fragment(here))
    {
        return false;
    }
    // The number of a page belongs to nothing.
    let is_number = |l: &str| l.bytes().all(|b| b.is_ascii_digit());
    if is_number(here) && after_blank || is_number(head) {
        return false;
    }
    let is_open = !line::is_closed(tail);
    let next_continues = next.is_some_and(line::continues);
    if line::continues(here) {
        return is_open && !(head.len() <= 100 && furniture::is_furniture(head));
    }
    // What is cut off there may turn the sense round: `Loss of`.
    let aside = || is_apparatus(head) || head.len() <= 100 && furniture::is_furniture(head);
    if !after_blank && line::asks_for_more(tail) && !line::is_section_name(here) && !aside() {
        return true;
    }
    let is_prose = line::is_prose(head);
    if line::is_fragment(here) && next_continues && !line::is_section_name(here) {
        return is_prose && !after_blank || is_open && line::has_words(4, head);
    }
    if line::is_names(here) || furniture::is_keywords(here) {
        return false;
    }
    let runs_on = is_open && is_prose && !line::is_section_name(here);
    let flows = is_prose && line::has_words(4, here) && !line::is_reference(here);
    let is_wrapped = wrapped.is_some() && !after_blank;
    runs_on && (line::is_open(tail) || is_wrapped)
        || is_wrapped && (flows || is_full(tail, wrapped) && goes_on(tail, here))
}

/// Whether the last line of a block is as long as lines are.
fn is_full(tail: &str, wrapped: Option<usize>) -> bool {
    let last = tail.rsplit('\n').next().unwrap_or_default();
    wrapped.is_some_and(|length| last.len() * 10 >= length * 7)
}

/// Whether a line goes on with a full one that need not be a sentence: `… has a`, `… cells. We saw`.
fn goes_on(tail: &str, here: &str) -> bool {
    let last = tail.rsplit('\n').next().unwrap_or_default();
    let parts = line::is_open(last) || last.contains(". ") || !here.starts_with(char::is_uppercase);
    let own =
        line::is_section_name(here) || is_apparatus(here) || line::is_reference(here) || line::is_names(here);
    parts
        && line::has_words(2, here)
        && !own
        && !furniture::is_furniture(last)
        && line::caption_label(here).is_none()
}

fn is_item(l: &str) -> bool {
    ["- ", "* ", "• ", "+ ", "– "].iter().any(|m| l.starts_with(m))
        || line::reference_label(l).is_some() && l.starts_with(['[', '('])
}

/// Takes whole paragraphs out of the cells of records: `| Summary: | We found … |`.
fn cells(text: &str, drafts: Vec<Draft>) -> Vec<Draft> {
    let mut result = Vec::with_capacity(drafts.len());
    for draft in drafts {
        let row = &text[draft.span.clone()];
        if !line::is_row(row) || line::is_rule(row) {
            result.push(draft);
            continue;
        }
        let mut offset = draft.span.start;
        let mut rest = draft.span.start;
        for cell in row.split('|') {
            let trimmed = cell.trim();
            if line::has_words(PROSE_CELL, trimmed) && line::is_prose(trimmed) && line::is_closed(trimmed) {
                push(text, rest..offset, BlockRole::Row, &mut result);
                result.push(Draft {
                    role: BlockRole::Paragraph,
                    span: trim(text, offset..offset + cell.len()),
                });
                rest = offset + cell.len();
            }
            offset += cell.len() + 1;
        }
        push(text, rest..draft.span.end, BlockRole::Row, &mut result);
    }
    result
}

fn push(text: &str, span: Range<usize>, role: BlockRole, drafts: &mut Vec<Draft>) {
    let span = trim(text, span);
    if !text[span.clone()].trim_matches(['|', ' ', '\n', '\t']).is_empty() {
        drafts.push(Draft { role, span });
    }
}

/// Without space and bars at either end.
pub(super) fn trim(text: &str, span: Range<usize>) -> Range<usize> {
    let piece = &text[span.clone()];
    let start = span.start + piece.len() - piece.trim_start().len();
    start..start + piece.trim().len()
}

/// Gives every block its role, from its own shape and from what stands above and below.
fn roles(text: &str, drafts: &mut [Draft]) {
    let mut below = false;
    for i in (0..drafts.len()).rev() {
        let block = &text[drafts[i].span.clone()];
        let role = role(block, drafts[i].role, below, i == 0);
        below = match role {
            BlockRole::Paragraph => line::is_prose(block) || is_item(block),
            BlockRole::Heading => below || line::is_section_name(block),
            _ => false,
        };
        drafts[i].role = role;
    }
    references(text, drafts);
    title(text, drafts);
}

/// `below`: whether prose, or a heading with prose, comes next.
fn role(block: &str, given: BlockRole, below: bool, is_first: bool) -> BlockRole {
    let bare = block.trim_start_matches(['#', ' ']);
    // `## Figure 1.` opens no section.
    if bare.len() < block.len() && line::caption_label(bare).is_some() {
        return role(bare, given, below, is_first);
    }
    if line::marked_heading(block).is_some() || line::is_section_name(block) || is_apparatus(block) {
        return BlockRole::Heading;
    }
    if line::opens_references(block) {
        return BlockRole::Heading;
    }
    if given == BlockRole::Row || line::is_row(block) {
        return if line::is_rule(block) { BlockRole::Furniture } else { BlockRole::Row };
    }
    if line::is_reference(block) {
        return BlockRole::Reference;
    }
    if let Some(length) = line::caption_label(block) {
        // A page shows the first words of captions only, which may say the opposite of the whole.
        let whole =
            line::has_words(4, &block[length..]) && !block.ends_with(['…']) && !block.ends_with("...");
        return if whole { BlockRole::Caption } else { BlockRole::Furniture };
    }
    if furniture::is_furniture(block) {
        return BlockRole::Furniture;
    }
    if line::is_legend(block) {
        return BlockRole::Caption;
    }
    if (below || is_first) && is_heading(block) {
        return BlockRole::Heading;
    }
    if line::is_prose(block) || line::has_words(5, block) && line::is_closed(block) {
        return BlockRole::Paragraph;
    }
    if is_item(block) && line::has_words(5, block) { BlockRole::Paragraph } else { BlockRole::Furniture }
}

/// The shape of a heading without marks.
fn is_heading(block: &str) -> bool {
    if block.len() > 200 {
        return false;
    }
    let count = line::words(block);
    let first = block.chars().next();
    let begins = first.is_some_and(|c| c.is_uppercase() || c.is_ascii_digit());
    let ends = !block.ends_with(['.', ';', ',', ':', '!', '…']);
    begins && ends && count <= 24 && block.chars().any(char::is_alphabetic) && !is_item(block)
}

/// Entries under the heading of the reference list that do not look like entries.
fn references(text: &str, drafts: &mut [Draft]) {
    let mut inside = false;
    for draft in drafts {
        let block = &text[draft.span.clone()];
        if draft.role == BlockRole::Heading {
            inside = line::opens_references(block);
        } else if inside {
            let entry = line::reference_label(block).is_some() || line::year_at(block).is_some();
            draft.role = if entry { BlockRole::Reference } else { BlockRole::Furniture };
        }
    }
}

/// The title: the first heading of one mark; else what is said twice before the text begins; else
/// the first long heading there.
fn title(text: &str, drafts: &mut [Draft]) {
    let named = |d: &Draft| {
        let block = &text[d.span.clone()];
        line::is_section_name(block) || is_apparatus(block) && !block.to_lowercase().contains("affiliation")
    };
    let is_said = |i: usize| drafts.get(i).is_some_and(|d| d.role == BlockRole::Paragraph);
    // Menus name sections too.
    let opens = |&i: &usize| {
        line::is_section_name(&text[drafts[i].span.clone()]) && (is_said(i + 1) || is_said(i + 2))
    };
    let head = (0..drafts.len()).find(opens).or_else(|| drafts.iter().position(named));
    let head = head.unwrap_or(drafts.len()).min(FRONT);
    let could = |d: &&mut Draft| {
        let block = &text[d.span.clone()];
        let shaped = d.role == BlockRole::Heading || is_heading(block) && line::has_words(6, block);
        shaped
            && line::has_words(3, block)
            && !furniture::is_furniture(block)
            && !line::is_prose_sentence(block)
    };
    let candidates: Vec<&mut Draft> = drafts.iter_mut().take(head).filter(could).collect();
    let key = |d: &Draft| text[d.span.clone()].trim_start_matches('#').trim().to_lowercase();
    let keys: Vec<String> = candidates.iter().map(|d| key(d)).collect();
    let marked = candidates.iter().position(|d| line::marked_heading(&text[d.span.clone()]) == Some(1));
    let twice = (0..keys.len()).find(|&i| line::has_words(5, &keys[i]) && keys[i + 1..].contains(&keys[i]));
    let long = keys.iter().position(|k| line::has_words(5, k));
    if marked.or(twice).is_none()
        && let Some(at) = above_authors(text, drafts, head)
    {
        drafts[at].role = BlockRole::Title;
        return;
    }
    let mut candidates: Vec<&mut Draft> = drafts.iter_mut().take(head).filter(could).collect();
    if let Some(i) = marked.or(twice).or(long) {
        for (other, draft) in candidates.iter_mut().enumerate() {
            if keys[other] == keys[i] {
                draft.role = if other == i { BlockRole::Title } else { BlockRole::Furniture };
            }
        }
    }
}

/// The block right above the list of authors, if it can be a title; titles in records end in a stop.
fn above_authors(text: &str, drafts: &[Draft], head: usize) -> Option<usize> {
    let block = |i: usize| &text[drafts[i].span.clone()];
    let authors = (1..head).find(|&i| line::is_names(block(i)))?;
    let title = block(authors - 1);
    let begins = title.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
    let short = title.len() <= 300 && !line::has_words(30, title);
    let fits = begins && short && line::has_words(4, title) && !furniture::is_furniture(title);
    let one = !title.trim_end_matches(['.', '?']).contains(". ");
    (fits && one && !line::is_section_name(block(authors.saturating_sub(2)))).then_some(authors - 1)
}

/// A paragraph that stands in the text before, or whose rest does, is furniture.
fn repeated(text: &str, drafts: &mut [Draft]) {
    if drafts.iter().filter(|d| d.role == BlockRole::Paragraph).nth(1).is_none() {
        return;
    }
    let mut first: FxHashMap<String, usize> = FxHashMap::default();
    let mut cut = Vec::new();
    for i in alike(text, drafts) {
        let said = normal_space(&text[drafts[i].span.clone()]).to_lowercase();
        let stem = said.trim_end_matches(['.', '…', ' ']);
        if said.ends_with("...") || said.ends_with('…') {
            cut.push((i, stem.to_owned()));
        } else if first.contains_key(&said) {
            drafts[i].role = BlockRole::Furniture;
            continue;
        }
        first.entry(said).or_insert(i);
    }
    for (i, stem) in cut.into_iter().take(TRUNCATED) {
        let whole = drafts.iter().enumerate().any(|(j, d)| {
            let block = &text[d.span.clone()];
            j != i && d.role == BlockRole::Paragraph && block.len() > stem.len() && begins(block, &stem)
        });
        if whole {
            drafts[i].role = BlockRole::Furniture;
        }
    }
}

/// Positions of the paragraphs that may be repeated or cut off. Of most it is known by their first words
/// that they are neither.
fn alike(text: &str, drafts: &[Draft]) -> Vec<usize> {
    const FIRST: usize = 4;
    let block = |i: &usize| &text[drafts[*i].span.clone()];
    let all: Vec<usize> = (0..drafts.len()).filter(|&i| drafts[i].role == BlockRole::Paragraph).collect();
    if !all.iter().all(|i| is_normal(block(i))) {
        return all;
    }
    let opening = |i: &usize| {
        let mut hasher = FxHasher::default();
        words(block(i)).take(FIRST).for_each(|word| word.to_lowercase().hash(&mut hasher));
        hasher.finish()
    };
    let openings: Vec<u64> = all.iter().map(opening).collect();
    let mut sorted = openings.clone();
    sorted.sort_unstable();
    let is_twice = |opening: &u64| {
        let at = sorted.partition_point(|o| o < opening);
        sorted.get(at + 1) == Some(opening)
    };
    let may_be = |(i, opening): &(usize, u64)| block(i).trim_end().ends_with("...") || is_twice(opening);
    all.iter().copied().zip(openings).filter(may_be).map(|(i, _)| i).collect()
}

/// Whether a block begins with a stem, which is folded to lower case and single spaces.
fn begins(block: &str, stem: &str) -> bool {
    let probe: String = block.chars().take(40).collect::<String>().to_lowercase();
    let head = normal_space(&probe);
    let short: String = head.chars().take(30).collect();
    stem.starts_with(&short) && normal_space(block).to_lowercase().starts_with(stem)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<(BlockRole, String, String)> {
        let shown = |b: &Block| {
            let section = b.section.iter().map(AsRef::as_ref).collect::<Vec<_>>().join(" > ");
            (b.role, section, normal_space(&text[b.span.clone()]))
        };
        blocks(text).iter().map(shown).collect()
    }

    fn paragraphs(text: &str) -> Vec<String> {
        shown(text).into_iter().filter(|b| b.0 == BlockRole::Paragraph).map(|b| b.2).collect()
    }

    #[test]
    fn a_name_on_a_line_of_its_own_belongs_to_the_sentence() {
        let text = "We deleted the kinase\nRAF1\n, and cells died. The effect of\nARAF\nand\nBRAF\nloss was small.\n\
                    RAF1\nloss also slowed growth of all lines in culture.\nNext paragraph says that more work is to be done.\n";
        assert_eq!(
            paragraphs(text),
            [
                "We deleted the kinase RAF1 , and cells died. The effect of ARAF and BRAF loss was small. RAF1 loss also slowed growth of all lines in culture.",
                "Next paragraph says that more work is to be done."
            ]
        );
    }

    #[test]
    fn wrapped_lines_are_one_paragraph() {
        let text = "Cells that had lost the receptor grew as fast as before under the drug, and\n\
                    Letrozole made no difference to the number of cells that were counted on\n\
                    the third day. In mice the tumors of both groups had the same weight and\n\
                    were as often found in the lung as those of mice that were not treated.\n\n\
                    A second paragraph begins after a blank line and has lines that are as\n\
                    long as those of the first one.\n";
        assert_eq!(paragraphs(text).len(), 2);
    }

    #[test]
    fn headings_without_marks_are_seen_above_prose() {
        let text = "RESULTS\nLoss of A\nLoss of A made the cells resistant to the drug in all lines that were tested.\n\
                    Gain of B\nGain of B had no effect on the growth of the cells in any of the lines.\n";
        let found = shown(text);
        let sections: Vec<&str> =
            found.iter().filter(|b| b.0 == BlockRole::Paragraph).map(|b| b.1.as_str()).collect();
        assert_eq!(sections, ["RESULTS > Loss of A", "RESULTS > Gain of B"]);
    }

    #[test]
    fn a_record_with_a_summary_in_a_cell() {
        let text = "| Format: | Article |\n|---|---|\n| Summary: | Loss of\nABC1\nmade the tumors of all mice resistant to the drug, \
                    and the same was seen in cells from the blood of patients who had been treated. |\n| ISSN: | 1234 |";
        assert_eq!(paragraphs(text).len(), 1);
        assert!(paragraphs(text)[0].ends_with("been treated."));
    }

    #[test]
    fn what_is_said_twice_is_read_once() {
        let text = "Tumors grew in mice that had lost the gene, and we asked why this...\nSaved in:\n\
                    Tumors grew in mice that had lost the gene, and we asked why this should be so in all of them.\n";
        let found = shown(text);
        assert_eq!(found[0].0, BlockRole::Furniture);
        assert_eq!(paragraphs(text).len(), 1);
    }

    #[test]
    fn references_and_captions_are_not_prose() {
        let text = "# Title of the paper\n\n## Results\n\nCells died when the gene was lost in them, as was seen by us.\n\n\
                    Figure 2. Loss of the gene kills cells. (A) Growth. (B) Death.\n\n## References\n\n\
                    1. Smith J, Doe A. A title. J Immunol. 2019;2:1-4. doi: 10.1000/abc.1\n2. Cut off entry 2020\n";
        let roles: Vec<BlockRole> = shown(text).iter().map(|b| b.0).collect();
        use BlockRole::{Caption, Heading, Paragraph, Reference, Title};
        assert_eq!(roles, [Title, Heading, Paragraph, Caption, Heading, Reference, Reference]);
    }

    #[test]
    fn rows_are_rows() {
        let text = "Some words come first, and then there is a table of what was tested in all trials.\n\
                    | Agent | Disease | Phase |\n|---|---|---|\n| A + B[3] | melanoma | Phase I |\n";
        let roles: Vec<BlockRole> = shown(text).iter().map(|b| b.0).collect();
        assert_eq!(roles, [BlockRole::Paragraph, BlockRole::Row, BlockRole::Furniture, BlockRole::Row]);
    }
}
