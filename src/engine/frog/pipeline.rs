//! Runs a pipeline: batches of bindings pass through its steps.
//!
//! In: steps, tables, a first batch. Out: batches that satisfy all steps. No intermediate result is
//! stored: each step fills at most about a chunk, which goes all the way through before the step
//! goes on. It knows nothing of rules, rounds or strata.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};

use super::batch::{Batch, CHUNK};
use super::calls::{Calls, NearCalls};
use super::nested::Groups;
use super::table::{Cursor, Matches, Table};
use crate::engine::StopReason;
use crate::engine::fold::holds;
use crate::fact::{FunctionId, Interner, Registry, RelationId, Symbol};
use crate::plan::Variable;
use crate::plan::join::{Action, Operand, Probe, Step, Target};

/// Bindings of an intersection that are worked on at a time; each may meet many rows.
const INTERSECTED: usize = 256;

/// Tables by relation and by the position of their column order.
pub type Tables<'a> = BTreeMap<(RelationId, usize), &'a dyn Table>;

/// What steps need besides their bindings.
pub struct Surroundings<'a> {
    /// What probes look into.
    pub tables: Tables<'a>,
    /// Values.
    pub interner: &'a Interner,
    /// Functions.
    pub functions: &'a Registry,
    /// What they had as results.
    pub calls: &'a Calls,
    /// Set from outside to stop.
    pub cancel: &'a AtomicBool,
}

impl Surroundings<'_> {
    fn table(&self, probe: &Probe) -> &dyn Table {
        self.tables[&(probe.relation, probe.index)]
    }

    /// How many rows the join that may be split looks through; 0 if there is none.
    pub fn rows_at_first(&self, steps: &[Step]) -> usize {
        match splittable(steps).map(|place| &steps[place].action) {
            Some(Action::Join(probe)) => self.table(probe).count(probe, &Batch::unit(), 0),
            _ => 0,
        }
    }

    fn check(&self) -> Result<(), StopReason> {
        if self.cancel.load(Ordering::Relaxed) { Err(StopReason::Cancelled) } else { Ok(()) }
    }
}

/// The step whose rows may be dealt out to threads: a join at the start. A pipeline with an
/// aggregate is not split, since new values get their symbols in the order in which they are made.
fn splittable(steps: &[Step]) -> Option<usize> {
    let nested = |step: &Step| matches!(step.action, Action::Not(_) | Action::Aggregate { .. });
    let Action::Join(probe) = &steps.first()?.action else { return None };
    let constant = probe.key.iter().all(|operand| matches!(operand, Operand::Const(_)));
    (constant && !steps.iter().any(nested)).then_some(0)
}

/// A part of the rows that the first join of a pipeline looks through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// Which one, from 0.
    pub index: usize,
    /// How many there are.
    pub of: usize,
}

impl Part {
    /// All of it.
    pub const WHOLE: Self = Self { index: 0, of: 1 };

    /// This part of a range.
    #[inline]
    pub fn portion(self, (start, end): (usize, usize)) -> (usize, usize) {
        if self.of == 1 {
            return (start, end);
        }
        let at = |index: usize| start + (end - start) * index / self.of;
        (at(self.index), at(self.index + 1))
    }
}

impl Default for Part {
    fn default() -> Self {
        Self::WHOLE
    }
}

/// Takes finished batches.
pub type Emit<'e> = &'e mut dyn FnMut(&Batch) -> Result<(), StopReason>;

/// Where a pipeline is, and the memory of its steps. It may be run any number of times while the
/// relations of its nested parts stay as they are.
#[derive(Default)]
pub struct Runner {
    levels: Vec<Level>,
}

/// A step with its input.
#[derive(Default)]
struct Level {
    input: Batch,
    cursor: Cursor,
    selected: Vec<u32>,
    calls: NearCalls,
    groups: Option<Box<Groups>>,
    /// Bindings that the step has made since that was last asked for.
    made: u64,
}

impl Runner {
    /// For a pipeline of these steps.
    pub fn new(steps: &[Step]) -> Self {
        let level =
            |step: &Step| Level { groups: Groups::of(&step.action).map(Box::new), ..Level::default() };
        Self { levels: steps.iter().map(level).chain([Level::default()]).collect() }
    }

