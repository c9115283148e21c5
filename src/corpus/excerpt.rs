//! What databases tell of papers, next to the papers themselves.
//!
//! In: papers whose text is only what a database says of them. Out: one lineage for each paper and
//! what is told of it, so that a study that is told twice counts once.

use std::path::PathBuf;

use rustc_hash::FxHashMap;

use super::{Corpus, Paper};

impl Corpus {
    /// Adds what databases tell of a paper. Where the paper itself is there, or another database
    /// tells of it, it is one lineage with that.
    pub(super) fn link_excerpts(&mut self) {
        let mut renamed: FxHashMap<(PathBuf, String), String> = FxHashMap::default();
        for excerpt in std::mem::take(&mut self.excerpts) {
            let names: Vec<String> = std::iter::once(excerpt.id.clone()).chain(excerpt.other_ids()).collect();
            let Some(known) = names.iter().find_map(|name| self.paper(name)) else {
                self.add_paper(excerpt);
                continue;
            };
            let lineage = known.lineage.clone().unwrap_or_else(|| known.id.clone());
            let described =
                |own: &Option<String>, other: &Option<String>| own.clone().or_else(|| other.clone());
            let paper = Paper {
                id: self.free_id(&excerpt),
                lineage: Some(lineage),
                title: described(&excerpt.title, &known.title),
                authors: if excerpt.authors.is_empty() {
                    known.authors.clone()
                } else {
                    excerpt.authors.clone()
                },
                year: excerpt.year.or(known.year),
                retracted: excerpt.retracted || known.retracted,
                ..excerpt.clone()
            };
            renamed.insert((excerpt.path, excerpt.id), paper.id.clone());
            self.add_paper(paper);
        }
        for entry in &mut self.findings {
            if let Some(id) = renamed.get(&(entry.file.to_path_buf(), entry.finding.paper.clone())) {
                entry.finding.paper.clone_from(id);
            }
        }
    }

    /// An identifier that nothing has yet, such as `pmid:123#civic`.
    fn free_id(&self, excerpt: &Paper) -> String {
        let stem = excerpt.path.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
        let first = format!("{}#{stem}", excerpt.id);
        let mut more = (2..).map(|n| format!("{first}-{n}"));
        std::iter::once(first.clone())
            .chain(&mut more)
            .find(|id| self.paper(id).is_none())
            .unwrap_or(first.clone())
    }
}
