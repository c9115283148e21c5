//! What is one finding short: each gap with what is there and what would follow.

use std::io::{self, Write};

use super::{Layout, cited, number};
use crate::report::gaps::{Gap, Gaps};
use crate::report::palette::paint;
use crate::report::wrap::{lines, painted, printable};

/// Writes gaps.
///
/// # Errors
/// If writing fails.
pub fn write(gaps: &Gaps, layout: &Layout, out: &mut dyn Write) -> io::Result<()> {
    let shown = match (gaps.total, gaps.gaps.len()) {
        (total, shown) if shown < total => format!("; the first {shown}:"),
        _ => String::new(),
    };
    let found = number(gaps.total, "conclusion is one finding short", "conclusions are one finding short");
    writeln!(out, "{found}{shown}")?;
    gaps.gaps.iter().try_for_each(|gap| one(gap, layout, out))?;
    if !gaps.cut.is_empty() {
        writeln!(out)?;
        layout.indented("", &printable(&format!("there may be more of: {}", gaps.cut.join(", "))), out)?;
    }
    writeln!(out, "\n{}", gaps.notice)
}

fn one(gap: &Gap, layout: &Layout, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out)?;
    for line in painted(&gap.conclusion, layout.width, layout.palette.strong) {
        writeln!(out, "{line}")?;
    }
    let mut facts = Vec::new();
    facts.extend(gap.grade.clone());
    facts.push(number(gap.lineages.len(), "lineage", "lineages"));
    if let Some(rule) = &gap.rule {
        let place = rule.place.as_deref().filter(|p| *p != rule.name);
        facts.push(format!("by rule {}{}", rule.name, place.map(|p| format!(", {p}")).unwrap_or_default()));
    }
    layout.indented("   ", &printable(&facts.join(" · ")), out)?;
    marked("✗", layout.palette.bad, &format!("nobody states: {}", gap.missing), layout, out)?;
    for holding in &gap.holding {
        let place = holding.sources.first().map(|s| format!(" — {}", cited(s))).unwrap_or_default();
        marked("✓", layout.palette.good, &format!("{}{place}", holding.sentence), layout, out)?;
    }
    Ok(())
}

fn marked(
    mark: &str,
    style: anstyle::Style,
    text: &str,
    layout: &Layout,
    out: &mut dyn Write,
) -> io::Result<()> {
    for (number, line) in lines(&printable(text), layout.width.saturating_sub(5)).iter().enumerate() {
        match number {
            0 => writeln!(out, "   {} {line}", paint(style, mark))?,
            _ => writeln!(out, "     {line}")?,
        }
    }
    Ok(())
}
