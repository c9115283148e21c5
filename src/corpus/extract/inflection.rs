//! English word forms. In: a verb or noun as a pattern writes it. Out: its forms, each with what
//! it may be. Forms that do not exist do no harm, since no text has them.

/// What a form of a verb may be; a set of bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Forms(pub(super) u8);

impl Forms {
    pub(super) const BASE: Self = Self(1);
    pub(super) const THIRD: Self = Self(2);
    pub(super) const PAST: Self = Self(4);
    pub(super) const GERUND: Self = Self(8);
    /// A noun that names the event: `activation`.
    pub(super) const NOMINAL: Self = Self(16);
    /// The event has a noun of the same form: `increase`.
    pub(super) const ALSO_NOUN: Self = Self(32);

    pub(super) fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    pub(super) fn add(&mut self, other: Self) {
        self.0 |= other.0;
    }
}

/// Base, past forms.
const IRREGULAR: [(&str, &[&str]); 27] = [
    ("have", &["had", "has"]),
    ("bind", &["bound"]),
    ("lead", &["led"]),
    ("drive", &["drove", "driven"]),
    ("give", &["gave", "given"]),
    ("find", &["found"]),
    ("show", &["shown", "showed"]),
    ("see", &["saw", "seen"]),
    ("make", &["made"]),
    ("become", &["became"]),
    ("overcome", &["overcame"]),
    ("override", &["overrode", "overridden"]),
    ("keep", &["kept"]),
    ("hold", &["held"]),
    ("undergo", &["underwent", "undergone"]),
    ("overcome", &["overcame"]),
    ("arise", &["arose", "arisen"]),
    ("bring", &["brought"]),
    ("break", &["broke", "broken"]),
    ("grow", &["grew", "grown"]),
    ("know", &["knew", "known"]),
    ("take", &["took", "taken"]),
    ("think", &["thought"]),
    ("rise", &["rose", "risen"]),
    ("fall", &["fell", "fallen"]),
    ("withdraw", &["withdrew", "withdrawn"]),
    ("choose", &["chose", "chosen"]),
];

/// Verbs whose noun has the same form.
const ALSO_NOUNS: [&str; 28] = [
    "delay",
    "arrest",
    "increase",
    "decrease",
    "control",
    "release",
    "block",
    "target",
    "rescue",
    "change",
    "cause",
    "trigger",
    "form",
    "function",
    "result",
    "contact",
    "complex",
    "express",
    "signal",
    "rise",
    "fall",
    "repair",
    "transport",
    "traffic",
    "recruit",
    "link",
    "support",
    "drive",
];

/// Nouns that no rule gives.
const NOMINALS: [(&str, &str); 10] = [
    ("bind", "binding"),
    ("cleave", "cleavage"),
    ("block", "blockade"),
    ("remove", "removal"),
    ("destroy", "destruction"),
    ("disappear", "disappearance"),
    ("impair", "impairment"),
    ("recruit", "recruitment"),
    ("enhance", "enhancement"),
    ("upregulate", "upregulation"),
];

/// The lemma of a verb that stands in the third person, in the base form, or with `-ed`; a form
/// with `-ed` may have two.
pub(super) fn lemmas(verb: &str) -> Vec<String> {
    for (base, past) in IRREGULAR {
        if past.contains(&verb) {
            return vec![base.to_owned()];
        }
    }
    if let Some(stem) = verb.strip_suffix("ied") {
        return vec![format!("{stem}y")];
    }
    if let Some(stem) = verb.strip_suffix("ed") {
        return vec![stem.to_owned(), format!("{stem}e")];
    }
    if let Some(stem) = verb.strip_suffix("ies") {
        return vec![format!("{stem}y")];
    }
    let sibilant = ["sses", "shes", "ches", "xes"].iter().any(|s| verb.ends_with(s));
    if sibilant {
        return vec![verb[..verb.len() - 2].to_owned()];
    }
    match verb.strip_suffix('s') {
        Some(stem) if !stem.ends_with('s') => vec![stem.to_owned()],
        _ => vec![verb.to_owned()],
    }
}

