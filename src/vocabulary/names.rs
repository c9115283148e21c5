//! From a name to the entities that it may mean.

use std::hash::BuildHasher as _;

use rustc_hash::{FxBuildHasher, FxHashMap};

use super::Entity;
use super::fold::{self, Keys};
use crate::diagnostic::Diagnostic;

/// Names below this likeness are not offered.
const LEAST_LIKENESS: f64 = 0.55;

/// About how many bytes the spellings of a name have together.
const TEXT: usize = 48;

/// Longer names are compared by their pairs of letters, in linear time.
const LONGEST_ALIGNED: usize = 200;

/// A name; its spellings stand one after the other in the index's text.
#[derive(Clone, Copy, Debug)]
struct Name {
    entity: u32,
    preferred: bool,
    start: usize,
    /// How long it is as written, then each of its keys.
    lengths: [u32; 4],
}

/// An index of all preferred names and synonyms.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    names: Vec<Name>,
    /// Each name as written, then its keys.
    text: String,
    /// Hash of each key and the position of the name that has it, sorted.
    keys: Vec<(u64, u32)>,
}

impl Names {
    /// The names of entities from position `supplemented` on take no name from those before.
    pub(super) fn of(entities: &[Entity], supplemented: usize) -> Self {
        let mut index = Self::default();
        let all = entities.iter().map(|entity| 1 + entity.synonyms.len()).sum();
        index.names.reserve(all);
        index.keys.reserve(2 * all);
        index.text.reserve(all * TEXT);
        let mut keys = Keys::default();
        for (position, entity) in entities.iter().enumerate().take(supplemented) {
            index.add(position as u32, true, &entity.name, &mut keys);
            for synonym in &entity.synonyms {
                index.add(position as u32, false, synonym, &mut keys);
            }
        }
        index.keys.sort_unstable();
        let mut free = Vec::new();
        for (position, entity) in entities.iter().enumerate().skip(supplemented) {
            let names =
                std::iter::once((true, &entity.name)).chain(entity.synonyms.iter().map(|s| (false, s)));
            free.extend(names.filter(|(_, n)| index.lookup(n).is_empty()).map(|(p, n)| (position, p, n)));
        }
        for (position, preferred, name) in free {
            index.add(position as u32, preferred, name, &mut keys);
        }
        index.keys.sort_unstable();
        index
    }

    /// The keys are to be sorted before the next look-up.
    fn add(&mut self, entity: u32, preferred: bool, written: &str, keys: &mut Keys) {
        keys.become_of(written);
        let (position, start) = (self.names.len() as u32, self.text.len());
        self.keys.push((hash(&keys.folded), position));
        if keys.singular != keys.folded {
            self.keys.push((hash(&keys.singular), position));
        }
        let spellings = [written, &keys.cased, &keys.folded, &keys.singular];
        spellings.iter().for_each(|spelling| self.text.push_str(spelling));
        self.names.push(Name { entity, preferred, start, lengths: spellings.map(|s| s.len() as u32) });
    }

    /// One of the spellings of a name, in the order of [`Name::lengths`].
    fn spelling(&self, name: &Name, which: usize) -> &str {
        let start = name.start + name.lengths[..which].iter().map(|&n| n as usize).sum::<usize>();
        &self.text[start..start + name.lengths[which] as usize]
    }

    fn written(&self, name: &Name) -> &str {
        self.spelling(name, 0)
    }

    fn cased(&self, name: &Name) -> &str {
        self.spelling(name, 1)
    }

    fn folded(&self, name: &Name) -> &str {
        self.spelling(name, 2)
    }

    fn singular(&self, name: &Name) -> &str {
        self.spelling(name, 3)
    }

    /// The names that have a key, in the order in which they were added.
    fn with_key<'a>(&'a self, key: &'a str) -> impl Iterator<Item = &'a Name> {
        let wanted = hash(key);
        let start = self.keys.partition_point(|(hash, _)| *hash < wanted);
        let same = self.keys[start..].iter().take_while(move |(hash, _)| *hash == wanted);
        let has_key = move |name: &&Name| self.folded(name) == key || self.singular(name) == key;
        same.map(|(_, position)| &self.names[*position as usize]).filter(has_key)
    }

