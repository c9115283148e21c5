//! Numbers and dates. In: one word. Out: its value if all of it is a literal. Must not know tokens
//! around it.

use nom::bytes::complete::{take, take_while1};
use nom::character::complete::char;
use nom::combinator::{all_consuming, opt, recognize, verify};
use nom::{IResult, Parser};

/// What a word is when read as a literal.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Literal {
    Int(i64),
    Decimal(f64),
    Date(i32),
    /// Digits, but more than 64 bits hold.
    TooLarge,
    /// Written like a date, but the calendar has no such day.
    NoSuchDay,
}

/// Reads a word; `None` if it is a name. `007` is a name: a number would lose its zeros.
pub(super) fn literal(word: &str) -> Option<Literal> {
    let first = word.bytes().next()?;
    if !(first.is_ascii_digit() || first == b'-') {
        return None;
    }
    date(word).or_else(|| int(word)).or_else(|| decimal(word))
}

fn digits(input: &str) -> IResult<&str, &str> {
    take_while1(|c: char| c.is_ascii_digit()).parse(input)
}

fn whole(input: &str) -> IResult<&str, &str> {
    verify(digits, |d: &str| d == "0" || !d.starts_with('0')).parse(input)
}

fn int(word: &str) -> Option<Literal> {
    let (_, text) = all_consuming(recognize((opt(char('-')), whole))).parse(word).ok()?;
    Some(text.parse().map_or(Literal::TooLarge, Literal::Int))
}

fn decimal(word: &str) -> Option<Literal> {
    let (_, text) = all_consuming(recognize((opt(char('-')), whole, char('.'), digits))).parse(word).ok()?;
    let value: f64 = text.parse().ok()?;
    Some(if value.is_finite() { Literal::Decimal(value) } else { Literal::TooLarge })
}

fn field<'a>(length: usize) -> impl Parser<&'a str, Output = &'a str, Error = nom::error::Error<&'a str>> {
    verify(take(length), |d: &str| d.bytes().all(|b| b.is_ascii_digit()))
}

fn date(word: &str) -> Option<Literal> {
    let shape = (field(4), char('-'), field(2), char('-'), field(2));
    let (_, (year, _, month, _, day)) = all_consuming(shape).parse(word).ok()?;
    let number = |text: &str| text.parse::<i32>().ok();
    let days = days_from_civil(number(year)?, number(month)?, number(day)?);
    Some(days.map_or(Literal::NoSuchDay, Literal::Date))
}

/// Days since 1970-01-01 in the Gregorian calendar.
fn days_from_civil(year: i32, month: i32, day: i32) -> Option<i32> {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let length = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        _ => return None,
    };
    if !(1..=length).contains(&day) {
        return None;
    }
    // Years start in March here, so that the leap day is the last of its year.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * month + 2) / 5 + day - 1;
    Some(era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_words_are_literals() {
        assert_eq!(literal("-1"), Some(Literal::Int(-1)));
        assert_eq!(literal("0.25"), Some(Literal::Decimal(0.25)));
        for name in ["5-FU", "4T1", "007", "1.", "1.2.3", "-", "2026-2-2", "1e5", "٣"] {
            assert_eq!(literal(name), None, "{name}");
        }
        assert_eq!(literal("99999999999999999999"), Some(Literal::TooLarge));
    }

    #[test]
    fn dates_follow_the_calendar() {
        assert_eq!(literal("1970-01-01"), Some(Literal::Date(0)));
        assert_eq!(literal("1969-12-31"), Some(Literal::Date(-1)));
        assert_eq!(literal("2000-03-01"), Some(Literal::Date(11_017)));
        assert_eq!(literal("2026-02-02"), Some(Literal::Date(20_486)));
        assert_eq!(literal("2024-02-29"), Some(Literal::Date(19_782)));
        for day in ["2026-02-29", "1900-02-29", "2026-13-01", "2026-00-10", "2026-04-31", "2026-01-00"] {
            assert_eq!(literal(day), Some(Literal::NoSuchDay), "{day}");
        }
    }
}
