//! Every change of a proof in one place.

use reason::fact::{FunctionId, RelationId, Symbol};
use reason::plan::RuleId;
use reason::proof::{Because, Instance, NodeIndex, Premise, Proof};

use super::world::{World, symbol};

/// Proofs that differ from one in one place, with what was changed.
pub struct Mutations<'p> {
    proof: &'p Proof,
    found: Vec<(String, Proof)>,
}

impl Mutations<'_> {
    fn add(&mut self, what: String, change: impl FnOnce(&mut Proof)) {
        let mut mutated = self.proof.clone();
        change(&mut mutated);
        if mutated != *self.proof {
            self.found.push((what, mutated));
        }
    }

    fn of_instance(&mut self, index: usize, what: String, change: impl FnOnce(&mut Instance)) {
        self.add(format!("node {index}: {what}"), |proof| {
            if let Because::Rule(instance) = &mut proof.nodes[index].because {
                change(instance);
            }
        });
    }

    fn of_premise(&mut self, index: usize, literal: usize, what: String, change: impl FnOnce(&mut Premise)) {
        self.of_instance(index, format!("premise {literal}: {what}"), |i| change(&mut i.premises[literal]));
    }
}

pub fn mutations(world: &World, proof: &Proof) -> Vec<(String, Proof)> {
    let others = ["a", "b", "c", "d", "0", "1", "8", "10"].map(|word| symbol(&world.interner, word));
    let mut mutations = Mutations { proof, found: Vec::new() };
    mutations.add("no nodes".to_owned(), |p| p.nodes.clear());
    let root = proof.get(proof.root()).because.clone();
    for (index, node) in proof.nodes.iter().enumerate() {
        let columns = node.row.len();
        mutations.add(format!("{index}: doubled"), |p| p.nodes.insert(index, node.clone()));
        mutations.add(format!("{index}: added again"), |p| p.nodes.push(node.clone()));
        mutations.add(format!("{index}: shorter"), |p| p.nodes[index].row.truncate(columns - 1));
        mutations.add(format!("{index}: loaded"), |p| p.nodes[index].because = Because::Loaded);
        mutations.add(format!("{index}: derived"), |p| p.nodes[index].because = root.clone());
        for relation in 0..=world.plan.relations.len() as u32 {
            mutations.add(format!("{index}: relation {relation}"), |p| {
                p.nodes[index].relation = RelationId(relation)
            });
        }
        for (column, other) in (0..columns).flat_map(|column| others.map(|other| (column, other))) {
            mutations.add(format!("{index}: column {column}"), |p| p.nodes[index].row[column] = other);
        }
        if node.instance().is_some() {
            instance_mutations(world, index, &others, &mut mutations);
        }
    }
    mutations.found
}

pub fn instance_mutations(world: &World, index: usize, others: &[Symbol], mutations: &mut Mutations<'_>) {
    let instance = mutations.proof.nodes[index].instance().expect("it is derived");
    let variables = instance.binding.len();
    for rule in 0..=world.plan.rules.len() as u32 {
        mutations.of_instance(index, format!("rule {rule}"), |i| i.rule = RuleId(rule));
    }
    mutations.of_instance(index, "binding longer".to_owned(), |i| i.binding.push(None));
    mutations.of_instance(index, "binding shorter".to_owned(), |i| i.binding.truncate(variables - 1));
    for variable in 0..variables {
        mutations.of_instance(index, format!("variable {variable} open"), |i| i.binding[variable] = None);
        for &other in others {
            mutations
                .of_instance(index, format!("variable {variable}"), |i| i.binding[variable] = Some(other));
        }
    }
    mutations.of_instance(index, "premise added".to_owned(), |i| i.premises.push(Premise::Absent));
    for literal in 0..instance.premises.len() {
        mutations
            .of_instance(index, format!("premise {literal} dropped"), |i| drop(i.premises.remove(literal)));
        premise_mutations(index, literal, others, mutations);
    }
}

pub fn premise_mutations(index: usize, literal: usize, others: &[Symbol], mutations: &mut Mutations<'_>) {
    mutations.of_premise(index, literal, "absent".to_owned(), |p| *p = Premise::Absent);
    for node in 0..=mutations.proof.nodes.len() as u32 {
        mutations.of_premise(index, literal, format!("node {node}"), |p| *p = Premise::Fact(NodeIndex(node)));
    }
    for &other in others {
        mutations.of_premise(index, literal, "left or input or tuple".to_owned(), |p| match p {
            Premise::Compare { left, .. } => *left = other,
            Premise::Call { inputs, .. } => inputs[0] = other,
            Premise::Aggregate { tuples, .. } => tuples[0][0] = other,
            Premise::Fact(_) | Premise::Absent => {}
        });
        mutations.of_premise(index, literal, "right or output or value".to_owned(), |p| match p {
            Premise::Compare { right, .. } => *right = other,
            Premise::Call { outputs, .. } => outputs.iter_mut().for_each(|output| *output = other),
            Premise::Aggregate { value, .. } => *value = other,
            Premise::Fact(_) | Premise::Absent => {}
        });
    }
    mutations.of_premise(index, literal, "function or total".to_owned(), |p| match p {
        Premise::Call { function, .. } => *function = FunctionId(1 - function.0),
        Premise::Aggregate { total, .. } => *total += 1,
        _ => {}
    });
}
