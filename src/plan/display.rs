//! A plan in words: strata, their rules, join orders and indices.
//!
//! In: a plan, the rows that were loaded, and the interner for the constants. Out: text for `reason
//! plan`, with the rows that each step is expected to come to. The sizes of derived relations are
//! not known before they are derived; the engine plans each stratum when they are, so its orders may
//! differ where sizes decide.

use std::fmt;

use super::expect::Expected;
use super::join::{
    Action, ColumnOrder, Nested, Operand, Pipeline, Probe, Step, StratumPlan, Target, Version,
};
use super::order::plan_stratum;
use super::{Comparison, Fold, Plan, RuleId, Variable};
use crate::fact::{FactSet, FunctionId, Interner, Registry, RelationId};

/// A plan with its join orders, to be printed.
#[derive(Debug)]
pub struct Listing<'a> {
    plan: &'a Plan,
    interner: &'a Interner,
    functions: &'a Registry,
    strata: Vec<StratumPlan>,
    expected: Expected<'a>,
}

impl<'a> Listing<'a> {
    /// Plans all strata; what there is of relations is their facts, and a relation that is derived
    /// counts as being as large as the largest one, where its size cannot be told.
    #[must_use]
    pub fn new(plan: &'a Plan, facts: &'a FactSet, interner: &'a Interner, functions: &'a Registry) -> Self {
        let mut expected = Expected::new(plan, facts);
        let planned = |stratum| {
            let planned = plan_stratum(plan, stratum, &expected);
            expected.learn(&planned);
            planned
        };
        let strata = (0..plan.strata.len()).map(planned).collect();
        Self { plan, interner, functions, strata, expected }
    }

    /// ` ~ 120 rows`, or that it cannot be told; nothing where no data was loaded.
    fn rows(&self, rows: Option<f64>, each: &str) -> String {
        match rows {
            _ if !self.expected.has_data() => String::new(),
            None => "  ~ unknown".to_owned(),
            Some(rows) if rows < 10.0 => format!("  ~ {} rows{each}", (rows * 10.0).round() / 10.0),
            Some(rows) => format!("  ~ {rows:.0} rows{each}"),
        }
    }

    fn relation(&self, id: RelationId) -> &str {
        &self.plan.relations[id.0 as usize].name
    }
}

impl fmt::Display for Listing<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.expected.has_data() {
            writeln!(f, "rows: unknown, none were loaded; name the folder with the data too")?;
        }
        for (index, planned) in self.strata.iter().enumerate() {
            let relations = &self.plan.strata[index].relations;
            let sized =
                |&id: &RelationId| self.relation(id).to_owned() + &self.rows(self.expected.size(id), "");
            let names: Vec<String> = relations.iter().map(sized).collect();
            writeln!(f, "stratum {}: {}", index + 1, names.join(", "))?;
            for (&relation, orders) in &planned.indices {
                let orders: Vec<String> = orders.iter().map(columns).collect();
                writeln!(f, "  index {} by {}", self.relation(relation), orders.join(" and by "))?;
            }
            for &id in &planned.impossible {
                writeln!(f, "  rule {}: no order binds all its variables", self.plan.rule(id).name)?;
            }
            for pipeline in planned.once.iter().chain(&planned.rounds) {
                Words { listing: self, planned, rule: pipeline.rule }.pipeline(f, pipeline)?;
            }
        }
        Ok(())
    }
}

fn columns(order: &ColumnOrder) -> String {
    let names: Vec<String> = order.iter().map(|column| (column + 1).to_string()).collect();
    format!("({})", names.join(" "))
}

/// What is needed to word the parts of one rule.
struct Words<'a> {
    listing: &'a Listing<'a>,
    planned: &'a StratumPlan,
    rule: RuleId,
}

