//! The shipped corpus and corpora of our own, from files to facts.

#![allow(clippy::unwrap_used)]

use std::io::Write as _;
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use reason::corpus::read::table::Tables;
use reason::corpus::{self, Corpus, OnFault};
use reason::diagnostic::{Diagnostic, Severity};
use reason::fact::{FactSet, Interner, Origin, Registry, RelationId, Schema, Symbol, builtin};
use reason::program::{PRELUDE, Parsed, check};
use reason::source::Sources;
use reason::vocabulary::{self, Vocabulary, Wording};

struct World {
    vocabulary: Arc<Vocabulary>,
    schema: Arc<Schema>,
    interner: Interner,
}

/// The prelude, some rules of our own, and the built-in vocabulary.
fn world(rules: &str) -> World {
    let vocabulary = Arc::new(Vocabulary::builtin());
    let interner = Interner::default();
    let mut registry = Registry::default();
    builtin::register(&mut registry);
    vocabulary::register(&mut registry, &Arc::default(), &vocabulary);
    let mut sources = Sources::default();
    let mut files = Vec::new();
    for (name, text) in [("<prelude>", PRELUDE), ("own.rules", rules)] {
        let source = sources.add(name, text);
        let (file, diagnostics) = reason::syntax::parse(&sources, source);
        assert!(diagnostics.is_empty(), "{diagnostics:#?}");
        files.push(Parsed { source, file, incomplete: false });
    }
    let (program, diagnostics) = check(&files, &vocabulary, &registry, &interner, &sources);
    let errors: Vec<_> = diagnostics.iter().filter(|d| d.is_error()).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    World { vocabulary, schema: Arc::clone(&program.schema), interner }
}

fn load(world: &World, folder: &Path) -> (Corpus, Vec<Diagnostic>) {
    let (mut corpus, mut diagnostics) = corpus::read(&[folder.to_owned()], OnFault::Refuse);
    diagnostics.extend(corpus::ground(
        &mut corpus,
        &world.schema,
        &world.vocabulary,
        &world.interner,
        OnFault::Refuse,
    ));
    (corpus, diagnostics)
}

fn shipped() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus")
}

#[test]
fn the_shipped_corpus_is_sound() {
    let world = world("");
    let (corpus, diagnostics) = load(&world, &shipped());
    let told = diagnostics.iter().filter(|d| d.severity > Severity::Note);
    let told: Vec<_> = told.map(|d| (d.code, &d.message)).collect();
    assert!(told.is_empty(), "{told:#?}");
    assert_eq!(corpus.papers.len(), 5);
    assert!(corpus.findings.len() >= 120);
    assert!(corpus.findings.iter().all(|e| e.grounded.is_some()));
}

#[test]
fn the_shipped_corpus_says_what_the_first_paper_says() {
    let world = world("");
    let (corpus, _) = load(&world, &shipped());
    let facts = corpus::facts(&corpus, &world.schema, &world.vocabulary, &world.interner, &[]);
    let wanted = "high CXCL11 in {HR+ breast cancer, letrozole, resistance to letrozole}";
    let levels = rows(&world, &facts, "level");
    assert!(levels.iter().any(|row| row == wanted), "{levels:#?}");
    let entry =
        corpus.findings.iter().find(|e| e.finding.lineage.as_deref() == Some("Napolitano 2026")).unwrap();
    assert_eq!(corpus.citation(entry), "Napolitano 2026, Abstract ¶1 (digest)");
    let names = |list: Vec<String>| list.into_iter().collect::<std::collections::BTreeSet<_>>();
    let (promotes, raises) = (names(rows(&world, &facts, "promotes")), rows(&world, &facts, "raises"));
    let raised: std::collections::BTreeSet<_> =
        raises.iter().map(|r| r.replace(" raises ", " promotes ")).collect();
    assert!(!promotes.is_empty() && promotes.is_subset(&raised));
}

/// A folder of our own that vanishes with it.
fn folder(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    folder
}

const PAPER: &str = "+++\nid = \"doi:10.1/a\"\nauthors = [\"Ada One\"]\nyear = 2024\nstudy = \"in vitro\"\ndigest = true\n+++\n# A\n\
    [Abstract ¶1] CXCL11 promotes proliferation of MCF7 cells.\n[Abstract ¶2] Letrozole lowers Ki67 in HR+ breast cancer.\n";

/// A line that is right but for what `change` does to it.
fn line(change: impl FnOnce(&mut serde_json::Value)) -> String {
    let mut finding = serde_json::json!({
        "says": "promotes",
        "args": [{"text": "CXCL11", "id": "HGNC:10638"}, {"text": "proliferation"}],
        "paper": "doi:10.1/a", "section": "Abstract ¶1",
        "quote": "CXCL11 promotes proliferation of MCF7 cells.", "extractor": "hand/1"
    });
    change(&mut finding);
    format!("{finding}\n")
}

