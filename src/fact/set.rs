//! Rows of relations, as they are loaded, with where they came from.

use rayon::prelude::*;

use super::value::Symbol;
use crate::source::Span;

/// A relation by its position in the plan and the schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RelationId(pub u32);

/// A relation's name, for messages, and how many columns its rows have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relation {
    /// For messages and `reason plan`.
    pub name: String,
    /// Number of columns; may be 0.
    pub arity: usize,
}

/// Where a run of rows came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Knowledge of the vocabulary.
    Vocabulary,
    /// The finding itself: its evidence says where.
    Finding,
    /// What is known of a conclusion once it is judged.
    Judgement,
    /// A `fact` item of a rule file.
    Fact(Span),
    /// A data file: the row's offset from the start of the run is counted from this line.
    Input {
        /// The file, as the user gave it.
        path: std::sync::Arc<std::path::Path>,
        /// Line of the first row of the run, from 1.
        line: u32,
    },
}

/// The rows of one relation in the order in which they were loaded; doubles are allowed.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    arity: usize,
    values: Vec<Symbol>,
    count: usize,
    origins: Vec<(usize, Origin)>,
}

impl Rows {
    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.count
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Row by position.
    #[must_use]
    pub fn get(&self, index: usize) -> &[Symbol] {
        &self.values[index * self.arity..(index + 1) * self.arity]
    }

    /// All rows in order.
    pub fn iter(&self) -> impl Iterator<Item = &[Symbol]> {
        (0..self.count).map(|i| self.get(i))
    }

    /// Where a row stands first, if it does.
    #[must_use]
    pub fn position(&self, row: &[Symbol]) -> Option<usize> {
        match self.arity {
            0 => (self.count > 0).then_some(0),
            arity => self.values.par_chunks_exact(arity).position_first(|known| known == row),
        }
    }

    /// All values, row after row.
    #[must_use]
    pub fn values(&self) -> &[Symbol] {
        &self.values
    }

    /// Where a row came from, and how far it is from the start of that run.
    #[must_use]
    pub fn origin(&self, index: usize) -> Option<(&Origin, usize)> {
        let run = self.origins.partition_point(|(start, _)| *start <= index).checked_sub(1)?;
        let (start, origin) = &self.origins[run];
        Some((origin, index - start))
    }
}

static NONE: Rows = Rows { arity: 0, values: Vec::new(), count: 0, origins: Vec::new() };

/// All facts that an evaluation starts from.
#[derive(Clone, Debug, Default)]
pub struct FactSet {
    relations: Vec<Rows>,
}

impl FactSet {
    /// An empty set over these relations.
    #[must_use]
    pub fn new(relations: &[Relation]) -> Self {
        let rows = |r: &Relation| Rows { arity: r.arity, ..Rows::default() };
        Self { relations: relations.iter().map(rows).collect() }
    }

    /// Starts a run of rows with one origin; the rows that are added next belong to it.
    pub fn start(&mut self, relation: RelationId, origin: Origin) {
        let rows = &mut self.relations[relation.0 as usize];
        match rows.origins.last_mut() {
            Some((start, last)) if *start == rows.count => *last = origin,
            Some((_, last)) if *last == origin && !matches!(origin, Origin::Input { .. }) => {}
            _ => rows.origins.push((rows.count, origin)),
        }
    }

    /// Adds a row. Its length is the relation's arity.
    pub fn add(&mut self, relation: RelationId, row: &[Symbol]) {
        let rows = &mut self.relations[relation.0 as usize];
        debug_assert_eq!(rows.arity, row.len(), "a row has its relation's arity");
        rows.values.extend_from_slice(row);
        rows.count += 1;
    }

    /// Adds many rows, one behind another: as many values for each as the relation has columns, of
    /// which there is at least one.
    pub fn append(&mut self, relation: RelationId, values: &[Symbol]) {
        let rows = &mut self.relations[relation.0 as usize];
        debug_assert_eq!(values.len() % rows.arity.max(1), 0, "rows have their relation's arity");
        rows.values.extend_from_slice(values);
        rows.count += values.len() / rows.arity.max(1);
    }

    /// The rows of a relation; none of one that was added since.
    #[must_use]
    pub fn rows(&self, relation: RelationId) -> &Rows {
        self.relations.get(relation.0 as usize).unwrap_or(&NONE)
    }

    /// How many rows there are in all.
    #[must_use]
    pub fn len(&self) -> usize {
        self.relations.iter().map(Rows::len).sum()
    }

    /// Whether there are no rows at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
