//! Names of a finding → symbols.

use super::fault::{self, Fault};
use crate::corpus::finding::Participant;
use crate::fact::{Interner, KindId, Schema, Shape, Symbol, Value};
use crate::vocabulary::context::Contexts;
use crate::vocabulary::{Entity, Meaning, Meanings, Vocabulary, alteration};

/// Looks names up by the kind of thing that is wanted.
pub(crate) struct Naming<'a> {
    contexts: Contexts<'a>,
    meanings: Meanings<'a>,
}

impl<'a> Naming<'a> {
    pub(crate) fn new(schema: &'a Schema, vocabulary: &'a Vocabulary, interner: &'a Interner) -> Self {
        let meanings = Meanings::new(schema, vocabulary);
        Self { contexts: Contexts { interner, schema, vocabulary }, meanings }
    }

    pub(crate) fn contexts(&self) -> &Contexts<'a> {
        &self.contexts
    }

    pub(crate) fn schema(&self) -> &'a Schema {
        self.contexts.schema
    }

    pub(crate) fn vocabulary(&self) -> &'a Vocabulary {
        self.contexts.vocabulary
    }

    pub(crate) fn interner(&self) -> &'a Interner {
        self.contexts.interner
    }

    /// The widest kind of entities.
    pub(super) fn entity_kind(&self) -> KindId {
        self.schema().kind("entity").unwrap_or(KindId(0))
    }

    /// A word of the closed kind of this name; any word where there is no such kind.
    pub(super) fn word(&self, word: &str, kind: &str) -> Result<Symbol, Fault> {
        let words = self.schema().kind(kind).and_then(|k| self.schema().kinds[k.0 as usize].words.as_ref());
        match words {
            Some(words) if !words.iter().any(|w| w == word) => Err(fault::word(word, kind, words)),
            _ => Ok(self.interner().text(word)),
        }
    }

    pub(super) fn cell(&self, text: &str) -> Result<Symbol, Fault> {
        let kind = self.schema().kind("cell").unwrap_or(self.entity_kind());
        self.name(text, None, None, kind)
    }

    /// The cell that all members of a joint participant are in; unknown where they differ.
    pub(super) fn members_cell(&self, participant: &Participant, faults: &mut Vec<Fault>) -> Symbol {
        let members = || participant.all.iter().chain(&participant.complex);
        let mut cells = members().map(|m| m.cell.as_deref());
        let Some(Some(first)) = cells.next() else { return Symbol::UNKNOWN };
        if cells.any(|c| c != Some(first)) {
            return Symbol::UNKNOWN;
        }
        super::keep(self.cell(first), faults).unwrap_or(Symbol::UNKNOWN)
    }

    pub(super) fn participant(&self, participant: &Participant, kind: KindId) -> Result<Symbol, Fault> {
        let groups = [
            (Shape::Joint, &participant.all),
            (Shape::Complex, &participant.complex),
            (Shape::Regimen, &participant.regimen),
        ];
        let mut given = groups.into_iter().filter(|(_, members)| !members.is_empty());
        let single = participant.text.is_some() || participant.id.is_some();
        let value = match (given.next(), single) {
            (None, true) => self.single(participant, kind)?,
            (Some((shape, members)), false) if given.next().is_none() => {
                let whole = if shape == Shape::Complex { self.entity_kind() } else { kind };
                let members = members.iter().map(|m| self.member(m, whole));
                self.interner().together(shape, &members.collect::<Result<Vec<_>, _>>()?)
            }
            _ => return Err(fault::form(&participant.wording())),
        };
        match &participant.alteration {
            None => Ok(value),
            Some(alteration) => {
                let known = participant.text.as_deref().and_then(|text| self.variant(text, alteration, kind));
                if let Some(entity) = known {
                    return Ok(self.interner().entity(&entity.id));
                }
                let parts = vec![self.alteration(alteration)?, value];
                Ok(self.interner().intern(Value::Compound(Shape::Altered, parts.into())))
            }
        }
    }

    /// The entity that the vocabulary has for a variant, such as `BRAF V600E`.
    fn variant(&self, text: &str, alteration: &str, kind: KindId) -> Option<&'a Entity> {
        let found = self.contexts.vocabulary.lookup(&format!("{text} {alteration}"));
        let mut fitting = found.into_iter().filter(|e| self.fits(e, kind));
        fitting.next().filter(|_| fitting.next().is_none())
    }

    /// A word such as `loss`, or the name of a variant, such as `V600E`.
    fn alteration(&self, written: &str) -> Result<Symbol, Fault> {
        let listed = self.word(&written.to_lowercase(), "alteration");
        match listed {
            Err(_) if alteration::is_name(written) => Ok(self.interner().text(written)),
            Err(_) => self.word(written, "alteration"),
            listed => listed,
        }
    }

    /// A member is single: groups are not nested.
    fn member(&self, member: &Participant, kind: KindId) -> Result<Symbol, Fault> {
        let nested = !(member.all.is_empty() && member.complex.is_empty() && member.regimen.is_empty());
        if nested { Err(fault::form(&member.wording())) } else { self.participant(member, kind) }
    }

    fn single(&self, participant: &Participant, kind: KindId) -> Result<Symbol, Fault> {
        let text = participant.text.as_deref().or(participant.id.as_deref()).unwrap_or_default();
        self.name(text, participant.id.as_deref(), participant.kind.as_deref(), kind)
    }

    /// The value of the wanted kind that a name stands for. A known identifier settles it; `said`
    /// is the kind that the finding gives.
    pub(crate) fn name(
        &self,
        text: &str,
        id: Option<&str>,
        said: Option<&str>,
        wanted: KindId,
    ) -> Result<Symbol, Fault> {
        let kind = &self.schema().kinds[wanted.0 as usize];
        if let Some(entity) = id.and_then(|id| self.vocabulary().entity(id)) {
            return match self.fits(entity, wanted) {
                true => Ok(self.interner().entity(&entity.id)),
                false => Err(fault::wrong_kind(text, &entity.kind, &kind.name)),
            };
        }
        let said_kind = said.and_then(|name| self.schema().kind(name));
        match (self.meanings.of(text, said_kind, wanted), &kind.words) {
            (Meaning::Word, _) => Ok(self.interner().text(text)),
            (_, Some(words)) => Err(fault::word(text, &kind.name, words)),
            (Meaning::Entity(one), _) => Ok(self.interner().entity(&one.id)),
            (Meaning::Nothing, _) if self.is_open(wanted) => Ok(self.interner().text(text)),
            (Meaning::OtherKind(other), _) => Err(fault::wrong_kind(text, &other.kind, &kind.name)),
            (Meaning::Nothing, _) => {
                let near = self.vocabulary().nearest(text, 3);
                Err(fault::unknown(text, id, said.unwrap_or(&kind.name), &near))
            }
            (Meaning::Ambiguous(several), _) => {
                let candidates: Vec<String> =
                    several.iter().map(|e| format!("{} ({})", e.name, e.id)).collect();
                Err(fault::ambiguous(text, &candidates))
            }
        }
    }

    fn fits(&self, entity: &Entity, wanted: KindId) -> bool {
        self.meanings.fits(entity, wanted)
    }

    /// Whether any word is a constant of this kind, as no entity is of it.
    pub(crate) fn is_open(&self, kind: KindId) -> bool {
        self.meanings.is_open(kind)
    }
}
