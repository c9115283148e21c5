//! Walks through the keys of names, unit by unit.
//!
//! In: the units of a text, the keys of a layer. Out: the names that start at a unit. Must not know what
//! names mean, nor which of those that overlap is taken.

use std::sync::Arc;

use fst::raw::Output;

use super::folded::Table;
use super::layer::{Head, Layer, follow};
use super::unit::{Joint, Units};

/// Most units of a name; longer names are not found.
pub(super) const LONGEST: usize = 64;

/// Names that end at one place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found {
    pub(super) layer: usize,
    /// One past the last unit.
    pub(super) end: usize,
    /// The first row of their key.
    pub(super) first: u32,
}

/// Where a walk stands: after which unit, at which node, with the output so far.
type Step = (usize, u32, u32);

/// What names may start with, by the numbers of units in their table.
#[derive(Default)]
pub(super) struct Starts {
    /// The content of the layers, and the age of the table.
    of: (Vec<blake3::Hash>, u32),
    /// Of each number, where its heads end; they start where those before end.
    ends: Vec<u32>,
    /// Layers, by number, and where the walks through their keys stand.
    heads: Vec<(usize, Head)>,
}

impl Starts {
    /// Looks up what was not looked up before. Whether the numbers of before mean others now.
    pub(super) fn learn(&mut self, layers: &[Arc<Layer>], table: &Table) -> bool {
        let of = layers.iter().map(|layer| layer.content);
        let others = self.of.1 != table.age || !of.clone().eq(self.of.0.iter().copied());
        if others {
            *self = Self { of: (of.collect(), table.age), ..Self::default() };
        }
        for number in self.ends.len()..table.len() {
            let hash = table.get(number as u32).hash;
            let heads = layers.iter().enumerate().filter_map(|(i, layer)| Some((i, layer.head(hash)?)));
            self.heads.extend(heads);
            self.ends.push(self.heads.len() as u32);
        }
        others
    }

    #[inline]
    pub(super) fn get(&self, number: u32) -> &[(usize, Head)] {
        let number = number as usize;
        let start = if number == 0 { 0 } else { self.ends[number - 1] };
        &self.heads[start as usize..self.ends[number] as usize]
    }
}

/// A walk through the keys of a layer.
pub(super) struct Walk<'w> {
    pub(super) layer: &'w Layer,
    /// Of the layer.
    pub(super) number: usize,
    pub(super) units: &'w Units,
}

impl Walk<'_> {
    /// All keys that start at a unit. Hyphens between letters are tried both ways.
    #[inline]
    pub(super) fn from(&self, (start, head): (usize, Head), ways: &mut Ways, found: &mut Vec<Found>) {
        let units = self.units;
        if head.is_final() {
            found.push(Found { layer: self.number, end: start + 1, first: head.first });
        }
        let Some(next) = units.units.get(start + 1) else { return };
        let goes_on = |spaced| head.goes_on(spaced, units.folded(next));
        let follows = match next.joint(&units.units[start]) {
            Joint::Parted => false,
            Joint::Tight => goes_on(false),
            Joint::Spaced => goes_on(true),
            Joint::Either => goes_on(false) || goes_on(true),
        };
        if follows {
            self.on((start, head.address, head.output), ways, found);
        }
    }

    /// The keys that go on after their first unit.
    fn on(&self, head: Step, ways: &mut Ways, found: &mut Vec<Found>) {
        let units = self.units;
        let start = head.0;
        let mut open: [Step; 8] = [head; 8];
        let mut count = 1;
        while count > 0 {
            count -= 1;
            let (at, address, output) = open[count];
            let Some(next) = units.units.get(at + 1).filter(|_| at + 1 < start + LONGEST) else { continue };
            let joint = next.joint(&units.units[at]);
            let tight = matches!(joint, Joint::Tight | Joint::Either).then_some(false);
            let spaced = matches!(joint, Joint::Spaced | Joint::Either).then_some(true);
            for spaced in [tight, spaced].into_iter().flatten() {
                let Some(way) = ways.follow(self, address, next.folded, spaced) else { continue };
                if let Some(last) = way.last {
                    let first = output.wrapping_add(last);
                    found.push(Found { layer: self.number, end: at + 2, first });
                }
                if count < open.len() {
                    open[count] = (at + 1, way.to, output.wrapping_add(way.output));
                    count += 1;
                }
            }
        }
    }
}

/// Where going along a unit leads.
#[derive(Clone, Copy, Debug)]
struct Way {
    /// The node.
    to: u32,
    /// What is put out on the way.
    output: u32,
    /// The same with what is put out at the end, where a name ends.
    last: Option<u32>,
}

impl Way {
    /// From a node, after a space or without one.
    fn walked(walk: &Walk<'_>, from: u32, unit: u32, spaced: bool) -> Option<Self> {
        let keys = walk.layer.keys();
        let (mut to, mut output) = (from as usize, Output::zero());
        if spaced {
            (to, output) = follow(keys, to, output, b" ")?;
        }
        (to, output) = follow(keys, to, output, walk.units.table.bytes(unit))?;
        let node = keys.node(to);
        let last = node.is_final().then(|| output.cat(node.final_output()).value() as u32);
        Some(Self { to: to as u32, output: output.value() as u32, last })
    }
}

/// Where ways through the keys led before: texts say the same words one after the other again and again.
#[derive(Default)]
pub(super) struct Ways {
    /// Each at the place that its start gives it, until another one takes it. Empty where nothing was walked.
    known: Vec<(u64, Option<Way>)>,
}

impl Ways {
    /// So many are kept, a power of two.
    const PLACES: usize = 1 << 12;

    /// No start.
    const FREE: u64 = u64::MAX;

    /// Forgets everything, as the numbers of units and layers mean others now.
    pub(super) fn forget(&mut self) {
        self.known.clear();
    }

    /// Goes along a unit, by its number, from a node.
    fn follow(&mut self, walk: &Walk<'_>, from: u32, unit: u32, spaced: bool) -> Option<Way> {
        // All that the way depends on.
        let (layer, space) = (walk.number as u64, u64::from(spaced));
        let start = u64::from(from) << 32 | u64::from(unit) << 4 | layer << 1 | space;
        if unit >= 1 << 28 || layer > 7 {
            return Way::walked(walk, from, unit, spaced);
        }
        if self.known.is_empty() {
            self.known = vec![(Self::FREE, None); Self::PLACES];
        }
        let place = start.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 40;
        let known = &mut self.known[place as usize & (Self::PLACES - 1)];
        if known.0 != start {
            *known = (start, Way::walked(walk, from, unit, spaced));
        }
        known.1
    }
}
