//! `LanguageTags`: the languages of a text, whoever names them: front matter, a site's
//! configuration, the settings of a folder, the operator.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

/// The longest tag, in characters: BCP 47 asks everyone to keep 35 (RFC 5646, section 4.4.1).
const LONGEST_TAG: usize = 35;
/// The longest list of tags, in bytes: a Gemini header holds 1024, and a MIME type comes first.
const LONGEST: usize = 100;

/// Tags in the shape of BCP 47 with commas between them, as the parameter `lang` of a MIME type
/// has them; most often one. A clone is a pointer.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct LanguageTags(Arc<str>);

impl LanguageTags {
    /// No tag: a text is to have no language, whatever is set above it.
    #[must_use]
    pub fn none() -> Self {
        Self("".into())
    }

    /// True when there is no tag.
    #[must_use]
    pub fn is_none(&self) -> bool {
        self.0.is_empty()
    }

    /// The tags with commas between them.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The first tag, for what takes only one.
    #[must_use]
    pub fn first(&self) -> Option<&str> {
        self.0.split(',').next().filter(|tag| !tag.is_empty())
    }
}

impl FromStr for LanguageTags {
    type Err = String;

    /// Reads one tag or several with commas. `de_CH`, the form of locales, is `de-CH`.
    fn from_str(text: &str) -> Result<Self, String> {
        let text = text.replace('_', "-");
        if text.len() > LONGEST || !text.split(',').all(is_tag) {
            return Err(
                "this is no language tag; write one such as en or de-CH, or several with commas: en,fr"
                    .to_owned(),
            );
        }
        Ok(Self(text.into()))
    }
}

/// True for the shape of a tag: letters, digits and dashes (RFC 5646, section 2.1).
fn is_tag(text: &str) -> bool {
    (1..=LONGEST_TAG).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

impl fmt::Display for LanguageTags {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_tag_or_several_are_read() {
        for (text, expected) in
            [("de", "de"), ("de-CH", "de-CH"), ("de_CH", "de-CH"), ("en,fr", "en,fr")]
        {
            assert_eq!(text.parse::<LanguageTags>().unwrap().as_str(), expected);
        }
        assert_eq!("en,fr".parse::<LanguageTags>().unwrap().first(), Some("en"));
        assert_eq!(LanguageTags::none().first(), None);
    }

    #[test]
    fn nothing_else_is_a_tag() {
        let long = "a".repeat(LONGEST_TAG + 1);
        let many = ["en"; LONGEST].join(",");
        for text in ["", "e n", "en, fr", "en,", "en\r\n20", "en;x", "\"en\"", &long, &many] {
            assert!(text.parse::<LanguageTags>().is_err(), "{text:?}");
        }
    }
}
