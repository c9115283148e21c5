//! A sentence as tokens with a guess at their part of speech. In: a sentence and the places of its
//! mentions. Out: tokens in order, those in brackets apart. Must not know patterns' meanings.

use std::ops::Range;

use super::inflection::Forms;
use super::tag::tag;
use super::words::{Class, Entry, Known, Probe, Roles, Words};
use crate::vocabulary::packed::plain_run;

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

/// The tokens of several sentences, each stage done for all of them before the next one.
#[derive(Debug, Default)]
pub(super) struct Tokens<'t> {
    all: Vec<Token<'t>>,
    /// Of each sentence, where its tokens stand among all.
    spans: Vec<Range<usize>>,
}

impl<'t> Tokens<'t> {
    /// Cuts sentences into tokens and guesses what they are. With each come its mentions: byte ranges of
    /// it, in order and not overlapping.
    pub(super) fn of<'m>(
        sentences: impl Iterator<Item = (&'t str, &'m [Range<usize>])> + Clone,
        words: &Words,
    ) -> Self {
        let bytes: usize = sentences.clone().map(|(text, _)| text.len()).sum();
        let mut cut = Cut { tokens: Vec::with_capacity(bytes / 5), open: Vec::with_capacity(bytes / 5) };
        let mut lower = String::new();
        let mut spans = Vec::new();
        for (text, mentions) in sentences.clone() {
            let start = cut.tokens.len();
            let first = cut.open.len();
            let mut cutter =
                Cutter { text, mentions, words, next: 0, at: 0, start, lower: &mut lower, cut: &mut cut };
            cutter.run();
            cutter.look_up(first);
            spans.push(start..cut.tokens.len());
        }
        let mut all = cut.tokens;
        for (span, (text, _)) in spans.iter_mut().zip(sentences) {
            span.end = span.start + join(&mut all[span.clone()], text, words);
        }
        spans.iter().for_each(|span| tag(&mut all[span.clone()]));
        Self { all, spans }
    }

    /// The tokens of each sentence.
    pub(super) fn each(&self) -> impl Iterator<Item = &[Token<'t>]> {
        self.spans.iter().map(|span| &self.all[span.clone()])
    }
}

/// What a part of something is said to be: `binding-deficient`.
const SPOILED: [&str; 4] = ["deficient", "defective", "dead", "impaired"];

/// What was cut so far.
struct Cut<'t> {
    tokens: Vec<Token<'t>>,
    /// Words that are not looked up yet, by position.
    open: Vec<(usize, Option<Probe>)>,
}

struct Cutter<'t, 'w> {
    text: &'t str,
    mentions: &'w [Range<usize>],
    words: &'w Words,
    next: usize,
    at: usize,
    /// Where the tokens of the sentence start.
    start: usize,
    lower: &'w mut String,
    cut: &'w mut Cut<'t>,
}

