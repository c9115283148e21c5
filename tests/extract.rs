//! Papers of our own through the whole extractor: what must be found, and what must not.

use std::fs;
use std::path::PathBuf;

use reason::corpus::finding::{Finding, Participant, Polarity, Texts};
use reason::session::{Caching, Options, Session};

/// The findings of one text file.
fn read(text: &str) -> Vec<Finding> {
    let folder = tempfile::tempdir().expect("a folder");
    let path: PathBuf = folder.path().join("paper.txt");
    fs::write(&path, text).expect("writable");
    let options = Options { paths: vec![path], caching: Caching::Off, ..Options::default() };
    let (session, diagnostics) = Session::load(options);
    let wrong: Vec<_> = diagnostics.iter().filter(|d| d.is_error()).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    session.corpus.findings.iter().map(|e| e.finding.clone()).collect()
}

/// `says(first, second)` of each finding.
fn said(findings: &[Finding]) -> Vec<String> {
    let shown = |f: &Finding| {
        let args: Vec<String> = f.args.iter().map(|a| a.wording()).collect();
        let denied = if f.polarity == Polarity::Denied { "not " } else { "" };
        format!("{denied}{}({})", f.says, args.join(", "))
    };
    findings.iter().map(shown).collect()
}

fn holds(findings: &[Finding], wanted: &str) -> bool {
    said(findings).iter().any(|s| s == wanted)
}

const LEVELS: &str = "# Chemokines in tumors of the breast\n\n## Abstract\n\n\
    Why some tumors resist is unclear. We analyzed biopsies of patients with breast cancer who were treated with letrozole. \
    In letrozole-resistant tumors, the expression of CXCL9, CXCL10 and CCL5 was upregulated both before and after letrozole treatment. \
    These tumors also showed reduced STAT1 expression.\n";

#[test]
fn a_comparison_gives_levels_in_its_group() {
    let findings = read(LEVELS);
    for wanted in ["level(CXCL9, high)", "level(CXCL10, high)", "level(CCL5, high)", "level(STAT1, low)"] {
        assert!(holds(&findings, wanted), "{wanted}: {:#?}", said(&findings));
    }
    let first = findings.iter().find(|f| f.says == "level").expect("a level");
    let outcome = first.context.outcome.as_ref().expect("an outcome");
    assert_eq!(outcome.name, "resistance");
    assert_eq!(outcome.to.as_ref().map(|t| t.all().to_vec()), Some(vec!["letrozole".to_owned()]));
    assert_eq!(first.context.disease.as_deref(), Some("breast cancer"));
    assert_eq!(first.study.as_deref(), Some("clinical cohort"));
    assert_eq!(
        first.context.timepoint.as_ref().map(|t| t.all().to_vec()),
        Some(vec!["pre".to_owned(), "post".to_owned()])
    );
}

/// Findings with their places, and the sessions' papers.
fn loaded(folder: &std::path::Path, caching: Caching) -> (Vec<(String, String)>, Session) {
    let options = Options { paths: vec![folder.to_owned()], caching, ..Options::default() };
    let (session, diagnostics) = Session::load(options);
    assert!(!diagnostics.iter().any(|d| d.is_error()), "{diagnostics:#?}");
    (session.corpus.findings.iter().map(|e| (e.place(), told(&e.finding))).collect(), session)
}

#[test]
fn texts_are_not_kept_and_a_second_run_says_the_same() {
    let folder = tempfile::tempdir().expect("a folder");
    for number in 0..40 {
        let text = format!(
            "# Paper {number}\n\n## Results\n\nIn these cells STAT3 activates JAK1.\n\n\
             It was also seen in all of the cultures that CXCL9 binds CXCR3.\n"
        );
        fs::write(folder.path().join(format!("paper{number:02}.md")), text).expect("writable");
    }
    let given = r#"{"says":"binds","args":[{"text":"CXCL9"},{"text":"CXCR3"}],"paper":"file:paper07","quote":"It was also seen in all of the cultures that CXCL9 binds CXCR3.","extractor":"me/1"}"#;
    fs::write(folder.path().join("mine.findings.jsonl"), given).expect("writable");
    let (plain, session) = loaded(folder.path(), Caching::Off);
    assert_eq!(plain.len(), 2 * 39 + 1);
    let kept: Vec<&str> =
        session.corpus.papers.iter().filter(|p| !p.text.is_empty()).map(|p| p.id.as_str()).collect();
    assert_eq!(kept, ["file:paper07"]);
    assert!(
        plain[1].0.ends_with("paper00.md:5") && plain[2].0.ends_with("paper00.md:7"),
        "{:?}",
        &plain[..4]
    );
    for _ in 0..2 {
        let (again, session) = loaded(folder.path(), Caching::On);
        assert_eq!(again, plain);
        assert_eq!(session.corpus.papers.iter().filter(|p| p.left.is_some()).count(), 39);
    }
}

