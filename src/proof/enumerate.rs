//! A row of a finished model in, its different proofs out, those nearest to the best one first.
//!
//! Ranks play no part here: a row has every reason that does not lead back to itself. A
//! combination of reasons is a list of choices; the next best one deviates in one place more.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap, VecDeque};
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::instances::Found;
use super::search::{Cut, Prover, Reason, Truncation};
use super::solve::Fact;
use super::{Proof, graph};
use crate::fact::{RelationId, Symbol};

/// Most choices that one enumeration makes.
const STEPS: usize = 50_000;

/// How far [`Prover::all`] goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Most proofs.
    pub proofs: usize,
    /// Most steps below the root at which reasons are varied; further down each row keeps its
    /// best proof. 0 varies the root's reason alone.
    pub depth: usize,
}

impl Default for Limits {
    /// 64 proofs, varied 3 steps deep.
    fn default() -> Self {
        Self { proofs: 64, depth: 3 }
    }
}

/// A combination of reasons that is not complete yet.
#[derive(Clone)]
struct Partial {
    /// Reasons so far.
    chosen: BTreeMap<Fact, Reason>,
    /// Rows that still need one, with their depth.
    agenda: VecDeque<(Fact, usize)>,
    /// Which reason the first row of the agenda takes next.
    next: usize,
    /// Which of its reasons the root has.
    root: usize,
}

/// Combinations by deviation from the best proofs, then by the root's reason, then in the order in
/// which they were found.
#[derive(Default)]
struct Queue {
    order: BinaryHeap<Reverse<(usize, usize, usize)>>,
    partials: FxHashMap<usize, Partial>,
    added: usize,
}

impl Queue {
    fn add(&mut self, deviation: usize, partial: Partial) {
        self.order.push(Reverse((deviation, partial.root, self.added)));
        self.partials.insert(self.added, partial);
        self.added += 1;
    }

    fn take(&mut self) -> Option<(usize, Partial)> {
        let Reverse((deviation, _, number)) = self.order.pop()?;
        self.partials.remove(&number).map(|partial| (deviation, partial))
    }
}

/// An enumeration under way.
struct Enumeration<'p, 'a> {
    prover: &'p mut Prover<'a>,
    limits: Limits,
    reasons: FxHashMap<Fact, Rc<Vec<Reason>>>,
    queue: Queue,
    cuts: Truncation,
}

impl Prover<'_> {
    /// Different proofs of a row and what cut the enumeration.
    ///
    /// First the root's reasons (loaded, if it was; then lowest first), each on the best proofs of its
    /// premises, then those that deviate below. Two proofs differ in the reason of some row.
    pub fn all(&mut self, relation: RelationId, row: &[Symbol], limits: Limits) -> (Vec<Proof>, Truncation) {
        let Some(index) = self.model.find(relation, row) else { return Default::default() };
        let mut enumeration = Enumeration {
            prover: self,
            limits,
            reasons: FxHashMap::default(),
            queue: Queue::default(),
            cuts: Truncation::new(),
        };
        let proofs = enumeration.run((relation, index));
        (proofs, enumeration.cuts)
    }
}

impl Enumeration<'_, '_> {
    fn run(&mut self, root: Fact) -> Vec<Proof> {
        let agenda = VecDeque::from([(root, 0)]);
        self.queue.add(0, Partial { chosen: BTreeMap::new(), agenda, next: 0, root: 0 });
        let mut proofs = Vec::new();
        let mut steps = 0;
        while let Some((deviation, partial)) = self.queue.take() {
            steps += 1;
            if steps > STEPS {
                self.cuts.insert(Cut::Steps);
                break;
            }
            match partial.agenda.front() {
                Some(&(fact, depth)) => self.extend(deviation, partial, fact, depth),
                None => {
                    let Some(proof) = self.complete(root, &partial.chosen) else { continue };
                    if proofs.len() >= self.limits.proofs {
                        self.cuts.insert(Cut::Proofs);
                        break;
                    }
                    proofs.push(proof);
                }
            }
        }
        proofs
    }

