//! Judged predictions in; how those of each rule have fared out.

use std::collections::{BTreeMap, BTreeSet};

use super::{Conclusion, Judgement, Status};
use crate::plan::RuleId;

/// How the predictions of one rule have fared.
///
/// A prediction that several rules conclude counts for each of them; one that a rule concludes in
/// several ways counts once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    /// Predictions by status, as positions among the conclusions.
    pub predictions: BTreeMap<Status, Vec<usize>>,
}

/// An estimate of how often what a rule predicts is confirmed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// Predictions that were confirmed.
    pub confirmed: usize,
    /// Predictions that were confirmed or refuted.
    pub decided: usize,
    /// The lower end of the interval, 0 to 1.
    pub low: f64,
    /// The upper end of the interval, 0 to 1.
    pub high: f64,
}

impl Record {
    /// How many predictions have a status.
    #[must_use]
    pub fn count(&self, status: Status) -> usize {
        self.predictions.get(&status).map_or(0, Vec::len)
    }

    /// The share of decided predictions that were confirmed, with Wilson's 95 % interval
    /// (E. B. Wilson, J. Am. Stat. Assoc. 22, 209, 1927). `None` if none was decided.
    ///
    /// The predictions of one rule are not independent of each other, so the interval is too narrow
    /// where several rest on the same studies.
    #[must_use]
    pub fn estimate(&self) -> Option<Estimate> {
        const Z: f64 = 1.959_964;
        let confirmed = self.count(Status::Confirmed);
        let decided = confirmed + self.count(Status::Refuted);
        if decided == 0 {
            return None;
        }
        let (n, share) = (decided as f64, confirmed as f64 / decided as f64);
        let middle = share + Z * Z / (2.0 * n);
        let half = Z * (share * (1.0 - share) / n + Z * Z / (4.0 * n * n)).sqrt();
        let all = 1.0 + Z * Z / n;
        let (low, high) = (((middle - half) / all).max(0.0), ((middle + half) / all).min(1.0));
        Some(Estimate { confirmed, decided, low, high })
    }
}

/// The record of each rule that predicts something.
#[must_use]
pub fn records(judgement: &Judgement) -> BTreeMap<RuleId, Record> {
    let mut records: BTreeMap<RuleId, Record> = BTreeMap::new();
    for (position, conclusion) in judgement.conclusions.iter().enumerate() {
        let Some(prediction) = conclusion.prediction() else { continue };
        for rule in concluding(conclusion) {
            let record = records.entry(rule).or_default();
            record.predictions.entry(prediction.status).or_default().push(position);
        }
    }
    records
}

/// The rules that conclude it directly.
fn concluding(conclusion: &Conclusion) -> BTreeSet<RuleId> {
    let last = |proof: &crate::proof::Proof| Some(proof.get(proof.root()).instance()?.rule);
    conclusion.proofs.iter().filter_map(last).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(confirmed: usize, refuted: usize) -> Record {
        let of = |status: Status, count: usize| (status, (0..count).collect::<Vec<_>>());
        Record { predictions: [of(Status::Confirmed, confirmed), of(Status::Refuted, refuted)].into() }
    }

    #[test]
    fn the_interval_is_wilsons() {
        assert_eq!(record(0, 0).estimate(), None);
        let rounded = |x: f64| (x * 1000.0).round() / 1000.0;
        // 8 of 10, as in textbooks: 0.490 to 0.943.
        let estimate = record(8, 2).estimate().expect("ten were decided");
        assert_eq!((rounded(estimate.low), rounded(estimate.high)), (0.490, 0.943));
        let none = record(0, 5).estimate().expect("five were decided");
        assert_eq!((none.low, rounded(none.high)), (0.0, 0.434));
    }
}
