//! What rules lack to conclude something in, an answer to read out.

use schemars::JsonSchema;
use serde::Serialize;

use super::scene::{Input, Scene};
use super::words::Bound;
use super::{NOTICE, Rule, Source};
use crate::fact::{RelationId, Role, Symbol};
use crate::judgement::near::{MOST_NEAR, Shelf, Wanted};
use crate::plan::{self, Literal, Term};
use crate::proof::{self, Held, PartState, Premise, Shortfall};
use crate::session::Answered;

mod lack;

/// The version of the answers that machines read.
pub const SCHEMA: &str = "reason.why-not/1";

/// Why something does not follow.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct WhyNot {
    /// Always `reason.why-not/1`.
    pub schema: String,
    /// What the answer is good for, and what not.
    pub notice: String,
    /// What was asked for, as written.
    pub pattern: String,
    /// What follows after all, and fits the pattern; empty if nothing does.
    pub follows: Vec<String>,
    /// How many rules could conclude it.
    pub rules: usize,
    /// The nearest rules, nearest first, then what papers or data would have to state.
    pub attempts: Vec<Attempt>,
}

/// How near a rule comes.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Attempt {
    /// The rule; absent where papers or data would have to state it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<Rule>,
    /// How many of its parts hold together.
    pub holding: usize,
    /// The parts, in the order of the rule.
    pub parts: Vec<Part>,
}

/// A part of a rule.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Part {
    /// What it asks for.
    pub sentence: String,
    /// Whether it holds.
    pub state: State,
    /// Where papers state it, if it holds.
    pub sources: Vec<Source>,
    /// How it fails, if it does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failure: Option<Failure>,
}

/// Whether a part of a rule holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// It holds, together with the others that hold.
    Holds,
    /// It fails.
    Fails,
    /// It speaks of what a part that fails would have to bind.
    Untested,
}

/// How a part fails.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Failure {
    /// Which way.
    pub how: How,
    /// In words.
    pub because: String,
    /// What nearly fits or is in the way, each with its place.
    pub near: Vec<Near>,
    /// Why the rules that could conclude it do not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub below: Option<Box<Attempt>>,
}

/// The way in which a part fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum How {
    /// There is nothing of the kind.
    Missing,
    /// There is something for this part alone, but not together with the others.
    Apart,
    /// Something stands in the way that must not hold.
    Blocked,
    /// A number, a date or a text does not compare as it must.
    Threshold,
    /// A value is not what it must be.
    Other,
}

/// Something that nearly fits, or stands in the way.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Near {
    /// What it lacks, such as `denied`, `only suggested` or `retracted`.
    pub lacks: String,
    /// What it says.
    pub sentence: String,
    /// Where.
    pub sources: Vec<Source>,
}

/// Words an answer.
#[must_use]
pub fn why_not(input: Input<'_>, pattern: &str, answered: &Answered) -> WhyNot {
    let scene = Scene::new(input);
    let mut answer = WhyNot {
        schema: SCHEMA.to_owned(),
        notice: NOTICE.to_owned(),
        pattern: pattern.split_whitespace().collect::<Vec<_>>().join(" "),
        follows: Vec::new(),
        rules: 0,
        attempts: Vec::new(),
    };
    match answered {
        Answered::Holds(rows) => {
            let sentence = |(relation, row): &(RelationId, Vec<Symbol>)| scene.sentence_of(*relation, row);
            answer.follows = rows.iter().map(sentence).collect();
        }
        Answered::Not(why_not) => {
            answer.rules = why_not.rules;
            answer.attempts = why_not.attempts.iter().map(|a| scene.attempt(a)).collect();
        }
    }
    answer
}

