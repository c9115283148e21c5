//! Proofs of small models: what is found, what is shared, what is cut, and what the checker says.

use std::collections::BTreeSet;

use proptest::prelude::*;
use reason::engine::frog::Frog;
use reason::engine::{Model, Rank};
use reason::fact::{FactSet, RelationId};
use reason::plan::{Comparison, Fold, RuleId};
use reason::program::RuleInfo;
use reason::proof::{Because, Checker, Cut, Fault, Instance, LISTED_TUPLES, Limits, Premise, Proof, Prover};

#[path = "proof/mutations.rs"]
mod mutations;
#[path = "proof/world.rs"]
mod world;

use mutations::mutations;
use world::Part::{Call, Compare, Folds, Is, Not};
use world::{Below, Even, Table, World, symbol};

fn with_functions(relations: &[(&str, usize)]) -> World {
    let mut world = World::new(relations);
    world.functions.register("below", Box::new(Below));
    world.functions.register("even", Box::new(Even));
    world
}

fn paths(edges: &[&str]) -> World {
    let mut world = World::new(&[("edge", 2), ("path", 2)]);
    world.load(edges);
    world.rule("path ?x ?y", &[Is("edge ?x ?y")]);
    world.rule("path ?x ?z", &[Is("path ?x ?y"), Is("edge ?y ?z")]);
    world.stratum(&["path"]);
    world
}

#[test]
fn a_row_that_does_not_follow_has_no_proof() {
    let world = paths(&["edge a b"]);
    assert_eq!(world.best("path b a"), None);
    assert_eq!(world.all("path b a", 9, 9), (vec![], vec![]));
}

#[test]
fn a_chain_of_a_thousand_steps_is_proved_and_checked() {
    let mut world = World::new(&[("edge", 2), ("reached", 1)]);
    world.rule("reached ?y", &[Is("reached ?x"), Is("edge ?x ?y")]);
    world.stratum(&["reached"]);
    let number = |n: u32| world.interner.int(i64::from(n));
    let loaded = Rank { stratum: 0, round: 0 };
    let rank = |n| if n == 0 { loaded } else { Rank { stratum: 1, round: n } };
    let edges = (0..1000).map(|n| (vec![number(n), number(n + 1)], loaded)).collect();
    let reached = (0..=1000).map(|n| (vec![number(n)], rank(n))).collect();
    let model = Table(vec![edges, reached]);
    let mut facts = FactSet::new(&world.plan.relations);
    (0..1000).for_each(|n| facts.add(RelationId(0), &[number(n), number(n + 1)]));
    facts.add(RelationId(1), &[number(0)]);

    let mut prover = Prover::new(&world.plan, &facts, &model, &world.interner, &world.functions);
    let proof = prover.best(RelationId(1), &[number(1000)]).expect("it is reached");
    assert_eq!((proof.height(), proof.nodes.len(), proof.leaves().count()), (1000, 2001, 1001));
    let deep = Limits { proofs: 10, depth: 2000 };
    assert_eq!(prover.all(RelationId(1), &[number(1000)], deep), (vec![proof.clone()], BTreeSet::new()));
    let rows: &dyn Model = &model;
    let mut checker = Checker::new(&world.plan, &facts, &rows, &world.interner, &world.functions);
    assert_eq!(checker.check(&proof), []);
    assert_eq!(proof.hashes(&world.plan, &world.interner).len(), 2001);
}

#[test]
fn what_two_premises_share_stands_once() {
    let mut world = World::new(&[("edge", 2), ("reached", 1), ("meet", 1)]);
    world.load(&["reached a", "edge a b", "edge b c", "edge b d"]);
    world.rule("reached ?y", &[Is("reached ?x"), Is("edge ?x ?y")]);
    let both = [Is("reached ?y"), Is("reached ?z"), Is("edge ?x ?y"), Is("edge ?x ?z")];
    let differ = [Compare("?y", Comparison::NotEqual, "?z")];
    world.rule("meet ?x", &both.into_iter().chain(differ).collect::<Vec<_>>());
    world.stratum(&["reached"]);
    world.stratum(&["meet"]);
    let proof = world.best("meet b").expect("c and d meet in b");
    let words = world.words(&proof);
    assert_eq!(words.iter().filter(|line| line.starts_with("reached b ")).count(), 1);
    assert_eq!((proof.nodes.len(), proof.height()), (8, 3), "{words:?}");
    assert_eq!(proof.rules(), BTreeSet::from([RuleId(0), RuleId(1)]));
}

