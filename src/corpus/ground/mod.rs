//! Findings as written → findings in symbols, each checked against its paper.
//!
//! Nothing is guessed: an identifier settles what a text means, else the text must name one thing
//! of the column's kind. What cannot be settled is reported and left out.

use std::hash::BuildHasher as _;

use rustc_hash::{FxBuildHasher, FxHashMap};

use super::finding::{Finding, Participant, Polarity};
use super::{Corpus, Entry, Grounded, OnFault};
use crate::diagnostic::{Diagnostic, Severity};
use crate::fact::{Interner, PredicateId, Role, Schema, Symbol, Value};
use crate::vocabulary::fold::Haystack;
use crate::vocabulary::{Vocabulary, nearest_of};

mod context;
mod fault;
mod name;
mod quoted;

pub(crate) use fault::Fault;
pub(crate) use name::Naming;
use quoted::{BLOCK, Pages, Quoted};

/// Gives every finding its symbols, or says why it has none.
///
/// A finding that is wrong (unknown predicate, wrong number or kind of arguments, unknown paper,
/// a quote that is not in the paper) is an error, or with [`OnFault::LeaveOut`] a warning. A name
/// that the vocabulary does not settle is a warning. Either way the finding is left out.
pub fn ground(
    corpus: &mut Corpus,
    schema: &Schema,
    vocabulary: &Vocabulary,
    interner: &Interner,
    on_fault: OnFault,
) -> Vec<Diagnostic> {
    let mut entries = std::mem::take(&mut corpus.findings);
    let mut grounding = Grounding::new(corpus, Naming::new(schema, vocabulary, interner));
    let mut pages = Pages::new(corpus);
    for start in (0..entries.len()).step_by(BLOCK) {
        let end = entries.len().min(start + BLOCK);
        for (quoted, position) in pages.look(&entries[start..end]).into_iter().zip(start..) {
            let (before, rest) = entries.split_at_mut(position);
            if let Some(entry) = rest.first_mut() {
                grounding.entry(entry, quoted, before);
            }
        }
    }
    let faults = grounding.faults;
    corpus.findings = entries;
    let mut diagnostics = fault::diagnostics(faults);
    if on_fault == OnFault::LeaveOut {
        for diagnostic in &mut diagnostics {
            diagnostic.severity = diagnostic.severity.min(Severity::Warning);
        }
    }
    diagnostics
}

struct Grounding<'a> {
    corpus: &'a Corpus,
    naming: Naming<'a>,
    /// Findings by a hash of what they say and where, for doubles.
    seen: FxHashMap<u64, Vec<usize>>,
    /// Each with `file:line`.
    faults: Vec<(String, Fault)>,
}

impl<'a> Grounding<'a> {
    fn new(corpus: &'a Corpus, naming: Naming<'a>) -> Self {
        Self { corpus, naming, seen: FxHashMap::default(), faults: Vec::new() }
    }

    fn entry(&mut self, entry: &mut Entry, quoted: Quoted, before: &[Entry]) {
        let place = entry.place();
        if let Some(first) = self.double(&entry.finding, before) {
            let fault = fault::doubled(&before[first].place());
            return self.faults.push((place, fault));
        }
        let mut faults = Vec::new();
        let grounded = self.ground(entry, quoted, &mut faults);
        entry.grounded = grounded.filter(|_| !faults.iter().any(|f| f.leaves_out));
        // Nobody can mend what was read from a paper or stands in an export.
        let is_own = |position: usize| *self.corpus.papers[position].path == *entry.file;
        if entry.paper.is_some_and(is_own) {
            faults.iter_mut().for_each(|fault| fault.severity = fault.severity.min(Severity::Warning));
        }
        self.faults.extend(faults.into_iter().map(|f| (place.clone(), f)));
    }

    fn double(&mut self, finding: &Finding, before: &[Entry]) -> Option<usize> {
        let Finding { paper, quote, span, says, args, context, lineage, extractor, .. } = finding;
        let hash = FxBuildHasher.hash_one((paper, quote, span, says, args, context, lineage, extractor));
        let same = self.seen.entry(hash).or_default();
        let first = same.iter().copied().find(|&i| before[i].finding == *finding);
        same.push(before.len());
        first
    }

