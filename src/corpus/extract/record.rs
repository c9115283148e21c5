//! What kind of article a paper is, and whose study it tells of.
//!
//! In: a paper with its blocks and sentences. Out: research, review or commentary; the study that a
//! commentary comments on, with the blocks that are that study's own abstract; and what the front
//! matter shows of title, authors and year.

use std::collections::BTreeMap;

use super::Sentence;
use super::cue::{Cues, Lower};
use super::line;
use crate::corpus::{BlockRole, Paper};

/// Blocks at the start of a page that may say what kind of article it is.
const FRONT: usize = 25;

/// What kind of article a paper is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum ArticleKind {
    /// It reports a study of its own.
    #[default]
    Research,
    /// It retells many studies.
    Review,
    /// It retells one study, and comments on it.
    Commentary,
}

impl ArticleKind {
    /// What `via` says of a finding that such an article retells.
    #[must_use]
    pub fn via(self) -> &'static str {
        match self {
            Self::Commentary => "commentary",
            Self::Research | Self::Review => "review",
        }
    }
}

/// What is known of a paper as a whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    /// What kind of article it is.
    pub kind: ArticleKind,
    /// The study that it comments on.
    pub commented: Option<Commented>,
}

/// A study that a commentary comments on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commented {
    /// Family name of its first author.
    pub name: String,
    /// Its number in the reference list.
    pub label: Option<String>,
    /// `Family 2026`.
    pub lineage: String,
    /// Positions of the blocks that are its own abstract.
    pub abstracts: Vec<usize>,
}

static IN_TITLE: Cues<4> = Cues::cues(&["review", "an update", "an overview", "state of the art"]);

static OURS: Cues<2> = Cues::cues(&["we", "our"]);

static REVIEWS: Cues<12> = Cues::cues(&[
    "in this review",
    "this review",
    "we review",
    "we summarize",
    "we summarise",
    "this article reviews",
    "systematic review",
    "narrative review",
    "we here review",
    "review article",
    "mini-review",
    "state of the art",
]);

const COMMENTARIES: [&str; 11] = [
    "commentary",
    "editorial",
    "news & views",
    "news and views",
    "viewpoint",
    "research highlight",
    "spotlight",
    "preview",
    "insight",
    "in this issue",
    "comment on",
];

/// What the paper is.
pub(super) fn record(paper: &Paper, sentences: &[Sentence], lower: &[Lower]) -> Record {
    let commented = commented(paper, sentences);
    let kind = match &commented {
        Some(_) => ArticleKind::Commentary,
        None if is_review(paper, lower) => ArticleKind::Review,
        None => ArticleKind::Research,
    };
    Record { kind, commented }
}

/// `lower`: the sentences.
fn is_review(paper: &Paper, lower: &[Lower]) -> bool {
    let title = Lower::of(paper.title.as_deref().unwrap_or_default());
    title.any(&IN_TITLE) || lower.iter().take(FRONT).any(|sentence| sentence.any(&REVIEWS))
}

/// The study that a commentary names again and again, if the paper is one.
fn commented(paper: &Paper, sentences: &[Sentence]) -> Option<Commented> {
    if !is_commentary(paper, sentences) {
        return None;
    }
    let mut named: BTreeMap<&str, (usize, bool, Option<String>)> = BTreeMap::new();
    for sentence in sentences {
        let text = &paper.text[sentence.span.clone()];
        let here = Lower::of(text).says("in this issue");
        for (at, _) in text.match_indices(" et al") {
            let name = text[..at].rsplit(|c: char| c.is_whitespace() || c == '(').next().unwrap_or_default();
            if name.chars().next().is_some_and(char::is_uppercase) {
                let entry = named.entry(name).or_default();
                entry.0 += 1;
                entry.1 |= here;
                let marker = sentence.span.start + at..sentence.span.start + (at + 16).min(text.len());
                let label = super::citation::cites(paper, &marker).into_iter().next();
                entry.2 = entry.2.take().or(label);
            }
        }
    }
    let best =
        named.into_iter().max_by_key(|(name, (count, here, _))| (*here, *count, std::cmp::Reverse(*name)));
    let (name, (count, here, label)) = best?;
    if !here && count < 3 {
        return None;
    }
    let lineage = match (paper.year, &label) {
        (Some(year), _) => format!("{name} {year}"),
        (None, Some(label)) => super::citation::lineage(paper, label),
        (None, None) => return None,
    };
    let abstracts = abstracts(paper, name);
    Some(Commented { name: name.to_owned(), label, lineage, abstracts })
}

