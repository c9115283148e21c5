//! Rows that rule files state themselves, `fact` items and the `given` of tests, to facts.

use std::collections::BTreeSet;

use crate::fact::{FactSet, Interner, Origin, PredicateId, RelationId, Role, Schema, Shape, Symbol, Value};
use crate::program::{Polarity, StatedRow};

/// Adds rows and, for findings, their evidence: each is one finding, numbered from `first`.
pub(super) fn add(rows: &[StatedRow], schema: &Schema, interner: &Interner, facts: &mut FactSet, first: u32) {
    let mut contexts = BTreeSet::new();
    for (number, row) in (first..).zip(rows) {
        let predicate = schema.get(row.predicate);
        if predicate.role != Role::Finding {
            facts.start(predicate.reads, Origin::Fact(row.span));
            facts.add(predicate.reads, &row.row);
            continue;
        }
        let evidence = interner.intern(Value::Finding(number));
        for ancestor in schema.ancestors(row.predicate) {
            let (plain, with_evidence) = relations(schema, ancestor, row.polarity);
            facts.start(plain, Origin::Fact(row.span));
            facts.add(plain, &row.row);
            let mut long = row.row.clone();
            long.push(evidence);
            facts.start(with_evidence, Origin::Fact(row.span));
            facts.add(with_evidence, &long);
        }
        properties(row, evidence, schema, interner, facts);
        contexts.extend(row.row.last().copied());
    }
    for context in contexts {
        add_context(context, schema, interner, facts);
    }
}

fn relations(schema: &Schema, predicate: PredicateId, polarity: Polarity) -> (RelationId, RelationId) {
    let relations = schema.get(predicate).finding.expect("a finding has its relations");
    match polarity {
        Polarity::Stated => (relations.stated, relations.stated_evidence),
        Polarity::Denied => (relations.denied, relations.denied_evidence),
        Polarity::Proposed => (relations.proposed, relations.proposed_evidence),
    }
}

/// What is known of the evidence of a stated row: its paper, its lineage, its study.
fn properties(row: &StatedRow, evidence: Symbol, schema: &Schema, interner: &Interner, facts: &mut FactSet) {
    let certainty = if row.polarity == Polarity::Proposed { "proposed" } else { "asserted" };
    let known = [
        ("paper", Some(row.paper.as_str())),
        ("lineage", Some(row.paper.as_str())),
        ("study", row.study.as_deref()),
        ("certainty", Some(certainty)),
    ];
    for (name, value) in known {
        if let (Some(id), Some(value)) = (schema.predicate(name), value) {
            let predicate = schema.get(id);
            if predicate.role == Role::Evidence && predicate.columns.len() == 2 {
                facts.start(predicate.reads, Origin::Fact(row.span));
                facts.add(predicate.reads, &[evidence, interner.text(value)]);
            }
        }
    }
}

fn add_context(context: Symbol, schema: &Schema, interner: &Interner, facts: &mut FactSet) {
    if let Some(contexts) = schema.contexts {
        facts.start(contexts, Origin::Finding);
        facts.add(contexts, &[context]);
    }
    let Some(parts) = interner.parts(Shape::Context, context) else { return };
    for (field, &value) in schema.context.iter().zip(parts.iter()) {
        if value != Symbol::UNKNOWN {
            let relation = schema.get(field.predicate).reads;
            facts.start(relation, Origin::Finding);
            facts.add(relation, &[context, value]);
        }
    }
}
