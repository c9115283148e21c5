//! What a sentence says. In: a sentence, its mentions, and patterns. Out: relations between the
//! mentions, each with sign, polarity, certainty and what was done to the cause.
//!
//! A pattern is matched through its trigger: the verb of a clause in any form and voice, the noun
//! of the event, or a participle that a hyphen joins to a participant. Must not know papers.

use std::ops::Range;

use smallvec::SmallVec;

use super::chunk::{Chunks, Kind, Mood, chunks};
use super::denial;
use super::pattern::{Frame, KindSet, Patterns, Shape, Step};
use super::phrase::{Arg, Memo, Phrases, acts};
use super::scope::{Stance, stances};
use super::state::may_be_seen;
use super::token::{Pos, Token, Tokens};
use super::words::{Entry, Roles};
use crate::corpus::finding::Certainty;
use crate::fact::{KindId, PredicateId};

/// A mention of something in a sentence.
#[derive(Clone, Debug, Default)]
pub struct Marked {
    /// Bytes of the sentence.
    pub span: Range<usize>,
    /// Equal for two mentions of the same thing.
    pub entity: u32,
    /// The kinds that it may be of.
    pub kinds: SmallVec<[KindId; 2]>,
}

/// One relation that a sentence states.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relation {
    /// What it says.
    pub predicate: PredicateId,
    /// In the order of the predicate's columns.
    pub args: Vec<Argument>,
    /// Whether the sentence says that it does not hold.
    pub denied: bool,
    /// How sure the sentence is.
    pub certainty: Certainty,
    /// What an experimenter did to the cause.
    pub manipulation: Option<String>,
    /// Bytes of the sentence: the word that tells the relation.
    pub trigger: Range<usize>,
    /// Mentions that the pattern asks for and its finding has no column for: what the group is given.
    pub given: Vec<usize>,
    /// Whether the sentence only calls its cause so, and shows nothing of it: `inhibitors of B such as A`.
    pub called: bool,
}

/// What stands in a column of a relation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Argument {
    /// A mention, by its position, and what of it is meant.
    Mention {
        /// Position among the mentions of the sentence.
        mention: usize,
        /// Such as `expression`.
        aspect: Option<String>,
    },
    /// A word that the pattern gives: `high`, `positively`.
    Word(String),
    /// A thing that the pattern names and the sentence tells by another word: `sensitized`.
    Constant {
        /// As the pattern names it.
        name: String,
        /// Bytes of the sentence that tell it.
        said: Range<usize>,
    },
}

/// The most chunks that `…` of a pattern stands for.
const WIDEST_GAP: usize = 8;

/// Reads one sentence. `mentions` are in order and do not overlap.
pub fn relations(sentence: &str, mentions: &[Marked], patterns: &Patterns, found: &mut Vec<Relation>) {
    found.extend(of_sentences(&[(sentence, mentions)], patterns).into_iter().flatten());
}

/// Reads several sentences, each with its mentions.
///
/// Each stage is done for all of them before the next one: the program is larger than what a processor
/// keeps at hand.
pub(super) fn of_sentences(sentences: &[(&str, &[Marked])], patterns: &Patterns) -> Vec<Vec<Relation>> {
    let spans = |mentions: &[Marked]| mentions.iter().map(|m| m.span.clone()).collect();
    let spans: Vec<Vec<Range<usize>>> = sentences.iter().map(|(_, mentions)| spans(mentions)).collect();
    let texts = sentences.iter().zip(&spans).map(|(&(text, _), spans)| (text, &spans[..]));
    let tokens = Tokens::of(texts, &patterns.words);
    let mut found = vec![Vec::new(); sentences.len()];
    let stretches = stretches(&tokens, sentences, patterns);
    let chunks: Vec<Chunks> = stretches.iter().map(|s| chunks(s.tokens)).collect();
    let memo = vec![Memo::default(); chunks.iter().map(|c| c.list.len()).sum()];
    let phrases = phrases(&stretches, &chunks, &memo);
    let stances: Vec<Vec<Stance>> = phrases.iter().map(stances).collect();
    for ((stretch, phrases), stances) in stretches.iter().zip(phrases).zip(stances) {
        let (mentions, found) = (sentences[stretch.sentence].1, &mut found[stretch.sentence]);
        Reading { phrases, patterns, mentions, kinds: stretch.kinds, stances, found }.run();
    }
    for ((sentence, _), found) in sentences.iter().zip(&mut found).filter(|(_, found)| !found.is_empty()) {
        // What was only proposed stays so.
        if let Some(at) = denial::unconfirmed(sentence) {
            let told = |r: &&mut Relation| r.trigger.end <= at && r.certainty != Certainty::Proposed;
            found.iter_mut().filter(told).for_each(|r| r.denied = true);
        }
    }
    found
}

