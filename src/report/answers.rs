//! Rows that were asked for with their proofs in, an answer to read out.

use schemars::JsonSchema;
use serde::Serialize;

use super::scene::{Input, Scene};
use super::{NOTICE, Step};
use crate::fact::{RelationId, Symbol};
use crate::proof::{Cut, Proof, Truncation};

/// The version of the answers that machines read.
pub const SCHEMA: &str = "reason.why/1";

/// Rows that match a question, each with its proofs.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Answers {
    /// Always `reason.why/1`.
    pub schema: String,
    /// What the answers are good for, and what not.
    pub notice: String,
    /// What was asked for, as written.
    pub pattern: String,
    /// One a row.
    pub answers: Vec<Answer>,
}

/// A row and why it holds.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Answer {
    /// What holds.
    pub sentence: String,
    /// Each as in a report: steps in reading order.
    pub proofs: Vec<Vec<Step>>,
    /// What cut the search for proofs.
    pub cut: Vec<String>,
}

/// A row with its proofs.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// The relation that holds the row.
    pub relation: RelationId,
    /// The row.
    pub row: &'a [Symbol],
    /// Its proofs.
    pub proofs: &'a [Proof],
    /// What cut the search for them.
    pub truncation: &'a Truncation,
}

/// Words rows and their proofs.
#[must_use]
pub fn answers(input: Input<'_>, pattern: &str, rows: &[Question<'_>]) -> Answers {
    let scene = Scene::new(input);
    let answer = |row: &Question<'_>| Answer {
        sentence: scene.without_numbers(&scene.wording.row_in_context(row.relation, row.row), row.row),
        proofs: row.proofs.iter().map(|p| scene.steps(&p.collapse(scene.rule_infos()))).collect(),
        cut: row.truncation.iter().map(|cut| words(*cut).to_owned()).collect(),
    };
    Answers {
        schema: SCHEMA.to_owned(),
        notice: NOTICE.to_owned(),
        pattern: pattern.to_owned(),
        answers: rows.iter().map(answer).collect(),
    }
}

fn words(cut: Cut) -> &'static str {
    match cut {
        Cut::Proofs => "there are more proofs (--max-proofs)",
        Cut::Depth => "further down there are rows with more reasons (--depth)",
        Cut::Instances => "a row has more reasons than were looked at",
        Cut::Steps => "there were too many combinations of reasons to try them all",
    }
}
