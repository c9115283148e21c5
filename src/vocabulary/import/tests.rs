//! Files of our own in the shapes that registers give theirs.

use std::io::Write as _;

use super::*;
use crate::source::Sources;
use crate::vocabulary::lexicon::Lexicon;
use crate::vocabulary::{Named, Vocabulary};

const HGNC: &str =
    "HGNC ID\tApproved symbol\tApproved name\tStatus\tAlias symbols\tNCBI Gene ID(supplied by NCBI)\t\
UniProt ID(supplied by UniProt)\tPrevious symbols\tLocus type
HGNC:9001\tQRS1\tquick response sensor 1\tApproved\tQRSK, p77\t7001\tQ90001\tOLDQ1\tgene with protein product
HGNC:9002\tQRS2\tquick response sensor 2\tApproved\tQRSK\t7002\tQ90002\t\tgene with protein product
HGNC:9003\tGONE1\tgone\tEntry Withdrawn\t\t\t\t\t
HGNC:9004\tQRS1P\tQRS1 pseudogene\tApproved\tQRS1\t\t\t\tpseudogene
";
const ENTITIES: &str = "QRS\nQRS_complex\n";
const RELATIONS: &str = "HGNC,QRS1,isa,FPLX,QRS\nHGNC,QRS2,isa,FPLX,QRS\nHGNC,QRS1,partof,FPLX,QRS_complex\n";
const NAMES: &str = "QRS,FPLX,QRS,,,,\nQRSK,FPLX,QRS,,,,\nQRS-1,UP,Q90001,HGNC,QRS1,,\n\"quick, slow\",FPLX,QRS_complex,,,,\n";
const OBO: &str = "format-version: 1.2

[Term]
id: MONDO:0900001
name: glassy fever
synonym: \"fever, glassy\" EXACT []
synonym: \"fever\" BROAD []
xref: MESH:D900001
is_a: MONDO:0900000 ! fevers

[Term]
id: MONDO:0900000
name: fever disease

[Term]
id: MONDO:0900002
name: old fever
is_obsolete: true
";
const MESH: &str = "Glass Fever\tD900001\nShivers\tD900002\n";
const GRAPH: &str = r#"{"graphs":[{"nodes":[
 {"id":"http://purl.obolibrary.org/obo/CL_0900001","lbl":"pale cell","type":"CLASS",
  "meta":{"synonyms":[{"pred":"hasExactSynonym","val":"PLCX"},{"pred":"hasBroadSynonym","val":"cell"}]}},
 {"id":"http://purl.obolibrary.org/obo/CL_0900000","lbl":"coloured cell"}],
 "edges":[{"sub":"http://purl.obolibrary.org/obo/CL_0900001","pred":"is_a","obj":"http://purl.obolibrary.org/obo/CL_0900000"}]}]}"#;
const LIST: &str = r#"[{"id":"CHEBI:900001","name":"glassine","namespace":"chebi","relations":{"is_a":["CHEBI:900000"]},
 "synonyms":["glass-ine A"],"xrefs":[{"id":"123","namespace":"PUBCHEM"}]},
 {"id":"CHEBI:900000","name":"mineral drug","namespace":"chebi","alt_ids":["CHEBI:900009"]}]"#;

/// The files in a folder that lasts as long as the first result.
fn folder_of(files: &[(&str, &str)]) -> (tempfile::TempDir, Vec<PathBuf>) {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |(name, text): &(&str, &str)| {
        let path = folder.path().join(name);
        if name.ends_with(".gz") {
            let file = std::fs::File::create(&path).expect("a file");
            let mut packed = flate2::write::GzEncoder::new(file, flate2::Compression::fast());
            packed.write_all(text.as_bytes()).expect("written");
            packed.finish().expect("finished");
        } else {
            std::fs::write(&path, text).expect("written");
        }
        path
    };
    let paths = files.iter().map(write).collect();
    (folder, paths)
}

