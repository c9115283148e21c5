//! The patterns that the program carries: they mean something, their examples are read so, and
//! they stand in canonical layout.

use std::path::Path;
use std::process::Command;

fn reason(arguments: &[&str]) -> (bool, String) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut command = Command::new(env!("CARGO_BIN_EXE_reason"));
    let output = command.current_dir(root).args(arguments).output().expect("the program runs");
    let text = [output.stdout, output.stderr].map(|o| String::from_utf8_lossy(&o).into_owned()).join("");
    (output.status.success(), text)
}

#[test]
fn patterns_mean_something() {
    let (sound, text) = reason(&["check", "rules/patterns"]);
    assert!(sound, "{text}");
}

#[test]
fn examples_are_read_as_they_say() {
    let (passed, text) = reason(&["test", "rules/patterns"]);
    assert!(passed, "{text}");
    assert!(text.contains("all passed"), "{text}");
}
