//! `reason vocabulary`: names from other projects' tables, and what a text's names mean.

use std::io::Write;
use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::screen::Screen;
use super::{Outcome, output};
use crate::vocabulary::import::{self, ImportOptions, Summary};

const ABOUT: &str = "\
The vocabulary says which names mean what. The program carries one for its field; rows of tables in a
folder `vocabulary` extend or replace it. `import` adds the names of whole registers: a million names
in one compact file, whose entities are used as soon as a rule, a finding or a paper names them.";

const IMPORT: &str = "\
Read are, plain or packed with gzip, each recognised by its shape:

  HGNC table          genes with aliases, previous symbols, NCBI Gene, UniProt and Ensembl identifiers
  FamPlex             entities.csv, relations.csv, equivalences.csv, grounding_map.csv: families and
                      complexes, their members and names; give them together with the HGNC table
  OBO, OBO graph      ontologies as text or JSON, with exact and related synonyms and is-a
  JSON list of terms  [{\"id\": …, \"name\": …, \"synonyms\": […], \"xrefs\": […], \"relations\": …}]
  name TAB identifier Cell Ontology, MeSH, drugs, processes; further columns may be species, register
                      and type
  table with a header columns id and name (or label), in any order, by tabs or commas; synonyms
                      (parted by | or ;) and kind where there are
  vocabulary table    our own seven columns: id, name, kind, synonyms, parents, acts on,
                      cross-references

The kind of the entities is told by the format, else by the register of their identifiers (CHEBI: are
chemicals), else by --kind, else by the file's name (mesh-disease.tsv). Two entities of one kind of
which one has the other's identifier as cross-reference become one; it keeps the identifier that
was read first, so name the preferred register first.

Put the file in a folder `vocabulary` beside rules or papers, or name it among the paths:

  reason vocabulary import hgnc.tsv entities.csv relations.csv grounding_map.csv mondo.json \\
      -o rules/vocabulary/registers.lexicon
  reason rules/ corpus/
  reason rules/ corpus/ registers.lexicon

Names of the hand-made vocabulary win over imported ones. A name that several entities have is kept
for all of them, in an order of preference: preferred names before synonyms, families before genes.";

/// Arguments of `vocabulary`.
#[derive(Debug, Args)]
#[command(long_about = ABOUT)]
pub(super) struct VocabularyArgs {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Join tables and ontologies into one file of names
    #[command(after_long_help = IMPORT)]
    Import(ImportArgs),
}

#[derive(Debug, Args)]
struct ImportArgs {
    /// Tables and ontologies, plain or .gz
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,

    /// The file to write, such as registers.lexicon
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,

    /// Kind of the entities of files that do not tell it, such as disease
    #[arg(long, value_name = "KIND")]
    kind: Option<String>,

    /// Register of identifiers that are written without one, such as PUBCHEM
    #[arg(long, value_name = "REGISTER")]
    register: Option<String>,
}

pub(super) fn run(args: &VocabularyArgs, screen: &Screen) -> Outcome {
    match &args.command {
        Command::Import(args) => import(args, screen),
    }
}

fn import(args: &ImportArgs, screen: &Screen) -> Outcome {
    let options = ImportOptions { kind: args.kind.clone(), register: args.register.clone() };
    let (bytes, summary) = match import::import(&args.files, &options) {
        Ok(done) => done,
        Err(diagnostics) => {
            diagnostics.into_iter().for_each(|d| screen.say(d));
            return Outcome::Wrong;
        }
    };
    let outcome = output::write(Some(&args.output), Outcome::Done, screen, &|out| out.write_all(&bytes));
    if outcome != Outcome::Done {
        return outcome;
    }
    output::write(None, outcome, screen, &|out| print(&summary, args, bytes.len(), out))
}

fn print(summary: &Summary, args: &ImportArgs, size: usize, out: &mut dyn Write) -> std::io::Result<()> {
    for file in &summary.files {
        write!(out, "{}: {}, {} rows", file.path.display(), file.format, file.taken)?;
        for (reason, count) in &file.left_out {
            write!(out, "; left out {count}: {reason}")?;
        }
        writeln!(out)?;
    }
    let entities: usize = summary.entities.values().sum();
    let kinds: Vec<String> = summary.entities.iter().map(|(kind, n)| format!("{n} {kind}")).collect();
    writeln!(out, "{entities} entities: {}", kinds.join(", "))?;
    if summary.joined > 0 {
        writeln!(out, "{} were joined by their cross-references", summary.joined)?;
    }
    let size = size as f64 / 1e6;
    writeln!(out, "{} names in {} ({size:.1} MB)", summary.names, args.output.display())
}
