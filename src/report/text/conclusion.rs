//! One conclusion: its sentence, what is said of it, who says the opposite, its proof.

use std::io::{self, Write};

use anstyle::Style;

use super::{Layout, cited, number, proof};
use crate::report::palette::{Palette, paint};
use crate::report::wrap::{columns, lines, painted, printable};
use crate::report::{
    Because, Conclusion, Lineage, Opponent, Question, Reading, Robustness, Source, Status, Step,
};

/// Most sets of lineages that are shown.
const SETS: usize = 4;

pub(super) fn write(conclusion: &Conclusion, layout: &Layout, out: &mut dyn Write) -> io::Result<()> {
    write_head(conclusion, layout, out)?;
    proof::write(&conclusion.proof, layout, out)?;
    match further(conclusion) {
        Some(more) => layout.indented("   ", &more, out),
        None => Ok(()),
    }
}

/// Everything that is said of it but its proof.
pub(super) fn write_head(conclusion: &Conclusion, layout: &Layout, out: &mut dyn Write) -> io::Result<()> {
    let margin = columns(&conclusion.id) + 2;
    let indent = " ".repeat(margin);
    let sentence = painted(&conclusion.sentence, layout.width - margin, layout.palette.strong);
    for (number, line) in sentence.into_iter().enumerate() {
        match number {
            0 => writeln!(out, "{}  {line}", paint(layout.palette.id, &conclusion.id))?,
            _ => writeln!(out, "{indent}{line}")?,
        }
    }
    for line in filled(&facts(conclusion, &layout.palette), layout.width - margin) {
        writeln!(out, "{indent}{line}")?;
    }
    for remark in remarks(conclusion) {
        hanging(&indent, &remark, layout, out)?;
    }
    Ok(())
}

/// Lines after the first are indented two columns more.
fn hanging(indent: &str, text: &str, layout: &Layout, out: &mut dyn Write) -> io::Result<()> {
    let width = layout.width.saturating_sub(columns(indent) + 2);
    for (number, line) in lines(&printable(text), width).into_iter().enumerate() {
        writeln!(out, "{indent}{}{line}", if number == 0 { "" } else { "  " })?;
    }
    Ok(())
}

/// `supported · clinical cohort · 1 lineage · stated by the authors, hedged · association`
pub(in crate::report) fn facts(conclusion: &Conclusion, palette: &Palette) -> Vec<String> {
    let mut parts = Vec::new();
    if let Some(status) = &conclusion.status {
        parts.push(word_by_word(status_style(&status.word, palette), &status.word));
    }
    let verdict = &conclusion.verdict.word;
    if conclusion.status.is_none() || verdict != "supported" {
        parts.push(word_by_word(verdict_style(verdict, palette), verdict));
    }
    parts.extend(graded(conclusion));
    if !conclusion.species.is_empty() {
        parts.push(conclusion.species.join(", "));
    }
    parts.extend(conclusion.reading.as_ref().map(read));
    parts.push(number(conclusion.lineages.len(), "lineage", "lineages"));
    let stated_hedged = if conclusion.novelty.hedged { ", hedged" } else { "" };
    parts.push(format!("{}{stated_hedged}", conclusion.novelty.word));
    if conclusion.hedged && !conclusion.novelty.hedged {
        parts.push("hedged".to_owned());
    }
    if conclusion.association {
        parts.push("association".to_owned());
    }
    parts
}

/// The study that it rests on, and what it counts as where something lowers it.
fn graded(conclusion: &Conclusion) -> Vec<String> {
    match (&conclusion.study, &conclusion.grade) {
        (Some(study), Some(grade)) if study != grade => vec![study.clone(), format!("graded {grade}")],
        (_, grade) => grade.iter().cloned().collect(),
    }
}

