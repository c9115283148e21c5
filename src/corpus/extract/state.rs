//! Changes that no pattern's own verb tells: what differs where something was done to the cause, what
//! something is made to be.
//!
//! In: a verb group. Out: the filled slots of a pattern, or of the frames for states. `B was reduced in
//! A-deficient cells`, `without A, B fell`, `A-deficient cells had less B`, `A renders B inactive`. Must
//! not know how findings are made of them.

use super::chunk::{Kind, Mood};
use super::pattern::{Column, Frame, Step};
use super::phrase::{Arg, Function, acts};
use super::relation::{Bound, Reading, Told};
use super::token::{Pos, Token};
use super::words::{Class, Roles};

/// What follows where something was done.
const WHERE: [&str; 12] = [
    "in",
    "upon",
    "after",
    "following",
    "by",
    "with",
    "on",
    "in response to",
    "without",
    "under",
    "during",
    "from",
];

/// Participles for what was there.
const SEEN: [&str; 7] = ["observed", "seen", "found", "detected", "noted", "noticed", "recorded"];

/// Whether a word may tell that a change was seen: see [`Reading::observed`].
pub(super) fn may_be_seen(token: &Token<'_>) -> bool {
    let sees = token.pos == Pos::Verb && token.entry.roles.has(Roles::SEES);
    sees && SEEN.iter().any(|s| token.text.eq_ignore_ascii_case(s))
        || token.text.eq_ignore_ascii_case("there")
}

impl Reading<'_, '_> {
    /// `B was reduced in A-deficient cells`: what was done to A made the change.
    pub(super) fn changed(&mut self, frame: &Frame, verb: usize, after: usize, told: Told) {
        let sign = self.patterns.signs[frame.predicate.0 as usize].sign;
        let modified = if sign == 0 { self.modified(frame) } else { None };
        if sign == 0 && modified.is_none() || sign > 0 && self.goes_without(frame, after) {
            return;
        }
        // `B was still activated in A-deficient cells`
        if self.goes_on(verb) {
            return;
        }
        let frame = modified.as_ref().unwrap_or(frame);
        let Some(Step::Slot(slot)) = frame.steps.first() else { return };
        let mut cause = self.done(verb, after);
        // What is modified where something is lacking is modified without it.
        cause.retain(|arg| modified.is_none() || !arg.flip);
        if cause.is_empty() {
            return;
        }
        let theme = self.phrases.subject(verb).args;
        if !theme.is_empty() {
            self.emit(frame, &Bound::of(frame).with(0, cause).with(*slot, theme), told);
        }
    }

    /// Whether a verb group says that nothing changed.
    fn goes_on(&self, verb: usize) -> bool {
        const ON: [&str; 6] = ["still", "remained", "remains", "remain", "equally", "similarly"];
        let chunk = &self.phrases.chunks.list[verb];
        let near = chunk.tokens.start..(chunk.tokens.end + 1).min(self.phrases.tokens.len());
        self.phrases.tokens[near].iter().any(|t| ON.iter().any(|w| t.text.eq_ignore_ascii_case(w)))
    }

    /// Whether a denial holds only where something else was lost: `A did not activate B without C`.
    pub(super) fn is_conditional(&self, verb: usize, after: usize, bound: &Bound) -> bool {
        let object = self.phrases.skip_adverbs(after);
        let end = match self.phrases.is(object, Kind::Noun) {
            true => self.phrases.resolve(object, self.phrases.chunks.list.len()).end,
            false => after,
        };
        let taken = |arg: &Arg| bound.slots.iter().flatten().any(|b| b.mention == arg.mention);
        let lost = |arg: &Arg| arg.acted && arg.flip && !taken(arg);
        let absent = self.absent(end);
        self.done(verb, end).iter().any(lost) || absent.iter().any(|arg| !taken(arg))
    }

    /// What `without` names behind a place.
    fn absent(&self, from: usize) -> Vec<Arg> {
        match self.phrases.text(from).eq_ignore_ascii_case("without") {
            true => self.object_of(from).map(|(args, _)| args).unwrap_or_default(),
            false => Vec::new(),
        }
    }

    /// What was done to the cause of a change: `in A-deficient cells`, `upon loss of A`.
    fn done(&self, verb: usize, after: usize) -> Vec<Arg> {
        // `B fell without an increase in A`: A had no part in it.
        let places: Vec<&str> = WHERE.iter().copied().filter(|w| *w != "without").collect();
        let mut cause = self.prepositional(after, &places);
        cause.retain(|arg| arg.acted);
        if cause.is_empty() {
            cause = self.prepositional(after, &["in response to"]);
        }
        if cause.is_empty() {
            cause = self.fronted(verb);
        }
        if cause.is_empty() {
            cause = self.conditional(verb, after);
        }
        cause
    }

