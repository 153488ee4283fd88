//! Prefixes of keys in a store.

use super::form::{Value, quoted};

/// What keys begin with: it begins with a slash and ends with none.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KeyPrefix(String);

impl KeyPrefix {
    /// As it stands before the slash that follows it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for KeyPrefix {
    fn default() -> Self {
        Self("/propus".to_owned())
    }
}

impl Value for KeyPrefix {
    fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim_end_matches('/');
        let is_plain = text.len() <= 200 && text.bytes().all(|byte| byte.is_ascii_graphic());
        if text.starts_with('/') && is_plain {
            Ok(Self(text.to_owned()))
        } else {
            Err("write a path such as /propus, without spaces".to_owned())
        }
    }

    fn written(&self) -> Option<String> {
        Some(quoted(&self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_is_a_path_without_its_last_slash() {
        for (text, expected) in [("/propus", "/propus"), ("/a/b/", "/a/b")] {
            assert_eq!(KeyPrefix::parse(text).unwrap().as_str(), expected);
        }
        for text in ["", "/", "propus", "/a b", "/ü"] {
            assert!(KeyPrefix::parse(text).is_err(), "{text}");
        }
    }
}
