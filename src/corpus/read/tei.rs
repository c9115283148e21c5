//! TEI, as GROBID makes it of a PDF: title, abstract, sections, legends, tables, citations, references.
//!
//! In: the tree of a `TEI`. Out: a paper whose text is what a reader sees, in order, without
//! acknowledgements, notes and formulas that stand alone. A flat list of sections gets its levels from
//! their numbers, else from the names that papers of all kinds have.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::prose::Prose;
use super::xml::{Element, Node};
use crate::corpus::extract::apparatus::is_apparatus;
use crate::corpus::extract::line;
use crate::corpus::{BlockRole, Paper, Reference};

/// Elements that say nothing in running text.
const SILENT: [&str; 6] = ["note", "graphic", "label", "figure", "fw", "desc"];

/// The paper.
pub(super) fn paper(tei: &Element) -> Paper {
    let file = tei.find("teiHeader/fileDesc");
    let labels = labels(tei);
    let mut writing = Writing { prose: Prose::default(), labels: &labels, path: Vec::new() };
    let title = file.and_then(|file| file.find("titleStmt/title"));
    if let Some(title) = title {
        writing.inline(title);
        writing.prose.end(BlockRole::Title);
    }
    if let Some(part) = tei.find("teiHeader/profileDesc/abstract") {
        writing.path = vec!["Abstract".into()];
        writing.parts(part);
    }
    writing.path.clear();
    for part in ["text/body", "text/back"].iter().filter_map(|path| tei.find(path)) {
        writing.parts(part);
        writing.path.clear();
    }
    let references = writing.references(tei);
    let paper = Paper { references, ..file.map(described).unwrap_or_default() };
    writing.prose.into_paper(paper)
}

fn described(file: &Element) -> Paper {
    let source = file.find("sourceDesc/biblStruct");
    let find = |path: &str| source.and_then(|source| source.find(path));
    let (doi, pmid) = source.map_or((None, None), identifiers);
    let analytic = find("analytic").or_else(|| file.find("titleStmt"));
    let published = file.find("publicationStmt").and_then(year);
    Paper {
        id: super::identifier(doi.as_deref(), pmid.as_deref()).unwrap_or_default(),
        title: file.text_of("titleStmt/title"),
        authors: analytic.into_iter().flat_map(|a| a.all("author")).filter_map(author).collect(),
        year: find("monogr/imprint").and_then(year).or(published),
        journal: find("monogr").and_then(|m| m.text_of("title")),
        doi,
        pmid,
        ..Paper::default()
    }
}

fn author(author: &Element) -> Option<String> {
    let Some(name) = author.find("persName") else {
        return Some(author.text()).filter(|text| !text.is_empty() && author.elements().next().is_none());
    };
    let parts = name.all("forename").chain(name.all("surname")).map(Element::text);
    Some(parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")).filter(|name| !name.is_empty())
}

/// DOI and number in PubMed.
fn identifiers(bibliographic: &Element) -> (Option<String>, Option<String>) {
    let all = bibliographic.descendants("idno");
    let of = |kind: &str| {
        let is_kind = |e: &&&Element| e.attribute("type").is_some_and(|t| t.eq_ignore_ascii_case(kind));
        all.iter().find(is_kind).map(|e| e.text()).filter(|text| !text.is_empty())
    };
    let doi = of("DOI").and_then(|doi| crate::corpus::extract::record::first_doi(&doi));
    (doi, of("PMID").filter(|pmid| pmid.bytes().all(|b| b.is_ascii_digit())))
}

/// Of the first date that has one.
fn year(element: &Element) -> Option<i32> {
    let dates = element.descendants("date");
    dates.iter().find_map(|date| {
        let text = date.attribute("when").map_or_else(|| date.text(), str::to_owned);
        let at = line::year_at(&text)?;
        text.get(at..at + 4)?.parse().ok()
    })
}

/// Identifiers of references → their numbers in the list.
fn labels(tei: &Element) -> BTreeMap<String, String> {
    let numbered = listed(tei).into_iter().zip(1usize..);
    numbered.filter_map(|(entry, n)| Some((entry.attribute("id")?.to_owned(), n.to_string()))).collect()
}

/// The entries of the list of references.
fn listed(tei: &Element) -> Vec<&Element> {
    let lists = tei.find("text").map(|text| text.descendants("listBibl")).unwrap_or_default();
    let entries = lists.into_iter().flat_map(Element::elements);
    entries.filter(|e| matches!(e.name.as_str(), "biblStruct" | "bibl" | "biblFull")).collect()
}

struct Writing<'a> {
    prose: Prose,
    labels: &'a BTreeMap<String, String>,
    /// Headings above the present place.
    path: Vec<Arc<str>>,
}

