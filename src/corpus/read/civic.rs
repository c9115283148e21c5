//! CIViC evidence: `*ClinicalEvidenceSummaries.tsv`, also in the columns of later releases.
//!
//! In: rows, parted by tabs, quotation marks literal. Out: findings about a variant of a gene, in
//! the disease and with the drugs that the row names. What a row "does not support" is denied,
//! never its opposite. The statement is the curator's and not the paper's, so that a source is a
//! digest. Must not guess: a row that no predicate can say is left out and counted.

use std::io::{BufRead, Read};
use std::path::Path;

use super::curated::{Collector, Curated, Stated, entity, own_id};
use crate::corpus::Paper;
use crate::corpus::finding::{ContextRecord, Finding, Participant, Polarity, Texts};
use crate::diagnostic::Diagnostic;
use crate::vocabulary::{KnownBy, Supplement, nearest_of};

/// Longest row that is read, in bytes.
const LONGEST_ROW: usize = 1 << 20;

const GENE: &[&str] = &["gene", "family", "complex", "molecule"];
const DISEASE: &[&str] = &["disease"];
const DRUG: &[&str] = &["drug", "therapy"];
const OUTCOME: &[&str] = &["outcome"];

/// The columns that are used; each with the name that later releases give it.
const COLUMNS: [(&str, &str); 18] = [
    ("gene", "gene"),
    ("entrez_id", "entrez_id"),
    ("variant", "variant"),
    ("molecular_profile", "molecular_profile"),
    ("disease", "disease"),
    ("doid", "doid"),
    ("drugs", "therapies"),
    ("drug_interaction_type", "therapy_interaction_type"),
    ("evidence_type", "evidence_type"),
    ("evidence_direction", "evidence_direction"),
    ("evidence_level", "evidence_level"),
    ("clinical_significance", "significance"),
    ("evidence_statement", "evidence_statement"),
    ("citation_id", "citation_id"),
    ("source_type", "source_type"),
    ("citation", "citation"),
    ("evidence_id", "evidence_id"),
    ("evidence_status", "evidence_status"),
];

/// Columns without which a row says nothing.
const NEEDED: [&str; 6] = [
    "evidence_type",
    "evidence_direction",
    "clinical_significance",
    "evidence_statement",
    "citation_id",
    "disease",
];

/// Whether this first line is the header of such a table.
#[must_use]
pub fn is_header(line: &str) -> bool {
    let fields: Vec<&str> = line.trim_end().split('\t').collect();
    ["evidence_statement", "evidence_direction", "citation_id"].iter().all(|c| fields.contains(c))
}

/// Reads a table; `path` is only named.
///
/// # Errors
/// If the reader fails. A row that is wrong is left out and counted.
pub fn read_from(path: &Path, mut reader: impl BufRead) -> std::io::Result<Curated> {
    let mut collector = Collector::new(path);
    let mut columns = None;
    let mut bytes = Vec::new();
    let mut line = 0u32;
    loop {
        bytes.clear();
        line += 1;
        if reader.by_ref().take(LONGEST_ROW as u64 + 1).read_until(b'\n', &mut bytes)? == 0 {
            return Ok(collector.finish("rows"));
        }
        if bytes.len() > LONGEST_ROW {
            reader.skip_until(b'\n')?;
            if columns.is_none() {
                let message = format!("{}:1: the header is longer than 1 MiB", path.display());
                let help = "take CIViC's table of clinical evidence as it is, parted by tabs";
                collector.fault(Diagnostic::error("E0554", message).help(help));
                return Ok(collector.finish("rows"));
            }
            collector.leave_out("longer than 1 MiB", line);
            continue;
        }
        let Ok(text) = std::str::from_utf8(&bytes) else {
            collector.leave_out("not UTF-8", line);
            continue;
        };
        let text = text.trim_end_matches(['\n', '\r']);
        match &columns {
            None => match Columns::of(text.trim_start_matches('\u{feff}'), path) {
                Ok(found) => columns = Some(found),
                Err(diagnostic) => {
                    collector.fault(diagnostic);
                    return Ok(collector.finish("rows"));
                }
            },
            Some(_) if text.trim().is_empty() => {}
            Some(columns) => row(columns, text, line, &mut collector),
        }
    }
}

/// Where the columns stand.
#[derive(Debug)]
struct Columns {
    positions: Vec<Option<usize>>,
    width: usize,
}

