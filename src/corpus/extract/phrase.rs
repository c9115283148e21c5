//! Noun phrases to participants. In: chunks and the place of a noun phrase. Out: the mentions that
//! it stands for, each with what of it is meant, and what was done to it. Must not know patterns.

use std::cell::OnceCell;

use super::chunk::{Chunks, Kind};
use super::inflection::Forms;
use super::token::{Pos, Token};
use super::words::Roles;

/// How many `of` one participant may lie behind: `level of expression of A`.
pub(super) const MOST_NESTED: usize = 6;

/// What a phrase says of a mention.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Arg {
    /// Position of the mention.
    pub(super) mention: u32,
    /// Whether more of what is said is less of the mention.
    pub(super) flip: bool,
    /// Position of the aspect, plus 1.
    pub(super) aspect: u16,
    /// Position of the manipulation, plus 1.
    pub(super) manipulation: u16,
    /// `but not A`
    pub(super) denied: bool,
    /// Position of the mention that it stands for, plus 1, where brackets name it again.
    pub(super) stands_for: u32,
    /// Whether something was done to it, or it is more or less than elsewhere.
    pub(super) acted: bool,
    /// Whether it is not itself, in a way that nobody tells: `mutant A`.
    pub(super) altered: bool,
    /// Whether what is told of is neither more nor less of it: `cleavage of A`.
    pub(super) befallen: bool,
}

/// What the words around a mention make of it: a sign, which each word of less turns round, and
/// what is named besides.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Function {
    flip: bool,
    aspect: u16,
    manipulation: u16,
    holder: bool,
    /// A word stands there that has no role.
    other: bool,
    /// More of what a word there tells is neither more nor less of the mention.
    befalls: bool,
    /// A word there tells of DNA, which what is active binds.
    of_dna: bool,
    pub(super) roles: Roles,
}

impl Function {
    pub(super) fn add(&mut self, token: &Token<'_>) {
        let (entry, roles) = (token.entry, token.entry.roles);
        if roles.has(Roles::INVERSE) || roles.has(Roles::REMOVES) {
            self.flip = !self.flip;
        }
        // `A promoter methylation` is no promoter activity.
        if entry.aspect > 0 && (self.aspect == 0 || token.text.ends_with("methylation")) {
            self.aspect = entry.aspect;
        }
        if entry.manipulation > 0 {
            self.manipulation = entry.manipulation;
        }
        self.holder |= roles.has(Roles::HOLDER);
        self.other |= roles == Roles::default();
        self.befalls |= entry.befalls;
        self.of_dna |= token.text.starts_with("DNA");
        self.roles.add(roles);
    }

    /// Both together; the words of the other one stand farther from the mention.
    fn within(mut self, outer: Self) -> Self {
        self.flip ^= outer.flip;
        self.aspect = if self.aspect == 0 { outer.aspect } else { self.aspect };
        self.manipulation = if self.manipulation == 0 { outer.manipulation } else { self.manipulation };
        self.befalls |= outer.befalls;
        self.of_dna |= outer.of_dna;
        self.roles.add(outer.roles);
        self
    }

    /// Whether it stands for a person, a cell or the like to which something was done.
    fn is_held(self) -> bool {
        self.holder && self.manipulation == 0 && !self.roles.has(Roles::DIRECTS)
    }

    pub(super) fn apply(self, arg: &mut Arg) {
        if acts(self.roles) && arg.stands_for > 0 {
            // `an inhibitor of A (D)`: D may be the inhibitor.
            arg.mention = arg.stands_for - 1;
        }
        // `a deletion variant of A` is no loss of A.
        let altered = self.roles.has(Roles::ALTERS) && !self.roles.has(Roles::DIRECTS);
        arg.flip ^= self.flip && !altered;
        arg.acted |= acts(self.roles);
        arg.altered |= altered;
        arg.befallen |= self.befalls && !self.of_dna && self.aspect == 0;
        if arg.aspect == 0 {
            arg.aspect = self.aspect;
        }
        if arg.manipulation == 0 {
            arg.manipulation = self.manipulation;
        }
    }
}

/// Whether a word tells that there is less or more of something.
pub(super) fn acts(roles: Roles) -> bool {
    roles.has(Roles::REMOVES) || roles.has(Roles::ADDS)
}

