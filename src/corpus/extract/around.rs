//! What stands beside a mention, once its list and the words without weight are passed over.
//!
//! In: a sentence in lower case with its mentions. Out: the text before and behind: in `loss of the
//! kinase A and of B`, what stands before B is `loss of`. Bytes are those of the sentence.

use std::ops::Range;

use super::mention::Named;

/// Words between a cue and a name that say nothing of their own.
const LIGHT: [&str; 46] = [
    "the",
    "a",
    "an",
    "its",
    "their",
    "both",
    "either",
    "this",
    "these",
    "such",
    "human",
    "murine",
    "mouse",
    "kinase",
    "kinases",
    "gene",
    "genes",
    "receptor",
    "receptors",
    "ligand",
    "ligands",
    "protein",
    "proteins",
    "factor",
    "factors",
    "transcription",
    "tumor",
    "tumour",
    "suppressor",
    "subunit",
    "family",
    "member",
    "members",
    "cognate",
    "downstream",
    "upstream",
    "soluble",
    "acquired",
    "endogenous",
    "exogenous",
    "partner",
    "regulator",
    "target",
    "homolog",
    "homologue",
    "component",
];

/// Words that may stand before a later member of a list.
const LATER: [&str; 14] = [
    "subsequent",
    "consequent",
    "of",
    "increased",
    "enhanced",
    "elevated",
    "reduced",
    "decreased",
    "impaired",
    "especially",
    "also",
    "to",
    "on",
    "in",
];

/// What joins the members of a list.
const JOINED: [&str; 7] = [",", "/", "and", "or", "and/or", "plus", "as well as"];

/// A sentence in lower case, byte for byte, with its mentions.
#[derive(Clone, Copy)]
pub(super) struct Around<'a> {
    pub(super) lower: &'a str,
    pub(super) named: &'a [Named],
}

impl<'a> Around<'a> {
    /// The text before a mention and before the members of its list that precede it.
    pub(super) fn before(&self, at: usize) -> &'a str {
        let mut end = self.named[at].span.start;
        loop {
            let rest = self.lower[..end].trim_end();
            let ended = self.named[..at].iter().rev().find(|n| n.span.end == rest.len() && rest.len() < end);
            if let Some(class) = ended {
                end = class.span.start;
                continue;
            }
            if let Some(light) = last_word(rest).filter(|w| LIGHT.contains(w)) {
                end = rest.len() - light.len();
                continue;
            }
            // A name with a noun behind it, or one of the same list.
            let other = self.named[..at].iter().rev().find(|n| n.span.end <= rest.len());
            match other.filter(|n| n.span.end < end) {
                Some(other)
                    if joins(&self.lower[other.span.end..end]) || light(&self.lower[other.span.end..end]) =>
                {
                    end = other.span.start;
                }
                _ => return rest,
            }
        }
    }

    /// The text behind a mention, with what stands in brackets directly behind it passed over, and
    /// the members of its list that follow it.
    pub(super) fn behind(&self, at: usize) -> &'a str {
        let mut start = passed(self.lower, self.named[at].span.end);
        for other in &self.named[at + 1..] {
            if !self.lower.get(start..other.span.start).is_some_and(joins) {
                break;
            }
            start = passed(self.lower, other.span.end);
        }
        &self.lower[start..]
    }

    /// Positions of the mentions of the list that a mention is in, itself among them.
    pub(super) fn list(&self, at: usize) -> Range<usize> {
        let joined = |left: usize| {
            let start = passed(self.lower, self.named[left].span.end);
            self.lower.get(start..self.named[left + 1].span.start).is_some_and(joins)
        };
        let (mut first, mut last) = (at, at);
        while first > 0 && joined(first - 1) {
            first -= 1;
        }
        while last + 1 < self.named.len() && joined(last) {
            last += 1;
        }
        first..last + 1
    }
}

/// Whether what stands between two names makes a list of them: `, and the`, `/`, `or of its`.
fn joins(between: &str) -> bool {
    let between = between.trim();
    let marks = between.trim_start_matches([',', '/']);
    let mut words = marks.split_whitespace().peekable();
    let mut joined = marks.len() < between.len();
    if marks.trim_start().starts_with("as well as") {
        words = marks.trim_start()["as well as".len()..].split_whitespace().peekable();
        joined = true;
    } else if words.peek().is_some_and(|w| JOINED.contains(w)) {
        words.next();
        joined = true;
    }
    joined && words.all(|w| LIGHT.contains(&w) || LATER.contains(&w))
}

/// Whether only words without weight stand there.
fn light(between: &str) -> bool {
    between.starts_with(char::is_whitespace) && between.split_whitespace().all(|w| LIGHT.contains(&w))
}

/// Where what stands in brackets directly behind a place ends.
fn passed(text: &str, at: usize) -> usize {
    let rest = &text[at..];
    let inner = rest.strip_prefix(" (").or_else(|| rest.strip_prefix("s ("));
    let close = inner.and_then(|i| i.find(')').filter(|n| *n < 40).map(|n| text.len() - i.len() + n + 1));
    close.unwrap_or(at)
}

/// The last word of a text that ends in one.
pub(super) fn last_word(text: &str) -> Option<&str> {
    let start = text
        .rfind(|c: char| !(c.is_alphanumeric() || c == '-'))
        .map_or(0, |at| at + text[at..].chars().next().map_or(1, char::len_utf8));
    (start < text.len()).then(|| &text[start..])
}

/// The first word of a text that starts with one, after space.
pub(super) fn first_word(text: &str) -> &str {
    let text = text.trim_start();
    text.split(|c: char| !(c.is_alphanumeric() || c == '-')).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(text: &str, names: &[&str]) -> Vec<Named> {
        let named = |name: &&str| {
            let at = text.find(*name).expect("in the text");
            Named {
                span: at..at + name.len(),
                text: (*name).into(),
                id: (*name).into(),
                name: (*name).into(),
                kind: "gene".into(),
            }
        };
        names.iter().map(named).collect()
    }

    #[test]
    fn lists_and_light_words_are_passed_over() {
        let text = "we saw that loss of the kinase mal2 or of lin7 (a kinase) in nk cells killed";
        let named = named(text, &["mal2", "lin7"]);
        let around = Around { lower: text, named: &named };
        for at in 0..2 {
            assert!(around.before(at).ends_with("loss of"), "{}", around.before(at));
            assert!(around.behind(at).starts_with(" in nk cells"), "{}", around.behind(at));
        }
        assert_eq!(around.list(0), 0..2);
    }

    #[test]
    fn another_clause_is_no_list() {
        let text = "loss of mal2 activates lin7 in cells";
        let named = named(text, &["mal2", "lin7"]);
        let around = Around { lower: text, named: &named };
        assert_eq!(around.before(1), "loss of mal2 activates");
        assert_eq!(around.behind(0), " activates lin7 in cells");
    }
}
