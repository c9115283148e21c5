//! Errors in signs, words, quotation marks and brackets.

use super::Message;
use crate::source::Span;
use crate::syntax::token::TokenKind;

/// A sign of another language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::syntax) enum Foreign {
    /// `->`, `→`
    Arrow,
    /// `:-`, `<-`
    Backward,
    /// `==`
    Equal,
    /// `<>`
    NotEqual,
    /// `=<`
    LessOrEqual,
    /// `&&`
    And,
    /// `||`
    Or,
    /// `;`, or `.` at the end of an item
    Terminator,
    /// `“text”`
    Quote,
    /// `// comment`
    SlashComment,
}

impl Foreign {
    /// The token that was meant, where reading on makes sense.
    pub(in crate::syntax) fn meant(self) -> Option<TokenKind> {
        match self {
            Self::Arrow | Self::Backward => Some(TokenKind::Implies),
            Self::Equal => Some(TokenKind::Equal),
            Self::NotEqual => Some(TokenKind::NotEqual),
            Self::LessOrEqual => Some(TokenKind::LessOrEqual),
            Self::And => Some(TokenKind::And),
            Self::Or => Some(TokenKind::Or),
            Self::Quote => Some(TokenKind::Quoted),
            Self::Terminator | Self::SlashComment => None,
        }
    }

    fn help(self) -> &'static str {
        match self {
            Self::Arrow => "write `⇒` or `=>` between the conditions and the conclusion",
            Self::Backward => "conditions come first here: write `conditions ⇒ conclusion`",
            Self::Equal => "write `=`",
            Self::NotEqual => "write `≠` or `!=`",
            Self::LessOrEqual => "write `≤` or `<=`",
            Self::And => "write `∧`, `and` or `&`",
            Self::Or => "write `∨`, `or` or `|`",
            Self::Terminator => "remove it: an item ends where the next one starts in column one",
            Self::Quote => "write straight quotation marks: \"text\"",
            Self::SlashComment => "start a comment with `#`",
        }
    }
}

/// What is wrong before any grammar is looked at.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::syntax) enum TextError {
    /// `  high CXCL11 ⇒ resistance` on the first line
    Indented,
    /// `high "CXCL11 ⇒ resistance`
    UnclosedQuote,
    /// `(high CXCL11 ⇒ resistance`
    UnclosedBracket { open: char },
    /// `high CXCL11) ⇒ resistance`
    UnopenedBracket { close: char },
    /// `level(CXCL11, high} ⇒ resistance`
    MismatchedBracket { open: Span, wanted: char },
    /// 101 opening parentheses
    TooDeep { limit: usize },
    /// `high CXCL11 -> resistance`
    ForeignSign { found: String, foreign: Foreign },
    /// a zero-width space in a name
    Invisible { sign: char },
    /// a text of more than 4 GiB
    TooLong,
    /// `high ? ⇒ resistance`
    NamelessVariable,
    /// `year of ?e is 2026-02-30 ⇒ late(?e)`
    NoSuchDay { text: String },
    /// `?n > 99999999999999999999 ⇒ many`
    NumberTooLarge,
    /// `?n = ?m+1 ⇒ next(?n)`
    Glued { text: String },
}

impl TextError {
    pub(super) fn spoils_item(&self) -> bool {
        match self {
            Self::UnclosedQuote | Self::Invisible { .. } | Self::Glued { .. } => true,
            Self::NoSuchDay { .. } | Self::NumberTooLarge => true,
            Self::ForeignSign { foreign, .. } => *foreign == Foreign::Backward,
            _ => false,
        }
    }

    pub(super) fn message(self) -> Message {
        match self {
            Self::Indented => {
                let help = "start an item in column one; only its further lines are indented";
                Message::new("E0101", "the file starts with an indented line", "no item above", help)
            }
            Self::ForeignSign { found, foreign } => {
                let message = format!("`{found}` is not a sign of the rule language");
                Message::new("E0107", message, "", foreign.help())
            }
            Self::Invisible { sign } => {
                let message = format!("invisible character U+{:04X}", u32::from(sign));
                Message::new("E0108", message, "here", "remove it: a name that holds it matches nothing")
            }
            Self::TooLong => {
                Message::new("E0109", "the file is longer than 4 GiB", "", "split it into several files")
            }
            Self::NamelessVariable => {
                let help = "write a name after it, as in `?x`, or `_` for anything";
                Message::new("E0110", "`?` without a name", "a variable needs a name", help)
            }
            Self::NoSuchDay { text } => {
                let help = "a date is year-month-day; quote it if it is a name";
                Message::new("E0111", format!("`{text}` is no day of the calendar"), "no such day", help)
            }
            Self::NumberTooLarge => {
                let help = "whole numbers have 64 bits; quote it if it is a name";
                Message::new("E0112", "this number is too large", "too large", help)
            }
            Self::Glued { text } => {
                let help = "put spaces around an operator, or quote a name that holds it";
                let message = format!("`{text}` follows without a space");
                Message::new("E0113", message, "needs a space before it", help)
            }
            bracket => bracket.bracket_message(),
        }
    }

    fn bracket_message(self) -> Message {
        match self {
            Self::UnclosedBracket { open } => {
                let close = if open == '(' { ')' } else { '}' };
                let help = format!("add the missing `{close}` within the same item");
                Message::new("E0103", format!("`{open}` is not closed"), "opened here", help)
            }
            Self::UnopenedBracket { close } => {
                let message = format!("`{close}` closes nothing");
                Message::new("E0104", message, "nothing is open here", "remove it, or open it before")
            }
            Self::MismatchedBracket { open, wanted } => {
                let help = format!("write `{wanted}` here");
                Message::new("E0105", "this bracket closes another one", "closed here", help)
                    .also(open, "opened here")
            }
            Self::TooDeep { limit } => {
                let message = format!("more than {limit} levels of brackets and negations");
                Message::new("E0106", message, "too deep here", "split it with predicates of its own")
            }
            _ => {
                let help = "close it with `\"` on the same line; a mark inside is written `\\\"`";
                Message::new("E0102", "this quoted text is not closed", "opened here", help)
            }
        }
    }
}