fn phrases<'s>(stretches: &[Stretch<'s>], chunks: &'s [Chunks], memo: &'s [Memo]) -> Vec<Phrases<'s>> {
    let mut from = 0;
    let parts = stretches.iter().zip(chunks).map(|(stretch, chunks)| {
        let start = from;
        from += chunks.list.len();
        Phrases { tokens: stretch.tokens, chunks, memo: &memo[start..from] }
    });
    parts.collect()
}

/// A sentence that may tell a relation, or what stands in its brackets.
struct Stretch<'s> {
    sentence: usize,
    tokens: &'s [Token<'s>],
    /// Of all mentions of the sentence.
    kinds: KindSet,
}

fn stretches<'s>(
    tokens: &'s Tokens<'s>,
    sentences: &[(&str, &[Marked])],
    patterns: &Patterns,
) -> Vec<Stretch<'s>> {
    let mut found = Vec::with_capacity(sentences.len());
    for (sentence, (tokens, (_, mentions))) in tokens.each().zip(sentences).enumerate() {
        let kinds = KindSet::of(mentions.iter().flat_map(|m| m.kinds.iter().copied()));
        if mentions.is_empty() || !tokens.iter().any(|token| may_tell(token, patterns, kinds)) {
            continue;
        }
        found.push(Stretch { sentence, tokens, kinds });
        for open in (0..tokens.len()).filter(|t| tokens[*t].pos == Pos::Open) {
            let end =
                tokens[open..].iter().position(|t| t.pos == Pos::Close).map_or(tokens.len(), |n| open + n);
            let tokens = &tokens[open + 1..end];
            if tokens.iter().filter(|t| t.is_mention()).count() > 1 {
                found.push(Stretch { sentence, tokens, kinds });
            }
        }
    }
    found
}

/// Whether a token may tell a relation of things of these kinds.
fn may_tell(token: &Token<'_>, patterns: &Patterns, kinds: KindSet) -> bool {
    let Entry { lemma, noun, roles, .. } = token.entry;
    let opens = |lemma: u32| lemma > 0 && patterns.open_frames(lemma, kinds).next().is_some();
    let glued = || token.glued && patterns.open_glued(lemma, kinds).next().is_some();
    let state = || patterns.states.iter().any(|frame| frame.may_hold(kinds));
    let tells = may_be_seen(token) || roles.has(Roles::SHOWS) || roles.has(Roles::MAKES);
    let changes = token.pos == Pos::Verb && acts(roles);
    opens(lemma) || opens(noun) || glued() || (tells || changes) && state()
}

pub(super) struct Reading<'s, 'f> {
    pub(super) phrases: Phrases<'s>,
    pub(super) patterns: &'s Patterns,
    pub(super) mentions: &'s [Marked],
    /// Of all mentions.
    pub(super) kinds: KindSet,
    pub(super) stances: Vec<Stance>,
    pub(super) found: &'f mut Vec<Relation>,
}

/// Slots that are filled so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Bound {
    pub(super) slots: Vec<Vec<Arg>>,
    /// Two slots that are filled from one list.
    pub(super) pair: Option<(usize, usize)>,
    /// Whether less is said of what the pattern names: `a reduced response to`.
    pub(super) turned: bool,
}

impl Bound {
    pub(super) fn of(frame: &Frame) -> Self {
        Self { slots: vec![Vec::new(); frame.slots.len()], pair: None, turned: false }
    }

    pub(super) fn with(mut self, slot: usize, args: Vec<Arg>) -> Self {
        if let Some(place) = self.slots.get_mut(slot) {
            *place = args;
        }
        self
    }
}

/// Where a relation is stated.
#[derive(Clone, Copy)]
pub(super) struct Told {
    pub(super) token: usize,
    pub(super) denied: bool,
    pub(super) certainty: Certainty,
    /// Whether by what something is called.
    pub(super) called: bool,
}

