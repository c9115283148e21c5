//! Sorted rows with the rounds that derived them, and how runs of them become one.
//!
//! In: runs of different rows. Out: one run. Rounds are kept apart from the rows, in as few bytes
//! as they need: none for a run of one round. A merge takes rows from the ends of its sources and
//! gives their memory back as it goes, so that it never holds the rows twice.

use std::ops::Range;

use datafrog::Relation;

use super::radix;
use super::row::{Row, Tagged};
use super::workers::Workers;
use crate::fact::Symbol;

/// About how many rows a merge takes at a time.
const STRETCH: usize = 1 << 16;
/// Stretches a thread, where there are several, so that none waits long for another.
const STRETCHES: usize = 4;

/// Sorted rows, each once, with their rounds.
pub struct Ranked<const N: usize> {
    /// The rows.
    pub rows: Relation<Row<N>>,
    /// The round of each row.
    pub rounds: Rounds,
}

/// The round of each row of a run; 0 for a loaded row.
#[derive(Debug)]
pub enum Rounds {
    /// The same for all.
    All(u32),
    /// Rounds below 2^8.
    Bytes(Vec<u8>),
    /// Rounds below 2^16.
    Shorts(Vec<u16>),
    /// Any rounds.
    Words(Vec<u32>),
}

impl Rounds {
    /// The round of the row at a position.
    #[inline]
    pub fn get(&self, index: usize) -> u32 {
        match self {
            Self::All(round) => *round,
            Self::Bytes(rounds) => u32::from(rounds[index]),
            Self::Shorts(rounds) => u32::from(rounds[index]),
            Self::Words(rounds) => rounds[index],
        }
    }

    /// No rounds yet, with room for those of so many rows up to this round.
    fn with_room(rows: usize, highest: u32) -> Self {
        match highest {
            0..=0xff => Self::Bytes(Vec::with_capacity(rows)),
            0x100..=0xffff => Self::Shorts(Vec::with_capacity(rows)),
            _ => Self::Words(Vec::with_capacity(rows)),
        }
    }

    fn highest(&self) -> u32 {
        match self {
            Self::All(round) => *round,
            Self::Bytes(rounds) => rounds.iter().copied().max().unwrap_or(0).into(),
            Self::Shorts(rounds) => rounds.iter().copied().max().unwrap_or(0).into(),
            Self::Words(rounds) => rounds.iter().copied().max().unwrap_or(0),
        }
    }

    fn extend(&mut self, more: impl Iterator<Item = u32>) {
        match self {
            Self::All(_) => {}
            Self::Bytes(rounds) => rounds.extend(more.map(|round| round as u8)),
            Self::Shorts(rounds) => rounds.extend(more.map(|round| round as u16)),
            Self::Words(rounds) => rounds.extend(more),
        }
    }

    fn reverse(&mut self) {
        match self {
            Self::All(_) => {}
            Self::Bytes(rounds) => rounds.reverse(),
            Self::Shorts(rounds) => rounds.reverse(),
            Self::Words(rounds) => rounds.reverse(),
        }
    }

    fn truncate(&mut self, len: usize) {
        match self {
            Self::All(_) => {}
            Self::Bytes(rounds) => cut(rounds, len),
            Self::Shorts(rounds) => cut(rounds, len),
            Self::Words(rounds) => cut(rounds, len),
        }
    }
}

/// Shortens a vector and gives back its memory once that is worth a call.
fn cut<T>(values: &mut Vec<T>, len: usize) {
    values.truncate(len);
    if values.capacity() - len > STRETCH.max(len / 8) {
        values.shrink_to_fit();
    }
}

impl<const N: usize> Ranked<N> {
    /// Sorted rows of one round.
    pub fn of_round(rows: Vec<Row<N>>, round: u32) -> Self {
        Self { rows: Relation { elements: rows }, rounds: Rounds::All(round) }
    }

    /// Some rows with their rounds.
    fn tag(&self, range: Range<usize>, tagged: &mut [Tagged<N>]) {
        let rows = &self.rows[range.clone()];
        tagged.iter_mut().zip(rows).for_each(|(tagged, row)| tagged.row = *row);
        match &self.rounds {
            Rounds::All(round) => tagged.iter_mut().for_each(|tagged| tagged.round = *round),
            Rounds::Bytes(rounds) => set_rounds(tagged, &rounds[range]),
            Rounds::Shorts(rounds) => set_rounds(tagged, &rounds[range]),
            Rounds::Words(rounds) => set_rounds(tagged, &rounds[range]),
        }
    }

    /// Gives the rows another order.
    pub fn reorder(&mut self, permute: impl Fn(&Row<N>) -> Row<N>, workers: &Workers) {
        self.rows.elements.iter_mut().for_each(|row| *row = permute(row));
        if let Rounds::All(_) = self.rounds {
            return workers.order(&mut self.rows.elements);
        }
        let rows = self.rows.iter().enumerate();
        let mut tagged: Vec<_> = rows.map(|(i, &row)| Tagged { row, round: self.rounds.get(i) }).collect();
        workers.order(&mut tagged);
        let mut rounds = Rounds::with_room(tagged.len(), self.rounds.highest());
        rounds.extend(tagged.iter().map(|tagged| tagged.round));
        self.rounds = rounds;
        self.rows.elements.iter_mut().zip(&tagged).for_each(|(row, tagged)| *row = tagged.row);
    }
}

fn set_rounds<const N: usize>(tagged: &mut [Tagged<N>], rounds: &[impl Copy + Into<u32>]) {
    tagged.iter_mut().zip(rounds).for_each(|(tagged, &round)| tagged.round = round.into());
}

