//! A sentence as tokens with a guess at their part of speech. In: a sentence and the places of its
//! mentions. Out: tokens in order, those in brackets apart. Must not know patterns' meanings.

use std::ops::Range;

use super::inflection::Forms;
use super::words::{Class, Entry, Roles, Words};

/// Part of speech.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pos {
    Mention,
    Noun,
    Adj,
    Det,
    No,
    Pron,
    Prep,
    And,
    Comma,
    Stop,
    Slash,
    Rel,
    That,
    Sub,
    Whether,
    Not,
    Adv,
    Modal,
    Be,
    Have,
    Do,
    /// `to` before a verb.
    To,
    /// A verb: see its form.
    Verb,
    Open,
    Close,
}

/// How a verb stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(super) enum Form {
    #[default]
    None,
    Present,
    Past,
    Gerund,
}

/// No mention.
pub(super) const NONE: u32 = u32::MAX;

/// A word, a mention, or a mark.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token<'t> {
    pub(super) text: &'t str,
    /// First byte in the sentence.
    pub(super) start: usize,
    /// One past its last byte.
    pub(super) end: usize,
    pub(super) pos: Pos,
    pub(super) form: Form,
    pub(super) entry: Entry,
    /// Position of the mention, or [`NONE`].
    pub(super) mention: u32,
    /// Whether only a hyphen parts it from the token before it.
    pub(super) glued: bool,
}

impl Token<'_> {
    pub(super) fn is_mention(&self) -> bool {
        self.mention != NONE
    }

    pub(super) fn span(&self) -> Range<usize> {
        self.start..self.end
    }
}

/// Cuts a sentence into tokens and guesses what they are. `mentions` are byte ranges of it, in
/// order and not overlapping.
pub(super) fn tokens<'t>(text: &'t str, mentions: &[Range<usize>], words: &Words) -> Vec<Token<'t>> {
    let mut cutter = Cutter { text, mentions, words, next: 0, at: 0, lower: String::new(), out: Vec::new() };
    cutter.run();
    let mut out = cutter.out;
    join(&mut out, text, words);
    tag(&mut out);
    out
}

struct Cutter<'t, 'w> {
    text: &'t str,
    mentions: &'w [Range<usize>],
    words: &'w Words,
    next: usize,
    at: usize,
    lower: String,
    out: Vec<Token<'t>>,
}

