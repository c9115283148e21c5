//! A proof in, the same without steps that say nothing new, or with more of them, out.

use rustc_hash::FxHashMap;

use super::{Because, Node, NodeIndex, Premise, Proof};
use crate::fact::{RelationId, Symbol};
use crate::plan::RuleId;

/// The proof with the premise of each hidden rule in the place of its conclusion.
pub(super) fn collapse(proof: &Proof, hidden: &dyn Fn(RuleId) -> bool) -> Proof {
    let stands_for = replacements(proof, hidden);
    let used = used_from_root(proof, &stands_for);
    let mut places = vec![NodeIndex(0); proof.nodes.len()];
    let mut nodes: Vec<Node> = Vec::new();
    for (index, node) in proof.nodes.iter().enumerate() {
        if used[index] {
            places[index] = NodeIndex(nodes.len() as u32);
            nodes.push(relinked(node, |premise| places[stands_for[premise.0 as usize].0 as usize]));
        }
    }
    Proof { nodes }
}

/// For each node the one that stands in its place.
fn replacements(proof: &Proof, hidden: &dyn Fn(RuleId) -> bool) -> Vec<NodeIndex> {
    let mut stands_for: Vec<NodeIndex> = Vec::with_capacity(proof.nodes.len());
    for (index, node) in proof.nodes.iter().enumerate() {
        let premise = node.instance().filter(|instance| hidden(instance.rule)).and_then(|instance| {
            let mut facts = instance.facts();
            facts.next().filter(|_| facts.next().is_none())
        });
        stands_for.push(premise.map_or(NodeIndex(index as u32), |p| stands_for[p.0 as usize]));
    }
    stands_for
}

fn used_from_root(proof: &Proof, stands_for: &[NodeIndex]) -> Vec<bool> {
    let mut used = vec![false; proof.nodes.len()];
    if let Some(root) = stands_for.last() {
        used[root.0 as usize] = true;
    }
    // Premises stand before conclusions, so one pass from the end reaches everything.
    for (index, node) in proof.nodes.iter().enumerate().rev() {
        if let (true, Some(instance)) = (used[index], node.instance()) {
            instance.facts().for_each(|p| used[stands_for[p.0 as usize].0 as usize] = true);
        }
    }
    used
}

fn relinked(node: &Node, place: impl Fn(NodeIndex) -> NodeIndex) -> Node {
    let mut node = node.clone();
    if let Because::Rule(instance) = &mut node.because {
        for premise in &mut instance.premises {
            if let Premise::Fact(index) = premise {
                *index = place(*index);
            }
        }
    }
    node
}

/// The proof with the reason of another one's root in the place of some loaded rows.
pub(super) fn graft(proof: &Proof, reason: &mut dyn FnMut(&Node) -> Option<Proof>) -> Proof {
    let mut joined = Joined::default();
    let mut places = Vec::with_capacity(proof.nodes.len());
    for node in &proof.nodes {
        let below = if node.because == Because::Loaded { reason(node) } else { None };
        let place = match below {
            Some(below) => joined.grown(node, &below),
            None => joined.add(relinked(node, |premise| places[premise.0 as usize])),
        };
        places.push(place);
    }
    Proof { nodes: joined.nodes }
}

/// Nodes of several proofs, each row once.
#[derive(Default)]
struct Joined {
    nodes: Vec<Node>,
    places: FxHashMap<(RelationId, Vec<Symbol>), NodeIndex>,
}

impl Joined {
    fn add(&mut self, node: Node) -> NodeIndex {
        let key = (node.relation, node.row.clone());
        if let Some(&known) = self.places.get(&key) {
            return known;
        }
        let place = NodeIndex(self.nodes.len() as u32);
        self.nodes.push(node);
        self.places.insert(key, place);
        place
    }

    /// Adds all of a proof but its root, and the row with the root's reason.
    fn grown(&mut self, row: &Node, below: &Proof) -> NodeIndex {
        let mut places = Vec::with_capacity(below.nodes.len());
        let root = below.root();
        for node in &below.nodes[..root.0 as usize] {
            let node = relinked(node, |premise| places[premise.0 as usize]);
            places.push(self.add(node));
        }
        let reason = relinked(below.get(root), |premise| places[premise.0 as usize]).because;
        self.add(Node { because: reason, ..row.clone() })
    }
}
