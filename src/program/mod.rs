//! Names, templates, kinds, safety, strata: trees in, a checked program out.
//!
//! In: the trees of all rule files and the vocabulary. Out: a schema, rules lowered to
//! [`crate::plan`], facts, inputs and tests with every name looked up. Knows no findings and no
//! biology; what rules may speak about is declared in the prelude, which is a rule file.

use std::sync::Arc;

use crate::fact::{PredicateId, RelationId, Schema, Symbol};
use crate::plan::Plan;
use crate::source::Span;

/// The text of the prelude.
pub const PRELUDE: &str = include_str!("prelude.rules");

/// A checked program.
#[derive(Clone, Debug, Default)]
pub struct Program {
    /// Everything that is declared.
    pub schema: Arc<Schema>,
    /// What the engine evaluates.
    pub plan: Plan,
    /// What stands behind each rule of the plan, by its id.
    pub rules: Vec<RuleInfo>,
    /// Rules that read a judgement: evaluated after it, over the same relations.
    pub second: Plan,
    /// What stands behind each rule of `second`.
    pub second_rules: Vec<RuleInfo>,
    /// `fact` items: relation, row, place.
    pub facts: Vec<(RelationId, Vec<Symbol>, Span)>,
    /// `input` items.
    pub inputs: Vec<Input>,
    /// `test` items.
    pub tests: Vec<Test>,
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

/// What stands for a phrase without variables: a relation and its row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ground {
    /// Which relation.
    pub relation: RelationId,
    /// Its row; `None` matches anything (a part that the phrase left open).
    pub row: Vec<Option<Symbol>>,
    /// Where the phrase stands.
    pub span: Span,
}

/// A checked `test` item.
#[derive(Clone, Debug)]
pub struct Test {
    /// Its text.
    pub name: String,
    /// Findings and facts: predicate, whether denied or proposed, values, cells, context.
    pub given: Vec<TestFact>,
    /// What must follow, or must not.
    pub expect: Vec<TestExpect>,
    /// Where it stands.
    pub span: Span,
}

/// A finding or fact of a test.
#[derive(Clone, Debug)]
pub struct TestFact {
    /// The relation that a positive phrase, `denied` or `proposed` reads, without evidence.
    pub relation: RelationId,
    /// The whole row; the context is made of what the phrase says.
    pub row: Vec<Symbol>,
    /// The study type, if given.
    pub study: Option<String>,
    /// The paper, which is also the lineage.
    pub paper: String,
    /// Where it stands.
    pub span: Span,
}

/// What a test expects.
#[derive(Clone, Debug)]
pub struct TestExpect {
    /// Whether it must not follow.
    pub absent: bool,
    /// What must follow, or not; several relations where a phrase may be stated or predicted.
    pub pattern: Ground,
}
