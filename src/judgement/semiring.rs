//! A graph of reasons with a value for each loaded row in, a value for each row out.
//!
//! Rows that a rule needs together multiply, rules that conclude the same add. All sums here are
//! absorptive (`1 + a = 1`): a longer way never counts besides a shorter one that is part of it,
//! so that rows which derive each other settle (Green, Karvounarakis and Tannen, PODS 2007;
//! Dannert, Grädel, Naaf and Tannen, CSL 2021). Which rows are the papers' is not known here.

use crate::proof::Forest;

/// How values of reasons are put together.
pub trait Semiring {
    /// What a row is worth.
    type Value: Clone + PartialEq;

    /// Of a row that nothing concludes.
    fn zero(&self) -> Self::Value;

    /// Of a row that needs nothing.
    fn one(&self) -> Self::Value;

    /// Either of two.
    fn plus(&self, a: &Self::Value, b: &Self::Value) -> Self::Value;

    /// Both of two.
    fn times(&self, a: &Self::Value, b: &Self::Value) -> Self::Value;
}

/// Most passes over rows that derive each other.
const PASSES: usize = 64;

/// The value of each node of a forest. `loaded` gives that of a loaded row by its node.
pub fn evaluate<S: Semiring>(
    forest: &Forest,
    semiring: &S,
    mut loaded: impl FnMut(usize) -> S::Value,
) -> Vec<S::Value> {
    let given: Vec<Option<S::Value>> =
        forest.nodes.iter().enumerate().map(|(i, node)| node.loaded.then(|| loaded(i))).collect();
    let mut values = vec![semiring.zero(); forest.nodes.len()];
    for _ in 0..if forest.cyclic { PASSES } else { 1 } {
        let mut changed = false;
        for (index, node) in forest.nodes.iter().enumerate() {
            let mut sum = given[index].clone().unwrap_or_else(|| semiring.zero());
            for reason in &node.reasons {
                let all = reason.iter().map(|premise| &values[premise.0 as usize]);
                let product = all.fold(semiring.one(), |product, value| semiring.times(&product, value));
                sum = semiring.plus(&sum, &product);
            }
            if sum != values[index] {
                values[index] = sum;
                changed = true;
            }
        }
        if !changed {
            break;
        }
    }
    values
}

/// The strongest of the weakest: `T` is ordered from weak to strong.
#[derive(Clone, Copy, Debug)]
pub struct WeakestLink<T> {
    /// Weaker than all.
    pub bottom: T,
    /// As strong as what needs nothing.
    pub top: T,
}

impl<T: Copy + PartialOrd> Semiring for WeakestLink<T> {
    type Value = T;

    fn zero(&self) -> T {
        self.bottom
    }

    fn one(&self) -> T {
        self.top
    }

    fn plus(&self, a: &T, b: &T) -> T {
        if a >= b { *a } else { *b }
    }

    fn times(&self, a: &T, b: &T) -> T {
        if a <= b { *a } else { *b }
    }
}

/// Minimal sets of atoms, each of which suffices: of lineages, findings or rows.
#[derive(Clone, Copy, Debug)]
pub struct Sets<'w> {
    /// Most sets of a row; the first by weight, size and atoms are kept.
    pub most: usize,
    /// The weight of each atom, 0 to 1; a set weighs their product, so the first set is the best
    /// chain (Viterbi). Without weights small sets come first.
    pub weights: Option<&'w [f64]>,
}

/// Some sets, none of which contains another.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Family {
    /// Each ascending; the foremost first.
    pub sets: Vec<Vec<u32>>,
    /// Whether there were more.
    pub cut: bool,
}

impl Family {
    /// Sets of one atom each.
    #[must_use]
    pub fn of_each(atoms: impl Iterator<Item = u32>) -> Self {
        Self { sets: atoms.map(|atom| vec![atom]).collect(), cut: false }
    }
}

impl Sets<'_> {
    /// The product of the weights of a set's atoms; 1 without weights.
    #[must_use]
    pub fn weight(&self, set: &[u32]) -> f64 {
        self.weights.map_or(1.0, |weights| set.iter().map(|&a| weights[a as usize]).product())
    }

    /// Only the minimal sets, the foremost first, at most so many.
    #[must_use]
    pub fn reduced(&self, mut family: Family) -> Family {
        if family.sets.len() < 2 {
            return family;
        }
        // Without a set before its supersets none of these could be told from it.
        family.sets.sort_unstable_by(|a, b| a.len().cmp(&b.len()).then_with(|| a.cmp(b)));
        family.sets.dedup();
        let mut kept: Vec<Vec<u32>> = Vec::new();
        for set in family.sets {
            if !kept.iter().any(|k| within(k, &set)) {
                kept.push(set);
            }
        }
        if self.weights.is_some() {
            let mut weighed: Vec<(f64, Vec<u32>)> = kept.into_iter().map(|s| (self.weight(&s), s)).collect();
            weighed.sort_by(|a, b| b.0.total_cmp(&a.0));
            kept = weighed.into_iter().map(|(_, set)| set).collect();
        }
        let cut = family.cut || kept.len() > self.most;
        kept.truncate(self.most);
        Family { sets: kept, cut }
    }
}

