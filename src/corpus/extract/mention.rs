//! What the words of a sentence name.
//!
//! In: a sentence, the vocabulary's names, the paper's own short forms and the entities that its
//! file marks. Out: mentions, each settled on one entity. The file's marks come first, then what the
//! paper defines, then the vocabulary; a short form that may mean several things and that the paper
//! does not define names nothing.

use std::ops::Range;

use memchr::memmem;
use smol_str::SmolStr;

use super::spelling::Plain;
use super::{Abbreviation, Sentence, head, symbol};
use crate::corpus::Paper;
use crate::vocabulary::fold::{is_single_spaced, single_spaced};
use crate::vocabulary::lexicon::{Candidate, Lexicon, Mention, Standalone};

/// So many sentences are settled together: the program is larger than what a processor keeps at hand.
const TOGETHER: usize = 16;

/// A short form of at most so many characters is never taken bare where it is ambiguous.
const SHORT: usize = 4;

/// A stretch of a sentence that names an entity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Bytes of the sentence.
    pub span: Range<usize>,
    /// As the paper writes it; of a list such as `CXCL9/-10`, each member whole.
    pub text: SmolStr,
    /// Identifier of the entity.
    pub id: SmolStr,
    /// Its preferred name.
    pub name: SmolStr,
    /// Its kind, by name.
    pub kind: SmolStr,
}

/// The short forms of a paper with what they mean; `None` where the vocabulary does not have it.
#[derive(Clone, Debug, Default)]
pub struct Glossary {
    entries: Vec<Entry>,
}

#[derive(Clone, Debug)]
struct Entry {
    short: memmem::Finder<'static>,
    meaning: Option<Meaning>,
}

/// What a name means.
#[derive(Clone, Debug)]
pub(super) struct Meaning {
    pub(super) id: SmolStr,
    name: SmolStr,
    pub(super) kind: SmolStr,
}

impl Meaning {
    fn of(candidate: &Candidate<'_>) -> Self {
        Self { id: candidate.id.into(), name: candidate.name.into(), kind: candidate.kind.into() }
    }

    /// Whether this is its preferred name.
    pub(super) fn is_called(&self, name: &str) -> bool {
        self.name == name
    }

    pub(super) fn named(self, span: Range<usize>, text: &str) -> Named {
        Named { span, text: text.into(), id: self.id, name: self.name, kind: self.kind }
    }
}

impl Glossary {
    /// What a paper's abbreviations mean.
    #[must_use]
    pub fn new(abbreviations: &[Abbreviation], lexicon: &Lexicon) -> Self {
        let entries = abbreviations.iter().filter_map(|a| {
            let whole = exact(lexicon, &a.long).or_else(|| exact(lexicon, &format!("{}s", a.long)));
            if let Some(meaning) = whole {
                return Some((a.short.clone(), Some(meaning)));
            }
            match by_short_form(lexicon, a) {
                Known::Same => None,
                Known::Other => Some((a.short.clone(), None)),
            }
        });
        let mut entries: Vec<_> = entries.collect();
        entries.sort_by_key(|(short, _)| std::cmp::Reverse(short.len()));
        let entry = |(short, meaning): (String, _)| Entry {
            short: memmem::Finder::new(&short).into_owned(),
            meaning,
        };
        Self { entries: entries.into_iter().map(entry).collect() }
    }

    /// Where its short forms stand in a sentence, longest first.
    fn find(&self, text: &str) -> Vec<(Range<usize>, Option<Meaning>)> {
        let mut found: Vec<(Range<usize>, Option<Meaning>)> = Vec::new();
        for Entry { short, meaning } in &self.entries {
            for at in short.find_iter(text.as_bytes()) {
                let end = at + short.needle().len();
                if stands_free(text, at, end) && !found.iter().any(|(s, _)| at < s.end && s.start < end) {
                    found.push((at..end, meaning.clone()));
                }
            }
        }
        found
    }
}

/// Whether the vocabulary's meaning of a short form is the paper's.
enum Known {
    Same,
    Other,
}