/// Mentions that stand together in a noun phrase.
#[derive(Clone, Debug, Default)]
pub(super) struct Group {
    /// Tokens of the mentions.
    pub(super) members: Vec<usize>,
    /// What the words before and behind them say.
    pub(super) function: Function,
    /// What the words before `A-induced` say, which holds for what is induced.
    carried: Function,
    /// The word that a hyphen joins to the last member, if it is no function: `induced`.
    pub(super) glued: Option<usize>,
}

/// Whether a word that a hyphen joins to a mention tells what the mention does: `A-induced`, not
/// `A-deficient`.
fn is_link(token: &Token<'_>) -> bool {
    let entry = token.entry;
    let participle = entry.lemma > 0 && entry.manipulation == 0 && token.text.ends_with("ed");
    // The last part of a name is no word: `Nogo-B`.
    let word = entry.lemma > 0 || token.text.len() > 2 && token.text.starts_with(|c: char| c.is_lowercase());
    token.glued && word && !entry.roles.has(Roles::ALTERS) && (!acts(entry.roles) || participle)
}

/// Whether a word before a mention says something of it.
pub(super) fn modifies(token: &Token<'_>) -> bool {
    let roles = token.entry.roles;
    acts(roles) || roles.has(Roles::ALTERS) || roles.has(Roles::DIRECTS)
}

/// `the inhibitor D`: it is D that inhibits.
pub(super) fn is_agent(token: &Token<'_>) -> bool {
    const AGENTS: [&str; 4] = ["inhibitor", "antagonist", "blocker", "agonist"];
    let one = token.text.strip_suffix('s').unwrap_or(token.text);
    AGENTS.iter().any(|a| one.eq_ignore_ascii_case(a))
}

/// Whether a participle before a mention says what was given to it: `treated cells`, `D-treated cells`.
fn is_given(token: &Token<'_>) -> bool {
    const GIVEN: [&str; 4] = ["treated", "exposed", "pretreated", "pre-treated"];
    let last = token.text.rsplit('-').next().unwrap_or_default();
    GIVEN.iter().any(|g| last.eq_ignore_ascii_case(g) || token.text.eq_ignore_ascii_case(g))
}

/// The participants of the phrase that starts at a chunk, and the chunk behind it.
#[derive(Clone, Debug, Default)]
pub(super) struct Found {
    pub(super) args: Vec<Arg>,
    pub(super) end: usize,
}

/// Reads noun phrases of one sentence.
#[derive(Clone, Copy)]
pub(super) struct Phrases<'s> {
    pub(super) tokens: &'s [Token<'s>],
    pub(super) chunks: &'s Chunks,
    /// Of each chunk.
    pub(super) memo: &'s [Memo],
}

/// What was found of a chunk, so that patterns with one trigger do the work once.
#[derive(Clone, Debug, Default)]
pub(super) struct Memo {
    groups: OnceCell<Vec<Group>>,
    resolved: OnceCell<Found>,
    pub(super) subject: OnceCell<Found>,
}

