//! A finding that nobody states in; the findings that come nearest to it out.
//!
//! A near finding lacks one thing: it is denied, only suggested, retracted, says the opposite, is
//! about a wider or a part of a thing, or about a group that differs in one field.

use crate::corpus::finding::Polarity;
use crate::corpus::{Corpus, Entry, Grounded};
use crate::fact::{Interner, PredicateId, Registry, Schema, Shape, Symbol, Value};
use crate::plan::{Literal, Term, Variable};
use crate::vocabulary::Vocabulary;
use crate::vocabulary::context::Contexts;

/// Most near findings that are named.
pub const MOST_NEAR: usize = 3;
/// How like two names are, from 0 to 1, that nearly match (Jaro-Winkler).
const ALIKE: f64 = 0.9;

/// Where findings and names are looked up.
#[derive(Clone, Copy)]
pub struct Shelf<'a> {
    /// Papers and findings, those of retracted papers too.
    pub corpus: &'a Corpus,
    /// What is declared.
    pub schema: &'a Schema,
    /// What is a what.
    pub vocabulary: &'a Vocabulary,
    /// Where the values are.
    pub interner: &'a Interner,
    /// The functions that rules call.
    pub functions: &'a Registry,
}

/// A finding that is wanted: one value or a variable with limits for each column.
#[derive(Clone, Debug)]
pub struct Wanted<'w> {
    /// What it says.
    pub predicate: PredicateId,
    /// Columns, cells, context; `None` where anything goes but for the limits.
    pub values: Vec<Option<Symbol>>,
    /// What stands in each column.
    pub terms: &'w [Term],
    /// Conditions on the variables among the terms.
    pub limits: &'w [Literal],
}

/// A finding that lacks one thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NearFinding {
    /// Its position in the corpus.
    pub finding: u32,
    /// What it lacks.
    pub lacks: Lack,
}

/// What a near finding lacks.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lack {
    /// Its paper was retracted.
    Retracted,
    /// The paper only suggests it.
    Proposed,
    /// The paper states that it does not hold.
    Denied,
    /// The paper states the opposite.
    Opposite,
    /// Its group differs in one field.
    Context {
        /// The field, by its position.
        field: usize,
        /// The value that was wanted.
        wanted: Symbol,
        /// The value that is stated, or unknown.
        found: Symbol,
    },
    /// One participant, or the cell of one, is nearly the wanted one.
    Participant {
        /// The column.
        column: usize,
        /// How the two belong together.
        likeness: Likeness,
        /// What was wanted.
        wanted: Symbol,
        /// What is stated.
        found: Symbol,
    },
}

/// How a stated participant belongs to the wanted one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Likeness {
    /// The wanted one is one of the stated.
    Wider,
    /// The stated one is one of the wanted.
    Narrower,
    /// One is a part, a member or a form of the other.
    Part,
    /// The names are spelled alike.
    Spelled,
}

