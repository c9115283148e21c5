//! What every backend does at its limits, and what it tells on the way.

use std::num::NonZeroUsize;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use reason::engine::frog::{Frog, Recording, WIDEST};
use reason::engine::naive::Naive;
use reason::engine::{AtStop, Backend, Limits, Model, Progress, Rank, StopReason, Stopped};
use reason::fact::{FactSet, FunctionId, Interner, Registry, Relation, RelationId, Symbol};
use reason::plan::{Atom, Comparison, Fold, Literal, Plan, Rule, RuleId, Stratum, Term};

const FROG: Frog = Frog { threads: NonZeroUsize::MIN, recording: Recording::Ranks };
const BACKENDS: [&dyn Backend; 2] = [&Naive, &FROG];

fn atom(relation: u32, terms: &[Term]) -> Atom {
    Atom { relation: RelationId(relation), terms: terms.to_vec() }
}

fn rule(head: Atom, body: Vec<Literal>) -> Rule {
    let variables = (0..8).map(|v| format!("v{v}")).collect();
    Rule { name: "rule".to_owned(), head, body, variables }
}

fn plan(arities: &[usize], rules: Vec<Rule>, strata: &[&[u32]]) -> Plan {
    let relations =
        arities.iter().enumerate().map(|(i, &arity)| Relation { name: format!("r{i}"), arity }).collect();
    let stratum = |relations: &&[u32]| Stratum {
        relations: relations.iter().map(|&id| RelationId(id)).collect(),
        rules: (0..rules.len() as u32)
            .map(RuleId)
            .filter(|id| relations.contains(&rules[id.0 as usize].head.relation.0))
            .collect(),
    };
    Plan { relations, strata: strata.iter().map(stratum).collect(), rules }
}

const X: Term = Term::Var(0);
const Y: Term = Term::Var(1);
const Z: Term = Term::Var(2);

/// Edges of a line of this many nodes, and its closure.
fn line(nodes: u32) -> (Plan, FactSet) {
    let step = vec![Literal::Atom(atom(1, &[X, Y])), Literal::Atom(atom(0, &[Y, Z]))];
    let rules =
        vec![rule(atom(1, &[X, Y]), vec![Literal::Atom(atom(0, &[X, Y]))]), rule(atom(1, &[X, Z]), step)];
    let plan = plan(&[2, 2], rules, &[&[1]]);
    let mut facts = FactSet::new(&plan.relations);
    (1..nodes).for_each(|n| facts.add(RelationId(0), &[Symbol(n), Symbol(n + 1)]));
    (plan, facts)
}

fn run(
    backend: &dyn Backend,
    plan: &Plan,
    facts: &FactSet,
    max_facts: usize,
    progress: &mut dyn FnMut(&Progress),
) -> Result<Box<dyn Model>, Stopped> {
    let mut limits = Limits { progress: Some(progress), ..Limits::new(max_facts) };
    backend.run(plan, facts, &Interner::default(), &Registry::default(), &mut limits)
}

#[test]
fn too_many_facts_stop_it_and_name_the_rule() {
    let (plan, facts) = line(40);
    for backend in BACKENDS {
        let stopped = run(backend, &plan, &facts, 300, &mut |_| {}).err().expect("it hits the limit");
        assert_eq!((stopped.reason, stopped.rule), (StopReason::Facts, Some(RuleId(1))));
        assert!(stopped.facts > 300);
        assert!(run(backend, &plan, &facts, 39 + 40 * 39 / 2, &mut |_| {}).is_ok());
        assert!(run(backend, &plan, &facts, 38 + 40 * 39 / 2, &mut |_| {}).is_err());
    }
}

#[test]
fn what_was_derived_at_a_stop_follows_with_the_same_ranks() {
    let (plan, facts) = line(40);
    for backend in BACKENDS {
        let whole = run(backend, &plan, &facts, usize::MAX, &mut |_| {}).expect("there is no limit");
        let mut limits = Limits { at_stop: AtStop::Keep, ..Limits::new(300) };
        let stopped = backend.run(&plan, &facts, &Interner::default(), &Registry::default(), &mut limits);
        let stopped = stopped.err().expect("it hits the limit");
        assert_eq!(stopped.unfinished, [RelationId(1)]);
        let kept = stopped.kept.expect("it was to be kept");
        assert!((200..39 * 20).contains(&kept.len(RelationId(1))), "{}", kept.len(RelationId(1)));
        assert_eq!(kept.len(RelationId(0)), 39);
        for index in 0..kept.len(RelationId(1)) {
            let place = whole.find(RelationId(1), kept.row(RelationId(1), index)).expect("it follows");
            assert_eq!(kept.rank(RelationId(1), index), whole.rank(RelationId(1), place));
        }
    }
}

