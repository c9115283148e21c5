//! Sorting rows digit by digit.
//!
//! In: rows in any order, with their rounds or without. Out: the same in ascending order. Symbols
//! are handed out in sequence, so that what the columns of a relation differ by mostly fits into
//! one number of 64 bits; many rows are dealt out by its first digits until they fit into the
//! cache, and sorted there from the last digit to the first.

use super::row::{Row, Tagged};
use crate::fact::Symbol;

/// Fewer rows than these are compared.
const FEW: usize = 1 << 7;
/// Rows that are sorted from the last digit to the first.
const CACHED: usize = 1 << 16;
/// Rows of a part, about.
const PART: usize = 1 << 14;
/// Bits of a digit, at most.
const DIGIT: u32 = 11;
/// How often parts are parted again.
const DEEPEST: u32 = 2;

/// A row, perhaps with its round.
pub trait Ranking<const N: usize>: Copy + Ord + Send {
    /// The row and its round; 0 if it has none.
    fn parts(&self) -> (&Row<N>, u32);

    /// From the same parts.
    fn of(row: Row<N>, round: u32) -> Self;
}

impl<const N: usize> Ranking<N> for Row<N> {
    #[inline]
    fn parts(&self) -> (&Row<N>, u32) {
        (self, 0)
    }

    #[inline]
    fn of(row: Row<N>, _: u32) -> Self {
        row
    }
}

impl<const N: usize> Ranking<N> for Tagged<N> {
    #[inline]
    fn parts(&self) -> (&Row<N>, u32) {
        (&self.row, self.round)
    }

    #[inline]
    fn of(row: Row<N>, round: u32) -> Self {
        Self { row, round }
    }
}

/// Where what a column differs by stands in a number.
#[derive(Clone, Copy, Debug, Default)]
struct Field {
    low: u32,
    shift: u32,
    mask: u32,
}

impl Field {
    fn width(&self) -> u32 {
        32 - self.mask.leading_zeros()
    }

    #[inline]
    fn pack(&self, value: u32) -> u64 {
        u64::from(value - self.low) << self.shift
    }

    #[inline]
    fn unpack(&self, key: u64) -> u32 {
        self.low + ((key >> self.shift) as u32 & self.mask)
    }
}

/// How rows become numbers that compare as they do.
#[derive(Clone, Debug)]
struct Packing<const N: usize> {
    columns: [Field; N],
    round: Field,
    /// How many of the columns, from the first, are in the number.
    packed: usize,
    /// How long the number is.
    bits: u32,
}

impl<const N: usize> Packing<N> {
    /// The packing of these rows, with as many of their columns as fit.
    fn of<T: Ranking<N>>(rows: &[T]) -> Self {
        let (mut low, mut high) = ([u32::MAX; N], [0; N]);
        let (mut earliest, mut latest) = (u32::MAX, 0);
        for item in rows {
            let (row, round) = item.parts();
            for (place, symbol) in row.0.iter().enumerate() {
                low[place] = low[place].min(symbol.0);
                high[place] = high[place].max(symbol.0);
            }
            (earliest, latest) = (earliest.min(round), latest.max(round));
        }
        let field = |low: u32, high: u32| Field {
            low,
            shift: 0,
            mask: u32::MAX.checked_shr((high - low).leading_zeros()).unwrap_or(0),
        };
        let columns = std::array::from_fn(|place| field(low[place], high[place]));
        Self { columns, round: field(earliest, latest), packed: 0, bits: 0 }.placed()
    }

    /// Gives the fields their places, the first column highest.
    fn placed(mut self) -> Self {
        let fits = |bits: u32| bits < u64::BITS;
        for column in &self.columns {
            if !fits(self.bits + column.width()) {
                break;
            }
            self.bits += column.width();
            self.packed += 1;
        }
        if self.packed == N {
            match (fits(self.bits + self.round.width()), self.columns.last()) {
                (false, Some(last)) => {
                    self.bits -= last.width();
                    self.packed -= 1;
                }
                _ => self.bits += self.round.width(),
            }
        }
        let mut end = self.bits;
        for column in &mut self.columns[..self.packed] {
            end -= column.width();
            column.shift = end;
        }
        self
    }

    /// Whether a number says all of its row.
    fn is_whole(&self) -> bool {
        self.packed == N
    }

    #[inline]
    fn pack<T: Ranking<N>>(&self, item: &T) -> u64 {
        let (row, round) = item.parts();
        let columns = row.0.iter().zip(&self.columns).map(|(symbol, column)| column.pack(symbol.0));
        columns.fold(self.round.pack(round), |key, part| key | part)
    }

