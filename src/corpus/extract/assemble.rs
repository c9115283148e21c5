//! Relations of a sentence → findings.
//!
//! In: a relation with its sentence and what is known of the paper. Out: findings in the schema
//! that everybody's findings have, one for each alternative group. Whose study it is, who tells it
//! and what the sentence is in its paper are settled here.

use std::ops::Range;

use super::context::{Group, Scene, is_kind};
use super::contrast::{self, Side};
use super::cue::{Cues, Lower};
use super::mention::Named;
use super::record::{ArticleKind, Record};
use super::relation::{Argument, Relation};
use super::role::Place;
use super::study::Setup;
use super::through::Mediated;
use super::{EXTRACTOR, Sentence, citation, head, slip, subgroup};
use crate::corpus::Paper;
use crate::corpus::finding::{Certainty, ContextRecord, Finding, FindingRole, Participant, Polarity, Texts};
use crate::fact::Schema;
use crate::vocabulary::Vocabulary;
use crate::vocabulary::fold::single_spaced;

/// The predicate of what was high or low.
const LEVEL: &str = "level";

/// What is known of a paper while its sentences are read.
pub(super) struct About<'a> {
    pub(super) paper: &'a Paper,
    pub(super) record: &'a Record,
    pub(super) schema: &'a Schema,
    pub(super) vocabulary: &'a Vocabulary,
    /// The disease that the paper is about.
    pub(super) disease: Option<String>,
    /// The study type of sentences that tell none.
    pub(super) study: Option<&'static str>,
    /// Whether patients were measured.
    pub(super) has_patients: bool,
    /// Whether experiments were done.
    pub(super) has_experiments: bool,
    /// The trial that the paper reports as its own.
    pub(super) trial: Option<&'static str>,
}

/// A sentence with what is known of it.
pub(super) struct Told<'a> {
    pub(super) sentence: &'a Sentence,
    pub(super) text: &'a str,
    pub(super) lower: &'a Lower,
    pub(super) named: &'a [Named],
    pub(super) setup: Setup,
    pub(super) place: Place,
    /// First character of the sentence in the paper's text.
    pub(super) first: usize,
    /// Heading and number of the paragraph.
    pub(super) section: Option<String>,
    /// The group of the sentence before.
    pub(super) before: Option<&'a Group>,
    /// What the paragraph said so far that its patients were given.
    pub(super) given: &'a [String],
}

/// Whose study a sentence tells of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Source {
    lineage: Option<String>,
    via: Option<&'static str>,
    cites: Vec<String>,
    /// Whether the study is another paper's, of which only the sentence tells the type.
    foreign: bool,
}

