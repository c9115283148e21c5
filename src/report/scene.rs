//! What a report reads, with the look-ups that it needs often.

use std::cell::{OnceCell, RefCell};
use std::hash::BuildHasher as _;
use std::rc::Rc;

use hashbrown::HashTable;
use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};

use crate::corpus::{Corpus, Entry, Paper};
use crate::engine::Model;
use crate::fact::{
    FactSet, Interner, Origin, Predicate, PredicateId, Registry, RelationId, Role, Rows, Schema, Symbol,
    Value,
};
use crate::plan::Plan;
use crate::program::{Program, RuleInfo};
use crate::proof::Prover;
use crate::session::{Evaluated, Session};
use crate::source::Sources;
use crate::vocabulary::{Vocabulary, Wording};

use super::Rule;

/// Everything that a report reads besides the judgement.
#[derive(Clone, Copy)]
pub struct Input<'a> {
    /// Rule files, for places.
    pub sources: &'a Sources,
    /// Schema, plan and what stands behind the rules.
    pub program: &'a Program,
    /// What is a what.
    pub vocabulary: &'a Vocabulary,
    /// Papers and findings.
    pub corpus: &'a Corpus,
    /// Where the values are.
    pub interner: &'a Interner,
    /// The functions that rules call.
    pub functions: &'a Registry,
    /// What was loaded.
    pub facts: &'a FactSet,
    /// What followed from it.
    pub model: &'a dyn Model,
}

impl<'a> Input<'a> {
    /// What a session has read and what followed from it.
    #[must_use]
    pub fn of(session: &'a Session, evaluated: &'a Evaluated) -> Self {
        Self {
            sources: &session.sources,
            program: &session.program,
            vocabulary: &session.vocabulary,
            corpus: &session.corpus,
            interner: &session.interner,
            functions: &session.registry,
            facts: &evaluated.facts,
            model: evaluated.model.as_ref(),
        }
    }
}

/// So many rows of a relation are looked for one by one; then a table of all of them pays.
const SCANS: usize = 64;

/// Where rows of one relation stand among those that were loaded.
#[derive(Default)]
struct Positions {
    asked: usize,
    /// The first position of each different row.
    table: Option<HashTable<u32>>,
}

impl Positions {
    fn of(&mut self, rows: &Rows, row: &[Symbol]) -> Option<usize> {
        self.asked += 1;
        if self.asked <= SCANS || u32::try_from(rows.len()).is_err() {
            return rows.position(row);
        }
        let hash = |row: &[Symbol]| FxBuildHasher.hash_one(row);
        let table = self.table.get_or_insert_with(|| {
            let mut table = HashTable::with_capacity(rows.len());
            for (position, row) in (0u32..).zip(rows.iter()) {
                let same = |&at: &u32| rows.get(at as usize) == row;
                table.entry(hash(row), same, |&at| hash(rows.get(at as usize))).or_insert(position);
            }
            table
        });
        table.find(hash(row), |&at| rows.get(at as usize) == row).map(|&at| at as usize)
    }
}
type Findings = FxHashMap<Vec<Symbol>, Vec<u32>>;

/// The input of a report with its look-ups.
pub(super) struct Scene<'a> {
    pub(super) input: Input<'a>,
    pub(super) wording: Wording<'a>,
    pub(super) prover: Prover<'a>,
    positions: RefCell<FxHashMap<RelationId, Positions>>,
    findings: RefCell<FxHashMap<RelationId, Rc<Findings>>>,
    /// Short names that one paper alone has.
    short_names: OnceCell<FxHashSet<String>>,
}

impl<'a> Scene<'a> {
    pub(super) fn new(input: Input<'a>) -> Self {
        let Input { program, vocabulary, interner, facts, model, functions, .. } = input;
        Self {
            input,
            wording: Wording { interner, schema: &program.schema, vocabulary },
            prover: Prover::new(&program.whole, facts, model, interner, functions),
            positions: RefCell::default(),
            findings: RefCell::default(),
            short_names: OnceCell::new(),
        }
    }