/// A short form with a digit is hardly another thing's; else the long form must share a word with
/// a name of the entity.
fn by_short_form(lexicon: &Lexicon, abbreviation: &Abbreviation) -> Known {
    let Some(meaning) = exact(lexicon, &abbreviation.short) else { return Known::Same };
    let long = abbreviation.long.to_lowercase();
    let words: Vec<&str> =
        long.split(|c: char| !c.is_alphanumeric()).filter(|w| w.chars().count() >= 4).collect();
    let shares = |name: &str| {
        let name = name.to_lowercase();
        words.iter().any(|w| name.contains(w.trim_end_matches('s')))
    };
    let entity = lexicon.entity(&meaning.id);
    let same = shares(&meaning.name) || entity.is_some_and(|e| e.synonyms.iter().any(|s| shares(s)));
    let numbered = abbreviation.short.chars().any(|c| c.is_ascii_digit());
    if same || numbered { Known::Same } else { Known::Other }
}

/// What a whole text means, if the vocabulary has it and it is not ambiguous.
pub(super) fn exact(lexicon: &Lexicon, text: &str) -> Option<Meaning> {
    let mut found = Vec::new();
    lexicon.mentions(text, &mut found);
    let whole = found.iter().find(|m| m.span == (0..text.len()))?;
    lexicon.best(text, whole).map(|(candidate, _)| Meaning::of(&candidate))
}

fn stands_free(text: &str, start: usize, end: usize) -> bool {
    let before = text[..start].chars().next_back();
    let rest = &text[end..];
    // `As` is no plural of `A`.
    let plural = rest.strip_prefix('s').filter(|_| end - start > 1);
    let after = plural.unwrap_or(rest).chars().next();
    !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
}

/// The mentions of a sentence, in order, not overlapping.
#[must_use]
pub fn mentions(paper: &Paper, sentence: &Sentence, glossary: &Glossary, lexicon: &Lexicon) -> Vec<Named> {
    let mut raw = Vec::new();
    lexicon.mentions(&paper.text[sentence.span.clone()], &mut raw);
    let found = known(paper, std::slice::from_ref(sentence), vec![raw], glossary, lexicon);
    found.into_iter().flatten().collect()
}

/// The mentions of each of a paper's sentences.
pub(super) fn of_sentences(
    paper: &Paper,
    sentences: &[Sentence],
    glossary: &Glossary,
    lexicon: &Lexicon,
) -> Vec<Vec<Named>> {
    let spans: Vec<Range<usize>> = sentences.iter().map(|s| s.span.clone()).collect();
    let mut raw = lexicon.mentions_in(&paper.text, &spans);
    let mut found = Vec::with_capacity(sentences.len());
    for (sentences, raw) in sentences.chunks(TOGETHER).zip(raw.chunks_mut(TOGETHER)) {
        let raw = raw.iter_mut().map(std::mem::take).collect();
        found.extend(known(paper, sentences, raw, glossary, lexicon));
    }
    found
}

/// A sentence whose mentions are being settled.
struct Open<'t> {
    text: &'t str,
    /// The names that the vocabulary has in it.
    raw: Vec<Mention>,
    /// The mentions so far.
    found: Vec<Named>,
}