#[test]
fn the_lowest_proof_is_best_and_the_choice_does_not_depend_on_symbols() {
    let edges = ["edge a b", "edge b d", "edge a c", "edge c d"];
    for order in [edges, [edges[3], edges[2], edges[1], edges[0]]] {
        let world = paths(&order);
        let proof = world.best("path a d").expect("d is reached");
        let expected = ["edge a b", "path a b <- edge a b", "edge b d", "path a d <- path a b, edge b d"];
        assert_eq!(world.words(&proof), expected);
    }
    let world = paths(&["edge a b", "edge b d", "edge a d"]);
    let proof = world.best("path a d").expect("d is reached");
    assert_eq!(world.words(&proof), ["edge a d", "path a d <- edge a d"]);
}

#[test]
fn the_height_counts_the_strata_below() {
    let mut world = World::new(&[("a", 1), ("b", 1), ("c", 1), ("d", 1), ("e", 1)]);
    world.load(&["a x"]);
    world.rule("b ?x", &[Is("a ?x")]);
    world.rule("c ?x", &[Is("b ?x")]);
    world.rule("d ?x", &[Is("c ?x")]);
    world.rule("e ?x", &[Is("d ?x")]);
    world.rule("e ?x", &[Is("c ?x"), Is("b ?x")]);
    world.stratum(&["b", "c"]);
    world.stratum(&["d"]);
    world.stratum(&["e"]);
    let proof = world.best("e x").expect("it follows");
    assert_eq!((proof.height(), proof.rules().contains(&RuleId(4))), (3, true));
}

#[test]
fn data_in_a_circle_gives_no_proof_in_a_circle() {
    let world = paths(&["edge a b", "edge b c", "edge c a"]);
    let rows = world.run().rows();
    assert_eq!(rows.len(), 3 + 9);
    for (relation, row) in rows {
        // A second way to a row would pass through the row itself.
        let (proofs, cuts) = world.all(&world.worded(relation, &row), 50, 50);
        assert_eq!((proofs.len(), cuts), (1, vec![]));
    }
}

#[test]
fn a_loaded_row_is_its_own_proof_and_its_derivations_come_after_it() {
    let world = paths(&["edge a b", "edge b c", "path x y", "path a c", "path a c"]);
    let best = world.best("path a c").expect("it was loaded");
    assert_eq!(world.words(&best), ["path a c"]);
    assert_eq!((best.height(), &best.nodes[0].because), (0, &Because::Loaded));
    let (proofs, cuts) = world.all("path a c", 9, 9);
    let derived = ["edge a b", "path a b <- edge a b", "edge b c", "path a c <- path a b, edge b c"];
    assert_eq!((proofs.len(), cuts), (2, vec![]));
    assert_eq!(
        (world.words(&proofs[0]), world.words(&proofs[1])),
        (world.words(&best), derived.map(str::to_owned).into())
    );

    let run = world.run();
    let position = |words| {
        let (relation, row) = world.row(words);
        run.prover().position(relation, &row)
    };
    assert_eq!((position("path a c"), position("path a b")), (Some(1), None));
}

#[test]
fn all_sees_reasons_that_the_engine_found_later() {
    let world = paths(&["edge a d", "edge a b", "edge b c", "edge c d"]);
    let (proofs, cuts) = world.all("path a d", 10, 9);
    assert_eq!((proofs.iter().map(Proof::height).collect::<Vec<_>>(), cuts), (vec![1, 3], vec![]));
    let run = world.run();
    let (relation, row) = world.row("path a d");
    let (steps, cuts) = run.prover().instances(relation, &row);
    assert_eq!((steps.len(), cuts.len()), (2, 0));
    let (relation, index) = steps[1].rows[0];
    assert_eq!(world.worded(relation, run.model.row(relation, index)), "path a c");
}

/// Three ways from s to m and three from m to t.
fn ladder() -> World {
    let upper = ["edge s a", "edge s b", "edge s c", "edge a m", "edge b m", "edge c m"];
    let lower = ["edge m d", "edge m e", "edge m f", "edge d t", "edge e t", "edge f t"];
    paths(&[upper, lower].concat())
}

