//! Trees in, checked program out.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::declare::{Declared, declare};
use super::error::Fault;
use super::names::Names;
use super::phrase::Target;
use super::rule::{Lowered, Lowering, Readings, phrases};
use super::slot::Exactness;
use super::strata::{Inside, growing, reads, strata};
use super::{Input, Judged, Program, Query, RuleInfo};
use crate::diagnostic::Diagnostic;
use crate::fact::{Interner, PredicateId, Registry, Relation, RelationId, Role, Schema};
use crate::plan::{Atom, Literal, Plan, Rule, RuleId, Stratum, Term};
use crate::source::{SourceId, Sources, Span};
use crate::syntax::ast::{File, Item, ItemKind, Phrase, RuleItem};
use crate::vocabulary::Vocabulary;

/// A parsed rule file.
#[derive(Clone, Debug)]
pub struct Parsed {
    /// Its text.
    pub source: SourceId,
    /// Its tree.
    pub file: File,
    /// Whether an item of it did not parse, so that what it declares is missing.
    pub incomplete: bool,
}

/// Everything that checking needs.
#[derive(Clone, Copy)]
pub struct Checker<'a> {
    files: &'a [Parsed],
    vocabulary: &'a Vocabulary,
    registry: &'a Registry,
    interner: &'a Interner,
    sources: &'a Sources,
}

/// Checks rule files, the prelude among them, and lowers their rules.
///
/// All faults of all files are reported; what is sound is in the program all the same.
#[must_use]
pub fn check(
    files: &[Parsed],
    vocabulary: &Vocabulary,
    registry: &Registry,
    interner: &Interner,
    sources: &Sources,
) -> (Program, Vec<Diagnostic>) {
    let checker = Checker { files, vocabulary, registry, interner, sources };
    let (program, faults) = checker.program();
    (program, diagnostics(faults, files.iter().any(|f| f.incomplete)))
}

/// One diagnostic a cause: the same message at several places has several labels. Where a file
/// did not parse whole, what it may have declared is not reported as unknown.
fn diagnostics(faults: Vec<Fault>, incomplete: bool) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = Vec::new();
    for fault in faults {
        let consequence = matches!(fault, Fault::NoTemplate { .. } | Fault::UnknownPredicate { .. });
        if incomplete && consequence {
            continue;
        }
        let next = fault.diagnostic();
        match found.iter_mut().find(|d| d.code == next.code && d.message == next.message) {
            Some(known) => {
                for label in next.labels {
                    if !known.labels.contains(&label) {
                        known.labels.push(label);
                    }
                }
            }
            None => found.push(next),
        }
    }
    found
}

