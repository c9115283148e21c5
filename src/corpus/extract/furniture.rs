//! What stands on a page beside the paper.
//!
//! In: one line or block. Out: whether it belongs to the page: menus, share bars, legal notes, addresses,
//! imprints. Must not know the lines around it.

use super::cue::Parts;
use super::line::{is_closed, is_names, is_prose, reference_label, words, words_up_to, year_at};

/// What menus, share bars and records of pages say; only short lines are measured by these.
static MENU: Parts<65> = Parts::new(&[
    "access keys",
    "accessibility",
    "add tag",
    "add to",
    "advanced search",
    "advertisement",
    "affiliations",
    "author information",
    "back to top",
    "bookmark",
    "breadcrumb",
    "browse",
    "cite this",
    "click",
    "contact us",
    "cookie",
    "copy link",
    "disclaimer",
    "download",
    "dot gov",
    "email alert",
    "enlarge",
    "export",
    "facebook",
    "feedback",
    "find articles by",
    "follow us",
    "get full text",
    "get permission",
    "homepage",
    "issn",
    "linkedin",
    "linkout",
    "log in",
    "main content",
    "menu",
    "metrics",
    "more info",
    "my account",
    "navigation",
    "next article",
    "no tags",
    "official website",
    "online access",
    "open in a new tab",
    "open in new tab",
    "open access",
    "permalink",
    "previous article",
    "print",
    "privacy",
    "register",
    "saved in",
    "search",
    "share",
    "sign in",
    "sign up",
    "site map",
    "skip to",
    "subscribe",
    "supplementary",
    "terms of use",
    "toggle",
    "tweet",
    "view larger",
]);

/// What a line of any length is furniture for.
static LEGAL: Parts<32> = Parts::new(&[
    "address correspondence",
    "all rights reserved",
    "author declares",
    "author manuscript; available in",
    "authors declare",
    "authors have declared",
    "bibliography:",
    "browser version with limited support",
    "by continuing",
    "competing interest",
    "conflict of interest",
    "conflicts of interest",
    "copyright",
    "correspondence to",
    "creative commons",
    "encrypted and transmitted",
    "end in .gov",
    "funders had no role",
    "keywords:",
    "inclusion in an nlm database",
    "licensee",
    "not been certified by peer review",
    "online ahead of print",
    "open access article",
    "public access policy",
    "publisher's note",
    "reference information:",
    "sharing sensitive information",
    "the .gov means",
    "this site uses",
    "uses cookies",
    "we use cookies",
]);

/// A longer line is no furniture for any of these.
const LEGAL_WORDS: usize = 90;

/// In so many bytes of a line of more than so many words such a phrase stands, if it is one of these.
const LEGAL_OPENING: (usize, usize) = (160, 40);

const INSTITUTIONS: [&str; 12] = [
    "department",
    "university",
    "institute",
    "hospital",
    "school of",
    "college",
    "center for",
    "centre for",
    "faculty",
    "laboratory",
    "division of",
    "academy",
];

/// Whether it belongs to the page, not to the paper.
pub(in crate::corpus) fn is_furniture(line: &str) -> bool {
    let count = words_up_to(LEGAL_WORDS + 1, line);
    let numbered = line.starts_with(|c: char| c.is_ascii_digit());
    // A long line is hardly anything of all this.
    if count > LEGAL_WORDS && !numbered {
        return is_funding(line) || is_names(line);
    }
    let lower = line.to_lowercase();
    let menu =
        count <= 10 && !(is_closed(line) && is_prose(line)) && MENU.within(&lower).any(|m| holds(&lower, m));
    // What is longer says so at once: an abstract may end in its copyright.
    let opening = if count > LEGAL_OPENING.1 { head(&lower, LEGAL_OPENING.0) } else { &lower };
    let legal = count <= LEGAL_WORDS && LEGAL.within(opening).next().is_some();
    let bare = count <= 12 && !line.chars().any(char::is_alphabetic) || is_keywords(line) || is_claim(line);
    menu || legal || bare || is_affiliation(line, &lower) || is_names(line) || is_imprint(line, &lower, count)
}

