//! The tables of a lexicon as they stand in a file.
//!
//! In: the bytes of one file. Out: names by key, entities by identifier. Everything is read in
//! place; nothing is built when a file is opened. Layout, all numbers little-endian:
//!
//! magic (16) · BLAKE3 of all that follows (32) · flags u32 · length of each of the sections as
//! u64 · sections: strings, kinds, entities, names, reference entities, filter, keys, references.
//! `keys` and `references` are fst maps from a key to the first row of a list that ends with a
//! marked row.

use std::ops::Range;
use std::sync::Arc;

use fst::raw::Fst;

/// What a file starts with; the digit is the version of the layout.
pub(super) const MAGIC: [u8; 16] = *b"reason.lexicon/1";

pub(super) const SECTIONS: usize = 8;
const HEAD: usize = MAGIC.len() + 32 + 4 + SECTIONS * 8;

/// Why bytes are no lexicon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Damage {
    /// They do not start as a lexicon of this version does.
    Version,
    /// They are not what was written.
    Content,
}

/// A part of the bytes.
#[derive(Clone, Debug)]
pub(super) struct Section {
    bytes: Arc<Vec<u8>>,
    range: Range<usize>,
}

impl AsRef<[u8]> for Section {
    fn as_ref(&self) -> &[u8] {
        self.bytes.get(self.range.clone()).unwrap_or_default()
    }
}

impl Section {
    fn u32(&self, at: usize) -> u32 {
        let bytes = self.as_ref().get(at..at + 4);
        bytes.and_then(|b| b.try_into().ok()).map_or(0, u32::from_le_bytes)
    }
}

/// One name of one entity.
#[derive(Clone, Copy, Debug)]
pub(super) struct NameRow {
    pub(super) entity: u32,
    written: u32,
    length: u16,
    pub(super) flags: u16,
}

impl NameRow {
    /// The last row of its key.
    pub(super) const LAST: u16 = 1;
    /// The preferred name of its entity, or one that a curator set.
    pub(super) const PREFERRED: u16 = 2;
    /// Case class [`super::case::Class::Symbol`].
    pub(super) const SYMBOL: u16 = 4;
    /// Case class [`super::case::Class::Exact`].
    pub(super) const EXACT: u16 = 8;

    pub(super) const SIZE: usize = 12;

    pub(super) fn new(entity: u32, written: u32, length: u16, flags: u16) -> Self {
        Self { entity, written, length, flags }
    }

    pub(super) fn write(self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.entity.to_le_bytes());
        out.extend_from_slice(&self.written.to_le_bytes());
        out.extend_from_slice(&(u32::from(self.length) << 16 | u32::from(self.flags)).to_le_bytes());
    }

    /// The name as written, among the strings.
    pub(super) fn text(self, strings: &[u8]) -> &[u8] {
        let start = self.written as usize;
        strings.get(start..start + usize::from(self.length)).unwrap_or_default()
    }

    pub(super) fn is(self, flag: u16) -> bool {
        self.flags & flag != 0
    }
}

/// Texts of an entity, one after another in the strings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    Id,
    Name,
    /// All names but the preferred one, parted by `|`.
    Synonyms,
    Parents,
    ActsOn,
    CrossReferences,
}

/// A row of entities: where each field starts, where the last one ends, the kind.
pub(super) const ENTITY_SIZE: usize = (6 + 1 + 1) * 4;

/// One file of names.
#[derive(Clone)]
pub(super) struct Layer {
    strings: Section,
    kinds: Vec<String>,
    entities: Section,
    names: Section,
    referred: Section,
    filter: Section,
    mask: u32,
    keys: Fst<Section>,
    references: Fst<Section>,
    /// Whether its names win over those of other layers.
    pub(super) field: bool,
}

impl std::fmt::Debug for Layer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Layer").field("entities", &self.len()).field("names", &self.names()).finish()
    }
}

