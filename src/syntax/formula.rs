//! Conditions: ∧, ∨, ¬, parentheses, comparisons, aggregates. In: tokens with paired brackets.
//! Out: formulas. Must not know templates or names.
//!
//! Recursion is bounded by `split::MAX_DEPTH`: each level takes a bracket or a negation.

use nom::Parser;
use nom::combinator::{cut, map};
use nom::multi::separated_list1;

use super::ast::{Aggregate, Formula, Operand, Operator, Words};
use super::error::{PhraseError, SyntaxError, found};
use super::phrase::{complete, is_part, phrase, term, terms, token};
use super::token::{Fault, Parsed, TokenKind, Tokens, fail};

const FOLDS: [&str; 5] = ["count", "sum", "min", "max", "mean"];

/// Conjunctions joined by ∨.
pub(super) fn formula(input: Tokens<'_>) -> Parsed<'_, Formula> {
    let all = separated_list1(token(|k| k == TokenKind::Or), cut(conjunction));
    map(all, |parts| joined(parts, Formula::Or)).parse(input)
}

fn conjunction(input: Tokens<'_>) -> Parsed<'_, Formula> {
    let and = token(|k| matches!(k, TokenKind::And | TokenKind::Comma));
    map(separated_list1(and, cut(condition)), |parts| joined(parts, Formula::And)).parse(input)
}

fn joined(mut parts: Vec<Formula>, join: fn(Vec<Formula>) -> Formula) -> Formula {
    match parts.pop() {
        Some(only) if parts.is_empty() => only,
        last => {
            parts.extend(last);
            join(parts)
        }
    }
}

fn condition(input: Tokens<'_>) -> Parsed<'_, Formula> {
    match input.kind() {
        Some(TokenKind::Not) => {
            let (rest, inner) = condition(input.skip(1))?;
            Ok((rest, Formula::Not(Box::new(inner), input.span_before(&rest))))
        }
        Some(TokenKind::OpenParen) if holds_formula(&input) => {
            let (inner, rest) = input.bracket();
            Ok((rest, complete(inner, formula)?))
        }
        _ if is_comparison(&input) => comparison(input),
        _ => map(phrase, Formula::Phrase).parse(input),
    }
}

/// Parentheses hold conditions unless a phrase or a comparison goes on behind them.
fn holds_formula(input: &Tokens<'_>) -> bool {
    let (_, rest) = input.bracket();
    !rest.kind().is_some_and(|k| is_part(k) || k.is_comparison() || k == TokenKind::At)
}

fn is_comparison(input: &Tokens<'_>) -> bool {
    let end = input.find(|t| !is_part(t.kind) && t.kind != TokenKind::Colon);
    is_aggregate(input) || input.kind_at(end).is_some_and(TokenKind::is_comparison)
}

fn is_aggregate(input: &Tokens<'_>) -> bool {
    input.kind_at(1) == Some(TokenKind::OpenBrace) && FOLDS.iter().any(|fold| input.is_word(0, fold))
}

fn comparison(input: Tokens<'_>) -> Parsed<'_, Formula> {
    let (rest, left) = operand(input)?;
    let Some(operator) = rest.kind().and_then(operator) else {
        let fold =
            rest.text[input.here().start as usize..].chars().take_while(|c| c.is_alphanumeric()).collect();
        let error = PhraseError::AggregateAlone { fold };
        return fail(SyntaxError::new(input.span_before(&rest), error));
    };
    let (after, right) = operand(rest.skip(1))?;
    if after.kind().is_some_and(TokenKind::is_comparison) {
        let middle = rest.skip(1).span_before(&after);
        let middle = after.text[middle.start as usize..middle.end as usize].to_owned();
        return fail(SyntaxError::new(after.here(), PhraseError::Chain { middle }));
    }
    Ok((after, Formula::Compare(left, operator, right, input.span_before(&after))))
}

fn operator(kind: TokenKind) -> Option<Operator> {
    Some(match kind {
        TokenKind::Equal => Operator::Equal,
        TokenKind::NotEqual => Operator::NotEqual,
        TokenKind::Less => Operator::Less,
        TokenKind::LessOrEqual => Operator::LessOrEqual,
        TokenKind::Greater => Operator::Greater,
        TokenKind::GreaterOrEqual => Operator::GreaterOrEqual,
        _ => return None,
    })
}

fn operand(input: Tokens<'_>) -> Parsed<'_, Operand> {
    if is_aggregate(&input) {
        return map(aggregate, Operand::Aggregate).parse(input);
    }
    if !input.kind().is_some_and(is_part) {
        return fail(SyntaxError::new(input.here(), PhraseError::NoOperand { found: found(&input) }));
    }
    map(term, Operand::Term).parse(input)
}

/// `count { term, term : body [unless …] }`
fn aggregate(input: Tokens<'_>) -> Parsed<'_, Aggregate> {
    let fold = Words { text: input.text_of(input.rest[0]).to_owned(), span: input.span_of(input.rest[0]) };
    let (inner, rest) = input.skip(1).bracket();
    let colon = inner.find(|t| t.kind == TokenKind::Colon);
    if inner.kind_at(colon).is_none() {
        let span = input.span_before(&rest);
        return fail(SyntaxError::new(span, PhraseError::AggregateColon { fold: fold.text }));
    }
    let before = inner.take_tokens(colon);
    if before.is_empty() {
        return fail(SyntaxError::new(inner.here(), PhraseError::NoOperand { found: found(&inner) }));
    }
    let over = terms(before)?;
    let body = Box::new(guarded(inner.skip(colon + 1))?);
    Ok((rest, Aggregate { fold, over, body, span: input.span_before(&rest) }))
}

/// A body in which each `unless` is one more negated conjunct.
fn guarded(input: Tokens<'_>) -> Result<Formula, nom::Err<Fault>> {
    let mut runs = input.split(|t| t.kind == TokenKind::Unless).into_iter();
    let body = match runs.next() {
        Some(run) => complete(run, formula)?,
        None => complete(input, formula)?,
    };
    let mut parts = if let Formula::And(parts) = body { parts } else { vec![body] };
    for run in runs {
        parts.push(Formula::Not(Box::new(complete(run, formula)?), run.span()));
    }
    Ok(joined(parts, Formula::And))
}
