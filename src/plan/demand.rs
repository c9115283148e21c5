//! The part of a plan that a question needs.
//!
//! In: a plan and the relations that are asked for. Out: a plan with the same relations and rules
//! by the same ids, whose strata leave out what nothing asked for depends on.

use std::collections::BTreeSet;

use super::{Literal, Plan, Stratum};
use crate::fact::RelationId;

/// The plan without the rules that these relations do not depend on.
#[must_use]
pub fn needed(plan: &Plan, wanted: &BTreeSet<RelationId>) -> Plan {
    let reached = reached(plan, wanted);
    let strata = plan.strata.iter().map(|stratum| Stratum {
        relations: stratum.relations.iter().copied().filter(|r| reached.contains(r)).collect(),
        rules: stratum
            .rules
            .iter()
            .copied()
            .filter(|&id| reached.contains(&plan.rule(id).head.relation))
            .collect(),
    });
    let strata = strata.filter(|stratum| !stratum.relations.is_empty()).collect();
    Plan { relations: plan.relations.clone(), rules: plan.rules.clone(), strata }
}

/// These relations and all that they depend on, negated and aggregated parts included.
fn reached(plan: &Plan, wanted: &BTreeSet<RelationId>) -> BTreeSet<RelationId> {
    let mut reached = wanted.clone();
    let mut open: Vec<RelationId> = wanted.iter().copied().collect();
    while let Some(relation) = open.pop() {
        for rule in plan.rules.iter().filter(|rule| rule.head.relation == relation) {
            read(&rule.body, &mut |read| {
                if reached.insert(read) {
                    open.push(read);
                }
            });
        }
    }
    reached
}

/// Calls back with each relation that a body reads.
fn read(body: &[Literal], visit: &mut dyn FnMut(RelationId)) {
    for literal in body {
        match literal {
            Literal::Atom(atom) => visit(atom.relation),
            Literal::Not(inner) | Literal::Aggregate { body: inner, .. } => read(inner, visit),
            Literal::Compare(..) | Literal::Call { .. } => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fact::Relation;
    use crate::plan::{Atom, Rule, RuleId, Term};

    fn rule(head: u32, positive: &[u32], negative: &[u32]) -> Rule {
        let atom = |&relation: &u32| Atom { relation: RelationId(relation), terms: vec![Term::Var(0)] };
        let not = |relation: &u32| Literal::Not(vec![Literal::Atom(atom(relation))]);
        let body = positive.iter().map(|r| Literal::Atom(atom(r))).chain(negative.iter().map(not));
        Rule { name: String::new(), head: atom(&head), body: body.collect(), variables: vec!["x".to_owned()] }
    }

    #[test]
    fn rules_that_nobody_asked_for_are_left_out() {
        let relations = (0..6).map(|i| Relation { name: i.to_string(), arity: 1 }).collect();
        let rules =
            vec![rule(1, &[0], &[]), rule(2, &[1, 2], &[]), rule(3, &[0], &[2]), rule(4, &[0, 3], &[])];
        let stratum = |relation: u32, rule: u32| Stratum {
            relations: vec![RelationId(relation)],
            rules: vec![RuleId(rule)],
        };
        let strata = vec![stratum(1, 0), stratum(2, 1), stratum(3, 2), stratum(4, 3)];
        let plan = Plan { relations, rules, strata };
        let kept = |wanted: u32| needed(&plan, &[RelationId(wanted)].into()).strata;
        assert_eq!(kept(1), plan.strata[..1]);
        assert_eq!(kept(3), plan.strata[..3], "what is negated is needed too");
        assert_eq!(kept(0), []);
    }
}
