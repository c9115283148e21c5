//! Join orders: what an engine executes, step by step.
//!
//! In: nothing but data. A pipeline turns batches of bindings into bindings that satisfy one more
//! literal a step. Column positions in here are positions in the chosen column order of an index,
//! not in the relation's own order, unless said otherwise.

use std::collections::BTreeMap;

use super::{Comparison, Fold, RuleId, Variable};
use crate::fact::{FunctionId, RelationId, Symbol};

/// The columns of a relation in the order by which an index sorts its rows; all of them, each once.
pub type ColumnOrder = Vec<usize>;

/// A value that is known when a step runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Operand {
    /// The value of a bound variable.
    Var(Variable),
    /// This value.
    Const(Symbol),
}

/// Which rows of a relation a probe sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Version {
    /// All rows; the relation is complete or its new rows belong to this probe too.
    All,
    /// The rows that were there before the last round.
    Old,
    /// The rows that the last round added.
    Recent,
}

/// Rows of an index that agree with a key, a prefix of the index's columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Probe {
    /// Which relation.
    pub relation: RelationId,
    /// Which of the relation's indices, by position in [`StratumPlan::indices`].
    pub index: usize,
    /// Which rows.
    pub version: Version,
    /// Values of the first columns of the index.
    pub key: Vec<Operand>,
    /// Values of columns behind the key.
    pub checks: Vec<(usize, Operand)>,
    /// Columns that hold the same value.
    pub same: Vec<(usize, usize)>,
    /// Columns that bind variables.
    pub binds: Vec<(usize, Variable)>,
    /// About how many different values the columns of key and checks have together: the rows by
    /// this is what a binding finds.
    pub combinations: u64,
}

/// What becomes of the values that a step computes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Target {
    /// Binds a variable.
    Bind(Variable),
    /// Must be this value.
    Check(Operand),
    /// Must be what this variable was bound to by an earlier result of the same call.
    Same(usize),
    /// Is of no interest.
    Ignore,
}

/// What one step of a pipeline does to each binding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Joins it with all rows that match.
    Join(Probe),
    /// Joins it with the rows of whichever probe has the fewest; the others, by position paired
    /// with a probe of all their columns, must hold the same values. All bind the same variable.
    Intersect(Vec<(Probe, Probe)>),
    /// Keeps it if a row matches.
    Exists(Probe),
    /// Keeps it if no row matches.
    Absent(Probe),
    /// Keeps it if the comparison holds.
    Compare(Comparison, Operand, Operand),
    /// Gives a variable a value.
    Let(Variable, Operand),
    /// Joins it with the results of a function.
    Call {
        /// Which function.
        function: FunctionId,
        /// Values that go in.
        inputs: Vec<Operand>,
        /// One a result.
        outputs: Vec<Target>,
    },
    /// Keeps it if the nested pipeline has no solution for it.
    Not(Nested),
    /// Gives it the fold over the solutions of the nested pipeline.
    Aggregate {
        /// How to fold.
        fold: Fold,
        /// The tuple whose different values are folded.
        over: Vec<Operand>,
        /// What it ranges over.
        nested: Nested,
        /// What becomes of the result.
        result: Target,
    },
}

impl Action {
    /// Where it looks, nested steps left out; of probes in pairs the first.
    #[must_use]
    pub fn probes(&self) -> Vec<&Probe> {
        match self {
            Self::Join(probe) | Self::Exists(probe) | Self::Absent(probe) => vec![probe],
            Self::Intersect(probes) => probes.iter().map(|(probe, _)| probe).collect(),
            Self::Compare(..) | Self::Let(..) | Self::Call { .. } | Self::Not(_) | Self::Aggregate { .. } => {
                Vec::new()
            }
        }
    }
}

/// A step with the variables that it passes on unchanged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What it does.
    pub action: Action,
    /// Variables that were bound before it and are needed behind it.
    pub carry: Vec<Variable>,
}

/// A conjunction inside another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nested {
    /// Variables that it takes from outside: its result depends on nothing else.
    pub key: Vec<Variable>,
    /// A variable that holds the position of the key in the batch of keys, through all steps.
    pub position: Variable,
    /// Its steps; they start from a batch of keys.
    pub steps: Vec<Step>,
}

