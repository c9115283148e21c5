//! The syntax: every error, every twin, and text → tree → text.

use proptest::prelude::*;
use reason::diagnostic::Diagnostic;
use reason::source::Sources;
use reason::syntax::ast::File;
use reason::syntax::{Style, format};

fn parse(text: &str) -> (File, Vec<Diagnostic>) {
    let mut sources = Sources::default();
    let id = sources.add("test.rules", text);
    reason::syntax::parse(&sources, id)
}

fn clean(text: &str) -> File {
    let (file, diagnostics) = parse(text);
    assert_eq!(diagnostics, [], "in:\n{text}");
    file
}

/// The tree without its places.
fn shape(file: &File) -> String {
    let text = format!("{file:?}");
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(at) = rest.find("Span {") {
        out.push_str(&rest[..at]);
        let end = rest[at..].find('}').expect("a span's text is closed");
        rest = &rest[at + end + 1..];
    }
    out + rest
}

/// Formats twice, in both styles, and compares trees and texts.
fn round_trip(text: &str) -> String {
    let file = clean(text);
    let once = format(text, &file, Style::Symbols);
    let again = clean(&once);
    assert_eq!(shape(&again), shape(&file), "in:\n{text}\nformatted:\n{once}");
    assert_eq!(format(&once, &again, Style::Symbols), once, "not stable; from:\n{text}");
    let ascii = format(text, &file, Style::Ascii);
    let from_ascii = clean(&ascii);
    assert_eq!(shape(&from_ascii), shape(&file), "in:\n{text}\nas ASCII:\n{ascii}");
    assert_eq!(format(&ascii, &from_ascii, Style::Symbols), once);
    once
}

const PRELUDE: &str = include_str!("../src/program/prelude.rules");

#[test]
fn the_prelude_parses_and_its_layout_is_stable() {
    assert!(clean(PRELUDE).items.len() > 80);
    let formatted = round_trip(PRELUDE);
    let comments =
        |text: &str| text.lines().filter(|l| l.starts_with('#')).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(comments(&formatted), comments(PRELUDE));
}

#[test]
fn the_rules_of_the_project_parse() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/rules");
    for entry in std::fs::read_dir(folder).expect("the project has rules") {
        let path = entry.expect("a readable folder").path();
        if path.extension().is_some_and(|e| e == "rules") {
            round_trip(&std::fs::read_to_string(&path).expect("a readable file"));
        }
    }
}

#[test]
fn the_first_line_is_a_file() {
    let text = "high CXCL11 ∧ estrogen deprivation ⇒ resistance\n";
    assert_eq!(round_trip(text), text);
}

const SKETCH: &str = r#"# Top.

## Tumour cells that grow under a therapy
## that should stop them resist it.
rule growth-despite-therapy
  strength 0.80
  ?x promotes proliferation of tumour cell in ?c ∧ ?t: antiproliferative therapy in ?c
  ⇒ ?x promotes resistance in ?c

?a raises ?b of ?k in ?c ⇒ influence(?a, ?b, ?k, 1, 1, ?c)  # one step
?a lowers ?b of ?k in ?c ⇒ influence(?a, ?b, ?k, -1, 1, ?c)
influence(?a, ?b, ?k, ?s, ?n, ?c)
  # the second step
  ∧ influence(?b, ?e, ?j, ?r, 1, ?d)
  ∧ ?m merges ?c with ?d
  ∧ passes(?b, ?k, ?j)
  ∧ ?n < 6
  ∧ (?a ≠ ?e ∨ ¬ (?a = ?b ∧ ?s > 0.5))
  ⇒ influence(?a, ?e, ?j, ?s × ?r, ?n + 1, ?m)

rule caution
  biomarker(?m, low, resistance, ?t, ?d) ∧ ?agent: drug targets ?g ∧ ?m is a ?g
  unless ?agent is in ?t
  unless denied "head and neck \"cancer\"" (of ?t, CD8+ T cell) @ ?e
  ⇒ caution(?agent, ?t, ?d) ∧ flagged(?m) in {letrozole, HR+ breast cancer}

?n = count { ?l, ?m : supports(?e, ?h) ∧ ¬ study of ?e is review } ∧ year of ?e is 2026-02-02 ⇒ done

test "CXCL11 marks resistance to letrozole"
  given high CXCL11 in {letrozole, HR+ breast cancer, resistance} from clinical cohort "A"
  given denied CXCL11 promotes proliferation in {TNBC}
  expect high CXCL11 is a marker
  expect ¬ low CXCL11 is a marker
input edge from "edges.csv"
fact edge(a, b)
# Bottom.
"#;

