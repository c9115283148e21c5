//! Who read how much in, how much error that leaves out.
//!
//! The form is INDRA's (Gyori et al., Molecular Systems Biology 13:954, 2017): a reader that took
//! a statement from n places independently is wrong with the chance `systematic + random^n`.

use std::collections::BTreeMap;
use std::sync::OnceLock;

/// How a reader comes to a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A program reads texts.
    Text,
    /// A database has it, read by people or taken over.
    Database,
    /// A person read this very passage.
    Hand,
}

/// How a reader errs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Errors {
    /// How it comes to a statement.
    pub kind: Kind,
    /// Chance of an error that it makes everywhere alike, 0 to 1.
    pub systematic: f64,
    /// Chance of an error that it makes at one place, 0 to 1.
    pub random: f64,
}

static KNOWN: OnceLock<BTreeMap<&'static str, Errors>> = OnceLock::new();
const TABLE: &str = include_str!("errors.tsv");

/// What is taken for a reader that the table does not have: it reads texts.
const UNKNOWN: Errors = Errors { kind: Kind::Text, systematic: 0.05, random: 0.05 };

impl Errors {
    /// The errors of a reader by its name, such as `reach`, or by a path that ends in a version,
    /// such as `indra/reach` or `hand/1`: the first part that the table has counts.
    #[must_use]
    pub fn of(reader: &str) -> Self {
        let known = KNOWN.get_or_init(read);
        let small = reader.to_lowercase();
        small.split(['/', ' ']).find_map(|part| known.get(part)).copied().unwrap_or(UNKNOWN)
    }

    /// What a reader is called: the part of its path that the table has, else the first part.
    #[must_use]
    pub fn name(reader: &str) -> String {
        let small = reader.to_lowercase();
        let known = KNOWN.get_or_init(read);
        let mut parts = small.split(['/', ' ']);
        let first = parts.clone().next().unwrap_or_default();
        parts.find(|part| known.contains_key(part)).unwrap_or(first).to_owned()
    }

    /// The chance that it is wrong although it has the same from so many independent places.
    #[must_use]
    pub fn left(&self, places: f64) -> f64 {
        if places <= 0.0 { 1.0 } else { (self.systematic + self.random.powf(places)).min(1.0) }
    }
}

fn read() -> BTreeMap<&'static str, Errors> {
    let line = |line: &'static str| {
        let cells: Vec<&str> = line.split('\t').collect();
        let &[reader, kind, systematic, random] = cells.as_slice() else { return None };
        let kind = match kind {
            "database" => Kind::Database,
            "hand" => Kind::Hand,
            _ => Kind::Text,
        };
        Some((reader, Errors { kind, systematic: systematic.parse().ok()?, random: random.parse().ok()? }))
    };
    TABLE.lines().skip(1).filter_map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_places_leave_less_error_but_never_less_than_the_systematic() {
        let errors = Errors { kind: Kind::Text, systematic: 0.05, random: 0.3 };
        assert_eq!(errors.left(0.0), 1.0);
        assert!((errors.left(1.0) - 0.35).abs() < 1e-12);
        assert!((errors.left(2.0) - 0.14).abs() < 1e-12);
        assert!(errors.left(100.0) >= 0.05);
    }

    #[test]
    fn readers_are_found_by_their_paths() {
        assert_eq!(Errors::of("hand/1").kind, Kind::Hand);
        assert_eq!(Errors::of("indra/signor").kind, Kind::Database);
        assert_eq!(Errors::of("INDRA/REACH 1.2"), Errors::of("reach"));
        assert_eq!(Errors::of("somebody/3"), UNKNOWN);
    }

    #[test]
    fn every_line_of_the_table_is_read() {
        assert_eq!(read().len(), TABLE.lines().count() - 1);
        assert!(read().values().all(|e| (0.0..1.0).contains(&e.left(1.0))));
    }
}
