//! Values in, whether a comparison or a fold of them is right out; written apart from the engine's.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use crate::fact::{Interner, Symbol, Value};
use crate::plan::{Comparison, Fold};

/// How far sums of decimals may differ by the order of addition, relative to their size.
const TOLERANCE: f64 = 1e-9;

pub(super) fn holds(interner: &Interner, comparison: Comparison, a: Symbol, b: Symbol) -> bool {
    let order = interner.compare(a, b);
    match comparison {
        Comparison::Equal => a == b,
        Comparison::NotEqual => a != b,
        Comparison::Less => order == Some(Ordering::Less),
        Comparison::Greater => order == Some(Ordering::Greater),
        Comparison::LessOrEqual => matches!(order, Some(Ordering::Less | Ordering::Equal)),
        Comparison::GreaterOrEqual => matches!(order, Some(Ordering::Greater | Ordering::Equal)),
    }
}

/// Whether a value is the fold of these tuples.
pub(super) fn folds_to(
    interner: &Interner,
    fold: Fold,
    tuples: &BTreeSet<Vec<Symbol>>,
    value: Symbol,
) -> bool {
    let firsts = tuples.iter().filter_map(|tuple| tuple.first().copied());
    match fold {
        Fold::Count => interner.value(value) == Value::Int(tuples.len() as i64),
        Fold::Sum => is_sum(interner, firsts, value),
        Fold::Min => is_extreme(interner, firsts, value, Ordering::Less),
        Fold::Max => is_extreme(interner, firsts, value, Ordering::Greater),
        Fold::Mean => is_mean(interner, firsts, value),
    }
}

/// The fold of these tuples, for an aggregate inside a nested conjunction.
pub(super) fn folded(interner: &Interner, fold: Fold, tuples: &BTreeSet<Vec<Symbol>>) -> Option<Symbol> {
    let firsts = || tuples.iter().filter_map(|tuple| tuple.first().copied());
    let mut numbers: Vec<f64> = firsts().filter_map(|symbol| interner.number(symbol)).collect();
    // One order of addition for all makes the sum reproducible.
    numbers.sort_by(f64::total_cmp);
    let (sum, count) = (compensated(&numbers), numbers.len() as f64);
    let value = match fold {
        Fold::Sum if firsts().all(|symbol| whole(interner, symbol).is_some()) => Value::Int(
            i64::try_from(firsts().filter_map(|symbol| whole(interner, symbol)).sum::<i128>()).ok()?,
        ),
        Fold::Count => Value::Int(tuples.len() as i64),
        Fold::Sum => Value::number(sum)?,
        Fold::Mean => Value::number(sum / count)?,
        Fold::Min | Fold::Max => return firsts().find(|&first| folds_to(interner, fold, tuples, first)),
    };
    let symbol = interner.intern(value);
    folds_to(interner, fold, tuples, symbol).then_some(symbol)
}

fn is_sum(interner: &Interner, firsts: impl Iterator<Item = Symbol> + Clone, value: Symbol) -> bool {
    let whole = |symbol| whole(interner, symbol);
    let numbers = firsts.filter(|&symbol| interner.number(symbol).is_some());
    if numbers.clone().all(|symbol| whole(symbol).is_some()) {
        return whole(value) == Some(numbers.filter_map(whole).sum());
    }
    close(interner, numbers.filter_map(|symbol| interner.number(symbol)), 1.0, value)
}

/// A sum and what its additions lost (Neumaier 1974).
fn compensated(numbers: &[f64]) -> f64 {
    let add = |(sum, lost): (f64, f64), &n: &f64| {
        let (large, small) = if n.abs() > sum.abs() { (n, sum) } else { (sum, n) };
        (sum + n, lost + ((large - (sum + n)) + small))
    };
    let (sum, lost) = numbers.iter().fold((0.0, 0.0), add);
    sum + lost
}

fn whole(interner: &Interner, symbol: Symbol) -> Option<i128> {
    match interner.value(symbol) {
        Value::Int(n) => Some(i128::from(n)),
        _ => None,
    }
}

fn is_mean(interner: &Interner, firsts: impl Iterator<Item = Symbol>, value: Symbol) -> bool {
    let numbers: Vec<f64> = firsts.filter_map(|symbol| interner.number(symbol)).collect();
    let count = numbers.len() as f64;
    !numbers.is_empty() && close(interner, numbers.into_iter(), count, value)
}

/// Whether a value is the sum of the numbers, divided, but for rounding.
fn close(interner: &Interner, numbers: impl Iterator<Item = f64>, divisor: f64, value: Symbol) -> bool {
    let (sum, size) = numbers.fold((0.0, 0.0), |(sum, size): (f64, f64), n| (sum + n, size + n.abs()));
    let tolerance = TOLERANCE * size / divisor;
    interner.number(value).is_some_and(|value| (value - sum / divisor).abs() <= tolerance)
}

/// Whether a value is one of the elements and none is better.
fn is_extreme(
    interner: &Interner,
    mut firsts: impl Iterator<Item = Symbol> + Clone,
    value: Symbol,
    better: Ordering,
) -> bool {
    firsts.clone().any(|first| first == value)
        && !firsts.any(|first| interner.compare(first, value) == Some(better))
}
