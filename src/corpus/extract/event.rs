//! Relations that nouns tell: `phosphorylation of B by A`, `A-induced B`, `interaction between A
//! and B`, `A is a substrate of B`. In: a noun chunk and a frame. Out: the filled slots. Must not
//! know how findings are made of them.

use super::chunk::{Kind, Mood, is_nominal};
use super::pattern::{Frame, Shape, Slot, Step};
use super::phrase::{Arg, Found, Group};
use super::relation::{Bound, Marked, Reading, Told};
use super::token::{Pos, Token};
use super::words::{Class, Roles};
use crate::corpus::finding::Certainty;

impl<'s> Reading<'s, '_> {
    pub(super) fn noun_token(&mut self, tokens: &'s [Token<'s>], chunk: usize, token: usize) {
        let patterns = self.patterns;
        let word = &tokens[token];
        if word.is_mention() {
            return;
        }
        // `mitosis-promoting factors`: they promote it.
        if word.glued && !word.text.ends_with("ing") {
            for frame in patterns.open_glued(word.entry.lemma, self.kinds) {
                self.glued(frame, chunk, token);
            }
        }
        for frame in patterns.open_frames(word.entry.noun, self.kinds) {
            match frame.shape {
                Shape::Copula => self.copula(frame, chunk, token),
                Shape::Sort => self.sort(frame, chunk, token),
                Shape::Noun(before) => self.noun(frame, chunk, token, before),
                _ => {}
            }
        }
        if is_nominal(word) && !self.is_either_way(token) {
            for frame in patterns.open_frames(word.entry.lemma, self.kinds) {
                if frame.adverb.is_none() && matches!(frame.shape, Shape::Clause | Shape::Passive) {
                    self.nominal(frame, chunk, token);
                }
            }
        }
    }

    /// `up- or down-regulation of B by A`: which of them, nobody says.
    fn is_either_way(&self, token: usize) -> bool {
        let tokens = self.phrases.tokens;
        let up = |t: &Token<'_>| {
            ["up", "up-", "upregulation", "up-regulation"].iter().any(|u| t.text.eq_ignore_ascii_case(u))
        };
        token >= 2 && tokens[token - 1].pos == Pos::And && up(&tokens[token - 2])
    }

    /// `A-induced B`, `A-mediated activation of B`
    fn glued(&mut self, frame: &Frame, chunk: usize, token: usize) {
        let groups = self.phrases.groups(chunk);
        let Some(group) = groups.iter().find(|g| g.glued == Some(token)) else { return };
        let mut cause = self.members(group);
        cause.extend(self.suspended(chunk, group));
        let mut effect = self.phrases.resolve_behind(chunk, token).args;
        let Some(Step::Slot(slot)) = frame.steps.first() else { return };
        let head = self.phrases.tokens[self.phrases.chunks.list[chunk].head].text;
        // `A-dependent mediators of B` are no B.
        const DOERS: [&str; 4] = ["mediator", "mediators", "regulator", "regulators"];
        if DOERS.iter().any(|d| head.eq_ignore_ascii_case(d)) {
            return;
        }
        // `A-mediated apoptotic block`
        if ["block", "blocks"].iter().any(|b| head.eq_ignore_ascii_case(b)) {
            effect.iter_mut().for_each(|arg| arg.flip = !arg.flip);
        }
        effect.retain(|arg| !cause.iter().any(|c| c.mention == arg.mention));
        effect.retain(|arg| !self.is_own_change(chunk, arg) && !self.is_parted(chunk, arg));
        let whole = self.phrases.chunks.list[chunk].tokens.end > token + 1;
        effect.retain(|arg| !whole || !self.has_own_cause(chunk, arg));
        // `affected neither A-induced B nor C`
        let neither = self.phrases.text(chunk).eq_ignore_ascii_case("neither");
        effect.retain(|arg| !neither || !arg.denied);
        effect.retain(|arg| !self.is_of_the_name(token, arg));
        // `A-mediated reporter activity and growth`: of the growth nobody says why.
        let list = &self.phrases.chunks.list;
        let joined = list.get(chunk + 1).is_some_and(|c| matches!(c.kind, Kind::And | Kind::Comma));
        let own = &self.phrases.tokens[token + 1..list[chunk].tokens.end];
        if own.is_empty() && effect.is_empty() {
            return self.depending(frame, chunk, token, cause);
        }
        // `A-induced and B-induced C`, `A-induced cleavage and activation of C`
        let shared = own.is_empty() || self.phrases.text(chunk + 3).eq_ignore_ascii_case("of");
        let apart = joined && !shared && !own.iter().any(|t| t.is_mention());
        // `no evidence that A is needed for B-induced C`: that B induces C is not denied.
        if self.is_unknown_event(chunk) || apart || self.stances[chunk].denied {
            return;
        }
        let bound = Bound::of(frame).with(0, cause).with(*slot, effect);
        self.emit(frame, &bound, self.told(chunk, token, self.phrases.is_unobserved(chunk)));
    }

    /// `B expression was A-dependent`
    fn depending(&mut self, frame: &Frame, chunk: usize, token: usize, cause: Vec<Arg>) {
        let list = &self.phrases.chunks.list;
        let Some(verb) = (0..chunk).rev().find(|at| list[*at].kind != Kind::Adv) else { return };
        let be = self.phrases.tokens[list[verb].head].entry.class == Some(Class::Be);
        let depends = self.phrases.tokens[token].text.eq_ignore_ascii_case("dependent");
        let Some(Step::Slot(slot)) = frame.steps.first().filter(|_| be && depends) else { return };
        let effect = self.phrases.subject(verb).args;
        let told = self.told(verb, token, list[verb].negated || list[chunk].negated);
        self.emit(frame, &Bound::of(frame).with(0, cause).with(*slot, effect), told);
    }

    /// `A-activated protein kinase`, a name as a whole; `A-bound B and C`, where only B is bound.
    fn is_of_the_name(&self, link: usize, arg: &Arg) -> bool {
        const OF_NAMES: [&str; 4] = ["activated", "dependent", "regulated", "associated"];
        let tokens = self.phrases.tokens;
        let behind = |place: &usize| *place > link;
        let Some(place) = tokens.iter().position(|t| t.mention == arg.mention).filter(behind) else {
            return false;
        };
        let text = tokens[place].text;
        let kinase = ["kinase", "kinases"].iter().any(|k| text.ends_with(k));
        let class = kinase && text.chars().all(|c| c.is_lowercase() || c == ' ');
        let said = |words: &[&str]| words.iter().any(|w| tokens[link].text.eq_ignore_ascii_case(w));
        let listed = tokens[link..place].iter().any(|t| matches!(t.pos, Pos::And | Pos::Comma));
        class && place == link + 1 && said(&OF_NAMES) || listed && said(&["bound"])
    }

    /// What stands before the first of `A-, B- and C-induced D`.
    fn suspended(&self, chunk: usize, group: &Group) -> Vec<Arg> {
        let list = &self.phrases.chunks.list;
        let mut found = Vec::new();
        let first = group.members.first() == Some(&list[chunk].tokens.start);
        let mut at = chunk;
        while first && at >= 2 && matches!(list[at - 1].kind, Kind::And | Kind::Comma) {
            let comma = usize::from(at >= 3 && list[at - 2].kind == Kind::Comma);
            at -= 2 + comma;
            let named = list[at].kind == Kind::Noun && self.phrases.is_suspended(at);
            let Some(group) = self.phrases.groups(at).last().filter(|_| named) else { break };
            found.extend(self.members(group));
        }
        found
    }

    /// `A-induced damage and the effect of B`: what has an article of its own.
    fn is_parted(&self, chunk: usize, arg: &Arg) -> bool {
        let tokens = self.phrases.tokens;
        let Some(place) = tokens.iter().position(|t| t.mention == arg.mention) else { return false };
        let list = &self.phrases.chunks.list;
        let own = (chunk + 1..list.len()).take_while(|at| list[*at].tokens.start <= place);
        let mut nouns = own.filter(|at| list[*at].kind == Kind::Noun && list[at - 1].kind == Kind::And);
        nouns.any(|at| self.phrases.text(at).eq_ignore_ascii_case("the"))
    }

    /// `A-induced B, C-induced D`: D has a cause of its own.
    fn has_own_cause(&self, chunk: usize, arg: &Arg) -> bool {
        let place = |c: &usize| {
            let tokens = self.phrases.chunks.list[*c].tokens.clone();
            self.phrases.tokens[tokens].iter().any(|t| t.mention == arg.mention && t.is_mention())
        };
        let own = (chunk + 1..self.phrases.chunks.list.len()).find(place);
        let listed = |c: usize| self.phrases.is(c - 1, Kind::And) || self.phrases.is(c - 1, Kind::Comma);
        let causes = |link: usize| {
            const CAUSES: [&str; 6] = ["induced", "mediated", "stimulated", "driven", "triggered", "evoked"];
            CAUSES.iter().any(|c| self.phrases.tokens[link].text.eq_ignore_ascii_case(c))
        };
        own.is_some_and(|c| listed(c) && self.phrases.groups(c).iter().any(|g| g.glued.is_some_and(causes)))
    }

    /// `A-mediated B invalidation`: an event that nobody listed may be less of B as well as more.
    fn is_unknown_event(&self, chunk: usize) -> bool {
        let head = &self.phrases.tokens[self.phrases.chunks.list[chunk].head];
        let plain = !head.is_mention() && !head.entry.tells() && head.text.len() > 6;
        plain && ["tion", "sion", "ment"].iter().any(|e| head.text.ends_with(e))
    }

    /// `A-mediated migration and defective B`: what is less of itself behind the noun phrase that a
    /// cause is joined to.
    fn is_own_change(&self, chunk: usize, arg: &Arg) -> bool {
        let end = self.phrases.chunks.list[chunk].tokens.end;
        let Some(token) = self.phrases.tokens[end..].iter().find(|t| t.mention == arg.mention) else {
            return false;
        };
        let first = token.text.split(' ').next().unwrap_or_default().to_lowercase();
        let entry = self.patterns.words.get(&first).filter(|_| token.text.contains(' '));
        entry.is_some_and(|e| e.roles.has(Roles::REMOVES))
    }

    pub(super) fn members(&self, group: &Group) -> Vec<Arg> {
        let arg = |t: &usize| Arg { mention: self.phrases.tokens[*t].mention, ..Arg::default() };
        group.members.iter().map(arg).collect()
    }

    /// `A is a substrate of B`
    fn copula(&mut self, frame: &Frame, chunk: usize, token: usize) {
        let list = &self.phrases.chunks.list;
        let before = &self.phrases.tokens[list[chunk].tokens.start..token];
        let kind = frame.adverb.as_ref();
        if kind.is_some_and(|kind| !before.iter().any(|t| t.text.eq_ignore_ascii_case(kind))) {
            return;
        }
        let first = self.first_of(chunk);
        // `cells: a critical role for A`
        let titled = first > 0 && self.phrases.text(first - 1) == ":";
        if titled && list[chunk].head != token {
            return;
        }
        let Some((subject, verb)) = self.equated(first) else { return };
        let mut bound = Bound::of(frame).with(0, subject);
        // `A is necessary and sufficient for B`
        let behind = self.phrases.last_joined(chunk) + 1;
        if !bound.slots[0].is_empty() && self.follow(frame, 0, behind, &mut bound) {
            if list[verb].kind == Kind::Noun && chunk > 0 && list[chunk - 1].kind == Kind::Comma {
                self.keep_apposition(chunk, &mut bound);
            }
            let mut told = self.told(chunk, token, list[verb].negated || list[chunk].negated);
            told.certainty = told.certainty.max(self.stances[verb].certainty);
            self.emit(frame, &bound, told);
        }
    }

    /// `A, an inhibitor of B, or C`: what stands behind the next comma is no part of the apposition.
    fn keep_apposition(&self, chunk: usize, bound: &mut Bound) {
        let list = &self.phrases.chunks.list;
        let Some(comma) = (chunk..list.len()).find(|at| list[*at].kind == Kind::Comma) else { return };
        let end = self.phrases.tokens[list[comma].head].start;
        let inside = |arg: &Arg| self.mentions[arg.mention as usize].span.start < end;
        bound.slots.iter_mut().skip(1).for_each(|slot| slot.retain(inside));
    }

    /// What a noun phrase is said to be, and the chunk that says so: `A is a substrate`, `A acts as a
    /// substrate`, `identified A as a substrate`, `A, a substrate`.
    pub(super) fn equated(&self, chunk: usize) -> Option<(Vec<Arg>, usize)> {
        let list = &self.phrases.chunks.list;
        let at = (0..chunk).rev().find(|c| list[*c].kind != Kind::Adv)?;
        let before = at.checked_sub(1);
        let noun = before.filter(|b| list[*b].kind == Kind::Noun);
        match list[at].kind {
            Kind::Verb if self.phrases.tokens[list[at].head].entry.class == Some(Class::Be) => {
                Some((self.phrases.subject(at).args, at))
            }
            // `A is a known B inhibitor`, `A and C are known B inhibitors`
            Kind::Verb if list[at].passive && self.calls(at) => Some((self.phrases.subject(at).args, at)),
            Kind::Prep if self.phrases.text(at).eq_ignore_ascii_case("as") => match noun {
                Some(noun) => Some((self.phrases.resolve(noun, at).args, noun)),
                None => before.map(|verb| (self.phrases.subject(verb).args, verb)),
            },
            // `A: an inhibitor of B`
            Kind::Stop
                if self.phrases.text(at) == ":"
                    && self.phrases.tokens[list[chunk].tokens.start].pos == Pos::Det =>
            {
                noun.map(|noun| (self.phrases.resolve(noun, at).args, noun))
            }
            // `A, an inhibitor of B`; `X-linked inhibitor of apoptosis` in a list is a name.
            Kind::Comma if self.phrases.tokens[list[chunk].tokens.start].pos == Pos::Det => {
                noun.map(|noun| (self.phrases.resolve(self.listed_from(noun, chunk), at).args, noun))
            }
            _ => None,
        }
    }

    /// Where the list of so many starts that ends in a noun: `A and B, two inhibitors`.
    fn listed_from(&self, noun: usize, chunk: usize) -> usize {
        const COUNTS: [&str; 5] = ["two", "three", "four", "five", "both"];
        let many = COUNTS.iter().any(|c| self.phrases.text(chunk).eq_ignore_ascii_case(c));
        let list = &self.phrases.chunks.list;
        let joins = |at: usize| matches!(list[at].kind, Kind::And | Kind::Comma);
        let named = |at: usize| list[at].kind == Kind::Noun && !self.phrases.groups(at).is_empty();
        let mut first = noun;
        while many && first >= 2 && joins(first - 1) && named(first - 2) {
            first -= 2;
        }
        first
    }

    /// `interaction between A and B`, `A-B complex`
    fn noun(&mut self, frame: &Frame, chunk: usize, token: usize, before: usize) {
        let told = self.event(chunk, token);
        let mut bound = Bound::of(frame);
        let words = &self.phrases.tokens[self.phrases.chunks.list[chunk].tokens.start..token];
        let kind = frame.adverb.as_ref();
        if kind.is_some_and(|kind| !words.iter().any(|t| t.text.eq_ignore_ascii_case(kind))) {
            return;
        }
        if before > 0 && !self.named_before(chunk, token, before, &mut bound) {
            return;
        }
        if self.follow(frame, 0, self.phrases.last_joined(chunk) + 1, &mut bound) {
            self.emit(frame, &bound, told);
        }
    }

    /// Fills the slots before a noun from the mentions before it.
    fn named_before(&self, chunk: usize, token: usize, count: usize, bound: &mut Bound) -> bool {
        let mut groups = self.phrases.groups(chunk).to_vec();
        groups.retain(|g| g.members.iter().all(|m| *m < token) && g.glued.is_none());
        let Some(last) = groups.pop() else { return false };
        let mut list = self.members(&last);
        if count == 1 {
            bound.slots[0] = list;
            return true;
        }
        let goes_on = ["to", "with"].iter().any(|p| p.eq_ignore_ascii_case(self.phrases.text(chunk + 1)));
        if goes_on {
            return false;
        }
        if list.len() < 2 {
            let first = groups.pop().map(|g| self.members(&g)).or_else(|| self.joined_before(chunk));
            list.splice(0..0, first.unwrap_or_default());
        }
        if list.len() < 2 {
            return false;
        }
        bound.slots[0].clone_from(&list);
        bound.slots[1] = list;
        bound.pair = Some((0, 1));
        true
    }

    /// `A and` before `B complex`
    fn joined_before(&self, chunk: usize) -> Option<Vec<Arg>> {
        let list = &self.phrases.chunks.list;
        let noun = chunk.checked_sub(2)?;
        let joined = list[chunk - 1].kind == Kind::And && list[noun].kind == Kind::Noun;
        // `both the A and B-C complexes`
        let both = ["both", "either"].iter().any(|w| self.phrases.text(noun).eq_ignore_ascii_case(w));
        (joined && !both).then(|| self.phrases.resolve(noun, noun + 1).args)
    }

    fn event(&self, chunk: usize, token: usize) -> Told {
        let mut told = self.told(chunk, token, self.phrases.is_unseen(chunk));
        let asked = self.phrases.predicate(chunk).is_some_and(|v| {
            let list = &self.phrases.chunks.list;
            let asks = |at: usize| self.phrases.head_roles(at).has(Roles::ASKS);
            // `an interaction is unknown`
            let unknown = self.phrases.is(v + 1, Kind::Noun) && asks(v + 1);
            list[v].passive && asks(v) || unknown && self.phrases.tokens[list[v].head].entry.class.is_some()
        });
        // `an interaction cannot be excluded`
        let open = [self.phrases.predicate(chunk), self.phrases.governor(chunk)];
        let open = open.into_iter().flatten().any(|v| self.phrases.excludes(v) == Some(false));
        if asked || open {
            told.certainty = Certainty::Proposed;
        }
        told
    }

    /// Who acts in `A … through phosphorylation of B`, `growth was reduced by A via inhibition of B` and `A
    /// showed inhibition of B`.
    fn means(&self, chunk: usize, token: usize, slot: &Slot) -> Vec<Arg> {
        if let Some(verb) = self.shown(chunk, token) {
            let mut shows = self.phrases.subject(verb).args;
            let fits = |m: &Marked| slot.accepts(&m.kinds);
            shows.retain(|a| !a.acted && self.mentions.get(a.mention as usize).is_some_and(fits));
            return shows;
        }
        let by = ["through", "via", "by"]
            .iter()
            .any(|p| chunk > 0 && p.eq_ignore_ascii_case(self.phrases.text(chunk - 1)));
        let verb = if by { self.phrases.governor(chunk) } else { None };
        // `apoptosis occurs via inhibition of B`: nobody inhibits.
        const HAPPENS: [&str; 9] = [
            "occur",
            "occurs",
            "occurred",
            "occurring",
            "proceeds",
            "proceeded",
            "arises",
            "happens",
            "happened",
        ];
        let happens = |verb: usize| {
            let head = self.phrases.tokens[self.phrases.chunks.list[verb].head].text;
            HAPPENS.iter().any(|h| head.eq_ignore_ascii_case(h))
        };
        match verb {
            Some(verb) if happens(verb) => Vec::new(),
            Some(verb)
                if self.phrases.chunks.list[verb].passive
                    && !self.phrases.text(chunk - 1).eq_ignore_ascii_case("by") =>
            {
                self.agent(self.phrases.after_verb(verb))
            }
            Some(verb) if !self.phrases.chunks.list[verb].passive && !self.phrases.is_reduced(verb) => {
                self.phrases.subject(verb).args
            }
            _ => Vec::new(),
        }
    }

    /// What is changed at a site, and by whom: `A phosphorylation sites in B`, `residue 12 of B is a
    /// phosphorylation site for A`.
    fn site(&self, chunk: usize, before: Vec<Arg>) -> (Vec<Arg>, Vec<Arg>) {
        let mut theme = self.prepositional(chunk + 1, &["in", "on", "of", "within"]);
        if theme.is_empty() {
            theme = self.equated(chunk).map(|(args, _)| args).unwrap_or_default();
        }
        let agent = if before.is_empty() { self.prepositional(chunk + 1, &["for", "by"]) } else { before };
        (theme, agent)
    }

    /// `prevented activation of B by inhibiting A`: what is done tells how the verb before undid it.
    fn is_undone_by(&self, chunk: usize, by: usize) -> bool {
        let list = &self.phrases.chunks.list;
        let done = list.get(by).is_some_and(|c| c.kind == Kind::Prep)
            && list.get(by + 1).is_some_and(|c| c.kind == Kind::Verb && c.mood == Mood::Gerund);
        let undoes = |verb: usize| {
            let head = &self.phrases.tokens[list[verb].head];
            let sign =
                |id: &u32| self.patterns.signs[self.patterns.frames[*id as usize].predicate.0 as usize].sign;
            self.patterns.frames_of(head.entry.lemma).iter().any(|id| sign(id) < 0)
        };
        done && self.phrases.governor(chunk).is_some_and(undoes)
    }

    /// Whether a noun phrase stands behind `reduction of` and the like.
    fn is_lessened(&self, chunk: usize) -> bool {
        let Some(noun) = chunk.checked_sub(2) else { return false };
        let roles = self.phrases.head_roles(noun);
        self.phrases.is(noun, Kind::Noun)
            && self.phrases.text(chunk - 1).eq_ignore_ascii_case("of")
            && (roles.has(Roles::REMOVES) || roles.has(Roles::INVERSE))
            && !roles.has(Roles::FAILS)
            && self.phrases.groups(noun).is_empty()
    }

    fn is_site(&self, chunk: usize, token: usize) -> bool {
        let behind = &self.phrases.tokens[token + 1..self.phrases.chunks.list[chunk].tokens.end];
        behind.iter().any(|t| t.text.eq_ignore_ascii_case("site") || t.text.eq_ignore_ascii_case("sites"))
    }

    /// The noun of a verb: `phosphorylation of B by A`, `A binding to B`
    fn nominal(&mut self, frame: &Frame, chunk: usize, token: usize) {
        let told = self.event(chunk, token);
        let list = &self.phrases.chunks.list;
        let prep = |at: usize, word: &str| {
            list.get(at).is_some_and(|c| c.kind == Kind::Prep)
                && list.get(at + 1).is_some_and(|c| c.kind == Kind::Noun)
                && self.phrases.text(at).eq_ignore_ascii_case(word)
        };
        let mut groups = self.phrases.groups(chunk).to_vec();
        groups.retain(|g| g.members.iter().all(|m| *m < token) && g.glued.is_none());
        let mut before = groups.last().map(|g| self.members(g)).unwrap_or_default();
        // `A-mediated phosphorylation sites`
        if before.is_empty() && self.is_site(chunk, token) {
            let linked = self.phrases.groups(chunk).iter().rfind(|g| g.glued.is_some_and(|l| l < token));
            before = linked.map(|g| self.members(g)).unwrap_or_default();
        }
        if before.is_empty() {
            before = self.phrases.whose(chunk);
        }
        let head = self.phrases.last_joined(chunk);
        let of = prep(head + 1, "of").then(|| self.phrases.resolve(head + 2, list.len()));
        let mut bound = Bound::of(frame);
        if let Some(Step::Slot(slot)) = frame.steps.first() {
            let by = of.as_ref().map_or(head + 1, |of| of.end);
            let (theme, agent) = match of {
                Some(of) => {
                    let by = self.agent(of.end);
                    let by = if by.is_empty() { before } else { by };
                    let by = if by.is_empty() { self.used(chunk, token, &of) } else { by };
                    (of.args, by)
                }
                // `reduction of B activation by A`
                None if self.is_lessened(chunk) => return,
                // `A phosphorylation sites in B`
                None if self.is_site(chunk, token) => self.site(chunk, before),
                None => {
                    let by = self.agent(head + 1);
                    let of = Found { args: before, end: head + 1 };
                    let by = if by.is_empty() { self.used(chunk, token, &of) } else { by };
                    (of.args, by)
                }
            };
            let active = self.phrases.tokens.get(token + 1).is_some_and(|t| t.text.starts_with("activit"));
            let agent = if agent.is_empty() && !active {
                self.means(chunk, token, &frame.slots[*slot])
            } else {
                agent
            };
            bound.turned = self.is_undone_by(chunk, by);
            bound = bound.with(0, agent).with(*slot, theme);
            if frame.steps.len() == 1 {
                self.emit(frame, &bound, told);
            }
            return;
        }
        if ["between", "among"].iter().any(|w| prep(head + 1, w)) {
            let members = self.phrases.resolve(head + 2, list.len()).args;
            if frame.slots.len() == 2
                && !frame.has_constant()
                && self.pair(head + 2, members, (0, 1), &mut bound)
            {
                self.emit(frame, &bound, told);
            }
            return;
        }
        let (first, next) = match of {
            Some(of) => (of.args, of.end),
            None => (before, head + 1),
        };
        let mut bound = bound.with(0, first);
        if !bound.slots[0].is_empty() && self.follow(frame, 0, next, &mut bound) {
            self.emit(frame, &bound, told);
        }
    }
}
