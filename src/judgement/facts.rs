//! A judgement in; the rows that rules which read a judgement start from out.

use std::collections::BTreeSet;

use super::{Clash, Conclusion, Input, Judgement, Other};
use crate::fact::{Predicate, RelationId, Role, Symbol, Value};

/// The rows for rules that read a judgement: `supports`, `contests`, `denies`, `differs`,
/// `verdict`, `grade` and `reading_of`, where the schema has them, and every judged relation of the
/// program.
#[must_use]
pub fn facts(judgement: &Judgement, input: &Input<'_>) -> Vec<(RelationId, Vec<Symbol>)> {
    let mut told = Told { judgement, input, rows: BTreeSet::new() };
    for (index, conclusion) in judgement.conclusions.iter().enumerate() {
        let this = told.identity(index);
        told.worth(conclusion, this);
        told.opponents(conclusion, this);
        for judged in input.program.judged.iter().filter(|j| j.bases.contains(&conclusion.relation)) {
            let row = conclusion.row.iter().copied().chain([this]).collect();
            told.rows.insert((judged.relation, row));
        }
    }
    told.rows.into_iter().collect()
}

/// What has been told so far.
struct Told<'a, 'i> {
    judgement: &'a Judgement,
    input: &'a Input<'i>,
    rows: BTreeSet<(RelationId, Vec<Symbol>)>,
}

impl Told<'_, '_> {
    fn identity(&self, index: usize) -> Symbol {
        let id = self.judgement.conclusions[index].id.as_str();
        self.input.interner.intern(Value::Conclusion(id.into()))
    }

    fn finding(&self, finding: u32) -> Symbol {
        self.input.interner.intern(Value::Finding(finding))
    }

    /// Adds a row of the plain predicate of this name, if there is one with as many columns.
    fn add(&mut self, name: &str, row: Vec<Symbol>) {
        let schema = &self.input.program.schema;
        let predicate = schema.predicate(name).map(|id| schema.get(id));
        let fits = |p: &&Predicate| p.role == Role::Plain && p.columns.len() == row.len();
        if let Some(predicate) = predicate.filter(fits) {
            self.rows.insert((predicate.reads, row));
        }
    }

    fn worth(&mut self, conclusion: &Conclusion, this: Symbol) {
        let interner = self.input.interner;
        for finding in conclusion.support.findings() {
            self.add("supports", vec![self.finding(finding), this]);
        }
        self.add("verdict", vec![this, interner.text(conclusion.verdict.standing.word())]);
        if let Some(grade) = conclusion.grade {
            self.add("grade", vec![this, interner.text(grade.word(&self.input.program.schema))]);
        }
        let reading = conclusion.witness.reading.as_ref();
        // Four digits: what is beyond them is no knowledge.
        let rounded = reading.and_then(|r| Value::number((r.probability * 1e4).round() / 1e4));
        if let Some(reading) = rounded {
            self.add("reading_of", vec![this, interner.intern(reading)]);
        }
    }

    fn opponents(&mut self, conclusion: &Conclusion, this: Symbol) {
        for opponent in &conclusion.verdict.opponents {
            match &opponent.other {
                Other::Conclusion(index) => {
                    let other = self.identity(*index);
                    if opponent.clash == Clash::Same {
                        self.add("contests", vec![this, other]);
                    }
                    for difference in &opponent.differences {
                        let field = self.input.interner.text(&difference.name);
                        self.add("differs", vec![this, other, field]);
                    }
                }
                Other::Stated { findings, .. } if opponent.clash == Clash::Same => {
                    for &finding in findings {
                        self.add("denies", vec![self.finding(finding), this]);
                    }
                }
                Other::Stated { .. } => {}
            }
        }
    }
}
