//! `reason why-not`: every way in which a part of a rule fails, and what nearly fits.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

const RULES: &str = r#"hypothesis marks(marker: entity, outcome: outcome, therapy: therapy)  "{marker} marks {outcome} to {therapy}"
hypothesis drives(cause: entity, effect: entity)  "{cause} drives {effect}"
hypothesis seen(marker: entity, times: number)  "{marker} was seen {times} times"

rule marking
  high ?m ∧ ?o: outcome to ?t ∧ ?t: therapy
  unless ?m suppresses proliferation
  ⇒ marks(?m, ?o, ?t)

rule driving
  ?a promotes ?b in ?c ∧ high ?a in ?c
  ⇒ drives(?a, ?b)

rule counting
  high ?m ∧ ?n = count { ?d : high ?m in ?c ∧ in ?d: disease in ?c } ∧ ?n ≥ 3
  ⇒ seen(?m, ?n)
"#;

fn paper(id: &str, text: &str, more: &str) -> String {
    format!(
        "+++\nid = \"{id}\"\ntitle = \"{id}\"\nauthors = [\"Ann {id}\"]\nyear = 2020\nstudy = \"in vitro\"\n{more}+++\n# A\n\n{text}\n"
    )
}

/// A finding's line; its quote is one of the sentences of the paper.
fn finding(paper: &str, says: &str, args: &[&str], rest: &str, quote: &str) -> String {
    let args: Vec<String> = args.iter().map(|a| format!("{{\"text\":\"{a}\"}}")).collect();
    let args = args.join(",");
    format!(
        "{{\"says\":\"{says}\",\"args\":[{args}],{rest}\"paper\":\"{paper}\",\"quote\":\"{quote}\",\"extractor\":\"test/1\"}}\n"
    )
}

const LETROZOLE: &str = r#""context":{"disease":"HR+ breast cancer","therapy":["letrozole"],"outcome":{"name":"resistance","to":["letrozole"]}},"#;
const TAMOXIFEN: &str = r#""context":{"disease":"HR+ breast cancer","therapy":["tamoxifen"],"outcome":{"name":"resistance","to":["tamoxifen"]}},"#;

fn folder() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    write(&folder, "rules/a.rules", RULES);
    let text = "CXCL11 was high under letrozole. IL11 was high under tamoxifen. IL11 suppresses proliferation. \
                CXCL9 promotes invasion. CXCL9 was high under letrozole. CXCL10 may promote migration. \
                CXCL10 does not promote invasion. Aromatase inhibitors suppress invasion.";
    write(&folder, "corpus/a.md", paper("one", text, ""));
    write(&folder, "corpus/b.md", paper("two", "IL6 was high under letrozole.", "retracted = true\n"));
    let hedged = format!("\"certainty\":\"proposed\",{LETROZOLE}");
    let denied = format!("\"polarity\":\"denied\",{LETROZOLE}");
    let lines = [
        finding("one", "level", &["CXCL11", "high"], LETROZOLE, "CXCL11 was high under letrozole."),
        finding("one", "level", &["IL11", "high"], TAMOXIFEN, "IL11 was high under tamoxifen."),
        finding("one", "suppresses", &["IL11", "proliferation"], TAMOXIFEN, "IL11 suppresses proliferation."),
        finding("one", "promotes", &["CXCL9", "invasion"], TAMOXIFEN, "CXCL9 promotes invasion."),
        finding("one", "level", &["CXCL9", "high"], LETROZOLE, "CXCL9 was high under letrozole."),
        finding("one", "promotes", &["CXCL10", "migration"], &hedged, "CXCL10 may promote migration."),
        finding("one", "promotes", &["CXCL10", "invasion"], &denied, "CXCL10 does not promote invasion."),
        finding(
            "one",
            "suppresses",
            &["aromatase inhibitor", "invasion"],
            "",
            "Aromatase inhibitors suppress invasion.",
        ),
        finding("two", "level", &["IL6", "high"], LETROZOLE, "IL6 was high under letrozole."),
    ];
    write(&folder, "corpus/a.findings.jsonl", lines.concat());
    folder
}

fn write(folder: &TempDir, name: &str, text: impl AsRef<[u8]>) {
    let path = folder.path().join(name);
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    fs::write(path, text).expect("a file");
}

fn why_not(folder: &Path, pattern: &str, more: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_reason"));
    command.current_dir(folder).args(["-q", "why-not", pattern, "rules", "corpus"]).args(more);
    command.output().expect("the program starts")
}

fn json(folder: &TempDir, pattern: &str) -> Value {
    let output = why_not(folder.path(), pattern, &["--format", "json"]);
    let text = String::from_utf8_lossy(&output.stdout);
    serde_json::from_str(&text)
        .unwrap_or_else(|_| panic!("{text}{}", String::from_utf8_lossy(&output.stderr)))
}