#[test]
fn all_finds_every_combination_and_says_what_cut_it() {
    let world = ladder();
    let (proofs, cuts) = world.all("path s t", 100, 10);
    assert_eq!((proofs.len(), cuts), (9, vec![]));
    let last = |proof| world.words(proof).last().expect("a root").clone();
    assert_eq!(
        proofs[..3].iter().map(last).collect::<BTreeSet<_>>().len(),
        3,
        "the root's reasons come first"
    );
    assert_eq!(world.all("path s t", 9, 10).1, []);
    assert_eq!(world.all("path s t", 8, 10), (proofs[..8].to_vec(), vec![Cut::Proofs]));
    assert_eq!(world.all("path s t", 100, 0), (proofs[..3].to_vec(), vec![Cut::Depth]));
    assert_eq!(world.all("path s t", 0, 10), (vec![], vec![Cut::Proofs]));
}

#[test]
fn too_many_reasons_of_one_row_are_cut() {
    let mut world = World::new(&[("p", 2), ("q", 1)]);
    world.load(&(0..300).map(|n| format!("p x {n}")).collect::<Vec<_>>());
    world.rule("q ?x", &[Is("p ?x _")]);
    world.stratum(&["q"]);
    let (proofs, cuts) = world.all("q x", 1000, 1);
    assert_eq!((proofs.len(), cuts), (256, vec![Cut::Instances]));
}

/// Free is what nothing blocks that is not excused.
fn blocks() -> World {
    let mut world = World::new(&[("thing", 1), ("blocks", 2), ("excused", 1), ("free", 1)]);
    world.load(&["thing a", "thing b", "thing c", "excused l", "excused n"]);
    world.load(&["blocks k a", "blocks l b", "blocks m b", "blocks n c"]);
    let blocked = vec![Is("blocks ?y ?x"), Not(vec![Is("excused ?y")])];
    world.rule("free ?x", &[Is("thing ?x"), Not(blocked)]);
    world.stratum(&["free"]);
    world
}

#[test]
fn absence_is_proved_and_says_what_was_looked_through() {
    let world = blocks();
    assert_eq!((world.best("free a"), world.best("free b")), (None, None));
    let proof = world.best("free c").expect("its only block is excused");
    assert_eq!(proof.absences().collect::<Vec<_>>(), [(proof.root(), 1)]);
    let instance = proof.get(proof.root()).instance().expect("it is derived");
    assert_eq!(instance.premises[1], Premise::Absent);
    assert_eq!(instance.binding.iter().flatten().count(), 1, "what blocks is existential");

    let run = world.run();
    let prover = run.prover();
    let absence = prover.explain_absence(instance.rule, 1, &instance.binding).expect("a negated literal");
    let part = |s: &reason::proof::Searched| {
        (s.path.clone(), s.relation, s.pattern.clone(), s.matching, s.rows, s.negations)
    };
    let c = symbol(&world.interner, "c");
    let blocks = (vec![1, 0], world.relation("blocks"), vec![None, Some(c)], 1, 4, 1);
    let excused = (vec![1, 1, 0], world.relation("excused"), vec![None], 2, 2, 2);
    assert_eq!(absence.searched.iter().map(part).collect::<Vec<_>>(), [blocks, excused]);
    assert_eq!(prover.explain_absence(instance.rule, 0, &instance.binding), None);
    assert_eq!(prover.explain_absence(RuleId(7), 0, &instance.binding), None);
}

/// Folds of the scores of each group.
fn scores() -> World {
    let folds = [Fold::Count, Fold::Sum, Fold::Min, Fold::Max, Fold::Mean];
    let mut world = World::new(&[
        ("score", 3),
        ("group", 1),
        ("Count", 2),
        ("Sum", 2),
        ("Min", 2),
        ("Max", 2),
        ("Mean", 2),
    ]);
    world.load(&["group g", "group empty", "score g a 3", "score g b 3", "score g c 8"]);
    for fold in folds {
        let over = Folds("?n", fold, "?v ?who", vec![Is("score ?g ?who ?v")]);
        world.rule(&format!("{fold:?} ?g ?n"), &[Is("group ?g"), over]);
    }
    world.stratum(&["Count", "Sum", "Min", "Max", "Mean"]);
    world
}

