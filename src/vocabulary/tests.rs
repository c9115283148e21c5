//! Names, is-a, contexts and wording over a small vocabulary of our own.

use super::context::Contexts;
use super::*;
use crate::fact::schema::Piece;
use crate::fact::{
    Column, ContextField, Interner, Kind, KindId, Predicate, PredicateId, Registry, RelationId, Role, Shape,
    Symbol, Value,
};

/// `;` stands for a tab.
fn table(rows: &str) -> (Vocabulary, Vec<Diagnostic>) {
    let mut sources = Sources::default();
    let row = |line: &str| line.split(';').map(str::trim).collect::<Vec<_>>().join("\t");
    let rows: Vec<String> = rows.lines().map(row).collect();
    let text = format!("{}\n{}", super::table::HEADER.join("\t"), rows.join("\n"));
    let id = sources.add("own.tsv", text);
    let mut vocabulary = Vocabulary::default();
    let mut diagnostics = vocabulary.read(&sources, id);
    diagnostics.extend(vocabulary.finish());
    (vocabulary, diagnostics)
}

fn sound(rows: &str) -> Vocabulary {
    let (vocabulary, diagnostics) = table(rows);
    assert!(diagnostics.is_empty(), "{diagnostics:#?}");
    vocabulary
}

fn ids(vocabulary: &Vocabulary, name: &str) -> Vec<String> {
    vocabulary.lookup(name).iter().map(|e| e.id.to_string()).collect()
}

const ROWS: &str = "\
X:il ; IL-11 ; gene ; interleukin-11|interleukin 11 ; X:secreted ;  ; 
X:ifn ; IFNG ; gene ; IFN-γ ; X:secreted ;  ; 
X:mif ; MIF ; gene ; ; secreted factor ;  ; 
X:mild ; mild form ; process ; mif ;  ;  ; 
X:secreted ; secreted factor ; molecule ;  ;  ;  ; 
X:tumour ; tumour cell ; cell ; cancer cell|malignant cell ;  ;  ; 
X:breast ; breast cancer cell ; cell ;  ; tumour cell ;  ; 
X:nk ; NK cell ; cell ; natural killer cell ;  ;  ; 
X:kras ; KRAS ; gene ;  ;  ;  ; 
X:neg ; HER2- breast cancer ; disease ;  ; X:bc ;  ; 
X:her ; HER2 breast cancer ; disease ;  ; X:bc ;  ; 
X:bc ; breast cancer ; disease ; ; ; ; 
X:met ; metastasis ; process ;  ;  ;  ; 
X:one ; one thing ; gene ; shared name ;  ;  ; 
X:two ; other thing ; cell ; shared name ;  ;  ; 
X:ed ; estrogen deprivation ; therapy ;  ;  ;  ; 
X:ai ; aromatase inhibitor ; drug ;  ; estrogen deprivation ;  ; 
X:let ; letrozole ; drug ;  ; aromatase inhibitor ;  ; 
X:ana ; anastrozole ; drug ;  ; aromatase inhibitor ;  ; 
X:pal ; palbociclib ; drug ;  ;  ; inhibits KRAS|activates X:nk ; CHEBI:1|CHEBI:2
";

#[test]
fn the_built_in_tables_are_sound() {
    let mut sources = Sources::default();
    let tables = builtin::add(&mut sources);
    let (mut vocabulary, mut diagnostics) = builtin::read(&sources, &tables);
    diagnostics.extend(vocabulary.finish());
    let messages: Vec<_> = diagnostics.iter().map(|d| &d.message).collect();
    assert!(messages.is_empty(), "{messages:#?}");
    assert!(vocabulary.len() > 600);
    assert!(Vocabulary::builtin().entities().all(|e| e.place.is_none()));
}

#[test]
fn spellings_of_one_name_are_one() {
    let v = sound(ROWS);
    for name in ["IL-11", "IL 11", "IL11", "il‐11", "IL−11", "Interleukin 11", "interleukin11", "ＩＬ-11"]
    {
        assert_eq!(ids(&v, name), ["X:il"], "{name}");
    }
    for name in ["IFN-γ", "IFN-gamma", "IFNγ", "ifn gamma", "IFN-Γ"] {
        assert_eq!(ids(&v, name), ["X:ifn"], "{name}");
    }
    for name in ["tumor cell", "tumour cells", "Tumor Cells", "malignant cells", "tumour-cell"] {
        assert_eq!(ids(&v, name), ["X:tumour"], "{name}");
    }
    assert_eq!(ids(&v, "NK cells"), ["X:nk"]);
    assert_eq!(ids(&v, "metastases"), ["X:met"]);
    assert_eq!(ids(&v, "kras"), ["X:kras"]);
    assert_eq!(ids(&v, "KRA"), [""; 0]);
}

