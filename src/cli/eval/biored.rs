//! `reason eval biored`: links of whole abstracts.

use std::io::{self, Write};
use std::path::PathBuf;

use clap::Args;

use super::super::screen::Screen;
use super::super::{Outcome, output};
use super::{figure, lexicon, text};
use crate::corpus::quality::biored::{Found, biored};
use crate::corpus::quality::entities::{ByKind, KINDS, entities};
use crate::corpus::quality::{Counts, figures};
use crate::diagnostic::Diagnostic;
use crate::vocabulary::Vocabulary;

const ABOUT: &str = "\
Links the marked things of each abstract and compares with the relations that people marked: pairs
whatever the kind of relation, and pairs with the right kind. The file is PubTator text with document
relations, such as Dev.PubTator of BioRED. The intervals are 95 % of 1,000 resamples of abstracts.

Then the names that the program itself finds, with the vocabulary of the program and the files of
--vocabulary, are compared with the marked ones: a name is right if the same characters are marked as
the same kind of thing.

  reason vocabulary import hgnc.tsv mondo.json chebi.json -o names.lexicon
  reason eval biored Dev.PubTator --vocabulary names.lexicon";

/// Arguments of `eval biored`.
#[derive(Debug, Args)]
#[command(long_about = ABOUT)]
pub(super) struct BioredArgs {
    /// Abstracts with marked things and relations, as PubTator text
    file: PathBuf,

    /// Names that `reason vocabulary import` has written
    #[arg(long, value_name = "FILE")]
    vocabulary: Vec<PathBuf>,
}

pub(super) fn run(args: &BioredArgs, screen: &Screen) -> Outcome {
    let text = match text(&args.file, screen) {
        Ok(text) => text,
        Err(outcome) => return outcome,
    };
    let lexicon = match lexicon(&args.vocabulary, &Vocabulary::builtin(), screen) {
        Ok(lexicon) => lexicon,
        Err(outcome) => return outcome,
    };
    match biored(&text).and_then(|found| Ok((found, entities(&text, &lexicon)?))) {
        Ok((found, named)) => output::write(None, Outcome::Done, screen, &|out| {
            print(&found, out)?;
            names(&named, out)
        }),
        Err((line, message)) => {
            let message = format!("{}:{line}: {message}", args.file.display());
            let help = "lines are `id|t|title`, `id|a|abstract`, mentions and relations with tabs between";
            screen.say(Diagnostic::error("E0721", message).help(help));
            Outcome::Wrong
        }
    }
}

fn print(found: &[Found], out: &mut dyn Write) -> io::Result<()> {
    let wanted: usize = found.iter().map(|f| f.pairs.wanted).sum();
    writeln!(out, "{} abstracts, {wanted} relations", found.len())?;
    writeln!(out, "{:24} {:21} {:21} F1", "", "precision", "recall")?;
    line("pairs", found.iter().map(|f| f.pairs).collect(), out)?;
    line("pairs of the right kind", found.iter().map(|f| f.typed).collect(), out)
}

fn names(found: &[ByKind], out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\nnames as this program finds them")?;
    for (number, kind) in KINDS.iter().enumerate() {
        line(kind, found.iter().map(|f| f[number]).collect(), out)?;
    }
    Ok(())
}

fn line(name: &str, counts: Vec<Counts>, out: &mut dyn Write) -> io::Result<()> {
    let [precision, recall, f1] = figures(&counts);
    writeln!(out, "{name:24} {} {} {}", figure(&precision), figure(&recall), figure(&f1))
}
