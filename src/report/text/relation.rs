//! Plain relations for people: how many rows, and the first of them.

use std::io::{self, Write};

use super::{Layout, Partial, Relation, printable};

/// `edge  2,518 rows, read from files`, a line each.
#[must_use]
pub fn counted(relations: &[Relation]) -> Vec<String> {
    let wide =
        |text: &dyn Fn(&Relation) -> String| relations.iter().map(|r| text(r).len()).max().unwrap_or(0);
    let (names, numbers) = (wide(&|r| r.predicate.clone()), wide(&|r| grouped(r.rows)));
    let line = |r: &Relation| {
        let rows = if r.rows == 1 { "row" } else { "rows" };
        let read = match r.loaded {
            0 => String::new(),
            all if all == r.rows => ", as read".to_owned(),
            some => format!(", {} read", grouped(some)),
        };
        format!("{:names$}  {:>numbers$} {rows}{read}", r.predicate, grouped(r.rows))
    };
    relations.iter().map(line).collect()
}

/// Writes the first rows of a relation, and how to have the others.
///
/// # Errors
/// If writing fails.
pub fn write_first(
    relation: &Relation,
    sentences: &[String],
    partial: Option<&Partial>,
    layout: &Layout,
    out: &mut dyn Write,
) -> io::Result<()> {
    if let Some(Partial { stopped, .. }) = partial {
        layout.indented("", &format!("PARTIAL: {stopped}. Rows may be missing; these follow."), out)?;
    }
    for line in counted(std::slice::from_ref(relation)) {
        writeln!(out, "{line}")?;
    }
    for sentence in sentences {
        layout.indented("  ", &printable(sentence), out)?;
    }
    let more = relation.rows - sentences.len();
    if more > 0 {
        writeln!(out, "  and {} more: --format csv -o FILE writes all, --limit N shows more", grouped(more))?;
    }
    Ok(())
}

/// A number with its thousands parted: `1,234,567`.
#[must_use]
pub fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_stand_in_columns() {
        let relation = |name: &str, rows, loaded| Relation { predicate: name.to_owned(), rows, loaded };
        let lines =
            counted(&[relation("edge", 2518, 2518), relation("path", 1_992_016, 0), relation("up", 999, 3)]);
        let wanted =
            ["edge      2,518 rows, as read", "path  1,992,016 rows", "up          999 rows, 3 read"];
        assert_eq!(lines, wanted);
    }
}
