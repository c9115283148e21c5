//! A row, or a pattern of rows, that does not follow in; what the rules that could conclude it
//! lack out.
//!
//! Of each rule the way that satisfies most of its parts is taken, and each part that is left is
//! explained by what is there instead. Where that part is itself concluded by rules, the best of
//! them is asked in turn, a few steps down.

use std::collections::BTreeSet;

use super::partial::{Partial, Parts, State};
use super::search::Prover;
use super::shortfall::{self, Shortfall};
use super::solve::{Binding, Choice, Fact, value};
use super::{Premise, variable_count};
use crate::fact::{RelationId, Symbol};
use crate::plan::{Atom, Comparison, Literal, Rule, RuleId, Term, Variable, scope};

/// How many steps down the missing rows of a rule are asked for in turn.
const DEPTH: usize = 4;
/// Most relations that rules which only unite relations lead to.
const UNITED: usize = 64;

/// What is asked for: an atom, with conditions on its variables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Goal {
    /// Constants, and variables from 0.
    pub atom: Atom,
    /// What else must hold of the variables.
    pub conditions: Vec<Literal>,
    /// How many variables there are.
    pub variables: usize,
}

impl Goal {
    /// A row that is known whole.
    #[must_use]
    pub fn ground(relation: RelationId, row: &[Symbol]) -> Self {
        let terms = row.iter().map(|&s| Term::Const(s)).collect();
        Self { atom: Atom { relation, terms }, conditions: Vec::new(), variables: 0 }
    }
}

/// Why nothing that was asked for follows.
#[derive(Clone, Debug, PartialEq)]
pub struct WhyNot {
    /// What was asked for.
    pub goal: Goal,
    /// What the nearest rules lack, nearest first; papers and data, which need no rule, come last.
    pub attempts: Vec<Attempt>,
    /// How many rules could conclude it.
    pub rules: usize,
}

/// How near a rule, or what was loaded, comes to the goal.
#[derive(Clone, Debug, PartialEq)]
pub struct Attempt {
    /// The rule; none where the row could only have been loaded.
    pub rule: Option<RuleId>,
    /// Values of the rule's variables, then of the goal's; `None` where nothing binds them.
    pub binding: Vec<Option<Symbol>>,
    /// The parts in the order of the rule's body, then the goal's own conditions. Conditions that
    /// only limit one variable stand here only where what was asked for breaks them.
    pub parts: Vec<Part>,
}

/// A part of a rule's body and what became of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// What it is, with the attempt's variables.
    pub literal: Literal,
    /// The conditions that limit its variables.
    pub limits: Vec<Literal>,
    /// What became of it.
    pub state: PartState,
}

/// What became of a part.
#[derive(Clone, Debug, PartialEq)]
pub enum PartState {
    /// This satisfies it; a row by relation and position in the model.
    Holds(Held),
    /// Nothing does.
    Fails(Box<Failure>),
    /// It hangs on a part that fails.
    Untested,
}

/// What satisfies a part.
#[derive(Clone, Debug, PartialEq)]
pub enum Held {
    /// A row.
    Row(RelationId, Vec<Symbol>),
    /// Something computed, counted or absent.
    Other(Premise),
}

/// Why a part does not hold.
#[derive(Clone, Debug, PartialEq)]
pub struct Failure {
    /// How it fails.
    pub shortfall: Shortfall,
    /// For a row that rules could conclude: why they do not.
    pub below: Option<WhyNot>,
}

impl Attempt {
    /// How many parts hold.
    #[must_use]
    pub fn held(&self) -> usize {
        self.parts.iter().filter(|p| matches!(p.state, PartState::Holds(_))).count()
    }

    /// The parts that fail.
    pub fn failing(&self) -> impl Iterator<Item = (&Part, &Failure)> {
        self.parts.iter().filter_map(|part| match &part.state {
            PartState::Fails(failure) => Some((part, &**failure)),
            _ => None,
        })
    }
}

