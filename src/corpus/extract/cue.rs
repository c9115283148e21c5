//! Words that tell something about a sentence.
//!
//! In: a sentence and a table of cues. Out: what the first cue means that stands in it. A cue stands at
//! the borders of words; one that ends in `*` may go on. Cues are in lower case.

/// A text in lower case with the places where a cue may start, so that most cues need not be looked for.
#[derive(Clone, Debug)]
pub(super) struct Lower {
    text: String,
    /// Places behind something that is no letter or digit, each with up to four bytes that stand there.
    starts: Vec<(u32, u32)>,
    /// A bit for each pair of bytes that a place has.
    pairs: [u64; 16],
}

impl Lower {
    pub(super) fn of(text: &str) -> Self {
        let text = if text.is_ascii() { text.to_ascii_lowercase() } else { text.to_lowercase() };
        let mut lower = Self { starts: Vec::with_capacity(text.len() / 4), text, pairs: [0; 16] };
        let mut border = true;
        if lower.text.is_ascii() {
            for at in 0..lower.text.len() {
                if border {
                    lower.start(at);
                }
                border = !lower.text.as_bytes()[at].is_ascii_alphanumeric();
            }
        } else {
            for at in 0..lower.text.len() {
                let Some(c) = lower.text.get(at..).and_then(|rest| rest.chars().next()) else { continue };
                if border {
                    lower.start(at);
                }
                border = !c.is_alphanumeric();
            }
        }
        lower
    }

    fn start(&mut self, at: usize) {
        let here = &self.text.as_bytes()[at..];
        let key = key_of(here);
        self.starts.push((key, at as u32));
        let (word, bit) = place_of(key);
        self.pairs[word] |= bit;
    }

    pub(super) fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether a cue of two bytes or more stands in the text.
    pub(super) fn says(&self, cue: &str) -> bool {
        let (stem, open) = cue.strip_suffix('*').map_or((cue, false), |stem| (stem, true));
        let bytes = stem.as_bytes();
        if bytes.len() < 2 {
            return false;
        }
        let (wanted, mask) = (key_of(bytes), u32::MAX << (32 - 8 * bytes.len().min(4)));
        let (word, bit) = place_of(wanted);
        let here = |&(key, at): &(u32, u32)| {
            key & mask == wanted
                && self.text[at as usize..]
                    .strip_prefix(stem)
                    .is_some_and(|behind| open || !behind.chars().next().is_some_and(char::is_alphanumeric))
        };
        self.pairs[word] & bit != 0 && self.starts.iter().any(here)
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

/// The first four of some bytes as a number, 0 where there are no more.
fn key_of(bytes: &[u8]) -> u32 {
    let mut key = [0; 4];
    key.iter_mut().zip(bytes).for_each(|(place, byte)| *place = *byte);
    u32::from_be_bytes(key)
}

/// Where the bit of a key's first two bytes stands.
fn place_of(key: u32) -> (usize, u64) {
    let mixed = (key >> 16).wrapping_mul(0x9E37_79B1) >> 22;
    ((mixed >> 6) as usize, 1 << (mixed & 63))
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
