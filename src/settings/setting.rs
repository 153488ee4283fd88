//! The declaration of a setting: all that is known of it before anybody gives it a value.

use std::any::Any;
use std::ffi::OsStr;
use std::fmt;
use std::sync::Arc;

use toml::de::Error;

use super::value::{InFile, Value};
use crate::choice::Word;

/// A setting: its name, type, default and words, for the command line and for the file.
#[derive(Debug)]
pub struct Setting<T: 'static> {
    /// Key in its table of the file.
    pub key: &'static str,
    /// Key of old, which is still read; empty where there is none.
    pub old_key: &'static str,
    /// Value where neither command line nor file gives one.
    pub default: fn() -> T,
    /// Explanation in the file, in sentences; empty for a setting that shares the one above.
    pub about: &'static str,
    /// Value that the example shows, in TOML; empty where it shows the default.
    pub example: &'static str,
    /// Default in the manual, where the value alone would not do; `{}` stands for the value.
    pub default_words: &'static str,
    /// Option that gives it a value.
    pub option: Option<Opt>,
    /// Option without a value that sets it to a fixed one.
    pub switch: Option<Switch<T>>,
    /// True of a setting that its table must have.
    pub is_required: bool,
    /// True of a setting that is read at the start of the server only.
    pub at_start: bool,
}

impl<T> Setting<T> {
    /// A setting of the file alone, without words.
    pub(super) const fn new(key: &'static str, default: fn() -> T) -> Self {
        Self {
            key,
            old_key: "",
            default,
            about: "",
            example: "",
            default_words: "",
            option: None,
            switch: None,
            is_required: false,
            at_start: false,
        }
    }

    /// Its options, the one with a value first.
    pub fn options(&self) -> impl Iterator<Item = &Opt> {
        self.option.iter().chain(self.switch.iter().map(|switch| &switch.option))
    }
}

/// An option of the command line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Opt {
    /// As it is typed, such as `--width`; `DIR` for the one argument that has no name.
    pub flag: &'static str,
    /// Name of old, which is still understood, such as `--kind`; empty where there is none.
    pub old_flag: &'static str,
    /// Name of its value in the help; empty for a switch.
    pub value: &'static str,
    /// Part of the help in which it stands.
    pub heading: Heading,
    /// Explanation in the help, without a dot at the end; `{}` stands for the default.
    pub help: &'static str,
    /// Option that can't be given beside it; empty where there is none.
    pub excludes: &'static str,
    /// It may stand without its value, and then means `true`.
    pub may_be_alone: bool,
}

impl Opt {
    /// An option that is known by one name and stands beside any other.
    pub(super) const fn new(
        heading: Heading,
        flag: &'static str,
        value: &'static str,
        help: &'static str,
    ) -> Self {
        Self { flag, old_flag: "", value, heading, help, excludes: "", may_be_alone: false }
    }

    /// Name under which the command line keeps it, such as `width`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.flag.trim_start_matches('-')
    }

    /// True of an argument that is known by its position and not by a name.
    #[must_use]
    pub fn is_positional(&self) -> bool {
        !self.flag.starts_with('-')
    }
}

/// An option without a value.
#[derive(Debug)]
pub struct Switch<T: 'static> {
    /// The option.
    pub option: Opt,
    /// Value that it stands for.
    pub value: fn() -> T,
}

/// Part of the help, in the order in which the parts stand.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Heading {
    /// Options without a heading of their own.
    Options,
    /// Reading of the folder and writing of its pages.
    Content,
    /// Addresses, names and certificates.
    Network,
    /// Rights of the process.
    Process,
    /// Bounds for strangers.
    Limits,
    /// Lines about events and requests.
    Log,
}

impl Heading {
    /// The heading as the help shows it; `None` for the first part, which has none.
    #[must_use]
    pub fn text(self) -> Option<&'static str> {
        match self {
            Self::Options => None,
            Self::Content => Some("Content"),
            Self::Network => Some("Network"),
            Self::Process => Some("Process"),
            Self::Limits => Some("Limits"),
            Self::Log => Some("Log"),
        }
    }
}

