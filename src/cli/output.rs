//! Results out: to standard output, or into a file that is written whole or not at all, compressed
//! where its name ends in `.gz` or `.zst`.

use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};

use super::screen::Screen;
use super::{Outcome, nearest};
use crate::diagnostic::Diagnostic;
use crate::session::Guard;

/// Writes a result; a reader that has gone away is no error.
///
/// The outcome is `outcome`, `Stopped` if a [`Stoppable`] was, or that of the failure, which is
/// printed.
pub(super) fn write(
    file: Option<&Path>,
    outcome: Outcome,
    screen: &Screen,
    result: &dyn Fn(&mut dyn Write) -> io::Result<()>,
) -> Outcome {
    let done = match file {
        Some(path) => write_file(path, result).map_err(|error| (path.display().to_string(), error)),
        None => {
            let mut out = BufWriter::new(io::stdout().lock());
            let written = result(&mut out).and_then(|()| out.flush());
            match written {
                Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
                other => other.map_err(|error| ("standard output".to_owned(), error)),
            }
        }
    };
    match done {
        Ok(()) => outcome,
        Err((_, error)) if error.get_ref().is_some_and(|inner| inner.is::<Halted>()) => Outcome::Stopped,
        Err((name, error)) => {
            screen.say(unwritable(file, &name, &error));
            Outcome::Wrong
        }
    }
}

/// Writes until a guard stops it.
pub(super) struct Stoppable<'a> {
    pub(super) out: &'a mut dyn Write,
    pub(super) guard: &'a Guard,
}

impl Write for Stoppable<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self.guard.cause() {
            None => self.out.write(bytes),
            Some(_) => Err(io::Error::other(Halted)),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// A guard has stopped the writing.
#[derive(Debug)]
struct Halted;

impl std::fmt::Display for Halted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("stopped")
    }
}

impl std::error::Error for Halted {}

fn unwritable(file: Option<&Path>, name: &str, error: &io::Error) -> Diagnostic {
    let help = match file.map(folder) {
        Some(folder) if !folder.is_dir() => {
            let near = siblings(&folder);
            let name = folder.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
            match nearest(&name, near.iter().map(String::as_str)) {
                Some(near) => format!("there is no folder {}; {near} is there", folder.display()),
                None => format!("make the folder {} first", folder.display()),
            }
        }
        Some(_) => "name a file in a folder that may be written to".to_owned(),
        None => "check where the output goes, and whether the disk is full".to_owned(),
    };
    Diagnostic::error("E0701", format!("{name} cannot be written: {error}")).help(help)
}

fn siblings(folder: &Path) -> Vec<String> {
    let parent = folder.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let entries = std::fs::read_dir(parent).into_iter().flatten().flatten();
    entries.map(|e| e.file_name().to_string_lossy().into_owned()).collect()
}

fn folder(path: &Path) -> PathBuf {
    path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new(".")).to_owned()
}

/// How a file is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Packing {
    Plain,
    Gzip,
    Zstandard,
}

/// The name without the ending of a compressed file, in lower case, and how it is compressed.
fn unpacked(path: &Path) -> (String, Packing) {
    let name = path.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
    for (ending, packing) in [(".gz", Packing::Gzip), (".zst", Packing::Zstandard)] {
        if let Some(bare) = name.strip_suffix(ending) {
            return (bare.to_owned(), packing);
        }
    }
    (name, Packing::Plain)
}

/// The ending of a file's name, in lower case, before that of a compressed file.
pub(super) fn ending(path: &Path) -> Option<String> {
    unpacked(path).0.rsplit_once('.').map(|(_, ending)| ending.to_owned())
}

/// Writes a file whole or not at all: what was there before stays until everything is written.
pub(super) fn write_file(path: &Path, result: &dyn Fn(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    match unpacked(path).1 {
        Packing::Plain => write_bytes(path, result),
        Packing::Gzip => write_bytes(path, &|out| {
            let mut packed = flate2::write::GzEncoder::new(out, flate2::Compression::fast());
            result(&mut packed)?;
            packed.finish().map(|_| ())
        }),
        Packing::Zstandard => write_bytes(path, &|out| {
            let mut packed = zstd::stream::write::Encoder::new(out, zstd::DEFAULT_COMPRESSION_LEVEL)?;
            result(&mut packed)?;
            packed.finish().map(|_| ())
        }),
    }
}

fn write_bytes(path: &Path, result: &dyn Fn(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    // Through a link the file behind it is replaced, not the link.
    let path = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let found = std::fs::metadata(&path).ok();
    if found.as_ref().is_some_and(|f| !f.is_file()) {
        // A device or a pipe cannot be replaced.
        let mut out = BufWriter::new(std::fs::OpenOptions::new().write(true).open(&path)?);
        return result(&mut out).and_then(|()| out.flush());
    }
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    let builder = {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(std::fs::Permissions::from_mode(0o666))
    };
    let mut out = BufWriter::new(builder.prefix(".reason-").tempfile_in(folder(&path))?);
    result(&mut out)?;
    let file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
    if let Some(found) = found {
        file.as_file().set_permissions(found.permissions())?;
    }
    file.persist(&path).map(|_| ()).map_err(|error| error.error)
}
