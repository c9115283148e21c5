//! Proofs in; the lineages, papers and years of the findings that they rest on out.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashSet;

use super::Judge;
use super::appraisal::Appraisal;
use crate::fact::{PredicateId, RelationId, Role, Schema};
use crate::plan::{Literal, Plan};
use crate::proof::{Absence, NodeIndex, Proof, Prover};

/// Who stands behind a conclusion: the findings of all its proofs, by lineage.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Support {
    /// Each lineage once, sorted by name. Their number is what counts.
    pub lineages: Vec<Lineage>,
    /// Identifiers of all papers, sorted.
    pub papers: Vec<String>,
    /// All years, ascending.
    pub years: Vec<i32>,
}

/// One study, in whichever papers it is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lineage {
    /// Its name.
    pub name: String,
    /// Identifiers of the papers that tell of it, sorted.
    pub papers: Vec<String>,
    /// The years of these papers, ascending.
    pub years: Vec<i32>,
    /// Findings by their position in the corpus, ascending. Empty for a lineage that only a rule
    /// file names.
    pub findings: Vec<u32>,
    /// Whether the best proof rests on it.
    pub in_best: bool,
}

/// How surely something is stated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Certainty {
    /// Without a hedge.
    Asserted,
    /// With one, or only suggested.
    Hedged,
}

/// A place of a proof that rests on something not being stated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RestingOn {
    /// The node of the best proof.
    pub node: NodeIndex,
    /// The position of the negated literal in the body of that node's rule.
    pub literal: usize,
    /// What was looked through in vain.
    pub absence: Absence,
}

impl Support {
    /// Whether a lineage of this name is among them.
    #[must_use]
    pub fn has(&self, lineage: &str) -> bool {
        self.lineages.binary_search_by(|l| l.name.as_str().cmp(lineage)).is_ok()
    }

    /// All findings, ascending.
    #[must_use]
    pub fn findings(&self) -> Vec<u32> {
        let all: BTreeSet<u32> = self.lineages.iter().flat_map(|l| l.findings.iter().copied()).collect();
        all.into_iter().collect()
    }
}

/// What is gathered of a lineage.
#[derive(Default)]
struct Gathered {
    papers: BTreeSet<String>,
    years: BTreeSet<i32>,
    findings: BTreeSet<u32>,
    in_best: bool,
}

impl Judge<'_> {
    /// Who stands behind these proofs, of which the first is the best.
    pub(super) fn support(&self, appraisals: &[Appraisal]) -> Support {
        let mut lineages: BTreeMap<&str, Gathered> = BTreeMap::new();
        let mut seen: FxHashSet<u32> = FxHashSet::default();
        for (rank, appraisal) in appraisals.iter().enumerate() {
            for &finding in appraisal.leaves.iter().flat_map(|l| &l.findings) {
                // Proofs share most of their findings.
                if rank > 0 && !seen.insert(finding) {
                    continue;
                }
                seen.insert(finding);
                let Some(provenance) = self.statements.provenance(finding) else { continue };
                let gathered = lineages.entry(&provenance.lineage).or_default();
                gathered.papers.insert(provenance.paper.to_string());
                gathered.years.extend(provenance.year);
                gathered.findings.insert(finding);
                gathered.in_best |= rank == 0;
            }
        }
        let papers: BTreeSet<String> = lineages.values().flat_map(|g| g.papers.iter().cloned()).collect();
        let years: BTreeSet<i32> = lineages.values().flat_map(|g| g.years.iter().copied()).collect();
        let lineage = |(name, gathered): (&str, Gathered)| Lineage {
            name: name.to_owned(),
            papers: gathered.papers.into_iter().collect(),
            years: gathered.years.into_iter().collect(),
            findings: gathered.findings.into_iter().collect(),
            in_best: gathered.in_best,
        };
        Support {
            lineages: lineages.into_iter().map(lineage).collect(),
            papers: papers.into_iter().collect(),
            years: years.into_iter().collect(),
        }
    }

    /// The species of the findings of a proof, sorted.
    pub(super) fn species(&self, appraisal: &Appraisal) -> Vec<String> {
        let findings = appraisal.leaves.iter().flat_map(|l| &l.findings);
        let species = findings.filter_map(|&f| self.statements.provenance(f)?.species.as_deref());
        species.map(str::to_owned).collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// Where a proof rests on nothing being stated, or concluded from what is. That something is
    /// not in the vocabulary, that a finding lacks a property, and that a computed condition does
    /// not hold is knowledge, no absence.
    pub(super) fn absences(&self, prover: &Prover<'_>, proof: &Proof) -> Vec<RestingOn> {
        let mut found = Vec::new();
        for (node, literal) in proof.absences() {
            let Some(instance) = proof.get(node).instance() else { continue };
            let Some(absence) = prover.explain_absence(instance.rule, literal, &instance.binding) else {
                continue;
            };
            if absence.searched.iter().any(|s| self.dependent.contains(&s.relation)) {
                found.push(RestingOn { node, literal, absence });
            }
        }
        found
    }
}

/// The relations of findings and contexts, and all that rules conclude from them.
pub(super) fn dependent(schema: &Schema, plan: &Plan) -> BTreeSet<RelationId> {
    let of_papers = |id: &PredicateId| matches!(schema.get(*id).role, Role::Finding | Role::Context(_));
    let stated = schema.predicate_of.iter().filter(|(_, id)| of_papers(id)).map(|(&relation, _)| relation);
    let mut found: BTreeSet<RelationId> = stated.chain(schema.contexts).collect();
    let read: Vec<Vec<RelationId>> = plan.rules.iter().map(|rule| read_by(&rule.body)).collect();
    loop {
        let before = found.len();
        for (rule, read) in plan.rules.iter().zip(&read) {
            if read.iter().any(|r| found.contains(r)) {
                found.insert(rule.head.relation);
            }
        }
        if found.len() == before {
            return found;
        }
    }
}

fn read_by(body: &[Literal]) -> Vec<RelationId> {
    let mut found = Vec::new();
    // An explicit list, since rule files decide how deep this nests.
    let mut open: Vec<&Literal> = body.iter().collect();
    while let Some(literal) = open.pop() {
        match literal {
            Literal::Atom(atom) => found.push(atom.relation),
            Literal::Not(inner) | Literal::Aggregate { body: inner, .. } => open.extend(inner),
            Literal::Compare(..) | Literal::Call { .. } => {}
        }
    }
    found
}
