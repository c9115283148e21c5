//! The group that a relation was observed in.
//!
//! In: a sentence with its mentions, the relation's own participants, and what the paper is about.
//! Out: disease, therapy and outcome of the group, as far as they are told. What nobody says stays
//! unknown. Alternatives joined as a list (`NSCLC/BC/melanoma`) come out one by one.

use std::ops::Range;

use super::cue::{Cues, Lower, Parts};
use super::mention::Named;
use super::outcome::GROUPS;
use super::participant::{Join, join};
use crate::corpus::finding::{OutcomeRecord, Texts};
use crate::fact::Schema;
use crate::vocabulary::Vocabulary;

/// What stands right before the name of a therapy that a group is given.
const GIVEN: [&str; 21] = [
    "treated with",
    "treatment with",
    "receiving",
    "received",
    "given",
    "under",
    "upon",
    "following",
    "after",
    "during",
    "before",
    "prior to",
    "in response to",
    "response to",
    "responses to",
    "exposed to",
    "on",
    "with",
    "from",
    "therapy with",
    "to",
];

/// What is done with a therapy rather than to a group that is given it.
const ACTS_WITH: [&str; 21] = [
    "targeted with",
    "targeted by",
    "targeting with",
    "inhibition with",
    "inhibited with",
    "blockade with",
    "blocked with",
    "blocking with",
    "suppressed with",
    "overcome with",
    "reversed with",
    "prevented with",
    "restored with",
    "synergy with",
    "compared with",
    "compared to",
    "comparison with",
    "comparison to",
    "superior to",
    "associated with",
    "correlated with",
];

/// What stands right behind it.
const TREATED: [&str; 17] = [
    "-treated",
    "‐treated",
    "–treated",
    " treatment",
    " therapy",
    " exposure",
    "-resistant",
    "–resistant",
    "-sensitive",
    " resistan",
    "-naive",
    " insensitiv",
    " arm",
    "-containing arm",
    " monotherapy",
    " sensitivity",
    " responsiveness",
];

/// Words that point to the group of the sentence before.
static BACK: Cues<13> = Cues::cues(&[
    "in this group",
    "in these tumors",
    "in these tumours",
    "these tumors",
    "these tumours",
    "in these patients",
    "these patients",
    "in this cohort",
    "in such tumors",
    "such tumors",
    "this group",
    "in these cells",
    "these cells",
]);

/// A group as far as it is told.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Group {
    /// Alternatives; each makes a finding of its own.
    pub diseases: Vec<String>,
    /// One regimen.
    pub therapy: Vec<String>,
    /// What became of the group.
    pub outcome: Option<OutcomeRecord>,
    /// What it was compared with.
    pub comparator: Option<String>,
}

/// What reading a group rests on.
#[derive(Clone, Copy)]
pub(super) struct Scene<'a> {
    pub(super) sentence: &'a str,
    pub(super) lower: &'a Lower,
    pub(super) named: &'a [Named],
    /// Positions of the mentions that are the relation's participants.
    pub(super) used: &'a [usize],
    /// Those that the relation itself tells to be the group's.
    pub(super) told: &'a [usize],
    /// Bytes of the sentence that tell the relation.
    pub(super) trigger: &'a Range<usize>,
    pub(super) vocabulary: &'a Vocabulary,
    pub(super) schema: &'a Schema,
    /// The disease that the paper is about.
    pub(super) about: Option<&'a str>,
    /// The group of the sentence before.
    pub(super) before: Option<&'a Group>,
    /// What the sentences before say that the patients were given.
    pub(super) given: &'a [String],
    /// Whether the relation is a level, which an outcome may be linked with.
    pub(super) is_level: bool,
    /// Stages that the sentence names as alternatives.
    pub(super) stages: &'a [&'static str],
}

/// Whether a kind is, or is below, another.
pub(super) fn is_kind(schema: &Schema, kind: &str, wanted: &str) -> bool {
    if kind == wanted {
        return true;
    }
    match (schema.kind(kind), schema.kind(wanted)) {
        (Some(kind), Some(wanted)) => schema.kind_is_a(kind, wanted),
        _ => kind == wanted,
    }
}

