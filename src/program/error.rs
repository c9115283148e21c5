//! What can be wrong with a program, one variant a cause.

use crate::diagnostic::Diagnostic;
use crate::source::Span;

/// Something that is wrong with a rule file, once names are looked up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// `rule x  CXCL11 frobnicates growth ⇒ …`: no template fits.
    NoTemplate { phrase: String, span: Span, nearest: Vec<String> },
    /// A phrase that two templates fit.
    TwoReadings { phrase: String, span: Span, readings: Vec<String> },
    /// `high CXCL1l`: a name that neither the vocabulary nor a closed kind has.
    UnknownName { name: String, kind: String, span: Span, nearest: Vec<String> },
    /// A synonym of two entities.
    AmbiguousName { name: String, span: Span, candidates: Vec<String> },
    /// `letrozole` where a gene is wanted.
    WrongKind { name: String, found: String, wanted: String, span: Span },
    /// `edge(a)` for a predicate of two columns.
    Arity { name: String, wanted: Vec<String>, found: usize, span: Span },
    /// `egde(a, b)`.
    UnknownPredicate { name: String, span: Span, nearest: Vec<String> },
    /// The same thing declared twice.
    Declared { what: String, span: Span, before: Span },
    /// A template with a slot that is no column, or an operator word.
    Template { message: String, span: Span, help: String },
    /// A variable that no positive phrase binds.
    Unbound { variable: String, span: Span, place: String },
    /// Two contexts are named, and a phrase says neither.
    WhichContext { phrase: String, span: Span, named: Vec<String> },
    /// `high ?m in {?o}`, `high ?m in _`.
    NoPlace { place: String, span: Span },
    /// A conclusion of a finding in a rule without any context.
    NoContext { phrase: String, span: Span },
    /// `in ?c` after a phrase that has no context.
    ContextNotAllowed { phrase: String, span: Span },
    /// The same variable as a gene and as a disease.
    Clash { variable: String, one: String, other: String, span: Span, before: Span },
    /// `function f(…)` that the program does not have.
    UnknownFunction { name: String, span: Span, known: Vec<String> },
    /// A function with another number of columns than its code has.
    FunctionArity { name: String, span: Span, wanted: String },
    /// Recursion through `¬` or an aggregate.
    NegativeCycle { cycle: Vec<String>, span: Span, names: String },
    /// Something that cannot be concluded.
    Head { message: String, span: Span, help: String },
    /// A `fact` or `given` with a variable, or an incomplete one.
    NotGround { phrase: String, span: Span, help: String },
    /// `@` or a modifier where it means nothing.
    Modifier { message: String, span: Span, help: String },
    /// A kind or predicate that is a kind or predicate of itself.
    KindCycle { cycle: String, span: Span },
    /// A rule that reads a judgement and concludes what is judged.
    JudgedAgain { rule: String, cycle: String, span: Span },
    /// More alternatives than can be evaluated.
    TooManyAlternatives { span: Span, count: usize },
    /// A number where a name is wanted, and the like.
    BadTerm { message: String, span: Span, help: String },
    /// Warning: a variable that stands only once.
    Once { variable: String, span: Span },
    /// Warning: a recursive rule computes ever new numbers.
    Grows { rule: String, span: Span },
    /// Warning: a kind that nothing declares or fills, near to one that something does.
    OddKind { name: String, nearest: String, span: Span },
}

fn list(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => format!("`{one}`"),
        [rest @ .., last] => {
            let rest: Vec<_> = rest.iter().map(|n| format!("`{n}`")).collect();
            format!("{} or `{last}`", rest.join(", "))
        }
    }
}

/// `a gene`, `an outcome`.
fn with_article(noun: &str) -> String {
    let vowel = noun.starts_with(['a', 'e', 'i', 'o', 'u']);
    format!("{} {noun}", if vowel { "an" } else { "a" })
}

fn nearest(names: &[String], otherwise: &str) -> String {
    if names.is_empty() { otherwise.to_owned() } else { format!("nearest: {}", list(names)) }
}

