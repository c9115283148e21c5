//! A stream of bytes → blocks of whole records.
//!
//! In: bytes. Out: blocks of about a megabyte, each with the line that it starts in. Knows where a
//! record of a layout ends, and nothing of what is in it.

use std::io::{self, Read};

use super::Fault;
use super::pipeline::Pieces;

/// About how many bytes a block has.
const SIZE: usize = 1 << 20;
/// A record of more bytes is none.
const LONGEST: usize = 64 << 20;

/// Where records end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ends {
    /// At the end of each line.
    Lines,
    /// At the end of a line, unless it stands in a quoted value; values are parted by this byte.
    Records(u8),
}

/// Whole records.
#[derive(Debug, Default)]
pub(super) struct Block {
    /// They end with a line's end, but for the last block of a file.
    pub(super) bytes: Vec<u8>,
    /// The line, from 1, that they start in.
    pub(super) line: u32,
}

/// The blocks of a stream, one after another.
pub(super) struct Blocks {
    stream: Box<dyn Read + Send>,
    ends: Ends,
    /// What was read behind the last block.
    rest: Vec<u8>,
    line: u32,
}

impl Blocks {
    pub(super) fn new(stream: Box<dyn Read + Send>, ends: Ends) -> Self {
        Self { stream, ends, rest: Vec::new(), line: 1 }
    }

    /// Puts a block back, so that it comes again.
    pub(super) fn put_back(&mut self, block: Block) {
        self.line = block.line;
        let rest = std::mem::replace(&mut self.rest, block.bytes);
        self.rest.extend(rest);
    }

    /// Reads until the block has so many bytes; whether that was the end.
    fn read(&mut self, block: &mut Block, size: usize) -> Result<bool, Fault> {
        let wanted = size.saturating_sub(block.bytes.len()) as u64;
        let read = self.stream.by_ref().take(wanted).read_to_end(&mut block.bytes);
        match read {
            Ok(count) => Ok((count as u64) < wanted),
            Err(error) => Err(self.unreadable(block, &error)),
        }
    }

    fn unreadable(&self, block: &Block, error: &io::Error) -> Fault {
        Fault {
            line: block.line.saturating_add(lines(&block.bytes)),
            message: format!("the file cannot be read on from here: {error}"),
            help: "it seems to be cut off or damaged: fetch it again".to_owned(),
        }
    }

    /// Gives the records before a quotation mark that nothing closes, then the fault.
    fn unclosed(&mut self, block: &mut Block, at: usize, end: usize) -> Result<bool, Fault> {
        if end == 0 {
            return Err(unclosed(block, at));
        }
        self.rest.extend_from_slice(&block.bytes[end..]);
        block.bytes.truncate(end);
        self.line = self.line.saturating_add(lines(&block.bytes));
        Ok(true)
    }

    fn too_long(&self, block: &Block, open: Option<usize>) -> Fault {
        match open {
            Some(at) => unclosed(block, at),
            None => Fault {
                line: block.line,
                message: format!("the line is longer than {} MiB", LONGEST >> 20),
                help: "write one row a line".to_owned(),
            },
        }
    }
}

impl Pieces for Blocks {
    type Piece = Block;

    fn fill(&mut self, block: &mut Block) -> Result<bool, Fault> {
        block.bytes.clear();
        block.bytes.append(&mut self.rest);
        block.line = self.line;
        let mut ended = false;
        loop {
            if !ended && block.bytes.len() < SIZE {
                ended = self.read(block, SIZE)?;
            }
            let found = last_end(&block.bytes, self.ends);
            match (found, ended) {
                (Found { open: Some(at), end }, true) => return self.unclosed(block, at, end),
                (_, true) => break,
                (Found { end: 0, open }, false) => {
                    if block.bytes.len() > LONGEST {
                        return Err(self.too_long(block, open));
                    }
                    let size = block.bytes.len() * 2;
                    ended = self.read(block, size)?;
                }
                (Found { end, .. }, false) => {
                    self.rest.extend_from_slice(&block.bytes[end..]);
                    block.bytes.truncate(end);
                    break;
                }
            }
        }
        self.line = self.line.saturating_add(lines(&block.bytes));
        Ok(!block.bytes.is_empty())
    }
}

