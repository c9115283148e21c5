//! Nouns and marks beside a name that make another thing of it: `A target genes`, `A-B complex
//! formation`, `contact-inhibited fibroblasts`, `serum levels of A`. In: the place of a name in its noun
//! phrase. Out: whether the phrase is of something else. Must not know patterns.

use super::phrase::{Group, Phrases};
use super::token::{Pos, Token};
use super::words::Roles;

impl Phrases<'_> {
    /// `A-B complex formation`: of several together, not of each; `A target genes` are not A.
    pub(super) fn is_of_others(&self, chunk: usize, group: &Group) -> bool {
        const TOGETHER: [&str; 6] =
            ["complex", "complexes", "heterodimer", "heterodimers", "heterodimerization", "interaction"];
        const OTHERS: [&str; 14] = [
            "target",
            "targets",
            "effector",
            "effectors",
            "ligand",
            "ligands",
            "checkpoint",
            "checkpoints",
            "mediator",
            "mediators",
            "regulator",
            "regulators",
            "ratio",
            "ratios",
        ];
        let Some(last) = group.members.last() else { return false };
        let behind = &self.tokens[last + 1..self.chunks.list[chunk].tokens.end];
        let said =
            |words: &[&str]| behind.iter().any(|t| words.iter().any(|w| t.text.eq_ignore_ascii_case(w)));
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
        word && unknown || of_sort || doer || group.members.len() > 1 && said(&TOGETHER) || said(&OTHERS)
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
