//! `reason eval biored`: links of whole abstracts.

use std::io::{self, Write};
use std::path::PathBuf;

use clap::Args;

use super::super::screen::Screen;
use super::super::{Outcome, output};
use super::{figure, text};
use crate::corpus::quality::biored::{Found, biored};
use crate::corpus::quality::{Counts, figures};
use crate::diagnostic::Diagnostic;

const ABOUT: &str = "\
Links the marked things of each abstract and compares with the relations that people marked: pairs
whatever the kind of relation, and pairs with the right kind. The file is PubTator text with document
relations, such as Dev.PubTator of BioRED. The intervals are 95 % of 1,000 resamples of abstracts.";

/// Arguments of `eval biored`.
#[derive(Debug, Args)]
#[command(long_about = ABOUT)]
pub(super) struct BioredArgs {
    /// Abstracts with marked things and relations, as PubTator text
    file: PathBuf,
}

pub(super) fn run(args: &BioredArgs, screen: &Screen) -> Outcome {
    let text = match text(&args.file, screen) {
        Ok(text) => text,
        Err(outcome) => return outcome,
    };
    match biored(&text) {
        Ok(found) => output::write(None, Outcome::Done, screen, &|out| print(&found, out)),
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

fn line(name: &str, counts: Vec<Counts>, out: &mut dyn Write) -> io::Result<()> {
    let [precision, recall, f1] = figures(&counts);
    writeln!(out, "{name:24} {} {} {}", figure(&precision), figure(&recall), figure(&f1))
}
