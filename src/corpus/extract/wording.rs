//! The same sentence in plainer words, byte for byte as long.
//!
//! In: a sentence. Out: the sentence with roundabout wordings replaced by short ones and blanks, so
//! that a pattern need not know them: `deletion combined with silencing of A` → `deletion and
//! silencing of A`, `secrete high levels of A` → `secrete A`. Nothing that turns a meaning.

use std::borrow::Cow;

use super::around::last_word;
use super::cue::{Cues, Lower};

/// A wording, what stands for it, and the words of which one precedes it.
const WORDINGS: [(&str, &str, &[&str]); 27] = [
    ("up regulation", "upregulation", &[]),
    ("down regulation", "downregulation", &[]),
    ("knocking down ", "silencing ", &[]),
    ("knocking out ", "silencing ", &[]),
    ("knocking-down ", "silencing ", &[]),
    (" combined with ", " and ", &LOSSES),
    (" together with ", " and ", &LOSSES),
    (" coupled with ", " and ", &LOSSES),
    (" in combination with ", " and ", &LOSSES),
    (" high levels of ", " ", &MAKES),
    (" higher levels of ", " ", &MAKES),
    (" elevated levels of ", " ", &MAKES),
    (" large amounts of ", " ", &MAKES),
    (" a large number of ", " ", &[]),
    (" large numbers of ", " ", &[]),
    (" a number of ", " ", &[]),
    (" a variety of ", " ", &[]),
    (" tyrosine phosphorylated", "          phosphorylated", &["is", "are", "was", "were", "be", "been"]),
    (" serine phosphorylated", "        phosphorylated", &["is", "are", "was", "were", "be", "been"]),
    (" were both ", " were ", &[]),
    (" are both ", " are ", &[]),
    (" complexes with ", " complex with ", &["forms", "form", "forming", "formed"]),
    (" complexes by ", " complex by ", &["forms", "form", "forming", "formed"]),
    ("coculture with ", "", &["", "and", "both", "or", "by", "to", "through", "upon", "after"]),
    ("co-culture with ", "", &["", "and", "both", "or", "by", "to", "through", "upon", "after"]),
    ("recombinant ", "", &[]),
    ("exogenous ", "", &[]),
];

const LOSSES: [&str; 10] = [
    "deletion",
    "loss",
    "knockout",
    "knockdown",
    "silencing",
    "depletion",
    "inhibition",
    "blockade",
    "inactivation",
    "ablation",
];

const MAKES: [&str; 12] = [
    "secrete",
    "secretes",
    "secreted",
    "express",
    "expresses",
    "expressed",
    "produce",
    "produces",
    "produced",
    "release",
    "releases",
    "released",
];

/// Finite verbs that show that a new clause began before them.
const FINITE: [&str; 14] = [
    "was",
    "were",
    "is",
    "are",
    "correlated",
    "correlates",
    "led",
    "leads",
    "resulted",
    "promoted",
    "activated",
    "inhibited",
    "suppressed",
    "induced",
];

/// So many words may stand between `and` and the verb of its clause.
const SUBJECT: usize = 6;

const JOINT: &str = ", and ";

/// Where `, and` opens a clause with a verb of its own: `A was seen, and low B correlated with C`.
fn clauses(lower: &str) -> Vec<usize> {
    let opens = |at: &usize| {
        let before = lower[..*at].rsplit([';', '.']).next().unwrap_or_default();
        let after = lower[at + JOINT.len()..].split([',', ';', '.']).next().unwrap_or_default();
        let finite = |w: &str| FINITE.contains(&w);
        let within = |w: &str| ["in", "of", "by", "which", "that", "who", "to", "with", "from"].contains(&w);
        let words: Vec<&str> = after.split_whitespace().take(SUBJECT).collect();
        let verb = words.iter().position(|w| finite(w));
        let subject = verb.is_some_and(|v| v > 0 && !words[..v].iter().any(|w| within(w)));
        subject && before.split_whitespace().any(finite)
    };
    let joints = memchr::memchr_iter(b',', lower.as_bytes());
    joints.filter(|at| lower[*at..].starts_with(JOINT)).filter(opens).collect()
}

/// A wording stands at the borders of words.
static SAID_WORDINGS: Cues<{ WORDINGS.len() }> = Cues::cues(&{
    let (mut said, mut at) = ([""; WORDINGS.len()], 0);
    while at < WORDINGS.len() {
        said[at] = WORDINGS[at].0.trim_ascii();
        at += 1;
    }
    said
});

fn has_joint(text: &[u8]) -> bool {
    let is_joint =
        |at: usize| text.get(at..at + JOINT.len()).is_some_and(|w| w.eq_ignore_ascii_case(JOINT.as_bytes()));
    memchr::memchr_iter(b',', text).any(is_joint)
}

/// The sentence in plainer words; `said` is the sentence.
pub(super) fn plain<'t>(text: &'t str, said: &Lower) -> Cow<'t, str> {
    let wordings = if said.any(&SAID_WORDINGS) { &WORDINGS[..] } else { &[] };
    if wordings.is_empty() && !has_joint(text.as_bytes()) {
        return Cow::Borrowed(text);
    }
    let lower = text.to_ascii_lowercase();
    let mut bytes = text.as_bytes().to_vec();
    for &(wording, short, before) in wordings {
        for (at, _) in lower.match_indices(wording) {
            let word =
                last_word(&lower[..at]).or_else(|| last_word(lower[..at].trim_end())).unwrap_or_default();
            let free = wording.starts_with(' ') || last_word(&lower[..at]).is_none();
            if free && (before.is_empty() || before.contains(&word)) {
                bytes[at..at + wording.len()].fill(b' ');
                bytes[at..at + short.len()].copy_from_slice(short.as_bytes());
            }
        }
    }
    for at in clauses(&lower) {
        bytes[at..at + ", and".len()].copy_from_slice(b";    ");
    }
    String::from_utf8(bytes).map_or(Cow::Borrowed(text), Cow::Owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wordings_are_made_plain_in_their_place() {
        for (text, wanted) in [
            ("deletion combined with silencing of A and B", "deletion and silencing of A and B"),
            ("T cells secrete high levels of A", "T cells secrete A"),
            ("T cells showed high levels of A", "T cells showed high levels of A"),
            ("A forms complexes with B", "A forms complex with B"),
            ("Both A and coculture with B killed", "Both A and B killed"),
            (
                "A was linked with B, and low C correlated with D",
                "A was linked with B; low C correlated with D",
            ),
            ("A, B, and C were seen", "A, B, and C were seen"),
            ("Letrozole combined with palbociclib", "Letrozole combined with palbociclib"),
            ("A is tyrosine phosphorylated by B", "A is phosphorylated by B"),
            ("A and B were both activated", "A and B were activated"),
            ("release of a large number of A", "release of A"),
        ] {
            let plain = plain(text, &Lower::of(text));
            assert_eq!(plain.len(), text.len());
            assert_eq!(plain.split_whitespace().collect::<Vec<_>>().join(" "), wanted);
        }
    }
}
