//! Two values or two contexts in; whether they are the same, comparable or different out.

use super::verdict::{Clash, Contrast};
use crate::fact::{Shape, Symbol};
use crate::vocabulary::context::Contexts;

/// How two values of a field differ; `None` where they are the same known value.
pub(super) fn contrast(contexts: Contexts<'_>, a: Symbol, b: Symbol) -> Option<Contrast> {
    match () {
        () if a == Symbol::UNKNOWN || b == Symbol::UNKNOWN => Some(Contrast::Unknown),
        () if a == b => None,
        () if comparable(contexts, a, b) => Some(Contrast::Narrower),
        () => Some(Contrast::Different),
    }
}

/// How two contexts lie to each other, from how their fields differ.
pub(super) fn clash(contrasts: impl Iterator<Item = Option<Contrast>>) -> Clash {
    let each = contrasts.map(|c| match c {
        None => Clash::Same,
        Some(Contrast::Different) => Clash::Different,
        Some(Contrast::Narrower | Contrast::Unknown) => Clash::Unclear,
    });
    each.max().unwrap_or(Clash::Same)
}

/// Whether one value is a the other; of two regimens, whether their members pair off so.
fn comparable(contexts: Contexts<'_>, a: Symbol, b: Symbol) -> bool {
    let size = |s| contexts.interner.members(Shape::Regimen, s).len();
    match (size(a), size(b)) {
        (1, 1) => contexts.narrower(a, b).is_some(),
        // A member without a partner makes the united regimen longer than either.
        (n, m) => n == m && size(contexts.unites(a, b)) == n,
    }
}

/// Whether two values can be of the same thing: one is unknown or a the other.
pub(super) fn compatible(contexts: Contexts<'_>, a: Symbol, b: Symbol) -> bool {
    contrast(contexts, a, b) != Some(Contrast::Different)
}

/// Whether two contexts agree in all fields but one.
pub(super) fn agree_but_for(contexts: Contexts<'_>, field: usize, a: Symbol, b: Symbol) -> bool {
    let (a, b) = (contexts.fields(a), contexts.fields(b));
    let fields = (0..contexts.schema.context.len()).filter(|&i| i != field);
    fields.into_iter().all(|i| compatible(contexts, a[i], b[i]))
}
