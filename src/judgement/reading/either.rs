//! Ways to derive something with the chance of each of their parts in, the chance that at least
//! one holds out.

use std::collections::BTreeMap;

/// Most ways whose overlaps are counted exactly.
pub const MOST_WAYS: usize = 10;

/// One way: the chance that it holds of each group of parts that it needs. What it does not need
/// is not there.
pub type Way = BTreeMap<usize, f64>;

/// The chance that at least one way holds, with what was added and taken off.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Either {
    /// 0 to 1; 0 without any way.
    pub probability: f64,
    /// For each combination of ways the chance that all of them hold, by inclusion and exclusion:
    /// what single ways add, what pairs take off, and so on. Ways by position, ascending.
    pub summands: Vec<(Vec<usize>, f64)>,
}

/// The chance that at least one way holds.
///
/// Parts of different groups hold independently. Those of one group come from the same lineages:
/// the less likely one holds only where the more likely one does, so that a second way through
/// the same lineages never counts as a second witness. Only the first [`MOST_WAYS`] ways count.
#[must_use]
pub fn either(ways: &[Way]) -> Either {
    let ways = &ways[..ways.len().min(MOST_WAYS)];
    let mut found = Either::default();
    for bits in 1_u32..1 << ways.len() {
        let members: Vec<usize> = (0..ways.len()).filter(|way| bits & (1 << way) != 0).collect();
        let mut all = Way::new();
        for (&group, &chance) in members.iter().flat_map(|&m| &ways[m]) {
            let least = all.entry(group).or_insert(chance);
            *least = least.min(chance);
        }
        let product: f64 = all.values().product();
        let signed = if members.len() % 2 == 1 { product } else { -product };
        found.probability += signed;
        found.summands.push((members, signed));
    }
    found.summands.sort_by(|a, b| a.0.len().cmp(&b.0.len()).then_with(|| a.0.cmp(&b.0)));
    found.probability = found.probability.clamp(0.0, 1.0);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn way(parts: &[(usize, f64)]) -> Way {
        parts.iter().copied().collect()
    }

    #[test]
    fn one_way_is_the_product_of_its_parts() {
        assert!((either(&[way(&[(0, 0.5), (1, 0.4)])]).probability - 0.2).abs() < 1e-12);
        assert_eq!(either(&[]).probability, 0.0);
    }

    #[test]
    fn ways_through_different_lineages_make_it_likelier() {
        let found = either(&[way(&[(0, 0.5)]), way(&[(1, 0.4)])]);
        assert!((found.probability - 0.7).abs() < 1e-12, "0.5 + 0.4 - 0.5 × 0.4");
        assert_eq!(found.summands.len(), 3);
        assert!((found.summands[2].1 + 0.2).abs() < 1e-12);
    }

    #[test]
    fn ways_through_the_same_lineage_count_once() {
        let ten: Vec<Way> = (0..10).map(|i| way(&[(0, 0.5 - f64::from(i) / 100.0)])).collect();
        assert!((either(&ten).probability - 0.5).abs() < 1e-9);
    }

    #[test]
    fn a_part_that_two_ways_share_counts_once() {
        let found = either(&[way(&[(0, 0.9), (1, 0.5)]), way(&[(0, 0.9), (2, 0.5)])]);
        assert!((found.probability - 0.9 * 0.75).abs() < 1e-12);
    }

    #[test]
    fn one_more_way_never_lowers_it() {
        let mut random = super::super::calibration::Random(2);
        for _ in 0..100 {
            let mut any = || -> Way {
                (0..1 + random.below(3))
                    .map(|_| (random.below(4), random.below(100) as f64 / 100.0))
                    .collect()
            };
            let ways: Vec<Way> = (0..6).map(|_| any()).collect();
            for n in 0..6 {
                let [less, more] = [n, n + 1].map(|n| either(&ways[..n]).probability);
                assert!(more >= less - 1e-9, "{less} {more}");
            }
        }
    }
}
