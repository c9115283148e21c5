//! A judgement in, the report out: everything worded, nothing judged.

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::choice::Choice;
use super::record::track;
use super::scene::{Input, Scene};
use super::words::grade;
use super::{
    Because, Class, Conclusion, Counts, Difference, Fared, LeftOut, Lineage, NOTICE, Novelty, Opponent,
    Report, Robustness, SCHEMA, Status, Verdict,
};
use crate::judgement::{self, Certainty, Contrast, Judgement, Other};

/// Conclusions are worded in at most so many runs,
const MOST_RUNS: usize = 8;
/// each of at least so many.
const LEAST_RUN: usize = 32;

/// What a report says of the run itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Run {
    /// How long it took.
    pub milliseconds: u64,
    /// How many faulty lines or files were passed over.
    pub faulty: usize,
}

/// Words a judgement.
#[must_use]
pub fn build(input: Input<'_>, judgement: &Judgement, choice: &Choice, run: Run) -> Report {
    let mut chosen = choice.wanted(judgement, &input.program.schema);
    chosen.truncate(choice.limit.unwrap_or(usize::MAX));
    let worded = chosen.par_chunks((chosen.len() / MOST_RUNS).max(LEAST_RUN)).flat_map_iter(|run| {
        let scene = Scene::new(input);
        run.iter().map(move |c| scene.conclusion(c, judgement))
    });
    let conclusions: Vec<Conclusion> = worded.collect();
    let ids: BTreeSet<&str> = conclusions.iter().map(|c| c.id.as_str()).collect();
    let shown = |fared: &Fared| fared.predictions.iter().any(|id| ids.contains(id.as_str()));
    let mut records = track(input, judgement);
    records.retain(|r| [&r.confirmed, &r.refuted, &r.restated, &r.open].into_iter().any(shown));
    Report {
        schema: SCHEMA.to_owned(),
        notice: NOTICE.to_owned(),
        partial: None,
        counts: counts(&input, judgement),
        papers: papers(&input),
        rules: rules(&input),
        grades: input.program.schema.kind("study").map(|k| words(&input, k)).unwrap_or_default(),
        milliseconds: run.milliseconds,
        relations: super::relation::relations(&input),
        left_out: LeftOut {
            retracted: input.corpus.retracted().map(|p| p.id.clone()).collect(),
            faulty: run.faulty,
            conclusions: judgement.conclusions.len() - conclusions.len(),
        },
        conclusions,
        records,
    }
}

/// The papers that count, by identifier.
fn papers(input: &Input<'_>) -> Vec<String> {
    let standing = input.corpus.papers.iter().filter(|p| !p.retracted);
    let names: BTreeSet<&str> = standing.map(|p| p.id.as_str()).collect();
    names.into_iter().map(str::to_owned).collect()
}

fn rules(input: &Input<'_>) -> Vec<String> {
    let named = input.program.rules.iter().filter(|info| !info.hidden);
    let names: BTreeSet<&str> = named.map(|info| info.name.as_str()).collect();
    names.into_iter().map(str::to_owned).collect()
}

fn words(input: &Input<'_>, kind: crate::fact::KindId) -> Vec<String> {
    input.program.schema.kinds[kind.0 as usize].words.clone().unwrap_or_default()
}

fn counts(input: &Input<'_>, judgement: &Judgement) -> Counts {
    let corpus = input.corpus;
    let counted = |e: &&crate::corpus::Entry| e.grounded.is_some() && !corpus.is_retracted(e);
    let lineages: BTreeSet<&str> =
        corpus.findings.iter().filter(counted).map(|e| corpus.lineage(e)).collect();
    let infos = input.program.rules.iter();
    let rules: BTreeSet<_> = infos.filter(|i| !i.hidden).filter_map(|i| i.span).collect();
    let of = &judgement.counts;
    Counts {
        papers: corpus.distinct().filter(|p| !p.retracted).count(),
        lineages: lineages.len(),
        findings: corpus.findings.iter().filter(counted).count(),
        rules: rules.len(),
        hypotheses: of.hypotheses,
        verdicts: of.standings.iter().map(|(s, n)| (s.word().to_owned(), *n)).collect(),
        predictions: of.predictions,
        statuses: of.statuses.iter().map(|(s, n)| (s.word().to_owned(), *n)).collect(),
    }
}

