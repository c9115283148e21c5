//! With what something is done: `inhibition of B with A`, `B was blocked using A`, `A showed inhibition of
//! B`. In: the noun or verb of an event. Out: who then acts. Must not know how findings are made of them.

use super::chunk::{Kind, Mood};
use super::phrase::{Arg, Found, modifies};
use super::relation::Reading;

/// Nouns of what a molecule does to another.
const DEEDS: [&str; 9] = [
    "inhibition",
    "blockade",
    "activation",
    "stimulation",
    "suppression",
    "antagonism",
    "neutralization",
    "induction",
    "repression",
];

/// Participles of the same.
const DONE: [&str; 7] =
    ["inhibited", "blocked", "activated", "stimulated", "antagonized", "antagonised", "neutralized"];

/// Words of several things done together.
const JOINT: [&str; 9] =
    ["combined", "dual", "simultaneous", "concurrent", "concomitant", "joint", "double", "triple", "co"];

impl Reading<'_, '_> {
    /// `inhibition of B with A`: A of another kind than B inhibits it.
    pub(super) fn used(&self, chunk: usize, token: usize, of: &Found) -> Vec<Arg> {
        let words = &self.phrases.tokens[self.phrases.chunks.list[chunk].tokens.clone()];
        let joint = words.iter().any(|t| JOINT.iter().any(|j| t.text.eq_ignore_ascii_case(j)));
        let text = self.phrases.tokens[token].text;
        // `blocking the activation of B with A`: A blocks it.
        let start = self.phrases.chunks.list[chunk].tokens.start;
        let undone = self.phrases.tokens[start..token].iter().any(modifies);
        let part = chunk > 0 && self.phrases.text(chunk - 1).eq_ignore_ascii_case("of");
        let alone = !undone && !part && self.phrases.governor(chunk).is_none();
        match DEEDS.iter().any(|d| text.eq_ignore_ascii_case(d)) && !joint && alone {
            true => self.tools(of.end, &of.args),
            false => Vec::new(),
        }
    }

    /// `B was inhibited with A`
    pub(super) fn used_on(&self, verb: usize, after: usize, theme: &[Arg]) -> Vec<Arg> {
        let text = self.phrases.tokens[self.phrases.chunks.list[verb].head].text;
        match DONE.iter().any(|d| text.eq_ignore_ascii_case(d)) {
            true => self.tools(after, theme),
            false => Vec::new(),
        }
    }

    /// What `with` or `using` names at a place, if it is of another kind than what is acted on.
    fn tools(&self, at: usize, theme: &[Arg]) -> Vec<Arg> {
        let list = &self.phrases.chunks.list;
        let using = list.get(at).is_some_and(|c| c.kind == Kind::Verb && c.mood == Mood::Gerund)
            && self.phrases.text(at).eq_ignore_ascii_case("using");
        let with = self.phrases.is(at, Kind::Prep) && self.phrases.text(at).eq_ignore_ascii_case("with");
        let noun = list.get(at + 1).filter(|c| c.kind == Kind::Noun && (using || with));
        // `with A levels`: no A does it.
        let Some(noun) = noun.filter(|c| self.phrases.tokens[c.head].is_mention()) else { return Vec::new() };
        let molecule = |a: &Arg| {
            let slot = self.patterns.states.first().and_then(|frame| frame.slots.get(1));
            let mention = self.mentions.get(a.mention as usize);
            slot.zip(mention).is_some_and(|(slot, m)| slot.accepts(&m.kinds))
        };
        if noun.negated || !theme.iter().all(molecule) || theme.iter().any(|a| a.acted && a.manipulation > 0)
        {
            return Vec::new();
        }
        let kinds = |a: &Arg| self.mentions.get(a.mention as usize).map(|m| &m.kinds);
        let akin = |a: &Arg| {
            theme.iter().any(|t| match (kinds(a), kinds(t)) {
                (Some(a), Some(t)) => a.iter().any(|k| t.contains(k)),
                _ => true,
            })
        };
        let mut args = self.phrases.resolve(at + 1, list.len()).args;
        args.retain(|a| !a.acted && !a.altered && a.aspect == 0 && !akin(a));
        args
    }

    /// The verb of `A showed inhibition of B`: A is the one that inhibits.
    pub(super) fn shown(&self, chunk: usize, token: usize) -> Option<usize> {
        const SHOWS: [&str; 12] = [
            "show",
            "shows",
            "showed",
            "exhibit",
            "exhibits",
            "exhibited",
            "display",
            "displays",
            "displayed",
            "produce",
            "produces",
            "produced",
        ];
        let text = self.phrases.tokens[token].text;
        let verb = (0..chunk).rev().find(|at| !self.phrases.is(*at, Kind::Adv))?;
        let list = &self.phrases.chunks.list;
        let head = self.phrases.tokens[list[verb].head].text;
        let shows = list[verb].kind == Kind::Verb && !list[verb].passive;
        let deed = DEEDS.iter().any(|d| text.eq_ignore_ascii_case(d));
        (deed && shows && SHOWS.iter().any(|s| head.eq_ignore_ascii_case(s))).then_some(verb)
    }
}
