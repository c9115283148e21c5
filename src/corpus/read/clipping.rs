//! The front matter of web clippings: `---`, lines `name: value`, `---`.
//!
//! In: the start of a text. Out: what it says of the paper, and where the text begins. Only the
//! plain values that clippers write are read: a word, a quoted text, a list of them.

use crate::corpus::extract::record::first_doi;

/// Front matter is at most so long, in bytes.
const LONGEST: usize = 1 << 15;

/// What a clipping says of its paper.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Clipping {
    pub(super) title: Option<String>,
    pub(super) doi: Option<String>,
    pub(super) authors: Vec<String>,
    pub(super) journal: Option<String>,
    pub(super) year: Option<i32>,
    /// Where the text begins, in bytes.
    pub(super) end: usize,
}

/// The front matter that a text starts with.
pub(super) fn clipping(text: &str) -> Option<Clipping> {
    let first = text.split_inclusive('\n').next().filter(|line| line.trim_end() == "---")?;
    let mut found = Clipping::default();
    let (mut offset, mut name) = (first.len(), String::new());
    for line in text[first.len()..].split_inclusive('\n') {
        offset += line.len();
        if offset > LONGEST {
            return None;
        }
        if line.trim_end() == "---" {
            found.end = offset;
            return (!name.is_empty()).then_some(found);
        }
        let named = line.split_once(':').filter(|(name, _)| {
            name.starts_with(char::is_alphabetic)
                && name.chars().all(|c| c.is_alphanumeric() || "_-".contains(c))
        });
        match named {
            Some((key, value)) => {
                name = key.to_lowercase();
                found.take(&name, value);
            }
            // What goes on with a value is set in, or a member of a list.
            None if !name.is_empty() && (line.trim().is_empty() || line.starts_with([' ', '\t', '-'])) => {
                if let Some(item) = line.trim().strip_prefix("- ") {
                    found.take(&name, item);
                }
            }
            None => return None,
        }
    }
    None
}

impl Clipping {
    fn take(&mut self, name: &str, value: &str) {
        let value = value.trim().trim_matches(['"', '\'', '[', ']']).trim();
        if value.is_empty() || matches!(value, ">" | "|") {
            return;
        }
        let text = || Some(value.to_owned());
        match name {
            "title" => self.title = self.title.take().or_else(text),
            "journal" | "publication" => self.journal = self.journal.take().or_else(text),
            "author" | "authors" => {
                self.authors.extend(value.split([',', ';']).map(person).filter(|n| !n.is_empty()))
            }
            "published" | "date" | "year" => {
                let year = value.get(..4).and_then(|year| year.parse().ok());
                self.year = self.year.or(year.filter(|year| (1800..2100).contains(year)));
            }
            "doi" | "source" | "url" => self.doi = self.doi.take().or_else(|| first_doi(value).map(whole)),
            _ => {}
        }
    }
}

fn person(name: &str) -> String {
    name.trim().trim_matches(['"', '\'', '[', ']']).to_owned()
}

/// A DOI without what addresses of pages add: `v1`, `.full`, `/full`.
fn whole(doi: String) -> String {
    let mut doi = doi.as_str();
    for ending in [".full", "/full", ".full.pdf", ".pdf", "/pdf", ".abstract", "/abstract"] {
        doi = doi.strip_suffix(ending).unwrap_or(doi);
    }
    let bare = doi.trim_end_matches(|c: char| c.is_ascii_digit());
    match bare
        .strip_suffix('v')
        .filter(|b| bare.len() < doi.len() && b.ends_with(|c: char| c.is_ascii_digit()))
    {
        Some(bare) => bare.to_owned(),
        None => doi.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clippings_say_which_paper_they_are() {
        let text = "---\ntitle: \"A raises B: a study\"\nsource: \"https://www.own.example/content/10.1000/2025.11.20.1v2.full\"\n\
                    author:\n  - \"[[Ada One]]\"\n  - \"[[Carl Two]]\"\npublished: 2025-11-24\nnote: >\n  Title: not this.\n\n  Nor this.\n---\n## Abstract\n";
        let found = clipping(text).expect("front matter");
        assert_eq!(found.title.as_deref(), Some("A raises B: a study"));
        assert_eq!(found.doi.as_deref(), Some("10.1000/2025.11.20.1"));
        assert_eq!(
            (found.authors, found.year),
            (vec!["Ada One".to_owned(), "Carl Two".to_owned()], Some(2025))
        );
        assert_eq!(&text[found.end..], "## Abstract\n");
    }

    #[test]
    fn rules_between_paragraphs_are_no_front_matter() {
        assert_eq!(clipping("---\nA raises B in all cells.\n---\n"), None);
        assert_eq!(clipping("---\n---\n"), None);
        assert_eq!(clipping("---\ntitle: A\nno end\n"), None);
    }
}
