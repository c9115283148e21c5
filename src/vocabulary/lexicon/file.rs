//! A lexicon from its file.

use std::path::Path;

use super::{Damage, Lexicon, MOST_IMPORTED};
use crate::diagnostic::Diagnostic;

impl Lexicon {
    /// Adds the names of a file that `reason vocabulary import` wrote.
    ///
    /// # Errors
    /// If it cannot be read, is of another version, damaged, or one too many.
    pub fn read(&mut self, path: &Path) -> Result<(), Diagnostic> {
        let bytes = std::fs::read(path).map_err(|error| {
            let message = format!("{} cannot be read: {error}", path.display());
            Diagnostic::error("E0220", message).help("make the file readable, or take it out of the folder")
        })?;
        match self.add(bytes) {
            Ok(true) => Ok(()),
            Ok(false) => {
                let message = format!("{}: at most {MOST_IMPORTED} files of names are read", path.display());
                let help = "join them into one with `reason vocabulary import`";
                Err(Diagnostic::error("E0225", message).help(help))
            }
            Err(damage) => {
                let what = match damage {
                    Damage::Version => "is no file of names of this version",
                    Damage::Content => "is damaged: its content is not what was written",
                };
                let message = format!("{} {what}", path.display());
                let help = "write it again with `reason vocabulary import`";
                Err(Diagnostic::error("E0224", message).help(help))
            }
        }
    }
}