impl<'a> Checker<'a> {
    fn items(&self) -> impl Iterator<Item = &'a Item> {
        self.files.iter().flat_map(|f| &f.file.items)
    }

    fn rules(&self) -> impl Iterator<Item = (&'a Item, &'a RuleItem)> {
        self.items().filter_map(|i| if let ItemKind::Rule(rule) = &i.kind { Some((i, rule)) } else { None })
    }

    fn program(&self) -> (Program, Vec<Fault>) {
        let files: Vec<&File> = self.files.iter().map(|f| &f.file).collect();
        let (mut declared, mut faults) = declare(&files, self.vocabulary, self.registry, self.interner);
        let readings = self.readings(&declared, &mut faults);
        let predicted = self.predicted(&declared, &readings);
        let judged = self.prepare(&mut declared, &predicted);
        let lowering = self.lowering(&declared, predicted, judged);
        let mut rules = Vec::new();
        let mut infos = Vec::new();
        self.lower(&lowering, &readings, &mut rules, &mut infos, &mut faults);
        let mut program = Program::default();
        self.ground(&lowering, &mut program, &mut faults);
        let judged = lowering.judged.clone();
        let predicted = lowering.predicted.clone();
        let mut schema = declared.schema;
        program.judged = judged_relations(&schema, &judged);
        hidden_rules(&schema, &predicted, &mut rules, &mut infos);
        assemble(&mut program, &schema, rules, infos, &mut faults);
        mark_used(&mut schema, &program);
        program.constants = constants(&program);
        program.schema = Arc::new(schema);
        (program, faults)
    }

    fn lowering<'d>(
        &self,
        declared: &'d Declared,
        predicted: BTreeSet<PredicateId>,
        judged: BTreeMap<PredicateId, RelationId>,
    ) -> Lowering<'d>
    where
        'a: 'd,
    {
        let names = Names::new(declared, self.vocabulary, self.interner, self.sources);
        Lowering { names, registry: self.registry, predicted, judged }
    }

    /// Reads each phrase of each rule once.
    fn readings(&self, declared: &Declared, faults: &mut Vec<Fault>) -> BTreeMap<Span, Option<Readings>> {
        let lowering = self.lowering(declared, BTreeSet::new(), BTreeMap::new());
        let mut all = BTreeMap::new();
        for (item, rule) in self.rules() {
            let mut readings = Readings::new();
            let mut sound = true;
            for phrase in phrases(rule) {
                match lowering.names.phrase(phrase) {
                    Ok(reading) => {
                        readings.insert(phrase.span, reading);
                    }
                    Err(fault) => {
                        faults.push(*fault);
                        sound = false;
                    }
                }
            }
            all.insert(item.span, sound.then_some(readings));
        }
        all
    }

    /// Which findings some rule concludes.
    fn predicted(
        &self,
        declared: &Declared,
        readings: &BTreeMap<Span, Option<Readings>>,
    ) -> BTreeSet<PredicateId> {
        let mut found = BTreeSet::new();
        for (item, rule) in self.rules() {
            let Some(Some(readings)) = readings.get(&item.span) else { continue };
            for head in &rule.heads {
                if let Some(Target::Predicate(id)) = readings.get(&head.span).map(|r| r.target)
                    && declared.schema.get(id).role == Role::Finding
                {
                    found.extend(declared.schema.ancestors(id));
                }
            }
        }
        found
    }

    /// A finding that nothing predicts is read where it is stated; every predicate that may be
    /// concluded gets a relation of its conclusions.
    fn prepare(
        &self,
        declared: &mut Declared,
        predicted: &BTreeSet<PredicateId>,
    ) -> BTreeMap<PredicateId, RelationId> {
        let schema = &mut declared.schema;
        let mut judged = BTreeMap::new();
        for i in 0..schema.predicates.len() {
            let id = PredicateId(i as u32);
            let predicate = &mut schema.predicates[i];
            if let Some(relations) = predicate.finding
                && !predicted.contains(&id)
            {
                predicate.reads = relations.stated;
            }
            if matches!(predicate.role, Role::Finding | Role::Hypothesis) {
                let relation =
                    Relation { name: format!("{} (judged)", predicate.name), arity: predicate.arity() + 1 };
                let place = RelationId(schema.relations.len() as u32);
                judged.insert(id, place);
                schema.predicate_of.insert(place, id);
                schema.relations.push(relation);
            }
        }
        judged
    }

    fn lower(
        &self,
        lowering: &Lowering<'_>,
        readings: &BTreeMap<Span, Option<Readings>>,
        rules: &mut Vec<(Rule, bool)>,
        infos: &mut Vec<RuleInfo>,
        faults: &mut Vec<Fault>,
    ) {
        let mut named: BTreeMap<&str, Span> = BTreeMap::new();
        for (item, rule) in self.rules() {
            if let Some(name) = &rule.name
                && let Some(before) = named.insert(&name.text, name.span)
            {
                faults.push(Fault::Declared {
                    what: format!("rule `{}`", name.text),
                    span: name.span,
                    before,
                });
            }
            let Some(Some(readings)) = readings.get(&item.span) else { continue };
            let name = rule.name.as_ref().map_or_else(|| self.sources.place(item.span), |n| n.text.clone());
            match lowering.rule(rule, &name, readings) {
                Ok(lowered) => {
                    let once = lowering.once(rule, readings);
                    faults.extend(once.into_iter().map(|(variable, span)| Fault::Once { variable, span }));
                    for Lowered { rule: plan_rule, implicit, judging } in lowered {
                        rules.push((plan_rule, judging));
                        infos.push(RuleInfo {
                            name: name.clone(),
                            docs: item.docs.clone(),
                            span: Some(item.span),
                            strength: rule.strength.map_or(1.0, |(s, _)| s),
                            hidden: false,
                            implicit,
                        });
                    }
                }
                Err(found) => faults.extend(found),
            }
        }
    }

    fn ground(&self, lowering: &Lowering<'_>, program: &mut Program, faults: &mut Vec<Fault>) {
        for item in self.items() {
            match &item.kind {
                ItemKind::Fact(phrase) => match lowering.stated(phrase, None, None) {
                    Ok(row) => program.facts.push(row),
                    Err(fault) => faults.push(*fault),
                },
                ItemKind::Test(test) => match lowering.test(test, item.span) {
                    Ok(test) => program.tests.push(test),
                    Err(found) => faults.extend(found),
                },
                ItemKind::Input(input) => match lowering
                    .names
                    .declared
                    .schema
                    .predicate(&input.predicate.text)
                {
                    Some(predicate) => {
                        program.inputs.push(Input {
                            predicate,
                            file: input.file.text.clone(),
                            span: item.span,
                        });
                    }
                    None => {
                        let known = lowering.names.declared.schema.predicates.iter().map(|p| p.name.as_str());
                        let nearest = super::names::nearest_of(&input.predicate.text, known);
                        let name = input.predicate.text.clone();
                        faults.push(Fault::UnknownPredicate { name, span: input.predicate.span, nearest });
                    }
                },
                _ => {}
            }
        }
    }

    /// Reads a phrase as a question over a checked program's schema.
    ///
    /// # Errors
    /// If the phrase has no reading, or several.
    fn query(&self, program: &Program, phrase: &Phrase) -> Result<Query, Box<Fault>> {
        let files: Vec<&File> = self.files.iter().map(|f| &f.file).collect();
        let (mut declared, _) = declare(&files, self.vocabulary, self.registry, self.interner);
        declared.schema = (*program.schema).clone();
        let lowering = self.lowering(&declared, BTreeSet::new(), BTreeMap::new());
        lowering.query(phrase, Exactness::Below)
    }
}

