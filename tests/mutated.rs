//! Damaged files in every format of the corpus: read or refused, never a panic, never for long.
//!
//! Files of our own are changed at random, the same way in every run: bytes turned, cut out,
//! doubled, swapped with those of another file. `REASON_MUTATIONS=N cargo test --test mutated` tries
//! N changes of each file; without it, 150.

use std::io::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use reason::corpus::{Corpus, OnFault, read};

/// One small file a format.
const FILES: [(&str, &str); 11] = [
    (
        "a.md",
        "+++\nid = \"doi:10.1/a\"\ntitle = \"A\"\nauthors = [\"Ann Doe\"]\nyear = 2020\n+++\n# A\n\n## Results\n\n\
         CXCL11 activates STAT3 in T cells (Fig. 1).^[3,4]^ It fell – by β2M.\n\n| a | b |\n|---|---|\n| c | d |\n\n\
         ## References\n\n1. Doe A, Poe B. A title. J Of 2019;3:4. doi:10.1/b\n",
    ),
    (
        "a.nxml",
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><!DOCTYPE article><article><front><article-meta>\
         <article-id pub-id-type=\"doi\">10.1/a</article-id><title-group><article-title>Loss of <italic>A</italic></article-title></title-group>\
         <abstract><sec><title>Results</title><p>CXCL11 binds &#946;2M &amp; 10<sup>6</sup> cells<xref ref-type=\"bibr\" rid=\"B1\"><sup>1</sup></xref>.</p></sec></abstract>\
         </article-meta></front><body><table-wrap><table><tr><td rowspan=\"2\">x</td><td>y</td></tr><tr><td>z</td></tr></table></table-wrap></body>\
         <back><ref-list><ref id=\"B1\"><label>1</label><mixed-citation>Doe <year>2019</year></mixed-citation></ref></ref-list></back></article>",
    ),
    (
        "pubmed.xml",
        "<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>7</PMID><Article><ArticleTitle>On A</ArticleTitle>\
         <Abstract><AbstractText Label=\"RESULTS\">CXCL11 activates STAT3.</AbstractText></Abstract>\
         <PublicationTypeList><PublicationType>Review</PublicationType></PublicationTypeList></Article></MedlineCitation></PubmedArticle></PubmedArticleSet>",
    ),
    (
        "a.tei",
        "<TEI xmlns=\"http://www.tei-c.org/ns/1.0\"><teiHeader><fileDesc><titleStmt><title>On A</title></titleStmt><sourceDesc><biblStruct>\
         <monogr><imprint><date when=\"2019-02\"/></imprint></monogr><idno type=\"DOI\">10.1234/a</idno></biblStruct></sourceDesc></fileDesc></teiHeader>\
         <text><body><div><head n=\"2.1\">β2M</head><p>CXCL11 binds TNF <ref type=\"bibr\" target=\"#b0\">1,3-5</ref>.</p></div>\
         <figure type=\"table\"><table><row><cell>x</cell></row></table></figure></body><back><div type=\"references\"><listBibl>\
         <biblStruct xml:id=\"b0\"><note type=\"raw_reference\">Doe 2018</note></biblStruct></listBibl></div></back></text></TEI>",
    ),
    (
        "pages.txt",
        "On A in cells of mice\n\nGrown in media1 and cells2, with β2M3 and in plates.4 However the others5,6 do not\n\n12\n\u{c}On A in cells\nbind it.\n\
         left words of own prose here         right words of own prose here\nleft words of own prose here         right words of own prose – so\n\
         left words of own prose here         right words of own prose here\nleft words of own prose β2M here     right words of own prose here\n\
         left words of own prose here         right words of own prose here\nleft words of own prose here         right words of own prose here\n\
         left words of own prose here         right words of own prose here\nleft words of own prose here         right words of own prose here\n",
    ),
    (
        "bioc.xml",
        "<collection><document><id>7</id><passage><offset>0</offset><text>CXCL11 binds TNF.</text>\
         <annotation id=\"1\"><infon key=\"type\">Gene</infon><infon key=\"identifier\">6373</infon><location offset=\"0\" length=\"6\"/><text>CXCL11</text></annotation>\
         </passage></document></collection>",
    ),
    (
        "bioc.json",
        "{\"documents\":[{\"id\":\"7\",\"passages\":[{\"offset\":0,\"text\":\"CXCL11 binds TNF.\",\"annotations\":[{\"id\":\"1\",\
         \"infons\":{\"type\":\"Gene\",\"identifier\":\"6373\"},\"locations\":[{\"offset\":0,\"length\":6}],\"text\":\"CXCL11\"}]}],\
         \"relations\":[{\"id\":\"R1\",\"infons\":{\"type\":\"Bind\",\"role1\":\"Gene|6373\",\"role2\":\"Gene|7124\"},\"nodes\":[]}]}]}",
    ),
    (
        "a.PubTator",
        "7|t|CXCL11 in melanoma.\n7|a|CXCL11 binds TNF.\n7\t0\t6\tCXCL11\tGene\t6373\n7\tBind\t6373\t7124\n\n",
    ),
    (
        "indra.json",
        "[{\"type\":\"Activation\",\"subj\":{\"name\":\"CXCL11\",\"db_refs\":{\"HGNC\":\"10638\",\"TEXT\":\"CXCL11\"}},\
         \"obj\":{\"name\":\"STAT3\",\"db_refs\":{\"HGNC\":\"11364\"}},\"evidence\":[{\"source_api\":\"r\",\"text\":\"CXCL11 activates STAT3.\",\
         \"pmid\":\"7\",\"epistemics\":{\"negated\":true}}],\"id\":\"1\"}]",
    ),
    (
        "a-ClinicalEvidenceSummaries.tsv",
        "gene\tentrez_id\tvariant\tdisease\tdoid\tdrugs\tevidence_type\tevidence_direction\tevidence_level\tclinical_significance\tevidence_statement\tcitation_id\tsource_type\tevidence_status\tevidence_id\trating\n\
         JAK1\t3716\tV658F\tMelanoma\t1909\tRuxolitinib\tPredictive\tSupports\tB\tSensitivity/Response\tIt helped.\t7\tPubMed\taccepted\t1\t3\n",
    ),
    (
        "a.findings.jsonl",
        "{\"says\":\"activates\",\"args\":[{\"text\":\"CXCL11\"},{\"all\":[{\"text\":\"STAT3\"},{\"text\":\"TNF\"}]}],\"context\":{\"therapy\":[\"letrozole\"]},\
         \"paper\":\"doi:10.1/a\",\"span\":[0,6],\"quote\":\"CXCL11 activates STAT3.\",\"extractor\":\"x/1\"}\n",
    ),
];

