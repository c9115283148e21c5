//! From rules to join orders.
//!
//! In: the rules of a stratum, and how many rows and different values there are. Out: pipelines,
//! and the column orders that they need. Conditions stand as early as their inputs are bound; the
//! next atom is the one that multiplies the bindings least. Nothing depends on the order in which
//! the parts of a rule were written, unless they are alike. It knows nothing of how rows are stored.

use std::collections::BTreeSet;

use rustc_hash::FxHashSet;

use super::access::{choose_indices, for_each_probe, resolve, search};
use super::estimate::{self, Estimates, Statistics};
use super::join::{
    Action, Nested, Operand, Pipeline, Probe, Step, StratumPlan, Target, Version, bound_by, read_by,
    variables,
};
use super::scope::{self, Variables};
use super::{Atom, Comparison, Literal, Plan, Rule, RuleId, Term, Variable};
use crate::fact::RelationId;

/// Plans a stratum.
#[must_use]
pub fn plan_stratum(plan: &Plan, stratum: usize, statistics: &dyn Statistics) -> StratumPlan {
    let recursive: BTreeSet<RelationId> = plan.strata[stratum].relations.iter().copied().collect();
    let estimates = Estimates::new(plan, stratum, statistics);
    let mut planned = StratumPlan::default();
    for &id in &plan.strata[stratum].rules {
        let orderer = Orderer::new(plan.rule(id), &recursive, &estimates);
        let deltas = orderer.deltas();
        let starts = if deltas.is_empty() { vec![None] } else { deltas.into_iter().map(Some).collect() };
        let pipelines: Option<Vec<_>> = starts.into_iter().map(|delta| orderer.pipeline(id, delta)).collect();
        match pipelines {
            None => planned.impossible.push(id),
            Some(pipelines) if pipelines[0].delta.is_none() => planned.once.extend(pipelines),
            Some(pipelines) => planned.rounds.extend(pipelines),
        }
    }
    drop_dear_ways(&mut planned, &recursive);
    planned.indices = choose_indices(plan, &recursive, &planned, &estimates);
    resolve(&mut planned);
    planned
}

/// Another way that would need a further column order of a relation that grows costs more than it
/// saves.
fn drop_dear_ways(planned: &mut StratumPlan, recursive: &BTreeSet<RelationId>) {
    let mut needed = BTreeSet::new();
    for pipeline in planned.once.iter().chain(&planned.rounds) {
        for_each_probe(&pipeline.steps, &mut |probe| {
            needed.insert((probe.relation, search(probe)));
        });
    }
    for pipeline in &mut planned.rounds {
        let mut dear = false;
        for_each_probe(pipeline.otherwise.as_deref().unwrap_or_default(), &mut |probe| {
            let wanted = search(probe);
            let there = needed.iter().any(|(r, columns)| *r == probe.relation && *columns == wanted);
            dear |= recursive.contains(&probe.relation) && !wanted.is_empty() && !there;
        });
        if dear {
            pipeline.otherwise = None;
        }
    }
}

/// Orders the bodies of one rule.
struct Orderer<'a> {
    rule: &'a Rule,
    recursive: &'a BTreeSet<RelationId>,
    estimates: &'a Estimates<'a>,
    /// No variable of the rule.
    position: Variable,
}

/// What an order costs: about, then what is better at the same cost.
#[derive(Clone, Copy, Debug)]
struct Cost {
    /// Twice the binary logarithm.
    doublings: i32,
    disordered: bool,
    cost: f64,
}

/// An order of steps and what it costs.
type Way = (Vec<Step>, Cost);

/// Trying more orders takes longer than evaluating one that costs less than this.
const WORTH_A_LOOK: f64 = 500.0;

/// The cheapest of some ways, which is taken out.
fn cheapest(ways: &mut Vec<Option<Way>>) -> Option<Way> {
    let key = |cost: &Cost| (cost.doublings, cost.disordered, Share(cost.cost));
    let possible = ways.iter().enumerate().filter_map(|(i, way)| Some((key(&way.as_ref()?.1), i)));
    let (_, best) = possible.min()?;
    ways.remove(best)
}

/// A number with an order.
#[derive(Clone, Copy, Debug)]
struct Share(f64);

impl Ord for Share {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.total_cmp(&other.0)
    }
}

