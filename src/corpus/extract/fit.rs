//! The predicate that fits what is changed: a process is promoted, an amount increased, an activity
//! raised.
//!
//! In: a relation with its mentions. Out: the same in the words for the kind of its effect. Its sign
//! stays.

use super::context::is_kind;
use super::mention::Named;
use super::relation::{Argument, Relation};
use crate::fact::Schema;
use crate::vocabulary::Vocabulary;

/// Signed predicates, with whether they raise.
const SIGNED: [(&str, bool); 8] = [
    ("raises", true),
    ("increases", true),
    ("activates", true),
    ("promotes", true),
    ("lowers", false),
    ("decreases", false),
    ("inhibits", false),
    ("suppresses", false),
];

/// Puts a relation into the words for the kind of its effect.
pub(super) fn fit(
    mut relation: Relation,
    named: &[Named],
    schema: &Schema,
    vocabulary: &Vocabulary,
) -> Relation {
    let says = schema.get(relation.predicate).name.as_str();
    let Some((_, raised)) = SIGNED.iter().find(|(name, _)| *name == says) else { return relation };
    let Some(Argument::Mention { mention, aspect }) = relation.args.last_mut() else { return relation };
    let Some(effect) = named.get(*mention) else { return relation };
    let is_process = ["process", "outcome"].iter().any(|kind| is_kind(schema, &effect.kind, kind));
    let fitting = match (is_process, infiltrating(effect, vocabulary).is_some(), raised) {
        (true, true, true) => "increases",
        (true, true, false) => "decreases",
        (true, false, true) => "promotes",
        (true, false, false) => "suppresses",
        (false, ..) => return relation,
    };
    // A process has no amount of its own.
    *aspect = None;
    if let Some(predicate) = schema.predicate(fitting) {
        relation.predicate = predicate;
    }
    relation
}

/// The cell whose infiltration a process is.
pub(super) fn infiltrating<'v>(
    named: &Named,
    vocabulary: &'v Vocabulary,
) -> Option<&'v crate::vocabulary::Entity> {
    let of = named.name.strip_suffix(" infiltration").filter(|_| named.kind == "process")?;
    vocabulary.lookup(of).into_iter().find(|e| e.kind == "cell")
}
