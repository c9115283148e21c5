//! One paper in several files: each is a copy, a paper of the corpus with a text of its own.
//!
//! In: papers in the order of the files. Out: copies that share identifiers, lineage, retraction and
//! what any of them tells of the paper, so that a study that stands in many files counts once.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use super::{BlockRole, Content, Corpus, Entry, Finding, Paper};
use crate::vocabulary::fold::fold;

/// A title of fewer words may be that of two papers.
const TELLING_TITLE: usize = 6;

/// Titles that are less alike are two.
const ALIKE: f64 = 0.5;

/// A shorter sentence may stand in another one by chance, in bytes.
const TELLING_SENTENCE: usize = 24;

impl Corpus {
    /// Adds a paper. One that has an identifier of another, or the same long title where either has
    /// no identifier, is a copy of that.
    pub fn add_paper(&mut self, paper: Paper) {
        let position = self.papers.len();
        let known = self.known(&paper);
        let first = known.first().copied().unwrap_or(position);
        self.papers.push(paper);
        self.name(position, first);
        if first != position {
            self.copy_of.insert(position, first);
            self.copies.entry(first).or_default().push(position);
        }
        // A third file may show that two that seemed different are one.
        for other in known.into_iter().skip(1) {
            let members: Vec<usize> = self.copies(other).collect();
            self.copies.remove(&other);
            for member in members {
                self.copy_of.insert(member, first);
                self.copies.entry(first).or_default().push(member);
                self.name(member, first);
            }
        }
        if let Some(copies) = self.copies.get_mut(&first) {
            copies.sort_unstable();
        }
    }

    fn name(&mut self, position: usize, first: usize) {
        let paper = &self.papers[position];
        for key in paper.names().map(|name| paper_key(&name)).chain(title_key(paper)) {
            self.by_id.insert(key, first);
        }
    }

    /// The papers, the first copy of each, that this one is a copy of.
    fn known(&self, paper: &Paper) -> BTreeSet<usize> {
        let mut known: BTreeSet<usize> =
            paper.names().filter_map(|name| self.by_id.get(&paper_key(&name)).copied()).collect();
        let titled = title_key(paper).and_then(|key| self.by_id.get(&key).copied());
        let unnamed = |paper: &Paper| paper.other_ids().next().is_none();
        known.extend(
            titled.filter(|&first| unnamed(paper) || self.copies(first).all(|i| unnamed(&self.papers[i]))),
        );
        known
    }

    /// Whether a copy of this paper with the same text is there.
    pub(super) fn has_text_of(&self, paper: &Paper) -> bool {
        let known = self.known(paper);
        let copies = || known.iter().flat_map(|&first| self.copies(first)).map(|i| &self.papers[i]);
        if copies().next().is_none() {
            return false;
        }
        let content = paper.content().hash;
        copies().any(|copy| copy.has_text() && copy.content().hash == content)
    }

    /// Names a paper that only its file names by the folders of the file too, where another text
    /// has its name.
    pub(super) fn tell_apart(&self, paper: &mut Paper) {
        let Some(stem) = paper.id.strip_prefix("file:").map(str::to_owned) else { return };
        let is_other = |id: &str| self.by_id.contains_key(&paper_key(id));
        if !is_other(&paper.id) || self.has_text_of(paper) {
            return;
        }
        let folders = paper.path.parent().map(|p| p.iter().rev().map(|f| f.to_string_lossy().into_owned()));
        let longer = folders.into_iter().flatten().scan(stem.clone(), |name, folder| {
            *name = format!("{folder}/{name}");
            Some(format!("file:{name}"))
        });
        let numbered = (2..).map(|n| format!("file:{stem}-{n}"));
        paper.id = longer.chain(numbered).find(|id| !is_other(id)).unwrap_or_default();
    }