/// All rows of runs that share none, as one run.
pub fn merged<const N: usize>(mut runs: Vec<Ranked<N>>, workers: &Workers) -> Ranked<N> {
    runs.retain(|run| !run.rows.is_empty());
    if runs.len() < 2 {
        return runs.pop().unwrap_or_else(|| Ranked::of_round(Vec::new(), 0));
    }
    let total: usize = runs.iter().map(|run| run.rows.len()).sum();
    let mut result = Ranked::of_round(Vec::with_capacity(total), 0);
    result.rounds = match runs.iter().map(|run| &run.rounds).collect::<Vec<_>>()[..] {
        [Rounds::All(first), ref rest @ ..]
            if rest.iter().all(|r| matches!(r, Rounds::All(round) if round == first)) =>
        {
            Rounds::All(*first)
        }
        ref all => Rounds::with_room(total, all.iter().map(|rounds| rounds.highest()).max().unwrap_or(0)),
    };
    let mut taken: Vec<Tagged<N>> = Vec::new();
    while !runs.is_empty() {
        let mut ends: Vec<usize> = runs.iter().map(|run| run.rows.len()).collect();
        let stretches = if workers.threads() == 1 { 1 } else { STRETCHES * workers.threads() };
        let stretches = (0..stretches).map(|_| last(&runs, &mut ends)).collect();
        take(&runs, stretches, &mut taken, workers);
        workers.extend_reversed(&mut result.rows.elements, &taken, |tagged| tagged.row);
        result.rounds.extend(taken.iter().rev().map(|tagged| tagged.round));
        for (run, end) in runs.iter_mut().zip(ends) {
            cut(&mut run.rows.elements, end);
            run.rounds.truncate(end);
        }
        runs.retain(|run| !run.rows.is_empty());
    }
    result.rows.elements.reverse();
    result.rounds.reverse();
    result
}

/// Which rows of each run are about a stretch of the greatest of those before these ends, which it
/// moves.
fn last<const N: usize>(runs: &[Ranked<N>], ends: &mut [usize]) -> Vec<Range<usize>> {
    let total: usize = ends.iter().sum();
    let share = |end: usize| (end as f64 * (STRETCH as f64 / total as f64)) as usize + 1;
    let bound = |(run, &end): (&Ranked<N>, &usize)| (end > 0).then(|| run.rows[end - share(end).min(end)]);
    let lowest = if total <= STRETCH { None } else { runs.iter().zip(&*ends).filter_map(bound).max() };
    let range = |(run, end): (&Ranked<N>, &mut usize)| {
        let from = lowest.map_or(0, |lowest| run.rows[..*end].partition_point(|row| *row < lowest));
        from..std::mem::replace(end, from)
    };
    runs.iter().zip(ends).map(range).collect()
}

/// The rows of stretches, of which each stands before the one before, as one run.
fn take<const N: usize>(
    runs: &[Ranked<N>],
    mut stretches: Vec<Vec<Range<usize>>>,
    taken: &mut Vec<Tagged<N>>,
    workers: &Workers,
) {
    stretches.reverse();
    let len = |stretch: &Vec<Range<usize>>| stretch.iter().map(Range::len).sum::<usize>();
    let total = stretches.iter().map(len).sum();
    taken.resize(total, Tagged { row: Row([Symbol::UNKNOWN; N]), round: 0 });
    let mut rest = &mut taken[..];
    let mut parts: Vec<(Vec<Range<usize>>, &mut [Tagged<N>])> = Vec::new();
    for stretch in stretches {
        let (part, behind) = rest.split_at_mut(len(&stretch));
        parts.push((stretch, part));
        rest = behind;
    }
    workers.each(&mut parts, total, |(stretch, part)| {
        let mut rest = &mut part[..];
        for (run, range) in runs.iter().zip(&*stretch) {
            let (own, behind) = rest.split_at_mut(range.len());
            run.tag(range.clone(), own);
            rest = behind;
        }
        radix::merge(part);
    });
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroUsize;

    use super::*;

    /// The numbers below `rows`, dealt out to so many runs; the round of a row follows from it.
    fn dealt(rows: u32, runs: u32, round: impl Fn(u32) -> u32) -> Vec<Ranked<1>> {
        let run = |index: u32| {
            let own: Vec<u32> = (0..rows).filter(|n| n.wrapping_mul(0x9e37_79b9) % runs == index).collect();
            let mut run = Ranked::of_round(own.iter().map(|&n| Row([Symbol(n)])).collect(), 0);
            run.rounds = Rounds::with_room(own.len(), own.iter().map(|&n| round(n)).max().unwrap_or(0));
            run.rounds.extend(own.iter().map(|&n| round(n)));
            run
        };
        (0..runs).map(run).collect()
    }

    fn workers(number: u32) -> Workers {
        let threads = usize::try_from(number % 3 + 1).expect("it is small");
        Workers::new(NonZeroUsize::new(threads).expect("there is at least one"))
    }

    #[test]
    fn a_merge_keeps_rows_and_rounds() {
        for highest in [1, 200, 60_000, 100_000] {
            let round = |n: u32| n % highest;
            let all = merged(dealt(300_000, 5, round), &workers(highest));
            assert_eq!(all.rows.len(), 300_000);
            let same = |n: u32| all.rows[n as usize].0[0].0 == n && all.rounds.get(n as usize) == round(n);
            assert!((0..300_000).all(same), "{highest}");
        }
    }

    #[test]
    fn another_order_takes_the_rounds_along() {
        let mut run = merged(dealt(1000, 3, |n| n % 7), &workers(1));
        run.reorder(|row| Row([Symbol(999 - row.0[0].0)]), &workers(1));
        assert!(
            (0..1000).all(|n| run.rows[n].0[0].0 as usize == n && run.rounds.get(n) == (999 - n as u32) % 7)
        );
    }
}
