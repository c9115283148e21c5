//! Any bytes in any format of the corpus are read or refused, never a panic.
#![no_main]

use std::path::Path;

use libfuzzer_sys::fuzz_target;
use reason::corpus::{OnFault, read};

/// One name a format; the first byte of the input chooses.
const NAMES: [&str; 8] = [
    "a.md",
    "a.xml",
    "a.json",
    "a.PubTator",
    "a.findings.jsonl",
    "a-ClinicalEvidenceSummaries.tsv",
    "a.txt",
    "a.nxml",
];

fuzz_target!(|data: &[u8]| {
    let Some((first, bytes)) = data.split_first() else { return };
    let name = NAMES[usize::from(*first) % NAMES.len()];
    let (corpus, _) = read::bytes(Path::new(name), bytes, OnFault::LeaveOut);
    for paper in &corpus.papers {
        for block in &paper.blocks {
            assert!(paper.text.get(block.span.clone()).is_some());
        }
        for span in paper.tags.iter().map(|t| &t.span).chain(paper.citations.iter().map(|c| &c.span)) {
            assert!(paper.text.get(span.clone()).is_some());
        }
    }
});
