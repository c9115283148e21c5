//! Small files of our own in the formats of others, from file to findings.

#![allow(clippy::unwrap_used)]

use std::path::PathBuf;

use reason::corpus::finding::Polarity;
use reason::diagnostic::Diagnostic;
use reason::session::{OnError, Options, Session};
use reason::vocabulary::Wording;

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

fn load(folder: &tempfile::TempDir) -> (Session, Vec<String>) {
    let paths: Vec<PathBuf> = vec![folder.path().to_owned()];
    let options = Options { paths, on_error: OnError::KeepGoing, ..Options::default() };
    let (session, diagnostics) = Session::load(options);
    let prefix = format!("{}/", folder.path().display());
    let tell = |d: &Diagnostic| {
        let text = format!("{} {} / {}", d.code, d.message, d.help.as_deref().unwrap_or("-"));
        text.replace(&prefix, "")
    };
    let told = diagnostics.iter().map(tell).collect();
    (session, told)
}

/// What each used finding says, in words, with `denied` before what a paper denies.
fn says(session: &Session) -> Vec<String> {
    let schema = &session.program.schema;
    let say = Wording { interner: &session.interner, schema, vocabulary: &session.vocabulary };
    let used = session.corpus.findings.iter().filter_map(|e| Some((e, e.grounded.as_ref()?)));
    let words = used.map(|(entry, grounded)| {
        let predicate = schema.get(grounded.predicate);
        let mut row = grounded.columns.clone();
        row.extend(&grounded.cells);
        row.push(grounded.context);
        let denied = if entry.finding.polarity == Polarity::Denied { "denied: " } else { "" };
        format!("{denied}{}", say.row_in_context(predicate.finding.unwrap().stated, &row))
    });
    words.collect()
}

const CIVIC: &str = "gene\tentrez_id\tvariant\tdisease\tdoid\tphenotypes\tdrugs\tdrug_interaction_type\tevidence_type\t\
    evidence_direction\tevidence_level\tclinical_significance\tevidence_statement\tcitation_id\tsource_type\tcitation\t\
    evidence_status\tevidence_id";

/// A table of evidence; a row is what differs from row to row.
fn civic(rows: &[[&str; 9]]) -> String {
    let mut table = format!("{CIVIC}\n");
    for (number, [variant, disease, drugs, together, kind, direction, level, significance, statement]) in
        (1..).zip(rows)
    {
        let (doid, name) = disease.split_once('=').unwrap();
        table.push_str(&format!(
            "BRAF\t673\t{variant}\t{name}\t{doid}\t\t{drugs}\t{together}\t{kind}\t{direction}\t{level}\t{significance}\t\
             {statement}\t1000{number}\tPubMed\tOne et al., 2020, J. Own\taccepted\t{number}\n"
        ));
    }
    table
}

#[test]
fn civic_rows_become_findings_of_exact_variants_diseases_and_drugs() {
    let table = civic(&[
        [
            "K601N",
            "4159=Skin Cancer",
            "Ownamib",
            "",
            "Predictive",
            "Supports",
            "C",
            "Resistance",
            "A \"quoted word. It resists.",
        ],
        [
            "K601N",
            "4159=Skin Cancer",
            "Ownamib",
            "",
            "Predictive",
            "Does Not Support",
            "B",
            "Resistance",
            "No resistance.",
        ],
        [
            "K601N",
            "1612=Breast Cancer",
            "Zeta-1,Ownamib",
            "Combination",
            "Predictive",
            "Supports",
            "D",
            "Sensitivity/Response",
            "Mice did well.",
        ],
        [
            "K601N",
            "1612=Breast Cancer",
            "Zeta-1,Ownamib",
            "Substitutes",
            "Predictive",
            "Supports",
            "D",
            "Sensitivity/Response",
            "Cells died.",
        ],
        [
            "AMPLIFICATION",
            "1612=Breast Cancer",
            "",
            "",
            "Prognostic",
            "Supports",
            "B",
            "Poor Outcome",
            "They did worse.",
        ],
        [
            "BRAF FUSIONS",
            "1612=Breast Cancer",
            "",
            "",
            "Diagnostic",
            "Supports",
            "B",
            "Negative",
            "Never seen there.",
        ],
    ]);
    let folder = folder(&[("own-ClinicalEvidenceSummaries.tsv", table.as_bytes())]);
    let (session, told) = load(&folder);
    assert_eq!(told, Vec::<String>::new());
    assert_eq!(
        says(&session),
        [
            "K601N of BRAF confers resistance to Ownamib in {Skin Cancer}",
            "denied: K601N of BRAF confers resistance to Ownamib in {Skin Cancer}",
            "K601N of BRAF confers sensitivity to Ownamib + Zeta-1 in {breast cancer}",
            "K601N of BRAF confers sensitivity to Ownamib or Zeta-1 in {breast cancer}",
            "amplification of BRAF is positively associated with poor prognosis in {breast cancer}",
            "fusion of BRAF is negatively associated with breast cancer in {nothing known}",
        ]
    );
    let entry = &session.corpus.findings[2];
    assert_eq!(session.corpus.study(entry), Some("in vivo"));
    assert_eq!(session.corpus.citation(entry), "One 2020, CIViC evidence 3 (digest)");
    assert_eq!(session.corpus.lineage(entry), "pmid:10003");
    let drug = &session.vocabulary.lookup("Ownamib")[0].id;
    assert!(session.vocabulary.is_a(drug, &session.vocabulary.lookup("Ownamib or Zeta-1")[0].id));
}

