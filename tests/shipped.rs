//! The shipped rules over the shipped corpus: what must follow, and what must never follow.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use reason::diagnostic::Severity;
use reason::fact::{RelationId, Role};
use reason::session::{Backend, Options, Session};
use reason::vocabulary::Wording;

fn load(folders: &[&str], backend: Backend) -> Session {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let paths = folders.iter().map(|f| root.join(f)).collect();
    let (session, diagnostics) = Session::load(Options { paths, backend, ..Options::default() });
    let told: Vec<_> = diagnostics.iter().filter(|d| d.severity > Severity::Note).collect();
    assert!(told.is_empty(), "{told:#?}");
    session
}

/// Every hypothesis and every prediction, in words.
fn sentences(session: &Session) -> BTreeSet<String> {
    let evaluated =
        session.evaluate(&Arc::new(AtomicBool::new(false)), &mut |_| {}).expect("within the limits");
    let schema = &session.program.schema;
    let words = Wording { interner: &session.interner, schema, vocabulary: &session.vocabulary };
    let reported = schema.predicates.iter().filter_map(|p| -> Option<RelationId> {
        match p.role {
            Role::Hypothesis => Some(p.reads),
            Role::Finding => p.finding.map(|f| f.predicted),
            _ => None,
        }
    });
    let rows = |r| (0..evaluated.model.len(r)).map(move |i| (r, i));
    reported.flat_map(rows).map(|(r, i)| words.row_in_context(r, evaluated.model.row(r, i))).collect()
}

fn shipped(backend: Backend) -> BTreeSet<String> {
    sentences(&load(&["rules", "corpus"], backend))
}

/// Every test item of the folders passes.
fn tests_pass(folders: &[&str], least: usize) {
    let results = load(folders, Backend::Datafrog).test("");
    assert!(results.len() >= least, "{} tests", results.len());
    let failed: Vec<_> = results.iter().filter(|t| !t.passed()).collect();
    assert!(failed.is_empty(), "{failed:#?}");
}

fn all_follow(found: &BTreeSet<String>, wanted: &[&str]) {
    let missing: Vec<_> = wanted.iter().filter(|w| !found.contains(**w)).collect();
    assert!(missing.is_empty(), "{missing:#?} of {found:#?}");
}

/// No sentence holds all the words of any of these.
fn none_says(found: &BTreeSet<String>, never: &[&[&str]]) {
    for words in never {
        let said: Vec<_> = found.iter().filter(|s| words.iter().all(|w| s.contains(w))).collect();
        assert!(said.is_empty(), "{words:?}: {said:#?}");
    }
}

#[test]
fn the_tests_of_the_rules_pass() {
    tests_pass(&["rules"], 50);
}

#[test]
fn both_backends_conclude_the_same() {
    assert_eq!(shipped(Backend::Datafrog), shipped(Backend::Naive));
}

#[test]
fn the_conclusions_are_few_enough_to_review() {
    let found = shipped(Backend::Datafrog);
    assert!((60..=130).contains(&found.len()), "{}: {found:#?}", found.len());
}

#[test]
fn markers_follow() {
    let found = shipped(Backend::Datafrog);
    all_follow(
        &found,
        &[
            "high CXCL11 is a candidate stratification biomarker of resistance to letrozole in HR+ breast cancer",
            "high CXCL9 is a candidate stratification biomarker of resistance to letrozole in HR+ breast cancer",
            "high CXCL10 is a candidate stratification biomarker of resistance to letrozole in HR+ breast cancer",
            "high CXCR3 is a candidate stratification biomarker of resistance to letrozole in HR+ breast cancer",
            "low pJNK T183/Y185 is a candidate stratification biomarker of resistance to CDK4/6 inhibitor + endocrine therapy in HR+ breast cancer",
            "loss of MAP2K7 is a preclinical determinant of resistance to CDK4/6 inhibitor + endocrine therapy in HR+ breast cancer",
            "loss of B2M is a candidate stratification biomarker of resistance to immune checkpoint inhibitor in melanoma",
            "mutation of B2M found on pembrolizumab goes with resistance to it in melanoma",
        ],
    );
    none_says(
        &found,
        &[
            &["ACKR3", "biomarker"],
            &["present loss"],
            &["pJNK", "resistance to CDK4/6 inhibitor in"],
            &["tamoxifen"],
            &["mutation of ESR1"],
            &["loss of MAP2K7", "biomarker"],
        ],
    );
}

