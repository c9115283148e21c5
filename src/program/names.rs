//! Names in rules to symbols, by the kind that is wanted where they stand.

use std::cell::RefCell;

use rustc_hash::FxHashMap;

use super::declare::Declared;
use crate::fact::{Interner, KindId, Shape, Symbol, Value};
use crate::source::{Sources, Span};
use crate::vocabulary::{Meaning, Meanings, Vocabulary, alteration};

/// Everything that a name or a phrase is looked up in.
pub(super) struct Names<'a> {
    pub(super) declared: &'a Declared,
    pub(super) vocabulary: &'a Vocabulary,
    pub(super) interner: &'a Interner,
    pub(super) sources: &'a Sources,
    meanings: Meanings<'a>,
    known: RefCell<FxHashMap<(String, KindId), Result<Symbol, NameFault>>>,
}

/// Why a name is no constant of the kind that is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum NameFault {
    /// Nobody knows it.
    Unknown { name: String, kind: KindId, span: Span },
    /// Several entities have it.
    Ambiguous { name: String, span: Span, candidates: Vec<String> },
    /// It is of another kind.
    Kind { name: String, found: String, wanted: KindId, span: Span },
}

impl NameFault {
    fn at(mut self, place: Span) -> Self {
        match &mut self {
            Self::Unknown { span, .. } | Self::Ambiguous { span, .. } | Self::Kind { span, .. } => {
                *span = place
            }
        }
        self
    }
}

/// Names near to a misspelled one, best first, three at most.
pub(super) fn nearest_of<'n>(name: &str, known: impl Iterator<Item = &'n str>) -> Vec<String> {
    let lower = name.to_lowercase();
    let mut scored: Vec<(u32, &str)> = known
        .map(|k| ((strsim::jaro_winkler(&lower, &k.to_lowercase()) * 1e6) as u32, k))
        .filter(|(score, _)| *score > 750_000)
        .collect();
    scored.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
    scored.dedup();
    scored.into_iter().take(3).map(|(_, k)| k.to_owned()).collect()
}

impl<'a> Names<'a> {
    /// Prepares for look-ups.
    pub(super) fn new(
        declared: &'a Declared,
        vocabulary: &'a Vocabulary,
        interner: &'a Interner,
        sources: &'a Sources,
    ) -> Self {
        let meanings = Meanings::new(&declared.schema, vocabulary);
        Self { declared, vocabulary, interner, sources, meanings, known: RefCell::default() }
    }
}