#[test]
fn a_hyphen_at_the_end_of_a_word_is_a_sign() {
    let v = sound(ROWS);
    assert_eq!(ids(&v, "HER2− breast cancer"), ["X:neg"]);
    assert_eq!(ids(&v, "HER2 breast cancer"), ["X:her"]);
    assert_eq!(ids(&v, "HER2-breast cancers"), ["X:her"]);
}

#[test]
fn short_symbols_are_taken_as_written_first() {
    let v = sound(ROWS);
    assert_eq!(ids(&v, "MIF"), ["X:mif"]);
    assert_eq!(ids(&v, "mif"), ["X:mild"]);
    assert_eq!(ids(&v, "Mif"), ["X:mif"]);
}

#[test]
fn several_meanings_are_all_told() {
    let v = sound(ROWS);
    assert_eq!(ids(&v, "shared names"), ["X:one", "X:two"]);
    assert_eq!(ids(&v, "nothing like it"), [""; 0]);
}

#[test]
fn near_names() {
    let v = sound(ROWS);
    assert_eq!(v.nearest("letrazole", 1), ["letrozole"]);
    assert_eq!(v.nearest("interleukin-1", 1), ["interleukin 11"]);
    assert_eq!(v.nearest("", 3), [""; 0]);
    assert_eq!(nearest_of("promots", ["suppresses", "promotes"]), ["promotes"]);
}

#[test]
fn is_a_is_reflexive_and_transitive() {
    let v = sound(ROWS);
    assert!(v.is_a("X:let", "X:let") && v.is_a("X:let", "X:ed") && v.is_a("X:gone", "X:gone"));
    assert!(!v.is_a("X:ed", "X:let") && !v.is_a("X:let", "X:ana") && !v.is_a("X:let", "X:gone"));
    let names = |e: Vec<&Entity>| e.iter().map(|e| e.name.clone()).collect::<Vec<_>>();
    let up = v.path("X:let", "X:ed").map(names);
    assert_eq!(up.unwrap(), ["letrozole", "aromatase inhibitor", "estrogen deprivation"]);
    assert_eq!(v.path("X:ed", "X:let"), None);
    assert_eq!(v.path("X:ed", "X:ed").unwrap().len(), 1);
    assert_eq!(names(v.ancestors("X:let")), ["aromatase inhibitor", "estrogen deprivation"]);
    assert!(v.is_leaf("X:let") && !v.is_leaf("X:ai"));
    assert_eq!(v.kind_of("X:let"), Some("drug"));
}

#[test]
fn targets_are_resolved() {
    let v = sound(ROWS);
    let targets = &v.entity("X:pal").unwrap().targets;
    let told: Vec<_> = targets.iter().map(|t| (t.effect.as_str(), &*t.target)).collect();
    assert_eq!(told, [("inhibits", "X:kras"), ("activates", "X:nk")]);
}

#[test]
fn a_row_replaces_one_with_its_identifier() {
    let mut sources = Sources::default();
    let header = super::table::HEADER.join("\t");
    let first = sources.add("a.tsv", format!("{header}\nX:a\told name\tgene\tsyn\t\t\t\n"));
    let second = sources.add("b.tsv", format!("\u{feff}{header}\r\nX:a\tnew name\tcell\t\t\t\t\r\n"));
    let mut v = Vocabulary::default();
    assert!(v.read(&sources, first).is_empty() && v.finish().is_empty());
    assert!(v.read(&sources, second).is_empty() && v.finish().is_empty());
    assert_eq!(v.len(), 1);
    assert_eq!(v.kind_of("X:a"), Some("cell"));
    assert!(v.lookup("syn").is_empty() && v.lookup("old name").is_empty());
    let place = v.entity("X:a").unwrap().place.unwrap();
    assert_eq!(sources.slice(place), "X:a\tnew name\tcell\t\t\t\t");
}

