//! The reading of a conclusion in, its arithmetic in words out.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::scene::Scene;
use crate::judgement::reading;
use crate::judgement::reading::model::{FEATURES, Weights, logistic};
use crate::judgement::reading::readers::Kind;
use crate::judgement::reading::row::RowReading;

/// How likely the papers say what the proofs use. It says nothing of whether that is true.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Reading {
    /// 0 to 1.
    pub probability: f64,
    /// Whether there may be more ways to derive it than were counted: then it is a lower bound.
    pub truncated: bool,
    /// What papers state and proofs use, each once.
    pub rows: Vec<Row>,
    /// Minimal sets of rows that suffice, by their positions from 0, the likeliest first.
    pub ways: Vec<Way>,
    /// For each number of ways from 1 how likely it is that so many hold at once, summed over all
    /// choices of so many: the probability is the first less the second, and so on.
    pub at_once: Vec<f64>,
}

/// Rows that suffice together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Way {
    /// Positions among the rows, from 0.
    pub rows: Vec<usize>,
    /// How likely the papers say all of them, 0 to 1.
    pub probability: f64,
}

/// Something that papers state, with how likely they say it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Row {
    /// What is stated.
    pub sentence: String,
    /// 0 to 1; 1 for what only a rule file states.
    pub probability: f64,
    /// Rows of one number share lineages.
    pub group: usize,
    /// Who read it.
    pub readers: Vec<Reader>,
    /// The weighted sum, if a program read it in a text.
    pub terms: Vec<Term>,
}

/// A reader with the error that it leaves.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Reader {
    /// Its name.
    pub name: String,
    /// `text`, `database` or `hand`.
    pub kind: String,
    /// From how many lineages it has the row.
    pub lineages: usize,
    /// The chance that it errs everywhere alike.
    pub systematic: f64,
    /// The chance that it errs at one place.
    pub random: f64,
    /// `systematic + random^lineages`.
    pub left: f64,
}

/// A summand of the log odds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Term {
    /// Which feature.
    pub feature: String,
    /// Its value.
    pub value: f64,
    /// Its weight.
    pub weight: f64,
}

impl Scene<'_> {
    /// The arithmetic of a reading.
    pub(super) fn reading(&self, found: &reading::Reading) -> Reading {
        let row = |row: &reading::Row| Row {
            sentence: self.wording.row_in_context(row.relation, &row.row),
            probability: row.reading.as_ref().map_or(1.0, |r| r.probability),
            group: row.group,
            readers: row.reading.iter().flat_map(readers).collect(),
            terms: row.reading.iter().flat_map(terms).collect(),
        };
        let rows: Vec<Row> = found.rows.iter().map(row).collect();
        let way = |way: &Vec<usize>| Way {
            rows: way.clone(),
            probability: way.iter().map(|&r| rows[r].probability).product(),
        };
        let ways: Vec<Way> = found.ways.iter().map(way).collect();
        let mut at_once = vec![0.0; ways.len()];
        for (members, chance) in &found.summands {
            at_once[members.len() - 1] += chance.abs();
        }
        Reading { probability: found.probability, truncated: found.truncated, ways, rows, at_once }
    }
}

fn readers(found: &RowReading) -> Vec<Reader> {
    let reader = |r: &reading::row::Reader| Reader {
        name: r.name.clone(),
        kind: match r.errors.kind {
            Kind::Text => "text",
            Kind::Database => "database",
            Kind::Hand => "hand",
        }
        .to_owned(),
        lineages: r.lineages,
        systematic: r.errors.systematic,
        random: r.errors.random,
        left: r.left,
    };
    found.readers.iter().map(reader).collect()
}

fn terms(found: &RowReading) -> Vec<Term> {
    let Some(features) = &found.features else { return Vec::new() };
    let weights = Weights::shipped();
    let term = |feature: &str, value: f64, weight: f64| Term { feature: feature.to_owned(), value, weight };
    let each = FEATURES.iter().zip(features).zip(&weights.features);
    let used = each.filter(|((_, value), weight)| **value != 0.0 && **weight != 0.0);
    [term("intercept", 1.0, weights.intercept)]
        .into_iter()
        .chain(used.map(|((name, value), weight)| term(name, *value, *weight)))
        .collect()
}

