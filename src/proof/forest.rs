//! Rows of a finished model in, the graph of all their reasons out, in which each row stands once.
//!
//! What is folded over this graph is found once for all rows that share a part, however many
//! proofs there are. Reasons that are cut off are said to be.

use rustc_hash::FxHashMap;

use super::NodeIndex;
use super::instances::Found;
use super::search::Prover;
use super::solve::Fact;
use crate::fact::{RelationId, Symbol};

/// Most premises of all reasons together, besides those of the roots' own.
const PREMISES: usize = 1_000_000;

/// Rows and everything that they can be derived from.
#[derive(Clone, Debug, Default)]
pub struct Forest {
    /// Premises before conclusions, but where rows derive each other.
    pub nodes: Vec<Tree>,
    /// The node of each row that was asked for, in that order; none for a row that does not
    /// follow.
    pub roots: Vec<Option<NodeIndex>>,
    /// Whether rows derive each other, so that one pass over the nodes does not settle a fold.
    pub cyclic: bool,
}

/// A row with all its reasons.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    /// The relation that holds the row, and its position in the model.
    pub fact: (u32, usize),
    /// Whether it was loaded, besides what rules say.
    pub loaded: bool,
    /// For each rule instance that concludes it, the rows that this rests on.
    pub reasons: Vec<Vec<NodeIndex>>,
    /// Whether it may have reasons that do not stand here.
    pub cut: bool,
}

impl Tree {
    /// The relation that holds the row.
    #[must_use]
    pub fn relation(&self) -> RelationId {
        RelationId(self.fact.0)
    }
}

/// A row whose premises are being walked through.
struct Visit {
    fact: Fact,
    reasons: Vec<Vec<Fact>>,
    /// Reason and premise that come next.
    next: (usize, usize),
    cut: bool,
}

/// Where the walk is with a row.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Open,
    Done(NodeIndex),
}

impl Prover<'_> {
    /// All reasons of rows, and of the rows that these rest on, down to what was loaded.
    pub fn forest<'r>(&mut self, roots: impl Iterator<Item = (RelationId, &'r [Symbol])>) -> Forest {
        let mut walk = Walk { prover: self, places: FxHashMap::default(), back: Vec::new(), premises: 0 };
        let mut forest = Forest::default();
        for (relation, row) in roots {
            let root = walk.prover.model.find(relation, row).map(|index| (relation, index));
            let node = root.and_then(|fact| walk.visit(fact, &mut forest));
            forest.roots.push(node);
        }
        // Premises that were still open when they were met.
        for (node, reason, premise, fact) in walk.back {
            if let Some(Place::Done(place)) = walk.places.get(&fact) {
                forest.cyclic = true;
                forest.nodes[node.0 as usize].reasons[reason][premise] = *place;
            }
        }
        forest
    }
}

struct Walk<'w, 'a> {
    prover: &'w mut Prover<'a>,
    places: FxHashMap<Fact, Place>,
    back: Vec<(NodeIndex, usize, usize, Fact)>,
    premises: usize,
}

impl Walk<'_, '_> {
    fn visit(&mut self, root: Fact, forest: &mut Forest) -> Option<NodeIndex> {
        if let Some(Place::Done(node)) = self.places.get(&root) {
            return Some(*node);
        }
        let mut path = vec![self.open(root)];
        while let Some(visit) = path.last_mut() {
            let (reason, premise) = visit.next;
            match visit.reasons.get(reason) {
                None => {
                    if let Some(visit) = path.pop() {
                        self.close(visit, forest);
                    }
                }
                Some(rows) => match rows.get(premise).copied() {
                    None => visit.next = (reason + 1, 0),
                    Some(fact) => {
                        visit.next.1 += 1;
                        if !self.places.contains_key(&fact) {
                            let opened = self.open(fact);
                            path.push(opened);
                        }
                    }
                },
            }
        }
        match self.places.get(&root) {
            Some(Place::Done(node)) => Some(*node),
            _ => None,
        }
    }

    fn open(&mut self, fact: Fact) -> Visit {
        self.places.insert(fact, Place::Open);
        let (reasons, cut) = self.reasons(fact);
        self.premises += reasons.iter().map(Vec::len).sum::<usize>();
        Visit { fact, reasons, next: (0, 0), cut }
    }

    /// The rows of each reason; of one that is beyond the limit only those of the best.
    fn reasons(&mut self, fact: Fact) -> (Vec<Vec<Fact>>, bool) {
        if self.premises > PREMISES {
            let best = self.prover.settled(fact).and_then(|(reason, _)| reason);
            return (best.map(|step| step.rows.clone()).into_iter().collect(), true);
        }
        if let Some((reasons, cut)) = self.prover.reasons.get(&fact) {
            return (reasons.iter().flatten().map(|step| step.rows.clone()).collect(), cut.is_some());
        }
        let Found { steps, cut } = self.prover.steps(fact);
        (steps.iter().map(|step| step.rows.clone()).collect(), cut.is_some())
    }

    fn close(&mut self, visit: Visit, forest: &mut Forest) {
        let node = NodeIndex(u32::try_from(forest.nodes.len()).unwrap_or(u32::MAX));
        self.places.insert(visit.fact, Place::Done(node));
        let mut reasons = Vec::with_capacity(visit.reasons.len());
        for (reason, rows) in visit.reasons.iter().enumerate() {
            let mut premises: Vec<NodeIndex> = Vec::with_capacity(rows.len());
            for (position, fact) in rows.iter().enumerate() {
                premises.push(match self.places.get(fact) {
                    Some(Place::Done(place)) => *place,
                    _ => {
                        self.back.push((node, reason, position, *fact));
                        node
                    }
                });
            }
            reasons.push(premises);
        }
        let loaded = self.prover.is_loaded(visit.fact);
        let fact = (visit.fact.0.0, visit.fact.1);
        forest.nodes.push(Tree { fact, loaded, reasons, cut: visit.cut });
    }
}
