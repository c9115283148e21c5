//! What a conclusion rests on in; the findings of retracted papers that would have counted out.

use rustc_hash::FxHashMap;

use super::Judge;
use super::appraisal::{Appraisal, Leaf};
use super::compare::compatible;
use crate::corpus::{Corpus, Grounded};
use crate::fact::{PredicateId, Schema, Symbol};
use crate::proof::Proof;

/// A finding by its position in the corpus.
type Numbered<'a> = (u32, &'a Grounded);

/// Findings of retracted papers by predicate and arguments.
#[derive(Default)]
pub(super) struct Withdrawn<'a> {
    findings: FxHashMap<(PredicateId, &'a [Symbol]), Vec<Numbered<'a>>>,
}

impl<'a> Withdrawn<'a> {
    pub(super) fn new(corpus: &'a Corpus, schema: &Schema) -> Self {
        let mut withdrawn = Self::default();
        if corpus.retracted().next().is_none() {
            return withdrawn;
        }
        for (number, entry) in (0..).zip(&corpus.findings) {
            let Some(grounded) = entry.grounded.as_ref().filter(|_| corpus.is_retracted(entry)) else {
                continue;
            };
            for predicate in schema.ancestors(grounded.predicate) {
                let key = (predicate, grounded.columns.as_slice());
                withdrawn.findings.entry(key).or_default().push((number, grounded));
            }
        }
        withdrawn
    }
}

impl Judge<'_> {
    /// Findings of retracted papers about what proofs rest on, in agreeing contexts: they state it
    /// or deny it, and count neither way. Ascending.
    pub(super) fn withdrawn(&self, appraisals: &[Appraisal]) -> Vec<u32> {
        if self.withdrawn.findings.is_empty() {
            return Vec::new();
        }
        let leaves = appraisals.iter().flat_map(|a| a.leaves.iter().map(move |leaf| (&a.proof, leaf)));
        let mut found: Vec<u32> = leaves.flat_map(|(proof, leaf)| self.withdrawn_from(proof, leaf)).collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    fn withdrawn_from(&self, proof: &Proof, leaf: &Leaf) -> Vec<u32> {
        let Some(id) = leaf.predicate else { return Vec::new() };
        let (predicate, row) = (self.schema.get(id), &proof.get(leaf.node).row);
        let (columns, context) = (predicate.columns.len(), predicate.context_column());
        let agrees = |grounded: &Grounded| {
            let cells = grounded.cells.iter().zip(&row[columns..context]);
            cells.into_iter().all(|(&a, &b)| compatible(self.contexts, a, b))
                && self.contexts.agrees(grounded.context, row[context])
        };
        let about = self.withdrawn.findings.get(&(id, &row[..columns]));
        about
            .into_iter()
            .flatten()
            .filter(|(_, grounded)| agrees(grounded))
            .map(|(number, _)| *number)
            .collect()
    }
}
