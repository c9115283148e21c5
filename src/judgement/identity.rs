//! Conclusions in; short names that are the same for the same content in every run out.

use std::collections::BTreeMap;

use crate::fact::{Interner, Symbol};

/// Fewest hexadecimal digits of an identity.
const DIGITS: usize = 6;

/// The full hash of a conclusion, in hexadecimal digits.
pub(super) fn hash(predicate: &str, row: &[Symbol], interner: &Interner) -> String {
    let mut hasher = blake3::Hasher::new();
    let mut part = |text: &str| {
        // With its length, so that no two rows run into the same text.
        hasher.update(&(text.len() as u64).to_le_bytes());
        hasher.update(text.as_bytes());
    };
    part(predicate);
    row.iter().for_each(|&value| part(&interner.key(value)));
    hasher.finalize().to_hex().to_string()
}

/// For each hash its shortest start, of [`DIGITS`] digits or more by twos, that is no other
/// hash's. Equal hashes, which only equal content has, stay whole.
pub(super) fn shortened(hashes: &[String]) -> Vec<String> {
    let mut lengths = vec![DIGITS; hashes.len()];
    loop {
        let mut sharing: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (index, hash) in hashes.iter().enumerate() {
            sharing.entry(&hash[..lengths[index]]).or_default().push(index);
        }
        let mut longer = false;
        for index in sharing.into_values().filter(|s| s.len() > 1).flatten() {
            if lengths[index] < hashes[index].len() {
                lengths[index] = (lengths[index] + 2).min(hashes[index].len());
                longer = true;
            }
        }
        if !longer {
            return hashes.iter().zip(lengths).map(|(hash, length)| hash[..length].to_owned()).collect();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_content_has_the_same_identity_whatever_its_symbols() {
        let (one, two) = (Interner::default(), Interner::default());
        two.text("something that shifts the symbols");
        let row = |i: &Interner| vec![i.entity("HGNC:10638"), i.text("high")];
        let [a, b] = [&one, &two].map(|i| hash("biomarker", &row(i), i));
        assert_ne!(row(&one), row(&two), "the symbols differ");
        assert_eq!(a, b);
        assert_eq!(&a[..6], "bbbbef", "identities that were published stay");
    }

    #[test]
    fn columns_do_not_run_together() {
        let i = Interner::default();
        let [ab_c, a_bc] = [["ab", "c"], ["a", "bc"]].map(|t| t.map(|t| i.text(t)));
        assert_ne!(hash("p", &ab_c, &i), hash("p", &a_bc, &i));
        assert_ne!(hash("p", &ab_c, &i), hash("q", &ab_c, &i));
    }

    #[test]
    fn only_those_that_collide_are_longer() {
        let hashes = ["aaaaaabbcc", "aaaaaabbdd", "aaaaaaccdd", "bbbbbbbbbb"].map(str::to_owned);
        assert_eq!(shortened(&hashes), ["aaaaaabbcc", "aaaaaabbdd", "aaaaaacc", "bbbbbb"]);
    }

    #[test]
    fn equal_hashes_do_not_loop() {
        let hashes = ["aaaaaaaa", "aaaaaaaa"].map(str::to_owned);
        assert_eq!(shortened(&hashes), hashes);
    }
}
