//! Values of one column of a row group, worded as in a table.

use parquet::basic::{ConvertedType, LogicalType, TimeUnit, Type};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::{ByteArray, DataType, FixedLenByteArray, Int96};
use parquet::errors::{ParquetError, Result};
use parquet::file::reader::RowGroupReader;
use parquet::schema::types::ColumnDescriptor;

use crate::fact::date;

const SECONDS_OF_A_DAY: i64 = 86_400;

/// The values of a column, one after another.
pub(super) trait Cells {
    /// Reads up to so many rows ahead, all before them being taken; how many there are.
    fn fill(&mut self, rows: usize) -> Result<usize>;

    /// Appends the next value; nothing where there is none.
    fn next(&mut self, text: &mut String);
}

/// What the bits of a value mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Meaning {
    /// The value itself.
    Plain,
    /// A whole number without a sign.
    Unsigned,
    /// Days since 1970-01-01.
    Day,
    /// A whole number with so many digits behind the point.
    Decimal(u32),
    /// So many of these a second since 1970-01-01.
    Moment(i64),
}

/// Whether a column is flat and of a type that can be worded.
pub(super) fn is_read(column: &ColumnDescriptor) -> bool {
    let is_flat = column.max_rep_level() == 0 && column.path().parts().len() == 1;
    let bytes = column.physical_type() == Type::FIXED_LEN_BYTE_ARRAY;
    is_flat && (!bytes || matches!(meaning(column), Meaning::Decimal(_)))
}

fn meaning(column: &ColumnDescriptor) -> Meaning {
    if let Some(LogicalType::Timestamp(moment)) = column.logical_type_ref() {
        return Meaning::Moment(match moment.unit {
            TimeUnit::MILLIS => 1_000,
            TimeUnit::MICROS => 1_000_000,
            TimeUnit::NANOS => 1_000_000_000,
        });
    }
    match column.converted_type() {
        ConvertedType::DATE => Meaning::Day,
        ConvertedType::DECIMAL => Meaning::Decimal(u32::try_from(column.type_scale()).unwrap_or(0)),
        ConvertedType::TIMESTAMP_MILLIS => Meaning::Moment(1_000),
        ConvertedType::TIMESTAMP_MICROS => Meaning::Moment(1_000_000),
        ConvertedType::UINT_8 | ConvertedType::UINT_16 | ConvertedType::UINT_32 | ConvertedType::UINT_64 => {
            Meaning::Unsigned
        }
        _ => Meaning::Plain,
    }
}

/// The values of a column of a row group.
pub(super) fn cells(group: &dyn RowGroupReader, place: usize) -> Result<Box<dyn Cells>> {
    let schema = group.metadata().schema_descr_ptr();
    let column = schema.column(place);
    let (meaning, most) = (meaning(&column), column.max_def_level());
    Ok(match group.get_column_reader(place)? {
        ColumnReader::BoolColumnReader(reader) => typed(reader, meaning, most),
        ColumnReader::Int32ColumnReader(reader) => typed(reader, meaning, most),
        ColumnReader::Int64ColumnReader(reader) => typed(reader, meaning, most),
        ColumnReader::Int96ColumnReader(reader) => typed(reader, meaning, most),
        ColumnReader::FloatColumnReader(reader) => typed(reader, meaning, most),
        ColumnReader::DoubleColumnReader(reader) => typed(reader, meaning, most),
        ColumnReader::ByteArrayColumnReader(reader) => typed(reader, meaning, most),
        ColumnReader::FixedLenByteArrayColumnReader(reader) => typed(reader, meaning, most),
    })
}

fn typed<T: DataType>(reader: ColumnReaderImpl<T>, meaning: Meaning, most: i16) -> Box<dyn Cells>
where
    T::T: Worded,
{
    Box::new(Column { reader, meaning, most, values: Vec::new(), levels: Vec::new(), row: 0, value: 0 })
}

struct Column<T: DataType> {
    reader: ColumnReaderImpl<T>,
    meaning: Meaning,
    /// The level at which a value is there.
    most: i16,
    values: Vec<T::T>,
    levels: Vec<i16>,
    row: usize,
    value: usize,
}

impl<T: DataType> Cells for Column<T>
where
    T::T: Worded,
{
    fn fill(&mut self, rows: usize) -> Result<usize> {
        self.values.clear();
        self.levels.clear();
        (self.row, self.value) = (0, 0);
        let mut read = 0;
        while read < rows {
            let levels = (self.most > 0).then_some(&mut self.levels);
            let (records, ..) = self.reader.read_records(rows - read, levels, None, &mut self.values)?;
            if records == 0 {
                break;
            }
            read += records;
        }
        if self.values.iter().any(|value| !value.is_sound(self.meaning)) {
            return Err(ParquetError::General("a text is not UTF-8".to_owned()));
        }
        Ok(read)
    }

    fn next(&mut self, text: &mut String) {
        let is_there = self.most == 0 || self.levels.get(self.row) == Some(&self.most);
        self.row += 1;
        if is_there && let Some(value) = self.values.get(self.value) {
            value.word(self.meaning, text);
            self.value += 1;
        }
    }
}

