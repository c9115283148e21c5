//! Words beside a participant that turn a relation round, which its pattern does not see.
//!
//! In: a relation as the patterns give it, with its sentence. Out: the relation with its sign, or
//! nothing where a cell stands for what it does: `promoted AB1 cell growth`.

use super::around::first_word;
use super::mention::Named;
use super::relation::{Argument, Relation};
use super::token::is_amino_acid;
use crate::fact::Schema;

/// What of a cell is meant, rather than its number.
const OF_CELLS: [&str; 30] = [
    "shape",
    "damage",
    "injury",
    "contraction",
    "growth",
    "proliferation",
    "apoptosis",
    "migration",
    "death",
    "viability",
    "invasion",
    "survival",
    "differentiation",
    "aggregation",
    "adhesion",
    "priming",
    "trafficking",
    "exhaustion",
    "dysfunction",
    "motility",
    "chemotaxis",
    "homing",
    "egress",
    "metabolism",
    "maturation",
    "polarization",
    "cytotoxicity",
    "killing",
    "fitness",
    "senescence",
];

/// The relation with its sign, if it can be told.
pub(super) fn turned(relation: Relation, text: &str, named: &[Named], schema: &Schema) -> Option<Relation> {
    let last = relation.args.len().checked_sub(1)?;
    let effect = match relation.args.get(last) {
        Some(Argument::Mention { mention, .. }) => named.get(*mention),
        _ => None,
    };
    let says = schema.get(relation.predicate).name.as_str();
    // `poor efficacy of A monotherapy` tells nothing of A.
    if last > 0 && effect.is_some_and(|e| e.kind != "therapy" && is_treatment(&text[e.span.end..])) {
        return None;
    }
    let is_other = |a: &Argument| {
        is_marker(text, a, named) || is_of_response(text, a, named) || is_in_longer(text, a, named)
    };
    if relation.args.iter().any(is_other)
        || effect.is_some_and(|e| is_of_phases(text, e) || is_moved(text, e, named))
    {
        return None;
    }
    if is_by_residue(&relation, named, says) {
        return None;
    }
    let given = |a: &Argument| {
        matches!(a, Argument::Mention { mention, .. }
        if named.get(*mention).is_some_and(|n| n.kind == "drug" || n.kind == "therapy"))
    };
    // `the interaction between warfarin and levofloxacin`
    if says == "binds" && relation.args.iter().all(given) {
        return None;
    }
    if last > 0 && effect.is_some_and(|e| is_treated_for(text, e) || is_its_own(text, e)) {
        return None;
    }
    if effect.is_some_and(|e| is_rescued(text, &relation, e)) {
        return None;
    }
    if is_cut(text, &relation, named)
        || is_treated(&relation, named)
        || effect.is_some_and(|e| is_resistance_of_life(text, e, named))
    {
        return None;
    }
    let cell = effect.filter(|e| e.kind == "cell");
    let cause = match relation.args.first() {
        Some(Argument::Mention { mention, aspect: None }) => named.get(*mention).filter(|c| c.kind == "cell"),
        _ => None,
    };
    // `cancer cell death released B`
    if cause.is_some_and(|c| last > 0 && does(&text.to_ascii_lowercase()[c.span.end..])) {
        return None;
    }
    (!cell.is_some_and(|e| of_cells(&text.to_ascii_lowercase(), e, named, says))).then_some(relation)
}

/// Whether an argument only says whose or to what a response is: `glioma response to radiation`.
fn is_of_response(text: &str, argument: &Argument, named: &[Named]) -> bool {
    const RESPONSES: [&str; 10] = [
        "response",
        "responses",
        "responsiveness",
        "sensitivity",
        "resistance",
        "outcome",
        "outcomes",
        "prognosis",
        "survival",
        "mortality",
    ];
    let Argument::Mention { mention, .. } = argument else { return false };
    let Some(named) = named.get(*mention) else { return false };
    let held = ["disease", "drug", "therapy"].contains(&named.kind.as_str());
    held && text[named.span.end..].starts_with(' ')
        && RESPONSES.contains(&first_word(&text[named.span.end..]))
}

