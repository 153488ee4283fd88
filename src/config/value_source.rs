//! The source of a value.

use std::fmt;
use std::path::PathBuf;

/// Source of a value.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ValueSource {
    /// The declaration of the setting.
    Default,
    /// A line of the file, from 1.
    File(PathBuf, usize),
    /// An option of the command line.
    Flag(&'static str),
}

impl fmt::Display for ValueSource {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => out.write_str("default"),
            Self::File(file, line) => write!(out, "{}:{line}", file.display()),
            Self::Flag(flag) => out.write_str(flag),
        }
    }
}

impl ValueSource {
    /// A setting as it was asked for: `--gopher`, or `propus.toml:3: option gopher`.
    #[must_use]
    pub fn option(&self, key: &str) -> String {
        match self {
            Self::Default => format!("--{key}"),
            Self::Flag(flag) => (*flag).to_owned(),
            Self::File(..) => format!("{self}: option {key}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn a_setting_is_named_as_it_was_asked_for() {
        let file = ValueSource::File(Path::new("propus.toml").into(), 3);
        let check = |source: ValueSource, shown: &str, option: &str| {
            assert_eq!(source.to_string(), shown);
            assert_eq!(source.option("gopher"), option);
        };
        check(ValueSource::Default, "default", "--gopher");
        check(ValueSource::Flag("--no-gopher"), "--no-gopher", "--no-gopher");
        check(file, "propus.toml:3", "propus.toml:3: option gopher");
    }
}
