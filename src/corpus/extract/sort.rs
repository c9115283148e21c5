//! What a thing is called by what it does to another: `the B inhibitor A`, `A, a selective B antagonist`,
//! `B blockers such as A and C`. In: a noun behind the name of what it acts on. Out: the filled slots of
//! a pattern. Must not know how findings are made of them.

use std::ops::Range;

use super::chunk::Kind;
use super::pattern::{Frame, Step};
use super::phrase::Arg;
use super::relation::{Bound, Reading, Told};
use super::token::{Pos, Token};
use super::words::Roles;
use crate::corpus::finding::Certainty;

/// What may stand between what is acted on and the noun.
const BETWEEN: [&str; 26] = [
    "pathway",
    "signaling",
    "signalling",
    "activity",
    "activation",
    "phosphorylation",
    "expression",
    "partial",
    "kinase",
    "kinases",
    "receptor",
    "receptors",
    "channel",
    "channels",
    "protein",
    "enzyme",
    "family",
    "isoform",
    "tyrosine",
    "selective",
    "specific",
    "small",
    "small-molecule",
    "molecule",
    "competitive",
    "pharmacological",
];

/// Of these a molecule is not itself acted on: `calcium channel blockers`.
const CARRIERS: [&str; 6] = ["kinase", "kinases", "receptor", "receptors", "channel", "channels"];

/// What names one of a sort.
const SUCH: [&str; 4] = ["such as", "including", "like", "e.g"];

impl Reading<'_, '_> {
    /// `the B inhibitor A`, `A is a B inhibitor`
    pub(super) fn sort(&mut self, frame: &Frame, chunk: usize, token: usize) {
        let list = &self.phrases.chunks.list;
        let range = list[chunk].tokens.clone();
        let Some(theme) = self.acted_on(frame, range.start, token) else { return };
        let theme = self.shared_sort(frame, chunk, theme);
        let Some(token) = self.end_of_sort(frame, token, range.end) else { return };
        let last = token + 1 == range.end;
        let behind = if list[chunk].negated { Vec::new() } else { self.of_the_sort(chunk, token) };
        if !behind.is_empty() {
            let told = self.presupposed(range, token);
            return self.emit(frame, &Bound::of(frame).with(0, behind).with(1, theme), told);
        }
        let first = self.first_of(chunk);
        let Some((subject, verb)) = self.equated(first).filter(|_| last) else { return };
        // `A, a B inhibitor,`
        let named = first > 0 && self.phrases.is(first - 1, Kind::Comma) && list[verb].kind == Kind::Noun;
        let told = match named {
            true => self.presupposed(range, token),
            false => {
                let mut told = self.told(chunk, token, list[chunk].negated || list[verb].negated);
                told.certainty = told.certainty.max(self.stances[verb].certainty);
                told
            }
        };
        self.emit(frame, &Bound::of(frame).with(0, subject).with(1, theme), told);
    }

    /// `A (a B inhibitor)`: the sort stands in brackets behind the chunk that ends in A.
    pub(super) fn sorts_in_brackets(&mut self, chunk: usize) {
        let phrases = self.phrases;
        let end = phrases.chunks.list[chunk].tokens.end;
        let Some((_, aside)) = phrases.chunks.asides.iter().find(|(after, _)| *after == chunk) else {
            return;
        };
        let named = phrases.tokens[end - 1].is_mention() && aside.start == end + 1;
        let numbers = |t: &Token<'_>| t.pos == Pos::Comma || t.pos == Pos::Stop;
        let until = aside.clone().find(|t| numbers(&phrases.tokens[*t])).unwrap_or(aside.end);
        let Some(token) = until.checked_sub(1).filter(|t| named && *t > aside.start) else { return };
        let patterns = self.patterns;
        for frame in patterns.open_frames(phrases.tokens[token].entry.noun, self.kinds) {
            if !frame.is_sort() {
                continue;
            }
            if let Some(theme) = self.acted_on(frame, aside.start, token) {
                let agent = vec![self.bare(end - 1)];
                let told = self.presupposed(aside.clone(), token);
                self.emit(frame, &Bound::of(frame).with(0, agent).with(1, theme), told);
            }
        }
    }

    /// What a name says holds whether or not the clause around it does.
    fn presupposed(&self, words: Range<usize>, token: usize) -> Told {
        let hedged = self.phrases.tokens[words].iter().any(|t| t.entry.roles.has(Roles::HEDGES));
        let certainty = if hedged { Certainty::Hedged } else { Certainty::Asserted };
        Told { token, denied: false, certainty, called: true }
    }

