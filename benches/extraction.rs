//! Papers to findings: how fast plain abstracts are read with a vocabulary of a million names.
//!
//! `cargo bench --bench extraction [-- MEGABYTES …]` writes abstracts of our own making, about
//! 1.5 kB each, and prints how many megabytes a second one core reads: finding names alone, the
//! whole extraction, and what a pass that only counts words takes. Without a number: 1, 2, 4 and 8.
//!
//! `cargo bench --bench extraction -- --texts FOLDER [--names FILE.lexicon]` does the same for the
//! `.txt` files of a folder, one paper each, five times over, and prints a hash of the findings, which
//! tells whether a change of the program changed any. Times are those of the processor, where the
//! system tells them.

#![expect(clippy::print_stdout, reason = "a bench prints its figures")]

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use reason::corpus::extract::{Reader, extract, prepare};
use reason::corpus::{Block, BlockRole, Paper};
use reason::session::{Options, Session};
use reason::vocabulary::{Entity, Lexicon, lexicon};

const NAMES: usize = 1_000_000;

fn main() {
    let given: Vec<String> = std::env::args().skip(1).collect();
    let after = |name: &str| given.iter().position(|a| a == name).and_then(|at| given.get(at + 1));
    let sizes: Vec<usize> = given.iter().filter_map(|a| a.parse().ok()).collect();
    let sizes = if sizes.is_empty() { vec![1, 2, 4, 8] } else { sizes };
    let (session, diagnostics) = Session::load(Options::default());
    assert!(diagnostics.iter().all(|d| !d.is_error()), "{:#?}", diagnostics.first());
    let mut names = Lexicon::of(&session.vocabulary);
    match after("--names") {
        Some(file) => names.read(file.as_ref()).expect("a file of names"),
        None => {
            let entities: Vec<Entity> = (0..NAMES / 4).map(entity).collect();
            names.add(lexicon::compile(&entities)).expect("just written");
        }
    }
    let (patterns, _) = session.patterns();
    let schema = &session.program.schema;
    let reader = Reader { lexicon: &names, vocabulary: &session.vocabulary, patterns: &patterns, schema };
    println!("{} names", names.names());
    println!(
        "{:>6} {:>10} {:>12} {:>14} {:>14} {:>9}",
        "MB", "abstracts", "words MB/s", "names MB/s", "whole MB/s", "findings"
    );
    if let Some(folder) = after("--texts") {
        return (0..5).for_each(|_| measure(read(folder), &reader));
    }
    for size in sizes {
        let mut random = Random(7);
        let (mut papers, mut bytes) = (Vec::new(), 0);
        while bytes < size << 20 {
            let paper = paper(papers.len(), &mut random);
            bytes += paper.text.len();
            papers.push(paper);
        }
        measure(papers, &reader);
    }
}

fn read(folder: &str) -> Vec<Paper> {
    let files = std::fs::read_dir(folder).expect("a folder").flatten().map(|entry| entry.path());
    let mut files: Vec<_> = files.filter(|path| path.extension().is_some_and(|e| e == "txt")).collect();
    files.sort();
    let paper = |path: &std::path::PathBuf| {
        let text = std::fs::read_to_string(path).expect("UTF-8");
        Paper { id: format!("file:{}", path.display()), text: text.into(), ..Paper::default() }
    };
    files.iter().map(paper).collect()
}

fn measure(mut papers: Vec<Paper>, reader: &Reader<'_>) {
    let bytes: usize = papers.iter().map(|p| p.text.len()).sum();
    let speed = |start: Duration| bytes as f64 / (processor_time() - start).as_secs_f64() / 1e6;
    let start = processor_time();
    let words: usize = papers.iter().map(|p| p.text.split_whitespace().count()).sum();
    let plain = speed(start);
    let start = processor_time();
    let mut found = Vec::new();
    for paper in &papers {
        found.clear();
        reader.lexicon.mentions(&paper.text, &mut found);
    }
    let names = speed(start);
    let start = processor_time();
    let mut findings = Vec::new();
    for paper in &mut papers {
        prepare(paper);
        findings.extend(extract(paper, reader));
    }
    let whole = speed(start);
    assert!(words > 0);
    let hash = blake3::hash(&serde_json::to_vec(&findings).expect("findings are JSON"));
    println!(
        "{:>6.2} {:>10} {plain:>12.0} {names:>14.1} {whole:>14.1} {:>9}  {}",
        bytes as f64 / 1e6,
        papers.len(),
        findings.len(),
        &hash.to_hex()[..16],
    );
}

/// How long a processor worked for this program: what else the machine does makes it no longer.
fn processor_time() -> Duration {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = stat.and_then(|s| s.split_whitespace().next()?.parse().ok());
    nanoseconds.map_or_else(|| START.elapsed(), Duration::from_nanos)
}

/// When the program began, nearly.
static START: std::sync::LazyLock<Instant> = std::sync::LazyLock::new(Instant::now);

/// Numbers that only look random, the same in every run (xorshift64*, Vigna 2016).
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        ((self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize) % limit
    }

    fn of<'t>(&mut self, list: &[&'t str]) -> &'t str {
        list[self.below(list.len())]
    }
}

fn symbol(number: usize) -> String {
    let letter = |n: usize| char::from(b'A' + u8::try_from(n % 26).unwrap_or(0));
    format!("{}{}{}{}", letter(number), letter(number / 26), letter(number / 676), number)
}

fn entity(number: usize) -> Entity {
    let symbol = symbol(number);
    Entity {
        id: format!("X:{number}").into(),
        kind: "gene".to_owned(),
        synonyms: vec![format!("{symbol}L"), format!("protein {symbol} of the cell"), format!("p{symbol}")],
        name: symbol,
        parents: Vec::new(),
        targets: Vec::new(),
        cross_references: Vec::new(),
        place: None,
    }
}

const PLAIN: [&str; 6] = [
    "Why some of these tumors come back after many years of treatment has remained a matter of debate.",
    "Samples were taken from all patients who gave their consent, and were kept frozen until they were used.",
    "The groups did not differ in age, sex, stage or in any of the other features that were recorded.",
    "Here we set out to learn more about what happens in the tissue in the first weeks of this therapy.",
    "These results call for larger studies in which the patients are followed for a longer time.",
    "All measurements were made twice by two persons who did not know to which group the samples belonged.",
];

fn paper(number: usize, random: &mut Random) -> Paper {
    let name = |random: &mut Random| match random.below(2) {
        0 => random.of(&["CXCL11", "STAT3", "JAK1", "TNF", "IL-6", "CD8+ T cells", "letrozole"]).to_owned(),
        _ => symbol(random.below(NAMES / 4)),
    };
    let mut text = String::new();
    while text.len() < 1500 {
        let (a, b, c) = (name(random), name(random), name(random));
        let _ = match random.below(10) {
            0 => write!(text, "Knockdown of {a} reduced the expression of {b} in cells of the breast. "),
            1 => write!(text, "We found that {a} binds to {b} and activates {c} in the nucleus. "),
            2 => write!(text, "The levels of {a} were higher in patients who did not respond to treatment. "),
            3 => write!(text, "{a}-induced phosphorylation of {b} was not seen in mice that lack {c}. "),
            _ => write!(text, "{} ", random.of(&PLAIN)),
        };
    }
    let block = Block { role: BlockRole::Paragraph, section: vec!["Abstract".into()], span: 0..text.len() };
    Paper { id: format!("file:{number}"), text: text.into(), blocks: vec![block], ..Paper::default() }
}
