//! Rows of `input` predicates: CSV, TSV and JSON Lines, by ending.
//!
//! A first line that holds the names of all columns is a header and gives their order; in JSON
//! Lines a row is an object by column or an array in order. Each value is read by the kind of its
//! column; a row that does not fit is left out and reported with its line.

use std::io::{BufRead, BufReader};
use std::path::Path;

use crate::corpus::ground::Naming;
use crate::diagnostic::Diagnostic;
use crate::fact::{Decimal, FactSet, Interner, KindId, Origin, PredicateId, Schema, Symbol, Value, date};
use crate::vocabulary::{Vocabulary, nearest_of};

/// Most diagnostics for one file; the rest is counted.
const MOST: usize = 20;

/// What the rows are read by.
#[derive(Clone, Copy, Debug)]
pub struct Tables<'a> {
    /// Columns and kinds.
    pub schema: &'a Schema,
    /// Names of entities.
    pub vocabulary: &'a Vocabulary,
    /// Where the values go.
    pub interner: &'a Interner,
}

impl Tables<'_> {
    /// Adds the rows of a file to what the predicate reads.
    pub fn load(&self, facts: &mut FactSet, predicate: PredicateId, path: &Path) -> Vec<Diagnostic> {
        let file = match std::fs::File::open(path) {
            Ok(file) => BufReader::new(file),
            Err(error) => {
                let message = format!("{} cannot be read: {error}", path.display());
                let help = "an input's file is relative to the corpus folder";
                return vec![Diagnostic::error("E0550", message).help(help)];
            }
        };
        let naming = Naming::new(self.schema, self.vocabulary, self.interner);
        let mut loading = Loading { naming, facts, predicate, path, next: 0, faults: Vec::new() };
        let ending = path.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
        match ending.as_str() {
            "csv" => loading.delimited(file, b','),
            "tsv" => loading.delimited(file, b'\t'),
            "jsonl" => loading.json_lines(file),
            _ => {
                let message = format!("{} is of no kind that an input can be", path.display());
                let help = "save it as .csv, .tsv or .jsonl";
                return vec![Diagnostic::error("E0551", message).help(help)];
            }
        }
        loading.diagnostics()
    }
}

struct Loading<'a> {
    naming: Naming<'a>,
    facts: &'a mut FactSet,
    predicate: PredicateId,
    path: &'a Path,
    /// The line after that of the last row; 0 before the first.
    next: u32,
    /// Line, message, help.
    faults: Vec<(u32, String, String)>,
}

type Fault = (String, String);

