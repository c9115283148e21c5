//! Tables and ontologies of other projects in, one compact file of names out.
//!
//! In: files as their publishers give them. Out: the bytes of a lexicon, and what was read and left
//! out. Each file is recognised by its shape, never by its name alone. Must not know any entity.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use crate::diagnostic::Diagnostic;
use crate::vocabulary::lexicon::{Builder, Origin, Standing};

mod delimited;
mod famplex;
mod headed;
mod merge;
mod term;

use merge::Store;

/// Most bytes of a file after it was unpacked.
const LARGEST: u64 = 4 << 30;

/// What the files do not say themselves.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportOptions {
    /// Kind of the entities of files that do not tell it.
    pub kind: Option<String>,
    /// Register of identifiers that are written without one.
    pub register: Option<String>,
}

/// What became of the files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// One a file, in the order in which they were given.
    pub files: Vec<FileSummary>,
    /// Entities after those that several files have were joined, by kind.
    pub entities: BTreeMap<String, usize>,
    /// Names of all entities.
    pub names: usize,
    /// Entities that were joined as a cross-reference says that they are one.
    pub joined: usize,
}

/// What became of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileSummary {
    /// The file.
    pub path: PathBuf,
    /// What it was read as.
    pub format: &'static str,
    /// Rows or terms that were taken.
    pub taken: usize,
    /// What was left out: reason → how many.
    pub left_out: BTreeMap<&'static str, usize>,
}

/// One entity of a file, or names for one that another file has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Record {
    /// Register and number.
    id: String,
    /// Other identifiers that only files use among themselves, such as `HGNC:EGFR`.
    aliases: Vec<String>,
    /// Empty for names that belong to an entity of another file.
    name: String,
    /// Empty where the file does not tell.
    kind: String,
    names: Vec<(String, Standing)>,
    parents: Vec<String>,
    cross_references: Vec<String>,
    /// `inhibits HGNC:1`.
    acts_on: Vec<String>,
}

/// The records of one file as far as they were read.
#[derive(Debug)]
struct Reading<'a> {
    path: &'a Path,
    options: &'a ImportOptions,
    store: &'a mut Store,
    taken: usize,
    left_out: BTreeMap<&'static str, usize>,
}

impl Reading<'_> {
    fn take(&mut self, record: Record) {
        self.taken += 1;
        self.store.add(record);
    }

    fn leave_out(&mut self, reason: &'static str) {
        *self.left_out.entry(reason).or_default() += 1;
    }

    fn at(&self, line: usize) -> String {
        format!("{}:{line}", self.path.display())
    }

    /// The kind for entities of a register: of the register, the option, or the file's name.
    fn kind(&self, register: &str) -> Option<String> {
        kind_of_register(register).map(str::to_owned).or_else(|| self.kind_of_all())
    }

    /// The kind of what no register tells of.
    fn kind_of_all(&self) -> Option<String> {
        self.options.kind.clone().or_else(|| kind_of_file(self.path))
    }

    /// An identifier with its register.
    fn identifier(&self, id: &str) -> Result<String, Diagnostic> {
        if id.contains(':') {
            return Ok(id.to_owned());
        }
        if id.starts_with("TS-") {
            return Ok(format!("TISSUE:{id}"));
        }
        let mesh = id
            .strip_prefix(['C', 'D'])
            .is_some_and(|n| n.len() >= 6 && n.bytes().all(|b| b.is_ascii_digit()));
        match &self.options.register {
            _ if mesh => Ok(format!("MESH:{id}")),
            Some(register) => Ok(format!("{register}:{id}")),
            None => {
                let message =
                    format!("{}: the identifier `{id}` does not tell its register", self.path.display());
                let help = "name it, as in --register PUBCHEM";
                Err(Diagnostic::error("E0223", message).help(help))
            }
        }
    }

    fn no_kind(&self, example: &str) -> Diagnostic {
        let message = format!("{}: nothing tells of what kind `{example}` is", self.path.display());
        let help = "name it, as in --kind disease; files of several kinds are imported together if their \
                    names tell it, as in mesh-disease.tsv";
        Diagnostic::error("E0222", message).help(help)
    }
}

