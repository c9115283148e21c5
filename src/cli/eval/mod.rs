//! `reason eval`: how good the parts of this program are on material that people have judged.

use clap::{Args, Subcommand};

use super::Outcome;
use super::screen::Screen;
use crate::diagnostic::Diagnostic;
use crate::vocabulary::{Lexicon, Vocabulary};

mod biored;
mod readers;
mod reading;

/// Arguments of `eval`.
#[derive(Debug, Args)]
pub(super) struct EvalArgs {
    #[command(subcommand)]
    part: Part,
}

/// What is measured.
#[derive(Debug, Subcommand)]
enum Part {
    /// How well calibrated the reading of statements is
    Reading(reading::ReadingArgs),
    /// How well sentences are read, by sentences that experts judged
    Readers(readers::ReadersArgs),
    /// How well the links of an abstract are found, by abstracts that people marked
    Biored(biored::BioredArgs),
}

pub(super) fn run(args: &EvalArgs, screen: &Screen) -> Outcome {
    match &args.part {
        Part::Reading(args) => reading::run(args, screen),
        Part::Readers(args) => readers::run(args, screen),
        Part::Biored(args) => biored::run(args, screen),
    }
}

/// The text of a file; what is wrong with it is printed.
fn text(path: &std::path::Path, screen: &Screen) -> Result<String, Outcome> {
    std::fs::read_to_string(path).map_err(|error| {
        let message = format!("{} cannot be read: {error}", path.display());
        let help = "name a readable file in UTF-8";
        screen.say(Diagnostic::error("E0720", message).help(help));
        Outcome::Wrong
    })
}

/// The names of the vocabulary with those of imported files; what is wrong with these is printed.
fn lexicon(
    files: &[std::path::PathBuf],
    vocabulary: &Vocabulary,
    screen: &Screen,
) -> Result<Lexicon, Outcome> {
    let mut lexicon = Lexicon::of(vocabulary);
    for path in files {
        let read = std::fs::read(path).map_err(|error| error.to_string());
        let added = read.and_then(|bytes| lexicon.add(bytes).map_err(|damage| format!("{damage:?}")));
        if let Err(reason) = added {
            let message = format!("{} holds no names: {reason}", path.display());
            screen.say(Diagnostic::error("E0722", message).help("write it with `reason vocabulary import`"));
            return Err(Outcome::Wrong);
        }
    }
    Ok(lexicon)
}

/// A share with its interval, in three digits.
fn figure(figure: &crate::corpus::quality::Figure) -> String {
    format!("{:.3} ({:.3}–{:.3})", figure.value, figure.low, figure.high)
}