/// The mentions of sentences, given the names that the vocabulary has in them.
fn known(
    paper: &Paper,
    sentences: &[Sentence],
    raw: Vec<Vec<Mention>>,
    glossary: &Glossary,
    lexicon: &Lexicon,
) -> Vec<Vec<Named>> {
    let text = |sentence: &Sentence| &paper.text[sentence.span.clone()];
    let tagged: Vec<Vec<Named>> = sentences.iter().map(|s| tagged(paper, s, lexicon)).collect();
    let plain = |(s, tagged): (&Sentence, &Vec<Named>)| Plain::of(text(s)).filter(|_| tagged.is_empty());
    let plain: Vec<Option<Plain>> = sentences.iter().zip(&tagged).map(plain).collect();
    let mut open: Vec<Open<'_>> = Vec::with_capacity(sentences.len());
    for (((sentence, plain), mut raw), found) in sentences.iter().zip(&plain).zip(raw).zip(tagged) {
        if let Some(plain) = plain {
            raw.clear();
            lexicon.mentions(&plain.text, &mut raw);
        }
        let text = plain.as_ref().map_or_else(|| text(sentence), |p| p.text.as_str());
        open.push(Open { text, raw, found });
    }
    settle(&mut open, glossary, lexicon);
    for ((open, plain), sentence) in open.iter_mut().zip(&plain).zip(sentences) {
        let Some(plain) = plain else { continue };
        for named in &mut open.found {
            let written = normal(&plain.text[named.span.clone()]) == named.text;
            named.span = plain.origin(&named.span);
            if written {
                named.text = normal(&text(sentence)[named.span.clone()]);
            }
        }
    }
    open.into_iter().map(|open| open.found).collect()
}

/// The mentions of texts: those that are known already, then the paper's own short forms, then the
/// names of the vocabulary. Each step is done for all of them before the next one.
fn settle(open: &mut [Open<'_>], glossary: &Glossary, lexicon: &Lexicon) {
    for open in open.iter_mut() {
        open.short_forms(glossary);
        open.names(lexicon);
        symbol::plain_forms(open.text, &mut open.found, lexicon);
    }
    let steps: [fn(&str, &mut Vec<Named>, &Lexicon); 7] = [
        head::shared_starts,
        head::shared_ends,
        head::cells_and_deeds,
        |text, found, lexicon| head::added_molecules(text, found, lexicon),
        head::parted_outcomes,
        |text, found, _| head::appositions(text, found),
        |text, found, lexicon| against(text, found, lexicon),
    ];
    for step in steps {
        let named = open.iter_mut().filter(|open| !open.found.is_empty());
        named.for_each(|open| step(open.text, &mut open.found, lexicon));
    }
}

impl Open<'_> {
    /// Takes the paper's own short forms.
    fn short_forms(&mut self, glossary: &Glossary) {
        let Self { text, raw, found } = self;
        for (span, meaning) in glossary.find(text) {
            // A longer name of the vocabulary holds: `HR+ breast cancer` where `HR` is a hazard ratio,
            // `anti-PD-1` where `PD-1` is what the antibody meets.
            let longer = |m: &Mention| m.span.start <= span.start && span.end <= m.span.end && m.span != span;
            if raw.iter().any(|m| longer(m) && !plural(text, m, &span)) || overlaps(found, &span) {
                continue;
            }
            raw.retain(|m| m.span.end <= span.start || span.end <= m.span.start);
            if let Some(meaning) = meaning {
                let written = &text[span.clone()];
                found.push(meaning.named(span, written));
            }
        }
        found.sort_by_key(|n| n.span.start);
    }

    /// Takes the names of the vocabulary where nothing is named yet.
    fn names(&mut self, lexicon: &Lexicon) {
        let Self { text, raw, found } = self;
        let own = found.len();
        found.reserve(raw.len());
        for mention in raw.iter() {
            if !meets(&found[..own], &mention.span)
                && let Some(candidate) = settled(lexicon, text, mention)
            {
                let Candidate { id, name, kind, .. } = candidate;
                let written = normal(&text[mention.span.clone()]);
                let (id, name, kind) = (id.into(), name.into(), kind.into());
                found.push(Named { span: mention.span.clone(), text: written, id, name, kind });
            }
        }
        if own > 0 {
            found.sort_by_key(|n| n.span.start);
        }
    }
}

/// `Anti-A` at the start of a sentence or a cell is what `anti-A` is, where the vocabulary has it.
fn against(text: &str, found: &mut [Named], lexicon: &Lexicon) {
    const ANTI: &str = "Anti-";
    for named in found.iter_mut().filter(|named| text[..named.span.start].ends_with(ANTI)) {
        if let Some(meaning) = exact(lexicon, &format!("anti-{}", named.text)) {
            let span = named.span.start - ANTI.len()..named.span.end;
            let written = format!("{ANTI}{}", named.text);
            *named = meaning.named(span, &written);
        }
    }
}

