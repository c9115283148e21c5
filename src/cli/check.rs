//! `reason check`: what is wrong with rules and data, all of it.

use clap::Args;

use super::screen::{Remarks, Screen};
use super::{Input, Outcome, evaluation, output};
use crate::diagnostic::{Diagnostic, Severity};
use crate::report;
use crate::session::Session;

/// Arguments of `check`.
#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    #[command(flatten)]
    input: Input,

    /// Evaluate too, and say how the rules that predict have fared: which of their predictions other
    /// studies confirm or refute, and what that says of their strength
    #[arg(long)]
    record: bool,
}

pub(super) fn run(args: &CheckArgs, screen: &Screen) -> Outcome {
    let options = evaluation::options(&args.input, None);
    if let Some(diagnostic) = evaluation::mistyped(&options) {
        screen.say(diagnostic);
        return Outcome::Wrong;
    }
    let (session, diagnostics) = Session::load(options);
    screen.report(&diagnostics, &session.sources, Remarks::All);
    let wrong = diagnostics.iter().any(Diagnostic::is_error);
    let outcome = if wrong { Outcome::Wrong } else { Outcome::Done };
    let summary = summary(&session, &diagnostics);
    let mut records = Vec::new();
    if args.record && !wrong {
        match evaluation::evaluate(&session, screen) {
            Ok(evaluated) => {
                records = report::track(report::Input::of(&session, &evaluated), &evaluated.judgement);
            }
            Err(outcome) => return outcome,
        }
    }
    let none = args.record && !wrong && records.is_empty();
    output::write(None, outcome, screen, &|out| {
        writeln!(out, "{summary}")?;
        if none {
            writeln!(out, "no rule predicts anything here")?;
        }
        report::text::record::write(&records, &screen.layout(), out)
    })
}

/// `21 rules, 63 predicates, 5 papers, 437 findings: no errors, 2 warnings`
fn summary(session: &Session, diagnostics: &[Diagnostic]) -> String {
    let written = session.program.rules.iter();
    let rules: std::collections::BTreeSet<_> = written.filter_map(|rule| rule.span).collect();
    let mut parts = vec![
        number(rules.len(), "rule", "rules"),
        number(session.program.schema.predicates.len(), "predicate", "predicates"),
    ];
    if !session.corpus.papers.is_empty() || !session.corpus.findings.is_empty() {
        parts.push(number(session.corpus.distinct().count(), "paper", "papers"));
        parts.push(number(session.corpus.findings.len(), "finding", "findings"));
    }
    let count = |severity: Severity| diagnostics.iter().filter(|d| d.severity == severity).count();
    let faults = match count(Severity::Error) {
        0 => "no errors".to_owned(),
        errors => number(errors, "error", "errors"),
    };
    let warnings = match count(Severity::Warning) {
        0 => String::new(),
        warnings => format!(", {}", number(warnings, "warning", "warnings")),
    };
    format!("{}, {faults}{warnings}", parts.join(", "))
}

fn number(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}
