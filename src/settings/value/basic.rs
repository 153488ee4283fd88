//! Switches, texts and fingerprints; lists of values, and values that need not be given.

use std::ffi::OsStr;
use std::path::Path;

use serde::Deserialize;
use serde::de::{Error as _, IgnoredAny};
use toml::Spanned;
use toml::de::{DeValue, Error, ValueDeserializer};

use super::form::{InFile, OFF, Value, is_off, quoted};
use crate::choice::Word;
use crate::fingerprint::Fingerprint;

impl Value for bool {
    fn parse(text: &str) -> Result<Self, String> {
        if text == OFF {
            return Ok(false);
        }
        text.parse().map_err(|_| "write true or false".to_owned())
    }

    fn read(value: InFile<'_>) -> Result<Self, Error> {
        if is_off(value.get_ref()) {
            return Ok(false);
        }
        Self::deserialize(ValueDeserializer::from(value))
    }

    fn written(&self) -> Option<String> {
        Some(self.to_string())
    }
}

impl Value for String {
    fn parse(text: &str) -> Result<Self, String> {
        Ok(text.to_owned())
    }

    fn written(&self) -> Option<String> {
        Some(quoted(self))
    }
}

impl Value for Fingerprint {
    fn parse(text: &str) -> Result<Self, String> {
        text.parse().map_err(|error| format!("{error}"))
    }

    fn written(&self) -> Option<String> {
        Some(format!("\"SHA256:{self:x}\""))
    }
}

/// Several values: a list in the file, an option that is given several times.
impl<T: Value> Value for Vec<T> {
    const IS_LIST: bool = true;
    const IS_PATH: bool = T::IS_PATH;

    fn parse(text: &str) -> Result<Self, String> {
        Ok(vec![T::parse(text)?])
    }

    fn parse_typed(text: &OsStr) -> Result<Self, String> {
        Ok(vec![T::parse_typed(text)?])
    }

    fn read(value: InFile<'_>) -> Result<Self, Error> {
        let span = value.span();
        let inner = value.into_inner();
        if let DeValue::Array(elements) = inner {
            elements.into_iter().map(T::read).collect()
        } else {
            Err(no_list(Spanned::new(span, inner)))
        }
    }

    fn written(&self) -> Option<String> {
        let elements: Vec<String> = self.iter().filter_map(Value::written).collect();
        Some(format!("[{}]", elements.join(", ")))
    }

    fn merge(&mut self, later: Self) {
        self.extend(later);
    }

    fn below(self, folder: &Path) -> Self {
        self.into_iter().map(|element| element.below(folder)).collect()
    }
}

/// Error for a value that is no list.
fn no_list(value: InFile<'_>) -> Error {
    let list = Vec::<IgnoredAny>::deserialize(ValueDeserializer::from(value));
    list.err().unwrap_or_else(|| Error::custom("write a list"))
}

/// A value that need not be given.
impl<T: Value> Value for Option<T> {
    const IS_LIST: bool = T::IS_LIST;
    const IS_PATH: bool = T::IS_PATH;

    fn words() -> Vec<Word> {
        T::words()
    }

    fn parse(text: &str) -> Result<Self, String> {
        T::parse(text).map(Some)
    }

    fn parse_typed(text: &OsStr) -> Result<Self, String> {
        T::parse_typed(text).map(Some)
    }

    fn read(value: InFile<'_>) -> Result<Self, Error> {
        T::read(value).map(Some)
    }

    fn written(&self) -> Option<String> {
        self.as_ref().and_then(Value::written)
    }

    fn below(self, folder: &Path) -> Self {
        self.map(|value| value.below(folder))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Expects a value to be written in the file as it is read from there.
    fn check_written<T: Value + PartialEq + std::fmt::Debug>(typed: &str, written: &str) {
        let value = T::parse(typed).unwrap();
        assert_eq!(value.written().as_deref(), Some(written));
        assert_eq!(T::parse(written.trim_matches('"')).unwrap(), value);
    }

    #[test]
    fn what_is_written_is_read_as_the_same() {
        check_written::<bool>("true", "true");
        check_written::<Option<bool>>("true", "true");
        assert_eq!(None::<bool>.written(), None);
        check_written::<String>("a b", "\"a b\"");
        let digits = "a3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        check_written::<Fingerprint>(digits, &format!("\"SHA256:{digits}\""));
    }

    #[test]
    fn an_option_that_is_given_again_adds_to_a_list_and_replaces_else() {
        let mut list = vec!["a".to_owned()];
        list.merge(vec!["b".to_owned(), "a".to_owned()]);
        assert_eq!(list, ["a", "b", "a"]);
        let mut word = "a".to_owned();
        word.merge("b".to_owned());
        assert_eq!(word, "b");
    }
}
