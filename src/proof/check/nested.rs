//! A nested conjunction in, all its solutions among plain rows out.
//!
//! Literal after literal over lists of bindings; only the rows that agree with what is bound are
//! touched.

use std::collections::BTreeSet;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::{Checker, RowSource, allows, value, values};
use crate::fact::{RelationId, Symbol};
use crate::plan::scope::{self, Variables};
use crate::plan::{Atom, Comparison, Literal, Term};

type Binding = Vec<Option<Symbol>>;
/// Rows by their values in some columns.
type Index<'a> = FxHashMap<Vec<Symbol>, Vec<&'a [Symbol]>>;

/// The final rows, indexed by the columns that were asked for.
pub(super) struct Rows<'a> {
    source: &'a dyn RowSource,
    indices: FxHashMap<(RelationId, Vec<usize>), Rc<Index<'a>>>,
}

impl<'a> Rows<'a> {
    pub fn new(source: &'a dyn RowSource) -> Self {
        Self { source, indices: FxHashMap::default() }
    }

    fn by(&mut self, relation: RelationId, columns: Vec<usize>) -> Rc<Index<'a>> {
        let source = self.source;
        let index = self.indices.entry((relation, columns)).or_insert_with_key(|(relation, columns)| {
            let mut index = Index::default();
            for row in source.rows(*relation) {
                let key = columns.iter().map(|&column| row[column]).collect();
                index.entry(key).or_default().push(row);
            }
            Rc::new(index)
        });
        Rc::clone(index)
    }
}

impl<'a> Checker<'a> {
    /// The different tuples of `over` for which a nested body holds, given what the parts around
    /// it bind; for no `over`, one empty tuple if it holds. `None` if it cannot be decided.
    pub(super) fn nested(
        &mut self,
        body: &[Literal],
        over: &[Term],
        around: &Variables,
        binding: &[Option<Symbol>],
    ) -> Option<BTreeSet<Vec<Symbol>>> {
        let given = scope::shared(over, body, around);
        let start = (0..).zip(binding).map(|(v, value)| value.filter(|_| given.contains(&v))).collect();
        let scope: Variables = around.union(&scope::of_positive(body)).copied().collect();
        let mut bound = given;
        let mut open: Vec<&Literal> = body.iter().collect();
        let mut bindings = vec![start];
        while !open.is_empty() {
            let next = (0..open.len()).filter_map(|i| Some((effort(open[i], &bound, &scope)?, i))).min()?.1;
            let literal = open.remove(next);
            bindings = self.extended(literal, &scope, &bound, bindings)?;
            bound.extend(scope::of_positive(std::slice::from_ref(literal)));
        }
        let tuple = |binding: &Binding| over.iter().map(|&term| value(term, binding)).collect();
        Some(bindings.iter().filter_map(tuple).collect())
    }

    fn extended(
        &mut self,
        literal: &Literal,
        scope: &Variables,
        bound: &Variables,
        bindings: Vec<Binding>,
    ) -> Option<Vec<Binding>> {
        let mut extended = Vec::new();
        for binding in bindings {
            match literal {
                Literal::Atom(atom) => self.join(atom, bound, &binding, &mut extended),
                Literal::Not(body) => {
                    if self.nested(body, &[], scope, &binding)?.is_empty() {
                        extended.push(binding);
                    }
                }
                Literal::Compare(comparison, a, b) => {
                    extended.extend(self.compared(*comparison, *a, *b, &binding));
                }
                Literal::Call { function, inputs, outputs } => {
                    let inputs: Vec<Symbol> =
                        inputs.iter().map(|&term| value(term, &binding)).collect::<Option<_>>()?;
                    let results = self.results(*function, &inputs, outputs.len());
                    extended.extend(results.iter().filter_map(|result| unified(outputs, result, &binding)));
                }
                Literal::Aggregate { fold, over, body, result } => {
                    let tuples = self.nested(body, over, scope, &binding)?;
                    let known = value(*result, &binding);
                    let value = match known {
                        Some(known) => {
                            values::folds_to(self.interner, *fold, &tuples, known).then_some(known)
                        }
                        None => values::folded(self.interner, *fold, &tuples),
                    };
                    extended.extend(value.and_then(|value| unified(&[*result], &[value], &binding)));
                }
            }
        }
        Some(extended)
    }

    fn join(&mut self, atom: &Atom, bound: &Variables, binding: &Binding, extended: &mut Vec<Binding>) {
        let known = |term: &Term| match term {
            Term::Var(v) => bound.contains(v),
            Term::Const(_) => true,
            Term::Any => false,
        };
        let columns: Vec<usize> =
            (0..atom.terms.len()).filter(|&column| known(&atom.terms[column])).collect();
        let key: Vec<Symbol> =
            columns.iter().filter_map(|&column| value(atom.terms[column], binding)).collect();
        let index = self.rows.by(atom.relation, columns);
        let rows = index.get(&key).map_or(&[][..], Vec::as_slice);
        extended.extend(rows.iter().filter_map(|row| unified(&atom.terms, row, binding)));
    }

    fn compared(&self, comparison: Comparison, a: Term, b: Term, binding: &Binding) -> Option<Binding> {
        let (left, right) = match (value(a, binding), value(b, binding)) {
            (Some(left), Some(right)) => (left, right),
            (Some(one), None) | (None, Some(one)) => (one, one),
            (None, None) => return None,
        };
        let extended = unified(&[a, b], &[left, right], binding)?;
        values::holds(self.interner, comparison, left, right).then_some(extended)
    }
}

/// How dear a literal is to decide now; `None` if it cannot be.
fn effort(literal: &Literal, bound: &Variables, scope: &Variables) -> Option<usize> {
    let has = |term: &Term| match term {
        Term::Var(v) => bound.contains(v),
        Term::Const(_) => true,
        Term::Any => false,
    };
    let inside = |over: &[Term], body: &[Literal]| scope::shared(over, body, scope).is_subset(bound);
    match literal {
        Literal::Compare(Comparison::Equal, a, b) => (has(a) || has(b)).then_some(0),
        Literal::Compare(_, a, b) => (has(a) && has(b)).then_some(0),
        Literal::Call { inputs, .. } => inputs.iter().all(has).then_some(1),
        Literal::Not(body) => inside(&[], body).then_some(2),
        Literal::Aggregate { over, body, .. } => inside(over, body).then_some(3),
        Literal::Atom(atom) => Some(4 + atom.terms.iter().filter(|term| !has(term)).count()),
    }
}

fn unified(terms: &[Term], row: &[Symbol], binding: &Binding) -> Option<Binding> {
    let mut unified = binding.clone();
    for (&term, &found) in terms.iter().zip(row) {
        if let Term::Var(variable) = term {
            unified.get_mut(usize::from(variable))?.get_or_insert(found);
        }
        if !allows(term, &unified, found) {
            return None;
        }
    }
    Some(unified)
}
