//! Small files of our own in the formats of others, from file to findings.

#![allow(clippy::unwrap_used)]

use std::io::Write as _;
use std::path::{Path, PathBuf};

use reason::corpus::finding::Polarity;
use reason::corpus::{Block, Corpus, OnFault, Paper};
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

const JATS: &str = r##"<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE article PUBLIC "-//NLM//DTD JATS v1.1//EN" "JATS-archivearticle1.dtd" [<!ENTITY own "never shown">]>
<article xmlns:xlink="http://www.w3.org/1999/xlink" article-type="research-article">
<front><journal-meta><journal-title-group><journal-title>Own Journal</journal-title></journal-title-group></journal-meta>
<article-meta>
  <article-id pub-id-type="pmid">777</article-id><article-id pub-id-type="doi">10.1234/own.1</article-id>
  <title-group><article-title>CXCL11 in <italic>MCF7</italic>&#160;cells &amp; more</article-title></title-group>
  <contrib-group><contrib contrib-type="author"><name><surname>One</surname><given-names>Ada</given-names></name></contrib>
  <contrib contrib-type="editor"><name><surname>Two</surname><given-names>Bo</given-names></name></contrib></contrib-group>
  <pub-date pub-type="ppub"><year>2022</year></pub-date><pub-date pub-type="epub"><year>2021</year></pub-date>
  <abstract><sec><title>Results</title><p>CXCL11 promotes
     proliferation of CD8<sup>+</sup> cells at 10<sup>6</sup> per ml<sup><xref ref-type="bibr" rid="r1">1</xref></sup>.</p></sec></abstract>
</article-meta></front>
<body><sec><label>2.</label><title>Findings</title>
 <p>As told before [<xref ref-type="bibr" rid="r1">1</xref>–<xref ref-type="bibr" rid="r3">3</xref>], H<sub>2</sub>O did &own; nothing.
  <list><list-item><p>First point.</p></list-item></list> After it.</p>
 <fig><label>Figure 1</label><caption><title>A legend.</title><p>Bars are means.</p></caption><graphic xlink:href="x"/></fig>
 <table-wrap><label>Table 1</label><caption><title>Rates</title></caption><table><thead><tr><th>Arm</th><th>Drug</th><th>n</th></tr></thead>
  <tbody><tr><td rowspan="2">A</td><td>letrozole</td><td>10</td></tr><tr><td>none</td><td>12</td></tr></tbody></table></table-wrap>
</sec></body>
<back><ack><p>We thank everyone.</p></ack><ref-list>
 <ref id="r1"><label>1.</label><element-citation><name><surname>Old</surname><given-names>P</given-names></name><year>1999</year><article-title>First.</article-title><pub-id pub-id-type="pmid">11</pub-id></element-citation></ref>
 <ref id="r2"><label>2.</label><mixed-citation>Older Q. Second. <year>1998</year>; doi: 10.1234/old.2.</mixed-citation></ref>
 <ref id="r3"><label>3.</label><mixed-citation>Oldest R. Third.</mixed-citation></ref>
</ref-list></back>
<sub-article><front-stub/><body><p>A reviewer wrote this.</p></body></sub-article></article>"##;

fn read(name: &str, bytes: &[u8]) -> (Corpus, Vec<String>) {
    let (corpus, diagnostics) = reason::corpus::read::bytes(Path::new(name), bytes, OnFault::Refuse);
    let tell = |d: &Diagnostic| format!("{} {} / {}", d.code, d.message, d.help.as_deref().unwrap_or("-"));
    (corpus, diagnostics.iter().map(tell).collect())
}

fn blocks(paper: &Paper) -> Vec<String> {
    let block =
        |b: &Block| format!("{:?} {}: {}", b.role, b.section.join(" > "), &paper.text[b.span.clone()]);
    paper.blocks.iter().map(block).collect()
}

#[test]
fn jats_keeps_sections_captions_rows_and_citations() {
    let (corpus, told) = read("a.nxml", JATS.as_bytes());
    assert_eq!(told, Vec::<String>::new());
    let paper = &corpus.papers[0];
    assert_eq!(
        (paper.id.as_str(), paper.pmid.as_deref(), paper.year),
        ("doi:10.1234/own.1", Some("777"), Some(2021))
    );
    assert_eq!(
        (paper.journal.as_deref(), paper.authors.as_slice()),
        (Some("Own Journal"), &["Ada One".to_owned()][..])
    );
    assert!(corpus.paper("pmid:777").is_some());
    assert_eq!(
        blocks(paper),
        [
            "Title : CXCL11 in MCF7 cells & more",
            "Heading Abstract > Results: Results",
            "Paragraph Abstract > Results: CXCL11 promotes proliferation of CD8+ cells at 10^6 per ml[1].",
            "Heading Findings: 2. Findings",
            "Paragraph Findings: As told before [1–3], H2O did never shown nothing.",
            "Paragraph Findings: First point.",
            "Paragraph Findings: After it.",
            "Caption Findings: Figure 1. A legend.",
            "Caption Findings: Bars are means.",
            "Caption Findings: Table 1. Rates",
            "Row Findings: Arm\tDrug\tn\t",
            "Row Findings: A\tletrozole\t10\t",
            "Row Findings: A\tnone\t12\t",
            "Reference References: 1. Old P 1999 First. 11",
            "Reference References: 2. Older Q. Second. 1998; doi: 10.1234/old.2.",
            "Reference References: 3. Oldest R. Third.",
        ]
    );
    let cited: Vec<_> =
        paper.citations.iter().map(|c| (&paper.text[c.span.clone()], c.labels.join(","))).collect();
    assert_eq!(cited, [("1", "1".to_owned()), ("1", "1,2".to_owned()), ("3", "3".to_owned())]);
    let references: Vec<_> = paper
        .references
        .iter()
        .map(|r| (r.label.as_str(), r.doi.as_deref(), r.pmid.as_deref(), r.year))
        .collect();
    assert_eq!(
        references,
        [
            ("1", None, Some("11"), Some(1999)),
            ("2", Some("10.1234/old.2"), None, Some(1998)),
            ("3", None, None, None)
        ]
    );
}

