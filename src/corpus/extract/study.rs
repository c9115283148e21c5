//! What kind of study a sentence reports, and what it was done on.
//!
//! In: a sentence in lower case. Out: study type, species, cell lines, setting, system, timepoints
//! and population as far as the sentence names them; what is not named stays unknown. A sentence
//! that tells of a trial by its phase is no more than that trial.

use std::sync::LazyLock;

use super::cue::{Cues, Finders, Lower, Table, finders};

/// Cues of study types, the most telling first.
static STUDIES: Table<&str, 79> = Table::new(&[
    ("guideline*", "guideline"),
    ("phase iii", "phase III trial"),
    ("phase 3", "phase III trial"),
    ("phase ii/iii", "phase II trial"),
    ("phase i/ii", "phase I trial"),
    ("phase 1/2", "phase I trial"),
    ("phase i/ib", "phase I trial"),
    ("phase ib", "phase I trial"),
    ("phase ii", "phase II trial"),
    ("phase 2", "phase II trial"),
    ("phase i", "phase I trial"),
    ("phase 1", "phase I trial"),
    ("case report", "case"),
    ("a patient with", "case"),
    ("in silico", "in silico"),
    ("molecular docking", "in silico"),
    ("molecular dynamics", "in silico"),
    ("ex vivo", "ex vivo"),
    ("patient-derived organoid*", "ex vivo"),
    ("explant*", "ex vivo"),
    ("in vivo", "in vivo"),
    ("xenograft*", "in vivo"),
    ("xenotransplant*", "in vivo"),
    ("allograft*", "in vivo"),
    ("mouse model*", "in vivo"),
    ("mice", "in vivo"),
    ("murine", "in vivo"),
    ("rats", "in vivo"),
    ("zebrafish", "in vivo"),
    ("tumor-bearing", "in vivo"),
    ("tumour-bearing", "in vivo"),
    ("metastatic burden in vivo", "in vivo"),
    ("preclinical model*", "in vivo"),
    ("in vitro", "in vitro"),
    ("cell line", "in vitro"),
    ("cell lines", "in vitro"),
    ("cocultur*", "in vitro"),
    ("co-cultur*", "in vitro"),
    ("conditioned medi*", "in vitro"),
    ("cultured", "in vitro"),
    ("recombinant", "in vitro"),
    ("transfect*", "in vitro"),
    ("sirna*", "in vitro"),
    ("shrna*", "in vitro"),
    ("crispr*", "in vitro"),
    ("silencing of", "in vitro"),
    ("knockdown", "in vitro"),
    ("patients", "clinical cohort"),
    ("patient cohort*", "clinical cohort"),
    ("cohort", "clinical cohort"),
    ("cohorts", "clinical cohort"),
    ("clinical trial*", "clinical cohort"),
    ("clinical data*", "clinical cohort"),
    ("clinical studies", "clinical cohort"),
    ("clinical observation*", "clinical cohort"),
    ("clinical evidence", "clinical cohort"),
    ("biopsies", "clinical cohort"),
    ("biops*", "clinical cohort"),
    ("tcga", "clinical cohort"),
    ("the cancer genome atlas", "clinical cohort"),
    ("women with", "clinical cohort"),
    ("men with", "clinical cohort"),
    ("participants", "clinical cohort"),
    ("volunteers", "clinical cohort"),
    ("patient samples", "clinical cohort"),
    ("pooled analys*", "clinical cohort"),
    ("meta-analys*", "clinical cohort"),
    ("retrospective*", "clinical cohort"),
    ("human tumors", "clinical cohort"),
    ("human tumours", "clinical cohort"),
    ("overall survival", "clinical cohort"),
    ("progression-free survival", "clinical cohort"),
    ("pfs", "clinical cohort"),
    ("dfs", "clinical cohort"),
    ("disease-free survival", "clinical cohort"),
    ("relapse-free survival", "clinical cohort"),
    ("hazard ratio*", "clinical cohort"),
    ("prognosis", "clinical cohort"),
    ("clinical outcome*", "clinical cohort"),
]);