    /// The first digits of a number, of which only the packed columns are known.
    #[inline]
    fn first<T: Ranking<N>>(&self, item: &T, shift: u32) -> usize {
        let columns = item.parts().0.0.iter().zip(&self.columns[..self.packed]);
        let key = columns.fold(0, |key, (symbol, column)| key | column.pack(symbol.0));
        (key >> shift) as usize
    }

    #[inline]
    fn unpack<T: Ranking<N>>(&self, key: u64) -> T {
        let row = Row(std::array::from_fn(|place| Symbol(self.columns[place].unpack(key))));
        T::of(row, self.round.unpack(key))
    }
}

/// Memory that sorting needs, to be used again.
#[derive(Debug, Default)]
pub struct Spare {
    keys: Vec<u64>,
    others: Vec<u64>,
    counts: Vec<u32>,
}

/// Sorts rows.
pub fn sort<T: Ranking<N>, const N: usize>(rows: &mut [T]) {
    sort_within(rows, 0, &mut Spare::default());
}

/// Deals rows out to parts of which each comes before the next, to be sorted by themselves; a
/// single part if that would not help.
pub fn parted<T: Ranking<N>, const N: usize>(rows: &mut [T]) -> Vec<&mut [T]> {
    if rows.len() <= PART || rows.is_sorted() {
        return vec![rows];
    }
    if first_ascends(rows) {
        return cut(rows);
    }
    let packing = Packing::of(rows);
    if packing.bits == 0 {
        return vec![rows];
    }
    part(rows, &packing)
}

/// Sorts a few runs of rows that stand one behind another.
pub fn merge<T: Ranking<N>, const N: usize>(rows: &mut [T]) {
    if rows.len() < FEW || rows.is_sorted() {
        return rows.sort();
    }
    let packing = Packing::of(rows);
    if !packing.is_whole() {
        return rows.sort();
    }
    let mut keys: Vec<u64> = rows.iter().map(|item| packing.pack(item)).collect();
    keys.sort();
    rows.iter_mut().zip(&keys).for_each(|(item, &key)| *item = packing.unpack(key));
}

/// Sorts a part.
pub fn sort_part<T: Ranking<N>, const N: usize>(rows: &mut [T], spare: &mut Spare) {
    sort_within(rows, 1, spare);
}

fn sort_within<T: Ranking<N>, const N: usize>(rows: &mut [T], depth: u32, spare: &mut Spare) {
    if rows.len() < FEW {
        return rows.sort_unstable();
    }
    if rows.is_sorted() {
        return;
    }
    if depth == 0 && first_ascends(rows) {
        return cut(rows).into_iter().for_each(|part| sort_within(part, DEEPEST, spare));
    }
    let packing = Packing::of(rows);
    let many = rows.len() > CACHED || !packing.is_whole();
    if many && depth < DEEPEST && packing.bits > 0 {
        part(rows, &packing).into_iter().for_each(|part| sort_within(part, depth + 1, spare));
    } else if packing.is_whole() {
        spare.keys.clear();
        spare.keys.extend(rows.iter().map(|item| packing.pack(item)));
        spare.sort(packing.bits);
        rows.iter_mut().zip(&spare.keys).for_each(|(item, &key)| *item = packing.unpack(key));
    } else {
        rows.sort_unstable();
    }
}

/// Whether the first column ascends: a join over sorted rows often yields such rows.
fn first_ascends<T: Ranking<N>, const N: usize>(rows: &[T]) -> bool {
    N > 0 && rows.is_sorted_by_key(|item| item.parts().0.0[0])
}

/// Cuts rows whose first column ascends into parts where it changes.
fn cut<T: Ranking<N>, const N: usize>(mut rest: &mut [T]) -> Vec<&mut [T]> {
    let mut parts = Vec::new();
    while let Some(last) = rest.get(PART) {
        let value = last.parts().0.0[0];
        let before = rest.partition_point(|item| item.parts().0.0[0] < value);
        let end = match before {
            0 => rest.partition_point(|item| item.parts().0.0[0] <= value),
            before => before,
        };
        let (part, behind) = rest.split_at_mut(end);
        parts.push(part);
        rest = behind;
    }
    parts.push(rest);
    parts
}

