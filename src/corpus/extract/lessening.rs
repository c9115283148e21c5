//! What stands before the first member of a list and says less, or more, of all its members: `blocking A
//! and B`, `impaired remodeling and A`. In: the place of a noun phrase. Out: what the words make of the
//! members behind it. Must not know patterns.

use super::chunk::Kind;
use super::phrase::{Found, Function, Phrases, acts};
use super::token::{Pos, Token};
use super::words::Roles;

impl Phrases<'_> {
    /// What `blocking`, or an adjective, before the first member of a list says of all of them.
    pub(super) fn undoing(&self, chunk: usize) -> Option<Function> {
        let first = &self.tokens[self.chunks.list[chunk].tokens.start];
        let undone = first.text.ends_with("ing") && first.entry.roles.has(Roles::REMOVES);
        let mut behind = self.tokens[self.chunks.list[chunk].tokens.start + 1..].iter();
        // A symbol that the vocabulary does not have is a name all the same.
        let symbol = |t: &Token<'_>| t.text.bytes().any(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
        let follows = behind.find(|t| t.pos != Pos::Det).is_some_and(|t| t.is_mention() || symbol(t));
        let mut function = Function::default();
        function.add(first);
        if self.is_adjectival(chunk) {
            return Some(self.function(chunk, 0)).filter(|f| acts(f.roles));
        }
        (undone && follows).then_some(function)
    }

    /// `impaired remodeling and A`, where nobody knows the remodeling: A is impaired too.
    pub(super) fn lessened(&self, chunk: usize, found: &Found) -> Option<Function> {
        let first = &self.tokens[self.chunks.list[chunk].tokens.start];
        let less =
            first.pos == Pos::Adj && first.entry.roles.has(Roles::REMOVES) && first.entry.manipulation == 0;
        let named = self.tokens[self.chunks.list[chunk].tokens.clone()].iter().any(Token::is_mention);
        let joined = self.is(chunk + 1, Kind::And) && self.is(chunk + 2, Kind::Noun);
        // `reduced metabolism and A- and B-dependent death`
        let whole = |at: usize| {
            let apart = |next: &Token<'_>| next.start <= self.tokens[at].end + 1;
            self.tokens[at].is_mention() && self.tokens.get(at + 1).is_none_or(apart)
        };
        let bare = joined && whole(self.chunks.list[chunk + 2].tokens.start);
        let mut function = Function::default();
        function.add(first);
        (less && !named && bare && found.args.is_empty()).then_some(function)
    }

    /// Whether adjectives share a noun with what `and` joins: `impaired metabolic and cytotoxic functions`.
    pub(super) fn is_adjectival(&self, chunk: usize) -> bool {
        let ends = |s: &str| ["ive", "ic", "al", "ous", "ory", "ary"].iter().any(|e| s.ends_with(e));
        let tokens = &self.tokens[self.chunks.list[chunk].tokens.clone()];
        let last = tokens.last().is_some_and(|t| t.pos == Pos::Adj || ends(t.text));
        let dose = self.is(chunk + 2, Kind::Noun) && self.is_dose(chunk + 2);
        last && !dose && self.is(chunk + 1, Kind::And) && tokens.iter().all(|t| !t.is_mention())
    }
}
