//! The files of FamPlex: families and complexes, their members, names and equivalents.

use csv::StringRecord;

use super::{Reading, Record, Standing};

/// Which of the files it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Entities,
    Relations,
    Equivalences,
    Names,
    /// Prefixes and descriptions, which name nothing.
    Other,
}

/// Recognises a file by its first rows.
pub(super) fn shape(rows: &[StringRecord]) -> Option<Shape> {
    let all = |test: &dyn Fn(&StringRecord) -> bool| !rows.is_empty() && rows.iter().all(test);
    let is_register = |field: &str| {
        !field.is_empty() && field.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
    };
    let is_relation = |r: &StringRecord| r.len() == 5 && matches!(&r[2], "isa" | "partof");
    match () {
        () if rows.first().is_some_and(|r| r.iter().eq(["Pattern", "Category", "Notes"])) => {
            Some(Shape::Other)
        }
        () if all(&is_relation) => Some(Shape::Relations),
        () if all(&|r| r.len() == 1 && !r[0].contains(char::is_whitespace)) => Some(Shape::Entities),
        () if all(&|r| r.len() == 3 && is_register(&r[0])) => Some(Shape::Equivalences),
        () if all(&|r| r.len() == 3 && (r[1].is_empty() || r[1].contains(':'))) => Some(Shape::Other),
        () if all(&|r| r.len() >= 7 && r.len() % 2 == 1 && is_register(&r[1])) => Some(Shape::Names),
        () => None,
    }
}

/// Reads all rows; says what the file was read as.
pub(super) fn read(reading: &mut Reading<'_>, rows: &[StringRecord], shape: Shape) -> &'static str {
    match shape {
        Shape::Entities => {
            rows.iter().for_each(|row| reading.take(entity(&row[0])));
            "FamPlex entities"
        }
        Shape::Relations => {
            rows.iter().for_each(|row| relation(reading, row));
            "FamPlex relations"
        }
        Shape::Equivalences => {
            for row in rows {
                let cross_references = vec![identifier(&row[0], &row[1])];
                reading.take(Record { cross_references, ..entity(&row[2]) });
            }
            "FamPlex equivalences"
        }
        Shape::Names => {
            rows.iter().for_each(|row| names(reading, row));
            "FamPlex names"
        }
        Shape::Other => {
            rows.iter().for_each(|_| reading.leave_out("names no entity"));
            "FamPlex notes"
        }
    }
}

fn entity(id: &str) -> Record {
    Record {
        id: format!("FPLX:{id}"),
        name: id.replace('_', " "),
        kind: "family".to_owned(),
        ..Record::default()
    }
}

/// What something is a part of is a complex.
fn relation(reading: &mut Reading<'_>, row: &StringRecord) {
    let (child, parent) = (identifier(&row[0], &row[1]), identifier(&row[3], &row[4]));
    if &row[2] == "partof" && parent.starts_with("FPLX:") {
        reading.take(Record { kind: "complex".to_owned(), ..entity(&row[4]) });
    } else if &row[2] == "isa" {
        reading.take(Record { id: child, parents: vec![parent], ..Record::default() });
    } else {
        reading.leave_out("part of something else");
    }
}

/// A text and what a curator says that it means; further pairs are other identifiers of it.
fn names(reading: &mut Reading<'_>, row: &StringRecord) {
    let pairs: Vec<String> = (1..row.len().saturating_sub(1))
        .step_by(2)
        .filter(|&i| !row[i].is_empty() && !row[i + 1].is_empty())
        .map(|i| identifier(&row[i], &row[i + 1]))
        .collect();
    let Some((id, others)) = pairs.split_first() else { return reading.leave_out("no identifier") };
    reading.take(Record {
        id: id.clone(),
        names: vec![(row[0].to_owned(), Standing::Preferred)],
        cross_references: others.to_vec(),
        ..Record::default()
    });
}

/// `CHEBI,CHEBI:1` → `CHEBI:1`.
fn identifier(register: &str, number: &str) -> String {
    let register = if register == "UP" { "UniProt" } else { register };
    match number.split_once(':') {
        Some((again, _)) if again.eq_ignore_ascii_case(register) => number.to_owned(),
        _ => format!("{register}:{number}"),
    }
}
