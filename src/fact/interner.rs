//! Values ↔ symbols.
//!
//! In: values, one by one, or many texts at once from a data file. Out: symbols in the order in
//! which values were first seen. Texts of data files lie one behind another in large pieces, as
//! there may be millions of them: 8 bytes a text beside its bytes, and about 10 to find it.

use std::hash::{BuildHasher, Hasher};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use hashbrown::HashTable;
use rustc_hash::{FxBuildHasher, FxHasher};

use super::date;
use super::value::{INLINE, Shape, Symbol, Value};

/// Values ↔ symbols, shared by all stages of a run.
#[derive(Debug)]
pub struct Interner {
    table: RwLock<Table>,
}

impl Default for Interner {
    fn default() -> Self {
        let interner = Self { table: RwLock::default() };
        interner.intern(Value::Unknown);
        interner
    }
}

#[derive(Debug, Default)]
struct Table {
    /// By symbol.
    slots: Vec<Slot>,
    values: Vec<Value>,
    texts: Texts,
    index: HashTable<Found>,
}

/// A symbol with half of its value's hash, so that the index grows without reading the values.
#[derive(Clone, Copy, Debug)]
struct Found {
    hash: u32,
    symbol: u32,
}

impl Found {
    fn spread(hash: u32) -> u64 {
        u64::from(hash) << 32 | u64::from(hash)
    }
}

/// Where the value of a symbol lies: a text among the texts, or a position among the values.
#[derive(Clone, Copy, Debug)]
struct Slot(u64);

const IS_TEXT: u64 = 1 << 63;
const LENGTH_BITS: u32 = 21;
/// Bytes of a piece of texts; a longer text is a value of its own.
const PIECE: usize = 1 << 20;

impl Slot {
    fn text(start: u64, length: usize) -> Self {
        Self(IS_TEXT | start << LENGTH_BITS | length as u64)
    }

    fn value(position: usize) -> Self {
        Self(position as u64)
    }

    fn as_text(self) -> Option<(u64, usize)> {
        let length = (self.0 & ((1 << LENGTH_BITS) - 1)) as usize;
        (self.0 & IS_TEXT != 0).then_some(((self.0 & !IS_TEXT) >> LENGTH_BITS, length))
    }
}

/// Texts one behind another; none lies in two pieces.
#[derive(Debug, Default)]
struct Texts(Vec<String>);

impl Texts {
    fn push(&mut self, text: &str) -> u64 {
        if self.0.last().is_none_or(|piece| piece.len() + text.len() > PIECE) {
            self.0.push(String::with_capacity(PIECE));
        }
        let number = self.0.len() - 1;
        let piece = &mut self.0[number];
        let start = number * PIECE + piece.len();
        piece.push_str(text);
        start as u64
    }

    fn get(&self, start: u64, length: usize) -> &str {
        let (piece, from) = (start as usize / PIECE, start as usize % PIECE);
        &self.0[piece][from..from + length]
    }
}

/// The hash of a text, for [`Bulk::text`].
#[must_use]
#[inline]
pub fn text_hash(text: &str) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(text.as_bytes());
    hasher.finish()
}

fn hash(value: &Value) -> u64 {
    match value {
        Value::Text(text) => text_hash(text),
        other => FxBuildHasher.hash_one(other),
    }
}

impl Table {
    fn held_by(&self, symbol: Symbol) -> Option<Held<'_>> {
        if symbol.as_inline().is_some() { None } else { self.held(symbol.0) }
    }

    /// The value of a symbol that is not its own value.
    fn held(&self, symbol: u32) -> Option<Held<'_>> {
        let slot = self.slots.get(symbol as usize)?;
        Some(match slot.as_text() {
            Some((start, length)) => Held::Text(self.texts.get(start, length)),
            None => match &self.values[slot.0 as usize] {
                Value::Text(text) => Held::Shared(text),
                other => Held::Other(other),
            },
        })
    }

    fn position(&self, value: &Value) -> Option<u32> {
        match value {
            Value::Text(text) => self.text_position(text, text_hash(text)),
            other => self.find(hash(value), |held| matches!(held, Held::Other(v) if v == other)),
        }
    }

    fn text_position(&self, text: &str, hash: u64) -> Option<u32> {
        self.find(hash, |held| held.text() == Some(text))
    }

    #[inline]
    fn find(&self, hash: u64, same: impl Fn(Held<'_>) -> bool) -> Option<u32> {
        let hash = half(hash);
        let same = |found: &Found| found.hash == hash && self.held(found.symbol).is_some_and(&same);
        self.index.find(Found::spread(hash), same).map(|found| found.symbol)
    }

    fn add(&mut self, hash: u64, slot: Slot) -> Symbol {
        let symbol = u32::try_from(self.slots.len()).expect("fewer than 2^31 values");
        assert!(symbol < INLINE, "fewer than 2^31 values");
        self.slots.push(slot);
        let found = Found { hash: half(hash), symbol };
        self.index.insert_unique(Found::spread(found.hash), found, |found| Found::spread(found.hash));
        Symbol(symbol)
    }

    fn add_value(&mut self, value: Value) -> Symbol {
        let hash = hash(&value);
        self.values.push(value);
        self.add(hash, Slot::value(self.values.len() - 1))
    }
}