    /// `B rose upon loss of A`, `B fell in A-deficient cells`: a verb that tells a change alone.
    fn risen(&mut self, verb: usize, after: usize, told: Told) {
        let head = &self.phrases.tokens[self.phrases.chunks.list[verb].head];
        let less = head.entry.roles.has(Roles::REMOVES);
        let cause = self.done(verb, after);
        let mut theme = self.phrases.subject(verb).args;
        if cause.is_empty() || theme.is_empty() || self.phrases.is(after, Kind::Noun) {
            return;
        }
        theme.iter_mut().for_each(|arg| arg.flip ^= less);
        let patterns = self.patterns;
        for frame in &patterns.states {
            self.emit(frame, &Bound::of(frame).with(0, cause.clone()).with(1, theme.clone()), told);
        }
    }

    /// `B was phosphorylated in response to A`: more of that of B, by whatever hand.
    fn modified(&self, frame: &Frame) -> Option<Frame> {
        let Some(Column::Slot(_, Some(aspect))) = frame.columns.get(1) else { return None };
        let mut raised = self.patterns.states.first()?.clone();
        raised.columns[1] = Column::Slot(1, Some(aspect.clone()));
        Some(raised)
    }

    /// `B was induced in the absence of A`: it needs no A, and A lowers nothing.
    fn goes_without(&self, frame: &Frame, after: usize) -> bool {
        let at = self.phrases.skip_adverbs(after);
        let noun = self.phrases.chunks.list.get(at + 1).filter(|c| c.kind == Kind::Noun);
        let absent = noun.is_some_and(|c| self.phrases.tokens[c.head].text.eq_ignore_ascii_case("absence"));
        let compares = self.patterns.name(frame.predicate) == "increases";
        !compares && (absent || self.phrases.text(at).eq_ignore_ascii_case("without"))
    }

    /// `B fell when A was silenced`, `When A was silenced, B fell`: what was done to A.
    fn conditional(&self, verb: usize, after: usize) -> Vec<Arg> {
        let list = &self.phrases.chunks.list;
        let when = |at: usize| {
            list.get(at).is_some_and(|c| c.kind == Kind::Sub)
                && self.phrases.text(at).eq_ignore_ascii_case("when")
        };
        let opens = (0..verb).rev().find(|at| list[*at].kind == Kind::Stop).map_or(0, |at| at + 1);
        let behind = self.phrases.skip_adverbs(after);
        let from = if when(behind) { behind } else { opens };
        let Some(done) = (from..list.len()).find(|at| list[*at].kind == Kind::Verb && *at != verb) else {
            return Vec::new();
        };
        let head = &self.phrases.tokens[list[done].head];
        let parted = from == behind || (done..verb).any(|at| list[at].kind == Kind::Comma);
        let acted = list[done].passive && !list[done].negated && head.entry.manipulation > 0;
        if !when(from) || !acted || !parted {
            return Vec::new();
        }
        let mut args = self.phrases.subject(done).args;
        let mut function = Function::default();
        function.add(head);
        args.iter_mut().for_each(|arg| function.apply(arg));
        args
    }

    /// `In the absence of A, …`, `Upon silencing A, …`: what was done before the clause of a verb.
    fn fronted(&self, verb: usize) -> Vec<Arg> {
        let list = &self.phrases.chunks.list;
        let opens = |at: &usize| list[*at].kind == Kind::Stop;
        let first = (0..verb).rev().find(opens).map_or(0, |at| at + 1);
        if list[first].kind != Kind::Prep
            || !WHERE.iter().any(|w| w.eq_ignore_ascii_case(self.phrases.text(first)))
        {
            return Vec::new();
        }
        let Some((mut args, end)) = self.object_of(first) else { return Vec::new() };
        let without = self.phrases.text(first).eq_ignore_ascii_case("without");
        let closed = end < verb && list[end].kind == Kind::Comma;
        for arg in args.iter_mut().filter(|_| without) {
            arg.flip = !arg.flip;
            arg.acted = true;
        }
        let responds = self.phrases.text(first).eq_ignore_ascii_case("in response to");
        args.retain(|arg| (arg.acted || responds) && closed);
        args
    }

    /// What a preposition governs, and the chunk behind it: `silencing A` is A, undone.
    fn object_of(&self, prep: usize) -> Option<(Vec<Arg>, usize)> {
        let list = &self.phrases.chunks.list;
        let next = list.get(prep + 1)?;
        let noun = prep + 1 + usize::from(next.kind == Kind::Verb && next.mood == Mood::Gerund);
        if list.get(noun)?.kind != Kind::Noun {
            return None;
        }
        let mut found = self.phrases.resolve(noun, list.len());
        if noun > prep + 1 {
            if !acts(self.phrases.head_roles(prep + 1)) {
                found.args.clear();
            }
            let mut function = Function::default();
            function.add(&self.phrases.tokens[next.head]);
            found.args.iter_mut().for_each(|arg| function.apply(arg));
        }
        Some((found.args, found.end))
    }