impl Scene<'_> {
    pub(super) fn is(&self, named: &Named, kind: &str) -> bool {
        is_kind(self.schema, &named.kind, kind)
    }

    fn is_used(&self, position: usize) -> bool {
        self.used.contains(&position)
    }

    fn after(&self, named: &Named) -> &str {
        &self.sentence[named.span.end..]
    }

    fn before_it(&self, named: &Named) -> &str {
        self.sentence[..named.span.start].trim_end()
    }

    /// The group.
    pub(super) fn group(&self) -> Group {
        let mut group = Group {
            diseases: self.diseases(),
            therapy: self.therapy(),
            outcome: self.outcome().or_else(|| self.linked_outcome()),
            comparator: comparator(self.sentence, self.lower),
        };
        if let Some(before) = self.before.filter(|_| self.lower.any(&BACK)) {
            if group.outcome.is_none() {
                group.outcome.clone_from(&before.outcome);
            }
            if group.therapy.is_empty() {
                group.therapy.clone_from(&before.therapy);
            }
            if group.diseases.is_empty() {
                group.diseases.clone_from(&before.diseases);
            }
        }
        if let Some(to) = group.outcome.as_ref().and_then(|o| o.to.as_ref())
            && group.therapy.is_empty()
        {
            group.therapy = to.all().to_vec();
        }
        self.narrow_object(&mut group);
        if group.diseases.is_empty() {
            group.diseases.extend(self.about.map(str::to_owned));
        }
        group
    }

    /// A group that resists a kind of therapy while it is given one of that kind resists that one,
    /// also where the sentences before say what it is given.
    fn narrow_object(&self, group: &mut Group) {
        let id = |name: &str| self.vocabulary.lookup(name).first().map(|e| std::sync::Arc::clone(&e.id));
        let below = |given: &str, wide: &str| {
            id(given).zip(id(wide)).is_some_and(|(g, w)| g != w && self.vocabulary.is_a(&g, &w))
        };
        let Some(OutcomeRecord { to: Some(to), .. }) = &mut group.outcome else { return };
        let [wide] = to.all() else { return };
        let told = [&group.therapy[..], self.given];
        let narrower = told.into_iter().find(|g| matches!(g, [one] if below(one, wide)));
        if let Some(given) = narrower.map(<[String]>::to_vec) {
            if group.therapy == [wide.clone()] {
                group.therapy.clone_from(&given);
            }
            *to = Texts::Many(given);
        }
    }

    /// The disease that stands nearest to the trigger, with those that a list joins to it. One that
    /// is wider than what the paper is about means that.
    fn diseases(&self) -> Vec<String> {
        let told: Vec<(&Named, String)> = self
            .named
            .iter()
            .enumerate()
            .filter_map(|(i, n)| (!self.is_used(i)).then(|| Some((n, self.disease_of(n)?))).flatten())
            .collect();
        let distance = |n: &Named| {
            let (here, there) = (&n.span, self.trigger);
            here.start.saturating_sub(there.end).max(there.start.saturating_sub(here.end))
        };
        let Some(nearest) = (0..told.len()).min_by_key(|&i| distance(told[i].0)) else { return Vec::new() };
        let (mut first, mut last) = (nearest, nearest);
        while first > 0 && joined(self.sentence, told[first - 1].0, told[first].0) {
            first -= 1;
        }
        while last + 1 < told.len() && joined(self.sentence, told[last].0, told[last + 1].0) {
            last += 1;
        }
        let mut found: Vec<String> = Vec::new();
        for (_, name) in &told[first..=last] {
            let name = self.narrowed(name);
            if !found.contains(&name) {
                found.push(name);
            }
        }
        found
    }

    /// The disease that a mention names, or whose cells it names. Cancer as such is none, as it says
    /// nothing of the group; nor is a disease that is only spoken of.
    fn disease_of(&self, named: &Named) -> Option<String> {
        let is_cancer = |name: &String| {
            let found = self.vocabulary.lookup(name);
            let disease = found.iter().find(|e| is_kind(self.schema, &e.kind, "disease"));
            disease.is_some_and(|d| self.vocabulary.ancestors(&d.id).is_empty() && d.name == "cancer")
        };
        let root = |name: &String| self.about.is_none() && is_cancer(name);
        if self.is(named, "disease") {
            return Some(self.stageless(named)).filter(|name| self.is_group(named) && !root(name));
        }
        if !self.is(named, "cell") {
            return None;
        }
        let of_cells = named.name.strip_suffix(" cell")?;
        let known = self.vocabulary.lookup(of_cells);
        let known = known.iter().find(|e| is_kind(self.schema, &e.kind, "disease")).map(|e| e.name.clone());
        known.filter(|name| !root(name))
    }

    /// Whether a disease stands as those who have it: `in melanoma`, `melanoma patients`.
    fn is_group(&self, named: &Named) -> bool {
        const IN: [&str; 16] = [
            "in", "with", "of", "for", "from", "against", "across", "within", "among", "as", "and", "or",
            "both", "treating", "human", "between",
        ];
        const OF: [&str; 10] = [
            "resistance",
            "progression",
            "metastasis",
            "growth",
            "mice",
            "tissue",
            "tissues",
            "subset",
            "subtypes",
            "treatment",
        ];
        let last = named.text.rsplit(' ').next().unwrap_or_default();
        let behind = self.after(named).trim_start_matches([' ', '-', '‐', '–', '/']);
        let next = behind.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        let before = self.before_it(named);
        let words = before.rsplit(|c: char| !c.is_alphanumeric()).take(4);
        let is_among = |word: &str, words: &[&str]| words.iter().any(|w| word.eq_ignore_ascii_case(w));
        is_among(last, &GROUPS)
            || is_among(next, &GROUPS)
            || is_among(next, &OF)
            || before.is_empty()
            || before.ends_with(['/', ','])
            || words.into_iter().any(|w| is_among(w, &IN))
    }

    /// `early-stage and metastatic A`: both are of A.
    fn stageless(&self, named: &Named) -> String {
        let rest = named
            .name
            .split_once(' ')
            .filter(|(first, _)| self.stages.len() > 1 && self.stages.contains(first));
        let known = rest.map(|(_, rest)| self.vocabulary.lookup(rest)).unwrap_or_default();
        let disease = known.iter().find(|e| is_kind(self.schema, &e.kind, "disease"));
        disease.map_or_else(|| named.name.to_string(), |d| d.name.clone())
    }

    fn narrowed(&self, name: &str) -> String {
        let id = |name: &str| {
            let found = self.vocabulary.lookup(name);
            found.iter().find(|e| is_kind(self.schema, &e.kind, "disease")).map(|e| e.id.clone())
        };
        match self.about {
            Some(about)
                if about != name
                    && id(about).zip(id(name)).is_some_and(|(a, n)| self.vocabulary.is_a(&a, &n)) =>
            {
                about.to_owned()
            }
            _ => name.to_owned(),
        }
    }

    /// Therapies that the group is given: one that a cue stands beside, with those given with it.
    fn therapy(&self) -> Vec<String> {
        let therapies: Vec<(usize, &Named)> =
            self.named.iter().enumerate().filter(|(_, n)| self.is(n, "therapy")).collect();
        let used: Vec<bool> = (0..therapies.len()).map(|at| self.is_agent(&therapies, at)).collect();
        let told = (0..therapies.len()).find(|&at| self.told.contains(&therapies[at].0));
        let given = || (0..therapies.len()).find(|&at| !used[at] && self.is_given(therapies[at].1));
        let Some(first) = told.or_else(given) else { return Vec::new() };
        let (mut start, mut end) = (first, first);
        while start > 0 && together(self.sentence, therapies[start - 1].1, therapies[start].1) {
            start -= 1;
        }
        while end + 1 < therapies.len() && together(self.sentence, therapies[end].1, therapies[end + 1].1) {
            end += 1;
        }
        let mut found = Vec::new();
        for ((_, named), used) in therapies[start..=end].iter().zip(&used[start..=end]) {
            if !used && !found.iter().any(|name| named.name == *name) {
                found.push(named.name.to_string());
            }
        }
        found
    }

    /// Whether a therapy is a participant, or given with one: `A with B suppresses C`.
    fn is_agent(&self, therapies: &[(usize, &Named)], at: usize) -> bool {
        let with = |left: usize| {
            let between = therapies[left].1.span.end..therapies[left + 1].1.span.start;
            let between = self.sentence.get(between).unwrap_or("?").to_lowercase();
            matches!(join(&between), Some(Join::With))
        };
        // `the A inhibitor D`: the class of what acts.
        let beside = at + 1 < therapies.len()
            && self.is_used(therapies[at + 1].0)
            && self.sentence.get(therapies[at].1.span.end..therapies[at + 1].1.span.start) == Some(" ");
        if beside {
            return true;
        }
        let start = (0..at).rev().take_while(|&left| with(left)).last().unwrap_or(at);
        let end = (at..therapies.len().saturating_sub(1)).take_while(|&left| with(left)).last();
        (start..=end.map_or(at, |left| left + 1)).any(|i| self.is_used(therapies[i].0))
    }

    fn is_given(&self, named: &Named) -> bool {
        let after = self.after(named);
        let before = self.before_it(named).to_lowercase();
        let before = without_modifiers(&before);
        let told =
            GIVEN.iter().any(|g| before.strip_suffix(g).is_some_and(|b| b.is_empty() || b.ends_with(' ')));
        let told = told && !ACTS_WITH.iter().any(|done| before.ends_with(done));
        // `in estrogen-free conditions`
        let held =
            ["-free", "condition", "depriv", "medium"].iter().any(|c| named.text.to_lowercase().contains(c));
        let told = told || held && before.ends_with(" in");
        told || TREATED.iter().any(|t| after.starts_with(t))
    }
}

