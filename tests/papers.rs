//! The digests of the corpus against the papers that they retell.
//!
//! The papers are not shipped: `REASON_PAPERS` names a folder of captured originals. Without it
//! the comparison is left out; how paragraphs, names and runs of words are found is always tested.

#![allow(clippy::print_stderr)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use reason::corpus::finding::{Finding, Participant};
use reason::corpus::{Corpus, Paper};
use reason::session::{Options, Session};
use reason::vocabulary::fold::{Haystack, fold, normal_space};
use reason::vocabulary::{Entity, Vocabulary};

/// So many words in the same order are a quotation.
const RUN: usize = 9;

/// The abstract is longer than this where no line is headed `Abstract`; in characters.
const ABSTRACT: usize = 500;

/// Marks of a table row of the captured review at least.
const ROW_MARKS: usize = 6;

/// A name of a finding that its paragraph words otherwise.
struct Exception {
    paper: &'static str,
    locator: &'static str,
    name: &'static str,
    reason: &'static str,
}

const EXCEPTIONS: &[Exception] = &[
    Exception {
        paper: "doi:10.1002/advs.202511330",
        locator: "Abstract ¶1",
        name: "M2 TAMs",
        reason: "the original names TAMs, and M2 as the state that they leave",
    },
    Exception {
        paper: "doi:10.1002/advs.202515772",
        locator: "Abstract ¶2",
        name: "NK cell-mediated killing",
        reason: "the original speaks of an attack by NK cells",
    },
    Exception {
        paper: "doi:10.1172/JCI200923",
        locator: "Abstract ¶1",
        name: "responsiveness",
        reason: "the original speaks of the response that is modulated",
    },
    Exception {
        paper: "doi:10.1172/JCI200923",
        locator: "Commentary ¶9",
        name: "CD8+ T cells",
        reason: "the original calls them cytotoxic T lymphocytes",
    },
    Exception {
        paper: "doi:10.1172/JCI200923",
        locator: "Commentary ¶11",
        name: "IFN-responsive pathway",
        reason: "joined with another pathway in the original, in the plural",
    },
    Exception {
        paper: "doi:10.1172/JCI200923",
        locator: "Commentary ¶17",
        name: "proliferation",
        reason: "an adjective in the original",
    },
    Exception {
        paper: "doi:10.1172/JCI200923",
        locator: "Commentary ¶18",
        name: "CD8+ T cell",
        reason: "the original leaves out the cell: CD8+ infiltration",
    },
    Exception {
        paper: "doi:10.1172/JCI200923",
        locator: "Commentary ¶21",
        name: "dendritic cells",
        reason: "abbreviated to DC in the original",
    },
    Exception {
        paper: "doi:10.20517/cdr.2025.126",
        locator: "Intratumoral metabolic stress suppresses T cell infiltration ¶1",
        name: "dendritic cells",
        reason: "abbreviated to DC in the original",
    },
    Exception {
        paper: "doi:10.20517/cdr.2025.126",
        locator: "Low immunogenicity of TAAs ¶4",
        name: "Chronic antigen exposure",
        reason: "the same words in another order in the original",
    },
    Exception {
        paper: "doi:10.20517/cdr.2025.126",
        locator: "MICROBIOTA-DRIVEN ICI RESISTANCE ¶2",
        name: "dendritic cells",
        reason: "abbreviated to DC in the original",
    },
    Exception {
        paper: "doi:10.20517/cdr.2025.126",
        locator: "MICROBIOTA-DRIVEN ICI RESISTANCE ¶3",
        name: "CD8+ T cell cytotoxicity",
        reason: "the same words in another order in the original",
    },
    Exception {
        paper: "doi:10.20517/cdr.2025.126",
        locator: "Potential applications of TDLN–derived Tpex for adoptive T cell therapy ¶2",
        name: "SLN-derived lymphocytes",
        reason: "the original brings in the abbreviation SLN inside the name",
    },
    Exception {
        paper: "doi:10.20517/cdr.2025.126",
        locator: "Potential applications of TDLN–derived Tpex for adoptive T cell therapy ¶2",
        name: "breast cancer",
        reason: "abbreviated to BC in the original",
    },
    Exception {
        paper: "doi:10.20517/cdr.2025.126",
        locator: "Secondary resistance ¶1",
        name: "immune checkpoint inhibitor",
        reason: "said by the heading above: secondary resistance to ICI",
    },
    Exception {
        paper: "doi:10.20517/cdr.2025.126",
        locator: "T cell mitochondrial dysfunction ¶3",
        name: "progression-free survival",
        reason: "joined with overall survival in the original",
    },
    Exception {
        paper: "doi:10.20517/cdr.2025.126",
        locator: "Targeting DCs in TDLN to enhance antitumor T cell priming and activation ¶2",
        name: "Dendritic cells",
        reason: "abbreviated to DC in the original",
    },
    Exception {
        paper: "doi:10.20517/cdr.2025.126",
        locator: "Targeting DCs in TDLN to enhance antitumor T cell priming and activation ¶2",
        name: "dendritic cells",
        reason: "abbreviated to DC in the original",
    },
    Exception {
        paper: "doi:10.20517/cdr.2025.126",
        locator: "Targeting DCs in TDLN to enhance antitumor T cell priming and activation ¶3",
        name: "dendritic cells",
        reason: "abbreviated to DC in the original",
    },
    Exception {
        paper: "doi:10.20517/cdr.2025.126",
        locator: "Targeting TDLN with personalized vaccines to enhance TAA recognition by T cells ¶1",
        name: "dendritic cells",
        reason: "abbreviated to DC in the original",
    },
    Exception {
        paper: "doi:10.20517/cdr.2025.126",
        locator: "Targeting macrophages in TDLN to remodel vascular and lymphatic networks for T cell migration ¶4",
        name: "dendritic cells",
        reason: "abbreviated to DC in the original",
    },
];

