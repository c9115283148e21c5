//! Any bytes: the parser ends, and every place that it names lies in the text.
#![no_main]

use libfuzzer_sys::fuzz_target;
use reason::source::Sources;

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    let mut sources = Sources::default();
    let id = sources.add("fuzz.rules", text.as_ref());
    let (file, diagnostics) = reason::syntax::parse(&sources, id);
    let spans = file.items.iter().map(|i| i.span);
    for span in spans.chain(diagnostics.iter().flat_map(|d| d.labels.iter().map(|l| l.span))) {
        assert!(text.get(span.start as usize..span.end as usize).is_some(), "{span:?}");
    }
});