/// Whether a name is only the end of a longer one, or the start: `Fe-NTA`, `beta(2)AR`, `A-GTP`, `promyelocytic
/// leukemia protein`.
pub(super) fn is_in_longer(text: &str, argument: &Argument, named: &[Named]) -> bool {
    const FORMS: [&str; 10] =
        ["Cis", "Trans", "Alpha", "Beta", "Gamma", "Delta", "Pan", "Para", "All", "Anti"];
    const CHARGED: [&str; 4] = ["GTP", "GDP", "ATP", "ADP"];
    let Argument::Mention { mention, .. } = argument else { return false };
    let Some(one) = named.get(*mention) else { return false };
    let (before, behind) = (&text[..one.span.start], &text[one.span.end..]);
    // `GST-A`
    const TAGS: [&str; 9] = ["GST", "GFP", "EGFP", "YFP", "CFP", "MBP", "HA", "Gal4", "GAL4"];
    let tagged = || named.iter().any(|n| n.span.start == one.span.end + 1);
    if TAGS.contains(&one.text.as_str()) && behind.starts_with('-') && tagged() {
        return true;
    }
    const GENERIC: [&str; 6] = ["disorder", "disorders", "disease", "diseases", "syndrome", "adverse event"];
    if GENERIC.contains(&one.text.to_ascii_lowercase().as_str()) {
        return true;
    }
    if one.kind == "disease" {
        return [" protein", " gene product", " antigen"].iter().any(|p| behind.starts_with(p));
    }
    // `miRNA-216a`
    let numbered = || behind.strip_prefix('-').is_some_and(|b| b.starts_with(|c: char| c.is_ascii_digit()));
    if ["miR", "miRNA", "microRNA", "hsa-miR"].contains(&one.text.as_str()) && numbered() {
        return true;
    }
    // `dichloromethane extract`
    const MADE_OF: [&str; 8] =
        ["extract", "extracts", "fraction", "sulfone", "sulfoxide", "ester", "esters", "ether"];
    if one.kind == "chemical" && behind.starts_with(' ') && MADE_OF.contains(&first_word(behind)) {
        return true;
    }
    if let Some(rest) = before.strip_suffix(')') {
        let Some((stem, inner)) = rest.rsplit_once('(') else { return false };
        let counted = !inner.is_empty() && inner.len() <= 2 && inner.chars().all(char::is_alphanumeric);
        return counted && stem.ends_with(char::is_alphanumeric);
    }
    let Some(rest) = before.strip_suffix('-').filter(|_| ["chemical", "drug"].contains(&one.kind.as_str()))
    else {
        return false;
    };
    let word = rest.rsplit([' ', '(', '/']).next().unwrap_or_default();
    let is_name = named.iter().any(|n| n.span.end == rest.len());
    let symbol = (2..=5).contains(&word.len())
        && word.starts_with(|c: char| c.is_ascii_uppercase())
        && !word.ends_with(|c: char| c.is_ascii_digit())
        && !FORMS.contains(&word);
    symbol && !is_name || CHARGED.contains(&one.text.as_str())
}

/// `treatment of patients with diabetes`: who is treated, not what goes with the cause.
fn is_treated_for(text: &str, effect: &Named) -> bool {
    const TREATED: [&str; 5] = ["patients", "subjects", "women", "men", "individuals"];
    let before = text[..effect.span.start].trim_end_matches("type ").trim_end();
    let with = before.strip_suffix(" with").filter(|_| effect.kind == "disease");
    let whom = with.and_then(|rest| TREATED.iter().find_map(|t| rest.strip_suffix(t)));
    whom.is_some_and(|rest| rest.trim_end().ends_with("treatment of"))
}

/// `modification of A leading to its degradation`: what befalls A is not what A does.
fn is_its_own(text: &str, effect: &Named) -> bool {
    const BEFALLS: [&str; 4] = ["degradation", "proteolysis", "turnover", "ubiquitination"];
    let before = text[..effect.span.start].trim_end();
    let owned = ["its", "their"].iter().any(|w| before.split(' ').next_back() == Some(w));
    owned && effect.kind == "process" && effect.text.split(' ').any(|word| BEFALLS.contains(&word))
}

/// `tyrosine phosphorylation of A`: no tyrosine acts.
fn is_by_residue(relation: &Relation, named: &[Named], says: &str) -> bool {
    let Some(Argument::Mention { mention, aspect }) = relation.args.first() else { return false };
    let residue = named.get(*mention).is_some_and(|n| is_amino_acid(&n.text.to_lowercase()));
    residue && (says == "modifies" || aspect.as_deref() == Some("phosphorylation"))
}