/// Reads a phrase as a question for rows, for `reason why`. Its constants stand for what is below
/// them too.
///
/// # Errors
/// A diagnostic if the phrase has no reading, or several.
pub fn query(
    files: &[Parsed],
    program: &Program,
    phrase: &Phrase,
    vocabulary: &Vocabulary,
    registry: &Registry,
    interner: &Interner,
    sources: &Sources,
) -> Result<Query, Diagnostic> {
    let checker = Checker { files, vocabulary, registry, interner, sources };
    checker.query(program, phrase).map_err(|f| f.diagnostic())
}

fn judged_relations(schema: &Schema, judged: &BTreeMap<PredicateId, RelationId>) -> Vec<Judged> {
    let bases = |id: PredicateId| match schema.get(id).finding {
        None => vec![schema.get(id).reads],
        Some(_) => {
            let below = (0..schema.predicates.len()).map(|i| PredicateId(i as u32));
            let below = below.filter(|&p| schema.ancestors(p).contains(&id));
            below.filter_map(|p| schema.get(p).finding.map(|f| f.predicted)).collect()
        }
    };
    judged.iter().map(|(&id, &relation)| Judged { relation, bases: bases(id) }).collect()
}

/// Rules that unite what is stated and what is predicted.
fn hidden_rules(
    schema: &Schema,
    predicted: &BTreeSet<PredicateId>,
    rules: &mut Vec<(Rule, bool)>,
    infos: &mut Vec<RuleInfo>,
) {
    for &id in predicted {
        let predicate = schema.get(id);
        let Some(relations) = predicate.finding else { continue };
        let mut sources = vec![relations.stated];
        for &lower in predicted.iter().filter(|&&p| schema.ancestors(p).contains(&id)) {
            sources.extend(schema.get(lower).finding.map(|f| f.predicted));
        }
        for source in sources {
            let terms: Vec<Term> = (0..predicate.arity()).map(|i| Term::Var(i as u16)).collect();
            let body = vec![Literal::Atom(Atom { relation: source, terms: terms.clone() })];
            let head = Atom { relation: predicate.reads, terms };
            let variables = (0..predicate.arity()).map(|i| format!("v{i}")).collect();
            rules.push((Rule { name: format!("{} as found", predicate.name), head, body, variables }, false));
            infos.push(RuleInfo {
                name: format!("{} as found", predicate.name),
                docs: None,
                span: None,
                strength: 1.0,
                hidden: true,
                implicit: Vec::new(),
            });
        }
    }
}

/// Separates rules that read a judgement, orders the rest, and reports circles.
fn assemble(
    program: &mut Program,
    schema: &Schema,
    rules: Vec<(Rule, bool)>,
    infos: Vec<RuleInfo>,
    faults: &mut Vec<Fault>,
) {
    let judging = judging_relations(&rules);
    let (mut first, mut second, mut second_infos) = (Vec::new(), Vec::new(), Vec::new());
    for ((rule, judges), info) in rules.into_iter().zip(infos) {
        let predicate = schema.predicate_of.get(&rule.head.relation).map(|p| schema.get(*p));
        let judged_again = predicate.is_some_and(|p| p.role != Role::Plain);
        // What a plain predicate holds is complete only once all its rules were applied.
        let completed_later = !judged_again && judging.contains(&rule.head.relation);
        if judges || reads_any(&rule, &judging) || completed_later {
            if judged_again && let Some(span) = info.span {
                let head = &schema.relations[rule.head.relation.0 as usize].name;
                let cycle = format!("{head} → judgement → {head}");
                faults.push(Fault::JudgedAgain { rule: info.name.clone(), cycle, span });
                continue;
            }
            second.push(rule);
            second_infos.push(info);
        } else {
            first.push(rule);
            program.rules.push(info);
        }
    }
    program.plan = plan(schema, first, &program.rules, faults);
    let second = plan(schema, second, &second_infos, faults);
    program.rules.extend(second_infos);
    program.whole = joined(&program.plan, second);
}

