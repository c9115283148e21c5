//! Words that tell something about a sentence.
//!
//! In: a sentence and a table of cues. Out: what the first cue means that stands in it. A cue stands at
//! the borders of words; one that ends in `*` may go on. Cues are in lower case.

use memchr::memmem;

use crate::vocabulary::packed::plain_run;

/// A cue, ready to be looked for. Cues of less than two bytes stand nowhere.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cue<'c> {
    /// As written, with the mark of an open end.
    text: &'c str,
    open: bool,
    key: u32,
    /// The bits of the key that hold: a short cue with an open end has less than four bytes.
    mask: u32,
    /// The key of the second word, if it is known whole.
    second: Option<u32>,
}

impl<'c> Cue<'c> {
    pub(super) const fn new(text: &'c str) -> Self {
        let bytes = text.as_bytes();
        let open = matches!(bytes, [.., b'*']);
        let length = bytes.len() - open as usize;
        let stem = bytes.split_at(length).0;
        let key = key_of(stem);
        let mut mask = u32::MAX;
        if open && length > 0 && length < 4 && bytes[length - 1] as u32 == (key >> (32 - 8 * length)) & 255 {
            mask <<= 32 - 8 * length;
        }
        Self { text, open, key, mask, second: Self::second(stem, open) }
    }

    const fn second(stem: &[u8], open: bool) -> Option<u32> {
        let mut at = 1;
        while at < stem.len() && stem[at].is_ascii_alphanumeric() {
            at += 1;
        }
        if at + 1 >= stem.len() || !stem[at].is_ascii() {
            return None;
        }
        let (_, rest) = stem.split_at(at + 1);
        // What is open may go on within the key.
        if open && rest.len() < 4 { None } else { Some(key_of(rest)) }
    }

    fn stem(&self) -> &'c str {
        &self.text[..self.text.len() - usize::from(self.open)]
    }
}

/// Bits for the keys that a text or a table of cues has: where a bit is missing, so is the key.
#[derive(Clone, Copy, Debug)]
struct Filter([u64; 16]);

impl Filter {
    const fn add(&mut self, cue: u32) {
        let (word, bit) = place_of(cue);
        self.0[word] |= bit;
    }

    const fn has(&self, key: u32) -> bool {
        let (word, bit) = place_of(key);
        self.0[word] & bit != 0
    }

    fn meets(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).fold(0, |common, (one, other)| common | one & other) != 0
    }
}