fn half(hash: u64) -> u32 {
    (hash >> 32) as u32 ^ hash as u32
}

/// A value as it lies in the table.
#[derive(Clone, Copy)]
enum Held<'a> {
    Text(&'a str),
    Shared(&'a Arc<str>),
    Other(&'a Value),
}

impl<'a> Held<'a> {
    fn text(self) -> Option<&'a str> {
        match self {
            Held::Text(text) => Some(text),
            Held::Shared(text) => Some(text),
            Held::Other(_) => None,
        }
    }

    fn value(self) -> Value {
        match self {
            Held::Text(text) => Value::Text(text.into()),
            Held::Shared(text) => Value::Text(Arc::clone(text)),
            Held::Other(value) => value.clone(),
        }
    }
}

/// Interns many values while nobody else reads or interns any.
#[derive(Debug)]
pub struct Bulk<'a> {
    table: RwLockWriteGuard<'a, Table>,
}

impl Bulk<'_> {
    /// The symbol of a text whose [`text_hash`] is known.
    ///
    /// # Panics
    /// If more than 2^31 different values are interned.
    pub fn text(&mut self, text: &str, hash: u64) -> Symbol {
        if let Some(symbol) = self.table.text_position(text, hash) {
            return Symbol(symbol);
        }
        if text.len() > PIECE {
            return self.table.add_value(Value::Text(text.into()));
        }
        let start = self.table.texts.push(text);
        self.table.add(hash, Slot::text(start, text.len()))
    }

    /// The symbol of any value.
    ///
    /// # Panics
    /// If more than 2^31 different values are interned.
    pub fn intern(&mut self, value: Value) -> Symbol {
        if let Some(symbol) = itself(&value) {
            return symbol;
        }
        match self.table.position(&value) {
            Some(symbol) => Symbol(symbol),
            None => self.table.add_value(value),
        }
    }
}

/// The symbol of a value that stands for itself.
fn itself(value: &Value) -> Option<Symbol> {
    match value {
        Value::Int(n) => Symbol::inline(*n),
        _ => None,
    }
}

impl Interner {
    /// The symbol of a value; the same value always gets the same symbol.
    ///
    /// # Panics
    /// If more than 2^31 different values are interned.
    pub fn intern(&self, value: Value) -> Symbol {
        match self.find(&value) {
            Some(symbol) => symbol,
            None => self.bulk().intern(value),
        }
    }

