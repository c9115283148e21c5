//! What single words can be: closed-class words, verbs that carry no relation, the words of
//! `words.tsv`, and the words of patterns. Must not know sentences.

use rustc_hash::FxHashMap;

use super::inflection::{Forms, noun_forms, verb_forms};
use crate::vocabulary::packed::{packed, place, small};

/// What a closed-class word is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    Det,
    No,
    Prep,
    And,
    Not,
    Modal,
    Be,
    Have,
    Do,
    Rel,
    That,
    Sub,
    Whether,
    Pron,
    To,
    Adv,
    Adj,
}

/// What a word tells about its neighbours; a set of bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Roles(pub(super) u16);

impl Roles {
    /// What of a participant is meant: `expression`.
    pub(super) const ASPECT: Self = Self(1);
    /// More of it is less of the participant: `degradation`.
    pub(super) const INVERSE: Self = Self(2);
    /// The participant is gone: `knockout`.
    pub(super) const REMOVES: Self = Self(4);
    /// There is more of it: `overexpression`.
    pub(super) const ADDS: Self = Self(8);
    /// The participant only says which: `cells`.
    pub(super) const HOLDER: Self = Self(16);
    /// Stands for what it is of: `ability`.
    pub(super) const OPEN: Self = Self(32);
    /// What it governs is a question: `investigate`.
    pub(super) const ASKS: Self = Self(64);
    /// What it governs is supposed: `hypothesize`.
    pub(super) const SUPPOSES: Self = Self(128);
    /// What it governs is likely: `suggest`.
    pub(super) const HEDGES: Self = Self(256);
    /// Denying it denies what it governs: `detect`.
    pub(super) const SEES: Self = Self(512);
    /// What it governs does not happen: `fail`.
    pub(super) const FAILS: Self = Self(1024);
    /// The participant is not itself, and nothing says which way: `mutant`.
    pub(super) const ALTERS: Self = Self(2048);
    /// Says which way an alteration goes: `loss-of-function`.
    pub(super) const DIRECTS: Self = Self(4096);
    /// Has what its object names: `show`, `exhibit`.
    pub(super) const SHOWS: Self = Self(8192);
    /// Makes its object what follows: `render`.
    pub(super) const MAKES: Self = Self(16384);
    /// Undoes the loss of its object: `rescue`.
    pub(super) const RESCUES: Self = Self(32768);

    pub(super) fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    pub(super) fn add(&mut self, other: Self) {
        self.0 |= other.0;
    }

    pub(super) fn remove(&mut self, other: Self) {
        self.0 &= !other.0;
    }

    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "aspect" => Self::ASPECT,
            "inverse" => Self::INVERSE,
            "removes" => Self::REMOVES,
            "adds" => Self::ADDS,
            "holder" => Self::HOLDER,
            "open" => Self::OPEN,
            "asks" => Self::ASKS,
            "supposes" => Self::SUPPOSES,
            "hedges" => Self::HEDGES,
            "sees" => Self::SEES,
            "fails" => Self::FAILS,
            "alters" => Self::ALTERS,
            "directs" => Self::DIRECTS,
            "shows" => Self::SHOWS,
            "makes" => Self::MAKES,
            "rescues" => Self::RESCUES,
            _ => return None,
        })
    }
}

/// What of a participant is meant, and how more and less of it are called.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Aspect {
    pub(super) name: String,
    /// Name of the predicate for more of it; empty where any will do.
    pub(super) raised: String,
    /// Name of the predicate for less of it.
    pub(super) lowered: String,
}

/// All that is known of one word form.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Entry {
    pub(super) class: Option<Class>,
    pub(super) forms: Forms,
    /// Position of its verb or noun among [`Words::lemmas`], plus 1; 0 for none.
    pub(super) lemma: u32,
    pub(super) roles: Roles,
    /// Position among [`Words::aspects`], plus 1; 0 for none.
    pub(super) aspect: u16,
    /// Position among [`Words::manipulations`], plus 1; 0 for none.
    pub(super) manipulation: u16,
    /// Position of the noun of a pattern among [`Words::lemmas`], plus 1; 0 for none.
    pub(super) noun: u32,
    /// Whether it may start words that stand for one: `as well as`.
    pub(super) opens: bool,
    /// Whether it may be the second of such words.
    pub(super) follows: bool,
    /// Whether it says less of what is wished for, or more of what is not: `worse`.
    pub(super) worse: bool,
    /// Whether it tells what befalls its participant, and more of it is neither more nor less of that:
    /// `cleavage`, `transport`.
    pub(super) befalls: bool,
}

