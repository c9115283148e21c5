//! Papers in, findings out: the stages of extraction, one module each.
//!
//! Each stage is a plain function on plain data: clean → sentences → abbreviations → mentions →
//! relations → context, study and citations. Spans are bytes of [`Paper::text`] throughout.
//! Reads no files and knows no rules.

use std::ops::Range;

use rustc_hash::FxHashSet;

use super::finding::Finding;
use super::{Block, BlockRole, Paper};
use crate::fact::{KindId, Schema};
use crate::vocabulary::Vocabulary;
use crate::vocabulary::lexicon::Lexicon;

pub mod abbreviation;
mod agent;
mod alteration;
pub(in crate::corpus) mod apparatus;
mod around;
mod assemble;
pub mod association;
mod bearer;
mod beside;
mod bracket;
mod chunk;
pub mod citation;
mod clause;
pub mod clean;
mod combination;
mod context;
mod contrast;
mod cue;
mod denial;
mod emit;
mod event;
pub mod example;
mod fit;
pub(in crate::corpus) mod furniture;
mod given;
mod head;
mod inflection;
mod insertion;
mod item;
mod lessening;
mod level;
pub(in crate::corpus) mod line;
mod list;
mod marker;
mod masked;
pub mod mention;
mod outcome;
mod participant;
pub mod pattern;
mod phrase;
mod purpose;
pub mod record;
mod reference;
pub mod relation;
mod relative;
mod role;
mod row;
mod scope;
pub mod section;
pub mod sentence;
mod slip;
mod sort;
mod spelling;
mod state;
pub mod study;
mod subgroup;
mod symbol;
mod tag;
mod through;
mod token;
mod turn;
mod used;
mod variant;
mod wording;
mod words;

pub use abbreviation::{Abbreviation, abbreviations};
pub use clean::blocks;
pub use example::examples;
pub use mention::{Glossary, Named, mentions};
pub use pattern::Patterns;
pub use relation::{Argument, Marked, Relation, relations};
pub use sentence::sentences;

use around::Around;
use assemble::{About, Counter, Told};
use cue::{Lower, Parts};
use through::Mediated;

/// What read a finding, with its version.
pub const EXTRACTOR: &str = "patterns/1";

/// A sentence of a paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// Bytes of the paper's text, without space at either end.
    pub span: Range<usize>,
    /// Position of its block in the paper's blocks.
    pub block: usize,
}

/// Fills in what the reader of a format left open: blocks, citations, references, and what the
/// front matter shows of title, authors and year. A paper whose blocks are known keeps them.
pub fn prepare(paper: &mut Paper) {
    if !paper.blocks.is_empty() || paper.digest {
        return;
    }
    let body = if paper.body.is_empty() { 0..paper.text.len() } else { paper.body.clone() };
    let mut blocks = blocks(&paper.text[body.clone()]);
    for block in &mut blocks {
        block.span = block.span.start + body.start..block.span.end + body.start;
    }
    if paper.citations.is_empty() {
        paper.citations = citation::citations(&paper.text, &blocks);
    }
    if paper.references.is_empty() {
        paper.references = citation::references(&paper.text, &blocks);
    }
    paper.blocks = blocks;
    record::front_matter(paper);
}

/// What papers are read with.
#[derive(Clone, Copy, Debug)]
pub struct Reader<'a> {
    /// Names in running text.
    pub lexicon: &'a Lexicon,
    /// The hand-made entities and what is above them.
    pub vocabulary: &'a Vocabulary,
    /// What sentences say.
    pub patterns: &'a Patterns,
    /// Kinds and finding predicates.
    pub schema: &'a Schema,
}

/// The findings of a paper whose blocks are known, in the order of its sentences.
///
/// A sentence that the paper repeats is read once; one that the capture cut off is not read.
#[must_use]
pub fn extract(paper: &Paper, reader: &Reader<'_>) -> Vec<Finding> {
    let sentences = sentences(paper);
    let glossary = Glossary::new(&abbreviations(paper, &sentences), reader.lexicon);
    let mut named = mention::of_sentences(paper, &sentences, &glossary, reader.lexicon);
    for (sentence, named) in sentences.iter().zip(&mut named) {
        variant::widen(&paper.text[sentence.span.clone()], named);
    }
    let (lower, stated) = read(paper, &sentences, &named, reader);
    let is_silent = stated.iter().all(|stated| stated.as_ref().is_none_or(Vec::is_empty));
    // Of such a paper nothing more need be known.
    if is_silent && !paper.blocks.iter().any(|b| b.role == BlockRole::Row) {
        return Vec::new();
    }
    let of = |sentence: &Sentence| Lower::of(&paper.text[sentence.span.clone()]);
    let lower = lower.into_iter().zip(&sentences).map(|(lower, s)| lower.unwrap_or_else(|| of(s))).collect();
    let text = Said { sentences, lower, named, stated };
    let record = record::record(paper, &text.sentences, &text.lower);
    let about = about(paper, &record, &text, reader);
    let mut found = told(paper, &about, &text);
    found.extend(rows(paper, &about, &glossary, reader));
    found
}

