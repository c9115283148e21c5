//! Rows of tables that name trials and experiments.
//!
//! In: the row of a table with its mentions. Out: findings of the predicate `tested`: an agent, what
//! it was tested against, and no more. That a table lists a trial does not say that the agent
//! worked, so the result is unstated.

use std::ops::Range;

use super::assemble::{About, Counter};
use super::context::is_kind;
use super::cue::Lower;
use super::mention::Named;
use super::participant::single;
use super::record::ArticleKind;
use super::{EXTRACTOR, citation, study};
use crate::corpus::Block;
use crate::corpus::finding::{ContextRecord, Finding, FindingRole, Participant};

/// The result of a trial that a table only names.
const UNSTATED: &str = "result unstated";

impl About<'_> {
    /// What a row says was tested: one finding for each disease that it lists.
    pub(super) fn row(
        &self,
        block: &Block,
        named: &[Named],
        number: usize,
        counter: &mut Counter<'_>,
    ) -> Vec<Finding> {
        let text = &self.paper.text[block.span.clone()];
        let Some(tested) = self.tested(text, named) else { return Vec::new() };
        let lower = Lower::of(text);
        let species = study::setup(text, &lower).species;
        let study = match study::study(&lower) {
            Some(study) => study,
            None if lower.as_str().contains("preclinical") && species == Some("mouse") => "in vivo",
            None => return Vec::new(),
        };
        let cites = citation::cites(self.paper, &block.span);
        let lineage = cites.first().map(|label| citation::lineage(self.paper, label));
        let via = (self.record.kind != ArticleKind::Research).then(|| self.record.kind.via().to_owned());
        let first = counter.at(block.span.start);
        let whole = Finding {
            says: "tested".to_owned(),
            args: vec![tested.agent, tested.against, word(UNSTATED)],
            study: Some(study.to_owned()),
            paper: self.paper.id.clone(),
            lineage,
            via,
            cites,
            section: Some(format!("Table row {number}")),
            span: Some([first, first + text.chars().count()]),
            quote: text.split_whitespace().collect::<Vec<_>>().join(" "),
            role: FindingRole::Background,
            extractor: EXTRACTOR.to_owned(),
            context: ContextRecord { species: species.map(str::to_owned), ..ContextRecord::default() },
            ..Finding::default()
        };
        let of_disease = |disease: &String| {
            let mut finding = whole.clone();
            finding.context.disease = Some(disease.clone());
            finding
        };
        if tested.diseases.is_empty() {
            vec![whole]
        } else {
            tested.diseases.iter().map(of_disease).collect()
        }
    }

    /// A therapy; a molecule beside therapies is given as one, where the vocabulary has that.
    fn as_given(&self, named: &Named) -> Option<Participant> {
        if is_kind(self.schema, &named.kind, "therapy") {
            return Some(single(named));
        }
        let known = self.vocabulary.lookup(&format!("{} therapy", named.name));
        let therapy = known.into_iter().find(|e| is_kind(self.schema, &e.kind, "therapy"))?;
        Some(Participant {
            text: Some(named.text.to_string()),
            id: Some(therapy.id.to_string()),
            kind: Some(therapy.kind.clone()),
            ..Participant::default()
        })
    }

    /// The agent's cell, the nearest cell to its left that names something, and the diseases.
    fn tested(&self, text: &str, named: &[Named]) -> Option<Tested> {
        self.schema.predicate("tested")?;
        let cells = cells(text);
        let within = |cell: &Range<usize>, kind: &str| -> Vec<&Named> {
            let inside = named.iter().filter(|n| cell.start <= n.span.start && n.span.end <= cell.end);
            inside.filter(|n| is_kind(self.schema, &n.kind, kind)).collect()
        };
        let agents = |cell: &Range<usize>| -> Option<Vec<Participant>> {
            let given: Vec<Participant> =
                within(cell, "entity").into_iter().filter_map(|n| self.as_given(n)).collect();
            let is_agent = !within(cell, "therapy").is_empty();
            (is_agent && given.len() == text[cell.clone()].split(" + ").count()).then_some(given)
        };
        let (agent_at, members) =
            cells.iter().enumerate().find_map(|(at, cell)| Some((at, agents(cell)?)))?;
        let agent = match <[Participant; 1]>::try_from(members) {
            Ok([single]) => single,
            Err(regimen) => Participant { regimen, ..Participant::default() },
        };
        let fills = |cell: &&Range<usize>| {
            let whole = text[(*cell).clone()].trim();
            let widest = within(cell, "entity").into_iter().max_by_key(|n| n.span.len())?;
            (widest.span.len() * 10 >= whole.len() * 9 && !is_kind(self.schema, &widest.kind, "therapy"))
                .then_some(widest)
        };
        let against = single(cells[..agent_at].iter().rev().find_map(|cell| fills(&cell))?);
        let right = cells[agent_at + 1..].iter().flat_map(|cell| within(cell, "disease"));
        let diseases = right.map(|n| n.name.to_string()).collect();
        Some(Tested { agent, against, diseases })
    }
}

struct Tested {
    agent: Participant,
    against: Participant,
    diseases: Vec<String>,
}

/// Bytes of the cells of a row.
fn cells(text: &str) -> Vec<Range<usize>> {
    let (mut found, mut start) = (Vec::new(), 0);
    for (at, _) in text.match_indices(['|', '\t']) {
        found.push(start..at);
        start = at + 1;
    }
    found.push(start..text.len());
    found.retain(|cell| !text[cell.clone()].trim().is_empty());
    found
}

fn word(text: &str) -> Participant {
    Participant { text: Some(text.to_owned()), ..Participant::default() }
}