    /// The participants behind the first of these prepositions, other prepositional phrases
    /// skipped.
    pub(super) fn prepositional(&self, after: usize, wanted: &[&str]) -> Vec<Arg> {
        let list = &self.phrases.chunks.list;
        let mut at = after;
        while let Some(chunk) = list.get(at) {
            match chunk.kind {
                Kind::Adv => at += 1,
                // `induced by cells, as evidenced by A`
                Kind::Prep if self.phrases.text(at).eq_ignore_ascii_case("as") => break,
                Kind::Prep => {
                    let Some((args, end)) = self.object_of(at) else { break };
                    let text = self.phrases.text(at);
                    if wanted.iter().any(|w| w.eq_ignore_ascii_case(text)) && !args.is_empty() {
                        return self.with_second(args, end, text);
                    }
                    at = end;
                }
                _ => break,
            }
        }
        Vec::new()
    }

    /// `at one site by A and at another by B`: the participants with those behind the same
    /// preposition once more.
    fn with_second(&self, mut args: Vec<Arg>, end: usize, prep: &str) -> Vec<Arg> {
        let list = &self.phrases.chunks.list;
        let mut at = end + 1;
        while list.get(end).is_some_and(|c| c.kind == Kind::And)
            && list.get(at).is_some_and(|c| c.kind == Kind::Prep)
            && let Some((more, next)) = self.object_of(at)
        {
            if self.phrases.text(at).eq_ignore_ascii_case(prep) {
                args.extend(more);
                break;
            }
            at = next;
        }
        args
    }

    /// What a verb group tells that is no trigger itself.
    pub(super) fn state(&mut self, verb: usize) {
        let chunk = &self.phrases.chunks.list[verb];
        let head = &self.phrases.tokens[chunk.head];
        let own = self.is_own(head.entry.lemma);
        self.observed(verb);
        let (shows, makes) = (head.entry.roles.has(Roles::SHOWS), head.entry.roles.has(Roles::MAKES) && own);
        let changes = own && acts(head.entry.roles);
        if chunk.passive || !shows && !makes && !changes {
            return;
        }
        let told = self.told(verb, chunk.head, chunk.negated);
        let after = self.phrases.after_verb(verb);
        if changes && !shows && !makes {
            return self.risen(verb, after, told);
        }
        let patterns = self.patterns;
        for frame in &patterns.states {
            if makes {
                self.active(frame, verb, after, told);
                continue;
            }
            let mut cause = self.phrases.subject(verb).args;
            cause.retain(|arg| arg.acted);
            let mut bound = Bound::of(frame).with(0, cause);
            if self.follow(frame, 0, after, &mut bound) {
                bound.slots[1].retain(|arg| arg.acted && arg.manipulation == 0);
                self.emit(frame, &bound, told);
            }
        }
    }

    /// `an increase in B was seen after loss of A`, `there was less B in A-deficient cells`
    fn observed(&mut self, verb: usize) {
        let list = &self.phrases.chunks.list;
        let chunk = &list[verb];
        let head = &self.phrases.tokens[chunk.head];
        let seen = chunk.passive && SEEN.iter().any(|s| head.text.eq_ignore_ascii_case(s));
        let there = head.entry.class == Some(Class::Be)
            && verb.checked_sub(1).is_some_and(|at| self.phrases.text(at).eq_ignore_ascii_case("there"));
        let after = self.phrases.after_verb(verb);
        let (mut theme, after, denied) = match () {
            () if seen => (self.phrases.subject(verb).args, after, chunk.negated),
            () if there && self.phrases.is(after, Kind::Noun) => {
                let found = self.phrases.resolve(after, list.len());
                (found.args, found.end, chunk.negated)
            }
            () => return,
        };
        theme.retain(|arg| arg.acted && arg.manipulation == 0);
        let mut cause = if theme.is_empty() { Vec::new() } else { self.done(verb, after) };
        cause.retain(|arg| arg.acted && !theme.iter().any(|t| t.mention == arg.mention));
        // `activation of B was seen in A-deficient cells`: it needs no A, and is no more than elsewhere.
        let gain = theme.iter().any(|t| !t.flip) && !self.is_more(verb);
        cause.retain(|arg| !(arg.flip && gain));
        if cause.is_empty() || self.goes_on(verb) {
            return;
        }
        let told = self.told(verb, chunk.head, denied);
        let patterns = self.patterns;
        for frame in &patterns.states {
            self.emit(frame, &Bound::of(frame).with(0, cause.clone()).with(1, theme.clone()), told);
        }
    }