impl Words<'_> {
    fn pipeline(&self, f: &mut fmt::Formatter<'_>, pipeline: &Pipeline) -> fmt::Result {
        let name = &self.listing.plan.rule(pipeline.rule).name;
        match pipeline.delta {
            None => writeln!(f, "  rule {name}, once")?,
            Some(atom) => writeln!(f, "  rule {name}, new rows of part {}", atom + 1)?,
        }
        let start = pipeline.delta.is_none().then_some(1.0);
        self.steps(f, &pipeline.steps, start, 4)?;
        if let Some(steps) = &pipeline.otherwise {
            writeln!(f, "    or, where that is cheaper:")?;
            self.steps(f, steps, start, 6)?;
        }
        let head: Vec<String> = pipeline.head.iter().map(|&operand| self.operand(operand)).collect();
        writeln!(f, "    add {}({})", self.listing.relation(pipeline.relation), head.join(", "))
    }

    /// Steps that start from so many bindings, if that is known.
    fn steps(
        &self,
        f: &mut fmt::Formatter<'_>,
        steps: &[Step],
        start: Option<f64>,
        indent: usize,
    ) -> fmt::Result {
        let mut total = start;
        for step in steps {
            let each = self.listing.expected.multiplies(step);
            total = total.zip(each).map(|(total, each)| total * each);
            let rows = self.expected(step, total, each);
            writeln!(f, "{:indent$}{}{rows}", "", self.action(&step.action))?;
            if let Action::Not(nested) | Action::Aggregate { nested, .. } = &step.action {
                self.steps(f, &nested.steps, None, indent + 2)?;
            }
        }
        Ok(())
    }

    /// What a join is expected to come to: in all, or for each binding that comes to it.
    fn expected(&self, step: &Step, total: Option<f64>, each: Option<f64>) -> String {
        match &step.action {
            Action::Join(probe) if probe.version == Version::Recent => String::new(),
            Action::Join(_) | Action::Intersect(_) | Action::Exists(_) => match total {
                Some(_) => self.listing.rows(total, ""),
                None => self.listing.rows(each, " each"),
            },
            _ => String::new(),
        }
    }

    fn action(&self, action: &Action) -> String {
        match action {
            Action::Join(probe) => format!("join {}", self.probe(probe)),
            Action::Intersect(probes) => {
                let probes: Vec<String> = probes.iter().map(|(probe, _)| self.probe(probe)).collect();
                format!("intersect {}", probes.join(" with "))
            }
            Action::Exists(probe) => format!("if {}", self.probe(probe)),
            Action::Absent(probe) => format!("if not {}", self.probe(probe)),
            Action::Compare(comparison, a, b) => {
                format!("if {} {} {}", self.operand(*a), sign(*comparison), self.operand(*b))
            }
            Action::Let(variable, operand) => {
                format!("let {} = {}", self.variable(*variable), self.operand(*operand))
            }
            Action::Call { function, inputs, outputs } => self.call(*function, inputs, outputs),
            Action::Not(nested) => format!("if none, given {}:", self.key(nested)),
            Action::Aggregate { fold, over, nested, result } => self.aggregate(*fold, over, nested, *result),
        }
    }

    fn call(&self, function: FunctionId, inputs: &[Operand], outputs: &[Target]) -> String {
        let inputs: Vec<String> = inputs.iter().map(|&input| self.operand(input)).collect();
        let outputs: Vec<String> = outputs.iter().map(|&output| self.target(output)).collect();
        let call = format!("{}({})", self.listing.functions.name(function), inputs.join(", "));
        if outputs.is_empty() {
            format!("if {call}")
        } else {
            format!("call {call} giving {}", outputs.join(", "))
        }
    }

    fn aggregate(&self, fold: Fold, over: &[Operand], nested: &Nested, result: Target) -> String {
        let name = match fold {
            Fold::Count => "count",
            Fold::Sum => "sum",
            Fold::Min => "min",
            Fold::Max => "max",
            Fold::Mean => "mean",
        };
        let over: Vec<String> = over.iter().map(|&operand| self.operand(operand)).collect();
        format!("{name} of {} giving {}, given {}:", over.join(", "), self.target(result), self.key(nested))
    }

    fn key(&self, nested: &Nested) -> String {
        let names: Vec<String> = nested.key.iter().map(|&variable| self.variable(variable)).collect();
        if names.is_empty() { "nothing".to_owned() } else { names.join(", ") }
    }

    /// The relation with a term for each of its own columns, and the columns that are looked up.
    fn probe(&self, probe: &Probe) -> String {
        let order = &self.planned.indices[&probe.relation][probe.index];
        let mut terms = vec!["_".to_owned(); order.len()];
        for (place, &operand) in probe.key.iter().enumerate() {
            terms[order[place]] = self.operand(operand);
        }
        for &(place, operand) in &probe.checks {
            terms[order[place]] = self.operand(operand);
        }
        for &(place, variable) in &probe.binds {
            terms[order[place]] = self.variable(variable);
        }
        for &(first, again) in &probe.same {
            terms[order[again]] = format!("= column {}", order[first] + 1);
        }
        let version = match probe.version {
            Version::All => "",
            Version::Old => "old ",
            Version::Recent => "new ",
        };
        let found = match probe.key.len() {
            0 => String::new(),
            known => format!(" by {}", columns(&order[..known].to_vec())),
        };
        format!("{version}{}({}){found}", self.listing.relation(probe.relation), terms.join(", "))
    }

    fn target(&self, target: Target) -> String {
        match target {
            Target::Bind(variable) => self.variable(variable),
            Target::Check(operand) => format!("={}", self.operand(operand)),
            Target::Same(first) => format!("=result {}", first + 1),
            Target::Ignore => "_".to_owned(),
        }
    }

    fn operand(&self, operand: Operand) -> String {
        match operand {
            Operand::Var(variable) => self.variable(variable),
            Operand::Const(symbol) => self.listing.interner.key(symbol),
        }
    }

    fn variable(&self, variable: Variable) -> String {
        match self.listing.plan.rule(self.rule).variables.get(usize::from(variable)) {
            Some(name) => format!("?{}", name.trim_start_matches('?')),
            None => format!("?{variable}"),
        }
    }
}

