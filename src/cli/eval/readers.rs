//! `reason eval readers`: single sentences.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::PathBuf;

use clap::Args;

use super::super::screen::Screen;
use super::super::{Outcome, evaluation, output};
use super::{figure, lexicon, text};
use crate::corpus::extract::Reader;
use crate::corpus::quality::readers::{Judged, WRONG, readers};
use crate::corpus::quality::{Counts, figures};
use crate::diagnostic::Diagnostic;
use crate::session::Options;

const ABOUT: &str = "\
Reads sentences of which experts judged what a machine reader had taken from them, one JSON object a
line: stmt_type, subject, object, evidence_text, tag, pmid. Of a row tagged `correct` the same claim
should be made; of one tagged no_relation, polarity, negative_result or hypothesis it should not.
Rows with other tags, and rows without both participants, are left out and counted.

Three documents of ten are held out: patterns are never written against them. Both parts are printed,
with 95 % intervals of 1,000 resamples of documents. Names are found with the vocabulary of the program
and the files of --vocabulary, and settled on one thing as `reason extract` settles them.

  reason vocabulary import hgnc.tsv entities.csv relations.csv grounding_map.csv -o genes.lexicon
  reason eval readers curated.jsonl --vocabulary genes.lexicon";

/// Arguments of `eval readers`.
#[derive(Debug, Args)]
#[command(long_about = ABOUT)]
pub(super) struct ReadersArgs {
    /// Judged sentences, one JSON object a line
    file: PathBuf,

    /// Rule files and folders with further patterns
    paths: Vec<PathBuf>,

    /// Names that `reason vocabulary import` has written
    #[arg(long, value_name = "FILE")]
    vocabulary: Vec<PathBuf>,
}

pub(super) fn run(args: &ReadersArgs, screen: &Screen) -> Outcome {
    match judged(args, screen) {
        Ok((rows, left_out)) => {
            output::write(None, Outcome::Done, screen, &|out| print(&rows, left_out, out))
        }
        Err(outcome) => outcome,
    }
}

fn judged(args: &ReadersArgs, screen: &Screen) -> Result<(Vec<Judged>, usize), Outcome> {
    let text = text(&args.file, screen)?;
    let options = Options { paths: args.paths.clone(), ..Options::default() };
    let session = evaluation::load(options, screen)?.session;
    let lexicon = lexicon(&args.vocabulary, &session.vocabulary, screen)?;
    let (patterns, _) = session.patterns();
    let reader = Reader {
        lexicon: &lexicon,
        vocabulary: &session.vocabulary,
        patterns: &patterns,
        schema: &session.program.schema,
    };
    readers(&text, &reader).map_err(|(line, message)| {
        let message = format!("{}:{line}: {message}", args.file.display());
        let help = "each line is a JSON object with stmt_type, subject, object, evidence_text, tag and pmid";
        screen.say(Diagnostic::error("E0721", message).help(help));
        Outcome::Wrong
    })
}

fn print(rows: &[Judged], left_out: usize, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{} sentences read, {left_out} left out", rows.len())?;
    for (title, held_out) in [("written against", false), ("held out", true)] {
        let part: Vec<&Judged> = rows.iter().filter(|r| r.held_out == held_out).collect();
        writeln!(out, "\n{title}")?;
        classes(&part, out)?;
        errors(&part, out)?;
    }
    Ok(())
}

fn classes(part: &[&Judged], out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{:20} {:>5} {:>6}  {:21} {:21} F1", "", "rows", "named", "precision", "recall")?;
    let mut names: Vec<&str> = part.iter().map(|r| r.class.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    for name in names.into_iter().map(Some).chain([None]) {
        let of: Vec<&Judged> = part.iter().copied().filter(|r| name.is_none_or(|n| r.class == n)).collect();
        let correct = of.iter().filter(|r| r.tag == "correct");
        let (count, named) = (correct.clone().count(), correct.filter(|r| r.named).count());
        let [precision, recall, f1] = figures(&by_document(&of, |r| Counts {
            right: usize::from(r.claimed && r.tag == "correct"),
            wrong: usize::from(r.claimed && r.tag != "correct"),
            wanted: usize::from(r.tag == "correct"),
        }));
        let name = name.unwrap_or("all");
        let shares = [precision, recall, f1].map(|f| figure(&f)).join(" ");
        writeln!(out, "{name:20} {count:>5} {named:>6}  {shares}")?;
    }
    Ok(())
}

/// Of each kind of error of other readers: how much of it is avoided.
fn errors(part: &[&Judged], out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{:20} {:>5} {:>6}  avoided", "", "rows", "named")?;
    for tag in WRONG.into_iter().map(Some).chain([None]) {
        let fits = |r: &&Judged| r.tag != "correct" && tag.is_none_or(|t| r.tag == t);
        let of: Vec<&Judged> = part.iter().copied().filter(fits).collect();
        let named = of.iter().filter(|r| r.named).count();
        let [_, avoided, _] =
            figures(&by_document(&of, |r| Counts { right: usize::from(!r.claimed), wrong: 0, wanted: 1 }));
        writeln!(out, "{:20} {:>5} {named:>6}  {}", tag.unwrap_or("all"), of.len(), figure(&avoided))?;
    }
    Ok(())
}

fn by_document(rows: &[&Judged], counts: impl Fn(&Judged) -> Counts) -> Vec<Counts> {
    let mut documents: BTreeMap<&str, Counts> = BTreeMap::new();
    for row in rows {
        let (sum, one) = (documents.entry(&row.document).or_default(), counts(row));
        sum.right += one.right;
        sum.wrong += one.wrong;
        sum.wanted += one.wanted;
    }
    documents.into_values().collect()
}
