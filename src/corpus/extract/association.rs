//! Which things a paper links, taken as a whole. In: an abstract's sentences and the places of its
//! things. Out: pairs that it links, each with the sort of link. Must not know patterns.
//!
//! A logistic score over few features: the kinds of the two, whether they share a sentence or the
//! title, how often each is named. The sort is the best of five by the words of the sentences that
//! they share. The weights of `association.tsv` were fitted to the training part of `BioRED` (Luo
//! et al., Briefings in Bioinformatics 2022); `docs/quality.md` has the figures.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use rustc_hash::FxHashMap;

const WEIGHTS: &str = include_str!("association.tsv");

/// Pairs that score more are linked: where F1 was best on the training part.
const LINKED: f64 = -0.7;

/// What kind of thing is linked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Linkable {
    /// A drug or another chemical.
    Chemical,
    /// A disease or a phenotype.
    Disease,
    /// A gene or its product.
    Gene,
    /// A variant of a sequence.
    Variant,
}

/// One place where a thing is named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Equal for places of the same thing.
    pub thing: usize,
    /// What kind of thing it is.
    pub kind: Linkable,
    /// Bytes of the text.
    pub span: Range<usize>,
}

/// How two things are linked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sort {
    /// Linked, no more is said.
    Association,
    /// One rises with the other, or causes it.
    Positive,
    /// One falls as the other rises, or treats it.
    Negative,
    /// They bind each other.
    Bind,
    /// They are given together.
    Cotreatment,
}

const SORTS: [Sort; 5] = [Sort::Association, Sort::Positive, Sort::Negative, Sort::Bind, Sort::Cotreatment];

/// A pair that a paper links.
#[derive(Clone, Debug, PartialEq)]
pub struct Association {
    /// The two things, the lower number first.
    pub things: (usize, usize),
    /// How they are linked.
    pub sort: Sort,
    /// Log odds of being linked, by the training part.
    pub score: f64,
}

/// Stems that tell the sort of a link.
const CUES: [(&str, &[&str]); 8] = [
    (
        "more",
        &[
            "increas",
            "elevat",
            "induc",
            "enhanc",
            "activat",
            "stimulat",
            "promot",
            "upregulat",
            "up-regulat",
            "overexpress",
            "higher",
            "caus",
            "trigger",
            "exacerbat",
            "develop",
        ],
    ),
    (
        "less",
        &[
            "decreas",
            "reduc",
            "inhibit",
            "suppress",
            "prevent",
            "attenuat",
            "block",
            "downregulat",
            "down-regulat",
            "protect",
            "lower",
            "amelior",
            "antagon",
            "abolish",
            "revers",
            "improv",
        ],
    ),
    ("treatment", &["treat", "therap", "efficacy", "administ", "effective"]),
    ("binding", &["bind", "interact", "complex"]),
    ("risk", &["risk", "suscept", "mutation", "variant", "polymorph", "carrier", "patient", "associat"]),
    ("harm", &["toxic", "adverse", "-induced", "side", "following", "after", "hypersens"]),
    ("loss", &["loss", "defici", "knock", "silenc", "deplet", "null"]),
    ("combination", &["combin", "plus", "cotreat", "combination"]),
];

struct Weights(FxHashMap<&'static str, [f64; 6]>);

impl Weights {
    fn read() -> Self {
        let row = |line: &'static str| {
            let mut fields = line.split('\t');
            let name = fields.next()?;
            let mut weights = [0.0; 6];
            for (weight, field) in weights.iter_mut().zip(fields) {
                *weight = field.parse().ok()?;
            }
            Some((name, weights))
        };
        Self(WEIGHTS.lines().skip(1).filter_map(row).collect())
    }

    /// Sums the weights of features, each times its value.
    fn sum(&self, features: &[(String, f64)]) -> [f64; 6] {
        let mut total = [0.0; 6];
        for (name, value) in features {
            if let Some(weights) = self.0.get(name.as_str()) {
                for (sum, weight) in total.iter_mut().zip(weights) {
                    *sum += weight * value;
                }
            }
        }
        total
    }
}

