//! Entities in, the bytes of a lexicon out.

use std::collections::BTreeMap;

use super::case::Class;
use super::layer::{Field, MAGIC, NameRow, SECTIONS};
use super::unit::{self, Units};
use super::{Origin, reference};
use crate::vocabulary::Entity;

/// Kinds in the order in which they are preferred where a name may mean several; others come last.
const PRECEDENCE: [&str; 9] =
    ["family", "complex", "gene", "molecule", "drug", "chemical", "cell", "disease", "tissue"];

/// Kinds whose lone words are symbols.
const SYMBOLIC: [&str; 3] = ["family", "complex", "gene"];

/// Longer names are descriptions; no text repeats them.
const LONGEST_NAME: usize = 200;

/// How well established a name is for its entity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Standing {
    /// The preferred name, or one that a curator set for it.
    Preferred,
    /// A full synonym.
    Synonym,
    /// A name that it had before, or one that others use for it at times.
    Previous,
}

/// Collects entities and lays them out.
#[derive(Debug)]
pub(crate) struct Builder {
    origin: Origin,
    strings: Vec<u8>,
    kinds: BTreeMap<String, u32>,
    entities: Vec<u8>,
    count: u32,
    names: Vec<Name>,
    heads: Vec<u32>,
    references: Vec<(String, u32)>,
    units: Units,
}

#[derive(Debug)]
struct Name {
    key: Vec<u8>,
    standing: Standing,
    precedence: u8,
    row: NameRow,
}

impl Builder {
    pub(crate) fn new(origin: Origin) -> Self {
        Self {
            origin,
            strings: Vec::new(),
            kinds: BTreeMap::new(),
            entities: Vec::new(),
            count: 0,
            names: Vec::new(),
            heads: Vec::new(),
            references: Vec::new(),
            units: Units::default(),
        }
    }

    /// Adds an entity; `standing` tells of each synonym how well established it is.
    pub(crate) fn add(&mut self, entity: &Entity, standing: impl Fn(usize) -> Standing) {
        let number = self.count;
        self.count += 1;
        let targets: Vec<String> =
            entity.targets.iter().map(|t| format!("{} {}", t.effect, t.target)).collect();
        let parents: Vec<&str> = entity.parents.iter().map(|p| &**p).collect();
        let fields = [
            entity.id.to_string(),
            entity.name.clone(),
            entity.synonyms.join("|"),
            parents.join("|"),
            targets.join("|"),
            entity.cross_references.join("|"),
        ];
        let starts = self.fields(&fields);
        let kinds = self.kinds.len() as u32;
        let kind = *self.kinds.entry(entity.kind.clone()).or_insert(kinds);
        starts.into_iter().chain([kind]).for_each(|n| self.entities.extend_from_slice(&n.to_le_bytes()));
        self.name(number, &entity.kind, &entity.name, starts[Field::Name as usize], Standing::Preferred);
        let mut at = starts[Field::Synonyms as usize];
        for (i, synonym) in entity.synonyms.iter().enumerate() {
            self.name(number, &entity.kind, synonym, at, standing(i));
            at += synonym.len() as u32 + 1;
        }
        self.references.push((reference::normal(&entity.id), number));
        for other in &entity.cross_references {
            self.references.push((reference::normal(other), number));
        }
    }

    fn fields(&mut self, fields: &[String; 6]) -> [u32; 7] {
        let mut starts = [0; 7];
        for (start, field) in starts.iter_mut().zip(fields) {
            *start = self.strings.len() as u32;
            self.strings.extend_from_slice(field.as_bytes());
        }
        starts[6] = self.strings.len() as u32;
        starts
    }

    fn name(&mut self, entity: u32, kind: &str, written: &str, at: u32, standing: Standing) {
        let Ok(length) = u16::try_from(written.len()) else { return };
        if written.len() > LONGEST_NAME || !self.is_name(written) {
            return;
        }
        let precedence = PRECEDENCE.iter().position(|k| *k == kind).unwrap_or(PRECEDENCE.len()) as u8;
        let mut flags = match Class::of(written, SYMBOLIC.contains(&kind)) {
            Class::Word => 0,
            Class::Symbol => NameRow::SYMBOL,
            Class::Exact => NameRow::EXACT,
        };
        if standing == Standing::Preferred {
            flags |= NameRow::PREFERRED;
        }
        let keys = unit::keys(&mut self.units, written);
        self.heads.extend(&keys.first);
        let row = NameRow::new(entity, at, length, flags);
        self.names.extend(keys.keys.into_iter().map(|key| Name { key, standing, precedence, row }));
    }

