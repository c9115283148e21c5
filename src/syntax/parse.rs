//! Text to tree. In: a source. Out: its items, and a diagnostic for each that is missing. Must not
//! know any name. The lexer finds tokens, `split` items, and each item is parsed for itself.

use super::ast::{Declares, File, Item, ItemKind};
use super::error::{ItemError, SyntaxError, TextError};
use super::lex::{Lexed, lex};
use super::split::{RawItem, split};
use super::token::{TokenKind, Tokens};
use super::{declare, pattern, rule};
use crate::diagnostic::Diagnostic;
use crate::source::{SourceId, Sources, Span};

/// The words that start an item.
pub(super) const KEYWORDS: [&str; 13] = [
    "predicate",
    "finding",
    "hypothesis",
    "evidence",
    "kind",
    "context",
    "function",
    "opposite",
    "rule",
    "fact",
    "input",
    "test",
    "pattern",
];

/// Parses a rule file. Whatever does not parse is left out and has a diagnostic.
#[must_use]
pub fn parse(sources: &Sources, source: SourceId) -> (File, Vec<Diagnostic>) {
    let text: &str = &sources.get(source).text;
    if u32::try_from(text.len()).is_err() {
        let error = SyntaxError::new(Span::new(source, 0, 0), TextError::TooLong);
        return (File::default(), vec![error.into_diagnostic()]);
    }
    let mut lexed = lex(source, text);
    let raw_items = split(source, text, &mut lexed);
    let mut errors = std::mem::take(&mut lexed.errors);
    errors.sort_by_key(|e| e.span.start);
    let mut file = File::default();
    let mut found = Vec::new();
    for raw in &raw_items {
        let tokens = tokens_of(source, text, &lexed, raw);
        let within = errors_within(&errors, tokens.span());
        if !raw.sound || within.iter().any(SyntaxError::spoils_item) {
            continue;
        }
        let mut own = Vec::new();
        let parsed = item(tokens, &mut own).filter(|_| own.is_empty());
        file.items.extend(parsed.map(|kind| Item {
            docs: docs(text, &lexed, raw),
            kind,
            span: tokens.span(),
        }));
        // What the lexer reported is most likely the cause of what follows from it.
        if within.is_empty() {
            found.extend(own);
        }
    }
    errors.extend(found);
    errors.sort_by_key(|e| e.span.start);
    errors.dedup();
    (file, errors.into_iter().map(SyntaxError::into_diagnostic).collect())
}

fn errors_within(errors: &[SyntaxError], span: Span) -> &[SyntaxError] {
    let start = errors.partition_point(|e| e.span.start < span.start);
    let end = errors.partition_point(|e| e.span.start <= span.end);
    &errors[start..end.max(start)]
}

/// The tokens of an item.
pub(super) fn tokens_of<'a>(source: SourceId, text: &'a str, lexed: &'a Lexed, raw: &RawItem) -> Tokens<'a> {
    let rest = &lexed.tokens[raw.tokens.clone()];
    Tokens { source, text, rest, next: None, end: rest.last().map_or(0, |t| t.end) }
}

fn docs(text: &str, lexed: &Lexed, raw: &RawItem) -> Option<String> {
    let line = |c: &super::lex::Comment| {
        let line = &text[c.start as usize + 2..c.end as usize];
        line.strip_prefix(' ').unwrap_or(line).to_owned()
    };
    let lines: Vec<String> = lexed.comments[raw.docs.clone()].iter().map(line).collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

fn item(tokens: Tokens<'_>, errors: &mut Vec<SyntaxError>) -> Option<ItemKind> {
    let is_keyword = tokens.kind() == Some(TokenKind::Word);
    let word = tokens.first().filter(|_| is_keyword).map_or("", |t| tokens.text_of(t));
    let has_arrow = tokens.kind_at(tokens.find(|t| t.kind == TokenKind::Implies)).is_some();
    if has_arrow && !is_certain(word, &tokens) {
        return rule::rule(tokens, None, errors);
    }
    let rest = tokens.skip(1);
    let declared = match word {
        "predicate" => declare::predicate(Declares::Predicate, rest),
        "finding" => declare::predicate(Declares::Finding, rest),
        "hypothesis" => declare::predicate(Declares::Hypothesis, rest),
        "evidence" => declare::predicate(Declares::Evidence, rest),
        "kind" => declare::kind(rest),
        "context" => declare::context(rest),
        "function" => declare::function(rest),
        "opposite" => declare::opposite(rest),
        "fact" => declare::fact(rest),
        "input" => declare::input(rest),
        "rule" => return rule::rule(rest, Some(()), errors),
        "test" => return rule::test(rest, errors),
        "pattern" => return pattern::pattern(rest, errors),
        _ => return unknown(tokens, word, errors),
    };
    declared.map_err(|error| errors.extend(rule::reason(error))).ok()
}

/// Whether an item with `⇒` in it is still what its first word says.
fn is_certain(word: &str, tokens: &Tokens<'_>) -> bool {
    match word {
        "rule" => true,
        "test" | "pattern" => tokens.kind_at(1) == Some(TokenKind::Quoted),
        "context" => tokens.kind_at(2) == Some(TokenKind::Colon),
        "predicate" | "finding" | "hypothesis" | "evidence" | "function" => {
            tokens.kind_at(2) == Some(TokenKind::OpenParen) && tokens.kind_at(4) == Some(TokenKind::Colon)
        }
        _ => false,
    }
}

fn unknown(tokens: Tokens<'_>, word: &str, errors: &mut Vec<SyntaxError>) -> Option<ItemKind> {
    let nearest = KEYWORDS.iter().map(|k| (strsim::damerau_levenshtein(k, word), *k)).min();
    match (word, nearest) {
        ("given", _) => {
            errors.push(SyntaxError::new(tokens.here(), ItemError::ClauseOutside { clause: "given" }))
        }
        ("expect", _) => {
            errors.push(SyntaxError::new(tokens.here(), ItemError::ClauseOutside { clause: "expect" }))
        }
        (_, Some((distance, nearest))) if distance <= 2 && word.len() > 3 => {
            let error = ItemError::UnknownKeyword { word: word.to_owned(), nearest };
            errors.push(SyntaxError::new(tokens.here(), error));
        }
        _ => return rule::rule(tokens, None, errors),
    }
    None
}
