//! Sentences that curators judged in, statements with their features and how well they are
//! foretold out.
//!
//! A line is a sentence from which a reader took a statement: `pa_hash` (the statement),
//! `stmt_type`, `subject`, `object`, `evidence_text`, `source_counts`, `belief`, `tag`. A
//! statement is right if a sentence of it has the tag `correct`. How many of its sentences were
//! judged says whether it is right more than anything else could, and so must not be used: all
//! features are means over them.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::calibration::{Foretold, Random};
use super::cues::Cues;
use super::fit::{Example, fit};
use super::model::{FEATURES, Features, Known, Weights, features};
use super::readers::{Errors, Kind};
use super::relation::Relation;
use crate::vocabulary::Vocabulary;

/// A sentence that a curator judged.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Sentence {
    /// Which statement it was read as.
    pub pa_hash: i64,
    /// What the statement says, as INDRA names it: `Complex`, `Activation`.
    pub stmt_type: String,
    /// Name of the first participant; `?` where there is none.
    pub subject: String,
    /// Name of the second participant; `?` where there is none.
    pub object: String,
    /// The passage; missing for a database.
    #[serde(default)]
    pub evidence_text: Option<String>,
    /// How many sentences or entries each reader and database has.
    pub source_counts: BTreeMap<String, f64>,
    /// INDRA's own belief, 0 to 1.
    #[serde(default)]
    pub belief: Option<f64>,
    /// What the curator found: `correct` or what is wrong.
    pub tag: String,
}

/// A statement with all that is known of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    /// Its features and whether it is right.
    pub example: Example,
    /// INDRA's own belief, the mean over its sentences; none if a sentence has none.
    pub belief: Option<f64>,
}

/// The statements of judged sentences, in the order of their hashes.
#[must_use]
pub fn statements(sentences: &[Sentence], vocabulary: &Vocabulary) -> Vec<Statement> {
    let mut grouped: BTreeMap<i64, Vec<&Sentence>> = BTreeMap::new();
    sentences.iter().for_each(|s| grouped.entry(s.pa_hash).or_default().push(s));
    grouped.values().map(|sentences| statement(sentences, vocabulary)).collect()
}

fn statement(sentences: &[&Sentence], vocabulary: &Vocabulary) -> Statement {
    let count = sentences.len() as f64;
    let mut means = Features::default();
    for sentence in sentences {
        let found = of(sentence, vocabulary);
        means.iter_mut().zip(found).for_each(|(mean, value)| *mean += value / count);
    }
    let belief: Option<f64> = sentences.iter().map(|s| s.belief).sum();
    Statement {
        example: Example { features: means, right: sentences.iter().any(|s| s.tag == "correct") },
        belief: belief.map(|sum| sum / count),
    }
}

fn of(sentence: &Sentence, vocabulary: &Vocabulary) -> Features {
    let left = |kind: Kind| -> f64 {
        let of_kind = |(reader, &places): (&String, &f64)| {
            let errors = Errors::of(reader);
            (errors.kind == kind).then(|| -errors.left(places).ln())
        };
        sentence.source_counts.iter().filter_map(of_kind).sum()
    };
    let relation = Relation::named(&sentence.stmt_type);
    let names = [&sentence.subject, &sentence.object].map(|name| names(name, vocabulary));
    let passage = sentence.evidence_text.as_deref().unwrap_or_default();
    let known = Known {
        relation,
        itself: sentence.subject == sentence.object && sentence.subject != "?",
        cues: Cues::of(passage, relation, [&names[0], &names[1]]),
    };
    features(left(Kind::Text), left(Kind::Database), &known)
}

/// A name with its synonyms; none for `?`.
fn names(name: &str, vocabulary: &Vocabulary) -> Vec<String> {
    if name == "?" {
        return Vec::new();
    }
    let known = vocabulary.lookup(name).into_iter();
    let synonyms = known.flat_map(|e| e.synonyms.iter().chain([&e.name]).cloned());
    [name.to_owned()].into_iter().chain(synonyms).collect()
}

/// How strongly weights may be drawn to 0; cross-validation takes its pick.
pub const RIDGES: [f64; 5] = [0.3, 1.0, 3.0, 10.0, 30.0];

/// How a cross-validation is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Folds {
    /// Into how many parts the statements are divided.
    pub parts: usize,
    /// How often, each time divided otherwise.
    pub repeats: usize,
    /// From which the divisions follow.
    pub seed: u64,
}

impl Default for Folds {
    fn default() -> Self {
        Self { parts: 10, repeats: 5, seed: 1 }
    }
}

/// What is foretold of each example by weights fitted to others only, once a repeat. The ridge is
/// chosen within what is fitted to, so that nothing of an example is known beforehand (nested
/// cross-validation; Varma and Simon, BMC Bioinformatics 7:91, 2006).
#[must_use]
pub fn cross_validated(examples: &[Example], folds: Folds) -> Vec<Vec<Foretold>> {
    let repeat = |repeat: usize| {
        let parts = divided(examples.len(), folds.parts, folds.seed + repeat as u64);
        let mut foretold = vec![Foretold { probability: 0.5, right: false }; examples.len()];
        for part in 0..folds.parts {
            let fitted = examples.iter().zip(&parts).filter(|(_, p)| **p != part).map(|(e, _)| e);
            let weights = fitted_by_best_ridge(&fitted.collect::<Vec<_>>());
            for (index, example) in examples.iter().enumerate().filter(|(i, _)| parts[*i] == part) {
                let probability = weights.probability(&example.features);
                foretold[index] = Foretold { probability, right: example.right };
            }
        }
        foretold
    };
    (0..folds.repeats).map(repeat).collect()
}

