//! `reason run --only` a plain relation, or some rows of it: the first ones, or all as a table.

use std::io::{self, IsTerminal};
use std::mem::ManuallyDrop;

use super::{ReportFormat, RunArgs, written};
use crate::cli::screen::Screen;
use crate::cli::{Outcome, evaluation};
use crate::diagnostic::Diagnostic;
use crate::fact::PredicateId;
use crate::report::{Chosen, Input, RowLayout, relation, text};
use crate::session::{Asked, Session};

/// Rows that are shown as sentences.
const SHOWN: usize = 20;
/// More rows are not written to a terminal.
const MOST_ON_SCREEN: usize = 10_000;

/// Evaluates what the relation needs, and writes it.
pub(super) fn write(
    args: &RunArgs,
    session: &Session,
    asked: &Asked,
    screen: &Screen,
) -> Result<Outcome, Outcome> {
    let predicate = asked.predicate;
    let layout = layout(args, session, predicate).map_err(|diagnostic| {
        screen.say(*diagnostic);
        Outcome::Wrong
    })?;
    // The process ends soon: its memory is not freed piece by piece.
    let evaluated = evaluation::evaluate_asked(session, asked, screen);
    args.profile.tell(session, screen)?;
    let evaluated = ManuallyDrop::new(evaluated?);
    let input = Input::of(session, &evaluated);
    let positions = session.asked_rows(asked, &evaluated);
    let chosen = positions.as_deref().map_or(Chosen::All, Chosen::At);
    let mut found = relation::relation(&input, predicate);
    found.rows = chosen.count(found.rows);
    let partial = evaluation::partial(&evaluated, session);
    let outcome = match &partial {
        Some(_) => Outcome::Stopped,
        None if args.exit_code && found.rows == 0 => Outcome::No,
        None => Outcome::Done,
    };
    let file = args.output.as_deref();
    let Some(layout) = layout else {
        let sentences = relation::sentences(&input, predicate, chosen, args.choice.limit().unwrap_or(SHOWN));
        let page = if file.is_some() { screen.file_layout() } else { screen.layout() };
        let text = |out: &mut dyn io::Write| {
            text::relation::write_first(&found, &sentences, partial.as_ref(), &page, out)
        };
        return written(args, session, outcome, screen, &text);
    };
    let unfit = layout == RowLayout::Parquet || found.rows > MOST_ON_SCREEN;
    if file.is_none() && io::stdout().is_terminal() && unfit {
        let message = match layout {
            RowLayout::Parquet => "a Parquet file is nothing for a terminal".to_owned(),
            _ => format!("{} has {} rows, too many for a terminal", found.predicate, found.rows),
        };
        screen.say(Diagnostic::error("E0710", message).help("write them into a file: -o FILE"));
        return Err(Outcome::Wrong);
    }
    let most = args.choice.limit().unwrap_or(usize::MAX);
    let rows = |out: &mut dyn io::Write| relation::write_rows(&input, predicate, chosen, layout, most, out);
    written(args, session, outcome, screen, &rows)
}

/// How all rows are to be laid out; none if only the first are shown.
fn layout(
    args: &RunArgs,
    session: &Session,
    predicate: PredicateId,
) -> Result<Option<RowLayout>, Box<Diagnostic>> {
    let name = &session.program.schema.get(predicate).name;
    if let Some(option) = args.choice.judging() {
        let message = format!("{option} chooses among conclusions; `{name}` is a plain relation");
        return Err(Box::new(Diagnostic::error("E0711", message).help("leave the option out")));
    }
    match args.layout() {
        ReportFormat::Text => Ok(None),
        ReportFormat::Csv => Ok(Some(RowLayout::Csv)),
        ReportFormat::Tsv => Ok(Some(RowLayout::Tsv)),
        ReportFormat::Jsonl => Ok(Some(RowLayout::JsonLines)),
        ReportFormat::Parquet => Ok(Some(RowLayout::Parquet)),
        _ => {
            let message = format!("the rows of `{name}` cannot be written so");
            let help = "take --format csv, tsv, jsonl or parquet, or text for the first of them";
            Err(Box::new(Diagnostic::error("E0711", message).help(help)))
        }
    }
}
