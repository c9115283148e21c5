//! Entities of the field: names, synonyms, what is a what, what acts on what.
//!
//! In: tab-separated tables and a schema's kinds. Out: name → entity, the closure of is-a, words
//! for values and rows, and the functions over entities and contexts that rules may call. Must not
//! know papers, rule files or any entity by name.

use std::collections::BTreeSet;
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::diagnostic::Diagnostic;
use crate::fact::Schema;
use crate::source::{SourceId, Sources, Span};

pub mod affix;
pub mod alteration;
mod backing;
pub mod builtin;
pub mod context;
pub mod fold;
pub mod functions;
pub mod import;
pub mod lexicon;
mod meaning;
mod names;
mod order;
pub(crate) mod packed;
mod supplement;
mod table;
pub mod variant;
pub mod wording;

pub use backing::Named;
pub use context::{Assumption, Change, merge_notes};
pub use functions::register;
pub use lexicon::Lexicon;
pub use meaning::{Meaning, Meanings};
pub use names::nearest_of;
pub use supplement::{KnownBy, Supplement};
pub use wording::Wording;

use names::Names;
use order::Order;

/// A thing that papers name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entity {
    /// Identifier such as `HGNC:10638`; `X:some-slug` where no register has one.
    pub id: Arc<str>,
    /// Preferred name.
    pub name: String,
    /// The kind, by name; declared by the prelude or a rule file.
    pub kind: String,
    /// Other names.
    pub synonyms: Vec<String>,
    /// Identifiers of what it is a, directly; complete after [`Vocabulary::finish`].
    pub parents: Vec<Arc<str>>,
    /// What it acts on; complete after [`Vocabulary::finish`].
    pub targets: Vec<Target>,
    /// Identifiers in other registers.
    pub cross_references: Vec<String>,
    /// Its row; `None` for rows that are built in.
    pub place: Option<Span>,
}

/// What an agent does to what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// `inhibits` or `activates`.
    pub effect: String,
    /// Identifier of what is acted on.
    pub target: Arc<str>,
}

/// All entities. Cheap to share behind an `Arc`; cloning copies the tables.
#[derive(Clone, Debug, Default)]
pub struct Vocabulary {
    entities: Vec<Entity>,
    by_id: FxHashMap<Arc<str>, u32>,
    names: Names,
    order: Order,
    kinds: BTreeSet<String>,
    /// From this position on entities were brought by a corpus.
    supplemented: Option<usize>,
    /// Names of which the entities join when they are named.
    backing: Option<Arc<Lexicon>>,
    /// Identifiers of those that have joined.
    imported: FxHashSet<Arc<str>>,
}

impl Vocabulary {
    /// The vocabulary that the program carries, finished.
    #[must_use]
    pub fn builtin() -> Self {
        let mut sources = Sources::default();
        let tables = builtin::add(&mut sources);
        let (mut vocabulary, _) = builtin::read(&sources, &tables);
        vocabulary.finish();
        for entity in &mut vocabulary.entities {
            entity.place = None;
        }
        vocabulary
    }

    /// Adds the rows of a table; a row whose identifier is there already replaces it.
    ///
    /// Rows that are wrong are left out, each with a diagnostic. Names can be looked up after
    /// [`Vocabulary::finish`].
    pub fn read(&mut self, sources: &Sources, source: SourceId) -> Vec<Diagnostic> {
        self.read_all(sources, &[source])
    }

    /// The same for several tables one after the other.
    pub fn read_all(&mut self, sources: &Sources, tables: &[SourceId]) -> Vec<Diagnostic> {
        let parsed: Vec<_> = tables.par_iter().map(|&table| table::parse(sources, table)).collect();
        let mut all = Vec::new();
        for (rows, diagnostics) in parsed {
            all.extend(diagnostics);
            let mut seen: FxHashMap<Arc<str>, Span> = FxHashMap::default();
            for (entity, span) in rows {
                if let Some(first) = seen.insert(Arc::clone(&entity.id), span) {
                    all.push(table::doubled(&entity, span, first));
                }
                self.insert(entity);
            }
        }
        all
    }

    /// Adds an entity; one with the same identifier is replaced.
    pub fn insert(&mut self, entity: Entity) {
        if let Some(&index) = self.by_id.get(&entity.id) {
            self.entities[index as usize] = entity;
            return;
        }
        let index = u32::try_from(self.entities.len()).expect("fewer than 2^32 entities");
        self.by_id.insert(Arc::clone(&entity.id), index);
        self.entities.push(entity);
    }