/// Paper, locator and name.
type Missing = BTreeSet<(String, String, String)>;

fn load() -> Session {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let paths = vec![root.join("rules"), root.join("corpus")];
    let (session, diagnostics) = Session::load(Options { paths, ..Options::default() });
    assert!(!diagnostics.iter().any(|d| d.is_error()), "{diagnostics:#?}");
    session
}

/// The texts of the folder that `REASON_PAPERS` names.
fn originals() -> Option<Vec<String>> {
    let Some(folder) = std::env::var_os("REASON_PAPERS") else {
        eprintln!("left out: REASON_PAPERS names no folder of captured originals");
        return None;
    };
    let files = std::fs::read_dir(&folder).expect("REASON_PAPERS names a folder");
    let mut paths: Vec<_> = files.map(|f| f.expect("a readable entry").path()).collect();
    paths.retain(|p| p.is_file());
    paths.sort();
    Some(paths.iter().map(|p| std::fs::read_to_string(p).expect("a text in UTF-8")).collect())
}

/// The one original that holds the DOI or the title of a digest.
fn original_of<'a>(paper: &Paper, originals: &'a [String]) -> &'a str {
    let marks: Vec<String> =
        [&paper.doi, &paper.title].into_iter().flatten().map(|m| normal_space(m).to_lowercase()).collect();
    let belongs = |text: &&String| {
        let text = normal_space(text).to_lowercase();
        marks.iter().any(|m| text.contains(m.as_str()))
    };
    let found: Vec<&String> = originals.iter().filter(belongs).collect();
    assert_eq!(found.len(), 1, "originals of {}", paper.id);
    found[0]
}

fn heading(line: &str) -> &str {
    line.trim().trim_start_matches('#').trim().trim_matches('*').trim()
}

/// Whether a line goes on with the paragraph before it.
fn goes_on(line: &str) -> bool {
    line.starts_with(|c: char| c.is_lowercase() || c == ',')
        || !line.contains(char::is_whitespace) && line.contains(|c: char| c.is_ascii_digit())
}

