//! Rules to the form that engines evaluate: phrases become atoms with hidden columns, constants
//! become conditions on what is below them, contexts become joins.

use std::collections::{BTreeMap, BTreeSet};

use super::error::Fault;
use super::names::Names;
use super::normal::{Part, alternatives, negated};
use super::phrase::{Place, Reading, Target};
use super::slot::{Exactness, Expression, Restrict, Slot, SlotValue};
use crate::fact::{FunctionId, KindId, PredicateId, Registry, RelationId, Role, Symbol};
use crate::plan::{Atom, Comparison, Fold, Literal, Rule, Term, Variable};
use crate::source::Span;
use crate::syntax::ast::{Aggregate, Formula, Modifier, Operand, Operator, Phrase, RuleItem, Words};

/// The name of the context that phrases without `in` share; no user can write it.
const SHARED: &str = " context";

/// What lowering needs besides names.
pub(super) struct Lowering<'a> {
    pub(super) names: Names<'a>,
    pub(super) registry: &'a Registry,
    /// Finding predicates that some rule predicts, with what they are read by.
    pub(super) predicted: BTreeSet<PredicateId>,
    /// Relations that hold conclusions with their identity, by predicate.
    pub(super) judged: BTreeMap<PredicateId, RelationId>,
}

/// A lowered rule and what its source says of it.
#[derive(Clone, Debug)]
pub(super) struct Lowered {
    pub(super) rule: Rule,
    pub(super) implicit: Vec<Variable>,
    /// Whether it reads a judgement.
    pub(super) judging: bool,
}

/// The phrases of a rule, each read once.
pub(super) type Readings = BTreeMap<Span, Reading>;

/// All phrases of a rule, wherever they stand.
pub(super) fn phrases(item: &RuleItem) -> Vec<&Phrase> {
    let mut found = Vec::new();
    phrases_in(&item.body, &mut found);
    item.unless.iter().for_each(|f| phrases_in(f, &mut found));
    found.extend(&item.heads);
    found
}

pub(super) fn phrases_in<'a>(formula: &'a Formula, found: &mut Vec<&'a Phrase>) {
    match formula {
        Formula::And(sides) | Formula::Or(sides) => sides.iter().for_each(|s| phrases_in(s, found)),
        Formula::Not(inner, _) => phrases_in(inner, found),
        Formula::Phrase(phrase) => found.push(phrase),
        Formula::Compare(a, _, b, _) => {
            for side in [a, b] {
                if let Operand::Aggregate(aggregate) = side {
                    phrases_in(&aggregate.body, found);
                }
            }
        }
    }
}

impl Lowering<'_> {
    /// Whether a reading is about a group of patients or cells, so that it has a context.
    pub(super) fn has_context(&self, reading: &Reading) -> bool {
        let Target::Predicate(id) = reading.target else { return false };
        matches!(self.names.declared.schema.get(id).role, Role::Finding | Role::Context(_))
    }

    /// The context of phrases that name none.
    fn shared_context(&self, readings: &Readings) -> Result<String, Box<Fault>> {
        let named: BTreeSet<&str> = readings
            .values()
            .filter_map(|r| if let Place::Var(name, _) = &r.place { Some(name.as_str()) } else { None })
            .collect();
        let bare = readings.values().find(|r| self.has_context(r) && r.place == Place::Unsaid);
        match (named.len(), bare) {
            (0, _) => Ok(SHARED.to_owned()),
            (1, _) => Ok(named.into_iter().next().unwrap_or(SHARED).to_owned()),
            (_, None) => Ok(SHARED.to_owned()),
            (_, Some(reading)) => Err(Box::new(Fault::WhichContext {
                phrase: self.names.sources.slice(reading.span).to_owned(),
                span: reading.span,
                named: named.into_iter().map(str::to_owned).collect(),
            })),
        }
    }

    /// Lowers a single phrase: its main atom with conditions, and the names of its variables.
    pub(super) fn lower_alone(&self, reading: &Reading) -> Result<(Vec<Literal>, Vec<String>), Box<Fault>> {
        let readings = Readings::new();
        let mut names = BTreeSet::new();
        reading_names(reading, &mut names);
        let mut builder = Builder::new(self, &readings, SHARED.to_owned(), names);
        let mut literals = Vec::new();
        builder.positive(reading, &mut literals)?;
        Ok((literals, builder.variables))
    }

    /// The variables of a rule that stand in it only once, each with its place.
    pub(super) fn once(&self, item: &RuleItem, readings: &Readings) -> Vec<(String, Span)> {
        let mut all: Vec<(String, Span)> = Vec::new();
        for reading in readings.values() {
            occurrences(reading, &mut all);
        }
        compared(&item.body, &mut all);
        item.unless.iter().for_each(|f| compared(f, &mut all));
        let single = |(name, _): &&(String, Span)| all.iter().filter(|(n, _)| n == name).count() == 1;
        all.iter().filter(single).cloned().collect()
    }

    /// Lowers a rule: one a combination of alternative and head.
    pub(super) fn rule(
        &self,
        item: &RuleItem,
        name: &str,
        readings: &Readings,
    ) -> Result<Vec<Lowered>, Vec<Fault>> {
        let span = item.heads.first().map_or(Span::new(crate::source::SourceId(0), 0, 0), |h| h.span);
        let many = |count| vec![Fault::TooManyAlternatives { span, count }];
        let mut bodies = alternatives(&item.body).map_err(many)?;
        for unless in &item.unless {
            let parts = negated(unless, span).map_err(many)?;
            bodies.iter_mut().for_each(|b| b.extend(parts.iter().cloned()));
        }
        let shared = self.shared_context(readings).map_err(|f| vec![*f])?;
        let mut lowered = Vec::new();
        let mut faults = Vec::new();
        for body in &bodies {
            for head in &item.heads {
                let mut builder =
                    Builder::new(self, readings, shared.clone(), outer_names(body, head, readings));
                match builder.build(body, head, name) {
                    Ok(rule) => lowered.push(rule),
                    Err(fault) => faults.push(*fault),
                }
            }
        }
        faults.dedup();
        if faults.is_empty() { Ok(lowered) } else { Err(faults) }
    }
}

