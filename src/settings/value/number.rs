//! Whole numbers within bounds.

use serde::Deserialize;
use serde::de::Error as _;
use toml::de::{Error, ValueDeserializer};

use super::form::{InFile, Value};

/// The most connections at a time.
pub type Connections = Within<1, 1_000_000>;
/// The seconds over which a slow reader is watched.
pub type Seconds = Within<1, 3600>;
/// A number of files or days.
pub type Count = Within<1, 1_000_000>;
/// A number of letters.
pub type LetterCount = Within<1, 10_000>;
/// The most characters of a letter: a request has no room for more.
pub type LetterLength = Within<1, 1024>;
/// Bytes a second.
pub type Rate = Within<0, { u32::MAX }>;
/// The widest line of menus and plain text, in columns.
pub type Width = Within<40, 200>;

/// A whole number that is neither too small nor too large.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Within<const LEAST: u32, const MOST: u32>(u32);

impl<const LEAST: u32, const MOST: u32> Within<LEAST, MOST> {
    /// The number, moved into its bounds.
    #[must_use]
    pub const fn near(number: u32) -> Self {
        if number < LEAST {
            Self(LEAST)
        } else if number > MOST {
            Self(MOST)
        } else {
            Self(number)
        }
    }

    /// The number.
    #[must_use]
    pub const fn number(self) -> u32 {
        self.0
    }

    /// The number, if it is within the bounds; else what to write.
    pub(super) fn checked(number: i64) -> Result<Self, String> {
        let fitting = u32::try_from(number).ok().filter(|number| (LEAST..=MOST).contains(number));
        fitting.map(Self).ok_or_else(|| {
            format!("{number} will not do; write a whole number from {LEAST} to {MOST}")
        })
    }
}

impl<const LEAST: u32, const MOST: u32> Value for Within<LEAST, MOST> {
    fn parse(text: &str) -> Result<Self, String> {
        let number =
            text.parse().map_err(|_| format!("write a whole number from {LEAST} to {MOST}"))?;
        Self::checked(number)
    }

    fn read(value: InFile<'_>) -> Result<Self, Error> {
        let number = i64::deserialize(ValueDeserializer::from(value))?;
        Self::checked(number).map_err(Error::custom)
    }

    fn written(&self) -> Option<String> {
        Some(self.number().to_string())
    }
}

/// A port.
impl Value for u16 {
    fn parse(text: &str) -> Result<Self, String> {
        let number = text.parse::<u64>().map_err(|error| error.to_string())?;
        let most = Self::MAX;
        Self::try_from(number).map_err(|_| format!("{number} is not in 0..={most}"))
    }

    fn read(value: InFile<'_>) -> Result<Self, Error> {
        Self::deserialize(ValueDeserializer::from(value))
    }

    fn written(&self) -> Option<String> {
        Some(self.to_string())
    }
}
