//! The track record of rules that predict, in words.

use std::collections::BTreeSet;

use super::scene::{Input, Scene};
use super::{Estimate, Fared, Record};
use crate::judgement::record::{self, records};
use crate::judgement::{Judgement, Status};

/// The record of each rule that predicts something, in the order of the rules.
#[must_use]
pub fn track(input: Input<'_>, judgement: &Judgement) -> Vec<Record> {
    let scene = Scene::new(input);
    let told = records(judgement).into_iter().filter_map(|(id, record)| {
        let info = scene.rule_infos().get(id.0 as usize)?;
        Some(scene.record(&record, scene.rule(info), judgement))
    });
    // A rule with ∨ or several heads is several rules of the plan with one name.
    let mut merged: Vec<Record> = Vec::new();
    for record in told {
        match merged.iter_mut().find(|m| m.rule == record.rule) {
            Some(known) => known.add(record),
            None => merged.push(record),
        }
    }
    merged
}

impl Record {
    fn add(&mut self, other: Record) {
        let pairs = [
            (&mut self.confirmed, other.confirmed),
            (&mut self.refuted, other.refuted),
            (&mut self.restated, other.restated),
            (&mut self.open, other.open),
        ];
        for (mine, theirs) in pairs {
            mine.predictions.extend(theirs.predictions);
            mine.predictions.sort();
            mine.predictions.dedup();
            mine.papers.extend(theirs.papers);
            mine.papers.sort();
            mine.papers.dedup();
        }
        let positions = |n: usize| (0..n).collect::<Vec<_>>();
        let counts = [
            (Status::Confirmed, positions(self.confirmed.predictions.len())),
            (Status::Refuted, positions(self.refuted.predictions.len())),
        ];
        self.estimate = estimate(&record::Record { predictions: counts.into() });
    }
}

impl Scene<'_> {
    fn record(&self, record: &record::Record, rule: super::Rule, judgement: &Judgement) -> Record {
        Record {
            rule,
            confirmed: self.fared(record, Status::Confirmed, judgement),
            refuted: self.fared(record, Status::Refuted, judgement),
            restated: self.fared(record, Status::Restated, judgement),
            open: self.fared(record, Status::Open, judgement),
            estimate: estimate(record),
        }
    }

    fn fared(&self, record: &record::Record, status: Status, judgement: &Judgement) -> Fared {
        let positions = record.predictions.get(&status).map_or(&[][..], Vec::as_slice);
        let conclusions = || positions.iter().filter_map(|&at| judgement.conclusions.get(at));
        let said =
            conclusions().filter_map(|c| c.prediction()).flat_map(|p| p.agreeing.iter().chain(&p.opposing));
        let papers: BTreeSet<&str> = said
            .filter_map(|&n| self.input.corpus.findings.get(n as usize))
            .map(|entry| entry.finding.paper.as_str())
            .collect();
        let mut predictions: Vec<String> = conclusions().map(|c| c.id.clone()).collect();
        predictions.sort();
        Fared { predictions, papers: papers.into_iter().map(str::to_owned).collect() }
    }
}

fn estimate(record: &record::Record) -> Option<Estimate> {
    record.estimate().map(|e| Estimate {
        confirmed: e.confirmed,
        decided: e.decided,
        low: e.low,
        high: e.high,
    })
}