impl PartialOrd for Share {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Share {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Share {}

/// A conjunction in the course of being ordered.
struct Draft<'b> {
    rest: Vec<(usize, &'b Literal)>,
    scope: Variables,
    bound: Variables,
    delta: Option<usize>,
    actions: Vec<Action>,
}

impl<'a> Orderer<'a> {
    fn new(rule: &'a Rule, recursive: &'a BTreeSet<RelationId>, estimates: &'a Estimates<'a>) -> Self {
        let last = scope::of_body(&rule.body).last().copied();
        Self { rule, recursive, estimates, position: last.map_or(0, |v| v + 1) }
    }

    /// The atoms whose relations grow while the rule is evaluated.
    fn deltas(&self) -> Vec<usize> {
        let grows =
            |literal: &Literal| matches!(literal, Literal::Atom(a) if self.recursive.contains(&a.relation));
        let body = distinct(&self.rule.body);
        body.into_iter().filter(|(_, literal)| grows(literal)).map(|(i, _)| i).collect()
    }

    fn pipeline(&self, id: RuleId, delta: Option<usize>) -> Option<Pipeline> {
        let head: Option<Vec<Operand>> = self.rule.head.terms.iter().copied().map(operand).collect();
        let head = head?;
        let first = self.way(delta, delta, &head);
        let others = || self.ways(delta, &head);
        let (steps, otherwise) = match (delta, first) {
            // New rows are few most of the time, so they come first.
            (Some(_), first) => (first?, cheapest(&mut others())),
            (None, Some(first)) if first.1.cost < WORTH_A_LOOK => (first, None),
            (None, first) => (cheapest(&mut std::iter::once(first).chain(others()).collect())?, None),
        };
        let relation = self.rule.head.relation;
        Some(Pipeline {
            rule: id,
            delta,
            steps: steps.0,
            otherwise: otherwise.map(|way| way.0),
            relation,
            head,
        })
    }

    /// The orders that start from each of the atoms but the one of the new rows.
    fn ways(&self, delta: Option<usize>, head: &[Operand]) -> Vec<Option<Way>> {
        let atoms = distinct(&self.rule.body).into_iter();
        let atoms = atoms.filter(|(_, literal)| matches!(literal, Literal::Atom(_))).map(|(i, _)| Some(i));
        atoms.filter(|start| *start != delta).map(|start| self.way(delta, start, head)).collect()
    }

    /// An order that starts from an atom, or wherever is best step by step, and its cost.
    fn way(&self, delta: Option<usize>, start: Option<usize>, head: &[Operand]) -> Option<Way> {
        let actions = self.order(&self.rule.body, &Variables::new(), Variables::new(), delta, start)?;
        let steps = with_carry(actions, head, None);
        let rows = |relation, version| self.estimates.rows(relation, version);
        let cost = estimate::cost(&steps, &rows, &mut |_, _| {});
        let ordered = start.is_none_or(|start| self.leads(&self.rule.body[start]));
        Some((steps, Cost { doublings: (2.0 * cost.log2()) as i32, disordered: !ordered, cost }))
    }

    /// Whether conclusions come in the order of the head if this comes first.
    fn leads(&self, literal: &Literal) -> bool {
        matches!(literal, Literal::Atom(atom) if atom.terms.first() == self.rule.head.terms.first())
    }

    /// The parts of a body in an order in which each can be evaluated, if there is one; the part
    /// `start` comes first.
    fn order(
        &self,
        body: &[Literal],
        around: &Variables,
        bound: Variables,
        delta: Option<usize>,
        start: Option<usize>,
    ) -> Option<Vec<Action>> {
        let scope = around.union(&scope::of_positive(body)).copied().collect();
        let mut draft = Draft { rest: distinct(body), scope, bound, delta, actions: Vec::new() };
        if let Some(place) = draft.rest.iter().position(|(i, _)| Some(*i) == start) {
            let (position, literal) = draft.rest.remove(place);
            self.place(&mut draft, position, literal)?;
        }
        while !draft.rest.is_empty() {
            let next = self.next_condition(&draft).or_else(|| self.next_atom(&draft))?;
            let (position, literal) = draft.rest.remove(next);
            self.place(&mut draft, position, literal)?;
        }
        Some(draft.actions)
    }

    /// The cheapest condition whose inputs are bound.
    fn next_condition(&self, draft: &Draft<'_>) -> Option<usize> {
        let cost = |(_, literal): &(usize, &Literal)| cost(literal, &draft.bound, &draft.scope);
        let ready = draft.rest.iter().enumerate().filter_map(|(i, part)| Some((cost(part)?, i)));
        ready.min().map(|(_, i)| i)
    }

