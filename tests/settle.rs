//! What would settle a conclusion, which rules are one finding short, and how rules have fared.

use std::fs;
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

const QUOTE: &str = "this stands in the paper";

struct Folder(TempDir);

impl Folder {
    fn new(rules: &str) -> Self {
        let folder = Self(tempfile::tempdir().expect("a folder"));
        folder.write("rules/a.rules", rules);
        folder
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.0.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }

    /// Adds a paper with one finding.
    fn finding(&self, id: &str, study: &str, says: &str, args: [&str; 2], more: &str) -> &Self {
        let head = format!("id = \"{id}\"\ntitle = \"{id}\"\nauthors = [\"Ann {id}\"]\nyear = 2020\n");
        self.write(
            &format!("corpus/{id}.md"),
            &format!("+++\n{head}study = \"{study}\"\n+++\n# {id}\n\nIn short, {QUOTE}.\n"),
        );
        let [a, b] = args;
        let line = format!(
            "{{\"says\":\"{says}\",\"args\":[{{\"text\":\"{a}\"}},{{\"text\":\"{b}\"}}],{more}\
             \"paper\":\"{id}\",\"quote\":\"In short, {QUOTE}.\",\"extractor\":\"test/1\"}}\n"
        );
        self.write(&format!("corpus/{id}.findings.jsonl"), &line);
        self
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_reason"));
        command.current_dir(self.0.path()).arg("-q").args(arguments);
        command.output().expect("the program starts")
    }

    fn text(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("UTF-8")
    }

    fn json(&self, arguments: &[&str]) -> Value {
        let mut all = arguments.to_vec();
        all.extend(["--format", "json"]);
        serde_json::from_str(&self.text(&all)).expect("JSON")
    }
}

fn strings(list: &Value, fields: &[&str]) -> Vec<String> {
    let told = list.as_array().expect("a list").iter().map(|item| {
        let parts: Vec<&str> = fields.iter().map(|f| item[*f].as_str().unwrap_or("-")).collect();
        parts.join(" | ")
    });
    told.collect()
}

const CHAIN: &str = r#"hypothesis leads(cause: entity, effect: entity)  "{cause} leads to {effect}"

rule chain
  ?a promotes ?b ∧ ?b promotes ?c
  unless ?c suppresses ?a
  ⇒ leads(?a, ?c)
"#;

const TNBC: &str = r#""context":{"disease":"TNBC","species":"mouse","model":"4T1","comparator":"vehicle","therapy":["nivolumab"],"outcome":{"name":"resistance","to":["nivolumab"],"endpoint":"Ki67"}},"manipulation":"knockdown","#;

#[test]
fn the_weakest_finding_is_asked_for_in_a_stronger_study() {
    let folder = Folder::new(CHAIN);
    folder.finding("one", "in vitro", "promotes", ["IL6", "IL11"], TNBC);
    folder.finding("two", "in vivo", "promotes", ["IL11", "invasion"], TNBC);
    let report = folder.json(&["rules", "corpus"]);
    let questions = &report["conclusions"][0]["questions"];
    let told = strings(questions, &["side", "question", "effect", "assay", "population", "comparator"]);
    let group = "in {TNBC, nivolumab, resistance to nivolumab}";
    assert_eq!(
        told,
        [
            format!(
                "for | Does an in vivo study find this: IL6 promotes IL11 {group}? | raise the grade from in vitro to in vivo | knockdown, Ki67 | mouse, 4T1 | vehicle"
            ),
            format!(
                "against | Does an in vivo study find this not to be so: IL6 promotes IL11 {group}? | refute it | knockdown, Ki67 | mouse, 4T1 | vehicle"
            ),
            "against | Does any study find this: invasion suppresses IL6 in a group that agrees with {TNBC, nivolumab, resistance to nivolumab}? | take away what it rests on | - | - | -".to_owned(),
        ]
    );
    let text = folder.text(&["rules", "corpus"]).split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        text.contains("Yes would raise the grade from in vitro to in vivo; no would refute it"),
        "{text}"
    );
}

