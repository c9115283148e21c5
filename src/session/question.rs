//! Questions to an evaluated session: which rows a phrase stands for, and why they follow.

use super::{Evaluated, Session, parse_text};
use crate::diagnostic::Diagnostic;
use crate::engine::Model;
use crate::fact::{Interner, PredicateId, Registry, RelationId, Role, Symbol};
use crate::judgement::reading::Reading;
use crate::judgement::witnesses;
use crate::plan::{Literal, Term, Variable};
use crate::program::{self, Query};
use crate::proof::{Limits, Proof, Truncation};
use crate::source::Sources;
use crate::syntax::ast::{ItemKind, Phrase};

/// How much to answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WhyOptions {
    /// Most proofs of one row; 1 gives the best.
    pub max_proofs: usize,
    /// Most steps from a row down to its leaves.
    pub max_depth: usize,
    /// Whether the reading of each row is wanted.
    pub reading: Wanted,
}

/// Whether a part of an answer is wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Wanted {
    /// It is not.
    #[default]
    No,
    /// It is.
    Yes,
}

/// Rows of a plain relation that are asked for.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Whose rows.
    pub predicate: PredicateId,
    /// The values of the columns that are settled; empty if none is.
    pub pattern: Vec<Option<Symbol>>,
    /// What else they must fit; nothing if all rows are asked for.
    query: Option<Query>,
}

impl Asked {
    /// All rows of a plain relation.
    #[must_use]
    pub fn all(predicate: PredicateId) -> Self {
        Self { predicate, pattern: Vec::new(), query: None }
    }
}

/// A row and its proofs.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Whose row.
    pub relation: RelationId,
    /// The row.
    pub row: Vec<Symbol>,
    /// Best first.
    pub proofs: Vec<Proof>,
    /// What the caps cut off.
    pub truncation: Truncation,
    /// How likely the papers say what its proofs use, if that was asked for and a paper is behind
    /// it.
    pub reading: Option<Reading>,
}

impl Session {
    /// Which rows a phrase asks for, if they are of a plain relation: those need no judgement.
    pub fn asked(&mut self, pattern: &str) -> Option<Asked> {
        let phrase = phrase(&mut self.sources, pattern).ok()?;
        let query = self.query(&phrase).ok()?;
        let predicate = self.program.schema.get(query.predicate);
        let head = &query.rule.head;
        let is_plain = predicate.role == Role::Plain && predicate.reads == head.relation;
        let pattern = head.terms.iter().map(|term| match term {
            Term::Const(symbol) => Some(*symbol),
            Term::Var(_) | Term::Any => None,
        });
        let (predicate, pattern) = (query.predicate, pattern.collect());
        is_plain.then_some(Asked { predicate, pattern, query: Some(query) })
    }

    /// The positions of the rows that are asked for, in ascending order; nothing if all are.
    #[must_use]
    pub fn asked_rows(&self, asked: &Asked, evaluated: &Evaluated) -> Option<Vec<usize>> {
        let (query, model) = (asked.query.as_ref()?, evaluated.model.as_ref());
        let relation = query.rule.head.relation;
        let mut found = model.matching(relation, &asked.pattern);
        found.retain(|&index| holds(query, model.row(relation, index), &self.interner, &self.registry));
        Some(found)
    }

    /// The rows that a phrase, or an identifier such as `H-3f2a9c`, stands for, each with proofs.
    /// Variables in the phrase are open; its constants stand for what is below them too.
    ///
    /// # Errors
    /// Diagnostics if the pattern does not parse or has no reading. The pattern is kept among the
    /// sources, so that they can point into it.
    pub fn why(
        &mut self,
        evaluated: &Evaluated,
        pattern: &str,
        options: WhyOptions,
    ) -> Result<Vec<Answer>, Vec<Diagnostic>> {
        let rows = match evaluated
            .judgement
            .conclusions
            .iter()
            .find(|c| c.id.eq_ignore_ascii_case(pattern.trim()))
        {
            Some(conclusion) => vec![(conclusion.relation, conclusion.row.clone())],
            None => {
                let phrase = phrase(&mut self.sources, pattern)?;
                let query = self.query(&phrase).map_err(|d| vec![d])?;
                rows(&query, evaluated.model.as_ref(), &self.interner, &self.registry)
            }
        };
        let readings = match options.reading {
            Wanted::Yes => self.readings(evaluated, &rows),
            Wanted::No => vec![None; rows.len()],
        };
        let mut prover = self.prover(evaluated);
        let limits = Limits { proofs: options.max_proofs, depth: options.max_depth };
        let answers = rows.into_iter().zip(readings).map(|((relation, row), reading)| {
            let (proofs, truncation) = prover.all(relation, &row, limits);
            let proofs = proofs.iter().map(|p| self.told(p, evaluated, &mut prover)).collect();
            Answer { relation, row, proofs, truncation, reading }
        });
        Ok(answers.collect())
    }

