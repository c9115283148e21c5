//! Loading and evaluating for the commands that need it: progress, Ctrl-C, limits.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use super::screen::{Remarks, Screen};
use super::{Bounds, Engine, Input, Outcome, commands, nearest};
use crate::diagnostic::{Diagnostic, Severity};
use crate::engine::{Progress, StopReason, Stopped};
use crate::fact::PredicateId;
use crate::report::Partial;
use crate::report::text::relation::grouped;
use crate::session::{
    Asked, Backend, Caching, Cause, Evaluated, Guard, Judged, OnError, Options, Session, Watch,
};

/// Only what takes longer than this shows its progress.
const PATIENCE: Duration = Duration::from_secs(1);

/// The session's options for what the arguments say.
pub(super) fn options(input: &Input, bounds: Option<&Bounds>) -> Options {
    let size = |n: u64| usize::try_from(n).unwrap_or(usize::MAX);
    let (paths, retractions) = (input.paths.clone(), input.retractions.clone());
    let mut options = Options { paths, retractions, ..Options::default() };
    if input.keep_going {
        options.on_error = OnError::KeepGoing;
    }
    if input.no_cache {
        options.caching = Caching::Off;
    }
    if let Some(bounds) = bounds {
        options.max_facts = size(bounds.max_facts);
        (options.max_memory, options.timeout) = (bounds.max_memory, bounds.timeout);
        options.threads = bounds.jobs.unwrap_or(options.threads);
        options.backend = match bounds.backend {
            Engine::Datafrog => Backend::Datafrog,
            Engine::Naive => Backend::Naive,
        };
    }
    options
}

/// What was loaded, and how many faulty things were passed over.
pub(super) struct Loaded {
    pub(super) session: Session,
    pub(super) faulty: usize,
}

/// Reads and checks everything, and prints what is wrong with it. An error ends it, unless the
/// arguments say to go on.
pub(super) fn load(options: Options, screen: &Screen) -> Result<Loaded, Outcome> {
    if let Some(diagnostic) = mistyped(&options) {
        screen.say(diagnostic);
        return Err(Outcome::Wrong);
    }
    let keep_going = options.on_error == OnError::KeepGoing;
    let mut options = options;
    stop_on_interrupt(&options.guard);
    let guard = options.guard.clone();
    let line = ReadingLine::default();
    if screen.shows_progress() {
        options.watch = line.watch();
    }
    let (session, diagnostics) = Session::load(options);
    line.clear();
    screen.report(&diagnostics, &session.sources, Remarks::Some);
    if let Some(cause) = guard.cause() {
        screen.say(stopped_by(cause, &format!(" while reading, at {} facts", session.facts.len()), &session));
        return Err(Outcome::Stopped);
    }
    if !keep_going && diagnostics.iter().any(Diagnostic::is_error) {
        return Err(Outcome::Wrong);
    }
    let faulty = diagnostics.iter().filter(|d| keep_going && d.severity > Severity::Note).count();
    Ok(Loaded { session, faulty })
}

/// A line on the terminal that says how many papers were read; only what takes long shows it.
#[derive(Clone, Debug, Default)]
struct ReadingLine(Arc<AtomicBool>);

impl ReadingLine {
    fn watch(&self) -> Watch {
        let shown = Arc::clone(&self.0);
        let start = Instant::now();
        Watch::new(move |what, done, all| {
            if start.elapsed() > PATIENCE {
                shown.store(true, Ordering::Relaxed);
                // Nobody is left to be told that standard error is closed.
                let of = if all == 0 { String::new() } else { format!(" of {all}") };
                let _ = write!(io::stderr(), "\r\x1b[K{done}{of} {what}");
            }
        })
    }

    fn clear(&self) {
        if self.0.load(Ordering::Relaxed) {
            let _ = write!(io::stderr(), "\r\x1b[2K");
        }
    }
}

/// A first path that does not exist, but is nearly the name of a command.
pub(super) fn mistyped(options: &Options) -> Option<Diagnostic> {
    let path = options.paths.first().filter(|p| !p.exists())?;
    let name = path.to_str()?;
    let commands = commands();
    let command = nearest(name, commands.iter().map(String::as_str))?;
    let message = format!("there is no command, file or folder `{name}`");
    Some(
        Diagnostic::error("E0702", message)
            .help(format!("the command is `{command}`; `reason --help` lists all")),
    )
}

/// Evaluates what was loaded; what stops it is printed.
pub(super) fn evaluate(session: &Session, screen: &Screen) -> Result<Evaluated, Outcome> {
    watched(session, screen, &mut |cancel, progress| session.evaluate(cancel, progress))
}

/// Evaluates what asked rows need; what stops it is printed.
pub(super) fn evaluate_asked(
    session: &Session,
    asked: &Asked,
    screen: &Screen,
) -> Result<Evaluated, Outcome> {
    watched(session, screen, &mut |cancel, progress| session.evaluate_asked(asked, cancel, progress))
}

/// An evaluation that can be cancelled and tells how far it is.
type Evaluation<'a> =
    &'a mut dyn FnMut(&Arc<AtomicBool>, &mut dyn FnMut(&Progress)) -> Result<Evaluated, Stopped>;

fn watched(session: &Session, screen: &Screen, evaluation: Evaluation<'_>) -> Result<Evaluated, Outcome> {
    let mut line = ProgressLine::new(screen);
    let evaluated = evaluation(session.options.guard.flag(), &mut |progress| line.show(progress, session));
    line.clear();
    let say = |stopped: &Stopped| {
        screen.report(&[why_stopped(stopped, session)], &session.sources, Remarks::All);
    };
    match &evaluated {
        Ok(Evaluated { stopped: Some(stopped), .. }) | Err(stopped) => say(stopped),
        Ok(_) => {}
    }
    evaluated.map_err(|_| Outcome::Stopped)
}