const REVIEW: &str = "# Roads to resistance: an update\n\n## Chemokines\n\n\
    In melanoma, CXCL9 promotes proliferation of T cells in many of the models^[4,5]^. STAT3 activates JAK1 in all cells^[7]^.\n\n\
    ## References\n\n4. Roe A, Poe B. A title. J Immunol. 2019;2:1-4. doi: 10.1000/abc.4\n5. Moe C. Other. Cell 2020. doi: 10.1000/abc.5\n";

#[test]
fn a_review_tells_of_the_works_that_it_cites() {
    let findings = read(REVIEW);
    assert!(!findings.is_empty());
    for finding in &findings {
        assert_eq!(finding.via.as_deref(), Some("review"), "{finding:?}");
    }
    let lineages: Vec<_> = findings.iter().filter_map(|f| f.lineage.clone()).collect();
    assert!(lineages.iter().any(|l| l == "doi:10.1000/abc.4"), "{lineages:?}");
    assert!(lineages.iter().any(|l| l == "file:paper#7"), "{lineages:?}");
    let first = findings.iter().find(|f| f.cites == ["4", "5"]).expect("both works");
    assert_eq!(first.context.disease.as_deref(), Some("melanoma"));
}

const COMMENTARY: &str = "Commentary Open Access | 10.1000/c\nPublished May 2, 2024 - More info\n\
    Why tumors escape is not clear. We analyzed biopsies of patients and found that in vitro STAT3 activates JAK1 in their cells.\n\
    Ana Roe, Ben Poe, Carl Moe\n\
    In this issue of the journal, Roe et al. analyzed biopsies of patients and saw that STAT3 strongly activates JAK1 in them.\n\
    Elsewhere it was seen by others that STAT1 activates JAK2 in cells of this kind (3), as is known (8).\n";

#[test]
fn a_commentary_and_its_abstract_are_one_lineage() {
    let findings = read(COMMENTARY);
    let own = findings.iter().find(|f| f.via.is_none()).expect("the abstract");
    assert_eq!(own.lineage.as_deref(), Some("Roe 2024"));
    let told = findings.iter().find(|f| f.via.as_deref() == Some("commentary")).expect("the commentary");
    assert_eq!(told.lineage.as_deref(), Some("Roe 2024"));
    let other = findings.iter().find(|f| f.cites.first().is_some_and(|c| c == "3")).expect("another work");
    assert_eq!(other.lineage.as_deref(), Some("doi:10.1000/c#3"));
}

#[test]
fn quotes_stand_at_their_spans() {
    for text in [LEVELS, REVIEW, COMMENTARY] {
        for finding in read(text) {
            let [start, end] = finding.span.expect("a span");
            let there: String = text.chars().skip(start).take(end - start).collect();
            assert_eq!(there.split_whitespace().collect::<Vec<_>>().join(" "), finding.quote);
        }
    }
}

const TABLE: &str = "# Trials of pairs: an update\n\nThis review lists what was tested in trials of all kinds in patients so far.\n\n\
    | Barrier | Agents | Species | Disease | Evidence |\n|---|---|---|---|---|\n\
    | T cell exhaustion | Anti-LAG3 + anti-PD-1[ | Human | NSCLC/melanoma | Phase II trial ( |\n\
    | T cell exhaustion | Unknownib + anti-PD-1[ | Human | melanoma | Phase II trial ( |\n";

#[test]
fn a_row_that_names_a_trial_says_tested() {
    let findings = read(TABLE);
    let rows: Vec<_> = findings.iter().filter(|f| f.says == "tested").collect();
    assert_eq!(rows.len(), 2, "{:#?}", said(&findings));
    for row in rows {
        assert_eq!(row.args[2].text.as_deref(), Some("result unstated"));
        assert_eq!(row.study.as_deref(), Some("phase II trial"));
    }
    assert!(!findings.iter().any(|f| f.says == "treats" || f.says == "overcomes"));
}

