//! Gaps in, a list to read out: what one missing finding would let a rule conclude.

use schemars::JsonSchema;
use serde::Serialize;

use super::scene::{Input, Scene};
use super::words::{Bound, grade};
use super::{NOTICE, Rule, Source};
use crate::fact::Symbol;
use crate::judgement::gaps;
use crate::plan::Literal;

/// The version of the list that machines read.
pub const SCHEMA: &str = "reason.gaps/1";

/// What is one finding short.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Gaps {
    /// Always `reason.gaps/1`.
    pub schema: String,
    /// What the list is good for, and what not.
    pub notice: String,
    /// How many gaps there are, those that are not listed too.
    pub total: usize,
    /// Rules of which not every gap was looked at.
    pub cut: Vec<String>,
    /// The gaps, ranked by what is there already.
    pub gaps: Vec<Gap>,
}

/// A finding that is missing.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Gap {
    /// What nobody states.
    pub missing: String,
    /// What would follow if somebody did.
    pub conclusion: String,
    /// The predicate of what would follow.
    pub predicate: String,
    /// The rule that would conclude it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<Rule>,
    /// The weakest study type of the findings that are there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grade: Option<String>,
    /// The independent studies that are there.
    pub lineages: Vec<String>,
    /// What is there.
    pub holding: Vec<Holding>,
}

/// A finding that is there.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Holding {
    /// What it says.
    pub sentence: String,
    /// Where.
    pub sources: Vec<Source>,
}

/// Words the gaps of one predicate or of all, at most so many.
#[must_use]
pub fn gaps(input: Input<'_>, found: &gaps::Gaps, only: Option<&str>, limit: usize) -> Gaps {
    let scene = Scene::new(input);
    let name = |gap: &gaps::Gap| scene.predicate(gap.concluded).map_or("", |(_, p)| p.name.as_str());
    let wanted: Vec<&gaps::Gap> =
        found.gaps.iter().filter(|gap| only.is_none_or(|only| name(gap) == only)).collect();
    let rule_name = |id: &crate::plan::RuleId| scene.rule_infos().get(id.0 as usize).map(|i| i.name.clone());
    Gaps {
        schema: SCHEMA.to_owned(),
        notice: NOTICE.to_owned(),
        total: wanted.len(),
        cut: found.cut.iter().filter_map(rule_name).collect(),
        gaps: wanted.into_iter().take(limit).map(|gap| scene.gap(gap)).collect(),
    }
}

impl Scene<'_> {
    fn gap(&self, found: &gaps::Gap) -> Gap {
        let gap = &found.gap;
        let rule = &self.whole().rules[gap.rule.0 as usize];
        let bound = Bound { rule, binding: &gap.binding, inner: &gap.limits };
        let missing = Literal::Atom(gap.missing.clone());
        let open = |(term, value): (&crate::plan::Term, &Option<Symbol>)| {
            value.unwrap_or_else(|| self.filled(term, &bound))
        };
        let head: Vec<Symbol> = rule.head.terms.iter().zip(&gap.head).map(open).collect();
        let holding = gap.rows.iter().map(|(relation, row)| Holding {
            sentence: self.sentence_of(*relation, row),
            sources: self.stated_at(*relation, row),
        });
        Gap {
            missing: self.part(&missing, &bound).unwrap_or_default(),
            conclusion: self.sentence_of(found.concluded, &head),
            predicate: self.predicate(found.concluded).map(|(_, p)| p.name.clone()).unwrap_or_default(),
            rule: self.rule_infos().get(gap.rule.0 as usize).map(|info| self.rule(info)),
            grade: grade(found.grade, self.schema()),
            lineages: found.lineages.clone(),
            holding: holding.collect(),
        }
    }
}