/// What is told about one line, as `code message / help`, and whether its finding is used.
fn told(world: &World, line: &str) -> (Vec<String>, usize) {
    let folder = folder(&[("a.md", PAPER.as_bytes()), ("a.findings.jsonl", line.as_bytes())]);
    let (corpus, diagnostics) = load(world, folder.path());
    let prefix = format!("{}/", folder.path().display());
    let tell = |d: &Diagnostic| {
        let text = format!("{} {} / {}", d.code, d.message, d.help.as_deref().unwrap_or("-"));
        text.replace(&prefix, "")
    };
    let used = corpus.findings.iter().filter(|e| e.grounded.is_some()).count();
    (diagnostics.iter().map(tell).collect(), used)
}

#[test]
fn a_sound_line_is_used_without_a_word() {
    assert_eq!(told(&world(""), &line(|_| {})), (vec![], 1));
}

#[test]
fn each_fault_is_told_once_with_place_and_remedy() {
    let world = world("");
    let cases: Vec<(String, &[&str], usize)> = vec![
        (
            line(|f| f["says"] = "promots".into()),
            &["E0522 a.findings.jsonl:1", "`promots`", "nearest: promotes"],
            0,
        ),
        (
            line(|f| f["args"] = serde_json::json!([{"text": "CXCL11"}])),
            &["E0523", "2 arguments, not 1", "cause, effect"],
            0,
        ),
        (line(|f| f["study"] = "in vitreo".into()), &["E0525", "`in vitreo` is no study", "in vitro"], 0),
        (
            line(|f| f["paper"] = "doi:10.1/b".into()),
            &["E0521", "doi:10.1/b", "nearest paper: doi:10.1/a"],
            0,
        ),
        (
            line(|f| f["args"][1]["text"] = "proliferration".into()),
            &["E0531", "`proliferration`", "proliferation"],
            0,
        ),
        (line(|f| f["args"][0] = serde_json::json!({})), &["E0527", "says nothing", "`text`"], 0),
        (
            line(|f| f["args"][0]["all"] = serde_json::json!([{"text": "CXCR3"}])),
            &["E0527", "several forms"],
            0,
        ),
        (
            line(|f| f["quote"] = "CXCL11 promotes proliferation of T47D cells.".into()),
            &["E0543", "a.md", "line 9: CXCL11 promotes proliferation of MCF7"],
            0,
        ),
        (line(|f| f["quote"] = " ".into()), &["E0542", "empty"], 0),
        (line(|f| f["section"] = "Abstract ¶7".into()), &["E0545", "`Abstract ¶1`, not `Abstract ¶7`"], 1),
        (line(|f| f["span"] = serde_json::json!([0, 4])), &["E0544", "there stands: +++"], 0),
        (line(|f| f["args"][0] = serde_json::json!({"text": "CXCL9"})), &["E0541", "`CXCL9`"], 1),
        (
            line(|f| f["context"] = serde_json::json!({"diseas": "x"})),
            &["E0528", "`diseas`", "nearest: disease"],
            0,
        ),
        (
            line(|f| f["context"] = serde_json::json!({"disease": "letrozole"})),
            &["E0526", "`letrozole` is a drug; here stands a disease"],
            0,
        ),
        (
            line(|f| {
                f["certainty"] = "proposed".into();
                f["polarity"] = "denied".into()
            }),
            &["E0546"],
            1,
        ),
        (
            line(|f| f["polarty"] = "denied".into()),
            &["E0511 a.findings.jsonl:1: column", "no field `polarty`", "`polarity` is known"],
            0,
        ),
        (line(|f| f["polarity"] = "afirmed".into()), &["E0511", "`afirmed`", "`affirmed` is known"], 0),
        (
            line(|f| {
                f.as_object_mut().unwrap().remove("quote");
            }),
            &["E0511", "lacks the field `quote`", "\"quote\""],
            0,
        ),
        (line(|_| {})[..60].to_owned(), &["E0511", "ends in the middle", "cut off"], 0),
    ];
    for (text, parts, used) in cases {
        let (told, found) = told(&world, &text);
        assert_eq!(told.len(), 1, "{text}{told:#?}");
        assert!(parts.iter().all(|p| told[0].contains(p)), "{text}{told:#?}\nlacks one of {parts:?}");
        assert_eq!(found, used, "{text}");
    }
}

