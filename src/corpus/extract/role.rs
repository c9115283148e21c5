//! What a sentence is in its paper: background, result, hypothesis or conclusion.
//!
//! In: a sentence, its section and what came before it. Out: its role, and whether it tells of the
//! paper's own study. Sections decide where they have names; in an abstract, the sentences before
//! `we`, `here` or a measurement are background.

use super::cue::{Cues, Lower};
use super::record::ArticleKind;
use crate::corpus::finding::FindingRole;
use crate::corpus::{Block, BlockRole};

const BACKGROUND: [&str; 7] =
    ["introduction", "background", "importance", "rationale", "context", "literature review", "purpose"];
const RESULT: [&str; 5] = ["results", "result", "findings", "key findings", "main results"];
const CONCLUSION: [&str; 8] = [
    "conclusion",
    "conclusions",
    "interpretation",
    "significance",
    "statement of significance",
    "tl;dr",
    "contribution",
    "statement of translational relevance",
];
const DISCUSSION: [&str; 2] = ["discussion", "perspectives"];

/// What opens the paper's own part of an abstract.
static OWN: Cues<18> = Cues::cues(&[
    "we",
    "our",
    "here",
    "herein",
    "in this study",
    "this study",
    "the present study",
    "the current study",
    "in the present work",
    "in this work",
    "this work",
    "it is found",
    "is found that",
    "was investigated",
    "were investigated",
    "were analyzed",
    "was performed",
    "are isolated",
]);

/// What only one's own results have, where a sentence tells of the past.
static MEASURED: Cues<15> = Cues::cues(&[
    "was",
    "were",
    "did not",
    "p <",
    "p =",
    "p<*",
    "p=*",
    "hazard ratio",
    "95% ci",
    "(n =",
    "(n=*",
    "(hr",
    "in a retrospective",
    "in a cohort",
    "in a mouse model",
]);

static OURS: Cues<2> = Cues::cues(&["we", "our"]);

/// What was done before, although it is past.
static BEFORE: Cues<16> = Cues::cues(&[
    "was approved",
    "were approved",
    "was discovered",
    "were discovered",
    "was first",
    "were first",
    "was originally",
    "was initially",
    "was thought",
    "were thought",
    "was considered",
    "was developed",
    "were developed",
    "was designed",
    "previously",
    "historically",
]);

const CONCLUDES: [&str; 23] = [
    "these findings",
    "these results",
    "these data",
    "these observations",
    "our findings",
    "our results",
    "our data",
    "our study",
    "overall",
    "collectively",
    "together",
    "taken together",
    "in conclusion",
    "in summary",
    "thus",
    "therefore",
    "hence",
    "this suggests",
    "suggesting that",
    "we conclude",
    "altogether",
    "this work",
    "this finding",
];

static SAID_CONCLUDES: Cues<{ CONCLUDES.len() }> = Cues::cues(&CONCLUDES);

static KNOWN: Cues<14> = Cues::cues(&[
    "has been shown",
    "have been shown",
    "is known",
    "are known",
    "has been reported",
    "have been reported",
    "previous studies",
    "recent studies",
    "it has long",
    "remains unclear",
    "remain unclear",
    "remains unknown",
    "remain poorly",
    "is demonstrated to",
]);

/// What a sentence is in its paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Background, result or conclusion.
    pub role: FindingRole,
    /// Whether it stands in a part that tells of the paper's own study.
    pub is_own: bool,
    /// Whether it says `we` or `our`.
    pub is_ours: bool,
}

/// Reads roles in the order of the sentences.
#[derive(Clone, Debug, Default)]
pub struct Roles {
    block: Option<usize>,
    section: Vec<std::sync::Arc<str>>,
    own: bool,
}

