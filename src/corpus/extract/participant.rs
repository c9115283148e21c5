//! Who takes part in a finding, as far as the sentence tells: with the cell that it is in, its state
//! of nature, and those that it acts, is lost or is given with.
//!
//! In: a relation with its sentence. Out: participants in the order of its columns.

use std::ops::{Range, RangeInclusive};

use super::alteration::altered;
use super::around::{Around, first_word, last_word};
use super::assemble::{About, Told};
use super::context::is_kind;
use super::fit;
use super::mention::Named;
use super::relation::{Argument, Relation};
use super::variant;
use crate::corpus::finding::Participant;

/// What of a participant may stand between it and the cell that it is in.
const ASPECTS: [&str; 22] = [
    "expression",
    "secretion",
    "production",
    "level",
    "levels",
    "activity",
    "signaling",
    "signalling",
    "pathway",
    "pathways",
    "axis",
    "function",
    "functions",
    "release",
    "protein",
    "mrna",
    "transcription",
    "upregulation",
    "activation",
    "downstream",
    "phosphorylation",
    "cascade",
];

/// What puts a participant into the cell behind it.
const IN: [&str; 6] = ["in", "on", "of", "within", "from", "inside"];

/// Words between such a word and the cell.
const OF_A_CELL: [&str; 21] = [
    "the",
    "these",
    "those",
    "their",
    "its",
    "human",
    "murine",
    "mouse",
    "resistant",
    "sensitive",
    "cultured",
    "primary",
    "membrane",
    "surface",
    "cytoplasm",
    "nucleus",
    "of",
    "intratumoral",
    "both",
    "most",
    "exhausted",
];

/// What joins a cell with a participant of it behind.
const OWN: [&str; 8] =
    [" ", "-derived ", "‐derived ", "–derived ", "-intrinsic ", "-secreted ", "-expressed ", "-produced "];

/// Predicates whose participants have a cell.
const CELLULAR: [&str; 13] = [
    "level",
    "raises",
    "lowers",
    "increases",
    "decreases",
    "activates",
    "inhibits",
    "promotes",
    "suppresses",
    "requires",
    "binds",
    "modifies",
    "associated",
];

/// What makes a loss of several one loss.
const JOINT: [&str; 14] = [
    "combined",
    "double",
    "dual",
    "joint",
    "jointly",
    "simultaneous",
    "simultaneously",
    "concurrent",
    "concomitant",
    "together",
    "co-deletion",
    "codeletion",
    "co-loss",
    "co-silencing",
];

/// Words for what is done to a gene, or befalls it.
const LOSSES: [&str; 14] = [
    "loss",
    "deletion",
    "knockout",
    "knock-out",
    "knockdown",
    "silencing",
    "depletion",
    "inhibition",
    "blockade",
    "inactivation",
    "ablation",
    "deficiency",
    "co-deletion",
    "codeletion",
];

/// What says that therapies are given together, where `and` alone does not.
const COMBINED: [&str; 8] = [
    "combination",
    "combinations",
    "combined",
    "combining",
    "dual",
    "concurrent",
    "concomitant",
    "simultaneous",
];

