//! A proof, the plan's rules and plain rows in; what is wrong with the proof out.
//!
//! Uses nothing of the search and nothing of the engine but an iterator over rows: nested
//! conjunctions are evaluated here once more (`nested`), comparisons and folds too (`values`).

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Because, Instance, LISTED_TUPLES, Node, NodeIndex, Premise, Proof, variable_count};
use crate::engine::Model;
use crate::fact::{FactSet, FunctionId, Interner, Registry, RelationId, Symbol};
use crate::plan::scope::{self, Variables};
use crate::plan::{Atom, Comparison, Fold, Literal, Plan, Rule, Term};

mod nested;
mod values;

/// The rows of a finished model, in any order.
pub trait RowSource {
    /// All rows of a relation.
    fn rows(&self, relation: RelationId) -> Box<dyn Iterator<Item = &[Symbol]> + '_>;
}

impl RowSource for &dyn Model {
    fn rows(&self, relation: RelationId) -> Box<dyn Iterator<Item = &[Symbol]> + '_> {
        Box::new((0..self.len(relation)).map(move |index| self.row(relation, index)))
    }
}

/// Something in a proof that does not follow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The node that it stands in; `None` if the proof has no nodes.
    pub node: Option<NodeIndex>,
    /// The position of the literal in its rule's body, if it is about one.
    pub literal: Option<usize>,
    /// What sort of thing is wrong.
    pub fault: Fault,
    /// The same in words, with the names and values concerned.
    pub message: String,
}

/// What can be wrong with a node or one of its premises.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// The proof has no nodes.
    Empty,
    /// The relation is unknown, or the row has not as many columns as it.
    Row,
    /// The row stands in the proof twice.
    Repeated,
    /// Nothing in the proof rests on the node.
    Unused,
    /// The row is said to be loaded and is not in the fact set.
    NotLoaded,
    /// There is no such rule.
    Rule,
    /// The binding has a value too many or too few.
    Binding,
    /// The rule concludes another row under this binding.
    Head,
    /// There are not as many premises as literals, or one is of another sort than its literal.
    Premise,
    /// The premise does not stand before its conclusion.
    Circle,
    /// The premise's row is not what the atom says under this binding.
    Atom,
    /// The comparison does not hold, or compares other values.
    Comparison,
    /// The function is given other values or has no such result.
    Call,
    /// Something satisfies what is said to be absent.
    Present,
    /// The tuples are others, or fold to another value.
    Aggregate,
}

/// Verifies proofs against rules, loaded facts and the final rows.
pub struct Checker<'a> {
    plan: &'a Plan,
    interner: &'a Interner,
    functions: &'a Registry,
    facts: &'a FactSet,
    loaded: FxHashMap<RelationId, FxHashSet<&'a [Symbol]>>,
    rows: nested::Rows<'a>,
}

/// What was found so far, and where the checker is.
struct Report {
    violations: Vec<Violation>,
    node: NodeIndex,
    literal: Option<usize>,
}

impl Report {
    fn add(&mut self, fault: Fault, message: String) {
        self.violations.push(Violation { node: Some(self.node), literal: self.literal, fault, message });
    }
}

impl<'a> Checker<'a> {
    /// A checker over a plan, the facts that were loaded, and all rows that followed.
    #[must_use]
    pub fn new(
        plan: &'a Plan,
        facts: &'a FactSet,
        rows: &'a dyn RowSource,
        interner: &'a Interner,
        functions: &'a Registry,
    ) -> Self {
        let rows = nested::Rows::new(rows);
        Self { plan, interner, functions, facts, loaded: FxHashMap::default(), rows }
    }

    /// Everything that is wrong with a proof; nothing if it holds.
    pub fn check(&mut self, proof: &Proof) -> Vec<Violation> {
        let mut report = Report { violations: Vec::new(), node: NodeIndex(0), literal: None };
        if proof.nodes.is_empty() {
            let message = "a proof without nodes proves nothing".to_owned();
            return vec![Violation { node: None, literal: None, fault: Fault::Empty, message }];
        }
        check_uses(proof, &mut report);
        let mut seen: FxHashSet<(RelationId, &[Symbol])> = FxHashSet::default();
        for (index, node) in proof.nodes.iter().enumerate() {
            report.node = NodeIndex(index as u32);
            report.literal = None;
            if !self.fits(node.relation, &node.row) {
                report.add(Fault::Row, format!("no relation {} has such rows", node.relation.0));
                continue;
            }
            if !seen.insert((node.relation, &node.row)) {
                report.add(Fault::Repeated, format!("{} stands in the proof twice", self.fact(node)));
            }
            match &node.because {
                Because::Loaded => self.check_loaded(node, &mut report),
                Because::Rule(instance) => self.check_instance(proof, node, instance, &mut report),
            }
        }
        report.violations
    }

