//! A prediction and what papers state in; how it fared out.

use std::collections::BTreeSet;

use super::Judge;
use super::appraisal::Appraisal;
use super::compare::{agree_but_for, compatible};
use super::grade::Grade;
use super::opposition::Layouts;
use super::statements::{Polarity, Statement};
use super::support::Support;
use crate::fact::{PredicateId, Role, Symbol};

/// How a prediction fared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prediction {
    /// In a word.
    pub status: Status,
    /// Findings that state it, by their position in the corpus: of lineages outside of its proofs
    /// if there are any, else of its own.
    pub agreeing: Vec<u32>,
    /// Findings of lineages outside of its proofs that deny it or state the opposite.
    pub opposing: Vec<u32>,
}

/// How a prediction fared, in a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// A lineage outside of its proofs states it.
    Confirmed,
    /// Nobody says anything about it.
    Open,
    /// Only lineages of its own proofs state it, which counts for nothing.
    Restated,
    /// A lineage outside of its proofs denies it or states the opposite.
    Refuted,
}

impl Status {
    /// As it is printed.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::Open => "open",
            Self::Restated => "restated",
            Self::Refuted => "refuted",
        }
    }
}

/// What papers say of a prediction.
#[derive(Default)]
struct Said {
    own: BTreeSet<u32>,
    agreeing: BTreeSet<u32>,
    opposing: BTreeSet<u32>,
}

impl Judge<'_> {
    /// How a prediction fared against what lineages outside of its proofs state.
    ///
    /// Where some state it and others the opposite, the higher grade decides; at the same grade
    /// it is refuted.
    pub(super) fn fate(
        &self,
        layouts: &Layouts,
        (id, row): (PredicateId, &[Symbol]),
        appraisals: &[Appraisal],
        support: &Support,
    ) -> Prediction {
        let mut said = Said::default();
        match self.schema.get(id).role {
            Role::Context(field) => self.said_of_context(field, row, appraisals, support, &mut said),
            _ => self.said_of_finding(layouts, id, row, support, &mut said),
        }
        let best = |findings: &BTreeSet<u32>| findings.iter().map(|&f| self.grade_of(f)).min();
        let weaker = |a: Option<Grade>, b: Option<Grade>| match (a, b) {
            (Some(a), Some(b)) => a > b,
            (a, _) => a.is_none(),
        };
        let status = match (said.agreeing.is_empty(), said.opposing.is_empty(), said.own.is_empty()) {
            (_, false, _) if !weaker(best(&said.opposing), best(&said.agreeing)) => Status::Refuted,
            (false, ..) => Status::Confirmed,
            (.., false) => Status::Restated,
            _ => Status::Open,
        };
        let agreeing = if said.agreeing.is_empty() { said.own } else { said.agreeing };
        Prediction {
            status,
            agreeing: agreeing.into_iter().collect(),
            opposing: said.opposing.into_iter().collect(),
        }
    }

    fn outside(&self, finding: u32, support: &Support) -> bool {
        self.statements.lineage(finding).is_some_and(|l| !support.has(l))
    }

    /// Findings of the predicate with the same arguments, and those that say the opposite, in
    /// agreeing contexts.
    fn said_of_finding(
        &self,
        layouts: &Layouts,
        id: PredicateId,
        row: &[Symbol],
        support: &Support,
        said: &mut Said,
    ) {
        for statement in self.agreeing(id, row, &[Polarity::Stated, Polarity::Denied]) {
            let outside = self.outside(statement.finding, support);
            match (statement.polarity, outside) {
                (Polarity::Stated, true) => said.agreeing.insert(statement.finding),
                (Polarity::Stated, false) => said.own.insert(statement.finding),
                (Polarity::Denied, true) => said.opposing.insert(statement.finding),
                _ => false,
            };
        }
        for (opposite, arguments) in layouts.opposites(self, id, row) {
            let context = self.schema.get(opposite).context_column();
            for statement in self.statements.about(opposite, &arguments) {
                let stated =
                    statement.polarity == Polarity::Stated && self.outside(statement.finding, support);
                let agrees = self.contexts.agrees(statement.row[context], row[context]);
                if stated && agrees && self.cells_fit(opposite, statement, row) {
                    said.opposing.insert(statement.finding);
                }
            }
        }
    }

    fn cells_fit(&self, id: PredicateId, statement: &Statement<'_>, row: &[Symbol]) -> bool {
        let predicate = self.schema.get(id);
        let mut cells = predicate.columns.len()..predicate.context_column();
        cells.all(|i| row.get(i).is_some_and(|&c| compatible(self.contexts, statement.row[i], c)))
    }

    /// Findings that state a premise of the proofs in a context that agrees but for the field,
    /// and say the field's value.
    fn said_of_context(
        &self,
        field: usize,
        row: &[Symbol],
        appraisals: &[Appraisal],
        support: &Support,
        said: &mut Said,
    ) {
        let &[context, value] = row else { return };
        let opposite = self.schema.opposite_values.get(&value).copied();
        for (id, premise) in self.premises(appraisals) {
            let predicate = self.schema.get(id);
            let stated = self.statements.about(id, &premise[..predicate.columns.len()]).iter();
            for statement in stated.filter(|s| s.polarity == Polarity::Stated) {
                let other = statement.row[predicate.context_column()];
                if !agree_but_for(self.contexts, field, other, context) {
                    continue;
                }
                let found = self.contexts.fields(other)[field];
                let outside = self.outside(statement.finding, support);
                match opposite {
                    _ if self.contexts.below(found, value) && outside => {
                        said.agreeing.insert(statement.finding)
                    }
                    _ if self.contexts.below(found, value) => said.own.insert(statement.finding),
                    Some(o) if outside && self.contexts.below(found, o) => {
                        said.opposing.insert(statement.finding)
                    }
                    _ => false,
                };
            }
        }
    }

    /// The rows of findings that proofs rest on, each once.
    fn premises<'p>(&self, appraisals: &'p [Appraisal]) -> BTreeSet<(PredicateId, &'p [Symbol])> {
        let mut found = BTreeSet::new();
        for appraisal in appraisals {
            for leaf in &appraisal.leaves {
                if let Some(id) = leaf.predicate {
                    let row = &appraisal.proof.get(leaf.node).row;
                    found.insert((id, &row[..self.schema.get(id).arity()]));
                }
            }
        }
        found
    }
}