fn one_fault(rows: &str) -> (String, String, String) {
    let (_, diagnostics) = table(rows);
    assert_eq!(diagnostics.len(), 1, "{diagnostics:#?}");
    let d = diagnostics.into_iter().next().unwrap();
    assert!(!d.labels.is_empty(), "{} has no place", d.code);
    (d.code.to_owned(), d.message, d.help.unwrap_or_default())
}

#[test]
fn wrong_rows_say_how_to_mend_them() {
    let cases = [
        ("X:a ; b ; gene", "E0202", "3 fields", "tabs"),
        ("a ; b ; gene ;  ;  ;  ; ", "E0203", "`a`", "HGNC:"),
        ("X:a ;  ; gene ;  ;  ;  ; ", "E0204", "no name", "second field"),
        (
            "X:a ; b ; gene ;  ;  ;  ; \nX:b ; B ; gene ;  ;  ;  ; \nX:c ; b ; gene ;  ;  ;  ; ",
            "E0205",
            "X:a and X:c",
            "",
        ),
        ("X:a ; b ; gene ;  ;  ; inhibits ; ", "E0206", "`inhibits`", "inhibits TARGET"),
        ("X:a ; letrozole ; gene ;  ; letrozol ;  ; ", "E0207", "`letrozol`", "letrozole"),
        ("X:a ; b ; gene ;  ;  ; inhibits letrozol ; ", "E0208", "`letrozol`", "row"),
        ("X:a ; b ; gene ;  ;  ;  ; \nX:a ; b ; gene ;  ;  ;  ; ", "E0211", "X:a", "join"),
    ];
    for (rows, code, message, help) in cases {
        let told = one_fault(rows);
        assert!(told.0 == code && told.1.contains(message) && told.2.contains(help), "{rows}: {told:?}");
    }
    let ambiguous = "X:a ; a ; gene ; s ;  ;  ; \nX:b ; b ; gene ; s ;  ;  ; \nX:c ; c ; gene ;  ; s ;  ; ";
    let told = one_fault(ambiguous);
    assert!(told.1.contains("a (X:a), b (X:b)") && told.2.contains("identifier"), "{told:?}");
}

#[test]
fn a_table_without_header_is_refused() {
    let mut sources = Sources::default();
    let id = sources.add("own.tsv", "X:a\tb\tgene\t\t\t\t\n");
    let diagnostics = Vocabulary::default().read(&sources, id);
    assert_eq!(diagnostics.iter().map(|d| d.code).collect::<Vec<_>>(), ["E0201"]);
}

#[test]
fn cycles_are_told_with_the_way_round_and_do_not_hang() {
    let (v, diagnostics) = table(
        "X:a ; a ; gene ;  ; X:b ;  ; \nX:b ; b ; gene ;  ; X:c ;  ; \nX:c ; c ; gene ;  ; X:a ;  ; \n\
         X:d ; d ; gene ;  ; X:a ;  ; \nX:e ; e ; gene ;  ; X:e ;  ; ",
    );
    let told: Vec<_> = diagnostics.iter().map(|d| (d.code, d.message.as_str())).collect();
    let first = ("E0210", "`a` is above itself: a is a b is a c is a a");
    assert_eq!(told, [first, ("E0210", "`e` is above itself: e is a e")]);
    assert!(v.is_a("X:d", "X:c"));
    assert_eq!(v.ancestors("X:a").len(), 2);
}

#[test]
fn names_are_found_in_text_at_borders_of_words() {
    let text = fold::Haystack::new(
        "Blocking anti-PD-1, IL‐11‐mediated JNK activity of CD8+ T cells (TNF-α) and KRAS; MDSCs, Tregs.",
    );
    for name in
        ["PD-1", "PD1", "IL-11", "JNK", "CD8+ T cell", "T cell", "TNFα", "KRAS", "activities", "MDSC", "Treg"]
    {
        assert!(text.holds(name), "{name}");
    }
    for name in ["NK", "IL-1", "TNF-β", "CD", ""] {
        assert!(!text.holds(name), "{name}");
    }
}

