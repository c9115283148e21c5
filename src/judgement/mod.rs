//! A finished model in; every hypothesis and prediction with its worth out.
//!
//! Each conclusion gets an identity, its proofs with the best one first, grade, support, novelty,
//! assumptions, and a verdict over all conclusions together. Knows schema, proofs and what the
//! corpus says of a finding; must not know words, layout, rule syntax, or any entity by name.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::corpus::Corpus;
use crate::engine::Model;
use crate::fact::{FactSet, Interner, PredicateId, Registry, RelationId, Role, Schema, Symbol};
use crate::program::Program;
use crate::proof::{Limits, Proof, Prover, Truncation};
use crate::vocabulary::Vocabulary;
use crate::vocabulary::context::Contexts;

mod appraisal;
mod compare;
mod denial;
mod facts;
pub mod gaps;
pub mod grade;
mod identity;
pub mod near;
pub mod novelty;
mod opposition;
pub mod prediction;
pub mod provenance;
pub mod reading;
pub mod record;
pub mod robustness;
pub mod semiring;
pub mod settle;
mod statements;
pub mod support;
pub mod verdict;
mod withdrawn;
pub mod witness;

use appraisal::Appraisal;
pub use facts::facts;
pub use grade::{Assumption, Grade};
pub use novelty::Novelty;
use opposition::Layouts;
pub use prediction::{Prediction, Status};
pub use provenance::{Manipulation, PaperStanding, Provenance, Told, provenance};
use statements::Statements;
pub use support::{Certainty, Lineage, RestingOn, Support};

pub use robustness::Robustness;
use withdrawn::Withdrawn;

pub use verdict::{Clash, Contrast, Difference, MOST_NAMED, Opponent, Other, Standing, Verdict};
pub use witness::{Witness, witnesses};

/// Everything that a judgement reads.
#[derive(Clone, Copy)]
pub struct Input<'a> {
    /// Schema, plan and what stands behind the rules.
    pub program: &'a Program,
    /// Where each finding comes from: `Value::Finding(n)` is number `n`. What is loaded with a
    /// greater number is read from the evidence predicates.
    pub provenance: &'a [Provenance],
    /// The papers and findings; those that rule files state are not among them.
    pub corpus: &'a Corpus,
    /// What is a what.
    pub vocabulary: &'a Vocabulary,
    /// Where the values are.
    pub interner: &'a Interner,
    /// The functions that rules call.
    pub functions: &'a Registry,
    /// What was loaded.
    pub facts: &'a FactSet,
    /// What followed from it.
    pub model: &'a dyn Model,
}

/// How far a judgement goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Most proofs of a conclusion. What is said of "every proof" is said of these.
    pub max_proofs: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self { max_proofs: 16 }
    }
}

/// All conclusions, judged.
#[derive(Clone, Debug, Default)]
pub struct Judgement {
    /// Hypotheses, then predictions; each ranked by standing, grade, number of lineages, then
    /// text.
    pub conclusions: Vec<Conclusion>,
    /// For the headline.
    pub counts: Counts,
}

/// How many conclusions of each sort there are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Hypotheses.
    pub hypotheses: usize,
    /// Predictions.
    pub predictions: usize,
    /// Hypotheses by standing; those that there are none of are left out.
    pub standings: BTreeMap<Standing, usize>,
    /// Predictions by status; those that there are none of are left out.
    pub statuses: BTreeMap<Status, usize>,
}

/// What a conclusion is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Class {
    /// A row of a hypothesis predicate.
    Hypothesis,
    /// A finding or a context's field that a rule concludes, and how it fared.
    Prediction(Prediction),
}

