//! What an effect needs: `A promoted B through M`, `loss of M abolished the effect of A on B`, `loss
//! of M impaired B in response to A`.
//!
//! In: a relation with its sentence. Out: the mentions that the effect goes through, and relations
//! that only such a sentence tells. A mediator that is itself lost or blocked on the way is none:
//! the sign would be wrong.

use std::ops::Range;
use std::sync::LazyLock;

use super::around::{Around, first_word};
use super::context::is_kind;
use super::cue::{Cues, Finders, Lower, Parts, finders};
use super::mention::Named;
use super::relation::{Argument, Relation};
use crate::corpus::finding::Certainty;
use crate::fact::Schema;

/// What stands between an effect and what it goes through.
const BY: [&str; 6] = [" through ", " via ", " by means of ", " by way of ", " mediated by ", " by "];
static SAID_BY: LazyLock<Finders<{ BY.len() }>> = LazyLock::new(|| finders(BY));

/// After `by`, only these: more of the mediator is meant.
const RAISING: [&str; 14] = [
    "activating",
    "upregulating",
    "increasing",
    "inducing",
    "enhancing",
    "promoting",
    "stimulating",
    "recruiting",
    "secreting",
    "releasing",
    "binding",
    "engaging",
    "expressing",
    "strengthening",
];

/// Less of the mediator is meant.
const LOWERING: [&str; 30] = [
    "loss",
    "losing",
    "inhibition",
    "inhibiting",
    "suppression",
    "suppressing",
    "reduced",
    "reducing",
    "reduction",
    "decreased",
    "decreasing",
    "downregulation",
    "downregulating",
    "blocking",
    "blockade",
    "disruption",
    "disrupting",
    "depletion",
    "depleting",
    "inactivation",
    "inactivating",
    "impaired",
    "impairing",
    "degradation",
    "degrading",
    "silencing",
    "repression",
    "repressing",
    "antagonizing",
    "lowering",
];

/// What ends the phrase of an effect.
const ENDS: [&str; 9] =
    [",", ";", " which ", " that ", " while ", " but ", " thereby ", " whereas ", " thus "];
static SAID_ENDS: LazyLock<Finders<{ ENDS.len() }>> = LazyLock::new(|| finders(ENDS));

/// Where the first of them stands in a text, or its end.
fn end_of(text: &str) -> usize {
    SAID_ENDS.iter().filter_map(|end| end.find(text.as_bytes())).min().unwrap_or(text.len())
}

/// Stems of verbs that undo an effect.
const UNDOES: [&str; 14] = [
    "revers",
    "abolish",
    "abrogat",
    "blunt",
    "prevent",
    "attenuat",
    "counteract",
    "diminish",
    "eliminat",
    "block",
    "impair",
    "suppress",
    "rescu",
    "reduc",
];

/// Words for what was done to the mediator, with the manipulation.
const DONE: [(&str, &str); 16] = [
    ("inhibition", "inhibition"),
    ("inhibiting", "inhibition"),
    ("blockade", "inhibition"),
    ("blocking", "inhibition"),
    ("neutralization", "inhibition"),
    ("neutralizing", "inhibition"),
    ("loss", "knockout"),
    ("deletion", "knockout"),
    ("deficiency", "knockout"),
    ("ablation", "knockout"),
    ("knockout", "knockout"),
    ("depletion", "knockdown"),
    ("knockdown", "knockdown"),
    ("silencing", "knockdown"),
    ("disruption", "inhibition"),
    ("disrupting", "inhibition"),
];

/// Adjectives of an effect that tell its sign.
const RAISES: [&str; 8] = [
    "stimulatory",
    "immunostimulatory",
    "stimulating",
    "activating",
    "promoting",
    "enhancing",
    "proliferative",
    "inductive",
];
const LOWERS: [&str; 6] =
    ["inhibitory", "immunosuppressive", "suppressive", "inhibiting", "suppressing", "antiproliferative"];

/// What is meant by an effect without a sign.
const EFFECTS: [&str; 6] = ["effect", "effects", "action", "actions", "influence", "impact"];

static SAID_EFFECTS: Cues<{ EFFECTS.len() }> = Cues::cues(&EFFECTS);
static EFFECT_PARTS: Parts<{ EFFECTS.len() }> = Parts::new(&EFFECTS);

/// A phrase goes no further than this, in bytes.
const REACH: usize = 110;

/// A relation that only a loss tells, with what it goes through.
#[derive(Clone, Debug)]
pub(super) struct Mediated {
    pub(super) relation: Relation,
    pub(super) through: Vec<usize>,
}