/// Value of a setting whose type is known to its declaration.
#[derive(Clone)]
pub struct AnyValue(Arc<dyn Any + Send + Sync>);

impl AnyValue {
    /// A value.
    pub fn new<T: Value>(value: T) -> Self {
        Self(Arc::new(value))
    }

    /// The value, if it has that type.
    #[must_use]
    pub fn of_type<T: Value>(&self) -> Option<&T> {
        self.0.downcast_ref()
    }
}

impl fmt::Debug for AnyValue {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("AnyValue")
    }
}

/// A setting of any type.
pub trait Declaration: Sync {
    /// Facts that need no type.
    fn facts(&self) -> Facts<'_>;

    /// Reads a value of the command line.
    ///
    /// # Errors
    /// Says what to write.
    fn read_typed(&self, text: &OsStr) -> Result<AnyValue, String>;

    /// Value of several options, in their order; `None` of none.
    fn merged(&self, values: Vec<AnyValue>) -> Option<AnyValue>;

    /// Value of its switch; `None` where it has none.
    fn switched(&self) -> Option<AnyValue>;

    /// Reads a value of the file.
    ///
    /// # Errors
    /// Fails when it has another type, and says what to write.
    fn read_file(&self, value: InFile<'_>) -> Result<AnyValue, Error>;

    /// A value in the syntax of TOML; `None` where there is none.
    fn written(&self, value: &AnyValue) -> Option<String>;
}

/// Facts about a setting of any type, as [`Setting`] declares them.
#[derive(Debug)]
pub struct Facts<'a> {
    /// Key in its table of the file.
    pub key: &'static str,
    /// Key of old, which is still read; empty where there is none.
    pub old_key: &'static str,
    /// Default in the syntax of TOML; `None` where there is none.
    pub default: Option<String>,
    /// Explanation in the file.
    pub about: &'static str,
    /// Value that the example shows; empty where it shows the default.
    pub example: &'static str,
    /// Default in the manual, where the value alone would not do.
    pub default_words: &'static str,
    /// Option that gives it a value.
    pub option: Option<&'a Opt>,
    /// Option without a value.
    pub switch: Option<&'a Opt>,
    /// True of a setting that its table must have.
    pub is_required: bool,
    /// True of a setting that is read at the start of the server only.
    pub at_start: bool,
    /// Words of which its value is one.
    pub words: Vec<Word>,
    /// True of a setting whose option may be given several times.
    pub is_list: bool,
    /// True of a setting that names a file or a folder.
    pub is_path: bool,
}

impl Facts<'_> {
    /// True of its key, and of its key of old.
    #[must_use]
    pub fn is_called(&self, key: &str) -> bool {
        key == self.key || (key == self.old_key && !key.is_empty())
    }
}

impl<T: Value> Declaration for Setting<T> {
    fn facts(&self) -> Facts<'_> {
        Facts {
            key: self.key,
            old_key: self.old_key,
            default: (self.default)().written(),
            about: self.about,
            example: self.example,
            default_words: self.default_words,
            option: self.option.as_ref(),
            switch: self.switch.as_ref().map(|switch| &switch.option),
            is_required: self.is_required,
            at_start: self.at_start,
            words: T::words(),
            is_list: T::IS_LIST,
            is_path: T::IS_PATH,
        }
    }

    fn read_typed(&self, text: &OsStr) -> Result<AnyValue, String> {
        T::parse_typed(text).map(AnyValue::new)
    }

    fn merged(&self, values: Vec<AnyValue>) -> Option<AnyValue> {
        let mut values = values.iter().filter_map(AnyValue::of_type::<T>).cloned();
        let mut merged = values.next()?;
        for value in values {
            merged.merge(value);
        }
        Some(AnyValue::new(merged))
    }

    fn switched(&self) -> Option<AnyValue> {
        self.switch.as_ref().map(|switch| AnyValue::new((switch.value)()))
    }

    fn read_file(&self, value: InFile<'_>) -> Result<AnyValue, Error> {
        T::read(value).map(AnyValue::new)
    }

    fn written(&self, value: &AnyValue) -> Option<String> {
        value.of_type::<T>().and_then(Value::written)
    }
}
