//! From rules to join orders.
//!
//! In: the rules of a stratum and about how many rows each relation has. Out: pipelines, and the
//! column orders that they need. Conditions stand as early as their inputs are bound; the next
//! atom is the one that multiplies the bindings least. It knows nothing of how rows are stored.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashSet;

use super::index::{self, Columns, Stored};
use super::join::{
    Action, ColumnOrder, Nested, Operand, Pipeline, Probe, Step, StratumPlan, Target, Version, bound_by,
    read_by, variables,
};
use super::scope::{self, Variables};
use super::{Atom, Comparison, Literal, Plan, Rule, RuleId, Term, Variable};
use crate::fact::RelationId;

/// About how many rows a relation has.
pub type Sizes<'a> = &'a dyn Fn(RelationId) -> usize;

/// Plans a stratum.
#[must_use]
pub fn plan_stratum(plan: &Plan, stratum: usize, sizes: Sizes<'_>) -> StratumPlan {
    let rules = &plan.strata[stratum].rules;
    let recursive: BTreeSet<RelationId> = plan.strata[stratum].relations.iter().copied().collect();
    let growing =
        rules.iter().flat_map(|&id| atoms(plan.rule(id))).map(|a| sizes(a.relation)).max().unwrap_or(1);
    let sizes = |id| if recursive.contains(&id) { sizes(id).max(growing) } else { sizes(id) };
    let mut planned = StratumPlan::default();
    for &id in rules {
        let orderer = Orderer::new(plan.rule(id), &recursive, &sizes);
        let deltas = orderer.deltas();
        let starts = if deltas.is_empty() { vec![None] } else { deltas.into_iter().map(Some).collect() };
        let pipelines: Option<Vec<_>> = starts.into_iter().map(|delta| orderer.pipeline(id, delta)).collect();
        match pipelines {
            None => planned.impossible.push(id),
            Some(pipelines) if pipelines[0].delta.is_none() => planned.once.extend(pipelines),
            Some(pipelines) => planned.rounds.extend(pipelines),
        }
    }
    planned.indices = choose_indices(plan, &recursive, &planned);
    resolve(&mut planned);
    planned
}

fn atoms(rule: &Rule) -> impl Iterator<Item = &Atom> {
    rule.body.iter().filter_map(|literal| match literal {
        Literal::Atom(atom) => Some(atom),
        _ => None,
    })
}

/// Orders the bodies of one rule.
struct Orderer<'a> {
    rule: &'a Rule,
    recursive: &'a BTreeSet<RelationId>,
    sizes: Sizes<'a>,
    /// No variable of the rule.
    position: Variable,
}

/// A conjunction in the course of being ordered.
struct Draft<'b> {
    rest: Vec<(usize, &'b Literal)>,
    scope: Variables,
    bound: Variables,
    delta: Option<usize>,
    actions: Vec<Action>,
}

impl<'a> Orderer<'a> {
    fn new(rule: &'a Rule, recursive: &'a BTreeSet<RelationId>, sizes: Sizes<'a>) -> Self {
        let last = scope::of_body(&rule.body).last().copied();
        Self { rule, recursive, sizes, position: last.map_or(0, |v| v + 1) }
    }

    /// The atoms whose relations grow while the rule is evaluated.
    fn deltas(&self) -> Vec<usize> {
        let grows =
            |literal: &Literal| matches!(literal, Literal::Atom(a) if self.recursive.contains(&a.relation));
        let body = distinct(&self.rule.body);
        body.into_iter().filter(|(_, literal)| grows(literal)).map(|(i, _)| i).collect()
    }

    fn pipeline(&self, id: RuleId, delta: Option<usize>) -> Option<Pipeline> {
        let actions = self.order(&self.rule.body, &Variables::new(), Variables::new(), delta)?;
        let head: Option<Vec<Operand>> = self.rule.head.terms.iter().copied().map(operand).collect();
        let head = head?;
        let steps = with_carry(actions, &head, None);
        Some(Pipeline { rule: id, delta, steps, relation: self.rule.head.relation, head })
    }

