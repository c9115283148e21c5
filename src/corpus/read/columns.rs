//! Columns that stand side by side on a line → one column after the other.
//!
//! In: a text as `pdftotext -layout` gives it. Out: the same, on pages with two columns the left one
//! first, between lines that run over both; and how many lines have two texts of which it is not
//! plain where they are parted. Their parts become cells of rows, so that no sentence runs over them.

/// Fewer lines with two texts make no columns.
const FEWEST: usize = 8;

/// So many of ten lines with two texts have the right one at the same place.
const AT_PLACE: usize = 8;

/// A gap of so many spaces stands within no sentence.
const WIDE: usize = 4;

/// A page is at most so wide, in characters.
const WIDEST: usize = 400;

/// A line of the right column may be indented by so much.
const INDENT: usize = 12;

/// What became of a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Columns {
    pub(super) text: String,
    /// Pages whose columns were parted.
    pub(super) pages: usize,
    /// Lines with two texts that are not parted for sure.
    pub(super) unclear: usize,
}

/// The columns of a text one after the other; nothing where no page has columns.
pub(super) fn parted(text: &str) -> Option<Columns> {
    let gap = " ".repeat(WIDE);
    text.lines().filter(|line| line.trim().contains(&gap)).nth(FEWEST - 1)?;
    let mut found = Columns { text: String::with_capacity(text.len()), pages: 0, unclear: 0 };
    for (number, page) in text.split('\u{c}').enumerate() {
        if number > 0 {
            found.text.push('\u{c}');
        }
        let lines: Vec<&str> = page.lines().collect();
        match gutter(&lines) {
            Gutter::At(place) => {
                found.pages += 1;
                part(&lines, place, &mut found.text);
            }
            Gutter::Unclear => {
                for line in &lines {
                    match sides(line) {
                        Some((left, right)) => {
                            found.unclear += 1;
                            push(&format!("{left}\t\t{right}"), &mut found.text);
                        }
                        None => push(line.trim(), &mut found.text),
                    }
                }
            }
            Gutter::None => found.text.push_str(page),
        }
    }
    (found.pages + found.unclear > 0).then_some(found)
}

/// What parts the columns of a page.
#[derive(Debug, PartialEq, Eq)]
enum Gutter {
    /// It has one.
    None,
    /// The right one begins at this character.
    At(usize),
    Unclear,
}

fn gutter(lines: &[&str]) -> Gutter {
    let both: Vec<(&str, &str, usize)> = lines
        .iter()
        .filter_map(|line| {
            sides(line).map(|(left, right)| (left, right, line.chars().count() - right.chars().count()))
        })
        .filter(|(left, right, _)| is_running(left) && is_running(right))
        .collect();
    if both.len() < FEWEST {
        return Gutter::None;
    }
    // Most lines of the right column begin at its left edge, some are indented.
    let mut places: Vec<usize> = both.iter().map(|(.., place)| *place).collect();
    places.sort_unstable();
    let votes = |place: usize| places.iter().filter(|p| **p == place).count();
    let Some(edge) = places.iter().copied().max_by_key(|&p| (votes(p), std::cmp::Reverse(p))) else {
        return Gutter::None;
    };
    let fit = both
        .iter()
        .filter(|(left, _, place)| (edge..=edge + INDENT).contains(place) && left.chars().count() < edge);
    let crossing = lines.iter().filter(|line| crosses(line, edge)).count();
    let clear = fit.count() * 10 >= both.len() * AT_PLACE
        && votes(edge) * 2 >= both.len()
        && crossing <= both.len() * 2;
    if clear { Gutter::At(edge) } else { Gutter::Unclear }
}

/// The two texts of a line that one wide gap parts, if it has but one.
fn sides(line: &str) -> Option<(&str, &str)> {
    let trimmed = line.trim_end();
    let start = trimmed.len() - trimmed.trim_start().len();
    let at = start + trimmed[start..].find(&" ".repeat(WIDE))?;
    let right = trimmed[at..].trim_start();
    let one = !right.contains(&" ".repeat(WIDE)) && trimmed.len() <= WIDEST;
    one.then_some((&line[..at], right))
}

/// Whether it is a part of running text rather than a cell.
fn is_running(text: &str) -> bool {
    let words = text.split_whitespace().filter(|w| w.chars().filter(|c| c.is_lowercase()).count() >= 2);
    words.take(3).count() == 3
}

/// The characters before a place and those from it on; the second part is empty in a shorter line.
fn cut(line: &str, place: usize) -> (&str, &str) {
    let at = line.char_indices().nth(place).map_or(line.len(), |(at, _)| at);
    line.split_at(at)
}

