//! XML → trees of the papers in it, one at a time.
//!
//! In: any XML. Out: each article, citation or document as a tree, by the name of its element.
//! Nothing outside the file is ever opened and no entity is expanded but to plain text; trees are
//! limited in depth and, by the reader, in size. Must not know what a format means.

use std::io::BufRead;
use std::path::Path;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::entity::Entities;
use super::source::Counted;
use crate::diagnostic::Diagnostic;

/// Elements that hold one paper each.
const RECORDS: [&str; 5] = ["article", "PubmedArticle", "PubmedBookArticle", "document", "TEI"];

/// Deepest nesting that is read.
const DEEPEST: usize = 200;

/// An element with what is in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Element {
    pub(super) name: String,
    attributes: Vec<(String, String)>,
    pub(super) nodes: Vec<Node>,
}

/// What an element holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Node {
    Element(Element),
    Text(String),
}

impl Element {
    /// An attribute by its name without prefix.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        let local = |key: &str| key.rsplit(':').next().unwrap_or_default() == name;
        self.attributes.iter().find(|(key, _)| local(key)).map(|(_, value)| value.as_str())
    }

    /// The elements directly in it.
    pub(super) fn elements(&self) -> impl Iterator<Item = &Element> {
        self.nodes.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// The elements of this name directly in it.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.elements().filter(move |e| e.name == name)
    }

    /// The first element along a path of names, such as `front/article-meta`.
    pub(super) fn find(&self, path: &str) -> Option<&Element> {
        path.split('/').try_fold(self, |at, name| at.elements().find(|e| e.name == name))
    }

    /// Every element of this name anywhere in it, in order.
    pub(super) fn descendants<'a>(&'a self, name: &str) -> Vec<&'a Element> {
        let mut found = Vec::new();
        let mut work: Vec<&Element> = vec![self];
        while let Some(element) = work.pop() {
            if element.name == name {
                found.push(element);
            }
            let inner: Vec<&Element> = element.elements().collect();
            work.extend(inner.into_iter().rev());
        }
        found
    }

    /// All text in it, white space as single spaces.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        let mut work: Vec<&Node> = self.nodes.iter().rev().collect();
        while let Some(node) = work.pop() {
            match node {
                Node::Text(piece) => text.push_str(piece),
                Node::Element(element) => work.extend(element.nodes.iter().rev()),
            }
        }
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The text directly in it, with its white space.
    pub(super) fn verbatim(&self) -> String {
        let texts = self.nodes.iter().filter_map(|node| match node {
            Node::Text(text) => Some(text.as_str()),
            Node::Element(_) => None,
        });
        texts.collect()
    }

    /// The text of the first element along a path, if there is some.
    pub(super) fn text_of(&self, path: &str) -> Option<String> {
        self.find(path).map(Self::text).filter(|text| !text.is_empty())
    }
}

/// How a file ended.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Ended {
    /// After papers, or empty though of a known format.
    Known,
    /// Its root element, of this name, is of no known format.
    Unknown(String),
}

/// Calls `visit` with each paper's tree and the line on which it starts, and `warn` with what is lost
/// in the file.
///
/// # Errors
/// With what is wrong with the file; papers before it were visited.
pub(super) fn records(
    path: &Path,
    reader: impl BufRead,
    visit: &mut dyn FnMut(&Element, u32),
    warn: &mut dyn FnMut(Diagnostic),
) -> Result<Ended, Diagnostic> {
    let mut growing = Growing::default();
    let ended = grow(path, reader, &mut growing, visit);
    growing.entities.unknown().map(|unknown| unnamed(path, unknown)).for_each(warn);
    ended
}

/// A reference by a name that neither HTML nor the file itself knows.
fn unnamed(path: &Path, (name, line, count): (&str, u32, usize)) -> Diagnostic {
    let times = if count > 1 { format!(", here and {} times more,", count - 1) } else { String::new() };
    let message = format!(
        "{}:{line}: what `&{name};`{times} stands for is not known; it stays as it is written",
        path.display()
    );
    let help = format!(
        "declare it as plain text at the start, such as: <!DOCTYPE article [<!ENTITY {name} \"…\">]>"
    );
    Diagnostic::warning("E0512", message).help(help)
}

fn grow(
    path: &Path,
    reader: impl BufRead,
    growing: &mut Growing,
    visit: &mut dyn FnMut(&Element, u32),
) -> Result<Ended, Diagnostic> {
    let reader = Counted::new(reader);
    let progress = reader.progress();
    let mut reader = Reader::from_reader(reader);
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        let event = reader.read_event_into(&mut buffer);
        match event {
            Ok(Event::Eof) => return growing.ended(path, progress.line()),
            Ok(event) => {
                let line = progress.line();
                growing
                    .event(&event, line)
                    .map_err(|(code, message, help)| fault(path, code, line, &message, help))?;
            }
            Err(error) => return Err(broken(path, progress.line(), &error)),
        }
        if let Some((element, line)) = growing.done.take() {
            visit(&element, line);
            progress.next_paper();
        }
        if let Some(root) = growing.unknown() {
            return Ok(Ended::Unknown(root.clone()));
        }
    }
}

type Fault = (&'static str, String, &'static str);

