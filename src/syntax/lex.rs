//! Text to tokens and comments. In: a source's text. Out: every token with its place, comments
//! apart, and an error for each sign that the language does not have. Must not know any grammar.

use nom::branch::alt;
use nom::bytes::complete::{is_not, tag, take_while, take_while1};
use nom::character::complete::{anychar, char, satisfy};
use nom::combinator::{map, not, peek, recognize, value};
use nom::multi::many0_count;
use nom::sequence::{preceded, terminated};
use nom::{IResult, Parser};

use super::error::{Foreign, SyntaxError, TextError};
use super::literal::{Literal, literal};
use super::token::{Token, TokenKind};
use crate::source::{SourceId, Span};

/// A comment, from its `#` to the end of its line, without trailing white space.
#[derive(Clone, Copy, Debug)]
pub(super) struct Comment {
    pub(super) start: u32,
    pub(super) end: u32,
    /// Line, from 0.
    pub(super) line: u32,
    /// Whether no token stands before it on its line.
    pub(super) own_line: bool,
}

/// All that a text holds.
#[derive(Debug, Default)]
pub(super) struct Lexed {
    pub(super) tokens: Vec<Token>,
    pub(super) comments: Vec<Comment>,
    pub(super) errors: Vec<SyntaxError>,
}

/// One step through the text.
#[derive(Clone, Copy)]
enum Lexeme {
    Space,
    Newline,
    Comment,
    Token(TokenKind),
    Word,
    /// A quoted text without its end on the same line.
    Unclosed,
    /// `// comment`
    SlashComment,
    /// A sign of another language, and what was meant.
    Foreign(Foreign),
    /// Printed as nothing, so a name with it would look right and match nothing.
    Invisible,
}

/// Cuts a text into tokens and comments.
pub(super) fn lex(source: SourceId, text: &str) -> Lexed {
    let mut lexer = Lexer { source, text, line: 0, first: true, spaced: true, out: Lexed::default() };
    let mut rest = text.strip_prefix('\u{feff}').unwrap_or(text);
    while !rest.is_empty() {
        let start = text.len() - rest.len();
        let Ok((next, lexeme)) = lexeme(rest) else { break };
        lexer.take(lexeme, start, text.len() - next.len());
        rest = next;
    }
    lexer.out
}

struct Lexer<'a> {
    source: SourceId,
    text: &'a str,
    line: u32,
    /// Whether no token stands before on this line.
    first: bool,
    spaced: bool,
    out: Lexed,
}

impl Lexer<'_> {
    fn take(&mut self, lexeme: Lexeme, start: usize, end: usize) {
        let span = Span::new(self.source, start, end);
        match lexeme {
            Lexeme::Space => self.spaced = true,
            Lexeme::Newline => (self.line, self.first, self.spaced) = (self.line + 1, true, true),
            Lexeme::Comment => self.comment(span),
            Lexeme::SlashComment => {
                let error = TextError::ForeignSign { found: "//".to_owned(), foreign: Foreign::SlashComment };
                self.error(Span::new(self.source, start, start + 2), error);
                self.comment(span);
            }
            Lexeme::Token(kind) => self.token(kind, span),
            Lexeme::Word => self.word(span),
            Lexeme::Unclosed => {
                self.error(span, TextError::UnclosedQuote);
                self.token(TokenKind::Quoted, span);
            }
            Lexeme::Foreign(foreign) => self.foreign(foreign, span),
            Lexeme::Invisible => {
                let sign = self.text[start..end].chars().next().unwrap_or_default();
                self.error(span, TextError::Invisible { sign });
            }
        }
    }

    fn error(&mut self, span: Span, error: TextError) {
        self.out.errors.push(SyntaxError::new(span, error));
    }

    fn comment(&mut self, span: Span) {
        let text = self.text[span.start as usize..span.end as usize].trim_end();
        let end = span.start + text.len() as u32;
        let comment = Comment { start: span.start, end, line: self.line, own_line: self.first };
        self.out.comments.push(comment);
        self.spaced = true;
    }

    fn token(&mut self, kind: TokenKind, span: Span) {
        if kind == TokenKind::Anonymous && self.text[span.start as usize..].starts_with('?') {
            self.error(span, TextError::NamelessVariable);
        }
        let (line, spaced, first) = (self.line, self.spaced, self.first);
        let token = Token { kind, start: span.start, end: span.end, line, spaced, first, close: 0 };
        self.out.tokens.push(token);
        (self.first, self.spaced) = (false, false);
    }

    fn word(&mut self, span: Span) {
        let word = &self.text[span.start as usize..span.end as usize];
        if self.is_glued(word) {
            self.error(span, TextError::Glued { text: word.to_owned() });
        }
        let kind = match word_kind(word) {
            Ok(kind) => kind,
            Err(Literal::TooLarge) => {
                self.error(span, TextError::NumberTooLarge);
                TokenKind::Word
            }
            Err(_) => {
                self.error(span, TextError::NoSuchDay { text: word.to_owned() });
                TokenKind::Word
            }
        };
        self.token(kind, span);
    }

    /// `?n+1` could be a sum or a name that starts with a variable; `)*2` likewise.
    fn is_glued(&self, word: &str) -> bool {
        let Some(last) = self.out.tokens.last().filter(|_| !self.spaced) else { return false };
        match last.kind {
            TokenKind::Variable => true,
            TokenKind::Quoted | TokenKind::CloseParen | TokenKind::CloseBrace => {
                word.starts_with(['+', '-', '/', '*', '×'])
            }
            _ => false,
        }
    }

    fn foreign(&mut self, foreign: Foreign, span: Span) {
        let found = self.text[span.start as usize..span.end as usize].to_owned();
        self.error(span, TextError::ForeignSign { found, foreign });
        match foreign.meant() {
            Some(kind) => self.token(kind, span),
            None => self.spaced = true,
        }
    }
}

