//! Small worlds by words: relations, rules and facts, their model, and what is asked of it.

use std::collections::BTreeSet;

use reason::engine::frog::Frog;
use reason::engine::naive::Naive;
use reason::engine::{Backend, Limits as EngineLimits, Model, Rank};
use reason::fact::{FactSet, Function, Interner, Origin, Registry, Relation, RelationId, Symbol};
use reason::plan::{Atom, Comparison, Fold, Literal, Plan, Rule, RuleId, Stratum, Term};
use reason::proof::{Checker, Cut, Limits, NodeIndex, Proof, Prover, Violation};

/// A plan with facts, built by names.
pub struct World {
    pub plan: Plan,
    loaded: Vec<(RelationId, Vec<Symbol>)>,
    pub interner: Interner,
    pub functions: Registry,
}

/// A literal by words: the relation or function, then the terms.
pub enum Part {
    Is(&'static str),
    Not(Vec<Part>),
    Compare(&'static str, Comparison, &'static str),
    Call(&'static str, &'static str, &'static str),
    Folds(&'static str, Fold, &'static str, Vec<Part>),
}
use Part::{Call, Compare, Folds, Is, Not};

pub fn symbol(interner: &Interner, word: &str) -> Symbol {
    word.parse().map_or_else(|_| interner.text(word), |n| interner.int(n))
}

/// `?x` is a variable, `_` anything, a number itself, any other word a text.
pub fn term(interner: &Interner, variables: &mut Vec<String>, word: &str) -> Term {
    if word == "_" {
        return Term::Any;
    }
    if !word.starts_with('?') {
        return Term::Const(symbol(interner, word));
    }
    let known = variables.iter().position(|variable| variable == word).unwrap_or_else(|| {
        variables.push(word.to_owned());
        variables.len() - 1
    });
    Term::Var(known as u16)
}

pub fn terms(interner: &Interner, variables: &mut Vec<String>, words: &str) -> Vec<Term> {
    words.split_whitespace().map(|word| term(interner, variables, word)).collect()
}

impl World {
    pub fn new(relations: &[(&str, usize)]) -> Self {
        let relation = |&(name, arity): &(&str, usize)| Relation { name: name.to_owned(), arity };
        let plan = Plan { relations: relations.iter().map(relation).collect(), ..Plan::default() };
        Self { plan, loaded: Vec::new(), interner: Interner::default(), functions: Registry::default() }
    }

    pub fn relation(&self, name: &str) -> RelationId {
        let position = self.plan.relations.iter().position(|relation| relation.name == name);
        RelationId(position.expect("a declared relation") as u32)
    }

    pub fn row(&self, words: &str) -> (RelationId, Vec<Symbol>) {
        let (name, words) = words.split_once(' ').expect("a relation and its values");
        (self.relation(name), words.split_whitespace().map(|word| symbol(&self.interner, word)).collect())
    }

    pub fn load<S: AsRef<str>>(&mut self, facts: &[S]) {
        let rows: Vec<_> = facts.iter().map(|words| self.row(words.as_ref())).collect();
        self.loaded.extend(rows);
    }

    fn atom(&self, variables: &mut Vec<String>, words: &str) -> Atom {
        let (name, words) = words.split_once(' ').expect("a relation and its terms");
        Atom { relation: self.relation(name), terms: terms(&self.interner, variables, words) }
    }

    fn literals(&self, variables: &mut Vec<String>, parts: &[Part]) -> Vec<Literal> {
        parts.iter().map(|part| self.literal(variables, part)).collect()
    }

    fn literal(&self, variables: &mut Vec<String>, part: &Part) -> Literal {
        let interner = &self.interner;
        match part {
            Is(words) => Literal::Atom(self.atom(variables, words)),
            Not(parts) => Literal::Not(self.literals(variables, parts)),
            Compare(a, comparison, b) => {
                let a = term(interner, variables, a);
                Literal::Compare(*comparison, a, term(interner, variables, b))
            }
            Call(name, inputs, outputs) => Literal::Call {
                function: self.functions.find(name).expect("a registered function"),
                inputs: terms(interner, variables, inputs),
                outputs: terms(interner, variables, outputs),
            },
            Folds(result, fold, over, body) => Literal::Aggregate {
                fold: *fold,
                result: term(interner, variables, result),
                over: terms(interner, variables, over),
                body: self.literals(variables, body),
            },
        }
    }

    pub fn rule(&mut self, head: &str, body: &[Part]) {
        let mut variables = Vec::new();
        let body = self.literals(&mut variables, body);
        let head = self.atom(&mut variables, head);
        let name = format!("rule {}", self.plan.rules.len());
        self.plan.rules.push(Rule { name, head, body, variables });
    }

    pub fn stratum(&mut self, names: &[&str]) {
        let relations: Vec<RelationId> = names.iter().map(|name| self.relation(name)).collect();
        let concludes = |id: &RuleId| relations.contains(&self.plan.rules[id.0 as usize].head.relation);
        let rules = (0..self.plan.rules.len() as u32).map(RuleId).filter(concludes).collect();
        self.plan.strata.push(Stratum { relations, rules });
    }

    pub fn run(&self) -> Run<'_> {
        self.run_on(&Naive)
    }

    pub fn run_on(&self, backend: &dyn Backend) -> Run<'_> {
        let mut facts = FactSet::new(&self.plan.relations);
        for (relation, row) in &self.loaded {
            facts.start(*relation, Origin::Vocabulary);
            facts.add(*relation, row);
        }
        let mut limits = EngineLimits::new(1_000_000);
        let model = backend.run(&self.plan, &facts, &self.interner, &self.functions, &mut limits);
        Run { world: self, facts, model: model.expect("a small program ends") }
    }

