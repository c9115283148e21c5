//! A judgement in, what a reader sees out: one report type, one file a format.
//!
//! `build` words everything that is judged, `tree` turns a proof into steps that read aloud; the
//! formats only lay out what stands in [`Report`], so that each carries the same facts. Must not
//! judge anything itself, and writes only into what it is given.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub mod answers;
pub mod build;
pub mod choice;
pub mod csv;
pub mod diff;
pub mod dot;
pub mod gaps;
pub mod html;
pub mod json;
pub mod jsonl;
mod leaf;
pub mod markdown;
pub mod mermaid;
mod outline;
mod palette;
mod parquet;
pub mod profile;
pub mod reading;
mod record;
pub mod relation;
mod scene;
mod settle;
pub mod text;
mod tree;
pub mod why_not;
mod words;
mod wrap;

pub use answers::{Answer, Answers, answers};
pub use build::{Run, build};
pub use choice::{Choice, Sort};
pub use diff::{Diff, diff};
pub use gaps::{Gaps, gaps};
pub use palette::Palette;
pub use reading::Reading;
pub use record::track;
pub use relation::{Chosen, Relation, RowLayout};
pub use scene::Input;
pub use why_not::{WhyNot, why_not};

/// The version of the report that machines read.
pub const SCHEMA: &str = "reason.report/1";

/// Stands in every report.
pub const NOTICE: &str = "for research; not treatment advice";

/// Everything that a reader sees of one run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Report {
    /// Always `reason.report/1`.
    pub schema: String,
    /// What the report is good for, and what not.
    pub notice: String,
    /// Why the report is not whole; absent if it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partial: Option<Partial>,
    /// What went in and what came out.
    pub counts: Counts,
    /// Identifiers of the papers that count, sorted.
    #[serde(default)]
    pub papers: Vec<String>,
    /// Names of the rules, sorted.
    #[serde(default)]
    pub rules: Vec<String>,
    /// All study types, strongest first: the order of the grades.
    #[serde(default)]
    pub grades: Vec<String>,
    /// How long reading, evaluation and judgement took.
    pub milliseconds: u64,
    /// Hypotheses, best first, then predictions.
    pub conclusions: Vec<Conclusion>,
    /// How the rules have fared that predict something which stands above.
    #[serde(default)]
    pub records: Vec<Record>,
    /// How many rows the plain relations have that the rules conclude or load; empty where the rules
    /// conclude only what is judged.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub relations: Vec<Relation>,
    /// What does not stand above, and why.
    pub left_out: LeftOut,
}

impl Report {
    /// Leaves one question on each side of each conclusion: the one with the greatest effect.
    pub fn shorten(&mut self) {
        for conclusion in &mut self.conclusions {
            let mut seen = std::collections::BTreeSet::new();
            conclusion.questions.retain(|question| seen.insert(question.side.clone()));
        }
    }
}

/// What a report lacks whose evaluation was stopped. What stands in it follows; what speaks for or
/// against it may be missing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Partial {
    /// What stopped it.
    pub stopped: String,
    /// The predicates that may lack rows, in the order of their declaration.
    pub unfinished: Vec<String>,
    /// Whether conclusions are left out because there was no time to judge them.
    #[serde(default)]
    pub unjudged: bool,
}

/// What went in and what came out.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Counts {
    /// Papers that were read, retracted ones left out.
    pub papers: usize,
    /// Different studies behind the findings.
    pub lineages: usize,
    /// Findings that were read, those of retracted papers left out.
    pub findings: usize,
    /// Rules as written in rule files.
    pub rules: usize,
    /// Hypotheses that follow.
    pub hypotheses: usize,
    /// Hypotheses by verdict; a verdict that none has is left out.
    pub verdicts: BTreeMap<String, usize>,
    /// Predictions that follow.
    pub predictions: usize,
    /// Predictions by status; a status that none has is left out.
    pub statuses: BTreeMap<String, usize>,
}

/// What a conclusion is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Class {
    /// A row of a hypothesis predicate.
    Hypothesis,
    /// Something that papers could state, concluded by a rule.
    Prediction,
}

