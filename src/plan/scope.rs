//! Which variables of a body are whose.
//!
//! In: bodies. Out: sets of variables. A variable of a nested conjunction (`Not`, `Aggregate`)
//! that also stands in a positive part around it belongs to that part; any other is local.

use std::collections::BTreeSet;

use super::{Atom, Literal, Term, Variable};

/// A set of variables of one rule.
pub type Variables = BTreeSet<Variable>;

/// The variables among terms.
pub fn of_terms(terms: &[Term]) -> impl Iterator<Item = Variable> {
    terms.iter().filter_map(|term| match term {
        Term::Var(variable) => Some(*variable),
        Term::Const(_) | Term::Any => None,
    })
}

/// The variables of an atom.
#[must_use]
pub fn of_atom(atom: &Atom) -> Variables {
    of_terms(&atom.terms).collect()
}

/// The variables that stand in the positive parts of a body, not those inside nested conjunctions.
#[must_use]
pub fn of_positive(body: &[Literal]) -> Variables {
    let mut found = Variables::new();
    for literal in body {
        match literal {
            Literal::Atom(atom) => found.extend(of_terms(&atom.terms)),
            Literal::Not(_) => {}
            Literal::Compare(_, a, b) => found.extend(of_terms(&[*a, *b])),
            Literal::Call { inputs, outputs, .. } => {
                found.extend(of_terms(inputs).chain(of_terms(outputs)));
            }
            Literal::Aggregate { result, .. } => found.extend(of_terms(&[*result])),
        }
    }
    found
}

/// All variables of a body, nested ones included.
#[must_use]
pub fn of_body(body: &[Literal]) -> Variables {
    let mut found = of_positive(body);
    for literal in body {
        match literal {
            Literal::Not(inner) => found.extend(of_body(inner)),
            Literal::Aggregate { over, body, .. } => {
                found.extend(of_terms(over));
                found.extend(of_body(body));
            }
            _ => {}
        }
    }
    found
}

/// The variables that a nested conjunction takes from around it: those that `around`, the
/// variables of all enclosing positive parts, also holds.
#[must_use]
pub fn shared(over: &[Term], body: &[Literal], around: &Variables) -> Variables {
    of_body(body).into_iter().chain(of_terms(over)).filter(|v| around.contains(v)).collect()
}
