//! One run: which files, in which order the stages go, with which options.
//!
//! In: paths and options. Out: the checked program with its facts, then the model with its
//! judgement, then answers to questions. It alone knows the order of the stages.

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use crate::corpus::{self, Corpus, OnFault};
use crate::diagnostic::Diagnostic;
use crate::engine::{
    AtStop, Backend as _, Limits, Model, Progress, StopReason, Stopped, frog::Frog, frog::Recording,
    naive::Naive, profile::Profiler,
};
use crate::fact::{FactSet, Interner, Registry, RelationId, Schema};
use crate::judgement::{self, Judgement, Provenance};
use crate::plan::Plan;
use crate::program::{self, PRELUDE, Parsed, Program};
use crate::proof::Prover;
use crate::source::{SourceId, Sources};
use crate::syntax;
use crate::vocabulary::{self, Vocabulary};

mod asked;
mod extraction;
pub mod guard;
mod load;
mod patterns;
mod question;
mod second;
mod stated;
mod test;
mod what_if;
mod why_not;

pub use extraction::{Caching, Texts, Watch};
pub use guard::{Cause, Guard};
pub use question::{Answer, Asked, Wanted, WhyOptions};
pub use test::TestResult;
pub use what_if::WhatIf;
pub use why_not::Answered;

/// Which engine evaluates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Backend {
    /// Sorted rows on datafrog.
    #[default]
    Datafrog,
    /// The slow and simple oracle.
    Naive,
}

/// What a run starts from.
#[derive(Clone, Debug)]
pub struct Options {
    /// Files and folders with rules, vocabularies, papers, findings and data.
    pub paths: Vec<PathBuf>,
    /// Lists of retracted papers.
    pub retractions: Vec<PathBuf>,
    /// Which engine evaluates.
    pub backend: Backend,
    /// Whether the rows of a plain relation that is evaluated alone get their ranks.
    pub recording: Recording,
    /// Most facts, loaded ones included.
    pub max_facts: usize,
    /// Most proofs that are looked at for a conclusion.
    pub max_proofs: usize,
    /// Whether to go on with what is sound.
    pub on_error: OnError,
    /// Whether `test` items are read.
    pub tests: TestItems,
    /// Whether findings that were extracted before are used.
    pub caching: Caching,
    /// Whether the texts of papers stay in memory once they were read.
    pub texts: Texts,
    /// A command that reads papers in place of the built-in extractor.
    pub extractor: Option<String>,
    /// Is told how far the reading of papers and data files is.
    pub watch: Watch,
    /// Stops it from outside.
    pub guard: Guard,
    /// How many threads read data files and evaluate; the result is the same with any number.
    pub threads: NonZeroUsize,
    /// How long it may take, from the start of loading on.
    pub timeout: Option<Duration>,
    /// How much memory, in bytes, the process may have resident.
    pub max_memory: Option<u64>,
    /// What becomes of what had been derived when an evaluation stops.
    pub at_stop: AtStop,
    /// What is left out or taken for granted.
    pub what_if: WhatIf,
    /// The phrase that will be asked: imported entities that only it names are known.
    pub question: Option<String>,
    /// Takes down what rules cost, if that is wanted; only the default engine tells.
    pub profiler: Option<Profiler>,
}

/// What happens with the `test` items of rule files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum TestItems {
    /// They are checked like everything else.
    #[default]
    Checked,
    /// They are left out: what follows does not depend on them.
    LeftOut,
}

/// What happens after an error in the rules or the data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum OnError {
    /// Nothing is evaluated.
    #[default]
    Stop,
    /// What is sound is evaluated, and what was left out is listed.
    KeepGoing,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            paths: Vec::new(),
            retractions: Vec::new(),
            backend: Backend::Datafrog,
            recording: Recording::Ranks,
            max_facts: 100_000_000,
            max_proofs: 16,
            on_error: OnError::Stop,
            tests: TestItems::Checked,
            caching: Caching::On,
            texts: Texts::Left,
            extractor: None,
            watch: Watch::default(),
            guard: Guard::default(),
            threads: std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN),
            timeout: None,
            max_memory: None,
            at_stop: AtStop::Discard,
            what_if: WhatIf::default(),
            question: None,
            profiler: None,
        }
    }
}

