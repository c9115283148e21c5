//! A finding as it is written in `*.findings.jsonl`: schema `reason.finding/1`.
//!
//! Only the shape; no name is looked up here.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::vocabulary::Named;

/// The schema that this module describes.
pub const SCHEMA: &str = "reason.finding/1";

/// One assertion, from one place in one paper.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Finding {
    /// A finding predicate of the prelude or of a rule file, such as `increases`.
    pub says: String,
    /// The participants and words, in the order of the predicate's columns.
    pub args: Vec<Participant>,
    /// Whether the paper states that it holds, or that it does not.
    #[serde(default)]
    pub polarity: Polarity,
    /// How sure the paper is.
    #[serde(default)]
    pub certainty: Certainty,
    /// What an experimenter did to the first participant, and only that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub manipulation: Option<String>,
    /// What the effect needs: its loss abolishes or reverses it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub through: Vec<Participant>,
    /// The group that was observed; what is missing is unknown.
    #[serde(default)]
    pub context: ContextRecord,
    /// The type of study, such as `clinical cohort`; else that of the paper.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub study: Option<String>,
    /// What was measured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measure: Option<Measure>,
    /// Identifier of the paper, such as `doi:10.1172/JCI200923`.
    pub paper: String,
    /// The study that this belongs to; else that of the paper.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lineage: Option<String>,
    /// `commentary` or `review` where somebody else's study is retold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub via: Option<String>,
    /// The references of the sentence.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cites: Vec<String>,
    /// Where in the paper: its section, and for a digest the locator.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub section: Option<String>,
    /// First character of the quote in the file of the paper, and one past the last, from 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub span: Option<[usize; 2]>,
    /// The words of the paper.
    pub quote: String,
    /// What the sentence is in its paper.
    #[serde(default)]
    pub role: FindingRole,
    /// Who or what read it, with a version: `patterns/1`.
    pub extractor: String,
    /// What a curator decided about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub curation: Option<serde_json::Value>,
    /// What a reader of the finding should know, such as a slip of the authors.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// Whether it is said to hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Polarity {
    /// It holds.
    #[default]
    Affirmed,
    /// It does not hold.
    Denied,
}

/// How sure a paper is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Certainty {
    /// Said without reserve.
    #[default]
    Asserted,
    /// May, suggests, could.
    Hedged,
    /// Only suggested, or left to future work.
    Proposed,
}

impl Certainty {
    /// The word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Asserted => "asserted",
            Self::Hedged => "hedged",
            Self::Proposed => "proposed",
        }
    }
}

/// What a sentence is in its paper.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum FindingRole {
    /// Seen in this study.
    #[default]
    Result,
    /// Known before.
    Background,
    /// To be tested.
    Hypothesis,
    /// What the authors make of it.
    Conclusion,
}

impl FindingRole {
    /// The word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Result => "result",
            Self::Background => "background",
            Self::Hypothesis => "hypothesis",
            Self::Conclusion => "conclusion",
        }
    }
}

/// An entity or a word with `text`; or several participants as one with `all`, `complex` or
/// `regimen`. Exactly one of these four is given.
#[derive(Clone, Debug, Default, PartialEq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Participant {
    /// As in the paper.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Identifier of the entity that is meant; it settles an ambiguous text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Kind of the entity; narrows what the text may mean.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// The cell that it is in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cell: Option<String>,
    /// What of it: `expression`, `secretion`, `phosphorylation`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub aspect: Option<String>,
    /// State of nature: `loss`, `gain`, `mutation`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alteration: Option<String>,
    /// They act, or are lost, jointly.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub all: Vec<Participant>,
    /// They form a complex.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub complex: Vec<Participant>,
    /// They are given together.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub regimen: Vec<Participant>,
}