/// The sentences of a paper with what they say, each list in their order.
struct Said {
    sentences: Vec<Sentence>,
    lower: Vec<Lower>,
    named: Vec<Vec<Named>>,
    stated: Vec<Option<Vec<Mediated>>>,
}

/// So many sentences are read together: see [`relation::of_sentences`].
const TOGETHER: usize = 16;

/// What each sentence states, none where it is not read; those that are, in lower case.
fn read(
    paper: &Paper,
    sentences: &[Sentence],
    named: &[Vec<Named>],
    reader: &Reader<'_>,
) -> (Vec<Option<Lower>>, Vec<Option<Vec<Mediated>>>) {
    let mut read = FxHashSet::default();
    let mut is_read = |(sentence, named): &(&Sentence, &Vec<Named>)| {
        let text = &paper.text[sentence.span.clone()];
        let cut = text.ends_with('…') || text.ends_with("...");
        // One name may be enough to tell a level.
        !cut && !named.is_empty() && read.insert(text)
    };
    let mut lower: Vec<Option<Lower>> = sentences.iter().map(|_| None).collect();
    let mut stated: Vec<Option<Vec<Mediated>>> = lower.iter().map(|_| None).collect();
    let numbered = sentences.iter().zip(named).enumerate();
    let numbers: Vec<usize> = numbered.filter(|(_, s)| is_read(s)).map(|(number, _)| number).collect();
    for numbers in numbers.chunks(TOGETHER) {
        let said = |&number: &usize| Lower::of(&paper.text[sentences[number].span.clone()]);
        let said: Vec<Lower> = numbers.iter().map(said).collect();
        let texts: Vec<Text<'_>> = numbers
            .iter()
            .zip(&said)
            .map(|(&at, said)| Text {
                text: &paper.text[sentences[at].span.clone()],
                said,
                named: &named[at],
            })
            .collect();
        for (&number, told) in numbers.iter().zip(together(&texts, reader)) {
            stated[number] = Some(told);
        }
        numbers.iter().zip(said).for_each(|(&number, said)| lower[number] = Some(said));
    }
    (lower, stated)
}

/// A sentence with what is known of it.
#[derive(Clone, Copy)]
struct Text<'t> {
    text: &'t str,
    /// In lower case.
    said: &'t Lower,
    named: &'t [Named],
}