#[test]
fn canonical_text_stays_as_it_is() {
    assert_eq!(round_trip(SKETCH), SKETCH);
}

#[test]
fn comments_stay_before_their_part() {
    let text = "# one\na  # two\n  # three\n  and b, # four\n  # five\n  c =>   # six\n d # seven\n# eight";
    let expected =
        "# one\na  # two\n  # three\n  ∧ b  # four\n  # five\n  ∧ c  # six\n  ⇒ d  # seven\n# eight\n";
    assert_eq!(round_trip(text), expected);
}

#[test]
fn every_twin_is_equal() {
    let pairs = [
        ("a ∧ b ⇒ c", &["a and b ⇒ c", "a & b ⇒ c", "a, b => c", "a,b=>c"][..]),
        ("a ∨ b ⇒ c", &["a or b ⇒ c", "a | b ⇒ c"]),
        ("¬ a ⇒ c", &["not a ⇒ c", "! a ⇒ c", "!a ⇒ c", "¬(a) ⇒ c"]),
        ("?a ≠ ?b ⇒ c", &["?a != ?b ⇒ c", "?a!=?b ⇒ c"]),
        ("?a ≤ ?b ⇒ c", &["?a <= ?b ⇒ c"]),
        ("?a ≥ ?b ⇒ c", &["?a >= ?b => c"]),
        ("?a = ?b × 2 ⇒ c", &["?a = ?b * 2 ⇒ c"]),
        ("?x: gene ⇒ c", &["?x:gene ⇒ c", "\u{feff}?x : gene\r\n\t⇒\tc\r\n"]),
        ("predicate p(a: node) \"{a} × b\"", &["predicate p( a : node )\n \"{a} * b\""]),
    ];
    for (symbol, twins) in pairs {
        for twin in twins {
            assert_eq!(shape(&clean(twin)), shape(&clean(symbol)), "{twin}");
        }
    }
}

#[test]
fn words_keep_their_signs() {
    for name in
        ["CD8+ T cell", "IFN-γ", "CDK4/6 inhibitor", "pJNK T183/Y185", "5-FU", "HLA-A*02", "HGNC:10638"]
    {
        let text = format!("fact known({name})\n");
        assert_eq!(round_trip(&text), text);
        assert!(!shape(&clean(&text)).contains("Operator"), "{name}");
    }
    assert!(shape(&clean("fact p(?a - 1)")).contains("Operator('-')"));
}

#[test]
fn keywords_can_start_a_bare_rule() {
    for text in ["kind of ?x is ?y ⇒ a", "test result is ?x ⇒ a", "function(?x) ⇒ a", "evidence for ?x ⇒ a"]
    {
        assert!(shape(&clean(text)).contains("Rule(RuleItem { name: None"), "{text}");
    }
}

#[test]
fn a_clause_never_cuts_a_bracket() {
    let text = "test \"t\"\n  given a in {b,\n  given c}\n  expect (d\n  expect e) f\n";
    assert!(shape(&clean(text)).contains("Record"));
}

/// Every error with its place and help, in the order of their codes.
#[test]
fn every_error_says_how_to_mend_it() {
    let cases = [
        "  high CXCL11 ⇒ resistance",
        "high \"CXCL11 ⇒ resistance",
        "(high CXCL11 ⇒ resistance",
        "high CXCL11) ⇒ resistance",
        "level(CXCL11, high} ⇒ resistance",
        "high CXCL11 -> resistance",
        "resistance :- high CXCL11",
        "?a == ?b && c || d ⇒ e;",
        "?a =< ?b ∧ ?a <> ?c ⇒ e.",
        "high “CXCL11” ⇒ a",
        "// note",
        "high CXCL\u{200b}11 ⇒ a",
        "high ? ⇒ resistance",
        "year of ?e is 2026-02-30 ⇒ a",
        "?n > 99999999999999999999 ⇒ many",
        "?n = ?m+1 ⇒ next(?n)",
        "high CXCL11 ∧ ∧ resistance ⇒ a",
        "?n > ⇒ a",
        "high CXCL11 : gene ⇒ a",
        "high CXCL11 not low ⇒ a",
        "1 < ?n < 3 ⇒ a",
        "?n = count { ?p } ⇒ a",
        "count { ?p : high ?p } ⇒ a",
        "high CXCL11 @ high ⇒ a",
        "level(CXCL11, high) strongly ⇒ a",
        "(a unless b) ⇒ c",
        "high CXCL11 ∧ estrogen deprivation",
        "⇒ resistance",
        "high CXCL11 ⇒",
        "a unless ⇒ b",
        "a ⇒ b unless c",
        "a ⇒ b ⇒ c",
        "a ⇒ b ∨ c",
        "a ⇒ ¬ b",
        "rule ?x raises ?y ⇒ a",
        "rule r strength 2 a ⇒ b",
        "rule r\n  strength high\n  a ⇒ b",
        "a ⇒ ?n = 1",
        "findng level(subject: entity) \"{subject}\"",
        "predicate path from: node",
        "predicate path(from)",
        "predicate p(a: node) \"a}\"",
        "kind a: b,",
        "opposite high",
        "input edge \"edges.csv\"",
        "test \"t\"\n  given a",
        "test \"t\"\n  expect",
        "expect resistance",
        "predicate p(a: node) \"{a reaches\"",
        "predicate p(a: node) \"{} reaches\"",
        "predicate p(a: node) \"{a}-positive\"",
        "predicate p(a: node) \"\"",
        "predicate p(a: node) \"{a} ≤ 1\"",
        "predicate p(a: node, b: node) \"{a} and {b} meet\"",
    ];
    let mut out = String::new();
    for text in cases {
        let (_, diagnostics) = parse(text);
        assert!(!diagnostics.is_empty(), "{text}");
        out.push_str(&format!("{text}\n"));
        for d in &diagnostics {
            let span = d.labels[0].span;
            let place = &text[span.start as usize..span.end as usize];
            let help = d.help.as_deref().expect("every error has a help");
            out.push_str(&format!(
                "  {} {} [{place}] {}\n      {help}\n",
                d.code, d.message, d.labels[0].text
            ));
        }
    }
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.bind(|| insta::assert_snapshot!("syntax-errors", out));
}

