//! Values and the symbols that stand for them in rows.

use std::hash::{Hash, Hasher};
use std::sync::{Arc, RwLock};

use rustc_hash::FxHashMap;

const INLINE: u32 = 1 << 31;
const INLINE_LOW: i64 = -(1 << 30);
const INLINE_HIGH: i64 = (1 << 30) - 1;

/// A value in a row: an interned value, or a whole number of 31 bits that stands for itself.
///
/// The order of symbols is the order in which they were first seen; it means nothing to a user.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(transparent)]
pub struct Symbol(pub u32);

impl Symbol {
    /// The value that nobody stated; interned first, so that it is always this one.
    pub const UNKNOWN: Symbol = Symbol(0);

    fn inline(n: i64) -> Option<Self> {
        let symbol = Self((n as i32 as u32 & !INLINE) | INLINE);
        (INLINE_LOW..=INLINE_HIGH).contains(&n).then_some(symbol)
    }

    fn as_inline(self) -> Option<i64> {
        (self.0 & INLINE != 0).then(|| i64::from(((self.0 << 1) as i32) >> 1))
    }
}

/// A finite decimal number; equal numbers are equal bits.
#[derive(Clone, Copy, Debug)]
pub struct Decimal(f64);

impl Decimal {
    /// The decimal, unless it is not a finite number.
    #[must_use]
    pub fn new(n: f64) -> Option<Self> {
        n.is_finite().then_some(Self(if n == 0.0 { 0.0 } else { n }))
    }

    /// The number itself.
    #[must_use]
    pub fn get(self) -> f64 {
        self.0
    }
}

impl PartialEq for Decimal {
    fn eq(&self, other: &Self) -> bool {
        self.0.to_bits() == other.0.to_bits()
    }
}
impl Eq for Decimal {}
impl Hash for Decimal {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.to_bits().hash(state);
    }
}

/// How the parts of a compound value belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Shape {
    /// Two or more members given together; one member alone is the member itself.
    Regimen,
    /// Participants that act or are lost jointly.
    Joint,
    /// A molecular complex.
    Complex,
    /// `[alteration, entity]`: a state of nature such as the loss of a gene.
    Altered,
    /// A context: one value a declared field, then the lineages that an incomplete one stands for.
    Context,
}

/// What a symbol stands for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Value {
    /// Nobody stated it.
    Unknown,
    /// A whole number. One that fits 31 bits is its own symbol.
    Int(i64),
    /// Any other number; never a whole one.
    Decimal(Decimal),
    /// A day, in days since 1970-01-01.
    Date(i32),
    /// A text, or a constant of an open or closed kind.
    Text(Arc<str>),
    /// An entity of the vocabulary, by its identifier.
    Entity(Arc<str>),
    /// Several values as one. The parts of a regimen, a joint participant and a complex are
    /// sorted by the text of their identifiers.
    Compound(Shape, Arc<[Symbol]>),
    /// A finding, by its position in the corpus.
    Finding(u32),
    /// A conclusion, by its identifier, such as `H-3f2a9c`.
    Conclusion(Arc<str>),
}

impl Value {
    /// A number: a whole one becomes an integer. `None` if it is not finite.
    #[must_use]
    pub fn number(n: f64) -> Option<Self> {
        let decimal = Decimal::new(n)?;
        let whole = n.fract() == 0.0 && n.abs() < 9.0e15;
        Some(if whole { Self::Int(n as i64) } else { Self::Decimal(decimal) })
    }

    /// The number that this is, if it is one.
    #[must_use]
    pub fn as_number(&self) -> Option<f64> {
        match self {
            Self::Int(n) => Some(*n as f64),
            Self::Decimal(d) => Some(d.get()),
            _ => None,
        }
    }
}

#[derive(Debug, Default)]
struct Table {
    values: Vec<Value>,
    index: FxHashMap<Value, u32>,
}

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

impl Interner {
    /// The symbol of a value; the same value always gets the same symbol.
    ///
    /// # Panics
    /// If more than 2^31 different values are interned.
    pub fn intern(&self, value: Value) -> Symbol {
        if let Value::Int(n) = value
            && let Some(symbol) = Symbol::inline(n)
        {
            return symbol;
        }
        if let Some(&index) = self.read().index.get(&value) {
            return Symbol(index);
        }
        let mut table = self.table.write().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(&index) = table.index.get(&value) {
            return Symbol(index);
        }
        let index = u32::try_from(table.values.len()).expect("fewer than 2^31 values");
        assert!(index < INLINE, "fewer than 2^31 values");
        table.values.push(value.clone());
        table.index.insert(value, index);
        Symbol(index)
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
        if let Value::Int(n) = value
            && let Some(symbol) = Symbol::inline(*n)
        {
            return Some(symbol);
        }
        self.read().index.get(value).map(|&i| Symbol(i))
    }

    /// What a symbol stands for.
    #[must_use]
    pub fn value(&self, symbol: Symbol) -> Value {
        match symbol.as_inline() {
            Some(n) => Value::Int(n),
            None => self.read().values.get(symbol.0 as usize).cloned().unwrap_or(Value::Unknown),
        }
    }

    /// The number that a symbol stands for, if it is one.
    #[must_use]
    pub fn number(&self, symbol: Symbol) -> Option<f64> {
        match symbol.as_inline() {
            Some(n) => Some(n as f64),
            None => self.read().values.get(symbol.0 as usize).and_then(Value::as_number),
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

    fn read(&self) -> std::sync::RwLockReadGuard<'_, Table> {
        self.table.read().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}
