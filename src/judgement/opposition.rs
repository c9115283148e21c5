//! Claims in; which of them oppose each other out, found by index and never by comparing all.
//!
//! A claim's key is its predicate and arguments with every value that has an opposite replaced by
//! one of the two; its parity is whether an odd number were replaced. So two claims oppose each
//! other if and only if they have the same key and different parities.

use rustc_hash::FxHashMap;

use super::Judge;
use super::verdict::Clash;
use crate::fact::{Column, PredicateId, Role, Symbol, Value};

/// Beyond this many comparisons in a bucket only so many as [`SPREAD`] times its longer side are
/// made, besides those of equal contexts.
pub(super) const MOST_COMPARISONS: usize = 1024;
/// How many others a context of a large bucket is compared with.
pub(super) const SPREAD: usize = 4;
/// Most values of a row that are replaced by their opposites.
const MOST_OPPOSITES: usize = 6;

/// A field in which a claim's context may differ from another's.
#[derive(Clone, Debug)]
pub(super) struct Part {
    pub(super) name: String,
    column: usize,
    field: Option<usize>,
}

/// Which columns of a predicate's rows are what it says, and which are its context.
#[derive(Clone, Debug, Default)]
pub(super) struct Layout {
    arguments: Vec<usize>,
    pub(super) context: Vec<Part>,
}

/// The layouts of all predicates.
pub(super) struct Layouts(Vec<Layout>);

/// What a row says, and in which context.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Claim {
    pub(super) key: (PredicateId, Vec<Symbol>),
    pub(super) odd: bool,
    pub(super) context: Vec<Symbol>,
}

impl Layouts {
    /// A column of the kind of a context field is context, unless that kind has opposite values:
    /// then it is what is said, as an outcome is.
    pub(super) fn new(judge: &Judge<'_>) -> Self {
        let schema = judge.schema;
        let layout = |index: usize| judge.layout(PredicateId(index as u32));
        Self((0..schema.predicates.len()).map(layout).collect())
    }

    /// The layout of a predicate.
    pub(super) fn get(&self, id: PredicateId) -> &Layout {
        &self.0[id.0 as usize]
    }

    /// What a row claims.
    pub(super) fn claim(&self, judge: &Judge<'_>, id: PredicateId, row: &[Symbol]) -> Claim {
        let layout = self.get(id);
        let mut odd = false;
        let predicate = match judge.opposite_predicate(id) {
            Some(opposite) if opposite < id => {
                odd = !odd;
                opposite
            }
            _ => id,
        };
        let argument = |&column: &usize| match judge.schema.opposite_values.get(&row[column]) {
            Some(&opposite) if opposite < row[column] => {
                odd = !odd;
                opposite
            }
            _ => row[column],
        };
        let arguments = layout.arguments.iter().map(argument).collect();
        let context = layout.context.iter().map(|part| match part.field {
            Some(field) => judge.contexts.fields(row[part.column])[field],
            None => row[part.column],
        });
        Claim { key: (predicate, arguments), odd, context: context.collect() }
    }

    /// The predicates and declared columns that say the opposite of a finding's row.
    pub(super) fn opposites(
        &self,
        judge: &Judge<'_>,
        id: PredicateId,
        row: &[Symbol],
    ) -> Vec<(PredicateId, Vec<Symbol>)> {
        let columns = &row[..judge.schema.get(id).columns.len()];
        let declared = self.get(id).arguments.iter().filter(|&&c| c < columns.len());
        let replaced = declared.filter_map(|&c| Some((c, *judge.schema.opposite_values.get(&columns[c])?)));
        let replaced: Vec<(usize, Symbol)> = replaced.take(MOST_OPPOSITES).collect();
        let mut found = Vec::new();
        for choice in 0..1_u32 << replaced.len() {
            let mut other = columns.to_vec();
            for (bit, &(column, value)) in replaced.iter().enumerate() {
                if choice & (1 << bit) != 0 {
                    other[column] = value;
                }
            }
            let predicate =
                if choice.count_ones() % 2 == 1 { Some(id) } else { judge.opposite_predicate(id) };
            found.extend(predicate.map(|p| (p, other)));
        }
        found
    }
}