const AROUND: &str = r#"<!DOCTYPE article [<!ENTITY agr "&#x3b1;">]>
<article article-type="research-article" xml:lang="en"><front><article-meta><article-id pub-id-type="doi">10.1234/own.7</article-id>
<title-group><article-title>What A does to B</article-title></title-group>
<abstract><p>A raises TNF-&agr; &larr; at &frac12; dose.</p></abstract>
<trans-abstract xml:lang="de"><title>Zusammenfassung</title><p>A erhöht B.</p></trans-abstract></article-meta></front>
<body><sec><title>Results</title><p>It follows that<disp-formula><label>(1)</label>x = 2</disp-formula>Here B was lost in all mice.<sup>4,5</sup> Cells grew to 5 m<sup>2</sup>.</p>
<table-wrap><label>Table 2</label><caption><p>Counts.</p></caption><table><tr><th>Arm<sup>a</sup></th><th>n<xref ref-type="table-fn" rid="n2">b</xref></th></tr><tr><td>CD8<sup>+</sup></td><td>10<sup>2</sup></td></tr></table>
<table-wrap-foot><fn id="n1"><label>a</label><p>Of the first year.</p></fn><fn id="n2"><p>Living mice.</p></fn></table-wrap-foot></table-wrap></sec>
<sec><title>Declarations</title><sec><title>Funding</title><p>The Own Fund promoted this work.</p></sec></sec></body>
<back><ack><p>We thank all.</p></ack><sec><title>Authors’ contributions</title><p>AB increased the cohort.</p></sec></back>
<sub-article article-type="decision-letter"><front-stub/><body><p>A does not raise B, in our view.</p></body></sub-article></article>"#;

#[test]
fn what_stands_around_a_jats_article_is_not_its_text() {
    let (corpus, told) = read("a.xml", AROUND.as_bytes());
    assert_eq!(told, Vec::<String>::new());
    assert_eq!(
        blocks(&corpus.papers[0]),
        [
            "Title : What A does to B",
            "Paragraph Abstract: A raises TNF-α ← at ½ dose.",
            "Heading Results: Results",
            "Paragraph Results: It follows that x = 2 Here B was lost in all mice.[4,5] Cells grew to 5 m2.",
            "Caption Results: Table 2. Counts.",
            "Row Results: Arm\tn\t",
            "Row Results: CD8+\t10^2\t",
            "Caption Results: Of the first year.",
            "Caption Results: Living mice.",
            "Heading Declarations: Declarations",
            "Heading Declarations > Funding: Funding",
            "Furniture Declarations > Funding: The Own Fund promoted this work.",
            "Heading Authors’ contributions: Authors’ contributions",
            "Furniture Authors’ contributions: AB increased the cohort.",
        ]
    );
}

#[test]
fn an_article_of_a_publishers_own_format_is_named_among_the_unknown() {
    let own = b"<article><head><title>A raises B</title></head><bdy><para>A raises B.</para></bdy></article>";
    let (corpus, told) = read("a.xml", own);
    assert!(corpus.papers.is_empty());
    assert!(told.len() == 1 && told[0].starts_with("E0506") && told[0].contains("a.xml"), "{told:#?}");
}

const PUBMED: &str = r#"<PubmedArticleSet>
<PubmedArticle><MedlineCitation><PMID Version="1">901</PMID><Article><Journal><Title>Own J</Title><JournalIssue><PubDate><MedlineDate>2019 Jan-Feb</MedlineDate></PubDate></JournalIssue></Journal>
<ArticleTitle>A <i>trial</i> of letrozole.</ArticleTitle><Abstract><AbstractText Label="METHODS">We gave it.</AbstractText><AbstractText Label="RESULTS">Ki67 fell to 10<sup>-2</sup>.</AbstractText></Abstract>
<AuthorList><Author><LastName>One</LastName><ForeName>Ada</ForeName></Author><Author><CollectiveName>Own Group</CollectiveName></Author></AuthorList>
<PublicationTypeList><PublicationType>Clinical Trial, Phase II</PublicationType></PublicationTypeList></Article></MedlineCitation>
<PubmedData><ArticleIdList><ArticleId IdType="doi">10.1234/t.1</ArticleId></ArticleIdList></PubmedData></PubmedArticle>
<PubmedArticle><MedlineCitation><PMID>902</PMID><Article><ArticleTitle>Withdrawn later.</ArticleTitle></Article>
<CommentsCorrectionsList><CommentsCorrections RefType="RetractionIn"><PMID>903</PMID></CommentsCorrections></CommentsCorrectionsList></MedlineCitation></PubmedArticle>
<PubmedArticle><MedlineCitation><PMID>903</PMID><Article><ArticleTitle>Retraction of a paper.</ArticleTitle></Article>
<CommentsCorrectionsList><CommentsCorrections RefType="RetractionOf"><PMID>904</PMID></CommentsCorrections></CommentsCorrectionsList></MedlineCitation></PubmedArticle>
<PubmedArticle><MedlineCitation><PMID>904</PMID><Article><ArticleTitle>Named by the notice alone.</ArticleTitle></Article></MedlineCitation></PubmedArticle>
</PubmedArticleSet>"#;

