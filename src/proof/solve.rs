//! A rule's body and a partial binding in, the ways to satisfy it among a model's rows out.
//!
//! Literals are taken as they become cheap: conditions as soon as they can be decided, then the
//! atom with the fewest open columns. The search keeps its own stack, so a long body is no deep
//! recursion; only nested `Not`s and `Aggregate`s recurse, as deep as the rule nests them.

use std::collections::BTreeSet;

use super::body::{Body, Part};
use super::{LISTED_TUPLES, NodeIndex, Premise};
use crate::engine::fold::{fold, holds};
use crate::engine::{Model, Rank};
use crate::fact::{FunctionId, Interner, Registry, RelationId, Symbol};
use crate::plan::{Atom, Comparison, Fold, Literal, Term, Variable};

/// A row of the model: its relation and position.
pub(super) type Fact = (RelationId, usize);

/// Values of a rule's variables.
pub(super) type Binding = Vec<Option<Symbol>>;

/// What the search asks: the model and everything that evaluates conditions.
#[derive(Clone, Copy)]
pub(super) struct Solver<'a> {
    pub model: &'a dyn Model,
    pub interner: &'a Interner,
    pub functions: &'a Registry,
}

/// A body to satisfy.
#[derive(Clone, Copy)]
pub(super) struct Query<'q> {
    pub body: &'q Body<'q>,
    /// Only rows of lower rank count.
    pub below: Option<Rank>,
}

/// What made one literal true.
#[derive(Clone, Debug)]
pub(super) enum Choice {
    Row(Fact),
    Other(Premise),
}

/// Whether the search goes on after a solution.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    Continue,
    Stop,
}

/// What is shown each solution: the values of the variables, what made each literal true in the
/// body's order, and how many choices have been tried so far.
pub(super) type Visit<'v> = dyn FnMut(&[Option<Symbol>], &[Option<Choice>], usize) -> Next + 'v;

/// What can make a literal true.
pub(super) enum Choices {
    /// Positions of rows of its relation.
    Rows(RelationId, Vec<usize>),
    Other(Vec<Premise>),
}

impl Choices {
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Rows(_, rows) => rows.len(),
            Self::Other(premises) => premises.len(),
        }
    }

    pub(super) fn get(&self, index: usize) -> Option<Choice> {
        match self {
            Self::Rows(relation, rows) => rows.get(index).map(|&row| Choice::Row((*relation, row))),
            Self::Other(premises) => premises.get(index).cloned().map(Choice::Other),
        }
    }
}

/// A literal that has been taken, what can make it true, and which of that is tried next.
struct Frame {
    literal: usize,
    choices: Choices,
    next: usize,
    /// How many variables were bound before it.
    bound: usize,
}

/// How far a search has come.
struct Search {
    frames: Vec<Frame>,
    chosen: Vec<Option<Choice>>,
    values: Trail,
    tried: usize,
}

/// Values of variables, and in which order they were bound.
struct Trail {
    binding: Binding,
    order: Vec<Variable>,
}

impl Trail {
    /// Binds terms to values; `false` if they do not fit, as a repeated variable may not.
    fn bind(&mut self, terms: &[Term], values: &[Symbol]) -> bool {
        terms.iter().zip(values).all(|(&term, &found)| match term {
            Term::Any => true,
            Term::Const(wanted) => wanted == found,
            Term::Var(v) => match self.binding.get_mut(usize::from(v)) {
                None => false,
                Some(Some(known)) => *known == found,
                Some(open) => {
                    *open = Some(found);
                    self.order.push(v);
                    true
                }
            },
        })
    }

    fn undo(&mut self, bound: usize) {
        for v in self.order.drain(bound..) {
            self.binding[usize::from(v)] = None;
        }
    }
}

