//! `reason schema`: the shape of the files that are read or written.

use clap::{Args, ValueEnum};
use schemars::JsonSchema;
use serde_json::Value;

use super::screen::Screen;
use super::{Outcome, output};
use crate::corpus::finding;
use crate::report::{self, Report};

/// Arguments of `schema`.
#[derive(Debug, Args)]
pub(super) struct SchemaArgs {
    /// Which file
    #[arg(value_enum)]
    of: Subject,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Subject {
    /// A line of a *.findings.jsonl file
    Finding,
    /// What `--format json` writes
    Report,
    /// What `why-not --format json` writes
    WhyNot,
    /// What `diff --format json` writes
    Diff,
    /// What `gaps --format json` writes
    Gaps,
    /// What `--profile=FILE` writes
    Profile,
    /// A row of a vocabulary table
    Vocabulary,
}

/// A row of a tab-separated vocabulary table; every column is there, and may be empty but for the
/// first three.
#[derive(JsonSchema)]
#[allow(dead_code, reason = "only its shape is used")]
struct VocabularyRow {
    /// Identifier such as `HGNC:10638`; `X:some-slug` where no register has one.
    id: String,
    /// Preferred name, as in a paper; no two entities have the same.
    name: String,
    /// A kind of the prelude or of a rule file.
    kind: String,
    /// Other names, separated by `|`. Case, hyphens, spaces, Greek letters and plural need none.
    synonyms: String,
    /// What it is a: identifiers or preferred names, separated by `|`.
    parents: String,
    /// What an agent does: `inhibits X` or `activates X`, separated by `|`.
    #[serde(rename = "acts on")]
    acts_on: String,
    /// Identifiers in other registers, separated by `|`.
    #[serde(rename = "cross-references")]
    cross_references: String,
}

pub(super) fn run(args: &SchemaArgs, screen: &Screen) -> Outcome {
    let schema = match args.of {
        Subject::Finding => finding::json_schema(),
        Subject::Report => titled(schemars::schema_for!(Report).to_value(), report::SCHEMA),
        Subject::WhyNot => titled(schemars::schema_for!(report::WhyNot).to_value(), report::why_not::SCHEMA),
        Subject::Diff => titled(schemars::schema_for!(report::Diff).to_value(), report::diff::SCHEMA),
        Subject::Gaps => titled(schemars::schema_for!(report::Gaps).to_value(), report::gaps::SCHEMA),
        Subject::Profile => {
            titled(schemars::schema_for!(report::profile::Profile).to_value(), report::profile::SCHEMA)
        }
        Subject::Vocabulary => titled(schemars::schema_for!(VocabularyRow).to_value(), "reason.vocabulary/1"),
    };
    output::write(None, Outcome::Done, screen, &|out| report::json::write(&schema, out))
}

fn titled(mut schema: Value, title: &str) -> Value {
    if let Some(object) = schema.as_object_mut() {
        object.insert("title".to_owned(), title.into());
    }
    schema
}