/// One way to evaluate a rule: all of it, or what follows from the new rows of one atom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pipeline {
    /// Which rule.
    pub rule: RuleId,
    /// The atom, by position in the body, whose new rows it starts from.
    pub delta: Option<usize>,
    /// What it does, in order; it starts from one empty binding.
    pub steps: Vec<Step>,
    /// Steps that find the same and start elsewhere, where that may be cheaper once there are many
    /// rows.
    pub otherwise: Option<Vec<Step>>,
    /// The relation that it adds to.
    pub relation: RelationId,
    /// The head, in the relation's own column order.
    pub head: Vec<Operand>,
}

impl Pipeline {
    /// Its steps, and those that it may have instead.
    pub fn ways(&self) -> impl Iterator<Item = &Vec<Step>> {
        std::iter::once(&self.steps).chain(&self.otherwise)
    }
}

/// How a stratum is evaluated.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StratumPlan {
    /// Pipelines of the first round only.
    pub once: Vec<Pipeline>,
    /// Pipelines of every round.
    pub rounds: Vec<Pipeline>,
    /// The column orders of each relation that is probed or completed. Rows of a relation that the
    /// stratum completes are stored in the first and copied into the others.
    pub indices: BTreeMap<RelationId, Vec<ColumnOrder>>,
    /// Rules that no order of their parts can evaluate; a checked program has none.
    pub impossible: Vec<RuleId>,
}

/// Room for the batches of a pipeline: one column a variable.
#[must_use]
pub fn columns(steps: &[Step]) -> usize {
    steps.iter().flat_map(|step| bound_by(&step.action)).map(|v| usize::from(v) + 1).max().unwrap_or(0)
}

/// Variables that an action binds.
#[must_use]
pub fn bound_by(action: &Action) -> Vec<Variable> {
    let of_target = |target: &Target| match target {
        Target::Bind(variable) => Some(*variable),
        _ => None,
    };
    match action {
        Action::Join(probe) => probe.binds.iter().map(|b| b.1).collect(),
        Action::Intersect(probes) => {
            probes.first().map_or_else(Vec::new, |p| p.0.binds.iter().map(|b| b.1).collect())
        }
        Action::Let(variable, _) => vec![*variable],
        Action::Call { outputs, .. } => outputs.iter().filter_map(of_target).collect(),
        Action::Aggregate { result, .. } => of_target(result).into_iter().collect(),
        Action::Exists(_) | Action::Absent(_) | Action::Compare(..) | Action::Not(_) => Vec::new(),
    }
}

/// Variables whose values an action reads.
#[must_use]
pub fn read_by(action: &Action) -> Vec<Variable> {
    let mut found = Vec::new();
    match action {
        Action::Join(probe) | Action::Exists(probe) | Action::Absent(probe) => {
            read_by_probe(probe, &mut found)
        }
        Action::Intersect(probes) => probes.iter().for_each(|p| read_by_probe(&p.0, &mut found)),
        Action::Compare(_, a, b) => variables([*a, *b], &mut found),
        Action::Let(_, operand) => variables([*operand], &mut found),
        Action::Call { inputs, outputs, .. } => {
            variables(inputs.iter().copied(), &mut found);
            outputs.iter().for_each(|target| read_by_target(target, &mut found));
        }
        Action::Not(nested) => found.extend(&nested.key),
        Action::Aggregate { nested, result, .. } => {
            found.extend(&nested.key);
            read_by_target(result, &mut found);
        }
    }
    found
}

fn read_by_probe(probe: &Probe, found: &mut Vec<Variable>) {
    variables(probe.key.iter().copied().chain(probe.checks.iter().map(|c| c.1)), found);
}

fn read_by_target(target: &Target, found: &mut Vec<Variable>) {
    if let Target::Check(operand) = target {
        variables([*operand], found);
    }
}

/// Appends the variables among operands.
pub fn variables(operands: impl IntoIterator<Item = Operand>, found: &mut Vec<Variable>) {
    found.extend(operands.into_iter().filter_map(|operand| match operand {
        Operand::Var(variable) => Some(variable),
        Operand::Const(_) => None,
    }));
}