/// Cues, each with what it means.
#[derive(Clone, Copy, Debug)]
pub(super) struct Table<T: 'static, const N: usize> {
    rows: [(Cue<'static>, T); N],
    filter: Filter,
    /// Of each part of the keys, the last of its rows, plus 1; 0 for none.
    last: [u8; PARTS],
    /// Of each row, the one before it of the same part, likewise.
    before: [u8; N],
    /// Whether each row is found by its whole key.
    is_indexed: bool,
}

/// Keys are parted by a number below this.
const PARTS: usize = 256;

/// Which part a key belongs to.
const fn part_of(key: u32) -> usize {
    (key.wrapping_mul(0x9E37_79B1) >> 24) as usize
}

/// So many rows, and no more, are worth looking up by the words of a text, not one by one.
const INDEXED: std::ops::RangeInclusive<usize> = 24..=128;

/// Cues that all mean the same.
pub(super) type Cues<const N: usize> = Table<(), N>;

impl<T: Copy, const N: usize> Table<T, N> {
    pub(super) const fn new(given: &[(&'static str, T); N]) -> Self {
        let mut rows = [(Cue::new(""), given[0].1); N];
        let mut at = 0;
        while at < N {
            rows[at] = (Cue::new(given[at].0), given[at].1);
            at += 1;
        }
        Self::of(rows)
    }

    const fn of(rows: [(Cue<'static>, T); N]) -> Self {
        let mut filter = Filter([0; 16]);
        let (mut last, mut before, mut is_indexed) =
            ([0; PARTS], [0; N], *INDEXED.start() <= N && N <= *INDEXED.end());
        let mut at = 0;
        while at < N {
            filter.add(rows[at].0.key);
            if rows[at].0.mask != u32::MAX {
                filter = Filter([u64::MAX; 16]);
                is_indexed = false;
            }
            let part = part_of(rows[at].0.key);
            before[at] = last[part];
            last[part] = (at + 1) as u8;
            at += 1;
        }
        Self { rows, filter, last, before, is_indexed }
    }

    /// The rows whose keys a text has, as bits.
    fn near(&self, said: &Lower) -> u128 {
        let mut near = 0;
        for (key, _) in &said.starts {
            let mut row = self.last[part_of(*key)];
            while row > 0 {
                let at = usize::from(row - 1);
                near |= u128::from(self.rows[at].0.key == *key) << at;
                row = self.before[at];
            }
        }
        near
    }
}

impl<const N: usize> Cues<N> {
    pub(super) const fn cues(given: &[&'static str; N]) -> Self {
        let mut rows = [(Cue::new(""), ()); N];
        let mut at = 0;
        while at < N {
            rows[at].0 = Cue::new(given[at]);
            at += 1;
        }
        Self::of(rows)
    }

    /// Whether a word may be, or may start, one of these cues; of most it is known that they are not.
    pub(super) fn may_hold(&self, word: &str) -> bool {
        self.filter.has(key_of(word.as_bytes()))
    }

    /// The cues of a table, whatever they mean there.
    pub(super) const fn of_table<T: Copy>(given: &[(&'static str, T); N]) -> Self {
        let mut rows = [(Cue::new(""), ()); N];
        let mut at = 0;
        while at < N {
            rows[at].0 = Cue::new(given[at].0);
            at += 1;
        }
        Self::of(rows)
    }
}

/// A text in lower case with the places where a cue may start, so that most cues need not be looked for.
#[derive(Clone, Debug)]
pub(super) struct Lower {
    text: String,
    /// Places behind something that is no letter or digit, each with the key of what stands there.
    starts: Vec<(u32, u32)>,
    filter: Filter,
}

impl Lower {
    pub(super) fn of(text: &str) -> Self {
        let text = if text.is_ascii() { text.to_ascii_lowercase() } else { text.to_lowercase() };
        let (mut starts, mut filter) = (Vec::with_capacity(text.len() / 4), Filter([0; 16]));
        let bytes = text.as_bytes();
        let mut start = |at: usize, key: u32| {
            starts.push((key, at as u32));
            filter.add(key);
        };
        if text.is_ascii() {
            plain_starts(bytes, start);
        } else {
            let mut border = true;
            for (at, c) in text.char_indices() {
                if border {
                    start(at, key_of(&bytes[at..]));
                }
                border = !c.is_alphanumeric();
            }
        }
        Self { text, starts, filter }
    }

    pub(super) fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether a cue stands in the text.
    pub(super) fn says(&self, cue: &str) -> bool {
        self.has(&Cue::new(cue))
    }

    #[inline]
    fn has(&self, cue: &Cue<'_>) -> bool {
        (cue.mask != u32::MAX || self.filter.has(cue.key))
            && cue.second.is_none_or(|second| self.filter.has(second))
            && self.finds(cue)
    }

    fn finds(&self, cue: &Cue<'_>) -> bool {
        let stem = cue.stem();
        let ends = |rest: &str| !rest.chars().next().is_some_and(char::is_alphanumeric);
        let here = |at: usize| self.text[at..].strip_prefix(stem).is_some_and(|rest| cue.open || ends(rest));
        stem.len() > 1 && self.starts.iter().any(|&(key, at)| key & cue.mask == cue.key && here(at as usize))
    }

    /// Whether one of these cues stands in the text.
    pub(super) fn any<const N: usize>(&self, cues: &Cues<N>) -> bool {
        self.first(cues).is_some()
    }

    /// The words of the text, without their marks, whose keys are wanted.
    pub(super) fn words(&self, wanted: impl Fn(u32) -> bool) -> impl Iterator<Item = &str> {
        let end = |rest: &str| match rest.bytes().position(|b| !b.is_ascii_alphanumeric()) {
            Some(at) if !rest.as_bytes()[at].is_ascii() => {
                rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len())
            }
            at => at.unwrap_or(rest.len()),
        };
        self.starts.iter().filter(move |(key, _)| wanted(*key)).map(move |&(_, at)| {
            let rest = &self.text[at as usize..];
            &rest[..end(rest)]
        })
    }

    /// What the first row means whose cue stands in the text.
    pub(super) fn first<T: Copy, const N: usize>(&self, table: &Table<T, N>) -> Option<T> {
        self.rows(table).next()
    }

    /// What all rows mean whose cues stand in the text, each once, in the order of the table.
    pub(super) fn all<T: Copy + PartialEq, const N: usize>(&self, table: &Table<T, N>) -> Vec<T> {
        let mut found = Vec::new();
        for value in self.rows(table) {
            if !found.contains(&value) {
                found.push(value);
            }
        }
        found
    }

    fn rows<T: Copy, const N: usize>(&self, table: &Table<T, N>) -> impl Iterator<Item = T> {
        let rows = if self.filter.meets(&table.filter) { &table.rows[..] } else { &[] };
        let indexed = table.is_indexed && !rows.is_empty();
        let (mut near, mut all) = match indexed {
            true => (table.near(self), [].iter()),
            false => (0, rows.iter()),
        };
        let nearest = std::iter::from_fn(move || {
            let row = rows.get(near.trailing_zeros() as usize)?;
            near &= near - 1;
            Some(row)
        });
        let rows = nearest.chain(std::iter::from_fn(move || all.next()));
        rows.filter(|(cue, _)| self.has(cue)).map(|(_, value)| *value)
    }
}

/// Wordings that may stand anywhere in a text, ready to be looked for.
pub(super) type Finders<const N: usize> = [memmem::Finder<'static>; N];

pub(super) fn finders<const N: usize>(wordings: [&'static str; N]) -> Finders<N> {
    wordings.map(memmem::Finder::new)
}

/// The parts of a text between places of a wording.
pub(super) fn split<'t>(text: &'t str, between: &memmem::Finder<'_>) -> impl Iterator<Item = &'t str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let here = rest?;
        let at = between.find(here.as_bytes());
        rest = at.map(|at| &here[at + between.needle().len()..]);
        Some(at.map_or(here, |at| &here[..at]))
    })
}

/// Wordings of at least four bytes, in lower case, that may stand anywhere in a text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Parts<const N: usize>([&'static str; N]);

impl<const N: usize> Parts<N> {
    pub(super) const fn new(wordings: &[&'static str; N]) -> Self {
        Self(*wordings)
    }

    /// The wordings of a table, whatever they mean there.
    pub(super) const fn of_table<T>(given: &[(&'static str, T); N]) -> Self {
        let mut wordings = [""; N];
        let mut at = 0;
        while at < N {
            wordings[at] = given[at].0;
            at += 1;
        }
        Self(wordings)
    }

    /// Those that stand in a text in lower case.
    pub(super) fn within(&self, text: &str) -> impl Iterator<Item = &'static str> {
        let mut filter = Filter([0; 16]);
        text.as_bytes().windows(4).for_each(|bytes| filter.add(gram(bytes)));
        let may_hold = move |wording: &&str| filter.has(gram(wording.as_bytes()));
        self.0.iter().copied().filter(may_hold).filter(|wording| text.contains(wording))
    }
}

/// The first four bytes as a number.
fn gram(bytes: &[u8]) -> u32 {
    bytes.first_chunk().map_or(0, |first| u32::from_be_bytes(*first))
}

/// Tells where words, and what follows marks, start in plain text, each with its key.
fn plain_starts(bytes: &[u8], mut start: impl FnMut(usize, u32)) {
    const KEPT: [u32; 4] = [0, 0xFF00_0000, 0xFFFF_0000, 0xFFFF_FF00];
    let (mut at, mut run) = (0, plain_run(bytes));
    while at < bytes.len() {
        let next = at + run + 1;
        let behind = plain_run(bytes.get(next..).unwrap_or_default());
        // The key of a mark is that of the word behind it too.
        let length = if run == 0 { 1 + behind } else { run };
        let key = match bytes[at..].first_chunk() {
            Some(first) => u32::from_be_bytes(*first) & KEPT.get(length).copied().unwrap_or(u32::MAX),
            None => key_of(&bytes[at..]),
        };
        start(at, key);
        (at, run) = (next, behind);
    }
}

/// Of each byte, whether it is a plain letter or digit.
const PLAIN: [bool; 256] = {
    let (mut plain, mut byte) = ([false; 256], 0);
    while byte < 128 {
        plain[byte] = (byte as u8).is_ascii_alphanumeric();
        byte += 1;
    }
    plain
};

/// The first four bytes of a word as a number, 0 where there are no more.
pub(super) const fn key_of(bytes: &[u8]) -> u32 {
    if let [first, second, third, fourth, ..] = bytes
        && PLAIN[*second as usize]
        && PLAIN[*third as usize]
        && PLAIN[*fourth as usize]
    {
        return u32::from_be_bytes([*first, *second, *third, *fourth]);
    }
    let (mut key, mut at) = (0, 0);
    while at < 4 && at < bytes.len() && (at == 0 || PLAIN[bytes[at] as usize]) {
        key |= (bytes[at] as u32) << (24 - 8 * at);
        at += 1;
    }
    key
}

/// Where the bit of a key stands.
const fn place_of(key: u32) -> (usize, u64) {
    let mixed = key.wrapping_mul(0x9E37_79B1) >> 22;
    ((mixed >> 6) as usize, 1 << (mixed & 63))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn says(text: &str, cue: &str) -> bool {
        Lower::of(text).says(cue)
    }

    #[test]
    fn cues_stand_at_the_borders_of_words() {
        assert!(says("in mice, tumors", "mice"));
        assert!(says("In MICE", "mice"));
        assert!(!says("the dormice", "mice"));
        assert!(!says("in micelles", "mice"));
        assert!(says("xenografted", "xenograft*"));
        assert!(says("tumors\u{2009}of mice", "of mice") && says("a β-mice", "mice"));
        assert!(!says("αmice", "mice") && !says("miceα", "mice"));
        assert!(says("a rat-like", "ra*") && says("ratβ", "rat*") && says("naïve mice", "naïve mi*"));
        assert!(!says("ratβ", "rat") && !says("ratβ", "rats"));
        assert!(says("a rat\u{2009}or", "rat") && says("(n = 3)", "(n"));
        assert!(says("in the mice", "the mic*") && says("in a  mouse", "a  mouse") && says("x-ray", "x-r*"));
        assert!(!says("in the mice", "in mice") && !says("in the mouse", "the mic*"));
        assert!(Lower::of("(mice) died").any(&Cues::cues(&["rats", "mice"])));
        assert!(!Lower::of("dormice").any(&Cues::cues(&["mice"])));
        let parts = Parts::new(&["share", "get full text", "cookie"]);
        assert_eq!(parts.within("cookies: get full text").collect::<Vec<_>>(), ["get full text", "cookie"]);
        assert_eq!(parts.within("sha").next(), None);
        let table = Table::new(&[("phase i", 1), ("phase iii", 3)]);
        assert_eq!(Lower::of("A phase III trial").first(&table), Some(3));
        assert_eq!(Lower::of("phase i and phase iii, phase i").all(&table), [1, 3]);
    }
}