/// Longer than this is a hang: the files are small.
const LONGEST: Duration = Duration::from_secs(20);

/// Numbers that only look random, the same in every run (xorshift64*, Vigna 2016).
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        ((self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize) % limit.max(1)
    }

    /// A stretch of at most so many bytes.
    fn stretch(&mut self, bytes: usize, most: usize) -> std::ops::Range<usize> {
        let start = self.below(bytes + 1);
        start..(start + self.below(most)).min(bytes)
    }
}

/// The bytes with one to four changes.
fn mutated(original: &[u8], random: &mut Random) -> Vec<u8> {
    const MARKS: [&str; 14] = [
        "<",
        ">",
        "{",
        "[",
        "\"",
        "\\",
        "&#x110000;",
        "\u{0}",
        "\t",
        "\n",
        "-1",
        "99999999999999999999",
        "é",
        "]]>",
    ];
    let mut bytes = original.to_vec();
    for _ in 0..=random.below(4) {
        let here = random.stretch(bytes.len(), 24);
        match random.below(7) {
            0 if !bytes.is_empty() => {
                let at = random.below(bytes.len());
                bytes[at] = random.below(256) as u8;
            }
            1 => drop(bytes.drain(here)),
            2 => bytes.truncate(here.start),
            3 => {
                let piece = bytes[here.clone()].repeat(1 + random.below(40));
                drop(bytes.splice(here.end..here.end, piece));
            }
            4 => drop(bytes.splice(here.start..here.start, MARKS[random.below(MARKS.len())].bytes())),
            5 => {
                let other = FILES[random.below(FILES.len())].1.as_bytes();
                let piece = other[random.stretch(other.len(), 200)].to_vec();
                drop(bytes.splice(here, piece));
            }
            _ => {
                let piece: Vec<u8> = bytes.drain(here).collect();
                let at = random.below(bytes.len() + 1);
                drop(bytes.splice(at..at, piece));
            }
        }
    }
    bytes
}

fn count() -> usize {
    std::env::var("REASON_MUTATIONS").ok().and_then(|n| n.parse().ok()).unwrap_or(150)
}

fn is_sound(corpus: &Corpus, told: &str) {
    for paper in &corpus.papers {
        let blocks = paper.blocks.iter().map(|b| &b.span);
        let tags = paper.tags.iter().map(|t| &t.span);
        let citations = paper.citations.iter().map(|c| &c.span);
        for span in blocks.chain(tags).chain(citations) {
            assert!(paper.text.get(span.clone()).is_some(), "{told}: {span:?} is no part of the text");
        }
    }
}

#[test]
fn damaged_files_are_read_or_refused() {
    let mut random = Random(11);
    for (name, text) in FILES {
        let (corpus, _) = read::bytes(Path::new(name), text.as_bytes(), OnFault::LeaveOut);
        assert!(!corpus.papers.is_empty() || !corpus.findings.is_empty(), "{name} is read");
        for number in 0..count() {
            let bytes = mutated(text.as_bytes(), &mut random);
            let told = format!("{name}, change {number}: {}", String::from_utf8_lossy(&bytes));
            let start = Instant::now();
            let (corpus, diagnostics) = read::bytes(Path::new(name), &bytes, OnFault::LeaveOut);
            assert!(start.elapsed() < LONGEST, "{told}: took {:?}", start.elapsed());
            is_sound(&corpus, &told);
            assert!(diagnostics.iter().all(|d| d.help.is_some()), "{told}: {diagnostics:#?}");
        }
    }
}

#[test]
fn damaged_archives_are_read_or_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let mut tar = tar::Builder::new(Vec::new());
    for (name, text) in FILES {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).expect("a member");
        zip.write_all(text.as_bytes()).expect("written");
        let mut header = tar::Header::new_gnu();
        header.set_size(text.len() as u64);
        header.set_mode(0o644);
        tar.append_data(&mut header, name, text.as_bytes()).expect("written");
    }
    let zip = zip.finish().expect("finished").into_inner();
    let tar = tar.into_inner().expect("finished");
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(&tar).expect("written");
    let mut random = Random(13);
    for (name, whole) in [("a.zip", zip), ("a.tar", tar), ("a.tar.gz", packed.finish().expect("finished"))] {
        for number in 0..count() / 3 {
            let path = folder.path().join(name);
            let bytes = if number == 0 { whole.clone() } else { mutated(&whole, &mut random) };
            std::fs::write(&path, bytes).expect("a file");
            let start = Instant::now();
            let (corpus, diagnostics) = read::read(&[path], OnFault::LeaveOut);
            assert!(start.elapsed() < LONGEST, "{name}, change {number}: took {:?}", start.elapsed());
            assert!(number > 0 || corpus.papers.len() > 3, "{name} is read: {diagnostics:#?}");
            is_sound(&corpus, name);
        }
    }
}
