//! A report as JSON, for machines: the report type as it is, with names in a fixed order.

use std::io::{self, Write};

use serde::Serialize;

/// Writes a value as JSON over several lines, and a newline.
///
/// # Errors
/// If writing fails.
pub fn write(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, value).map_err(io::Error::from)?;
    out.write_all(b"\n")
}