impl Columns {
    fn of(header: &str, path: &Path) -> Result<Self, Diagnostic> {
        let fields: Vec<&str> = header.split('\t').map(str::trim).collect();
        let at = |(old, new): &(&str, &str)| fields.iter().position(|f| f == old || f == new);
        let positions: Vec<Option<usize>> = COLUMNS.iter().map(at).collect();
        let is_there =
            |name: &str| COLUMNS.iter().zip(&positions).any(|((c, _), at)| *c == name && at.is_some());
        let mut lacking: Vec<&str> = NEEDED.into_iter().filter(|name| !is_there(name)).collect();
        if !fields.contains(&"variant") && !fields.contains(&"molecular_profile") {
            lacking.push("variant");
        }
        let Some(first) = lacking.first() else { return Ok(Self { positions, width: fields.len() }) };
        let message = format!("{}:1: the table lacks the columns {}", path.display(), lacking.join(", "));
        let near = nearest_of(first, fields.iter().copied());
        let help = match near.first() {
            Some(near) => format!(
                "`{near}` is there; name it `{first}`, or take CIViC's table as it is, parted by tabs"
            ),
            None => "take CIViC's table of clinical evidence as it is, parted by tabs".to_owned(),
        };
        Err(Diagnostic::error("E0554", message).help(help))
    }

    fn field<'t>(&self, fields: &[&'t str], name: &str) -> &'t str {
        let position = COLUMNS.iter().position(|(column, _)| *column == name);
        let at = position.and_then(|p| self.positions[p]);
        at.and_then(|i| fields.get(i)).map_or("", |f| f.trim())
    }
}

/// A row by the names of its columns.
struct Row<'a> {
    columns: &'a Columns,
    fields: Vec<&'a str>,
    line: u32,
}

impl<'a> Row<'a> {
    fn get(&self, name: &str) -> &'a str {
        self.columns.field(&self.fields, name)
    }
}

fn row(columns: &Columns, text: &str, line: u32, collector: &mut Collector) {
    collector.statement();
    let row = Row { columns, fields: text.split('\t').collect(), line };
    if row.fields.len() != columns.width {
        let reason = format!("with {} fields where the header has {}", row.fields.len(), columns.width);
        return collector.leave_out(reason, line);
    }
    match finding(&row, collector) {
        Ok((paper, finding)) => {
            let stated =
                Stated { locator: Some(locator(&row)), text: row.get("evidence_statement").to_owned(), line };
            collector.add(paper, stated, vec![finding]);
        }
        Err(reason) => collector.leave_out(reason, line),
    }
}

fn locator(row: &Row<'_>) -> String {
    let id = row.get("evidence_id");
    if id.is_empty() { format!("CIViC, line {}", row.line) } else { format!("CIViC evidence {id}") }
}

/// What a row states; else why nothing can be made of it.
fn finding(row: &Row<'_>, collector: &mut Collector) -> Result<(Paper, Finding), String> {
    for needed in ["evidence_statement", "citation_id", "disease"] {
        if row.get(needed).is_empty() {
            return Err(format!("without {needed}"));
        }
    }
    let polarity = match row.get("evidence_direction") {
        "Supports" => Polarity::Affirmed,
        "Does Not Support" => Polarity::Denied,
        other => return Err(format!("with the direction \"{other}\"")),
    };
    if !matches!(row.get("evidence_status"), "" | "accepted") {
        return Err(format!("of the status \"{}\"", row.get("evidence_status")));
    }
    let says = Says::of(row)?;
    let study = study(row)?.to_owned();
    let (gene, marker) = marker(row)?;
    let therapy = Therapy::of(row);
    if therapy.ids.is_empty() && matches!(says, Says::Confers(_)) {
        return Err("Predictive, without a drug".to_owned());
    }
    let disease = disease(row);
    let paper = paper(row);
    let statement = Finding {
        polarity,
        paper: paper.id.clone(),
        section: Some(locator(row)),
        study: Some(study),
        quote: row.get("evidence_statement").to_owned(),
        extractor: "civic/1".to_owned(),
        curation: Some(serde_json::json!({ "database": "CIViC", "evidence": row.get("evidence_id") })),
        ..Finding::default()
    };
    let finding = says.finding(statement, marker, &disease, &therapy, collector);
    for supplement in [gene, disease].into_iter().chain(therapy.supplements) {
        collector.supplement(supplement);
    }
    Ok((paper, finding))
}

