//! Whether a verb, or the noun of an event, is said not to hold. In: chunks. Out: yes or no, by what
//! stands before or behind: `without activating`, `did not detect binding`. Must not know patterns.

use super::chunk::{Kind, Mood};
use super::inflection::Forms;
use super::phrase::Phrases;
use super::words::{Class, Roles};

/// How many verbs may share one denial through each other.
const MOST_SHARED: usize = 8;
/// Of so much power nobody says that it does something.
const SCANT: [&str; 5] = ["little", "minimal", "negligible", "poor", "limited"];

/// Where a sentence goes over to saying that its authors did not find so: `…, but we could
/// not confirm this`.
pub(super) fn unconfirmed(sentence: &str) -> Option<usize> {
    const TURNS: [&str; 6] =
        ["but we ", "yet we ", "however, we ", "although we ", "though we ", "whereas we "];
    const FOUND: [&str; 9] =
        ["confirm", "reproduce", "replicate", "observe", "detect", "find", "found", "see", "verify"];
    const SAME: [&str; 8] =
        ["this", "it", "such", "these", "that", "no such", "no evidence of this", "no evidence for this"];
    const NOT_SO: [&str; 8] = [
        "but this was not ",
        "but this could not be ",
        "but this has not been ",
        "but it was not ",
        "although this was not ",
        "yet this was not ",
        "however, this was not ",
        "but this is not ",
    ];
    const SEEN: [&str; 6] = ["confirmed", "observed", "reproduced", "seen", "found", "replicated"];
    if memchr::memmem::find(sentence.as_bytes(), b" this ").is_some()
        || memchr::memmem::find(sentence.as_bytes(), b"but it ").is_some()
    {
        let lower = sentence.to_ascii_lowercase();
        let unseen = |mark: &&str| {
            let at = lower.find(*mark)?;
            SEEN.iter().any(|s| lower[at + mark.len()..].starts_with(s)).then_some(at)
        };
        if let Some(at) = NOT_SO.iter().filter_map(unseen).min() {
            return Some(at);
        }
    }
    memchr::memmem::find(sentence.as_bytes(), b" we ")?;
    let lower = sentence.to_ascii_lowercase();
    let (at, turn) = TURNS.iter().filter_map(|t| Some((lower.find(t)?, t))).min()?;
    let rest = &lower[at + turn.len()..];
    let (verb, found) = FOUND.iter().filter_map(|f| Some((rest.find(f)?, f))).min()?;
    let object = rest[verb + found.len()..].trim_start();
    let denied = rest[..verb].contains(" not ")
        || rest[..verb].starts_with("cannot ")
        || rest[..verb].contains("failed to ")
        || rest[..verb].contains("unable to ")
        || object.starts_with("no ");
    let near = verb < 40 && SAME.iter().any(|same| object.starts_with(same));
    (denied && near).then_some(at)
}

