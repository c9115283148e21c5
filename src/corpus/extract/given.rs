//! What is given to cells, patients and the like, or what they lack: `treatment of cells with A`,
//! `exposure of B cells to A`, `cells lacking A`. In: the place of a noun phrase. Out: the participants
//! that it then stands for. Must not know patterns.

use super::chunk::{Kind, Mood};
use super::phrase::{Found, Function, MOST_NESTED, Phrases, acts};
use super::words::Roles;

impl Phrases<'_> {
    /// `treatment of cells with A`, `exposure of B cells to A`: what is given to something else.
    pub(super) fn exposure(&self, start: usize, limit: usize, depth: usize) -> Option<Found> {
        const EXPOSURES: [&str; 10] = [
            "transduction",
            "transfection",
            "infection",
            "treatment",
            "exposure",
            "incubation",
            "stimulation",
            "pretreatment",
            "pre-treatment",
            "culture",
        ];
        let head = &self.tokens[self.chunks.list[start].head];
        let exposes = EXPOSURES.iter().any(|e| head.text.eq_ignore_ascii_case(e));
        if !exposes || depth >= MOST_NESTED || !self.text(start + 1).eq_ignore_ascii_case("of") {
            return None;
        }
        let mut function = Function::default();
        function.add(head);
        let mut at = start + 3;
        while at + 1 < limit && self.is(at + 1, Kind::Noun) {
            let text = self.text(at);
            let inside = ["of", "from", "in"].iter().any(|w| text.eq_ignore_ascii_case(w));
            if !inside && !self.is(at, Kind::And) && !self.is(at, Kind::Comma) {
                break;
            }
            at += 2;
        }
        self.given(at, limit, depth, function)
    }

    /// What is given, from the place of `with` on.
    pub(super) fn given(&self, prep: usize, limit: usize, depth: usize, function: Function) -> Option<Found> {
        let with = ["with", "to"].iter().any(|w| self.text(prep).eq_ignore_ascii_case(w));
        if !self.is(prep, Kind::Prep) || !with || prep + 1 >= limit || !self.is(prep + 1, Kind::Noun) {
            return None;
        }
        let mut inner = self.nested(prep + 1, limit, depth + 1, 0);
        let adds = function.roles.has(Roles::ADDS);
        inner.args.iter_mut().filter(|_| adds).for_each(|arg| function.apply(arg));
        Some(inner)
    }

    /// `treating A cells with B`: B is given.
    pub(super) fn treating(&self, start: usize, limit: usize, depth: usize) -> Option<Found> {
        let first = &self.tokens[self.chunks.list[start].tokens.start];
        let gives = first.text.ends_with("ing") && first.entry.roles.has(Roles::ADDS);
        if !gives || first.is_mention() || depth >= MOST_NESTED {
            return None;
        }
        let mut function = Function::default();
        function.add(first);
        self.given(start + 1, limit, depth, function)
    }

    /// `cells lacking A`, `mice treated with A`: what is done to A in the holder.
    pub(super) fn lacking(&self, start: usize, limit: usize, depth: usize) -> Option<Found> {
        let verb = self.chunks.list.get(start + 1).filter(|c| c.kind == Kind::Verb)?;
        let token = &self.tokens[verb.head];
        let reduced = verb.tokens.len() == 1 && matches!(verb.mood, Mood::Gerund | Mood::Bare);
        let prep = usize::from(verb.mood == Mood::Bare && self.is(start + 2, Kind::Prep));
        let noun = start + 2 + prep;
        let fits = reduced && acts(token.entry.roles) && (prep == 1 || verb.mood == Mood::Gerund);
        if !fits || noun >= limit || !self.is(noun, Kind::Noun) || depth >= MOST_NESTED {
            return None;
        }
        let mut found = self.nested(noun, limit, depth + 1, 0);
        let mut function = Function::default();
        function.add(token);
        found.args.iter_mut().for_each(|arg| function.apply(arg));
        (!found.args.is_empty()).then_some(found)
    }

    /// `stimulation with anti-A`: an antibody that need not be against what A does.
    pub(super) fn is_stimulus(&self, at: usize) -> bool {
        const NEAR: usize = 7;
        const STIMULI: [&str; 7] =
            ["stimulat", "costimulat", "co-stimulat", "cross-link", "crosslink", "ligat", "agonis"];
        let starts =
            |text: &str, stem: &str| text.get(..stem.len()).is_some_and(|t| t.eq_ignore_ascii_case(stem));
        let near = &self.tokens[at.saturating_sub(NEAR)..at];
        self.tokens[at].text.eq_ignore_ascii_case("anti")
            && near.iter().any(|t| STIMULI.iter().any(|stem| starts(t.text, stem)))
    }

    /// `low dose A`: all the same given.
    pub(super) fn is_of_doses(&self, at: usize) -> bool {
        let next = self.tokens.get(at + 1).map_or("", |t| t.text);
        ["dose", "doses", "dosage"].iter().any(|d| next.eq_ignore_ascii_case(d))
    }

    /// `low doses of A`: less of what was given, all the same given.
    pub(super) fn is_dose(&self, chunk: usize) -> bool {
        const DOSES: [&str; 6] = ["dose", "doses", "dosage", "dosages", "concentration", "concentrations"];
        const MEASURED: [&str; 4] = ["serum", "plasma", "blood", "circulating"];
        let tokens = &self.tokens[self.chunks.list[chunk].tokens.clone()];
        let said = |words: &[&str], text: &str| words.iter().any(|w| text.eq_ignore_ascii_case(w));
        said(&DOSES, self.tokens[self.chunks.list[chunk].head].text)
            && !tokens.iter().any(|t| said(&MEASURED, t.text))
    }
}
