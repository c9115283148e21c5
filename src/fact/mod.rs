//! Symbols and their interner, values, schema, fact sets and computed functions.
//!
//! The common currency of all stages: a fact is a row of symbols of one relation. Nothing here
//! knows syntax, vocabularies or papers.

pub mod builtin;
pub mod date;
pub mod function;
pub mod interner;
pub mod schema;
pub mod set;
pub mod value;

pub use function::{Function, FunctionId, Registry};
pub use interner::Interner;
pub use schema::{Column, ContextField, Kind, KindId, Predicate, PredicateId, Role, Schema};
pub use set::{FactSet, Origin, Relation, RelationId, Rows};
pub use value::{Decimal, Shape, Symbol, Value};
