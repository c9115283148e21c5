//! What stands in brackets behind a noun phrase: another name, or examples. In: chunks with what was set
//! aside. Out: participants. Must not know patterns.

use super::phrase::{Arg, Function, Phrases, modifies};
use super::token::{Pos, Token};
use super::words::Roles;

impl Phrases<'_> {
    /// Mentions in brackets behind a chunk that names none itself: `the kinase (A)`.
    pub(super) fn aside(&self, chunk: usize) -> Vec<Arg> {
        const AKIN: [&str; 5] = ["homolog", "homologue", "ortholog", "orthologue", "paralog"];
        // `the kinase (the homolog of A)`
        let akin = |t: &Token<'_>| AKIN.iter().any(|a| t.text.eq_ignore_ascii_case(a));
        let asides = self.chunks.asides.iter().filter(|(after, _)| *after == chunk);
        let mentions = asides
            .filter(|(_, range)| !self.tokens[range.clone()].iter().any(akin))
            .flat_map(|(_, r)| r.clone().map(|t| (r.start, t)))
            .filter(|(_, t)| self.tokens[*t].is_mention());
        mentions.map(|(start, t)| self.bracketed(start, t)).collect()
    }

    /// A mention in brackets with the word of less or more before it: `(e.g., loss of A)`.
    fn bracketed(&self, start: usize, at: usize) -> Arg {
        let mut arg = Arg { mention: self.tokens[at].mention, ..Arg::default() };
        // `less of A, B and C` is less of C.
        let mut listed = true;
        let before = self.tokens[start..at].iter().rev().take_while(|t| {
            let here = listed || !t.is_mention();
            listed &= t.is_mention() || matches!(t.pos, Pos::Comma | Pos::And | Pos::Slash);
            here
        });
        if let Some(token) = before.into_iter().find(|t| modifies(t) || t.entry.roles.has(Roles::INVERSE)) {
            let mut function = Function::default();
            function.add(token);
            function.apply(&mut arg);
        }
        arg
    }

    /// What brackets name as examples of the one thing before them: `cytokines (e.g., A and B)`.
    pub(super) fn exemplified(&self, chunk: usize, own: &[Arg]) -> Vec<Arg> {
        let [class] = own else { return Vec::new() };
        let examples = self.chunks.asides.iter().filter(|(after, _)| *after == chunk).find(|(_, range)| {
            let first = &self.tokens[range.clone()].first();
            first.is_some_and(|t| {
                ["e.g", "including", "such as"].iter().any(|w| t.text.eq_ignore_ascii_case(w))
            })
        });
        let Some((_, range)) = examples else { return Vec::new() };
        let named = self.tokens[range.clone()].iter().filter(|t| t.is_mention());
        let plain = |t: &&Token<'_>| t.is_mention() || !matches!(t.pos, Pos::Noun | Pos::Verb | Pos::Adj);
        let bare = self.tokens[range.clone()].iter().skip(1).all(|t| plain(&t));
        let example = |t: &Token<'_>| Arg { mention: t.mention, stands_for: class.mention + 1, ..*class };
        named.filter(|_| bare).map(example).collect()
    }

    /// Whether brackets name again what stands before them: `the kinase A (B)`, not `A (e.g., B)`.
    pub(super) fn is_renamed(&self, chunk: usize) -> bool {
        let first = self.chunks.asides.iter().find(|(after, _)| *after == chunk).map(|(_, r)| r.start);
        first.is_some_and(|t| self.tokens[t].is_mention())
    }
}