fn is_commentary(paper: &Paper, sentences: &[Sentence]) -> bool {
    let front = paper.blocks.iter().take(FRONT).any(|block| {
        let text = &paper.text[block.span.clone()];
        let short = block.role != BlockRole::Paragraph && !line::has_words(13, text);
        let opens =
            |lower: String| COMMENTARIES.iter().any(|c| lower.trim_start_matches(['#', ' ']).starts_with(c));
        short && opens(text.to_lowercase())
    });
    front
        || memchr::memmem::find(paper.text.as_bytes(), b" et al").is_some()
            && sentences.iter().any(|s| {
                let text = &paper.text[s.span.clone()];
                text.contains(" et al") && Lower::of(text).says("in this issue")
            })
}

/// Paragraphs that stand beside a list of authors in which the name is, speak of what `we` did, and
/// do not name the study from outside.
fn abstracts(paper: &Paper, name: &str) -> Vec<usize> {
    let text = |i: usize| &paper.text[paper.blocks[i].span.clone()];
    let authors = (0..paper.blocks.len()).filter(|&i| {
        let first = text(i).split(',').next().unwrap_or_default();
        line::is_names(text(i))
            && first.split_whitespace().any(|w| w.trim_matches(|c: char| !c.is_alphabetic()) == name)
    });
    let mut found = Vec::new();
    for i in authors {
        let beside = [i.checked_sub(1), Some(i + 1)];
        for at in beside.into_iter().flatten().filter(|&at| at < paper.blocks.len()) {
            let own = Lower::of(text(at)).any(&OURS);
            if paper.blocks[at].role == BlockRole::Paragraph
                && own
                && !text(at).contains(&format!("{name} et al"))
            {
                found.push(at);
            }
        }
    }
    found
}

/// Fills in title, authors and year from the front matter, where the reader found none.
pub(super) fn front_matter(paper: &mut Paper) {
    let text = &paper.text;
    if paper.title.is_none() {
        let title = paper.blocks.iter().find(|b| b.role == BlockRole::Title);
        paper.title = title.map(|b| {
            let title = text[b.span.clone()].trim_start_matches('#').replace('*', "");
            title.split_whitespace().collect::<Vec<_>>().join(" ").trim_end_matches('.').to_owned()
        });
    }
    if paper.year.is_none() {
        paper.year = year(paper);
    }
    if paper.authors.is_empty() {
        paper.authors = authors(paper);
    }
}

/// The first list of names that the text does not speak of as of somebody else.
fn authors(paper: &Paper) -> Vec<String> {
    let front = paper.blocks.iter().take(FRONT).filter(|b| b.role == BlockRole::Furniture);
    let lists = front.map(|b| &paper.text[b.span.clone()]).filter(|t| line::is_names(t)).map(names);
    let told = |names: &Vec<String>| {
        let last = names.first().and_then(|n| n.split_whitespace().last()).unwrap_or_default();
        paper.text.contains(&format!("{last} et al. ("))
            || paper.text.contains(&format!("issue, {last} et al"))
    };
    lists.into_iter().find(|n| !told(n)).unwrap_or_default()
}

/// The DOI that the front matter gives: the first one outside running text and the reference list,
/// or in the first paragraphs.
#[must_use]
pub fn doi(paper: &Paper) -> Option<String> {
    let said = |role| matches!(role, BlockRole::Paragraph | BlockRole::Caption);
    let outside = paper.blocks.iter().filter(|b| b.role != BlockRole::Reference && !said(b.role));
    let first = paper.blocks.iter().filter(|b| said(b.role)).take(3);
    outside.chain(first).find_map(|b| first_doi(&paper.text[b.span.clone()]))
}

/// The first DOI in a text.
pub(in crate::corpus) fn first_doi(text: &str) -> Option<String> {
    let starts = memchr::memmem::find_iter(text.as_bytes(), "10.");
    starts
        .filter_map(|at| {
            let word = text[at..].split(|c: char| c.is_whitespace() || "\"<>()[]{},;|".contains(c)).next()?;
            let word = word.trim_end_matches(['.', ':']);
            let (registrant, suffix) = word.strip_prefix("10.")?.split_once('/')?;
            let number = registrant.len() >= 4 && registrant.bytes().all(|b| b.is_ascii_digit());
            (number && !suffix.is_empty()).then(|| word.to_owned())
        })
        .next()
}

fn names(line: &str) -> Vec<String> {
    let line = line.trim_start_matches("**Authors:**").trim_start_matches("Authors:");
    let bare = line::names(line).map(line::bare_name).filter(|name| name.chars().any(char::is_alphabetic));
    bare.map(str::to_owned).collect()
}

