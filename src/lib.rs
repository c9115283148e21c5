//! `reason`: rules in, findings in, hypotheses with proofs out.
//!
//! Data flows one way: syntax → program → plan → engine → proof → judgement → report, with
//! `vocabulary` and `corpus` feeding facts in. `session` alone knows this order.

pub mod cli;
pub mod corpus;
pub mod diagnostic;
pub mod engine;
pub mod fact;
pub mod judgement;
pub mod plan;
pub mod program;
pub mod proof;
pub mod report;
pub mod session;
pub mod source;
pub mod syntax;
pub mod vocabulary;