/// Reads the files and joins what is one entity; the bytes are those of a `.lexicon` file.
///
/// # Errors
/// For files that cannot be read, are of no known shape, or do not tell kind or register.
pub fn import(paths: &[PathBuf], options: &ImportOptions) -> Result<(Vec<u8>, Summary), Vec<Diagnostic>> {
    let mut store = Store::default();
    let mut summary = Summary::default();
    let mut diagnostics = Vec::new();
    for path in paths {
        match file(path, options, &mut store) {
            Ok(found) => summary.files.push(found),
            Err(diagnostic) => diagnostics.push(diagnostic),
        }
    }
    if !diagnostics.is_empty() {
        return Err(diagnostics);
    }
    let (entities, joined) = store.finish();
    summary.joined = joined;
    let mut builder = Builder::new(Origin::Imported);
    for (entity, standing) in &entities {
        *summary.entities.entry(entity.kind.clone()).or_default() += 1;
        summary.names += 1 + entity.synonyms.len();
        builder.add(entity, |i| standing.get(i).copied().unwrap_or(Standing::Synonym));
    }
    if entities.is_empty() {
        let message = "these files name no entity of their own";
        let help = "FamPlex needs entities.csv or relations.csv beside grounding_map.csv";
        return Err(vec![Diagnostic::error("E0226", message).help(help)]);
    }
    Ok((builder.finish(), summary))
}

fn file(path: &Path, options: &ImportOptions, store: &mut Store) -> Result<FileSummary, Diagnostic> {
    let text = text(path)?;
    let mut reading = Reading { path, options, store, taken: 0, left_out: BTreeMap::new() };
    let start = text.trim_start();
    let format = match start.as_bytes().first() {
        None => return Err(unknown(path)),
        Some(b'{') => term::graph(&mut reading, &text)?,
        Some(b'[') if start.starts_with("[Term]") => term::obo(&mut reading, &text)?,
        Some(b'[') => term::list(&mut reading, &text)?,
        Some(_) if start.starts_with("format-version:") => term::obo(&mut reading, &text)?,
        Some(_) => delimited::read(&mut reading, &text)?,
    };
    let Reading { taken, left_out, .. } = reading;
    Ok(FileSummary { path: path.to_owned(), format, taken, left_out })
}

fn text(path: &Path) -> Result<String, Diagnostic> {
    let unreadable = |error: &std::io::Error| {
        let message = format!("{} cannot be read: {error}", path.display());
        Diagnostic::error("E0220", message).help("give the path of a readable file, plain or .gz")
    };
    let mut bytes = std::fs::read(path).map_err(|e| unreadable(&e))?;
    if bytes.starts_with(&[0x1f, 0x8b]) {
        let mut plain = Vec::new();
        let packed = flate2::read::MultiGzDecoder::new(bytes.as_slice());
        packed.take(LARGEST).read_to_end(&mut plain).map_err(|e| unreadable(&e))?;
        bytes = plain;
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        let before = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = before.iter().filter(|b| **b == b'\n').count() + 1;
        let message = format!("{}:{line}: the text is not UTF-8", path.display());
        Diagnostic::error("E0220", message).help("save the file as UTF-8")
    })?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

fn unknown(path: &Path) -> Diagnostic {
    let message = format!("{} is no vocabulary of a known shape", path.display());
    let help = "read are the HGNC table, FamPlex csv files, OBO and OBO-graph JSON, JSON lists of terms, and \
                tables of name and identifier parted by tabs; `reason vocabulary import --help` shows them";
    Diagnostic::error("E0221", message).help(help)
}

/// The kind of all entities of a register, where it holds only one kind.
fn kind_of_register(register: &str) -> Option<&'static str> {
    Some(match register.to_lowercase().as_str() {
        "hgnc" | "uniprot" | "up" | "ncbigene" | "mgi" | "rgd" | "ensembl" => "gene",
        "fplx" => "family",
        "chebi" | "pubchem" | "hmdb" | "drugbank" | "chembl" => "chemical",
        "mondo" | "doid" | "omim" | "orphanet" => "disease",
        "cl" | "cellosaurus" | "cvcl" => "cell",
        "go" => "process",
        "uberon" | "tissue" => "tissue",
        "ncbitaxon" | "taxonomy" => "organism",
        _ => return None,
    })
}

/// The kind that a file's name tells: `mesh-disease.tsv`.
fn kind_of_file(path: &Path) -> Option<String> {
    const KINDS: [&str; 9] =
        ["disease", "drug", "chemical", "gene", "tissue", "organism", "process", "therapy", "cell"];
    let name = path.file_name()?.to_string_lossy().to_lowercase();
    KINDS.iter().find(|kind| name.contains(**kind)).map(|kind| (*kind).to_owned())
}

#[cfg(test)]
mod tests;
