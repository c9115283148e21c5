//! `reason run`: every hypothesis that follows.

use std::io::{self, Write};
use std::mem::ManuallyDrop;
use std::path::PathBuf;
use std::time::Instant;

use clap::{Args, ValueEnum};

use super::choice::ChoiceArgs;
use super::evaluation::Loaded;
use super::profile::ProfileArgs;
use super::screen::Screen;
use super::{Bounds, Format, Input, Outcome, diff, evaluation, output, positive};
use crate::diagnostic::Diagnostic;
use crate::engine::AtStop;
use crate::engine::frog::Recording;
use crate::report::{self, Report, Run};
use crate::session::{Options, Session, TestItems, WhatIf};

mod relation;

/// Arguments of `run`.
#[derive(Debug, Args)]
pub(super) struct RunArgs {
    #[command(flatten)]
    input: Input,

    #[command(flatten)]
    bounds: Bounds,

    #[command(flatten)]
    profile: ProfileArgs,

    #[command(flatten)]
    choice: ChoiceArgs,

    #[command(flatten)]
    what_if: WhatIfArgs,

    /// Layout of the report; if it is not named, what the ending of -o FILE says (report.html,
    /// rows.csv.gz, rows.parquet), else text
    #[arg(long, value_enum)]
    format: Option<ReportFormat>,

    /// Every question that would settle a conclusion, not only the foremost on either side; json and
    /// jsonl always hold all
    #[arg(short, long)]
    verbose: bool,

    /// Most proofs that are looked at for each conclusion
    #[arg(long, value_name = "N", default_value_t = 16, value_parser = positive())]
    max_proofs: u64,

    /// Do not record when a row of a plain relation was derived, which saves a little memory; only
    /// with --only and a plain relation, since conclusions are judged by their proofs
    #[arg(long)]
    no_proofs: bool,

    /// Write the report into this file, whole or not at all, compressed if its name ends in .gz or .zst
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,

    /// When a limit or Ctrl-C stops it, report what had been derived by then, marked as partial, and
    /// exit with 3 all the same: what stands there follows, but rows, and what speaks against a
    /// conclusion, may be missing; conclusions are left out if judging them takes longer than the
    /// evaluation did
    #[arg(long)]
    keep_partial: bool,

    /// Exit with 1 if nothing follows
    #[arg(long)]
    exit_code: bool,
}

/// What is otherwise than it is; then the difference that it makes is reported.
#[derive(Debug, Args)]
#[command(next_help_heading = "What if")]
struct WhatIfArgs {
    /// Report what would differ without a paper or lineage ('Doe 2020'), a rule (by its name), or a
    /// finding (F-3f2a9c1e as `reason why` names it, or its file and line); may be given several times
    #[arg(long, value_name = "PAPER|FINDING|RULE")]
    without: Vec<String>,

    /// Report what would differ if this were stated, as after `given` in a test:
    /// 'high CXCL11 in {letrozole} from in vivo "X"'; may be given several times
    #[arg(long, value_name = "PHRASE")]
    assume: Vec<String>,
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
    /// One conclusion a row, for a spreadsheet; with --only a plain relation, its rows
    Csv,
    /// The rows of a plain relation, parted by tabs
    Tsv,
    /// The rows of a plain relation, with columns of whole numbers, numbers, days or texts
    Parquet,
    /// A graph for Graphviz
    Dot,
    /// A flow chart for Mermaid
    Mermaid,
}

impl RunArgs {
    /// The layout that is named, or that the file's ending says.
    fn layout(&self) -> ReportFormat {
        let ending = || output::ending(self.output.as_deref()?);
        self.format.unwrap_or_else(|| match ending().as_deref() {
            Some("json") => ReportFormat::Json,
            Some("jsonl") => ReportFormat::Jsonl,
            Some("md") => ReportFormat::Md,
            Some("html") => ReportFormat::Html,
            Some("csv") => ReportFormat::Csv,
            Some("tsv") => ReportFormat::Tsv,
            Some("parquet") => ReportFormat::Parquet,
            Some("dot") => ReportFormat::Dot,
            Some("mmd") => ReportFormat::Mermaid,
            _ => ReportFormat::Text,
        })
    }
}

pub(super) fn run(args: &RunArgs, screen: &Screen) -> Outcome {
    let WhatIfArgs { without, assume } = &args.what_if;
    let what_if = WhatIf { without: without.clone(), assume: assume.clone() };
    if !what_if.is_nothing() {
        return difference(args, what_if, screen).unwrap_or_else(|outcome| outcome);
    }
    reported(args, screen).unwrap_or_else(|outcome| outcome)
}