#[test]
fn an_identifier_settles_an_ambiguous_name() {
    let mut v = Vocabulary::default();
    for (id, name) in [("X:a", "first"), ("X:b", "second")] {
        v.insert(vocabulary::Entity {
            id: id.into(),
            name: name.into(),
            kind: "gene".into(),
            synonyms: vec!["CXCL11".into()],
            parents: vec![],
            targets: vec![],
            cross_references: vec![],
            place: None,
        });
    }
    assert!(v.finish().is_empty());
    let mut world = world("");
    world.vocabulary = Arc::new(v);
    let text = |f: &mut serde_json::Value| {
        f["says"] = "level".into();
        f["args"] = serde_json::json!([{"text": "CXCL11"}, {"text": "high"}]);
    };
    let (faults, used) = told(&world, &line(text));
    assert!(used == 0 && faults.len() == 1 && faults[0].contains("first (X:a), second (X:b)"), "{faults:#?}");
    let settled = line(|f| {
        text(f);
        f["args"][0]["id"] = "X:b".into();
    });
    assert_eq!(told(&world, &settled), (vec![], 1));
}

#[test]
fn bad_bytes_and_long_lines_cost_one_line_each() {
    let world = world("");
    let mut bytes = line(|_| {}).into_bytes();
    bytes.extend(b"{\"says\": \"\xff\"}\n\n");
    bytes.extend(std::iter::repeat_n(b'x', 10 << 20));
    bytes.push(b'\n');
    bytes.extend(line(|f| f["certainty"] = "hedged".into()).into_bytes());
    let folder = folder(&[("a.md", PAPER.as_bytes()), ("a.findings.jsonl", &bytes)]);
    let (corpus, diagnostics) = load(&world, folder.path());
    let told: Vec<_> = diagnostics.iter().map(|d| d.message.rsplit('/').next().unwrap()).collect();
    assert_eq!(told.len(), 2, "{told:#?}");
    assert!(told[0].starts_with("a.findings.jsonl:2: the line is not UTF-8"), "{told:?}");
    assert!(told[1].starts_with("a.findings.jsonl:4: the line is longer"), "{told:?}");
    assert_eq!(corpus.findings.iter().map(|e| e.line).collect::<Vec<_>>(), [1, 5]);
}

#[test]
fn deep_nesting_is_a_fault_and_no_overflow() {
    let deep = format!("{{\"says\":\"level\",\"args\":{}", "[{\"all\":".repeat(100_000));
    let (told, used) = told(&world(""), &deep);
    assert!(told.len() == 1 && told[0].contains("E0511") && used == 0, "{told:?}");
}

#[test]
fn equal_faults_are_one_diagnostic() {
    let bad = |n: u32| {
        line(|f| {
            f["args"][0] = serde_json::json!({"text": "CXCL99"});
            f["measure"] = serde_json::json!({"name": "n", "n": n});
        })
    };
    let text: String = (0..5).map(bad).collect();
    let (told, used) = told(&world(""), &text);
    assert_eq!((told.len(), used), (1, 0), "{told:#?}");
    let places = "a.findings.jsonl:1, a.findings.jsonl:2, a.findings.jsonl:3 and 2 more: `CXCL99`";
    assert!(told[0].contains(places) && told[0].contains("these findings are left out"), "{told:#?}");
}

#[test]
fn the_same_line_twice_counts_once() {
    let (told, used) = told(&world(""), &line(|_| {}).repeat(2));
    assert!(
        told.len() == 1
            && told[0].starts_with("E0520 a.findings.jsonl:2: the same finding stands at a.findings.jsonl:1")
    );
    assert_eq!(used, 1);
}

#[test]
fn leaving_out_makes_errors_warnings() {
    let world = world("");
    let bad = line(|f| f["says"] = "promots".into());
    let folder = folder(&[
        ("a.md", PAPER.as_bytes()),
        ("a.findings.jsonl", format!("{bad}{{\n{}", line(|_| {})).as_bytes()),
    ]);
    let (mut corpus, mut told) = corpus::read(&[folder.path().to_owned()], OnFault::LeaveOut);
    let World { vocabulary, schema, interner } = &world;
    told.extend(corpus::ground(&mut corpus, schema, vocabulary, interner, OnFault::LeaveOut));
    assert_eq!(told.iter().map(|d| d.severity).collect::<Vec<_>>(), [Severity::Warning; 2]);
    assert_eq!(corpus.findings.iter().filter(|e| e.grounded.is_some()).count(), 1);
}