static SPECIES: Table<&str, 24> = Table::new(&[
    ("patients", "human"),
    ("patient", "human"),
    ("human", "human"),
    ("women", "human"),
    ("men with", "human"),
    ("children", "human"),
    ("participants", "human"),
    ("volunteers", "human"),
    ("cohort", "human"),
    ("cohorts", "human"),
    ("clinical", "human"),
    ("biopsies", "human"),
    ("mice", "mouse"),
    ("mouse", "mouse"),
    ("murine", "mouse"),
    ("rats", "rat"),
    ("rat", "rat"),
    ("zebrafish", "zebrafish"),
    ("dogs", "dog"),
    ("canine", "dog"),
    ("pigs", "pig"),
    ("rabbits", "rabbit"),
    ("drosophila", "fruit fly"),
    ("macaques", "non-human primate"),
]);

static SYSTEMS: Table<&str, 23> = Table::new(&[
    ("draining lymph node*", "node"),
    ("lymph node*", "node"),
    ("peripheral blood", "blood"),
    ("blood", "blood"),
    ("plasma", "blood"),
    ("serum", "blood"),
    ("circulating", "blood"),
    ("gut", "gut"),
    ("intestin*", "gut"),
    ("fecal", "gut"),
    ("faecal", "gut"),
    ("intratumoral", "tumour"),
    ("intratumoural", "tumour"),
    ("tumor microenvironment", "tumour"),
    ("tumour microenvironment", "tumour"),
    ("tumor-infiltrating", "tumour"),
    ("tumour-infiltrating", "tumour"),
    ("in tumors", "tumour"),
    ("in tumours", "tumour"),
    ("tumor tissue*", "tumour"),
    ("tumour tissue*", "tumour"),
    ("tumor biops*", "tumour"),
    ("tumors", "tumour"),
]);

static SETTINGS: Table<&str, 12> = Table::new(&[
    ("neoadjuvant", "neoadjuvant"),
    ("adjuvant", "adjuvant"),
    ("first-line", "first line"),
    ("front-line", "first line"),
    ("frontline", "first line"),
    ("second-line", "second line"),
    ("early-stage", "early-stage"),
    ("early stage", "early-stage"),
    ("metastatic", "metastatic"),
    ("advanced", "advanced"),
    ("relapsed", "relapsed"),
    ("locally advanced", "locally advanced"),
]);

/// Alternatives that a sentence names together are findings of their own.
const STAGES: [&str; 2] = ["early-stage", "metastatic"];

static TIMEPOINTS: Table<&str, 28> = Table::new(&[
    ("pre-treatment", "pre"),
    ("pretreatment", "pre"),
    ("before treatment", "pre"),
    ("prior to", "pre"),
    ("at baseline", "pre"),
    ("baseline", "pre"),
    ("pre-existing", "pre"),
    ("preexisting", "pre"),
    ("treatment-naive", "pre"),
    ("treatment-naïve", "pre"),
    ("pre- and on-treatment", "pre"),
    ("pre- and post-treatment", "pre"),
    ("before and after", "pre"),
    ("on-treatment", "on"),
    ("during treatment", "on"),
    ("while on", "on"),
    ("post-treatment", "post"),
    ("posttreatment", "post"),
    ("after treatment", "post"),
    ("before and after", "post"),
    ("at relapse", "post"),
    ("at progression", "post"),
    ("on progression", "post"),
    ("at disease progression", "post"),
    ("at recurrence", "post"),
    ("upon relapse", "post"),
    ("upon progression", "post"),
    ("relapsed after", "post"),
]);

static POPULATIONS: Table<&str, 9> = Table::new(&[
    ("high-risk", "high-risk"),
    ("low-risk", "low-risk"),
    ("postmenopausal", "postmenopausal"),
    ("premenopausal", "premenopausal"),
    ("elderly", "elderly"),
    ("pediatric", "children"),
    ("children", "children"),
    ("treatment-naive", "treatment-naive"),
    ("heavily pretreated", "heavily pretreated"),
]);

