//! Rules that read a judgement: a second evaluation, over what the first concluded.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::Session;
use crate::engine::{Model, Progress, Stopped};
use crate::fact::{FactSet, Origin, RelationId};
use crate::judgement::{self, Judgement};
use crate::plan::{Literal, Rule};

type Second = Option<(Box<dyn Model>, FactSet)>;

impl Session {
    /// Evaluates the rules that read a judgement, if there are any.
    pub(super) fn second_pass(
        &self,
        judgement: &Judgement,
        model: &dyn Model,
        cancel: &Arc<AtomicBool>,
        progress: &mut dyn FnMut(&Progress),
    ) -> Result<Second, Stopped> {
        let plan = &self.program.second;
        if plan.rules.is_empty() {
            return Ok(None);
        }
        let mut facts = FactSet::new(&plan.relations);
        let concluded: BTreeSet<RelationId> = plan.rules.iter().map(|r| r.head.relation).collect();
        for relation in read_by(&plan.rules) {
            if concluded.contains(&relation) {
                continue;
            }
            facts.start(relation, Origin::Finding);
            for index in 0..model.len(relation) {
                facts.add(relation, model.row(relation, index));
            }
        }
        for (relation, row) in judgement::facts(judgement, &self.judged(&self.facts, model)) {
            facts.start(relation, Origin::Finding);
            facts.add(relation, &row);
        }
        let second = self.run(plan, &facts, cancel, progress)?;
        Ok(Some((second, facts)))
    }
}

fn read_by(rules: &[Rule]) -> BTreeSet<RelationId> {
    fn within(literals: &[Literal], found: &mut BTreeSet<RelationId>) {
        for literal in literals {
            match literal {
                Literal::Atom(atom) => {
                    found.insert(atom.relation);
                }
                Literal::Not(inner) => within(inner, found),
                Literal::Aggregate { body, .. } => within(body, found),
                _ => {}
            }
        }
    }
    let mut found = BTreeSet::new();
    rules.iter().for_each(|r| within(&r.body, &mut found));
    found
}