impl Solver<'_> {
    /// Shows every solution to `visit` until that says to stop.
    pub fn solve(&self, query: Query<'_>, start: Binding, visit: &mut Visit<'_>) {
        self.solve_within(query, start, usize::MAX, visit);
    }

    /// The same, but gives up after so many choices; `true` if it did.
    pub fn solve_within(&self, query: Query<'_>, start: Binding, most: usize, visit: &mut Visit<'_>) -> bool {
        let parts = &query.body.parts;
        let mut search = Search {
            frames: Vec::with_capacity(parts.len()),
            chosen: vec![None; parts.len()],
            values: Trail { binding: start, order: Vec::new() },
            tried: 0,
        };
        loop {
            if search.frames.len() == parts.len() {
                if visit(&search.values.binding, &search.chosen, search.tried) == Next::Stop {
                    return false;
                }
            } else if let Some(literal) = self.pick(query.body, &search) {
                let choices = self.choices(&parts[literal], &search.values.binding, query.below);
                let bound = search.values.order.len();
                search.frames.push(Frame { literal, choices, next: 0, bound });
            }
            if search.tried > most {
                return true;
            }
            if !self.advance(query.body, &mut search) {
                return false;
            }
        }
    }

    /// Takes the next choice of the last frame that has one; `false` if none has.
    fn advance(&self, body: &Body<'_>, search: &mut Search) -> bool {
        let Search { frames, chosen, values, tried } = search;
        while let Some(frame) = frames.last_mut() {
            values.undo(frame.bound);
            while let Some(choice) = frame.choices.get(frame.next) {
                frame.next += 1;
                *tried += 1;
                if self.take(body.parts[frame.literal].literal, &choice, values) {
                    chosen[frame.literal] = Some(choice);
                    return true;
                }
                values.undo(frame.bound);
            }
            chosen[frame.literal] = None;
            frames.pop();
        }
        false
    }

    /// The binding after a choice; `None` if it does not fit.
    pub(super) fn taken(&self, literal: &Literal, choice: &Choice, before: &Binding) -> Option<Binding> {
        let mut values = Trail { binding: before.clone(), order: Vec::new() };
        self.take(literal, choice, &mut values).then_some(values.binding)
    }

    /// Binds what a choice gives; `false` if it does not fit.
    fn take(&self, literal: &Literal, choice: &Choice, values: &mut Trail) -> bool {
        match (literal, choice) {
            (Literal::Atom(atom), Choice::Row((relation, index))) => {
                values.bind(&atom.terms, self.model.row(*relation, *index))
            }
            (Literal::Compare(_, a, b), Choice::Other(Premise::Compare { left, right })) => {
                values.bind(&[*a, *b], &[*left, *right])
            }
            (Literal::Call { outputs, .. }, Choice::Other(Premise::Call { outputs: found, .. })) => {
                values.bind(outputs, found)
            }
            (Literal::Aggregate { result, .. }, Choice::Other(Premise::Aggregate { value, .. })) => {
                values.bind(&[*result], &[*value])
            }
            (Literal::Not(_), Choice::Other(Premise::Absent)) => true,
            _ => false,
        }
    }

    /// The literal to take next; `None` if none can be taken.
    fn pick(&self, body: &Body<'_>, search: &Search) -> Option<usize> {
        let open = (0..body.parts.len()).filter(|&i| search.chosen[i].is_none());
        let cost = |i: usize| self.cost(&body.parts[i], &search.values.binding).map(|cost| (cost, i));
        open.filter_map(cost).min().map(|(_, i)| i)
    }

    /// How dear a literal is: a class, then the size of the relation for atoms. `None` if it
    /// cannot be decided yet.
    pub(super) fn cost(&self, part: &Part<'_>, binding: &[Option<Symbol>]) -> Option<(usize, usize)> {
        let has = |term: &Term| value(*term, binding).is_some();
        let shared = || part.shared.iter().all(|&v| binding[usize::from(v)].is_some());
        match part.literal {
            Literal::Compare(Comparison::Equal, a, b) => (has(a) || has(b)).then_some((0, 0)),
            Literal::Compare(_, a, b) => (has(a) && has(b)).then_some((0, 0)),
            Literal::Atom(atom) => {
                let unbound = atom.terms.iter().filter(|term| !has(term)).count();
                let class = if unbound == 0 { 1 } else { 4 + unbound };
                Some((class, self.model.len(atom.relation)))
            }
            Literal::Call { inputs, .. } => inputs.iter().all(has).then_some((2, 0)),
            Literal::Not(_) => shared().then_some((3, 0)),
            Literal::Aggregate { .. } => shared().then_some((4, 0)),
        }
    }

    pub(super) fn choices(
        &self,
        part: &Part<'_>,
        binding: &[Option<Symbol>],
        below: Option<Rank>,
    ) -> Choices {
        match part.literal {
            Literal::Atom(atom) => self.rows(atom, binding, below),
            Literal::Not(_) => {
                let absent = !self.satisfiable(part, binding);
                Choices::Other(absent.then_some(Premise::Absent).into_iter().collect())
            }
            Literal::Compare(comparison, a, b) => {
                let values = self.compare(*comparison, value(*a, binding), value(*b, binding));
                let premise = |(left, right)| Premise::Compare { left, right };
                Choices::Other(values.map(premise).into_iter().collect())
            }
            Literal::Call { function, inputs, outputs } => {
                Choices::Other(self.call(*function, inputs, outputs, binding))
            }
            Literal::Aggregate { fold, over, .. } => {
                Choices::Other(self.aggregate(*fold, over, part, binding).into_iter().collect())
            }
        }
    }

    fn rows(&self, atom: &Atom, binding: &[Option<Symbol>], below: Option<Rank>) -> Choices {
        let relation = atom.relation;
        let pattern: Vec<Option<Symbol>> = atom.terms.iter().map(|&term| value(term, binding)).collect();
        let mut found = match pattern.iter().copied().collect::<Option<Vec<_>>>() {
            Some(row) => self.model.find(relation, &row).into_iter().collect(),
            None => self.model.matching(relation, &pattern),
        };
        if let Some(below) = below {
            found.retain(|&index| self.model.rank(relation, index) < below);
        }
        Choices::Rows(relation, found)
    }

    fn compare(
        &self,
        comparison: Comparison,
        a: Option<Symbol>,
        b: Option<Symbol>,
    ) -> Option<(Symbol, Symbol)> {
        let (left, right) = match (a, b) {
            (Some(x), Some(y)) => (x, y),
            (Some(x), None) | (None, Some(x)) => (x, x),
            (None, None) => return None,
        };
        holds(self.interner, comparison, left, right).then_some((left, right))
    }

    fn call(
        &self,
        function: FunctionId,
        inputs: &[Term],
        outputs: &[Term],
        binding: &[Option<Symbol>],
    ) -> Vec<Premise> {
        let values = inputs.iter().map(|&term| value(term, binding)).collect::<Option<Vec<_>>>();
        let Some(inputs) = values else { return Vec::new() };
        let mut results = Vec::new();
        let count = self.functions.get(function).call(self.interner, &inputs, &mut results);
        let mut seen = BTreeSet::new();
        let mut premises = Vec::new();
        for index in 0..count {
            let result = results[index * outputs.len()..(index + 1) * outputs.len()].to_vec();
            // Results that differ only where anything goes are one reason, not several.
            let matters = |(term, value): (&Term, &Symbol)| (*term != Term::Any).then_some(*value);
            if count == 1 || seen.insert(outputs.iter().zip(&result).map(matters).collect::<Vec<_>>()) {
                premises.push(Premise::Call { function, inputs: inputs.clone(), outputs: result });
            }
        }
        premises
    }

    /// Whether a nested body holds; it reads all rows, since its relations are complete.
    fn satisfiable(&self, part: &Part<'_>, binding: &[Option<Symbol>]) -> bool {
        let Some(body) = &part.inner else { return false };
        let mut found = false;
        self.solve(Query { body, below: None }, restricted(binding, &part.shared), &mut |_, _, _| {
            found = true;
            Next::Stop
        });
        found
    }

    pub(super) fn aggregate(
        &self,
        kind: Fold,
        over: &[Term],
        part: &Part<'_>,
        binding: &[Option<Symbol>],
    ) -> Option<Premise> {
        let body = part.inner.as_ref()?;
        let mut tuples: BTreeSet<Vec<Symbol>> = BTreeSet::new();
        self.solve(Query { body, below: None }, restricted(binding, &part.shared), &mut |binding, _, _| {
            tuples.extend(over.iter().map(|&term| value(term, binding)).collect::<Option<Vec<_>>>());
            Next::Continue
        });
        let first = |tuple: &Vec<Symbol>| tuple.first().copied().unwrap_or(Symbol::UNKNOWN);
        let firsts: Vec<Symbol> = tuples.iter().map(first).collect();
        let value = fold(self.interner, kind, &firsts)?;
        let total = tuples.len();
        Some(Premise::Aggregate { tuples: tuples.into_iter().take(LISTED_TUPLES).collect(), total, value })
    }
}

