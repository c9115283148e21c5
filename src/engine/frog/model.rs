//! The rows that follow, ready to be looked up.
//!
//! In: finished relations. Out: a model. Searches that are not for the first columns build an
//! index of row positions the first time and keep it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::complete::Stored;
use crate::engine::{Model, Rank};
use crate::fact::{RelationId, Symbol};

/// Positions of the rows of a relation, sorted by some of its columns.
type Positions = Arc<Vec<u32>>;

/// Finished relations with the strata that completed them.
pub struct FrogModel {
    relations: Vec<Arc<dyn Stored>>,
    strata: Vec<u32>,
    indices: Mutex<BTreeMap<(RelationId, Vec<usize>), Positions>>,
}

impl FrogModel {
    /// From relations by id; `strata` says for each of them which stratum, from 1, completed it.
    pub fn new(relations: Vec<Arc<dyn Stored>>, strata: Vec<u32>) -> Self {
        Self { relations, strata, indices: Mutex::default() }
    }

    fn stored(&self, relation: RelationId) -> &dyn Stored {
        &*self.relations[relation.0 as usize]
    }

    fn positions(&self, relation: RelationId, columns: &[usize]) -> Positions {
        let mut indices = self.indices.lock().unwrap_or_else(PoisonError::into_inner);
        let build = || {
            let rows = self.stored(relation);
            let mut positions: Vec<u32> = (0..rows.len() as u32).collect();
            let key = |row: &[Symbol]| -> Vec<Symbol> { columns.iter().map(|&c| row[c]).collect() };
            positions.sort_by_cached_key(|&position| key(rows.row(position as usize)));
            Arc::new(positions)
        };
        indices.entry((relation, columns.to_vec())).or_insert_with(build).clone()
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
        let columns: Vec<usize> = (0..pattern.len()).filter(|&c| pattern[c].is_some()).collect();
        let wanted: Vec<Symbol> = pattern.iter().flatten().copied().collect();
        let compare = |row: &[Symbol]| columns.iter().map(|&c| row[c]).cmp(wanted.iter().copied());
        if columns.iter().copied().eq(0..columns.len()) {
            return equal_range(rows.len(), |index| compare(rows.row(index))).collect();
        }
        let positions = self.positions(relation, &columns);
        let range = equal_range(rows.len(), |place| compare(rows.row(positions[place] as usize)));
        let mut found: Vec<usize> = positions[range].iter().map(|&position| position as usize).collect();
        found.sort_unstable();
        found
    }
}