impl Entry {
    /// Whether more is known than what the word may open or grade.
    pub(super) fn tells(&self) -> bool {
        let numbered = self.lemma > 0 || self.noun > 0 || self.aspect > 0 || self.manipulation > 0;
        numbered || self.class.is_some() || self.forms != Forms::default() || self.roles != Roles::default()
    }
}

/// What is known of a word.
#[derive(Clone, Copy, Debug)]
pub(super) enum Known<'w> {
    Entry(&'w Entry),
    /// It is no known word.
    Nothing,
    /// It is too long, or has letters beyond ASCII: see [`Words::get`].
    Open,
}

/// Words of at most 16 plain letters in small ones.
#[derive(Clone, Default)]
struct Short {
    /// Positions of rows, plus 1, each at the place that the bytes of its word give it or soon behind; half
    /// of the places at least are free, for 0. So small that most words, which are unknown, cost little.
    places: Vec<u16>,
    rows: Vec<(u128, Entry)>,
}

impl Short {
    /// Nothing where there are too many to be counted.
    fn of(rows: Vec<(u128, Entry)>) -> Self {
        if rows.len() >= usize::from(u16::MAX) {
            return Self::default();
        }
        let count = (rows.len() * 2 + 1).next_power_of_two();
        let mut places = vec![0; count];
        for (row, &(word, _)) in (1u16..).zip(&rows) {
            let mut at = place(word, count);
            while places[at] != 0 {
                at = (at + 1) & (count - 1);
            }
            places[at] = row;
        }
        Self { places, rows }
    }

    fn probe(&self, word: u128) -> Probe {
        let at = place(word, self.places.len());
        Probe { word, at, row: self.places[at] }
    }

    fn get(&self, Probe { word, mut at, mut row }: Probe) -> Known<'_> {
        while let Some(known) = row.checked_sub(1) {
            let (here, entry) = &self.rows[usize::from(known)];
            if *here == word {
                return Known::Entry(entry);
            }
            at = (at + 1) & (self.places.len() - 1);
            row = self.places[at];
        }
        Known::Nothing
    }
}

/// A short word on its way to what is known of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Probe {
    word: u128,
    at: usize,
    /// What stands at that place.
    row: u16,
}

impl std::fmt::Debug for Short {
    /// Says nothing that the entries do not say.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Short")
    }
}

/// The word table.
#[derive(Clone, Debug, Default)]
pub(super) struct Words {
    entries: FxHashMap<Box<str>, Entry>,
    short: Short,
    pub(super) lemmas: Vec<String>,
    pub(super) aspects: Vec<Aspect>,
    pub(super) manipulations: Vec<String>,
}

/// Words for less of what is wished for, and for more of what is not.
const WORSE: [&str; 12] = [
    "adverse",
    "bad",
    "dismal",
    "inferior",
    "poor",
    "poorer",
    "short",
    "shorter",
    "unfavorable",
    "unfavourable",
    "worse",
    "worsened",
];

/// Words that may start one closed-class word with those behind them.
const OPENING: [&str; 21] = [
    "no",
    "as",
    "such",
    "because",
    "due",
    "in",
    "according",
    "compared",
    "together",
    "along",
    "instead",
    "but",
    "rather",
    "independent",
    "independently",
    "not",
    "relative",
    "and",
    "at",
    "by",
    "for",
];