fn imported(files: &[(&str, &str)]) -> (Lexicon, Summary) {
    let (_folder, paths) = folder_of(files);
    let (bytes, summary) = import(&paths, &ImportOptions::default()).expect("sound files");
    let mut lexicon = Lexicon::default();
    assert_eq!(lexicon.add(bytes), Ok(true));
    (lexicon, summary)
}

fn genes() -> Vec<(&'static str, &'static str)> {
    vec![("hgnc.tsv", HGNC), ("entities.csv", ENTITIES), ("relations.csv.gz", RELATIONS), ("map.csv", NAMES)]
}

fn ids(lexicon: &Lexicon, name: &str) -> Vec<(String, u32)> {
    lexicon.lookup(name).into_iter().map(|c| (c.id.to_owned(), c.rank)).collect()
}

#[test]
fn families_and_genes_are_joined() {
    let (lexicon, summary) = imported(&genes());
    assert_eq!(
        ids(&lexicon, "QRSK"),
        [("FPLX:QRS".into(), 0), ("HGNC:9001".into(), 1), ("HGNC:9002".into(), 1)]
    );
    assert_eq!(ids(&lexicon, "QRS1")[0], ("HGNC:9001".into(), 0));
    assert_eq!(ids(&lexicon, "QRS-1"), ids(&lexicon, "QRS1"));
    assert_eq!(ids(&lexicon, "OLDQ1"), [("HGNC:9001".into(), 0)]);
    assert_eq!(ids(&lexicon, "quick, slow"), [("FPLX:QRS_complex".into(), 0)]);
    assert_eq!(lexicon.entity("HGNC:9001").map(|e| e.parents), Some(vec!["FPLX:QRS".into()]));
    assert_eq!(lexicon.entity("FPLX:QRS_complex").map(|e| e.kind), Some("complex".to_owned()));
    assert_eq!(summary.entities["gene"], 3);
    assert_eq!(summary.files[0].left_out["withdrawn"], 1);
    for reference in ["NCBIGene:7001", "EGID:7001", "UP:Q90001", "UniProt:Q90001", "HGNC:9001"] {
        assert_eq!(lexicon.by_reference(reference).first().map(|c| c.id), Some("HGNC:9001"), "{reference}");
    }
}

#[test]
fn the_complete_set_of_hgnc_is_read_in_any_order_of_columns() {
    let table = "symbol\thgnc_id\tname\tlocus_group\tlocus_type\tstatus\talias_symbol\tprev_symbol\tentrez_id\tuniprot_ids\r\n\
                 QRS1\tHGNC:9001\tquick response sensor 1\tprotein-coding gene\tgene with protein product\tApproved\t\"QRSK|P77X\"\tOLDQ1\t7001\t\"Q90001|Q90002\"\r\n";
    let (lexicon, summary) = imported(&[("hgnc_complete_set.txt", table)]);
    assert_eq!(summary.files[0].format, "HGNC table");
    for name in ["QRS1", "QRSK", "P77X", "OLDQ1", "quick response sensor 1"] {
        assert_eq!(ids(&lexicon, name), [("HGNC:9001".into(), 0)], "{name}");
    }
    assert_eq!(lexicon.by_reference("UniProt:Q90002").first().map(|c| c.id), Some("HGNC:9001"));
}

#[test]
fn an_ontology_with_terms_of_others_keeps_those_whose_register_tells_a_kind() {
    let obo = "format-version: 1.2\n\n[Term]\nid: CL:0900001\nname: pale cell\nalt_id: CL:0900009\nis_a: CL:0900000\n\n\
               [Term]\nid: CL:0900000\nname: coloured cell\n\n[Term]\nid: PATO:0900001\nname: paleness quality\n\n\
               [Term]\nid: UBERON:0900001\nname: pale gland\n";
    let (lexicon, summary) = imported(&[("cell-types.obo", obo)]);
    assert_eq!((summary.entities["cell"], summary.entities["tissue"]), (2, 1));
    assert_eq!(summary.files[0].left_out["of a register that tells no kind"], 1);
    assert_eq!(lexicon.by_reference("CL:0900009").first().map(|c| c.id), Some("CL:0900001"));
    assert_eq!(ids(&lexicon, "paleness quality"), []);
}

