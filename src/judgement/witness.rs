//! Judged conclusions with the graph of their reasons in; how likely the papers say what they use,
//! what suffices for them and what takes them away out.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::reading::Reading;
use super::reading::cues::Cues;
use super::reading::either::{MOST_WAYS, Way, either};
use super::reading::model::{Known, Weights};
use super::reading::readers::{Errors, Kind};
use super::reading::relation::Relation;
use super::reading::row::{Place, RowReading, row};
use super::robustness::{Robustness, robustness};
use super::semiring::{Family, Semiring, Sets, WeakestLink, evaluate};
use super::{GoingOn, Grade, Input, Judge};
use crate::corpus::finding::{Certainty, Finding, Participant};
use crate::fact::{PredicateId, RelationId, Symbol};
use crate::proof::{Forest, Prover};

/// Most minimal sets of lineages, of findings and of rows that are kept of a row.
pub const MOST_SETS: usize = 16;

/// Most passages of a row that are looked at for cues, the first in the corpus.
const MOST_PASSAGES: usize = 16;

/// What a conclusion rests on, over all its proofs.
#[derive(Clone, Debug, Default)]
pub struct Witness {
    /// How likely the papers say what the proofs use; none if no paper is behind it.
    pub reading: Option<Reading>,
    /// What has to fall away so that nothing is left.
    pub robustness: Robustness,
    /// Minimal sets of findings each of which suffices, by their position in the corpus; the
    /// smallest first, at most [`MOST_SETS`].
    pub findings: Vec<Vec<u32>>,
    /// The best grade that a proof's weakest finding has, whatever the proof takes for granted;
    /// none if a proof needs no finding.
    pub weakest_link: Option<Grade>,
}

/// What tells one row that papers state from another: its columns and cells, and a number for the
/// fields of its context. From which studies a context with unknown fields comes is not part of
/// it: what several say of such groups is one statement.
type Key = (Vec<Symbol>, u32);

/// The rows of each key.
type RowsByKey<'a> = FxHashMap<Key, Vec<&'a [Symbol]>>;

/// A row that papers state.
struct Stated<'a> {
    relation: RelationId,
    /// How many columns it has besides cells and context.
    columns: usize,
    row: &'a [Symbol],
    findings: Vec<u32>,
    lineages: Vec<u32>,
    reading: Option<RowReading>,
}

/// The rows that papers state, each once, and the lineages.
#[derive(Default)]
struct Atoms<'a> {
    rows: Vec<Stated<'a>>,
    positions: FxHashMap<(RelationId, Key), u32>,
    /// What papers state of a predicate and its arguments, in whatever way.
    about: FxHashMap<(PredicateId, &'a [Symbol]), RowsByKey<'a>>,
    /// The number of a context's fields.
    contexts: FxHashMap<Symbol, u32>,
    fields: FxHashMap<Vec<Symbol>, u32>,
    lineages: Vec<&'a str>,
    lineage_positions: FxHashMap<&'a str, u32>,
    chances: Vec<f64>,
}

/// A loaded row of the forest that papers state: its findings, and its row without evidence.
struct Leaf {
    findings: Vec<u32>,
    atom: u32,
}

/// What rows of a finished model rest on, in their order, whether or not they are conclusions.
#[must_use]
pub fn witnesses(input: &Input<'_>, rows: &[(RelationId, Vec<Symbol>)]) -> Vec<Witness> {
    let judge = Judge::new(*input);
    let mut prover = judge.prover();
    judge.witnesses(&mut prover, rows.iter().map(|(relation, row)| (*relation, row.as_slice())), &|| true)
}

impl<'a> Judge<'a> {
    /// What rows rest on, in their order; nothing if it may not go on.
    pub(super) fn witnesses<'r>(
        &self,
        prover: &mut Prover<'a>,
        rows: impl Iterator<Item = (RelationId, &'r [Symbol])>,
        going_on: GoingOn<'_>,
    ) -> Vec<Witness> {
        let forest = prover.forest(rows);
        if !going_on() {
            return Vec::new();
        }
        let mut atoms = Atoms::default();
        let leaves: Vec<Option<Leaf>> = forest
            .nodes
            .iter()
            .map(|n| if n.loaded { self.stated(n.fact, &mut atoms) } else { None })
            .collect();
        let plain = Sets { most: MOST_SETS, weights: None };
        let either_of = |node: usize, of: &dyn Fn(&Leaf) -> Vec<u32>| match &leaves[node] {
            Some(leaf) => plain.reduced(Family::of_each(of(leaf).into_iter())),
            None => plain.one(),
        };
        let lineages = |leaf: &Leaf| self.lineages(&leaf.findings, &atoms);
        let by_lineage = evaluate(&forest, &plain, |node| either_of(node, &lineages));
        let by_finding = evaluate(&forest, &plain, |node| either_of(node, &|leaf| leaf.findings.clone()));
        let weighed = Sets { most: MOST_SETS, weights: Some(&atoms.chances) };
        let by_row = evaluate(&forest, &weighed, |node| either_of(node, &|leaf| vec![leaf.atom]));
        let links = WeakestLink { bottom: i32::MIN, top: i32::MAX };
        let weakest = evaluate(&forest, &links, |node| match &leaves[node] {
            Some(leaf) => self.strength(leaf),
            None => i32::MAX,
        });
        let cut = cut(&forest);
        let witness = |root: &Option<crate::proof::NodeIndex>| {
            let Some(root) = root.map(|r| r.0 as usize) else { return Witness::default() };
            let mut sufficing = by_lineage[root].clone();
            sufficing.cut |= cut[root];
            let name = |atom: u32| atoms.lineages[atom as usize];
            let link = weakest[root];
            Witness {
                reading: reading(&by_row[root], &atoms, cut[root]),
                robustness: robustness(&sufficing, &name),
                findings: by_finding[root].sets.clone(),
                weakest_link: u16::try_from(-i64::from(link)).ok().map(Grade),
            }
        };
        forest.roots.iter().map(witness).collect()
    }

