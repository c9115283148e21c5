//! Parts of the tree back to text on one line. In: a node and the text that it was parsed from.
//! Out: its canonical words. Must not know lines or comments.
//!
//! Recursion is bounded by `split::MAX_DEPTH`, as the tree came from the parser.

use super::ast::{
    Aggregate, ColumnItem, Content, Formula, Modifier, Operand, Operator, Part, PartKind, Phrase,
    TemplateItem, TemplatePiece, Term,
};
use super::declare::is_name_token;
use super::format::Style;
use super::lex::lex;
use crate::source::{SourceId, Span};

/// Prints nodes of one text.
#[derive(Clone, Copy)]
pub(super) struct Printer<'a> {
    pub(super) text: &'a str,
    pub(super) style: Style,
}

/// What a formula stands in; decides on parentheses.
#[derive(Clone, Copy, PartialEq)]
enum Within {
    Nothing,
    And,
    Or,
    Not,
}

impl Printer<'_> {
    fn pick(self, symbol: &'static str, ascii: &'static str) -> &'static str {
        if self.style == Style::Ascii { ascii } else { symbol }
    }

    pub(super) fn and(self) -> &'static str {
        self.pick("∧", "and")
    }

    fn or(self) -> &'static str {
        self.pick("∨", "or")
    }

    pub(super) fn not(self) -> &'static str {
        self.pick("¬", "not")
    }

    pub(super) fn implies(self) -> &'static str {
        self.pick("⇒", "=>")
    }

    fn operator(self, operator: Operator) -> &'static str {
        match operator {
            Operator::Equal => "=",
            Operator::NotEqual => self.pick("≠", "!="),
            Operator::Less => "<",
            Operator::LessOrEqual => self.pick("≤", "<="),
            Operator::Greater => ">",
            Operator::GreaterOrEqual => self.pick("≥", ">="),
        }
    }

    fn source(self, span: Span) -> String {
        self.text.get(span.start as usize..span.end as usize).unwrap_or_default().to_owned()
    }

    pub(super) fn formula(self, formula: &Formula) -> String {
        self.formula_in(formula, Within::Nothing)
    }

    /// One of the parts of the outermost ∧.
    pub(super) fn conjunct(self, formula: &Formula) -> String {
        self.formula_in(formula, Within::And)
    }

    fn formula_in(self, formula: &Formula, within: Within) -> String {
        let join = |parts: &[Formula], sign: &str, kind| {
            let parts: Vec<String> = parts.iter().map(|p| self.formula_in(p, kind)).collect();
            parts.join(&format!(" {sign} "))
        };
        let (text, closed) = match formula {
            Formula::And(parts) => {
                (join(parts, self.and(), Within::And), matches!(within, Within::Nothing | Within::Or))
            }
            Formula::Or(parts) => (join(parts, self.or(), Within::Or), within == Within::Nothing),
            Formula::Not(inner, _) => {
                (format!("{} {}", self.not(), self.formula_in(inner, Within::Not)), true)
            }
            Formula::Phrase(phrase) => (self.phrase(phrase), true),
            Formula::Compare(left, operator, right, _) => {
                let (left, right) = (self.operand(left), self.operand(right));
                (format!("{left} {} {right}", self.operator(*operator)), true)
            }
        };
        if closed { text } else { format!("({text})") }
    }

    fn operand(self, operand: &Operand) -> String {
        match operand {
            Operand::Term(term) => self.term(term),
            Operand::Aggregate(Aggregate { fold, over, body, .. }) => {
                format!("{} {{ {} : {} }}", fold.text, self.terms(over), self.formula(body))
            }
        }
    }

    pub(super) fn phrase(self, phrase: &Phrase) -> String {
        let mut text = match phrase.modifier {
            Some((Modifier::Denied, _)) => "denied ".to_owned(),
            Some((Modifier::Proposed, _)) => "proposed ".to_owned(),
            Some((Modifier::Predicted, _)) => "predicted ".to_owned(),
            None => String::new(),
        };
        match &phrase.content {
            Content::Words(term) => text.push_str(&self.term(term)),
            Content::Call(name, arguments, place) => {
                text.push_str(&format!("{}({})", name.text, self.terms(arguments)));
                if let Some(place) = place {
                    text.push_str(&format!(" in {}", self.term(place)));
                }
            }
        }
        if let Some(evidence) = &phrase.evidence {
            text.push_str(&format!(" @ ?{}", evidence.text));
        }
        text
    }

    fn terms(self, terms: &[Term]) -> String {
        let terms: Vec<String> = terms.iter().map(|t| self.term(t)).collect();
        terms.join(", ")
    }

    fn term(self, term: &Term) -> String {
        let mut text = String::new();
        for part in &term.parts {
            let closes = match &part.kind {
                PartKind::Colon => true,
                PartKind::Word(word) => word == ",",
                _ => false,
            };
            if !text.is_empty() && !closes {
                text.push(' ');
            }
            text.push_str(&self.part(part));
        }
        text
    }

    fn part(self, part: &Part) -> String {
        match &part.kind {
            PartKind::Word(word) => word.clone(),
            PartKind::Quoted(text) => quote(text),
            PartKind::Int(_) | PartKind::Decimal(_) | PartKind::Date(_) => self.source(part.span),
            PartKind::Variable(name) => format!("?{name}"),
            PartKind::Colon => ":".to_owned(),
            PartKind::Anonymous => "_".to_owned(),
            PartKind::Operator('×') => self.pick("×", "*").to_owned(),
            PartKind::Operator(sign) => sign.to_string(),
            PartKind::Group(term) => format!("({})", self.term(term)),
            PartKind::Record(terms) => format!("{{{}}}", self.terms(terms)),
        }
    }

    pub(super) fn template(self, template: &TemplateItem) -> String {
        let mut text = String::new();
        let mut open = true;
        for piece in &template.pieces {
            let word = match piece {
                TemplatePiece::Word(word) if word == "×" => self.pick("×", "*").to_owned(),
                TemplatePiece::Word(word) => word.clone(),
                TemplatePiece::Slot(name) => format!("{{{name}}}"),
            };
            if !open && word != ")" && word != "," {
                text.push(' ');
            }
            open = word == "(";
            text.push_str(&word);
        }
        quote(&text)
    }

    pub(super) fn columns(self, columns: &[ColumnItem]) -> String {
        let column = |c: &ColumnItem| {
            let cell = if c.cell { " of cell" } else { "" };
            format!("{}: {}{cell}", c.name.text, name(&c.kind.text))
        };
        columns.iter().map(column).collect::<Vec<_>>().join(", ")
    }
}

/// A text in quotation marks.
pub(super) fn quote(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// A name as it may stand in a declaration: quoted if it would be read as something else.
pub(super) fn name(text: &str) -> String {
    let lexed = lex(SourceId(0), text);
    let words: Vec<&str> = lexed.tokens.iter().map(|t| &text[t.start as usize..t.end as usize]).collect();
    let follows = |first: &str, second: &str| words.windows(2).any(|w| w[0] == first && w[1] == second);
    let plain = !words.is_empty()
        && lexed.errors.is_empty()
        && lexed.tokens.iter().all(|t| is_name_token(t.kind))
        && words.join(" ") == text
        && !text.ends_with('.');
    let reserved = [("is", "a"), ("is", "an"), ("else", "unknown"), ("set", "of"), ("of", "cell")];
    if plain && !reserved.iter().any(|(a, b)| follows(a, b)) { text.to_owned() } else { quote(text) }
}