    /// The best proof, which holds and is the same on every backend.
    pub fn best(&self, words: &str) -> Option<Proof> {
        let run = self.run();
        let (relation, row) = self.row(words);
        let proof = run.prover().best(relation, &row);
        assert_eq!(proof, self.run_on(&Frog::default()).prover().best(relation, &row));
        assert_eq!(proof.iter().flat_map(|proof| run.check(proof)).collect::<Vec<_>>(), []);
        proof
    }

    pub fn all(&self, words: &str, proofs: usize, depth: usize) -> (Vec<Proof>, Vec<Cut>) {
        let run = self.run();
        let (relation, row) = self.row(words);
        let (proofs, cuts) = run.prover().all(relation, &row, Limits { proofs, depth });
        for proof in &proofs {
            let root = proof.get(proof.root());
            assert_eq!((root.relation, &root.row), (relation, &row));
            assert_eq!(run.check(proof), []);
        }
        assert_eq!(proofs.iter().collect::<BTreeSet<_>>().len(), proofs.len(), "all proofs differ");
        (proofs, cuts.into_iter().collect())
    }

    pub fn worded(&self, relation: RelationId, row: &[Symbol]) -> String {
        let values = row.iter().map(|&value| self.interner.key(value));
        let name = self.plan.relations[relation.0 as usize].name.clone();
        [name].into_iter().chain(values).collect::<Vec<_>>().join(" ")
    }

    /// The nodes as words, each with the rows that it rests on.
    pub fn words(&self, proof: &Proof) -> Vec<String> {
        let row = |index| self.worded(proof.get(index).relation, &proof.get(index).row);
        let line = |index| match proof.get(index).instance() {
            None => row(index),
            Some(instance) => {
                format!("{} <- {}", row(index), instance.facts().map(row).collect::<Vec<_>>().join(", "))
            }
        };
        (0..proof.nodes.len() as u32).map(NodeIndex).map(line).collect()
    }
}

/// A world with its model.
pub struct Run<'w> {
    world: &'w World,
    pub facts: FactSet,
    pub model: Box<dyn Model>,
}

impl Run<'_> {
    pub fn prover(&self) -> Prover<'_> {
        Prover::new(&self.world.plan, &self.facts, &*self.model, &self.world.interner, &self.world.functions)
    }

    pub fn check(&self, proof: &Proof) -> Vec<Violation> {
        let rows: &dyn Model = &*self.model;
        Checker::new(&self.world.plan, &self.facts, &rows, &self.world.interner, &self.world.functions)
            .check(proof)
    }

    pub fn rows(&self) -> Vec<(RelationId, Vec<Symbol>)> {
        let relations = (0..self.world.plan.relations.len() as u32).map(RelationId);
        let rows = |relation| {
            (0..self.model.len(relation)).map(move |i| (relation, self.model.row(relation, i).to_vec()))
        };
        relations.flat_map(rows).collect()
    }
}

/// Sorted rows with ranks, for a model that is too large for the oracle.
pub struct Table(pub Vec<Vec<(Vec<Symbol>, Rank)>>);

impl Model for Table {
    fn len(&self, relation: RelationId) -> usize {
        self.0[relation.0 as usize].len()
    }

    fn row(&self, relation: RelationId, index: usize) -> &[Symbol] {
        &self.0[relation.0 as usize][index].0
    }

    fn rank(&self, relation: RelationId, index: usize) -> Rank {
        self.0[relation.0 as usize][index].1
    }

    fn find(&self, relation: RelationId, row: &[Symbol]) -> Option<usize> {
        self.0[relation.0 as usize].iter().position(|(found, _)| found == row)
    }

    fn matching(&self, relation: RelationId, pattern: &[Option<Symbol>]) -> Vec<usize> {
        let agrees = |index: &usize| {
            let row = self.row(relation, *index);
            pattern.iter().zip(row).all(|(wanted, value)| wanted.is_none_or(|wanted| wanted == *value))
        };
        (0..self.len(relation)).filter(agrees).collect()
    }
}

/// All whole numbers from 0 below the input.
pub struct Below;

impl Function for Below {
    fn inputs(&self) -> usize {
        1
    }

    fn outputs(&self) -> usize {
        1
    }

    fn call(&self, interner: &Interner, inputs: &[Symbol], results: &mut Vec<Symbol>) -> usize {
        let n = interner.number(inputs[0]).unwrap_or(0.0) as i64;
        results.extend((0..n).map(|i| interner.int(i)));
        n as usize
    }
}

/// Whether a number is even.
pub struct Even;

impl Function for Even {
    fn inputs(&self) -> usize {
        1
    }

    fn outputs(&self) -> usize {
        0
    }

    fn call(&self, interner: &Interner, inputs: &[Symbol], _: &mut Vec<Symbol>) -> usize {
        usize::from(interner.number(inputs[0]).is_some_and(|n| n % 2.0 == 0.0))
    }
}
