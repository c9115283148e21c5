//! Nouns and marks beside a name that make another thing of it: `A target genes`, `A-B complex
//! formation`, `contact-inhibited fibroblasts`, `serum levels of A`. In: the place of a name in its noun
//! phrase. Out: whether the phrase is of something else. Must not know patterns.

use super::phrase::{Group, Phrases};
use super::token::{Pos, Token};
use super::words::Roles;

/// Nouns and adjectives behind a name that speak of something else.
const OTHERS: [&str; 42] = [
    "activator",
    "adaptor",
    "adduct",
    "analog",
    "analogue",
    "checkpoint",
    "client",
    "coactivator",
    "co-activator",
    "cofactor",
    "co-factor",
    "corepressor",
    "co-repressor",
    "coregulator",
    "delay",
    "determinant",
    "effector",
    "enzyme",
    "exchange",
    "exit",
    "re-entry",
    "genome",
    "homology",
    "inducer",
    "inhibitory",
    "interactor",
    "ligand",
    "mediator",
    "modulator",
    "module",
    "partner",
    "precursor",
    "ratio",
    "regulator",
    "regulatory",
    "repressor",
    "stimulatory",
    "substrate",
    "suppressor",
    "target",
    "targeting",
    "template",
];

/// How names start of what receptors meet.
const LIGANDS: [&str; 16] = [
    "IL-",
    "interleukin",
    "TNF",
    "IFN",
    "interferon",
    "EGF",
    "IGF",
    "TGF",
    "VEGF",
    "PDGF",
    "FGF",
    "HGF",
    "NGF",
    "GM-CSF",
    "insulin",
    "leptin",
];

/// Those that may also say what is named.
const APPOSED: [&str; 6] = ["activator", "adaptor", "coactivator", "corepressor", "repressor", "suppressor"];

