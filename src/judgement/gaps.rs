//! A finished model in; the findings that one rule or another lacks to conclude something out.

use super::grade::Grade;
use super::{Input, Judge};
use crate::fact::{RelationId, Role, Symbol};
use crate::plan::{Atom, RuleId};
use crate::proof::{self, GapQuery, Prover, Stateable};

/// Most gaps that are looked at for one rule.
const MOST_OF_RULE: usize = 500;
/// The function of the prelude that holds for a thing and all that it is above.
const BELOW: &str = "below";

/// A finding that is missing for a conclusion, and how strong the rest is.
#[derive(Clone, Debug)]
pub struct Gap {
    /// What is missing, and for which rule.
    pub gap: proof::Gap,
    /// The relation of the conclusion.
    pub concluded: RelationId,
    /// The weakest study type of the findings that are there.
    pub grade: Option<Grade>,
    /// The independent studies that are there, sorted.
    pub lineages: Vec<String>,
}

/// All gaps, ranked.
#[derive(Clone, Debug, Default)]
pub struct Gaps {
    /// Hypotheses first, then predictions, then what other rules read; each the strongest first.
    pub gaps: Vec<Gap>,
    /// Rules of which not every gap was looked at.
    pub cut: Vec<RuleId>,
}

/// The findings that are missing for one rule or another, ranked by what is there already.
#[must_use]
pub fn gaps(input: &Input<'_>) -> Gaps {
    let judge = Judge::new(*input);
    let plan = &input.program.whole;
    let prover = Prover::new(plan, input.facts, input.model, input.interner, input.functions);
    let stateable = |relation: RelationId| judge.stateable(relation);
    let pins = |function| input.functions.name(function) == BELOW;
    let contexts = judge.schema.contexts;
    let query = GapQuery { stateable: &stateable, contexts, pins: &pins, most: MOST_OF_RULE };
    let mut found = Gaps::default();
    for (index, rule) in plan.rules.iter().enumerate() {
        let id = RuleId(index as u32);
        if input.program.rules.get(index).is_some_and(|info| info.hidden) {
            continue;
        }
        let (gaps, cut) = prover.gaps(id, &query);
        found.cut.extend(cut.then_some(id));
        found.gaps.extend(gaps.into_iter().map(|gap| judge.weighed(gap, &rule.head)));
    }
    let class =
        |gap: &Gap| match judge.schema.predicate_of.get(&gap.concluded).map(|p| judge.schema.get(*p).role) {
            Some(Role::Hypothesis) => 0,
            Some(Role::Finding | Role::Context(_)) => 1,
            _ => 2,
        };
    found.gaps.sort_by_cached_key(|gap| {
        let open = gap.gap.head.iter().filter(|v| v.is_none()).count();
        let lineages = std::cmp::Reverse(gap.lineages.len());
        let text: Vec<String> =
            gap.gap.head.iter().map(|v| v.map(|v| input.interner.key(v)).unwrap_or_default()).collect();
        (class(gap), open, gap.grade.is_none(), gap.grade, lineages, text, gap.gap.rule)
    });
    found
}

impl Judge<'_> {
    /// The shape of a relation that holds what papers state, or what is read as such.
    fn stateable(&self, relation: RelationId) -> Option<Stateable> {
        let predicate = self.schema.get(*self.schema.predicate_of.get(&relation)?);
        let finding = predicate.finding?;
        let read = [finding.stated, finding.stated_evidence, predicate.reads].contains(&relation);
        let shape = Stateable { columns: predicate.columns.len(), context: predicate.context_column() };
        read.then_some(shape)
    }

    fn weighed(&self, gap: proof::Gap, head: &Atom) -> Gap {
        let behind = |(relation, row): &(RelationId, Vec<Symbol>)| {
            self.statements.behind(self.schema, self.input.interner, (*relation, row)).unwrap_or_default()
        };
        let findings: Vec<Vec<u32>> = gap.rows.iter().map(behind).filter(|f| !f.is_empty()).collect();
        let grade = findings.iter().filter_map(|f| f.iter().map(|&f| self.grade_of(f)).min()).max();
        let mut lineages: Vec<String> = findings
            .iter()
            .flatten()
            .filter_map(|&f| self.statements.lineage(f).map(str::to_owned))
            .collect();
        lineages.sort_unstable();
        lineages.dedup();
        Gap { gap, concluded: head.relation, grade, lineages }
    }
}