impl<'t> Cutter<'t, '_> {
    fn run(&mut self) {
        let mut glued = false;
        while self.at < self.text.len() {
            if let Some(mention) = self.mentions.get(self.next).filter(|m| m.start <= self.at) {
                let end = mention.end.max(self.at + 1);
                if self.is_plain(end) {
                    self.word(end, glued);
                    self.next += 1;
                    self.at = end;
                    glued = false;
                    continue;
                }
                self.push(end, Pos::Mention, glued);
                if let Some(token) = self.out.last_mut() {
                    token.mention = u32::try_from(self.next).unwrap_or(NONE);
                }
                self.next += 1;
                self.at = end;
                glued = self.null_allele();
                continue;
            }
            let c = self.text[self.at..].chars().next().unwrap_or(' ');
            if is_hyphen(c) && self.touches() {
                glued = true;
                self.at += c.len_utf8();
                continue;
            }
            if is_word(c) {
                let end = self.word_end();
                self.word(end, glued);
                self.at = end;
            } else {
                self.mark(c, glued);
                self.at += c.len_utf8();
            }
            glued = false;
        }
    }

    /// Whether what the vocabulary knows is a word that the grammar needs: `phosphorylation`.
    fn is_plain(&mut self, end: usize) -> bool {
        let text = &self.text[self.at..end];
        lower(text, &mut self.lower);
        let cased = text.chars().skip(1).any(char::is_uppercase);
        !cased
            && self
                .words
                .get(&self.lower)
                .is_some_and(|e| e.lemma > 0 || e.noun > 0 || e.roles != Roles::default())
    }

    /// Takes `-/-` behind a mention: an animal or a cell without it.
    fn null_allele(&mut self) -> bool {
        const MARKS: [&str; 4] = ["-/-", "−/−", "(-/-)", "–/–"];
        let rest = &self.text[self.at..];
        if let Some(mark) = MARKS.iter().find(|m| rest.trim_start().starts_with(**m)) {
            let end = self.at + rest.len() - rest.trim_start().len() + mark.len();
            self.push(end, Pos::Noun, true);
            if let (Some(entry), Some(token)) = (self.words.get("knockout"), self.out.last_mut()) {
                token.entry = *entry;
            }
            self.at = end;
        }
        false
    }

    /// Whether a token ends here and another one starts behind this character.
    fn touches(&self) -> bool {
        let after = self.text[self.at..].chars().nth(1).is_some_and(is_word);
        after && self.out.last().is_some_and(|t| t.end == self.at && t.pos != Pos::Comma)
    }

    fn word_end(&self) -> usize {
        let stop = self.mentions.get(self.next).map_or(self.text.len(), |m| m.start);
        let rest = &self.text[self.at..stop];
        let mut end = 0;
        let mut chars = rest.char_indices().peekable();
        while let Some((i, c)) = chars.next() {
            let inner = (is_hyphen(c) || c == '.' || c == '\'' || c == '’')
                && chars.peek().is_some_and(|(_, n)| n.is_alphanumeric());
            if !(is_word(c) || inner) || (matches!(c, '\'' | '’') && rest[i..].len() <= 3) {
                break;
            }
            end = i + c.len_utf8();
        }
        self.at + end.max(1)
    }

    fn push(&mut self, end: usize, pos: Pos, glued: bool) {
        let token = Token {
            text: &self.text[self.at..end],
            start: self.at,
            end,
            pos,
            form: Form::None,
            entry: Entry::default(),
            mention: NONE,
            glued,
        };
        self.out.push(token);
    }

    fn word(&mut self, end: usize, glued: bool) {
        let text = &self.text[self.at..end];
        lower(text, &mut self.lower);
        let entry = self.words.get(&self.lower).copied().or_else(|| self.hyphened());
        self.push(end, Pos::Noun, glued);
        if let (Some(entry), Some(token)) = (entry, self.out.last_mut()) {
            token.entry = entry;
        }
    }

    /// A word with hyphens: without them, else its last part.
    fn hyphened(&mut self) -> Option<Entry> {
        let tail = self.lower.rfind('-')? + 1;
        let joined: String = self.lower.chars().filter(|c| !is_hyphen(*c)).collect();
        if let Some(entry) = self.words.get(&joined) {
            return Some(*entry);
        }
        let mut entry = *self.words.get(&self.lower[tail..])?;
        entry.lemma = 0;
        entry.class = entry.class.or((entry.forms != Forms::default()).then_some(Class::Adj));
        Some(entry)
    }

    fn mark(&mut self, c: char, glued: bool) {
        let pos = match c {
            ',' => Pos::Comma,
            ';' | ':' | '.' | '?' | '!' => Pos::Stop,
            '(' | '[' => Pos::Open,
            ')' | ']' => Pos::Close,
            '/' | '·' | '•' | '+' => Pos::Slash,
            '&' => Pos::And,
            _ => return,
        };
        // A mark inside a number or a name ends no clause.
        let inside = self.text[self.at + c.len_utf8()..].chars().next().is_some_and(|n| !n.is_whitespace());
        if pos == Pos::Stop && c != ';' && inside {
            return;
        }
        self.push(self.at + c.len_utf8(), pos, glued);
    }
}

fn lower(text: &str, into: &mut String) {
    into.clear();
    if text.is_ascii() {
        into.push_str(text);
        into.make_ascii_lowercase();
    } else {
        into.extend(text.chars().flat_map(char::to_lowercase));
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '%')
}

fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '‐' | '‑' | '–' | '−')
}

/// Joins words that make one closed-class word together: `as well as`.
fn join<'t>(tokens: &mut Vec<Token<'t>>, text: &'t str, words: &Words) {
    const STARTS: [&str; 17] = [
        "as",
        "such",
        "because",
        "due",
        "in",
        "according",
        "compared",
        "together",
        "along",
        "instead",
        "but",
        "rather",
        "independent",
        "independently",
        "not",
        "relative",
        "and",
    ];
    let mut kept = 0;
    let mut at = 0;
    while at < tokens.len() {
        let mut token = tokens[at];
        let mut used = 1;
        let first = token.text.as_bytes().first().map_or(0, u8::to_ascii_lowercase);
        let may = b"asbdictrn".contains(&first)
            && !token.is_mention()
            && STARTS.iter().any(|s| token.text.eq_ignore_ascii_case(s));
        for length in [3, 2].into_iter().filter(|_| may) {
            let Some(run) = tokens.get(at..at + length) else { continue };
            if run.iter().any(Token::is_mention) {
                continue;
            }
            let joined = run.iter().map(|t| t.text.to_lowercase()).collect::<Vec<_>>().join(" ");
            if let Some(entry) = words.get(&joined).filter(|e| e.class.is_some()) {
                token.end = run[length - 1].end;
                token.text = &text[token.start..token.end];
                token.entry = *entry;
                used = length;
                break;
            }
        }
        tokens[kept] = token;
        kept += 1;
        at += used;
    }
    tokens.truncate(kept);
}