impl Prover<'_> {
    /// Why nothing that fits a goal follows: the `most` nearest rules. `None` if something does.
    ///
    /// A row of the model has a proof and no answer here; every other one has an answer and no
    /// proof.
    #[must_use]
    pub fn why_not(&self, goal: &Goal, most: usize) -> Option<WhyNot> {
        if self.follows(goal) {
            return None;
        }
        Some(self.asked(goal, most, DEPTH))
    }

    /// Whether some row of the model fits a goal.
    fn follows(&self, goal: &Goal) -> bool {
        let literals: Vec<Literal> = std::iter::once(Literal::Atom(goal.atom.clone()))
            .chain(goal.conditions.iter().cloned())
            .collect();
        self.holds(&literals, &vec![None; goal.variables])
    }

    fn asked(&self, goal: &Goal, most: usize, depth: usize) -> WhyNot {
        let (rules, loaded) = self.concluding(goal.atom.relation);
        let mut attempts: Vec<Attempt> =
            rules.iter().filter_map(|&rule| self.attempt(goal, rule, depth)).collect();
        // The sort is stable: rules of equal standing stay in the order of the plan.
        attempts.sort_by_key(|attempt| std::cmp::Reverse(attempt.standing()));
        attempts.truncate(most);
        attempts.extend(loaded.iter().map(|&relation| self.loaded(goal, relation)));
        WhyNot { goal: goal.clone(), attempts, rules: rules.len() }
    }

    /// The rules that could conclude a row of a relation, and the relations that can only be
    /// loaded, through rules that say nothing but that one relation is part of another.
    fn concluding(&self, relation: RelationId) -> (Vec<RuleId>, Vec<RelationId>) {
        let mut seen = vec![relation];
        let (mut rules, mut loaded) = (BTreeSet::new(), Vec::new());
        let mut next = 0;
        while let Some(&relation) = seen.get(next) {
            next += 1;
            let rules_for = self.rules_for(relation);
            if rules_for.is_empty() {
                loaded.push(relation);
            }
            for &id in rules_for {
                match united(self.plan.rule(id)) {
                    Some(part) if seen.len() < UNITED => {
                        if !seen.contains(&part) {
                            seen.push(part);
                        }
                    }
                    _ => {
                        rules.insert(id);
                    }
                }
            }
        }
        (rules.into_iter().collect(), loaded)
    }

    /// The nearest that a rule comes to a goal; `None` if its head is about something else.
    fn attempt(&self, goal: &Goal, id: RuleId, depth: usize) -> Option<Attempt> {
        let rule = self.plan.rule(id);
        let (mut literals, mut start) = unified(goal, rule)?;
        // Conditions of the goal on what the head fixes decide whether the rule is about it at all.
        for condition in literals.split_off(rule.body.len()) {
            let one = std::slice::from_ref(&condition);
            if !scope::of_body(one).iter().all(|&v| value(Term::Var(v), &start).is_some()) {
                literals.push(condition);
            } else if !self.holds(one, &start) {
                return None;
            }
        }
        let body = Parts::new(&literals);
        let partial = body.partial(self.solver(), &start)?;
        start.resize(partial.binding.len(), None);
        let parts = self.parts(&body, &partial, &start, depth);
        Some(Attempt { rule: Some(id), binding: partial.binding, parts })
    }

    fn parts(&self, body: &Parts<'_>, partial: &Partial, start: &Binding, depth: usize) -> Vec<Part> {
        let mut parts = Vec::new();
        for (index, literal) in body.literals.iter().enumerate() {
            let state = match &partial.states[index] {
                State::Held(Choice::Row(fact)) => PartState::Holds(self.held_row(*fact)),
                State::Held(Choice::Other(premise)) => PartState::Holds(Held::Other(premise.clone())),
                State::Untested if body.only_limits(index) => continue,
                State::Untested => PartState::Untested,
                State::LeftOut => {
                    let shortfall = shortfall::explain(self, body, index, &partial.binding, start);
                    let below = self.below(body, index, &partial.binding, &shortfall, depth);
                    PartState::Fails(Box::new(Failure { shortfall, below }))
                }
            };
            let variables = scope::of_positive(std::slice::from_ref(literal));
            let limits = variables.into_iter().flat_map(|v| body.limits_of(v)).filter(|&i| i != index);
            let limits = limits.map(|i| body.literals[i].clone()).collect();
            parts.push(Part { literal: literal.clone(), limits, state });
        }
        parts
    }

    fn held_row(&self, (relation, index): Fact) -> Held {
        Held::Row(relation, self.model.row(relation, index).to_vec())
    }

    /// For a missing row that rules could conclude: why they do not.
    fn below(
        &self,
        body: &Parts<'_>,
        index: usize,
        binding: &Binding,
        shortfall: &Shortfall,
        depth: usize,
    ) -> Option<WhyNot> {
        let Literal::Atom(atom) = &body.literals[index] else { return None };
        let missing = matches!(shortfall, Shortfall::Nothing { .. }) && depth > 0;
        if !missing || self.rules_for(atom.relation).is_empty() {
            return None;
        }
        let variables = scope::of_atom(atom);
        let open: Vec<Variable> =
            variables.into_iter().filter(|&v| value(Term::Var(v), binding).is_none()).collect();
        let rename = |term: &Term| match (value(*term, binding), term) {
            (Some(known), _) => Term::Const(known),
            (None, Term::Var(v)) => {
                open.iter().position(|o| o == v).map_or(Term::Any, |at| Term::Var(at as Variable))
            }
            (None, other) => *other,
        };
        let terms = atom.terms.iter().map(rename).collect();
        let limits = open.iter().flat_map(|&v| body.limits_of(v));
        let conditions = limits.map(|i| renamed(&body.literals[i], &rename)).collect();
        let goal = Goal { atom: Atom { relation: atom.relation, terms }, conditions, variables: open.len() };
        Some(self.asked(&goal, 1, depth - 1))
    }

    /// What is missing among the rows of a relation that nothing concludes.
    fn loaded(&self, goal: &Goal, relation: RelationId) -> Attempt {
        let atom = Atom { relation, terms: goal.atom.terms.clone() };
        let literals: Vec<Literal> =
            std::iter::once(Literal::Atom(atom)).chain(goal.conditions.iter().cloned()).collect();
        let start = vec![None; goal.variables];
        let body = Parts::new(&literals);
        let states = literals.iter().enumerate();
        let states = states.map(|(i, _)| if i == 0 { State::LeftOut } else { State::Untested }).collect();
        let partial = Partial { states, binding: start.clone(), held: 0 };
        let parts = self.parts(&body, &partial, &start, 0);
        Attempt { rule: None, binding: start, parts }
    }
}

