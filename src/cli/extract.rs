//! `reason extract`: what the extractor makes of papers, whole or stage by stage.

use std::io::{self, Write};
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::screen::Screen;
use super::{Input, Outcome, evaluation, output};
use crate::corpus::extract::{self, Glossary, Named, Reader};
use crate::corpus::finding::{Certainty, Finding, Polarity};
use crate::corpus::{BlockRole, Entry, Paper};
use crate::session::{Caching, Session, TestItems, Texts};

/// Arguments of `extract`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct ExtractArgs {
    #[command(flatten)]
    input: Input,

    /// How findings are written
    #[arg(long, value_enum, default_value = "jsonl")]
    format: Layout,

    /// Print one stage of the extraction instead of its findings
    #[arg(long, value_enum, value_name = "STAGE")]
    show: Option<Stage>,

    /// Let this command read the papers: one a line as JSON in, findings as JSON Lines out
    #[arg(long, value_name = "COMMAND")]
    with: Option<String>,

    /// Write into this file, whole or not at all
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

const EXAMPLES: &str = "\
Examples:
  reason extract corpus/ -o corpus/mine.findings.jsonl   findings to curate by hand
  reason extract corpus/ rules/ --format table           to read, with the user's own patterns
  reason extract paper.txt --show clean                  what was taken for prose, and what for a menu
  reason extract papers/ --with 'python3 reader.py'      findings by another extractor, checked
  reason extract paper.txt --show mentions               what the words of each sentence name

Only papers without findings are read: a file of findings that names a paper speaks for it.";

/// How findings are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Layout {
    /// JSON Lines, as `reason schema finding` describes them.
    Jsonl,
    /// Sentences to read.
    Table,
}

/// A stage of the extraction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Stage {
    /// What each stretch of text is: paragraph, heading, row, furniture.
    Clean,
    /// Paragraphs with the headings above them.
    Sections,
    /// One sentence a line.
    Sentences,
    /// Short forms that the paper defines.
    Abbreviations,
    /// What the words of each sentence name.
    Mentions,
    /// What each sentence says, before its group is known.
    Relations,
    /// Sentences that say something, with negation, certainty and what was done.
    Scope,
    /// Findings with their group, study and lineage.
    Context,
}

pub(super) fn run(args: &ExtractArgs, screen: &Screen) -> Outcome {
    let mut options = evaluation::options(&args.input, None);
    options.tests = TestItems::LeftOut;
    options.extractor.clone_from(&args.with);
    if args.show.is_some() {
        options.caching = Caching::Off;
        options.texts = Texts::Kept;
    }
    let loaded = match evaluation::load(options, screen) {
        Ok(loaded) => loaded,
        Err(outcome) => return outcome,
    };
    let session = &loaded.session;
    let own = |e: &&Entry| args.with.is_some() || e.finding.extractor == extract::EXTRACTOR;
    let grounded = |e: &&Entry| args.with.is_none() || e.grounded.is_some();
    let read: Vec<&Entry> = session.corpus.findings.iter().filter(own).filter(grounded).collect();
    output::write(args.output.as_deref(), Outcome::Done, screen, &|out| match (args.show, args.format) {
        (Some(Stage::Context), _) | (None, Layout::Table) => {
            read.iter().try_for_each(|entry| table(entry, session, out))
        }
        (Some(stage), _) => stages(session, stage, out),
        (None, Layout::Jsonl) => read.iter().try_for_each(|entry| {
            writeln!(out, "{}", serde_json::to_string(&entry.finding).map_err(io::Error::other)?)
        }),
    })
}

/// A finding to read: what it says, of which group, from where, and its sentence.
fn table(entry: &Entry, session: &Session, out: &mut dyn Write) -> io::Result<()> {
    let finding = &entry.finding;
    writeln!(out, "{}", claim(finding))?;
    let context = serde_json::to_string(&finding.context).map_err(io::Error::other)?;
    writeln!(out, "    {context}")?;
    let via = finding.via.as_ref().map(|v| format!(" via {v}")).unwrap_or_default();
    let study = session.corpus.study(entry).unwrap_or("study unknown");
    let lineage = session.corpus.lineage(entry);
    writeln!(out, "    {study} · {} · {lineage}{via} · {}", finding.role.word(), entry.place())?;
    writeln!(out, "    “{}”", finding.quote)
}