    /// All copies of a paper, in order; the paper alone where there is no other.
    pub fn copies(&self, position: usize) -> impl Iterator<Item = usize> + '_ {
        let first = self.first_copy(position);
        std::iter::once(first).chain(self.copies.get(&first).into_iter().flatten().copied())
    }

    /// The position that stands for all copies of a paper.
    #[must_use]
    pub fn first_copy(&self, position: usize) -> usize {
        self.copy_of.get(&position).copied().unwrap_or(position)
    }

    /// The papers, of several copies the first.
    pub fn distinct(&self) -> impl Iterator<Item = &Paper> {
        let numbered = self.papers.iter().enumerate();
        numbered.filter(|(position, _)| !self.copy_of.contains_key(position)).map(|(_, paper)| paper)
    }

    /// The copies that a finding may quote: those in its own file, else all.
    pub(super) fn quotable(&self, entry: &Entry) -> Vec<usize> {
        let Some(first) = self.paper_position(&entry.finding.paper) else { return Vec::new() };
        let all: Vec<usize> = self.copies(first).collect();
        let own: Vec<usize> = all.iter().copied().filter(|&i| *self.papers[i].path == *entry.file).collect();
        if own.is_empty() { all } else { own }
    }

    /// Copies whose text was left, but may be quoted by findings that others gave of the paper.
    #[must_use]
    pub fn left_but_quoted(&self) -> BTreeSet<usize> {
        let doubled = |entry: &&Entry| {
            let position = self.paper_position(&entry.finding.paper);
            position.is_some_and(|position| self.copies.contains_key(&position))
        };
        let quoted = self.findings.iter().filter(doubled).flat_map(|entry| self.quotable(entry));
        quoted.filter(|&i| self.papers[i].left.is_some()).collect()
    }

    /// Papers that stand in several places, each as `id in a.xml and b.txt`, and those of them that
    /// have titles of which nobody would say so.
    pub(super) fn told_copies(&self) -> (Vec<String>, Vec<String>) {
        let (mut told, mut doubtful) = (Vec::new(), Vec::new());
        for &first in self.copies.keys() {
            let papers: Vec<&Paper> = self.copies(first).map(|i| &self.papers[i]).collect();
            let paths: BTreeSet<&Path> = papers.iter().map(|p| p.path.as_path()).collect();
            let paths: Vec<String> = paths.iter().map(|p| p.display().to_string()).collect();
            let places = match paths.as_slice() {
                [one] => format!("twice in {one}"),
                [rest @ .., last] => format!("in {} and {last}", rest.join(", ")),
                [] => continue,
            };
            told.push(format!("{} {places}", papers[0].id));
            let titles: Vec<&str> = papers.iter().filter_map(|p| p.title.as_deref()).collect();
            let other = titles.iter().skip(1).find(|title| !is_alike(titles[0], title));
            doubtful.extend(
                other.map(|other| format!("{} {places}: “{}” and “{other}”", papers[0].id, titles[0])),
            );
        }
        (told, doubtful)
    }

    /// Adds what databases tell of papers, and gives all copies of a paper what any of them knows.
    pub(super) fn unite(&mut self) {
        for excerpt in std::mem::take(&mut self.excerpts) {
            self.add_paper(Paper { guessed: true, ..excerpt });
        }
        let groups: Vec<Vec<usize>> = self.copies.keys().map(|&first| self.copies(first).collect()).collect();
        for members in groups {
            let (guessed, stated): (Vec<usize>, Vec<usize>) =
                members.iter().partition(|&&i| self.papers[i].guessed);
            let mut known = Paper::default();
            stated.iter().chain(&guessed).for_each(|&i| known.learn(&self.papers[i]));
            let mut ids: Vec<&str> = members.iter().map(|&i| self.papers[i].id.as_str()).collect();
            let doi = known.doi.as_ref().map(|doi| format!("doi:{doi}"));
            ids.extend(doi.as_deref());
            let rank = |id: &&&str| {
                ["pmid:", "pmcid:", "file:"].iter().position(|p| id.starts_with(p)).map_or(0, |n| n + 1)
            };
            let id = ids.iter().min_by_key(rank).map(|id| (*id).to_owned()).unwrap_or_default();
            self.by_id.insert(paper_key(&id), members[0]);
            for member in members {
                let paper = &mut self.papers[member];
                let own = std::mem::take(paper);
                *paper = Paper { id: id.clone(), ..known.clone() }.with_text_of(own);
            }
        }
        self.unite_findings();
    }

    /// Findings name a paper that has copies by one name; what two of its files bring is kept once.
    fn unite_findings(&mut self) {
        let mut met: BTreeMap<(usize, String), Arc<Path>> = BTreeMap::new();
        let mut findings = std::mem::take(&mut self.findings);
        findings.retain_mut(|entry| {
            let Some(first) =
                self.paper_position(&entry.finding.paper).filter(|p| self.copies.contains_key(p))
            else {
                return true;
            };
            entry.finding.paper.clone_from(&self.papers[first].id);
            if !self.copies(first).any(|i| *self.papers[i].path == *entry.file) {
                return true;
            }
            let said = said(&entry.finding);
            *met.entry((first, said)).or_insert_with(|| Arc::clone(&entry.file)) == entry.file
        });
        self.findings = findings;
    }
}

impl Paper {
    /// What may name it: its identifier, and `doi:…` and `pmid:…`, as far as they are known.
    fn names(&self) -> impl Iterator<Item = String> {
        std::iter::once(self.id.clone()).chain(self.other_ids())
    }