    fn fits(&self, relation: RelationId, row: &[Symbol]) -> bool {
        self.plan.relations.get(relation.0 as usize).is_some_and(|found| found.arity == row.len())
    }

    fn check_loaded(&mut self, node: &Node, report: &mut Report) {
        let facts = self.facts;
        let loaded =
            self.loaded.entry(node.relation).or_insert_with(|| facts.rows(node.relation).iter().collect());
        if !loaded.contains(node.row.as_slice()) {
            report.add(Fault::NotLoaded, format!("{} was not loaded", self.fact(node)));
        }
    }

    fn check_instance(&mut self, proof: &Proof, node: &Node, instance: &Instance, report: &mut Report) {
        let Some(rule) = self.plan.rules.get(instance.rule.0 as usize) else {
            report.add(Fault::Rule, format!("there is no rule {}", instance.rule.0));
            return;
        };
        if !self.check_binding(rule, &instance.binding, report) {
            return;
        }
        if !self.is(&rule.head, node, &instance.binding) {
            report.add(Fault::Head, format!("rule {} does not conclude {} here", rule.name, self.fact(node)));
        }
        if instance.premises.len() != rule.body.len() {
            let (found, wanted) = (instance.premises.len(), rule.body.len());
            report.add(Fault::Premise, format!("rule {} has {wanted} premises, not {found}", rule.name));
            return;
        }
        for (index, (literal, premise)) in rule.body.iter().zip(&instance.premises).enumerate() {
            report.literal = Some(index);
            self.check_premise(proof, (rule, instance), literal, premise, report);
        }
    }

    /// Exactly the variables of the rule's positive parts have values.
    fn check_binding(&self, rule: &Rule, binding: &[Option<Symbol>], report: &mut Report) -> bool {
        let bound = scope::of_positive(&rule.body);
        let fault = (0..).zip(binding).find(|(v, value)| bound.contains(v) != value.is_some());
        if binding.len() == variable_count(rule) && fault.is_none() {
            return true;
        }
        let name = fault.and_then(|(v, _)| rule.variables.get(usize::from(v)));
        let which = name.map_or_else(String::new, |name| format!(": {name}"));
        report.add(Fault::Binding, format!("rule {} binds other variables{which}", rule.name));
        false
    }

    fn check_premise(
        &mut self,
        proof: &Proof,
        (rule, instance): (&Rule, &Instance),
        literal: &Literal,
        premise: &Premise,
        report: &mut Report,
    ) {
        let binding = &instance.binding;
        let checked = match (literal, premise) {
            (Literal::Atom(atom), Premise::Fact(index)) => {
                self.check_fact(proof, atom, *index, binding, report.node)
            }
            (Literal::Not(body), Premise::Absent) => self.check_absent(rule, body, binding),
            (Literal::Compare(comparison, a, b), Premise::Compare { left, right }) => {
                self.check_comparison(*comparison, [*a, *b], [*left, *right], binding)
            }
            (Literal::Call { function, inputs, outputs }, Premise::Call { .. }) => {
                self.check_call(*function, inputs, outputs, premise, binding)
            }
            (Literal::Aggregate { fold, over, body, result }, Premise::Aggregate { .. }) => {
                self.check_aggregate(rule, *fold, (over, body), *result, premise, binding)
            }
            _ => Err((Fault::Premise, format!("rule {} asks for a premise of another sort", rule.name))),
        };
        if let Err((fault, message)) = checked {
            report.add(fault, message);
        }
    }

    fn check_fact(
        &self,
        proof: &Proof,
        atom: &Atom,
        index: NodeIndex,
        binding: &[Option<Symbol>],
        conclusion: NodeIndex,
    ) -> Result<(), (Fault, String)> {
        if index >= conclusion {
            return Err((Fault::Circle, "a premise does not stand before its conclusion".to_owned()));
        }
        let node = &proof.nodes[index.0 as usize];
        if self.is(atom, node, binding) {
            return Ok(());
        }
        Err((Fault::Atom, format!("{} is not what the rule asks for", self.fact(node))))
    }

    fn check_absent(
        &mut self,
        rule: &Rule,
        body: &[Literal],
        binding: &[Option<Symbol>],
    ) -> Result<(), (Fault, String)> {
        let scope = scope::of_positive(&rule.body);
        match self.nested(body, &[], &scope, binding) {
            Some(found) if found.is_empty() => Ok(()),
            Some(_) => Err((Fault::Present, format!("what rule {} takes to be absent is there", rule.name))),
            None => Err((Fault::Present, format!("an absence of rule {} cannot be decided", rule.name))),
        }
    }

