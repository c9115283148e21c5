//! Names, templates, kinds, safety, strata: trees in, a checked program out.
//!
//! In: the trees of all rule files and the vocabulary. Out: a schema, rules lowered to
//! [`crate::plan`], facts, inputs and tests with every name looked up. Knows no findings and no
//! biology; what rules may speak about is declared in the prelude, which is a rule file.

use std::sync::Arc;

use crate::fact::{PredicateId, RelationId, Schema, Symbol};
use crate::plan::{Plan, Rule};
use crate::source::Span;

mod build;
mod check;
mod compare;
mod declare;
mod error;
mod explain;
mod ground;
mod head;
mod names;
mod normal;
mod phrase;
mod reading;
mod rule;
mod safety;
mod slot;
mod strata;
mod variables;

pub use check::{Parsed, check, query};

/// The text of the prelude.
pub const PRELUDE: &str = include_str!("prelude.rules");

/// A checked program.
#[derive(Clone, Debug, Default)]
pub struct Program {
    /// Everything that is declared.
    pub schema: Arc<Schema>,
    /// What the engine evaluates before the judgement.
    pub plan: Plan,
    /// The same with, behind it, the rules that read a judgement; equal to `plan` if there are none.
    pub whole: Plan,
    /// What stands behind each rule of `whole`, by its id.
    pub rules: Vec<RuleInfo>,
    /// `fact` items.
    pub facts: Vec<StatedRow>,
    /// `input` items.
    pub inputs: Vec<Input>,
    /// `test` items.
    pub tests: Vec<Test>,
    /// Relations of conclusions that rules which read a judgement read.
    pub judged: Vec<Judged>,
    /// Every value that stands in a rule, for the vocabulary's relations.
    pub constants: Vec<Symbol>,
}

/// Where a rule of the plan comes from. A rule with ∨ in its body or several heads becomes
/// several rules of the plan with the same name.
#[derive(Clone, Debug)]
pub struct RuleInfo {
    /// Its name, or `file:line` of a bare rule.
    pub name: String,
    /// The documentation above it.
    pub docs: Option<String>,
    /// Where it stands; `None` for a rule that only unites relations (`hidden`).
    pub span: Option<Span>,
    /// How far the rule itself is trusted, 0 to 1.
    pub strength: f64,
    /// Reads a finding as one of a wider predicate, or a prediction as positive: no derivation.
    pub hidden: bool,
    /// The variables that stand for evidence, contexts of findings and other hidden columns.
    pub implicit: Vec<crate::plan::Variable>,
}

/// A data file for a predicate.
#[derive(Clone, Debug)]
pub struct Input {
    /// Whose rows.
    pub predicate: PredicateId,
    /// The file as written.
    pub file: String,
    /// Where the item stands.
    pub span: Span,
}

/// How a finding of a test or a `fact` item is stated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Polarity {
    /// It holds.
    Stated,
    /// It does not hold.
    Denied,
    /// It is only suggested.
    Proposed,
}

/// A row that a rule file states itself.
#[derive(Clone, Debug)]
pub struct StatedRow {
    /// Whose row.
    pub predicate: PredicateId,
    /// How it is stated; `Stated` for all but findings.
    pub polarity: Polarity,
    /// The row; a finding's ends with its context.
    pub row: Vec<Symbol>,
    /// The study type, if given.
    pub study: Option<String>,
    /// The paper, which is also the lineage.
    pub paper: String,
    /// Where it stands.
    pub span: Span,
}

/// A phrase that asks for rows: its main atom is the head, and the body is that atom with
/// conditions on its variables.
#[derive(Clone, Debug)]
pub struct Query {
    /// Body and head as in a rule; the body has one atom and calls.
    pub rule: Rule,
    /// The predicate that is asked for.
    pub predicate: PredicateId,
    /// Where the phrase stands.
    pub span: Span,
}

/// Conclusions of a predicate with their identity as one column more, filled after judgement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    /// The relation with the identity.
    pub relation: RelationId,
    /// Where the conclusions stand.
    pub bases: Vec<RelationId>,
}

/// A checked `test` item.
#[derive(Clone, Debug)]
pub struct Test {
    /// Its text.
    pub name: String,
    /// What it starts from.
    pub given: Vec<StatedRow>,
    /// What must follow, or must not.
    pub expect: Vec<TestExpect>,
    /// Where it stands.
    pub span: Span,
}

/// What a test expects.
#[derive(Clone, Debug)]
pub struct TestExpect {
    /// Whether it must not follow.
    pub absent: bool,
    /// What is asked for.
    pub query: Query,
}
