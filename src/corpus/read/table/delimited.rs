//! Blocks of CSV and TSV → rows of codes.
//!
//! In: whole records. Out: their values. A block without quotation marks is parted at line ends
//! and delimiters; any other goes through the `csv` crate, at a third of the speed.

use super::Fault;
use super::block::{Block, Blocks};
use super::coded::Coded;
use super::column::Columns;
use super::pipeline::Pieces as _;
use crate::vocabulary::nearest_of;

/// How the lines of a file are read.
#[derive(Debug)]
pub(super) struct Reader<'c> {
    columns: &'c Columns,
    delimiter: u8,
    /// For each column its place in a line.
    order: Vec<usize>,
    /// Least number of values in a line.
    widest: usize,
    /// Whether a line has exactly the columns, in their order.
    exact: bool,
    /// The line of the header.
    header: Option<u32>,
}

impl<'c> Reader<'c> {
    /// Looks for a header in the first record.
    pub(super) fn new(blocks: &mut Blocks, columns: &'c Columns, delimiter: u8) -> Result<Self, Fault> {
        let mut first = Block::default();
        blocks.fill(&mut first)?;
        if first.bytes.starts_with("\u{feff}".as_bytes()) {
            first.bytes.drain(..'\u{feff}'.len_utf8());
        }
        let (mut header, mut nearly) = (None, None);
        records(&first, delimiter, &mut |line, record| {
            let fields: Vec<String> =
                record.iter().map(|field| String::from_utf8_lossy(field).trim().to_owned()).collect();
            let place = |name: &String| fields.iter().position(|field| field == name);
            let order: Option<Vec<usize>> = columns.all.iter().map(|c| place(&c.name)).collect();
            header = order.filter(|o| !o.is_empty()).map(|order| (line, order));
            nearly = header.is_none().then(|| misnamed(line, &fields, columns)).flatten();
            false
        });
        if let Some(fault) = nearly {
            return Err(fault);
        }
        blocks.put_back(first);
        let (header, order) = match header {
            Some((line, order)) => (Some(line), order),
            None => (None, (0..columns.all.len()).collect()),
        };
        let widest = order.iter().max().map_or(0, |last| last + 1);
        let exact = order.iter().enumerate().all(|(place, &at)| place == at);
        Ok(Self { columns, delimiter, order, widest, exact, header })
    }

    /// Reads all records of a block.
    pub(super) fn read(&self, block: &Block, coded: &mut Coded) {
        match std::str::from_utf8(&block.bytes) {
            Ok(text) if is_plain(&block.bytes) => self.lines(block.line, text, coded),
            _ => records(block, self.delimiter, &mut |line, record| {
                let fields: Result<Vec<&str>, _> = record.iter().map(std::str::from_utf8).collect();
                match fields {
                    Ok(fields) => self.row(line, &fields, coded),
                    Err(_) => coded.fault(Fault {
                        line,
                        message: "the line is not UTF-8".to_owned(),
                        help: "save the file as UTF-8".to_owned(),
                    }),
                }
                true
            }),
        }
    }

    fn lines(&self, first: u32, text: &str, coded: &mut Coded) {
        let mut fields: Vec<&str> = Vec::with_capacity(self.widest);
        let mut start = 0;
        let mut line = first;
        while start < text.len() {
            let end = memchr::memchr(b'\n', &text.as_bytes()[start..]).map_or(text.len(), |at| start + at);
            let record = text[start..end].strip_suffix('\r').unwrap_or(&text[start..end]);
            fields.clear();
            let mut from = 0;
            for at in memchr::memchr_iter(self.delimiter, record.as_bytes()) {
                fields.push(&record[from..at]);
                from = at + 1;
            }
            fields.push(&record[from..]);
            self.row(line, &fields, coded);
            line = line.saturating_add(1);
            start = end + 1;
        }
    }

    #[inline]
    fn row(&self, line: u32, fields: &[&str], coded: &mut Coded) {
        let is_blank = fields.len() == 1 && fields[0].trim().is_empty();
        if is_blank || self.header == Some(line) {
            return;
        }
        let columns = &self.columns.all;
        if fields.len() < self.widest || self.exact && fields.len() != columns.len() {
            return coded.fault(self.columns.arity(line, fields.len()));
        }
        match self.exact {
            true => coded.row(line, columns, fields.iter().copied()),
            false => coded.row(line, columns, self.order.iter().map(|&at| fields[at])),
        }
    }
}

/// That a first line names most of the columns, but not all.
fn misnamed(line: u32, fields: &[String], columns: &Columns) -> Option<Fault> {
    let (named, lacking): (Vec<_>, Vec<_>) =
        columns.all.iter().map(|c| &c.name).partition(|name| fields.contains(name));
    let &first = lacking.first()?;
    if named.len() < 2 || named.len() < lacking.len() {
        return None;
    }
    let others = fields.iter().filter(|field| !named.contains(field)).map(String::as_str);
    let help = match nearest_of(first, others).first() {
        Some(near) => format!("`{near}` is there; name it `{first}`"),
        None => columns.order(),
    };
    Some(Fault { line, message: format!("the header has no `{first}`"), help })
}

/// Whether lines and values end where their signs stand: no quotation mark, and no carriage return
/// but before a line's end.
fn is_plain(bytes: &[u8]) -> bool {
    memchr::memchr(b'"', bytes).is_none()
        && memchr::memchr_iter(b'\r', bytes).all(|at| bytes.get(at + 1) == Some(&b'\n'))
}

/// Calls `visit` with the line and the fields of each record, until it says that it is enough.
fn records(block: &Block, delimiter: u8, visit: &mut dyn FnMut(u32, &csv::ByteRecord) -> bool) {
    let mut builder = csv::ReaderBuilder::new();
    let mut reader =
        builder.delimiter(delimiter).flexible(true).has_headers(false).from_reader(&*block.bytes);
    let mut record = csv::ByteRecord::new();
    // Reading from memory, flexible and as bytes, does not fail.
    while let Ok(true) = reader.read_byte_record(&mut record) {
        let before = record.position().map_or(0, |p| u32::try_from(p.line()).unwrap_or(u32::MAX));
        if !visit(block.line.saturating_add(before).saturating_sub(1), &record) {
            return;
        }
    }
}
