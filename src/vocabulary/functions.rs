//! The functions over entities and contexts that rules may call, by name.
//!
//! `below`, `kind` and `field` are for lowered rules; the others are declared in the prelude.

use std::sync::Arc;

use super::Vocabulary;
use super::context::Contexts;
use crate::fact::builtin::Computed;
use crate::fact::{Interner, KindId, Registry, Schema, Shape, Symbol, Value};

type Code = fn(Contexts<'_>, &[Symbol], &mut Vec<Symbol>) -> usize;

/// Name, inputs, outputs, code.
const FUNCTIONS: [(&str, usize, usize, Code); 9] = [
    ("agrees", 2, 0, |c, i, _| usize::from(c.agrees(i[0], i[1]))),
    ("merges", 2, 1, |c, i, out| one(c.merges(i[0], i[1]), out)),
    ("members", 1, 1, members),
    ("unites", 2, 1, |c, i, out| one(Some(c.unites(i[0], i[1])), out)),
    ("passes", 4, 1, |c, i, out| one(passes(c, i[0], i[1], i[2], i[3]), out)),
    ("otherwise", 2, 1, |_, i, out| one(Some(if i[0] == Symbol::UNKNOWN { i[1] } else { i[0] }), out)),
    ("below", 2, 0, |c, i, _| usize::from(c.below(i[0], i[1]))),
    ("kind", 2, 0, |c, i, _| usize::from(is_of_kind(c, i[0], i[1]))),
    ("field", 2, 1, |c, i, out| one(field(c, i[0], i[1]), out)),
];

/// Registers `agrees merges members unites passes otherwise below kind field`.
///
/// - `agrees(a, b)`: no field of the two contexts is in conflict.
/// - `merges(a, b) → merged`: the context with what either says, if there is one.
/// - `members(regimen) → member`: each member; none for unknown.
/// - `unites(a, b) → regimen`: the members of both; of two that are one the other the narrower.
/// - `passes(through, before, after, class) → cell`: in which cell a chain goes on.
/// - `otherwise(value, fallback) → result`: the value where it is known, else the fallback.
/// - `below(value, constant)`: the value is the constant or below it; a regimen by its members.
/// - `kind(value, name)`: the value is of the kind of this name; a regimen if a member is.
/// - `field(context, position) → value`: that field of the context; none where it is unknown.
pub fn register(registry: &mut Registry, schema: &Arc<Schema>, vocabulary: &Arc<Vocabulary>) {
    for (name, inputs, outputs, code) in FUNCTIONS {
        let (schema, vocabulary) = (Arc::clone(schema), Arc::clone(vocabulary));
        let call = move |interner: &Interner, inputs: &[Symbol], results: &mut Vec<Symbol>| {
            code(Contexts { interner, schema: &schema, vocabulary: &vocabulary }, inputs, results)
        };
        registry.register(name, Computed::boxed(inputs, outputs, call));
    }
}

fn one(result: Option<Symbol>, results: &mut Vec<Symbol>) -> usize {
    results.extend(result);
    usize::from(result.is_some())
}

fn members(contexts: Contexts<'_>, inputs: &[Symbol], results: &mut Vec<Symbol>) -> usize {
    if inputs[0] == Symbol::UNKNOWN {
        return 0;
    }
    let members = contexts.interner.members(Shape::Regimen, inputs[0]);
    results.extend(&members);
    members.len()
}

/// An unknown cell takes the other one; what is of `class` passes from any cell to any.
fn passes(
    contexts: Contexts<'_>,
    through: Symbol,
    before: Symbol,
    after: Symbol,
    class: Symbol,
) -> Option<Symbol> {
    if after == Symbol::UNKNOWN {
        return Some(before);
    }
    if before == Symbol::UNKNOWN {
        return Some(after);
    }
    contexts.narrower(before, after).or_else(|| is_of_class(contexts, through, class).then_some(after))
}

/// A complex and a joint participant are of a class if all their members are.
fn is_of_class(contexts: Contexts<'_>, value: Symbol, class: Symbol) -> bool {
    match contexts.interner.value(value) {
        Value::Compound(Shape::Complex | Shape::Joint, parts) => {
            parts.iter().all(|&part| contexts.is_a(part, class))
        }
        _ => contexts.is_a(value, class),
    }
}

fn field(contexts: Contexts<'_>, context: Symbol, position: Symbol) -> Option<Symbol> {
    let Value::Int(position) = contexts.interner.value(position) else { return None };
    let position = usize::try_from(position).ok().filter(|&p| p < contexts.schema.context.len())?;
    Some(contexts.fields(context)[position]).filter(|&value| value != Symbol::UNKNOWN)
}

fn is_of_kind(contexts: Contexts<'_>, value: Symbol, name: Symbol) -> bool {
    let Value::Text(name) = contexts.interner.value(name) else { return false };
    contexts.schema.kind(&name).is_some_and(|kind| contexts.is_of_kind(value, kind))
}

impl Contexts<'_> {
    /// Whether a value is of a kind.
    ///
    /// A regimen is if some member is, a joint participant if all are, an altered entity if the
    /// entity is. A complex is of the kind `complex`, if that is declared, and of those above. A
    /// text is of a closed kind that lists it, and of any kind that holds no entities.
    #[must_use]
    pub fn is_of_kind(&self, value: Symbol, kind: KindId) -> bool {
        let words = &self.schema.kinds[kind.0 as usize].words;
        match self.interner.value(value) {
            Value::Unknown => false,
            Value::Entity(id) => self.entity_is_of_kind(&id, kind),
            Value::Text(text) => match words {
                Some(words) => words.iter().any(|w| **w == *text),
                None => !self.fills(kind),
            },
            Value::Compound(Shape::Regimen, parts) => parts.iter().any(|&p| self.is_of_kind(p, kind)),
            Value::Compound(Shape::Joint, parts) => parts.iter().all(|&p| self.is_of_kind(p, kind)),
            Value::Compound(Shape::Altered, parts) => parts.last().is_some_and(|&p| self.is_of_kind(p, kind)),
            Value::Compound(Shape::Complex, _) => self.is_named(kind, "complex"),
            Value::Compound(Shape::Context, _) => self.is_named(kind, "context"),
            Value::Int(_) | Value::Decimal(_) => self.is_named(kind, "number"),
            Value::Date(_) => self.is_named(kind, "date"),
            Value::Finding(_) | Value::Conclusion(_) => self.is_named(kind, "evidence"),
        }
    }

    /// Whether the vocabulary has entities of this kind, or of one below it.
    #[must_use]
    pub fn fills(&self, kind: KindId) -> bool {
        self.vocabulary
            .kinds()
            .any(|name| self.schema.kind(name).is_some_and(|k| self.schema.kind_is_a(k, kind)))
    }

    fn entity_is_of_kind(&self, id: &str, kind: KindId) -> bool {
        let found = self.vocabulary.kind_of(id).and_then(|name| self.schema.kind(name));
        found.is_some_and(|found| self.schema.kind_is_a(found, kind))
    }

    fn is_named(&self, upper: KindId, name: &str) -> bool {
        self.schema.kind(name).is_some_and(|kind| self.schema.kind_is_a(kind, upper))
    }
}
