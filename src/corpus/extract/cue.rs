//! Words that tell something about a sentence.
//!
//! In: a sentence and a table of cues. Out: what the first cue means that stands in it. A cue stands at
//! the borders of words; one that ends in `*` may go on. Cues are in lower case.

/// A text in lower case with the places where a cue may start, so that most cues need not be looked for.
#[derive(Clone, Debug)]
pub(super) struct Lower {
    text: String,
    /// Places behind something that is no letter or digit, each with the two bytes that stand there.
    starts: Vec<(u16, u32)>,
    /// A bit for each pair of bytes that a place has.
    pairs: [u64; 16],
}

impl Lower {
    pub(super) fn of(text: &str) -> Self {
        let text = if text.is_ascii() { text.to_ascii_lowercase() } else { text.to_lowercase() };
        let mut lower = Self { starts: Vec::with_capacity(text.len() / 4), text, pairs: [0; 16] };
        if lower.text.is_ascii() {
            let bytes = lower.text.as_bytes();
            let mut border = true;
            for (at, pair) in bytes.windows(2).enumerate() {
                if border {
                    let pair = pair_of(pair[0], pair[1]);
                    lower.starts.push((pair, at as u32));
                    lower.pairs[word_of(pair)] |= bit_of(pair);
                }
                border = !pair[0].is_ascii_alphanumeric();
            }
        } else {
            let mut border = true;
            for (at, c) in lower.text.char_indices() {
                if let (true, Some(&[first, second])) = (border, lower.text.as_bytes().get(at..at + 2)) {
                    let pair = pair_of(first, second);
                    lower.starts.push((pair, at as u32));
                    lower.pairs[word_of(pair)] |= bit_of(pair);
                }
                border = !c.is_alphanumeric();
            }
        }
        lower
    }

    pub(super) fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether a cue of two bytes or more stands in the text.
    pub(super) fn says(&self, cue: &str) -> bool {
        let (stem, open) = cue.strip_suffix('*').map_or((cue, false), |stem| (stem, true));
        let &[first, second, ..] = stem.as_bytes() else { return false };
        let wanted = pair_of(first, second);
        let here = |&(pair, at): &(u16, u32)| {
            pair == wanted
                && self.text[at as usize..]
                    .strip_prefix(stem)
                    .is_some_and(|behind| open || !behind.chars().next().is_some_and(char::is_alphanumeric))
        };
        self.pairs[word_of(wanted)] & bit_of(wanted) != 0 && self.starts.iter().any(here)
    }

    /// Whether one of these cues stands in the text.
    pub(super) fn any(&self, cues: &[&str]) -> bool {
        cues.iter().any(|cue| self.says(cue))
    }

    /// What the first row means whose cue stands in the text.
    pub(super) fn first<T: Copy>(&self, table: &[(&str, T)]) -> Option<T> {
        table.iter().find(|(cue, _)| self.says(cue)).map(|(_, value)| *value)
    }

    /// What all rows mean whose cues stand in the text, each once, in the order of the table.
    pub(super) fn all<T: Copy + PartialEq>(&self, table: &[(&str, T)]) -> Vec<T> {
        let mut found = Vec::new();
        for (cue, value) in table {
            if !found.contains(value) && self.says(cue) {
                found.push(*value);
            }
        }
        found
    }
}

fn pair_of(first: u8, second: u8) -> u16 {
    u16::from(first) << 8 | u16::from(second)
}

fn word_of(pair: u16) -> usize {
    usize::from(pair.wrapping_mul(0x9E37) >> 12)
}

fn bit_of(pair: u16) -> u64 {
    1 << (pair.wrapping_mul(0x9E37) >> 6 & 63)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn says(text: &str, cue: &str) -> bool {
        Lower::of(text).says(cue)
    }

    #[test]
    fn cues_stand_at_the_borders_of_words() {
        assert!(says("in mice, tumors", "mice"));
        assert!(says("In MICE", "mice"));
        assert!(!says("the dormice", "mice"));
        assert!(!says("in micelles", "mice"));
        assert!(says("xenografted", "xenograft*"));
        assert!(says("tumors\u{2009}of mice", "of mice") && says("a β-mice", "mice"));
        assert!(!says("αmice", "mice") && !says("miceα", "mice"));
        assert!(Lower::of("(mice) died").any(&["rats", "mice"]));
        assert!(!Lower::of("dormice").any(&["mice"]));
        let table = [("phase i", 1), ("phase iii", 3)];
        assert_eq!(Lower::of("A phase III trial").first(&table), Some(3));
        assert_eq!(Lower::of("phase i and phase iii, phase i").all(&table), [1, 3]);
    }
}