impl Loading<'_> {
    fn delimited(&mut self, file: impl std::io::Read, delimiter: u8) {
        let mut builder = csv::ReaderBuilder::new();
        let mut reader = builder.delimiter(delimiter).flexible(true).has_headers(false).from_reader(file);
        let mut order: Option<Vec<usize>> = None;
        let mut record = csv::ByteRecord::new();
        loop {
            match reader.read_byte_record(&mut record) {
                Ok(false) => return,
                Err(error) => {
                    return self.fault(self.next, (error.to_string(), "mend or replace the file".to_owned()));
                }
                Ok(true) => {}
            }
            let line = record.position().map_or(0, |p| u32::try_from(p.line()).unwrap_or(u32::MAX));
            if record.len() == 1 && record[0].iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            let fields: Result<Vec<&str>, _> = record.iter().map(std::str::from_utf8).collect();
            let Ok(mut fields) = fields else {
                self.fault(line, ("the line is not UTF-8".to_owned(), "save the file as UTF-8".to_owned()));
                continue;
            };
            if order.is_none() {
                fields[0] = fields[0].strip_prefix('\u{feff}').unwrap_or(fields[0]);
                let header = self.header(&fields);
                let is_header = header.is_some();
                order = Some(header.unwrap_or_else(|| (0..self.width()).collect()));
                if is_header {
                    continue;
                }
            }
            let row = self.row(&fields, order.as_deref().unwrap_or_default());
            self.keep(line, row);
        }
    }

    /// For each column of the predicate its position in a line, if this is a header.
    fn header(&self, fields: &[&str]) -> Option<Vec<usize>> {
        let columns = &self.naming.schema().get(self.predicate).columns;
        let position = |name: &String| fields.iter().position(|f| f.trim() == name);
        let order: Option<Vec<usize>> = columns.iter().map(|c| position(&c.name)).collect();
        order.filter(|o| !o.is_empty())
    }

    fn row(&self, fields: &[&str], order: &[usize]) -> Result<Vec<Symbol>, Fault> {
        let columns = &self.naming.schema().get(self.predicate).columns;
        let widest = order.iter().max().map_or(0, |m| m + 1);
        let plain = order.iter().enumerate().all(|(i, &o)| i == o);
        if fields.len() < widest || plain && fields.len() != columns.len() {
            return Err(self.arity(fields.len()));
        }
        columns
            .iter()
            .zip(order)
            .map(|(column, &i)| self.value(fields[i].trim(), &column.name, column.kind))
            .collect()
    }

    fn json_lines(&mut self, file: impl BufRead) {
        for (content, line) in file.lines().zip(1u32..) {
            match content {
                Ok(text) if text.trim().is_empty() => {}
                Ok(text) => {
                    let row = self.json_row(text.trim_start_matches('\u{feff}'));
                    self.keep(line, row);
                }
                Err(error) => {
                    return self.fault(line, (error.to_string(), "save the file as UTF-8".to_owned()));
                }
            }
        }
    }

    fn json_row(&self, text: &str) -> Result<Vec<Symbol>, Fault> {
        let columns = &self.naming.schema().get(self.predicate).columns;
        let row: serde_json::Value = serde_json::from_str(text)
            .map_err(|e| (e.to_string(), "write one object or array a line".to_owned()))?;
        let values: Vec<&serde_json::Value> = match &row {
            serde_json::Value::Array(values) if values.len() == columns.len() => values.iter().collect(),
            serde_json::Value::Array(values) => return Err(self.arity(values.len())),
            serde_json::Value::Object(fields) => {
                let field = |name: &String| fields.get(name).ok_or_else(|| self.lacking(name, fields.keys()));
                columns.iter().map(|c| field(&c.name)).collect::<Result<_, _>>()?
            }
            _ => return Err(("the line is no object and no array".to_owned(), self.order_help())),
        };
        let named = columns.iter().zip(values);
        named
            .map(|(column, value)| match value {
                serde_json::Value::String(text) => self.value(text, &column.name, column.kind),
                serde_json::Value::Number(n) => self.value(&n.to_string(), &column.name, column.kind),
                other => {
                    let message = format!("column `{}`: {other} is no text and no number", column.name);
                    Err((message, "write a text or a number".to_owned()))
                }
            })
            .collect()
    }

    fn lacking<'k>(&self, name: &str, keys: impl Iterator<Item = &'k String>) -> Fault {
        let near = nearest_of(name, keys.map(String::as_str));
        let help =
            near.first().map_or_else(|| self.order_help(), |n| format!("`{n}` is there; name it `{name}`"));
        (format!("the row has no `{name}`"), help)
    }

    fn value(&self, text: &str, column: &str, kind: KindId) -> Result<Symbol, Fault> {
        let interner = self.naming.interner();
        let name = &self.naming.schema().kinds[kind.0 as usize].name;
        let wrong = |help: &str| Err((format!("column `{column}`: `{text}` is no {name}"), help.to_owned()));
        match name.as_str() {
            "text" => Ok(interner.text(text)),
            "number" => match number(text) {
                Some(value) => Ok(interner.intern(value)),
                None => wrong("write a number with a decimal point and no unit"),
            },
            "date" => match date::parse(text) {
                Some(days) => Ok(interner.intern(Value::Date(days))),
                None => wrong("write a day of the calendar like 2026-02-02"),
            },
            "context" | "evidence" | "conclusion" => wrong("values of this kind cannot come from a file"),
            _ if text.is_empty() => Ok(Symbol::UNKNOWN),
            _ if self.naming.is_open(kind) => Ok(interner.intern(literal(text))),
            _ => {
                let id = self.naming.vocabulary().entity(text).map(|e| &*e.id);
                let value = self.naming.name(text, id, None, kind);
                value.map_err(|fault| (format!("column `{column}`: {}", fault.message), fault.help))
            }
        }
    }

    fn keep(&mut self, line: u32, row: Result<Vec<Symbol>, Fault>) {
        let row = match row {
            Ok(row) => row,
            Err(fault) => return self.fault(line, fault),
        };
        let relation = self.naming.schema().get(self.predicate).reads;
        if line != self.next {
            self.facts.start(relation, Origin::Input { path: self.path.to_owned(), line });
        }
        self.facts.add(relation, &row);
        self.next = line.saturating_add(1);
    }

    fn fault(&mut self, line: u32, (message, help): Fault) {
        self.faults.push((line, message, help));
    }

    fn width(&self) -> usize {
        self.naming.schema().get(self.predicate).columns.len()
    }

    fn arity(&self, found: usize) -> Fault {
        let name = &self.naming.schema().get(self.predicate).name;
        (format!("the row has {found} values; `{name}` has {} columns", self.width()), self.order_help())
    }

    fn order_help(&self) -> String {
        let columns = &self.naming.schema().get(self.predicate).columns;
        let names: Vec<&str> = columns.iter().map(|c| c.name.as_str()).collect();
        format!("the columns are: {}", names.join(", "))
    }

    fn diagnostics(self) -> Vec<Diagnostic> {
        let more = self.faults.len().saturating_sub(MOST);
        let path = self.path.display();
        let told = self.faults.into_iter().take(MOST).map(|(line, message, help)| {
            Diagnostic::error("E0552", format!("{path}:{line}: {message}")).help(help)
        });
        let mut diagnostics: Vec<Diagnostic> = told.collect();
        if more > 0 {
            let message = format!("{path}: {more} further rows do not fit");
            diagnostics.push(Diagnostic::error("E0553", message).help("mend the rows named above first"));
        }
        diagnostics
    }
}

fn number(text: &str) -> Option<Value> {
    let digits = text.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c));
    let whole = || text.parse().ok().map(Value::Int);
    let broken = || text.parse().ok().and_then(Decimal::new).and_then(|d| Value::number(d.get()));
    digits.then(|| whole().or_else(broken)).flatten()
}

/// A word of an open kind, read as in a rule: a number or a day where all of it is one.
fn literal(text: &str) -> Value {
    let day = || date::parse(text).map(Value::Date);
    number(text).or_else(day).unwrap_or_else(|| Value::Text(text.into()))
}