#[test]
fn civic_rows_that_say_nothing_are_counted_by_reason() {
    let table = civic(&[
        ["V1A", "1=Own Disease", "", "", "Predictive", "Supports", "B", "Resistance", "To nothing."],
        [
            "V1A",
            "1=Own Disease",
            "",
            "",
            "Predisposing",
            "Supports",
            "B",
            "Uncertain Significance",
            "Who knows.",
        ],
        ["V1A", "1=Own Disease", "", "", "Predisposing", "N/A", "B", "N/A", "Who knows."],
        ["V1A", "1=Own Disease", "X", "", "Predictive", "Supports", "F", "Resistance", "Of no level."],
    ]);
    let folder = folder(&[("renamed.tsv", format!("{table}short\trow\n").as_bytes())]);
    let (session, told) = load(&folder);
    assert!(session.corpus.findings.is_empty());
    assert_eq!(told.len(), 1, "{told:#?}");
    let wanted = [
        "E0519 renamed.tsv: 5 rows give 0 findings of 0 papers; 5 are left out",
        "1 Predictive, without a drug (line 2)",
        "Predisposing, of the significance \"Uncertain Significance\" (line 3)",
        "with the direction \"N/A\" (line 4)",
        "of the evidence level \"F\" (line 5)",
        "with 2 fields where the header has 18 (line 6)",
    ];
    assert!(wanted.iter().all(|part| told[0].contains(part)), "{told:#?}");
}

#[test]
fn a_civic_table_without_its_columns_is_an_error_with_the_nearest_name() {
    let table = civic(&[]).replace("clinical_significance", "clinical_signifcance");
    let folder = folder(&[("a-ClinicalEvidenceSummaries.tsv", table.as_bytes())]);
    let (_, told) = load(&folder);
    assert_eq!(told.len(), 1, "{told:#?}");
    let wanted = [
        "E0554 a-ClinicalEvidenceSummaries.tsv:1: the table lacks the columns clinical_significance",
        "`clinical_signifcance` is there",
    ];
    assert!(wanted.iter().all(|part| told[0].contains(part)), "{told:#?}");
}

#[test]
fn later_releases_of_civic_name_the_variant_with_the_gene() {
    let header = "molecular_profile\tdisease\tdoid\ttherapies\ttherapy_interaction_type\tevidence_type\tevidence_direction\t\
        evidence_level\tsignificance\tevidence_statement\tcitation_id\tsource_type\tevidence_id\n";
    let row = |profile: &str| {
        format!(
            "{profile}\tBreast Cancer\t1612\tOwnamib\t\tPredictive\tSupports\tB\tSensitivity/Response\tIt says so of {profile}.\t1\tPubMed\t1\n"
        )
    };
    let table =
        format!("{header}{}{}{}", row("KRAS A59T"), row("AAA::ALK Fusion"), row("KRAS A59T AND BRAF K601N"));
    let folder = folder(&[("evidence.tsv", table.as_bytes())]);
    let (session, told) = load(&folder);
    assert_eq!(
        says(&session),
        [
            "A59T of KRAS confers sensitivity to Ownamib in {breast cancer}",
            "AAA::ALK Fusion of ALK confers sensitivity to Ownamib in {breast cancer}",
        ]
    );
    assert!(told.len() == 1 && told[0].contains("1 about several variants together (line 4)"), "{told:#?}");
}