/// Weights with the ridge that foretells best within the examples.
#[must_use]
pub fn fitted_by_best_ridge(examples: &[&Example]) -> Weights {
    const PARTS: usize = 5;
    let parts = divided(examples.len(), PARTS, 0);
    let loss = |ridge: f64| -> f64 {
        let of_part = |part: usize| -> f64 {
            let fitted = examples.iter().zip(&parts).filter(|(_, p)| **p != part).map(|(e, _)| *e);
            let weights = fit(&fitted.collect::<Vec<_>>(), ridge);
            let kept = examples.iter().zip(&parts).filter(|(_, p)| **p == part);
            kept.map(|(e, _)| surprise(&weights, e)).sum()
        };
        (0..PARTS).map(of_part).sum()
    };
    let losses = RIDGES.map(|ridge| (loss(ridge), ridge));
    let best = losses.into_iter().min_by(|a, b| a.0.total_cmp(&b.0)).map_or(1.0, |(_, ridge)| ridge);
    fit(examples, best)
}

/// Minus the logarithm of the probability of what came.
fn surprise(weights: &Weights, example: &Example) -> f64 {
    let log_odds = weights.log_odds(&example.features);
    let against = if example.right { -log_odds } else { log_odds };
    against.max(0.0) + (-against.abs()).exp().ln_1p()
}

/// A part from 0 for each of so many things, all of nearly the same size.
fn divided(things: usize, parts: usize, seed: u64) -> Vec<usize> {
    let mut found: Vec<usize> = (0..things).map(|i| i % parts).collect();
    Random(seed).shuffle(&mut found);
    found
}

/// The standard deviation of each feature over statements, beside its mean: what the weights mean.
#[must_use]
pub fn spread(examples: &[Example]) -> [(f64, f64); FEATURES.len()] {
    let count = examples.len().max(1) as f64;
    std::array::from_fn(|j| {
        let mean = examples.iter().map(|e| e.features[j]).sum::<f64>() / count;
        let variance = examples.iter().map(|e| (e.features[j] - mean).powi(2)).sum::<f64>() / count;
        (mean, variance.sqrt())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentence(hash: i64, tag: &str, counts: &[(&str, f64)]) -> Sentence {
        Sentence {
            pa_hash: hash,
            stmt_type: "Activation".to_owned(),
            subject: "QRS2".to_owned(),
            object: "LMN1".to_owned(),
            evidence_text: Some("QRS2 activates LMN1.".to_owned()),
            source_counts: counts.iter().map(|&(reader, n)| (reader.to_owned(), n)).collect(),
            belief: Some(0.5),
            tag: tag.to_owned(),
        }
    }

    #[test]
    fn a_statement_is_right_if_one_of_its_sentences_is() {
        let sentences =
            [sentence(1, "grounding", &[("reach", 2.0)]), sentence(1, "correct", &[("reach", 2.0)])];
        let found = statements(&sentences, &Vocabulary::builtin());
        assert_eq!(found.len(), 1);
        assert!(found[0].example.right);
    }

    #[test]
    fn how_many_sentences_were_judged_changes_no_feature() {
        let one = sentence(1, "correct", &[("reach", 3.0), ("signor", 1.0)]);
        let vocabulary = Vocabulary::builtin();
        let [few, many] = [1, 9].map(|n| statements(&vec![one.clone(); n], &vocabulary));
        let equal = few[0].example.features.iter().zip(many[0].example.features);
        assert!(equal.into_iter().all(|(a, b)| (a - b).abs() < 1e-9));
    }

    #[test]
    fn a_second_reader_counts_more_than_a_second_sentence() {
        let readers = |counts: &[(&str, f64)]| of(&sentence(1, "", counts), &Vocabulary::builtin())[0];
        let once = readers(&[("reach", 1.0)]);
        assert!(readers(&[("reach", 2.0)]) > once);
        assert!(readers(&[("reach", 1.0), ("trips", 1.0)]) > readers(&[("reach", 50.0)]));
        assert!((once + 0.1_f64.ln()).abs() < 1e-9, "minus the logarithm of 0.05 + 0.05");
    }

    /// Statements whose truth only depends on how many readers have them.
    fn examples(n: usize) -> Vec<Example> {
        let mut random = Random(3);
        let one = |_| {
            let readers = 1.0 + random.below(3) as f64;
            let mut features = Features::default();
            features[0] = readers * 2.3;
            let right =
                (random.below(1000) as f64) < 1000.0 * super::super::model::logistic(readers * 2.0 - 3.5);
            Example { features, right }
        };
        (0..n).map(one).collect()
    }

    #[test]
    fn cross_validation_foretells_what_follows_from_a_feature() {
        let examples = examples(600);
        let folds = Folds { parts: 5, repeats: 1, seed: 1 };
        let foretold = cross_validated(&examples, folds);
        let found = super::super::calibration::quality(&foretold[0]);
        assert!(found.area > 0.75, "{found:?}");
        assert!(found.calibration_error < 0.06, "{found:?}");
    }

    #[test]
    fn cross_validation_finds_nothing_where_there_is_nothing() {
        let mut random = Random(5);
        let mut examples = examples(600);
        examples.iter_mut().for_each(|e| e.right = random.below(2) == 0);
        let foretold = cross_validated(&examples, Folds { parts: 5, repeats: 1, seed: 1 });
        let found = super::super::calibration::quality(&foretold[0]);
        assert!((found.area - 0.5).abs() < 0.08, "{found:?}");
    }

    #[test]
    fn parts_are_of_one_size_and_the_same_in_every_run() {
        let parts = divided(103, 10, 4);
        assert!((0..10).all(|p| (10..=11).contains(&parts.iter().filter(|q| **q == p).count())));
        assert_eq!(parts, divided(103, 10, 4));
        assert_ne!(parts, divided(103, 10, 5));
    }
}