impl Reading {
    /// The arithmetic, line by line, such that it can be done again by hand.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        let bound = if self.truncated { ", at least: truncated, there may be more ways" } else { "" };
        let mut lines = vec![format!(
            "reading {:.2}: how likely the papers say what the proofs use{bound}",
            self.probability
        )];
        for (number, row) in self.rows.iter().enumerate() {
            lines.push(format!("[{}] {:.4}  {}", number + 1, row.probability, row.sentence));
            lines.extend(row.lines().into_iter().map(|line| format!("      {line}")));
        }
        for (number, way) in self.ways.iter().enumerate() {
            let rows: Vec<String> = way.rows.iter().map(|r| format!("[{}]", r + 1)).collect();
            let best = if number == 0 && self.ways.len() > 1 { ", the best chain" } else { "" };
            lines.push(format!("way {}{best}: {} = {:.4}", number + 1, rows.join(" × "), way.probability));
        }
        lines.extend(self.together());
        lines
    }

    /// How several ways are put together.
    fn together(&self) -> Vec<String> {
        if self.ways.len() < 2 {
            return Vec::new();
        }
        let mut sum = String::new();
        for (index, chance) in self.at_once.iter().enumerate() {
            let sign = match index {
                0 => "",
                _ if index % 2 == 1 => " − ",
                _ => " + ",
            };
            sum.push_str(&format!("{sign}{chance:.4}"));
        }
        let mut lines = vec![
            format!("at least one of {} ways: {sum} = {:.4}", self.ways.len(), self.probability),
            "(each by itself, less every two at once, and so on by turns)".to_owned(),
        ];
        let mut groups: std::collections::BTreeMap<usize, Vec<String>> = std::collections::BTreeMap::new();
        for (number, row) in self.rows.iter().enumerate() {
            groups.entry(row.group).or_default().push(format!("[{}]", number + 1));
        }
        for rows in groups.values().filter(|rows| rows.len() > 1) {
            let rows = rows.join(" ");
            lines.push(format!(
                "{rows} share lineages or say the same: of two ways through them the less likely adds nothing"
            ));
        }
        lines
    }
}

impl Row {
    fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for Reader { name, kind, lineages, systematic, random, left } in &self.readers {
            let studies =
                if *lineages == 1 { "1 lineage".to_owned() } else { format!("{lineages} lineages") };
            lines.push(format!(
                "{name} ({kind}), {studies}: {systematic} + {random}^{lineages} = {left:.4} wrong"
            ));
        }
        if self.readers.is_empty() {
            lines.push("stated in a rule file: nothing was read".to_owned());
        }
        let log_odds: f64 = self.terms.iter().map(|t| t.value * t.weight).sum();
        for Term { feature, value, weight } in &self.terms {
            lines.push(format!("{feature:<14}{value:>8.3} × {weight:>7.3} = {:>7.3}", value * weight));
        }
        let texts = self.of_kind("text");
        if !texts.is_empty() {
            lines.push(format!("readers = {}", logarithms(&texts)));
        }
        let databases = self.of_kind("database");
        if !databases.is_empty() {
            lines.push(format!("databases = {}", logarithms(&databases)));
        }
        let by_databases = 1.0 - databases.iter().map(|r| r.left).product::<f64>();
        let read = if self.terms.is_empty() { 0.0 } else { logistic(log_odds) };
        if !self.terms.is_empty() {
            lines.push(format!("sum {log_odds:.3}: 1 / (1 + e^{:.3}) = {read:.4}", -log_odds));
        }
        if by_databases > read {
            lines.push(format!(
                "databases alone: 1 − {:.4} = {by_databases:.4}, which is more",
                1.0 - by_databases
            ));
        }
        let hand = self.of_kind("hand");
        if !hand.is_empty() {
            let left: Vec<String> = hand.iter().map(|r| format!("{:.4}", r.left)).collect();
            let before = 1.0 - read.max(by_databases);
            lines.push(format!(
                "with what people read: 1 − {before:.4} × {} = {:.4}",
                left.join(" × "),
                self.probability
            ));
        }
        lines
    }

    fn of_kind(&self, kind: &str) -> Vec<&Reader> {
        self.readers.iter().filter(|r| r.kind == kind).collect()
    }
}

/// `−ln 0.1000 − ln 0.2500 = 3.689`
fn logarithms(readers: &[&Reader]) -> String {
    let parts: Vec<String> = readers.iter().map(|r| format!("ln {:.4}", r.left)).collect();
    let sum: f64 = readers.iter().map(|r| -r.left.ln()).sum();
    format!("−{} = {sum:.3}", parts.join(" − "))
}
