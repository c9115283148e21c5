//! Abstracts with things and document-level relations that people have marked, as `PubTator` text.
//! In: such a text. Out: counts of right and wrong pairs of each document. Must not know files.

use std::collections::BTreeMap;

use super::Counts;
use crate::corpus::extract::association::{Linkable, Place, Sort, associations};
use crate::corpus::extract::sentences;
use crate::corpus::{Block, BlockRole, Paper};

/// One abstract.
#[derive(Clone, Debug, Default)]
pub(super) struct Document {
    pub(super) title: String,
    body: String,
    /// First and last character, kind and identifiers as marked.
    pub(super) marks: Vec<(usize, usize, String, Vec<String>)>,
    /// Kind of relation by the two identifiers, the lower one first.
    relations: BTreeMap<(String, String), String>,
}

impl Document {
    /// Title and abstract, as marks count characters.
    pub(super) fn text(&self) -> String {
        format!("{} {}", self.title, self.body)
    }
}

/// What was found in one abstract.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// Pairs, whatever the kind of relation.
    pub pairs: Counts,
    /// Pairs with the right kind of relation.
    pub typed: Counts,
}

/// Links the marked things of every abstract.
///
/// # Errors
/// The number of the first line that is none of `PubTator`, from 1, and what is wrong with it.
pub fn biored(text: &str) -> Result<Vec<Found>, (usize, String)> {
    Ok(documents(text)?.iter().map(found).collect())
}

pub(super) fn documents(text: &str) -> Result<Vec<Document>, (usize, String)> {
    let mut documents: Vec<Document> = Vec::new();
    for (number, line) in text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
        let mut parts = line.splitn(3, '|');
        match (parts.next(), parts.next(), parts.next()) {
            (Some(_), Some("t"), Some(title)) => {
                documents.push(Document { title: title.to_owned(), ..Document::default() });
                continue;
            }
            (Some(_), Some("a"), Some(body)) => {
                if let Some(document) = documents.last_mut() {
                    document.body = body.to_owned();
                }
                continue;
            }
            _ => {}
        }
        let fields: Vec<&str> = line.split('\t').collect();
        let added = documents.last_mut().and_then(|d| add(d, &fields));
        added.ok_or_else(|| {
            (number + 1, "neither a title, an abstract, a mention nor a relation".to_owned())
        })?;
    }
    Ok(documents)
}

fn add(document: &mut Document, fields: &[&str]) -> Option<()> {
    if let [_, start, end, _, kind, ids] = fields {
        let ids = ids.split(',').map(str::to_owned).collect();
        document.marks.push((start.parse().ok()?, end.parse().ok()?, (*kind).to_owned(), ids));
        return Some(());
    }
    let (kind, one, other) = (fields.get(1)?, fields.get(2)?, fields.get(3)?);
    let pair = ordered((*one).to_owned(), (*other).to_owned());
    document.relations.insert(pair, (*kind).to_owned());
    Some(())
}

fn ordered(one: String, other: String) -> (String, String) {
    if one <= other { (one, other) } else { (other, one) }
}

fn linkable(kind: &str) -> Option<Linkable> {
    Some(match kind {
        "GeneOrGeneProduct" => Linkable::Gene,
        "DiseaseOrPhenotypicFeature" => Linkable::Disease,
        "ChemicalEntity" => Linkable::Chemical,
        "SequenceVariant" => Linkable::Variant,
        _ => return None,
    })
}

fn name(sort: Sort) -> &'static str {
    match sort {
        Sort::Association => "Association",
        Sort::Positive => "Positive_Correlation",
        Sort::Negative => "Negative_Correlation",
        Sort::Bind => "Bind",
        Sort::Cotreatment => "Cotreatment",
    }
}

fn found(document: &Document) -> Found {
    let text = document.text();
    let byte = bytes(&text);
    let mut ids: Vec<&str> = Vec::new();
    let mut places = Vec::new();
    for (start, end, kind, marked) in &document.marks {
        for id in marked.iter().filter(|id| *id != "-") {
            let Some(kind) = linkable(kind) else { continue };
            let thing = ids.iter().position(|known| known == id).unwrap_or_else(|| {
                ids.push(id);
                ids.len() - 1
            });
            places.push(Place { thing, kind, span: byte(*start)..byte(*end) });
        }
    }
    let mut result = Found::default();
    for link in associations(&text, &cut(&text, document.title.len()), &places) {
        let pair = ordered(ids[link.things.0].to_owned(), ids[link.things.1].to_owned());
        let gold = document.relations.get(&pair);
        count(&mut result.pairs, gold.is_some());
        count(&mut result.typed, gold.is_some_and(|g| g == name(link.sort)));
    }
    result.pairs.wanted = document.relations.len();
    result.typed.wanted = document.relations.len();
    result
}

/// The byte of a text at which a character stands.
pub(super) fn bytes(text: &str) -> impl Fn(usize) -> usize {
    let bytes: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    let end = text.len();
    move |character| bytes.get(character).copied().unwrap_or(end)
}

fn count(counts: &mut Counts, right: bool) {
    if right {
        counts.right += 1;
    } else {
        counts.wrong += 1;
    }
}

/// The sentences of an abstract, its title first.
pub(super) fn cut(text: &str, title: usize) -> Vec<std::ops::Range<usize>> {
    let body = Block {
        role: BlockRole::Paragraph,
        section: Vec::new(),
        span: (title + 1).min(text.len())..text.len(),
    };
    let paper = Paper { text: text.into(), blocks: vec![body], ..Paper::default() };
    let body = sentences(&paper).into_iter().map(|s| s.span);
    std::iter::once(0..title).chain(body).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "7|t|Azorin-induced hepatitis.\n7|a|Azorin caused hepatitis in four patients.\n\
        7\t0\t6\tAzorin\tChemicalEntity\tC1\n7\t15\t24\thepatitis\tDiseaseOrPhenotypicFeature\tD1\n\
        7\t26\t32\tAzorin\tChemicalEntity\tC1\n7\t40\t49\thepatitis\tDiseaseOrPhenotypicFeature\tD1\n\
        7\tPositive_Correlation\tD1\tC1\tNovel\n";

    #[test]
    fn pairs_are_counted() {
        let right = Counts { right: 1, wrong: 0, wanted: 1 };
        assert_eq!(biored(TEXT), Ok(vec![Found { pairs: right, typed: right }]));
        let other = TEXT.replace("Positive", "Negative");
        let wrong = Counts { right: 0, wrong: 1, wanted: 1 };
        assert_eq!(biored(&other), Ok(vec![Found { pairs: right, typed: wrong }]));
    }

    #[test]
    fn a_line_of_another_kind_is_named() {
        assert_eq!(biored("7|t|Title\nnonsense\n").map_err(|e| e.0), Err(2));
    }
}