/// A text without the words at its end that say no more of a therapy than how it is given.
fn without_modifiers(text: &str) -> &str {
    const MODIFIERS: [&str; 16] = [
        "combination",
        "combined",
        "systemic",
        "neoadjuvant",
        "adjuvant",
        "the",
        "a",
        "an",
        "standard",
        "prior",
        "initial",
        "first-line",
        "single-agent",
        "high-dose",
        "low-dose",
        "chronic",
    ];
    let mut rest = text;
    while let Some(word) = rest.rsplit(' ').next().filter(|w| MODIFIERS.contains(w)) {
        rest = rest[..rest.len() - word.len()].trim_end();
    }
    rest
}

/// Whether only a list's marks stand between two mentions, and the short form of the first.
fn joined(sentence: &str, left: &Named, right: &Named) -> bool {
    let between = sentence.get(left.span.end..right.span.start).unwrap_or("?").trim();
    // `gastric cancer (GC), NSCLC`
    let short = between.strip_prefix('(').and_then(|rest| rest.split_once(')'));
    let short = short.filter(|(short, _)| !short.contains(char::is_whitespace));
    let between = short.map_or(between, |(_, rest)| rest).trim_start_matches(')').trim();
    matches!(between, "/" | "," | "and" | "or" | ", and" | ", or" | "as well as")
}

