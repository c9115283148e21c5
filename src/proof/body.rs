//! A rule's body in, the same with what each literal needs before it can be taken out.
//!
//! Made once a rule, so that no search works out again which variables are whose.

use super::variable_count;
use crate::plan::scope::{self, Variables};
use crate::plan::{Literal, Rule, Term, Variable};

/// A conjunction that is ready to be searched.
#[derive(Debug)]
pub(super) struct Body<'p> {
    pub parts: Vec<Part<'p>>,
}

/// A literal of a body.
#[derive(Debug)]
pub(super) struct Part<'p> {
    pub literal: &'p Literal,
    /// The variables that it takes from around it if it is nested, ascending; else none.
    pub shared: Vec<Variable>,
    /// What stands inside a `Not` or an `Aggregate`.
    pub inner: Option<Body<'p>>,
}

/// A rule that is ready to be searched.
#[derive(Debug)]
pub(super) struct Prepared<'p> {
    pub body: Body<'p>,
    /// How many variables it has.
    pub variables: usize,
}

impl<'p> Body<'p> {
    /// A conjunction that stands in no other.
    pub fn new(literals: &'p [Literal]) -> Self {
        body(literals, &Variables::new())
    }
}

impl<'p> Prepared<'p> {
    pub fn new(rule: &'p Rule) -> Self {
        Self { body: Body::new(&rule.body), variables: variable_count(rule) }
    }
}

/// Recurses as deep as the rule nests its `Not`s and `Aggregate`s.
fn body<'p>(literals: &'p [Literal], around: &Variables) -> Body<'p> {
    let scope: Variables = around.union(&scope::of_positive(literals)).copied().collect();
    let part = |literal: &'p Literal| {
        let (over, inner): (&[Term], _) = match literal {
            Literal::Not(inner) => (&[], Some(inner)),
            Literal::Aggregate { over, body, .. } => (over, Some(body)),
            _ => (&[], None),
        };
        let shared = inner.map(|inner| scope::shared(over, inner, &scope).into_iter().collect());
        Part { literal, shared: shared.unwrap_or_default(), inner: inner.map(|inner| body(inner, &scope)) }
    };
    Body { parts: literals.iter().map(part).collect() }
}