fn claim(finding: &Finding) -> String {
    let participant = |p: &crate::corpus::finding::Participant| {
        let aspect = p.aspect.as_ref().map(|a| format!(" ({a})")).unwrap_or_default();
        let cell = p.cell.as_ref().map(|c| format!(" of {c}")).unwrap_or_default();
        let altered = p.alteration.as_ref().map(|a| format!("{a} of ")).unwrap_or_default();
        format!("{altered}{}{aspect}{cell}", p.wording())
    };
    let args: Vec<String> = finding.args.iter().map(participant).collect();
    let denied = if finding.polarity == Polarity::Denied { "not " } else { "" };
    let certainty = match finding.certainty {
        Certainty::Asserted => String::new(),
        other => format!(" [{}]", other.word()),
    };
    let manipulation = finding.manipulation.as_ref().map(|m| format!(" by {m}")).unwrap_or_default();
    let through: Vec<String> = finding.through.iter().map(participant).collect();
    let through = if through.is_empty() { String::new() } else { format!(" through {}", through.join(", ")) };
    format!("{denied}{}({}){manipulation}{through}{certainty}", finding.says, args.join(", "))
}

fn stages(session: &Session, stage: Stage, out: &mut dyn Write) -> io::Result<()> {
    let lexicon = session.lexicon();
    let (patterns, _) = session.patterns();
    let reader = session.reader(&lexicon, &patterns);
    let papers = session.corpus.papers.iter().filter(|p| !p.digest && p.has_text());
    papers.into_iter().try_for_each(|paper| {
        writeln!(out, "== {} · {}", paper.id, paper.title.as_deref().unwrap_or("no title"))?;
        show(paper, stage, &reader, out)
    })
}

fn show(paper: &Paper, stage: Stage, reader: &Reader<'_>, out: &mut dyn Write) -> io::Result<()> {
    let line = |span: &std::ops::Range<usize>| one_line(&paper.text[span.clone()]);
    let sentences = extract::sentences(paper);
    match stage {
        Stage::Clean => {
            paper.blocks.iter().try_for_each(|b| writeln!(out, "{:<10} {}", role(b.role), line(&b.span)))
        }
        Stage::Sections => {
            let mut said = paper.blocks.iter().filter(|b| b.role == BlockRole::Paragraph);
            said.try_for_each(|b| writeln!(out, "[{}] {}", b.section.join(" › "), line(&b.span)))
        }
        Stage::Sentences => sentences.iter().try_for_each(|s| writeln!(out, "{}", line(&s.span))),
        Stage::Abbreviations => {
            let found = extract::abbreviations(paper, &sentences);
            found.iter().try_for_each(|a| writeln!(out, "{:<12} {}", a.short, a.long))
        }
        Stage::Mentions => {
            let glossary = Glossary::new(&extract::abbreviations(paper, &sentences), reader.lexicon);
            sentences.iter().try_for_each(|s| {
                writeln!(out, "{}", line(&s.span))?;
                let named = extract::mentions(paper, s, &glossary, reader.lexicon);
                named.iter().try_for_each(|n: &Named| {
                    writeln!(out, "    {:<28} {} · {} · {}", n.text, n.name, n.kind, n.id)
                })
            })
        }
        Stage::Relations | Stage::Scope | Stage::Context => {
            extract::extract(paper, reader).iter().try_for_each(|finding| {
                writeln!(out, "{}", claim(finding))?;
                match stage {
                    Stage::Scope => writeln!(out, "    “{}”", finding.quote),
                    _ => Ok(()),
                }
            })
        }
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn role(role: BlockRole) -> &'static str {
    match role {
        BlockRole::Title => "title",
        BlockRole::Heading => "heading",
        BlockRole::Paragraph => "paragraph",
        BlockRole::Caption => "caption",
        BlockRole::Row => "row",
        BlockRole::Reference => "reference",
        BlockRole::Furniture => "furniture",
    }
}