#[test]
fn cut_and_repeated_sentences_are_read_once() {
    let text = "Record of a paper\nSaved in:\nIn these cells STAT3 activates JAK1 and more was seen...\n\
        In these cells STAT3 activates JAK1 and more was seen by us in all of the cultures.\n\
        In these cells STAT3 activates JAK1 and more was seen by us in all of the cultures.\n";
    let findings = read(text);
    assert_eq!(
        said(&findings).iter().filter(|s| *s == "activates(STAT3, JAK1)").count(),
        1,
        "{:#?}",
        said(&findings)
    );
}

/// A finding as a sentence of the rule language would say it, with what it goes through.
fn told(finding: &Finding) -> String {
    fn one(p: &Participant) -> String {
        let list =
            |members: &[Participant], mark: &str| members.iter().map(one).collect::<Vec<_>>().join(mark);
        let name = match &p.text {
            Some(text) => text.clone(),
            None if !p.all.is_empty() => format!("[{}]", list(&p.all, " with ")),
            None => list(&p.regimen, " + "),
        };
        let state = p.alteration.as_ref().map_or(String::new(), |a| format!("{a} of "));
        let cell = p.cell.as_ref().map_or(String::new(), |c| format!(" of {c}"));
        format!("{state}{name}{cell}")
    }
    let args: Vec<String> = finding.args.iter().map(one).collect();
    let denied = if finding.polarity == Polarity::Denied { "not " } else { "" };
    let through: Vec<String> = finding.through.iter().map(one).collect();
    let through = if through.is_empty() { String::new() } else { format!(" through {}", through.join(", ")) };
    format!("{denied}{}({}){through}", finding.says, args.join(", "))
}

/// Reads sentences as results of a paper of their own.
fn results(sentence: &str) -> Vec<Finding> {
    read(&format!("# A paper on cells\n\n## Results\n\n{sentence}\n"))
}

fn told_by(sentence: &str) -> Vec<String> {
    results(sentence).iter().map(told).collect()
}

#[test]
fn what_acts_is_not_what_the_group_is_given() {
    for (sentence, agent, given) in [
        (
            "CDK4/6 inhibition with palbociclib overcame letrozole resistance in mice.",
            "palbociclib",
            "letrozole",
        ),
        (
            "Palbociclib combined with fulvestrant overcame letrozole resistance.",
            "Palbociclib + fulvestrant",
            "letrozole",
        ),
    ] {
        let found = results(sentence);
        let wanted = format!("overcomes({agent}, resistance)");
        let one = found.iter().find(|f| told(f) == wanted);
        let one = one.unwrap_or_else(|| panic!("{wanted}: {:#?}", said(&found)));
        assert_eq!(one.context.therapy.as_ref().map(Texts::all), Some(&[given.to_owned()][..]), "{sentence}");
    }
}

#[test]
fn altered_genes_that_go_with_an_outcome_are_markers() {
    for (sentence, wanted) in [
        (
            "Loss of PTEN conferred resistance to trastuzumab.",
            &["confers(loss of PTEN, resistance, trastuzumab)"][..],
        ),
        (
            "ESR1 mutations are associated with resistance to letrozole.",
            &["confers(mutation of ESR1, resistance, letrozole)"],
        ),
        (
            "KRAS mutations were not associated with resistance to letrozole.",
            &["not confers(mutation of KRAS, resistance, letrozole)"],
        ),
        (
            "Resistance to letrozole was caused by loss of PTEN.",
            &["confers(loss of PTEN, Resistance, letrozole)"],
        ),
        (
            "Inactivation of PTEN, specifically loss of its partner NF1, is a driver of resistance to letrozole.",
            &["confers(loss of PTEN, resistance, letrozole)", "confers(loss of NF1, resistance, letrozole)"],
        ),
        (
            "JAK1 and JAK2 mutations drive resistance to pembrolizumab.",
            &[
                "confers(mutation of JAK1, resistance, pembrolizumab)",
                "confers(mutation of JAK2, resistance, pembrolizumab)",
            ],
        ),
        ("B2M-LOH correlated with poor nivolumab response.", &["confers(loss of B2M, response, nivolumab)"]),
        (
            "Loss of PTEN conferred resistance to combined letrozole and palbociclib.",
            &["confers(loss of PTEN, resistance, letrozole + palbociclib)"],
        ),
        ("Loss of PTEN activates AKT1, and CXCL9 caused resistance to letrozole.", &[]),
    ] {
        let found = told_by(sentence);
        let markers: Vec<&String> = found.iter().filter(|f| f.contains("confers(")).collect();
        assert_eq!(markers, wanted.iter().collect::<Vec<_>>(), "{sentence}: {found:#?}");
    }
}