fn unclosed(block: &Block, at: usize) -> Fault {
    Fault {
        line: block.line.saturating_add(lines(&block.bytes[..at])),
        message: "a value starts with a quotation mark that nothing closes".to_owned(),
        help: "close it, or write `\"\"\"…\"` where the value itself starts with one".to_owned(),
    }
}

fn lines(bytes: &[u8]) -> u32 {
    u32::try_from(memchr::memchr_iter(b'\n', bytes).count()).unwrap_or(u32::MAX)
}

/// Behind the last whole record, and where the quotation mark stands that is still open at the end.
struct Found {
    end: usize,
    open: Option<usize>,
}

fn last_end(bytes: &[u8], ends: Ends) -> Found {
    let last = |bytes: &[u8]| memchr::memrchr(b'\n', bytes).map_or(0, |at| at + 1);
    match ends {
        Ends::Records(delimiter) if memchr::memchr(b'"', bytes).is_some() => quoted(bytes, delimiter),
        _ => Found { end: last(bytes), open: None },
    }
}

/// A quotation mark opens a value only where one starts; two within it are one of its own.
fn quoted(bytes: &[u8], delimiter: u8) -> Found {
    let (mut end, mut open, mut fresh) = (0, None, true);
    let mut at = 0;
    while at < bytes.len() {
        let byte = bytes[at];
        match open {
            Some(_) if byte == b'"' && bytes.get(at + 1) == Some(&b'"') => at += 1,
            Some(_) if byte == b'"' => open = None,
            Some(_) => {}
            None if byte == b'"' && fresh => open = Some(at),
            None if byte == b'\n' => end = at + 1,
            None => {}
        }
        fresh = open.is_none() && (byte == delimiter || byte == b'\n' || byte == b'\r');
        at += 1;
    }
    Found { end, open }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks(text: &str, ends: Ends) -> Blocks {
        Blocks::new(Box::new(io::Cursor::new(text.to_owned().into_bytes())), ends)
    }

    #[test]
    fn blocks_end_with_records_and_know_their_line() {
        let record = "one,\"a \"\"quoted\"\"\nvalue, over lines\",3\n";
        let text = record.repeat(100_000);
        let mut all = blocks(&text, Ends::Records(b','));
        let (mut block, mut whole, mut count) = (Block::default(), String::new(), 0);
        while all.fill(&mut block).expect("it is sound") {
            assert_eq!(block.bytes.len() % record.len(), 0);
            assert_eq!(block.line as usize, 1 + 2 * whole.len() / record.len());
            whole.push_str(std::str::from_utf8(&block.bytes).expect("UTF-8"));
            count += 1;
        }
        assert!(count > 2);
        assert!(whole == text);
    }

    #[test]
    fn what_stands_before_an_open_quotation_mark_is_read() {
        let mut all = blocks("a,b\nc,d\ne,\"f\ng,h\n", Ends::Records(b','));
        let mut block = Block::default();
        assert!(all.fill(&mut block).expect("two records are sound"));
        assert_eq!(block.bytes, b"a,b\nc,d\n");
        let fault = all.fill(&mut block).expect_err("the third is open");
        assert_eq!((fault.line, fault.message.contains("nothing closes")), (3, true));
    }

    #[test]
    fn a_last_line_needs_no_end() {
        let mut all = blocks("{}\n[]", Ends::Lines);
        let mut block = Block::default();
        assert!(all.fill(&mut block).expect("sound"));
        assert_eq!(block.bytes, b"{}\n[]");
        assert!(!all.fill(&mut block).expect("sound"));
    }
}
