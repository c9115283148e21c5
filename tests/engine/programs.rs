//! Random stratified programs, built from a tape of choices so that they shrink well.

use proptest::prelude::*;
use reason::fact::{FactSet, FunctionId, Interner, Registry, Relation, RelationId, Symbol};
use reason::plan::{Atom, Comparison, Fold, Literal, Plan, Rule, RuleId, Stratum, Term, Variable};

use crate::functions;

/// Choices; 0 for ever once they are used up.
#[derive(Clone, Debug)]
pub struct Tape {
    choices: Vec<u16>,
    next: usize,
}

impl Tape {
    /// Any tape.
    pub fn any() -> impl Strategy<Value = Tape> {
        prop::collection::vec(any::<u16>(), 400..1600).prop_map(|choices| Tape { choices, next: 0 })
    }

    /// A choice among this many.
    pub fn below(&mut self, many: usize) -> usize {
        let choice = self.choices.get(self.next).copied().unwrap_or(0);
        self.next += 1;
        usize::from(choice) % many
    }

    /// One in so many.
    pub fn chance(&mut self, one_in: usize) -> bool {
        self.below(one_in) == one_in - 1
    }

    fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            items.swap(i, self.below(i + 1));
        }
    }
}

/// A program with its facts.
pub struct Program {
    /// What is evaluated.
    pub plan: Plan,
    /// What it starts from.
    pub facts: FactSet,
    /// Its values.
    pub interner: Interner,
    /// Its functions.
    pub functions: Registry,
}

const LOADED: [usize; 6] = [2, 1, 3, 2, 5, 0];
const STRATA: usize = 3;
const VARIABLES: usize = 5;
const TEXTS: [&str; 2] = ["a", "b"];

impl Program {
    /// The program that a tape stands for.
    pub fn from_tape(tape: Tape) -> Self {
        let interner = Interner::default();
        let values = TEXTS.map(|text| interner.text(text)).into_iter();
        let values: Vec<Symbol> = (0..4).map(|n| interner.int(n)).chain(values).collect();
        let mut builder = Builder { tape, values, plan: Plan::default() };
        builder.relations();
        let facts = builder.facts();
        for stratum in 0..STRATA {
            builder.stratum(stratum);
        }
        Self { plan: builder.plan, facts, interner, functions: functions::registry() }
    }

    /// The same program, worded differently: rules, parts of bodies and rows in another order,
    /// variables renamed, some parts said twice.
    pub fn disguised(&self, mut tape: Tape) -> Self {
        let mut facts = FactSet::new(&self.plan.relations);
        for id in (0..self.plan.relations.len() as u32).map(RelationId) {
            let mut rows: Vec<_> = self.facts.rows(id).iter().collect();
            tape.shuffle(&mut rows);
            rows.iter().for_each(|row| facts.add(id, row));
        }
        let mut plan = self.plan.clone();
        for rule in &mut plan.rules {
            let mut names: Vec<Variable> = (0..100).collect();
            tape.shuffle(&mut names[..rule.variables.len()]);
            rename_atom(&mut rule.head, &names);
            disguise(&mut rule.body, &names, &mut tape);
        }
        plan.strata.iter_mut().for_each(|stratum| tape.shuffle(&mut stratum.rules));
        let interner = Interner::default();
        for text in TEXTS {
            interner.text(text);
        }
        Self { plan, facts, interner, functions: functions::registry() }
    }
}

fn disguise(body: &mut Vec<Literal>, names: &[Variable], tape: &mut Tape) {
    body.iter_mut().for_each(|literal| rename(literal, names, tape));
    if !body.is_empty() && tape.chance(2) {
        body.push(body[tape.below(body.len())].clone());
    }
    tape.shuffle(body);
}

fn rename(literal: &mut Literal, names: &[Variable], tape: &mut Tape) {
    let term = |term: &mut Term| rename_term(term, names);
    match literal {
        Literal::Atom(atom) => rename_atom(atom, names),
        Literal::Not(body) => disguise(body, names, tape),
        Literal::Compare(_, a, b) => [a, b].into_iter().for_each(term),
        Literal::Call { inputs, outputs, .. } => inputs.iter_mut().chain(outputs).for_each(term),
        Literal::Aggregate { over, body, result, .. } => {
            over.iter_mut().chain([result]).for_each(term);
            disguise(body, names, tape);
        }
    }
}

