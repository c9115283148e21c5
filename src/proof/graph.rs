//! A reason for each row in, one proof out.

use rustc_hash::FxHashMap;

use super::search::Reason;
use super::solve::Fact;
use super::{Because, Node, NodeIndex, Premise, Proof};
use crate::engine::Model;

/// Where the walk is with a row.
enum Visit {
    Open,
    Done(NodeIndex),
}

/// The proof of `root` in which each row has the reason that `explain` gives it. `None` if the
/// reasons go in a circle, or a row has none.
pub(super) fn assemble(
    model: &dyn Model,
    root: Fact,
    mut explain: impl FnMut(Fact) -> Option<Reason>,
) -> Option<Proof> {
    let mut nodes = Vec::new();
    let mut visits: FxHashMap<Fact, Visit> = FxHashMap::default();
    // Rows whose premises are being placed, each with its reason and the next premise.
    let mut path = vec![(root, explain(root)?, 0)];
    visits.insert(root, Visit::Open);
    while let Some((fact, reason, next)) = path.last_mut() {
        let premise = reason.as_ref().and_then(|step| step.rows.get(*next)).copied();
        *next += 1;
        match premise.map(|premise| (premise, visits.get(&premise))) {
            Some((_, Some(Visit::Done(_)))) => {}
            Some((_, Some(Visit::Open))) => return None,
            Some((premise, None)) => {
                visits.insert(premise, Visit::Open);
                path.push((premise, explain(premise)?, 0));
            }
            None => {
                let node = node(model, *fact, reason, &visits)?;
                visits.insert(*fact, Visit::Done(NodeIndex(u32::try_from(nodes.len()).ok()?)));
                nodes.push(node);
                path.pop();
            }
        }
    }
    Some(Proof { nodes })
}

fn node(model: &dyn Model, fact: Fact, reason: &Reason, visits: &FxHashMap<Fact, Visit>) -> Option<Node> {
    let because = match reason {
        None => Because::Loaded,
        Some(step) => {
            let mut instance = step.instance.clone();
            for premise in &mut instance.premises {
                let Premise::Fact(index) = premise else { continue };
                let Visit::Done(place) = visits.get(&step.rows[index.0 as usize])? else { return None };
                *index = *place;
            }
            Because::Rule(instance)
        }
    };
    let (relation, index) = fact;
    Some(Node { relation, row: model.row(relation, index).to_vec(), because })
}
