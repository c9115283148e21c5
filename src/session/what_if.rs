//! What a session leaves out or takes for granted, on top of what it reads.

use std::collections::BTreeSet;
use std::path::Path;

use super::parse_text;
use crate::corpus::{Corpus, Entry, Paper};
use crate::diagnostic::Diagnostic;
use crate::program::{Parsed, Program};
use crate::source::{SourceId, Sources};
use crate::syntax::ast::{Item, ItemKind};
use crate::vocabulary::nearest_of;

/// What differs from the rules and the corpus as they are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WhatIf {
    /// Papers or lineages by their names, findings by file and line, rules by their names.
    pub without: Vec<String>,
    /// Phrases as after `given` in a test: `high CXCL11 in {letrozole} from in vivo "X"`.
    pub assume: Vec<String>,
}

impl WhatIf {
    /// Whether everything is as it is.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        self.without.is_empty() && self.assume.is_empty()
    }
}

/// The name of the text in which assumptions stand.
const ASSUMED: &str = "<assumed>";

/// Takes papers, findings and rules out; a name that is none of these is an error.
pub(super) fn leave_out(
    what_if: &WhatIf,
    corpus: &mut Corpus,
    parsed: &mut [Parsed],
    sources: &Sources,
) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    for name in &what_if.without {
        let found =
            without_paper(corpus, name) | without_finding(corpus, name) | without_rule(parsed, sources, name);
        if !found {
            diagnostics.push(unknown(name, corpus, parsed, sources));
        }
    }
    diagnostics
}

/// Whether a paper goes by a name: its identifier, with or without what kind it is of, its title,
/// or its short citation.
fn is_named(paper: &Paper, name: &str) -> bool {
    let id = paper.id.split_once(':').map_or(paper.id.as_str(), |(_, rest)| rest);
    let names = [Some(paper.id.as_str()), Some(id), paper.title.as_deref(), paper.lineage.as_deref()];
    names.into_iter().flatten().any(|n| n.eq_ignore_ascii_case(name))
        || paper.short().eq_ignore_ascii_case(name)
}

/// Takes the findings of a paper or a lineage out, and the papers of that name.
fn without_paper(corpus: &mut Corpus, name: &str) -> bool {
    let named: BTreeSet<String> =
        corpus.papers.iter().filter(|p| is_named(p, name)).map(|p| p.id.to_lowercase()).collect();
    let of_lineage = |entry: &Entry| corpus.lineage(entry).eq_ignore_ascii_case(name);
    let gone: Vec<bool> = corpus
        .findings
        .iter()
        .map(|e| of_lineage(e) || named.contains(&e.finding.paper.trim().to_lowercase()))
        .collect();
    if named.is_empty() && !gone.contains(&true) {
        return false;
    }
    let mut gone = gone.into_iter();
    corpus.findings.retain(|_| !gone.next().unwrap_or(false));
    corpus.leave_out(&|paper| named.contains(&paper.id.trim().to_lowercase()));
    true
}

/// Takes the findings out that have an identifier, such as `F-3f2a9c1e`, or stand at `file:line`,
/// where the file may be the end of a path.
fn without_finding(corpus: &mut Corpus, name: &str) -> bool {
    if name.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("F-")) {
        let before = corpus.findings.len();
        corpus.findings.retain(|e| !e.id().eq_ignore_ascii_case(name));
        return corpus.findings.len() < before;
    }
    let Some((file, line)) = name.rsplit_once(':') else { return false };
    let Ok(line) = line.parse::<u32>() else { return false };
    let before = corpus.findings.len();
    corpus.findings.retain(|e| e.line != line || !e.file.ends_with(Path::new(file)));
    corpus.findings.len() < before
}

fn without_rule(parsed: &mut [Parsed], sources: &Sources, name: &str) -> bool {
    let mut found = false;
    for file in parsed {
        file.file.items.retain(|item| {
            let gone = rule_name(item, sources).is_some_and(|rule| rule == name);
            found |= gone;
            !gone
        });
    }
    found
}

/// The name of a rule, or file and line of a bare one.
fn rule_name(item: &Item, sources: &Sources) -> Option<String> {
    match &item.kind {
        ItemKind::Rule(rule) => {
            Some(rule.name.as_ref().map_or_else(|| sources.place(item.span), |n| n.text.clone()))
        }
        _ => None,
    }
}

fn unknown(name: &str, corpus: &Corpus, parsed: &[Parsed], sources: &Sources) -> Diagnostic {
    let rules: Vec<String> =
        parsed.iter().flat_map(|f| &f.file.items).filter_map(|item| rule_name(item, sources)).collect();
    let papers: Vec<String> = corpus.papers.iter().flat_map(|p| [p.id.clone(), p.short()]).collect();
    let known = rules.iter().chain(&papers).map(String::as_str);
    let help = match nearest_of(name, known).first() {
        Some(near) => {
            format!("`{near}` is one; a finding is named as `reason why` does, or by its file and line")
        }
        None => "name a paper or a lineage as the report does, a rule by its name, or a finding as `reason \
                 why` does (F-3f2a9c1e) or by its file and line"
            .to_owned(),
    };
    Diagnostic::error("E0706", format!("there is no paper, finding or rule `{name}` to leave out")).help(help)
}

/// The assumptions as a file of rules, if there are any: a test whose `given` they are.
pub(super) fn assumed(what_if: &WhatIf, sources: &mut Sources) -> Option<(Parsed, Vec<Diagnostic>)> {
    if what_if.assume.is_empty() {
        return None;
    }
    let mut text = String::from("test \"assumed\"\n");
    for phrase in &what_if.assume {
        let phrase = phrase.split_whitespace().collect::<Vec<_>>().join(" ");
        let source = if phrase.contains(" from ") { "" } else { " from \"assumed\"" };
        text.push_str(&format!("  given {phrase}{source}\n"));
    }
    // A test must expect something; nobody runs this one.
    text.push_str("  expect ¬ is_a(_, _)\n");
    let (source, file, diagnostics) = parse_text(sources, ASSUMED, &text);
    let incomplete = diagnostics.iter().any(Diagnostic::is_error);
    Some((Parsed { source, file, incomplete }, diagnostics))
}

/// Makes what the test of the assumptions is given to what rule files state.
pub(super) fn take_for_granted(program: &mut Program, assumed: SourceId) {
    let (given, tests) =
        std::mem::take(&mut program.tests).into_iter().partition(|t| t.span.source == assumed);
    program.tests = tests;
    let given: Vec<crate::program::Test> = given;
    for row in given.into_iter().flat_map(|test| test.given) {
        program.constants.extend(&row.row);
        program.facts.push(row);
    }
}
