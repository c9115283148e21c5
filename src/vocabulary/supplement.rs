//! Entities that the files of a corpus bring along: those that are known are found again, the
//! others are added.
//!
//! In: entities as a database names them. Out: a vocabulary in which each of their identifiers
//! means one entity. Names that the vocabulary has keep their meaning.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::{Entity, Vocabulary};

/// An entity that a file names, as far as the file describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Supplement {
    /// Its parents may be identifiers of other supplements.
    pub entity: Entity,
    /// The kinds that a known entity of this name may have, to be the same.
    pub kinds: &'static [&'static str],
    /// Whether a synonym is enough to know it by.
    pub known_by: KnownBy,
    /// Identifiers of what is below it.
    pub members: Vec<Arc<str>>,
}

/// By which names a supplement may be found in the vocabulary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KnownBy {
    /// By its preferred name alone, as symbols of genes are the synonyms of others.
    PreferredName,
    /// By any name.
    AnyName,
}

impl Vocabulary {
    /// Makes every identifier of the supplements mean an entity.
    ///
    /// One is known by its identifier, by a cross-reference, or by a name that means one entity of
    /// a fitting kind which no other register entry of the same register claims; where several
    /// claim one, it is the one whose name is preferred. The others are added, below what their
    /// name means; a name that the vocabulary has already goes on meaning what it meant.
    ///
    /// The vocabulary must be finished; it is finished again if something was added.
    pub fn supplement(&mut self, supplements: &[Supplement]) {
        let references = self.references();
        let mut claims: FxHashMap<u32, Vec<usize>> = FxHashMap::default();
        let mut unknown = Vec::new();
        for (position, supplement) in supplements.iter().enumerate() {
            let entity = &supplement.entity;
            if self.by_id.contains_key(&entity.id) {
                continue;
            }
            let mut ids = std::iter::once(&*entity.id).chain(entity.cross_references.iter().map(|r| &**r));
            if let Some(known) = ids.find_map(|id| self.by_id.get(id).or_else(|| references.get(id)).copied())
            {
                self.by_id.insert(Arc::clone(&entity.id), known);
            } else if let Some(known) = self.named_like(supplement) {
                claims.entry(known).or_default().push(position);
            } else {
                unknown.push((position, None));
            }
        }
        unknown.extend(self.settle(claims, supplements));
        unknown.sort_unstable();
        let grown = !unknown.is_empty();
        for (position, above) in unknown {
            self.add_below(&supplements[position].entity, above);
        }
        let linked = self.link_members(supplements);
        if grown || linked {
            // What is wrong with the tables was told when they were read.
            let _ = self.finish();
        }
    }

    /// Register entries → positions of the entities that refer to them.
    fn references(&self) -> FxHashMap<String, u32> {
        let mut references = FxHashMap::default();
        for (position, entity) in self.entities.iter().enumerate() {
            for reference in &entity.cross_references {
                references.entry(reference.clone()).or_insert(position as u32);
            }
        }
        references
    }

    fn named_like(&self, supplement: &Supplement) -> Option<u32> {
        let entity = &supplement.entity;
        let found = std::iter::once(&entity.name).chain(&entity.synonyms).find_map(|name| {
            let mut found = self.lookup(name);
            found.retain(|e| supplement.kinds.contains(&e.kind.as_str()));
            let known = match supplement.known_by {
                KnownBy::AnyName => found.first().filter(|_| found.len() == 1),
                KnownBy::PreferredName => found.iter().find(|e| e.name == *name),
            };
            known.copied()
        })?;
        self.by_id.get(&found.id).copied()
    }

    /// Who is the entity that several claim; the others are added below it.
    fn settle(
        &mut self,
        claims: FxHashMap<u32, Vec<usize>>,
        supplements: &[Supplement],
    ) -> Vec<(usize, Option<u32>)> {
        let mut others = Vec::new();
        let mut claims: Vec<(u32, Vec<usize>)> = claims.into_iter().collect();
        claims.sort_unstable();
        for (known, claimants) in claims {
            let entity = &self.entities[known as usize];
            let claimed = |position: &usize| supplements[*position].entity.id.split(':').next();
            let taken = |position: &usize| {
                let register = claimed(position).unwrap_or_default();
                entity.cross_references.iter().any(|r| r.split(':').next() == Some(register))
            };
            let preferred = |position: &usize| {
                super::fold::fold(&supplements[*position].entity.name) == super::fold::fold(&entity.name)
            };
            let free = || claimants.iter().copied().filter(|p| !taken(p));
            let same =
                free().find(|p| preferred(p)).or_else(|| free().next().filter(|_| free().count() == 1));
            for position in claimants {
                if Some(position) == same {
                    self.by_id.insert(Arc::clone(&supplements[position].entity.id), known);
                } else {
                    others.push((position, Some(known)));
                }
            }
        }
        others
    }

    fn add_below(&mut self, entity: &Entity, above: Option<u32>) {
        let mut entity = entity.clone();
        entity.parents.extend(above.map(|i| Arc::clone(&self.entities[i as usize].id)));
        self.supplemented.get_or_insert(self.entities.len());
        self.insert(entity);
    }

    /// Puts the members of groups below them; whether there was anything to do.
    fn link_members(&mut self, supplements: &[Supplement]) -> bool {
        let mut linked = false;
        for supplement in supplements {
            let Some(&group) = self.by_id.get(&supplement.entity.id) else { continue };
            let group_id = Arc::clone(&self.entities[group as usize].id);
            for member in &supplement.members {
                let Some(&position) = self.by_id.get(member).filter(|p| **p != group) else { continue };
                let parents = &mut self.entities[position as usize].parents;
                if !parents.contains(&group_id) {
                    parents.push(Arc::clone(&group_id));
                    linked = true;
                }
            }
        }
        linked
    }
}