impl<'s> Phrases<'s> {
    /// The groups of mentions of a noun chunk, in order.
    pub(super) fn groups(&self, chunk: usize) -> &'s [Group] {
        self.memo[chunk].groups.get_or_init(|| self.find_groups(chunk))
    }

    fn find_groups(&self, chunk: usize) -> Vec<Group> {
        let mut groups: Vec<Group> = Vec::new();
        let mut before = Function::default();
        let range = self.chunks.list[chunk].tokens.clone();
        for at in range.clone() {
            let token = &self.tokens[at];
            // `A-deficient macrophages`: they stand for what was done to A.
            let held = token.entry.roles.has(Roles::HOLDER)
                && groups.last().is_some_and(|g: &Group| g.glued.is_none() && acts(g.function.roles));
            if token.is_mention() && !held {
                let joined = at > range.start && (token.glued || self.tokens[at - 1].pos == Pos::Slash);
                match groups.last_mut().filter(|g| joined && g.glued.is_none()) {
                    Some(group) => group.members.push(at),
                    None => {
                        let linked = groups.last().filter(|g| g.glued.is_some());
                        let carried = linked.map(|g| g.function.within(g.carried)).unwrap_or_default();
                        let function = std::mem::take(&mut before);
                        groups.push(Group { members: vec![at], function, carried, glued: None });
                    }
                }
                continue;
            }
            let mark = matches!(token.pos, Pos::Slash | Pos::Det | Pos::No | Pos::Open | Pos::Close);
            // `less A`
            if mark && !acts(token.entry.roles) {
                continue;
            }
            match groups.last_mut() {
                Some(group)
                    if (is_link(token) || self.is_stimulated(chunk, at))
                        && group.members.last() == Some(&self.linked_to(at)) =>
                {
                    group.glued = Some(at);
                }
                Some(group) if group.glued.is_none() && self.is_short_of(at) => {
                    group.function.roles.add(Roles::ALTERS);
                }
                Some(group) if group.glued.is_none() => group.function.add(token),
                // `the weak inhibitor D`: neither word is said of D.
                _ if is_agent(token) => before = Function::default(),
                _ if self.is_stimulus(at) => before.roles.add(Roles::ALTERS),
                _ if modifies(token)
                    && !is_given(token)
                    && !self.is_told_by(at)
                    && !self.is_linked(at)
                    && !self.is_of_doses(at) =>
                {
                    before.add(token)
                }
                _ => {}
            }
        }
        groups
    }

    /// `A-stimulated B activity`, not `A-stimulated cells`: whether the word joins A to what it acts on.
    fn is_stimulated(&self, chunk: usize, at: usize) -> bool {
        let behind = &self.tokens[at + 1..self.chunks.list[chunk].tokens.end];
        const CELLS: [&str; 7] = ["cell", "cells", "cytes", "phages", "blasts", "neurons", "phils"];
        let cells = |t: &Token<'_>| t.is_mention() && CELLS.iter().any(|c| t.text.ends_with(c));
        let holder = |t: &Token<'_>| t.entry.roles.has(Roles::HOLDER) || cells(t);
        self.tokens[at].glued
            && self.tokens[at].text.eq_ignore_ascii_case("stimulated")
            && (behind.iter().any(|t| t.is_mention() || t.entry.forms.has(Forms::NOMINAL)))
            && !behind.iter().any(holder)
    }

    /// The token before another one, or before the end of the bracket there: `A (B)-induced`.
    pub(super) fn before_bracket(&self, at: usize) -> usize {
        let closed = at > 1 && self.tokens[at - 1].pos == Pos::Close;
        if !closed {
            return at - 1;
        }
        let open = (0..at - 1).rev().find(|i| self.tokens[*i].pos == Pos::Open).unwrap_or(0);
        // `A (B)-induced`, and `A(12)-induced`
        if open + 2 == at - 1 && self.tokens[open + 1].is_mention() {
            open + 1
        } else {
            open.saturating_sub(1)
        }
    }

    /// The participants that a noun chunk itself names; of what stands before token `from` nothing
    /// holds for them.
    fn own(&self, chunk: usize, from: usize) -> Vec<Arg> {
        let groups = self.groups(chunk);
        let Some(group) = groups.last().filter(|g| g.glued.is_none()) else { return Vec::new() };
        let inside = group.members.first().is_some_and(|m| *m >= from);
        let whole = from <= self.chunks.list[chunk].tokens.start;
        let function = if whole { group.function.within(group.carried) } else { group.function };
        if function.is_held() || !inside || self.is_place_for(chunk) || self.is_of_others(chunk, group) {
            return Vec::new();
        }
        if self.is_suspended(chunk) || self.is_against(chunk, group) {
            return Vec::new();
        }
        let arg = |token: &usize| {
            let denied = self.chunks.list[chunk].negated;
            let mut arg = Arg { mention: self.tokens[*token].mention, denied, ..Arg::default() };
            function.apply(&mut arg);
            arg
        };
        group.members.iter().map(arg).collect()
    }

    /// What the words of a noun chunk without mentions, from a token on, make of what it is of.
    pub(super) fn function(&self, chunk: usize, from: usize) -> Function {
        let mut function = Function::default();
        let range = self.chunks.list[chunk].tokens.clone();
        if self.is_dose(chunk) {
            return function;
        }
        for at in range.start.max(from)..range.end {
            let token = &self.tokens[at];
            function.of_dna |= token.text.starts_with("DNA");
            if matches!(token.pos, Pos::Noun | Pos::Adj) && !token.is_mention() && !self.is_repeated(at) {
                let head = token.start == self.tokens[self.chunks.list[chunk].head].start;
                let holder = token.entry.roles.has(Roles::HOLDER);
                if self.is_own_deed(chunk, at) {
                    continue;
                }
                if head || token.entry.roles != Roles::default() && !holder {
                    function.add(token);
                }
            }
        }
        // `a lower increase in A`: than what, nobody knows.
        const LESS: [&str; 5] = ["lower", "less", "smaller", "weaker", "slower"];
        let less = |t: &Token<'_>| LESS.iter().any(|l| t.text.eq_ignore_ascii_case(l));
        let head = &self.tokens[self.chunks.list[chunk].head];
        if head.entry.roles.has(Roles::ADDS) && self.tokens[range].iter().any(less) {
            function.roles.add(Roles::ALTERS);
        }
        function
    }

    /// Whether the word behind a slash says the same again: `loss/inhibition of A`.
    fn is_repeated(&self, at: usize) -> bool {
        let acts = |t: &Token<'_>| acts(t.entry.roles) || t.entry.roles.has(Roles::INVERSE);
        acts(&self.tokens[at])
            && self.tokens.get(at + 1).is_some_and(|t| t.pos == Pos::Slash)
            && self.tokens.get(at + 2).is_some_and(acts)
    }

    pub(super) fn is(&self, chunk: usize, kind: Kind) -> bool {
        self.chunks.list.get(chunk).is_some_and(|c| c.kind == kind)
    }

    /// Text of the first token of a chunk.
    pub(super) fn text(&self, chunk: usize) -> &str {
        self.chunks.list.get(chunk).map_or("", |c| self.tokens[c.tokens.start].text)
    }

    /// The participants of the noun phrase at `start`, its list included, up to `limit`.
    pub(super) fn resolve(&self, start: usize, limit: usize) -> Found {
        if limit < self.chunks.list.len() {
            return self.nested(start, limit, 0, 0);
        }
        self.memo[start].resolved.get_or_init(|| self.nested(start, limit, 0, 0)).clone()
    }

    /// The same as far as it stands behind a token of its first chunk.
    pub(super) fn resolve_behind(&self, start: usize, token: usize) -> Found {
        self.nested(start, self.chunks.list.len(), 0, token + 1)
    }

    pub(super) fn nested(&self, start: usize, limit: usize, depth: usize, from: usize) -> Found {
        let mut found = self.one(start, limit, depth, from);
        let shared = self.undoing(start).or_else(|| self.lessened(start, &found));
        let mut bare: Vec<usize> = (0..found.args.len()).collect();
        let prep = start.checked_sub(1).filter(|at| self.is(*at, Kind::Prep));
        let mut last_denied = false;
        while let Some((next, denied)) = self.next_member(found.end, limit, prep) {
            // `A, but not B or C`
            let denied = denied || last_denied && self.text(next - 1).eq_ignore_ascii_case("or");
            let mut more = self.one(next, limit, depth, 0);
            // Of `but not dimeric or trimeric B` nothing is known.
            last_denied = denied && !more.args.is_empty();
            if let Some(shared) = shared {
                more.args.iter_mut().filter(|a| !a.acted).for_each(|arg| shared.apply(arg));
            }
            // `A and B expression`: what stands behind the last member holds for those before it.
            if let Some(tail) = self.tail(next).filter(|_| depth == 0 && !more.args.is_empty()) {
                for &i in &bare {
                    let arg = &mut found.args[i];
                    if arg.aspect == 0 && arg.manipulation == 0 && !arg.flip {
                        tail.apply(arg);
                    }
                }
                bare.clear();
            }
            let first = found.args.len();
            found.args.extend(more.args.into_iter().map(|a| Arg { denied: a.denied || denied, ..a }));
            bare.extend(first..found.args.len());
            found.end = more.end;
        }
        self.examples(&mut found, limit, depth);
        found
    }

    /// What the words behind the names of a noun chunk say of them.
    fn tail(&self, chunk: usize) -> Option<Function> {
        let last = *self.groups(chunk).last().filter(|g| g.glued.is_none())?.members.last()?;
        let mut function = Function::default();
        for token in &self.tokens[last + 1..self.chunks.list[chunk].tokens.end] {
            // `damage and cell cycle arrest`
            if token.text.eq_ignore_ascii_case("arrest") {
                return None;
            }
            if !matches!(token.pos, Pos::Slash | Pos::Open | Pos::Close) && !token.is_mention() {
                function.add(token);
            }
        }
        (function.aspect > 0 || function.manipulation > 0 || function.flip).then_some(function)
    }

    /// `inhibitors of A such as D`: what is named as an example stands beside it.
    fn examples(&self, found: &mut Found, limit: usize, depth: usize) {
        const AS: [&str; 4] = ["such as", "including", "like", "e.g"];
        let (prep, noun) = (found.end, found.end + 1);
        let named = self.is(prep, Kind::Prep) && AS.iter().any(|w| self.text(prep).eq_ignore_ascii_case(w));
        if named && depth == 0 && noun < limit && self.is(noun, Kind::Noun) {
            let more = self.nested(noun, limit, depth + 1, 0);
            if !more.args.is_empty() {
                found.args.extend(more.args);
                found.end = more.end;
            }
        }
    }

    /// One member of a list.
    fn one(&self, start: usize, limit: usize, depth: usize, from: usize) -> Found {
        if let Some(found) = self.treating(start, limit, depth) {
            return found;
        }
        let mut own = self.own(start, from);
        own.extend(self.exemplified(start, &own));
        if let [only] = own[..]
            && let [alias] = self.aside(start)[..]
            && self.is_renamed(start)
            && !is_agent(&self.tokens[self.chunks.list[start].head])
        {
            let alias = Arg { mention: alias.mention, stands_for: only.mention + 1, ..only };
            return Found { args: vec![alias], end: start + 1 };
        }
        let follows = self.is(start + 1, Kind::Prep) && self.is(start + 2, Kind::Noun) && start + 2 < limit;
        let part = follows
            && (self.is_part(start)
                || !own.is_empty()
                    && (self.is_event(start) || self.is_level_of(start) || self.is_power_of(start)));
        if !own.is_empty() && !part {
            return Found { args: own, end: start + 1 };
        }
        // `A activation of B` is done to B.
        let last = self.groups(start).last().and_then(|g| g.members.last()).copied();
        let from = if part { from.max(last.map_or(0, |m| m + 1)) } else { from };
        let function = self.function(start, from);
        if let Some(found) = Some(start).filter(|_| follows).and_then(|_| self.exposure(start, limit, depth))
        {
            return found;
        }
        if follows && depth < MOST_NESTED && (part || self.opens(start, function)) {
            let mut inner = self.nested(start + 2, limit, depth + 1, 0);
            let bare = inner.args.first().is_some_and(|first| !first.acted);
            for arg in &mut inner.args {
                // `inhibition of A and B deficiency`: less of both.
                if !(bare && arg.acted && arg.flip && function.flip) {
                    function.apply(arg);
                }
                arg.denied |= self.chunks.list[start].negated;
            }
            if !inner.args.is_empty() {
                // `the GTPase activity of A` is that of both.
                if self.is_power_of(start) {
                    inner.args.splice(0..0, own);
                }
                return inner;
            }
            // `A stimulation of cells`
            let adds = || self.head_roles(start).has(Roles::ADDS) && own.iter().all(|a| a.acted);
            // `the A subunit of a complex`
            let head = self.tokens[self.chunks.list[start].head].text;
            let subunit = ["subunit", "subunits"].iter().any(|s| head.eq_ignore_ascii_case(s));
            if self.is_power_of(start) || !own.is_empty() && (subunit || adds()) {
                return Found { args: own, end: inner.end };
            }
        }
        if let Some(found) = self.shared_object(start, limit, depth, function) {
            return found;
        }
        if let Some(found) = self.lacking(start, limit, depth) {
            return found;
        }
        if let Some(owner) = self.owner(start, function.roles) {
            let mut arg = Arg { mention: owner, ..Arg::default() };
            function.apply(&mut arg);
            return Found { args: vec![arg], end: start + 1 };
        }
        let silent = function.holder || self.is_suspended(start);
        let aside = if silent { Vec::new() } else { self.aside(start) };
        Found { args: aside, end: start + 1 }
    }

    /// `phosphorylation and activation of A`: what the first noun says of the A behind the second.
    fn shared_object(&self, start: usize, limit: usize, depth: usize, function: Function) -> Option<Found> {
        let second = start + 2;
        let joined = self.is(start + 1, Kind::And) && self.is(second, Kind::Noun) && !self.is_dose(second);
        let of = self.is(second + 1, Kind::Prep) && self.text(second + 1).eq_ignore_ascii_case("of");
        let bare = |chunk: usize| self.groups(chunk).last().is_none_or(|g| g.glued.is_some());
        let fits =
            joined && of && self.is(second + 2, Kind::Noun) && second + 2 < limit && depth < MOST_NESTED;
        if !fits || !bare(start) || !bare(second) || function.roles == Roles::default() || function.is_held()
        {
            return None;
        }
        let mut args = self.nested(second + 2, limit, depth + 1, 0).args;
        args.iter_mut().for_each(|arg| function.apply(arg));
        (!args.is_empty()).then_some(Found { args, end: start + 1 })
    }

    /// Whether the head of a noun phrase names an event, and `of` follows.
    pub(super) fn is_event(&self, chunk: usize) -> bool {
        let head = &self.tokens[self.chunks.list[chunk].head];
        let event = head.entry.lemma > 0 && head.entry.forms.has(Forms::NOMINAL) && !head.is_mention();
        event && self.text(chunk + 1).eq_ignore_ascii_case("of")
    }

    /// The last of nouns without names that `and` joins: `interaction and contact` between A and B.
    pub(super) fn last_joined(&self, chunk: usize) -> usize {
        let second = chunk + 2;
        let joined =
            self.is(chunk + 1, Kind::And) && self.is(second, Kind::Noun) && self.is(second + 1, Kind::Prep);
        let bare = || self.groups(chunk).iter().all(|g| g.glued.is_some()) && self.groups(second).is_empty();
        if joined && bare() { second } else { chunk }
    }

    /// Whether a noun phrase names a part of what follows: `the A-binding domain of B`.
    fn is_part(&self, chunk: usize) -> bool {
        const PARTS: [&str; 12] = [
            "domain", "region", "motif", "site", "residue", "terminus", "tail", "loop", "portion",
            "fragment", "subunit", "moiety",
        ];
        let head = self.tokens[self.chunks.list[chunk].head].text;
        let part = PARTS.iter().any(|p| head.strip_suffix('s').unwrap_or(head).eq_ignore_ascii_case(p));
        part && self.text(chunk + 1).eq_ignore_ascii_case("of")
    }

    /// Whether a noun phrase without a mention stands for what follows its preposition.
    fn opens(&self, chunk: usize, function: Function) -> bool {
        let of = self.text(chunk + 1).eq_ignore_ascii_case("of");
        let roles = function.roles;
        // `a low response to A` stands for the response.
        if function.is_held() || !of && self.is_of_a_drug(chunk) || self.is_another(chunk) {
            return false;
        }
        // `its expression in A`
        if !of && ["its", "their"].iter().any(|w| self.text(chunk).eq_ignore_ascii_case(w)) {
            return false;
        }
        let acts = acts(roles);
        // `activity against A` and `numbers in A` stand for no A.
        let near: &[&str] = match acts {
            true => &["in", "to", "for", "with", "from", "against"],
            false => &["to", "for", "with", "on"],
        };
        // `inhibition with A`: A inhibits, and is not inhibited.
        let added = roles.has(Roles::ADDS) && !roles.has(Roles::REMOVES);
        if !added && self.text(chunk + 1).eq_ignore_ascii_case("with") {
            return false;
        }
        let glued = self.groups(chunk).last().is_some_and(|g| g.glued.is_some());
        // `A-mediated phosphorylation at S12 of B`
        let head = self.tokens[self.chunks.list[chunk].head].text;
        let site = ["at", "on"].iter().any(|p| self.text(chunk + 1).eq_ignore_ascii_case(p));
        if glued && site && head.ends_with("ylation") {
            return true;
        }
        // `reducing XY levels in A`: nobody knows XY, and A is where.
        let unknown = self.tokens[self.chunks.list[chunk].tokens.clone()].iter().any(|t| {
            let symbol = t.text.chars().filter(|c| c.is_uppercase() || c.is_ascii_digit()).count() > 1;
            symbol && !t.entry.tells() && !t.is_mention() && t.text.starts_with(char::is_alphabetic)
        });
        if !of && unknown && !self.is_residue(chunk) {
            return false;
        }
        of || (acts || roles.has(Roles::ASPECT) && !glued || self.is_residue(chunk))
            && near.iter().any(|p| self.text(chunk + 1).eq_ignore_ascii_case(p))
    }
}