/// A hypothesis or a prediction with everything that is said of it.
#[derive(Clone, Debug)]
pub struct Conclusion {
    /// `H-` or `P-` and hexadecimal digits: the same for the same content in every run.
    pub id: String,
    /// The relation that holds the row; for a prediction the predicate's `predicted`.
    pub relation: RelationId,
    /// Whose row it is.
    pub predicate: PredicateId,
    /// The row, as long as the relation's arity.
    pub row: Vec<Symbol>,
    /// Hypothesis or prediction.
    pub class: Class,
    /// Its proofs with hidden rules collapsed: best grade first, then fewest assumptions, then
    /// lowest.
    pub proofs: Vec<Proof>,
    /// What cut the search for proofs; empty if `proofs` are all.
    pub truncation: Truncation,
    /// That of the best proof; none if no finding is in it.
    pub grade: Option<Grade>,
    /// The study type of the weakest finding of the best proof, before it was lowered for
    /// assumptions and for findings that another paper tells of.
    pub study: Option<Grade>,
    /// The species of the findings of the best proof, where stated; sorted.
    pub species: Vec<String>,
    /// Who says what all its proofs rest on.
    pub support: Support,
    /// Whether the authors say it themselves.
    pub novelty: Novelty,
    /// Hedged if the best proof needs a finding that is nowhere stated without a hedge.
    pub certainty: Certainty,
    /// Whether the best proof rests on findings none of which shows a cause.
    ///
    /// A finding shows a cause if its predicate, or one that it `is a`, has an opposite predicate
    /// (so it has a sign and a direction), or if an experimenter manipulated something.
    pub association: bool,
    /// What the best proof takes for granted, each once.
    pub assumptions: Vec<Assumption>,
    /// Where the best proof rests on nothing being stated.
    pub absences: Vec<RestingOn>,
    /// Findings of retracted papers, by their position in the corpus, about what it rests on: they
    /// would have counted, for it or against it.
    pub retracted: Vec<u32>,
    /// How it stands against the others.
    pub verdict: Verdict,
    /// What it rests on over all its proofs: reading, robustness, what suffices.
    pub witness: Witness,
    /// The missing findings that would decide it, those that speak for it first.
    pub questions: Vec<settle::Question>,
}

impl Conclusion {
    /// The best proof. There is one for every conclusion of a finished model.
    #[must_use]
    pub fn best(&self) -> Option<&Proof> {
        self.proofs.first()
    }

    /// The prediction's fate; none for a hypothesis.
    #[must_use]
    pub fn prediction(&self) -> Option<&Prediction> {
        match &self.class {
            Class::Hypothesis => None,
            Class::Prediction(prediction) => Some(prediction),
        }
    }
}

/// Rows are proved in at most so many runs,
const MOST_RUNS: usize = 64;
/// each of at least so many rows.
const LEAST_RUN: usize = 16;

/// What all parts of a judgement read.
struct Judge<'a> {
    input: Input<'a>,
    schema: &'a Schema,
    contexts: Contexts<'a>,
    statements: Statements<'a>,
    withdrawn: Withdrawn<'a>,
    /// The study type of each finding that `input.provenance` has.
    studies: Vec<Grade>,
    /// The relations that depend on what papers state.
    dependent: BTreeSet<RelationId>,
}

/// A row that is judged, and whose it is.
type Judged<'a> = (PredicateId, RelationId, &'a [Symbol]);

/// Judges every hypothesis and every prediction of a model, on all cores.
#[must_use]
pub fn judge(input: &Input<'_>, options: &Options) -> Judgement {
    judge_while(input, options, &|| true).unwrap_or_default()
}

/// Whether to go on.
type GoingOn<'a> = &'a (dyn Fn() -> bool + Sync);