/// Everything that was read and checked.
#[derive(Debug)]
pub struct Session {
    /// The options of the run.
    pub options: Options,
    /// Every text that was read.
    pub sources: Sources,
    /// The built-in entities and the user's.
    pub vocabulary: Arc<Vocabulary>,
    /// Values ↔ symbols.
    pub interner: Interner,
    /// The functions that rules call.
    pub registry: Registry,
    /// The rule files, the prelude first.
    pub parsed: Vec<Parsed>,
    /// The checked program.
    pub program: Program,
    /// The papers and their findings.
    pub corpus: Corpus,
    /// What judgement needs to know of each finding, by its position in the corpus.
    pub provenance: Vec<Provenance>,
    /// What an evaluation starts from.
    pub facts: Arc<FactSet>,
}

/// What follows, and how far to believe it.
pub struct Evaluated {
    /// All rows that follow, from the judgement too where a rule reads it.
    pub model: Box<dyn Model>,
    /// What they follow from.
    pub facts: Arc<FactSet>,
    /// The judged conclusions.
    pub judgement: Judgement,
    /// Why the evaluation stopped before its end, if it did and what it had was to be kept: rows
    /// may be missing then, and so may what speaks for or against a conclusion.
    pub stopped: Option<Stopped>,
    /// Whether there was time to judge.
    pub judged: Judged,
}

/// Whether what follows was judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Judged {
    /// All of it.
    Yes,
    /// Nothing: a limit was hit, or the run was cancelled, before the judgement came to its end.
    No,
}

impl Evaluated {
    /// What follows; without a judgement if there was no time for it.
    #[must_use]
    pub fn new(
        model: Box<dyn Model>,
        facts: Arc<FactSet>,
        judgement: Option<Judgement>,
        stopped: Option<Stopped>,
    ) -> Self {
        let judged = if judgement.is_some() { Judged::Yes } else { Judged::No };
        Self { model, facts, judgement: judgement.unwrap_or_default(), stopped, judged }
    }
}

/// How long what was kept at a stop may be judged, at least.
const LEAST_GRACE: Duration = Duration::from_secs(1);

impl Session {
    /// Reads and checks everything below the paths. The diagnostics say what is wrong; with an
    /// error among them the session can be looked at, but need not be evaluated.
    #[must_use]
    pub fn load(options: Options) -> (Self, Vec<Diagnostic>) {
        options.guard.watch(options.timeout, options.max_memory);
        let on_fault = match options.on_error {
            OnError::Stop => OnFault::Refuse,
            OnError::KeepGoing => OnFault::LeaveOut,
        };
        let mut sources = Sources::default();
        let tables = vocabulary::builtin::add(&mut sources);
        let ((mut corpus, mut diagnostics), (mut vocabulary, found)) = rayon::join(
            || extraction::papers(&options, on_fault),
            || vocabulary::builtin::read(&sources, &tables),
        );
        diagnostics.extend(found);
        load::retractions(&options.retractions, &mut corpus, &mut diagnostics);
        extraction::before_leaving_out(&options, &mut corpus);
        diagnostics.extend(load::vocabularies(&corpus.vocabularies, &mut vocabulary, &mut sources));
        let (found, (mut parsed, faults)) = rayon::join(
            || load::finish(&mut vocabulary, &corpus),
            || load::rules(&corpus.rules, options.tests, &mut sources),
        );
        diagnostics.extend(found.into_iter().chain(faults));
        diagnostics.extend(what_if::leave_out(&options.what_if, &mut corpus, &mut parsed, &sources));
        let assumed = what_if::assumed(&options.what_if, &mut sources).map(|(file, found)| {
            diagnostics.extend(found);
            let source = file.source;
            parsed.push(file);
            source
        });
        load::join_named_in_rules(&mut vocabulary, &parsed, &sources);
        let vocabulary = Arc::new(vocabulary);
        let interner = Interner::default();
        let (mut program, registry, found) = Self::check(&parsed, &vocabulary, &interner, &sources);
        diagnostics.extend(found);
        if let Some(source) = assumed {
            what_if::take_for_granted(&mut program, source);
        }
        diagnostics.extend(vocabulary.check(&program.schema));
        let mut session = Self {
            options,
            sources,
            vocabulary,
            interner,
            registry,
            parsed,
            program,
            corpus,
            provenance: Vec::new(),
            facts: Arc::default(),
        };
        diagnostics.extend(session.extract());
        let question = session.options.question.as_deref();
        if load::join_named_in_findings(&mut session.vocabulary, &session.corpus, question) {
            vocabulary::register(&mut session.registry, &session.program.schema, &session.vocabulary);
        }
        let (schema, vocabulary) = (&session.program.schema, &session.vocabulary);
        let interner = &session.interner;
        diagnostics.extend(corpus::ground(&mut session.corpus, schema, vocabulary, interner, on_fault));
        session.provenance = judgement::provenance(&session.corpus);
        let (faults, facts) =
            rayon::join(|| session.pattern_faults(), || session.first_facts(&mut diagnostics));
        session.facts = Arc::new(facts);
        diagnostics.extend(faults);
        diagnostics.sort_by_key(|d| std::cmp::Reverse(d.severity));
        (session, diagnostics)
    }

