//! What a proof rests on in; who denies it, and in which context, out.

use std::collections::BTreeMap;

use super::Judge;
use super::appraisal::{Appraisal, Leaf};
use super::compare::{clash, contrast};
use super::grade::Grade;
use super::statements::{Polarity, Statement};
use super::verdict::{Clash, Difference, Opponent, Other, Standing, Verdict};
use crate::fact::{PredicateId, RelationId, Symbol};
use crate::proof::Proof;

/// A finding that denies a leaf of a proof in an agreeing context.
struct Denial<'a> {
    /// Of the denying row.
    relation: RelationId,
    row: &'a [Symbol],
    finding: u32,
    grade: Grade,
    /// Whether it is stronger than what it denies.
    stronger: bool,
    clash: Clash,
    differences: Vec<Difference>,
}

impl<'a> Judge<'a> {
    /// How a conclusion stands by its own proofs, before it is compared with others.
    ///
    /// Refuted if each rests on something that is denied at a higher grade; contested, or its
    /// context unclear, if each rests on something that is denied; resting on absence if each
    /// does.
    pub(super) fn alone(&self, appraisals: &[Appraisal], absent: impl Fn(&Appraisal) -> bool) -> Verdict {
        let of_proof =
            |a: &Appraisal| a.leaves.iter().flat_map(|leaf| self.denials(&a.proof, leaf)).collect();
        let denials: Vec<Vec<Denial<'_>>> = appraisals.iter().map(of_proof).collect();
        let refuted = !denials.is_empty() && denials.iter().all(|d| d.iter().any(|d| d.stronger));
        let each = denials.iter().map(|of_proof| of_proof.iter().map(Denial::standing).max());
        // The proof that is denied least counts.
        let least =
            each.map(|worst| worst.unwrap_or(Standing::Supported)).min().unwrap_or(Standing::Supported);
        let absent = !appraisals.is_empty() && appraisals.iter().all(absent);
        let own = if absent { Standing::RestingOnAbsence } else { Standing::Supported };
        let mut denied_by: Vec<u32> = Vec::new();
        if refuted {
            denied_by.extend(denials.iter().flatten().filter(|d| d.stronger).map(|d| d.finding));
            denied_by.sort_unstable();
            denied_by.dedup();
        }
        Verdict {
            standing: if refuted { Standing::Refuted } else { own.max(least) },
            opponents: self.deniers(denials.into_iter().flatten()),
            unnamed: 0,
            denied_by,
        }
    }

    /// Each denied row once, with all findings that deny it.
    fn deniers(&self, denials: impl Iterator<Item = Denial<'a>>) -> Vec<Opponent> {
        let mut rows: BTreeMap<(Clash, RelationId, &[Symbol]), Opponent> = BTreeMap::new();
        for Denial { relation, row, finding, grade, clash, differences, .. } in denials {
            let known = rows.entry((clash, relation, row)).or_insert_with(|| {
                let other = Other::Stated { relation, row: row.to_vec(), findings: Vec::new() };
                Opponent { other, grade: Some(grade), clash, differences }
            });
            known.grade = known.grade.min(Some(grade));
            if let Other::Stated { findings, .. } = &mut known.other
                && let Err(place) = findings.binary_search(&finding)
            {
                findings.insert(place, finding);
            }
        }
        rows.into_values().collect()
    }

    /// The findings that deny a leaf in an agreeing context; those that state it, of a leaf that
    /// is itself a denial.
    fn denials(&self, proof: &Proof, leaf: &Leaf) -> Vec<Denial<'a>> {
        let Some(predicate) = leaf.predicate else { return Vec::new() };
        let Some(of) = self.schema.get(predicate).finding else { return Vec::new() };
        let node = proof.get(leaf.node);
        let (against, relation) = match node.relation {
            r if r == of.stated || r == of.stated_evidence => (Polarity::Denied, of.denied),
            r if r == of.denied || r == of.denied_evidence => (Polarity::Stated, of.stated),
            _ => return Vec::new(),
        };
        let against = [against];
        let row = &node.row[..node.row.len().min(self.schema.get(predicate).arity())];
        let denied = self.agreeing(predicate, row, &against);
        denied.map(|s| self.denial((relation, predicate), row, &s, leaf.grade)).collect()
    }

    fn denial(
        &self,
        (relation, predicate): (RelationId, PredicateId),
        ours: &[Symbol],
        statement: &Statement<'a>,
        than: Grade,
    ) -> Denial<'a> {
        let differences = self.differences(predicate, ours, statement.row);
        let grade = self.grade_of(statement.finding);
        Denial {
            relation,
            row: statement.row,
            finding: statement.finding,
            grade,
            stronger: grade < than,
            clash: clash(differences.iter().map(|d| Some(d.contrast))),
            differences,
        }
    }

    /// The cells and the fields of the context in which two rows of a finding are not the same. A
    /// field that neither says does not differ if the finding says it by an argument, as one that
    /// is about a therapy need not repeat it.
    fn differences(&self, predicate: PredicateId, ours: &[Symbol], theirs: &[Symbol]) -> Vec<Difference> {
        let schema = self.schema.get(predicate);
        let context = schema.context_column();
        let cells = (schema.columns.len()..context).map(|c| ("cell".to_owned(), ours[c], theirs[c], true));
        let (a, b) = (self.contexts.fields(ours[context]), self.contexts.fields(theirs[context]));
        let said = |field: usize| schema.columns.iter().any(|c| c.kind == self.schema.context[field].kind);
        let fields = self.schema.context.iter().enumerate();
        let fields = fields.map(|(i, field)| (field.name.clone(), a[i], b[i], said(i)));
        let mut found = Vec::new();
        for (name, ours, theirs, need_not_be_known) in cells.chain(fields) {
            let unknown = ours == Symbol::UNKNOWN && theirs == Symbol::UNKNOWN;
            if !(unknown && need_not_be_known)
                && let Some(contrast) = contrast(self.contexts, ours, theirs)
            {
                found.push(Difference { name, ours, theirs, contrast });
            }
        }
        found
    }
}

impl Denial<'_> {
    /// What it makes of a conclusion all of whose proofs rest on what it denies.
    fn standing(&self) -> Standing {
        match self.clash {
            Clash::Same => Standing::Contested,
            Clash::Unclear => Standing::ContextUnclear,
            Clash::Different => Standing::ContextDependent,
        }
    }
}