fn rename_atom(atom: &mut Atom, names: &[Variable]) {
    atom.terms.iter_mut().for_each(|term| rename_term(term, names));
}

fn rename_term(term: &mut Term, names: &[Variable]) {
    if let Term::Var(variable) = term {
        *variable = names[usize::from(*variable)];
    }
}

struct Builder {
    tape: Tape,
    values: Vec<Symbol>,
    plan: Plan,
}

impl Builder {
    fn relations(&mut self) {
        let relation = |name: String, arity| Relation { name, arity };
        self.plan.relations = LOADED.iter().enumerate().map(|(i, &a)| relation(format!("e{i}"), a)).collect();
        for i in 0..2 * STRATA {
            let arity = [2, 2, 2, 1, 3, 3, 0, 4, 5, 9][self.tape.below(10)];
            self.plan.relations.push(relation(format!("d{i}"), arity));
        }
    }

    fn facts(&mut self) -> FactSet {
        let mut facts = FactSet::new(&self.plan.relations);
        for id in 0..self.plan.relations.len() {
            let (least, more) = if id < LOADED.len() { (8, 16) } else { (0, 3) };
            for _ in 0..least + self.tape.below(more) {
                let arity = self.plan.relations[id].arity;
                let row: Vec<Symbol> = (0..arity).map(|_| self.value()).collect();
                facts.add(RelationId(id as u32), &row);
            }
        }
        facts
    }

    fn value(&mut self) -> Symbol {
        self.values[self.tape.below(self.values.len())]
    }

    fn stratum(&mut self, index: usize) {
        let first = LOADED.len() + 2 * index;
        let relations = vec![RelationId(first as u32), RelationId(first as u32 + 1)];
        let mut rules = Vec::new();
        for _ in 0..2 + self.tape.below(4) {
            rules.push(RuleId(self.plan.rules.len() as u32));
            let rule = self.rule(first);
            self.plan.rules.push(rule);
        }
        self.plan.strata.push(Stratum { relations, rules });
    }

    /// A rule of the stratum whose relations start at `first`.
    fn rule(&mut self, first: usize) -> Rule {
        let mut body: Vec<Literal> = (0..1 + self.tape.below(3)).map(|_| self.premise(first)).collect();
        let mut bound: Vec<Variable> = body.iter().flat_map(variables_of).collect();
        let mut fresh = VARIABLES as Variable;
        for _ in 0..[0, 0, 0, 1, 1, 2, 3][self.tape.below(7)] {
            let literal = self.condition(first, &bound, &mut fresh);
            bound.extend(variables_of(&literal));
            body.push(literal);
        }
        let relation = first + self.tape.below(2);
        let arity = self.plan.relations[relation].arity;
        let terms = (0..arity).map(|_| self.bound_term(&bound)).collect();
        self.tape.shuffle(&mut body);
        let variables = (0..fresh).map(|v| format!("v{v}")).collect();
        Rule {
            name: "r".to_owned(),
            head: Atom { relation: RelationId(relation as u32), terms },
            body,
            variables,
        }
    }

    /// An atom over the own stratum or any relation below it.
    fn premise(&mut self, first: usize) -> Literal {
        let relation =
            if self.tape.chance(3) { first + self.tape.below(2) } else { self.tape.below(first + 2) };
        self.atom_over(relation, VARIABLES)
    }

    /// An atom over a relation below `relations`, with variables below `variables`.
    fn atom(&mut self, relations: usize, variables: usize) -> Literal {
        let relation = self.tape.below(relations);
        self.atom_over(relation, variables)
    }

    fn atom_over(&mut self, relation: usize, variables: usize) -> Literal {
        let mut names: Vec<Variable> = (0..variables as Variable).collect();
        self.tape.shuffle(&mut names);
        let arity = self.plan.relations[relation].arity;
        let terms = (0..arity).map(|column| self.term(&names, column)).collect();
        Literal::Atom(Atom { relation: RelationId(relation as u32), terms })
    }

    /// Mostly a variable that does not stand in another column, so that rows do match.
    fn term(&mut self, names: &[Variable], column: usize) -> Term {
        match self.tape.below(20) {
            19 => Term::Any,
            18 => Term::Const(self.value()),
            17 => Term::Var(names[self.tape.below(names.len())]),
            _ => names.get(column).map_or(Term::Any, |&name| Term::Var(name)),
        }
    }

