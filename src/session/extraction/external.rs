//! An extractor of somebody else's: papers out to a command, findings back.
//!
//! The command is given one paper a line on its standard input, as JSON, and writes findings, one a
//! line, to its standard output. What it writes goes through the same checks as every finding: a
//! quote that is not in the paper is refused.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

use serde::Serialize;

use crate::corpus::{BlockRole, Finding, Paper};
use crate::diagnostic::Diagnostic;

/// A command that says nothing for so long is ended.
const PATIENCE: Duration = Duration::from_secs(600);

/// So many lines that are no findings are told; then the rest is counted.
const TOLD: usize = 5;

/// What the command is given of a paper.
#[derive(Serialize)]
struct Given<'a> {
    id: &'a str,
    title: Option<&'a str>,
    year: Option<i32>,
    text: &'a str,
    sections: Vec<Section>,
}

#[derive(Serialize)]
struct Section {
    section: String,
    text: String,
}

/// The findings that a command makes of the papers, in the order in which it writes them.
pub(super) fn findings(command: &str, papers: &[&Paper]) -> (Vec<Finding>, Vec<Diagnostic>) {
    let mut child = match start(command) {
        Ok(child) => child,
        Err(error) => {
            let message = format!("the command `{command}` cannot be started: {error}");
            let help = "give a command that the shell finds, such as: --with 'python3 reader.py'";
            return (Vec::new(), vec![Diagnostic::error("E0561", message).help(help)]);
        }
    };
    let lines: Vec<String> = papers.iter().filter_map(|p| serde_json::to_string(&given(p)).ok()).collect();
    let writer = child.stdin.take().map(|mut stdin| {
        // A command that reads no more has what it wants.
        std::thread::spawn(move || lines.iter().try_for_each(|line| writeln!(stdin, "{line}")))
    });
    let (found, mut diagnostics) = read(command, &mut child);
    let status = child.wait();
    drop(writer);
    if let Ok(status) = status
        && !status.success()
        && diagnostics.is_empty()
    {
        let message = format!("the command `{command}` failed: {status}");
        let help =
            "run it by itself on a line of `{\"id\":…,\"text\":…}` and read what it says on standard error";
        diagnostics.push(Diagnostic::error("E0562", message).help(help));
    }
    (found, diagnostics)
}

fn start(command: &str) -> std::io::Result<Child> {
    let (shell, flag) = if cfg!(windows) { ("cmd", "/C") } else { ("sh", "-c") };
    Command::new(shell).arg(flag).arg(command).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()
}

fn given(paper: &Paper) -> Given<'_> {
    let body = if paper.body.is_empty() { 0..paper.text.len() } else { paper.body.clone() };
    let said = paper.blocks.iter().filter(|b| matches!(b.role, BlockRole::Paragraph | BlockRole::Caption));
    let sections = said.map(|b| Section {
        section: b.section.join(" › "),
        text: paper.text[b.span.clone()].split_whitespace().collect::<Vec<_>>().join(" "),
    });
    Given {
        id: &paper.id,
        title: paper.title.as_deref(),
        year: paper.year,
        text: &paper.text[body],
        sections: sections.collect(),
    }
}

fn read(command: &str, child: &mut Child) -> (Vec<Finding>, Vec<Diagnostic>) {
    let (mut found, mut diagnostics, mut faulty) = (Vec::new(), Vec::new(), 0);
    let Some(stdout) = child.stdout.take() else { return (found, diagnostics) };
    let (send, receive) = mpsc::channel();
    std::thread::spawn(move || {
        for line in BufReader::new(stdout).split(b'\n').map_while(Result::ok) {
            if send.send(line).is_err() {
                break;
            }
        }
    });
    for number in 1usize.. {
        let line = match receive.recv_timeout(PATIENCE) {
            Ok(line) => line,
            Err(RecvTimeoutError::Disconnected) => break,
            Err(RecvTimeoutError::Timeout) => {
                let _ = child.kill();
                let message = format!("the command `{command}` said nothing for {} s", PATIENCE.as_secs());
                let help = "give it fewer papers at a time, or let it write findings as it goes";
                diagnostics.push(Diagnostic::error("E0563", message).help(help));
                break;
            }
        };
        let text = String::from_utf8_lossy(&line);
        if text.trim().is_empty() {
            continue;
        }
        match serde_json::from_str(text.trim()) {
            Ok(finding) => found.push(finding),
            Err(error) => {
                faulty += 1;
                if faulty <= TOLD {
                    diagnostics.push(no_finding(command, number, &text, &error));
                }
            }
        }
    }
    if faulty > TOLD {
        let message = format!("{} more lines of `{command}` are no findings", faulty - TOLD);
        diagnostics.push(Diagnostic::error("E0564", message).help(SHAPE));
    }
    (found, diagnostics)
}

const SHAPE: &str =
    "each line is a JSON object as `reason schema finding` prints it; logs belong on standard error";

fn no_finding(command: &str, number: usize, text: &str, error: &serde_json::Error) -> Diagnostic {
    let shown: String = text.chars().take(60).collect();
    let message = format!("line {number} of `{command}` is no finding: {error}: {shown}");
    Diagnostic::error("E0564", message).help(SHAPE)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paper() -> Paper {
        Paper { id: "doi:10.1000/a".into(), text: "A binds B.".into(), ..Paper::default() }
    }

    #[test]
    fn a_command_answers_with_findings() {
        let line = r#"{"says":"binds","args":[{"text":"A"},{"text":"B"}],"paper":"doi:10.1000/a","quote":"A binds B.","extractor":"mine/1"}"#;
        let (found, diagnostics) = findings(&format!("cat > /dev/null; echo '{line}'"), &[&paper()]);
        assert_eq!(diagnostics, []);
        assert_eq!(found[0].extractor, "mine/1");
    }

    #[test]
    fn the_command_is_given_the_papers() {
        let (_, diagnostics) = findings("grep -q '\"id\":\"doi:10.1000/a\"'", &[&paper()]);
        assert_eq!(diagnostics, []);
    }

    #[test]
    fn garbage_and_failure_are_told() {
        let (found, diagnostics) = findings("echo hello", &[&paper()]);
        assert!(found.is_empty());
        assert_eq!(diagnostics[0].code, "E0564");
        let (_, diagnostics) = findings("exit 3", &[&paper()]);
        assert_eq!(diagnostics[0].code, "E0562");
    }
}
