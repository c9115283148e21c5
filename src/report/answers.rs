//! Rows that were asked for with their proofs in, an answer to read out.

use rustc_hash::FxHashMap;
use schemars::JsonSchema;
use serde::Serialize;

use super::scene::{Input, Scene};
use super::{Conclusion, NOTICE, Reading, Step};
use crate::judgement::Judgement;
use crate::proof::Cut;
use crate::session::{self, WhyOptions};

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
    /// What a report says of it; absent if it is not judged.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conclusion: Option<Conclusion>,
    /// Each as in a report: steps in reading order.
    pub proofs: Vec<Vec<Step>>,
    /// What cut the search for proofs.
    pub cut: Vec<String>,
    /// How likely the papers say what its proofs use; absent if that was not asked for, or no
    /// paper is behind it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reading: Option<Reading>,
}

/// Words rows and their proofs, and what was judged of them.
#[must_use]
pub fn answers(
    input: Input<'_>,
    judgement: &Judgement,
    pattern: &str,
    rows: &[session::Answer],
    limits: &WhyOptions,
) -> Answers {
    let scene = Scene::new(input);
    let judged = judgement.conclusions.iter().map(|c| ((c.relation, c.row.as_slice()), c));
    let judged: FxHashMap<_, _> = judged.collect();
    // Who asks for one proof gets the best one, and knows that there may be more.
    let cuts = |cut: &&Cut| limits.max_proofs > 1 || **cut == Cut::Proofs;
    let answer = |row: &session::Answer| Answer {
        conclusion: judged.get(&(row.relation, row.row.as_slice())).map(|c| scene.conclusion(c, judgement)),
        sentence: scene.without_numbers(&scene.wording.row_in_context(row.relation, &row.row), &row.row),
        proofs: row.proofs.iter().map(|p| scene.steps(p)).collect(),
        cut: row.truncation.iter().filter(cuts).map(|cut| words(*cut, limits).to_owned()).collect(),
        reading: row.reading.as_ref().map(|r| scene.reading(r)),
    };
    Answers {
        schema: SCHEMA.to_owned(),
        notice: NOTICE.to_owned(),
        pattern: pattern.to_owned(),
        answers: rows.iter().map(answer).collect(),
    }
}

fn words(cut: Cut, limits: &WhyOptions) -> &'static str {
    match cut {
        Cut::Proofs if limits.max_proofs == 1 => "there are more proofs (--all)",
        Cut::Proofs => "there are more proofs (--max-proofs)",
        Cut::Depth => "further down there are rows with more reasons (--depth)",
        Cut::Instances => "a row has more reasons than were looked at",
        Cut::Steps => "there were too many combinations of reasons to try them all",
    }
}
