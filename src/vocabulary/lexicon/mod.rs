//! Names in running text: where they stand, and which entities they may mean.
//!
//! In: the hand-made vocabulary, imported files of names, texts. Out: mentions, longest first from
//! left to right, and for each the entities in order of preference; entities by the identifiers of
//! other registers. Must not know papers, sentences or relations.
//!
//! Names are found at the borders of runs of letters and digits: NK is not in JNK. Hyphens, spaces
//! next to digits, Greek letters, accents, plural and British spelling make no difference. Case
//! does as far as it tells names apart; see [`Lexicon::mentions`].

use std::ops::Range;
use std::sync::Arc;

use fst::raw::Output;

use super::{Entity, Target, Vocabulary};

mod build;
mod case;
mod layer;
mod reference;
mod unit;

pub(crate) use build::{Builder, Standing};
pub use layer::Damage;
pub(crate) use reference::normal as normal_reference;

use case::{Agreement, Class};
use layer::{Field, Layer, NameRow};
use unit::{Joint, Units};

/// Most files of names besides the hand-made vocabulary.
pub const MOST_IMPORTED: usize = 3;

const LAYERS: usize = MOST_IMPORTED + 1;
const NO_NAMES: u32 = u32::MAX;

/// Most units of a name; longer names are not found.
const LONGEST: usize = 64;

/// Units that are read at a time.
const WINDOW: usize = 4096;

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
    /// Position in the order of preference, from 0. Candidates of one rank are equally good: by
    /// name alone nothing tells which is meant.
    pub rank: u32,
    /// Whether the hand-made vocabulary has it.
    pub is_field: bool,
}

