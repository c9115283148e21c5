//! What the predicates of a program mean: columns, kinds, and which relations hold their rows.
//!
//! Built by `program`, read by everything after it.

use std::collections::BTreeMap;
use std::ops::{Deref, DerefMut};

use rustc_hash::FxHashMap;

use super::set::{Relation, RelationId};
use super::value::Symbol;

/// A kind by its position in the schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KindId(pub u32);

/// A predicate by its position in the schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PredicateId(pub u32);

/// A kind of value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kind {
    /// As written.
    pub name: String,
    /// Kinds that this one `is a`, directly.
    pub parents: Vec<KindId>,
    /// The constants of a closed kind, in the order of their declaration.
    pub words: Option<Vec<String>>,
}

/// A column of a predicate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// As written.
    pub name: String,
    /// What stands in it.
    pub kind: KindId,
    /// Whether a participant stands in it, so that a hidden column holds its cell.
    pub cell: bool,
}

/// What a predicate is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// A plain relation.
    Plain,
    /// A derived relation that is reported.
    Hypothesis,
    /// What papers state.
    Finding,
    /// A property of a finding, reached through `@`.
    Evidence,
    /// A field of a context, by its position in the record.
    Context(usize),
}

/// A piece of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// A word as written.
    Word(String),
    /// The column of this position.
    Slot(usize),
}

/// A declared predicate.
///
/// The row of a plain predicate, a hypothesis or an evidence predicate is its columns. The row of
/// a finding is its columns, then one cell for each column with `cell` (in order), then the
/// context. A row with evidence has the finding as one column more.
#[derive(Clone, Debug)]
pub struct Predicate {
    /// As written.
    pub name: String,
    /// What it is for.
    pub role: Role,
    /// The declared columns.
    pub columns: Vec<Column>,
    /// How it is worded; the first template is used to word facts.
    pub templates: Vec<Vec<Piece>>,
    /// The predicates that this one `is a`, directly.
    pub parents: Vec<PredicateId>,
    /// The documentation above its declaration.
    pub docs: Option<String>,
    /// What a positive phrase reads: for a finding, what is stated or predicted.
    pub reads: RelationId,
    /// The further relations of a finding.
    pub finding: Option<FindingRelations>,
    /// For a context field: `(context, value)` of each stated context; predictions of it.
    pub predicted: Option<RelationId>,
    /// Whether a rule reads it; relations that nobody reads need not be loaded.
    pub used: bool,
}

/// The relations of a finding predicate. All but `predicted` are loaded, never derived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FindingRelations {
    /// Affirmed, asserted or hedged.
    pub stated: RelationId,
    /// Stated not to hold.
    pub denied: RelationId,
    /// Only suggested.
    pub proposed: RelationId,
    /// Concluded by rules.
    pub predicted: RelationId,
    /// `stated` with one column more: the finding.
    pub stated_evidence: RelationId,
    /// `denied` with one column more: the finding.
    pub denied_evidence: RelationId,
    /// `proposed` with one column more: the finding.
    pub proposed_evidence: RelationId,
}

/// A declared field of the context record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContextField {
    /// As written; also the key in a finding's `context`.
    pub name: String,
    /// What stands in it.
    pub kind: KindId,
    /// Whether it holds a regimen.
    pub set: bool,
    /// Whether values that differ merge to unknown, instead of making the merge fail.
    pub else_unknown: bool,
    /// Its predicate.
    pub predicate: PredicateId,
}

/// Kinds in the order of their declaration, found by name. Of two of one name the first is found.
#[derive(Clone, Debug, Default)]
pub struct Kinds {
    list: Vec<Kind>,
    by_name: FxHashMap<String, KindId>,
}

impl Kinds {
    /// Adds a kind. Its name stays what it is.
    pub fn push(&mut self, kind: Kind) {
        let id = KindId(self.list.len() as u32);
        self.by_name.entry(kind.name.clone()).or_insert(id);
        self.list.push(kind);
    }
}

impl FromIterator<Kind> for Kinds {
    fn from_iter<I: IntoIterator<Item = Kind>>(kinds: I) -> Self {
        let mut all = Self::default();
        kinds.into_iter().for_each(|kind| all.push(kind));
        all
    }
}

impl Deref for Kinds {
    type Target = [Kind];

    fn deref(&self) -> &[Kind] {
        &self.list
    }
}

impl DerefMut for Kinds {
    fn deref_mut(&mut self) -> &mut [Kind] {
        &mut self.list
    }
}

/// Everything that is declared.
#[derive(Clone, Debug, Default)]
pub struct Schema {
    /// All kinds.
    pub kinds: Kinds,
    /// All predicates.
    pub predicates: Vec<Predicate>,
    /// All relations, those of the predicates and those that lowering adds.
    pub relations: Vec<Relation>,
    /// The context's fields in the order of their declaration. A context value
    /// (`Shape::Context`) has one part a field, then its lineages: `Symbol::UNKNOWN` where every
    /// field is known, else the lineages together (`Shape::Joint` of texts).
    pub context: Vec<ContextField>,
    /// Which predicate a relation belongs to.
    pub predicate_of: BTreeMap<RelationId, PredicateId>,
    /// `(context)` of each stated context.
    pub contexts: Option<RelationId>,
    /// Opposite constants, both ways.
    pub opposite_values: BTreeMap<Symbol, Symbol>,
    /// Opposite predicates, both ways.
    pub opposite_predicates: BTreeMap<PredicateId, PredicateId>,
}

impl Schema {
    /// The kind of this name.
    #[must_use]
    pub fn kind(&self, name: &str) -> Option<KindId> {
        self.kinds.by_name.get(name).copied()
    }

    /// The predicate of this name.
    #[must_use]
    pub fn predicate(&self, name: &str) -> Option<PredicateId> {
        self.predicates.iter().position(|p| p.name == name).map(|i| PredicateId(i as u32))
    }

    /// A predicate by its id.
    #[must_use]
    pub fn get(&self, id: PredicateId) -> &Predicate {
        &self.predicates[id.0 as usize]
    }

    /// Whether `lower` is `upper` or below it. Declared kinds have no cycles.
    #[must_use]
    pub fn kind_is_a(&self, lower: KindId, upper: KindId) -> bool {
        lower == upper || self.kinds[lower.0 as usize].parents.iter().any(|&p| self.kind_is_a(p, upper))
    }

    /// A predicate and all that it `is a`, itself first, each once.
    #[must_use]
    pub fn ancestors(&self, id: PredicateId) -> Vec<PredicateId> {
        let mut found = vec![id];
        let mut next = 0;
        while next < found.len() {
            for &parent in &self.get(found[next]).parents {
                if !found.contains(&parent) {
                    found.push(parent);
                }
            }
            next += 1;
        }
        found
    }
}

impl Predicate {
    /// Number of columns of a row: declared ones, cells and the context.
    #[must_use]
    pub fn arity(&self) -> usize {
        match self.role {
            Role::Finding => self.context_column() + 1,
            Role::Context(_) => 2,
            _ => self.columns.len(),
        }
    }

    /// Where the context of a finding's row stands.
    #[must_use]
    pub fn context_column(&self) -> usize {
        self.columns.len() + self.columns.iter().filter(|c| c.cell).count()
    }

    /// Where the cell of a declared column stands in a finding's row.
    #[must_use]
    pub fn cell_column(&self, column: usize) -> Option<usize> {
        let cells = self.columns[..column].iter().filter(|c| c.cell).count();
        self.columns.get(column)?.cell.then_some(self.columns.len() + cells)
    }
}
