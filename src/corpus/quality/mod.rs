//! How well extraction reads what people have judged.
//!
//! In: the text of a judged file, names and patterns. Out: figures with their uncertainty. Must not
//! know files, papers of a run, or rules.

pub mod biored;
pub mod entities;
pub mod interval;
pub mod readers;

pub use interval::{Counts, Figure, figures};
