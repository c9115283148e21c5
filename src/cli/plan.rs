//! `reason plan`: how the rules are evaluated.

use std::io::{self, Write};

use clap::Args;

use super::screen::Screen;
use super::{Input, Outcome, evaluation, output};
use crate::plan::display::Listing;
use crate::program::Program;
use crate::source::Sources;

/// Arguments of `plan`.
#[derive(Debug, Args)]
pub(super) struct PlanArgs {
    #[command(flatten)]
    input: Input,
}

pub(super) fn run(args: &PlanArgs, screen: &Screen) -> Outcome {
    let session = match evaluation::load(evaluation::options(&args.input, None), screen) {
        Ok(loaded) => loaded.session,
        Err(outcome) => return outcome,
    };
    let program = &session.program;
    output::write(None, Outcome::Done, screen, &|out| {
        write(program, &session.sources, out)?;
        let listing = Listing::new(&program.whole, &session.facts, &session.interner, &session.registry);
        write!(out, "\njoins\n{listing}")
    })
}

/// The strata in the order of evaluation: what each completes, and by which rules.
fn write(program: &Program, sources: &Sources, out: &mut dyn Write) -> io::Result<()> {
    let plan = &program.whole;
    for (number, stratum) in plan.strata.iter().enumerate() {
        if number == program.plan.strata.len() {
            writeln!(out, "after judgement")?;
        }
        let relations = stratum.relations.iter().map(|r| plan.relations[r.0 as usize].name.as_str());
        let relations: Vec<&str> = relations.collect();
        writeln!(out, "stratum {} of {}: {}", number + 1, plan.strata.len(), relations.join(", "))?;
        for rule in &stratum.rules {
            let rule = rule.0 as usize;
            let place = program.rules.get(rule).and_then(|info| info.span).map(|span| sources.place(span));
            match place.filter(|place| *place != plan.rules[rule].name) {
                Some(place) => writeln!(out, "  {}  {place}", plan.rules[rule].name)?,
                None => writeln!(out, "  {}", plan.rules[rule].name)?,
            }
        }
    }
    Ok(())
}
