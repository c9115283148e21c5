//! The name of a relation in, what sort it is and which words tell of it out.

use std::collections::BTreeMap;
use std::sync::OnceLock;

/// What sort a relation is; readers err differently on them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sort {
    /// Two things stick to each other.
    Binding,
    /// One thing makes another more or less active.
    Activity,
    /// One thing makes another more or less plentiful.
    Amount,
    /// Anything else.
    #[default]
    Other,
}

/// What is known of a relation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Relation {
    /// Its sort.
    pub sort: Sort,
    /// Parts of words that tell of it; empty where none are known.
    pub triggers: Vec<String>,
}

const TABLE: &str = include_str!("relations.tsv");

impl Relation {
    /// The relation of this name: a finding predicate, or a statement type of INDRA. One that the
    /// table does not have is of another sort and has no words.
    #[must_use]
    pub fn named(name: &str) -> &'static Self {
        static KNOWN: OnceLock<BTreeMap<&'static str, Relation>> = OnceLock::new();
        static OTHER: Relation = Relation { sort: Sort::Other, triggers: Vec::new() };
        KNOWN.get_or_init(read).get(name).unwrap_or(&OTHER)
    }
}

fn read() -> BTreeMap<&'static str, Relation> {
    let mut found = BTreeMap::new();
    for line in TABLE.lines().skip(1) {
        let mut cells = line.split('\t');
        let (Some(names), Some(sort), triggers) = (cells.next(), cells.next(), cells.next()) else {
            continue;
        };
        let sort = match sort {
            "binding" => Sort::Binding,
            "activity" => Sort::Activity,
            "amount" => Sort::Amount,
            _ => Sort::Other,
        };
        let triggers: Vec<String> =
            triggers.unwrap_or_default().split('|').filter(|t| !t.is_empty()).map(str::to_owned).collect();
        found.extend(names.split('|').map(|name| (name, Relation { sort, triggers: triggers.clone() })));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_predicate_and_the_statement_type_that_it_comes_from_are_one() {
        assert_eq!(Relation::named("binds"), Relation::named("Complex"));
        assert_eq!(Relation::named("binds").sort, Sort::Binding);
        assert_eq!(Relation::named("increases").sort, Sort::Amount);
        assert!(Relation::named("inhibits").triggers.contains(&"inhibit".to_owned()));
    }

    #[test]
    fn what_nobody_knows_is_other_and_wants_no_word() {
        assert_eq!(*Relation::named("grows"), Relation::default());
    }

    #[test]
    fn every_line_of_the_table_is_whole() {
        for line in TABLE.lines().skip(1) {
            let cells: Vec<&str> = line.split('\t').collect();
            assert_eq!(cells.len(), 3, "{line}");
            assert!(["binding", "activity", "amount", "other"].contains(&cells[1]), "{line}");
        }
    }
}
