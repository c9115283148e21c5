//! Rows of codes → rows of symbols, block after block.
//!
//! In: the coded rows of each block, in the order of the file. Out: facts, with the lines that they
//! come from. A name is looked up once for each different text.

use std::path::Path;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::Fault;
use super::coded::{Coded, Sort};
use crate::corpus::ground::{self, Naming};
use crate::diagnostic::Diagnostic;
use crate::fact::{FactSet, KindId, Origin, RelationId, Symbol};

/// Most diagnostics for one file; the rest is counted.
const MOST: usize = 20;

/// What a name turned out to be.
type Named = Result<Symbol, ground::Fault>;

/// Joins the blocks of one file.
pub(super) struct Merge<'a> {
    naming: Naming<'a>,
    facts: &'a mut FactSet,
    relation: RelationId,
    path: Arc<Path>,
    arity: usize,
    names: FxHashMap<KindId, FxHashMap<Box<str>, Named>>,
    /// Of the block's codes.
    symbols: Vec<Symbol>,
    /// The line after that of the last row; 0 before the first.
    next: u32,
    faults: Vec<Fault>,
    faulty: usize,
}

impl<'a> Merge<'a> {
    pub(super) fn new(naming: Naming<'a>, facts: &'a mut FactSet, relation: RelationId, path: &Path) -> Self {
        // A row without columns has no values to count it by; no file holds one.
        let arity = naming.schema().relations[relation.0 as usize].arity.max(1);
        Self {
            naming,
            facts,
            relation,
            path: path.into(),
            arity,
            names: FxHashMap::default(),
            symbols: Vec::new(),
            next: 0,
            faults: Vec::new(),
            faulty: 0,
        }
    }

    /// Adds the rows of the next block; how many facts there are then.
    pub(super) fn take(&mut self, coded: &mut Coded) -> usize {
        let wrong = self.look_up(coded);
        if !wrong.is_empty() {
            self.leave_out(coded, &wrong);
        }
        self.faulty += coded.faulty;
        coded.faults.sort_by_key(|fault| fault.line);
        let room = MOST - self.faults.len().min(MOST);
        self.faults.extend(coded.faults.drain(..).take(room));
        let symbols = &self.symbols;
        for value in &mut coded.values {
            if value.as_inline().is_none() {
                *value = symbols[value.0 as usize];
            }
        }
        self.append(coded);
        self.facts.len()
    }

    /// Finds the symbol of each code; what is wrong with those that have none.
    fn look_up(&mut self, coded: &Coded) -> FxHashMap<Symbol, ground::Fault> {
        let mut wrong = FxHashMap::default();
        let interner = self.naming.interner();
        self.symbols.clear();
        let mut bulk = interner.bulk();
        for (code, entry) in coded.entries.iter().enumerate() {
            let symbol = match entry.sort {
                Sort::Text => bulk.text(coded.text(entry), entry.hash),
                Sort::Other(position) => bulk.intern(coded.other(position).clone()),
                Sort::Name(kind) => {
                    drop(bulk);
                    let named = self.name(coded.text(entry), kind);
                    bulk = interner.bulk();
                    named.unwrap_or_else(|fault| {
                        wrong.insert(Symbol(code as u32), fault);
                        Symbol::UNKNOWN
                    })
                }
            };
            self.symbols.push(symbol);
        }
        wrong
    }

    fn name(&mut self, text: &str, kind: KindId) -> Named {
        let names = self.names.entry(kind).or_default();
        if let Some(named) = names.get(text) {
            return named.clone();
        }
        let id = self.naming.vocabulary().entity(text).map(|entity| &*entity.id);
        let named = self.naming.name(text, id, None, kind);
        names.insert(text.into(), named.clone());
        named
    }

    /// Takes the rows out that have a code without a symbol.
    fn leave_out(&self, coded: &mut Coded, wrong: &FxHashMap<Symbol, ground::Fault>) {
        let values = std::mem::take(&mut coded.values);
        let lines = lines(&std::mem::take(&mut coded.runs), values.len() / self.arity);
        let mut next = 0;
        let columns = &self.naming.schema().get(self.predicate()).columns;
        for (row, &line) in values.chunks_exact(self.arity).zip(&lines) {
            let found = columns.iter().zip(row).find_map(|(c, value)| Some((c, wrong.get(value)?)));
            if let Some((column, fault)) = found {
                let message = format!("column `{}`: {}", column.name, fault.message);
                coded.fault(Fault { line, message, help: fault.help.clone() });
                continue;
            }
            if line != next || coded.values.is_empty() {
                coded.runs.push((coded.values.len() / self.arity, line));
            }
            coded.values.extend_from_slice(row);
            next = line.saturating_add(1);
        }
    }

    fn predicate(&self) -> crate::fact::PredicateId {
        let of = &self.naming.schema().predicate_of;
        *of.get(&self.relation).expect("what a predicate reads belongs to it")
    }

    fn append(&mut self, coded: &Coded) {
        let ends = coded.runs.iter().skip(1).map(|run| run.0).chain([coded.values.len() / self.arity]);
        for (&(start, line), end) in coded.runs.iter().zip(ends) {
            if line != self.next {
                self.facts.start(self.relation, Origin::Input { path: Arc::clone(&self.path), line });
            }
            self.facts.append(self.relation, &coded.values[start * self.arity..end * self.arity]);
            self.next = line.saturating_add((end - start) as u32);
        }
    }

    /// What is wrong with the file.
    pub(super) fn diagnostics(mut self, ended: Option<Fault>) -> Vec<Diagnostic> {
        let path = self.path.display();
        self.faults.truncate(if ended.is_some() { MOST - 1 } else { MOST });
        self.faulty += usize::from(ended.is_some());
        let more = self.faulty - self.faults.len() - usize::from(ended.is_some());
        let told = self.faults.into_iter().chain(ended).map(|Fault { line, message, help }| {
            Diagnostic::error("E0552", format!("{path}:{line}: {message}")).help(help)
        });
        let mut diagnostics: Vec<Diagnostic> = told.collect();
        if more > 0 {
            let message = format!("{path}: {more} further rows do not fit");
            diagnostics.push(Diagnostic::error("E0553", message).help("mend the rows named above first"));
        }
        diagnostics
    }
}

/// The line of each row.
fn lines(runs: &[(usize, u32)], rows: usize) -> Vec<u32> {
    let ends = runs.iter().skip(1).map(|run| run.0).chain([rows]);
    let run = |(&(start, line), end): (&(usize, u32), usize)| (line..).take(end - start);
    runs.iter().zip(ends).flat_map(run).collect()
}
