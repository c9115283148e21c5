//! References by name in XML → the characters that they stand for.
//!
//! In: the document type of a file and names of entities. Out: text. Known are the names of HTML 5,
//! which hold those of the ISO sets, and what the file itself declares as plain text. Nothing is
//! fetched, and no declared text that refers to another is expanded.

use std::borrow::Cow;
use std::collections::BTreeMap;

use quick_xml::escape::unescape;

/// A declared text is at most so long, in bytes.
const LONGEST: usize = 200;

/// So many declarations are taken.
const MOST: usize = 10_000;

/// What names stand for in a file.
#[derive(Debug, Default)]
pub(super) struct Entities {
    declared: BTreeMap<String, String>,
    /// Names that nothing is known of, with the line of the first and how many references there are.
    unknown: BTreeMap<String, (u32, usize)>,
}

impl Entities {
    /// Takes the declarations `<!ENTITY name "text">` of a document type.
    pub(super) fn declare(&mut self, document_type: &str) {
        for declaration in document_type.split("<!ENTITY").skip(1) {
            let declared = entity(declaration).filter(|_| self.declared.len() < MOST);
            if let Some((name, text)) = declared {
                self.declared.entry(name).or_insert(text);
            }
        }
    }

    /// The text of a reference, without `&` and `;`; a name that nothing is known of stays as written.
    pub(super) fn text(&mut self, reference: &str, line: u32) -> String {
        if let Some(text) = self.known(reference) {
            return text;
        }
        self.unknown.entry(reference.to_owned()).or_insert((line, 0)).1 += 1;
        format!("&{reference};")
    }

    fn known(&self, reference: &str) -> Option<String> {
        if let Some(number) = reference.strip_prefix('#') {
            let code = match number.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16).ok(),
                None => number.parse().ok(),
            };
            return code.and_then(char::from_u32).map(String::from);
        }
        let html = || {
            let written = format!("&{reference};");
            let text = html_escape::decode_html_entities(&written).into_owned();
            (text != written).then_some(text)
        };
        self.declared.get(reference).cloned().or_else(html)
    }

    /// The value of an attribute; what is not known stays as written.
    pub(super) fn value<'v>(&self, value: &'v str) -> Cow<'v, str> {
        let Some(first) = value.find('&') else { return Cow::Borrowed(value) };
        let mut text = value[..first].to_owned();
        for piece in value[first..].split('&').skip(1) {
            let reference = piece.split_once(';').and_then(|(name, rest)| Some((self.known(name)?, rest)));
            match reference {
                Some((known, rest)) => text.extend([known.as_str(), rest]),
                None => text.extend(["&", piece]),
            }
        }
        Cow::Owned(text)
    }

    /// The names that nothing was known of: each with the line of its first reference, and how many.
    pub(super) fn unknown(&self) -> impl Iterator<Item = (&str, u32, usize)> {
        self.unknown.iter().map(|(name, (line, count))| (name.as_str(), *line, *count))
    }
}

/// Name and text of a declaration, behind its `<!ENTITY`; none for parameter entities, for those of
/// other files, and for texts with elements or references by name.
fn entity(declaration: &str) -> Option<(String, String)> {
    let (name, rest) = declaration.trim_start().split_once(char::is_whitespace)?;
    let rest = rest.trim_start();
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let (text, _) = rest[1..].split_once(quote)?;
    let plain = name != "%" && text.len() <= LONGEST && !text.contains(['<', '%']);
    let text = unescape(text).ok().filter(|_| plain)?;
    // `&#38;alpha;` is a reference again once its number is read.
    (!text.contains(['<', '&'])).then(|| (name.to_owned(), text.into_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_the_iso_sets_and_declared_texts_are_read() {
        let mut entities = Entities::default();
        entities.declare(
            "article [<!ENTITY agr \"&#x3b1;\"> <!ENTITY lab 'the Own Lab'>\n<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\">\
             <!ENTITY c \"&#38;a;\"><!ENTITY % set \"x\"><!ENTITY file SYSTEM \"file:///etc/passwd\">]",
        );
        let read = [
            ("agr", "α"),
            ("lab", "the Own Lab"),
            ("a", "ha"),
            ("kappa", "κ"),
            ("Omega", "Ω"),
            ("frac12", "½"),
            ("larr", "←"),
            ("#945", "α"),
            ("#x3B2", "β"),
            ("b", "&b;"),
            ("c", "&c;"),
            ("set", "&set;"),
            ("file", "&file;"),
        ];
        for (name, wanted) in read {
            assert_eq!(entities.text(name, 7), wanted, "{name}");
        }
        entities.text("b", 9);
        let unknown: Vec<_> = entities.unknown().collect();
        assert_eq!(unknown, [("b", 7, 2), ("c", 7, 1), ("file", 7, 1), ("set", 7, 1)]);
        assert_eq!(entities.value("10.1/&agr;&amp;&none;x&"), "10.1/α&&none;x&");
    }
}
