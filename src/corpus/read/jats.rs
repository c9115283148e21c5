//! JATS articles: front matter, abstract, sections, captions, tables, citations, references.
//!
//! In: the tree of an `article`. Out: a paper whose text is what a reader sees, in order, without
//! reviews, acknowledgements and footnotes; and which papers it retracts.

use std::collections::BTreeMap;

use super::prose::Prose;
use super::retraction::Retracts;
use super::xml::{Element, Node};
use crate::corpus::{BlockRole, Paper, Reference};

/// Elements that say nothing in running text.
const SILENT: [&str; 14] = [
    "tex-math",
    "inline-graphic",
    "graphic",
    "media",
    "object-id",
    "fn",
    "label",
    "supplementary-material",
    "alt-text",
    "long-desc",
    "private-char",
    "math:annotation",
    "attrib",
    "permissions",
];

/// Elements that stand apart from running text.
const APART: [&str; 20] = [
    "p",
    "sec",
    "list",
    "list-item",
    "def-list",
    "fig",
    "fig-group",
    "table-wrap",
    "table-wrap-group",
    "table",
    "boxed-text",
    "disp-quote",
    "disp-formula-group",
    "statement",
    "app",
    "app-group",
    "glossary",
    "caption",
    "speech",
    "verse-group",
];

/// Whether an `article` is one of JATS or its forerunners, and not of a publisher's own format.
pub(super) fn is_article(article: &Element) -> bool {
    let holds = |path: &str| article.find(path).is_some();
    let titled = || article.descendants("article-title").iter().any(|t| !t.text().is_empty());
    holds("front/article-meta") || holds("body/p") || holds("body/sec") || holds("front") && titled()
}

/// The paper, and what it retracts.
pub(super) fn paper(article: &Element) -> (Paper, Retracts) {
    let meta = article.find("front/article-meta").or_else(|| article.find("front"));
    let labels = labels(article);
    let mut writing = Writing { prose: Prose::default(), labels: &labels, inside: Inside::Text };
    if let Some(meta) = meta {
        writing.front(meta);
    }
    for part in article.elements().filter(|e| matches!(e.name.as_str(), "body" | "back" | "floats-group")) {
        match part.name.as_str() {
            "back" => writing.back(part),
            _ => writing.parts(part),
        }
    }
    let references = writing.references(article);
    let described = meta.map(|meta| described(article, meta)).unwrap_or_default();
    let paper = Paper { references, ..described };
    let paper = writing.prose.into_paper(paper);
    let retracts = meta.map(|meta| retracts(article, meta)).unwrap_or_default();
    (paper, retracts)
}

fn described(article: &Element, meta: &Element) -> Paper {
    let id = |kind: &str| {
        let mut ids = meta.all("article-id").filter(|e| e.attribute("pub-id-type") == Some(kind));
        ids.next().map(Element::text).filter(|t| !t.is_empty())
    };
    let (doi, pmid, pmc) = (id("doi"), id("pmid"), id("pmc").or_else(|| id("pmcid")));
    let years = meta.all("pub-date").filter_map(|d| d.text_of("year")?.parse::<i32>().ok());
    let journal =
        ["front/journal-meta/journal-title-group/journal-title", "front/journal-meta/journal-title"];
    let title = meta.text_of("title-group/article-title");
    let number = pmc.map(|p| format!("pmc:PMC{}", p.trim_start_matches("PMC")));
    Paper {
        id: super::identifier(doi.as_deref(), pmid.as_deref()).or(number).unwrap_or_default(),
        retracted: is_retracted(article, meta, title.as_deref()),
        title,
        authors: meta.descendants("contrib").into_iter().filter_map(author).collect(),
        year: years.min(),
        journal: journal.iter().find_map(|path| article.text_of(path)),
        article_type: article.attribute("article-type").map(str::to_owned),
        doi,
        pmid,
        ..Paper::default()
    }
}

fn author(contrib: &Element) -> Option<String> {
    if contrib.attribute("contrib-type").is_some_and(|t| t != "author") {
        return None;
    }
    let name = contrib.descendants("name").into_iter().next();
    let Some(name) = name else { return contrib.text_of("collab") };
    let parts = [name.text_of("given-names"), name.text_of("surname")];
    Some(parts.into_iter().flatten().collect::<Vec<_>>().join(" ")).filter(|n| !n.is_empty())
}

