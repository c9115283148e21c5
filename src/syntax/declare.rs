//! Declarations, facts and inputs. In: the tokens of one item behind its keyword. Out: the item.
//! Must not know other items.

use nom::Parser;
use nom::branch::alt;
use nom::combinator::{map, opt};
use nom::multi::many0;

use super::ast::{
    ColumnItem, ContextItem, Declares, FunctionItem, InputItem, ItemKind, KindItem, PredicateItem,
    TemplateItem, Words,
};
use super::error::{ItemError, SyntaxError, Wanted, found};
use super::lex::unquote;
use super::phrase::{complete, keyword, phrase, token};
use super::template::template;
use super::token::{Fault, Parsed, Token, TokenKind, Tokens, fail};
use crate::source::Span;

const PREDICATE: &str = "predicate name(column: kind, …) \"{column} …\"";
const KIND: &str = "kind name is a parent: word, word";
const CONTEXT: &str = "context name: kind \"{name}\"";
const FUNCTION: &str = "function name(column: kind, …) gives column: kind \"{column} …\"";
const OPPOSITE: &str = "opposite high / low";
const INPUT: &str = "input predicate from \"file.csv\"";

type Built = Result<ItemKind, nom::Err<Fault>>;

fn missing(input: &Tokens<'_>, what: &'static str, form: &'static str) -> nom::Err<Fault> {
    let error = ItemError::Malformed { wanted: Wanted { what, form }, found: found(input) };
    nom::Err::Failure(Fault(Box::new(SyntaxError::new(input.here(), error))))
}

fn nothing_left(input: &Tokens<'_>) -> Result<(), nom::Err<Fault>> {
    if input.is_empty() { Ok(()) } else { fail(SyntaxError::unexpected(input)) }
}

/// `name(column: kind, …) "template"… [is a parent]…`
pub(super) fn predicate(declares: Declares, input: Tokens<'_>) -> Built {
    let (rest, name) = one_word(input, "a name", PREDICATE)?;
    let (rest, columns) = columns(rest, PREDICATE)?;
    let (rest, templates) = many0(quoted_template).parse(rest)?;
    let (rest, parents) = many0(parent).parse(rest)?;
    nothing_left(&rest)?;
    Ok(ItemKind::Predicate(PredicateItem { declares, name, columns, templates, parents }))
}

/// `name [is a parent]… [: word, word]`
pub(super) fn kind(input: Tokens<'_>) -> Built {
    let (rest, name) = name_words(input, "a name", KIND)?;
    let (rest, parents) = many0(parent).parse(rest)?;
    let words = match rest.kind() {
        Some(TokenKind::Colon) => {
            let runs = rest.skip(1).split(|t| t.kind == TokenKind::Comma);
            Some(runs.into_iter().map(|run| whole_name(run, "a word", KIND)).collect::<Result<_, _>>()?)
        }
        _ => nothing_left(&rest).map(|()| None)?,
    };
    Ok(ItemKind::Kind(KindItem { name, parents, words }))
}

/// `name: [set of] kind [else unknown] "template"…`
pub(super) fn context(input: Tokens<'_>) -> Built {
    let (rest, name) = one_word(input, "a name", CONTEXT)?;
    let (rest, _) =
        token(|k| k == TokenKind::Colon).parse(rest).map_err(|_| missing(&rest, "`:`", CONTEXT))?;
    let (rest, set) = opt((keyword("set"), keyword("of"))).parse(rest)?;
    let (rest, kind) = name_words(rest, "a kind", CONTEXT)?;
    let (rest, other) = opt((keyword("else"), keyword("unknown"))).parse(rest)?;
    let (rest, templates) = many0(quoted_template).parse(rest)?;
    nothing_left(&rest)?;
    let item = ContextItem { name, set: set.is_some(), kind, else_unknown: other.is_some(), templates };
    Ok(ItemKind::Context(item))
}

/// `name(column: kind, …) [gives name: kind, …] "template"…`
pub(super) fn function(input: Tokens<'_>) -> Built {
    let (rest, name) = one_word(input, "a name", FUNCTION)?;
    let (rest, inputs) = columns(rest, FUNCTION)?;
    let (rest, gives) = opt(keyword("gives")).parse(rest)?;
    let (rest, outputs) = match gives {
        None => (rest, Vec::new()),
        Some(_) => {
            let end = rest.find(|t| t.kind == TokenKind::Quoted);
            (rest.skip(end), column_list(rest.take_tokens(end), FUNCTION)?)
        }
    };
    let (rest, templates) = many0(quoted_template).parse(rest)?;
    nothing_left(&rest)?;
    Ok(ItemKind::Function(FunctionItem { name, inputs, outputs, templates }))
}

/// `a / b`
pub(super) fn opposite(input: Tokens<'_>) -> Built {
    let slash = input.find(|t| t.kind == TokenKind::Slash);
    let left = whole_name(input.take_tokens(slash), "a name", OPPOSITE)?;
    let rest = input.skip(slash);
    if rest.is_empty() {
        return Err(missing(&rest, "`/`", OPPOSITE));
    }
    Ok(ItemKind::Opposite(left, whole_name(rest.skip(1), "a name", OPPOSITE)?))
}

/// `phrase`
pub(super) fn fact(input: Tokens<'_>) -> Built {
    complete(input, phrase).map(ItemKind::Fact)
}

