//! The track record of rules that predict.

use std::io::{self, Write};

use super::{Layout, number};
use crate::report::palette::paint;
use crate::report::wrap::{columns, printable};
use crate::report::{Fared, Record};

/// Writes the records of rules; nothing if no rule predicts anything.
///
/// # Errors
/// If writing fails.
pub fn write(records: &[Record], layout: &Layout, out: &mut dyn Write) -> io::Result<()> {
    if records.is_empty() {
        return Ok(());
    }
    let text = "── how rules that predict have fared ";
    let rule = "─".repeat(layout.width.saturating_sub(columns(text)));
    writeln!(out, "\n{}", paint(layout.palette.strong, &format!("{text}{rule}")))?;
    for record in records {
        writeln!(out)?;
        told(record).iter().enumerate().try_for_each(|(number, line)| {
            layout.indented(if number == 0 { "" } else { "   " }, &printable(line), out)
        })?;
    }
    Ok(())
}

/// What is said of one rule, its name first.
pub(in crate::report) fn told(record: &Record) -> Vec<String> {
    let place = record.rule.place.as_deref().filter(|p| *p != record.rule.name);
    let mut lines =
        vec![format!("{}{}", record.rule.name, place.map(|p| format!(", {p}")).unwrap_or_default())];
    lines.extend(fared(record));
    lines
}

/// How what one rule predicts has fared.
pub(in crate::report) fn fared(record: &Record) -> Vec<String> {
    let mut lines = Vec::new();
    let each: [(&Fared, &str); 4] = [
        (&record.confirmed, "confirmed"),
        (&record.refuted, "refuted"),
        (&record.restated, "restated"),
        (&record.open, "open"),
    ];
    for (fared, word) in each.iter().filter(|(fared, _)| !fared.predictions.is_empty()) {
        let papers = match fared.papers.as_slice() {
            [] => String::new(),
            papers => format!(" by {}", papers.join(", ")),
        };
        lines.push(format!("{} {word}{papers}: {}", fared.predictions.len(), fared.predictions.join(", ")));
    }
    lines.push(match &record.estimate {
        Some(e) => format!(
            "{} of {} confirmed, {:.2} to {:.2} (95 %, Wilson): an estimate of its strength, which is {}",
            e.confirmed,
            number(e.decided, "decided prediction", "decided predictions"),
            e.low,
            e.high,
            record.rule.strength
        ),
        None => "none of them is decided, so nothing can be said of its strength".to_owned(),
    });
    lines
}