/// A hypothesis or a prediction with everything that is said of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Conclusion {
    /// `H-` or `P-` and hexadecimal digits: the same for the same content in every run.
    pub id: String,
    /// Hypothesis or prediction.
    pub class: Class,
    /// The predicate that it belongs to.
    pub predicate: String,
    /// What is concluded.
    pub sentence: String,
    /// How it stands against the others.
    pub verdict: Verdict,
    /// How a prediction fared; absent for a hypothesis.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
    /// Study type that it rests on, lowered by its assumptions; absent if no finding is behind it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grade: Option<String>,
    /// Study type of the weakest finding of its best proof, before anything lowered it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub study: Option<String>,
    /// Species of the findings of the best proof, where stated.
    pub species: Vec<String>,
    /// Independent studies behind all proofs.
    pub lineages: Vec<Lineage>,
    /// Whether the authors say it themselves.
    pub novelty: Novelty,
    /// Whether the best proof needs a finding that is nowhere stated without a hedge.
    pub hedged: bool,
    /// Whether the best proof rests on findings none of which shows a cause.
    pub association: bool,
    /// What the best proof takes for granted.
    pub assumptions: Vec<String>,
    /// Where the best proof rests on nothing being stated.
    pub absences: Vec<String>,
    /// Findings of retracted papers about what it rests on: they would have counted, for it or
    /// against it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub retracted: Vec<Source>,
    /// How likely the papers say what the proofs use; absent if no paper is behind it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reading: Option<Reading>,
    /// What has to fall away so that nothing is left of it.
    #[serde(default)]
    pub robustness: Robustness,
    /// Minimal sets of findings each of which suffices, each finding as cited.
    #[serde(default)]
    pub witnesses: Vec<Vec<String>>,
    /// The study type of the weakest finding of the proof whose weakest is the strongest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weakest_link: Option<String>,
    /// The missing findings that would settle it, those that would speak for it first.
    #[serde(default)]
    pub questions: Vec<Question>,
    /// The rule that concludes it; absent if it is loaded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<Rule>,
    /// The best proof in reading order; the first step is the conclusion itself.
    pub proof: Vec<Step>,
    /// How many other proofs were found.
    pub further_proofs: usize,
    /// Whether there may be more proofs than were looked for.
    pub truncated: bool,
}

/// A finding that nobody states and that would settle a conclusion, as a question for an experiment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Question {
    /// `for` or `against`.
    pub side: String,
    /// The question.
    pub question: String,
    /// What the answer yes would do, as a verb: `raise the grade from …`, `refute it`.
    pub effect: String,
    /// What would have to be stated, or denied.
    pub sentence: String,
    /// The weakest type of study that would do; empty if any would.
    pub study: String,
    /// How a finding that says nearly the same was made, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assay: Option<String>,
    /// In whom or in what it was made, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub population: Option<String>,
    /// What it was compared with, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comparator: Option<String>,
}

/// A rule and where it stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Rule {
    /// Its name, or file and line of a bare rule.
    pub name: String,
    /// File and line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// The documentation above it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub docs: Option<String>,
    /// How far the rule itself is trusted, 0 to 1.
    pub strength: f64,
}

/// How a conclusion stands against the others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Verdict {
    /// The verdict in a word, such as `supported` or `contested`.
    pub word: String,
    /// Who says the opposite: same context first.
    pub opponents: Vec<Opponent>,
    /// How many more say the opposite in other contexts.
    pub unnamed: usize,
    /// Findings that deny what every proof rests on.
    pub denied_by: Vec<Source>,
}

/// Something that says the opposite.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Opponent {
    /// Identifier of the conclusion; absent if papers state it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// What it says.
    pub sentence: String,
    /// Its grade.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grade: Option<String>,
    /// Where papers state it.
    pub sources: Vec<Source>,
    /// Every field in which the two are not the same known value.
    pub differences: Vec<Difference>,
    /// The field that explains the opposition: the sole one that differs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub explained_by: Option<String>,
}

/// A field in which two contexts are not the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Difference {
    /// The field.
    pub field: String,
    /// Its value here.
    pub ours: String,
    /// Its value on the other side.
    pub theirs: String,
    /// `different`, `one is a the other` or `unknown`.
    pub contrast: String,
}

/// How a prediction fared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Status {
    /// `confirmed`, `refuted`, `restated` or `open`.
    pub word: String,
    /// Findings that state it.
    pub agreeing: Vec<Source>,
    /// Findings that deny it or state the opposite.
    pub opposing: Vec<Source>,
}

/// One study, in whichever papers it is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Lineage {
    /// Its name.
    pub name: String,
    /// Identifiers of the papers that tell of it.
    pub papers: Vec<String>,
    /// The years of these papers.
    pub years: Vec<i32>,
    /// Whether the best proof rests on it.
    pub in_best_proof: bool,
}

