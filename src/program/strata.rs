//! The order of evaluation: what depends on what, and circles through absence.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};

use crate::fact::RelationId;
use crate::plan::{Literal, Rule, RuleId, Stratum, Term};

/// A circle through absence: the relations on it, and a rule that closes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Circle {
    pub(super) relations: Vec<RelationId>,
    pub(super) rule: RuleId,
}

/// Which relations a body reads, and whether through `¬` or an aggregate.
pub(super) fn reads(literals: &[Literal], inside: Inside, found: &mut Vec<(RelationId, Inside)>) {
    for literal in literals {
        match literal {
            Literal::Atom(atom) => found.push((atom.relation, inside)),
            Literal::Not(inner) => reads(inner, Inside::Absence, found),
            Literal::Aggregate { body, .. } => reads(body, Inside::Absence, found),
            _ => {}
        }
    }
}

/// Where an atom stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Inside {
    /// It must hold.
    Body,
    /// It stands in a negation or an aggregate, so its relation must be complete.
    Absence,
}

struct Dependencies {
    graph: DiGraph<RelationId, ()>,
    /// (read, concluded) → inside what, and by which rule.
    edges: BTreeMap<(RelationId, RelationId), (Inside, RuleId)>,
}

fn dependencies(rules: &[Rule]) -> Dependencies {
    let mut nodes: BTreeMap<RelationId, NodeIndex> = BTreeMap::new();
    let mut graph = DiGraph::new();
    let mut edges = BTreeMap::new();
    for (i, rule) in rules.iter().enumerate() {
        let mut read = Vec::new();
        reads(&rule.body, Inside::Body, &mut read);
        let head = rule.head.relation;
        nodes.entry(head).or_insert_with(|| graph.add_node(head));
        for (relation, inside) in read {
            nodes.entry(relation).or_insert_with(|| graph.add_node(relation));
            let edge = edges.entry((relation, head)).or_insert((inside, RuleId(i as u32)));
            if inside > edge.0 {
                *edge = (inside, RuleId(i as u32));
            }
        }
    }
    for (read, head) in edges.keys() {
        graph.add_edge(nodes[read], nodes[head], ());
    }
    Dependencies { graph, edges }
}

/// Strata in the order of evaluation, or every circle through absence (one a component).
pub(super) fn strata(rules: &[Rule]) -> Result<Vec<Stratum>, Vec<Circle>> {
    let dependencies = dependencies(rules);
    let mut concluded: BTreeMap<RelationId, Vec<RuleId>> = BTreeMap::new();
    for (i, rule) in rules.iter().enumerate() {
        concluded.entry(rule.head.relation).or_default().push(RuleId(i as u32));
    }
    let mut circles = Vec::new();
    let mut strata = Vec::new();
    let mut components = kosaraju_scc(&dependencies.graph);
    components.reverse();
    for component in components {
        let mut relations: Vec<RelationId> = component.iter().map(|&n| dependencies.graph[n]).collect();
        relations.sort_unstable();
        let inside = |r: &RelationId| relations.contains(r);
        let bad = dependencies
            .edges
            .iter()
            .find(|((a, b), (i, _))| *i == Inside::Absence && inside(a) && inside(b));
        if let Some((&(read, head), &(_, rule))) = bad {
            circles.push(Circle { relations: path(&dependencies, head, read, &relations), rule });
            continue;
        }
        let mut rules: Vec<RuleId> =
            relations.iter().filter_map(|r| concluded.get(r)).flatten().copied().collect();
        rules.sort_unstable();
        relations.retain(|r| concluded.contains_key(r));
        if !rules.is_empty() {
            strata.push(Stratum { relations, rules });
        }
    }
    if circles.is_empty() { Ok(strata) } else { Err(circles) }
}

/// The shortest way from one relation to another within a component.
fn path(
    dependencies: &Dependencies,
    from: RelationId,
    to: RelationId,
    within: &[RelationId],
) -> Vec<RelationId> {
    let mut before: BTreeMap<RelationId, RelationId> = BTreeMap::new();
    let mut queue = VecDeque::from([from]);
    while let Some(at) = queue.pop_front() {
        if at == to {
            break;
        }
        for &(read, head) in dependencies.edges.keys() {
            if read == at && within.contains(&head) && head != from && !before.contains_key(&head) {
                before.insert(head, at);
                queue.push_back(head);
            }
        }
    }
    let mut found = vec![to];
    while let Some(&last) = found.last() {
        match before.get(&last) {
            Some(&previous) if last != from => found.push(previous),
            _ => break,
        }
    }
    found.reverse();
    found.push(from);
    found
}

/// Recursive rules that compute a number of their head from numbers that come from the same
/// circle, without a comparison that could end it.
pub(super) fn growing(rules: &[Rule], strata: &[Stratum]) -> Vec<RuleId> {
    let mut found = Vec::new();
    for stratum in strata {
        for &id in &stratum.rules {
            let rule = &rules[id.0 as usize];
            let mut read = Vec::new();
            reads(&rule.body, Inside::Body, &mut read);
            if read.iter().any(|(r, _)| stratum.relations.contains(r)) && grows(rule) {
                found.push(id);
            }
        }
    }
    found
}

fn grows(rule: &Rule) -> bool {
    let mut compared = BTreeSet::new();
    let mut computed = Vec::new();
    for literal in &rule.body {
        match literal {
            Literal::Compare(_, a, b) => compared.extend([*a, *b].into_iter().filter_map(variable)),
            Literal::Call { inputs, outputs, .. } if !inputs.is_empty() && outputs.len() == 1 => {
                let from: Vec<_> = inputs.iter().copied().filter_map(variable).collect();
                computed.push((from, variable(outputs[0]), inputs.len()));
            }
            _ => {}
        }
    }
    let head: Vec<_> = rule.head.terms.iter().copied().filter_map(variable).collect();
    computed.iter().any(|(from, to, inputs)| {
        let one_number = *inputs == 2 && from.len() == 1;
        one_number
            && to.is_some_and(|t| head.contains(&t) && !compared.contains(&t))
            && !from.iter().any(|f| compared.contains(f))
    })
}

fn variable(term: Term) -> Option<crate::plan::Variable> {
    match term {
        Term::Var(v) => Some(v),
        _ => None,
    }
}
