//! Properties that hold for every program: random stratified programs over small relations.

#[path = "engine/functions.rs"]
mod functions;
#[path = "engine/programs.rs"]
mod programs;

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroUsize;

use programs::{Program, Tape};
use proptest::prelude::*;
use reason::engine::frog::Frog;
use reason::engine::naive::Naive;
use reason::engine::{Backend, Limits, Model, Rank, StopReason, Stopped};
use reason::fact::{FactSet, Relation, RelationId, Symbol};
use reason::plan::{Literal, Plan, Stratum, Term, demand};
use reason::proof::{Attempt, Goal, Held, PartState, Prover};

const MOST_FACTS: usize = 500;

type Found = BTreeMap<RelationId, BTreeMap<Vec<Symbol>, Rank>>;

fn evaluate(backend: &dyn Backend, program: &Program) -> Result<Box<dyn Model>, Stopped> {
    let mut limits = Limits::new(MOST_FACTS);
    backend.run(&program.plan, &program.facts, &program.interner, &program.functions, &mut limits)
}

fn rows(plan: &Plan, model: &dyn Model) -> Found {
    let relation = |id: RelationId| {
        let rows: Vec<Vec<Symbol>> = (0..model.len(id)).map(|i| model.row(id, i).to_vec()).collect();
        assert!(rows.is_sorted_by(|a, b| a < b), "rows are in ascending order, each once");
        (id, rows.into_iter().enumerate().map(|(i, row)| (row, model.rank(id, i))).collect())
    };
    (0..plan.relations.len() as u32).map(RelationId).map(relation).collect()
}

fn found(backend: &dyn Backend, program: &Program) -> Result<Found, StopReason> {
    let model = evaluate(backend, program).map_err(|stopped| stopped.reason)?;
    Ok(rows(&program.plan, &*model))
}

/// The rows that the rules of one stratum conclude in one step from the given rows.
fn concluded_once(program: &Program, stratum: usize, given: FactSet) -> BTreeSet<(RelationId, Vec<Symbol>)> {
    let shift = program.plan.relations.len() as u32;
    let mut plan = program.plan.clone();
    plan.relations.extend(program.plan.relations.clone());
    let rules = plan.strata[stratum].rules.clone();
    rules.iter().for_each(|id| plan.rules[id.0 as usize].head.relation.0 += shift);
    let relations = plan.strata[stratum].relations.iter().map(|r| RelationId(r.0 + shift)).collect();
    plan.strata = vec![Stratum { relations, rules }];
    let mut limits = Limits::new(usize::MAX);
    let model = Naive.run(&plan, &given, &program.interner, &program.functions, &mut limits);
    let model = model.expect("there is no limit");
    let all = rows(&plan, &*model).into_iter().filter(|(id, _)| id.0 >= shift);
    all.flat_map(|(id, rows)| rows.into_keys().map(move |row| (RelationId(id.0 - shift), row))).collect()
}

fn below(program: &Program, found: &Found, rank: Rank) -> FactSet {
    let twice: Vec<Relation> =
        program.plan.relations.iter().chain(&program.plan.relations).cloned().collect();
    let mut facts = FactSet::new(&twice);
    for (&relation, rows) in found {
        rows.iter().filter(|(_, r)| **r < rank).for_each(|(row, _)| facts.add(relation, row));
    }
    facts
}

/// Rows of every relation: those of the model and others of the same values.
fn asked_rows(program: &Program, model: &dyn Model, mut choices: Tape) -> Vec<(RelationId, Vec<Symbol>)> {
    let values: Vec<Symbol> = (0..4).map(|n| program.interner.int(n)).collect();
    let mut asked = Vec::new();
    for id in (0..program.plan.relations.len() as u32).map(RelationId) {
        asked.extend((0..model.len(id).min(5)).map(|i| (id, model.row(id, i).to_vec())));
        for _ in 0..5 {
            let arity = program.plan.relations[id.0 as usize].arity;
            asked.push((id, (0..arity).map(|_| values[choices.below(values.len())]).collect()));
        }
    }
    asked
}

