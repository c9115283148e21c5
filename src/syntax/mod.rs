//! Text ↔ tree. In: a source. Out: a tree with a span on every node, and diagnostics. Parsing
//! recovers item by item and never fails. Must not know the vocabulary.

pub mod ast;
pub mod format;
pub mod parse;

mod declare;
mod error;
mod formula;
mod layout;
mod lex;
mod literal;
mod pattern;
mod phrase;
mod print;
mod rule;
mod split;
mod template;
mod token;

pub use format::{Style, format};
pub use parse::parse;
