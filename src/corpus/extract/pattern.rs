//! Patterns of rule files, ready to be matched. In: pattern items and the schema. Out: frames by
//! their trigger word, and a diagnostic for each item that means nothing. Must not know texts.

use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::cue::{Lower, key_of};
use super::inflection::lemmas;
use super::item::{adverb, claim, has_participle, shape, slots};
use super::words::Words;
use crate::diagnostic::Diagnostic;
use crate::fact::{KindId, PredicateId, Schema};
use crate::syntax::ast::{File, Item, ItemKind, PatternItem};

/// The pattern files that the program carries, by name.
pub const BUILTIN: &[(&str, &str)] = &[
    ("binding.rules", include_str!("../../../rules/patterns/binding.rules")),
    ("modification.rules", include_str!("../../../rules/patterns/modification.rules")),
    ("outcomes.rules", include_str!("../../../rules/patterns/outcomes.rules")),
    ("regulation.rules", include_str!("../../../rules/patterns/regulation.rules")),
];

/// The word table that the program carries.
pub(super) const WORDS: &str = include_str!("words.tsv");

/// Everything that texts are matched against.
#[derive(Clone, Debug, Default)]
pub struct Patterns {
    pub(super) words: Words,
    pub(super) frames: Vec<Frame>,
    /// Frames by the lemma that triggers them.
    pub(super) by_lemma: Vec<Vec<u32>>,
    /// Frames by the lemma that a hyphen joins to a participant: `A-induced B`.
    pub(super) by_glued: Vec<Vec<u32>>,
    /// Of each predicate: its sign and its opposite.
    pub(super) signs: Vec<Sign>,
    /// Of each aspect: the predicates for more and less of it.
    pub(super) of_aspect: Vec<(Option<PredicateId>, Option<PredicateId>)>,
    /// `A-deficient cells had less B`: what is said without a pattern's verb, by kind of B.
    pub(super) states: Vec<Frame>,
    /// All names of predicates, by id.
    pub(super) names: Vec<Arc<str>>,
    /// Forms of the triggers of patterns that tell something of one thing alone.
    lone: Lone,
}

/// Word forms that are looked for in whole sentences.
#[derive(Clone, Debug, Default)]
struct Lone {
    words: FxHashSet<String>,
    /// Of these words, the keys that a sentence is searched by.
    keys: FxHashSet<u32>,
    /// Those that are no single words.
    others: Vec<String>,
}

/// What negating the cause or the effect makes of a predicate.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Sign {
    /// 1 for more, -1 for less, 0 where the predicate has no sign.
    pub(super) sign: i8,
    pub(super) opposite: Option<PredicateId>,
}

/// One pattern, with one trigger.
#[derive(Clone, Debug)]
pub(super) struct Frame {
    pub(super) shape: Shape,
    /// What follows the trigger.
    pub(super) steps: Vec<Step>,
    /// The adverb that must stand before the verb: `negatively regulates`.
    pub(super) adverb: Option<String>,
    pub(super) slots: Vec<Slot>,
    pub(super) predicate: PredicateId,
    pub(super) columns: Vec<Column>,
    pub(super) denied: bool,
    pub(super) proposed: bool,
}

impl Frame {
    /// Whether it tells what goes with what, and in which direction.
    pub(super) fn is_association(&self) -> bool {
        self.columns.iter().any(|c| matches!(c, Column::Word(w) if w.ends_with("tively")))
    }

    pub(super) fn is_sort(&self) -> bool {
        self.shape == Shape::Sort
    }

    /// Whether it names a thing that is no slot: `{a} promotes sensitivity`.
    pub(super) fn has_constant(&self) -> bool {
        self.columns.iter().any(|c| matches!(c, Column::Constant(_)))
    }

    /// Whether things of these kinds may fill its slots, or those of what it is turned into.
    pub(super) fn may_hold(&self, kinds: KindSet) -> bool {
        self.slots.iter().all(|slot| slot.kinds.meets(kinds))
            || matches!(self.columns.get(1), Some(Column::Slot(_, Some(_))))
    }

    /// `{0} raises {1: kind}`
    fn state(kind: KindId, predicate: PredicateId, schema: &Schema) -> Option<Self> {
        let count = u32::try_from(schema.kinds.len()).ok()?;
        let accepts = Some((0..count).map(|k| schema.kind_is_a(KindId(k), kind)).collect());
        Some(Self {
            shape: Shape::Clause,
            steps: vec![Step::Slot(1)],
            adverb: None,
            slots: vec![Slot::new("", None), Slot::new("", accepts)],
            predicate,
            columns: vec![Column::Slot(0, None), Column::Slot(1, None)],
            denied: false,
            proposed: false,
        })
    }
}