/// What is wrong with what is said of the parts of a rule.
fn untrue(attempt: &Attempt, model: &dyn Model) -> Option<String> {
    let value = |term: &Term| match term {
        Term::Const(symbol) => Some(*symbol),
        Term::Var(variable) => attempt.binding[usize::from(*variable)],
        Term::Any => None,
    };
    if attempt.parts.iter().all(|p| matches!(p.state, PartState::Holds(_))) {
        return Some("every part is said to hold".to_owned());
    }
    attempt.parts.iter().find_map(|part| match (&part.literal, &part.state) {
        (Literal::Atom(atom), PartState::Holds(Held::Row(relation, row))) => {
            let fits = atom.terms.iter().zip(row).all(|(t, v)| value(t).is_none_or(|bound| bound == *v));
            let there = model.find(*relation, row).is_some() && atom.relation == *relation;
            (!fits || !there).then(|| format!("{row:?} does not satisfy {atom:?}"))
        }
        (Literal::Atom(atom), PartState::Fails(_)) if part.limits.is_empty() => {
            let pattern: Vec<_> = atom.terms.iter().map(value).collect();
            let mut rows = model.matching(atom.relation, &pattern).into_iter();
            let repeated = rows.any(|i| {
                let row = model.row(atom.relation, i);
                atom.terms.iter().enumerate().all(|(a, term)| {
                    atom.terms
                        .iter()
                        .enumerate()
                        .all(|(b, other)| term != other || *term == Term::Any || row[a] == row[b])
                })
            });
            repeated.then(|| format!("{atom:?} is said to fail, and holds"))
        }
        _ => None,
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    /// Every ground atom is answered by why or by why-not, never by both.
    #[test]
    fn why_or_why_not(tape in Tape::any(), choices in Tape::any()) {
        let program = Program::from_tape(tape);
        if let Ok(model) = evaluate(&Frog::default(), &program) {
            let Program { plan, facts, interner, functions } = &program;
            let mut prover = Prover::new(plan, facts, &*model, interner, functions);
            for (relation, row) in asked_rows(&program, &*model, choices) {
                let why = prover.best(relation, &row).is_some();
                let why_not = prover.why_not(&Goal::ground(relation, &row), 3);
                prop_assert_eq!(why, why_not.is_none(), "{:?} {:?}", relation, row);
                for attempt in why_not.iter().flat_map(|w| &w.attempts) {
                    prop_assert_eq!(untrue(attempt, &*model), None, "{:?}\n{:?}", attempt, plan);
                }
            }
        }
    }

    /// What is asked for follows from the part of a plan that it needs, with its proofs, and nothing
    /// else does.
    #[test]
    fn demand_changes_no_answer(tape in Tape::any(), choices in Tape::any(), columns in any::<u8>()) {
        let program = Program::from_tape(tape);
        let Ok(whole) = evaluate(&Naive, &program) else { return Ok(()) };
        let Program { plan, facts, interner, functions } = &program;
        for (relation, row) in asked_rows(&program, &*whole, choices) {
            let bound = |column: usize| columns.rotate_left(relation.0) >> (column % 8) & 1 == 1;
            let pattern: Vec<_> = row.iter().enumerate().map(|(c, v)| bound(c).then_some(*v)).collect();
            let part = demand::demanded(plan, relation, &pattern).plan;
            let rows = |model: &dyn Model, pattern: &[Option<Symbol>]| -> Vec<Vec<Symbol>> {
                let found = model.matching(relation, pattern).into_iter();
                found.map(|index| model.row(relation, index).to_vec()).collect()
            };
            for backend in [&Frog::default() as &dyn Backend, &Naive] {
                let mut limits = Limits::new(usize::MAX);
                let model = backend.run(&part, facts, interner, functions, &mut limits);
                let model = model.expect("there is no limit");
                prop_assert_eq!(rows(&*model, &pattern), rows(&*whole, &pattern), "{:?} {:?}\n{:?}\n{:?}", relation, pattern, plan, part);
                let mut prover = Prover::new(plan, facts, &*model, interner, functions);
                for id in (0..plan.relations.len() as u32).map(RelationId) {
                    prop_assert!((0..model.len(id)).all(|i| whole.find(id, model.row(id, i)).is_some()));
                }
                for row in rows(&*model, &pattern) {
                    prop_assert!(prover.best(relation, &row).is_some(), "{relation:?} {row:?}");
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn frog_is_naive(tape in Tape::any()) {
        let program = Program::from_tape(tape);
        prop_assert_eq!(found(&Frog::default(), &program), found(&Naive, &program), "{:?}", program.plan);
    }

    /// Rows, ranks and symbols are the same with any number of threads.
    #[test]
    fn threads_mean_nothing(tape in Tape::any()) {
        let of = |threads| {
            let program = Program::from_tape(tape.clone());
            let threads = NonZeroUsize::new(threads).expect("there is at least one");
            found(&Frog { threads, ..Frog::default() }, &program)
        };
        let one = of(1);
        prop_assert_eq!(&one, &of(2));
        prop_assert_eq!(&one, &of(3));
    }

    #[test]
    fn premises_are_of_lower_rank(tape in Tape::any()) {
        let program = Program::from_tape(tape);
        if let Ok(found) = found(&Frog::default(), &program) {
            let ranks: BTreeSet<Rank> = found.values().flat_map(|rows| rows.values().copied()).collect();
            for rank in ranks.into_iter().filter(|rank| rank.round > 0) {
                let given = below(&program, &found, rank);
                let concluded = concluded_once(&program, rank.stratum as usize - 1, given);
                for (&relation, rows) in &found {
                    for (row, _) in rows.iter().filter(|(_, r)| **r == rank) {
                        prop_assert!(concluded.contains(&(relation, row.clone())), "{relation:?} {row:?} {rank:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn order_and_names_mean_nothing(tape in Tape::any(), choices in Tape::any()) {
        let program = Program::from_tape(tape);
        let other = program.disguised(choices);
        prop_assert_eq!(found(&Frog::default(), &program), found(&Frog::default(), &other), "{:?}\n{:?}", program.plan, other.plan);
    }

    #[test]
    fn look_ups_agree(tape in Tape::any(), choices in Tape::any()) {
        let program = Program::from_tape(tape);
        if let (Ok(frog), Ok(naive)) = (evaluate(&Frog::default(), &program), evaluate(&Naive, &program)) {
            let mut choices = choices;
            for id in (0..program.plan.relations.len() as u32).map(RelationId) {
                for index in 0..naive.len(id) {
                    let row = naive.row(id, index);
                    prop_assert_eq!(frog.find(id, row), Some(index));
                    let pattern: Vec<_> = row.iter().map(|s| choices.chance(2).then_some(*s)).collect();
                    prop_assert_eq!(frog.matching(id, &pattern), naive.matching(id, &pattern));
                }
                let absent = vec![Symbol(0x7fff_0000); program.plan.relations[id.0 as usize].arity];
                prop_assert_eq!(frog.find(id, &absent), naive.find(id, &absent));
            }
        }
    }
}
