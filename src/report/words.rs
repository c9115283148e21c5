//! Assumptions, absences, computed values and steps of the vocabulary in words.

use super::scene::Scene;
use crate::fact::{RelationId, Role, Schema, Shape, Symbol, Value};
use crate::judgement::Assumption;
use crate::plan::{Atom, Comparison, Fold, Literal, Rule, RuleId, Term, Variable};
use crate::proof::{Absence, Instance, Searched};
use crate::vocabulary::{Assumption as Merged, Change};

impl Scene<'_> {
    /// What a proof takes for granted.
    pub(super) fn assumption(&self, assumption: &Assumption) -> String {
        match assumption {
            Assumption::Context(merged) => self.merged(merged),
            Assumption::Cell { through, cell, .. } => {
                let (through, cell) = (self.wording.value(*through), self.wording.value(*cell));
                format!("{through} is in {cell}, which only one of the two steps says")
            }
            Assumption::Unsaid { taken } => {
                format!("{} is meant, where a step does not say which", self.wording.value(*taken))
            }
        }
    }

    fn merged(&self, merged: &Merged) -> String {
        let [first, second, taken] =
            [merged.first, merged.second, merged.merged].map(|v| self.wording.value(v));
        let field = &merged.name;
        match merged.change {
            Change::Filled => format!("the {field} is {taken}, which only one of the two steps says"),
            Change::Narrowed => {
                let wider = if taken == first { second } else { first };
                format!("the {field} is {taken}, where one of the two steps only says {wider}")
            }
            Change::United => format!("the {field} {first} is given together with {second}"),
            Change::Dropped => {
                format!("the {field} is left open: {first} in one step, {second} in the other")
            }
        }
    }

    /// `letrozole is an aromatase inhibitor, is an estrogen deprivation`; for a regimen the way
    /// of each member that is needed. `None` if there is no way, or only that of a thing to itself.
    pub(super) fn climb(&self, lower: Symbol, upper: Symbol) -> Option<String> {
        let interner = self.input.interner;
        let lowers = interner.members(Shape::Regimen, lower);
        let mut ways = Vec::new();
        for upper in interner.members(Shape::Regimen, upper) {
            if !lowers.contains(&upper) {
                ways.extend(lowers.iter().find_map(|&l| self.way(l, upper)));
            }
        }
        (!ways.is_empty()).then(|| ways.join("; "))
    }

    fn way(&self, lower: Symbol, upper: Symbol) -> Option<String> {
        let (Value::Entity(l), Value::Entity(u)) =
            (self.input.interner.value(lower), self.input.interner.value(upper))
        else {
            return None;
        };
        let path = self.input.vocabulary.path(&l, &u)?;
        let (first, rest) = path.split_first().filter(|(_, rest)| !rest.is_empty())?;
        let steps: Vec<String> = rest.iter().map(|e| format!("is {}", with_article(&e.name))).collect();
        Some(format!("{} {}", first.name, steps.join(", ")))
    }

    /// A negated part of a rule, for which nothing was found.
    pub(super) fn absence(
        &self,
        absence: &Absence,
        rule: RuleId,
        literal: usize,
        instance: &Instance,
    ) -> String {
        let Some(rule) = self.whole().rules.get(rule.0 as usize) else { return String::new() };
        let Some(Literal::Not(inner)) = rule.body.get(literal) else { return String::new() };
        if let Some(exception) = self.exception(absence) {
            return format!("{exception}, which lifts what the rule excludes");
        }
        let bound = Bound { rule, binding: &instance.binding, inner };
        let group = self.agreeing_group(inner, &bound);
        // A row that is nowhere settles it; else it takes all parts together.
        let missing =
            absence.searched.iter().find(|s| s.negations == 1 && s.path.len() == 2 && s.matching == 0);
        let told: Vec<&Literal> = match missing.and_then(|s| inner.get(s.path[1])) {
            Some(one) => vec![one],
            None => inner.iter().collect(),
        };
        let parts: Vec<String> = told.iter().filter_map(|part| self.part(part, &bound)).collect();
        if let ([Literal::Atom(atom)], [one]) = (atoms(&told).as_slice(), parts.as_slice()) {
            return self.missing(atom, &format!("{one}{group}"), &bound);
        }
        match parts.as_slice() {
            [] => "what the rule excludes does not hold".to_owned(),
            [one] => format!("it is not so that {one}{group}"),
            _ => format!("nothing known satisfies all of these: {}{group}", parts.join("; ")),
        }
    }

    /// A sentence for which there is no row.
    fn missing(&self, atom: &Atom, sentence: &str, bound: &Bound<'_>) -> String {
        match self.predicate(atom.relation).map(|(_, p)| p) {
            Some(p) if p.role == Role::Finding => {
                let papers = self.input.corpus.distinct().filter(|p| !p.retracted).count();
                let papers = super::text::number(papers, "paper", "papers");
                let (verb, what) = match sentence.split_once(' ') {
                    Some(("denied", what)) => ("denies", what),
                    Some(("proposed", what)) => ("suggests", what),
                    _ => ("states", sentence),
                };
                format!("no finding in {papers} {verb} that {what}")
            }
            Some(p) if p.role == Role::Evidence && self.asks_for_any(atom, bound) => {
                let finding = atom.terms.first().and_then(|t| bound.value(t)).unwrap_or(Symbol::UNKNOWN);
                format!("no {} of {} is stated", p.name, self.tuple(&[finding]))
            }
            _ => format!("nothing known says that {sentence}"),
        }
    }

    /// A row that is there although the negated part must not hold: it fails the part's only
    /// inner negation.
    fn exception(&self, absence: &Absence) -> Option<String> {
        let inside = |s: &&Searched| s.negations == 2;
        let mut inner = absence.searched.iter().filter(inside);
        let only = inner.next().filter(|_| inner.next().is_none())?;
        let row: Option<Vec<Symbol>> = only.pattern.iter().copied().collect();
        let outer_found = absence.searched.iter().filter(|s| s.negations == 1).all(|s| s.matching > 0);
        let row = row.filter(|_| only.matching > 0 && outer_found)?;
        Some(self.without_numbers(&self.wording.row(only.relation, &row), &row))
    }

    fn asks_for_any(&self, atom: &Atom, bound: &Bound<'_>) -> bool {
        atom.terms.iter().skip(1).all(|term| bound.value(term).is_none())
    }

    /// Names the group that was asked about, if the negated part speaks of every context that
    /// agrees with one.
    fn agreeing_group(&self, inner: &[Literal], bound: &Bound<'_>) -> String {
        let context = inner.iter().find_map(|literal| match literal {
            Literal::Call { function, inputs, .. } if self.input.functions.name(*function) == "agrees" => {
                inputs.iter().find_map(|term| bound.value(term))
            }
            _ => None,
        });
        context.map(|c| format!(" in a group that agrees with {}", self.wording.value(c))).unwrap_or_default()
    }

    /// A part of a negated conjunction in words; none for what the rest says already.
    pub(super) fn part(&self, literal: &Literal, bound: &Bound<'_>) -> Option<String> {
        match literal {
            Literal::Atom(atom) => Some(self.atom(atom, bound)),
            Literal::Not(inner) => {
                let atoms: Vec<String> = inner
                    .iter()
                    .filter_map(
                        |l| if let Literal::Atom(atom) = l { Some(self.atom(atom, bound)) } else { None },
                    )
                    .collect();
                (!atoms.is_empty()).then(|| format!("nothing says that {}", atoms.join(" and ")))
            }
            Literal::Compare(comparison, left, right) => {
                Some(self.comparison(*comparison, self.filled(left, bound), self.filled(right, bound)))
            }
            Literal::Call { function, inputs, outputs } => {
                let about_bound = inputs.iter().all(|term| bound.value(term).is_some());
                let fill = |terms: &[Term]| terms.iter().map(|t| self.filled(t, bound)).collect::<Vec<_>>();
                let (inputs, outputs) = (fill(inputs), fill(outputs));
                match self.input.functions.name(*function) {
                    "kind" | "below" if about_bound => {
                        let [lower, upper] =
                            [inputs.first()?, inputs.get(1)?].map(|v| self.wording.value(*v));
                        Some(format!("{lower} is {}", with_article(&upper)))
                    }
                    "agrees" if about_bound => Some(format!("the groups of {} agree", self.tuple(&inputs))),
                    // What limits a variable stands in its place, and the group stands at the end.
                    "agrees" | "kind" | "below" => None,
                    "field" => self.field(&inputs, &outputs),
                    name => {
                        self.called(name, &inputs, &outputs).into_iter().next().map(|(sentence, _)| sentence)
                    }
                }
            }
            Literal::Aggregate { fold: how, .. } => {
                Some(format!("the {} in the rule is as it says", fold(*how)))
            }
        }
    }

    /// An atom in words; variables that nothing binds are called as in the rule.
    fn atom(&self, atom: &Atom, bound: &Bound<'_>) -> String {
        let hidden = self.hidden_from(atom.relation);
        let fill = |(column, term): (usize, &Term)| match bound.value(term) {
            Some(value) => value,
            None if column < hidden => self.filled(term, bound),
            None => Symbol::UNKNOWN,
        };
        let row: Vec<Symbol> = atom.terms.iter().enumerate().map(fill).collect();
        let sentence = match self.context_of(atom.relation, &row).is_some_and(|c| c != Symbol::UNKNOWN) {
            true => self.wording.row_in_context(atom.relation, &row),
            false => self.wording.row(atom.relation, &row),
        };
        self.without_numbers(&sentence, &row)
    }

    /// A phrase about the group itself.
    fn field(&self, inputs: &[Symbol], outputs: &[Symbol]) -> Option<String> {
        let Value::Int(position) = self.input.interner.value(*inputs.get(1)?) else { return None };
        let field = self.schema().context.get(usize::try_from(position).ok()?)?;
        let value = self.tuple(outputs);
        let open = value == "anything" || value.starts_with('?');
        let value = if open { "known" } else { &value };
        Some(format!("the {} of the group is {value}", field.name))
    }

    /// What limits a variable that nothing binds: the constant that it lies below, or its kind.
    fn limit(&self, variable: Variable, bound: &Bound<'_>) -> Option<Symbol> {
        bound.inner.iter().find_map(|literal| {
            let Literal::Call { function, inputs, .. } = literal else { return None };
            let [Term::Var(limited), Term::Const(limit)] = inputs.as_slice() else { return None };
            match self.input.functions.name(*function) {
                "below" if *limited == variable => Some(*limit),
                "kind" if *limited == variable => {
                    Some(self.input.interner.text(&format!("any {}", self.wording.value(*limit))))
                }
                _ => None,
            }
        })
    }

    /// The value of a term; for a variable that nothing binds what limits it, or its name.
    pub(super) fn filled(&self, term: &Term, bound: &Bound<'_>) -> Symbol {
        let named = |v: &Variable| bound.rule.variables.get(usize::from(*v)).filter(|name| is_written(name));
        match (bound.value(term), term) {
            (Some(value), _) => value,
            (None, Term::Var(variable)) => match (self.limit(*variable, bound), named(variable)) {
                (Some(limit), _) => limit,
                (None, Some(name)) => self.input.interner.text(&format!("?{name}")),
                (None, None) => self.input.interner.text("anything"),
            },
            (None, _) => self.input.interner.text("anything"),
        }
    }

    /// Where the columns begin that no sentence shows: cells, context, finding.
    fn hidden_from(&self, relation: RelationId) -> usize {
        match self.predicate(relation) {
            Some((_, p)) if p.role == Role::Finding => p.columns.len(),
            _ => usize::MAX,
        }
    }

    /// A sentence in which findings are called by their places instead of their numbers.
    pub(super) fn without_numbers(&self, sentence: &str, row: &[Symbol]) -> String {
        let mut sentence = sentence.to_owned();
        for &value in row {
            if let Value::Finding(number) = self.input.interner.value(value) {
                let place = match self.input.corpus.findings.get(number as usize) {
                    Some(entry) => self.input.corpus.citation(entry),
                    None => "the stated finding".to_owned(),
                };
                sentence = sentence.replace(&self.wording.value(value), &place);
            }
        }
        sentence
    }

    /// `2 ≥ 2`.
    pub(super) fn comparison(&self, comparison: Comparison, left: Symbol, right: Symbol) -> String {
        let sign = match comparison {
            Comparison::Equal => "=",
            Comparison::NotEqual => "≠",
            Comparison::Less => "<",
            Comparison::LessOrEqual => "≤",
            Comparison::Greater => ">",
            Comparison::GreaterOrEqual => "≥",
        };
        format!("{} {sign} {}", self.wording.value(left), self.wording.value(right))
    }

    /// The values of a tuple.
    pub(super) fn tuple(&self, tuple: &[Symbol]) -> String {
        let values: Vec<String> =
            tuple.iter().map(|&v| self.without_numbers(&self.wording.value(v), &[v])).collect();
        values.join(", ")
    }
}

