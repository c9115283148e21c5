//! Words that tell something about a sentence.
//!
//! In: a sentence in lower case and a table of cues. Out: what the first cue means that stands in
//! it. A cue stands at the borders of words; one that ends in `*` may go on.

/// Whether a cue stands in a text in lower case.
pub(super) fn says(lower: &str, cue: &str) -> bool {
    find(lower, cue).is_some()
}

/// Where a cue stands first.
pub(super) fn find(lower: &str, cue: &str) -> Option<usize> {
    let (stem, open) = cue.strip_suffix('*').map_or((cue, false), |stem| (stem, true));
    let finder = memchr::memmem::find_iter(lower.as_bytes(), stem);
    let free = |at: &usize| {
        let before = lower[..*at].chars().next_back();
        let after = lower[at + stem.len()..].chars().next();
        !before.is_some_and(char::is_alphanumeric) && (open || !after.is_some_and(char::is_alphanumeric))
    };
    finder.into_iter().find(free)
}

/// Whether one of these cues stands in a text in lower case.
pub(super) fn any(lower: &str, cues: &[&str]) -> bool {
    let starts = Starts::of(lower);
    cues.iter().any(|cue| starts.may_have(cue) && says(lower, cue))
}

/// How the words of a text start, so that most cues need not be looked for: a bit for each pair of
/// bytes behind something that is no letter or digit.
struct Starts([u64; 16]);

impl Starts {
    fn of(lower: &str) -> Self {
        let mut starts = Self([0; 16]);
        let mut border = true;
        for pair in lower.as_bytes().windows(2) {
            if border {
                let bit = Self::bit(pair[0], pair[1]);
                starts.0[bit >> 6] |= 1 << (bit & 63);
            }
            // Beyond ASCII every byte may be a border.
            border = !pair[0].is_ascii_alphanumeric();
        }
        starts
    }

    fn may_have(&self, cue: &str) -> bool {
        let [first, second, ..] = cue.as_bytes() else { return true };
        let bit = Self::bit(*first, *second);
        *second == b'*' || self.0[bit >> 6] & 1 << (bit & 63) != 0
    }

    fn bit(first: u8, second: u8) -> usize {
        (usize::from(first) * 37 + usize::from(second)) & 1023
    }
}

/// What the first row means whose cue stands in the text.
pub(super) fn first<T: Copy>(lower: &str, table: &[(&str, T)]) -> Option<T> {
    let starts = Starts::of(lower);
    table.iter().find(|(cue, _)| starts.may_have(cue) && says(lower, cue)).map(|(_, value)| *value)
}

/// What all rows mean whose cues stand in the text, each once, in the order of the table.
pub(super) fn all<T: Copy + PartialEq>(lower: &str, table: &[(&str, T)]) -> Vec<T> {
    let starts = Starts::of(lower);
    let mut found = Vec::new();
    for (cue, value) in table {
        if !found.contains(value) && starts.may_have(cue) && says(lower, cue) {
            found.push(*value);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cues_stand_at_the_borders_of_words() {
        assert!(says("in mice, tumors", "mice"));
        assert!(!says("the dormice", "mice"));
        assert!(!says("in micelles", "mice"));
        assert!(says("xenografted", "xenograft*"));
        assert!(
            any("(mice) died", &["rats", "mice"]) && any("β-mice", &["mice"]) && !any("dormice", &["mice"])
        );
        assert_eq!(first("a phase iii trial", &[("phase i", 1), ("phase iii", 3)]), Some(3));
    }
}