impl About<'_> {
    /// The therapy that a sentence says patients were given, where it says so.
    pub(super) fn given(&self, text: &str, lower: &Lower, named: &[Named]) -> Option<Vec<String>> {
        static PEOPLE: Cues<4> = Cues::cues(&["patients", "women", "men", "participants"]);
        static GIVEN: Cues<3> = Cues::cues(&["treated with", "receiv*", "underwent"]);
        if !lower.any(&PEOPLE) || !lower.any(&GIVEN) {
            return None;
        }
        let scene = Scene {
            sentence: text,
            lower,
            named,
            used: &[],
            told: &[],
            trigger: &(0..0),
            vocabulary: self.vocabulary,
            schema: self.schema,
            about: self.disease.as_deref(),
            before: None,
            given: &[],
            is_level: false,
            stages: &[],
        };
        Some(scene.group().therapy).filter(|t| !t.is_empty())
    }

    /// Adds the findings that a sentence makes of what it states; the group that the last of them were
    /// observed in.
    pub(super) fn add(
        &self,
        told: &Told<'_>,
        stated: &[Mediated],
        found: &mut Vec<Finding>,
    ) -> Option<Group> {
        let (mut group, first) = (None, found.len());
        for relation in stated {
            let (findings, here) = self.findings(told, relation);
            for finding in findings {
                // Members of one regimen, or of one joint loss, tell the same.
                if !found[first..].contains(&finding) {
                    found.push(finding);
                }
            }
            group = Some(here);
        }
        group
    }

    /// The findings that a relation makes, and the group that they were observed in.
    fn findings(&self, told: &Told<'_>, mediated: &Mediated) -> (Vec<Finding>, Group) {
        let relation = &mediated.relation;
        let used = used(relation);
        let at = relation.trigger.start;
        let side = contrast::side(told.text, told.lower, told.named, &told.setup, at, &relation.given);
        let scene = Scene {
            sentence: &side.text,
            lower: &side.lower,
            named: &side.named,
            used: &used,
            told: &relation.given,
            trigger: &relation.trigger,
            vocabulary: self.vocabulary,
            schema: self.schema,
            about: self.disease.as_deref(),
            before: told.before,
            given: told.given,
            is_level: self.schema.get(relation.predicate).name == LEVEL,
            stages: &side.setup.settings,
        };
        let group = scene.group();
        if self.schema.get(relation.predicate).name == LEVEL && !has_group(&group, &side) {
            return (Vec::new(), group);
        }
        let subgroup = subgroup::subgroup(&side.text, &side.named, &used, self.schema);
        // What does not hold in some of a group may well hold in the others.
        if relation.denied && subgroup.is_some() {
            return (Vec::new(), group);
        }
        let mut finding = self.finding(told, &side, relation, &group);
        finding.context.population = finding.context.population.or(subgroup);
        finding.through = self.through(told, relation, &mediated.through);
        share_cell(&mut finding);
        finding.note = slip::note(&finding.says, &finding.args, self.vocabulary);
        if let Some(own) = self.disease_of_other_cells(&finding) {
            finding.context.disease = own;
            return (vec![finding], group);
        }
        (self.alternatives(finding, &group, &side.setup), group)
    }

    /// The disease whose cells the participants are, or are in, where that is another than the group's, as
    /// of MCF-7 cells in a paper on melanoma; none of two.
    fn disease_of_other_cells(&self, finding: &Finding) -> Option<Option<String>> {
        let disease = |name: &str| {
            let found = self.vocabulary.lookup(name).into_iter();
            found.into_iter().find(|entity| is_kind(self.schema, &entity.kind, "disease"))
        };
        let group = disease(finding.context.disease.as_deref()?)?;
        let cell = |arg: &'_ Participant| {
            let id = arg.id.as_deref().filter(|_| arg.kind.as_deref() == Some("cell"));
            arg.cell.clone().or_else(|| Some(self.vocabulary.entity(id?)?.name.clone()))
        };
        let cells = finding.args.iter().filter_map(cell);
        let diseases = cells.filter_map(|cell| disease(cell.strip_suffix(" cell")?));
        let is_a = |one: &str, other: &str| self.vocabulary.is_a(one, other);
        let mut others = diseases.filter(|d| !is_a(&d.id, &group.id) && !is_a(&group.id, &d.id));
        let first = others.next()?;
        Some(others.all(|other| other.id == first.id).then(|| first.name.clone()))
    }

    fn finding(&self, told: &Told<'_>, side: &Side<'_>, relation: &Relation, group: &Group) -> Finding {
        let source = self.source(told);
        let predicate = self.schema.get(relation.predicate);
        let role = role(told, relation, &source);
        let text = told.text;
        Finding {
            says: predicate.name.clone(),
            args: self.participants(told, relation),
            polarity: if relation.denied { Polarity::Denied } else { Polarity::Affirmed },
            certainty: relation.certainty,
            manipulation: relation.manipulation.clone().or_else(|| added(told, relation)),
            through: Vec::new(),
            context: self.context(side, relation, group),
            study: Some(self.study(&side.setup, relation, role, &source).to_owned()),
            measure: None,
            paper: self.paper.id.clone(),
            lineage: source.lineage,
            via: source.via.map(str::to_owned),
            cites: source.cites,
            section: told.section.clone(),
            span: Some([told.first, told.first + text.chars().count()]),
            quote: single_spaced(text),
            role,
            extractor: EXTRACTOR.to_owned(),
            curation: None,
            note: None,
        }
    }

    fn context(&self, side: &Side<'_>, relation: &Relation, group: &Group) -> ContextRecord {
        // What a thing is called, it is called in any group.
        if relation.called {
            return ContextRecord::default();
        }
        let says = self.schema.get(relation.predicate).name.as_str();
        // A time tells when something was measured, not when an effect took place.
        let measured = ["level", "associated", "confers", "expresses"].contains(&says);
        let names = self.arguments(relation, &side.named);
        let therapy: Vec<String> = group.therapy.iter().filter(|t| !names.contains(t)).cloned().collect();
        let setup = &side.setup;
        let owned = |text: Option<&'static str>| text.map(str::to_owned);
        let timepoint = setup.timepoints.iter().map(|t| (*t).to_owned()).collect::<Vec<_>>();
        let is_named =
            |m: &&String| side.named.iter().any(|n| n.text.contains(m.as_str()) && n.kind != "cell");
        let model: Vec<String> =
            setup.models.iter().filter(|m| !names.contains(m) && !is_named(m)).cloned().collect();
        ContextRecord {
            disease: group.diseases.first().filter(|d| !names.contains(d)).cloned(),
            therapy: (!therapy.is_empty()).then_some(Texts::Many(therapy)),
            outcome: group.outcome.clone().filter(|_| says != "confers"),
            system: owned(setup.system),
            comparator: group.comparator.clone(),
            setting: setup.settings.first().map(|s| (*s).to_owned()),
            timepoint: (measured && !timepoint.is_empty()).then_some(Texts::Many(timepoint)),
            population: owned(setup.population),
            species: owned(setup.species),
            model: (!model.is_empty()).then_some(Texts::Many(model)),
            other: std::collections::BTreeMap::new(),
        }
    }

    /// Preferred names of the participants.
    fn arguments(&self, relation: &Relation, named: &[Named]) -> Vec<String> {
        used(relation).into_iter().filter_map(|i| named.get(i)).map(|n| n.name.to_string()).collect()
    }

    /// One finding for each disease and each setting that stand as alternatives.
    fn alternatives(&self, finding: Finding, group: &Group, setup: &Setup) -> Vec<Finding> {
        let of_disease = finding.context.disease.is_some();
        let mut found = vec![finding];
        for disease in group.diseases.iter().skip(1).filter(|_| of_disease) {
            let mut other = found[0].clone();
            other.context.disease = Some(disease.clone());
            found.push(other);
        }
        for setting in setup.settings.iter().skip(1) {
            let more: Vec<Finding> = found
                .iter()
                .map(|f| {
                    let mut other = f.clone();
                    other.context.setting = Some((*setting).to_owned());
                    other
                })
                .collect();
            found.extend(more);
        }
        found
    }

    /// Whose study the sentence tells of: the study that a commentary comments on; the first work
    /// that a sentence cites; else the paper itself.
    fn source(&self, told: &Told<'_>) -> Source {
        let cites = citation::cites(self.paper, &told.sentence.span);
        if let Some(commented) = &self.record.commented {
            let own = commented.abstracts.contains(&told.sentence.block);
            if own {
                return Source { lineage: Some(commented.lineage.clone()), cites, ..Source::default() };
            }
            let named = told.text.contains(&format!("{} et al", commented.name));
            let cited = cites.first().is_some_and(|c| Some(c) == commented.label.as_ref());
            if named || cited || cites.is_empty() {
                let via = Some(ArticleKind::Commentary.via());
                return Source { lineage: Some(commented.lineage.clone()), via, cites, foreign: false };
            }
        }
        let retells = self.record.kind != ArticleKind::Research || !told.place.is_own && !told.place.is_ours;
        match cites.first().filter(|_| retells) {
            Some(label) => Source {
                lineage: Some(citation::lineage(self.paper, label)),
                via: Some(self.record.kind.via()),
                cites,
                foreign: true,
            },
            None => Source { cites, ..Source::default() },
        }
    }

    /// The study type: what the sentence tells; of the paper's own results, what the paper tells.
    fn study(&self, setup: &Setup, relation: &Relation, role: FindingRole, source: &Source) -> &'static str {
        let told = self.told_study(setup, relation, role, source);
        let own = !source.foreign && role != FindingRole::Background;
        // What a trial saw in its patients, it saw as a trial.
        self.trial.filter(|_| own && told == "clinical cohort").unwrap_or(told)
    }

    fn told_study(
        &self,
        setup: &Setup,
        relation: &Relation,
        role: FindingRole,
        source: &Source,
    ) -> &'static str {
        const STATEMENT: &str = "author statement";
        if relation.certainty == Certainty::Proposed || role == FindingRole::Hypothesis || relation.called {
            return STATEMENT;
        }
        let own = self.record.kind == ArticleKind::Research || source.lineage.is_some() && !source.foreign;
        let says = self.schema.get(relation.predicate).name.as_str();
        // A state that was there before or after a therapy was seen in those who were given it.
        let observed = ["confers", "associated", LEVEL].contains(&says) && setup.study.is_none();
        if observed && !setup.timepoints.is_empty() && setup.species.is_none_or(|s| s == "human") {
            return "clinical cohort";
        }
        let measured = says == LEVEL && self.has_patients;
        if measured && own && setup.study.is_none() && !setup.models.iter().any(|m| !m.is_empty()) {
            return "clinical cohort";
        }
        // Where a paper has experiments and patients, what caused an outcome was shown by the former.
        let shown = own && role != FindingRole::Background;
        if says == "confers" && shown && setup.study.is_none() && self.has_experiments && self.has_patients {
            return "in vitro";
        }
        let laboratory = relation.manipulation.as_deref().is_some_and(|m| m != "none");
        match (setup.study, own, role) {
            (Some(study), _, FindingRole::Result) => study,
            (Some(study), ..) if source.foreign => study,
            (Some(study), false, _) => study,
            (_, true, FindingRole::Background) | (None, false, _) => STATEMENT,
            (_, true, _) if laboratory => setup.study.unwrap_or("in vitro"),
            // What a research paper shows of causes is an experiment, of the lowest grade if it says no
            // more; patients that were only measured show no cause.
            (study, true, _) if is_cause(says) => {
                study.or(self.study.filter(|s| *s != "clinical cohort")).unwrap_or("in vitro")
            }
            (study, true, _) => study.or(self.study).unwrap_or(STATEMENT),
        }
    }
}