/// The year that a line beside the text gives: one that says `published` before others, one that says
/// nothing of what the year is only at the start of the page.
fn year(paper: &Paper) -> Option<i32> {
    let lines = paper.blocks.iter().enumerate();
    let lines = lines.filter(|(_, b)| matches!(b.role, BlockRole::Furniture | BlockRole::Row));
    let dated = lines.filter_map(|(place, b)| {
        let text = &paper.text[b.span.clone()];
        let at = line::year_at(text)?;
        let year: i32 = text.get(at..at + 4)?.parse().ok()?;
        // `202103…` is the number of a grant.
        if text.as_bytes().get(at + 4).is_some_and(u8::is_ascii_digit) {
            return None;
        }
        let lower = text.to_lowercase();
        let rank = match () {
            () if lower.contains("published") => 0,
            () if ["copyright", "©", "doi"].iter().any(|cue| lower.contains(cue)) => 1,
            () if place < FRONT => 2,
            () => return None,
        };
        ((1900..2100).contains(&year) && line::words(text) <= 60).then_some((rank, year))
    });
    dated.min_by_key(|(rank, _)| *rank).map(|(_, year)| year)
}

#[cfg(test)]
mod tests {
    use super::super::{blocks, citation, sentences};
    use super::*;

    fn paper(text: &str) -> Paper {
        let blocks = blocks(text);
        let citations = citation::citations(text, &blocks);
        let mut paper =
            Paper { id: "doi:10.1000/c".into(), text: text.into(), blocks, citations, ..Paper::default() };
        front_matter(&mut paper);
        paper
    }

    fn recorded(paper: &Paper) -> Record {
        let sentences = sentences(paper);
        let lower: Vec<Lower> = sentences.iter().map(|s| Lower::of(&paper.text[s.span.clone()])).collect();
        record(paper, &sentences, &lower)
    }

    const COMMENTARY: &str = "Commentary Open Access | 10.1000/c\nPublished May 2, 2024 - More info\n\
        Why tumors escape is not clear. We analyzed biopsies of patients and found that ABC1 was high in them.\n\
        Ana Roe, Ben Poe, Carl Moe\n\
        In this issue of the journal, Roe et al. analyzed biopsies of patients and saw that ABC1 was high in all of them.\n\
        Roe et al. (7) say that the gene matters to patients, as was seen by others before (3).\n";

    #[test]
    fn a_commentary_and_the_abstract_it_comments_on() {
        let paper = paper(COMMENTARY);
        assert_eq!(paper.year, Some(2024));
        assert_eq!(paper.authors, Vec::<String>::new());
        let record = recorded(&paper);
        let commented = record.commented.expect("Roe et al.");
        assert_eq!((commented.lineage.as_str(), commented.label.as_deref()), ("Roe 2024", Some("7")));
        let [at] = commented.abstracts[..] else { panic!("{:?}", commented.abstracts) };
        assert!(paper.text[paper.blocks[at].span.clone()].starts_with("Why tumors"));
    }

    #[test]
    fn a_year_is_the_papers_own_or_none() {
        let body = "We show that the loss of A kills cells in mice.\n\n".repeat(30);
        let year = |first: &str, last: &str| paper(&format!("# Loss of A\n\n{first}\n\n{body}{last}\n")).year;
        assert_eq!(year("J Cells. 2023;5(2):11.", "- the Research Fund [AB20210324]"), Some(2023));
        assert_eq!(year("Ana Roe, Ben Poe, Carl Moe", "- the Research Fund [AB20210324]"), None);
        assert_eq!(year("Ana Roe, Ben Poe, Carl Moe", "- the Fund of 2019"), None);
        assert_eq!(year("Ana Roe, Ben Poe, Carl Moe", "© 2024 The authors"), Some(2024));
    }

    #[test]
    fn reviews_say_so() {
        let paper = paper(
            "# Roads to resistance\n\n## Abstract\n\nThis review discusses how tumors escape from drugs that act on T cells.\n",
        );
        assert_eq!(recorded(&paper).kind, ArticleKind::Review);
        assert_eq!(paper.title.as_deref(), Some("Roads to resistance"));
    }

    #[test]
    fn research_is_research() {
        let paper = paper(
            "# Loss of A\n\nAna Roe, Ben Poe, Carl Moe\n\n## Abstract\n\nWe show that the loss of A kills cells in mice, as did Roe et al.\n",
        );
        assert_eq!(recorded(&paper), Record::default());
        assert_eq!(paper.authors[0], "Ana Roe");
    }
}
