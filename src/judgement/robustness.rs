//! Sets of lineages each of which suffices in, the smallest sets whose loss takes all of them away
//! out.

use std::collections::BTreeSet;

use super::semiring::Family;

/// Most sets that are kept while the smallest are looked for.
const MOST_TRIED: usize = 20_000;
/// Most smallest sets that are named.
pub const MOST_NAMED: usize = 8;

/// What has to fall away so that nothing is left of a conclusion.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Robustness {
    /// How many lineages; none if no loss of lineages takes it away, since it also follows from
    /// what no paper states.
    pub lineages: Option<usize>,
    /// The sets of so many lineages by name, each sorted; at most [`MOST_NAMED`].
    pub sets: Vec<Vec<String>>,
    /// How many more such sets there are.
    pub unnamed: usize,
    /// Whether all that suffices was looked at, and all smaller sets. Else it may take more or
    /// fewer lineages.
    pub exact: bool,
    /// How many ways to derive it share no lineage with each other, at least.
    pub independent: usize,
}

/// The smallest sets of atoms that meet every set of a family (minimal hitting sets; Reiter,
/// Artificial Intelligence 32:57, 1987), by size. `name` is that of an atom.
#[must_use]
pub fn robustness<'n>(family: &Family, name: &dyn Fn(u32) -> &'n str) -> Robustness {
    let independent = disjoint(&family.sets);
    if family.sets.is_empty() || family.sets.iter().any(Vec::is_empty) {
        return Robustness { exact: !family.cut, independent, ..Robustness::default() };
    }
    let (found, complete) = smallest(&family.sets);
    let named = |set: Vec<u32>| {
        let mut names: Vec<String> = set.into_iter().map(|atom| name(atom).to_owned()).collect();
        names.sort();
        names
    };
    let mut sets: Vec<Vec<String>> = found.into_iter().map(named).collect();
    sets.sort();
    let unnamed = sets.len().saturating_sub(MOST_NAMED);
    sets.truncate(MOST_NAMED);
    let exact = complete && !family.cut;
    Robustness { lineages: sets.first().map(Vec::len), sets, unnamed, exact, independent }
}

/// All smallest hitting sets, ascending; or, where there are too many to try, one that hits all
/// but may not be smallest, and `false`.
fn smallest(sets: &[Vec<u32>]) -> (BTreeSet<Vec<u32>>, bool) {
    let mut open: BTreeSet<Vec<u32>> = [Vec::new()].into();
    loop {
        let missed =
            |chosen: &Vec<u32>| sets.iter().find(|set| !set.iter().any(|atom| chosen.contains(atom)));
        let hitting: BTreeSet<Vec<u32>> = open.iter().filter(|c| missed(c).is_none()).cloned().collect();
        if !hitting.is_empty() {
            return (hitting, true);
        }
        let mut next = BTreeSet::new();
        for chosen in &open {
            for &atom in missed(chosen).into_iter().flatten() {
                let mut longer = chosen.clone();
                longer.push(atom);
                longer.sort_unstable();
                next.insert(longer);
            }
            if next.len() > MOST_TRIED {
                return ([greedy(sets)].into(), false);
            }
        }
        open = next;
    }
}

/// Takes what hits most of the rest, again and again.
fn greedy(sets: &[Vec<u32>]) -> Vec<u32> {
    let mut chosen = Vec::new();
    loop {
        let missed: Vec<&Vec<u32>> = sets.iter().filter(|s| !s.iter().any(|a| chosen.contains(a))).collect();
        let hits = |atom: u32| missed.iter().filter(|s| s.contains(&atom)).count();
        let best =
            missed.iter().flat_map(|s| s.iter().copied()).max_by_key(|&a| (hits(a), std::cmp::Reverse(a)));
        let Some(atom) = best else { break };
        chosen.push(atom);
    }
    chosen.sort_unstable();
    chosen
}

/// How many of the sets can be taken one after the other that share nothing, small ones first.
fn disjoint(sets: &[Vec<u32>]) -> usize {
    let mut order: Vec<&Vec<u32>> = sets.iter().filter(|s| !s.is_empty()).collect();
    order.sort_by_key(|s| s.len());
    let mut taken: BTreeSet<u32> = BTreeSet::new();
    let mut count = 0;
    for set in order {
        if set.iter().all(|atom| !taken.contains(atom)) {
            taken.extend(set);
            count += 1;
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(atom: u32) -> &'static str {
        ["a", "b", "c", "d"].get(atom as usize).copied().unwrap_or("more")
    }

    fn of(sets: &[&[u32]]) -> Robustness {
        robustness(&Family { sets: sets.iter().map(|s| s.to_vec()).collect(), cut: false }, &name)
    }

    #[test]
    fn one_way_falls_with_any_of_its_lineages() {
        let found = of(&[&[0, 3]]);
        assert_eq!((found.lineages, found.independent, found.exact), (Some(1), 1, true));
        assert_eq!(found.sets, [["a"], ["d"]]);
    }

    #[test]
    fn a_lineage_that_all_ways_share_is_the_weak_place() {
        assert_eq!(of(&[&[0, 1], &[0, 2], &[0, 3]]).sets, [["a"]]);
    }

    #[test]
    fn ways_without_a_common_lineage_need_as_many() {
        let found = of(&[&[0], &[1], &[2]]);
        assert_eq!((found.lineages, found.independent), (Some(3), 3));
        assert_eq!(found.sets, [["a", "b", "c"]]);
        let crossed = of(&[&[0, 1], &[1, 2], &[0, 2]]);
        assert_eq!((crossed.lineages, crossed.independent), (Some(2), 1));
        assert_eq!(crossed.sets.len(), 3);
    }

    #[test]
    fn what_needs_no_paper_cannot_fall() {
        let found = of(&[&[]]);
        assert_eq!((found.lineages, found.sets.len()), (None, 0));
    }

    /// Every subset of so few atoms, smallest first.
    fn by_trying_all(sets: &[Vec<u32>], atoms: u32) -> BTreeSet<Vec<u32>> {
        let subset = |bits: u32| (0..atoms).filter(|a| bits & (1 << a) != 0).collect::<Vec<u32>>();
        let hits = |c: &Vec<u32>| sets.iter().all(|s| s.iter().any(|a| c.contains(a)));
        let all: Vec<Vec<u32>> = (0..1 << atoms).map(subset).filter(hits).collect();
        let least = all.iter().map(Vec::len).min().unwrap_or(0);
        all.into_iter().filter(|s| s.len() == least).collect()
    }

    #[test]
    fn the_same_as_trying_all_subsets() {
        let mut random = super::super::reading::calibration::Random(9);
        for _ in 0..200 {
            let mut set = || -> Vec<u32> {
                let all: BTreeSet<u32> = (0..1 + random.below(3)).map(|_| random.below(6) as u32).collect();
                all.into_iter().collect()
            };
            let sets: Vec<Vec<u32>> = (0..5).map(|_| set()).collect();
            assert_eq!(smallest(&sets).0, by_trying_all(&sets, 6), "{sets:?}");
            let chosen = greedy(&sets);
            assert!(sets.iter().all(|s| s.iter().any(|a| chosen.contains(a))));
        }
    }

    #[test]
    fn too_many_to_try_is_said() {
        let sets: Vec<Vec<u32>> = (0..12).map(|i| (i * 10..i * 10 + 10).collect()).collect();
        let found = robustness(&Family { sets, cut: false }, &name);
        assert!(!found.exact);
        assert_eq!(found.lineages, Some(12));
        assert!(!robustness(&Family { sets: vec![vec![0]], cut: true }, &name).exact);
    }
}
