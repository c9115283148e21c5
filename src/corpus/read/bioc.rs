//! Annotated documents: BioC in XML and JSON, PubTator3 exports, PubTator text.
//!
//! In: documents of passages, entities and relations, whose offsets count code points. Out: papers
//! with the entities as tags, and the relations that a sentence with both entities can stand for
//! as findings. What a relation between two concepts does not say (a sign, a sentence) is not
//! made up: such relations are counted.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use serde::Deserialize;

use super::prose::Prose;
use super::xml::Element;
use crate::corpus::{BlockRole, Paper, Tag};

/// A document as its file describes it.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Document {
    #[serde(default, deserialize_with = "word")]
    pub(super) id: String,
    /// Number in PubMed, where the export gives it apart.
    #[serde(default, deserialize_with = "word")]
    pub(super) pmid: String,
    #[serde(default)]
    pub(super) infons: Infons,
    pub(super) passages: Vec<Passage>,
    #[serde(default)]
    pub(super) relations: Vec<Relation>,
}

/// Values by name, as texts or as objects of texts.
pub(super) type Infons = BTreeMap<String, serde_json::Value>;

/// A stretch of a document.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Passage {
    #[serde(default)]
    pub(super) infons: Infons,
    /// Code points before it in the document.
    #[serde(default)]
    pub(super) offset: usize,
    #[serde(default)]
    pub(super) text: Option<String>,
    #[serde(default)]
    pub(super) sentences: Vec<Passage>,
    #[serde(default)]
    pub(super) annotations: Vec<Annotation>,
    #[serde(default)]
    pub(super) relations: Vec<Relation>,
}

/// An entity where it is named.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Annotation {
    #[serde(default, deserialize_with = "word")]
    pub(super) id: String,
    #[serde(default)]
    pub(super) infons: Infons,
    #[serde(default)]
    pub(super) text: Option<String>,
    #[serde(default)]
    pub(super) locations: Vec<Location>,
}

/// Where an entity is named, in code points of the document.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
pub(super) struct Location {
    pub(super) offset: usize,
    pub(super) length: usize,
}

/// A relation of two concepts.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Relation {
    #[serde(default)]
    pub(super) infons: Infons,
    #[serde(default)]
    pub(super) nodes: Vec<RelationNode>,
}

/// A participant of a relation, by the identifier of an annotation.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct RelationNode {
    #[serde(default, deserialize_with = "word")]
    pub(super) refid: String,
}

/// A text or a number, as text.
fn word<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Ok(match serde_json::Value::deserialize(deserializer)? {
        serde_json::Value::String(text) => text,
        serde_json::Value::Null => String::new(),
        other => other.to_string(),
    })
}

/// A value of the infons as text.
pub(super) fn infon<'a>(infons: &'a Infons, name: &str) -> Option<&'a str> {
    infons.get(name).and_then(serde_json::Value::as_str).map(str::trim).filter(|t| !t.is_empty())
}

/// The document in a tree of BioC-XML.
pub(super) fn document(element: &Element) -> Document {
    Document {
        id: element.text_of("id").unwrap_or_default(),
        pmid: String::new(),
        infons: infons(element),
        passages: element.all("passage").map(passage).collect(),
        relations: element.all("relation").map(relation).collect(),
    }
}

fn infons(element: &Element) -> Infons {
    let pairs = element.all("infon").filter_map(|e| Some((e.attribute("key")?.to_owned(), e.text().into())));
    pairs.collect()
}

fn passage(element: &Element) -> Passage {
    Passage {
        infons: infons(element),
        offset: element.text_of("offset").and_then(|o| o.parse().ok()).unwrap_or_default(),
        // Offsets count every character, so that white space must stay.
        text: element.find("text").map(Element::verbatim),
        sentences: element.all("sentence").map(passage).collect(),
        annotations: element.all("annotation").map(annotation).collect(),
        relations: element.all("relation").map(relation).collect(),
    }
}