/// A thing with all its places: number of the sentence, and span.
struct Thing {
    number: usize,
    kind: Linkable,
    places: Vec<(usize, Range<usize>)>,
}

/// The pairs that a paper links, in the order of their numbers. The first sentence is the title;
/// sentences are in order.
#[must_use]
pub fn associations(text: &str, sentences: &[Range<usize>], places: &[Place]) -> Vec<Association> {
    let weights = Weights::read();
    let lower = text.to_lowercase();
    // Lower case may be longer or shorter in other alphabets: then places would not fit.
    let lower = if lower.len() == text.len() { lower } else { text.to_owned() };
    let cues: Vec<BTreeSet<&str>> =
        sentences.iter().map(|s| cues(lower.get(s.clone()).unwrap_or_default())).collect();
    let things = things(sentences, places);
    let mut found = Vec::new();
    for (at, one) in things.iter().enumerate() {
        for other in &things[at + 1..] {
            let (first, second) = if one.kind <= other.kind { (one, other) } else { (other, one) };
            let score = weights.sum(&linking(first, second, things.len()))[0];
            if score > LINKED {
                let totals = weights.sum(&sorting(first, second, &lower, &cues));
                let sort = best(&totals);
                let (a, b) = (one.number.min(other.number), one.number.max(other.number));
                found.push(Association { things: (a, b), sort, score });
            }
        }
    }
    found.sort_by_key(|a| a.things);
    found
}

fn best(totals: &[f64; 6]) -> Sort {
    let mut best = 0;
    for number in 1..SORTS.len() {
        if totals[number + 1] > totals[best + 1] {
            best = number;
        }
    }
    SORTS[best]
}

fn things(sentences: &[Range<usize>], places: &[Place]) -> Vec<Thing> {
    let mut things: BTreeMap<usize, Thing> = BTreeMap::new();
    for place in places {
        let number = sentences.partition_point(|s| s.start <= place.span.start).saturating_sub(1);
        let new = || Thing { number: place.thing, kind: place.kind, places: Vec::new() };
        things.entry(place.thing).or_insert_with(new).places.push((number, place.span.clone()));
    }
    things.into_values().collect()
}

fn cues(text: &str) -> BTreeSet<&'static str> {
    let has = |stem: &&str| {
        text.match_indices(*stem).any(|(at, _)| {
            stem.starts_with('-') || !text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_')
        })
    };
    CUES.iter().filter(|(_, stems)| stems.iter().any(has)).map(|(name, _)| *name).collect()
}

fn kinds(one: &Thing, other: &Thing) -> String {
    let letter = |kind| match kind {
        Linkable::Chemical => 'C',
        Linkable::Disease => 'D',
        Linkable::Gene => 'G',
        Linkable::Variant => 'V',
    };
    [letter(one.kind), letter(other.kind)].iter().collect()
}

fn numbers(thing: &Thing) -> BTreeSet<usize> {
    thing.places.iter().map(|(sentence, _)| *sentence).collect()
}

/// Features that tell whether two things are linked.
fn linking(one: &Thing, other: &Thing, count: usize) -> Vec<(String, f64)> {
    let (a, b) = (numbers(one), numbers(other));
    let shared = a.intersection(&b).count();
    let near = a.iter().flat_map(|x| b.iter().map(move |y| x.abs_diff(*y))).min().unwrap_or(usize::MAX);
    let title = (a.contains(&0), b.contains(&0));
    let (few, many) = (one.places.len().min(other.places.len()), one.places.len().max(other.places.len()));
    let is = |holds: bool| if holds { 1.0 } else { 0.0 };
    let log = |n: usize| (n as f64).ln();
    let kinds = kinds(one, other);
    vec![
        ("any".to_owned(), 1.0),
        (kinds.clone(), 1.0),
        (format!("{kinds} sentence"), is(shared > 0)),
        (format!("{kinds} title"), is(title.0 && title.1)),
        (format!("{kinds} count of rarer"), log(few)),
        ("sentence".to_owned(), is(shared > 0)),
        ("sentences".to_owned(), is(shared > 1)),
        ("title".to_owned(), is(title.0 && title.1)),
        ("title of one".to_owned(), is(title.0 != title.1)),
        ("next sentence".to_owned(), is(near <= 1)),
        ("sentence after next".to_owned(), is(near <= 2)),
        ("count of rarer".to_owned(), log(few)),
        ("count of commoner".to_owned(), log(many)),
        ("entities".to_owned(), log(count)),
    ]
}

