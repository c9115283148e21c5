//! The part of a plan that a question needs.
//!
//! In: a plan and the relations that are asked for. Out: a plan with the same relations and rules
//! by the same ids, whose strata leave out what nothing asked for depends on. Where values are
//! asked for too, the last stratum concludes only what they need (magic sets: Beeri and
//! Ramakrishnan 1991): a relation of demanded values guards each rule, and the parts of its body
//! pass demand on. Lower strata, and so all that is negated or aggregated, are evaluated whole.

use std::collections::{BTreeMap, BTreeSet};

use super::scope::{Variables, of_atom};
use super::{Atom, Literal, Plan, Rule, RuleId, Stratum, Term};
use crate::fact::{Relation, RelationId, Symbol};

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

/// A plan that concludes what a question needs.
#[derive(Clone, Debug)]
pub struct Demanded {
    /// The plan. Its relations and rules start with those of the whole plan.
    pub plan: Plan,
    /// For each rule the one of the whole plan that it stems from.
    pub origins: Vec<RuleId>,
}

/// A plan whose rows of the relation that agree with the pattern are those of the whole plan; each
/// has all its proofs there. Other rows of it may be missing, but none is added.
#[must_use]
pub fn demanded(plan: &Plan, relation: RelationId, pattern: &[Option<Symbol>]) -> Demanded {
    let mut plan = needed(plan, &[relation].into());
    let origins = (0..plan.rules.len() as u32).map(RuleId).collect();
    let last = plan.strata.iter().position(|stratum| stratum.relations.contains(&relation));
    let (Some(last), true) = (last, pattern.iter().any(Option::is_some)) else {
        return Demanded { plan, origins };
    };
    if multiplies(&plan, &plan.strata[last]) {
        return Demanded { plan, origins };
    }
    let stratum = plan.strata.remove(last);
    let mut passing = Passing {
        own: stratum.relations.iter().copied().collect(),
        stratum,
        result: Demanded { plan, origins },
        guards: BTreeMap::new(),
        open: Vec::new(),
        rules: Vec::new(),
        whole: BTreeSet::new(),
    };
    passing.seed(relation, pattern);
    passing.run();
    passing.finish(last)
}

/// Whether demand would multiply: a rule reads several relations of a recursion of several relations,
/// each of which passes demand on to the others, by other columns every time. Evaluating all of it
/// takes less.
fn multiplies(plan: &Plan, stratum: &Stratum) -> bool {
    let rules = || stratum.rules.iter().map(|&id| plan.rule(id));
    let reads = |relation: RelationId| {
        rules().filter(move |r| r.head.relation == relation).flat_map(|r| atoms(r).map(|a| a.relation))
    };
    let below = |relation: RelationId| {
        let (mut seen, mut open) = (BTreeSet::new(), vec![relation]);
        while let Some(next) = open.pop() {
            open.extend(reads(next).filter(|r| stratum.relations.contains(r) && seen.insert(*r)));
        }
        seen
    };
    let all: BTreeMap<RelationId, BTreeSet<RelationId>> =
        stratum.relations.iter().map(|&r| (r, below(r))).collect();
    let together = |a: RelationId, b: RelationId| {
        all.get(&a).is_some_and(|to| to.contains(&b)) && all.get(&b).is_some_and(|to| to.contains(&a))
    };
    rules().any(|rule| {
        let own = atoms(rule).filter(|atom| together(atom.relation, rule.head.relation));
        let own: Vec<RelationId> = own.map(|atom| atom.relation).collect();
        own.len() > 1 && own.iter().any(|r| *r != rule.head.relation)
    })
}

/// Which columns are bound.
type Bound = Vec<bool>;

/// Demand on its way through a stratum.
struct Passing {
    own: BTreeSet<RelationId>,
    stratum: Stratum,
    result: Demanded,
    /// The relation of the demanded values.
    guards: BTreeMap<(RelationId, Bound), RelationId>,
    open: Vec<(RelationId, Bound)>,
    /// Rules that are evaluated, by what they conclude.
    rules: Vec<RuleId>,
    /// Relations all of whose rows are demanded.
    whole: BTreeSet<RelationId>,
}

impl Passing {
    /// The question itself, as a rule without a body.
    fn seed(&mut self, relation: RelationId, pattern: &[Option<Symbol>]) {
        let guard = self.guard(relation, pattern.iter().map(Option::is_some).collect());
        let terms = pattern.iter().flatten().map(|&value| Term::Const(value)).collect();
        let origin = self.stratum.rules.first().copied().unwrap_or(RuleId(0));
        let head = Atom { relation: guard, terms };
        self.add(origin, Rule { name: "asked".to_owned(), head, body: Vec::new(), variables: Vec::new() });
    }

    /// The relation of the values that are demanded of these columns.
    fn guard(&mut self, relation: RelationId, bound: Bound) -> RelationId {
        if let Some(&guard) = self.guards.get(&(relation, bound.clone())) {
            return guard;
        }
        let relations = &mut self.result.plan.relations;
        let guard = RelationId(relations.len() as u32);
        let name = format!("asked of {}", relations[relation.0 as usize].name);
        relations.push(Relation { name, arity: bound.iter().filter(|b| **b).count() });
        self.guards.insert((relation, bound.clone()), guard);
        self.open.push((relation, bound));
        guard
    }

