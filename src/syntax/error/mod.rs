//! Everything that can be wrong with the form of a rule file. In: what a parser saw and where.
//! Out: a diagnostic with code, place and help. Must not know names or kinds.
//!
//! A code, once given, is never given to another error.

mod item;
mod phrase;
mod rule;
mod text;

pub(super) use item::{ItemError, PatternError, TemplateError, Wanted};
pub(super) use phrase::PhraseError;
pub(super) use rule::RuleError;
pub(super) use text::{Foreign, TextError};

use super::token::Tokens;
use crate::diagnostic::{Diagnostic, Label};
use crate::source::Span;

/// An error and its place.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct SyntaxError {
    pub(super) span: Span,
    pub(super) what: What,
}

/// Where in the grammar something is wrong.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum What {
    Text(TextError),
    Phrase(PhraseError),
    Rule(RuleError),
    Item(ItemError),
    Template(TemplateError),
    Pattern(PatternError),
}

/// What a diagnostic says.
pub(super) struct Message {
    code: &'static str,
    text: String,
    label: &'static str,
    help: String,
    /// A second place that explains the first.
    also: Option<(Span, &'static str)>,
}

impl Message {
    fn new(
        code: &'static str,
        text: impl Into<String>,
        label: &'static str,
        help: impl Into<String>,
    ) -> Self {
        Self { code, text: text.into(), label, help: help.into(), also: None }
    }

    fn also(self, span: Span, label: &'static str) -> Self {
        Self { also: Some((span, label)), ..self }
    }
}

macro_rules! from_group {
    ($($group:ident($error:ident)),*) => {
        $(impl From<$error> for What {
            fn from(error: $error) -> Self {
                Self::$group(error)
            }
        })*
    };
}

from_group!(
    Text(TextError),
    Phrase(PhraseError),
    Rule(RuleError),
    Item(ItemError),
    Template(TemplateError),
    Pattern(PatternError)
);

impl SyntaxError {
    pub(super) fn new(span: Span, what: impl Into<What>) -> Self {
        Self { span, what: what.into() }
    }

    /// The next token fits nothing.
    pub(super) fn unexpected(at: &Tokens<'_>) -> Self {
        Self::new(at.here(), PhraseError::Unexpected { found: found(at) })
    }

    /// Whether the item around it cannot be read on.
    pub(super) fn spoils_item(&self) -> bool {
        matches!(&self.what, What::Text(error) if error.spoils_item())
    }

    /// The message for people.
    pub(super) fn into_diagnostic(self) -> Diagnostic {
        let message = match self.what {
            What::Text(error) => error.message(),
            What::Phrase(error) => error.message(),
            What::Rule(error) => error.message(),
            What::Item(error) => error.message(),
            What::Template(error) => error.message(),
            What::Pattern(error) => error.message(),
        };
        let diagnostic =
            Diagnostic::error(message.code, message.text).at(self.span, message.label).help(message.help);
        let also = message.also.map(|(span, text)| Label { span, text: text.to_owned() });
        Diagnostic { labels: diagnostic.labels.iter().cloned().chain(also).collect(), ..diagnostic }
    }
}

/// How a message names the next token.
pub(super) fn found(at: &Tokens<'_>) -> String {
    let Some(token) = at.coming() else { return "the end".to_owned() };
    let text = at.text_of(token);
    let short: String = text.chars().take(40).collect();
    let dots = if short.len() < text.len() { "…" } else { "" };
    format!("`{short}{dots}`")
}
