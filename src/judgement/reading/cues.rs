//! A passage with the names of two participants in, signs of how well it was read out.
//!
//! Knows English words for negation, hedging and manipulation; must not know any participant.

use super::relation::Relation;

/// Words that deny; whole words.
const NEGATION: [&str; 13] = [
    "not", "no", "neither", "nor", "without", "fail", "fails", "failed", "unable", "cannot", "lack", "lacks",
    "absence",
];
/// Words that leave open, by how they start.
const HEDGE: [&str; 16] = [
    "may",
    "might",
    "could",
    "whether",
    "possib",
    "suggest",
    "hypothes",
    "potential",
    "investigat",
    "examin",
    "determin",
    "test",
    "propos",
    "likely",
    "putative",
    "predict",
];
/// Words for what an experimenter did, by how they start: they turn signs round.
const MANIPULATION: [&str; 16] = [
    "inhibitor",
    "antagonist",
    "knockdown",
    "sirna",
    "shrna",
    "rnai",
    "knockout",
    "deficien",
    "deplet",
    "loss",
    "silenc",
    "null",
    "lacking",
    "mutant",
    "antibod",
    "antisense",
];
/// Most words of a name.
const LONGEST_NAME: usize = 6;
/// How many words beside the two participants are looked at for a manipulation.
const WINDOW: usize = 5;

/// Signs of how well a passage was read; each 0 or 1 but for `words`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Cues {
    /// Something in the passage is denied.
    pub negation: f64,
    /// Something in the passage is left open.
    pub hedge: f64,
    /// Natural logarithm of one more than the number of words.
    pub words: f64,
    /// The two participants do not both stand in it.
    pub missing: f64,
    /// Beside the participants stands a manipulation.
    pub manipulation: f64,
    /// A word for the relation stands in it; 1 where no word for it is known.
    pub trigger: f64,
}

impl Cues {
    /// The cues of a passage. `names` are those of the two participants; none where a participant
    /// is not known, which then is not missed.
    #[must_use]
    pub fn of(passage: &str, relation: &Relation, names: [&[String]; 2]) -> Self {
        let words = words(passage);
        let any = |starts: &[&str]| words.iter().any(|w| starts.iter().any(|s| w.starts_with(s)));
        let denied = words.iter().any(|w| NEGATION.contains(&w.as_str())) || passage.contains("n't");
        let [first, second] = names.map(|names| standing(&words, names));
        let near = nearest(&first, &second);
        let window = near.map(|(from, to)| (from.saturating_sub(WINDOW), (to + WINDOW).min(words.len())));
        let manipulated = |(from, to): (usize, usize)| {
            words[from..to].iter().any(|w| MANIPULATION.iter().any(|m| w.starts_with(m)))
        };
        let known = names.iter().all(|n| !n.is_empty());
        let flag = |holds: bool| f64::from(u8::from(holds));
        Self {
            negation: flag(denied),
            hedge: flag(any(&HEDGE)),
            words: (words.len() as f64).ln_1p(),
            missing: flag(known && near.is_none()),
            manipulation: flag(window.is_some_and(manipulated)),
            trigger: flag(
                relation.triggers.is_empty()
                    || words.iter().any(|w| relation.triggers.iter().any(|t| w.contains(t.as_str()))),
            ),
        }
    }
}

/// The words of a text, folded: small letters, Greek ones as their Latin initials.
fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(folded).collect()
}

fn folded(word: &str) -> String {
    let latin = |c: char| match c {
        'α' => 'a',
        'β' => 'b',
        'γ' => 'g',
        'δ' => 'd',
        'κ' => 'k',
        other => other,
    };
    let small: String = word.to_lowercase().chars().map(latin).collect();
    ["alpha", "beta", "gamma", "delta", "kappa"].iter().fold(small, |word, greek| {
        if word.ends_with(greek) { word.replace(greek, &greek[..1]) } else { word }
    })
}

/// Where any of the names stands: first word, and one past the last. Between its parts a name may
/// have any signs (`IL-6`, `IL6`); a plural is the same name.
fn standing(words: &[String], names: &[String]) -> Vec<(usize, usize)> {
    let names: Vec<String> =
        names.iter().map(|n| self::words(n).concat()).filter(|n| !n.is_empty()).collect();
    let mut found = Vec::new();
    for start in 0..words.len() {
        let mut run = String::new();
        for (end, word) in words.iter().enumerate().skip(start).take(LONGEST_NAME) {
            run.push_str(word);
            let is = |n: &String| *n == run || run.strip_suffix('s').is_some_and(|r| r == n);
            if names.iter().any(is) {
                found.push((start, end + 1));
                break;
            }
        }
    }
    found
}

/// The span of the two nearest places of two participants that are not one place.
fn nearest(first: &[(usize, usize)], second: &[(usize, usize)]) -> Option<(usize, usize)> {
    let pairs = first.iter().flat_map(|a| second.iter().map(move |b| (*a, *b))).filter(|(a, b)| a != b);
    let span = |(a, b): ((usize, usize), (usize, usize))| (a.0.min(b.0), a.1.max(b.1));
    pairs.map(span).min_by_key(|(from, to)| (to - from, *from))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cues(passage: &str, a: &str, b: &str) -> Cues {
        let relation = Relation { triggers: vec!["activat".to_owned()], ..Relation::default() };
        Cues::of(passage, &relation, [&[a.to_owned()], &[b.to_owned()]])
    }

    #[test]
    fn a_plain_sentence_has_no_cue_against_it() {
        let found = cues("Here QRS2 activates TNF-alpha in cells.", "QRS2", "TNFα");
        assert_eq!(
            found,
            Cues { trigger: 1.0, words: (8.0_f64).ln(), ..Cues::default() },
            "seven words with the two parts of TNF-alpha"
        );
    }

    #[test]
    fn each_cue_is_seen() {
        assert_eq!(cues("QRS2 does not activate LMN1.", "QRS2", "LMN1").negation, 1.0);
        assert_eq!(cues("QRS2 didn't activate LMN1.", "QRS2", "LMN1").negation, 1.0);
        assert_eq!(cues("We asked whether QRS2 activates LMN1.", "QRS2", "LMN1").hedge, 1.0);
        assert_eq!(cues("QRS2 knockdown activated LMN1.", "QRS2", "LMN1").manipulation, 1.0);
        assert_eq!(cues("QRS2 activated it.", "QRS2", "LMN1").missing, 1.0);
        assert_eq!(cues("QRS2 and LMN1 were bought.", "QRS2", "LMN1").trigger, 0.0);
    }

    #[test]
    fn words_within_words_are_no_cues() {
        let found = cues("A notable normal knot: QRS2 activates LMN1.", "QRS2", "LMN1");
        assert_eq!((found.negation, found.hedge), (0.0, 0.0));
        assert_eq!(cues("XQRS2 activates LMN1.", "QRS2", "LMN1").missing, 1.0, "no part of another name");
    }

    #[test]
    fn a_relation_to_itself_wants_the_name_twice() {
        assert_eq!(cues("QRS2 activates.", "QRS2", "QRS2").missing, 1.0);
        assert_eq!(cues("QRS2 activates QRS2.", "QRS2", "QRS2").missing, 0.0);
    }

    #[test]
    fn an_unknown_participant_is_not_missed() {
        let relation = Relation::default();
        assert_eq!(Cues::of("QRS2 is phosphorylated.", &relation, [&[], &["QRS2".to_owned()]]).missing, 0.0);
    }
}
