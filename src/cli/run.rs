//! `reason run`: every hypothesis that follows.

use std::path::PathBuf;
use std::time::Instant;

use clap::{Args, ValueEnum};

use super::choice::ChoiceArgs;
use super::screen::Screen;
use super::{Bounds, Input, Outcome, evaluation, output, positive};
use crate::report::{self, Report, Run};
use crate::session::TestItems;

/// Arguments of `run`.
#[derive(Debug, Args)]
pub(super) struct RunArgs {
    #[command(flatten)]
    input: Input,

    #[command(flatten)]
    bounds: Bounds,

    #[command(flatten)]
    choice: ChoiceArgs,

    /// Layout of the report
    #[arg(long, value_enum, default_value = "text")]
    format: ReportFormat,

    /// Most proofs that are looked at for each conclusion
    #[arg(long, value_name = "N", default_value_t = 16, value_parser = positive())]
    max_proofs: u64,

    /// Write the report into this file, whole or not at all
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,

    /// Exit with 1 if nothing follows
    #[arg(long)]
    exit_code: bool,
}

/// The layout of a report; each carries the same facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ReportFormat {
    /// For reading
    Text,
    /// For machines, one value
    Json,
    /// For machines, one conclusion a line
    Jsonl,
    /// Markdown, for notebooks and issues
    Md,
    /// One page for a browser
    Html,
    /// One conclusion a row, for a spreadsheet
    Csv,
    /// A graph for Graphviz
    Dot,
    /// A flow chart for Mermaid
    Mermaid,
}

pub(super) fn run(args: &RunArgs, screen: &Screen) -> Outcome {
    match built(args, screen) {
        Err(outcome) => outcome,
        Ok((report, outcome)) => {
            let layout = if args.output.is_some() { screen.file_layout() } else { screen.layout() };
            output::write(args.output.as_deref(), outcome, screen, &|out| match args.format {
                ReportFormat::Text => report::text::write(&report, &layout, out),
                ReportFormat::Json => report::json::write(&report, out),
                ReportFormat::Jsonl => report::jsonl::write(&report, out),
                ReportFormat::Md => report::markdown::write(&report, out),
                ReportFormat::Html => report::html::write(&report, out),
                ReportFormat::Csv => report::csv::write(&report, out),
                ReportFormat::Dot => report::dot::write(&report, out),
                ReportFormat::Mermaid => report::mermaid::write(&report, out),
            })
        }
    }
}

/// The report, and whether it says what the exit code is to tell.
fn built(args: &RunArgs, screen: &Screen) -> Result<(Report, Outcome), Outcome> {
    let start = Instant::now();
    let mut options = evaluation::options(&args.input, Some(&args.bounds));
    options.tests = TestItems::LeftOut;
    options.max_proofs = usize::try_from(args.max_proofs).unwrap_or(usize::MAX);
    let loaded = evaluation::load(options, screen)?;
    let schema = &loaded.session.program.schema;
    let choice = args.choice.choice(schema).map_err(|diagnostic| {
        screen.say(diagnostic);
        Outcome::Wrong
    })?;
    let evaluated = evaluation::evaluate(&loaded.session, screen)?;
    let milliseconds = u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX);
    let wanted = choice.wanted(&evaluated.judgement, schema);
    let failed = wanted.iter().any(|c| args.choice.fails_on(c.verdict.standing.word()));
    let nothing = args.exit_code && wanted.is_empty();
    let outcome = if failed || nothing { Outcome::No } else { Outcome::Done };
    let input = report::Input::of(&loaded.session, &evaluated);
    let run = Run { milliseconds, faulty: loaded.faulty };
    Ok((report::build(input, &evaluated.judgement, &choice, run), outcome))
}