/// Parts with a dot between them, as many on a line as there is room for.
fn filled(parts: &[String], width: usize) -> Vec<String> {
    let mut rows: Vec<String> = Vec::new();
    for part in parts {
        match rows.last_mut().filter(|row| columns(row) + 3 + columns(part) <= width) {
            Some(row) => row.push_str(&format!(" · {part}")),
            None => rows.push(part.clone()),
        }
    }
    rows
}

fn word_by_word(style: Style, words: &str) -> String {
    words.split(' ').map(|word| paint(style, word)).collect::<Vec<_>>().join(" ")
}

fn verdict_style(word: &str, palette: &Palette) -> Style {
    match word {
        "supported" => palette.good,
        "refuted" | "superseded" | "contested" => palette.bad,
        _ => palette.care,
    }
}

fn status_style(word: &str, palette: &Palette) -> Style {
    match word {
        "confirmed" => palette.good,
        "refuted" => palette.bad,
        _ => palette.care,
    }
}

/// What else is said of a conclusion: what starts with two spaces belongs to the one before.
pub(in crate::report) fn remarks(conclusion: &Conclusion) -> Vec<String> {
    let mut remarks = Vec::new();
    if !conclusion.lineages.is_empty() {
        let names: Vec<String> = conclusion.lineages.iter().map(lineage).collect();
        remarks.push(format!("from {}", names.join("; ")));
    }
    let stated_in = citations(&conclusion.novelty.stated_in);
    if !stated_in.is_empty() && !shown(&conclusion.novelty.stated_in, &conclusion.proof) {
        remarks.push(format!("stated in {stated_in}"));
    }
    remarks.extend(falls(conclusion));
    if let Some(status) = &conclusion.status {
        remarks.extend(fate(status));
    }
    for opponent in &conclusion.verdict.opponents {
        remarks.extend(opposed(opponent));
    }
    if conclusion.verdict.unnamed > 0 {
        let more = number(conclusion.verdict.unnamed, "more says", "more say");
        remarks.push(format!("{more} the opposite in other contexts"));
    }
    if !conclusion.verdict.denied_by.is_empty() {
        remarks.push(format!("denied in {}", citations(&conclusion.verdict.denied_by)));
    }
    if !conclusion.retracted.is_empty() {
        remarks.push(format!("retracted, so not counted: {}", citations(&conclusion.retracted)));
    }
    remarks.extend(conclusion.assumptions.iter().map(|a| format!("assumes: {a}")));
    remarks.extend(conclusion.absences.iter().map(|a| format!("rests on absence: {a}")));
    remarks.extend(questions(conclusion));
    remarks
}

/// `reading 0.87`; `reading ≥ 0.87` where not all ways to derive it were counted.
fn read(reading: &Reading) -> String {
    format!("reading {}{:.2}", if reading.truncated { "≥ " } else { "" }, reading.probability)
}

/// `falls without A 2020, or without B 2021 and C 2022`; nothing to say of one lineage alone.
fn falls(conclusion: &Conclusion) -> Option<String> {
    let Robustness { sets, unnamed, exact, .. } = &conclusion.robustness;
    if sets.is_empty() || conclusion.lineages.len() < 2 {
        return None;
    }
    let care = if *exact { "" } else { " (not all proofs or sets were looked at)" };
    if let [all] = sets.as_slice()
        && all.len() == conclusion.lineages.len()
    {
        return Some(format!("falls only without all of these {} lineages{care}", all.len()));
    }
    let shown = sets.iter().take(SETS).map(|set| format!("without {}", set.join(" and ")));
    let more = unnamed + sets.len().saturating_sub(SETS);
    let more = (more > 0).then(|| format!("{more} other {}", if more == 1 { "way" } else { "ways" }));
    let ways: Vec<String> = shown.chain(more).collect();
    Some(format!("falls {}{care}", ways.join(", or ")))
}

