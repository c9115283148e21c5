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

use crate::corpus::extract::{Argument, Named, Reader, Relation, alone};
use crate::corpus::finding::Certainty;
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
pub fn readers(text: &str, reader: &Reader<'_>) -> Result<(Vec<Judged>, usize), (usize, String)> {
    let mut judged = Vec::new();
    let mut left_out = 0;
    for (number, line) in text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
        let row: Row = serde_json::from_str(line).map_err(|e| (number + 1, e.to_string()))?;
        let wanted = row.tag == "correct" || WRONG.contains(&row.tag.as_str());
        match claim(&row).filter(|_| wanted) {
            Some(claim) => judged.push(judge(&row, claim, reader)),
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

fn judge(row: &Row, [subject, object, text]: [&str; 3], reader: &Reader<'_>) -> Judged {
    let (named, found) = alone(text, reader);
    let [cause_ids, effect_ids] = [subject, object].map(|name| identifiers(name, reader.lexicon));
    let goes_by = |n: &Named, name: &str| {
        let ids = if name == subject { &cause_ids } else { &effect_ids };
        ids.contains(&n.id.as_str()) || is_called(n, name)
    };
    let is = |mention: usize, name: &str| named.get(mention).is_some_and(|n| goes_by(n, name));
    let has = |name: &str| named.iter().any(|n| goes_by(n, name));
    let claimed = found.iter().any(|relation| {
        let (Some(cause), Some(effect)) = (mention(relation, 0), mention(relation, 1)) else { return false };
        let along = is(cause, subject) && is(effect, object);
        let around = is(cause, object) && is(effect, subject);
        let states = !relation.denied && relation.certainty != Certainty::Proposed;
        let says = reader.patterns.name(relation.predicate);
        states && (along || around && row.stmt_type == "Complex") && is_claim(relation, says, &row.stmt_type)
    });
    Judged {
        named: has(subject) && has(object),
        held_out: is_held_out(&row.pmid),
        class: row.stmt_type.clone(),
        tag: row.tag.clone(),
        document: row.pmid.clone(),
        claimed,
    }
}

/// What the vocabulary has under the name that a statement gives, written just so.
fn identifiers<'l>(name: &str, lexicon: &'l Lexicon) -> Vec<&'l str> {
    let candidates = lexicon.lookup(name).into_iter().filter(|c| c.rank == 0 && c.written == name);
    candidates.map(|c| c.id).collect()
}

/// Whether a statement may call a thing so: by its preferred name, or by the identifier that its
/// register gives it.
fn is_called(named: &Named, name: &str) -> bool {
    named.name == name || named.id.split_once(':').map_or(named.id.as_str(), |(_, tail)| tail) == name
}

fn mention(relation: &Relation, column: usize) -> Option<usize> {
    match relation.args.get(column)? {
        Argument::Mention { mention, .. } => Some(*mention),
        Argument::Word(_) | Argument::Constant { .. } => None,
    }
}

/// Whether a relation, whose predicate has this name, is of the class of a statement.
fn is_claim(relation: &Relation, name: &str, class: &str) -> bool {
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