/// What a row's type and significance say, in predicates.
enum Says {
    /// The marker confers an outcome to the therapy.
    Confers(&'static str),
    /// The marker goes with an outcome of the disease.
    Prognosis(&'static str),
    /// The marker goes with the disease, or against it.
    Disease(&'static str),
}

impl Says {
    fn of(row: &Row<'_>) -> Result<Self, String> {
        let (kind, significance) = (row.get("evidence_type"), row.get("clinical_significance"));
        Ok(match (kind, significance) {
            ("Predictive", "Sensitivity/Response") => Self::Confers("sensitivity"),
            ("Predictive", "Resistance") => Self::Confers("resistance"),
            ("Predictive", "Reduced Sensitivity") => Self::Confers("reduced sensitivity"),
            ("Predictive", "Adverse Response") => Self::Confers("adverse response"),
            ("Prognostic", "Poor Outcome") => Self::Prognosis("poor prognosis"),
            ("Prognostic", "Better Outcome") => Self::Prognosis("favourable prognosis"),
            ("Diagnostic", "Positive")
            | ("Predisposing", "Positive" | "Pathogenic" | "Likely Pathogenic" | "Predisposition") => {
                Self::Disease("positively")
            }
            ("Diagnostic", "Negative") | ("Predisposing", "Protectiveness") => Self::Disease("negatively"),
            _ => return Err(format!("{kind}, of the significance \"{significance}\"")),
        })
    }

    fn finding(
        self,
        statement: Finding,
        marker: Participant,
        disease: &Supplement,
        therapy: &Therapy,
        collector: &mut Collector,
    ) -> Finding {
        let word = |text: &str| Participant { text: Some(text.to_owned()), ..Participant::default() };
        let mut outcome = |name: &str| {
            let known = entity(&own_id(name), name, OUTCOME, KnownBy::AnyName);
            let participant = participant(&known);
            collector.supplement(known);
            participant
        };
        let disease_id = Some(disease.entity.id.to_string());
        let mut context = ContextRecord { disease: disease_id, ..ContextRecord::default() };
        let (says, args) = match self {
            Self::Confers(name) => ("confers", vec![marker, outcome(name), therapy.participant()]),
            Self::Prognosis(name) => {
                context.therapy = (!therapy.ids.is_empty()).then(|| Texts::Many(therapy.ids.clone()));
                ("associated", vec![marker, word("positively"), outcome(name)])
            }
            // The disease is what is found out, not the group.
            Self::Disease(direction) => {
                context.disease = None;
                ("associated", vec![marker, word(direction), participant(disease)])
            }
        };
        Finding { says: says.to_owned(), args, context, ..statement }
    }
}

fn participant(named: &Supplement) -> Participant {
    Participant {
        text: Some(named.entity.name.clone()),
        id: Some(named.entity.id.to_string()),
        ..Participant::default()
    }
}

/// The drugs of a row.
struct Therapy {
    /// A regimen's members; one, of a single drug or of alternatives.
    ids: Vec<String>,
    names: Vec<String>,
    supplements: Vec<Supplement>,
}

impl Therapy {
    fn of(row: &Row<'_>) -> Self {
        let together = row.get("drug_interaction_type");
        let mut names = drug_names(row.get("drugs"));
        names.sort_unstable();
        names.dedup();
        let mut supplements: Vec<Supplement> =
            names.iter().map(|name| entity(&own_id(name), name, DRUG, KnownBy::AnyName)).collect();
        let is_regimen = matches!(together, "Combination" | "Sequential");
        if names.len() > 1 && !is_regimen {
            // One of them, and the row does not say which: more than each, so above each.
            let name = names.join(" or ");
            let mut group = entity(&own_id(&name), &name, &["therapy"], KnownBy::PreferredName);
            group.members = supplements.iter().map(|s| s.entity.id.clone()).collect();
            supplements.push(group);
            names = vec![name];
        }
        let ids = names.iter().map(|name| own_id(name)).collect();
        Self { ids, names, supplements }
    }

    fn participant(&self) -> Participant {
        let mut members = self.names.iter().zip(&self.ids).map(|(name, id)| Participant {
            text: Some(name.clone()),
            id: Some(id.clone()),
            ..Participant::default()
        });
        match self.ids.len() {
            1 => members.next().unwrap_or_default(),
            _ => Participant { regimen: members.collect(), ..Participant::default() },
        }
    }
}

/// Names parted by commas; a comma between the numbers of a chemical name parts nothing.
fn drug_names(field: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let mut open = String::new();
    for piece in field.split(',').map(str::trim).filter(|p| !p.is_empty()) {
        open.push_str(piece);
        let locant = piece.len() <= 2 || piece.ends_with(|c: char| c.is_ascii_digit()) && !has_word(piece);
        if locant {
            open.push(',');
        } else {
            names.push(std::mem::take(&mut open));
        }
    }
    if !open.is_empty() {
        names.push(open.trim_end_matches(',').to_owned());
    }
    names
}

fn has_word(text: &str) -> bool {
    text.split(|c: char| !c.is_alphabetic()).any(|word| word.chars().count() >= 2)
}

fn disease(row: &Row<'_>) -> Supplement {
    let (doid, name) = (row.get("doid"), row.get("disease"));
    let doid = doid.trim_start_matches("DOID:");
    let id = if doid.is_empty() { own_id(name) } else { format!("DOID:{doid}") };
    entity(&id, name, DISEASE, KnownBy::AnyName)
}

/// The gene, and its altered form. Later releases name both in one column.
fn marker(row: &Row<'_>) -> Result<(Supplement, Participant), String> {
    let profile = row.get("molecular_profile");
    let (gene, variant) = match (row.get("gene"), row.get("variant")) {
        ("", _) => profile.split_once(' ').unwrap_or((profile, "")),
        known => known,
    };
    if [" AND ", " OR ", "NOT "].iter().any(|word| profile.contains(word)) {
        return Err("about several variants together".to_owned());
    }
    if gene.is_empty() || variant.is_empty() {
        return Err("without a gene or a variant".to_owned());
    }
    // `EML4::ALK`: the partner that is named last is the one that acts.
    let symbol = gene.rsplit("::").next().filter(|s| *s != "v").unwrap_or(gene);
    let variant = if symbol == gene { variant.to_owned() } else { format!("{gene} {variant}") };
    let entrez = row.get("entrez_id");
    let id = if entrez.is_empty() { own_id(symbol) } else { format!("NCBIGene:{entrez}") };
    let gene = entity(&id, symbol, GENE, KnownBy::PreferredName);
    let marker = Participant { alteration: Some(alteration(symbol, &variant)), ..participant(&gene) };
    Ok((gene, marker))
}

/// `ALK FUSIONS` of ALK is its fusion; any other name is kept as it is.
fn alteration(gene: &str, variant: &str) -> String {
    let of_gene = variant.strip_prefix(gene).map_or(variant, str::trim);
    match of_gene.to_lowercase().as_str() {
        "fusion" | "fusions" => "fusion".to_owned(),
        _ => variant.to_owned(),
    }
}

/// The type of study that CIViC's level of evidence stands for.
fn study(row: &Row<'_>) -> Result<&'static str, String> {
    match row.get("evidence_level") {
        "A" => Ok("guideline"),
        "B" => Ok("clinical cohort"),
        "C" => Ok("case"),
        "D" => Ok(preclinical(row.get("evidence_statement"))),
        "E" => Ok("author statement"),
        other => Err(format!("of the evidence level \"{other}\"")),
    }
}

fn preclinical(statement: &str) -> &'static str {
    let lower = statement.to_lowercase();
    let animal = ["xenograft", "mice", "mouse", "in vivo", "murine"].iter().any(|word| lower.contains(word));
    if animal { "in vivo" } else { "in vitro" }
}

/// `Levine et al., 2005, Blood`
fn paper(row: &Row<'_>) -> Paper {
    let number = row.get("citation_id");
    let is_pubmed = matches!(row.get("source_type"), "PubMed" | "");
    let register = if is_pubmed { "pmid".to_owned() } else { row.get("source_type").to_lowercase() };
    let parts: Vec<&str> = row.get("citation").splitn(3, ',').map(str::trim).collect();
    let year = parts.iter().position(|part| part.len() == 4 && part.parse::<i32>().is_ok());
    let author = parts.first().filter(|_| year != Some(0)).map(|a| a.trim_end_matches("et al.").trim_end());
    Paper {
        id: format!("{register}:{number}"),
        pmid: is_pubmed.then(|| number.to_owned()),
        authors: author.filter(|a| !a.is_empty()).map(str::to_owned).into_iter().collect(),
        year: year.and_then(|at| parts[at].parse().ok()),
        journal: year
            .and_then(|at| parts.get(at + 1..))
            .map(|rest| rest.join(", "))
            .filter(|j| !j.is_empty()),
        digest: true,
        ..Paper::default()
    }
}