impl Reading<'_, '_> {
    fn run(&mut self) {
        let Phrases { tokens, chunks, .. } = self.phrases;
        let patterns = self.patterns;
        for (at, chunk) in chunks.list.iter().enumerate() {
            match chunk.kind {
                Kind::Verb => {
                    for frame in patterns.open_frames(tokens[chunk.head].entry.lemma, self.kinds) {
                        self.clause(frame, at);
                    }
                    self.state(at);
                }
                Kind::Noun => {
                    for token in chunk.tokens.clone() {
                        self.noun_token(tokens, at, token);
                    }
                    self.sorts_in_brackets(at);
                }
                _ => {}
            }
        }
    }

    pub(super) fn told(&self, chunk: usize, token: usize, denied: bool) -> Told {
        let stance = self.stances[chunk];
        Told { token, denied: denied || stance.denied, certainty: stance.certainty, called: false }
    }

    // ── Verbs ──────────────────────────────────────────────────────────────────────────────────

    fn clause(&mut self, frame: &Frame, verb: usize) {
        let chunk = &self.phrases.chunks.list[verb];
        let averted = chunk.mood == Mood::Gerund
            && verb > 0
            && self.phrases.text(verb - 1).eq_ignore_ascii_case("from");
        // `levels depending on A`: according to it.
        let according = self.phrases.tokens[chunk.head].text.eq_ignore_ascii_case("depending");
        if averted
            || according
            || self.is_normal_again(verb)
            || frame.adverb.as_ref().is_some_and(|a| !self.has_adverb(verb, a))
        {
            return;
        }
        let not = frame.adverb.as_deref() == Some("not");
        let told = self.told(verb, chunk.head, !not && (chunk.negated || self.phrases.is_averted(verb)));
        let passive = chunk.passive || self.phrases.is_reduced(verb);
        let after = self.phrases.after_verb(verb);
        match frame.shape {
            Shape::Clause if matches!(frame.steps.first(), Some(Step::Slot(_))) => {
                if passive {
                    self.passive(frame, verb, after, told);
                } else if !self.active(frame, verb, after, told) {
                    self.changed(frame, verb, after, told);
                }
            }
            Shape::Clause if !chunk.passive => {
                self.active(frame, verb, after, told);
            }
            // What is told of one thing is no level where something makes it so.
            Shape::Passive
                if frame.slots.len() == 1 && (!self.agent(after).is_empty() || self.holds(verb, after)) => {}
            Shape::Passive if chunk.passive || chunk.mood == Mood::Bare => {
                self.active(frame, verb, after, told);
            }
            Shape::Together => self.together(frame, verb, after, told),
            _ => {}
        }
    }

    /// `loss of A restored normal B`: whether B rose or fell, nobody says.
    fn is_normal_again(&self, verb: usize) -> bool {
        let chunk = &self.phrases.chunks.list[verb];
        let restores = self.phrases.head_roles(verb).has(Roles::RESCUES);
        let behind = &self.phrases.tokens[chunk.tokens.end..];
        restores && behind.iter().take(3).any(|t| t.text.eq_ignore_ascii_case("normal"))
    }

    /// `the stroma was enriched in A`: what is high is A, in what stands before the verb.
    fn holds(&self, verb: usize, after: usize) -> bool {
        let slots = self.patterns.states.iter().filter_map(|f| f.slots.get(1));
        let is = |arg: &Arg, most: usize| {
            let mention = self.mentions.get(arg.mention as usize);
            mention.is_some_and(|m| slots.clone().take(most).any(|s| s.accepts(&m.kinds)))
        };
        let inside = self.prepositional(after, &["in"]);
        let subject = self.phrases.subject(verb).args;
        inside.iter().any(|arg| is(arg, 2) && !arg.acted) && !subject.iter().any(|arg| is(arg, 1))
    }

    /// Whether an adverb stands directly before or behind a verb.
    fn has_adverb(&self, verb: usize, adverb: &str) -> bool {
        let head = self.phrases.chunks.list[verb].head;
        let near = head.saturating_sub(3)..(head + 2).min(self.phrases.tokens.len());
        self.phrases.tokens[near].iter().any(|t| t.text.eq_ignore_ascii_case(adverb))
    }

