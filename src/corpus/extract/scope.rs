//! How sure a paper is of each part of a sentence. In: chunks. Out: a certainty for each chunk.
//!
//! A cue (`whether`, `we hypothesized that`) holds from the word that opens its complement up to
//! the end of the sentence, a semicolon, `but`, or, for a fronted purpose clause, the comma before
//! the main clause. Must not know patterns.

use super::chunk::{Kind, Mood};
use super::phrase::Phrases;
use super::words::Roles;
use crate::corpus::finding::Certainty;

/// The certainty of what each chunk says.
pub(super) fn certainties(phrases: &Phrases<'_>) -> Vec<Certainty> {
    let mut scope = Scope { state: Certainty::Asserted, cue: None, asked: false, fronted: false };
    let list = &phrases.chunks.list;
    (0..list.len()).map(|at| scope.next(phrases, at)).collect()
}

struct Scope {
    state: Certainty,
    /// What a cue before here makes of its complement.
    cue: Option<Roles>,
    /// Whether the noun phrases here are what is asked for.
    asked: bool,
    /// Whether the cue stands in a purpose clause that opens the sentence.
    fronted: bool,
}

impl Scope {
    fn next(&mut self, phrases: &Phrases<'_>, at: usize) -> Certainty {
        let chunk = &phrases.chunks.list[at];
        match chunk.kind {
            Kind::Whether => self.open(Certainty::Proposed),
            Kind::Sub if self.cue.is_some_and(|c| c.has(Roles::ASKS)) && is_question(phrases.text(at)) => {
                self.open(Certainty::Proposed);
            }
            Kind::That => self.complement(),
            Kind::Verb => self.verb(phrases, at),
            Kind::Stop => {
                *self = Self { state: Certainty::Asserted, cue: None, asked: false, fronted: false }
            }
            Kind::Comma if self.fronted && starts_main(phrases, at + 1) => {
                *self = Self { state: Certainty::Asserted, cue: None, asked: false, fronted: false };
            }
            Kind::Comma | Kind::Rel => self.asked = false,
            Kind::And if phrases.text(at).eq_ignore_ascii_case("but") => {
                *self = Self { state: Certainty::Asserted, cue: None, asked: false, fronted: false };
            }
            Kind::Noun => {
                let roles = phrases.head_roles(at);
                if roles.has(Roles::SUPPOSES) || roles.has(Roles::HEDGES) {
                    self.cue = Some(roles);
                }
            }
            _ => {}
        }
        let own = if chunk.kind == Kind::Verb { own(phrases, at) } else { Certainty::Asserted };
        let asked = if self.asked && chunk.kind == Kind::Noun { Certainty::Proposed } else { own };
        self.state.max(own).max(asked)
    }

    fn open(&mut self, certainty: Certainty) {
        self.state = self.state.max(certainty);
        self.asked = false;
    }

    fn complement(&mut self) {
        match self.cue {
            Some(cue) if cue.has(Roles::SUPPOSES) => self.open(Certainty::Proposed),
            Some(cue) if cue.has(Roles::HEDGES) => self.open(Certainty::Hedged),
            _ => {}
        }
        self.cue = None;
    }

    fn verb(&mut self, phrases: &Phrases<'_>, at: usize) {
        let chunk = &phrases.chunks.list[at];
        let roles = phrases.head_roles(at);
        self.asked = roles.has(Roles::ASKS) && !chunk.passive;
        if roles.has(Roles::ASKS) || roles.has(Roles::SUPPOSES) || roles.has(Roles::HEDGES) {
            self.cue = Some(roles);
            let first = (0..at).all(|i| phrases.chunks.list[i].kind != Kind::Verb);
            self.fronted = first && chunk.mood == Mood::Infinitive;
        }
    }
}

/// What the words of a verb group say of its own relation.
fn own(phrases: &Phrases<'_>, at: usize) -> Certainty {
    let chunk = &phrases.chunks.list[at];
    let head = phrases.head_roles(at);
    let raised = |role: Roles| chunk.roles.has(role) && !head.has(role);
    if raised(Roles::SUPPOSES) {
        Certainty::Proposed
    } else if chunk.modal || raised(Roles::HEDGES) {
        Certainty::Hedged
    } else {
        Certainty::Asserted
    }
}

fn is_question(word: &str) -> bool {
    ["if", "how", "why", "what"].iter().any(|w| word.eq_ignore_ascii_case(w))
}

/// Whether a main clause starts here: a noun phrase with a finite verb.
fn starts_main(phrases: &Phrases<'_>, at: usize) -> bool {
    let list = &phrases.chunks.list;
    list.get(at).is_some_and(|c| c.kind == Kind::Noun)
        && phrases.predicate(at).is_some_and(|v| matches!(list[v].mood, Mood::Finite | Mood::Bare))
}

impl Phrases<'_> {
    /// Roles of the head of a chunk.
    pub(super) fn head_roles(&self, at: usize) -> Roles {
        self.tokens[self.chunks.list[at].head].entry.roles
    }
}