/// Guesses parts of speech from left to right.
fn tag(tokens: &mut [Token<'_>]) {
    for at in 0..tokens.len() {
        if tokens[at].pos != Pos::Noun {
            continue;
        }
        let before = at.checked_sub(1).map(|i| tokens[i]);
        let after = tokens.get(at + 1).copied();
        let (pos, form) = guess(&tokens[at], before.as_ref(), after.as_ref());
        let (pos, form) = if pos == Pos::Verb && form == Form::Past && is_compound(tokens, at) {
            tokens[at].glued = true;
            (Pos::Adj, Form::None)
        } else {
            (pos, form)
        };
        tokens[at].pos = pos;
        tokens[at].form = form;
    }
}

/// Whether a participle stands inside a noun phrase without its hyphen: `the A induced expression`.
fn is_compound(tokens: &[Token<'_>], at: usize) -> bool {
    let noun = |i: usize| {
        tokens.get(i).is_some_and(|t| {
            t.is_mention() || t.entry.forms.has(Forms::NOMINAL) || t.entry.roles.has(Roles::ASPECT)
        })
    };
    let mediated = tokens[at].text.eq_ignore_ascii_case("mediated");
    let opens = |i: usize| {
        matches!(tokens[i].pos, Pos::Det | Pos::Adj | Pos::Verb) || mediated && tokens[i].pos == Pos::Prep
    };
    at >= 2 && tokens[at - 1].is_mention() && tokens[at].entry.lemma > 0 && opens(at - 2) && noun(at + 1)
}

fn guess(token: &Token<'_>, before: Option<&Token<'_>>, after: Option<&Token<'_>>) -> (Pos, Form) {
    if token.glued {
        return (Pos::Adj, Form::None);
    }
    if let Some(class) = token.entry.class
        && let Some(pos) = closed(class, token, after)
    {
        return (pos, Form::None);
    }
    let forms = if token.entry.forms == Forms::default() { suffix(token) } else { token.entry.forms };
    let place = Place { before: before.map(|t| t.pos), before_token: before, after };
    place.verb(token, forms)
}

fn closed(class: Class, token: &Token<'_>, after: Option<&Token<'_>>) -> Option<Pos> {
    Some(match class {
        Class::Det => Pos::Det,
        Class::No => Pos::No,
        Class::Prep => Pos::Prep,
        Class::And => Pos::And,
        Class::Not => Pos::Not,
        Class::Modal => Pos::Modal,
        Class::Be => Pos::Be,
        Class::Have => Pos::Have,
        Class::Do => Pos::Do,
        Class::Rel => Pos::Rel,
        Class::That => Pos::That,
        Class::Sub => Pos::Sub,
        Class::Whether => Pos::Whether,
        Class::Pron => Pos::Pron,
        Class::To if after.is_some_and(starts_infinitive) => Pos::To,
        Class::To => Pos::Prep,
        Class::Adv => Pos::Adv,
        // A form that a pattern or a table knows better is left to the rules for verbs.
        Class::Adj if token.entry.forms == Forms::default() => Pos::Adj,
        Class::Adj => Pos::Adj,
    })
}

fn starts_infinitive(token: &Token<'_>) -> bool {
    let entry = token.entry;
    !token.is_mention()
        && (entry.forms.has(Forms::BASE)
            || matches!(entry.class, Some(Class::Be | Class::Have | Class::Do))
            || (token.text.ends_with("ly") && token.text.is_ascii()))
}

/// What an unknown word may be.
fn suffix(token: &Token<'_>) -> Forms {
    let text = token.text;
    let lower = text.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
    if !lower || text.len() < 5 {
        return Forms::default();
    }
    if text.ends_with("ed") {
        return Forms::PAST;
    }
    if text.ends_with("ing") { Forms::GERUND } else { Forms::default() }
}

/// What stands around a word.
struct Place<'a, 't> {
    before: Option<Pos>,
    before_token: Option<&'a Token<'t>>,
    after: Option<&'a Token<'t>>,
}

impl Place<'_, '_> {
    fn verb(&self, token: &Token<'_>, forms: Forms) -> (Pos, Form) {
        let noun = (Pos::Noun, Form::None);
        if forms.has(Forms::GERUND) {
            return self.gerund(token);
        }
        if forms.has(Forms::PAST) {
            return if self.past() { (Pos::Verb, Form::Past) } else { (Pos::Adj, Form::None) };
        }
        if forms.has(Forms::THIRD) && self.third() || forms.has(Forms::BASE) && self.base(forms) {
            return (Pos::Verb, Form::Present);
        }
        if forms == Forms::default() && token.entry.noun == 0 && token.entry.roles == Roles::default() {
            let text = token.text;
            if text.len() > 4 && text.ends_with("ly") && text.is_ascii() {
                return (Pos::Adv, Form::None);
            }
            let ends = |s: &&str| text.len() > s.len() + 2 && text.ends_with(*s);
            if ["ous", "ible", "able", "ive", "ic", "al", "ary"].iter().any(ends) {
                return (Pos::Adj, Form::None);
            }
        }
        noun
    }

    fn noun_follows(&self) -> bool {
        self.after.is_some_and(|t| {
            t.is_mention()
                || matches!(t.entry.class, Some(Class::Det | Class::No | Class::Adj))
                || t.entry.class.is_none() && t.text.starts_with(char::is_alphanumeric)
        })
    }

    fn verb_follows(&self) -> bool {
        let verb = Forms(Forms::PAST.0 | Forms::THIRD.0);
        self.after.is_some_and(|t| {
            !t.is_mention()
                && (t.entry.forms.has(verb)
                    || matches!(t.entry.class, Some(Class::Be | Class::Modal | Class::Do)))
        })
    }

    fn gerund(&self, token: &Token<'_>) -> (Pos, Form) {
        let of_follows = self.after.is_some_and(|t| t.text == "of");
        let verb = match self.before {
            _ if of_follows => false,
            Some(Pos::Mention | Pos::Noun) if self.verb_follows() => false,
            Some(Pos::Be) => true,
            Some(Pos::Prep | Pos::Comma | Pos::Adv | Pos::Sub | Pos::Not) => {
                self.noun_follows() || !token.entry.forms.has(Forms::NOMINAL)
            }
            Some(Pos::And) => self.noun_follows(),
            Some(Pos::Mention | Pos::Noun | Pos::Close | Pos::Pron) => self.noun_follows(),
            _ => false,
        };
        if verb { (Pos::Verb, Form::Gerund) } else { (Pos::Noun, Form::None) }
    }

    fn past(&self) -> bool {
        match self.before {
            Some(Pos::Det | Pos::No | Pos::Adj | Pos::Prep | Pos::Slash | Pos::To | Pos::Open) | None => {
                false
            }
            Some(Pos::Verb) => !self.noun_follows(),
            Some(Pos::Comma) => !self.noun_follows(),
            Some(Pos::And) => true,
            _ => true,
        }
    }

    fn third(&self) -> bool {
        !matches!(
            self.before,
            Some(Pos::Det | Pos::No | Pos::Adj | Pos::Prep | Pos::Slash | Pos::Verb | Pos::Be | Pos::Open)
                | None
        )
    }

    fn base(&self, forms: Forms) -> bool {
        match self.before {
            Some(Pos::To | Pos::Modal | Pos::Do | Pos::Not | Pos::Rel | Pos::That) => true,
            Some(Pos::Pron) => true,
            Some(Pos::Adv) => !forms.has(Forms::ALSO_NOUN) || !self.noun_ends(),
            Some(Pos::Mention | Pos::Noun | Pos::Close | Pos::And | Pos::Comma) => {
                !forms.has(Forms::ALSO_NOUN)
                    || self.before_token.is_some_and(|t| t.pos == Pos::Noun && t.text.ends_with('s'))
                    || (self.before == Some(Pos::And) && self.noun_follows())
            }
            _ => false,
        }
    }

    fn noun_ends(&self) -> bool {
        self.after.is_some_and(|t| matches!(t.text, "of" | "in"))
    }
}
