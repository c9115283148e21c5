//! Why a phrase has no reading: the name that is wrong in it, or the templates that are near.

use super::error::Fault;
use super::names::{NameFault, Names, nearest_of};
use super::phrase::Miss;
use super::slot::{SlotFault, span_of};
use crate::fact::Column;
use crate::fact::schema::Piece;
use crate::source::Span;
use crate::syntax::ast::{Part, Term};

/// How like a word must be to be taken for a slip.
const NEAR: f64 = 0.9;

impl Names<'_> {
    /// What is wrong with the parts of a slot.
    pub(super) fn slot_fault(&self, fault: SlotFault, parts: &[Part], kind: crate::fact::KindId) -> Fault {
        match fault {
            SlotFault::Name(NameFault::Unknown { name, kind, span }) => {
                let nearest = self.nearest(&name, kind);
                Fault::UnknownName { name, kind: self.kind_name(kind).to_owned(), span, nearest }
            }
            SlotFault::Name(NameFault::Ambiguous { name, span, candidates }) => {
                Fault::AmbiguousName { name, span, candidates }
            }
            SlotFault::Name(NameFault::Kind { name, found, wanted, span }) => {
                Fault::WrongKind { name, found, wanted: self.kind_name(wanted).to_owned(), span }
            }
            SlotFault::Kind { name, span } => {
                let kinds = self.declared.schema.kinds.iter().map(|k| k.name.as_str());
                let mut nearest = nearest_of(&name, kinds);
                nearest.extend(self.vocabulary.nearest(&name, 2));
                Fault::UnknownName { name, kind: "kind or entity".to_owned(), span, nearest }
            }
            SlotFault::Form => {
                let span = span_of(parts).unwrap_or(Span::new(crate::source::SourceId(0), 0, 0));
                let message = format!("`{}` is not a {}", self.sources.slice(span), self.kind_name(kind));
                let help = "write a name, a number, a quoted text or a variable".to_owned();
                Fault::BadTerm { message, span, help }
            }
        }
    }

    /// The best explanation of a phrase without a reading: a single bad name in a template that
    /// fits otherwise, a name that nothing has but that is like one, else the nearest templates.
    pub(super) fn no_reading(&self, term: &Term, misses: Vec<Miss>) -> Fault {
        if let Some(fault) = self.misspelled(term) {
            return fault;
        }
        let about_name = |m: &&Miss| !matches!(m.fault, SlotFault::Form);
        let rank = |m: &&Miss| (m.words, m.good, name_words(&m.fault));
        let best = misses.iter().filter(about_name).max_by_key(rank);
        let short = term.parts.len() <= 2;
        let phrase = self.sources.slice(term.span).split_whitespace().collect::<Vec<_>>().join(" ");
        let mut templates: Vec<String> = self
            .shapes()
            .flat_map(|s| s.templates.iter().map(move |t| template_text(t, s.columns)).collect::<Vec<_>>())
            .collect();
        templates.sort_by_cached_key(|t| std::cmp::Reverse((word_overlap(&phrase, t) * 1e6) as u32));
        templates.truncate(3);
        let best = best.filter(|m| m.words + m.good > 0 || short);
        if let Some(miss) = best.filter(|m| !self.misses_a_word(&m.fault, &phrase, &templates[..1])) {
            return self.slot_fault(miss.fault.clone(), &term.parts, crate::fact::KindId(0));
        }
        Fault::NoTemplate { phrase, span: term.span, nearest: templates }
    }

    /// Whether what is no name holds a word that is nearly one of the nearest template, which the
    /// phrase lacks: `?d is riskyy in melanoma`.
    fn misses_a_word(&self, fault: &SlotFault, phrase: &str, nearest: &[String]) -> bool {
        let SlotFault::Name(NameFault::Unknown { name, kind, .. }) = fault else { return false };
        let lacking = |w: &&str| is_telling(w) && !phrase.split(' ').any(|p| p == *w);
        let mut words = nearest.iter().flat_map(|t| t.split(' ')).filter(lacking);
        let nearly = |word: &str| name.split(' ').any(|n| strsim::jaro_winkler(n, word) >= NEAR);
        words.any(nearly) && self.nearest(name, *kind).is_empty()
    }

    /// A phrase that is nearly a known name.
    fn misspelled(&self, term: &Term) -> Option<Fault> {
        let name = self.spelled(&term.parts)?;
        let near = |known: &String| strsim::jaro_winkler(known, &name) >= NEAR;
        let nearest = self.vocabulary.nearest(&name, 3);
        let unknown = self.vocabulary.lookup(&name).is_empty() && nearest.first().is_some_and(near);
        unknown.then(|| Fault::UnknownName { name, kind: "entity".to_owned(), span: term.span, nearest })
    }
}

fn name_words(fault: &SlotFault) -> std::cmp::Reverse<usize> {
    std::cmp::Reverse(match fault {
        SlotFault::Name(NameFault::Unknown { name, .. }) => name.len() + 1,
        SlotFault::Kind { name, .. } => name.len() + 1,
        SlotFault::Form => usize::MAX,
        SlotFault::Name(_) => 0,
    })
}

/// A template as its author wrote it.
pub(super) fn template_text(template: &[Piece], columns: &[Column]) -> String {
    let pieces: Vec<String> = template
        .iter()
        .map(|p| match p {
            Piece::Word(w) => w.clone(),
            Piece::Slot(i) => format!("{{{}}}", columns[*i].name),
        })
        .collect();
    pieces.join(" ")
}

/// Whether a word tells something of what a template is about.
fn is_telling(word: &&str) -> bool {
    const TELLING: usize = 4;
    word.len() >= TELLING && !word.starts_with('{') && !word.starts_with('?')
}

/// How near the telling words of a template are to those of a phrase, and how near their numbers.
fn word_overlap(phrase: &str, template: &str) -> f64 {
    let words: Vec<&str> = template.split(' ').filter(is_telling).collect();
    let best = |w: &&str| {
        phrase.split(' ').filter(is_telling).map(|p| strsim::jaro_winkler(p, w)).fold(0.0, f64::max)
    };
    let likeness = words.iter().map(best).sum::<f64>() / (words.len() as f64).max(1.0);
    let lengths = (phrase.split(' ').count() as f64, template.split(' ').count() as f64);
    likeness + 0.3 * lengths.0.min(lengths.1) / lengths.0.max(lengths.1)
}