/// What a sentence says of the study that it reports.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Setup {
    /// A word of the kind `study`.
    pub study: Option<&'static str>,
    /// `human`, `mouse`.
    pub species: Option<&'static str>,
    /// `tumour`, `node`, `blood`, `gut`.
    pub system: Option<&'static str>,
    /// Several where the sentence names several groups.
    pub settings: Vec<&'static str>,
    /// `pre`, `on`, `post`.
    pub timepoints: Vec<&'static str>,
    /// Who they were.
    pub population: Option<&'static str>,
    /// Cell lines, as written.
    pub models: Vec<String>,
}

/// What a sentence says of its study.
pub(super) fn setup(sentence: &str, lower: &Lower) -> Setup {
    let mut timepoints = match compared(lower.as_str()) {
        Some(at) => Lower::of(&lower.as_str()[..at]).all(&TIMEPOINTS),
        None => lower.all(&TIMEPOINTS),
    };
    timepoints.sort_unstable_by_key(|t| ["pre", "on", "post"].iter().position(|k| k == t));
    Setup {
        study: study(lower),
        species: lower.first(&SPECIES),
        system: lower.first(&SYSTEMS),
        settings: settings(lower),
        timepoints,
        population: lower.first(&POPULATIONS),
        models: models(sentence, lower),
    }
}

/// Where a sentence goes over to what it compares with: `rose at relapse compared with baseline`.
pub(super) fn compared(lower: &str) -> Option<usize> {
    static COMPARED: LazyLock<Finders<5>> = LazyLock::new(|| {
        finders([" compared with ", " compared to ", " relative to ", " versus ", " than "])
    });
    COMPARED.iter().filter_map(|mark| mark.find(lower.as_bytes())).min()
}

/// The study type that a sentence tells; a failed trial counts as the trial it was.
pub(super) fn study(lower: &Lower) -> Option<&'static str> {
    const NAMED: [&str; 5] = ["phase i ", "phase ii ", "phase iii ", "phase i/", "phase 1/"];
    let told = lower.first(&STUDIES)?;
    // "the G1 to S phase" and "phase in" are not trials.
    let is_trial = told.starts_with("phase");
    // Nor are `phase II enzymes`.
    const REACTIONS: [&str; 7] =
        ["enzym", "detox", "metabol", "reaction", "conjugat", "drug-metabol", "antioxidant"];
    let follows = |p: &str| {
        lower
            .as_str()
            .split_once(p)
            .is_some_and(|(_, rest)| !REACTIONS.iter().any(|reaction| rest.starts_with(reaction)))
    };
    let named = || NAMED.iter().any(|p| follows(p)) || lower.says("trial*") || lower.says("stud*");
    (!is_trial || named()).then_some(told)
}

/// One setting, or the stages that stand together in `both early-stage and metastatic`.
fn settings(lower: &Lower) -> Vec<&'static str> {
    let both: Vec<&'static str> = STAGES.into_iter().filter(|s| lower.says(s)).collect();
    if both.len() == STAGES.len() {
        return both;
    }
    let told = lower.first(&SETTINGS);
    // `metastatic burden` is what was measured, not who was.
    let measured = ["metastatic burden", "metastatic spread", "metastatic potential", "metastatic capacity"];
    let is_measured = told == Some("metastatic") && measured.iter().any(|m| lower.as_str().contains(m));
    told.filter(|_| !is_measured).into_iter().collect()
}

/// Names of cell lines: a word of capitals and digits before `cells`, `cell line`, or beside one.
fn models(sentence: &str, lower: &Lower) -> Vec<String> {
    const CELLS: [&str; 7] = ["cells", "cell", "line", "lines", "xenografts", "tumors", "tumours"];
    static SAID_CELLS: Cues<{ CELLS.len() }> = Cues::cues(&CELLS);
    if !lower.any(&SAID_CELLS) && !sentence.contains("cells (") {
        return Vec::new();
    }
    let words: Vec<&str> = sentence.split_whitespace().collect();
    let mut found: Vec<String> = Vec::new();
    for (i, word) in words.iter().enumerate() {
        let next = words.get(i + 1).map_or("", |w| strip(w));
        if CELLS.contains(&next) && is_line(strip(word)) {
            take_back(&words[..=i], &mut found);
        }
    }
    // `cell lines (AB-1 and C2D)`
    if let Some(at) = sentence.find("cell lines (").or_else(|| sentence.find("cells (")) {
        let inside = sentence[at..].split_once('(').map_or("", |(_, rest)| rest);
        let inside = inside.split(')').next().unwrap_or_default();
        let listed: Vec<&str> =
            inside.split([',', ' ']).map(strip).filter(|w| !w.is_empty() && *w != "and").collect();
        if !listed.is_empty() && listed.iter().all(|w| is_line(w)) {
            found.extend(listed.into_iter().map(str::to_owned));
        }
    }
    found.sort();
    found.dedup();
    found
}