    /// Passes a batch through all steps; of the first join, which may be split, only a part.
    pub fn run(
        &mut self,
        steps: &[Step],
        around: &Surroundings<'_>,
        start: Batch,
        part: Part,
        emit: Emit<'_>,
    ) -> Result<(), StopReason> {
        if let Some(first) = splittable(steps) {
            self.levels[first].cursor.part = part;
        }
        self.levels[0].input = start;
        self.levels[0].cursor.reset();
        let mut depth = 0;
        loop {
            around.check()?;
            let advanced = match steps.get(depth) {
                Some(step) => self.advance(step, depth, around)?,
                None => {
                    emit(&self.levels[depth].input)?;
                    false
                }
            };
            if advanced {
                depth += 1;
            } else if depth == 0 {
                return Ok(());
            } else {
                depth -= 1;
            }
        }
    }

    /// How many bindings each step has made since this was last asked.
    pub fn made(&mut self) -> impl Iterator<Item = u64> {
        self.levels.iter_mut().map(|level| std::mem::take(&mut level.made))
    }

    /// Fills the input of the next step; whether there is any.
    fn advance(&mut self, step: &Step, depth: usize, around: &Surroundings<'_>) -> Result<bool, StopReason> {
        let (before, behind) = self.levels.split_at_mut(depth + 1);
        let (level, next) = (&mut before[depth], &mut behind[0]);
        while level.cursor.row < level.input.len() {
            next.input.clear();
            level.apply(step, around, &mut next.input)?;
            level.made += next.input.len() as u64;
            if next.input.len() > 0 {
                next.cursor.reset();
                return Ok(true);
            }
            around.check()?;
        }
        Ok(false)
    }
}

impl Level {
    fn apply(
        &mut self,
        step: &Step,
        around: &Surroundings<'_>,
        output: &mut Batch,
    ) -> Result<(), StopReason> {
        match &step.action {
            Action::Join(probe) => {
                around.table(probe).join(probe, &step.carry, &self.input, &mut self.cursor, output);
            }
            Action::Intersect(probes) => self.intersect(probes, step, around, output),
            Action::Exists(probe) => self.select(probe, Matches::Some, step, around, output),
            Action::Absent(probe) => self.select(probe, Matches::None, step, around, output),
            Action::Compare(comparison, a, b) => {
                let kept = |row: usize, input: &Batch| {
                    holds(around.interner, *comparison, input.value(*a, row), input.value(*b, row))
                };
                self.keep(kept, step, output);
            }
            Action::Let(variable, operand) => self.bind(*variable, *operand, step, output),
            Action::Call { function, inputs, outputs } => {
                return self.call(*function, inputs, outputs, &step.carry, around, output);
            }
            Action::Not(nested) => {
                let groups = self.groups.as_mut().expect("a nested step has groups");
                let results = groups.solve(nested, &step.action, around, &self.input)?;
                self.keep(|row, _| results[row].is_none(), step, output);
            }
            Action::Aggregate { nested, result, .. } => {
                let groups = self.groups.as_mut().expect("a nested step has groups");
                let results = groups.solve(nested, &step.action, around, &self.input)?;
                self.assign(&results, *result, &step.carry, output);
            }
        }
        Ok(())
    }

    fn keep(&mut self, kept: impl Fn(usize, &Batch) -> bool, step: &Step, output: &mut Batch) {
        self.selected.clear();
        self.selected.extend((0..self.input.len() as u32).filter(|&row| kept(row as usize, &self.input)));
        self.pass(&step.carry, output);
    }

    /// Hands the selected bindings on, which ends the batch.
    fn pass(&mut self, carry: &[Variable], output: &mut Batch) {
        output.gather(&self.input, carry, &self.selected);
        self.cursor.row = self.input.len();
    }

    fn select(
        &mut self,
        probe: &Probe,
        wanted: Matches,
        step: &Step,
        around: &Surroundings<'_>,
        output: &mut Batch,
    ) {
        self.selected.clear();
        around.table(probe).select(probe, &self.input, wanted, &mut self.selected);
        self.pass(&step.carry, output);
    }

    fn bind(&mut self, variable: Variable, operand: Operand, step: &Step, output: &mut Batch) {
        let values = output.column_mut(variable);
        values.extend((0..self.input.len()).map(|row| self.input.value(operand, row)));
        self.keep(|_, _| true, step, output);
    }