    /// The strength of a leaf's strongest finding, weak to strong.
    fn strength(&self, leaf: &Leaf) -> i32 {
        let grades = leaf.findings.iter().map(|&f| self.grade_of(f));
        -i32::from(grades.min().unwrap_or(Grade::weakest(self.schema)).0)
    }

    fn lineages(&self, findings: &[u32], atoms: &Atoms<'_>) -> Vec<u32> {
        let of = |f: &u32| atoms.lineage_positions.get(self.statements.lineage(*f)?).copied();
        let mut found: Vec<u32> = findings.iter().filter_map(of).collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// A loaded row as what papers state. None for what no paper states, and for the fields of a
    /// context: a finding that has the context says them.
    fn stated<'s>(&'s self, fact: (u32, usize), atoms: &mut Atoms<'s>) -> Option<Leaf> {
        let relation = RelationId(fact.0);
        let row = self.input.model.row(relation, fact.1);
        let (plain, findings) = self.statements.stating(self.schema, self.input.interner, (relation, row))?;
        if findings.is_empty() {
            return None;
        }
        let id = *self.schema.predicate_of.get(&plain)?;
        let row = &row[..self.schema.get(id).arity()];
        let next = atoms.rows.len() as u32;
        let key = self.key(row, atoms);
        let atom = *atoms.positions.entry((plain, key.clone())).or_insert(next);
        if atom == next {
            self.add(id, (plain, row), &key, atoms);
        }
        Some(Leaf { findings, atom })
    }

    fn key(&self, row: &[Symbol], atoms: &mut Atoms<'_>) -> Key {
        let Some((&context, rest)) = row.split_last() else { return Key::default() };
        let Atoms { contexts, fields, .. } = atoms;
        let number = *contexts.entry(context).or_insert_with(|| {
            let known = self.contexts.fields(context);
            let next = fields.len() as u32;
            *fields.entry(known[..self.schema.context.len()].to_vec()).or_insert(next)
        });
        (rest.to_vec(), number)
    }

    fn add<'s>(
        &'s self,
        id: PredicateId,
        (relation, row): (RelationId, &'s [Symbol]),
        key: &Key,
        atoms: &mut Atoms<'s>,
    ) {
        let columns = self.schema.get(id).columns.len();
        let mut findings: Vec<u32> = Vec::new();
        for same in self.rows_by_key(id, &row[..columns], atoms).get(key).into_iter().flatten() {
            findings.extend(self.statements.with_row(relation, same));
        }
        findings.sort_unstable();
        findings.dedup();
        for name in findings.iter().filter_map(|&f| self.statements.lineage(f)) {
            let next = atoms.lineages.len() as u32;
            if *atoms.lineage_positions.entry(name).or_insert(next) == next {
                atoms.lineages.push(name);
            }
        }
        let lineages = self.lineages(&findings, atoms);
        let reading = self.row_reading(&findings);
        atoms.chances.push(reading.as_ref().map_or(1.0, |r| r.probability));
        atoms.rows.push(Stated { relation, columns, row, findings, lineages, reading });
    }

    /// The rows with these arguments by key, sorted once for all that ask.
    fn rows_by_key<'t, 's>(
        &'s self,
        id: PredicateId,
        arguments: &'s [Symbol],
        atoms: &'t mut Atoms<'s>,
    ) -> &'t RowsByKey<'s> {
        if !atoms.about.contains_key(&(id, arguments)) {
            let mut rows = RowsByKey::default();
            for statement in self.statements.about(id, arguments) {
                let key = self.key(statement.row, atoms);
                let same = rows.entry(key).or_default();
                if same.last() != Some(&statement.row) {
                    same.push(statement.row);
                }
            }
            atoms.about.insert((id, arguments), rows);
        }
        &atoms.about[&(id, arguments)]
    }

