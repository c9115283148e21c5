//! Whether a rule can be evaluated: each variable is bound by something that must hold.

use std::collections::{BTreeMap, BTreeSet};

use super::error::Fault;
use crate::plan::{Comparison, Literal, Rule, Term, Variable};
use crate::source::Span;

fn variables(terms: &[Term]) -> impl Iterator<Item = Variable> + '_ {
    terms.iter().filter_map(|t| if let Term::Var(v) = t { Some(*v) } else { None })
}

/// All variables of a literal, those of its inner literals included.
pub(super) fn all_variables(literal: &Literal, found: &mut Vec<Variable>) {
    match literal {
        Literal::Atom(atom) => found.extend(variables(&atom.terms)),
        Literal::Not(inner) => inner.iter().for_each(|l| all_variables(l, found)),
        Literal::Compare(_, a, b) => found.extend(variables(&[*a, *b])),
        Literal::Call { inputs, outputs, .. } => {
            found.extend(variables(inputs));
            found.extend(variables(outputs));
        }
        Literal::Aggregate { over, body, result, .. } => {
            found.extend(variables(over));
            found.extend(variables(&[*result]));
            body.iter().for_each(|l| all_variables(l, found));
        }
    }
}

/// Checks that everything gets bound.
pub(super) fn check(
    rule: &Rule,
    spans: &BTreeMap<Variable, Span>,
    implicit: &[Variable],
) -> Result<(), Box<Fault>> {
    let mut bound = BTreeSet::new();
    bind(&rule.body, &rule.body, &rule.head.terms, &mut bound)
        .map_err(|v| unbound(rule, v, spans, implicit))?;
    match variables(&rule.head.terms).find(|v| !bound.contains(v)) {
        Some(variable) => Err(unbound(rule, variable, spans, implicit)),
        None => Ok(()),
    }
}

fn unbound(
    rule: &Rule,
    variable: Variable,
    spans: &BTreeMap<Variable, Span>,
    implicit: &[Variable],
) -> Box<Fault> {
    let fallback = spans.values().next().copied();
    let span = spans.get(&variable).copied().or(fallback);
    let span = span.unwrap_or(Span::new(crate::source::SourceId(0), 0, 0));
    let name = rule.variables[variable as usize].clone();
    if implicit.contains(&variable) {
        return Box::new(Fault::BadTerm {
            message: "this needs a value that nothing in the body gives".to_owned(),
            span,
            help: "add a phrase that binds the variables it is computed from".to_owned(),
        });
    }
    Box::new(Fault::Unbound { variable: name, span, place: String::new() })
}

/// Binds what a conjunction binds, in whatever order works; `Err` with a variable that nothing
/// binds. `whole` and `head` say which variables stand outside of an inner group.
fn bind(
    literals: &[Literal],
    whole: &[Literal],
    head: &[Term],
    bound: &mut BTreeSet<Variable>,
) -> Result<(), Variable> {
    let mut waiting: Vec<&Literal> = literals.iter().collect();
    loop {
        let before = waiting.len();
        let mut first_missing = None;
        waiting.retain(|literal| match evaluable(literal, whole, head, bound) {
            Ok(binds) => {
                bound.extend(binds);
                false
            }
            Err(missing) => {
                first_missing.get_or_insert(missing);
                true
            }
        });
        match first_missing {
            None => return Ok(()),
            Some(missing) if waiting.len() == before => return Err(missing),
            Some(_) => {}
        }
    }
}

/// What a literal binds, if it can be evaluated now; else a variable that it waits for.
fn evaluable(
    literal: &Literal,
    whole: &[Literal],
    head: &[Term],
    bound: &BTreeSet<Variable>,
) -> Result<Vec<Variable>, Variable> {
    let missing = |terms: &[Term]| variables(terms).find(|v| !bound.contains(v));
    match literal {
        Literal::Atom(atom) => Ok(variables(&atom.terms).collect()),
        Literal::Compare(Comparison::Equal, a, b) => match (missing(&[*a]), missing(&[*b])) {
            (Some(v), Some(_)) => Err(v),
            (one, other) => Ok(one.into_iter().chain(other).collect()),
        },
        Literal::Compare(_, a, b) => missing(&[*a, *b]).map_or(Ok(Vec::new()), Err),
        Literal::Call { inputs, outputs, .. } => match missing(inputs) {
            Some(v) => Err(v),
            None => Ok(variables(outputs).collect()),
        },
        Literal::Not(inner) => {
            inner_group(literal, inner, &[], whole, head, bound)?;
            Ok(Vec::new())
        }
        Literal::Aggregate { over, body, result, .. } => {
            inner_group(literal, body, over, whole, head, bound)?;
            Ok(variables(&[*result]).collect())
        }
    }
}

/// An inner group can be evaluated once every variable that also stands outside of it is bound.
fn inner_group(
    this: &Literal,
    inner: &[Literal],
    over: &[Term],
    whole: &[Literal],
    head: &[Term],
    bound: &BTreeSet<Variable>,
) -> Result<(), Variable> {
    let mut outside: Vec<Variable> = variables(head).collect();
    whole.iter().filter(|l| !std::ptr::eq(*l, this)).for_each(|l| all_variables(l, &mut outside));
    let mut inside: Vec<Variable> = variables(over).collect();
    inner.iter().for_each(|l| all_variables(l, &mut inside));
    if let Some(&v) = inside.iter().find(|v| outside.contains(v) && !bound.contains(v)) {
        return Err(v);
    }
    let mut all = bound.clone();
    bind(inner, inner, over, &mut all)?;
    variables(over).find(|v| !all.contains(v)).map_or(Ok(()), Err)
}
