//! Words for values and rows.

use crate::fact::schema::Piece;
use crate::fact::{ContextField, Interner, Predicate, RelationId, Role, Schema, Shape, Symbol, Value, date};

use super::Vocabulary;

/// Says in words what rows and values mean.
#[derive(Clone, Copy, Debug)]
pub struct Wording<'a> {
    /// Where the values are.
    pub interner: &'a Interner,
    /// Templates, and which relation belongs to what.
    pub schema: &'a Schema,
    /// Preferred names.
    pub vocabulary: &'a Vocabulary,
}

impl Wording<'_> {
    /// A value as in a paper: `letrozole`, `letrozole + palbociclib`, `loss of MAP2K7`.
    #[must_use]
    pub fn value(&self, symbol: Symbol) -> String {
        match self.interner.value(symbol) {
            Value::Unknown => "unknown".to_owned(),
            Value::Int(n) => n.to_string(),
            Value::Decimal(d) => d.get().to_string(),
            Value::Date(days) => date::iso(days),
            Value::Text(text) | Value::Conclusion(text) => text.to_string(),
            Value::Entity(id) => self.vocabulary.entity(&id).map_or(id.to_string(), |e| e.name.clone()),
            Value::Finding(n) => format!("finding {n}"),
            Value::Compound(Shape::Context, parts) => self.context(&parts),
            Value::Compound(shape, parts) => self.compound(shape, &parts),
        }
    }

    fn compound(&self, shape: Shape, parts: &[Symbol]) -> String {
        let names: Vec<String> = parts.iter().map(|&p| self.value(p)).collect();
        match shape {
            Shape::Regimen => names.join(" + "),
            Shape::Joint => format!("{} jointly", listed(&names)),
            Shape::Complex => names.join("·"),
            Shape::Altered | Shape::Context => names.join(" of "),
        }
    }

    /// The known fields. A template that starts with a word (`to {object}`) goes on with the field
    /// declared before it, if that is known: `resistance to letrozole`.
    fn context(&self, parts: &[Symbol]) -> String {
        let mut text = String::new();
        let mut before_known = false;
        for (field, &value) in self.schema.context.iter().zip(parts) {
            let known = value != Symbol::UNKNOWN;
            if known {
                let (phrase, goes_on) = self.field(field, value);
                let separator = match (text.is_empty(), goes_on && before_known) {
                    (true, _) => "",
                    (false, true) => " ",
                    (false, false) => ", ",
                };
                text.push_str(separator);
                text.push_str(&phrase);
            }
            before_known = known;
        }
        if text.is_empty() { "{nothing known}".to_owned() } else { format!("{{{text}}}") }
    }

    /// A field in words, and whether its template starts with a word.
    fn field(&self, field: &ContextField, value: Symbol) -> (String, bool) {
        let Some(pieces) = self.schema.get(field.predicate).templates.first() else {
            return (self.value(value), false);
        };
        let words = pieces.iter().map(|piece| match piece {
            Piece::Slot(_) => self.value(value),
            Piece::Word(word) => word.clone(),
        });
        (joined(words), matches!(pieces.first(), Some(Piece::Word(_))))
    }

    /// A row as a sentence, by the first template of its predicate, without its context.
    #[must_use]
    pub fn row(&self, relation: RelationId, row: &[Symbol]) -> String {
        let Some(&id) = self.schema.predicate_of.get(&relation) else {
            return self.functional(self.relation_name(relation), row);
        };
        let predicate = self.schema.get(id);
        let sentence = match predicate.templates.first() {
            Some(pieces) => joined(pieces.iter().map(|piece| match piece {
                Piece::Word(word) => word.clone(),
                Piece::Slot(column) => self.slot(predicate, *column, row),
            })),
            None => {
                let columns = 0..predicate.columns.len().min(row.len());
                let names: Vec<String> = columns.map(|c| self.slot(predicate, c, row)).collect();
                format!("{}({})", predicate.name, names.join(", "))
            }
        };
        format!("{}{sentence}", prefix(predicate, relation))
    }

    /// A row as a sentence; that of a finding with its context: `… in {…}`.
    #[must_use]
    pub fn row_in_context(&self, relation: RelationId, row: &[Symbol]) -> String {
        let sentence = self.row(relation, row);
        let Some(&id) = self.schema.predicate_of.get(&relation) else { return sentence };
        let predicate = self.schema.get(id);
        let context = match predicate.role {
            Role::Finding => row.get(predicate.context_column()),
            Role::Context(_) => row.first(),
            _ => None,
        };
        match context {
            Some(&context) => format!("{sentence} in {}", self.value(context)),
            None => sentence,
        }
    }

    fn slot(&self, predicate: &Predicate, column: usize, row: &[Symbol]) -> String {
        if let Role::Context(_) = predicate.role {
            return row.last().map_or_else(String::new, |&v| self.value(v));
        }
        let name = row.get(column).map_or_else(String::new, |&v| self.value(v));
        let cell = match predicate.role {
            Role::Finding => predicate.cell_column(column).and_then(|c| row.get(c)),
            _ => None,
        };
        match cell {
            Some(&cell) if cell != Symbol::UNKNOWN => format!("{name} of {}", self.value(cell)),
            _ => name,
        }
    }

    fn functional(&self, name: &str, row: &[Symbol]) -> String {
        let names: Vec<String> = row.iter().map(|&v| self.value(v)).collect();
        format!("{name}({})", names.join(", "))
    }

    fn relation_name(&self, relation: RelationId) -> &str {
        self.schema.relations.get(relation.0 as usize).map_or("?", |r| r.name.as_str())
    }
}

fn prefix(predicate: &Predicate, relation: RelationId) -> &'static str {
    match predicate.finding {
        Some(f) if relation == f.denied || relation == f.denied_evidence => "denied ",
        Some(f) if relation == f.proposed || relation == f.proposed_evidence => "proposed ",
        _ => "",
    }
}

fn listed(names: &[String]) -> String {
    match names {
        [rest @ .., last] if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => names.concat(),
    }
}

/// Words with single spaces, but none inside brackets and before marks.
fn joined(words: impl Iterator<Item = String>) -> String {
    let mut text = String::new();
    for word in words {
        let tight =
            text.is_empty() || text.ends_with(['(', '[']) || word.starts_with([')', ']', ',', '.', ';', ':']);
        if !tight {
            text.push(' ');
        }
        text.push_str(&word);
    }
    text
}
