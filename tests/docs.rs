//! Every code block of the documentation, run.
//!
//! - `rules`: a rule file; it must check without errors and warnings, and its tests must pass. A
//!   block that names a file is kept beside those of its section.
//! - `rules error E0303`, `rules warning W0332`, and the same with `tsv`: exactly these codes.
//! - `console`: each `$ reason …` is run, in a folder with the section's files if it has any, else
//!   in the project; what follows up to the next `$` is what it prints, durations masked. A line
//!   `…` stands for any number of lines.

#[path = "language/literate.rs"]
mod literate;

use std::path::Path;
use std::process::Command;

use literate::{Block, blocks, companions, project, run, run_data, write};

const PAGES: [&str; 7] = [
    "README.md",
    "docs/language.md",
    "docs/rules.md",
    "docs/vocabulary.md",
    "docs/judgement.md",
    "docs/quality.md",
    "docs/performance.md",
];

fn wanted(block: &Block) -> Vec<String> {
    let is_code = |w: &&String| w.len() == 5 && w.starts_with(['E', 'W']) && w[1..].parse::<u32>().is_ok();
    let mut codes: Vec<String> = block.info.iter().skip(1).filter(is_code).cloned().collect();
    codes.sort();
    codes
}

fn checked(page: &str, all: &[Block], block: &Block, faults: &mut Vec<String>) {
    let beside: Vec<(&str, &str)> = companions(all, block.section);
    let data = block.language() != "rules";
    let beside = beside.into_iter().filter(|(_, text)| *text != block.text).collect::<Vec<_>>();
    let outcome = match block.file().filter(|_| data) {
        Some(file) => run_data(file, &block.text, &beside),
        None => run(&block.text, &beside),
    };
    if outcome.codes != wanted(block) {
        let (place, codes, words) = (block.place(), &outcome.codes, &outcome.words);
        faults.push(format!("{place}: wanted {:?}, found {codes:?}\n{words}", wanted(block)));
    }
    faults.extend(outcome.failures.iter().map(|f| format!("{page}:{}: {f}", block.line)));
}

/// A text in which a number before a unit of time is masked.
fn masked(text: &str) -> String {
    let mut result: Vec<String> = Vec::new();
    for line in text.lines() {
        let mut words: Vec<&str> = line.split(' ').collect();
        for i in 1..words.len() {
            let time = matches!(words[i].trim_end_matches([',', ')', '.']), "ms" | "s" | "µs");
            if time && words[i - 1].trim_start_matches('(').parse::<f64>().is_ok() {
                words[i - 1] = "#";
            }
        }
        result.push(words.join(" ").split_whitespace().collect::<Vec<_>>().join(" "));
    }
    while result.last().is_some_and(String::is_empty) {
        result.pop();
    }
    result.join("\n")
}

/// Whether lines are as written, where a line `…` stands for any number of them.
fn alike(written: &[&str], printed: &[&str]) -> bool {
    match written {
        [] => printed.is_empty(),
        ["…", rest @ ..] => (0..=printed.len()).any(|n| alike(rest, &printed[n..])),
        [line, rest @ ..] => printed.first() == Some(line) && alike(rest, &printed[1..]),
    }
}

fn console(block: &Block, folder: &Path, faults: &mut Vec<String>) {
    for part in format!("\n{}", block.text).split("\n$ ").skip(1) {
        let (command, written) = part.split_once('\n').unwrap_or((part, ""));
        let Some(arguments) = command.strip_prefix("reason") else { continue };
        let mut shell = Command::new("sh");
        shell.arg("-c").arg(format!("\"$REASON\"{arguments}")).current_dir(folder);
        shell.env("REASON", env!("CARGO_BIN_EXE_reason")).env("NO_COLOR", "1");
        let output = shell.output().expect("a shell runs");
        let printed =
            format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        let (written, shown) = (masked(written), masked(&printed));
        let lines = |t: &'_ str| t.lines().map(str::to_owned).collect::<Vec<_>>();
        let (written, shown) = (lines(&written), lines(&shown));
        let borrowed = |l: &'_ [String]| l.iter().map(String::as_str).collect::<Vec<_>>().join("\n");
        let (w, s) = (borrowed(&written), borrowed(&shown));
        if !alike(&w.lines().collect::<Vec<_>>(), &s.lines().collect::<Vec<_>>()) {
            faults.push(format!("{}: $ {command}\n{printed}", block.place()));
        }
    }
}

fn faults(page: &str) -> Vec<String> {
    let all = blocks(page);
    let mut faults = Vec::new();
    for block in &all {
        match block.language() {
            "rules" => checked(page, &all, block, &mut faults),
            _ if !wanted(block).is_empty() => checked(page, &all, block, &mut faults),
            "console" => {
                let files = companions(&all, block.section);
                let folder = tempfile::tempdir().expect("a folder for a session");
                write(folder.path(), &files);
                let place = if files.is_empty() { project() } else { folder.path().to_owned() };
                console(block, &place, &mut faults);
            }
            _ => {}
        }
    }
    faults
}

#[test]
fn every_block_of_the_documentation_is_true() {
    let found: Vec<String> = PAGES.iter().flat_map(|p| faults(p)).collect();
    assert!(found.is_empty(), "{} faults\n\n{}", found.len(), found.join("\n\n"));
}

#[test]
fn every_code_of_the_program_is_documented() {
    let page = std::fs::read_to_string(project().join("docs/language.md")).expect("the reference");
    let mut missing = Vec::new();
    for entry in walkdir::WalkDir::new(project().join("src")) {
        let entry = entry.expect("an entry");
        if entry.path().extension().is_none_or(|e| e != "rs") {
            continue;
        }
        let text = std::fs::read_to_string(entry.path()).expect("UTF-8");
        for piece in text.split('"') {
            let code = piece.len() == 5 && piece.starts_with(['E', 'W']) && piece[1..].parse::<u32>().is_ok();
            // E0399 stands for what cannot happen.
            if code && piece != "E0399" && !page.contains(piece) && !in_range(&page, piece) {
                missing.push(piece.to_owned());
            }
        }
    }
    missing.sort();
    missing.dedup();
    assert!(missing.is_empty(), "codes that docs/language.md does not name: {missing:?}");
}

/// Whether a code lies in `E0550 to E0553`.
fn in_range(page: &str, code: &str) -> bool {
    page.match_indices(" to E").any(|(at, _)| {
        let (from, to) = (page.get(at - 5..at), page.get(at + 4..at + 9));
        from.is_some_and(|f| f <= code) && to.is_some_and(|t| code <= t)
    })
}