#[test]
fn a_table_with_a_header_is_read_by_the_names_of_its_columns() {
    let tabs =
        "Type\tTerm ID\tLabel\tSynonyms\ndisease\tMONDO:0900001\tglassy fever\tglass ague|vitreous fever\n";
    let commas = "id,name\nCHEBI:900001,\"glassine, pure\"\n";
    let (lexicon, summary) = imported(&[("own.tsv", tabs), ("own.csv", commas)]);
    assert_eq!((summary.entities["disease"], summary.entities["chemical"]), (1, 1));
    assert_eq!(ids(&lexicon, "vitreous fever"), [("MONDO:0900001".into(), 0)]);
    assert_eq!(ids(&lexicon, "glassine, pure"), [("CHEBI:900001".into(), 0)]);
}

#[test]
fn words_and_weak_short_forms_are_no_names() {
    let table = "HGNC ID\tApproved symbol\tApproved name\tStatus\tAlias symbols\n\
                 HGNC:9011\tREST\tremaining element\tApproved\tQZX, QZXK, CI, Rest\n\
                 HGNC:9012\tQZ\tquartz\tApproved\t\nHGNC:9013\tQZV\tquartz V\tApproved\t\n";
    let (lexicon, _) = imported(&[("hgnc.tsv", table)]);
    for (name, found) in [
        ("REST", true),
        ("rest", false),
        ("Rest", false),
        ("QZX", false),
        ("QZXK", true),
        ("CI", false),
        ("QZ", false),
        ("QZV", true),
        ("qzv", false),
    ] {
        assert_eq!(!lexicon.lookup(name).is_empty(), found, "{name}");
    }
}

#[test]
fn genes_have_the_names_that_texts_use() {
    let table = "HGNC ID\tApproved symbol\tApproved name\tStatus\tAlias symbols\n\
                 HGNC:9021\tQZV\tquartzin, basal layer associated\tApproved\t\n\
                 HGNC:9022\tQRB1\tquartzin beta 1\tApproved\t\n\
                 HGNC:9023\tQLIG4\tDNA glueing enzyme 4\tApproved\t\n\
                 HGNC:9024\tTYR\ttaylorin\tApproved\t\nHGNC:9025\tQNDC\tquiet\tApproved\t\n";
    let (lexicon, _) = imported(&[("hgnc.tsv", table)]);
    for (name, id) in [
        ("quartzin", Some("HGNC:9021")),
        ("Qzv", Some("HGNC:9021")),
        ("beta-quartzin 1", Some("HGNC:9022")),
        ("DNA glueing enzyme IV", Some("HGNC:9023")),
        ("Tyr", None),
        ("QnDC", Some("HGNC:9025")),
    ] {
        assert_eq!(lexicon.lookup(name).first().map(|c| c.id), id, "{name}");
    }
}

#[test]
fn a_latin_letter_may_stand_for_a_greek_one() {
    let table = "HGNC ID\tApproved symbol\tApproved name\tStatus\tAlias symbols\n\
                 HGNC:9021\tQRF\tquick factor\tApproved\tQRF-alpha\nHGNC:9022\tCQN\tbeta-quenin\tApproved\tQNT-β1\n";
    let (lexicon, _) = imported(&[("hgnc.tsv", table)]);
    for (name, id) in [
        ("QRF-a", "HGNC:9021"),
        ("QRFa", "HGNC:9021"),
        ("QRF-α", "HGNC:9021"),
        ("b-quenin", "HGNC:9022"),
        ("QNT-b1", "HGNC:9022"),
    ] {
        assert_eq!(ids(&lexicon, name).first().map(|(id, _)| id.as_str()), Some(id), "{name}");
    }
}

