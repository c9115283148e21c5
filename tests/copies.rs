//! One paper in several files, all of our own: nothing is lost, nothing counts twice.

#![allow(clippy::unwrap_used)]

use std::path::PathBuf;

use reason::diagnostic::Diagnostic;
use reason::session::{Caching, OnError, Options, Session};

const TITLE: &str = "CXCL11 and CXCL10 steer proliferation of cells in our own assays";

const FULL: &str = "<article><front><article-meta><article-id pub-id-type='doi'>10.1234/own.7</article-id>\
    <title-group><article-title>CXCL11 and CXCL10 steer proliferation of cells in our own assays</article-title></title-group>\
    <abstract><p>CXCL11 increased the expression of CXCR3 in our cells.</p></abstract></article-meta></front>\
    <body><sec><title>Results</title><p>We looked closely. CXCL10 increased the expression of STAT1 in the same cells.</p></sec></body></article>";

const RECORD: &str = "<PubmedArticle><MedlineCitation><PMID>70007</PMID><Article>\
    <Journal><JournalIssue><PubDate><Year>2021</Year></PubDate></JournalIssue></Journal>\
    <ELocationID EIdType=\"doi\">10.1234/own.7</ELocationID>\
    <ArticleTitle>CXCL11 and CXCL10 steer proliferation of cells in our own assays.</ArticleTitle>\
    <Abstract><AbstractText>CXCL11 increased the expression of CXCR3 in our cells. IL6 increased the expression of STAT3, only the record says.</AbstractText></Abstract>\
    </Article></MedlineCitation></PubmedArticle>";

/// Marks a name that nothing else knows, and a relation.
const MARKED: &str = "70007|t|CXCL11 and CXCL10 steer proliferation of cells in our own assays.\n\
    70007|a|CXCL11 increased the expression of CXCR3 in our cells. CXCL11 increased the expression of Zworp.\n\
    70007\t121\t127\tCXCL11\tGene\t6373\n70007\t156\t161\tZworp\tGene\t7040\n";

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    folder
}

fn load(files: &[(&str, &str)]) -> (Session, Vec<String>) {
    let folder = folder(files);
    let paths: Vec<PathBuf> = vec![folder.path().to_owned()];
    let options =
        Options { paths, on_error: OnError::KeepGoing, caching: Caching::Off, ..Options::default() };
    let (session, told) = Session::load(options);
    let prefix = format!("{}/", folder.path().display());
    let tell = |d: &Diagnostic| format!("{} {}", d.code, d.message.replace(&prefix, ""));
    (session, told.iter().map(tell).collect())
}

/// `cause → effect (file)` of each used finding, sorted.
fn said(session: &Session) -> Vec<String> {
    let used = session.corpus.findings.iter().filter(|e| e.grounded.is_some());
    let mut said: Vec<String> = used
        .map(|e| {
            let args: Vec<String> =
                e.finding.args.iter().map(reason::corpus::finding::Participant::wording).collect();
            format!("{} ({})", args.join(" → "), e.file.file_name().unwrap().to_string_lossy())
        })
        .collect();
    said.sort();
    said
}

#[test]
fn a_record_and_the_full_text_are_one_paper() {
    for [full, record] in [["a.xml", "b.xml"], ["b.xml", "a.xml"]] {
        let (session, told) = load(&[(full, FULL), (record, RECORD)]);
        let wanted = [
            format!("CXCL10 → STAT1 ({full})"),
            format!("CXCL11 → CXCR3 ({full})"),
            format!("IL6 → STAT3 ({record})"),
        ];
        assert_eq!(said(&session), wanted);
        assert_eq!(told, ["E0515 a paper stands in several places: doi:10.1234/own.7 in a.xml and b.xml"]);
        let corpus = &session.corpus;
        assert_eq!(corpus.distinct().count(), 1);
        for entry in &corpus.findings {
            assert_eq!(
                (entry.finding.paper.as_str(), corpus.lineage(entry)),
                ("doi:10.1234/own.7", "doi:10.1234/own.7")
            );
            let paper = corpus.paper_of(entry).unwrap();
            assert_eq!((paper.year, paper.pmid.as_deref()), (Some(2021), Some("70007")));
            assert_eq!(*paper.path, *entry.file);
        }
    }
}

