//! Who does what an infinitive tells: `A depletes B to activate C`, `A has the ability to activate B`, `a
//! target to overcome A`. In: chunks and the place of an infinitive. Out: the verb that has its subject.
//! Must not know patterns.

use super::chunk::{Kind, Mood};
use super::phrase::Phrases;
use super::words::Roles;

/// Stems of verbs whose object does what follows: `A allows B to activate C`.
const INSTRUCTS: [&str; 16] = [
    "allow",
    "enabl",
    "permit",
    "help",
    "prim",
    "instruct",
    "prompt",
    "direct",
    "recruit",
    "activat",
    "licens",
    "encourag",
    "lead",
    "reprogram",
    "polari",
    "requir",
];

/// Nouns for what somebody is able to do.
const ABLE: [&str; 6] = ["ability", "capacity", "potential", "capability", "power", "propensity"];

impl Phrases<'_> {
    /// `a target for overcoming A`: whoever overcomes it is not the target.
    pub(super) fn is_target_for(&self, prep: usize) -> bool {
        let noun = prep.checked_sub(1).filter(|at| self.kind(*at) == Some(Kind::Noun));
        self.text(prep).eq_ignore_ascii_case("for") && noun.is_some_and(|at| self.is_target(at))
    }

    pub(super) fn is_target(&self, noun: usize) -> bool {
        const TARGETS: [&str; 4] = ["target", "targets", "vulnerability", "vulnerabilities"];
        TARGETS.contains(&self.tokens[self.chunk(noun).head].text)
    }

    /// Whether an infinitive tells what somebody is able to do.
    pub(super) fn is_of_ability(&self, verb: usize) -> bool {
        let noun = verb.checked_sub(1).filter(|at| self.kind(*at) == Some(Kind::Noun));
        let head = noun.map(|at| self.tokens[self.chunk(at).head].text);
        self.chunk(verb).mood == Mood::Infinitive
            && head.is_some_and(|h| ABLE.iter().any(|a| h.eq_ignore_ascii_case(a)))
    }

    /// `A has the ability to activate B`: the verb whose subject is able; none where nobody is named.
    pub(super) fn able(&self, last: usize, verb: usize) -> Option<Option<usize>> {
        const HAS: [&str; 9] =
            ["has", "have", "had", "possess", "possesses", "possessed", "retains", "retained", "shows"];
        let head = self.tokens[self.chunk(last).head].text;
        let able = ABLE.iter().any(|a| head.eq_ignore_ascii_case(a)) && self.groups(last).is_empty();
        let main = last.checked_sub(1).filter(|at| self.kind(*at) == Some(Kind::Verb));
        let has =
            |at: &usize| HAS.iter().any(|h| self.tokens[self.chunk(*at).head].text.eq_ignore_ascii_case(h));
        let its = ["its", "their"].iter().any(|w| self.text(last).eq_ignore_ascii_case(w));
        let infinitive = self.chunk(verb).mood == Mood::Infinitive && !its;
        // `a mutant that lacks A retains the ability to`
        let related = |at: &usize| {
            let clause =
                (0..*at).rev().take_while(|i| !matches!(self.chunk(*i).kind, Kind::Stop | Kind::Comma));
            clause.into_iter().any(|i| matches!(self.chunk(i).kind, Kind::Rel | Kind::That) && i + 2 < *at)
        };
        (infinitive && able).then(|| main.filter(has).filter(|at| !related(at)))
    }

    /// The verb that is done in order to do another one: `A depletes B to activate C`, not `A drives B to
    /// activate C`.
    pub(super) fn purpose_of(&self, object: usize, verb: usize) -> Option<usize> {
        let object = self.antecedent(object);
        let main = object.checked_sub(1).filter(|at| self.kind(*at) == Some(Kind::Verb))?;
        let head = &self.tokens[self.chunk(main).head];
        let starts = |stem: &&str| head.text.to_ascii_lowercase().starts_with(*stem);
        let sees = [Roles::SEES, Roles::SHOWS, Roles::HEDGES].iter().any(|r| head.entry.roles.has(*r));
        let instructs = sees || head.entry.roles.has(Roles::MAKES) || INSTRUCTS.iter().any(starts);
        let able = self.head_roles(object).has(Roles::OPEN) || self.head_roles(object).has(Roles::FAILS);
        (self.chunk(verb).mood == Mood::Infinitive && !self.chunk(main).passive && !instructs && !able)
            .then_some(main)
    }
}