    /// Whether a sentence says, up to a verb or behind `there was`, that there is more of something.
    fn is_more(&self, verb: usize) -> bool {
        const MORE: [&str; 12] = [
            "increase",
            "increases",
            "increased",
            "elevation",
            "elevated",
            "enhanced",
            "higher",
            "greater",
            "more",
            "rise",
            "upregulation",
            "accumulation",
        ];
        let list = &self.phrases.chunks.list;
        let first =
            (0..verb).rev().find(|at| list[*at].kind == Kind::Stop).map_or(0, |at| list[at].tokens.end);
        let last = list.get(verb + 1).map_or(list[verb].tokens.end, |c| c.tokens.end);
        self.phrases.tokens[first..last].iter().any(|t| MORE.iter().any(|m| t.text.eq_ignore_ascii_case(m)))
    }

    /// Whether no pattern says what a verb makes of its object alone.
    fn is_own(&self, lemma: u32) -> bool {
        let frames = self.patterns.frames_of(lemma);
        frames.iter().all(|id| self.patterns.frames[*id as usize].steps.len() > 1)
    }

    /// `A rescued the loss of B` makes more of B, and so does `A rescued B`.
    pub(super) fn rescue(&self, frame: &Frame, verb: usize, bound: &mut Bound) {
        let Some(Step::Slot(slot)) = frame.steps.first() else { return };
        if self.phrases.head_roles(verb).has(Roles::RESCUES) {
            bound.slots[*slot].iter_mut().filter(|arg| arg.acted).for_each(|arg| arg.flip = false);
        }
    }

    /// `A causes B to become inactive`: turns the object round where that is less of it. Whether the
    /// sign is known.
    pub(super) fn become_so(&self, frame: &Frame, verb: usize, after: usize, bound: &mut Bound) -> bool {
        let head = &self.phrases.tokens[self.phrases.chunks.list[verb].head];
        let (Some(Step::Slot(slot)), true) = (frame.steps.first(), head.entry.roles.has(Roles::MAKES)) else {
            return true;
        };
        let bare = self.is_own(head.entry.lemma);
        if frame.steps.len() > 1 {
            return true;
        }
        if bound.slots[*slot].iter().all(|arg| arg.acted) {
            return true;
        }
        let end = self.phrases.resolve(self.phrases.skip_adverbs(after), self.phrases.chunks.list.len()).end;
        let Some(less) = self.complement(end) else { return !bare };
        let Some(less) = less else { return false };
        bound.slots[*slot].iter_mut().for_each(|arg| arg.flip ^= less);
        true
    }

    /// What an infinitive behind an object makes of it: less or more, or nothing that is known.
    fn complement(&self, at: usize) -> Option<Option<bool>> {
        let list = &self.phrases.chunks.list;
        let chunk = list.get(at)?;
        // A verb that nobody listed: `to migrate`.
        let bare = list.get(at + 1).is_some_and(|c| c.kind == Kind::Noun && c.tokens.len() == 1);
        if chunk.kind == Kind::Prep && bare && self.phrases.text(at).eq_ignore_ascii_case("to") {
            return Some(None);
        }
        if chunk.kind != Kind::Verb || chunk.mood != Mood::Infinitive {
            return None;
        }
        let head = &self.phrases.tokens[chunk.head];
        let mut roles = head.entry.roles;
        if head.entry.class == Some(Class::Be) {
            let state = list.get(at + 1).filter(|c| c.kind == Kind::Noun);
            let tokens = state.map_or(0..0, |c| c.tokens.clone());
            self.phrases.tokens[tokens].iter().for_each(|t| roles.add(t.entry.roles));
            let active =
                state.is_some_and(|c| self.phrases.tokens[c.head].text.eq_ignore_ascii_case("active"));
            roles.add(if active { Roles::ADDS } else { Roles::default() });
        }
        let sign = |id: &u32| {
            let frame = &self.patterns.frames[*id as usize];
            self.patterns.signs[frame.predicate.0 as usize].sign
        };
        let alone = chunk.passive || list.get(at + 1).is_none_or(|c| c.kind != Kind::Noun);
        let of_frame = self.patterns.frames_of(head.entry.lemma).iter().map(sign).find(|s| *s != 0);
        Some(match () {
            () if roles.has(Roles::REMOVES) || roles.has(Roles::FAILS) => Some(true),
            () if roles.has(Roles::ADDS) => Some(false),
            () => of_frame.filter(|_| alone).map(|sign| sign < 0),
        })
    }
}
