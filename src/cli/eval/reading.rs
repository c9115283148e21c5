//! `reason eval reading`: what the reading model foretells of sentences that curators judged.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Args;

use crate::cli::screen::{Remarks, Screen};
use crate::cli::{Outcome, output};
use crate::diagnostic::Diagnostic;
use crate::judgement::reading::calibration::{Bin, Foretold, Quality, bins, intervals, quality};
use crate::judgement::reading::curated::{
    Folds, Sentence, Statement, cross_validated, fitted_by_best_ridge, statements,
};
use crate::judgement::reading::fit::Example;
use crate::judgement::reading::model::Weights;
use crate::source::Sources;
use crate::vocabulary::Vocabulary;

const LONG_ABOUT: &str = "\
Measures how well the reading of a statement foretells whether the papers say it.

Each line of FILE is a JSON object: a sentence from which a reader took a statement, and what a
curator found: pa_hash, stmt_type, subject, object, evidence_text, source_counts, belief, tag. A
statement is right if one of its sentences has the tag `correct`.

Three lines are printed: the weights that the program comes with; weights fitted to other
statements of the file (nested cross-validation, so that nothing of a statement is known
beforehand); and the file's own belief. ECE is the expected calibration error over ten bins of
equal width, Brier the mean squared error, AUROC the chance that something right ranks above
something wrong; in parentheses the middle 95 % of resamplings of statements. On the file that the
weights were fitted to, the first line flatters itself; the second does not.";

/// Arguments of `eval reading`.
#[derive(Debug, Args)]
#[command(long_about = LONG_ABOUT)]
pub(super) struct ReadingArgs {
    /// Judged sentences, one JSON object a line
    file: PathBuf,

    /// Into how many parts the statements are divided
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u16).range(2..=1000))]
    folds: u16,

    /// How often, each time divided otherwise
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u16).range(1..=1000))]
    repeats: u16,

    /// How often statements are drawn again for the intervals
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = clap::value_parser!(u16).range(1..))]
    resamplings: u16,

    /// Print weights fitted to all of the file, as the table that the program comes with
    #[arg(long)]
    weights: bool,
}

pub(super) fn run(args: &ReadingArgs, screen: &Screen) -> Outcome {
    let sentences = match read(&args.file) {
        Ok(sentences) => sentences,
        Err(diagnostic) => {
            screen.report(&[diagnostic], &Sources::default(), Remarks::All);
            return Outcome::Wrong;
        }
    };
    let statements = statements(&sentences, &Vocabulary::builtin());
    let examples: Vec<Example> = statements.iter().map(|s| s.example.clone()).collect();
    output::write(None, Outcome::Done, screen, &|out| {
        if args.weights {
            let fitted = fitted_by_best_ridge(&examples.iter().collect::<Vec<_>>());
            return out.write_all(fitted.table().as_bytes());
        }
        write(args, sentences.len(), &statements, &examples, out)
    })
}

/// The sentences of a file; the first line that is none is an error.
fn read(path: &Path) -> Result<Vec<Sentence>, Diagnostic> {
    let text = std::fs::read_to_string(path).map_err(|error| {
        let message = format!("{} cannot be read: {error}", path.display());
        Diagnostic::error("E0503", message).help("name a file of judged sentences, one JSON object a line")
    })?;
    let mut sentences = Vec::new();
    for (number, line) in text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
        let sentence = serde_json::from_str(line).map_err(|error| {
            let message = format!("{}:{}: no judged sentence: {error}", path.display(), number + 1);
            let help = "`reason eval reading --help` names the fields";
            Diagnostic::error("E0511", message).help(help)
        })?;
        sentences.push(sentence);
    }
    if sentences.is_empty() {
        let message = format!("{} has no judged sentences", path.display());
        return Err(Diagnostic::error("E0511", message).help("write one JSON object a line"));
    }
    Ok(sentences)
}

fn write(
    args: &ReadingArgs,
    sentences: usize,
    statements: &[Statement],
    examples: &[Example],
    out: &mut dyn Write,
) -> io::Result<()> {
    let right = examples.iter().filter(|e| e.right).count();
    let (count, share) = (examples.len(), right as f64 / examples.len() as f64);
    writeln!(out, "{sentences} sentences, {count} statements, {right} of them right ({share:.3})\n")?;
    writeln!(out, "{:<18}{:<24}{:<24}AUROC", "", "ECE", "Brier")?;
    let weights = Weights::shipped();
    let foretold = |probability: f64, right: bool| Foretold { probability, right };
    let shipped: Vec<Foretold> =
        examples.iter().map(|e| foretold(weights.probability(&e.features), e.right)).collect();
    line("shipped weights", &[&shipped], args, out)?;
    if count >= usize::from(args.folds) {
        let folds = Folds { parts: args.folds.into(), repeats: args.repeats.into(), ..Folds::default() };
        let repeats = cross_validated(examples, folds);
        line("cross-validated", &repeats.iter().map(Vec::as_slice).collect::<Vec<_>>(), args, out)?;
    }
    let belief: Option<Vec<Foretold>> =
        statements.iter().map(|s| Some(foretold(s.belief?, s.example.right))).collect();
    if let Some(belief) = belief {
        line("belief of the file", &[&belief], args, out)?;
    }
    writeln!(out, "\nshipped weights, by what they foretell:")?;
    writeln!(out, "{:>10}{:>12}{:>10}{:>10}", "from", "statements", "foretold", "right")?;
    for (number, Bin { count, foretold, right }) in bins(&shipped).into_iter().enumerate() {
        if count > 0 {
            writeln!(out, "{:>10.1}{count:>12}{foretold:>10.2}{right:>10.2}", number as f64 / 10.0)?;
        }
    }
    Ok(())
}

/// The mean figures over repeats, with intervals over statements from the first.
fn line(name: &str, repeats: &[&[Foretold]], args: &ReadingArgs, out: &mut dyn Write) -> io::Result<()> {
    let found: Vec<Quality> = repeats.iter().map(|r| quality(r)).collect();
    let mean = |of: fn(&Quality) -> f64| found.iter().map(of).sum::<f64>() / found.len().max(1) as f64;
    let means = [mean(|q| q.calibration_error), mean(|q| q.brier), mean(|q| q.area)];
    let within = intervals(repeats.first().copied().unwrap_or_default(), args.resamplings.into(), 1);
    let cell = |(mean, (low, high)): (f64, (f64, f64))| format!("{mean:.3} ({low:.3}–{high:.3})");
    let cells: Vec<String> = means.into_iter().zip(within).map(cell).collect();
    writeln!(out, "{name:<18}{:<24}{:<24}{}", cells[0], cells[1], cells[2])
}
