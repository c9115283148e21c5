//! A proof as an indented tree: sentences to the left, where they come from to the right.

use std::io::{self, Write};

use super::{Identifiers, Layout, cited, quoted};
use crate::report::palette::paint;
use crate::report::wrap::{columns, lines, printable};
use crate::report::{Because, Rule, Step};

const MARGIN: &str = "   ";

/// A step with what stands before it.
struct Line<'a> {
    step: &'a Step,
    /// Before its first line.
    first: String,
    /// Before all others.
    rest: String,
    /// To the right of the sentence.
    note: String,
}

pub(super) fn write(steps: &[Step], layout: &Layout, out: &mut dyn Write) -> io::Result<()> {
    let Some(root) = steps.first() else { return Ok(()) };
    head(root, layout, out)?;
    for line in &tree(steps, layout) {
        sentence(line, layout, out)?;
        details(line, layout, out)?;
    }
    Ok(())
}

/// `by rule NAME` and where it stands, or where else the conclusion comes from.
fn head(root: &Step, layout: &Layout, out: &mut dyn Write) -> io::Result<()> {
    let Because::Rule(rule) = &root.because else {
        let note = note(&root.because);
        layout.indented(MARGIN, &paint_words(&printable(&note), layout), out)?;
        let line = Line { step: root, first: String::new(), rest: MARGIN.to_owned(), note };
        return details(&line, layout, out);
    };
    let (text, place) = match rule.place.as_deref() {
        Some(place) if place != rule.name => (format!("by rule {}", rule.name), place),
        _ => ("by rule".to_owned(), rule.name.as_str()),
    };
    let painted = paint(layout.palette.place, place);
    let taken = columns(MARGIN) + columns(&text) + columns(place);
    match layout.width.checked_sub(taken).filter(|gap| *gap >= 2) {
        Some(gap) => writeln!(out, "{MARGIN}{text}{}{painted}", " ".repeat(gap)),
        None => writeln!(out, "{MARGIN}{text}\n{MARGIN}  {painted}"),
    }
}

/// The steps below the root with their branches. Where branches would take more than a third of
/// the width, the depth is written as a number.
fn tree<'a>(steps: &'a [Step], layout: &Layout) -> Vec<Line<'a>> {
    let deepest = (layout.width / 3 / 3).max(2);
    // For each depth whether a later step stands below the same one; filled from the end.
    let mut later: Vec<bool> = Vec::new();
    let mut lines = Vec::with_capacity(steps.len());
    for step in steps.iter().skip(1).rev() {
        let depth = step.depth.max(1);
        later.resize(depth + 1, false);
        let bars = later[1..depth].iter().take(deepest);
        let bars: String = bars.map(|&more| if more { "│  " } else { "   " }).collect();
        let (first, rest) = match (depth > deepest, later[depth]) {
            (true, _) => (format!("{bars}{depth}─ "), format!("{bars}   ")),
            (false, true) => (format!("{bars}├─ "), format!("{bars}│  ")),
            (false, false) => (format!("{bars}└─ "), format!("{bars}   ")),
        };
        later[depth] = true;
        let (first, rest) = (format!("{MARGIN}{first}"), format!("{MARGIN}{rest}"));
        lines.push(Line { step, first, rest, note: note(&step.because) });
    }
    lines.reverse();
    lines
}

/// The sentence, and at the right border where it comes from; on a line of its own where there is
/// no room for it.
fn sentence(line: &Line<'_>, layout: &Layout, out: &mut dyn Write) -> io::Result<()> {
    let width = layout.width.saturating_sub(columns(&line.first));
    let parts = lines(&printable(&line.step.sentence), width);
    let note = printable(&line.note);
    let left = columns(&line.first) + parts.last().map_or(0, |part| columns(part));
    let beside = !note.is_empty() && left + 2 + columns(&note) <= layout.width;
    for (number, part) in parts.iter().enumerate() {
        let bars = if number == 0 { &line.first } else { &line.rest };
        match beside && number + 1 == parts.len() {
            true => {
                let gap = " ".repeat(layout.width - left - columns(&note));
                writeln!(out, "{bars}{part}{gap}{}", paint(layout.palette.place, &note))?;
            }
            false => writeln!(out, "{bars}{part}")?,
        }
    }
    if beside {
        return Ok(());
    }
    let indent = format!("{}  ", line.rest);
    for part in lines(&note, layout.width.saturating_sub(columns(&indent))) {
        writeln!(out, "{indent}{}", paint(layout.palette.place, &part))?;
    }
    Ok(())
}

/// What stands in the papers, further places, what was read of the evidence, what was counted.
fn details(line: &Line<'_>, layout: &Layout, out: &mut dyn Write) -> io::Result<()> {
    let indent = format!("{}  ", line.rest);
    match &line.step.because {
        Because::Finding { sources, total, read } => {
            let cited_already = sources.first().and_then(|s| s.study.as_ref()).map(|s| format!("study: {s}"));
            let read: Vec<&str> =
                read.iter().map(String::as_str).filter(|r| Some(*r) != cited_already.as_deref()).collect();
            layout.indented(&indent, &printable(&read.join(" · ")), out)?;
            for (number, source) in sources.iter().enumerate() {
                if number > 0 {
                    layout.indented(
                        &indent,
                        &paint_words(&format!("also {}", cited(source)), layout),
                        out,
                    )?;
                }
                layout.indented(&indent, &quoted(source, &layout.palette), out)?;
                if layout.identifiers == Identifiers::Shown {
                    layout.indented(&indent, &format!("finding {}", source.finding), out)?;
                }
                if let Some(remark) = &source.remark {
                    layout.indented(&indent, &printable(&format!("remark: {remark}")), out)?;
                }
            }
            match total - sources.len().min(*total) {
                0 => Ok(()),
                more => writeln!(out, "{indent}and {more} more"),
            }
        }
        Because::Counted { tuples, total } => {
            let rest = total - tuples.len().min(*total);
            let more = if rest > 0 { format!(" and {rest} more") } else { String::new() };
            layout.indented(&indent, &printable(&format!("{}{more}", tuples.join("; "))), out)
        }
        _ => Ok(()),
    }
}

fn paint_words(text: &str, layout: &Layout) -> String {
    let words = text.split(' ').map(|word| paint(layout.palette.place, word));
    words.collect::<Vec<_>>().join(" ")
}

/// What stands to the right of a sentence.
pub(in crate::report) fn note(because: &Because) -> String {
    match because {
        Because::Rule(rule) => by_rule(rule),
        Because::Shown { .. } => "↑ shown above".to_owned(),
        Because::Finding { sources, .. } => sources.first().map(cited).unwrap_or_default(),
        Because::Vocabulary => "vocabulary".to_owned(),
        Because::Fact { place } | Because::Data { place } => place.clone(),
        Because::Judgement => "judgement".to_owned(),
        Because::Loaded => "loaded".to_owned(),
        Because::Computed => "computed".to_owned(),
        Because::Assumed => "assumed".to_owned(),
        Because::Compared | Because::Counted { .. } => String::new(),
        Because::Absent => "absence".to_owned(),
    }
}

fn by_rule(rule: &Rule) -> String {
    match &rule.place {
        Some(place) if *place != rule.name => format!("by {}, {place}", rule.name),
        _ => format!("by {}", rule.name),
    }
}