#[test]
fn a_finding_in_a_stronger_study_does_raise_the_grade() {
    let folder = Folder::new(CHAIN);
    folder.finding("one", "in vitro", "promotes", ["IL6", "IL11"], TNBC);
    folder.finding("two", "in vivo", "promotes", ["IL11", "invasion"], TNBC);
    let before = folder.json(&["rules", "corpus"])["conclusions"][0]["grade"].clone();
    folder.finding("three", "in vivo", "promotes", ["IL6", "IL11"], TNBC);
    let after = folder.json(&["rules", "corpus"])["conclusions"][0]["grade"].clone();
    assert_eq!((before, after), ("in vitro".into(), "in vivo".into()), "the question kept its word");
    folder.finding(
        "four",
        "clinical cohort",
        "promotes",
        ["IL6", "IL11"],
        &format!("\"polarity\":\"denied\",{TNBC}"),
    );
    let refuted = folder.json(&["rules", "corpus"])["conclusions"][0]["verdict"]["word"].clone();
    assert_eq!(refuted, "refuted", "so does a denial in a stronger one");
}

const DRIVES: &str = r#"hypothesis drives(cause: entity, effect: entity)  "{cause} drives {effect}"

rule driving
  ?a promotes ?b ∧ high ?a
  ⇒ drives(?a, ?b)

rule alone
  ?a secretes ?b
  ⇒ drives(?a, ?b)
"#;

#[test]
fn a_gap_is_closed_by_the_finding_that_it_names() {
    let folder = Folder::new(DRIVES);
    folder.finding("one", "in vivo", "promotes", ["IL6", "invasion"], TNBC);
    folder.finding("two", "in vitro", "promotes", ["IL11", "invasion"], TNBC);
    folder.finding("three", "in vitro", "level", ["CXCL9", "high"], TNBC);
    let gaps = folder.json(&["gaps", "rules", "corpus"]);
    assert_eq!(gaps["total"], 2, "what any participant would do for is not asked: {gaps}");
    let told = strings(&gaps["gaps"], &["conclusion", "missing", "grade"]);
    let group = "in {TNBC, nivolumab, resistance to nivolumab}";
    let wanted = [
        format!("IL6 drives invasion | high IL6 {group} | in vivo"),
        format!("IL11 drives invasion | high IL11 {group} | in vitro"),
    ];
    assert_eq!(told, wanted, "the strongest first");
    assert_eq!(
        folder.json(&["gaps", "rules", "corpus", "--limit", "1"])["gaps"].as_array().map(Vec::len),
        Some(1)
    );
    assert_eq!(folder.json(&["rules", "corpus"])["counts"]["hypotheses"], 0);
    folder.finding("four", "in vivo", "level", ["IL6", "high"], TNBC);
    assert_eq!(folder.json(&["rules", "corpus"])["counts"]["hypotheses"], 1);
    assert_eq!(folder.json(&["gaps", "rules", "corpus"])["total"], 1);
}

#[test]
fn a_rule_is_measured_by_what_became_of_its_predictions() {
    let folder = Folder::new("rule onward\n  ?a increases ?b ∧ ?b increases ?c ⇒ ?a increases ?c\n");
    folder.finding("one", "in vitro", "increases", ["IL6", "IL11"], TNBC);
    folder.finding("two", "in vivo", "increases", ["IL11", "CXCL9"], TNBC);
    folder.finding("three", "in vivo", "increases", ["IL6", "CXCL9"], TNBC);
    folder.finding("four", "in vivo", "increases", ["CXCL9", "CXCL10"], TNBC);
    folder.finding("five", "clinical cohort", "decreases", ["IL11", "CXCL10"], TNBC);
    let report = folder.json(&["rules", "corpus"]);
    let record = &report["records"][0];
    assert_eq!(record["rule"]["name"], "onward", "{report}");
    assert_eq!(record["confirmed"]["papers"], serde_json::json!(["three"]));
    assert_eq!(record["refuted"]["papers"], serde_json::json!(["five"]));
    assert_eq!(record["estimate"]["confirmed"], 1);
    assert_eq!(record["estimate"]["decided"], 2);
    let text = folder.text(&["check", "rules", "corpus", "--record"]);
    assert!(text.contains("1 confirmed by three: P-"), "{text}");
    assert!(text.contains("1 of 2 decided predictions confirmed, 0.09 to 0.91 (95 %, Wilson)"), "{text}");
    let none = Folder::new(DRIVES);
    assert!(none.text(&["check", "rules", "--record"]).contains("no rule predicts anything here"));
}
