//! Members of lists in noun phrases: `A, B and C`, `to A and also to B`. In: chunks and the end of a
//! member. Out: where the next member starts. Must not know patterns.

use super::chunk::{Chunk, Kind, Mood};
use super::phrase::{Phrases, is_agent};
use super::token::Pos;

impl Phrases<'_> {
    /// The next member of a list at `at`, and whether it is denied.
    pub(super) fn next_member(&self, at: usize, limit: usize, prep: Option<usize>) -> Option<(usize, bool)> {
        let list = &self.chunks.list;
        let mut next = at;
        let mut denied = false;
        let mut and = false;
        while next < limit && next < at + 3 {
            match list.get(next)?.kind {
                Kind::And => {
                    and = true;
                    denied |= list[next].negated;
                }
                Kind::Comma => {}
                _ => break,
            }
            next += 1;
        }
        // `binds to A and also to B`
        let behind = next + usize::from(and && self.is(next, Kind::Adv));
        let again = prep.is_some_and(|p| {
            self.is(behind, Kind::Prep) && self.text(behind).eq_ignore_ascii_case(self.text(p))
        });
        if and && again {
            next = behind + 1;
        }
        // `not only A but also B`
        if and && self.text(next).eq_ignore_ascii_case("also") && self.is(next + 1, Kind::Noun) {
            next += 1;
        }
        // `an inhibitor of A and a weak inhibitor of B`
        let of = prep.is_some_and(|p| self.text(p).eq_ignore_ascii_case("of"));
        if of && self.is_agent_of(next) {
            return None;
        }
        if next == at || next >= limit || !self.is(next, Kind::Noun) || self.starts_clause(next, limit) {
            return None;
        }
        // `A, an inhibitor of B, and C, an inhibitor of D,`: C is beside A.
        let apposed = |noun: usize| {
            noun > 0
                && self.is(noun - 1, Kind::Comma)
                && self.is(noun, Kind::Noun)
                && self.is_indefinite(noun)
        };
        if prep.is_some_and(|p| p > 0 && apposed(p - 1)) && apposed(next + 2) {
            return None;
        }
        // `activity against A and lower activity against B`
        let against =
            ["against", "toward", "towards"].iter().any(|w| self.text(next + 1).eq_ignore_ascii_case(w));
        if against && self.groups(next).is_empty() {
            return None;
        }
        // `leading to A, as well as B`
        let parted = next == at + 2 && self.text(at + 1).eq_ignore_ascii_case("as well as");
        if parted && self.governor(at).is_some_and(|v| list[v].mood == Mood::Gerund) {
            return None;
        }
        // `binding of A to B and the binding of C to D`
        if prep.is_some_and(|p| self.is_event(next) && !self.is_event(p + 1)) {
            return None;
        }
        (and || self.list_goes_on(next, limit)).then_some((next, denied))
    }

    /// `an inhibitor of`
    fn is_agent_of(&self, chunk: usize) -> bool {
        let det = |c: &Chunk| self.tokens[c.tokens.start].pos == Pos::Det;
        let noun = self.chunks.list.get(chunk).filter(|c| c.kind == Kind::Noun && det(c));
        noun.is_some_and(|c| is_agent(&self.tokens[c.head]))
            && self.text(chunk + 1).eq_ignore_ascii_case("of")
    }

    /// Whether a finite verb follows this noun phrase, and one stands before it, so that it is the
    /// subject of a clause of its own.
    fn starts_clause(&self, chunk: usize, limit: usize) -> bool {
        let mut next = chunk + 1;
        // `while A binds B, the kinases C, D and E inhibit F`
        let fronted = chunk > 0 && self.is(chunk - 1, Kind::Comma) && self.opens_with_clause(chunk);
        while (self.is(next, Kind::Prep) || self.is(next, Kind::And) || fronted && self.is(next, Kind::Comma))
            && self.is(next + 1, Kind::Noun)
        {
            next += 2;
        }
        while self.is(next, Kind::Adv) {
            next += 1;
        }
        // `binds A and B, but C does not`
        let turns = chunk > 0 && self.text(chunk - 1).eq_ignore_ascii_case("but");
        next < limit
            && self.is(next, Kind::Verb)
            && (turns || fronted || self.governor(chunk).is_some() || self.follows_clause(chunk))
            && matches!(self.chunks.list[next].mood, Mood::Finite | Mood::Bare)
    }

    /// `restored A, and B showed C`: whether a clause with its verb and object ends before a comma and `and`.
    fn follows_clause(&self, chunk: usize) -> bool {
        let joined = chunk >= 3 && self.is(chunk - 1, Kind::And) && self.is(chunk - 2, Kind::Comma);
        let verb = if joined { self.governor(chunk - 2) } else { None };
        verb.is_some_and(|v| {
            let list = &self.chunks.list;
            let main =
                list[v].mood == Mood::Finite || list[v].mood == Mood::Bare && self.is(v + 1, Kind::Noun);
            let within = v > 0 && matches!(list[v - 1].kind, Kind::Rel | Kind::That | Kind::Sub);
            main && !within
        })
    }

    /// Whether the sentence opens with a clause that depends on the next, and only its end may stand here.
    fn opens_with_clause(&self, chunk: usize) -> bool {
        let first = (0..chunk).rev().find(|at| self.is(*at, Kind::Stop)).map_or(0, |at| at + 1);
        self.is(first, Kind::Sub) && (first..chunk - 1).all(|at| !self.is(at, Kind::Comma))
    }

    /// Whether `, B` is followed by `, C` or `and C`.
    fn list_goes_on(&self, chunk: usize, limit: usize) -> bool {
        let mut next = chunk + 1;
        while next < limit {
            if self.is(next, Kind::And) {
                return self.is(next + 1, Kind::Noun);
            }
            if !(self.is(next, Kind::Comma) || self.is(next, Kind::Noun)) {
                return false;
            }
            next += 1;
        }
        false
    }
}
