//! Abstracts as PubMed saves them in text: numbered records of chunks that blank lines part.
//!
//! In: `1. Journal. 2021 May 4;35(5):10. doi: …`, then title, authors, abstract and identifiers,
//! each wrapped over several lines. Out: papers of title and abstract.

use super::medline::write_abstract;
use super::prose::Prose;
use crate::corpus::extract::record::first_doi;
use crate::corpus::{BlockRole, Paper};

/// What chunks between the authors and the abstract, or behind it, begin with.
const BESIDE: [&str; 20] = [
    "Author information:",
    "Collaborators:",
    "Comment in",
    "Comment on",
    "Conflict of interest statement:",
    "Copyright",
    "DOI:",
    "Erratum for",
    "Erratum in",
    "PMCID:",
    "PMID:",
    "Republished",
    "Retraction in",
    "Retraction of",
    "Summary for patients in",
    "Trial registration:",
    "Update in",
    "Update of",
    "©",
    "Publisher:",
];

/// Whether a text starts like this; as much of it as is at hand.
pub(super) fn begins(start: &str) -> bool {
    let Some((first, rest)) = start.trim_start().split_once('\n') else { return false };
    first.starts_with("1. ") && first.contains(". ") && rest.contains("\nPMID: ") && rest.contains("\n\n")
}

/// The papers of a text, each with its first line.
pub(super) fn papers(text: &str) -> Vec<(Paper, u32)> {
    let (mut found, mut open): (Vec<(Paper, u32)>, Vec<&str>) = (Vec::new(), Vec::new());
    let (mut start, mut after_blank) = (1, true);
    let mut number = 1usize;
    for (line, at) in text.lines().zip(1u32..) {
        if after_blank && line.starts_with(&format!("{number}. ")) {
            found.extend(paper(&open).map(|paper| (paper, start)));
            open.clear();
            start = at;
            number += 1;
        }
        open.push(line);
        after_blank = line.trim().is_empty();
    }
    found.extend(paper(&open).map(|paper| (paper, start)));
    found
}

fn paper(lines: &[&str]) -> Option<Paper> {
    let chunks: Vec<String> = lines
        .split(|line| line.trim().is_empty())
        .filter(|chunk| !chunk.is_empty())
        .map(|chunk| chunk.iter().map(|line| line.trim()).collect::<Vec<_>>().join(" "))
        .collect();
    let [imprint, title, rest @ ..] = chunks.as_slice() else { return None };
    let (_, imprint) = imprint.split_once(". ")?;
    let mut prose = Prose::default();
    prose.push(title);
    prose.end(BlockRole::Title);
    let is_beside = |chunk: &&String| BESIDE.iter().any(|beside| chunk.starts_with(beside));
    let said: Vec<&String> = rest.iter().filter(|chunk| !is_beside(chunk)).collect();
    // The first is the authors, where there are some.
    let has_authors = said.first().is_some_and(|chunk| !chunk.ends_with(['?', '!']) && is_authors(chunk));
    let authors = if has_authors { said[0].as_str() } else { "" };
    for chunk in &said[usize::from(has_authors)..] {
        write_abstract(chunk, &mut prose);
    }
    let identifiers = rest.iter().rev().find(|chunk| chunk.contains("PMID: "));
    let pmid = identifiers.and_then(|chunk| {
        let number = chunk.split("PMID: ").nth(1)?;
        Some(number.split(|c: char| !c.is_ascii_digit()).next()?.to_owned()).filter(|n| !n.is_empty())
    });
    let doi = identifiers.and_then(|chunk| first_doi(chunk)).or_else(|| first_doi(imprint));
    let (journal, dated) = imprint.split_once(". ").unwrap_or((imprint, ""));
    let described = Paper {
        id: super::identifier(doi.as_deref(), pmid.as_deref()).unwrap_or_default(),
        title: Some(title.clone()),
        authors: authors.trim_end_matches('.').split(',').map(name).filter(|n| !n.is_empty()).collect(),
        year: dated.get(..4).and_then(|year| year.parse().ok()),
        journal: Some(journal.to_owned()),
        retracted: rest.iter().any(|chunk| chunk.starts_with("Retraction in")),
        doi,
        pmid,
        ..Paper::default()
    };
    Some(prose.into_paper(described))
}

/// Family names with initials, parted by commas: `One AB(1), Two CD(1)(2).`
fn is_authors(chunk: &str) -> bool {
    let initialled = |part: &str| {
        let name = name(part);
        let last = name.rsplit(' ').next().unwrap_or_default();
        name.contains(' ') && last.len() <= 4 && last.chars().all(char::is_uppercase)
    };
    let parts = chunk.trim_end_matches('.').split(',').count();
    let named = chunk.trim_end_matches('.').split(',').filter(|part| initialled(part)).count();
    named * 2 > parts
}

/// A name without the numbers of its affiliations.
fn name(part: &str) -> String {
    part.split('(').next().unwrap_or_default().trim().trim_start_matches("and ").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_are_papers_of_title_and_abstract() {
        let text = "1. Own J. 2021 May 4;35(5):10. doi: 10.1000/own.1. Epub 2021\nJan 2.\n\nA raises B in \nmice.\n\n\
            One AB(1)(2), Two CD(1).\n\nAuthor information:\n(1)Own Hospital.\n\nComment in\n    Other J. 2021;1:1.\n\n\
            BACKGROUND: B is rare. RESULTS: A raised B by \n2.5-fold in mice.\n\nCopyright © 2021 Own.\n\n\
            DOI: 10.1000/own.1\nPMCID: PMC1\nPMID: 33 [Indexed for MEDLINE]\n\nConflict of interest statement: One sells A, \nwhich raises B.\n\n\n\
            2. Own J. 2020 Feb;1(2):2.\n\nC lowers D.\n\nC lowered D in all cells.\n\nPMID: 34\n";
        assert!(begins(text));
        let papers = papers(text);
        let shown: Vec<_> = papers
            .iter()
            .map(|(p, line)| (p.id.as_str(), p.year, p.authors.join("; "), p.text.to_string(), *line))
            .collect();
        let first = "A raises B in mice.\nB is rare.\nA raised B by 2.5-fold in mice.\n".to_owned();
        let second = "C lowers D.\nC lowered D in all cells.\n".to_owned();
        assert_eq!(
            shown,
            [
                ("doi:10.1000/own.1", Some(2021), "One AB; Two CD".to_owned(), first, 1),
                ("pmid:34", Some(2020), String::new(), second, 28)
            ]
        );
        let sections: Vec<String> = papers[0].0.blocks.iter().map(|b| b.section.join(" > ")).collect();
        assert_eq!(sections, ["", "Abstract > BACKGROUND", "Abstract > RESULTS"]);
    }
}
