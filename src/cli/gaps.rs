//! `reason gaps`: what is one finding short of a conclusion.

use std::path::PathBuf;

use clap::Args;

use super::choice::known_predicate;
use super::screen::Screen;
use super::{Bounds, Format, Input, Outcome, evaluation, output};
use crate::report;
use crate::session::TestItems;

const LONG_ABOUT: &str = "\
Lists what a single further finding would let a rule conclude, over the whole corpus: the finding that
nobody states (✗), and those that are there already (✓). Hypotheses stand first, then predictions,
then what other rules read; of each the ones that rest on the strongest studies.

A finding is asked for only where the rest of the rule, or the rule itself, says of what; a rule that
needs one finding alone has no gap. What a rule reads of a finding's evidence, such as its type of
study, is not asked.";

/// Arguments of `gaps`.
#[derive(Debug, Args)]
#[command(long_about = LONG_ABOUT)]
pub(super) struct GapsArgs {
    #[command(flatten)]
    input: Input,

    #[command(flatten)]
    bounds: Bounds,

    /// Only gaps of this predicate
    #[arg(long, value_name = "PREDICATE")]
    only: Option<String>,

    /// At most so many, the strongest first
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: usize,

    /// Layout of the list
    #[arg(long, value_enum, default_value = "text")]
    format: Format,

    /// Write the list into this file, whole or not at all
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

pub(super) fn run(args: &GapsArgs, screen: &Screen) -> Outcome {
    listed(args, screen).unwrap_or_else(|outcome| outcome)
}

fn listed(args: &GapsArgs, screen: &Screen) -> Result<Outcome, Outcome> {
    let mut options = evaluation::options(&args.input, Some(&args.bounds));
    options.tests = TestItems::LeftOut;
    let session = evaluation::load(options, screen)?.session;
    if let Some(diagnostic) = args.only.as_deref().and_then(|o| known_predicate(o, &session.program.schema)) {
        screen.say(diagnostic);
        return Err(Outcome::Wrong);
    }
    let evaluated = evaluation::evaluate(&session, screen)?;
    let found = session.gaps(&evaluated);
    let input = report::Input::of(&session, &evaluated);
    let gaps = report::gaps(input, &found, args.only.as_deref(), args.limit);
    let layout = if args.output.is_some() { screen.file_layout() } else { screen.layout() };
    Ok(output::write(args.output.as_deref(), Outcome::Done, screen, &|out| match args.format {
        Format::Text => report::text::gaps::write(&gaps, &layout, out),
        Format::Json => report::json::write(&gaps, out),
    }))
}
