//! `reason prelude`: what every rule may use.

use clap::Args;

use super::screen::Screen;
use super::{Outcome, output};
use crate::program::PRELUDE;

/// Arguments of `prelude`.
#[derive(Debug, Args)]
pub(super) struct PreludeArgs {}

pub(super) fn run(_args: &PreludeArgs, screen: &Screen) -> Outcome {
    output::write(None, Outcome::Done, screen, &|out| out.write_all(PRELUDE.as_bytes()))
}
