//! Names that this program finds in abstracts, beside those that people have marked. In: abstracts
//! as in [`super::biored`], names. Out: counts of each document by kind. Must not know files.
//!
//! A name is right if the same characters are marked as the same kind of thing; which entity it
//! means is not compared. Marked kinds and the kinds of the vocabulary that count as the same:
//!
//! | marked | vocabulary |
//! | --- | --- |
//! | `GeneOrGeneProduct` | gene, family, complex, molecule |
//! | `DiseaseOrPhenotypicFeature` | disease |
//! | `ChemicalEntity` | chemical, drug, therapy |
//! | `OrganismTaxon` | organism |
//! | `SequenceVariant` | what has the form of one |
//! | `CellLine` | cell |

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::Counts;
use super::biored::{Document, bytes, cut, documents};
use crate::corpus::extract::{Glossary, Named, Sentence, abbreviations, mentions};
use crate::corpus::{Block, BlockRole, Paper};
use crate::vocabulary::lexicon::Lexicon;
use crate::vocabulary::variant::variants;

/// Marked kinds, in the order in which they are told.
pub const KINDS: [&str; 6] = ["gene", "disease", "chemical", "organism", "variant", "cell line"];

const VARIANT: usize = 4;

/// Counts of one abstract for each of [`KINDS`].
pub type ByKind = [Counts; KINDS.len()];

/// Compares the names of every abstract.
///
/// # Errors
/// As for [`super::biored::biored`].
pub fn entities(text: &str, lexicon: &Lexicon) -> Result<Vec<ByKind>, (usize, String)> {
    Ok(documents(text)?.iter().map(|document| counts(document, lexicon)).collect())
}

fn marked_kind(kind: &str) -> Option<usize> {
    let marks = [
        "GeneOrGeneProduct",
        "DiseaseOrPhenotypicFeature",
        "ChemicalEntity",
        "OrganismTaxon",
        "SequenceVariant",
        "CellLine",
    ];
    marks.iter().position(|mark| *mark == kind)
}

fn own_kind(kind: &str) -> Option<usize> {
    match kind {
        "gene" | "family" | "complex" | "molecule" => Some(0),
        "disease" => Some(1),
        "chemical" | "drug" | "therapy" => Some(2),
        "organism" => Some(3),
        "cell" => Some(5),
        _ => None,
    }
}

fn counts(document: &Document, lexicon: &Lexicon) -> ByKind {
    let text = document.text();
    let byte = bytes(&text);
    let gold: BTreeSet<(usize, usize, usize)> = document
        .marks
        .iter()
        .filter_map(|(start, end, kind, _)| Some((byte(*start), byte(*end), marked_kind(kind)?)))
        .collect();
    let mut counts = ByKind::default();
    gold.iter().for_each(|(_, _, kind)| counts[*kind].wanted += 1);
    for (span, named) in found(&text, document, lexicon) {
        let Some(kind) = own_kind(&named.kind) else { continue };
        let right = gold.contains(&(span.start, span.end, kind));
        counts[kind].right += usize::from(right);
        counts[kind].wrong += usize::from(!right);
    }
    for span in variants(&text) {
        let right = gold.contains(&(span.start, span.end, VARIANT));
        counts[VARIANT].right += usize::from(right);
        counts[VARIANT].wrong += usize::from(!right);
    }
    counts
}

/// The names of an abstract, each with its bytes.
fn found(text: &str, document: &Document, lexicon: &Lexicon) -> Vec<(Range<usize>, Named)> {
    let sentences: Vec<Sentence> =
        cut(text, document.title.len()).into_iter().map(|span| Sentence { span, block: 0 }).collect();
    let block = Block { role: BlockRole::Paragraph, section: Vec::new(), span: 0..text.len() };
    let paper = Paper { text: text.into(), blocks: vec![block], ..Paper::default() };
    let glossary = Glossary::new(&abbreviations(&paper, &sentences), lexicon);
    let mut found: BTreeMap<(usize, usize), Named> = BTreeMap::new();
    for sentence in &sentences {
        for named in mentions(&paper, sentence, &glossary, lexicon) {
            let start = sentence.span.start;
            found.insert((start + named.span.start, start + named.span.end), named);
        }
    }
    found.into_iter().map(|((start, end), named)| (start..end, named)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary::Vocabulary;

    #[test]
    fn names_are_compared_by_place_and_kind() {
        let text = "7|t|CXCL11 in melanoma.\n7|a|CXCL11 and TNF V12G, V12H.\n\
            7\t35\t39\tV12G\tSequenceVariant\tV1\n\
            7\t0\t6\tCXCL11\tGeneOrGeneProduct\tG1\n7\t10\t18\tmelanoma\tDiseaseOrPhenotypicFeature\tD1\n\
            7\t20\t26\tCXCL11\tChemicalEntity\tC1\n";
        let lexicon = Lexicon::of(&Vocabulary::builtin());
        let found = entities(text, &lexicon).expect("well formed");
        assert_eq!(found[0][0], Counts { right: 1, wrong: 2, wanted: 1 });
        assert_eq!(found[0][1], Counts { right: 1, wrong: 0, wanted: 1 });
        assert_eq!(found[0][2], Counts { right: 0, wrong: 0, wanted: 1 });
        assert_eq!(found[0][VARIANT], Counts { right: 1, wrong: 1, wanted: 1 });
    }
}
