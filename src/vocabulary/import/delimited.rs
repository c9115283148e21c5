//! Tables parted by tabs or commas: the HGNC table, our own columns, FamPlex, name and identifier.

use super::{Reading, Record, Standing, famplex, headed};
use crate::diagnostic::Diagnostic;
use crate::vocabulary::table::HEADER;

/// Rows that are looked at to recognise a table.
const SAMPLE: usize = 50;

/// Reads a table of any of these shapes; says which.
pub(super) fn read(reading: &mut Reading<'_>, text: &str) -> Result<&'static str, Diagnostic> {
    let first = text.lines().find(|l| !l.trim().is_empty()).unwrap_or_default();
    if first.split('\t').map(str::trim).eq(HEADER) {
        own(reading, text);
        return Ok("vocabulary table");
    }
    if let Some(columns) = Columns::of(first).filter(|_| first.contains('\t')) {
        hgnc(reading, text, &columns);
        return Ok("HGNC table");
    }
    if let Some(columns) = headed::Columns::of(first) {
        headed::read(reading, text, &columns)?;
        return Ok("table with a header");
    }
    if first.contains('\t') && Columns::names_register(first) {
        return Err(without_symbols(reading));
    }
    if first.contains('\t') {
        names(reading, text)?;
        return Ok("table of names");
    }
    let rows = comma_rows(text, SAMPLE);
    match famplex::shape(&rows) {
        Some(shape) => Ok(famplex::read(reading, &comma_rows(text, usize::MAX), shape)),
        None => Err(super::unknown(reading.path)),
    }
}

fn comma_rows(text: &str, most: usize) -> Vec<csv::StringRecord> {
    let reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    reader.into_records().filter_map(Result::ok).take(most).collect()
}

/// Our own seven columns.
fn own(reading: &mut Reading<'_>, text: &str) {
    let list = |field: &str| -> Vec<String> {
        field.split('|').map(str::trim).filter(|s| !s.is_empty()).map(str::to_owned).collect()
    };
    for line in text.lines().skip_while(|l| l.trim().is_empty()).skip(1).filter(|l| !l.trim().is_empty()) {
        let fields: Vec<&str> = line.split('\t').map(str::trim).collect();
        let &[id, name, kind, synonyms, parents, acts_on, cross_references] = fields.as_slice() else {
            reading.leave_out("not seven columns");
            continue;
        };
        if id.is_empty() || name.is_empty() || kind.is_empty() {
            reading.leave_out("no identifier, name or kind");
            continue;
        }
        reading.take(Record {
            id: id.to_owned(),
            name: name.to_owned(),
            kind: kind.to_owned(),
            names: list(synonyms).into_iter().map(|s| (s, Standing::Synonym)).collect(),
            parents: list(parents),
            acts_on: list(acts_on),
            cross_references: list(cross_references),
            ..Record::default()
        });
    }
}

/// Columns of the HGNC table, as its download pages name them.
struct Columns {
    id: usize,
    symbol: usize,
    name: Option<usize>,
    status: Option<usize>,
    aliases: Option<usize>,
    previous: Option<usize>,
    locus: Option<usize>,
    cross_references: Vec<(&'static str, usize)>,
}

impl Columns {
    /// Whether a header has HGNC's identifiers.
    fn names_register(header: &str) -> bool {
        Self::names(header).any(|name| name.starts_with("hgnc id"))
    }

    fn names(header: &str) -> impl Iterator<Item = String> {
        header.split('\t').map(|c| c.trim().to_lowercase().replace('_', " "))
    }

    fn of(header: &str) -> Option<Self> {
        let names: Vec<String> = Self::names(header).collect();
        let find = |starts: &[&str]| names.iter().position(|n| starts.iter().any(|s| n.starts_with(s)));
        let registers = [
            ("NCBIGene", ["ncbi gene id", "entrez id"]),
            ("UniProt", ["uniprot id", "uniprot ids"]),
            ("ENSEMBL", ["ensembl gene id", "ensembl id"]),
        ];
        let cross_references = registers.iter().filter_map(|(r, starts)| Some((*r, find(starts)?))).collect();
        Some(Self {
            id: find(&["hgnc id"])?,
            symbol: find(&["approved symbol", "symbol"])?,
            name: find(&["approved name", "name"]),
            status: find(&["status"]),
            aliases: find(&["alias symbol"]),
            previous: find(&["previous symbol", "prev symbol"]),
            locus: find(&["locus type", "locus group"]),
            cross_references,
        })
    }
}

fn without_symbols(reading: &Reading<'_>) -> Diagnostic {
    let message = format!("{}: this HGNC table has no column of symbols", reading.path.display());
    Diagnostic::error("E0226", message).help("give it the column `Approved symbol`, or `symbol`")
}

fn hgnc(reading: &mut Reading<'_>, text: &str, columns: &Columns) {
    for line in text.lines().skip_while(|l| l.trim().is_empty()).skip(1).filter(|l| !l.trim().is_empty()) {
        let fields: Vec<&str> = line.split('\t').map(|f| f.trim().trim_matches('"')).collect();
        let field = |i: usize| fields.get(i).copied().unwrap_or_default();
        let optional = |i: Option<usize>| i.map(field).unwrap_or_default();
        if columns.status.is_some() && optional(columns.status) != "Approved" {
            reading.leave_out("withdrawn");
            continue;
        }
        let symbol = field(columns.symbol);
        if symbol.is_empty() || !field(columns.id).starts_with("HGNC:") {
            reading.leave_out("no symbol or identifier");
            continue;
        }
        let mut names = Vec::new();
        // Aliases of pseudogenes and regions are those of the genes that they look like.
        let locus = optional(columns.locus);
        if !locus.contains("pseudogene") && !matches!(locus, "region" | "fragile site" | "unknown") {
            let standings = [
                (optional(columns.name), "\u{0}", Standing::Synonym),
                (optional(columns.aliases), ",|", Standing::Previous),
                (optional(columns.previous), ",|", Standing::Synonym),
            ];
            for (list, marks, standing) in standings {
                let parts = list.split(|c| marks.contains(c)).map(str::trim).filter(|n| !n.is_empty());
                names.extend(parts.map(|name| (name.to_owned(), standing)));
            }
            names.extend(spoken(optional(columns.name)).into_iter().map(|n| (n, Standing::Previous)));
        }
        let others = columns.cross_references.iter().flat_map(|(register, i)| {
            let ids = field(*i).split([',', '|']).map(str::trim).filter(|id| !id.is_empty());
            ids.map(move |id| format!("{register}:{id}"))
        });
        reading.take(Record {
            id: field(columns.id).to_owned(),
            aliases: vec![format!("HGNC:{symbol}")],
            name: symbol.to_owned(),
            kind: "gene".to_owned(),
            names,
            cross_references: others.collect(),
            ..Record::default()
        });
    }
}

/// How texts say what a register calls `palladin, cytoskeletal associated protein`, `arrestin beta
/// 1` or `DNA ligase 4`: without what follows a comma, with the Greek letter in front, with a Roman
/// numeral.
fn spoken(name: &str) -> Vec<String> {
    const GREEK: [&str; 6] = ["alpha", "beta", "gamma", "delta", "epsilon", "zeta"];
    const ROMAN: [&str; 12] = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"];
    let head = name.split(',').next().unwrap_or_default().trim();
    let head = head.strip_suffix(" precursor").unwrap_or(head);
    let mut found = Vec::new();
    if head.len() < name.len() && head.chars().filter(|c| c.is_alphabetic()).count() >= 5 {
        found.push(head.to_owned());
    }
    let words: Vec<&str> = head.split(' ').collect();
    if let [noun, greek, rest @ ..] = &words[..]
        && GREEK.contains(greek)
        && rest.len() <= 1
        && noun.len() >= 5
    {
        let number = rest.iter().map(|n| format!(" {n}")).collect::<String>();
        found.push(format!("{greek}-{noun}{number}"));
    }
    if let [nouns @ .., number] = &words[..]
        && let Some(roman) = number.parse::<usize>().ok().and_then(|n| ROMAN.get(n.checked_sub(1)?))
        && nouns.iter().any(|w| w.len() >= 5)
    {
        found.push(format!("{} {roman}", nouns.join(" ")));
    }
    found
}

/// Name and identifier; then, if there: species, register, and type.
fn names(reading: &mut Reading<'_>, text: &str) -> Result<(), Diagnostic> {
    for (number, line) in text.lines().enumerate() {
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        let fields: Vec<&str> = line.split('\t').map(str::trim).collect();
        let field = |i: usize| fields.get(i).copied().unwrap_or_default();
        let (name, id) = (field(0), field(1));
        if name.is_empty() || id.is_empty() {
            reading.leave_out("no name or no identifier");
            continue;
        }
        let register = field(3);
        let id = match register {
            "" => reading.identifier(id)?,
            _ if id.contains(':') => id.to_owned(),
            _ => format!("{}:{id}", register.to_uppercase()),
        };
        let Some(kind) =
            kind_of_type(field(4)).or_else(|| reading.kind(id.split(':').next().unwrap_or_default()))
        else {
            if number == 0 || reading.taken == 0 {
                return Err(reading.no_kind(name));
            }
            reading.leave_out("no kind");
            continue;
        };
        // The type column comes with overrides by hand.
        let standing = if field(4).is_empty() { Standing::Synonym } else { Standing::Preferred };
        reading.take(Record { id, kind, names: vec![(name.to_owned(), standing)], ..Record::default() });
    }
    if reading.taken == 0 {
        return Err(super::unknown(reading.path));
    }
    Ok(())
}

/// Kinds by the words of the tables of the Reach reader.
fn kind_of_type(word: &str) -> Option<String> {
    let kind = match word {
        "Family" => "family",
        "Gene_or_gene_product" => "gene",
        "Simple_chemical" => "chemical",
        "CellLine" | "CellType" => "cell",
        "BioProcess" => "process",
        "Disease" => "disease",
        "Organ" | "TissueType" => "tissue",
        "Species" => "organism",
        _ => return None,
    };
    Some(kind.to_owned())
}
