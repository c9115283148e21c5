//! A rule in; the findings each of which alone is missing for it to conclude something out.
//!
//! One atom of the body is left out at a time, and the others are joined by index, so the work
//! grows with the joins and not with the combinations of what could be stated.

use std::collections::BTreeSet;

use super::body::Body;
use super::search::Prover;
use super::solve::{self, Binding, Next, Query, value};
use super::variable_count;
use crate::fact::{FunctionId, RelationId, Symbol};
use crate::plan::scope::{self, Variables};
use crate::plan::{Atom, Literal, Rule, RuleId, Term, Variable};

/// Most ways to satisfy the rest of a rule that are looked at.
const WAYS: usize = 5_000;
/// Most choices that are tried for the rest of a rule.
const TRIED: usize = 50_000;

/// The shape of what papers can state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stateable {
    /// How many columns are declared, before cells and context.
    pub columns: usize,
    /// Where the context stands.
    pub context: usize,
}

/// What is asked of every rule.
#[derive(Clone, Copy)]
pub struct GapQuery<'q> {
    /// Which relations papers fill.
    pub stateable: &'q dyn Fn(RelationId) -> Option<Stateable>,
    /// Which relation holds all groups.
    pub contexts: Option<RelationId>,
    /// Whether a condition of this function pins a variable down to one thing and what is below it.
    pub pins: &'q dyn Fn(FunctionId) -> bool,
    /// Most gaps of one rule.
    pub most: usize,
}

/// A finding that is missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// The rule that it is missing for.
    pub rule: RuleId,
    /// Values of the rule's variables, as far as the rest of the rule binds them.
    pub binding: Vec<Option<Symbol>>,
    /// What is missing, with the rule's variables.
    pub missing: Atom,
    /// Conditions on the variables that are left open.
    pub limits: Vec<Literal>,
    /// What would be concluded; `None` where the missing finding would bind it.
    pub head: Vec<Option<Symbol>>,
    /// The rows that the rest of the rule rests on.
    pub rows: Vec<(RelationId, Vec<Symbol>)>,
}

/// A body without one atom.
struct Rest {
    literals: Vec<Literal>,
    limits: Vec<Literal>,
}

impl Prover<'_> {
    /// The findings each of which alone is missing for a rule, and whether there may be more.
    #[must_use]
    pub fn gaps(&self, id: RuleId, query: &GapQuery<'_>) -> (Vec<Gap>, bool) {
        let rule = self.plan.rule(id);
        let (mut gaps, mut cut) = (Vec::new(), false);
        for (index, literal) in rule.body.iter().enumerate() {
            let Literal::Atom(atom) = literal else { continue };
            let Some(shape) = (query.stateable)(atom.relation) else { continue };
            let Some(rest) = rest(rule, index, atom, shape, query) else { continue };
            let others =
                |l: &Literal| matches!(l, Literal::Atom(a) if (query.stateable)(a.relation).is_some());
            if rest.literals.iter().any(others) {
                cut |= self.without_one(id, atom, &rest, query, &mut gaps);
            }
        }
        (gaps, cut)
    }

    /// Adds what is missing where the rest of a rule holds; `true` if there may be more.
    fn without_one(
        &self,
        id: RuleId,
        atom: &Atom,
        rest: &Rest,
        query: &GapQuery<'_>,
        gaps: &mut Vec<Gap>,
    ) -> bool {
        let rule = self.plan.rule(id);
        let wanted: Vec<Literal> =
            std::iter::once(Literal::Atom(atom.clone())).chain(rest.limits.iter().cloned()).collect();
        let (mut ways, mut cut) = (0, false);
        let mut seen = BTreeSet::new();
        let body = Body::new(&rest.literals);
        let start: Binding = vec![None; variable_count(rule)];
        let query_rest = Query { body: &body, below: None };
        let late = self.solver().solve_within(query_rest, start, TRIED, &mut |binding, chosen, _| {
            ways += 1;
            if ways > WAYS || gaps.len() >= query.most {
                cut = true;
                return Next::Stop;
            }
            let valued = |terms: &[Term]| terms.iter().map(|t| value(*t, binding)).collect::<Vec<_>>();
            let (pattern, head) = (valued(&atom.terms), valued(&rule.head.terms));
            let concluded = head.iter().copied().collect::<Option<Vec<_>>>();
            let known = concluded.is_some_and(|row| self.model.find(rule.head.relation, &row).is_some());
            let binding = binding.to_vec();
            if known || !seen.insert((pattern, head.clone())) || self.holds(&wanted, &binding) {
                return Next::Continue;
            }
            let (_, facts) = solve::premises(chosen);
            let rows = facts.into_iter().filter(|(relation, _)| (query.stateable)(*relation).is_some());
            let rows = rows.map(|(r, i)| (r, self.model.row(r, i).to_vec())).collect();
            let (missing, limits) = (atom.clone(), rest.limits.clone());
            gaps.push(Gap { rule: id, binding, missing, limits, head, rows });
            Next::Continue
        });
        cut | late
    }
}