#[test]
fn files_are_known_by_their_kind() {
    let second = PAPER.replace("10.1/a", "10.1/b").replace("+++\n# A", "retracted = true\n+++\n# B");
    let folder = folder(&[
        ("both.md", format!("{PAPER}\n{second}").as_bytes()),
        ("sub/plain.txt", "\n# Plain title\nSee doi 10.1234/xyz-1. A sentence. Another one.\n".as_bytes()),
        ("vocabulary/own.tsv", b""),
        ("edge.tsv", b""),
        ("own.rules", b""),
        ("README.md", b"# Read me"),
        ("scan.pdf", b"%PDF"),
        (".reason/cache.md", b"hidden"),
        ("bad.txt", b"one\ntwo \xff"),
        ("worse.md", b"+++\nid = \"x:1\"\nyeer = 2024\n+++\n"),
        ("open.md", b"+++\nid = \"x:2\"\n"),
    ]);
    let (corpus, diagnostics) = corpus::read(&[folder.path().to_owned()], OnFault::Refuse);
    let ids: Vec<_> = corpus.papers.iter().map(|p| p.id.as_str()).collect();
    assert_eq!(ids, ["doi:10.1/a", "doi:10.1/b", "doi:10.1234/xyz-1"]);
    assert_eq!(corpus.papers[1].sentences[0].text, "CXCL11 promotes proliferation of MCF7 cells.");
    assert_eq!(corpus.papers[2].title.as_deref(), Some("Plain title"));
    assert_eq!(corpus.retracted().count(), 1);
    let lists = [&corpus.vocabularies, &corpus.tables, &corpus.rules];
    assert!(lists.iter().all(|l| l.len() == 1));
    let prefix = format!("{}/", folder.path().display());
    let told: Vec<_> =
        diagnostics.iter().map(|d| format!("{} {}", d.code, d.message.replace(&prefix, ""))).collect();
    let wanted = [
        "E0504 bad.txt:2: the text is not UTF-8",
        "E0508 open.md:1: the front matter is not closed",
        "E0509 worse.md:3: a front matter has no field `yeer`",
        "E0506 not read, as of no known kind: scan.pdf",
    ];
    assert_eq!(told, wanted);
}

#[test]
fn wrong_paths_and_empty_folders_are_told() {
    let folder = folder(&[("corpus/a.md", PAPER.as_bytes()), ("empty/.keep", b"")]);
    let [wrong, empty, good] = ["corpsu", "empty", "corpus"].map(|n| folder.path().join(n));
    let (corpus, told) = corpus::read(&[wrong, empty, good.clone(), good], OnFault::Refuse);
    assert_eq!(told.iter().map(|d| d.code).collect::<Vec<_>>(), ["E0501", "E0502"]);
    assert!(told[0].help.as_deref().is_some_and(|h| h.ends_with("corpus is there")), "{told:#?}");
    assert_eq!(corpus.papers.len(), 1);
}

#[test]
fn what_a_paper_or_an_export_brings_stops_no_run() {
    let world = world("");
    let bad = line(|f| f["context"] = serde_json::json!({"disease": "letrozole"}));
    let folder = folder(&[("a.md", PAPER.as_bytes()), ("a.findings.jsonl", bad.as_bytes())]);
    let severities = |file: &str| {
        let (mut corpus, _) = corpus::read(&[folder.path().to_owned()], OnFault::Refuse);
        corpus.findings[0].file = folder.path().join(file).into();
        let World { vocabulary, schema, interner } = &world;
        let told = corpus::ground(&mut corpus, schema, vocabulary, interner, OnFault::Refuse);
        assert!(corpus.findings[0].grounded.is_none());
        told.iter().map(|d| (d.code, d.severity)).collect::<Vec<_>>()
    };
    assert_eq!(severities("a.findings.jsonl"), [("E0526", Severity::Error)]);
    // What was read from the paper itself.
    assert_eq!(severities("a.md"), [("E0526", Severity::Warning)]);
}

/// All rows of a predicate in words.
fn rows(world: &World, facts: &FactSet, predicate: &str) -> Vec<String> {
    let say = Wording { interner: &world.interner, schema: &world.schema, vocabulary: &world.vocabulary };
    let predicate = world.schema.get(world.schema.predicate(predicate).unwrap());
    let relation = predicate.finding.map_or(predicate.reads, |f| f.stated);
    facts.rows(relation).iter().map(|row| say.row_in_context(relation, row)).collect()
}

/// Rows of a relation in the functional form of their words.
fn words(world: &World, facts: &FactSet, relation: RelationId) -> Vec<String> {
    let say = Wording { interner: &world.interner, schema: &world.schema, vocabulary: &world.vocabulary };
    let row = |row: &[Symbol]| row.iter().map(|&s| say.value(s)).collect::<Vec<_>>().join(" | ");
    facts.rows(relation).iter().map(row).collect()
}

/// Reads everything that is asked for below, so that it is loaded.
const READER: &str = "predicate seen(t: text) \"{t} seen\"\n\
    ?x promotes ?y @ ?e ∧ model of ?e is ?t ∧ study of ?e is ?s ∧ year of ?e is ?n ∧ ?x is a ?z ∧ ?m is part of ?x \
    ∧ ?f is the ?a of ?x ∧ ?e goes through ?b ∧ aspect of ?x for ?e is ?c ∧ measure of ?e is ?k ?v ⇒ seen(?t)\n";

