//! Names in running text: where they stand, and which entities they may mean.
//!
//! In: the hand-made vocabulary, imported files of names, texts. Out: mentions, longest first from
//! left to right, and for each the entities in order of preference; entities by the identifiers of
//! other registers. Must not know papers, sentences or relations.
//!
//! Names are found at the borders of runs of letters and digits: NK is not in JNK. Hyphens, spaces
//! next to digits, Greek letters, accents, plural and British spelling make no difference. Case
//! does as far as it tells names apart; see [`Lexicon::mentions`].

use std::cmp::Ordering;
use std::ops::Range;
use std::sync::Arc;

use super::{Entity, Target, Vocabulary};

mod build;
mod case;
mod file;
mod folded;
mod layer;
mod reference;
mod unit;
mod walk;

pub(crate) use build::{Builder, Standing};
pub use layer::Damage;
pub(crate) use reference::normal as normal_reference;

use case::{Agreement, Class};
use layer::{Field, Layer, NameRow};
use unit::Units;
use walk::{Found, LONGEST, Starts, Walk, Ways};

/// Most files of names besides the hand-made vocabulary.
pub const MOST_IMPORTED: usize = 3;

const LAYERS: usize = MOST_IMPORTED + 1;
const NO_NAMES: u32 = u32::MAX;

/// Units that are read at a time.
const WINDOW: usize = 4096;

/// Stretches of so many bytes of text are searched together.
const TOGETHER: usize = 1 << 14;

/// Where entities come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// The vocabulary of the field, made by hand.
    Field,
    /// A register, with all names that somebody once used.
    Imported,
}

/// Names of the field and of imported files. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Lexicon {
    /// The hand-made ones first.
    layers: Vec<Arc<Layer>>,
}

/// A stretch of text that is a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// Bytes of the text.
    pub span: Range<usize>,
    /// The names that it may be; see [`Lexicon::candidates`].
    pub names: NameRef,
}

/// Names with one key, in each layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NameRef([u32; LAYERS]);

/// An entity that a mention may mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Candidate<'l> {
    /// Identifier.
    pub id: &'l str,
    /// Preferred name.
    pub name: &'l str,
    /// Kind, by name.
    pub kind: &'l str,
    /// The name that the text has, as the vocabulary writes it.
    pub written: &'l str,
    /// Place in the order of preference, from 0. Candidates of one rank are equally good: by name
    /// alone nothing tells which is meant.
    pub rank: u32,
    /// Whether the hand-made vocabulary has it.
    pub is_field: bool,
}

/// Whether an entity is the only one of its rank.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standalone {
    /// It is.
    Yes,
    /// By name alone, another one may be meant as well.
    No,
}

impl Lexicon {
    /// The names of the hand-made vocabulary, and the imported ones behind it.
    #[must_use]
    pub fn of(vocabulary: &Vocabulary) -> Self {
        let mut builder = Builder::new(Origin::Field);
        for entity in vocabulary.entities().filter(|e| !vocabulary.is_imported(&e.id)) {
            builder.add(entity, |_| Standing::Synonym);
        }
        let layer = Layer::open(builder.finish()).expect("what was built can be opened");
        let mut layers = vec![Arc::new(layer)];
        layers.extend(vocabulary.backing().into_iter().flat_map(|b| b.layers.iter().cloned()));
        Self { layers }
    }

    /// Adds the names of an imported file, given its bytes.
    ///
    /// # Errors
    /// If the bytes are no lexicon of this version, or damaged. More than [`MOST_IMPORTED`] files
    /// are not taken: the last result is `false`.
    pub fn add(&mut self, bytes: Vec<u8>) -> Result<bool, Damage> {
        let layer = Layer::open(bytes)?;
        let room = self.layers.iter().filter(|l| !l.field).count() < MOST_IMPORTED;
        if room {
            self.layers.push(Arc::new(layer));
        }
        Ok(room)
    }

    /// These names with those of imported files behind them.
    #[must_use]
    pub fn over(mut self, imported: &Self) -> Self {
        self.layers.extend(imported.layers.iter().map(Arc::clone));
        self.layers.truncate(LAYERS);
        self
    }

    /// How many entities there are, those that several files have counted once for each.
    #[must_use]
    pub fn len(&self) -> usize {
        self.layers.iter().map(|l| l.len()).sum()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Hashes of the content of its files, in their order.
    pub fn contents(&self) -> impl Iterator<Item = blake3::Hash> + '_ {
        self.layers.iter().map(|l| l.content)
    }

    /// How many keys of names there are; a hyphenated name has two.
    #[must_use]
    pub fn names(&self) -> usize {
        self.layers.iter().map(|l| l.names()).sum()
    }