    /// How likely the papers say a row with these findings; none if only rule files state it.
    fn row_reading(&self, findings: &[u32]) -> Option<RowReading> {
        let entry = |f: &u32| self.input.corpus.findings.get(*f as usize).map(|entry| (*f, entry));
        let mut places = Vec::new();
        let mut passages = 0;
        for (finding, entry) in findings.iter().filter_map(entry) {
            let found = &entry.finding;
            let lineage = self.statements.lineage(finding).unwrap_or(&found.paper);
            let looked_at = passages < MOST_PASSAGES && Errors::of(&found.extractor).kind == Kind::Text;
            passages += usize::from(looked_at);
            let known = looked_at.then(|| self.known(found));
            places.push(Place { reader: &found.extractor, lineage, known });
        }
        (!places.is_empty()).then(|| row(&places, Weights::shipped()))
    }

    /// What a finding says, and how its passage looks.
    fn known(&self, found: &Finding) -> Known<'static> {
        let relation = Relation::named(&found.says);
        let names: Vec<Vec<String>> = found.args.iter().take(2).map(|p| self.names(p)).collect();
        let of = |i: usize| names.get(i).map_or(&[][..], Vec::as_slice);
        let mut cues = Cues::of(&found.quote, relation, [of(0), of(1)]);
        if found.certainty != Certainty::Asserted {
            cues.hedge = 1.0;
        }
        let itself = matches!(found.args.as_slice(), [a, b, ..] if a.text == b.text && a.id == b.id);
        Known { relation, itself, cues }
    }

    /// What a participant may be called; nothing for a word such as `high`.
    fn names(&self, participant: &Participant) -> Vec<String> {
        let mut names = Vec::new();
        let members = participant.all.iter().chain(&participant.complex).chain(&participant.regimen);
        for one in [participant].into_iter().chain(members) {
            let Some(entity) = one.id.as_deref().and_then(|id| self.input.vocabulary.entity(id)) else {
                continue;
            };
            names.extend(one.text.clone());
            names.push(entity.name.clone());
            names.extend(entity.synonyms.iter().cloned());
        }
        names
    }
}

/// The rows of the likeliest ways, and the chance of at least one of them.
fn reading(ways: &Family, atoms: &Atoms<'_>, cut: bool) -> Option<Reading> {
    let used: std::collections::BTreeSet<u32> = ways.sets.iter().flatten().copied().collect();
    if ways.sets.is_empty() || used.iter().all(|&a| atoms.rows[a as usize].reading.is_none()) {
        return None;
    }
    let used: Vec<u32> = used.into_iter().collect();
    let group = groups(&used, atoms);
    let way = |set: &Vec<u32>| {
        let mut way = Way::new();
        for &atom in set {
            *way.entry(group[&atom]).or_insert(1.0) *= atoms.chances[atom as usize];
        }
        way
    };
    let taken = &ways.sets[..ways.sets.len().min(MOST_WAYS)];
    let place = |atom: &u32| used.binary_search(atom).unwrap_or(usize::MAX);
    let found = either(&taken.iter().map(way).collect::<Vec<_>>());
    Some(Reading {
        probability: found.probability,
        rows: used.iter().map(|&a| stated_row(&atoms.rows[a as usize], group[&a])).collect(),
        ways: taken.iter().map(|set| set.iter().map(place).collect()).collect(),
        summands: found.summands,
        truncated: cut || ways.cut || ways.sets.len() > MOST_WAYS,
    })
}

fn stated_row(stated: &Stated<'_>, group: usize) -> super::reading::Row {
    super::reading::Row {
        relation: stated.relation,
        row: stated.row.to_vec(),
        findings: stated.findings.clone(),
        group,
        reading: stated.reading.clone(),
    }
}

/// For each row a number that it shares with all that come from a lineage of its own or say the
/// same of another group, directly or by way of others: a reader that errs on one may err on all.
fn groups(used: &[u32], atoms: &Atoms<'_>) -> BTreeMap<u32, usize> {
    let mut group: BTreeMap<u32, usize> = used.iter().enumerate().map(|(i, &a)| (a, i)).collect();
    let mut by_lineage: BTreeMap<u32, u32> = BTreeMap::new();
    let mut by_arguments: BTreeMap<(RelationId, &[Symbol]), u32> = BTreeMap::new();
    for &atom in used {
        let row = &atoms.rows[atom as usize];
        let said = (row.relation, &row.row[..row.columns]);
        let mut others = vec![*by_arguments.entry(said).or_insert(atom)];
        others.extend(row.lineages.iter().map(|&l| *by_lineage.entry(l).or_insert(atom)));
        for other in others {
            let (from, to) = (group[&atom].max(group[&other]), group[&atom].min(group[&other]));
            group.values_mut().filter(|g| **g == from).for_each(|g| *g = to);
        }
    }
    group
}

/// For each node whether it, or a row that it may rest on, has reasons that were cut off.
fn cut(forest: &Forest) -> Vec<bool> {
    let mut cut: Vec<bool> = forest.nodes.iter().map(|n| n.cut).collect();
    loop {
        let mut changed = false;
        for (index, node) in forest.nodes.iter().enumerate() {
            if !cut[index] && node.reasons.iter().flatten().any(|p| cut[p.0 as usize]) {
                cut[index] = true;
                changed = true;
            }
        }
        if !(changed && forest.cyclic) {
            return cut;
        }
    }
}
