//! Captures of pages as the web and printed pages give them, on studies that nobody made: what is read
//! of them, and nothing else.

#![allow(clippy::unwrap_used)]

use std::fmt::Write as _;
use std::path::Path;

use reason::corpus::extract::sentences;
use reason::corpus::{OnFault, Paper};

/// Title, identifier and year, then each sentence that is read, under its section.
fn shown(paper: &Paper) -> String {
    let year = paper.year.map_or("no year".to_owned(), |year| year.to_string());
    let title = paper.title.as_deref().unwrap_or("no title");
    let mut shown = format!("== {} · {year} · {title}\n   {}\n", paper.id, paper.authors.join("; "));
    let mut section = String::new();
    for sentence in sentences(paper) {
        let block = &paper.blocks[sentence.block];
        let here = format!("{:?} {}", block.role, block.section.join(" > "));
        if here != section {
            writeln!(shown, "-- {here}").unwrap();
            section = here;
        }
        writeln!(shown, "{}", paper.text[sentence.span].replace('\n', " ")).unwrap();
    }
    shown
}

#[test]
fn captures_are_read_as_the_study_and_nothing_else() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/captures");
    let mut names: Vec<_> =
        std::fs::read_dir(&folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    for name in names {
        let bytes = std::fs::read(folder.join(&name)).unwrap();
        let (corpus, told) = reason::corpus::read::bytes(Path::new(&name), &bytes, OnFault::Refuse);
        assert!(told.is_empty(), "{name}: {told:#?}");
        let shown: Vec<String> = corpus.papers.iter().map(shown).collect();
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path("../snapshots");
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        let snapshot = format!("capture-{}", name.replace(['.', '_'], "-"));
        settings.bind(|| insta::assert_snapshot!(snapshot, shown.concat()));
    }
}
