//! The oracle: rules applied to all rows, round after round, until nothing new follows.
//!
//! In: the rules of a plan as they stand. Out: a model. It knows no join orders, no indices and no
//! deltas, and shares nothing with other backends but folds and comparisons of values.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::Ordering;

use super::fold::{fold, holds};
use super::{AtStop, Backend, Limits, Model, Progress, Rank, StopReason, Stopped};
use crate::fact::{FactSet, FunctionId, Interner, Registry, RelationId, Symbol};
use crate::plan::scope::{self, Variables};
use crate::plan::{Atom, Comparison, Fold, Literal, Plan, Rule, RuleId, Stratum, Term};

/// The oracle.
#[derive(Clone, Copy, Debug, Default)]
pub struct Naive;

type Rows = BTreeMap<Vec<Symbol>, Rank>;
type Binding = Vec<Option<Symbol>>;

impl Backend for Naive {
    fn run(
        &self,
        plan: &Plan,
        facts: &FactSet,
        interner: &Interner,
        functions: &Registry,
        limits: &mut Limits<'_>,
    ) -> Result<Box<dyn Model>, Stopped> {
        let mut evaluation = Evaluation { plan, interner, functions, relations: loaded(plan, facts) };
        for (index, stratum) in plan.strata.iter().enumerate() {
            if let Err(stopped) = evaluation.complete(index, stratum, limits) {
                let kept = || Box::new(NaiveModel::new(evaluation.relations)) as Box<dyn Model>;
                let kept = (limits.at_stop == AtStop::Keep).then(kept);
                return Err(stopped.in_stratum(plan, index, kept));
            }
        }
        Ok(Box::new(NaiveModel::new(evaluation.relations)))
    }
}

fn loaded(plan: &Plan, facts: &FactSet) -> Vec<Rows> {
    let rank = Rank { stratum: 0, round: 0 };
    let rows = |id| facts.rows(RelationId(id)).iter().map(|row| (row.to_vec(), rank)).collect();
    (0..plan.relations.len() as u32).map(rows).collect()
}

struct Evaluation<'a> {
    plan: &'a Plan,
    interner: &'a Interner,
    functions: &'a Registry,
    relations: Vec<Rows>,
}

