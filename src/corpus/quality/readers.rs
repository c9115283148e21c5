//! Sentences of which experts judged what a machine reader took from them. In: JSON Lines with
//! `stmt_type`, `subject`, `object`, `evidence_text`, `tag`, `pmid`. Out: for each row, whether
//! this program claims the same. Must not know files.
//!
//! Classes of statements and the findings that count as the same claim:
//!
//! | statement | finding |
//! | --- | --- |
//! | Complex | `binds`, either way round |
//! | Activation, Inhibition | any finding that raises or lowers, but not by phosphorylation |
//! | IncreaseAmount, DecreaseAmount | `increases` or `raises`, `decreases` or `lowers` |
//! | Phosphorylation and the like | `modifies` with that aspect, or what raises that aspect; for the removal of a group, also what lowers it |
//!
//! A denied finding and one that is only proposed are no claim; a hedged one is.

use serde::Deserialize;

use crate::corpus::extract::{Argument, Marked, Patterns, Relation, relations};
use crate::corpus::finding::Certainty;
use crate::fact::Schema;
use crate::vocabulary::lexicon::Lexicon;

/// A row of the file.
#[derive(Clone, Debug, Deserialize)]
struct Row {
    stmt_type: String,
    subject: Option<String>,
    object: Option<String>,
    evidence_text: Option<String>,
    tag: String,
    pmid: String,
}

/// What became of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    /// Type of the statement.
    pub class: String,
    /// What the expert said of it.
    pub tag: String,
    /// The document.
    pub document: String,
    /// Whether it belongs to the part that no pattern was written against.
    pub held_out: bool,
    /// Whether this program claims the same.
    pub claimed: bool,
    /// Whether both names were found in the sentence.
    pub named: bool,
}

/// Tags of rows that claim something wrong of the sentence.
pub const WRONG: [&str; 4] = ["no_relation", "polarity", "negative_result", "hypothesis"];

/// Reads every row that is tagged correct, or in one of the ways of [`WRONG`], and names both
/// participants; the number of rows that were left out is the second value.
///
/// # Errors
/// The number of the first line that is no such row, from 1, and what is wrong with it.
pub fn readers(
    text: &str,
    lexicon: &Lexicon,
    patterns: &Patterns,
    schema: &Schema,
) -> Result<(Vec<Judged>, usize), (usize, String)> {
    let mut judged = Vec::new();
    let mut left_out = 0;
    for (number, line) in text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
        let row: Row = serde_json::from_str(line).map_err(|e| (number + 1, e.to_string()))?;
        let wanted = row.tag == "correct" || WRONG.contains(&row.tag.as_str());
        match claim(&row).filter(|_| wanted) {
            Some(claim) => judged.push(judge(&row, claim, lexicon, patterns, schema)),
            None => left_out += 1,
        }
    }
    Ok((judged, left_out))
}

/// Subject, object and sentence of a row that has them; `?` stands for what is not known.
fn claim(row: &Row) -> Option<[&str; 3]> {
    let known = |name: &'_ Option<String>| name.as_deref().is_some_and(|n| n != "?");
    let both = known(&row.subject) && known(&row.object);
    both.then_some([row.subject.as_deref()?, row.object.as_deref()?, row.evidence_text.as_deref()?])
}

fn judge(
    row: &Row,
    [subject, object, text]: [&str; 3],
    lexicon: &Lexicon,
    patterns: &Patterns,
    schema: &Schema,
) -> Judged {
    let (marked, names) = marked(text, lexicon, schema);
    let mut found = Vec::new();
    relations(text, &marked, patterns, &mut found);
    let is =
        |mention: usize, name: &str| names.get(mention).is_some_and(|known| known.iter().any(|n| n == name));
    let named = |name: &str| (0..names.len()).any(|m| is(m, name));
    let claimed = found.iter().any(|relation| {
        let (Some(cause), Some(effect)) = (mention(relation, 0), mention(relation, 1)) else { return false };
        let along = is(cause, subject) && is(effect, object);
        let around = is(cause, object) && is(effect, subject);
        let states = !relation.denied && relation.certainty != Certainty::Proposed;
        states && (along || around && row.stmt_type == "Complex") && says(relation, patterns, &row.stmt_type)
    });
    Judged {
        named: named(subject) && named(object),
        held_out: is_held_out(&row.pmid),
        class: row.stmt_type.clone(),
        tag: row.tag.clone(),
        document: row.pmid.clone(),
        claimed,
    }
}

/// The mentions of a text, each taken for the first thing that it may mean, with the names that
/// this thing goes by in statements.
fn marked(text: &str, lexicon: &Lexicon, schema: &Schema) -> (Vec<Marked>, Vec<Vec<String>>) {
    let mut found = Vec::new();
    lexicon.mentions(text, &mut found);
    let mut ids: Vec<String> = Vec::new();
    let (mut marked, mut names) = (Vec::new(), Vec::new());
    for mention in found {
        let candidates = lexicon.candidates(text, &mention);
        let Some(first) = candidates.first() else { continue };
        let entity = ids.iter().position(|id| id == first.id).unwrap_or_else(|| {
            ids.push(first.id.to_owned());
            ids.len() - 1
        });
        let kinds = schema.kind(first.kind).into_iter().collect();
        marked.push(Marked {
            span: mention.span.clone(),
            entity: u32::try_from(entity).unwrap_or(u32::MAX),
            kinds,
        });
        let tail = first.id.split_once(':').map_or(first.id, |(_, tail)| tail);
        names.push(vec![first.name.to_owned(), tail.to_owned()]);
    }
    (marked, names)
}

fn mention(relation: &Relation, column: usize) -> Option<usize> {
    match relation.args.get(column)? {
        Argument::Mention { mention, .. } => Some(*mention),
        Argument::Word(_) => None,
    }
}

/// Whether a relation is of the class of a statement.
fn says(relation: &Relation, patterns: &Patterns, class: &str) -> bool {
    let name = patterns.name(relation.predicate);
    let aspect = match relation.args.get(1) {
        Some(Argument::Mention { aspect: Some(aspect), .. }) => aspect.as_str(),
        _ => "",
    };
    let raises = ["raises", "increases", "activates", "promotes"].contains(&name);
    let lowers = ["lowers", "decreases", "inhibits", "suppresses"].contains(&name);
    match class {
        "Complex" => name == "binds",
        "Activation" => raises && aspect != "phosphorylation",
        "Inhibition" => lowers && aspect != "phosphorylation",
        "IncreaseAmount" => name == "increases" || name == "raises",
        "DecreaseAmount" => name == "decreases" || name == "lowers",
        modification => {
            let group = modification.to_lowercase();
            let group = group.strip_prefix("auto").unwrap_or(&group);
            let removed = group.strip_prefix("de").is_some_and(|bare| lowers && aspect == bare);
            aspect == group && (name == "modifies" || raises) || removed
        }
    }
}

/// Three documents of ten, by a hash of the identifier (FNV-1a).
fn is_held_out(document: &str) -> bool {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3);
    let hash = document.bytes().fold(0xCBF2_9CE4_8422_2325, step);
    (hash >> 32) % 10 < 3
}