#[test]
fn a_variant_beside_its_gene_is_what_is_meant() {
    for (sentence, wanted) in [
        ("We found that KRAS Q61H activates STAT3 in all of them.", "activates(Q61H of KRAS, STAT3)"),
        (
            "We found that KRAS(p.Gln61His) activates STAT3 in all of them.",
            "activates(p.Gln61His of KRAS, STAT3)",
        ),
        ("We found that STAT3 activates KRAS-Q61H in all of them.", "activates(STAT3, Q61H of KRAS)"),
        ("We found that KRAS activates STAT3 in all of the Q61H lines.", "activates(KRAS, STAT3)"),
    ] {
        let found = told_by(sentence);
        assert!(found.iter().any(|f| f == wanted), "{sentence}: {found:#?}");
    }
}

#[test]
fn effects_need_what_they_go_through() {
    for (sentence, wanted) in [
        ("CXCL9 promoted proliferation through STAT3.", "promotes(CXCL9, proliferation) through STAT3"),
        (
            "IL-7 promoted proliferation via upregulation of STAT3.",
            "promotes(IL-7, proliferation) through STAT3",
        ),
        ("CXCL9 increased PD-L1 expression by activating STAT3.", "increases(CXCL9, PD-L1) through STAT3"),
        ("CXCL9 promoted proliferation through inhibition of STAT3.", "promotes(CXCL9, proliferation)"),
        ("CXCL9 promoted proliferation, and died through STAT3.", "promotes(CXCL9, proliferation)"),
        (
            "Loss of STAT3 in tumor cells abolished the stimulatory effect of CXCL9 on macrophages.",
            "activates(CXCL9, macrophages) through STAT3 of tumour cell",
        ),
        (
            "Inhibition of STAT3 reversed the inhibitory effects of CXCL9 on NK cells.",
            "inhibits(CXCL9, NK cells) through STAT3",
        ),
        (
            "Knockdown of CXCR3 reduced proliferation in response to CXCL9.",
            "promotes(CXCL9, proliferation) through CXCR3",
        ),
        ("Knockdown of CXCR3 reduced proliferation in response to CXCL9.", "requires(proliferation, CXCR3)"),
    ] {
        let found = told_by(sentence);
        assert!(found.iter().any(|f| f == wanted), "{sentence} → {wanted}: {found:#?}");
    }
}

#[test]
fn participants_have_their_cells() {
    for (sentence, wanted) in [
        ("CXCL9 increased STAT3 expression in NK cells.", "increases(CXCL9, STAT3 of NK cell)"),
        ("CXCL9 activated STAT3 and AKT1 in NK cells.", "activates(CXCL9, STAT3 of NK cell)"),
        ("CXCL9 promoted proliferation of tumor cells.", "promotes(CXCL9, proliferation of tumour cell)"),
        ("We saw that macrophage CXCL9 activated STAT3.", "activates(CXCL9 of macrophage, STAT3)"),
        (
            "CXCL9 promoted MCF7 and T47D cell growth.",
            "promotes(CXCL9, cell growth of HR+ breast cancer cell)",
        ),
    ] {
        let found = told_by(sentence);
        assert!(found.iter().any(|f| f == wanted), "{sentence} → {wanted}: {found:#?}");
    }
}

