//! A report as text for people: a headline, then each conclusion with its proof as a tree.

use std::io::{self, Write};

use rayon::prelude::*;

use super::palette::{Palette, paint};
use super::wrap::{columns, lines, marked, painted, printable};
use super::{Class, Conclusion, Counts, LeftOut, Partial, Relation, Report, Source};

mod conclusion;
pub mod diff;
pub mod gaps;
pub mod profile;
mod proof;
pub mod record;
pub mod relation;

pub(super) use conclusion::{facts, further, remarks};
pub(super) use proof::note;
use relation::grouped;

pub mod why_not;

/// So many conclusions are laid out at a time, on all cores.
const RUN: usize = 256;

/// How a text is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    /// Columns of a line.
    pub width: usize,
    /// What is shown how.
    pub palette: Palette,
    /// Whether findings are shown with their identifiers.
    pub identifiers: Identifiers,
}

/// Whether findings are shown with their identifiers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Identifiers {
    /// They are not.
    #[default]
    Hidden,
    /// They are.
    Shown,
}

impl Default for Layout {
    fn default() -> Self {
        Self { width: 80, palette: Palette::plain(), identifiers: Identifiers::default() }
    }
}

impl Layout {
    /// Lines of a text, each with an indent.
    fn indented(&self, indent: &str, text: &str, out: &mut dyn Write) -> io::Result<()> {
        for line in lines(text, self.width.saturating_sub(columns(indent))) {
            writeln!(out, "{indent}{line}")?;
        }
        Ok(())
    }
}

/// Writes a report.
///
/// # Errors
/// If writing fails.
pub fn write(report: &Report, layout: &Layout, out: &mut dyn Write) -> io::Result<()> {
    if let Some(partial) = &report.partial {
        layout.indented("", &lacking(partial), out)?;
    }
    write_headline(report, layout, out)?;
    relations(report, layout, out)?;
    sections(report, layout, out)?;
    record::write(&report.records, layout, out)?;
    left_out(&report.left_out, layout, out)?;
    writeln!(out, "\n{}", report.notice)
}

/// Writes what was asked for, each row with its proofs.
///
/// # Errors
/// If writing fails.
pub fn write_answers(answers: &super::Answers, layout: &Layout, out: &mut dyn Write) -> io::Result<()> {
    for (number, answer) in answers.answers.iter().enumerate() {
        if number > 0 {
            writeln!(out)?;
        }
        match &answer.conclusion {
            Some(conclusion) => conclusion::write_head(conclusion, layout, out)?,
            None => painted(&answer.sentence, layout.width, layout.palette.strong)
                .iter()
                .try_for_each(|line| writeln!(out, "{line}"))?,
        }
        for (index, steps) in answer.proofs.iter().enumerate() {
            if answer.proofs.len() > 1 {
                writeln!(out, "  proof {} of {}", index + 1, answer.proofs.len())?;
            }
            proof::write(steps, layout, out)?;
        }
        for cut in &answer.cut {
            layout.indented("   ", cut, out)?;
        }
        for line in answer.reading.iter().flat_map(super::Reading::lines) {
            writeln!(out, "  {}", printable(&line))?;
        }
    }
    writeln!(out, "\n{}", answers.notice)
}

/// What went in and what came out, on one line.
pub(super) fn headline(report: &Report) -> String {
    let lacking = report.partial.as_ref().map(|partial| lacking(partial) + "  ").unwrap_or_default();
    format!("{lacking}{}  →  {}", went_in(report), came_out(report))
}

/// What a partial report lacks.
pub(super) fn lacking(partial: &Partial) -> String {
    let of = match &partial.unfinished[..] {
        [] => " What".to_owned(),
        [last] => format!(" Rows of {last} may be missing; what"),
        [some @ .., last] => format!(" Rows of {} and {last} may be missing; what", some.join(", ")),
    };
    let verdict = match partial.unjudged {
        true => "there was no time to judge it, so that no conclusion is shown",
        false => "no verdict is final",
    };
    format!("PARTIAL: {}.{of} stands here follows, but {verdict}.", partial.stopped)
}

fn write_headline(report: &Report, layout: &Layout, out: &mut dyn Write) -> io::Result<()> {
    let text = headline(report);
    let time = format!("{} ms", report.milliseconds);
    let one_line = columns(&text) + 2 + columns(&time) <= layout.width;
    if one_line {
        let gap = " ".repeat((layout.width - columns(&text) - columns(&time)).min(6));
        return writeln!(out, "{text}{gap}{time}");
    }
    for line in lines(&format!("{} · {time}", went_in(report)), layout.width) {
        writeln!(out, "{line}")?;
    }
    for (number, line) in lines(&came_out(report), layout.width - 3).into_iter().enumerate() {
        writeln!(out, "{}{line}", if number == 0 { "→  " } else { "   " })?;
    }
    Ok(())
}

/// Whether only plain relations are reported.
fn is_plain(report: &Report) -> bool {
    let Counts { papers, findings, hypotheses, predictions, .. } = &report.counts;
    papers + findings + hypotheses + predictions == 0 && !report.relations.is_empty()
}

fn went_in(report: &Report) -> String {
    let counts = &report.counts;
    if is_plain(report) {
        let read: usize = report.relations.iter().map(|r| r.loaded).sum();
        return format!("{} · {} rows read", number(counts.rules, "rule", "rules"), grouped(read));
    }
    let parts = [
        number(counts.papers, "paper", "papers"),
        number(counts.lineages, "lineage", "lineages"),
        number(counts.findings, "finding", "findings"),
        number(counts.rules, "rule", "rules"),
    ];
    parts.join(" · ")
}

