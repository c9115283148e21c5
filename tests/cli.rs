//! The program from outside: standard output, standard error, exit codes.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

const PAPER: &str = "+++\nid = \"doi:10.1/a\"\ntitle = \"A\"\nauthors = [\"Ann Doe\"]\nyear = 2020\n\
                     study = \"clinical cohort\"\nlineage = \"Doe 2020\"\n+++\n# A\n\n\
                     In tumours that resisted letrozole CXCL11 was high. CXCL11 promotes proliferation of MCF7 cells.\n";

const FINDING: &str = r#"{"says":"level","args":[{"text":"CXCL11"},{"text":"high"}],"context":{"disease":"HR+ breast cancer","therapy":["letrozole"],"outcome":{"name":"resistance","to":["letrozole"]}},"paper":"doi:10.1/a","quote":"In tumours that resisted letrozole CXCL11 was high.","extractor":"test/1"}"#;

const RULES: &str = "hypothesis marks(marker: entity, outcome: outcome)  \"{marker} marks {outcome}\"\n\n\
                     rule marking\n  high ?m: entity ∧ ?o: outcome\n  ⇒ marks(?m, ?o)\n\n\
                     test \"a high level marks\"\n  given high CXCL11 in {letrozole, HR+ breast cancer, resistance}\n  \
                     expect CXCL11 marks resistance\n";

const GROWING: &str = "predicate counted(n: number)\nfact counted(1)\ncounted(?n) ⇒ counted(?n + 1)\n";

/// A folder with rules, one paper and one finding.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    write(&folder, "rules/marks.rules", RULES);
    write(&folder, "corpus/a.md", PAPER);
    write(&folder, "corpus/a.findings.jsonl", format!("{FINDING}\n"));
    folder
}

fn write(folder: &TempDir, name: &str, text: impl AsRef<[u8]>) {
    let path = folder.path().join(name);
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    fs::write(path, text).expect("a file");
}

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_reason"));
    command.current_dir(folder).args(arguments).env_remove("NO_COLOR");
    command
}

fn run(folder: &TempDir, arguments: &[&str]) -> Output {
    command(folder.path(), arguments).output().expect("the program starts")
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("UTF-8")
}

/// Exit code and standard error, which must not be a panic's.
fn failure(folder: &TempDir, arguments: &[&str]) -> String {
    let output = run(folder, arguments);
    let code = output.status.code().expect("it was not killed");
    let text = stderr(&output);
    assert!(!text.contains("panicked"), "{text}");
    assert!(output.stdout.is_empty(), "results go with success: {}", stdout(&output));
    format!("exit code {code}\n{text}")
}

/// Compares with a file in the top-level folder of snapshots.
fn snapshot(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.bind(|| insta::assert_snapshot!(format!("cli-{}", name.replace('_', "-")), text));
}

#[test]
fn help_teaches() {
    let folder = folder();
    let output = run(&folder, &["--help"]);
    assert_eq!(output.status.code(), Some(0));
    snapshot("help", &stdout(&output));
    for command in ["run", "why", "check", "test", "format", "plan", "prelude", "schema"] {
        let output = run(&folder, &[command, "--help"]);
        assert_eq!(output.status.code(), Some(0), "{command}");
        assert!(stdout(&output).contains("Usage: reason"), "{command}");
    }
}

#[test]
fn wrong_usage_is_told_from_wrong_data() {
    let folder = folder();
    assert_eq!(run(&folder, &[]).status.code(), Some(2));
    assert_eq!(run(&folder, &["run"]).status.code(), Some(2));
    assert_eq!(run(&folder, &["--no-such-option", "rules"]).status.code(), Some(2));
    assert_eq!(run(&folder, &["rules", "--max-facts", "0"]).status.code(), Some(2));
}

#[test]
fn a_path_that_does_not_exist() {
    snapshot("wrong_path", &failure(&folder(), &["rules", "corpsu"]));
}

#[test]
fn a_mistyped_command() {
    snapshot("mistyped_command", &failure(&folder(), &["chekc", "rules"]));
}

#[test]
fn an_empty_folder() {
    let folder = folder();
    fs::create_dir(folder.path().join("empty")).expect("a folder");
    let output = run(&folder, &["check", "empty"]);
    assert!(stderr(&output).contains("the folder empty holds nothing to read"), "{}", stderr(&output));
}

#[test]
fn a_file_that_is_not_utf_8() {
    let folder = folder();
    write(&folder, "rules/b.rules", b"# fine\n\xff\xfe\n");
    snapshot("not_utf_8", &failure(&folder, &["rules", "corpus"]));
}