    /// Takes from a copy what is not known yet.
    fn learn(&mut self, copy: &Paper) {
        fn fill<T: Clone>(own: &mut Option<T>, other: &Option<T>) {
            if own.is_none() {
                own.clone_from(other);
            }
        }
        fill(&mut self.doi, &copy.doi);
        fill(&mut self.pmid, &copy.pmid);
        fill(&mut self.title, &copy.title);
        fill(&mut self.year, &copy.year);
        fill(&mut self.journal, &copy.journal);
        fill(&mut self.article_type, &copy.article_type);
        fill(&mut self.study, &copy.study);
        fill(&mut self.lineage, &copy.lineage);
        if self.authors.is_empty() {
            self.authors.clone_from(&copy.authors);
        }
        self.retracted |= copy.retracted;
    }

    /// What is known of a paper, with the text of this copy.
    fn with_text_of(self, copy: Paper) -> Self {
        let Paper {
            id,
            doi,
            pmid,
            title,
            authors,
            year,
            journal,
            article_type,
            study,
            lineage,
            retracted,
            ..
        } = self;
        Self { id, doi, pmid, title, authors, year, journal, article_type, study, lineage, retracted, ..copy }
    }

    /// Whether it has a text, in memory or in its file.
    #[must_use]
    pub fn has_text(&self) -> bool {
        self.left.is_some() || !self.text.is_empty()
    }

    /// What its text is, also where it was left.
    #[must_use]
    pub fn content(&self) -> Content {
        if let Some(left) = &self.left {
            return left.clone();
        }
        let mut hasher = blake3::Hasher::new();
        let mut number = |n: usize| {
            hasher.update(&n.to_le_bytes());
        };
        [self.body.start, self.body.end, self.text.len(), self.blocks.len()]
            .into_iter()
            .for_each(&mut number);
        for block in &self.blocks {
            [block.role as usize, block.span.start, block.span.end].into_iter().for_each(&mut number);
        }
        for tag in &self.tags {
            [tag.span.start, tag.span.end, tag.ids.len()].into_iter().for_each(&mut number);
        }
        hasher.update(self.text.as_bytes());
        for tag in &self.tags {
            for word in tag.ids.iter().chain([&tag.kind]) {
                hasher.update(word.as_bytes()).update(&[0]);
            }
        }
        let prose =
            self.blocks.iter().filter(|b| matches!(b.role, BlockRole::Paragraph | BlockRole::Caption));
        Content {
            hash: hasher.finalize(),
            prose: prose.map(|b| b.span.len()).sum(),
            marked: !self.tags.is_empty(),
        }
    }

    /// Lets its text go, and all that is known of places in it.
    pub(super) fn without_text(self) -> Self {
        Self {
            text: Arc::from(""),
            blocks: Vec::new(),
            tags: Vec::new(),
            citations: Vec::new(),
            references: Vec::new(),
            sentences: Vec::new(),
            ..self
        }
    }
}

/// A sentence by its letters and digits, by which it is known in another file.
#[must_use]
pub fn sentence_key(sentence: &str) -> String {
    let mut key = fold(sentence);
    key.retain(char::is_alphanumeric);
    key
}

/// Whether two sentences, by their keys, are one, of which a file may have a part.
#[must_use]
pub fn is_same_sentence(one: &str, other: &str) -> bool {
    let (short, long) = if one.len() < other.len() { (one, other) } else { (other, one) };
    one == other || short.len() >= TELLING_SENTENCE && long.contains(short)
}

pub(super) fn paper_key(id: &str) -> String {
    id.trim().to_lowercase()
}

/// A key of a title that two papers hardly share.
fn title_key(paper: &Paper) -> Option<String> {
    const DIGITS: usize = 24;
    let title = paper.title.as_deref().filter(|title| title.split_whitespace().count() >= TELLING_TITLE)?;
    let hash = blake3::hash(sentence_key(title).as_bytes()).to_hex();
    Some(format!("title:{}", &hash[..DIGITS]))
}

fn is_alike(one: &str, other: &str) -> bool {
    let (one, other) = (sentence_key(one), sentence_key(other));
    one.contains(&other) || other.contains(&one) || strsim::sorensen_dice(&one, &other) >= ALIKE
}

/// A finding but for where it stands.
fn said(finding: &Finding) -> String {
    let said = Finding {
        span: None,
        section: None,
        note: None,
        quote: sentence_key(&finding.quote),
        ..finding.clone()
    };
    serde_json::to_string(&said).unwrap_or_default()
}