#[test]
fn processes_that_say_what_a_molecule_does_are_left_to_the_reader() {
    let processes = "QRS1 secretion\tGO:0900001\nglassine breakdown\tGO:0900002\nclot forming\tGO:0900003\n";
    let mut files = genes();
    files.extend([("chebi.json", LIST), ("process.tsv", processes)]);
    let (lexicon, _) = imported(&files);
    assert_eq!(ids(&lexicon, "QRS1 secretion"), []);
    assert_eq!(ids(&lexicon, "glassine breakdown"), []);
    assert_eq!(ids(&lexicon, "clot forming"), [("GO:0900003".into(), 0)]);
}

#[test]
fn trees_beside_the_widest_one_are_left_out() {
    let list = r#"[{"id":"CHEBI:1","name":"all stuff","namespace":"chebi"},
      {"id":"CHEBI:2","name":"glassine","namespace":"chebi","relations":{"is_a":["CHEBI:1"]}},
      {"id":"CHEBI:3","name":"glassone","namespace":"chebi","relations":{"is_a":["CHEBI:2"]}},
      {"id":"CHEBI:4","name":"function of stuff","namespace":"chebi"},
      {"id":"CHEBI:5","name":"softener","namespace":"chebi","relations":{"is_a":["CHEBI:4"]}},
      {"id":"CHEBI:6","name":"lone stuff","namespace":"chebi"}]"#;
    let (lexicon, summary) = imported(&[("chebi.json", list)]);
    assert_eq!(ids(&lexicon, "softener"), []);
    assert_eq!(ids(&lexicon, "lone stuff"), [("CHEBI:6".into(), 0)]);
    assert_eq!(summary.files[0].left_out["below a smaller root"], 2);
}

#[test]
fn an_alias_of_a_pseudogene_is_none() {
    let (lexicon, _) = imported(&genes());
    assert!(!ids(&lexicon, "QRS1").iter().any(|(id, _)| id == "HGNC:9004"));
    assert_eq!(ids(&lexicon, "QRS1P"), [("HGNC:9004".into(), 0)]);
}

#[test]
fn ontologies_are_joined_by_their_cross_references() {
    let (lexicon, summary) = imported(&[("mondo.obo", OBO), ("mesh-disease.tsv", MESH)]);
    assert_eq!(ids(&lexicon, "glassy fever"), [("MONDO:0900001".into(), 0)]);
    assert_eq!(ids(&lexicon, "glass fever"), [("MONDO:0900001".into(), 0)]);
    assert_eq!(ids(&lexicon, "shivers"), [("MESH:D900002".into(), 0)]);
    assert_eq!(ids(&lexicon, "fever"), []);
    assert_eq!(ids(&lexicon, "old fever"), []);
    assert_eq!(summary.joined, 1);
    assert_eq!(lexicon.by_reference("D900001").first().map(|c| c.id), Some("MONDO:0900001"));
    assert_eq!(lexicon.entity("MONDO:0900001").map(|e| e.parents), Some(vec!["MONDO:0900000".into()]));
}

#[test]
fn graphs_and_lists_of_terms_are_read() {
    let (lexicon, _) = imported(&[("cl.json", GRAPH), ("chebi.json", LIST)]);
    assert_eq!(ids(&lexicon, "pale cells"), [("CL:0900001".into(), 0)]);
    assert_eq!(ids(&lexicon, "PLCX"), [("CL:0900001".into(), 0)]);
    assert_eq!(lexicon.entity("CL:0900001").map(|e| e.parents), Some(vec!["CL:0900000".into()]));
    assert_eq!(ids(&lexicon, "glassine A"), [("CHEBI:900001".into(), 0)]);
    assert_eq!(lexicon.by_reference("CHEBI:900009").first().map(|c| c.name), Some("mineral drug"));
    assert_eq!(lexicon.by_reference("PUBCHEM:123").first().map(|c| c.kind), Some("chemical"));
}

