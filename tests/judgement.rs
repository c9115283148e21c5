//! Judgements of small programs: each verdict, each novelty, each fate of a prediction, grades.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use reason::corpus::{self, Corpus};
use reason::engine::{Backend, Limits, Model, naive::Naive};
use reason::fact::{FactSet, Interner, Origin, Registry, Role, Schema, Shape, Symbol, Value};
use reason::judgement::{
    Assumption, Certainty, Clash, Conclusion, Contrast, Grade, Input, Judgement, MOST_NAMED, Manipulation,
    Novelty, Options, Other, PaperStanding, Provenance, Standing, Status, Told, facts, judge, judge_while,
};
use reason::program::{self, PRELUDE, Parsed, Polarity, Program, StatedRow};
use reason::source::Sources;
use reason::syntax;
use reason::vocabulary::{self, Change, Vocabulary, Wording};

/// The level of a marker in a group says what became of the group.
const MARKER: &str = r#"
hypothesis marker(marker: entity, level: degree, outcome: outcome, therapy: therapy, disease: disease)
  "{level} {marker} marks {outcome} to {therapy} in {disease}"
rule by-level
  ?l: degree ?m ∧ ?o: outcome to ?t ∧ ?t: therapy ∧ in ?d: disease
  ⇒ marker(?m, ?l, ?o, ?t, ?d)
"#;

/// Two steps make a chain where their contexts merge and their cells agree.
const CHAIN: &str = r#"
hypothesis chain(cause: entity, effect: entity, cell: cell, where: context)
  "{cause} leads to {effect} of {cell} where {where} holds"
rule two-steps
  ?a raises ?b of ?k in ?c ∧ ?b of ?h raises ?e in ?d ∧ ?m merges ?c with ?d
  ∧ ?x is where ?b goes on from ?k to ?h if it is a secreted factor
  ⇒ chain(?a, ?e, ?x, ?m)
"#;

struct World {
    interner: Interner,
    vocabulary: Arc<Vocabulary>,
    registry: Registry,
    program: Program,
    facts: FactSet,
    provenance: Vec<Provenance>,
    model: Box<dyn Model>,
    judgement: Judgement,
}

fn builtin() -> Arc<Vocabulary> {
    static VOCABULARY: OnceLock<Arc<Vocabulary>> = OnceLock::new();
    Arc::clone(VOCABULARY.get_or_init(|| Arc::new(Vocabulary::builtin())))
}

fn no_papers() -> &'static Corpus {
    static NONE: OnceLock<Corpus> = OnceLock::new();
    NONE.get_or_init(Corpus::default)
}

fn world(rules: &str, given: &[&str]) -> World {
    changed(rules, given, |_| ())
}

/// A judged program: `given` are the findings, as after `given` in a test of a rule file.
fn changed(rules: &str, given: &[&str], change: impl FnOnce(&mut [Provenance])) -> World {
    let given: String = given.iter().map(|g| format!("  given {g}\n")).collect();
    let text = format!("{rules}\ntest \"given\"\n{given}  expect high CXCL11\n");
    let (interner, vocabulary) = (Interner::default(), builtin());
    let (program, registry) = checked(&text, &interner, &vocabulary);
    let rows = &program.tests[0].given;
    let mut provenance: Vec<Provenance> = rows.iter().map(stated_by).collect();
    change(&mut provenance);
    let facts = loaded(&program, rows, &interner, &vocabulary);
    let mut limits = Limits::new(100_000);
    let model = Naive.run(&program.plan, &facts, &interner, &registry, &mut limits).expect("within limits");
    let judgement = Judgement::default();
    let mut world = World { interner, vocabulary, registry, program, facts, provenance, model, judgement };
    world.judgement = judge(&world.input(), &Options::default());
    world
}

fn checked(text: &str, interner: &Interner, vocabulary: &Arc<Vocabulary>) -> (Program, Registry) {
    let mut sources = Sources::default();
    let mut files = Vec::new();
    for (name, text) in [("prelude", PRELUDE), ("test.rules", text)] {
        let source = sources.add(name, text);
        let (file, diagnostics) = syntax::parse(&sources, source);
        assert!(diagnostics.is_empty(), "{diagnostics:#?}");
        files.push(Parsed { source, file, incomplete: false });
    }
    let mut registry = Registry::default();
    reason::fact::builtin::register(&mut registry);
    vocabulary::register(&mut registry, &Arc::new(Schema::default()), vocabulary);
    let (program, diagnostics) = program::check(&files, vocabulary, &registry, interner, &sources);
    let errors: Vec<_> = diagnostics.iter().filter(|d| d.is_error()).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    vocabulary::register(&mut registry, &program.schema, vocabulary);
    (program, registry)
}

fn stated_by(row: &StatedRow) -> Provenance {
    Provenance {
        paper: row.paper.as_str().into(),
        lineage: row.paper.as_str().into(),
        year: Some(2026),
        study: row.study.as_deref().map(Into::into),
        told: Told::Itself,
        certainty: Certainty::Asserted,
        manipulation: Manipulation::Observed,
        species: None,
        through: Vec::new(),
        standing: PaperStanding::Stands,
    }
}

