//! What changed and what would differ: `reason diff`, `--without`, `--assume`.

use std::fs;
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

const RULES: &str = r#"hypothesis marks(marker: entity, outcome: outcome, therapy: therapy)  "{marker} marks {outcome} to {therapy}"
hypothesis drives(cause: entity, effect: entity)  "{cause} drives {effect}"

rule marking
  high ?m ∧ ?o: outcome to ?t ∧ ?t: therapy
  unless ?m suppresses proliferation
  ⇒ marks(?m, ?o, ?t)

rule driving
  ?a promotes ?b
  ⇒ drives(?a, ?b)
"#;

const GROUP: &str = r#""context":{"disease":"HR+ breast cancer","therapy":["letrozole"],"outcome":{"name":"resistance","to":["letrozole"]}},"#;

struct Folder(TempDir);

impl Folder {
    fn new() -> Self {
        let folder = Self(tempfile::tempdir().expect("a folder"));
        folder.write("rules/a.rules", RULES);
        folder.paper("corpus", "one", "in vitro");
        folder.finding("corpus", "one", "level", ["CXCL11", "high"]);
        folder.finding("corpus", "one", "promotes", ["CXCL11", "proliferation"]);
        folder.paper("corpus", "two", "in vivo");
        folder.finding("corpus", "two", "promotes", ["CXCL9", "invasion"]);
        folder
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.0.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }

    fn paper(&self, corpus: &str, id: &str, study: &str) {
        let text = "level promotes suppresses CXCL11 CXCL9 high proliferation invasion";
        let head =
            format!("id = \"doi:10.1000/{id}\"\ntitle = \"{id}\"\nauthors = [\"Ann {id}\"]\nyear = 2020\n");
        self.write(
            &format!("{corpus}/{id}.md"),
            &format!("+++\n{head}study = \"{study}\"\n+++\n# {id}\n\n{text}.\n"),
        );
    }

    /// Adds a finding; its quote stands in the paper.
    fn finding(&self, corpus: &str, id: &str, says: &str, args: [&str; 2]) {
        let name = format!("{corpus}/{id}.findings.jsonl");
        let before = fs::read_to_string(self.0.path().join(&name)).unwrap_or_default();
        let [a, b] = args;
        let line = format!(
            "{{\"says\":\"{says}\",\"args\":[{{\"text\":\"{a}\"}},{{\"text\":\"{b}\"}}],{GROUP}\
             \"paper\":\"doi:10.1000/{id}\",\"quote\":\"level promotes suppresses CXCL11 CXCL9 high proliferation invasion.\",\
             \"extractor\":\"test/1\"}}\n"
        );
        self.write(&name, &format!("{before}{line}"));
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_reason"));
        command.current_dir(self.0.path()).arg("-q").args(arguments);
        command.output().expect("the program starts")
    }

    fn json(&self, arguments: &[&str]) -> Value {
        let mut all = arguments.to_vec();
        all.extend(["--format", "json"]);
        let output = self.run(&all);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).expect("JSON")
    }
}

/// `kinds: sentence by papers and rules`, one a change.
fn changes(diff: &Value) -> Vec<String> {
    let list = |value: &Value| {
        let items: Vec<&str> =
            value.as_array().expect("a list").iter().map(|v| v.as_str().expect("a text")).collect();
        items.join(", ")
    };
    let told = diff["changes"].as_array().expect("changes").iter().map(|c| {
        let sentence = c["sentence"].as_str().expect("a sentence");
        format!("{}: {sentence} by {}{}", list(&c["kinds"]), list(&c["papers"]), list(&c["rules"]))
    });
    told.collect()
}

#[test]
fn without_a_paper_a_lineage_a_finding_or_a_rule() {
    let folder = Folder::new();
    let gone = ["gone: CXCL9 drives invasion by doi:10.1000/two"];
    for name in ["doi:10.1000/two", "10.1000/two", "TWO", "two 2020"] {
        assert_eq!(changes(&folder.json(&["rules", "corpus", "--without", name])), gone, "{name}");
    }
    let finding = changes(&folder.json(&["rules", "corpus", "--without", "one.findings.jsonl:2"]));
    assert_eq!(finding.len(), 1, "{finding:?}");
    assert!(finding[0].starts_with("gone: CXCL11 drives proliferation"), "{finding:?}");
    let rule = changes(&folder.json(&["rules", "corpus", "--without", "marking"]));
    assert_eq!(rule, ["gone: CXCL11 marks resistance to letrozole by marking"]);
    let wrong = folder.run(&["rules", "corpus", "--without", "markin"]);
    assert_eq!(wrong.status.code(), Some(2));
    let message = String::from_utf8_lossy(&wrong.stderr);
    assert!(message.contains("E0706") && message.contains("`marking` is one"), "{message}");
}

