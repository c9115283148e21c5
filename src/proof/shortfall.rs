//! A part of a rule that does not hold in; what is there instead out.

use super::Premise;
use super::body::{Body, Part};
use super::partial::Parts;
use super::search::Prover;
use super::solve::{self, Binding, Next, Query, value};
use crate::engine::fold::holds;
use crate::fact::{FunctionId, RelationId, Symbol};
use crate::plan::{Atom, Comparison, Fold, Literal, Term};

/// Most rows that are named as near, and as being in the way.
pub const NAMED: usize = 3;
/// Most rows that are looked at for the nearest ones.
const LOOKED_AT: usize = 10_000;

/// How a part of a rule fails.
#[derive(Clone, Debug, PartialEq)]
pub enum Shortfall {
    /// No row has what was asked for, whatever the other parts bind.
    Nothing {
        /// Whose rows.
        relation: RelationId,
        /// What was looked for; `None` matches anything.
        pattern: Vec<Option<Symbol>>,
        /// How many rows the relation has at all.
        rows: usize,
        /// Rows that differ in one column, or break a limit.
        near: Vec<Near>,
    },
    /// There are rows for it alone, but none that goes with the other parts.
    Apart {
        /// Whose rows.
        relation: RelationId,
        /// What the other parts bind; `None` matches anything.
        pattern: Vec<Option<Symbol>>,
        /// How many rows there are for it alone.
        alone: usize,
        /// The nearest of them: those that clash in the fewest columns.
        near: Vec<Near>,
    },
    /// Something holds that must not; the rows that make it so, one way after the other.
    Blocked {
        /// Each way: its rows.
        by: Vec<Vec<(RelationId, Vec<Symbol>)>>,
    },
    /// The two values do not compare so.
    Compared {
        /// How they should compare.
        comparison: Comparison,
        /// The left value.
        left: Symbol,
        /// The right value.
        right: Symbol,
    },
    /// A function has other results, or none.
    Returned {
        /// Which function.
        function: FunctionId,
        /// What went in.
        inputs: Vec<Symbol>,
        /// Its results.
        results: Vec<Vec<Symbol>>,
        /// What was wanted; `None` takes anything.
        wanted: Vec<Option<Symbol>>,
    },
    /// A fold has another value, or none.
    Folded {
        /// How it folds.
        fold: Fold,
        /// How many different tuples there are.
        total: usize,
        /// Its value.
        value: Option<Symbol>,
        /// What was wanted, if that is known.
        wanted: Option<Symbol>,
    },
    /// It could not be decided what it speaks of.
    Undecided,
}

/// A row that nearly fits.
#[derive(Clone, Debug, PartialEq)]
pub struct Near {
    /// The row.
    pub row: Vec<Symbol>,
    /// The columns in which it differs: which, what was wanted.
    pub differs: Vec<(usize, Symbol)>,
    /// The limits that it breaks: the column, and the condition.
    pub breaks: Vec<(usize, Literal)>,
}

impl Near {
    /// In how many ways it does not fit.
    fn lacking(&self) -> usize {
        self.differs.len() + self.breaks.len()
    }
}

/// The nearest rows, each once; rows of equal nearness stay in their order.
fn nearest(mut near: Vec<Near>) -> Vec<Near> {
    near.sort_by_key(Near::lacking);
    let least = near.first().map_or(0, Near::lacking);
    let mut seen: Vec<Near> = Vec::new();
    for one in near.into_iter().take_while(|n| n.lacking() == least) {
        if seen.len() < NAMED && !seen.iter().any(|s| s.row == one.row) {
            seen.push(one);
        }
    }
    seen
}

/// Why a part does not hold under a binding. `start` is what the goal alone binds.
pub(super) fn explain(
    prover: &Prover<'_>,
    parts: &Parts<'_>,
    part: usize,
    binding: &Binding,
    start: &Binding,
) -> Shortfall {
    let known = |term: &Term| value(*term, binding);
    match &parts.literals[part] {
        Literal::Atom(atom) => missing_row(prover, parts, atom, binding, start),
        Literal::Not(_) => blocked(prover, &parts.body.parts[part], binding),
        Literal::Compare(comparison, a, b) => match (known(a), known(b)) {
            (Some(left), Some(right)) => Shortfall::Compared { comparison: *comparison, left, right },
            _ => Shortfall::Undecided,
        },
        Literal::Call { function, inputs, outputs } => {
            let Some(inputs) = inputs.iter().map(known).collect::<Option<Vec<_>>>() else {
                return Shortfall::Undecided;
            };
            let wanted = outputs.iter().map(known).collect();
            let (function, results) = (*function, results(prover, *function, &inputs, outputs.len()));
            Shortfall::Returned { function, inputs, results, wanted }
        }
        Literal::Aggregate { fold, over, result, .. } => {
            let found = prover.solver().aggregate(*fold, over, &parts.body.parts[part], binding);
            let (total, value) = match found {
                Some(Premise::Aggregate { total, value, .. }) => (total, Some(value)),
                _ => (0, None),
            };
            Shortfall::Folded { fold: *fold, total, value, wanted: known(result) }
        }
    }
}

