//! Entities that the files of a corpus bring along: those that are known are found again, the
//! others are added.
//!
//! In: entities as a database names them. Out: a vocabulary in which each of their identifiers
//! means one entity. Names that the vocabulary has keep their meaning.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::{Entity, Named, Vocabulary};

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

impl Supplement {
    /// What imported names know it by: its identifier, or its name where no register has one.
    fn named(&self) -> Named<'_> {
        let entity = &self.entity;
        match entity.id.starts_with("X:") {
            true => Named { text: Some(&entity.name), id: None, kind: Some(&entity.kind) },
            false => Named { text: None, id: Some(&entity.id), kind: None },
        }
    }
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
    /// Imported names are asked first. One is known by its identifier, by a cross-reference, or by a name that means one entity of
    /// a fitting kind which no other register entry of the same register claims; where several
    /// claim one, it is the one whose name is preferred. The others are added, below what their
    /// name means; a name that the vocabulary has already goes on meaning what it meant.
    ///
    /// The vocabulary must be finished; it is finished again if something was added.
    pub fn supplement(&mut self, supplements: &[Supplement]) {
        self.join_named(supplements.iter().map(Supplement::named));
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary::Lexicon;

    fn entity(id: &str, name: &str, kind: &str) -> Entity {
        Entity {
            id: id.into(),
            name: name.to_owned(),
            kind: kind.to_owned(),
            synonyms: Vec::new(),
            parents: Vec::new(),
            targets: Vec::new(),
            cross_references: Vec::new(),
            place: None,
        }
    }

    fn vocabulary(entities: Vec<Entity>) -> Vocabulary {
        let mut vocabulary = Vocabulary::default();
        entities.into_iter().for_each(|e| vocabulary.insert(e));
        assert!(vocabulary.finish().is_empty());
        vocabulary
    }

    fn supplement(id: &str, name: &str, kinds: &'static [&'static str], known_by: KnownBy) -> Supplement {
        Supplement { entity: entity(id, name, kinds[0]), kinds, known_by, members: Vec::new() }
    }

    fn meant(vocabulary: &Vocabulary, id: &str) -> String {
        vocabulary.entity(id).map(|e| e.id.to_string()).unwrap_or_default()
    }

    #[test]
    fn references_and_names_find_what_is_known() {
        let mut gene = entity("HGNC:1", "OWN1", "gene");
        gene.cross_references = vec!["NCBIGene:11".to_owned()];
        gene.synonyms = vec!["OTH2".to_owned()];
        let mut disease = entity("X:own-disease", "own disease", "disease");
        disease.synonyms = vec!["own disorder".to_owned()];
        let mut vocabulary = vocabulary(vec![gene, disease]);
        vocabulary.supplement(&[
            supplement("NCBIGene:11", "whatever", &["gene"], KnownBy::PreferredName),
            // The symbol of a gene is a synonym of another: not the same.
            supplement("NCBIGene:22", "OTH2", &["gene"], KnownBy::PreferredName),
            supplement("DOID:1", "Own Disorder", &["disease"], KnownBy::AnyName),
        ]);
        assert_eq!(meant(&vocabulary, "NCBIGene:11"), "HGNC:1");
        assert_eq!(meant(&vocabulary, "NCBIGene:22"), "NCBIGene:22");
        assert_eq!(meant(&vocabulary, "DOID:1"), "X:own-disease");
        // The name goes on meaning what it meant.
        assert_eq!(vocabulary.lookup("OTH2")[0].id, "HGNC:1".into());
    }

    #[test]
    fn of_two_entries_of_a_register_one_is_the_entity_and_the_other_below_it() {
        let mut disease = entity("X:own-disease", "own disease", "disease");
        disease.synonyms = vec!["own carcinoma".to_owned()];
        let mut vocabulary = vocabulary(vec![disease]);
        vocabulary.supplement(&[
            supplement("DOID:2", "Own Carcinoma", &["disease"], KnownBy::AnyName),
            supplement("DOID:1", "Own Disease", &["disease"], KnownBy::AnyName),
        ]);
        assert_eq!(meant(&vocabulary, "DOID:1"), "X:own-disease");
        assert_eq!(meant(&vocabulary, "DOID:2"), "DOID:2");
        assert!(vocabulary.is_a("DOID:2", "X:own-disease"));
    }

    #[test]
    fn members_stand_below_their_group() {
        let mut vocabulary = vocabulary(vec![entity("X:a", "a", "drug")]);
        let mut group = supplement("X:a-or-b", "a or b", &["therapy"], KnownBy::PreferredName);
        group.members = vec!["X:a".into(), "X:b".into()];
        vocabulary.supplement(&[supplement("X:b", "b", &["drug"], KnownBy::AnyName), group]);
        assert!(vocabulary.is_a("X:a", "X:a-or-b") && vocabulary.is_a("X:b", "X:a-or-b"));
        assert!(!vocabulary.is_a("X:a-or-b", "X:a"));
    }

    #[test]
    fn imported_names_are_asked_by_reference() {
        let mut gene = entity("HGNC:7", "OWN7", "gene");
        gene.cross_references = vec!["NCBIGene:77".to_owned()];
        let imported = vocabulary(vec![gene]);
        let mut vocabulary = vocabulary(vec![entity("HGNC:1", "OWN1", "gene")]);
        vocabulary.back(Lexicon::of(&imported));
        vocabulary.supplement(&[supplement("NCBIGene:77", "own7", &["gene"], KnownBy::PreferredName)]);
        assert_eq!(meant(&vocabulary, "NCBIGene:77"), "HGNC:7");
    }
}
