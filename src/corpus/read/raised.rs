//! Raised and lowered marks that a capture put on lines of their own → back into their line.
//!
//! In: a text taken out of a page tag by tag: `CD8⏎+⏎T cells`, `10⏎−5⏎M`, `growth⏎3⏎,⏎4⏎. Next`. Out: the
//! same with `CD8+ T cells`, `10^−5 M`, `growth[3,4]. Next`. Where a paragraph loses lines by it, as many
//! are added behind it, so that the lines of the rest stay.

use std::borrow::Cow;

/// What stands before a lowered number that belongs to it: `IC50`, `CO2`.
const LOWERED: [&str; 21] = [
    "IC", "EC", "LD", "ED", "GI", "CC", "AC", "pIC", "CO", "SO", "PO", "NO", "NH", "CH", "HCO", "MgCl",
    "CaCl", "ZnCl", "pO", "pCO", "SpO",
];

/// What stands before a raised number that belongs to it: `cm2`, `min−1`.
const RAISED: [&str; 14] = ["m", "cm", "mm", "µm", "μm", "km", "dm", "s", "h", "min", "kg", "ml", "mL", "L"];

/// States and charges: raised marks without a number of a work.
const SIGNS: [&str; 20] = [
    "+", "++", "-", "−", "–", "+/+", "+/-", "+/−", "+/–", "-/-", "−/−", "–/–", "fl/fl", "f/f", "hi", "lo",
    "high", "low", "®", "™",
];

/// So much of the line before a mark is looked at, in bytes.
const NEAR: usize = 300;

/// A citation takes at most so many lines.
const MOST: usize = 60;

/// The text with its marks where they belong.
pub(super) fn in_line(text: &str) -> Cow<'_, str> {
    let lines: Vec<&str> = text.lines().collect();
    let is_mark = |at: usize| lines.get(at).is_some_and(|line| line.trim().chars().count() <= 5);
    if !(1..lines.len()).any(|at| is_mark(at) && mark(&lines, at).is_some()) {
        return Cow::Borrowed(text);
    }
    let mut result = String::with_capacity(text.len());
    let (mut at, mut owed) = (0, 0usize);
    while at < lines.len() {
        if lines[at].trim().is_empty() {
            result.extend(std::iter::repeat_n('\n', std::mem::take(&mut owed)));
        }
        result.push_str(lines[at]);
        at += 1;
        while let Some((written, count)) = mark_behind(&result, &lines, at) {
            result.truncate(result.trim_end().len());
            result.push_str(&written);
            let next = lines[at + count].trim();
            if !next.starts_with([',', '.', ';', ':', ')', ']', '/', '-']) {
                result.push(' ');
            }
            result.push_str(next);
            owed += count + 1;
            at += count + 1;
        }
        result.push('\n');
    }
    Cow::Owned(result)
}

/// The same as [`mark`], with the line that was written last before it.
fn mark_behind(result: &str, lines: &[&str], at: usize) -> Option<(String, usize)> {
    let before = end(result).rsplit('\n').next().unwrap_or_default();
    written(before, lines.get(at..)?)
}

/// The last part of a text; no more is looked at, so that the work stays linear.
fn end(text: &str) -> &str {
    let mut from = text.len().saturating_sub(NEAR);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    &text[from..]
}

fn mark(lines: &[&str], at: usize) -> Option<(String, usize)> {
    written(end(lines[at - 1]), &lines[at..])
}

/// How the mark is written that the first of the lines is, and how many lines it takes; a line of
/// text must come next.
fn written(before: &str, lines: &[&str]) -> Option<(String, usize)> {
    let before = before.trim_end();
    let first = lines.first()?.trim();
    let last = before.chars().next_back()?;
    let next = |count: usize| lines.get(count).map(|line| line.trim()).filter(|line| !line.is_empty());
    let word = before.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let symbol = word.chars().any(|c| c.is_uppercase() || c.is_ascii_digit());
    if SIGNS.contains(&first) && (symbol || first.contains('/') && !word.is_empty())
        || is_charge(first) && last.is_alphabetic()
    {
        return next(1).map(|_| (first.to_owned(), 1));
    }
    let greek = first.chars().count() == 1 && first.chars().all(|c| ('α'..='ω').contains(&c));
    if greek && last == '-' {
        return next(1).map(|_| (first.to_owned(), 1));
    }
    let number = first.trim_start_matches(['-', '−', '–']);
    let is_number = (1..=3).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit());
    if is_number && word == "10" {
        return next(1).map(|_| (format!("^{first}"), 1));
    }
    if is_number && (LOWERED.contains(&word) && number == first || RAISED.contains(&word)) {
        return next(1).map(|_| (first.to_owned(), 1));
    }
    cited(before, lines)
}

