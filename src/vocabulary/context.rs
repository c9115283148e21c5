//! How contexts, regimens and single values agree and merge.
//!
//! In: symbols. Out: whether they agree, what they merge to, and what was assumed for it. The
//! fields of a context are the schema's; none is known here by name.

use std::sync::Arc;

use super::Vocabulary;
use crate::fact::{ContextField, Interner, Schema, Shape, Symbol, Value};

/// Values and contexts under a schema and a vocabulary.
#[derive(Clone, Copy, Debug)]
pub struct Contexts<'a> {
    /// Where the values are.
    pub interner: &'a Interner,
    /// Which fields a context has.
    pub schema: &'a Schema,
    /// What is a what.
    pub vocabulary: &'a Vocabulary,
}

/// What a merge did to one field; each lowers the grade of the proof.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assumption {
    /// The field, by its position in the schema's context.
    pub field: usize,
    /// Its name.
    pub name: String,
    /// What was done.
    pub change: Change,
    /// The value of the first context.
    pub first: Symbol,
    /// The value of the second context.
    pub second: Symbol,
    /// The value of the merged context.
    pub merged: Symbol,
}

/// What a merge did to a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// One of the two did not say; the other's value was taken.
    Filled,
    /// One value is below the other; the narrower was taken.
    Narrowed,
    /// Two regimens became the one that would be needed.
    United,
    /// The values differ, and the field became unknown.
    Dropped,
}

/// What `merged`, the merge of `first` and `second`, took for granted.
#[must_use]
pub fn merge_notes(contexts: Contexts<'_>, first: Symbol, second: Symbol, merged: Symbol) -> Vec<Assumption> {
    let [a, b, m] = [first, second, merged].map(|c| contexts.fields(c));
    let mut notes = Vec::new();
    for (i, field) in contexts.schema.context.iter().enumerate() {
        if let Some(change) = contexts.change(field, a[i], b[i], m[i]) {
            let name = field.name.clone();
            notes.push(Assumption { field: i, name, change, first: a[i], second: b[i], merged: m[i] });
        }
    }
    notes
}

