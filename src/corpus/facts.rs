//! Grounded findings and the vocabulary → rows of the schema's relations.

use std::collections::BTreeSet;

use super::{Corpus, Entry, Grounded};
use crate::fact::schema::FindingRelations;
use crate::fact::{FactSet, Interner, Origin, PredicateId, RelationId, Schema, Shape, Symbol, Value};
use crate::vocabulary::{Vocabulary, alteration};

use super::finding::Polarity;

/// The rows of all findings that count, of their evidence and contexts, and what the vocabulary
/// knows of the entities in them and of `constants`, the values that stand in rules.
///
/// Findings of retracted papers and findings without symbols are left out.
#[must_use]
pub fn facts(
    corpus: &Corpus,
    schema: &Schema,
    vocabulary: &Vocabulary,
    interner: &Interner,
    constants: &[Symbol],
) -> FactSet {
    let used = constants.iter().copied().collect();
    let facts = FactSet::new(&schema.relations);
    let mut loading = Loading { corpus, schema, interner, facts, used, contexts: BTreeSet::new() };
    for (position, entry) in corpus.findings.iter().enumerate() {
        if let Some(grounded) = entry.grounded.as_ref().filter(|_| !corpus.is_retracted(entry)) {
            let symbol = interner.intern(Value::Finding(position as u32));
            loading.finding(entry, grounded, symbol);
            loading.evidence(entry, grounded, symbol);
        }
    }
    loading.contexts();
    loading.parts();
    loading.targets(vocabulary);
    loading.is_a(vocabulary);
    loading.facts
}

struct Loading<'a> {
    corpus: &'a Corpus,
    schema: &'a Schema,
    interner: &'a Interner,
    facts: FactSet,
    /// Every value that stands in a row or a rule.
    used: BTreeSet<Symbol>,
    contexts: BTreeSet<Symbol>,
}

impl<'a> Loading<'a> {
    fn finding(&mut self, entry: &Entry, grounded: &Grounded, symbol: Symbol) {
        let mut row = grounded.columns.clone();
        row.extend(&grounded.cells);
        self.used.extend(row.iter().chain(&grounded.through));
        row.push(grounded.context);
        self.contexts.insert(grounded.context);
        for id in self.schema.ancestors(grounded.predicate) {
            let predicate = self.schema.get(id);
            if let Some(relations) = predicate.finding.filter(|_| predicate.arity() == row.len()) {
                let Some((plain, evidence)) = relations_of(entry, relations) else { continue };
                self.add(plain, &row, Origin::Finding);
                row.push(symbol);
                self.add(evidence, &row, Origin::Finding);
                row.pop();
            }
        }
    }

    fn evidence(&mut self, entry: &Entry, grounded: &Grounded, symbol: Symbol) {
        let finding = &entry.finding;
        for (name, text) in self.texts(entry) {
            self.about(name, symbol, &[text.map(|t| self.interner.text(t))]);
        }
        let context = &finding.context;
        for (name, several) in [("timepoint", &context.timepoint), ("model", &context.model)] {
            for text in several.iter().flat_map(|t| t.all()) {
                self.about(name, symbol, &[Some(self.interner.text(text))]);
            }
        }
        let year = self.corpus.paper_of(entry).and_then(|p| p.year);
        self.about("year", symbol, &[year.map(|y| self.interner.int(i64::from(y)))]);
        if let Some(measure) = &finding.measure {
            let value = measure.value.and_then(Value::number).map(|v| self.interner.intern(v));
            self.about("measure", symbol, &[Some(self.interner.text(&measure.name)), value]);
        }
        for &mediator in &grounded.through {
            self.about("through", symbol, &[Some(mediator)]);
        }
        for (participant, aspect) in &grounded.aspects {
            self.about("aspect", symbol, &[Some(*participant), Some(self.interner.text(aspect))]);
        }
    }