#[test]
fn what_is_assumed_may_add_and_may_take_away() {
    let folder = Folder::new();
    let group = "in {HR+ breast cancer, letrozole, resistance to letrozole}";
    let both = changes(&folder.json(&[
        "rules",
        "corpus",
        "--assume",
        &format!("CXCL11 suppresses proliferation {group}"),
        "--assume",
        "IL6 promotes invasion in {TNBC} from in vivo \"Doe 2031\"",
    ]));
    assert_eq!(both.len(), 2, "{both:?}");
    assert!(both[0].starts_with("new: IL6 drives invasion"), "{both:?}");
    assert!(both[1].starts_with("gone: CXCL11 marks resistance to letrozole"), "{both:?}");
    let wrong = folder.run(&["rules", "corpus", "--assume", "IL6 promotes"]);
    assert_eq!(wrong.status.code(), Some(2), "{}", String::from_utf8_lossy(&wrong.stdout));
}

#[test]
fn two_corpora_are_compared_and_papers_named() {
    let folder = Folder::new();
    folder.paper("later", "one", "in vitro");
    folder.finding("later", "one", "level", ["CXCL11", "high"]);
    folder.finding("later", "one", "promotes", ["CXCL11", "proliferation"]);
    folder.paper("later", "three", "in vivo");
    folder.finding("later", "three", "promotes", ["CXCL11", "proliferation"]);
    folder.finding("later", "three", "suppresses", ["CXCL11", "proliferation"]);
    let diff = folder.json(&["diff", "corpus", "later", "--with", "rules"]);
    assert_eq!(
        changes(&diff),
        [
            "gone: CXCL9 drives invasion by doi:10.1000/two",
            "gone: CXCL11 marks resistance to letrozole by doi:10.1000/three",
            "stronger: CXCL11 drives proliferation by doi:10.1000/three"
        ]
    );
    assert_eq!(diff["papers_added"], serde_json::json!(["doi:10.1000/three"]));
    let back = folder.json(&["diff", "later", "corpus", "--with", "rules"]);
    assert!(changes(&back).contains(&"weaker: CXCL11 drives proliferation by doi:10.1000/three".to_owned()));
    insta::with_settings!({ snapshot_path => "../snapshots", prepend_module_to_snapshot => false }, {
        let output = folder.run(&["diff", "corpus", "later", "--with", "rules"]);
        insta::assert_snapshot!("diff", String::from_utf8_lossy(&output.stdout));
    });
}

#[test]
fn rules_and_saved_reports_are_compared() {
    let folder = Folder::new();
    folder.write("fewer/a.rules", RULES.split("rule driving").next().expect("the first rule"));
    let rules = changes(&folder.json(&["diff", "fewer", "rules", "--with", "corpus"]));
    assert_eq!(rules.len(), 2, "{rules:?}");
    assert!(rules.iter().all(|c| c.starts_with("new: ") && c.ends_with("driving")), "{rules:?}");
    for (folders, file) in [("fewer", "old.json"), ("rules", "new.json")] {
        let saved = folder.run(&[folders, "corpus", "--format", "json", "-o", file]);
        assert!(saved.status.success());
    }
    assert_eq!(changes(&folder.json(&["diff", "old.json", "new.json"])), rules);
    assert_eq!(changes(&folder.json(&["diff", "old.json", "rules", "--with", "corpus"])), rules);
    let same = folder.run(&["diff", "new.json", "new.json", "--exit-code"]);
    assert_eq!(same.status.code(), Some(0));
    assert_eq!(folder.run(&["diff", "old.json", "new.json", "--exit-code"]).status.code(), Some(1));
    folder.run(&["rules", "corpus", "--format", "json", "--limit", "1", "-o", "part.json"]);
    let part = folder.run(&["diff", "part.json", "new.json"]);
    assert_eq!(part.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&part.stderr).contains("E0707"));
}

#[test]
fn a_retracted_paper_is_named_where_it_would_have_counted() {
    let folder = Folder::new();
    folder.paper("corpus", "three", "phase II trial");
    folder.finding("corpus", "three", "promotes", ["CXCL9", "invasion"]);
    folder.paper("corpus", "four", "in vitro");
    folder.finding("corpus", "four", "promotes", ["CXCL10", "invasion"]);
    let before = folder.run(&["rules", "corpus", "--format", "json", "-o", "before.json"]);
    assert!(before.status.success(), "{}", String::from_utf8_lossy(&before.stderr));
    folder.write("list.csv", "doi\n10.1000/three\n10.1000/four\n");

    let text = folder.run(&["rules", "corpus", "--retractions", "list.csv"]);
    let text = String::from_utf8_lossy(&text.stdout).into_owned();
    assert!(text.contains("retracted, so not counted: three 2020"), "{text}");
    assert_eq!(text.matches("retracted, so not counted").count(), 1, "{text}");
    assert!(text.contains("left out as retracted: doi:10.1000/four, doi:10.1000/three"), "{text}");

    let arguments = ["diff", "before.json", "corpus", "--with", "rules", "--retractions", "list.csv"];
    let diff = folder.json(&arguments);
    let changes = diff["changes"].as_array().expect("changes");
    let of = |sentence: &str| changes.iter().find(|c| c["sentence"] == sentence).map(|c| c["kinds"].clone());
    assert_eq!(of("CXCL10 drives invasion"), Some(serde_json::json!(["gone"])), "{diff:#}");
    assert_eq!(of("CXCL9 drives invasion"), Some(serde_json::json!(["weaker"])), "{diff:#}");
}
