//! Words beside a participant that turn a relation round, which its pattern does not see.
//!
//! In: a relation as the patterns give it, with its sentence. Out: the relation with its sign, or
//! nothing where a cell stands for what it does: `promoted AB1 cell growth`.

use super::mention::Named;
use super::relation::{Argument, Relation};
use crate::fact::Schema;

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
    let last = relation.args.len().checked_sub(1)?;
    let effect = match relation.args.get(last) {
        Some(Argument::Mention { mention, .. }) => named.get(*mention),
        _ => None,
    };
    let says = schema.get(relation.predicate).name.as_str();
    if says == "associated" && negative(&text.to_ascii_lowercase(), &relation) {
        relation.args.iter_mut().for_each(opposite);
    }
    let cell = effect.filter(|e| e.kind == "cell");
    (!cell.is_some_and(|e| of_cells(&text.to_ascii_lowercase(), e, named, says))).then_some(relation)
}

/// `positively` for `negatively`, and the other way round.
pub(super) fn opposite(argument: &mut Argument) {
    if let Argument::Word(word) = argument {
        match word.as_str() {
            "positively" => *word = "negatively".to_owned(),
            "negatively" => *word = "positively".to_owned(),
            _ => {}
        }
    }
}

/// `negatively correlated`, `inversely associated`.
fn negative(lower: &str, relation: &Relation) -> bool {
    let before = lower[..relation.trigger.start].trim_end();
    ["negatively", "inversely", "negative", "inverse"].iter().any(|w| before.ends_with(w))
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
