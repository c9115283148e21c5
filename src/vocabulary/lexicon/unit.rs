//! A text as units: runs of letters and digits in one spelling, and single marks.
//!
//! In: a text. Out: units with their bytes in the text, and the keys of a name. Names no entity.
//! Names and texts are cut by the same code, so that what is one name is one sequence of units.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::folded::{Number, Table};
use crate::vocabulary::{fold, packed};

/// What stands between a unit and the one before it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Gap {
    /// Nothing.
    #[default]
    None,
    /// A hyphen.
    Hyphen,
    /// White space.
    Space,
    /// An empty line: no name goes across it.
    Break,
}

/// How two neighbouring units are joined in a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Joint {
    /// Without anything: `IL 6`, `IL-6` and `IL6` are one name.
    Tight,
    /// With a space: `T cell`.
    Spaced,
    /// Either way: `T-cell`.
    Either,
    /// Not at all.
    Parted,
}

/// A run of letters and digits, or one mark.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Unit {
    /// First byte in the text.
    pub(super) start: u32,
    /// One past the last byte in the text.
    pub(super) end: u32,
    /// Its number in [`Units::table`].
    pub(super) folded: u32,
    pub(super) gap: Gap,
    first: Class,
    last: Class,
}

/// How a unit starts or ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Class {
    #[default]
    Mark,
    Letter,
    Digit,
}

impl Class {
    /// The class that the two lowest bits stand for.
    pub(super) fn of(bits: u64) -> Self {
        match bits & 3 {
            0 => Self::Mark,
            1 => Self::Letter,
            _ => Self::Digit,
        }
    }
}

/// The units of a stretch of text.
#[derive(Clone, Debug, Default)]
pub(super) struct Units {
    pub(super) units: Vec<Unit>,
    /// How they are folded.
    pub(super) table: Table,
    /// Where the stretch starts in the text; all bytes of units count from here.
    pub(super) base: usize,
    /// Where the piece that is read starts in the stretch.
    piece: usize,
    /// Units of the piece that are not looked up yet, with the bytes of the text.
    open: Vec<(u32, u128)>,
}

impl Unit {
    /// Whether it is a run of letters and digits.
    pub(super) fn is_run(&self) -> bool {
        self.first != Class::Mark
    }

    /// How this unit goes on from the one before it.
    pub(super) fn joint(&self, before: &Self) -> Joint {
        match (self.gap, before.last, self.first) {
            (Gap::Break, ..) => Joint::Parted,
            (Gap::None, ..) | (_, Class::Mark, _) | (_, _, Class::Mark) => Joint::Tight,
            (_, Class::Digit, Class::Digit) => Joint::Spaced,
            (Gap::Space, Class::Letter, Class::Letter) => Joint::Spaced,
            (Gap::Hyphen, Class::Letter, Class::Letter) => Joint::Either,
            _ => Joint::Tight,
        }
    }
}

impl Units {
    /// Replaces the units by those of the text from byte `base` on, at least `most` of them if
    /// there are so many; says whether the text ended.
    pub(super) fn fill(&mut self, text: &str, base: usize, most: usize) -> bool {
        self.clear(base);
        self.add(&text[base..], 0, most)
    }

    /// Makes room for another stretch of a text.
    pub(super) fn clear(&mut self, base: usize) {
        self.units.clear();
        self.table.trim();
        (self.base, self.piece) = (base, 0);
    }

