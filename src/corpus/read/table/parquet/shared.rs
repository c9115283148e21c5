//! A file that several threads read at once, each at a place of its own.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use parquet::errors::Result;
use parquet::file::reader::{ChunkReader, Length};

/// Clones of a [`File`] share its position, so that threads would read at each other's places;
/// this one looks for the place and reads in one step.
pub(super) struct Shared {
    file: Arc<Mutex<File>>,
    len: u64,
}

impl Shared {
    pub(super) fn new(file: File) -> io::Result<Self> {
        let len = file.metadata()?.len();
        Ok(Self { file: Arc::new(Mutex::new(file)), len })
    }
}

impl Length for Shared {
    fn len(&self) -> u64 {
        self.len
    }
}

impl ChunkReader for Shared {
    type T = BufReader<At>;

    fn get_read(&self, start: u64) -> Result<Self::T> {
        Ok(BufReader::new(At { file: Arc::clone(&self.file), next: start }))
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes> {
        // A damaged file may ask for more than it has.
        let mut found = Vec::with_capacity(length.min(self.len as usize));
        let mut file = lock(&self.file);
        file.seek(SeekFrom::Start(start))?;
        Read::take(&mut *file, length as u64).read_to_end(&mut found)?;
        if found.len() < length {
            return Err(io::Error::from(io::ErrorKind::UnexpectedEof).into());
        }
        Ok(found.into())
    }
}

/// Reads from a place on.
pub(super) struct At {
    file: Arc<Mutex<File>>,
    next: u64,
}

impl Read for At {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut file = lock(&self.file);
        file.seek(SeekFrom::Start(self.next))?;
        let read = file.read(buffer)?;
        self.next += read as u64;
        Ok(read)
    }
}

/// The place is looked for each time, so what a thread that died left behind does no harm.
fn lock(file: &Mutex<File>) -> MutexGuard<'_, File> {
    file.lock().unwrap_or_else(PoisonError::into_inner)
}
