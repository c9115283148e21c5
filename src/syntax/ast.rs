//! The tree that a rule file parses to: a span on every node, no names looked up.

use crate::source::Span;

/// A rule file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct File {
    /// Its items in order; an item that did not parse is missing here and has a diagnostic.
    pub items: Vec<Item>,
}

/// A thing that starts in column one.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// The `##` lines directly above it, joined by newlines.
    pub docs: Option<String>,
    /// What it is.
    pub kind: ItemKind,
    /// All of it, without the documentation.
    pub span: Span,
}

/// What an item is.
#[derive(Clone, Debug, PartialEq)]
pub enum ItemKind {
    /// `predicate|finding|hypothesis|evidence name(column: kind, …) "template"… [is a parent]…`
    Predicate(PredicateItem),
    /// `kind name [is a parent]… [: word, word]`
    Kind(KindItem),
    /// `context name: [set of] kind [else unknown] "template"…`
    Context(ContextItem),
    /// `function name(column: kind, …) [gives name: kind, …] "template"…`
    Function(FunctionItem),
    /// `opposite a / b`
    Opposite(Words, Words),
    /// `rule name [strength 0.8] body ⇒ head`, or only `body ⇒ head`
    Rule(RuleItem),
    /// `fact phrase`
    Fact(Phrase),
    /// `input predicate from "file"`
    Input(InputItem),
    /// `test "name" given … expect …`
    Test(TestItem),
    /// `pattern "{a: kind} words {b: kind}" ⇒ {a} words {b}`, with examples
    Pattern(PatternItem),
}

/// One or more words, as written, single spaces between.
#[derive(Clone, Debug, PartialEq)]
pub struct Words {
    /// The words.
    pub text: String,
    /// Where.
    pub span: Span,
}

/// Which word declared a predicate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Declares {
    /// `predicate`
    Predicate,
    /// `finding`
    Finding,
    /// `hypothesis`
    Hypothesis,
    /// `evidence`
    Evidence,
}

/// `name: kind [of cell]`
#[derive(Clone, Debug, PartialEq)]
pub struct ColumnItem {
    /// The column.
    pub name: Words,
    /// Its kind.
    pub kind: Words,
    /// Whether `of cell` follows.
    pub cell: bool,
}

/// A template's text and its pieces.
#[derive(Clone, Debug, PartialEq)]
pub struct TemplateItem {
    /// Words and slots.
    pub pieces: Vec<TemplatePiece>,
    /// The text with its quotation marks.
    pub span: Span,
}

/// A piece of a template.
#[derive(Clone, Debug, PartialEq)]
pub enum TemplatePiece {
    /// A word or a lone mark of punctuation, lexed as in a phrase.
    Word(String),
    /// `{column}`
    Slot(String),
}

/// A declared predicate.
#[derive(Clone, Debug, PartialEq)]
pub struct PredicateItem {
    /// Which word declares it.
    pub declares: Declares,
    /// Its name, one word.
    pub name: Words,
    /// Its columns.
    pub columns: Vec<ColumnItem>,
    /// Its templates; may be empty.
    pub templates: Vec<TemplateItem>,
    /// After `is a`.
    pub parents: Vec<Words>,
}

/// A declared kind.
#[derive(Clone, Debug, PartialEq)]
pub struct KindItem {
    /// Its name, one or more words.
    pub name: Words,
    /// After `is a`.
    pub parents: Vec<Words>,
    /// After the colon; `None` where there is no colon.
    pub words: Option<Vec<Words>>,
}

/// A declared context field.
#[derive(Clone, Debug, PartialEq)]
pub struct ContextItem {
    /// Its name, one word.
    pub name: Words,
    /// Whether `set of` stands before the kind.
    pub set: bool,
    /// Its kind.
    pub kind: Words,
    /// Whether `else unknown` follows.
    pub else_unknown: bool,
    /// Its templates, each with one slot.
    pub templates: Vec<TemplateItem>,
}

/// A declared function.
#[derive(Clone, Debug, PartialEq)]
pub struct FunctionItem {
    /// Its name, one word; the program knows its code by it.
    pub name: Words,
    /// What goes in.
    pub inputs: Vec<ColumnItem>,
    /// What comes out; empty for a condition.
    pub outputs: Vec<ColumnItem>,
    /// Its templates.
    pub templates: Vec<TemplateItem>,
}

/// A rule.
#[derive(Clone, Debug, PartialEq)]
pub struct RuleItem {
    /// Its name, one word; `None` for a bare rule.
    pub name: Option<Words>,
    /// The number after `strength`, with its place.
    pub strength: Option<(f64, Span)>,
    /// Before `⇒`, up to the first `unless`.
    pub body: Formula,
    /// Each `unless`, up to the next one or `⇒`.
    pub unless: Vec<Formula>,
    /// After `⇒`: phrases joined by ∧.
    pub heads: Vec<Phrase>,
}

/// `input predicate from "file"`
#[derive(Clone, Debug, PartialEq)]
pub struct InputItem {
    /// The predicate.
    pub predicate: Words,
    /// The file, as written.
    pub file: Words,
}

/// A test.
#[derive(Clone, Debug, PartialEq)]
pub struct TestItem {
    /// The text after `test`.
    pub name: Words,
    /// `given phrase [from study "paper"]`
    pub given: Vec<Given>,
    /// `expect [¬] phrase`
    pub expect: Vec<Expect>,
}

