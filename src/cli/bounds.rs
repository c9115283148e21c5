//! Sizes and times as people write them.

use std::time::Duration;

/// Bytes: `500M`, `4GiB`, `1.5G`, or a number alone. K, M, G and T are powers of 1024.
pub(super) fn size(text: &str) -> Result<u64, String> {
    let (number, unit) = parted(text)?;
    let power = match unit.trim_end_matches("ib").trim_end_matches('b') {
        "" => 0,
        "k" => 1,
        "m" => 2,
        "g" => 3,
        "t" => 4,
        _ => return Err("write a size such as 500M or 4GiB".to_owned()),
    };
    let bytes = number * 1024f64.powi(power);
    if bytes < 1.0 { Err("write a size above 0".to_owned()) } else { Ok(bytes as u64) }
}

/// A time: `90s`, `5m`, `2h`, `250ms`, or seconds alone.
pub(super) fn time(text: &str) -> Result<Duration, String> {
    let (number, unit) = parted(text)?;
    let seconds = match unit.as_str() {
        "ms" => number / 1000.0,
        "" | "s" | "sec" => number,
        "m" | "min" => number * 60.0,
        "h" => number * 3600.0,
        _ => return Err("write a time such as 90s, 5m or 2h".to_owned()),
    };
    Duration::try_from_secs_f64(seconds).map_err(|error| error.to_string())
}

/// Number and unit, the unit in small letters.
fn parted(text: &str) -> Result<(f64, String), String> {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let number = text[..end].parse().map_err(|_| "write a number and a unit".to_owned())?;
    Ok((number, text[end..].trim().to_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_and_times() {
        assert_eq!(size("500M"), Ok(500 << 20));
        assert_eq!(size("1.5 GiB"), Ok(3 << 29));
        assert_eq!(size("2gb"), Ok(2 << 30));
        assert_eq!(size("7"), Ok(7));
        assert_eq!(time("90"), Ok(Duration::from_secs(90)));
        assert_eq!(time("1.5m"), Ok(Duration::from_secs(90)));
        assert_eq!(time("250ms"), Ok(Duration::from_millis(250)));
        for wrong in ["", "M", "-1", "5 parsecs", "0"] {
            assert!(size(wrong).is_err(), "{wrong}");
        }
        assert!(time("5 parsecs").is_err());
    }
}