    /// Positions of entities, ascending.
    pub(super) fn lookup(&self, name: &str) -> Vec<u32> {
        let Keys { cased, folded, singular } = Keys::of(name);
        let mut found: Vec<&Name> = self.with_key(&folded).collect();
        if singular != folded {
            found.extend(self.with_key(&singular));
        }
        let cased = fold::is_short(name).then_some(cased);
        let rank = |name: &Name| {
            let tier = match &cased {
                Some(cased) if cased == self.cased(name) => 0,
                _ if self.folded(name) == folded => 1,
                _ => 2,
            };
            (tier, !name.preferred)
        };
        let Some(best) = found.iter().map(|name| rank(name)).min() else { return Vec::new() };
        let mut entities: Vec<u32> = found.iter().filter(|n| rank(n) == best).map(|n| n.entity).collect();
        entities.sort_unstable();
        entities.dedup();
        entities
    }

    pub(super) fn nearest(&self, name: &str, n: usize) -> Vec<String> {
        let wanted = Likeness::to(&fold::fold(name));
        let mut scored: Vec<(f64, &Name)> = self
            .names
            .iter()
            .map(|candidate| (wanted.of(self.folded(candidate)), candidate))
            .filter(|(score, _)| *score >= LEAST_LIKENESS)
            .collect();
        scored.sort_by(|(a, x), (b, y)| {
            b.total_cmp(a)
                .then(y.preferred.cmp(&x.preferred))
                .then_with(|| self.written(x).cmp(self.written(y)))
        });
        let mut seen = Vec::new();
        let mut result = Vec::new();
        for (_, name) in scored {
            if result.len() == n {
                break;
            }
            if !seen.contains(&name.entity) {
                seen.push(name.entity);
                result.push(self.written(name).to_owned());
            }
        }
        result
    }

    /// Preferred names that two entities share.
    pub(super) fn doubles(&self, entities: &[Entity]) -> Vec<Diagnostic> {
        let mut first: FxHashMap<&str, u32> = FxHashMap::default();
        let mut diagnostics = Vec::new();
        for name in self.names.iter().filter(|n| n.preferred) {
            let Some(&other) = first.get(self.cased(name)) else {
                first.insert(self.cased(name), name.entity);
                continue;
            };
            let (a, b) = (&entities[other as usize], &entities[name.entity as usize]);
            let message = format!("`{}` is the preferred name of both {} and {}", b.name, a.id, b.id);
            diagnostics.push(super::table::at(
                Diagnostic::error("E0205", message).help("give one of them another name, or join the rows"),
                b.place,
            ));
        }
        diagnostics
    }
}

fn hash(key: &str) -> u64 {
    FxBuildHasher.hash_one(key)
}

/// The three words most like this one, best first; none where none is like it.
pub fn nearest_of<'a>(name: &str, words: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let wanted = Likeness::to(&fold::fold(name));
    let like = |word: &'a str| (wanted.of(&fold::fold(word)), word);
    let mut scored: Vec<_> = words.into_iter().map(like).filter(|(s, _)| *s >= LEAST_LIKENESS).collect();
    scored.sort_by(|(a, x), (b, y)| b.total_cmp(a).then_with(|| x.cmp(y)));
    scored.dedup();
    scored.into_iter().take(3).map(|(_, word)| word.to_owned()).collect()
}

/// How like folded names are to one, from 0 to 1.
struct Likeness {
    name: String,
    counts: [u16; 32],
}

impl Likeness {
    fn to(name: &str) -> Self {
        Self { counts: counts(name), name: name.to_owned() }
    }

    /// 0 for most that are not like it: few common letters already say so.
    fn of(&self, other: &str) -> f64 {
        let long = self.name.len().max(other.len());
        let common: u32 = self.counts.iter().zip(counts(other)).map(|(&a, b)| u32::from(a.min(b))).sum();
        if long == 0 || f64::from(common) / (long as f64) < LEAST_LIKENESS {
            return 0.0;
        }
        if long > LONGEST_ALIGNED {
            return strsim::sorensen_dice(&self.name, other);
        }
        let characters = self.name.chars().count().max(other.chars().count());
        1.0 - strsim::osa_distance(&self.name, other) as f64 / characters as f64
    }
}

/// How often each of 32 classes of bytes stands in a name.
fn counts(name: &str) -> [u16; 32] {
    let mut counts = [0u16; 32];
    for byte in name.bytes() {
        let count = &mut counts[usize::from(byte % 32)];
        *count = count.saturating_add(1);
    }
    counts
}