    /// Whether texts can be searched for it.
    fn is_name(&self, written: &str) -> bool {
        let letters = written.chars().filter(|c| c.is_alphabetic()).count();
        match self.origin {
            Origin::Field => letters > 0,
            Origin::Imported => letters > 0 && written.chars().filter(|c| c.is_alphanumeric()).count() > 1,
        }
    }

    /// The bytes of a file.
    pub(crate) fn finish(mut self) -> Vec<u8> {
        self.names.sort_by(|a, b| {
            let order = |n: &Name| (n.standing, n.precedence, n.row.entity);
            a.key.cmp(&b.key).then_with(|| order(a).cmp(&order(b)))
        });
        self.names.dedup_by(|b, a| {
            a.key == b.key && a.row.entity == b.row.entity && self_same(a, b, &self.strings)
        });
        let (keys, names) = self.key_map();
        let (references, referred) = self.reference_map();
        let mut kinds: Vec<(&String, &u32)> = self.kinds.iter().collect();
        kinds.sort_by_key(|(_, number)| **number);
        let kinds: String = kinds.into_iter().map(|(kind, _)| format!("{kind}\n")).collect();
        let filter = filter(&mut self.heads);
        let sections: [&[u8]; SECTIONS] =
            [&self.strings, kinds.as_bytes(), &self.entities, &names, &referred, &filter, &keys, &references];
        let mut body = u32::from(self.origin == Origin::Field).to_le_bytes().to_vec();
        sections.iter().for_each(|s| body.extend_from_slice(&(s.len() as u64).to_le_bytes()));
        sections.iter().for_each(|s| body.extend_from_slice(s));
        let mut bytes = MAGIC.to_vec();
        bytes.extend_from_slice(blake3::hash(&body).as_bytes());
        bytes.extend_from_slice(&body);
        bytes
    }

    fn key_map(&self) -> (Vec<u8>, Vec<u8>) {
        let mut map = fst::MapBuilder::memory();
        let mut rows = Vec::with_capacity(self.names.len() * NameRow::SIZE);
        for (i, name) in self.names.iter().enumerate() {
            if i == 0 || self.names[i - 1].key != name.key {
                map.insert(&name.key, i as u64).expect("sorted, in memory");
            }
            let last = self.names.get(i + 1).is_none_or(|next| next.key != name.key);
            let mut row = name.row;
            row.flags |= if last { NameRow::LAST } else { 0 };
            row.write(&mut rows);
        }
        (map.into_inner().expect("in memory"), rows)
    }

    fn reference_map(&mut self) -> (Vec<u8>, Vec<u8>) {
        self.references.sort();
        self.references.dedup();
        let mut map = fst::MapBuilder::memory();
        let mut rows = Vec::with_capacity(self.references.len() * 4);
        for (i, (reference, entity)) in self.references.iter().enumerate() {
            if i == 0 || self.references[i - 1].0 != *reference {
                map.insert(reference, i as u64).expect("sorted, in memory");
            }
            let last = self.references.get(i + 1).is_none_or(|next| next.0 != *reference);
            rows.extend_from_slice(&(entity | u32::from(last) << 31).to_le_bytes());
        }
        (map.into_inner().expect("in memory"), rows)
    }
}

/// Whether two rows of one entity are the same text.
fn self_same(a: &Name, b: &Name, strings: &[u8]) -> bool {
    a.row.text(strings) == b.row.text(strings)
}

/// A bit for each hash that a name may start with; sixteen bits a name keep chance hits rare.
fn filter(heads: &mut Vec<u32>) -> Vec<u8> {
    heads.sort_unstable();
    heads.dedup();
    let bits = (heads.len() * 16).next_power_of_two().clamp(64, 1 << 31);
    let mut filter = vec![0; bits / 8];
    for head in heads {
        let bit = *head as usize & (bits - 1);
        filter[bit >> 3] |= 1 << (bit & 7);
    }
    filter
}