impl Shelf<'_> {
    /// The findings that lack one thing, the least lack first.
    #[must_use]
    pub fn near(&self, wanted: &Wanted<'_>) -> Vec<NearFinding> {
        let mut found = Vec::new();
        for (number, entry) in self.corpus.findings.iter().enumerate() {
            if let Some(lacks) = entry.grounded.as_ref().and_then(|g| self.lack(wanted, entry, g)) {
                found.push(NearFinding { finding: number as u32, lacks });
            }
        }
        found.sort_by(|a, b| order(&a.lacks).cmp(&order(&b.lacks)).then(a.finding.cmp(&b.finding)));
        found.truncate(MOST_NEAR);
        found
    }

    /// The one thing that a finding lacks.
    fn lack(&self, wanted: &Wanted<'_>, entry: &Entry, grounded: &Grounded) -> Option<Lack> {
        let mut lacks: Vec<Lack> = Vec::new();
        let opposite = match self.sense(wanted.predicate, grounded.predicate) {
            Sense::Same => false,
            Sense::Opposite => true,
            Sense::Other => return None,
        };
        lacks.extend(opposite.then_some(Lack::Opposite));
        lacks.extend(self.corpus.is_retracted(entry).then_some(Lack::Retracted));
        lacks.extend((entry.finding.polarity == Polarity::Denied).then_some(Lack::Denied));
        lacks.extend(entry.is_proposed().then_some(Lack::Proposed));
        let context = grounded.columns.len() + grounded.cells.len();
        if lacks.len() > 1 || wanted.values.len() < context {
            return None;
        }
        for (column, &found) in grounded.columns.iter().chain(&grounded.cells).enumerate() {
            if !self.fits(wanted, column, found) {
                lacks.push(self.nearly(wanted, column, found)?);
            }
            if lacks.len() > 1 {
                return None;
            }
        }
        if let Some(group) = wanted.values.get(context).copied().flatten()
            && group != grounded.context
        {
            lacks.push(self.other_group(group, grounded.context)?);
        }
        let [one] = lacks.as_slice() else { return None };
        Some(one.clone())
    }

    fn sense(&self, wanted: PredicateId, found: PredicateId) -> Sense {
        let ancestors = self.schema.ancestors(found);
        let opposite = self.schema.opposite_predicates.get(&wanted);
        match () {
            () if ancestors.contains(&wanted) => Sense::Same,
            () if opposite.is_some_and(|o| ancestors.contains(o)) => Sense::Opposite,
            () => Sense::Other,
        }
    }

    /// The constant that a column's value must lie below.
    fn limit(&self, wanted: &Wanted<'_>, column: usize) -> Option<Symbol> {
        let variable = wanted.terms.get(column)?;
        wanted.limits.iter().find_map(|literal| match literal {
            Literal::Call { function, inputs, .. } if self.functions.name(*function) == "below" => {
                match inputs.as_slice() {
                    [limited, Term::Const(constant)] if limited == variable => Some(*constant),
                    _ => None,
                }
            }
            _ => None,
        })
    }

    fn fits(&self, wanted: &Wanted<'_>, column: usize, found: Symbol) -> bool {
        if let Some(value) = wanted.values.get(column).copied().flatten() {
            return value == found;
        }
        let mut limits = wanted.limits.iter();
        let variable = match wanted.terms.get(column) {
            Some(Term::Var(v)) => *v,
            _ => return true,
        };
        limits.all(|limit| self.keeps(limit, variable, found))
    }

    /// Whether a limit on a variable lets a value pass; limits on others say nothing.
    fn keeps(&self, limit: &Literal, variable: Variable, found: Symbol) -> bool {
        let Literal::Call { function, inputs, .. } = limit else { return true };
        if !inputs.contains(&Term::Var(variable)) {
            return true;
        }
        let filled = inputs.iter().map(|term| match term {
            Term::Const(value) => *value,
            _ => found,
        });
        let filled: Vec<Symbol> = filled.collect();
        self.functions.get(*function).call(self.interner, &filled, &mut Vec::new()) > 0
    }

    /// How a participant that does not fit is nearly the wanted one.
    fn nearly(&self, wanted: &Wanted<'_>, column: usize, found: Symbol) -> Option<Lack> {
        let bound = wanted.values.get(column).copied().flatten();
        let asked = bound.or_else(|| self.limit(wanted, column))?;
        if self.schema.opposite_values.get(&asked) == Some(&found) {
            return Some(Lack::Opposite);
        }
        let likeness = self.likeness(asked, found)?;
        Some(Lack::Participant { column, likeness, wanted: asked, found })
    }

    fn likeness(&self, wanted: Symbol, found: Symbol) -> Option<Likeness> {
        let contexts = self.contexts();
        let holds = |whole: Symbol, part: Symbol| match self.interner.value(whole) {
            Value::Compound(shape, parts) if shape != Shape::Context => parts.contains(&part),
            _ => false,
        };
        match () {
            () if wanted == Symbol::UNKNOWN || found == Symbol::UNKNOWN => None,
            () if contexts.is_a(wanted, found) => Some(Likeness::Wider),
            () if contexts.is_a(found, wanted) => Some(Likeness::Narrower),
            () if holds(found, wanted) || holds(wanted, found) => Some(Likeness::Part),
            () if self.spelled_alike(wanted, found) => Some(Likeness::Spelled),
            () => None,
        }
    }

    /// Whether two names are spelled alike. Two entities of the vocabulary are different things,
    /// however alike their names are.
    fn spelled_alike(&self, a: Symbol, b: Symbol) -> bool {
        let name = |symbol: Symbol| match self.interner.value(symbol) {
            Value::Text(text) => Some((text.to_string(), false)),
            Value::Entity(id) => {
                Some((self.vocabulary.entity(&id).map_or(id.to_string(), |e| e.name.clone()), true))
            }
            _ => None,
        };
        let (Some((a, known_a)), Some((b, known_b))) = (name(a), name(b)) else { return false };
        !(known_a && known_b) && strsim::jaro_winkler(&a.to_lowercase(), &b.to_lowercase()) >= ALIKE
    }

    /// The sole field in which a group differs from the wanted one.
    fn other_group(&self, wanted: Symbol, found: Symbol) -> Option<Lack> {
        let contexts = self.contexts();
        let (ours, theirs) = (contexts.fields(wanted), contexts.fields(found));
        let fields = 0..self.schema.context.len();
        let mut differing = fields.filter(|&i| ours[i] != theirs[i]);
        let field = differing.next()?;
        let only = differing.next().is_none();
        only.then(|| Lack::Context { field, wanted: ours[field], found: theirs[field] })
    }

    fn contexts(&self) -> Contexts<'_> {
        Contexts { interner: self.interner, schema: self.schema, vocabulary: self.vocabulary }
    }
}

enum Sense {
    Same,
    Opposite,
    Other,
}

/// The order in which lacks are named.
fn order(lack: &Lack) -> (u8, u8) {
    match lack {
        Lack::Retracted => (0, 0),
        Lack::Proposed => (1, 0),
        Lack::Denied => (2, 0),
        Lack::Context { .. } => (3, 0),
        Lack::Opposite => (4, 0),
        Lack::Participant { likeness, .. } => (5, *likeness as u8),
    }
}
