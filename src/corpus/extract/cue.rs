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

/// What the first row means whose cue stands in the text.
pub(super) fn first<T: Copy>(lower: &str, table: &[(&str, T)]) -> Option<T> {
    table.iter().find(|(cue, _)| says(lower, cue)).map(|(_, value)| *value)
}

/// What all rows mean whose cues stand in the text, each once, in the order of the table.
pub(super) fn all<T: Copy + PartialEq>(lower: &str, table: &[(&str, T)]) -> Vec<T> {
    let mut found = Vec::new();
    for (cue, value) in table {
        if !found.contains(value) && says(lower, cue) {
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
        assert_eq!(first("a phase iii trial", &[("phase i", 1), ("phase iii", 3)]), Some(3));
    }
}