/// disease, therapy (a set), outcome (else unknown), object (a set, else unknown).
fn schema() -> Schema {
    let mut schema = Schema::default();
    let kind = |name: &str, parents: &[u32]| Kind {
        name: name.to_owned(),
        parents: parents.iter().map(|&p| KindId(p)).collect(),
        words: None,
    };
    let kinds = [
        kind("entity", &[]),
        kind("disease", &[0]),
        kind("therapy", &[0]),
        kind("drug", &[2]),
        kind("gene", &[0]),
        kind("cell", &[0]),
        kind("outcome", &[0]),
        kind("complex", &[0]),
    ];
    schema.kinds = kinds.into_iter().collect();
    let word = |w: &str| Piece::Word(w.to_owned());
    let fields = [
        ("disease", 1, false, false, vec![Piece::Slot(0)]),
        ("therapy", 2, true, false, vec![Piece::Slot(0)]),
        ("outcome", 6, false, true, vec![Piece::Slot(0)]),
        ("object", 2, true, true, vec![word("to"), Piece::Slot(0)]),
    ];
    for (i, (name, kind, set, else_unknown, template)) in fields.into_iter().enumerate() {
        let predicate = PredicateId(i as u32);
        let kind = KindId(kind);
        schema.context.push(ContextField { name: name.to_owned(), kind, set, else_unknown, predicate });
        schema.predicates.push(predicate_of(name, Role::Context(i), &[], vec![template], i as u32));
    }
    schema
}

fn predicate_of(
    name: &str,
    role: Role,
    cells: &[bool],
    templates: Vec<Vec<Piece>>,
    relation: u32,
) -> Predicate {
    let column = |(i, &cell): (usize, &bool)| Column { name: format!("c{i}"), kind: KindId(0), cell };
    Predicate {
        name: name.to_owned(),
        role,
        columns: cells.iter().enumerate().map(column).collect(),
        templates,
        parents: Vec::new(),
        docs: None,
        reads: RelationId(relation),
        finding: None,
        predicted: None,
        used: true,
    }
}

struct Fixture {
    vocabulary: Arc<Vocabulary>,
    schema: Arc<Schema>,
    interner: Interner,
}

impl Fixture {
    fn new() -> Self {
        Self { vocabulary: Arc::new(sound(ROWS)), schema: Arc::new(schema()), interner: Interner::default() }
    }

    fn contexts(&self) -> Contexts<'_> {
        Contexts { interner: &self.interner, schema: &self.schema, vocabulary: &self.vocabulary }
    }

    /// `?` is unknown; members of a regimen are joined by ` + `.
    fn value(&self, text: &str) -> Symbol {
        let one = |name: &str| match self.vocabulary.lookup(name).as_slice() {
            _ if name == "?" => Symbol::UNKNOWN,
            [entity] => self.interner.entity(&entity.id),
            _ => self.interner.text(name),
        };
        let members: Vec<Symbol> = text.split(" + ").map(one).collect();
        self.interner.together(Shape::Regimen, &members)
    }

    fn context(&self, fields: &str, lineage: &str) -> Symbol {
        let fields: Vec<Symbol> = fields.split(", ").map(|f| self.value(f)).collect();
        self.contexts().context(&fields, &[self.interner.text(lineage)])
    }

    fn wording(&self) -> Wording<'_> {
        Wording { interner: &self.interner, schema: &self.schema, vocabulary: &self.vocabulary }
    }

    fn call(&self, name: &str, inputs: &[Symbol]) -> Option<Vec<Symbol>> {
        let mut registry = Registry::default();
        register(&mut registry, &self.schema, &self.vocabulary);
        let function = registry.get(registry.find(name).expect("registered"));
        assert_eq!(function.inputs(), inputs.len());
        let mut results = Vec::new();
        let count = function.call(&self.interner, inputs, &mut results);
        assert_eq!(results.len(), count * function.outputs());
        (count > 0).then_some(results)
    }
}