impl Evaluation<'_> {
    fn complete(&mut self, index: usize, stratum: &Stratum, limits: &mut Limits<'_>) -> Result<(), Stopped> {
        let mut added = BTreeMap::<RuleId, usize>::new();
        for round in 1.. {
            let new: Vec<_> = stratum.rules.iter().map(|&id| (id, self.conclusions(self.rule(id)))).collect();
            let before = self.facts();
            for (id, rows) in new {
                let relation = self.rule(id).head.relation;
                let rank = Rank { stratum: index as u32 + 1, round };
                *added.entry(id).or_default() += self.add(relation, rows, rank);
            }
            let facts = self.facts();
            let strata = self.plan.strata.len();
            let relation = stratum.relations.first().copied();
            limits.tell(&Progress { stratum: index, strata, relation, round, facts });
            if let Some(reason) = exceeded(limits, facts) {
                let most = added.iter().max_by_key(|(id, rows)| (**rows, std::cmp::Reverse(**id)));
                return Err(Stopped::new(reason, most.map(|(id, _)| *id), facts));
            }
            if facts == before {
                break;
            }
        }
        Ok(())
    }

    fn rule(&self, id: RuleId) -> &Rule {
        &self.plan.rules[id.0 as usize]
    }

    fn facts(&self) -> usize {
        self.relations.iter().map(BTreeMap::len).sum()
    }

    fn add(&mut self, relation: RelationId, rows: BTreeSet<Vec<Symbol>>, rank: Rank) -> usize {
        let known = &mut self.relations[relation.0 as usize];
        let before = known.len();
        for row in rows {
            known.entry(row).or_insert(rank);
        }
        known.len() - before
    }

    fn conclusions(&self, rule: &Rule) -> BTreeSet<Vec<Symbol>> {
        let start = vec![None; scope::of_body(&rule.body).last().map_or(0, |&v| usize::from(v) + 1)];
        let solutions = self.solve(&rule.body, &Variables::new(), start);
        let head = |binding: Binding| rule.head.terms.iter().map(|&t| value(t, &binding)).collect();
        solutions.into_iter().filter_map(head).collect()
    }

    /// Every extension of `start` that satisfies the body. A body with a part that can never be
    /// evaluated has none.
    fn solve(&self, body: &[Literal], around: &Variables, start: Binding) -> Vec<Binding> {
        let scope: Variables = around.union(&scope::of_positive(body)).copied().collect();
        let mut bound: Variables =
            (0..).zip(&start).filter(|(_, value)| value.is_some()).map(|(v, _)| v).collect();
        let mut rest: Vec<&Literal> = body.iter().collect();
        let mut bindings = vec![start];
        while !rest.is_empty() {
            let Some(next) = next(&rest, &bound, &scope) else { return Vec::new() };
            let literal = rest.remove(next);
            bindings = bindings.iter().flat_map(|binding| self.extend(literal, &scope, binding)).collect();
            bound.extend(scope::of_positive(std::slice::from_ref(literal)));
        }
        bindings
    }

    fn extend(&self, literal: &Literal, scope: &Variables, binding: &Binding) -> Vec<Binding> {
        match literal {
            Literal::Atom(atom) => self.atom(atom, binding),
            Literal::Not(body) => self.not(body, scope, binding),
            Literal::Compare(comparison, a, b) => self.compare(*comparison, *a, *b, binding),
            Literal::Call { function, inputs, outputs } => self.call(*function, inputs, outputs, binding),
            Literal::Aggregate { fold, over, body, result } => {
                let value = self.aggregate(*fold, over, body, scope, binding);
                value.and_then(|value| bind(&[*result], &[value], binding)).into_iter().collect()
            }
        }
    }

    fn atom(&self, atom: &Atom, binding: &Binding) -> Vec<Binding> {
        let rows = &self.relations[atom.relation.0 as usize];
        rows.keys().filter_map(|row| bind(&atom.terms, row, binding)).collect()
    }

    fn not(&self, body: &[Literal], scope: &Variables, binding: &Binding) -> Vec<Binding> {
        let start = restricted(binding, &scope::shared(&[], body, scope));
        if self.solve(body, scope, start).is_empty() { vec![binding.clone()] } else { Vec::new() }
    }

    fn compare(&self, comparison: Comparison, a: Term, b: Term, binding: &Binding) -> Vec<Binding> {
        let extended = match (value(a, binding), value(b, binding)) {
            (Some(x), Some(y)) => holds(self.interner, comparison, x, y).then(|| binding.clone()),
            (Some(x), None) => bind(&[b], &[x], binding),
            (None, Some(y)) => bind(&[a], &[y], binding),
            (None, None) => None,
        };
        extended.into_iter().collect()
    }

    fn call(&self, id: FunctionId, inputs: &[Term], outputs: &[Term], binding: &Binding) -> Vec<Binding> {
        let Some(inputs) = inputs.iter().map(|&t| value(t, binding)).collect::<Option<Vec<_>>>() else {
            return Vec::new();
        };
        let mut results = Vec::new();
        let count = self.functions.get(id).call(self.interner, &inputs, &mut results);
        let width = outputs.len();
        let result = |i: usize| bind(outputs, &results[i * width..(i + 1) * width], binding);
        (0..count).filter_map(result).collect()
    }

    fn aggregate(
        &self,
        kind: Fold,
        over: &[Term],
        body: &[Literal],
        scope: &Variables,
        binding: &Binding,
    ) -> Option<Symbol> {
        let start = restricted(binding, &scope::shared(over, body, scope));
        let solutions = self.solve(body, scope, start);
        let element = |term: Term, binding: &Binding| match term {
            Term::Any => Some(Symbol::UNKNOWN),
            _ => value(term, binding),
        };
        let tuple = |binding: Binding| over.iter().map(|&t| element(t, &binding)).collect();
        let tuples: BTreeSet<Vec<Symbol>> = solutions.into_iter().filter_map(tuple).collect();
        let firsts: Vec<Symbol> =
            tuples.iter().map(|t| t.first().copied().unwrap_or(Symbol::UNKNOWN)).collect();
        fold(self.interner, kind, &firsts)
    }
}