    /// Appends the results of a function for some of the bindings.
    fn call(
        &mut self,
        function: FunctionId,
        inputs: &[Operand],
        outputs: &[Target],
        carry: &[Variable],
        around: &Surroundings<'_>,
        output: &mut Batch,
    ) -> Result<(), StopReason> {
        self.selected.clear();
        let mut arguments = Vec::with_capacity(inputs.len());
        while self.cursor.row < self.input.len() && self.selected.len() < CHUNK {
            let row = self.cursor.row;
            self.cursor.row += 1;
            arguments.clear();
            arguments.extend(inputs.iter().map(|&input| self.input.value(input, row)));
            let (calls, functions) = (around.calls, around.functions);
            let results = self.calls.results(function, &arguments, calls, functions, around.interner);
            let results = results.ok_or(StopReason::Cancelled)?;
            if let ([Target::Bind(variable)], [value]) = (outputs, &results.values[..]) {
                output.column_mut(*variable).push(*value);
                self.selected.push(row as u32);
                continue;
            }
            for result in 0..results.count {
                let values = &results.values[result * outputs.len()..(result + 1) * outputs.len()];
                if accepted(outputs, values, &self.input, row) {
                    append(outputs, values, output);
                    self.selected.push(row as u32);
                }
            }
        }
        output.gather(&self.input, carry, &self.selected);
        Ok(())
    }

    fn assign(&mut self, results: &[Option<Symbol>], target: Target, carry: &[Variable], output: &mut Batch) {
        self.selected.clear();
        for (row, result) in results.iter().enumerate() {
            if let Some(value) = result
                && accepted(&[target], &[*value], &self.input, row)
            {
                append(&[target], &[*value], output);
                self.selected.push(row as u32);
            }
        }
        self.pass(carry, output);
    }

    /// Joins each of the next bindings with the probe that has the fewest rows for it.
    fn intersect(
        &mut self,
        probes: &[(Probe, Probe)],
        step: &Step,
        around: &Surroundings<'_>,
        output: &mut Batch,
    ) {
        let until = (self.cursor.row + INTERSECTED).min(self.input.len());
        let rows = self.cursor.row..until;
        self.cursor.row = until;
        let fewest = |row: usize| {
            let counts = probes.iter().map(|(probe, _)| around.table(probe).count(probe, &self.input, row));
            counts.enumerate().min_by_key(|&(_, count)| count).map_or(0, |(place, _)| place)
        };
        let chosen: Vec<usize> = rows.clone().map(fewest).collect();
        for (place, (probe, _)) in probes.iter().enumerate() {
            self.selected.clear();
            self.selected
                .extend(rows.clone().zip(&chosen).filter(|(_, c)| **c == place).map(|(row, _)| row as u32));
            if self.selected.is_empty() {
                continue;
            }
            let mut found = self.proposed(probe, probes, step, around);
            for (other, (_, check)) in probes.iter().enumerate() {
                if other != place {
                    found = checked(found, check, around);
                }
            }
            let wanted: Vec<Variable> =
                step.carry.iter().copied().chain(probe.binds.iter().map(|b| b.1)).collect();
            let all: Vec<u32> = (0..found.len() as u32).collect();
            output.gather(&found, &wanted, &all);
        }
    }

    /// The selected bindings joined with the rows of one probe.
    fn proposed(
        &self,
        probe: &Probe,
        probes: &[(Probe, Probe)],
        step: &Step,
        around: &Surroundings<'_>,
    ) -> Batch {
        let mut carry: Vec<Variable> = step.carry.clone();
        for (_, check) in probes {
            let operands = check.key.iter().copied().chain(check.checks.iter().map(|check| check.1));
            crate::plan::join::variables(operands, &mut carry);
        }
        carry.retain(|v| probe.binds.iter().all(|bind| bind.1 != *v));
        carry.sort_unstable();
        carry.dedup();
        let mut subset = Batch::default();
        subset.gather(&self.input, &carry, &self.selected);
        let mut found = Batch::default();
        let mut cursor = Cursor::default();
        while cursor.row < subset.len() {
            around.table(probe).join(probe, &carry, &subset, &mut cursor, &mut found);
        }
        found
    }
}

fn checked(found: Batch, check: &Probe, around: &Surroundings<'_>) -> Batch {
    let mut kept = Vec::new();
    around.table(check).select(check, &found, Matches::Some, &mut kept);
    found.retained(&kept)
}

/// Whether computed values are what the targets ask for.
fn accepted(targets: &[Target], values: &[Symbol], input: &Batch, row: usize) -> bool {
    targets.iter().zip(values).all(|(target, value)| match target {
        Target::Bind(_) | Target::Ignore => true,
        Target::Check(operand) => input.value(*operand, row) == *value,
        Target::Same(first) => values[*first] == *value,
    })
}

fn append(targets: &[Target], values: &[Symbol], output: &mut Batch) {
    for (target, value) in targets.iter().zip(values) {
        if let Target::Bind(variable) = target {
            output.column_mut(*variable).push(*value);
        }
    }
}