#[test]
fn what_is_given_or_lost_together_is_one() {
    for (sentence, wanted) in [
        (
            "Letrozole plus palbociclib suppressed proliferation.",
            "suppresses(Letrozole + palbociclib, proliferation)",
        ),
        (
            "The combination of letrozole and palbociclib suppressed proliferation.",
            "suppresses(letrozole + palbociclib, proliferation)",
        ),
        ("Letrozole and palbociclib suppressed proliferation.", "suppresses(Letrozole, proliferation)"),
        ("CDK4/6 inhibition with palbociclib suppressed migration.", "suppresses(palbociclib, migration)"),
        (
            "Combined loss of CXCR3 and STAT3 impaired proliferation.",
            "promotes([CXCR3 with STAT3], proliferation)",
        ),
        (
            "Combined silencing of CXCR3 and STAT3 in tumor cells impaired proliferation.",
            "promotes([CXCR3 of tumour cell with STAT3 of tumour cell], proliferation of tumour cell)",
        ),
        (
            "Deletion combined with silencing of the CCL5 receptors CCR1 and CCR5 impaired proliferation.",
            "promotes([CCR1 with CCR5], proliferation)",
        ),
        ("Loss of CXCR3 and STAT3 impaired proliferation.", "promotes(CXCR3, proliferation)"),
        (
            "Combined silencing of CXCR3 and STAT3 impaired proliferation in response to CXCL9.",
            "promotes(CXCL9, proliferation) through [CXCR3 with STAT3]",
        ),
    ] {
        let found = told_by(sentence);
        assert!(found.iter().any(|f| f == wanted), "{sentence} → {wanted}: {found:#?}");
    }
}

#[test]
fn a_trial_that_failed_is_denied_with_its_comparator() {
    let findings = read(
        "# A trial\n\n## Results\n\nIn this phase III trial of patients with melanoma, nivolumab did not improve overall survival compared with chemotherapy alone.\n",
    );
    let failed = findings.iter().find(|f| f.polarity == Polarity::Denied).expect("a denied finding");
    assert_eq!(failed.says, "promotes");
    assert_eq!(failed.context.comparator.as_deref(), Some("chemotherapy alone"));
    assert_eq!(failed.study.as_deref(), Some("phase III trial"));
}

#[test]
fn names_are_not_what_they_only_look_like() {
    for (sentence, wanted, never) in [
        (
            "We saw that CDK4/6 promotes proliferation of these.",
            "promotes(CDK4/6, proliferation)",
            "CDK4/6 inhibitor",
        ),
        (
            "We saw that CDK4/6 inhibitors suppress proliferation in this work.",
            "suppresses(CDK4/6 inhibitors, proliferation)",
            "promotes",
        ),
        (
            "We saw that TCF1 promotes proliferation of T cells.",
            "promotes(TCF1, proliferation of T cell)",
            "HNF1A",
        ),
        (
            "We saw that JNK promotes proliferation of cytotoxic T cells in this work.",
            "promotes(JNK, proliferation of cytotoxic T lymphocyte)",
            "TOX",
        ),
    ] {
        let found = told_by(sentence);
        assert!(found.iter().any(|f| f == wanted), "{sentence} → {wanted}: {found:#?}");
        assert!(!found.iter().any(|f| f.contains(never)), "{sentence}: {found:#?}");
    }
    let findings = read("# A paper\n\n## Results\n\nWe saw that TCF1 promotes proliferation of T cells.\n");
    assert_eq!(findings[0].args[0].id.as_deref(), Some("HGNC:11639"), "{:?}", findings[0].args);
}

/// The context of the finding that says this, and its type of study.
fn context_of(sentence: &str, wanted: &str) -> (reason::corpus::finding::ContextRecord, String) {
    let found = results(sentence);
    let one = found.iter().find(|f| told(f) == wanted);
    let one = one.unwrap_or_else(|| panic!("{wanted}: {:#?}", found.iter().map(told).collect::<Vec<_>>()));
    (one.context.clone(), one.study.clone().unwrap_or_default())
}

#[test]
fn each_side_of_a_contrast_has_its_own_group() {
    let given = |sentence: &str, wanted: &str| {
        let therapy = context_of(sentence, wanted).0.therapy;
        therapy.map(|t| t.all().to_vec()).unwrap_or_default()
    };
    let both = "PTEN loss was not associated with shorter progression-free survival in the letrozole arm, but \
                patients with PTEN-deficient tumors treated with palbociclib had shorter overall survival.";
    let denied = "not associated(PTEN, positively, progression-free survival)";
    assert_eq!(given(both, denied), ["letrozole"]);
    assert_eq!(given(both, "associated(PTEN, positively, overall survival)"), ["palbociclib"]);
    let model = |sentence: &str| {
        let models = context_of(sentence, "promotes(Letrozole, apoptosis)").0.model;
        models.map(|m| m.all().to_vec()).unwrap_or_default()
    };
    assert_eq!(model("Letrozole induced apoptosis in SKX-12 cells but not in QVR7B cells."), ["SKX-12"]);
    let opened = "In mice, STAT3 activated JAK1, whereas CXCL9 did not bind CXCR3.";
    assert_eq!(context_of(opened, "not binds(CXCL9, CXCR3)").0.species.as_deref(), Some("mouse"));
    let inserted = "STAT3 promoted invasion, but not apoptosis, in mice.";
    assert_eq!(context_of(inserted, "promotes(STAT3, invasion)").0.species.as_deref(), Some("mouse"));
}