fn plural(text: &str, mention: &Mention, span: &Range<usize>) -> bool {
    mention.span.start == span.start && &text[span.end..mention.span.end] == "s"
}

fn normal(text: &str) -> SmolStr {
    if is_single_spaced(text) { text.into() } else { single_spaced(text).into() }
}

pub(super) fn overlaps(found: &[Named], span: &Range<usize>) -> bool {
    found.iter().any(|n| n.span.start < span.end && span.start < n.span.end)
}

/// The same where the mentions are in order.
pub(super) fn meets(sorted: &[Named], span: &Range<usize>) -> bool {
    let next = sorted.partition_point(|n| n.span.end <= span.start);
    sorted.get(next).is_some_and(|n| n.span.start < span.end)
}

/// The entity that a mention means; a bare short form that may equally well be several things
/// means none.
fn settled<'l>(lexicon: &'l Lexicon, text: &str, mention: &Mention) -> Option<Candidate<'l>> {
    let (first, alone) = lexicon.best(text, mention)?;
    let short = text[mention.span.clone()].chars().count() <= SHORT;
    let preferred = first.written == first.name;
    let ambiguous = alone == Standalone::No && !first.is_field && !preferred;
    let is_other = short && ambiguous
        || is_numbered(text, mention, &first)
        || is_form(text, mention)
        || is_label(text, mention)
        || is_of_longer(text, mention, &first);
    (!is_other).then_some(first)
}

/// Whether a number follows that makes it another member of a series: `Gal-3` is not `GAL`.
fn is_numbered(text: &str, mention: &Mention, candidate: &Candidate<'_>) -> bool {
    let Some(rest) = text[mention.span.end..].strip_prefix('-') else { return false };
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let ends = !rest[digits..].starts_with(char::is_alphanumeric);
    let numberless = text[mention.span.clone()].chars().all(char::is_alphabetic);
    numberless && (1..=2).contains(&digits) && ends && candidate.kind == "gene"
}

/// Whether a messenger only tells which receptor is meant: `activin A receptor`.
fn is_ligand(text: &str, mention: &Mention) -> bool {
    const MESSENGERS: [&str; 20] = [
        "il-",
        "interleukin",
        "ifn",
        "interferon",
        "tnf",
        "tgf",
        "egf",
        "vegf",
        "fgf",
        "pdgf",
        "igf",
        "ngf",
        "hgf",
        "activin",
        "insulin",
        "leptin",
        "bmp",
        "ccl",
        "cxcl",
        "gm-csf",
    ];
    let behind = text[mention.span.end..].strip_prefix([' ', '-']).unwrap_or_default();
    let typed = behind.strip_prefix("type ").and_then(|rest| rest.split_once(' '));
    let behind = typed.map_or(behind, |(_, rest)| rest);
    if !behind.starts_with("receptor") {
        return false;
    }
    let name = text[mention.span.clone()].to_ascii_lowercase();
    let receptor = !name.contains("receptor");
    // `the CCL5 receptors CCR1 and CCR5`
    let named = behind.split_once(' ').is_some_and(|(_, next)| next.starts_with(|c: char| c.is_uppercase()));
    receptor && !named && !name.contains("fr") && MESSENGERS.iter().any(|m| name.starts_with(m))
}

