//! Rows of features with what was right in, weights out: logistic regression.
//!
//! Ridge-penalised, with signs that may be prescribed, by Newton's method (iteratively reweighted
//! least squares; Hastie, Tibshirani and Friedman, The Elements of Statistical Learning, 4.4).

use super::model::{FEATURES, Features, SIGNS, Sign, Weights};

const N: usize = FEATURES.len() + 1;
const ROUNDS: usize = 30;

/// A statement that a curator judged.
#[derive(Clone, Debug, PartialEq)]
pub struct Example {
    /// What is known of it.
    pub features: Features,
    /// Whether the papers say it.
    pub right: bool,
}

/// Weights that fit the examples, drawn to 0 by `ridge`: half the penalty of a weight of 1 for a
/// feature whose standard deviation is 1.
#[must_use]
pub fn fit(examples: &[&Example], ridge: f64) -> Weights {
    let scale = deviations(examples);
    let mut free = [true; N];
    loop {
        let weights = newton(examples, ridge, &scale, &free);
        // A weight with the wrong sign is 0, and the others are fitted without it.
        let wrong = |j: usize| {
            j > 0
                && free[j]
                && match SIGNS[j - 1] {
                    Sign::Positive => weights[j] < 0.0,
                    Sign::Negative => weights[j] > 0.0,
                    Sign::Any => false,
                }
        };
        let found: Vec<usize> = (0..N).filter(|&j| wrong(j)).collect();
        if found.is_empty() {
            let mut features = Features::default();
            features.copy_from_slice(&weights[1..]);
            return Weights { intercept: weights[0], features };
        }
        found.into_iter().for_each(|j| free[j] = false);
    }
}

/// The standard deviation of each feature; 1 for one that is always the same.
fn deviations(examples: &[&Example]) -> Features {
    let count = examples.len().max(1) as f64;
    let mut scale = Features::default();
    for (j, scale) in scale.iter_mut().enumerate() {
        let mean = examples.iter().map(|e| e.features[j]).sum::<f64>() / count;
        let variance = examples.iter().map(|e| (e.features[j] - mean).powi(2)).sum::<f64>() / count;
        *scale = if variance > 1e-12 { variance.sqrt() } else { 1.0 };
    }
    scale
}

/// Maximises the penalised likelihood over the free weights; the others stay 0.
fn newton(examples: &[&Example], ridge: f64, scale: &Features, free: &[bool; N]) -> [f64; N] {
    let mut weights = [0.0; N];
    for _ in 0..ROUNDS {
        let (mut gradient, mut hessian) = ([0.0; N], [[0.0; N]; N]);
        for example in examples {
            let mut x = [1.0; N];
            x[1..].copy_from_slice(&example.features);
            let log_odds: f64 = x.iter().zip(&weights).map(|(x, w)| x * w).sum();
            let p = super::model::logistic(log_odds);
            let (error, curve) = (p - f64::from(u8::from(example.right)), (p * (1.0 - p)).max(1e-9));
            for i in 0..N {
                gradient[i] += error * x[i];
                (0..=i).for_each(|j| hessian[i][j] += curve * x[i] * x[j]);
            }
        }
        for j in 0..N {
            let penalty = if j == 0 { 1e-9 } else { ridge * scale[j - 1].powi(2) };
            gradient[j] += penalty * weights[j];
            hessian[j][j] += penalty;
        }
        let step = solve(hessian, gradient, free);
        weights.iter_mut().zip(&step).for_each(|(w, s)| *w -= s);
        if step.iter().all(|s| s.abs() < 1e-9) {
            break;
        }
    }
    weights
}

/// Solves a symmetric positive definite system, of which the lower half is given, by Cholesky's
/// decomposition; 0 where a row is not free.
fn solve(mut a: [[f64; N]; N], mut b: [f64; N], free: &[bool; N]) -> [f64; N] {
    for i in (0..N).filter(|&i| !free[i]) {
        (0..N).for_each(|j| (a[i][j], a[j][i]) = (0.0, 0.0));
        (a[i][i], b[i]) = (1.0, 0.0);
    }
    for i in 0..N {
        for j in 0..=i {
            let rest: f64 = (0..j).map(|k| a[i][k] * a[j][k]).sum();
            let left = a[i][j] - rest;
            a[i][j] = if i == j { left.max(1e-12).sqrt() } else { left / a[j][j] };
        }
    }
    for i in 0..N {
        let rest: f64 = (0..i).map(|k| a[i][k] * b[k]).sum();
        b[i] = (b[i] - rest) / a[i][i];
    }
    for i in (0..N).rev() {
        let rest: f64 = (i + 1..N).map(|k| a[k][i] * b[k]).sum();
        b[i] = (b[i] - rest) / a[i][i];
    }
    b
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example(index: usize, value: f64, right: bool) -> Example {
        let mut features = Features::default();
        features[index] = value;
        Example { features, right }
    }

    #[test]
    fn one_feature_of_two_values_gives_the_odds_of_the_table() {
        // 3 of 4 right with the feature, 1 of 4 without: log odds ln 3 and -ln 3.
        let count = |value: f64, right: usize| (0..4).map(move |i| example(2, value, i < right));
        let examples: Vec<Example> = count(1.0, 3).chain(count(0.0, 1)).collect();
        let weights = fit(&examples.iter().collect::<Vec<_>>(), 0.0);
        assert!((weights.intercept + 3.0_f64.ln()).abs() < 1e-6, "{weights:?}");
        assert!((weights.features[2] - 9.0_f64.ln()).abs() < 1e-6, "{weights:?}");
    }

    #[test]
    fn a_weight_of_the_wrong_sign_is_left_out() {
        // Readers that agree must never speak against a statement, whatever few examples say.
        let examples: Vec<Example> =
            (0..40).map(|i| example(0, f64::from(u8::from(i % 2 == 0)), i % 4 != 0)).collect();
        let weights = fit(&examples.iter().collect::<Vec<_>>(), 0.1);
        assert_eq!(weights.features[0], 0.0);
        assert!((super::super::model::logistic(weights.intercept) - 0.75).abs() < 1e-6);
    }

    #[test]
    fn a_ridge_draws_to_nothing() {
        let examples: Vec<Example> = (0..40).map(|i| example(2, f64::from(i % 2), i % 2 == 0)).collect();
        let examples: Vec<&Example> = examples.iter().collect();
        let [loose, tight] = [0.1, 100.0].map(|ridge| fit(&examples, ridge).features[2]);
        assert!(loose < tight && tight < 0.0, "{loose} {tight}");
    }
}
