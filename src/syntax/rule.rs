//! Rules and tests. In: the tokens of one item. Out: the item, and every error in its parts. Must
//! not know other items.

use nom::Parser;
use nom::combinator::opt;

use super::ast::{Expect, Formula, Given, ItemKind, Phrase, RuleItem, TestItem, Words};
use super::declare::{is_name_token, quoted_name, words};
use super::error::{ItemError, RuleError, SyntaxError, Wanted, found};
use super::formula::formula;
use super::phrase::{complete, phrase, token};
use super::token::{Fault, Token, TokenKind, Tokens};
use crate::source::Span;

type Errors = Vec<SyntaxError>;

fn kept<T>(result: Result<T, nom::Err<Fault>>, errors: &mut Errors) -> Option<T> {
    result.map_err(|error| errors.extend(reason(error))).ok()
}

/// The error that stopped a parser.
pub(super) fn reason(error: nom::Err<Fault>) -> Option<SyntaxError> {
    match error {
        nom::Err::Error(fault) | nom::Err::Failure(fault) => Some(*fault.0),
        nom::Err::Incomplete(_) => None,
    }
}

/// `[name [strength N]] body [unless …]… ⇒ heads`, behind `rule` if that stands there.
pub(super) fn rule(input: Tokens<'_>, named: Option<()>, errors: &mut Errors) -> Option<ItemKind> {
    let (rest, name, strength) = match named {
        None => (input, None, None),
        Some(()) => {
            let (rest, name) = rule_name(input, errors)?;
            let (rest, strength) = strength(rest, errors);
            (rest, Some(name), strength)
        }
    };
    let arrow = rest.find(|t| t.kind == TokenKind::Implies);
    let Some(sign) = rest.rest.get(arrow).map(|t| rest.span_of(*t)) else {
        errors.push(SyntaxError::new(input.span(), RuleError::NoArrow));
        return None;
    };
    let (body, unless) = conditions(rest.take_tokens(arrow), sign, errors);
    let heads = heads(rest.skip(arrow + 1), sign, errors);
    Some(ItemKind::Rule(RuleItem { name, strength, body: body?, unless, heads: heads? }))
}

fn rule_name<'a>(input: Tokens<'a>, errors: &mut Errors) -> Option<(Tokens<'a>, Words)> {
    let Some(token) = input.first().filter(|t| t.kind == TokenKind::Word) else {
        errors.push(SyntaxError::new(input.here(), RuleError::Name { found: found(&input) }));
        return None;
    };
    Some((input.skip(1), words(input.take_tokens(1)))).filter(|_| token.start < token.end)
}

fn strength<'a>(input: Tokens<'a>, errors: &mut Errors) -> (Tokens<'a>, Option<(f64, Span)>) {
    let Some(value) = input.rest.get(1).copied().filter(|_| input.is_word(0, "strength")) else {
        return (input, None);
    };
    let number = match value.kind {
        TokenKind::Int(n) => n as f64,
        TokenKind::Decimal(n) => n,
        // Alone on its line it can only be meant as a strength; else it starts the body.
        _ if input.rest.get(2).is_some_and(|t| t.first) && value.line == input.rest[0].line => {
            let text = input.text_of(value).to_owned();
            errors.push(SyntaxError::new(input.span_of(value), RuleError::StrengthNumber { text }));
            return (input.skip(2), None);
        }
        _ => return (input, None),
    };
    if !(0.0..=1.0).contains(&number) {
        let text = input.text_of(value).to_owned();
        errors.push(SyntaxError::new(input.span_of(value), RuleError::StrengthRange { text }));
    }
    (input.skip(2), Some((number, input.span_of(value))))
}

fn conditions(input: Tokens<'_>, arrow: Span, errors: &mut Errors) -> (Option<Formula>, Vec<Formula>) {
    let mut runs = input.split(|t| t.kind == TokenKind::Unless).into_iter();
    let body = runs.next().and_then(|run| {
        if run.is_empty() {
            errors.push(SyntaxError::new(arrow, RuleError::EmptyBody));
            return None;
        }
        kept(complete(run, formula), errors)
    });
    let mut unless = Vec::new();
    for run in runs {
        if run.is_empty() {
            errors.push(SyntaxError::new(unless_before(&input, &run, arrow), RuleError::EmptyUnless));
        } else {
            unless.extend(kept(complete(run, formula), errors));
        }
    }
    (body, unless)
}

/// The `unless` that an empty run follows.
fn unless_before(input: &Tokens<'_>, run: &Tokens<'_>, arrow: Span) -> Span {
    let end = run.coming().map_or(run.end, |t| t.start);
    let before = input.rest.partition_point(|t| t.start < end).checked_sub(1);
    before.map_or(arrow, |index| input.span_of(input.rest[index]))
}