/// Whether it is the first part of the name of a protein: `retinoic acid receptor`, `D-amino acid
/// oxidase`, `calcium-sensing receptor`.
fn is_of_longer(text: &str, mention: &Mention, candidate: &Candidate<'_>) -> bool {
    const PROTEINS: [&str; 7] =
        ["receptor", "transporter", "channel", "exchanger", "symporter", "sensor", "carrier"];
    const BETWEEN: [&str; 5] = ["sensing ", "binding ", "gated ", "dependent ", "activated "];
    const NO_ENZYMES: [&str; 10] = [
        "release", "increase", "decrease", "disease", "phase", "base", "database", "purchase", "case",
        "phrase",
    ];
    if is_ligand(text, mention) {
        return true;
    }
    let name = &text[mention.span.clone()];
    let histone = name.eq_ignore_ascii_case("histone");
    if text[..mention.span.start].ends_with("receptor activator of ") {
        return true;
    }
    if !["chemical", "drug"].contains(&candidate.kind) && !histone {
        return false;
    }
    // `penta-O-galloyl-β-D-glucose`
    let before = &text[..mention.span.start];
    let word = |before: &str| before.rsplit(char::is_whitespace).next().map_or(0, |w| w.matches('-').count());
    if before.ends_with('-') && word(before) > 1 {
        return true;
    }
    let Some(behind) = text[mention.span.end..].strip_prefix([' ', '-']) else { return false };
    let behind = BETWEEN.iter().find_map(|b| behind.strip_prefix(b)).unwrap_or(behind);
    let word = behind.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let one = word.strip_suffix('s').unwrap_or(word);
    PROTEINS.contains(&one) || one.len() > 4 && one.ends_with("ase") && !NO_ENZYMES.contains(&one)
}

/// Whether it is the number of a figure or a table: `Figure S10`, `(Fig. 2B and S3)`.
fn is_label(text: &str, mention: &Mention) -> bool {
    const LABELLED: [&str; 10] =
        ["figure", "figures", "fig", "figs", "table", "tables", "movie", "video", "supplementary", "panel"];
    let name = &text[mention.span.clone()];
    let capitals = name.bytes().take_while(u8::is_ascii_uppercase).count();
    let shaped = capitals == 1 && name.len() < 4 && name[1..].bytes().all(|b| b.is_ascii_digit());
    if !shaped {
        return false;
    }
    let mut words =
        text[..mention.span.start].rsplit(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    let label = |w: &str| LABELLED.iter().any(|l| w.eq_ignore_ascii_case(l));
    let first = words.next().unwrap_or_default();
    // `Figure 2B and S3`
    let second = if matches!(first, "and" | "to") { words.nth(1) } else { None };
    label(first) || second.is_some_and(label)
}

/// Whether a letter with a number follows that makes it a form of its own: `AR-V7` is not `AR`; a
/// residue (`STAT3-Y705`) and a variant (`KRAS-G12C`) leave it what it is.
fn is_form(text: &str, mention: &Mention) -> bool {
    let behind = &text[mention.span.end..];
    // `MCF-7:5C`
    if behind.strip_prefix(':').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphanumeric())) {
        return true;
    }
    let Some(rest) = behind.strip_prefix(['-', '‑', '–']) else { return false };
    let letters = rest.bytes().take_while(u8::is_ascii_uppercase).count();
    let digits = rest[letters..].bytes().take_while(u8::is_ascii_digit).count();
    let ends = !rest[letters + digits..].starts_with(char::is_alphanumeric);
    let residue = digits > 1 && rest.starts_with(['S', 'T', 'Y', 'K', 'R', 'C']);
    letters == 1 && (1..=2).contains(&digits) && ends && !residue
}