impl<'t> Cutter<'t, '_> {
    /// The tokens of the sentence so far.
    fn tokens(&self) -> &[Token<'t>] {
        &self.cut.tokens[self.start..]
    }

    /// The token before the place that is read.
    fn last(&mut self) -> Option<&mut Token<'t>> {
        self.cut.tokens[self.start..].last_mut()
    }

    fn run(&mut self) {
        let mut glued = false;
        while let Some(&byte) = self.text.as_bytes().get(self.at) {
            if let Some(mention) = self.mentions.get(self.next).filter(|m| m.start <= self.at) {
                let end = mention.end.max(self.at + 1);
                // The words are cut one by one.
                if self.is_of_a_gene(end) {
                    self.next += 1;
                    continue;
                }
                if self.is_plain(end) {
                    self.word(end, glued);
                    self.next += 1;
                    self.at = end;
                    glued = false;
                    continue;
                }
                let holder = is_cell(self.lower);
                // `hMSC`: the letter tells the species.
                let at = self.at;
                let species = |t: &mut Token<'_>| t.end == at && matches!(t.text, "h" | "m" | "r");
                if self.last().is_some_and(species) {
                    self.cut.tokens.pop();
                }
                self.push(end, Pos::Mention, glued);
                let next = self.next;
                if let Some(token) = self.last() {
                    token.mention = u32::try_from(next).unwrap_or(NONE);
                    if holder {
                        token.entry.roles = Roles::HOLDER;
                    }
                }
                self.next += 1;
                self.at = end;
                glued = self.null_allele();
                continue;
            }
            if byte == b' ' {
                self.at += 1;
                glued = false;
                continue;
            }
            let c = match byte.is_ascii() {
                true => char::from(byte),
                false => self.text[self.at..].chars().next().unwrap_or(' '),
            };
            if is_hyphen(c) && self.touches() {
                glued = true;
                self.at += c.len_utf8();
                continue;
            }
            if is_word(c) {
                let end = self.linked_aspect(self.word_end());
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
        lower(text, self.lower);
        let cased = text.chars().skip(1).any(char::is_uppercase);
        let numbered = is_amino_acid(self.lower) && is_position(&self.text[end..]);
        numbered
            || !cased
                && !is_cell(self.lower)
                && self
                    .words
                    .get(self.lower)
                    .is_some_and(|e| e.lemma > 0 || e.noun > 0 || e.roles != Roles::default())
    }

    /// Whether what is named is only done with a gene beside it: `A gene transcription`, `gene expression of
    /// A`.
    fn is_of_a_gene(&self, end: usize) -> bool {
        const DONE: [&str; 11] = [
            "promoter methylation",
            "promoter hypermethylation",
            "DNA methylation",
            "gene transcription",
            "gene expression",
            "protein expression",
            "protein synthesis",
            "protein degradation",
            "protein phosphorylation",
            "mRNA expression",
            "transcription",
        ];
        let said = &self.text[self.at..end];
        let of = || {
            ["of ", "level of ", "levels of "].iter().any(|o| self.text[end..].trim_start().starts_with(o))
        };
        let behind = || {
            let near = self.tokens().last().filter(|t| t.end + 1 == self.at);
            // `A (B) gene transcription`
            let opened =
                self.tokens().iter().rposition(|t| t.pos == Pos::Open).and_then(|at| at.checked_sub(1));
            let bracket = || opened.is_some_and(|at| self.tokens()[at].is_mention());
            near.is_some_and(|t| t.is_mention() || t.pos == Pos::Close && bracket())
        };
        // `co-stimulation with A`
        let with = || self.text[end..].starts_with(" with ");
        let given = ["co-stimulation", "costimulation"].iter().any(|g| said.eq_ignore_ascii_case(g));
        DONE.contains(&said) && (behind() || of()) || given && with()
    }

    /// Takes `-/-` behind a mention: an animal or a cell without it.
    fn null_allele(&mut self) -> bool {
        const MARKS: [&str; 4] = ["-/-", "−/−", "(-/-)", "–/–"];
        let rest = &self.text[self.at..];
        let marks = rest.trim_start();
        if !marks.starts_with(['-', '−', '(', '–']) {
            return false;
        }
        if let Some(mark) = MARKS.iter().find(|m| marks.starts_with(**m)) {
            let end = self.at + rest.len() - marks.len() + mark.len();
            self.push(end, Pos::Noun, true);
            if let (Some(entry), Some(token)) = (self.words.get("knockout"), self.last()) {
                token.entry = *entry;
            }
            self.at = end;
        }
        false
    }

    /// Whether a token ends here and another one starts behind this character.
    fn touches(&mut self) -> bool {
        let at = self.at;
        let after = self.text[at..].chars().nth(1).is_some_and(is_word);
        after && self.last().is_some_and(|t| t.end == at && t.pos != Pos::Comma)
    }

    fn word_end(&self) -> usize {
        let stop = self.mentions.get(self.next).map_or(self.text.len(), |m| m.start);
        let rest = &self.text[self.at..stop];
        if let Some(end) = plain_word(rest.as_bytes()) {
            return self.at + end.max(1);
        }
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

    /// Where the first part ends of `signaling-mediated` and `pathway-dependent`, which tell of the name before
    /// them; else the end of the word.
    fn linked_aspect(&self, end: usize) -> usize {
        const ASPECTS: [&str; 3] = ["signaling-", "signalling-", "pathway-"];
        let word = &self.text[self.at..end];
        let aspect = ASPECTS.iter().find(|a| word.starts_with(**a));
        let named = || self.tokens().last().is_some_and(Token::is_mention);
        aspect.filter(|_| named()).map_or(end, |a| self.at + a.len() - 1)
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
        self.cut.tokens.push(token);
    }

    fn word(&mut self, end: usize, glued: bool) {
        let text = &self.text[self.at..end];
        let is_part = || SPOILED.iter().any(|spoiled| text.eq_ignore_ascii_case(spoiled));
        let of_part = glued && self.last().is_some_and(|t| !t.is_mention()) && is_part();
        if !of_part {
            let probe = self.words.probe(&self.text.as_bytes()[self.at..], text.len());
            self.cut.open.push((self.cut.tokens.len(), probe));
        }
        self.push(end, Pos::Noun, glued);
        if of_part && let (Some(entry), Some(token)) = (self.words.get("mutant"), self.last()) {
            token.entry = *entry;
        }
    }

    /// Looks up the words from a first one on, all together.
    fn look_up(&mut self, first: usize) {
        for open in first..self.cut.open.len() {
            let (at, probe) = self.cut.open[open];
            let Token { text, start, .. } = self.cut.tokens[at];
            let Some(mut entry) = self.entry(start, text, probe) else { continue };
            // `IF` is a method.
            let spelled = || text.len() > 1 && text.bytes().all(|b| b.is_ascii_uppercase());
            if matches!(entry.class, Some(Class::Sub | Class::Prep | Class::Pron)) && spelled() {
                entry.class = None;
            }
            self.cut.tokens[at].entry = entry;
        }
    }

    /// What is known of a word.
    fn entry(&mut self, start: usize, word: &str, probe: Option<Probe>) -> Option<Entry> {
        let known = self.words.known(probe);
        let parts = || plain_run(&self.text.as_bytes()[start..]) < word.len() && word.contains('-');
        let plain = matches!(known, Known::Nothing) && !parts();
        match known {
            Known::Entry(entry) => return Some(*entry),
            Known::Nothing if plain => return self.together(word),
            Known::Nothing | Known::Open => {}
        }
        lower(word, self.lower);
        self.words.get(self.lower).copied().or_else(|| self.hyphened())
    }

    /// `codepletion`: what is done to several at once is done to each.
    fn together(&self, word: &str) -> Option<Entry> {
        let rest = word.get(2..).filter(|_| word.len() > 7 && word[..2].eq_ignore_ascii_case("co"))?;
        let probe = self.words.probe(rest.as_bytes(), rest.len());
        let Known::Entry(entry) = self.words.known(probe) else { return None };
        (entry.manipulation > 0).then_some(*entry)
    }

    /// A word with hyphens: without them, else its last part.
    fn hyphened(&mut self) -> Option<Entry> {
        let tail = self.lower.rfind('-')? + 1;
        let joined: String = self.lower.chars().filter(|c| !is_hyphen(*c)).collect();
        if let Some(entry) = self.words.get(&joined).filter(|entry| entry.tells()) {
            return Some(Entry { opens: false, follows: false, worse: false, ..*entry });
        }
        // `binding-deficient`: what is said of a part of it.
        if SPOILED.contains(&&self.lower[tail..]) {
            return self.words.get("mutant").copied();
        }
        let mut entry = *self.words.get(&self.lower[tail..])?;
        (entry.lemma, entry.opens, entry.follows, entry.worse) = (0, false, false, false);
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
        // `B. fragilis`
        let genus = |t: &Token<'_>| {
            t.end == self.at && t.text.len() == 1 && t.text.as_bytes()[0].is_ascii_uppercase()
        };
        let species = || {
            let mut rest = self.text[self.at + 1..].bytes();
            rest.next() == Some(b' ') && rest.next().is_some_and(|b| b.is_ascii_lowercase())
        };
        if c == '.' && self.tokens().last().is_some_and(genus) && species() {
            return;
        }
        self.push(self.at + c.len_utf8(), pos, glued);
    }
}

/// Where a word of plain letters and digits ends, if nothing beyond ASCII stands in or behind it.
fn plain_word(rest: &[u8]) -> Option<usize> {
    let mut at = plain_run(rest);
    while let Some(&byte) = rest.get(at) {
        match byte {
            b'_' | b'%' => {}
            b'-' | b'.' | b'\'' => match rest.get(at + 1) {
                Some(next) if !next.is_ascii() => return None,
                Some(next) if next.is_ascii_alphanumeric() && (byte != b'\'' || rest.len() - at > 3) => {}
                _ => break,
            },
            128.. => return None,
            _ => break,
        }
        at += 1 + plain_run(&rest[at + 1..]);
    }
    Some(at)
}

/// Whether a word in lower case is an amino acid: in full, or in three letters.
pub(super) fn is_amino_acid(word: &str) -> bool {
    const NAMES: [&str; 12] = [
        "serine",
        "threonine",
        "tyrosine",
        "lysine",
        "cysteine",
        "arginine",
        "ser",
        "thr",
        "tyr",
        "lys",
        "cys",
        "arg",
    ];
    NAMES.contains(&word.strip_suffix('s').filter(|stem| stem.len() > 3).unwrap_or(word))
}

/// Whether a word names a kind of cell, which acts of its own where nothing is said to be done to it.
fn is_cell(lower: &str) -> bool {
    const CELLS: [&str; 6] =
        ["macrophage", "fibroblast", "neuron", "keratinocyte", "hepatocyte", "lymphocyte"];
    CELLS.contains(&lower.strip_suffix('s').unwrap_or(lower))
}

/// Whether what follows an amino acid makes it a place in a protein: `serine 12`, `serine-12`,
/// `serine residues`.
fn is_position(behind: &str) -> bool {
    let rest = behind.trim_start_matches([' ', '-', '(']);
    rest.starts_with(|c: char| c.is_ascii_digit()) || behind.trim_start().starts_with("residue")
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

/// Joins words that make one closed-class word together: `as well as`. How many tokens are left.
fn join<'t>(tokens: &mut [Token<'t>], text: &'t str, words: &Words) -> usize {
    let opens = |at: usize| {
        let follows = |t: &Token<'_>| t.entry.follows && !t.is_mention();
        tokens[at].entry.opens && !tokens[at].is_mention() && tokens.get(at + 1).is_some_and(follows)
    };
    let opening: Vec<usize> = (0..tokens.len()).filter(|&at| opens(at)).collect();
    let Some(&first) = opening.first() else { return tokens.len() };
    let (mut kept, mut at) = (first, first);
    let (mut joined, mut word) = (String::new(), String::new());
    while at < tokens.len() {
        let mut token = tokens[at];
        let mut used = 1;
        for length in [3, 2].into_iter().filter(|_| opening.contains(&at)) {
            let Some(run) = tokens.get(at..at + length) else { continue };
            if run.iter().any(Token::is_mention) {
                continue;
            }
            joined.clear();
            for (number, part) in run.iter().enumerate() {
                lower(part.text, &mut word);
                joined.push_str(if number > 0 { " " } else { "" });
                joined.push_str(&word);
            }
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
    kept
}
