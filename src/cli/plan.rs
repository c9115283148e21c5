//! `reason plan`: how the rules are evaluated.

use clap::Args;

use super::screen::Screen;
use super::{Input, Outcome, evaluation, output};

/// Arguments of `plan`.
#[derive(Debug, Args)]
pub(super) struct PlanArgs {
    #[command(flatten)]
    input: Input,
}

pub(super) fn run(args: &PlanArgs, screen: &Screen) -> Outcome {
    match evaluation::load(evaluation::options(&args.input, None, 1), screen) {
        Err(outcome) => outcome,
        Ok(loaded) => {
            let program = &loaded.session.program;
            output::write(None, Outcome::Done, screen, &|out| writeln!(out, "{:#?}", program.plan.strata))
        }
    }
}