/// The premises of a solution; the `Premise::Fact`s count the rows that stand beside them.
pub(super) fn premises(chosen: &[Option<Choice>]) -> (Vec<Premise>, Vec<Fact>) {
    let mut rows = Vec::new();
    let mut premise = |choice: &Choice| match choice {
        Choice::Other(premise) => premise.clone(),
        Choice::Row(fact) => {
            rows.push(*fact);
            Premise::Fact(NodeIndex(rows.len() as u32 - 1))
        }
    };
    (chosen.iter().flatten().map(&mut premise).collect(), rows)
}

/// The binding of so many variables under which the terms have these values, if there is one.
pub(super) fn bind(terms: &[Term], values: &[Symbol], variables: usize) -> Option<Binding> {
    let mut trail = Trail { binding: vec![None; variables], order: Vec::new() };
    trail.bind(terms, values).then_some(trail.binding)
}

pub(super) fn value(term: Term, binding: &[Option<Symbol>]) -> Option<Symbol> {
    match term {
        Term::Var(v) => binding.get(usize::from(v)).copied().flatten(),
        Term::Const(symbol) => Some(symbol),
        Term::Any => None,
    }
}

pub(super) fn restricted(binding: &[Option<Symbol>], variables: &[Variable]) -> Binding {
    let mut kept = vec![None; binding.len()];
    for &v in variables {
        kept[usize::from(v)] = binding[usize::from(v)];
    }
    kept
}