impl Judge<'_> {
    /// The opposite predicate, if its rows have the same shape.
    fn opposite_predicate(&self, id: PredicateId) -> Option<PredicateId> {
        let opposite = *self.schema.opposite_predicates.get(&id)?;
        let (a, b) = (self.schema.get(id), self.schema.get(opposite));
        (a.columns.len() == b.columns.len() && a.arity() == b.arity()).then_some(opposite)
    }

    fn layout(&self, id: PredicateId) -> Layout {
        let predicate = self.schema.get(id);
        let mut layout = Layout::default();
        if let Role::Context(own) = predicate.role {
            layout.arguments.push(1);
            self.fields(0, Some(own), &mut layout);
            return layout;
        }
        for (index, column) in predicate.columns.iter().enumerate() {
            if Some(column.kind) == self.schema.kind("context") {
                self.fields(index, None, &mut layout);
            } else if self.is_context(column) {
                layout.context.push(Part { name: column.name.clone(), column: index, field: None });
            } else {
                layout.arguments.push(index);
            }
        }
        if predicate.role == Role::Finding {
            layout.arguments.extend(predicate.columns.len()..predicate.context_column());
            self.fields(predicate.context_column(), None, &mut layout);
        }
        layout
    }

    /// Adds the fields of the context in a column, but for the one that is concluded.
    fn fields(&self, column: usize, without: Option<usize>, layout: &mut Layout) {
        for (index, field) in self.schema.context.iter().enumerate() {
            if Some(index) != without {
                layout.context.push(Part { name: field.name.clone(), column, field: Some(index) });
            }
        }
    }

    fn is_context(&self, column: &Column) -> bool {
        let of_field = self.schema.context.iter().any(|f| f.kind == column.kind);
        let kind = &self.schema.kinds[column.kind.0 as usize];
        let said = |value: &Symbol| match self.input.interner.value(*value) {
            Value::Text(text) => kind.words.as_ref().is_some_and(|w| w.iter().any(|w| **w == *text)),
            Value::Entity(_) => self.contexts.is_of_kind(*value, column.kind),
            _ => false,
        };
        of_field && !self.schema.opposite_values.keys().any(said)
    }
}

/// What comparing claims found.
#[derive(Debug, Default)]
pub(super) struct Encounters {
    /// Claims that oppose each other, by position, each pair once.
    pub(super) pairs: Vec<(usize, usize, Clash)>,
    /// For each claim how many of the other parity it was not compared with.
    pub(super) missed: Vec<usize>,
    /// How many comparisons were made.
    pub(super) comparisons: usize,
}

/// A side of a bucket: the claims of one parity, those with equal contexts together.
#[derive(Default)]
struct Side<'c> {
    groups: Vec<Vec<usize>>,
    by_context: FxHashMap<&'c [Symbol], usize>,
    claims: usize,
}

impl<'c> Side<'c> {
    fn add(&mut self, index: usize, context: &'c [Symbol]) {
        let next = self.groups.len();
        let group = *self.by_context.entry(context).or_insert(next);
        if group == next {
            self.groups.push(Vec::new());
        }
        self.groups[group].push(index);
        self.claims += 1;
    }
}

