//! A report by hand, laid out in each way.

use super::{Layout, write};
use crate::report::wrap::columns;
use crate::report::{
    Because, Class, Conclusion, Counts, Difference, LeftOut, Lineage, NOTICE, Novelty, Opponent, Palette,
    Report, Robustness, Rule, SCHEMA, Source, Status, Step, Verdict,
};

fn rule(name: &str, place: &str) -> Rule {
    Rule { name: name.to_owned(), place: Some(place.to_owned()), docs: None, strength: 1.0 }
}

fn source(quote: &str, digest: bool) -> Source {
    Source {
        citation: "Doe 2020, Results ¶2".to_owned(),
        paper: "doi:10.1/x".to_owned(),
        lineage: "Doe 2020".to_owned(),
        study: Some("clinical cohort".to_owned()),
        finding: "F-3f2a9c1e".to_owned(),
        via: None,
        certainty: "asserted".to_owned(),
        quote: quote.to_owned(),
        digest,
        matched: vec!["CXCL11".to_owned()],
        remark: None,
    }
}

fn finding(sentence: &str, source: Source, depth: usize) -> Step {
    let because =
        Because::Finding { sources: vec![source], total: 3, read: vec!["study: clinical cohort".to_owned()] };
    Step { depth, sentence: sentence.to_owned(), because }
}

fn step(depth: usize, sentence: &str, because: Because) -> Step {
    Step { depth, sentence: sentence.to_owned(), because }
}

fn proof() -> Vec<Step> {
    vec![
        step(0, "CXCL11 marks resistance", Because::Rule(rule("marks", "rules/a.rules:12"))),
        step(1, "CXCL11 leads to growth", Because::Rule(rule("rules/a.rules:3", "rules/a.rules:3"))),
        finding("CXCL11 promotes growth", source("CXCL11 drove growth.", true), 2),
        finding("high CXCL11 in {breast cancer}", source("CXCL11 was high.", false), 1),
        step(1, "letrozole is an aromatase inhibitor, is an estrogen deprivation", Because::Vocabulary),
        step(1, "CXCL11 leads to growth", Because::Shown { step: 1 }),
        step(
            1,
            "3 = count of 3",
            Because::Counted { tuples: vec!["a".into(), "b".into(), "c".into()], total: 3 },
        ),
        step(1, "no finding in 5 papers states that CXCL11 lowers growth", Because::Absent),
    ]
}

fn conclusion(id: &str, class: Class) -> Conclusion {
    let predicted = class == Class::Prediction;
    Conclusion {
        id: id.to_owned(),
        class,
        predicate: "marks".to_owned(),
        sentence: "CXCL11 marks resistance to letrozole in hormone receptor-positive breast cancer"
            .to_owned(),
        verdict: Verdict {
            word: "context-dependent".to_owned(),
            opponents: vec![Opponent {
                id: Some("H-bbbbbb".to_owned()),
                sentence: "CXCL11 marks sensitivity".to_owned(),
                grade: Some("case".to_owned()),
                sources: Vec::new(),
                differences: vec![Difference {
                    field: "therapy".to_owned(),
                    ours: "letrozole".to_owned(),
                    theirs: "nivolumab".to_owned(),
                    contrast: "different".to_owned(),
                }],
                explained_by: Some("therapy".to_owned()),
            }],
            unnamed: 1,
            denied_by: Vec::new(),
        },
        status: predicted.then(|| Status {
            word: "confirmed".to_owned(),
            agreeing: vec![source("", false)],
            opposing: Vec::new(),
        }),
        grade: Some("clinical cohort".to_owned()),
        study: Some("phase I trial".to_owned()),
        species: vec!["human".to_owned()],
        lineages: vec![Lineage {
            name: "Doe 2020".to_owned(),
            papers: vec!["doi:10.1/x".to_owned()],
            years: vec![2020],
            in_best_proof: true,
        }],
        novelty: Novelty {
            word: "derived within one paper".to_owned(),
            hedged: false,
            stated_in: Vec::new(),
        },
        hedged: true,
        association: true,
        assumptions: vec!["the therapy is letrozole, which only one of the two steps says".to_owned()],
        questions: Vec::new(),
        retracted: Vec::new(),
        absences: vec!["no finding in 5 papers states that CXCL11 lowers growth".to_owned()],
        reading: None,
        robustness: Robustness {
            lineages: Some(1),
            sets: vec![vec!["Doe 2020".to_owned()]],
            unnamed: 0,
            exact: true,
            independent: 1,
        },
        witnesses: Vec::new(),
        weakest_link: None,
        rule: Some(rule("marks", "rules/a.rules:12")),
        proof: proof(),
        further_proofs: 2,
        truncated: false,
    }
}

fn report() -> Report {
    Report {
        schema: SCHEMA.to_owned(),
        partial: None,
        notice: NOTICE.to_owned(),
        counts: Counts {
            papers: 5,
            lineages: 4,
            findings: 1,
            rules: 21,
            hypotheses: 17,
            verdicts: [("supported".to_owned(), 15), ("context-dependent".to_owned(), 2)].into(),
            predictions: 1,
            statuses: [("confirmed".to_owned(), 1)].into(),
        },
        records: Vec::new(),
        relations: Vec::new(),
        papers: vec!["doi:10.1/x".into()],
        rules: vec!["marks".into()],
        grades: vec!["case".into()],
        milliseconds: 38,
        conclusions: vec![
            conclusion("H-aaaaaa", Class::Hypothesis),
            conclusion("P-cccccc", Class::Prediction),
        ],
        left_out: LeftOut { retracted: vec!["doi:10.1/r".to_owned()], faulty: 1, conclusions: 3 },
    }
}