/// `2+` and the like.
fn is_charge(text: &str) -> bool {
    matches!(text.as_bytes(), [b'1'..=b'4', b'+' | b'-']) || matches!(text, "2−" | "3−")
}

/// Numbers and the marks between them, in turn, as a citation in running text.
fn cited(before: &str, lines: &[&str]) -> Option<(String, usize)> {
    let number = |line: &str| {
        let line = line.trim();
        (1..=3).contains(&line.len()) && line.bytes().all(|b| b.is_ascii_digit()) && !line.starts_with('0')
    };
    let between = |line: &str| matches!(line.trim(), "," | "-" | "–" | "—");
    let mut count = 0;
    while count < MOST && lines.get(count).is_some_and(|line| number(line)) {
        count += 1;
        let goes_on =
            lines.get(count).is_some_and(|l| between(l)) && lines.get(count + 1).is_some_and(|l| number(l));
        if !goes_on {
            break;
        }
        count += 1;
    }
    let words = |line: &str| {
        line.split_whitespace().take(NEAR).filter(|w| w.chars().any(char::is_alphabetic)).count()
    };
    let is_plain = |w: &&str| w.len() > 1 && w.chars().all(char::is_lowercase);
    let is_text = words(before) >= 5 && before.split_whitespace().filter(is_plain).count() >= 3;
    let next = lines.get(count)?.trim();
    let goes_on = words(next) >= 2 || next.starts_with([',', '.', ';', ':', ')']);
    let text: String = lines[..count].iter().map(|line| line.trim()).collect();
    (count > 0 && is_text && goes_on && !number(next)).then(|| (format!("[{text}]"), count))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_stand_where_they_belong() {
        let text = "We found that CD8\n+\nT cells rose at an IC\n50\nof 10\n−5\nM when A\n−/−\nmice lost B and IFN-\nγ\n,\nin cells\n1\n,\n2\n–\n4\n. Next, Ca\n2+\nfell.\n\nA new paragraph.\n";
        let read = in_line(text);
        assert!(
            read.starts_with(
                "We found that CD8+ T cells rose at an IC50 of 10^−5 M when A−/− mice lost B and IFN-γ,"
            ),
            "{read}"
        );
        assert!(read.contains(". Next, Ca2+ fell.\n"), "{read}");
        let line = |text: &str| text[..text.find("A new").expect("there")].matches('\n').count();
        assert_eq!(line(&read), line(text), "{read}");
        let cited = "All of the cells that were treated grew\n12\n,\n14\nin mice that lived.\n3\nNext we saw that nothing did.\n";
        assert_eq!(
            in_line(cited),
            "All of the cells that were treated grew[12,14] in mice that lived.[3] Next we saw that nothing did.\n"
        );
    }

    #[test]
    fn many_marks_cost_no_more_than_few() {
        let text = "All of the cells that grew\n+\n".repeat(50_000) + &"1\n,\n".repeat(200_000);
        assert!(in_line(&text).len() <= text.len() + 100_000);
    }

    #[test]
    fn tables_of_a_cell_a_line_stay() {
        for text in [
            "Grade 3\n8\n19\n0.01\n",
            "Age of all that were in it\n12\n14\n0.7\n",
            "Ada One1,2, Carl D. Two1 and Eve F. Three3\n1\nOwn Hospital, Owntown\n",
            "- a\n-\n- b\n",
        ] {
            assert_eq!(in_line(text), text);
        }
    }
}
