//! Two reports in; what is new, gone, stronger, weaker or judged otherwise, and by which papers, out.
//!
//! Conclusions are matched by their identifiers, which are hashes of their content.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;

use super::{Because, Class, Conclusion, Counts, NOTICE, Report};

/// The version of the differences that machines read.
pub const SCHEMA: &str = "reason.diff/1";

/// The differences between two reports.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Diff {
    /// Always `reason.diff/1`.
    pub schema: String,
    /// What the differences are good for, and what not.
    pub notice: String,
    /// What was compared from.
    pub old: Side,
    /// What was compared to.
    pub new: Side,
    /// Papers that only the new side has.
    pub papers_added: Vec<String>,
    /// Papers that only the old side has.
    pub papers_removed: Vec<String>,
    /// Conclusions that differ: new, gone, then changed ones; each in the order of its report.
    pub changes: Vec<Change>,
    /// How many conclusions are the same on both sides.
    pub unchanged: usize,
}

/// One of the two reports.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Side {
    /// What it is called, such as the path that was given.
    pub name: String,
    /// What went in and came out.
    pub counts: Counts,
}

/// A conclusion that is not the same on both sides.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Change {
    /// Its identifier.
    pub id: String,
    /// Hypothesis or prediction.
    pub class: Class,
    /// The predicate that it belongs to.
    pub predicate: String,
    /// What is concluded.
    pub sentence: String,
    /// What has become of it; stronger or weaker, and the verdict, may stand together.
    pub kinds: Vec<Kind>,
    /// What is said of it, on either side.
    pub details: Vec<Detail>,
    /// The papers that made the difference.
    pub papers: Vec<String>,
    /// The rules that made the difference, where no paper did.
    pub rules: Vec<String>,
}

/// What has become of a conclusion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// It follows only on the new side.
    New,
    /// It follows only on the old side.
    Gone,
    /// Its grade is stronger, or as strong with more lineages.
    Stronger,
    /// Its grade is weaker, or as strong with fewer lineages.
    Weaker,
    /// Its verdict is another one, or the status of a prediction.
    Verdict,
    /// Only something else that is said of it differs.
    Other,
}

impl Kind {
    /// As it is printed.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Gone => "gone",
            Self::Stronger => "stronger",
            Self::Weaker => "weaker",
            Self::Verdict => "verdict changed",
            Self::Other => "changed",
        }
    }
}

/// Something that is said of a conclusion, on either side; empty where nothing is said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Detail {
    /// What it is, such as `grade` or `verdict`.
    pub field: String,
    /// On the old side.
    pub old: String,
    /// On the new side.
    pub new: String,
}

/// What a whole side has, for finding who made a difference.
struct Whole<'r> {
    report: &'r Report,
    papers: BTreeSet<&'r str>,
    rules: BTreeSet<&'r str>,
    by_id: BTreeMap<&'r str, &'r Conclusion>,
}

/// Compares two reports, neither of which leaves out conclusions.
#[must_use]
pub fn diff(old: &Report, old_name: &str, new: &Report, new_name: &str) -> Diff {
    let (before, after) = (Whole::of(old), Whole::of(new));
    let mut changes = Vec::new();
    let mut unchanged = 0;
    let pairs = pairs(&before, &after);
    for conclusion in &new.conclusions {
        if !pairs.contains_key(conclusion.id.as_str()) {
            changes.push(one_sided(conclusion, Kind::New, &after, &before));
        }
    }
    let met: BTreeSet<&str> = pairs.values().map(|c| c.id.as_str()).collect();
    for conclusion in old.conclusions.iter().filter(|c| !met.contains(c.id.as_str())) {
        changes.push(one_sided(conclusion, Kind::Gone, &before, &after));
    }
    for conclusion in &new.conclusions {
        let Some(earlier) = pairs.get(conclusion.id.as_str()) else { continue };
        match changed(earlier, conclusion, &before, &after) {
            Some(change) => changes.push(change),
            None => unchanged += 1,
        }
    }
    let only = |a: &Report, b: &Report| {
        let known: BTreeSet<&String> = b.papers.iter().collect();
        a.papers.iter().filter(|p| !known.contains(p)).cloned().collect()
    };
    Diff {
        schema: SCHEMA.to_owned(),
        notice: NOTICE.to_owned(),
        old: Side { name: old_name.to_owned(), counts: old.counts.clone() },
        new: Side { name: new_name.to_owned(), counts: new.counts.clone() },
        papers_added: only(new, old),
        papers_removed: only(old, new),
        changes,
        unchanged,
    }
}

