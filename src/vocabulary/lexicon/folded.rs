//! Runs of letters and digits, and marks, each folded once: a text says most of its words again.
//!
//! In: folded bytes, with the bytes of the text that they were folded from. Out: numbers for them.
//! Must not know how they are folded, nor names.

use super::unit::{Class, hash};
use crate::vocabulary::packed;

/// So many are kept; beyond, all are forgotten, so that no text makes the table grow without bound.
const MOST: usize = 1 << 14;

/// Places for those that are short enough to be found again; half of them at least are free.
const PLACES: usize = MOST * 2;

/// One spelling.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Folded {
    /// Of the folded bytes.
    pub(super) hash: u64,
    /// First byte in [`Table::bytes`].
    from: u32,
    /// How many bytes.
    length: u32,
}

/// The number of a spelling, and how it starts and ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Number {
    pub(super) at: u32,
    pub(super) first: Class,
    pub(super) last: Class,
}

impl Number {
    /// Never 0.
    fn packed(self) -> u64 {
        u64::from(self.at) << 8 | (self.first as u64) << 4 | (self.last as u64) << 2 | 1
    }

    fn of(packed: u64) -> Self {
        Self { at: (packed >> 8) as u32, first: Class::of(packed >> 4), last: Class::of(packed >> 2) }
    }
}

/// Spellings by number.
#[derive(Clone, Debug, Default)]
pub(super) struct Table {
    /// The bytes of the text, from the lowest one, with the number: all that a look-up needs lies together.
    /// Zeros where the place is free; empty where nothing was added.
    places: Vec<[u64; 3]>,
    folded: Vec<Folded>,
    /// The folded bytes of all, one after another; those of the next one are appended here.
    pub(super) bytes: Vec<u8>,
    /// How often all were forgotten.
    pub(super) age: u32,
}

impl Table {
    /// Forgets everything if there is too much. No number of before is used behind this.
    pub(super) fn trim(&mut self) {
        if self.folded.len() >= MOST {
            self.places = Vec::new();
            self.folded.clear();
            self.bytes.clear();
            self.age += 1;
        }
    }

    pub(super) fn len(&self) -> usize {
        self.folded.len()
    }

    /// The number of what a text writes with these bytes, if it is known.
    #[inline]
    pub(super) fn find(&self, written: u128) -> Option<Number> {
        let (low, high) = (written as u64, (written >> 64) as u64);
        let mut at = packed::place(written, PLACES);
        loop {
            let &[first, second, number] = self.places.get(at)?;
            if number == 0 {
                return None;
            }
            if first == low && second == high {
                return Some(Number::of(number));
            }
            at = (at + 1) & (PLACES - 1);
        }
    }

    /// Adds what was appended to the bytes from a place on; the number of it.
    pub(super) fn close(&mut self, from: usize, written: Option<u128>, is_run: bool) -> Number {
        let bytes = &self.bytes[from..];
        let class = |byte: Option<&u8>| match byte {
            _ if !is_run => Class::Mark,
            Some(b'0'..=b'9') => Class::Digit,
            _ => Class::Letter,
        };
        let at = self.folded.len() as u32;
        let number = Number { at, first: class(bytes.first()), last: class(bytes.last()) };
        self.folded.push(Folded { hash: hash(bytes), from: from as u32, length: bytes.len() as u32 });
        if let Some(written) = written.filter(|_| self.folded.len() <= MOST) {
            if self.places.is_empty() {
                self.places = vec![[0; 3]; PLACES];
            }
            let mut at = packed::place(written, PLACES);
            while self.places[at][2] != 0 {
                at = (at + 1) & (PLACES - 1);
            }
            self.places[at] = [written as u64, (written >> 64) as u64, number.packed()];
        }
        number
    }

    pub(super) fn get(&self, number: u32) -> &Folded {
        &self.folded[number as usize]
    }

    /// The folded bytes of a number.
    pub(super) fn bytes(&self, number: u32) -> &[u8] {
        let Folded { from, length, .. } = *self.get(number);
        &self.bytes[from as usize..][..length as usize]
    }
}