#[test]
fn a_product_stops_within_its_round() {
    let product =
        vec![Literal::Atom(atom(0, &[X])), Literal::Atom(atom(0, &[Y])), Literal::Atom(atom(0, &[Z]))];
    let plan = plan(&[1, 3], vec![rule(atom(1, &[X, Y, Z]), product)], &[&[1]]);
    let mut facts = FactSet::new(&plan.relations);
    (0..3000).for_each(|n| facts.add(RelationId(0), &[Symbol(n)]));
    let stopped =
        run(&Frog::default(), &plan, &facts, 100_000, &mut |_| {}).err().expect("it hits the limit");
    assert_eq!((stopped.reason, stopped.rule), (StopReason::Facts, Some(RuleId(0))));
}

#[test]
fn cancelling_stops_it() {
    let (plan, facts) = line(40);
    for backend in BACKENDS {
        let cancel = Arc::new(AtomicBool::new(false));
        let flag = Arc::clone(&cancel);
        let mut progress = |progress: &Progress| flag.store(progress.round == 3, Ordering::Relaxed);
        let mut limits = Limits { cancel, progress: Some(&mut progress), ..Limits::new(usize::MAX) };
        let stopped = backend.run(&plan, &facts, &Interner::default(), &Registry::default(), &mut limits);
        assert_eq!(stopped.err().map(|s| s.reason), Some(StopReason::Cancelled));
    }
}

#[test]
fn progress_is_told_after_each_round() {
    let (plan, facts) = line(5);
    for backend in BACKENDS {
        let mut told = Vec::new();
        let mut progress = |p: &Progress| told.push((p.stratum, p.strata, p.round, p.facts));
        assert!(run(backend, &plan, &facts, 1000, &mut progress).is_ok());
        let rounds = [(0, 1, 1, 8), (0, 1, 2, 11), (0, 1, 3, 13), (0, 1, 4, 14), (0, 1, 5, 14)];
        assert_eq!(told, rounds);
    }
}

#[test]
fn a_relation_that_is_too_wide_is_refused() {
    let wide = WIDEST + 1;
    let terms = vec![X; wide];
    let rules = vec![rule(atom(1, &terms), vec![Literal::Atom(atom(0, &[X]))])];
    let plan = plan(&[1, wide], rules, &[&[1]]);
    let facts = FactSet::new(&plan.relations);
    let stopped = run(&Frog::default(), &plan, &facts, 10, &mut |_| {}).err().expect("it is too wide");
    assert_eq!(stopped.reason, StopReason::Width { relation: RelationId(1), limit: WIDEST });
    assert_eq!(stopped.rule, Some(RuleId(0)));
}

#[test]
fn a_loaded_row_stays_loaded_when_it_is_derived_again() {
    let (plan, mut facts) = line(3);
    facts.add(RelationId(1), &[Symbol(1), Symbol(3)]);
    for backend in BACKENDS {
        let model = run(backend, &plan, &facts, 100, &mut |_| {}).expect("there is room");
        let rank = |a, b| {
            let index = model.find(RelationId(1), &[Symbol(a), Symbol(b)])?;
            Some(model.rank(RelationId(1), index))
        };
        assert_eq!(rank(1, 3), Some(Rank { stratum: 0, round: 0 }));
        assert_eq!(rank(1, 2), Some(Rank { stratum: 1, round: 1 }));
        assert_eq!(rank(2, 1), None);
    }
}

#[test]
fn empty_groups_count_nothing_and_have_no_least() {
    let aggregate = |fold| Literal::Aggregate {
        fold,
        over: vec![Y],
        body: vec![Literal::Atom(atom(1, &[X, Y]))],
        result: Z,
    };
    let rules = [Fold::Count, Fold::Sum, Fold::Min, Fold::Max, Fold::Mean]
        .into_iter()
        .zip(2..)
        .map(|(fold, head)| rule(atom(head, &[X, Z]), vec![aggregate(fold), Literal::Atom(atom(0, &[X]))]));
    let plan = plan(&[1, 2, 2, 2, 2, 2, 2], rules.collect(), &[&[2, 3, 4, 5, 6]]);
    let interner = Interner::default();
    let number = |n| interner.int(n);
    let mut facts = FactSet::new(&plan.relations);
    [7, 8].into_iter().for_each(|n| facts.add(RelationId(0), &[number(n)]));
    [1, 4, 4].into_iter().for_each(|n| facts.add(RelationId(1), &[number(7), number(n)]));
    for backend in BACKENDS {
        let mut limits = Limits::new(100);
        let model = backend.run(&plan, &facts, &interner, &Registry::default(), &mut limits).ok();
        let model = model.expect("there is room");
        let rows = |id| {
            let row = |i| model.row(RelationId(id), i).iter().filter_map(|&s| interner.number(s)).collect();
            (0..model.len(RelationId(id))).map(row).collect::<Vec<Vec<f64>>>()
        };
        assert_eq!(rows(2), [[7.0, 2.0], [8.0, 0.0]]);
        assert_eq!(rows(3), [[7.0, 5.0], [8.0, 0.0]]);
        assert_eq!(rows(4), [[7.0, 1.0]]);
        assert_eq!(rows(5), [[7.0, 4.0]]);
        assert_eq!(rows(6), [[7.0, 2.5]]);
    }
}