    /// The parts of a body in an order in which each can be evaluated, if there is one.
    fn order(
        &self,
        body: &[Literal],
        around: &Variables,
        bound: Variables,
        delta: Option<usize>,
    ) -> Option<Vec<Action>> {
        let scope = around.union(&scope::of_positive(body)).copied().collect();
        let mut draft = Draft { rest: distinct(body), scope, bound, delta, actions: Vec::new() };
        if let Some(place) = draft.rest.iter().position(|(i, _)| Some(*i) == delta) {
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
        let rate = |literal: &Literal| match literal {
            Literal::Atom(atom) => {
                let (apart, doublings) = self.growth(atom, &draft.bound);
                Some((apart, doublings, atom.terms.first() != self.rule.head.terms.first()))
            }
            _ => None,
        };
        let rated = draft.rest.iter().enumerate().filter_map(|(i, (_, literal))| Some((rate(literal)?, i)));
        rated.min().map(|(_, i)| i)
    }

    /// Whether an atom shares nothing with the bindings, and how often it about doubles them.
    fn growth(&self, atom: &Atom, bound: &Variables) -> (bool, u32) {
        let known = atom.terms.iter().filter(|term| is_known(term, bound)).count();
        let free = atom.terms.len() - known;
        let rows = (self.sizes)(atom.relation) as f64;
        let share = free as f64 / atom.terms.len().max(1) as f64;
        (known == 0 && !bound.is_empty(), (1.0 + rows).powf(share).log2() as u32)
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
        let probe = probe(atom, &draft.bound, self.version(draft, position, atom.relation));
        let new: Variables = probe.binds.iter().map(|b| b.1).collect();
        if new.is_empty() && probe.version != Version::Recent {
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
            vec![(probe, self::probe(atom, &wider, self.version(draft, position, atom.relation)))];
        for place in rivals.into_iter().rev() {
            let (position, literal) = draft.rest.remove(place);
            if let Literal::Atom(atom) = literal {
                let version = self.version(draft, position, atom.relation);
                probes.push((self::probe(atom, &draft.bound, version), self::probe(atom, &wider, version)));
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

    fn version(&self, draft: &Draft<'_>, position: usize, relation: RelationId) -> Version {
        match draft.delta {
            Some(delta) if position == delta => Version::Recent,
            Some(delta) if position > delta && self.recursive.contains(&relation) => Version::Old,
            _ => Version::All,
        }
    }

    fn not(&self, draft: &Draft<'_>, body: &[Literal]) -> Option<Action> {
        if let [Literal::Atom(atom)] = body {
            return Some(Action::Absent(probe(atom, &draft.bound, Version::All)));
        }
        self.nested(draft, &[], body).map(Action::Not)
    }

    fn nested(&self, draft: &Draft<'_>, over: &[Term], body: &[Literal]) -> Option<Nested> {
        let key = scope::shared(over, body, &draft.scope);
        let actions = self.order(body, &draft.scope, key.clone(), None)?;
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

fn choose_indices(
    plan: &Plan,
    recursive: &BTreeSet<RelationId>,
    planned: &StratumPlan,
) -> BTreeMap<RelationId, Vec<ColumnOrder>> {
    let mut searches = BTreeMap::<RelationId, BTreeSet<Columns>>::new();
    for &relation in recursive {
        searches.entry(relation).or_default();
    }
    for pipeline in planned.once.iter().chain(&planned.rounds) {
        for_each_probe(&pipeline.steps, &mut |probe| {
            searches.entry(probe.relation).or_default().insert(search(probe));
        });
    }
    let orders = |(relation, searches): (RelationId, BTreeSet<Columns>)| {
        let stored = if recursive.contains(&relation) { Stored::AsChosen } else { Stored::InOrder };
        (relation, index::cover(plan.relations[relation.0 as usize].arity, &searches, stored))
    };
    searches.into_iter().map(orders).collect()
}

/// What a probe looks up. New rows are read from end to end.
fn search(probe: &Probe) -> Columns {
    if probe.version == Version::Recent { Columns::new() } else { probe.checks.iter().map(|c| c.0).collect() }
}

/// Visits all probes of some steps, nested ones included.
pub fn for_each_probe(steps: &[Step], visit: &mut dyn FnMut(&Probe)) {
    for step in steps {
        match &step.action {
            Action::Join(probe) | Action::Exists(probe) | Action::Absent(probe) => visit(probe),
            Action::Intersect(probes) => probes.iter().for_each(|(rows, check)| {
                visit(rows);
                visit(check);
            }),
            Action::Not(nested) | Action::Aggregate { nested, .. } => for_each_probe(&nested.steps, visit),
            Action::Compare(..) | Action::Let(..) | Action::Call { .. } => {}
        }
    }
}

/// Turns positions in relations into positions in the chosen indices.
fn resolve(planned: &mut StratumPlan) {
    let indices = std::mem::take(&mut planned.indices);
    for pipeline in planned.once.iter_mut().chain(&mut planned.rounds) {
        resolve_steps(&mut pipeline.steps, &indices);
    }
    planned.indices = indices;
}

fn resolve_steps(steps: &mut [Step], indices: &BTreeMap<RelationId, Vec<ColumnOrder>>) {
    for step in steps {
        match &mut step.action {
            Action::Join(probe) | Action::Exists(probe) | Action::Absent(probe) => {
                resolve_probe(probe, indices)
            }
            Action::Intersect(probes) => {
                for (rows, check) in probes {
                    resolve_probe(rows, indices);
                    resolve_probe(check, indices);
                }
            }
            Action::Not(nested) | Action::Aggregate { nested, .. } => {
                resolve_steps(&mut nested.steps, indices)
            }
            Action::Compare(..) | Action::Let(..) | Action::Call { .. } => {}
        }
    }
}

fn resolve_probe(probe: &mut Probe, indices: &BTreeMap<RelationId, Vec<ColumnOrder>>) {
    let orders = &indices[&probe.relation];
    let wanted = search(probe);
    probe.index =
        orders.iter().position(|order| index::serves(order, &wanted)).expect("the cover serves every search");
    let order = &orders[probe.index];
    let place = |column: usize| order.iter().position(|&c| c == column).expect("an order holds every column");
    let mut checks: Vec<(usize, Operand)> =
        probe.checks.iter().map(|&(c, operand)| (place(c), operand)).collect();
    checks.sort_by_key(|check| check.0);
    let behind = checks.split_off(wanted.len());
    probe.key = checks.into_iter().map(|check| check.1).collect();
    probe.checks = behind;
    probe.same = probe.same.iter().map(|&(a, b)| (place(a), place(b))).collect();
    probe.binds = probe.binds.iter().map(|&(c, variable)| (place(c), variable)).collect();
}