/// What has to fall away so that nothing is left of a conclusion.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Robustness {
    /// How many lineages at least; absent if it also follows without any paper.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lineages: Option<usize>,
    /// Sets of so many lineages whose loss takes it away.
    pub sets: Vec<Vec<String>>,
    /// How many more such sets there are.
    pub unnamed: usize,
    /// Whether all proofs and all smaller sets were looked at.
    pub exact: bool,
    /// How many ways to derive it share no lineage with each other, at least.
    pub independent: usize,
}

/// Whether a conclusion is new.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Novelty {
    /// `stated by the authors`, `derived within one paper`, `derived across papers` or
    /// `derived from data, no paper`.
    pub word: String,
    /// Whether the authors hedge it or only propose it.
    pub hedged: bool,
    /// The findings that state it.
    pub stated_in: Vec<Source>,
}

/// A place in a paper, with what stands there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Source {
    /// Identifier of the finding, such as `F-3f2a9c1e`.
    pub finding: String,
    /// Study and section: `Napolitano 2026, Abstract ¶1`.
    pub citation: String,
    /// Identifier of the paper.
    pub paper: String,
    /// The study that it belongs to.
    pub lineage: String,
    /// Study type, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub study: Option<String>,
    /// `review` or `commentary` where the paper reports another's work.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub via: Option<String>,
    /// `asserted`, `hedged` or `proposed`.
    pub certainty: String,
    /// What stands there; empty if nothing is quoted.
    pub quote: String,
    /// Whether `quote` is a sentence of a digest in other words than the paper's, which must not
    /// be shown between quotation marks.
    pub digest: bool,
    /// Words of `quote` that name what the finding is about.
    pub matched: Vec<String>,
    /// What an extractor or curator remarked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remark: Option<String>,
}

/// A line of a proof. Steps stand in reading order: the premises of a step follow it, one deeper.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Step {
    /// How many steps lie above it; 0 for what is proved.
    pub depth: usize,
    /// What holds.
    pub sentence: String,
    /// Why it holds.
    pub because: Because,
}

/// Why a step holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "by", rename_all = "lowercase")]
pub enum Because {
    /// A rule concludes it from the steps below.
    Rule(Rule),
    /// The step at this position, from 0, says the same and tells why.
    Shown {
        /// Position among the steps of this proof.
        step: usize,
    },
    /// Papers state it.
    Finding {
        /// The places that are shown, strongest first.
        sources: Vec<Source>,
        /// How many findings state it in all.
        total: usize,
        /// What the rule read of the evidence, such as `study: clinical cohort`.
        read: Vec<String>,
    },
    /// The vocabulary knows it.
    Vocabulary,
    /// A `fact` item or a test states it.
    Fact {
        /// File and line.
        place: String,
    },
    /// A data file holds it.
    Data {
        /// File and line.
        place: String,
    },
    /// The judgement says so.
    Judgement,
    /// It is loaded, and nothing more is known of where from.
    Loaded,
    /// A function returns it.
    Computed,
    /// It is taken for granted; each of these lowers the grade.
    Assumed,
    /// Numbers, texts or days compare so.
    Compared,
    /// It was counted, summed or the like.
    Counted {
        /// What was counted, as far as it is listed.
        tuples: Vec<String>,
        /// How many there are.
        total: usize,
    },
    /// Nothing of the kind is known.
    Absent,
}

/// The track record of a rule: how what it predicts has fared.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Record {
    /// The rule.
    pub rule: Rule,
    /// Predictions that another study states.
    pub confirmed: Fared,
    /// Predictions that another study denies, or says the opposite of.
    pub refuted: Fared,
    /// Predictions that only their own studies state, which counts for nothing.
    pub restated: Fared,
    /// Predictions that nobody says anything about.
    pub open: Fared,
    /// An estimate of the rule's strength, to be taken over by hand or not; absent if no prediction
    /// was confirmed or refuted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub estimate: Option<Estimate>,
}

/// Predictions that fared alike.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Fared {
    /// Their identifiers.
    pub predictions: Vec<String>,
    /// The papers that decide it.
    pub papers: Vec<String>,
}

/// The share of predictions that were confirmed among those that were decided.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Estimate {
    /// How many were confirmed.
    pub confirmed: usize,
    /// How many were confirmed or refuted.
    pub decided: usize,
    /// The lower end of Wilson's 95 % interval, 0 to 1.
    pub low: f64,
    /// The upper end of it.
    pub high: f64,
}

/// What a report leaves out, and why.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LeftOut {
    /// Retracted papers; they count nowhere.
    pub retracted: Vec<String>,
    /// How many faulty lines or files were passed over (`--keep-going`).
    pub faulty: usize,
    /// How many conclusions `--only` or `--limit` hides.
    pub conclusions: usize,
}