impl Fault {
    /// The message that a user sees.
    pub(super) fn diagnostic(self) -> Diagnostic {
        match self {
            Self::NoTemplate { .. } | Self::TwoReadings { .. } | Self::UnknownPredicate { .. } => {
                self.of_phrase()
            }
            Self::UnknownName { .. } | Self::AmbiguousName { .. } | Self::WrongKind { .. } => self.of_name(),
            Self::WhichContext { .. }
            | Self::NoPlace { .. }
            | Self::NoContext { .. }
            | Self::ContextNotAllowed { .. } => self.of_context(),
            Self::Declared { .. }
            | Self::Template { .. }
            | Self::UnknownFunction { .. }
            | Self::FunctionArity { .. }
            | Self::KindCycle { .. }
            | Self::OddKind { .. } => self.of_declaration(),
            Self::Unbound { .. } | Self::Clash { .. } | Self::Once { .. } | Self::Grows { .. } => {
                self.of_variable()
            }
            _ => self.of_rule(),
        }
    }

    fn of_phrase(self) -> Diagnostic {
        match self {
            Self::NoTemplate { phrase, span, nearest: near } => {
                let help = if near.is_empty() {
                    "declare a predicate with a template that reads like this, for example: predicate \
                     links(a: entity, b: entity) \"{a} links {b}\""
                        .to_owned()
                } else {
                    let lines: Vec<_> = near.iter().map(|n| format!("  {n}")).collect();
                    format!("nearest templates:\n{}", lines.join("\n"))
                };
                Diagnostic::error("E0301", format!("no template reads `{phrase}`")).at(span, "").help(help)
            }
            Self::TwoReadings { phrase, span, readings } => {
                let lines: Vec<_> = readings.iter().map(|n| format!("  {n}")).collect();
                Diagnostic::error("E0302", format!("`{phrase}` can be read in {} ways", lines.len()))
                    .at(span, "")
                    .help(format!(
                        "write the functional form of the one that is meant:\n{}",
                        lines.join("\n")
                    ))
            }
            Self::UnknownPredicate { name, span, nearest: near } => {
                Diagnostic::error("E0307", format!("there is no predicate `{name}`"))
                    .at(span, "")
                    .help(nearest(&near, "declare it: predicate NAME(column: kind, …)"))
            }
            other => other.of_rule(),
        }
    }

    fn of_name(self) -> Diagnostic {
        match self {
            Self::UnknownName { name, kind, span, nearest: near } => {
                let otherwise = "add it to a vocabulary file (.tsv) in the rules or corpus folder";
                Diagnostic::error("E0303", format!("`{name}` is not a known {kind}"))
                    .at(span, "")
                    .help(nearest(&near, otherwise))
            }
            Self::AmbiguousName { name, span, candidates } => {
                Diagnostic::error("E0304", format!("`{name}` is a name of {} entities", candidates.len()))
                    .at(span, "")
                    .help(format!("write the one that is meant: {}", list(&candidates)))
            }
            Self::WrongKind { name, found, wanted, span } => Diagnostic::error(
                "E0305",
                format!("`{name}` is {}, and {} is wanted here", with_article(&found), with_article(&wanted)),
            )
            .at(span, "")
            .help(format!(
                "put {} here, or widen the column's kind where it is declared",
                with_article(&wanted)
            )),
            other => other.of_rule(),
        }
    }

    fn of_context(self) -> Diagnostic {
        match self {
            Self::WhichContext { phrase, span, named } => {
                Diagnostic::error("E0311", format!("`{phrase}` does not say in which context"))
                    .at(span, "")
                    .help(format!("the rule names several; end the phrase with {}", {
                        let ins: Vec<_> = named.iter().map(|n| format!("in ?{n}")).collect();
                        list(&ins)
                    }))
            }
            Self::NoPlace { place, span } => {
                Diagnostic::error("E0325", format!("`in {place}` names no context")).at(span, "").help(
                    "braces hold names; write `in ?c` and ask for a field by a phrase of its own: `?o: outcome in \
                     ?c`; for any context leave it out",
                )
            }
            Self::NoContext { phrase, span } => Diagnostic::error(
                "E0312",
                format!("`{phrase}` is concluded, and nothing says in which context"),
            )
            .at(span, "")
            .help("add a phrase that reads a finding, or bind a context and end this with `in ?c`"),
            Self::ContextNotAllowed { phrase, span } => {
                Diagnostic::error("E0313", format!("`{phrase}` has no context"))
                    .at(span, "")
                    .help("only findings and phrases about a context take `in ?c`; leave it out here")
            }
            other => other.of_rule(),
        }
    }

