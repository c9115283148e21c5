//! What can be wrong with a finding, and how each is told.

use std::collections::BTreeMap;

use crate::corpus::finding::Finding;
use crate::corpus::quote::QuoteFault;
use crate::corpus::{Corpus, Paper};
use crate::diagnostic::{Diagnostic, Severity};
use crate::fact::Predicate;
use crate::vocabulary::nearest_of;

/// How many places a diagnostic names.
const PLACES: usize = 3;

/// A participant that its quote does not name.
const UNSAID: &str = "E0541";

/// More remarks of this kind are told as one.
const REMARKS: usize = 20;

/// One thing that is wrong with a finding. Equal ones of several findings are told once.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Fault {
    pub(super) code: &'static str,
    pub(super) severity: Severity,
    pub(crate) message: String,
    pub(crate) help: String,
    /// Whether the finding cannot be used.
    pub(super) leaves_out: bool,
}

impl Fault {
    fn error(code: &'static str, message: String, help: impl Into<String>) -> Self {
        Self { code, severity: Severity::Error, message, help: help.into(), leaves_out: true }
    }

    fn warning(code: &'static str, message: String, help: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, message, help) }
    }

    /// A warning for a finding that is used all the same.
    fn remark(code: &'static str, message: String, help: impl Into<String>) -> Self {
        Self { leaves_out: false, ..Self::warning(code, message, help) }
    }
}

/// One diagnostic a cause, in the order of the first place of each.
pub(super) fn diagnostics(faults: Vec<(String, Fault)>) -> Vec<Diagnostic> {
    let mut order: Vec<Fault> = Vec::new();
    let mut places: BTreeMap<Fault, Vec<String>> = BTreeMap::new();
    for (place, fault) in faults {
        let known = places.entry(fault.clone()).or_default();
        if known.is_empty() {
            order.push(fault);
        }
        known.push(place);
    }
    let unsaid = order.iter().filter(|f| f.code == UNSAID).count();
    let (summed, order): (Vec<Fault>, Vec<Fault>) =
        order.into_iter().partition(|f| f.code == UNSAID && unsaid > REMARKS);
    let told = order.into_iter().map(|fault| {
        let at = places.remove(&fault).unwrap_or_default();
        let more = if at.len() > PLACES { format!(" and {} more", at.len() - PLACES) } else { String::new() };
        let shown = at.iter().take(PLACES).cloned().collect::<Vec<_>>().join(", ");
        let left_out = match (fault.leaves_out, at.len()) {
            (false, _) => "",
            (true, 1) => "; the finding is left out",
            (true, _) => "; these findings are left out",
        };
        let message = format!("{shown}{more}: {}{left_out}", fault.message);
        Diagnostic { severity: fault.severity, ..Diagnostic::error(fault.code, message).help(fault.help) }
    });
    told.collect::<Vec<_>>().into_iter().chain(sum(&summed, &places)).collect()
}

/// Many names that do not stand in their quotes, as one remark.
fn sum(faults: &[Fault], places: &BTreeMap<Fault, Vec<String>>) -> Option<Diagnostic> {
    let (first, count) = (faults.first()?, faults.len());
    let named = |fault: &Fault| {
        let place = places.get(fault).and_then(|at| at.first()).cloned().unwrap_or_default();
        format!("`{}` at {place}", fault.message.split('`').nth(1).unwrap_or_default())
    };
    let shown: Vec<String> = faults.iter().take(PLACES).map(named).collect();
    let more = count.saturating_sub(PLACES);
    let message = format!(
        "{count} participants do not stand in their quotes, by none of their names: {} and {more} more",
        shown.join(", ")
    );
    Some(Diagnostic {
        severity: first.severity,
        ..Diagnostic::error(UNSAID, message).help(first.help.clone())
    })
}

pub(super) fn doubled(first: &str) -> Fault {
    let message = format!("the same finding stands at {first}");
    Fault::warning("E0520", message, "remove one of the two lines")
}

pub(super) fn paper(id: &str, corpus: &Corpus) -> Fault {
    let near = nearest_of(id, corpus.papers.iter().map(|p| p.id.as_str()));
    let help = match near.first() {
        Some(near) => format!("nearest paper: {near}"),
        None => format!("add the paper: a .md or .txt file with the front matter id = \"{id}\""),
    };
    Fault::error("E0521", format!("the corpus has no paper `{id}`"), help)
}

pub(super) fn predicate(says: &str, near: Vec<String>, all: Vec<String>) -> Fault {
    let help = match near.is_empty() {
        true => format!("known are: {}", all.join(", ")),
        false => format!("nearest: {}", near.join(", ")),
    };
    Fault::error("E0522", format!("`{says}` is no finding predicate"), help)
}