/// Judges as `judge` does, as long as it may; `None` if it may not go on before the end.
#[must_use]
pub fn judge_while(input: &Input<'_>, options: &Options, going_on: GoingOn<'_>) -> Option<Judgement> {
    let judge = Judge::new(*input);
    let layouts = Layouts::new(&judge);
    let judged = judge.judged();
    let rows = || judged.iter().map(|(_, relation, row)| (*relation, *row)).take_while(|_| going_on());
    let mut prover = judge.prover();
    prover.prepare(rows());
    let provers = prover.sharing();
    let (mut conclusions, witnesses) = rayon::join(
        || judge.conclusions(&layouts, &judged, &provers, options, going_on),
        || judge.witnesses(&mut provers(), rows(), going_on),
    );
    if !going_on() {
        return None;
    }
    conclusions.iter_mut().zip(witnesses).for_each(|(c, witness)| c.witness = witness);
    judge.identify(&mut conclusions);
    judge.compare(&layouts, &mut conclusions);
    let in_use = judge.grades_in_use();
    conclusions.par_iter_mut().filter(|_| going_on()).for_each(|c| c.questions = judge.questions(c, &in_use));
    let conclusions = judge.ranked(conclusions);
    let counts = counts(&conclusions);
    going_on().then_some(Judgement { conclusions, counts })
}

impl<'a> Judge<'a> {
    fn new(input: Input<'a>) -> Self {
        let schema: &'a Schema = &input.program.schema;
        let contexts = Contexts { interner: input.interner, schema, vocabulary: input.vocabulary };
        let dependent = support::dependent(schema, &input.program.plan);
        let studies = input.provenance.iter().map(|p| grade::of_study(schema, p)).collect();
        let withdrawn = Withdrawn::new(input.corpus, schema);
        Self { input, schema, contexts, statements: Statements::new(&input), withdrawn, studies, dependent }
    }