/// `predicate from "file"`
pub(super) fn input(tokens: Tokens<'_>) -> Built {
    let (rest, predicate) = one_word(tokens, "a predicate", INPUT)?;
    let (rest, _) = keyword("from").parse(rest).map_err(|_| missing(&rest, "`from`", INPUT))?;
    let Some(file) = rest.first().filter(|t| t.kind == TokenKind::Quoted) else {
        return Err(missing(&rest, "a quoted file name", INPUT));
    };
    nothing_left(&rest.skip(1))?;
    let file = Words { text: unquote(rest.text_of(file)), span: rest.span_of(file) };
    Ok(ItemKind::Input(InputItem { predicate, file }))
}

fn one_word<'a>(input: Tokens<'a>, what: &'static str, form: &'static str) -> Parsed<'a, Words> {
    let (rest, token) =
        token(|k| k == TokenKind::Word).parse(input).map_err(|_| missing(&input, what, form))?;
    Ok((rest, Words { text: input.text_of(token).to_owned(), span: input.span_of(token) }))
}

/// A quoted name, or words up to what cannot belong to one.
fn name_words<'a>(input: Tokens<'a>, what: &'static str, form: &'static str) -> Parsed<'a, Words> {
    let mut length = 0;
    if input.kind() == Some(TokenKind::Quoted) {
        length = 1;
    } else {
        while is_name_word(&input, length) {
            length += 1;
        }
    }
    if length == 0 {
        return Err(missing(&input, what, form));
    }
    Ok((input.skip(length), words(input.take_tokens(length))))
}

fn is_name_word(input: &Tokens<'_>, index: usize) -> bool {
    let ends = |first, second| input.is_word(index, first) && input.is_word(index + 1, second);
    let ends = ends("is", "a") || ends("is", "an") || ends("else", "unknown");
    !ends && input.kind_at(index).is_some_and(is_name_token)
}

pub(super) fn is_name_token(kind: TokenKind) -> bool {
    use TokenKind::{Date, Decimal, Int, Word};
    matches!(kind, Word | Int(_) | Decimal(_) | Date(_))
}

fn whole_name(input: Tokens<'_>, what: &'static str, form: &'static str) -> Result<Words, nom::Err<Fault>> {
    let (rest, name) = name_words(input, what, form)?;
    nothing_left(&rest)?;
    Ok(name)
}

/// All tokens as one name.
pub(super) fn words(input: Tokens<'_>) -> Words {
    let text_of = |t: &Token| match t.kind {
        TokenKind::Quoted => unquote(input.text_of(*t)),
        _ => input.text_of(*t).to_owned(),
    };
    let texts: Vec<String> = input.rest.iter().map(text_of).collect();
    Words { text: texts.join(" "), span: input.span() }
}

/// `is a name`
fn parent(input: Tokens<'_>) -> Parsed<'_, Words> {
    let (rest, _) = (keyword("is"), alt((keyword("a"), keyword("an")))).parse(input)?;
    name_words(rest, "a name", "… is a parent")
}

fn quoted_template(input: Tokens<'_>) -> Parsed<'_, TemplateItem> {
    let (rest, token) = token(|k| k == TokenKind::Quoted).parse(input)?;
    Ok((rest, template(&input, token)?))
}

fn columns<'a>(input: Tokens<'a>, form: &'static str) -> Parsed<'a, Vec<ColumnItem>> {
    if input.kind() != Some(TokenKind::OpenParen) {
        return Err(missing(&input, "`(`", form));
    }
    let (inner, rest) = input.bracket();
    let columns = if inner.is_empty() { Vec::new() } else { column_list(inner, form)? };
    Ok((rest, columns))
}

fn column_list(input: Tokens<'_>, form: &'static str) -> Result<Vec<ColumnItem>, nom::Err<Fault>> {
    input.split(|t| t.kind == TokenKind::Comma).into_iter().map(|run| column(run, form)).collect()
}

/// `name: kind [of cell]`, with or without a space behind the colon.
fn column(input: Tokens<'_>, form: &'static str) -> Result<ColumnItem, nom::Err<Fault>> {
    let (rest, mut name) = one_word(input, "a column", form)?;
    let length = rest.rest.len();
    let cell = length > 2 && rest.is_word(length - 2, "of") && rest.is_word(length - 1, "cell");
    let kind_words = if cell { rest.take_tokens(length - 2) } else { rest };
    if let Some((before, after)) = name.text.clone().split_once(':') {
        let more = if kind_words.is_empty() { String::new() } else { format!(" {}", words(kind_words).text) };
        let start = name.span.start + before.len() as u32 + 1;
        let kind = Words {
            text: format!("{after}{more}"),
            span: Span { start, ..input.take_tokens(length + 1).span() },
        };
        name = Words { text: before.to_owned(), span: Span { end: start - 1, ..name.span } };
        return Ok(ColumnItem { name, kind, cell });
    }
    if kind_words.kind() != Some(TokenKind::Colon) {
        return Err(missing(&rest, "`: kind`", form));
    }
    let kind = whole_name(kind_words.skip(1), "a kind", form)?;
    Ok(ColumnItem { name, kind, cell })
}

/// A name in quotation marks.
pub(super) fn quoted_name(input: Tokens<'_>) -> Parsed<'_, Words> {
    let quoted = token(|k| k == TokenKind::Quoted);
    map(quoted, |t: Token| Words { text: unquote(input.text_of(t)), span: input.span_of(t) }).parse(input)
}
