//! A proof in; what it rests on, how strong that is and what it takes for granted out.

use std::collections::BTreeSet;

use super::Judge;
use super::compare::compatible;
use super::grade::{self, Assumption, Grade};
use super::provenance::{Manipulation, Told};
use super::statements::{Polarity, Statement};
use super::support::Certainty;
use crate::fact::{FunctionId, PredicateId, Symbol};
use crate::proof::{NodeIndex, Premise, Proof};
use crate::vocabulary::merge_notes;

/// The functions of the prelude that take something for granted.
const MERGES: &str = "merges";
const PASSES: &str = "passes";
const OTHERWISE: &str = "otherwise";

/// A leaf that findings stand behind.
#[derive(Clone, Debug)]
pub(super) struct Leaf {
    pub(super) node: NodeIndex,
    /// Ascending; empty if nobody is known to state it.
    pub(super) findings: Vec<u32>,
    /// That of the strongest finding.
    pub(super) grade: Grade,
    /// The study type of that finding, not lowered for who tells of it.
    pub(super) study: Grade,
    /// Whose row it is, unless it is a context's.
    pub(super) predicate: Option<PredicateId>,
}

/// A proof and what it is worth.
#[derive(Clone, Debug)]
pub(super) struct Appraisal {
    pub(super) proof: Proof,
    pub(super) leaves: Vec<Leaf>,
    pub(super) grade: Option<Grade>,
    /// The study type of its weakest leaf, before anything lowers it.
    pub(super) study: Option<Grade>,
    pub(super) assumptions: Vec<Assumption>,
    pub(super) certainty: Certainty,
}

impl<'a> Judge<'a> {
    /// What a proof is worth.
    pub(super) fn appraise(&self, proof: Proof) -> Appraisal {
        let contexts = self.contexts_of_findings(&proof);
        let own = |node: &NodeIndex| !self.is_field_of(&proof, *node, &contexts);
        let leaves: Vec<Leaf> =
            proof.leaves().filter(own).filter_map(|node| self.leaf(&proof, node)).collect();
        let assumptions = self.assumptions(&proof);
        let weakest = leaves.iter().map(|l| (l.grade, l.study)).max();
        let grade = weakest.map(|(g, _)| g.lowered(assumptions.len(), self.schema));
        let hedged = |leaf: &Leaf| {
            !leaf.findings.is_empty()
                && leaf.findings.iter().all(|&f| self.statements.certainty(f) == Certainty::Hedged)
        };
        let certainty = if leaves.iter().any(hedged) { Certainty::Hedged } else { Certainty::Asserted };
        Appraisal { proof, leaves, grade, study: weakest.map(|(_, study)| study), assumptions, certainty }
    }

    /// The contexts of the findings that a proof rests on.
    fn contexts_of_findings(&self, proof: &Proof) -> BTreeSet<Symbol> {
        let context = |node: NodeIndex| {
            let found = proof.get(node);
            let predicate = self.schema.get(*self.schema.predicate_of.get(&found.relation)?);
            predicate.finding?;
            found.row.get(predicate.context_column()).copied()
        };
        proof.leaves().filter_map(context).collect()
    }

    /// Whether a leaf is a field of one of these contexts: what it says, the finding that has the
    /// context says. Others with the same context have nothing to do with the proof.
    fn is_field_of(&self, proof: &Proof, node: NodeIndex, contexts: &BTreeSet<Symbol>) -> bool {
        let found = proof.get(node);
        let context = self.schema.contexts == Some(found.relation)
            || self.schema.context.iter().any(|f| self.schema.get(f.predicate).reads == found.relation);
        context && found.row.first().is_some_and(|c| contexts.contains(c))
    }

