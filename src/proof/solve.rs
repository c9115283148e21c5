//! A rule's body and a partial binding in, the ways to satisfy it among a model's rows out.
//!
//! Literals are taken as they become cheap: conditions as soon as they can be decided, then the
//! atom with the fewest open columns. The search keeps its own stack, so a long body is no deep
//! recursion; only nested `Not`s and `Aggregate`s recurse, as deep as the rule nests them.

use std::collections::BTreeSet;

use super::{LISTED_TUPLES, NodeIndex, Premise};
use crate::engine::fold::{fold, holds};
use crate::engine::{Model, Rank};
use crate::fact::{FunctionId, Interner, Registry, RelationId, Symbol};
use crate::plan::scope::{self, Variables};
use crate::plan::{Atom, Comparison, Fold, Literal, Term};

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
    pub body: &'q [Literal],
    /// Variables of the positive parts of all bodies around this one.
    pub around: &'q Variables,
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
pub(super) type Visit<'v> = dyn FnMut(&Binding, &[Option<Choice>], usize) -> Next + 'v;

/// A literal that has been taken, what can make it true, and which of that is tried next.
struct Frame {
    literal: usize,
    choices: Vec<Choice>,
    next: usize,
    before: Binding,
}

impl Solver<'_> {
    /// Shows every solution to `visit` until that says to stop.
    pub fn solve(&self, query: Query<'_>, start: Binding, visit: &mut Visit<'_>) {
        let body = query.body;
        let scope: Variables = query.around.union(&scope::of_positive(body)).copied().collect();
        let mut chosen: Vec<Option<Choice>> = vec![None; body.len()];
        let mut frames: Vec<Frame> = Vec::new();
        let mut binding = start;
        let mut tried = 0;
        loop {
            if frames.len() == body.len() {
                if visit(&binding, &chosen, tried) == Next::Stop {
                    return;
                }
            } else if let Some(literal) = self.pick(body, &chosen, &binding, &scope) {
                let choices = self.choices(&body[literal], &binding, &scope, query.below);
                frames.push(Frame { literal, choices, next: 0, before: binding.clone() });
            }
            match self.advance(body, &mut frames, &mut chosen, &mut tried) {
                Some(next) => binding = next,
                None => return,
            }
        }
    }

    /// Takes the next choice of the last frame that has one.
    fn advance(
        &self,
        body: &[Literal],
        frames: &mut Vec<Frame>,
        chosen: &mut [Option<Choice>],
        tried: &mut usize,
    ) -> Option<Binding> {
        while let Some(frame) = frames.last_mut() {
            while let Some(choice) = frame.choices.get(frame.next) {
                frame.next += 1;
                *tried += 1;
                if let Some(binding) = self.taken(&body[frame.literal], choice, &frame.before) {
                    chosen[frame.literal] = Some(choice.clone());
                    return Some(binding);
                }
            }
            chosen[frame.literal] = None;
            frames.pop();
        }
        None
    }

    /// The binding after a choice; `None` if it does not fit, as a repeated variable may not.
    pub(super) fn taken(&self, literal: &Literal, choice: &Choice, before: &Binding) -> Option<Binding> {
        match (literal, choice) {
            (Literal::Atom(atom), Choice::Row((relation, index))) => {
                bind(&atom.terms, self.model.row(*relation, *index), before)
            }
            (Literal::Compare(_, a, b), Choice::Other(Premise::Compare { left, right })) => {
                bind(&[*a, *b], &[*left, *right], before)
            }
            (Literal::Call { outputs, .. }, Choice::Other(Premise::Call { outputs: values, .. })) => {
                bind(outputs, values, before)
            }
            (Literal::Aggregate { result, .. }, Choice::Other(Premise::Aggregate { value, .. })) => {
                bind(&[*result], &[*value], before)
            }
            (Literal::Not(_), Choice::Other(Premise::Absent)) => Some(before.clone()),
            _ => None,
        }
    }

    /// The literal to take next; `None` if none can be taken.
    fn pick(
        &self,
        body: &[Literal],
        chosen: &[Option<Choice>],
        binding: &Binding,
        scope: &Variables,
    ) -> Option<usize> {
        let open = (0..body.len()).filter(|&i| chosen[i].is_none());
        let cost = |i: usize| self.cost(&body[i], binding, scope).map(|cost| (cost, i));
        open.filter_map(cost).min().map(|(_, i)| i)
    }

    /// How dear a literal is: a class, then the size of the relation for atoms. `None` if it
    /// cannot be decided yet.
    pub(super) fn cost(
        &self,
        literal: &Literal,
        binding: &Binding,
        scope: &Variables,
    ) -> Option<(usize, usize)> {
        let has = |term: &Term| value(*term, binding).is_some();
        let shared = |over: &[Term], body: &[Literal]| {
            scope::shared(over, body, scope).iter().all(|&v| has(&Term::Var(v)))
        };
        match literal {
            Literal::Compare(Comparison::Equal, a, b) => (has(a) || has(b)).then_some((0, 0)),
            Literal::Compare(_, a, b) => (has(a) && has(b)).then_some((0, 0)),
            Literal::Atom(atom) => {
                let unbound = atom.terms.iter().filter(|term| !has(term)).count();
                let class = if unbound == 0 { 1 } else { 4 + unbound };
                Some((class, self.model.len(atom.relation)))
            }
            Literal::Call { inputs, .. } => inputs.iter().all(has).then_some((2, 0)),
            Literal::Not(body) => shared(&[], body).then_some((3, 0)),
            Literal::Aggregate { over, body, .. } => shared(over, body).then_some((4, 0)),
        }
    }

    pub(super) fn choices(
        &self,
        literal: &Literal,
        binding: &Binding,
        scope: &Variables,
        below: Option<Rank>,
    ) -> Vec<Choice> {
        match literal {
            Literal::Atom(atom) => self.rows(atom, binding, below),
            Literal::Not(body) => {
                let absent = !self.satisfiable(body, scope, binding);
                absent.then_some(Choice::Other(Premise::Absent)).into_iter().collect()
            }
            Literal::Compare(comparison, a, b) => {
                let values = self.compare(*comparison, value(*a, binding), value(*b, binding));
                values
                    .map(|(left, right)| Choice::Other(Premise::Compare { left, right }))
                    .into_iter()
                    .collect()
            }
            Literal::Call { function, inputs, outputs } => self.call(*function, inputs, outputs, binding),
            Literal::Aggregate { fold, over, body, .. } => {
                self.aggregate(*fold, over, body, scope, binding).map(Choice::Other).into_iter().collect()
            }
        }
    }

    fn rows(&self, atom: &Atom, binding: &Binding, below: Option<Rank>) -> Vec<Choice> {
        let relation = atom.relation;
        let pattern: Vec<Option<Symbol>> = atom.terms.iter().map(|&term| value(term, binding)).collect();
        let found = match pattern.iter().copied().collect::<Option<Vec<_>>>() {
            Some(row) => self.model.find(relation, &row).into_iter().collect(),
            None => self.model.matching(relation, &pattern),
        };
        let lower = |index: &usize| below.is_none_or(|below| self.model.rank(relation, *index) < below);
        found.into_iter().filter(lower).map(|index| Choice::Row((relation, index))).collect()
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
        binding: &Binding,
    ) -> Vec<Choice> {
        let values = inputs.iter().map(|&term| value(term, binding)).collect::<Option<Vec<_>>>();
        let Some(inputs) = values else { return Vec::new() };
        let mut results = Vec::new();
        let count = self.functions.get(function).call(self.interner, &inputs, &mut results);
        let mut seen = BTreeSet::new();
        let mut choices = Vec::new();
        for index in 0..count {
            let result = results[index * outputs.len()..(index + 1) * outputs.len()].to_vec();
            // Results that differ only where anything goes are one reason, not several.
            let matters = |(term, value): (&Term, &Symbol)| (*term != Term::Any).then_some(*value);
            if seen.insert(outputs.iter().zip(&result).map(matters).collect::<Vec<_>>()) {
                let premise = Premise::Call { function, inputs: inputs.clone(), outputs: result };
                choices.push(Choice::Other(premise));
            }
        }
        choices
    }

    /// Whether a nested body holds; it reads all rows, since its relations are complete.
    fn satisfiable(&self, body: &[Literal], scope: &Variables, binding: &Binding) -> bool {
        let start = restricted(binding, &scope::shared(&[], body, scope));
        let mut found = false;
        self.solve(Query { body, around: scope, below: None }, start, &mut |_, _, _| {
            found = true;
            Next::Stop
        });
        found
    }

    pub(super) fn aggregate(
        &self,
        kind: Fold,
        over: &[Term],
        body: &[Literal],
        scope: &Variables,
        binding: &Binding,
    ) -> Option<Premise> {
        let start = restricted(binding, &scope::shared(over, body, scope));
        let mut tuples: BTreeSet<Vec<Symbol>> = BTreeSet::new();
        self.solve(Query { body, around: scope, below: None }, start, &mut |binding, _, _| {
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

/// The binding extended so that the terms have these values, if it can be.
pub(super) fn bind(terms: &[Term], values: &[Symbol], before: &Binding) -> Option<Binding> {
    let mut binding = before.clone();
    for (&term, &found) in terms.iter().zip(values) {
        let agrees = match term {
            Term::Var(v) => *binding.get_mut(usize::from(v))?.get_or_insert(found) == found,
            Term::Const(wanted) => wanted == found,
            Term::Any => true,
        };
        if !agrees {
            return None;
        }
    }
    Some(binding)
}

pub(super) fn value(term: Term, binding: &[Option<Symbol>]) -> Option<Symbol> {
    match term {
        Term::Var(v) => binding.get(usize::from(v)).copied().flatten(),
        Term::Const(symbol) => Some(symbol),
        Term::Any => None,
    }
}

fn restricted(binding: &Binding, variables: &Variables) -> Binding {
    (0..).zip(binding).map(|(v, value)| value.filter(|_| variables.contains(&v))).collect()
}