    pub(super) fn active(&mut self, frame: &Frame, verb: usize, after: usize, told: Told) -> bool {
        let subject = self.subject_of(frame, verb);
        if subject.is_empty() {
            return false;
        }
        let mut bound = Bound::of(frame).with(0, subject);
        let fits = self.follow(frame, 0, after, &mut bound);
        if fits && told.denied && self.is_conditional(verb, after, &bound) {
            return true;
        }
        self.rescue(frame, verb, &mut bound);
        if fits && self.become_so(frame, verb, after, &mut bound) {
            self.emit(frame, &bound, told);
        }
        fits
    }

    /// The subject of a verb; of an association also what a group is told by.
    fn subject_of(&self, frame: &Frame, verb: usize) -> Vec<Arg> {
        let borne = if frame.is_association() { self.phrases.borne(verb) } else { None };
        let mut subject = borne.unwrap_or_else(|| self.phrases.subject(verb).args);
        // A denial, not a loss of what fails.
        if self.phrases.fails_to(verb) {
            subject.iter_mut().for_each(|arg| arg.flip = !arg.flip);
        }
        subject
    }

    fn passive(&mut self, frame: &Frame, verb: usize, after: usize, told: Told) {
        let theme = self.phrases.subject(verb).args;
        if theme.is_empty() || self.is_of_an_effect(verb) {
            return;
        }
        let mut agent = self.agent(after);
        if agent.is_empty() {
            agent = self.manner(after);
        }
        if agent.is_empty() {
            agent = self.used_on(verb, after, &theme);
        }
        if agent.is_empty() {
            return self.changed(frame, verb, after, told);
        }
        let Some(Step::Slot(slot)) = frame.steps.first() else { return };
        let mut bound = Bound::of(frame).with(0, agent).with(*slot, theme);
        if frame.steps.len() == 1 || self.follow(frame, 1, after, &mut bound) {
            self.emit(frame, &bound, told);
        }
    }

    /// `the effect of A was mediated by B`: B mediates, and makes no more of A.
    fn is_of_an_effect(&self, verb: usize) -> bool {
        let list = &self.phrases.chunks.list;
        let text = |at: usize| self.phrases.tokens[list[at].head].text;
        let effect = |at: usize| {
            ["effect", "effects", "action", "actions"].iter().any(|w| text(at).eq_ignore_ascii_case(w))
        };
        let clause =
            (0..verb).rev().take_while(|at| matches!(list[*at].kind, Kind::Noun | Kind::Prep | Kind::Adv));
        let last = clause.last();
        text(verb).starts_with("mediat")
            && last.is_some_and(|at| (at..verb).any(|i| list[i].kind == Kind::Noun && effect(i)))
    }

    fn together(&mut self, frame: &Frame, verb: usize, after: usize, told: Told) {
        let list = &self.phrases.chunks.list;
        let chunk = &list[verb];
        let other = ["to", "with", "at", "on", "into", "for"]
            .iter()
            .any(|p| p.eq_ignore_ascii_case(self.phrases.text(after)));
        let mutual = list
            .get(after + 1)
            .is_some_and(|c| self.phrases.tokens[c.tokens.clone()].iter().any(|t| t.text == "other"));
        let ends = list.get(after).is_none_or(|c| match c.kind {
            Kind::Noun => false,
            Kind::Prep => !other || mutual,
            _ => true,
        });
        // `A and B bind and are recruited to C`: so is what they bind.
        let next = self.phrases.skip_adverbs(after + 1);
        let shared = self.phrases.is(after, Kind::And)
            && list.get(next).is_some_and(|c| c.kind == Kind::Verb && c.passive)
            && self.phrases.is(next + 1, Kind::Prep);
        let fits = match frame.steps.is_empty() {
            true => ends && !shared,
            false => self.follow(frame, 0, after, &mut Bound::of(frame)),
        };
        if chunk.passive || !fits {
            return;
        }
        let members = self.phrases.subject(verb).args;
        if members.len() >= 2 {
            let mut bound = Bound::of(frame).with(0, members.clone()).with(1, members);
            bound.pair = Some((0, 1));
            self.emit(frame, &bound, told);
        }
    }

    /// What `by` names behind a passive verb or the noun of an event.
    pub(super) fn agent(&self, after: usize) -> Vec<Arg> {
        self.prepositional(after, &["by"])
    }