impl Lexicon {
    /// The names of the hand-made vocabulary.
    #[must_use]
    pub fn of(vocabulary: &Vocabulary) -> Self {
        let mut builder = Builder::new(Origin::Field);
        for entity in vocabulary.entities() {
            builder.add(entity, |_| Standing::Synonym);
        }
        let layer = Layer::open(builder.finish()).expect("what was built can be opened");
        Self { layers: vec![Arc::new(layer)] }
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

    /// How many keys of names there are; a hyphenated name has two.
    #[must_use]
    pub fn names(&self) -> usize {
        self.layers.iter().map(|l| l.names()).sum()
    }

    /// Appends the names in a text: the longest at each place, from left to right, not overlapping.
    ///
    /// A name starts and ends at the borders of runs of letters and digits, and may go over a line
    /// end, but not over an empty line. Symbols of up to three letters are taken only as written
    /// (`MET`, not `met` or `Met`); longer ones also in capitals, with one capital (`Cxcl11`), and
    /// where they have a digit in small letters. Other names are taken in any case.
    ///
    /// Time and memory are linear in the length of the text.
    pub fn mentions(&self, text: &str, out: &mut Vec<Mention>) {
        let mut units = Units::default();
        let mut found = Vec::new();
        let mut base = 0;
        loop {
            let ended = units.fill(text, base, WINDOW + LONGEST);
            let last = if ended { units.units.len() } else { WINDOW };
            let mut at = 0;
            while at < last {
                match self.longest(text, &units, at, &mut found) {
                    Some((end, mention)) => {
                        out.push(mention);
                        at = end;
                    }
                    None => at += 1,
                }
            }
            match units.units.get(at) {
                Some(unit) if !ended => base += unit.start as usize,
                _ => return,
            }
        }
    }

    /// The longest name that starts at a unit, and the unit after it.
    fn longest(
        &self,
        text: &str,
        units: &Units,
        at: usize,
        found: &mut Vec<Found>,
    ) -> Option<(usize, Mention)> {
        found.clear();
        let unit = &units.units[at];
        for (number, layer) in self.layers.iter().enumerate() {
            if layer.may_start(unit.hash) {
                walk(layer, number, units, at, found);
            }
        }
        if found.is_empty() {
            return None;
        }
        found.sort_unstable_by_key(|f| (std::cmp::Reverse(f.end), f.layer, f.first));
        for same in found.chunk_by(|a, b| a.end == b.end) {
            let end = same[0].end;
            let span = units.base + unit.start as usize..units.base + units.units[end - 1].end as usize;
            let mut names = NameRef([NO_NAMES; LAYERS]);
            for f in same.iter().filter(|f| self.fits(&text[span.clone()], f)) {
                let place = &mut names.0[f.layer];
                *place = (*place).min(f.first);
            }
            if names.0.iter().any(|n| *n != NO_NAMES) {
                return Some((end, Mention { span, names }));
            }
        }
        None
    }

    fn fits(&self, text: &str, found: &Found) -> bool {
        let layer = &self.layers[found.layer];
        layer.rows(found.first).any(|row| agreement(layer, text, row).is_some())
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
        let mut found: Vec<(Agreement, usize, usize, Candidate<'l>)> = Vec::new();
        for (number, &first) in mention.names.0.iter().enumerate() {
            let Some(layer) = self.layers.get(number).filter(|_| first != NO_NAMES) else { continue };
            for (place, row) in layer.rows(first).enumerate() {
                if let Some(agreement) = agreement(layer, text, row) {
                    found.push((agreement, number, place, candidate(layer, row)));
                }
            }
        }
        found.sort_by_key(|(agreement, layer, place, _)| (*agreement, *layer, *place));
        let mut result: Vec<Candidate<'l>> = Vec::with_capacity(found.len());
        for (.., candidate) in found {
            if !result.iter().any(|c| c.id == candidate.id) {
                let rank = result.len() as u32;
                result.push(Candidate { rank, ..candidate });
            }
        }
        result
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

/// Names that end at one place.
#[derive(Clone, Copy, Debug)]
struct Found {
    layer: usize,
    /// One past the last unit.
    end: usize,
    /// The first row of their key.
    first: u32,
}

/// Where a walk goes on: before which unit, with the address of the node and the output so far.
type Step = (usize, usize, Output);

/// All keys of a layer that start at a unit. Hyphens between letters are tried both ways.
fn walk(layer: &Layer, number: usize, units: &Units, start: usize, found: &mut Vec<Found>) {
    let keys = layer.keys();
    let mut open: [Step; 8] = [(0, 0, Output::zero()); 8];
    let mut count = 1;
    open[0] = (start, keys.root().addr(), Output::zero());
    while count > 0 {
        count -= 1;
        let (at, address, output) = open[count];
        let unit = &units.units[at];
        let Some((address, output)) = follow(layer, address, output, units.folded(unit)) else { continue };
        let node = keys.node(address);
        if node.is_final() {
            let first = output.cat(node.final_output()).value() as u32;
            found.push(Found { layer: number, end: at + 1, first });
        }
        let Some(next) = units.units.get(at + 1).filter(|_| at + 1 < start + LONGEST) else { continue };
        let joint = next.joint(unit);
        if matches!(joint, Joint::Tight | Joint::Either) && count < open.len() {
            open[count] = (at + 1, address, output);
            count += 1;
        }
        if matches!(joint, Joint::Spaced | Joint::Either)
            && count < open.len()
            && let Some((address, output)) = follow(layer, address, output, b" ")
        {
            open[count] = (at + 1, address, output);
            count += 1;
        }
    }
}

/// Goes along bytes from a node.
fn follow(layer: &Layer, address: usize, output: Output, bytes: &[u8]) -> Option<(usize, Output)> {
    let keys = layer.keys();
    let (mut address, mut output) = (address, output);
    for &byte in bytes {
        let node = keys.node(address);
        let transition = node.transition(node.find_input(byte)?);
        output = output.cat(transition.out);
        address = transition.addr;
    }
    Some((address, output))
}

fn agreement(layer: &Layer, text: &str, row: NameRow) -> Option<Agreement> {
    let class = match () {
        () if row.is(NameRow::EXACT) => Class::Exact,
        () if row.is(NameRow::SYMBOL) => Class::Symbol,
        () => Class::Word,
    };
    case::agreement(text, layer.written(row), class)
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
