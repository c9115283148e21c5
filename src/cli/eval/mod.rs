//! `reason eval`: how good the parts of this program are on material that people have judged.

use clap::{Args, Subcommand};

use super::Outcome;
use super::screen::Screen;

mod reading;

/// Arguments of `eval`.
#[derive(Debug, Args)]
pub(super) struct EvalArgs {
    #[command(subcommand)]
    part: Part,
}

/// What is measured.
#[derive(Debug, Subcommand)]
enum Part {
    /// How well calibrated the reading of statements is
    Reading(reading::ReadingArgs),
}

pub(super) fn run(args: &EvalArgs, screen: &Screen) -> Outcome {
    match &args.part {
        Part::Reading(args) => reading::run(args, screen),
    }
}