#[test]
fn what_fails_in_some_is_no_denial_for_all() {
    for sentence in [
        "In patients without ESR1 mutations, letrozole did not improve progression-free survival.",
        "Letrozole did not reduce proliferation in PTEN-deficient cells.",
    ] {
        assert_eq!(told_by(sentence), Vec::<String>::new(), "{sentence}");
    }
    let (context, _) = context_of(
        "Letrozole reduced proliferation in PTEN-deficient cells.",
        "suppresses(Letrozole, proliferation)",
    );
    assert_eq!(context.population.as_deref(), Some("PTEN-deficient"));
    assert_eq!(
        told_by("STAT3 expression was not reduced in PTEN-deficient cells."),
        ["not increases(PTEN, STAT3)"]
    );
}

#[test]
fn a_trial_of_the_paper_gives_its_results_their_grade() {
    let text = "# Letrozole in breast cancer\n\n## Abstract\n\n\
        In this phase III trial, 300 patients with breast cancer were treated. Letrozole prolonged overall survival. \
        Phase I studies had shown that letrozole was safe.\n";
    let found = read(text);
    let one = found.iter().find(|f| told(f) == "promotes(Letrozole, overall survival)").expect("read");
    assert_eq!(one.study.as_deref(), Some("phase III trial"));
}

#[test]
fn what_a_pattern_names_is_told_in_the_papers_word() {
    let found = results("Silencing of CD44 resensitized the cells to letrozole.");
    let effect = &found[0].args[1];
    assert_eq!((effect.text.as_deref(), effect.kind.as_deref()), (Some("resensitized"), Some("outcome")));
    assert_eq!(found[0].says, "suppresses");
    let given = found[0].context.therapy.as_ref().map(|t| t.all().to_vec());
    assert_eq!(given, Some(vec!["letrozole".to_owned()]));
}

#[test]
fn an_abstract_without_we_has_results_too() {
    let text = "# STAT3 in melanoma\n\n## Abstract\n\n\
        Melanoma is common. STAT3 promotes invasion. Knockdown of STAT3 decreased invasion of the cells.\n";
    let roles: Vec<String> = read(text).iter().map(|f| format!("{:?}", f.role)).collect();
    assert_eq!(roles, ["Background", "Result"]);
}

#[test]
fn a_level_is_that_of_the_group_before_the_comparison() {
    for (sentence, wanted, outcome, to) in [
        (
            "Responders had higher CXCL9 expression than non-responders.",
            "level(CXCL9, high)",
            "sensitivity",
            None,
        ),
        (
            "Non-responders had higher serum CXCL9 levels than responders.",
            "level(CXCL9, high)",
            "resistance",
            None,
        ),
        (
            "Patients who did not respond to pembrolizumab had low CXCL9 expression.",
            "level(CXCL9, low)",
            "resistance",
            Some("pembrolizumab"),
        ),
    ] {
        let told = context_of(sentence, wanted).0.outcome.unwrap_or_else(|| panic!("no outcome: {sentence}"));
        assert_eq!(told.name, outcome, "{sentence}");
        assert_eq!(told.to.map(|t| t.all().join(" ")).as_deref(), to, "{sentence}");
    }
}

