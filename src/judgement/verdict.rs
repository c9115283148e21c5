//! All conclusions in; how each stands against those that say the opposite out.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashSet;

use super::compare::{clash, contrast};
use super::grade::Grade;
use super::opposition::{Claim, Layouts, Part, encounters};
use super::{Conclusion, Judge};
use crate::fact::{PredicateId, RelationId, Role, Symbol, Value};

/// Most opponents in other contexts that a verdict names; those in the same context are all named.
pub const MOST_NAMED: usize = 8;

/// How a conclusion stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// In a word: the gravest of what follows.
    pub standing: Standing,
    /// Who says the opposite: same context first, then the fewest differences.
    pub opponents: Vec<Opponent>,
    /// How many more say the opposite in other contexts than are named.
    pub unnamed: usize,
    /// If it is refuted: the findings that deny what its proofs rest on, by their position in the
    /// corpus.
    pub denied_by: Vec<u32>,
}

/// How a conclusion stands, in a word; the order is that of ranking, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// Nothing speaks against it.
    Supported,
    /// Every proof needs something not to be stated.
    RestingOnAbsence,
    /// The opposite holds in a context that differs.
    ContextDependent,
    /// The opposite holds, and whether in the same context is not known.
    ContextUnclear,
    /// The opposite holds in the same context.
    Contested,
    /// The opposite holds in the same context at a higher grade.
    Superseded,
    /// Every proof rests on a finding that is denied in an agreeing context at a higher grade.
    Refuted,
}

impl Standing {
    /// The constant of the kind `verdict`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Supported => "supported",
            Self::ContextDependent => "context-dependent",
            Self::ContextUnclear => "context unclear",
            Self::RestingOnAbsence => "resting on absence",
            Self::Contested => "contested",
            Self::Superseded => "superseded",
            Self::Refuted => "refuted",
        }
    }
}

/// Something that says the opposite.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opponent {
    /// What it is.
    pub other: Other,
    /// Its grade.
    pub grade: Option<Grade>,
    /// How the two contexts lie to each other.
    pub clash: Clash,
    /// Every field in which they are not the same known value; empty where contested.
    pub differences: Vec<Difference>,
}

impl Opponent {
    /// The field that explains the opposition: the sole one that differs.
    #[must_use]
    pub fn explanation(&self) -> Option<&Difference> {
        match self.differences.as_slice() {
            [one] if one.contrast == Contrast::Different => Some(one),
            _ => None,
        }
    }
}

/// What says the opposite.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Other {
    /// A conclusion by its position in the judgement.
    Conclusion(usize),
    /// What papers state.
    Stated {
        /// The relation of the row.
        relation: RelationId,
        /// The row.
        row: Vec<Symbol>,
        /// Findings with this row, by their position in the corpus.
        findings: Vec<u32>,
    },
}

/// How the contexts of two opposite statements lie to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Clash {
    /// The same known entities.
    Same,
    /// One is a the other, or one is unknown.
    Unclear,
    /// Different entities.
    Different,
}

/// A field in which two contexts are not the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The column or the context's field.
    pub name: String,
    /// The value of the conclusion that the verdict is about.
    pub ours: Symbol,
    /// The value of its opponent.
    pub theirs: Symbol,
    /// How they differ.
    pub contrast: Contrast,
}

/// How two values of a field differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Contrast {
    /// Neither is the other.
    Different,
    /// One is a the other.
    Narrower,
    /// One of them, or both, are unknown.
    Unknown,
}

/// A stated row that may oppose a prediction.
struct StatedRow {
    relation: RelationId,
    row: Vec<Symbol>,
    findings: Vec<u32>,
    grade: Option<Grade>,
}

/// Everything that is compared: the conclusions, then the stated rows.
struct Field<'j, 'a> {
    judge: &'j Judge<'a>,
    layouts: &'j Layouts,
    conclusions: &'j [Conclusion],
    stated: Vec<StatedRow>,
    claims: Vec<Claim>,
}

impl Judge<'_> {
    /// Compares conclusions with each other, and predictions with what is stated.
    pub(super) fn compare(&self, layouts: &Layouts, conclusions: &mut [Conclusion]) {
        let field = Field::new(self, layouts, conclusions);
        let opponents = field.opponents();
        for (conclusion, (opponents, unnamed)) in conclusions.iter_mut().zip(opponents) {
            let verdict = &mut conclusion.verdict;
            let against = opponents.iter().map(|o| o.standing(conclusion.grade)).max();
            verdict.standing = verdict.standing.max(against.unwrap_or(Standing::Supported));
            // Those who deny what it rests on stand there already.
            verdict.opponents.extend(opponents);
            verdict.opponents.sort_by_key(|o| o.clash);
            verdict.unnamed = unnamed;
        }
    }
}

impl Opponent {
    /// What an opponent makes of a conclusion of this grade.
    fn standing(&self, ours: Option<Grade>) -> Standing {
        let stronger = match (self.grade, ours) {
            (Some(theirs), Some(ours)) => theirs < ours,
            (theirs, ours) => theirs.is_some() && ours.is_none(),
        };
        match self.clash {
            Clash::Same if stronger => Standing::Superseded,
            Clash::Same => Standing::Contested,
            Clash::Unclear => Standing::ContextUnclear,
            Clash::Different => Standing::ContextDependent,
        }
    }
}