/// Position of the first line of the section.
fn section_start(lines: &[&str], name: &str) -> Option<usize> {
    let headed = lines.iter().position(|l| heading(l) == name);
    let headed = headed.or_else(|| lines.iter().position(|l| heading(l).starts_with(name)));
    let long = || lines.iter().position(|l| name == "Abstract" && l.chars().count() > ABSTRACT);
    headed.map(|at| at + 1).or_else(long)
}

/// The place of the original that a locator names.
fn paragraph(text: &str, locator: &str) -> Option<String> {
    let lines: Vec<&str> = text.lines().collect();
    if let Some(n) = locator.strip_prefix("Table 1 row ") {
        let row = |l: &&&str| {
            l.starts_with('|') && l.matches('|').count() >= ROW_MARKS && l.contains(char::is_alphanumeric)
        };
        let n: usize = n.parse().ok()?;
        return lines.iter().filter(row).nth(n.checked_sub(1)?).map(|l| (*l).to_owned());
    }
    let (name, n) = locator.rsplit_once(" ¶")?;
    let n: usize = n.parse().ok()?;
    let mut paragraphs: Vec<String> = Vec::new();
    for line in lines[section_start(&lines, name)?..].iter().map(|l| l.trim()).filter(|l| !l.is_empty()) {
        if let Some(last) = paragraphs.last_mut().filter(|_| goes_on(line)) {
            last.push(' ');
            last.push_str(line);
        } else if paragraphs.len() == n {
            break;
        } else {
            paragraphs.push(line.to_owned());
        }
    }
    paragraphs.into_iter().nth(n.checked_sub(1)?)
}

/// Without raised numbers of references, `^[35]^` or `(9, 10)`, and marks of raised text.
fn without_references(text: &str) -> String {
    let mut rest = text;
    let mut kept = String::new();
    while let Some(at) = rest.find(['^', '(']) {
        kept.push_str(&rest[..at]);
        rest = &rest[at..];
        let (open, close) = if rest.starts_with('^') { ("^[", "]^") } else { ("(", ")") };
        let inner = rest.strip_prefix(open).and_then(|r| r.split_once(close));
        let number = |c: char| c.is_ascii_digit() || matches!(c, ',' | ' ' | '-' | '–');
        match inner {
            Some((inner, after)) if inner.chars().all(number) => {
                kept.push(' ');
                rest = after;
            }
            _ => {
                kept.push_str(rest[..1].trim_matches('^'));
                rest = &rest[1..];
            }
        }
    }
    kept + rest
}

/// The names that `JAK1/2`, `IFN-α/β` or `CXCL9/-10/-11` joins, without the first.
fn joined_names(word: &str) -> Vec<String> {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    let mut whole = "";
    let mut names = Vec::new();
    for part in word.split('/') {
        let tail = part.trim_start_matches(['-', '‐', '–']);
        let kind = [|c: char| c.is_ascii_digit(), |c: char| ('α'..='ω').contains(&c)]
            .into_iter()
            .find(|kind| !tail.is_empty() && tail.chars().all(kind));
        match kind.map(|kind| whole.trim_end_matches(kind)) {
            Some(stem) if stem != whole => names.push(format!("{stem}{tail}")),
            Some(_) => {}
            None => whole = part,
        }
    }
    names
}

/// A paragraph in which names can be found, joined names each by itself too.
fn haystack(paragraph: &str) -> Haystack {
    let mut text = without_references(paragraph);
    let joined: Vec<String> = text.split_whitespace().flat_map(joined_names).collect();
    for name in joined {
        text.push_str(" | ");
        text.push_str(&name);
    }
    Haystack::new(&text)
}

