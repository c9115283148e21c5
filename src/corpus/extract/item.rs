//! One pattern of a rule file → its slots, what it says of them, and the words that it is built around.
//!
//! In: a pattern item and the schema. Out: the parts of its frames, or what is wrong with it. Must not
//! know texts or other patterns.

use super::inflection::lemmas;
use super::pattern::{Column, Shape, Slot, Step};
use crate::diagnostic::Diagnostic;
use crate::fact::schema::Piece;
use crate::fact::{KindId, PredicateId, Role, Schema};
use crate::source::Span;
use crate::syntax::ast::{ClaimPiece, PatternItem, PatternPiece};

/// Whether its trigger may be a participle.
pub(super) fn has_participle(item: &PatternItem) -> bool {
    let is = |piece: &PatternPiece| match piece {
        PatternPiece::Words(words) => words.iter().any(|w| w.ends_with("ed")),
        _ => false,
    };
    item.pieces.iter().any(is)
}

fn fault(code: &'static str, message: String, span: Span, help: String) -> Box<Diagnostic> {
    Box::new(Diagnostic::error(code, message).at(span, "").help(help))
}

/// The slots of a pattern, in order.
pub(super) fn slots(item: &PatternItem, schema: &Schema) -> Result<Vec<Slot>, Box<Diagnostic>> {
    let mut slots = Vec::new();
    for piece in &item.pieces {
        let PatternPiece::Slot { name, kind } = piece else { continue };
        if slots.iter().any(|s: &Slot| s.name == *name) {
            let message = format!("slot `{{{name}}}` stands twice in this pattern");
            return Err(fault(
                "E0180",
                message,
                item.text.span,
                "give each slot a name of its own".to_owned(),
            ));
        }
        let accepts = match kind.as_deref() {
            None | Some("entity") => None,
            Some(kind) => {
                let Some(id) = schema.kind(kind) else { return Err(unknown_kind(item, kind, schema)) };
                let count = u32::try_from(schema.kinds.len()).unwrap_or(0);
                Some((0..count).map(|k| schema.kind_is_a(KindId(k), id)).collect())
            }
        };
        slots.push(Slot::new(name, accepts));
    }
    Ok(slots)
}

fn unknown_kind(item: &PatternItem, kind: &str, schema: &Schema) -> Box<Diagnostic> {
    let distance = |known: &str| strsim::damerau_levenshtein(known, kind);
    let nearest = schema.kinds.iter().map(|k| k.name.as_str()).min_by_key(|name| distance(name));
    let help = format!("did it mean `{}`? `reason prelude` prints all kinds", nearest.unwrap_or("entity"));
    fault("E0181", format!("there is no kind `{kind}`"), item.text.span, help)
}

/// What is said of the slots.
pub(super) struct Claim {
    pub(super) predicate: PredicateId,
    pub(super) columns: Vec<Column>,
    pub(super) denied: bool,
    pub(super) proposed: bool,
}

/// What a pattern says.
pub(super) fn claim(item: &PatternItem, slots: &[Slot], schema: &Schema) -> Result<Claim, Box<Diagnostic>> {
    let first = match item.claim.first() {
        Some(ClaimPiece::Word(word)) => word.as_str(),
        _ => "",
    };
    let (denied, proposed) = (first == "denied", first == "proposed");
    let rest = &item.claim[usize::from(denied || proposed)..];
    for piece in rest {
        if let ClaimPiece::Slot { name, .. } = piece
            && !slots.iter().any(|s| s.name == *name)
        {
            let known: Vec<String> = slots.iter().map(|s| format!("{{{}}}", s.name)).collect();
            let message = format!("the claim's slot `{{{name}}}` does not stand in the pattern");
            return Err(fault("E0182", message, item.claim_span, format!("slots: {}", known.join(", "))));
        }
    }
    let findings = schema.predicates.iter().enumerate().filter(|(_, p)| p.role == Role::Finding);
    for (number, predicate) in findings.clone() {
        let found = predicate.templates.iter().find_map(|t| columns(t, rest, slots, predicate.columns.len()));
        if let Some(mut columns) = found {
            for (column, of) in columns.iter_mut().zip(&predicate.columns) {
                let open = schema.kinds.get(of.kind.0 as usize).is_some_and(|k| k.words.is_none());
                if let Column::Word(word) = column
                    && open
                {
                    *column = Column::Constant(std::mem::take(word));
                }
            }
            let predicate = PredicateId(u32::try_from(number).unwrap_or(u32::MAX));
            return Ok(Claim { predicate, columns, denied, proposed });
        }
    }
    let words: Vec<String> = findings.map(|(_, p)| format!("`{}`", p.name)).collect();
    let message = "the claim of this pattern is no finding".to_owned();
    let help = format!("write one like `{{a}} promotes {{b}}`; findings: {}", words.join(", "));
    Err(fault("E0183", message, item.claim_span, help))
}

