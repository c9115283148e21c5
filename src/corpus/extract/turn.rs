//! Words beside a participant that turn a relation round, which its pattern does not see.
//!
//! In: a relation as the patterns give it, with its sentence. Out: the relation with its sign, or
//! nothing where the sign cannot be told. `Disrupting A restores B`: A suppresses B. `A knockout led
//! to impaired B`: A promotes B. `low A correlated with B`: A is negatively associated with B.

use super::mention::Named;
use super::relation::{Argument, Relation};
use crate::fact::Schema;

/// What is done to a participant right behind.
const UNDOING: [&str; 22] = [
    "disrupting",
    "blocking",
    "inhibiting",
    "silencing",
    "deleting",
    "depleting",
    "suppressing",
    "neutralizing",
    "neutralising",
    "knocking down",
    "knocking out",
    "abrogating",
    "ablating",
    "eliminating",
    "antagonizing",
    "reducing",
    "lowering",
    "decreasing",
    "downregulating",
    "losing",
    "removing",
    "abolishing",
];

/// Less of what is named right behind.
const LESS: [&str; 16] = [
    "impaired",
    "reduced",
    "decreased",
    "attenuated",
    "diminished",
    "suppressed",
    "defective",
    "low",
    "lower",
    "loss of",
    "lack of",
    "absence of",
    "decline in",
    "reduction in",
    "decrease in",
    "deficient",
];

/// What makes a following infinitive or gerund untrue.
const FAILING: [&str; 8] = [
    "lacked efficacy in",
    "was ineffective in",
    "were ineffective in",
    "had no effect on",
    "without",
    "incapable of",
    "lacked activity in",
    "showed no efficacy in",
];

/// What of a cell is meant, rather than its number.
const OF_CELLS: [&str; 9] = [
    "growth",
    "proliferation",
    "apoptosis",
    "migration",
    "death",
    "viability",
    "invasion",
    "survival",
    "differentiation",
];

/// The relation with its sign, if it can be told.
pub(super) fn turned(
    mut relation: Relation,
    text: &str,
    named: &[Named],
    schema: &Schema,
) -> Option<Relation> {
    let lower = text.to_ascii_lowercase();
    let mention = |at: usize| match relation.args.get(at) {
        Some(Argument::Mention { mention, .. }) => named.get(*mention),
        _ => None,
    };
    let (cause, effect) = (mention(0)?, relation.args.len().checked_sub(1).and_then(mention));
    let says = schema.get(relation.predicate).name.as_str();
    if says == "level" {
        return Some(relation);
    }
    if says == "associated" {
        let inverse =
            negative(&lower, &relation) ^ less(&lower, cause) ^ effect.is_some_and(|e| less(&lower, e));
        if inverse && let Some(Argument::Word(word)) = relation.args.get_mut(1) {
            *word = if word == "positively" { "negatively" } else { "positively" }.to_owned();
        }
        return Some(relation);
    }
    if effect.is_some_and(|e| of_cells(&lower, e, named, says)) {
        return None;
    }
    let own = lower.get(relation.trigger.clone()).unwrap_or_default();
    let undone = relation.manipulation.is_none() && undone(&lower, cause, named);
    let lessened = effect.is_some_and(|e| less_but(&lower, e, own));
    if undone {
        relation.manipulation = Some("inhibition".to_owned());
    }
    if undone != lessened {
        relation.predicate = *schema.opposite_predicates.get(&relation.predicate)?;
    }
    relation.denied |= fails(&lower, &relation);
    Some(relation)
}

/// `negatively correlated`, `inversely associated`.
fn negative(lower: &str, relation: &Relation) -> bool {
    let before = lower[..relation.trigger.start].trim_end();
    ["negatively", "inversely", "negative", "inverse"].iter().any(|w| before.ends_with(w))
}

fn before<'t>(lower: &'t str, named: &Named) -> &'t str {
    let before = lower[..named.span.start].trim_end();
    before.strip_suffix(" the").unwrap_or(before).trim_end()
}

fn ends_with(text: &str, word: &str) -> bool {
    text.strip_suffix(word).is_some_and(|rest| !rest.ends_with(char::is_alphanumeric))
}

fn less(lower: &str, named: &Named) -> bool {
    LESS.iter().any(|w| ends_with(before(lower, named), w))
}

/// The same, unless the word is the one that told the relation.
fn less_but(lower: &str, named: &Named, trigger: &str) -> bool {
    let stem = trigger.trim_end_matches("ed").trim_end_matches("ing").trim_end_matches('s');
    LESS.iter().any(|w| ends_with(before(lower, named), w) && (stem.is_empty() || !w.starts_with(stem)))
}

/// Whether a gerund of undoing stands before the participant, or before the list that it is in.
fn undone(lower: &str, cause: &Named, named: &[Named]) -> bool {
    let mut first = cause;
    for other in named.iter().rev().filter(|n| n.span.end <= cause.span.start) {
        let between = lower[other.span.end..first.span.start].trim();
        if !matches!(between, "," | "and" | "or" | ", and" | ", or" | "/") {
            break;
        }
        first = other;
    }
    UNDOING.iter().any(|w| ends_with(before(lower, first), w))
}

/// Whether a cell stands for what it does: `promoted AB1 and CD2 cell growth`.
fn of_cells(lower: &str, effect: &Named, named: &[Named], says: &str) -> bool {
    if !["increases", "decreases", "activates", "inhibits"].contains(&says) || effect.kind != "cell" {
        return false;
    }
    let mut end = effect.span.end;
    for other in named.iter().filter(|n| n.span.start >= effect.span.end) {
        if !matches!(lower[end..other.span.start].trim(), "," | "and" | "or" | ", and" | "/") {
            break;
        }
        end = other.span.end;
    }
    let after = lower[end..].trim_start();
    let after = after.strip_prefix("cell").map_or(after, str::trim_start);
    OF_CELLS.iter().any(|w| after.starts_with(w))
}

/// Whether what the trigger says is said not to work; a list of gerunds shares it.
fn fails(lower: &str, relation: &Relation) -> bool {
    let before = lower[..relation.trigger.start].trim_end();
    FAILING.iter().any(|f| {
        before.rfind(f).is_some_and(|at| {
            let between = before[at + f.len()..].trim();
            between.is_empty()
                || lower[relation.trigger.clone()].ends_with("ing") && between.contains(" or ")
                || lower[relation.trigger.clone()].ends_with("ing") && between.ends_with(" or")
        })
    })
}