/// What is said of rows and conclusions that were kept when the evaluation stopped.
pub(super) fn partial(evaluated: &Evaluated, session: &Session) -> Option<Partial> {
    let stopped = evaluated.stopped.as_ref()?;
    let schema = &session.program.schema;
    let unfinished = stopped.unfinished.iter().filter_map(|r| schema.predicate_of.get(r)).copied();
    let unfinished: BTreeSet<PredicateId> = unfinished.collect();
    Some(Partial {
        stopped: why_stopped(stopped, session).message,
        unfinished: unfinished.into_iter().map(|id| schema.get(id).name.clone()).collect(),
        unjudged: evaluated.judged == Judged::No,
    })
}

/// Says that a report was stopped while it was made or written, if it was.
pub(super) fn stopped_at_end(session: &Session, screen: &Screen) -> Result<(), Outcome> {
    match session.options.guard.cause() {
        None => Ok(()),
        Some(cause) => {
            screen.say(stopped_by(cause, " while the result was written", session));
            Err(Outcome::Stopped)
        }
    }
}

/// The first Ctrl-C stops cleanly; the second one ends the process.
fn stop_on_interrupt(guard: &Guard) {
    let guard = guard.clone();
    // Where a handler cannot be set, Ctrl-C ends the process at once, as without one.
    let _ = ctrlc::set_handler(move || {
        if guard.stop(Cause::Interrupt) {
            std::process::exit(i32::from(Outcome::Stopped as u8));
        }
    });
}

/// That the guard has stopped it; `place` says where it was then.
fn stopped_by(cause: Cause, place: &str, session: &Session) -> Diagnostic {
    let Options { timeout, max_memory, max_facts, .. } = &session.options;
    let (code, what, help) = match cause {
        Cause::Interrupt => (
            "E0602",
            "interrupted".to_owned(),
            "if it takes too long, bound what that rule counts up, as in `?n < 6`".to_owned(),
        ),
        Cause::Time => (
            "E0605",
            format!("stopped after {:.1} s", timeout.unwrap_or_default().as_secs_f64()),
            "--timeout TIME allows more".to_owned(),
        ),
        Cause::Memory => {
            let megabytes = max_memory.unwrap_or_default() >> 20;
            let help =
                "--max-memory SIZE allows more; --only PREDICATE evaluates only what one relation needs";
            ("E0604", format!("stopped as the process held more than {megabytes} MiB"), help.to_owned())
        }
        Cause::Facts => (
            "E0601",
            format!("stopped as there are more than {max_facts} facts"),
            "--max-facts N allows more".to_owned(),
        ),
    };
    Diagnostic::error(code, format!("{what}{place}")).help(help)
}

fn why_stopped(stopped: &Stopped, session: &Session) -> Diagnostic {
    let info = stopped.rule.and_then(|r| session.program.rules.get(r.0 as usize));
    let grew = info.map(|i| format!("; the rule {} added most", i.name)).unwrap_or_default();
    let facts = stopped.facts;
    let diagnostic = match stopped.reason {
        StopReason::Facts => Diagnostic::error("E0601", format!("stopped at {facts} facts{grew}")).help(
            "bound what the rule counts up, as in `?n < 6`, or join it with something narrower; \
             --max-facts N allows more",
        ),
        StopReason::Cancelled => {
            let cause = session.options.guard.cause().unwrap_or(Cause::Interrupt);
            stopped_by(cause, &format!(" at {facts} facts{grew}"), session)
        }
        StopReason::Width { relation, limit } => {
            let relations = &session.program.schema.relations;
            let name = relations.get(relation.0 as usize).map_or("?", |r| r.name.as_str());
            Diagnostic::error("E0603", format!("{name} has more than {limit} columns"))
                .help("split the predicate in two that share a key, or use --backend naive")
        }
    };
    match info.and_then(|i| i.span) {
        Some(span) => diagnostic.at(span, "added most facts"),
        None => diagnostic,
    }
}

/// A line on the terminal that tells how far an evaluation is.
struct ProgressLine {
    visible: bool,
    start: Instant,
    last: Option<Instant>,
}

impl ProgressLine {
    fn new(screen: &Screen) -> Self {
        Self { visible: screen.shows_progress(), start: Instant::now(), last: None }
    }

    fn show(&mut self, progress: &Progress, session: &Session) {
        const PAUSE: Duration = Duration::from_millis(100);
        let waited = self.last.unwrap_or(self.start).elapsed();
        if !self.visible || waited < if self.last.is_some() { PAUSE } else { PATIENCE } {
            return;
        }
        self.last = Some(Instant::now());
        let Progress { stratum, strata, relation, round, facts } = progress;
        let relations = &session.program.whole.relations;
        let concluded = relation.and_then(|relation| relations.get(relation.0 as usize));
        let name = concluded.map(|relation| format!(" ({})", relation.name)).unwrap_or_default();
        let (part, facts) = (stratum + 1, grouped(*facts));
        let told = format!("part {part} of {strata}{name}, round {round}: {facts} facts");
        let _ = write!(io::stderr().lock(), "\r\x1b[K{told}");
    }

    fn clear(&self) {
        if self.last.is_some() {
            let _ = write!(io::stderr().lock(), "\r\x1b[K");
        }
    }
}
