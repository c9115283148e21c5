//! Functions for random programs; all stay within a few small numbers, so that recursion ends.

use reason::fact::{Function, Interner, Registry, Symbol};

/// Values that functions count through.
pub const MODULUS: i64 = 5;

/// A function by what it does with numbers; where an input is no number it has no result.
struct Numeric {
    inputs: usize,
    outputs: usize,
    /// All results, one after the other.
    results: fn(&[i64]) -> Vec<Vec<i64>>,
}

impl Function for Numeric {
    fn inputs(&self) -> usize {
        self.inputs
    }

    fn outputs(&self) -> usize {
        self.outputs
    }

    fn call(&self, interner: &Interner, inputs: &[Symbol], results: &mut Vec<Symbol>) -> usize {
        let numbers: Option<Vec<i64>> =
            inputs.iter().map(|&s| interner.number(s).map(|n| n as i64)).collect();
        let Some(numbers) = numbers else { return 0 };
        let found = (self.results)(&numbers);
        found.iter().flatten().for_each(|&n| results.push(interner.int(n)));
        found.len()
    }
}

/// Inputs and outputs of the registered functions, by id.
pub const SHAPES: [(usize, usize); 4] = [(1, 1), (1, 1), (2, 2), (1, 0)];

/// The functions of random programs.
pub fn registry() -> Registry {
    let next: fn(&[i64]) -> Vec<Vec<i64>> = |n| vec![vec![(n[0] + 1).rem_euclid(MODULUS)]];
    let lesser: fn(&[i64]) -> Vec<Vec<i64>> = |n| (0..n[0].min(MODULUS)).map(|m| vec![m]).collect();
    let both: fn(&[i64]) -> Vec<Vec<i64>> =
        |n| vec![vec![n[0], n[1]], vec![n[1], n[0]], vec![n[0].max(n[1]), n[0].max(n[1])]];
    let even: fn(&[i64]) -> Vec<Vec<i64>> = |n| if n[0] % 2 == 0 { vec![vec![]] } else { vec![] };
    let mut registry = Registry::default();
    for (place, (name, results)) in
        [("next", next), ("lesser", lesser), ("both", both), ("even", even)].iter().enumerate()
    {
        let (inputs, outputs) = SHAPES[place];
        registry.register(name, Box::new(Numeric { inputs, outputs, results: *results }));
    }
    registry
}
