//! A proof in, the steps that read aloud out.
//!
//! Steps stand in reading order. What a rule reads of a finding's evidence and of its group is
//! told with the finding itself, and what holds of everything is left out.

use rustc_hash::{FxHashMap, FxHashSet};

use super::scene::Scene;
use super::words::fold;
use super::{Because, Step};
use crate::fact::{Role, Symbol, Value};
use crate::judgement::Assumption;
use crate::plan::{Comparison, Literal, RuleId};
use crate::proof::{Instance, Node, NodeIndex, Premise, Proof};
use crate::vocabulary::{context::Contexts, merge_notes};

/// What is still to be told, the next at the end.
enum Work {
    /// A node, with what a rule read of its evidence.
    Node {
        node: NodeIndex,
        depth: usize,
        read: Vec<String>,
    },
    Step(Step),
}

/// The premises of one rule instance, sorted by how they are told.
#[derive(Default)]
struct Told {
    /// Nodes with steps of their own.
    nodes: Vec<NodeIndex>,
    /// By finding: what was read of its evidence.
    read: FxHashMap<u32, Vec<String>>,
    /// All else.
    sentences: Vec<(String, Because)>,
}

impl Scene<'_> {
    /// The steps of a proof.
    pub(super) fn steps(&self, proof: &Proof) -> Vec<Step> {
        let mut steps: Vec<Step> = Vec::new();
        let mut shown: FxHashMap<NodeIndex, usize> = FxHashMap::default();
        // An explicit list, since a proof may be thousands of steps high.
        let mut open = vec![Work::Node { node: proof.root(), depth: 0, read: Vec::new() }];
        while let Some(work) = open.pop() {
            let (index, depth, read) = match work {
                Work::Step(step) => {
                    steps.push(step);
                    continue;
                }
                Work::Node { node, depth, read } => (node, depth, read),
            };
            let node = proof.get(index);
            let sentence = self.sentence(node);
            if let Some(&step) = shown.get(&index).filter(|_| read.is_empty()) {
                steps.push(Step { depth, sentence, because: Because::Shown { step } });
                continue;
            }
            shown.insert(index, steps.len());
            steps.push(Step { depth, sentence, because: self.because(node, read) });
            if let Some(instance) = node.instance() {
                let below = self.below(proof, instance, depth + 1);
                open.extend(below.into_iter().rev());
            }
        }
        steps
    }

    fn sentence(&self, node: &Node) -> String {
        if Some(node.relation) == self.schema().contexts
            && let Some(&context) = node.row.first()
        {
            return format!("a group was observed: {}", self.wording.value(context));
        }
        if self.is_climb(node)
            && let Some(way) = self.climb(node.row[0], node.row[1])
        {
            return way;
        }
        let sentence = self.wording.row_in_context(node.relation, &node.row);
        self.without_numbers(&sentence, &node.row)
    }

    /// Whether a node is a row of the vocabulary's own order.
    fn is_climb(&self, node: &Node) -> bool {
        let named = self.predicate(node.relation).is_some_and(|(_, p)| p.name == "is_a");
        named && node.row.len() == 2 && node.instance().is_none()
    }

    fn because(&self, node: &Node, read: Vec<String>) -> Because {
        if let Some(instance) = node.instance() {
            return match self.rule_infos().get(instance.rule.0 as usize) {
                Some(info) => Because::Rule(self.rule(info)),
                None => Because::Loaded,
            };
        }
        let findings = if Some(node.relation) == self.schema().contexts {
            node.row.first().map(|&c| self.findings_in(c)).unwrap_or_default()
        } else {
            match self.predicate(node.relation).map(|(_, p)| p.role) {
                Some(Role::Finding) => self.findings_of(node.relation, &node.row),
                Some(Role::Context(_)) => node.row.first().map(|&c| self.findings_in(c)).unwrap_or_default(),
                _ => return self.loaded(node.relation, &node.row),
            }
        };
        let mut because = self.found(node.relation, &node.row, &findings);
        if let Because::Finding { read: told, .. } = &mut because {
            *told = read;
        }
        because
    }

    /// What a rule instance rests on, in the order in which it is told: rows as the rule names
    /// them, then what is computed, counted, compared and absent.
    fn below(&self, proof: &Proof, instance: &Instance, depth: usize) -> Vec<Work> {
        let told = self.told(proof, instance);
        let node = |&node: &NodeIndex| {
            let own = self.finding_of(proof.get(node));
            let read = own.and_then(|n| told.read.get(&n)).cloned().unwrap_or_default();
            Work::Node { node, depth, read }
        };
        let mut works: Vec<Work> = told.nodes.iter().map(node).collect();
        let steps = told.sentences.into_iter();
        works.extend(steps.map(|(sentence, because)| Work::Step(Step { depth, sentence, because })));
        works
    }

    fn told(&self, proof: &Proof, instance: &Instance) -> Told {
        let facts: Vec<&Node> = instance.facts().map(|n| proof.get(n)).collect();
        let named: FxHashSet<u32> = facts.iter().filter_map(|n| self.finding_of(n)).collect();
        let groups: FxHashSet<Symbol> = facts.iter().filter_map(|n| self.group_of(n)).collect();
        let mut told = Told::default();
        let mut comparisons = Vec::new();
        for (literal, premise) in instance.premises.iter().enumerate() {
            match premise {
                Premise::Fact(index) => self.fact(proof, *index, &named, &groups, &mut told),
                Premise::Compare { left, right } => {
                    comparisons.extend(self.compared(instance.rule, literal, *left, *right));
                }
                Premise::Call { function, inputs, outputs } => {
                    told.sentences.extend(self.called(self.input.functions.name(*function), inputs, outputs));
                }
                Premise::Aggregate { tuples, total, value } => {
                    told.sentences.extend(self.counted(instance.rule, literal, tuples, *total, *value));
                }
                Premise::Absent => told.sentences.extend(self.absent(instance, literal)),
            }
        }
        if !comparisons.is_empty() {
            told.sentences.push((comparisons.join(" · "), Because::Compared));
        }
        told
    }

    /// The finding that a leaf is about, if its row ends with one.
    fn finding_of(&self, node: &Node) -> Option<u32> {
        let (_, predicate) = self.predicate(node.relation)?;
        let last = node.row.last().filter(|_| predicate.role == Role::Finding)?;
        match self.input.interner.value(*last) {
            Value::Finding(number) => Some(number),
            _ => None,
        }
    }

    /// The group that a finding's sentence names.
    fn group_of(&self, node: &Node) -> Option<Symbol> {
        let (_, predicate) = self.predicate(node.relation)?;
        (predicate.role == Role::Finding).then(|| self.context_of(node.relation, &node.row)).flatten()
    }

    fn fact(
        &self,
        proof: &Proof,
        index: NodeIndex,
        named: &FxHashSet<u32>,
        groups: &FxHashSet<Symbol>,
        told: &mut Told,
    ) {
        let node = proof.get(index);
        if node.instance().is_none() {
            let group = Some(node.relation) == self.schema().contexts && groups.contains(&node.row[0]);
            if group || self.is_told_by_group(node, groups) || self.is_itself(node) {
                return;
            }
            if let Some((number, read)) = self.evidence_read(node).filter(|(n, _)| named.contains(n)) {
                told.read.entry(number).or_default().push(read);
                return;
            }
        }
        if !told.nodes.contains(&index) {
            told.nodes.push(index);
        }
    }

    fn is_told_by_group(&self, node: &Node, groups: &FxHashSet<Symbol>) -> bool {
        let field = self.predicate(node.relation).is_some_and(|(_, p)| matches!(p.role, Role::Context(_)));
        field && node.row.first().is_some_and(|c| groups.contains(c))
    }

    /// Whether a row says that a thing is itself.
    fn is_itself(&self, node: &Node) -> bool {
        self.is_climb(node) && node.row[0] == node.row[1]
    }

    /// For a row of an evidence predicate: the finding, and what is read, as `study: in vitro`.
    fn evidence_read(&self, node: &Node) -> Option<(u32, String)> {
        let (_, predicate) = self.predicate(node.relation)?;
        let (&first, rest) = node.row.split_first().filter(|_| predicate.role == Role::Evidence)?;
        let Value::Finding(number) = self.input.interner.value(first) else { return None };
        Some((number, format!("{}: {}", predicate.name, self.tuple(rest))))
    }

    fn compared(&self, rule: RuleId, literal: usize, left: Symbol, right: Symbol) -> Option<String> {
        match self.literal(rule, literal)? {
            // That two things differ, or that one is itself, the sentences show.
            Literal::Compare(Comparison::Equal | Comparison::NotEqual, ..) => None,
            Literal::Compare(comparison, ..) => Some(self.comparison(*comparison, left, right)),
            _ => None,
        }
    }

    fn literal(&self, rule: RuleId, literal: usize) -> Option<&Literal> {
        self.whole().rules.get(rule.0 as usize)?.body.get(literal)
    }

    fn counted(
        &self,
        rule: RuleId,
        literal: usize,
        tuples: &[Vec<Symbol>],
        total: usize,
        value: Symbol,
    ) -> Option<(String, Because)> {
        let Literal::Aggregate { fold: how, .. } = self.literal(rule, literal)? else { return None };
        let mut tuples: Vec<String> = tuples.iter().map(|t| self.tuple(t)).collect();
        tuples.sort();
        let sentence = format!("{} = {} of {total}", self.wording.value(value), fold(*how));
        Some((sentence, Because::Counted { tuples, total }))
    }

    fn absent(&self, instance: &Instance, literal: usize) -> Option<(String, Because)> {
        let absence = self.prover.explain_absence(instance.rule, literal, &instance.binding)?;
        Some((self.absence(&absence, instance.rule, literal, instance), Because::Absent))
    }

    /// A function's result, if it tells a reader something. Conditions that only restate the
    /// sentences above them (kinds, fields of a group, sums) are left out.
    pub(super) fn called(&self, name: &str, inputs: &[Symbol], outputs: &[Symbol]) -> Vec<(String, Because)> {
        let value = |symbol: Symbol| self.wording.value(symbol);
        let computed = |sentence: String| vec![(sentence, Because::Computed)];
        match (name, inputs, outputs) {
            ("kind" | "field" | "add" | "subtract" | "multiply" | "divide", ..) => Vec::new(),
            ("otherwise", &[value, _], &[taken]) if value == taken => Vec::new(),
            ("otherwise", _, &[taken]) => {
                vec![(self.assumption(&Assumption::Unsaid { taken }), Because::Assumed)]
            }
            ("below", &[lower, upper], _) => {
                self.climb(lower, upper).map(|way| (way, Because::Vocabulary)).into_iter().collect()
            }
            ("agrees", &[a, b], _) if a == b => Vec::new(),
            ("agrees", &[a, b], _) => computed(format!("{} agrees with {}", value(a), value(b))),
            ("merges", &[a, b], &[merged]) => self.merge(a, b, merged),
            ("members", &[regimen], &[member]) if regimen == member => Vec::new(),
            ("members", &[regimen], &[member]) => {
                computed(format!("{} is in {}", value(member), value(regimen)))
            }
            ("unites", &[a, b], &[both]) => {
                computed(format!("{} unites {} with {}", value(both), value(a), value(b)))
            }
            ("passes", &[through, before, after, class], &[cell]) => {
                self.passed(through, before, after, class, cell)
            }
            (_, _, []) => computed(format!("{name}({})", self.tuple(inputs))),
            _ => computed(format!("{name}({}) = {}", self.tuple(inputs), self.tuple(outputs))),
        }
    }

    fn merge(&self, first: Symbol, second: Symbol, merged: Symbol) -> Vec<(String, Because)> {
        if first == second {
            return Vec::new();
        }
        let contexts = Contexts {
            interner: self.input.interner,
            schema: self.schema(),
            vocabulary: self.input.vocabulary,
        };
        let notes = merge_notes(contexts, first, second, merged);
        let assumed = notes.into_iter().map(|note| self.assumption(&Assumption::Context(note)));
        assumed.map(|sentence| (sentence, Because::Assumed)).collect()
    }

    fn passed(
        &self,
        through: Symbol,
        before: Symbol,
        after: Symbol,
        class: Symbol,
        cell: Symbol,
    ) -> Vec<(String, Because)> {
        if before == after {
            return Vec::new();
        }
        if before == Symbol::UNKNOWN || after == Symbol::UNKNOWN {
            let assumed = self.assumption(&Assumption::Cell { through, before, after, cell });
            return vec![(assumed, Because::Assumed)];
        }
        let [from, to] = [before, after].map(|c| self.wording.value(c));
        match self.climb(through, class) {
            Some(way) if cell == after => {
                vec![(format!("{way}, so it passes from {from} to {to}"), Because::Vocabulary)]
            }
            _ => vec![(format!("{from} and {to} are the same here"), Because::Computed)],
        }
    }
}
