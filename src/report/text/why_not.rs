//! Why something does not follow: the nearest rules, part by part.

use std::io::{self, Write};

use super::{Layout, cited, number};
use crate::report::palette::paint;
use crate::report::why_not::{Attempt, Near, Part, State, WhyNot};
use crate::report::wrap::{columns, lines, painted, printable};

/// Writes why something does not follow.
///
/// # Errors
/// If writing fails.
pub fn write(answer: &WhyNot, layout: &Layout, out: &mut dyn Write) -> io::Result<()> {
    if !answer.follows.is_empty() {
        layout.indented("", "This does follow; `reason why` with the same arguments says why:", out)?;
        for sentence in &answer.follows {
            layout.indented("   ", &printable(sentence), out)?;
        }
        return writeln!(out, "\n{}", answer.notice);
    }
    for line in painted(&format!("{} does not follow", answer.pattern), layout.width, layout.palette.strong) {
        writeln!(out, "{line}")?;
    }
    layout.indented("", &concluded_by(answer), out)?;
    for attempt in &answer.attempts {
        writeln!(out)?;
        write_attempt(attempt, "", layout, out)?;
    }
    writeln!(out, "\n{}", answer.notice)
}

fn concluded_by(answer: &WhyNot) -> String {
    let shown = answer.attempts.iter().filter(|a| a.rule.is_some()).count();
    match (answer.rules, shown) {
        (0, _) if answer.attempts.is_empty() => "no rule concludes anything of the kind".to_owned(),
        (0, _) => "no rule concludes it: papers or data would have to state it".to_owned(),
        (_, 0) => "the rules that conclude this predicate conclude other values of it".to_owned(),
        (1, _) => "one rule could conclude it".to_owned(),
        (all, shown) if all == shown => format!("{all} rules could conclude it"),
        (all, shown) => format!("{all} rules could conclude it; the nearest {shown}:"),
    }
}

fn write_attempt(attempt: &Attempt, indent: &str, layout: &Layout, out: &mut dyn Write) -> io::Result<()> {
    if let Some(rule) = &attempt.rule {
        let place = rule.place.as_deref().filter(|p| *p != rule.name).unwrap_or_default();
        let holding = format!("{} of {} parts hold", attempt.holding, attempt.parts.len());
        let text = format!("by rule {} · {holding}", rule.name);
        let taken = columns(indent) + columns(&text) + columns(place);
        match layout.width.checked_sub(taken).filter(|gap| *gap >= 2) {
            Some(gap) if !place.is_empty() => {
                writeln!(out, "{indent}{text}{}{}", " ".repeat(gap), paint(layout.palette.place, place))?;
            }
            _ => layout.indented(indent, &text, out)?,
        }
    }
    for part in attempt.parts.iter().filter(|p| p.state != State::Untested) {
        write_part(part, indent, layout, out)?;
    }
    match attempt.parts.iter().filter(|p| p.state == State::Untested).count() {
        0 => Ok(()),
        more => {
            let mark = paint(layout.palette.care, "·");
            let hang = number(more, "part hangs on what fails", "parts hang on what fails");
            writeln!(out, "{indent}   {mark} {hang}")
        }
    }
}

fn write_part(part: &Part, indent: &str, layout: &Layout, out: &mut dyn Write) -> io::Result<()> {
    let (mark, style) = match part.state {
        State::Holds => ("✓", layout.palette.good),
        State::Fails => ("✗", layout.palette.bad),
        State::Untested => ("·", layout.palette.care),
    };
    let inner = format!("{indent}     ");
    let width = layout.width.saturating_sub(columns(&inner));
    for (number, line) in lines(&printable(&part.sentence), width).into_iter().enumerate() {
        match number {
            0 => writeln!(out, "{indent}   {} {line}", paint(style, mark))?,
            _ => writeln!(out, "{inner}{line}")?,
        }
    }
    if let Some(source) = part.sources.first() {
        layout.indented(&format!("{inner}  "), &printable(&cited(source)), out)?;
    }
    let Some(failure) = &part.failure else { return Ok(()) };
    let deeper = format!("{inner}  ");
    layout.indented(&deeper, &printable(&failure.because), out)?;
    failure.near.iter().try_for_each(|near| write_near(near, &deeper, layout, out))?;
    match &failure.below {
        Some(below) => write_attempt(below, &deeper, layout, out),
        None => Ok(()),
    }
}

fn write_near(near: &Near, indent: &str, layout: &Layout, out: &mut dyn Write) -> io::Result<()> {
    let place = near.sources.first().map(|s| format!(" — {}", cited(s))).unwrap_or_default();
    let lacks = if near.lacks.is_empty() { String::new() } else { format!("{}: ", near.lacks) };
    let text = printable(&format!("{lacks}{}{place}", near.sentence));
    for (number, line) in lines(&text, layout.width.saturating_sub(columns(indent) + 2)).iter().enumerate() {
        writeln!(out, "{indent}{}{line}", if number == 0 { "~ " } else { "  " })?;
    }
    Ok(())
}
