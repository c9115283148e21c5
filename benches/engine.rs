//! The default backend against the same programs written by hand on static datafrog.
//!
//! `cargo bench --bench engine [-- WORKLOAD …]` prints ratios: time and peak memory of the whole
//! dynamic path, from plan and facts to the model, over those of the static program, and over those
//! of the same path when it records no ranks for proofs. Each measurement is a process of its own;
//! the sides take turns and the medians are compared. Then a proof of a thousand steps is looked for.

#![expect(clippy::print_stdout, reason = "a bench prints its figures")]

use std::process::Command;
use std::time::Instant;

use datafrog::{Iteration, Relation as Static};
use reason::engine::frog::{Frog, Recording};
use reason::engine::{Backend, Limits};
use reason::fact::{FactSet, Interner, Registry, Relation, RelationId, Symbol};
use reason::plan::{Atom, Literal, Plan, Rule, RuleId, Stratum, Term, Variable};
use reason::proof::Prover;

const RUNS: usize = 5;
const WORKLOADS: [&str; 4] = ["closure", "generation", "four", "doubling"];

type Pairs = Vec<(u32, u32)>;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    if let [mode, side, workload] = &arguments[..]
        && mode == "--measure"
    {
        return measure(side, workload);
    }
    println!(
        "{:12} {:>9} {:>9} {:>6}   {:>9} {:>9} {:>6}   {:>16}",
        "workload", "static s", "reason s", "time", "static MB", "reason MB", "memory", "ranks cost"
    );
    for workload in WORKLOADS.iter().filter(|w| arguments.is_empty() || arguments.iter().any(|a| a == *w)) {
        compare(workload);
    }
    prove(1000);
}

fn compare(workload: &str) {
    let (mut fixed, mut dynamic, mut unranked) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..RUNS {
        fixed.push(child("static", workload));
        dynamic.push(child("reason", workload));
        unranked.push(child("unranked", workload));
    }
    assert!(
        fixed.iter().chain(&dynamic).chain(&unranked).all(|run| run.2 == fixed[0].2),
        "all sides have the same number of rows"
    );
    let median = |runs: &[(f64, f64, usize)], pick: fn(&(f64, f64, usize)) -> f64| {
        let mut values: Vec<f64> = runs.iter().map(pick).collect();
        values.sort_by(f64::total_cmp);
        values[values.len() / 2]
    };
    let (a, b) = (median(&fixed, |r| r.0), median(&dynamic, |r| r.0));
    let (m, n) = (median(&fixed, |r| r.1), median(&dynamic, |r| r.1));
    let (time, memory) = (median(&unranked, |r| r.0), median(&unranked, |r| r.1));
    println!(
        "{workload:12} {a:9.3} {b:9.3} {:6.2}   {m:9.1} {n:9.1} {:6.2}   {:6.2} × {:5.2} ×   {} rows",
        b / a,
        n / m,
        b / time,
        n / memory,
        fixed[0].2
    );
}

/// Seconds, peak megabytes and rows of one run in a process of its own.
fn child(side: &str, workload: &str) -> (f64, f64, usize) {
    let program = std::env::current_exe().expect("a running program has a path");
    let output = Command::new(program)
        .args(["--measure", side, workload])
        .output()
        .expect("the bench can start itself");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut numbers = text.split_whitespace().map(|n| n.parse::<f64>().expect("a measurement is a number"));
    let mut next = || numbers.next().expect("a measurement has three numbers");
    (next(), next(), next() as usize)
}

fn measure(side: &str, workload: &str) {
    let inputs = inputs(workload);
    let (seconds, rows) = match side {
        "static" => fixed(workload, inputs),
        "unranked" => dynamic(workload, &inputs, Recording::Nothing),
        _ => dynamic(workload, &inputs, Recording::Ranks),
    };
    println!("{seconds} {} {rows}", peak());
}

