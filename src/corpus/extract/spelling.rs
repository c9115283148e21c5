//! A sentence without the marks of superscripts that belong to names: `CD8^+^ T cells`,
//! `CD8<sup>+</sup>`, `CD8⁺` are all `CD8+`.
//!
//! In: a sentence as the file has it. Out: the same as names are written, with the place of each
//! byte in the original. Superscript numbers may be citations and are left alone.

use std::ops::Range;

/// A sentence without such marks, and where each of its bytes comes from.
#[derive(Debug)]
pub(super) struct Plain {
    pub(super) text: String,
    /// Of each byte, its place in the original; one more for the end.
    places: Vec<usize>,
}

/// Marks that open and close a superscript.
const MARKS: [(&str, &str); 2] = [("^", "^"), ("<sup>", "</sup>")];

/// What may stand raised behind the name of a marker.
const RAISED: [&str; 11] = ["+", "-", "−", "–", "hi", "lo", "high", "low", "int", "neg", "pos"];

impl Plain {
    /// The sentence as names are written; nothing where it has no such marks.
    pub(super) fn of(text: &str) -> Option<Self> {
        let may_be = memchr::memchr2(b'^', b'<', text.as_bytes()).is_some();
        let is_marked = may_be && (text.contains('^') || text.contains("<sup>"));
        if !is_marked && (text.is_ascii() || !text.contains(['⁺', '⁻'])) {
            return None;
        }
        let mut plain = Self { text: String::with_capacity(text.len()), places: Vec::new() };
        let mut at = 0;
        while let Some(first) = text[at..].chars().next() {
            let (written, length) = raised(&text[at..]).unwrap_or((&text[at..at + first.len_utf8()], 0));
            for offset in 0..written.len() {
                plain.places.push(if length > 0 { at } else { at + offset });
            }
            plain.text.push_str(written);
            at += if length > 0 { length } else { first.len_utf8() };
        }
        plain.places.push(at);
        (plain.text.len() != text.len()).then_some(plain)
    }

    /// Where a stretch of it stands in the original.
    pub(super) fn origin(&self, span: &Range<usize>) -> Range<usize> {
        let place = |at: usize| self.places.get(at).copied().unwrap_or_default();
        place(span.start)..place(span.end)
    }
}

/// A raised sign at the start of a text, as it is written in a name, and the length of it with its
/// marks.
fn raised(text: &str) -> Option<(&str, usize)> {
    for (sign, written) in [("⁺", "+"), ("⁻", "-")] {
        if text.starts_with(sign) {
            return Some((written, sign.len()));
        }
    }
    MARKS.iter().find_map(|(open, close)| {
        let inner = text.strip_prefix(open)?;
        let sign = RAISED
            .iter()
            .filter(|s| inner.strip_prefix(**s).is_some_and(|rest| rest.starts_with(close)))
            .max_by_key(|s| s.len())?;
        Some((&inner[..sign.len()], open.len() + sign.len() + close.len()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn raised_signs_are_written_plain_and_keep_their_places() {
        for text in ["the CD8^+^ T cells^[4]^ died", "the CD8<sup>+</sup> T cells^[4]^ died"] {
            let plain = Plain::of(text).expect("marked");
            assert_eq!(plain.text, "the CD8+ T cells^[4]^ died");
            let at = plain.text.find("CD8+ T cells").expect("written plain");
            let origin = plain.origin(&(at..at + "CD8+ T cells".len()));
            assert!(text[origin.clone()].starts_with("CD8") && text[origin].ends_with("cells"), "{text}");
        }
        let plain = Plain::of("CD62L⁺ cells").expect("marked");
        assert_eq!((plain.text.as_str(), plain.origin(&(5..6))), ("CD62L+ cells", 5..8));
    }

    #[test]
    fn raised_numbers_may_be_citations() {
        for text in ["as was shown^7^ before", "the cells^[38,39]^ of mice", "no marks"] {
            assert!(Plain::of(text).is_none(), "{text}");
        }
    }
}
