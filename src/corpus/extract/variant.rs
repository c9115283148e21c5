//! Sequence variants that stand beside their gene: `A V600E`, `A-V600E`, `A(p.V600E)`.
//!
//! In: a sentence with its mentions. Out: mentions that take the variant with them, so that a sentence
//! on the variant is none on the gene; and the variant of a mention. Names keep their wording.

use super::mention::Named;
use super::sentence::border;
use crate::vocabulary::variant::variants;

/// What joins a gene with its variant, so that both are one phrase.
const JOINED: [&str; 3] = [" ", "-", "‐"];

/// What opens a bracket or a superscript with the variant in it.
const OPENED: [&str; 4] = [" (", "(", "^", "<sup>"];

/// A variant is shorter, in bytes.
const REACH: usize = 40;

/// Lets the mentions of genes reach to the end of their variants.
pub(super) fn widen(text: &str, named: &mut [Named]) {
    for at in 0..named.len() {
        let limit = named.get(at + 1).map_or(text.len(), |next| next.span.start);
        let here = &mut named[at];
        if let Some(variant) = behind(text, here, &JOINED).filter(|v| v.end <= limit) {
            here.span.end = variant.end;
        }
    }
}

/// The variant that a mention is of.
pub(super) fn of(text: &str, named: &Named) -> Option<String> {
    if named.kind != "gene" {
        return None;
    }
    let whole = &text[named.span.clone()];
    let within = variants(whole).into_iter().next_back().filter(|v| v.start > 0 && v.end == whole.len());
    let within = within.map(|v| named.span.start + v.start..named.span.start + v.end);
    within.or_else(|| behind(text, named, &OPENED)).map(|span| text[span].to_owned())
}

fn behind(text: &str, named: &Named, gaps: &[&str]) -> Option<std::ops::Range<usize>> {
    if named.kind != "gene" {
        return None;
    }
    let rest = &text[named.span.end..];
    let gap = gaps.iter().find(|gap| rest.starts_with(**gap))?.len();
    let near = &rest[gap..border(rest, rest.len().min(gap + REACH))];
    // The marks of a superscript are no part of it.
    let near = near.split(['^', '<']).next().unwrap_or_default();
    // Most words have no digit.
    let word = near.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '/')).next()?;
    if !word.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    let first = variants(near).into_iter().next().filter(|span| span.start == 0)?;
    let start = named.span.end + gap;
    Some(start..start + first.end)
}