impl Roles {
    /// The place of the next sentence.
    pub(super) fn next(&mut self, said: &Lower, block: &Block, number: usize, kind: ArticleKind) -> Place {
        let lower = said.as_str();
        if self.block != Some(number) {
            // An abstract in several paragraphs is read on.
            if self.section != block.section || block.section.is_empty() {
                self.own = false;
            }
            self.section.clone_from(&block.section);
            self.block = Some(number);
        }
        let ours = said.any(&OURS);
        let before = || said.any(&BEFORE) || said.any(&KNOWN);
        self.own = self.own || said.any(&OWN) || (said.any(&MEASURED) || tells_past(said)) && !before();
        let opens = |at: usize| {
            SAID_CONCLUDES.may_hold(&lower[at..]) && CONCLUDES.iter().any(|c| lower[at..].starts_with(c))
        };
        let mut commas = memchr::memchr_iter(b',', lower.as_bytes());
        let concludes =
            opens(0) || commas.any(|at| lower.as_bytes().get(at + 1) == Some(&b' ') && opens(at + 2));
        let named = block.section.iter().rev().find_map(|s| role_of(&s.to_lowercase()));
        let known = !ours && said.any(&KNOWN);
        let (role, is_own) = match (named, kind) {
            (_, ArticleKind::Review | ArticleKind::Commentary) if concludes => {
                (FindingRole::Conclusion, true)
            }
            (_, ArticleKind::Review | ArticleKind::Commentary) => (FindingRole::Result, true),
            (Some(FindingRole::Background), _) => (FindingRole::Background, false),
            (Some(FindingRole::Conclusion), _) => (FindingRole::Conclusion, true),
            (Some(_), _) if known => (FindingRole::Background, false),
            (Some(role), _) => (if concludes { FindingRole::Conclusion } else { role }, true),
            (None, _) if block.role == BlockRole::Title => (FindingRole::Conclusion, true),
            (None, _) if block.role == BlockRole::Caption => (FindingRole::Result, true),
            (None, _) if concludes => (FindingRole::Conclusion, true),
            (None, _) if known || !self.own && is_abstract(block) => (FindingRole::Background, false),
            (None, _) => (FindingRole::Result, !is_discussion(block)),
        };
        Place { role, is_own, is_ours: ours }
    }
}

const VERBS: [&str; 26] = [
    "increased",
    "decreased",
    "reduced",
    "restored",
    "inhibited",
    "activated",
    "induced",
    "suppressed",
    "promoted",
    "enhanced",
    "prevented",
    "abolished",
    "blocked",
    "impaired",
    "rescued",
    "conferred",
    "abrogated",
    "attenuated",
    "improved",
    "prolonged",
    "reversed",
    "recruited",
    "triggered",
    "lowered",
    "elevated",
    "accelerated",
];

static PAST: Cues<{ VERBS.len() }> = Cues::cues(&VERBS);

/// Whether a verb in the past has an object: `Loss of A increased B`, not `increased B` or `B increased
/// by A`.
fn tells_past(said: &Lower) -> bool {
    const SMALL: [&str; 32] = [
        "by", "in", "with", "and", "or", "to", "of", "from", "the", "a", "an", "is", "are", "be", "been",
        "has", "have", "for", "on", "at", "as", "than", "that", "which", "not", "its", "their", "these",
        "this", "upon", "after", "through",
    ];
    if !said.any(&PAST) {
        return false;
    }
    // `drug-induced` is one word.
    let bare = |word| str::trim_matches(word, |c: char| !c.is_alphanumeric());
    let words: Vec<&str> = said.as_str().split_whitespace().map(bare).collect();
    let content = |at: Option<usize>| at.and_then(|at| words.get(at)).is_some_and(|w| !SMALL.contains(w));
    let object = |at: usize| words.get(at).is_some_and(|w| !SMALL[..6].contains(w) && *w != "upon");
    (0..words.len())
        .any(|at| VERBS.contains(&words[at]) && content(at.checked_sub(1)) && object(at + 1) && at > 1)
}

fn role_of(section: &str) -> Option<FindingRole> {
    let section = section.trim_end_matches(':');
    if BACKGROUND.contains(&section) {
        Some(FindingRole::Background)
    } else if RESULT.contains(&section) {
        Some(FindingRole::Result)
    } else if CONCLUSION.contains(&section) {
        Some(FindingRole::Conclusion)
    } else {
        None
    }
}

fn is_abstract(block: &Block) -> bool {
    block.section.is_empty()
        || block.section.last().is_some_and(|s| ["abstract", "summary"].contains(&s.to_lowercase().as_str()))
}

fn is_discussion(block: &Block) -> bool {
    block.section.iter().any(|s| DISCUSSION.contains(&s.to_lowercase().as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn roles(section: &str, sentences: &[&str], kind: ArticleKind) -> Vec<FindingRole> {
        let block = Block { role: BlockRole::Paragraph, section: vec![section.into()], span: 0..1 };
        let mut roles = Roles::default();
        sentences.iter().map(|s| roles.next(&Lower::of(s), &block, 0, kind).role).collect()
    }

    #[test]
    fn an_abstract_turns_from_background_to_result_to_conclusion() {
        let sentences = ["A drives growth.", "Here, we deleted A.", "Cells died.", "Together, A is needed."];
        use FindingRole::{Background, Conclusion, Result};
        assert_eq!(
            roles("Abstract", &sentences, ArticleKind::Research),
            [Background, Result, Result, Conclusion]
        );
        assert_eq!(roles("RESULTS", &["A drives growth."], ArticleKind::Research), [Result]);
        assert_eq!(roles("Introduction", &["We saw A."], ArticleKind::Research), [Background]);
        assert_eq!(roles("Abstract", &["A drives growth."], ArticleKind::Review), [Result]);
    }
}
