//! `reason vocabulary import` from outside: each format, and what is wrong with a file.

use std::fs;
use std::io::Write as _;
use std::process::{Command, Output};

use tempfile::TempDir;

/// Small tables in the shapes that registers give theirs; the names are nobody's.
const TABLES: [(&str, &str, &str); 8] = [
    (
        "hgnc.tsv",
        "HGNC table",
        "HGNC ID\tApproved symbol\tApproved name\tStatus\tAlias symbols\n\
         HGNC:990001\tQZA1\tquiet zebra 1\tApproved\tQZALIAS\n\
         HGNC:990002\tQZGONE\tgone\tEntry Withdrawn\t\n",
    ),
    ("relations.csv", "FamPlex relations", "HGNC,QZA1,isa,FPLX,QZFAM\n"),
    (
        "fevers.obo",
        "OBO",
        "format-version: 1.2\n\n[Term]\nid: MONDO:0990001\nname: glassy fever\nsynonym: \"fever, glassy\" EXACT []\n",
    ),
    (
        "cells.json",
        "OBO graph",
        r#"{"graphs":[{"nodes":[{"id":"http://purl.obolibrary.org/obo/CL_0990001","lbl":"glassy cell","type":"CLASS"}],"edges":[]}]}"#,
    ),
    (
        "drugs.json",
        "JSON list of terms",
        r#"[{"id":"CHEBI:990001","name":"glassine","namespace":"chebi","synonyms":["glass A"],"xrefs":[]}]"#,
    ),
    ("cell-ontology.tsv", "table of names", "pale glass cell\tCL:0990002\n"),
    ("mesh-disease.tsv", "table of names", "Glass Shivers\tD990001\n"),
    (
        "own.tsv",
        "vocabulary table",
        "id\tname\tkind\tsynonyms\tparents\tacts on\tcross-references\n\
         X:glass-p\tglass making\tprocess\tglassing\t\t\t\n",
    ),
];

fn reason(folder: &TempDir, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_reason"));
    command.current_dir(folder.path()).args(arguments).env_remove("NO_COLOR").output().expect("it starts")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn write(folder: &TempDir, name: &str, bytes: &[u8]) {
    let path = folder.path().join(name);
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    fs::write(path, bytes).expect("a file");
}

fn packed(text: &str) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(text.as_bytes()).expect("written");
    packed.finish().expect("finished")
}

/// Imports all tables into one file of names beside the rules.
fn imported() -> (TempDir, Output) {
    let folder = tempfile::tempdir().expect("a folder");
    let mut arguments = vec!["vocabulary", "import"];
    for (name, _, table) in TABLES {
        write(&folder, name, table.as_bytes());
        arguments.push(name);
    }
    fs::create_dir_all(folder.path().join("rules/vocabulary")).expect("a folder");
    arguments.extend(["-o", "rules/vocabulary/registers.lexicon"]);
    let output = reason(&folder, &arguments);
    (folder, output)
}

#[test]
fn each_format_is_recognised_by_its_shape() {
    let (_, output) = imported();
    let said = text(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{said}{}", text(&output.stderr));
    for (name, format, _) in TABLES {
        assert!(said.contains(&format!("{name}: {format}")), "{name} is no {format}: {said}");
    }
    assert!(said.contains("left out 1: withdrawn"), "{said}");
    for kind in ["1 gene", "2 disease", "2 cell", "1 chemical", "1 process"] {
        assert!(said.contains(kind), "{kind}: {said}");
    }
}

#[test]
fn a_packed_table_is_read_like_a_plain_one() {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, format, table) in TABLES.iter().filter(|(name, ..)| *name != "relations.csv") {
        let name = format!("{name}.gz");
        write(&folder, &name, &packed(table));
        let output = reason(&folder, &["vocabulary", "import", &name, "-o", "a.lexicon"]);
        let said = text(&output.stdout);
        assert!(said.contains(&format!("{name}: {format}")), "{said}{}", text(&output.stderr));
    }
}

#[test]
fn imported_names_are_known_in_rules_findings_and_questions() {
    let (folder, _) = imported();
    write(&folder, "rules/a.rules", b"?a increases ?b \xe2\x87\x92 ?b increases ?a\n");
    write(
        &folder,
        "corpus/a.md",
        b"+++\nid = \"doi:10.1/a\"\ntitle = \"A\"\nyear = 2020\nstudy = \"in vitro\"\n+++\n# A\n\nQZA1 increases glassine.\n",
    );
    for (asked, known) in
        [("QZA1 increases ?b", true), ("glassy fever increases ?b", true), ("QZNONE increases ?b", false)]
    {
        for question in ["why", "why-not"] {
            let output = reason(&folder, &[question, asked, "rules", "corpus", "--no-cache"]);
            let said = text(&output.stderr);
            assert_eq!(
                !said.contains("error") && output.status.code() != Some(2),
                known,
                "{question} {asked}: {said}"
            );
        }
    }
}

#[test]
fn what_is_wrong_with_a_table_is_told_with_a_way_out() {
    let folder = tempfile::tempdir().expect("a folder");
    let hgnc = TABLES[0].2;
    let cases: [(&str, Vec<u8>, &str); 7] = [
        ("shape.tsv", b"no table at all\n".to_vec(), "E0221"),
        ("empty.tsv", Vec::new(), "E0221"),
        ("columns.tsv", b"HGNC ID\tcolour\nHGNC:1\tred\n".to_vec(), "E0226"),
        ("latin.tsv", b"Fi\xe8vre\tD990001\n".to_vec(), "E0220"),
        ("cut.tsv.gz", packed(&hgnc.repeat(50))[..60].to_vec(), "E0220"),
        ("cut.json", b"[{\"id\":\"CHEBI:1\",\"name\":\"gl".to_vec(), "E0221"),
        ("names.tsv", b"glass\tD990001\n".to_vec(), "E0222"),
    ];
    for (name, bytes, code) in cases {
        write(&folder, name, &bytes);
        let output = reason(&folder, &["vocabulary", "import", name, "-o", "a.lexicon"]);
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{name}: {said}");
        assert!(said.contains(code) && said.contains("help:"), "{name}: {said}");
        assert!(!folder.path().join("a.lexicon").exists(), "{name}: nothing is written");
    }
    let missing = reason(&folder, &["vocabulary", "import", "nowhere.tsv", "-o", "a.lexicon"]);
    assert!(text(&missing.stderr).contains("E0220"), "{}", text(&missing.stderr));
}