/// What a test starts from.
#[derive(Clone, Debug, PartialEq)]
pub struct Given {
    /// The finding or fact; `denied` and `proposed` are among its modifiers.
    pub phrase: Phrase,
    /// The words after `from`, up to the quoted text; the study type.
    pub study: Option<Words>,
    /// The quoted text after `from`: the paper, which is also the lineage.
    pub paper: Option<Words>,
    /// All of it.
    pub span: Span,
}

/// What a test wants.
#[derive(Clone, Debug, PartialEq)]
pub struct Expect {
    /// Whether `¬` stands before it.
    pub absent: bool,
    /// What is derived, or not.
    pub phrase: Phrase,
    /// All of it.
    pub span: Span,
}

/// How papers word a finding.
#[derive(Clone, Debug, PartialEq)]
pub struct PatternItem {
    /// The wording as written, without its quotation marks.
    pub text: Words,
    /// The wording in pieces.
    pub pieces: Vec<PatternPiece>,
    /// After `⇒`: words and slots.
    pub claim: Vec<ClaimPiece>,
    /// Where the claim stands.
    pub claim_span: Span,
    /// Sentences that must be read so, or must not.
    pub examples: Vec<PatternExample>,
}

/// A piece of the wording of a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PatternPiece {
    /// `{name}` or `{name: kind}`
    Slot {
        /// Its name.
        name: String,
        /// What may fill it; anything if it does not say.
        kind: Option<String>,
    },
    /// `word`, or one of `(word|word)`
    Words(Vec<String>),
    /// `[word]` or `[word|word]`
    Optional(Vec<String>),
    /// `…`: any words
    Gap,
}

/// A piece of the claim of a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClaimPiece {
    /// A word as written.
    Word(String),
    /// `{name}` or `{name: aspect}`
    Slot {
        /// The slot of the wording.
        name: String,
        /// What of it is meant, such as `phosphorylation`, where the words around it do not say.
        aspect: Option<String>,
    },
}

/// `example "sentence" ⇒ claim` or `no "sentence" ⇒ claim`
#[derive(Clone, Debug, PartialEq)]
pub struct PatternExample {
    /// The sentence.
    pub sentence: Words,
    /// The claim in the words of the sentence, `denied` or `proposed` before it.
    pub claim: Words,
    /// Whether the sentence must not be read so.
    pub absent: bool,
    /// All of it.
    pub span: Span,
}

/// A body. ∧ binds before ∨.
#[derive(Clone, Debug, PartialEq)]
pub enum Formula {
    /// All of them; at least two.
    And(Vec<Formula>),
    /// Any of them; at least two.
    Or(Vec<Formula>),
    /// `¬ x`, with the place of the whole.
    Not(Box<Formula>, Span),
    /// A phrase.
    Phrase(Phrase),
    /// A comparison between terms or aggregates.
    Compare(Operand, Operator, Operand, Span),
}

/// `= ≠ < ≤ > ≥`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// `=`
    Equal,
    /// `≠`
    NotEqual,
    /// `<`
    Less,
    /// `≤`
    LessOrEqual,
    /// `>`
    Greater,
    /// `≥`
    GreaterOrEqual,
}

/// A side of a comparison.
#[derive(Clone, Debug, PartialEq)]
pub enum Operand {
    /// Words, numbers, variables, arithmetic.
    Term(Term),
    /// `count { ?p : body }`
    Aggregate(Aggregate),
}

/// `count|sum|min|max|mean { term, term : body [unless …] }`
#[derive(Clone, Debug, PartialEq)]
pub struct Aggregate {
    /// Which word.
    pub fold: Words,
    /// Before the colon.
    pub over: Vec<Term>,
    /// After the colon.
    pub body: Box<Formula>,
    /// All of it.
    pub span: Span,
}

/// An atom of a rule, before templates are looked up.
#[derive(Clone, Debug, PartialEq)]
pub struct Phrase {
    /// `denied`, `proposed`, `predicted` before it.
    pub modifier: Option<(Modifier, Span)>,
    /// What it says.
    pub content: Content,
    /// The variable after `@`.
    pub evidence: Option<Words>,
    /// All of it.
    pub span: Span,
}

/// A word before a phrase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Modifier {
    /// Findings which state that it does not hold.
    Denied,
    /// Findings that only suggest it.
    Proposed,
    /// What rules concluded.
    Predicted,
}

/// What a phrase says.
#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    /// A sentence, matched against templates later. A trailing `in ?c` is part of it.
    Words(Term),
    /// `name(term, term)`, with the term after a trailing `in`, if any.
    Call(Words, Vec<Term>, Option<Term>),
}

/// A run of parts.
#[derive(Clone, Debug, PartialEq)]
pub struct Term {
    /// At least one, except after an error.
    pub parts: Vec<Part>,
    /// All of it.
    pub span: Span,
}

/// A part of a term, with its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// What it is.
    pub kind: PartKind,
    /// Where.
    pub span: Span,
}

/// What a part is.
#[derive(Clone, Debug, PartialEq)]
pub enum PartKind {
    /// A word as written; also a lone `/` or `-` between words of a template is an operator.
    Word(String),
    /// A quoted name or text, without its quotation marks.
    Quoted(String),
    /// A whole number.
    Int(i64),
    /// A decimal.
    Decimal(f64),
    /// A day, in days since 1970-01-01.
    Date(i32),
    /// `?x`, without the question mark.
    Variable(String),
    /// The `:` after a variable; the words of its kind follow.
    Colon,
    /// `_`
    Anonymous,
    /// `+ - × /` with spaces around it.
    Operator(char),
    /// `( … )` within a term.
    Group(Term),
    /// `{a, b, c}`: a context record.
    Record(Vec<Term>),
}
