//! Functions over numbers and texts.
//!
//! A value of the wrong sort, an overflow and a division by zero have no result.

use super::function::{Function, Registry};
use super::interner::Interner;
use super::value::{Symbol, Value};

/// A function made of a closure.
pub struct Computed<F> {
    inputs: usize,
    outputs: usize,
    code: F,
}

impl<F> Computed<F>
where
    F: Fn(&Interner, &[Symbol], &mut Vec<Symbol>) -> usize + Send + Sync + 'static,
{
    /// A function with this many inputs and outputs.
    pub fn boxed(inputs: usize, outputs: usize, code: F) -> Box<dyn Function> {
        Box::new(Self { inputs, outputs, code })
    }
}

impl<F> Function for Computed<F>
where
    F: Fn(&Interner, &[Symbol], &mut Vec<Symbol>) -> usize + Send + Sync,
{
    fn inputs(&self) -> usize {
        self.inputs
    }

    fn outputs(&self) -> usize {
        self.outputs
    }

    fn call(&self, interner: &Interner, inputs: &[Symbol], results: &mut Vec<Symbol>) -> usize {
        (self.code)(interner, inputs, results)
    }
}

/// Registers `add subtract multiply divide` and `contains starts ends lower upper length joined`.
pub fn register(registry: &mut Registry) {
    arithmetic(registry, "add", i64::checked_add, |a, b| a + b);
    arithmetic(registry, "subtract", i64::checked_sub, |a, b| a - b);
    arithmetic(registry, "multiply", i64::checked_mul, |a, b| a * b);
    arithmetic(registry, "divide", whole_quotient, |a, b| a / b);
    condition(registry, "contains", |text, part| text.contains(part));
    condition(registry, "starts", |text, part| text.starts_with(part));
    condition(registry, "ends", |text, part| text.ends_with(part));
    change(registry, "lower", |text| Value::Text(text.to_lowercase().into()));
    change(registry, "upper", |text| Value::Text(text.to_uppercase().into()));
    change(registry, "length", |text| Value::Int(text.chars().count() as i64));
    let joined = |interner: &Interner, inputs: &[Symbol], results: &mut Vec<Symbol>| {
        let (Value::Text(a), Value::Text(b)) = (interner.value(inputs[0]), interner.value(inputs[1])) else {
            return 0;
        };
        results.push(interner.text(&format!("{a}{b}")));
        1
    };
    registry.register("joined", Computed::boxed(2, 1, joined));
}

fn whole_quotient(a: i64, b: i64) -> Option<i64> {
    (a.checked_rem(b)? == 0).then(|| a / b)
}

/// Whole numbers stay whole where they can; what overflows has no result.
fn arithmetic(
    registry: &mut Registry,
    name: &str,
    whole: fn(i64, i64) -> Option<i64>,
    broken: fn(f64, f64) -> f64,
) {
    let code = move |interner: &Interner, inputs: &[Symbol], results: &mut Vec<Symbol>| {
        let value = match (interner.value(inputs[0]), interner.value(inputs[1])) {
            (Value::Int(a), Value::Int(b)) => match whole(a, b) {
                Some(n) => Some(Value::Int(n)),
                None => Some(broken(a as f64, b as f64)).filter(|n| n.abs() < 9.0e15).and_then(Value::number),
            },
            (a, b) => match (a.as_number(), b.as_number()) {
                (Some(a), Some(b)) => Value::number(broken(a, b)),
                _ => None,
            },
        };
        let Some(value) = value else { return 0 };
        results.push(interner.intern(value));
        1
    };
    registry.register(name, Computed::boxed(2, 1, code));
}

fn condition(registry: &mut Registry, name: &str, holds: fn(&str, &str) -> bool) {
    let code = move |interner: &Interner, inputs: &[Symbol], _: &mut Vec<Symbol>| match (
        interner.value(inputs[0]),
        interner.value(inputs[1]),
    ) {
        (Value::Text(text), Value::Text(part)) => usize::from(holds(&text, &part)),
        _ => 0,
    };
    registry.register(name, Computed::boxed(2, 0, code));
}

fn change(registry: &mut Registry, name: &str, changed: fn(&str) -> Value) {
    let code = move |interner: &Interner, inputs: &[Symbol], results: &mut Vec<Symbol>| {
        let Value::Text(text) = interner.value(inputs[0]) else { return 0 };
        results.push(interner.intern(changed(&text)));
        1
    };
    registry.register(name, Computed::boxed(1, 1, code));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(interner: &Interner, name: &str, inputs: &[Symbol]) -> Option<Value> {
        let mut registry = Registry::default();
        register(&mut registry);
        let function = registry.get(registry.find(name).expect("registered"));
        let mut results = Vec::new();
        let count = function.call(interner, inputs, &mut results);
        assert_eq!(results.len(), count * function.outputs());
        (count > 0).then(|| results.first().map_or(Value::Unknown, |&s| interner.value(s)))
    }

    #[test]
    fn arithmetic_keeps_to_whole_numbers_and_never_overflows() {
        let i = Interner::default();
        let decimal = |n: f64| i.intern(Value::number(n).unwrap());
        assert_eq!(call(&i, "add", &[i.int(2), i.int(3)]), Some(Value::Int(5)));
        assert_eq!(call(&i, "divide", &[i.int(6), i.int(3)]), Some(Value::Int(2)));
        assert_eq!(call(&i, "divide", &[i.int(1), i.int(2)]), Value::number(0.5));
        assert_eq!(call(&i, "multiply", &[decimal(0.5), i.int(4)]), Some(Value::Int(2)));
        assert_eq!(call(&i, "divide", &[i.int(1), i.int(0)]), None);
        assert_eq!(call(&i, "divide", &[i.int(i64::MIN), i.int(-1)]), None);
        assert_eq!(call(&i, "add", &[i.int(i64::MAX), i.int(1)]), None);
        assert_eq!(call(&i, "multiply", &[decimal(1e200), decimal(1e200)]), None);
        assert_eq!(call(&i, "add", &[i.int(1), i.text("1")]), None);
    }

    #[test]
    fn texts() {
        let i = Interner::default();
        let (text, part) = (i.text("NK Zelle ß"), i.text("Zelle"));
        assert_eq!(call(&i, "contains", &[text, part]), Some(Value::Unknown));
        assert_eq!(call(&i, "starts", &[text, part]), None);
        assert_eq!(call(&i, "length", &[text]), Some(Value::Int(10)));
        assert_eq!(call(&i, "lower", &[text]), Some(Value::Text("nk zelle ß".into())));
        assert_eq!(call(&i, "joined", &[part, part]), Some(Value::Text("ZelleZelle".into())));
        assert_eq!(call(&i, "length", &[i.int(5)]), None);
    }
}