fn loaded(program: &Program, rows: &[StatedRow], interner: &Interner, vocabulary: &Vocabulary) -> FactSet {
    let schema = &program.schema;
    let mut facts = corpus::facts(&Corpus::default(), schema, vocabulary, interner, &program.constants);
    let mut add = |relation, row: &[Symbol]| {
        facts.start(relation, Origin::Finding);
        facts.add(relation, row);
    };
    for (number, row) in rows.iter().enumerate() {
        let finding = interner.intern(Value::Finding(number as u32));
        for id in schema.ancestors(row.predicate) {
            let of = schema.get(id).finding.expect("only findings are given");
            let (plain, evidence) = match row.polarity {
                Polarity::Stated => (of.stated, of.stated_evidence),
                Polarity::Denied => (of.denied, of.denied_evidence),
                Polarity::Proposed => (of.proposed, of.proposed_evidence),
            };
            add(plain, &row.row);
            add(evidence, &[row.row.as_slice(), &[finding]].concat());
        }
        let context = *row.row.last().expect("a finding has a context");
        add(schema.contexts.expect("the prelude has contexts"), &[context]);
        let parts = interner.parts(Shape::Context, context).expect("a context");
        for (field, &value) in schema.context.iter().zip(parts.iter()).filter(|(_, v)| **v != Symbol::UNKNOWN)
        {
            add(schema.get(field.predicate).reads, &[context, value]);
        }
    }
    facts
}

impl World {
    fn input(&self) -> Input<'_> {
        Input {
            corpus: no_papers(),
            program: &self.program,
            provenance: &self.provenance,
            vocabulary: &self.vocabulary,
            interner: &self.interner,
            functions: &self.registry,
            facts: &self.facts,
            model: self.model.as_ref(),
        }
    }

    fn words(&self, conclusion: &Conclusion) -> String {
        let wording =
            Wording { interner: &self.interner, schema: &self.program.schema, vocabulary: &self.vocabulary };
        wording.row(conclusion.relation, &conclusion.row)
    }

    /// The conclusion whose words hold all of these.
    fn find(&self, parts: &[&str]) -> &Conclusion {
        let holds = |c: &&Conclusion| parts.iter().all(|p| self.words(c).contains(p));
        let found: Vec<_> = self.judgement.conclusions.iter().filter(holds).collect();
        let all: Vec<_> = self.judgement.conclusions.iter().map(|c| self.words(c)).collect();
        assert_eq!(found.len(), 1, "{parts:?} in {all:#?}");
        found[0]
    }

    fn grade(&self, conclusion: &Conclusion) -> &str {
        conclusion.grade.map_or("none", |g| g.word(&self.program.schema))
    }

    /// The words of the conclusions that a verdict names.
    fn opponents(&self, conclusion: &Conclusion) -> Vec<String> {
        let other = |o: &reason::judgement::Opponent| match &o.other {
            Other::Conclusion(index) => self.words(&self.judgement.conclusions[*index]),
            Other::Stated { findings, .. } => format!("findings {findings:?}"),
        };
        conclusion.verdict.opponents.iter().map(other).collect()
    }

    fn status(&self, parts: &[&str]) -> Status {
        self.find(parts).prediction().expect("a prediction").status
    }
}

const LETROZOLE: &str = "{HR+ breast cancer, letrozole, resistance to letrozole}";

fn level(level: &str, context: &str, study: &str, lineage: &str) -> String {
    format!("{level} CXCL11 in {context} from {study} \"{lineage}\"")
}

/// A level of the marker in two groups.
fn two(first: (&str, &str, &str), second: (&str, &str, &str)) -> World {
    let a = level(first.0, first.1, first.2, "A");
    let b = level(second.0, second.1, second.2, "B");
    world(MARKER, &[&a, &b])
}

#[test]
fn one_finding_that_says_it_all_supports_and_states() {
    let world = world(MARKER, &[&level("high", LETROZOLE, "clinical cohort", "A")]);
    let found = world.find(&["high CXCL11"]);
    assert_eq!(found.verdict.standing, Standing::Supported);
    assert_eq!(world.grade(found), "clinical cohort");
    assert_eq!(found.novelty, Novelty::Stated { findings: vec![0], hedged: false });
    assert_eq!(found.support.lineages.len(), 1);
    assert_eq!(found.support.lineages[0].findings, [0]);
    assert_eq!((&*found.support.papers, &*found.support.years), (&["A".to_owned()][..], &[2026][..]));
    assert_eq!(found.certainty, Certainty::Asserted);
    assert!(found.association && found.assumptions.is_empty() && found.absences.is_empty());
    assert!(found.id.starts_with("H-") && found.id.len() == 8, "{}", found.id);
    assert_eq!(world.judgement.counts.hypotheses, 1);
    assert_eq!(world.judgement.counts.standings[&Standing::Supported], 1);
}

