//! What a noun phrase stands for without naming it: `its expression`, `whose phosphorylation`, a residue
//! of a protein, a site where something else binds. In: chunks. Out: the mention that is meant, or that
//! none is. Must not know patterns.

use super::chunk::{Kind, Mood};
use super::phrase::{Arg, Found, Phrases};
use super::token::{Pos, is_amino_acid};
use super::words::Roles;

impl Phrases<'_> {
    /// The mention that `its expression` or `it` speaks of, where a second verb says what is done to
    /// the object of the first: `binds A and activates its expression`, `inhibits A by degrading it`.
    pub(super) fn owner(&self, chunk: usize, roles: Roles) -> Option<u32> {
        let tokens = &self.tokens[self.chunks.list[chunk].tokens.clone()];
        let first = tokens.first()?;
        let own = tokens.iter().any(|t| t.text.eq_ignore_ascii_case("own"));
        let its = first.text.eq_ignore_ascii_case("its") && !own;
        let aspect = roles.has(Roles::ASPECT) || roles.has(Roles::INVERSE);
        let it = first.text.eq_ignore_ascii_case("it") && first.pos == Pos::Pron;
        if !(its && aspect || it) {
            return None;
        }
        let verb = self.governor(chunk)?;
        let before = (0..verb).rev().find(|at| !self.is(*at, Kind::Adv))?;
        let dependent = matches!(self.chunks.list[verb].mood, Mood::Gerund | Mood::Infinitive);
        if !dependent && !self.is(before, Kind::And) {
            return None;
        }
        let noun = (0..=before)
            .rev()
            .take_while(|at| !self.is(*at, Kind::Stop))
            .find(|at| self.is(*at, Kind::Noun) && !self.groups(*at).is_empty())?;
        let members: Vec<usize> = self.groups(noun).iter().flat_map(|g| g.members.clone()).collect();
        let agent = noun > 0 && self.text(noun - 1).eq_ignore_ascii_case("by");
        let is_object = !agent && self.governor(noun).is_some();
        match members[..] {
            [only] if is_object => Some(self.tokens[only].mention),
            _ => None,
        }
    }

    /// What `whose` before a noun chunk speaks of: `A, whose phosphorylation`.
    pub(super) fn whose(&self, chunk: usize) -> Vec<Arg> {
        let Some(rel) = chunk.checked_sub(1).filter(|at| self.text(*at).eq_ignore_ascii_case("whose")) else {
            return Vec::new();
        };
        let end = rel - usize::from(rel > 0 && self.is(rel - 1, Kind::Comma));
        match end.checked_sub(1).filter(|last| self.is(*last, Kind::Noun)) {
            Some(last) => self.resolve(self.antecedent(last), end).args,
            None => Vec::new(),
        }
    }

    /// `phosphorylates its substrate, B,`: the name that stands behind a comma for the noun before it.
    pub(super) fn named_behind(&self, chunk: usize) -> Option<Found> {
        const SORTS: [&str; 12] = [
            "substrate",
            "substrates",
            "ligand",
            "receptor",
            "target",
            "effector",
            "partner",
            "inhibitor",
            "regulator",
            "kinase",
            "protein",
            "factor",
        ];
        let head = self.tokens[self.chunks.list[chunk].head].text;
        let sort = SORTS.iter().any(|s| head.eq_ignore_ascii_case(s));
        let ends = self.chunks.list.get(chunk + 3).is_none_or(|c| matches!(c.kind, Kind::Comma | Kind::Stop));
        let name = self.chunks.list.get(chunk + 2).filter(|c| c.kind == Kind::Noun && c.tokens.len() == 1)?;
        let token = &self.tokens[name.head];
        let own = self.tokens[self.chunks.list[chunk].tokens.start].pos == Pos::Det;
        let is = own && sort && ends && self.is(chunk + 1, Kind::Comma) && token.is_mention();
        // `a factor, A, and B`
        let listed = self.is(chunk + 4, Kind::And) || self.is(chunk + 5, Kind::Comma);
        let arg = Arg { mention: token.mention, ..Arg::default() };
        (is && !listed).then(|| Found { args: vec![arg], end: chunk + 3 })
    }

    /// Whether a noun chunk names residues of a protein: `serine 12`, `Ser12`, `S12`.
    pub(super) fn is_residue(&self, chunk: usize) -> bool {
        let one = |text: &str| {
            let stem = text.trim_end_matches(|c: char| c.is_ascii_digit());
            let letter = stem.len() == 1 && "STYKCR".contains(stem) && text.len() > 2;
            letter && stem.len() < text.len() || is_amino_acid(&stem.to_ascii_lowercase())
        };
        let tokens = &self.tokens[self.chunks.list[chunk].tokens.clone()];
        let sites = tokens.last().is_some_and(|t| ["site", "sites", "residue", "residues"].contains(&t.text));
        sites || tokens.iter().any(|t| !t.is_mention() && one(t.text))
    }

    /// Whether a noun chunk names a place that a participant binds, not the participant: `the A binding
    /// site`, `an A response element`.
    pub(super) fn is_place_for(&self, chunk: usize) -> bool {
        const PLACES: [&str; 5] = ["site", "element", "motif", "sequence", "box"];
        const FOR: [&str; 6] =
            ["binding", "response", "responsive", "recognition", "consensus", "phosphorylation"];
        let range = self.chunks.list[chunk].tokens.clone();
        let head = self.tokens[range.end - 1].text;
        let place = PLACES.iter().any(|p| head.strip_suffix('s').unwrap_or(head).eq_ignore_ascii_case(p));
        let said = |t: &super::token::Token<'_>| FOR.iter().any(|f| t.text.eq_ignore_ascii_case(f));
        place && self.tokens[range].iter().any(said)
    }
}