#[test]
fn aggregates_are_proved_with_their_tuples() {
    let world = scores();
    for (words, value) in [("Count g 3", "3"), ("Sum g 14", "14"), ("Min g 3", "3"), ("Max g 8", "8")] {
        let proof = world.best(words).expect(words);
        let instance = proof.get(proof.root()).instance().expect("it is derived");
        let Premise::Aggregate { tuples, total, value: found } = &instance.premises[1] else {
            panic!("{instance:?}")
        };
        assert_eq!((tuples.len(), *total, world.interner.key(*found).as_str()), (3, 3, value));
    }
    let empty = world.best("Count empty 0").expect("an empty group has a count");
    assert_eq!(empty.nodes.len(), 2);
    assert!(world.best("Sum empty 0").is_some());
    let run = world.run();
    let (low, mean) = (world.relation("Min"), world.relation("Mean"));
    assert_eq!((run.model.len(low), run.model.len(mean)), (1, 1));
    let proof = run.prover().best(mean, run.model.row(mean, 0)).expect("the mean follows");
    assert_eq!(run.check(&proof), []);
}

#[test]
fn an_aggregate_lists_some_tuples_and_counts_all() {
    let mut world = World::new(&[("p", 1), ("n", 1)]);
    world.load(&(0..100).map(|n| format!("p {n}")).collect::<Vec<_>>());
    world.rule("n ?n", &[Folds("?n", Fold::Count, "?x", vec![Is("p ?x")])]);
    world.stratum(&["n"]);
    let proof = world.best("n 100").expect("there are a hundred");
    let instance = proof.get(proof.root()).instance().expect("it is derived");
    let Premise::Aggregate { tuples, total, .. } = &instance.premises[0] else { panic!("{instance:?}") };
    assert_eq!((tuples.len(), *total), (LISTED_TUPLES, 100));
}

#[test]
fn an_aggregate_inside_a_negation_is_checked() {
    let mut world = World::new(&[("score", 2), ("group", 1), ("poor", 1)]);
    world.load(&["group g", "group h", "score g 3", "score g 8", "score h 4"]);
    let sum = Folds("?n", Fold::Sum, "?v", vec![Is("score ?g ?v")]);
    world.rule("poor ?g", &[Is("group ?g"), Not(vec![sum, Compare("?n", Comparison::Greater, "10")])]);
    world.stratum(&["poor"]);
    assert_eq!(world.best("poor g"), None);
    let mut proof = world.best("poor h").expect("four is not more than ten");
    let g = symbol(&world.interner, "g");
    for node in &mut proof.nodes {
        node.row[0] = g;
        if let Because::Rule(instance) = &mut node.because {
            instance.binding[0] = Some(g);
        }
    }
    let violations = world.run().check(&proof);
    assert_eq!(violations.iter().map(|v| v.fault).collect::<Vec<_>>(), [Fault::Present]);
}

#[test]
fn a_function_with_several_results_gives_the_one_that_was_used() {
    let mut world = with_functions(&[("limit", 1), ("even", 1), ("pair", 2)]);
    world.load(&["limit 7"]);
    world.rule("even ?i", &[Is("limit ?n"), Call("below", "?n", "?i"), Call("even", "?i", "")]);
    let equal = Compare("?k", Comparison::Equal, "?j");
    let greater = Compare("?k", Comparison::Greater, "2");
    world.rule("pair ?i ?j", &[greater, equal, Is("even ?i"), Call("below", "?i", "?j")]);
    world.stratum(&["even", "pair"]);
    assert_eq!((world.best("even 5"), world.best("pair 6 2")), (None, None));
    assert!(world.best("pair 6 3").is_some());
    let proof = world.best("even 4").expect("four is even and below seven");
    let int = |n| world.interner.int(n);
    let call = |name, inputs, outputs| {
        let function = world.functions.find(name).expect("a registered function");
        Premise::Call { function, inputs, outputs }
    };
    let premises = &proof.get(proof.root()).instance().expect("it is derived").premises;
    assert_eq!(
        premises[1..],
        [call("below", vec![int(7)], vec![int(4)]), call("even", vec![int(4)], vec![])]
    );
}

