//! Any text without errors: its canonical form has no errors either, and is its own.
#![no_main]

use libfuzzer_sys::fuzz_target;
use reason::source::Sources;
use reason::syntax::{Style, format};

fn formatted(text: &str, style: Style) -> Option<String> {
    let mut sources = Sources::default();
    let id = sources.add("fuzz.rules", text);
    let (file, diagnostics) = reason::syntax::parse(&sources, id);
    diagnostics.is_empty().then(|| format(text, &file, style))
}

fuzz_target!(|text: &str| {
    let Some(once) = formatted(text, Style::Symbols) else { return };
    assert_eq!(formatted(&once, Style::Symbols).as_ref(), Some(&once));
    let ascii = formatted(text, Style::Ascii).expect("the style does not matter to the parser");
    assert_eq!(formatted(&ascii, Style::Symbols), Some(once));
});