impl Writing<'_> {
    /// What stands in a part of the text, block by block.
    fn parts(&mut self, element: &Element) {
        for part in element.elements() {
            match part.name.as_str() {
                "div" if part.attribute("type") == Some("references") => {}
                "div" => self.section(part),
                "head" | "formula" | "listBibl" | "note" | "pb" | "fw" => {}
                "figure" => self.figure(part),
                "table" => self.table(part),
                "list" | "quote" | "ab" if part.elements().any(|e| e.name == "p" || e.name == "item") => {
                    self.parts(part);
                }
                _ => {
                    self.prose.set_section(self.path.clone());
                    self.inline(part);
                    self.prose.end(BlockRole::Paragraph);
                }
            }
        }
    }

    fn section(&mut self, div: &Element) {
        let outer = self.path.clone();
        if let Some(head) = div.find("head").filter(|head| !head.text().is_empty()) {
            self.go_to(head);
            self.prose.set_section(self.path.clone());
            self.inline(head);
            self.prose.end(BlockRole::Heading);
        }
        let inside = self.path.clone();
        self.parts(div);
        // Sections that are parts of this one end with it; those beside it may be under the same name.
        let nested = div.elements().any(|e| e.name == "div");
        self.path = if nested { outer } else { inside };
    }

    /// Goes to the section of this heading: below those above it by its number (`2.1`), else below
    /// the last one with a name that all papers have.
    fn go_to(&mut self, head: &Element) {
        let name = head.text();
        let number = head.attribute("n").map(|n| n.trim_end_matches('.')).unwrap_or_default();
        let depth = match number {
            _ if line::is_section_name(&name) || is_apparatus(&name) => 0,
            "" => usize::from(self.path.first().is_some_and(|first| holds_others(first))),
            number => number.split('.').count() - 1,
        };
        self.path.truncate(depth);
        self.path.push(name.into());
    }

    fn figure(&mut self, figure: &Element) {
        self.prose.set_section(self.path.clone());
        if let Some(head) = figure.text_of("head") {
            self.prose.push(head.trim_end_matches(['.', ':', ' ']));
            self.prose.push(". ");
        }
        if let Some(legend) = figure.find("figDesc") {
            self.inline(legend);
        }
        self.prose.end(BlockRole::Caption);
        figure.all("table").for_each(|table| self.table(table));
    }

    fn table(&mut self, table: &Element) {
        for row in table.descendants("row") {
            for cell in row.all("cell") {
                self.inline(cell);
                self.prose.cell();
            }
            self.prose.end(BlockRole::Row);
        }
    }

    /// Everything in an element as running text.
    fn inline(&mut self, element: &Element) {
        for node in &element.nodes {
            match node {
                Node::Text(text) => self.prose.push(text),
                Node::Element(e) => self.element(e),
            }
        }
    }

    fn element(&mut self, element: &Element) {
        match element.name.as_str() {
            name if SILENT.contains(&name) => {}
            "ref" if element.attribute("type") == Some("bibr") => self.citation(element),
            "hi" if element.attribute("rend").is_some_and(|r| r.starts_with("sup")) => self.raised(element),
            "lb" | "pb" => self.prose.push(" "),
            // Sentences and paragraphs in a legend stand side by side without space.
            "s" | "p" | "div" | "head" | "item" | "formula" => {
                self.inline(element);
                self.prose.push(" ");
            }
            _ => self.inline(element),
        }
    }

    /// `10<hi rend="superscript">6</hi>` is no 106.
    fn raised(&mut self, element: &Element) {
        let number =
            element.text().trim_start_matches(['-', '−', '–', '+']).starts_with(|c: char| c.is_ascii_digit());
        if number && self.prose.last().is_some_and(|c| c.is_ascii_digit()) {
            self.prose.push("^");
        }
        self.inline(element);
    }

    /// A citation; bare numbers are put in brackets, so that they are no part of a sentence.
    fn citation(&mut self, marker: &Element) {
        let text = marker.text();
        let open = self.prose.open();
        let inside = open.rfind(['[', ']', '(', ')']).is_some_and(|at| open[at..].starts_with(['[', '(']));
        let numbers = !text.is_empty() && text.chars().all(|c| c.is_ascii_digit() || ",;-–−— ".contains(c));
        let bare = numbers && !inside && text.starts_with(|c: char| c.is_ascii_digit());
        let start = self.prose.position();
        if bare {
            self.prose.push(&format!("[{}]", text.trim_end_matches([',', ';', ' '])));
        } else {
            self.inline(marker);
        }
        let targets = marker.attribute("target").unwrap_or_default().split_whitespace();
        let ids = targets.map(|target| target.trim_start_matches('#'));
        let mut labels: Vec<String> = ids.filter_map(|id| self.labels.get(id).cloned()).collect();
        // One marker for several works points to the first of them.
        let first: Option<usize> = text.split(|c: char| !c.is_ascii_digit()).find_map(|n| n.parse().ok());
        let same = labels.is_empty() || labels.first().and_then(|l| l.parse().ok()) == first;
        if numbers
            && same
            && let Some(all) = numbered(&text)
        {
            labels = all;
        }
        self.prose.cite(start, labels);
    }

    fn references(&mut self, tei: &Element) -> Vec<Reference> {
        self.prose.set_section(vec!["References".into()]);
        let references = listed(tei).into_iter().zip(1usize..).map(|(entry, number)| {
            let reference = reference(entry, number);
            self.prose.push(&format!("{}. {}", reference.label, reference.text));
            self.prose.end(BlockRole::Reference);
            reference
        });
        references.collect()
    }
}

