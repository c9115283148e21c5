//! One spelling for names that a reader takes for the same.
//!
//! In: a name as written. Out: a key. Names no entity.

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

const GREEK: [(char, &str); 25] = [
    ('α', "alpha"),
    ('β', "beta"),
    ('γ', "gamma"),
    ('δ', "delta"),
    ('ε', "epsilon"),
    ('ζ', "zeta"),
    ('η', "eta"),
    ('θ', "theta"),
    ('ι', "iota"),
    ('κ', "kappa"),
    ('λ', "lambda"),
    ('μ', "mu"),
    ('ν', "nu"),
    ('ξ', "xi"),
    ('ο', "omicron"),
    ('π', "pi"),
    ('ρ', "rho"),
    ('σ', "sigma"),
    ('ς', "sigma"),
    ('τ', "tau"),
    ('υ', "upsilon"),
    ('φ', "phi"),
    ('χ', "chi"),
    ('ψ', "psi"),
    ('ω', "omega"),
];

/// British → American, as parts of a lower-case word.
const SPELLINGS: [(&str, &str); 10] = [
    ("tumour", "tumor"),
    ("oestr", "estr"),
    ("aemi", "emi"),
    ("haem", "hem"),
    ("oesoph", "esoph"),
    ("oedema", "edema"),
    ("signalling", "signaling"),
    ("isation", "ization"),
    ("fibre", "fiber"),
    ("behaviour", "behavior"),
];

/// No spelling above is in a shorter word.
const SHORTEST_SPELLING: usize = 4;

/// Plurals that no rule makes singular.
const PLURALS: [(&str, &str); 6] = [
    ("metastases", "metastasis"),
    ("diagnoses", "diagnosis"),
    ("analyses", "analysis"),
    ("mice", "mouse"),
    ("nuclei", "nucleus"),
    ("bacteria", "bacterium"),
];

/// The keys of one name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keys {
    /// Unicode form, Greek letters, hyphens and spaces folded; case kept.
    pub cased: String,
    /// Like `cased`, and case and British or American spelling folded.
    pub folded: String,
    /// Like `folded`, and each word singular.
    pub singular: String,
}

impl Keys {
    /// All keys of a name.
    #[must_use]
    pub fn of(name: &str) -> Self {
        let mut keys = Self::default();
        keys.become_of(name);
        keys
    }

    /// Makes them all keys of a name; what was there before is gone.
    pub fn become_of(&mut self, name: &str) {
        let Self { cased, folded, singular } = self;
        for key in [&mut *cased, &mut *folded, &mut *singular] {
            key.clear();
        }
        each_word(name, |word| {
            let start = folded.len();
            push_lower(folded, word);
            push_singular(singular, word, &folded[start..]);
            cased.push_str(word);
        });
    }
}

/// The key of a name: Unicode form, Greek letters, hyphens and spaces, case and British or American
/// spelling folded.
#[must_use]
pub fn fold(name: &str) -> String {
    let mut key = String::with_capacity(name.len());
    each_word(name, |word| push_lower(&mut key, word));
    key
}

/// Whether a name is so short that its case may tell it from another: `MIF`, `p21`, `MET`.
#[must_use]
pub fn is_short(name: &str) -> bool {
    name.chars().take(5).count() <= 4
}

/// The words of a text between white space, as [`str::split_whitespace`] gives them, but faster where
/// most letters are plain.
pub(crate) fn words(text: &str) -> impl Iterator<Item = &str> + Clone {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = run_end(text, at, true);
        at = run_end(text, start, false);
        (start < at).then(|| &text[start..at])
    })
}

/// Where a run of white space, or of other characters, ends that goes on at a place.
#[inline]
fn run_end(text: &str, mut at: usize, of_space: bool) -> usize {
    let bytes = text.as_bytes();
    while let Some(&byte) = bytes.get(at) {
        match SPACE[usize::from(byte)] {
            Space::Yes if of_space => at += 1,
            Space::No if !of_space => at += 1,
            Space::Yes | Space::No => break,
            Space::Open => {
                let Some(c) = text[at..].chars().next().filter(|c| c.is_whitespace() == of_space) else {
                    break;
                };
                at += c.len_utf8();
            }
        }
    }
    at
}

/// Whether a byte is white space.
#[derive(Clone, Copy)]
enum Space {
    Yes,
    /// Nor does one start with it.
    No,
    /// What follows tells.
    Open,
}