#[test]
fn what_a_file_does_not_tell_is_asked_for() {
    let codes = |files: &[(&str, &str)], options: &ImportOptions| -> Vec<&'static str> {
        let (_folder, paths) = folder_of(files);
        import(&paths, options).map_or_else(|found| found.iter().map(|d| d.code).collect(), |_| Vec::new())
    };
    let none = ImportOptions::default();
    assert_eq!(codes(&[("list.tsv", "shivers\tD900002\n")], &none), ["E0222"]);
    assert_eq!(codes(&[("drug.tsv", "glassine\t77\n")], &none), ["E0223"]);
    let told = ImportOptions { kind: Some("drug".to_owned()), register: Some("PUBCHEM".to_owned()) };
    assert_eq!(codes(&[("list.tsv", "glassine\t77\n")], &told), Vec::<&str>::new());
    assert_eq!(codes(&[("empty.csv", "")], &none), ["E0221"]);
    assert_eq!(codes(&[("prose.txt", "Some, prose that\nis no table, at, all\n")], &none), ["E0221"]);
    assert_eq!(codes(&[("broken.json", "[{\"id\":")], &none), ["E0221"]);
    assert_eq!(codes(&[("map.csv", "QRS,FPLX,QRS,,,,\n"), ("gone.tsv.gz", "")], &none), ["E0221"]);
}

/// Hand-made entities, with the imported genes behind them.
fn backed(table: &str) -> Vocabulary {
    let mut sources = Sources::default();
    let source = sources.add("own.tsv", table);
    let mut vocabulary = Vocabulary::default();
    assert!(vocabulary.read(&sources, source).is_empty());
    vocabulary.back(imported(&genes()).0);
    assert!(vocabulary.finish().is_empty());
    vocabulary
}

#[test]
fn imported_entities_join_when_they_are_named() {
    let table = "id\tname\tkind\tsynonyms\tparents\tacts on\tcross-references\n\
                 X:own\tp77\tprocess\t\t\t\t\nHGNC:9002\tQRS2\tgene\tmine\t\t\t\n";
    let mut vocabulary = backed(table);
    assert_eq!(vocabulary.len(), 2);
    assert!(!vocabulary.join_named([Named::text("p77"), Named::text("mine"), Named::text("nobody")]));
    assert!(vocabulary.join_named([Named { id: Some("NCBIGene:7001"), ..Named::default() }]));
    let found: Vec<&str> = vocabulary.lookup("QRS1").iter().map(|e| &*e.id).collect();
    assert_eq!(found, ["HGNC:9001"]);
    assert!(vocabulary.is_a("HGNC:9001", "FPLX:QRS"));
    assert_eq!(vocabulary.lookup("p77")[0].id.as_ref(), "X:own");
    assert!(vocabulary.is_imported("HGNC:9001") && !vocabulary.is_imported("HGNC:9002"));
    assert!(!vocabulary.join_named_in(&["QRS1 promotes mine"]));
    assert!(vocabulary.join_named_in(&["when quick, slow rises"]));
}

#[test]
fn a_hand_made_entity_is_found_by_the_names_of_the_imported_one_that_it_is() {
    let table = "id\tname\tkind\tsynonyms\tparents\tacts on\tcross-references\n\
                 NCBIGene:7001\tquarrel\tgene\t\t\t\t\nX:other\tquick\tprocess\t\t\t\t\n";
    let mut vocabulary = backed(table);
    assert!(vocabulary.lookup("QRS1").is_empty());
    assert!(vocabulary.join_named([Named::text("QRS1")]));
    let found = |name: &str| vocabulary.lookup(name).iter().map(|e| e.id.to_string()).collect::<Vec<_>>();
    assert_eq!(found("QRS1"), ["NCBIGene:7001"]);
    assert_eq!(found("quarrel"), ["NCBIGene:7001"]);
    assert_eq!(found("quick"), ["X:other"]);
}

#[test]
fn hand_made_names_win_over_imported_ones() {
    let table =
        "id\tname\tkind\tsynonyms\tparents\tacts on\tcross-references\nX:qrs\tqrs1\tprocess\tQRS1\t\t\t\n";
    let vocabulary = backed(table);
    let lexicon = Lexicon::of(&vocabulary);
    let first: Vec<(&str, bool)> = lexicon.lookup("QRS1").iter().map(|c| (c.id, c.is_field)).collect();
    assert_eq!(first[..2], [("X:qrs", true), ("HGNC:9001", false)]);
}
