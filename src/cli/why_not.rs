//! `reason why-not`: what is lacking for one row or some.

use std::path::PathBuf;

use clap::Args;

use super::screen::{Remarks, Screen};
use super::{Bounds, Format, Input, Outcome, evaluation, output, positive};
use crate::report;
use crate::session::{Answered, TestItems};

const LONG_ABOUT: &str = "\
Says why something does not follow: the rules that come nearest to it, and of each the parts that
hold (✓), the parts that fail (✗) and the parts that hang on what fails (·).

A part fails because nothing is stated or known, because what is there for it does not go with the
other parts, because something stands in the way, or because a threshold is missed. What nearly fits
is named (~): findings that are denied, only suggested, retracted, about another group or a wider
thing.

Exit codes: 0 it does not follow, and this says why; 1 it does follow; 2 and 3 as for all commands.";

const EXAMPLES: &str = "\
Examples:
  reason why-not 'high CXCL11 is a candidate stratification biomarker of resistance to tamoxifen in HR+ breast cancer' rules/ corpus/
  reason why-not 'CXCL11 promotes apoptosis' rules/ corpus/
  reason why-not 'biomarker(CXCL10, high, ?o, ?t, ?d)' rules/ corpus/ --format json";

/// Arguments of `why-not`.
#[derive(Debug, Args)]
#[command(long_about = LONG_ABOUT, after_help = EXAMPLES)]
pub(super) struct WhyNotArgs {
    /// A phrase, in which `?x` stands for anything
    pattern: String,

    #[command(flatten)]
    input: Input,

    #[command(flatten)]
    bounds: Bounds,

    /// How many rules are shown, the nearest first
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = positive())]
    rules: u64,

    /// Layout of the answer
    #[arg(long, value_enum, default_value = "text")]
    format: Format,

    /// Write the answer into this file, whole or not at all
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

pub(super) fn run(args: &WhyNotArgs, screen: &Screen) -> Outcome {
    answered(args, screen).unwrap_or_else(|outcome| outcome)
}

fn answered(args: &WhyNotArgs, screen: &Screen) -> Result<Outcome, Outcome> {
    let mut options = evaluation::options(&args.input, Some(&args.bounds));
    options.tests = TestItems::LeftOut;
    options.question = Some(args.pattern.clone());
    let mut session = evaluation::load(options, screen)?.session;
    let evaluated = evaluation::evaluate(&session, screen)?;
    let most = usize::try_from(args.rules).unwrap_or(usize::MAX);
    let answered = session.why_not(&evaluated, &args.pattern, most).map_err(|diagnostics| {
        screen.report(&diagnostics, &session.sources, Remarks::All);
        Outcome::Wrong
    })?;
    let outcome = if matches!(answered, Answered::Holds(_)) { Outcome::No } else { Outcome::Done };
    let answer = report::why_not(report::Input::of(&session, &evaluated), &args.pattern, &answered);
    let layout = if args.output.is_some() { screen.file_layout() } else { screen.layout() };
    Ok(output::write(args.output.as_deref(), outcome, screen, &|out| match args.format {
        Format::Text => report::text::why_not::write(&answer, &layout, out),
        Format::Json => report::json::write(&answer, out),
    }))
}
