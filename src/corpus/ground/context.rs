//! The context record of a finding → a context.

use super::fault::{self, Fault};
use super::name::Naming;
use crate::corpus::finding::{ContextRecord, Texts};
use crate::fact::{ContextField, Shape, Symbol};

/// The keys that a record has without any declaration.
const KEYS: [&str; 10] = [
    "disease",
    "therapy",
    "outcome",
    "system",
    "comparator",
    "setting",
    "timepoint",
    "population",
    "species",
    "model",
];

/// The context that a record describes. A therapy that is an argument is not repeated in it.
pub(super) fn context(
    naming: &Naming<'_>,
    record: &ContextRecord,
    columns: &[Symbol],
    lineage: &str,
) -> Result<Symbol, Fault> {
    let schema = naming.schema();
    if let Some(key) = record.other.keys().find(|key| !schema.context.iter().any(|f| f.name == **key)) {
        let mut known: Vec<String> = KEYS.iter().map(|k| (*k).to_owned()).collect();
        known.extend(
            schema
                .context
                .iter()
                .map(|f| f.name.clone())
                .filter(|n| n != "object" && !KEYS.contains(&n.as_str())),
        );
        return Err(fault::field(key, &known));
    }
    let mut fields = Vec::with_capacity(schema.context.len());
    for field in &schema.context {
        let value = value(naming, field, texts(record, &field.name))?;
        fields.push(if field.name == "therapy" { without(naming, value, columns) } else { value });
    }
    Ok(naming.contexts().context(&fields, &[naming.interner().text(lineage)]))
}

/// What a record says for a field. `object` is what the outcome is an outcome to.
fn texts<'r>(record: &'r ContextRecord, field: &str) -> &'r [String] {
    let one = |text: &'r Option<String>| text.as_ref().map_or(&[][..], std::slice::from_ref);
    let many = |texts: Option<&'r Texts>| texts.map_or(&[][..], Texts::all);
    let outcome = record.outcome.as_ref();
    match field {
        "disease" => one(&record.disease),
        "therapy" => many(record.therapy.as_ref()),
        "outcome" => outcome.map_or(&[][..], |o| std::slice::from_ref(&o.name)),
        "object" => many(outcome.and_then(|o| o.to.as_ref())),
        "system" => one(&record.system),
        "comparator" => one(&record.comparator),
        "setting" => one(&record.setting),
        "timepoint" => many(record.timepoint.as_ref()),
        "population" => one(&record.population),
        "species" => one(&record.species),
        "model" => many(record.model.as_ref()),
        other => many(record.other.get(other)),
    }
}

fn value(naming: &Naming<'_>, field: &ContextField, texts: &[String]) -> Result<Symbol, Fault> {
    // An identifier stands for its entity, as a name does.
    let id = |text: &str| naming.vocabulary().entity(text).map(|e| std::sync::Arc::clone(&e.id));
    let values = texts.iter().map(|text| naming.name(text, id(text).as_deref(), None, field.kind));
    let values: Vec<Symbol> = values.collect::<Result<_, _>>()?;
    if values.len() > 1 && !field.set {
        return Err(fault::several(&field.name));
    }
    Ok(naming.interner().together(Shape::Regimen, &values))
}

/// The members of a regimen that are no arguments.
fn without(naming: &Naming<'_>, regimen: Symbol, columns: &[Symbol]) -> Symbol {
    let interner = naming.interner();
    let arguments: Vec<Symbol> = columns.iter().flat_map(|&c| interner.members(Shape::Regimen, c)).collect();
    let mut members = interner.members(Shape::Regimen, regimen);
    members.retain(|m| !arguments.contains(m));
    interner.together(Shape::Regimen, &members)
}