/// Whether two therapies are given together.
pub(super) fn together(sentence: &str, left: &Named, right: &Named) -> bool {
    let between = sentence.get(left.span.end..right.span.start).unwrap_or("?").to_lowercase();
    let between = between.trim();
    let between =
        between.strip_prefix("treatment").or_else(|| between.strip_prefix("therapy")).unwrap_or(between);
    matches!(
        between.trim(),
        "and" | "plus" | "+" | "combined with" | "in combination with" | "with" | "together with" | "–" | "-"
    )
}

/// What `compared with` or `versus` names.
fn comparator(sentence: &str, said: &Lower) -> Option<String> {
    static CUES: Parts<7> = Parts::new(&[
        "compared with ",
        "compared to ",
        "as compared with ",
        "versus ",
        "relative to ",
        "in comparison with ",
        "in comparison to ",
    ]);
    static SAID: Cues<4> = Cues::cues(&["compared", "versus", "relative to", "in comparison"]);
    if !said.any(&SAID) {
        return None;
    }
    let lower = sentence.to_ascii_lowercase();
    let (at, cue) = CUES.within(&lower).filter_map(|c| Some((lower.find(c)?, c))).min()?;
    let rest = &sentence[at + cue.len()..];
    let end = rest.find([',', ';', '.', '(', '^', '[']).unwrap_or(rest.len());
    let said = rest[..end].split_whitespace().take(6).collect::<Vec<_>>().join(" ");
    (!said.is_empty()).then_some(said)
}

/// The disease that a paper is about: the one that its sentences name most, counted by what is
/// below it too, and the narrowest of those that share in it.
#[must_use]
pub(super) fn about(named: &[(bool, &Named)], vocabulary: &Vocabulary, schema: &Schema) -> Option<String> {
    const TITLE: usize = 5;
    let mut counts: std::collections::BTreeMap<String, (usize, String)> = std::collections::BTreeMap::new();
    let is_root = |id: &str| vocabulary.ancestors(id).is_empty();
    let mut last = ("", false);
    for (in_title, mention) in named {
        if mention.kind != last.0 {
            last = (&mention.kind, is_kind(schema, &mention.kind, "disease"));
        }
        let (id, name) = if last.1 {
            (mention.id.to_string(), mention.name.to_string())
        } else {
            let Some(of) =
                mention.name.strip_suffix(" cell").filter(|_| is_kind(schema, &mention.kind, "cell"))
            else {
                continue;
            };
            let found = vocabulary.lookup(of);
            let Some(entity) = found.iter().find(|e| is_kind(schema, &e.kind, "disease")) else { continue };
            (entity.id.to_string(), entity.name.clone())
        };
        let weight = if *in_title { TITLE } else { 1 };
        counts.entry(id).or_insert((0, name)).0 += weight;
    }
    // `Tumor` and the like say nothing where a disease is named.
    if counts.keys().any(|id| !is_root(id)) {
        counts.retain(|id, _| !is_root(id));
    }
    let total: usize = counts.values().map(|(own, _)| own).sum();
    // A disease shares in the count of everything above it.
    let share = |id: &str| {
        counts
            .iter()
            .filter(|(other, _)| vocabulary.is_a(id, other) || vocabulary.is_a(other, id))
            .map(|(_, c)| c.0)
            .sum::<usize>()
    };
    let main = counts.iter().filter(|(_, (own, _))| *own * 4 >= total.max(1) || *own >= 3);
    let best = main.max_by_key(|(id, (own, _))| {
        let depth = vocabulary.ancestors(id).len();
        (share(id) * 3 >= total * 2, depth.min(12) * usize::from(*own * 5 >= total), *own)
    })?;
    (share(best.0) * 2 > total).then(|| best.1.1.clone())
}
