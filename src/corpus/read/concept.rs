//! Relations between the concepts of an annotated document → findings.
//!
//! In: a document and its paper. Out: a finding for each relation with a sign (or a bond) that a
//! sentence naming both concepts can stand for, and the entities that it needs. The others are
//! counted by reason.

use std::collections::{BTreeMap, BTreeSet};

use super::bioc::{Annotated, Annotation, Document, Infons, Relation, identifier, infon};
use super::curated::entity;
use crate::corpus::Paper;
use crate::corpus::extract::{Sentence, sentences};
use crate::corpus::finding::{Finding, Participant};
use crate::vocabulary::{KnownBy, Supplement};

/// What the relations of a document give.
#[derive(Debug, Default)]
pub(super) struct Related {
    pub(super) findings: Vec<Finding>,
    pub(super) supplements: Vec<Supplement>,
    /// Reason → how many relations.
    pub(super) left_out: BTreeMap<String, usize>,
}

/// A concept as the file names it.
struct Concept {
    id: String,
    supplement: Supplement,
}

/// The findings of a document; its paper must have its tags.
pub(super) fn related(document: &Document, annotated: &Annotated) -> Related {
    let mut related = Related::default();
    let relations: Vec<&Relation> =
        document.relations.iter().chain(document.passages.iter().flat_map(|p| &p.relations)).collect();
    if relations.is_empty() {
        return related;
    }
    let concepts = concepts(document);
    let paper = &annotated.paper;
    let sentences: Vec<(Sentence, BTreeSet<&str>)> = sentences(paper)
        .into_iter()
        .map(|s| {
            let ids = named(paper, &s);
            (s, ids)
        })
        .collect();
    let mut used = BTreeSet::new();
    for relation in relations {
        match finding(relation, &concepts, annotated, &sentences) {
            Ok((finding, pair)) => {
                for concept in pair {
                    if used.insert(concept.id.clone()) {
                        related.supplements.push(concept.supplement.clone());
                    }
                }
                related.findings.push(finding);
            }
            Err(reason) => *related.left_out.entry(reason).or_default() += 1,
        }
    }
    related
}

/// Concepts by the identifiers that relations use, as given and in the names of registers.
fn concepts(document: &Document) -> BTreeMap<String, Concept> {
    let mut mentions: BTreeMap<String, (String, Vec<&str>, Option<String>)> = BTreeMap::new();
    let mut given: BTreeMap<String, String> = BTreeMap::new();
    let passages = document.passages.iter();
    let annotations =
        passages.flat_map(|p| p.annotations.iter().chain(p.sentences.iter().flat_map(|s| &s.annotations)));
    for annotation in annotations {
        let kind = infon(&annotation.infons, "type").unwrap_or_default();
        let ids = super::bioc::identifiers(&annotation.infons, kind);
        let alone = ids.len() == 1;
        for (id, raw) in ids.iter().zip(raw_identifiers(annotation, alone)) {
            given.insert(raw.to_owned(), id.clone());
            let entry = mentions.entry(id.clone()).or_insert_with(|| (kind.to_owned(), Vec::new(), None));
            entry.1.extend(annotation.text.as_deref().filter(|_| alone));
            entry.2 = entry.2.take().or_else(|| name(&annotation.infons, id).filter(|_| alone));
        }
    }
    let mut concepts = BTreeMap::new();
    for (id, (kind, texts, name)) in mentions {
        let shown = name.clone().or_else(|| commonest(&texts)).unwrap_or_else(|| id.clone());
        for key in given.iter().filter(|(_, to)| **to == id).map(|(raw, _)| raw.clone()).chain([id.clone()]) {
            concepts.insert(key, Concept { id: id.clone(), supplement: supplement(&id, &shown, &kind) });
        }
    }
    concepts
}

fn raw_identifiers(annotation: &Annotation, alone: bool) -> Vec<&str> {
    let raw = infon(&annotation.infons, "identifier").unwrap_or_default();
    if alone { vec![raw] } else { raw.split([';', ',', '|']).map(str::trim).collect() }
}

/// The name of a concept where the file gives one that is more than its number.
fn name(infons: &Infons, id: &str) -> Option<String> {
    let name = infon(infons, "name")?;
    (!id.ends_with(name) && !name.is_empty()).then(|| name.to_owned())
}

fn commonest(texts: &[&str]) -> Option<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    texts.iter().for_each(|t| *counts.entry(t).or_default() += 1);
    let best = counts.into_iter().max_by_key(|(text, count)| (*count, std::cmp::Reverse(*text)));
    best.map(|(text, _)| text.to_owned())
}