#[test]
fn cautions_follow() {
    let found = shipped(Backend::Datafrog);
    let cautions: Vec<_> = found.iter().filter(|s| s.contains("may blunt")).collect();
    assert_eq!(
        cautions,
        [
            "JNK inhibitor may blunt CDK4/6 inhibitor + endocrine therapy in HR+ breast cancer",
            "MIF inhibitor may blunt CDK4/6 inhibitor in breast cancer",
        ]
    );
}

#[test]
fn targets_follow() {
    let found = shipped(Backend::Datafrog);
    all_follow(
        &found,
        &[
            "ACKR3 and CXCR3 jointly is a candidate target against resistance to estrogen deprivation in HR+ breast cancer",
            "the need of proliferation for CXCR3 alone in HR+ breast cancer is overstated since the study lost ACKR3 and CXCR3 jointly",
            "the need of proliferation for ACKR3 alone in HR+ breast cancer is overstated since the study lost ACKR3 and CXCR3 jointly",
            "AMG487 is a weak agent against CXCR3 as it is shown on lung metastasis only while denied on tumour burden",
            "AMG487 is a weak agent against CXCR3 as it is shown on lung metastasis only while denied on survival",
            "AMG487 covers CXCR3 yet leaves ACKR3 open against resistance to estrogen deprivation in HR+ breast cancer",
            "AMG487 is said to inhibit CXCL3 while its known target is CXCR3",
            "IL11 is a candidate target against resistance of the tumour cell in TNBC",
            "sIL-11R is a candidate target against resistance of the tumour cell in TNBC",
            "the vocabulary names a class at most but knows of no drug against the target IL11 in TNBC",
        ],
    );
    let targets: BTreeSet<String> =
        found.iter().filter(|s| s.contains("is a candidate target")).cloned().collect();
    let named: BTreeSet<&str> =
        targets.iter().filter_map(|s| s.split(" is a candidate target").next()).collect();
    assert_eq!(
        named,
        BTreeSet::from(["CXCL11", "ACKR3 and CXCR3 jointly", "CSF1 of T cell", "IL11", "sIL-11R"])
    );
}

#[test]
fn mechanisms_and_crosstalk_follow() {
    let found = shipped(Backend::Datafrog);
    all_follow(
        &found,
        &[
            "IL11·sIL-11R drives cell cycle arrest of NK cell in TNBC by a chain of steps",
            "TNBC cell disarms NK cell by IL11·sIL-11R at IL6ST in TNBC",
            "CDK4/6 inhibitor drives CD8+ T cell in breast cancer by a chain of steps",
            "HIF1A drives CD8+ T cell in breast cancer by a chain of steps",
            "MIF drives CD8+ T cell in breast cancer by a chain of steps",
            "MIF drives M1 polarization of macrophage in breast cancer by a chain of steps",
        ],
    );
    none_says(
        &found,
        &[
            &["arrest of", "tumour cell"],
            &["arrest of TNBC"],
            &["CDKN1A", "tumour"],
            &["CDK4/6 inhibitor drives proliferation"],
        ],
    );
}

#[test]
fn combinations_barriers_and_what_supersedes_them_follow() {
    let found = shipped(Backend::Datafrog);
    all_follow(
        &found,
        &[
            "CDK4/6 inhibitor + PD-1 inhibitor was tested against oncogenic signalling in melanoma by in vivo with result unstated",
            "CDK4/6 inhibitor is a candidate partner of PD-1 inhibitor in breast cancer as it raises M1 TAM",
            "CXCL11 neutralizing antibody is a candidate partner of estrogen deprivation in HR+ breast cancer as it blocks CXCL11",
            "LAG-3 inhibitor + PD-1 inhibitor was tested against overexpression of T cell co-inhibitory receptors in melanoma by phase II trial with result unstated",
            "IDO1 inhibitor + PD-1 inhibitor tested against T cell mitochondrial dysfunction in melanoma by phase I trial is superseded by phase III trial without gain in overall survival",
            "IDO1 inhibitor + PD-1 inhibitor tested against T cell mitochondrial dysfunction in melanoma by phase I trial is superseded by phase III trial without gain in progression-free survival",
        ],
    );
    none_says(
        &found,
        &[
            &["IDO1 inhibitor + PD-1 inhibitor was tested", "with benefit"],
            &["IDO1 inhibitor is a candidate partner"],
            &["LAG-3", "superseded"],
            &["JNK inhibitor is a candidate partner"],
            &["MIF inhibitor is a candidate partner"],
        ],
    );
}

