//! Every loaded finding by its row, its arguments, its context and what it speaks of.
//!
//! Built once from the evidence relations; findings of retracted papers are left out.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::Input;
use super::provenance::{PaperStanding, Provenance, loaded};
use super::support::Certainty;
use crate::fact::{Interner, PredicateId, RelationId, Schema, Shape, Symbol, Value};

/// How a finding is stated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Polarity {
    Stated,
    Denied,
    Proposed,
}

/// A finding as one of a predicate; it is there once for each that the predicate `is a`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Statement<'a> {
    pub(super) polarity: Polarity,
    /// Columns, cells, context.
    pub(super) row: &'a [Symbol],
    pub(super) finding: u32,
}

/// What a finding speaks of.
#[derive(Clone, Debug)]
pub(super) struct Content {
    /// Participants, cells, fields of the context, and what it goes through; sorted.
    pub(super) values: Vec<Symbol>,
    pub(super) polarity: Polarity,
}

/// All findings.
pub(super) struct Statements<'a> {
    given: &'a [Provenance],
    further: BTreeMap<u32, Provenance>,
    by_row: FxHashMap<RelationId, FxHashMap<&'a [Symbol], Vec<u32>>>,
    by_arguments: FxHashMap<PredicateId, FxHashMap<&'a [Symbol], Vec<Statement<'a>>>>,
    by_context: FxHashMap<Symbol, Vec<u32>>,
    /// By the finding's number.
    contents: Vec<Option<Content>>,
    by_value: FxHashMap<Symbol, Vec<u32>>,
    evidence: FxHashMap<RelationId, RelationId>,
}

impl<'a> Statements<'a> {
    /// Reads all evidence relations of the loaded facts.
    pub(super) fn new(input: &Input<'a>) -> Self {
        let mut all = Self {
            given: input.provenance,
            further: loaded(input),
            by_row: FxHashMap::default(),
            by_arguments: FxHashMap::default(),
            by_context: FxHashMap::default(),
            contents: Vec::new(),
            by_value: FxHashMap::default(),
            evidence: FxHashMap::default(),
        };
        let schema = &input.program.schema;
        for (index, predicate) in schema.predicates.iter().enumerate() {
            let Some(r) = predicate.finding else { continue };
            let id = PredicateId(index as u32);
            all.read(input, id, Polarity::Stated, (r.stated, r.stated_evidence));
            all.read(input, id, Polarity::Denied, (r.denied, r.denied_evidence));
            all.read(input, id, Polarity::Proposed, (r.proposed, r.proposed_evidence));
        }
        all.finish();
        all
    }

    fn read(&mut self, input: &Input<'a>, id: PredicateId, polarity: Polarity, of: (RelationId, RelationId)) {
        let (plain, evidence) = of;
        self.evidence.insert(evidence, plain);
        let schema: &'a Schema = &input.program.schema;
        let columns = schema.get(id).columns.len();
        for row in input.facts.rows(evidence).iter() {
            let Some((&last, row)) = row.split_last() else { continue };
            let Value::Finding(finding) = input.interner.value(last) else { continue };
            if self.retracted(finding) {
                continue;
            }
            self.by_row.entry(plain).or_default().entry(row).or_default().push(finding);
            let statement = Statement { polarity, row, finding };
            self.by_arguments.entry(id).or_default().entry(&row[..columns]).or_default().push(statement);
            if let Some(&context) = row.last() {
                self.by_context.entry(context).or_default().push(finding);
            }
            if self.content(finding).is_none() {
                let values = self.values(input.interner, row, finding);
                let place = finding as usize;
                if self.contents.len() <= place {
                    self.contents.resize(place + 1, None);
                }
                self.contents[place] = Some(Content { values, polarity });
            }
        }
    }

    fn values(&self, interner: &Interner, row: &[Symbol], finding: u32) -> Vec<Symbol> {
        let mut values = Vec::new();
        for &value in row {
            match interner.parts(Shape::Context, value) {
                // The last part of a context is its lineages.
                Some(parts) => values.extend(parts.iter().take(parts.len().saturating_sub(1))),
                None => values.push(value),
            }
        }
        values.extend(self.provenance(finding).iter().flat_map(|p| &p.through));
        values.retain(|&v| v != Symbol::UNKNOWN);
        values.sort_unstable();
        values.dedup();
        values
    }