/// A value that can be worded.
trait Worded {
    fn word(&self, meaning: Meaning, text: &mut String);

    /// Whether it can be worded so.
    fn is_sound(&self, _: Meaning) -> bool {
        true
    }
}

impl Worded for bool {
    fn word(&self, _: Meaning, text: &mut String) {
        text.push_str(if *self { "true" } else { "false" });
    }
}

impl Worded for i32 {
    fn word(&self, meaning: Meaning, text: &mut String) {
        match meaning {
            Meaning::Day => text.push_str(&date::iso(*self)),
            Meaning::Unsigned => text.push_str(&self.cast_unsigned().to_string()),
            _ => i64::from(*self).word(meaning, text),
        }
    }
}

impl Worded for i64 {
    fn word(&self, meaning: Meaning, text: &mut String) {
        match meaning {
            Meaning::Unsigned => text.push_str(&self.cast_unsigned().to_string()),
            Meaning::Decimal(scale) => decimal(i128::from(*self), scale, text),
            Meaning::Moment(unit) => moment(*self, unit, text),
            Meaning::Plain | Meaning::Day => text.push_str(&self.to_string()),
        }
    }
}

impl Worded for Int96 {
    fn word(&self, _: Meaning, text: &mut String) {
        moment(self.to_millis(), 1_000, text);
    }
}

impl Worded for f32 {
    fn word(&self, _: Meaning, text: &mut String) {
        text.push_str(&self.to_string());
    }
}

impl Worded for f64 {
    fn word(&self, _: Meaning, text: &mut String) {
        text.push_str(&self.to_string());
    }
}

impl Worded for ByteArray {
    fn word(&self, meaning: Meaning, text: &mut String) {
        match meaning {
            Meaning::Decimal(scale) => decimal(whole(self.data()), scale, text),
            _ => text.push_str(self.as_utf8().unwrap_or_default()),
        }
    }

    fn is_sound(&self, meaning: Meaning) -> bool {
        matches!(meaning, Meaning::Decimal(_)) && self.len() <= 16 || self.as_utf8().is_ok()
    }
}

impl Worded for FixedLenByteArray {
    fn word(&self, meaning: Meaning, text: &mut String) {
        ByteArray::from(self.data().to_vec()).word(meaning, text);
    }

    fn is_sound(&self, _: Meaning) -> bool {
        self.len() <= 16
    }
}

/// A whole number of up to 16 bytes, the highest first, with its sign.
fn whole(bytes: &[u8]) -> i128 {
    let negative = bytes.first().is_some_and(|byte| byte & 0x80 != 0);
    let start: i128 = if negative { -1 } else { 0 };
    bytes.iter().fold(start, |number, &byte| number << 8 | i128::from(byte))
}

fn decimal(number: i128, scale: u32, text: &mut String) {
    let digits = format!("{:0width$}", number.unsigned_abs(), width = scale as usize + 1);
    let (whole, broken) = digits.split_at(digits.len() - scale as usize);
    if number < 0 {
        text.push('-');
    }
    text.push_str(whole);
    if !broken.is_empty() {
        text.push('.');
        text.push_str(broken);
    }
}

/// A day; with the time of day where that is not midnight.
fn moment(number: i64, unit: i64, text: &mut String) {
    let (seconds, fraction) = (number.div_euclid(unit), number.rem_euclid(unit));
    let (day, rest) = (seconds.div_euclid(SECONDS_OF_A_DAY), seconds.rem_euclid(SECONDS_OF_A_DAY));
    text.push_str(&date::iso(i32::try_from(day).unwrap_or(i32::MAX)));
    if rest == 0 && fraction == 0 {
        return;
    }
    text.push_str(&format!("T{:02}:{:02}:{:02}", rest / 3600, rest / 60 % 60, rest % 60));
    if fraction > 0 {
        let places = unit.ilog10() as usize;
        text.push_str(&format!(".{fraction:0places$}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_moments_are_worded() {
        let worded = |write: &dyn Fn(&mut String)| {
            let mut text = String::new();
            write(&mut text);
            text
        };
        assert_eq!(worded(&|t| decimal(-5, 2, t)), "-0.05");
        assert_eq!(worded(&|t| decimal(12_345, 2, t)), "123.45");
        assert_eq!(worded(&|t| decimal(7, 0, t)), "7");
        assert_eq!(whole(&[0xff, 0xfe]), -2);
        assert_eq!(whole(&[0x01, 0x00]), 256);
        assert_eq!(worded(&|t| moment(0, 1_000, t)), "1970-01-01");
        assert_eq!(worded(&|t| moment(-1, 1_000, t)), "1969-12-31T23:59:59.999");
        assert_eq!(worded(&|t| (-1i32).word(Meaning::Unsigned, t)), "4294967295");
    }
}
