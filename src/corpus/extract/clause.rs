//! Who does what in a clause. In: chunks. Out: the phrase that is a verb's subject, the place of
//! its object, the verb that governs a noun. Must not know patterns.

use super::chunk::{Chunk, Kind, Mood, is_pronoun};
use super::inflection::Forms;
use super::phrase::{Found, Phrases};
use super::words::{Class, Roles};

/// How many verbs may share one subject through each other.
const MOST_SHARED: usize = 8;
/// Of so much power nobody says that it does something.
const SCANT: [&str; 5] = ["little", "minimal", "negligible", "poor", "limited"];

enum Subject {
    /// Chunks from, to.
    Phrase(usize, usize),
    Same(usize),
    None,
}

impl Phrases<'_> {
    fn kind(&self, at: usize) -> Option<Kind> {
        self.chunks.list.get(at).map(|c| c.kind)
    }

    fn chunk(&self, at: usize) -> &Chunk {
        &self.chunks.list[at]
    }

    /// The participants of the grammatical subject of a verb group.
    pub(super) fn subject(&self, verb: usize) -> Found {
        self.memo.subjects[verb].get_or_init(|| self.find_subject(verb)).clone()
    }

    fn find_subject(&self, verb: usize) -> Found {
        let mut verb = verb;
        for _ in 0..MOST_SHARED {
            match self.subject_step(verb) {
                Subject::Phrase(start, end) => return self.resolve(start, end),
                Subject::Same(other) => verb = other,
                Subject::None => break,
            }
        }
        Found::default()
    }

    /// The verb group before a place, in the same stretch between full stops.
    fn verb_before(&self, at: usize, finite: bool) -> Option<usize> {
        (0..at).rev().take_while(|i| self.chunk(*i).kind != Kind::Stop).find(|i| {
            let chunk = self.chunk(*i);
            chunk.kind == Kind::Verb && (!finite || matches!(chunk.mood, Mood::Finite | Mood::Bare))
        })
    }

    fn verb_after(&self, at: usize) -> Option<usize> {
        (at + 1..self.chunks.list.len()).find(|i| {
            let chunk = self.chunk(*i);
            chunk.kind == Kind::Verb && matches!(chunk.mood, Mood::Finite | Mood::Bare)
        })
    }

    fn subject_step(&self, verb: usize) -> Subject {
        let mood = self.chunk(verb).mood;
        let mut at = verb;
        loop {
            let Some(before) = at.checked_sub(1) else { return Subject::None };
            at = before;
            match self.chunk(at).kind {
                Kind::Adv | Kind::Not => {}
                Kind::Comma if at > 0 && self.is_reduced(verb) && self.kind(at - 1) == Some(Kind::Noun) => {
                    return Subject::Phrase(self.antecedent(at - 1), at);
                }
                Kind::Comma => match self.skip_insertion(at) {
                    Some(start) if self.is_named_behind(start, at) => return Subject::Phrase(start + 1, at),
                    // `two forms of A, A1 and A2,`
                    Some(start) if self.is_list(start, at) => {
                        return Subject::Phrase(self.walk_left(start - 1), at);
                    }
                    Some(start) => at = start,
                    None => return self.shared(at, mood),
                },
                Kind::And => return self.shared(at, mood),
                Kind::Rel | Kind::That => {
                    let end = if at > 0 && self.kind(at - 1) == Some(Kind::Comma) { at - 1 } else { at };
                    return match end.checked_sub(1).filter(|last| self.chunk(*last).kind == Kind::Noun) {
                        Some(last) => self.relative(last, end, verb),
                        None => Subject::None,
                    };
                }
                Kind::Prep | Kind::Sub => {
                    let main = self.verb_before(at, true).or_else(|| self.verb_after(verb));
                    return main
                        .filter(|m| *m != verb && !self.chunk(*m).passive)
                        .map_or(Subject::None, Subject::Same);
                }
                Kind::Noun => return self.subject_at(at, verb),
                Kind::Verb => return Subject::Same(at),
                Kind::Stop | Kind::Whether => return Subject::None,
            }
        }
    }

    /// What a relative clause speaks of that follows the noun chunk `last`: `A is a kinase that
    /// activates B` speaks of A, `inhibition of A that was activated` of A, not of its inhibition.
    fn relative(&self, last: usize, end: usize, verb: usize) -> Subject {
        if self.chunk(verb).passive {
            return Subject::Phrase(last, end);
        }
        let start = self.antecedent(last);
        let copula = start.checked_sub(1).filter(|at| {
            self.chunk(*at).kind == Kind::Verb
                && self.tokens[self.chunk(*at).head].entry.class == Some(Class::Be)
        });
        match copula {
            Some(be) if self.groups(start).is_empty() => Subject::Same(be),
            _ => Subject::Phrase(start, end),
        }
    }

    /// A verb behind `and` or a comma has the subject of the verb before.
    fn shared(&self, at: usize, mood: Mood) -> Subject {
        let finite = matches!(mood, Mood::Finite | Mood::Bare);
        let same = (0..at).rev().take_while(|i| self.chunk(*i).kind != Kind::Stop).find(|i| {
            let chunk = self.chunk(*i);
            let like =
                if finite { matches!(chunk.mood, Mood::Finite | Mood::Bare) } else { chunk.mood == mood };
            chunk.kind == Kind::Verb && like
        });
        same.or_else(|| self.verb_before(at, false)).map_or(Subject::None, Subject::Same)
    }

    /// The comma that opens the insertion which the comma at `end` closes.
    fn skip_insertion(&self, end: usize) -> Option<usize> {
        let start = (0..end).rev().take(12).find(|i| self.chunk(*i).kind == Kind::Comma)?;
        let first = self.chunk(start + 1);
        let inserted = matches!(first.kind, Kind::And | Kind::Rel | Kind::Adv | Kind::Prep | Kind::Sub)
            || (first.kind == Kind::Verb && first.mood != Mood::Finite)
            || first.kind == Kind::Noun && self.is_apposition(start, end);
        inserted.then_some(start)
    }

    /// Whether noun phrases between two commas say once more what stands before: `A, a member of the
    /// B family,`.
    fn is_apposition(&self, start: usize, end: usize) -> bool {
        let flat = |at: usize| matches!(self.kind(at), Some(Kind::Noun | Kind::Prep | Kind::And | Kind::Adv));
        start > 0 && self.kind(start - 1) == Some(Kind::Noun) && (start + 1..end).all(flat)
    }

    /// Whether an apposition is a list of names.
    fn is_list(&self, start: usize, end: usize) -> bool {
        let named = self.tokens[self.chunk(start + 1).tokens.start].is_mention();
        named && self.is_apposition(start, end) && (start..end).any(|at| self.kind(at) == Some(Kind::And))
    }

    /// `two kinases, A and B,`: whether an apposition names what the noun before it does not.
    fn is_named_behind(&self, start: usize, end: usize) -> bool {
        self.is_apposition(start, end)
            && self.resolve(self.walk_left(start - 1), start).args.is_empty()
            && !self.resolve(start + 1, end).args.is_empty()
    }

    /// The subject that ends in the noun chunk `last`.
    fn subject_at(&self, last: usize, verb: usize) -> Subject {
        if is_pronoun(self.tokens, self.chunk(last)) && self.chunk(verb).mood == Mood::Finite {
            return Subject::None;
        }
        // `A binds to B to activate C`
        if self.chunk(verb).mood == Mood::Infinitive
            && last > 0
            && self.kind(last - 1) == Some(Kind::Prep)
            && ["to", "with", "through", "via"].iter().any(|p| self.text(last - 1).eq_ignore_ascii_case(p))
            && let Some(main) = self.governor(last).filter(|m| !self.chunk(*m).passive)
        {
            return Subject::Same(main);
        }
        let bare = self.chunk(verb).mood == Mood::Gerund
            || self.chunk(verb).mood == Mood::Bare && self.is_reduced(verb);
        let start = if bare { self.antecedent(last) } else { self.walk_left(last) };
        Subject::Phrase(start, last + 1)
    }

    /// Whether a verb with `-ed` and no auxiliary is a participle: `A phosphorylated by B`.
    pub(super) fn is_reduced(&self, verb: usize) -> bool {
        self.chunk(verb).mood == Mood::Bare && {
            let mut next = verb + 1;
            while self.kind(next) == Some(Kind::Adv) {
                next += 1;
            }
            self.kind(next) == Some(Kind::Prep) && self.text(next).eq_ignore_ascii_case("by")
        }
    }

    /// Where the noun phrase starts that a relative clause or a participle speaks of.
    pub(super) fn antecedent(&self, last: usize) -> usize {
        let mut start = last;
        while start >= 2 && self.kind(start - 2) == Some(Kind::Noun) {
            let belongs = self.kind(start - 1) == Some(Kind::Prep)
                && (self.text(start - 1).eq_ignore_ascii_case("of")
                    || self.text(start - 1).eq_ignore_ascii_case("in")
                        && self.head_roles(start - 2).has(Roles::ALTERS));
            if self.kind(start - 1) != Some(Kind::And) && !belongs {
                break;
            }
            start -= 2;
        }
        start
    }

    /// Where the subject starts that ends at the noun chunk `last`.
    fn walk_left(&self, last: usize) -> usize {
        let mut start = last;
        let mut list = false;
        while start > 0 {
            let noun_at = |at: Option<usize>| at.filter(|a| self.kind(*a) == Some(Kind::Noun));
            let next = match self.chunk(start - 1).kind {
                Kind::Prep => {
                    list = false;
                    noun_at(start.checked_sub(2)).or_else(|| self.reduced_before(start))
                }
                Kind::And => {
                    list = true;
                    if self.ends_clause(start) {
                        break;
                    }
                    let comma = start >= 2 && self.kind(start - 2) == Some(Kind::Comma);
                    noun_at(start.checked_sub(if comma { 3 } else { 2 }))
                }
                Kind::Comma if list => noun_at(start.checked_sub(2)),
                Kind::Verb if self.chunk(start - 1).mood == Mood::Gerund => noun_at(start.checked_sub(2)),
                Kind::Verb if start >= 3 && matches!(self.kind(start - 2), Some(Kind::Rel | Kind::That)) => {
                    noun_at(start.checked_sub(3))
                }
                _ => None,
            };
            match next {
                Some(next) => start = next,
                None => break,
            }
        }
        start
    }

    /// Whether `and` before a subject joins clauses: `A activates B and C inhibits D`.
    fn ends_clause(&self, start: usize) -> bool {
        let before = |at: usize| (0..at).rev().find(|i| self.kind(*i) != Some(Kind::Adv));
        let Some(noun) = start.checked_sub(2).filter(|n| self.kind(*n) == Some(Kind::Noun)) else {
            return false;
        };
        let Some(verb) = self.governor(noun) else { return false };
        let transitive = self.chunk(verb).mood == Mood::Bare && self.kind(verb + 1) == Some(Kind::Noun);
        let within =
            before(verb).is_some_and(|b| matches!(self.chunk(b).kind, Kind::Rel | Kind::That | Kind::Sub));
        (self.chunk(verb).mood == Mood::Finite || transitive) && !within
    }

    /// `cells treated with A`: the noun before the participle whose preposition stands at
    /// `start - 1`.
    fn reduced_before(&self, start: usize) -> Option<usize> {
        let verb = start.checked_sub(2)?;
        let noun = start.checked_sub(3)?;
        let is = self.chunk(verb).kind == Kind::Verb && self.chunk(verb).mood == Mood::Bare;
        (is && self.kind(noun) == Some(Kind::Noun)).then_some(noun)
    }

    /// Where the words behind a verb start; a verb that shares them with the next one skips it:
    /// `A binds and activates B`.
    pub(super) fn after_verb(&self, verb: usize) -> usize {
        let mut at = verb + 1;
        for _ in 0..MOST_SHARED {
            while matches!(self.kind(at), Some(Kind::Adv)) {
                at += 1;
            }
            let comma = usize::from(self.kind(at) == Some(Kind::Comma));
            let and = usize::from(self.kind(at + comma) == Some(Kind::And));
            let mut next = at + comma + and;
            while self.kind(next) == Some(Kind::Adv) {
                next += 1;
            }
            if comma + and > 0 && self.kind(next) == Some(Kind::Verb) {
                at = next + 1;
            } else {
                break;
            }
        }
        at
    }

    /// The first chunk from here on that is no adverb: `directly and specifically`.
    pub(super) fn skip_adverbs(&self, from: usize) -> usize {
        let adverb = |at: usize| self.kind(at) == Some(Kind::Adv);
        let mut at = from;
        while adverb(at) || at > 0 && self.kind(at) == Some(Kind::And) && adverb(at - 1) && adverb(at + 1) {
            at += 1;
        }
        at
    }

    /// Where the object starts that a verb shares with the next one: `binds to and inhibits A`.
    pub(super) fn shared_behind(&self, at: usize) -> usize {
        let next = self.skip_adverbs(at + 1);
        if self.kind(at) != Some(Kind::And) || self.kind(next) != Some(Kind::Verb) {
            return at;
        }
        let behind = self.skip_adverbs(next + 1);
        behind + usize::from(self.kind(behind) == Some(Kind::Prep))
    }

    /// The verb group whose object, or its preposition's object, a noun chunk is.
    pub(super) fn governor(&self, noun: usize) -> Option<usize> {
        let mut at = noun;
        for _ in 0..MOST_SHARED {
            at = at.checked_sub(1)?;
            match self.chunk(at).kind {
                Kind::Verb => return Some(at),
                Kind::Noun | Kind::Prep | Kind::And | Kind::Adv => {}
                _ => return None,
            }
        }
        None
    }

    /// The verb group whose subject a noun chunk is.
    pub(super) fn predicate(&self, noun: usize) -> Option<usize> {
        let mut at = noun + 1;
        for _ in 0..MOST_SHARED {
            match self.kind(at)? {
                Kind::Verb => return Some(at).filter(|a| self.chunk(*a).mood != Mood::Gerund),
                Kind::Noun | Kind::Prep | Kind::And | Kind::Adv => at += 1,
                _ => return None,
            }
        }
        None
    }

    /// Whether what stands before a verb says that it does not happen: `without activating`,
    /// `incapable of activating`, `neither … nor activates`, `failed to bind or to activate`, `the
    /// inability of A to activate`.
    pub(super) fn is_averted(&self, verb: usize) -> bool {
        let Some(at) = verb.checked_sub(1) else { return false };
        let before = self.chunk(at);
        let fails = |at: Option<usize>| at.is_some_and(|at| self.head_roles(at).has(Roles::FAILS));
        let infinitive = self.chunk(verb).mood == Mood::Infinitive;
        if self.shares_denial(verb) || self.is_powerless(verb) {
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
            if self.chunk(before).negated && matches!(class(before), Some(Class::Do | Class::Modal)) {
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
            if fails(noun - 2) && !where_to || self.chunk(noun - 2).negated || argues {
                return true;
            }
        }
        self.governor(noun).is_some_and(|v| self.denies_seeing(v, false)) || self.is_unobserved(noun)
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
        self.predicate(noun).is_some_and(|v| self.denies_seeing(v, true) || absent(v) || happens(v))
    }
}
