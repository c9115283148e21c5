//! What stands in one slot of a phrase: parts of a term to a value, by the column's kind.

use super::names::{NameFault, Names};
use crate::fact::{Column, Decimal, KindId, Symbol, Value};
use crate::source::Span;
use crate::syntax::ast::{Part, PartKind};

/// A slot's value and the cell that it is in.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Slot {
    pub(super) value: SlotValue,
    pub(super) cell: SlotValue,
    pub(super) span: Span,
}

/// What a slot holds.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum SlotValue {
    /// `_`, or a column that the template leaves out.
    Any,
    /// `?x`, `?x: kind`.
    Var(String, Option<Restrict>),
    /// A name, a number, a text, a date; `exactly` before it.
    Const(Symbol, Exactness),
    /// Arithmetic, or a regimen with a variable.
    Expression(Box<Expression>),
    /// `{letrozole, HR+ breast cancer}`: its entries, to be read as phrases about a context.
    Record(Vec<Vec<Part>>),
}

/// Whether a constant stands for what is below it too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Exactness {
    /// Itself and everything below it.
    Below,
    /// Itself alone.
    Exactly,
}

/// What a variable is limited to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Restrict {
    /// Values of a kind.
    Kind(KindId),
    /// An entity and what is below it.
    Below(Symbol, KindId),
}

/// Arithmetic over numbers, or `+` over therapies.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Expression {
    /// A constant.
    Value(Symbol),
    /// A variable.
    Var(String),
    /// Both sides, computed.
    Operation(char, Box<Expression>, Box<Expression>),
}

/// Why parts are no value of a column.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum SlotFault {
    /// Not of the form of a value.
    Form,
    /// A name that is not known here.
    Name(NameFault),
    /// A variable's kind that is no kind.
    Kind { name: String, span: Span },
}

type Read<T> = Result<T, SlotFault>;

/// The place of a run of parts.
pub(super) fn span_of(parts: &[Part]) -> Option<Span> {
    Some(parts.first()?.span.to(parts.last()?.span))
}

fn word(part: &Part) -> Option<&str> {
    match &part.kind {
        PartKind::Word(w) => Some(w),
        _ => None,
    }
}

