//! Every format of the report carries the same facts, whatever a paper or a rule file writes.

use std::fs;
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

const FORMATS: [&str; 8] = ["text", "json", "jsonl", "md", "html", "csv", "dot", "mermaid"];
const NOTICE: &str = "for research; not treatment advice";

const RULES: &str = r#"hypothesis drives(cause: entity, effect: entity, disease: disease)  "{cause} drives {effect} in {disease}"
opposite promotes / suppresses

rule driving
  ?a promotes ?b ∧ in ?d: disease
  ⇒ drives(?a, ?b, ?d)

?a increases ?b ∧ ?b increases ?c ⇒ ?a increases ?c
"#;

/// A sentence with everything that means something in one of the formats.
const HOSTILE: &str =
    r#"<script>alert(1)</script> & \"x\" | [y](z) `w` #1 *v* {u} CXCL11 promotes invasion."#;

fn folder() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    };
    write("rules/a.rules", RULES);
    let plain = HOSTILE.replace("\\\"", "\"");
    let head = "+++\nid = \"doi:10.1/a\"\ntitle = \"A\"\nauthors = [\"Ann <b>Doe</b>\"]\nyear = 2020\nstudy = \"in vivo\"\n+++\n# A\n\n";
    write("corpus/a.md", &format!("{head}{plain} IL6 increases IL11. IL11 increases proliferation.\n"));
    let context = r#""context":{"disease":"TNBC"}"#;
    let line = |says: &str, a: &str, b: &str, quote: &str| {
        format!(
            "{{\"says\":\"{says}\",\"args\":[{{\"text\":\"{a}\"}},{{\"text\":\"{b}\"}}],{context},\
             \"paper\":\"doi:10.1/a\",\"quote\":\"{quote}\",\"note\":\"checked <by> hand\",\"extractor\":\"test/1\"}}\n"
        )
    };
    let findings = [
        line("promotes", "CXCL11", "invasion", HOSTILE),
        line("increases", "IL6", "IL11", "IL6 increases IL11."),
        line("increases", "IL11", "proliferation", "IL11 increases proliferation."),
    ];
    write("corpus/a.findings.jsonl", &findings.concat());
    folder
}

fn run(folder: &TempDir, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_reason"));
    command.current_dir(folder.path()).args(["-q", "run", "rules", "corpus"]).args(arguments);
    command.output().expect("the program starts")
}

fn shown(folder: &TempDir, arguments: &[&str]) -> String {
    let output = run(folder, arguments);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// What a reader of the format sees, in one line.
fn read(format: &str, text: &str) -> String {
    let plain = match format {
        "html" => text
            .replace("<mark>", "")
            .replace("</mark>", "")
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&quot;", "\"")
            .replace("&#39;", "'")
            .replace("&amp;", "&"),
        "md" => text.replace("&amp;", "&").replace('\\', ""),
        "csv" => text.replace("\"\"", "\""),
        "dot" => text.replace("\\n", " ").replace("\\\"", "\""),
        "mermaid" => text
            .replace("<br/>", " ")
            .replace("#quot;", "\"")
            .replace("#lt;", "<")
            .replace("#gt;", ">")
            .replace("#amp;", "&")
            .replace("#96;", "`")
            .replace("#35;", "#"),
        "json" | "jsonl" => text.replace("\\\"", "\""),
        _ => text.to_owned(),
    };
    // A proof's tree is drawn into the lines of the text.
    plain.replace(['│', '├', '└', '─'], " ").split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn every_format_carries_the_same_facts() {
    let folder = folder();
    let report: Value = serde_json::from_str(&shown(&folder, &["--format", "json"])).expect("JSON");
    let conclusions = report["conclusions"].as_array().expect("conclusions");
    assert_eq!(conclusions.len(), 2, "a hypothesis and a prediction");
    let plain = HOSTILE.replace("\\\"", "\"");
    for format in FORMATS {
        let text = read(format, &shown(&folder, &["--format", format]));
        for wanted in [NOTICE, plain.as_str(), "checked <by> hand", "IL6 increases IL11.", "driving"] {
            assert!(text.contains(wanted), "{format} lacks {wanted}:\n{text}");
        }
        for conclusion in conclusions {
            let field = |name: &str| conclusion[name].as_str().expect("a text");
            let verdict = conclusion["verdict"]["word"].as_str().expect("a verdict");
            let status = conclusion["status"]["word"].as_str().unwrap_or(verdict);
            for wanted in [field("id"), field("sentence"), field("grade"), status, "Doe</b> 2020"] {
                assert!(text.contains(wanted), "{format} lacks {wanted}:\n{text}");
            }
        }
    }
}

#[test]
fn a_page_holds_no_markup_of_a_paper_and_nothing_from_elsewhere() {
    let page = shown(&folder(), &["--format", "html"]);
    assert!(!page.contains("<script") && !page.contains("http") && !page.contains("<b>"), "{page}");
    assert!(page.contains("color-scheme: light dark"), "{page}");
}

#[test]
fn a_table_has_as_many_cells_in_each_row() {
    let text = shown(&folder(), &["--format", "csv"]);
    let mut table = csv::Reader::from_reader(text.as_bytes());
    let columns = table.headers().expect("a header").len();
    let rows: Vec<_> = table.records().map(|r| r.expect("a row")).collect();
    assert_eq!(rows.len(), 2);
    assert!(rows.iter().all(|r| r.len() == columns));
}

#[test]
fn what_is_chosen_is_shown_and_what_is_not_is_counted() {
    let folder = folder();
    let count = |arguments: &[&str]| {
        let mut all = vec!["--format", "json"];
        all.extend(arguments);
        let report: Value = serde_json::from_str(&shown(&folder, &all)).expect("JSON");
        let shown = report["conclusions"].as_array().expect("conclusions").len();
        (shown, report["left_out"]["conclusions"].as_u64().expect("a number"))
    };
    assert_eq!(count(&["--only", "drives"]), (1, 1));
    assert_eq!(count(&["--min-grade", "in vivo"]), (2, 0));
    assert_eq!(count(&["--min-grade", "case"]), (0, 2));
    assert_eq!(count(&["--verdict", "supported"]), (2, 0));
    assert_eq!(count(&["--verdict", "contested", "--verdict", "refuted"]), (0, 2));
    assert_eq!(count(&["--limit", "1", "--sort", "novelty"]), (1, 1));
    assert_eq!(run(&folder, &["--fail-on", "supported"]).status.code(), Some(1));
    assert_eq!(run(&folder, &["--fail-on", "contested"]).status.code(), Some(0));
    let wrong = run(&folder, &["--min-grade", "in vitor"]);
    assert_eq!(wrong.status.code(), Some(2));
    let message = String::from_utf8_lossy(&wrong.stderr);
    assert!(message.contains("E0705") && message.contains("`in vitro` is one"), "{message}");
}