/// Whether all of an ascending list stand in another.
fn within(small: &[u32], large: &[u32]) -> bool {
    let mut rest = large.iter();
    small.len() <= large.len() && small.iter().all(|a| rest.any(|b| a == b))
}

fn union(a: &[u32], b: &[u32]) -> Vec<u32> {
    let mut both: Vec<u32> = a.iter().chain(b).copied().collect();
    both.sort_unstable();
    both.dedup();
    both
}

impl Semiring for Sets<'_> {
    type Value = Family;

    fn zero(&self) -> Family {
        Family::default()
    }

    fn one(&self) -> Family {
        Family { sets: vec![Vec::new()], cut: false }
    }

    fn plus(&self, a: &Family, b: &Family) -> Family {
        let sets = a.sets.iter().chain(&b.sets).cloned().collect();
        self.reduced(Family { sets, cut: a.cut || b.cut })
    }

    fn times(&self, a: &Family, b: &Family) -> Family {
        let nothing = |f: &Family| f.sets.len() == 1 && f.sets[0].is_empty() && !f.cut;
        if nothing(a) || nothing(b) {
            return if nothing(a) { b.clone() } else { a.clone() };
        }
        let pairs = a.sets.iter().flat_map(|x| b.sets.iter().map(move |y| union(x, y)));
        self.reduced(Family { sets: pairs.collect(), cut: a.cut || b.cut })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proof::{NodeIndex, Tree};

    /// A forest of nodes, each loaded or with reasons.
    fn forest(nodes: &[(bool, &[&[u32]])], cyclic: bool) -> Forest {
        let tree = |(loaded, reasons): &(bool, &[&[u32]])| Tree {
            loaded: *loaded,
            reasons: reasons.iter().map(|r| r.iter().map(|&p| NodeIndex(p)).collect()).collect(),
            ..Tree::default()
        };
        Forest { nodes: nodes.iter().map(tree).collect(), cyclic, ..Forest::default() }
    }

    /// Rows 0, 1 and 2 are loaded; 3 needs 0 and 1; 4 needs 3, or 0 and 2.
    fn diamond() -> Forest {
        forest(
            &[(true, &[]), (true, &[]), (true, &[]), (false, &[&[0, 1]]), (false, &[&[3], &[0, 2]])],
            false,
        )
    }

    const PLAIN: Sets<'_> = Sets { most: 16, weights: None };

    fn atoms(index: usize) -> Family {
        Family::of_each([index as u32].into_iter())
    }

    #[test]
    fn each_semiring_reads_the_same_graph_its_way() {
        let forest = diamond();
        let strength = [3, 1, 2];
        let weakest = WeakestLink { bottom: 0, top: 9 };
        assert_eq!(evaluate(&forest, &weakest, |i| strength[i])[4], 2, "by 0 and 2");
        let chance = [0.5, 0.4, 0.9];
        let likeliest = Sets { most: 1, weights: Some(&chance) };
        assert_eq!(evaluate(&forest, &likeliest, atoms)[4].sets, [vec![0, 2]]);
        assert_eq!(evaluate(&forest, &PLAIN, atoms)[4].sets, [vec![0, 1], vec![0, 2]]);
    }

    #[test]
    fn a_set_that_holds_another_is_absorbed() {
        // 1 needs 0; 3 needs 1 and 2, or 1 alone.
        let forest = forest(&[(true, &[]), (false, &[&[0]]), (true, &[]), (false, &[&[1, 2], &[1]])], false);
        assert_eq!(evaluate(&forest, &PLAIN, atoms)[3].sets, [vec![0]]);
    }

    #[test]
    fn rows_that_derive_each_other_settle() {
        // 1 and 2 derive each other; 0 derives 1.
        let forest = forest(&[(true, &[]), (false, &[&[0], &[2]]), (false, &[&[1]])], true);
        let values = evaluate(&forest, &PLAIN, atoms);
        assert_eq!(values[1].sets, [vec![0]]);
        assert_eq!(values[2].sets, [vec![0]]);
    }

    #[test]
    fn what_is_cut_says_so_as_far_as_it_reaches() {
        let sets = Sets { most: 2, weights: None };
        let reasons: Vec<&[u32]> = vec![&[0], &[1], &[2]];
        let forest =
            forest(&[(true, &[]), (true, &[]), (true, &[]), (false, &reasons), (false, &[&[3]])], false);
        let values = evaluate(&forest, &sets, atoms);
        assert_eq!(values[4], Family { sets: vec![vec![0], vec![1]], cut: true });
        assert!(!values[2].cut);
    }

    #[test]
    fn weights_decide_what_stays() {
        let sets = Sets { most: 1, weights: Some(&[0.2, 0.9, 0.8]) };
        let reasons: Vec<&[u32]> = vec![&[0], &[1, 2]];
        let forest = forest(&[(true, &[]), (true, &[]), (true, &[]), (false, &reasons)], false);
        assert_eq!(evaluate(&forest, &sets, atoms)[3].sets, [vec![1, 2]], "0.72 is more than 0.2");
    }
}