/// The variables that stand outside of negations and aggregates.
fn outer_names(body: &[Part<'_>], head: &Phrase, readings: &Readings) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut add = |span: &Span| {
        if let Some(reading) = readings.get(span) {
            reading_names(reading, &mut names);
        }
    };
    for part in body {
        if let Part::Phrase(phrase) = part {
            add(&phrase.span);
        }
    }
    add(&head.span);
    for part in body {
        if let Part::Compare(a, _, b, _) = part {
            for side in [a, b] {
                if let Operand::Term(term) = side {
                    term_names(term, &mut names);
                }
            }
        }
    }
    names
}

fn term_names(term: &crate::syntax::ast::Term, names: &mut BTreeSet<String>) {
    for part in &term.parts {
        match &part.kind {
            crate::syntax::ast::PartKind::Variable(name) => {
                names.insert(name.clone());
            }
            crate::syntax::ast::PartKind::Group(inner) => term_names(inner, names),
            _ => {}
        }
    }
}

pub(super) fn reading_names(reading: &Reading, names: &mut BTreeSet<String>) {
    for slot in &reading.slots {
        value_names(&slot.value, names);
        value_names(&slot.cell, names);
    }
    if let Place::Var(name, _) = &reading.place {
        names.insert(name.clone());
    }
    if let Some(evidence) = &reading.evidence {
        names.insert(evidence.text.clone());
    }
    reading.about.iter().for_each(|r| reading_names(r, names));
}

fn occurrences(reading: &Reading, all: &mut Vec<(String, Span)>) {
    for slot in &reading.slots {
        for value in [&slot.value, &slot.cell] {
            let mut names = BTreeSet::new();
            value_names(value, &mut names);
            // `?t: therapy` alone says something: that there is one.
            let times = if matches!(value, SlotValue::Var(_, Some(_))) { 2 } else { 1 };
            all.extend(names.into_iter().flat_map(|n| vec![(n, slot.span); times]));
        }
    }
    if let Place::Var(name, span) = &reading.place {
        // `in ?c` alone says something: that the phrase has a context of its own.
        all.extend(vec![(name.clone(), *span); 2]);
    }
    all.extend(reading.evidence.iter().map(|e| (e.text.clone(), e.span)));
    reading.about.iter().for_each(|r| occurrences(r, all));
}

/// The variables in comparisons and before the colons of aggregates.
fn compared(formula: &Formula, all: &mut Vec<(String, Span)>) {
    let mut add = |term: &crate::syntax::ast::Term| {
        let mut names = BTreeSet::new();
        term_names(term, &mut names);
        all.extend(names.into_iter().map(|n| (n, term.span)));
    };
    match formula {
        Formula::Compare(a, _, b, _) => {
            for side in [a, b] {
                match side {
                    Operand::Term(term) => add(term),
                    Operand::Aggregate(aggregate) => aggregate.over.iter().for_each(&mut add),
                }
            }
            for side in [a, b] {
                if let Operand::Aggregate(aggregate) = side {
                    compared(&aggregate.body, all);
                }
            }
        }
        Formula::And(sides) | Formula::Or(sides) => sides.iter().for_each(|s| compared(s, all)),
        Formula::Not(inner, _) => compared(inner, all),
        Formula::Phrase(_) => {}
    }
}

fn value_names(value: &SlotValue, names: &mut BTreeSet<String>) {
    fn within(e: &Expression, names: &mut BTreeSet<String>) {
        match e {
            Expression::Var(name) => {
                names.insert(name.clone());
            }
            Expression::Operation(_, a, b) => {
                within(a, names);
                within(b, names);
            }
            Expression::Value(_) => {}
        }
    }
    match value {
        SlotValue::Var(name, _) => {
            names.insert(name.clone());
        }
        SlotValue::Expression(e) => within(e, names),
        _ => {}
    }
}

/// Where a phrase stands, which decides what it reads.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Standing {
    Holds,
    Absent,
}

