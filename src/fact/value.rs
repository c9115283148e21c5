//! Values, and the symbols that stand for them in rows.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// Symbols from here on are whole numbers that stand for themselves.
pub(super) const INLINE: u32 = 1 << 31;
const INLINE_LOW: i64 = -(1 << 30);
const INLINE_HIGH: i64 = (1 << 30) - 1;

/// A value in a row: an interned value, or a whole number of 31 bits that stands for itself.
///
/// The order of symbols is the order in which they were first seen, which means nothing to a user;
/// numbers that stand for themselves come behind all others, and ascend.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(transparent)]
pub struct Symbol(pub u32);

impl Symbol {
    /// The value that nobody stated; interned first, so that it is always this one.
    pub const UNKNOWN: Symbol = Symbol(0);

    /// The symbol of a whole number that stands for itself: one of 31 bits.
    #[must_use]
    #[inline]
    pub fn inline(n: i64) -> Option<Self> {
        let symbol = Self(INLINE | n.wrapping_sub(INLINE_LOW) as u32);
        (INLINE_LOW..=INLINE_HIGH).contains(&n).then_some(symbol)
    }

    /// The whole number that stands for itself here.
    #[must_use]
    #[inline]
    pub fn as_inline(self) -> Option<i64> {
        (self.0 & INLINE != 0).then(|| i64::from(self.0 & !INLINE) + INLINE_LOW)
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