    fn add(&mut self, origin: RuleId, rule: Rule) {
        self.rules.push(RuleId(self.result.plan.rules.len() as u32));
        self.result.plan.rules.push(rule);
        self.result.origins.push(origin);
    }

    fn run(&mut self) {
        while let Some((relation, bound)) = self.open.pop() {
            let guard = self.guards[&(relation, bound.clone())];
            for id in self.stratum.rules.clone() {
                let rule = self.result.plan.rule(id).clone();
                if rule.head.relation == relation {
                    let terms = chosen(&rule.head, &bound);
                    self.guarded(id, rule, Atom { relation: guard, terms });
                }
            }
        }
    }

    /// The rule behind its guard, and the demand that its body passes on.
    fn guarded(&mut self, id: RuleId, rule: Rule, guard: Atom) {
        let mut known = of_atom(&guard);
        let mut before = vec![Literal::Atom(guard)];
        let mut rest: Vec<&Atom> = atoms(&rule).collect();
        while let Some(place) = self.next(&rest, &known) {
            let atom = rest.remove(place);
            if self.own.contains(&atom.relation) {
                self.pass(id, &rule, atom, &before, &known);
            }
            known.extend(of_atom(atom));
            before.push(Literal::Atom(atom.clone()));
        }
        for atom in
            rest.into_iter().filter(|atom| self.own.contains(&atom.relation)).cloned().collect::<Vec<_>>()
        {
            self.all_of(atom.relation);
        }
        let guard = before.swap_remove(0);
        let body = std::iter::once(guard).chain(rule.body.iter().cloned()).collect();
        self.add(id, Rule { body, ..rule });
    }

    /// The next part that knows a value: one of a lower stratum first, as it needs no demand.
    fn next(&self, rest: &[&Atom], known: &Variables) -> Option<usize> {
        let knows = |atom: &&Atom| atom.terms.iter().any(|term| is_known(term, known));
        let lower = rest.iter().position(|atom| knows(atom) && !self.own.contains(&atom.relation));
        lower.or_else(|| rest.iter().position(knows))
    }

    /// A rule that concludes which values of a part are demanded.
    fn pass(&mut self, id: RuleId, rule: &Rule, atom: &Atom, before: &[Literal], known: &Variables) {
        if self.whole.contains(&atom.relation) {
            return;
        }
        let bound: Bound = atom.terms.iter().map(|term| is_known(term, known)).collect();
        let relation = self.guard(atom.relation, bound.clone());
        let head = Atom { relation, terms: chosen(atom, &bound) };
        let says_nothing = matches!(before, [Literal::Atom(guard)] if *guard == head);
        if !says_nothing {
            let (name, variables) = (rule.name.clone(), rule.variables.clone());
            self.add(id, Rule { name, head, body: before.to_vec(), variables });
        }
    }

    /// All rows of a relation of the stratum, and what they need.
    fn all_of(&mut self, relation: RelationId) {
        let mut open = vec![relation];
        while let Some(relation) = open.pop() {
            if !self.own.contains(&relation) || !self.whole.insert(relation) {
                continue;
            }
            for id in self.stratum.rules.clone() {
                let rule = self.result.plan.rule(id);
                if rule.head.relation == relation {
                    open.extend(atoms(rule).map(|atom| atom.relation));
                    self.rules.push(id);
                }
            }
        }
    }

    /// The plan with the stratum put back.
    fn finish(mut self, place: usize) -> Demanded {
        let mut relations: Vec<RelationId> = self.own.iter().copied().collect();
        relations.extend(self.guards.values().copied());
        relations.sort_unstable();
        self.result.plan.strata.insert(place, Stratum { relations, rules: self.rules });
        self.result
    }
}

fn is_known(term: &Term, known: &Variables) -> bool {
    match term {
        Term::Const(_) => true,
        Term::Var(variable) => known.contains(variable),
        Term::Any => false,
    }
}

/// The terms of the bound columns.
fn chosen(atom: &Atom, bound: &[bool]) -> Vec<Term> {
    atom.terms.iter().zip(bound).filter(|(_, bound)| **bound).map(|(term, _)| *term).collect()
}

/// The positive atoms of a rule's body.
fn atoms(rule: &Rule) -> impl Iterator<Item = &Atom> {
    rule.body.iter().filter_map(|literal| match literal {
        Literal::Atom(atom) => Some(atom),
        _ => None,
    })
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
    fn demand_multiplies_where_relations_call_each_other_in_several_parts() {
        let plan = |rules: Vec<Rule>| {
            let relations = (0..4).map(|i| Relation { name: i.to_string(), arity: 1 }).collect();
            let ids = (0..rules.len() as u32).map(RuleId).collect();
            let stratum = Stratum { relations: vec![RelationId(1), RelationId(2)], rules: ids };
            Plan { relations, rules, strata: vec![stratum] }
        };
        let told = |rules: Vec<Rule>| {
            let plan = plan(rules);
            multiplies(&plan, &plan.strata[0])
        };
        assert!(told(vec![rule(1, &[0, 1, 2], &[]), rule(2, &[1], &[])]), "points-to");
        assert!(!told(vec![rule(1, &[1, 1], &[]), rule(2, &[1, 1], &[])]), "one relation, doubled");
        assert!(!told(vec![rule(1, &[0, 2], &[]), rule(2, &[0, 1], &[])]), "two that take turns");
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
