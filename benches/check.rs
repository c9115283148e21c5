//! `reason check` over 1,000 rules: parsing and checking, without reading files.
//!
//! `cargo bench --bench check`

use std::fmt::Write as _;
use std::sync::Arc;

use reason::fact::{Interner, Registry, Schema, builtin};
use reason::program::{self, Parsed};
use reason::source::Sources;
use reason::syntax;
use reason::vocabulary::{self, Vocabulary};

fn main() {
    divan::main();
}

/// Rules of the usual forms: sentences, contexts, chains, absence, aggregates.
fn rules(count: usize) -> String {
    let mut text = String::new();
    for i in 0..count / 5 {
        let _ = write!(
            text,
            "hypothesis marker{i}(marker: entity, level: degree, therapy: therapy)\n  \
               \"{{level}} {{marker}} is marker number{i} for {{therapy}}\"\n\
             predicate link{i}(a: entity, b: entity, n: number)  \"{{a}} has link{i} to {{b}} at {{n}}\"\n\
             rule marked-{i}\n  ?l: degree ?m @ ?e ∧ ?t: therapy ∧ resistance ∧ study of ?e is clinical cohort\n  \
               unless ?m promotes sensitivity\n  ⇒ marker{i}(?m, ?l, ?t)\n\
             rule high-{i}\n  high CXCL11 ∧ estrogen deprivation in ?c ⇒ resistance in ?c\n\
             ?a raises ?b ∧ breast cancer ⇒ link{i}(?a, ?b, 1)\n\
             ?a has link{i} to ?b at ?n ∧ ?b has link{i} to ?d at ?k ∧ ?n < 5 ⇒ link{i}(?a, ?d, ?n + ?k)\n\
             predicate many{i}(a: entity, n: number)  \"{{a}} has many{i} as {{n}}\"\n\
             rule many-{i}\n  high ?m is marker number{i} for _ ∧ ?n = count {{ ?b : ?m has link{i} to ?b at _ }} ∧ ?n ≥ 2\n  \
               ⇒ many{i}(?m, ?n)\n"
        );
    }
    text
}

/// Parses and checks; returns how many rules the plan has and how many errors there were.
fn check(vocabulary: &Arc<Vocabulary>, text: &str) -> (usize, usize) {
    let mut sources = Sources::default();
    let mut parsed = Vec::new();
    let mut errors = 0;
    for (name, text) in [("<prelude>", program::PRELUDE), ("<rules>", text)] {
        let source = sources.add(name, text);
        let (file, diagnostics) = syntax::parse(&sources, source);
        errors += diagnostics.iter().filter(|d| d.is_error()).count();
        parsed.push(Parsed { source, file, incomplete: false });
    }
    let interner = Interner::default();
    let mut registry = Registry::default();
    builtin::register(&mut registry);
    vocabulary::register(&mut registry, &Arc::new(Schema::default()), vocabulary);
    let (program, diagnostics) = program::check(&parsed, vocabulary, &registry, &interner, &sources);
    errors += diagnostics.iter().filter(|d| d.is_error()).count();
    (program.plan.rules.len(), errors)
}

#[divan::bench(args = [10, 100, 1000])]
fn check_rules(bencher: divan::Bencher<'_, '_>, count: usize) {
    let vocabulary = Arc::new(Vocabulary::builtin());
    let text = rules(count);
    let (found, errors) = check(&vocabulary, &text);
    assert!(found >= count, "{found} rules in the plan");
    assert_eq!(errors, 0, "the generated rules are sound");
    bencher.bench(|| check(&vocabulary, &text));
}

#[divan::bench]
fn builtin_vocabulary() -> usize {
    Vocabulary::builtin().len()
}