fn annotation(element: &Element) -> Annotation {
    let number = |e: &Element, name: &str| e.attribute(name).and_then(|n| n.parse().ok()).unwrap_or_default();
    Annotation {
        id: element.attribute("id").unwrap_or_default().to_owned(),
        infons: infons(element),
        text: element.text_of("text"),
        locations: element
            .all("location")
            .map(|l| Location { offset: number(l, "offset"), length: number(l, "length") })
            .collect(),
    }
}

fn relation(element: &Element) -> Relation {
    let nodes = element.all("node").filter_map(|n| n.attribute("refid"));
    Relation {
        infons: infons(element),
        nodes: nodes.map(|id| RelationNode { refid: id.to_owned() }).collect(),
    }
}

/// A document as a paper, with what its relations need.
pub(super) struct Annotated {
    pub(super) paper: Paper,
    /// Annotations by their identifiers in the file → identifiers of concepts.
    pub(super) concepts: BTreeMap<String, Vec<String>>,
    /// Annotations that are not where the file says, nor near it.
    pub(super) misplaced: usize,
}

/// Writes the passages down, and finds the annotations in them.
pub(super) fn paper(document: &Document) -> Annotated {
    let mut prose = Prose::default();
    let mut found = Found::default();
    for passage in &document.passages {
        let (role, section) = role(passage);
        prose.set_section(section);
        let pieces: Vec<&Passage> =
            if passage.sentences.is_empty() { vec![passage] } else { passage.sentences.iter().collect() };
        let annotations =
            || passage.annotations.iter().chain(passage.sentences.iter().flat_map(|s| &s.annotations));
        for piece in &pieces {
            let Some(text) = piece.text.as_deref() else { continue };
            if prose.last().is_some() {
                prose.push(" ");
            }
            let placed = Placed::push(&mut prose, text, piece.offset);
            for annotation in annotations() {
                found.annotation(annotation, &placed, &mut prose);
            }
        }
        found.count(annotations());
        prose.end(role);
    }
    let paper = prose.into_paper(described(document));
    Annotated { paper, concepts: found.concepts, misplaced: found.named - found.placed }
}

/// Text that was pushed, and where each of its code points went.
struct Placed<'t> {
    text: &'t str,
    offset: usize,
    /// Byte in the prose of each code point, and of the end.
    bytes: Vec<usize>,
}

impl<'t> Placed<'t> {
    fn push(prose: &mut Prose, text: &'t str, offset: usize) -> Self {
        let mut bytes = Vec::with_capacity(text.len() + 1);
        let mut buffer = [0; 4];
        for c in text.chars() {
            let before = prose.position();
            prose.push(c.encode_utf8(&mut buffer));
            // White space that was dropped stands where the next character goes.
            bytes.push(before);
        }
        bytes.push(prose.position());
        Self { text, offset, bytes }
    }

    /// The bytes of a location, if what stands there is the annotation's text.
    fn span(&self, location: Location, text: Option<&str>) -> Option<Range<usize>> {
        let start = location.offset.checked_sub(self.offset)?;
        let end = start.checked_add(location.length)?;
        let span = self.at(start, end);
        match (span, text) {
            (Some(span), None) => Some(span),
            (Some(span), Some(text)) if self.says(start, end, text) => Some(span),
            (_, Some(text)) => self.nearest(start, text),
            (None, None) => None,
        }
    }

    fn at(&self, start: usize, end: usize) -> Option<Range<usize>> {
        (start < end && end < self.bytes.len()).then(|| self.bytes[start]..self.bytes[end])
    }

    fn says(&self, start: usize, end: usize, text: &str) -> bool {
        let there = self.text.chars().skip(start).take(end - start);
        there.filter(|c| !c.is_whitespace()).eq(text.chars().filter(|c| !c.is_whitespace()))
    }

