//! Patterns: how papers word a finding. In: the tokens of one item behind its keyword. Out: the
//! item. Must not know kinds, predicates or grammar.

use nom::Parser;

use super::ast::{ClaimPiece, ItemKind, PatternExample, PatternItem, PatternPiece, Words};
use super::declare::quoted_name;
use super::error::{ItemError, PatternError, SyntaxError, Wanted, found};
use super::phrase::token;
use super::token::{Token, TokenKind, Tokens};

const FORM: &str = "pattern \"{a: entity} promotes {b: process}\" ⇒ {a} promotes {b}";
const EXAMPLE: &str = "example \"TGFB1 promotes invasion.\" ⇒ TGFB1 promotes invasion";

type Errors = Vec<SyntaxError>;

fn missing(input: &Tokens<'_>, what: &'static str, form: &'static str) -> SyntaxError {
    let error = ItemError::Malformed { wanted: Wanted { what, form }, found: found(input) };
    SyntaxError::new(input.here(), error)
}

/// `"wording" ⇒ claim`, then lines `example …` and `no …`, behind `pattern`.
pub(super) fn pattern(input: Tokens<'_>, errors: &mut Errors) -> Option<ItemKind> {
    let Ok((rest, text)) = quoted_name(input) else {
        errors.push(missing(&input, "the wording in quotation marks", FORM));
        return None;
    };
    let pieces = match pieces(&text.text) {
        Ok(pieces) => pieces,
        Err(error) => {
            errors.push(SyntaxError::new(text.span, error));
            return None;
        }
    };
    let (claimed, mut rest) = claim(rest, FORM, errors)?;
    let claim = claim_pieces(&claimed);
    let mut examples = Vec::new();
    while let Some(first) = rest.first() {
        let (example, after) = example(rest, first, errors)?;
        examples.push(example);
        rest = after;
    }
    let claim_span = claimed.span();
    Some(ItemKind::Pattern(PatternItem { text, pieces, claim, claim_span, examples }))
}

/// `⇒ words` up to the line of the next example.
fn claim<'a>(input: Tokens<'a>, form: &'static str, errors: &mut Errors) -> Option<(Tokens<'a>, Tokens<'a>)> {
    let Ok((rest, _)) = token(|k| k == TokenKind::Implies).parse(input) else {
        errors.push(missing(&input, "`⇒`", form));
        return None;
    };
    let end = rest.find(|t| t.first && is_clause(rest.text_of(t)));
    if end == 0 {
        errors.push(missing(&rest, "a claim", form));
        return None;
    }
    Some((rest.take_tokens(end), rest.skip(end)))
}

fn is_clause(word: &str) -> bool {
    matches!(word, "example" | "no")
}

fn example<'a>(input: Tokens<'a>, first: Token, errors: &mut Errors) -> Option<(PatternExample, Tokens<'a>)> {
    let word = input.text_of(first);
    let Ok((rest, sentence)) = quoted_name(input.skip(1)) else {
        errors.push(missing(&input.skip(1), "a sentence in quotation marks", EXAMPLE));
        return None;
    };
    let (claimed, after) = claim(rest, EXAMPLE, errors)?;
    let claim = Words { text: as_written(&claimed), span: claimed.span() };
    let span = input.span_before(&after);
    Some((PatternExample { sentence, claim, absent: word == "no", span }, after))
}

/// The text of the tokens, single spaces between its words.
fn as_written(tokens: &Tokens<'_>) -> String {
    let span = tokens.span();
    let text = &tokens.text[span.start as usize..span.end as usize];
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn claim_pieces(tokens: &Tokens<'_>) -> Vec<ClaimPiece> {
    let mut pieces = Vec::new();
    let mut index = 0;
    while let Some(token) = tokens.rest.get(index) {
        let close = token.close as usize;
        if token.kind == TokenKind::OpenBrace
            && let Some(end) = tokens.rest.get(index + close)
        {
            let (name, aspect) = named(&tokens.text[token.end as usize..end.start as usize]);
            pieces.push(ClaimPiece::Slot { name, aspect });
        } else {
            pieces.push(ClaimPiece::Word(tokens.text_of(*token).to_owned()));
        }
        index += close + 1;
    }
    pieces
}

/// What stands before a colon, and behind it.
fn named(inner: &str) -> (String, Option<String>) {
    match inner.split_once(':') {
        Some((name, rest)) => (name.trim().to_owned(), Some(rest.trim().to_owned())),
        None => (inner.trim().to_owned(), None),
    }
}

/// The wording in pieces.
fn pieces(text: &str) -> Result<Vec<PatternPiece>, PatternError> {
    let mut pieces = Vec::new();
    let mut rest = text.trim_start();
    while let Some(open) = rest.chars().next() {
        let close = match open {
            '{' => Some('}'),
            '(' => Some(')'),
            '[' => Some(']'),
            '}' | ')' | ']' => return Err(PatternError::Bracket { open }),
            _ => None,
        };
        let after = match close {
            Some(close) => {
                let end = rest.find(close).ok_or(PatternError::Bracket { open })?;
                pieces.push(bracketed(open, &rest[1..end])?);
                &rest[end + 1..]
            }
            None => {
                let stops = |c: char| c.is_whitespace() || "{}()[]".contains(c);
                let end = rest.find(stops).unwrap_or(rest.len());
                pieces.push(word(&rest[..end]));
                &rest[end..]
            }
        };
        rest = after.trim_start();
    }
    let tells = pieces.iter().any(|p| matches!(p, PatternPiece::Words(_)));
    if tells { Ok(pieces) } else { Err(PatternError::NoWord) }
}

fn word(text: &str) -> PatternPiece {
    match text {
        "…" | "..." => PatternPiece::Gap,
        word => PatternPiece::Words(vec![word.to_owned()]),
    }
}

fn bracketed(open: char, inner: &str) -> Result<PatternPiece, PatternError> {
    if inner.contains(['{', '}', '(', ')', '[', ']']) {
        return Err(PatternError::Bracket { open });
    }
    if open != '{' {
        let words = inner.split('|').map(str::trim).filter(|w| !w.is_empty()).map(str::to_owned).collect();
        return Ok(if open == '(' { PatternPiece::Words(words) } else { PatternPiece::Optional(words) });
    }
    let (name, kind) = named(inner);
    let sound = !name.is_empty() && !name.contains(char::is_whitespace);
    if !sound || kind.as_deref().is_some_and(str::is_empty) {
        return Err(PatternError::Slot { found: inner.to_owned() });
    }
    Ok(PatternPiece::Slot { name, kind })
}