/// The columns of a finding whose template the claim follows. A slot of the template that the
/// claim fills with a word takes that one word.
fn columns(template: &[Piece], claim: &[ClaimPiece], slots: &[Slot], count: usize) -> Option<Vec<Column>> {
    if template.len() != claim.len() {
        return None;
    }
    let mut columns: Vec<Option<Column>> = vec![None; count];
    for (piece, said) in template.iter().zip(claim) {
        match (piece, said) {
            (Piece::Word(a), ClaimPiece::Word(b)) if a == b => {}
            (Piece::Slot(column), ClaimPiece::Slot { name, aspect }) => {
                let slot = slots.iter().position(|s| s.name == *name);
                columns[*column] = slot.map(|s| Column::Slot(s, aspect.clone()));
            }
            (Piece::Slot(column), ClaimPiece::Word(word)) => {
                columns[*column] = Some(Column::Word(word.clone()));
            }
            _ => return None,
        }
    }
    columns.into_iter().collect()
}

/// The adverb behind the first slot, if another word follows it; the adjective of `is a negative
/// regulator`.
pub(super) fn adverb(item: &PatternItem) -> Option<String> {
    let only = |piece: Option<&PatternPiece>| match piece {
        Some(PatternPiece::Words(words)) if words.len() == 1 => words.first().map(|w| w.to_lowercase()),
        _ => None,
    };
    let is_kind = only(item.pieces.get(1)).is_some_and(|w| w == "is")
        && only(item.pieces.get(2)).is_some_and(|w| ["a", "an", "the"].contains(&w.as_str()));
    if is_kind
        && let Some(PatternPiece::Words(next)) = item.pieces.get(4)
        && !next.iter().any(|w| ["of", "for", "to", "in"].contains(&w.as_str()))
    {
        return only(item.pieces.get(3));
    }
    if let Some(kind) = kind_of_noun(item) {
        return Some(kind);
    }
    match &item.pieces[..] {
        [PatternPiece::Slot { .. }, PatternPiece::Words(words), PatternPiece::Words(_), ..] => {
            match &words[..] {
                [word] if word.ends_with("ly") || word == "not" => Some(word.to_lowercase()),
                _ => None,
            }
        }
        _ => None,
    }
}

/// The adjective that opens a pattern around a noun: `inhibitory effect of {a} on {b}`.
fn kind_of_noun(item: &PatternItem) -> Option<String> {
    match &item.pieces[..] {
        [PatternPiece::Words(kind), PatternPiece::Words(noun), ..] => match (&kind[..], &noun[..]) {
            ([kind], [noun, ..]) if !["of", "between", "by", "in"].contains(&noun.as_str()) => {
                Some(kind.to_lowercase())
            }
            _ => None,
        },
        _ => None,
    }
}

/// The shape, the triggers, and what stands behind them in each variant.
pub(super) type Shaped = (Shape, Vec<String>, Vec<Vec<Step>>);

/// So many words of one pattern may be missing; further ones are.
const MOST_OPTIONAL: usize = 4;

