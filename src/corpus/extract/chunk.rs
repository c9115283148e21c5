//! Tokens as chunks: noun phrases, verb groups, and what stands between them. In: tagged tokens.
//! Out: chunks in order; what stands in brackets is set aside. Must not know patterns.

use std::ops::Range;

use super::inflection::Forms;
use super::phrase::acts;
use super::token::{Form, Pos, Token};
use super::words::{Class, Roles};

/// What a chunk is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Noun,
    Verb,
    Prep,
    And,
    Comma,
    Rel,
    That,
    Sub,
    Whether,
    Stop,
    Adv,
    Not,
}

/// How a verb group stands in its clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(super) enum Mood {
    #[default]
    Finite,
    /// With `-ed` and no auxiliary: past tense or participle.
    Bare,
    Infinitive,
    Gerund,
}

/// A run of tokens.
#[derive(Clone, Debug)]
pub(super) struct Chunk {
    pub(super) kind: Kind,
    pub(super) tokens: Range<usize>,
    /// The last noun, or the last verb.
    pub(super) head: usize,
    pub(super) mood: Mood,
    pub(super) passive: bool,
    pub(super) negated: bool,
    /// Roles of the words of a verb group, those of the verbs before the head among them.
    pub(super) roles: Roles,
    /// Whether `may`, `might` or the like stands in it.
    pub(super) modal: bool,
}

/// A sentence in chunks.
#[derive(Debug, Default)]
pub(super) struct Chunks {
    pub(super) list: Vec<Chunk>,
    /// Mentions in brackets, by the chunk that they follow.
    pub(super) asides: Vec<(usize, Range<usize>)>,
}

