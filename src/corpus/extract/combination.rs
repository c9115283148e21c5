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
    let therapy = |n: &Named| is_kind(schema, &n.kind, "therapy") || n.kind == "chemical";
    let Some(named) = around.named.get(at).filter(|n| therapy(n)) else { return false };
    let before = &around.lower[..named.span.start];
    if is_second(around, before, schema) {
        return true;
    }
    let opens = OPENS.iter().filter(|opens| before.contains(**opens));
    let Some(opens) = opens.filter_map(|o| before.rfind(o).map(|i| i + o.len())).max() else {
        return false;
    };
    if before[opens..].split_whitespace().any(|w| VERBS.contains(&w)) {
        return false;
    }
    let joined = |a: &Named, b: &Named| join(&around.lower[a.span.end..b.span.start]).is_some();
    let mut listed = around.named.iter().filter(|n| n.span.start >= opens && therapy(n));
    let simple = match (listed.next(), listed.next()) {
        // No regimen, and what is told of both is told of neither.
        (Some(first), Some(second)) if first.kind == "chemical" || second.kind == "chemical" => false,
        (Some(first), Some(second)) => first.span.start <= opens + NEAR && joined(first, second),
        _ => false,
    };
    !simple
}

/// Whether a text ends in what joins a therapy with another one before it that is not known: `its
/// inhibition in combination with`.
fn is_second(around: &Around<'_>, before: &str, schema: &Schema) -> bool {
    const WITH: [&str; 6] =
        ["in combination with", "combined with", "together with", "alongside", "plus", "added to"];
    let before = before.trim_end();
    let Some(first) = WITH.iter().find_map(|with| before.strip_suffix(with)) else { return false };
    let end = first.trim_end().len();
    let first = around.named.iter().rev().find(|n| n.span.end <= end);
    !first.is_some_and(|n| is_kind(schema, &n.kind, "therapy") && end - n.span.end <= NEAR)
}
