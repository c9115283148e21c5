//! Whether a stretch of text may mean a name, by capitals and small letters.
//!
//! In: a text that has the key of a name, and the name as written. Out: how well they agree.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::vocabulary::fold;

/// How much the case of a name tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// Nothing: `breast cancer`, `aspirin`.
    Word,
    /// Symbols that texts also write in capitals or as of the mouse: `CXCL11`, `Cxcl11`.
    Symbol,
    /// Everything: `MET`, `p21`, `was`.
    Exact,
}

/// How a text agrees with a name; better ones first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Agreement {
    /// As written, or a word whose case tells nothing.
    Full,
    /// A symbol in another case.
    Case,
}

/// Symbols with fewer letters and digits, and no digit among them, are taken only as written.
const SHORT_SYMBOL: usize = 3;

impl Class {
    /// The class of a name by its form. A lone word of a `symbolic` kind such as a gene is a symbol.
    pub(super) fn of(name: &str, symbolic: bool) -> Self {
        let letters = name.chars().filter(|c| c.is_alphanumeric()).count();
        let digit = name.chars().any(|c| c.is_numeric());
        if name.contains(char::is_whitespace) {
            return if letters <= SHORT_SYMBOL { Self::Exact } else { Self::Word };
        }
        let capital_inside = name.chars().skip(1).any(char::is_uppercase);
        let symbol = symbolic || digit || capital_inside;
        let capital = name.chars().any(char::is_uppercase);
        match () {
            () if letters < SHORT_SYMBOL => Self::Exact,
            () if letters == SHORT_SYMBOL && !digit && (symbol || capital) => Self::Exact,
            () if symbol => Self::Symbol,
            () => Self::Word,
        }
    }
}

/// How a text agrees with a word that has the same key; `None` where it means something else.
pub(super) fn of_word(text: &str) -> Option<Agreement> {
    (!is_short_capitals(text)).then_some(Agreement::Full)
}

/// How a text agrees with a symbol that has the same key; `None` where it means something else.
pub(super) fn of_symbol(text: &str, name: &str, class: Class) -> Option<Agreement> {
    if text == name {
        return Some(Agreement::Full);
    }
    if name.chars().filter(|c| c.is_alphabetic()).count() < 2 && parts(text, name) {
        return None;
    }
    if same_cased(text, name) {
        return Some(Agreement::Full);
    }
    (class == Class::Symbol && may_be_symbol(text)).then_some(Agreement::Case)
}

/// `RAT` is no rat.
fn is_short_capitals(text: &str) -> bool {
    text.len() <= SHORT_SYMBOL && text.chars().all(char::is_uppercase) && text.len() > 1
}

/// Whether the text parts by a space what the name writes as one: `a 1` for `A1`.
fn parts(text: &str, name: &str) -> bool {
    text.contains(char::is_whitespace) && !name.contains(char::is_whitespace)
}

/// In capitals, with one capital at the start of a run or at the end, with capitals inside, or with a
/// digit: `CXCL11`, `Foxp3`, `apoE`, `miR-34a`, `NudC`, `eIF4E`, `cxcl11`; not `impact` or `iMPACT`.
fn may_be_symbol(text: &str) -> bool {
    let capitals = text.chars().filter(|c| c.is_uppercase()).count();
    let small = text.chars().filter(|c| c.is_lowercase()).count();
    let digit = text.chars().any(|c| c.is_numeric());
    let starts = text.starts_with(char::is_uppercase);
    match (capitals, small) {
        (0, _) => digit && small >= 2 && !text.contains(char::is_whitespace),
        (_, 0) => true,
        (1, _) => starts || digit || text.ends_with(char::is_uppercase),
        // What starts small is hardly a symbol unless a digit stands in it.
        _ if starts || digit => true,
        _ => text.strip_suffix('s').is_some_and(|stem| !stem.contains(char::is_lowercase)),
    }
}

/// Whether the letters are the same in the same case; hyphens, spaces, accents and a plural `s`
/// make no difference.
fn same_cased(text: &str, name: &str) -> bool {
    if text.is_ascii() && name.is_ascii() {
        let letters = |s: &'_ str| -> String { s.chars().filter(|c| !is_filling(*c)).collect() };
        return same_but_plural(&letters(text), &letters(name));
    }
    same_but_plural(&cased(text), &cased(name))
}

fn same_but_plural(text: &str, name: &str) -> bool {
    text == name || text.strip_suffix('s') == Some(name) || name.strip_suffix('s') == Some(text)
}

fn is_filling(c: char) -> bool {
    c.is_whitespace() || c == '_' || fold::is_hyphen(c) || fold::is_invisible(c)
}

fn cased(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    for c in text.nfkd().filter(|c| !is_filling(*c) && !is_combining_mark(*c)) {
        match c.to_lowercase().next().and_then(fold::greek) {
            Some(name) => result.push_str(name),
            None => result.push(c),
        }
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    fn means(text: &str, name: &str) -> bool {
        match Class::of(name, false) {
            Class::Word => text == name || of_word(text).is_some(),
            class => of_symbol(text, name, class).is_some(),
        }
    }

    #[test]
    fn short_symbols_are_taken_as_written() {
        assert!(means("MET", "MET"));
        assert!(!means("met", "MET"));
        assert!(!means("Met", "MET"));
        assert!(means("CAFs", "CAF"));
        assert!(!means("cat", "CAT"));
    }

    #[test]
    fn longer_symbols_may_be_of_the_mouse() {
        assert!(means("Cxcl11", "CXCL11"));
        assert!(means("cxcl11", "CXCL11"));
        assert!(means("CXCL-11", "CXCL11"));
        assert!(means("P53", "p53"));
        assert!(means("Impact", "IMPACT"));
        assert!(!means("impact", "IMPACT"));
        assert!(!means("iMPACT", "IMPACT"));
    }

    #[test]
    fn longer_symbols_may_have_capitals_inside() {
        assert!(means("NudC", "NUDC"));
        assert!(means("RanBP9", "RANBP9"));
        assert!(means("eIF4E", "EIF4E"));
        assert!(means("apoE", "APOE"));
        assert!(means("miR-34a", "MIR34A"));
        assert!(!means("NuD", "NUD"));
    }

    #[test]
    fn words_are_taken_in_any_case() {
        assert!(means("Breast Cancer", "breast cancer"));
        assert!(means("ASPIRIN", "aspirin"));
        assert!(!means("RAT", "rat"));
        assert!(means("Rat", "rat"));
    }

    #[test]
    fn a_lone_letter_and_a_number_are_not_joined_over_a_space() {
        assert!(!means("a 1", "A1"));
        assert!(!means("A 1", "A1"));
        assert!(means("IL 6", "IL6"));
    }

    #[test]
    fn greek_letters_and_hyphens_make_no_difference() {
        assert!(means("TGFβ", "TGF-beta"));
        assert!(means("TGF-beta", "TGFβ"));
    }
}