impl Names<'_> {
    /// The name of a kind.
    pub(super) fn kind_name(&self, kind: KindId) -> &str {
        &self.declared.schema.kinds[kind.0 as usize].name
    }

    /// The kind of this name, if there is one.
    pub(super) fn kind(&self, name: &str) -> Option<KindId> {
        self.declared.schema.kind(name)
    }

    /// Whether one of two kinds is the other, or above it.
    pub(super) fn kinds_meet(&self, a: KindId, b: KindId) -> bool {
        let schema = &self.declared.schema;
        schema.kind_is_a(a, b) || schema.kind_is_a(b, a)
    }

    /// Whether no entity is of this kind, so that any word is a constant of it.
    pub(super) fn open(&self, kind: KindId) -> bool {
        self.meanings.is_open(kind)
    }

    /// The constant of the wanted kind that a name stands for.
    pub(super) fn constant(&self, name: &str, wanted: KindId, span: Span) -> Result<Symbol, NameFault> {
        let key = (name.to_owned(), wanted);
        if let Some(known) = self.known.borrow().get(&key) {
            return known.clone().map_err(|fault| fault.at(span));
        }
        let found = self.look_up(name, wanted, span);
        self.known.borrow_mut().insert(key, found.clone());
        found
    }

    fn look_up(&self, name: &str, wanted: KindId, span: Span) -> Result<Symbol, NameFault> {
        if name == "unknown" {
            return Ok(Symbol::UNKNOWN);
        }
        if matches!(self.kind_name(wanted), "number" | "date" | "context" | "evidence" | "conclusion") {
            return Err(NameFault::Unknown { name: name.to_owned(), kind: wanted, span });
        }
        match self.meanings.of(name, None, wanted) {
            Meaning::Word => Ok(self.interner.text(name)),
            Meaning::Entity(one) => Ok(self.interner.entity(&one.id)),
            Meaning::Nothing => self.unlisted(name, wanted, span),
            Meaning::OtherKind(other) => {
                let found = other.kind.clone();
                Err(NameFault::Kind { name: name.to_owned(), found, wanted, span })
            }
            Meaning::Ambiguous(several) => {
                let candidates = several.iter().map(|e| e.name.clone()).collect();
                Err(NameFault::Ambiguous { name: name.to_owned(), span, candidates })
            }
        }
    }

    /// A name that the vocabulary does not have: an altered form, a complex, an identifier, or a
    /// word of an open kind.
    fn unlisted(&self, name: &str, wanted: KindId, span: Span) -> Result<Symbol, NameFault> {
        if let Some(entity) = self.vocabulary.entity(name) {
            return Ok(self.interner.entity(&entity.id));
        }
        if let Some(symbol) = self.altered(name, wanted, span).or_else(|| self.compound(name, wanted, span)) {
            return Ok(symbol);
        }
        if self.open(wanted) {
            return Ok(self.interner.text(name));
        }
        Err(NameFault::Unknown { name: name.to_owned(), kind: wanted, span })
    }

    /// `loss of MAP2K7` and `MAP2K7 loss`; `V600E of BRAF` and `BRAF V600E`.
    fn altered(&self, name: &str, wanted: KindId, span: Span) -> Option<Symbol> {
        let kind = self.kind("alteration")?;
        let alterations = self.declared.schema.kinds[kind.0 as usize].words.as_ref()?;
        let listed = alterations.iter().find_map(|a| {
            let before = name.strip_prefix(a.as_str()).and_then(|rest| rest.strip_prefix(" of "));
            let after = || name.strip_suffix(a.as_str()).and_then(|rest| rest.strip_suffix(' '));
            before.or_else(after).map(|whole| (a.as_str(), whole))
        });
        let variant = || {
            let parts =
                name.split_once(" of ").or_else(|| name.rsplit_once(' ').map(|(whole, a)| (a, whole)));
            // `p21` looks like a change of an amino acid, and is a name.
            let named = |a: &str| a.split(' ').any(|word| !self.vocabulary.lookup(word).is_empty());
            parts.filter(|(a, _)| alteration::of(a).is_some() && !named(a))
        };
        let (alteration, whole) = listed.or_else(variant)?;
        let whole = self.constant(whole, wanted, span).ok()?;
        let parts = vec![self.interner.text(alteration), whole];
        Some(self.interner.intern(Value::Compound(Shape::Altered, parts.into())))
    }

    /// `IL-11·sIL-11R`, and `CXCR3 with CXCR7` for two that act jointly.
    fn compound(&self, name: &str, wanted: KindId, span: Span) -> Option<Symbol> {
        let (shape, pieces): (_, Vec<&str>) = if name.contains('·') {
            (Shape::Complex, name.split('·').collect())
        } else if name.contains(" with ") {
            (Shape::Joint, name.split(" with ").collect())
        } else {
            return None;
        };
        let members: Option<Vec<Symbol>> =
            pieces.iter().map(|p| self.constant(p.trim(), wanted, span).ok()).collect();
        Some(self.interner.together(shape, &members?))
    }

    /// Names near to an unknown one among those that could stand there.
    pub(super) fn nearest(&self, name: &str, kind: KindId) -> Vec<String> {
        let schema = &self.declared.schema;
        let mut words: Vec<String> = Vec::new();
        for (i, k) in schema.kinds.iter().enumerate() {
            if schema.kind_is_a(KindId(i as u32), kind) {
                words.extend(k.words.iter().flatten().cloned());
            }
        }
        if words.is_empty() {
            return self.vocabulary.nearest(name, 3);
        }
        let near = nearest_of(name, words.iter().map(String::as_str));
        if near.is_empty() && words.len() <= 12 { words } else { near }
    }
}