/// What a finding names: its participants, their members and cells, each with the entities that
/// it may mean; words such as `high` mean none.
fn names<'a>(finding: &'a Finding, vocabulary: &'a Vocabulary) -> BTreeMap<&'a str, Vec<&'a Entity>> {
    let mut open: Vec<&Participant> = finding.args.iter().chain(&finding.through).collect();
    let mut found = BTreeMap::new();
    while let Some(participant) = open.pop() {
        open.extend(participant.all.iter().chain(&participant.complex).chain(&participant.regimen));
        if let Some(text) = participant.text.as_deref() {
            let settled = participant.id.as_deref().and_then(|id| vocabulary.entity(id));
            found.insert(text, settled.map_or_else(|| vocabulary.lookup(text), |e| vec![e]));
        }
        if let Some(cell) = participant.cell.as_deref() {
            found.insert(cell, vocabulary.lookup(cell));
        }
    }
    found.retain(|_, entities| !entities.is_empty());
    found
}

/// Whether the name stands in the paragraph, or another name of the entity.
fn stands(name: &str, entities: &[&Entity], place: &Haystack) -> bool {
    let other = |e: &&Entity| place.holds(&e.name) || e.synonyms.iter().any(|s| place.holds(s));
    place.holds(name) || entities.iter().any(other)
}

fn findings_of<'a>(corpus: &'a Corpus, paper: &'a Paper) -> impl Iterator<Item = &'a Finding> {
    corpus.findings.iter().map(|e| &e.finding).filter(|f| f.paper == paper.id)
}

/// Names of findings that do not stand where the digest says.
fn missing(session: &Session, paper: &Paper, original: &str) -> Missing {
    let mut missing = Missing::new();
    for finding in findings_of(&session.corpus, paper) {
        let locator = finding.section.as_deref().expect("findings of a digest have a locator");
        let text = paragraph(original, locator);
        let place = haystack(&text.unwrap_or_else(|| panic!("{}: no {locator}", paper.id)));
        for (name, entities) in names(finding, &session.vocabulary) {
            if !stands(name, &entities, &place) {
                missing.insert((paper.id.clone(), locator.to_owned(), name.to_owned()));
            }
        }
    }
    missing
}

/// Folded, without marks; hyphens part words.
fn words(text: &str) -> Vec<String> {
    let text = without_references(text);
    text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(fold).collect()
}

fn runs(text: &str) -> BTreeSet<String> {
    words(text).windows(RUN).map(|run| run.join(" ")).collect()
}

/// Runs of words that a sentence shares with an original, names, terms and titles aside.
fn shared_runs(sentence: &str, original: &BTreeSet<String>, terms: &BTreeSet<String>) -> Vec<String> {
    runs(sentence).into_iter().filter(|run| original.contains(run) && !terms.contains(run)).collect()
}

/// The runs of words in names of the vocabulary and titles of papers and their sections.
fn runs_of_terms(session: &Session) -> BTreeSet<String> {
    let of_entities = session.vocabulary.entities().flat_map(|e| e.synonyms.iter().chain([&e.name]));
    let titles = session.corpus.papers.iter().filter_map(|p| p.title.as_ref());
    let sentences = session.corpus.papers.iter().flat_map(|p| &p.sentences);
    let sections = sentences.filter_map(|s| s.locator.as_ref()?.rsplit_once(" ¶")).map(|(name, _)| name);
    of_entities.chain(titles).map(String::as_str).chain(sections).flat_map(runs).collect()
}

#[test]
fn every_locator_is_in_its_original_and_the_names_stand_there() {
    let Some(originals) = originals() else { return };
    let session = load();
    let mut found = Missing::new();
    for paper in session.corpus.papers.iter().filter(|p| p.digest) {
        let original = original_of(paper, &originals);
        for sentence in &paper.sentences {
            let locator = sentence.locator.as_deref().expect("sentences of a digest have a locator");
            assert!(paragraph(original, locator).is_some(), "{}: no {locator}", paper.id);
        }
        found.extend(missing(&session, paper, original));
    }
    let excepted: Missing =
        EXCEPTIONS.iter().map(|e| (e.paper.to_owned(), e.locator.to_owned(), e.name.to_owned())).collect();
    let unknown: Vec<_> = found.difference(&excepted).collect();
    assert!(unknown.is_empty(), "not in their paragraph: {unknown:#?}");
    let needless: Vec<_> = excepted.difference(&found).collect();
    assert!(needless.is_empty(), "exceptions that are not needed: {needless:#?}");
}

