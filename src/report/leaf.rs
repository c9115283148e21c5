//! Findings by their number in, places in papers with what stands there out.

use std::collections::BTreeSet;

use super::scene::Scene;
use super::{Because, Source};
use crate::corpus::Entry;
use crate::corpus::finding::{FindingRole, Participant};
use crate::fact::{Origin, RelationId, Symbol};

/// Most places that one step shows; it always tells how many there are.
const SHOWN: usize = 3;

impl Scene<'_> {
    /// The places of findings, strongest study first. Numbers beyond the corpus, which rule files
    /// state themselves, have none.
    pub(super) fn places(&self, findings: &[u32]) -> Vec<Source> {
        let entry = |n: &u32| self.input.corpus.findings.get(*n as usize).map(|e| (*n, e));
        let mut entries: Vec<(u32, &Entry)> = findings.iter().filter_map(entry).collect();
        entries.sort_by_key(|(number, entry)| (self.strength(entry), *number));
        entries.into_iter().map(|(_, entry)| self.place(entry)).collect()
    }

    /// How weak the study of a finding is; hedged and retold ones come after the others.
    fn strength(&self, entry: &Entry) -> (bool, usize, bool) {
        let hedged = certainty(entry) != "asserted";
        let words =
            self.schema().kind("study").and_then(|k| self.schema().kinds[k.0 as usize].words.as_ref());
        let study = self.input.corpus.study(entry);
        let at = words.and_then(|w| w.iter().position(|word| Some(word.as_str()) == study));
        (hedged, at.unwrap_or(usize::MAX), entry.finding.via.is_some())
    }

    fn place(&self, entry: &Entry) -> Source {
        let corpus = self.input.corpus;
        let finding = &entry.finding;
        let citation = corpus.citation(entry);
        Source {
            finding: entry.id(),
            citation: citation.strip_suffix(" (digest)").unwrap_or(&citation).to_owned(),
            paper: finding.paper.clone(),
            lineage: self.lineage_name(corpus.lineage(entry)),
            study: corpus.study(entry).map(str::to_owned),
            via: finding.via.clone(),
            certainty: certainty(entry).to_owned(),
            digest: corpus.paper_of(entry).is_some_and(|p| p.digest),
            matched: self.matched(entry),
            quote: finding.quote.clone(),
            remark: finding.note.clone(),
        }
    }

    /// The words of the quote that name the finding's participants, by any of their names.
    fn matched(&self, entry: &Entry) -> Vec<String> {
        let mut names = Vec::new();
        for participant in entry.finding.args.iter().chain(&entry.finding.through) {
            self.names(participant, &mut names);
        }
        let mut found: Vec<String> = Vec::new();
        for name in names.iter().filter(|n| n.chars().count() > 1) {
            if let Some(words) = standing_in(&entry.finding.quote, name)
                && !found.iter().any(|f| f == words)
            {
                found.push(words.to_owned());
            }
        }
        found
    }

    fn names(&self, participant: &Participant, names: &mut Vec<String>) {
        names.extend(participant.text.clone());
        let entity = participant.id.as_deref().and_then(|id| self.input.vocabulary.entity(id));
        if let Some(entity) = entity {
            names.push(entity.name.clone());
            names.extend(entity.synonyms.iter().cloned());
        }
        for member in participant.all.iter().chain(&participant.complex).chain(&participant.regimen) {
            // Members have no members of their own, so this goes one step down.
            names.extend(member.text.clone());
        }
    }

    /// Why a loaded row of a finding predicate, or of a context, holds.
    pub(super) fn found(&self, relation: RelationId, row: &[Symbol], findings: &[u32]) -> Because {
        let mut sources = self.places(findings);
        if sources.is_empty() {
            return self.loaded(relation, row);
        }
        // Several findings may be read from one sentence, which is shown once.
        let mut seen = BTreeSet::new();
        sources.retain(|source| seen.insert((source.citation.clone(), source.quote.clone())));
        sources.truncate(SHOWN);
        Because::Finding { sources, total: findings.len(), read: Vec::new() }
    }

    /// Why any other loaded row holds.
    pub(super) fn loaded(&self, relation: RelationId, row: &[Symbol]) -> Because {
        match self.origin(relation, row) {
            Some((Origin::Vocabulary, _)) => Because::Vocabulary,
            Some((Origin::Fact(span), _)) => Because::Fact { place: self.input.sources.place(*span) },
            Some((Origin::Input { path, line }, offset)) => {
                Because::Data { place: format!("{}:{}", path.display(), *line as usize + offset) }
            }
            Some((Origin::Judgement, _)) => Because::Judgement,
            Some((Origin::Finding, _)) | None => Because::Loaded,
        }
    }
}

/// How sure a paper is; what it only puts forward as a hypothesis is proposed.
fn certainty(entry: &Entry) -> &'static str {
    match entry.finding.role {
        FindingRole::Hypothesis => "proposed",
        _ => entry.finding.certainty.word(),
    }
}

/// The first place where a name stands in a text as a whole word, in whatever case.
fn standing_in<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    let borders = |start: usize, end: usize| {
        let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        !word(text[..start].chars().next_back()) && !word(text[end..].chars().next())
    };
    let first = *name.as_bytes().first()?;
    let (lower, upper) = (first.to_ascii_lowercase(), first.to_ascii_uppercase());
    memchr::memchr2_iter(lower, upper, text.as_bytes()).find_map(|start| {
        let part = text.get(start..start + name.len())?;
        (part.eq_ignore_ascii_case(name) && borders(start, start + name.len())).then_some(part)
    })
}

#[cfg(test)]
mod tests {
    use super::standing_in;

    #[test]
    fn names_stand_as_whole_words() {
        assert_eq!(standing_in("JNK, not NK cells", "NK"), Some("NK"));
        assert_eq!(standing_in("only cytotoxicity", "TOX"), None);
        assert_eq!(standing_in("the cxcl11 of γδ T cells", "CXCL11"), Some("cxcl11"));
        assert_eq!(standing_in("γδ", "γδ T"), None);
    }
}