/// Deals rows out by the first digit of their numbers, in place.
fn part<'r, T: Ranking<N>, const N: usize>(rows: &'r mut [T], packing: &Packing<N>) -> Vec<&'r mut [T]> {
    let wanted = (rows.len() / PART).max(2).ilog2() + 1;
    let shift = packing.bits - wanted.min(DIGIT).min(packing.bits);
    let mut ends = vec![0; 1 << (packing.bits - shift)];
    rows.iter().for_each(|item| ends[packing.first(item, shift)] += 1);
    let mut next = ends.clone();
    let mut sum = 0;
    for (start, end) in next.iter_mut().zip(&mut ends) {
        *start = sum;
        sum += *end;
        *end = sum;
    }
    for own in 0..ends.len() {
        while next[own] < ends[own] {
            let mut item = rows[next[own]];
            let mut place = packing.first(&item, shift);
            while place != own {
                std::mem::swap(&mut item, &mut rows[next[place]]);
                next[place] += 1;
                place = packing.first(&item, shift);
            }
            rows[next[own]] = item;
            next[own] += 1;
        }
    }
    let (mut parts, mut rest, mut from) = (Vec::with_capacity(ends.len()), rows, 0);
    for end in ends {
        let (part, behind) = rest.split_at_mut(end - from);
        parts.push(part);
        (rest, from) = (behind, end);
    }
    parts
}

impl Spare {
    /// Sorts the keys, which have so many bits.
    fn sort(&mut self, bits: u32) {
        let Self { keys, others, counts } = self;
        let widest = keys.len().ilog2().clamp(2, DIGIT);
        let digits = bits.div_ceil(widest).max(1);
        let width = bits.div_ceil(digits);
        let mask = (1 << width) - 1;
        counts.clear();
        counts.resize((digits as usize) << width, 0);
        let digit = |key: u64, digit: u32| (key >> (digit * width)) as usize & mask;
        for &key in &*keys {
            for place in 0..digits {
                counts[(place as usize) << width | digit(key, place)] += 1;
            }
        }
        others.clear();
        others.resize(keys.len(), 0);
        for (place, counts) in (0..digits).zip(counts.chunks_exact_mut(mask + 1)) {
            let mut sum = 0;
            for count in &mut *counts {
                sum += std::mem::replace(count, sum);
            }
            for &key in &*keys {
                let next = &mut counts[digit(key, place)];
                others[*next as usize] = key;
                *next += 1;
            }
            std::mem::swap(keys, others);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mixed(n: u32) -> u32 {
        let n = (n ^ n >> 15).wrapping_mul(0x9e37_79b9);
        (n ^ n >> 13).wrapping_mul(0x85eb_ca6b)
    }

    /// Rows of which column `c` takes values below `spans[c]`, one far away from the others.
    fn rows<const N: usize>(count: u32, spans: [u32; N]) -> Vec<Row<N>> {
        let value = |n: u32, c: usize| Symbol(mixed(n.wrapping_mul(7).wrapping_add(c as u32)) % spans[c]);
        let mut rows: Vec<_> = (0..count).map(|n| Row(std::array::from_fn(|c| value(n, c)))).collect();
        rows.push(Row([Symbol(u32::MAX - 1); N]));
        rows
    }

    fn is_as_compared<const N: usize>(count: u32, spans: [u32; N]) {
        let mut sorted = rows(count, spans);
        let mut expected = sorted.clone();
        let mut in_parts = sorted.clone();
        sort(&mut sorted);
        expected.sort_unstable();
        assert!(sorted == expected, "{count} rows of {spans:?}");
        let mut spare = Spare::default();
        parted(&mut in_parts).into_iter().for_each(|part| sort_part(part, &mut spare));
        assert!(in_parts == expected, "{count} rows of {spans:?} in parts");
    }

    #[test]
    fn rows_are_in_the_order_in_which_they_compare() {
        for count in [0, 1, 100, 3_000, 200_000] {
            is_as_compared(count, [1 << 30, 40]);
            is_as_compared(count, [1, 1]);
            is_as_compared(count, [3, 1 << 14, 1]);
            is_as_compared(count, [u32::MAX, u32::MAX, u32::MAX, 2]);
            is_as_compared(count, [2, 2, u32::MAX, u32::MAX, u32::MAX]);
        }
    }

    #[test]
    fn rounds_stay_with_their_rows() {
        let round = |row: &Row<2>| mixed(row.0[0].0 ^ row.0[1].0) >> 8;
        let tag = |row: Row<2>| Tagged { row, round: round(&row) };
        for spans in [[1 << 20, 1 << 12], [u32::MAX, u32::MAX]] {
            let mut tagged: Vec<Tagged<2>> = rows(100_000, spans).into_iter().map(tag).collect();
            sort(&mut tagged);
            assert!(tagged.is_sorted());
            assert!(tagged.iter().all(|tagged| tagged.round == round(&tagged.row)));
        }
    }
}
