//! Where the rows of each value of the first column start.
//!
//! In: sorted rows. Out: a range of rows in two reads instead of a search. Symbols are handed out
//! in sequence, so the values of a column mostly lie close together; where they do not, a run has
//! no directory and is searched.

use super::row::Row;
use crate::fact::Symbol;

/// At most this many entries a row, so that a directory is small beside its rows …
const ENTRIES_PER_ROW: usize = 2;
/// … or a binding that is looked for, so that it pays for itself.
const ENTRIES_PER_BINDING: usize = 4;

/// Start of each value's rows, for all values between the first and the last.
#[derive(Debug)]
pub struct Directory {
    first: u32,
    starts: Vec<u32>,
}

impl Directory {
    /// The directory of sorted rows, if their first column is dense enough for so many bindings.
    pub fn of<const N: usize>(rows: &[Row<N>], bindings: usize) -> Option<Self> {
        if N == 0 || u32::try_from(rows.len()).is_err() {
            return None;
        }
        let value = |row: &Row<N>| row.0[0].0;
        let (first, last) = (value(rows.first()?), value(rows.last()?));
        let entries = (last - first) as usize + 2;
        let pays = bindings.saturating_mul(ENTRIES_PER_BINDING);
        if entries > rows.len().saturating_mul(ENTRIES_PER_ROW).saturating_add(64).max(pays) {
            return None;
        }
        let mut starts = Vec::with_capacity(entries);
        for (position, row) in rows.iter().enumerate() {
            let place = (value(row) - first) as usize;
            if starts.len() <= place {
                starts.resize(place + 1, position as u32);
            }
        }
        starts.push(rows.len() as u32);
        Some(Self { first, starts })
    }

    /// The rows of a value: from, to.
    #[inline]
    pub fn range(&self, value: Symbol) -> (usize, usize) {
        let place = value.0.wrapping_sub(self.first) as usize;
        match self.starts.get(place..=place + 1) {
            Some(&[start, end]) => (start as usize, end as usize),
            _ => (0, 0),
        }
    }
}
