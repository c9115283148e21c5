//! Proofs on demand: plan, facts and model in; a tree of reasons for a row, or all of them, out.
//!
//! `search` finds proofs in a finished model, `absence` says what was looked through for something
//! that is not there, `why_not` what rules lack to conclude it, `check` verifies a proof without the engine and without the search. Knows
//! rows, rules and relations; must not know words, papers, grades or layout.

use std::collections::BTreeSet;

use crate::fact::{FunctionId, Interner, RelationId, Symbol};
use crate::plan::{Plan, Rule, RuleId, scope};
use crate::program::RuleInfo;

mod absence;
mod body;
pub mod check;
mod collapse;
mod enumerate;
mod forest;
mod gaps;
mod graph;
mod instances;
mod partial;
mod search;
mod shortfall;
mod solve;
mod why_not;

pub use absence::{Absence, Searched};
pub use check::{Checker, Fault, RowSource, Violation};
pub use enumerate::Limits;
pub use forest::{Forest, Tree};
pub use gaps::{Gap, GapQuery, Stateable};
pub use search::{Cut, Prover, Step, Truncation};
pub use shortfall::{Near, Shortfall};
pub use why_not::{Attempt, Failure, Goal, Held, Part, PartState, WhyNot};

/// Most tuples that an aggregate's premise lists; it always tells how many there are.
pub const LISTED_TUPLES: usize = 32;

/// A node of a proof by its position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeIndex(pub u32);

/// Why a row holds: a graph without cycles in which shared parts stand once.
///
/// Every premise stands before the node that uses it, so the last node is what is proved. Each
/// row stands once and has one reason.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Proof {
    /// Premises before conclusions; never empty.
    pub nodes: Vec<Node>,
}

/// A row and why it holds.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Node {
    /// The relation that holds the row.
    pub relation: RelationId,
    /// The row, as long as the relation's arity.
    pub row: Vec<Symbol>,
    /// Why it holds.
    pub because: Because,
}

/// Why a row holds.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Because {
    /// It is in the fact set: a row of a finding, of the vocabulary, of a `fact` item or of a
    /// data file. [`Prover::position`] leads to its origin.
    Loaded,
    /// A rule concludes it.
    Rule(Instance),
}

/// A rule with values for its variables, and what makes each part of its body true.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instance {
    /// The rule of the plan.
    pub rule: RuleId,
    /// One value a variable of the rule; `None` for variables that stand only inside one `Not` or
    /// `Aggregate`.
    pub binding: Vec<Option<Symbol>>,
    /// One for each literal of the rule's body, in the body's order: `premises[i]` is why
    /// `body[i]` holds.
    pub premises: Vec<Premise>,
}

/// Why one literal of a rule's body holds.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Premise {
    /// For `Literal::Atom`: this row.
    Fact(NodeIndex),
    /// For `Literal::Not`: nothing satisfies it. [`Prover::explain_absence`] tells what was
    /// looked through.
    Absent,
    /// For `Literal::Compare`: it holds between these values.
    Compare {
        /// Value of the left term.
        left: Symbol,
        /// Value of the right term.
        right: Symbol,
    },
    /// For `Literal::Call`: the function has this result, among others perhaps.
    Call {
        /// Which function.
        function: FunctionId,
        /// What went in.
        inputs: Vec<Symbol>,
        /// The result that was used; empty for a condition.
        outputs: Vec<Symbol>,
    },
    /// For `Literal::Aggregate`: it folds these tuples to this value.
    Aggregate {
        /// The different tuples in ascending order of their symbols, the first
        /// [`LISTED_TUPLES`] of them.
        tuples: Vec<Vec<Symbol>>,
        /// How many different tuples there are.
        total: usize,
        /// What they fold to.
        value: Symbol,
    },
}

impl Instance {
    /// The nodes that the instance rests on, in the body's order; one may stand twice.
    pub fn facts(&self) -> impl Iterator<Item = NodeIndex> {
        self.premises.iter().filter_map(|premise| match premise {
            Premise::Fact(node) => Some(*node),
            _ => None,
        })
    }
}

impl Node {
    /// The rule instance that concludes the row, unless it is loaded.
    #[must_use]
    pub fn instance(&self) -> Option<&Instance> {
        match &self.because {
            Because::Rule(instance) => Some(instance),
            Because::Loaded => None,
        }
    }
}

