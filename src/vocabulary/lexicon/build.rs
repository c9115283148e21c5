//! Entities in, the bytes of a lexicon out.

use std::collections::BTreeMap;

use fst::raw::{Fst, Output};
use rustc_hash::FxHashSet;

use super::case::Class;
use super::layer::{self, Field, Head, MAGIC, NameRow, SECTIONS};
use super::unit::{self, Units};
use super::{Origin, reference};
use crate::vocabulary::Entity;

/// Kinds in the order in which they are preferred where a name may mean several; others come last.
const PRECEDENCE: [&str; 9] =
    ["family", "complex", "gene", "molecule", "drug", "chemical", "cell", "disease", "tissue"];

/// The place of `chemical` among them; up to it are molecules.
const CHEMICAL: u8 = 5;

/// Kinds whose lone words are symbols.
const SYMBOLIC: [&str; 3] = ["family", "complex", "gene"];

/// What imported names are not: see the file.
const COMMON_WORDS: &str = include_str!("common_words.txt");

/// Fewest letters and digits of an imported name.
const SHORTEST_IMPORTED: usize = 3;

/// Longer names are descriptions; no text repeats them.
const LONGEST_NAME: usize = 200;

/// How well established a name is for its entity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Standing {
    /// The preferred name, or one that a curator set for it.
    Preferred,
    /// A full synonym, or a symbol that a register approved before.
    Synonym,
    /// An alias: one that others use for it at times.
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
    heads: Vec<Vec<u8>>,
    references: Vec<(String, u32)>,
    units: Units,
    common: FxHashSet<&'static str>,
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
            common: common_words().collect(),
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
        if written.len() > LONGEST_NAME || !self.is_name(written, standing) {
            return;
        }
        let precedence = PRECEDENCE.iter().position(|k| *k == kind).unwrap_or(PRECEDENCE.len()) as u8;
        let class = match self.origin {
            Origin::Imported if self.is_common(written) => Class::Exact,
            // `Csk`: the symbol that a register prefers, unless it may be a word or a residue.
            Origin::Imported if is_registered_symbol(written, kind, standing) => Class::Symbol,
            _ => Class::of(written, SYMBOLIC.contains(&kind)),
        };
        let mut flags = match class {
            Class::Word => 0,
            Class::Symbol => NameRow::SYMBOL,
            Class::Exact => NameRow::EXACT,
        };
        if standing == Standing::Preferred {
            flags |= NameRow::PREFERRED;
        }
        let keys = unit::keys(&mut self.units, written);
        self.heads.extend(keys.first);
        if SYMBOLIC.contains(&kind)
            && let Some(latin) = latin(written)
        {
            let at = self.strings.len() as u32;
            self.strings.extend_from_slice(latin.as_bytes());
            self.latin(entity, &latin, at, precedence);
        }
        let Some(row) = NameRow::new(entity, at, written, flags) else { return };
        let row = row.with_standing(standing as u8, precedence);
        self.names.extend(keys.keys.into_iter().map(|key| Name { key, standing, precedence, row }));
    }

    /// A form of a symbol that nobody lists; it comes after all listed names.
    fn latin(&mut self, entity: u32, written: &str, at: u32, precedence: u8) {
        let standing = Standing::Previous;
        let Some(row) = NameRow::new(entity, at, written, NameRow::SYMBOL) else { return };
        let row = row.with_standing(standing as u8, precedence);
        let keys = unit::keys(&mut self.units, written);
        self.heads.extend(keys.first);
        self.names.extend(keys.keys.into_iter().map(|key| Name { key, standing, precedence, row }));
    }

    /// Takes out imported processes that start with the name of a molecule: `X secretion` is what
    /// X does, and a text that says it names X.
    fn leave_out_composed(&mut self) {
        let process = |n: &Name| n.precedence == PRECEDENCE.len() as u8;
        let molecules: FxHashSet<&[u8]> =
            self.names.iter().filter(|n| !process(n) && n.precedence <= CHEMICAL).map(|n| &*n.key).collect();
        let composed = |n: &Name| {
            let border = |i: &usize| {
                n.key[*i] == b' ' || n.key[i - 1].is_ascii_digit() && n.key[*i].is_ascii_lowercase()
            };
            process(n)
                && (SHORTEST_IMPORTED..n.key.len()).filter(border).any(|i| molecules.contains(&n.key[..i]))
        };
        let keep: Vec<bool> = self.names.iter().map(|n| !composed(n)).collect();
        let mut keep = keep.into_iter();
        self.names.retain(|_| keep.next().unwrap_or(true));
    }

    /// Whether texts can be searched for it.
    fn is_name(&self, written: &str, standing: Standing) -> bool {
        let letters = written.chars().filter(|c| c.is_alphabetic()).count();
        if self.origin == Origin::Field || letters == 0 {
            return letters > 0;
        }
        let characters = written.chars().filter(|c| c.is_alphanumeric()).count();
        let capitals = written.chars().filter(|c| c.is_uppercase()).count();
        // Of symbols so short only those that a register or a curator prefers tell anything.
        let weak =
            characters == SHORTEST_IMPORTED && letters == characters && standing != Standing::Preferred;
        // `Snail` where a curator says that texts mean a gene by it.
        let curated = standing == Standing::Preferred && capitals == 1;
        let common = self.common.contains(written) || capitals < 2 && self.is_common(written) && !curated;
        characters >= SHORTEST_IMPORTED && !weak && !common
    }

    /// Whether it is a word that means nothing of the kind.
    fn is_common(&self, written: &str) -> bool {
        self.common.contains(written.to_lowercase().as_str())
    }

    /// The bytes of a file.
    pub(crate) fn finish(mut self) -> Vec<u8> {
        if self.origin == Origin::Imported {
            self.leave_out_composed();
        }
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
        self.heads.sort_unstable();
        self.heads.dedup();
        let heads = heads(&self.heads, &keys);
        let filter = filter(&self.heads);
        let sections: [&[u8]; SECTIONS] = [
            &self.strings,
            kinds.as_bytes(),
            &self.entities,
            &names,
            &referred,
            &filter,
            &heads,
            &keys,
            &references,
        ];
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
        let mut first = 0;
        for same in self.names.chunk_by(|a, b| a.key == b.key) {
            let word = same.iter().any(|n| !n.row.is(NameRow::SYMBOL | NameRow::EXACT));
            let value = first | if word { NameRow::HAS_WORD } else { 0 };
            map.insert(&same[0].key, u64::from(value)).expect("sorted, in memory");
            first += same.len() as u32;
            for (i, name) in same.iter().enumerate() {
                let mut row = name.row;
                row.flags |= if i + 1 == same.len() { NameRow::LAST } else { 0 };
                row.write(&mut rows);
            }
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

/// Whether it is a gene's approved symbol of three letters.
fn is_registered_symbol(written: &str, kind: &str, standing: Standing) -> bool {
    const RESIDUES: [&str; 20] = [
        "ALA", "ARG", "ASN", "ASP", "CYS", "GLN", "GLU", "GLY", "HIS", "ILE", "LEU", "LYS", "MET", "PHE",
        "PRO", "SER", "THR", "TRP", "TYR", "VAL",
    ];
    kind == "gene"
        && standing == Standing::Preferred
        && written.len() == 3
        && written.bytes().all(|b| b.is_ascii_uppercase())
        && !RESIDUES.contains(&written)
}

/// A symbol with the Latin letter that stands for its Greek one: `TNF-a` for `TNF-alpha`, `b-catenin`.
fn latin(written: &str) -> Option<String> {
    const LETTERS: [(&str, char, char); 5] = [
        ("alpha", 'α', 'a'),
        ("beta", 'β', 'b'),
        ("gamma", 'γ', 'g'),
        ("delta", 'δ', 'd'),
        ("kappa", 'κ', 'k'),
    ];
    let (at, length, letter) = LETTERS.iter().find_map(|(name, greek, latin)| {
        let named = written.to_ascii_lowercase().find(name).map(|at| (at, name.len()));
        let (at, length) = named.or_else(|| Some((written.find(*greek)?, greek.len_utf8())))?;
        Some((at, length, *latin))
    })?;
    let (before, after) = (written.get(..at)?, written.get(at + length..)?);
    let is_border = |c: char| c == '-' || c == ' ' || c.is_ascii_digit();
    let starts = after.chars().next().is_none_or(is_border);
    let ends = before.ends_with(is_border) || before.is_empty() || before.chars().all(|c| c.is_uppercase());
    let letters = before.chars().chain(after.chars()).filter(|c| c.is_alphabetic()).count();
    (starts && ends && letters >= 2 && written.split(' ').count() <= 2)
        .then(|| format!("{before}{letter}{after}"))
}

/// The words of the file, without comments.
fn common_words() -> impl Iterator<Item = &'static str> {
    COMMON_WORDS.lines().filter(|line| !line.starts_with('#')).flat_map(str::split_whitespace)
}

/// Whether two rows of one entity are the same text.
fn self_same(a: &Name, b: &Name, strings: &[u8]) -> bool {
    a.row.text(strings) == b.row.text(strings)
}

/// A bit for each head; sixteen bits a head keep chance hits rare.
fn filter(heads: &[Vec<u8>]) -> Vec<u8> {
    let bits = (heads.len() * 16).next_power_of_two().clamp(64, 1 << 31);
    let mut filter = vec![0; bits / 8];
    for head in heads {
        let bit = unit::hash(head) as usize & (bits - 1);
        filter[bit >> 3] |= 1 << (bit & 7);
    }
    filter
}

/// Where the walk through the keys stands after each head: a table by hash with linear probing.
fn heads(heads: &[Vec<u8>], keys: &[u8]) -> Vec<u8> {
    let keys = Fst::new(keys).expect("just built");
    let size = (heads.len() * 3 / 2).next_power_of_two().max(4);
    let mut rows = vec![Head::default(); size];
    for head in heads {
        let Some((address, output)) = layer::follow(&keys, keys.root().addr(), Output::zero(), head) else {
            continue;
        };
        let hash = unit::hash(head);
        let mut at = (hash >> 32) as usize & (size - 1);
        while rows[at].tag != 0 {
            at = (at + 1) & (size - 1);
        }
        let next = continuations(&keys, address);
        let first = output.cat(keys.node(address).final_output()).value() as u32;
        let [address, output] = [address as u64, output.value()].map(|n| n as u32);
        rows[at] = Head { tag: layer::tag_of(hash), address, output, next, first };
    }
    rows.into_iter().flat_map(Head::write).collect()
}

/// How keys go on after a node: a bit for the end, and one for each continuation.
fn continuations(keys: &Fst<&[u8]>, address: usize) -> u32 {
    let node = keys.node(address);
    let mut bits = u32::from(node.is_final());
    let mut add = |spaced: bool, first: u8, address: usize| {
        bits |= layer::continuation(spaced, first, 0);
        for second in keys.node(address).transitions() {
            bits |= layer::continuation(spaced, first, second.inp);
        }
    };
    for first in node.transitions() {
        if first.inp == b' ' {
            keys.node(first.addr).transitions().for_each(|t| add(true, t.inp, t.addr));
        } else {
            add(false, first.inp, first.addr);
        }
    }
    bits
}