    fn finish(&mut self) {
        for (finding, content) in (0..).zip(&self.contents) {
            for &value in content.iter().flat_map(|c| &c.values) {
                self.by_value.entry(value).or_default().push(finding);
            }
        }
        let rows =
            self.by_row.values_mut().flat_map(FxHashMap::values_mut).chain(self.by_context.values_mut());
        for findings in rows {
            findings.sort_unstable();
            findings.dedup();
        }
    }

    fn content(&self, finding: u32) -> Option<&Content> {
        self.contents.get(finding as usize)?.as_ref()
    }

    /// Whether a finding's paper is retracted.
    pub(super) fn retracted(&self, finding: u32) -> bool {
        self.provenance(finding).is_some_and(|p| p.standing == PaperStanding::Retracted)
    }

    /// Where a finding comes from, if that is known.
    pub(super) fn provenance(&self, finding: u32) -> Option<&Provenance> {
        self.given.get(finding as usize).or_else(|| self.further.get(&finding))
    }

    /// The lineage of a finding.
    pub(super) fn lineage(&self, finding: u32) -> Option<&str> {
        self.provenance(finding).map(|p| &*p.lineage)
    }

    /// Whether a finding is hedged or only proposed.
    pub(super) fn certainty(&self, finding: u32) -> Certainty {
        let proposed = self.content(finding).is_some_and(|c| c.polarity == Polarity::Proposed);
        match self.provenance(finding) {
            _ if proposed => Certainty::Hedged,
            Some(provenance) => provenance.certainty,
            None => Certainty::Asserted,
        }
    }

    /// The findings behind a loaded row: `None` if it is no finding's and no context's.
    pub(super) fn behind(
        &self,
        schema: &Schema,
        interner: &Interner,
        node: (RelationId, &[Symbol]),
    ) -> Option<Vec<u32>> {
        let (relation, row) = node;
        if self.evidence.contains_key(&relation) {
            return Some(match row.last().map(|&s| interner.value(s)) {
                Some(Value::Finding(finding)) if !self.retracted(finding) => vec![finding],
                _ => Vec::new(),
            });
        }
        let context = schema.contexts == Some(relation)
            || schema.context.iter().any(|f| schema.get(f.predicate).reads == relation);
        if context {
            return Some(row.first().and_then(|c| self.by_context.get(c)).cloned().unwrap_or_default());
        }
        let predicate = schema.get(*schema.predicate_of.get(&relation)?);
        predicate.finding?;
        Some(self.with_row(relation, row).to_vec())
    }

    /// The plain relation of a loaded row that papers state, and the findings that state it: one if
    /// it names its evidence. `None` for a context and for what no paper states.
    pub(super) fn stating(
        &self,
        schema: &Schema,
        interner: &Interner,
        (relation, row): (RelationId, &[Symbol]),
    ) -> Option<(RelationId, Vec<u32>)> {
        if let Some(&plain) = self.evidence.get(&relation) {
            return Some((plain, self.behind(schema, interner, (relation, row)).unwrap_or_default()));
        }
        schema.get(*schema.predicate_of.get(&relation)?).finding?;
        Some((relation, self.with_row(relation, row).to_vec()))
    }

    /// The findings with exactly this row of a plain relation.
    pub(super) fn with_row(&self, relation: RelationId, row: &[Symbol]) -> &[u32] {
        self.by_row.get(&relation).and_then(|rows| rows.get(row)).map_or(&[], Vec::as_slice)
    }

    /// The statements of a predicate with these declared columns.
    pub(super) fn about(&self, predicate: PredicateId, arguments: &[Symbol]) -> &[Statement<'a>] {
        self.by_arguments.get(&predicate).and_then(|rows| rows.get(arguments)).map_or(&[], Vec::as_slice)
    }

    /// The findings, not denied, that hold all these values; ascending.
    pub(super) fn holding(&self, values: &[Symbol]) -> Vec<u32> {
        let lists = values.iter().map(|v| self.by_value.get(v).map_or(&[][..], Vec::as_slice));
        let Some(shortest) = lists.min_by_key(|l| l.len()) else { return Vec::new() };
        shortest.iter().copied().filter(|&f| self.holds(f, values)).collect()
    }

    /// Whether a finding that is not denied holds all these values.
    pub(super) fn holds(&self, finding: u32, values: &[Symbol]) -> bool {
        self.content(finding).is_some_and(|c| {
            c.polarity != Polarity::Denied && values.iter().all(|v| c.values.binary_search(v).is_ok())
        })
    }
}