/// A plan with another one behind it, whose rules get new numbers.
fn joined(first: &Plan, second: Plan) -> Plan {
    let shift = first.rules.len() as u32;
    let mut whole = first.clone();
    whole.rules.extend(second.rules);
    whole.strata.extend(second.strata.into_iter().map(|stratum| Stratum {
        rules: stratum.rules.into_iter().map(|rule| RuleId(rule.0 + shift)).collect(),
        relations: stratum.relations,
    }));
    whole
}

/// Relations that depend on a judgement.
fn judging_relations(rules: &[(Rule, bool)]) -> BTreeSet<RelationId> {
    let mut found: BTreeSet<RelationId> = BTreeSet::new();
    loop {
        let before = found.len();
        for (rule, judges) in rules {
            if *judges || reads_any(rule, &found) {
                found.insert(rule.head.relation);
            }
        }
        if found.len() == before {
            return found;
        }
    }
}

fn reads_any(rule: &Rule, relations: &BTreeSet<RelationId>) -> bool {
    let mut read = Vec::new();
    reads(&rule.body, Inside::Body, &mut read);
    read.iter().any(|(r, _)| relations.contains(r))
}

fn plan(schema: &Schema, rules: Vec<Rule>, infos: &[RuleInfo], faults: &mut Vec<Fault>) -> Plan {
    let name = |r: RelationId| match schema.predicate_of.get(&r) {
        Some(p) => schema.get(*p).name.clone(),
        None => schema.relations[r.0 as usize].name.clone(),
    };
    let strata = match strata(&rules) {
        Ok(strata) => strata,
        Err(circles) => {
            for circle in circles {
                let mut cycle: Vec<String> = circle.relations.iter().map(|&r| name(r)).collect();
                cycle.dedup();
                if cycle.len() == 1 {
                    cycle.push(cycle[0].clone());
                }
                let names = cycle.first().cloned().unwrap_or_default();
                if let Some(span) = infos[circle.rule.0 as usize].span {
                    faults.push(Fault::NegativeCycle { cycle, span, names });
                }
            }
            Vec::<Stratum>::new()
        }
    };
    for RuleId(i) in growing(&rules, &strata) {
        let info = &infos[i as usize];
        if let Some(span) = info.span {
            faults.push(Fault::Grows { rule: info.name.clone(), span });
        }
    }
    Plan { relations: schema.relations.clone(), rules, strata }
}

fn mark_used(schema: &mut Schema, program: &Program) {
    let mut read = Vec::new();
    for rule in &program.whole.rules {
        reads(&rule.body, Inside::Body, &mut read);
    }
    for (relation, _) in read {
        if let Some(id) = schema.predicate_of.get(&relation).copied() {
            schema.predicates[id.0 as usize].used = true;
        }
    }
    let judged: BTreeSet<u32> = program.judged.iter().flat_map(|j| &j.bases).map(|r| r.0).collect();
    for predicate in &mut schema.predicates {
        predicate.used |= predicate.role == Role::Hypothesis || judged.contains(&predicate.reads.0);
    }
}

fn constants(program: &Program) -> Vec<crate::fact::Symbol> {
    let mut found = BTreeSet::new();
    for rule in &program.whole.rules {
        collect(&rule.body, &mut found);
        found.extend(
            rule.head.terms.iter().filter_map(|t| if let Term::Const(s) = t { Some(*s) } else { None }),
        );
    }
    found.extend(program.facts.iter().flat_map(|f| f.row.iter().copied()));
    found.into_iter().collect()
}

fn collect(literals: &[Literal], found: &mut BTreeSet<crate::fact::Symbol>) {
    let constant = |t: &Term| if let Term::Const(s) = t { Some(*s) } else { None };
    for literal in literals {
        match literal {
            Literal::Atom(atom) => found.extend(atom.terms.iter().filter_map(constant)),
            Literal::Compare(_, a, b) => found.extend([a, b].into_iter().filter_map(constant)),
            Literal::Call { inputs, outputs, .. } => {
                found.extend(inputs.iter().chain(outputs).filter_map(constant));
            }
            Literal::Not(inner) => collect(inner, found),
            Literal::Aggregate { body, over, .. } => {
                found.extend(over.iter().filter_map(constant));
                collect(body, found);
            }
        }
    }
}