#[test]
fn opposites_in_the_same_context_contest_each_other() {
    let world = two(("high", LETROZOLE, "clinical cohort"), ("low", LETROZOLE, "clinical cohort"));
    let (high, low) = (world.find(&["high CXCL11"]), world.find(&["low CXCL11"]));
    assert_eq!([high, low].map(|c| c.verdict.standing), [Standing::Contested; 2]);
    assert_eq!(world.opponents(high), [world.words(low)]);
    assert_eq!(world.opponents(low), [world.words(high)]);
    let opponent = &high.verdict.opponents[0];
    assert_eq!((opponent.clash, opponent.differences.len()), (Clash::Same, 0));
    assert_eq!(opponent.explanation(), None);
}

#[test]
fn the_opposite_at_a_higher_grade_supersedes() {
    let world = two(("high", LETROZOLE, "in vitro"), ("low", LETROZOLE, "clinical cohort"));
    assert_eq!(world.find(&["high CXCL11"]).verdict.standing, Standing::Superseded);
    assert_eq!(world.find(&["low CXCL11"]).verdict.standing, Standing::Contested);
    let ranked: Vec<_> = world.judgement.conclusions.iter().map(|c| c.verdict.standing).collect();
    assert_eq!(ranked, [Standing::Contested, Standing::Superseded], "the better verdict comes first");
}

#[test]
fn a_sole_difference_explains() {
    let melanoma = "{melanoma, letrozole, resistance to letrozole}";
    let world = two(("high", LETROZOLE, "in vitro"), ("low", melanoma, "in vitro"));
    let found = world.find(&["high CXCL11"]);
    assert_eq!(found.verdict.standing, Standing::ContextDependent);
    let explanation = found.verdict.opponents[0].explanation().expect("one field differs");
    assert_eq!((explanation.name.as_str(), explanation.contrast), ("disease", Contrast::Different));
    let back = &world.find(&["low CXCL11"]).verdict.opponents[0];
    let theirs = back.explanation().expect("seen from the other side too");
    assert_eq!((theirs.ours, theirs.theirs), (explanation.theirs, explanation.ours));
}

#[test]
fn two_differences_explain_nothing() {
    let other = "{melanoma, anti-PD-1, resistance to anti-PD-1}";
    let world = two(("high", LETROZOLE, "in vitro"), ("low", other, "in vitro"));
    let opponent = &world.find(&["high CXCL11"]).verdict.opponents[0];
    let names: Vec<_> = opponent.differences.iter().map(|d| d.name.as_str()).collect();
    assert_eq!(names, ["therapy", "disease"]);
    assert_eq!(opponent.explanation(), None);
}

#[test]
fn a_wider_disease_leaves_the_context_unclear() {
    let wider = "{breast cancer, letrozole, resistance to letrozole}";
    let world = two(("high", LETROZOLE, "in vitro"), ("low", wider, "in vitro"));
    let found = world.find(&["high CXCL11"]);
    assert_eq!(found.verdict.standing, Standing::ContextUnclear);
    assert_eq!(found.verdict.opponents[0].differences[0].contrast, Contrast::Narrower);
    assert_eq!(found.verdict.opponents[0].explanation(), None, "narrower does not explain");
}

#[test]
fn an_even_number_of_opposites_is_no_opposition() {
    let other = "{HR+ breast cancer, letrozole, sensitivity to letrozole}";
    let world = two(("high", LETROZOLE, "in vitro"), ("low", other, "in vitro"));
    assert_eq!(world.find(&["high CXCL11"]).verdict.standing, Standing::Supported);
    assert_eq!(world.find(&["low CXCL11"]).verdict.opponents, []);
}

#[test]
fn a_leaf_that_is_denied_at_a_higher_grade_refutes() {
    let stated = level("high", LETROZOLE, "in vitro", "A");
    let denied = |study: &str, context: &str| format!("denied {}", level("high", context, study, "B"));
    let standing = |denial: &str| {
        let world = world(MARKER, &[&stated, denial]);
        let verdict = world.find(&["high CXCL11"]).verdict.clone();
        (verdict.standing, verdict.denied_by)
    };
    let agreeing = "{HR+ breast cancer, letrozole}";
    assert_eq!(standing(&denied("clinical cohort", agreeing)), (Standing::Refuted, vec![1]));
    assert_eq!(standing(&denied("in vitro", agreeing)), (Standing::ContextUnclear, vec![]), "whose outcome?");
    assert_eq!(standing(&denied("in vitro", LETROZOLE)), (Standing::Contested, vec![]));
    assert_eq!(standing(&denied("clinical cohort", "{melanoma}")), (Standing::Supported, vec![]));
}

/// What confers an outcome to a therapy; its context only says the disease.
const CONFERS: &str = r#"
hypothesis response(marker: entity, outcome: outcome, therapy: therapy, disease: disease)
  "{marker} gives {outcome} to {therapy} in {disease}"