impl Proof {
    /// The node that is proved.
    #[must_use]
    pub fn root(&self) -> NodeIndex {
        NodeIndex(self.nodes.len().saturating_sub(1) as u32)
    }

    /// A node by its index.
    #[must_use]
    pub fn get(&self, index: NodeIndex) -> &Node {
        &self.nodes[index.0 as usize]
    }

    /// How many rule applications stand on each other at most; 0 for a loaded row.
    #[must_use]
    pub fn height(&self) -> usize {
        let mut heights = vec![0; self.nodes.len()];
        for (index, node) in self.nodes.iter().enumerate() {
            let Some(instance) = node.instance() else { continue };
            let below = instance.facts().map(|p| heights[p.0 as usize]).max().unwrap_or(0);
            heights[index] = below + 1;
        }
        heights.last().copied().unwrap_or(0)
    }

    /// The loaded rows that the proof rests on, in the order of the nodes.
    pub fn leaves(&self) -> impl Iterator<Item = NodeIndex> {
        let loaded = |(_, node): &(usize, &Node)| node.because == Because::Loaded;
        self.nodes.iter().enumerate().filter(loaded).map(|(i, _)| NodeIndex(i as u32))
    }

    /// The rules that are used, each once.
    #[must_use]
    pub fn rules(&self) -> BTreeSet<RuleId> {
        self.nodes.iter().filter_map(Node::instance).map(|instance| instance.rule).collect()
    }

    /// Where the proof rests on absence: the node and the position of the literal in the body of
    /// its rule.
    pub fn absences(&self) -> impl Iterator<Item = (NodeIndex, usize)> {
        self.nodes.iter().enumerate().flat_map(|(i, node)| {
            let premises = node.instance().map_or(&[][..], |instance| &instance.premises);
            let absent = premises.iter().enumerate().filter(|(_, p)| **p == Premise::Absent);
            absent.map(move |(literal, _)| (NodeIndex(i as u32), literal))
        })
    }

    /// Hashes of the nodes' content, one a node: of the relation's name, the row's values, and the
    /// rule's name with the hashes of its premises. Equal in every run that has the same values.
    #[must_use]
    pub fn hashes(&self, plan: &Plan, interner: &Interner) -> Vec<blake3::Hash> {
        let mut hashes: Vec<blake3::Hash> = Vec::with_capacity(self.nodes.len());
        for node in &self.nodes {
            let mut hasher = blake3::Hasher::new();
            let mut text = |part: &str| {
                hasher.update(&(part.len() as u64).to_le_bytes());
                hasher.update(part.as_bytes());
            };
            text(&plan.relations[node.relation.0 as usize].name);
            node.row.iter().for_each(|&value| text(&interner.key(value)));
            if let Some(instance) = node.instance() {
                text(&plan.rules[instance.rule.0 as usize].name);
                instance.facts().for_each(|p| text(hashes[p.0 as usize].to_hex().as_str()));
            }
            hashes.push(hasher.finalize());
        }
        hashes
    }

    /// The proof with the premise of each hidden rule in the place of its conclusion, for
    /// reports; the root too. A hidden rule that rests on several rows, or on none, stays.
    ///
    /// What comes out reads shorter, but its steps are no longer instances of the plan's rules:
    /// the checker takes the proof as it was.
    #[must_use]
    pub fn collapse(&self, rules: &[RuleInfo]) -> Proof {
        collapse::collapse(self, &|rule| rules.get(rule.0 as usize).is_some_and(|info| info.hidden))
    }

    /// The proof with loaded rows replaced by what `reason` gives for them: a proof whose root
    /// reason becomes the row's own. For reports: a conclusion that a rule read as judged gets
    /// the proof that it was judged by.
    #[must_use]
    pub fn grafted(&self, reason: &mut dyn FnMut(&Node) -> Option<Proof>) -> Proof {
        collapse::graft(self, reason)
    }
}

/// How many variables a rule has: those with names and those that its body uses.
fn variable_count(rule: &Rule) -> usize {
    let used = scope::of_body(&rule.body).last().map_or(0, |&v| usize::from(v) + 1);
    rule.variables.len().max(used)
}
