//! The shipped corpus and corpora of our own, from files to facts.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use reason::corpus::{self, Corpus, OnFault};
use reason::diagnostic::{Diagnostic, Severity};
use reason::fact::{FactSet, Interner, Registry, Schema, builtin};
use reason::program::{PRELUDE, Parsed, check};
use reason::source::Sources;
use reason::vocabulary::{self, Vocabulary, Wording};

struct World {
    vocabulary: Arc<Vocabulary>,
    schema: Arc<Schema>,
    interner: Interner,
}

/// The prelude, some rules of our own, and the built-in vocabulary.
fn world(rules: &str) -> World {
    let vocabulary = Arc::new(Vocabulary::builtin());
    let interner = Interner::default();
    let mut registry = Registry::default();
    builtin::register(&mut registry);
    vocabulary::register(&mut registry, &Arc::default(), &vocabulary);
    let mut sources = Sources::default();
    let mut files = Vec::new();
    for (name, text) in [("<prelude>", PRELUDE), ("own.rules", rules)] {
        let source = sources.add(name, text);
        let (file, diagnostics) = reason::syntax::parse(&sources, source);
        assert!(diagnostics.is_empty(), "{diagnostics:#?}");
        files.push(Parsed { source, file, incomplete: false });
    }
    let (program, diagnostics) = check(&files, &vocabulary, &registry, &interner, &sources);
    let errors: Vec<_> = diagnostics.iter().filter(|d| d.is_error()).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    World { vocabulary, schema: Arc::clone(&program.schema), interner }
}

fn load(world: &World, folder: &Path) -> (Corpus, Vec<Diagnostic>) {
    let (mut corpus, mut diagnostics) = corpus::read(&[folder.to_owned()], OnFault::Refuse);
    diagnostics.extend(corpus::ground(
        &mut corpus,
        &world.schema,
        &world.vocabulary,
        &world.interner,
        OnFault::Refuse,
    ));
    (corpus, diagnostics)
}

fn shipped() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus")
}

#[test]
fn the_shipped_corpus_is_sound() {
    let world = world("");
    let (corpus, diagnostics) = load(&world, &shipped());
    let told: Vec<_> =
        diagnostics.iter().filter(|d| d.severity > Severity::Note).map(|d| (d.code, &d.message)).collect();
    println!("{told:#?}");
    assert!(told.is_empty());
}
