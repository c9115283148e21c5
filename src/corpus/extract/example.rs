//! Examples of patterns as tests. In: a pattern item, all patterns, the lexicon. Out: what differs
//! from what the examples say. Must not know files.

use std::ops::Range;

use super::pattern::Patterns;
use super::relation::{Argument, Marked, Relation, relations};
use crate::corpus::finding::Certainty;
use crate::fact::schema::Piece;
use crate::fact::{KindId, Role, Schema};
use crate::source::Span;
use crate::syntax::ast::{PatternExample, PatternItem};
use crate::vocabulary::lexicon::Lexicon;

/// What one example showed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExampleResult {
    /// The sentence.
    pub sentence: String,
    /// Where the example stands.
    pub span: Span,
    /// What is wrong; `None` if nothing is.
    pub difference: Option<String>,
}

/// Reads the examples of a pattern with all patterns.
///
/// The names in the claim of an example are mentions wherever they stand in its sentence, besides
/// those that the lexicon knows; so an example needs no vocabulary.
#[must_use]
pub fn examples(
    item: &PatternItem,
    patterns: &Patterns,
    schema: &Schema,
    lexicon: &Lexicon,
) -> Vec<ExampleResult> {
    let result = |example: &PatternExample| ExampleResult {
        sentence: example.sentence.text.clone(),
        span: example.span,
        difference: difference(example, patterns, schema, lexicon),
    };
    item.examples.iter().map(result).collect()
}

/// A claim in the words of a sentence.
struct Said<'c> {
    predicate: &'c str,
    denied: bool,
    proposed: bool,
    args: Vec<&'c str>,
}

fn difference(
    example: &PatternExample,
    patterns: &Patterns,
    schema: &Schema,
    lexicon: &Lexicon,
) -> Option<String> {
    let sentence = example.sentence.text.as_str();
    let Some(said) = said(&example.claim.text, schema) else {
        return Some(format!("the claim is no finding: {}", example.claim.text));
    };
    let mentions = mentions(sentence, &said, schema, lexicon);
    let mut found = Vec::new();
    relations(sentence, &mentions, patterns, &mut found);
    let is_read = found.iter().any(|r| says(r, &said, sentence, &mentions, patterns));
    match (is_read, example.absent) {
        (true, true) => Some(format!("is read, and must not be: {}", example.claim.text)),
        (false, false) => {
            let read: Vec<String> = found.iter().map(|r| worded(r, sentence, &mentions, patterns)).collect();
            let read = if read.is_empty() { "nothing".to_owned() } else { read.join("; ") };
            Some(format!("is not read: {}\n  read instead: {read}", example.claim.text))
        }
        _ => None,
    }
}

fn said<'c>(claim: &'c str, schema: &'c Schema) -> Option<Said<'c>> {
    let (denied, rest) = claim.strip_prefix("denied ").map_or((false, claim), |r| (true, r));
    let (proposed, rest) = rest.strip_prefix("proposed ").map_or((false, rest), |r| (true, r));
    let findings = schema.predicates.iter().filter(|p| p.role == Role::Finding);
    let templates = findings.flat_map(|p| p.templates.iter().map(move |t| (p, t)));
    let fitting = templates.filter_map(|(p, t)| captured(t, rest).map(|slots| (p, t, slots)));
    // The one with most words of its own is meant: `{degree} {subject}` fits nearly everything.
    let words = |template: &[Piece]| template.iter().filter(|p| matches!(p, Piece::Word(_))).count();
    let (predicate, _, slots) = fitting.max_by_key(|(_, template, _)| words(template))?;
    let mut args = vec![""; predicate.columns.len()];
    for (column, text) in slots {
        args[column] = text;
    }
    Some(Said { predicate: &predicate.name, denied, proposed, args })
}