impl Layer {
    /// Reads a file's bytes.
    pub(super) fn open(bytes: Vec<u8>) -> Result<Self, Damage> {
        if !bytes.starts_with(&MAGIC) || bytes.len() < HEAD {
            return Err(Damage::Version);
        }
        let sum = blake3::hash(&bytes[MAGIC.len() + 32..]);
        if bytes[MAGIC.len()..MAGIC.len() + 32] != *sum.as_bytes() {
            return Err(Damage::Content);
        }
        let bytes = Arc::new(bytes);
        let head = Section { bytes: Arc::clone(&bytes), range: MAGIC.len() + 32..HEAD };
        let field = head.u32(0) != 0;
        let mut sections = Vec::with_capacity(SECTIONS);
        let mut start = HEAD;
        for i in 0..SECTIONS {
            let end = start.checked_add(head.u32(4 + i * 8) as usize).filter(|e| *e <= bytes.len());
            let end = end.ok_or(Damage::Content)?;
            sections.push(Section { bytes: Arc::clone(&bytes), range: start..end });
            start = end;
        }
        let sections: [Section; SECTIONS] = sections.try_into().map_err(|_| Damage::Content)?;
        let [strings, kinds, entities, names, referred, filter, keys, references] = sections;
        let kinds = String::from_utf8(kinds.as_ref().to_vec()).map_err(|_| Damage::Content)?;
        let bits = filter.range.len() * 8;
        if !bits.is_power_of_two() {
            return Err(Damage::Content);
        }
        Ok(Self {
            strings,
            kinds: kinds.lines().map(str::to_owned).collect(),
            entities,
            names,
            referred,
            filter,
            mask: (bits - 1) as u32,
            keys: Fst::new(keys).map_err(|_| Damage::Content)?,
            references: Fst::new(references).map_err(|_| Damage::Content)?,
            field,
        })
    }

    /// Whether a name may start with a unit of this hash.
    pub(super) fn may_start(&self, hash: u32) -> bool {
        let bit = hash & self.mask;
        self.filter
            .bytes
            .get(self.filter.range.start + (bit >> 3) as usize)
            .is_some_and(|b| b >> (bit & 7) & 1 == 1)
    }

    pub(super) fn keys(&self) -> &Fst<Section> {
        &self.keys
    }

    /// The rows of a key, from its first one.
    pub(super) fn rows(&self, first: u32) -> impl Iterator<Item = NameRow> + '_ {
        let mut next = Some(first);
        std::iter::from_fn(move || {
            let at = next?;
            let row = self.row(at)?;
            next = (!row.is(NameRow::LAST)).then_some(at + 1);
            Some(row)
        })
    }

    fn row(&self, at: u32) -> Option<NameRow> {
        let start = at as usize * NameRow::SIZE;
        let bytes: &[u8; NameRow::SIZE] =
            self.names.as_ref().get(start..start + NameRow::SIZE)?.try_into().ok()?;
        let [a, b, c] =
            [0, 4, 8].map(|i| u32::from_le_bytes([bytes[i], bytes[i + 1], bytes[i + 2], bytes[i + 3]]));
        Some(NameRow::new(a, b, (c >> 16) as u16, c as u16))
    }

    /// The name as written.
    pub(super) fn written(&self, row: NameRow) -> &str {
        std::str::from_utf8(row.text(self.strings.as_ref())).unwrap_or_default()
    }

    fn text(&self, range: Range<usize>) -> &str {
        self.strings.as_ref().get(range).and_then(|b| std::str::from_utf8(b).ok()).unwrap_or_default()
    }

    /// A text of an entity.
    pub(super) fn field(&self, entity: u32, field: Field) -> &str {
        let at = entity as usize * ENTITY_SIZE + field as usize * 4;
        self.text(self.entities.u32(at) as usize..self.entities.u32(at + 4) as usize)
    }

    /// The kind of an entity.
    pub(super) fn kind(&self, entity: u32) -> &str {
        let kind = self.entities.u32(entity as usize * ENTITY_SIZE + 7 * 4);
        self.kinds.get(kind as usize).map(String::as_str).unwrap_or_default()
    }

    /// How many entities there are.
    pub(super) fn len(&self) -> usize {
        self.entities.range.len() / ENTITY_SIZE
    }

    /// How many rows of names there are; a name has up to two keys.
    pub(super) fn names(&self) -> usize {
        self.names.range.len() / NameRow::SIZE
    }

    /// The kinds of its entities.
    pub(super) fn kinds(&self) -> impl Iterator<Item = &str> {
        self.kinds.iter().map(String::as_str)
    }

    /// The entities that a normal reference names; its own identifiers among them.
    pub(super) fn referred(&self, reference: &str) -> Vec<u32> {
        const LAST: u32 = 1 << 31;
        let Some(first) = self.references.get(reference) else { return Vec::new() };
        let mut found = Vec::new();
        let mut at = first.value() as usize * 4;
        while at < self.referred.range.len() {
            let entity = self.referred.u32(at);
            found.push(entity & !LAST);
            if entity & LAST != 0 {
                break;
            }
            at += 4;
        }
        found
    }
}
