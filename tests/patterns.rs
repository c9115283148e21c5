//! The patterns that the program carries: they mean something, their examples are read so, and
//! they stand in canonical layout.

use std::path::Path;
use std::process::Command;

fn reason(arguments: &[&str]) -> (bool, String) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut command = Command::new(env!("CARGO_BIN_EXE_reason"));
    let output = command.current_dir(root).args(arguments).output().expect("the program runs");
    let text = [output.stdout, output.stderr].map(|o| String::from_utf8_lossy(&o).into_owned()).join("");
    (output.status.success(), text)
}

#[test]
fn patterns_mean_something() {
    let (sound, text) = reason(&["check", "rules/patterns"]);
    assert!(sound, "{text}");
}

#[test]
fn examples_are_read_as_they_say() {
    let (passed, text) = reason(&["test", "rules/patterns"]);
    assert!(passed, "{text}");
    assert!(text.contains("all passed"), "{text}");
}

/// What an experimenter's hand, inverse words, double negatives, negation and questions make of a
/// statement.
#[test]
fn signs_and_scopes_are_read_as_they_say() {
    let (passed, text) = reason(&["test", "tests/extract/signs.rules"]);
    assert!(passed, "{text}");
    let tests = text.lines().filter(|l| l.starts_with("ok ")).count();
    assert!(tests >= 230, "{tests} sentences:\n{text}");
}

#[test]
fn a_pattern_that_means_nothing_is_an_error_with_its_place() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("own.rules");
    let text = "pattern \"{a} promotes {b: proces}\" ⇒ {a} promotes {b}\n\
        pattern \"{a} promotes {b}\" ⇒ {a} fosters {b}\n\
        pattern \"{a} promotes {b}\" ⇒ {a} promotes {c}\n";
    std::fs::write(&file, text).expect("a file");
    let (sound, words) = reason(&["check", &file.to_string_lossy()]);
    assert!(!sound);
    for code in ["E0181", "E0182", "E0183"] {
        assert!(words.contains(code), "{code} in {words}");
    }
    assert!(words.contains("own.rules:1") && words.contains("did it mean `process`"), "{words}");
}

#[test]
fn gaps_and_words_that_may_be_missing_are_matched() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("own.rules");
    let text = "pattern \"{a} docks … onto {b: molecule}\" ⇒ {a} binds {b}\n\
        \x20 example \"LIN7 docks in two steps, as was seen, onto MAL2.\" ⇒ LIN7 binds MAL2\n\
        \x20 no \"LIN7 docks in two steps; TRA8 moves onto MAL2.\" ⇒ LIN7 binds MAL2\n\
        pattern \"{a} contacts [with] {b: molecule}\" ⇒ {a} binds {b}\n\
        \x20 example \"LIN7 contacts MAL2.\" ⇒ LIN7 binds MAL2\n\
        \x20 example \"LIN7 contacts with MAL2.\" ⇒ LIN7 binds MAL2\n";
    std::fs::write(&file, text).expect("a file");
    let (passed, words) = reason(&["test", &file.to_string_lossy()]);
    assert!(passed, "{words}");
}

#[test]
fn judged_sentences_are_measured() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("judged.jsonl");
    let row = |subject: &str, object: &str, text: &str, tag: &str, pmid: u32| {
        format!(
            "{{\"stmt_type\":\"Inhibition\",\"subject\":\"{subject}\",\"object\":\"{object}\",\
             \"evidence_text\":\"{text}\",\"tag\":\"{tag}\",\"pmid\":\"{pmid}\"}}\n"
        )
    };
    let text = row("CXCL11", "TNF", "CXCL11 inhibits TNF.", "correct", 1)
        + &row("CXCL11", "TNF", "CXCL11 did not inhibit TNF.", "negative_result", 2);
    std::fs::write(&file, text).expect("a file");
    let (done, words) = reason(&["eval", "readers", &file.to_string_lossy()]);
    assert!(done, "{words}");
    assert!(words.contains("2 sentences read, 0 left out"), "{words}");
    let recall = words.lines().filter(|l| l.starts_with("Inhibition") && l.contains("1.000")).count();
    assert!(recall > 0, "{words}");
    std::fs::write(&file, "{}\n").expect("a file");
    let (done, words) = reason(&["eval", "readers", &file.to_string_lossy()]);
    assert!(!done && words.contains("E0721") && words.contains("judged.jsonl:1"), "{words}");
}
