//! Sections around a paper's text: acknowledgements, declarations, reviews, records of a page.
//!
//! In: the heading of a section, of a captured page or of a marked-up file. Out: whether what
//! stands under it is none of the paper's own statements.

use super::line;

/// Names of such sections, in lower case, without number and colon.
const NAMES: [&str; 64] = [
    "about this article",
    "abbreviations list",
    "additional data",
    "additional file",
    "additional files",
    "additional information",
    "article citations",
    "associated content",
    "associated data",
    "authorship",
    "availability",
    "citation",
    "citations & impact",
    "cited by",
    "citing articles",
    "code availability",
    "correspondence",
    "credit author statement",
    "data and code availability",
    "declarations",
    "disclaimer",
    "ethical considerations",
    "ethics",
    "ethics declarations",
    "ethics statement",
    "extended data",
    "figures",
    "figures and tables",
    "figures & tables",
    "footnotes",
    "full text",
    "full-text entities",
    "keywords",
    "key words",
    "linked entities",
    "linkout - more resources",
    "major datasets",
    "mesh terms",
    "metrics",
    "notes",
    "orcid",
    "orcid ids",
    "permissions",
    "pre-publication history",
    "publication types",
    "pubmed disclaimer",
    "recommended articles",
    "recommended for you",
    "related articles",
    "related content",
    "reporting summary",
    "reprints and permissions",
    "rights and permissions",
    "share",
    "similar articles",
    "similar content being viewed by others",
    "source",
    "sources of support",
    "substances",
    "supporting information",
    "taxonomy",
    "transparency statement",
    "version history",
    "videos",
];

/// What the names of such sections begin with.
const BEGINNINGS: [&str; 44] = [
    "acknowledg",
    "affiliation",
    "appendix a. supplementa",
    "author contribution",
    "author disclosure",
    "author information",
    "author response",
    "author's contribution",
    "authors' contribution",
    "authors' disclosure",
    "authors' information",
    "authorship contribution",
    "availability of ",
    "competing ",
    "conflict of interest",
    "conflicts of interest",
    "consent for publication",
    "consent to p",
    "contributor information",
    "credit authorship",
    "data availability",
    "data sharing",
    "decision letter",
    "declaration of ",
    "disclosure",
    "editor's evaluation",
    "editor's note",
    "electronic supplementary material",
    "ethical approval",
    "ethics approval",
    "financial disclosure",
    "financial support",
    "funding",
    "grant support",
    "informed consent statement",
    "institutional review board",
    "open peer review",
    "peer review",
    "publisher's note",
    "review history",
    "reviewer",
    "role of the fund",
    "statement of ethics",
    "supplementa",
];

/// What a supplement tells is the paper's own all the same.
const OWN: [&str; 4] = ["results", "methods", "discussion", "text"];

/// Whether a heading opens a section that is not the paper's text.
pub(in crate::corpus) fn is_apparatus(heading: &str) -> bool {
    if heading.len() > 100 || line::has_words(9, heading) || heading.trim_end().ends_with(['.', ';', ',']) {
        return false;
    }
    let name = line::heading_name(heading).replace('’', "'");
    let own = || name.starts_with("supplementa") && OWN.iter().any(|own| name.ends_with(own));
    NAMES.contains(&name.as_str()) || BEGINNINGS.iter().any(|b| name.starts_with(b)) && !own()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_around_a_paper_is_told_from_its_sections() {
        for heading in [
            "## Acknowledgments",
            "5. Funding",
            "**Author contributions:**",
            "Authors’ contributions",
            "Availability of data and materials",
            "Ethics approval and consent to participate",
            "CRediT authorship contribution statement",
            "Declaration of competing interest",
            "Electronic supplementary material",
            "Peer review file",
            "Reviewer #2 (Public review):",
            "Supplementary Materials",
            "Cited by (12)",
        ] {
            assert!(is_apparatus(heading), "{heading}");
        }
        for heading in [
            "Results",
            "Supplementary results",
            "Competition of A and B for C",
            "Source of the signal in T cells",
            "Funding was short.",
            "Loss of A changes how patients share B",
        ] {
            assert!(!is_apparatus(heading), "{heading}");
        }
    }
}
