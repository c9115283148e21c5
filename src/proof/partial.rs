//! A body that cannot be satisfied in, the way to satisfy most of its parts at once out.
//!
//! A search like that of `solve`, in which a part may also be left out. Conditions on a single
//! variable are no parts: they limit the rows of whatever binds the variable.

use std::collections::BTreeSet;

use super::body::Body;
use super::solve::{Binding, Choice, Choices, Solver, value};
use crate::plan::scope::{self, Variables};
use crate::plan::{Comparison, Literal, Term, Variable};

/// Most parts that are left out by choice; more only where nothing else is left.
const MOST_LEFT_OUT: usize = 3;
/// Most choices that are tried for one body.
const TRIED: usize = 20_000;

/// What became of a part.
#[derive(Clone, Debug)]
pub(super) enum State {
    /// Not looked at: it hangs on a part that was left out.
    Untested,
    /// This satisfies it.
    Held(Choice),
    /// It was left out.
    LeftOut,
}

/// A body whose conditions on single variables are told from its parts.
pub(super) struct Parts<'b> {
    pub literals: &'b [Literal],
    pub body: Body<'b>,
    /// For each literal the variable that it only limits, if it is such a condition.
    limits: Vec<Option<Variable>>,
}

/// The best that was found for a body.
#[derive(Clone, Debug)]
pub(super) struct Partial {
    /// One a literal; those that only limit are `Untested`, or `LeftOut` where the limit is broken
    /// by what was given.
    pub states: Vec<State>,
    pub binding: Binding,
    /// How many parts hold.
    pub held: usize,
}

struct Frame {
    part: usize,
    choices: Choices,
    next: usize,
    skipped: bool,
    before: Binding,
}

/// One search, with at most so many parts left out.
struct Search<'s, 'b> {
    solver: &'s Solver<'s>,
    parts: &'s Parts<'b>,
    states: Vec<State>,
    allowed: usize,
    left_out: usize,
    best: &'s mut Option<Partial>,
    tried: &'s mut usize,
}

impl<'b> Parts<'b> {
    pub fn new(literals: &'b [Literal]) -> Self {
        let limits = literals.iter().map(limited).collect();
        Self { literals, body: Body::new(literals), limits }
    }

    /// Whether a literal only limits a variable.
    pub fn only_limits(&self, literal: usize) -> bool {
        self.limits[literal].is_some()
    }

    /// The conditions on a variable, by position.
    pub fn limits_of(&self, variable: Variable) -> impl Iterator<Item = usize> {
        (0..self.limits.len()).filter(move |&i| self.limits[i] == Some(variable))
    }

    fn parts(&self) -> impl Iterator<Item = usize> {
        (0..self.literals.len()).filter(|&i| !self.only_limits(i))
    }

    /// Whether the conditions on variables that are bound now, and were not before, hold.
    pub fn within_limits(&self, solver: &Solver<'_>, before: &Binding, now: &Binding) -> bool {
        let newly = |v: Variable| {
            let at = usize::from(v);
            before.get(at).copied().flatten().is_none() && now.get(at).copied().flatten().is_some()
        };
        let bound = (0..self.limits.len()).filter(|&i| self.limits[i].is_some_and(newly));
        bound.into_iter().all(|i| self.keeps(solver, i, now))
    }

    /// Whether a condition holds under a binding.
    pub fn keeps(&self, solver: &Solver<'_>, condition: usize, binding: &Binding) -> bool {
        solver.choices(&self.body.parts[condition], binding, None).len() > 0
    }

    /// The most parts that hold together, given a binding.
    pub fn partial(&self, solver: &Solver<'_>, start: &Binding) -> Option<Partial> {
        let mut best: Option<Partial> = None;
        let parts = self.parts().count();
        for allowed in (0..=MOST_LEFT_OUT.min(parts)).chain([parts]) {
            let mut tried = 0;
            let mut search = Search {
                solver,
                parts: self,
                states: self.started(solver, start),
                allowed,
                left_out: 0,
                best: &mut best,
                tried: &mut tried,
            };
            search.run(start.clone());
            if best.as_ref().is_some_and(|b| b.held + allowed >= parts) {
                break;
            }
        }
        best
    }

    /// Nothing is tested yet but the conditions on what is bound already.
    fn started(&self, solver: &Solver<'_>, start: &Binding) -> Vec<State> {
        let broken = |i: usize| {
            let bound = |v: Variable| start.get(usize::from(v)).copied().flatten().is_some();
            self.limits[i].is_some_and(bound) && !self.keeps(solver, i, start)
        };
        (0..self.literals.len()).map(|i| if broken(i) { State::LeftOut } else { State::Untested }).collect()
    }
}

impl Search<'_, '_> {
    fn run(&mut self, start: Binding) {
        let mut frames: Vec<Frame> = Vec::new();
        let mut binding = start;
        loop {
            match self.pick(&binding) {
                Some(part) if self.worth_it() => {
                    let choices = self.solver.choices(&self.parts.body.parts[part], &binding, None);
                    *self.tried += 1 + choices.len() / 16;
                    frames.push(Frame { part, choices, next: 0, skipped: false, before: binding.clone() });
                }
                Some(_) => {}
                None => self.record(&binding),
            }
            match self.advance(&mut frames) {
                Some(next) => binding = next,
                None => return,
            }
        }
    }

    /// Whether more parts can still hold than in the best way so far.
    fn worth_it(&self) -> bool {
        let parts = self.parts.parts().count();
        self.best.as_ref().is_none_or(|best| parts - self.left_out > best.held)
    }

