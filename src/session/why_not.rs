//! A phrase that nothing fits in, what the rules lack out.

use super::question::{phrase, rows};
use super::{Evaluated, Session};
use crate::diagnostic::Diagnostic;
use crate::fact::{RelationId, Symbol};
use crate::plan::Literal;
use crate::program::Query;
use crate::proof::{Goal, WhyNot};

/// Whether something fits a phrase, and if not, why.
#[derive(Clone, Debug)]
pub enum Answered {
    /// These rows follow.
    Holds(Vec<(RelationId, Vec<Symbol>)>),
    /// Nothing does.
    Not(Box<WhyNot>),
}

impl Session {
    /// Why nothing that a phrase stands for follows: the `most` rules that come nearest to it.
    ///
    /// # Errors
    /// Diagnostics if the pattern does not parse or has no reading, or if it is an identifier: one
    /// that is not in the report says nothing of what it stood for.
    pub fn why_not(
        &mut self,
        evaluated: &Evaluated,
        pattern: &str,
        most: usize,
    ) -> Result<Answered, Vec<Diagnostic>> {
        if let Some(conclusion) = evaluated.judgement.conclusions.iter().find(|c| c.id == pattern.trim()) {
            return Ok(Answered::Holds(vec![(conclusion.relation, conclusion.row.clone())]));
        }
        if is_identifier(pattern.trim()) {
            let message = format!("no conclusion has the identifier {}", pattern.trim());
            let help = "ask with the sentence of the conclusion: an identifier that does not follow \
                        cannot be turned back into what it stood for";
            return Err(vec![Diagnostic::error("E0402", message).help(help)]);
        }
        let phrase = phrase(&mut self.sources, pattern)?;
        let query = self.query(&phrase).map_err(|d| vec![d])?;
        let found = rows(&query, evaluated.model.as_ref(), &self.interner, &self.registry);
        if !found.is_empty() {
            return Ok(Answered::Holds(found));
        }
        let prover = self.prover(evaluated);
        match prover.why_not(&goal(&query), most) {
            Some(why_not) => Ok(Answered::Not(Box::new(why_not))),
            None => Ok(Answered::Holds(found)),
        }
    }
}

/// A query's main atom with the conditions on its variables.
fn goal(query: &Query) -> Goal {
    let conditions = query.rule.body.iter().filter(|l| !matches!(l, Literal::Atom(_)));
    Goal {
        atom: query.rule.head.clone(),
        conditions: conditions.cloned().collect(),
        variables: query.rule.variables.len(),
    }
}

/// Whether a text has the form of a conclusion's identifier.
fn is_identifier(text: &str) -> bool {
    let digits = text.strip_prefix("H-").or_else(|| text.strip_prefix("P-"));
    digits.is_some_and(|d| d.len() >= 6 && d.chars().all(|c| c.is_ascii_hexdigit()))
}