#[test]
fn rows_that_match_a_pattern_are_found() {
    let world = ladder();
    let run = world.run();
    let (path, row) = world.row("path s m");
    assert_eq!(run.prover().matching(path, &[Some(row[0]), None]).count(), 8);
    assert_eq!(
        run.prover().matching(path, &[Some(row[0]), Some(row[1])]).collect::<Vec<_>>(),
        [row.as_slice()]
    );
}

#[test]
fn hidden_rules_leave_their_premise_in_their_place() {
    let mut world = World::new(&[("stated", 1), ("narrow", 1), ("wide", 1), ("good", 1)]);
    world.load(&["stated x"]);
    world.rule("narrow ?x", &[Is("stated ?x")]);
    world.rule("wide ?x", &[Is("narrow ?x")]);
    world.rule("good ?x", &[Is("wide ?x"), Is("narrow ?x")]);
    world.stratum(&["narrow", "wide", "good"]);
    let info = |hidden| RuleInfo {
        name: String::new(),
        docs: None,
        span: None,
        strength: 1.0,
        hidden,
        implicit: vec![],
    };
    let infos = [info(true), info(true), info(true)];
    let proof = world.best("good x").expect("it follows");
    assert_eq!(proof.nodes.len(), 4);
    // A rule with two premises stays, even if it is hidden.
    assert_eq!(world.words(&proof.collapse(&infos)), ["stated x", "good x <- stated x, stated x"]);
    let wide = world.best("wide x").expect("it follows");
    assert_eq!(world.words(&wide.collapse(&infos)), ["stated x"]);
    assert_eq!(proof.collapse(&[info(false), info(false), info(false)]), proof);
}

#[test]
fn hashes_depend_on_content_alone() {
    let hashes = |edges: &[&str]| {
        let world = paths(edges);
        world.best("path a c").expect("it follows").hashes(&world.plan, &world.interner)
    };
    let some = hashes(&["edge a b", "edge b c"]);
    assert_eq!(some, hashes(&["edge b c", "edge z z", "edge a b"]));
    assert_eq!(some.iter().map(|hash| hash.to_hex().to_string()).collect::<BTreeSet<_>>().len(), some.len());
    assert_ne!(some.last(), hashes(&["edge a c"]).last());
}

/// A proof that uses every sort of literal.
fn everything() -> (World, Proof) {
    let mut world = with_functions(&[("base", 2), ("step", 2), ("reach", 2), ("bad", 2), ("best", 3)]);
    world.load(&["base a 1", "base a 2", "base b 3", "base c 4", "base d 5"]);
    world.load(&["step a b", "step b c", "step c a", "bad b 0"]);
    world.rule("reach ?x ?y", &[Is("step ?x ?y")]);
    world.rule("reach ?x ?z", &[Is("reach ?x ?y"), Is("step ?y ?z")]);
    world.rule("bad ?x ?n", &[Is("base ?x ?n"), Compare("?n", Comparison::Greater, "4")]);
    let body = [
        Is("reach ?x ?y"),
        Not(vec![Is("bad ?y ?w"), Not(vec![Is("base ?x ?w")])]),
        Folds("?t", Fold::Sum, "?v ?z", vec![Is("reach ?x ?z"), Is("base ?z ?v")]),
        Call("below", "?t", "?i"),
        Compare("?i", Comparison::GreaterOrEqual, "8"),
        Call("even", "?i", ""),
        Is("base ?y _"),
    ];
    world.rule("best ?x ?y ?t", &body);
    world.stratum(&["reach", "bad"]);
    world.stratum(&["best"]);
    let proof = world.best("best a c 10").expect("it follows");
    (world, proof)
}

#[test]
fn the_checker_catches_every_single_change() {
    let (world, proof) = everything();
    let run = world.run();
    let mutations = mutations(&world, &proof);
    assert!(mutations.len() > 300, "{}", mutations.len());
    let missed = mutations.iter().filter(|(_, mutated)| run.check(mutated).is_empty());
    assert_eq!(missed.map(|(what, _)| what).collect::<Vec<_>>(), Vec::<&String>::new());
}