static SPACE: [Space; 256] = {
    let mut space = [Space::No; 256];
    let (plain, others) = (b" \t\n\x0b\x0c\r", b"\xc2\xe1\xe2\xe3");
    let mut at = 0;
    while at < plain.len() {
        space[plain[at] as usize] = Space::Yes;
        at += 1;
    }
    at = 0;
    while at < others.len() {
        space[others[at] as usize] = Space::Open;
        at += 1;
    }
    space
};

/// Texts that differ only in white space and Unicode form become equal.
#[must_use]
pub fn normal_space(text: &str) -> String {
    match is_normal(text) {
        true => single_spaced(text),
        false => single_spaced(&text.nfkc().collect::<String>()),
    }
}

/// Whether a text is known to be in the Unicode form that [`normal_space`] gives it.
pub(crate) fn is_normal(text: &str) -> bool {
    const AT_ONCE: usize = 32;
    let bytes = text.as_bytes();
    // Plain letters are normal, whatever stands beside them.
    let chunks = bytes.chunks(AT_ONCE).enumerate().filter(|(_, chunk)| !chunk.is_ascii());
    let starts = chunks.flat_map(|(number, chunk)| {
        (number * AT_ONCE..number * AT_ONCE + chunk.len()).filter(|&at| bytes[at] >= 0xC0)
    });
    is_nfkc_quick(starts.filter_map(|at| text[at..].chars().next())) == IsNormalized::Yes
}

/// Whether a text is plain words with one space between them, as far as one look tells.
pub(crate) fn is_single_spaced(text: &str) -> bool {
    let bytes = text.as_bytes();
    let plain = bytes.iter().fold(true, |plain, b| plain & (0x20..0x7F).contains(b));
    let behind = bytes.iter().skip(1);
    let apart = bytes.iter().zip(behind).fold(true, |apart, pair| apart & (pair != (&b' ', &b' ')));
    plain && apart && !text.starts_with(' ') && !text.ends_with(' ')
}

/// The words of a text with one space between them.
pub(crate) fn single_spaced(text: &str) -> String {
    if is_single_spaced(text) {
        return text.to_owned();
    }
    let mut result = String::with_capacity(text.len());
    for word in words(text) {
        if !result.is_empty() {
            result.push(' ');
        }
        result.push_str(word);
    }
    result
}

/// A text in which folded names can be found at the borders of its words.
#[derive(Clone, Debug, Default)]
pub struct Haystack {
    text: String,
    /// Byte offsets in `text` where a word or a lone mark starts or ends, ascending.
    borders: Vec<usize>,
}

impl Haystack {
    /// Folds a running text.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let mut stack = Self::default();
        let (mut lower, mut one) = (String::new(), String::new());
        each_word(text, |word| {
            // A mark behind a plural is no part of it: `MDSCs,`.
            let end = word.trim_end_matches(|c: char| !c.is_alphanumeric()).len();
            let start = end - word[..end].trim_start_matches(|c: char| !c.is_alphanumeric()).len();
            lower.clear();
            one.clear();
            push_lower(&mut lower, &word[start..end]);
            one.push_str(&word[..start]);
            push_singular(&mut one, &word[start..end], &lower);
            one.push_str(&word[end..]);
            stack.push_word(&one);
        });
        stack.borders.push(stack.text.len());
        stack
    }

    fn push_word(&mut self, word: &str) {
        let mut inside = false;
        for c in word.chars() {
            if !(c.is_alphanumeric() && inside) {
                self.borders.push(self.text.len());
            }
            inside = c.is_alphanumeric();
            self.text.push(c);
        }
    }

    /// Whether the name stands in the text, from one border of words to another.
    #[must_use]
    pub fn holds(&self, name: &str) -> bool {
        let keys = Keys::of(name);
        self.holds_key(&keys.singular) || self.holds_key(&keys.folded)
    }

    /// Whether a name stands in the text as a member of a list that shares its start (`TLR7/8`, `MMP-2
    /// and -9`), or behind one letter that tells its form (`sVEGF`, `pRb`).
    #[must_use]
    pub fn lists(&self, name: &str) -> bool {
        const FORMS: [char; 5] = ['s', 'p', 'h', 'm', 'r'];
        let keys = Keys::of(name);
        let formed = |form: &char| {
            [&keys.folded, &keys.singular].iter().any(|key| self.holds_key(&format!("{form}{key}")))
        };
        if FORMS.iter().any(formed) {
            return true;
        }
        let differs = |c: char| c.is_ascii_digit() || ('α'..='ω').contains(&c);
        let stem = name.trim_end_matches(differs);
        let tail = Keys::of(&name[stem.len()..]).folded;
        let stem = Keys::of(stem.trim_end_matches('-')).folded;
        let starts = |at: &usize| self.borders.binary_search(at).is_ok();
        let listed = |at: usize| self.members(at + stem.len()).any(|member| member == tail);
        let found = || self.text.match_indices(&stem).map(|(at, _)| at).filter(starts).any(listed);
        stem.len() > 1 && !tail.is_empty() && found()
    }

    /// What stands behind the shared start of names, as far as it is a list: `7/8`, `-2, -7 and -9`,
    /// `-alpha/beta`.
    fn members(&self, from: usize) -> impl Iterator<Item = &str> {
        const GREEK: [&str; 6] = ["alpha", "beta", "gamma", "delta", "epsilon", "zeta"];
        let ends = &self.borders[self.borders.partition_point(|border| *border <= from)..];
        let starts = std::iter::once(from).chain(ends.iter().copied());
        let pieces = starts.zip(ends).map(|(start, &end)| &self.text[start..end]);
        pieces.filter(|piece| piece.contains(char::is_alphanumeric)).take_while(|piece| {
            let number = piece.bytes().all(|b| b.is_ascii_digit());
            number || GREEK.contains(piece) || matches!(*piece, "and" | "or")
        })
    }

    fn holds_key(&self, key: &str) -> bool {
        !key.is_empty()
            && self.text.match_indices(key).any(|(at, _)| {
                let border = |offset: usize| self.borders.binary_search(&offset).is_ok();
                border(at) && border(at + key.len())
            })
    }
}

