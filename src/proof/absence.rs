//! A negated literal with values in, what was looked through for it out.

use super::search::Prover;
use crate::fact::{RelationId, Symbol};
use crate::plan::{Literal, RuleId, Term};

/// What was looked through, in vain, for a negated part of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Absence {
    /// The relations in the order in which the rule names them.
    pub searched: Vec<Searched>,
}

/// A relation that was looked through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Searched {
    /// Where the atom stands: position in the rule's body, then in each `Not` or `Aggregate`
    /// down to it.
    pub path: Vec<usize>,
    /// The relation.
    pub relation: RelationId,
    /// What was looked for; `None` matches anything.
    pub pattern: Vec<Option<Symbol>>,
    /// How many rows match the pattern. There may be some: each fails another part of the
    /// negated conjunction.
    pub matching: usize,
    /// How many rows the relation has at all.
    pub rows: usize,
    /// How many `Not`s the atom stands in, the outermost included: from 1, and where it is even,
    /// presence was looked for.
    pub negations: usize,
}

impl Prover<'_> {
    /// What was looked through for `body[literal]` of a rule under a binding. `None` if there is
    /// no such literal or it is not a `Not`.
    #[must_use]
    pub fn explain_absence(
        &self,
        rule: RuleId,
        literal: usize,
        binding: &[Option<Symbol>],
    ) -> Option<Absence> {
        let body = &self.plan.rules.get(rule.0 as usize)?.body;
        let Literal::Not(inner) = body.get(literal)? else { return None };
        let mut searched = Vec::new();
        // An explicit list, since rule files decide how deep this nests.
        let mut open = vec![(vec![literal], 1, inner)];
        while let Some((path, negations, literals)) = open.pop() {
            for (index, part) in literals.iter().enumerate() {
                let path: Vec<usize> = path.iter().copied().chain([index]).collect();
                match part {
                    Literal::Atom(atom) => {
                        let pattern = pattern(&atom.terms, binding);
                        searched.push(Searched {
                            path,
                            relation: atom.relation,
                            matching: self.model.matching(atom.relation, &pattern).len(),
                            rows: self.model.len(atom.relation),
                            pattern,
                            negations,
                        });
                    }
                    Literal::Not(inner) => open.push((path, negations + 1, inner)),
                    Literal::Aggregate { body, .. } => open.push((path, negations, body)),
                    Literal::Compare(..) | Literal::Call { .. } => {}
                }
            }
        }
        searched.sort_by(|a, b| a.path.cmp(&b.path));
        Some(Absence { searched })
    }
}

fn pattern(terms: &[Term], binding: &[Option<Symbol>]) -> Vec<Option<Symbol>> {
    let value = |term: &Term| match term {
        Term::Const(value) => Some(*value),
        Term::Var(variable) => binding.get(usize::from(*variable)).copied().flatten(),
        Term::Any => None,
    };
    terms.iter().map(value).collect()
}
