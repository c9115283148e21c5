//! Bytes of a declared encoding → UTF-8.
//!
//! In: the start of an XML file. Out: its bytes as UTF-8, for the encodings that papers come in:
//! UTF-8, UTF-16, Latin-1 and Windows-1252. Nothing is guessed: without a declaration or a byte
//! order mark the text is taken as UTF-8.

use std::io::{self, BufRead, BufReader, Read};

/// So many bytes are searched for a declaration.
const DECLARATION: usize = 200;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Encoding {
    Utf8,
    Utf16(Endianness),
    /// Latin-1 is read as its superset, as browsers do.
    Windows1252,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Endianness {
    Big,
    Little,
}

/// What Windows-1252 has between 0x80 and 0x9f; 0 where it has nothing.
const UPPER: [u16; 32] = [
    0x20ac, 0, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0,
    0x017d, 0, 0, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a,
    0x0153, 0, 0x017e, 0x0178,
];

/// The reader as UTF-8.
///
/// # Errors
/// With the name of a declared encoding that is none of these, as [`io::ErrorKind::Unsupported`].
pub(super) fn utf8<'a>(mut reader: impl BufRead + 'a) -> io::Result<Box<dyn BufRead + 'a>> {
    let start = reader.fill_buf()?;
    let (encoding, mark) = match start {
        [0xef, 0xbb, 0xbf, ..] => (Encoding::Utf8, 3),
        [0xff, 0xfe, 0, 0, ..] | [0, 0, 0xfe, 0xff, ..] => {
            return Err(io::Error::new(io::ErrorKind::Unsupported, "utf-32"));
        }
        [0xff, 0xfe, ..] => (Encoding::Utf16(Endianness::Little), 2),
        [0xfe, 0xff, ..] => (Encoding::Utf16(Endianness::Big), 2),
        [b'<', 0, ..] => (Encoding::Utf16(Endianness::Little), 0),
        [0, b'<', ..] => (Encoding::Utf16(Endianness::Big), 0),
        _ => (declared(&start[..start.len().min(DECLARATION)])?, 0),
    };
    reader.consume(mark);
    Ok(match encoding {
        Encoding::Utf8 => Box::new(reader),
        _ => Box::new(BufReader::new(Recoded {
            inner: reader,
            encoding,
            ready: Vec::new(),
            at: 0,
            high: None,
        })),
    })
}

/// The encoding that an XML declaration names.
fn declared(start: &[u8]) -> io::Result<Encoding> {
    let text = String::from_utf8_lossy(start);
    let declaration = text.trim_start().strip_prefix("<?xml").and_then(|rest| rest.split("?>").next());
    let value = declaration.and_then(|d| d.split("encoding").nth(1)).and_then(|rest| {
        let quoted = rest.trim_start().strip_prefix('=')?.trim_start();
        let quote = quoted.chars().next().filter(|c| "\"'".contains(*c))?;
        quoted[1..].split(quote).next()
    });
    match value.map(str::to_lowercase).as_deref() {
        // A declared UTF-16 whose declaration can be read as bytes is none.
        None | Some("utf-8" | "utf8" | "us-ascii" | "ascii" | "utf-16") => Ok(Encoding::Utf8),
        Some("iso-8859-1" | "latin1" | "latin-1" | "iso8859-1" | "windows-1252" | "cp1252") => {
            Ok(Encoding::Windows1252)
        }
        Some(other) => Err(io::Error::new(io::ErrorKind::Unsupported, other.to_owned())),
    }
}

struct Recoded<R> {
    inner: R,
    encoding: Encoding,
    ready: Vec<u8>,
    at: usize,
    /// The first half of a pair of UTF-16.
    high: Option<u16>,
}

impl<R: BufRead> Recoded<R> {
    fn refill(&mut self) -> io::Result<()> {
        self.ready.clear();
        self.at = 0;
        while self.ready.is_empty() {
            let Encoding::Utf16(order) = self.encoding else {
                return self.refill_bytes();
            };
            let mut unit = [0u8; 2];
            // Units may straddle the buffer, so they are read and not looked at.
            while self.ready.len() < 4096 {
                if !read_pair(&mut self.inner, &mut unit)? {
                    if self.high.take().is_some() {
                        self.push(char::REPLACEMENT_CHARACTER);
                    }
                    return Ok(());
                }
                let unit = match order {
                    Endianness::Little => u16::from_le_bytes(unit),
                    Endianness::Big => u16::from_be_bytes(unit),
                };
                self.unit(unit);
            }
        }
        Ok(())
    }

    fn refill_bytes(&mut self) -> io::Result<()> {
        let bytes = self.inner.fill_buf()?.to_vec();
        self.inner.consume(bytes.len());
        for byte in bytes {
            let upper = byte.checked_sub(0x80).and_then(|i| UPPER.get(usize::from(i))).filter(|u| **u != 0);
            let c = upper.and_then(|u| char::from_u32(u32::from(*u))).unwrap_or(char::from(byte));
            self.push(c);
        }
        Ok(())
    }

    fn unit(&mut self, unit: u16) {
        let pair: Vec<u16> = self.high.take().into_iter().chain([unit]).collect();
        if pair.len() == 1 && (0xd800..0xdc00).contains(&unit) {
            self.high = Some(unit);
            return;
        }
        for decoded in char::decode_utf16(pair) {
            self.push(decoded.unwrap_or(char::REPLACEMENT_CHARACTER));
        }
    }

    fn push(&mut self, c: char) {
        self.ready.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
    }
}

/// Whether there were two more bytes.
fn read_pair(reader: &mut impl Read, unit: &mut [u8; 2]) -> io::Result<bool> {
    match reader.read_exact(unit) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(false),
        Err(error) => Err(error),
    }
}

impl<R: BufRead> Read for Recoded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.at == self.ready.len() {
            self.refill()?;
        }
        let count = (self.ready.len() - self.at).min(buffer.len());
        buffer[..count].copy_from_slice(&self.ready[self.at..self.at + count]);
        self.at += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> String {
        let mut text = String::new();
        utf8(bytes).unwrap_or_else(|e| panic!("{e}")).read_to_string(&mut text).expect("UTF-8");
        text
    }

    #[test]
    fn declared_encodings_are_read() {
        let text = "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><p>na\u{ef}ve \u{201c}\u{b5}\u{201d}</p>";
        let bytes: Vec<u8> = text
            .chars()
            .map(|c| match c {
                '\u{201c}' => 0x93,
                '\u{201d}' => 0x94,
                c => u8::try_from(u32::from(c)).expect("Latin-1"),
            })
            .collect();
        assert_eq!(read(&bytes), text);
        let wide = "<?xml version=\"1.0\" encoding=\"UTF-16\"?><p>\u{3b1} \u{1f9ec}</p>".repeat(999);
        let big: Vec<u8> = wide.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let little: Vec<u8> =
            [0xff, 0xfe].into_iter().chain(wide.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        assert_eq!(read(&big), wide);
        assert_eq!(read(&little), wide);
        assert_eq!(read("\u{feff}<p>\u{3b1}</p>".as_bytes()), "<p>\u{3b1}</p>");
    }

    #[test]
    fn an_unknown_encoding_is_named() {
        let error = utf8(&b"<?xml version='1.0' encoding='Shift_JIS'?><p/>"[..]).err().expect("an error");
        assert_eq!(error.to_string(), "shift_jis");
    }
}