#[test]
fn names_inside_others_and_markers_do_nothing() {
    for (sentence, never) in [
        ("TNF conferred resistance to apoptosis in these cells.", "promotes(TNF, resistance)"),
        ("Antiangiogenic treatment of glioblastoma caused proliferation.", "promotes(glioblastoma"),
        ("The letrozole receptor RQ2 induced apoptosis in these cells.", "promotes(letrozole"),
        ("Letrozole-sensing receptors induced apoptosis in these cells.", "promotes(Letrozole"),
        ("Letrozole oxidase induced apoptosis in these cells.", "promotes(Letrozole"),
        ("2-O-galloyl-β-letrozole induced apoptosis in these cells.", "promotes(letrozole"),
        ("MIG-7 promoted apoptosis in these cells.", "promotes(MIG"),
        ("CXCL9+CXCR3+ T cells suppressed proliferation in these mice.", "suppresses(CXC"),
        ("STAT3 antibody reduced CXCL9 expression in these mice.", "decreases(STAT3"),
        ("Letrozole (2 mg/kg) plus palbociclib (5 mg/kg) reduced proliferation.", "(Letrozole,"),
        ("Changes of autophagy could be responsible for letrozole resistance.", "mutation of"),
        ("Letrozole decreased mMSC induced proliferation in these mice.", "(Letrozole, MSC"),
        ("STAT3 induced receptor activator of NF-κB expression in mice.", ", NF-κB"),
        ("CXCL9 was high in contact-inhibited fibroblasts of these mice.", "fibroblasts,"),
        ("Letrozole inhibited STAT3 (ER) positive cells in these mice.", "(Letrozole, STAT3"),
        ("AR-12 suppressed proliferation in these mice.", "suppresses(AR"),
        ("STAT3 was associated with poor melanoma outcome in patients.", "melanoma"),
        ("Targeting both the STAT3 and JAK1 pathways reduced proliferation.", "suppresses(JAK1"),
        ("STAT3 is a novel substrate of caspase-3 during apoptosis.", "modifies(caspase"),
        ("STAT3 promoted the entry of CD4+ and CD8+ T cells into the cycle.", "increases(STAT3, CD8"),
        ("Treating macrophages with letrozole reduced CXCL9.", "decreases(macrophages"),
        ("STAT3 is required for melanoma response to letrozole.", "requires(melanoma"),
        ("Targeting of STAT3 reduced CXCL9 expression in these mice.", "decreases(STAT3"),
        ("CD8+ CD4+ T cells suppressed proliferation in these mice.", "suppresses(CD8,"),
    ] {
        let found = told_by(sentence);
        assert!(!found.iter().any(|f| f.contains(never)), "{sentence}: {found:#?}");
    }
    let found = told_by("TNF conferred resistance to letrozole in these cells.");
    assert!(found.iter().any(|f| f == "promotes(TNF, resistance)"), "{found:#?}");
}

#[test]
fn a_low_response_is_resistance() {
    let outcome = |sentence: &str| {
        let outcome = context_of(sentence, "level(STAT3, high)").0.outcome;
        outcome.map(|o| o.name).unwrap_or_default()
    };
    assert_eq!(outcome("High STAT3 correlated with a low tumor response to letrozole."), "resistance");
    assert_eq!(outcome("High STAT3 correlated with sensitivity to letrozole."), "sensitivity");
}

#[test]
fn a_level_is_of_what_it_is_told_of() {
    for (sentence, wrong) in [
        (
            "The STAT1 levels of tumors with a high number of CD8+ T cells were lower than those of others.",
            "CD8",
        ),
        (
            "CXCL9 was higher than that in normal NK cells, and its expression was also higher in tumors.",
            "NK cells",
        ),
    ] {
        let findings = read(&format!("# A title\n\n## Results\n\n{sentence}\n"));
        let levels: Vec<String> = said(&findings).into_iter().filter(|s| s.starts_with("level(")).collect();
        assert!(!levels.iter().any(|l| l.contains(wrong)), "{sentence}: {levels:#?}");
    }
}

#[test]
fn a_phase_of_metabolism_is_no_trial() {
    let findings = read(
        "# A title\n\n## Results\n\nIn mice, TNF decreased STAT1 expression and that of phase II enzymes.\n",
    );
    let studies: Vec<_> = findings.iter().map(|f| f.study.as_deref()).collect();
    assert_eq!(studies.len(), 1, "{:#?}", said(&findings));
    assert_ne!(studies, [Some("phase II trial")], "{:#?}", said(&findings));
}

#[test]
fn a_resistance_of_cells_is_to_no_therapy() {
    let told = |sentence: &str| said(&read(&format!("# A title\n\n## Results\n\n{sentence}\n")));
    let against = told("We saw that TNF confers resistance to these cells against apoptosis.");
    assert!(against.iter().all(|s| !s.contains("resistance")), "{against:#?}");
    let to = told("We saw that TNF confers resistance to letrozole.");
    assert!(to.iter().any(|s| s.contains("resistance")), "{to:#?}");
}