    /// Appends the units of a piece of the stretch, until there are `most`; no name goes from one
    /// piece into the next. Says whether the piece ended.
    pub(super) fn add(&mut self, text: &str, piece: usize, most: usize) -> bool {
        let room = text.len().min(most.saturating_mul(8));
        self.units.reserve(room / 4);
        self.piece = piece;
        let bytes = text.as_bytes();
        let mut gap = Gap::Break;
        let mut at = 0;
        // Only the first of several line ends is part of a name.
        let mut lines = 0;
        while at < bytes.len() && self.units.len() < most {
            let byte = bytes[at];
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => at = self.run(text, at, gap),
                b' ' | b'\t' | b'\r' | b'_' => {
                    gap = gap.max(Gap::Space);
                    at += 1;
                    continue;
                }
                b'\n' => {
                    lines += 1;
                    gap = gap.max(if lines > 1 { Gap::Break } else { Gap::Space });
                    at += 1;
                    continue;
                }
                b'-' if joins(text, at + 1) => {
                    gap = gap.max(Gap::Hyphen);
                    at += 1;
                    continue;
                }
                0..=127 => at = self.mark(text, at, at + 1, &[byte], gap),
                _ => match self.beyond_ascii(text, at, gap) {
                    Step::Unit(next) => at = next,
                    Step::Gap(next, wider) => {
                        gap = gap.max(wider);
                        at = next;
                        continue;
                    }
                },
            }
            gap = Gap::None;
            lines = 0;
        }
        self.look_up(text);
        at >= bytes.len()
    }

    /// Looks up the runs of the piece, all together: none waits for the memory of another.
    fn look_up(&mut self, text: &str) {
        for open in 0..self.open.len() {
            let (at, written) = self.open[open];
            let at = at as usize;
            let number = self.table.find(written).unwrap_or_else(|| {
                let run =
                    self.units[at].start as usize - self.piece..self.units[at].end as usize - self.piece;
                self.fold(text, run, Some(written), false).1
            });
            let unit = &mut self.units[at];
            (unit.folded, unit.first, unit.last) = (number.at, number.first, number.last);
        }
        self.open.clear();
    }

    /// The folded bytes of a unit.
    pub(super) fn folded(&self, unit: &Unit) -> &[u8] {
        self.table.bytes(unit.folded)
    }

    fn beyond_ascii(&mut self, text: &str, at: usize, gap: Gap) -> Step {
        let Some(c) = text[at..].chars().next() else { return Step::Gap(text.len(), Gap::None) };
        let next = at + c.len_utf8();
        match c {
            _ if c.is_whitespace() => Step::Gap(next, Gap::Space),
            _ if fold::is_invisible(c) || is_combining_mark(c) => Step::Gap(next, Gap::None),
            _ if fold::is_hyphen(c) && joins(text, next) => Step::Gap(next, Gap::Hyphen),
            _ if fold::is_hyphen(c) => Step::Unit(self.mark(text, at, next, b"-", gap)),
            _ if c.is_alphanumeric() => Step::Unit(self.run(text, at, gap)),
            _ => {
                let folded: String = match c {
                    '’' | '‘' | '′' => "'".to_owned(),
                    _ => std::iter::once(c).nfkd().collect(),
                };
                Step::Unit(self.mark(text, at, next, folded.as_bytes(), gap))
            }
        }
    }

    fn mark(&mut self, text: &str, start: usize, end: usize, folded: &[u8], gap: Gap) -> usize {
        let written = packed::packed(&text.as_bytes()[start..], end - start);
        let known = written.and_then(|w| self.table.find(w));
        let number = known.unwrap_or_else(|| {
            let from = self.table.bytes.len();
            self.table.bytes.extend_from_slice(folded);
            self.table.close(from, written, false)
        });
        self.push(start, end, number, gap);
        end
    }

    /// Takes the run of letters and digits that starts here, without a possessive `'s`.
    fn run(&mut self, text: &str, start: usize, gap: Gap) -> usize {
        let bytes = text.as_bytes();
        let rest = &bytes[start..];
        let length = packed::plain_run(rest);
        let length = prefix(&rest[..length]).unwrap_or(length);
        let end = start + length;
        let long = bytes.get(end).is_some_and(|b| !b.is_ascii());
        let written = if long { None } else { packed::packed(rest, length) };
        let (end, number) = match written {
            Some(written) => {
                self.open.push((self.units.len() as u32, written));
                (end, Number::default())
            }
            None => self.fold(text, start..end, None, long),
        };
        self.push(start, end, number, gap);
        end + possessive(text, end)
    }

    /// Gives a run its spelling; its end, and its number.
    fn fold(&mut self, text: &str, run: Range<usize>, written: Option<u128>, long: bool) -> (usize, Number) {
        let from = self.table.bytes.len();
        let end = if long { self.long_run(text, run.start) } else { run.end };
        let bytes = &mut self.table.bytes;
        if !long {
            bytes.extend_from_slice(&text.as_bytes()[run.clone()]);
            bytes[from..].make_ascii_lowercase();
        }
        if fold::may_be_british(&bytes[from..]) {
            self.respell(from);
        }
        if long || !fold::is_singular(&self.table.bytes[from..]) {
            self.singular(&text[run.start..end], from);
        }
        (end, self.table.close(from, written, true))
    }

    /// A run with letters beyond ASCII, from its start.
    fn long_run(&mut self, text: &str, start: usize) -> usize {
        let folded = &mut self.table.bytes;
        let mut buffer = [0; 4];
        let mut end = start;
        for c in text[start..].chars() {
            if !(c.is_alphanumeric() || is_combining_mark(c) || fold::is_invisible(c)) {
                break;
            }
            end += c.len_utf8();
            for part in std::iter::once(c).nfkd().flat_map(char::to_lowercase) {
                match fold::greek(part) {
                    Some(name) => folded.extend_from_slice(name.as_bytes()),
                    None if is_combining_mark(part) || fold::is_invisible(part) => {}
                    None => folded.extend_from_slice(part.encode_utf8(&mut buffer).as_bytes()),
                }
            }
        }
        end
    }

    fn respell(&mut self, from: usize) {
        let Ok(lower) = std::str::from_utf8(&self.table.bytes[from..]) else { return };
        let spelled = fold::american(lower.to_owned());
        if spelled != lower {
            self.table.bytes.truncate(from);
            self.table.bytes.extend_from_slice(spelled.as_bytes());
        }
    }

    fn singular(&mut self, word: &str, from: usize) {
        let Ok(lower) = std::str::from_utf8(&self.table.bytes[from..]) else { return };
        let (cut, add) = fold::singular(word, lower);
        let kept = self.table.bytes.len() - cut;
        self.table.bytes.truncate(kept);
        self.table.bytes.extend_from_slice(add.as_bytes());
    }

    fn push(&mut self, start: usize, end: usize, number: Number, gap: Gap) {
        let Number { at: folded, first, last } = number;
        let [start, end] = [self.piece + start, self.piece + end].map(|n| n as u32);
        self.units.push(Unit { start, end, folded, gap, first, last });
    }
}

