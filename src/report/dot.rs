//! A report as a graph for Graphviz.

use std::io::{self, Write};

use super::Report;
use super::outline::{Outline, Sort};
use super::wrap::lines;

/// Columns of a line in a box.
const WIDTH: usize = 48;

/// Writes a report as a directed graph: premises point to what they support.
///
/// # Errors
/// If writing fails.
pub fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let outline = Outline::of(report);
    writeln!(out, "digraph report {{")?;
    let title = outline.title.join("\n");
    writeln!(out, "  graph [rankdir=BT, labelloc=t, label={}]", quoted(&title))?;
    writeln!(out, "  node [shape=box, fontname=\"sans-serif\", fontsize=10]")?;
    writeln!(out, "  edge [fontname=\"sans-serif\", fontsize=8]")?;
    for node in &outline.nodes {
        let text: Vec<String> = node.lines.iter().flat_map(|l| lines(l, WIDTH)).collect();
        let style = match node.sort {
            Sort::Conclusion => ", style=\"bold,rounded\"",
            Sort::Step => ", style=rounded",
            Sort::Finding => "",
            Sort::Ground => ", style=dotted",
        };
        writeln!(out, "  {} [label={}{style}]", node.name, quoted(&text.join("\n")))?;
    }
    for edge in &outline.edges {
        let against = if edge.against { ", style=dashed, dir=both" } else { "" };
        writeln!(out, "  {} -> {} [label={}{against}]", edge.from, edge.to, quoted(&edge.label))?;
    }
    writeln!(out, "}}")
}

/// A text as Graphviz reads it.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for character in text.chars() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            c if c.is_control() => quoted.push(' '),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn no_text_ends_its_quotes() {
        assert_eq!(quoted("a \"b\" \\ c\nd\u{7}"), "\"a \\\"b\\\" \\\\ c\\nd \"");
    }
}