    /// The last noun of a sort: `protein` in `B binding protein`.
    fn end_of_sort(&self, frame: &Frame, token: usize, end: usize) -> Option<usize> {
        let Some(Step::Words(words)) = frame.steps.first() else { return Some(token) };
        let next = self.phrases.tokens[..end].get(token + 1)?;
        let one = next.text.strip_suffix('s').unwrap_or(next.text);
        words.iter().any(|w| one.eq_ignore_ascii_case(w)).then_some(token + 1)
    }

    /// Whether a passive verb says what something is called: `A and C are known B inhibitors`.
    pub(super) fn calls(&self, verb: usize) -> bool {
        const CALLS: [&str; 8] =
            ["known", "considered", "reported", "established", "deemed", "called", "termed", "thought"];
        let head = self.phrases.tokens[self.phrases.chunks.list[verb].head].text;
        CALLS.iter().any(|c| head.eq_ignore_ascii_case(c))
    }

    fn bare(&self, token: usize) -> Arg {
        Arg { mention: self.phrases.tokens[token].mention, ..Arg::default() }
    }

    /// What stands before the noun and is acted on: `B`, `B/C`, `B (C)`.
    fn acted_on(&self, frame: &Frame, start: usize, token: usize) -> Option<Vec<Arg>> {
        let tokens = self.phrases.tokens;
        let said = |t: &Token<'_>, words: &[&str]| words.iter().any(|w| t.text.eq_ignore_ascii_case(w));
        let mut at = token;
        let mut args: Vec<Arg> = Vec::new();
        while at > start {
            at -= 1;
            let word = &tokens[at];
            let marks = matches!(word.pos, Pos::Open | Pos::Close | Pos::Slash);
            match () {
                () if word.is_mention() => {
                    let carried = tokens[at + 1..token].iter().any(|t| said(t, &CARRIERS));
                    if carried && Self::is_met(word)
                        || self.phrases.is_of_an_enzyme(at, &tokens[at + 1..token])
                    {
                        return None;
                    }
                    args.push(self.bare(at));
                    let joined =
                        at > start && (word.glued || matches!(tokens[at - 1].pos, Pos::Slash | Pos::Open));
                    if !joined {
                        break;
                    }
                }
                // `B (BX) inhibitor`
                () if word.pos == Pos::Close && args.is_empty() => {
                    let open = (start..at).rev().find(|i| tokens[*i].pos == Pos::Open)?;
                    let carried = tokens[at + 1..token].iter().any(|t| said(t, &CARRIERS));
                    let one = open + 2 == at && tokens[open + 1].is_mention();
                    args.extend(one.then(|| self.bare(open + 1)));
                    at = open;
                    let before = at.checked_sub(1).filter(|b| *b >= start && tokens[*b].is_mention())?;
                    if carried && Self::is_met(&tokens[before]) {
                        return None;
                    }
                    args.push(self.bare(before));
                    at = before;
                    break;
                }
                () if marks || args.is_empty() && said(word, &BETWEEN) => {}
                () => break,
            }
        }
        let other = |t: &Token<'_>| t.text.eq_ignore_ascii_case("non") || t.text.eq_ignore_ascii_case("anti");
        let against = other(&tokens[at]) || at > start && other(&tokens[at - 1]);
        let fits = |arg: &Arg| {
            self.mentions.get(arg.mention as usize).is_some_and(|m| frame.slots[1].accepts(&m.kinds))
        };
        (!args.is_empty() && !against && args.iter().all(fits)).then_some(args)
    }

    /// Whether a name before `receptor` is that of what it meets: a word, or letters alone.
    fn is_met(token: &Token<'_>) -> bool {
        !token.text.bytes().any(|b| b.is_ascii_digit()) && !token.text.contains("receptor")
    }

    /// `the B and C inhibitor`: what the noun is shared with.
    fn shared_sort(&self, frame: &Frame, chunk: usize, mut theme: Vec<Arg>) -> Vec<Arg> {
        let list = &self.phrases.chunks.list;
        let tokens = self.phrases.tokens;
        let det = |at: usize| tokens[list[at].tokens.start].pos == Pos::Det;
        let dual =
            |at: usize| ["dual", "mixed"].iter().any(|w| self.phrases.text(at).eq_ignore_ascii_case(w));
        let joined = chunk >= 2 && list[chunk - 1].kind == Kind::And && list[chunk - 2].kind == Kind::Noun;
        if joined && !det(chunk) && (det(chunk - 2) || dual(chunk - 2)) {
            let end = list[chunk - 2].tokens.end;
            theme.extend(self.acted_on(frame, list[chunk - 2].tokens.start, end).unwrap_or_default());
        }
        theme
    }

