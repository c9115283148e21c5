//! Phrases to readings: which predicate's template a phrase fits, and what stands in its slots.

use super::error::Fault;
use super::names::{Names, nearest_of};
use super::slot::{Slot, SlotFault, SlotValue, span_of};
use crate::fact::schema::Piece;
use crate::fact::{Column, PredicateId, Role};
use crate::source::Span;
use crate::syntax::ast::{Content, Modifier, Part, PartKind, Phrase, Term, Words};

/// What a phrase is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// A predicate.
    Predicate(PredicateId),
    /// A computed function, by its position among the declared ones.
    Function(usize),
}

/// The context that a phrase names.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Place {
    /// None: the rule's one context.
    Unsaid,
    /// `in ?c`.
    Var(String, Span),
}

/// A phrase with its names looked up.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Reading {
    pub(super) target: Target,
    /// One a column.
    pub(super) slots: Vec<Slot>,
    pub(super) modifier: Option<(Modifier, Span)>,
    pub(super) evidence: Option<Words>,
    pub(super) place: Place,
    /// What the phrase says about its context besides (`… in HR+ breast cancer`).
    pub(super) about: Vec<Reading>,
    pub(super) span: Span,
}

/// The columns and templates that phrases are matched against.
pub(super) struct Shape<'a> {
    pub(super) target: Target,
    pub(super) name: &'a str,
    pub(super) columns: &'a [Column],
    pub(super) templates: &'a [Vec<Piece>],
}

/// A near miss: how many words of the template stood in the phrase, how many slots before the
/// bad one were good, and what was wrong.
pub(super) struct Miss {
    pub(super) words: usize,
    pub(super) good: usize,
    pub(super) fault: SlotFault,
}

#[derive(Default)]
struct Search {
    readings: Vec<Reading>,
    misses: Vec<Miss>,
}

