//! An item as pieces that may stand on lines of their own. In: an item. Out: sections of chunks,
//! each with its place in the text. Must not know comments.

use super::ast::{
    ClaimPiece, Declares, Expect, Formula, FunctionItem, Given, Item, ItemKind, KindItem, Operand,
    PatternItem, Phrase, RuleItem, TemplateItem, TestItem, Words,
};
use super::print::{Printer, name, quote};
use crate::source::Span;

/// A piece of text that is never broken.
#[derive(Debug)]
pub(super) struct Chunk {
    pub(super) text: String,
    pub(super) span: Span,
}

/// How a section that is too long for one line is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Break {
    /// One chunk on each line.
    Each,
    /// As many as fit on each line.
    Fill,
}

/// Chunks that stand on one line if they fit.
#[derive(Debug)]
pub(super) struct Section {
    pub(super) chunks: Vec<Chunk>,
    pub(super) breaks: Break,
}

/// All of an item.
#[derive(Debug)]
pub(super) struct Layout {
    pub(super) sections: Vec<Section>,
    /// Whether all sections may share one line.
    pub(super) joins: bool,
}

/// Cuts an item into sections.
pub(super) fn layout(printer: Printer<'_>, item: &Item) -> Layout {
    let single = |text: String| vec![one(text, item.span)];
    let sections = match &item.kind {
        ItemKind::Predicate(p) => {
            let word = match p.declares {
                Declares::Predicate => "predicate",
                Declares::Finding => "finding",
                Declares::Hypothesis => "hypothesis",
                Declares::Evidence => "evidence",
            };
            let head = format!("{word} {}({})", p.name.text, printer.columns(&p.columns));
            let end = p.columns.last().map_or(p.name.span, |c| c.kind.span);
            let mut sections = vec![one(head, start_of(item).to(end))];
            sections.extend(templates(printer, &p.templates));
            sections.extend(p.parents.iter().map(|w| one(format!("is a {}", name(&w.text)), w.span)));
            sections
        }
        ItemKind::Function(f) => function(printer, f, start_of(item)),
        ItemKind::Kind(k) => vec![kind(k, start_of(item))],
        ItemKind::Context(c) => {
            let set = if c.set { "set of " } else { "" };
            let other = if c.else_unknown { " else unknown" } else { "" };
            let head = format!("context {}: {set}{}{other}", c.name.text, name(&c.kind.text));
            let mut sections = vec![one(head, start_of(item).to(c.kind.span))];
            sections.extend(templates(printer, &c.templates));
            sections
        }
        ItemKind::Opposite(a, b) => single(format!("opposite {} / {}", name(&a.text), name(&b.text))),
        ItemKind::Fact(phrase) => single(format!("fact {}", printer.phrase(phrase))),
        ItemKind::Input(i) => single(format!("input {} from {}", i.predicate.text, quote(&i.file.text))),
        ItemKind::Rule(r) => rule(printer, r, start_of(item)),
        ItemKind::Test(t) => test(printer, t, start_of(item)),
        ItemKind::Pattern(p) => pattern(printer, p, start_of(item)),
    };
    let joins = match &item.kind {
        ItemKind::Rule(rule) => rule.name.is_none(),
        ItemKind::Test(_) | ItemKind::Pattern(_) => false,
        _ => true,
    };
    Layout { sections, joins }
}

fn start_of(item: &Item) -> Span {
    Span { end: item.span.start, ..item.span }
}

fn one(text: String, span: Span) -> Section {
    Section { chunks: vec![Chunk { text, span }], breaks: Break::Each }
}

fn templates(printer: Printer<'_>, templates: &[TemplateItem]) -> impl Iterator<Item = Section> {
    templates.iter().map(move |t| one(printer.template(t), t.span))
}

fn function(printer: Printer<'_>, function: &FunctionItem, start: Span) -> Vec<Section> {
    let head = format!("function {}({})", function.name.text, printer.columns(&function.inputs));
    let end = function.inputs.last().map_or(function.name.span, |c| c.kind.span);
    let mut sections = vec![one(head, start.to(end))];
    if let (Some(first), Some(last)) = (function.outputs.first(), function.outputs.last()) {
        let gives = format!("gives {}", printer.columns(&function.outputs));
        sections.push(one(gives, first.name.span.to(last.kind.span)));
    }
    sections.extend(templates(printer, &function.templates));
    sections
}

fn kind(kind: &KindItem, start: Span) -> Section {
    let mut head = format!("kind {}", name(&kind.name.text));
    for parent in &kind.parents {
        head.push_str(&format!(" is a {}", name(&parent.text)));
    }
    let end = kind.parents.last().unwrap_or(&kind.name).span;
    let Some(words) = &kind.words else { return one(head, start.to(end)) };
    head.push(':');
    let mut chunks = vec![Chunk { text: head, span: start.to(end) }];
    let last = words.len().saturating_sub(1);
    let word = |(i, w): (usize, &Words)| Chunk {
        text: format!("{}{}", name(&w.text), if i < last { "," } else { "" }),
        span: w.span,
    };
    chunks.extend(words.iter().enumerate().map(word));
    Section { chunks, breaks: Break::Fill }
}