impl Contexts<'_> {
    /// The fields of a context, then its lineages; all unknown for any other value.
    #[must_use]
    pub fn fields(&self, context: Symbol) -> Arc<[Symbol]> {
        let length = self.schema.context.len() + 1;
        match self.interner.parts(Shape::Context, context) {
            Some(parts) if parts.len() == length => parts,
            _ => vec![Symbol::UNKNOWN; length].into(),
        }
    }

    /// The context with these fields; the lineages are kept only where a field is unknown.
    ///
    /// # Panics
    /// If there is not one value for each field of the schema.
    #[must_use]
    pub fn context(&self, fields: &[Symbol], lineages: &[Symbol]) -> Symbol {
        assert_eq!(fields.len(), self.schema.context.len(), "one value a field");
        let mut parts = fields.to_vec();
        parts.push(match fields.contains(&Symbol::UNKNOWN) {
            true => self.interner.together(Shape::Joint, lineages),
            false => Symbol::UNKNOWN,
        });
        self.interner.intern(Value::Compound(Shape::Context, parts.into()))
    }

    /// Whether `lower` is `upper`, or an entity below it.
    #[must_use]
    pub fn is_a(&self, lower: Symbol, upper: Symbol) -> bool {
        lower == upper
            || match (self.interner.value(lower), self.interner.value(upper)) {
                (Value::Entity(l), Value::Entity(u)) => self.vocabulary.is_a(&l, &u),
                _ => false,
            }
    }

    /// The narrower of two values of which one is the other; `None` if neither is.
    #[must_use]
    pub fn narrower(&self, a: Symbol, b: Symbol) -> Option<Symbol> {
        match () {
            () if self.is_a(a, b) => Some(a),
            () if self.is_a(b, a) => Some(b),
            () => None,
        }
    }

    /// Whether a value matches a constant: it is that constant or below it. A regimen matches if
    /// some member does, and a constant regimen wants each of its members matched.
    #[must_use]
    pub fn below(&self, value: Symbol, constant: Symbol) -> bool {
        if value == Symbol::UNKNOWN || constant == Symbol::UNKNOWN {
            return false;
        }
        if value == constant {
            return true;
        }
        let values = self.interner.members(Shape::Regimen, value);
        let constants = self.interner.members(Shape::Regimen, constant);
        constants.iter().all(|&c| values.iter().any(|&v| self.is_a(v, c)))
    }

    /// Whether no field of two contexts is in conflict.
    #[must_use]
    pub fn agrees(&self, a: Symbol, b: Symbol) -> bool {
        if a == b {
            return true;
        }
        let (a, b) = (self.fields(a), self.fields(b));
        self.schema.context.iter().enumerate().all(|(i, field)| self.field_agrees(field, a[i], b[i]))
    }

    fn field_agrees(&self, field: &ContextField, a: Symbol, b: Symbol) -> bool {
        a == b
            || a == Symbol::UNKNOWN
            || b == Symbol::UNKNOWN
            || if field.set { self.paired(a, b).is_some() } else { self.narrower(a, b).is_some() }
    }

    /// The context with what either says; `None` where a field is in conflict.
    #[must_use]
    pub fn merges(&self, a: Symbol, b: Symbol) -> Option<Symbol> {
        if a == b {
            return Some(a);
        }
        let (a, b) = (self.fields(a), self.fields(b));
        let field = |(i, field)| self.merged_field(field, a[i], b[i]);
        let fields: Vec<Symbol> = self.schema.context.iter().enumerate().map(field).collect::<Option<_>>()?;
        let last = fields.len();
        let mut lineages = Vec::new();
        for side in [a[last], b[last]] {
            lineages.extend(self.interner.members(Shape::Joint, side));
        }
        lineages.retain(|&l| l != Symbol::UNKNOWN);
        Some(self.context(&fields, &lineages))
    }

    fn merged_field(&self, field: &ContextField, a: Symbol, b: Symbol) -> Option<Symbol> {
        if a == b || b == Symbol::UNKNOWN {
            return Some(a);
        }
        if a == Symbol::UNKNOWN {
            return Some(b);
        }
        let merged = match (field.set, field.else_unknown) {
            (false, _) => self.narrower(a, b),
            (true, true) => self.paired(a, b),
            (true, false) => Some(self.unites(a, b)),
        };
        merged.or_else(|| field.else_unknown.then_some(Symbol::UNKNOWN))
    }

    /// One regimen with the members of both; of members that pair by is-a the narrower.
    #[must_use]
    pub fn unites(&self, a: Symbol, b: Symbol) -> Symbol {
        if a == Symbol::UNKNOWN || b == Symbol::UNKNOWN {
            return if a == Symbol::UNKNOWN { b } else { a };
        }
        self.united(a, b).0
    }

    /// The narrower members of two regimens whose members all pair off.
    fn paired(&self, a: Symbol, b: Symbol) -> Option<Symbol> {
        let (united, all) = self.united(a, b);
        all.then_some(united)
    }

    /// The united regimen, and whether every member of both had a partner.
    fn united(&self, a: Symbol, b: Symbol) -> (Symbol, bool) {
        let [left, right] = [a, b].map(|s| self.interner.members(Shape::Regimen, s));
        let partners = self.pairs(&left, &right);
        let mut members = Vec::new();
        let mut free = vec![true; right.len()];
        for (&member, partner) in left.iter().zip(&partners) {
            match partner {
                Some(p) => {
                    free[*p] = false;
                    members.push(self.narrower(member, right[*p]).unwrap_or(member));
                }
                None => members.push(member),
            }
        }
        let all = partners.iter().all(Option::is_some) && !free.contains(&true);
        members.extend(right.iter().zip(free).filter(|(_, free)| *free).map(|(&m, _)| m));
        (self.interner.together(Shape::Regimen, &members), all)
    }

    /// A largest pairing of members by is-a, equal ones first: for each on the left its partner.
    fn pairs(&self, left: &[Symbol], right: &[Symbol]) -> Vec<Option<usize>> {
        let mut partner: Vec<Option<usize>> =
            left.iter().map(|l| right.iter().position(|r| r == l)).collect();
        let mut taken = vec![None; right.len()];
        for (l, p) in partner.iter().enumerate() {
            if let Some(p) = p {
                taken[*p] = Some(l);
            }
        }
        for start in 0..left.len() {
            if partner[start].is_none() {
                self.augment(left, right, start, &mut partner, &mut taken);
            }
        }
        partner
    }

    /// Finds a partner for `start`, breadth first over members that may change theirs.
    fn augment(
        &self,
        left: &[Symbol],
        right: &[Symbol],
        start: usize,
        partner: &mut [Option<usize>],
        taken: &mut [Option<usize>],
    ) {
        let mut came_from: Vec<Option<usize>> = vec![None; right.len()];
        let mut queue = vec![start];
        let mut next = 0;
        while let Some(&l) = queue.get(next) {
            next += 1;
            for r in 0..right.len() {
                if came_from[r].is_some() || self.narrower(left[l], right[r]).is_none() {
                    continue;
                }
                came_from[r] = Some(l);
                match taken[r] {
                    Some(other) => queue.push(other),
                    None => {
                        let mut at = Some(r);
                        while let Some(r) = at {
                            let Some(l) = came_from[r] else { return };
                            at = partner[l].replace(r);
                            taken[r] = Some(l);
                        }
                        return;
                    }
                }
            }
        }
    }

    fn change(&self, field: &ContextField, a: Symbol, b: Symbol, merged: Symbol) -> Option<Change> {
        if a == b {
            return None;
        }
        if a == Symbol::UNKNOWN || b == Symbol::UNKNOWN {
            return Some(Change::Filled);
        }
        if merged == Symbol::UNKNOWN {
            return Some(Change::Dropped);
        }
        let united = field.set && self.paired(a, b).is_none();
        Some(if united { Change::United } else { Change::Narrowed })
    }
}