    fn record(&mut self, binding: &Binding) {
        let held = self.states.iter().filter(|s| matches!(s, State::Held(_))).count();
        if self.best.as_ref().is_none_or(|best| held > best.held) {
            let mut found = Partial { states: self.states.clone(), binding: binding.clone(), held };
            self.take_back(&mut found);
            *self.best = Some(found);
        }
    }

    /// What was left out for the sake of parts that were left out later may hold in the end.
    fn take_back(&self, found: &mut Partial) {
        for part in self.parts.parts() {
            let body = &self.parts.body.parts[part];
            let is_open = matches!(found.states[part], State::LeftOut);
            if !is_open || self.solver.cost(body, &found.binding).is_none() {
                continue;
            }
            let choices = self.solver.choices(body, &found.binding, None);
            let taken = (0..choices.len()).filter_map(|i| choices.get(i)).find_map(|choice| {
                let now = self.solver.taken(&self.parts.literals[part], &choice, &found.binding)?;
                self.parts.within_limits(self.solver, &found.binding, &now).then_some((choice, now))
            });
            if let Some((choice, now)) = taken {
                found.states[part] = State::Held(choice);
                found.binding = now;
                found.held += 1;
            }
        }
    }

    fn advance(&mut self, frames: &mut Vec<Frame>) -> Option<Binding> {
        while let Some(frame) = frames.last_mut() {
            if frame.skipped {
                self.left_out -= 1;
            }
            self.states[frame.part] = State::Untested;
            while *self.tried < TRIED
                && let Some(choice) = frame.choices.get(frame.next)
            {
                frame.next += 1;
                *self.tried += 1;
                let literal = &self.parts.literals[frame.part];
                let taken = self.solver.taken(literal, &choice, &frame.before);
                let taken = taken.filter(|now| self.parts.within_limits(self.solver, &frame.before, now));
                if let Some(binding) = taken {
                    self.states[frame.part] = State::Held(choice);
                    return Some(binding);
                }
            }
            // Where time is up, parts are left out, so that something is said in the end.
            let late = *self.tried >= TRIED;
            let may_skip = if late { self.best.is_none() } else { self.left_out < self.allowed };
            if !frame.skipped && may_skip {
                frame.skipped = true;
                self.left_out += 1;
                self.states[frame.part] = State::LeftOut;
                return Some(frame.before.clone());
            }
            frames.pop();
        }
        None
    }

    /// The part to look at next: one that can be decided and does not hang on one left out.
    fn pick(&self, binding: &Binding) -> Option<usize> {
        let open: Vec<usize> =
            self.parts.parts().filter(|&i| matches!(self.states[i], State::Untested)).collect();
        let hanging = self.hanging(&open, binding);
        let anchored = binding.iter().any(Option::is_some);
        let candidate = |&i: &usize| {
            let variables = self.unbound(i, binding);
            let loose = self.is_atom_without_values(i, binding);
            let hangs =
                anchored && loose && !variables.is_disjoint(&hanging) || self.waits(i, &open, &variables);
            let cost = self.solver.cost(&self.parts.body.parts[i], binding)?;
            (!hangs).then_some((loose && anchored, cost, i))
        };
        open.iter().filter_map(candidate).min().map(|(_, _, i)| i)
    }

    /// Whether an equation would only give a value to what a fold has yet to find.
    fn waits(&self, part: usize, open: &[usize], unbound: &Variables) -> bool {
        let equation = matches!(self.parts.literals[part], Literal::Compare(Comparison::Equal, ..));
        let found = |&i: &usize| match &self.parts.literals[i] {
            Literal::Aggregate { result: Term::Var(v), .. } => unbound.contains(v),
            _ => false,
        };
        equation && open.iter().any(found)
    }

    fn is_atom_without_values(&self, part: usize, binding: &Binding) -> bool {
        match &self.parts.literals[part] {
            Literal::Atom(atom) => {
                !atom.terms.is_empty() && atom.terms.iter().all(|&t| value(t, binding).is_none())
            }
            _ => false,
        }
    }

    fn unbound(&self, part: usize, binding: &Binding) -> Variables {
        let one = std::slice::from_ref(&self.parts.literals[part]);
        let open = |v: &Variable| binding.get(usize::from(*v)).copied().flatten().is_none();
        scope::of_positive(one).into_iter().filter(open).collect()
    }

    /// The variables that only parts left out would bind, and what hangs on these in turn.
    fn hanging(&self, open: &[usize], binding: &Binding) -> Variables {
        let out = (0..self.states.len())
            .filter(|&i| matches!(self.states[i], State::LeftOut) && !self.parts.only_limits(i));
        let mut hanging: Variables = out.flat_map(|i| self.unbound(i, binding)).collect();
        let mut left: BTreeSet<usize> =
            open.iter().copied().filter(|&i| self.is_atom_without_values(i, binding)).collect();
        loop {
            let touched: Vec<usize> =
                left.iter().copied().filter(|&i| !self.unbound(i, binding).is_disjoint(&hanging)).collect();
            if touched.is_empty() {
                return hanging;
            }
            for part in touched {
                left.remove(&part);
                hanging.extend(self.unbound(part, binding));
            }
        }
    }
}

/// The variable that a literal only limits: a condition on it and on constants.
fn limited(literal: &Literal) -> Option<Variable> {
    let terms: Vec<Term> = match literal {
        Literal::Call { inputs, outputs, .. } if outputs.is_empty() => inputs.clone(),
        Literal::Compare(Comparison::NotEqual, a, b) => vec![*a, *b],
        _ => return None,
    };
    let variables: BTreeSet<Variable> = scope::of_terms(&terms).collect();
    match variables.into_iter().collect::<Vec<_>>().as_slice() {
        [one] => Some(*one),
        _ => None,
    }
}
