//! The command line: arguments in, output and an exit code out. One file a subcommand.
//!
//! Exit codes and everything that is printed are decided here and nowhere below.

use std::ffi::OsString;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};

mod bounds;
mod check;
mod choice;
mod diff;
mod eval;
mod evaluation;
mod extract;
mod format;
mod gaps;
mod output;
mod plan;
mod prelude;
mod profile;
mod run;
mod schema;
mod screen;
mod test;
mod vocabulary;
mod why;
mod why_not;

use screen::Screen;

const ABOUT: &str = "Rules in, findings from papers in, hypotheses with proofs out";

const LONG_ABOUT: &str = "\
Reads rules that are sentences (`high CXCL11 ∧ estrogen deprivation ⇒ resistance`) and findings
from papers, and reports every hypothesis that follows: who says so, how well it is studied, what
speaks against it, and its proof down to the sentence in the paper.

Folders and files may be named in any order: .rules files are rules, .tsv files in a folder
`vocabulary` are vocabulary; papers (.md, .txt, .xml, .json), findings (.findings.jsonl) and tables
are the corpus, also as .gz and in .zip or .tar.gz. Papers without findings are read for them.";

const EXAMPLES: &str = "\
Examples:
  reason rules/ corpus/                      every hypothesis with its best proof
  reason rules/ corpus/ --only biomarker     only those of one predicate
  reason rules/ data/ --only path --format tsv -o path.tsv
                                             the rows of a plain relation
  reason rules/ corpus/ --format json -o report.json
  reason rules/ corpus/ --sort novelty --min-grade 'in vivo' --verdict supported
  reason rules/ corpus/ --fail-on contested  exit code 1 if one is contested
  reason why H-3f2a9c rules/ corpus/ --all   all proofs of one hypothesis
  reason why 'CXCL11 promotes ?x' rules/ corpus/
  reason why-not 'CXCL11 promotes apoptosis' rules/ corpus/
  reason rules/ corpus/ --without 'Napolitano 2026' --assume 'high IL11 in {TNBC}'
  reason diff old-corpus/ corpus/ --with rules/ what changed, and which papers did it
  reason gaps rules/ corpus/                 what is one finding short of a conclusion
  reason check rules/ corpus/ --record       how rules that predict have fared
  reason check rules/ corpus/                what is wrong, and how to mend it
  reason extract papers/ --format table      what papers say, sentence by sentence
  reason test rules/                         the tests that stand in the rule files
  reason format --check rules/               whether rule files are laid out canonically
  reason plan rules/                         how the rules are evaluated
  reason prelude                             the predicates that every rule may use
  reason eval reading judged.jsonl           how well calibrated the reading is
  reason schema finding                      the JSON Schema of a finding
  reason vocabulary import hgnc.tsv -o rules/vocabulary/genes.lexicon
                                             the names of a whole register

Exit codes:
  0  done
  1  the answer is no: a test failed, a file is not laid out, nothing follows (--exit-code), a
     conclusion has a verdict of --fail-on, or what why-not is asked about does follow
  2  wrong usage, rules or data
  3  a limit was hit, or it was interrupted

For research; not treatment advice.";

/// The whole command line.
#[derive(Debug, Parser)]
#[command(
    name = "reason",
    version,
    about = ABOUT,
    long_about = LONG_ABOUT,
    after_help = EXAMPLES,
    override_usage = "reason [OPTIONS] <RULES or CORPUS>...\n       reason <COMMAND> [OPTIONS] …",
    arg_required_else_help = true
)]
struct Cli {
    /// When to use colours; NO_COLOR in the environment means never
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    color: Colour,