impl Phrases<'_> {
    /// `A-B complex formation`: of several together, not of each; `A target genes` are not A.
    pub(super) fn is_of_others(&self, chunk: usize, group: &Group) -> bool {
        const TOGETHER: [&str; 6] =
            ["complex", "complexes", "heterodimer", "heterodimers", "heterodimerization", "interaction"];
        let Some(last) = group.members.last() else { return false };
        let behind = &self.tokens[last + 1..self.chunks.list[chunk].tokens.end];
        if behind.is_empty() {
            return false;
        }
        let said =
            |words: &[&str]| behind.iter().any(|t| words.iter().any(|w| t.text.eq_ignore_ascii_case(w)));
        // `the A transcriptional repressor` is A; `an A repressor` is none.
        let itself = |one: &str| {
            let apposed = APPOSED.iter().any(|a| one.eq_ignore_ascii_case(a));
            let transcriptional = || behind.iter().any(|t| t.text.starts_with("transcription"));
            let name = self.tokens[*last].text;
            let symbol =
                !name.contains(' ') && name.bytes().any(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
            apposed && symbol && (self.text(chunk).eq_ignore_ascii_case("the") || transcriptional())
                || one.eq_ignore_ascii_case("enzyme") && symbol
        };
        let other = |t: &Token<'_>| {
            let one = t.text.strip_suffix('s').unwrap_or(t.text);
            let plural = one.len() < t.text.len() && !one.eq_ignore_ascii_case("enzyme");
            !t.is_mention() && OTHERS.iter().any(|o| one.eq_ignore_ascii_case(o)) && (plural || !itself(one))
        };
        // `A-binding protein`, `A stimulating factor`
        const DOERS: [&str; 9] =
            ["factor", "hormone", "protein", "enzyme", "peptide", "receptor", "kinase", "cytokine", "agent"];
        let doer = behind.windows(2).any(|pair| {
            let one = pair[1].text.strip_suffix('s').unwrap_or(pair[1].text);
            let roles = pair[0].entry.roles;
            pair[0].text.ends_with("ing")
                && !roles.has(Roles::ASPECT)
                && !roles.has(Roles::REMOVES)
                && DOERS.iter().any(|d| one.eq_ignore_ascii_case(d))
        });
        // `anti-apoptotic proteins`
        const SORTS: [&str; 5] = ["protein", "gene", "molecule", "member", "factor"];
        let adjective = self.tokens[*last].text.ends_with("tic");
        let sort = behind.first().map_or("", |t| t.text.strip_suffix('s').unwrap_or(t.text));
        // `cell survival factors`
        let named = self.tokens[*last].text.chars().any(|c| c.is_uppercase() || c.is_ascii_digit());
        let of_sort =
            adjective && SORTS.contains(&sort) || !named && matches!(sort, "factor" | "gene" | "marker");
        // `serum XY7`: nobody knows whose level it is.
        let word = self.tokens[*last].text.chars().skip(1).all(|c| c.is_lowercase());
        let unknown = behind.first().is_some_and(|t| {
            let symbol = t.text.chars().filter(|c| c.is_uppercase() || c.is_ascii_digit()).count() > 1;
            symbol && !t.glued && !t.is_mention() && !t.entry.tells()
        });
        // `Pol II transcription` is of what it transcribes.
        const POLYMERASES: [&str; 3] = ["I", "II", "III"];
        let polymerase =
            self.tokens[*last].text.rsplit_once(' ').is_some_and(|(_, n)| POLYMERASES.contains(&n));
        let transcribes = polymerase && behind.iter().any(|t| t.text == "transcription");
        let of_others = transcribes || behind.iter().any(other) || self.is_of_an_enzyme(*last, behind);
        word && unknown || of_sort || doer || group.members.len() > 1 && said(&TOGETHER) || of_others
    }

    /// `PI 3-kinase`, `prolyl hydroxylase`, `A kinase kinase`: what acts on what is named.
    pub(super) fn is_of_an_enzyme(&self, name: usize, behind: &[Token<'_>]) -> bool {
        const CARRY: [&str; 6] = ["transporter", "channel", "pump", "exchanger", "receptor", "antiporter"];
        const NONE: [&str; 5] = ["release", "increase", "decrease", "disease", "phase"];
        let Some(next) = behind.iter().find(|t| !matches!(t.pos, Pos::Open | Pos::Close)) else {
            return false;
        };
        let one = next.text.strip_suffix('s').unwrap_or(next.text);
        let enzyme =
            one.ends_with("ase") && one.len() > 5 && !NONE.iter().any(|n| one.eq_ignore_ascii_case(n));
        let numbered = one.starts_with(|c: char| c.is_ascii_digit());
        // A word, not a symbol, is what the enzyme acts on: `SIRT1 deacetylase` is SIRT1.
        let text = self.tokens[name].text;
        let word = text.chars().skip(1).all(|c| !c.is_uppercase() && !c.is_ascii_digit());
        const SUBSTRATES: [&str; 11] = [
            "eEF2",
            "S6",
            "GPCR",
            "IκB",
            "IkappaB",
            "I-kappaB",
            "NF-kappaB",
            "NF-κB",
            "HIF",
            "HIF-1",
            "HIF-alpha",
        ];
        let substrate = SUBSTRATES.contains(&text);
        let again = behind.windows(2).any(|w| w[0].text == "kinase" && w[1].text == "kinase");
        let carries = word && CARRY.iter().any(|c| one.eq_ignore_ascii_case(c));
        let met = one == "receptor" && LIGANDS.iter().any(|l| text.starts_with(l));
        enzyme && (numbered || word || substrate || again) || carries || met
    }

    /// `the anti-apoptosis and pro-growth protein A`: an adjective, although `apoptosis` is named.
    pub(super) fn is_against(&self, chunk: usize, group: &Group) -> bool {
        let end = self.chunks.list[chunk].tokens.end;
        let Some(first) = group.members.first().filter(|m| **m + 1 == end && **m > 0) else { return false };
        let next = |at: usize| self.tokens.get(at).map_or("", |t| t.text);
        let joined = next(end).eq_ignore_ascii_case("and")
            && ["pro", "anti"].iter().any(|p| next(end + 1).starts_with(p));
        joined && self.tokens[*first].glued && self.tokens[first - 1].text.eq_ignore_ascii_case("anti")
    }

    /// The token that a hyphen joins a word to: `A-induced`, `A (B)-induced`, `A signaling-induced`.
    pub(super) fn linked_to(&self, at: usize) -> usize {
        let before = self.before_bracket(at);
        let aspect = |t: &Token<'_>| !t.is_mention() && !t.glued && t.entry.roles.has(Roles::ASPECT);
        before
            - usize::from(before > 0 && aspect(&self.tokens[before]) && self.tokens[before - 1].is_mention())
    }

    /// `a form of A deficient in sugar`: of what A lacks, not less of A.
    pub(super) fn is_short_of(&self, at: usize) -> bool {
        const SHORT: [&str; 5] = ["deficient", "defective", "poor", "low", "lower"];
        let token = &self.tokens[at];
        !token.glued
            && SHORT.iter().any(|s| token.text.eq_ignore_ascii_case(s))
            && self.tokens.get(at + 1).is_some_and(|t| t.text == "in")
    }

    /// `a regulator of A`: it is no A.
    pub(super) fn is_another(&self, chunk: usize) -> bool {
        const DOES: [&str; 11] = [
            "culture",
            "regulator",
            "mediator",
            "effector",
            "target",
            "substrate",
            "modulator",
            "determinant",
            "precursor",
            "partner",
            "interactor",
        ];
        let head = self.tokens[self.chunks.list[chunk].head].text;
        DOES.iter().any(|d| head.strip_suffix('s').unwrap_or(head).eq_ignore_ascii_case(d))
    }

    /// `A- and B-induced C`: a name before a hyphen shares the word behind that of the next one.
    pub(super) fn is_suspended(&self, chunk: usize) -> bool {
        let end = self.chunks.list[chunk].tokens.end;
        let (mut last, mut next) = (&self.tokens[end - 1], self.tokens.get(end));
        let named = last.is_mention();
        // `A (B)- and C-induced`
        if next.is_some_and(|t| t.pos == Pos::Open) {
            let Some(close) = self.tokens[end..].iter().position(|t| t.pos == Pos::Close) else {
                return false;
            };
            (last, next) = (&self.tokens[end + close], self.tokens.get(end + close + 1));
        }
        named && next.is_some_and(|t| t.start > last.end + 1 && matches!(t.pos, Pos::And | Pos::Comma))
    }

    /// `(shRNA)-mediated silencing`: what silences is not less of what is silenced once more.
    pub(super) fn is_linked(&self, at: usize) -> bool {
        let closed = self.tokens.get(at + 1).is_some_and(|t| t.pos == Pos::Close);
        closed && self.tokens.get(at + 2).is_some_and(|t| t.glued)
    }

    /// `contact-inhibited fibroblasts`: what was done to them, and they are there.
    pub(super) fn is_told_by(&self, at: usize) -> bool {
        let text = self.tokens[at].text;
        let holds = |t: &Token<'_>| t.is_mention() && t.entry.roles.has(Roles::HOLDER);
        text.contains('-') && text.ends_with("ed") && self.tokens.get(at + 1).is_some_and(holds)
    }

    /// `the GTPase activity of A`: A's, whatever else is a GTPase.
    pub(super) fn is_power_of(&self, chunk: usize) -> bool {
        const POWERS: [&str; 14] = [
            "GTPase",
            "ATPase",
            "kinase",
            "protein kinase",
            "tyrosine kinase",
            "ligase",
            "ubiquitin ligase",
            "E3 ligase",
            "E3 ubiquitin ligase",
            "helicase",
            "phosphatase",
            "methyltransferase",
            "acetyltransferase",
            "deacetylase",
        ];
        let head = self.tokens[self.chunks.list[chunk].head].text;
        let mut names = self.tokens[self.chunks.list[chunk].tokens.clone()].iter().filter(|t| t.is_mention());
        ["activity", "activities"].iter().any(|a| head.eq_ignore_ascii_case(a))
            && self.text(chunk + 1).eq_ignore_ascii_case("of")
            && names.all(|t| POWERS.contains(&t.text))
    }

    /// `the silencing activity of A`: what A does, not what is done to it.
    pub(super) fn is_own_deed(&self, chunk: usize, at: usize) -> bool {
        const POWERS: [&str; 7] =
            ["activity", "activities", "function", "functions", "effect", "effects", "action"];
        let head = self.tokens[self.chunks.list[chunk].head].text;
        let token = &self.tokens[at];
        // `blocking the activity of A`
        let doing = self.tokens.get(at + 1).is_some_and(|t| t.pos == Pos::Det);
        token.text.ends_with("ing")
            && !doing
            && token.entry.roles.has(Roles::REMOVES)
            && POWERS.iter().any(|p| head.eq_ignore_ascii_case(p))
    }

    /// `serum levels of A`: of A, in what stands before.
    pub(super) fn is_level_of(&self, chunk: usize) -> bool {
        const LEVELS: [&str; 6] = ["level", "levels", "concentration", "concentrations", "amount", "amounts"];
        const FLUIDS: [&str; 6] = ["serum", "plasma", "blood", "urine", "cerebrospinal fluid", "tissue"];
        let head = self.tokens[self.chunks.list[chunk].head].text;
        let mut names = self.tokens[self.chunks.list[chunk].tokens.clone()].iter().filter(|t| t.is_mention());
        names.all(|t| FLUIDS.iter().any(|f| t.text.eq_ignore_ascii_case(f)))
            && LEVELS.iter().any(|l| head.eq_ignore_ascii_case(l))
            && self.text(chunk + 1).eq_ignore_ascii_case("of")
    }
}