/// Closed-class words.
const CLOSED: [(Class, &str); 17] = [
    (
        Class::Det,
        "a an the this these those each every both either its their our his her all any some such \
         another several many most few more less two three four five one i.e e.g only various different",
    ),
    (Class::No, "no neither none little"),
    (
        Class::Prep,
        "of in on by with for from at into onto between among within via through upon under over during \
         against without after before following towards toward across around near like than about above \
         below beyond despite except inside outside per regarding throughout versus vs as until since \
         because_of due_to in_response_to such_as according_to compared_with compared_to together_with \
         along_with in_addition_to instead_of including besides concerning independent_of \
         independently_of in_contrast_to relative_to owing_to unlike",
    ),
    (Class::And, "and or but nor as_well_as but_not rather_than and/or and_not & plus"),
    (Class::Not, "not never hardly scarcely barely seldom rarely no_longer n't"),
    (Class::Modal, "can cannot could may might must shall should will would"),
    (Class::Be, "be is are was were been being am 's_ remain remains remained become becomes became"),
    (Class::Have, "have has had having"),
    (Class::Do, "do does did"),
    (Class::Rel, "which who whose whom where wherein whereby"),
    (Class::That, "that"),
    (
        Class::Sub,
        "while whereas because although though when once unless so thus hence therefore if how why \
         what however whilst given",
    ),
    (Class::Whether, "whether"),
    (Class::Pron, "it they we i he she them us itself themselves there one_ who_ here"),
    (Class::To, "to in_order_to"),
    (
        Class::Adv,
        "also then long in_part at_least in_particular in_fact in_general in_addition in_contrast \
         by_contrast for_example for_instance in_vivo in_vitro in_situ thereby in_turn further furthermore moreover still only_ subsequently again already \
         even just often always sometimes either_ both_ indeed not_only previously recently well very \
         too quite rather instead alone together twice ever respectively first second",
    ),
    (
        Class::Adj,
        "able unable likely unlikely sufficient necessary essential critical crucial own same \
                 significant rapid transient robust modest slight profound substantial dramatic new high low higher lower novel active inactive capable incapable",
    ),
];

/// Verbs that make clauses without telling a relation of their own.
const VERBS: &str = "use contain include result occur play exhibit express treat expose examine perform \
    follow base obtain cause lead need want help allow enable serve act function contribute participate \
    involve belong consist correspond depend differ exist happen appear seem continue begin start stop try \
    attempt choose consider define describe discuss identify isolate label measure mention note obtain \
    prepare present provide publish purify receive refer relate select separate support understand yield \
    incubate culture transfect immunoprecipitate analyze analyse compare confirm conclude know make take \
    give keep hold become carry display share show find see observe report reveal suggest indicate \
    demonstrate detect determine test investigate study hypothesize propose believe think speculate imply \
    support establish verify harbor harbour possess lack remain link associate correlate develop evolve \
    generate produce form employ apply add combine couple bring reflect represent underlie explain regulate modulate affect influence \
    alter encode maintain protect localize target control render leave force fail refuse postulate predict assume \
    assess explore evaluate ask wonder address probe elucidate clarify monitor tend manage degrade accumulate \
    decline disappear dissociate undergo resist mimic resemble compete cooperate recruit migrate differentiate interfere coprecipitate confer permit rule argue repair uncover encode target attenuate phosphorylate \
    cleave hydrolyze catalyze oxidize internalize translocate retain restrict precede sequester tether anchor infect replicate \
    transcribe translate oligomerize polymerize assemble synthesize metabolize convert modify exert mutate evade exploit engage \
    acquire adopt proceed rise fall drop plummet recognize eliminate remodel infiltrate shape rewire engage harness \
    impede skew expand shift enter exit encounter impose exacerbate compromise constrain dominate position underscore \
    highlight emphasize prompt warrant necessitate position propagate emerge dictate orchestrate coordinate integrate govern specify transduce transmit ensure preclude delay retard override escape accompany";

impl Words {
    /// The grammar and the words of a table as in `words.tsv`.
    pub(super) fn new(table: &str) -> Self {
        let mut words = Self::default();
        for (class, list) in CLOSED {
            for word in list.split_whitespace() {
                let word = word.trim_end_matches('_').replace('_', " ");
                words.entry(&word).class.get_or_insert(class);
                if let Some(second) = word.split(' ').nth(1) {
                    words.entry(second).follows = true;
                }
            }
        }
        for verb in VERBS.split_whitespace() {
            words.verb_of(verb, 0);
        }
        for line in table.lines().skip(1) {
            words.row(line);
        }
        OPENING.iter().for_each(|word| words.entry(word).opens = true);
        WORSE.iter().for_each(|word| words.entry(word).worse = true);
        words
    }

    /// What is known of a word in lower case.
    pub(super) fn get(&self, word: &str) -> Option<&Entry> {
        self.entries.get(word)
    }

    /// The first step to what is known of the word of so many bytes that a text starts with, in any case;
    /// nothing where [`Self::get`] has to be asked. Made for many words together, it makes none wait for the
    /// memory of another.
    pub(super) fn probe(&self, text: &[u8], length: usize) -> Option<Probe> {
        let word = packed(text, length).and_then(small).filter(|_| !self.short.places.is_empty());
        word.map(|word| self.short.probe(word))
    }

