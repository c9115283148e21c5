//! Links and pictures of Markdown → the words that a reader sees.
//!
//! In: a text as a web capture writes it. Out: the same with `[words](address)` as its words and
//! without pictures; lines stay lines. All other marks are left to the extractor, which knows them.

use std::borrow::Cow;

/// The words of a link are at most so long, in bytes.
const LONGEST_WORDS: usize = 600;

/// An address with its title is at most so long, in bytes.
const LONGEST_ADDRESS: usize = 2000;

/// What addresses start with; other brackets behind brackets are text.
const ADDRESSES: [&str; 9] = ["http://", "https://", "#", "/", "./", "../", "mailto:", "www.", "javascript:"];

/// The text without the addresses of links, and without pictures.
pub(super) fn plain(text: &str) -> Cow<'_, str> {
    if memchr::memmem::find(text.as_bytes(), b"](").is_none() {
        return Cow::Borrowed(text);
    }
    let mut result = String::with_capacity(text.len());
    // Where the brackets stand in the result that are open.
    let mut open: Vec<usize> = Vec::new();
    let mut rest = text;
    while let Some(at) = memchr::memchr2(b'[', b']', rest.as_bytes()) {
        result.push_str(&rest[..at]);
        let bracket = &rest[at..];
        rest = &bracket[1..];
        if bracket.starts_with('[') {
            open.push(result.len());
            result.push('[');
            continue;
        }
        let start = open.pop().filter(|start| result.len() - start <= LONGEST_WORDS);
        match (start, address(rest)) {
            (Some(start), Some(length)) => {
                rest = &rest[length..];
                if result[..start].ends_with('!') {
                    keep_lines(&mut result, start - 1);
                } else {
                    result.remove(start);
                }
            }
            _ => result.push(']'),
        }
    }
    result.push_str(rest);
    Cow::Owned(result)
}

/// Cuts a text off, but for the ends of lines in what is cut.
fn keep_lines(text: &mut String, from: usize) {
    let lines = text[from..].matches('\n').count();
    text.truncate(from);
    text.extend(std::iter::repeat_n('\n', lines));
}

/// Length of `(address "title")` at the start.
fn address(text: &str) -> Option<usize> {
    let inner = text.strip_prefix('(')?;
    let bare = inner.strip_prefix('<').unwrap_or(inner);
    if !ADDRESSES.iter().any(|start| bare.starts_with(start)) {
        return None;
    }
    let (mut depth, mut quoted) = (1usize, false);
    for (at, byte) in text.bytes().enumerate().skip(1).take(LONGEST_ADDRESS) {
        match byte {
            b'\n' => return None,
            b'"' => quoted = !quoted,
            b'(' if !quoted => depth += 1,
            b')' if !quoted => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(at + 1);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_their_words_and_pictures_nothing() {
        for (text, wanted) in [
            ("Loss of [A](https://x.example/a \"More (about) A\") raises B", "Loss of A raises B"),
            ("as shown [[1]](#b1), [[2]](#b2)", "as shown [1], [2]"),
            ("cells^[1](#r1),[2](#r2)^.", "cells^1,2^."),
            ("![Fig. 1](/g.png)\nFig. 1. A", "\nFig. 1. A"),
            ("[![logo](/l.png)](https://x.example) text", " text"),
            ("[A](https://x.example/S0(23)01) b", "A b"),
            ("[one\ntwo](/x) ![one\ntwo](/x)", "one\ntwo \n"),
            ("levels [A](pg/ml) and [B] (C) and ] [", "levels [A](pg/ml) and [B] (C) and ] ["),
            ("[A](https://x.example", "[A](https://x.example"),
        ] {
            assert_eq!(plain(text), wanted);
        }
    }

    #[test]
    fn many_open_brackets_cost_no_more_than_few() {
        let text = format!("{}](/x)", "[".repeat(200_000));
        assert_eq!(plain(&text).len(), 200_000 - 1);
    }
}
