//! A drug that a sentence names as one that inhibits something: `inhibitors of A such as B`.
//!
//! In: relations of a sentence. Out: the same, told of the drug, and that the drug inhibits what is
//! said. A named drug is the participant; what it is said to inhibit is kept as said, right or wrong.

use super::around::Around;
use super::context::is_kind;
use super::relation::{Argument, Relation};
use crate::fact::Schema;

/// What names an example.
const SUCH: [&str; 7] = [" such as ", " like ", ", such as ", " (such as ", " (e.g., ", " (", ", "];

/// Words before `of A` that make an agent of it.
const AGENTS: [&str; 6] =
    ["inhibitors of", "inhibitor of", "antagonists of", "antagonist of", "blockers of", "blocker of"];

/// Words behind A.
const BEHIND: [&str; 6] =
    [" inhibitors", " inhibitor", " antagonists", " antagonist", " blockers", " blocker"];

/// Tells relations of the named drug, where its target is named in its stead.
pub(super) fn by_name(relations: Vec<Relation>, around: &Around<'_>, schema: &Schema) -> Vec<Relation> {
    let mut found: Vec<Relation> = Vec::new();
    for relation in relations {
        let same = |f: &Relation| {
            f.predicate == relation.predicate && f.args == relation.args && f.denied == relation.denied
        };
        if found.iter().any(same) && schema.get(relation.predicate).name == "inhibits" {
            continue;
        }
        let Some((target, agent)) = agent(&relation, around, schema) else {
            found.push(relation);
            continue;
        };
        let mention = |mention| Argument::Mention { mention, aspect: None };
        let Some(&predicate) = schema.opposite_predicates.get(&relation.predicate) else {
            found.push(relation);
            continue;
        };
        let mut told = relation.clone();
        (told.predicate, told.manipulation) = (predicate, None);
        told.args[0] = mention(agent);
        if let Some(predicate) = schema.predicate("inhibits") {
            let args = vec![mention(target), mention(agent)].into_iter().rev().collect();
            let inhibits =
                Relation { predicate, args, denied: false, manipulation: None, called: true, ..relation };
            if !found.iter().any(|f| f.predicate == inhibits.predicate && f.args == inhibits.args) {
                found.push(inhibits);
            }
        }
        found.push(told);
    }
    found
}

/// The target that a relation names as its cause, and the drug that stands behind it.
fn agent(relation: &Relation, around: &Around<'_>, schema: &Schema) -> Option<(usize, usize)> {
    let done = relation.manipulation.as_deref() == Some("inhibition");
    let Some(Argument::Mention { mention: target, .. }) = relation.args.first().filter(|_| done) else {
        return None;
    };
    let named = &around.named[*target];
    let behind = &around.lower[named.span.end..];
    let word = BEHIND.iter().find_map(|b| behind.strip_prefix(b));
    let of = AGENTS.iter().any(|a| around.before(*target).ends_with(a));
    let rest = word.or(of.then_some(behind))?;
    let such = SUCH.iter().filter_map(|s| rest.strip_prefix(s)).min_by_key(|r| r.len())?;
    let start = around.lower.len() - such.len();
    let agent = around
        .named
        .iter()
        .position(|n| n.span.start == start && (is_kind(schema, &n.kind, "drug") || n.kind == "chemical"))?;
    Some((*target, agent))
}