fn rule(printer: Printer<'_>, rule: &RuleItem, start: Span) -> Vec<Section> {
    let mut sections = Vec::new();
    if let Some(name) = &rule.name {
        sections.push(one(format!("rule {}", name.text), start.to(name.span)));
    }
    if let Some((_, span)) = rule.strength {
        let number = &printer.text[span.start as usize..span.end as usize];
        sections.push(one(format!("strength {number}"), span));
    }
    sections.push(condition(printer, "", &rule.body));
    sections.extend(rule.unless.iter().map(|u| condition(printer, "unless ", u)));
    let head = |(i, p): (usize, &Phrase)| Chunk {
        text: format!("{} {}", if i == 0 { printer.implies() } else { printer.and() }, printer.phrase(p)),
        span: p.span,
    };
    let chunks = rule.heads.iter().enumerate().map(head).collect();
    sections.push(Section { chunks, breaks: Break::Each });
    sections
}

fn condition(printer: Printer<'_>, before: &str, formula: &Formula) -> Section {
    let Formula::And(parts) = formula else {
        return one(format!("{before}{}", printer.formula(formula)), formula_span(formula));
    };
    let chunk = |(i, part): (usize, &Formula)| {
        let text = printer.conjunct(part);
        let text = if i == 0 { format!("{before}{text}") } else { format!("{} {text}", printer.and()) };
        Chunk { text, span: formula_span(part) }
    };
    Section { chunks: parts.iter().enumerate().map(chunk).collect(), breaks: Break::Each }
}

fn formula_span(formula: &Formula) -> Span {
    match formula {
        Formula::And(parts) | Formula::Or(parts) => match (parts.first(), parts.last()) {
            (Some(first), Some(last)) => formula_span(first).to(formula_span(last)),
            _ => Span::new(crate::source::SourceId(0), 0, 0),
        },
        Formula::Not(_, span) => *span,
        Formula::Phrase(phrase) => phrase.span,
        Formula::Compare(left, _, right, span) => operand_span(left).to(operand_span(right)).to(*span),
    }
}

fn operand_span(operand: &Operand) -> Span {
    match operand {
        Operand::Term(term) => term.span,
        Operand::Aggregate(aggregate) => aggregate.span,
    }
}

fn test(printer: Printer<'_>, test: &TestItem, start: Span) -> Vec<Section> {
    let mut clauses: Vec<Chunk> = Vec::new();
    clauses.extend(test.given.iter().map(|g| Chunk { text: given(printer, g), span: g.span }));
    clauses.extend(test.expect.iter().map(|e| Chunk { text: expect(printer, e), span: e.span }));
    // Both lists are in the order of the text; together they may not be.
    clauses.sort_by_key(|c| c.span.start);
    let mut sections = vec![one(format!("test {}", quote(&test.name.text)), start.to(test.name.span))];
    sections.extend(clauses.into_iter().map(|c| one(c.text, c.span)));
    sections
}

fn given(printer: Printer<'_>, given: &Given) -> String {
    let mut text = format!("given {}", printer.phrase(&given.phrase));
    if given.study.is_some() || given.paper.is_some() {
        text.push_str(" from");
    }
    if let Some(study) = &given.study {
        text.push_str(&format!(" {}", study.text));
    }
    if let Some(paper) = &given.paper {
        text.push_str(&format!(" {}", quote(&paper.text)));
    }
    text
}

fn expect(printer: Printer<'_>, expect: &Expect) -> String {
    let not = if expect.absent { format!("{} ", printer.not()) } else { String::new() };
    format!("expect {not}{}", printer.phrase(&expect.phrase))
}

fn pattern(printer: Printer<'_>, pattern: &PatternItem, start: Span) -> Vec<Section> {
    let word = |piece: &ClaimPiece| match piece {
        ClaimPiece::Word(word) => word.clone(),
        ClaimPiece::Slot { name, aspect: None } => format!("{{{name}}}"),
        ClaimPiece::Slot { name, aspect: Some(aspect) } => format!("{{{name}: {aspect}}}"),
    };
    let claim: Vec<String> = pattern.claim.iter().map(word).collect();
    let wording = format!("pattern {}", quote(&pattern.text.text));
    let head = vec![
        Chunk { text: wording, span: start.to(pattern.text.span) },
        Chunk { text: format!("{} {}", printer.implies(), claim.join(" ")), span: pattern.claim_span },
    ];
    let mut sections = vec![Section { chunks: head, breaks: Break::Each }];
    for example in &pattern.examples {
        let clause = if example.absent { "no" } else { "example" };
        let sentence = quote(&example.sentence.text);
        let text = format!("{clause} {sentence} {} {}", printer.implies(), example.claim.text);
        sections.push(one(text, example.span));
    }
    sections
}