/// Pairs of numbers below `nodes`, scattered.
fn scattered(facts: &mut FactSet, relation: u32, pairs: u32, nodes: u32) {
    // The finalizer of MurmurHash3.
    let mix = |n: u32| {
        let n = (n ^ n >> 16).wrapping_mul(0x85eb_ca6b);
        let n = (n ^ n >> 13).wrapping_mul(0xc2b2_ae35);
        n ^ n >> 16
    };
    let number = |n: u32| Interner::default().int(i64::from(n));
    (0..pairs).for_each(|n| {
        let pair = [number(mix(2 * n + relation) % nodes), number(mix(2 * n + 7001) % nodes)];
        facts.add(RelationId(relation), &pair);
    });
}

/// A closure, pairs of the same generation, walks of two kinds of steps that need one another,
/// and sums that grow, over thousands of rows.
fn large() -> (Plan, FactSet) {
    const W: Term = Term::Var(3);
    let pair = |relation, a, b| Literal::Atom(atom(relation, &[a, b]));
    let sum = Literal::Call { function: FunctionId(0), inputs: vec![Y, W], outputs: vec![Z] };
    let small = Literal::Compare(Comparison::Less, Z, Term::Const(Interner::default().int(900)));
    let rules = vec![
        rule(atom(2, &[X, Y]), vec![pair(0, X, Y)]),
        rule(atom(2, &[X, Z]), vec![pair(2, X, Y), pair(0, Y, Z)]),
        rule(atom(3, &[X, Y]), vec![pair(1, X, Z), pair(1, Y, Z)]),
        rule(atom(3, &[X, Y]), vec![pair(1, X, Z), pair(3, Z, W), pair(1, Y, W)]),
        rule(atom(4, &[X, Y]), vec![pair(1, X, Y)]),
        rule(atom(4, &[X, Z]), vec![pair(0, X, Y), pair(5, Y, Z), pair(4, Z, W)]),
        rule(atom(5, &[X, Z]), vec![pair(4, X, Y), pair(1, Y, W), pair(4, W, Z)]),
        rule(atom(6, &[X, Y]), vec![pair(0, X, Y)]),
        rule(atom(6, &[X, Z]), vec![pair(6, X, Y), pair(0, X, W), sum, small]),
    ];
    let plan = plan(&[2; 7], rules, &[&[2], &[3], &[4, 5], &[6]]);
    let mut facts = FactSet::new(&plan.relations);
    scattered(&mut facts, 0, 700, 300);
    scattered(&mut facts, 1, 500, 300);
    (plan, facts)
}

#[test]
fn the_result_is_the_same_with_any_number_of_threads() {
    let (plan, facts) = large();
    let rows = |threads| {
        let (interner, mut functions) = (Interner::default(), Registry::default());
        reason::fact::builtin::register(&mut functions);
        let frog = Frog { threads: NonZeroUsize::new(threads).expect("there is one"), ..FROG };
        let mut limits = Limits::new(usize::MAX);
        let model = frog.run(&plan, &facts, &interner, &functions, &mut limits).expect("nothing stops it");
        let of = |id: RelationId| {
            (0..model.len(id)).map(|i| (model.row(id, i).to_vec(), model.rank(id, i))).collect::<Vec<_>>()
        };
        (0..7).map(RelationId).map(of).collect::<Vec<_>>()
    };
    let one = rows(1);
    assert!(
        one[2..].iter().all(|rows| rows.len() > 3000),
        "{:?}",
        one.iter().map(Vec::len).collect::<Vec<_>>()
    );
    assert!(one == rows(2));
    assert!(one == rows(3));
}

#[test]
fn without_recording_the_rows_are_the_same() {
    let (plan, facts) = line(40);
    let silent = Frog { recording: Recording::Nothing, ..FROG };
    let with = run(&FROG, &plan, &facts, 10_000, &mut |_| {}).expect("there is room");
    let without = run(&silent, &plan, &facts, 10_000, &mut |_| {}).expect("there is room");
    let path = RelationId(1);
    assert_eq!(with.len(path), without.len(path));
    assert!((0..with.len(path)).all(|i| with.row(path, i) == without.row(path, i)));
    assert_eq!(without.rank(path, 0), Rank { stratum: 0, round: 0 });
}
