//! Ontologies: OBO text, OBO-graph JSON, and JSON lists of terms.

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;

use super::{Reading, Record, Standing};
use crate::diagnostic::Diagnostic;

/// `[{"id": …, "name": …, "namespace": …, "relations": {"is_a": […]}, "synonyms": […], "xrefs": […]}]`.
#[derive(Deserialize)]
struct Term {
    id: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    namespace: String,
    #[serde(default)]
    relations: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    synonyms: Vec<Synonym>,
    #[serde(default)]
    xrefs: Vec<Reference>,
    #[serde(default)]
    alt_ids: Vec<String>,
    #[serde(default)]
    obsolete: bool,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Synonym {
    Plain(String),
    Named { name: String },
}

#[derive(Deserialize)]
struct Reference {
    #[serde(alias = "prefix")]
    namespace: String,
    #[serde(alias = "identifier")]
    id: String,
}

/// A list of terms, each with its own identifier.
pub(super) fn list(reading: &mut Reading<'_>, text: &str) -> Result<&'static str, Diagnostic> {
    let terms: Vec<Term> = serde_json::from_str(text).map_err(|e| no_json(reading, &e))?;
    let mut records = Vec::with_capacity(terms.len());
    for term in terms {
        let register = term.namespace.to_uppercase();
        let with_register = |id: &str| match id.contains(':') || register.is_empty() {
            true => id.to_owned(),
            false => format!("{register}:{id}"),
        };
        let other = |r: &Reference| match r.id.contains(':') {
            true => r.id.clone(),
            false => format!("{}:{}", r.namespace, r.id),
        };
        let mut cross_references: Vec<String> = term.xrefs.iter().map(other).collect();
        cross_references.extend(term.alt_ids.iter().map(|id| with_register(id)));
        let names = term.synonyms.into_iter().map(|synonym| match synonym {
            Synonym::Plain(name) | Synonym::Named { name } => (name, Standing::Synonym),
        });
        let parents = term.relations.get("is_a").into_iter().flatten();
        let record = Record {
            id: with_register(&term.id),
            name: term.name,
            names: names.collect(),
            parents: parents.map(|id| with_register(id)).collect(),
            cross_references,
            ..Record::default()
        };
        records.extend(checked(reading, record, term.obsolete));
    }
    let records = of_kinds(reading, records)?;
    take(reading, records);
    Ok("JSON list of terms")
}

/// The record with the kind that its register tells; `None` for one that is left out.
fn checked(reading: &mut Reading<'_>, mut record: Record, obsolete: bool) -> Option<Record> {
    if obsolete {
        reading.leave_out("obsolete");
        return None;
    }
    if record.name.is_empty() || !record.id.contains(':') {
        reading.leave_out("no name or identifier");
        return None;
    }
    let register = record.id.split(':').next().unwrap_or_default();
    record.kind = super::kind_of_register(register).unwrap_or_default().to_owned();
    Some(record)
}

/// The records with their kinds. Ontologies hold terms of others: where the registers of some terms
/// tell their kinds, the terms of registers that tell none are left out.
fn of_kinds(reading: &mut Reading<'_>, mut records: Vec<Record>) -> Result<Vec<Record>, Diagnostic> {
    if records.iter().any(|record| !record.kind.is_empty()) {
        let all = records.len();
        records.retain(|record| !record.kind.is_empty());
        (records.len()..all).for_each(|_| reading.leave_out("of a register that tells no kind"));
        return Ok(records);
    }
    let Some(first) = records.first() else { return Ok(records) };
    let kind = reading.kind_of_all().ok_or_else(|| reading.no_kind(&first.name))?;
    records.iter_mut().for_each(|record| record.kind.clone_from(&kind));
    Ok(records)
}

/// Takes the records of an ontology, but of each kind only what is below its widest root: beside
/// the things themselves ontologies have trees of their roles, parts and qualities.
fn take(reading: &mut Reading<'_>, records: Vec<Record>) {
    let position: FxHashMap<&str, usize> = records.iter().enumerate().map(|(i, r)| (&*r.id, i)).collect();
    let mut children = vec![Vec::new(); records.len()];
    let mut roots = Vec::new();
    for (at, record) in records.iter().enumerate() {
        let parents: Vec<usize> = record.parents.iter().filter_map(|p| position.get(&**p).copied()).collect();
        parents.iter().for_each(|&p| children[p].push(at));
        roots.extend(parents.is_empty().then_some(at));
    }
    let mut widest: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    let mut rooted = vec![false; records.len()];
    for root in roots.into_iter().filter(|&root| !children[root].is_empty()) {
        let below = below(root, &children);
        below.iter().for_each(|&at| rooted[at] = true);
        let kept = widest.entry(&records[root].kind).or_default();
        if below.len() > kept.len() {
            *kept = below;
        }
    }
    widest.into_values().flatten().for_each(|at| rooted[at] = false);
    for (record, left_out) in records.into_iter().zip(rooted) {
        if left_out { reading.leave_out("below a smaller root") } else { reading.take(record) }
    }
}

/// A record and all that is below it.
fn below(root: usize, children: &[Vec<usize>]) -> Vec<usize> {
    let mut found = vec![root];
    let mut seen: FxHashSet<usize> = found.iter().copied().collect();
    let mut next = 0;
    while let Some(&at) = found.get(next) {
        next += 1;
        found.extend(children[at].iter().filter(|c| seen.insert(**c)));
    }
    found
}

fn no_json(reading: &Reading<'_>, error: &serde_json::Error) -> Diagnostic {
    let message = format!("{}: no list or graph of terms: {error}", reading.at(error.line()));
    let help = "read are OBO-graph JSON (`graphs` with `nodes` and `edges`) and lists of terms with \
                `id`, `name`, `synonyms`, `xrefs` and `relations`";
    Diagnostic::error("E0221", message).help(help)
}

#[derive(Deserialize)]
struct Document {
    graphs: Vec<Graph>,
}

#[derive(Deserialize)]
struct Graph {
    #[serde(default)]
    nodes: Vec<Node>,
    #[serde(default)]
    edges: Vec<Edge>,
}

#[derive(Deserialize)]
struct Node {
    id: String,
    #[serde(default)]
    lbl: String,
    #[serde(default)]
    meta: Meta,
}

#[derive(Default, Deserialize)]
struct Meta {
    #[serde(default)]
    synonyms: Vec<GraphSynonym>,
    #[serde(default)]
    xrefs: Vec<Said>,
    #[serde(default)]
    deprecated: bool,
}

#[derive(Deserialize)]
struct GraphSynonym {
    #[serde(default)]
    pred: String,
    val: String,
}

#[derive(Deserialize)]
struct Said {
    val: String,
}

#[derive(Deserialize)]
struct Edge {
    sub: String,
    pred: String,
    obj: String,
}

/// OBO-graph JSON.
pub(super) fn graph(reading: &mut Reading<'_>, text: &str) -> Result<&'static str, Diagnostic> {
    let document: Document = serde_json::from_str(text).map_err(|e| no_json(reading, &e))?;
    let mut records = Vec::new();
    for graph in document.graphs {
        let mut parents: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for edge in graph.edges.into_iter().filter(|e| e.pred == "is_a") {
            parents.entry(edge.sub).or_default().push(short(&edge.obj));
        }
        for node in graph.nodes {
            let names = node.meta.synonyms.into_iter().filter_map(|s| Some((s.val, standing(&s.pred)?)));
            let record = Record {
                id: short(&node.id),
                name: node.lbl,
                names: names.collect(),
                parents: parents.remove(&node.id).unwrap_or_default(),
                cross_references: node.meta.xrefs.into_iter().map(|x| x.val).collect(),
                ..Record::default()
            };
            records.extend(checked(reading, record, node.meta.deprecated));
        }
    }
    let records = of_kinds(reading, records)?;
    take(reading, records);
    Ok("OBO graph")
}

/// `http://purl.obolibrary.org/obo/CL_0000623` → `CL:0000623`.
fn short(address: &str) -> String {
    let last = address.rsplit(['/', '#']).next().unwrap_or(address);
    if last.contains(':') { last.to_owned() } else { last.replacen('_', ":", 1) }
}

/// Exact synonyms are full ones, related ones come last; narrower and broader ones are other things.
fn standing(scope: &str) -> Option<Standing> {
    let scope = scope.to_lowercase();
    match () {
        () if scope.contains("exact") => Some(Standing::Synonym),
        () if scope.contains("related") => Some(Standing::Previous),
        () => None,
    }
}

/// OBO text: stanzas of `tag: value` lines.
pub(super) fn obo(reading: &mut Reading<'_>, text: &str) -> Result<&'static str, Diagnostic> {
    let mut records = Vec::new();
    let mut record = Record::default();
    let (mut in_term, mut obsolete) = (false, false);
    for line in text.lines().map(str::trim) {
        if line.starts_with('[') {
            if in_term {
                records.extend(checked(reading, std::mem::take(&mut record), obsolete));
            }
            (in_term, obsolete) = (line == "[Term]", false);
            record = Record::default();
        }
        let Some((tag, value)) = line.split_once(": ").filter(|_| in_term) else { continue };
        match tag {
            "id" => record.id = value.to_owned(),
            "name" => record.name = value.to_owned(),
            "is_obsolete" => obsolete = value == "true",
            "is_a" => record.parents.extend(value.split([' ', '!']).next().map(str::to_owned)),
            "xref" | "alt_id" => record.cross_references.extend(value.split(' ').next().map(str::to_owned)),
            "synonym" => record.names.extend(synonym(value)),
            _ => {}
        }
    }
    if in_term {
        records.extend(checked(reading, record, obsolete));
    }
    let records = of_kinds(reading, records)?;
    take(reading, records);
    Ok("OBO")
}

/// `"natural killer cell" EXACT []`.
fn synonym(value: &str) -> Option<(String, Standing)> {
    let (text, rest) = value.strip_prefix('"')?.rsplit_once('"')?;
    let scope = rest.split_whitespace().next().unwrap_or("RELATED");
    Some((text.replace("\\\"", "\""), standing(scope)?))
}