#[test]
fn the_file_that_marks_entities_is_read_first_and_a_third_file_joins_two() {
    let files = [("a.xml", FULL), ("b.PubTator", MARKED), ("c.xml", RECORD)];
    let (session, told) = load(&files);
    let wanted = [
        "CXCL10 → STAT1 (a.xml)",
        "CXCL11 → CXCR3 (b.PubTator)",
        "CXCL11 → Zworp (b.PubTator)",
        "IL6 → STAT3 (c.xml)",
    ];
    assert_eq!(said(&session), wanted);
    assert_eq!(
        told,
        ["E0515 a paper stands in several places: doi:10.1234/own.7 in a.xml, b.PubTator and c.xml"]
    );
    assert!(session.corpus.findings.iter().all(|e| e.finding.paper == "doi:10.1234/own.7"));
}

#[test]
fn a_capture_without_a_number_is_known_by_its_title() {
    let capture = format!(
        "{TITLE}\n\nAbstract\n\nCXCL11 increased the expression of CXCR3 in our cells. IL2 increased the expression of FOXP3 in others.\n"
    );
    let (session, _) = load(&[("capture.txt", &capture), ("marked.PubTator", MARKED)]);
    let wanted =
        ["CXCL11 → CXCR3 (marked.PubTator)", "CXCL11 → Zworp (marked.PubTator)", "IL2 → FOXP3 (capture.txt)"];
    assert_eq!(said(&session), wanted);
    assert!(session.corpus.findings.iter().all(|e| session.corpus.lineage(e) == "pmid:70007"));
}

#[test]
fn an_abstract_that_was_saved_twice_counts_once() {
    let text = format!(
        "{TITLE}\n\ndoi: 10.1234/own.7\n\nAbstract\n\nCXCL11 increased the expression of CXCR3 in our cells.\n"
    );
    let with_space = text.replace("in our cells", "in\nour cells");
    for second in [&text, &with_space] {
        let (session, told) = load(&[("one/a.txt", &text), ("two/a.txt", second)]);
        assert_eq!(said(&session), ["CXCL11 → CXCR3 (a.txt)"]);
        assert_eq!(
            told,
            ["E0515 a paper stands in several places: doi:10.1234/own.7 in one/a.txt and two/a.txt"]
        );
    }
}

#[test]
fn two_files_of_one_name_are_two_papers() {
    let [one, two] = ["CXCL11 increased the expression of CXCR3.", "IL6 increased the expression of STAT3."];
    let (session, told) = load(&[("one/abstract.txt", one), ("two/abstract.txt", two)]);
    let ids: Vec<&str> = session.corpus.papers.iter().map(|p| p.id.as_str()).collect();
    assert_eq!((ids, told), (vec!["file:abstract", "file:two/abstract"], vec![]));
    assert_eq!(said(&session).len(), 2);
}

#[test]
fn a_quote_is_looked_for_in_every_copy() {
    let finding = |quote: &str| {
        format!(
            "{{\"says\":\"increases\",\"args\":[{{\"text\":\"IL6\"}},{{\"text\":\"STAT3\"}}],\"paper\":\"doi:10.1234/own.7\",\"quote\":\"{quote}\",\"extractor\":\"own/1\"}}\n"
        )
    };
    let findings = finding("IL6 increased the expression of STAT3, only the record says.")
        + &finding("IL6 increased STAT3 nowhere.");
    // The full text has no number in PubMed; the record is found to be quoted only once both are read.
    let files = [("a.xml", FULL), ("b.xml", RECORD), ("own.findings.jsonl", &findings)];
    let (session, told) = load(&files);
    assert_eq!(said(&session), ["IL6 → STAT3 (own.findings.jsonl)"]);
    let paper = session.corpus.paper_of(&session.corpus.findings[0]).unwrap();
    assert!(paper.path.ends_with("b.xml"), "{:?}", paper.path);
    assert!(told.len() == 2 && told.iter().any(|t| t.contains("own.findings.jsonl:2")), "{told:#?}");
}

#[test]
fn a_paper_that_one_file_calls_retracted_counts_nowhere() {
    let notice = RECORD.replace("</Article>", "<PublicationTypeList><PublicationType>Retracted Publication</PublicationType></PublicationTypeList></Article>");
    let (session, _) = load(&[("a.xml", FULL), ("b.xml", &notice)]);
    assert!(session.corpus.findings.iter().all(|e| session.corpus.is_retracted(e)));
    assert_eq!(session.corpus.retracted().count(), 1);
}

#[test]
fn other_titles_under_one_number_are_told() {
    let other = FULL.replace(TITLE, "Cooking with lemons");
    let (_, told) = load(&[("a.xml", &other), ("b.xml", RECORD)]);
    assert!(
        told.iter().any(|t| t.starts_with("E0505 taken for one paper, though the titles differ")),
        "{told:#?}"
    );
}