    /// Files count bytes, or characters of another normal form, now and then: the place of the text
    /// that is nearest to where it should stand.
    fn nearest(&self, start: usize, text: &str) -> Option<Range<usize>> {
        if text.is_empty() {
            return None;
        }
        let length = text.chars().count();
        let position = |byte: usize| self.text[..byte].chars().count();
        let starts = self.text.match_indices(text).map(|(byte, _)| position(byte));
        let best = starts.min_by_key(|at| at.abs_diff(start))?;
        self.at(best, best + length)
    }
}

#[derive(Default)]
struct Found {
    concepts: BTreeMap<String, Vec<String>>,
    named: usize,
    placed: usize,
}

impl Found {
    fn count<'a>(&mut self, annotations: impl Iterator<Item = &'a Annotation>) {
        self.named += annotations.count();
    }

    fn annotation(&mut self, annotation: &Annotation, placed: &Placed<'_>, prose: &mut Prose) {
        let kind = infon(&annotation.infons, "type").unwrap_or_default().to_owned();
        let ids = identifiers(&annotation.infons, &kind);
        self.concepts.entry(annotation.id.clone()).or_insert_with(|| ids.clone());
        let mut any = false;
        for location in &annotation.locations {
            let inside =
                location.offset >= placed.offset && location.offset < placed.offset + placed.bytes.len();
            let whole = annotation.text.as_deref().filter(|_| annotation.locations.len() == 1);
            if let Some(span) = placed.span(*location, whole).filter(|_| inside) {
                any = true;
                prose.tag(Tag { span, ids: ids.clone(), kind: kind.clone() });
            }
        }
        self.placed += usize::from(any);
    }
}

fn described(document: &Document) -> Paper {
    let first = document.passages.first();
    let get = |name: &str| {
        let own = infon(&document.infons, name);
        own.or_else(|| first.and_then(|p| infon(&p.infons, name))).map(str::to_owned)
    };
    let is_pmc = document.id.starts_with("PMC");
    let number = !document.id.is_empty() && document.id.bytes().all(|b| b.is_ascii_digit());
    let same_as_pmc = get("article-id_pmc").is_some_and(|pmc| pmc.trim_start_matches("PMC") == document.id);
    let apart = Some(document.pmid.clone()).filter(|p| !p.is_empty());
    let pmid =
        get("article-id_pmid").or(apart).or_else(|| (number && !same_as_pmc).then(|| document.id.clone()));
    let doi = get("article-id_doi")
        .or_else(|| get("doi"))
        .and_then(|d| crate::corpus::extract::record::first_doi(&d));
    let title = document.passages.iter().find(|p| role(p).0 == BlockRole::Title);
    let fallback = match document.id.as_str() {
        "" => String::new(),
        id if is_pmc => format!("pmc:{id}"),
        id => format!("bioc:{id}"),
    };
    let authors = get("authors").unwrap_or_default();
    Paper {
        id: super::identifier(doi.as_deref(), pmid.as_deref()).unwrap_or(fallback),
        title: title.and_then(|t| t.text.clone()),
        authors: authors.split([',', ';']).map(author).filter(|a| !a.is_empty()).collect(),
        year: get("year").and_then(|y| y.get(..4)?.parse().ok()),
        journal: get("journal").map(|j| j.split(['.', ';']).next().unwrap_or_default().to_owned()),
        doi,
        pmid,
        ..Paper::default()
    }
}

/// `Doe JA` as `JA Doe`: the last name last.
fn author(written: &str) -> String {
    let written = written.trim();
    match written.rsplit_once(' ') {
        Some((last, initials)) if initials.len() <= 3 && initials.bytes().all(|b| b.is_ascii_uppercase()) => {
            format!("{initials} {last}")
        }
        _ => written.to_owned(),
    }
}

