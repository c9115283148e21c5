//! Bodies to alternatives: ∨ is multiplied out, ¬ is pushed onto conjunctions.

use crate::source::Span;
use crate::syntax::ast::{Formula, Operand, Operator, Phrase};

/// A part of a conjunction.
#[derive(Clone, Debug)]
pub(super) enum Part<'a> {
    /// A phrase that must hold.
    Phrase(&'a Phrase),
    /// A comparison.
    Compare(&'a Operand, Operator, &'a Operand, Span),
    /// A conjunction that must not hold.
    Not(Vec<Part<'a>>, Span),
}

/// Most alternatives of one body.
pub(super) const MOST: usize = 512;

/// The alternatives of a formula; `Err` with their number if there are more than [`MOST`].
pub(super) fn alternatives(formula: &Formula) -> Result<Vec<Vec<Part<'_>>>, usize> {
    match formula {
        Formula::Phrase(phrase) => Ok(vec![vec![Part::Phrase(phrase)]]),
        Formula::Compare(a, operator, b, span) => Ok(vec![vec![Part::Compare(a, *operator, b, *span)]]),
        Formula::Or(sides) => {
            let mut all = Vec::new();
            for side in sides {
                all.extend(alternatives(side)?);
            }
            if all.len() > MOST { Err(all.len()) } else { Ok(all) }
        }
        Formula::And(sides) => product(sides),
        Formula::Not(inner, span) => Ok(vec![negated(inner, *span)?]),
    }
}

fn product(sides: &[Formula]) -> Result<Vec<Vec<Part<'_>>>, usize> {
    let mut all: Vec<Vec<Part<'_>>> = vec![Vec::new()];
    for side in sides {
        let side = alternatives(side)?;
        let count = all.len() * side.len();
        if count > MOST {
            return Err(count);
        }
        all = all
            .iter()
            .flat_map(|left| side.iter().map(move |right| left.iter().chain(right).cloned().collect()))
            .collect();
    }
    Ok(all)
}

/// `¬ (a ∨ b)` is `¬ a ∧ ¬ b`.
pub(super) fn negated(formula: &Formula, span: Span) -> Result<Vec<Part<'_>>, usize> {
    Ok(alternatives(formula)?.into_iter().map(|side| Part::Not(side, span)).collect())
}
