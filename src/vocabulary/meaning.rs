//! What a name means where something of a kind is wanted: one decision for rules and findings.
//!
//! In: a schema, a vocabulary, a name and a kind. Out: a word, an entity, or why it is neither.

use super::{Entity, Vocabulary};
use crate::fact::{KindId, Schema};

/// What a name means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meaning<'v> {
    /// A word: of a closed kind that lists it, of `text`, or of a kind that no entity fills though
    /// the name means entities of other kinds.
    Word,
    /// The one entity of the wanted kind that has this name.
    Entity(&'v Entity),
    /// Several entities of the wanted kind have it.
    Ambiguous(Vec<&'v Entity>),
    /// It means only things of other kinds; the first of them.
    OtherKind(&'v Entity),
    /// Nothing has this name; see [`Meanings::is_open`].
    Nothing,
}

/// Decides what names mean.
#[derive(Clone, Debug)]
pub struct Meanings<'v> {
    schema: &'v Schema,
    vocabulary: &'v Vocabulary,
    /// Per kind, whether an entity is of it or of a kind below it.
    filled: Vec<bool>,
}

impl<'v> Meanings<'v> {
    /// Prepares for decisions.
    #[must_use]
    pub fn new(schema: &'v Schema, vocabulary: &'v Vocabulary) -> Self {
        let used: Vec<KindId> = vocabulary.kinds().filter_map(|name| schema.kind(name)).collect();
        let kinds = (0..schema.kinds.len()).map(|i| KindId(i as u32));
        let filled = kinds.map(|kind| used.iter().any(|&u| schema.kind_is_a(u, kind))).collect();
        Self { schema, vocabulary, filled }
    }

    /// Whether an entity is of a kind.
    #[must_use]
    pub fn fits(&self, entity: &Entity, wanted: KindId) -> bool {
        self.schema.kind(&entity.kind).is_some_and(|kind| self.schema.kind_is_a(kind, wanted))
    }

    /// Whether any word is a constant of this kind, as it lists none and no entity is of it.
    #[must_use]
    pub fn is_open(&self, kind: KindId) -> bool {
        self.schema.kinds[kind.0 as usize].words.is_none() && !self.filled[kind.0 as usize]
    }

    /// What a name means where a kind is wanted. Of several entities those of the kind `said`, if
    /// there are any, are meant.
    #[must_use]
    pub fn of(&self, name: &str, said: Option<KindId>, wanted: KindId) -> Meaning<'v> {
        if self.is_closed_word(name, wanted) || self.schema.kinds[wanted.0 as usize].name == "text" {
            return Meaning::Word;
        }
        let found = self.vocabulary.lookup(name);
        let mut fitting: Vec<&'v Entity> = found.iter().copied().filter(|e| self.fits(e, wanted)).collect();
        if let Some(kind) = said.filter(|&kind| fitting.iter().any(|e| self.fits(e, kind))) {
            fitting.retain(|e| self.fits(e, kind));
        }
        match (fitting.as_slice(), found.first()) {
            ([one], _) => Meaning::Entity(one),
            ([], None) => Meaning::Nothing,
            ([], Some(_)) if self.is_open(wanted) => Meaning::Word,
            ([], Some(other)) => Meaning::OtherKind(other),
            _ => Meaning::Ambiguous(fitting),
        }
    }

    /// Whether a closed kind that is the wanted one or below it lists this word.
    fn is_closed_word(&self, name: &str, wanted: KindId) -> bool {
        self.schema.kinds.iter().enumerate().any(|(i, kind)| {
            let lists = kind.words.as_ref().is_some_and(|words| words.iter().any(|w| w == name));
            lists && self.schema.kind_is_a(KindId(i as u32), wanted)
        })
    }
}
