//! Folds of aggregates and comparisons of values.
//!
//! In: the first elements of the different tuples of a group, in any order. Out: one value, or
//! none. The result does not depend on the order of the tuples.

use std::cmp::Ordering;

use crate::fact::{Interner, Symbol, Value};
use crate::plan::{Comparison, Fold};

/// Whether a comparison holds between two values.
#[must_use]
pub fn holds(interner: &Interner, comparison: Comparison, a: Symbol, b: Symbol) -> bool {
    match comparison {
        Comparison::Equal => a == b,
        Comparison::NotEqual => a != b,
        Comparison::Less => interner.compare(a, b).is_some_and(Ordering::is_lt),
        Comparison::LessOrEqual => interner.compare(a, b).is_some_and(Ordering::is_le),
        Comparison::Greater => interner.compare(a, b).is_some_and(Ordering::is_gt),
        Comparison::GreaterOrEqual => interner.compare(a, b).is_some_and(Ordering::is_ge),
    }
}

/// Folds a group: `firsts` holds the first element of each of its different tuples.
///
/// Elements that are no numbers are left out of sums and means. A sum of whole numbers that
/// leaves the 64-bit range, or one that is not finite, has no result.
#[must_use]
pub fn fold(interner: &Interner, fold: Fold, firsts: &[Symbol]) -> Option<Symbol> {
    match fold {
        Fold::Count => Some(interner.int(i64::try_from(firsts.len()).ok()?)),
        Fold::Sum => sum(interner, firsts).map(|value| interner.intern(value)),
        Fold::Min => extreme(interner, firsts, Ordering::Less),
        Fold::Max => extreme(interner, firsts, Ordering::Greater),
        Fold::Mean => mean(interner, firsts).map(|value| interner.intern(value)),
    }
}

fn sum(interner: &Interner, firsts: &[Symbol]) -> Option<Value> {
    let mut whole: i128 = 0;
    let mut decimals = Vec::new();
    for &first in firsts {
        match interner.value(first) {
            Value::Int(n) => whole += i128::from(n),
            Value::Decimal(d) => decimals.push(d.get()),
            _ => {}
        }
    }
    if decimals.is_empty() {
        return i64::try_from(whole).ok().map(Value::Int);
    }
    decimals.push(whole as f64);
    Value::number(ordered_sum(decimals))
}

fn mean(interner: &Interner, firsts: &[Symbol]) -> Option<Value> {
    let numbers: Vec<f64> = firsts.iter().filter_map(|&first| interner.number(first)).collect();
    let count = numbers.len();
    if count == 0 {
        return None;
    }
    Value::number(ordered_sum(numbers) / count as f64)
}

/// The sum, with what each addition rounds away added in the end (Neumaier 1974), so that hundredths
/// add up to hundredths. Addition is not associative: one order for all makes it reproducible.
fn ordered_sum(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    let (mut sum, mut lost) = (0.0_f64, 0.0);
    for number in numbers {
        let next = sum + number;
        lost += if sum.abs() < number.abs() { (number - next) + sum } else { (sum - next) + number };
        sum = next;
    }
    sum + lost
}

/// Of values that do not compare, the one with the lower symbol counts as the lesser, so that the
/// result is the same in every order.
fn extreme(interner: &Interner, firsts: &[Symbol], wanted: Ordering) -> Option<Symbol> {
    let better = |a: Symbol, b: Symbol| interner.compare(a, b).unwrap_or_else(|| a.cmp(&b)) == wanted;
    let mut sorted = firsts.to_vec();
    sorted.sort_unstable();
    sorted.into_iter().reduce(|best, next| if better(next, best) { next } else { best })
}