/// The body without an atom and without what reads its evidence. `None` if then something cannot be
/// decided, or if the atom would ask for any participant whatever.
fn rest(rule: &Rule, index: usize, atom: &Atom, shape: Stateable, query: &GapQuery<'_>) -> Option<Rest> {
    let evidence = match atom.terms.get(shape.context + 1) {
        Some(Term::Var(v)) => Some(*v),
        _ => None,
    };
    let reads_evidence =
        |l: &Literal| evidence.is_some_and(|e| scope::of_body(std::slice::from_ref(l)).contains(&e));
    let others = rule.body.iter().enumerate().filter(|(i, l)| *i != index && !reads_evidence(l));
    let mut literals: Vec<Literal> = others.map(|(_, l)| l.clone()).collect();
    // The group may be any that was observed.
    if let (Some(Term::Var(group)), Some(relation)) = (atom.terms.get(shape.context), query.contexts)
        && !bound(&literals).contains(group)
    {
        literals.push(Literal::Atom(Atom { relation, terms: vec![Term::Var(*group)] }));
    }
    let bound = bound(&literals);
    let open = |l: &Literal| !decidable(l, &bound);
    let (limits, literals): (Vec<Literal>, Vec<Literal>) = literals.into_iter().partition(open);
    if !limits.iter().all(|l| limits_one(l).is_some_and(|v| atom.terms.contains(&Term::Var(v)))) {
        return None;
    }
    let asked = |term: &Term| match term {
        Term::Var(v) => bound.contains(v) || limits.iter().any(|l| pinned(l, *v, query)),
        _ => true,
    };
    atom.terms.iter().take(shape.columns).all(asked).then_some(Rest { literals, limits })
}

/// The variables that some order of the literals binds.
fn bound(literals: &[Literal]) -> Variables {
    let mut bound = Variables::new();
    loop {
        let before = bound.len();
        for literal in literals {
            match literal {
                Literal::Atom(atom) => bound.extend(scope::of_atom(atom)),
                Literal::Call { inputs, outputs, .. }
                    if scope::of_terms(inputs).all(|v| bound.contains(&v)) =>
                {
                    bound.extend(scope::of_terms(outputs));
                }
                Literal::Compare(crate::plan::Comparison::Equal, a, b) => {
                    let known = |t: &Term| scope::of_terms(&[*t]).all(|v| bound.contains(&v));
                    if known(a) || known(b) {
                        bound.extend(scope::of_terms(&[*a, *b]));
                    }
                }
                Literal::Aggregate { result, .. } => bound.extend(scope::of_terms(&[*result])),
                _ => {}
            }
        }
        if bound.len() == before {
            return bound;
        }
    }
}

/// Whether nothing that a literal needs is open. What stands only inside a negation is its own.
fn decidable(literal: &Literal, bound: &Variables) -> bool {
    match literal {
        Literal::Atom(_) => true,
        Literal::Not(_) | Literal::Aggregate { .. } => true,
        Literal::Compare(_, a, b) => scope::of_terms(&[*a, *b]).all(|v| bound.contains(&v)),
        Literal::Call { inputs, .. } => scope::of_terms(inputs).all(|v| bound.contains(&v)),
    }
}

/// The only variable of a condition.
fn limits_one(literal: &Literal) -> Option<Variable> {
    let Literal::Call { inputs, outputs, .. } = literal else { return None };
    let variables: Variables = scope::of_terms(inputs).collect();
    let mut variables = variables.into_iter();
    variables.next().filter(|_| outputs.is_empty() && variables.next().is_none())
}

fn pinned(literal: &Literal, variable: Variable, query: &GapQuery<'_>) -> bool {
    let Literal::Call { function, .. } = literal else { return false };
    limits_one(literal) == Some(variable) && (query.pins)(*function)
}