#[test]
fn pubmed_citations_are_read_with_labels_studies_and_retractions() {
    let (corpus, told) = read("a.xml", PUBMED.as_bytes());
    assert_eq!(told, Vec::<String>::new());
    let paper = &corpus.papers[0];
    assert_eq!(
        (paper.id.as_str(), paper.year, paper.study.as_deref()),
        ("doi:10.1234/t.1", Some(2019), Some("phase II trial"))
    );
    assert_eq!(paper.authors, ["Ada One", "Own Group"]);
    assert_eq!(
        blocks(paper),
        [
            "Title : A trial of letrozole.",
            "Paragraph Abstract > METHODS: We gave it.",
            "Paragraph Abstract > RESULTS: Ki67 fell to 10^-2."
        ]
    );
    assert_eq!(corpus.retracted().map(|p| p.id.as_str()).collect::<Vec<_>>(), ["pmid:902", "pmid:904"]);
}

const MEDLINE: &str = "\nPMID- 905\nOWN - NLM\nDP  - 2018 Mar\nTI  - CXCL11 in a trial of\n      letrozole.\n\
    LID - 10.1234/m.1 [doi]\nAB  - BACKGROUND: Ki67 (Marker: old) was low. MAIN OUTCOMES AND\n      RESULTS: CXCL11 promotes invasion.\n\
    FAU - One, Ada B\nAU  - One AB\nPT  - Clinical Trial, Phase II\nJT  - Own journal\n\n\
    PMID- 906\nTI  - Retraction of a paper.\nROF - Own J. 2017;1:1. PMID: 907\n\nPMID- 907\nTI  - Named by the notice.\n";

#[test]
fn medline_text_is_read_by_its_fields() {
    for name in ["a.nbib", "a.txt"] {
        let (corpus, told) = read(name, MEDLINE.as_bytes());
        assert_eq!(told, Vec::<String>::new(), "{name}");
        let paper = &corpus.papers[0];
        assert_eq!(
            (paper.id.as_str(), paper.year, paper.study.as_deref(), paper.journal.as_deref()),
            ("doi:10.1234/m.1", Some(2018), Some("phase II trial"), Some("Own journal"))
        );
        assert_eq!(paper.authors, ["Ada B One"]);
        assert_eq!(
            blocks(paper),
            [
                "Title : CXCL11 in a trial of letrozole.",
                "Paragraph Abstract > BACKGROUND: Ki67 (Marker: old) was low.",
                "Paragraph Abstract > MAIN OUTCOMES AND RESULTS: CXCL11 promotes invasion.",
            ]
        );
        assert_eq!(corpus.retracted().map(|p| p.id.as_str()).collect::<Vec<_>>(), ["pmid:907"]);
    }
}

#[test]
fn an_export_that_is_saved_as_text_is_read_as_what_it_is() {
    let (corpus, _) = read("a.txt", PUBTATOR.as_bytes());
    assert_eq!((corpus.papers[0].id.as_str(), corpus.papers[0].tags.len()), ("pmid:31", 7));
    let (corpus, _) = read("a.md", JATS.as_bytes());
    assert_eq!(corpus.papers[0].id, "doi:10.1234/own.1");
    let (corpus, told) = read("a.txt", b"<!DOCTYPE html><html><body><p>A raises B.</p></body></html>");
    assert!(corpus.papers.is_empty());
    assert!(told.len() == 1 && told[0].starts_with("E0506 a.txt is HTML"), "{told:#?}");
}