/// `nuclear migration of A`: that of a molecule, and of no cell.
fn is_moved(text: &str, effect: &Named, named: &[Named]) -> bool {
    let moves = ["migration", "trafficking"].contains(&effect.text.as_str());
    let Some(of) = text[effect.span.end..].strip_prefix(" of ").filter(|_| moves) else { return false };
    let start = text.len() - of.strip_prefix("the ").unwrap_or(of).len();
    // `migration of A-positive cells`
    let alone = |n: &Named| {
        let behind = &text[n.span.end..];
        let word = first_word(behind);
        !behind.starts_with('-') && ["", "in", "to", "by", "through", "from", "and", "into"].contains(&word)
    };
    named.iter().any(|n| n.span.start == start && MOLECULES.contains(&n.kind.as_str()) && alone(n))
}

/// `a faster progression from metaphase to anaphase`: that of the cell cycle.
fn is_of_phases(text: &str, effect: &Named) -> bool {
    const NEAR: usize = 40;
    const PHASES: [&str; 9] =
        ["phase", "metaphase", "anaphase", "mitosis", "meiosis", "G1", "G2", "G(1)", "cell cycle"];
    if effect.kind != "outcome" || effect.text != "progression" {
        return false;
    }
    let clause = text[effect.span.end..].split([',', ';', '.']).next().unwrap_or_default();
    let to = [" from ", " through ", " into ", " to "].iter().any(|p| clause.starts_with(p));
    let near: String = clause.chars().take(NEAR).collect();
    to && PHASES.iter().any(|p| near.contains(p))
}

/// Kinds that a marker on cells is of.
const MOLECULES: [&str; 3] = ["gene", "family", "complex"];

/// Whether an argument is only what cells are told by: `CD4+CD25+ T cells`.
pub(super) fn is_marker(text: &str, argument: &Argument, named: &[Named]) -> bool {
    let Argument::Mention { mention, aspect: None } = argument else { return false };
    let Some(named) = named.get(*mention).filter(|n| MOLECULES.contains(&n.kind.as_str())) else {
        return false;
    };
    let behind = &text[named.span.end..];
    // `ER (estrogen receptor) positive cells`
    let bracket = behind.strip_prefix(" (").and_then(|rest| rest.split_once(')'));
    let stated = bracket.map_or(behind, |(_, rest)| rest).trim_start_matches([' ', '-']);
    if stated.starts_with("positive ") || stated.starts_with("negative ") {
        return true;
    }
    let run = behind.split(' ').next().unwrap_or_default();
    text[named.span.clone()].ends_with('+')
        || behind.starts_with(['+', '(', '^']) && ["+", "(+)", "+^", "^+^"].iter().any(|m| run.ends_with(m))
}

/// `a substrate of caspase-3`: what a protease cuts it does not phosphorylate.
fn is_cut(text: &str, relation: &Relation, named: &[Named]) -> bool {
    const CUT: [&str; 6] = ["caspase", "protease", "proteinase", "calpain", "granzyme", "cathepsin"];
    let said = text.get(relation.trigger.clone()).unwrap_or_default();
    let cause = match relation.args.first() {
        Some(Argument::Mention { mention, .. }) => named.get(*mention),
        _ => None,
    };
    let name = cause.map(|c| c.text.to_lowercase()).unwrap_or_default();
    // Whatever is told of, a kinase or a phosphorylation is named, or the name is that of a kinase.
    let kinase = || {
        let lower = text.to_ascii_lowercase();
        ["kinase", "phosph"].iter().any(|k| lower.contains(k)) || cause.is_some_and(|c| c.text.contains('K'))
    };
    said.starts_with("substrate") && (CUT.iter().any(|c| name.contains(c)) || !kinase())
}

/// `rescued cell death`: there is less of it; `rescued A` there is more.
fn is_rescued(text: &str, relation: &Relation, effect: &Named) -> bool {
    const HARMS: [&str; 7] =
        ["death", "apoptosis", "necrosis", "senescence", "toxicity", "damage", "ferroptosis"];
    let said = text.get(relation.trigger.clone()).unwrap_or_default().to_ascii_lowercase();
    said.starts_with("rescu") && effect.text.split(' ').any(|word| HARMS.contains(&word))
}

/// Whether the cause is a disease that is treated: `antiangiogenic treatment of glioma led to`.
fn is_treated(relation: &Relation, named: &[Named]) -> bool {
    let cause = match relation.args.first() {
        Some(Argument::Mention { mention, .. }) => named.get(*mention),
        _ => None,
    };
    relation.manipulation.as_deref() == Some("addition") && cause.is_some_and(|c| c.kind == "disease")
}

