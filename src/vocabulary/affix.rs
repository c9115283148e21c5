//! What stands right before or after a name and says something about it: `p-`, `anti-`, `-deficient`.
//!
//! In: a text and where a name stands in it. Out: the affixes, and what each tells, as the table
//! `affixes.tsv` says. Must not know what the name means.

use std::ops::Range;

const TABLE: &str = include_str!("affixes.tsv");

/// Something that is said about a name by what stands next to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Affix {
    /// Bytes of the text, without spaces and hyphens to the name.
    pub span: Range<usize>,
    /// What is told: `aspect`, `manipulation`, `alteration`, `agent`, `form`, `species`, `tag`.
    pub tells: &'static str,
    /// What it is: `phosphorylation`, `knockdown`, `loss`, `antibody`.
    pub value: &'static str,
}

/// The affixes of a name, those before it first.
#[must_use]
pub fn affixes(text: &str, name: &Range<usize>) -> Vec<Affix> {
    let (Some(before), Some(after)) = (text.get(..name.start), text.get(name.end..)) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for row in TABLE.lines().skip(1) {
        let fields: Vec<&'static str> = row.split('\t').collect();
        let &[place, affix, tells, value] = fields.as_slice() else { continue };
        let span = match place {
            "before" => prefix(before, affix),
            "after" => suffix(after, affix).map(|r| r.start + name.end..r.end + name.end),
            _ => None,
        };
        // A longer affix of the same place stands first in the table.
        if let Some(span) = span
            && !found.iter().any(|f: &Affix| f.span.start < span.end && span.start < f.span.end)
        {
            found.push(Affix { span, tells, value });
        }
    }
    found.sort_by_key(|f| f.span.start);
    found
}

/// The affix at the end of what stands before a name. One that ends with `~` may touch the name;
/// others are parted from it by a hyphen or a space.
fn prefix(before: &str, affix: &str) -> Option<Range<usize>> {
    let (affix, touches) = (affix.trim_end_matches('~'), affix.ends_with('~'));
    let joined = before.trim_end_matches(is_joint);
    let parted = before.len() - joined.len();
    let start = joined.len().checked_sub(affix.len())?;
    let same = joined.get(start..)?.eq_ignore_ascii_case(affix)
        && (!touches || parted > 0 || joined.ends_with(affix));
    let border = joined.get(..start)?.chars().next_back().is_none_or(|c| !c.is_alphanumeric());
    (same && border && parted <= 1 && (touches || parted == 1)).then_some(start..joined.len())
}

fn suffix(after: &str, affix: &str) -> Option<Range<usize>> {
    let (affix, touches) = (affix.trim_start_matches('~'), affix.starts_with('~'));
    let joined = after.trim_start_matches(is_joint);
    // A sign such as `-/-` starts with what else joins.
    let (joined, parted) = if touches { (after, 0) } else { (joined, after.len() - joined.len()) };
    let same = joined.get(..affix.len())?.eq_ignore_ascii_case(affix);
    let border = joined.get(affix.len()..)?.chars().next().is_none_or(|c| !c.is_alphanumeric());
    (same && border && parted == usize::from(!touches)).then_some(parted..parted + affix.len())
}

fn is_joint(c: char) -> bool {
    c == '-' || c == ' ' || c == '\u{2011}'
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str, name: &str) -> Vec<(&'static str, &'static str)> {
        let start = text.find(name).expect("the name");
        affixes(text, &(start..start + name.len())).into_iter().map(|a| (a.tells, a.value)).collect()
    }

    #[test]
    fn prefixes_tell_aspects_and_agents() {
        assert_eq!(told("levels of p-ERK rose", "ERK"), [("aspect", "phosphorylation")]);
        assert_eq!(told("levels of pERK rose", "ERK"), [("aspect", "phosphorylation")]);
        assert_eq!(told("phosphorylated ERK", "ERK"), [("aspect", "phosphorylation")]);
        assert_eq!(told("an anti-PD-1 antibody", "PD-1"), [("agent", "antibody")]);
        assert_eq!(told("rhIL-11 was added", "IL-11"), [("form", "recombinant")]);
        assert_eq!(told("shERK cells", "ERK"), [("manipulation", "knockdown")]);
        assert_eq!(told("the ERK", "ERK"), []);
        assert_eq!(told("a map ERK", "ERK"), []);
    }

    #[test]
    fn suffixes_tell_losses() {
        assert_eq!(told("ERK-/- mice", "ERK"), [("manipulation", "knockout")]);
        assert_eq!(told("ERK-deficient mice", "ERK"), [("alteration", "loss")]);
        assert_eq!(told("ERK siRNA", "ERK"), [("manipulation", "knockdown")]);
        assert_eq!(told("ERK nullified", "ERK"), []);
    }
}