/// Peak resident memory of this process in megabytes; 0 where the system does not tell.
fn peak() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|l| l.split_whitespace().next()?.parse::<f64>().ok()).map_or(0.0, |kb| kb / 1024.0)
}

/// A small generator of random numbers (xorshift); seeded, so that every run has the same input.
struct Random(u64);

impl Random {
    fn below(&mut self, n: u32) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        ((self.0 >> 16) % u64::from(n)) as u32
    }
}

fn edges(random: &mut Random, nodes: u32, count: usize) -> Pairs {
    (0..count).map(|_| (random.below(nodes), random.below(nodes))).collect()
}

/// Child and parent: layers of `width`, one to three parents in the layer above.
fn layers(random: &mut Random, layers: u32, width: u32) -> Pairs {
    let mut pairs = Vec::new();
    for layer in 1..layers {
        for child in 0..width {
            for _ in 0..=random.below(3) {
                pairs.push((layer * width + child, (layer - 1) * width + random.below(width)));
            }
        }
    }
    pairs
}

fn inputs(workload: &str) -> Vec<Pairs> {
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    match workload {
        "closure" => vec![edges(&mut random, 2810, 5620)],
        "doubling" => vec![edges(&mut random, 600, 1200)],
        "generation" => vec![layers(&mut random, 10, 920)],
        _ => (0..4).map(|_| edges(&mut random, 50_000, 150_000)).collect(),
    }
}

fn fixed(workload: &str, inputs: Vec<Pairs>) -> (f64, usize) {
    let start = Instant::now();
    let result = match workload {
        "closure" => fixed_closure(&inputs[0]),
        "generation" => fixed_generation(&inputs[0]),
        "doubling" => fixed_doubling(&inputs[0]),
        _ => fixed_four(inputs),
    };
    (start.elapsed().as_secs_f64(), result.len())
}

fn fixed_closure(edges: &Pairs) -> Static<(u32, u32)> {
    let mut iteration = Iteration::new();
    let path = iteration.variable::<(u32, u32)>("path");
    path.extend(edges.iter().map(|&(x, y)| (y, x)));
    let edge: Static<(u32, u32)> = edges.iter().collect();
    while iteration.changed() {
        path.from_join(&path, &edge, |_, &x, &z| (z, x));
    }
    path.complete()
}

fn fixed_doubling(edges: &Pairs) -> Static<(u32, u32)> {
    let mut iteration = Iteration::new();
    let path = iteration.variable::<(u32, u32)>("path");
    let back = iteration.variable::<(u32, u32)>("back");
    path.extend(edges.iter());
    while iteration.changed() {
        back.from_map(&path, |&(x, y)| (y, x));
        path.from_join(&back, &path, |_, &x, &z| (x, z));
    }
    path.complete()
}

fn fixed_generation(up: &Pairs) -> Static<(u32, u32)> {
    let down: Static<(u32, u32)> = up.iter().map(|&(child, parent)| (parent, child)).collect();
    let mut iteration = Iteration::new();
    let same = iteration.variable::<(u32, u32)>("same");
    let half = iteration.variable::<(u32, u32)>("half");
    same.insert(Static::from_join(&down, &down, |_, &x, &y| (x, y)));
    while iteration.changed() {
        half.from_join(&same, &down, |_, &b, &x| (b, x));
        same.from_join(&half, &down, |_, &x, &y| (x, y));
    }
    same.complete()
}

fn fixed_four(inputs: Vec<Pairs>) -> Static<(u32, u32)> {
    let mut inputs = inputs.into_iter();
    let first = inputs.next().expect("there are four inputs");
    let mut reached: Static<(u32, u32)> = first.into_iter().map(|(a, b)| (b, a)).collect();
    for pairs in inputs {
        let step: Static<(u32, u32)> = pairs.into();
        reached = Static::from_join(&reached, &step, |_, &a, &c| (c, a));
    }
    reached
}