impl<'r> Whole<'r> {
    fn of(report: &'r Report) -> Self {
        Self {
            report,
            papers: report
                .papers
                .iter()
                .map(String::as_str)
                .chain(report.conclusions.iter().flat_map(papers_of))
                .collect(),
            rules: report.rules.iter().map(String::as_str).collect(),
            by_id: report.conclusions.iter().map(|c| (c.id.as_str(), c)).collect(),
        }
    }

    /// The papers behind a conclusion and behind those that speak against it.
    fn papers_around(&self, conclusion: &'r Conclusion) -> BTreeSet<&'r str> {
        let mut papers: BTreeSet<&str> = papers_of(conclusion).collect();
        for opponent in &conclusion.verdict.opponents {
            papers.extend(opponent.sources.iter().map(|s| s.paper.as_str()));
            let other = opponent.id.as_deref().and_then(|id| self.by_id.get(id));
            papers.extend(other.into_iter().flat_map(|c| papers_of(c)));
        }
        papers.extend(conclusion.verdict.denied_by.iter().map(|s| s.paper.as_str()));
        let status = conclusion.status.iter().flat_map(|s| s.agreeing.iter().chain(&s.opposing));
        papers.extend(status.map(|s| s.paper.as_str()));
        papers
    }
}

fn papers_of(conclusion: &Conclusion) -> impl Iterator<Item = &str> {
    conclusion.lineages.iter().flat_map(|l| l.papers.iter().map(String::as_str))
}

fn rules_of(conclusion: &Conclusion) -> impl Iterator<Item = &str> {
    conclusion.proof.iter().filter_map(|step| match &step.because {
        Because::Rule(rule) => Some(rule.name.as_str()),
        _ => None,
    })
}

/// For each new conclusion the old one with the same content. An identifier is as long as its
/// report needs, so the same one may be longer in a larger report.
fn pairs<'r>(before: &Whole<'r>, after: &Whole<'r>) -> BTreeMap<&'r str, &'r Conclusion> {
    let mut pairs: BTreeMap<&str, &Conclusion> = BTreeMap::new();
    for (&id, conclusion) in &after.by_id {
        let longer = before.by_id.range(id..).next().filter(|(other, _)| other.starts_with(id));
        let shorter = (0..id.len()).rev().find_map(|end| before.by_id.get_key_value(&id[..end]));
        let same = |(_, other): &(&&str, &&'r Conclusion)| {
            other.predicate == conclusion.predicate && other.sentence == conclusion.sentence
        };
        if let Some((_, other)) = longer.filter(same).or_else(|| shorter.filter(same)) {
            pairs.insert(id, other);
        }
    }
    pairs
}

/// A conclusion that one side alone has, and what that side alone has of what it rests on.
fn one_sided(conclusion: &Conclusion, kind: Kind, own: &Whole<'_>, other: &Whole<'_>) -> Change {
    let mut papers: BTreeSet<&str> = papers_of(conclusion).filter(|p| !other.papers.contains(p)).collect();
    let rules: BTreeSet<&str> = rules_of(conclusion).filter(|r| !other.rules.contains(r)).collect();
    if papers.is_empty() && rules.is_empty() {
        // What the other side alone has must have stood in the way.
        papers = other.papers.difference(&own.papers).copied().collect();
    }
    let said = said(conclusion).into_iter();
    let detail = |(field, value): (&str, String)| {
        let (old, new) = if kind == Kind::New { (String::new(), value) } else { (value, String::new()) };
        Detail { field: field.to_owned(), old, new }
    };
    change(conclusion, vec![kind], said.map(detail).collect(), &papers, &rules)
}

