//! PubMed citations: title, abstract, what the citation says of the paper.
//!
//! In: the tree of a `PubmedArticle`. Out: a paper of title and abstract, and what it retracts.

use super::prose::Prose;
use super::retraction::Retracts;
use super::xml::{Element, Node};
use crate::corpus::{BlockRole, Paper};

/// Types of publication that are a type of study.
const STUDIES: [(&str, &str); 8] = [
    ("Practice Guideline", "guideline"),
    ("Guideline", "guideline"),
    ("Clinical Trial, Phase IV", "phase III trial"),
    ("Clinical Trial, Phase III", "phase III trial"),
    ("Clinical Trial, Phase II", "phase II trial"),
    ("Clinical Trial, Phase I", "phase I trial"),
    ("Observational Study", "clinical cohort"),
    ("Case Reports", "case"),
];

/// Types of publication that are not the report of a study.
const TYPES: [(&str, &str); 6] = [
    ("Systematic Review", "systematic-review"),
    ("Review", "review-article"),
    ("Editorial", "editorial"),
    ("Comment", "article-commentary"),
    ("Letter", "letter"),
    ("Retraction of Publication", "retraction"),
];

/// The paper, and what it retracts.
pub(super) fn paper(record: &Element) -> (Paper, Retracts) {
    let citation = record.find("MedlineCitation").or_else(|| record.find("BookDocument")).unwrap_or(record);
    let article = citation.find("Article").unwrap_or(citation);
    let mut prose = Prose::default();
    if let Some(title) = article.find("ArticleTitle") {
        inline(title, &mut prose);
        prose.end(BlockRole::Title);
    }
    for part in article.find("Abstract").into_iter().flat_map(|a| a.all("AbstractText")) {
        prose.enter("Abstract");
        if let Some(label) = part.attribute("Label").filter(|l| !l.is_empty()) {
            prose.enter(label);
        }
        inline(part, &mut prose);
        prose.end(BlockRole::Paragraph);
        prose.set_section(Vec::new());
    }
    (prose.into_paper(described(record, citation, article)), retracts(citation))
}

fn described(record: &Element, citation: &Element, article: &Element) -> Paper {
    let pmid = citation.text_of("PMID");
    let ids = record.find("PubmedData/ArticleIdList").into_iter().flat_map(|l| l.all("ArticleId"));
    let locations = article.all("ELocationID").map(|e| (e, e.attribute("EIdType")));
    let known = ids.map(|e| (e, e.attribute("IdType"))).chain(locations);
    let doi = known.filter(|(_, kind)| *kind == Some("doi")).map(|(e, _)| e.text()).find(|t| !t.is_empty());
    let types: Vec<String> = article
        .find("PublicationTypeList")
        .into_iter()
        .flat_map(|l| l.all("PublicationType"))
        .map(Element::text)
        .collect();
    let (study, article_type) = self::types(&types);
    let date = article.find("Journal/JournalIssue/PubDate");
    let year = date.and_then(|d| d.text_of("Year").or_else(|| d.text_of("MedlineDate")));
    let authors = article.find("AuthorList").into_iter().flat_map(|l| l.all("Author"));
    Paper {
        id: super::identifier(doi.as_deref(), pmid.as_deref()).unwrap_or_default(),
        title: article.text_of("ArticleTitle"),
        authors: authors.filter_map(author).collect(),
        year: year.and_then(|y| y.get(..4)?.parse().ok()),
        journal: article.text_of("Journal/Title").or_else(|| article.text_of("Journal/ISOAbbreviation")),
        study,
        article_type,
        retracted: types.iter().any(|t| t == "Retracted Publication")
            || corrections(citation, "RetractionIn").next().is_some(),
        doi,
        pmid,
        ..Paper::default()
    }
}

/// The type of study and the type of article that types of publication mean.
pub(super) fn types(types: &[String]) -> (Option<String>, Option<String>) {
    let of = |table: &[(&str, &str)]| {
        table.iter().find(|(name, _)| types.iter().any(|t| t == name)).map(|(_, word)| (*word).to_owned())
    };
    (of(&STUDIES), of(&TYPES))
}

fn author(author: &Element) -> Option<String> {
    let names =
        [author.text_of("ForeName").or_else(|| author.text_of("Initials")), author.text_of("LastName")];
    let name = names.into_iter().flatten().collect::<Vec<_>>().join(" ");
    Some(name).filter(|n| !n.is_empty()).or_else(|| author.text_of("CollectiveName"))
}

fn corrections<'a>(citation: &'a Element, kind: &'a str) -> impl Iterator<Item = &'a Element> {
    let list = citation.find("CommentsCorrectionsList").into_iter();
    list.flat_map(|l| l.all("CommentsCorrections")).filter(move |c| c.attribute("RefType") == Some(kind))
}

fn retracts(citation: &Element) -> Retracts {
    let mut retracts = Retracts::default();
    for named in corrections(citation, "RetractionOf").filter_map(|c| c.text_of("PMID")) {
        retracts.pmid(&named);
    }
    retracts
}

/// Text with its raised and lowered parts; formulas by their characters.
fn inline(element: &Element, prose: &mut Prose) {
    for node in &element.nodes {
        match node {
            Node::Text(text) => prose.push(text),
            Node::Element(e) => {
                let raised =
                    e.name == "sup" && e.text().starts_with(|c: char| c.is_ascii_digit() || "-−".contains(c));
                if raised && prose.last().is_some_and(|c| c.is_ascii_digit()) {
                    prose.push("^");
                }
                inline(e, prose);
            }
        }
    }
}