/// Whether it lists the keywords of a paper.
pub(super) fn is_keywords(line: &str) -> bool {
    let line = line.trim_start_matches(['*', '#', ' ']);
    let named = |name: &&str| line.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name));
    let name = ["keywords", "key words"].iter().find(|name| named(name));
    name.is_some_and(|name| {
        line[name.len()..].trim_start().starts_with(['*', ':']) || line.contains(['•', '·', ';'])
    })
}

/// `© 2020 The authors`; printed pages often have another sign.
fn is_claim(line: &str) -> bool {
    let year = line.trim_start().strip_prefix(['©', 'ª', 'Ó']).map(str::trim_start);
    year.is_some_and(|year| year.starts_with("19") || year.starts_with("20"))
}

/// The first bytes of a text, to a border of a character.
fn head(text: &str, length: usize) -> &str {
    &text[..super::sentence::border(text, text.len().min(length))]
}

fn is_funding(line: &str) -> bool {
    line.starts_with("- —")
}

/// Whether a text holds a word or words, not within a longer word on the left.
fn holds(text: &str, part: &str) -> bool {
    text.match_indices(part).any(|(at, _)| !text[..at].ends_with(char::is_alphanumeric))
}

fn is_affiliation(line: &str, lower: &str) -> bool {
    if is_funding(line) || memchr::memchr_iter(b',', line.as_bytes()).nth(1).is_none() {
        return is_funding(line);
    }
    let places = INSTITUTIONS.iter().filter(|i| lower.contains(*i)).count();
    let numbered = line.starts_with(|c: char| c.is_ascii_digit());
    places >= 1 && (numbered || places >= 2 && words(line) <= 40 && !is_prose(line))
}

/// Date, volume, identifier or journal of the paper.
fn is_imprint(line: &str, lower: &str, count: usize) -> bool {
    const OPENERS: [&str; 12] = [
        "published",
        "received",
        "accepted",
        "revised",
        "doi",
        "pmid",
        "pmcid",
        "pmc ",
        "citation:",
        "source:",
        "first published",
        "epub",
    ];
    let dated = lower.trim_start_matches(['.', ' ']).starts_with("20") || lower.starts_with(". 19");
    let opened = OPENERS.iter().any(|o| lower.trim_start_matches(['*', '.', ' ', '-']).starts_with(o));
    if count <= 30 && has_pages(line) && reference_label(line).is_none() {
        return true;
    }
    count <= 16 && (opened || dated && count <= 6 || line.contains("et al.") && count <= 8 && !is_prose(line))
}

/// A volume and pages behind a year, as a journal names a paper: `2019 Jun 5;38(23):4500–12`.
fn has_pages(line: &str) -> bool {
    let Some(year) = year_at(line) else { return false };
    let after = line[year + 4..].trim_start_matches(|c: char| c.is_alphanumeric() || " -,".contains(c));
    let Some(volume) = after.strip_prefix(';') else { return false };
    let volume = volume.trim_start();
    let rest = volume.trim_start_matches(|c: char| c.is_ascii_alphanumeric());
    let issue = rest.trim_start().strip_prefix('(').and_then(|r| r.split_once(')')).map_or(rest, |(_, r)| r);
    let pages = issue.trim_start().strip_prefix(':').map(str::trim_start);
    rest.len() < volume.len()
        && pages.is_some_and(|p| p.starts_with(|c: char| c.is_ascii_digit() || "eESL".contains(c)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn furniture_is_not_prose() {
        assert!(is_furniture("Share this article"));
        assert!(is_furniture("Published May 2, 2021 - More info"));
        assert!(is_furniture("2Department of Medicine, Some University, Some City, Some Land."));
        assert!(!is_furniture(
            "These tumors share a signature of interferon signaling with inflamed tumors."
        ));
        assert!(!is_furniture("Loss of STK11 confers resistance to pembrolizumab."));
    }
}
