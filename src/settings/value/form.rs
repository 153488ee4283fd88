//! The reading of a value from the command line and from the file, and its form in a file.

use std::ffi::OsStr;
use std::fmt::Debug;
use std::path::Path;

use serde::Deserialize;
use serde::de::Error as _;
use toml::Spanned;
use toml::de::{DeValue, Error, ValueDeserializer};

use crate::choice::{Choice, Word};

/// A value as it stands in a file, and its bytes there.
pub type InFile<'a> = Spanned<DeValue<'a>>;

/// A type of settings.
pub trait Value: Clone + Debug + Send + Sync + Sized + 'static {
    /// True of a type whose option may be given several times.
    const IS_LIST: bool = false;
    /// True of a file or a folder, which shells complete.
    const IS_PATH: bool = false;

    /// Words of which it is one; none for a value of another form.
    #[must_use]
    fn words() -> Vec<Word> {
        Vec::new()
    }

    /// Reads a text.
    ///
    /// # Errors
    /// Says what to write.
    fn parse(text: &str) -> Result<Self, String>;

    /// Reads a value of the command line.
    ///
    /// # Errors
    /// Says what to write.
    fn parse_typed(text: &OsStr) -> Result<Self, String> {
        Self::parse(text.to_str().ok_or("it is not in UTF-8")?)
    }

    /// Reads a value of the file.
    ///
    /// # Errors
    /// Fails when it has another type, and says what to write.
    fn read(value: InFile<'_>) -> Result<Self, Error> {
        Self::parse(&String::deserialize(ValueDeserializer::from(value))?).map_err(Error::custom)
    }

    /// The value in the syntax of TOML; `None` where there is none.
    fn written(&self) -> Option<String>;

    /// Puts the value of one more option on the command line to those before it.
    fn merge(&mut self, later: Self) {
        *self = later;
    }

    /// The value with its paths relative to a folder.
    #[must_use]
    fn below(self, _folder: &Path) -> Self {
        self
    }
}

/// The word for `false` wherever that is one of the values: some write so of one setting, and try it
/// for all.
pub(super) const OFF: &str = "off";

/// True of what means `false` in a file.
pub(super) fn is_off(value: &DeValue<'_>) -> bool {
    match value {
        DeValue::Boolean(on) => !on,
        DeValue::String(text) => text == OFF,
        DeValue::Integer(_)
        | DeValue::Float(_)
        | DeValue::Datetime(_)
        | DeValue::Array(_)
        | DeValue::Table(_) => false,
    }
}

/// A text in the syntax of TOML.
pub(super) fn quoted(text: &str) -> String {
    toml::Value::from(text).to_string()
}

impl<T: Choice> Value for T {
    fn words() -> Vec<Word> {
        Self::ALL.iter().map(|value| value.word()).collect()
    }

    fn parse(text: &str) -> Result<Self, String> {
        Self::named(text).ok_or_else(|| {
            let names: Vec<&str> = Self::ALL.iter().map(|value| value.word().name).collect();
            format!("unknown variant `{text}`, expected {}", one_of(&names))
        })
    }

    fn written(&self) -> Option<String> {
        Some(quoted(self.word().name))
    }
}

/// Names as an error lists what could have been written.
pub(crate) fn one_of(names: &[&str]) -> String {
    match names {
        [] => "nothing".to_owned(),
        [one] => format!("`{one}`"),
        [one, other] => format!("`{one}` or `{other}`"),
        [_, ..] => format!("one of `{}`", names.join("`, `")),
    }
}
