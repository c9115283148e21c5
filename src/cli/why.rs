//! `reason why`: what stands behind one row or some.

use std::path::PathBuf;

use clap::Args;

use super::profile::ProfileArgs;
use super::screen::{Remarks, Screen};
use super::{Bounds, Format, Input, Outcome, evaluation, output, positive};
use crate::diagnostic::Diagnostic;
use crate::report::text::{Identifiers, Layout};
use crate::report::{self};
use crate::session::{TestItems, Wanted, WhyOptions};

/// Arguments of `why`.
#[derive(Debug, Args)]
pub(super) struct WhyArgs {
    /// A phrase, in which `?x` stands for anything, or an identifier such as H-3f2a9c
    pattern: String,

    #[command(flatten)]
    input: Input,

    #[command(flatten)]
    bounds: Bounds,

    #[command(flatten)]
    profile: ProfileArgs,

    /// All proofs instead of the best one
    #[arg(long)]
    all: bool,

    /// Most proofs of a row, with --all
    #[arg(long, value_name = "N", default_value_t = 64, value_parser = positive())]
    max_proofs: u64,

    /// How many steps down other reasons are looked for, with --all
    #[arg(long, value_name = "N", default_value_t = 3)]
    depth: usize,

    /// Print how likely the papers say what the proofs use, term by term
    #[arg(long)]
    reading: bool,

    /// Layout of the answer
    #[arg(long, value_enum, default_value = "text")]
    format: Format,

    /// Write the answer into this file, whole or not at all
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,

    /// Exit with 1 if nothing matches
    #[arg(long)]
    exit_code: bool,
}

pub(super) fn run(args: &WhyArgs, screen: &Screen) -> Outcome {
    answered(args, screen).unwrap_or_else(|outcome| outcome)
}

fn answered(args: &WhyArgs, screen: &Screen) -> Result<Outcome, Outcome> {
    let mut options = evaluation::options(&args.input, Some(&args.bounds));
    options.tests = TestItems::LeftOut;
    options.question = Some(args.pattern.clone());
    args.profile.prepare(&args.bounds, &mut options, screen)?;
    let mut session = evaluation::load(options, screen)?.session;
    let evaluated = match session.asked(&args.pattern) {
        Some(asked) => evaluation::evaluate_asked(&session, &asked, screen),
        None => evaluation::evaluate(&session, screen),
    };
    args.profile.tell(&session, screen)?;
    let evaluated = evaluated?;
    let proofs = usize::try_from(args.max_proofs).unwrap_or(usize::MAX);
    let limits = WhyOptions {
        max_proofs: if args.all { proofs } else { 1 },
        max_depth: if args.all { args.depth } else { 0 },
        reading: if args.reading { Wanted::Yes } else { Wanted::No },
    };
    let rows = session.why(&evaluated, &args.pattern, limits).map_err(|diagnostics| {
        screen.report(&diagnostics, &session.sources, Remarks::All);
        Outcome::Wrong
    })?;
    if rows.is_empty() {
        let message = format!("nothing that follows matches `{}`", args.pattern);
        let help = "put ?x where anything may stand, or look the identifier up in the report";
        screen.say(Diagnostic::note("E0704", message).help(help));
    }
    let input = report::Input::of(&session, &evaluated);
    let answers = report::answers(input, &evaluated.judgement, &args.pattern, &rows, &limits);
    let outcome = if args.exit_code && rows.is_empty() { Outcome::No } else { Outcome::Done };
    let layout = if args.output.is_some() { screen.file_layout() } else { screen.layout() };
    let layout = Layout { identifiers: Identifiers::Shown, ..layout };
    Ok(output::write(args.output.as_deref(), outcome, screen, &|out| match args.format {
        Format::Text if rows.is_empty() => Ok(()),
        Format::Text => report::text::write_answers(&answers, &layout, out),
        Format::Json => report::json::write(&answers, out),
    }))
}