    /// The first chunk of a noun phrase whose adjectives are joined: `a potent, selective B inhibitor`.
    pub(super) fn first_of(&self, chunk: usize) -> usize {
        const MOST: usize = 4;
        let list = &self.phrases.chunks.list;
        let det = |at: usize| self.phrases.tokens[list[at].tokens.start].pos == Pos::Det;
        let plain = |at: usize| {
            let tokens = &self.phrases.tokens[list[at].tokens.clone()];
            list[at].kind == Kind::Noun && tokens.len() <= 4 && !tokens.iter().any(Token::is_mention)
        };
        let joins = |at: usize| matches!(list[at].kind, Kind::And | Kind::Comma);
        let mut first = chunk;
        for _ in 0..MOST {
            match first.checked_sub(2) {
                Some(before) if !det(first) && joins(first - 1) && plain(before) => first = before,
                _ => break,
            }
        }
        if det(first) { first } else { chunk }
    }

    /// What the noun phrase names as one of its sort behind the noun.
    fn of_the_sort(&self, chunk: usize, token: usize) -> Vec<Arg> {
        let phrases = self.phrases;
        let list = &phrases.chunks.list;
        let end = list[chunk].tokens.end;
        let many = phrases.tokens[token].text.ends_with('s');
        if token + 1 < end {
            let named = phrases.tokens[token + 1].is_mention() && !phrases.tokens[token + 1].glued;
            return match () {
                () if !named => Vec::new(),
                () if many => self.plain_members(chunk, phrases.resolve_behind(chunk, token).args),
                () => vec![self.bare(token + 1)],
            };
        }
        if let Some((_, aside)) = phrases.chunks.asides.iter().find(|(after, _)| *after == chunk) {
            return self.named_in(aside.clone());
        }
        let comma = usize::from(phrases.is(chunk + 1, Kind::Comma));
        let next = chunk + 1 + comma;
        let such =
            phrases.is(next, Kind::Prep) && SUCH.iter().any(|w| phrases.text(next).eq_ignore_ascii_case(w));
        let noun = next + usize::from(such);
        let first = list.get(noun).filter(|c| c.kind == Kind::Noun).map(|c| c.tokens.clone());
        let Some(tokens) = first.filter(|_| such || comma == 1 && !self.is_listed(chunk)) else {
            return Vec::new();
        };
        let named = phrases.tokens[tokens.clone()].iter().all(|t| t.is_mention() || t.pos == Pos::Slash);
        // `the B inhibitor, A, blocked`, not `a B inhibitor, A, and C`
        let one = !such && !many;
        let goes_on = phrases.is(noun + 1, Kind::And)
            || phrases.is(noun + 1, Kind::Comma) && phrases.is(noun + 2, Kind::And);
        match () {
            () if !named || one && (goes_on || self.list_follows(noun)) => Vec::new(),
            () if one => vec![self.bare(tokens.start)],
            () => self.plain_members(noun, phrases.resolve(noun, list.len()).args),
        }
    }

    /// Whether a noun phrase stands behind another one and a comma.
    fn is_listed(&self, chunk: usize) -> bool {
        let first = self.first_of(chunk);
        first > 0 && self.phrases.is(first - 1, Kind::Comma)
    }

    /// `A, C, and D`
    fn list_follows(&self, noun: usize) -> bool {
        self.phrases.next_member(noun + 1, self.phrases.chunks.list.len(), None).is_some()
    }

    /// Members of a list of which nothing more is said, up to the one behind the first `and`.
    fn plain_members(&self, first: usize, args: Vec<Arg>) -> Vec<Arg> {
        let list = &self.phrases.chunks.list;
        let and = (first..list.len()).find(|at| list[*at].kind == Kind::And);
        let end = and.and_then(|at| list.get(at + 1)).map_or(usize::MAX, |c| c.tokens.end);
        let place = |a: &Arg| self.phrases.tokens.iter().position(|t| t.mention == a.mention);
        let inside = |a: &Arg| place(a).is_some_and(|at| at < end);
        args.into_iter().filter(|a| !a.acted && !a.altered && a.aspect == 0 && !a.flip && inside(a)).collect()
    }

    /// The names that open a bracket: `(A)`, `(A, C and D; 10 nM)`, `(such as A)`.
    fn named_in(&self, aside: Range<usize>) -> Vec<Arg> {
        let tokens = self.phrases.tokens;
        let such = |t: &Token<'_>| SUCH.iter().any(|s| t.text.eq_ignore_ascii_case(s));
        let from = aside.start + usize::from(such(&tokens[aside.start]));
        let joins = |t: &Token<'_>| matches!(t.pos, Pos::Comma | Pos::And);
        let named = (from..aside.end).take_while(|at| tokens[*at].is_mention() || joins(&tokens[*at]));
        let found: Vec<usize> = named.filter(|at| tokens[*at].is_mention()).collect();
        if found.first() == Some(&from) {
            found.into_iter().map(|at| self.bare(at)).collect()
        } else {
            Vec::new()
        }
    }
}
