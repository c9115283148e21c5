//! A judged conclusion in; the findings that nobody has stated yet and that would decide it out.

use std::collections::{BTreeMap, BTreeSet};

use super::appraisal::{Appraisal, Leaf};
use super::grade::{Assumption, Grade};
use super::verdict::{Clash, Contrast, Opponent};
use super::{Conclusion, Judge};
use crate::fact::{PredicateId, RelationId, Symbol};
use crate::vocabulary::Change;

/// Most leaves of a proof that are asked about.
const MOST_ASKED: usize = 3;

/// A finding that is missing, and what it would do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// Whether it would speak for the conclusion or against it.
    pub side: Side,
    /// What it would do.
    pub effect: Effect,
    /// The relation of the missing finding: what is stated, or what is denied.
    pub relation: RelationId,
    /// Its row.
    pub row: Vec<Symbol>,
    /// The weakest type of study that would do.
    pub study: Grade,
    /// A finding that says nearly the same, by its position in the corpus: its assay, population and
    /// comparator are those to think of.
    pub like: Option<u32>,
}

/// Whether a finding would speak for a conclusion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// For it.
    For,
    /// Against it.
    Against,
}

/// What a missing finding would do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Raise the grade.
    Raise {
        /// From this one.
        from: Grade,
        /// To this one.
        to: Grade,
        /// How many findings as weak as this one it takes, this one included.
        together: usize,
    },
    /// Show what a single study has shown by a second one.
    Replicate,
    /// Outweigh what says the opposite in the same context.
    Outweigh,
    /// Tell whether the opposite is about the same context.
    Tell {
        /// The field that is not known.
        field: String,
    },
    /// Refute the conclusion: all its proofs rest on the opposite.
    Refute,
    /// Take the best proof away; others are left.
    Weaken,
}

/// The study types that a corpus has, strongest first.
#[derive(Clone, Debug, Default)]
pub(super) struct InUse {
    all: BTreeSet<Grade>,
    /// Those that findings of one predicate come from.
    of: BTreeMap<PredicateId, BTreeSet<Grade>>,
}

impl InUse {
    /// The next stronger one that findings of a predicate come from, else that any finding comes
    /// from, else the next one at all.
    fn above(&self, grade: Grade, predicate: Option<PredicateId>) -> Option<Grade> {
        let next = |known: &BTreeSet<Grade>| known.range(..grade).next_back().copied();
        let alike = predicate.and_then(|p| next(self.of.get(&p)?));
        alike.or_else(|| next(&self.all)).or_else(|| grade.0.checked_sub(1).map(Grade))
    }
}

impl<'a> Judge<'a> {
    /// The study types that the corpus has.
    pub(super) fn grades_in_use(&self) -> InUse {
        let mut in_use = InUse::default();
        for (number, provenance) in self.input.provenance.iter().enumerate() {
            let grade = provenance.study.as_ref().and_then(|study| Grade::of(self.schema, study));
            let Some(grade) = grade else { continue };
            in_use.all.insert(grade);
            let entry = self.input.corpus.findings.get(number);
            if let Some(grounded) = entry.and_then(|e| e.grounded.as_ref()) {
                in_use.of.entry(grounded.predicate).or_default().insert(grade);
            }
        }
        in_use
    }

    /// What would settle a conclusion: for it, then against it, the greatest effect first.
    pub(super) fn questions(&self, conclusion: &Conclusion, in_use: &InUse) -> Vec<Question> {
        let Some(proof) = conclusion.best() else { return Vec::new() };
        let appraisal = self.appraise(proof.clone());
        let mut asking = Asking { judge: self, in_use, appraisal: &appraisal, found: Vec::new() };
        asking.verdict(conclusion);
        asking.raise(conclusion);
        asking.assumptions(conclusion);
        asking.replicate(conclusion);
        asking.refute(conclusion);
        asking.found
    }
}

/// Questions about one conclusion.
struct Asking<'q, 'a> {
    judge: &'q Judge<'a>,
    in_use: &'q InUse,
    appraisal: &'q Appraisal,
    found: Vec<Question>,
}

