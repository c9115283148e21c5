//! The rows that follow, ready to be looked up.
//!
//! In: finished relations. Out: a model. A search that is not for the first columns, and for which
//! these leave many rows, makes an index of one column the first time and keeps it.

use std::sync::{Arc, OnceLock};

use rustc_hash::FxHashMap;

use super::complete::Stored;
use crate::engine::{Model, Rank};
use crate::fact::{RelationId, Symbol};

/// The positions of a relation's rows by the value of one column.
#[derive(Clone)]
struct ByValue {
    /// For each value where its positions start; the first of each value that there is.
    starts: FxHashMap<Symbol, (u32, u32)>,
    positions: Vec<u32>,
}

impl ByValue {
    /// Counts the rows of each value, then puts each where it belongs: no sorting.
    fn of(rows: &dyn Stored, column: usize) -> Self {
        let mut starts = FxHashMap::<Symbol, (u32, u32)>::default();
        let values = || (0..rows.len()).map(|index| rows.row(index)[column]);
        let mut seen = Vec::new();
        for value in values() {
            let count = &mut starts.entry(value).or_insert_with(|| {
                seen.push(value);
                (0, 0)
            });
            count.1 += 1;
        }
        let mut next = 0;
        for value in seen {
            let (start, end) = starts.entry(value).or_default();
            let count = *end;
            (*start, *end) = (next, next);
            next += count;
        }
        let mut positions = vec![0; rows.len()];
        for (position, value) in (0..).zip(values()) {
            if let Some((_, end)) = starts.get_mut(&value) {
                positions[*end as usize] = position;
                *end += 1;
            }
        }
        Self { starts, positions }
    }

    /// The rows of a value, in ascending order.
    fn get(&self, value: Symbol) -> &[u32] {
        self.starts.get(&value).map_or(&[], |&(start, end)| &self.positions[start as usize..end as usize])
    }
}

/// So many rows are looked through rather than indexed.
const LOOKED_THROUGH: usize = 1 << 6;

/// Finished relations with the strata that completed them.
pub struct FrogModel {
    relations: Vec<Arc<dyn Stored>>,
    strata: Vec<u32>,
    /// By relation and column, once they were asked for.
    indices: Vec<Vec<OnceLock<ByValue>>>,
}

impl FrogModel {
    /// From relations by id; `strata` says for each of them which stratum, from 1, completed it.
    pub fn new(relations: Vec<Arc<dyn Stored>>, strata: Vec<u32>) -> Self {
        let columns = |stored: &Arc<dyn Stored>| vec![OnceLock::new(); stored.arity()];
        let indices = relations.iter().map(columns).collect();
        Self { relations, strata, indices }
    }

    /// A finished relation, shared.
    pub(super) fn shared(&self, relation: RelationId) -> Arc<dyn Stored> {
        Arc::clone(&self.relations[relation.0 as usize])
    }

    fn stored(&self, relation: RelationId) -> &dyn Stored {
        &*self.relations[relation.0 as usize]
    }

    fn by_value(&self, relation: RelationId, column: usize) -> &ByValue {
        let index = &self.indices[relation.0 as usize][column];
        index.get_or_init(|| ByValue::of(self.stored(relation), column))
    }
}

/// The range of positions, among `0..len`, whose rows compare equal to what is looked for.
fn equal_range(len: usize, compare: impl Fn(usize) -> std::cmp::Ordering) -> std::ops::Range<usize> {
    let first = |past: &dyn Fn(std::cmp::Ordering) -> bool| {
        let (mut low, mut high) = (0, len);
        while low < high {
            let middle = low + (high - low) / 2;
            if past(compare(middle)) { high = middle } else { low = middle + 1 }
        }
        low
    };
    first(&|order| order.is_ge())..first(&|order| order.is_gt())
}

impl Model for FrogModel {
    fn len(&self, relation: RelationId) -> usize {
        self.stored(relation).len()
    }

    fn row(&self, relation: RelationId, index: usize) -> &[Symbol] {
        self.stored(relation).row(index)
    }

    fn rank(&self, relation: RelationId, index: usize) -> Rank {
        match self.stored(relation).round(index) {
            0 => Rank { stratum: 0, round: 0 },
            round => Rank { stratum: self.strata[relation.0 as usize], round },
        }
    }

    fn find(&self, relation: RelationId, row: &[Symbol]) -> Option<usize> {
        let rows = self.stored(relation);
        let found = equal_range(rows.len(), |index| rows.row(index).cmp(row));
        found.into_iter().next()
    }

    fn matching(&self, relation: RelationId, pattern: &[Option<Symbol>]) -> Vec<usize> {
        let rows = self.stored(relation);
        let agrees = |index: &usize| {
            rows.row(*index).iter().zip(pattern).all(|(value, wanted)| wanted.is_none_or(|w| w == *value))
        };
        let first: Vec<Symbol> = pattern.iter().map_while(|wanted| *wanted).collect();
        let range = equal_range(rows.len(), |index| rows.row(index)[..first.len()].cmp(&first));
        if pattern[first.len()..].iter().all(Option::is_none) {
            return range.collect();
        }
        if range.len() <= LOOKED_THROUGH {
            return range.filter(agrees).collect();
        }
        let bound = (0..pattern.len()).filter_map(|column| Some((column, pattern[column]?)));
        let Some((column, value)) = bound.max_by_key(|(column, _)| rows.distinct(*column)) else {
            return range.collect();
        };
        let positions = self.by_value(relation, column).get(value);
        if range.len() < positions.len() {
            return range.filter(agrees).collect();
        }
        positions.iter().map(|&position| position as usize).filter(agrees).collect()
    }
}
