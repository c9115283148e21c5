//! `reason run`: every hypothesis that follows.

use std::path::PathBuf;
use std::time::Instant;

use clap::Args;

use super::screen::Screen;
use super::{Bounds, Format, Input, Outcome, evaluation, nearest, output, positive};
use crate::diagnostic::Diagnostic;
use crate::fact::Role;
use crate::report::{self, Choice, Report, Run};
use crate::session::{Session, TestItems};

/// Arguments of `run`.
#[derive(Debug, Args)]
pub(super) struct RunArgs {
    #[command(flatten)]
    input: Input,

    #[command(flatten)]
    bounds: Bounds,

    /// Layout of the report
    #[arg(long, value_enum, default_value = "text")]
    format: Format,

    /// Only conclusions of this predicate
    #[arg(long, value_name = "PREDICATE")]
    only: Option<String>,

    /// At most so many conclusions, the best first
    #[arg(long, value_name = "N")]
    limit: Option<usize>,

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

pub(super) fn run(args: &RunArgs, screen: &Screen) -> Outcome {
    match built(args, screen) {
        Err(outcome) => outcome,
        Ok(report) => {
            let nothing = args.exit_code && report.conclusions.is_empty();
            let outcome = if nothing { Outcome::No } else { Outcome::Done };
            let layout = if args.output.is_some() { screen.file_layout() } else { screen.layout() };
            output::write(args.output.as_deref(), outcome, screen, &|out| match args.format {
                Format::Text => report::text::write(&report, &layout, out),
                Format::Json => report::json::write(&report, out),
            })
        }
    }
}

fn built(args: &RunArgs, screen: &Screen) -> Result<Report, Outcome> {
    let start = Instant::now();
    let mut options = evaluation::options(&args.input, Some(&args.bounds));
    options.tests = TestItems::LeftOut;
    options.max_proofs = usize::try_from(args.max_proofs).unwrap_or(usize::MAX);
    let loaded = evaluation::load(options, screen)?;
    if let Some(diagnostic) = args.only.as_deref().and_then(|only| unknown(only, &loaded.session)) {
        screen.say(diagnostic);
        return Err(Outcome::Wrong);
    }
    let evaluated = evaluation::evaluate(&loaded.session, screen)?;
    let milliseconds = u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX);
    let choice = Choice { only: args.only.clone(), limit: args.limit };
    let input = report::Input::of(&loaded.session, &evaluated);
    Ok(report::build(input, &evaluated.judgement, &choice, Run { milliseconds, faulty: loaded.faulty }))
}

/// Why nothing can be reported of a predicate, if it is not one that has conclusions.
fn unknown(only: &str, session: &Session) -> Option<Diagnostic> {
    let concluded = |role: Role| matches!(role, Role::Hypothesis | Role::Finding | Role::Context(_));
    let known = session.program.schema.predicates.iter().filter(|p| concluded(p.role));
    let known: Vec<&str> = known.map(|p| p.name.as_str()).collect();
    if known.contains(&only) {
        return None;
    }
    let hypotheses = session.program.schema.predicates.iter().filter(|p| p.role == Role::Hypothesis);
    let hypotheses: Vec<&str> = hypotheses.map(|p| p.name.as_str()).collect();
    let help = match nearest(only, known.iter().copied()) {
        Some(near) => format!("`{near}` is one"),
        None if hypotheses.is_empty() => "the rules declare no hypothesis".to_owned(),
        None => format!("there are {}", hypotheses.join(", ")),
    };
    Some(Diagnostic::error("E0703", format!("no predicate `{only}` is concluded")).help(help))
}
