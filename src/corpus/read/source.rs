//! Where bytes come from: plain files, `.gz`, and the members of archives, with limits.
//!
//! In: a path. Out: readers of UTF-8 or of whatever bytes the file holds, decompressed, which know
//! their line. Must not know what a format means. No file is unpacked onto the disk.

use std::cell::Cell;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use crate::diagnostic::Diagnostic;

/// Most bytes of one paper, after decompression.
pub(super) const LARGEST_PAPER: u64 = 64 << 20;

/// So much may come out of any compressed file, and beyond it [`EXPANSION`] times what is in it.
const FREE: u64 = 64 << 20;

/// A compressed text holds at most so many times its size; more is a bomb.
const EXPANSION: u64 = 200;

/// How an archive's members are laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Archive {
    /// `.tar`, `.tar.gz`, `.tgz`.
    Tar,
    /// `.zip`.
    Zip,
}

/// What kind of archive a name means.
pub(super) fn archive(name: &str) -> Option<Archive> {
    let ends = |endings: &[&str]| endings.iter().any(|e| name.ends_with(e));
    match name {
        _ if ends(&[".tar", ".tar.gz", ".tgz"]) => Some(Archive::Tar),
        _ if ends(&[".zip"]) => Some(Archive::Zip),
        _ => None,
    }
}

pub(super) fn unreadable(path: &Path, error: &io::Error) -> Diagnostic {
    let (code, help) = match error.kind() {
        io::ErrorKind::FileTooLarge => ("E0513", "split the file, or take it out of the folder"),
        io::ErrorKind::InvalidInput
        | io::ErrorKind::UnexpectedEof
        | io::ErrorKind::InvalidData
        // What an archive of the wrong shape gives.
        | io::ErrorKind::Other => {
            ("E0516", "it seems to be cut off or damaged: fetch it again")
        }
        _ => ("E0503", "make the file readable, or take it out of the folder"),
    };
    Diagnostic::error(code, format!("{} cannot be read: {error}", path.display())).help(help)
}

/// A file's bytes; those of `.gz` and `.zst` are decompressed.
pub(super) fn open(path: &Path) -> io::Result<Box<dyn BufRead>> {
    let file = File::open(path)?;
    let size = file.metadata().map_or(0, |m| m.len());
    plain(BufReader::with_capacity(1 << 16, file), size)
}

/// Decompresses what starts like gzip or Zstandard; `size` is how many bytes there are at most.
fn plain<'a>(mut reader: impl BufRead + 'a, size: u64) -> io::Result<Box<dyn BufRead + 'a>> {
    let left = FREE + size.saturating_mul(EXPANSION);
    let start = reader.fill_buf()?;
    if start.starts_with(&[0x1f, 0x8b]) {
        let bounded = Bounded { left, inner: flate2::bufread::MultiGzDecoder::new(reader) };
        return Ok(Box::new(BufReader::with_capacity(1 << 16, bounded)));
    }
    if start.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) {
        let bounded = Bounded { left, inner: zstd::stream::read::Decoder::with_buffer(reader)? };
        return Ok(Box::new(BufReader::with_capacity(1 << 16, bounded)));
    }
    Ok(Box::new(reader))
}

/// Fails once more than `left` bytes have come out.
struct Bounded<R> {
    inner: R,
    left: u64,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.left = self.left.checked_sub(count as u64).ok_or_else(|| {
            io::Error::new(
                io::ErrorKind::FileTooLarge,
                format!("it holds more than {EXPANSION} times its size"),
            )
        })?;
        Ok(count)
    }
}

/// Calls `visit` with the path and the bytes of each member, in the order of the archive. A member
/// that cannot be read is a diagnostic; a damaged archive ends with one.
pub(super) fn members(
    path: &Path,
    kind: Archive,
    visit: &mut dyn FnMut(&Path, &mut dyn BufRead),
) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    let result = match kind {
        Archive::Tar => tar_members(path, visit),
        Archive::Zip => zip_members(path, visit, &mut faults),
    };
    faults.extend(result.err().map(|error| unreadable(path, &error)));
    faults
}