impl Scene<'_> {
    /// All that is said of a conclusion.
    pub(super) fn conclusion(&self, judged: &judgement::Conclusion, judgement: &Judgement) -> Conclusion {
        let proof = judged.best().map(|p| self.steps(p)).unwrap_or_default();
        let rule = proof.first().and_then(|step| match &step.because {
            Because::Rule(rule) => Some(rule.clone()),
            _ => None,
        });
        let prediction = judged.prediction();
        let absences = self.absences(judged);
        Conclusion {
            id: judged.id.clone(),
            class: if prediction.is_some() { Class::Prediction } else { Class::Hypothesis },
            predicate: self.schema().get(judged.predicate).name.clone(),
            sentence: self.wording.row_in_context(judged.relation, &judged.row),
            verdict: self.verdict(&judged.verdict, judgement),
            status: prediction.map(|p| self.status(p)),
            grade: grade(judged.grade, self.schema()),
            study: grade(judged.study, self.schema()),
            species: judged.species.clone(),
            lineages: judged.support.lineages.iter().map(|l| self.lineage(l)).collect(),
            novelty: self.novelty(judged),
            hedged: judged.certainty == Certainty::Hedged,
            association: judged.association,
            assumptions: judged.assumptions.iter().map(|a| self.assumption(a)).collect(),
            questions: self.questions(&judged.questions, &absences),
            absences,
            retracted: self.places(&judged.retracted),
            reading: judged.witness.reading.as_ref().map(|r| self.reading(r)),
            robustness: self.robustness(&judged.witness.robustness),
            witnesses: self.witnesses(&judged.witness.findings),
            weakest_link: judged.witness.weakest_link.map(|g| g.word(self.schema()).to_owned()),
            rule,
            proof,
            further_proofs: judged.proofs.len().saturating_sub(1),
            truncated: !judged.truncation.is_empty(),
        }
    }

    fn absences(&self, judged: &judgement::Conclusion) -> Vec<String> {
        let Some(proof) = judged.best() else { return Vec::new() };
        let mut sentences = Vec::new();
        for resting in &judged.absences {
            if let Some(instance) = proof.get(resting.node).instance() {
                let sentence = self.absence(&resting.absence, instance.rule, resting.literal, instance);
                if !sentences.contains(&sentence) {
                    sentences.push(sentence);
                }
            }
        }
        sentences
    }

    /// Sets of findings as they are cited; those that rule files state have no place.
    fn witnesses(&self, sets: &[Vec<u32>]) -> Vec<Vec<String>> {
        let corpus = self.input.corpus;
        let cited = |f: &u32| corpus.findings.get(*f as usize).map(|entry| corpus.citation(entry));
        sets.iter().map(|set| set.iter().filter_map(cited).collect()).collect()
    }

    fn novelty(&self, judged: &judgement::Conclusion) -> Novelty {
        let derived = |word: &str| Novelty { word: word.to_owned(), hedged: false, stated_in: Vec::new() };
        match &judged.novelty {
            _ if judged.support.lineages.is_empty() => derived("derived from data, no paper"),
            judgement::Novelty::Stated { findings, hedged } => Novelty {
                word: "stated by the authors".to_owned(),
                hedged: *hedged,
                stated_in: self.places(findings),
            },
            judgement::Novelty::WithinOne => derived("derived within one paper"),
            judgement::Novelty::Across => derived("derived across papers"),
        }
    }

    fn status(&self, prediction: &judgement::Prediction) -> Status {
        Status {
            word: prediction.status.word().to_owned(),
            agreeing: self.places(&prediction.agreeing),
            opposing: self.places(&prediction.opposing),
        }
    }

    fn verdict(&self, verdict: &judgement::Verdict, judgement: &Judgement) -> Verdict {
        Verdict {
            word: verdict.standing.word().to_owned(),
            opponents: verdict.opponents.iter().map(|o| self.opponent(o, judgement)).collect(),
            unnamed: verdict.unnamed,
            denied_by: self.places(&verdict.denied_by),
        }
    }

    fn opponent(&self, opponent: &judgement::Opponent, judgement: &Judgement) -> Opponent {
        let (id, sentence, sources) = match &opponent.other {
            Other::Conclusion(number) => match judgement.conclusions.get(*number) {
                Some(c) => (Some(c.id.clone()), self.wording.row_in_context(c.relation, &c.row), Vec::new()),
                None => (None, String::new(), Vec::new()),
            },
            Other::Stated { relation, row, findings } => {
                (None, self.wording.row_in_context(*relation, row), self.places(findings))
            }
        };
        Opponent {
            id,
            sentence,
            grade: grade(opponent.grade, self.schema()),
            sources,
            differences: opponent.differences.iter().map(|d| self.difference(d)).collect(),
            explained_by: opponent.explanation().map(|d| d.name.clone()),
        }
    }

    fn difference(&self, difference: &judgement::Difference) -> Difference {
        Difference {
            field: difference.name.clone(),
            ours: self.wording.value(difference.ours),
            theirs: self.wording.value(difference.theirs),
            contrast: match difference.contrast {
                Contrast::Different => "different",
                Contrast::Narrower => "one is a the other",
                Contrast::Unknown => "unknown",
            }
            .to_owned(),
        }
    }

    fn robustness(&self, found: &judgement::Robustness) -> Robustness {
        let judgement::Robustness { lineages, unnamed, exact, independent, .. } = *found;
        let named = |set: &Vec<String>| set.iter().map(|name| self.lineage_name(name)).collect();
        Robustness { lineages, sets: found.sets.iter().map(named).collect(), unnamed, exact, independent }
    }

    fn lineage(&self, lineage: &judgement::Lineage) -> Lineage {
        Lineage {
            name: self.lineage_name(&lineage.name),
            papers: lineage.papers.clone(),
            years: lineage.years.clone(),
            in_best_proof: lineage.in_best,
        }
    }
}
