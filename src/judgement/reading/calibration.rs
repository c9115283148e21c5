//! What was foretold and what was right in, how good that was out.

/// A probability and what came of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Foretold {
    /// 0 to 1.
    pub probability: f64,
    /// What came of it.
    pub right: bool,
}

/// How good probabilities were.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Quality {
    /// Expected calibration error over [`BINS`] bins of equal width: 0 is perfect.
    pub calibration_error: f64,
    /// Mean squared error (Brier 1950): 0 is perfect.
    pub brier: f64,
    /// Chance that something right has a higher probability than something wrong: 1 is perfect.
    pub area: f64,
}

/// Bins of equal width in which what was foretold is compared with what came.
pub const BINS: usize = 10;

/// A bin with what fell into it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Bin {
    /// How many.
    pub count: usize,
    /// Mean probability; 0 if there are none.
    pub foretold: f64,
    /// Share that was right; 0 if there are none.
    pub right: f64,
}

/// What was foretold, by bin from the lowest.
#[must_use]
pub fn bins(all: &[Foretold]) -> [Bin; BINS] {
    let mut bins = [Bin::default(); BINS];
    for one in all {
        let bin = &mut bins[((one.probability * BINS as f64) as usize).min(BINS - 1)];
        bin.count += 1;
        bin.foretold += one.probability;
        bin.right += f64::from(u8::from(one.right));
    }
    for bin in bins.iter_mut().filter(|b| b.count > 0) {
        bin.foretold /= bin.count as f64;
        bin.right /= bin.count as f64;
    }
    bins
}

/// How good probabilities were; all 0 for none.
#[must_use]
pub fn quality(all: &[Foretold]) -> Quality {
    if all.is_empty() {
        return Quality::default();
    }
    let count = all.len() as f64;
    let gap = |b: &Bin| b.count as f64 / count * (b.foretold - b.right).abs();
    let squared = |f: &Foretold| (f.probability - f64::from(u8::from(f.right))).powi(2);
    Quality {
        calibration_error: bins(all).iter().map(gap).sum(),
        brier: all.iter().map(squared).sum::<f64>() / count,
        area: area(all),
    }
}

/// Area under the receiver operating characteristic, by ranks (Mann and Whitney 1947); one half
/// where all are right or none.
fn area(all: &[Foretold]) -> f64 {
    let mut sorted: Vec<&Foretold> = all.iter().collect();
    sorted.sort_by(|a, b| a.probability.total_cmp(&b.probability));
    let right = all.iter().filter(|f| f.right).count() as f64;
    let wrong = all.len() as f64 - right;
    if right == 0.0 || wrong == 0.0 {
        return 0.5;
    }
    let (mut ranks, mut before) = (0.0, 0.0);
    for tied in sorted.chunk_by(|a, b| a.probability == b.probability) {
        let among = tied.iter().filter(|f| f.right).count() as f64;
        ranks += among * (before + (tied.len() as f64 + 1.0) / 2.0);
        before += tied.len() as f64;
    }
    (ranks - right * (right + 1.0) / 2.0) / (right * wrong)
}

/// The middle 95 % of each figure over resamplings with replacement (percentile bootstrap; Efron
/// 1979), lowest and highest. The same for the same input and seed.
#[must_use]
pub fn intervals(all: &[Foretold], resamplings: usize, seed: u64) -> [(f64, f64); 3] {
    let mut random = Random(seed);
    let mut figures: [Vec<f64>; 3] = Default::default();
    for _ in 0..resamplings {
        let sample: Vec<Foretold> = (0..all.len()).map(|_| all[random.below(all.len())]).collect();
        let Quality { calibration_error, brier, area } = quality(&sample);
        [calibration_error, brier, area].into_iter().zip(&mut figures).for_each(|(f, all)| all.push(f));
    }
    figures.map(|mut values| {
        values.sort_by(f64::total_cmp);
        let at = |share: f64| values.get((values.len() as f64 * share) as usize).copied().unwrap_or(0.0);
        (at(0.025), at(0.975))
    })
}

/// A fixed sequence of numbers that look random (SplitMix64; Steele, Lea and Flood 2014).
#[derive(Clone, Debug)]
pub struct Random(pub u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `bound`, which is not 0.
    pub fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound as u64) as usize
    }

    /// Puts things into another order.
    pub fn shuffle<T>(&mut self, things: &mut [T]) {
        for last in (1..things.len()).rev() {
            things.swap(last, self.below(last + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn foretold(all: &[(f64, bool)]) -> Vec<Foretold> {
        all.iter().map(|&(probability, right)| Foretold { probability, right }).collect()
    }

    #[test]
    fn figures_of_a_case_that_can_be_counted_by_hand() {
        let all = foretold(&[(0.9, true), (0.9, false), (0.2, false), (0.2, false)]);
        let found = quality(&all);
        // Bin 0.9: half right, gap 0.4, half of all; bin 0.2: none right, gap 0.2, half of all.
        assert!((found.calibration_error - 0.3).abs() < 1e-12);
        assert!((found.brier - (0.01 + 0.81 + 0.04 + 0.04) / 4.0).abs() < 1e-12);
        // Of the three pairs of right and wrong two are in order and one is tied.
        assert!((found.area - 2.5 / 3.0).abs() < 1e-12);
    }

    #[test]
    fn what_is_always_the_same_ranks_nothing() {
        assert_eq!(quality(&foretold(&[(0.5, true), (0.5, false)])).area, 0.5);
        assert_eq!(quality(&[]), Quality::default());
    }

    #[test]
    fn an_interval_holds_the_figure_and_narrows_with_more() {
        let some = |n: usize| -> Vec<Foretold> {
            let one = |i: usize| Foretold { probability: 0.75, right: !i.is_multiple_of(4) };
            (0..n).map(one).collect()
        };
        let width = |n: usize| {
            let all = some(n);
            let (low, high) = intervals(&all, 300, 1)[1];
            let brier = quality(&all).brier;
            assert!(low <= brier && brier <= high, "{low} {brier} {high}");
            high - low
        };
        assert!(width(400) < width(40));
        assert_eq!(intervals(&some(40), 100, 7), intervals(&some(40), 100, 7));
    }
}
