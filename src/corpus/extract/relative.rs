//! What a relative clause speaks of: `A is a kinase that activates B`, `it is A, not B, that activates C`.
//! In: chunks and the noun phrase before the clause. Out: the subject of its verb. Must not know
//! patterns.

use super::chunk::{Kind, Mood};
use super::clause::Subject;
use super::phrase::Phrases;
use super::token::Form;
use super::words::Class;

impl Phrases<'_> {
    /// What a relative clause speaks of that follows the noun chunk `last`: `A is a kinase that
    /// activates B` speaks of A, `inhibition of A that was activated` of A, not of its inhibition.
    pub(super) fn relative(&self, last: usize, end: usize, verb: usize) -> Subject {
        if self.chunk(verb).passive {
            return match self.is_linked_behind(last, end, verb) {
                true => Subject::Phrase(last - 2, last - 1),
                false => Subject::Phrase(last, end),
            };
        }
        // `it is A, not B, that activates C`
        if last >= 2 && self.kind(last - 1) == Some(Kind::Not) {
            let comma = usize::from(self.kind(last - 2) == Some(Kind::Comma));
            let one = last.checked_sub(2 + comma).filter(|at| self.kind(*at) == Some(Kind::Noun));
            return one.map_or(Subject::None, |one| Subject::Phrase(one, one + 1));
        }
        let last = self.doer_before(last, end, verb);
        let mut start = self.antecedent(last);
        if let Some(lowers) = self.lowering(start, end, verb) {
            return Subject::Same(lowers);
        }
        // `A and an activity that phosphorylates B`: one of them does.
        if let Some(and) = (start..last).rev().find(|at| self.kind(*at) == Some(Kind::And))
            && self.is_singular(verb)
            && !self.groups(start).is_empty()
        {
            start = and + 1;
        }
        let copula = start.checked_sub(1).filter(|at| {
            self.chunk(*at).kind == Kind::Verb
                && self.tokens[self.chunk(*at).head].entry.class == Some(Class::Be)
        });
        // `A, a factor that activates B`
        let apposed = start >= 2
            && self.kind(start - 1) == Some(Kind::Comma)
            && self.kind(start - 2) == Some(Kind::Noun)
            && self.is_indefinite(start)
            && !self.groups(start - 2).is_empty();
        match copula {
            _ if apposed => Subject::Phrase(start - 2, start - 1),
            Some(be) if self.groups(start).is_empty() || self.is_indefinite(start) => Subject::Same(be),
            _ => Subject::Phrase(start, end),
        }
    }

    /// `A activates B in these cells, which activates C`: the place is not the one that acts where the
    /// verb's number, or `in turn`, says so.
    pub(super) fn doer_before(&self, last: usize, end: usize, verb: usize) -> usize {
        // `lymphocytes carrying the A antigen, which kill`
        let carried = last >= 2
            && self.kind(end) == Some(Kind::Comma)
            && self.kind(last - 1) == Some(Kind::Verb)
            && ["carrying", "expressing", "bearing", "harboring", "harbouring", "containing", "lacking"]
                .iter()
                .any(|b| self.text(last - 1).eq_ignore_ascii_case(b))
            && self.kind(last - 2) == Some(Kind::Noun);
        if carried {
            return last - 2;
        }
        let beside = self.is_beside(last, end);
        let ends = |at: usize| self.tokens[self.chunk(at).head].text.ends_with('s');
        let agrees = self.chunk(verb).mood != Mood::Finite || !ends(verb) || !ends(last);
        let turned = (end..verb).any(|at| self.text(at).to_ascii_lowercase().ends_with("turn"));
        if beside && (turned || !agrees) { last - 2 } else { last }
    }

    /// `A suppressed B, which in turn promoted C`: it was less of B that did, by the doing of A. The verb
    /// that lowers B.
    fn lowering(&self, start: usize, end: usize, verb: usize) -> Option<usize> {
        const STEMS: [&str; 14] = [
            "abolish",
            "abrogat",
            "attenuat",
            "block",
            "decreas",
            "deplet",
            "diminish",
            "downregulat",
            "impair",
            "inhibit",
            "lower",
            "prevent",
            "reduc",
            "suppress",
        ];
        const LEADS: [&str; 6] = ["led", "leads", "lead", "resulted", "results", "result"];
        let text = |at: usize| self.tokens[self.chunk(at).head].text.to_ascii_lowercase();
        let turned = || (end..verb).any(|at| self.text(at).to_ascii_lowercase().ends_with("turn"));
        let leads = || LEADS.contains(&text(verb).as_str());
        let aside = self.kind(end) == Some(Kind::Comma) && (turned() || leads());
        let main = if aside { self.governor(start) } else { None };
        main.filter(|main| {
            !self.chunk(*main).passive && STEMS.iter().any(|stem| text(*main).starts_with(stem))
        })
    }

    /// Whether a verb has the form for one who does something: `phosphorylates`.
    fn is_singular(&self, verb: usize) -> bool {
        let head = &self.tokens[self.chunk(verb).head];
        let bare = self.chunk(verb).mood == Mood::Finite && self.chunk(verb).tokens.len() == 1;
        bare && head.form == Form::Present && head.text.ends_with('s') && !head.text.ends_with("ss")
    }

    /// `A induced death in these cells, which was associated with B`: the death was.
    pub(super) fn is_linked_behind(&self, last: usize, end: usize, verb: usize) -> bool {
        const LINKS: [&str; 6] =
            ["associated", "correlated", "accompanied", "mediated", "linked", "attributed"];
        let head = self.tokens[self.chunk(verb).head].text;
        self.is_beside(last, end) && LINKS.iter().any(|l| head.eq_ignore_ascii_case(l))
    }

    /// `B in these cells, which`: whether a noun phrase tells the place of the one before it.
    pub(super) fn is_beside(&self, last: usize, end: usize) -> bool {
        last >= 2
            && self.kind(end) == Some(Kind::Comma)
            && self.kind(last - 1) == Some(Kind::Prep)
            && ["in", "within", "on"].iter().any(|p| self.text(last - 1).eq_ignore_ascii_case(p))
            && self.kind(last - 2) == Some(Kind::Noun)
    }

    /// Whether a noun phrase tells of which sort something is: `A is a kinase`.
    pub(super) fn is_indefinite(&self, noun: usize) -> bool {
        ["a", "an", "one"].iter().any(|w| self.text(noun).eq_ignore_ascii_case(w))
    }
}