impl<'j, 'a> Field<'j, 'a> {
    fn new(judge: &'j Judge<'a>, layouts: &'j Layouts, conclusions: &'j [Conclusion]) -> Self {
        let claim = |c: &Conclusion| layouts.claim(judge, c.predicate, &c.row);
        let claims = conclusions.iter().map(claim).collect();
        let mut field = Self { judge, layouts, conclusions, stated: Vec::new(), claims };
        field.add_stated();
        field
    }

    /// Adds the stated rows that say the same or the opposite of some prediction.
    fn add_stated(&mut self) {
        let mut keys: BTreeMap<PredicateId, BTreeSet<Vec<Symbol>>> = BTreeMap::new();
        for claim in &self.claims {
            if self.judge.schema.get(claim.key.0).role == Role::Finding {
                keys.entry(claim.key.0).or_default().insert(claim.key.1.clone());
            }
        }
        for (&id, wanted) in &keys {
            self.add_rows_of(id, wanted);
            if let Some(&opposite) = self.judge.schema.opposite_predicates.get(&id) {
                self.add_rows_of(opposite, wanted);
            }
        }
    }

    fn add_rows_of(&mut self, id: PredicateId, wanted: &BTreeSet<Vec<Symbol>>) {
        let Judge { input, schema, statements, .. } = self.judge;
        let Some(relations) = schema.get(id).finding else { return };
        let mut seen: FxHashSet<&[Symbol]> = FxHashSet::default();
        for row in input.facts.rows(relations.stated_evidence).iter() {
            let Some((last, row)) = row.split_last() else { continue };
            let counts = matches!(input.interner.value(*last), Value::Finding(n) if !statements.retracted(n));
            if !counts || !seen.insert(row) {
                continue;
            }
            let claim = self.layouts.claim(self.judge, id, row);
            if wanted.contains(&claim.key.1) {
                let findings = statements.with_row(relations.stated, row).to_vec();
                let grade = findings.iter().map(|&f| self.judge.grade_of(f)).min();
                self.stated.push(StatedRow {
                    relation: relations.stated,
                    row: row.to_vec(),
                    findings,
                    grade,
                });
                self.claims.push(claim);
            }
        }
    }

    fn clash(&self, a: usize, b: usize) -> Option<Clash> {
        let conclusions = self.conclusions.len();
        let (ours, theirs) = (&self.claims[a], &self.claims[b]);
        if (a >= conclusions && b >= conclusions) || ours.context.len() != theirs.context.len() {
            return None;
        }
        let contexts = self.judge.contexts;
        let pairs = || ours.context.iter().zip(&theirs.context);
        let found = clash(pairs().map(|(&a, &b)| contrast(contexts, a, b)));
        let about_context = matches!(self.judge.schema.get(ours.key.0).role, Role::Context(_));
        // What is predicted of a context says nothing of a different one.
        let met = pairs().any(|(&a, &b)| a != Symbol::UNKNOWN && b != Symbol::UNKNOWN);
        (!about_context || (found != Clash::Different && met)).then_some(found)
    }

    /// For each conclusion the opponents to name, and how many more there are.
    fn opponents(&self) -> Vec<(Vec<Opponent>, usize)> {
        let found = encounters(&self.claims, &|a, b| self.clash(a, b));
        let mut against: Vec<Vec<(Clash, usize, usize)>> = vec![Vec::new(); self.conclusions.len()];
        for (a, b, clash) in found.pairs {
            let differing = self.differing(a, b);
            for (ours, theirs) in [(a, b), (b, a)] {
                if let Some(list) = against.get_mut(ours) {
                    list.push((clash, differing, theirs));
                }
            }
        }
        let named = |(ours, mut list): (usize, Vec<(Clash, usize, usize)>)| {
            list.sort_unstable();
            let same = list.partition_point(|(clash, ..)| *clash == Clash::Same);
            let kept = (same + MOST_NAMED).min(list.len());
            let about_context = matches!(self.role(ours), Role::Context(_));
            let missed = if about_context { 0 } else { found.missed[ours] };
            let opponents = list[..kept].iter().map(|&(clash, _, theirs)| self.opponent(ours, theirs, clash));
            (opponents.collect(), list.len() - kept + missed)
        };
        against.into_iter().enumerate().map(named).collect()
    }

    fn role(&self, conclusion: usize) -> Role {
        self.judge.schema.get(self.conclusions[conclusion].predicate).role
    }

    fn differing(&self, a: usize, b: usize) -> usize {
        let pairs = self.claims[a].context.iter().zip(&self.claims[b].context);
        pairs.filter(|(a, b)| a != b || **a == Symbol::UNKNOWN).count()
    }

    fn opponent(&self, ours: usize, theirs: usize, clash: Clash) -> Opponent {
        let parts = &self.layouts.get(self.conclusions[ours].predicate).context;
        let values = self.claims[ours].context.iter().zip(&self.claims[theirs].context);
        let difference = |(part, (&ours, &theirs)): (&Part, (&Symbol, &Symbol))| {
            let contrast = contrast(self.judge.contexts, ours, theirs)?;
            Some(Difference { name: part.name.clone(), ours, theirs, contrast })
        };
        let differences = parts.iter().zip(values).filter_map(difference).collect();
        let (other, grade) = match self.conclusions.get(theirs) {
            Some(conclusion) => (Other::Conclusion(theirs), conclusion.grade),
            None => self.stated_opponent(theirs - self.conclusions.len()),
        };
        Opponent { other, grade, clash, differences }
    }

    fn stated_opponent(&self, index: usize) -> (Other, Option<Grade>) {
        let StatedRow { relation, row, findings, grade } = &self.stated[index];
        (Other::Stated { relation: *relation, row: row.clone(), findings: findings.clone() }, *grade)
    }
}