/// Whether a predicate says what causes what, as only an experiment can show.
fn is_cause(says: &str) -> bool {
    const SEEN: [&str; 7] = [LEVEL, "associated", "confers", "expresses", "treats", "tested", "overcomes"];
    !SEEN.contains(&says)
}

/// Whether the sentence says which group a level was seen in: one with an outcome, or a disease's
/// tissue or patients.
fn has_group(group: &Group, side: &Side<'_>) -> bool {
    static TISSUES: Cues<10> = Cues::cues(&[
        "tissue*",
        "tumors",
        "tumours",
        "patients",
        "samples",
        "specimens",
        "biopsies",
        "cancers",
        "lesions",
        "cohort*",
    ]);
    group.outcome.is_some() || !group.diseases.is_empty() && side.lower.any(&TISSUES)
}

/// What is lost or blocked in a cell changes what that cell does: `silencing of A in B cells impaired
/// proliferation`.
fn share_cell(finding: &mut Finding) {
    let done = ["knockout", "knockdown", "inhibition"];
    if !finding.manipulation.as_deref().is_some_and(|m| done.contains(&m)) {
        return;
    }
    let lost = finding.through.iter().chain(&finding.args).flat_map(|p| std::iter::once(p).chain(&p.all));
    let Some(cell) = lost.filter_map(|p| p.cell.clone()).next() else { return };
    let open = |p: &&mut Participant| {
        let names_cell = p.text.as_deref().is_some_and(|t| t.to_lowercase().contains("cell"));
        p.kind.as_deref() == Some("process") && p.cell.is_none() && !names_cell
    };
    finding.args.iter_mut().filter(open).for_each(|p| p.cell = Some(cell.clone()));
}

