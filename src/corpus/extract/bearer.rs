//! What a group is told by: `patients with high A`, `A-amplified tumours`. In: chunks and the verb that
//! tells how the group fared. Out: the mention with what is said of it. Who bears something did not
//! cause what follows, so that only associations ask. Must not know patterns.

use super::chunk::{Kind, Mood};
use super::phrase::{Arg, Function, Phrases};
use super::token::Token;
use super::words::Roles;

/// Who bears something.
const BEARERS: [&str; 24] = [
    "patient",
    "patients",
    "tumor",
    "tumors",
    "tumour",
    "tumours",
    "case",
    "cases",
    "individuals",
    "women",
    "men",
    "mice",
    "animals",
    "carriers",
    "cancers",
    "carcinomas",
    "lesions",
    "those",
    "subjects",
    "participants",
    "children",
    "cohort",
    "group",
    "subgroup",
];

/// Verbs of bearing, as participles.
const BEARING: [&str; 9] = [
    "harboring",
    "harbouring",
    "carrying",
    "bearing",
    "expressing",
    "lacking",
    "exhibiting",
    "showing",
    "having",
];

/// Participles that tell what a group was given.
const GIVEN: [&str; 5] = ["treated", "receiving", "given", "undergoing", "randomized"];

/// Words that a hyphen joins to a name, with whether there is less of it.
const GLUED: [(&str, bool); 9] = [
    ("high", false),
    ("positive", false),
    ("rich", false),
    ("enriched", false),
    ("expressing", false),
    ("low", true),
    ("negative", true),
    ("poor", true),
    ("depleted", true),
];

impl Phrases<'_> {
    /// The mentions that the subject of a verb is told by, where the subject bears them; none of them
    /// where it bears what has no name of its own.
    pub(super) fn borne(&self, verb: usize) -> Option<Vec<Arg>> {
        let last = (0..verb).rev().find(|at| !self.is(*at, Kind::Adv))?;
        let noun = self.behind_treatment(last);
        if !self.is(noun, Kind::Noun) {
            return None;
        }
        // `T cells enriched for A+ cells`
        if self.is_enriched(noun) && !self.tokens[self.chunks.list[noun].head].is_mention() {
            return Some(Vec::new());
        }
        if self.are_few(noun) || noun > 1 && self.are_few(noun - 2) {
            return Some(Vec::new());
        }
        let lacking = self.bearing(noun);
        if !self.names_bearer(noun) && lacking.is_none() {
            return None;
        }
        let group = self.groups(noun).first()?;
        let less = lacking == Some(true);
        let joined = group.glued.map(|at| &self.tokens[at]);
        let arg = |token: &usize| {
            let mut arg =
                Arg { mention: self.tokens[*token].mention, acted: true, flip: less, ..Arg::default() };
            group.function.apply(&mut arg);
            joined.into_iter().for_each(|joined| join(&mut arg, joined));
            arg
        };
        Some(group.members.iter().map(arg).collect())
    }

    /// `patients with A treated with D`: the noun phrase before the participle.
    fn behind_treatment(&self, last: usize) -> usize {
        let mut at = last;
        while let Some(link) = at.checked_sub(1) {
            let noun_before = |at: usize| at.checked_sub(1).filter(|n| self.is(*n, Kind::Noun));
            let given = |at: usize| {
                let verb = self.is(at, Kind::Verb) && self.chunks.list[at].mood != Mood::Finite;
                let head = self.tokens[self.chunks.list[at].head].text;
                verb && GIVEN.iter().any(|g| head.eq_ignore_ascii_case(g))
            };
            if given(link) {
                return noun_before(link).unwrap_or(last);
            }
            let joins = self.is(link, Kind::Prep) || self.is(link, Kind::And);
            let Some(before) = link.checked_sub(1).filter(|_| joins) else { break };
            if given(before) {
                return noun_before(before).unwrap_or(last);
            }
            if !self.is(before, Kind::Noun) {
                break;
            }
            at = before;
        }
        last
    }

    /// Whether a bearer stands before a noun phrase that it bears; if so, whether it lacks that.
    fn bearing(&self, noun: usize) -> Option<bool> {
        let link = noun.checked_sub(1)?;
        let bearer = link.checked_sub(1).filter(|at| self.is(*at, Kind::Noun) && self.names_bearer(*at));
        let word = self.tokens[self.chunks.list[link].head].text;
        let verb = self.is(link, Kind::Verb) && self.chunks.list[link].mood == Mood::Gerund;
        let bears = verb && BEARING.iter().any(|b| word.eq_ignore_ascii_case(b));
        if self.is_enriched(noun) {
            return Some(false);
        }
        let bearer = bearer?;
        let with = self.is(link, Kind::Prep) && self.text(link).eq_ignore_ascii_case("with");
        let alone = self.groups(bearer).is_empty() || self.names_bearer(bearer);
        ((with || bears) && alone).then(|| word.eq_ignore_ascii_case("lacking"))
    }

    /// `T cells enriched for A`: A is what they are told by.
    fn is_enriched(&self, noun: usize) -> bool {
        let Some(prep) = noun.checked_sub(1).filter(|at| self.is(*at, Kind::Prep)) else { return false };
        let Some(verb) = prep.checked_sub(1).filter(|at| self.is(*at, Kind::Verb)) else { return false };
        self.text(verb).eq_ignore_ascii_case("enriched") && verb > 0 && self.is(verb - 1, Kind::Noun)
    }

    /// Whether single patients are told of: `one patient with A`, `three patients with B`.
    fn are_few(&self, noun: usize) -> bool {
        const FEW: [&str; 10] = ["one", "two", "three", "four", "five", "single", "1", "2", "3", "another"];
        const ONE: [&str; 5] = ["patient", "case", "woman", "man", "individual"];
        let chunk = &self.chunks.list[noun];
        let said = |word: &&str, list: &[&str]| list.iter().any(|w| word.eq_ignore_ascii_case(w));
        let mut words = self.tokens[chunk.tokens.clone()].iter().map(|t| t.text);
        self.is(noun, Kind::Noun)
            && (words.any(|w| said(&w, &FEW)) || said(&self.tokens[chunk.head].text, &ONE))
    }

    fn names_bearer(&self, noun: usize) -> bool {
        let head = self.tokens[self.chunks.list[noun].head].text.rsplit(' ').next().unwrap_or_default();
        BEARERS.iter().any(|b| head.eq_ignore_ascii_case(b))
    }
}

/// What a word that a hyphen joins says of its mention.
fn join(arg: &mut Arg, joined: &Token<'_>) {
    match GLUED.iter().find(|(word, _)| joined.text.eq_ignore_ascii_case(word)) {
        Some((_, less)) => arg.flip ^= less,
        None if joined.entry.roles.has(Roles::ADDS) || joined.entry.roles.has(Roles::REMOVES) => {
            let mut function = Function::default();
            function.add(joined);
            function.apply(arg);
        }
        None => {}
    }
}