#[cfg(unix)]
#[test]
fn a_file_that_cannot_be_read() {
    let folder = folder();
    // A link to nowhere is unreadable even for a user who may read everything.
    std::os::unix::fs::symlink("nowhere", folder.path().join("rules/gone.rules")).expect("a link");
    let text = failure(&folder, &["rules", "corpus"]);
    assert!(text.starts_with("exit code 2") && text.contains("gone.rules cannot be read"), "{text}");
}

#[test]
fn an_unknown_name_has_its_place_and_the_nearest_names() {
    let folder = folder();
    write(&folder, "rules/b.rules", "high CXCL11 ∧ estrogen deprivatoin ⇒ resistance\n");
    snapshot("unknown_name", &failure(&folder, &["rules", "corpus"]));
}

#[test]
fn ten_thousand_parentheses_are_refused() {
    let folder = folder();
    let deep = format!("{}high CXCL11{} ⇒ resistance\n", "(".repeat(10_000), ")".repeat(10_000));
    write(&folder, "rules/b.rules", deep);
    let text = failure(&folder, &["rules", "corpus"]);
    assert!(text.starts_with("exit code 2"), "{text}");
    assert!(text.len() < 10_000, "the line is not printed: {} bytes", text.len());
}

#[test]
fn check_counts_and_says_that_all_is_well() {
    let output = run(&folder(), &["check", "rules", "corpus"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let line = stdout(&output);
    assert!(
        line.starts_with("1 rule, ") && line.ends_with(" predicates, 1 paper, 1 finding, no errors\n"),
        "{line}"
    );
}

#[test]
fn check_exits_with_2_on_errors() {
    let folder = folder();
    write(&folder, "rules/b.rules", "high CXCL11 ∧ nonsense here ⇒ resistance\n");
    let output = run(&folder, &["check", "rules"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stdout(&output).ends_with(", 1 error\n"), "{}", stdout(&output));
}

#[test]
fn tests_pass_and_fail() {
    let folder = folder();
    let output = run(&folder, &["test", "rules"]);
    assert_eq!(
        (stdout(&output).as_str(), output.status.code()),
        ("ok   a high level marks\n1 test, all passed\n", Some(0))
    );
    write(
        &folder,
        "rules/b.rules",
        "test \"nothing marks\"\n  given high CXCL11 in {TNBC}\n  expect CXCL11 marks resistance\n",
    );
    let output = run(&folder, &["test", "rules"]);
    assert_eq!(output.status.code(), Some(1));
    snapshot("failed_test", &stdout(&output));
    let output = run(&folder, &["test", "rules", "--filter", "high level"]);
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn the_report_goes_to_standard_output_or_whole_into_a_file() {
    let folder = folder();
    let printed = run(&folder, &["rules", "corpus"]);
    assert_eq!(printed.status.code(), Some(0), "{}", stderr(&printed));
    assert!(stdout(&printed).ends_with("for research; not treatment advice\n"));
    assert!(!stdout(&printed).contains('\u{1b}'), "no colours where there is no terminal");
    let written = run(&folder, &["rules", "corpus", "--format", "json", "-o", "report.json"]);
    assert_eq!((written.status.code(), stdout(&written).as_str()), (Some(0), ""));
    let text = fs::read_to_string(folder.path().join("report.json")).expect("the report");
    let report: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(report["schema"], "reason.report/1");
    assert_eq!(report["counts"]["papers"], 1);
    let left: Vec<_> =
        fs::read_dir(folder.path()).expect("the folder").flatten().map(|e| e.file_name()).collect();
    assert_eq!(left.len(), 3, "no temporary file stays: {left:?}");
}

#[test]
fn a_file_that_cannot_be_written_is_named() {
    let output = run(&folder(), &["rules", "corpus", "-o", "no/such/folder.txt"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("no/such/folder.txt cannot be written"), "{}", stderr(&output));
}

#[test]
fn a_failed_run_leaves_the_old_report() {
    let folder = folder();
    write(&folder, "report.txt", "old");
    write(&folder, "rules/b.rules", GROWING);
    let output = run(&folder, &["rules", "corpus", "--max-facts", "20000", "-o", "report.txt"]);
    assert_eq!(output.status.code(), Some(3), "{}", stderr(&output));
    assert_eq!(fs::read_to_string(folder.path().join("report.txt")).expect("the report"), "old");
}

#[test]
fn a_limit_names_the_rule_that_grew() {
    let folder = folder();
    write(&folder, "rules/b.rules", GROWING);
    let output = run(&folder, &["-q", "rules", "corpus", "--max-facts", "20000"]);
    assert_eq!(output.status.code(), Some(3));
    let text = stderr(&output);
    assert!(text.contains("rules/b.rules:3 added most") && text.contains("--max-facts"), "{text}");
}

#[cfg(unix)]
#[test]
fn an_interrupt_stops_it_and_names_the_rule() {
    let folder = folder();
    write(&folder, "rules/b.rules", GROWING);
    let arguments = ["-q", "rules", "corpus", "--max-facts", "1000000000"];
    let child =
        command(folder.path(), &arguments).stderr(Stdio::piped()).spawn().expect("the program starts");
    // Long enough for the handler to be there; the rule grows for minutes.
    std::thread::sleep(std::time::Duration::from_secs(3));
    let killed = Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill starts");
    assert!(killed.success());
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(3), "{}", stderr(&output));
    assert!(stderr(&output).contains("interrupted at"), "{}", stderr(&output));
    assert!(stderr(&output).contains("rules/b.rules:3 added most"), "{}", stderr(&output));
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let folder = folder();
    let mut child = command(folder.path(), &["prelude"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("it ends");
    assert_eq!((output.status.code(), stderr(&output).as_str()), (Some(0), ""));
}

#[test]
fn only_wants_a_predicate_that_is_concluded() {
    snapshot("unknown_predicate", &failure(&folder(), &["rules", "corpus", "--only", "markz"]));
}

#[test]
fn nothing_follows_is_an_exit_code_when_asked_for() {
    let folder = folder();
    write(&folder, "corpus/a.findings.jsonl", "");
    let output = run(&folder, &["rules", "corpus"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let output = run(&folder, &["rules", "corpus", "--exit-code"]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
}

#[test]
fn keep_going_leaves_out_what_is_wrong_and_says_so() {
    let folder = folder();
    write(&folder, "corpus/b.findings.jsonl", "{\"says\":\n");
    assert_eq!(run(&folder, &["rules", "corpus"]).status.code(), Some(2));
    let output = run(&folder, &["rules", "corpus", "--keep-going"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(stdout(&output).contains("passed over as faulty (--keep-going): 1 place"), "{}", stdout(&output));
}

#[test]
fn colours_come_when_asked_for() {
    let folder = folder();
    write(&folder, "rules/b.rules", "high CXCL11 ∧ nonsense here ⇒ resistance\n");
    let output = run(&folder, &["--color", "always", "check", "rules"]);
    assert!(stderr(&output).contains('\u{1b}'));
    let output = run(&folder, &["--color", "never", "check", "rules"]);
    assert!(!stderr(&output).contains('\u{1b}'));
}

#[test]
fn why_shows_the_proof() {
    let folder = folder();
    let output = run(&folder, &["why", "?m marks resistance", "rules", "corpus"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    snapshot("why", &stdout(&output));
    let output = run(&folder, &["why", "high CXCL11", "rules", "corpus"]);
    assert!(
        stdout(&output).contains("“In tumours that resisted letrozole CXCL11 was high.”"),
        "{}",
        stdout(&output)
    );
    let output = run(&folder, &["why", "CXCL9 marks resistance", "rules", "corpus", "--exit-code"]);
    assert_eq!((output.status.code(), stdout(&output).as_str()), (Some(1), ""));
    assert!(stderr(&output).contains("nothing that follows matches"));
}

#[test]
fn why_joins_the_proof_of_a_judged_conclusion() {
    let folder = folder();
    write(
        &folder,
        "rules/firm.rules",
        "hypothesis marker(what: entity) \"{what} marks the outcome\"\n\
         predicate firm(what: entity, h: conclusion) \"{what} is firm as {h}\"\n\
         rule naming\n  high ?m ⇒ ?m marks the outcome\n\
         rule firm\n  ?m marks the outcome @ ?h ∧ verdict of ?h is supported ⇒ ?m is firm as ?h\n",
    );
    let output = run(&folder, &["why", "?m is firm as ?h", "rules", "corpus"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    snapshot("why_judged", &stdout(&output));
}

#[test]
fn opposite_conclusions_name_each_other_and_what_differs() {
    let folder = folder();
    write(
        &folder,
        "rules/marks.rules",
        "hypothesis marks(marker: entity, outcome: outcome, therapy: therapy, disease: disease)\n  \
         \"{marker} marks {outcome} to {therapy} in {disease}\"\n\nrule marking\n  \
         high ?m: entity ∧ ?o: outcome ∧ ?t: therapy ∧ in ?d: disease\n  unless denied high ?m\n  \
         ⇒ marks(?m, ?o, ?t, ?d)\n",
    );
    write(
        &folder,
        "corpus/b.md",
        PAPER.replace("10.1/a", "10.1/b").replace("Doe", "Roe").replace("resisted", "yielded to"),
    );
    let other = FINDING.replace("10.1/a", "10.1/b").replace("\"resistance\"", "\"sensitivity\"");
    let other = other.replace("[\"letrozole\"]", "[\"nivolumab\"]").replace("resisted", "yielded to");
    write(&folder, "corpus/b.findings.jsonl", other);
    let output = run(&folder, &["rules", "corpus"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let text = stdout(&output);
    let (headline, rest) = text.split_once('\n').expect("several lines");
    assert!(headline.starts_with("2 papers · 2 lineages · 2 findings · 1 rule"), "{headline}");
    snapshot("opposites", rest);
}

#[test]
fn both_engines_say_the_same() {
    let folder = folder();
    let report = |engine| {
        let output = run(&folder, &["rules", "corpus", "--format", "json", "--backend", engine]);
        let mut report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
        report["milliseconds"] = 0.into();
        report
    };
    assert_eq!(report("datafrog"), report("naive"));
}

#[test]
fn format_checks_changes_and_leaves_faulty_files() {
    let folder = folder();
    write(&folder, "rules/b.rules", "high CXCL11   and estrogen deprivation => resistance\n");
    let output = run(&folder, &["format", "--check", "rules/b.rules"]);
    assert_eq!((output.status.code(), stdout(&output).as_str()), (Some(1), "would change rules/b.rules\n"));
    assert_eq!(run(&folder, &["format", "rules/b.rules"]).status.code(), Some(0));
    let text = fs::read_to_string(folder.path().join("rules/b.rules")).expect("the rules");
    assert_eq!(text, "high CXCL11 ∧ estrogen deprivation ⇒ resistance\n");
    assert_eq!(run(&folder, &["format", "--check", "rules/b.rules"]).status.code(), Some(0));
    write(&folder, "rules/b.rules", "high CXCL11 ∧ ∧ ⇒\n");
    assert_eq!(run(&folder, &["format", "rules/b.rules"]).status.code(), Some(2));
    let text = fs::read_to_string(folder.path().join("rules/b.rules")).expect("the rules");
    assert_eq!(text, "high CXCL11 ∧ ∧ ⇒\n");
}

#[test]
fn schemas_are_json() {
    let folder = folder();
    for of in ["finding", "report", "profile", "vocabulary"] {
        let output = run(&folder, &["schema", of]);
        let schema: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
        assert_eq!(schema["title"], format!("reason.{of}/1"));
        assert!(schema["properties"].is_object());
    }
}

#[test]
fn the_prelude_and_the_plan_are_printed() {
    let folder = folder();
    assert!(stdout(&run(&folder, &["prelude"])).contains("finding level("));
    assert!(stdout(&run(&folder, &["plan", "rules"])).contains("marking  rules/marks.rules:3"));
    let graph = graph();
    let joins = stdout(&run(&graph, &["plan", "rules", "data"]));
    assert!(joins.contains("join edge(?x, ?y, _)  ~ 3 rows\n"), "{joins}");
    assert!(joins.contains("by (1)  ~ 1 rows each\n") && joins.contains("path  ~ unknown"), "{joins}");
}

const GRAPH: &str = "predicate edge(from: node, to: node, weight: number)\npredicate path(from: node, to: node)\n\
                     predicate unrelated(n: number)\ninput edge from \"edge.tsv\"\n\
                     edge(?x, ?y, _) ⇒ path(?x, ?y)\npath(?x, ?y) ∧ edge(?y, ?z, _) ⇒ path(?x, ?z)\n\
                     fact unrelated(1)\nunrelated(?n) ⇒ unrelated(?n + 1)\n";

fn graph() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    write(&folder, "rules/graph.rules", GRAPH);
    write(&folder, "data/edge.tsv", "a\tb\t1.5\nb\tc\t2\n\"c d\"\ta\t-1\n");
    folder
}

#[test]
fn plain_relations_are_counted_and_one_is_written() {
    let folder = graph();
    let base = ["run", "rules", "data", "--only", "path"];
    let ask = |more: &[&str]| run(&folder, &[&base, more].concat());
    // What counts up without end is not asked for.
    let text = stdout(&ask(&["--limit", "2"]));
    assert_eq!(
        text,
        "path  6 rows\n  path(a, b)\n  path(a, c)\n  and 4 more: --format csv -o FILE writes all, --limit N shows more\n"
    );
    assert_eq!(stdout(&ask(&["--format", "csv"])), "from,to\na,b\na,c\nb,c\nc d,a\nc d,b\nc d,c\n");
    let edges =
        run(&folder, &["run", "rules", "data", "--only", "edge", "--format", "jsonl", "-o", "edges.jsonl"]);
    assert_eq!((edges.status.code(), stdout(&edges)), (Some(0), String::new()));
    let written = fs::read_to_string(folder.path().join("edges.jsonl")).expect("a file");
    assert!(written.starts_with("{\"from\":\"a\",\"to\":\"b\",\"weight\":1.5}\n"), "{written}");
    let refused = failure(&folder, &[&base[..], &["--verdict", "supported"]].concat());
    assert!(refused.contains("E0711"), "{refused}");
    let refused = failure(&folder, &[&base[..], &["--format", "html"]].concat());
    assert!(refused.contains("E0711") && refused.contains("csv"), "{refused}");
}

#[test]
fn a_question_about_a_plain_relation_evaluates_only_what_it_needs() {
    // What counts up without end is not asked for either.
    let text = stdout(&run(&graph(), &["why", "path(b, ?x)", "rules", "data"]));
    assert!(text.contains("path(b, c)") && text.contains("edge.tsv:2") && !text.contains("path(a"), "{text}");
}

#[test]
fn some_rows_of_a_plain_relation_are_asked_for_by_a_phrase() {
    let ask = |only: &str, more: &[&str]| {
        let output = run(&graph(), &[&["-q", "run", "rules", "data", "--only", only], more].concat());
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        (stdout(&output), stderr(&output))
    };
    assert_eq!(ask("path(b, ?x)", &[]).0, "path  1 row\n  path(b, c)\n");
    assert_eq!(ask("path(a, _)", &["--format", "csv"]).0, "from,to\na,b\na,c\n");
    assert_eq!(ask("path(?x, c)", &["--format", "csv"]).0, "from,to\na,c\nb,c\nc d,c\n");
    assert_eq!(ask("path(?x, ?x)", &["--format", "tsv"]).0, "from\tto\n");
    assert_eq!(ask("edge(?x, ?y, 2)", &["--format", "tsv"]).0, "from\tto\tweight\nb\tc\t2\n");
    let profile = ask("path(b, _)", &["--profile"]).1;
    assert!(profile.contains("stratum 1: 2 rows in"), "one row, and what it is asked by: {profile}");
    let refused = failure(&graph(), &["run", "rules", "data", "--only", "paht(a, ?x)"]);
    assert!(refused.contains("E0703"), "{refused}");
}

#[test]
fn nothing_in_a_folder_is_left_out_in_silence() {
    let folder = graph();
    std::fs::write(folder.path().join("data/other.tsv"), "x\ty\na\tb\n").expect("a file");
    std::fs::write(folder.path().join("data/none.txt"), [1, 2, 3]).expect("a file");
    let told = stderr(&run(&folder, &["run", "rules", "data", "--only", "path"]));
    let told = told.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(told.contains("no text in data/none.txt"), "{told}");
    assert!(told.contains("as no `input` names them: data/other.tsv help:"), "{told}");
}

#[test]
fn a_report_counts_plain_relations() {
    let folder = graph();
    let rules = GRAPH.split("fact").next().expect("a part").replace("predicate unrelated(n: number)\n", "");
    write(&folder, "rules/graph.rules", rules);
    let text = stdout(&run(&folder, &["rules", "data"]));
    assert!(text.starts_with("2 rules · 3 rows read  →  6 rows concluded"), "{text}");
    assert!(text.contains("  edge  3 rows, as read\n  path  6 rows\n"), "{text}");
    let json = stdout(&run(&folder, &["rules", "data", "--format", "json"]));
    let report: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(report["relations"][1], serde_json::json!({"predicate": "path", "rows": 6, "loaded": 0}));
    let tsv = failure(&folder, &["rules", "data", "--format", "tsv"]);
    assert!(tsv.contains("E0709") && tsv.contains("--only"), "{tsv}");
}

#[test]
fn time_memory_and_facts_stop_a_run() {
    let folder = graph();
    let spreading = "predicate n(n: number)\npredicate all(a: number, b: number, c: number)\ninput n from \"n.csv\"\n\n\
                     rule spreading\n  n(?a) ∧ n(?b) ∧ n(?c) ⇒ all(?a, ?b, ?c)\n";
    write(&folder, "rules/graph.rules", spreading);
    let numbers: Vec<String> = (0..500).map(|n| n.to_string()).collect();
    write(&folder, "data/n.csv", numbers.join("\n"));
    let stopped = |limit: &[&str]| {
        let output = run(&folder, &[&["run", "rules", "data", "--max-facts", "2000000000"], limit].concat());
        assert_eq!(output.status.code(), Some(3), "{}", stderr(&output));
        stderr(&output)
    };
    let time = stopped(&["--timeout", "2s"]);
    assert!(
        time.contains("E0605") && time.contains("stopped after 2.0 s") && time.contains("spreading"),
        "{time}"
    );
    let memory = stopped(&["--max-memory", "100M", "--timeout", "60s"]);
    assert!(memory.contains("E0604") && memory.contains("more than 100 MiB"), "{memory}");
    let output = run(&folder, &["run", "rules", "data", "--max-facts", "2"]);
    assert_eq!(output.status.code(), Some(3), "{}", stderr(&output));
    let facts = stderr(&output);
    assert!(facts.contains("E0601") && facts.contains("while reading"), "{facts}");
    let unit = failure(&folder, &["run", "rules", "data", "--timeout", "5 parsecs"]);
    assert!(unit.contains("90s"), "{unit}");
}

#[test]
fn a_profile_says_what_each_rule_cost() {
    let folder = graph();
    let base = ["run", "rules", "data", "--only", "path"];
    let output = run(&folder, &[&["-q"][..], &base[..], &["--profile"]].concat());
    let table = stderr(&output);
    assert_eq!(output.status.code(), Some(0), "{table}");
    assert!(table.contains("path(?x, ?y) ∧ edge(?y, ?z, _) ⇒ path(?x, ?z)"), "{table}");
    assert!(
        table.contains("rules/graph.rules:6") && table.contains("stratum 1: 6 rows in 4 rounds"),
        "{table}"
    );
    assert!(!table.contains("unrelated"), "it was not evaluated: {table}");
    assert_eq!(stdout(&run(&folder, &base)), stdout(&output), "the result is the same");
    let output = run(&folder, &[&["-q"][..], &base[..], &["--profile=profile.json"]].concat());
    assert_eq!(stderr(&output), "");
    let text = fs::read_to_string(folder.path().join("profile.json")).expect("the profile");
    let profile: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(profile["schema"], "reason.profile/1");
    let rules = profile["rules"].as_array().expect("a list");
    let step = rules.iter().find(|r| r["place"] == "rules/graph.rules:6").expect("the rule");
    let figures = ["candidates", "rows", "duplicates", "rounds", "stratum"].map(|name| step[name].as_u64());
    assert_eq!(figures, [3, 3, 0, 2, 1].map(Some));
    let refused = failure(&folder, &[&base[..], &["--profile", "--backend", "naive"]].concat());
    assert!(refused.contains("E0713"), "{refused}");
}

#[test]
fn a_profile_warns_of_rules_that_multiply() {
    let folder = tempfile::tempdir().expect("a folder");
    let rules = "predicate n(n: number)\npredicate m(n: number)\npredicate near(a: number)\n\
                 predicate odd(a: number)\ninput n from \"n.csv\"\ninput m from \"m.csv\"\n\n\
                 rule repeating\n  n(?a) ∧ n(?b) ∧ ?a ≤ ?b ∧ m(?c) ⇒ near(?c + ?a - ?a)\n\n\
                 rule wide\n  n(?a) ∧ n(?b) ∧ ?a × ?b = 1000 ⇒ odd(?a)\n";
    write(&folder, "rules/wide.rules", rules);
    let numbers = |most: u32| (0..most).map(|n| n.to_string()).collect::<Vec<_>>().join("\n");
    write(&folder, "data/n.csv", numbers(1100));
    write(&folder, "data/m.csv", numbers(3));
    let text = stderr(&run(&folder, &["run", "rules", "data", "--profile"]));
    assert!(text.contains("W0606") && text.contains("repeating concluded 1816650 times"), "{text}");
    assert!(text.contains("W0607") && text.contains("wide put 1210000 pieces together for"), "{text}");
    assert!(text.contains("wide.rules:8") && text.contains("a predicate of its own"), "{text}");
    let quiet = stderr(&run(&folder, &["-q", "run", "rules", "data", "--profile=p.json"]));
    assert_eq!(quiet, "");
}

/// A closure of many rounds below a count of what it reaches.
const CHAIN: &str = "predicate edge(from: number, to: number)\npredicate path(from: number, to: number)\n\
                     predicate reached(from: number, nodes: number)\ninput edge from \"edge.tsv\"\n\
                     edge(?x, ?y) ⇒ path(?x, ?y)\npath(?x, ?y) ∧ edge(?y, ?z) ⇒ path(?x, ?z)\n\
                     edge(?x, _) ∧ ?n = count { ?y : path(?x, ?y) } ⇒ reached(?x, ?n)\n";

fn chain(nodes: u32) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    write(&folder, "rules/chain.rules", CHAIN);
    let edges: Vec<String> = (1..nodes).map(|n| format!("{n}\t{}", n + 1)).collect();
    write(&folder, "data/edge.tsv", edges.join("\n"));
    folder
}

#[test]
fn what_was_derived_at_a_stop_is_kept_if_asked() {
    let folder = chain(100);
    let base = ["-q", "run", "rules", "data", "--max-facts", "1000"];
    for backend in ["datafrog", "naive"] {
        let ask = |more: &[&str]| {
            let output = run(&folder, &[&base[..], &["--backend", backend], more].concat());
            assert_eq!(output.status.code(), Some(3), "{}", stderr(&output));
            assert!(stderr(&output).contains("E0601"), "{}", stderr(&output));
            stdout(&output)
        };
        assert_eq!(ask(&[]), "");
        let text = ask(&["--keep-partial"]);
        assert!(text.starts_with("PARTIAL: stopped at "), "{text}");
        assert!(text.replace('\n', " ").contains("Rows of path and reached may be missing"), "{text}");
        let json: serde_json::Value =
            serde_json::from_str(&ask(&["--keep-partial", "--format", "json"])).expect("JSON");
        assert_eq!(json["partial"]["unfinished"], serde_json::json!(["path", "reached"]));
        assert_eq!(json["relations"][2]["rows"], 0, "nothing is counted before it is complete: {json}");
        let only = ["--keep-partial", "--only", "path"];
        let text = ask(&only);
        assert!(text.starts_with("PARTIAL: stopped at ") && text.contains("path(1, 2)"), "{text}");
        let rows = ask(&[&only[..], &["--format", "tsv"]].concat());
        let found: Vec<(u32, u32)> = rows.lines().skip(1).map(pair).collect();
        assert!((700..4950).contains(&found.len()), "{}", found.len());
        assert!(found.iter().all(|(from, to)| from < to), "each follows");
        for format in ["jsonl", "md", "html", "dot", "mermaid"] {
            let text = ask(&["--keep-partial", "--format", format]);
            assert!(text.contains("PARTIAL") || text.contains("\"partial\""), "{format}: {text}");
        }
    }
    let whole = run(&folder, &["-q", "run", "rules", "data", "--keep-partial"]);
    assert_eq!((whole.status.code(), stdout(&whole).contains("PARTIAL")), (Some(0), false));
}

fn pair(line: &str) -> (u32, u32) {
    let (from, to) = line.split_once('\t').expect("two columns");
    (from.parse().expect("a number"), to.parse().expect("a number"))
}

#[test]
fn a_partial_result_is_written_when_time_is_up() {
    let folder = folder();
    write(&folder, "rules/b.rules", GROWING);
    let base = ["-q", "run", "rules", "corpus", "--max-facts", "2000000000", "--timeout", "2s"];
    let kept =
        [&base[..], &["--only", "counted", "--keep-partial", "--format", "csv", "-o", "n.csv"]].concat();
    let output = run(&folder, &kept);
    assert_eq!(output.status.code(), Some(3), "{}", stderr(&output));
    assert!(stderr(&output).contains("E0605"), "{}", stderr(&output));
    let rows = fs::read_to_string(folder.path().join("n.csv")).expect("it was written");
    assert!(rows.starts_with("n\n1\n2\n3\n") && rows.ends_with('\n'), "{}", &rows[..rows.len().min(50)]);
    let after = "predicate counted(n: number)\nCXCL11 marks _ ⇒ counted(1)\ncounted(?n) ⇒ counted(?n + 1)\n";
    write(&folder, "rules/b.rules", after);
    let report = run(&folder, &[&base[..], &["--keep-partial", "--format", "json"]].concat());
    let report: serde_json::Value = serde_json::from_slice(&report.stdout).expect("JSON");
    assert_eq!(report["conclusions"][0]["sentence"], "CXCL11 marks resistance", "{report}");
    assert!(report["partial"]["stopped"].as_str().is_some_and(|s| s.contains("stopped after 2.0 s")));
}

#[test]
fn rows_are_written_as_the_ending_says_and_read_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let rules = |file: &str| {
        format!(
            "predicate seen(id: number, gene: text, value: number, day: date)\ninput seen from \"{file}\"\n"
        )
    };
    write(&folder, "rules/a.rules", rules("first.csv"));
    let rows = "id,gene,value,day\n-1,A,2.5,2024-01-02\n2,\"B, b\",3,2024-01-02\n3,C,0.125,1999-12-31\n";
    write(&folder, "data/first.csv", rows);
    let table = |rules: &str| {
        let output = run(&folder, &["-q", "run", rules, "data", "--only", "seen", "--format", "csv"]);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        stdout(&output)
    };
    assert_eq!(table("rules"), rows);
    for (name, start) in [
        ("a.csv", "id,gene"),
        ("a.tsv", "id\tgene"),
        ("a.jsonl", "{\"id\":-1"),
        ("a.parquet", "PAR1"),
        ("a.csv.gz", "\u{1f}"),
        ("a.tsv.zst", "("),
        ("a.jsonl.gz", "\u{1f}"),
    ] {
        let file = format!("data/{name}");
        let output = run(&folder, &["-q", "run", "rules", "data", "--only", "seen", "-o", &file]);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        let bytes = fs::read(folder.path().join(&file)).expect("it was written");
        assert!(bytes.starts_with(start.as_bytes()), "{name}");
        write(&folder, "again/a.rules", rules(name));
        assert_eq!(table("again"), rows, "{name}");
    }
    let output = run(&folder, &["-q", "run", "rules", "data", "-o", "all.parquet"]);
    assert!(stderr(&output).contains("E0709") && !folder.path().join("all.parquet").exists());
    let output = run(&folder, &["-q", "run", "rules", "data", "-o", "all.html"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(fs::read_to_string(folder.path().join("all.html")).expect("a page").contains("<html"));
}

#[test]
fn a_header_with_a_wrong_name_is_told() {
    let folder = chain(3);
    write(&folder, "data/edge.tsv", "from\tto\n1\t2\n");
    let rules = "predicate edge(start: number, end: number, weight: number)\ninput edge from \"edge.tsv\"\n";
    write(&folder, "rules/chain.rules", rules);
    write(&folder, "data/edge.tsv", "start\tend\twieght\n1\t2\t3\n");
    let text = stderr(&run(&folder, &["-q", "run", "rules", "data"]));
    assert!(
        text.contains("edge.tsv:1: the header has no `weight`") && text.contains("`wieght` is there"),
        "{text}"
    );
    assert_eq!(text.matches("E0552").count(), 1, "{text}");
}

#[test]
fn a_question_that_demands_more_than_there_is_is_answered_all_the_same() {
    let folder = tempfile::tempdir().expect("a folder");
    let rules = "predicate made(v: number, o: number)\npredicate store(b: number, w: number)\n\
                 predicate load(v: number, b: number)\npredicate points(v: number, o: number)\n\
                 predicate holds(o: number, w: number)\ninput made from \"made.csv\"\n\
                 input store from \"store.csv\"\ninput load from \"load.csv\"\n\
                 made(?v, ?o) ⇒ points(?v, ?o)\nload(?v, ?b) ∧ points(?b, ?o) ∧ holds(?o, ?w) ⇒ points(?v, ?w)\n\
                 store(?b, ?w) ∧ points(?b, ?o) ∧ points(?w, ?h) ⇒ holds(?o, ?h)\n";
    write(&folder, "rules/a.rules", rules);
    let table = |row: &dyn Fn(u32) -> String| (1..=300).map(row).collect::<String>();
    write(&folder, "data/made.csv", table(&|n| format!("{n},{}\n", 1000 + n)));
    write(&folder, "data/store.csv", table(&|n| format!("{n},{}\n", n % 300 + 1)));
    write(&folder, "data/load.csv", table(&|n| format!("{n},{}\n", (n + 1) % 300 + 1)));
    let most = ["--max-facts", "62000"];
    let ask = |question: &str| run(&folder, &[&["-q", "why", question, "rules", "data"][..], &most].concat());
    let output = ask("points(5, ?o)");
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
}

#[test]
fn a_judgement_ends_with_the_time_that_it_may_take() {
    let folder = folder();
    let many = "hypothesis pairs(n: number, m: number) \"{n} goes with {m}\"\n\
                predicate counted(n: number)\nfact counted(1)\ncounted(?n) ∧ ?n < 700 ⇒ counted(?n + 1)\n\
                CXCL11 marks _ ∧ counted(?n) ∧ counted(?m) ⇒ pairs(?n, ?m)\n";
    write(&folder, "rules/b.rules", many);
    let base = ["-q", "run", "rules", "corpus", "--timeout", "3s"];
    let start = std::time::Instant::now();
    let output = run(&folder, &[&base[..], &["--keep-partial", "--format", "json"]].concat());
    assert_eq!(output.status.code(), Some(3), "{}", stderr(&output));
    assert!(start.elapsed().as_secs() < 60, "it takes longer to judge all");
    assert!(stderr(&output).contains("E0605"), "{}", stderr(&output));
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(report["partial"]["unjudged"], true, "{report}");
    assert_eq!(report["conclusions"], serde_json::json!([]));
    let text = stdout(&run(&folder, &[&base[..], &["--keep-partial"]].concat())).replace('\n', " ");
    assert!(text.contains("no time to judge it"), "{text}");
    assert_eq!(stdout(&run(&folder, &base)), "");
}

#[cfg(unix)]
#[test]
fn an_interrupt_while_reading_stops_it() {
    let folder = chain(2);
    let pipe = folder.path().join("data/slow.tsv");
    write(
        &folder,
        "rules/slow.rules",
        "predicate slow(a: number, b: number)\ninput slow from \"slow.tsv\"\n",
    );
    let rows: String = (0..4_000_000).map(|n| format!("{n}\t{n}\n")).collect();
    fs::write(&pipe, rows).expect("a file");
    let child = command(folder.path(), &["-q", "run", "rules", "data", "-j", "1"])
        .stderr(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .expect("the program starts");
    std::thread::sleep(std::time::Duration::from_millis(1000));
    let killed = Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill starts");
    assert!(killed.success());
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(3), "{}", stderr(&output));
    let text = stderr(&output);
    assert!(text.contains("E0602") && text.contains("interrupted while reading"), "{text}");
}