#[test]
fn findings_become_rows() {
    let world = world(READER);
    let text = [
        line(|f| {
            f["context"] = serde_json::json!({"disease": "HR+ breast cancer", "therapy": ["letrozole", "palbociclib"],
                "model": ["MCF7", "T47D"], "outcome": {"name": "resistance", "to": "letrozole"}});
            f["args"][0]["aspect"] = "secretion".into();
            f["args"][1]["cell"] = "MCF7".into();
            f["through"] = serde_json::json!([{"text": "CXCR3"}]);
            f["measure"] = serde_json::json!({"name": "fold change", "value": 2.5});
        }),
        line(|f| f["polarity"] = "denied".into()),
        line(|f| f["role"] = "hypothesis".into()),
        line(|f| f["args"][0]["alteration"] = "loss".into()),
    ]
    .concat();
    let folder = folder(&[("a.md", PAPER.as_bytes()), ("a.findings.jsonl", text.as_bytes())]);
    let (corpus, told) = load(&world, folder.path());
    assert!(told.is_empty(), "{told:#?}");
    let facts = corpus::facts(&corpus, &world.schema, &world.vocabulary, &world.interner, &[]);
    let full = "CXCL11 promotes proliferation of MCF7 in {HR+ breast cancer, letrozole + palbociclib, resistance to letrozole}";
    assert_eq!(
        rows(&world, &facts, "promotes"),
        [full, "loss of CXCL11 promotes proliferation in {nothing known}"]
    );
    assert_eq!(rows(&world, &facts, "raises").len(), 2);
    let promotes = world.schema.get(world.schema.predicate("promotes").unwrap()).finding.unwrap();
    let count = |relation| facts.rows(relation).len();
    assert_eq!(
        [promotes.denied, promotes.denied_evidence, promotes.proposed, promotes.proposed_evidence].map(count),
        [1; 4]
    );
    let evidence = words(&world, &facts, promotes.stated_evidence);
    assert!(evidence[0].ends_with("| finding 0") && evidence[1].ends_with("| finding 3"), "{evidence:#?}");
    let named =
        |name: &str| words(&world, &facts, world.schema.get(world.schema.predicate(name).unwrap()).reads);
    assert_eq!(named("model"), ["finding 0 | MCF7", "finding 0 | T47D"]);
    assert_eq!(named("study")[0], "finding 0 | in vitro");
    assert_eq!(named("year")[0], "finding 0 | 2024");
    assert_eq!(named("through"), ["finding 0 | CXCR3"]);
    assert_eq!(named("aspect"), ["finding 0 | CXCL11 | secretion"]);
    assert_eq!(named("measure"), ["finding 0 | fold change | 2.5"]);
    assert_eq!(named("altered"), ["loss of CXCL11 | loss | CXCL11"]);
    let is_a = named("is_a");
    for row in ["CXCL11 | CXCL11", "letrozole | estrogen deprivation", "loss of CXCL11 | loss of CXCL11"] {
        assert!(is_a.iter().any(|r| r == row), "{row}");
    }
    assert_eq!(words(&world, &facts, world.schema.contexts.unwrap()).len(), 2);
    let therapy = world.schema.context.iter().find(|f| f.name == "therapy").unwrap();
    let therapies = words(&world, &facts, world.schema.get(therapy.predicate).reads);
    assert!(therapies.len() == 1 && therapies[0].ends_with("| letrozole + palbociclib"), "{therapies:?}");
    assert_eq!(named("section"), [""; 0], "no rule reads it");
}

#[test]
fn a_therapy_that_is_an_argument_is_not_repeated() {
    let world = world("");
    let text = line(|f| {
        f["says"] = "suppresses".into();
        f["args"] = serde_json::json!([{"text": "letrozole"}, {"text": "proliferation"}]);
        f["context"] =
            serde_json::json!({"disease": "HR+ breast cancer", "therapy": ["letrozole", "palbociclib"]});
    });
    let folder = folder(&[("a.md", PAPER.as_bytes()), ("a.findings.jsonl", text.as_bytes())]);
    let (corpus, _) = load(&world, folder.path());
    let facts = corpus::facts(&corpus, &world.schema, &world.vocabulary, &world.interner, &[]);
    let wanted = "letrozole suppresses proliferation in {HR+ breast cancer, palbociclib}";
    assert_eq!(rows(&world, &facts, "suppresses"), [wanted]);
}

#[test]
fn retracted_papers_count_nowhere() {
    let world = world("");
    let paper = PAPER.replace("digest = true", "digest = true\nretracted = true");
    let folder = folder(&[("a.md", paper.as_bytes()), ("a.findings.jsonl", line(|_| {}).as_bytes())]);
    let (corpus, _) = load(&world, folder.path());
    let facts = corpus::facts(&corpus, &world.schema, &world.vocabulary, &world.interner, &[]);
    assert_eq!(rows(&world, &facts, "promotes"), [""; 0]);
    assert_eq!(corpus.retracted().map(|p| p.id.as_str()).collect::<Vec<_>>(), ["doi:10.1/a"]);
}

