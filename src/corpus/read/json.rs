//! JSON → the documents or statements in it, one at a time.
//!
//! In: a document, a list of them, a collection that holds a list or a map of them, or several values one after
//! another. Out: each element as a value. Must not know what an element means. A file of another
//! shape is a diagnostic with its line.

use std::io::BufRead;
use std::path::Path;

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use super::source::Counted;
use crate::diagnostic::Diagnostic;

/// Fields that hold the list of a collection.
const LISTS: [&str; 3] = ["documents", "PubTator3", "statements"];

/// Reads elements; `visit` is given each with its last line.
///
/// # Errors
/// With what is wrong with the file; elements before it were visited.
pub(super) fn elements(
    path: &Path,
    reader: impl BufRead,
    visit: &mut dyn FnMut(Value, u32),
) -> Result<(), Diagnostic> {
    let reader = Counted::new(reader);
    let progress = reader.progress();
    let mut visit = |value: Value| {
        progress.next_paper();
        visit(value, progress.line());
    };
    let mut deserializer = serde_json::Deserializer::from_reader(reader);
    let mut first = true;
    loop {
        match deserializer.end() {
            Ok(()) if !first => return Ok(()),
            _ => first = false,
        }
        Top { visit: &mut visit, place: Place::File }
            .deserialize(&mut deserializer)
            .map_err(|error| fault(path, &error))?;
    }
}

fn fault(path: &Path, error: &serde_json::Error) -> Diagnostic {
    let full = error.to_string();
    let reason = full.rsplit_once(" at line ").map_or(full.as_str(), |(reason, _)| reason);
    let (code, message, help) = if error.is_eof() {
        ("E0512", "the file ends in the middle".to_owned(), "it seems to be cut off: fetch it again")
    } else if error.is_io() {
        ("E0513", full.clone(), "split the file, or take it out of the folder")
    } else if reason.starts_with("recursion limit") {
        (
            "E0513",
            "values are nested deeper than 128".to_owned(),
            "no paper nests so deep: fetch the file again",
        )
    } else if error.is_data() {
        ("E0514", reason.to_owned(), "read are BioC-JSON, PubTator3 exports and INDRA statements")
    } else {
        ("E0512", reason.to_owned(), "mend the JSON there, or fetch the file again")
    };
    let line = if error.line() > 0 { format!(":{}", error.line()) } else { String::new() };
    Diagnostic::error(code, format!("{}{line}: {message}", path.display())).help(help)
}

/// A value at the top of the file, or the collection that one holds.
struct Top<'v> {
    visit: &'v mut dyn FnMut(Value),
    place: Place,
}

/// Where a value stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    File,
    /// Under the name of a list, which may be a map by identifiers instead.
    List,
}

impl<'de> DeserializeSeed<'de> for Top<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Top<'_> {
    type Value = ();

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a document, a collection of documents, or a list of statements")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while let Some(element) = list.next_element::<Value>()? {
            if !element.is_object() {
                return Err(A::Error::custom("an element of the list is no object"));
            }
            (self.visit)(element);
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<(), A::Error> {
        let mut own = serde_json::Map::new();
        let mut listed = false;
        if self.place == Place::List {
            while let Some((_, element)) = fields.next_entry::<String, Value>()? {
                (self.visit)(element);
            }
            return Ok(());
        }
        while let Some(name) = fields.next_key::<String>()? {
            if LISTS.contains(&name.as_str()) {
                listed = true;
                fields.next_value_seed(Top { visit: &mut *self.visit, place: Place::List })?;
            } else {
                own.insert(name, fields.next_value()?);
            }
        }
        if !listed {
            (self.visit)(Value::Object(own));
        }
        Ok(())
    }
}
