//! The literate specification, `tests/language/*.md`, kept true.
//!
//! Each `rules` block is a rule file. It must give exactly the errors and warnings that its
//! comments announce (`# error: [E0303]`, at the line of the place that is marked), and each of
//! its `test` items must pass on both backends, also after the file was reformatted. Other blocks whose fence names a file (`csv edges.csv`) are data beside the rule files of
//! their section.

#[path = "language/literate.rs"]
mod literate;

use literate::{announced, blocks, companions, project, run};

fn pages() -> Vec<String> {
    let folder = project().join("tests/language");
    let entries = std::fs::read_dir(folder).expect("the folder of the specification");
    let mut names: Vec<String> =
        entries.map(|e| e.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.retain(|n| n.ends_with(".md"));
    names.sort();
    names.into_iter().map(|n| format!("tests/language/{n}")).collect()
}

fn faults(page: &str) -> Vec<String> {
    let blocks = blocks(page);
    let mut faults = Vec::new();
    for block in blocks.iter().filter(|b| b.language() == "rules") {
        let outcome = run(&block.text, &companions(&blocks, block.section));
        let wanted = announced(&block.text);
        if outcome.marks != wanted {
            let words = &outcome.words;
            let place = block.place();
            faults.push(format!("{place}: announced {wanted:?}\n  found {:?}\n{words}", outcome.marks));
        }
        let sound = !outcome.codes.iter().any(|c| c.starts_with('E'));
        if sound && outcome.tests == 0 && !wanted.keys().any(|(_, c)| c.starts_with('W')) {
            faults.push(format!("{}: this block neither fails nor tests anything", block.place()));
        }
        faults.extend(outcome.failures.iter().map(|f| format!("{}: {f}", block.place())));
    }
    faults
}

#[test]
fn the_specification_holds() {
    let pages = pages();
    assert!(pages.len() > 10, "the specification has a page a topic");
    let faults: Vec<String> = std::thread::scope(|scope| {
        let halves = pages.chunks(pages.len().div_ceil(2));
        let work = |half: &[String]| half.iter().flat_map(|p| faults(p)).collect::<Vec<_>>();
        let running: Vec<_> = halves.map(|half| scope.spawn(move || work(half))).collect();
        running.into_iter().flat_map(|r| r.join().expect("a page does not panic")).collect()
    });
    assert!(faults.is_empty(), "{} faults\n\n{}", faults.len(), faults.join("\n\n"));
}