    fn prover(&self) -> Prover<'a> {
        let Input { program, facts, model, interner, functions, .. } = self.input;
        Prover::new(&program.plan, facts, model, interner, functions)
    }

    /// The rows that are judged, in the order of their predicates.
    fn judged(&self) -> Vec<Judged<'a>> {
        let mut found = Vec::new();
        for (index, predicate) in self.schema.predicates.iter().enumerate() {
            let relation = match predicate.role {
                Role::Hypothesis => Some(predicate.reads),
                Role::Finding => predicate.finding.map(|f| f.predicted),
                Role::Context(_) => predicate.predicted,
                Role::Plain | Role::Evidence => None,
            };
            let Some(relation) = relation else { continue };
            let (id, model) = (PredicateId(index as u32), self.input.model);
            found.extend((0..model.len(relation)).map(|row| (id, relation, model.row(relation, row))));
        }
        found
    }

    /// Proves and appraises rows. Runs of them share what a prover remembers; how long a run is
    /// does not depend on the number of cores, so neither does the result. It ends early if it may not
    /// go on.
    fn conclusions(
        &self,
        layouts: &Layouts,
        rows: &[Judged<'_>],
        provers: &(impl Fn() -> Prover<'a> + Sync),
        options: &Options,
        going_on: GoingOn<'_>,
    ) -> Vec<Conclusion> {
        let run = (rows.len() / MOST_RUNS).max(LEAST_RUN);
        let proved = rows.par_chunks(run).flat_map_iter(|run| {
            let mut prover = provers();
            let rows = run.iter().take_while(|_| going_on());
            rows.map(move |row| self.conclusion(layouts, &mut prover, options, *row))
        });
        proved.collect()
    }

    /// Proves and appraises a row; its identity and its opponents are found later.
    fn conclusion(
        &self,
        layouts: &Layouts,
        prover: &mut Prover<'_>,
        options: &Options,
        (predicate, relation, row): Judged<'_>,
    ) -> Conclusion {
        let limits = Limits { proofs: options.max_proofs, ..Limits::default() };
        let (proofs, truncation) = prover.all(relation, row, limits);
        let appraisals = self.appraised(&proofs);
        let support = self.support(&appraisals);
        let class = match self.schema.get(predicate).role {
            Role::Hypothesis => Class::Hypothesis,
            _ => Class::Prediction(self.fate(layouts, (predicate, row), &appraisals, &support)),
        };
        let absent = |a: &Appraisal| !self.absences(prover, &a.proof).is_empty();
        let best = appraisals.first();
        let mut conclusion = Conclusion {
            id: String::new(),
            relation,
            predicate,
            class,
            truncation,
            grade: best.and_then(|b| b.grade),
            study: best.and_then(|b| b.study),
            species: best.map(|b| self.species(b)).unwrap_or_default(),
            novelty: self.novelty(predicate, row, &appraisals, &support),
            support,
            certainty: best.map_or(Certainty::Asserted, |b| b.certainty),
            association: best
                .is_some_and(|b| !b.leaves.is_empty() && !b.leaves.iter().any(|l| self.causal(l))),
            assumptions: best.map(|b| b.assumptions.clone()).unwrap_or_default(),
            absences: best.map(|b| self.absences(prover, &b.proof)).unwrap_or_default(),
            retracted: self.withdrawn(&appraisals),
            verdict: self.alone(&appraisals, absent),
            witness: Witness::default(),
            proofs: Vec::new(),
            questions: Vec::new(),
            row: row.to_vec(),
        };
        conclusion.proofs = appraisals.into_iter().map(|a| a.proof).collect();
        conclusion
    }

    /// The proofs without hidden steps, best first: by grade, then assumptions, then as they came.
    fn appraised(&self, proofs: &[Proof]) -> Vec<Appraisal> {
        let collapsed = proofs.iter().map(|p| p.collapse(&self.input.program.rules));
        let mut appraisals: Vec<Appraisal> = collapsed.map(|p| self.appraise(p)).collect();
        appraisals.sort_by_key(|a| (a.grade.is_none(), a.grade, a.assumptions.len(), a.certainty));
        appraisals
    }

    fn identify(&self, conclusions: &mut [Conclusion]) {
        for class in ["H", "P"] {
            let mut these: Vec<&mut Conclusion> =
                conclusions.iter_mut().filter(|c| (c.class == Class::Hypothesis) == (class == "H")).collect();
            let name = |c: &Conclusion| self.schema.get(c.predicate).name.as_str();
            let hash = |c: &&mut Conclusion| identity::hash(name(c), &c.row, self.input.interner);
            let hashes: Vec<String> = these.iter().map(hash).collect();
            for (conclusion, digits) in these.iter_mut().zip(identity::shortened(&hashes)) {
                conclusion.id = format!("{class}-{digits}");
            }
        }
    }

    /// Sorts conclusions by rank, and lets opponents point to the new positions.
    fn ranked(&self, conclusions: Vec<Conclusion>) -> Vec<Conclusion> {
        let mut order: Vec<usize> = (0..conclusions.len()).collect();
        order.sort_by_cached_key(|&i| {
            let c = &conclusions[i];
            let keys: Vec<String> = c.row.iter().map(|&v| self.input.interner.key(v)).collect();
            let text = (self.schema.get(c.predicate).name.as_str(), keys);
            let lineages = std::cmp::Reverse(c.support.lineages.len());
            (c.prediction().is_some(), c.verdict.standing, c.grade.is_none(), c.grade, lineages, text)
        });
        let mut places = vec![0; order.len()];
        order.iter().enumerate().for_each(|(place, &i)| places[i] = place);
        let mut unranked: Vec<Option<Conclusion>> = conclusions.into_iter().map(Some).collect();
        let mut ranked: Vec<Conclusion> = order.into_iter().filter_map(|i| unranked[i].take()).collect();
        for opponent in ranked.iter_mut().flat_map(|c| &mut c.verdict.opponents) {
            if let Other::Conclusion(index) = &mut opponent.other {
                *index = places[*index];
            }
        }
        ranked
    }
}

fn counts(conclusions: &[Conclusion]) -> Counts {
    let mut counts = Counts::default();
    for conclusion in conclusions {
        match conclusion.prediction() {
            None => {
                counts.hypotheses += 1;
                *counts.standings.entry(conclusion.verdict.standing).or_default() += 1;
            }
            Some(prediction) => {
                counts.predictions += 1;
                *counts.statuses.entry(prediction.status).or_default() += 1;
            }
        }
    }
    counts
}
