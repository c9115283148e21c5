//! Computed functions: plain values in, plain values out, by name.

use super::interner::Interner;
use super::value::Symbol;

/// A function by its position in the [`Registry`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FunctionId(pub u32);

/// A pure function over symbols. It may have no result (it does not hold), one or several.
pub trait Function: Send + Sync {
    /// How many values go in.
    fn inputs(&self) -> usize;

    /// How many values a result has; 0 for a condition.
    fn outputs(&self) -> usize;

    /// Appends every result (each of `outputs()` symbols) and returns how many there are.
    /// A condition appends nothing and returns 1 where it holds, else 0.
    fn call(&self, interner: &Interner, inputs: &[Symbol], results: &mut Vec<Symbol>) -> usize;
}

/// Every function that rules may call.
#[derive(Default)]
pub struct Registry {
    names: Vec<String>,
    functions: Vec<Box<dyn Function>>,
}

impl std::fmt::Debug for Registry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(&self.names).finish()
    }
}

impl Registry {
    /// Adds a function; one of the same name is replaced.
    pub fn register(&mut self, name: &str, function: Box<dyn Function>) -> FunctionId {
        if let Some(id) = self.find(name) {
            self.functions[id.0 as usize] = function;
            return id;
        }
        let id = FunctionId(u32::try_from(self.names.len()).expect("few functions"));
        self.names.push(name.to_owned());
        self.functions.push(function);
        id
    }

    /// The function of this name.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<FunctionId> {
        self.names.iter().position(|n| n == name).map(|i| FunctionId(i as u32))
    }

    /// The function with this id.
    #[must_use]
    pub fn get(&self, id: FunctionId) -> &dyn Function {
        &*self.functions[id.0 as usize]
    }

    /// The name of a function.
    #[must_use]
    pub fn name(&self, id: FunctionId) -> &str {
        &self.names[id.0 as usize]
    }

    /// All names, in the order of registration.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }
}
