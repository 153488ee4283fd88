//! Sizes: numbers of bytes within bounds, which people write with a unit.

use std::fmt;

use serde::de::{self, Deserializer, Visitor};
use toml::de::{Error, ValueDeserializer};

use super::form::{InFile, Value};
use super::number::Within;

/// The most bytes of an application's answer.
pub type Bytes = Size<1, { u32::MAX }>;
/// The most bytes of a page.
pub type PageSize = Size<1024, { 1 << 30 }>;
/// The most bytes of a file that is uploaded.
pub type FileSize = Size<1, { 64 << 20 }>;

/// The units, each with its bytes (IEC 80000-13 and the SI).
const UNITS: &[(&str, f64)] = &[
    ("KiB", 1024.0),
    ("MiB", 1_048_576.0),
    ("GiB", 1_073_741_824.0),
    ("kB", 1e3),
    ("MB", 1e6),
    ("GB", 1e9),
    ("B", 1.0),
];

/// A number of bytes that is neither too small nor too large.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Size<const LEAST: u32, const MOST: u32>(Within<LEAST, MOST>);

impl<const LEAST: u32, const MOST: u32> Size<LEAST, MOST> {
    /// The number, moved into its bounds.
    #[must_use]
    pub const fn near(number: u32) -> Self {
        Self(Within::near(number))
    }

    /// The number of bytes.
    #[must_use]
    pub const fn number(self) -> u32 {
        self.0.number()
    }
}

impl<const LEAST: u32, const MOST: u32> Value for Size<LEAST, MOST> {
    fn parse(text: &str) -> Result<Self, String> {
        let bytes = bytes(text).ok_or_else(|| {
            format!("write a number of bytes from {LEAST} to {MOST}, or one with a unit: 10 MiB")
        })?;
        Within::checked(bytes).map(Self)
    }

    fn read(value: InFile<'_>) -> Result<Self, Error> {
        ValueDeserializer::from(value).deserialize_any(SizeVisitor)
    }

    fn written(&self) -> Option<String> {
        self.0.written()
    }
}

/// The number of bytes that a text says, whole.
fn bytes(text: &str) -> Option<i64> {
    let text = text.trim();
    if let Ok(number) = text.parse() {
        return Some(number);
    }
    let unit = |(unit, bytes): &(&str, f64)| {
        let (number, end) = text.split_at_checked(text.len().checked_sub(unit.len())?)?;
        end.eq_ignore_ascii_case(unit)
            .then(|| Some((number.trim().parse::<f64>().ok()?, *bytes)))?
    };
    let (number, unit) = UNITS.iter().find_map(unit)?;
    let bytes = (number * unit).round();
    // Floats are exact up to 2^53, and more than that is too much anywhere.
    (0.0..=9e15).contains(&bytes).then_some(bytes as i64)
}

struct SizeVisitor<const LEAST: u32, const MOST: u32>;

impl<const LEAST: u32, const MOST: u32> Visitor<'_> for SizeVisitor<LEAST, MOST> {
    type Value = Size<LEAST, MOST>;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a number of bytes, or one with a unit such as \"10 MiB\"")
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Self::Value, E> {
        Within::checked(number).map(Size).map_err(E::custom)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
        Size::parse(text).map_err(E::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<u32>) {
        let size = Size::<10, { 64 << 20 }>::parse(text);
        assert_eq!(size.ok().map(Size::number), expected, "{text}");
    }

    #[test]
    fn a_size_is_written_with_or_without_a_unit() {
        check("4096", Some(4096));
        check("4096 B", Some(4096));
        check("10 MiB", Some(10 << 20));
        check("10mib", Some(10 << 20));
        check("1.5 KiB", Some(1536));
        check("2 MB", Some(2_000_000));
        check("1kB", Some(1000));
    }

    #[test]
    fn what_is_no_size_or_beyond_the_bounds_is_refused() {
        for text in
            ["", "MiB", "9", "65 MiB", "1 GiB", "-1", "-1 MiB", "1 TB", "NaN MiB", "1e99 MB", "ß"]
        {
            check(text, None);
        }
    }
}