/// The length of a small prefix that stands before a symbol without a hyphen: `pERK`, `rhIL`. It is
/// a unit of its own, so that the symbol is found where the whole is no name.
fn prefix(run: &[u8]) -> Option<usize> {
    let length = match run {
        [b'r' | b's', b'h', b'A'..=b'Z', _, ..] | [b's', b'i' | b'g', b'A'..=b'Z', _, ..] => 2,
        [b'r', b'm', b'A'..=b'Z', _, ..] => 2,
        [b'p' | b's' | b'r' | b'h' | b'm', b'A'..=b'Z', _, ..] => 1,
        _ => return None,
    };
    // `mRNA` is no RNA of the mouse.
    (!run.ends_with(b"RNA") && !run.ends_with(b"RNAs")).then_some(length)
}

enum Step {
    /// A unit was taken, up to here.
    Unit(usize),
    /// Something between units, up to here.
    Gap(usize, Gap),
}

/// Whether a letter or digit stands here, so that a hyphen before it joins words.
fn joins(text: &str, at: usize) -> bool {
    match text.as_bytes().get(at) {
        Some(b) if b.is_ascii() => b.is_ascii_alphanumeric(),
        Some(_) => text[at..].chars().next().is_some_and(char::is_alphanumeric),
        None => false,
    }
}

/// How many bytes a possessive `'s` takes here.
fn possessive(text: &str, at: usize) -> usize {
    if !matches!(text.as_bytes().get(at), Some(b'\'' | 0xE2)) {
        return 0;
    }
    let rest = &text[at..];
    let after = rest.strip_prefix(['\'', '’']).and_then(|rest| rest.strip_prefix('s'));
    match after {
        Some(after) if !after.starts_with(char::is_alphanumeric) => rest.len() - after.len(),
        _ => 0,
    }
}

const FACTOR: u64 = 0x9E37_79B9_7F4A_7C15;

/// A hash that stays the same from version to version: it stands in files.
pub(super) fn hash(bytes: &[u8]) -> u64 {
    let mut state = bytes.len() as u64;
    let mut mix = |word: u64| state = (state.rotate_left(23) ^ word).wrapping_mul(FACTOR);
    let (words, rest) = bytes.as_chunks();
    words.iter().for_each(|word| mix(u64::from_le_bytes(*word)));
    if !rest.is_empty() {
        mix(rest.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte)));
    }
    (state ^ (state >> 32)).wrapping_mul(FACTOR)
}

/// The keys of a name, and what may be the first unit of a text that means it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct NameKeys {
    /// One or two: with the words of a hyphenated name joined, and parted by spaces.
    pub(super) keys: Vec<Vec<u8>>,
    pub(super) first: Vec<Vec<u8>>,
}

/// Most bytes of a run that a text may part with a hyphen where the name does not.
const LONGEST_SYMBOL: usize = 10;

/// Most bytes of parted runs that a text may write as one.
const LONGEST_HEAD: usize = 30;