fn supplement(id: &str, name: &str, kind: &str) -> Supplement {
    let kind = kind.to_lowercase();
    let (kinds, known_by): (&'static [&'static str], _) = match kind.as_str() {
        k if k.contains("gene") => (&["gene", "family", "complex", "molecule"], KnownBy::PreferredName),
        k if k.contains("disease") => (&["disease", "process", "outcome"], KnownBy::AnyName),
        k if k.contains("chemical") => (&["chemical", "drug", "therapy"], KnownBy::AnyName),
        k if k.contains("species") || k.contains("organism") => (&["organism"], KnownBy::AnyName),
        k if k.contains("cell") => (&["cell"], KnownBy::AnyName),
        _ => (&["molecule"], KnownBy::PreferredName),
    };
    entity(id, name, kinds, known_by)
}

/// The concepts that are tagged in a sentence.
fn named<'p>(paper: &'p Paper, sentence: &Sentence) -> BTreeSet<&'p str> {
    let from = paper.tags.partition_point(|t| t.span.start < sentence.span.start);
    let inside = paper.tags[from..].iter().take_while(|t| t.span.start < sentence.span.end);
    inside
        .filter(|t| t.span.end <= sentence.span.end)
        .flat_map(|t| t.ids.iter().map(String::as_str))
        .collect()
}

type Pair<'c> = [&'c Concept; 2];

fn finding<'c>(
    relation: &Relation,
    concepts: &'c BTreeMap<String, Concept>,
    annotated: &Annotated,
    sentences: &[(Sentence, BTreeSet<&str>)],
) -> Result<(Finding, Pair<'c>), String> {
    let kind = infon(&relation.infons, "type").or_else(|| infon(&relation.infons, "relation"));
    let kind = kind.ok_or("without a type")?;
    let (says, direction) =
        says(kind).ok_or_else(|| format!("of the type \"{kind}\", which no predicate says"))?;
    let pair = pair(relation, concepts, annotated).ok_or("whose concepts are not marked in the text")?;
    let [first, second] = [0, 1].map(|i| pair[i].id.as_str());
    if first == second {
        return Err("of a concept with itself".to_owned());
    }
    let both = |ids: &BTreeSet<&str>| ids.contains(first) && ids.contains(second);
    let naming: Vec<&Sentence> = sentences.iter().filter(|(_, ids)| both(ids)).map(|(s, _)| s).collect();
    if naming.is_empty() {
        return Err("without a sentence that names both concepts".to_owned());
    }
    let paper = &annotated.paper;
    let cues = cues(says, direction);
    let sentence = naming.into_iter().find(|s| is_cued(paper, s, cues));
    let sentence = sentence.ok_or("without a sentence that says how both go together")?;
    let participant = |concept: &Concept| Participant {
        text: Some(text_in(paper, sentence, &concept.id)),
        id: Some(concept.id.clone()),
        kind: Some(concept.supplement.entity.kind.clone()),
        ..Participant::default()
    };
    let sign = direction.map(|d| Participant { text: Some(d.to_owned()), ..Participant::default() });
    let mut args = vec![participant(pair[0]), participant(pair[1])];
    if let Some(sign) = sign {
        args.insert(1, sign);
    }
    let quote = &paper.text[sentence.span.clone()];
    let start = paper.text[..sentence.span.start].chars().count();
    let section = paper.blocks.get(sentence.block).map(|b| b.section.join(", ")).filter(|s| !s.is_empty());
    let finding = Finding {
        says: says.to_owned(),
        args,
        paper: paper.id.clone(),
        section,
        span: Some([start, start + quote.chars().count()]),
        quote: quote.to_owned(),
        extractor: "bioc/1".to_owned(),
        note: Some("the relation is stated of the whole document".to_owned()),
        ..Finding::default()
    };
    Ok((finding, pair))
}

/// Stems of words by which a sentence can say a relation.
fn cues(says: &str, direction: Option<&str>) -> &'static [&'static str] {
    match (says, direction) {
        ("binds", _) => {
            &["bind", "bound", "interact", "complex", "recruit", "ligand", "affinit", "associat", "dimer"]
        }
        ("lowers", _) | (_, Some("negatively")) => &[
            "inhibit",
            "decreas",
            "reduc",
            "suppress",
            "attenuat",
            "block",
            "prevent",
            "downregulat",
            "down-regulat",
            "protect",
            "lower",
            "impair",
            "abolish",
            "antagoni",
            "revers",
            "treat",
            "therap",
            "ameliorat",
            "alleviat",
            "repress",
            "improv",
            "loss",
            "defici",
            "inverse",
            "negative",
            "diminish",
            "knock",
            "silenc",
            "deplet",
            "counteract",
            "target",
        ],
        _ => &[
            "increas",
            "induc",
            "activat",
            "promot",
            "stimulat",
            "enhanc",
            "upregulat",
            "up-regulat",
            "caus",
            "associat",
            "correlat",
            "elevat",
            "lead",
            "led",
            "trigger",
            "mediat",
            "result",
            "risk",
            "predispos",
            "develop",
            "contribut",
            "rais",
            "high",
            "express",
            "due",
            "produc",
            "potentiat",
            "require",
            "responsib",
            "mutation",
            "carr",
            "suscept",
            "overexpress",
            "positive",
            "drive",
            "support",
            "link",
            "regulat",
        ],
    }
}

