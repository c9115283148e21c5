//! Which column orders a stratum needs, and where probes look.
//!
//! In: pipelines whose probes name the relation's own columns. Out: the column orders of each
//! relation, and probes that name places in the order that they use.

use std::collections::{BTreeMap, BTreeSet};

use super::Plan;
use super::estimate::{self, Estimates};
use super::index::{self, Columns, Stored};
use super::join::{Action, ColumnOrder, Operand, Pipeline, Probe, Step, StratumPlan, Version};
use crate::fact::RelationId;

/// The column orders of each relation that is probed or completed.
pub(super) fn choose_indices(
    plan: &Plan,
    recursive: &BTreeSet<RelationId>,
    planned: &StratumPlan,
    estimates: &Estimates<'_>,
) -> BTreeMap<RelationId, Vec<ColumnOrder>> {
    let mut searches = BTreeMap::<RelationId, BTreeSet<Columns>>::new();
    for &relation in recursive {
        searches.entry(relation).or_default();
    }
    for pipeline in planned.once.iter().chain(&planned.rounds) {
        for steps in pipeline.ways() {
            for_each_probe(steps, &mut |probe| {
                searches.entry(probe.relation).or_default().insert(search(probe));
            });
        }
    }
    for (relation, columns) in scanned(recursive, planned, estimates) {
        searches.entry(relation).or_default().remove(&columns);
    }
    let orders = |(relation, searches): (RelationId, BTreeSet<Columns>)| {
        let stored = if recursive.contains(&relation) { Stored::AsChosen } else { Stored::InOrder };
        (relation, index::cover(plan.relations[relation.0 as usize].arity, &searches, stored))
    };
    searches.into_iter().map(orders).collect()
}

/// Looking at so many rows costs about as much as copying one into another order.
const SCANNED: f64 = 8.0;

/// Searches that are not worth a copy of a complete relation in another order: few bindings look
/// for the first of their columns in its own order and check the others row by row.
fn scanned(
    recursive: &BTreeSet<RelationId>,
    planned: &StratumPlan,
    estimates: &Estimates<'_>,
) -> Vec<(RelationId, Columns)> {
    let mut looked_at = BTreeMap::<(RelationId, Columns), f64>::new();
    let rows = |relation, version| estimates.rows(relation, version);
    let mut scan = |steps: &[Step], bindings: f64| {
        for_each_probe(steps, &mut |probe| {
            let columns = search(probe);
            let first = (0..).take_while(|column| columns.contains(column)).count();
            let found = match first {
                0 => f64::INFINITY,
                _ => {
                    let values = estimates.combinations(probe.relation, 0..first);
                    rows(probe.relation, probe.version) as f64 / values as f64
                }
            };
            *looked_at.entry((probe.relation, columns)).or_default() += bindings * found;
        });
    };
    for pipeline in &planned.once {
        estimate::cost(&pipeline.steps, &rows, &mut |step, bindings| {
            scan(std::slice::from_ref(step), bindings);
        });
    }
    for steps in planned.rounds.iter().flat_map(Pipeline::ways) {
        scan(steps, f64::INFINITY);
    }
    let cheap = |relation: RelationId, scanned: f64| {
        !recursive.contains(&relation) && scanned < SCANNED * rows(relation, Version::All) as f64
    };
    looked_at.into_iter().filter(|((r, _), scanned)| cheap(*r, *scanned)).map(|(search, _)| search).collect()
}

/// What a probe looks up. New rows that come first are read from end to end.
pub(super) fn search(probe: &Probe) -> Columns {
    let constant = |check: &(usize, Operand)| matches!(check.1, Operand::Const(_));
    if probe.version == Version::Recent && probe.checks.iter().all(constant) {
        return Columns::new();
    }
    probe.checks.iter().map(|check| check.0).collect()
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
pub(super) fn resolve(planned: &mut StratumPlan) {
    let indices = std::mem::take(&mut planned.indices);
    for pipeline in planned.once.iter_mut().chain(&mut planned.rounds) {
        resolve_steps(&mut pipeline.steps, &indices);
        resolve_steps(pipeline.otherwise.as_deref_mut().unwrap_or_default(), &indices);
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
    // A search that is not worth an order of its own uses what it can of the relation's own order.
    probe.index = orders.iter().position(|order| index::serves(order, &wanted)).unwrap_or(0);
    let order = &orders[probe.index];
    let known = order.iter().take_while(|column| wanted.contains(column)).count();
    let place = |column: usize| order.iter().position(|&c| c == column).expect("an order holds every column");
    let mut checks: Vec<(usize, Operand)> =
        probe.checks.iter().map(|&(c, operand)| (place(c), operand)).collect();
    checks.sort_by_key(|check| check.0);
    let behind = checks.split_off(known);
    probe.key = checks.into_iter().map(|check| check.1).collect();
    probe.checks = behind;
    probe.same = probe.same.iter().map(|&(a, b)| (place(a), place(b))).collect();
    probe.binds = probe.binds.iter().map(|&(c, variable)| (place(c), variable)).collect();
}
