//! The tables of a lexicon as they stand in a file.
//!
//! In: the bytes of one file. Out: names by key, entities by identifier. Everything is read in
//! place; nothing is built when a file is opened. Layout, all numbers little-endian:
//!
//! magic (16) · BLAKE3 of all that follows (32) · flags u32 · length of each of the sections as
//! u64 · sections: strings, kinds, entities, names, reference entities, filter, heads, keys,
//! references. A head is what may be the first unit of a name; the filter has a bit for each hash of
//! one, `heads` says where in `keys` the walk stands after it.
//! `keys` and `references` are fst maps from a key to the first row of a list that ends with a
//! marked row.

use std::ops::Range;
use std::sync::Arc;

use fst::raw::{Fst, Output};

use super::unit;

/// What a file starts with; the digit is the version of the layout.
pub(super) const MAGIC: [u8; 16] = *b"reason.lexicon/1";

pub(super) const SECTIONS: usize = 9;
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
    pub(super) length: u16,
    pub(super) flags: u16,
    /// Of the name as written.
    pub(super) hash: u32,
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

    /// In the number of a key's first row: some name of the key is of class
    /// [`super::case::Class::Word`], so that the rows need not be looked at.
    pub(super) const HAS_WORD: u32 = 1 << 31;

    pub(super) const SIZE: usize = 16;

    pub(super) fn new(entity: u32, written: u32, name: &str, flags: u16) -> Option<Self> {
        let length = u16::try_from(name.len()).ok()?;
        Some(Self { entity, written, length, flags, hash: Self::hash_of(name) })
    }

    /// The part of a name's hash that rows keep.
    pub(super) fn hash_of(name: &str) -> u32 {
        unit::hash(name.as_bytes()) as u32
    }

    pub(super) fn write(self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.entity.to_le_bytes());
        out.extend_from_slice(&self.written.to_le_bytes());
        out.extend_from_slice(&self.length.to_le_bytes());
        out.extend_from_slice(&self.flags.to_le_bytes());
        out.extend_from_slice(&self.hash.to_le_bytes());
    }

    fn read(bytes: &[u8; Self::SIZE]) -> Self {
        let [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p] = *bytes;
        Self {
            entity: u32::from_le_bytes([a, b, c, d]),
            written: u32::from_le_bytes([e, f, g, h]),
            length: u16::from_le_bytes([i, j]),
            flags: u16::from_le_bytes([k, l]),
            hash: u32::from_le_bytes([m, n, o, p]),
        }
    }

    /// The name as written, among the strings.
    pub(super) fn text(self, strings: &[u8]) -> &[u8] {
        let start = self.written as usize;
        strings.get(start..start + usize::from(self.length)).unwrap_or_default()
    }

    /// Standing and precedence of kinds, lower ones first; see [`Self::with_standing`].
    pub(super) fn standing(self) -> u16 {
        self.flags >> 8
    }

    /// Keeps how well the name is established: 0 to 3, and the precedence of its kind: 0 to 31.
    pub(super) fn with_standing(mut self, standing: u8, precedence: u8) -> Self {
        self.flags |= u16::from(standing.min(3)) << 13 | u16::from(precedence.min(31)) << 8;
        self
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

pub(super) const HEAD_SIZE: usize = 20;

/// A row of heads: where a walk stands after what may be the first unit of a name.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Head {
    /// Of the hash; 0 for no row.
    pub(super) tag: u32,
    /// Of the node.
    pub(super) address: u32,
    /// Output so far.
    pub(super) output: u32,
    /// The lowest bit: a name ends here. The others: how names go on, by [`continuation`].
    pub(super) next: u32,
    /// The first row of the name that ends here, if one does.
    pub(super) first: u32,
}

impl Head {
    #[inline]
    fn read(bytes: &[u8; HEAD_SIZE]) -> Self {
        let [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t] = *bytes;
        Self {
            tag: u32::from_le_bytes([a, b, c, d]),
            address: u32::from_le_bytes([e, f, g, h]),
            output: u32::from_le_bytes([i, j, k, l]),
            next: u32::from_le_bytes([m, n, o, p]),
            first: u32::from_le_bytes([q, r, s, t]),
        }
    }