    /// Checks parsed files; the functions are registered again once the schema is known.
    fn check(
        parsed: &[Parsed],
        vocabulary: &Arc<Vocabulary>,
        interner: &Interner,
        sources: &Sources,
    ) -> (Program, Registry, Vec<Diagnostic>) {
        let mut registry = Registry::default();
        crate::fact::builtin::register(&mut registry);
        vocabulary::register(&mut registry, &Arc::new(Schema::default()), vocabulary);
        let (program, diagnostics) = program::check(parsed, vocabulary, &registry, interner, sources);
        vocabulary::register(&mut registry, &program.schema, vocabulary);
        (program, registry, diagnostics)
    }

    /// The facts of the corpus, of `fact` items and of `input` files.
    fn first_facts(&self, diagnostics: &mut Vec<Diagnostic>) -> FactSet {
        let schema = &self.program.schema;
        let mut facts =
            corpus::facts(&self.corpus, schema, &self.vocabulary, &self.interner, &self.constants(&[]));
        let first = u32::try_from(self.corpus.findings.len()).unwrap_or(u32::MAX);
        stated::add(&self.program.facts, schema, &self.interner, &mut facts, first);
        load::inputs(self, &mut facts, diagnostics);
        facts
    }

    /// Every value that rules and stated rows name.
    fn constants(&self, more: &[crate::fact::Symbol]) -> Vec<crate::fact::Symbol> {
        self.program.constants.iter().chain(more).copied().collect()
    }

    /// Evaluates the rules over the facts and judges what follows.
    ///
    /// What had been derived when a limit was hit is judged too, if it is to be kept: under the
    /// limits that are not hit, or else for as long again as the evaluation took (a second at
    /// least), with a quarter more memory. A judgement that is stopped then is left out.
    ///
    /// # Errors
    /// If a limit was hit, unless what had been derived is to be kept.
    pub fn evaluate(
        &self,
        cancel: &Arc<AtomicBool>,
        progress: &mut dyn FnMut(&Progress),
    ) -> Result<Evaluated, Stopped> {
        let start = Instant::now();
        let facts = Arc::clone(&self.facts);
        let model = match self.run(&self.program.plan, &facts, Recording::Ranks, cancel, progress) {
            Ok(model) => model,
            Err(stopped) => {
                let (model, stopped) = kept(stopped)?;
                let most = start.elapsed().max(LEAST_GRACE);
                let guard = self.options.guard.after_stop(most, self.options.max_memory);
                let judgement = self.judge(&self.judged(&facts, &self.provenance, &*model), &guard);
                return Ok(Evaluated::new(model, facts, judgement, Some(stopped)));
            }
        };
        let input = self.judged(&facts, &self.provenance, model.as_ref());
        let Some(judgement) = self.judge(&input, &self.options.guard) else {
            let relations = (0..self.program.plan.relations.len() as u32).map(RelationId);
            let rows = relations.map(|relation| model.len(relation)).sum();
            let stopped = Stopped::new(StopReason::Cancelled, None, rows);
            return match self.options.at_stop {
                AtStop::Discard => Err(stopped),
                AtStop::Keep => Ok(Evaluated::new(model, facts, None, Some(stopped))),
            };
        };
        if !self.reads_judgement() {
            return Ok(Evaluated::new(model, facts, Some(judgement), None));
        }
        match self.second_pass(&judgement, &input, cancel, progress) {
            Ok((model, facts)) => Ok(Evaluated::new(model, Arc::new(facts), Some(judgement), None)),
            Err(stopped) => {
                let (_, stopped) = kept(stopped)?;
                Ok(Evaluated::new(model, facts, Some(judgement), Some(stopped)))
            }
        }
    }

