//! Records of several files joined to entities.
//!
//! Two records are one entity if they have one identifier, or if a single record has the other's
//! identifier as a cross-reference and their kinds agree. The identifier that was read first stays.

use rustc_hash::FxHashMap;

use super::{Record, Standing};
use crate::vocabulary::lexicon::normal_reference;
use crate::vocabulary::{Entity, Target};

/// All records that were read, those with one identifier joined.
#[derive(Debug, Default)]
pub(super) struct Store {
    records: Vec<Record>,
    by_id: FxHashMap<String, usize>,
}

/// An entity, and how well established each of its synonyms is.
pub(super) type Finished = (Entity, Vec<Standing>);

impl Store {
    pub(super) fn add(&mut self, record: Record) {
        let key = normal_reference(&record.id);
        match self.by_id.get(&key) {
            Some(&at) => self.records[at].join(record),
            None => {
                self.by_id.insert(key, self.records.len());
                self.records.push(record);
            }
        }
    }

    /// The entities, and how many were joined by cross-references.
    pub(super) fn finish(mut self) -> (Vec<Finished>, usize) {
        let others = self.cross_references();
        let mut moved: Vec<usize> = (0..self.records.len()).collect();
        let mut joined = 0;
        for at in 0..self.records.len() {
            let Some(partner) = self.partner(at, &others).map(|p| root(&moved, p)) else { continue };
            let at = root(&moved, at);
            let named = [at, partner].map(|i| self.records[i].tells_what_it_is());
            let (kept, gone) = match named {
                [true, true] if self.records[at].kind == self.records[partner].kind => {
                    (at.min(partner), at.max(partner))
                }
                [false, true] => (partner, at),
                _ => continue,
            };
            if kept != gone {
                joined += usize::from(named == [true, true]);
                let mut record = std::mem::take(&mut self.records[gone]);
                record.cross_references.push(record.id.clone());
                self.records[kept].join(record);
                moved[gone] = kept;
            }
        }
        let resolved: Vec<Vec<String>> = self.records.iter().map(|r| self.parents(r, &moved)).collect();
        let records = self.records.into_iter().zip(resolved);
        (records.filter_map(|(record, parents)| record.finish(parents)).collect(), joined)
    }

    /// The one record that is the same entity by a cross-reference.
    fn partner(&self, at: usize, others: &FxHashMap<String, Vec<usize>>) -> Option<usize> {
        let record = &self.records[at];
        let has_it = |id: &str| match others.get(&normal_reference(id)).map(Vec::as_slice) {
            Some([one]) if *one != at => Some(*one),
            _ => None,
        };
        has_it(&record.id).or_else(|| {
            // Names for an entity of another file may give several identifiers of it.
            let own = |id: &String| self.by_id.get(&normal_reference(id)).copied().or_else(|| has_it(id));
            let given = || record.cross_references.iter();
            given().find_map(own).filter(|_| !record.tells_what_it_is())
        })
    }

    /// Cross-reference or alias → the records of entities that have it.
    fn cross_references(&self) -> FxHashMap<String, Vec<usize>> {
        let mut others: FxHashMap<String, Vec<usize>> = FxHashMap::default();
        for (at, record) in self.records.iter().enumerate().filter(|(_, r)| r.tells_what_it_is()) {
            for other in record.aliases.iter().chain(&record.cross_references) {
                let found = others.entry(normal_reference(other)).or_default();
                if !found.contains(&at) {
                    found.push(at);
                }
            }
        }
        others
    }

    /// Identifiers of the parents that are there.
    fn parents(&self, record: &Record, moved: &[usize]) -> Vec<String> {
        let find = |id: &String| {
            self.by_id.get(&normal_reference(id)).map(|&at| self.records[root(moved, at)].id.clone())
        };
        let mut parents: Vec<String> = record.parents.iter().filter_map(find).collect();
        parents.sort();
        parents.dedup();
        parents.retain(|p| *p != record.id && !p.is_empty());
        parents
    }
}

/// Where a record went.
fn root(moved: &[usize], mut at: usize) -> usize {
    while moved[at] != at {
        at = moved[at];
    }
    at
}

impl Record {
    /// Whether a file says what it is, not only what else it is called.
    fn tells_what_it_is(&self) -> bool {
        !self.kind.is_empty()
    }

    fn join(&mut self, other: Self) {
        if self.kind.is_empty() || other.kind == "complex" && self.kind == "family" {
            self.kind = other.kind;
        }
        if self.name.is_empty() {
            self.name = other.name;
        } else if !other.name.is_empty() {
            self.names.push((other.name, Standing::Synonym));
        }
        self.names.extend(other.names);
        self.parents.extend(other.parents);
        self.acts_on.extend(other.acts_on);
        self.aliases.extend(other.aliases);
        self.cross_references.extend(other.cross_references);
    }

    /// The entity, unless nothing tells its kind.
    fn finish(mut self, parents: Vec<String>) -> Option<Finished> {
        let register = self.id.split(':').next().unwrap_or_default().to_owned();
        if self.kind.is_empty() {
            self.kind = super::kind_of_register(&register)?.to_owned();
        }
        self.names.retain(|(name, _)| !name.trim().is_empty());
        self.names.sort_by(|a, b| (a.1, &a.0).cmp(&(b.1, &b.0)));
        self.names.dedup_by(|b, a| a.0 == b.0);
        if self.name.is_empty() {
            self.name = self.names.first()?.0.clone();
        }
        let name = self.name;
        self.names.retain(|(other, _)| *other != name);
        self.cross_references.sort();
        self.cross_references.dedup();
        let (synonyms, standing) = self.names.into_iter().map(|(n, s)| (n.replace('|', "/"), s)).unzip();
        let target = |text: &String| {
            let (effect, target) = text.split_once(' ')?;
            Some(Target { effect: effect.to_owned(), target: target.trim().into() })
        };
        let entity = Entity {
            id: self.id.into(),
            name,
            kind: self.kind,
            synonyms,
            parents: parents.into_iter().map(Into::into).collect(),
            targets: self.acts_on.iter().filter_map(target).collect(),
            cross_references: self.cross_references,
            place: None,
        };
        Some((entity, standing))
    }
}