#[test]
fn no_sentence_of_a_digest_quotes_an_original() {
    let Some(originals) = originals() else { return };
    let session = load();
    let terms = runs_of_terms(&session);
    let quotable: BTreeSet<String> = originals.iter().flat_map(|o| runs(o)).collect();
    assert!(!quotable.is_empty(), "the originals hold text");
    let sentences = session.corpus.papers.iter().filter(|p| p.digest).flat_map(|p| &p.sentences);
    let quoted: Vec<_> = sentences.flat_map(|s| shared_runs(&s.text, &quotable, &terms)).collect();
    assert!(quoted.is_empty(), "{quoted:#?}");
}

#[test]
fn exceptions_are_named_once_and_have_a_reason() {
    let places: BTreeSet<_> = EXCEPTIONS.iter().map(|e| (e.paper, e.locator, e.name)).collect();
    assert_eq!(places.len(), EXCEPTIONS.len());
    assert!(EXCEPTIONS.iter().all(|e| e.reason.split_whitespace().count() > 2));
}

const INVENTED: &str = "Invented paper\n\n## Results in full\nNot this.\n# Results\nFirst, of\nGENE1\n, a gene.\n\
    - Second\n\n| ||\n| a | b | c | d | e | f |\n| g | h | i | j | k | l |\nResults again\nThird\n";

#[test]
fn paragraphs_are_counted_as_the_corpus_says() {
    let at = |locator: &str| paragraph(INVENTED, locator);
    assert_eq!(at("Results ¶1").as_deref(), Some("First, of GENE1 , a gene."));
    assert_eq!(at("Results ¶2").as_deref(), Some("- Second"));
    assert_eq!(at("Results a ¶1").as_deref(), Some("Third"));
    assert_eq!(at("Results a ¶2"), None);
    assert_eq!(at("Results ¶0"), None);
    assert_eq!(at("Methods ¶1"), None);
    assert_eq!(at("Abstract ¶1"), None);
    assert_eq!(at("Table 1 row 2").as_deref(), Some("| g | h | i | j | k | l |"));
    assert_eq!(at("Table 1 row 3"), None);
    let long = "word ".repeat(ABSTRACT);
    assert_eq!(paragraph(&format!("Short\n{long}\nNext"), "Abstract ¶1").as_deref(), Some(long.trim()));
}

#[test]
fn joined_names_are_found_each_by_itself() {
    let place = haystack(
        "by JAK1/2, JAK1/STAT1/3/p21, IFN-α/β^[3,4]^ and (CXCL9/-10/-11) of CD8^+^ T cells (7) on CDK4/6",
    );
    for name in ["JAK1", "JAK2", "STAT1", "STAT3", "p21", "IFN-β", "CXCL10", "CXCL11", "CD8+ T cell", "CDK6"]
    {
        assert!(place.holds(name), "{name}");
    }
    for name in ["JAK3", "STAT2", "CXCL1", "IFN-γ", "CXCL12"] {
        assert!(!place.holds(name), "{name}");
    }
}

#[test]
fn a_run_of_nine_words_is_found_over_references() {
    let original = runs("Here one two three four^[5]^ five six (9, 10) seven eight Nine-ten.");
    let none = BTreeSet::new();
    let nine = "one two three four five six seven eight nine";
    assert_eq!(shared_runs(nine, &original, &none), [nine]);
    assert!(shared_runs("one two three four five six seven eight ten", &original, &none).is_empty());
    assert!(shared_runs(nine, &original, &runs(nine)).is_empty());
}