fn word_kind(word: &str) -> Result<TokenKind, Literal> {
    Ok(match word {
        "and" => TokenKind::And,
        "or" => TokenKind::Or,
        "not" => TokenKind::Not,
        "unless" => TokenKind::Unless,
        "_" => TokenKind::Anonymous,
        "+" => TokenKind::Plus,
        "-" => TokenKind::Minus,
        "*" | "×" => TokenKind::Times,
        "/" => TokenKind::Slash,
        _ => match literal(word) {
            None => TokenKind::Word,
            Some(Literal::Int(n)) => TokenKind::Int(n),
            Some(Literal::Decimal(n)) => TokenKind::Decimal(n),
            Some(Literal::Date(n)) => TokenKind::Date(n),
            Some(wrong) => return Err(wrong),
        },
    })
}

fn lexeme(input: &str) -> IResult<&str, Lexeme> {
    alt((space, comment, foreign, value(Lexeme::Word, word), variable, symbol, quoted, stray)).parse(input)
}

fn space(input: &str) -> IResult<&str, Lexeme> {
    let blank = take_while1(|c: char| c.is_whitespace() && c != '\n');
    alt((value(Lexeme::Space, blank), value(Lexeme::Newline, char('\n')))).parse(input)
}

fn comment(input: &str) -> IResult<&str, Lexeme> {
    let line = || take_while(|c| c != '\n');
    let hash = value(Lexeme::Comment, preceded(char('#'), line()));
    alt((hash, value(Lexeme::SlashComment, preceded(tag("//"), line())))).parse(input)
}

/// Signs of other languages that would otherwise be cut into signs of this one.
fn foreign(input: &str) -> IResult<&str, Lexeme> {
    // Nearly every token starts with another sign: leave before any tag is tried.
    peek(satisfy(|c| !c.is_ascii_alphanumeric() && "-→⟶⟹=:←⇐⟸<!&|;“”„".contains(c))).parse(input)?;
    let after_space = alt((value((), satisfy(char::is_whitespace)), nom::combinator::eof.map(|_| ())));
    let arrow = alt((tag("->"), tag("-->"), tag("→"), tag("⟶"), tag("⟹"), tag("==>")));
    let backward = alt((
        tag(":-"),
        tag("←"),
        tag("⇐"),
        tag("⟸"),
        tag("<=="),
        terminated(alt((tag("<--"), tag("<-"))), peek(after_space)),
    ));
    let found = alt((
        value(Foreign::Arrow, arrow),
        value(Foreign::Backward, backward),
        value(Foreign::Equal, alt((tag("==="), tag("=="), tag(":=")))),
        value(Foreign::NotEqual, alt((tag("<>"), tag("!==")))),
        value(Foreign::LessOrEqual, tag("=<")),
        value(Foreign::And, tag("&&")),
        value(Foreign::Or, tag("||")),
        value(Foreign::Terminator, tag(";")),
        value(Foreign::Quote, curly),
    ));
    map(found, Lexeme::Foreign).parse(input)
}