/// Whether a word of a sentence starts with one of the stems, and the sentence neither asks, nor
/// plans, nor denies: a relation of the whole document is not quoted from a denial.
fn is_cued(paper: &Paper, sentence: &Sentence, cues: &[&str]) -> bool {
    let text = paper.text[sentence.span.clone()].to_lowercase();
    let asks =
        ["to investigate", "to determine", "to examine", "to test", "to assess", "whether ", "we aimed"];
    let denies = [" not ", " no ", "neither ", " nor ", " never ", " failed to ", " lack of "];
    if text.ends_with('?') || asks.iter().chain(&denies).any(|a| text.contains(a)) {
        return false;
    }
    let words = text.split(|c: char| !c.is_alphanumeric() && c != '-');
    words.filter(|w| !w.is_empty()).any(|word| {
        let parts = std::iter::once(word).chain(word.split('-'));
        parts.into_iter().any(|part| cues.iter().any(|cue| part.starts_with(cue)))
    })
}

/// The predicate of a type of relation, and the sign of one that has none of its own.
fn says(kind: &str) -> Option<(&'static str, Option<&'static str>)> {
    Some(match kind.to_lowercase().as_str() {
        "positive_correlation" | "positive_correlate" => ("associated", Some("positively")),
        "negative_correlation" | "negative_correlate" => ("associated", Some("negatively")),
        "bind" => ("binds", None),
        "stimulate" | "cause" | "cid" => ("raises", None),
        "inhibit" | "prevent" => ("lowers", None),
        _ => return None,
    })
}

fn pair<'c>(
    relation: &Relation,
    concepts: &'c BTreeMap<String, Concept>,
    annotated: &Annotated,
) -> Option<Pair<'c>> {
    let by_infon = |names: [&str; 2]| {
        let [a, b] = names.map(|name| relation.infons.get(name).and_then(concept_id));
        Some([concepts.get(&a?)?, concepts.get(&b?)?])
    };
    let by_node = || {
        let id = |at: usize| annotated.concepts.get(&relation.nodes.get(at)?.refid)?.first();
        Some([concepts.get(id(0)?)?, concepts.get(id(1)?)?])
    };
    by_infon(["role1", "role2"]).or_else(|| by_infon(["entity1", "entity2"])).or_else(by_node)
}

/// `{"identifier": "1956", "type": "Gene"}`, `Gene|1956` or `1956`.
fn concept_id(role: &serde_json::Value) -> Option<String> {
    match role {
        serde_json::Value::Object(fields) => {
            let kind = fields.get("type").and_then(serde_json::Value::as_str).unwrap_or_default();
            identifier(fields.get("identifier")?.as_str()?, kind)
        }
        serde_json::Value::String(text) => match text.split_once('|') {
            Some((kind, id)) if kind.len() > 1 && kind.bytes().all(|b| b.is_ascii_alphabetic()) => {
                identifier(id, kind)
            }
            _ => Some(text.trim().to_owned()),
        },
        _ => None,
    }
}

/// What the sentence calls a concept.
fn text_in(paper: &Paper, sentence: &Sentence, id: &str) -> String {
    let inside =
        |span: &std::ops::Range<usize>| span.start >= sentence.span.start && span.end <= sentence.span.end;
    let tag = paper.tags.iter().find(|t| inside(&t.span) && t.ids.iter().any(|i| i == id));
    tag.map_or_else(|| id.to_owned(), |t| paper.text[t.span.clone()].to_owned())
}

/// What was left out of a file, as one line.
pub(super) fn told(left_out: &BTreeMap<String, usize>) -> String {
    let mut reasons: Vec<(&String, &usize)> = left_out.iter().collect();
    reasons.sort_by_key(|(reason, count)| (std::cmp::Reverse(**count), *reason));
    reasons.iter().map(|(reason, count)| format!("{count} {reason}")).collect::<Vec<_>>().join("; ")
}