    /// Queues the combination with the next reason of a row, and the one that skips it.
    fn extend(&mut self, deviation: usize, mut partial: Partial, fact: Fact, depth: usize) {
        let reasons = self.reasons(fact);
        let Some(reason) = reasons.get(partial.next) else { return };
        if partial.next + 1 < reasons.len() {
            let mut further = Partial { next: partial.next + 1, ..partial.clone() };
            // The root's reasons all count as equally near.
            if depth == 0 {
                further.root = further.next;
            }
            self.queue.add(deviation + usize::from(depth > 0), further);
        }
        partial.agenda.pop_front();
        partial.next = 0;
        partial.chosen.insert(fact, reason.clone());
        if leads_back(&partial.chosen, fact) {
            return;
        }
        for &premise in reason.iter().flat_map(|step| &step.rows) {
            let known =
                partial.chosen.contains_key(&premise) || partial.agenda.iter().any(|(f, _)| *f == premise);
            if depth < self.limits.depth && !known {
                partial.agenda.push_back((premise, depth + 1));
            }
        }
        self.queue.add(deviation, partial);
    }

    fn complete(&mut self, root: Fact, chosen: &BTreeMap<Fact, Reason>) -> Option<Proof> {
        let mut kept = Vec::new();
        let prover = &mut *self.prover;
        let proof = graph::assemble(prover.model, root, |fact| match chosen.get(&fact) {
            Some(reason) => Some(reason.clone()),
            None => {
                kept.push(fact);
                prover.settled(fact).map(|(reason, _)| reason)
            }
        });
        if !self.cuts.contains(&Cut::Depth) && kept.into_iter().any(|fact| self.has_further_reasons(fact)) {
            self.cuts.insert(Cut::Depth);
        }
        proof
    }

    fn has_further_reasons(&mut self, fact: Fact) -> bool {
        if let Some(reasons) = self.reasons.get(&fact) {
            return reasons.len() > 1;
        }
        self.prover.branches(fact)
    }

    /// The reasons of a row: its best one, then the others, lowest first.
    fn reasons(&mut self, fact: Fact) -> Rc<Vec<Reason>> {
        if let Some(reasons) = self.reasons.get(&fact) {
            return Rc::clone(reasons);
        }
        if let Some((reasons, cut)) = self.prover.reasons.get(&fact) {
            let (reasons, cut) = (Rc::clone(reasons), *cut);
            self.cuts.extend(cut);
            self.reasons.insert(fact, Rc::clone(&reasons));
            return reasons;
        }
        let Found { mut steps, cut } = self.prover.steps(fact);
        self.cuts.extend(cut);
        if cut.is_none() {
            self.prover.offer(fact, steps.clone());
        }
        let best = self.prover.settled(fact).map(|(reason, _)| reason);
        for &premise in steps.iter().flat_map(|step| &step.rows) {
            self.prover.settled(premise);
        }
        let prover = &*self.prover;
        steps.sort_by(|a, b| prover.height(a).cmp(&prover.height(b)).then_with(|| prover.compare(a, b)));
        let others = steps.into_iter().map(Some).filter(|other| best.as_ref() != Some(other));
        let reasons = Rc::new(best.clone().into_iter().chain(others).collect::<Vec<_>>());
        self.reasons.insert(fact, Rc::clone(&reasons));
        self.prover.remember(fact, Rc::clone(&reasons), cut);
        reasons
    }
}

/// Whether the reasons so far lead from a row back to itself.
fn leads_back(chosen: &BTreeMap<Fact, Reason>, fact: Fact) -> bool {
    let mut seen = std::collections::BTreeSet::new();
    let mut open = vec![fact];
    while let Some(from) = open.pop() {
        for &premise in chosen.get(&from).iter().flat_map(|reason| reason.iter()).flat_map(|step| &step.rows)
        {
            if premise == fact {
                return true;
            }
            if seen.insert(premise) {
                open.push(premise);
            }
        }
    }
    false
}