/// How a pattern stands around its trigger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// `{0} promotes {1}`: the verb in any form, and the noun of it.
    Clause,
    /// `{0} is associated with {1}`
    Passive,
    /// `{0} is essential for {1}`, `{0} is a substrate of {1}`
    Copula,
    /// `{0} is a {1} inhibitor`
    Sort,
    /// `{0} and {1} interact`
    Together,
    /// `interaction between {0} and {1}`; so many slots stand before the noun.
    Noun(usize),
    /// `{0}-induced {1}`
    Glued,
}

/// What follows a trigger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Words(Vec<String>),
    Slot(usize),
    /// `{a} and {b}`: members of one list.
    Pair(usize, usize),
    /// `…`: up to where the next step fits.
    Gap,
}

/// Kinds as bits. All from the last bit on share it, and it is always set: what two sets have in common
/// may be too much, never too little.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct KindSet(u64);

impl KindSet {
    pub(super) fn of(kinds: impl Iterator<Item = KindId>) -> Self {
        Self(kinds.fold(1 << 63, |set, kind| set | 1 << kind.0.min(63)))
    }

    fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

/// What may fill a slot.
#[derive(Clone, Debug)]
pub(super) struct Slot {
    pub(super) name: String,
    /// By kind; `None` for anything.
    accepts: Option<Vec<bool>>,
    /// The same; of few kinds the last bit is not set.
    kinds: KindSet,
}

impl Slot {
    pub(super) fn new(name: &str, accepts: Option<Vec<bool>>) -> Self {
        let kinds = accepts.as_ref().map_or(u64::MAX, |accepts| {
            let accepted = accepts.iter().enumerate().filter(|(_, accepts)| **accepts);
            accepted.fold(0, |set, (kind, _)| set | 1 << kind.min(63))
        });
        Self { name: name.to_owned(), accepts, kinds: KindSet(kinds) }
    }

    pub(super) fn accepts(&self, kinds: &[KindId]) -> bool {
        self.accepts
            .as_ref()
            .is_none_or(|kind| kinds.iter().any(|k| kind.get(k.0 as usize).copied().unwrap_or(false)))
    }
}

/// A column of the finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Column {
    /// A slot, and what of it is meant where the sentence does not say.
    Slot(usize, Option<String>),
    Word(String),
    /// A thing rather than a word of a closed kind: `{a} promotes sensitivity`.
    Constant(String),
}

