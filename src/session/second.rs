//! Rules that read a judgement: a second evaluation, over what the first started from and over
//! what is known of its conclusions.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::{Backend, Evaluated, Session};
use crate::engine::frog::{Frog, Recording};
use crate::engine::naive::Naive;
use crate::engine::{Backend as _, Done, Model, Progress, Stopped};
use crate::fact::{FactSet, Origin};
use crate::judgement::{self, Judgement};
use crate::proof::{Node, Proof, Prover};

impl Session {
    /// Whether a rule reads a judgement.
    pub(super) fn reads_judgement(&self) -> bool {
        self.program.whole.rules.len() > self.program.plan.rules.len()
    }

    /// Evaluates the rules that read a judgement on top of the others, so that one model holds every
    /// proof down to its findings.
    pub(super) fn second_pass(
        &self,
        judgement: &Judgement,
        input: &judgement::Input<'_>,
        cancel: &Arc<AtomicBool>,
        progress: &mut dyn FnMut(&Progress),
    ) -> Result<(Box<dyn Model>, FactSet), Stopped> {
        let mut facts = input.facts.clone();
        for (relation, row) in judgement::facts(judgement, input) {
            facts.start(relation, Origin::Judgement);
            facts.add(relation, &row);
        }
        let (whole, strata) = (&self.program.whole, self.program.plan.strata.len());
        let mut limits = self.limits(cancel, progress);
        let done = Done { model: input.model, strata };
        let frog = Frog { threads: self.options.threads, recording: Recording::Ranks };
        let second = match self.options.backend {
            Backend::Datafrog => {
                frog.resume(whole, &facts, done, &self.interner, &self.registry, &mut limits)
            }
            Backend::Naive => Naive.resume(whole, &facts, done, &self.interner, &self.registry, &mut limits),
        }?;
        Ok((second, facts))
    }

    /// A proof for reports: without hidden steps, and with the proof of each conclusion that a
    /// rule read as judged.
    pub(super) fn told(&self, proof: &Proof, evaluated: &Evaluated, prover: &mut Prover<'_>) -> Proof {
        let proof = proof.collapse(&self.program.rules);
        if !self.reads_judgement() {
            return proof;
        }
        proof.grafted(&mut |node| self.judged_by(node, evaluated, prover))
    }

    /// The best proof of the conclusion that a node holds as judged.
    fn judged_by(&self, node: &Node, evaluated: &Evaluated, prover: &mut Prover<'_>) -> Option<Proof> {
        let judged = self.program.judged.iter().find(|j| j.relation == node.relation)?;
        let row = &node.row[..node.row.len() - 1];
        let base = judged.bases.iter().find(|&&base| evaluated.model.find(base, row).is_some())?;
        Some(prover.best(*base, row)?.collapse(&self.program.rules))
    }
}