fn changed<'r>(
    old: &'r Conclusion,
    new: &'r Conclusion,
    before: &Whole<'r>,
    after: &Whole<'r>,
) -> Option<Change> {
    let details: Vec<Detail> = said(old)
        .into_iter()
        .zip(said(new))
        .filter(|((_, a), (_, b))| a != b)
        .map(|((field, old), (_, new))| Detail { field: field.to_owned(), old, new })
        .collect();
    if details.is_empty() {
        return None;
    }
    let mut kinds = Vec::new();
    kinds.extend(strength(old, new, &after.report.grades));
    let judged = |d: &Detail| d.field == "verdict" || d.field == "status";
    kinds.extend(details.iter().any(judged).then_some(Kind::Verdict));
    if kinds.is_empty() {
        kinds.push(Kind::Other);
    }
    let (around_old, around_new) = (before.papers_around(old), after.papers_around(new));
    let mut papers: BTreeSet<&str> = around_old.symmetric_difference(&around_new).copied().collect();
    let one_side = |rule: &&str| before.rules.contains(rule) != after.rules.contains(rule);
    let rules: BTreeSet<&str> = rules_of(old).chain(rules_of(new)).filter(one_side).collect();
    if papers.is_empty() && rules.is_empty() {
        papers = before.papers.symmetric_difference(&after.papers).copied().collect();
    }
    Some(change(new, kinds, details, &papers, &rules))
}

fn change(
    conclusion: &Conclusion,
    kinds: Vec<Kind>,
    details: Vec<Detail>,
    papers: &BTreeSet<&str>,
    rules: &BTreeSet<&str>,
) -> Change {
    let owned = |names: &BTreeSet<&str>| names.iter().map(|&n| n.to_owned()).collect();
    Change {
        id: conclusion.id.clone(),
        class: conclusion.class,
        predicate: conclusion.predicate.clone(),
        sentence: conclusion.sentence.clone(),
        kinds,
        details,
        papers: owned(papers),
        rules: owned(rules),
    }
}

/// What is compared of a conclusion, always the same fields in the same order.
fn said(conclusion: &Conclusion) -> Vec<(&'static str, String)> {
    let hedge = if conclusion.hedged { ", hedged" } else { "" };
    let certainty = format!("{}{hedge}", if conclusion.association { "association" } else { "cause" });
    vec![
        ("verdict", conclusion.verdict.word.clone()),
        ("status", conclusion.status.as_ref().map(|s| s.word.clone()).unwrap_or_default()),
        ("grade", conclusion.grade.clone().unwrap_or_default()),
        ("lineages", conclusion.lineages.len().to_string()),
        ("reading", conclusion.reading.as_ref().map(|r| format!("{:.2}", r.probability)).unwrap_or_default()),
        ("robustness", conclusion.robustness.lineages.map(|n| n.to_string()).unwrap_or_default()),
        ("novelty", conclusion.novelty.word.clone()),
        ("shown", certainty),
        ("assumptions", conclusion.assumptions.join("; ")),
        ("opponents", opponents(conclusion)),
    ]
}

fn opponents(conclusion: &Conclusion) -> String {
    let named = |o: &super::Opponent| o.id.clone().unwrap_or_else(|| o.sentence.clone());
    let mut names: Vec<String> = conclusion.verdict.opponents.iter().map(named).collect();
    names.sort();
    names.join("; ")
}

/// Whether a conclusion is stronger or weaker than before: the grade decides, then the lineages.
fn strength(old: &Conclusion, new: &Conclusion, grades: &[String]) -> Option<Kind> {
    let place = |c: &Conclusion| {
        let at = c.grade.as_ref().and_then(|g| grades.iter().position(|known| known == g));
        at.unwrap_or(grades.len())
    };
    let by_grade = place(old).cmp(&place(new));
    match by_grade.then(new.lineages.len().cmp(&old.lineages.len())) {
        std::cmp::Ordering::Greater => Some(Kind::Stronger),
        std::cmp::Ordering::Less => Some(Kind::Weaker),
        std::cmp::Ordering::Equal => None,
    }
}
