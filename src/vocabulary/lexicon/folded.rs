//! Runs of letters and digits, and marks, each folded once: a text says most of its words again.
//!
//! In: folded bytes, with the bytes of the text that they were folded from. Out: numbers for them.
//! Must not know how they are folded, nor names.

use super::unit::{Class, hash};
use crate::vocabulary::fold;

/// So many are kept; beyond, all are forgotten, so that no text makes the table grow without bound.
const MOST: usize = 1 << 15;

/// Places for those that are short enough to be found again; half of them at least are free.
const PLACES: usize = MOST * 2;

/// One spelling.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Folded {
    /// The bytes of the text, from the lowest one; 0 where they are not looked for again.
    written: [u64; 2],
    /// Of the folded bytes.
    pub(super) hash: u64,
    /// First byte in [`Table::bytes`].
    from: u32,
    /// How many bytes.
    length: u32,
    pub(super) first: Class,
    pub(super) last: Class,
}

/// Spellings by number.
#[derive(Clone, Debug, Default)]
pub(super) struct Table {
    /// Numbers, plus 1; 0 for none. Empty where nothing was added.
    places: Vec<u32>,
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
            self.places.clear();
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
    pub(super) fn find(&self, written: u128) -> Option<u32> {
        let parts = parts(written);
        let mut at = fold::place(written, PLACES);
        loop {
            let number = self.places.get(at)?.checked_sub(1)?;
            if self.folded[number as usize].written == parts {
                return Some(number);
            }
            at = (at + 1) & (PLACES - 1);
        }
    }

    /// Adds what was appended to the bytes from a place on; the number of it.
    pub(super) fn close(&mut self, from: usize, written: Option<u128>, is_run: bool) -> u32 {
        let bytes = &self.bytes[from..];
        let class = |byte: Option<&u8>| match byte {
            _ if !is_run => Class::Mark,
            Some(b'0'..=b'9') => Class::Digit,
            _ => Class::Letter,
        };
        let number = self.folded.len() as u32;
        self.folded.push(Folded {
            written: written.map(parts).unwrap_or_default(),
            hash: hash(bytes),
            from: from as u32,
            length: bytes.len() as u32,
            first: class(bytes.first()),
            last: class(bytes.last()),
        });
        if let Some(written) = written.filter(|_| self.folded.len() <= MOST) {
            self.places.resize(PLACES, 0);
            let mut at = fold::place(written, PLACES);
            while self.places[at] != 0 {
                at = (at + 1) & (PLACES - 1);
            }
            self.places[at] = number + 1;
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

fn parts(written: u128) -> [u64; 2] {
    [written as u64, (written >> 64) as u64]
}
