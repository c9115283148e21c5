//! What stands between two commas inside a clause: `A, a member of the B family, activates C`. In: chunks
//! and the place of a comma. Out: where the insertion starts, and what it is. Must not know patterns.

use super::chunk::{Kind, Mood};
use super::phrase::Phrases;

impl Phrases<'_> {
    /// The comma that opens the insertion which the comma at `end` closes.
    pub(super) fn skip_insertion(&self, end: usize) -> Option<usize> {
        let start = (0..end).rev().take(12).find(|i| self.chunk(*i).kind == Kind::Comma)?;
        let first = self.chunk(start + 1);
        let inserted = matches!(first.kind, Kind::And | Kind::Rel | Kind::Adv | Kind::Prep | Kind::Sub)
            || (first.kind == Kind::Verb && first.mood != Mood::Finite && !self.has_object(start + 1))
            || first.kind == Kind::Noun && (self.is_apposition(start, end) || self.is_described(start, end));
        inserted.then_some(start)
    }

    /// Whether noun phrases between two commas say once more what stands before: `A, a member of the
    /// B family,`.
    pub(super) fn is_apposition(&self, start: usize, end: usize) -> bool {
        let flat = |at: usize| matches!(self.kind(at), Some(Kind::Noun | Kind::Prep | Kind::And | Kind::Adv));
        start > 0 && self.kind(start - 1) == Some(Kind::Noun) && (start + 1..end).all(flat)
    }

    /// Whether a verb with `-ed` has an object, so that it is no participle: `A inhibited B, reduced C, and`.
    pub(super) fn has_object(&self, verb: usize) -> bool {
        self.chunk(verb).mood == Mood::Bare && self.kind(verb + 1) == Some(Kind::Noun)
    }

    /// `A, a kinase that is high in B,`: an apposition with a relative clause.
    pub(super) fn is_described(&self, start: usize, end: usize) -> bool {
        let mut inside = start + 1..end;
        let related = inside.any(|at| matches!(self.kind(at), Some(Kind::That | Kind::Rel)));
        related && self.is_indefinite(start + 1) && start > 0 && self.kind(start - 1) == Some(Kind::Noun)
    }

    /// Whether an apposition is a list of names.
    pub(super) fn is_list(&self, start: usize, end: usize) -> bool {
        let named = self.tokens[self.chunk(start + 1).tokens.start].is_mention();
        named && self.is_apposition(start, end) && (start..end).any(|at| self.kind(at) == Some(Kind::And))
    }

    /// `two kinases, A and B,`: whether an apposition names what the noun before it does not.
    pub(super) fn is_named_behind(&self, start: usize, end: usize) -> bool {
        self.is_apposition(start, end)
            && self.resolve(self.walk_left(start - 1), start).args.is_empty()
            && !self.resolve(start + 1, end).args.is_empty()
    }
}