fn heads(input: Tokens<'_>, arrow: Span, errors: &mut Errors) -> Option<Vec<Phrase>> {
    if input.is_empty() {
        errors.push(SyntaxError::new(arrow, RuleError::EmptyHead));
        return None;
    }
    let wrong = input.find(|t| head_error(t, arrow).is_some());
    if let Some(token) = input.rest.get(wrong) {
        let error = head_error(*token, arrow)?;
        errors.push(SyntaxError::new(input.span_of(*token), error));
        return None;
    }
    let runs = input.split(|t| matches!(t.kind, TokenKind::And | TokenKind::Comma));
    let heads: Vec<_> = runs.into_iter().filter_map(|run| kept(complete(run, phrase), errors)).collect();
    Some(heads)
}

fn head_error(token: Token, first: Span) -> Option<RuleError> {
    Some(match token.kind {
        TokenKind::Unless => RuleError::UnlessAfter,
        TokenKind::Implies => RuleError::SecondArrow { first },
        TokenKind::Or => RuleError::OrInHead,
        TokenKind::Not => RuleError::NotInHead,
        kind if kind.is_comparison() => RuleError::CompareInHead,
        _ => return None,
    })
}

/// `"name"`, then lines `given …` and `expect …`, behind `test`.
pub(super) fn test(input: Tokens<'_>, errors: &mut Errors) -> Option<ItemKind> {
    const FORM: &str = "test \"name\"";
    let Ok((rest, name)) = quoted_name(input) else {
        let wanted = Wanted { what: "a name in quotation marks", form: FORM };
        let error = ItemError::Malformed { wanted, found: found(&input) };
        errors.push(SyntaxError::new(input.here(), error));
        return None;
    };
    let mut test = TestItem { name, given: Vec::new(), expect: Vec::new() };
    let mut expects = 0;
    let mut rest = rest;
    while let Some(first) = rest.first() {
        let clause = rest.text_of(first);
        if first.kind != TokenKind::Word || !matches!(clause, "given" | "expect") {
            errors.push(SyntaxError::unexpected(&rest));
            return None;
        }
        let after = rest.skip(1);
        let starts = |t: Token| t.first && matches!(rest.text_of(t), "given" | "expect");
        let end = after.find(starts);
        let run = rest.take_tokens(end + 1);
        if clause == "given" {
            test.given.extend(given(run, errors));
        } else {
            expects += 1;
            test.expect.extend(expect(run, errors));
        }
        rest = after.skip(end);
    }
    if expects == 0 {
        errors.push(SyntaxError::new(test.name.span, ItemError::NoExpect));
        return None;
    }
    Some(ItemKind::Test(test))
}

/// `given phrase [from study "paper"]`; the last `from` counts.
fn given(input: Tokens<'_>, errors: &mut Errors) -> Option<Given> {
    let rest = input.skip(1);
    if rest.is_empty() {
        errors.push(SyntaxError::new(input.here(), ItemError::EmptyClause { clause: "given" }));
        return None;
    }
    let source = source_of(&rest);
    let end = source.map_or(rest.rest.len(), |(from, _)| from);
    let phrase = kept(complete(rest.take_tokens(end), phrase), errors)?;
    let (mut study, mut paper) = (None, None);
    if let Some((from, length)) = source {
        let after = rest.skip(from + 1);
        study = (length > 0).then(|| words(after.take_tokens(length)));
        paper = quoted_name(after.skip(length)).ok().map(|(_, name)| name);
    }
    Some(Given { phrase, study, paper, span: input.span() })
}

/// Where `from` stands and how many words name the study, if the clause ends like that.
fn source_of(input: &Tokens<'_>) -> Option<(usize, usize)> {
    let from = (1..input.rest.len()).rev().find(|i| input.is_word(*i, "from"))?;
    let after = input.skip(from + 1);
    let length = after.find(|t| !is_name_token(t.kind));
    let ends = match after.rest.len() - length {
        0 => length > 0,
        1 => after.kind_at(length) == Some(TokenKind::Quoted),
        _ => false,
    };
    ends.then_some((from, length))
}

fn expect(input: Tokens<'_>, errors: &mut Errors) -> Option<Expect> {
    let rest = input.skip(1);
    if rest.is_empty() {
        errors.push(SyntaxError::new(input.here(), ItemError::EmptyClause { clause: "expect" }));
        return None;
    }
    let (rest, not) = kept(opt(token(|k| k == TokenKind::Not)).parse(rest), errors)?;
    let phrase = kept(complete(rest, phrase), errors)?;
    Some(Expect { absent: not.is_some(), phrase, span: input.span() })
}