    /// Appends the names in a text: the longest at each place, from left to right, not overlapping.
    ///
    /// A name starts and ends at the borders of runs of letters and digits, and may go over a line
    /// end, but not over an empty line. Symbols of up to three letters are taken only as written
    /// (`MET`, not `met` or `Met`); longer ones also in capitals, with a capital at the start
    /// (`Cxcl11`, `NudC`), and where they have a digit. Other names are taken in any case.
    ///
    /// Time and memory are linear in the length of the text.
    pub fn mentions(&self, text: &str, out: &mut Vec<Mention>) {
        self.search(text, Overlap::Longest, out);
    }

    /// The same for stretches of a text, with bytes that count from the start of each; no name goes
    /// from one into the next. Faster than one by one where they are short and in order.
    #[must_use]
    pub fn mentions_in(&self, text: &str, stretches: &[Range<usize>]) -> Vec<Vec<Mention>> {
        let mut result = Vec::with_capacity(stretches.len());
        let mut found = Vec::with_capacity(stretches.len() * 4);
        while let Some(first) = stretches.get(result.len()) {
            let near = &stretches[result.len()..][..together(&stretches[result.len()..])];
            if near.is_empty() {
                let mut here = Vec::new();
                self.mentions(&text[first.clone()], &mut here);
                result.push(here);
                continue;
            }
            let mut search = Search::new(self, text, Overlap::Longest);
            search.scratch.units.clear(first.start);
            for stretch in near {
                search.scratch.units.add(&text[stretch.clone()], stretch.start - first.start, usize::MAX);
            }
            search.window(search.scratch.units.units.len(), &mut found);
            search.end();
            let mut rest = &found[..];
            for Range { start, end } in near {
                let (here, behind) = rest.split_at(rest.iter().take_while(|m| m.span.end <= *end).count());
                let shifted = |m: &Mention| Mention { span: m.span.start - start..m.span.end - start, ..*m };
                result.push(here.iter().map(shifted).collect());
                rest = behind;
            }
            found.clear();
        }
        result
    }

    /// All names in a text, overlapping ones and names within names too, by where they start.
    #[must_use]
    pub fn all_names(&self, text: &str) -> Vec<Mention> {
        let mut found = Vec::new();
        self.search(text, Overlap::All, &mut found);
        found
    }