    pub(super) fn schema(&self) -> &'a Schema {
        &self.input.program.schema
    }

    pub(super) fn whole(&self) -> &'a Plan {
        &self.input.program.whole
    }

    pub(super) fn rule_infos(&self) -> &'a [RuleInfo] {
        &self.input.program.rules
    }

    pub(super) fn rule(&self, info: &RuleInfo) -> Rule {
        Rule {
            name: info.name.clone(),
            place: info.span.map(|span| self.input.sources.place(span)),
            docs: info.docs.clone(),
            strength: info.strength,
        }
    }

    /// The predicate of a relation, with its id.
    pub(super) fn predicate(&self, relation: RelationId) -> Option<(PredicateId, &'a Predicate)> {
        let id = *self.schema().predicate_of.get(&relation)?;
        Some((id, self.schema().get(id)))
    }

    /// Where a loaded row came from, and how far it is from the start of its run.
    pub(super) fn origin(&self, relation: RelationId, row: &[Symbol]) -> Option<(&'a Origin, usize)> {
        let rows = self.input.facts.rows(relation);
        let position = self.positions.borrow_mut().entry(relation).or_default().of(rows, row)?;
        rows.origin(position)
    }

    /// The findings behind a loaded row of a finding predicate, ascending. A row that ends with
    /// its finding has that one alone.
    pub(super) fn findings_of(&self, relation: RelationId, row: &[Symbol]) -> Vec<u32> {
        if let Some(Value::Finding(number)) = row.last().map(|&last| self.input.interner.value(last)) {
            return vec![number];
        }
        let evidence = self.predicate(relation).and_then(|(_, p)| p.finding).and_then(|f| {
            let pairs = [
                (f.stated, f.stated_evidence),
                (f.denied, f.denied_evidence),
                (f.proposed, f.proposed_evidence),
            ];
            pairs.into_iter().find(|(plain, _)| *plain == relation).map(|(_, evidence)| evidence)
        });
        evidence.map(|e| self.evidence(e).get(row).cloned().unwrap_or_default()).unwrap_or_default()
    }

    fn evidence(&self, relation: RelationId) -> Rc<Findings> {
        if let Some(known) = self.findings.borrow().get(&relation) {
            return Rc::clone(known);
        }
        let mut built = Findings::default();
        for row in self.input.facts.rows(relation).iter() {
            let Some((&last, rest)) = row.split_last() else { continue };
            if let Value::Finding(number) = self.input.interner.value(last) {
                built.entry(rest.to_vec()).or_default().push(number);
            }
        }
        let built = Rc::new(built);
        self.findings.borrow_mut().insert(relation, Rc::clone(&built));
        built
    }

    /// A lineage as it is cited: one that is called by its paper's identifier is named by first
    /// author and year, unless two papers share these.
    pub(super) fn lineage_name(&self, name: &str) -> String {
        let short = self.input.corpus.paper(name).filter(|paper| paper.id == name).map(Paper::short);
        let alone = |short: &String| self.short_names().contains(short);
        short.filter(alone).unwrap_or_else(|| name.to_owned())
    }

    fn short_names(&self) -> &FxHashSet<String> {
        self.short_names.get_or_init(|| {
            let (mut met, mut doubled) = (FxHashSet::default(), FxHashSet::default());
            for short in self.input.corpus.distinct().map(Paper::short) {
                if !met.insert(short.clone()) {
                    doubled.insert(short);
                }
            }
            met.retain(|short| !doubled.contains(short));
            met
        })
    }

    /// Findings about the group of a context, ascending.
    pub(super) fn findings_in(&self, context: Symbol) -> Vec<u32> {
        let of_group = |(_, e): &(usize, &Entry)| e.grounded.as_ref().is_some_and(|g| g.context == context);
        let entries = self.input.corpus.findings.iter().enumerate().filter(of_group);
        entries.map(|(number, _)| number as u32).collect()
    }

    /// The context of a row of a finding or of a context's field.
    pub(super) fn context_of(&self, relation: RelationId, row: &[Symbol]) -> Option<Symbol> {
        let (_, predicate) = self.predicate(relation)?;
        match predicate.role {
            Role::Finding => row.get(predicate.context_column()).copied(),
            Role::Context(_) => row.first().copied(),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fact::Relation;

    #[test]
    fn rows_are_found_one_by_one_and_by_table() {
        let relation = Relation { name: "edge".to_owned(), arity: 2 };
        let mut facts = FactSet::new(&[relation]);
        let row = |n: u32| [Symbol(n % 50), Symbol(n % 7)];
        (0..400).for_each(|n| facts.append(RelationId(0), &row(n)));
        let rows = facts.rows(RelationId(0));
        let mut positions = Positions::default();
        for n in 0..400 {
            assert_eq!(positions.of(rows, &row(n)), Some(n as usize % 350), "{n}");
            assert_eq!(positions.of(rows, &[Symbol(n), Symbol(7)]), None);
        }
        assert!(positions.table.is_some());
    }
}