    /// Print no warnings, notes and progress
    #[arg(short, long, global = true)]
    quiet: bool,

    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Report every hypothesis that follows; done where no command is named
    Run(run::RunArgs),
    /// Say why something follows
    Why(why::WhyArgs),
    /// Say why something does not follow
    WhyNot(why_not::WhyNotArgs),
    /// Say what changed between two corpora, two folders of rules or two reports
    Diff(diff::DiffArgs),
    /// List what is one finding short of a conclusion
    Gaps(gaps::GapsArgs),
    /// Say what is wrong with rules and data
    Check(check::CheckArgs),
    /// Measure parts of this program on material that people have judged
    Eval(eval::EvalArgs),
    /// Turn papers into findings, or show a stage of that
    Extract(extract::ExtractArgs),
    /// Run the tests that stand in rule files
    Test(test::TestArgs),
    /// Lay out rule files
    Format(format::FormatArgs),
    /// Print how the rules are evaluated
    Plan(plan::PlanArgs),
    /// Print the predicates, kinds and functions that every rule may use
    Prelude(prelude::PreludeArgs),
    /// Print the schema of a file that is read or written
    Schema(schema::SchemaArgs),
    /// Import names from registers and ontologies
    Vocabulary(vocabulary::VocabularyArgs),
}

/// When to use colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Colour {
    /// On a terminal.
    Auto,
    /// Even into a file.
    Always,
    /// Not at all.
    Never,
}

/// What is read, and what happens where it is wrong.
#[derive(Debug, Args)]
struct Input {
    /// Folders and files with rules, vocabularies, papers, findings and data
    #[arg(required = true, value_name = "RULES or CORPUS")]
    paths: Vec<PathBuf>,

    /// Leave out what is wrong, and go on with the rest
    #[arg(long)]
    keep_going: bool,

    /// Read every paper again, and keep nothing of it in `.reason/`
    #[arg(long)]
    no_cache: bool,

    /// A list of retracted papers, whose findings count nowhere: PMIDs or DOIs, a line each, or a
    /// CSV or TSV table with a column `pmid` or `doi`
    #[arg(long, value_name = "FILE")]
    retractions: Vec<PathBuf>,
}

/// How an evaluation is bounded.
#[derive(Debug, Args)]
struct Bounds {
    /// Stop at so many facts, loaded ones included
    #[arg(long, value_name = "N", default_value_t = 100_000_000, value_parser = positive())]
    max_facts: u64,

    /// Stop when the process holds so much memory: 500M, 4GiB, or bytes
    #[arg(long, value_name = "SIZE", value_parser = bounds::size)]
    max_memory: Option<u64>,

    /// Stop after so long, reading included: 90s, 5m, 2h, or seconds
    #[arg(long, value_name = "TIME", value_parser = bounds::time)]
    timeout: Option<Duration>,

    /// Read data files and evaluate on so many threads; the result is the same with any number, and
    /// all cores are used where none is given
    #[arg(short, long, value_name = "N")]
    jobs: Option<NonZeroUsize>,

    /// Which engine evaluates
    #[arg(long, value_enum, default_value = "datafrog")]
    backend: Engine,
}

/// Which engine evaluates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Engine {
    /// Fast.
    Datafrog,
    /// Slow and simple, to compare with.
    Naive,
}

/// The layout of a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For reading.
    Text,
    /// For machines.
    Json,
}

/// How it ended; the exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// Everything was done.
    Done = 0,
    /// Everything was done, and the answer is no.
    No = 1,
    /// The usage, the rules or the data are wrong.
    Wrong = 2,
    /// A limit was hit.
    Stopped = 3,
}

/// A whole number from 1.
fn positive() -> clap::builder::RangedU64ValueParser<u64> {
    clap::value_parser!(u64).range(1..)
}

/// Bytes of stack of each thread, as many as a process starts with on most systems.
const STACK: usize = 8 << 20;

