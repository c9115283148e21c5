//! A report as one page for a browser, without anything from elsewhere.

use std::io::{self, Write};

use super::{Because, Class, Conclusion, Report, Source, Step, text};

/// Colours follow the reader's choice of dark or light.
const STYLE: &str = "\
:root { color-scheme: light dark; --ink: #1a1a1a; --ground: #ffffff; --soft: #595959; --line: #c8c8c8;
  --good: #0a6b2d; --care: #7a4a00; --bad: #a3161a; --mark: #fff0a8; }
@media (prefers-color-scheme: dark) { :root { --ink: #ececec; --ground: #161616; --soft: #b0b0b0;
  --line: #454545; --good: #7ddc9a; --care: #f0c070; --bad: #ff9a9a; --mark: #5a4b00; } }
body { font: 1rem/1.5 system-ui, sans-serif; color: var(--ink); background: var(--ground);
  max-width: 54rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.15rem; margin-top: 2.5rem; }
h3 { font-size: 1rem; margin-bottom: .2rem; }
article { border-top: 1px solid var(--line); padding: .6rem 0 1rem; }
code, .place { color: var(--soft); } .place { font-size: .9rem; }
ul.proof, ul.proof ul { list-style: none; border-left: 1px solid var(--line); padding-left: 1rem; }
q, .digest { display: block; margin-left: 1rem; } mark { background: var(--mark); color: inherit; }
.good { color: var(--good); } .care { color: var(--care); } .bad { color: var(--bad); }
footer { border-top: 1px solid var(--line); margin-top: 2rem; color: var(--soft); }
@media print { body { max-width: none; margin: 0; } article { break-inside: avoid; } }
";

/// Writes a report as a page that needs nothing else.
///
/// # Errors
/// If writing fails.
pub fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">")?;
    writeln!(out, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")?;
    writeln!(out, "<title>Hypotheses and their proofs</title>\n<style>\n{STYLE}</style>\n</head>\n<body>")?;
    writeln!(out, "<h1>Hypotheses and their proofs</h1>\n<p>{}</p>", escaped(&text::headline(report)))?;
    writeln!(out, "<p><strong>{}</strong></p>", escaped(&report.notice))?;
    for (class, family, members) in text::families(report) {
        let predicted = if class == Class::Prediction { "predicted: " } else { "" };
        let name = escaped(&family.replace('_', " "));
        writeln!(out, "<h2>{predicted}{name} ({})</h2>", members.len())?;
        members.into_iter().try_for_each(|member| conclusion(member, out))?;
    }
    if !report.records.is_empty() {
        writeln!(out, "<h2>how rules that predict have fared</h2>\n<ul>")?;
        for line in report.records.iter().map(|r| text::record::told(r).join("; ")) {
            writeln!(out, "<li>{}</li>", escaped(&line))?;
        }
        writeln!(out, "</ul>")?;
    }
    for line in text::relation::counted(&report.relations) {
        writeln!(out, "<p><code>{}</code></p>", escaped(&line))?;
    }
    writeln!(out, "<footer>")?;
    for note in text::left_out_notes(&report.left_out) {
        writeln!(out, "<p>{}</p>", escaped(&note))?;
    }
    writeln!(out, "<p>{}</p>\n</footer>\n</body>\n</html>", escaped(&report.notice))
}

fn conclusion(conclusion: &Conclusion, out: &mut dyn Write) -> io::Result<()> {
    let id = escaped(&conclusion.id);
    writeln!(out, "<article id=\"{id}\">\n<h3><code>{id}</code> {}</h3>", escaped(&conclusion.sentence))?;
    let facts: Vec<String> = text::facts(conclusion, &super::Palette::plain())
        .iter()
        .map(|fact| format!("<span class=\"{}\">{}</span>", class_of(fact), escaped(fact)))
        .collect();
    writeln!(out, "<p>{}</p>", facts.join(" · "))?;
    let remarks = text::remarks(conclusion);
    if !remarks.is_empty() {
        writeln!(out, "<ul>")?;
        remarks.iter().try_for_each(|r| writeln!(out, "<li>{}</li>", escaped(r.trim_start())))?;
        writeln!(out, "</ul>")?;
    }
    proof(&conclusion.proof, out)?;
    if let Some(more) = text::further(conclusion) {
        writeln!(out, "<p class=\"place\">{}</p>", escaped(&more))?;
    }
    writeln!(out, "</article>")
}

fn class_of(fact: &str) -> &'static str {
    match fact {
        "supported" | "confirmed" => "good",
        "contested" | "superseded" | "refuted" => "bad",
        "context-dependent" | "context unclear" | "resting on absence" | "open" | "restated" => "care",
        _ => "fact",
    }
}

