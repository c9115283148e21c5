//! TEI as GROBID makes it of a PDF, on a study that nobody made.

#![allow(clippy::unwrap_used)]

use std::path::Path;

use reason::corpus::extract::sentences;
use reason::corpus::{BlockRole, Corpus, OnFault};

const TEI: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>
<TEI xml:space=\"preserve\" xmlns=\"http://www.tei-c.org/ns/1.0\"><teiHeader xml:lang=\"en\">
<fileDesc><titleStmt><title level=\"a\" type=\"main\">GAS6 drives evasion in our own cells</title></titleStmt>
<publicationStmt><publisher/><date type=\"published\" when=\"2021-03-02\">2 March 2021</date></publicationStmt>
<sourceDesc><biblStruct><analytic>
<author><persName><forename type=\"first\">Ada</forename><forename type=\"middle\">B</forename><surname>One</surname></persName><affiliation key=\"aff0\"><orgName>Own University</orgName></affiliation></author>
<title level=\"a\" type=\"main\">GAS6 drives evasion in our own cells</title></analytic>
<monogr><title level=\"j\">Own Journal</title><imprint><date type=\"published\" when=\"2021-03-02\"/></imprint></monogr>
<idno type=\"MD5\">0000</idno><idno type=\"DOI\">10.1234/own.tei</idno></biblStruct></sourceDesc></fileDesc>
<profileDesc><abstract><div><p><s>GAS6 activates AXL.</s><s>AXL increased the expression of PDL1.</s></p></div></abstract></profileDesc></teiHeader>
<text xml:lang=\"en\"><body>
<div><head n=\"1\">Introduction</head><p>Myeloid cells inhibit T cells <ref type=\"bibr\" target=\"#b0\">1,</ref><ref type=\"bibr\" target=\"#b1\">2</ref>. They suppress others <ref type=\"bibr\" target=\"#b0\">[1]</ref>, as said (<ref type=\"bibr\" target=\"#b2\">Doe, 2019</ref>) and since <ref type=\"bibr\" target=\"#b0\">1-3</ref>.</p></div>
<div><head>Own aims</head><p>We asked.</p></div>
<div><head n=\"2\">Results</head><p>We counted.</p></div>
<div><head n=\"2.1\">GAS6 in cells</head><p>GAS6 rose at 10<hi rend=\"superscript\">6</hi> cells <ref type=\"figure\" target=\"#fig_0\">(Figure 1</ref>).<note place=\"foot\">A note that promotes nothing.</note></p><formula xml:id=\"formula_0\">a = b</formula></div>
<figure xml:id=\"fig_0\"><head>Figure 1 .</head><label>1</label><figDesc><div><p><s>GAS6 in cells.</s><s>Bars are means.</s></p></div></figDesc><graphic/></figure>
<figure type=\"table\" xml:id=\"tab_0\"><head>Table 1 :</head><label>1</label><figDesc>Agents.</figDesc><table><row><cell>Agent</cell><cell>Phase</cell></row><row><cell>Ownamib</cell><cell>II</cell></row></table></figure>
</body><back><div type=\"acknowledgement\"><div><head>Acknowledgements</head><p>We thank PTEN, which inhibits AKT1.</p></div></div>
<div type=\"references\"><listBibl>
<biblStruct xml:id=\"b0\"><analytic><title level=\"a\">First</title><author><persName><forename>A</forename><surname>Doe</surname></persName></author></analytic><monogr><title level=\"j\">J Own</title><imprint><date when=\"2018\"/></imprint></monogr><idno type=\"DOI\">10.1234/first</idno></biblStruct>
<biblStruct xml:id=\"b1\"><analytic><title level=\"a\">Second</title></analytic><note type=\"raw_reference\">Roe B. Second. J Own. 2017.</note></biblStruct>
<biblStruct xml:id=\"b2\"><monogr><title>Third</title><imprint><date when=\"2019\"/></imprint></monogr></biblStruct>
</listBibl></div></back></text></TEI>";

