//! Another column order by dealing rows out.
//!
//! In: sorted rows, and an order that takes one column to the front and leaves the others as they
//! are. Out: the rows in that order. Rows that agree in that column keep theirs, so that each goes
//! to its place at once: two passes over the rows instead of a sort.

use super::row::{Row, permuted};

/// How many values a column may span for each row.
const SPAN_PER_ROW: usize = 1;

/// Where the rows of each value of a column go.
pub struct Dealing {
    column: usize,
    low: u32,
    /// By value, from the lowest: where its rows start.
    starts: Vec<u32>,
    rows: usize,
}

/// The places of neighbouring values, and where the next row of each of these goes.
pub struct Share<'r, const N: usize> {
    column: usize,
    low: u32,
    /// Where the places start.
    from: u32,
    next: Vec<u32>,
    places: &'r mut [Row<N>],
}

impl Dealing {
    /// For sorted rows, if dealing them out brings them into this order.
    pub fn of<const N: usize>(rows: &[Row<N>], order: &[usize]) -> Option<Self> {
        let (&column, rest) = order.split_first()?;
        if !rest.is_sorted() || u32::try_from(rows.len()).is_err() {
            return None;
        }
        let values = || rows.iter().map(|row| row.0[column].0);
        let (low, high) = values().fold((u32::MAX, 0), |(low, high), n| (low.min(n), high.max(n)));
        let span = (high.checked_sub(low)? as usize).saturating_add(1);
        if span > rows.len().saturating_mul(SPAN_PER_ROW) {
            return None;
        }
        let mut starts = vec![0; span];
        values().for_each(|value| starts[(value - low) as usize] += 1);
        let mut sum = 0;
        starts.iter_mut().for_each(|start| sum += std::mem::replace(start, sum));
        Some(Self { column, low, starts, rows: rows.len() })
    }

    /// The places dealt out to so many, about equally.
    pub fn shared<'r, const N: usize>(
        &self,
        mut places: &'r mut [Row<N>],
        shares: usize,
    ) -> Vec<Share<'r, N>> {
        let mut all = Vec::with_capacity(shares);
        let mut first = 0;
        for share in 1..=shares {
            let wanted = (self.rows * share / shares) as u32;
            let last = if share == shares {
                self.starts.len()
            } else {
                self.starts.partition_point(|s| *s < wanted)
            };
            let last = last.max(first);
            let (from, low) = (self.start(first), self.low.wrapping_add(first as u32));
            let (own, rest) = places.split_at_mut((self.start(last) - from) as usize);
            all.push(Share {
                column: self.column,
                low,
                from,
                next: self.starts[first..last].to_vec(),
                places: own,
            });
            (places, first) = (rest, last);
        }
        all
    }

    fn start(&self, value: usize) -> u32 {
        self.starts.get(value).copied().unwrap_or(self.rows as u32)
    }
}

impl<const N: usize> Share<'_, N> {
    /// Puts those of the rows that belong here to their places.
    pub fn fill(&mut self, rows: &[Row<N>], order: &[usize]) {
        for row in rows {
            if let Some(next) = self.next.get_mut(row.0[self.column].0.wrapping_sub(self.low) as usize) {
                self.places[(*next - self.from) as usize] = permuted(row, order);
                *next += 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fact::Symbol;

    #[test]
    fn rows_are_dealt_out_in_the_order_that_is_asked_for() {
        let row = |n: u32| Row([n % 7, n * n % 11, n / 50, n % 13].map(Symbol));
        let mut rows: Vec<Row<4>> = (0..500).map(row).collect();
        rows.sort_unstable();
        rows.dedup();
        for order in [[3, 0, 1, 2], [1, 0, 2, 3], [2, 0, 1, 3]] {
            let mut expected: Vec<_> = rows.iter().map(|row| permuted(row, &order)).collect();
            expected.sort_unstable();
            let dealing = Dealing::of(&rows, &order).expect("the other columns are in order");
            for shares in 1..5 {
                let mut dealt = vec![Row([Symbol::UNKNOWN; 4]); rows.len()];
                dealing.shared(&mut dealt, shares).iter_mut().for_each(|share| share.fill(&rows, &order));
                assert_eq!(dealt, expected, "{order:?}, {shares}");
            }
        }
        assert!(Dealing::of(&rows, &[3, 1, 0, 2]).is_none());
        assert!(Dealing::of::<2>(&[], &[1, 0]).is_none());
    }
}