impl About<'_> {
    /// The participants of a relation.
    pub(super) fn participants(&self, told: &Told<'_>, relation: &Relation) -> Vec<Participant> {
        let lower = told.text.to_ascii_lowercase();
        let around = Around { lower: &lower, named: told.named };
        let says = self.schema.get(relation.predicate).name.as_str();
        let columns = relation.args.iter().enumerate();
        columns
            .map(|(column, argument)| self.participant(told, relation, &around, says, column, argument))
            .collect()
    }

    fn participant(
        &self,
        told: &Told<'_>,
        relation: &Relation,
        around: &Around<'_>,
        says: &str,
        column: usize,
        argument: &Argument,
    ) -> Participant {
        let (mention, aspect) = match argument {
            Argument::Word(word) => {
                return Participant { text: Some(word.clone()), ..Participant::default() };
            }
            Argument::Constant { name, said } => return self.constant(told, name, said),
            Argument::Mention { mention, aspect } => (*mention, aspect),
        };
        let Some(named) = told.named.get(mention) else { return Participant::default() };
        let mut alone = self.alone(told, relation, around, says, mention);
        alone.aspect.clone_from(aspect);
        if self.is(named, "therapy") && says != "level" {
            let members = self.regimen(around, mention);
            let member = |i: usize| single(&told.named[i]);
            return match members[..] {
                [one] if one != mention => member(one),
                _ => together(alone, members, member, Joined::Regimen),
            };
        }
        let joint = if says == "requires" { column == 1 } else { column == 0 && says != "confers" };
        if joint && is_joint(around, mention) {
            let members = around.list(mention).filter(|&i| self.is(&told.named[i], "molecule")).collect();
            let member = |i: usize| self.alone(told, relation, around, says, i);
            return together(alone, members, member, Joined::All);
        }
        alone.alteration = variant::of(told.text, named);
        if column == 0 && alone.alteration.is_none() {
            let state = alteration(around, mention, says, relation);
            // An alteration in autophagy is no mutation.
            alone.alteration = state.filter(|s| s == "loss" || self.is(named, "molecule"));
        }
        self.of_infiltration(says, named).unwrap_or(alone)
    }

    /// What a pattern names, told by the paper's own word.
    fn constant(&self, told: &Told<'_>, name: &str, said: &Range<usize>) -> Participant {
        let known = self.vocabulary.lookup(name);
        let Some(entity) = known.first() else {
            return Participant { text: Some(name.to_owned()), ..Participant::default() };
        };
        Participant {
            text: told.text.get(said.clone()).map(str::to_owned),
            id: Some(entity.id.to_string()),
            kind: Some(entity.kind.clone()),
            ..Participant::default()
        }
    }

    /// A participant with its cell.
    fn alone(
        &self,
        told: &Told<'_>,
        relation: &Relation,
        around: &Around<'_>,
        says: &str,
        at: usize,
    ) -> Participant {
        let named = &told.named[at];
        let cellular = CELLULAR.contains(&says)
            && ["molecule", "process", "outcome"].iter().any(|kind| self.is(named, kind));
        let cell = cellular.then(|| self.cell(told, relation, around, at)).flatten();
        Participant { cell, ..single(named) }
    }

    fn is(&self, named: &Named, kind: &str) -> bool {
        is_kind(self.schema, &named.kind, kind)
    }

    /// The cell that a participant is in: `p21 in NK cells`, `macrophage HIF-1α`. A cell line stands
    /// for the cell that it is a line of; the line is part of the context.
    fn cell(&self, told: &Told<'_>, relation: &Relation, around: &Around<'_>, at: usize) -> Option<String> {
        let behind = self.cell_behind(around, around.behind(at)).or_else(|| self.cell_before(around, at));
        let is_level = self.schema.get(relation.predicate).name == "level";
        // `A was upregulated on B`
        let beside = || around.lower.get(relation.trigger.end..).filter(|_| is_level);
        let position = behind.or_else(|| beside().and_then(|rest| self.cell_behind(around, rest)))?;
        let taken = relation
            .args
            .iter()
            .any(|a| matches!(a, Argument::Mention { mention, .. } if *mention == position));
        let cell = &told.named[position];
        // A process that the cell's name is part of has its cell already.
        if taken || told.named[at].name.starts_with(cell.name.as_str()) {
            return None;
        }
        let line = told.setup.models.iter().any(|m| cell.text.starts_with(m.as_str()));
        let kind_of_cell = || {
            let parent = self.vocabulary.entity(&cell.id)?.parents.first()?;
            let named = || self.vocabulary.lookup(parent).into_iter().find(|e| e.kind == "cell");
            self.vocabulary.entity(parent).or_else(named).map(|e| e.name.clone())
        };
        line.then(kind_of_cell).flatten().or_else(|| Some(cell.name.to_string()))
    }

    fn cell_behind(&self, around: &Around<'_>, rest: &str) -> Option<usize> {
        let mut rest = rest;
        while ASPECTS.contains(&first_word(rest)) {
            rest = behind_word(rest);
        }
        if !IN.contains(&first_word(rest)) || !rest.starts_with(' ') {
            return None;
        }
        rest = behind_word(rest);
        while OF_A_CELL.contains(&first_word(rest)) && !self.starts_cell(around, rest) {
            rest = behind_word(rest);
        }
        let start = around.lower.len() - rest.trim_start().len();
        let whole = |n: &Named| !around.lower[n.span.end..].starts_with(['-', '‐', '–']);
        around.named.iter().position(|n| n.span.start == start && self.is(n, "cell") && whole(n))
    }

    fn starts_cell(&self, around: &Around<'_>, rest: &str) -> bool {
        let start = around.lower.len() - rest.trim_start().len();
        around.named.iter().any(|n| n.span.start == start && self.is(n, "cell"))
    }

    fn cell_before(&self, around: &Around<'_>, at: usize) -> Option<usize> {
        let before = at.checked_sub(1)?;
        let named = &around.named[before];
        let between = around.lower.get(named.span.end..around.named[at].span.start)?;
        // `T cell-derived colony-stimulating factor 1 (CSF1)`
        if between == " (" && named.id == around.named[at].id {
            return self.cell_before(around, before);
        }
        let own = OWN.contains(&between);
        (own && self.is(named, "cell")).then_some(before)
    }

    /// The therapies that are given with one, itself among them, in the order of the text.
    pub(super) fn regimen(&self, around: &Around<'_>, at: usize) -> Vec<usize> {
        let is_therapy = |i: usize| self.is(&around.named[i], "therapy");
        let first_of_list = |i: usize| {
            let before = &around.lower[..around.named[i].span.start];
            let words = before.trim_end().rsplit([' ', '(']).take(3);
            let behind = around.behind(i).trim_start();
            words.into_iter().any(|w| COMBINED.contains(&w)) || behind.starts_with("combination")
        };
        let given = |left: usize| {
            let right = left + 1;
            let between = around.lower.get(around.named[left].span.end..around.named[right].span.start);
            between.is_some_and(|b| match join(b) {
                Some(Join::With) => true,
                Some(Join::And) => {
                    first_of_list(left) || around.behind(right).trim_start().starts_with("combination")
                }
                None => false,
            })
        };
        let (mut first, mut last) = (at, at);
        while first > 0 && is_therapy(first - 1) && given(first - 1) {
            first -= 1;
        }
        while last + 1 < around.named.len() && is_therapy(last + 1) && given(last) {
            last += 1;
        }
        (first..=last).filter(|&i| !self.is_told_by(around, i, first..=last)).collect()
    }

    /// `AKT inhibition with capivasertib` is one therapy: the drug beside its own class.
    fn is_told_by(&self, around: &Around<'_>, at: usize, mut beside: RangeInclusive<usize>) -> bool {
        let class = &around.named[at].id;
        beside.any(|i| {
            let id = &around.named[i].id;
            id != class && self.vocabulary.is_a(id, class)
        })
    }

    /// The infiltration of a cell as a process, as that cell with an aspect.
    fn of_infiltration(&self, says: &str, named: &Named) -> Option<Participant> {
        let amount = ["level", "increases", "decreases"].contains(&says);
        let cell = fit::infiltrating(named, self.vocabulary).filter(|_| amount)?;
        Some(Participant {
            text: Some(named.text.to_string()),
            id: Some(cell.id.to_string()),
            kind: Some(cell.kind.clone()),
            aspect: Some("infiltration".to_owned()),
            ..Participant::default()
        })
    }

    /// Those that an effect goes through; of those that are lost at once, all as one.
    pub(super) fn through(
        &self,
        told: &Told<'_>,
        relation: &Relation,
        through: &[usize],
    ) -> Vec<Participant> {
        let lower = told.text.to_ascii_lowercase();
        let around = Around { lower: &lower, named: told.named };
        let mut found: Vec<Participant> = Vec::new();
        for &at in through {
            let alone = self.alone(told, relation, &around, "requires", at);
            let one = match is_joint(&around, at) {
                true => {
                    let member = |i: usize| self.alone(told, relation, &around, "requires", i);
                    together(alone, around.list(at).collect(), member, Joined::All)
                }
                false => alone,
            };
            if !found.contains(&one) {
                found.push(one);
            }
        }
        found
    }
}

