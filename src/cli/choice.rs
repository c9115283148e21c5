//! Options that choose what a report shows, checked against what the rules declare.

use clap::{Args, ValueEnum};

use super::nearest;
use crate::diagnostic::Diagnostic;
use crate::fact::{Role, Schema};
use crate::judgement::Grade;
use crate::report::{Choice, Sort};
use crate::session::{Asked, Session};

/// Which conclusions are shown, and in which order.
#[derive(Debug, Args)]
pub(super) struct ChoiceArgs {
    /// Only conclusions of this predicate; of a plain relation its first rows, or all of them with
    /// --format csv, tsv or jsonl, and no rule is evaluated that they do not need. A phrase such as
    /// 'path(a, ?x)' asks for the rows of a plain relation that fit it
    #[arg(long, value_name = "PREDICATE")]
    only: Option<String>,

    /// Only conclusions of this grade or a stronger one, such as 'in vivo'
    #[arg(long, value_name = "STUDY TYPE")]
    min_grade: Option<String>,

    /// Only conclusions with this verdict; may be given several times
    #[arg(long, value_name = "VERDICT")]
    verdict: Vec<String>,

    /// In which order conclusions stand
    #[arg(long, value_enum, default_value = "rank")]
    sort: Order,

    /// At most so many conclusions, the first ones
    #[arg(long, value_name = "N")]
    limit: Option<usize>,

    /// Exit with 1 if a conclusion that is wanted has this verdict; may be given several times
    #[arg(long, value_name = "VERDICT")]
    fail_on: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Order {
    /// By verdict, grade and support
    Rank,
    /// The strongest study first
    Grade,
    /// The most independent studies first
    Support,
    /// What the papers most likely say first
    Reading,
    /// What falls only without the most independent studies first
    Robustness,
    /// What no paper states itself first
    Novelty,
}

impl ChoiceArgs {
    /// What is chosen; a diagnostic if the rules declare no such thing.
    pub(super) fn choice(&self, schema: &Schema) -> Result<Choice, Diagnostic> {
        if let Some(diagnostic) = self.only.as_deref().and_then(|only| known_predicate(only, schema)) {
            return Err(diagnostic);
        }
        for verdict in self.verdict.iter().chain(&self.fail_on) {
            word(verdict, "verdict", schema)?;
        }
        let min_grade = match &self.min_grade {
            None => None,
            Some(study) => {
                word(study, "study", schema)?;
                Grade::of(schema, study)
            }
        };
        let sort = match self.sort {
            Order::Rank => Sort::Rank,
            Order::Grade => Sort::Grade,
            Order::Support => Sort::Support,
            Order::Reading => Sort::Reading,
            Order::Robustness => Sort::Robustness,
            Order::Novelty => Sort::Novelty,
        };
        let verdicts = self.verdict.iter().cloned().collect();
        Ok(Choice { only: self.only.clone(), min_grade, verdicts, sort, limit: self.limit })
    }

    /// The rows of a plain relation that are chosen, if they are of one.
    pub(super) fn rows(&self, session: &mut Session) -> Option<Asked> {
        let only = self.only.as_deref()?;
        let schema = &session.program.schema;
        match schema.predicate(only) {
            Some(id) => (schema.get(id).role == Role::Plain).then(|| Asked::all(id)),
            None => session.asked(only),
        }
    }

    /// The option that chooses among what is judged, if there is one.
    pub(super) fn judging(&self) -> Option<&'static str> {
        let options = [
            ("--min-grade", self.min_grade.is_some()),
            ("--verdict", !self.verdict.is_empty()),
            ("--fail-on", !self.fail_on.is_empty()),
            ("--sort", self.sort != Order::Rank),
        ];
        options.into_iter().find(|(_, given)| *given).map(|(name, _)| name)
    }

    /// At most so many.
    pub(super) fn limit(&self) -> Option<usize> {
        self.limit
    }

    /// Whether a verdict is one that the exit code tells.
    pub(super) fn fails_on(&self, verdict: &str) -> bool {
        self.fail_on.iter().any(|word| word == verdict)
    }
}

/// Checks that a word is a constant of a closed kind.
fn word(word: &str, kind: &str, schema: &Schema) -> Result<(), Diagnostic> {
    let words =
        schema.kind(kind).and_then(|k| schema.kinds[k.0 as usize].words.as_deref()).unwrap_or_default();
    if words.iter().any(|w| w == word) {
        return Ok(());
    }
    let help = match nearest(word, words.iter().map(String::as_str)) {
        Some(near) => format!("`{near}` is one"),
        None => format!("there are {}", words.join(", ")),
    };
    Err(Diagnostic::error("E0705", format!("there is no {kind} `{word}`")).help(help))
}

/// Why nothing can be reported of a predicate, if it is not one that has conclusions.
pub(super) fn known_predicate(only: &str, schema: &Schema) -> Option<Diagnostic> {
    let concluded = |role: Role| matches!(role, Role::Hypothesis | Role::Finding | Role::Context(_));
    let known = schema.predicates.iter().filter(|p| concluded(p.role));
    let known: Vec<&str> = known.map(|p| p.name.as_str()).collect();
    if known.contains(&only) {
        return None;
    }
    let hypotheses = schema.predicates.iter().filter(|p| p.role == Role::Hypothesis);
    let hypotheses: Vec<&str> = hypotheses.map(|p| p.name.as_str()).collect();
    let help = match nearest(only, known.iter().copied()) {
        Some(near) => format!("`{near}` is one"),
        None if hypotheses.is_empty() => "the rules declare no hypothesis".to_owned(),
        None => format!("there are {}", hypotheses.join(", ")),
    };
    Some(Diagnostic::error("E0703", format!("no predicate `{only}` is concluded")).help(help))
}
