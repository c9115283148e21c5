//! Blocks of JSON Lines → rows of codes.
//!
//! In: whole lines, each an object by column or an array in order. Out: their values. A text
//! without escapes is read where it stands; numbers stay as they are written.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

use super::Fault;
use super::block::Block;
use super::coded::Coded;
use super::column::Columns;
use crate::vocabulary::nearest_of;

/// Reads all lines of a block.
pub(super) fn read(block: &Block, columns: &Columns, coded: &mut Coded) {
    for (bytes, line) in block.bytes.split(|b| *b == b'\n').zip(block.line..) {
        let Ok(text) = std::str::from_utf8(bytes) else {
            coded.fault(Fault {
                line,
                message: "the line is not UTF-8".to_owned(),
                help: "save the file as UTF-8".to_owned(),
            });
            continue;
        };
        let text = text.trim_start_matches('\u{feff}').trim();
        if text.is_empty() {
            continue;
        }
        match row(text, columns) {
            Some(fields) => coded.row(line, &columns.all, fields.iter().map(|field| &**field)),
            None => coded.fault(why_not(text, line, columns)),
        }
    }
}

/// The values of a row in the order of the columns, if it has all of them.
fn row<'t>(text: &'t str, columns: &Columns) -> Option<Vec<Cow<'t, str>>> {
    let mut json = serde_json::Deserializer::from_str(text);
    let fields = Row { columns }.deserialize(&mut json).ok()?;
    json.end().ok()?;
    fields.into_iter().map(|raw| value(raw?.get())).collect()
}

/// A text, a number or a truth value as text; nothing for `null`. Anything else is none.
fn value(raw: &str) -> Option<Cow<'_, str>> {
    match raw.as_bytes().first()? {
        b'"' if !raw.contains('\\') => Some(Cow::Borrowed(&raw[1..raw.len() - 1])),
        b'"' => serde_json::from_str(raw).ok().map(Cow::Owned),
        b'n' => Some(Cow::Borrowed("")),
        b'{' | b'[' => None,
        _ => Some(Cow::Borrowed(raw)),
    }
}

/// The raw values of a row, by column.
struct Row<'c> {
    columns: &'c Columns,
}

impl<'de> DeserializeSeed<'de> for Row<'_> {
    type Value = Vec<Option<&'de RawValue>>;

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Row<'_> {
    type Value = Vec<Option<&'de RawValue>>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object or an array")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut fields = vec![None; self.columns.all.len()];
        let mut next = 0;
        while let Some(place) = map.next_key_seed(Key { columns: self.columns, next })? {
            match place {
                Some(place) => {
                    fields[place] = Some(map.next_value()?);
                    next = place + 1;
                }
                None => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(fields)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<Self::Value, A::Error> {
        let mut fields = Vec::with_capacity(self.columns.all.len());
        while let Some(value) = sequence.next_element()? {
            fields.push(Some(value));
        }
        // A row of another length has no value for some column.
        fields.resize(
            if fields.len() == self.columns.all.len() { fields.len() } else { fields.len() + 1 },
            None,
        );
        Ok(fields)
    }
}

/// The column of a key, if it is one; columns mostly stand in their order.
struct Key<'c> {
    columns: &'c Columns,
    next: usize,
}

impl<'de> DeserializeSeed<'de> for Key<'_> {
    type Value = Option<usize>;

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Key<'_> {
    type Value = Option<usize>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a key")
    }

    fn visit_str<E>(self, key: &str) -> Result<Self::Value, E> {
        let columns = &self.columns.all;
        if columns.get(self.next).is_some_and(|c| c.name == key) {
            return Ok(Some(self.next));
        }
        Ok(columns.iter().position(|c| c.name == key))
    }
}

/// What is wrong with a line that is no row.
fn why_not(text: &str, line: u32, columns: &Columns) -> Fault {
    let fault = |message: String, help: String| Fault { line, message, help };
    let row: Value = match serde_json::from_str(text) {
        Ok(row) => row,
        Err(error) => {
            let told = error.to_string();
            let what = told.split(" at line ").next().unwrap_or(&told);
            let message = format!("the line is no JSON: {what}, at character {}", error.column());
            return fault(message, "write one object or array a line".to_owned());
        }
    };
    let values: Vec<&Value> = match &row {
        Value::Array(values) if values.len() == columns.all.len() => values.iter().collect(),
        Value::Array(values) => return columns.arity(line, values.len()),
        Value::Object(fields) => match columns.all.iter().find(|c| !fields.contains_key(&c.name)) {
            None => columns.all.iter().filter_map(|c| fields.get(&c.name)).collect(),
            Some(lacking) => {
                let name = &lacking.name;
                let near = nearest_of(name, fields.keys().map(String::as_str));
                let named = |near: &String| format!("`{near}` is there; name it `{name}`");
                let help = near.first().map_or_else(|| columns.order(), named);
                return fault(format!("the row has no `{name}`"), help);
            }
        },
        _ => return fault("the line is no object and no array".to_owned(), columns.order()),
    };
    let wrong = columns.all.iter().zip(values).find(|(_, v)| v.is_array() || v.is_object());
    let (name, value) =
        wrong.map_or((String::new(), String::new()), |(c, v)| (c.name.clone(), v.to_string()));
    let message = format!("column `{name}`: {value} is no text and no number");
    fault(message, "write a text or a number".to_owned())
}