impl<'q> Asking<'q, '_> {
    /// The findings that the best proof rests on, weakest first.
    fn leaves(&self) -> Vec<&'q Leaf> {
        let stated = |leaf: &&Leaf| leaf.predicate.is_some() && !leaf.findings.is_empty();
        let mut leaves: Vec<&Leaf> = self.appraisal.leaves.iter().filter(stated).collect();
        leaves.sort_by_key(|leaf| (std::cmp::Reverse(leaf.grade), leaf.node));
        leaves
    }

    /// The row of a leaf without its finding.
    fn row(&self, leaf: &Leaf) -> Option<Vec<Symbol>> {
        let arity = self.judge.schema.get(leaf.predicate?).arity();
        let row = &self.appraisal.proof.get(leaf.node).row;
        row.get(..arity).map(<[Symbol]>::to_vec)
    }

    /// The finding behind a leaf that its grade comes from.
    fn like(&self, leaf: &Leaf) -> Option<u32> {
        leaf.findings.iter().copied().min_by_key(|&f| (self.judge.grade_of(f), f))
    }

    fn ask(&mut self, side: Side, effect: Effect, leaf: &Leaf, row: Vec<Symbol>, study: Grade) {
        let relations = leaf.predicate.and_then(|p| self.judge.schema.get(p).finding);
        let Some(relations) = relations else { return };
        let relation = if side == Side::For { relations.stated } else { relations.denied };
        let question = Question { side, effect, relation, row, study, like: self.like(leaf) };
        let known = |q: &Question| q.relation == relation && q.row == question.row && q.study == study;
        if !self.found.iter().any(known) {
            self.found.push(question);
        }
    }

    /// The weakest leaves in a stronger type of study.
    fn raise(&mut self, conclusion: &Conclusion) {
        let leaves = self.leaves();
        let (Some(weakest), Some(from)) = (leaves.first().map(|l| l.grade), conclusion.grade) else { return };
        let as_weak = leaves.iter().filter(|l| l.grade == weakest).count();
        let next = leaves.iter().map(|l| l.grade).find(|g| *g < weakest);
        let Some(target) = next.or_else(|| self.in_use.above(weakest, leaves.first()?.predicate)) else {
            return;
        };
        let to = target.lowered(self.appraisal.assumptions.len(), self.judge.schema);
        if to >= from {
            return;
        }
        for leaf in leaves.into_iter().take(as_weak.min(MOST_ASKED)) {
            if let Some(row) = self.row(leaf) {
                let effect = Effect::Raise { from, to, together: as_weak };
                self.ask(Side::For, effect, leaf, row, target);
            }
        }
    }

    /// What a proof takes for granted of a context, stated.
    fn assumptions(&mut self, conclusion: &Conclusion) {
        let Some(from) = conclusion.grade else { return };
        let leaves = self.leaves();
        let Some(weakest) = leaves.first().map(|l| l.grade) else { return };
        let fewer = self.appraisal.assumptions.len().saturating_sub(1);
        let to = weakest.lowered(fewer, self.judge.schema);
        for assumption in &self.appraisal.assumptions {
            let Assumption::Context(merged) = assumption else { continue };
            if !matches!(merged.change, Change::Filled | Change::Narrowed) || to >= from {
                continue;
            }
            let asked = leaves
                .iter()
                .find_map(|leaf| Some((*leaf, self.in_context(leaf, merged.field, merged.merged)?)));
            if let Some((leaf, row)) = asked {
                let effect = Effect::Raise { from, to, together: 1 };
                self.ask(Side::For, effect, leaf, row, leaf.grade);
            }
        }
    }

    /// The row of a leaf in its context with another value of a field, unless it has that already.
    fn in_context(&self, leaf: &Leaf, field: usize, value: Symbol) -> Option<Vec<Symbol>> {
        let mut row = self.row(leaf)?;
        let contexts = self.judge.contexts;
        let place = self.judge.schema.get(leaf.predicate?).context_column();
        let parts = contexts.fields(row[place]);
        if parts[field] == value || value == Symbol::UNKNOWN {
            return None;
        }
        let mut fields = parts[..parts.len() - 1].to_vec();
        fields[field] = value;
        row[place] = contexts.context(&fields, &[]);
        Some(row)
    }

    /// A second study where there is only one.
    fn replicate(&mut self, conclusion: &Conclusion) {
        if conclusion.support.lineages.len() != 1 {
            return;
        }
        if let Some(leaf) = self.leaves().first()
            && let Some(row) = self.row(leaf)
        {
            self.ask(Side::For, Effect::Replicate, leaf, row, leaf.grade);
        }
    }

    /// What would decide between a conclusion and those that say the opposite.
    fn verdict(&mut self, conclusion: &Conclusion) {
        let leaves = self.leaves();
        let Some(&weakest) = leaves.first() else { return };
        for opponent in conclusion.verdict.opponents.iter().take(MOST_ASKED) {
            match opponent.clash {
                Clash::Same => self.outweigh(weakest, opponent),
                Clash::Unclear => self.tell(&leaves, opponent),
                Clash::Different => {}
            }
        }
    }

    fn outweigh(&mut self, leaf: &Leaf, opponent: &Opponent) {
        let against = opponent.grade.unwrap_or(leaf.grade).min(leaf.grade);
        if let (Some(study), Some(row)) = (self.in_use.above(against, leaf.predicate), self.row(leaf)) {
            self.ask(Side::For, Effect::Outweigh, leaf, row, study);
        }
    }

    /// Asks for the field of our own context that is not known, as it is on the other side.
    fn tell(&mut self, leaves: &[&'q Leaf], opponent: &Opponent) {
        let unknown = |d: &&super::Difference| d.contrast == Contrast::Unknown && d.ours == Symbol::UNKNOWN;
        let Some(difference) = opponent.differences.iter().find(unknown) else { return };
        let fields = &self.judge.schema.context;
        let Some(field) = fields.iter().position(|f| f.name == difference.name) else { return };
        let asked =
            leaves.iter().find_map(|leaf| Some((*leaf, self.in_context(leaf, field, difference.theirs)?)));
        if let Some((leaf, row)) = asked {
            let effect = Effect::Tell { field: difference.name.clone() };
            self.ask(Side::For, effect, leaf, row, leaf.grade);
        }
    }

    /// A denial of what the best proof rests on, in a stronger type of study.
    fn refute(&mut self, conclusion: &Conclusion) {
        let sole = conclusion.proofs.len() == 1 && conclusion.truncation.is_empty();
        let effect = if sole { Effect::Refute } else { Effect::Weaken };
        for leaf in self.leaves().into_iter().take(1) {
            if let (Some(row), Some(study)) = (self.row(leaf), self.in_use.above(leaf.grade, leaf.predicate))
            {
                self.ask(Side::Against, effect.clone(), leaf, row, study);
            }
        }
    }
}