/// Words with Unicode form and Greek letters folded. A hyphen before a letter or digit parts
/// words like a space does; any other hyphen is a sign (`HER2-`) and stays.
fn each_word(name: &str, mut take: impl FnMut(&str)) {
    if name.is_ascii() {
        return each_ascii_word(name, take);
    }
    let mut word = String::new();
    let composed: String = name.nfkc().collect();
    let mut characters = composed.chars().peekable();
    while let Some(c) = characters.next() {
        let parts = c.is_whitespace()
            || c == '_'
            || is_hyphen(c) && characters.peek().is_some_and(|next| next.is_alphanumeric());
        if !parts {
            push_folded(&mut word, c);
        } else if !word.is_empty() {
            take(&word);
            word.clear();
        }
    }
    if !word.is_empty() {
        take(&word);
    }
}

/// The same for plain letters, where every word is a part of the name as it stands.
fn each_ascii_word(name: &str, mut take: impl FnMut(&str)) {
    let bytes = name.as_bytes();
    let parts = |at: usize| match bytes[at] {
        b'_' | b' ' | b'\t'..=b'\r' => true,
        b'-' => bytes.get(at + 1).is_some_and(u8::is_ascii_alphanumeric),
        _ => false,
    };
    let mut start = 0;
    for end in (0..bytes.len()).filter(|&at| parts(at)).chain([bytes.len()]) {
        if start < end {
            take(&name[start..end]);
        }
        start = end + 1;
    }
}

fn push_folded(word: &mut String, c: char) {
    match c {
        _ if is_invisible(c) => {}
        '’' | '‘' | '′' => word.push('\''),
        _ if is_hyphen(c) => word.push('-'),
        _ if c.is_ascii() => word.push(c),
        _ => {
            let lower = c.to_lowercase().next().unwrap_or(c);
            match greek(lower) {
                Some(name) => word.push_str(name),
                None => word.push(c),
            }
        }
    }
}

pub(super) fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

/// Whether nobody sees it: soft hyphen, zero-width space, byte order mark.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}' | '\u{feff}')
}

/// The name of a lower-case Greek letter.
pub(super) fn greek(lower: char) -> Option<&'static str> {
    if lower.is_ascii() {
        return None;
    }
    GREEK.iter().find(|(letter, _)| *letter == lower).map(|(_, name)| *name)
}

/// Adds a word in lower case and American spelling.
fn push_lower(text: &mut String, word: &str) {
    let start = text.len();
    if word.is_ascii() {
        text.push_str(word);
        text[start..].make_ascii_lowercase();
    } else {
        text.push_str(&word.to_lowercase());
    }
    if may_be_british(&text.as_bytes()[start..]) {
        let american = american(text[start..].to_owned());
        text.truncate(start);
        text.push_str(&american);
    }
}