/// `“text”`, as word processors write it.
fn curly(input: &str) -> IResult<&str, &str> {
    recognize((
        satisfy(|c| "“”„".contains(c)),
        nom::combinator::opt((is_not("“”\"\n"), satisfy(|c| "“”".contains(c)))),
    ))
    .parse(input)
}

/// A run of word characters; a colon belongs to it between two of them, `->` never does.
pub(super) fn word(input: &str) -> IResult<&str, &str> {
    let dash = || terminated(value((), char('-')), not(alt((tag(">"), tag("->")))));
    let run = || value((), take_while1(|c| is_word_char(c) && c != '-'));
    let colon = value((), terminated(char(':'), peek(satisfy(|c| is_word_char(c) && c != '-'))));
    recognize((alt((run(), dash())), many0_count(alt((run(), dash(), colon))))).parse(input)
}

fn is_word_char(c: char) -> bool {
    if c.is_ascii() {
        return !c.is_ascii_control() && !b" \"(){},@&|!=<>?:;".contains(&(c as u8));
    }
    !(c.is_whitespace() || is_invisible(c) || "∧∨¬⇒≠≤≥→⟶⟹←⇐⟸“”„".contains(c))
}

fn is_invisible(c: char) -> bool {
    (c.is_control() && !c.is_whitespace())
        || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}')
        || matches!(c, '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// `?x`; a lone `?` is taken as `_` and reported.
fn variable(input: &str) -> IResult<&str, Lexeme> {
    let name = preceded(char('?'), take_while(|c: char| c.is_alphanumeric() || c == '_'));
    let kind = |name: &str| if name.is_empty() { TokenKind::Anonymous } else { TokenKind::Variable };
    map(name, |name| Lexeme::Token(kind(name))).parse(input)
}

fn symbol(input: &str) -> IResult<&str, Lexeme> {
    let two = alt((
        value(TokenKind::Implies, alt((tag("=>"), tag("⇒")))),
        value(TokenKind::NotEqual, alt((tag("!="), tag("≠")))),
        value(TokenKind::LessOrEqual, alt((tag("<="), tag("≤")))),
        value(TokenKind::GreaterOrEqual, alt((tag(">="), tag("≥")))),
    ));
    let one = alt((
        value(TokenKind::Comma, char(',')),
        value(TokenKind::OpenParen, char('(')),
        value(TokenKind::CloseParen, char(')')),
        value(TokenKind::OpenBrace, char('{')),
        value(TokenKind::CloseBrace, char('}')),
        value(TokenKind::Colon, char(':')),
        value(TokenKind::At, char('@')),
        value(TokenKind::And, alt((char('∧'), char('&')))),
        value(TokenKind::Or, alt((char('∨'), char('|')))),
        value(TokenKind::Not, alt((char('¬'), char('!')))),
        value(TokenKind::Equal, char('=')),
        value(TokenKind::Less, char('<')),
        value(TokenKind::Greater, char('>')),
    ));
    map(alt((two, one)), Lexeme::Token).parse(input)
}

/// A text in quotation marks on one line; `\"` and `\\` stand for a mark and a backslash.
fn quoted(input: &str) -> IResult<&str, Lexeme> {
    let plain = value((), take_while1(|c| !matches!(c, '"' | '\\' | '\n')));
    let escape = value((), (char('\\'), satisfy(|c| c != '\n')));
    let (rest, _) = (char('"'), many0_count(alt((plain, escape)))).parse(input)?;
    if let Some(rest) = rest.strip_prefix('"') {
        return Ok((rest, Lexeme::Token(TokenKind::Quoted)));
    }
    let line = rest.find('\n').map_or("", |end| &rest[end..]);
    Ok((line, Lexeme::Unclosed))
}

fn stray(input: &str) -> IResult<&str, Lexeme> {
    value(Lexeme::Invisible, anychar).parse(input)
}

/// The text that a quoted token stands for.
pub(super) fn unquote(raw: &str) -> String {
    let inner = raw.strip_prefix(['"', '“', '”', '„']).unwrap_or(raw);
    let inner = if raw.len() > 1 { inner.strip_suffix(['"', '“', '”']).unwrap_or(inner) } else { inner };
    let mut text = String::with_capacity(inner.len());
    let mut signs = inner.chars();
    while let Some(sign) = signs.next() {
        match sign {
            '\\' => match signs.next() {
                Some(escaped @ ('"' | '\\')) => text.push(escaped),
                Some(other) => text.extend(['\\', other]),
                None => text.push('\\'),
            },
            _ => text.push(sign),
        }
    }
    text
}
