//! Nested conjunctions: negation and aggregates.
//!
//! In: bindings. Out: for each of them one value, or none. What a nested conjunction yields depends
//! on the variables that it shares with its surroundings alone, and its relations are complete; so
//! each different key is solved once and remembered.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use super::batch::Batch;
use super::pipeline::{Part, Runner, Surroundings};
use crate::engine::StopReason;
use crate::engine::fold::fold;
use crate::fact::Symbol;
use crate::plan::join::{Action, Nested, Operand};

/// Keys that are remembered at most; beyond it all are forgotten.
const REMEMBERED: usize = 1 << 20;

/// The results of a nested conjunction, by key.
pub struct Groups {
    results: FxHashMap<Box<[Symbol]>, Option<Symbol>>,
    runner: Runner,
}

impl Groups {
    /// For an action with a nested conjunction.
    pub fn of(action: &Action) -> Option<Self> {
        match action {
            Action::Not(nested) | Action::Aggregate { nested, .. } => {
                Some(Self { results: FxHashMap::default(), runner: Runner::new(&nested.steps) })
            }
            _ => None,
        }
    }

    /// For each binding the result of the fold, or for a negation some value if there is a solution.
    pub fn solve(
        &mut self,
        nested: &Nested,
        action: &Action,
        around: &Surroundings<'_>,
        input: &Batch,
    ) -> Result<Vec<Option<Symbol>>, StopReason> {
        if self.results.len() > REMEMBERED {
            self.results.clear();
        }
        let key =
            |row: usize| -> Box<[Symbol]> { nested.key.iter().map(|&v| input.column(v)[row]).collect() };
        let keys: Vec<Box<[Symbol]>> = (0..input.len()).map(key).collect();
        let unknown: BTreeSet<&Box<[Symbol]>> =
            keys.iter().filter(|key| !self.results.contains_key(*key)).collect();
        let unknown: Vec<Box<[Symbol]>> = unknown.into_iter().cloned().collect();
        let results = self.results_of(&unknown, nested, action, around)?;
        self.results.extend(unknown.into_iter().zip(results));
        Ok(keys.iter().map(|key| self.results[key]).collect())
    }

    fn results_of(
        &mut self,
        keys: &[Box<[Symbol]>],
        nested: &Nested,
        action: &Action,
        around: &Surroundings<'_>,
    ) -> Result<Vec<Option<Symbol>>, StopReason> {
        let start = key_batch(nested, keys);
        let Action::Aggregate { fold: kind, over, .. } = action else {
            let mut solved = vec![None; keys.len()];
            let mut mark = |batch: &Batch| {
                batch.column(nested.position).iter().for_each(|position| {
                    solved[position.0 as usize] = Some(Symbol::UNKNOWN);
                });
                Ok(())
            };
            self.runner.run(&nested.steps, around, start, Part::WHOLE, &mut mark)?;
            return Ok(solved);
        };
        let tuples = self.tuples(nested, over, around, start)?;
        let mut tuples = tuples.as_slice();
        let of_group = |group: usize| {
            let size = tuples.partition_point(|tuple| tuple[0].0 as usize <= group);
            let firsts: Vec<Symbol> =
                tuples[..size].iter().map(|tuple| tuple.get(1).copied().unwrap_or(Symbol::UNKNOWN)).collect();
            tuples = &tuples[size..];
            fold(around.interner, *kind, &firsts)
        };
        Ok((0..keys.len()).map(of_group).collect())
    }

    /// The different tuples, each behind the position of its key, sorted.
    fn tuples(
        &mut self,
        nested: &Nested,
        over: &[Operand],
        around: &Surroundings<'_>,
        start: Batch,
    ) -> Result<Vec<Box<[Symbol]>>, StopReason> {
        let mut tuples = Vec::new();
        let mut limit = 1 << 16;
        let mut collect = |batch: &Batch| {
            let columns = || [Operand::Var(nested.position)].into_iter().chain(over.iter().copied());
            let tuple =
                |row: usize| -> Box<[Symbol]> { columns().map(|column| batch.value(column, row)).collect() };
            tuples.extend((0..batch.len()).map(tuple));
            if tuples.len() > limit {
                tuples.sort();
                tuples.dedup();
                limit = limit.max(2 * tuples.len());
            }
            Ok(())
        };
        self.runner.run(&nested.steps, around, start, Part::WHOLE, &mut collect)?;
        tuples.sort();
        tuples.dedup();
        Ok(tuples)
    }
}

/// A batch of keys with their positions.
fn key_batch(nested: &Nested, keys: &[Box<[Symbol]>]) -> Batch {
    let mut batch = Batch::default();
    for (place, &variable) in nested.key.iter().enumerate() {
        batch.column_mut(variable).extend(keys.iter().map(|key| key[place]));
    }
    batch.column_mut(nested.position).extend((0..keys.len() as u32).map(Symbol));
    batch.grow(keys.len());
    batch
}
