//! `reason diff`: what changed between two corpora, two folders of rules or two saved reports.

use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::Args;

use super::screen::Screen;
use super::{Bounds, Format, Outcome, evaluation, output};
use crate::diagnostic::Diagnostic;
use crate::report::{self, Choice, Diff, Report, Run};
use crate::session::{Options, TestItems};

const LONG_ABOUT: &str = "\
Says what changed: which hypotheses are new, gone, stronger or weaker, which have another verdict, and
which papers or rules made the difference.

OLD and NEW are each a folder (or a file) with rules or a corpus, or a report that `reason … --format
json -o FILE` has written. What both sides share is named by --with. A saved report is compared as it
is: write it without --only, --limit and the like.";

const EXAMPLES: &str = "\
Examples:
  reason diff corpus-2024/ corpus-2025/ --with rules/     the same rules over two corpora
  reason diff rules-old/ rules/ --with corpus/            two folders of rules over one corpus
  reason diff before.json after.json                      two saved reports
  reason diff before.json rules/ --with corpus/           a saved report and what follows now
  reason diff before.json corpus/ --with rules/ --retractions retracted.csv
                                                          what retractions have taken away
  reason rules/ corpus/ --without 'Doe 2020'              what a paper makes of the difference";

/// Arguments of `diff`.
#[derive(Debug, Args)]
#[command(long_about = LONG_ABOUT, after_help = EXAMPLES)]
pub(super) struct DiffArgs {
    /// What was: a folder, or a saved report
    old: PathBuf,

    /// What is: a folder, or a saved report
    new: PathBuf,

    /// Folders and files that both sides share; may be given several times
    #[arg(long, value_name = "RULES or CORPUS")]
    with: Vec<PathBuf>,

    /// A list of retracted papers, whose findings count nowhere, on either side that is no saved
    /// report: PMIDs or DOIs, a line each, or a CSV or TSV table with a column `pmid` or `doi`
    #[arg(long, value_name = "FILE")]
    retractions: Vec<PathBuf>,

    /// Leave out what is wrong, and go on with the rest
    #[arg(long)]
    keep_going: bool,

    #[command(flatten)]
    bounds: Bounds,

    /// Layout of the answer
    #[arg(long, value_enum, default_value = "text")]
    format: Format,

    /// Write the answer into this file, whole or not at all
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,

    /// Exit with 1 if anything differs
    #[arg(long)]
    exit_code: bool,
}

pub(super) fn run(args: &DiffArgs, screen: &Screen) -> Outcome {
    let compared = side(&args.old, args, screen).and_then(|old| Ok((old, side(&args.new, args, screen)?)));
    match compared {
        Err(outcome) => outcome,
        Ok((old, new)) => {
            let name = |path: &Path| path.display().to_string();
            let diff = report::diff(&old, &name(&args.old), &new, &name(&args.new));
            let differs = args.exit_code && !diff.changes.is_empty();
            let outcome = if differs { Outcome::No } else { Outcome::Done };
            write(&diff, args.format, args.output.as_deref(), outcome, screen)
        }
    }
}

/// Writes differences in a format.
pub(super) fn write(
    diff: &Diff,
    format: Format,
    file: Option<&Path>,
    outcome: Outcome,
    screen: &Screen,
) -> Outcome {
    let layout = if file.is_some() { screen.file_layout() } else { screen.layout() };
    output::write(file, outcome, screen, &|out| match format {
        Format::Text => report::text::diff::write(diff, &layout, out),
        Format::Json => report::json::write(diff, out),
    })
}

/// A side's report: read, if it was saved, else made.
fn side(path: &Path, args: &DiffArgs, screen: &Screen) -> Result<Report, Outcome> {
    let saved = path.is_file() && path.extension().is_some_and(|e| e == "json");
    if saved && let Some(report) = read(path) {
        return report.map_err(|diagnostic| {
            screen.say(diagnostic);
            Outcome::Wrong
        });
    }
    let paths = std::iter::once(path.to_owned()).chain(args.with.iter().cloned()).collect();
    let (keep_going, retractions) = (args.keep_going, args.retractions.clone());
    let input = super::Input { paths, keep_going, no_cache: false, retractions };
    let mut options = evaluation::options(&input, Some(&args.bounds));
    options.tests = TestItems::LeftOut;
    whole(options, screen)
}

/// The report of everything that follows.
pub(super) fn whole(options: Options, screen: &Screen) -> Result<Report, Outcome> {
    let start = Instant::now();
    let loaded = evaluation::load(options, screen)?;
    let evaluated = evaluation::evaluate(&loaded.session, screen)?;
    let milliseconds = u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX);
    let input = report::Input::of(&loaded.session, &evaluated);
    let run = Run { milliseconds, faulty: loaded.faulty };
    Ok(report::build(input, &evaluated.judgement, &Choice::default(), run))
}

/// A saved report; `None` if the file is something else, such as findings.
fn read(path: &Path) -> Option<Result<Report, Diagnostic>> {
    let fault = |message: String| {
        let help = "write a report with `reason … --format json -o FILE`";
        Some(Err(Diagnostic::error("E0707", message).help(help)))
    };
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) => return fault(format!("{} cannot be read: {error}", path.display())),
    };
    let is_report = text.contains(report::SCHEMA);
    match serde_json::from_str::<Report>(&text) {
        Ok(report) if report.left_out.conclusions > 0 => fault(format!(
            "{} leaves out {} conclusions, so it cannot be compared",
            path.display(),
            report.left_out.conclusions
        )),
        Ok(report) if report.schema == report::SCHEMA => Some(Ok(report)),
        Ok(report) => fault(format!("{} is a {}, not a {}", path.display(), report.schema, report::SCHEMA)),
        Err(error) if is_report => fault(format!("{}:{}: {error}", path.display(), error.line())),
        Err(_) => None,
    }
}