/// Questions for an experiment. One whose answer tells either way, if it is yes and if it is no,
/// stands once.
fn questions(conclusion: &Conclusion) -> Vec<String> {
    let (speaking_for, against): (Vec<&Question>, Vec<&Question>) =
        conclusion.questions.iter().partition(|q| q.side == "for");
    let same = |a: &Question, b: &Question| a.sentence == b.sentence && a.study == b.study;
    let mut told: Vec<String> = Vec::new();
    for question in &speaking_for {
        let no = against.iter().find(|other| same(question, other));
        let no = no.map(|other| format!("; no would {}", other.effect)).unwrap_or_default();
        told.push(format!("to settle it: {} Yes would {}{no}", asked(question), question.effect));
    }
    for question in against.iter().filter(|a| !speaking_for.iter().any(|q| same(q, a))) {
        told.push(format!("against it: {} Yes would {}", asked(question), question.effect));
    }
    told
}

/// A question, with how a finding that comes near to it was made.
fn asked(question: &Question) -> String {
    let known = [
        ("assay", &question.assay),
        ("population", &question.population),
        ("comparator", &question.comparator),
    ];
    let known: Vec<String> =
        known.iter().filter_map(|(name, value)| Some(format!("{name}: {}", value.as_deref()?))).collect();
    let known = if known.is_empty() { String::new() } else { format!(" ({})", known.join("; ")) };
    format!("{}{known}", question.question)
}

/// `Napolitano 2026 (doi:10.1172/JCI200923, 2026)`
fn lineage(lineage: &Lineage) -> String {
    let years = lineage.years.iter().map(i32::to_string);
    let told: Vec<String> = lineage.papers.iter().cloned().chain(years).collect();
    if told.is_empty() { lineage.name.clone() } else { format!("{} ({})", lineage.name, told.join(", ")) }
}

/// Whether the proof shows each of these places.
fn shown(sources: &[Source], proof: &[Step]) -> bool {
    sources.iter().all(|source| {
        proof.iter().any(|step| match &step.because {
            Because::Finding { sources, .. } => sources.contains(source),
            _ => false,
        })
    })
}

/// Each place once, in the order given.
fn citations(sources: &[Source]) -> String {
    let mut places: Vec<String> = Vec::new();
    for source in sources {
        let place = cited(source);
        if !places.contains(&place) {
            places.push(place);
        }
    }
    places.join("; ")
}

fn fate(status: &Status) -> Vec<String> {
    let mut remarks = Vec::new();
    if !status.agreeing.is_empty() {
        let how = if status.word == "restated" { "its own papers say so" } else { "stated" };
        remarks.push(format!("{how}: {}", citations(&status.agreeing)));
    }
    if !status.opposing.is_empty() {
        remarks.push(format!("denied or opposite: {}", citations(&status.opposing)));
    }
    remarks
}

fn opposed(opponent: &Opponent) -> Vec<String> {
    let grade = opponent.grade.as_ref().map(|g| format!(" · {g}")).unwrap_or_default();
    let who = match &opponent.id {
        Some(id) => format!("against {id}: {}{grade}", opponent.sentence),
        None => format!("against: {}{grade} · {}", opponent.sentence, citations(&opponent.sources)),
    };
    let differences = opponent.differences.iter().map(|d| {
        let sole = opponent.explained_by.as_deref() == Some(d.field.as_str());
        let explains = if sole { ", which explains it" } else { "" };
        format!("  {}: {} here, {} there ({}){explains}", d.field, d.ours, d.theirs, d.contrast)
    });
    std::iter::once(who).chain(differences).collect()
}

/// How many other proofs there are, and how to see them.
pub(in crate::report) fn further(conclusion: &Conclusion) -> Option<String> {
    let proofs = match (conclusion.further_proofs, conclusion.truncated) {
        (0, false) => return None,
        (0, true) => "there may be more proofs".to_owned(),
        (count, true) => format!("at least {}", number(count, "more proof", "more proofs")),
        (count, false) => number(count, "more proof", "more proofs"),
    };
    Some(format!("{proofs}: reason why {} --all …", conclusion.id))
}
