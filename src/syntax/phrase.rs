//! Phrases and terms. In: tokens with paired brackets. Out: phrases as written. Must not know
//! templates or names.

use nom::Parser;
use nom::combinator::{map, opt};
use nom::multi::many0;

use super::ast::{Content, Modifier, Part, PartKind, Phrase, Term, Words};
use super::error::{PhraseError, SyntaxError, found};
use super::lex::unquote;
use super::token::{Fault, Parsed, Token, TokenKind, Tokens, fail};
use crate::source::Span;

/// Whether a term goes on with this token.
pub(super) fn is_part(kind: TokenKind) -> bool {
    use TokenKind::{Anonymous, Date, Decimal, Int, OpenBrace, OpenParen, Quoted, Variable, Word};
    matches!(
        kind,
        Word | Quoted | Int(_) | Decimal(_) | Date(_) | Variable | Anonymous | OpenParen | OpenBrace
    ) || kind.arithmetic().is_some()
}

/// Takes one token of a kind.
pub(super) fn token<'a>(
    wanted: impl Fn(TokenKind) -> bool,
) -> impl Parser<Tokens<'a>, Output = Token, Error = Fault> {
    move |input: Tokens<'a>| match input.first() {
        Some(token) if wanted(token.kind) => Ok((input.skip(1), token)),
        _ => Err(nom::Err::Error(Fault(Box::new(SyntaxError::unexpected(&input))))),
    }
}

/// Takes one bare word.
pub(super) fn keyword<'a>(word: &'static str) -> impl Parser<Tokens<'a>, Output = Token, Error = Fault> {
    move |input: Tokens<'a>| {
        if input.is_word(0, word) {
            return token(|k| k == TokenKind::Word).parse(input);
        }
        Err(nom::Err::Error(Fault(Box::new(SyntaxError::unexpected(&input)))))
    }
}

/// Runs a parser that must use all of its input.
pub(super) fn complete<'a, T>(
    input: Tokens<'a>,
    mut parser: impl Parser<Tokens<'a>, Output = T, Error = Fault>,
) -> Result<T, nom::Err<Fault>> {
    let (rest, value) = parser.parse(input)?;
    match rest.kind() {
        None => Ok(value),
        Some(kind) => fail(leftover(kind, &rest)),
    }
}

fn leftover(kind: TokenKind, rest: &Tokens<'_>) -> SyntaxError {
    let found = found(rest);
    let error = match kind {
        TokenKind::Unless => PhraseError::UnlessInside,
        TokenKind::Not | TokenKind::And | TokenKind::Or | TokenKind::Comma | TokenKind::Equal => {
            PhraseError::OperatorInside { found }
        }
        kind if kind.is_comparison() => PhraseError::OperatorInside { found },
        _ => PhraseError::Unexpected { found },
    };
    SyntaxError::new(rest.here(), error)
}