/// A lower-case word in American spelling.
pub(super) fn american(mut word: String) -> String {
    if may_be_british(word.as_bytes()) {
        for (british, american) in SPELLINGS {
            if word.contains(british) {
                word = word.replace(british, american);
            }
        }
    }
    word
}

/// Whether a lower-case word may have a British spelling; of most words it is known to have none.
pub(super) fn may_be_british(word: &[u8]) -> bool {
    let (Some(first), mut bits) = (word.first_chunk(), 0) else { return false };
    let mut last = u32::from_be_bytes(*first) >> 8;
    for &byte in &word[SHORTEST_SPELLING - 1..] {
        last = last << 8 | u32::from(byte);
        bits |= PARTS_BITS >> (last.wrapping_mul(MIXER) >> 26);
    }
    bits & 1 != 0 && word.windows(SHORTEST_SPELLING).any(|w| PARTS.iter().any(|part| part == w))
}

/// What words of British spelling have in them.
const PARTS: [[u8; SHORTEST_SPELLING]; 10] =
    [*b"tumo", *b"oest", *b"aemi", *b"haem", *b"oeso", *b"oede", *b"nall", *b"isat", *b"fibr", *b"viou"];

const MIXER: u32 = 0x9E37_79B1;

/// A bit for each of these parts, so that most others need not be compared.
const PARTS_BITS: u64 = {
    let (mut bits, mut at) = (0, 0);
    while at < PARTS.len() {
        bits |= 1 << (u32::from_be_bytes(PARTS[at]).wrapping_mul(MIXER) >> 26);
        at += 1;
    }
    bits
};

/// Whether no rule of [`singular`] touches a lower-case word; it only looks at how it ends.
pub(super) fn is_singular(word: &[u8]) -> bool {
    match word {
        [.., b's'] => false,
        [.., b'e'] => word != b"mice",
        [.., b'i'] => word != b"nuclei",
        [.., b'a'] => word != b"bacteria",
        _ => true,
    }
}

/// Adds a word in the singular: `KRAS` keeps its last letter, `CAFs`, `cells` and `therapies` do
/// not. `lower` is the word folded.
fn push_singular(text: &mut String, word: &str, lower: &str) {
    let (cut, add) = singular(word, lower);
    text.push_str(&lower[..lower.len() - cut]);
    text.push_str(add);
}

/// How many bytes at the end of `lower` to cut and what to add, so that it becomes singular.
pub(super) fn singular(word: &str, lower: &str) -> (usize, &'static str) {
    if let Some((_, one)) = PLURALS.iter().find(|(many, _)| *many == lower) {
        return (lower.len(), one);
    }
    let stem = word.strip_suffix('s').unwrap_or("");
    let symbol = stem.len() >= 2 && stem.ends_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
    if !symbol && (stem.len() < 3 || stem.ends_with(['s', 'u', 'i'])) {
        return (0, "");
    }
    match lower {
        w if w.ends_with("ies") && w.len() > 5 => (3, "y"),
        w if w.ends_with("sses") || w.ends_with("uses") || w.ends_with("xes") => (2, ""),
        _ => (1, ""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_those_between_white_space() {
        for text in [
            "",
            " ",
            "a",
            "  two  words ",
            "β and\u{2009}γ",
            "\u{a0}é è\u{85}x",
            "wide\u{3000}space…",
            "a\n\x0bb",
        ] {
            assert!(words(text).eq(text.split_whitespace()), "{text:?}");
        }
    }

    #[test]
    fn a_list_shares_the_start_of_its_names() {
        let quote = Haystack::new(
            "EG acts on MMP-2, -7 and -9, TLR7/8, ERα/β, STAT5 in 4 mice and the hMSCs, as sVEGF and pRb do.",
        );
        for name in ["MMP-9", "MMP-7", "TLR8", "ERβ", "MSCs", "VEGF", "Rb"] {
            assert!(quote.lists(name) && !quote.holds(name), "{name}");
        }
        for name in ["MMP-13", "TLR4", "ERγ", "STAT3", "EGF", "STAT4"] {
            assert!(!quote.lists(name), "{name}");
        }
    }

    #[test]
    fn what_is_normal_is_known_without_its_plain_letters() {
        for (text, normal) in [
            ("plain", true),
            ("TGF-β and κB in a longer text than thirty-two bytes", true),
            ("ﬁbrosis", false),
            ("e\u{301} at the end of a text that has more than one chunk: e\u{301}", false),
        ] {
            assert_eq!(is_normal(text), normal, "{text}");
        }
    }
}