    /// `in an A-dependent manner`
    fn manner(&self, after: usize) -> Vec<Arg> {
        let list = &self.phrases.chunks.list;
        let mut at = after;
        while let Some(chunk) = list.get(at) {
            match chunk.kind {
                Kind::Adv | Kind::Prep => at += 1,
                Kind::Noun => {
                    let groups = self.phrases.groups(at);
                    let parted = |t: usize| self.phrases.tokens[t].text.eq_ignore_ascii_case("independent");
                    if let [group] = groups
                        && group.glued.is_some_and(|t| !parted(t))
                        && self.phrases.text(at - 1).eq_ignore_ascii_case("in")
                    {
                        return self.members(group);
                    }
                    at += 1;
                }
                _ => break,
            }
        }
        Vec::new()
    }

    // ── Steps ──────────────────────────────────────────────────────────────────────────────────

    /// Matches the steps from number `first` on against the chunks from `from` on.
    pub(super) fn follow(&self, frame: &Frame, first: usize, from: usize, bound: &mut Bound) -> bool {
        let list = &self.phrases.chunks.list;
        let mut at = from;
        for (number, step) in frame.steps.iter().enumerate().skip(first) {
            match step {
                Step::Gap => at = self.gap(frame.steps.get(number + 1), at),
                Step::Words(words) => match self.word(words, at) {
                    Some(next) => {
                        if frame.has_constant() {
                            let Some(less) = self.lessened(at..next) else { return false };
                            bound.turned ^= less;
                        }
                        at = next;
                    }
                    None => return false,
                },
                Step::Slot(_) | Step::Pair(..) => {
                    at = self.phrases.shared_behind(self.phrases.skip_adverbs(at));
                    if list.get(at).is_none_or(|c| c.kind != Kind::Noun) {
                        return false;
                    }
                    // `increased the lethal dose of A`: no more of A.
                    let head = self.phrases.tokens[list[at].head].text;
                    let said = |words: &[&str]| words.iter().any(|w| head.eq_ignore_ascii_case(w));
                    // `mediated the effects of A`: no more of A.
                    let more = self.patterns.signs[frame.predicate.0 as usize].sign > 0;
                    if said(&["dose", "doses"]) || more && said(&["effect", "effects", "action", "actions"]) {
                        return false;
                    }
                    let mut found = self.phrases.resolve(at, list.len());
                    if found.args.is_empty() {
                        found = self.phrases.named_behind(at).unwrap_or(found);
                    }
                    let first = std::mem::replace(&mut at, found.end);
                    match step {
                        Step::Pair(a, b) => {
                            // `the interaction of A and B with C`: each of them with C.
                            let with =
                                ["with", "to"].iter().any(|w| self.phrases.text(at).eq_ignore_ascii_case(w));
                            let between =
                                first > 0 && self.phrases.text(first - 1).eq_ignore_ascii_case("between");
                            if with && !between || !self.pair(first, found.args, (*a, *b), bound) {
                                return false;
                            }
                        }
                        Step::Slot(slot) if !found.args.is_empty() => bound.slots[*slot] = found.args,
                        _ => return false,
                    }
                }
            }
        }
        true
    }

    /// `between X and B, C`, where nobody knows X: B and C are not told together.
    fn opens_unnamed(&self, first: usize) -> bool {
        let list = &self.phrases.chunks.list;
        let ends = |at: &usize| matches!(list[*at].kind, Kind::And | Kind::Comma);
        let Some(end) = (first..list.len()).find(ends) else { return false };
        self.phrases.resolve(first, end).args.is_empty()
    }

    /// Fills two slots from the list that starts at a chunk: each member with each, or, in `between A
    /// and B, C and D`, A with the others.
    pub(super) fn pair(
        &self,
        first: usize,
        args: Vec<Arg>,
        slots: (usize, usize),
        bound: &mut Bound,
    ) -> bool {
        if args.len() < 2 || self.opens_unnamed(first) {
            return false;
        }
        let one_with_many = args.len() > 2
            && self.phrases.is(first + 1, Kind::And)
            && self.phrases.is(first + 2, Kind::Noun)
            && (self.phrases.is(first + 3, Kind::Comma) || self.phrases.is(first + 3, Kind::And));
        let (one, other) = match one_with_many {
            true => (args[..1].to_vec(), args[1..].to_vec()),
            false => (args.clone(), args),
        };
        (bound.slots[slots.0], bound.slots[slots.1]) = (one, other);
        bound.pair = (!one_with_many).then_some(slots);
        true
    }

