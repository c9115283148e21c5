//! A conclusion's row and the findings in; whether its authors say it themselves out.

use std::collections::BTreeSet;

use super::Judge;
use super::appraisal::Appraisal;
use super::statements::Polarity;
use super::support::{Certainty, Support};
use crate::fact::{PredicateId, Role, Shape, Symbol, Value};

/// Whether a conclusion is new.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Novelty {
    /// One finding holds everything that the conclusion says.
    Stated {
        /// Such findings by their position in the corpus: those without a hedge, or all if every
        /// one has a hedge; ascending.
        findings: Vec<u32>,
        /// Whether all of them are hedged or only proposed.
        hedged: bool,
    },
    /// Put together from findings of one lineage, or from none.
    WithinOne,
    /// Put together from findings of two lineages or more.
    Across,
}

/// Kinds whose values are no things that a paper speaks of.
const PLAIN_KINDS: [&str; 5] = ["text", "number", "date", "evidence", "conclusion"];

/// What a finding must hold, and must not hold, to say what a conclusion says.
#[derive(Default)]
struct Needed {
    values: Vec<Symbol>,
    opposites: Vec<(Symbol, Symbol)>,
}

/// The findings each of which all leaves of a proof stand on.
fn single(appraisal: &Appraisal) -> Vec<u32> {
    let mut leaves = appraisal.leaves.iter().map(|leaf| &leaf.findings);
    let Some(first) = leaves.next() else { return Vec::new() };
    let rest: Vec<&Vec<u32>> = leaves.collect();
    first.iter().copied().filter(|f| rest.iter().all(|findings| findings.contains(f))).collect()
}

impl Judge<'_> {
    /// Whether one finding says all of a conclusion, else how many lineages its best proof needs.
    ///
    /// A hypothesis is said by a finding only if it follows from that finding alone: to name the
    /// same things is not to say the same of them.
    pub(super) fn novelty(
        &self,
        id: PredicateId,
        row: &[Symbol],
        appraisals: &[Appraisal],
        support: &Support,
    ) -> Novelty {
        let findings = match self.schema.get(id).role {
            Role::Hypothesis => {
                let alone: BTreeSet<u32> = appraisals.iter().flat_map(single).collect();
                self.saying(id, row, Some(&alone))
            }
            _ => self.saying(id, row, None),
        };
        let sure = |f: &u32| self.statements.certainty(*f) == Certainty::Asserted;
        let hedged = !findings.iter().any(sure);
        if !findings.is_empty() {
            let kept = findings.into_iter().filter(|f| hedged || sure(f)).collect();
            return Novelty::Stated { findings: kept, hedged };
        }
        let lineages = support.lineages.iter().filter(|l| l.in_best).count();
        if lineages >= 2 { Novelty::Across } else { Novelty::WithinOne }
    }

    /// The findings that hold every entity, regimen and outcome of a row, and no value that is
    /// opposite to one of its own. A finding that is predicted is said by one of its predicate
    /// with its arguments.
    /// If `among` is given only these are looked at.
    fn saying(&self, id: PredicateId, row: &[Symbol], among: Option<&BTreeSet<u32>>) -> Vec<u32> {
        let predicate = self.schema.get(id);
        let needed = self.needed(id, row);
        let mut found: Vec<u32> = if let Some(among) = among {
            among.iter().copied().filter(|&f| self.statements.holds(f, &needed.values)).collect()
        } else if predicate.role == Role::Finding {
            let statements = self.statements.about(id, &row[..predicate.columns.len()]).iter();
            let affirmed = statements.filter(|s| s.polarity != Polarity::Denied).map(|s| s.finding);
            affirmed.filter(|&f| self.statements.holds(f, &needed.values)).collect()
        } else {
            self.statements.holding(&needed.values)
        };
        found.retain(|&f| {
            let contradicts = |(v, o): &(Symbol, Symbol)| {
                !self.statements.holds(f, &[*v]) && self.statements.holds(f, &[*o])
            };
            !needed.opposites.iter().any(contradicts)
        });
        found.sort_unstable();
        found.dedup();
        found
    }

    fn needed(&self, id: PredicateId, row: &[Symbol]) -> Needed {
        let predicate = self.schema.get(id);
        let mut needed = Needed::default();
        for (index, &value) in row.iter().enumerate() {
            let column = match predicate.role {
                // The row is the context, then the value of its field.
                Role::Context(_) => index.checked_sub(1).and_then(|i| predicate.columns.get(i)),
                _ => predicate.columns.get(index),
            };
            let kind = column.map(|c| &self.schema.kinds[c.kind.0 as usize]);
            let plain = kind.is_some_and(|k| k.words.is_some() || PLAIN_KINDS.contains(&k.name.as_str()));
            if let Some(&opposite) = self.schema.opposite_values.get(&value) {
                needed.opposites.push((value, opposite));
            }
            if !plain {
                self.things(value, &mut needed.values);
            }
        }
        needed.values.sort_unstable();
        needed.values.dedup();
        needed
    }

    fn things(&self, value: Symbol, into: &mut Vec<Symbol>) {
        match self.input.interner.value(value) {
            Value::Compound(Shape::Context, _) => {
                let fields = self.contexts.fields(value);
                let known = fields.iter().take(self.schema.context.len());
                into.extend(known.filter(|&&v| v != Symbol::UNKNOWN));
            }
            Value::Text(_) | Value::Entity(_) | Value::Compound(..) => into.push(value),
            _ => {}
        }
    }
}