    /// The atom that multiplies the bindings least; one that shares nothing with them comes last.
    /// Where that is about the same, the one that yields conclusions in the order of the head.
    fn next_atom(&self, draft: &Draft<'_>) -> Option<usize> {
        let rate = |position: usize, literal: &Literal| match literal {
            Literal::Atom(atom) => {
                let known: Vec<bool> = atom.terms.iter().map(|term| is_known(term, &draft.bound)).collect();
                let apart = !draft.bound.is_empty() && !known.contains(&true);
                let probe = self.probe(atom, &draft.bound, self.version(draft, position, atom.relation));
                let found =
                    estimate::found(&probe, &|relation, version| self.estimates.rows(relation, version));
                let doublings = (1.0 + found).log2() as i32;
                Some((apart, doublings, !self.leads(literal), Share(found), atom.relation, known))
            }
            _ => None,
        };
        let rest = draft.rest.iter().enumerate();
        let rated = rest.filter_map(|(i, (position, literal))| Some((rate(*position, literal)?, i)));
        rated.min().map(|(_, i)| i)
    }

    fn place(&self, draft: &mut Draft<'_>, position: usize, literal: &Literal) -> Option<()> {
        let action = match literal {
            Literal::Atom(atom) => self.join(draft, position, atom),
            Literal::Not(body) => self.not(draft, body)?,
            Literal::Compare(comparison, a, b) => compare(*comparison, *a, *b, &draft.bound)?,
            Literal::Call { function, inputs, outputs } => Action::Call {
                function: *function,
                inputs: inputs.iter().copied().map(operand).collect::<Option<_>>()?,
                outputs: targets(outputs, &draft.bound),
            },
            Literal::Aggregate { fold, over, body, result } => {
                let over: Vec<Operand> = over.iter().map(|&t| operand(t).unwrap_or(UNKNOWN)).collect();
                let terms: Vec<Term> = over.iter().copied().map(term).collect();
                let nested = self.nested(draft, &terms, body)?;
                let result = targets(&[*result], &draft.bound)[0];
                Action::Aggregate { fold: *fold, over, nested, result }
            }
        };
        draft.bound.extend(bound_by(&action));
        draft.actions.push(action);
        Some(())
    }

    fn join(&self, draft: &mut Draft<'_>, position: usize, atom: &Atom) -> Action {
        let probe = self.probe(atom, &draft.bound, self.version(draft, position, atom.relation));
        let new: Variables = probe.binds.iter().map(|b| b.1).collect();
        if new.is_empty() && !draft.bound.is_empty() {
            return Action::Exists(probe);
        }
        let rivals = if new.len() == 1 && !probe.checks.is_empty() && probe.version != Version::Recent {
            self.rivals(draft, &new)
        } else {
            Vec::new()
        };
        if rivals.is_empty() {
            return Action::Join(probe);
        }
        let wider: Variables = draft.bound.union(&new).copied().collect();
        let mut probes =
            vec![(probe, self.probe(atom, &wider, self.version(draft, position, atom.relation)))];
        for place in rivals.into_iter().rev() {
            let (position, literal) = draft.rest.remove(place);
            if let Literal::Atom(atom) = literal {
                let version = self.version(draft, position, atom.relation);
                probes.push((self.probe(atom, &draft.bound, version), self.probe(atom, &wider, version)));
            }
        }
        Action::Intersect(probes)
    }

    /// Atoms that could bind the same variable, given what is bound, and that share something else.
    fn rivals(&self, draft: &Draft<'_>, new: &Variables) -> Vec<usize> {
        let rival = |literal: &Literal| match literal {
            Literal::Atom(atom) => {
                let unbound: Variables =
                    scope::of_terms(&atom.terms).filter(|v| !draft.bound.contains(v)).collect();
                unbound == *new && atom.terms.iter().any(|term| is_known(term, &draft.bound))
            }
            _ => false,
        };
        (0..draft.rest.len()).filter(|&i| rival(draft.rest[i].1)).collect()
    }

    fn probe(&self, atom: &Atom, bound: &Variables, version: Version) -> Probe {
        let mut found = probe(atom, bound, version);
        let columns = found.checks.iter().map(|check| check.0);
        found.combinations = self.estimates.combinations(atom.relation, columns);
        found
    }

    fn version(&self, draft: &Draft<'_>, position: usize, relation: RelationId) -> Version {
        match draft.delta {
            Some(delta) if position == delta => Version::Recent,
            Some(delta) if position > delta && self.recursive.contains(&relation) => Version::Old,
            _ => Version::All,
        }
    }

    fn not(&self, draft: &Draft<'_>, body: &[Literal]) -> Option<Action> {
        if let [Literal::Atom(atom)] = body {
            return Some(Action::Absent(self.probe(atom, &draft.bound, Version::All)));
        }
        self.nested(draft, &[], body).map(Action::Not)
    }