    fn bound_term(&mut self, bound: &[Variable]) -> Term {
        if bound.is_empty() || self.tape.chance(10) {
            return Term::Const(self.value());
        }
        Term::Var(bound[self.tape.below(bound.len())])
    }

    fn condition(&mut self, first: usize, bound: &[Variable], fresh: &mut Variable) -> Literal {
        match self.tape.below(5) {
            0 => Literal::Compare(self.comparison(), self.bound_term(bound), self.bound_term(bound)),
            1 => Literal::Compare(Comparison::Equal, self.new_or_bound(bound, fresh), self.bound_term(bound)),
            2 => self.call(bound, fresh),
            3 => Literal::Not(self.nested(first, bound, fresh)),
            _ => self.aggregate(first, bound, fresh),
        }
    }

    fn comparison(&mut self) -> Comparison {
        use Comparison::{Equal, Greater, GreaterOrEqual, Less, LessOrEqual, NotEqual};
        [NotEqual, Less, Equal, LessOrEqual, Greater, GreaterOrEqual][self.tape.below(6)]
    }

    fn new_or_bound(&mut self, bound: &[Variable], fresh: &mut Variable) -> Term {
        if self.tape.chance(3) {
            return self.bound_term(bound);
        }
        *fresh += 1;
        Term::Var(*fresh - 1)
    }

    fn call(&mut self, bound: &[Variable], fresh: &mut Variable) -> Literal {
        let id = self.tape.below(functions::SHAPES.len());
        let (inputs, outputs) = functions::SHAPES[id];
        let inputs = (0..inputs).map(|_| self.bound_term(bound)).collect();
        let mut outputs: Vec<Term> = (0..outputs).map(|_| self.new_or_bound(bound, fresh)).collect();
        if outputs.len() == 2 && self.tape.chance(4) {
            outputs[1] = outputs[0];
        }
        Literal::Call { function: FunctionId(id as u32), inputs, outputs }
    }

    /// A conjunction over lower strata whose variables are bound outside or stand only in it.
    fn nested(&mut self, first: usize, bound: &[Variable], fresh: &mut Variable) -> Vec<Literal> {
        let locals = [*fresh, *fresh + 1];
        *fresh += 2;
        let mut body = Vec::new();
        for _ in 0..1 + self.tape.below(2) {
            let mut atom = self.atom(first, VARIABLES);
            if let Literal::Atom(atom) = &mut atom {
                let terms = atom.terms.iter_mut();
                let unbound = terms.filter(|term| matches!(term, Term::Var(v) if !bound.contains(v)));
                unbound.for_each(|term| *term = Term::Var(locals[self.tape.below(2)]));
            }
            body.push(atom);
        }
        let mut inside: Vec<Variable> = body.iter().flat_map(variables_of).collect();
        inside.extend(bound);
        match self.tape.below(6) {
            0 => body.push(Literal::Compare(
                self.comparison(),
                self.bound_term(&inside),
                self.bound_term(&inside),
            )),
            1 => body.push(self.call(&inside, fresh)),
            2 => {
                let atom = self.atom(first, VARIABLES);
                if variables_of(&atom).iter().all(|v| inside.contains(v)) {
                    body.push(Literal::Not(vec![atom]));
                }
            }
            _ => {}
        }
        body
    }

    fn aggregate(&mut self, first: usize, bound: &[Variable], fresh: &mut Variable) -> Literal {
        let body = self.nested(first, bound, fresh);
        let inside: Vec<Variable> = body.iter().flat_map(variables_of).collect();
        let over = (0..1 + self.tape.below(2)).map(|_| self.bound_term(&inside)).collect();
        let fold = [Fold::Count, Fold::Sum, Fold::Min, Fold::Max, Fold::Mean][self.tape.below(5)];
        let result = self.new_or_bound(bound, fresh);
        Literal::Aggregate { fold, over, body, result }
    }
}

/// Variables that a positive literal binds.
fn variables_of(literal: &Literal) -> Vec<Variable> {
    let terms: Vec<Term> = match literal {
        Literal::Atom(atom) => atom.terms.clone(),
        Literal::Not(_) => Vec::new(),
        Literal::Compare(_, a, b) => vec![*a, *b],
        Literal::Call { outputs, .. } => outputs.clone(),
        Literal::Aggregate { result, .. } => vec![*result],
    };
    let variable = |term| match term {
        Term::Var(variable) => Some(variable),
        _ => None,
    };
    terms.into_iter().filter_map(variable).collect()
}