    /// The evidence predicates that hold one text each.
    fn texts<'e>(&self, entry: &'e Entry) -> [(&'static str, Option<&'e str>); 16]
    where
        'a: 'e,
    {
        let corpus: &'e Corpus = self.corpus;
        let finding = &entry.finding;
        let context = &finding.context;
        [
            ("paper", Some(finding.paper.as_str())),
            ("lineage", Some(corpus.lineage(entry))),
            ("study", corpus.study(entry)),
            ("via", finding.via.as_deref()),
            ("section", finding.section.as_deref()),
            ("quote", Some(finding.quote.as_str())),
            ("role", Some(finding.role.word())),
            ("certainty", Some(finding.certainty.word())),
            ("extractor", Some(finding.extractor.as_str())),
            ("manipulation", finding.manipulation.as_deref()),
            ("species", context.species.as_deref()),
            ("system", context.system.as_deref()),
            ("setting", context.setting.as_deref()),
            ("population", context.population.as_deref()),
            ("comparator", context.comparator.as_deref()),
            ("endpoint", context.outcome.as_ref().and_then(|o| o.endpoint.as_deref())),
        ]
    }

    /// A row of an evidence predicate, if some rule reads it and every value is known.
    fn about(&mut self, name: &str, finding: Symbol, values: &[Option<Symbol>]) {
        let mut row = vec![finding];
        row.extend(values.iter().flatten());
        if row.len() == values.len() + 1 {
            self.named(name, &row, Origin::Finding);
        }
    }

    fn contexts(&mut self) {
        for context in std::mem::take(&mut self.contexts) {
            if let Some(relation) = self.schema.contexts {
                self.add(relation, &[context], Origin::Finding);
            }
            let Some(parts) = self.interner.parts(Shape::Context, context) else { continue };
            for (field, &value) in self.schema.context.iter().zip(parts.iter()) {
                if value != Symbol::UNKNOWN {
                    self.used.insert(value);
                    let relation = self.schema.get(field.predicate).reads;
                    self.add(relation, &[context, value], Origin::Finding);
                }
            }
        }
    }

    /// Rows of `part` and `altered`; what compound values are made of is used too.
    fn parts(&mut self) {
        let mut work: Vec<Symbol> = self.used.iter().copied().collect();
        while let Some(whole) = work.pop() {
            let Value::Compound(shape, parts) = self.interner.value(whole) else { continue };
            match (shape, &*parts) {
                (Shape::Altered, &[alteration, entity]) => {
                    self.named("altered", &[whole, alteration, entity], Origin::Vocabulary);
                    self.variant(whole, alteration, entity);
                }
                (Shape::Joint | Shape::Complex, members) => {
                    for &member in members {
                        self.named("part", &[member, whole], Origin::Vocabulary);
                    }
                }
                _ => {}
            }
            work.extend(parts.iter().filter(|part| !self.used.contains(part)));
            self.used.extend(parts.iter());
        }
    }

    /// `V600E of BRAF` is a mutation of BRAF, too.
    fn variant(&mut self, whole: Symbol, variant: Symbol, entity: Symbol) {
        let Value::Text(name) = self.interner.value(variant) else { return };
        if let Some(alteration) = alteration::of(&name).filter(|a| **a != *name) {
            let alteration = self.interner.text(alteration);
            self.named("altered", &[whole, alteration, entity], Origin::Vocabulary);
        }
    }

    fn targets(&mut self, vocabulary: &Vocabulary) {
        if !self.reads("targets") {
            return;
        }
        for entity in vocabulary.entities() {
            for target in &entity.targets {
                let agent = self.interner.entity(&entity.id);
                let target_symbol = self.interner.entity(&target.target);
                let effect = self.interner.text(&target.effect);
                self.used.extend([agent, target_symbol]);
                self.named("targets", &[agent, target_symbol, effect], Origin::Vocabulary);
            }
        }
    }

    /// Every value that is used with itself and all above it, and those above likewise.
    fn is_a(&mut self, vocabulary: &Vocabulary) {
        if !self.reads("is_a") {
            return;
        }
        let mut done = BTreeSet::new();
        let mut work: Vec<Symbol> = std::mem::take(&mut self.used).into_iter().rev().collect();
        while let Some(lower) = work.pop() {
            if lower == Symbol::UNKNOWN || !done.insert(lower) {
                continue;
            }
            match self.interner.value(lower) {
                Value::Entity(id) => {
                    self.named("is_a", &[lower, lower], Origin::Vocabulary);
                    for above in vocabulary.ancestors(&id) {
                        let upper = self.interner.entity(&above.id);
                        self.named("is_a", &[lower, upper], Origin::Vocabulary);
                        work.push(upper);
                    }
                }
                Value::Compound(shape, _) if shape != Shape::Context => {
                    self.named("is_a", &[lower, lower], Origin::Vocabulary);
                }
                _ => {}
            }
        }
    }

    fn reads(&self, name: &str) -> bool {
        self.schema.predicate(name).is_some_and(|id| self.schema.get(id).used)
    }

    /// Adds a row to the predicate of this name, if it is read and has as many columns.
    fn named(&mut self, name: &str, row: &[Symbol], origin: Origin) {
        let wanted =
            |id: &PredicateId| self.schema.get(*id).used && self.schema.get(*id).columns.len() == row.len();
        if let Some(id) = self.schema.predicate(name).filter(wanted) {
            self.add(self.schema.get(id).reads, row, origin);
        }
    }

    fn add(&mut self, relation: RelationId, row: &[Symbol], origin: Origin) {
        self.facts.start(relation, origin);
        self.facts.add(relation, row);
    }
}

/// Where a finding's row goes, without and with its evidence. What is only suggested not to hold
/// is neither denied nor proposed.
fn relations_of(entry: &Entry, relations: FindingRelations) -> Option<(RelationId, RelationId)> {
    match (entry.finding.polarity, entry.is_proposed()) {
        (Polarity::Affirmed, false) => Some((relations.stated, relations.stated_evidence)),
        (Polarity::Denied, false) => Some((relations.denied, relations.denied_evidence)),
        (Polarity::Affirmed, true) => Some((relations.proposed, relations.proposed_evidence)),
        (Polarity::Denied, true) => None,
    }
}