/// Finds the claims that oppose each other. `compare` says how two contexts lie to each other, or
/// that the two claims have nothing to do with each other.
pub(super) fn encounters(claims: &[Claim], compare: &dyn Fn(usize, usize) -> Option<Clash>) -> Encounters {
    let mut buckets: Vec<[Side<'_>; 2]> = Vec::new();
    let mut by_key: FxHashMap<(PredicateId, &[Symbol]), usize> = FxHashMap::default();
    for (index, claim) in claims.iter().enumerate() {
        let bucket = *by_key.entry((claim.key.0, &claim.key.1)).or_insert(buckets.len());
        if bucket == buckets.len() {
            buckets.push(Default::default());
        }
        buckets[bucket][usize::from(claim.odd)].add(index, &claim.context);
    }
    let mut found = Encounters { missed: vec![0; claims.len()], ..Encounters::default() };
    for [even, odd] in &buckets {
        let (long, short) = if even.groups.len() >= odd.groups.len() { (even, odd) } else { (odd, even) };
        if !short.groups.is_empty() {
            meet(claims, long, short, compare, &mut found);
        }
    }
    found
}

/// Compares the groups of two sides: those of equal contexts, then all others or, in a large
/// bucket, each with its next ones.
fn meet(
    claims: &[Claim],
    long: &Side<'_>,
    short: &Side<'_>,
    compare: &dyn Fn(usize, usize) -> Option<Clash>,
    found: &mut Encounters,
) {
    let all = long.groups.len() * short.groups.len();
    let rounds = if all <= MOST_COMPARISONS { short.groups.len() } else { SPREAD.min(short.groups.len()) };
    let mut met_long = vec![0; long.groups.len()];
    let mut met_short = vec![0; short.groups.len()];
    let mut pairs = Vec::new();
    for (i, group) in long.groups.iter().enumerate() {
        let same = short.by_context.get(claims[group[0]].context.as_slice()).copied();
        pairs.extend(same.map(|j| (i, j)));
        let next = (0..rounds).map(|round| (i + round) % short.groups.len());
        pairs.extend(next.filter(|&j| Some(j) != same).map(|j| (i, j)));
    }
    for (i, j) in pairs {
        let (ours, theirs) = (&long.groups[i], &short.groups[j]);
        met_long[i] += theirs.len();
        met_short[j] += ours.len();
        found.comparisons += 1;
        if let Some(clash) = compare(ours[0], theirs[0]) {
            let each = ours.iter().flat_map(|&a| theirs.iter().map(move |&b| (a, b, clash)));
            found.pairs.extend(each);
        }
    }
    for (side, met, others) in [(long, met_long, short.claims), (short, met_short, long.claims)] {
        for (group, met) in side.groups.iter().zip(met) {
            group.iter().for_each(|&claim| found.missed[claim] = others - met);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claim(key: u32, odd: bool, context: u32) -> Claim {
        Claim { key: (PredicateId(0), vec![Symbol(key)]), odd, context: vec![Symbol(context)] }
    }

    fn run(claims: &[Claim]) -> Encounters {
        let compare = |a: usize, b: usize| {
            let same = claims[a].context == claims[b].context;
            Some(if same { Clash::Same } else { Clash::Different })
        };
        encounters(claims, &compare)
    }

    #[test]
    fn only_equal_keys_of_different_parity_meet() {
        let found = run(&[claim(1, false, 1), claim(1, true, 1), claim(1, false, 2), claim(2, true, 1)]);
        assert_eq!(found.pairs, [(0, 1, Clash::Same), (2, 1, Clash::Different)]);
        assert_eq!(found.missed, [0; 4]);
    }

    #[test]
    fn a_hundred_thousand_claims_take_as_many_comparisons() {
        let claims: Vec<Claim> = (0..100_000).map(|i| claim(i / 2, i % 2 == 1, 0)).collect();
        let found = run(&claims);
        assert_eq!(found.comparisons, 50_000);
        assert_eq!(found.pairs.len(), 50_000);
    }

    #[test]
    fn a_hundred_thousand_contexts_of_one_claim_stay_linear_and_lose_no_equal_context() {
        let claims: Vec<Claim> = (0..100_000).map(|i| claim(0, i % 2 == 1, i / 4)).collect();
        let found = run(&claims);
        assert!(found.comparisons <= (SPREAD + 1) * 25_000, "{}", found.comparisons);
        let same = found.pairs.iter().filter(|(.., clash)| *clash == Clash::Same).count();
        assert_eq!(same, 25_000 * 4, "each context has two claims on each side");
        assert!(found.missed.iter().all(|&m| m > 0));
    }
}
