//! The table of a vocabulary: one row an entity, seven columns.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Entity, Target};
use crate::diagnostic::Diagnostic;
use crate::fact::Schema;
use crate::source::{SourceId, Sources, Span};

/// The header, which each table starts with.
pub const HEADER: [&str; 7] = ["id", "name", "kind", "synonyms", "parents", "acts on", "cross-references"];

/// The rows of a table with their places; rows that are wrong are left out and reported.
pub(super) fn parse(sources: &Sources, source: SourceId) -> (Vec<(Entity, Span)>, Vec<Diagnostic>) {
    let text = Arc::clone(&sources.get(source).text);
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let shift = sources.get(source).text.len() - text.len();
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(b'\t')
        .quoting(false)
        .flexible(true)
        .has_headers(false)
        .from_reader(text.as_bytes());
    let (mut rows, mut diagnostics) = (Vec::new(), Vec::new());
    let mut record = csv::StringRecord::new();
    let mut first = true;
    while reader.read_record(&mut record).unwrap_or(false) {
        let start = record.position().map_or(0, |p| p.byte() as usize);
        let line = text[start..].trim_start_matches(['\r', '\n']);
        let start = text.len() - line.len();
        let length = line.find(['\r', '\n']).unwrap_or(line.len());
        let span = Span::new(source, start + shift, start + shift + length);
        if first {
            first = false;
            if record.iter().map(str::trim).ne(HEADER) {
                diagnostics.push(wrong_header(span));
                return (rows, diagnostics);
            }
            continue;
        }
        match row(&record, span) {
            Ok(entity) => rows.push((entity, span)),
            Err(diagnostic) => diagnostics.push(diagnostic),
        }
    }
    (rows, diagnostics)
}

fn row(record: &csv::StringRecord, span: Span) -> Result<Entity, Diagnostic> {
    let fields: Vec<&str> = record.iter().map(str::trim).collect();
    let &[id, name, kind, synonyms, parents, acts_on, cross_references] = fields.as_slice() else {
        let message = format!("this row has {} fields; a vocabulary's row has 7", fields.len());
        let help = "part the fields by single tabs; an empty field is two tabs in a row";
        return Err(Diagnostic::error("E0202", message).at(span, "").help(help));
    };
    if !id.contains(':') || id.contains(char::is_whitespace) {
        let message = format!("`{id}` is no identifier");
        let help = "write register and number, such as HGNC:10638, or X:some-slug where no register has one";
        return Err(Diagnostic::error("E0203", message).at(span, "").help(help));
    }
    if name.is_empty() || kind.is_empty() {
        let message = format!("{id} has no {}", if name.is_empty() { "name" } else { "kind" });
        let help = "the second field is the preferred name, the third the kind";
        return Err(Diagnostic::error("E0204", message).at(span, "").help(help));
    }
    Ok(Entity {
        id: id.into(),
        name: name.to_owned(),
        kind: kind.to_owned(),
        synonyms: list(synonyms).map(str::to_owned).collect(),
        parents: list(parents).map(Arc::from).collect(),
        targets: list(acts_on).map(|t| target(t, span)).collect::<Result<_, _>>()?,
        cross_references: list(cross_references).map(str::to_owned).collect(),
        place: Some(span),
    })
}

fn list(field: &str) -> impl Iterator<Item = &str> {
    field.split('|').map(str::trim).filter(|s| !s.is_empty())
}

fn target(text: &str, span: Span) -> Result<Target, Diagnostic> {
    let Some((effect, target)) = text.split_once(char::is_whitespace) else {
        let message = format!("`{text}` does not say what is done to what");
        let help = "write `inhibits TARGET` or `activates TARGET`";
        return Err(Diagnostic::error("E0206", message).at(span, "").help(help));
    };
    Ok(Target { effect: effect.to_owned(), target: target.trim().into() })
}

fn wrong_header(span: Span) -> Diagnostic {
    let help = format!("start the file with this line, parted by tabs: {}", HEADER.join(" → "));
    Diagnostic::error("E0201", "this vocabulary does not start with the header").at(span, "").help(help)
}

/// An identifier that stands twice in one table.
pub(super) fn doubled(entity: &Entity, span: Span, first: Span) -> Diagnostic {
    Diagnostic::warning("E0211", format!("{} stands twice in this table; the later row counts", entity.id))
        .at(span, "this row counts")
        .at(first, "this one is left out")
        .help("join the two rows")
}

/// Kinds and effects that the schema does not declare, each once.
pub(super) fn check(entities: &[Entity], schema: &Schema) -> Vec<Diagnostic> {
    let effects = schema.kind("effect").and_then(|k| schema.kinds[k.0 as usize].words.clone());
    let mut seen = BTreeSet::new();
    let mut diagnostics = Vec::new();
    for entity in entities {
        if schema.kind(&entity.kind).is_none() && seen.insert(entity.kind.as_str()) {
            let message = format!("the kind `{}` of `{}` is not declared", entity.kind, entity.name);
            let help = format!("declare it in a rule file: kind {} is a entity", entity.kind);
            diagnostics.push(at(Diagnostic::error("E0212", message).help(help), entity.place));
        }
        for target in &entity.targets {
            let known = effects.as_ref().is_none_or(|words| words.contains(&target.effect));
            if !known && seen.insert(target.effect.as_str()) {
                let message = format!("`{}` says `{}`, which is no effect", entity.name, target.effect);
                let help = format!(
                    "write one of: {}",
                    effects.iter().flatten().cloned().collect::<Vec<_>>().join(", ")
                );
                diagnostics.push(at(Diagnostic::error("E0213", message).help(help), entity.place));
            }
        }
    }
    diagnostics
}

/// Adds the place if there is one.
pub(super) fn at(diagnostic: Diagnostic, place: Option<Span>) -> Diagnostic {
    match place {
        Some(span) => diagnostic.at(span, ""),
        None => diagnostic,
    }
}