?m confers ?o to ?t ∧ in ?d: disease ⇒ response(?m, ?o, ?t, ?d)
"#;

fn confers(outcome: &str, drug: &str, disease: &str, lineage: &str) -> String {
    format!("loss of CDKN1A confers {outcome} to {drug} in {{{disease}}} from in vitro \"{lineage}\"")
}

#[test]
fn a_denial_in_the_same_context_contests_and_is_named_with_its_place() {
    let stated = confers("resistance", "letrozole", "HR+ breast cancer", "A");
    let denied = format!("denied {}", confers("resistance", "letrozole", "HR+ breast cancer", "B"));
    let world = world(CONFERS, &[&stated, &denied]);
    let verdict = &world.find(&["resistance"]).verdict;
    assert_eq!(verdict.standing, Standing::Contested);
    let [opponent] = verdict.opponents.as_slice() else { panic!("{verdict:#?}") };
    assert_eq!((opponent.clash, opponent.differences.len()), (Clash::Same, 0));
    assert!(matches!(&opponent.other, Other::Stated { findings, .. } if findings == &[1]));
}

#[test]
fn a_denial_that_a_rule_asks_for_does_not_oppose_itself() {
    let rules = r#"
hypothesis failure(marker: entity, therapy: therapy) "{marker} is no marker for {therapy}"
denied ?m confers _ to ?t ⇒ failure(?m, ?t)
"#;
    let denied = format!("denied {}", confers("resistance", "letrozole", "HR+ breast cancer", "A"));
    let alone = world(rules, &[&denied]);
    assert_eq!(alone.find(&["no marker"]).verdict.standing, Standing::Supported);
    let contested = world(rules, &[&denied, &confers("resistance", "letrozole", "HR+ breast cancer", "B")]);
    assert_eq!(contested.find(&["no marker"]).verdict.standing, Standing::Contested);
}

#[test]
fn what_is_denied_of_a_wider_disease_is_unclear_and_of_another_drug_nothing() {
    let stated = confers("resistance", "letrozole", "HR+ breast cancer", "A");
    let standing = |drug: &str, disease: &str| {
        let denied = format!("denied {}", confers("resistance", drug, disease, "B"));
        let world = world(CONFERS, &[&stated, &denied]);
        let verdict = world.find(&["resistance"]).verdict.clone();
        (verdict.standing, verdict.opponents.iter().flat_map(|o| &o.differences).count())
    };
    assert_eq!(standing("letrozole", "breast cancer"), (Standing::ContextUnclear, 1));
    assert_eq!(standing("letrozole", "melanoma"), (Standing::Supported, 0));
    assert_eq!(standing("tamoxifen", "HR+ breast cancer"), (Standing::Supported, 0));
}

#[test]
fn one_proof_that_nobody_denies_saves_from_refutation() {
    let both = |second: &str| {
        let first = level("high", LETROZOLE, "in vitro", "A");
        let denied = format!("denied {}", level("high", LETROZOLE, "clinical cohort", "B"));
        world(
            &format!(
                "{MARKER}\n?a raises ?m ∧ ?o: outcome to ?t ∧ ?t: therapy ∧ in ?d: disease ⇒ marker(?m, high, ?o, ?t, ?d)"
            ),
            &[&first, &denied, second],
        )
    };
    let saved = both(&format!("letrozole raises CXCL11 in {LETROZOLE} from in vitro \"C\""));
    assert_eq!(saved.find(&["high CXCL11"]).verdict.standing, Standing::Supported);
    let other = both("letrozole raises CXCL9 in {melanoma} from in vitro \"C\"");
    assert_eq!(other.find(&["high CXCL11"]).verdict.standing, Standing::Refuted);
}

#[test]
fn absence_of_findings_is_said_and_absence_of_properties_is_not() {
    let rule = |unless: &str| {
        MARKER
            .replace("  ⇒", &format!("  unless {unless}\n  ⇒"))
            .replace("?l: degree ?m", "?l: degree ?m @ ?e")
    };
    let given = level("high", LETROZOLE, "in vitro", "A");
    let missing = world(&rule("?m promotes sensitivity"), &[&given]);
    let found = missing.find(&["high CXCL11"]);
    assert_eq!(found.verdict.standing, Standing::RestingOnAbsence);
    assert_eq!(found.absences.len(), 1);
    let property = world(&rule("timepoint of ?e is post"), &[&given]);
    let found = property.find(&["high CXCL11"]);
    assert_eq!((found.verdict.standing, found.absences.len()), (Standing::Supported, 0));
    let known = "predicate hits(agent: therapy) \"{agent} hits\"\n?agent targets _ ⇒ hits(?agent)\n";
    let known =
        world(&format!("{known}{}", rule("hits(?t)")), &[&given.replace("letrozole", "radiotherapy")]);
    let found = known.find(&["high CXCL11"]);
    assert_eq!((found.verdict.standing, found.absences.len()), (Standing::Supported, 0));
    let concluded = "predicate helped(by: entity) \"{by} helped\"\n?a promotes sensitivity ⇒ helped(?a)\n";
    let concluded = world(&format!("{concluded}{}", rule("helped(?m)")), &[&given]);
    assert_eq!(concluded.find(&["high CXCL11"]).verdict.standing, Standing::RestingOnAbsence);
}

