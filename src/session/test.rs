//! `test` items: each is evaluated over its own findings, beside the rules' own facts.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::question::rows;
use super::{Session, stated};
use crate::corpus::{self, Corpus};
use crate::engine::frog::Recording;
use crate::engine::{Model, Stopped};
use crate::fact::{FactSet, Symbol};
use crate::judgement;
use crate::program::Test;
use crate::vocabulary::Wording;

/// How a test went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestResult {
    /// Its text.
    pub name: String,
    /// `file:line`.
    pub place: String,
    /// What differed; empty if it passed.
    pub differences: Vec<String>,
}

impl TestResult {
    /// Whether everything was as expected.
    #[must_use]
    pub fn passed(&self) -> bool {
        self.differences.is_empty()
    }
}

impl Session {
    /// Runs the tests whose name contains `filter`, in the order of the files.
    #[must_use]
    pub fn test(&self, filter: &str) -> Vec<TestResult> {
        let chosen = self.program.tests.iter().filter(|t| t.name.contains(filter));
        chosen.map(|test| self.one_test(test)).chain(self.test_patterns(filter)).collect()
    }

    fn one_test(&self, test: &Test) -> TestResult {
        let schema = &self.program.schema;
        let given: Vec<Symbol> = test.given.iter().flat_map(|g| g.row.iter().copied()).collect();
        let asked = test.expect.iter().flat_map(|e| &e.query.rule.head.terms);
        let asked = asked.filter_map(|t| if let crate::plan::Term::Const(s) = t { Some(*s) } else { None });
        let named: Vec<Symbol> = given.into_iter().chain(asked).collect();
        let empty = Corpus::default();
        let mut facts =
            corpus::facts(&empty, schema, &self.vocabulary, &self.interner, &self.constants(&named));
        let stated: Vec<_> = self.program.facts.iter().chain(&test.given).cloned().collect();
        stated::add(&stated, schema, &self.interner, &mut facts, 0);
        let cancel = Arc::new(AtomicBool::new(false));
        let mut differences = Vec::new();
        match self.concluded(&facts, &cancel) {
            Err(stopped) => differences.push(format!("stopped at {} facts", stopped.facts)),
            Ok(model) => {
                for expect in &test.expect {
                    let found = rows(&expect.query, model.as_ref(), &self.interner, &self.registry);
                    if found.is_empty() == expect.absent {
                        continue;
                    }
                    let phrase = self.sources.slice(expect.query.span);
                    let phrase = phrase.split_whitespace().collect::<Vec<_>>().join(" ");
                    differences.push(if expect.absent {
                        format!("follows, and must not: {phrase}")
                    } else {
                        let near = self.near(expect.query.rule.head.relation, model.as_ref());
                        format!("does not follow: {phrase}{near}")
                    });
                }
            }
        }
        TestResult { name: test.name.clone(), place: self.sources.place(test.span), differences }
    }

    /// Everything that follows from a test's own facts, from their judgement too.
    fn concluded(&self, facts: &FactSet, cancel: &Arc<AtomicBool>) -> Result<Box<dyn Model>, Stopped> {
        let model = self.run(&self.program.plan, facts, Recording::Ranks, cancel, &mut |_| {})?;
        if !self.reads_judgement() {
            return Ok(model);
        }
        let options = judgement::Options { max_proofs: self.options.max_proofs };
        let judgement = judgement::judge(&self.judged(facts, &[], model.as_ref()), &options);
        let input = self.judged(facts, &[], model.as_ref());
        Ok(self.second_pass(&judgement, &input, cancel, &mut |_| {})?.0)
    }

    /// What follows instead, of the same predicate.
    fn near(&self, relation: crate::fact::RelationId, model: &dyn crate::engine::Model) -> String {
        const MOST: usize = 3;
        let wording =
            Wording { interner: &self.interner, schema: &self.program.schema, vocabulary: &self.vocabulary };
        let count = model.len(relation);
        if count == 0 {
            return "\n  nothing of this predicate follows".to_owned();
        }
        let rows: Vec<String> = (0..count.min(MOST))
            .map(|i| format!("\n  follows: {}", wording.row_in_context(relation, model.row(relation, i))))
            .collect();
        let more = if count > MOST { format!("\n  and {} more", count - MOST) } else { String::new() };
        format!("{}{more}", rows.join(""))
    }
}
