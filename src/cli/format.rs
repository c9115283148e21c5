//! `reason format`: rule files in one layout.

use std::path::{Path, PathBuf};

use clap::Args;

use super::screen::{Remarks, Screen};
use super::{Outcome, output};
use crate::diagnostic::Diagnostic;
use crate::source::Sources;
use crate::syntax::{self, Style};

/// Arguments of `format`.
#[derive(Debug, Args)]
pub(super) struct FormatArgs {
    /// Rule files, and folders with .rules files
    #[arg(required = true, value_name = "RULES")]
    paths: Vec<PathBuf>,

    /// Change nothing; name the files that would change and exit with 1
    #[arg(long)]
    check: bool,

    /// Write `and`, `=>`, `!=` instead of `∧`, `⇒`, `≠`
    #[arg(long)]
    ascii: bool,
}

pub(super) fn run(args: &FormatArgs, screen: &Screen) -> Outcome {
    let (files, mut diagnostics) = rule_files(&args.paths);
    let mut sources = Sources::default();
    let mut changed = Vec::new();
    for path in &files {
        match formatted(path, args, &mut sources) {
            Ok(Some(text)) => changed.push((path, text)),
            Ok(None) => {}
            Err(found) => diagnostics.extend(found),
        }
    }
    if !args.check {
        for (path, text) in &changed {
            if let Err(error) = output::write_file(path, &|out| out.write_all(text.as_bytes())) {
                let message = format!("{} cannot be written: {error}", path.display());
                diagnostics
                    .push(Diagnostic::error("E0701", message).help("make the file and its folder writable"));
            }
        }
    }
    screen.report(&diagnostics, &sources, Remarks::All);
    let outcome = match (diagnostics.iter().any(Diagnostic::is_error), args.check && !changed.is_empty()) {
        (true, _) => Outcome::Wrong,
        (false, true) => Outcome::No,
        (false, false) => Outcome::Done,
    };
    output::write(None, outcome, screen, &|out| {
        let verb = if args.check { "would change" } else { "changed" };
        changed.iter().try_for_each(|(path, _)| writeln!(out, "{verb} {}", path.display()))
    })
}

/// The new text of a file, if it differs from the old one. A file with errors is left alone.
fn formatted(
    path: &Path,
    args: &FormatArgs,
    sources: &mut Sources,
) -> Result<Option<String>, Vec<Diagnostic>> {
    let unreadable = |error: std::io::Error| {
        let message = format!("{} cannot be read: {error}", path.display());
        vec![Diagnostic::error("E0503", message).help("make the file readable UTF-8")]
    };
    let text = std::fs::read_to_string(path).map_err(unreadable)?;
    let source = sources.add(path, text.as_str());
    let (file, diagnostics) = syntax::parse(sources, source);
    if diagnostics.iter().any(Diagnostic::is_error) {
        return Err(diagnostics);
    }
    let style = if args.ascii { Style::Ascii } else { Style::Symbols };
    let new = syntax::format(&text, &file, style);
    Ok((new != text).then_some(new))
}

/// The files that are named, and every `.rules` file below the folders that are.
fn rule_files(paths: &[PathBuf]) -> (Vec<PathBuf>, Vec<Diagnostic>) {
    let mut files = Vec::new();
    let mut diagnostics = Vec::new();
    for path in paths {
        let before = files.len();
        for entry in walkdir::WalkDir::new(path).sort_by_file_name() {
            match entry {
                Ok(entry) if entry.file_type().is_dir() => {}
                Ok(entry) => {
                    let rules = entry.path().extension().is_some_and(|ending| ending == "rules");
                    if rules || entry.depth() == 0 {
                        files.push(entry.into_path());
                    }
                }
                Err(error) => {
                    let message = format!("{} cannot be opened: {error}", path.display());
                    let help = "give the path of a rule file or of a folder with rule files";
                    diagnostics.push(Diagnostic::error("E0501", message).help(help));
                }
            }
        }
        if files.len() == before && path.is_dir() {
            let message = format!("the folder {} holds no rule files", path.display());
            diagnostics.push(Diagnostic::warning("E0502", message).help("rule files end with .rules"));
        }
    }
    (files, diagnostics)
}