fn steps(first: &str, second: &str) -> [String; 2] {
    [
        format!("CXCL9 increases STAT1 of T cell in {first} from in vivo \"A\""),
        format!("STAT1 of T cell increases CXCL10 in {second} from in vitro \"B\""),
    ]
}

fn chain(first: &str, second: &str, change: impl FnOnce(&mut [Provenance])) -> World {
    let [a, b] = steps(first, second);
    changed(CHAIN, &[&a, &b], change)
}

#[test]
fn the_weakest_leaf_grades_a_chain_across_papers() {
    let world = chain(LETROZOLE, LETROZOLE, |_| ());
    let found = world.find(&["CXCL9"]);
    assert_eq!(world.grade(found), "in vitro");
    assert_eq!(found.novelty, Novelty::Across);
    assert_eq!(found.support.lineages.len(), 2);
    assert!(found.support.lineages.iter().all(|l| l.in_best));
    assert!(!found.association, "increases has an opposite, so it shows a cause");
}

#[test]
fn what_another_paper_tells_is_a_step_weaker() {
    let world = chain(LETROZOLE, LETROZOLE, |all| all[0].told = Told::Via);
    assert_eq!(world.grade(world.find(&["CXCL9"])), "in vitro", "the weakest is weaker still");
    let world = chain(LETROZOLE, LETROZOLE, |all| all[1].told = Told::Via);
    assert_eq!(world.grade(world.find(&["CXCL9"])), "in silico");
}

#[test]
fn each_assumption_lowers_by_one_step_but_never_below_the_last() {
    let filled = chain(LETROZOLE, "{HR+ breast cancer, letrozole}", |_| ());
    let found = filled.find(&["CXCL9"]);
    let changes = found.assumptions.iter().map(|a| match a {
        Assumption::Context(note) => (note.name.as_str(), note.change),
        other => panic!("{other:?}"),
    });
    let mut changes: Vec<_> = changes.collect();
    changes.sort();
    assert_eq!(changes, [("object", Change::Filled), ("outcome", Change::Filled)]);
    assert_eq!(filled.grade(found), "database", "two below in vitro");
    let far = chain("{HR+ breast cancer}", "{breast cancer, letrozole, resistance to letrozole}", |_| ());
    let found = far.find(&["CXCL9"]);
    assert_eq!(found.assumptions.len(), 4);
    assert_eq!(far.grade(found), "author statement");
}

#[test]
fn a_cell_that_is_taken_over_is_an_assumption() {
    let [a, b] = steps(LETROZOLE, LETROZOLE);
    let unsaid = world(CHAIN, &[&a, &b.replace("STAT1 of T cell", "STAT1")]);
    let found = unsaid.find(&["CXCL9"]);
    assert!(matches!(found.assumptions[..], [Assumption::Cell { after: Symbol::UNKNOWN, .. }]), "{found:?}");
    assert_eq!(unsaid.grade(found), "in silico");
    let both =
        world(CHAIN, &[&a.replace("STAT1 of T cell", "STAT1"), &b.replace("STAT1 of T cell", "STAT1")]);
    assert_eq!(both.find(&["CXCL9"]).assumptions, [], "nothing is taken over where nothing is said");
}

#[test]
fn one_lineage_derives_within_itself() {
    let [a, b] = steps(LETROZOLE, LETROZOLE);
    let world = world(CHAIN, &[&a, &b.replace("\"B\"", "\"A\"")]);
    assert_eq!(world.find(&["CXCL9"]).novelty, Novelty::WithinOne);
}

#[test]
fn a_hedge_is_carried_along() {
    let world = chain(LETROZOLE, LETROZOLE, |all| all[1].certainty = Certainty::Hedged);
    assert_eq!(world.find(&["CXCL9"]).certainty, Certainty::Hedged);
    let given = level("high", LETROZOLE, "in vitro", "A");
    let stated = changed(MARKER, &[&given], |all| all[0].certainty = Certainty::Hedged);
    assert_eq!(stated.find(&["CXCL11"]).novelty, Novelty::Stated { findings: vec![0], hedged: true });
    let again = changed(MARKER, &[&given, &given], |all| all[0].certainty = Certainty::Hedged);
    let found = again.find(&["CXCL11"]);
    assert_eq!(found.novelty, Novelty::Stated { findings: vec![1], hedged: false });
    assert_eq!(found.certainty, Certainty::Asserted, "one finding says it without a hedge");
}