/// A paper is retracted if it points to its retraction, or its title says so; a notice is not.
fn is_retracted(article: &Element, meta: &Element, title: Option<&str>) -> bool {
    let types = meta.all("related-article").filter_map(|r| r.attribute("related-article-type"));
    let mut forward = types.filter(|t| matches!(*t, "retraction-forward" | "retraction" | "retracted-by"));
    let kind = article.attribute("article-type");
    let title = title.unwrap_or_default().to_lowercase();
    let said =
        ["retracted:", "retracted article", "[retracted", "(retracted"].iter().any(|w| title.starts_with(w));
    kind != Some("retraction") && (forward.next().is_some() || said || kind == Some("retracted-article"))
}

/// The papers that a notice names.
fn retracts(article: &Element, meta: &Element) -> Retracts {
    let mut retracts = Retracts::default();
    let is_notice = article.attribute("article-type") == Some("retraction");
    for related in meta.all("related-article") {
        let kind = related.attribute("related-article-type").unwrap_or_default();
        let names = kind == "retracted-article" || is_notice && kind == "commentary-article";
        if let Some(href) = related.attribute("href").filter(|_| names) {
            match related.attribute("ext-link-type") {
                Some("pubmed" | "pmid") => retracts.pmid(href),
                _ => retracts.doi(href),
            }
        }
    }
    retracts
}

/// Identifiers of references → what citations call them.
fn labels(article: &Element) -> BTreeMap<String, String> {
    let references = article.descendants("ref").into_iter().zip(1..);
    let named = references.filter_map(|(reference, position)| {
        Some((reference.attribute("id")?.to_owned(), called(reference, position)))
    });
    named.collect()
}

/// The label of a reference; without one its position where its identifier ends in that, else the
/// identifier.
fn called(reference: &Element, position: usize) -> String {
    let id = reference.attribute("id").unwrap_or_default();
    let digits = id.len() - id.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let is_position = id[id.len() - digits..].parse() == Ok(position);
    label(reference).unwrap_or_else(|| if is_position { position.to_string() } else { id.to_owned() })
}

fn label(reference: &Element) -> Option<String> {
    let inner = reference.elements().find_map(|e| e.text_of("label"));
    let label = reference.text_of("label").or(inner)?;
    let bare = label.trim_matches(|c: char| "[]().".contains(c) || c.is_whitespace());
    Some(bare.to_owned()).filter(|l| !l.is_empty())
}

/// Whether an abstract is read: a translation only if it is one into English.
fn is_abstract(part: &Element) -> bool {
    let english = || part.attribute("lang").is_some_and(|l| l.to_lowercase().starts_with("en"));
    part.name == "abstract" || part.name == "trans-abstract" && english()
}

struct Writing<'a> {
    prose: Prose,
    labels: &'a BTreeMap<String, String>,
    inside: Inside,
}

/// Where a raised mark stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Inside {
    Text,
    Table,
}

