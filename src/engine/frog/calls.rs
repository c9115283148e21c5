//! Results of functions, remembered.
//!
//! In: a function and values. Out: its results. A function may make a new value, which gets its
//! symbol then and there; so that symbols are the same with any number of threads, only a single
//! thread calls functions, and several threads use what it remembered. A thread that lacks a
//! result says so and stops; the pipeline is then run again by one.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{PoisonError, RwLock};

use rustc_hash::FxHashMap;

use crate::fact::{FunctionId, Interner, Registry, Symbol};

/// Calls that all threads remember at most.
const REMEMBERED: usize = 1 << 14;
/// Calls that each step of each thread remembers.
const NEAR: usize = 64;

/// The results of a call, one after the other, and how many they are.
#[derive(Clone, Debug, Default)]
pub struct Results {
    /// Their values.
    pub values: Vec<Symbol>,
    /// How many there are.
    pub count: usize,
}

/// A function with the values that go in.
type Call = (FunctionId, Box<[Symbol]>);

/// What all threads remember.
#[derive(Debug, Default)]
pub struct Calls {
    results: RwLock<FxHashMap<Call, Results>>,
    several: AtomicBool,
    lacking: AtomicBool,
}

impl Calls {
    /// Says whether several threads are at work from now on.
    pub fn share(&self, several: bool) {
        self.several.store(several, Ordering::Relaxed);
        self.lacking.store(false, Ordering::Relaxed);
    }

    /// Whether a thread lacked a result since the last `share`.
    pub fn lacked(&self) -> bool {
        self.lacking.load(Ordering::Relaxed)
    }

    /// The results of a call; `None` if it is not remembered and must not be made now.
    fn results(
        &self,
        function: FunctionId,
        inputs: &[Symbol],
        functions: &Registry,
        interner: &Interner,
    ) -> Option<Results> {
        let call = (function, Box::from(inputs));
        if let Some(results) = self.results.read().unwrap_or_else(PoisonError::into_inner).get(&call) {
            return Some(results.clone());
        }
        if self.several.load(Ordering::Relaxed) {
            self.lacking.store(true, Ordering::Relaxed);
            return None;
        }
        let mut results = Results::default();
        results.count = functions.get(function).call(interner, inputs, &mut results.values);
        let mut remembered = self.results.write().unwrap_or_else(PoisonError::into_inner);
        if remembered.len() < REMEMBERED {
            remembered.insert(call, results.clone());
        }
        Some(results)
    }
}

/// What one step of one thread remembers; its function is always the same.
#[derive(Debug, Default)]
pub struct NearCalls {
    /// By a hash of the values that go in, the last call of that hash.
    places: Vec<Option<Near>>,
}

/// A call that is remembered.
#[derive(Debug)]
struct Near {
    inputs: Box<[Symbol]>,
    results: Results,
}

impl Near {
    #[inline]
    fn is_of(&self, inputs: &[Symbol]) -> bool {
        match (&*self.inputs, inputs) {
            ([a, b], [c, d]) => a == c && b == d,
            (known, inputs) => known == inputs,
        }
    }
}

impl NearCalls {
    /// The results of a call; `None` if it is not remembered and must not be made now.
    #[inline]
    pub fn results(
        &mut self,
        function: FunctionId,
        inputs: &[Symbol],
        calls: &Calls,
        functions: &Registry,
        interner: &Interner,
    ) -> Option<&Results> {
        if self.places.is_empty() {
            self.places.resize_with(NEAR, || None);
        }
        let hash = inputs
            .iter()
            .fold(0_u32, |hash, symbol| (hash.rotate_left(5) ^ symbol.0).wrapping_mul(0x9e37_79b9));
        let place = &mut self.places[hash as usize >> 26];
        if place.as_ref().is_none_or(|near| !near.is_of(inputs)) {
            let results = calls.results(function, inputs, functions, interner)?;
            *place = Some(Near { inputs: inputs.into(), results });
        }
        place.as_ref().map(|near| &near.results)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fact::Value;
    use crate::fact::builtin::register;

    #[test]
    fn a_call_is_made_by_one_thread_and_known_to_all() {
        let (interner, mut functions, calls) = (Interner::default(), Registry::default(), Calls::default());
        register(&mut functions);
        let function = functions.find("joined").expect("it is built in");
        let inputs = [interner.text("a"), interner.text("b")];
        let joined = |near: &mut NearCalls| {
            let results = near.results(function, &inputs, &calls, &functions, &interner)?;
            Some((results.count, interner.value(results.values[0])))
        };
        calls.share(true);
        assert_eq!(joined(&mut NearCalls::default()), None);
        assert!(calls.lacked());
        calls.share(false);
        let expected = Some((1, Value::Text("ab".into())));
        assert_eq!(joined(&mut NearCalls::default()), expected);
        calls.share(true);
        assert_eq!(joined(&mut NearCalls::default()), expected);
        assert!(!calls.lacked());
    }
}
