//! How sure a paper is of each part of a sentence. In: chunks. Out: for each chunk its certainty, and
//! whether a cue denies it: `no evidence that`, `rule out that`.
//!
//! A cue (`whether`, `we hypothesized that`) holds from the word that opens its complement up to
//! the end of the sentence, a semicolon, `but`, or, for a fronted purpose clause, the comma before
//! the main clause. Must not know patterns.

use super::chunk::{Kind, Mood};
use super::phrase::Phrases;
use super::words::Roles;
use crate::corpus::finding::Certainty;

/// How sure the sentence is of what a chunk says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stance {
    pub(super) certainty: Certainty,
    pub(super) denied: bool,
}

/// The stance towards what each chunk says.
pub(super) fn stances(phrases: &Phrases<'_>) -> Vec<Stance> {
    let mut scope = Scope::default();
    let list = &phrases.chunks.list;
    let asks = |c: &super::chunk::Chunk| phrases.tokens[c.tokens.start].text == "?";
    let question = list.last().is_some_and(asks);
    let stance = |at: usize| {
        let certainty = scope.next(phrases, at);
        let certainty = if question { Certainty::Proposed } else { certainty };
        Stance { certainty, denied: scope.denied }
    };
    (0..list.len()).map(stance).collect()
}

#[derive(Default)]
struct Scope {
    state: Certainty,
    /// Whether what a cue before here governs is said not to be so.
    denied: bool,
    /// Whether that cue is denied, or denies.
    against: bool,
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
        let of_power = self.asked && is_of_power(phrases, at);
        match chunk.kind {
            Kind::Whether => self.open(Certainty::Proposed),
            Kind::Sub if self.cue.is_some_and(|c| c.has(Roles::ASKS)) && is_question(phrases.text(at)) => {
                self.open(Certainty::Proposed);
            }
            Kind::That => self.complement(),
            Kind::Sub if phrases.text(at).eq_ignore_ascii_case("however") => *self = Self::default(),
            // `if A activates B, …`
            Kind::Sub if phrases.text(at).eq_ignore_ascii_case("if") => {
                self.open(Certainty::Proposed);
                self.fronted = true;
            }
            // `a model in which`
            Kind::Rel
                if at > 0
                    && phrases.chunks.list[at - 1].kind == Kind::Prep
                    && self.cue.is_some_and(|c| c.has(Roles::SUPPOSES)) =>
            {
                self.open(Certainty::Hedged);
            }
            Kind::Verb => self.verb(phrases, at),
            Kind::Stop => *self = Self::default(),
            Kind::Comma if self.fronted && starts_main(phrases, at + 1) => *self = Self::default(),
            Kind::Comma | Kind::Rel => self.asked = false,
            Kind::And if phrases.text(at).eq_ignore_ascii_case("but") => *self = Self::default(),
            Kind::Noun => self.noun(phrases, at),
            _ => {}
        }
        let own = match chunk.kind {
            Kind::Verb if of_power => Certainty::Proposed,
            Kind::Verb => own(phrases, at),
            Kind::Noun => likely(phrases, at),
            _ => Certainty::Asserted,
        };
        let asked = if self.asked && chunk.kind == Kind::Noun { Certainty::Proposed } else { own };
        self.state.max(own).max(asked)
    }

    fn open(&mut self, certainty: Certainty) {
        self.state = self.state.max(certainty);
        self.asked = false;
    }

    fn complement(&mut self) {
        self.denied |= std::mem::take(&mut self.against);
        match self.cue {
            Some(cue) if cue.has(Roles::SUPPOSES) || cue.has(Roles::ASKS) && cue.has(Roles::HEDGES) => {
                self.open(Certainty::Proposed);
            }
            Some(cue) if cue.has(Roles::HEDGES) => self.open(Certainty::Hedged),
            _ => {}
        }
        self.cue = None;
    }

    fn noun(&mut self, phrases: &Phrases<'_>, at: usize) {
        if phrases.text(at).eq_ignore_ascii_case("out") {
            return;
        }
        let mut roles = phrases.head_roles(at);
        let sees = roles.has(Roles::SEES) && phrases.chunks.list[at].negated;
        const UNLIKELY: [&str; 5] = ["unlikely", "improbable", "implausible", "doubtful", "untrue"];
        let unlikely = UNLIKELY.iter().any(|w| phrases.text(at).eq_ignore_ascii_case(w));
        let supposed = roles.has(Roles::SUPPOSES) || roles.has(Roles::HEDGES);
        // `exclude the possibility that`
        self.against = sees || unlikely || self.against && supposed;
        if is_examined(phrases, at) {
            roles.add(Roles::ASKS);
        }
        if roles.has(Roles::SUPPOSES) || roles.has(Roles::HEDGES) {
            // `examined the possibility that`
            roles.add(self.cue.filter(|c| c.has(Roles::ASKS)).unwrap_or_default());
            self.cue = Some(roles);
        }
    }

    fn verb(&mut self, phrases: &Phrases<'_>, at: usize) {
        let chunk = &phrases.chunks.list[at];
        let roles = phrases.head_roles(at);
        let out =
            phrases.chunks.list.get(at + 1).is_some_and(|_| phrases.text(at + 1).eq_ignore_ascii_case("out"));
        let rules = ["rule", "ruled", "rules", "ruling"];
        let head = phrases.tokens[chunk.head].text;
        let excludes = ["exclude", "excluded", "disprove", "disproved", "refute", "refuted"];
        self.against = out && rules.iter().any(|r| head.eq_ignore_ascii_case(r))
            || excludes.iter().any(|e| head.eq_ignore_ascii_case(e));
        self.against &= !chunk.negated && !chunk.modal;
        // `we did not observe that`
        self.against |= chunk.negated && roles.has(Roles::SEES);
        self.asked = roles.has(Roles::ASKS) && !chunk.passive;
        if roles.has(Roles::ASKS) || roles.has(Roles::SUPPOSES) || roles.has(Roles::HEDGES) {
            self.cue = Some(roles);
            let first = (0..at).all(|i| phrases.chunks.list[i].kind != Kind::Verb);
            self.fronted = first && chunk.mood == Mood::Infinitive;
        }
    }
}