/// `[denied|proposed|predicted] content [@ ?e]`
pub(super) fn phrase(input: Tokens<'_>) -> Parsed<'_, Phrase> {
    let (rest, modifier) = opt(modifier).parse(input)?;
    if !rest.kind().is_some_and(is_part) {
        return fail(SyntaxError::new(rest.here(), PhraseError::NoPhrase { found: found(&rest) }));
    }
    let is_call = rest.kind() == Some(TokenKind::Word)
        && rest.rest.get(1).is_some_and(|t| t.kind == TokenKind::OpenParen && !t.spaced);
    let (rest, content) = if is_call { call(rest)? } else { map(term, Content::Words).parse(rest)? };
    let (rest, evidence) = opt(evidence).parse(rest)?;
    Ok((rest, Phrase { modifier, content, evidence, span: input.span_before(&rest) }))
}

fn modifier(input: Tokens<'_>) -> Parsed<'_, (Modifier, Span)> {
    let (rest, token) = token(|k| k == TokenKind::Word).parse(input)?;
    let modifier = match input.text_of(token) {
        "denied" => Modifier::Denied,
        "proposed" => Modifier::Proposed,
        "predicted" => Modifier::Predicted,
        _ => return Err(nom::Err::Error(Fault(Box::new(SyntaxError::unexpected(&input))))),
    };
    // Alone, or as a name of a predicate, it is a word like any other.
    let called = rest.first().is_some_and(|t| t.kind == TokenKind::OpenParen && !t.spaced);
    if called || !rest.kind().is_some_and(is_part) {
        return Err(nom::Err::Error(Fault(Box::new(SyntaxError::unexpected(&input)))));
    }
    Ok((rest, (modifier, input.span_of(token))))
}

fn evidence(input: Tokens<'_>) -> Parsed<'_, Words> {
    let (rest, _) = token(|k| k == TokenKind::At).parse(input)?;
    match rest.first() {
        Some(token) if token.kind == TokenKind::Variable => {
            let text = rest.text_of(token)[1..].to_owned();
            Ok((rest.skip(1), Words { text, span: rest.span_of(token) }))
        }
        _ => fail(SyntaxError::new(rest.here(), PhraseError::EvidenceVariable)),
    }
}

/// `name(term, term) [in term]`
fn call(input: Tokens<'_>) -> Parsed<'_, Content> {
    let (rest, name) = token(|k| k == TokenKind::Word).parse(input)?;
    let (inner, rest) = rest.bracket();
    let arguments = terms(inner)?;
    let (rest, place) = opt(nom::sequence::preceded(keyword("in"), term)).parse(rest)?;
    let name = Words { text: input.text_of(name).to_owned(), span: input.span_of(name) };
    if rest.kind().is_some_and(|k| is_part(k) || k == TokenKind::Colon) {
        return fail(SyntaxError::new(rest.here(), PhraseError::AfterCall { name: name.text }));
    }
    Ok((rest, Content::Call(name, arguments, place)))
}

/// Terms between commas; none if there is no token.
pub(super) fn terms(input: Tokens<'_>) -> Result<Vec<Term>, nom::Err<Fault>> {
    if input.is_empty() {
        return Ok(Vec::new());
    }
    input.split(|t| t.kind == TokenKind::Comma).into_iter().map(|run| complete(run, term)).collect()
}

/// One or more parts.
pub(super) fn term(input: Tokens<'_>) -> Parsed<'_, Term> {
    let (rest, parts) = many0(typed_part).parse(input)?;
    finish_term(input, rest, parts)
}

/// The inside of `( … )` within a term, where a comma is a part.
fn grouped_term(input: Tokens<'_>) -> Parsed<'_, Term> {
    let (rest, parts) = many0(nom::branch::alt((typed_part, comma))).parse(input)?;
    finish_term(input, rest, parts)
}

fn finish_term<'a>(
    input: Tokens<'a>,
    rest: Tokens<'a>,
    parts: Vec<(Part, Option<Part>)>,
) -> Parsed<'a, Term> {
    if parts.is_empty() {
        return fail(SyntaxError::new(input.here(), PhraseError::NoOperand { found: found(&input) }));
    }
    let parts = parts.into_iter().flat_map(|(part, colon)| std::iter::once(part).chain(colon)).collect();
    Ok((rest, Term { parts, span: input.span_before(&rest) }))
}

fn comma(input: Tokens<'_>) -> Parsed<'_, (Part, Option<Part>)> {
    let (rest, token) = token(|k| k == TokenKind::Comma).parse(input)?;
    Ok((rest, (Part { kind: PartKind::Word(",".to_owned()), span: input.span_of(token) }, None)))
}

fn part(input: Tokens<'_>) -> Parsed<'_, Part> {
    let Some(first) = input.first() else {
        return Err(nom::Err::Error(Fault(Box::new(SyntaxError::unexpected(&input)))));
    };
    if first.kind.opens() {
        return bracketed(input);
    }
    let text = input.text_of(first);
    let kind = match first.kind {
        TokenKind::Word => PartKind::Word(text.to_owned()),
        TokenKind::Quoted => PartKind::Quoted(unquote(text)),
        TokenKind::Int(n) => PartKind::Int(n),
        TokenKind::Decimal(n) => PartKind::Decimal(n),
        TokenKind::Date(day) => PartKind::Date(day),
        TokenKind::Variable => PartKind::Variable(text[1..].to_owned()),
        TokenKind::Anonymous => PartKind::Anonymous,
        kind => match kind.arithmetic() {
            Some(sign) => PartKind::Operator(sign),
            None => return Err(nom::Err::Error(Fault(Box::new(SyntaxError::unexpected(&input))))),
        },
    };
    Ok((input.skip(1), Part { kind, span: input.span_of(first) }))
}

/// A part, with the colon of `?x: gene` behind it.
fn typed_part(input: Tokens<'_>) -> Parsed<'_, (Part, Option<Part>)> {
    let (rest, part) = part(input)?;
    let is_variable = matches!(part.kind, PartKind::Variable(_) | PartKind::Anonymous);
    let kind_follows = matches!(rest.kind_at(1), Some(TokenKind::Word | TokenKind::Quoted));
    match rest.first() {
        Some(colon) if colon.kind == TokenKind::Colon && is_variable && kind_follows => {
            Ok((rest.skip(1), (part, Some(Part { kind: PartKind::Colon, span: rest.span_of(colon) }))))
        }
        _ => Ok((rest, (part, None))),
    }
}

fn bracketed(input: Tokens<'_>) -> Parsed<'_, Part> {
    let (inner, rest) = input.bracket();
    let kind = match input.kind() {
        Some(TokenKind::OpenParen) => PartKind::Group(complete(inner, grouped_term)?),
        _ => PartKind::Record(terms(inner)?),
    };
    Ok((rest, Part { kind, span: input.span_before(&rest) }))
}
