//! A report as Markdown, for notebooks, issues and papers.

use std::io::{self, Write};

use super::{Because, Class, Conclusion, Report, Source, Step, text};

/// Writes a report as Markdown.
///
/// # Errors
/// If writing fails.
pub fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "# Hypotheses and their proofs\n\n{}\n", escaped(&text::headline(report)))?;
    writeln!(out, "*{}*", escaped(&report.notice))?;
    for (class, family, members) in text::families(report) {
        let name = family.replace('_', " ");
        let title = match class {
            Class::Hypothesis => name,
            Class::Prediction => format!("predicted: {name}"),
        };
        writeln!(out, "\n## {} ({})", escaped(&title), members.len())?;
        members.into_iter().try_for_each(|member| conclusion(member, out))?;
    }
    if !report.records.is_empty() {
        writeln!(out, "\n## how rules that predict have fared\n")?;
        for line in report.records.iter().map(|r| text::record::told(r).join("; ")) {
            writeln!(out, "- {}", escaped(&line))?;
        }
    }
    if !report.relations.is_empty() {
        writeln!(out, "\n## relations\n")?;
        for line in text::relation::counted(&report.relations) {
            writeln!(out, "- `{line}`")?;
        }
    }
    let notes = text::left_out_notes(&report.left_out);
    if !notes.is_empty() {
        writeln!(out)?;
        notes.iter().try_for_each(|note| writeln!(out, "- {}", escaped(note)))?;
    }
    Ok(())
}

fn conclusion(conclusion: &Conclusion, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\n### {} {}\n", conclusion.id, escaped(&conclusion.sentence))?;
    let facts = text::facts(conclusion, &super::Palette::plain()).join(" · ");
    writeln!(out, "{}\n", escaped(&facts))?;
    for remark in text::remarks(conclusion) {
        let nested = if remark.starts_with("  ") { "  " } else { "" };
        writeln!(out, "{nested}- {}", escaped(remark.trim_start()))?;
    }
    writeln!(out)?;
    conclusion.proof.iter().try_for_each(|s| step(s, out))?;
    match text::further(conclusion) {
        Some(more) => writeln!(out, "\n{}", escaped(&more)),
        None => Ok(()),
    }
}

fn step(step: &Step, out: &mut dyn Write) -> io::Result<()> {
    let indent = "  ".repeat(step.depth);
    let note = text::note(&step.because);
    let note = if note.is_empty() { String::new() } else { format!(" — *{}*", escaped(&note)) };
    writeln!(out, "{indent}- {}{note}", escaped(&step.sentence))?;
    match &step.because {
        Because::Finding { sources, total, read } => {
            if !read.is_empty() {
                writeln!(out, "{indent}  - {}", escaped(&read.join(" · ")))?;
            }
            for (number, source) in sources.iter().enumerate() {
                if number > 0 {
                    writeln!(out, "{indent}  - also *{}*", escaped(&text::cited(source)))?;
                }
                quote(source, &indent, out)?;
            }
            match total.saturating_sub(sources.len()) {
                0 => Ok(()),
                more => writeln!(out, "{indent}  - and {more} more"),
            }
        }
        Because::Counted { tuples, .. } => writeln!(out, "{indent}  - {}", escaped(&tuples.join("; "))),
        _ => Ok(()),
    }
}

fn quote(source: &Source, indent: &str, out: &mut dyn Write) -> io::Result<()> {
    let quoted = text::quoted(source, &super::Palette::plain());
    if !quoted.is_empty() {
        writeln!(out, "{indent}  - {}", escaped(&quoted))?;
    }
    match &source.remark {
        Some(remark) => writeln!(out, "{indent}  - remark: {}", escaped(remark)),
        None => Ok(()),
    }
}

/// A text in which nothing is markup.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for character in text.chars() {
        match character {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '$' => {
                escaped.push('\\');
                escaped.push(character);
            }
            '&' => escaped.push_str("&amp;"),
            c if c.is_control() => escaped.push(' '),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn nothing_of_a_text_is_markup() {
        assert_eq!(escaped("a *b* <i> [c](d) & e\nf"), "a \\*b\\* \\<i\\> \\[c\\](d) &amp; e f");
    }
}