/// Whether text stands on both sides of a place without a gap before it.
fn crosses(line: &str, place: usize) -> bool {
    let (left, right) = cut(line, place);
    let free = left.ends_with("  ") || left.trim().is_empty();
    !right.trim().is_empty() && !free
}

/// Adds the columns of a page, the left one first between lines that cross the gutter.
fn part(lines: &[&str], place: usize, out: &mut String) {
    let one_space = |line: &str| {
        let (left, right) = cut(line, place);
        left.ends_with(' ') && !right.starts_with(' ')
    };
    let has_both = |at: Option<usize>| {
        at.and_then(|at| lines.get(at)).is_some_and(|line| sides(line).is_some() && !crosses(line, place))
    };
    // A long line of the left column may leave one space.
    let full = |at: usize| {
        crosses(lines[at], place)
            && !(one_space(lines[at]) && has_both(at.checked_sub(1)) && has_both(Some(at + 1)))
    };
    let mut from = 0;
    while from < lines.len() {
        let to = (from..lines.len()).find(|&at| full(at)).unwrap_or(lines.len());
        let columns = lines[from..to].iter().map(|line| cut(line, place));
        if columns.clone().all(|(_, right)| right.trim().is_empty()) {
            lines[from..to].iter().for_each(|line| push(line, out));
        } else {
            column(columns.clone().map(|(left, _)| left), out);
            column(columns.map(|(_, right)| right), out);
        }
        lines[to..].iter().take(1).for_each(|line| push(line, out));
        from = to + 1;
    }
}

/// Adds a column without the blank lines at its ends.
fn column<'t>(lines: impl Iterator<Item = &'t str>, out: &mut String) {
    let mut blank = 0;
    let mut begun = false;
    for line in lines.map(str::trim) {
        if line.is_empty() {
            blank += 1;
            continue;
        }
        if begun {
            out.extend(std::iter::repeat_n('\n', blank));
        }
        (begun, blank) = (true, 0);
        push(line, out);
    }
}

fn push(line: &str, out: &mut String) {
    out.push_str(line.trim_end());
    out.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn side_by_side(left: &[&str], right: &[&str], width: usize) -> String {
        let lines = left.iter().zip(right);
        lines.map(|(l, r)| format!("{l:<width$}{r}\n")).collect()
    }

    const LEFT: [&str; 9] = [
        "Loss of the kinase made the cells of",
        "all mice grow as fast as those of the",
        "others. The receptor was not seen in",
        "",
        "most of the cells of these animals. In",
        "the tumors of both groups we found as",
        "many cells of the blood as before, and",
        "the weight of the tumors was the same",
        "in both of them. The drug lowered the",
    ];

    const RIGHT: [&str; 9] = [
        "weight of tumors in mice that had the",
        "gene, and not in the others. We then",
        "  looked at the cells that had come in",
        "from the blood, and at what they had",
        "on their surface. None of them had any",
        "of the receptors that we had looked at",
        "in the first place, and none of these",
        "was there after a week of the drug in",
        "any of the animals that were treated.",
    ];

    #[test]
    fn columns_come_one_after_the_other() {
        let page = format!(
            "        A title that runs over both of the columns of the page and is long\n\n{}\n   A footer of the page that runs over both columns as well as the title\n",
            side_by_side(&LEFT, &RIGHT, 46)
        );
        let found = parted(&page).unwrap_or(Columns { text: String::new(), pages: 0, unclear: 0 });
        assert_eq!((found.pages, found.unclear), (1, 0));
        let said = found.text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(
            said.contains("The drug lowered the weight of tumors in mice that had the gene, and not"),
            "{said}"
        );
        assert!(
            said.contains("is long Loss of the kinase") && said.contains("were treated. A footer"),
            "{said}"
        );
    }

    #[test]
    fn texts_that_begin_anywhere_are_never_one_sentence() {
        let lines = LEFT.iter().zip(RIGHT).enumerate();
        let page: String =
            lines.map(|(n, (l, r))| format!("{l}{}{r}\n", " ".repeat(4 + n * 7 % 30))).collect();
        let found = parted(&page).unwrap_or(Columns { text: String::new(), pages: 0, unclear: 0 });
        assert_eq!((found.pages, found.unclear > 6), (0, true));
        assert!(found.text.lines().all(|line| !line.contains("    ")), "{}", found.text);
    }

    #[test]
    fn tables_and_plain_texts_stay() {
        let table = "Drug         Disease        Phase\n".repeat(20);
        let plain = "A sentence that is wrapped after so many characters, as usual.\n".repeat(20);
        let indented = "        A paragraph of which all lines are indented by some spaces.\n".repeat(20);
        for text in [table, plain, indented] {
            assert_eq!(parted(&text), None);
        }
    }
}