/// Positions of the mentions that a relation's effect goes through.
pub(super) fn through(around: &Around<'_>, relation: &Relation, schema: &Schema) -> Vec<usize> {
    let says = schema.get(relation.predicate).name.as_str();
    let signed = schema.opposite_predicates.contains_key(&relation.predicate) || says == "polarizes";
    let used: Vec<usize> = mentions(relation).collect();
    let Some(&effect) = used.last().filter(|_| signed && used.len() >= 2) else { return Vec::new() };
    let start = around.named[effect].span.end;
    // The trigger stands before its effect.
    if relation.trigger.start > start {
        return Vec::new();
    }
    let phrase = phrase(around.lower, start);
    let found = BY.iter().zip(&*SAID_BY).filter_map(|(by, said)| {
        let at = said.find(phrase.as_bytes())?;
        let from = start + at + by.len();
        mediators(around, from, start + phrase.len(), by.trim() == "by", schema).map(|list| (at, list))
    });
    let Some((at, list)) = found.min_by_key(|(at, _)| *at) else { return Vec::new() };
    let between = start..start + at;
    let another = around.named.iter().enumerate().any(|(i, n)| {
        between.start <= n.span.start
            && n.span.end <= between.end
            && !["cell", "therapy", "disease", "tissue"].iter().any(|k| is_kind(schema, &n.kind, k))
            && !used.contains(&i)
    });
    if another {
        return Vec::new();
    }
    let same = |m: usize| used.iter().any(|u| around.named[*u].id == around.named[m].id);
    list.into_iter().filter(|&m| !same(m)).collect()
}

fn phrase(lower: &str, start: usize) -> &str {
    let rest = &lower[start..super::sentence::border(lower, (start + REACH).min(lower.len()))];
    &rest[..end_of(rest)]
}

/// The list of mediators that starts behind a place; none where what is said of them is a loss, or
/// where `by` says no more than who did it.
fn mediators(around: &Around<'_>, from: usize, to: usize, by: bool, schema: &Schema) -> Option<Vec<usize>> {
    let is_mediator =
        |n: &Named| ["molecule", "cell", "process", "signature"].iter().any(|k| is_kind(schema, &n.kind, k));
    let first = around.named.iter().position(|n| n.span.start >= from && n.span.end <= to)?;
    let before = &around.lower[from..around.named[first].span.start];
    let mut words = before.split_whitespace();
    let gerund = first_word(before);
    if by && !RAISING.contains(&gerund) || words.clone().count() > 6 || words.any(|w| LOWERING.contains(&w)) {
        return None;
    }
    let list = first..around.list(first).end;
    let kept: Vec<usize> = list.filter(|&i| is_mediator(&around.named[i])).collect();
    let lessened = LOWERING.contains(&first_word(around.behind(first)));
    (!lessened && !kept.is_empty()).then_some(kept)
}

fn mentions(relation: &Relation) -> impl Iterator<Item = usize> + '_ {
    relation.args.iter().filter_map(|a| match a {
        Argument::Mention { mention, .. } => Some(*mention),
        Argument::Word(_) | Argument::Constant { .. } => None,
    })
}

/// Whether a sentence speaks of an effect.
pub(super) fn may_be_undone(said: &Lower) -> bool {
    said.any(&SAID_EFFECTS)
}

/// `loss of M reversed the stimulating effect of A on B`: A activates B, through M.
pub(super) fn undone(around: &Around<'_>, schema: &Schema) -> Vec<Mediated> {
    let mut found = Vec::new();
    for noun in EFFECT_PARTS.within(around.lower) {
        for (at, _) in around.lower.match_indices(noun) {
            let space = at.checked_sub(1).filter(|before| around.lower.as_bytes()[*before] == b' ');
            let of = around.lower[at + noun.len()..].starts_with(" of ");
            let told = space.filter(|_| of).and_then(|space| undone_at(around, space, noun, schema));
            found.extend(told.unwrap_or_default());
        }
    }
    found
}

fn undone_at(around: &Around<'_>, at: usize, noun: &str, schema: &Schema) -> Option<Vec<Mediated>> {
    let before = &around.lower[..at];
    let sign = before.rsplit(' ').next().and_then(sign)?;
    let (verb, denied) = undoing(before)?;
    let (through, manipulation) = lost(around, verb.start, schema)?;
    let of = at + noun.len() + " of ".len() + 1;
    let cause = around.named.iter().position(|n| n.span.start >= of && n.span.start <= of + "the ".len())?;
    let on =
        around.behind(cause).strip_prefix(" on ").or_else(|| around.behind(cause).strip_prefix(" upon "))?;
    let from = around.lower.len() - on.len();
    let first =
        around.named.iter().position(|n| n.span.start >= from && n.span.start <= from + "the ".len())?;
    let effects = first..around.list(first).end;
    let mut found = Vec::new();
    for effect in effects {
        let says = predicate_on(&around.named[effect], sign, schema);
        let Some(predicate) = schema.predicate(says) else { continue };
        let mention = |mention| Argument::Mention { mention, aspect: None };
        let relation = Relation {
            predicate,
            args: vec![mention(cause), mention(effect)],
            denied,
            certainty: Certainty::Asserted,
            manipulation: Some(manipulation.to_owned()),
            trigger: verb.clone(),
            given: Vec::new(),
            called: false,
        };
        found.push(Mediated { relation, through: through.clone() });
    }
    Some(found)
}