impl Participant {
    /// Its text, or those of its members.
    #[must_use]
    pub fn wording(&self) -> String {
        let members = |list: &[Participant], mark: &str| {
            list.iter().map(|p| p.text.as_deref().unwrap_or("…")).collect::<Vec<_>>().join(mark)
        };
        match &self.text {
            Some(text) => text.clone(),
            None if !self.all.is_empty() => members(&self.all, " and "),
            None if !self.complex.is_empty() => members(&self.complex, "·"),
            None => members(&self.regimen, " + "),
        }
    }
}

/// The group that was observed. Further keys are the context fields that rule files declare.
#[derive(Clone, Debug, Default, PartialEq, Hash, Serialize, Deserialize, JsonSchema)]
pub struct ContextRecord {
    /// By name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disease: Option<String>,
    /// One regimen: its members, by name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub therapy: Option<Texts>,
    /// What became of the group.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<OutcomeRecord>,
    /// `tumour`, `node`, `blood`, `gut`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub system: Option<String>,
    /// What it was compared with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comparator: Option<String>,
    /// Such as `neoadjuvant`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub setting: Option<String>,
    /// `pre`, `on`, `post`; one or several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timepoint: Option<Texts>,
    /// Who they were.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub population: Option<String>,
    /// `human`, `mouse`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub species: Option<String>,
    /// Cell lines and animal models; one or several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<Texts>,
    /// Context fields that rule files declare, by name.
    #[serde(flatten)]
    pub other: BTreeMap<String, Texts>,
}

/// An outcome of a group.
#[derive(Clone, Debug, Default, PartialEq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OutcomeRecord {
    /// Such as `resistance`.
    pub name: String,
    /// To which regimen: its members, by name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Texts>,
    /// How it was seen: `Ki67`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub endpoint: Option<String>,
}

/// A number that was measured.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Measure {
    /// Such as `hazard ratio`.
    pub name: String,
    /// The number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<f64>,
    /// Lower end of its interval.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub low: Option<f64>,
    /// Upper end of its interval.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub high: Option<f64>,
    /// Its p-value, from 0 to 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub p: Option<f64>,
    /// How many were observed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub n: Option<u64>,
}

/// One text or a list of texts.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Texts {
    /// One alone.
    One(String),
    /// Several.
    Many(Vec<String>),
}

impl Texts {
    /// All of them.
    #[must_use]
    pub fn all(&self) -> &[String] {
        match self {
            Self::One(text) => std::slice::from_ref(text),
            Self::Many(texts) => texts,
        }
    }
}

impl Finding {
    /// The names that it gives to things: of participants, of cells, and in its context.
    pub fn names(&self) -> impl Iterator<Item = Named<'_>> {
        let mut open: Vec<&Participant> = self.args.iter().chain(&self.through).collect();
        let mut names: Vec<Named<'_>> = Vec::new();
        while let Some(participant) = open.pop() {
            let (text, id) = (participant.text.as_deref(), participant.id.as_deref());
            names.push(Named { text, id, kind: participant.kind.as_deref() });
            names.extend(participant.cell.as_deref().map(Named::text));
            open.extend(participant.all.iter().chain(&participant.complex).chain(&participant.regimen));
        }
        let context = &self.context;
        let singles = [&context.disease, &context.comparator, &context.species];
        names.extend(singles.into_iter().flatten().map(|text| Named::text(text)));
        let to = context.outcome.as_ref().and_then(|o| o.to.as_ref());
        let lists = [context.therapy.as_ref(), context.model.as_ref(), to];
        let lists = lists.into_iter().flatten().chain(context.other.values());
        names.extend(lists.flat_map(Texts::all).map(|text| Named::text(text)));
        names.into_iter()
    }
}

/// The JSON Schema of a finding.
#[must_use]
pub fn json_schema() -> serde_json::Value {
    let mut schema = schemars::schema_for!(Finding).to_value();
    if let Some(object) = schema.as_object_mut() {
        object.insert("title".to_owned(), SCHEMA.into());
    }
    schema
}
