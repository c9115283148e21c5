//! The state of nature that a sentence names a participant in: lost, mutated, amplified.
//!
//! In: a mention with what stands beside it. Out: the alteration. What an experimenter did (a
//! knockout, a silencing) is none.

use std::ops::Range;

use super::around::Around;

/// A participant's state of nature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Altered {
    /// A word of the kind `alteration`.
    pub(super) state: &'static str,
    /// Whether the word for it stands behind the name: `β2M-LOH`, `ESR1 mutations`.
    pub(super) behind: bool,
}

/// Nouns before `of` or `in`.
const BEFORE: [(&str, &str); 18] = [
    ("loss", "loss"),
    ("losses", "loss"),
    ("inactivation", "loss"),
    ("deficiency", "loss"),
    ("deficiencies", "loss"),
    ("absence", "loss"),
    ("heterozygosity", "loss"),
    ("mutation", "mutation"),
    ("mutations", "mutation"),
    ("variant", "mutation"),
    ("variants", "mutation"),
    ("alteration", "mutation"),
    ("alterations", "mutation"),
    ("deletion", "deletion"),
    ("deletions", "deletion"),
    ("amplification", "amplification"),
    ("amplifications", "amplification"),
    ("fusions", "fusion"),
];

/// Words behind the name, after a space or a hyphen.
const BEHIND: [(&str, &str); 23] = [
    ("loss", "loss"),
    ("loh", "loss"),
    ("inactivation", "loss"),
    ("deficiency", "loss"),
    ("deficient", "loss"),
    ("null", "loss"),
    ("negativity", "loss"),
    ("mutation", "mutation"),
    ("mutations", "mutation"),
    ("mutant", "mutation"),
    ("mutants", "mutation"),
    ("mutated", "mutation"),
    ("mut", "mutation"),
    ("variant", "mutation"),
    ("variants", "mutation"),
    ("alterations", "mutation"),
    ("deletion", "deletion"),
    ("deletions", "deletion"),
    ("amplification", "amplification"),
    ("amplifications", "amplification"),
    ("amplified", "amplification"),
    ("fusion", "fusion"),
    ("fusions", "fusion"),
];

/// Words between a name and the word for its state.
const PARTS: [&str; 10] = [
    "gene",
    "pathway",
    "signalling",
    "signaling",
    "domain",
    "hotspot",
    "kinase",
    "ligand",
    "activating",
    "binding",
];

/// What is said in between and names only an example.
const EXAMPLES: [&str; 6] =
    [", specifically ", ", including ", ", particularly ", ", notably ", ", especially ", ", namely "];

/// What makes an experiment of it.
const DONE: [&str; 6] = ["crispr", "sirna", "shrna", "mediated", "targeted", "induced"];

/// The state that a sentence names a mention in.
pub(super) fn altered(around: &Around<'_>, at: usize) -> Option<Altered> {
    let behind = behind(around.behind(at)).map(|state| Altered { state, behind: true });
    behind.or_else(|| before(around.before(at)).map(|state| Altered { state, behind: false }))
}

fn before(text: &str) -> Option<&'static str> {
    let noun = text.strip_suffix(" of").or_else(|| text.strip_suffix(" in"))?;
    let (rest, word) = noun.rsplit_once([' ', '/', '-', '(']).unwrap_or(("", noun));
    let done = rest.rsplit(' ').next().is_some_and(|w| DONE.iter().any(|d| w.contains(d)));
    BEFORE.iter().find(|(w, _)| *w == word && !done).map(|(_, state)| *state)
}

fn behind(text: &str) -> Option<&'static str> {
    let mut rest = text.strip_prefix([' ', '-', '‐', '–']).or_else(|| text.strip_prefix("s "))?;
    for _ in 0..5 {
        let word = rest.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        if let Some((_, state)) = BEHIND.iter().find(|(w, _)| *w == word) {
            return Some(state);
        }
        if !PARTS.contains(&word) {
            return None;
        }
        rest = rest[word.len()..].trim_start_matches([' ', '-', '‐', '–']);
    }
    None
}

/// A sentence in lower case with insertions that only name an example blanked: `loss of A,
/// specifically of its kinase B, caused …`.
pub(super) fn without_examples(lower: &str) -> String {
    let mut bytes = lower.as_bytes().to_vec();
    for example in EXAMPLES {
        for (at, _) in lower.match_indices(example) {
            let inside = at + example.len();
            if let Some(length) = lower[inside..].find([',', ';']).filter(|n| *n < 80) {
                bytes[at..=inside + length].fill(b' ');
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| lower.to_owned())
}

/// Where a mention ends with the word for its state, if that stands behind it.
pub(super) fn span(around: &Around<'_>, at: usize, altered: &Altered) -> Range<usize> {
    let named = &around.named[at].span;
    if !altered.behind {
        return named.clone();
    }
    let behind = around.behind(at);
    let start = around.lower.len() - behind.len();
    let word = behind.trim_start_matches([' ', '-', '‐', '–']);
    let gap = behind.len() - word.len();
    let length = word.find([' ', ',', ';', '.', ')', '^', '[']).unwrap_or(word.len());
    named.start..start + gap + length
}

#[cfg(test)]
mod tests {
    use super::super::mention::Named;
    use super::*;

    fn state(text: &str, name: &str) -> Option<&'static str> {
        let lower = text.to_lowercase();
        let at = lower.find(&name.to_lowercase()).expect("in the text");
        let named = [Named {
            span: at..at + name.len(),
            text: name.into(),
            id: name.into(),
            name: name.into(),
            kind: "gene".into(),
        }];
        altered(&Around { lower: &lower, named: &named }, 0).map(|a| a.state)
    }

    #[test]
    fn states_of_nature_stand_before_and_behind() {
        for (text, wanted) in [
            ("Loss of MAL2 conferred resistance.", Some("loss")),
            ("Inactivation of the kinase MAL2 conferred resistance.", Some("loss")),
            ("MAL2-LOH was seen.", Some("loss")),
            ("MAL2 mutations were seen.", Some("mutation")),
            ("MAL2 ligand-binding domain mutations were seen.", Some("mutation")),
            ("Mutations in the MAL2 gene were seen.", Some("mutation")),
            ("MAL2 amplification was seen.", Some("amplification")),
            ("MAL2 (a kinase) deficiency was seen.", Some("loss")),
            ("CRISPR-mediated deletion of MAL2 killed.", None),
            ("Knockout of MAL2 killed.", None),
            ("MAL2 was lost.", None),
        ] {
            assert_eq!(state(text, "MAL2"), wanted, "{text}");
        }
    }
}