fn tar_members(path: &Path, visit: &mut dyn FnMut(&Path, &mut dyn BufRead)) -> io::Result<()> {
    let mut archive = tar::Archive::new(open(path)?);
    for entry in archive.entries()? {
        let entry = entry?;
        let name = entry.path()?.into_owned();
        if entry.header().entry_type().is_file() && is_visible(&name) {
            let size = entry.size();
            visit(&inside(path, &name), &mut *plain(BufReader::new(entry), size)?);
        }
    }
    Ok(())
}

fn zip_members(
    path: &Path,
    visit: &mut dyn FnMut(&Path, &mut dyn BufRead),
    faults: &mut Vec<Diagnostic>,
) -> io::Result<()> {
    let size = std::fs::metadata(path)?.len();
    let mut archive = zip::ZipArchive::new(BufReader::new(File::open(path)?))
        .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error.to_string()))?;
    let mut left = FREE + size.saturating_mul(EXPANSION);
    for position in 0..archive.len() {
        let member = match archive.by_index(position) {
            Ok(member) => member,
            Err(error) => {
                let message = format!("{}: member {} cannot be read: {error}", path.display(), position + 1);
                faults.push(
                    Diagnostic::error("E0516", message).help("unpack the archive with the tool that made it"),
                );
                continue;
            }
        };
        let name = member.name().map_or_else(|_| PathBuf::from(position.to_string()), |n| PathBuf::from(&*n));
        if !member.is_file() || !is_visible(&name) {
            continue;
        }
        let (before, packed) = (left, member.compressed_size());
        let mut bounded = Bounded { inner: member, left };
        visit(&inside(path, &name), &mut *plain(BufReader::new(&mut bounded), packed)?);
        left = bounded.left.min(before);
    }
    Ok(())
}

fn is_visible(name: &Path) -> bool {
    let hidden = |part: &str| part.starts_with('.') && part != "." || part == "__MACOSX";
    !name.iter().any(|part| hidden(&part.to_string_lossy()))
}

/// How a member is named: the archive as if it were a folder.
fn inside(archive: &Path, name: &Path) -> PathBuf {
    let parts = name.components().filter(|c| matches!(c, std::path::Component::Normal(_)));
    parts.fold(archive.to_owned(), |path, part| path.join(part))
}

/// How far a reader is; shared with whoever asks.
#[derive(Clone, Debug)]
pub(super) struct Progress {
    line: Rc<Cell<u32>>,
    left: Rc<Cell<u64>>,
}

impl Progress {
    /// The line that is being read, from 1.
    pub(super) fn line(&self) -> u32 {
        self.line.get()
    }

    /// Another paper starts here.
    pub(super) fn next_paper(&self) {
        self.left.set(LARGEST_PAPER);
    }

    fn took(&self, bytes: &[u8]) {
        let lines = memchr::memchr_iter(b'\n', bytes).count();
        self.line.set(self.line.get().saturating_add(u32::try_from(lines).unwrap_or(u32::MAX)));
        self.left.set(self.left.get().saturating_sub(bytes.len() as u64));
    }

    fn check(&self) -> io::Result<()> {
        if self.left.get() > 0 {
            return Ok(());
        }
        let message = format!("a paper takes more than {} MiB", LARGEST_PAPER >> 20);
        Err(io::Error::new(io::ErrorKind::FileTooLarge, message))
    }
}

/// Bytes that know their line, and fail where one paper takes more than [`LARGEST_PAPER`].
pub(super) struct Counted<R> {
    inner: R,
    progress: Progress,
}

impl<R: BufRead> Counted<R> {
    pub(super) fn new(inner: R) -> Self {
        let progress = Progress { line: Rc::new(Cell::new(1)), left: Rc::new(Cell::new(LARGEST_PAPER)) };
        Self { inner, progress }
    }

    pub(super) fn progress(&self) -> Progress {
        self.progress.clone()
    }
}

impl<R: BufRead> BufRead for Counted<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.progress.check()?;
        self.inner.fill_buf()
    }

    fn consume(&mut self, count: usize) {
        // What was filled is still there.
        if let Ok(bytes) = self.inner.fill_buf() {
            self.progress.took(&bytes[..count.min(bytes.len())]);
        }
        self.inner.consume(count);
    }
}

impl<R: BufRead> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.progress.check()?;
        let available = self.inner.fill_buf()?;
        let count = available.len().min(buffer.len());
        buffer[..count].copy_from_slice(&available[..count]);
        self.progress.took(&buffer[..count]);
        self.inner.consume(count);
        Ok(count)
    }
}