impl Phrases<'_> {
    /// Whether what stands before a verb says that it does not happen: `without activating`,
    /// `incapable of activating`, `neither … nor activates`, `failed to bind or to activate`, `the
    /// inability of A to activate`.
    pub(super) fn is_averted(&self, verb: usize) -> bool {
        // `without significantly activating B`
        let Some(last) = verb.checked_sub(1) else { return false };
        let prep = (0..verb).rev().find(|at| !self.is(*at, Kind::Adv)).filter(|at| self.is(*at, Kind::Prep));
        let at = prep.unwrap_or(last);
        let before = self.chunk(at);
        let fails = |at: Option<usize>| at.is_some_and(|at| self.head_roles(at).has(Roles::FAILS));
        let infinitive = self.chunk(verb).mood == Mood::Infinitive;
        if self.shares_denial(verb) || self.is_powerless(verb) || self.is_inverted(verb) {
            return true;
        }
        match before.kind {
            Kind::Prep => before.negated || fails(at.checked_sub(1)),
            Kind::Not => before.negated,
            Kind::And if infinitive => {
                let same = |v: usize| self.chunk(v).negated && self.chunk(v).roles.has(Roles::FAILS);
                self.verb_before(at, false).is_some_and(same)
            }
            Kind::And => before.negated,
            Kind::Noun if infinitive && at > 1 && self.text(at - 1).eq_ignore_ascii_case("of") => {
                fails(at.checked_sub(2))
            }
            _ => false,
        }
    }

    /// `In no case did A activate B`
    fn is_inverted(&self, verb: usize) -> bool {
        let Some(first) = self.verb_before(verb, false).filter(|v| *v > 1) else { return false };
        let class = self.tokens[self.chunk(first).tokens.start].entry.class;
        let inverted = self.kind(first - 2) == Some(Kind::Prep)
            && self.kind(first - 1) == Some(Kind::Noun)
            && matches!(class, Some(Class::Do | Class::Modal | Class::Have))
            && self.chunk(first).tokens.len() == 1;
        inverted && self.chunk(first - 1).negated
    }

    /// Whether the noun before `of A to activate B` says that nothing comes of it: `the failure of A to`.
    pub(super) fn fails_to(&self, verb: usize) -> bool {
        let of = self.chunk(verb).mood == Mood::Infinitive
            && verb > 2
            && self.text(verb - 2).eq_ignore_ascii_case("of");
        of && self.head_roles(verb - 3).has(Roles::FAILS) && self.head_roles(verb - 3).has(Roles::REMOVES)
    }

    /// Whether there is said to be no power to it: `lacked efficacy in reducing A or enhancing B`,
    /// `had little effect in reducing A`, `was ineffective at reducing A`.
    fn is_powerless(&self, verb: usize) -> bool {
        let gerund = |at: usize| self.kind(at) == Some(Kind::Verb) && self.chunk(at).mood == Mood::Gerund;
        let mut at = verb;
        for _ in 0..MOST_SHARED {
            let Some(before) = at.checked_sub(1).filter(|_| gerund(at)) else { return false };
            match self.chunk(before).kind {
                Kind::And => match self.verb_before(before, false) {
                    Some(shared) => at = shared,
                    None => return false,
                },
                Kind::Prep => return before.checked_sub(1).is_some_and(|noun| self.has_no_power(noun)),
                _ => return false,
            }
        }
        false
    }

    /// Whether a noun chunk is `no efficacy`, `little effect`, or what something lacks or fails to show.
    fn has_no_power(&self, noun: usize) -> bool {
        let chunk = self.chunk(noun);
        if chunk.kind != Kind::Noun {
            return false;
        }
        let roles = self.head_roles(noun);
        let scant = |at: usize| SCANT.iter().any(|w| self.tokens[at].text.eq_ignore_ascii_case(w));
        let denied = || chunk.negated || chunk.tokens.clone().any(scant);
        let lacked = |v: usize| self.chunk(v).negated || self.head_roles(v).has(Roles::FAILS);
        roles.has(Roles::FAILS)
            || roles.has(Roles::OPEN) && (denied() || self.governor(noun).is_some_and(lacked))
    }

    /// Whether a verb in its base form shares the `not` of the verb before: `did not bind A or
    /// activate B`, `nor did A activate B`.
    fn shares_denial(&self, verb: usize) -> bool {
        let class = |v: usize| self.tokens[self.chunk(v).tokens.start].entry.class;
        let bare = |v: usize| {
            let forms = self.tokens[self.chunk(v).head].entry.forms;
            self.chunk(v).tokens.len() == 1 && forms.has(Forms::BASE) && !forms.has(Forms::THIRD)
        };
        let mut at = verb;
        for _ in 0..MOST_SHARED {
            let joined = at > 0 && matches!(self.chunk(at - 1).kind, Kind::And | Kind::Comma);
            if !bare(at) || !joined {
                break;
            }
            let Some(before) = self.verb_before(at - 1, false) else { break };
            // `failed to bind or activate B`
            let fails = self.chunk(before).roles.has(Roles::FAILS);
            if self.chunk(before).negated
                && (fails || matches!(class(before), Some(Class::Do | Class::Modal)))
            {
                return true;
            }
            at = before;
        }
        match verb.checked_sub(1).and_then(|at| self.kind(at)).filter(|_| bare(verb)) {
            Some(Kind::Noun) if verb >= 3 => {
                let nor = self.kind(verb - 3) == Some(Kind::And) && self.chunk(verb - 3).negated;
                nor && self.kind(verb - 2) == Some(Kind::Verb) && class(verb - 2) == Some(Class::Do)
            }
            _ => false,
        }
    }

    /// Whether the event that a noun chunk names is said not to happen: `did not detect binding`.
    pub(super) fn is_unseen(&self, noun: usize) -> bool {
        if self.chunk(noun).negated {
            return true;
        }
        let fails = |at: usize| {
            let tokens = &self.tokens[self.chunk(at).tokens.clone()];
            self.kind(at) == Some(Kind::Noun) && tokens.iter().any(|t| t.entry.roles.has(Roles::FAILS))
        };
        if noun >= 2 && self.kind(noun - 1) == Some(Kind::Prep) {
            // `in the absence of binding` tells of where, not that there is none.
            let where_to = noun > 2 && self.kind(noun - 3) == Some(Kind::Prep);
            let argues = self.text(noun - 1).eq_ignore_ascii_case("against")
                && ["argue", "argues", "argued", "evidence", "speaks"]
                    .iter()
                    .any(|w| self.tokens[self.chunk(noun - 2).head].text.eq_ignore_ascii_case(w));
            let denied = self.chunk(noun - 2).negated && !self.is_untouched(noun);
            if fails(noun - 2) && !where_to || denied || argues {
                return true;
            }
        }
        self.governor(noun).is_some_and(|v| self.denies_seeing(v, false) || self.excludes(v) == Some(true))
            || self.is_unobserved(noun)
    }

    /// `no effect on the activation of B by A`, `did not interfere with activation of B by A`: it goes on.
    fn is_untouched(&self, noun: usize) -> bool {
        const EFFECTS: [&str; 6] = ["effect", "effects", "influence", "impact", "bearing", "change"];
        let head = self.tokens[self.chunk(noun - 2).head].text;
        let said = |words: &[&str]| words.iter().any(|w| head.eq_ignore_ascii_case(w));
        match self.kind(noun - 2) {
            Some(Kind::Noun) => said(&EFFECTS) && !self.text(noun - 1).eq_ignore_ascii_case("of"),
            Some(Kind::Verb) => said(&["interfere", "interfered", "interferes"]),
            _ => false,
        }
    }

    /// Whether a verb excludes its object; `cannot be excluded` leaves it open, which is no exclusion.
    pub(super) fn excludes(&self, verb: usize) -> Option<bool> {
        const EXCLUDES: [&str; 8] =
            ["exclude", "excludes", "excluded", "excluding", "disproved", "disproves", "refuted", "refutes"];
        let chunk = self.chunk(verb);
        let head = self.tokens[chunk.head].text;
        let rules = ["rule", "rules", "ruled", "ruling"].iter().any(|r| head.eq_ignore_ascii_case(r))
            && self.text(verb + 1).eq_ignore_ascii_case("out");
        let excludes = rules || EXCLUDES.iter().any(|e| head.eq_ignore_ascii_case(e));
        excludes.then_some(!chunk.negated)
    }

    /// Whether a verb says that something was not seen.
    fn denies_seeing(&self, verb: usize, passive: bool) -> bool {
        let chunk = self.chunk(verb);
        let weak = self.tokens[chunk.head].entry.class.is_some();
        let sees = chunk.roles.has(Roles::SEES) || weak && !passive;
        chunk.negated && sees && chunk.passive == passive
    }

    /// Whether the verb whose subject a noun chunk is says that there is none: `binding was not seen`.
    pub(super) fn is_unobserved(&self, noun: usize) -> bool {
        // `binding was undetectable`, `binding was not evident`
        let absent = |verb: usize| {
            let state = self.chunks.list.get(verb + 1).filter(|c| c.kind == Kind::Noun);
            let seen = if self.chunk(verb).negated { Roles::SEES } else { Roles::FAILS };
            self.tokens[self.chunk(verb).head].entry.class == Some(Class::Be)
                && state.is_some_and(|c| self.tokens[c.tokens.end - 1].entry.roles.has(seen))
        };
        // `binding did not occur`
        let happens = |verb: usize| {
            let head = self.tokens[self.chunk(verb).head].text;
            self.chunk(verb).negated && ["occur", "happen"].iter().any(|w| head.eq_ignore_ascii_case(w))
        };
        let excluded = |v: usize| self.chunk(v).passive && self.excludes(v) == Some(true);
        self.predicate(noun)
            .is_some_and(|v| self.denies_seeing(v, true) || absent(v) || happens(v) || excluded(v))
    }
}
