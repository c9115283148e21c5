//! A rule in the making: its variables, their kinds, and values of slots as terms.

use std::collections::{BTreeMap, BTreeSet};

use super::error::Fault;
use super::normal::Part;
use super::rule::{Lowered, Lowering, Readings, SHARED};
use super::slot::{Exactness, Expression, Restrict, SlotValue};
use crate::fact::{FunctionId, KindId, Symbol};
use crate::plan::{Literal, Rule, Term, Variable};
use crate::source::Span;
use crate::syntax::ast::Phrase;

/// Where a phrase stands, which decides what it reads.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    Holds,
    Absent,
}

pub(super) struct Builder<'l, 'a> {
    pub(super) lowering: &'l Lowering<'a>,
    pub(super) readings: &'l Readings,
    pub(super) shared: String,
    pub(super) outer: BTreeSet<String>,
    pub(super) variables: Vec<String>,
    pub(super) scopes: Vec<BTreeMap<String, Variable>>,
    pub(super) kinds: BTreeMap<Variable, (KindId, Span)>,
    pub(super) spans: BTreeMap<Variable, Span>,
    pub(super) implicit: Vec<Variable>,
    pub(super) judging: bool,
    /// In a negated group: the context of its own, and whether it was used.
    pub(super) group_context: Option<(Variable, bool)>,
}

pub(super) type Built<T> = Result<T, Box<Fault>>;

impl<'l, 'a> Builder<'l, 'a> {
    pub(super) fn new(
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

    pub(super) fn build(&mut self, body: &[Part<'_>], head: &Phrase, name: &str) -> Built<Lowered> {
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

    pub(super) fn fresh(&mut self, name: &str) -> Variable {
        let variable = Variable::try_from(self.variables.len()).unwrap_or(Variable::MAX);
        self.variables.push(name.to_owned());
        variable
    }

    pub(super) fn hidden(&mut self, name: &str) -> Variable {
        let variable = self.fresh(name);
        self.implicit.push(variable);
        variable
    }

    /// The variable of a name: an outer one, or one of the innermost scope.
    pub(super) fn variable(&mut self, name: &str, span: Span) -> Variable {
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

    pub(super) fn kinded(&mut self, variable: Variable, kind: KindId, span: Span) -> Built<()> {
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

    pub(super) fn internal(&self, name: &str) -> FunctionId {
        self.lowering.registry.find(name).expect("the functions that lowering calls are registered")
    }

    /// A slot of a body as a term; what must hold of it besides goes to `literals`.
    pub(super) fn body_term(
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

    pub(super) fn restrict(
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
    pub(super) fn below(&mut self, symbol: Symbol, kind: KindId, literals: &mut Vec<Literal>) -> Term {
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

    pub(super) fn expression(
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
}