impl Names<'_> {
    fn predicates(&self) -> impl Iterator<Item = (PredicateId, &crate::fact::Predicate)> {
        self.declared.schema.predicates.iter().enumerate().map(|(i, p)| (PredicateId(i as u32), p))
    }

    fn shape(&self, target: Target) -> Shape<'_> {
        match target {
            Target::Predicate(id) => {
                let p = self.declared.schema.get(id);
                Shape { target, name: &p.name, columns: &p.columns, templates: &p.templates }
            }
            Target::Function(i) => {
                let f = &self.declared.functions[i];
                Shape { target, name: &f.name, columns: &f.columns, templates: &f.templates }
            }
        }
    }

    pub(super) fn shapes(&self) -> impl Iterator<Item = Shape<'_>> {
        let predicates = self.predicates().map(|(id, _)| Target::Predicate(id));
        let functions = (0..self.declared.functions.len()).map(Target::Function);
        predicates.chain(functions).map(|t| self.shape(t))
    }

    fn role(&self, target: Target) -> Option<Role> {
        match target {
            Target::Predicate(id) => Some(self.declared.schema.get(id).role),
            Target::Function(_) => None,
        }
    }

    /// The one reading of a phrase.
    pub(super) fn phrase(&self, phrase: &Phrase) -> Result<Reading, Box<Fault>> {
        let mut reading = match &phrase.content {
            Content::Words(term) => self.sentence(term)?,
            Content::Call(name, terms, place) => self.functional(name, terms, place.as_ref(), phrase.span)?,
        };
        reading.modifier = phrase.modifier;
        reading.evidence.clone_from(&phrase.evidence);
        reading.span = phrase.span;
        Ok(reading)
    }

    fn sentence(&self, term: &Term) -> Result<Reading, Box<Fault>> {
        let mut search = Search::default();
        self.whole(&term.parts, &mut search);
        self.with_place(&term.parts, &mut search);
        if let Some(reading) = self.about_context(&term.parts, &mut search.misses) {
            search.readings.push(reading);
        }
        search.readings.dedup();
        match search.readings.len() {
            1 => Ok(search.readings.remove(0)),
            0 => Err(Box::new(match self.misplaced(&term.parts) {
                Some(fault) => fault,
                None => self.no_reading(term, search.misses),
            })),
            _ => {
                let readings = search.readings.iter().map(|r| self.functional_text(r)).collect();
                let phrase = self.sources.slice(term.span).to_owned();
                Err(Box::new(Fault::TwoReadings { phrase, span: term.span, readings }))
            }
        }
    }

    /// The whole phrase as a template of anything but a context field.
    fn whole(&self, parts: &[Part], search: &mut Search) {
        for shape in self.shapes() {
            if !matches!(self.role(shape.target), Some(Role::Context(_))) {
                self.fit(&shape, parts, search);
            }
        }
    }

    /// `… in ?c`, `… in {…}`, `… in HR+ breast cancer` after a finding or a phrase on a context.
    fn with_place(&self, parts: &[Part], search: &mut Search) {
        for at in (1..parts.len().saturating_sub(1)).rev() {
            if !is_word(&parts[at], "in") {
                continue;
            }
            let Some((place, about)) = self.place(&parts[at..]) else { continue };
            let mut left = Search::default();
            for shape in self.shapes().filter(|s| self.role(s.target) == Some(Role::Finding)) {
                self.fit(&shape, &parts[..at], &mut left);
            }
            if matches!(place, Place::Var(..))
                && let Some(reading) = self.about_context(&parts[..at], &mut left.misses)
            {
                left.readings.push(reading);
            }
            search.misses.append(&mut left.misses);
            search.readings.extend(left.readings.into_iter().map(|mut r| {
                r.place = place.clone();
                r.about.extend(about.iter().cloned());
                r
            }));
        }
    }

    /// A finding that is followed by `in _` or by a record that is no context.
    fn misplaced(&self, parts: &[Part]) -> Option<Fault> {
        let [before @ .., marker, last] = parts else { return None };
        if !is_word(marker, "in") || before.is_empty() {
            return None;
        }
        let mut left = Search::default();
        for shape in self.shapes().filter(|s| self.role(s.target) == Some(Role::Finding)) {
            self.fit(&shape, before, &mut left);
        }
        let span = last.span;
        let no_place = || Fault::NoPlace { place: self.sources.slice(span).to_owned(), span };
        match &last.kind {
            _ if left.readings.is_empty() => None,
            PartKind::Anonymous => Some(no_place()),
            PartKind::Record(entries) => {
                let entries: Vec<Vec<Part>> = entries.iter().map(|t| t.parts.clone()).collect();
                let variable = |p: &Part| matches!(p.kind, PartKind::Variable(_) | PartKind::Anonymous);
                if entries.iter().flatten().any(variable) {
                    return Some(no_place());
                }
                self.record(&entries).err().map(|fault| *fault)
            }
            _ => None,
        }
    }

    /// What follows a phrase from its `in` on.
    fn place(&self, parts: &[Part]) -> Option<(Place, Vec<Reading>)> {
        match &parts[1..] {
            [Part { kind: PartKind::Variable(name), span }] => {
                Some((Place::Var(name.clone(), *span), Vec::new()))
            }
            [Part { kind: PartKind::Record(entries), .. }] => {
                let entries: Vec<Vec<Part>> = entries.iter().map(|t| t.parts.clone()).collect();
                Some((Place::Unsaid, self.record(&entries).ok()?))
            }
            _ => {
                let mut misses = Vec::new();
                Some((Place::Unsaid, self.context_sequence(parts, &mut misses)?))
            }
        }
    }

    /// The entries of a record, each one or more phrases on a context.
    pub(super) fn record(&self, entries: &[Vec<Part>]) -> Result<Vec<Reading>, Box<Fault>> {
        let mut readings = Vec::new();
        for entry in entries {
            let mut misses = Vec::new();
            match self.context_sequence(entry, &mut misses) {
                Some(found) => readings.extend(found),
                None => {
                    let Some(span) = span_of(entry) else { continue };
                    return Err(Box::new(self.no_reading(&Term { parts: entry.clone(), span }, misses)));
                }
            }
        }
        Ok(readings)
    }

    /// A phrase that is one or more templates of context fields in a row.
    fn about_context(&self, parts: &[Part], misses: &mut Vec<Miss>) -> Option<Reading> {
        let mut readings = self.context_sequence(parts, misses)?;
        let mut first = readings.remove(0);
        first.about = readings;
        Some(first)
    }

    fn context_sequence(&self, parts: &[Part], misses: &mut Vec<Miss>) -> Option<Vec<Reading>> {
        for end in (1..=parts.len()).rev() {
            let mut search = Search::default();
            for (id, p) in self.predicates() {
                if matches!(p.role, Role::Context(_)) {
                    self.fit(&self.shape(Target::Predicate(id)), &parts[..end], &mut search);
                }
            }
            // What only begins the phrase says little of what is wrong with it.
            if end == parts.len() {
                misses.append(&mut search.misses);
            }
            let [first] = search.readings.as_slice() else { continue };
            if end == parts.len() {
                return Some(vec![first.clone()]);
            }
            if let Some(rest) = self.context_sequence(&parts[end..], misses) {
                return Some(std::iter::once(first.clone()).chain(rest).collect());
            }
        }
        None
    }

    fn fit(&self, shape: &Shape<'_>, parts: &[Part], search: &mut Search) {
        for template in shape.templates.iter().filter(|template| may_fit(template, parts)) {
            let words = template.iter().filter(|p| matches!(p, Piece::Word(_))).count();
            for split in splits(template, parts) {
                match self.filled(shape, template, &split, parts) {
                    Ok(reading) if !search.readings.contains(&reading) => search.readings.push(reading),
                    Ok(_) => {}
                    Err((good, fault)) => search.misses.push(Miss { words, good, fault }),
                }
            }
        }
    }

    fn filled(
        &self,
        shape: &Shape<'_>,
        template: &[Piece],
        split: &[(usize, &[Part])],
        parts: &[Part],
    ) -> Result<Reading, (usize, SlotFault)> {
        let span = span_of(parts).ok_or((0, SlotFault::Form))?;
        let context = matches!(self.role(shape.target), Some(Role::Context(_)));
        let nothing = Slot { value: SlotValue::Any, cell: SlotValue::Any, span };
        let mut slots = vec![nothing; shape.columns.len()];
        for (good, &(column, parts)) in split.iter().enumerate() {
            let alone = template.len() == 1;
            let untyped = matches!(parts, [Part { kind: PartKind::Variable(_) | PartKind::Anonymous, .. }]);
            // `in ?c` names a context; a disease after `in` is a name or has its kind.
            let place = context && matches!(template.first(), Some(Piece::Word(word)) if word == "in");
            if (alone || place) && untyped {
                return Err((good, SlotFault::Form));
            }
            slots[column] = self.slot(parts, &shape.columns[column]).map_err(|fault| (good, fault))?;
        }
        Ok(Reading {
            target: shape.target,
            slots,
            modifier: None,
            evidence: None,
            place: Place::Unsaid,
            about: Vec::new(),
            span,
        })
    }

    fn functional(
        &self,
        name: &Words,
        terms: &[Term],
        place: Option<&Term>,
        span: Span,
    ) -> Result<Reading, Box<Fault>> {
        let functions =
            self.declared.functions.iter().position(|f| f.name == name.text).map(Target::Function);
        let predicate = self.declared.schema.predicate(&name.text).map(Target::Predicate);
        let Some(target) = predicate.or(functions) else {
            let known = self.shapes().map(|s| s.name.to_owned()).collect::<Vec<_>>();
            let nearest = nearest_of(&name.text, known.iter().map(String::as_str));
            return Err(Box::new(Fault::UnknownPredicate {
                name: name.text.clone(),
                span: name.span,
                nearest,
            }));
        };
        let shape = self.shape(target);
        if shape.columns.len() != terms.len() {
            let wanted = shape.columns.iter().map(|c| c.name.clone()).collect();
            return Err(Box::new(Fault::Arity { name: name.text.clone(), wanted, found: terms.len(), span }));
        }
        let mut slots = Vec::new();
        for (column, term) in shape.columns.iter().zip(terms) {
            let slot = self.slot(&term.parts, column);
            slots.push(slot.map_err(|fault| Box::new(self.slot_fault(fault, &term.parts, column.kind)))?);
        }
        let mut reading = Reading {
            target,
            slots,
            modifier: None,
            evidence: None,
            place: Place::Unsaid,
            about: Vec::new(),
            span,
        };
        if let Some(place) = place {
            let marker = Part { kind: PartKind::Word("in".to_owned()), span: place.span };
            let parts: Vec<Part> = std::iter::once(marker).chain(place.parts.iter().cloned()).collect();
            let Some((place, about)) = self.place(&parts) else {
                return Err(Box::new(self.no_reading(place, Vec::new())));
            };
            reading.place = place;
            reading.about = about;
        }
        Ok(reading)
    }

    /// A reading in functional form, for messages.
    fn functional_text(&self, reading: &Reading) -> String {
        let shape = self.shape(reading.target);
        let slots: Vec<String> = reading
            .slots
            .iter()
            .map(|s| match &s.value {
                SlotValue::Any => "_".to_owned(),
                _ => self.sources.slice(s.span).split_whitespace().collect::<Vec<_>>().join(" "),
            })
            .collect();
        format!("{}({})", shape.name, slots.join(", "))
    }
}