    /// The second step.
    pub(super) fn known(&self, probe: Option<Probe>) -> Known<'_> {
        probe.map_or(Known::Open, |probe| self.short.get(probe))
    }

    /// Makes the short words ready to be found; what is added later is not among them.
    pub(super) fn close(&mut self) {
        let rows = self.entries.iter().filter(|(word, _)| word.is_ascii());
        let rows = rows.filter_map(|(word, entry)| Some((packed(word.as_bytes(), word.len())?, *entry)));
        let mut rows: Vec<(u128, Entry)> = rows.collect();
        rows.sort_unstable_by_key(|(word, _)| *word);
        self.short = Short::of(rows);
    }

    /// The words of which something is known, sorted.
    pub(super) fn forms(&self, wanted: impl Fn(&Entry) -> bool) -> Vec<String> {
        let found = self.entries.iter().filter(|(_, entry)| wanted(entry));
        let found: std::collections::BTreeSet<String> = found.map(|(word, _)| word.to_string()).collect();
        found.into_iter().collect()
    }

    pub(super) fn entry(&mut self, word: &str) -> &mut Entry {
        self.entries.entry(word.into()).or_default()
    }

    /// Makes all forms of a verb known; its position among the lemmas, plus 1.
    pub(super) fn verb(&mut self, lemma: &str) -> u32 {
        let number = self.lemma(lemma);
        self.verb_of(lemma, number);
        number
    }

    fn verb_of(&mut self, lemma: &str, number: u32) {
        for (form, forms) in verb_forms(lemma) {
            let entry = self.entry(&form);
            entry.forms.add(forms);
            if number > 0 && entry.lemma == 0 {
                entry.lemma = number;
            }
        }
    }

    /// Makes a noun and its plural known.
    pub(super) fn noun(&mut self, noun: &str) -> u32 {
        let number = self.lemma(noun);
        for form in noun_forms(noun) {
            let entry = self.entry(&form);
            entry.noun = number;
        }
        number
    }

    fn lemma(&mut self, lemma: &str) -> u32 {
        let at = self.lemmas.iter().position(|l| l == lemma).unwrap_or_else(|| {
            self.lemmas.push(lemma.to_owned());
            self.lemmas.len() - 1
        });
        u32::try_from(at + 1).unwrap_or(0)
    }

    /// `word, role, meaning, raised by, lowered by`; all forms of the word get the role.
    fn row(&mut self, line: &str) {
        let mut fields = line.split('\t').map(str::trim);
        let mut next = || fields.next().unwrap_or_default().to_owned();
        let (word, role, means, raised, lowered) = (next(), next(), next(), next(), next());
        if role == "befalls" {
            noun_forms(&word).iter().for_each(|form| self.entry(form).befalls = true);
        }
        let Some(role) = Roles::named(&role) else { return };
        let aspect = Aspect { name: means.clone(), raised, lowered };
        let governs = [
            Roles::ASKS,
            Roles::SUPPOSES,
            Roles::HEDGES,
            Roles::SEES,
            Roles::FAILS,
            Roles::SHOWS,
            Roles::MAKES,
            Roles::RESCUES,
        ]
        .contains(&role);
        let word = word.to_lowercase();
        let mut forms = noun_forms(&word);
        if governs {
            forms.extend(verb_forms(&word).into_iter().map(|(form, _)| form));
        }
        let of_aspect = role == Roles::ASPECT || role == Roles::INVERSE;
        let aspect = if of_aspect { position(&mut self.aspects, aspect) } else { 0 };
        let of_hand = (role == Roles::REMOVES || role == Roles::ADDS) && !means.is_empty();
        let manipulation = if of_hand { position(&mut self.manipulations, means) } else { 0 };
        for form in forms {
            let entry = self.entry(&form);
            entry.roles.add(role);
            if aspect > 0 {
                entry.aspect = aspect;
            }
            if manipulation > 0 {
                entry.manipulation = manipulation;
            }
        }
    }
}

/// Where a value stands in a list, plus 1; added if it is new.
fn position<T: PartialEq>(list: &mut Vec<T>, value: T) -> u16 {
    let at = list.iter().position(|v| *v == value).unwrap_or_else(|| {
        list.push(value);
        list.len() - 1
    });
    u16::try_from(at + 1).unwrap_or(0)
}
