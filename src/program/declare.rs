//! Declarations to a schema.

use std::collections::BTreeMap;

use super::error::Fault;
use crate::fact::schema::{FindingRelations, Piece};
use crate::fact::{
    Column, ContextField, FunctionId, Interner, Kind, KindId, Predicate, PredicateId, Registry, Relation,
    RelationId, Role, Schema, Symbol,
};
use crate::source::Span;
use crate::syntax::ast::{
    ColumnItem, ContextItem, Declares, File, FunctionItem, ItemKind, KindItem, PredicateItem, TemplateItem,
    TemplatePiece, Words,
};
use crate::vocabulary::Vocabulary;

/// A declared function: its inputs, then its outputs, as columns.
#[derive(Clone, Debug)]
pub(super) struct FunctionDeclaration {
    pub(super) name: String,
    pub(super) id: FunctionId,
    pub(super) columns: Vec<Column>,
    pub(super) inputs: usize,
    pub(super) templates: Vec<Vec<Piece>>,
}

/// What the declarations of all files say.
#[derive(Debug, Default)]
pub(super) struct Declared {
    pub(super) schema: Schema,
    pub(super) functions: Vec<FunctionDeclaration>,
    kind_spans: BTreeMap<KindId, Span>,
    kind_declared: BTreeMap<KindId, Span>,
    predicate_spans: BTreeMap<PredicateId, Span>,
    faults: Vec<Fault>,
}

/// Builds the schema of all files; the prelude is one of them.
pub(super) fn declare(
    files: &[&File],
    vocabulary: &Vocabulary,
    registry: &Registry,
    interner: &Interner,
) -> (Declared, Vec<Fault>) {
    let mut declared = Declared::default();
    for basic in ["entity", "text", "number", "date", "context", "evidence", "conclusion"] {
        declared.schema.kinds.push(Kind { name: basic.to_owned(), parents: Vec::new(), words: None });
    }
    let items = || files.iter().flat_map(|f| &f.items);
    items().for_each(|item| declared.kind_item(&item.kind));
    declared.vocabulary_kinds(vocabulary);
    for item in items() {
        match &item.kind {
            ItemKind::Predicate(p) => declared.predicate(p, item.docs.clone()),
            ItemKind::Context(c) => declared.context(c),
            ItemKind::Function(f) => declared.function(f, registry),
            _ => {}
        }
    }
    items().for_each(|item| declared.parents(&item.kind));
    declared.context_relations();
    for item in items() {
        if let ItemKind::Opposite(a, b) = &item.kind {
            declared.opposite(a, b, vocabulary, interner);
        }
    }
    declared.cycles();
    declared.odd_kinds(vocabulary);
    let faults = std::mem::take(&mut declared.faults);
    (declared, faults)
}

impl Declared {
    fn kind_named(&mut self, words: &Words) -> KindId {
        if let Some(id) = self.schema.kind(&words.text) {
            return id;
        }
        let id = KindId(self.schema.kinds.len() as u32);
        self.schema.kinds.push(Kind { name: words.text.clone(), parents: Vec::new(), words: None });
        self.kind_spans.insert(id, words.span);
        id
    }

    fn kind_item(&mut self, item: &ItemKind) {
        let ItemKind::Kind(KindItem { name, parents, words }) = item else { return };
        let id = self.kind_named(name);
        self.kind_declared.entry(id).or_insert(name.span);
        for parent in parents {
            let parent = self.kind_named(parent);
            let kind = &mut self.schema.kinds[id.0 as usize];
            if !kind.parents.contains(&parent) {
                kind.parents.push(parent);
            }
        }
        if let Some(words) = words {
            let known = self.schema.kinds[id.0 as usize].words.get_or_insert_default();
            for word in words.iter().filter(|w| !w.text.is_empty()) {
                if !known.contains(&word.text) {
                    known.push(word.text.clone());
                }
            }
        }
    }

