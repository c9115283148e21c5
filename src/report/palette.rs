//! Which part of a text is shown how.

use anstyle::{AnsiColor, Style};

/// Styles by what they mark. Only the eight basic colours, bold and underline are used, which
/// terminals with dark and with light ground both keep readable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Palette {
    /// Identifiers of conclusions.
    pub id: Style,
    /// What is concluded, and headings.
    pub strong: Style,
    /// A verdict or status that speaks for it.
    pub good: Style,
    /// A verdict that asks for care.
    pub care: Style,
    /// A verdict that speaks against it.
    pub bad: Style,
    /// Where something stands.
    pub place: Style,
    /// A word of a quote that names what the finding is about.
    pub matched: Style,
}

impl Palette {
    /// No colours at all.
    #[must_use]
    pub const fn plain() -> Self {
        let none = Style::new();
        Self { id: none, strong: none, good: none, care: none, bad: none, place: none, matched: none }
    }

    /// Colours of a terminal.
    #[must_use]
    pub const fn ansi() -> Self {
        Self {
            id: AnsiColor::Cyan.on_default().bold(),
            strong: Style::new().bold(),
            good: AnsiColor::Green.on_default(),
            care: AnsiColor::Magenta.on_default(),
            bad: AnsiColor::Red.on_default(),
            place: AnsiColor::Blue.on_default(),
            matched: Style::new().bold(),
        }
    }
}

/// A text between the codes of a style; itself where the style says nothing.
pub(super) fn paint(style: Style, text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("{style}{text}{style:#}") }
}
