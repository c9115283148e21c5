//! What an engine evaluates: relations, rules over them, strata.
//!
//! In: a checked program, lowered to this form by `program`. Out: the same with join orders. A
//! plan is self-contained: it knows no names but those for messages.

pub mod access;
pub mod demand;
pub mod display;
pub mod estimate;
pub mod expect;
pub mod index;
pub mod join;
pub mod order;
pub mod scope;

use crate::fact::{FunctionId, Relation, RelationId, Symbol};

/// A variable by its position in its rule.
pub type Variable = u16;

/// A rule by its position in the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RuleId(pub u32);

/// What stands in a column or goes into a function.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Term {
    /// A variable of the rule.
    Var(Variable),
    /// This value and no other.
    Const(Symbol),
    /// Anything.
    Any,
}

/// A relation with a term for each of its columns.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Atom {
    /// Which relation.
    pub relation: RelationId,
    /// One a column.
    pub terms: Vec<Term>,
}

/// A comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Comparison {
    /// The same symbol.
    Equal,
    /// Not the same symbol.
    NotEqual,
    /// By `Interner::compare`, like the following.
    Less,
    /// At most.
    LessOrEqual,
    /// More than.
    Greater,
    /// At least.
    GreaterOrEqual,
}

/// How an aggregate folds the different tuples that it ranges over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fold {
    /// How many there are; 0 for none.
    Count,
    /// The sum of the first elements, which are numbers; 0 for none.
    Sum,
    /// The least first element by `Interner::compare`; none for none.
    Min,
    /// The greatest first element; none for none.
    Max,
    /// The mean of the first elements; none for none.
    Mean,
}

/// A part of a rule's body.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Literal {
    /// A row of the relation matches.
    Atom(Atom),
    /// No assignment of the variables that stand only here satisfies all of these.
    Not(Vec<Literal>),
    /// Holds between two values; `Equal` with one unbound variable binds it.
    Compare(Comparison, Term, Term),
    /// A function's results; its inputs are bound by then, its outputs are bound or checked.
    Call {
        /// Which function.
        function: FunctionId,
        /// Values that go in.
        inputs: Vec<Term>,
        /// What each result must match.
        outputs: Vec<Term>,
    },
    /// A fold over the different tuples of `over` for which `body` holds, given the variables that
    /// also stand outside of it.
    Aggregate {
        /// How to fold.
        fold: Fold,
        /// The tuple before the colon.
        over: Vec<Term>,
        /// What it ranges over.
        body: Vec<Literal>,
        /// Bound or checked.
        result: Term,
    },
}

/// A rule: one head, a conjunction as body. Relations inside `Not` and `Aggregate` are of lower
/// strata. Every variable of the head, of a comparison, and of a function's inputs is bound by the
/// positive parts of the body in some order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// For messages.
    pub name: String,
    /// What is concluded.
    pub head: Atom,
    /// What must hold; no order is implied.
    pub body: Vec<Literal>,
    /// Names of the variables, for messages.
    pub variables: Vec<String>,
}

/// Rules that are evaluated together until nothing new follows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stratum {
    /// The relations that this stratum completes.
    pub relations: Vec<RelationId>,
    /// The rules that conclude them.
    pub rules: Vec<RuleId>,
}

/// Relations, rules and the order in which to evaluate them.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// All relations by id.
    pub relations: Vec<Relation>,
    /// All rules by id.
    pub rules: Vec<Rule>,
    /// In order of evaluation.
    pub strata: Vec<Stratum>,
}

impl Plan {
    /// A rule by its id.
    #[must_use]
    pub fn rule(&self, id: RuleId) -> &Rule {
        &self.rules[id.0 as usize]
    }
}