#[test]
fn a_circle_and_a_faked_absence_are_named() {
    let (world, proof) = everything();
    let run = world.run();
    let root = proof.root();
    let fault = |change: &dyn Fn(&mut Instance)| {
        let mut mutated = proof.clone();
        let Because::Rule(instance) = &mut mutated.nodes[root.0 as usize].because else {
            panic!("it is derived")
        };
        change(instance);
        run.check(&mutated).into_iter().map(|v| (v.literal, v.fault)).collect::<BTreeSet<_>>()
    };
    let circle = fault(&|i| i.premises[0] = Premise::Fact(root));
    assert!(circle.contains(&(Some(0), Fault::Circle)), "{circle:?}");
    let faked = fault(&|i| i.premises[0] = Premise::Absent);
    assert!(faked.contains(&(Some(0), Fault::Premise)), "{faked:?}");
}

#[test]
fn an_absence_that_new_rows_contradict_is_caught() {
    let mut world = blocks();
    let proof = world.best("free c").expect("its only block is excused");
    world.load(&["blocks k c"]);
    let faults: Vec<Fault> = world.run().check(&proof).into_iter().map(|v| v.fault).collect();
    assert_eq!(faults, [Fault::Present]);
}

#[test]
fn violations_have_words() {
    let world = paths(&["edge a b"]);
    let mut proof = world.best("path a b").expect("it follows");
    proof.nodes[0].row[0] = symbol(&world.interner, "z");
    let messages: Vec<String> = world.run().check(&proof).into_iter().map(|v| v.message).collect();
    assert_eq!(messages, ["edge(z, b) was not loaded", "edge(z, b) is not what the rule asks for"]);
}

/// Recursion with two recursive atoms, negation with an existential, and an aggregate.
fn graph(edges: &[(u8, u8)]) -> World {
    let mut world = World::new(&[("edge", 2), ("path", 2), ("same", 2), ("apart", 2), ("degree", 2)]);
    world.load(&edges.iter().map(|(a, b)| format!("edge n{a} n{b}")).collect::<Vec<_>>());
    world.rule("path ?x ?y", &[Is("edge ?x ?y")]);
    world.rule("path ?x ?z", &[Is("path ?x ?y"), Is("path ?y ?z")]);
    world.rule("same ?x ?y", &[Is("path ?x ?y"), Is("path ?y ?x")]);
    let looped = Not(vec![Is("edge ?y ?w"), Is("edge ?w ?w")]);
    world.rule("apart ?x ?y", &[Is("path ?x ?y"), Not(vec![Is("same ?x ?y")]), looped]);
    let others = vec![Is("edge ?x ?y"), Compare("?x", Comparison::NotEqual, "?y")];
    world.rule("degree ?x ?n", &[Is("edge ?x _"), Folds("?n", Fold::Count, "?y", others)]);
    world.stratum(&["path"]);
    world.stratum(&["same"]);
    world.stratum(&["apart", "degree"]);
    world
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn every_row_has_a_proof_and_every_proof_holds(edges in proptest::collection::vec((0u8..5, 0u8..5), 0..12)) {
        let world = graph(&edges);
        let (run, other) = (world.run(), world.run_on(&Frog::default()));
        let (mut prover, mut other) = (run.prover(), other.prover());
        let rows: &dyn Model = &*run.model;
        let mut checker = Checker::new(&world.plan, &run.facts, &rows, &world.interner, &world.functions);
        let all = run.rows();
        let mut prepared = run.prover();
        prepared.prepare(all.iter().map(|(relation, row)| (*relation, row.as_slice())));
        let sharing = prepared.sharing();
        for (relation, row) in all {
            let best = prover.best(relation, &row).expect("every row has a proof");
            prop_assert_eq!(checker.check(&best), vec![]);
            prop_assert_eq!(&best, &other.best(relation, &row).expect("every backend derives it"));
            let limits = Limits { proofs: 5, depth: 2 };
            let (proofs, cuts) = prover.all(relation, &row, limits);
            prop_assert_eq!(proofs.first(), Some(&best));
            prop_assert_eq!(&sharing().all(relation, &row, limits), &(proofs.clone(), cuts));
            for proof in &proofs {
                prop_assert_eq!(checker.check(proof), vec![]);
            }
        }
    }
}