impl Attempt {
    /// The share of parts that hold, in millionths, then how many.
    fn standing(&self) -> (usize, usize) {
        let held = self.held();
        (held * 1_000_000 / self.parts.len().max(1), held)
    }
}

/// The relation that a rule makes part of another one, if it does nothing else.
fn united(rule: &Rule) -> Option<RelationId> {
    let [Literal::Atom(atom)] = rule.body.as_slice() else { return None };
    let variables: BTreeSet<Variable> = scope::of_atom(atom);
    let plain = atom.terms == rule.head.terms && variables.len() == atom.terms.len();
    (plain && atom.relation != rule.head.relation).then_some(atom.relation)
}

/// The rule's body with the goal's conditions behind it, and what the goal binds. `None` if the
/// head's constants are others than the goal's.
fn unified(goal: &Goal, rule: &Rule) -> Option<(Vec<Literal>, Binding)> {
    let own = variable_count(rule);
    let mut start: Binding = vec![None; own + goal.variables];
    let mut stands_for: Vec<Option<Term>> = vec![None; goal.variables];
    let mut equal = Vec::new();
    for (head, wanted) in rule.head.terms.iter().zip(&goal.atom.terms) {
        match (*head, *wanted) {
            (Term::Const(a), Term::Const(b)) if a != b => return None,
            (Term::Var(v), Term::Const(s)) if *start[usize::from(v)].get_or_insert(s) != s => return None,
            (term, Term::Var(q)) => match stands_for.get(usize::from(q)).copied().flatten() {
                None => stands_for[usize::from(q)] = Some(term),
                Some(before) if before != term => {
                    equal.push(Literal::Compare(Comparison::Equal, before, term));
                }
                Some(_) => {}
            },
            _ => {}
        }
    }
    let rename = |term: &Term| match term {
        Term::Var(q) => {
            stands_for.get(usize::from(*q)).copied().flatten().unwrap_or(Term::Var(own as Variable + q))
        }
        other => *other,
    };
    let conditions = goal.conditions.iter().map(|c| renamed(c, &rename)).chain(equal);
    Some((rule.body.iter().cloned().chain(conditions).collect(), start))
}

/// A condition with other terms. Goals have no nested conjunctions.
fn renamed(literal: &Literal, rename: &dyn Fn(&Term) -> Term) -> Literal {
    let all = |terms: &[Term]| terms.iter().map(rename).collect::<Vec<_>>();
    match literal {
        Literal::Atom(atom) => Literal::Atom(Atom { relation: atom.relation, terms: all(&atom.terms) }),
        Literal::Compare(how, a, b) => Literal::Compare(*how, rename(a), rename(b)),
        Literal::Call { function, inputs, outputs } => {
            Literal::Call { function: *function, inputs: all(inputs), outputs: all(outputs) }
        }
        Literal::Not(_) | Literal::Aggregate { .. } => literal.clone(),
    }
}