#[test]
fn a_finding_that_names_the_same_things_does_not_state_what_needs_another_one() {
    let rules = r#"
hypothesis target(target: entity, disease: disease) "{target} is a target in {disease}"
high ?m ∧ in ?d: disease ∧ low CXCL9 ⇒ target(?m, ?d)
"#;
    let low = level("low", LETROZOLE, "in vitro", "A").replace("CXCL11", "CXCL9");
    let world = world(rules, &[&level("high", LETROZOLE, "in vitro", "A"), &low]);
    assert_eq!(world.find(&["target"]).novelty, Novelty::WithinOne);
}

#[test]
fn the_opposite_value_does_not_state_a_conclusion() {
    let rules = r#"
hypothesis guess(marker: entity, level: degree, disease: disease) "guess {level} {marker} in {disease}"
?l: degree ?m ∧ in ?d: disease ⇒ guess(?m, low, ?d)
"#;
    let world = world(rules, &[&level("high", LETROZOLE, "in vitro", "A")]);
    assert_eq!(world.find(&["guess"]).novelty, Novelty::WithinOne);
}

#[test]
fn a_manipulation_makes_an_observation_causal() {
    let given = level("high", LETROZOLE, "in vitro", "A");
    let world = changed(MARKER, &[&given], |all| all[0].manipulation = Manipulation::Manipulated);
    assert!(!world.find(&["CXCL11"]).association);
}

#[test]
fn a_retracted_paper_counts_nowhere() {
    let (a, b) = (level("high", LETROZOLE, "guideline", "A"), level("high", LETROZOLE, "in vitro", "B"));
    let world = changed(MARKER, &[&a, &b], |all| all[0].standing = PaperStanding::Retracted);
    let found = world.find(&["CXCL11"]);
    assert_eq!(world.grade(found), "in vitro");
    assert_eq!(found.support.papers, ["B"]);
    assert_eq!(found.novelty, Novelty::Stated { findings: vec![1], hedged: false });
}

const FIRST_LINE: &str = "high CXCL11 ∧ estrogen deprivation ⇒ resistance";

/// The status of what the project's first line predicts in a group without an outcome.
fn first_line(others: &[&str]) -> Status {
    let seen = level("high", "{HR+ breast cancer, letrozole}", "clinical cohort", "A");
    let given: Vec<&str> = [seen.as_str()].into_iter().chain(others.iter().copied()).collect();
    let world = world(FIRST_LINE, &given);
    let schema = &world.program.schema;
    let of_seen = |c: &&Conclusion| {
        let parts = world.interner.parts(Shape::Context, c.row[0]).expect("a context");
        matches!(schema.get(c.predicate).role, Role::Context(_)) && parts[2] == Symbol::UNKNOWN
    };
    let found = world.judgement.conclusions.iter().find(of_seen).expect("it fires");
    assert!(found.id.starts_with("P-"));
    found.prediction().expect("a prediction").status
}

#[test]
fn the_first_line_restates_what_its_paper_says() {
    let world = world(FIRST_LINE, &[&level("high", LETROZOLE, "clinical cohort", "A")]);
    let prediction = world.judgement.conclusions[0].prediction().expect("a prediction");
    assert_eq!((prediction.status, &*prediction.agreeing), (Status::Restated, &[0][..]));
    assert_eq!(world.judgement.counts.statuses[&Status::Restated], 1);
}

#[test]
fn a_prediction_about_a_group_fares_by_what_other_lineages_saw() {
    let other = |outcome: &str, lineage: &str| {
        level(
            "high",
            &format!("{{HR+ breast cancer, letrozole, {outcome} to letrozole}}"),
            "in vitro",
            lineage,
        )
    };
    assert_eq!(first_line(&[]), Status::Open);
    assert_eq!(first_line(&[&other("resistance", "B")]), Status::Confirmed);
    assert_eq!(first_line(&[&other("sensitivity", "B")]), Status::Refuted);
    assert_eq!(first_line(&[&other("resistance", "A")]), Status::Restated);
    let elsewhere = "high CXCL11 in {melanoma, letrozole, resistance to letrozole} from in vitro \"B\"";
    assert_eq!(first_line(&[elsewhere]), Status::Open);
    let unlike = "high CXCL9 in {HR+ breast cancer, letrozole, resistance to letrozole} from in vitro \"B\"";
    assert_eq!(first_line(&[unlike]), Status::Open);
}

#[test]
fn a_predicted_finding_fares_by_what_other_lineages_state() {
    let status = |other: &str| {
        let seen = level("high", LETROZOLE, "clinical cohort", "A");
        let world = world("high ?m ⇒ ?m promotes proliferation", &[&seen, other]);
        world.status(&["CXCL11 promotes proliferation"])
    };
    let also =
        |says: &str, lineage: &str| format!("{says} in {{HR+ breast cancer}} from in vitro \"{lineage}\"");
    assert_eq!(status(&also("CXCL11 promotes proliferation", "B")), Status::Confirmed);
    assert_eq!(status(&also("CXCL11 promotes proliferation", "A")), Status::Restated);
    assert_eq!(status(&also("denied CXCL11 promotes proliferation", "B")), Status::Refuted);
    assert_eq!(status(&also("CXCL11 suppresses proliferation", "B")), Status::Refuted);
    assert_eq!(status(&also("CXCL11 suppresses proliferation", "A")), Status::Open, "its own lineage");
    assert_eq!(status(&also("CXCL9 promotes proliferation", "B")), Status::Open);
    let elsewhere = "CXCL11 promotes proliferation in {melanoma} from in vitro \"B\"";
    assert_eq!(status(elsewhere), Status::Open);
}

