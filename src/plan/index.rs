//! The fewest column orders that serve all searches of a relation.
//!
//! In: for each search the set of columns that it knows. Out: column orders such that the columns
//! of each search are the first ones of some order. Searches whose sets contain one another share
//! an order, so the orders are a cover of the sets by chains; the least cover follows from a
//! maximal matching (Dilworth).

use std::collections::BTreeSet;

use super::join::ColumnOrder;

/// A set of columns.
pub type Columns = BTreeSet<usize>;

/// The column orders for these searches. A relation that is there in its own order anyway
/// (`Stored::InOrder`) gets that as its first; every other gets at least one.
#[must_use]
pub fn cover(arity: usize, searches: &BTreeSet<Columns>, stored: Stored) -> Vec<ColumnOrder> {
    let own: ColumnOrder = (0..arity).collect();
    let mut orders = Vec::new();
    if stored == Stored::InOrder {
        orders.push(own.clone());
    }
    let open: Vec<&Columns> =
        searches.iter().filter(|search| !orders.iter().any(|order| serves(order, search))).collect();
    orders.extend(chains(&open).iter().map(|chain| order_of(arity, chain)));
    if orders.is_empty() {
        orders.push(own);
    } else if let Some(position) = orders.iter().position(|order| *order == own) {
        orders.swap(0, position);
    }
    orders
}

/// Whether a relation's rows are there in its own column order, whatever is searched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stored {
    /// They are.
    InOrder,
    /// The first order that is chosen is the one that is kept.
    AsChosen,
}

/// Whether the first columns of an order are those of a search.
#[must_use]
pub fn serves(order: &[usize], search: &Columns) -> bool {
    order[..search.len()].iter().all(|column| search.contains(column))
}

/// Orders the columns link by link; ascending within a link, so that the relation's own order
/// comes out where it can.
fn order_of(arity: usize, chain: &[&Columns]) -> ColumnOrder {
    let mut order = ColumnOrder::new();
    let all: Columns = (0..arity).collect();
    for link in chain.iter().copied().chain([&all]) {
        let more: Vec<usize> = link.iter().copied().filter(|c| !order.contains(c)).collect();
        order.extend(more);
    }
    order
}

/// The fewest chains by inclusion, each from the smallest set to the largest.
fn chains<'a>(searches: &[&'a Columns]) -> Vec<Vec<&'a Columns>> {
    let mut matching =
        Matching { searches, next: vec![None; searches.len()], before: vec![None; searches.len()] };
    for start in 0..searches.len() {
        matching.augment(start);
    }
    let firsts = (0..searches.len()).filter(|&i| matching.before[i].is_none());
    firsts.map(|first| matching.chain(first)).collect()
}

struct Matching<'s, 'a> {
    searches: &'s [&'a Columns],
    next: Vec<Option<usize>>,
    before: Vec<Option<usize>>,
}

impl<'a> Matching<'_, 'a> {
    fn chain(&self, first: usize) -> Vec<&'a Columns> {
        std::iter::successors(Some(first), |&i| self.next[i]).map(|i| self.searches[i]).collect()
    }

    /// Gives `start` a successor, moving those of others along an alternating path if need be.
    fn augment(&mut self, start: usize) {
        let mut reached_from = vec![None; self.searches.len()];
        let mut open = vec![start];
        while let Some(lower) = open.pop() {
            for upper in 0..self.searches.len() {
                let contained = lower != upper && self.searches[lower].is_subset(self.searches[upper]);
                if !contained || reached_from[upper].is_some() {
                    continue;
                }
                reached_from[upper] = Some(lower);
                match self.before[upper] {
                    Some(owner) => open.push(owner),
                    None => return self.reverse(start, upper, &reached_from),
                }
            }
        }
    }

    fn reverse(&mut self, start: usize, free: usize, reached_from: &[Option<usize>]) {
        let mut upper = free;
        while let Some(lower) = reached_from[upper] {
            let given_up = self.next[lower].replace(upper);
            self.before[upper] = Some(lower);
            match given_up {
                Some(previous) if lower != start => upper = previous,
                _ => return,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(sets: &[&[usize]]) -> BTreeSet<Columns> {
        sets.iter().map(|set| set.iter().copied().collect()).collect()
    }

    #[test]
    fn nested_searches_share_an_order() {
        let orders = cover(3, &columns(&[&[], &[1], &[1, 2], &[0, 1, 2]]), Stored::AsChosen);
        assert_eq!(orders, [vec![1, 2, 0]]);
    }

    #[test]
    fn searches_that_do_not_nest_need_one_order_each() {
        let sets = columns(&[&[0], &[1], &[2], &[0, 1], &[1, 2]]);
        let orders = cover(3, &sets, Stored::AsChosen);
        assert_eq!(orders.len(), 3);
        assert!(sets.iter().all(|search| orders.iter().any(|order| serves(order, search))));
    }

    #[test]
    fn a_later_search_moves_an_earlier_one() {
        let sets = columns(&[&[0], &[0, 1], &[0, 2], &[0, 1, 3], &[2]]);
        let orders = cover(4, &sets, Stored::AsChosen);
        assert_eq!(orders.len(), 2);
        assert!(sets.iter().all(|search| orders.iter().any(|order| serves(order, search))));
    }

    #[test]
    fn the_own_order_costs_nothing_where_it_is_stored() {
        assert_eq!(cover(2, &columns(&[&[0]]), Stored::InOrder), [vec![0, 1]]);
        assert_eq!(cover(2, &columns(&[&[1]]), Stored::InOrder), [vec![0, 1], vec![1, 0]]);
        assert_eq!(cover(0, &columns(&[&[]]), Stored::AsChosen), [Vec::<usize>::new()]);
    }
}
