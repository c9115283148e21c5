//! The differences between two reports: what is new, gone, stronger, weaker, judged otherwise.

use std::io::{self, Write};

use super::{Layout, number};
use crate::report::diff::{Change, Detail, Diff, Kind};
use crate::report::palette::paint;
use crate::report::wrap::{columns, painted, printable};

/// The order in which changes are shown. A change of several kinds stands under the first.
const KINDS: [Kind; 6] = [Kind::New, Kind::Gone, Kind::Verdict, Kind::Stronger, Kind::Weaker, Kind::Other];

/// Writes the differences between two reports.
///
/// # Errors
/// If writing fails.
pub fn write(diff: &Diff, layout: &Layout, out: &mut dyn Write) -> io::Result<()> {
    layout.indented("", &headline(diff), out)?;
    for (papers, what) in [(&diff.papers_added, "added"), (&diff.papers_removed, "removed")] {
        if !papers.is_empty() {
            layout.indented("", &printable(&format!("{what}: {}", papers.join(", "))), out)?;
        }
    }
    for kind in KINDS {
        let of_kind: Vec<&Change> = diff.changes.iter().filter(|c| shown_under(c) == kind).collect();
        if of_kind.is_empty() {
            continue;
        }
        let text = format!("── {} ({}) ", kind.word(), of_kind.len());
        let rule = "─".repeat(layout.width.saturating_sub(columns(&text)));
        writeln!(out, "\n{}", paint(layout.palette.strong, &format!("{text}{rule}")))?;
        of_kind.into_iter().try_for_each(|change| write_change(change, layout, out))?;
    }
    writeln!(out, "\n{}", diff.notice)
}

fn shown_under(change: &Change) -> Kind {
    KINDS.into_iter().find(|kind| change.kinds.contains(kind)).unwrap_or(Kind::Other)
}

fn headline(diff: &Diff) -> String {
    let counts = |f: fn(&crate::report::Counts) -> usize| (f(&diff.old.counts), f(&diff.new.counts));
    let moved = |(old, new): (usize, usize), one: &str, many: &str| {
        if old == new { number(new, one, many) } else { format!("{old} → {new} {many}") }
    };
    let parts = [
        moved(counts(|c| c.papers), "paper", "papers"),
        moved(counts(|c| c.findings), "finding", "findings"),
        moved(counts(|c| c.rules), "rule", "rules"),
        moved(counts(|c| c.hypotheses), "hypothesis", "hypotheses"),
        moved(counts(|c| c.predictions), "prediction", "predictions"),
    ];
    let of_kind = |kind: Kind| diff.changes.iter().filter(|c| c.kinds.contains(&kind)).count();
    let kinds: Vec<String> = KINDS
        .into_iter()
        .map(|kind| (of_kind(kind), kind))
        .filter(|(count, _)| *count > 0)
        .map(|(count, kind)| match kind {
            Kind::Verdict => format!("{count} with another verdict"),
            _ => format!("{count} {}", kind.word()),
        })
        .collect();
    let kinds = if kinds.is_empty() { "no difference".to_owned() } else { kinds.join(", ") };
    format!("{}: {kinds}, {} unchanged", parts.join(" · "), diff.unchanged)
}

fn write_change(change: &Change, layout: &Layout, out: &mut dyn Write) -> io::Result<()> {
    let margin = columns(&change.id) + 2;
    let indent = " ".repeat(margin);
    writeln!(out)?;
    let sentence = painted(&change.sentence, layout.width.saturating_sub(margin), layout.palette.strong);
    for (number, line) in sentence.into_iter().enumerate() {
        match number {
            0 => writeln!(out, "{}  {line}", paint(layout.palette.id, &change.id))?,
            _ => writeln!(out, "{indent}{line}")?,
        }
    }
    for line in details(change) {
        layout.indented(&indent, &printable(&line), out)?;
    }
    if !change.papers.is_empty() {
        layout.indented(&indent, &printable(&format!("by {}", change.papers.join(", "))), out)?;
    }
    if !change.rules.is_empty() {
        let rules = if change.rules.len() == 1 { "by the rule" } else { "by the rules" };
        layout.indented(&indent, &printable(&format!("{rules} {}", change.rules.join(", "))), out)?;
    }
    Ok(())
}

/// What is said of it on the side that has it, or what differs.
fn details(change: &Change) -> Vec<String> {
    let one_sided = change.kinds.iter().any(|k| matches!(k, Kind::New | Kind::Gone));
    if one_sided {
        let brief = |d: &&Detail| ["verdict", "status", "grade", "lineages"].contains(&d.field.as_str());
        let value = |d: &Detail| {
            let value = if d.old.is_empty() { &d.new } else { &d.old };
            match (d.field.as_str(), value.parse::<usize>()) {
                ("lineages", Ok(count)) => number(count, "lineage", "lineages"),
                _ => value.clone(),
            }
        };
        let values: Vec<String> =
            change.details.iter().filter(brief).map(value).filter(|v| !v.is_empty()).collect();
        return vec![values.join(" · ")];
    }
    change.details.iter().map(moved).collect()
}

fn moved(detail: &Detail) -> String {
    let value = |text: &str| if text.is_empty() { "none".to_owned() } else { text.to_owned() };
    format!("{}: {} → {}", detail.field, value(&detail.old), value(&detail.new))
}
