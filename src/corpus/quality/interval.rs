//! Precision, recall and F1 with intervals by document. In: counts of each document. Out: figures.

/// Right and wrong answers of one document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Claims that are right.
    pub right: usize,
    /// Claims that are wrong.
    pub wrong: usize,
    /// What should have been claimed, right claims among it.
    pub wanted: usize,
}

/// A share, from 0 to 1, with its 95 % interval.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Figure {
    /// Of all documents.
    pub value: f64,
    /// The 2.5th percentile of the resamples.
    pub low: f64,
    /// The 97.5th percentile of the resamples.
    pub high: f64,
}

const RESAMPLES: usize = 1000;

/// Precision, recall and F1 over documents, each with a percentile interval of 1,000 bootstrap
/// resamples of whole documents (Efron and Tibshirani, 1993). The same counts give the same figures.
#[must_use]
pub fn figures(documents: &[Counts]) -> [Figure; 3] {
    let all = shares(documents.iter());
    let mut samples: [Vec<f64>; 3] = Default::default();
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    for _ in 0..if documents.is_empty() { 0 } else { RESAMPLES } {
        let drawn = (0..documents.len()).map(|_| &documents[random.below(documents.len())]);
        for (sample, share) in samples.iter_mut().zip(shares(drawn)) {
            sample.push(share);
        }
    }
    let mut figures = [Figure::default(); 3];
    for ((figure, value), mut sample) in figures.iter_mut().zip(all).zip(samples) {
        sample.sort_by(f64::total_cmp);
        let at = |share: f64| sample.get((share * sample.len() as f64) as usize).copied().unwrap_or(value);
        *figure = Figure { value, low: at(0.025), high: at(0.975) };
    }
    figures
}

fn shares<'c>(counts: impl Iterator<Item = &'c Counts>) -> [f64; 3] {
    let (mut right, mut wrong, mut wanted) = (0, 0, 0);
    for count in counts {
        right += count.right;
        wrong += count.wrong;
        wanted += count.wanted;
    }
    let share = |part: usize, whole: usize| if whole == 0 { 0.0 } else { part as f64 / whole as f64 };
    [share(right, right + wrong), share(right, wanted), share(2 * right, right + wrong + wanted)]
}

/// Numbers that only look random, the same in every run (xorshift64*, Vigna 2016).
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let number = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33;
        (number as usize) % limit
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_those_of_the_counts() {
        let documents = [Counts { right: 3, wrong: 1, wanted: 4 }, Counts { right: 1, wrong: 0, wanted: 4 }];
        let [precision, recall, f1] = figures(&documents);
        assert!((precision.value - 0.8).abs() < 1e-9 && (recall.value - 0.5).abs() < 1e-9);
        assert!((f1.value - 8.0 / 13.0).abs() < 1e-9);
        assert!(recall.low <= recall.value && recall.value <= recall.high);
        assert!((recall.low - 0.25).abs() < 1e-9 && (recall.high - 0.75).abs() < 1e-9);
    }

    #[test]
    fn nothing_gives_nothing() {
        assert_eq!(figures(&[])[0], Figure::default());
    }
}
