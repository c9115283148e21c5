//! Everybody who read a row of a finding in, how likely the papers say it out.

use std::collections::{BTreeMap, BTreeSet};

use super::model::{Features, Known, Weights, by_databases, features, logistic};
use super::readers::{Errors, Kind};

/// A place where a reader found a row.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// Who read it, such as `patterns/1`.
    pub reader: &'a str,
    /// The study that the paper belongs to.
    pub lineage: &'a str,
    /// What it says, and the passage; none if the passage was not looked at.
    pub known: Option<Known<'a>>,
}

/// A reader with how much error it leaves.
#[derive(Clone, Debug, PartialEq)]
pub struct Reader {
    /// Its name.
    pub name: String,
    /// How it errs.
    pub errors: Errors,
    /// From how many lineages it has the row: places of one lineage count once.
    pub lineages: usize,
    /// The chance that it is wrong, 0 to 1.
    pub left: f64,
}

/// How likely the papers say a row, with the arithmetic.
#[derive(Clone, Debug, PartialEq)]
pub struct RowReading {
    /// Who read it, by name.
    pub readers: Vec<Reader>,
    /// What is known of it if a program read it in a text: the passage that speaks most for it.
    pub features: Option<Features>,
    /// Log odds by these features.
    pub log_odds: Option<f64>,
    /// How likely the papers say it, 0 to 1.
    pub probability: f64,
}

impl RowReading {
    /// The readers of one kind.
    pub fn of_kind(&self, kind: Kind) -> impl Iterator<Item = &Reader> {
        self.readers.iter().filter(move |r| r.errors.kind == kind)
    }
}

/// How likely the papers say a row. Without any place nobody says it.
///
/// One more place never lowers it: of several passages the one that speaks most for the row
/// counts, and of several places in one lineage one.
#[must_use]
pub fn row(places: &[Place<'_>], weights: &Weights) -> RowReading {
    let mut pairs: Vec<(&str, &str)> = places.iter().map(|p| (p.reader, p.lineage)).collect();
    pairs.sort_unstable();
    pairs.dedup();
    // Versions of one reader are one reader.
    let mut lineages: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for of_reader in pairs.chunk_by(|a, b| a.0 == b.0) {
        let known = lineages.entry(Errors::name(of_reader[0].0)).or_default();
        known.extend(of_reader.iter().map(|(_, lineage)| lineage));
    }
    let reader = |(name, lineages): (String, BTreeSet<&str>)| {
        let errors = Errors::of(&name);
        let lineages = lineages.len();
        Reader { name, errors, lineages, left: errors.left(lineages as f64) }
    };
    let readers: Vec<Reader> = lineages.into_iter().map(reader).collect();
    let logarithms =
        |kind: Kind| -> f64 { readers.iter().filter(|r| r.errors.kind == kind).map(|r| -r.left.ln()).sum() };
    let (text, databases) = (logarithms(Kind::Text), logarithms(Kind::Database));
    let read = places.iter().filter_map(|p| p.known.map(|known| (p.reader, known)));
    let read = read.filter(|(reader, _)| Errors::of(reader).kind == Kind::Text);
    let of_each = read.map(|(_, known)| features(text, databases, &known));
    let best = of_each.max_by(|a, b| weights.log_odds(a).total_cmp(&weights.log_odds(b)));
    let log_odds = best.as_ref().map(|f| weights.log_odds(f));
    let mut found = RowReading { readers, features: best, log_odds, probability: 0.0 };
    let right = log_odds.map_or(0.0, logistic).max(by_databases(databases));
    found.probability = 1.0 - (1.0 - right) * found.of_kind(Kind::Hand).map(|r| r.left).product::<f64>();
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judgement::reading::cues::Cues;
    use crate::judgement::reading::relation::Relation;

    fn with_cues<'a>(reader: &'a str, lineage: &'a str, cues: Cues) -> Place<'a> {
        let known = Known { relation: Relation::named("activates"), itself: false, cues };
        Place { reader, lineage, known: Some(known) }
    }

    fn place<'a>(reader: &'a str, lineage: &'a str) -> Place<'a> {
        with_cues(reader, lineage, Cues { words: 3.0, trigger: 1.0, ..Cues::default() })
    }

    fn probability(places: &[Place<'_>]) -> f64 {
        row(places, Weights::shipped()).probability
    }

    #[test]
    fn ten_sentences_of_one_paper_do_not_count_as_ten_papers() {
        let lineages: Vec<String> = (0..10).map(|i| format!("study {i}")).collect();
        let one = probability(&[place("patterns/1", "a")]);
        let sentences = probability(&[place("patterns/1", "a"); 10]);
        let papers: Vec<Place<'_>> = lineages.iter().map(|l| place("patterns/1", l)).collect();
        assert_eq!(sentences, one);
        assert!(probability(&papers) > one + 0.05, "{} {one}", probability(&papers));
    }

    #[test]
    fn one_reader_never_gets_beyond_its_systematic_error() {
        let lineages: Vec<String> = (0..1000).map(|i| format!("study {i}")).collect();
        let places: Vec<Place<'_>> = lineages.iter().map(|l| place("reach", l)).collect();
        let two_readers = [place("reach", "a"), place("trips", "a")];
        assert!(probability(&places) < probability(&two_readers));
    }

    #[test]
    fn what_a_person_read_is_likely_said() {
        let by_hand = row(&[place("hand/1", "a")], Weights::shipped());
        assert!((by_hand.probability - 0.89).abs() < 1e-9, "1 - (0.01 + 0.1)");
        assert_eq!(by_hand.features, None);
        let both = probability(&[place("hand/1", "a"), place("reach", "a")]);
        assert!(both > by_hand.probability);
    }

    #[test]
    fn the_clearest_passage_counts() {
        let unclear =
            with_cues("reach", "b", Cues { negation: 1.0, words: 5.0, trigger: 1.0, ..Cues::default() });
        assert!(probability(&[unclear]) < probability(&[place("reach", "b")]));
        assert_eq!(probability(&[place("reach", "b"), unclear]), probability(&[place("reach", "b")]));
    }

    #[test]
    fn one_more_place_never_lowers_it() {
        let mut random = super::super::calibration::Random(4);
        let readers = ["reach", "sparser", "hand/1", "signor", "somebody/2"];
        let lineages = ["a", "b", "c", "d"];
        for _ in 0..200 {
            let mut any = || {
                let (reader, lineage) = (readers[random.below(5)], lineages[random.below(4)]);
                let (negation, words) = (random.below(2) as f64, 2.0 + random.below(4) as f64);
                with_cues(reader, lineage, Cues { negation, words, ..Cues::default() })
            };
            let places: Vec<Place<'_>> = (0..6).map(|_| any()).collect();
            for n in 1..6 {
                let [less, more] = [n, n + 1].map(|n| probability(&places[..n]));
                assert!(more >= less - 1e-12, "{less} {more} {places:?}");
            }
        }
    }

    #[test]
    fn nobody_says_what_nobody_read() {
        assert_eq!(probability(&[]), 0.0);
    }
}