/// Entities that the file marks, as far as the vocabulary has them.
fn tagged(paper: &Paper, sentence: &Sentence, lexicon: &Lexicon) -> Vec<Named> {
    let first = paper.tags.partition_point(|t| t.span.start < sentence.span.start);
    let here = paper.tags[first..].iter().take_while(|t| t.span.start < sentence.span.end);
    let mut found: Vec<Named> = Vec::new();
    for tag in here.filter(|t| t.span.end <= sentence.span.end) {
        let span = tag.span.start - sentence.span.start..tag.span.end - sentence.span.start;
        let Some(candidate) = tag.ids.iter().find_map(|id| lexicon.by_reference(id).into_iter().next())
        else {
            continue;
        };
        if !overlaps(&found, &span) {
            let written = normal(&paper.text[tag.span.clone()]);
            found.push(Meaning::of(&candidate).named(span, &written));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::{abbreviations, prepare, sentences};
    use super::*;
    use crate::vocabulary::Vocabulary;

    fn found(text: &str) -> Vec<(String, String)> {
        let lexicon = Lexicon::of(&Vocabulary::builtin());
        let mut paper = Paper { text: text.into(), ..Paper::default() };
        prepare(&mut paper);
        let sentences = sentences(&paper);
        let glossary = Glossary::new(&abbreviations(&paper, &sentences), &lexicon);
        let all = sentences.iter().flat_map(|s| mentions(&paper, s, &glossary, &lexicon));
        all.map(|n| (n.text.into(), n.name.into())).collect()
    }

    fn names(text: &str) -> Vec<String> {
        found(text).into_iter().map(|(_, name)| name).collect()
    }

    #[test]
    fn lists_that_share_a_start_are_named_whole() {
        let names = names(
            "The chemokines CCL3/-4/-5 were all high in the tumors of these patients, and STAT1/3 too.",
        );
        for name in ["CCL3", "CCL4", "CCL5", "STAT1", "STAT3"] {
            assert!(names.contains(&name.to_owned()), "{name}: {names:?}");
        }
    }

    #[test]
    fn the_paper_says_what_its_short_forms_mean() {
        let gastric = found(
            "We studied gastric cancer (GC) in men and women. High CXCL9 was seen in GC of all patients who died.",
        );
        assert_eq!(gastric.iter().filter(|(_, name)| name == "gastric cancer").count(), 3, "{gastric:?}");
        let contrast = found(
            "The mean intensity of fluorescence (MIF) was measured in them. The MIF of all patients was high in the end.",
        );
        assert!(!contrast.iter().any(|(_, name)| name == "MIF"), "{contrast:?}");
    }

    #[test]
    fn a_number_behind_a_symbol_makes_another_thing() {
        let imported = |name: &str| crate::vocabulary::Entity {
            id: format!("X:{name}").into(),
            name: name.to_owned(),
            kind: "gene".to_owned(),
            synonyms: Vec::new(),
            parents: Vec::new(),
            targets: Vec::new(),
            cross_references: Vec::new(),
            place: None,
        };
        let entities = [imported("QAL"), imported("QZVK")];
        let mut lexicon = Lexicon::default();
        assert_eq!(lexicon.add(crate::vocabulary::lexicon::compile(&entities)), Ok(true));
        let names = |text: &str| -> Vec<String> {
            let paper = Paper { text: text.into(), ..Paper::default() };
            let sentence = Sentence { span: 0..text.len(), block: 0 };
            let named = mentions(&paper, &sentence, &Glossary::default(), &lexicon);
            named.into_iter().map(|n| n.name.into()).collect()
        };
        assert_eq!(names("QAL and QZVK – both"), ["QAL", "QZVK"]);
        assert_eq!(names("QAL-3 and QZVK-bound"), ["QZVK"]);
    }

    #[test]
    fn labels_and_forms_are_no_names() {
        assert_eq!(names("STAT3:7B was seen in all of the cells, as was JAK1."), ["JAK1"]);
        assert_eq!(names("AR-V7 and AR were seen, as was STAT3-Y705 (Figure 2A and S6)."), ["AR", "STAT3"]);
    }

    #[test]
    fn a_capital_at_the_start_makes_no_other_thing() {
        assert_eq!(names("Anti-LAG3 was given to all of the patients in the end."), ["LAG-3 inhibitor"]);
    }

    #[test]
    fn families_are_not_their_members() {
        let names =
            names("MEK and p21 and TCF1 were seen in the T cells, as was JNK in cytotoxic cells of mice.");
        assert!(names.iter().any(|n| n == "MEK"), "{names:?}");
        assert!(!names.iter().any(|n| n == "MAP2K7" || n == "HNF1A" || n == "TOX"), "{names:?}");
        assert!(names.iter().any(|n| n == "CDKN1A"), "{names:?}");
    }
}
