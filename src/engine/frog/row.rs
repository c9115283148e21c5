//! Rows of a fixed width, compared two columns at a time.
//!
//! In: symbols. Out: rows with an order, and sorted lists of them. Nothing here knows relations.

use std::cmp::Ordering;

use super::radix;
use crate::fact::Symbol;

/// A row; columns that a relation does not have hold `Symbol::UNKNOWN`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Row<const N: usize>(pub [Symbol; N]);

impl<const N: usize> Ord for Row<N> {
    #[inline]
    fn cmp(&self, other: &Self) -> Ordering {
        let pair = |row: &[Symbol; N], i: usize| u64::from(row[i].0) << 32 | u64::from(row[i + 1].0);
        for i in (0..N / 2 * 2).step_by(2) {
            let (a, b) = (pair(&self.0, i), pair(&other.0, i));
            if a != b {
                return a.cmp(&b);
            }
        }
        if N % 2 == 1 { self.0[N - 1].cmp(&other.0[N - 1]) } else { Ordering::Equal }
    }
}

impl<const N: usize> PartialOrd for Row<N> {
    #[inline]
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// A row with the round that derived it; 0 if it was loaded.
///
/// Equality and order ignore the round, so that a row derived again is the same row.
#[derive(Clone, Copy, Debug)]
pub struct Tagged<const N: usize> {
    /// The row.
    pub row: Row<N>,
    /// The round.
    pub round: u32,
}

impl<const N: usize> PartialEq for Tagged<N> {
    #[inline]
    fn eq(&self, other: &Self) -> bool {
        self.row == other.row
    }
}
impl<const N: usize> Eq for Tagged<N> {}
impl<const N: usize> Ord for Tagged<N> {
    #[inline]
    fn cmp(&self, other: &Self) -> Ordering {
        self.row.cmp(&other.row)
    }
}
impl<const N: usize> PartialOrd for Tagged<N> {
    #[inline]
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Sorts rows and removes doubles.
pub fn sort<const N: usize>(rows: &mut Vec<Row<N>>) {
    if N == 0 {
        rows.truncate(1);
        return;
    }
    radix::sort(rows);
    rows.dedup();
}

/// The columns of a row in another order; what stands behind the order stays where it is.
#[inline]
pub fn permuted<const N: usize>(row: &Row<N>, order: &[usize]) -> Row<N> {
    let mut result = *row;
    for (place, &column) in order.iter().enumerate() {
        result.0[place] = row.0[column];
    }
    result
}

/// The first position at or behind `from` whose row is not before `bound`: strides double until
/// they pass it, then halve.
#[inline]
pub fn gallop<const N: usize>(rows: &[Row<N>], from: usize, before: impl Fn(&Row<N>) -> bool) -> usize {
    let mut low = from;
    let mut stride = 1;
    while low + stride <= rows.len() && before(&rows[low + stride - 1]) {
        low += stride;
        stride *= 2;
    }
    let high = (low + stride).min(rows.len());
    low + rows[low..high].partition_point(before)
}
