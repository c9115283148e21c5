//! Errors within conditions, phrases and values.

use super::Message;

/// What is wrong within a formula.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::syntax) enum PhraseError {
    /// `high CXCL11 ∧ ∧ resistance ⇒ a`
    NoPhrase { found: String },
    /// `?n > ⇒ a`
    NoOperand { found: String },
    /// `high CXCL11 : gene ⇒ a`
    Unexpected { found: String },
    /// `high CXCL11 not low ⇒ a`
    OperatorInside { found: String },
    /// `1 < ?n < 3 ⇒ a`
    Chain { middle: String },
    /// `?n = count { ?p } ⇒ a`
    AggregateColon { fold: String },
    /// `count { ?p : high ?p } ⇒ a`
    AggregateAlone { fold: String },
    /// `high CXCL11 @ high ⇒ a`
    EvidenceVariable,
    /// `level(CXCL11, high) strongly ⇒ a`
    AfterCall { name: String },
    /// `(a unless b) ⇒ c`
    UnlessInside,
}

impl PhraseError {
    pub(super) fn message(self) -> Message {
        match self {
            Self::NoPhrase { found } => {
                let help = "write a phrase here, such as `?x raises ?y`, or remove the sign beside it";
                Message::new(
                    "E0120",
                    format!("a phrase is missing before {found}"),
                    "expected a phrase",
                    help,
                )
            }
            Self::NoOperand { found } => {
                let help = "write a variable, a number or a name here";
                Message::new("E0121", format!("a value is missing before {found}"), "expected a value", help)
            }
            Self::Unexpected { found } => {
                let help = "remove it, or quote the name that holds it";
                Message::new("E0122", format!("{found} does not fit here"), "unexpected", help)
            }
            Self::OperatorInside { found } => {
                let help = "put `∧` before it, or quote the name that holds it, as in \"black and white\"";
                Message::new("E0123", format!("{found} stands in the middle of a phrase"), "", help)
            }
            Self::Chain { middle } => {
                let help = format!("compare twice and join by `∧`: `… {middle} ∧ {middle} …`");
                Message::new("E0124", "a comparison has two sides", "a third side starts here", help)
            }
            other => other.part_message(),
        }
    }

    /// Errors in what a phrase or a value is made of.
    fn part_message(self) -> Message {
        match self {
            Self::AggregateColon { fold } => {
                let help = format!("write `{fold} {{ ?x : conditions on ?x }}`");
                Message::new("E0125", format!("`{fold} {{ … }}` needs a `:`"), "no `:` in it", help)
            }
            Self::AggregateAlone { fold } => {
                let help = format!("compare it: `?n = {fold} {{ … }}`");
                let message = format!("`{fold} {{ … }}` is a value, not a condition");
                Message::new("E0126", message, "compared with nothing", help)
            }
            Self::EvidenceVariable => {
                Message::new("E0127", "`@` takes one variable", "expected a variable", "write `@ ?e`")
            }
            Self::AfterCall { name } => {
                let message = format!("only `in …` or `@ ?e` may follow `{name}(…)`");
                let help =
                    format!("end the phrase before it, or put a space after `{name}` to write a sentence");
                Message::new("E0128", message, "does not belong here", help)
            }
            _ => {
                let help = "write `∧ ¬ ( … )` here; `unless` stands outside of parentheses";
                Message::new("E0129", "`unless` within parentheses", "", help)
            }
        }
    }
}
