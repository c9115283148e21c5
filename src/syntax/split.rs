//! Tokens to items. In: all tokens and comments of a text. Out: the range of tokens of each item,
//! with brackets paired and documentation found. Must not know what items there are.

use std::ops::Range;

use super::error::{Foreign, SyntaxError, TextError, What};
use super::lex::{Comment, Lexed};
use super::token::{Token, TokenKind};
use crate::source::{SourceId, Span};

/// Levels of brackets and negations within one item; every recursion over a tree relies on it.
pub(super) const MAX_DEPTH: usize = 100;

/// One item before it is parsed.
#[derive(Clone, Debug)]
pub(super) struct RawItem {
    pub(super) tokens: Range<usize>,
    /// Its documentation, as a range of comments.
    pub(super) docs: Range<usize>,
    /// Whether nothing forbids parsing it.
    pub(super) sound: bool,
}

/// Cuts the tokens at column one; errors are added to those of the lexer.
pub(super) fn split(source: SourceId, text: &str, lexed: &mut Lexed) -> Vec<RawItem> {
    let mut items = Vec::new();
    let mut start = 0;
    let mut docs_from = 0;
    while start < lexed.tokens.len() {
        let after = &lexed.tokens[start + 1..];
        let end =
            after.iter().position(|t| starts_item(text, t)).map_or(lexed.tokens.len(), |n| start + 1 + n);
        let first = lexed.tokens[start];
        let indented = !starts_item(text, &first);
        if indented {
            let span = Span { source, start: first.start, end: first.end };
            lexed.errors.push(SyntaxError::new(span, TextError::Indented));
        }
        let end_used = drop_full_stop(source, text, lexed, start..end);
        let unpaired = pair_brackets(source, text, lexed, start..end_used).err();
        let paired = unpaired.is_none();
        lexed.errors.extend(unpaired.filter(|_| !holds_unclosed_quote(lexed, start..end_used)));
        let docs = docs_above(text, &lexed.comments, docs_from, &first);
        docs_from = docs.end;
        items.push(RawItem { tokens: start..end_used, docs, sound: paired && !indented });
        start = end;
    }
    items.retain(|item| !item.tokens.is_empty());
    items
}

fn starts_item(text: &str, token: &Token) -> bool {
    token.first && matches!(&text.as_bytes()[..token.start as usize], [] | [.., b'\n'] | b"\xef\xbb\xbf")
}

/// Whether a comment is documentation: `##`, but not a line of many `#`.
pub(super) fn is_doc(text: &str, comment: &Comment) -> bool {
    let text = &text[comment.start as usize..comment.end as usize];
    comment.own_line && text.starts_with("##") && !text.starts_with("###")
}

/// The run of documentation lines that ends on the line above the item.
fn docs_above(text: &str, comments: &[Comment], from: usize, first: &Token) -> Range<usize> {
    let end = from + comments[from..].partition_point(|c| c.start < first.start);
    let mut start = end;
    let mut line = first.line;
    while start > from && is_doc(text, &comments[start - 1]) && comments[start - 1].line + 1 == line {
        start -= 1;
        line -= 1;
    }
    start..end
}

/// A full stop at the end of an item is reported and left out.
fn drop_full_stop(source: SourceId, text: &str, lexed: &mut Lexed, range: Range<usize>) -> usize {
    let last = &mut lexed.tokens[range.end - 1];
    let word = &text[last.start as usize..last.end as usize];
    if last.kind != TokenKind::Word || !word.ends_with('.') {
        return range.end;
    }
    let span = Span { source, start: last.end - 1, end: last.end };
    let error = TextError::ForeignSign { found: ".".to_owned(), foreign: Foreign::Terminator };
    lexed.errors.push(SyntaxError::new(span, error));
    last.end -= 1;
    if last.start == last.end { range.end - 1 } else { range.end }
}

/// Whether a quotation in these tokens is not closed: it has swallowed what closes the brackets
/// before it.
fn holds_unclosed_quote(lexed: &Lexed, range: Range<usize>) -> bool {
    let (start, end) = (lexed.tokens[range.start].start, lexed.tokens[range.end - 1].end);
    let inside = |e: &&SyntaxError| start <= e.span.start && e.span.start < end;
    lexed.errors.iter().filter(inside).any(|e| e.what == What::Text(TextError::UnclosedQuote))
}

/// Sets `close` of every opening bracket.
///
/// # Errors
/// If one has no partner or lies too deep.
fn pair_brackets(
    source: SourceId,
    text: &str,
    lexed: &mut Lexed,
    range: Range<usize>,
) -> Result<(), SyntaxError> {
    let span = |t: Token| Span { source, start: t.start, end: t.end };
    let sign = |t: Token| text[t.start as usize..].chars().next().unwrap_or_default();
    let mut open: Vec<Open> = Vec::new();
    let (mut depth, mut outside) = (0, 0);
    for index in range {
        let token = lexed.tokens[index];
        match token.kind {
            TokenKind::Not => depth += 1,
            kind if kind.opens() => {
                open.push(Open { index, outside });
                depth += 1;
                outside = depth;
            }
            kind if kind.closes() => match close(&open, &lexed.tokens, token, sign(token), source) {
                Ok(partner) => {
                    lexed.tokens[partner.index].close = (index - partner.index) as u32;
                    (depth, outside) = (partner.outside, partner.outside);
                    open.pop();
                }
                Err(error) => return Err(SyntaxError::new(span(token), error)),
            },
            _ => depth = outside,
        }
        if depth > MAX_DEPTH {
            return Err(SyntaxError::new(span(token), TextError::TooDeep { limit: MAX_DEPTH }));
        }
    }
    let Some(unclosed) = open.pop() else { return Ok(()) };
    let token = lexed.tokens[unclosed.index];
    Err(SyntaxError::new(span(token), TextError::UnclosedBracket { open: sign(token) }))
}

/// A bracket that is open.
#[derive(Clone, Copy)]
struct Open {
    index: usize,
    /// The depth outside of it.
    outside: usize,
}

/// The bracket that `token` closes.
fn close(
    open: &[Open],
    tokens: &[Token],
    token: Token,
    sign: char,
    source: SourceId,
) -> Result<Open, TextError> {
    let partner = *open.last().ok_or(TextError::UnopenedBracket { close: sign })?;
    let opener = tokens[partner.index];
    let (wanted, kind) = match opener.kind {
        TokenKind::OpenParen => (')', TokenKind::CloseParen),
        _ => ('}', TokenKind::CloseBrace),
    };
    let open = Span { source, start: opener.start, end: opener.end };
    if token.kind == kind { Ok(partner) } else { Err(TextError::MismatchedBracket { open, wanted }) }
}