#[test]
fn all_errors_of_a_file_come_in_one_run() {
    let text = "a ⇒\nb ⇒ c\nd ∧ e\nrule r strength 3\n  ∧ f ⇒ g ∨ h\n";
    let (file, diagnostics) = parse(text);
    let codes: Vec<_> = diagnostics.iter().map(|d| d.code).collect();
    assert_eq!(codes, ["E0132", "E0130", "E0139", "E0120", "E0136"]);
    assert_eq!(file.items.len(), 1);
    assert!(format(text, &file, Style::Symbols).contains("\nd ∧ e\n"), "an item with an error is kept");
}

#[test]
fn depth_is_limited_and_length_is_not() {
    for open in ["(", "¬ ", "¬(", "{", "?n = count { ?x : ", "a ("] {
        let (file, diagnostics) = parse(&format!("{}a ⇒ b", open.repeat(10_000)));
        assert_eq!(diagnostics.len(), 1, "{open}");
        assert_eq!(diagnostics[0].code, "E0106", "{open}");
        assert!(file.items.is_empty());
    }
    let deep = format!("{}a{} ⇒ b", "¬(".repeat(50), ")".repeat(50));
    round_trip(&deep);
    let long = format!("{}a ⇒ b", "high CXCL11 ∧ ".repeat(100_000));
    assert_eq!(clean(&long).items.len(), 1);
}

fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-zA-Zα-ω][a-z0-9]{0,5}([-+/*:][A-Z0-9]{1,3})?[+]?",
        Just("is a".to_owned()),
        Just("of".to_owned()),
        Just("in ?c".to_owned()),
        Just("2026-02-02".to_owned()),
        Just("007".to_owned()),
        (-9i64..99).prop_map(|n| n.to_string()),
        (-9i64..99).prop_map(|n| format!("{n}.50")),
    ]
    .prop_filter("no keyword", |w| {
        !matches!(
            w.as_str(),
            "and" | "or" | "not" | "unless" | "denied" | "strength" | "test" | "rule" | "fact"
        )
    })
}

fn term() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        4 => word(),
        2 => "[a-z]{1,2}".prop_map(|v| format!("?{v}")),
        1 => ("[a-z]", word()).prop_map(|(v, w)| format!("?{v}: x{w}")),
        1 => Just("_".to_owned()),
        1 => "[a-z ∧⇒#,(){}\\\\\"]{0,6}".prop_map(|t| format!("\"{}\"", t.replace('\\', "\\\\").replace('"', "\\\""))),
        1 => (word(), "[-+*/×]", word()).prop_map(|(a, o, b)| format!("{a} {o} {b}")),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 1..4).prop_map(|t| t.join("  ")),
            prop::collection::vec(inner.clone(), 1..3).prop_map(|t| format!("x ({})", t.join(" , "))),
            prop::collection::vec(inner, 0..3).prop_map(|t| format!("in {{{}}}", t.join(","))),
        ]
    })
}