#[test]
fn a_quote_may_differ_in_space_and_unicode_form() {
    let world = world("");
    let start = PAPER.chars().count() - PAPER[PAPER.find("CXCL11").unwrap()..].chars().count();
    let sentence = "CXCL11 promotes proliferation of MCF7 cells.";
    let text = line(|f| {
        f["quote"] = "CXCL11  promotes proliferation\u{a0}of ＭＣＦ7 cells.".into();
        f["span"] = serde_json::json!([start, start + sentence.chars().count()]);
    });
    assert_eq!(told(&world, &text), (vec![], 1));
}

#[test]
fn tables_are_read_by_the_kinds_of_their_columns() {
    let rules = "predicate edge(from: node, to: node, weight: number, day: date, what: gene) \"{from} to {to} {weight} {day} {what}\"\n";
    let world = world(rules);
    let good = "a,b,1.5,2026-02-02,CXCL11\n\"x, y\",7,-3,1970-01-01,HGNC:10638\n";
    let header = "to\tday\tfrom\twhat\tweight\nb\t2026-02-02\ta\tCXCL11\t1.5\n";
    let json = "{\"from\":\"a\",\"to\":\"b\",\"weight\":1.5,\"day\":\"2026-02-02\",\"what\":\"CXCL11\"}\n[\"x, y\",7,-3,\"1970-01-01\",\"CXCL11\"]\n";
    let first = "a | b | 1.5 | 2026-02-02 | CXCL11";
    let second = "x, y | 7 | -3 | 1970-01-01 | CXCL11";
    let folder = folder(&[
        ("good.csv", good.as_bytes()),
        ("header.tsv", header.as_bytes()),
        ("good.jsonl", json.as_bytes()),
        ("bad.csv", b"a,b,1.5,2026-02-02\na,b,one,2026-02-02,CXCL11\na,b,1,2026-02-30,CXCL11\na,b,1,2026-02-02,letrozole\n\xff,b,1,2026-02-02,CXCL11\na,b,1,2026-02-02,CXCL11\n"),
        ("bad.jsonl", b"{\"from\":\"a\"}\n[1]\n7\n"),
        ("x.ods", b""),
    ]);
    let load = |name: &str| {
        let World { vocabulary, schema, interner } = &world;
        let mut facts = FactSet::new(&schema.relations);
        let predicate = schema.predicate("edge").unwrap();
        let told = Tables { schema, vocabulary, interner, threads: NonZeroUsize::MIN, watch: &on }.load(
            &mut facts,
            predicate,
            &folder.path().join(name),
        );
        let relation = schema.get(predicate).reads;
        let told: Vec<String> =
            told.iter().map(|d| d.message.rsplit_once('/').unwrap().1.to_owned()).collect();
        (words(&world, &facts, relation), told, facts.rows(relation).origin(0).map(|(o, _)| o.clone()))
    };
    assert_eq!(load("good.csv").0, [first, second]);
    assert_eq!(load("good.jsonl").0, [first, second]);
    let (header_rows, told, origin) = load("header.tsv");
    assert_eq!((header_rows, told), (vec![first.to_owned()], vec![]));
    assert!(matches!(origin, Some(Origin::Input { line: 2, .. })));
    let (bad_rows, told, _) = load("bad.csv");
    assert_eq!(bad_rows.len(), 1);
    let wanted = [
        "bad.csv:1: the row has 4 values; `edge` has 5 columns",
        "bad.csv:2: column `weight`: `one` is no number",
        "bad.csv:3: column `day`: `2026-02-30` is no date",
        "bad.csv:4: column `what`: `letrozole` is a drug; here stands a gene",
        "bad.csv:5: the line is not UTF-8",
    ];
    assert_eq!(told, wanted);
    let (_, told, _) = load("bad.jsonl");
    assert_eq!(told.len(), 3);
    assert!(load("x.ods").1[0].contains("of no kind"));
    assert!(load("gone.csv").1[0].contains("cannot be read"));
}

fn on(_: &Path, _: usize) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

/// Lines of a large table: some quoted, some over two lines, some wrong.
fn large_table() -> String {
    let mut text = String::from("to,from,weight,day,what\n");
    for n in 0..60_000u32 {
        let (from, to) = (n % 977, n.wrapping_mul(2_654_435_761) % 40_000);
        let line = match n % 5_000 {
            17 => format!("node {to},\"from, {from}\",{n},2026-02-02,CXCL11\n"),
            18 => format!("\"node\n{to}\",from {from},0.{n},2026-02-02,CXCL11\n"),
            19 => format!("node {to},from {from},much,2026-02-02,CXCL11\n"),
            20 => format!("node {to},from {from},{n},2026-02-02,letrozole\n"),
            _ => format!("node {to},from {from},{n},2026-02-02,HGNC:10638\n"),
        };
        text.push_str(&line);
    }
    text
}

