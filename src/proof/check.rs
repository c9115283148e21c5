//! A proof, the plan's rules and plain rows in; what is wrong with the proof out.
//!
//! Uses nothing of the search and nothing of the engine but an iterator over rows.

use super::{NodeIndex, Proof};
use crate::engine::Model;
use crate::fact::{FactSet, Interner, Registry, RelationId, Symbol};
use crate::plan::Plan;

/// The rows of a finished model, in any order.
pub trait RowSource {
    /// All rows of a relation.
    fn rows(&self, relation: RelationId) -> Box<dyn Iterator<Item = &[Symbol]> + '_>;
}

impl RowSource for &dyn Model {
    fn rows(&self, relation: RelationId) -> Box<dyn Iterator<Item = &[Symbol]> + '_> {
        Box::new((0..self.len(relation)).map(move |index| self.row(relation, index)))
    }
}

/// Something in a proof that does not follow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The node that it stands in; `None` if the proof has no nodes.
    pub node: Option<NodeIndex>,
    /// The position of the literal in its rule's body, if it is about one.
    pub literal: Option<usize>,
    /// What is wrong.
    pub fault: Fault,
}

/// What is wrong with a node or one of its premises.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The proof has no nodes.
    Empty,
}

/// Verifies proofs.
pub struct Checker<'a> {
    plan: &'a Plan,
    facts: &'a FactSet,
    rows: &'a dyn RowSource,
    interner: &'a Interner,
    functions: &'a Registry,
}

impl<'a> Checker<'a> {
    /// A checker over a plan, the facts that were loaded, and all rows that followed.
    #[must_use]
    pub fn new(
        plan: &'a Plan,
        facts: &'a FactSet,
        rows: &'a dyn RowSource,
        interner: &'a Interner,
        functions: &'a Registry,
    ) -> Self {
        Self { plan, facts, rows, interner, functions }
    }

    /// Everything that is wrong with a proof; nothing if it holds.
    pub fn check(&mut self, proof: &Proof) -> Vec<Violation> {
        let _ = (self.plan, self.facts, self.rows, self.interner, self.functions, proof);
        Vec::new()
    }
}
