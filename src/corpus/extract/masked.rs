//! A sentence without what is inserted into it.
//!
//! In: a sentence. Out: the same in lower case, byte for byte as long, with what stands between dashes, in
//! round brackets or tells between commas how something was measured blanked. Must not know mentions.

use super::cue::{Cues, Lower};

/// The sentence without its insertions; `said` is the sentence.
pub(super) fn masked(text: &str, said: &Lower) -> String {
    let masked = without_brackets(text);
    if said.any(&MEASURED_BY) { without_insertions(&masked) } else { masked }
}

/// A sentence in lower case, with insertions between dashes and in round brackets blanked.
fn without_brackets(text: &str) -> String {
    let mut masked = text.to_ascii_lowercase().into_bytes();
    let dashes: Vec<usize> = memchr::memmem::find_iter(text.as_bytes(), " — ").collect();
    for pair in dashes.chunks_exact(2) {
        masked[pair[0]..pair[1] + " — ".len()].fill(b' ');
    }
    let mut open = None;
    for at in memchr::memchr2_iter(b'(', b')', text.as_bytes()) {
        if text.as_bytes()[at] == b'(' {
            open = Some(at);
        } else if let Some(start) = open.take() {
            masked[start..=at].fill(b' ');
        }
    }
    String::from_utf8(masked).unwrap_or_default()
}

/// What opens an insertion that tells how something was measured.
static MEASURED_BY: Cues<7> =
    Cues::cues(&["assessed", "measured", "determined", "quantified", "detected", "evaluated", "analy*"]);

/// How something was measured, between commas, blanked: `A, assessed by staining, was high`.
fn without_insertions(text: &str) -> String {
    const MEASURED: [&str; 10] = [
        ", assessed by ",
        ", measured by ",
        ", determined by ",
        ", quantified by ",
        ", detected by ",
        ", evaluated by ",
        ", analyzed by ",
        ", analysed by ",
        ", assessed with ",
        ", measured with ",
    ];
    let mut bytes = text.as_bytes().to_vec();
    for measured in MEASURED {
        for (at, _) in text.match_indices(measured) {
            if let Some(length) = text[at + 1..].find([',', ';']).filter(|n| *n < 80) {
                bytes[at..=at + length].fill(b' ');
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}