impl Scene<'_> {
    /// A row with its group and with places instead of numbers of findings.
    pub(super) fn sentence_of(&self, relation: RelationId, row: &[Symbol]) -> String {
        let of_group = Some(relation) == self.schema().contexts;
        match row.first().filter(|_| of_group) {
            Some(&context) => format!("a group was observed: {}", self.wording.value(context)),
            None => self.without_numbers(&self.wording.row_in_context(relation, row), row),
        }
    }

    fn attempt(&self, attempt: &proof::Attempt) -> Attempt {
        let rule = attempt.rule.and_then(|id| self.whole().rules.get(id.0 as usize));
        let info = attempt.rule.and_then(|id| self.rule_infos().get(id.0 as usize));
        let parts: Vec<Part> =
            attempt.parts.iter().filter_map(|part| self.part_of(attempt, rule, part)).collect();
        Attempt {
            rule: info.map(|info| self.rule(info)),
            holding: parts.iter().filter(|p| p.state == State::Holds).count(),
            parts,
        }
    }

    fn part_of(
        &self,
        attempt: &proof::Attempt,
        rule: Option<&plan::Rule>,
        part: &proof::Part,
    ) -> Option<Part> {
        let nameless = plan::Rule {
            name: String::new(),
            head: plan::Atom { relation: RelationId(0), terms: Vec::new() },
            body: Vec::new(),
            variables: Vec::new(),
        };
        let bound = Bound { rule: rule.unwrap_or(&nameless), binding: &attempt.binding, inner: &part.limits };
        let asked = self.asked(&part.literal, &bound);
        match &part.state {
            PartState::Holds(Held::Row(relation, row)) => Some(Part {
                sentence: self.sentence_of(*relation, row),
                state: State::Holds,
                sources: self.stated_at(*relation, row),
                failure: None,
            }),
            PartState::Holds(Held::Other(premise)) => {
                let sentence = self.held(&part.literal, premise).or(asked)?;
                Some(Part { sentence, state: State::Holds, sources: Vec::new(), failure: None })
            }
            PartState::Untested => {
                Some(Part { sentence: asked?, state: State::Untested, sources: Vec::new(), failure: None })
            }
            PartState::Fails(failure) => {
                let sentence = asked.unwrap_or_else(|| "a condition of the rule".to_owned());
                let failure = Some(self.failure(failure, part, &bound));
                Some(Part { sentence, state: State::Fails, sources: Vec::new(), failure })
            }
        }
    }

    /// What a part asks for, in words.
    fn asked(&self, literal: &Literal, bound: &Bound<'_>) -> Option<String> {
        match literal {
            Literal::Not(inner) => {
                let inside = Bound { inner, ..*bound };
                let parts: Vec<String> = inner.iter().filter_map(|l| self.part(l, &inside)).collect();
                (!parts.is_empty()).then(|| format!("unless {}", parts.join(" and ")))
            }
            Literal::Aggregate { fold, body, result, .. } => {
                let inside = Bound { inner: body, ..*bound };
                let parts: Vec<String> = body.iter().filter_map(|l| self.part(l, &inside)).collect();
                let how = super::words::fold(*fold);
                let value = bound.value(result).map(|v| format!(" is {}", self.wording.value(v)));
                Some(format!("the {how} of {}{}", parts.join(" and "), value.unwrap_or_default()))
            }
            Literal::Atom(atom) if Some(atom.relation) == self.schema().contexts => {
                Some("a group was observed".to_owned())
            }
            other => self.part(other, bound),
        }
    }

    /// What holds, where that says more than what was asked for.
    fn held(&self, literal: &Literal, premise: &Premise) -> Option<String> {
        match (literal, premise) {
            (Literal::Compare(comparison, ..), Premise::Compare { left, right }) => {
                Some(self.comparison(*comparison, *left, *right))
            }
            (Literal::Aggregate { fold, .. }, Premise::Aggregate { value, total, .. }) => {
                Some(format!("{} = {} of {total}", self.wording.value(*value), super::words::fold(*fold)))
            }
            _ => None,
        }
    }

    /// Where papers state a row.
    pub(super) fn stated_at(&self, relation: RelationId, row: &[Symbol]) -> Vec<Source> {
        match self.predicate(relation).map(|(_, p)| p.role) {
            Some(Role::Finding) => self.places(&self.findings_of(relation, row)),
            _ => Vec::new(),
        }
    }

    fn failure(&self, failure: &proof::Failure, part: &proof::Part, bound: &Bound<'_>) -> Failure {
        let mut told = self.shortfall(&failure.shortfall, part, bound);
        let mut near = self.near_findings(&failure.shortfall, part, failure.below.is_some());
        let room = MOST_NEAR.saturating_sub(near.len());
        let others = std::mem::take(&mut told.near).into_iter();
        near.extend(
            others.filter(|o| near.iter().all(|n| n.sentence != o.sentence)).take(room).collect::<Vec<_>>(),
        );
        told.near = near;
        let below = failure.below.as_ref().and_then(|b| b.attempts.first());
        told.below = below.map(|attempt| Box::new(self.attempt(attempt)));
        told
    }

    /// The findings that come nearest to a missing one.
    fn near_findings(&self, shortfall: &Shortfall, part: &proof::Part, told_below: bool) -> Vec<Near> {
        let (Shortfall::Nothing { relation, pattern, .. }, Literal::Atom(atom)) = (shortfall, &part.literal)
        else {
            return Vec::new();
        };
        let Some((id, predicate)) = self.predicate(*relation).filter(|(_, p)| p.role == Role::Finding) else {
            return Vec::new();
        };
        let positive = predicate.finding.is_some_and(|f| {
            [f.stated, f.stated_evidence].contains(relation) || (predicate.reads == *relation && !told_below)
        });
        let columns = predicate.context_column() + 1;
        if !positive || pattern.get(columns).copied().flatten().is_some() {
            return Vec::new();
        }
        let values = pattern.iter().take(columns).copied().collect();
        let wanted = Wanted { predicate: id, values, terms: &atom.terms[..columns], limits: &part.limits };
        self.shelf().near(&wanted).iter().map(|near| self.lacking(near)).collect()
    }

    fn shelf(&self) -> Shelf<'_> {
        Shelf {
            corpus: self.input.corpus,
            schema: self.schema(),
            vocabulary: self.input.vocabulary,
            interner: self.input.interner,
            functions: self.input.functions,
        }
    }

    /// The name of a column's variable as in the rule, or the column's own.
    fn column(&self, relation: RelationId, column: usize, term: Option<&Term>, bound: &Bound<'_>) -> String {
        let written = match term {
            Some(Term::Var(v)) => {
                bound.rule.variables.get(usize::from(*v)).filter(|n| super::words::is_written(n))
            }
            _ => None,
        };
        if let Some(name) = written {
            return format!("?{name}");
        }
        let predicate = self.predicate(relation).map(|(_, p)| p);
        match predicate {
            Some(p) if column < p.columns.len() => p.columns[column].name.clone(),
            Some(p) if p.role == Role::Finding && column < p.context_column() => "cell".to_owned(),
            Some(p) if p.role == Role::Finding && column == p.context_column() => "group".to_owned(),
            Some(p) if p.role == Role::Finding => "finding".to_owned(),
            _ => format!("column {}", column + 1),
        }
    }
}