#[test]
fn a_large_table_is_the_same_on_any_number_of_threads_and_compressed() {
    let rules = "kind node\npredicate edge(from: node, to: node, weight: number, day: date, what: gene)\n";
    let text = large_table();
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(text.as_bytes()).unwrap();
    let packed = packed.finish().unwrap();
    let folder = folder(&[("large.csv", text.as_bytes()), ("large.csv.gz", &packed)]);
    let load = |name: &str, threads: usize| {
        let world = world(rules);
        let World { vocabulary, schema, interner } = &world;
        let mut facts = FactSet::new(&schema.relations);
        let predicate = schema.predicate("edge").unwrap();
        let threads = NonZeroUsize::new(threads).unwrap();
        let tables = Tables { schema, vocabulary, interner, threads, watch: &on };
        let told = tables.load(&mut facts, predicate, &folder.path().join(name));
        let rows = facts.rows(schema.get(predicate).reads);
        let lines: Vec<usize> = (0..rows.len())
            .map(|row| match rows.origin(row) {
                Some((Origin::Input { line, .. }, offset)) => *line as usize + offset,
                other => panic!("{other:?}"),
            })
            .collect();
        (rows.values().to_vec(), lines, told.iter().map(|d| d.message.clone()).collect::<Vec<_>>())
    };
    let (values, lines, told) = load("large.csv", 1);
    assert_eq!(values.len(), (60_000 - 24) * 5);
    // The value over two lines makes all behind it one line later.
    assert_eq!((lines[17], lines[18], lines[19]), (19, 20, 24));
    assert_eq!(told.len(), 21, "{told:?}");
    assert!(told[0].contains("large.csv:22: column `weight`: `much` is no number"), "{}", told[0]);
    assert!(told[1].contains("large.csv:23: column `what`: `letrozole` is a drug"), "{}", told[1]);
    assert!(told[20].contains("4 further rows do not fit"), "{}", told[20]);
    for threads in [2, 5] {
        assert!(load("large.csv", threads) == (values.clone(), lines.clone(), told.clone()));
    }
    let (packed_values, packed_lines, _) = load("large.csv.gz", 3);
    assert!((packed_values, packed_lines) == (values, lines));
}

/// A Parquet file of two row groups, with a column that may be empty, in another order.
fn parquet_file() -> Vec<u8> {
    use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int32Type};
    use parquet::file::properties::WriterProperties;
    use parquet::file::writer::SerializedFileWriter;
    let schema = "message rows { REQUIRED INT32 day (DATE); OPTIONAL BINARY to (UTF8); REQUIRED DOUBLE weight; \
                  REQUIRED INT32 from; REQUIRED BINARY what (UTF8); REQUIRED INT32 spare; }";
    let schema = Arc::new(parquet::schema::parser::parse_message_type(schema).unwrap());
    let packing = parquet::basic::Compression::SNAPPY;
    let properties = WriterProperties::builder().set_compression(packing).build();
    let mut bytes = Vec::new();
    let mut writer = SerializedFileWriter::new(&mut bytes, schema, Arc::new(properties)).unwrap();
    for group in 0..2 {
        let mut rows = writer.next_row_group().unwrap();
        let mut column = rows.next_column().unwrap().unwrap();
        column.typed::<Int32Type>().write_batch(&[20_486, group], None, None).unwrap();
        column.close().unwrap();
        let mut column = rows.next_column().unwrap().unwrap();
        column.typed::<ByteArrayType>().write_batch(&[ByteArray::from("b")], Some(&[0, 1]), None).unwrap();
        column.close().unwrap();
        let mut column = rows.next_column().unwrap().unwrap();
        column.typed::<DoubleType>().write_batch(&[1.5, 2.0], None, None).unwrap();
        column.close().unwrap();
        let mut column = rows.next_column().unwrap().unwrap();
        column.typed::<Int32Type>().write_batch(&[7, -7], None, None).unwrap();
        column.close().unwrap();
        let mut column = rows.next_column().unwrap().unwrap();
        let gene = ByteArray::from(if group == 0 { "CXCL11" } else { "letrozole" });
        column
            .typed::<ByteArrayType>()
            .write_batch(&[ByteArray::from("HGNC:10638"), gene], None, None)
            .unwrap();
        column.close().unwrap();
        let mut column = rows.next_column().unwrap().unwrap();
        column.typed::<Int32Type>().write_batch(&[0, 0], None, None).unwrap();
        column.close().unwrap();
        rows.close().unwrap();
    }
    writer.close().unwrap();
    bytes
}