/// What sentences state, one stage after the other.
fn together(texts: &[Text<'_>], reader: &Reader<'_>) -> Vec<Vec<Mediated>> {
    let marked: Vec<Vec<Marked>> = texts.iter().map(|text| marked(text.named, reader.schema)).collect();
    let mut relations = related(texts, &marked, reader);
    let may_mark = marker::may_mark(&marked, reader.schema);
    for ((text, relations), _) in texts.iter().zip(&mut relations).zip(may_mark).filter(|(_, may)| *may) {
        relations.extend(marker::markers(text.text, text.named, reader.schema));
    }
    for (text, relations) in texts.iter().zip(&mut relations) {
        for level in level::levels(text.text, text.said, text.named, reader.schema) {
            if !relations.iter().any(|r| level::is_same(r, &level) || level::is_made(r, &level)) {
                relations.push(level);
            }
        }
    }
    texts.iter().zip(relations).map(|(text, relations)| stated(text, relations, reader)).collect()
}

/// The findings of the sentences.
fn told(paper: &Paper, about: &About<'_>, said: &Said) -> Vec<Finding> {
    let mut pages = Pages::new(paper);
    let (mut found, mut before) = (Vec::new(), None);
    let mut roles = role::Roles::default();
    let (mut last_block, mut given) = (None, Vec::new());
    let sentences = said.sentences.iter().zip(&said.lower).zip(&said.named).zip(&said.stated);
    for (((sentence, lower), named), stated) in sentences {
        let text = &paper.text[sentence.span.clone()];
        let block = &paper.blocks[sentence.block];
        let place = roles.next(lower, block, sentence.block, about.record.kind);
        if last_block != Some(sentence.block) {
            (before, last_block, given) = (None, Some(sentence.block), Vec::new());
        }
        let Some(stated) = stated else { continue };
        if let Some(therapy) = about.given(text, lower, named) {
            given = therapy;
        }
        if stated.is_empty() {
            continue;
        }
        let told = Told {
            sentence,
            text,
            lower,
            named,
            setup: study::setup(text, lower),
            place,
            first: pages.characters.at(sentence.span.start),
            section: pages.section(sentence.block),
            before: before.as_ref(),
            given: &given,
        };
        before = about.add(&told, stated, &mut found);
    }
    found
}

/// What the rows of the paper's tables say was tested.
fn rows(paper: &Paper, about: &About<'_>, glossary: &Glossary, reader: &Reader<'_>) -> Vec<Finding> {
    let rows = paper.blocks.iter().enumerate().filter(|(_, b)| b.role == BlockRole::Row);
    let mut counter = Counter::new(&paper.text);
    let mut found = Vec::new();
    for (number, (block, row)) in rows.enumerate() {
        let whole = Sentence { span: row.span.clone(), block };
        let named = mentions(paper, &whole, glossary, reader.lexicon);
        found.extend(about.row(row, &named, number + 1, &mut counter));
    }
    found
}

/// What a sentence states, given its relations, each with what it goes through.
fn stated(text: &Text<'_>, mut relations: Vec<Relation>, reader: &Reader<'_>) -> Vec<Mediated> {
    let &Text { text, said, named } = text;
    if relations.is_empty() && !through::may_be_undone(said) {
        return Vec::new();
    }
    let lower = text.to_ascii_lowercase();
    let around = Around { lower: &lower, named };
    let mut found = through::undone(&around, reader.schema);
    marker::instead(&mut relations, reader.schema);
    relations.retain(|relation| !is_vague(relation, &around));
    relations.retain(|relation| match relation.args.first() {
        Some(Argument::Mention { mention, .. }) => !combination::is_partial(&around, *mention, reader.schema),
        _ => true,
    });
    for relation in agent::by_name(relations, &around, reader.schema) {
        let relation = fit::fit(relation, named, reader.schema, reader.vocabulary);
        let responses = through::in_response(&around, &relation, reader.schema);
        if responses.is_empty() {
            let through = through::through(&around, &relation, reader.schema);
            found.push(Mediated { relation, through });
        }
        found.extend(responses);
    }
    found
}

/// Whether a sentence says that something is done to the cause, but not whether more or less of it:
/// `targeting A enhanced B`.
fn is_vague(relation: &Relation, around: &Around<'_>) -> bool {
    static DONE: Parts<15> = Parts::new(&[
        "targeting",
        "targeting of",
        "perturbation of",
        "cotargeting",
        "modulating",
        "modulation of",
        "regulating",
        "regulation of",
        "remodeling",
        "remodelling",
        "reprogramming",
        "altering",
        "addressing",
        "dysregulation of",
        "manipulating",
    ]);
    const SMALL: [&str; 9] = ["of", "and", "or", "by", "with", "in", "to", "that", "which"];
    let Some(Argument::Mention { mention, .. }) = relation.args.first() else { return false };
    let before = around.before(*mention);
    // `the human immune system`
    if ["human", "murine", "mouse", "rat"].contains(&around.named[*mention].text.as_str()) {
        return true;
    }
    // `modulation of key immune A`
    let adjectives = |rest: &str| {
        // `targeting both A and B`
        let rest = rest.trim_start().strip_prefix("both").map_or(rest.to_owned(), |r| r.replace(" and", ""));
        let words = rest.split_whitespace();
        !rest.contains([',', ';', '('])
            && words.clone().count() <= 2
            && !words.into_iter().any(|w| SMALL.contains(&w))
    };
    DONE.within(before).any(|done| {
        before.rfind(done).is_some_and(|at| {
            !before[..at].ends_with(char::is_alphanumeric) && adjectives(&before[at + done.len()..])
        })
    })
}

/// What one sentence names and says that stands alone, without its paper.
#[must_use]
pub fn alone(text: &str, reader: &Reader<'_>) -> (Vec<Named>, Vec<Relation>) {
    let block = Block { role: BlockRole::Paragraph, section: Vec::new(), span: 0..text.len() };
    let paper = Paper { text: text.into(), blocks: vec![block], ..Paper::default() };
    let sentence = [Sentence { span: 0..text.len(), block: 0 }];
    let glossary = Glossary::new(&abbreviations(&paper, &sentence), reader.lexicon);
    let mut named = mentions(&paper, &sentence[0], &glossary, reader.lexicon);
    variant::widen(text, &mut named);
    let said = Lower::of(text);
    let marked = marked(&named, reader.schema);
    let mut relations = related(&[Text { text, said: &said, named: &named }], &[marked], reader);
    (named, relations.pop().unwrap_or_default())
}

/// The relations that patterns find in sentences.
fn related(texts: &[Text<'_>], marked: &[Vec<Marked>], reader: &Reader<'_>) -> Vec<Vec<Relation>> {
    let may_tell = |&number: &usize| {
        // Most patterns need two things.
        let is_alone = marked[number].iter().all(|m| m.entity == marked[number][0].entity);
        !is_alone || reader.patterns.may_tell_of_one(texts[number].said)
    };
    let numbers: Vec<usize> = (0..texts.len()).filter(may_tell).collect();
    let plain: Vec<_> = numbers.iter().map(|&n| wording::plain(texts[n].text, texts[n].said)).collect();
    let read: Vec<(&str, &[Marked])> =
        plain.iter().zip(&numbers).map(|(plain, &n)| (&**plain, &marked[n][..])).collect();
    let mut found = vec![Vec::new(); texts.len()];
    for (number, relations) in numbers.into_iter().zip(relation::of_sentences(&read, reader.patterns)) {
        found[number] = turned(relations, &texts[number], reader.schema);
    }
    found
}

fn marked(named: &[Named], schema: &Schema) -> Vec<Marked> {
    let entity = |n: &Named| named.iter().position(|o| o.id == n.id).unwrap_or(0) as u32;
    let mut last: (&str, Option<KindId>) = ("", None);
    let mut marked = Vec::with_capacity(named.len());
    for named in named {
        last = if named.kind == last.0 { last } else { (&named.kind, schema.kind(&named.kind)) };
        let kinds = last.1.into_iter().collect();
        marked.push(Marked { span: named.span.clone(), entity: entity(named), kinds });
    }
    marked
}

/// Relations as their sentence turns them, each once.
fn turned(relations: Vec<Relation>, text: &Text<'_>, schema: &Schema) -> Vec<Relation> {
    let same =
        |a: &Relation, b: &Relation| a.predicate == b.predicate && a.args == b.args && a.denied == b.denied;
    let mut kept: Vec<Relation> = Vec::with_capacity(relations.len());
    for relation in relations {
        let turned = turn::turned(relation, text.text, text.named, schema);
        if let Some(relation) = turned.filter(|r| !kept.iter().any(|k| same(k, r))) {
            kept.push(relation);
        }
    }
    kept
}

fn about<'a>(paper: &'a Paper, record: &'a record::Record, said: &Said, reader: &Reader<'a>) -> About<'a> {
    let Said { sentences, lower, named, .. } = said;
    let in_title = |s: &Sentence| paper.blocks[s.block].role == BlockRole::Title;
    let all: Vec<(bool, &Named)> =
        sentences.iter().zip(named).flat_map(|(s, n)| n.iter().map(move |m| (in_title(s), m))).collect();
    let research = record.kind != record::ArticleKind::Review;
    let disease = if research { context::about(&all, reader.vocabulary, reader.schema) } else { None };
    let own = |s: &Sentence| record.commented.as_ref().is_none_or(|c| c.abstracts.contains(&s.block));
    let told = sentences.iter().zip(lower).filter(|(s, _)| own(s));
    let told: Vec<_> = told.map(|(_, lower)| (lower, study::study(lower))).collect();
    let study = if research { assemble::usual_study(&told) } else { None };
    let has_patients = told.iter().any(|(_, study)| *study == Some("clinical cohort"));
    let experiments = ["in vitro", "in vivo", "ex vivo"];
    let has_experiments = told.iter().any(|(_, study)| study.is_some_and(|s| experiments.contains(&s)));
    About {
        paper,
        record,
        schema: reader.schema,
        vocabulary: reader.vocabulary,
        disease,
        study,
        has_patients,
        has_experiments,
        trial: if research { assemble::own_trial(&told) } else { None },
    }
}

/// Places in a paper as a reader finds them.
struct Pages<'p> {
    characters: Counter<'p>,
    /// Of each block: its heading and its number among the paragraphs under it.
    sections: Vec<Option<String>>,
}

impl<'p> Pages<'p> {
    fn new(paper: &'p Paper) -> Self {
        let mut sections = Vec::with_capacity(paper.blocks.len());
        let (mut heading, mut number): (&[std::sync::Arc<str>], usize) = (&[], 0);
        for block in &paper.blocks {
            if block.section != heading {
                (heading, number) = (&block.section, 0);
            }
            let name = block.section.last();
            sections.push(match block.role {
                BlockRole::Paragraph => {
                    number += 1;
                    Some(name.map_or_else(|| format!("¶{number}"), |n| format!("{n} ¶{number}")))
                }
                BlockRole::Title => Some("Title".to_owned()),
                BlockRole::Caption => {
                    Some(name.map_or_else(|| "caption".to_owned(), |n| format!("{n}, caption")))
                }
                _ => name.map(ToString::to_string),
            });
        }
        Self { characters: Counter::new(&paper.text), sections }
    }

    fn section(&self, block: usize) -> Option<String> {
        self.sections.get(block).cloned().flatten()
    }
}