#[test]
fn what_joins_papers_follows() {
    let found = shipped(Backend::Datafrog);
    all_follow(
        &found,
        &[
            "CDK4/6 inhibitor may feed resistance to estrogen deprivation in HR+ breast cancer by CXCL11 against the benefit of CDK4/6 inhibitor + endocrine therapy",
            "high CXCL9 marks resistance to letrozole in HR+ breast cancer yet sensitivity to PD-1 inhibitor",
            "high CXCR3 marks resistance to letrozole in HR+ breast cancer yet sensitivity to PD-1 inhibitor",
            "the role of CD8+ T cell turns from resistance to estrogen deprivation in HR+ breast cancer to sensitivity to PD-1/PD-L1 inhibitor",
            "the role of CXCL11 under PD-1 inhibitor is open while its kin CXCL9 turns from resistance to letrozole in HR+ breast cancer to sensitivity",
            "the part of sIL-11R in resistance in TNBC is shown in vitro only with no patient data",
        ],
    );
    none_says(&found, &[&["may feed resistance", "no benefit"], &["CXCL11 marks", "sensitivity"]]);
}

#[test]
fn association_is_no_cause_and_papers_on_different_therapies_do_not_contradict() {
    let session = load(&["rules", "corpus"], Backend::Datafrog);
    let found = sentences(&session);
    none_says(
        &found,
        &[
            &["CCL5"],
            &["NOS2"],
            &["CXCL3 is"],
            &["JAK1"],
            &["STAT1"],
            &["MIF is a candidate target"],
            &["CD8+ T cell is a candidate target"],
            &["MAPK"],
        ],
    );
    let evaluated =
        session.evaluate(&Arc::new(AtomicBool::new(false)), &mut |_| {}).expect("within the limits");
    let standing: BTreeSet<&str> =
        evaluated.judgement.conclusions.iter().map(|c| c.verdict.standing.word()).collect();
    assert_eq!(standing, BTreeSet::from(["resting on absence", "supported"]));
}

const BACTERIOLOGY: [&str; 2] = ["rules", "examples/antibiotic-resistance"];

#[test]
fn another_field_has_its_own_conclusions() {
    tests_pass(&BACTERIOLOGY, 50);
    let found = sentences(&load(&BACTERIOLOGY, Backend::Datafrog));
    assert_eq!(found, sentences(&load(&BACTERIOLOGY, Backend::Naive)));
    all_follow(
        &found,
        &[
            "present mecA is a candidate stratification biomarker of resistance to oxacillin in S. aureus infection",
            "loss of katG is a preclinical determinant of resistance to isoniazid in M. tuberculosis infection",
            "AcrB is a candidate target against resistance to ciprofloxacin in E. coli infection",
            "PAβN is a candidate partner of ciprofloxacin in E. coli infection as it blocks AcrB",
            "clavulanic acid is a candidate partner of amoxicillin in E. coli infection as it blocks TEM-1",
            "amoxicillin + clavulanic acid was tested against β-lactam hydrolysis in E. coli infection by clinical cohort with benefit",
            "ciprofloxacin drives mutagenesis of E. coli cell in E. coli infection by a chain of steps",
            "ciprofloxacin may breed its own resistance in E. coli infection",
            "mutation of trkH makes ciprofloxacin work better where gentamicin fails in E. coli infection",
            "chlortetracycline may antagonise penicillin G in pneumococcal infection",
        ],
    );
    none_says(&found, &[&["AcrB", "gentamicin"], &["cancer"], &["may blunt"]]);
}