impl Names<'_> {
    /// The name that a run of parts spells, if it is one.
    pub(super) fn spelled(&self, parts: &[Part]) -> Option<String> {
        if let [Part { kind: PartKind::Quoted(text), .. }] = parts {
            return Some(text.clone());
        }
        let name_like = |p: &Part| {
            matches!(p.kind, PartKind::Word(_) | PartKind::Int(_) | PartKind::Decimal(_) | PartKind::Date(_))
        };
        if parts.is_empty() || !parts.iter().all(name_like) || word(&parts[0]).is_some_and(|w| w == "exactly")
        {
            return None;
        }
        let pieces: Vec<&str> = parts.iter().map(|p| self.sources.slice(p.span)).collect();
        Some(pieces.join(" "))
    }

    /// Reads a slot of a column; a participant's cell after `of`.
    pub(super) fn slot(&self, parts: &[Part], column: &Column) -> Read<Slot> {
        let span = span_of(parts).ok_or(SlotFault::Form)?;
        let whole = self.value(parts, column.kind);
        let splits = if column.cell { cell_splits(parts) } else { Vec::new() };
        match whole {
            Ok(value) => Ok(Slot { value, cell: SlotValue::Any, span }),
            Err(fault) => {
                for at in splits {
                    let cell_kind = self.kind("cell").unwrap_or(KindId(0));
                    let value = self.value(&parts[..at], column.kind);
                    let cell = self.value(&parts[at + 1..], cell_kind);
                    match (value, cell) {
                        (Ok(value), Ok(cell)) => return Ok(Slot { value, cell, span }),
                        (Ok(_), Err(fault)) | (Err(fault @ SlotFault::Name(_)), Ok(_)) => return Err(fault),
                        _ => {}
                    }
                }
                Err(fault)
            }
        }
    }

    fn value(&self, parts: &[Part], kind: KindId) -> Read<SlotValue> {
        let span = span_of(parts).ok_or(SlotFault::Form)?;
        match parts {
            [Part { kind: PartKind::Anonymous, .. }] => Ok(SlotValue::Any),
            [Part { kind: PartKind::Variable(name), .. }] => Ok(SlotValue::Var(name.clone(), None)),
            [Part { kind: PartKind::Variable(name), .. }, Part { kind: PartKind::Colon, .. }, words @ ..] => {
                Ok(SlotValue::Var(name.clone(), Some(self.restriction(words, kind)?)))
            }
            [first, rest @ ..] if !rest.is_empty() && word(first) == Some("exactly") => {
                match self.value(rest, kind)? {
                    SlotValue::Const(symbol, _) => Ok(SlotValue::Const(symbol, Exactness::Exactly)),
                    _ => Err(SlotFault::Form),
                }
            }
            [Part { kind: PartKind::Record(entries), .. }] if self.kind_name(kind) == "context" => {
                Ok(SlotValue::Record(entries.iter().map(|t| t.parts.clone()).collect()))
            }
            _ if has_operator(parts) => self.expression(parts, kind),
            [one] => self.literal(one, kind, span),
            _ => self.named(parts, kind, span),
        }
    }

    fn literal(&self, part: &Part, kind: KindId, span: Span) -> Read<SlotValue> {
        let value = match part.kind {
            PartKind::Int(n) => Value::Int(n),
            PartKind::Decimal(n) => match Decimal::new(n).and_then(|d| Value::number(d.get())) {
                Some(value) => value,
                None => return Err(SlotFault::Form),
            },
            PartKind::Date(days) => Value::Date(days),
            PartKind::Group(ref inner) => return self.expression(&inner.parts, kind),
            _ => return self.named(std::slice::from_ref(part), kind, span),
        };
        let fits = match (self.kind_name(kind), &value) {
            ("number", Value::Int(_) | Value::Decimal(_)) | ("date", Value::Date(_)) => true,
            ("number" | "date" | "text" | "context" | "evidence" | "conclusion", _) => false,
            _ => self.open(kind),
        };
        if fits {
            Ok(SlotValue::Const(self.interner.intern(value), Exactness::Exactly))
        } else {
            self.named(std::slice::from_ref(part), kind, span)
        }
    }

    fn named(&self, parts: &[Part], kind: KindId, span: Span) -> Read<SlotValue> {
        let name = self.spelled(parts).ok_or(SlotFault::Form)?;
        let symbol = self.constant(&name, kind, span).map_err(SlotFault::Name)?;
        Ok(SlotValue::Const(symbol, Exactness::Below))
    }

    fn restriction(&self, words: &[Part], column: KindId) -> Read<Restrict> {
        let span = span_of(words).ok_or(SlotFault::Form)?;
        let name = self.spelled(words).ok_or(SlotFault::Form)?;
        if let Some(kind) = self.kind(&name) {
            return if self.kinds_meet(kind, column) {
                Ok(Restrict::Kind(kind))
            } else {
                let found = name.clone();
                Err(SlotFault::Name(NameFault::Kind { name, found, wanted: column, span }))
            };
        }
        match self.vocabulary.lookup(&name).as_slice() {
            [one] => {
                let kind = self.kind(&one.kind).unwrap_or(KindId(0));
                if self.kinds_meet(kind, column) {
                    Ok(Restrict::Below(self.interner.entity(&one.id), kind))
                } else {
                    let found = one.kind.clone();
                    Err(SlotFault::Name(NameFault::Kind { name, found, wanted: column, span }))
                }
            }
            [] => Err(SlotFault::Kind { name, span }),
            many => {
                let candidates = many.iter().map(|e| e.name.clone()).collect();
                Err(SlotFault::Name(NameFault::Ambiguous { name, span, candidates }))
            }
        }
    }

    /// Reads arithmetic; products bind before sums. Where the kind is not a number, `+` unites
    /// therapies.
    fn expression(&self, parts: &[Part], kind: KindId) -> Read<SlotValue> {
        let expression = self.sum(parts, kind)?;
        Ok(match expression {
            Expression::Value(symbol) => SlotValue::Const(symbol, Exactness::Below),
            Expression::Var(name) => SlotValue::Var(name, None),
            operation => match self.regimen(&operation) {
                Some(members) => SlotValue::Const(
                    self.interner.together(crate::fact::Shape::Regimen, &members),
                    Exactness::Below,
                ),
                None => SlotValue::Expression(Box::new(operation)),
            },
        })
    }

    fn regimen(&self, expression: &Expression) -> Option<Vec<Symbol>> {
        match expression {
            Expression::Value(symbol) => self.interner.number(*symbol).is_none().then(|| vec![*symbol]),
            Expression::Operation('+', a, b) => {
                let mut members = self.regimen(a)?;
                members.extend(self.regimen(b)?);
                Some(members)
            }
            _ => None,
        }
    }

    fn sum(&self, parts: &[Part], kind: KindId) -> Read<Expression> {
        self.operations(parts, &['+', '-'], &|names, side| {
            names.operations(side, &['×', '/'], &|names, side| names.operand(side, kind))
        })
    }

    fn operations(
        &self,
        parts: &[Part],
        operators: &[char],
        inner: &dyn Fn(&Self, &[Part]) -> Read<Expression>,
    ) -> Read<Expression> {
        let mut sides = Vec::new();
        let mut found = Vec::new();
        let mut start = 0;
        for (i, part) in parts.iter().enumerate() {
            if let PartKind::Operator(c) = part.kind
                && operators.contains(&c)
            {
                sides.push(&parts[start..i]);
                found.push(c);
                start = i + 1;
            }
        }
        sides.push(&parts[start..]);
        let mut sides = sides.into_iter();
        let mut left = inner(self, sides.next().unwrap_or_default())?;
        for (operator, side) in found.into_iter().zip(sides) {
            left = Expression::Operation(operator, Box::new(left), Box::new(inner(self, side)?));
        }
        Ok(left)
    }

    fn operand(&self, parts: &[Part], kind: KindId) -> Read<Expression> {
        if let [Part { kind: PartKind::Group(inner), .. }] = parts {
            return self.sum(&inner.parts, kind);
        }
        match self.value(parts, kind)? {
            SlotValue::Var(name, None) => Ok(Expression::Var(name)),
            SlotValue::Const(symbol, _) => Ok(Expression::Value(symbol)),
            _ => Err(SlotFault::Form),
        }
    }

    /// Reads a side of a comparison, whose kind may be unknown.
    pub(super) fn side(&self, parts: &[Part], kind: Option<KindId>) -> Read<SlotValue> {
        let number = self.kind("number").unwrap_or(KindId(0));
        let numeric = parts.iter().any(|p| matches!(p.kind, PartKind::Int(_) | PartKind::Decimal(_)));
        let date = parts.iter().any(|p| matches!(p.kind, PartKind::Date(_)));
        let kind = match kind {
            Some(kind) => kind,
            None if numeric || has_operator(parts) => number,
            None if date => self.kind("date").unwrap_or(number),
            None => self.kind("entity").unwrap_or(number),
        };
        match parts {
            [Part { kind: PartKind::Quoted(text), .. }] if self.kind_name(kind) == "entity" => {
                let named = self.value(parts, kind);
                Ok(named.unwrap_or_else(|_| SlotValue::Const(self.interner.text(text), Exactness::Exactly)))
            }
            _ => self.value(parts, kind),
        }
    }
}

fn has_operator(parts: &[Part]) -> bool {
    parts.iter().any(|p| matches!(p.kind, PartKind::Operator(_)))
}

/// Where `of` could separate a participant from its cell, last first.
fn cell_splits(parts: &[Part]) -> Vec<usize> {
    let last = parts.len().saturating_sub(1);
    (1..last.max(1)).rev().filter(|&i| i < last + 1 && word(&parts[i]) == Some("of")).collect()
}