pub(super) fn arity(predicate: &Predicate, given: usize) -> Fault {
    let names: Vec<&str> = predicate.columns.iter().map(|c| c.name.as_str()).collect();
    let message = format!("`{}` has {} arguments, not {given}", predicate.name, names.len());
    Fault::error("E0523", message, format!("give them in this order: {}", names.join(", ")))
}

pub(super) fn no_cell(predicate: &str, column: &str, cell: &str) -> Fault {
    let message = format!("`{column}` of `{predicate}` is in no cell, but `{cell}` is given for it");
    Fault::remark("E0524", message, "take `cell` out; it is not used")
}

pub(super) fn word(word: &str, kind: &str, words: &[String]) -> Fault {
    let message = format!("`{word}` is no {kind}");
    Fault::error("E0525", message, format!("write one of: {}", words.join(", ")))
}

pub(super) fn wrong_kind(text: &str, found: &str, wanted: &str) -> Fault {
    let message = format!("`{text}` is a {found}; here stands a {wanted}");
    Fault::error("E0526", message, "name another participant, or use a predicate that takes it")
}

pub(super) fn form(wording: &str) -> Fault {
    let message = match wording {
        "" => "a participant says nothing".to_owned(),
        _ => format!("the participant `{wording}` is of several forms"),
    };
    Fault::error(
        "E0527",
        message,
        "give one of `text`, `all`, `complex` and `regimen`; their members have `text`",
    )
}

pub(super) fn field(key: &str, known: &[String]) -> Fault {
    let near = nearest_of(key, known.iter().map(String::as_str));
    let help = match near.first() {
        Some(near) => format!("nearest: {near}"),
        None => format!("known are: {}; rule files may declare more: context {key}: …", known.join(", ")),
    };
    Fault::error("E0528", format!("a context has no field `{key}`"), help)
}

pub(super) fn several(field: &str) -> Fault {
    let message = format!("the context field `{field}` has several values");
    Fault::error("E0529", message, "write one finding for each; alternatives are separate findings")
}

pub(super) fn unknown(text: &str, id: Option<&str>, kind: &str, near: &[String]) -> Fault {
    let who = id.map(|id| format!(" ({id})")).unwrap_or_default();
    let row = format!("{}⇥{text}⇥{kind}⇥⇥⇥⇥", id.unwrap_or("X:some-slug"));
    let help = match near.is_empty() {
        true => format!("add a row to a table in a folder `vocabulary`: {row}"),
        false => format!("nearest names: {}; or add a row to a vocabulary: {row}", near.join(", ")),
    };
    Fault::warning("E0531", format!("`{text}`{who} is not in the vocabulary"), help)
}

pub(super) fn ambiguous(text: &str, candidates: &[String]) -> Fault {
    let message = format!("`{text}` may be any of {}", candidates.join(", "));
    Fault::warning("E0532", message, "give the `id` of the one that is meant")
}

pub(super) fn denied_proposal() -> Fault {
    let message =
        "a paper that only suggests that something does not hold neither proposes nor denies it".to_owned();
    Fault::remark(
        "E0546",
        message,
        "no phrase reads this finding; if the paper states it, say \"asserted\" or \"hedged\"",
    )
}

pub(super) fn unsaid(text: &str) -> Fault {
    let message = format!("`{text}` does not stand in the quote, by none of its names");
    Fault::remark(UNSAID, message, "quote the sentence that names it, or give the name that the paper uses")
}

pub(super) fn quote(fault: QuoteFault, finding: &Finding, paper: &Paper) -> Fault {
    let shown: String = finding.quote.chars().take(80).collect();
    match fault {
        QuoteFault::Empty => Fault::error(
            "E0542",
            "the quote is empty".to_owned(),
            "quote the words that the finding rests on",
        ),
        QuoteFault::Absent { nearest } => {
            let message = format!("the quote does not stand in {}: {shown}…", paper.path.display());
            let help = match nearest {
                Some(s) => format!("nearest sentence, line {}: {}", s.line, s.text),
                None => "no sentence is like it; a finding quotes the paper's own words".to_owned(),
            };
            Fault::error("E0543", message, help)
        }
        QuoteFault::Elsewhere { there } => {
            let message = format!("the quote does not stand at its span: {shown}…");
            let help = format!("there stands: {there}; a span counts characters of the file from 0");
            Fault::error("E0544", message, help)
        }
        QuoteFault::OtherLocator { locator } => {
            let section = finding.section.as_deref().unwrap_or("");
            let message = format!("the quote stands under `{locator}`, not `{section}`");
            Fault::remark("E0545", message, format!("write \"section\": \"{locator}\""))
        }
    }
}
