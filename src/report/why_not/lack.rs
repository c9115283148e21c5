//! How a part of a rule fails, and what nearly fits, in words.

use super::{Failure, How, Near};
use crate::fact::{FunctionId, RelationId, Role, Symbol, Value};
use crate::judgement::near::{Lack, Likeness, NearFinding};
use crate::plan::{Comparison, Literal, Term};
use crate::proof::{self, Shortfall};
use crate::report::scene::Scene;
use crate::report::text::number;
use crate::report::words::{Bound, fold, with_article};
use crate::vocabulary::context::Contexts;

impl Scene<'_> {
    pub(super) fn shortfall(&self, shortfall: &Shortfall, part: &proof::Part, bound: &Bound<'_>) -> Failure {
        let failure = |how, because: String, near| Failure { how, because, near, below: None };
        match shortfall {
            Shortfall::Nothing { relation, rows, near, .. } => {
                let near = near.iter().map(|n| self.near_row(*relation, n, part, bound)).collect();
                failure(How::Missing, self.nothing(*relation, *rows), near)
            }
            Shortfall::Apart { relation, alone, near, .. } => {
                let near: Vec<Near> = near.iter().map(|n| self.near_row(*relation, n, part, bound)).collect();
                let alone = match alone {
                    1 => "one fits this part alone, but does not go with the others".to_owned(),
                    many => format!("{many} fit this part alone, but none goes with the others"),
                };
                failure(How::Apart, alone, near)
            }
            Shortfall::Blocked { by } => {
                let near = by.iter().flatten().filter_map(|(relation, row)| self.in_the_way(*relation, row));
                let mut near: Vec<Near> = near.collect();
                near.dedup();
                failure(How::Blocked, "it holds, and the rule excludes it".to_owned(), near)
            }
            Shortfall::Compared { comparison, left, right } => {
                failure(How::Threshold, self.missed(*comparison, *left, *right), Vec::new())
            }
            Shortfall::Returned { function, inputs, results, .. } => {
                failure(How::Other, self.returned(*function, inputs, results, part), Vec::new())
            }
            Shortfall::Folded { fold: how, total, value, wanted } => {
                failure(How::Threshold, self.folded(fold(*how), *total, *value, *wanted), Vec::new())
            }
            Shortfall::Undecided => {
                failure(How::Other, "what it speaks of is not known".to_owned(), Vec::new())
            }
        }
    }

    fn nothing(&self, relation: RelationId, rows: usize) -> String {
        let predicate = self.predicate(relation).map(|(_, p)| p);
        let finding = predicate.filter(|p| p.role == Role::Finding);
        let Some(finding) = finding else {
            return match rows {
                0 => "nothing of the kind is known".to_owned(),
                _ => "nothing known says so".to_owned(),
            };
        };
        let papers = self.input.corpus.distinct().filter(|p| !p.retracted).count();
        let papers = number(papers, "paper", "papers");
        let verb = match finding.finding {
            Some(f) if [f.denied, f.denied_evidence].contains(&relation) => "denies",
            Some(f) if [f.proposed, f.proposed_evidence].contains(&relation) => "suggests",
            Some(f) if f.predicted == relation => return "no rule predicts it".to_owned(),
            _ => "states",
        };
        format!("no finding in {papers} {verb} it")
    }

    /// A row that differs, and in what.
    fn near_row(
        &self,
        relation: RelationId,
        near: &proof::Near,
        part: &proof::Part,
        bound: &Bound<'_>,
    ) -> Near {
        let terms = match &part.literal {
            Literal::Atom(atom) => atom.terms.as_slice(),
            _ => &[],
        };
        let mut lacks = Vec::new();
        for (column, wanted) in &near.differs {
            let found = near.row.get(*column).copied().unwrap_or(Symbol::UNKNOWN);
            match self.groups_apart(relation, *column, *wanted, found) {
                Some(apart) => lacks.extend(apart),
                None => {
                    let name = self.column(relation, *column, terms.get(*column), bound);
                    lacks.push(format!("{name} is {}, not {}", self.named(found), self.named(*wanted)));
                }
            }
        }
        for (column, limit) in &near.breaks {
            let found = near.row.get(*column).copied().unwrap_or(Symbol::UNKNOWN);
            lacks.extend(self.limit_broken(limit, found));
        }
        Near {
            lacks: lacks.join("; "),
            sentence: self.sentence_of(relation, &near.row),
            sources: self.stated_at(relation, &near.row),
        }
    }

    /// A value; a finding by its place.
    fn named(&self, value: Symbol) -> String {
        match self.input.interner.value(value) {
            Value::Unknown => "unknown".to_owned(),
            _ => self.without_numbers(&self.wording.value(value), &[value]),
        }
    }

    /// The fields in which two groups differ.
    fn groups_apart(
        &self,
        relation: RelationId,
        column: usize,
        wanted: Symbol,
        found: Symbol,
    ) -> Option<Vec<String>> {
        let (_, predicate) = self.predicate(relation)?;
        let group = predicate.role == Role::Finding && column == predicate.context_column();
        group.then(|| self.fields_apart(wanted, found))
    }

    fn fields_apart(&self, wanted: Symbol, found: Symbol) -> Vec<String> {
        let contexts = Contexts {
            interner: self.input.interner,
            schema: self.schema(),
            vocabulary: self.input.vocabulary,
        };
        let (ours, theirs) = (contexts.fields(wanted), contexts.fields(found));
        let fields = self.schema().context.iter().enumerate().filter(|(i, _)| ours[*i] != theirs[*i]);
        let apart: Vec<String> = fields
            .map(|(i, f)| format!("{} is {}, not {}", f.name, self.named(theirs[i]), self.named(ours[i])))
            .collect();
        if apart.is_empty() {
            return vec!["it is of another study, and neither says the whole group".to_owned()];
        }
        apart
    }

    fn limit_broken(&self, limit: &Literal, found: Symbol) -> Option<String> {
        let found = self.named(found);
        match limit {
            Literal::Call { function, inputs, .. } => {
                let constant =
                    inputs.iter().find_map(|t| if let Term::Const(c) = t { Some(*c) } else { None });
                let wanted = constant.map(|c| self.wording.value(c)).unwrap_or_default();
                Some(match self.input.functions.name(*function) {
                    "below" => format!("{found} is not {wanted}"),
                    "kind" => format!("{found} is not {}", with_article(&wanted)),
                    name => format!("{name} does not hold of {found}"),
                })
            }
            Literal::Compare(..) => Some(format!("it must not be {found}")),
            _ => None,
        }
    }

    fn in_the_way(&self, relation: RelationId, row: &[Symbol]) -> Option<Near> {
        let (_, predicate) = self.predicate(relation)?;
        // What is read of the evidence says nothing alone; the finding stands beside it.
        (predicate.name != "is_a").then(|| Near {
            lacks: "stands in the way".to_owned(),
            sentence: self.sentence_of(relation, row),
            sources: self.stated_at(relation, row),
        })
    }

    fn missed(&self, comparison: Comparison, left: Symbol, right: Symbol) -> String {
        let ordered = !matches!(comparison, Comparison::Equal | Comparison::NotEqual);
        match self.prover.distance(comparison, left, right).filter(|_| ordered) {
            Some(distance) => format!("missed by {}", rounded(distance)),
            None => "it does not hold".to_owned(),
        }
    }

    fn folded(&self, how: &str, total: usize, value: Option<Symbol>, wanted: Option<Symbol>) -> String {
        let of = format!("the {how} of {total}");
        match (value, wanted) {
            (Some(value), Some(wanted)) => {
                format!("{of} is {}, not {}", self.wording.value(value), self.wording.value(wanted))
            }
            (Some(value), None) => format!("{of} is {}", self.wording.value(value)),
            (None, _) => format!("there is nothing of which to take the {how}"),
        }
    }

    fn returned(
        &self,
        function: FunctionId,
        inputs: &[Symbol],
        results: &[Vec<Symbol>],
        part: &proof::Part,
    ) -> String {
        let name = self.input.functions.name(function);
        let found = || results.iter().map(|r| self.tuple(r)).collect::<Vec<_>>().join(" or ");
        match (name, inputs) {
            ("field", _) if results.is_empty() => "the group does not say".to_owned(),
            ("field", _) => format!("it is {}", found()),
            ("agrees" | "merges", &[a, b]) => self.fields_apart(a, b).join("; "),
            ("below" | "kind", &[value, _]) => {
                self.limit_broken(&part.literal, value).unwrap_or_else(|| "it is not".to_owned())
            }
            (_, _) if results.is_empty() => format!("{name}({}) has no result", self.tuple(inputs)),
            (_, _) => format!("{name}({}) is {}", self.tuple(inputs), found()),
        }
    }

    /// A finding that lacks one thing.
    pub(super) fn lacking(&self, near: &NearFinding) -> Near {
        let sources = self.places(&[near.finding]);
        let sentence = self.finding_sentence(near.finding);
        Near { lacks: self.lack(&near.lacks), sentence, sources }
    }

    /// What a finding says, denied or not, in its group.
    pub(in crate::report) fn finding_sentence(&self, finding: u32) -> String {
        let entry = self.input.corpus.findings.get(finding as usize);
        let Some((entry, grounded)) = entry.and_then(|e| e.grounded.as_ref().map(|g| (e, g))) else {
            return String::new();
        };
        let Some(relations) = self.schema().get(grounded.predicate).finding else { return String::new() };
        let relation = match (entry.finding.polarity, entry.is_proposed()) {
            (crate::corpus::finding::Polarity::Denied, _) => relations.denied,
            (_, true) => relations.proposed,
            _ => relations.stated,
        };
        let mut row = grounded.columns.clone();
        row.extend(&grounded.cells);
        row.push(grounded.context);
        self.wording.row_in_context(relation, &row)
    }

    fn lack(&self, lack: &Lack) -> String {
        match lack {
            Lack::Retracted => "retracted, so it does not count".to_owned(),
            Lack::Proposed => "only suggested".to_owned(),
            Lack::Denied => "denied".to_owned(),
            Lack::Opposite => "the opposite is stated".to_owned(),
            Lack::Context { field, wanted, found } => {
                let field = self.schema().context.get(*field).map_or("group", |f| f.name.as_str());
                format!("another group: {field} is {}, not {}", self.named(*found), self.named(*wanted))
            }
            Lack::Participant { likeness, wanted, found, .. } => {
                let (wanted, found) = (self.named(*wanted), self.named(*found));
                match likeness {
                    Likeness::Wider => format!("about {found}, of which {wanted} is one"),
                    Likeness::Narrower => format!("about {found}, which is one of {wanted}"),
                    Likeness::Part => format!("about {found}, not {wanted} itself"),
                    Likeness::Spelled => format!("about {found}, which is spelled like {wanted}"),
                }
            }
        }
    }
}

/// A distance without the digits that only the computer's arithmetic makes.
fn rounded(distance: f64) -> f64 {
    const DIGITS: f64 = 1e9;
    (distance * DIGITS).round() / DIGITS
}