    fn vocabulary_kinds(&mut self, vocabulary: &Vocabulary) {
        let entity = KindId(0);
        let mut names: Vec<&str> = vocabulary.entities().map(|e| e.kind.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        for name in names {
            if self.schema.kind(name).is_none() {
                self.schema.kinds.push(Kind { name: name.to_owned(), parents: vec![entity], words: None });
            }
        }
    }

    fn columns(&mut self, items: &[ColumnItem]) -> Vec<Column> {
        let mut columns: Vec<Column> = Vec::new();
        for item in items {
            if columns.iter().any(|c| c.name == item.name.text) {
                let what = format!("column `{}`", item.name.text);
                self.faults.push(Fault::Declared { what, span: item.name.span, before: items[0].name.span });
            }
            let kind = self.kind_named(&item.kind);
            columns.push(Column { name: item.name.text.clone(), kind, cell: item.cell });
        }
        columns
    }

    fn templates(&mut self, items: &[TemplateItem], columns: &[Column]) -> Vec<Vec<Piece>> {
        let mut templates = Vec::new();
        for item in items {
            let mut pieces = Vec::new();
            for piece in &item.pieces {
                match self.piece(piece, item.span, columns) {
                    Some(piece) => pieces.push(piece),
                    None => break,
                }
            }
            if pieces.len() == item.pieces.len() && !pieces.is_empty() {
                templates.push(pieces);
            }
        }
        templates
    }

    fn piece(&mut self, piece: &TemplatePiece, span: Span, columns: &[Column]) -> Option<Piece> {
        match piece {
            TemplatePiece::Word(word) => Some(Piece::Word(word.clone())),
            TemplatePiece::Slot(name) => {
                let found = columns.iter().position(|c| &c.name == name).map(Piece::Slot);
                if found.is_none() {
                    let names: Vec<_> = columns.iter().map(|c| format!("{{{}}}", c.name)).collect();
                    let message = format!("the template's slot `{{{name}}}` is no column");
                    let help = format!("columns: {}", names.join(", "));
                    self.faults.push(Fault::Template { message, span, help });
                }
                found
            }
        }
    }

    fn relation(&mut self, name: String, arity: usize, predicate: PredicateId) -> RelationId {
        let id = RelationId(self.schema.relations.len() as u32);
        self.schema.relations.push(Relation { name, arity });
        self.schema.predicate_of.insert(id, predicate);
        id
    }

    fn predicate(&mut self, item: &PredicateItem, docs: Option<String>) {
        let id = PredicateId(self.schema.predicates.len() as u32);
        if let Some(before) = self.schema.predicate(&item.name.text) {
            let what = format!("predicate `{}`", item.name.text);
            let before = self.predicate_spans.get(&before).copied().unwrap_or(item.name.span);
            self.faults.push(Fault::Declared { what, span: item.name.span, before });
            return;
        }
        let columns = self.columns(&item.columns);
        let templates = self.templates(&item.templates, &columns);
        let role = match item.declares {
            Declares::Predicate => Role::Plain,
            Declares::Hypothesis => Role::Hypothesis,
            Declares::Finding => Role::Finding,
            Declares::Evidence => Role::Evidence,
        };
        let name = item.name.text.clone();
        let mut predicate = Predicate {
            name: name.clone(),
            role,
            columns,
            templates,
            parents: Vec::new(),
            docs,
            reads: RelationId(0),
            finding: None,
            predicted: None,
            used: false,
        };
        let arity = predicate.arity();
        predicate.reads = self.relation(name.clone(), arity, id);
        if role == Role::Finding {
            let mut of = |what: &str, arity| self.relation(format!("{name} ({what})"), arity, id);
            predicate.finding = Some(FindingRelations {
                stated: of("stated", arity),
                denied: of("denied", arity),
                proposed: of("proposed", arity),
                predicted: of("predicted", arity),
                stated_evidence: of("stated @", arity + 1),
                denied_evidence: of("denied @", arity + 1),
                proposed_evidence: of("proposed @", arity + 1),
            });
        }
        self.predicate_spans.insert(id, item.name.span);
        self.schema.predicates.push(predicate);
    }

    fn context(&mut self, item: &ContextItem) {
        let kind = self.kind_named(&item.kind);
        let column = Column { name: item.name.text.clone(), kind, cell: false };
        let templates = self.templates(&item.templates, std::slice::from_ref(&column));
        let id = PredicateId(self.schema.predicates.len() as u32);
        let name = format!("context {}", item.name.text);
        if let Some(before) = self.schema.predicate(&name) {
            let what = format!("context field `{}`", item.name.text);
            let before = self.predicate_spans.get(&before).copied().unwrap_or(item.name.span);
            self.faults.push(Fault::Declared { what, span: item.name.span, before });
            return;
        }
        let reads = self.relation(name.clone(), 2, id);
        let predicted = self.relation(format!("{name} (predicted)"), 2, id);
        self.schema.predicates.push(Predicate {
            name,
            role: Role::Context(self.schema.context.len()),
            columns: vec![column],
            templates,
            parents: Vec::new(),
            docs: None,
            reads,
            finding: None,
            predicted: Some(predicted),
            used: false,
        });
        self.predicate_spans.insert(id, item.name.span);
        self.schema.context.push(ContextField {
            name: item.name.text.clone(),
            kind,
            set: item.set,
            else_unknown: item.else_unknown,
            predicate: id,
        });
    }

    fn function(&mut self, item: &FunctionItem, registry: &Registry) {
        let inputs = self.columns(&item.inputs);
        let outputs = self.columns(&item.outputs);
        let Some(id) = registry.find(&item.name.text) else {
            let known = registry.names().map(str::to_owned).collect();
            self.faults.push(Fault::UnknownFunction {
                name: item.name.text.clone(),
                span: item.name.span,
                known,
            });
            return;
        };
        let code = registry.get(id);
        if (code.inputs(), code.outputs()) != (inputs.len(), outputs.len()) {
            let wanted = format!("it takes {} and gives {}", code.inputs(), code.outputs());
            self.faults.push(Fault::FunctionArity {
                name: item.name.text.clone(),
                span: item.name.span,
                wanted,
            });
        }
        let count = inputs.len();
        let columns: Vec<Column> = inputs.into_iter().chain(outputs).collect();
        let templates = self.templates(&item.templates, &columns);
        let name = item.name.text.clone();
        self.functions.push(FunctionDeclaration { name, id, columns, inputs: count, templates });
    }

    fn parents(&mut self, item: &ItemKind) {
        let ItemKind::Predicate(item) = item else { return };
        let Some(id) = self.schema.predicate(&item.name.text) else { return };
        for parent in &item.parents {
            let found = self.schema.predicate(&parent.text);
            let fits = found.is_some_and(|p| {
                let (lower, upper) = (self.schema.get(id), self.schema.get(p));
                lower.role == Role::Finding && upper.role == Role::Finding && same_shape(lower, upper)
            });
            match found {
                Some(p) if fits => self.schema.predicates[id.0 as usize].parents.push(p),
                Some(_) => self.faults.push(Fault::Template {
                    message: format!("`{}` cannot be a `{}`", item.name.text, parent.text),
                    span: parent.span,
                    help: "both must be findings with the same columns, in number and in `of cell`"
                        .to_owned(),
                }),
                None => self.faults.push(Fault::UnknownPredicate {
                    name: parent.text.clone(),
                    span: parent.span,
                    nearest: super::names::nearest_of(
                        &parent.text,
                        self.schema.predicates.iter().map(|p| p.name.as_str()),
                    ),
                }),
            }
        }
    }

    fn context_relations(&mut self) {
        let id = RelationId(self.schema.relations.len() as u32);
        self.schema.relations.push(Relation { name: "contexts".to_owned(), arity: 1 });
        self.schema.contexts = Some(id);
    }

    fn opposite(&mut self, a: &Words, b: &Words, vocabulary: &Vocabulary, interner: &Interner) {
        if let (Some(x), Some(y)) = (self.schema.predicate(&a.text), self.schema.predicate(&b.text)) {
            self.schema.opposite_predicates.insert(x, y);
            self.schema.opposite_predicates.insert(y, x);
            return;
        }
        let (x, y) = (self.constant(a, vocabulary, interner), self.constant(b, vocabulary, interner));
        if let (Some(x), Some(y)) = (x, y) {
            self.schema.opposite_values.insert(x, y);
            self.schema.opposite_values.insert(y, x);
        }
    }

    fn constant(&mut self, words: &Words, vocabulary: &Vocabulary, interner: &Interner) -> Option<Symbol> {
        let closed =
            self.schema.kinds.iter().any(|k| k.words.as_ref().is_some_and(|w| w.contains(&words.text)));
        if closed {
            return Some(interner.text(&words.text));
        }
        match vocabulary.lookup(&words.text).as_slice() {
            [one] => Some(interner.entity(&one.id)),
            [] => {
                let nearest = vocabulary.nearest(&words.text, 3);
                let kind = "predicate, constant or entity".to_owned();
                self.faults.push(Fault::UnknownName {
                    name: words.text.clone(),
                    kind,
                    span: words.span,
                    nearest,
                });
                None
            }
            many => {
                let candidates = many.iter().map(|e| e.name.clone()).collect();
                self.faults.push(Fault::AmbiguousName {
                    name: words.text.clone(),
                    span: words.span,
                    candidates,
                });
                None
            }
        }
    }

    fn cycles(&mut self) {
        let count = self.schema.kinds.len();
        for start in 0..count {
            let mut seen = vec![KindId(start as u32)];
            let mut next = 0;
            let mut circle = false;
            while next < seen.len() {
                for &parent in &self.schema.kinds[seen[next].0 as usize].parents {
                    circle |= parent.0 as usize == start;
                    if !seen.contains(&parent) {
                        seen.push(parent);
                    }
                }
                next += 1;
            }
            if circle {
                let names: Vec<_> =
                    seen.iter().map(|k| self.schema.kinds[k.0 as usize].name.clone()).collect();
                if let Some(&span) = self.kind_declared.get(&KindId(start as u32)) {
                    self.faults.push(Fault::KindCycle { cycle: names.join(" → "), span });
                }
                self.schema.kinds[start].parents.clear();
            }
        }
    }

    fn odd_kinds(&mut self, vocabulary: &Vocabulary) {
        let filled: Vec<&str> = vocabulary.entities().map(|e| e.kind.as_str()).collect();
        let known: Vec<String> = self.schema.kinds.iter().map(|k| k.name.clone()).collect();
        for (&id, &span) in &self.kind_spans {
            let name = &known[id.0 as usize];
            if self.kind_declared.contains_key(&id) || filled.contains(&name.as_str()) {
                continue;
            }
            let others = known.iter().filter(|k| *k != name);
            let near = others.filter(|k| strsim::jaro_winkler(k, name) > 0.9).min().cloned();
            if let Some(nearest) = near {
                self.faults.push(Fault::OddKind { name: name.clone(), nearest, span });
            }
        }
    }
}

fn same_shape(a: &Predicate, b: &Predicate) -> bool {
    let cells = |p: &Predicate| p.columns.iter().map(|c| c.cell).collect::<Vec<_>>();
    cells(a) == cells(b)
}