/// How therapies stand beside each other.
pub(super) enum Join {
    With,
    And,
}

/// How the words between two therapies join them, if they do.
pub(super) fn join(between: &str) -> Option<Join> {
    // `A (10 mg/kg) plus B`
    let dosed = between.trim_start().strip_prefix('(').and_then(|rest| rest.split_once(')'));
    let between = dosed.map_or(between, |(_, rest)| rest);
    let mut words: Vec<&str> = between.split_whitespace().collect();
    let plain = ["treatment", "therapy", "therapies", "plus", "-"];
    if words.first().is_some_and(|w| plain[..3].contains(w)) {
        words.remove(0);
    }
    match words.join(" ").as_str() {
        "plus" | "+" | "combined with" | "in combination with" | "together with" | "alongside" | "with" => {
            Some(Join::With)
        }
        "and" => Some(Join::And),
        _ => None,
    }
}

/// Whether the members of the list that a mention is in are lost at once: `combined loss of A and
/// B`, `deletion of A together with silencing of B`, `A/B double knockout`.
fn is_joint(around: &Around<'_>, at: usize) -> bool {
    let list = around.list(at);
    if list.len() < 2 {
        return false;
    }
    let says = |words: &str, wanted: &[&str]| {
        words.split(|c: char| !(c.is_alphanumeric() || c == '-')).any(|w| wanted.contains(&w))
    };
    let before = around.before(list.start);
    let clause = before.rfind([',', ';', '.']).map_or(before, |n| &before[n..]);
    let near = &clause[super::sentence::border(clause, clause.len().saturating_sub(80))..];
    let of = near.ends_with(" of") && says(near, &LOSSES) && says(near, &JOINT);
    let behind = around.behind(list.end - 1);
    let behind = &behind[..super::sentence::border(behind, behind.len().min(40))];
    let behind_clause = behind.split([',', ';', '.']).next().unwrap_or_default();
    let after = behind_clause.trim_start();
    let double = ["double", "dual", "co-deletion", "codeletion"].iter().any(|w| after.starts_with(w))
        && says(after, &LOSSES);
    let both = near.ends_with(" of")
        && says(near, &LOSSES)
        && last_word(after.trim()).is_some()
        && after.starts_with("together");
    of || double || both
}