fn is_word(part: &Part, wanted: &str) -> bool {
    matches!(&part.kind, PartKind::Word(w) if w == wanted)
}

/// Whether a template can be laid over parts, as far as its length and its words tell.
fn may_fit(template: &[Piece], parts: &[Part]) -> bool {
    let same = |piece: Option<&Piece>, part: Option<&Part>| match (piece, part) {
        (Some(Piece::Word(word)), Some(part)) => is_word(part, word),
        _ => true,
    };
    let words = || template.iter().filter_map(|p| if let Piece::Word(w) = p { Some(w) } else { None });
    template.len() <= parts.len()
        && same(template.first(), parts.first())
        && same(template.last(), parts.last())
        && words().all(|word| parts.iter().any(|p| is_word(p, word)))
}

/// All ways to lay a template over parts: for each slot its column and the parts in it.
fn splits<'p>(template: &[Piece], parts: &'p [Part]) -> Vec<Vec<(usize, &'p [Part])>> {
    let mut found = Vec::new();
    lay(template, parts, &mut Vec::new(), &mut found);
    found
}

fn lay<'p>(
    template: &[Piece],
    parts: &'p [Part],
    taken: &mut Vec<(usize, &'p [Part])>,
    found: &mut Vec<Vec<(usize, &'p [Part])>>,
) {
    const MOST: usize = 256;
    if found.len() >= MOST {
        return;
    }
    match template {
        [] if parts.is_empty() => found.push(taken.clone()),
        [] => {}
        [Piece::Word(word), rest @ ..] => {
            if parts.first().is_some_and(|p| is_word(p, word)) {
                lay(rest, &parts[1..], taken, found);
            }
        }
        [Piece::Slot(column), rest @ ..] => {
            let least = rest.len();
            for end in 1..=parts.len().saturating_sub(least) {
                taken.push((*column, &parts[..end]));
                lay(rest, &parts[end..], taken, found);
                taken.pop();
            }
        }
    }
}