/// Whether an adjective of an effect says more or less.
fn sign(adjective: &str) -> Option<bool> {
    match () {
        () if RAISES.contains(&adjective) => Some(true),
        () if LOWERS.contains(&adjective) => Some(false),
        () => None,
    }
}

/// The verb of undoing before `the … effect`, and whether it is said not to undo: then nothing is
/// known of the mediator, so there is none.
fn undoing(before: &str) -> Option<(Range<usize>, bool)> {
    let start = before.rfind(" the ")?;
    let word = before[..start].rsplit(' ').next()?;
    let verb = UNDOES.iter().any(|u| word.starts_with(u));
    let rest = &before[..start - word.len()];
    let not = [" not ", " no longer ", " failed to "].iter().any(|n| rest.ends_with(n));
    (verb && !not).then(|| (start - word.len()..start, false))
}

/// The mediators whose loss is the subject of a verb, and what was done to them.
fn lost(around: &Around<'_>, verb: usize, schema: &Schema) -> Option<(Vec<usize>, &'static str)> {
    let mut through = Vec::new();
    let mut manipulation = None;
    for (i, named) in around.named.iter().enumerate() {
        if named.span.end > verb || !is_kind(schema, &named.kind, "molecule") {
            continue;
        }
        let before = around.before(i);
        let word = before.trim_end_matches(" of").rsplit([' ', '(']).next().unwrap_or_default();
        if let Some((_, done)) = DONE.iter().find(|(w, _)| *w == word) {
            manipulation.get_or_insert(*done);
            // The last place may tell its cell.
            through.retain(|&t: &usize| around.named[t].id != named.id);
            through.push(i);
        }
    }
    let last = through.last().copied()?;
    let between = &around.lower[around.named[last].span.end..verb];
    let direct = !between.contains([',', ';', '.']) && between.len() <= 60;
    manipulation.filter(|_| direct).map(|done| (through, done))
}

/// `loss of M impaired B in response to A`: A promotes B, through M; and B requires M.
pub(super) fn in_response(around: &Around<'_>, relation: &Relation, schema: &Schema) -> Vec<Mediated> {
    let says = schema.get(relation.predicate).name.as_str();
    let raised = ["promotes", "increases", "activates", "raises"].contains(&says);
    let lost = relation
        .manipulation
        .as_deref()
        .is_some_and(|m| ["knockout", "knockdown", "inhibition"].contains(&m));
    let used: Vec<usize> = mentions(relation).collect();
    let &[mediator, effect] = &used[..] else { return Vec::new() };
    if !raised || !lost || relation.denied {
        return Vec::new();
    }
    let behind = around.behind(effect);
    let Some(rest) = behind.strip_prefix(" in response to ").or_else(|| behind.strip_prefix(" upon ")) else {
        return Vec::new();
    };
    let from = around.lower.len() - rest.len();
    let end = from + end_of(rest);
    let mut causes = Vec::new();
    let mut open = from;
    for (i, named) in
        around.named.iter().enumerate().filter(|(_, n)| n.span.start >= from && n.span.end <= end)
    {
        let between = &around.lower[open..named.span.start];
        let listed = between.split_whitespace().all(|w| {
            [
                "and",
                "to",
                "or",
                "exogenous",
                "recombinant",
                "coculture",
                "co-culture",
                "with",
                "the",
                "addition",
                "of",
                "both",
            ]
            .contains(&w)
        });
        if !listed || is_kind(schema, &named.kind, "disease") {
            break;
        }
        causes.push(i);
        open = named.span.end;
    }
    let mention = |mention| Argument::Mention { mention, aspect: None };
    let mut found: Vec<Mediated> = Vec::new();
    for cause in causes {
        let mut whole = relation.clone();
        whole.args = vec![mention(cause), relation.args[1].clone()];
        found.push(Mediated { relation: whole, through: vec![mediator] });
    }
    if let Some(requires) = schema.predicate("requires").filter(|_| !found.is_empty()) {
        let need = Relation {
            predicate: requires,
            args: vec![mention(effect), mention(mediator)],
            ..relation.clone()
        };
        found.push(Mediated { relation: need, through: Vec::new() });
    }
    found
}

/// The predicate that tells an effect on a thing of this kind.
pub(super) fn predicate_on(effect: &Named, raised: bool, schema: &Schema) -> &'static str {
    let process = ["process", "outcome"].iter().any(|k| is_kind(schema, &effect.kind, k));
    match (process, is_kind(schema, &effect.kind, "cell"), raised) {
        (true, _, true) => "promotes",
        (true, _, false) => "suppresses",
        (_, true, true) => "activates",
        (_, true, false) => "inhibits",
        (_, _, true) => "raises",
        (_, _, false) => "lowers",
    }
}