#[test]
fn the_higher_grade_decides_between_those_who_agree_and_those_who_do_not() {
    let status = |agreeing: &str, opposing: &str| {
        let seen = level("high", LETROZOLE, "clinical cohort", "A");
        let b = format!("CXCL11 promotes proliferation in {LETROZOLE} from {agreeing} \"B\"");
        let c = format!("CXCL11 suppresses proliferation in {LETROZOLE} from {opposing} \"C\"");
        let world = world("high ?m ⇒ ?m promotes proliferation", &[&seen, &b, &c]);
        let prediction = world.find(&["promotes"]).prediction().expect("a prediction").clone();
        assert_eq!((&*prediction.agreeing, &*prediction.opposing), (&[1][..], &[2][..]));
        prediction.status
    };
    assert_eq!(status("clinical cohort", "in vitro"), Status::Confirmed);
    assert_eq!(status("in vitro", "in vitro"), Status::Refuted);
    assert_eq!(status("in vitro", "clinical cohort"), Status::Refuted);
}

#[test]
fn a_prediction_is_contested_by_what_is_stated() {
    let seen = level("high", LETROZOLE, "in vitro", "A");
    let stated = format!("CXCL11 suppresses proliferation in {LETROZOLE} from in vitro \"B\"");
    let world = world("high ?m ⇒ ?m promotes proliferation", &[&seen, &stated]);
    let found = world.find(&["promotes"]);
    assert_eq!(found.verdict.standing, Standing::Contested);
    assert_eq!(world.opponents(found), ["findings [1]"]);
}

#[test]
fn an_unknown_field_leaves_the_context_unclear() {
    let seen = level("high", LETROZOLE, "in vitro", "A");
    let stated = "CXCL11 suppresses proliferation in {HR+ breast cancer} from in vitro \"B\"";
    let world = world("high ?m ⇒ ?m promotes proliferation", &[&seen, stated]);
    let found = world.find(&["promotes"]);
    assert_eq!(found.verdict.standing, Standing::ContextUnclear);
    let differences = &found.verdict.opponents[0].differences;
    assert_eq!(differences.len(), 3);
    assert!(differences.iter().all(|d| d.contrast == Contrast::Unknown));
}

#[test]
fn identities_do_not_depend_on_the_order_of_findings() {
    let a = level("high", LETROZOLE, "in vitro", "A");
    let b = level("low", "{melanoma, letrozole, resistance to letrozole}", "in vitro", "B");
    let ids = |given: &[&str]| {
        let world = world(MARKER, given);
        let pairs = world.judgement.conclusions.iter().map(|c| (c.id.clone(), world.words(c)));
        pairs.collect::<Vec<_>>()
    };
    assert_eq!(ids(&[&a, &b]), ids(&[&b, &a]));
    assert_ne!(ids(&[&a, &b])[0].0, ids(&[&a, &b])[1].0);
}

#[test]
fn a_second_pass_finds_conclusions_with_what_is_known_of_them() {
    let rules = format!(
        "{MARKER}\npredicate shaky(h: conclusion) \"{{h}} is shaky\"\n\
         marker(?m, ?l, ?o, ?t, ?d) @ ?h ∧ verdict of ?h is contested ⇒ shaky(?h)"
    );
    let (a, b) = (level("high", LETROZOLE, "in vitro", "A"), level("low", LETROZOLE, "in vivo", "B"));
    let world = world(&rules, &[&a, &b]);
    let rows = facts(&world.judgement, &world.input());
    let schema = &world.program.schema;
    let of = |name: &str| {
        let relation = schema.get(schema.predicate(name).expect("in the prelude")).reads;
        rows.iter().filter(move |(r, _)| *r == relation).map(|(_, row)| row).collect::<Vec<_>>()
    };
    let id = |n: usize| world.judgement.conclusions[n].id.as_str();
    let identity = |n| world.interner.intern(Value::Conclusion(id(n).into()));
    assert_eq!(of("contests"), [&vec![identity(0), identity(1)], &vec![identity(1), identity(0)]]);
    assert_eq!(of("supports").len(), 2);
    let grades: Vec<_> = of("grade").iter().map(|row| world.interner.key(row[1])).collect();
    assert_eq!(grades, ["in vivo", "in vitro"]);
    let verdicts: Vec<_> = of("verdict").iter().map(|row| world.interner.key(row[1])).collect();
    assert_eq!(verdicts, ["contested", "superseded"]);
    let judged = world.program.judged.iter().find(|j| j.bases == [world.judgement.conclusions[0].relation]);
    let relation = judged.expect("the rule reads it").relation;
    let judged: Vec<_> = rows.iter().filter(|(r, _)| *r == relation).collect();
    assert_eq!(judged.len(), 2);
    assert!(judged.iter().all(|(_, row)| row.len() == world.judgement.conclusions[0].row.len() + 1));
}