#[test]
fn texts_of_other_systems_are_read() {
    let text = "# Loss of β\n\nA raises B in all cells.\n";
    let wide: Vec<u8> =
        [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let old = text.replace('\n', "\r");
    for bytes in [wide.as_slice(), old.as_bytes(), text.as_bytes()] {
        let (corpus, told) = read("a.txt", bytes);
        assert_eq!((&*corpus.papers[0].text, told), (text, vec![]));
    }
}

#[test]
fn documents_without_identifiers_are_papers_of_their_own() {
    let document = |id: &str, text: &str| {
        format!("<document><id>{id}</id><passage><offset>0</offset><text>{text}</text></passage></document>")
    };
    let file = format!(
        "<collection>{}{}\n{}{}</collection>",
        document("", "A binds B."),
        document("", "C binds D."),
        document("", "E binds F."),
        document("9", "")
    );
    let (corpus, told) = read("a.xml", file.as_bytes());
    let ids: Vec<&str> = corpus.papers.iter().map(|p| p.id.as_str()).collect();
    assert_eq!(ids, ["file:a:1", "file:a:1.2", "file:a:2"]);
    assert!(told.len() == 1 && told[0].starts_with("E0507 there is no text in a.xml"), "{told:#?}");
}

#[test]
fn a_jats_notice_retracts_the_paper_that_it_names() {
    let notice = JATS
        .replace("research-article", "retraction")
        .replace("10.1234/own.1", "10.1234/notice")
        .replace("<article-id pub-id-type=\"pmid\">777</article-id>", "")
        .replace("<abstract>", "<related-article related-article-type=\"retracted-article\" ext-link-type=\"doi\" xlink:href=\"10.1234/OWN.1\"/><abstract>");
    let folder = folder(&[("a.xml", notice.as_bytes()), ("b.xml", JATS.as_bytes())]);
    let (corpus, _) = reason::corpus::read(&[folder.path().to_owned()], OnFault::Refuse);
    assert_eq!(corpus.papers.len(), 2);
    assert_eq!(corpus.retracted().map(|p| p.id.as_str()).collect::<Vec<_>>(), ["doi:10.1234/own.1"]);
}

/// Title and abstract with letters of more than one byte, so that code points and bytes differ.
const PUBTATOR: &str = "31|t|TGFβ in cells.\n31|a|TGFβ increased CXCL11 here. We asked whether IL6 binds CXCL11. BRAF and IL6 bind.\n\
    31\t0\t4\tTGFβ\tGene\t7040\n31\t15\t19\tTGFβ\tGene\t7040\n31\t30\t36\tCXCL11\tGene\t6373\n\
    31\t57\t60\tIL6\tGene\t3569\n31\t67\t73\tCXCL11\tGene\t6373\n31\t75\t79\tBRAF\tGene\t673\n31\t84\t87\tIL6\tGene\t3569\n\
    31\tPositive_Correlation\t7040\t6373\tNovel\n31\tBind\t3569\t6373\tNovel\n31\tBind\t673\t3569\tNovel\n\
    31\tAssociation\t673\t7040\tNo\n31\tPositive_Correlation\t673\t6373\tNo\n\n";

#[test]
fn pubtator_gives_tags_by_code_points_and_relations_by_sentences() {
    let (corpus, told) = read("a.PubTator", PUBTATOR.as_bytes());
    let paper = &corpus.papers[0];
    let tags: Vec<_> = paper.tags.iter().map(|t| (&paper.text[t.span.clone()], t.ids[0].as_str())).collect();
    assert_eq!(
        tags[..3],
        [("TGFβ", "NCBIGene:7040"), ("TGFβ", "NCBIGene:7040"), ("CXCL11", "NCBIGene:6373")]
    );
    assert_eq!(tags.len(), 7);
    let found: Vec<_> =
        corpus.findings.iter().map(|e| (e.finding.says.as_str(), e.finding.quote.as_str())).collect();
    assert_eq!(found, [("associated", "TGFβ increased CXCL11 here."), ("binds", "BRAF and IL6 bind.")]);
    assert_eq!(corpus.findings[0].finding.span, Some([15, 42]));
    assert_eq!(told.len(), 1, "{told:#?}");
    let wanted = [
        "E0519 a.PubTator: of 5 relations 3 are left out",
        "1 of the type \"Association\"",
        "1 without a sentence that names both",
        "1 without a sentence that says how both go together",
    ];
    assert!(wanted.iter().all(|part| told[0].contains(part)), "{told:#?}");
    let folder = folder(&[("a.PubTator", PUBTATOR.as_bytes())]);
    let (session, _) = load(&folder);
    assert_eq!(
        says(&session),
        [
            "TGFB1 is positively associated with CXCL11 in {nothing known}",
            "BRAF binds IL6 in {nothing known}",
            // No relation of the file has this sentence: it is read like any other text.
            "IL6 binds CXCL11 in {nothing known}"
        ]
    );
    assert!(session.corpus.findings[2].is_proposed());
}

#[test]
fn a_relation_of_the_file_is_not_quoted_from_a_denial() {
    let denied = "32|t|Report\n32|a|IL6 did not increase CXCL11.\n32\t7\t10\tIL6\tGene\t3569\n\
                  32\t28\t34\tCXCL11\tGene\t6373\n32\tPositive_Correlation\t3569\t6373\tNovel\n\n";
    let (corpus, told) = read("a.PubTator", denied.as_bytes());
    assert!(corpus.findings.is_empty(), "{:#?}", corpus.findings);
    assert!(
        told.iter().any(|t| t.contains("1 without a sentence that says how both go together")),
        "{told:#?}"
    );
    let said = denied.replace("did not in", "at last in").replace("crease", "creased");
    let (corpus, _) = read("a.PubTator", said.replace("28\t34", "29\t35").as_bytes());
    assert_eq!(corpus.findings.len(), 1);
}

#[test]
fn bioc_in_xml_and_json_says_the_same() {
    let json = serde_json::json!({"source": "own", "documents": [{
        "id": "31",
        "passages": [
            {"infons": {"type": "title"}, "offset": 0, "text": "TGFβ in cells.", "annotations": []},
            {"infons": {"type": "abstract"}, "offset": 15, "text": "TGFβ raised CXCL11, an increase.",
             "annotations": [
                {"id": "1", "infons": {"identifier": "7040", "type": "Gene"}, "text": "TGFβ", "locations": [{"offset": 15, "length": 4}]},
                {"id": "2", "infons": {"identifier": "6373", "type": "Gene"}, "text": "CXCL11", "locations": [{"offset": 27, "length": 6}]},
                {"id": "3", "infons": {"identifier": "9", "type": "Gene"}, "text": "ABSENT", "locations": [{"offset": 20, "length": 6}]}
             ]}
        ],
        "relations": [{"id": "R1", "infons": {"type": "Positive_Correlation", "role1": {"identifier": "7040", "type": "Gene"}, "role2": {"identifier": "6373", "type": "Gene"}}}]
    }]});
    let xml = "<?xml version='1.0'?><collection><source>own</source><document><id>31</id>\
        <passage><infon key='type'>title</infon><offset>0</offset><text>TGFβ in cells.</text></passage>\
        <passage><infon key='type'>abstract</infon><offset>15</offset><text>TGFβ raised CXCL11, an increase.</text>\
        <annotation id='1'><infon key='identifier'>7040</infon><infon key='type'>Gene</infon><location offset='15' length='4'/><text>TGFβ</text></annotation>\
        <annotation id='2'><infon key='identifier'>6373</infon><infon key='type'>Gene</infon><location offset='27' length='6'/><text>CXCL11</text></annotation>\
        <annotation id='3'><infon key='identifier'>9</infon><infon key='type'>Gene</infon><location offset='20' length='6'/><text>ABSENT</text></annotation>\
        </passage><relation id='R1'><infon key='type'>Positive_Correlation</infon><node refid='1' role='a'/><node refid='2' role='b'/></relation></document></collection>";
    for (name, bytes) in [("a.json", json.to_string()), ("a.xml", xml.to_owned())] {
        let (corpus, told) = read(name, bytes.as_bytes());
        let paper = &corpus.papers[0];
        assert_eq!(
            blocks(paper),
            ["Title : TGFβ in cells.", "Paragraph Abstract: TGFβ raised CXCL11, an increase."],
            "{name}"
        );
        let tags: Vec<_> = paper.tags.iter().map(|t| &paper.text[t.span.clone()]).collect();
        assert_eq!((paper.id.as_str(), tags), ("pmid:31", vec!["TGFβ", "CXCL11"]), "{name}");
        assert_eq!(corpus.findings.len(), 1, "{name}");
        assert!(
            told.len() == 1 && told[0].contains("1 marked entities do not stand where the file says"),
            "{told:#?}"
        );
    }
}

#[test]
fn indra_statements_become_findings_of_their_readers() {
    let agent =
        |name: &str, id: &str| serde_json::json!({"name": name, "db_refs": {"TEXT": name, "HGNC": id}});
    let evidence = |text: &str, negated: bool| serde_json::json!({"source_api": "reach", "pmid": "55", "text": text, "epistemics": {"negated": negated}});
    let statements = serde_json::json!([
        {"type": "Inhibition", "subj": agent("CXCL11", "10638"), "obj": agent("BRAF", "1097"), "belief": 0.99,
         "evidence": [evidence("CXCL11 blocked BRAF.", false), evidence("CXCL11 did not block BRAF.", true)]},
        {"type": "Phosphorylation", "enz": agent("BRAF", "1097"), "sub": agent("MAPK1", "6871"), "residue": "S", "belief": 0.5,
         "evidence": [{"source_api": "sparser", "text_refs": {"PMID": "56"}, "text": "BRAF phosphorylated MAPK1."}]},
        {"type": "Phosphorylation", "enz": null, "sub": agent("MAPK1", "6871"), "belief": 0.5, "evidence": [evidence("MAPK1 was phosphorylated.", false)]},
        {"type": "Complex", "members": [agent("BRAF", "1097"), agent("MAPK1", "6871")], "belief": 1, "evidence": [{"source_api": "biopax", "pmid": "57"}]}
    ]);
    let folder = folder(&[("s.json", serde_json::to_vec_pretty(&statements).unwrap().as_slice())]);
    let (session, told) = load(&folder);
    assert_eq!(
        says(&session),
        [
            "CXCL11 inhibits BRAF in {nothing known}",
            "denied: CXCL11 inhibits BRAF in {nothing known}",
            "BRAF modifies MAPK1 in {nothing known}",
        ]
    );
    let first = &session.corpus.findings[0].finding;
    assert_eq!((first.extractor.as_str(), first.paper.as_str()), ("reach", "pmid:55"));
    assert!(!serde_json::to_string(first).unwrap().contains("0.99"));
    assert_eq!(told.len(), 1, "{told:#?}");
    let wanted = ["1 Phosphorylation, without one of its agents", "1 by biopax, without a text"];
    assert!(wanted.iter().all(|part| told[0].contains(part)), "{told:#?}");
    // The database gives statements by their hashes.
    let by_hash = serde_json::json!({"limit": 1, "statements": {"-12": statements[0], "34": statements[1]}});
    let (corpus, told) = read("s.json", by_hash.to_string().as_bytes());
    assert_eq!((corpus.findings.len(), told), (3, vec![]));
}

#[test]
fn what_two_databases_tell_of_a_paper_is_one_lineage_with_the_paper() {
    let table = civic(&[[
        "K601N",
        "1612=Breast Cancer",
        "Ownamib",
        "",
        "Predictive",
        "Supports",
        "B",
        "Resistance",
        "It resists.",
    ]]);
    let pubmed = "<PubmedArticle><MedlineCitation><PMID>10001</PMID><Article><ELocationID EIdType=\"doi\">10.1234/p</ELocationID><ArticleTitle>A paper.</ArticleTitle></Article></MedlineCitation></PubmedArticle>";
    let folder =
        folder(&[("own-ClinicalEvidenceSummaries.tsv", table.as_bytes()), ("p.xml", pubmed.as_bytes())]);
    let (session, told) = load(&folder);
    assert_eq!(told, Vec::<String>::new());
    let entry = &session.corpus.findings[0];
    assert_eq!(session.corpus.lineage(entry), "doi:10.1234/p");
    assert_eq!(entry.finding.paper, "doi:10.1234/p");
    assert_eq!(session.corpus.distinct().count(), 1);
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn tar(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (name, bytes) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        builder.append_data(&mut header, name, *bytes).unwrap();
    }
    builder.into_inner().unwrap()
}

fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn archives_are_read_like_folders() {
    let table = civic(&[[
        "K601N",
        "1612=Breast Cancer",
        "Ownamib",
        "",
        "Predictive",
        "Supports",
        "B",
        "Resistance",
        "It resists.",
    ]]);
    let paper = b"+++\nid = \"x:1\"\n+++\nText.\n";
    let inner = gzip(JATS.as_bytes());
    let members: [(&str, &[u8]); 5] = [
        ("set/a.md", paper),
        ("set/b.nxml.gz", &inner),
        ("set/own-ClinicalEvidenceSummaries.tsv", table.as_bytes()),
        ("set/.hidden.md", b"no"),
        ("set/scan.pdf", b"%PDF"),
    ];
    let (tarred, zipped) = (gzip(&tar(&members)), zip(&members));
    for (name, bytes) in [("m.tar.gz", &tarred), ("m.tgz", &tarred), ("m.zip", &zipped)] {
        let folder = folder(&[(name, bytes)]);
        let (session, told) = load(&folder);
        let ids: Vec<_> = session.corpus.papers.iter().map(|p| p.id.as_str()).collect();
        assert_eq!(ids, ["x:1", "doi:10.1234/own.1", "pmid:10001"], "{name}");
        // That of the table's row, and what the article's abstract says.
        assert_eq!(says(&session).len(), 2, "{name}");
        assert!(told.len() == 1 && told[0].contains(&format!("{name}/set/scan.pdf")), "{told:#?}");
    }
}

#[test]
fn a_bomb_and_a_damaged_archive_are_told() {
    let bomb = gzip(&vec![b' '; 80 << 20]);
    let mut cut = gzip(&tar(&[("a.md", AROUND.replace('<', "(").repeat(500).as_bytes())]));
    cut.truncate(cut.len() / 2);
    let folder = folder(&[
        ("bomb.txt.gz", &bomb),
        ("cut.tar.gz", &cut),
        ("no.zip", b"PK\x03\x04 and no more"),
        ("z.md", b"# Good\nText.\n"),
    ]);
    let (session, told) = load(&folder);
    assert_eq!(session.corpus.papers.len(), 1);
    let wanted = [
        "E0513 bomb.txt.gz cannot be read: it ",
        "E0516 cut.tar.gz cannot be read: ",
        "E0516 no.zip cannot be read: ",
    ];
    for part in wanted {
        assert_eq!(told.iter().filter(|t| t.contains(part)).count(), 1, "{part}: {told:#?}");
    }
}

#[test]
fn files_are_read_ahead_in_order() {
    let papers: Vec<(String, String)> = (0..200)
        .map(|n| {
            (
                format!("{n:03}.md"),
                format!("+++\nid = \"x:{n}\"\n+++\n{}\n", "Text. ".repeat((n * 7919) % 1000)),
            )
        })
        .collect();
    let files: Vec<(&str, &[u8])> = papers.iter().map(|(n, t)| (n.as_str(), t.as_bytes())).collect();
    let folder = folder(&files);
    let (corpus, told) = reason::corpus::read(&[folder.path().to_owned()], OnFault::Refuse);
    assert!(told.is_empty(), "{told:#?}");
    let wanted: Vec<String> = (0..200).map(|n| format!("x:{n}")).collect();
    assert_eq!(corpus.papers.iter().map(|p| p.id.clone()).collect::<Vec<_>>(), wanted);
}

#[test]
fn lists_of_retractions_are_read_in_any_shape() {
    let papers = b"+++\nid = \"doi:10.1234/A.1\"\ndoi = \"10.1234/A.1\"\n+++\nA.\n+++\nid = \"pmid:42\"\npmid = \"42\"\n+++\nB.\n+++\nid = \"x:c\"\n+++\nC.\n";
    let lists: [(&str, &[&str]); 6] = [
        ("42\n77\n", &["pmid:42"]),
        ("https://doi.org/10.1234/a.1\n", &["doi:10.1234/A.1"]),
        ("Title\tPubMed ID\tDOI\nA paper\t42\t10.1234/zz\n", &["pmid:42"]),
        ("doi,reason\n10.1234/a.1,\"made up\"\n", &["doi:10.1234/A.1"]),
        ("\u{feff}pmid\r\n42\r\n", &["pmid:42"]),
        ("year\tpmid\n42\t1\n", &[]),
    ];
    for (list, wanted) in lists {
        let folder = folder(&[("corpus/p.md", papers), ("list.txt", list.as_bytes())]);
        let options = Options {
            paths: vec![folder.path().join("corpus")],
            retractions: vec![folder.path().join("list.txt")],
            ..Options::default()
        };
        let (session, told) = Session::load(options);
        assert!(told.is_empty(), "{told:#?}");
        assert_eq!(session.corpus.retracted().map(|p| p.id.as_str()).collect::<Vec<_>>(), wanted, "{list}");
    }
}

#[test]
fn a_list_without_identifiers_is_an_error() {
    let folder =
        folder(&[("corpus/p.md", b"+++\nid = \"x:c\"\n+++\nC.\n"), ("list.txt", b"one paper\nanother\n")]);
    let retractions = vec![folder.path().join("list.txt")];
    let (_, told) = Session::load(Options {
        paths: vec![folder.path().join("corpus")],
        retractions,
        ..Options::default()
    });
    assert_eq!(told.iter().map(|d| d.code).collect::<Vec<_>>(), ["E0518"]);
    assert!(told[0].help.as_deref().is_some_and(|h| h.contains("12345678")));
}

#[test]
fn bad_files_are_told_with_line_and_help_and_the_others_are_read() {
    let deep = format!("<article>{}", "<p>".repeat(10_000));
    let deep_json = format!("{{\"passages\":{}", "[".repeat(10_000));
    let cases: [(&str, &[u8], &str, &str); 12] = [
        ("a.xml", &JATS.as_bytes()[..700], "E0512 a.xml:", "cut off"),
        ("b.xml", b"<article>\n<p>one</b></article>", "E0512 b.xml:2:", "mend"),
        (
            "c.xml",
            b"<article>\n<p>na\xefve</p></article>",
            "E0504 c.xml:2: the text is not UTF-8",
            "encoding",
        ),
        (
            "d.xml",
            b"<?xml version='1.0' encoding='EUC-JP'?><article/>",
            "E0517 d.xml:1: the encoding `euc-jp`",
            "UTF-8",
        ),
        ("e.xml", deep.as_bytes(), "E0513 e.xml:1: elements are nested deeper than 200", "again"),
        ("f.json", deep_json.as_bytes(), "E0513 f.json:1: values are nested deeper", "again"),
        (
            "g.json",
            b"{\"documents\": [\n{\"id\": \"1\", \"passages\": 3}]}",
            "E0514 g.json:2: a document that ends here",
            "BioC-JSON",
        ),
        ("h.json", b"{\n\"documents\": [{\"id\":", "E0512 h.json:2: the file ends in the middle", "cut off"),
        ("i.json", b"{\"some\": \"thing\"}", "E0514 i.json:1: what ends here is neither", "input"),
        (
            "j.PubTator",
            b"1|t|T\n1|a|A\nnonsense\n",
            "E0554 j.PubTator:3: `nonsense` is not the document",
            "title",
        ),
        ("k.txt", b"one\ntwo \xff", "E0504 k.txt:2:", "UTF-8"),
        ("l.json", b"", "E0512 l.json:1: the file ends in the middle", "cut off"),
    ];
    for (name, bytes, start, help) in cases {
        let folder = folder(&[(name, bytes), ("z.md", b"+++\nid = \"x:1\"\n+++\nGood.\n")]);
        let (session, told) = load(&folder);
        assert!(session.corpus.paper("x:1").is_some(), "{name}");
        assert_eq!(told.len(), 1, "{name}: {told:#?}");
        assert!(told[0].starts_with(start) && told[0].contains(help), "{name}: {told:#?}");
    }
}

#[test]
fn files_that_say_nothing_and_files_of_another_kind_are_told() {
    let nested = zip(&[("inner.zip", &zip(&[("a.md", b"A raises B.")]))]);
    let wide: Vec<u8> = [0xff, 0xfe, 0, 0, b'A', 0, 0, 0].to_vec();
    let empty = gzip(&tar(&[]));
    let cases: [(&str, &[u8], &str); 10] = [
        ("a.PubTator", b"", "E0507 there is no text in a.PubTator"),
        ("b.nbib", b"\n", "E0507 there is no text in b.nbib"),
        (
            "c.xml",
            b"<PubmedArticleSet><DeleteCitation><PMID>1</PMID></DeleteCitation></PubmedArticleSet>",
            "E0507 there is no text in c.xml",
        ),
        ("d.json", b"[]", "E0507 there is no text in d.json"),
        ("e.tar.gz", &empty, "E0507 there is no text in e.tar.gz"),
        ("f.zip", &nested, "E0506 f.zip/inner.zip is an archive in an archive"),
        ("g.txt", b"%PDF-1.4\n\x80\xff", "E0506 g.txt is a PDF"),
        ("h.md", &nested, "E0506 h.md is packed"),
        ("i.txt", &wide, "E0517 i.txt:1: the encoding `utf-32` is not read"),
        ("j.xml", b"a,b\n", "E0512 j.xml:2: there is no element in the file / it is empty or no XML"),
    ];
    for (name, bytes, start) in cases {
        let folder = folder(&[(name, bytes), ("z.md", b"+++\nid = \"x:1\"\n+++\nGood.\n")]);
        let (session, told) = load(&folder);
        assert!(session.corpus.paper("x:1").is_some(), "{name}");
        assert!(told.len() == 1 && told[0].starts_with(start), "{name}: {told:#?}");
    }
}

#[test]
fn an_xml_of_another_kind_is_named_among_the_unknown() {
    let (_, told) = read("a.xml", b"<html><body><article><p>x</p></article></body></html>");
    assert!(told.len() == 1 && told[0].starts_with("E0506") && told[0].contains("a.xml"), "{told:#?}");
}

#[test]
fn entities_are_neither_fetched_nor_expanded() {
    let laughs = "<!DOCTYPE article [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;\"><!ENTITY f SYSTEM \"file:///etc/passwd\">]>\
        <article><front><article-meta><article-id pub-id-type='doi'>10.1234/e</article-id></article-meta></front><body><p>&b; &f; &alpha;&#946;</p></body></article>";
    let (corpus, told) = read("a.xml", laughs.as_bytes());
    assert_eq!(&*corpus.papers[0].text, "&b; &f; αβ\n");
    assert_eq!(told.len(), 2, "{told:#?}");
    assert!(told[1].starts_with("E0512 a.xml:1: what `&f;` stands for is not known"), "{told:#?}");
}

#[test]
fn utf_16_and_latin_1_are_read_as_declared() {
    let text = "<?xml version=\"1.0\" encoding=\"UTF-16\"?><article><front><article-meta><title-group><article-title>Naïve β cells</article-title></title-group></article-meta></front></article>";
    let wide: Vec<u8> =
        [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    assert_eq!(read("a.xml", &wide).0.papers[0].title.as_deref(), Some("Naïve β cells"));
    let narrow = text.replace("UTF-16", "ISO-8859-1").replace('β', "b");
    let narrow: Vec<u8> = narrow.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    assert_eq!(read("a.xml", &narrow).0.papers[0].title.as_deref(), Some("Naïve b cells"));
}

#[test]
fn any_beginning_of_a_file_is_read_or_told() {
    let samples = [
        ("a.xml", JATS),
        ("b.xml", PUBMED),
        ("c.PubTator", PUBTATOR),
        (
            "d.json",
            "[{\"id\":1,\"passages\":[{\"offset\":0,\"text\":\"A β.\",\"annotations\":[{\"id\":\"1\",\"infons\":{},\"locations\":[{\"offset\":2,\"length\":9}]}]}]}]",
        ),
    ];
    for (name, sample) in samples {
        for end in (0..sample.len()).step_by(7) {
            let (corpus, told) = read(name, &sample.as_bytes()[..end]);
            let complete = name.ends_with("PubTator");
            assert!(complete || !told.is_empty() || corpus.papers.is_empty(), "{name} {end}");
            for paper in &corpus.papers {
                let spans = paper.blocks.iter().map(|b| &b.span).chain(paper.tags.iter().map(|t| &t.span));
                assert!(spans.clone().all(|s| paper.text.get(s.clone()).is_some()), "{name} {end}");
            }
        }
    }
}

#[test]
fn what_stands_twice_or_is_left_out_in_many_files_is_told_once() {
    let second = PUBTATOR.replace("31|", "32|").replace("31\t", "32\t");
    let folder = folder(&[
        ("a.PubTator", PUBTATOR.as_bytes()),
        ("b.PubTator", second.as_bytes()),
        ("c.PubTator", format!("{PUBTATOR}{second}").as_bytes()),
    ]);
    let (_, told) = reason::corpus::read(&[folder.path().to_owned()], OnFault::Refuse);
    let told: Vec<String> =
        told.iter().map(|d| d.message.replace(&format!("{}/", folder.path().display()), "")).collect();
    assert_eq!(
        told,
        [
            "a.PubTator and 2 more: of 20 relations 12 are left out",
            "2 papers stand in several places, such as pmid:31 in a.PubTator and c.PubTator",
        ]
    );
}

#[test]
fn many_names_that_do_not_stand_in_their_quotes_are_one_remark() {
    let paper = "+++\nid = \"x:1\"\n+++\nIt says little.\n";
    let finding = |n: usize| {
        format!(
            "{{\"says\":\"level\",\"args\":[{{\"text\":\"CD{n}\",\"id\":\"HGNC:10638\"}},{{\"text\":\"high\"}}],\"paper\":\"x:1\",\"quote\":\"It says little.\",\"extractor\":\"own/1\"}}\n"
        )
    };
    let findings: String = (0..30).map(finding).collect();
    let folder = folder(&[("p.md", paper.as_bytes()), ("f.findings.jsonl", findings.as_bytes())]);
    let (_, told) = load(&folder);
    assert_eq!(told.len(), 1, "{told:#?}");
    let wanted =
        ["E0541 30 participants do not stand in their quotes", "`CD0` at f.findings.jsonl:1", "and 27 more"];
    assert!(wanted.iter().all(|part| told[0].contains(part)), "{told:#?}");
}

#[test]
fn rules_name_variants_as_databases_do() {
    let table = civic(&[
        [
            "K601N",
            "1612=Breast Cancer",
            "Ownamib",
            "",
            "Predictive",
            "Supports",
            "B",
            "Resistance",
            "It resists.",
        ],
        [
            "Q61",
            "1612=Breast Cancer",
            "Ownamib",
            "",
            "Predictive",
            "Supports",
            "B",
            "Resistance",
            "So does that.",
        ],
    ]);
    let rules = |marker: &str| {
        format!(
            "hypothesis marks(t: therapy) \"{{t}} is resisted\"\n{marker} confers resistance to ?t ⇒ ?t is resisted\n\
             predicate changed(m: entity) \"{{m}} is changed\"\naltered(?m, mutation, BRAF) ⇒ ?m is changed\n"
        )
    };
    let told = |marker: &str| {
        let folder = folder(&[
            ("own-ClinicalEvidenceSummaries.tsv", table.as_bytes()),
            ("own.rules", rules(marker).as_bytes()),
        ]);
        load(&folder)
    };
    for marker in ["K601N of BRAF", "BRAF K601N"] {
        let (session, found) = told(marker);
        assert!(found.is_empty(), "{found:#?}");
        let cancel = std::sync::Arc::default();
        let evaluated = session.evaluate(&cancel, &mut |_| {}).unwrap();
        let count = |name: &str| {
            let predicate = session.program.schema.get(session.program.schema.predicate(name).unwrap());
            evaluated.model.len(predicate.reads)
        };
        assert_eq!((count("marks"), count("changed")), (1, 2), "{marker}");
    }
    let (_, found) = told("BRAF M2");
    assert!(found.iter().any(|f| f.contains("BRAF M2")), "{found:#?}");
}

#[test]
fn long_texts_of_one_kind_of_line_are_read_at_once() {
    let texts = [
        "\u{c}\n".repeat(100_000) + "A text of cells.\n",
        format!("The drug did not\n{}12\nchange it.\n", "\n".repeat(300_000)),
        "The drug did not\nOwn head of a page\n".repeat(20_000),
        "abc1".repeat(50_000),
        "cells of one kind1 grow. ".repeat(20_000),
        format!("{}{}", "left words of some prose here", " ".repeat(9)).repeat(20_000),
        format!("left words of some prose{}right words of other prose\n", " ".repeat(9)).repeat(10_000),
    ];
    for text in texts {
        let start = std::time::Instant::now();
        read("a.txt", text.as_bytes());
        assert!(start.elapsed().as_secs() < 20, "{:?} {:?}", &text[..12], start.elapsed());
    }
}