/// What the wording is built around.
pub(super) fn shape(item: &PatternItem, slots: &[Slot]) -> Result<Shaped, Box<Diagnostic>> {
    let fixed = |p: &&PatternPiece| !matches!(p, PatternPiece::Gap | PatternPiece::Optional(_));
    let pieces: Vec<&PatternPiece> = item.pieces.iter().filter(fixed).collect();
    let is_slot = |p: &&PatternPiece| matches!(p, PatternPiece::Slot { .. });
    let word = |at: usize| match pieces.get(at) {
        Some(PatternPiece::Words(words)) => words.first().map_or("", String::as_str),
        _ => "",
    };
    let words = |at: usize| !word(at).is_empty() && !["of", "for", "to", "in"].contains(&word(at));
    let is_kind = word(1) == "is" && ["a", "an", "the"].contains(&word(2));
    let before = pieces.iter().take_while(|p| is_slot(p)).count();
    let (shape, at, skipped) = match before {
        1 if word(1) == "and" && pieces.get(2).is_some_and(is_slot) => (Shape::Together, 3, 2),
        1 if word(1) == "-" => (Shape::Glued, 2, 1),
        1 if is_kind && pieces.get(3).is_some_and(is_slot) => (Shape::Sort, 4, 2),
        1 if is_kind && words(4) => (Shape::Copula, 4, 1),
        1 if is_kind => (Shape::Copula, 3, 1),
        1 if word(1) == "is" && lemmas(word(2)).contains(&word(2).to_owned()) => (Shape::Copula, 2, 1),
        1 if word(1) == "is" => (Shape::Passive, 2, 1),
        1 if adverb(item).is_some() => (Shape::Clause, 2, 1),
        1 => (Shape::Clause, 1, 1),
        0 if kind_of_noun(item).is_some() => (Shape::Noun(0), 1, 0),
        count => (Shape::Noun(count), count, count),
    };
    let parted = shape_is_parted(item);
    let Some(PatternPiece::Words(triggers)) = pieces.get(at).copied().filter(|_| !parted) else {
        let help = "write the verb behind the first slot, or start with the noun".to_owned();
        return Err(fault("E0184", "this pattern has no trigger word".to_owned(), item.text.span, help));
    };
    let behind = item.pieces.iter().enumerate().filter(|(_, p)| fixed(p)).nth(at).map_or(0, |(i, _)| i + 1);
    let variants: Vec<Vec<Step>> =
        variants(&item.pieces[behind..]).iter().map(|pieces| steps(pieces, skipped)).collect();
    let alone = matches!(shape, Shape::Passive | Shape::Copula);
    if slots.len() < 2 && !alone {
        let message = "this pattern has fewer than two slots".to_owned();
        let help = "name both participants, or what is seen: `{a} is elevated in`".to_owned();
        return Err(fault("E0185", message, item.text.span, help));
    }
    Ok((shape, triggers.clone(), variants))
}

/// Whether only words that may be missing stand between the first two slots.
fn shape_is_parted(item: &PatternItem) -> bool {
    let soft = |p: &PatternPiece| matches!(p, PatternPiece::Gap | PatternPiece::Optional(_));
    match &item.pieces[..] {
        [PatternPiece::Slot { .. }, rest @ ..] => {
            let softs = rest.iter().take_while(|p| soft(p)).count();
            softs > 0 && matches!(rest.get(softs), Some(PatternPiece::Slot { .. }))
        }
        _ => false,
    }
}

/// The pieces with and without each word that may be missing; an article may always be missing.
fn variants(pieces: &[PatternPiece]) -> Vec<Vec<&PatternPiece>> {
    let mut found: Vec<Vec<&PatternPiece>> = vec![Vec::new()];
    let mut doubled = 0;
    for piece in pieces {
        let PatternPiece::Optional(words) = piece else {
            found.iter_mut().for_each(|variant| variant.push(piece));
            continue;
        };
        let article = words.iter().all(|w| ["a", "an", "the"].contains(&w.as_str()));
        if !article && doubled < MOST_OPTIONAL {
            doubled += 1;
            let with: Vec<Vec<&PatternPiece>> =
                found.iter().map(|v| v.iter().copied().chain([piece]).collect()).collect();
            found.extend(with);
        }
    }
    found
}

fn steps(pieces: &[&PatternPiece], first: usize) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    let mut slot = first;
    for piece in pieces {
        match piece {
            PatternPiece::Slot { .. } => {
                let listed = match &steps[..] {
                    [.., Step::Slot(a), Step::Words(words)] if words[..] == ["and"] => Some(*a),
                    _ => None,
                };
                if let Some(a) = listed {
                    steps.truncate(steps.len() - 2);
                    steps.push(Step::Pair(a, slot));
                } else {
                    steps.push(Step::Slot(slot));
                }
                slot += 1;
            }
            PatternPiece::Words(words) | PatternPiece::Optional(words) => {
                steps.push(Step::Words(words.iter().map(|w| w.to_lowercase()).collect()));
            }
            PatternPiece::Gap => steps.push(Step::Gap),
        }
    }
    steps
}