    fn check_comparison(
        &self,
        comparison: Comparison,
        terms: [Term; 2],
        values: [Symbol; 2],
        binding: &[Option<Symbol>],
    ) -> Result<(), (Fault, String)> {
        // The open side of an equation may be anything, so it has the value of the other one.
        let agrees = terms.iter().zip(values).all(|(&term, value)| allows(term, binding, value));
        if agrees && values::holds(self.interner, comparison, values[0], values[1]) {
            return Ok(());
        }
        let [a, b] = values.map(|value| self.interner.key(value));
        Err((Fault::Comparison, format!("{comparison:?} does not hold between {a} and {b} here")))
    }

    fn check_call(
        &self,
        function: FunctionId,
        inputs: &[Term],
        outputs: &[Term],
        premise: &Premise,
        binding: &[Option<Symbol>],
    ) -> Result<(), (Fault, String)> {
        let Premise::Call { function: called, inputs: given, outputs: result } = premise else {
            return Ok(());
        };
        let wanted: Option<Vec<Symbol>> = inputs.iter().map(|&term| value(term, binding)).collect();
        let agrees = outputs.len() == result.len()
            && outputs.iter().zip(result).all(|(&term, &value)| allows(term, binding, value));
        let same = *called == function && wanted.as_ref() == Some(given);
        if same && agrees && self.results(function, given, outputs.len()).contains(result) {
            return Ok(());
        }
        Err((Fault::Call, format!("function {} has no such result here", self.functions.name(function))))
    }

    fn results(&self, function: FunctionId, inputs: &[Symbol], width: usize) -> Vec<Vec<Symbol>> {
        let mut results = Vec::new();
        let count = self.functions.get(function).call(self.interner, inputs, &mut results);
        (0..count).map(|index| results[index * width..(index + 1) * width].to_vec()).collect()
    }

    fn check_aggregate(
        &mut self,
        rule: &Rule,
        fold: Fold,
        (over, body): (&[Term], &[Literal]),
        result: Term,
        premise: &Premise,
        binding: &[Option<Symbol>],
    ) -> Result<(), (Fault, String)> {
        let Premise::Aggregate { tuples, total, value } = premise else { return Ok(()) };
        let scope: Variables = scope::of_positive(&rule.body);
        let found = self.nested(body, over, &scope, binding).unwrap_or_default();
        if found.len() != *total || !found.iter().take(LISTED_TUPLES).eq(tuples) {
            let message =
                format!("rule {} ranges over {} tuples, others than these {total}", rule.name, found.len());
            return Err((Fault::Aggregate, message));
        }
        if allows(result, binding, *value) && values::folds_to(self.interner, fold, &found, *value) {
            return Ok(());
        }
        let value = self.interner.key(*value);
        Err((Fault::Aggregate, format!("{fold:?} of the tuples of rule {} is not {value}", rule.name)))
    }

    /// Whether a node is what an atom says under a binding.
    fn is(&self, atom: &Atom, node: &Node, binding: &[Option<Symbol>]) -> bool {
        atom.relation == node.relation
            && atom.terms.len() == node.row.len()
            && atom.terms.iter().zip(&node.row).all(|(&term, &value)| allows(term, binding, value))
    }

    fn fact(&self, node: &Node) -> String {
        let values: Vec<String> = node.row.iter().map(|&value| self.interner.key(value)).collect();
        // The proof may name relations that there are not.
        let relation = self.plan.relations.get(node.relation.0 as usize);
        format!("{}({})", relation.map_or("unknown", |relation| &relation.name), values.join(", "))
    }
}

/// Every node but the last is a premise of a later one.
fn check_uses(proof: &Proof, report: &mut Report) {
    let used: FxHashSet<NodeIndex> =
        proof.nodes.iter().filter_map(Node::instance).flat_map(Instance::facts).collect();
    for index in (0..proof.nodes.len() as u32 - 1).map(NodeIndex) {
        if !used.contains(&index) {
            report.node = index;
            report.add(Fault::Unused, "nothing rests on this node".to_owned());
        }
    }
}

/// Whether a term may stand for a value under a binding.
fn allows(term: Term, binding: &[Option<Symbol>], found: Symbol) -> bool {
    term == Term::Any || value(term, binding) == Some(found)
}

fn value(term: Term, binding: &[Option<Symbol>]) -> Option<Symbol> {
    match term {
        Term::Var(variable) => binding.get(usize::from(variable)).copied().flatten(),
        Term::Const(symbol) => Some(symbol),
        Term::Any => None,
    }
}
