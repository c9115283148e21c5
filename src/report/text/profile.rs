//! A profile for people: the rules that took longest, then the strata.

use std::io::{self, Write};

use super::relation::grouped;
use super::{Layout, printable};
use crate::report::profile::{Profile, Rule, Stratum};

/// So many rules, and so many strata, are listed.
const LISTED: usize = 20;

/// Writes the table.
///
/// # Errors
/// If writing fails.
pub fn write(profile: &Profile, layout: &Layout, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "the evaluation took {}; rules by time:", time(profile.seconds))?;
    if profile.rules.is_empty() {
        writeln!(out, "  no rule was applied")?;
    } else {
        writeln!(
            out,
            "{:>9} {:>14} {:>13} {:>13} {:>6}  rule",
            "time", "candidates", "new", "known", "rounds"
        )?;
    }
    for rule in profile.rules.iter().take(LISTED) {
        write_rule(rule, layout, out)?;
    }
    if let Some(rest) = profile.rules.get(LISTED..).filter(|rest| !rest.is_empty()) {
        let seconds = rest.iter().map(|rule| rule.seconds).sum();
        writeln!(out, "{:>9} in {} more rules", time(seconds), rest.len())?;
    }
    let mut strata: Vec<&Stratum> = profile.strata.iter().collect();
    strata.sort_by(|a, b| b.seconds.total_cmp(&a.seconds));
    for stratum in strata.iter().take(LISTED) {
        write_stratum(stratum, layout, out)?;
    }
    if let Some(rest) = strata.get(LISTED..).filter(|rest| !rest.is_empty()) {
        let seconds = rest.iter().map(|stratum| stratum.seconds).sum();
        writeln!(out, "{:>9} in {} more strata", time(seconds), rest.len())?;
    }
    Ok(())
}

fn write_rule(rule: &Rule, layout: &Layout, out: &mut dyn Write) -> io::Result<()> {
    let number = |n: u64| grouped(usize::try_from(n).unwrap_or(usize::MAX));
    let place = rule.place.as_ref().filter(|place| **place != rule.rule);
    let place = place.map(|place| format!("  {place}")).unwrap_or_default();
    writeln!(
        out,
        "{:>9} {:>14} {:>13} {:>13} {:>6}  {}{}",
        time(rule.seconds),
        number(rule.candidates),
        number(rule.rows),
        number(rule.duplicates),
        rule.rounds,
        printable(&rule.rule),
        printable(&place),
    )?;
    match &rule.sentence {
        Some(sentence) => layout.indented("          ", &printable(sentence), out),
        None => Ok(()),
    }
}

fn write_stratum(stratum: &Stratum, layout: &Layout, out: &mut dyn Write) -> io::Result<()> {
    let rows = grouped(usize::try_from(stratum.rows).unwrap_or(usize::MAX));
    let rounds = if stratum.rounds == 1 { "round" } else { "rounds" };
    let line = format!(
        "{:>9} stratum {}: {rows} rows in {} {rounds}, {} of it merging; {}",
        time(stratum.seconds),
        stratum.stratum,
        stratum.rounds,
        time(stratum.merging),
        stratum.relations.join(", "),
    );
    layout.indented("", &printable(&line), out)
}

/// `12.3 ms`, `1.23 s`
fn time(seconds: f64) -> String {
    if seconds < 1.0 { format!("{:.1} ms", seconds * 1000.0) } else { format!("{seconds:.2} s") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_short() {
        assert_eq!([time(0.0123), time(1.234), time(0.0)], ["12.3 ms", "1.23 s", "0.0 ms"]);
    }
}