fn results(prover: &Prover<'_>, function: FunctionId, inputs: &[Symbol], outputs: usize) -> Vec<Vec<Symbol>> {
    let solver = prover.solver();
    let mut results = Vec::new();
    let count = solver.functions.get(function).call(solver.interner, inputs, &mut results);
    (0..count.min(NAMED)).map(|i| results[i * outputs..(i + 1) * outputs].to_vec()).collect()
}

/// The ways in which a conjunction that must not hold does hold.
fn blocked(prover: &Prover<'_>, part: &Part<'_>, binding: &Binding) -> Shortfall {
    let Some(body) = &part.inner else { return Shortfall::Undecided };
    let start = solve::restricted(binding, &part.shared);
    let mut by = Vec::new();
    prover.solver().solve(Query { body, below: None }, start, &mut |_, chosen, _| {
        let (_, facts) = solve::premises(chosen);
        let rows: Vec<_> = facts.into_iter().map(|(r, i)| (r, prover.model.row(r, i).to_vec())).collect();
        if !by.contains(&rows) {
            by.push(rows);
        }
        if by.len() < NAMED { Next::Continue } else { Next::Stop }
    });
    if by.is_empty() { Shortfall::Undecided } else { Shortfall::Blocked { by } }
}

fn missing_row(
    prover: &Prover<'_>,
    parts: &Parts<'_>,
    atom: &Atom,
    binding: &Binding,
    start: &Binding,
) -> Shortfall {
    let Atom { relation, terms } = atom;
    let pattern = |binding: &Binding| terms.iter().map(|t| value(*t, binding)).collect::<Vec<_>>();
    let (alone, wanted) = (pattern(start), pattern(binding));
    let seen = Seen { prover, parts, atom };
    let fitting: Vec<&[Symbol]> = prover
        .matching(*relation, &alone)
        .take(LOOKED_AT)
        .filter(|row| seen.breaks(row, start).is_some_and(|b| b.is_empty()))
        .collect();
    if !fitting.is_empty() {
        let near = fitting.iter().filter_map(|row| seen.near(row, &wanted, start)).collect();
        let near = nearest(near);
        return Shortfall::Apart { relation: *relation, pattern: wanted, alone: fitting.len(), near };
    }
    let mut patterns = vec![wanted.clone()];
    for column in (0..alone.len()).filter(|&c| alone[c].is_some()) {
        let mut wider = alone.clone();
        wider[column] = None;
        patterns.push(wider);
    }
    let rows = patterns.iter().flat_map(|p| prover.matching(*relation, p).take(LOOKED_AT));
    let near = rows.filter_map(|row| seen.near(row, &alone, start)).filter(|n| n.lacking() == 1);
    let near = nearest(near.collect());
    let rows = prover.model.len(*relation);
    Shortfall::Nothing { relation: *relation, pattern: wanted, rows, near }
}

/// An atom whose rows are looked at.
struct Seen<'s, 'a, 'b> {
    prover: &'s Prover<'a>,
    parts: &'s Parts<'b>,
    atom: &'s Atom,
}

impl Seen<'_, '_, '_> {
    /// The limits on the atom's open variables that a row breaks, each with its column; `None` if
    /// the row gives one variable two values.
    fn breaks(&self, row: &[Symbol], start: &Binding) -> Option<Vec<(usize, usize)>> {
        let open = |term: &Term| value(*term, start).is_none();
        let mut binding = start.clone();
        let mut columns = Vec::new();
        for (column, (term, &found)) in self.atom.terms.iter().zip(row).enumerate() {
            if let (true, Term::Var(v)) = (open(term), term) {
                if *binding.get_mut(usize::from(*v))?.get_or_insert(found) != found {
                    return None;
                }
                columns.push((column, *v));
            }
        }
        let mut broken = Vec::new();
        for (column, variable) in columns {
            for condition in self.parts.limits_of(variable) {
                if !self.parts.keeps(self.prover.solver(), condition, &binding) {
                    broken.push((column, condition));
                }
            }
        }
        Some(broken)
    }

    fn near(&self, row: &[Symbol], wanted: &[Option<Symbol>], start: &Binding) -> Option<Near> {
        let pairs = wanted.iter().zip(row).enumerate();
        let differs: Vec<(usize, Symbol)> =
            pairs.filter_map(|(i, (w, found))| w.filter(|w| w != found).map(|w| (i, w))).collect();
        let breaks = self.breaks(row, start)?;
        let breaks = breaks.into_iter().map(|(c, l)| (c, self.parts.literals[l].clone())).collect();
        Some(Near { row: row.to_vec(), differs, breaks })
    }
}

impl Prover<'_> {
    /// Whether literals hold together under a binding.
    pub(super) fn holds(&self, literals: &[Literal], start: &Binding) -> bool {
        let mut found = false;
        let body = Body::new(literals);
        self.solver().solve(Query { body: &body, below: None }, start.clone(), &mut |_, _, _| {
            found = true;
            Next::Stop
        });
        found
    }

    /// How far two values are from comparing as they should; `None` if they are no numbers.
    #[must_use]
    pub fn distance(&self, comparison: Comparison, left: Symbol, right: Symbol) -> Option<f64> {
        let interner = self.solver().interner;
        if holds(interner, comparison, left, right) {
            return Some(0.0);
        }
        Some((interner.number(left)? - interner.number(right)?).abs())
    }
}
