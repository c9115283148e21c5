//! A judgement in; the rows that rules which read a judgement start from out.

use std::collections::BTreeSet;

use super::{Clash, Conclusion, Input, Judgement, Other};
use crate::fact::{RelationId, Role, Symbol, Value};

/// The rows for rules that read a judgement: `supports`, `contests`, `verdict` and `grade`, where
/// the schema has them, and every judged relation of the program.
#[must_use]
pub fn facts(judgement: &Judgement, input: &Input<'_>) -> Vec<(RelationId, Vec<Symbol>)> {
    let schema = &input.program.schema;
    let relation = |name: &str| {
        let predicate = schema.get(schema.predicate(name)?);
        (predicate.role == Role::Plain && predicate.columns.len() == 2).then_some(predicate.reads)
    };
    let [supports, contests, verdict, grade] = ["supports", "contests", "verdict", "grade"].map(relation);
    let identity = |index: usize| {
        let id = judgement.conclusions[index].id.as_str();
        input.interner.intern(Value::Conclusion(id.into()))
    };
    let mut rows = BTreeSet::new();
    for (index, conclusion) in judgement.conclusions.iter().enumerate() {
        let this = identity(index);
        for finding in conclusion.support.findings() {
            let finding = input.interner.intern(Value::Finding(finding));
            rows.extend(supports.map(|r| (r, vec![finding, this])));
        }
        for other in contesting(conclusion) {
            rows.extend(contests.map(|r| (r, vec![this, identity(other)])));
        }
        let standing = input.interner.text(conclusion.verdict.standing.word());
        rows.extend(verdict.map(|r| (r, vec![this, standing])));
        let study = conclusion.grade.map(|g| input.interner.text(g.word(schema)));
        rows.extend(grade.zip(study).map(|(r, study)| (r, vec![this, study])));
        for judged in input.program.judged.iter().filter(|j| j.bases.contains(&conclusion.relation)) {
            let row = conclusion.row.iter().copied().chain([this]).collect();
            rows.insert((judged.relation, row));
        }
    }
    rows.into_iter().collect()
}

/// The conclusions that say the opposite in the same context.
fn contesting(conclusion: &Conclusion) -> impl Iterator<Item = usize> {
    conclusion.verdict.opponents.iter().filter(|o| o.clash == Clash::Same).filter_map(|o| match o.other {
        Other::Conclusion(index) => Some(index),
        Other::Stated { .. } => None,
    })
}