/// Whether a heading without a number may belong below this one: hardly any introduction has parts.
fn holds_others(name: &str) -> bool {
    const WITHOUT: [&str; 4] = ["introduction", "background", "abstract", "summary"];
    line::is_section_name(name) && !WITHOUT.iter().any(|w| line::heading_name(name).starts_with(w))
}

/// `1,3-5` → 1, 3, 4, 5.
fn numbered(text: &str) -> Option<Vec<String>> {
    const RANGE: usize = 100;
    let mut found = Vec::new();
    for part in text.split([',', ';', ' ']).filter(|part| !part.is_empty()) {
        let mut ends = part.split(['-', '–', '−', '—']).map(|n| n.parse::<usize>().ok());
        let first = ends.next()??;
        let last = ends.next().unwrap_or(Some(first))?;
        if last < first || last - first > RANGE {
            return None;
        }
        found.extend((first..=last).map(|n| n.to_string()));
    }
    (!found.is_empty()).then_some(found)
}

fn reference(entry: &Element, number: usize) -> Reference {
    let raw = entry.all("note").find(|n| n.attribute("type") == Some("raw_reference")).map(Element::text);
    let text = raw.unwrap_or_else(|| written(entry));
    let (doi, pmid) = identifiers(entry);
    Reference {
        label: number.to_string(),
        doi: doi.or_else(|| crate::corpus::extract::record::first_doi(&text)),
        pmid,
        year: year(entry),
        text,
    }
}

/// Authors, titles and date of an entry.
fn written(entry: &Element) -> String {
    if entry.name == "bibl" {
        return entry.text();
    }
    let authors: Vec<String> = entry.descendants("author").into_iter().filter_map(author).collect();
    let titles = entry.descendants("title").into_iter().map(Element::text);
    let year = year(entry).map(|year| year.to_string());
    let parts = std::iter::once(authors.join(", ")).chain(titles).chain(year);
    parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(". ")
}