#[test]
fn the_end_of_a_longer_name_is_no_name() {
    let told = |sentence: &str| said(&read(&format!("# A title\n\n## Results\n\n{sentence}\n")));
    for (sentence, wrong) in [
        ("We saw that STAT1 binds to beta(2)TNF in cells.", "TNF"),
        ("We saw that the melanoma protein (MLP) induced TNF.", "melanoma"),
        ("We saw that GST-STAT1 binds to GFP-TNF in cells.", "GFP"),
        ("We saw tyrosine phosphorylation of STAT1 in cells.", "tyrosine"),
        ("We saw that TNF inhibited the migration of STAT1 into the nucleus.", "migration"),
        ("We saw that loss of TNF led to a faster progression from metaphase to anaphase.", "progression"),
        ("We saw that STAT1 is a substrate for TNF.", "STAT1"),
        ("We saw a strong association between STAT1 and letrozole.", "sensitivity"),
        ("We saw an interaction between letrozole and palbociclib.", "binds"),
        ("We saw that tyrosine phosphorylation inhibits TNF in cells.", "tyrosine"),
        ("We saw that hydroxylation of STAT1 leads to its proteasomal degradation.", "degradation"),
        ("We saw that a disorder was associated with TNF.", "disorder"),
    ] {
        let found = told(sentence);
        assert!(!found.iter().any(|f| f.contains(wrong)), "{sentence}: {found:#?}");
    }
    let kept = told("We saw that STAT1 is a substrate for the kinase TNF.");
    assert!(kept.iter().any(|f| f.starts_with("modifies(TNF")), "{kept:#?}");
}

#[test]
fn what_is_knocked_down_is_less() {
    let findings =
        read("# A title\n\n## Results\n\nKnocking down TNF expression inhibited apoptosis of cells.\n");
    assert!(said(&findings).iter().any(|f| f.starts_with("promotes(TNF")), "{:#?}", said(&findings));
    assert_eq!(findings[0].manipulation.as_deref(), Some("knockdown"));
}

#[test]
fn what_a_thing_is_called_is_shown_by_no_experiment() {
    let findings = read(
        "We treated mice with melanoma and looked at them for three weeks. \
         Inhibitors of CXCL3 such as AMG487 suppressed metastasis in the mice with melanoma in all groups.\n",
    );
    let called = findings.iter().find(|f| f.says == "inhibits").expect("what it is called");
    assert_eq!(called.study.as_deref(), Some("author statement"), "{called:?}");
    assert_eq!((&called.context.disease, &called.context.species), (&None, &None), "{called:?}");
    let shown = findings.iter().find(|f| f.says == "suppresses").expect("what it did");
    assert_eq!(shown.study.as_deref(), Some("in vivo"), "{shown:?}");
}

#[test]
fn a_short_form_parts_no_list_and_hides_no_cell() {
    let findings = read(
        "In clinical studies of gastric cancer (GC), melanoma and glioma, high expression of MYC in the tumors correlated \
         with resistance to nivolumab. We then found that T cell-derived colony-stimulating factor 1 (CSF1) promoted \
         invasion of the tumor cells.\n",
    );
    let diseases: Vec<_> = findings.iter().filter(|f| f.says == "associated").collect();
    let diseases: Vec<_> = diseases.iter().filter_map(|f| f.context.disease.as_deref()).collect();
    assert_eq!(diseases, ["gastric cancer", "melanoma", "glioma"], "{findings:#?}");
    let promoted = findings.iter().find(|f| f.says == "promotes").expect("an effect");
    assert_eq!(promoted.args[0].cell.as_deref(), Some("T cell"), "{promoted:?}");
}

#[test]
fn cells_of_one_disease_tell_of_no_other() {
    let findings = read(
        "# Melanoma and its resistance to nivolumab\n\n## Abstract\n\nWe studied melanoma in the laboratory, as melanoma is often fatal. \
         STAT3 promoted apoptosis in MCF-7 cells. STAT3 promoted invasion in these cultures of melanoma.\n",
    );
    let disease = |wanted: &str| {
        let found = findings.iter().find(|f| f.args.iter().any(|a| a.wording().contains(wanted)));
        found.unwrap_or_else(|| panic!("{wanted}: {findings:#?}")).context.disease.clone()
    };
    assert_eq!(disease("apoptosis").as_deref(), Some("HR+ breast cancer"));
    assert_eq!(disease("invasion").as_deref(), Some("melanoma"));
}