    fn leaf(&self, proof: &Proof, node: NodeIndex) -> Option<Leaf> {
        let found = proof.get(node);
        let findings =
            self.statements.behind(self.schema, self.input.interner, (found.relation, &found.row))?;
        let weakest = Grade::weakest(self.schema);
        let graded = findings.iter().map(|&f| (self.grade_of(f), self.study_of(f)));
        let (grade, study) = graded.min().unwrap_or((weakest, weakest));
        let predicate = self.schema.predicate_of.get(&found.relation).copied();
        let predicate = predicate.filter(|&p| self.schema.get(p).finding.is_some());
        Some(Leaf { node, findings, grade, study, predicate })
    }

    /// The grade of a finding: its study type; one that is told by another paper is a step weaker.
    pub(super) fn grade_of(&self, finding: u32) -> Grade {
        let told = self.statements.provenance(finding).map(|p| p.told);
        self.study_of(finding).lowered(usize::from(told == Some(Told::Via)), self.schema)
    }

    /// The study type of a finding; the weakest where it is not known.
    fn study_of(&self, finding: u32) -> Grade {
        if let Some(study) = self.studies.get(finding as usize) {
            return *study;
        }
        let further = self.statements.provenance(finding);
        further.map_or(Grade::weakest(self.schema), |p| grade::of_study(self.schema, p))
    }

    /// What the calls of a proof take for granted, each once.
    fn assumptions(&self, proof: &Proof) -> Vec<Assumption> {
        let mut found: Vec<Assumption> = Vec::new();
        let instances = proof.nodes.iter().filter_map(|n| n.instance());
        for premise in instances.flat_map(|i| &i.premises) {
            if let Premise::Call { function, inputs, outputs } = premise {
                for assumption in self.assumed(*function, inputs, outputs) {
                    if !found.contains(&assumption) {
                        found.push(assumption);
                    }
                }
            }
        }
        found
    }

    fn assumed(&self, function: FunctionId, inputs: &[Symbol], outputs: &[Symbol]) -> Vec<Assumption> {
        match (self.input.functions.name(function), inputs, outputs) {
            (MERGES, &[a, b], &[merged]) => {
                merge_notes(self.contexts, a, b, merged).into_iter().map(Assumption::Context).collect()
            }
            (PASSES, &[through, before, after, _], &[cell]) => {
                // Where both are unknown nothing is taken over.
                let one = (before == Symbol::UNKNOWN) != (after == Symbol::UNKNOWN);
                one.then_some(Assumption::Cell { through, before, after, cell }).into_iter().collect()
            }
            (OTHERWISE, &[Symbol::UNKNOWN, _], &[taken]) if taken != Symbol::UNKNOWN => {
                vec![Assumption::Unsaid { taken }]
            }
            _ => Vec::new(),
        }
    }

    /// Whether a leaf shows a cause and not only that things go together.
    pub(super) fn causal(&self, leaf: &Leaf) -> bool {
        let signed = |p: PredicateId| {
            let mut ancestors = self.schema.ancestors(p).into_iter();
            ancestors.any(|a| self.schema.opposite_predicates.contains_key(&a))
        };
        let manipulated = |&f: &u32| {
            self.statements.provenance(f).is_some_and(|p| p.manipulation == Manipulation::Manipulated)
        };
        leaf.predicate.is_some_and(signed) || leaf.findings.iter().any(manipulated)
    }

    /// The statements of a predicate with the arguments of a row, stated in one of these ways, in
    /// cells that are compatible and a context that agrees.
    pub(super) fn agreeing<'s>(
        &'s self,
        id: PredicateId,
        row: &'s [Symbol],
        ways: &'s [Polarity],
    ) -> impl Iterator<Item = Statement<'a>> + 's {
        let predicate = self.schema.get(id);
        let (columns, context) = (predicate.columns.len(), predicate.context_column());
        let statements = self.statements.about(id, &row[..columns]).iter().copied();
        // The test that costs least comes first: most statements deny nothing.
        statements.filter(|s| ways.contains(&s.polarity)).filter(move |s| {
            let cells = (columns..context).all(|i| compatible(self.contexts, s.row[i], row[i]));
            cells && self.contexts.agrees(s.row[context], row[context])
        })
    }
}