#[test]
fn contexts_agree_unless_a_field_is_in_conflict() {
    let f = Fixture::new();
    let cases = [
        (
            "breast cancer, letrozole, resistance, letrozole",
            "breast cancer, letrozole, resistance, letrozole",
            true,
        ),
        ("breast cancer, letrozole, ?, ?", "?, ?, resistance, ?", true),
        ("HER2 breast cancer, ?, ?, ?", "breast cancer, ?, ?, ?", true),
        ("HER2 breast cancer, ?, ?, ?", "HER2- breast cancer, ?, ?, ?", false),
        ("?, letrozole, ?, ?", "?, estrogen deprivation, ?, ?", true),
        ("?, letrozole, ?, ?", "?, anastrozole, ?, ?", false),
        ("?, letrozole + palbociclib, ?, ?", "?, palbociclib + aromatase inhibitor, ?, ?", true),
        ("?, letrozole + palbociclib, ?, ?", "?, letrozole, ?, ?", false),
        (
            "?, letrozole + aromatase inhibitor, ?, ?",
            "?, aromatase inhibitor + estrogen deprivation, ?, ?",
            true,
        ),
        ("?, ?, resistance, ?", "?, ?, sensitivity, ?", false),
    ];
    for (a, b, agree) in cases {
        let (a_, b_) = (f.context(a, "A"), f.context(b, "B"));
        assert_eq!(f.contexts().agrees(a_, b_), agree, "{a} | {b}");
        assert_eq!(f.contexts().agrees(b_, a_), agree, "{b} | {a}");
        assert_eq!(f.call("agrees", &[a_, b_]).is_some(), agree);
    }
}

#[test]
fn contexts_merge_to_what_either_says() {
    let f = Fixture::new();
    let cases = [
        (
            "breast cancer, ?, ?, ?",
            "?, letrozole, resistance, ?",
            Some("breast cancer, letrozole, resistance, ?"),
        ),
        ("breast cancer, ?, ?, ?", "HER2 breast cancer, ?, ?, ?", Some("HER2 breast cancer, ?, ?, ?")),
        ("HER2 breast cancer, ?, ?, ?", "HER2- breast cancer, ?, ?, ?", None),
        ("?, letrozole, ?, ?", "?, palbociclib, ?, ?", Some("?, letrozole + palbociclib, ?, ?")),
        (
            "?, letrozole + palbociclib, ?, ?",
            "?, estrogen deprivation, ?, ?",
            Some("?, letrozole + palbociclib, ?, ?"),
        ),
        ("?, letrozole, ?, ?", "?, anastrozole, ?, ?", Some("?, anastrozole + letrozole, ?, ?")),
        ("?, ?, resistance, letrozole", "?, ?, sensitivity, letrozole", Some("?, ?, ?, letrozole")),
        ("?, ?, resistance, letrozole", "?, ?, resistance, palbociclib", Some("?, ?, resistance, ?")),
        (
            "?, ?, resistance, aromatase inhibitor",
            "?, ?, resistance, letrozole",
            Some("?, ?, resistance, letrozole"),
        ),
    ];
    for (a, b, merged) in cases {
        let (a_, b_) = (f.context(a, "A"), f.context(b, "A"));
        let wanted = merged.map(|m| f.context(m, "A"));
        assert_eq!(f.contexts().merges(a_, b_), wanted, "{a} | {b}");
        assert_eq!(f.contexts().merges(b_, a_), wanted, "{b} | {a}");
        assert_eq!(f.call("merges", &[a_, b_]).map(|r| r[0]), wanted);
    }
}

#[test]
fn lineages_stay_where_a_field_is_unknown() {
    let f = Fixture::new();
    let full = "breast cancer, letrozole, resistance, letrozole";
    assert_eq!(f.context(full, "A"), f.context(full, "B"));
    let part = "breast cancer, letrozole, resistance, ?";
    assert_ne!(f.context(part, "A"), f.context(part, "B"));
    let both = f.contexts().merges(f.context(part, "A"), f.context(part, "B")).unwrap();
    let lineages = f.contexts().fields(both)[4];
    assert_eq!(f.wording().value(lineages), "A and B jointly");
    let filled = f.contexts().merges(f.context(part, "A"), f.context("?, ?, ?, letrozole", "B"));
    assert_eq!(filled, Some(f.context(full, "C")));
    assert_eq!(f.contexts().merges(both, both), Some(both));
}

