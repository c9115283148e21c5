//! `reason test`: the tests that stand in rule files.

use std::io::{self, Write};

use clap::Args;

use super::screen::Screen;
use super::{Input, Outcome, evaluation, output};
use crate::report::Palette;
use crate::session::TestResult;

/// Arguments of `test`.
#[derive(Debug, Args)]
pub(super) struct TestArgs {
    #[command(flatten)]
    input: Input,

    /// Only tests whose name contains this
    #[arg(long, value_name = "TEXT", default_value = "")]
    filter: String,
}

pub(super) fn run(args: &TestArgs, screen: &Screen) -> Outcome {
    let loaded = match evaluation::load(evaluation::options(&args.input, None), screen) {
        Ok(loaded) => loaded,
        Err(outcome) => return outcome,
    };
    let results = loaded.session.test(&args.filter);
    let failed = results.iter().filter(|r| !r.passed()).count();
    let outcome = if failed > 0 { Outcome::No } else { Outcome::Done };
    output::write(None, outcome, screen, &|out| write(&results, failed, &screen.palette(), out))
}

fn write(results: &[TestResult], failed: usize, palette: &Palette, out: &mut dyn Write) -> io::Result<()> {
    for result in results {
        if result.passed() {
            writeln!(out, "{}ok{:#}   {}", palette.good, palette.good, result.name)?;
            continue;
        }
        writeln!(out, "{}FAIL{:#} {}  {}", palette.bad, palette.bad, result.name, result.place)?;
        for line in result.differences.iter().flat_map(|difference| difference.lines()) {
            writeln!(out, "     {line}")?;
        }
    }
    let tests = if results.len() == 1 { "test" } else { "tests" };
    match (results.len(), failed) {
        (0, _) => writeln!(out, "no tests"),
        (all, 0) => writeln!(out, "{all} {tests}, all passed"),
        (all, _) => writeln!(out, "{all} {tests}, {failed} failed"),
    }
}