    /// Collects all that is wrong, so that one run shows it all.
    fn ground(&self, entry: &mut Entry, quoted: Quoted, faults: &mut Vec<Fault>) -> Option<Grounded> {
        let corpus = self.corpus;
        entry.paper = quoted.paper;
        match (quoted.paper, quoted.fault) {
            (Some(paper), Some(wrong)) => {
                faults.push(fault::quote(wrong, &entry.finding, &corpus.papers[paper]));
            }
            (Some(_), None) => {}
            (None, _) => faults.push(fault::paper(&entry.finding.paper, corpus)),
        }
        if entry.is_proposed() && entry.finding.polarity == Polarity::Denied {
            faults.push(fault::denied_proposal());
        }
        self.words(entry, faults);
        let predicate = keep(self.predicate(&entry.finding), faults)?;
        let (columns, cells) = self.columns(&entry.finding, predicate, faults)?;
        let naming = &self.naming;
        let through = entry.finding.through.iter();
        let through =
            through.filter_map(|p| keep(naming.participant(p, naming.entity_kind()), faults)).collect();
        let lineage = corpus.lineage(entry);
        let context = keep(context::context(naming, &entry.finding.context, &columns, lineage), faults)?;
        let aspects = self.aspects(&entry.finding, &columns);
        if let Some(words) = quoted.words.filter(|_| !faults.iter().any(|f| f.leaves_out)) {
            self.said(&entry.finding, &words, &columns, faults);
        }
        Some(Grounded { predicate, columns, cells, context, through, aspects })
    }

    /// Words of closed kinds that stand outside the arguments.
    fn words(&self, entry: &Entry, faults: &mut Vec<Fault>) {
        let fields =
            [("study", self.corpus.study(entry)), ("manipulation", entry.finding.manipulation.as_deref())];
        for (kind, word) in fields {
            if let Some(word) = word {
                keep(self.naming.word(word, kind), faults);
            }
        }
    }

    fn predicate(&self, finding: &Finding) -> Result<PredicateId, Fault> {
        let schema = self.naming.schema();
        let findings = || schema.predicates.iter().filter(|p| p.role == Role::Finding);
        match schema.predicate(&finding.says).filter(|&id| schema.get(id).role == Role::Finding) {
            Some(id) => Ok(id),
            None => {
                let near = nearest_of(&finding.says, findings().map(|p| p.name.as_str()));
                let all = findings().map(|p| p.name.clone()).collect();
                Err(fault::predicate(&finding.says, near, all))
            }
        }
    }

    fn columns(
        &self,
        finding: &Finding,
        id: PredicateId,
        faults: &mut Vec<Fault>,
    ) -> Option<(Vec<Symbol>, Vec<Symbol>)> {
        let predicate = self.naming.schema().get(id);
        if finding.args.len() != predicate.columns.len() {
            faults.push(fault::arity(predicate, finding.args.len()));
            return None;
        }
        let (mut columns, mut cells) = (Vec::new(), Vec::new());
        for (argument, column) in finding.args.iter().zip(&predicate.columns) {
            columns.extend(keep(self.naming.participant(argument, column.kind), faults));
            match &argument.cell {
                Some(cell) if column.cell => cells.extend(keep(self.naming.cell(cell), faults)),
                Some(cell) => faults.push(fault::no_cell(&predicate.name, &column.name, cell)),
                None if column.cell => cells.push(self.naming.members_cell(argument, faults)),
                None => {}
            }
        }
        (columns.len() == predicate.columns.len()).then_some((columns, cells))
    }

    fn aspects(&self, finding: &Finding, columns: &[Symbol]) -> Vec<(Symbol, String)> {
        let told = finding.args.iter().zip(columns);
        told.filter_map(|(p, &symbol)| Some((symbol, p.aspect.clone()?))).collect()
    }

    /// Warns of participants that do not stand in the quote, by no name of theirs.
    fn said(&self, finding: &Finding, quote: &Haystack, columns: &[Symbol], faults: &mut Vec<Fault>) {
        for (argument, &symbol) in finding.args.iter().zip(columns) {
            if matches!(self.naming.interner().value(symbol), Value::Entity(_) | Value::Compound(..)) {
                self.participant_said(argument, quote, faults);
            }
        }
    }

    fn participant_said(&self, participant: &Participant, quote: &Haystack, faults: &mut Vec<Fault>) {
        let members = [&participant.all, &participant.complex, &participant.regimen];
        for member in members.into_iter().flatten() {
            self.participant_said(member, quote, faults);
        }
        let Some(text) = &participant.text else { return };
        let named = |id: &str| {
            let entity = self.naming.vocabulary().entity(id);
            entity.is_some_and(|e| quote.holds(&e.name) || e.synonyms.iter().any(|s| quote.holds(s)))
        };
        if !quote.holds(text) && !quote.lists(text) && !participant.id.as_deref().is_some_and(named) {
            faults.push(fault::unsaid(text));
        }
    }
}

/// The value, or else its fault is kept.
fn keep<T>(result: Result<T, Fault>, faults: &mut Vec<Fault>) -> Option<T> {
    match result {
        Ok(value) => Some(value),
        Err(fault) => {
            faults.push(fault);
            None
        }
    }
}