#[test]
fn merges_name_what_they_assumed() {
    let f = Fixture::new();
    let a = f.context("breast cancer, letrozole, resistance, letrozole", "A");
    let b = f.context("HER2 breast cancer, palbociclib, sensitivity, ?", "B");
    let merged = f.contexts().merges(a, b).unwrap();
    let notes = merge_notes(f.contexts(), a, b, merged);
    let told: Vec<_> = notes.iter().map(|n| (n.name.as_str(), n.change)).collect();
    use Change::{Dropped, Filled, Narrowed, United};
    assert_eq!(told, [("disease", Narrowed), ("therapy", United), ("outcome", Dropped), ("object", Filled)]);
    assert!(merge_notes(f.contexts(), a, a, a).is_empty());
    let (c, d) = (f.context("?, letrozole, ?, ?", "A"), f.context("?, aromatase inhibitor, ?, ?", "A"));
    let notes = merge_notes(f.contexts(), c, d, f.contexts().merges(c, d).unwrap());
    assert_eq!((notes.len(), notes[0].change, notes[0].merged), (1, Narrowed, f.value("letrozole")));
}

#[test]
fn constants_match_what_is_below_them() {
    let f = Fixture::new();
    let cases = [
        ("letrozole", "estrogen deprivation", true),
        ("estrogen deprivation", "letrozole", false),
        ("letrozole + palbociclib", "estrogen deprivation", true),
        ("letrozole + palbociclib", "estrogen deprivation + palbociclib", true),
        ("letrozole", "estrogen deprivation + palbociclib", false),
        ("?", "letrozole", false),
    ];
    for (value, constant, holds) in cases {
        let inputs = [f.value(value), f.value(constant)];
        assert_eq!(f.call("below", &inputs).is_some(), holds, "{value} below {constant}");
    }
    let loss = f
        .interner
        .intern(Value::Compound(Shape::Altered, vec![f.interner.text("loss"), f.value("letrozole")].into()));
    assert!(f.call("below", &[loss, loss]).is_some());
    assert!(f.call("below", &[loss, f.value("letrozole")]).is_none());
}

#[test]
fn kinds_of_values() {
    let f = Fixture::new();
    let complex = f.interner.together(Shape::Complex, &[f.value("MIF"), f.value("KRAS")]);
    let joint = f.interner.together(Shape::Joint, &[f.value("MIF"), f.value("KRAS")]);
    let mixed = f.interner.together(Shape::Joint, &[f.value("MIF"), f.value("NK cell")]);
    let cases = [
        (f.value("letrozole"), "therapy", true),
        (f.value("letrozole"), "gene", false),
        (f.value("letrozole + estrogen deprivation"), "drug", true),
        (f.value("letrozole"), "entity", true),
        (joint, "gene", true),
        (mixed, "gene", false),
        (complex, "complex", true),
        (complex, "gene", false),
        (Symbol::UNKNOWN, "entity", false),
        (f.value("resistance"), "outcome", true),
        (f.value("resistance"), "gene", false),
        (f.value("letrozole"), "no such kind", false),
    ];
    for (i, (value, kind, holds)) in cases.into_iter().enumerate() {
        let inputs = [value, f.interner.text(kind)];
        assert_eq!(f.call("kind", &inputs).is_some(), holds, "case {i}: {kind}");
    }
}

#[test]
fn chains_pass_where_their_cells_agree() {
    let f = Fixture::new();
    let cases = [
        ("KRAS", "tumour cell", "tumour cell", Some("tumour cell")),
        ("KRAS", "tumour cell", "?", Some("tumour cell")),
        ("KRAS", "?", "tumour cell", Some("tumour cell")),
        ("KRAS", "?", "?", Some("?")),
        ("KRAS", "tumour cell", "breast cancer cell", Some("breast cancer cell")),
        ("KRAS", "breast cancer cell", "tumour cell", Some("breast cancer cell")),
        ("KRAS", "tumour cell", "NK cell", None),
        ("IL-11", "tumour cell", "NK cell", Some("NK cell")),
    ];
    for (through, before, after, cell) in cases {
        let inputs = [f.value(through), f.value(before), f.value(after), f.value("secreted factor")];
        let wanted = cell.map(|c| vec![f.value(c)]);
        assert_eq!(f.call("passes", &inputs), wanted, "{through}: {before} → {after}");
    }
    let complex = f.interner.together(Shape::Complex, &[f.value("MIF"), f.value("IL-11")]);
    let inputs = [complex, f.value("tumour cell"), f.value("NK cell"), f.value("secreted factor")];
    assert_eq!(f.call("passes", &inputs), Some(vec![f.value("NK cell")]));
}

