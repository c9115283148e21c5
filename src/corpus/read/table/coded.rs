//! The rows of one block, by the block's own dictionary.
//!
//! In: values of columns, row by row. Out: rows of codes, and what each code stands for in the
//! order in which it first stood. A code is either a whole number that is its own symbol, or a
//! position in the dictionary. It knows no other block, so that blocks are read side by side.

use hashbrown::HashTable;

use super::Fault;
use super::column::{Column, Read};
use crate::fact::interner::text_hash;
use crate::fact::{KindId, Symbol, Value};

/// Most faults of one block that are told; the rest is counted.
const MOST: usize = 20;

/// The rows of a block.
#[derive(Debug)]
pub(super) struct Coded {
    /// Codes, row after row.
    pub(super) values: Vec<Symbol>,
    /// What the codes stand for; the first is what nobody stated.
    pub(super) entries: Vec<Entry>,
    /// Rows that do not follow the one before line by line: position and line.
    pub(super) runs: Vec<(usize, u32)>,
    /// What is wrong, the first of it.
    pub(super) faults: Vec<Fault>,
    /// How many rows are wrong.
    pub(super) faulty: usize,
    rows: usize,
    next: u32,
    texts: String,
    others: Vec<Value>,
    index: HashTable<u32>,
    /// Of each column the value that came last, and its code: neighbours are often alike.
    last: Vec<Symbol>,
}

/// What a code stands for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    start: u32,
    length: u32,
    /// That of the text.
    pub(super) hash: u64,
    pub(super) sort: Sort,
}

/// How an entry's text is to be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    /// As it stands.
    Text,
    /// For a value that it was read as.
    Other(u32),
    /// As a name of this kind.
    Name(KindId),
}

impl Default for Coded {
    fn default() -> Self {
        let mut coded = Self {
            values: Vec::new(),
            entries: Vec::new(),
            runs: Vec::new(),
            faults: Vec::new(),
            faulty: 0,
            rows: 0,
            next: 0,
            texts: String::new(),
            others: Vec::new(),
            index: HashTable::new(),
            last: Vec::new(),
        };
        coded.clear();
        coded
    }
}

impl Coded {
    /// Makes it empty, and keeps its memory.
    pub(super) fn clear(&mut self) {
        self.values.clear();
        self.entries.clear();
        self.runs.clear();
        self.faults.clear();
        self.texts.clear();
        self.others.clear();
        self.index.clear();
        self.last.clear();
        (self.faulty, self.rows, self.next) = (0, 0, 0);
        self.entries.push(Entry { start: 0, length: 0, hash: text_hash(""), sort: Sort::Other(0) });
        self.others.push(Value::Unknown);
    }

    /// The text of an entry.
    pub(super) fn text(&self, entry: &Entry) -> &str {
        &self.texts[entry.start as usize..(entry.start + entry.length) as usize]
    }

    /// A value that an entry was read as.
    pub(super) fn other(&self, position: u32) -> &Value {
        &self.others[position as usize]
    }

    /// Adds a row of texts, one a column.
    pub(super) fn row<'t>(&mut self, line: u32, columns: &[Column], texts: impl Iterator<Item = &'t str>) {
        let start = self.values.len();
        for (place, (column, text)) in columns.iter().zip(texts).enumerate() {
            match self.code(place, column, trimmed(text)) {
                Ok(code) => self.values.push(code),
                Err(help) => {
                    self.values.truncate(start);
                    return self.fault(column.wrong(line, trimmed(text), help));
                }
            }
        }
        if line != self.next || self.rows == 0 {
            self.runs.push((self.rows, line));
        }
        self.rows += 1;
        self.next = line.saturating_add(1);
    }

    /// Notes what is wrong with a row that is left out.
    pub(super) fn fault(&mut self, fault: Fault) {
        self.faulty += 1;
        if self.faults.len() < MOST {
            self.faults.push(fault);
        }
    }

    #[inline]
    fn code(&mut self, place: usize, column: &Column, text: &str) -> Result<Symbol, &'static str> {
        let sort = match column.read(text)? {
            Read::Known(symbol) => return Ok(symbol),
            Read::Text => Sort::Text,
            Read::Name(kind) => Sort::Name(kind),
            Read::Value(value) => return Ok(self.other_code(text, value)),
        };
        if place >= self.last.len() {
            self.last.resize(place + 1, Symbol::UNKNOWN);
        }
        let before = self.entries[self.last[place].0 as usize];
        if before.sort == sort && self.text(&before) == text {
            return Ok(self.last[place]);
        }
        let hash = text_hash(text);
        let code = self.entry(text, hash, |entry| entry.sort == sort, |_| sort);
        self.last[place] = code;
        Ok(code)
    }

    fn other_code(&mut self, text: &str, value: Value) -> Symbol {
        let others = std::mem::take(&mut self.others);
        let same = |entry: &Entry| matches!(entry.sort, Sort::Other(at) if others[at as usize] == value);
        let position = others.len() as u32;
        let code = self.entry(text, text_hash(text), same, |_| Sort::Other(position));
        self.others = others;
        if matches!(self.entries[code.0 as usize].sort, Sort::Other(at) if at == position) {
            self.others.push(value);
        }
        code
    }

    /// The entry of a text, found or made.
    #[inline]
    fn entry(
        &mut self,
        text: &str,
        hash: u64,
        same: impl Fn(&Entry) -> bool,
        sort: impl FnOnce(&str) -> Sort,
    ) -> Symbol {
        let (entries, texts) = (&self.entries, &self.texts);
        let alike = |&code: &u32| {
            let entry = &entries[code as usize];
            entry.hash == hash
                && texts[entry.start as usize..(entry.start + entry.length) as usize] == *text
                && same(entry)
        };
        if let Some(&code) = self.index.find(hash, alike) {
            return Symbol(code);
        }
        let code = self.entries.len() as u32;
        let start = self.texts.len() as u32;
        self.texts.push_str(text);
        self.entries.push(Entry { start, length: text.len() as u32, hash, sort: sort(text) });
        let entries = &self.entries;
        self.index.insert_unique(hash, code, |&code| entries[code as usize].hash);
        Symbol(code)
    }
}

/// Without white space around it.
#[inline]
fn trimmed(text: &str) -> &str {
    let tight = |byte: Option<&u8>| byte.is_none_or(|b| (0x21..0x7f).contains(b));
    let bytes = text.as_bytes();
    if tight(bytes.first()) && tight(bytes.last()) { text } else { text.trim() }
}