fn text(layout: &Layout) -> String {
    let mut out = Vec::new();
    write(&report(), layout, &mut out).expect("memory takes everything");
    String::from_utf8(out).expect("reports are UTF-8")
}

#[test]
fn everything_that_is_known_is_told() {
    insta::assert_snapshot!(text(&Layout::default()), @r###"
    5 papers · 4 lineages · 1 finding · 21 rules · 38 ms
    →  17 hypotheses, 2 of them context-dependent · 1 prediction (1 confirmed)

    H-aaaaaa  CXCL11 marks resistance to letrozole in hormone receptor-positive
              breast cancer
              context-dependent · phase I trial · graded clinical cohort · human
              1 lineage · derived within one paper · hedged · association
              from Doe 2020 (doi:10.1/x, 2020)
              against H-bbbbbb: CXCL11 marks sensitivity · case
                therapy: letrozole here, nivolumab there (different), which
                explains it
              1 more says the opposite in other contexts
              assumes: the therapy is letrozole, which only one of the two steps
                says
              rests on absence: no finding in 5 papers states that CXCL11 lowers
                growth
       by rule marks                                                rules/a.rules:12
       ├─ CXCL11 leads to growth                                  by rules/a.rules:3
       │  └─ CXCL11 promotes growth   Doe 2020, Results ¶2, clinical cohort (digest)
       │       CXCL11 drove growth.
       │       and 2 more
       ├─ high CXCL11 in {breast cancer}       Doe 2020, Results ¶2, clinical cohort
       │    “CXCL11 was high.”
       │    and 2 more
       ├─ letrozole is an aromatase inhibitor, is an estrogen deprivation
       │    vocabulary
       ├─ CXCL11 leads to growth                                       ↑ shown above
       ├─ 3 = count of 3
       │    a; b; c
       └─ no finding in 5 papers states that CXCL11 lowers growth            absence
       2 more proofs: reason why H-aaaaaa --all …

    ── predicted: marks (1) ────────────────────────────────────────────────────────

    P-cccccc  CXCL11 marks resistance to letrozole in hormone receptor-positive
              breast cancer
              confirmed · context-dependent · phase I trial · graded clinical cohort
              human · 1 lineage · derived within one paper · hedged · association
              from Doe 2020 (doi:10.1/x, 2020)
              stated: Doe 2020, Results ¶2, clinical cohort
              against H-bbbbbb: CXCL11 marks sensitivity · case
                therapy: letrozole here, nivolumab there (different), which
                explains it
              1 more says the opposite in other contexts
              assumes: the therapy is letrozole, which only one of the two steps
                says
              rests on absence: no finding in 5 papers states that CXCL11 lowers
                growth
       by rule marks                                                rules/a.rules:12
       ├─ CXCL11 leads to growth                                  by rules/a.rules:3
       │  └─ CXCL11 promotes growth   Doe 2020, Results ¶2, clinical cohort (digest)
       │       CXCL11 drove growth.
       │       and 2 more
       ├─ high CXCL11 in {breast cancer}       Doe 2020, Results ¶2, clinical cohort
       │    “CXCL11 was high.”
       │    and 2 more
       ├─ letrozole is an aromatase inhibitor, is an estrogen deprivation
       │    vocabulary
       ├─ CXCL11 leads to growth                                       ↑ shown above
       ├─ 3 = count of 3
       │    a; b; c
       └─ no finding in 5 papers states that CXCL11 lowers growth            absence
       2 more proofs: reason why P-cccccc --all …

    3 conclusions not shown (--only, --limit, --min-grade, --verdict)
    left out as retracted: doi:10.1/r
    passed over as faulty (--keep-going): 1 place

    for research; not treatment advice
    "###);
}

#[test]
fn no_line_is_wider_than_asked_for() {
    for width in [40, 60, 80, 110] {
        let text = text(&Layout { width, ..Layout::default() });
        let wide: Vec<&str> = text.lines().filter(|line| columns(line) > width).collect();
        assert!(wide.is_empty(), "wider than {width}: {wide:#?}");
    }
}

#[test]
fn colours_change_nothing_but_colours() {
    let plain = text(&Layout::default());
    let coloured = text(&Layout { palette: Palette::ansi(), ..Layout::default() });
    assert_ne!(plain, coloured);
    let mut stripped = String::new();
    let mut rest = coloured.as_str();
    while let Some(start) = rest.find('\u{1b}') {
        stripped.push_str(&rest[..start]);
        let end = rest[start..].find('m').expect("a code ends with m");
        rest = &rest[start + end + 1..];
    }
    stripped.push_str(rest);
    assert_eq!(plain, stripped);
}

#[test]
fn only_the_papers_own_words_stand_in_quotation_marks() {
    let text = text(&Layout::default());
    assert!(text.contains("“CXCL11 was high.”"));
    assert!(text.contains("CXCL11 drove growth.") && !text.contains("“CXCL11 drove growth"));
    assert!(text.contains("(digest)"));
}

#[test]
fn a_proof_of_a_thousand_steps_stays_within_the_width() {
    let mut report = report();
    let deep = (0..1000).map(|depth| step(depth, "a step", Because::Rule(rule("r", "a.rules:1"))));
    report.conclusions[0].proof = deep.collect();
    let mut out = Vec::new();
    write(&report, &Layout::default(), &mut out).expect("memory takes everything");
    let text = String::from_utf8(out).expect("reports are UTF-8");
    assert!(text.lines().all(|line| columns(line) <= 80));
    assert!(text.contains("999─ a step"));
}