/// What an experimenter adds: `recombinant A`, `coculture with B`.
fn added(told: &Told<'_>, relation: &Relation) -> Option<String> {
    let Some(Argument::Mention { mention, .. }) = relation.args.first() else { return None };
    let before = told.text.get(..told.named.get(*mention)?.span.start)?.to_ascii_lowercase();
    let added =
        head::ADDED.iter().chain(&["coculture with ", "co-culture with "]).any(|a| before.ends_with(a));
    added.then(|| "addition".to_owned())
}

fn role(told: &Told<'_>, relation: &Relation, source: &Source) -> FindingRole {
    match relation.certainty {
        Certainty::Proposed => FindingRole::Hypothesis,
        _ if source.foreign => FindingRole::Background,
        _ => told.place.role,
    }
}

fn used(relation: &Relation) -> Vec<usize> {
    let mention = |a: &Argument| match a {
        Argument::Mention { mention, .. } => Some(*mention),
        Argument::Word(_) | Argument::Constant { .. } => None,
    };
    relation.args.iter().filter_map(mention).collect()
}

/// The study type of a paper's own results where a sentence tells none: the one that its sentences
/// name most, those that tell what `we` did before others. Each sentence comes with the type that it tells.
pub(super) fn usual_study(told: &[(&Lower, Option<&'static str>)]) -> Option<&'static str> {
    const OURS: usize = 3;
    let mut counts: std::collections::BTreeMap<&'static str, usize> = std::collections::BTreeMap::new();
    for (lower, study) in told {
        if let Some(study) = study.filter(|_| !lower.says("remain*")) {
            *counts.entry(study).or_default() += if lower.says("we") { OURS } else { 1 };
        }
    }
    counts
        .into_iter()
        .max_by_key(|(study, count)| (*count, std::cmp::Reverse(*study)))
        .map(|(study, _)| study)
}

/// The trial that a paper reports as its own: `in this phase III trial`.
pub(super) fn own_trial(told: &[(&Lower, Option<&'static str>)]) -> Option<&'static str> {
    static OWN: Cues<10> = Cues::cues(&[
        "in this phase",
        "in this randomi*",
        "in this multicent*",
        "in this open*",
        "in this double*",
        "this phase",
        "we conducted",
        "we performed",
        "we did a",
        "this trial",
    ]);
    told.iter().find_map(|(lower, study)| study.filter(|s| s.starts_with("phase") && lower.any(&OWN)))
}

/// Characters of a text before a byte, counted on from a place already known.
pub(super) struct Counter<'t> {
    text: &'t str,
    byte: usize,
    character: usize,
}

impl<'t> Counter<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, byte: 0, character: 0 }
    }

    /// The number of characters before a byte; bytes may be asked for in any order, but rising ones
    /// cost least.
    pub(super) fn at(&mut self, byte: usize) -> usize {
        if byte < self.byte {
            (self.byte, self.character) = (0, 0);
        }
        let between: Range<usize> = self.byte..byte;
        self.character += self.text[between].chars().count();
        self.byte = byte;
        self.character
    }
}