#[test]
fn regimens_and_fields() {
    let f = Fixture::new();
    let both = f.value("letrozole + palbociclib");
    let mut members = f.call("members", &[both]).unwrap();
    members.sort();
    let mut wanted = vec![f.value("letrozole"), f.value("palbociclib")];
    wanted.sort();
    assert_eq!(members, wanted);
    assert_eq!(f.call("members", &[Symbol::UNKNOWN]), None);
    assert_eq!(f.call("unites", &[f.value("letrozole"), f.value("palbociclib")]), Some(vec![both]));
    assert_eq!(f.call("unites", &[both, f.value("aromatase inhibitor")]), Some(vec![both]));
    let context = f.context("breast cancer, ?, ?, ?", "A");
    assert_eq!(f.call("field", &[context, f.interner.int(0)]), Some(vec![f.value("breast cancer")]));
    assert_eq!(f.call("field", &[context, f.interner.int(1)]), None);
    assert_eq!(f.call("field", &[context, f.interner.int(9)]), None);
    assert_eq!(f.call("otherwise", &[Symbol::UNKNOWN, both]), Some(vec![both]));
}

#[test]
fn values_in_words() {
    let f = Fixture::new();
    let say = |symbol| f.wording().value(symbol);
    assert_eq!(say(f.value("letrozole + palbociclib")), "letrozole + palbociclib");
    let complex = f.interner.together(Shape::Complex, &[f.value("IL-11"), f.value("MIF")]);
    assert_eq!(say(complex), "IL-11·MIF");
    let loss = vec![f.interner.text("loss"), f.value("KRAS")];
    assert_eq!(say(f.interner.intern(Value::Compound(Shape::Altered, loss.into()))), "loss of KRAS");
    assert_eq!(
        say(f.context("breast cancer, letrozole, resistance, letrozole", "A")),
        "{breast cancer, letrozole, resistance to letrozole}"
    );
    assert_eq!(say(f.context("?, ?, ?, letrozole", "A")), "{to letrozole}");
    assert_eq!(say(f.context("?, ?, ?, ?", "A")), "{nothing known}");
    assert_eq!(say(f.interner.intern(Value::Date(0))), "1970-01-01");
    assert_eq!(say(Symbol::UNKNOWN), "unknown");
    assert_eq!(say(f.interner.intern(Value::number(-0.5).unwrap())), "-0.5");
}

#[test]
fn rows_in_words() {
    let mut f = Fixture::new();
    let word = |w: &str| Piece::Word(w.to_owned());
    let template = vec![Piece::Slot(0), word("raises"), Piece::Slot(1), word("("), word("so"), word(")")];
    let mut schema = schema();
    schema.predicates.push(predicate_of("raises", Role::Finding, &[true, true], vec![template], 7));
    let relations = [7, 8, 9, 10, 11, 12, 13].map(RelationId);
    let [stated, denied, proposed, predicted, stated_evidence, denied_evidence, proposed_evidence] =
        relations;
    schema.predicates[4].finding = Some(crate::fact::schema::FindingRelations {
        stated,
        denied,
        proposed,
        predicted,
        stated_evidence,
        denied_evidence,
        proposed_evidence,
    });
    schema.predicates.push(predicate_of("edge", Role::Plain, &[false, false], Vec::new(), 20));
    for relation in relations {
        schema.predicate_of.insert(relation, PredicateId(4));
    }
    schema.predicate_of.insert(RelationId(20), PredicateId(5));
    f.schema = Arc::new(schema);
    let context = f.context("breast cancer, ?, ?, ?", "A");
    let row = [f.value("IL-11"), f.value("KRAS"), f.value("tumour cell"), Symbol::UNKNOWN, context];
    let say = f.wording();
    assert_eq!(say.row(stated, &row), "IL-11 of tumour cell raises KRAS (so)");
    assert_eq!(say.row(denied_evidence, &row), "denied IL-11 of tumour cell raises KRAS (so)");
    assert_eq!(
        say.row_in_context(proposed, &row),
        "proposed IL-11 of tumour cell raises KRAS (so) in {breast cancer}"
    );
    assert_eq!(say.row(RelationId(20), &row[..2]), "edge(IL-11, KRAS)");
}
