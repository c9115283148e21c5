//! A report as JSON Lines: what went in and came out on the first line, then a conclusion a line.

use std::io::{self, Write};

use serde::Serialize;

use super::{Conclusion, Counts, LeftOut, Partial, Record, Relation, Report};

/// The first line: the report without its conclusions.
#[derive(Serialize)]
struct Head<'r> {
    line: &'static str,
    schema: &'r str,
    notice: &'r str,
    #[serde(skip_serializing_if = "Option::is_none")]
    partial: &'r Option<Partial>,
    counts: &'r Counts,
    milliseconds: u64,
    records: &'r [Record],
    #[serde(skip_serializing_if = "<[Relation]>::is_empty")]
    relations: &'r [Relation],
    left_out: &'r LeftOut,
}

/// A line after the first.
#[derive(Serialize)]
struct Line<'r> {
    line: &'static str,
    #[serde(flatten)]
    conclusion: &'r Conclusion,
}

/// Writes a report as JSON Lines; `line` says what a line is: `report` or `conclusion`.
///
/// # Errors
/// If writing fails.
pub fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let head = Head {
        line: "report",
        schema: &report.schema,
        notice: &report.notice,
        partial: &report.partial,
        counts: &report.counts,
        milliseconds: report.milliseconds,
        records: &report.records,
        relations: &report.relations,
        left_out: &report.left_out,
    };
    line(&head, out)?;
    report.conclusions.iter().try_for_each(|conclusion| line(&Line { line: "conclusion", conclusion }, out))
}

fn line(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer(&mut *out, value).map_err(io::Error::from)?;
    out.write_all(b"\n")
}
