//! Who does what in a clause. In: chunks. Out: the phrase that is a verb's subject, the place of
//! its object, the verb that governs a noun. Must not know patterns.

use super::chunk::{Chunk, Kind, Mood, is_pronoun};
use super::inflection::Forms;
use super::phrase::{Found, Function, Phrases};
use super::token::{Form, Pos};
use super::words::{Class, Roles};

/// How many verbs may share one subject through each other.
const MOST_SHARED: usize = 8;

pub(super) enum Subject {
    /// Chunks from, to.
    Phrase(usize, usize),
    Same(usize),
    None,
}

impl Phrases<'_> {
    pub(super) fn kind(&self, at: usize) -> Option<Kind> {
        self.chunks.list.get(at).map(|c| c.kind)
    }

    pub(super) fn chunk(&self, at: usize) -> &Chunk {
        &self.chunks.list[at]
    }

    /// The participants of the grammatical subject of a verb group.
    pub(super) fn subject(&self, verb: usize) -> Found {
        self.memo[verb].subject.get_or_init(|| self.find_subject(verb)).clone()
    }

    fn find_subject(&self, verb: usize) -> Found {
        let mut verb = verb;
        let mut undone = None;
        for _ in 0..MOST_SHARED {
            match self.subject_step(verb) {
                Subject::Phrase(start, end) => {
                    let mut found = self.resolve(start, end);
                    if let Some(undone) = undone {
                        let mut function = Function::default();
                        function.add(&self.tokens[self.chunk(undone).head]);
                        found.args.iter_mut().for_each(|arg| function.apply(arg));
                    }
                    if self.lacks_a_part(start, verb) {
                        found.args.iter_mut().for_each(|arg| arg.altered = true);
                    }
                    return found;
                }
                Subject::Same(other) => {
                    if self.is_outcome_of(verb, other) {
                        undone = Some(other);
                    }
                    verb = other;
                }
                Subject::None => break,
            }
        }
        Found::default()
    }

    /// `A was deleted, aggravating B`: what aggravates is that A is gone.
    fn is_outcome_of(&self, verb: usize, main: usize) -> bool {
        let before = (main..verb).rev().find(|at| self.kind(*at) != Some(Kind::Adv));
        let passive = |at: usize| self.kind(at) == Some(Kind::Verb) && self.chunk(at).passive;
        let listed = main >= 2 && self.kind(main - 1) == Some(Kind::And) && passive(main - 2);
        self.chunk(verb).mood == Mood::Gerund
            && (passive(main) || listed)
            && before.is_some_and(|at| self.kind(at) == Some(Kind::Comma))
            && (self.head_roles(main).has(Roles::REMOVES) || self.head_roles(main).has(Roles::ALTERS))
    }

    /// `A lacking its kinase domain`, `A carrying a point mutation`: no longer A itself.
    fn lacks_a_part(&self, start: usize, verb: usize) -> bool {
        const BEARS: [&str; 6] = ["lacking", "carrying", "harboring", "harbouring", "bearing", "missing"];
        let altered = start + 2 < verb
            && self.text(start + 1).eq_ignore_ascii_case("with")
            && self.kind(start + 2) == Some(Kind::Noun)
            && self.head_roles(start + 2).has(Roles::ALTERS);
        if altered && !self.groups(start).is_empty() {
            return true;
        }
        let bears = start + 1 < verb
            && self.kind(start + 1) == Some(Kind::Verb)
            && BEARS.iter().any(|w| self.text(start + 1).eq_ignore_ascii_case(w));
        let named = !self.groups(start).is_empty();
        bears && named && self.kind(start + 2) == Some(Kind::Noun) && self.groups(start + 2).is_empty()
    }

    /// The verb group before a place, in the same stretch between full stops.
    pub(super) fn verb_before(&self, at: usize, finite: bool) -> Option<usize> {
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
                // `A is selective for B, stimulated by C, and inhibited by D`
                Kind::Comma if at > 0 && self.is_reduced(verb) && self.said_before(at).is_some() => {
                    return self.said_before(at).map_or(Subject::None, Subject::Same);
                }
                Kind::Comma if at > 0 && self.is_reduced(verb) && self.kind(at - 1) == Some(Kind::Noun) => {
                    return Subject::Phrase(self.antecedent(at - 1), at);
                }
                Kind::Comma if mood == Mood::Gerund && self.nearest_verb(at).is_some() => {
                    return self.nearest_verb(at).map_or(Subject::None, Subject::Same);
                }
                Kind::Comma => match self.skip_insertion(at) {
                    Some(start) if self.is_named_behind(start, at) => return Subject::Phrase(start + 1, at),
                    // `two forms of A, A1 and A2,`
                    Some(start) if self.is_list(start, at) => {
                        return Subject::Phrase(self.walk_left(start - 1), at);
                    }
                    // `A binds B, and when C is absent, activates D`
                    Some(start)
                        if self.kind(start + 1) == Some(Kind::And)
                            && self.kind(start + 2) == Some(Kind::Sub) =>
                    {
                        return self.shared(start, verb);
                    }
                    Some(start) => at = start,
                    None => return self.shared(at, verb),
                },
                Kind::And => return self.shared(at, verb),
                Kind::Rel if self.is_place_word(at) => return Subject::None,
                Kind::Rel | Kind::That => {
                    let end = if at > 0 && self.kind(at - 1) == Some(Kind::Comma) { at - 1 } else { at };
                    return match end.checked_sub(1).filter(|last| self.chunk(*last).kind == Kind::Noun) {
                        Some(last) => self.relative(last, end, verb),
                        None => Subject::None,
                    };
                }
                Kind::Prep if self.is_target_for(at) => return Subject::None,
                // `its ability to change A by activating B`
                Kind::Prep
                    if mood == Mood::Gerund
                        && self.verb_before(at, false).is_some_and(|v| self.is_of_ability(v)) =>
                {
                    return self.verb_before(at, false).map_or(Subject::None, Subject::Same);
                }
                Kind::Prep | Kind::Sub => {
                    let main = self.verb_before(at, true).or_else(|| self.verb_after(verb));
                    return main
                        .filter(|m| *m != verb && !self.chunk(*m).passive && !self.is_reduced(*m))
                        .map_or(Subject::None, Subject::Same);
                }
                Kind::Noun => return self.subject_at(at, verb),
                Kind::Verb => return Subject::Same(at),
                Kind::Stop | Kind::Whether => return Subject::None,
            }
        }
    }

    /// The `is` that tells of what a thing is before a comma, where more is told behind it.
    fn said_before(&self, comma: usize) -> Option<usize> {
        let noun = comma.checked_sub(1).filter(|at| self.kind(*at) == Some(Kind::Noun))?;
        // `A, stimulated by B, inhibited by C`
        if noun >= 3 && self.kind(noun - 3) == Some(Kind::Comma) && self.kind(noun - 2) == Some(Kind::Verb) {
            return Some(noun - 2).filter(|at| self.is_reduced(*at));
        }
        let adjective = noun.checked_sub(2).filter(|at| {
            self.kind(noun - 1) == Some(Kind::Prep) && self.tokens[self.chunk(*at).head].pos == Pos::Adj
        })?;
        let be = self.verb_before(adjective, true)?;
        let is = self.tokens[self.chunk(be).head].entry.class == Some(Class::Be);
        let told = be + 1 == adjective || self.kind(adjective - 1) == Some(Kind::Comma);
        (is && told).then_some(be)
    }

    /// `cells where`: such a word is nobody who acts.
    fn is_place_word(&self, rel: usize) -> bool {
        ["where", "wherein", "whereby"].iter().any(|w| self.text(rel).eq_ignore_ascii_case(w))
    }

    /// The nearest verb before a comma that is more than a participle of a noun: `A activates B, leading
    /// to C`.
    fn nearest_verb(&self, comma: usize) -> Option<usize> {
        (0..comma)
            .rev()
            .take_while(|i| self.chunk(*i).kind != Kind::Stop)
            .find(|i| self.chunk(*i).kind == Kind::Verb && !self.is_participle(*i))
    }

    /// Whether a verb with `-ed` stands behind a noun, and a preposition behind it: `antigens presented on
    /// cells`.
    fn is_participle(&self, verb: usize) -> bool {
        let next = self.skip_adverbs(verb + 1);
        let noun = verb.checked_sub(1).and_then(|at| self.kind(at)) == Some(Kind::Noun);
        // Verbs that no participle is made of.
        const MAIN: [&str; 6] = ["resulted", "led", "contributed", "acted", "correlated", "failed"];
        let head = self.tokens[self.chunk(verb).head].text;
        let main = MAIN.iter().any(|m| head.eq_ignore_ascii_case(m));
        self.chunk(verb).mood == Mood::Bare && noun && !main && self.kind(next) == Some(Kind::Prep)
    }

    /// A verb behind `and` or a comma has the subject of the verb before.
    fn shared(&self, at: usize, verb: usize) -> Subject {
        let mood = self.chunk(verb).mood;
        let finite = matches!(mood, Mood::Finite | Mood::Bare);
        // `revealed A to reduce B and elevate C`
        let head = &self.tokens[self.chunk(verb).head];
        let base = self.chunk(verb).tokens.len() == 1
            && head.form == Form::Present
            && head.entry.forms.has(Forms::BASE)
            && !head.text.ends_with('s');
        let before = self.verb_before(at, false).filter(|v| self.chunk(*v).mood == Mood::Infinitive);
        if let Some(before) = before.filter(|v| base && (*v..at).all(|i| !self.parts(i))) {
            return Subject::Same(before);
        }
        // `suppressed A seen in B and decreased C`
        let active = mood == Mood::Finite || mood == Mood::Bare && self.kind(verb + 1) == Some(Kind::Noun);
        let same = (0..at).rev().take_while(|i| !self.parts(*i)).find(|i| {
            let chunk = self.chunk(*i);
            let like =
                if finite { matches!(chunk.mood, Mood::Finite | Mood::Bare) } else { chunk.mood == mood };
            let participle = || active && self.is_participle(*i);
            chunk.kind == Kind::Verb && like && !participle()
        });
        same.or_else(|| self.verb_before(at, false).filter(|v| (*v..at).all(|i| !self.parts(i))))
            .map_or(Subject::None, Subject::Same)
    }

    /// Whether no subject is shared over this chunk: a full stop, `by which`.
    fn parts(&self, at: usize) -> bool {
        let behind = at.checked_sub(1).and_then(|b| self.kind(b)) == Some(Kind::Prep);
        self.kind(at) == Some(Kind::Stop) || behind && self.kind(at) == Some(Kind::Rel)
    }

    /// The subject that ends in the noun chunk `last`.
    fn subject_at(&self, last: usize, verb: usize) -> Subject {
        let mood = self.chunk(verb).mood;
        let finite = mood == Mood::Finite || mood == Mood::Bare && self.kind(verb + 1) == Some(Kind::Noun);
        if is_pronoun(self.tokens, self.chunk(last)) && finite {
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
        // `a target to overcome A`: whoever overcomes it is not the target.
        if self.chunk(verb).mood == Mood::Infinitive && self.is_target(last) {
            return Subject::None;
        }
        if let Some(main) = self.able(last, verb) {
            return main.map_or(Subject::None, Subject::Same);
        }
        if let Some(main) = self.purpose_of(last, verb) {
            return Subject::Same(main);
        }
        let bare = self.chunk(verb).mood == Mood::Gerund
            || self.chunk(verb).mood == Mood::Bare && (self.is_reduced(verb) || self.is_inner(last, verb));
        if self.chunk(verb).mood == Mood::Gerund && self.chunk(verb - 1).kind == Kind::Noun {
            return self.relative(last, last + 1, verb);
        }
        let start = if bare { self.antecedent(last) } else { self.walk_left(last) };
        Subject::Phrase(start, last + 1)
    }

    /// `A fell due to changes of pathways associated with B`: whether a participle stands behind a noun
    /// that another verb governs.
    fn is_inner(&self, noun: usize, verb: usize) -> bool {
        let bounds = |at: &usize| matches!(self.chunk(*at).kind, Kind::Noun | Kind::Prep | Kind::Adv);
        let main = (0..noun).rev().find(|at| !bounds(at)).filter(|at| self.kind(*at) == Some(Kind::Verb));
        self.is_participle(verb)
            && main.is_some_and(|m| self.chunk(m).mood == Mood::Bare || self.chunk(m).passive)
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
                        && self.head_roles(start - 2).has(Roles::ALTERS)
                    || self.text(start - 1).eq_ignore_ascii_case("from")
                        && self.tokens[self.chunk(start - 2).head].entry.forms.has(Forms::NOMINAL)
                    || self.text(start - 1).eq_ignore_ascii_case("to") && self.is_of_a_drug(start - 2));
            // `between A and B triggered by C`
            let between = start >= 3
                && self.kind(start - 1) == Some(Kind::And)
                && self.text(start - 3).eq_ignore_ascii_case("between");
            if between || self.kind(start - 1) != Some(Kind::And) && !belongs {
                break;
            }
            start -= 2;
        }
        start
    }

    /// `resistance to D that depends on A`: the resistance does.
    pub(super) fn is_of_a_drug(&self, noun: usize) -> bool {
        const TO: [&str; 5] = ["resistance", "sensitivity", "response", "responses", "responsiveness"];
        let head = self.tokens[self.chunk(noun).head].text.rsplit(' ').next().unwrap_or_default();
        TO.iter().any(|w| head.eq_ignore_ascii_case(w))
    }

    /// Where the subject starts that ends at the noun chunk `last`.
    pub(super) fn walk_left(&self, last: usize) -> usize {
        let mut start = last;
        let mut list = false;
        while start > 0 {
            let noun_at = |at: Option<usize>| at.filter(|a| self.kind(*a) == Some(Kind::Noun));
            let next = match self.chunk(start - 1).kind {
                Kind::Prep => {
                    list = false;
                    let of_verb = || self.related_before(start.checked_sub(2)?);
                    // `before or during A`
                    let either = start >= 4
                        && self.kind(start - 2) == Some(Kind::And)
                        && self.kind(start - 3) == Some(Kind::Prep);
                    noun_at(start.checked_sub(if either { 4 } else { 2 }))
                        .or_else(|| self.reduced_before(start))
                        .or_else(of_verb)
                }
                Kind::And => {
                    list = true;
                    if self.ends_clause(start) {
                        break;
                    }
                    let comma = start >= 2 && self.kind(start - 2) == Some(Kind::Comma);
                    noun_at(start.checked_sub(if comma { 3 } else { 2 }))
                }
                Kind::Comma if list && !self.closes_opening(start - 1) => noun_at(start.checked_sub(2)),
                // `targeting A by inhibiting B`
                Kind::Verb if self.chunk(start - 1).mood == Mood::Gerund => {
                    let prep = start >= 3 && self.kind(start - 2) == Some(Kind::Prep);
                    noun_at(start.checked_sub(if prep { 3 } else { 2 }))
                }
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

    /// Whether a comma closes the phrase that opens a sentence: `In these cells, A and B interact`.
    fn closes_opening(&self, comma: usize) -> bool {
        let first = (0..comma).rev().find(|i| self.chunk(*i).kind == Kind::Stop).map_or(0, |at| at + 1);
        let opens = match self.chunk(first).kind {
            Kind::Prep | Kind::Sub => true,
            Kind::Verb => matches!(self.chunk(first).mood, Mood::Infinitive | Mood::Gerund),
            _ => false,
        };
        opens && (first..comma).all(|i| self.chunk(i).kind != Kind::Comma)
    }

    /// Whether `and` before a subject joins clauses: `A activates B and C inhibits D`.
    fn ends_clause(&self, start: usize) -> bool {
        let before = |at: usize| (0..at).rev().find(|i| self.kind(*i) != Some(Kind::Adv));
        let comma = usize::from(start >= 2 && self.kind(start - 2) == Some(Kind::Comma));
        let Some(noun) = start.checked_sub(2 + comma).filter(|n| self.kind(*n) == Some(Kind::Noun)) else {
            return false;
        };
        let Some(verb) = self.governor(noun) else { return false };
        let transitive = self.chunk(verb).mood == Mood::Bare && self.kind(verb + 1) == Some(Kind::Noun);
        let within =
            before(verb).is_some_and(|b| matches!(self.chunk(b).kind, Kind::Rel | Kind::That | Kind::Sub));
        // `A promotes B to impair C, and their combination with D impairs E`
        let dependent = matches!(self.chunk(verb).mood, Mood::Infinitive | Mood::Gerund)
            && comma == 1
            && self.verb_before(verb, true).is_some_and(|main| self.chunk(main).mood == Mood::Finite);
        // `A increased upon loss of B, and C impaired D`
        let alone = self.chunk(verb).mood == Mood::Bare
            && comma == 1
            && !self.is_reduced(verb)
            && before(verb).is_some_and(|b| self.chunk(b).kind == Kind::Noun);
        (self.chunk(verb).mood == Mood::Finite || transitive || dependent || alone) && !within
    }

    /// `A that binds to B`: the noun before the relative clause of a verb.
    fn related_before(&self, verb: usize) -> Option<usize> {
        let noun = verb.checked_sub(2)?;
        let is = matches!(self.kind(verb - 1), Some(Kind::Rel | Kind::That))
            && self.kind(verb) == Some(Kind::Verb);
        (is && self.kind(noun) == Some(Kind::Noun)).then_some(noun)
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
            // `is glycosylated, is recognized by A`
            let own = |v: usize| {
                self.chunk(v).passive
                    && self.tokens[self.chunk(v).tokens.start].entry.class == Some(Class::Be)
            };
            let apart = |v: usize| own(v) && own(verb);
            if comma + and > 0 && self.kind(next) == Some(Kind::Verb) && !apart(next) {
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
}