fn read(name: &str, text: &str) -> (Corpus, Vec<String>) {
    let (corpus, told) = reason::corpus::read::bytes(Path::new(name), text.as_bytes(), OnFault::Refuse);
    (corpus, told.iter().map(|d| format!("{} {}", d.code, d.message)).collect())
}

#[test]
fn a_paper_is_read_with_sections_citations_and_references() {
    for name in ["own.tei.xml", "own.tei", "own.txt"] {
        let (corpus, told) = read(name, TEI);
        assert_eq!(told, [""; 0]);
        let paper = &corpus.papers[0];
        assert_eq!(
            (paper.id.as_str(), paper.year, paper.journal.as_deref()),
            ("doi:10.1234/own.tei", Some(2021), Some("Own Journal"))
        );
        assert_eq!(paper.authors, ["Ada B One"]);
        let said = |role: BlockRole| {
            let of_role = paper.blocks.iter().filter(move |b| b.role == role);
            of_role
                .map(|b| (b.section.join(" > "), paper.text[b.span.clone()].to_owned()))
                .collect::<Vec<_>>()
        };
        let pair = |section: &str, text: &str| (section.to_owned(), text.to_owned());
        assert_eq!(said(BlockRole::Title)[0].1, "GAS6 drives evasion in our own cells");
        assert_eq!(
            said(BlockRole::Paragraph),
            [
                pair("Abstract", "GAS6 activates AXL. AXL increased the expression of PDL1."),
                pair(
                    "Introduction",
                    "Myeloid cells inhibit T cells [1][2]. They suppress others [1], as said (Doe, 2019) and since [1-3]."
                ),
                pair("Own aims", "We asked."),
                pair("Results", "We counted."),
                pair("Results > GAS6 in cells", "GAS6 rose at 10^6 cells (Figure 1)."),
            ]
        );
        assert_eq!(said(BlockRole::Caption)[0].1, "Figure 1. GAS6 in cells. Bars are means.");
        assert_eq!(said(BlockRole::Row)[1].1, "Ownamib\tII\t");
        assert!(said(BlockRole::Furniture).iter().all(|(section, _)| section == "Acknowledgements"));
        let labels: Vec<String> = paper.citations.iter().map(|c| c.labels.join(" ")).collect();
        assert_eq!(labels, ["1", "2", "1", "3", "1 2 3"]);
        let references: Vec<_> =
            paper.references.iter().map(|r| (r.doi.as_deref(), r.year, r.text.as_str())).collect();
        assert_eq!(references[0], (Some("10.1234/first"), Some(2018), "A Doe. First. J Own. 2018"));
        assert_eq!(references[1], (None, None, "Roe B. Second. J Own. 2017."));
        assert!(sentences(paper).iter().all(|s| !paper.text[s.span.clone()].contains("promotes nothing")));
    }
}

#[test]
fn a_damaged_file_is_told_and_several_papers_are_read() {
    let (corpus, told) = read("own.tei.xml", &TEI[..TEI.len() / 2]);
    assert!(corpus.papers.is_empty() && told.len() == 1 && told[0].starts_with("E0512"), "{told:?}");
    let one = TEI.split_once("?>").unwrap().1;
    let two = format!("<teiCorpus>{one}{}</teiCorpus>", one.replace("own.tei", "own.tei2"));
    assert_eq!(read("own.xml", &two).0.papers.len(), 2);
}

#[test]
fn the_xml_of_publishers_is_told_with_a_way_out() {
    let files = [
        (
            "full-text-retrieval-response",
            "<full-text-retrieval-response><coredata/></full-text-retrieval-response>",
        ),
        ("Publisher", "<Publisher><PublisherInfo/><Journal/></Publisher>"),
        (
            "article",
            "<article xmlns:ja='http://www.elsevier.com/xml/ja/dtd'><item-info/><head/><body/></article>",
        ),
    ];
    for (root, text) in files {
        let (corpus, told) = read("a.xml", text);
        assert_eq!(corpus.papers.len(), 0, "{root}");
        assert_eq!(told, [format!("E0506 not read, as XML of another format: a.xml (<{root}>)")]);
    }
}