    /// How likely the papers say what the proofs of rows use.
    fn readings(&self, evaluated: &Evaluated, rows: &[(RelationId, Vec<Symbol>)]) -> Vec<Option<Reading>> {
        let input = self.judged(&evaluated.facts, &self.provenance, evaluated.model.as_ref());
        witnesses(&input, rows).into_iter().map(|w| w.reading).collect()
    }

    pub(super) fn query(&self, phrase: &Phrase) -> Result<Query, Diagnostic> {
        program::query(
            &self.parsed,
            &self.program,
            phrase,
            &self.vocabulary,
            &self.registry,
            &self.interner,
            &self.sources,
        )
    }
}

/// Parses a pattern: it is read as what a `fact` item states.
pub(super) fn phrase(sources: &mut Sources, pattern: &str) -> Result<Phrase, Vec<Diagnostic>> {
    let one_line = pattern.split_whitespace().collect::<Vec<_>>().join(" ");
    let (source, file, diagnostics) = parse_text(sources, "<pattern>", &format!("fact {one_line}"));
    if diagnostics.iter().any(Diagnostic::is_error) {
        return Err(diagnostics);
    }
    let found = file.items.into_iter().find_map(|item| match item.kind {
        ItemKind::Fact(phrase) => Some(phrase),
        _ => None,
    });
    found.ok_or_else(|| {
        let span = crate::source::Span::new(source, 0, one_line.len() + 5);
        let help = "write one phrase, such as 'high ?m is a candidate stratification biomarker of resistance to \
                    letrozole in ?d', or an identifier from the report";
        vec![Diagnostic::error("E0401", "the pattern is not one phrase").at(span, "").help(help)]
    })
}

/// The rows of the model that a query stands for, in the model's order.
pub(super) fn rows(
    query: &Query,
    model: &dyn Model,
    interner: &Interner,
    registry: &Registry,
) -> Vec<(RelationId, Vec<Symbol>)> {
    let head = &query.rule.head;
    let pattern: Vec<Option<Symbol>> =
        head.terms.iter().map(|t| if let Term::Const(s) = t { Some(*s) } else { None }).collect();
    let mut found = Vec::new();
    for index in model.matching(head.relation, &pattern) {
        let row = model.row(head.relation, index);
        if holds(query, row, interner, registry) {
            found.push((head.relation, row.to_vec()));
        }
    }
    found
}

/// Whether a row fits a query's variables and the conditions on them.
fn holds(query: &Query, row: &[Symbol], interner: &Interner, registry: &Registry) -> bool {
    let mut binding: Vec<Option<Symbol>> = vec![None; query.rule.variables.len()];
    for (term, &value) in query.rule.head.terms.iter().zip(row) {
        if !fits(*term, value, &mut binding) {
            return false;
        }
    }
    query.rule.body.iter().all(|literal| match literal {
        Literal::Call { function, inputs, outputs } => {
            let inputs: Option<Vec<Symbol>> = inputs.iter().map(|t| value(*t, &binding)).collect();
            let Some(inputs) = inputs else { return false };
            let mut results = Vec::new();
            let count = registry.get(*function).call(interner, &inputs, &mut results);
            let mut found = (0..count).map(|i| &results[i * outputs.len()..(i + 1) * outputs.len()]);
            let matching = found.find(|result| {
                let mut trial = binding.clone();
                outputs.iter().zip(result.iter()).all(|(t, &v)| fits(*t, v, &mut trial))
            });
            let Some(result) = matching else { return false };
            outputs.iter().zip(result.iter()).for_each(|(t, &v)| {
                fits(*t, v, &mut binding);
            });
            true
        }
        _ => true,
    })
}

fn value(term: Term, binding: &[Option<Symbol>]) -> Option<Symbol> {
    match term {
        Term::Const(symbol) => Some(symbol),
        Term::Var(variable) => binding[variable as usize],
        Term::Any => None,
    }
}

fn fits(term: Term, value: Symbol, binding: &mut [Option<Symbol>]) -> bool {
    match term {
        Term::Any => true,
        Term::Const(symbol) => symbol == value,
        Term::Var(variable) => bind(variable, value, binding),
    }
}

fn bind(variable: Variable, value: Symbol, binding: &mut [Option<Symbol>]) -> bool {
    let slot = &mut binding[variable as usize];
    *slot.get_or_insert(value) == value
}
