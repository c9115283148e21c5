//! Tokens, and a slice of them as input for nom. In: what `lex` found. Out: parsers' input with
//! places. Must not know any grammar beyond brackets.

use std::iter::{Copied, Enumerate};
use std::slice::Iter;

use nom::{Input, Needed};

use super::error::SyntaxError;
use crate::source::{SourceId, Span};

/// What a token is; texts are read through its place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum TokenKind {
    Word,
    Quoted,
    Int(i64),
    Decimal(f64),
    Date(i32),
    Variable,
    Anonymous,
    OpenParen,
    CloseParen,
    OpenBrace,
    CloseBrace,
    Comma,
    At,
    Colon,
    And,
    Or,
    Not,
    Implies,
    Unless,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Plus,
    Minus,
    Times,
    Slash,
}

impl TokenKind {
    /// The sign of an arithmetic operator.
    pub(super) fn arithmetic(self) -> Option<char> {
        Some(match self {
            Self::Plus => '+',
            Self::Minus => '-',
            Self::Times => '×',
            Self::Slash => '/',
            _ => return None,
        })
    }

    pub(super) fn is_comparison(self) -> bool {
        use TokenKind::{Equal, Greater, GreaterOrEqual, Less, LessOrEqual, NotEqual};
        matches!(self, Equal | NotEqual | Less | LessOrEqual | Greater | GreaterOrEqual)
    }

    pub(super) fn opens(self) -> bool {
        matches!(self, Self::OpenParen | Self::OpenBrace)
    }

    pub(super) fn closes(self) -> bool {
        matches!(self, Self::CloseParen | Self::CloseBrace)
    }
}

/// One token with its place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub(super) kind: TokenKind,
    pub(super) start: u32,
    pub(super) end: u32,
    /// Line, from 0.
    pub(super) line: u32,
    /// Whether white space, a comment or the start of the text stands before it.
    pub(super) spaced: bool,
    /// Whether it is the first of its line.
    pub(super) first: bool,
    /// From an opening bracket, how many tokens further its closing one stands; 0 elsewhere.
    pub(super) close: u32,
}

/// What the grammar parsers read: tokens of one item or of a part of it, all brackets paired.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tokens<'a> {
    pub(super) source: SourceId,
    pub(super) text: &'a str,
    pub(super) rest: &'a [Token],
    /// What stands behind the last of these tokens in the same item.
    pub(super) next: Option<Token>,
    /// Where the item ends.
    pub(super) end: u32,
}

impl<'a> Tokens<'a> {
    pub(super) fn first(&self) -> Option<Token> {
        self.rest.first().copied()
    }

    pub(super) fn kind(&self) -> Option<TokenKind> {
        self.rest.first().map(|t| t.kind)
    }

    pub(super) fn kind_at(&self, index: usize) -> Option<TokenKind> {
        self.rest.get(index).map(|t| t.kind)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    pub(super) fn text_of(&self, token: Token) -> &'a str {
        &self.text[token.start as usize..token.end as usize]
    }

    /// Whether the token at `index` is this bare word.
    pub(super) fn is_word(&self, index: usize, word: &str) -> bool {
        self.rest.get(index).is_some_and(|t| t.kind == TokenKind::Word && self.text_of(*t) == word)
    }

    pub(super) fn span_of(&self, token: Token) -> Span {
        Span { source: self.source, start: token.start, end: token.end }
    }

    /// The next token, be it one of these or behind them.
    pub(super) fn coming(&self) -> Option<Token> {
        self.first().or(self.next)
    }

    /// The place of the next token, or of the spot behind the item.
    pub(super) fn here(&self) -> Span {
        let end = Span { source: self.source, start: self.end, end: self.end };
        self.coming().map_or(end, |t| self.span_of(t))
    }

    /// The place of all tokens that are left.
    pub(super) fn span(&self) -> Span {
        let last = self.rest.last().map_or(self.here(), |t| self.span_of(*t));
        self.here().to(last)
    }

    /// The place from here to the last token before `rest`.
    pub(super) fn span_before(&self, rest: &Tokens<'_>) -> Span {
        let used = self.rest.len() - rest.rest.len();
        self.take_tokens(used).span()
    }

    /// The first `count` tokens alone.
    pub(super) fn take_tokens(&self, count: usize) -> Self {
        let next = self.rest.get(count).copied().or(self.next);
        Self { rest: &self.rest[..count], next, ..*self }
    }

    pub(super) fn skip(&self, count: usize) -> Self {
        Self { rest: &self.rest[count..], ..*self }
    }

    /// At an opening bracket: what it holds, and what follows its closing one.
    pub(super) fn bracket(&self) -> (Self, Self) {
        let close = self.rest[0].close as usize;
        let inner = Self { rest: &self.rest[1..close], next: Some(self.rest[close]), ..*self };
        (inner, self.skip(close + 1))
    }

    /// The index of the first token outside brackets that `stops`, or the number of tokens.
    pub(super) fn find(&self, stops: impl Fn(Token) -> bool) -> usize {
        let mut index = 0;
        while let Some(token) = self.rest.get(index) {
            if stops(*token) {
                break;
            }
            index += token.close as usize + 1;
        }
        index
    }

    /// The runs between those tokens outside brackets that `separates`; always at least one.
    pub(super) fn split(&self, separates: impl Fn(Token) -> bool + Copy) -> Vec<Self> {
        let mut runs = Vec::new();
        let mut rest = *self;
        loop {
            let at = rest.find(separates);
            runs.push(rest.take_tokens(at));
            if at == rest.rest.len() {
                return runs;
            }
            rest = rest.skip(at + 1);
        }
    }
}

impl<'a> Input for Tokens<'a> {
    type Item = Token;
    type Iter = Copied<Iter<'a, Token>>;
    type IterIndices = Enumerate<Self::Iter>;

    fn input_len(&self) -> usize {
        self.rest.len()
    }

    fn take(&self, index: usize) -> Self {
        self.take_tokens(index)
    }

    fn take_from(&self, index: usize) -> Self {
        self.skip(index)
    }

    fn take_split(&self, index: usize) -> (Self, Self) {
        (self.skip(index), self.take_tokens(index))
    }

    fn position<P: Fn(Token) -> bool>(&self, predicate: P) -> Option<usize> {
        self.rest.iter().position(|t| predicate(*t))
    }

    fn iter_elements(&self) -> Self::Iter {
        self.rest.iter().copied()
    }

    fn iter_indices(&self) -> Self::IterIndices {
        self.iter_elements().enumerate()
    }

    fn slice_index(&self, count: usize) -> Result<usize, Needed> {
        if count <= self.rest.len() { Ok(count) } else { Err(Needed::new(count - self.rest.len())) }
    }
}

/// Why a parser stopped; boxed, since results are passed by value everywhere.
#[derive(Debug)]
pub(super) struct Fault(pub(super) Box<SyntaxError>);

impl<'a> nom::error::ParseError<Tokens<'a>> for Fault {
    fn from_error_kind(input: Tokens<'a>, _: nom::error::ErrorKind) -> Self {
        Self(Box::new(SyntaxError::unexpected(&input)))
    }

    fn append(_: Tokens<'a>, _: nom::error::ErrorKind, other: Self) -> Self {
        other
    }
}

/// What every grammar parser returns.
pub(super) type Parsed<'a, T> = nom::IResult<Tokens<'a>, T, Fault>;

/// A parser's end with an error that no alternative mends.
pub(super) fn fail<T>(error: SyntaxError) -> Result<T, nom::Err<Fault>> {
    Err(nom::Err::Failure(Fault(Box::new(error))))
}