    fn nested(&self, draft: &Draft<'_>, over: &[Term], body: &[Literal]) -> Option<Nested> {
        let key = scope::shared(over, body, &draft.scope);
        let actions = self.order(body, &draft.scope, key.clone(), None, None)?;
        let mut outputs: Vec<Operand> = over.iter().copied().filter_map(operand).collect();
        outputs.push(Operand::Var(self.position));
        let steps = with_carry(actions, &outputs, Some(self.position));
        Some(Nested { key: key.into_iter().collect(), position: self.position, steps })
    }
}

const UNKNOWN: Operand = Operand::Const(crate::fact::Symbol::UNKNOWN);

/// The parts of a body with their positions, those that repeat an earlier one left out.
fn distinct(body: &[Literal]) -> Vec<(usize, &Literal)> {
    let mut seen = FxHashSet::default();
    body.iter().enumerate().filter(|(_, literal)| seen.insert(*literal)).collect()
}

/// How dear a condition is, if its inputs are bound.
fn cost(literal: &Literal, bound: &Variables, scope: &Variables) -> Option<u8> {
    let known = |term: &Term| is_known(term, bound);
    let within = |over: &[Term], body: &[Literal]| scope::shared(over, body, scope).is_subset(bound);
    let (ready, cost) = match literal {
        Literal::Compare(Comparison::Equal, a, b) => (known(a) || known(b), 0),
        Literal::Compare(_, a, b) => (known(a) && known(b), 0),
        Literal::Atom(atom) => (scope::of_terms(&atom.terms).all(|v| bound.contains(&v)), 1),
        Literal::Not(body) if matches!(body[..], [Literal::Atom(_)]) => (within(&[], body), 2),
        Literal::Call { inputs, .. } => (inputs.iter().all(known), 3),
        Literal::Not(body) => (within(&[], body), 4),
        Literal::Aggregate { over, body, .. } => (within(over, body), 5),
    };
    ready.then_some(cost)
}

fn is_known(term: &Term, bound: &Variables) -> bool {
    match term {
        Term::Var(variable) => bound.contains(variable),
        Term::Const(_) => true,
        Term::Any => false,
    }
}

fn operand(term: Term) -> Option<Operand> {
    match term {
        Term::Var(variable) => Some(Operand::Var(variable)),
        Term::Const(symbol) => Some(Operand::Const(symbol)),
        Term::Any => None,
    }
}

fn term(operand: Operand) -> Term {
    match operand {
        Operand::Var(variable) => Term::Var(variable),
        Operand::Const(symbol) => Term::Const(symbol),
    }
}

fn compare(comparison: Comparison, a: Term, b: Term, bound: &Variables) -> Option<Action> {
    let known = |term: Term| is_known(&term, bound);
    match (a, b) {
        (Term::Var(variable), _) if !known(a) => Some(Action::Let(variable, operand(b)?)),
        (_, Term::Var(variable)) if !known(b) => Some(Action::Let(variable, operand(a)?)),
        (Term::Any, other) | (other, Term::Any) => {
            Some(Action::Compare(Comparison::Equal, operand(other)?, operand(other)?))
        }
        _ => Some(Action::Compare(comparison, operand(a)?, operand(b)?)),
    }
}

fn targets(terms: &[Term], bound: &Variables) -> Vec<Target> {
    let target = |(i, term): (usize, &Term)| match term {
        Term::Any => Target::Ignore,
        Term::Const(symbol) => Target::Check(Operand::Const(*symbol)),
        Term::Var(variable) if bound.contains(variable) => Target::Check(Operand::Var(*variable)),
        Term::Var(variable) => match terms[..i].iter().position(|earlier| earlier == term) {
            Some(first) => Target::Same(first),
            None => Target::Bind(*variable),
        },
    };
    terms.iter().enumerate().map(target).collect()
}

/// A probe with positions in the relation's own column order and everything known as a check.
fn probe(atom: &Atom, bound: &Variables, version: Version) -> Probe {
    let mut found = Probe {
        relation: atom.relation,
        index: 0,
        version,
        key: Vec::new(),
        checks: Vec::new(),
        same: Vec::new(),
        binds: Vec::new(),
        combinations: 1,
    };
    for (column, term) in atom.terms.iter().enumerate() {
        match term {
            Term::Any => {}
            Term::Const(symbol) => found.checks.push((column, Operand::Const(*symbol))),
            Term::Var(variable) if bound.contains(variable) => {
                found.checks.push((column, Operand::Var(*variable)))
            }
            Term::Var(variable) => match found.binds.iter().find(|bind| bind.1 == *variable) {
                Some(first) => found.same.push((first.0, column)),
                None => found.binds.push((column, *variable)),
            },
        }
    }
    found
}

/// Leaves out what nobody reads and notes what each step must pass on.
fn with_carry(mut actions: Vec<Action>, outputs: &[Operand], through: Option<Variable>) -> Vec<Step> {
    let mut needed = Vec::new();
    variables(outputs.iter().copied(), &mut needed);
    let mut needed: Variables = needed.into_iter().chain(through).collect();
    let mut steps = Vec::new();
    while let Some(mut action) = actions.pop() {
        forget(&mut action, &needed);
        let binds = bound_by(&action);
        if matches!(&action, Action::Let(..)) && binds.iter().all(|v| !needed.contains(v)) {
            continue;
        }
        let carry = needed.iter().copied().filter(|v| !binds.contains(v)).collect();
        needed.retain(|v| !binds.contains(v));
        needed.extend(read_by(&action));
        steps.push(Step { action, carry });
    }
    steps.reverse();
    steps
}

/// A variable that is not needed need not be bound; a join that binds nothing is a condition.
fn forget(action: &mut Action, needed: &Variables) {
    let forget_target = |targets: &mut [Target]| {
        let unread = |target: &Target| matches!(target, Target::Bind(v) if !needed.contains(v));
        targets.iter_mut().filter(|target| unread(target)).for_each(|target| *target = Target::Ignore);
    };
    match action {
        Action::Join(probe) => {
            probe.binds.retain(|bind| needed.contains(&bind.1));
            if probe.binds.is_empty() {
                *action = Action::Exists(probe.clone());
            }
        }
        Action::Call { outputs, .. } => forget_target(outputs),
        Action::Aggregate { result, .. } => forget_target(std::slice::from_mut(result)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fact::Relation;
    use crate::plan::{Plan, Stratum};

    /// Relations by size; columns hold as many values as there are rows, up to a hundred.
    struct Sizes([usize; 5]);

    impl Statistics for Sizes {
        fn rows(&self, relation: RelationId) -> usize {
            self.0[relation.0 as usize]
        }

        fn distinct(&self, relation: RelationId, _: usize) -> usize {
            self.rows(relation).min(100)
        }
    }

    fn atom(relation: u32, variables: &[Variable]) -> Atom {
        Atom { relation: RelationId(relation), terms: variables.iter().map(|&v| Term::Var(v)).collect() }
    }

    /// The relations of a pipeline in the order of its steps.
    fn relations(steps: &[Step]) -> Vec<u32> {
        let mut found = Vec::new();
        for_each_probe(steps, &mut |probe| found.push(probe.relation.0));
        found
    }

    /// The order of each pipeline when the parts are written in the order of `places`.
    fn orders(places: [usize; 4], head: u32) -> Vec<Vec<u32>> {
        let parts = [atom(0, &[0, 1]), atom(1, &[1]), atom(2, &[1, 2]), atom(3, &[2, 3])];
        let body = places.iter().map(|&place| Literal::Atom(parts[place].clone())).collect();
        let variables = vec![String::new(); 4];
        let rule = Rule { name: String::new(), head: atom(head, &[0, 3]), body, variables };
        let arities = [2, 1, 2, 2, 2];
        let relations_of = arities.map(|arity| Relation { name: String::new(), arity }).to_vec();
        let stratum = Stratum { relations: vec![RelationId(head)], rules: vec![RuleId(0)] };
        let plan = Plan { relations: relations_of, rules: vec![rule], strata: vec![stratum] };
        let planned = plan_stratum(&plan, 0, &Sizes([100_000, 5, 900, 40, 0]));
        let pipelines = planned.once.iter().chain(&planned.rounds);
        pipelines.flat_map(Pipeline::ways).map(|steps| relations(steps)).collect()
    }

    #[test]
    fn the_order_of_writing_means_nothing() {
        let all = (0..256).map(|n| [n & 3, n >> 2 & 3, n >> 4 & 3, n >> 6]);
        let permutations = all.filter(|places| (0..4).all(|place| places.contains(&place)));
        for places in permutations {
            assert_eq!(orders(places, 4), orders([0, 1, 2, 3], 4), "{places:?}");
            assert_eq!(orders(places, 3), orders([0, 1, 2, 3], 3), "{places:?}");
        }
    }

    #[test]
    fn the_smallest_relation_comes_first_and_nothing_is_multiplied() {
        assert_eq!(orders([0, 1, 2, 3], 4), [[1, 2, 3, 0]]);
    }
}
