//! Slips of authors. In: what a finding says, of whom. Out: a note for its reader where the vocabulary knows a
//! drug to act on something else. Nothing is corrected.

use crate::corpus::finding::Participant;
use crate::vocabulary::{Entity, Vocabulary};

/// Names that differ by so many letters may be taken for each other.
const NEAR: usize = 1;

/// What a reader of a finding should know of the target that it names.
pub(super) fn note(says: &str, args: &[Participant], vocabulary: &Vocabulary) -> Option<String> {
    if says != "inhibits" {
        return None;
    }
    let mut entities = args.iter().map(|p| vocabulary.entity(p.id.as_deref()?));
    let (drug, said) = (entities.next()??, entities.next()??);
    let known: Vec<&Entity> = drug
        .targets
        .iter()
        .filter(|t| t.effect == "inhibits")
        .filter_map(|t| vocabulary.entity(&t.target))
        .collect();
    let akin = |e: &&Entity| vocabulary.is_a(&e.id, &said.id) || vocabulary.is_a(&said.id, &e.id);
    if drug.kind != "drug" || known.is_empty() || known.iter().any(akin) {
        return None;
    }
    let names: Vec<&str> = known.iter().map(|e| e.name.as_str()).collect();
    let near = names.iter().find(|n| strsim::damerau_levenshtein(n, &said.name) <= NEAR);
    let names = names.join(" and ");
    Some(match near {
        Some(meant) => format!(
            "kept as said: the vocabulary knows {} to inhibit {names}; {} may be a slip for {meant}",
            drug.name, said.name
        ),
        None => format!("kept as said: the vocabulary knows {} to inhibit {names}", drug.name),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noted(drug: &str, target: &str) -> Option<String> {
        let vocabulary = Vocabulary::builtin();
        let participant = |name: &str| {
            let id = vocabulary.lookup(name).first().map(|e| e.id.to_string());
            Participant { text: Some(name.to_owned()), id, ..Participant::default() }
        };
        note("inhibits", &[participant(drug), participant(target)], &vocabulary)
    }

    #[test]
    fn a_target_that_the_vocabulary_does_not_know_is_noted() {
        let slip = noted("AMG487", "CXCL3").expect("a note");
        assert!(
            slip.contains("to inhibit CXCR3") && slip.contains("CXCL3 may be a slip for CXCR3"),
            "{slip}"
        );
        let other = noted("AMG487", "STAT3").expect("a note");
        assert!(other.contains("to inhibit CXCR3") && !other.contains("slip"), "{other}");
        assert_eq!(noted("AMG487", "CXCR3"), None);
        assert_eq!(noted("STAT3", "CXCR3"), None);
    }
}
