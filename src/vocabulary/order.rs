//! What is a what: parents resolved, cycles found, the closure.

use std::collections::VecDeque;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::{Entity, Target, Vocabulary, table};
use crate::diagnostic::Diagnostic;

/// The closure of is-a by positions.
#[derive(Clone, Debug, Default)]
pub(super) struct Order {
    parents: Vec<Vec<u32>>,
    /// Everything above, ascending, without itself.
    above: Vec<Vec<u32>>,
    has_children: Vec<bool>,
}

impl Order {
    pub(super) fn of(entities: &[Entity], by_id: &FxHashMap<Arc<str>, u32>) -> Self {
        let up = |e: &Entity| e.parents.iter().filter_map(|p| by_id.get(p).copied()).collect();
        let mut order = Self {
            parents: entities.iter().map(up).collect(),
            above: Vec::new(),
            has_children: vec![false; entities.len()],
        };
        order.parents.iter().flatten().for_each(|&p| order.has_children[p as usize] = true);
        order.above = order.all_above();
        order
    }

    /// For each entity everything above it, ascending.
    fn all_above(&self) -> Vec<Vec<u32>> {
        // The last entity for which one was met.
        let mut met = vec![u32::MAX; self.parents.len()];
        let above = |start: u32| {
            met[start as usize] = start;
            let mut above = Vec::new();
            let mut next = &self.parents[start as usize];
            for done in 0.. {
                for &parent in next {
                    if std::mem::replace(&mut met[parent as usize], start) != start {
                        above.push(parent);
                    }
                }
                let Some(&at) = above.get(done) else { break };
                next = &self.parents[at as usize];
            }
            above.sort_unstable();
            above
        };
        (0..self.parents.len() as u32).map(above).collect()
    }

    pub(super) fn is_a(&self, lower: u32, upper: u32) -> bool {
        lower == upper || self.above[lower as usize].binary_search(&upper).is_ok()
    }

    pub(super) fn is_leaf(&self, at: u32) -> bool {
        !self.has_children[at as usize]
    }

    /// Everything above, nearest first, without itself.
    pub(super) fn above(&self, start: u32) -> Vec<u32> {
        let (order, _) = self.climb(start);
        order.into_iter().skip(1).collect()
    }

    pub(super) fn path(&self, lower: u32, upper: u32) -> Option<Vec<u32>> {
        let (_, came_from) = self.climb(lower);
        let mut path = vec![upper];
        let mut at = upper;
        while at != lower {
            at = *came_from.get(&at)?;
            path.push(at);
        }
        path.reverse();
        Some(path)
    }

    /// Breadth first, parents in the order of the table.
    fn climb(&self, start: u32) -> (Vec<u32>, FxHashMap<u32, u32>) {
        let mut came_from = FxHashMap::default();
        let mut order = vec![start];
        let mut next = 0;
        while let Some(&at) = order.get(next) {
            next += 1;
            for &parent in &self.parents[at as usize] {
                if parent != start && !came_from.contains_key(&parent) {
                    came_from.insert(parent, at);
                    order.push(parent);
                }
            }
        }
        (order, came_from)
    }

    /// One diagnostic for each cycle: entities that cannot be put in an order, with one way round.
    pub(super) fn cycles(&self, entities: &[Entity]) -> Vec<Diagnostic> {
        let mut left = self.children_count();
        let mut ready: VecDeque<u32> = (0..left.len() as u32).filter(|&i| left[i as usize] == 0).collect();
        let mut done = vec![false; left.len()];
        while let Some(at) = ready.pop_front() {
            done[at as usize] = true;
            for &parent in &self.parents[at as usize] {
                left[parent as usize] -= 1;
                if left[parent as usize] == 0 {
                    ready.push_back(parent);
                }
            }
        }
        let mut diagnostics = Vec::new();
        for start in 0..done.len() as u32 {
            if done[start as usize] {
                continue;
            }
            if let Some(way) = self.way_round(start) {
                way.iter().for_each(|&i| done[i as usize] = true);
                diagnostics.push(cycle(&way, entities));
            }
        }
        diagnostics
    }