fn phrase() -> impl Strategy<Value = String> {
    let call = (prop::collection::vec(term(), 0..3), any::<bool>())
        .prop_map(|(t, place)| format!("p_q({}){}", t.join(", "), if place { " in ?c" } else { "" }));
    let modifier = prop_oneof![Just(""), Just("denied "), Just("predicted ")];
    (modifier, prop_oneof![term().prop_map(|t| format!("w {t}")), call], any::<bool>())
        .prop_map(|(m, p, e)| format!("{m}{p}{}", if e { " @ ?e" } else { "" }))
}

fn formula() -> impl Strategy<Value = String> {
    let compare = (term(), prop_oneof![Just("="), Just("≠"), Just("<="), Just(">")], term())
        .prop_map(|(a, o, b)| format!("{a} {o} {b}"));
    prop_oneof![3 => phrase(), 1 => compare].prop_recursive(3, 10, 3, |inner| {
        let glue =
            prop_oneof![Just(" ∧ "), Just(", "), Just(" ∨ "), Just("\n  # note\n  and "), Just(" or # c\n ")];
        prop_oneof![
            (inner.clone(), glue, inner.clone()).prop_map(|(a, g, b)| format!("{a}{g}{b}")),
            inner.clone().prop_map(|f| format!("¬ {f}")),
            inner.clone().prop_map(|f| format!("({f})")),
            (term_list(), inner).prop_map(|(t, f)| format!("?n = count {{ {t} : {f} unless zz }}")),
        ]
    })
}

fn term_list() -> impl Strategy<Value = String> {
    prop::collection::vec("[a-z]".prop_map(|v| format!("?{v}")), 1..3).prop_map(|t| t.join(", "))
}

fn item() -> impl Strategy<Value = String> {
    let frame =
        prop_oneof![Just(""), Just("## doc\n"), Just("# c\n\n"), Just("## loose\n\n"), Just("# a\n## b\n")];
    let name = prop_oneof![Just(""), Just("rule r-1 "), Just("rule r\n strength 0.25 # s\n  ")];
    let unless = prop_oneof![2 => Just(String::new()), 1 => formula().prop_map(|f| format!("\n unless {f}"))];
    let heads = prop::collection::vec(phrase(), 1..3);
    let rule = (name, formula(), unless, heads)
        .prop_map(|(n, b, u, h)| format!("{n}{b}{u}\n => {}", h.join(" ∧\n ")));
    let words = prop::collection::vec("[a-z]{1,9}( [a-z]{1,9})?".prop_map(|w| format!("k{w}z")), 1..20);
    let item = prop_oneof![
        6 => rule,
        1 => phrase().prop_map(|p| format!("fact {p}")),
        1 => words.prop_map(|w| format!("kind k is an \"set of x\": {} # end", w.join(","))),
        1 => (phrase(), phrase()).prop_map(|(a, b)| format!("test \"t\"\n given {a} from in vitro \"P\" # g\n # e\n expect not {b}")),
        1 => Just("finding p(a: x of cell, b: y) # 1\n  # 2\n \"{a} ( {b} ,x)\" is a q is an r".to_owned()),
    ];
    (frame, item).prop_map(|(f, i)| format!("{f}{i}\n"))
}

proptest! {
    #[test]
    fn formatting_keeps_every_tree(items in prop::collection::vec(item(), 1..4)) {
        round_trip(&items.concat());
    }

    #[test]
    fn formatting_keeps_every_comment(items in prop::collection::vec(item(), 1..4)) {
        let text = items.concat();
        let formatted = format(&text, &clean(&text), Style::Symbols);
        let notes = |text: &str| text.matches("# note").count() + text.matches("# c").count();
        prop_assert_eq!(notes(&formatted), notes(&text));
    }

    #[test]
    fn no_text_breaks_the_parser(text in "[a-z?:∧⇒¬()\\{\\}\"@#,<>=!&|;. \n\t_0-9+*/-]{0,200}") {
        let (file, diagnostics) = parse(&text);
        if diagnostics.is_empty() {
            round_trip(&text);
        }
        let once = format(&text, &file, Style::Symbols);
        let (again, _) = parse(&once);
        // `reason format` writes no faulty file: there it must only not break.
        let loses_nothing = again.items.len() >= file.items.len() || diagnostics.iter().any(Diagnostic::is_error);
        prop_assert!(loses_nothing, "{}", format(&once, &again, Style::Ascii));
    }

    #[test]
    fn no_bytes_break_the_parser(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let text = String::from_utf8_lossy(&bytes);
        let (file, _) = parse(&text);
        prop_assert!(file.items.is_empty() || !format(&text, &file, Style::Symbols).is_empty());
    }
}
