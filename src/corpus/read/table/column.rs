//! How the values of each column are read.

use super::Fault;
use crate::corpus::ground::Naming;
use crate::fact::{Decimal, KindId, Predicate, Symbol, Value, date};

/// How a value is read, by the kind of its column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reading {
    /// As it stands.
    Text,
    /// A number.
    Number,
    /// A day.
    Date,
    /// A word of an open kind, read as in a rule: a number or a day where all of it is one.
    Open,
    /// A name that the vocabulary settles.
    Name(KindId),
    /// Nothing of this kind can come from a file.
    Refused,
}

/// A column of the predicate.
#[derive(Clone, Debug)]
pub(super) struct Column {
    pub(super) name: String,
    kind: String,
    pub(super) reading: Reading,
}

/// The columns of a predicate.
#[derive(Clone, Debug)]
pub(super) struct Columns {
    predicate: String,
    pub(super) all: Vec<Column>,
}

/// What a value turned out to be, before it has a symbol.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Read {
    /// Its own symbol, or nothing.
    Known(Symbol),
    /// The text itself.
    Text,
    /// Another value.
    Value(Value),
    /// A name of this kind.
    Name(KindId),
}

impl Columns {
    pub(super) fn of(predicate: &Predicate, naming: &Naming<'_>) -> Self {
        let columns = predicate.columns.iter().map(|column| {
            let kind = naming.schema().kinds[column.kind.0 as usize].name.clone();
            let reading = match kind.as_str() {
                "text" => Reading::Text,
                "number" => Reading::Number,
                "date" => Reading::Date,
                "context" | "evidence" | "conclusion" => Reading::Refused,
                _ if naming.is_open(column.kind) => Reading::Open,
                _ => Reading::Name(column.kind),
            };
            Column { name: column.name.clone(), kind, reading }
        });
        Self { predicate: predicate.name.clone(), all: columns.collect() }
    }

    /// That a row has another number of values.
    pub(super) fn arity(&self, line: u32, found: usize) -> Fault {
        let message =
            format!("the row has {found} values; `{}` has {} columns", self.predicate, self.all.len());
        Fault { line, message, help: self.order() }
    }

    /// In which order the columns stand.
    pub(super) fn order(&self) -> String {
        let names: Vec<&str> = self.all.iter().map(|c| c.name.as_str()).collect();
        format!("the columns are: {}", names.join(", "))
    }
}

impl Column {
    /// Reads a value, all but looking it up.
    #[inline]
    pub(super) fn read(&self, text: &str) -> Result<Read, &'static str> {
        match self.reading {
            Reading::Text => Ok(Read::Text),
            Reading::Number => {
                number(text).map(known).ok_or("write a number with a decimal point and no unit")
            }
            Reading::Date => {
                let day = date::parse(text).map(|days| Read::Value(Value::Date(days)));
                day.ok_or("write a day of the calendar like 2026-02-02")
            }
            Reading::Refused => Err("values of this kind cannot come from a file"),
            _ if text.is_empty() => Ok(Read::Known(Symbol::UNKNOWN)),
            Reading::Open => Ok(literal(text)),
            Reading::Name(kind) => Ok(Read::Name(kind)),
        }
    }

    /// That a value is not of the column's kind.
    pub(super) fn wrong(&self, line: u32, text: &str, help: &str) -> Fault {
        let message = format!("column `{}`: `{text}` is no {}", self.name, self.kind);
        Fault { line, message, help: help.to_owned() }
    }
}

fn known(value: Value) -> Read {
    match &value {
        Value::Int(n) => Symbol::inline(*n).map_or(Read::Value(value), Read::Known),
        _ => Read::Value(value),
    }
}

#[inline]
fn literal(text: &str) -> Read {
    let digits = text.as_bytes().first().is_some_and(|c| c.is_ascii_digit() || b"+-.".contains(c));
    if !digits {
        return Read::Text;
    }
    let day = || date::parse(text).map(Value::Date);
    number(text).or_else(day).map_or(Read::Text, known)
}

fn number(text: &str) -> Option<Value> {
    let digits = text.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c));
    let whole = || text.parse().ok().map(Value::Int);
    let broken = || text.parse().ok().and_then(Decimal::new).and_then(|d| Value::number(d.get()));
    digits.then(|| whole().or_else(broken)).flatten()
}