/// Loads, and writes the report or the rows of a plain relation.
fn reported(args: &RunArgs, screen: &Screen) -> Result<Outcome, Outcome> {
    let start = Instant::now();
    // The process ends soon; freeing everything piece by piece first takes time for nothing.
    let mut options = options(args);
    args.profile.prepare(&args.bounds, &mut options, screen)?;
    let mut loaded = ManuallyDrop::new(evaluation::load(options, screen)?);
    if let Some(asked) = args.choice.rows(&mut loaded.session) {
        return relation::write(args, &loaded.session, &asked, screen);
    }
    if args.no_proofs {
        let help = "name a plain relation with --only PREDICATE, or leave --no-proofs out";
        screen.say(Diagnostic::error("E0712", "conclusions are judged by their proofs").help(help));
        return Err(Outcome::Wrong);
    }
    let format = args.layout();
    if let ReportFormat::Tsv | ReportFormat::Parquet = format {
        let name = if format == ReportFormat::Tsv { "tsv" } else { "parquet" };
        let message = format!("only the rows of a plain relation are written as {name}");
        let help = "name one with --only PREDICATE, or take --format csv";
        screen.say(Diagnostic::error("E0709", message).help(help));
        return Err(Outcome::Wrong);
    }
    let (report, outcome) = built(args, &loaded, start, screen)?;
    let layout = if args.output.is_some() { screen.file_layout() } else { screen.layout() };
    let result = |out: &mut dyn Write| match format {
        ReportFormat::Text => report::text::write(&report, &layout, out),
        ReportFormat::Json => report::json::write(&report, out),
        ReportFormat::Jsonl => report::jsonl::write(&report, out),
        ReportFormat::Md => report::markdown::write(&report, out),
        ReportFormat::Html => report::html::write(&report, out),
        ReportFormat::Csv | ReportFormat::Tsv | ReportFormat::Parquet => report::csv::write(&report, out),
        ReportFormat::Dot => report::dot::write(&report, out),
        ReportFormat::Mermaid => report::mermaid::write(&report, out),
    };
    written(args, &loaded.session, outcome, screen, &result)
}

/// Writes a result, as long as no limit is hit; a partial one is written to its end.
fn written(
    args: &RunArgs,
    session: &Session,
    outcome: Outcome,
    screen: &Screen,
    result: &dyn Fn(&mut dyn Write) -> io::Result<()>,
) -> Result<Outcome, Outcome> {
    let file = args.output.as_deref();
    if outcome == Outcome::Stopped {
        return Ok(output::write(file, outcome, screen, result));
    }
    evaluation::stopped_at_end(session, screen)?;
    let guard = &session.options.guard;
    let stoppable = |out: &mut dyn Write| result(&mut output::Stoppable { out, guard });
    let outcome = output::write(file, outcome, screen, &stoppable);
    if outcome == Outcome::Stopped {
        evaluation::stopped_at_end(session, screen)?;
    }
    Ok(outcome)
}

/// Reports what the difference would be.
fn difference(args: &RunArgs, what_if: WhatIf, screen: &Screen) -> Result<Outcome, Outcome> {
    let format = match args.layout() {
        ReportFormat::Text => Format::Text,
        ReportFormat::Json => Format::Json,
        _ => {
            let message = "a difference is written as text or json only";
            let help = "leave --format out, or take --format json";
            screen.say(Diagnostic::error("E0708", message).help(help));
            return Err(Outcome::Wrong);
        }
    };
    let options = options(args);
    let name = named(&what_if);
    let new = diff::whole(Options { what_if, ..options.clone() }, screen)?;
    let old = diff::whole(options, &screen.silent())?;
    let diff = report::diff(&old, "as it is", &new, &name);
    Ok(diff::write(&diff, format, args.output.as_deref(), Outcome::Done, screen))
}

/// `without X, assuming Y`.
fn named(what_if: &WhatIf) -> String {
    let without = what_if.without.iter().map(|name| format!("without {name}"));
    without
        .chain(what_if.assume.iter().map(|phrase| format!("assuming {phrase}")))
        .collect::<Vec<_>>()
        .join(", ")
}

fn options(args: &RunArgs) -> Options {
    let mut options = evaluation::options(&args.input, Some(&args.bounds));
    options.tests = TestItems::LeftOut;
    options.max_proofs = usize::try_from(args.max_proofs).unwrap_or(usize::MAX);
    if args.no_proofs {
        options.recording = Recording::Nothing;
    }
    if args.keep_partial {
        options.at_stop = AtStop::Keep;
    }
    options
}

/// The report, and whether it says what the exit code is to tell.
fn built(
    args: &RunArgs,
    loaded: &Loaded,
    start: Instant,
    screen: &Screen,
) -> Result<(Report, Outcome), Outcome> {
    let schema = &loaded.session.program.schema;
    let choice = args.choice.choice(schema).map_err(|diagnostic| {
        screen.say(diagnostic);
        Outcome::Wrong
    })?;
    let evaluated = evaluation::evaluate(&loaded.session, screen);
    args.profile.tell(&loaded.session, screen)?;
    let evaluated = ManuallyDrop::new(evaluated?);
    let milliseconds = u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX);
    let wanted = choice.wanted(&evaluated.judgement, schema);
    let failed = wanted.iter().any(|c| args.choice.fails_on(c.verdict.standing.word()));
    let nothing = args.exit_code && wanted.is_empty();
    let outcome = match (&evaluated.stopped, failed || nothing) {
        (Some(_), _) => Outcome::Stopped,
        (None, true) => Outcome::No,
        (None, false) => Outcome::Done,
    };
    let input = report::Input::of(&loaded.session, &evaluated);
    let run = Run { milliseconds, faulty: loaded.faulty };
    let mut report = report::build(input, &evaluated.judgement, &choice, run);
    report.partial = evaluation::partial(&evaluated, &loaded.session);
    if !args.verbose && !matches!(args.layout(), ReportFormat::Json | ReportFormat::Jsonl) {
        report.shorten();
    }
    Ok((report, outcome))
}