/// A rule under the values of its variables.
pub(super) struct Bound<'a> {
    pub(super) rule: &'a Rule,
    pub(super) binding: &'a [Option<Symbol>],
    /// The conjunction that may limit its own variables.
    pub(super) inner: &'a [Literal],
}

impl Bound<'_> {
    pub(super) fn value(&self, term: &Term) -> Option<Symbol> {
        match term {
            Term::Var(variable) => self.binding.get(usize::from(*variable)).copied().flatten(),
            Term::Const(value) => Some(*value),
            Term::Any => None,
        }
    }
}

/// The literals that are atoms or that a sentence tells, without computed conditions.
fn atoms<'a>(literals: &[&'a Literal]) -> Vec<&'a Literal> {
    literals
        .iter()
        .copied()
        .filter(|l| matches!(l, Literal::Atom(_) | Literal::Not(_) | Literal::Compare(..)))
        .collect()
}

/// Whether a user wrote a variable's name; others are hidden columns.
pub(super) fn is_written(name: &str) -> bool {
    name.starts_with(|c: char| c.is_alphabetic()) && !name.contains(' ')
}

/// The word of a rule for a fold.
pub(super) fn fold(fold: Fold) -> &'static str {
    match fold {
        Fold::Count => "count",
        Fold::Sum => "sum",
        Fold::Min => "least",
        Fold::Max => "greatest",
        Fold::Mean => "mean",
    }
}

/// The words of a grade.
pub(super) fn grade(grade: Option<crate::judgement::Grade>, schema: &Schema) -> Option<String> {
    grade.map(|g| g.word(schema).to_owned())
}

pub(super) fn with_article(name: &str) -> String {
    // A symbol is spelled out: an `HR`, an `NK cell`, but a `T cell`.
    let mut characters = name.chars();
    let first = characters.next().unwrap_or(' ');
    let spelled =
        first.is_uppercase() && characters.next().is_some_and(|c| c.is_uppercase() || c.is_numeric());
    let vowel = match spelled {
        true => "AEFHILMNORSX".contains(first),
        false => "aeioAEIO".contains(first),
    };
    format!("{} {name}", if vowel { "an" } else { "a" })
}

#[cfg(test)]
mod tests {
    use super::with_article;

    #[test]
    fn articles_follow_the_sound() {
        assert_eq!(with_article("aromatase inhibitor"), "an aromatase inhibitor");
        assert_eq!(with_article("NK cell"), "an NK cell");
        assert_eq!(with_article("JNK"), "a JNK");
        assert_eq!(with_article("T cell"), "a T cell");
        assert_eq!(with_article("HR+ breast cancer"), "an HR+ breast cancer");
    }
}
