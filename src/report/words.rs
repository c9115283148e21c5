//! Assumptions, absences, computed values and steps of the vocabulary in words.

use super::scene::Scene;
use crate::fact::{RelationId, Role, Schema, Shape, Symbol, Value};
use crate::judgement::Assumption;
use crate::plan::{Comparison, Fold, Literal, RuleId, Term};
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
        }
    }

    fn merged(&self, merged: &Merged) -> String {
        let [first, second, taken] = [merged.first, merged.second, merged.merged].map(|v| self.wording.value(v));
        let field = &merged.name;
        match merged.change {
            Change::Filled => format!("the {field} is {taken}, which only one of the two steps says"),
            Change::Narrowed => {
                let wider = if taken == first { second } else { first };
                format!("the {field} is {taken}, where one of the two steps only says {wider}")
            }
            Change::United => format!("the {field} {first} is given together with {second}"),
            Change::Dropped => format!("the {field} is left open: {first} in one step, {second} in the other"),
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
    pub(super) fn absence(&self, absence: &Absence, rule: RuleId, literal: usize, instance: &Instance) -> String {
        let group = self.agreeing_group(rule, literal, instance);
        let parts: Vec<String> = absence.searched.iter().map(|s| self.searched(s)).collect();
        let stated = absence.searched.iter().all(|s| s.negations == 1 && self.is_finding(s.relation));
        match parts.as_slice() {
            [] => "what the rule excludes does not hold".to_owned(),
            [one] if stated => {
                let papers = self.input.corpus.papers.iter().filter(|p| !p.retracted).count();
                let papers = super::text::number(papers, "paper", "papers");
                format!("no finding in {papers} states that {one}{group}")
            }
            [one] => format!("nothing known says that {one}{group}"),
            _ => format!("not all of these hold: {}{group}", parts.join("; ")),
        }
    }

    fn is_finding(&self, relation: RelationId) -> bool {
        self.predicate(relation).is_some_and(|(_, p)| p.role == Role::Finding)
    }

    /// Names the group that was asked about, if the negated part speaks of every context that
    /// agrees with one.
    fn agreeing_group(&self, rule: RuleId, literal: usize, instance: &Instance) -> String {
        let body = self.plan().rules.get(rule.0 as usize).map(|r| r.body.as_slice()).unwrap_or_default();
        let Some(Literal::Not(inner)) = body.get(literal) else { return String::new() };
        let bound = |term: &Term| match term {
            Term::Var(v) => instance.binding.get(usize::from(*v)).copied().flatten(),
            Term::Const(value) => Some(*value),
            Term::Any => None,
        };
        let context = inner.iter().find_map(|literal| match literal {
            Literal::Call { function, inputs, .. } if self.input.functions.name(*function) == "agrees" => {
                inputs.iter().find_map(bound)
            }
            _ => None,
        });
        context.map(|c| format!(" in a group that agrees with {}", self.wording.value(c))).unwrap_or_default()
    }

    fn searched(&self, searched: &Searched) -> String {
        let anything = self.input.interner.text("anything");
        let hidden = self.hidden_from(searched.relation);
        let fill = |(column, value): (usize, &Option<Symbol>)| {
            value.unwrap_or(if column < hidden { anything } else { Symbol::UNKNOWN })
        };
        let row: Vec<Symbol> = searched.pattern.iter().enumerate().map(fill).collect();
        let sentence = match self.context_of(searched.relation, &row).is_some_and(|c| c != Symbol::UNKNOWN) {
            true => self.wording.row_in_context(searched.relation, &row),
            false => self.wording.row(searched.relation, &row),
        };
        let sentence = self.without_numbers(&sentence, &row);
        if searched.negations % 2 == 0 { format!("nothing says that {sentence}") } else { sentence }
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

fn with_article(name: &str) -> String {
    // A symbol is spelled out: an `HR`, an `NK cell`, but a `T cell`.
    let mut characters = name.chars();
    let first = characters.next().unwrap_or(' ');
    let spelled = first.is_uppercase() && characters.next().is_some_and(|c| c.is_uppercase() || c.is_numeric());
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
