//! Proofs in; how strong the studies are that they rest on, and what they take for granted, out.

use super::provenance::Provenance;
use crate::fact::{Schema, Symbol};
use crate::vocabulary;

/// How strong a study is: its position among the words of the kind `study`, 0 the strongest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Grade(pub u16);

/// The kind whose words are the study types, strongest first.
const STUDY: &str = "study";

impl Grade {
    /// The grade of a study type, if the schema has it.
    #[must_use]
    pub fn of(schema: &Schema, study: &str) -> Option<Self> {
        words(schema).iter().position(|w| w == study).map(|i| Self(i as u16))
    }

    /// The weakest grade that the schema has.
    #[must_use]
    pub fn weakest(schema: &Schema) -> Self {
        Self(words(schema).len().saturating_sub(1) as u16)
    }

    /// The study type.
    #[must_use]
    pub fn word(self, schema: &Schema) -> &str {
        words(schema).get(usize::from(self.0)).map_or("", String::as_str)
    }

    /// So many steps weaker, but never weaker than the weakest.
    #[must_use]
    pub fn lowered(self, steps: usize, schema: &Schema) -> Self {
        let steps = u16::try_from(steps).unwrap_or(u16::MAX);
        Self(self.0.saturating_add(steps)).min(Self::weakest(schema).max(self))
    }
}

/// The study type of what comes from somewhere; the weakest where it is not known.
pub(super) fn of_study(schema: &Schema, provenance: &Provenance) -> Grade {
    let study = provenance.study.as_ref().and_then(|s| Grade::of(schema, s));
    study.unwrap_or(Grade::weakest(schema))
}

fn words(schema: &Schema) -> &[String] {
    let kind = schema.kind(STUDY).map(|k| &schema.kinds[k.0 as usize]);
    kind.and_then(|k| k.words.as_deref()).unwrap_or_default()
}

/// Something that a proof takes for granted; each lowers its grade by one step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Assumption {
    /// A field of a context was filled, narrowed, united or dropped in a merge.
    Context(vocabulary::Assumption),
    /// A participant whose cell nobody stated was taken to be in the cell of the other step.
    Cell {
        /// The participant that a chain passes through.
        through: Symbol,
        /// Its cell before, or unknown.
        before: Symbol,
        /// Its cell after, or unknown.
        after: Symbol,
        /// The cell that was taken.
        cell: Symbol,
    },
    /// What nobody stated, such as the cell of an effect, was taken to be this.
    Unsaid {
        /// The value that was taken.
        taken: Symbol,
    },
}