/// A Parquet file of so many row groups of one column that counts up.
fn counting_parquet(groups: i32, rows: i32) -> Vec<u8> {
    use parquet::data_type::Int32Type;
    use parquet::file::writer::SerializedFileWriter;
    let schema =
        Arc::new(parquet::schema::parser::parse_message_type("message m { REQUIRED INT32 n; }").unwrap());
    let mut bytes = Vec::new();
    let mut writer = SerializedFileWriter::new(&mut bytes, schema, Arc::default()).unwrap();
    for group in 0..groups {
        let values: Vec<i32> = (group * rows..(group + 1) * rows).collect();
        let mut next = writer.next_row_group().unwrap();
        let mut column = next.next_column().unwrap().unwrap();
        column.typed::<Int32Type>().write_batch(&values, None, None).unwrap();
        column.close().unwrap();
        next.close().unwrap();
    }
    writer.close().unwrap();
    bytes
}

#[test]
fn threads_that_read_one_parquet_file_do_not_disturb_each_other() {
    let folder = folder(&[("rows.parquet", &counting_parquet(200, 500))]);
    let path = folder.path().join("rows.parquet");
    for threads in [1, 2, 4, 4] {
        let world = world("predicate count(n: number)\n");
        let World { vocabulary, schema, interner } = &world;
        let mut facts = FactSet::new(&schema.relations);
        let threads = NonZeroUsize::new(threads).unwrap();
        let tables = Tables { schema, vocabulary, interner, threads, watch: &on };
        let predicate = schema.predicate("count").unwrap();
        assert_eq!(tables.load(&mut facts, predicate, &path), []);
        let rows = words(&world, &facts, schema.get(predicate).reads);
        assert_eq!(rows.len(), 100_000);
        assert!(rows.iter().enumerate().all(|(n, row)| *row == n.to_string()));
    }
}

#[test]
fn a_damaged_parquet_file_is_read_or_refused() {
    let sound = counting_parquet(3, 20);
    let world = world("predicate count(n: number)\n");
    let World { vocabulary, schema, interner } = &world;
    let threads = NonZeroUsize::new(2).unwrap();
    let tables = Tables { schema, vocabulary, interner, threads, watch: &on };
    let predicate = schema.predicate("count").unwrap();
    let mut refused = 0;
    for at in 4..sound.len() {
        let mut bytes = sound.clone();
        bytes[at] = bytes[at].wrapping_mul(7).wrapping_add(at as u8 | 1);
        let folder = folder(&[("rows.parquet", &bytes)]);
        let mut facts = FactSet::new(&schema.relations);
        let told = tables.load(&mut facts, predicate, &folder.path().join("rows.parquet"));
        assert!(told.iter().all(|d| d.help.is_some()));
        assert!(!told.is_empty() || !facts.is_empty(), "no silent loss: byte {at}");
        refused += usize::from(!told.is_empty());
    }
    assert!(refused > sound.len() / 4, "{refused}");
}

#[test]
fn parquet_is_read_by_the_names_of_its_columns() {
    let rules = "kind node\npredicate edge(from: node, to: node, weight: number, day: date, what: gene) \
                 \"{from} to {to} {weight} {day} {what}\"\npredicate other(form: node)\n";
    let csv = "x,y,1,2026-02-02,CXCL11\n".repeat(3);
    let packed = zstd::encode_all(csv.as_bytes(), 1).unwrap();
    let folder =
        folder(&[("rows.parquet", &parquet_file()), ("rows.csv.zst", &packed), ("bad.parquet", b"PAR1")]);
    let load = |name: &str, predicate: &str| {
        let world = world(rules);
        let World { vocabulary, schema, interner } = &world;
        let mut facts = FactSet::new(&schema.relations);
        let predicate = schema.predicate(predicate).unwrap();
        let tables =
            Tables { schema, vocabulary, interner, threads: NonZeroUsize::new(2).unwrap(), watch: &on };
        let told = tables.load(&mut facts, predicate, &folder.path().join(name));
        let told: Vec<String> =
            told.iter().map(|d| d.message.rsplit_once('/').unwrap().1.to_owned()).collect();
        (words(&world, &facts, schema.get(predicate).reads), told)
    };
    let (rows, told) = load("rows.parquet", "edge");
    let wanted = [
        "7 | unknown | 1.5 | 2026-02-02 | CXCL11",
        "-7 | b | 2 | 1970-01-01 | CXCL11",
        "7 | unknown | 1.5 | 2026-02-02 | CXCL11",
    ];
    assert_eq!(rows, wanted);
    assert_eq!(told, ["rows.parquet:4: column `what`: `letrozole` is a drug; here stands a gene"]);
    assert_eq!(load("rows.parquet", "other").1, ["rows.parquet:1: the file has no flat column `form`"]);
    assert!(load("bad.parquet", "edge").1[0].contains("cannot be read on"));
    assert_eq!(load("rows.csv.zst", "edge").0.len(), 3);
}

#[test]
fn the_schema_names_every_field() {
    let schema = corpus::finding::json_schema().to_string();
    for field in [
        "reason.finding/1",
        "says",
        "args",
        "manipulation",
        "through",
        "cites",
        "alteration",
        "regimen",
        "endpoint",
    ] {
        assert!(schema.contains(field), "{field}");
    }
}