/// What a passage is, and the section that it is in.
fn role(passage: &Passage) -> (BlockRole, Vec<Arc<str>>) {
    let kind = infon(&passage.infons, "type").or_else(|| infon(&passage.infons, "name")).unwrap_or_default();
    let kind = kind.to_lowercase();
    let section = infon(&passage.infons, "section_type").or_else(|| infon(&passage.infons, "section"));
    let section = section.unwrap_or_default().to_uppercase();
    let role = match kind.as_str() {
        _ if matches!(section.as_str(), "COMP_INT" | "ACK_FUND" | "AUTH_CONT") => BlockRole::Furniture,
        "ref" => BlockRole::Reference,
        _ if section == "REF" => BlockRole::Reference,
        "title" | "front" if matches!(section.as_str(), "" | "TITLE") => BlockRole::Title,
        _ if kind.contains("caption") || kind.contains("footnote") => BlockRole::Caption,
        "table" => BlockRole::Row,
        _ if kind.contains("title") => BlockRole::Heading,
        _ => BlockRole::Paragraph,
    };
    let named = match section.as_str() {
        "INTRO" => "Introduction",
        "DISCUSS" => "Discussion",
        "CONCL" => "Conclusion",
        "CASE" => "Case report",
        "SUPPL" => "Supplement",
        "REF" => "References",
        "ABSTRACT" => "Abstract",
        "METHODS" => "Methods",
        "RESULTS" => "Results",
        _ if kind.starts_with("abstract") => "Abstract",
        _ => "",
    };
    (role, (!named.is_empty()).then(|| Arc::from(named)).into_iter().collect())
}

/// The identifiers of an annotation in the names of registers.
pub(super) fn identifiers(infons: &Infons, kind: &str) -> Vec<String> {
    let given = ["identifier", "NCBI GENE", "NCBI Gene", "MESH", "NCBI Homologene", "Identifier"]
        .iter()
        .find_map(|name| infon(infons, name));
    let given = given.unwrap_or_default();
    let parts = given.split([';', ',', '|']);
    // A variant's identifier is of one piece.
    let parts: Vec<&str> =
        if kind.contains("ariant") || kind.contains("utation") { vec![given] } else { parts.collect() };
    parts.into_iter().filter_map(|part| identifier(part, kind)).collect()
}

/// `1956` of a gene is `NCBIGene:1956`; none for `-`.
pub(super) fn identifier(given: &str, kind: &str) -> Option<String> {
    let given = given.trim();
    let kind = kind.to_lowercase();
    let bare = given.split('(').next().unwrap_or(given).trim();
    if bare.is_empty() || bare == "-" || bare.eq_ignore_ascii_case("none") {
        return None;
    }
    let number = bare.bytes().all(|b| b.is_ascii_digit());
    let register = match bare.split_once(':') {
        Some((register, rest)) if !register.contains(['|', '>']) => {
            let register = match register.to_uppercase().as_str() {
                "MESH" => "MESH".to_owned(),
                "OMIM" | "MIM" => "OMIM".to_owned(),
                "CHEBI" => "CHEBI".to_owned(),
                _ => register.to_owned(),
            };
            return Some(format!("{register}:{rest}"));
        }
        _ if kind.contains("gene") && number => "NCBIGene",
        _ if (kind.contains("species") || kind.contains("organism")) && number => "NCBITaxon",
        _ if bare.starts_with("CVCL_") => "CVCL",
        _ if bare.starts_with("rs") && bare[2..].bytes().all(|b| b.is_ascii_digit()) => "dbSNP",
        _ if kind.contains("variant") || kind.contains("mutation") => "tmVar",
        _ if number => "OMIM",
        _ if is_mesh(bare) => "MESH",
        _ => "X",
    };
    Some(format!("{register}:{bare}"))
}

fn is_mesh(text: &str) -> bool {
    text.starts_with(['C', 'D']) && text.len() >= 5 && text[1..].bytes().all(|b| b.is_ascii_digit())
}
