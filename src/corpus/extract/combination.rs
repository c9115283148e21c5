//! Therapies of which a sentence tells only together. In: a sentence and one of its mentions. Out: whether
//! the rest of its combination is not known, so that nothing is told of it alone.

use super::around::Around;
use super::context::is_kind;
use super::mention::Named;
use super::participant::join;
use crate::fact::Schema;

const OPENS: [&str; 4] =
    ["combination of ", "combined administration of ", "coadministration of ", "co-administration of "];

/// Words behind which the combination is at an end.
const VERBS: [&str; 10] = ["was", "were", "is", "are", "has", "have", "can", "may", "which", "that"];

/// Words that may stand between `combination of` and its first member, in bytes.
const NEAR: usize = 20;

/// Whether a therapy is part of a combination that is not simply one therapy with another.
pub(super) fn is_partial(around: &Around<'_>, at: usize, schema: &Schema) -> bool {
    let therapy = |n: &Named| is_kind(schema, &n.kind, "therapy");
    let Some(named) = around.named.get(at).filter(|n| therapy(n)) else { return false };
    let before = &around.lower[..named.span.start];
    let Some(opens) = OPENS.iter().filter_map(|o| before.rfind(o).map(|i| i + o.len())).max() else {
        return false;
    };
    if before[opens..].split_whitespace().any(|w| VERBS.contains(&w)) {
        return false;
    }
    let joined = |a: &Named, b: &Named| join(&around.lower[a.span.end..b.span.start]).is_some();
    let mut listed = around.named.iter().filter(|n| n.span.start >= opens && therapy(n));
    let simple = match (listed.next(), listed.next()) {
        (Some(first), Some(second)) => first.span.start <= opens + NEAR && joined(first, second),
        _ => false,
    };
    !simple
}
