//! What is known of a statement in, how likely the papers say it out: one weighted sum.
//!
//! Both `reason eval reading` and a run use these features and these weights and no others.

use std::sync::OnceLock;

use super::cues::Cues;
use super::relation::{Relation, Sort};

/// What a feature's weight may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    /// It never speaks against a statement.
    Positive,
    /// It never speaks for it.
    Negative,
    /// Either.
    Any,
}

/// The names of the features, in order.
pub const FEATURES: [&str; 12] = [
    "readers",
    "databases",
    "binding",
    "activity",
    "amount",
    "itself",
    "negation",
    "hedge",
    "words",
    "missing",
    "manipulation",
    "trigger",
];
const DATABASES: usize = 1;
pub(super) const SIGNS: [Sign; 12] = [
    Sign::Positive,
    Sign::Positive,
    Sign::Any,
    Sign::Any,
    Sign::Any,
    Sign::Negative,
    Sign::Negative,
    Sign::Negative,
    Sign::Negative,
    Sign::Negative,
    Sign::Negative,
    Sign::Positive,
];

/// One value a feature.
pub type Features = [f64; FEATURES.len()];

/// What is known of a statement besides its readers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Known<'a> {
    /// What it says.
    pub relation: &'a Relation,
    /// Whether both its participants are the same.
    pub itself: bool,
    /// The passage.
    pub cues: Cues,
}

/// The features of a statement. `readers` and `databases` are the negative logarithms of the
/// errors that they leave, summed.
#[must_use]
pub fn features(readers: f64, databases: f64, known: &Known<'_>) -> Features {
    let is = |sort: Sort| f64::from(u8::from(known.relation.sort == sort));
    let Cues { negation, hedge, words, missing, manipulation, trigger } = known.cues;
    let itself = f64::from(u8::from(known.itself));
    [
        readers,
        databases,
        is(Sort::Binding),
        is(Sort::Activity),
        is(Sort::Amount),
        itself,
        negation,
        hedge,
        words,
        missing,
        manipulation,
        trigger,
    ]
}

/// How much each feature says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Weights {
    /// Log odds of a statement whose features are all 0.
    pub intercept: f64,
    /// What one more of each feature adds to the log odds.
    pub features: Features,
}

const TABLE: &str = include_str!("weights.tsv");

impl Weights {
    /// The weights that the program comes with; `reason eval reading --weights` prints new ones.
    #[must_use]
    pub fn shipped() -> &'static Self {
        static SHIPPED: OnceLock<Weights> = OnceLock::new();
        SHIPPED.get_or_init(Self::read)
    }

    fn read() -> Self {
        let value = |name: &str| {
            let line = TABLE.lines().find(|l| l.split('\t').next() == Some(name));
            line.and_then(|l| l.split('\t').nth(1)).and_then(|v| v.parse().ok()).unwrap_or(0.0)
        };
        Self { intercept: value("intercept"), features: FEATURES.map(value) }
    }

    /// Log odds that the papers say a statement.
    #[must_use]
    pub fn log_odds(&self, features: &Features) -> f64 {
        self.intercept + self.features.iter().zip(features).map(|(w, x)| w * x).sum::<f64>()
    }

    /// How likely the papers say a statement, 0 to 1: by the weighted sum, or by the databases
    /// alone where that is more.
    #[must_use]
    pub fn probability(&self, features: &Features) -> f64 {
        logistic(self.log_odds(features)).max(by_databases(features[DATABASES]))
    }

    /// As a table of names and weights.
    #[must_use]
    pub fn table(&self) -> String {
        let lines = FEATURES.iter().zip(&self.features).map(|(name, w)| format!("{name}\t{w:.3}\n"));
        format!("feature\tweight\nintercept\t{:.3}\n", self.intercept) + &lines.collect::<String>()
    }
}

/// How likely databases have a statement right, from the negative logarithm of the error that they
/// leave.
#[must_use]
pub fn by_databases(logarithm: f64) -> f64 {
    1.0 - (-logarithm).exp()
}

/// The probability of log odds.
#[must_use]
pub fn logistic(log_odds: f64) -> f64 {
    1.0 / (1.0 + (-log_odds).exp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_weights_are_all_there_and_have_their_signs() {
        let shipped = Weights::shipped();
        assert_ne!(shipped.intercept, 0.0);
        for name in FEATURES {
            assert!(TABLE.lines().any(|l| l.starts_with(&format!("{name}\t"))), "{name}");
        }
        for (weight, sign) in shipped.features.iter().zip(SIGNS) {
            assert!(sign == Sign::Any || (*weight >= 0.0) == (sign == Sign::Positive) || *weight == 0.0);
        }
    }

    #[test]
    fn the_table_that_is_printed_is_the_one_that_is_shipped() {
        assert_eq!(Weights::shipped().table(), TABLE);
    }

    #[test]
    fn the_sum_is_that_of_the_terms() {
        let weights = Weights { intercept: -1.0, features: [0.5; FEATURES.len()] };
        assert!((weights.log_odds(&[2.0; FEATURES.len()]) - 11.0).abs() < 1e-12);
        assert!((logistic(0.0) - 0.5).abs() < 1e-12);
    }
}