    fn of_declaration(self) -> Diagnostic {
        match self {
            Self::Declared { what, span, before } => {
                Diagnostic::error("E0308", format!("{what} is declared twice"))
                    .at(span, "again here")
                    .at(before, "first here")
                    .help("rename one of the two, or take one out")
            }
            Self::Template { message, span, help } => {
                Diagnostic::error("E0309", message).at(span, "").help(help)
            }
            Self::UnknownFunction { name, span, known } => {
                Diagnostic::error("E0315", format!("there is no function `{name}` to compute this"))
                    .at(span, "")
                    .help(format!("functions: {}", known.join(", ")))
            }
            Self::FunctionArity { name, span, wanted } => {
                Diagnostic::error("E0316", format!("function `{name}` has other columns")).at(span, "").help(wanted)
            }
            Self::KindCycle { cycle, span } => {
                Diagnostic::error("E0317", format!("`is a` runs in a circle: {cycle}"))
                    .at(span, "")
                    .help("take one `is a` out")
            }
            Self::OddKind { name, nearest, span } => {
                Diagnostic::warning("W0331", format!("nothing declares or fills the kind `{name}`"))
                    .at(span, "")
                    .help(format!(
                        "any word is a constant of it; if `{nearest}` is meant, write that; else declare `kind {name}`"
                    ))
            }
            other => other.of_rule(),
        }
    }

    fn of_variable(self) -> Diagnostic {
        match self {
            Self::Unbound { variable, span, place } => {
                Diagnostic::error("E0310", format!("`?{variable}` is not bound by any phrase that must hold"))
                    .at(span, place)
                    .help(format!(
                        "add a phrase with `?{variable}` to the body, outside `¬`, `unless`, comparisons and aggregates"
                    ))
            }
            Self::Clash { variable, one, other, span, before } => {
                Diagnostic::error("E0314", format!("`?{variable}` cannot be both {} and {}", with_article(&one), with_article(&other)))
                    .at(span, format!("{} here", with_article(&other)))
                    .at(before, format!("{} here", with_article(&one)))
                    .help("use two variables")
            }
            Self::Once { variable, span } => {
                Diagnostic::warning("W0332", format!("`?{variable}` stands only here"))
                    .at(span, "")
                    .help("write `_` if its value does not matter, else mend its name")
            }
            Self::Grows { rule, span } => {
                Diagnostic::warning("W0333", format!("rule `{rule}` may go on for ever with ever new numbers"))
                    .at(span, "computed from itself")
                    .help("bound it with a comparison such as `?n < 6`")
            }
            other => other.of_rule(),
        }
    }

    fn of_rule(self) -> Diagnostic {
        match self {
            Self::Arity { name, wanted, found, span } => Diagnostic::error(
                "E0306",
                format!("`{name}` has {} column{}, not {found}", wanted.len(), if wanted.len() == 1 { "" } else { "s" }),
            )
            .at(span, "")
            .help(format!("write {name}({})", wanted.join(", "))),
            Self::NegativeCycle { cycle, span, names } => {
                Diagnostic::error("E0318", format!("`{names}` depends on its own absence or on a count of itself"))
                    .at(span, "through this")
                    .help(format!(
                        "the circle is: {}\nbreak it: split a predicate in two, or let one rule read what is stated only",
                        cycle.join(" → ")
                    ))
            }
            Self::Head { message, span, help } => Diagnostic::error("E0319", message).at(span, "").help(help),
            Self::NotGround { phrase, span, help } => {
                Diagnostic::error("E0320", format!("`{phrase}` leaves something open")).at(span, "").help(help)
            }
            Self::Modifier { message, span, help } => Diagnostic::error("E0321", message).at(span, "").help(help),
            Self::JudgedAgain { rule, cycle, span } => Diagnostic::error(
                "E0322",
                format!("rule `{rule}` reads a judgement and concludes what is judged"),
            )
            .at(span, "")
            .help(format!("the circle is: {cycle}\nlet it conclude a `predicate` that no other rule reads first")),
            Self::TooManyAlternatives { span, count } => {
                Diagnostic::error("E0323", format!("the body has {count} alternatives"))
                    .at(span, "")
                    .help("name an alternative by a predicate of its own and use that")
            }
            Self::BadTerm { message, span, help } => Diagnostic::error("E0324", message).at(span, "").help(help),
            other => Diagnostic::error("E0399", format!("{other:?}")),
        }
    }
}