/// The tree that is being read.
#[derive(Default)]
struct Growing {
    root: Option<String>,
    /// Names of the elements that are open around the paper.
    around: Vec<String>,
    /// Elements of the paper that are open.
    open: Vec<Element>,
    start: u32,
    done: Option<(Element, u32)>,
    found: bool,
    entities: Entities,
}

impl Growing {
    fn event(&mut self, event: &Event<'_>, line: u32) -> Result<(), Fault> {
        match event {
            Event::Start(start) => self.start(start, line),
            Event::Empty(start) => {
                self.start(start, line)?;
                self.end();
                Ok(())
            }
            Event::End(_) => {
                self.end();
                Ok(())
            }
            Event::Text(text) => self.text(text),
            Event::CData(text) => self.text(text),
            Event::GeneralRef(reference) if !self.open.is_empty() => {
                let text = self.entities.text(reference, line);
                self.text(&text)
            }
            Event::DocType(document_type) => {
                self.entities.declare(document_type);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn start(&mut self, start: &BytesStart<'_>, line: u32) -> Result<(), Fault> {
        if self.around.len() + self.open.len() >= DEEPEST {
            let message = format!("elements are nested deeper than {DEEPEST}");
            return Err(("E0513", message, "no paper nests so deep: fetch the file again"));
        }
        let name = start.name().as_ref().to_owned();
        let name = name.strip_prefix("mml:").map(|n| format!("math:{n}")).unwrap_or(name);
        self.root.get_or_insert_with(|| name.clone());
        if self.open.is_empty() && !RECORDS.contains(&name.as_str()) {
            self.around.push(name);
            return Ok(());
        }
        if self.open.is_empty() {
            self.start = line;
        }
        let mut attributes = Vec::new();
        for attribute in start.attributes().with_checks(false) {
            let attribute = attribute
                .map_err(|error| ("E0512", error.to_string(), "mend the tag, or fetch the file again"))?;
            let value = self.entities.value(&attribute.value).into_owned();
            attributes.push((attribute.key.as_ref().to_owned(), value));
        }
        self.open.push(Element { name, attributes, nodes: Vec::new() });
        Ok(())
    }

    fn end(&mut self) {
        let Some(element) = self.open.pop() else {
            self.around.pop();
            return;
        };
        match self.open.last_mut() {
            Some(parent) => parent.nodes.push(Node::Element(element)),
            None => {
                self.found = true;
                self.done = Some((element, self.start));
            }
        }
    }

    fn text(&mut self, text: &str) -> Result<(), Fault> {
        let Some(element) = self.open.last_mut() else { return Ok(()) };
        match element.nodes.last_mut() {
            Some(Node::Text(before)) => before.push_str(text),
            _ => element.nodes.push(Node::Text(text.to_owned())),
        }
        Ok(())
    }

    /// The root, if it is of no known format.
    fn unknown(&self) -> Option<&String> {
        const ROOTS: [&str; 10] = [
            "article",
            "pmc-articleset",
            "PubmedArticleSet",
            "PubmedArticle",
            "PubmedBookArticle",
            "PubmedBookArticleSet",
            "collection",
            "document",
            "TEI",
            "teiCorpus",
        ];
        let known =
            |root: &String| ROOTS.contains(&root.as_str()) || root.contains("articles") || root == "OAI-PMH";
        self.root.as_ref().filter(|root| !known(root))
    }

    fn ended(&self, path: &Path, line: u32) -> Result<Ended, Diagnostic> {
        let open = self.open.last().map(|e| &e.name).or(self.around.last());
        let help = "the file seems to be cut off: fetch it again";
        match (open, &self.root) {
            (Some(name), _) => {
                Err(fault(path, "E0512", line, &format!("the file ends inside <{name}>"), help))
            }
            (None, None) => {
                let help = "it is empty or no XML: fetch it again, or give it another ending";
                Err(fault(path, "E0512", line, "there is no element in the file", help))
            }
            _ => Ok(Ended::Known),
        }
    }
}

fn broken(path: &Path, line: u32, error: &quick_xml::Error) -> Diagnostic {
    match error {
        quick_xml::Error::Io(error) if error.kind() == std::io::ErrorKind::FileTooLarge => {
            Diagnostic::error("E0513", format!("{}:{line}: {error}", path.display()))
                .help("split the file, or take it out of the folder")
        }
        quick_xml::Error::Io(error) => fault(path, "E0516", line, &error.to_string(), "fetch the file again"),
        quick_xml::Error::Encoding(_) => fault(
            path,
            "E0504",
            line,
            "the text is not UTF-8",
            "save it as UTF-8, or declare its encoding in the first line: <?xml version=\"1.0\" encoding=\"…\"?>",
        ),
        quick_xml::Error::Syntax(_) => {
            fault(path, "E0512", line, "the file ends inside a tag", "it seems to be cut off: fetch it again")
        }
        error => {
            fault(path, "E0512", line, &error.to_string(), "mend the XML there, or fetch the file again")
        }
    }
}

fn fault(path: &Path, code: &'static str, line: u32, message: &str, help: &str) -> Diagnostic {
    Diagnostic::error(code, format!("{}:{line}: {message}", path.display())).help(help)
}