/// The parts that fail in the nearest attempt, as `how: because`, each with what nearly fits.
fn failures(answer: &Value) -> Vec<String> {
    let parts = answer["attempts"][0]["parts"].as_array().expect("parts");
    let failing = parts.iter().filter(|p| p["state"] == "fails");
    let told = failing.map(|p| {
        let failure = &p["failure"];
        let near = failure["near"].as_array().expect("a list");
        let near: Vec<String> =
            near.iter().map(|n| format!(" ~ {}: {}", text(&n["lacks"]), text(&n["sentence"]))).collect();
        format!(
            "{}: {} [{}]{}",
            text(&failure["how"]),
            text(&p["sentence"]),
            text(&failure["because"]),
            near.concat()
        )
    });
    told.collect()
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

#[test]
fn something_missing_names_what_only_nearly_counts() {
    let folder = folder();
    let failing = failures(&json(&folder, "IL6 marks resistance to letrozole"));
    assert_eq!(failing.len(), 1, "{failing:?}");
    assert!(failing[0].starts_with("missing: high IL6 [no finding in 1 paper states it]"), "{failing:?}");
    assert!(
        failing[0].contains("~ retracted, so it does not count: high IL6 in {HR+ breast cancer"),
        "{failing:?}"
    );
    let hedged = failures(&json(&folder, "CXCL10 promotes migration"));
    assert!(hedged[0].contains("~ only suggested: proposed CXCL10 promotes cell migration"), "{hedged:?}");
    let denied = failures(&json(&folder, "CXCL10 promotes invasion"));
    assert!(denied[0].contains("~ denied: denied CXCL10 promotes invasion"), "{denied:?}");
    let opposite = failures(&json(&folder, "IL11 promotes proliferation"));
    assert!(opposite[0].contains("~ the opposite is stated: IL11 suppresses proliferation"), "{opposite:?}");
    let wider = failures(&json(&folder, "letrozole suppresses invasion"));
    assert!(wider[0].contains("~ about aromatase inhibitor, of which letrozole is one: "), "{wider:?}");
}

#[test]
fn parts_that_do_not_join_name_the_clash_and_both_values() {
    let failing = failures(&json(&folder(), "CXCL9 drives invasion"));
    assert_eq!(failing.len(), 1, "{failing:?}");
    assert!(failing[0].starts_with("apart: "), "{failing:?}");
    assert!(failing[0].contains("therapy is "), "{failing:?}");
    assert!(failing[0].contains("letrozole") && failing[0].contains("tamoxifen"), "{failing:?}");
}

#[test]
fn what_blocks_is_named_with_its_paper() {
    let answer = json(&folder(), "IL11 marks resistance to tamoxifen");
    let failing = failures(&answer);
    assert_eq!(failing.len(), 1, "{failing:?}");
    assert!(failing[0].starts_with("blocked: unless IL11 suppresses proliferation"), "{failing:?}");
    assert!(failing[0].contains("~ stands in the way: IL11 suppresses proliferation"), "{failing:?}");
    let near =
        &answer["attempts"][0]["parts"].as_array().expect("parts").iter().find(|p| p["state"] == "fails");
    let paper = &near.expect("a part fails")["failure"]["near"][0]["sources"][0]["paper"];
    assert_eq!(paper, "one");
}

#[test]
fn a_missed_threshold_says_by_how_much() {
    let failing = failures(&json(&folder(), "seen(CXCL11, ?n)"));
    assert_eq!(failing, ["threshold: 1 ≥ 3 [missed by 2]"]);
}

#[test]
fn a_field_of_the_group_that_disagrees_is_named_with_both_values() {
    let failing = failures(&json(&folder(), "CXCL11 marks resistance to tamoxifen"));
    assert!(
        failing.contains(&"other: the therapy of the group is tamoxifen [it is letrozole]".to_owned()),
        "{failing:?}"
    );
}

#[test]
fn what_follows_is_pointed_to_why() {
    let folder = folder();
    let output = why_not(folder.path(), "CXCL11 marks resistance to letrozole", &[]);
    let shown = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{shown}");
    assert!(shown.contains("This does follow; `reason why`"), "{shown}");
    assert_eq!(why_not(folder.path(), "IL6 marks resistance to letrozole", &[]).status.code(), Some(0));
    assert_eq!(why_not(folder.path(), "H-123456", &[]).status.code(), Some(2));
    assert_eq!(why_not(folder.path(), "no such phrase at all", &[]).status.code(), Some(2));
}

#[test]
fn the_answer_reads_well() {
    let output = why_not(folder().path(), "IL11 marks resistance to letrozole", &[]);
    insta::with_settings!({ snapshot_path => "../snapshots", prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("why-not", String::from_utf8_lossy(&output.stdout));
    });
}

#[test]
fn a_part_that_holds_beside_a_missing_one_is_not_said_to_fail() {
    let folder = tempfile::tempdir().expect("a folder");
    let rules = "kind name\npredicate e8(a: name, b: name, c: name)\npredicate e1(a: name)\n\
                 predicate e3(a: name, b: name)\npredicate goal(n: number)\n\
                 fact e1(one)\nfact e1(two)\nfact e3(one, two)\nfact e3(two, two)\n\
                 e8(?v, _, ?x) ∧ e1(?x) ∧ e3(?w, ?v) ∧ ?u = ?v ∧ e3(?w, ?u) ⇒ goal(1)\n";
    write(&folder, "rules/a.rules", rules);
    fs::create_dir_all(folder.path().join("corpus")).expect("a folder");
    let output = why_not(folder.path(), "goal(1)", &["--format", "json"]);
    let answer: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let failing = failures(&answer);
    assert_eq!(failing.len(), 1, "{failing:?}");
    assert!(failing[0].contains("e8("), "{failing:?}");
}