/// All forms of a verb.
pub(super) fn verb_forms(lemma: &str) -> Vec<(String, Forms)> {
    let mut base = Forms::BASE;
    if ALSO_NOUNS.contains(&lemma) {
        base.add(Forms::ALSO_NOUN);
    }
    let mut found = vec![(lemma.to_owned(), base), (third(lemma), Forms::THIRD)];
    let irregular = IRREGULAR.iter().find(|(verb, _)| *verb == lemma);
    for stem in stems(lemma) {
        if irregular.is_none() {
            found.push((format!("{stem}ed"), Forms::PAST));
        }
        found.push((format!("{stem}ing"), Forms::GERUND));
    }
    if let Some(stem) = lemma.strip_suffix('y').filter(|s| !s.ends_with(['a', 'e', 'o'])) {
        found.push((format!("{stem}ied"), Forms::PAST));
    }
    found.extend(
        irregular.into_iter().flat_map(|(_, past)| past.iter().map(|p| ((*p).to_owned(), Forms::PAST))),
    );
    for noun in nominals(lemma) {
        found.push((format!("{noun}s"), Forms::NOMINAL));
        found.push((noun, Forms::NOMINAL));
    }
    found
}

fn third(lemma: &str) -> String {
    if let Some(stem) = lemma.strip_suffix('y').filter(|s| !s.ends_with(['a', 'e', 'o'])) {
        return format!("{stem}ies");
    }
    let sibilant = ["ss", "sh", "ch", "x"].iter().any(|s| lemma.ends_with(s));
    if sibilant { format!("{lemma}es") } else { format!("{lemma}s") }
}

/// What `-ed` and `-ing` follow.
fn stems(lemma: &str) -> Vec<String> {
    if let Some(stem) = lemma.strip_suffix('e') {
        return vec![stem.to_owned()];
    }
    let doubled = lemma.chars().last().filter(|c| "bdgklmnprt".contains(*c));
    let doubled = doubled.map(|c| format!("{lemma}{c}"));
    std::iter::once(lemma.to_owned()).chain(doubled).collect()
}

/// Nouns that name the event.
fn nominals(lemma: &str) -> Vec<String> {
    let known: Vec<String> =
        NOMINALS.iter().filter(|(verb, _)| *verb == lemma).map(|(_, noun)| (*noun).to_owned()).collect();
    if !known.is_empty() {
        return known;
    }
    if let Some(stem) = lemma.strip_suffix("uce") {
        return vec![format!("{stem}uction")];
    }
    if let Some(stem) = lemma.strip_suffix("ify") {
        return vec![format!("{stem}ification")];
    }
    if lemma.ends_with("ate") {
        return vec![format!("{}ion", &lemma[..lemma.len() - 1])];
    }
    match lemma.strip_suffix('e') {
        Some(stem) => vec![format!("{stem}ation"), format!("{stem}ion"), format!("{lemma}ment")],
        None => vec![format!("{lemma}ion"), format!("{lemma}ation"), format!("{lemma}ment")],
    }
}

/// A noun and its plural.
pub(super) fn noun_forms(noun: &str) -> Vec<String> {
    let plural = match noun.strip_suffix('y').filter(|s| !s.ends_with(['a', 'e', 'o'])) {
        Some(stem) => format!("{stem}ies"),
        None if ["s", "sh", "ch", "x"].iter().any(|s| noun.ends_with(s)) => format!("{noun}es"),
        None => format!("{noun}s"),
    };
    vec![noun.to_owned(), plural]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is(lemma: &str, form: &str, what: Forms) -> bool {
        verb_forms(lemma).iter().any(|(f, forms)| f == form && forms.has(what))
    }

    #[test]
    fn verbs_inflect() {
        assert!(is("promote", "promoting", Forms::GERUND));
        assert!(is("suppress", "suppresses", Forms::THIRD));
        assert!(is("modify", "modified", Forms::PAST));
        assert!(is("trap", "trapped", Forms::PAST));
        assert!(is("bind", "bound", Forms::PAST));
        assert!(!is("bind", "binded", Forms::PAST));
    }

    #[test]
    fn events_have_nouns() {
        for (verb, noun) in [
            ("activate", "activation"),
            ("reduce", "reduction"),
            ("inhibit", "inhibition"),
            ("suppress", "suppressions"),
            ("degrade", "degradation"),
            ("modify", "modification"),
        ] {
            assert!(is(verb, noun, Forms::NOMINAL), "{noun}");
        }
    }

    #[test]
    fn lemmas_of_written_forms() {
        assert_eq!(lemmas("activates"), ["activate"]);
        assert_eq!(lemmas("modifies"), ["modify"]);
        assert_eq!(lemmas("suppresses"), ["suppress"]);
        assert_eq!(lemmas("catalyzes"), ["catalyze"]);
        assert!(lemmas("promoted").contains(&"promote".to_owned()));
        assert_eq!(lemmas("bound"), ["bind"]);
    }
}