#[test]
fn rows_of_rule_files_bring_their_provenance_in_the_facts() {
    let mut world = world(MARKER, &[&level("high", LETROZOLE, "in vitro", "A")]);
    let schema = Arc::clone(&world.program.schema);
    let finding = world.interner.intern(Value::Finding(0));
    for (name, value) in [("study", "phase II trial"), ("lineage", "L"), ("paper", "P")] {
        let relation = schema.get(schema.predicate(name).expect("in the prelude")).reads;
        world.facts.add(relation, &[finding, world.interner.text(value)]);
    }
    world.provenance.clear();
    world.judgement = judge(&world.input(), &Options::default());
    let found = world.find(&["CXCL11"]);
    assert_eq!(world.grade(found), "phase II trial");
    assert_eq!(found.support.lineages[0].name, "L");
    assert_eq!(found.support.papers, ["P"]);
}

#[test]
fn a_judgement_that_is_stopped_is_given_up() {
    let world = world(MARKER, &[&level("high", LETROZOLE, "in vitro", "A")]);
    let (input, options) = (world.input(), Options::default());
    assert!(judge_while(&input, &options, &|| false).is_none());
    let asked = AtomicUsize::new(0);
    let soon = || asked.fetch_add(1, Ordering::Relaxed) == 0;
    assert!(judge_while(&input, &options, &soon).is_none(), "it asks again later");
    assert_eq!(judge_while(&input, &options, &|| true).map(|j| j.conclusions.len()), Some(1));
}

#[test]
fn grades_follow_the_schema() {
    let world = world(MARKER, &[&level("high", LETROZOLE, "in vitro", "A")]);
    let schema = &world.program.schema;
    let grade = |study: &str| Grade::of(schema, study).expect("a study type");
    assert!(grade("guideline") < grade("case"));
    assert_eq!(grade("guideline").lowered(1, schema), grade("phase III trial"));
    assert_eq!(grade("database").lowered(usize::MAX, schema), Grade::weakest(schema));
    assert_eq!(Grade::of(schema, "rumour"), None);
    assert_eq!(Grade::weakest(schema).word(schema), "author statement");
}

#[test]
fn the_best_proof_is_that_of_the_best_grade_and_says_its_species() {
    let rules = format!(
        "{MARKER}\n?a raises ?b ∧ ?b raises ?m ∧ ?o: outcome to ?t ∧ ?t: therapy ∧ in ?d: disease \
         ⇒ marker(?m, high, ?o, ?t, ?d)"
    );
    let direct = level("high", LETROZOLE, "in vitro", "A");
    let first = format!("CXCL9 raises STAT1 in {LETROZOLE} from guideline \"B\"");
    let second = format!("STAT1 raises CXCL11 in {LETROZOLE} from phase I trial \"C\"");
    let world = changed(&rules, &[&direct, &first, &second], |all| {
        for (provenance, species) in all.iter_mut().zip(["mouse", "human", "human"]) {
            provenance.species = Some(species.into());
        }
    });
    let found = world.find(&["high CXCL11"]);
    assert_eq!((world.grade(found), found.proofs.len()), ("phase I trial", 2));
    assert_eq!(found.species, ["human"]);
    let in_best: Vec<_> = found.support.lineages.iter().map(|l| (l.name.as_str(), l.in_best)).collect();
    assert_eq!(in_best, [("A", false), ("B", true), ("C", true)]);
    assert!(!found.association, "the best proof shows a cause");
}

#[test]
fn many_opponents_elsewhere_are_counted_and_the_nearest_named() {
    let therapies = ["anti-PD-1", "tamoxifen", "palbociclib", "fulvestrant", "pembrolizumab"];
    let mut given = vec![level("high", LETROZOLE, "in vitro", "A")];
    for disease in ["melanoma", "TNBC"] {
        for therapy in therapies {
            let context = format!("{{{disease}, {therapy}, resistance to {therapy}}}");
            given.push(level("low", &context, "in vitro", "B"));
        }
    }
    given.push(level("low", "{melanoma, letrozole, resistance to letrozole}", "in vitro", "C"));
    let given: Vec<&str> = given.iter().map(String::as_str).collect();
    let world = world(MARKER, &given);
    let verdict = &world.find(&["high CXCL11"]).verdict;
    assert_eq!((verdict.opponents.len(), verdict.unnamed), (MOST_NAMED, 11 - MOST_NAMED));
    assert_eq!(verdict.opponents[0].differences.len(), 1, "the one that differs least comes first");
}
