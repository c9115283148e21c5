//! Errors in declarations, facts, tests and templates.

use super::Message;

/// What an item wants at a place, and how all of it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::syntax) struct Wanted {
    pub(in crate::syntax) what: &'static str,
    pub(in crate::syntax) form: &'static str,
}

/// What is wrong with an item other than a rule.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::syntax) enum ItemError {
    /// `findng level(subject: entity) "{subject}"`
    UnknownKeyword { word: String, nearest: &'static str },
    /// `predicate path from: node`
    Malformed { wanted: Wanted, found: String },
    /// `test "t"` without a line `expect …`
    NoExpect,
    /// `expect` with nothing after it
    EmptyClause { clause: &'static str },
    /// `expect resistance` in column one
    ClauseOutside { clause: &'static str },
}

impl ItemError {
    pub(super) fn message(self) -> Message {
        match self {
            Self::UnknownKeyword { word, nearest } => {
                let help = format!("write `{nearest}`, or `conditions ⇒ conclusion` for a rule");
                Message::new("E0150", format!("`{word}` starts no item"), "not a keyword", help)
            }
            Self::Malformed { wanted, found } => {
                let help = format!("write `{}`", wanted.form);
                Message::new(
                    "E0151",
                    format!("{} is missing before {found}", wanted.what),
                    "expected here",
                    help,
                )
            }
            Self::NoExpect => {
                let help = "add an indented line `expect phrase`";
                Message::new("E0152", "this test expects nothing", "", help)
            }
            Self::EmptyClause { clause } => {
                let help = format!("write `{clause} phrase` on one line");
                Message::new("E0153", format!("`{clause}` without a phrase"), "nothing after it", help)
            }
            Self::ClauseOutside { clause } => {
                let help = "indent it below the `test` that it belongs to";
                Message::new("E0154", format!("`{clause}` outside of a test"), "in column one", help)
            }
        }
    }
}

/// What is wrong with a sentence template.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::syntax) enum TemplateError {
    /// `predicate p(a: node) "{a reaches"`
    Brace,
    /// `predicate p(a: node) "{} reaches"`
    Slot,
    /// `predicate p(a: node) "{a}-positive"`
    Glue { slot: String },
    /// `predicate p(a: node) ""`
    Empty,
    /// `predicate p(a: node) "{a} ≤ 1"`
    Sign { found: String },
}

impl TemplateError {
    pub(super) fn message(self) -> Message {
        match self {
            Self::Brace => {
                let help = "write each column as `{name}`";
                Message::new("E0160", "a brace of this template has no partner", "in this template", help)
            }
            Self::Slot => {
                let help = "write the name of a column, one word, between the braces";
                Message::new("E0161", "a slot of this template names no column", "in this template", help)
            }
            Self::Glue { slot } => {
                let help = format!("put a space beside `{{{slot}}}`: it stands for whole words");
                Message::new("E0162", format!("`{{{slot}}}` is part of a word"), "in this template", help)
            }
            Self::Empty => Message::new(
                "E0163",
                "this template is empty",
                "",
                "write a sentence, or remove the template",
            ),
            Self::Sign { found } => {
                let help =
                    "say it in other words: phrases end at operators and commas outside of parentheses";
                Message::new("E0164", format!("a template cannot hold {found}"), "in this template", help)
            }
        }
    }
}

/// What is wrong with the wording of a pattern.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::syntax) enum PatternError {
    /// `pattern "{a promotes {b}" ⇒ …`
    Bracket { open: char },
    /// `pattern "{a: } promotes {b}" ⇒ …`
    Slot { found: String },
    /// `pattern "{a} {b}" ⇒ …`
    NoWord,
}

impl PatternError {
    pub(super) fn message(self) -> Message {
        match self {
            Self::Bracket { open } => {
                let help = "write slots as `{name: kind}`, choices as `(one|other)`, and words that may be missing as `[word]`";
                let text = format!("`{open}` of this pattern has no partner");
                Message::new("E0170", text, "in this pattern", help)
            }
            Self::Slot { found } => {
                let help = "write `{name}` or `{name: kind}`, the name one word";
                let text = format!("`{{{found}}}` is no slot");
                Message::new("E0171", text, "in this pattern", help)
            }
            Self::NoWord => {
                let help = "add the verb or the noun that tells the relation, such as `{a} promotes {b}`";
                Message::new("E0172", "this pattern has no word besides its slots", "", help)
            }
        }
    }
}