impl Patterns {
    /// Makes the patterns of parsed rule files ready. What a diagnostic speaks of is left out.
    #[must_use]
    pub fn compile<'f>(files: impl Iterator<Item = &'f File>, schema: &Schema) -> (Self, Vec<Diagnostic>) {
        let mut patterns = Self { words: Words::new(WORDS), ..Self::default() };
        let mut diagnostics = Vec::new();
        let of =
            |item: &'f Item| if let ItemKind::Pattern(pattern) = &item.kind { Some(pattern) } else { None };
        let items: Vec<&PatternItem> = files.flat_map(|f| &f.items).filter_map(of).collect();
        // A participle tells its verb less surely than a finite form, which is known by then.
        let (late, early): (Vec<_>, Vec<_>) = items.into_iter().partition(|item| has_participle(item));
        for pattern in early.into_iter().chain(late) {
            if let Err(diagnostic) = patterns.add(pattern, schema) {
                diagnostics.push(*diagnostic);
            }
        }
        patterns.sign(schema);
        patterns.lone = patterns.lone_triggers();
        patterns.words.close();
        (patterns, diagnostics)
    }

    /// The name of a predicate.
    #[must_use]
    pub fn name(&self, predicate: PredicateId) -> &str {
        self.names.get(predicate.0 as usize).map_or("", |n| n)
    }

    fn sign(&mut self, schema: &Schema) {
        let (raises, lowers) = (schema.predicate("raises"), schema.predicate("lowers"));
        for number in 0..schema.predicates.len() {
            let id = PredicateId(u32::try_from(number).unwrap_or(u32::MAX));
            let above = schema.ancestors(id);
            let is = |wide: Option<PredicateId>| wide.is_some_and(|w| above.contains(&w));
            let sign = i8::from(is(raises)) - i8::from(is(lowers));
            self.signs.push(Sign { sign, opposite: schema.opposite_predicates.get(&id).copied() });
            self.names.push(schema.predicates[number].name.as_str().into());
        }
        let find = |name: &str| schema.predicate(name);
        let state = |(kind, says): (&str, &str)| Frame::state(schema.kind(kind)?, find(says)?, schema);
        self.states = [("molecule", "raises"), ("process", "promotes"), ("cell", "increases")]
            .into_iter()
            .filter_map(state)
            .collect();
        self.of_aspect = self.words.aspects.iter().map(|a| (find(&a.raised), find(&a.lowered))).collect();
    }

    fn add(&mut self, item: &PatternItem, schema: &Schema) -> Result<(), Box<Diagnostic>> {
        let slots = slots(item, schema)?;
        let claim = claim(item, &slots, schema)?;
        let (shape, triggers, variants) = shape(item, &slots)?;
        let adverb = adverb(item);
        for trigger in triggers {
            let noun = matches!(shape, Shape::Noun(_) | Shape::Copula | Shape::Sort);
            let mut found = if noun { vec![trigger] } else { lemmas(&trigger) };
            if found.iter().any(|lemma| self.words.lemmas.contains(lemma)) {
                found.retain(|lemma| self.words.lemmas.contains(lemma));
            }
            for lemma in found {
                let number = if noun { self.words.noun(&lemma) } else { self.words.verb(&lemma) };
                for steps in &variants {
                    let frame = Frame {
                        shape,
                        steps: steps.clone(),
                        adverb: adverb.clone(),
                        slots: slots.clone(),
                        predicate: claim.predicate,
                        columns: claim.columns.clone(),
                        denied: claim.denied,
                        proposed: claim.proposed,
                    };
                    self.index(frame, number);
                }
            }
        }
        Ok(())
    }

    fn index(&mut self, frame: Frame, lemma: u32) {
        let id = u32::try_from(self.frames.len()).unwrap_or(u32::MAX);
        let index = if frame.shape == Shape::Glued { &mut self.by_glued } else { &mut self.by_lemma };
        self.frames.push(frame);
        let place = lemma as usize;
        if index.len() <= place {
            index.resize(place + 1, Vec::new());
        }
        index[place].push(id);
    }

    /// Whether a sentence that names one thing only has the trigger of a pattern with one slot.
    pub(super) fn may_tell_of_one(&self, said: &Lower) -> bool {
        let Lone { words, keys, others } = &self.lone;
        let has_word = || said.words(|key| keys.contains(&key)).any(|word| words.contains(word));
        if has_word() || others.iter().any(|form| said.says(form)) {
            return true;
        }
        // `up-regulated` is `upregulated`.
        let text = said.as_str();
        let places: Vec<usize> = match text.is_ascii() {
            true => memchr::memchr_iter(b'-', text.as_bytes()).collect(),
            false => text.match_indices(HYPHENS).map(|(at, _)| at).collect(),
        };
        let joined = |at: &usize| hyphened(text, *at).replace(HYPHENS, "");
        let plain = |form: &&String| !form.contains(HYPHENS);
        !places.is_empty()
            && (places.iter().any(|at| words.contains(&joined(at)))
                || others.iter().filter(plain).any(|form| Lower::of(&text.replace(HYPHENS, "")).says(form)))
    }

    fn lone_triggers(&self) -> Lone {
        let is_lone = |lemma: u32| {
            let frames = [self.frames_of(lemma), self.glued_of(lemma)];
            frames.into_iter().flatten().any(|&id| self.frames[id as usize].slots.len() < 2)
        };
        let forms = self.words.forms(|entry| is_lone(entry.lemma) || is_lone(entry.noun));
        let is_word = |form: &String| form.len() > 1 && form.chars().all(char::is_alphanumeric);
        let (words, others): (Vec<_>, Vec<_>) = forms.into_iter().partition(is_word);
        let keys = words.iter().map(|word| key_of(word.as_bytes())).collect();
        Lone { words: words.into_iter().collect(), keys, others }
    }

    /// The frames of a lemma, 0 for none.
    pub(super) fn frames_of(&self, lemma: u32) -> &[u32] {
        self.by_lemma.get(lemma as usize).map_or(&[], |f| f)
    }

    /// Those of them that things of these kinds may fill.
    pub(super) fn open_frames(&self, lemma: u32, kinds: KindSet) -> impl Iterator<Item = &Frame> {
        let frames = self.frames_of(lemma).iter().map(|&id| &self.frames[id as usize]);
        frames.filter(move |frame| frame.may_hold(kinds))
    }

    /// The frames of a lemma that a hyphen joins to a participant.
    fn glued_of(&self, lemma: u32) -> &[u32] {
        self.by_glued.get(lemma as usize).map_or(&[], |f| f)
    }

    /// Those of them that things of these kinds may fill.
    pub(super) fn open_glued(&self, lemma: u32, kinds: KindSet) -> impl Iterator<Item = &Frame> {
        let frames = self.glued_of(lemma).iter().map(|&id| &self.frames[id as usize]);
        frames.filter(move |frame| frame.may_hold(kinds))
    }
}

const HYPHENS: [char; 5] = ['-', '‐', '‑', '–', '−'];

/// The word around a hyphen.
fn hyphened(text: &str, at: usize) -> &str {
    let ends = |c: char| !(c.is_alphanumeric() || HYPHENS.contains(&c));
    let start = text[..at].rfind(ends).map_or(0, |i| i + text[i..].chars().next().map_or(1, char::len_utf8));
    let end = text[at..].find(ends).map_or(text.len(), |length| at + length);
    &text[start..end]
}
