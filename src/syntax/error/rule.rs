//! Errors in the frame of a rule.

use super::Message;
use crate::source::Span;

/// What is wrong with a rule's parts.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::syntax) enum RuleError {
    /// `high CXCL11 ∧ estrogen deprivation`
    NoArrow,
    /// `⇒ resistance`
    EmptyBody,
    /// `high CXCL11 ⇒`
    EmptyHead,
    /// `a unless ⇒ b`
    EmptyUnless,
    /// `a ⇒ b unless c`
    UnlessAfter,
    /// `a ⇒ b ⇒ c`
    SecondArrow { first: Span },
    /// `a ⇒ b ∨ c`
    OrInHead,
    /// `a ⇒ ¬ b`
    NotInHead,
    /// `a ⇒ ?n = 1`
    CompareInHead,
    /// `rule ?x raises ?y ⇒ a`
    Name { found: String },
    /// `rule r strength 2 a ⇒ b`
    StrengthRange { text: String },
    /// `rule r strength high` with the body on the next line
    StrengthNumber { text: String },
}

impl RuleError {
    pub(super) fn message(self) -> Message {
        match self {
            Self::NoArrow => {
                let help =
                    "write `conditions ⇒ conclusion`; a thing that holds without conditions is `fact …`";
                Message::new("E0130", "this rule has no `⇒`", "no conclusion in it", help)
            }
            Self::EmptyBody => {
                let help = "write a condition before `⇒`; a thing that holds without conditions is `fact …`";
                Message::new("E0131", "this rule has no condition", "nothing before it", help)
            }
            Self::EmptyHead => {
                let help = "write the conclusion after `⇒`";
                Message::new("E0132", "this rule has no conclusion", "nothing after it", help)
            }
            Self::EmptyUnless => Message::new(
                "E0133",
                "`unless` without a condition",
                "nothing after it",
                "write a condition, or remove it",
            ),
            Self::Name { found } => {
                let help = "write `rule some-name`, or leave out `rule`";
                Message::new(
                    "E0138",
                    format!("a rule's name is one word, not {found}"),
                    "expected a name",
                    help,
                )
            }
            other => other.part_message(),
        }
    }

    /// Errors in the strength and in the conclusion.
    fn part_message(self) -> Message {
        match self {
            Self::StrengthRange { text } => {
                let help = "write a number such as `strength 0.8`";
                Message::new("E0139", format!("strength {text} is not within 0 to 1"), "out of range", help)
            }
            Self::StrengthNumber { text } => {
                let help = "write a number from 0 to 1, such as `strength 0.8`";
                Message::new("E0140", format!("strength `{text}` is not a number"), "expected a number", help)
            }
            Self::UnlessAfter => {
                Message::new("E0134", "`unless` after `⇒`", "belongs to the conditions", "move it before `⇒`")
            }
            Self::SecondArrow { first } => {
                let help = "write two rules, or join two conclusions by `∧`";
                Message::new("E0135", "a rule has one `⇒`", "second one", help).also(first, "first one")
            }
            Self::OrInHead => {
                let help = "a conclusion is certain of what it says: write one rule for each, or conclude a predicate that covers both";
                Message::new("E0136", "`∨` in a conclusion", "", help)
            }
            Self::NotInHead => {
                let help = "nothing derives an absence: conclude the opposite, or move it before `⇒`";
                Message::new("E0137", "`¬` in a conclusion", "", help)
            }
            _ => {
                let help = "move it before `⇒`";
                Message::new("E0141", "a comparison in a conclusion", "a condition", help)
            }
        }
    }
}