fn dynamic(workload: &str, inputs: &[Pairs], recording: Recording) -> (f64, usize) {
    let interner = Interner::default();
    let (plan, result) = plan(workload);
    let facts = facts(&plan, inputs);
    let start = Instant::now();
    let mut limits = Limits::new(usize::MAX);
    let model = Frog { recording, ..Frog::default() }
        .run(&plan, &facts, &interner, &Registry::default(), &mut limits)
        .expect("nothing stops it");
    (start.elapsed().as_secs_f64(), model.len(result))
}

fn facts(plan: &Plan, inputs: &[Pairs]) -> FactSet {
    let mut facts = FactSet::new(&plan.relations);
    for (id, pairs) in (0..).map(RelationId).zip(inputs) {
        pairs.iter().for_each(|&(a, b)| facts.add(id, &[Symbol(a + 1), Symbol(b + 1)]));
    }
    facts
}

/// The plan of a workload, and the relation that it is about.
fn plan(workload: &str) -> (Plan, RelationId) {
    let (loaded, rules): (u32, Vec<Rule>) = match workload {
        "closure" => (1, vec![rule((1, 0, 1), &[(0, 0, 1)]), rule((1, 0, 2), &[(1, 0, 1), (0, 1, 2)])]),
        "doubling" => (1, vec![rule((1, 0, 1), &[(0, 0, 1)]), rule((1, 0, 2), &[(1, 0, 1), (1, 1, 2)])]),
        "generation" => (
            1,
            vec![
                rule((1, 0, 1), &[(0, 0, 2), (0, 1, 2)]),
                rule((1, 0, 1), &[(0, 0, 2), (1, 2, 3), (0, 1, 3)]),
            ],
        ),
        _ => (4, vec![rule((4, 0, 4), &[(0, 0, 1), (1, 1, 2), (2, 2, 3), (3, 3, 4)])]),
    };
    let relations = (0..=loaded).map(|i| Relation { name: format!("r{i}"), arity: 2 }).collect();
    let ids = (0..rules.len() as u32).map(RuleId).collect();
    let stratum = Stratum { relations: vec![RelationId(loaded)], rules: ids };
    (Plan { relations, rules, strata: vec![stratum] }, RelationId(loaded))
}

/// Evaluates the closure of a line, and finds the proof that its ends are joined.
fn prove(steps: u32) {
    let (plan, path) = plan("closure");
    let facts = facts(&plan, &[(0..steps).map(|n| (n, n + 1)).collect()]);
    let (interner, functions) = (Interner::default(), Registry::default());
    let start = Instant::now();
    let model = Frog::default().run(&plan, &facts, &interner, &functions, &mut Limits::new(usize::MAX));
    let model = model.expect("nothing stops it");
    let evaluated = start.elapsed();
    let mut prover = Prover::new(&plan, &facts, model.as_ref(), &interner, &functions);
    let proof = prover.best(path, &[Symbol(1), Symbol(steps + 1)]).expect("the ends are joined");
    let nodes = proof.nodes.len();
    assert!(nodes >= 2 * steps as usize, "a step and an edge each: {nodes}");
    println!(
        "\na proof of {steps} steps: {:.1} ms, after {:.1} ms of evaluation",
        (start.elapsed() - evaluated).as_secs_f64() * 1000.0,
        evaluated.as_secs_f64() * 1000.0
    );
}

/// A rule over pairs: relation and two variables each.
fn rule(head: (u32, Variable, Variable), body: &[(u32, Variable, Variable)]) -> Rule {
    let atom = |&(relation, a, b): &(u32, Variable, Variable)| Atom {
        relation: RelationId(relation),
        terms: vec![Term::Var(a), Term::Var(b)],
    };
    Rule {
        name: "bench".to_owned(),
        head: atom(&head),
        body: body.iter().map(|part| Literal::Atom(atom(part))).collect(),
        variables: (0..5).map(|v| format!("v{v}")).collect(),
    }
}
