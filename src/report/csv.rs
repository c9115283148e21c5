//! A report as a table: a conclusion a row, its proof in one cell.

use std::io::{self, Write};

use super::{Because, Class, Conclusion, Report, Source, Step, text};

const COLUMNS: [&str; 25] = [
    "id",
    "class",
    "predicate",
    "sentence",
    "verdict",
    "status",
    "grade",
    "species",
    "reading",
    "reading truncated",
    "lineages",
    "papers",
    "years",
    "falls without",
    "novelty",
    "hedged",
    "association",
    "remarks",
    "rule",
    "rule place",
    "track record",
    "proof",
    "further proofs",
    "truncated",
    "notice",
];

/// Writes a report as comma-separated values with a header; the notice stands in the last column.
///
/// # Errors
/// If writing fails.
pub fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let mut table = csv::Writer::from_writer(out);
    table.write_record(COLUMNS).map_err(io::Error::from)?;
    for conclusion in &report.conclusions {
        table.write_record(row(conclusion, report)).map_err(io::Error::from)?;
    }
    table.flush()
}

fn row(conclusion: &Conclusion, report: &Report) -> [String; 25] {
    let class = match conclusion.class {
        Class::Hypothesis => "hypothesis",
        Class::Prediction => "prediction",
    };
    let mut papers: Vec<&str> =
        conclusion.lineages.iter().flat_map(|l| l.papers.iter().map(String::as_str)).collect();
    papers.sort_unstable();
    papers.dedup();
    let mut years: Vec<i32> = conclusion.lineages.iter().flat_map(|l| l.years.iter().copied()).collect();
    years.sort_unstable();
    years.dedup();
    let years: Vec<String> = years.iter().map(i32::to_string).collect();
    let lineages: Vec<&str> = conclusion.lineages.iter().map(|l| l.name.as_str()).collect();
    let rule = conclusion.rule.as_ref();
    let record = report.records.iter().find(|record| Some(&record.rule) == rule);
    [
        conclusion.id.clone(),
        class.to_owned(),
        conclusion.predicate.clone(),
        conclusion.sentence.clone(),
        conclusion.verdict.word.clone(),
        conclusion.status.as_ref().map(|s| s.word.clone()).unwrap_or_default(),
        conclusion.grade.clone().unwrap_or_default(),
        conclusion.species.join("; "),
        conclusion.reading.as_ref().map(|r| format!("{:.4}", r.probability)).unwrap_or_default(),
        conclusion.reading.as_ref().map(|r| r.truncated.to_string()).unwrap_or_default(),
        lineages.join("; "),
        papers.join("; "),
        years.join("; "),
        conclusion.robustness.sets.iter().map(|set| set.join(" + ")).collect::<Vec<_>>().join("; "),
        conclusion.novelty.word.clone(),
        (conclusion.hedged || conclusion.novelty.hedged).to_string(),
        conclusion.association.to_string(),
        text::remarks(conclusion).join("\n"),
        rule.map(|r| r.name.clone()).unwrap_or_default(),
        rule.and_then(|r| r.place.clone()).unwrap_or_default(),
        record.map(|r| text::record::fared(r).join("; ")).unwrap_or_default(),
        proof(&conclusion.proof),
        conclusion.further_proofs.to_string(),
        conclusion.truncated.to_string(),
        report.notice.clone(),
    ]
}

/// A line a step, indented by its depth.
fn proof(steps: &[Step]) -> String {
    let lines = steps.iter().flat_map(|step| {
        let indent = "  ".repeat(step.depth);
        let note = text::note(&step.because);
        let note = if note.is_empty() { String::new() } else { format!(" [{note}]") };
        let own = format!("{indent}{}{note}", step.sentence);
        std::iter::once(own).chain(quotes(step).into_iter().map(move |q| format!("{indent}  {q}")))
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn quotes(step: &Step) -> Vec<String> {
    let Because::Finding { sources, .. } = &step.because else { return Vec::new() };
    sources.iter().flat_map(told).filter(|line| !line.is_empty()).collect()
}

fn told(source: &Source) -> [String; 2] {
    let remark = source.remark.iter().map(|remark| format!("remark: {remark}")).collect();
    [text::quoted(source, &super::Palette::plain()), remark]
}