/// Nested lists; a step's list stays open until one that is no deeper follows.
fn proof(steps: &[Step], out: &mut dyn Write) -> io::Result<()> {
    let mut open = 0;
    for step in steps {
        while open > step.depth {
            writeln!(out, "</li></ul>")?;
            open -= 1;
        }
        match open == step.depth {
            true if step.depth == 0 => writeln!(out, "<ul class=\"proof\"><li>")?,
            true => writeln!(out, "<ul><li>")?,
            false => writeln!(out, "<ul><li>")?,
        }
        open += 1;
        own(step, out)?;
    }
    (0..open).try_for_each(|_| writeln!(out, "</li></ul>"))
}

fn own(step: &Step, out: &mut dyn Write) -> io::Result<()> {
    let note = text::note(&step.because);
    write!(out, "{}", escaped(&step.sentence))?;
    if !note.is_empty() {
        write!(out, " <span class=\"place\">{}</span>", escaped(&note))?;
    }
    writeln!(out)?;
    match &step.because {
        Because::Finding { sources, total, read } => {
            if !read.is_empty() {
                writeln!(out, "<div class=\"place\">{}</div>", escaped(&read.join(" · ")))?;
            }
            for (number, source) in sources.iter().enumerate() {
                if number > 0 {
                    writeln!(out, "<div class=\"place\">also {}</div>", escaped(&text::cited(source)))?;
                }
                quote(source, out)?;
            }
            match total.saturating_sub(sources.len()) {
                0 => Ok(()),
                more => writeln!(out, "<div class=\"place\">and {more} more</div>"),
            }
        }
        Because::Counted { tuples, .. } => writeln!(out, "<div>{}</div>", escaped(&tuples.join("; "))),
        _ => Ok(()),
    }
}

/// A paper's own words between quotation marks, a digest's without.
fn quote(source: &Source, out: &mut dyn Write) -> io::Result<()> {
    let words = marked(&source.quote, &source.matched);
    match (source.quote.is_empty(), source.digest) {
        (true, _) => {}
        (false, true) => writeln!(out, "<span class=\"digest\">{words}</span>")?,
        (false, false) => writeln!(out, "<q>{words}</q>")?,
    }
    match &source.remark {
        Some(remark) => writeln!(out, "<div class=\"place\">remark: {}</div>", escaped(remark)),
        None => Ok(()),
    }
}

/// The text with what it is about marked; overlapping matches are marked as one.
fn marked(text: &str, matches: &[String]) -> String {
    let mut inside = vec![false; text.len()];
    for found in matches.iter().filter(|m| !m.is_empty()) {
        for (start, part) in text.match_indices(found.as_str()) {
            inside[start..start + part.len()].fill(true);
        }
    }
    let mut marked = String::new();
    let mut within = false;
    for (at, character) in text.char_indices() {
        if inside[at] != within {
            marked.push_str(if within { "</mark>" } else { "<mark>" });
            within = inside[at];
        }
        marked.push_str(&escaped(character.encode_utf8(&mut [0; 4])));
    }
    if within {
        marked.push_str("</mark>");
    }
    marked
}

/// A text in which nothing is markup.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c if c.is_control() => escaped.push(' '),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::{escaped, marked};

    #[test]
    fn nothing_of_a_text_is_markup() {
        assert_eq!(escaped("<script>'&\"\u{1b}"), "&lt;script&gt;&#39;&amp;&quot; ");
        assert_eq!(marked("a<b b", &["b".to_owned()]), "a&lt;<mark>b</mark> <mark>b</mark>");
    }
}