/// Whether a resistance is to no therapy: `resistance to apoptosis`.
fn is_resistance_of_life(text: &str, effect: &Named, named: &[Named]) -> bool {
    let before = text[..effect.span.start].trim_end().to_ascii_lowercase();
    if effect.kind == "outcome"
        && ["apoptotic", "apoptosis", "anoikis", "stress"].iter().any(|w| before.ends_with(w))
    {
        return true;
    }
    // `resistance to cells against stress`
    let clause = text[effect.span.end..].split([',', ';', '(']).next().unwrap_or_default();
    let against = clause.find(" against ").map(|at| effect.span.end + at);
    if effect.kind == "outcome"
        && against.is_some_and(|at| {
            let met = named.iter().find(|n| n.span.start > at);
            met.is_none_or(|n| n.kind != "drug" && n.kind != "therapy")
        })
    {
        return true;
    }
    let Some(behind) = text[effect.span.end..].strip_prefix(" to ") else { return false };
    let start = text.len() - behind.len();
    let to = named.iter().find(|n| n.span.start >= start);
    let near = to.filter(|n| !text[start..n.span.start].contains([',', ';', '.', '(']));
    let beside = near.filter(|n| {
        let between = &text[start..n.span.start];
        // `sensitivity to radiation-induced death`, `resistance to pathway inhibitors`
        !between.contains("induced")
            && between.split(' ').count() <= 3
            && !text[n.span.end..].starts_with('-')
            && !is_treatment(&text[n.span.end..])
    });
    effect.kind == "outcome" && beside.is_some_and(|n| n.kind == "process")
}

/// `positively` for `negatively`, and the other way round.
pub(super) fn opposite(argument: &mut Argument) {
    if let Argument::Word(word) = argument {
        match word.as_str() {
            "positively" => *word = "negatively".to_owned(),
            "negatively" => *word = "positively".to_owned(),
            _ => {}
        }
    }
}

/// Whether what stands behind a molecule makes a treatment of it.
fn is_treatment(behind: &str) -> bool {
    const TREATMENTS: [&str; 6] =
        ["monotherapy", "therapy", "therapies", "inhibitor", "inhibitors", "antibodies"];
    TREATMENTS.contains(&first_word(behind))
}

/// Nouns before `of` that tell how many cells there are.
const AMOUNTS: [&str; 28] = [
    "number",
    "numbers",
    "infiltration",
    "accumulation",
    "expansion",
    "frequency",
    "frequencies",
    "recruitment",
    "abundance",
    "influx",
    "proportion",
    "proportions",
    "percentage",
    "count",
    "counts",
    "density",
    "population",
    "populations",
    "pool",
    "subset",
    "subsets",
    "generation",
    "presence",
    "depletion",
    "loss",
    "elimination",
    "levels",
    "fraction",
];

/// Nouns before `of` that tell how active cells are.
const ACTIVITY: [&str; 10] = [
    "activation",
    "activity",
    "inhibition",
    "suppression",
    "function",
    "functions",
    "stimulation",
    "inactivation",
    "reactivation",
    "capacity",
];

/// Whether what stands before a cell is the cell itself, or an amount of it: not `cross-reactivity of`.
fn is_amount_of(before: &str) -> bool {
    let clause = before.rsplit([',', ';', '(']).next().unwrap_or_default();
    let Some((head, between)) = clause.rsplit_once(" of ") else { return true };
    let words = between.split_whitespace().count();
    let near = words <= if between.contains(" and ") { 4 } else { 2 };
    let noun = head.rsplit(' ').next().unwrap_or_default();
    !near || AMOUNTS.contains(&noun) || ACTIVITY.contains(&noun)
}

/// Whether a cell stands for what it does: `promoted AB1 and CD2 cell growth`.
fn of_cells(lower: &str, effect: &Named, named: &[Named], says: &str) -> bool {
    if !["increases", "decreases", "activates", "inhibits"].contains(&says) || effect.kind != "cell" {
        return false;
    }
    if !is_amount_of(&lower[..effect.span.start]) {
        return true;
    }
    let mut end = effect.span.end;
    for other in named.iter().filter(|n| n.span.start >= effect.span.end) {
        if !matches!(lower[end..other.span.start].trim(), "," | "and" | "or" | ", and" | "/") {
            break;
        }
        end = other.span.end;
    }
    does(&lower[end..])
}

/// Whether what stands behind a cell is what it does.
fn does(behind: &str) -> bool {
    let after = behind.trim_start();
    let after = after.strip_prefix("cell").map_or(after, str::trim_start);
    OF_CELLS.iter().any(|w| after.starts_with(w))
}