    /// The entities that have a name, best first; the same as for a mention that is the whole text.
    #[must_use]
    pub fn lookup(&self, name: &str) -> Vec<Candidate<'_>> {
        let name = name.trim();
        let whole = self.all_names(name).into_iter().find(|m| m.span == (0..name.len()));
        whole.map(|mention| self.candidates(name, &mention)).unwrap_or_default()
    }

    fn search(&self, text: &str, overlap: Overlap, out: &mut Vec<Mention>) {
        let mut search = Search::new(self, text, overlap);
        let mut base = 0;
        loop {
            let ended = search.scratch.units.fill(text, base, WINDOW + LONGEST);
            let last = if ended { search.scratch.units.units.len() } else { WINDOW };
            let next = search.window(last, out);
            match search.scratch.units.units.get(next) {
                Some(unit) if !ended => base += unit.start as usize,
                _ => break,
            }
        }
        search.end();
    }

    /// The entities that a mention may mean, best first; `text` is the one that it was found in.
    ///
    /// The order: as written before another case; the hand-made vocabulary before imported names;
    /// preferred names before synonyms, and those before previous names; families and complexes
    /// before genes, and those before chemicals, cells, diseases and the rest. An entity that
    /// stands in several files is named once, from the first.
    #[must_use]
    pub fn candidates<'l>(&'l self, text: &str, mention: &Mention) -> Vec<Candidate<'l>> {
        let Some(text) = text.get(mention.span.clone()) else { return Vec::new() };
        let mut found: Vec<(Preference, Candidate<'l>)> = Vec::new();
        for (number, &first) in mention.names.0.iter().enumerate() {
            let Some(layer) = self.layers.get(number).filter(|_| first != NO_NAMES) else { continue };
            for row in layer.rows(first) {
                if let Some(agreement) = agreement(layer, text, row) {
                    let layer_class = usize::from(!layer.field);
                    found.push(((agreement, layer_class, row.standing()), candidate(layer, row)));
                }
            }
        }
        found.sort_by_key(|(preference, _)| *preference);
        let mut result: Vec<Candidate<'l>> = Vec::with_capacity(found.len());
        let mut before = None;
        for (preference, candidate) in found {
            if !result.iter().any(|c| c.id == candidate.id) {
                let last = result.last().map_or(0, |c: &Candidate<'_>| c.rank);
                let rank = if before.is_some_and(|b| b != preference) { last + 1 } else { last };
                before = Some(preference);
                result.push(Candidate { rank, ..candidate });
            }
        }
        result
    }

    /// The first of [`Self::candidates`], and whether another entity is equally good.
    #[must_use]
    pub fn best<'l>(&'l self, text: &str, mention: &Mention) -> Option<(Candidate<'l>, Standalone)> {
        let text = text.get(mention.span.clone())?;
        let mut best: Option<(Preference, &'l Layer, NameRow)> = None;
        let mut alone = Standalone::Yes;
        for (number, &first) in mention.names.0.iter().enumerate() {
            let Some(layer) = self.layers.get(number).filter(|_| first != NO_NAMES) else { continue };
            let layer: &Layer = layer;
            for row in layer.rows(first) {
                let Some(agreement) = agreement(layer, text, row) else { continue };
                let preference = (agreement, usize::from(!layer.field), row.standing());
                match best.map(|(before, ..)| preference.cmp(&before)) {
                    None | Some(Ordering::Less) => {
                        (best, alone) = (Some((preference, layer, row)), Standalone::Yes);
                    }
                    Some(Ordering::Equal) if alone == Standalone::Yes => {
                        let id = |layer: &'l Layer, row: NameRow| layer.field(row.entity, Field::Id);
                        let other = best.is_some_and(|(_, l, r)| id(l, r) != id(layer, row));
                        alone = if other { Standalone::No } else { alone };
                    }
                    Some(_) => {}
                }
            }
        }
        best.map(|(_, layer, row)| (candidate(layer, row), alone))
    }

    /// The entities that an identifier names: their own, or that of another register such as
    /// `NCBIGene:1956`, `MESH:D003920`, `UP:P00533`. The hand-made vocabulary comes first.
    #[must_use]
    pub fn by_reference(&self, identifier: &str) -> Vec<Candidate<'_>> {
        let normal = reference::normal(identifier);
        let mut result: Vec<Candidate<'_>> = Vec::new();
        for layer in &self.layers {
            for entity in layer.referred(&normal) {
                let id = layer.field(entity, Field::Id);
                if !result.iter().any(|c| c.id == id) {
                    result.push(Candidate {
                        id,
                        name: layer.field(entity, Field::Name),
                        kind: layer.kind(entity),
                        written: layer.field(entity, Field::Name),
                        rank: result.len() as u32,
                        is_field: layer.field,
                    });
                }
            }
        }
        result
    }

    /// The entity with this identifier, or this cross-reference, as it stands in the first file
    /// that has it.
    #[must_use]
    pub fn entity(&self, identifier: &str) -> Option<Entity> {
        let normal = reference::normal(identifier);
        let found = |layer: &Arc<Layer>| {
            let all = layer.referred(&normal);
            let own = all.iter().find(|&&e| layer.field(e, Field::Id) == identifier);
            own.or(all.first()).map(|&number| entity(layer, number))
        };
        self.layers.iter().find_map(found)
    }

    /// The kinds of all entities, each once, sorted.
    #[must_use]
    pub fn kinds(&self) -> Vec<&str> {
        let mut kinds: Vec<&str> = self.layers.iter().flat_map(|l| l.kinds()).collect();
        kinds.sort_unstable();
        kinds.dedup();
        kinds
    }
}

/// The bytes of a file with the names of these entities, for [`Lexicon::add`].
#[must_use]
pub fn compile<'e>(entities: impl IntoIterator<Item = &'e Entity>) -> Vec<u8> {
    let mut builder = Builder::new(Origin::Imported);
    entities.into_iter().for_each(|entity| builder.add(entity, |_| Standing::Synonym));
    builder.finish()
}

/// What candidates are ordered by: how the case agrees, whether the name is imported, and how well it
/// is established for what kind of entity.
type Preference = (Agreement, usize, u16);

struct Search<'l> {
    lexicon: &'l Lexicon,
    text: &'l str,
    overlap: Overlap,
    scratch: Scratch,
}

/// The units of a part of a text, and what is kept from part to part.
#[derive(Default)]
struct Scratch {
    units: Units,
    starts: Starts,
    ways: Ways,
    found: Vec<Found>,
}

thread_local! {
    /// Most texts are short sentences: room is made once.
    static SCRATCH: std::cell::Cell<Scratch> = std::cell::Cell::default();
}

/// Which of the names that stand in each other are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Overlap {
    /// The longest from left to right.
    Longest,
    /// All of them.
    All,
}

impl<'l> Search<'l> {
    fn new(lexicon: &'l Lexicon, text: &'l str, overlap: Overlap) -> Self {
        Self { lexicon, text, overlap, scratch: SCRATCH.take() }
    }

    /// Leaves the room that it had to the next one.
    fn end(self) {
        SCRATCH.set(self.scratch);
    }

