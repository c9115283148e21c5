//! Names of sequence variants, such as `V600E`: what is one, and what sort of alteration it is.
//!
//! In: a name as papers and databases write it. Out: an alteration of the prelude.

/// Whether this can name a variant: a word with a digit or a capital.
#[must_use]
pub fn is_name(text: &str) -> bool {
    text.chars().any(|c| c.is_ascii_digit() || c.is_uppercase())
}

/// The alteration that a variant is: `mutation` for `V600E`, `fusion` for `EML4-ALK`; none where
/// its name does not say.
#[must_use]
pub fn of(name: &str) -> Option<&'static str> {
    let lower = name.to_lowercase();
    let words: Vec<&str> = lower.split([' ', '-', '_', '(', ')', '/']).filter(|w| !w.is_empty()).collect();
    let has = |wanted: &[&str]| words.iter().any(|w| wanted.contains(w));
    if has(&[
        "expression",
        "overexpression",
        "underexpression",
        "wild",
        "wildtype",
        "phosphorylation",
        "methylation",
    ]) {
        return None;
    }
    if has(&["mutation", "mutations", "mutant", "itd", "frameshift", "truncation"]) || words.contains(&"exon")
    {
        return Some("mutation");
    }
    if has(&["fusion", "fusions", "rearrangement", "rearrangements"]) || name.contains("::") {
        return Some("fusion");
    }
    if lower.starts_with("loss") {
        return Some("loss");
    }
    if lower.starts_with("gain") {
        return Some("gain");
    }
    if words.iter().any(|w| is_change(w)) {
        return Some("mutation");
    }
    is_pair_of_symbols(name).then_some("fusion")
}

/// `v600e`, `p.v600e`, `e746_a750del`, `c.35delg`, `r882`, in small letters. A letter with one digit
/// alone is as likely a name.
fn is_change(word: &str) -> bool {
    let change = ["p.", "c."].iter().find_map(|p| word.strip_prefix(p)).unwrap_or(word);
    let is_marked = change.len() < word.len();
    let rest = change.trim_start_matches(|c: char| c.is_ascii_lowercase());
    let letters = change.len() - rest.len();
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let tail = rest.get(digits..).unwrap_or_default();
    let one_letter = tail.len() == 1 && tail.bytes().all(|b| b.is_ascii_lowercase() || b == b'*');
    let known = ["fs", "del", "ins", "dup", "*", "ter"].iter().any(|t| tail.starts_with(t));
    (letters == 1 || is_marked)
        && (digits > 1 || digits > 0 && is_marked)
        && (one_letter || known || tail.is_empty())
}

/// `EML4-ALK`: two symbols of genes.
fn is_pair_of_symbols(name: &str) -> bool {
    let symbol = |s: &str| {
        s.len() >= 2
            && s.starts_with(|c: char| c.is_ascii_uppercase())
            && s.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
    };
    name.split_once('-').is_some_and(|(a, b)| symbol(a) && symbol(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notations_say_what_was_altered() {
        for (name, wanted) in [
            ("V600E", Some("mutation")),
            ("p.G12D", Some("mutation")),
            ("E746_A750del", Some("mutation")),
            ("R882", Some("mutation")),
            ("EXON 19 DELETION", Some("mutation")),
            ("DNA BINDING DOMAIN MUTATION", Some("mutation")),
            ("Q61", Some("mutation")),
            ("c.35delG", Some("mutation")),
            ("EML4-ALK", Some("fusion")),
            ("EML4::ALK", Some("fusion")),
            ("ALK FUSIONS", Some("fusion")),
            ("LOSS-OF-FUNCTION", Some("loss")),
            ("Gain-of-function", Some("gain")),
            ("OVEREXPRESSION", None),
            ("WILD TYPE", None),
            ("NUCLEAR EXPRESSION", None),
            ("SERUM LEVELS", None),
            ("M2", None),
            ("T cell", None),
        ] {
            assert_eq!(of(name), wanted, "{name}");
        }
    }

    #[test]
    fn small_words_are_no_names() {
        assert!(is_name("V600E") && is_name("WILD TYPE") && is_name("del17"));
        assert!(!is_name("los") && !is_name("of function"));
    }
}
