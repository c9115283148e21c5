//! Which conclusions a report shows, and in which order.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use crate::fact::Schema;
use crate::judgement::{Conclusion, Grade, Judgement, Novelty};

/// Which conclusions are reported, and in which order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// Only those of this predicate.
    pub only: Option<String>,
    /// Only those of this grade or a stronger one.
    pub min_grade: Option<Grade>,
    /// Only those with one of these verdicts, if there are any.
    pub verdicts: BTreeSet<String>,
    /// In which order.
    pub sort: Sort,
    /// At most so many, the first ones.
    pub limit: Option<usize>,
}

/// In which order conclusions stand: hypotheses before predictions, then by this; what is equal
/// stands in the order of the judgement.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// By verdict, grade and support.
    #[default]
    Rank,
    /// The strongest study first.
    Grade,
    /// The most lineages first.
    Support,
    /// The likeliest to be said by the papers first.
    Reading,
    /// Those first that lose most lineages before they fall.
    Robustness,
    /// The newest first: derived across papers, within one, stated by the authors.
    Novelty,
}

impl Choice {
    /// The conclusions that are wanted, those beyond the limit too.
    #[must_use]
    pub fn wanted<'j>(&self, judgement: &'j Judgement, schema: &Schema) -> Vec<&'j Conclusion> {
        let mut wanted: Vec<&Conclusion> =
            judgement.conclusions.iter().filter(|c| self.wants(c, schema)).collect();
        match self.sort {
            Sort::Rank => {}
            Sort::Grade => wanted.sort_by_key(|c| (c.prediction().is_some(), c.grade.is_none(), c.grade)),
            Sort::Support => {
                wanted.sort_by_key(|c| (c.prediction().is_some(), Reverse(c.support.lineages.len())));
            }
            Sort::Reading => wanted.sort_by(|a, b| {
                let key = |c: &Conclusion| c.witness.reading.as_ref().map_or(0.0, |r| r.probability);
                let class = |c: &Conclusion| c.prediction().is_some();
                class(a).cmp(&class(b)).then_with(|| key(b).total_cmp(&key(a)))
            }),
            Sort::Robustness => {
                let lost = |c: &Conclusion| c.witness.robustness.lineages.unwrap_or(0);
                wanted.sort_by_key(|c| (c.prediction().is_some(), Reverse(lost(c))));
            }
            Sort::Novelty => wanted.sort_by_key(|c| (c.prediction().is_some(), age(c))),
        }
        wanted
    }

    fn wants(&self, conclusion: &Conclusion, schema: &Schema) -> bool {
        let predicate = &schema.get(conclusion.predicate).name;
        let strong = |least: Grade| conclusion.grade.is_some_and(|grade| grade <= least);
        self.only.as_ref().is_none_or(|only| only == predicate)
            && self.min_grade.is_none_or(strong)
            && (self.verdicts.is_empty() || self.verdicts.contains(conclusion.verdict.standing.word()))
    }
}

fn age(conclusion: &Conclusion) -> u8 {
    match conclusion.novelty {
        Novelty::Across => 0,
        Novelty::WithinOne => 1,
        Novelty::Stated { .. } => 2,
    }
}