struct Builder<'l, 'a> {
    lowering: &'l Lowering<'a>,
    readings: &'l Readings,
    shared: String,
    outer: BTreeSet<String>,
    variables: Vec<String>,
    scopes: Vec<BTreeMap<String, Variable>>,
    kinds: BTreeMap<Variable, (KindId, Span)>,
    spans: BTreeMap<Variable, Span>,
    implicit: Vec<Variable>,
    judging: bool,
    /// In a negated group: the context of its own, and whether it was used.
    group_context: Option<(Variable, bool)>,
}

type Built<T> = Result<T, Box<Fault>>;

impl<'l, 'a> Builder<'l, 'a> {
    fn new(
        lowering: &'l Lowering<'a>,
        readings: &'l Readings,
        shared: String,
        outer: BTreeSet<String>,
    ) -> Self {
        Self {
            lowering,
            readings,
            shared,
            outer,
            variables: Vec::new(),
            scopes: vec![BTreeMap::new()],
            kinds: BTreeMap::new(),
            spans: BTreeMap::new(),
            implicit: Vec::new(),
            judging: false,
            group_context: None,
        }
    }

    fn build(&mut self, body: &[Part<'_>], head: &Phrase, name: &str) -> Built<Lowered> {
        let mut literals = Vec::new();
        for part in body {
            if let Part::Phrase(phrase) = part
                && let Some(reading) = self.readings.get(&phrase.span)
            {
                self.positive(reading, &mut literals)?;
            }
        }
        for part in body {
            match part {
                Part::Compare(a, operator, b, span) => self.compare(a, *operator, b, *span, &mut literals)?,
                Part::Not(parts, span) => self.negation(parts, *span, &mut literals)?,
                Part::Phrase(_) => {}
            }
        }
        let head = self.head(head, &mut literals)?;
        self.bind_contexts(&mut literals);
        let rule = Rule { name: name.to_owned(), head, body: literals, variables: self.variables.clone() };
        super::safety::check(&rule, &self.spans, self.implicit.as_slice())?;
        Ok(Lowered { rule, implicit: self.implicit.clone(), judging: self.judging })
    }

    fn fresh(&mut self, name: &str) -> Variable {
        let variable = Variable::try_from(self.variables.len()).unwrap_or(Variable::MAX);
        self.variables.push(name.to_owned());
        variable
    }

    fn hidden(&mut self, name: &str) -> Variable {
        let variable = self.fresh(name);
        self.implicit.push(variable);
        variable
    }

    /// The variable of a name: an outer one, or one of the innermost scope.
    fn variable(&mut self, name: &str, span: Span) -> Variable {
        if let Some(&found) = self.scopes.iter().rev().find_map(|s| s.get(name)) {
            return found;
        }
        let variable = self.fresh(name);
        if name == SHARED {
            self.implicit.push(variable);
        }
        self.spans.insert(variable, span);
        let scope = if self.outer.contains(name) || name == self.shared { 0 } else { self.scopes.len() - 1 };
        self.scopes[scope].insert(name.to_owned(), variable);
        variable
    }

    fn kinded(&mut self, variable: Variable, kind: KindId, span: Span) -> Built<()> {
        let names = &self.lowering.names;
        match self.kinds.get(&variable) {
            Some(&(known, before)) if !names.kinds_meet(known, kind) => Err(Box::new(Fault::Clash {
                variable: self.variables[variable as usize].clone(),
                one: names.kind_name(known).to_owned(),
                other: names.kind_name(kind).to_owned(),
                span,
                before,
            })),
            Some(&(known, _)) if names.declared.schema.kind_is_a(known, kind) => Ok(()),
            _ => {
                self.kinds.insert(variable, (kind, span));
                Ok(())
            }
        }
    }

    fn internal(&self, name: &str) -> FunctionId {
        self.lowering.registry.find(name).expect("the functions that lowering calls are registered")
    }

    /// A slot of a body as a term; what must hold of it besides goes to `literals`.
    fn body_term(
        &mut self,
        value: &SlotValue,
        kind: KindId,
        span: Span,
        literals: &mut Vec<Literal>,
    ) -> Built<Term> {
        match value {
            SlotValue::Any => Ok(Term::Any),
            SlotValue::Var(name, restrict) => {
                let variable = self.variable(name, span);
                self.kinded(variable, kind, span)?;
                if let Some(restrict) = restrict {
                    self.restrict(variable, *restrict, kind, span, literals)?;
                }
                Ok(Term::Var(variable))
            }
            SlotValue::Const(symbol, Exactness::Exactly) => Ok(Term::Const(*symbol)),
            SlotValue::Const(symbol, Exactness::Below) => Ok(self.below(*symbol, kind, literals)),
            SlotValue::Expression(expression) => self.expression(expression, kind, span, literals),
            SlotValue::Record(_) => Err(Box::new(Fault::BadTerm {
                message: "a context in braces stands only after `in`".to_owned(),
                span,
                help: "write `in {…}` at the end of a phrase".to_owned(),
            })),
        }
    }

    fn restrict(
        &mut self,
        variable: Variable,
        restrict: Restrict,
        column: KindId,
        span: Span,
        literals: &mut Vec<Literal>,
    ) -> Built<()> {
        let names = &self.lowering.names;
        let (function, value, kind) = match restrict {
            Restrict::Kind(kind) if names.declared.schema.kind_is_a(column, kind) => return Ok(()),
            Restrict::Kind(kind) => ("kind", names.interner.text(names.kind_name(kind)), kind),
            Restrict::Below(symbol, kind) => ("below", symbol, kind),
        };
        let inputs = vec![Term::Var(variable), Term::Const(value)];
        literals.push(Literal::Call { function: self.internal(function), inputs, outputs: Vec::new() });
        self.kinded(variable, kind, span)
    }

    /// A constant matches itself and what is below it; one that nothing is below is itself.
    fn below(&mut self, symbol: Symbol, kind: KindId, literals: &mut Vec<Literal>) -> Term {
        let names = &self.lowering.names;
        let regimen = names.declared.schema.context.iter().any(|f| f.set && names.kinds_meet(f.kind, kind));
        let leaf = match names.interner.value(symbol) {
            crate::fact::Value::Entity(id) => !regimen && names.vocabulary.is_leaf(&id),
            crate::fact::Value::Compound(crate::fact::Shape::Regimen, _) => false,
            _ => true,
        };
        if leaf {
            return Term::Const(symbol);
        }
        let variable = self.hidden("_");
        let inputs = vec![Term::Var(variable), Term::Const(symbol)];
        literals.push(Literal::Call { function: self.internal("below"), inputs, outputs: Vec::new() });
        Term::Var(variable)
    }

    fn expression(
        &mut self,
        e: &Expression,
        kind: KindId,
        span: Span,
        literals: &mut Vec<Literal>,
    ) -> Built<Term> {
        match e {
            Expression::Value(symbol) => Ok(Term::Const(*symbol)),
            Expression::Var(name) => {
                let variable = self.variable(name, span);
                self.kinded(variable, kind, span)?;
                Ok(Term::Var(variable))
            }
            Expression::Operation(operator, a, b) => {
                let inputs = vec![
                    self.expression(a, kind, span, literals)?,
                    self.expression(b, kind, span, literals)?,
                ];
                let number = self.lowering.names.kind_name(kind) == "number";
                let function = match operator {
                    '+' if !number => "unites",
                    '+' => "add",
                    '-' => "subtract",
                    '×' => "multiply",
                    _ => "divide",
                };
                let result = self.hidden("_");
                let outputs = vec![Term::Var(result)];
                literals.push(Literal::Call { function: self.internal(function), inputs, outputs });
                Ok(Term::Var(result))
            }
        }
    }

    fn positive(&mut self, reading: &Reading, literals: &mut Vec<Literal>) -> Built<()> {
        self.reading(reading, Standing::Holds, literals)
    }

    fn reading(&mut self, reading: &Reading, standing: Standing, literals: &mut Vec<Literal>) -> Built<()> {
        let schema = &self.lowering.names.declared.schema;
        match reading.target {
            Target::Function(index) => self.call(index, reading, literals),
            Target::Predicate(id) => match schema.get(id).role {
                Role::Finding => self.finding(id, reading, standing, literals),
                Role::Context(field) => self.context_phrase(id, field, reading, standing, literals),
                _ => self.plain(id, reading, literals),
            },
        }
    }

    fn call(&mut self, index: usize, reading: &Reading, literals: &mut Vec<Literal>) -> Built<()> {
        self.no_context(reading)?;
        self.no_evidence(reading)?;
        let declaration = &self.lowering.names.declared.functions[index];
        let (count, id) = (declaration.inputs, declaration.id);
        let mut terms = Vec::new();
        for (slot, column) in reading.slots.iter().zip(&declaration.columns) {
            let exact = match &slot.value {
                SlotValue::Const(symbol, _) => SlotValue::Const(*symbol, Exactness::Exactly),
                other => other.clone(),
            };
            terms.push(self.body_term(&exact, column.kind, slot.span, literals)?);
        }
        let outputs = terms.split_off(count);
        literals.push(Literal::Call { function: id, inputs: terms, outputs });
        Ok(())
    }

    fn no_context(&self, reading: &Reading) -> Built<()> {
        if reading.place == Place::Unsaid && reading.about.is_empty() {
            return Ok(());
        }
        let phrase = self.lowering.names.sources.slice(reading.span).to_owned();
        Err(Box::new(Fault::ContextNotAllowed { phrase, span: reading.span }))
    }

    fn no_evidence(&self, reading: &Reading) -> Built<()> {
        let span = reading.modifier.map(|(_, span)| span).or(reading.evidence.as_ref().map(|e| e.span));
        match span {
            None => Ok(()),
            Some(span) => Err(Box::new(Fault::Modifier {
                message: "this phrase has no evidence".to_owned(),
                span,
                help: "`denied`, `proposed` and `@` go with findings; `@` and `predicted` with conclusions"
                    .to_owned(),
            })),
        }
    }

    fn terms(&mut self, id: PredicateId, reading: &Reading, literals: &mut Vec<Literal>) -> Built<Vec<Term>> {
        let columns = &self.lowering.names.declared.schema.get(id).columns;
        let mut terms = Vec::new();
        for (slot, column) in reading.slots.iter().zip(columns) {
            terms.push(self.body_term(&slot.value, column.kind, slot.span, literals)?);
        }
        Ok(terms)
    }

    fn plain(&mut self, id: PredicateId, reading: &Reading, literals: &mut Vec<Literal>) -> Built<()> {
        self.no_context(reading)?;
        let terms = self.terms(id, reading, literals)?;
        let predicate = self.lowering.names.declared.schema.get(id);
        let conclusion = self.lowering.names.kind("conclusion");
        self.judging |= predicate.columns.iter().any(|c| Some(c.kind) == conclusion);
        if let (Role::Hypothesis, Some(evidence)) = (predicate.role, &reading.evidence) {
            return self.conclusion(id, terms, evidence, literals);
        }
        let about_evidence = reading.modifier.is_some() || reading.evidence.is_some();
        if about_evidence {
            self.no_evidence(reading)?;
        }
        literals.push(Literal::Atom(Atom { relation: predicate.reads, terms }));
        Ok(())
    }

    /// A conclusion with its identity.
    fn conclusion(
        &mut self,
        id: PredicateId,
        mut terms: Vec<Term>,
        variable: &Words,
        literals: &mut Vec<Literal>,
    ) -> Built<()> {
        let identity = self.variable(&variable.text, variable.span);
        if let Some(kind) = self.lowering.names.kind("conclusion") {
            self.kinded(identity, kind, variable.span)?;
        }
        terms.push(Term::Var(identity));
        self.judging = true;
        let relation = self.lowering.judged.get(&id).copied();
        let relation = relation.expect("every predicate that is concluded has a relation of conclusions");
        literals.push(Literal::Atom(Atom { relation, terms }));
        Ok(())
    }

    fn finding(
        &mut self,
        id: PredicateId,
        reading: &Reading,
        standing: Standing,
        literals: &mut Vec<Literal>,
    ) -> Built<()> {
        let mut terms = self.terms(id, reading, literals)?;
        self.cells(id, reading, literals, &mut terms)?;
        let context = self.context(reading, standing, literals);
        terms.push(Term::Var(context));
        let predicate = self.lowering.names.declared.schema.get(id);
        let relations = predicate.finding.expect("a finding has its relations");
        let modifier = reading.modifier.map(|(m, _)| m);
        if let Some(variable) = &reading.evidence {
            let concluded =
                modifier == Some(Modifier::Predicted) || self.stands_for_conclusion(&variable.text);
            if concluded {
                self.conclusion(id, terms, variable, literals)?;
            } else {
                let evidence = self.variable(&variable.text, variable.span);
                if let Some(kind) = self.lowering.names.kind("evidence") {
                    self.kinded(evidence, kind, variable.span)?;
                }
                terms.push(Term::Var(evidence));
                let relation = match modifier {
                    Some(Modifier::Denied) => relations.denied_evidence,
                    Some(Modifier::Proposed) => relations.proposed_evidence,
                    _ => relations.stated_evidence,
                };
                literals.push(Literal::Atom(Atom { relation, terms }));
            }
        } else {
            let relation = match (modifier, standing) {
                (Some(Modifier::Denied), _) => relations.denied,
                (Some(Modifier::Proposed), _) => relations.proposed,
                (Some(Modifier::Predicted), _) => relations.predicted,
                (None, Standing::Absent) => relations.stated,
                (None, Standing::Holds) => predicate.reads,
            };
            literals.push(Literal::Atom(Atom { relation, terms }));
        }
        self.about(reading, context, standing, literals)
    }

    /// Whether a variable after `@` is used as a conclusion elsewhere in the rule.
    fn stands_for_conclusion(&self, name: &str) -> bool {
        let names = &self.lowering.names;
        let conclusion = names.kind("conclusion");
        self.readings.values().any(|r| {
            let Target::Predicate(id) = r.target else { return false };
            let columns = &names.declared.schema.get(id).columns;
            r.slots.iter().zip(columns).any(|(s, c)| {
                Some(c.kind) == conclusion && matches!(&s.value, SlotValue::Var(n, _) if n == name)
            })
        })
    }

    fn cells(
        &mut self,
        id: PredicateId,
        reading: &Reading,
        literals: &mut Vec<Literal>,
        terms: &mut Vec<Term>,
    ) -> Built<()> {
        let columns = &self.lowering.names.declared.schema.get(id).columns;
        let kind = self.lowering.names.kind("cell").unwrap_or(KindId(0));
        for (slot, _) in reading.slots.iter().zip(columns).filter(|(_, c)| c.cell) {
            terms.push(self.body_term(&slot.cell, kind, slot.span, literals)?);
        }
        Ok(())
    }

    /// The variable of a phrase's context. In a negated group, a context that is bound outside
    /// stands for every context that agrees with it.
    fn context(&mut self, reading: &Reading, standing: Standing, literals: &mut Vec<Literal>) -> Variable {
        let (name, span) = match &reading.place {
            Place::Var(name, span) => (name.clone(), *span),
            Place::Unsaid => (self.shared.clone(), reading.span),
        };
        let outer = self.outer_context(&name);
        if standing == Standing::Holds || !outer {
            let variable = self.variable(&name, span);
            self.context_kind(variable, span);
            return variable;
        }
        let bound = self.variable(&name, span);
        if let Some((own, _)) = self.group_context {
            self.group_context = Some((own, true));
            return own;
        }
        let own = self.hidden("context");
        self.group_context = Some((own, true));
        let inputs = vec![Term::Var(own), Term::Var(bound)];
        literals.push(Literal::Call { function: self.internal("agrees"), inputs, outputs: Vec::new() });
        own
    }

    fn context_kind(&mut self, variable: Variable, span: Span) {
        if let Some(kind) = self.lowering.names.kind("context") {
            self.kinds.entry(variable).or_insert((kind, span));
        }
    }

    /// Whether a context is bound outside of the negated group that is being built.
    fn outer_context(&self, name: &str) -> bool {
        self.scopes[0].contains_key(name)
    }

    fn about(
        &mut self,
        reading: &Reading,
        context: Variable,
        standing: Standing,
        literals: &mut Vec<Literal>,
    ) -> Built<()> {
        for about in &reading.about {
            let Target::Predicate(id) = about.target else { continue };
            let Role::Context(field) = self.lowering.names.declared.schema.get(id).role else { continue };
            self.field(id, field, about, context, standing, literals)?;
        }
        Ok(())
    }

    fn context_phrase(
        &mut self,
        id: PredicateId,
        field: usize,
        reading: &Reading,
        standing: Standing,
        literals: &mut Vec<Literal>,
    ) -> Built<()> {
        if reading.evidence.is_some()
            || matches!(reading.modifier, Some((Modifier::Denied | Modifier::Proposed, _)))
        {
            self.no_evidence(reading)?;
        }
        let name = match &reading.place {
            Place::Var(name, _) => name.clone(),
            Place::Unsaid => self.shared.clone(),
        };
        let context = match self.group_context {
            Some((own, true)) if standing == Standing::Absent => own,
            _ => self.variable(&name, reading.span),
        };
        self.context_kind(context, reading.span);
        self.field(id, field, reading, context, standing, literals)?;
        self.about(reading, context, standing, literals)
    }

    fn field(
        &mut self,
        id: PredicateId,
        field: usize,
        reading: &Reading,
        context: Variable,
        _standing: Standing,
        literals: &mut Vec<Literal>,
    ) -> Built<()> {
        let predicate = self.lowering.names.declared.schema.get(id);
        let (kind, predicted) = (predicate.columns[0].kind, predicate.predicted);
        let slot: &Slot = &reading.slots[0];
        let mut conditions = Vec::new();
        let value = self.body_term(&slot.value, kind, slot.span, &mut conditions)?;
        if let (Some((Modifier::Predicted, _)), Some(relation)) = (reading.modifier, predicted) {
            literals.push(Literal::Atom(Atom { relation, terms: vec![Term::Var(context), value] }));
        } else {
            let index = self.lowering.names.interner.int(field as i64);
            let inputs = vec![Term::Var(context), Term::Const(index)];
            literals.push(Literal::Call { function: self.internal("field"), inputs, outputs: vec![value] });
        }
        literals.extend(conditions);
        Ok(())
    }

    fn negation(&mut self, parts: &[Part<'_>], span: Span, literals: &mut Vec<Literal>) -> Built<()> {
        self.scopes.push(BTreeMap::new());
        let group = self.group_context.take();
        let mut inner = Vec::new();
        let mut about_context = Vec::new();
        for part in parts {
            if let Part::Phrase(phrase) = part
                && let Some(reading) = self.readings.get(&phrase.span)
            {
                let field = matches!(reading.target, Target::Predicate(id)
                    if matches!(self.lowering.names.declared.schema.get(id).role, Role::Context(_)));
                if field {
                    about_context.push(reading);
                } else {
                    self.reading(reading, Standing::Absent, &mut inner)?;
                }
            }
        }
        for reading in about_context {
            self.reading(reading, Standing::Absent, &mut inner)?;
        }
        for part in parts {
            match part {
                Part::Compare(a, operator, b, span) => self.compare(a, *operator, b, *span, &mut inner)?,
                Part::Not(parts, span) => self.negation(parts, *span, &mut inner)?,
                Part::Phrase(_) => {}
            }
        }
        self.group_context = group;
        self.scopes.pop();
        let _ = span;
        literals.push(Literal::Not(inner));
        Ok(())
    }

    fn compare(
        &mut self,
        a: &Operand,
        operator: Operator,
        b: &Operand,
        span: Span,
        literals: &mut Vec<Literal>,
    ) -> Built<()> {
        let kind = self.side_kind(a).or_else(|| self.side_kind(b));
        if let (Operand::Term(term), Operator::Equal, Operand::Aggregate(aggregate)) = (a, operator, b) {
            let result = self.side(term, kind, literals)?;
            return self.aggregate(aggregate, result, literals);
        }
        let left = self.operand(a, kind, literals)?;
        let right = self.operand(b, kind, literals)?;
        let _ = span;
        let comparison = match operator {
            Operator::Equal => Comparison::Equal,
            Operator::NotEqual => Comparison::NotEqual,
            Operator::Less => Comparison::Less,
            Operator::LessOrEqual => Comparison::LessOrEqual,
            Operator::Greater => Comparison::Greater,
            Operator::GreaterOrEqual => Comparison::GreaterOrEqual,
        };
        literals.push(Literal::Compare(comparison, left, right));
        Ok(())
    }

    fn operand(
        &mut self,
        operand: &Operand,
        kind: Option<KindId>,
        literals: &mut Vec<Literal>,
    ) -> Built<Term> {
        match operand {
            Operand::Term(term) => self.side(term, kind, literals),
            Operand::Aggregate(aggregate) => {
                let result = Term::Var(self.hidden("_"));
                self.aggregate(aggregate, result, literals)?;
                Ok(result)
            }
        }
    }

    /// The kind of a side that is a variable seen before, or an aggregate.
    fn side_kind(&self, operand: &Operand) -> Option<KindId> {
        match operand {
            Operand::Aggregate(a) if matches!(a.fold.text.as_str(), "min" | "max") => None,
            Operand::Aggregate(_) => self.lowering.names.kind("number"),
            Operand::Term(term) => match term.parts.as_slice() {
                [part] => match &part.kind {
                    crate::syntax::ast::PartKind::Variable(name) => {
                        let variable = self.scopes.iter().rev().find_map(|s| s.get(name))?;
                        self.kinds.get(variable).map(|(kind, _)| *kind)
                    }
                    _ => None,
                },
                _ => None,
            },
        }
    }

    fn side(
        &mut self,
        term: &crate::syntax::ast::Term,
        kind: Option<KindId>,
        literals: &mut Vec<Literal>,
    ) -> Built<Term> {
        let names = &self.lowering.names;
        let value = names
            .side(&term.parts, kind)
            .map_err(|fault| Box::new(names.slot_fault(fault, &term.parts, kind.unwrap_or(KindId(0)))))?;
        match value {
            SlotValue::Var(name, None) => Ok(Term::Var(self.variable(&name, term.span))),
            SlotValue::Const(symbol, _) => Ok(Term::Const(symbol)),
            SlotValue::Expression(expression) => {
                let number = self.lowering.names.kind("number").unwrap_or(KindId(0));
                self.expression(&expression, number, term.span, literals)
            }
            _ => Err(Box::new(Fault::BadTerm {
                message: "this cannot be compared".to_owned(),
                span: term.span,
                help: "compare variables, numbers, texts, dates, names and arithmetic".to_owned(),
            })),
        }
    }

    fn aggregate(&mut self, aggregate: &Aggregate, result: Term, literals: &mut Vec<Literal>) -> Built<()> {
        let fold = match aggregate.fold.text.as_str() {
            "count" => Fold::Count,
            "sum" => Fold::Sum,
            "min" => Fold::Min,
            "max" => Fold::Max,
            _ => Fold::Mean,
        };
        let bodies = alternatives(&aggregate.body);
        let Ok([body]) = bodies.as_deref() else {
            return Err(Box::new(Fault::BadTerm {
                message: "an aggregate ranges over one conjunction".to_owned(),
                span: aggregate.span,
                help: "give the alternatives a predicate of their own with two rules, and use that"
                    .to_owned(),
            }));
        };
        self.scopes.push(BTreeMap::new());
        let mut inner = Vec::new();
        for part in body {
            if let Part::Phrase(phrase) = part
                && let Some(reading) = self.readings.get(&phrase.span)
            {
                self.positive(reading, &mut inner)?;
            }
        }
        for part in body {
            match part {
                Part::Compare(a, operator, b, span) => self.compare(a, *operator, b, *span, &mut inner)?,
                Part::Not(parts, span) => self.negation(parts, *span, &mut inner)?,
                Part::Phrase(_) => {}
            }
        }
        let mut over = Vec::new();
        for term in &aggregate.over {
            over.push(self.side(term, None, &mut inner)?);
        }
        self.bind_contexts(&mut inner);
        self.scopes.pop();
        literals.push(Literal::Aggregate { fold, over, body: inner, result });
        Ok(())
    }

    /// A context that only phrases about it name ranges over the stated contexts.
    fn bind_contexts(&mut self, literals: &mut Vec<Literal>) {
        let mut bound: BTreeSet<Variable> = BTreeSet::new();
        for literal in literals.iter() {
            let terms = match literal {
                Literal::Atom(atom) => atom.terms.as_slice(),
                Literal::Call { outputs, .. } => outputs.as_slice(),
                _ => &[],
            };
            bound.extend(terms.iter().filter_map(|t| if let Term::Var(v) = t { Some(*v) } else { None }));
        }
        let field = self.internal("field");
        let mut missing: BTreeSet<Variable> = BTreeSet::new();
        for literal in literals.iter() {
            if let Literal::Call { function, inputs, .. } = literal
                && *function == field
                && let Some(Term::Var(context)) = inputs.first()
                && !bound.contains(context)
            {
                missing.insert(*context);
            }
        }
        let relation = self.lowering.names.declared.schema.contexts.expect("the schema has contexts");
        for context in missing {
            let already = self.scopes.len() > 1
                && self.scopes[..self.scopes.len() - 1].iter().any(|s| s.values().any(|v| *v == context));
            if !already {
                literals.insert(0, Literal::Atom(Atom { relation, terms: vec![Term::Var(context)] }));
            }
        }
    }

    fn head(&mut self, phrase: &Phrase, literals: &mut Vec<Literal>) -> Built<Atom> {
        let Some(reading) = self.readings.get(&phrase.span) else {
            return Err(Box::new(Fault::Head {
                message: "nothing is concluded".to_owned(),
                span: phrase.span,
                help: "write a phrase after ⇒".to_owned(),
            }));
        };
        let Target::Predicate(id) = reading.target else {
            return Err(head_fault("a computed function cannot be concluded", phrase.span));
        };
        if let Some((_, span)) = reading.modifier {
            return Err(head_fault("only what holds can be concluded", span));
        }
        if let Some(evidence) = &reading.evidence {
            return Err(head_fault("a conclusion has no evidence of its own", evidence.span));
        }
        let predicate = self.lowering.names.declared.schema.get(id).clone();
        match predicate.role {
            Role::Evidence => {
                Err(head_fault("what a finding's evidence is cannot be concluded", phrase.span))
            }
            Role::Context(_) => {
                let context = self.head_context(reading)?;
                let terms = self.head_terms(&predicate, reading, literals)?;
                if !reading.about.is_empty() {
                    return Err(head_fault("a prediction about a context says one thing", phrase.span));
                }
                let relation = predicate.predicted.expect("a context field can be predicted");
                Ok(Atom { relation, terms: vec![Term::Var(context), terms[0]] })
            }
            Role::Finding => {
                let mut terms = self.head_terms(&predicate, reading, literals)?;
                self.head_cells(&predicate, reading, literals, &mut terms)?;
                if !reading.about.is_empty() {
                    return Err(head_fault("a prediction stands in a context of the body", phrase.span));
                }
                terms.push(Term::Var(self.head_context(reading)?));
                let relation = predicate.finding.expect("a finding has its relations").predicted;
                Ok(Atom { relation, terms })
            }
            Role::Plain | Role::Hypothesis => {
                self.no_context(reading)?;
                let terms = self.head_terms(&predicate, reading, literals)?;
                Ok(Atom { relation: predicate.reads, terms })
            }
        }
    }

    fn head_context(&mut self, reading: &Reading) -> Built<Variable> {
        let name = match &reading.place {
            Place::Var(name, _) => name.clone(),
            Place::Unsaid => self.shared.clone(),
        };
        if name == SHARED && !self.scopes[0].contains_key(SHARED) {
            let phrase = self.lowering.names.sources.slice(reading.span).to_owned();
            return Err(Box::new(Fault::NoContext { phrase, span: reading.span }));
        }
        Ok(self.variable(&name, reading.span))
    }

    fn head_terms(
        &mut self,
        predicate: &crate::fact::Predicate,
        reading: &Reading,
        literals: &mut Vec<Literal>,
    ) -> Built<Vec<Term>> {
        let mut terms = Vec::new();
        for (slot, column) in reading.slots.iter().zip(&predicate.columns) {
            terms.push(self.head_term(&slot.value, column.kind, slot.span, literals)?);
        }
        Ok(terms)
    }

    fn head_cells(
        &mut self,
        predicate: &crate::fact::Predicate,
        reading: &Reading,
        literals: &mut Vec<Literal>,
        terms: &mut Vec<Term>,
    ) -> Built<()> {
        let kind = self.lowering.names.kind("cell").unwrap_or(KindId(0));
        for (slot, _) in reading.slots.iter().zip(&predicate.columns).filter(|(_, c)| c.cell) {
            let term = match &slot.cell {
                SlotValue::Any => Term::Const(Symbol::UNKNOWN),
                cell => self.head_term(cell, kind, slot.span, literals)?,
            };
            terms.push(term);
        }
        Ok(())
    }

    fn head_term(
        &mut self,
        value: &SlotValue,
        kind: KindId,
        span: Span,
        literals: &mut Vec<Literal>,
    ) -> Built<Term> {
        match value {
            SlotValue::Any => Err(head_fault("a conclusion leaves a column open", span)),
            SlotValue::Const(symbol, _) => Ok(Term::Const(*symbol)),
            _ => self.body_term(value, kind, span, literals),
        }
    }
}

fn head_fault(message: &str, span: Span) -> Box<Fault> {
    Box::new(Fault::Head {
        message: message.to_owned(),
        span,
        help: "conclude a predicate, a hypothesis, a finding (as a prediction) or a phrase about a context, \
               with every column filled"
            .to_owned(),
    })
}