/// The keys of a name as written.
pub(super) fn keys(scratch: &mut Units, name: &str) -> NameKeys {
    scratch.fill(name, 0, usize::MAX);
    let mut result = NameKeys::default();
    let Some(first) = scratch.units.first() else { return result };
    let mut tight = scratch.folded(first).to_vec();
    let mut spaced = tight.clone();
    let mut heads = vec![tight.len()];
    let mut in_head = first.is_run();
    for pair in scratch.units.windows(2) {
        let joint = pair[1].joint(&pair[0]);
        if joint == Joint::Spaced {
            tight.push(b' ');
        }
        if matches!(joint, Joint::Spaced | Joint::Either) {
            spaced.push(b' ');
        }
        tight.extend_from_slice(scratch.folded(&pair[1]));
        spaced.extend_from_slice(scratch.folded(&pair[1]));
        // Runs that a hyphen or a space parts may stand as one.
        in_head &= pair[1].is_run() && joint != Joint::Spaced && tight.len() <= LONGEST_HEAD;
        if in_head {
            heads.push(tight.len());
        }
    }
    let end = heads.last().copied().unwrap_or_default();
    if first.is_run() && end <= LONGEST_SYMBOL && is_symbol(name) {
        heads.extend(1..=end);
    }
    heads.sort_unstable();
    heads.dedup();
    result.first = heads.into_iter().map(|head| tight[..head].to_vec()).collect();
    if spaced != tight {
        result.keys.push(spaced);
    }
    result.keys.push(tight);
    result
}

/// Whether the first word has a digit, or a capital that does not start it.
fn is_symbol(name: &str) -> bool {
    let word = name.split_whitespace().next().unwrap_or(name);
    word.chars().skip(1).any(|c| c.is_uppercase()) || word.chars().any(|c| c.is_numeric() || !c.is_ascii())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(name: &str) -> Vec<String> {
        let keys = keys(&mut Units::default(), name).keys;
        keys.into_iter().map(|k| String::from_utf8(k).expect("UTF-8")).collect()
    }

    #[test]
    fn spellings_of_one_name_have_one_key() {
        for (name, wanted) in [
            ("IL-6", "il6"),
            ("IL 6", "il6"),
            ("IL6", "il6"),
            ("TGF-β1", "tgfbeta1"),
            ("TGFβ1", "tgfbeta1"),
            ("CD8⁺ T cells", "cd8+t cell"),
            ("CD8+ T cell", "cd8+t cell"),
            ("tumours", "tumor"),
            ("Sjögren’s syndrome", "sjogren syndrome"),
            ("Alzheimer's disease", "alzheimer disease"),
            ("HER2-", "her2-"),
            ("leukaemias", "leukemia"),
            ("therapies", "therapy"),
            ("CAFs", "caf"),
            ("KRAS", "kras"),
            ("mice", "mouse"),
        ] {
            assert_eq!(key(name).last().map(String::as_str), Some(wanted), "{name}");
        }
        assert_eq!(key("T-cell lymphoma"), ["t cell lymphoma", "tcell lymphoma"]);
        assert_eq!(key("T cell lymphoma"), ["t cell lymphoma"]);
        assert_eq!(key("1-2"), ["1 2"]);
    }

    #[test]
    fn units_keep_their_bytes() {
        let text = "TNF-α, Alzheimer’s";
        let mut units = Units::default();
        assert!(units.fill(text, 0, usize::MAX));
        let pieces: Vec<&str> = units.units.iter().map(|u| &text[u.start as usize..u.end as usize]).collect();
        assert_eq!(pieces, ["TNF", "α", ",", "Alzheimer"]);
    }

    #[test]
    fn what_was_folded_before_is_folded_the_same() {
        let text =
            "Therapies of KRAS, KRASs, therapies. nuclei antidisestablishments leukaemia's CAFs tumours";
        let shown = |units: &Units| -> Vec<(Vec<u8>, u32, u32)> {
            units.units.iter().map(|u| (units.folded(u).to_vec(), u.start, u.end)).collect()
        };
        let mut units = Units::default();
        units.fill(text, 0, usize::MAX);
        let first = shown(&units);
        units.fill(text, 0, usize::MAX);
        assert_eq!(format!("{:?}", shown(&units)), format!("{first:?}"));
        // Nine short runs and two marks; the long run is folded each time.
        assert_eq!(units.table.len(), 9 + 2 + 2);
    }

    #[test]
    fn an_empty_line_parts() {
        let mut units = Units::default();
        units.fill("breast\ncancer", 0, usize::MAX);
        assert_eq!(units.units[1].joint(&units.units[0]), Joint::Spaced);
        units.fill("breast\n\ncancer", 0, usize::MAX);
        assert_eq!(units.units[1].joint(&units.units[0]), Joint::Parted);
    }
}