    /// Judges what follows, unless the guard stops it.
    fn judge(&self, input: &judgement::Input<'_>, guard: &Guard) -> Option<Judgement> {
        let options = judgement::Options { max_proofs: self.options.max_proofs };
        judgement::judge_while(input, &options, &|| guard.cause().is_none())
    }

    /// What a judgement reads. Findings of no corpus have no provenance but their facts.
    fn judged<'a>(
        &'a self,
        facts: &'a FactSet,
        provenance: &'a [Provenance],
        model: &'a dyn Model,
    ) -> judgement::Input<'a> {
        judgement::Input {
            corpus: &self.corpus,
            program: &self.program,
            provenance,
            vocabulary: &self.vocabulary,
            interner: &self.interner,
            functions: &self.registry,
            facts,
            model,
        }
    }

    fn run(
        &self,
        plan: &Plan,
        facts: &FactSet,
        recording: Recording,
        cancel: &Arc<AtomicBool>,
        progress: &mut dyn FnMut(&Progress),
    ) -> Result<Box<dyn Model>, Stopped> {
        self.run_within(&mut self.limits(cancel, progress), plan, facts, recording)
    }

    fn run_within(
        &self,
        limits: &mut Limits<'_>,
        plan: &Plan,
        facts: &FactSet,
        recording: Recording,
    ) -> Result<Box<dyn Model>, Stopped> {
        let frog = Frog { threads: self.options.threads, recording };
        match self.options.backend {
            Backend::Datafrog => frog.run(plan, facts, &self.interner, &self.registry, limits),
            Backend::Naive => Naive.run(plan, facts, &self.interner, &self.registry, limits),
        }
    }

    fn limits<'a>(&self, cancel: &Arc<AtomicBool>, progress: &'a mut dyn FnMut(&Progress)) -> Limits<'a> {
        Limits {
            cancel: Arc::clone(cancel),
            progress: Some(progress),
            at_stop: self.options.at_stop,
            profiler: self.options.profiler.clone(),
            ..Limits::new(self.options.max_facts)
        }
    }

    /// The findings that a rule lacks, one alone, to conclude something.
    #[must_use]
    pub fn gaps(&self, evaluated: &Evaluated) -> judgement::gaps::Gaps {
        judgement::gaps::gaps(&self.judged(&evaluated.facts, &self.provenance, evaluated.model.as_ref()))
    }

    /// Finds proofs in an evaluated model.
    #[must_use]
    pub fn prover<'a>(&'a self, evaluated: &'a Evaluated) -> Prover<'a> {
        let (plan, facts) = (&self.program.whole, &evaluated.facts);
        Prover::new(plan, facts, evaluated.model.as_ref(), &self.interner, &self.registry)
    }
}

/// What was kept when an evaluation stopped; the stop itself if nothing was.
fn kept(mut stopped: Stopped) -> Result<(Box<dyn Model>, Stopped), Stopped> {
    match stopped.kept.take() {
        Some(model) => Ok((model, stopped)),
        None => Err(stopped),
    }
}

/// Parses a text that is no file, such as a pattern on the command line.
fn parse_text(
    sources: &mut Sources,
    name: &str,
    text: &str,
) -> (SourceId, syntax::ast::File, Vec<Diagnostic>) {
    let source = sources.add(name, text);
    let (file, diagnostics) = syntax::parse(sources, source);
    (source, file, diagnostics)
}

/// The prelude as a parsed file.
fn prelude(sources: &mut Sources) -> (Parsed, Vec<Diagnostic>) {
    let (source, file, diagnostics) = parse_text(sources, "<prelude>", PRELUDE);
    let incomplete = diagnostics.iter().any(Diagnostic::is_error);
    (Parsed { source, file, incomplete }, diagnostics)
}