/// Does what the arguments of this process say.
#[must_use]
pub fn main() -> ExitCode {
    let arguments = with_command(std::env::args_os().collect());
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(message) => {
            // A reader that has gone away does not want the help any more.
            let _ = message.print();
            return ExitCode::from(u8::try_from(message.exit_code()).unwrap_or(Outcome::Wrong as u8));
        }
    };
    let screen = Screen::new(cli.color, cli.quiet);
    // One of the threads that share the work does what is not shared: handing work over from a
    // thread besides them would wake one of them each time.
    let _ = rayon::ThreadPoolBuilder::new().stack_size(STACK).build_global();
    ExitCode::from(rayon::scope(|_| dispatch(&cli.command, &screen)) as u8)
}

fn dispatch(command: &Command, screen: &Screen) -> Outcome {
    match command {
        Command::Run(args) => run::run(args, screen),
        Command::Why(args) => why::run(args, screen),
        Command::WhyNot(args) => why_not::run(args, screen),
        Command::Diff(args) => diff::run(args, screen),
        Command::Gaps(args) => gaps::run(args, screen),
        Command::Check(args) => check::run(args, screen),
        Command::Eval(args) => eval::run(args, screen),
        Command::Extract(args) => extract::run(args, screen),
        Command::Test(args) => test::run(args, screen),
        Command::Format(args) => format::run(args, screen),
        Command::Plan(args) => plan::run(args, screen),
        Command::Prelude(args) => prelude::run(args, screen),
        Command::Schema(args) => schema::run(args, screen),
        Command::Vocabulary(args) => vocabulary::run(args, screen),
    }
}

/// Puts `run` before a first argument that is no command, so that `reason rules/ corpus/` works.
/// Only options that stand for all commands may come before a command.
fn with_command(mut arguments: Vec<OsString>) -> Vec<OsString> {
    let mut place = 1;
    while let Some(argument) = arguments.get(place).and_then(|a| a.to_str()) {
        match argument {
            "-h" | "--help" | "-V" | "--version" => return arguments,
            "--color" => place += 2,
            "-q" | "--quiet" => place += 1,
            _ if argument.starts_with("--color=") => place += 1,
            _ => break,
        }
    }
    let Some(first) = arguments.get(place) else { return arguments };
    if first.to_str().is_none_or(|word| !commands().iter().any(|c| c == word)) {
        arguments.insert(place, OsString::from("run"));
    }
    arguments
}

/// The names of all commands.
fn commands() -> Vec<String> {
    let named = Cli::command().get_subcommands().map(|c| c.get_name().to_owned()).collect::<Vec<_>>();
    named.into_iter().chain(["help".to_owned()]).collect()
}

/// The name most like another one, if any is like it at all.
fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    const LIKE: f64 = 0.8;
    let likeness =
        |known: &'a str| (strsim::jaro_winkler(&name.to_lowercase(), &known.to_lowercase()), known);
    let like = known.map(likeness).filter(|(likeness, _)| *likeness >= LIKE);
    like.max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, known)| known)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Vec<String> {
        let arguments = with_command(line.split(' ').map(OsString::from).collect());
        arguments.iter().map(|a| a.to_string_lossy().into_owned()).collect()
    }

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn paths_without_a_command_are_run() {
        assert_eq!(words("reason rules corpus"), ["reason", "run", "rules", "corpus"]);
        assert_eq!(words("reason --format json rules"), ["reason", "run", "--format", "json", "rules"]);
        assert_eq!(words("reason ./check"), ["reason", "run", "./check"]);
    }

    #[test]
    fn commands_stay() {
        assert_eq!(words("reason check rules"), ["reason", "check", "rules"]);
        assert_eq!(
            words("reason --color never -q check rules"),
            ["reason", "--color", "never", "-q", "check", "rules"]
        );
        assert_eq!(words("reason --help"), ["reason", "--help"]);
        assert_eq!(words("reason"), ["reason"]);
    }

    #[test]
    fn near_names_are_found() {
        assert_eq!(nearest("chekc", ["check", "run"].into_iter()), Some("check"));
        assert_eq!(nearest("rules", ["check", "why"].into_iter()), None);
    }
}