    /// Appends the names that start before a unit; the unit after the last one.
    fn window(&mut self, last: usize, out: &mut Vec<Mention>) -> usize {
        if self.scratch.starts.learn(&self.lexicon.layers, &self.scratch.units.table) {
            self.scratch.ways.forget();
        }
        let mut free = 0;
        for at in 0..last {
            let Scratch { units, starts, ways, found } = &mut self.scratch;
            let heads = starts.get(units.units[at].folded);
            if heads.is_empty() || at < free {
                continue;
            }
            found.clear();
            for &(number, head) in heads {
                let walk = Walk { layer: &self.lexicon.layers[number], number, units };
                walk.from((at, head), ways, found);
            }
            if found.is_empty() {
                continue;
            }
            let end = self.take(at, out);
            if self.overlap == Overlap::Longest {
                free = free.max(end);
            }
        }
        free.max(last)
    }

    /// Appends the longest of the names that were found at a unit, or all; the unit after it.
    fn take(&mut self, at: usize, out: &mut Vec<Mention>) -> usize {
        self.scratch.found.sort_unstable_by_key(|f| (std::cmp::Reverse(f.end), f.layer, f.first));
        let Scratch { units, found, .. } = &self.scratch;
        for same in found.chunk_by(|a, b| a.end == b.end) {
            let end = same[0].end;
            let bytes = units.units[at].start as usize..units.units[end - 1].end as usize;
            let span = units.base + bytes.start..units.base + bytes.end;
            let mut names = NameRef([NO_NAMES; LAYERS]);
            for f in same.iter().filter(|f| self.fits(&self.text[span.clone()], f)) {
                let place = &mut names.0[f.layer];
                *place = (*place).min(f.first & !NameRow::HAS_WORD);
            }
            if names.0.iter().any(|n| *n != NO_NAMES) {
                out.push(Mention { span, names });
                if self.overlap == Overlap::Longest {
                    return end;
                }
            }
        }
        0
    }

    fn fits(&self, text: &str, found: &Found) -> bool {
        let layer = &self.lexicon.layers[found.layer];
        let is_word = found.first & NameRow::HAS_WORD != 0 && case::of_word(text).is_some();
        let first = found.first & !NameRow::HAS_WORD;
        is_word || layer.rows(first).any(|row| agreement(layer, text, row).is_some())
    }
}

/// How many of these stretches, from the first one, are in order and near to each other.
fn together(stretches: &[Range<usize>]) -> usize {
    let first = stretches.first().map_or(0, |s| s.start);
    let mut last = first;
    let near = |s: &&Range<usize>| {
        let fits = last <= s.start && s.end <= first + TOGETHER;
        last = s.end;
        fits
    };
    stretches.iter().take_while(near).count()
}

/// How a text agrees with a name of its key. The name itself is looked at only if it has to be: most
/// are far apart in memory.
fn agreement(layer: &Layer, text: &str, row: NameRow) -> Option<Agreement> {
    let class = match () {
        () if row.is(NameRow::EXACT) => Class::Exact,
        () if row.is(NameRow::SYMBOL) => Class::Symbol,
        () => Class::Word,
    };
    if class == Class::Word {
        return case::of_word(text);
    }
    let as_written = NameRow::hash_of(text) == row.hash && text.len() == usize::from(row.length);
    if class == Class::Exact && !as_written && text.len() == usize::from(row.length) && text.is_ascii() {
        return None;
    }
    case::of_symbol(text, layer.written(row), class)
}

fn candidate(layer: &Layer, row: NameRow) -> Candidate<'_> {
    Candidate {
        id: layer.field(row.entity, Field::Id),
        name: layer.field(row.entity, Field::Name),
        kind: layer.kind(row.entity),
        written: layer.written(row),
        rank: 0,
        is_field: layer.field,
    }
}

fn entity(layer: &Layer, number: u32) -> Entity {
    let list = |field| layer.field(number, field).split('|').filter(|s| !s.is_empty());
    let target = |text: &str| {
        let (effect, target) = text.split_once(' ')?;
        Some(Target { effect: effect.to_owned(), target: target.into() })
    };
    Entity {
        id: layer.field(number, Field::Id).into(),
        name: layer.field(number, Field::Name).to_owned(),
        kind: layer.kind(number).to_owned(),
        synonyms: list(Field::Synonyms).map(str::to_owned).collect(),
        parents: list(Field::Parents).map(Arc::from).collect(),
        targets: list(Field::ActsOn).filter_map(target).collect(),
        cross_references: list(Field::CrossReferences).map(str::to_owned).collect(),
        place: None,
    }
}

#[cfg(test)]
mod tests;
