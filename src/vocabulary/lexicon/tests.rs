//! Names found in texts of our own.

use super::*;
use crate::source::Sources;

const TABLE: &str = "\
id\tname\tkind\tsynonyms\tparents\tacts on\tcross-references
HGNC:7029\tMET\tgene\tHGFR\t\t\tNCBIGene:4233
HGNC:10638\tCXCL11\tgene\tI-TAC\t\t\tNCBIGene:6373
FPLX:MEK\tMEK\tfamily\t\t\t\t
HGNC:6847\tMAP2K7\tgene\tMEK\t\t\t
CL:0000623\tNK cell\tcell\tNK|natural killer cell\t\t\t
CL:0000084\tT cell\tcell\tT lymphocyte\t\t\t
CL:0000625\tCD8+ T cell\tcell\t\tT cell\t\t
MONDO:0007254\tbreast cancer\tdisease\tbreast tumour\t\t\tMESH:D001943
X:t-cell-lymphoma\tT-cell lymphoma\tdisease\t\t\t\t
HGNC:11766\tTGFB1\tgene\tTGF-β1\t\t\t
HGNC:18988\tTOX\tgene\t\t\t\t
X:her2-negative\tHER2-\tsignature\t\t\t\t
";

fn lexicon() -> Lexicon {
    let mut sources = Sources::default();
    let source = sources.add("test.tsv", TABLE);
    let mut vocabulary = Vocabulary::default();
    assert!(vocabulary.read(&sources, source).is_empty());
    vocabulary.finish();
    Lexicon::of(&vocabulary)
}

/// Each mention with its first candidate.
fn found(text: &str) -> Vec<(&str, String)> {
    let lexicon = lexicon();
    let mut mentions = Vec::new();
    lexicon.mentions(text, &mut mentions);
    mentions.iter().map(|m| (&text[m.span.clone()], lexicon.candidates(text, m)[0].id.to_owned())).collect()
}

fn texts(text: &str) -> Vec<&str> {
    found(text).into_iter().map(|(t, _)| t).collect()
}

#[test]
fn the_longest_name_is_found() {
    assert_eq!(texts("CD8+ T cells and T cells"), ["CD8+ T cells", "T cells"]);
    assert_eq!(texts("T cell lymphoma, T-cell lymphomas"), ["T cell lymphoma", "T-cell lymphomas"]);
    assert_eq!(texts("T-cell"), ["T-cell"]);
}

#[test]
fn names_stand_between_borders() {
    assert_eq!(texts("JNK is cytotoxic by cytotoxicity"), Vec::<&str>::new());
    assert_eq!(texts("(NK), anti-TOX/CXCL11-high"), ["NK", "TOX", "CXCL11"]);
    assert_eq!(texts("the can cer of the breast, breast\ncancer"), ["breast\ncancer"]);
}

#[test]
fn case_tells_short_symbols() {
    assert_eq!(texts("they met MET, Met and HGFR, Hgfr, hgfr"), ["MET", "HGFR", "Hgfr"]);
    assert_eq!(texts("Cxcl11 cxcl11 CXCL-11"), ["Cxcl11", "cxcl11", "CXCL-11"]);
}

#[test]
fn forms_of_writing_make_no_difference() {
    assert_eq!(texts("TGFβ1, TGF-beta1, TGF beta 1, TGF‑β1"), ["TGFβ1", "TGF-beta1", "TGF beta 1", "TGF‑β1"]);
    assert_eq!(texts("breast tumors, Breast Tumours"), ["breast tumors", "Breast Tumours"]);
    assert_eq!(texts("HER2- or HER2-positive"), ["HER2-"]);
}

#[test]
fn a_small_prefix_is_no_part_of_the_name() {
    assert_eq!(texts("pMEK, p-MEK, rhCXCL11, shTOX"), ["MEK", "MEK", "CXCL11", "TOX"]);
    assert_eq!(texts("pmek, xMEK, mRNA"), Vec::<&str>::new());
}

#[test]
fn families_come_before_genes() {
    let lexicon = lexicon();
    let text = "MEK";
    let mut mentions = Vec::new();
    lexicon.mentions(text, &mut mentions);
    let ids: Vec<&str> = lexicon.candidates(text, &mentions[0]).iter().map(|c| c.id).collect();
    assert_eq!(ids, ["FPLX:MEK", "HGNC:6847"]);
}

#[test]
fn references_resolve() {
    let lexicon = lexicon();
    let ids = |reference: &str| -> Vec<String> {
        lexicon.by_reference(reference).iter().map(|c| c.id.to_owned()).collect()
    };
    assert_eq!(ids("NCBIGene:6373"), ["HGNC:10638"]);
    assert_eq!(ids("EGID:6373"), ["HGNC:10638"]);
    assert_eq!(ids("HGNC:10638"), ["HGNC:10638"]);
    assert_eq!(ids("D001943"), ["MONDO:0007254"]);
    assert_eq!(ids("NCBIGene:1"), Vec::<String>::new());
    assert_eq!(lexicon.entity("CL:0000625").map(|e| e.parents), Some(vec!["CL:0000084".into()]));
}

#[test]
fn long_texts_are_read_in_windows() {
    let text = "breast cancer and ".repeat(5_000);
    assert_eq!(texts(&text).len(), 5_000);
    let text = "-".repeat(100_000) + "T-T-T-T-T-T-T-T-T-T-T-T cell";
    assert_eq!(texts(&text), ["T cell"]);
}

#[test]
fn damage_is_found() {
    assert_eq!(Lexicon::default().add(b"PK".to_vec()), Err(Damage::Version));
    let mut bytes = Builder::new(Origin::Imported).finish();
    assert_eq!(Lexicon::default().add(bytes.clone()), Ok(true));
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    assert_eq!(Lexicon::default().add(bytes), Err(Damage::Content));
}
