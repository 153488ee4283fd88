//! What reports are written of: lines with a name before them, numbers and times.

use std::fmt::{self, Write};
use std::time::Duration;

use serde::{Serialize, Serializer};

use crate::quantity::milliseconds;

/// Duration of a step, in milliseconds when written.
#[derive(Clone, Copy, Debug)]
pub(in crate::command::ping) struct Time(pub(in crate::command::ping) Duration);

/// The names of lines are as wide as those of `cert show`.
pub(super) fn line(lines: &mut String, name: &str, value: &str) {
    let _ = writeln!(lines, "{name:<12} {value}");
}

/// Number and noun, `one` for 1.
pub(super) fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

impl fmt::Display for Time {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&milliseconds(self.0.as_secs_f64() * 1000.0))
    }
}

impl Serialize for Time {
    /// Milliseconds.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64((self.0.as_secs_f64() * 1_000_000.0).round() / 1000.0)
    }
}