/// `the ability of A to activate`
fn is_of_power(phrases: &Phrases<'_>, at: usize) -> bool {
    let chunk = &phrases.chunks.list[at];
    chunk.kind == Kind::Verb
        && chunk.mood == Mood::Infinitive
        && at >= 3
        && phrases.text(at - 2).eq_ignore_ascii_case("of")
        && phrases.head_roles(at - 3).has(Roles::OPEN)
}

/// `the possibility that A activates B was tested`
fn is_examined(phrases: &Phrases<'_>, noun: usize) -> bool {
    let list = &phrases.chunks.list;
    let asks = |at: usize| list[at].passive && phrases.head_roles(at).has(Roles::ASKS);
    let last = || (noun..list.len()).rev().find(|at| list[*at].kind == Kind::Verb);
    list.get(noun + 1).is_some_and(|c| c.kind == Kind::That) && last().is_some_and(asks)
}

/// What the words of a verb group say of its own relation.
fn own(phrases: &Phrases<'_>, at: usize) -> Certainty {
    let chunk = &phrases.chunks.list[at];
    let head = phrases.head_roles(at);
    let raised = |role: Roles| chunk.roles.has(role) && !head.has(role);
    if raised(Roles::SUPPOSES) || is_aim(phrases, at) {
        Certainty::Proposed
    } else if chunk.modal || raised(Roles::HEDGES) || is_promise(phrases, at) {
        Certainty::Hedged
    } else {
        Certainty::Asserted
    }
}

/// `aimed at activating A`, `designed to activate A`
fn is_aim(phrases: &Phrases<'_>, at: usize) -> bool {
    const AIMS: [&str; 8] =
        ["aim", "aims", "aimed", "aiming", "designed", "intended", "intending", "attempting"];
    let chunk = &phrases.chunks.list[at];
    let mut tokens = phrases.tokens[..chunk.head].iter().rev();
    let mut words =
        tokens.by_ref().take(4).map(|t| t.text).skip_while(|w| {
            w.ends_with("ly") || w.eq_ignore_ascii_case("to") || w.eq_ignore_ascii_case("at")
        });
    words.next().is_some_and(|w| AIMS.iter().any(|a| w.eq_ignore_ascii_case(a)))
}

/// `a strategy to inhibit A`, `holds promise for inhibiting A`
fn is_promise(phrases: &Phrases<'_>, at: usize) -> bool {
    const PLANS: [&str; 8] =
        ["strategy", "strategies", "approach", "approaches", "avenue", "avenues", "opportunity", "rationale"];
    let list = &phrases.chunks.list;
    let mood = list[at].mood;
    let prep = at > 0 && list[at - 1].kind == Kind::Prep;
    let noun = match mood {
        Mood::Infinitive => at.checked_sub(1),
        Mood::Gerund if prep => at.checked_sub(2),
        _ => None,
    };
    let hedges = |t: &super::token::Token<'_>| t.entry.roles.has(Roles::HEDGES);
    let plan = |n: usize| PLANS.iter().any(|p| phrases.tokens[list[n].head].text.eq_ignore_ascii_case(p));
    noun.is_some_and(|n| {
        list[n].kind == Kind::Noun && (plan(n) || phrases.tokens[list[n].tokens.clone()].iter().any(hedges))
    })
}

/// What `putative` says of what a noun phrase names.
fn likely(phrases: &Phrases<'_>, at: usize) -> Certainty {
    let chunk = &phrases.chunks.list[at];
    let hedges = |at: usize| at != chunk.head && phrases.tokens[at].entry.roles.has(Roles::HEDGES);
    if chunk.tokens.clone().any(hedges) { Certainty::Hedged } else { Certainty::Asserted }
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