/// A condition if one is ready, else the atom with the most bound variables.
fn next(rest: &[&Literal], bound: &Variables, scope: &Variables) -> Option<usize> {
    let weight = |literal: &Literal| match literal {
        Literal::Atom(atom) => scope::of_terms(&atom.terms).filter(|v| bound.contains(v)).count(),
        _ => usize::MAX,
    };
    let ready = (0..rest.len()).filter(|&i| ready(rest[i], bound, scope));
    ready.max_by_key(|&i| (weight(rest[i]), std::cmp::Reverse(i)))
}

/// Whether everything that a literal needs is bound. `Equal` needs one side, an atom nothing.
fn ready(literal: &Literal, bound: &Variables, scope: &Variables) -> bool {
    let has = |term: &Term| match term {
        Term::Var(v) => bound.contains(v),
        Term::Const(_) => true,
        Term::Any => false,
    };
    match literal {
        Literal::Atom(_) => true,
        Literal::Not(body) => scope::shared(&[], body, scope).is_subset(bound),
        Literal::Compare(Comparison::Equal, a, b) => has(a) || has(b),
        Literal::Compare(_, a, b) => has(a) && has(b),
        Literal::Call { inputs, .. } => inputs.iter().all(has),
        Literal::Aggregate { over, body, .. } => scope::shared(over, body, scope).is_subset(bound),
    }
}

fn value(term: Term, binding: &Binding) -> Option<Symbol> {
    match term {
        Term::Var(v) => binding.get(usize::from(v)).copied().flatten(),
        Term::Const(symbol) => Some(symbol),
        Term::Any => None,
    }
}

/// The binding extended so that the terms are these values, if it can be.
fn bind(terms: &[Term], values: &[Symbol], binding: &Binding) -> Option<Binding> {
    let mut extended = binding.clone();
    for (&term, &symbol) in terms.iter().zip(values) {
        let agrees = match term {
            Term::Var(v) => *extended[usize::from(v)].get_or_insert(symbol) == symbol,
            Term::Const(wanted) => wanted == symbol,
            Term::Any => true,
        };
        if !agrees {
            return None;
        }
    }
    Some(extended)
}

fn restricted(binding: &Binding, variables: &Variables) -> Binding {
    (0..).zip(binding).map(|(v, value)| value.filter(|_| variables.contains(&v))).collect()
}

fn exceeded(limits: &Limits<'_>, facts: usize) -> Option<StopReason> {
    if limits.cancel.load(Ordering::Relaxed) {
        return Some(StopReason::Cancelled);
    }
    (facts > limits.max_facts).then_some(StopReason::Facts)
}

#[derive(Debug)]
struct NaiveModel {
    relations: Vec<Vec<(Vec<Symbol>, Rank)>>,
}

impl NaiveModel {
    fn new(relations: Vec<Rows>) -> Self {
        Self { relations: relations.into_iter().map(|rows| rows.into_iter().collect()).collect() }
    }

    fn rows(&self, relation: RelationId) -> &[(Vec<Symbol>, Rank)] {
        &self.relations[relation.0 as usize]
    }
}

impl Model for NaiveModel {
    fn len(&self, relation: RelationId) -> usize {
        self.rows(relation).len()
    }

    fn row(&self, relation: RelationId, index: usize) -> &[Symbol] {
        &self.rows(relation)[index].0
    }

    fn rank(&self, relation: RelationId, index: usize) -> Rank {
        self.rows(relation)[index].1
    }

    fn find(&self, relation: RelationId, row: &[Symbol]) -> Option<usize> {
        self.rows(relation).binary_search_by(|(found, _)| found.as_slice().cmp(row)).ok()
    }

    fn matching(&self, relation: RelationId, pattern: &[Option<Symbol>]) -> Vec<usize> {
        let agrees = |row: &[Symbol]| pattern.iter().zip(row).all(|(p, s)| p.is_none_or(|p| p == *s));
        let rows = self.rows(relation).iter().enumerate();
        rows.filter(|(_, (row, _))| agrees(row)).map(|(index, _)| index).collect()
    }
}