    /// The first chunk behind a gap where the next step fits, at most [`WIDEST_GAP`] chunks on and
    /// within one clause.
    fn gap(&self, next: Option<&Step>, from: usize) -> usize {
        let list = &self.phrases.chunks.list;
        let fits = |at: &usize| match next {
            Some(Step::Words(words)) => self.word(words, *at).is_some(),
            Some(_) => list[*at].kind == Kind::Noun && !self.phrases.resolve(*at, list.len()).args.is_empty(),
            None => true,
        };
        let near = from..(from + WIDEST_GAP).min(list.len());
        near.take_while(|at| list[*at].kind != Kind::Stop).find(fits).unwrap_or(from)
    }

    /// Whether the noun phrase among chunks says less of what it names; none where it is a name itself.
    fn lessened(&self, mut chunks: Range<usize>) -> Option<bool> {
        let Some(noun) = chunks.rfind(|at| self.phrases.is(*at, Kind::Noun)) else { return Some(false) };
        let chunk = &self.phrases.chunks.list[noun];
        let tokens = &self.phrases.tokens[chunk.tokens.clone()];
        let head = &self.phrases.tokens[chunk.head];
        if head.is_mention() && head.text.contains(' ') {
            return None;
        }
        let less = tokens.iter().filter(|t| t.entry.roles.has(Roles::REMOVES) && t.start != head.start);
        Some(less.count() % 2 == 1)
    }

    /// Whether a noun phrase is of those who have what follows: `cases with A`.
    fn is_of_cases(&self, noun: usize) -> bool {
        const CASES: [&str; 7] = ["cases", "patients", "subjects", "individuals", "those", "women", "men"];
        let head = self.phrases.chunks.list.get(noun).map(|c| self.phrases.tokens[c.head].text);
        head.is_some_and(|h| CASES.iter().any(|c| h.eq_ignore_ascii_case(c)))
            && self.phrases.text(noun + 1).eq_ignore_ascii_case("with")
    }

    /// The chunk behind a word of the pattern; prepositional phrases before it are skipped.
    fn word(&self, words: &[String], from: usize) -> Option<usize> {
        let list = &self.phrases.chunks.list;
        let mut at = from;
        loop {
            let chunk = list.get(at)?;
            let token =
                &self.phrases.tokens[if chunk.kind == Kind::Noun { chunk.head } else { chunk.tokens.start }];
            let said = |w: &String| {
                // `proteasomal degradation`, named as one thing
                let text = token.text.rsplit(' ').next().unwrap_or_default();
                text.eq_ignore_ascii_case(w)
                    || text.len() == w.len() + 1
                        && text.ends_with('s')
                        && text[..w.len()].eq_ignore_ascii_case(w)
                    || text.strip_suffix("es").is_some_and(|stem| stem.eq_ignore_ascii_case(w))
            };
            if words[..] == ["no"] && chunk.kind == Kind::Noun && chunk.negated {
                return Some(at);
            }
            if matches!(chunk.kind, Kind::Prep | Kind::Noun | Kind::And) && words.iter().any(said) {
                return Some(at + 1);
            }
            // `inhibitory` in `an inhibitory effect`
            let inside = &self.phrases.tokens[chunk.tokens.clone()];
            if chunk.kind == Kind::Noun
                && inside.iter().any(|t| words.iter().any(|w| t.text.eq_ignore_ascii_case(w)))
            {
                return Some(at);
            }
            at = match chunk.kind {
                Kind::Adv | Kind::And if self.phrases.skip_adverbs(at) > at => self.phrases.skip_adverbs(at),
                // `correlated in cases with A`
                Kind::Prep if words.iter().any(|w| w == "with") && self.is_of_cases(at + 1) => return None,
                // `resulted from A in B`
                Kind::Prep if self.phrases.text(at).eq_ignore_ascii_case("from") => return None,
                Kind::Prep if list.get(at + 1).is_some_and(|c| c.kind == Kind::Noun) => {
                    self.phrases.resolve(at + 1, list.len()).end
                }
                _ => return None,
            };
        }
    }
}