/// The cell lines of a list that ends here: `A1, B2 and C3 cells`.
fn take_back(words: &[&str], found: &mut Vec<String>) {
    for word in words.iter().rev() {
        let here = strip(word);
        if is_line(here) {
            found.push(here.to_owned());
        } else if !["and", "or"].contains(&here) {
            break;
        }
    }
}

fn strip(word: &str) -> &str {
    word.trim_matches(|c: char| !c.is_alphanumeric())
}

/// The shape of a cell line's name: `MCF-7`, `4T1`, `MDA-MB-231`, `HeLa`; markers such as `CD8+`
/// and stages such as `M1` are none.
fn is_line(word: &str) -> bool {
    const NAMED: [&str; 14] = [
        "HeLa", "Jurkat", "LLC", "LNCaP", "Caco", "Vero", "COS", "CHO", "NIH3T3", "Raji", "Daudi", "Ramos",
        "RAW264.7", "HEK293T",
    ];
    const OTHER: [&str; 12] = ["CD", "Th", "TH", "IL", "M1", "M2", "G1", "G2", "B1", "B2", "PD", "NK"];
    let digits = word.chars().filter(char::is_ascii_digit).count();
    let capitals = word.chars().filter(|c| c.is_uppercase()).count();
    let plain = word.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '.');
    let named = NAMED.contains(&word);
    let shaped = digits >= 1 && capitals >= 1 && word.len() >= 3 && word.len() <= 14;
    let marker = OTHER.iter().any(|o| word.starts_with(o));
    named
        || plain
            && shaped
            && !marker
            && (word.contains('-') || digits >= 2 || word.starts_with(|c: char| c.is_ascii_digit()))
        || plain && shaped && !marker && digits == 1 && capitals >= 2 && word.len() <= 5
}

#[cfg(test)]
mod tests {
    use super::*;

    fn setup(text: &str) -> Setup {
        super::setup(text, &Lower::of(text))
    }

    #[test]
    fn study_types_are_told_by_cues() {
        for (text, study) in [
            ("A phase III study showed no benefit in patients", Some("phase III trial")),
            ("In a phase I/II trial, the pair was safe", Some("phase I trial")),
            ("Mice that were given A lived longer", Some("in vivo")),
            ("Loss of A in cell lines grown in vitro", Some("in vitro")),
            ("Patients with high A relapsed", Some("clinical cohort")),
            ("A drives cells from the G1 to the S phase in time", None),
            ("A activates B", None),
        ] {
            assert_eq!(setup(text).study, study, "{text}");
        }
    }

    #[test]
    fn cell_lines_are_named_by_shape() {
        assert_eq!(setup("growth of MCF7 and T47D cells").models, ["MCF7", "T47D"]);
        assert_eq!(setup("in two cell lines (AB-12 and C2D7)").models, ["AB-12", "C2D7"]);
        assert_eq!(setup("CD8+ T cells and M1 macrophages").models, Vec::<String>::new());
        assert_eq!(setup("in 4T1 tumors of mice").models, ["4T1"]);
    }

    #[test]
    fn times_and_stages() {
        let setup = setup("was high both before and after treatment in early-stage and metastatic disease");
        assert_eq!(setup.timepoints, ["pre", "post"]);
        assert_eq!(setup.settings, ["early-stage", "metastatic"]);
    }
}