impl Writing<'_> {
    fn front(&mut self, meta: &Element) {
        if let Some(title) = meta.find("title-group/article-title") {
            self.inline(title);
            self.prose.end(BlockRole::Title);
        }
        for part in meta.elements().filter(|e| is_abstract(e)) {
            let title = part.text_of("title").filter(|t| !t.is_empty());
            self.prose.enter(title.as_deref().unwrap_or("Abstract"));
            self.parts(part);
            self.prose.leave();
        }
    }

    /// Appendices and abbreviations; acknowledgements, notes and references are left out here.
    fn back(&mut self, back: &Element) {
        for part in back.elements() {
            if matches!(part.name.as_str(), "sec" | "app-group" | "app" | "glossary") {
                self.apart(part);
            }
        }
    }

    /// What stands in an element, block by block; text between blocks is paragraphs.
    fn parts(&mut self, element: &Element) {
        for node in &element.nodes {
            match node {
                Node::Text(text) => self.prose.push(text),
                Node::Element(e) if matches!(e.name.as_str(), "title" | "label") => {}
                Node::Element(e) if APART.contains(&e.name.as_str()) => self.apart(e),
                Node::Element(e) => self.element(e),
            }
        }
        self.prose.end(BlockRole::Paragraph);
    }

    fn apart(&mut self, element: &Element) {
        self.prose.end(BlockRole::Paragraph);
        match element.name.as_str() {
            "sec" | "app" | "glossary" | "boxed-text" => self.section(element),
            "fig" => self.captioned(element),
            "table-wrap" => {
                self.captioned(element);
                element.descendants("table").into_iter().for_each(|table| self.table(table));
                if let Some(foot) = element.find("table-wrap-foot") {
                    self.notes(foot);
                }
            }
            "table" => self.table(element),
            "def-list" => self.definitions(element),
            _ => self.parts(element),
        }
    }

    fn section(&mut self, element: &Element) {
        let Some(title) = element.find("title").or_else(|| element.find("caption/title")) else {
            return self.parts(element);
        };
        self.prose.enter(&title.text());
        if let Some(label) = element.text_of("label") {
            self.prose.push(&label);
            self.prose.push(" ");
        }
        self.inline(title);
        self.prose.end(BlockRole::Heading);
        self.parts(element);
        self.prose.leave();
    }

    /// Label and title in one block, each paragraph of the legend in one.
    fn captioned(&mut self, element: &Element) {
        if let Some(label) = element.text_of("label") {
            self.prose.push(&label);
            self.prose.push(if label.ends_with('.') { " " } else { ". " });
        }
        let Some(caption) = element.find("caption") else {
            self.prose.end(BlockRole::Caption);
            return;
        };
        for part in caption.elements() {
            self.inline(part);
            self.prose.end(BlockRole::Caption);
        }
    }

    fn table(&mut self, table: &Element) {
        /// A cell that reaches down: for so many rows more.
        struct Span {
            left: usize,
            text: String,
        }
        let mut spans: Vec<Span> = Vec::new();
        for row in table.descendants("tr") {
            let mut cells = row.elements().filter(|e| matches!(e.name.as_str(), "td" | "th"));
            let mut column = 0;
            loop {
                if spans.len() <= column {
                    spans.push(Span { left: 0, text: String::new() });
                }
                if spans[column].left > 0 {
                    spans[column].left -= 1;
                    let text = spans[column].text.clone();
                    self.prose.push(&text);
                } else if let Some(cell) = cells.next() {
                    let start = self.prose.position();
                    self.inside = Inside::Table;
                    self.inline(cell);
                    self.inside = Inside::Text;
                    let text = self.prose.since(start);
                    let number =
                        |name: &str| cell.attribute(name).and_then(|n| n.parse().ok()).unwrap_or(1usize);
                    spans[column] = Span { left: number("rowspan").clamp(1, 1000) - 1, text };
                    for _ in 1..number("colspan").clamp(1, 100) {
                        self.prose.cell();
                        column += 1;
                        if spans.len() <= column {
                            spans.push(Span { left: 0, text: String::new() });
                        }
                    }
                } else {
                    break;
                }
                self.prose.cell();
                column += 1;
            }
            self.prose.end(BlockRole::Row);
        }
    }

    /// The notes under a table, each a block of its own, without the marks that refer to them.
    fn notes(&mut self, foot: &Element) {
        for note in foot.elements() {
            if matches!(note.name.as_str(), "fn" | "fn-group") {
                self.notes(note);
            } else {
                self.element(note);
                self.prose.end(BlockRole::Caption);
            }
        }
    }

    fn definitions(&mut self, list: &Element) {
        for item in list.all("def-item") {
            if let Some(term) = item.find("term") {
                self.inline(term);
                self.prose.cell();
            }
            if let Some(meaning) = item.find("def") {
                self.inline(meaning);
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
            "xref" if element.attribute("ref-type") == Some("bibr") => self.citation(element),
            "xref" if matches!(element.attribute("ref-type"), Some("fn" | "table-fn" | "author-notes")) => {}
            "sup" => self.superscript(element),
            "disp-formula" | "chem-struct-wrap" | "preformat" => {
                self.prose.push(" ");
                self.inline(element);
                self.prose.push(" ");
            }
            "break" => self.prose.push(" "),
            "alternatives" => {
                let first = element.elements().find(|e| !SILENT.contains(&e.name.as_str()));
                first.into_iter().for_each(|e| self.inline(e));
            }
            name if APART.contains(&name) => {
                self.prose.push(" ");
                self.inline(element);
                self.prose.push(" ");
            }
            _ => self.inline(element),
        }
    }

    /// A citation. A bare number that touches a word is put in brackets, so that it is no part of it.
    fn citation(&mut self, xref: &Element) {
        let text = xref.text();
        let open = self.prose.open();
        let tail = open.rfind(['[', ']', '(', ')']).map(|at| &open[at..at + 1]);
        let inside = matches!(tail, Some("[" | "("));
        let touches =
            !inside && self.prose.last().is_some_and(|c| c.is_alphanumeric() || ".,;:)%".contains(c));
        let bare = touches && text.starts_with(|c: char| c.is_ascii_digit());
        let start = self.prose.position();
        if bare {
            self.prose.push("[");
        }
        self.inline(xref);
        if bare {
            self.prose.push("]");
        }
        let ids = xref.attribute("rid").unwrap_or_default().split_whitespace();
        let labels = ids.map(|id| self.labels.get(id).cloned().unwrap_or_else(|| id.to_owned())).collect();
        self.prose.cite(start, labels);
    }

    /// `10<sup>6</sup>` is no 106; raised citations are put in brackets, marks of notes left out.
    fn superscript(&mut self, sup: &Element) {
        let cites = sup.elements().any(|e| e.name == "xref" && e.attribute("ref-type") == Some("bibr"));
        if cites {
            self.prose.push("[");
            self.inline(sup);
            return self.prose.push("]");
        }
        let text = sup.text();
        let is_note = text.len() == 1 && text.starts_with(|c: char| ('a'..='k').contains(&c));
        if is_note && self.inside == Inside::Table && self.prose.last().is_some_and(char::is_alphanumeric) {
            return;
        }
        // A word is not raised to a power.
        let numbers = text.starts_with(|c: char| c.is_ascii_digit())
            && text.chars().all(|c| c.is_ascii_digit() || ",-–− ".contains(c));
        let word = self.prose.open().bytes().rev().take_while(u8::is_ascii_lowercase).count();
        if numbers && (word > 3 || self.prose.last().is_some_and(|c| ".,;".contains(c))) {
            self.prose.push(&format!("[{text}]"));
            return;
        }
        let number = text.trim_start_matches(['-', '−', '–', '+']).starts_with(|c: char| c.is_ascii_digit());
        if number && self.prose.last().is_some_and(|c| c.is_ascii_digit()) {
            self.prose.push("^");
        }
        self.inline(sup);
    }

    fn references(&mut self, article: &Element) -> Vec<Reference> {
        let lists: Vec<&Element> = article.find("back").map_or_else(Vec::new, |back| back.descendants("ref"));
        if lists.is_empty() {
            return Vec::new();
        }
        self.prose.enter("References");
        let references = lists.into_iter().zip(1..).map(|(element, position)| {
            let reference = reference(element, position);
            self.prose.push(&format!("{}. {}", reference.label, reference.text));
            self.prose.end(BlockRole::Reference);
            reference
        });
        let references = references.collect();
        self.prose.leave();
        references
    }
}

fn reference(element: &Element, position: usize) -> Reference {
    let label = called(element, position);
    let text = element.elements().filter(|e| e.name != "label").map(spaced).collect::<Vec<_>>().join(" ");
    let ids = element.descendants("pub-id");
    let id = |kind: &str| {
        let mut of_kind = ids.iter().filter(|e| e.attribute("pub-id-type") == Some(kind));
        of_kind.next().map(|e| e.text()).filter(|t| !t.is_empty())
    };
    let year = element.descendants("year").first().and_then(|y| y.text().get(..4)?.parse().ok());
    Reference {
        label,
        doi: id("doi").or_else(|| crate::corpus::extract::record::first_doi(&text)),
        pmid: id("pmid"),
        year,
        text,
    }
}

/// The text of a citation; a space around each of its elements where nothing is between them.
fn spaced(citation: &Element) -> String {
    let punctuated = citation.nodes.iter().any(|n| matches!(n, Node::Text(t) if !t.trim().is_empty()));
    if punctuated || citation.elements().next().is_none() {
        return citation.text();
    }
    citation.elements().filter(|e| e.name != "label").map(spaced).collect::<Vec<_>>().join(" ")
}
