//! Where an evaluation spends its time.
//!
//! In: what each rule costs in each round, told by the engine. Out: sums by rule and by stratum.
//! Knows rules by their ids only.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::plan::RuleId;

/// What a rule cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RuleCost {
    /// The stratum, from 0.
    pub stratum: usize,
    /// How long its joins took, and finding out which of its conclusions are new.
    pub time: Duration,
    /// Its conclusions, those that were known among them.
    pub candidates: u64,
    /// The conclusions that no rule had drawn before.
    pub new: u64,
    /// Rounds in which it concluded something.
    pub rounds: u32,
    /// The most bindings that one of its steps made, summed over the rounds.
    pub bindings: u64,
    /// Rows of the largest relation that it reads.
    pub read: u64,
}

impl RuleCost {
    /// Conclusions that were known.
    #[must_use]
    pub fn duplicates(&self) -> u64 {
        self.candidates - self.new.min(self.candidates)
    }

    /// What makes the rule multiply, if anything does.
    #[must_use]
    pub fn multiplies(&self) -> Option<Multiplying> {
        if self.candidates >= MANY && self.candidates > MULTIPLE * self.new.max(1) {
            return Some(Multiplying::Conclusions);
        }
        let expected = self.candidates.max(self.read);
        (self.bindings >= MANY && self.bindings > MULTIPLE * expected.max(1)).then_some(Multiplying::Bindings)
    }

    fn add(&mut self, other: &Self) {
        self.stratum = other.stratum;
        self.time += other.time;
        self.candidates += other.candidates;
        self.new += other.new;
        self.rounds += other.rounds;
        self.bindings += other.bindings;
        self.read = self.read.max(other.read);
    }
}

/// Below so many conclusions or bindings, a few tenths of a second, a rule is not worth a warning.
pub const MANY: u64 = 1 << 20;
/// So many conclusions a new row are too many: closures of graphs and analyses of programs, which
/// conclude the same thing on several ways by their nature, stay between 2 and 6.
pub const MULTIPLE: u64 = 10;

/// What there is too much of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Multiplying {
    /// The same is concluded again and again.
    Conclusions,
    /// Joins make far more bindings than there are rows before and conclusions behind them.
    Bindings,
}

/// What a stratum cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StratumCost {
    /// How long it took, planning and the merging of new rows with old ones included.
    pub time: Duration,
    /// Rounds, the last one, which adds nothing, included.
    pub rounds: u32,
    /// Rows that its relations gained.
    pub new: u64,
}

/// What all rules and strata cost.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Profile {
    /// By rule; a rule that was never applied is not there.
    pub rules: BTreeMap<RuleId, RuleCost>,
    /// By stratum, from 0.
    pub strata: BTreeMap<usize, StratumCost>,
    /// The round in which a rule concluded something last: several of its joins may in one round.
    latest: BTreeMap<RuleId, u32>,
}

impl Profile {
    fn add_round(&mut self, id: RuleId, round: u32, cost: &RuleCost) {
        let counted = cost.candidates == 0 || self.latest.insert(id, round) == Some(round);
        let cost = RuleCost { rounds: u32::from(!counted), ..*cost };
        self.rules.entry(id).or_default().add(&cost);
    }
}

/// Takes down what evaluations cost; clones share one profile.
#[derive(Clone, Debug, Default)]
pub struct Profiler(Arc<Mutex<Profile>>);

impl Profiler {
    fn profile(&self) -> MutexGuard<'_, Profile> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds what one join of a rule cost in a round, from 1.
    pub fn rule(&self, id: RuleId, round: u32, cost: &RuleCost) {
        self.profile().add_round(id, round, cost);
    }

    /// Adds what a stratum cost.
    pub fn stratum(&self, index: usize, cost: &StratumCost) {
        let mut profile = self.profile();
        let sum = profile.strata.entry(index).or_default();
        sum.time += cost.time;
        sum.rounds += cost.rounds;
        sum.new += cost.new;
    }

    /// Everything so far; then it starts anew.
    #[must_use]
    pub fn take(&self) -> Profile {
        std::mem::take(&mut *self.profile())
    }

    /// Adds a profile whose rules stem from others: `origins` names by id those to count them to.
    pub fn add(&self, other: &Profile, origins: &[RuleId]) {
        for (id, cost) in &other.rules {
            let origin = origins.get(id.0 as usize).copied().unwrap_or(*id);
            self.profile().rules.entry(origin).or_default().add(cost);
        }
        other.strata.iter().for_each(|(index, cost)| self.stratum(*index, cost));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_multiplies_by_conclusions_or_by_bindings() {
        let cost = |candidates, new, bindings, read| {
            RuleCost { candidates, new, bindings, read, ..RuleCost::default() }.multiplies()
        };
        let million = 1_100_000;
        assert_eq!(cost(million, million / 11, million, 5), Some(Multiplying::Conclusions));
        assert_eq!(cost(million, million / 9, million, 5), None);
        assert_eq!(cost(50, 50, million, 90_000), Some(Multiplying::Bindings));
        assert_eq!(cost(50, 50, million, million / 9), None);
        assert_eq!(cost(1000, 1, 900_000, 5), None, "it is over in a moment");
        assert_eq!(cost(million, 0, million, 5), Some(Multiplying::Conclusions));
    }

    #[test]
    fn costs_are_counted_to_the_rules_they_stem_from() {
        let (all, part) = (Profiler::default(), Profiler::default());
        let cost = RuleCost { new: 3, candidates: 5, ..RuleCost::default() };
        part.rule(RuleId(0), 1, &cost);
        part.rule(RuleId(1), 1, &cost);
        part.rule(RuleId(1), 2, &cost);
        part.rule(RuleId(1), 2, &cost);
        all.add(&part.take(), &[RuleId(7), RuleId(7)]);
        let profile = all.take();
        let RuleCost { new, rounds, .. } = profile.rules[&RuleId(7)];
        assert_eq!((new, rounds), (12, 3));
        assert_eq!(profile.rules[&RuleId(7)].duplicates(), 8);
        assert_eq!(all.take(), Profile::default());
    }
}
