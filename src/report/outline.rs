//! A report in, nodes and edges out, for the formats that draw it.

use std::collections::BTreeMap;

use super::{Because, Conclusion, Report, Source, Step, text};

/// What a node stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    /// A conclusion of the report.
    Conclusion,
    /// A step that a rule concludes.
    Step,
    /// What papers state.
    Finding,
    /// Anything else that a proof rests on.
    Ground,
}

/// A box.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Node {
    /// Letters, digits and underscores; each node has its own.
    pub(super) name: String,
    pub(super) sort: Sort,
    /// What stands in it.
    pub(super) lines: Vec<String>,
}

/// An arrow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Edge {
    pub(super) from: String,
    pub(super) to: String,
    /// What stands at it.
    pub(super) label: String,
    /// Whether the two speak against each other.
    pub(super) against: bool,
}

/// The boxes and arrows of a report.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Outline {
    /// What is said of the whole report, the track record of its rules included.
    pub(super) title: Vec<String>,
    pub(super) nodes: Vec<Node>,
    pub(super) edges: Vec<Edge>,
}

fn title(report: &Report) -> Vec<String> {
    let records = report.records.iter().map(|r| text::record::told(r).join("; "));
    [text::headline(report)].into_iter().chain(records).chain([report.notice.clone()]).collect()
}

impl Outline {
    /// Premises point to what they support; opponents to what they speak against.
    pub(super) fn of(report: &Report) -> Self {
        let mut outline = Self { title: title(report), ..Self::default() };
        let known: BTreeMap<&str, &Conclusion> =
            report.conclusions.iter().map(|c| (c.id.as_str(), c)).collect();
        for conclusion in &report.conclusions {
            outline.conclusion(conclusion);
            for opponent in &conclusion.verdict.opponents {
                // Each pair is drawn once, from the one that stands first in the alphabet.
                let id = opponent.id.as_deref().filter(|id| known.contains_key(id));
                if let Some(id) = id.filter(|id| conclusion.id.as_str() < *id) {
                    let label = conclusion.verdict.word.clone();
                    outline.edges.push(Edge {
                        from: name(&conclusion.id),
                        to: name(id),
                        label,
                        against: true,
                    });
                }
            }
        }
        outline
    }

    fn conclusion(&mut self, conclusion: &Conclusion) {
        let root = name(&conclusion.id);
        let mut lines = vec![format!("{} {}", conclusion.id, conclusion.sentence)];
        lines.push(text::facts(conclusion, &super::Palette::plain()).join(" · "));
        lines.extend(text::remarks(conclusion));
        if let Some(first) = conclusion.proof.first().filter(|s| !matches!(s.because, Because::Rule(_))) {
            lines.extend(grounds(first));
        }
        self.nodes.push(Node { name: root.clone(), sort: Sort::Conclusion, lines });
        // The names of the steps that the next one may stand below, by depth.
        let mut above = vec![root.clone()];
        let mut names = vec![root.clone()];
        for (index, step) in conclusion.proof.iter().enumerate().skip(1) {
            above.truncate(step.depth.max(1));
            let own = match step.because {
                Because::Shown { step } => names.get(step).cloned().unwrap_or_default(),
                _ => format!("{root}_{index}"),
            };
            if let Some(parent) = above.last() {
                let (from, to) = (own.clone(), parent.clone());
                let label = rule_above(conclusion, &names, parent);
                self.edges.push(Edge { from, to, label, against: false });
            }
            if !matches!(step.because, Because::Shown { .. }) {
                self.nodes.push(Node { name: own.clone(), sort: sort(step), lines: told(step) });
            }
            above.push(own.clone());
            names.push(own);
        }
    }
}

/// The name of the rule that concludes the step of this name.
fn rule_above(conclusion: &Conclusion, names: &[String], parent: &str) -> String {
    let at = names.iter().position(|n| n == parent);
    match at.and_then(|at| conclusion.proof.get(at)).map(|step| &step.because) {
        Some(Because::Rule(rule)) => rule.name.clone(),
        _ => String::new(),
    }
}

fn name(id: &str) -> String {
    id.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect()
}

fn sort(step: &Step) -> Sort {
    match step.because {
        Because::Rule(_) => Sort::Step,
        Because::Finding { .. } => Sort::Finding,
        _ => Sort::Ground,
    }
}

fn told(step: &Step) -> Vec<String> {
    let mut lines = vec![step.sentence.clone()];
    lines.extend(grounds(step));
    lines
}

fn grounds(step: &Step) -> Vec<String> {
    let mut lines = Vec::new();
    match &step.because {
        Because::Finding { sources, total, .. } => {
            for source in sources {
                lines.push(text::cited(source));
                lines.extend(Some(quoted(source)).filter(|q| !q.is_empty()));
                lines.extend(source.remark.iter().map(|remark| format!("remark: {remark}")));
            }
            if *total > sources.len() {
                lines.push(format!("and {} more", total - sources.len()));
            }
        }
        Because::Counted { tuples, .. } => lines.push(tuples.join("; ")),
        other => lines.extend(Some(text::note(other)).filter(|n| !n.is_empty())),
    }
    lines
}

fn quoted(source: &Source) -> String {
    text::quoted(source, &super::Palette::plain())
}