/// Features that tell how they are linked.
fn sorting(one: &Thing, other: &Thing, lower: &str, cues_of: &[BTreeSet<&str>]) -> Vec<(String, f64)> {
    let kinds = kinds(one, other);
    let mut names = BTreeSet::from(["any".to_owned(), kinds.clone()]);
    let (a, b) = (numbers(one), numbers(other));
    if a.contains(&0) && b.contains(&0) {
        names.insert(format!("{kinds} title"));
    }
    for sentence in a.intersection(&b) {
        let cues = cues_of.get(*sentence).into_iter().flatten();
        names.extend(cues.map(|cue| format!("{kinds} {cue}")));
    }
    if let Some(between) = between(one, other) {
        let behind = lower.get(between.start..).unwrap_or_default();
        if behind.starts_with("-induced") {
            names.insert(format!("{kinds} induced"));
        }
        let words = lower.get(between).unwrap_or_default();
        names.extend(cues(words).into_iter().map(|cue| format!("{kinds} {cue} between")));
    }
    names.into_iter().map(|name| (name, 1.0)).collect()
}

/// What stands between the two places in one sentence that are nearest to each other.
fn between(one: &Thing, other: &Thing) -> Option<Range<usize>> {
    let pairs = one.places.iter().flat_map(|p| other.places.iter().map(move |q| (p, q)));
    let gaps = pairs.filter(|(p, q)| p.0 == q.0).map(|(p, q)| {
        let (first, second) = if p.1.start <= q.1.start { (&p.1, &q.1) } else { (&q.1, &p.1) };
        first.end..second.start.max(first.end)
    });
    gaps.min_by_key(|gap| (gap.len(), gap.start))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, names: &[(&str, Linkable)]) -> Vec<(usize, usize, Sort)> {
        let mut start = 0;
        let sentences: Vec<Range<usize>> = text
            .split_inclusive(". ")
            .map(|s| {
                start += s.len();
                start - s.len()..start
            })
            .collect();
        let place = |thing: usize| {
            let (name, kind) = names[thing];
            text.match_indices(name).map(move |(at, _)| Place { thing, kind, span: at..at + name.len() })
        };
        let places: Vec<Place> = (0..names.len()).flat_map(place).collect();
        let links = associations(text, &sentences, &places);
        links.iter().map(|a| (a.things.0, a.things.1, a.sort)).collect()
    }

    #[test]
    fn a_drug_that_harms_and_one_that_treats_differ() {
        let text = "Azorin-induced hepatitis. Azorin caused hepatitis in four patients.";
        let names = [("Azorin", Linkable::Chemical), ("hepatitis", Linkable::Disease)];
        assert_eq!(found(text, &names), [(0, 1, Sort::Positive)]);
        let text = "Azorin for hepatitis. Treatment with Azorin reduced hepatitis.";
        assert_eq!(found(text, &names), [(0, 1, Sort::Negative)]);
    }

    #[test]
    fn two_diseases_are_not_linked_by_standing_side_by_side() {
        let text = "Asthma and eczema. We saw asthma with eczema.";
        assert_eq!(found(text, &[("sthma", Linkable::Disease), ("eczema", Linkable::Disease)]), []);
    }

    #[test]
    fn every_weight_is_read() {
        assert_eq!(Weights::read().0.len(), WEIGHTS.lines().count() - 1);
    }
}
