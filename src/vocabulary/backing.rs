//! Imported names behind the hand-made vocabulary: an entity joins it when something names it.
//!
//! In: a lexicon of imported files, and the names and identifiers that rules and findings use. Out:
//! the same vocabulary with those entities and all that is above them. A million entities stay in
//! their file; names that the vocabulary has keep their meaning.

use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::lexicon::{Candidate, Lexicon};
use super::{Entity, Vocabulary};

/// A name in a rule or a finding, as far as it is given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Named<'n> {
    /// As written.
    pub text: Option<&'n str>,
    /// Identifier, of any register.
    pub id: Option<&'n str>,
    /// Kind, by name.
    pub kind: Option<&'n str>,
}

impl<'n> Named<'n> {
    /// A name without more.
    #[must_use]
    pub fn text(text: &'n str) -> Self {
        Self { text: Some(text), ..Self::default() }
    }
}

/// Kinds of what a gene's name may mean; of these only the best candidates join, of other kinds
/// the best of each kind.
const MOLECULES: [&str; 4] = ["family", "complex", "gene", "molecule"];

/// The identifier of an imported entity, and the name that it was found by.
type Wanted<'n> = (String, Option<&'n str>);

impl Vocabulary {
    /// Puts imported names behind this vocabulary.
    pub fn back(&mut self, imported: Lexicon) {
        self.backing = Some(Arc::new(imported));
    }

    /// The imported names behind this vocabulary.
    #[must_use]
    pub fn backing(&self) -> Option<&Lexicon> {
        self.backing.as_deref()
    }

    /// Whether an entity came from the imported names.
    #[must_use]
    pub fn is_imported(&self, id: &str) -> bool {
        self.imported.contains(id)
    }

    /// Adds the imported entities that these names and identifiers mean, with all that is above
    /// them; says whether there were any.
    ///
    /// A name that the vocabulary has for an entity of the given kind brings nothing. Of a name that
    /// several imported entities have, those that are preferred equally join, so that it stays
    /// ambiguous where nothing tells them apart.
    pub fn join_named<'n>(&mut self, named: impl IntoIterator<Item = Named<'n>>) -> bool {
        let Some(backing) = self.backing.clone() else { return false };
        let mut wanted: Vec<Wanted<'_>> = Vec::new();
        let mut seen: FxHashSet<Named<'n>> = FxHashSet::default();
        for name in named.into_iter().filter(|n| seen.insert(*n)) {
            let by_name = |id: String| (id, name.text);
            match name.id.filter(|id| !self.by_id.contains_key(*id)) {
                Some(id) => wanted.extend(backing.by_reference(id).first().map(|c| (c.id.to_owned(), None))),
                None if name.id.is_some() => {}
                None => wanted.extend(self.meant(&backing, name).into_iter().map(by_name)),
            }
        }
        self.join(&backing, wanted)
    }

    /// Adds the imported entities that running texts such as rule files name.
    pub fn join_named_in(&mut self, texts: &[&str]) -> bool {
        let Some(backing) = self.backing.clone() else { return false };
        let mut wanted = Vec::new();
        for text in texts {
            for mention in backing.all_names(text) {
                let name = &text[mention.span.clone()];
                let meant = self.meant(&backing, Named::text(name));
                wanted.extend(meant.into_iter().map(|id| (id, Some(name))));
            }
        }
        self.join(&backing, wanted)
    }

    /// Identifiers of what a name means, best of its kind.
    fn meant(&self, backing: &Lexicon, name: Named<'_>) -> Vec<String> {
        let Some(text) = name.text else { return Vec::new() };
        let known = self.lookup(text);
        if known.iter().any(|e| name.kind.is_none_or(|kind| e.kind == kind)) {
            return Vec::new();
        }
        let class =
            |c: &Candidate<'_>| if MOLECULES.contains(&c.kind) { "molecule" } else { c.kind }.to_owned();
        let found = backing.lookup(text);
        let fitting = || found.iter().filter(|c| name.kind.is_none_or(|kind| c.kind == kind));
        let any = fitting().next().is_some();
        let found: Vec<&Candidate<'_>> = if any { fitting().collect() } else { found.iter().collect() };
        let best = |c: &&Candidate<'_>| found.iter().all(|o| class(o) != class(c) || o.rank >= c.rank);
        found.iter().copied().filter(best).map(|c| c.id.to_owned()).collect()
    }

    fn join(&mut self, backing: &Lexicon, mut wanted: Vec<Wanted<'_>>) -> bool {
        let mut joined = false;
        while let Some((id, asked)) = wanted.pop() {
            if let Some(&known) = self.by_id.get(id.as_str()) {
                joined |= asked.is_some_and(|name| self.call(known, name));
                continue;
            }
            let Some(entity) = backing.entity(&id) else { continue };
            wanted.extend(entity.parents.iter().map(|p| (p.to_string(), None)));
            if let Some(known) = self.known_as(&entity) {
                self.by_id.insert(entity.id, known);
                for name in asked.into_iter().chain([&*entity.name]) {
                    joined |= self.call(known, name);
                }
                continue;
            }
            self.imported.insert(Arc::clone(&entity.id));
            self.supplemented.get_or_insert(self.entities.len());
            self.insert(entity);
            joined = true;
        }
        if joined {
            // What is wrong with the tables was told when they were read.
            let _ = self.finish();
        }
        joined
    }

    /// Gives a hand-made entity a name of the imported one that it is, unless something has that name; says
    /// whether it did.
    fn call(&mut self, known: u32, name: &str) -> bool {
        let entity = &mut self.entities[known as usize];
        let is_free = !self.imported.contains(&entity.id)
            && !entity.synonyms.iter().any(|synonym| synonym == name)
            && self.names.lookup(name).is_empty();
        if is_free {
            entity.synonyms.push(name.to_owned());
        }
        is_free
    }

    /// The hand-made entity of which an imported one has the identifier as a cross-reference.
    fn known_as(&self, entity: &Entity) -> Option<u32> {
        let known = entity.cross_references.iter().find_map(|id| self.by_id.get(id.as_str()).copied())?;
        (self.entities[known as usize].kind == entity.kind).then_some(known)
    }
}
