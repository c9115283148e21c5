//! Where results and messages go: colours, widths, diagnostics, a terminal's progress line.

use std::io::{self, IsTerminal, Write};

use miette::{GraphicalReportHandler, GraphicalTheme};

use super::Colour;
use crate::diagnostic::{Diagnostic, Severity};
use crate::report::{Palette, text::Layout};
use crate::source::Sources;

/// Columns of a line where there is no terminal.
const WIDTH: usize = 80;
/// Columns between which a terminal's width is followed.
const NARROWEST: usize = 40;
const WIDEST: usize = 110;
/// Most warnings and notes before a result; `reason check` prints them all.
const MOST_REMARKS: usize = 20;
/// A source line of more bytes is not drawn.
const LONGEST_DRAWN: usize = 1000;

/// The two streams of the process and how to use them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Screen {
    colour: Colour,
    quiet: bool,
}

/// How many warnings and notes are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Remarks {
    /// The first ones.
    Some,
    /// All.
    All,
}

impl Screen {
    pub(super) fn new(colour: Colour, quiet: bool) -> Self {
        Self { colour, quiet }
    }

    /// The same, but for what is said a second time.
    pub(super) fn silent(self) -> Self {
        Self { quiet: true, ..self }
    }

    /// Whether a stream gets colours.
    fn coloured(self, terminal: bool) -> bool {
        let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        match self.colour {
            Colour::Always => true,
            Colour::Never => false,
            Colour::Auto => terminal && !set("NO_COLOR") && !dumb,
        }
    }

    /// Styles of results on standard output.
    pub(super) fn palette(self) -> Palette {
        if self.coloured(io::stdout().is_terminal()) { Palette::ansi() } else { Palette::plain() }
    }

    /// How text is laid out on standard output.
    pub(super) fn layout(self) -> Layout {
        let terminal = io::stdout().is_terminal().then(terminal_size::terminal_size).flatten();
        let width = terminal.map_or(WIDTH, |(width, _)| usize::from(width.0).clamp(NARROWEST, WIDEST));
        Layout { width, palette: self.palette(), ..Layout::default() }
    }

    /// How text is laid out in a file.
    pub(super) fn file_layout(self) -> Layout {
        let palette = if self.colour == Colour::Always { Palette::ansi() } else { Palette::plain() };
        Layout { width: WIDTH, palette, ..Layout::default() }
    }

    /// Whether a progress line is wanted and can be seen.
    pub(super) fn shows_progress(self) -> bool {
        !self.quiet && io::stderr().is_terminal()
    }

    /// Prints diagnostics to standard error, and how many more there are.
    pub(super) fn report(self, diagnostics: &[Diagnostic], sources: &Sources, remarks: Remarks) {
        let mut left = match (self.quiet, remarks) {
            (true, _) => 0,
            (false, Remarks::Some) => MOST_REMARKS,
            (false, Remarks::All) => usize::MAX,
        };
        let mut hidden = 0;
        let mut text = String::new();
        for diagnostic in diagnostics {
            if diagnostic.severity != Severity::Error {
                if left == 0 {
                    hidden += 1;
                    continue;
                }
                left -= 1;
            }
            self.draw(diagnostic, sources, &mut text);
        }
        if hidden > 0 && !self.quiet {
            text.push_str(&format!("and {hidden} more warnings and notes: reason check\n"));
        }
        // Nobody is left to be told that standard error is closed.
        let _ = io::stderr().lock().write_all(text.as_bytes());
    }

    /// Prints a diagnostic that points into no source.
    pub(super) fn say(self, diagnostic: Diagnostic) {
        self.report(&[diagnostic], &Sources::default(), Remarks::All);
    }

    fn draw(self, diagnostic: &Diagnostic, sources: &Sources, text: &mut String) {
        let terminal = io::stderr().is_terminal();
        let coloured = self.coloured(terminal);
        let theme = if coloured { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
        let size = terminal.then(|| terminal_size::terminal_size_of(io::stderr())).flatten();
        let width = size.map_or(WIDTH, |(width, _)| usize::from(width.0).clamp(NARROWEST, WIDEST));
        let handler = GraphicalReportHandler::new_themed(theme).with_width(width).with_links(false);
        let located = diagnostic.clone().with_sources(sources);
        let mut drawn = String::new();
        if !drawable(diagnostic, sources) || handler.render_report(&mut drawn, &located).is_err() {
            drawn = plain(diagnostic, sources);
        }
        text.push_str(&drawn);
        elsewhere(diagnostic, sources, text);
        text.push('\n');
    }
}

/// Whether the lines that the labels point into are short enough to be shown.
fn drawable(diagnostic: &Diagnostic, sources: &Sources) -> bool {
    diagnostic.labels.iter().all(|label| {
        let whole = &sources.get(label.span.source).text;
        let (start, end) = (label.span.start as usize, (label.span.end as usize).min(whole.len()));
        let before = whole.get(..start).map_or(start, |t| t.len() - t.rfind('\n').map_or(0, |i| i + 1));
        let after = whole.get(end..).map_or(0, |t| t.find('\n').unwrap_or(t.len()));
        before.saturating_add(after).saturating_add(end.saturating_sub(start)) <= LONGEST_DRAWN
    })
}

/// The message on one line, and the help.
fn plain(diagnostic: &Diagnostic, sources: &Sources) -> String {
    let place = diagnostic.labels.first().map(|label| {
        let source = sources.get(label.span.source);
        let (line, column) = source.position(label.span.start);
        format!("{}:{line}:{column}: ", source.path.display())
    });
    let help = diagnostic.help.as_ref().map(|help| format!("  help: {help}\n")).unwrap_or_default();
    format!("{}{}: {}\n{help}", place.unwrap_or_default(), diagnostic.code, diagnostic.message)
}

/// Places in other files than the one that is drawn.
fn elsewhere(diagnostic: &Diagnostic, sources: &Sources, text: &mut String) {
    let Some(main) = diagnostic.labels.first() else { return };
    for label in diagnostic.labels.iter().filter(|l| l.span.source != main.span.source) {
        let words = if label.text.is_empty() { String::new() } else { format!(": {}", label.text) };
        text.push_str(&format!("  also {}{words}\n", sources.place(label.span)));
    }
}
