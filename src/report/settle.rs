//! What would settle a conclusion, worded as questions for an experiment.

use super::Question;
use super::scene::Scene;
use super::words::with_article;
use crate::judgement::settle::{self, Effect, Side};

impl Scene<'_> {
    /// The questions about a conclusion; `absences` is what its best proof needs not to be stated.
    pub(super) fn questions(&self, questions: &[settle::Question], absences: &[String]) -> Vec<Question> {
        let mut worded: Vec<Question> = questions.iter().map(|q| self.question(q)).collect();
        let stated = |sentence: &String| {
            let (_, what) =
                sentence.split_once(" states that ").filter(|_| sentence.starts_with("no finding"))?;
            Some(Question {
                side: "against".to_owned(),
                question: format!("Does any study find this: {what}?"),
                effect: "take away what it rests on".to_owned(),
                sentence: what.to_owned(),
                study: String::new(),
                assay: None,
                population: None,
                comparator: None,
            })
        };
        worded.extend(absences.iter().filter_map(stated));
        worded
    }

    fn question(&self, question: &settle::Question) -> Question {
        let schema = self.schema();
        let study = question.study.word(schema).to_owned();
        let sentence = self.wording.row_in_context(question.relation, &question.row);
        let sentence = sentence.strip_prefix("denied ").unwrap_or(&sentence).to_owned();
        let asked = match (question.side, &question.effect) {
            (Side::Against, _) => format!("Does {} find this not to be so: {sentence}?", a_study(&study)),
            (Side::For, Effect::Replicate) => format!("Does a second study find this: {sentence}?"),
            (Side::For, _) => format!("Does {} find this: {sentence}?", a_study(&study)),
        };
        let known = question.like.and_then(|n| self.input.corpus.findings.get(n as usize));
        let finding = known.map(|entry| &entry.finding);
        let joined = |parts: Vec<Option<&str>>| {
            let parts: Vec<&str> = parts.into_iter().flatten().collect();
            (!parts.is_empty()).then(|| parts.join(", "))
        };
        let assay = finding.and_then(|f| {
            let endpoint = f.context.outcome.as_ref().and_then(|o| o.endpoint.as_deref());
            let manipulation = f.manipulation.as_deref().filter(|m| *m != "none");
            joined(vec![manipulation, endpoint, f.measure.as_ref().map(|m| m.name.as_str())])
        });
        let population = finding.and_then(|f| {
            let context = &f.context;
            let mut parts = vec![context.population.as_deref(), context.species.as_deref()];
            parts.extend(context.model.iter().flat_map(|m| m.all()).map(|m| Some(m.as_str())));
            joined(parts)
        });
        Question {
            side: if question.side == Side::For { "for" } else { "against" }.to_owned(),
            question: asked,
            effect: self.effect(&question.effect),
            sentence,
            study,
            assay,
            population,
            comparator: finding.and_then(|f| f.context.comparator.clone()),
        }
    }

    fn effect(&self, effect: &Effect) -> String {
        let schema = self.schema();
        match effect {
            Effect::Raise { from, to, together } => {
                let (from, to) = (from.word(schema), to.word(schema));
                match together {
                    1 => format!("raise the grade from {from} to {to}"),
                    many => format!("raise the grade from {from} to {to}, if all {many} weakest do"),
                }
            }
            Effect::Replicate => "be the second one".to_owned(),
            Effect::Outweigh => "outweigh what says the opposite".to_owned(),
            Effect::Tell { field } => {
                format!("tell whether the opposite is about the same {field}")
            }
            Effect::Refute => "refute it".to_owned(),
            Effect::Weaken => "take the best proof away".to_owned(),
        }
    }
}

/// `an in vivo study`, `a phase II trial`.
fn a_study(word: &str) -> String {
    let adjective = word.starts_with("in ") || word.starts_with("ex ");
    with_article(&if adjective { format!("{word} study") } else { word.to_owned() })
}