fn sign(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::Equal => "=",
        Comparison::NotEqual => "≠",
        Comparison::Less => "<",
        Comparison::LessOrEqual => "≤",
        Comparison::Greater => ">",
        Comparison::GreaterOrEqual => "≥",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fact::{Relation, Symbol};
    use crate::plan::{Atom, Literal, Rule, Stratum, Term};

    fn atom(relation: u32, variables: &[Variable]) -> Atom {
        Atom { relation: RelationId(relation), terms: variables.iter().map(|&v| Term::Var(v)).collect() }
    }

    #[test]
    fn a_listing_shows_orders_and_indices() {
        let relations = ["edge", "path", "blocked"].map(|name| Relation { name: name.to_owned(), arity: 2 });
        let rule = Rule {
            name: "step".to_owned(),
            head: atom(1, &[0, 2]),
            body: vec![
                Literal::Not(vec![Literal::Atom(atom(2, &[2, 3]))]),
                Literal::Atom(atom(0, &[0, 1])),
                Literal::Atom(atom(1, &[1, 2])),
                Literal::Compare(Comparison::NotEqual, Term::Var(0), Term::Var(2)),
            ],
            variables: ["x", "y", "z", "w"].map(str::to_owned).to_vec(),
        };
        let stratum = Stratum { relations: vec![RelationId(1)], rules: vec![RuleId(0)] };
        let plan = Plan { relations: relations.to_vec(), rules: vec![rule], strata: vec![stratum] };
        let facts = FactSet::new(&plan.relations);
        let (interner, functions) = (Interner::default(), Registry::default());
        let listing = Listing::new(&plan, &facts, &interner, &functions).to_string();
        let expected = "\
rows: unknown, none were loaded; name the folder with the data too
stratum 1: path
  index edge by (1 2) and by (2 1)
  index path by (1 2)
  index blocked by (1 2)
  rule step, new rows of part 3
    join new path(?y, ?z)
    if not blocked(?z, ?w) by (1)
    join edge(?x, ?y) by (2)
    if ?x ≠ ?z
    add path(?x, ?z)
";
        assert_eq!(listing, expected);
    }

    #[test]
    fn a_listing_says_how_many_rows_to_expect() {
        let names = ["edge", "two", "path"];
        let relations = names.map(|name| Relation { name: name.to_owned(), arity: 2 }).to_vec();
        let rule = |head: u32, first: u32| Rule {
            name: names[head as usize].to_owned(),
            head: atom(head, &[0, 2]),
            body: vec![Literal::Atom(atom(first, &[0, 1])), Literal::Atom(atom(0, &[1, 2]))],
            variables: ["x", "y", "z"].map(str::to_owned).to_vec(),
        };
        let stratum = |id: u32| Stratum { relations: vec![RelationId(id)], rules: vec![RuleId(id - 1)] };
        let plan =
            Plan { relations, rules: vec![rule(1, 0), rule(2, 2)], strata: vec![stratum(1), stratum(2)] };
        let mut facts = FactSet::new(&plan.relations);
        (0..100).for_each(|n| facts.add(RelationId(0), &[Symbol(n / 5), Symbol(n % 50)]));
        let (interner, functions) = (Interner::default(), Registry::default());
        let listing = Listing::new(&plan, &facts, &interner, &functions).to_string();
        let lines = |start: &str| listing.lines().filter(|l| l.trim().starts_with(start)).count();
        assert!(listing.contains("stratum 1: two  ~ 200 rows\n"), "{listing}");
        assert!(listing.contains("  ~ 100 rows\n") && listing.contains("  ~ 200 rows\n"), "{listing}");
        assert!(
            listing.contains("stratum 2: path  ~ unknown\n"),
            "what is recursive cannot be told: {listing}"
        );
        assert!(listing.contains("    join new path(?x, ?y)\n"), "{listing}");
        assert!(listing.contains("  ~ 5 rows each\n"), "{listing}");
        assert_eq!(lines("rows: unknown"), 0);
    }
}
