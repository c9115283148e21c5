//! Sentence templates. In: a quoted text. Out: words and slots, cut as in a phrase. Must not know
//! the columns.

use super::ast::{TemplateItem, TemplatePiece};
use super::error::{SyntaxError, TemplateError};
use super::lex::{lex, unquote};
use super::token::{Fault, Token, TokenKind, Tokens};
use crate::source::Span;

/// Reads the template that a quoted token holds.
pub(super) fn template(input: &Tokens<'_>, token: Token) -> Result<TemplateItem, nom::Err<Fault>> {
    let span = input.span_of(token);
    pieces(&unquote(input.text_of(token)), span)
        .map(|pieces| TemplateItem { pieces, span })
        .map_err(|error| nom::Err::Failure(Fault(Box::new(SyntaxError::new(span, error)))))
}

fn pieces(text: &str, span: Span) -> Result<Vec<TemplatePiece>, TemplateError> {
    let lexed = lex(span.source, text);
    let slice = |t: &Token| text[t.start as usize..t.end as usize].to_owned();
    if let Some(error) = lexed.errors.first() {
        let found = text.get(error.span.start as usize..error.span.end as usize).unwrap_or(text);
        // A word that touches a closing brace is reported below, with the slot's name.
        if !text[..error.span.start as usize].ends_with('}') {
            return Err(TemplateError::Sign { found: format!("`{found}`") });
        }
    }
    let mut pieces = Vec::new();
    let mut tokens = lexed.tokens.iter();
    let mut last_slot: Option<String> = None;
    while let Some(token) = tokens.next() {
        if token.kind == TokenKind::OpenBrace {
            let touches = pieces.last().is_some_and(|p| !matches!(p, TemplatePiece::Word(w) if w == "("));
            let name = match (tokens.next(), tokens.next()) {
                (Some(name), Some(end)) if end.kind == TokenKind::CloseBrace => slot_name(name, slice(name))?,
                (Some(name), _) if name.kind == TokenKind::CloseBrace => return Err(TemplateError::Slot),
                _ if tokens.any(|t| t.kind == TokenKind::CloseBrace) => return Err(TemplateError::Slot),
                _ => return Err(TemplateError::Brace),
            };
            if touches && !token.spaced {
                return Err(TemplateError::Glue { slot: name });
            }
            last_slot = Some(name.clone());
            pieces.push(TemplatePiece::Slot(name));
            continue;
        }
        let word = word(token, slice(token))?;
        let touches = !token.spaced && !matches!(word.as_str(), ")" | ",");
        if let Some(slot) = last_slot.take().filter(|_| touches) {
            return Err(TemplateError::Glue { slot });
        }
        pieces.push(TemplatePiece::Word(word));
    }
    if pieces.is_empty() { Err(TemplateError::Empty) } else { Ok(pieces) }
}

fn slot_name(token: &Token, text: String) -> Result<String, TemplateError> {
    let is_name = matches!(token.kind, TokenKind::Word | TokenKind::And | TokenKind::Or | TokenKind::Not);
    if is_name { Ok(text) } else { Err(TemplateError::Slot) }
}

fn word(token: &Token, text: String) -> Result<String, TemplateError> {
    use TokenKind::{CloseParen, Comma, Date, Decimal, Int, OpenParen, Word};
    match token.kind {
        Word | Int(_) | Decimal(_) | Date(_) | OpenParen | CloseParen | Comma => Ok(text),
        TokenKind::CloseBrace => Err(TemplateError::Brace),
        kind => match kind.arithmetic() {
            Some(sign) => Ok(sign.to_string()),
            None => Err(TemplateError::Sign { found: format!("`{text}`") }),
        },
    }
}
