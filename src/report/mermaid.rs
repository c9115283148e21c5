//! A report as a flow chart for Mermaid.

use std::io::{self, Write};

use super::Report;
use super::outline::{Outline, Sort};

/// Writes a report as a flow chart: premises point to what they support.
///
/// # Errors
/// If writing fails.
pub fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let outline = Outline::of(report);
    writeln!(out, "flowchart BT")?;
    writeln!(out, "  notice[\"{}\"]", joined(&outline.title))?;
    for node in &outline.nodes {
        let (open, close) = match node.sort {
            Sort::Conclusion => ("([", "])"),
            Sort::Step => ("(", ")"),
            Sort::Finding => ("[", "]"),
            Sort::Ground => ("{{", "}}"),
        };
        writeln!(out, "  {}{open}\"{}\"{close}", node.name, joined(&node.lines))?;
    }
    for edge in &outline.edges {
        let arrow = if edge.against { "<-.->" } else { "-->" };
        match edge.label.is_empty() {
            true => writeln!(out, "  {} {arrow} {}", edge.from, edge.to)?,
            false => writeln!(out, "  {} {arrow}|\"{}\"| {}", edge.from, escaped(&edge.label), edge.to)?,
        }
    }
    Ok(())
}

fn joined(lines: &[String]) -> String {
    lines.iter().map(|l| escaped(l)).collect::<Vec<_>>().join("<br/>")
}

/// A text in which nothing means anything to Mermaid or to a browser.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for character in text.chars() {
        match character {
            '"' => escaped.push_str("#quot;"),
            '#' => escaped.push_str("#35;"),
            '<' => escaped.push_str("#lt;"),
            '>' => escaped.push_str("#gt;"),
            '&' => escaped.push_str("#amp;"),
            '`' => escaped.push_str("#96;"),
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
    fn no_text_ends_its_quotes_or_becomes_markup() {
        assert_eq!(escaped("a \"<b>\" #1 & `c`"), "a #quot;#lt;b#gt;#quot; #35;1 #amp; #96;c#96;");
    }
}