/// What stands in the slots of a template that a claim follows.
fn captured<'c>(template: &[Piece], claim: &'c str) -> Option<Vec<(usize, &'c str)>> {
    let mut found = Vec::new();
    let mut rest = claim;
    let mut open: Option<usize> = None;
    for piece in template {
        match piece {
            Piece::Slot(column) => {
                if let Some(before) = open.replace(*column) {
                    let (text, after) = rest.trim_start().split_once(' ')?;
                    found.push((before, text));
                    rest = after;
                }
            }
            Piece::Word(word) => {
                let middle = format!(" {word} ");
                match open.take() {
                    Some(column) => {
                        let at = rest.find(&middle)?;
                        found.push((column, rest[..at].trim()));
                        rest = &rest[at + middle.len() - 1..];
                    }
                    None => rest = rest.trim_start().strip_prefix(word.as_str())?,
                }
            }
        }
    }
    match open {
        Some(column) if !rest.trim().is_empty() => found.push((column, rest.trim())),
        None if rest.trim().is_empty() => {}
        _ => return None,
    }
    Some(found)
}

fn mentions(sentence: &str, said: &Said<'_>, schema: &Schema, lexicon: &Lexicon) -> Vec<Marked> {
    let every: Vec<KindId> = (0..u32::try_from(schema.kinds.len()).unwrap_or(0)).map(KindId).collect();
    let mut known = Vec::new();
    lexicon.mentions(sentence, &mut known);
    let kinds = |span: &Range<usize>| -> Vec<KindId> {
        let found = known.iter().find(|m| m.span == *span);
        let kinds = found.map(|m| lexicon.candidates(sentence, m)).unwrap_or_default();
        let kinds: Vec<KindId> = kinds.iter().filter_map(|c| schema.kind(c.kind)).collect();
        if kinds.is_empty() { every.clone() } else { kinds }
    };
    let mut marked: Vec<Marked> = Vec::new();
    for (number, name) in said.args.iter().enumerate().filter(|(_, n)| !n.is_empty()) {
        for (start, _) in sentence.match_indices(name) {
            let span = start..start + name.len();
            if !marked.iter().any(|m| overlap(&m.span, &span)) {
                let entity = u32::try_from(number).unwrap_or(u32::MAX);
                marked.push(Marked { kinds: kinds(&span).into(), span, entity });
            }
        }
    }
    for (number, mention) in known.iter().enumerate() {
        if !marked.iter().any(|m| overlap(&m.span, &mention.span)) {
            let entity = u32::try_from(number + said.args.len()).unwrap_or(u32::MAX);
            marked.push(Marked { kinds: kinds(&mention.span).into(), span: mention.span.clone(), entity });
        }
    }
    marked.sort_by_key(|m| m.span.start);
    marked
}

fn overlap(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}

fn says(
    relation: &Relation,
    said: &Said<'_>,
    sentence: &str,
    mentions: &[Marked],
    patterns: &Patterns,
) -> bool {
    let text = |argument: &Argument| match argument {
        Argument::Mention { mention, .. } => sentence[mentions[*mention].span.clone()].to_owned(),
        Argument::Word(name) | Argument::Constant { name, .. } => name.clone(),
    };
    patterns.name(relation.predicate) == said.predicate
        && relation.denied == said.denied
        && (relation.certainty == Certainty::Proposed) == said.proposed
        && relation.args.iter().zip(&said.args).all(|(a, wanted)| text(a) == **wanted)
}

fn worded(relation: &Relation, sentence: &str, mentions: &[Marked], patterns: &Patterns) -> String {
    let text = |argument: &Argument| match argument {
        Argument::Mention { mention, .. } => sentence[mentions[*mention].span.clone()].to_owned(),
        Argument::Word(name) | Argument::Constant { name, .. } => name.clone(),
    };
    let args: Vec<String> = relation.args.iter().map(text).collect();
    let denied = if relation.denied { "denied " } else { "" };
    let proposed = if relation.certainty == Certainty::Proposed { "proposed " } else { "" };
    format!("{denied}{proposed}{}({})", patterns.name(relation.predicate), args.join(", "))
}
