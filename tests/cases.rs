//! Whole runs over small folders, `tests/cases/<topic>/` with `rules/` and `corpus/`.
//!
//! Each case is run as it is, reformatted, and on the naive engine, against one shared snapshot;
//! its tests pass; and the checker finds nothing wrong with any proof of any conclusion.

#[path = "language/literate.rs"]
mod literate;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use literate::{project, reformatted};
use reason::diagnostic::Severity;
use reason::fact::{RelationId, Symbol};
use reason::proof::{Checker, Limits};
use reason::report::{self, Choice, Run, text::Layout};
use reason::session::{Backend, Evaluated, Options, Session};
use reason::syntax::Style;

/// Wide enough that no line is broken.
const WIDE: usize = 1000;

fn cases() -> Vec<PathBuf> {
    let folder = project().join("tests/cases");
    let entries = fs::read_dir(folder).expect("the folder of the cases");
    let mut found: Vec<PathBuf> = entries.map(|e| e.expect("an entry").path()).collect();
    found.retain(|p| p.is_dir());
    found.sort();
    found
}

fn name(case: &Path) -> String {
    case.file_name().expect("a case has a name").to_string_lossy().into_owned()
}

/// Loads a folder and evaluates it; its tests must pass.
fn evaluated(folder: &Path, backend: Backend) -> (Session, Evaluated) {
    let paths = vec![folder.join("rules"), folder.join("corpus")];
    let (session, diagnostics) = Session::load(Options { paths, backend, ..Options::default() });
    let errors: Vec<_> = diagnostics.iter().filter(|d| d.severity == Severity::Error).collect();
    assert!(errors.is_empty(), "{}", literate::words(&session.sources, &errors));
    for result in session.test("") {
        assert!(result.passed(), "{}: {}", result.name, result.differences.join("\n"));
    }
    let cancel = Arc::new(AtomicBool::new(false));
    let evaluated = session.evaluate(&cancel, &mut |_| {}).expect("no limit is hit");
    (session, evaluated)
}

/// The report as text, without line numbers and what depends on them.
fn told(folder: &Path, session: &Session, evaluated: &Evaluated) -> String {
    let input = report::Input::of(session, evaluated);
    let report = report::build(input, &evaluated.judgement, &Choice::default(), Run::default());
    let mut out = Vec::new();
    let layout = Layout { width: WIDE, ..Layout::default() };
    report::text::write(&report, &layout, &mut out).expect("a report is written into memory");
    let text = String::from_utf8(out).expect("a report is UTF-8");
    let text = text.replace(&format!("{}/", folder.display()), "");
    text.lines().map(|l| squeezed(&unnumbered(l))).collect::<Vec<_>>().join("\n")
}

/// A line without the numbers after `.rules:`.
fn unnumbered(line: &str) -> String {
    let mut pieces = line.split(".rules:");
    let mut result = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        result.push_str(".rules");
        result.push_str(piece.trim_start_matches(|c: char| c.is_ascii_digit()));
    }
    result
}

/// A line with its indent kept, each wider gap two spaces and each rule a short one.
fn squeezed(line: &str) -> String {
    let rest = line.trim_start();
    let indent = &line[..line.len() - rest.len()];
    let parts: Vec<&str> = rest.split("  ").map(str::trim).filter(|p| !p.is_empty()).collect();
    format!("{indent}{}", parts.join("  ")).trim_end_matches('─').trim_end().to_owned()
}

/// A copy of a case with every rule file in canonical layout and ASCII signs.
fn canonical_copy(case: &Path) -> tempfile::TempDir {
    let copy = tempfile::tempdir().expect("a folder for a copy");
    for entry in walkdir::WalkDir::new(case) {
        let entry = entry.expect("an entry");
        let place = copy.path().join(entry.path().strip_prefix(case).expect("below the case"));
        if entry.file_type().is_dir() {
            fs::create_dir_all(&place).expect("a folder is made");
            continue;
        }
        let text = fs::read_to_string(entry.path()).expect("UTF-8");
        let is_rules = entry.path().extension().is_some_and(|e| e == "rules");
        let text = if is_rules { reformatted(&text, Style::Ascii) } else { text };
        fs::write(&place, text).expect("a file is written");
    }
    copy
}

/// The conclusions, and the rows of rules that read their judgement.
fn proved(session: &Session, evaluated: &Evaluated) -> Vec<(String, RelationId, Vec<Symbol>)> {
    let conclusions = evaluated.judgement.conclusions.iter();
    let mut rows: Vec<_> = conclusions.map(|c| (c.id.clone(), c.relation, c.row.clone())).collect();
    let after = session.program.whole.strata.iter().skip(session.program.plan.strata.len());
    for &relation in after.flat_map(|stratum| &stratum.relations) {
        let name = session.program.whole.relations[relation.0 as usize].name.clone();
        let row = |i| (name.clone(), relation, evaluated.model.row(relation, i).to_vec());
        rows.extend((0..evaluated.model.len(relation)).map(row));
    }
    rows
}

/// Everything that the checker has against the proofs of the conclusions.
fn violations(session: &Session, evaluated: &Evaluated) -> Vec<String> {
    let model = evaluated.model.as_ref();
    let (plan, facts) = (&session.program.whole, &*evaluated.facts);
    let mut prover = session.prover(evaluated);
    let mut checker = Checker::new(plan, facts, &model, &session.interner, &session.registry);
    let mut found = Vec::new();
    let mut checked = 0;
    for (name, relation, row) in proved(session, evaluated) {
        let limits = Limits { proofs: 16, depth: 8 };
        let (proofs, _) = prover.all(relation, &row, limits);
        assert!(!proofs.is_empty(), "{name} has a proof");
        for proof in proofs {
            checked += 1;
            let violations = checker.check(&proof);
            found.extend(violations.iter().map(|v| format!("{name}: {v:?}")));
        }
    }
    assert!(checked > 0, "a case has conclusions");
    found
}

#[test]
fn every_case_follows_and_every_proof_holds() {
    let cases = cases();
    assert!(cases.len() >= 3, "a case a topic");
    for case in &cases {
        let (session, first) = evaluated(case, Backend::Datafrog);
        let text = told(case, &session, &first);
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path("../snapshots");
        settings.set_prepend_module_to_snapshot(false);
        settings.bind(|| insta::assert_snapshot!(format!("case-{}", name(case)), text));
        assert_eq!(violations(&session, &first), Vec::<String>::new(), "{}", name(case));

        let (naive, second) = evaluated(case, Backend::Naive);
        assert_eq!(told(case, &naive, &second), text, "{} on the naive engine", name(case));
        assert_eq!(violations(&naive, &second), Vec::<String>::new(), "{} naive", name(case));

        let copy = canonical_copy(case);
        let (canonical, third) = evaluated(copy.path(), Backend::Datafrog);
        assert_eq!(told(copy.path(), &canonical, &third), text, "{} reformatted", name(case));
    }
}
