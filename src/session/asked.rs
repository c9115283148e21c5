//! What a question needs.
//!
//! In: asked rows of a plain relation. Out: a model that holds them. What the settled values demand
//! can be more than all that follows, where parts of a body multiply what is demanded; then it is
//! given up, and everything that the relation depends on is evaluated.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::{Asked, Evaluated, Session, kept};
use crate::engine::{Limits, Model, Progress, StopReason, Stopped};
use crate::fact::PredicateId;
use crate::judgement::Judgement;
use crate::plan::demand::{Demanded, demanded};

/// Facts that a demand may come to for each one that was loaded …
const DEMANDED: usize = 16;
/// … and at least: less takes no time.
const LEAST_DEMANDED: usize = 1 << 20;

impl Session {
    /// Evaluates what a plain relation depends on and nothing else. Nothing is judged, unless a rule
    /// on the way reads a judgement.
    ///
    /// # Errors
    /// If a limit was hit.
    pub fn evaluate_only(
        &self,
        predicate: PredicateId,
        cancel: &Arc<AtomicBool>,
        progress: &mut dyn FnMut(&Progress),
    ) -> Result<Evaluated, Stopped> {
        self.evaluate_asked(&Asked::all(predicate), cancel, progress)
    }

    /// Evaluates what the asked rows of a plain relation need and nothing else. Nothing is judged,
    /// unless a rule on the way reads a judgement: then everything is evaluated.
    ///
    /// # Errors
    /// If a limit was hit.
    pub fn evaluate_asked(
        &self,
        asked: &Asked,
        cancel: &Arc<AtomicBool>,
        progress: &mut dyn FnMut(&Progress),
    ) -> Result<Evaluated, Stopped> {
        let relation = self.program.schema.get(asked.predicate).reads;
        let (whole, first) = (&self.program.whole, self.program.plan.strata.len());
        let after_judgement = whole.strata.iter().skip(first).flat_map(|stratum| &stratum.relations);
        let mut needed = demanded(whole, relation, &asked.pattern);
        let strata = &needed.plan.strata;
        if after_judgement.into_iter().any(|r| strata.iter().any(|s| s.relations.contains(r))) {
            return self.evaluate(cancel, progress);
        }
        let settled = asked.pattern.iter().any(Option::is_some);
        let most = self.options.max_facts;
        let few = (DEMANDED * self.facts.len()).max(LEAST_DEMANDED).min(most);
        let mut result = self.run_needed(&needed, if settled { few } else { most }, cancel, progress);
        if settled && matches!(&result, Err(stopped) if stopped.reason == StopReason::Facts) {
            needed = demanded(whole, relation, &[]);
            result = self.run_needed(&needed, most, cancel, progress);
        }
        let (model, stopped) = match result {
            Ok(model) => (model, None),
            Err(stopped) => {
                let rule = stopped.rule.map(|id| needed.origins[id.0 as usize]);
                let (model, stopped) = kept(Stopped { rule, ..stopped })?;
                (model, Some(stopped))
            }
        };
        Ok(Evaluated::new(model, Arc::clone(&self.facts), Some(Judgement::default()), stopped))
    }

    /// Evaluates what is needed, up to so many facts.
    fn run_needed(
        &self,
        needed: &Demanded,
        max_facts: usize,
        cancel: &Arc<AtomicBool>,
        progress: &mut dyn FnMut(&Progress),
    ) -> Result<Box<dyn Model>, Stopped> {
        let mut limits = Limits { max_facts, ..self.limits(cancel, progress) };
        let result = self.run_within(&mut limits, &needed.plan, &self.facts, self.options.recording);
        if let Some(profiler) = &self.options.profiler {
            let profile = profiler.take();
            profiler.add(&profile, &needed.origins);
        }
        result
    }
}
