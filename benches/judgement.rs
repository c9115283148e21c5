//! Judging many conclusions over many findings: reading, verdict, grade, robustness.
//!
//! `cargo bench --bench judgement [-- FINDINGS …]` writes that many generated findings into a
//! temporary folder, loads and evaluates them, and prints how long the judgement took after the
//! evaluation, and one answer to *why*. Without a number: 100,000 and 1,000,000.

#![expect(clippy::print_stdout, reason = "a bench prints its figures")]

use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Instant;

use reason::engine::frog::Frog;
use reason::engine::{Backend, Limits};
use reason::judgement::{self, Input, Judgement, Standing};
use reason::session::{Evaluated, Options, Session, Wanted, WhyOptions};
use reason::vocabulary::Vocabulary;

const RULES: &str = r#"
hypothesis marker(marker: entity, level: degree, outcome: outcome, therapy: therapy, disease: disease)
  "{level} {marker} marks {outcome} to {therapy} in {disease}"
rule by-level
  ?l: degree ?m ∧ ?o: outcome to ?t ∧ ?t: therapy ∧ in ?d: disease ⇒ marker(?m, ?l, ?o, ?t, ?d)
"#;

fn main() {
    let counts: Vec<usize> = std::env::args().skip(1).filter_map(|a| a.parse().ok()).collect();
    let counts = if counts.is_empty() { vec![100_000, 1_000_000] } else { counts };
    println!(
        "{:>10} {:>8} {:>10} {:>11} {:>10} {:>10} {:>10} {:>8}",
        "findings", "load s", "evaluate s", "conclusions", "judgement s", "opposed", "readings", "why ms"
    );
    for count in counts {
        measure(count);
    }
}

fn measure(count: usize) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    std::fs::write(folder.path().join("a.rules"), RULES).expect("rules");
    std::fs::write(folder.path().join("papers.md"), papers()).expect("papers");
    std::fs::write(folder.path().join("a.findings.jsonl"), findings(count)).expect("findings");
    let start = Instant::now();
    let options = Options { paths: vec![folder.path().to_owned()], ..Options::default() };
    let (mut session, diagnostics) = Session::load(options);
    assert!(diagnostics.iter().all(|d| !d.is_error()), "{:#?}", diagnostics.first());
    let load = start.elapsed();
    let start = Instant::now();
    let mut limits = Limits::new(1_000_000_000);
    let plan = &session.program.plan;
    let model = Frog::default().run(plan, &session.facts, &session.interner, &session.registry, &mut limits);
    let model = model.unwrap_or_else(|stopped| panic!("{stopped:?}"));
    let evaluate = start.elapsed();
    let input = Input {
        corpus: &session.corpus,
        program: &session.program,
        provenance: &session.provenance,
        vocabulary: &session.vocabulary,
        interner: &session.interner,
        functions: &session.registry,
        facts: &session.facts,
        model: model.as_ref(),
    };
    let start = Instant::now();
    let judgement = judgement::judge(&input, &judgement::Options::default());
    let judged = start.elapsed();
    let opposed = judgement.conclusions.iter().filter(|c| c.verdict.standing > Standing::Supported).count();
    let read = judgement.conclusions.iter().filter(|c| c.witness.reading.is_some()).count();
    let (conclusions, facts) = (judgement.conclusions.len(), Arc::clone(&session.facts));
    let why = why(&mut session, Evaluated::new(model, facts, Some(judgement), None));
    println!(
        "{count:>10} {:>8.2} {:>10.2} {conclusions:>11} {:>11.2} {opposed:>10} {read:>10} {why:>8.1}",
        load.as_secs_f64(),
        evaluate.as_secs_f64(),
        judged.as_secs_f64(),
    );
}

/// Milliseconds of one answer.
fn why(session: &mut Session, evaluated: Evaluated) -> f64 {
    let Judgement { conclusions, .. } = &evaluated.judgement;
    let id = conclusions.get(conclusions.len() / 2).map_or_else(String::new, |c| c.id.clone());
    let options = WhyOptions { max_proofs: 1, max_depth: 0, reading: Wanted::No };
    let start = Instant::now();
    let answers = session.why(&evaluated, &id, options).expect("an identifier");
    assert_eq!(answers.len(), 1);
    start.elapsed().as_secs_f64() * 1e3
}

/// How many papers there are; each retells many studies.
const PAPERS: usize = 100;

fn papers() -> String {
    let paper = |n: usize| format!("+++\nid = \"pmid:{n}\"\n+++\nIt was high there. It was low there.\n\n");
    (0..PAPERS).map(paper).collect()
}

/// A level of a gene in a group, a line each. A hundred findings or so say the same, and some the
/// opposite; each tenth comes from another lineage.
fn findings(count: usize) -> String {
    let vocabulary = Vocabulary::builtin();
    let of = |kind: &str, most: usize| -> Vec<String> {
        vocabulary.entities().filter(|e| e.kind == kind).take(most).map(|e| e.id.to_string()).collect()
    };
    let (genes, diseases, drugs) = (of("gene", 250), of("disease", 5), of("drug", 2));
    let mut text = String::new();
    let mut state = 1_u64;
    let mut below = |bound: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % bound
    };
    for number in 0..count {
        let (gene, disease, drug) =
            (&genes[below(genes.len())], &diseases[below(diseases.len())], &drugs[below(drugs.len())]);
        let (level, outcome) = (["high", "low"][below(2)], ["X:resistance", "X:sensitivity"][below(2)]);
        let (reader, paper) = (["patterns/1", "reach", "sparser", "hand/1"][below(4)], number % PAPERS);
        let _ = writeln!(
            text,
            "{{\"says\":\"level\",\"args\":[{{\"id\":\"{gene}\"}},{{\"text\":\"{level}\"}}],\"context\":{{\
             \"disease\":\"{disease}\",\"therapy\":[\"{drug}\"],\"outcome\":{{\"name\":\"{outcome}\",\"to\":[\"{drug}\"]}}}},\
             \"study\":\"clinical cohort\",\"paper\":\"pmid:{paper}\",\"lineage\":\"study {}\",\"quote\":\"It was {level} there.\",\
             \"extractor\":\"{reader}\"}}",
            number / 10
        );
    }
    text
}