/// Cuts tokens into chunks.
pub(super) fn chunks(tokens: &[Token<'_>]) -> Chunks {
    let mut found = Chunks { list: Vec::with_capacity(tokens.len()), asides: Vec::new() };
    let mut at = 0;
    while at < tokens.len() {
        let end = match tokens[at].pos {
            Pos::Open => {
                let end = closing(tokens, at);
                if let Some(last) = found.list.len().checked_sub(1).filter(|_| end > at) {
                    found.asides.push((last, at + 1..end.min(tokens.len())));
                }
                (end + 1).min(tokens.len())
            }
            Pos::Close => at + 1,
            pos if in_verb(pos) => verb(tokens, at, &mut found.list),
            pos if in_noun(pos) => noun(tokens, at, &mut found.list),
            pos => {
                found.list.push(single(tokens, at, pos));
                at + 1
            }
        };
        at = end;
    }
    merge(tokens, &mut found);
    found
}

fn closing(tokens: &[Token<'_>], open: usize) -> usize {
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate().skip(open) {
        match token.pos {
            Pos::Open => depth += 1,
            Pos::Close if depth == 1 => return at,
            Pos::Close => depth -= 1,
            _ => {}
        }
    }
    open
}

fn chunk(kind: Kind, tokens: Range<usize>, head: usize) -> Chunk {
    let roles = Roles::default();
    Chunk { kind, tokens, head, mood: Mood::Finite, passive: false, negated: false, roles, modal: false }
}

fn single(tokens: &[Token<'_>], at: usize, pos: Pos) -> Chunk {
    let kind = match pos {
        Pos::Prep => Kind::Prep,
        Pos::And => Kind::And,
        Pos::Comma => Kind::Comma,
        Pos::Rel => Kind::Rel,
        Pos::That => Kind::That,
        Pos::Sub => Kind::Sub,
        Pos::Whether => Kind::Whether,
        Pos::Not => Kind::Not,
        Pos::Adv => Kind::Adv,
        _ => Kind::Stop,
    };
    let mut chunk = chunk(kind, at..at + 1, at);
    let text = tokens[at].text;
    chunk.negated = match kind {
        Kind::And => {
            ["but not", "rather than", "nor", "and not"].iter().any(|w| text.eq_ignore_ascii_case(w))
        }
        Kind::Prep => ["without", "instead of"].iter().any(|w| text.eq_ignore_ascii_case(w)),
        Kind::Not => true,
        _ => false,
    };
    chunk.roles = tokens[at].entry.roles;
    chunk
}

fn in_noun(pos: Pos) -> bool {
    matches!(pos, Pos::Mention | Pos::Noun | Pos::Adj | Pos::Det | Pos::No | Pos::Pron | Pos::Slash)
}

fn in_verb(pos: Pos) -> bool {
    matches!(pos, Pos::Modal | Pos::Be | Pos::Have | Pos::Do | Pos::To | Pos::Verb)
}

fn noun(tokens: &[Token<'_>], start: usize, list: &mut Vec<Chunk>) -> usize {
    let mut at = start;
    let mut head = start;
    let mut last = start;
    while at < tokens.len() {
        match tokens[at].pos {
            Pos::Open => {
                let end = closing(tokens, at);
                // A bracket inside a noun phrase: `A (B) expression`.
                let goes_on = tokens.get(end + 1).is_some_and(|t| {
                    matches!(t.pos, Pos::Noun | Pos::Mention) || t.glued && t.start == tokens[end].end + 1
                });
                if !goes_on || end == at {
                    break;
                }
                at = end + 1;
            }
            Pos::Det | Pos::No if at > start && ended(tokens, at) && !is_doing(tokens, start, at) => break,
            Pos::Adv if at > start && modifies(tokens, at) => at += 1,
            pos if in_noun(pos) => {
                if !matches!(pos, Pos::Slash | Pos::Adj | Pos::Det | Pos::No) {
                    head = at;
                }
                at += 1;
                last = at;
            }
            _ => break,
        }
    }
    let mut found = chunk(Kind::Noun, start..last, head);
    found.negated = tokens[start..last].iter().any(|t| t.pos == Pos::No);
    list.push(found);
    last
}

/// Whether an adverb stands inside a noun phrase: `the highly conserved kinase`.
fn modifies(tokens: &[Token<'_>], at: usize) -> bool {
    let before = matches!(tokens[at - 1].pos, Pos::Det | Pos::No | Pos::Adj);
    before && tokens.get(at + 1).is_some_and(|t| matches!(t.pos, Pos::Adj | Pos::Noun | Pos::Mention))
}

/// `blocking the A`: one phrase, of what is done.
fn is_doing(tokens: &[Token<'_>], start: usize, at: usize) -> bool {
    let done = &tokens[start];
    at == start + 1 && done.entry.forms.has(Forms::GERUND) && !done.is_mention() && acts(done.entry.roles)
}

/// Whether a noun stands before a determiner, so that another phrase begins.
fn ended(tokens: &[Token<'_>], at: usize) -> bool {
    matches!(tokens[at - 1].pos, Pos::Noun | Pos::Mention | Pos::Pron | Pos::Close)
}

fn verb(tokens: &[Token<'_>], start: usize, list: &mut Vec<Chunk>) -> usize {
    let mut at = start;
    let mut found = chunk(Kind::Verb, start..start, start);
    let mut be = false;
    let mut aux = false;
    let mut lexical: Option<usize> = None;
    while at < tokens.len() {
        let token = &tokens[at];
        match token.pos {
            Pos::To if at == start => found.mood = Mood::Infinitive,
            Pos::Not => found.negated = true,
            Pos::Adv
                if tokens
                    .get(at + 1)
                    .is_some_and(|t| in_verb(t.pos) || matches!(t.pos, Pos::Not | Pos::Adv)) => {}
            Pos::Modal if lexical.is_none() => {
                aux = true;
                found.modal |= token.entry.roles.has(Roles::HEDGES);
                found.negated |= token.text.eq_ignore_ascii_case("cannot");
            }
            Pos::Be if lexical.is_none() => {
                be = true;
                aux = true;
                found.head = at;
            }
            Pos::Have | Pos::Do if lexical.is_none() => {
                aux |= token.pos == Pos::Do || tokens.get(at + 1).is_some_and(|t| verbal(t));
                be = false;
                found.head = at;
            }
            Pos::Verb if lexical.is_none() => {
                lexical = Some(at);
                found.head = at;
            }
            _ => break,
        }
        found.roles.add(token.entry.roles);
        at += 1;
    }
    if let Some(head) = lexical {
        let form = tokens[head].form;
        found.passive = be && form == Form::Past;
        if found.mood == Mood::Finite && !aux {
            found.mood = match form {
                Form::Past => Mood::Bare,
                Form::Gerund => Mood::Gerund,
                _ => Mood::Finite,
            };
        }
    }
    found.tokens = start..at.max(start + 1);
    let end = found.tokens.end;
    list.push(found);
    end
}

fn verbal(token: &Token<'_>) -> bool {
    matches!(token.pos, Pos::Be | Pos::Verb | Pos::Not | Pos::Adv)
}

/// Unites `was found to be activated` and `is able to bind` to one group each.
fn merge(tokens: &[Token<'_>], chunks: &mut Chunks) {
    let list = &mut chunks.list;
    let unites = |c: &Chunk| c.kind == Kind::Not || c.kind == Kind::Verb && c.mood == Mood::Infinitive;
    if !list.iter().any(unites) {
        return;
    }
    let mut moved: Vec<usize> = Vec::with_capacity(list.len());
    let mut out: Vec<Chunk> = Vec::with_capacity(list.len());
    for chunk in list.drain(..) {
        if chunk.kind == Kind::Verb && chunk.mood == Mood::Infinitive {
            let adverb = usize::from(out.iter().rev().nth(1).is_some_and(|c| c.kind == Kind::Adv));
            let adjective = out.last().is_some_and(|c| is_adjective(tokens, c))
                && out.iter().rev().nth(1 + adverb).is_some_and(|c| c.kind == Kind::Verb);
            let attitude = if adjective { out.pop() } else { None };
            if adjective && adverb == 1 {
                out.pop();
            }
            if let Some(before) = out.last_mut().filter(|c| c.kind == Kind::Verb) {
                raise(tokens, before, attitude.as_ref(), &chunk);
                moved.push(out.len() - 1);
                continue;
            }
            out.extend(attitude);
        }
        // `not A but B`
        let denied = chunk.kind == Kind::Noun && out.last().is_some_and(|c| c.kind == Kind::Not);
        out.push(Chunk { negated: chunk.negated || denied, ..chunk });
        moved.push(out.len() - 1);
    }
    for (after, _) in &mut chunks.asides {
        *after = moved.get(*after).copied().unwrap_or(*after);
    }
    chunks.list = out;
}

fn is_adjective(tokens: &[Token<'_>], chunk: &Chunk) -> bool {
    chunk.kind == Kind::Noun
        && tokens[chunk.tokens.clone()].iter().all(|t| matches!(t.pos, Pos::Adj | Pos::Adv | Pos::Det))
}

fn raise(tokens: &[Token<'_>], before: &mut Chunk, attitude: Option<&Chunk>, verb: &Chunk) {
    if let Some(attitude) = attitude {
        for token in &tokens[attitude.tokens.clone()] {
            before.roles.add(token.entry.roles);
        }
    }
    before.negated |= verb.negated || before.roles.has(Roles::FAILS);
    before.modal |= verb.modal;
    before.roles.add(verb.roles);
    before.head = verb.head;
    before.passive = verb.passive;
    before.tokens.end = verb.tokens.end;
    if before.mood == Mood::Bare {
        before.mood = Mood::Finite;
    }
}

/// Whether the chunk is `it`, `we` or the like.
pub(super) fn is_pronoun(tokens: &[Token<'_>], chunk: &Chunk) -> bool {
    chunk.kind == Kind::Noun && tokens[chunk.head].pos == Pos::Pron
}

/// Whether the token may name the event of its verb.
pub(super) fn is_nominal(token: &Token<'_>) -> bool {
    let entry = token.entry;
    token.pos == Pos::Noun
        && entry.lemma > 0
        && entry.forms != Forms::default()
        && entry.class != Some(Class::Adj)
        && !token.text.eq_ignore_ascii_case("depending")
}
