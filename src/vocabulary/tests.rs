use super::*;

fn table(rows: &str) -> (Vocabulary, Vec<Diagnostic>) {
    let mut sources = Sources::default();
    let text = format!("{}\n{}", super::table::HEADER.join("\t"), rows.replace(" ; ", "\t"));
    let id = sources.add("own.tsv", text);
    let mut vocabulary = Vocabulary::default();
    let mut diagnostics = vocabulary.read(&sources, id);
    diagnostics.extend(vocabulary.finish());
    (vocabulary, diagnostics)
}

fn ids(vocabulary: &Vocabulary, name: &str) -> Vec<String> {
    vocabulary.lookup(name).iter().map(|e| e.id.to_string()).collect()
}

#[test]
fn the_built_in_tables_are_sound() {
    let mut sources = Sources::default();
    let (mut vocabulary, mut diagnostics) = builtin::read(&mut sources);
    diagnostics.extend(vocabulary.finish());
    let messages: Vec<_> = diagnostics.iter().map(|d| &d.message).collect();
    assert!(messages.is_empty(), "{messages:#?}");
    assert!(vocabulary.len() > 600);
}