fn came_out(report: &Report) -> String {
    let counts = &report.counts;
    if is_plain(report) {
        let concluded = |r: &Relation| r.rows.saturating_sub(r.loaded);
        return format!("{} rows concluded", grouped(report.relations.iter().map(concluded).sum()));
    }
    let mut text = number(counts.hypotheses, "hypothesis", "hypotheses");
    let odd = counts.verdicts.iter().filter(|(word, _)| word.as_str() != "supported");
    let odd: Vec<String> = odd.map(|(word, n)| format!("{n} of them {word}")).collect();
    if !odd.is_empty() {
        text = format!("{text}, {}", odd.join(", "));
    }
    if counts.predictions > 0 {
        let fates: Vec<String> = counts.statuses.iter().map(|(word, n)| format!("{n} {word}")).collect();
        let predictions = number(counts.predictions, "prediction", "predictions");
        text = format!("{text} · {predictions} ({})", fates.join(", "));
    }
    text
}

/// How many rows the plain relations have.
fn relations(report: &Report, layout: &Layout, out: &mut dyn Write) -> io::Result<()> {
    if report.relations.is_empty() {
        return Ok(());
    }
    writeln!(out)?;
    let lines = relation::counted(&report.relations);
    lines.iter().try_for_each(|line| layout.indented("  ", line, out))
}

/// Conclusions of one class and predicate; the predicates stand in the order of their best
/// conclusion, hypotheses before predictions.
pub(super) fn families(report: &Report) -> Vec<(Class, &str, Vec<&Conclusion>)> {
    let mut families: Vec<(Class, &str, Vec<&Conclusion>)> = Vec::new();
    for class in [Class::Hypothesis, Class::Prediction] {
        for conclusion in report.conclusions.iter().filter(|c| c.class == class) {
            match families.iter_mut().find(|(c, name, _)| *c == class && *name == conclusion.predicate) {
                Some((.., members)) => members.push(conclusion),
                None => families.push((class, &conclusion.predicate, vec![conclusion])),
            }
        }
    }
    families
}

/// The conclusions of all families, with headings where there are several.
fn sections(report: &Report, layout: &Layout, out: &mut dyn Write) -> io::Result<()> {
    let families = families(report);
    for (class, family, members) in &families {
        let several = families.iter().filter(|(c, ..)| c == class).count() > 1;
        if several || *class == Class::Prediction {
            heading(family, members.len(), *class, layout, out)?;
        }
        for run in members.chunks(RUN) {
            let written = run.par_iter().map(|conclusion| {
                let mut text = Vec::from(b"\n");
                conclusion::write(conclusion, layout, &mut text).map(|()| text)
            });
            written.collect::<io::Result<Vec<_>>>()?.iter().try_for_each(|text| out.write_all(text))?;
        }
    }
    Ok(())
}

fn heading(family: &str, count: usize, class: Class, layout: &Layout, out: &mut dyn Write) -> io::Result<()> {
    let name = family.replace('_', " ");
    let text = match class {
        Class::Hypothesis => format!("── {name} ({count}) "),
        Class::Prediction => format!("── predicted: {name} ({count}) "),
    };
    let rule = "─".repeat(layout.width.saturating_sub(columns(&text)));
    writeln!(out, "\n{}", paint(layout.palette.strong, &format!("{text}{rule}")))
}

/// What is not shown, and why.
pub(super) fn left_out_notes(left_out: &LeftOut) -> Vec<String> {
    let mut notes = Vec::new();
    if left_out.conclusions > 0 {
        let number = number(left_out.conclusions, "conclusion", "conclusions");
        notes.push(format!("{number} not shown (--only, --limit, --min-grade, --verdict)"));
    }
    if !left_out.retracted.is_empty() {
        notes.push(format!("left out as retracted: {}", left_out.retracted.join(", ")));
    }
    if left_out.faulty > 0 {
        notes.push(format!(
            "passed over as faulty (--keep-going): {}",
            number(left_out.faulty, "place", "places")
        ));
    }
    notes
}

fn left_out(left_out: &LeftOut, layout: &Layout, out: &mut dyn Write) -> io::Result<()> {
    let notes = left_out_notes(left_out);
    if notes.is_empty() {
        return Ok(());
    }
    writeln!(out)?;
    notes.iter().try_for_each(|note| layout.indented("", note, out))
}

/// `1 paper`, `2 papers`.
pub(super) fn number(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// Where something stands, as one phrase: study type and by whom it is told, and whether it is a
/// digest.
pub(super) fn cited(source: &Source) -> String {
    let mut text = source.citation.clone();
    if let Some(study) = &source.study {
        text = format!("{text}, {study}");
    }
    if let Some(via) = &source.via {
        text = format!("{text}, via {via}");
    }
    if source.certainty != "asserted" {
        text = format!("{text}, {}", source.certainty);
    }
    if source.digest { format!("{text} (digest)") } else { text }
}

/// What stands there: in quotation marks if it is the paper's own words.
pub(super) fn quoted(source: &Source, palette: &Palette) -> String {
    let text = marked(&source.quote, &source.matched, palette.matched);
    match (source.quote.is_empty(), source.digest) {
        (true, _) => String::new(),
        (false, true) => text,
        (false, false) => format!("“{text}”"),
    }
}

#[cfg(test)]
mod tests;
