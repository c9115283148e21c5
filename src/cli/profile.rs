//! `--profile`: what each rule cost, as a table on standard error or as a file, and which rules
//! make far more than they add.

use std::io::{self, Write};
use std::path::PathBuf;

use clap::Args;

use super::screen::{Remarks, Screen};
use super::{Bounds, Engine, Outcome, output};
use crate::diagnostic::Diagnostic;
use crate::engine::profile::{MULTIPLE, Multiplying, Profile, Profiler, RuleCost};
use crate::plan::RuleId;
use crate::report;
use crate::session::{Options, Session};

/// Whether a profile is wanted, and where.
#[derive(Debug, Args)]
pub(super) struct ProfileArgs {
    /// Say on standard error what each rule cost: time, conclusions, how many of them were new or
    /// known, and rounds; a rule that makes far more than it adds gets a warning. With =FILE it is
    /// written there as JSON (`reason schema profile`)
    #[arg(long, value_name = "FILE", num_args = 0..=1, require_equals = true)]
    #[expect(clippy::option_option, reason = "this is how clap tells an option without its value")]
    profile: Option<Option<PathBuf>>,
}

impl ProfileArgs {
    /// Has the costs taken down, if they are wanted.
    pub(super) fn prepare(
        &self,
        bounds: &Bounds,
        options: &mut Options,
        screen: &Screen,
    ) -> Result<(), Outcome> {
        if self.profile.is_none() {
            return Ok(());
        }
        if bounds.backend == Engine::Naive {
            let message = "the naive engine takes no profile";
            screen.say(Diagnostic::error("E0713", message).help("leave --backend or --profile out"));
            return Err(Outcome::Wrong);
        }
        options.profiler = Some(Profiler::default());
        Ok(())
    }

    /// Tells what was taken down.
    pub(super) fn tell(&self, session: &Session, screen: &Screen) -> Result<(), Outcome> {
        let (Some(file), Some(profiler)) = (&self.profile, &session.options.profiler) else { return Ok(()) };
        let profile = profiler.take();
        screen.report(&warnings(&profile, session), &session.sources, Remarks::Some);
        let worded = report::profile::profile(&profile, &session.program, &session.sources);
        match file {
            Some(path) => {
                let write = |out: &mut dyn Write| report::json::write(&worded, out);
                match output::write(Some(path), Outcome::Done, screen, &write) {
                    Outcome::Done => Ok(()),
                    outcome => Err(outcome),
                }
            }
            None => {
                let mut text = Vec::new();
                // Nobody is left to be told that standard error is closed.
                let _ = report::text::profile::write(&worded, &screen.file_layout(), &mut text)
                    .and_then(|()| io::stderr().lock().write_all(&text));
                Ok(())
            }
        }
    }
}

/// A warning for each rule that makes far more than it adds, the dearest first.
fn warnings(profile: &Profile, session: &Session) -> Vec<Diagnostic> {
    let found = profile.rules.iter().filter_map(|(id, cost)| Some((*id, cost, cost.multiplies()?)));
    let mut found: Vec<_> = found.collect();
    found.sort_by_key(|(id, cost, _)| (std::cmp::Reverse(cost.time), *id));
    found.into_iter().map(|(id, cost, what)| warning(id, cost, what, session)).collect()
}

fn warning(id: RuleId, cost: &RuleCost, what: Multiplying, session: &Session) -> Diagnostic {
    let info = &session.program.rules[id.0 as usize];
    let RuleCost { candidates, new, bindings, read, .. } = cost;
    let diagnostic = match what {
        Multiplying::Conclusions => Diagnostic::warning(
            "W0606",
            format!("{} concluded {candidates} times, of which only {new} were new", info.name),
        )
        .help(
            "let a predicate of its own say first what the parts share that the conclusion does not \
             name, so that each case is met once",
        ),
        Multiplying::Bindings => Diagnostic::warning(
            "W0607",
            format!(
                "{} put {bindings} pieces together for {candidates} conclusions from at most {read} rows a part",
                info.name
            ),
        )
        .help("add a part that narrows down what is joined; `reason plan` shows the order of the joins"),
    };
    match info.span {
        Some(span) => diagnostic.at(span, format!("more than {MULTIPLE} times as many")),
        None => diagnostic,
    }
}