    /// Resolves parents and targets to identifiers, and makes names and is-a ready.
    ///
    /// Reports names that two entities prefer, parents and targets that are unknown or ambiguous,
    /// and entities that are above themselves. May be called again after more rows were read.
    pub fn finish(&mut self) -> Vec<Diagnostic> {
        self.names = Names::of(&self.entities, self.supplemented.unwrap_or(self.entities.len()));
        self.kinds = self.entities.iter().map(|e| e.kind.clone()).collect();
        self.kinds.extend(self.backing.iter().flat_map(|b| b.kinds()).map(str::to_owned));
        let mut diagnostics = self.names.doubles(&self.entities);
        let (resolved, unresolved) = order::resolve(self);
        for (entity, (parents, targets)) in self.entities.iter_mut().zip(resolved) {
            entity.parents = parents;
            entity.targets = targets;
        }
        diagnostics.extend(unresolved);
        self.order = Order::of(&self.entities, &self.by_id);
        diagnostics.extend(self.order.cycles(&self.entities));
        diagnostics
    }

    /// Kinds and effects of the rows that the schema does not declare, each named once.
    #[must_use]
    pub fn check(&self, schema: &Schema) -> Vec<Diagnostic> {
        table::check(&self.entities, schema)
    }

    /// The entity with this identifier.
    #[must_use]
    pub fn entity(&self, id: &str) -> Option<&Entity> {
        self.by_id.get(id).map(|&i| &self.entities[i as usize])
    }

    /// All entities in the order in which they were read.
    pub fn entities(&self) -> impl Iterator<Item = &Entity> {
        self.entities.iter()
    }

    /// How many entities there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entities.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entities.is_empty()
    }

    /// The entities that a name may mean: none, one, or several where it is ambiguous.
    ///
    /// Hyphen, space or none, Greek letter or its name, case, number and British or American
    /// spelling make no difference; but a symbol of up to four characters is first taken as it is
    /// written. A preferred name wins over a synonym of another entity.
    #[must_use]
    pub fn lookup(&self, name: &str) -> Vec<&Entity> {
        self.names.lookup(name).into_iter().map(|i| &self.entities[i as usize]).collect()
    }

    /// The names most like this one, best first, at most `n`, one an entity.
    #[must_use]
    pub fn nearest(&self, name: &str, n: usize) -> Vec<String> {
        self.names.nearest(name, n)
    }

    /// Whether `lower` is `upper`, or below it. Unknown identifiers are only themselves.
    #[must_use]
    pub fn is_a(&self, lower: &str, upper: &str) -> bool {
        if lower == upper {
            return true;
        }
        match (self.by_id.get(lower), self.by_id.get(upper)) {
            (Some(&l), Some(&u)) => self.order.is_a(l, u),
            _ => false,
        }
    }

    /// The shortest way up from `lower` to `upper`, both included.
    #[must_use]
    pub fn path(&self, lower: &str, upper: &str) -> Option<Vec<&Entity>> {
        let (&l, &u) = (self.by_id.get(lower)?, self.by_id.get(upper)?);
        Some(self.order.path(l, u)?.into_iter().map(|i| &self.entities[i as usize]).collect())
    }

    /// Everything above an entity, nearest first, without itself.
    #[must_use]
    pub fn ancestors(&self, id: &str) -> Vec<&Entity> {
        let Some(&index) = self.by_id.get(id) else { return Vec::new() };
        self.order.above(index).into_iter().map(|i| &self.entities[i as usize]).collect()
    }

    /// Whether nothing is below this entity.
    #[must_use]
    pub fn is_leaf(&self, id: &str) -> bool {
        self.by_id.get(id).is_none_or(|&i| self.order.is_leaf(i))
    }

    /// The kinds of all entities, each once, sorted.
    pub fn kinds(&self) -> impl Iterator<Item = &str> {
        self.kinds.iter().map(String::as_str)
    }

    /// The kind of an entity, by name.
    #[must_use]
    pub fn kind_of(&self, id: &str) -> Option<&str> {
        self.entity(id).map(|e| e.kind.as_str())
    }
}

#[cfg(test)]
mod tests;
