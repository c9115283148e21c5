//! `reason extract`: what the extractor makes of papers, whole or stage by stage.

use std::io::{self, Write};
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::screen::{Remarks, Screen};
use super::{Outcome, output};
use crate::corpus::{self, BlockRole, OnFault, Paper, extract};
use crate::diagnostic::Diagnostic;
use crate::source::Sources;

/// Arguments of `extract`.
#[derive(Debug, Args)]
pub(super) struct ExtractArgs {
    /// Papers, folders of papers, and files with rules, patterns and vocabularies
    #[arg(required = true, value_name = "CORPUS or RULES")]
    paths: Vec<PathBuf>,

    /// Print one stage of the extraction instead of its findings
    #[arg(long, value_enum, value_name = "STAGE")]
    show: Option<Stage>,

    /// Write into this file, whole or not at all
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// A stage of the extraction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Stage {
    /// What each stretch of text is: paragraph, heading, row, furniture
    Clean,
    /// The headings above each paragraph
    Sections,
    /// One sentence a line
    Sentences,
    /// Short forms that the paper defines
    Abbreviations,
}

pub(super) fn run(args: &ExtractArgs, screen: &Screen) -> Outcome {
    let (mut corpus, diagnostics) = corpus::read(&args.paths, OnFault::Refuse);
    screen.report(&diagnostics, &Sources::default(), Remarks::Some);
    if diagnostics.iter().any(Diagnostic::is_error) {
        return Outcome::Wrong;
    }
    corpus.papers.iter_mut().for_each(extract::prepare);
    let Some(stage) = args.show else { return Outcome::Done };
    output::write(args.output.as_deref(), Outcome::Done, screen, &|out| {
        corpus.papers.iter().try_for_each(|paper| show(paper, stage, out))
    })
}

fn show(paper: &Paper, stage: Stage, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "== {} · {}", paper.id, paper.title.as_deref().unwrap_or("no title"))?;
    let line = |span: &std::ops::Range<usize>| {
        paper.text[span.clone()].split_whitespace().collect::<Vec<_>>().join(" ")
    };
    match stage {
        Stage::Clean => {
            paper.blocks.iter().try_for_each(|b| writeln!(out, "{:<10} {}", role(b.role), line(&b.span)))
        }
        Stage::Sections => {
            let said = paper.blocks.iter().filter(|b| b.role == BlockRole::Paragraph);
            said.into_iter().try_for_each(|b| writeln!(out, "[{}] {}", b.section.join(" › "), line(&b.span)))
        }
        Stage::Sentences => {
            extract::sentences(paper).iter().try_for_each(|s| writeln!(out, "{}", line(&s.span)))
        }
        Stage::Abbreviations => {
            let found = extract::abbreviations(paper, &extract::sentences(paper));
            found.iter().try_for_each(|a| writeln!(out, "{:<12} {}", a.short, a.long))
        }
    }
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
