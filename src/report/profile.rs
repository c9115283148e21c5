//! A profile in, a table and a value for machines out: what each rule cost.
//!
//! Rules have their names, places and sentences here; nothing is measured.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;

use crate::engine::profile;
use crate::plan::RuleId;
use crate::program::Program;
use crate::source::{Sources, Span};

/// The version of the profile that machines read.
pub const SCHEMA: &str = "reason.profile/1";

/// What an evaluation cost.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Profile {
    /// Always `reason.profile/1`.
    pub schema: String,
    /// How long the evaluation took; reading and judgement are not in it.
    pub seconds: f64,
    /// Groups of relations that were completed together, in the order of evaluation.
    pub strata: Vec<Stratum>,
    /// The rules that were applied, the one that took longest first.
    pub rules: Vec<Rule>,
}

/// What a group of relations cost.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Stratum {
    /// From 1.
    pub stratum: usize,
    /// The relations that its rules conclude.
    pub relations: Vec<String>,
    /// How long it took.
    pub seconds: f64,
    /// How much of that went into no rule: merging new rows with old ones.
    pub merging: f64,
    /// Rounds, the last one, which adds nothing, included.
    pub rounds: u32,
    /// Rows that were concluded.
    pub rows: u64,
}

/// What a rule cost.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Rule {
    /// Its name; several rules that a sentence stands for are counted together.
    pub rule: String,
    /// File and line; absent for a rule that stands in no file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// The rule as written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sentence: Option<String>,
    /// The stratum that it belongs to, from 1.
    pub stratum: usize,
    /// How long its joins took, and finding out which conclusions are new.
    pub seconds: f64,
    /// Its conclusions, those that were known among them.
    pub candidates: u64,
    /// Conclusions that no rule had drawn before.
    pub rows: u64,
    /// Conclusions that were known.
    pub duplicates: u64,
    /// Rounds in which it concluded something.
    pub rounds: u32,
    /// The most bindings that one of its joins made, summed over the rounds.
    pub bindings: u64,
    /// Whether it makes far more than it adds: `conclusions` or `bindings`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub multiplies: Option<String>,
}

/// Words a profile.
#[must_use]
pub fn profile(profile: &profile::Profile, program: &Program, sources: &Sources) -> Profile {
    let rules = profile.rules.iter().map(|(id, cost)| rule(*id, cost, program, sources));
    let mut united = BTreeMap::<(String, Option<String>, usize), Rule>::new();
    for rule in rules {
        let key = (rule.rule.clone(), rule.place.clone(), rule.stratum);
        united.entry(key).and_modify(|known| unite(known, &rule)).or_insert(rule);
    }
    let mut rules: Vec<Rule> = united.into_values().collect();
    rules.sort_by(|a, b| b.seconds.total_cmp(&a.seconds));
    let strata: Vec<Stratum> =
        profile.strata.iter().map(|(index, cost)| stratum(*index, cost, profile, program)).collect();
    let seconds = strata.iter().map(|stratum| stratum.seconds).sum();
    Profile { schema: SCHEMA.to_owned(), seconds, strata, rules }
}

fn rule(id: RuleId, cost: &profile::RuleCost, program: &Program, sources: &Sources) -> Rule {
    let info = &program.rules[id.0 as usize];
    Rule {
        rule: info.name.clone(),
        place: info.span.map(|span| sources.place(span)),
        sentence: info.span.map(|span| sentence(sources, span, &info.name)),
        stratum: cost.stratum + 1,
        seconds: cost.time.as_secs_f64(),
        candidates: cost.candidates,
        rows: cost.new,
        duplicates: cost.duplicates(),
        rounds: cost.rounds,
        bindings: cost.bindings,
        multiplies: cost.multiplies().map(|what| word(what).to_owned()),
    }
}

fn word(what: profile::Multiplying) -> &'static str {
    match what {
        profile::Multiplying::Conclusions => "conclusions",
        profile::Multiplying::Bindings => "bindings",
    }
}

fn unite(known: &mut Rule, other: &Rule) {
    known.seconds += other.seconds;
    known.candidates += other.candidates;
    known.rows += other.rows;
    known.duplicates += other.duplicates;
    known.rounds = known.rounds.max(other.rounds);
    known.bindings += other.bindings;
    known.multiplies = known.multiplies.take().or_else(|| other.multiplies.clone());
}

fn stratum(
    index: usize,
    cost: &profile::StratumCost,
    profile: &profile::Profile,
    program: &Program,
) -> Stratum {
    let own = || profile.rules.iter().filter(|(_, rule)| rule.stratum == index);
    let head = |id: RuleId| program.whole.rule(id).head.relation;
    let relations: BTreeSet<_> = own().map(|(id, _)| head(*id)).collect();
    let name = |relation: &crate::fact::RelationId| program.whole.relations[relation.0 as usize].name.clone();
    let in_rules: f64 = own().map(|(_, rule)| rule.time.as_secs_f64()).sum();
    let seconds = cost.time.as_secs_f64();
    Stratum {
        stratum: index + 1,
        relations: relations.iter().map(name).collect(),
        seconds,
        merging: (seconds - in_rules).max(0.0),
        rounds: cost.rounds,
        rows: cost.new,
    }
}

/// A rule as written, on one line, without its name.
fn sentence(sources: &Sources, span: Span, name: &str) -> String {
    let text = &sources.get(span.source).text;
    let written = text.get(span.start as usize..span.end as usize).unwrap_or_default();
    let line = written.split_whitespace().collect::<Vec<_>>().join(" ");
    let named = line.strip_prefix("rule ").and_then(|rest| rest.strip_prefix(name));
    named.map(|rest| rest.trim_start().to_owned()).unwrap_or(line)
}