    /// Interns many values under one lock.
    #[must_use]
    pub fn bulk(&self) -> Bulk<'_> {
        Bulk { table: self.table.write().unwrap_or_else(PoisonError::into_inner) }
    }

    /// The symbol of a whole number.
    pub fn int(&self, n: i64) -> Symbol {
        self.intern(Value::Int(n))
    }

    /// The symbol of a text or of a constant of an open or closed kind.
    pub fn text(&self, text: &str) -> Symbol {
        self.intern(Value::Text(text.into()))
    }

    /// The symbol of an entity, by its identifier.
    pub fn entity(&self, id: &str) -> Symbol {
        self.intern(Value::Entity(id.into()))
    }

    /// The symbol of a value that has been interned already.
    #[must_use]
    pub fn find(&self, value: &Value) -> Option<Symbol> {
        itself(value).or_else(|| self.read().position(value).map(Symbol))
    }

    /// What a symbol stands for.
    #[must_use]
    pub fn value(&self, symbol: Symbol) -> Value {
        match symbol.as_inline() {
            Some(n) => Value::Int(n),
            None => self.read().held(symbol.0).map_or(Value::Unknown, Held::value),
        }
    }

    /// The number that a symbol stands for, if it is one.
    #[must_use]
    pub fn number(&self, symbol: Symbol) -> Option<f64> {
        match symbol.as_inline() {
            Some(n) => Some(n as f64),
            None => match self.read().held(symbol.0)? {
                Held::Other(value) => value.as_number(),
                _ => None,
            },
        }
    }

    /// The parts of a compound value of this shape.
    #[must_use]
    pub fn parts(&self, shape: Shape, symbol: Symbol) -> Option<Arc<[Symbol]>> {
        match self.value(symbol) {
            Value::Compound(found, parts) if found == shape => Some(parts),
            _ => None,
        }
    }

    /// The members of a regimen, a joint participant or a complex: itself if it is a single value.
    #[must_use]
    pub fn members(&self, shape: Shape, symbol: Symbol) -> Vec<Symbol> {
        self.parts(shape, symbol).map_or_else(|| vec![symbol], |parts| parts.to_vec())
    }

    /// A set of members as one value: sorted by identifier, without doubles, one alone as itself.
    pub fn together(&self, shape: Shape, members: &[Symbol]) -> Symbol {
        let mut sorted = members.to_vec();
        sorted.sort_by_cached_key(|&m| self.key(m));
        sorted.dedup();
        match sorted.as_slice() {
            [] => Symbol::UNKNOWN,
            [one] => *one,
            _ => self.intern(Value::Compound(shape, sorted.into())),
        }
    }

    /// A text that is the same for the same value in every run, for sorting and for hashes.
    #[must_use]
    pub fn key(&self, symbol: Symbol) -> String {
        match self.value(symbol) {
            Value::Unknown => "?".to_owned(),
            Value::Int(n) => n.to_string(),
            Value::Decimal(d) => d.get().to_string(),
            Value::Date(days) => format!("day {days}"),
            Value::Text(text) | Value::Entity(text) | Value::Conclusion(text) => text.to_string(),
            Value::Finding(n) => format!("finding {n}"),
            Value::Compound(shape, parts) => {
                let keys: Vec<_> = parts.iter().map(|&p| self.key(p)).collect();
                format!("{shape:?}({})", keys.join(", "))
            }
        }
    }

    /// Appends a value as a data file would hold it: nothing for what nobody stated.
    pub fn write(&self, symbol: Symbol, out: &mut String) {
        if let Some(Held::Text(text)) = self.read().held_by(symbol) {
            return out.push_str(text);
        }
        match self.value(symbol) {
            Value::Unknown => {}
            Value::Date(days) => out.push_str(&date::iso(days)),
            Value::Text(text) | Value::Entity(text) | Value::Conclusion(text) => out.push_str(&text),
            _ => out.push_str(&self.key(symbol)),
        }
    }

    /// How two values compare: numbers by size, dates by day, texts by Unicode, all else by key.
    /// `None` where they are not of one sort, so that no comparison between them holds.
    #[must_use]
    pub fn compare(&self, a: Symbol, b: Symbol) -> Option<std::cmp::Ordering> {
        if let (Some(x), Some(y)) = (a.as_inline(), b.as_inline()) {
            return Some(x.cmp(&y));
        }
        match (self.value(a), self.value(b)) {
            (Value::Int(x), Value::Int(y)) => Some(x.cmp(&y)),
            (Value::Date(x), Value::Date(y)) => Some(x.cmp(&y)),
            (Value::Text(x), Value::Text(y)) => Some(x.cmp(&y)),
            (x, y) => match (x.as_number(), y.as_number()) {
                (Some(x), Some(y)) => x.partial_cmp(&y),
                (None, None) if std::mem::discriminant(&x) == std::mem::discriminant(&y) => {
                    Some(self.key(a).cmp(&self.key(b)))
                }
                _ => None,
            },
        }
    }

    fn read(&self) -> RwLockReadGuard<'_, Table> {
        self.table.read().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_has_one_symbol_however_it_came() {
        let interner = Interner::default();
        let (early, long) = (interner.text("early"), "x".repeat(PIECE + 1));
        let mut bulk = interner.bulk();
        let late = bulk.text("late", text_hash("late"));
        assert_eq!(bulk.text("early", text_hash("early")), early);
        let long_symbol = bulk.text(&long, text_hash(&long));
        drop(bulk);
        assert_eq!(interner.text("late"), late);
        assert_eq!(interner.value(late), Value::Text("late".into()));
        assert_eq!(interner.value(long_symbol), Value::Text(long.as_str().into()));
        assert_ne!(interner.entity("late"), late, "an entity is no text");
        assert_eq!(interner.compare(early, late), Some(std::cmp::Ordering::Less));
    }

    #[test]
    fn many_texts_fill_many_pieces() {
        let interner = Interner::default();
        let name = |n: u32| format!("{n:0width$}", width = 1 + n as usize % 97);
        let mut bulk = interner.bulk();
        let symbols: Vec<Symbol> = (0..60_000).map(|n| bulk.text(&name(n), text_hash(&name(n)))).collect();
        assert!(bulk.table.texts.0.len() > 2);
        drop(bulk);
        for (n, &symbol) in (0..).zip(&symbols) {
            assert_eq!(symbol, Symbol(n + 1), "symbols ascend as texts are first seen");
            assert_eq!(interner.text(&name(n)), symbol);
        }
        let mut words = String::new();
        interner.write(symbols[11], &mut words);
        assert_eq!(words, name(11));
    }
}