/// How members make one participant.
#[derive(Clone, Copy)]
enum Joined {
    Regimen,
    All,
}

/// One participant of several, where there are several.
fn together(
    alone: Participant,
    members: Vec<usize>,
    make: impl Fn(usize) -> Participant,
    joined: Joined,
) -> Participant {
    if members.len() < 2 {
        return alone;
    }
    let mut list: Vec<Participant> = Vec::new();
    for member in members.into_iter().map(make) {
        if !list.iter().any(|m| m.id == member.id) {
            list.push(member);
        }
    }
    match (joined, list.len()) {
        (_, 0 | 1) => alone,
        (Joined::Regimen, _) => Participant { regimen: list, ..Participant::default() },
        (Joined::All, _) => Participant { all: list, ..Participant::default() },
    }
}

/// The state of nature of a marker, or of a cause that nobody turned round for its loss.
fn alteration(around: &Around<'_>, at: usize, says: &str, relation: &Relation) -> Option<String> {
    let altered = altered(around, at)?;
    // `loss or mutation of A`: the sign is the loss's.
    if !altered.behind && is_of_loss(around.before(at)) && says != "confers" {
        return None;
    }
    let natural = matches!(altered.state, "mutation" | "amplification" | "fusion");
    let untouched = relation.manipulation.is_none()
        && (natural || altered.behind && around.behind(at).starts_with("-loh"));
    let told = match says {
        "confers" => true,
        "level" => false,
        _ => untouched,
    };
    told.then(|| altered.state.to_owned())
}

/// Whether another word for less stands beside the one before a mention: `loss or mutation of`.
fn is_of_loss(before: &str) -> bool {
    let words = before.rsplit([' ', '/']).filter(|w| !w.is_empty()).skip(2);
    let mut words = words.skip_while(|w| matches!(*w, "or" | "and"));
    words.next().is_some_and(|w| LOSSES.contains(&w))
}

/// What stands behind the first word of a text.
fn behind_word(text: &str) -> &str {
    let trimmed = text.trim_start();
    trimmed.get(first_word(trimmed).len()..).unwrap_or_default()
}

/// A participant that is named alone.
pub(super) fn single(named: &Named) -> Participant {
    Participant {
        text: Some(named.text.to_string()),
        id: Some(named.id.to_string()),
        kind: Some(named.kind.to_string()),
        ..Participant::default()
    }
}