    fn children_count(&self) -> Vec<usize> {
        let mut count = vec![0; self.parents.len()];
        self.parents.iter().flatten().for_each(|&p| count[p as usize] += 1);
        count
    }

    fn way_round(&self, start: u32) -> Option<Vec<u32>> {
        if self.parents[start as usize].contains(&start) {
            return Some(vec![start]);
        }
        let (reached, _) = self.climb(start);
        let last = reached.into_iter().find(|&i| self.parents[i as usize].contains(&start))?;
        self.path(start, last)
    }
}

fn cycle(way: &[u32], entities: &[Entity]) -> Diagnostic {
    let first = &entities[way[0] as usize];
    let mut names: Vec<&str> = way.iter().map(|&i| entities[i as usize].name.as_str()).collect();
    names.push(&first.name);
    let message = format!("`{}` is above itself: {}", first.name, names.join(" is a "));
    let help = "take one of these parents out; is-a goes only from the narrower to the wider";
    table::at(Diagnostic::error("E0210", message).help(help), first.place)
}

type Resolved = (Vec<Arc<str>>, Vec<Target>);

/// The identifiers of all parents and targets; those that name nothing are left out and reported.
pub(super) fn resolve(vocabulary: &Vocabulary) -> (Vec<Resolved>, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let mut resolved = Vec::with_capacity(vocabulary.len());
    // Many name the same few classes.
    let mut found = FxHashMap::<&str, Arc<str>>::default();
    for entity in vocabulary.entities() {
        let mut find = |code, what, name| match known_or(&mut found, vocabulary, name) {
            Ok(id) => Some(id),
            Err(candidates) => {
                diagnostics.push(unresolved(vocabulary, entity, code, what, name, &candidates));
                None
            }
        };
        let parents = entity.parents.iter().filter_map(|p| find("E0207", "parent", p)).collect();
        let targets = entity.targets.iter().filter_map(|t| {
            Some(Target { effect: t.effect.clone(), target: find("E0208", "target", &t.target)? })
        });
        let targets = targets.collect();
        resolved.push((parents, targets));
    }
    (resolved, diagnostics)
}

/// As [`one`], which is asked for each name once.
fn known_or<'a>(
    found: &mut FxHashMap<&'a str, Arc<str>>,
    vocabulary: &Vocabulary,
    name: &'a str,
) -> Result<Arc<str>, Vec<String>> {
    if let Some(id) = found.get(name) {
        return Ok(Arc::clone(id));
    }
    let id = one(vocabulary, name)?;
    found.insert(name, Arc::clone(&id));
    Ok(id)
}

fn one(vocabulary: &Vocabulary, name: &str) -> Result<Arc<str>, Vec<String>> {
    if let Some(entity) = vocabulary.entity(name) {
        return Ok(Arc::clone(&entity.id));
    }
    match vocabulary.lookup(name).as_slice() {
        [entity] => Ok(Arc::clone(&entity.id)),
        several => Err(several.iter().map(|e| format!("{} ({})", e.name, e.id)).collect()),
    }
}

fn unresolved(
    vocabulary: &Vocabulary,
    entity: &Entity,
    code: &'static str,
    what: &str,
    name: &str,
    candidates: &[String],
) -> Diagnostic {
    let (message, help) = if candidates.is_empty() {
        let near = vocabulary.nearest(name, 3);
        let help = match near.is_empty() {
            true => "add a row for it, or mend the name".to_owned(),
            false => format!("nearest names: {}; else add a row for it", near.join(", ")),
        };
        (format!("the {what} `{name}` of `{}` is not in the vocabulary", entity.name), help)
    } else {
        let message =
            format!("the {what} `{name}` of `{}` may be any of {}", entity.name, candidates.join(", "));
        (message, "write the identifier of the one that is meant".to_owned())
    };
    table::at(Diagnostic::error(code, message).help(help), entity.place)
}
