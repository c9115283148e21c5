//! Rows of a plain relation as a Parquet file.
//!
//! In: rows. Out: the bytes of a file, row group by row group. A column whose values are all whole
//! numbers, numbers or days is one of these; any other holds texts, worded as in a table. What
//! nobody stated is null.

use std::io::{self, Write};
use std::sync::Arc;

use parquet::basic::{Compression, ConvertedType, Repetition, Type as Physical, ZstdLevel};
use parquet::data_type::{ByteArray, ByteArrayType, DataType, DoubleType, Int32Type, Int64Type};
use parquet::errors::Result;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::Type;

use crate::fact::{Column, Interner, Symbol, Value};

/// Rows of a row group.
const GROUP: usize = 1 << 20;
/// Values that are handed over at once.
const CHUNK: usize = 1 << 14;

/// What all values of a column are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Sort {
    /// Nobody stated any.
    Nothing,
    Whole,
    Number,
    Day,
    Text,
}

impl Sort {
    fn of(interner: &Interner, value: Symbol) -> Self {
        if value.as_inline().is_some() {
            return Self::Whole;
        }
        match interner.value(value) {
            Value::Unknown => Self::Nothing,
            Value::Int(_) => Self::Whole,
            Value::Decimal(_) => Self::Number,
            Value::Date(_) => Self::Day,
            _ => Self::Text,
        }
    }

    /// What holds values of both.
    fn with(self, other: Self) -> Self {
        match (self.min(other), self.max(other)) {
            (low, high) if low == high || low == Self::Nothing => high,
            (Self::Whole, Self::Number) => Self::Number,
            _ => Self::Text,
        }
    }

    fn field(self, name: &str) -> Result<Type> {
        let (physical, converted) = match self {
            Self::Whole => (Physical::INT64, ConvertedType::NONE),
            Self::Number => (Physical::DOUBLE, ConvertedType::NONE),
            Self::Day => (Physical::INT32, ConvertedType::DATE),
            Self::Nothing | Self::Text => (Physical::BYTE_ARRAY, ConvertedType::UTF8),
        };
        let field = Type::primitive_type_builder(name, physical);
        field.with_repetition(Repetition::OPTIONAL).with_converted_type(converted).build()
    }
}

/// Rows by position, and how many there are.
pub struct Rows<'r> {
    /// A row by its position.
    pub row: &'r dyn Fn(usize) -> &'r [Symbol],
    /// How many.
    pub count: usize,
}

/// Writes rows with these columns.
///
/// # Errors
/// If writing fails.
pub fn write(
    rows: &Rows<'_>,
    columns: &[Column],
    interner: &Interner,
    out: &mut dyn Write,
) -> io::Result<()> {
    written(rows, columns, interner, out).map_err(|error| match error {
        parquet::errors::ParquetError::External(error) => match error.downcast() {
            Ok(error) => *error,
            Err(error) => io::Error::other(error),
        },
        error => io::Error::other(error),
    })
}

fn written(rows: &Rows<'_>, columns: &[Column], interner: &Interner, out: &mut dyn Write) -> Result<()> {
    let sorts: Vec<Sort> = (0..columns.len()).map(|column| sort(rows, column, interner)).collect();
    let fields: Result<Vec<_>> =
        columns.iter().zip(&sorts).map(|(column, sort)| sort.field(&column.name).map(Arc::new)).collect();
    let schema = Type::group_type_builder("row").with_fields(fields?).build()?;
    let compression = Compression::ZSTD(ZstdLevel::default());
    let properties = WriterProperties::builder().set_compression(compression).build();
    let mut file = SerializedFileWriter::new(Vec::new(), Arc::new(schema), Arc::new(properties))?;
    let mut start = 0;
    while start < rows.count {
        let end = (start + GROUP).min(rows.count);
        let mut group = file.next_row_group()?;
        for (place, sort) in sorts.iter().enumerate() {
            let values = (start..end).map(|row| (rows.row)(row)[place]);
            column(&mut group, *sort, values, interner)?;
        }
        group.close()?;
        start = end;
        // The file's offsets count on when what was written is taken away.
        file.flush()?;
        out.write_all(&std::mem::take(file.inner_mut()))?;
    }
    Ok(out.write_all(&file.into_inner()?)?)
}

fn sort(rows: &Rows<'_>, column: usize, interner: &Interner) -> Sort {
    let mut all = Sort::Nothing;
    let mut last = None;
    for value in (0..rows.count).map(|row| (rows.row)(row)[column]) {
        if last != Some(value) {
            all = all.with(Sort::of(interner, value));
            last = Some(value);
        }
        if all == Sort::Text {
            break;
        }
    }
    all
}

type Group<'g> = SerializedRowGroupWriter<'g, Vec<u8>>;

fn column(
    group: &mut Group<'_>,
    sort: Sort,
    values: impl Iterator<Item = Symbol>,
    interner: &Interner,
) -> Result<()> {
    let value = |symbol: Symbol| symbol.as_inline().map_or_else(|| interner.value(symbol), Value::Int);
    match sort {
        Sort::Whole => typed::<Int64Type>(group, values, &|symbol| match value(symbol) {
            Value::Int(n) => Some(n),
            _ => None,
        }),
        Sort::Number => typed::<DoubleType>(group, values, &|symbol| value(symbol).as_number()),
        Sort::Day => typed::<Int32Type>(group, values, &|symbol| match value(symbol) {
            Value::Date(days) => Some(days),
            _ => None,
        }),
        Sort::Nothing | Sort::Text => typed::<ByteArrayType>(group, values, &|symbol| {
            let mut text = String::new();
            interner.write(symbol, &mut text);
            (symbol != Symbol::UNKNOWN).then(|| ByteArray::from(text.into_bytes()))
        }),
    }
}

/// Writes the values that there are; for each row whether there is one.
fn typed<T: DataType>(
    group: &mut Group<'_>,
    mut values: impl Iterator<Item = Symbol>,
    value: &dyn Fn(Symbol) -> Option<T::T>,
) -> Result<()> {
    let Some(mut column) = group.next_column()? else { return Ok(()) };
    let (mut known, mut levels) = (Vec::with_capacity(CHUNK), Vec::with_capacity(CHUNK));
    loop {
        known.clear();
        levels.clear();
        for symbol in values.by_ref().take(CHUNK) {
            let found = value(symbol);
            levels.push(i16::from(found.is_some()));
            known.extend(found);
        }
        if levels.is_empty() {
            return column.close();
        }
        column.typed::<T>().write_batch(&known, Some(&levels), None)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_is_what_all_of_its_values_are() {
        let interner = Interner::default();
        let sort = |values: &[Symbol]| {
            values.iter().fold(Sort::Nothing, |all, &value| all.with(Sort::of(&interner, value)))
        };
        let (whole, large, text) = (interner.int(3), interner.int(1 << 40), interner.text("a"));
        let day = interner.intern(Value::Date(20_000));
        let half = Value::number(0.5).map(|value| interner.intern(value)).expect("it is finite");
        assert_eq!(sort(&[whole, Symbol::UNKNOWN, large]), Sort::Whole);
        assert_eq!(sort(&[half, whole]), Sort::Number);
        assert_eq!(sort(&[day, Symbol::UNKNOWN]), Sort::Day);
        assert_eq!([sort(&[day, whole]), sort(&[text]), sort(&[half, text])], [Sort::Text; 3]);
        assert_eq!(sort(&[Symbol::UNKNOWN]), Sort::Nothing);
    }
}