    pub(super) fn write(self) -> [u8; HEAD_SIZE] {
        let mut bytes = [0; HEAD_SIZE];
        for (place, number) in
            bytes.chunks_mut(4).zip([self.tag, self.address, self.output, self.next, self.first])
        {
            place.copy_from_slice(&number.to_le_bytes());
        }
        bytes
    }

    /// Whether a name ends with it.
    pub(super) fn is_final(self) -> bool {
        self.next & 1 == 1
    }

    /// Whether a name may go on with a unit of these bytes, after a space or without one.
    pub(super) fn goes_on(self, spaced: bool, unit: &[u8]) -> bool {
        let second = unit.get(1).copied().unwrap_or_default();
        unit.first().is_some_and(|&first| self.next & continuation(spaced, first, second) != 0)
    }
}

/// The part of a hash that tells rows apart.
pub(super) fn tag_of(hash: u64) -> u32 {
    (hash as u32).max(1)
}

/// A bit for how a name goes on after its head: with or without a space, the next byte, and the one
/// after it or 0.
pub(super) fn continuation(spaced: bool, first: u8, second: u8) -> u32 {
    let mixed =
        (u32::from(first) << 9 | u32::from(second) << 1 | u32::from(spaced)).wrapping_mul(0x9E37_79B1);
    2 << ((mixed >> 16) % 31)
}

/// Goes along bytes from a node.
#[inline]
pub(super) fn follow<D: AsRef<[u8]>>(
    keys: &Fst<D>,
    address: usize,
    output: Output,
    bytes: &[u8],
) -> Option<(usize, Output)> {
    let (mut address, mut output) = (address, output);
    for &byte in bytes {
        let node = keys.node(address);
        let transition = node.transition(node.find_input(byte)?);
        output = output.cat(transition.out);
        address = transition.addr;
    }
    Some((address, output))
}

/// One file of names.
#[derive(Clone)]
pub(super) struct Layer {
    strings: Section,
    kinds: Vec<String>,
    entities: Section,
    names: Section,
    referred: Section,
    filter: Section,
    mask: u64,
    heads: Section,
    keys: Fst<Section>,
    references: Fst<Section>,
    /// Whether its names win over those of other layers.
    pub(super) field: bool,
    /// The hash of its content.
    pub(super) content: blake3::Hash,
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
        let [strings, kinds, entities, names, referred, filter, heads, keys, references] = sections;
        let kinds = String::from_utf8(kinds.as_ref().to_vec()).map_err(|_| Damage::Content)?;
        let bits = filter.range.len() * 8;
        if !bits.is_power_of_two() || !(heads.range.len() / HEAD_SIZE).is_power_of_two() {
            return Err(Damage::Content);
        }
        Ok(Self {
            strings,
            kinds: kinds.lines().map(str::to_owned).collect(),
            entities,
            names,
            referred,
            filter,
            mask: (bits - 1) as u64,
            heads,
            keys: Fst::new(keys).map_err(|_| Damage::Content)?,
            references: Fst::new(references).map_err(|_| Damage::Content)?,
            field,
            content: sum,
        })
    }

    /// Where the walk through the keys stands after what has this hash, if a name may start with it.
    pub(super) fn head(&self, hash: u64) -> Option<Head> {
        let bit = hash & self.mask;
        if self.filter.as_ref()[(bit >> 3) as usize] >> (bit & 7) & 1 == 0 {
            return None;
        }
        let (heads, _) = self.heads.as_ref().as_chunks::<HEAD_SIZE>();
        let last = heads.len() - 1;
        let mut place = (hash >> 32) as usize & last;
        loop {
            let head = Head::read(&heads[place]);
            match head.tag {
                0 => return None,
                tag if tag == tag_of(hash) => return Some(head),
                _ => place = (place + 1) & last,
            }
        }
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

    #[inline]
    fn row(&self, at: u32) -> Option<NameRow> {
        let (rows, _) = self.names.as_ref().as_chunks();
        rows.get(at as usize).map(NameRow::read)
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
