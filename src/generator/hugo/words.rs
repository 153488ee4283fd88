//! `Words`: what a Hugo site is called in one of its languages.

use serde_json::Value;

use crate::content::front_matter::Fields;
use crate::content::page_head::text_of;
use crate::generator::fields::inside;

/// The words of a site in a language.
pub(super) struct Words<'f> {
    /// Those of the language itself, which come first.
    own: Option<&'f Fields>,
    general: &'f Fields,
}

impl<'f> Words<'f> {
    pub(super) fn of(fields: &'f Fields, language: &str) -> Self {
        let own = inside(fields, "languages", &[language]).and_then(Value::as_object);
        Self { own, general: fields }
    }

    /// A word by its name, also among the parameters.
    pub(super) fn find(&self, name: &str) -> Option<&'f Value> {
        let mut places = self.own.into_iter().chain([self.general]);
        places.find_map(|fields| fields.get(name).or_else(|| inside(fields, "params", &[name])))
    }

    pub(super) fn text(&self, name: &str) -> Option<String> {
        self.find(name).and_then(text_of)
    }

    /// The tag of the language.
    pub(super) fn tag(&self) -> Option<String> {
        self.own_text(&["locale", "languagecode"])
    }

    /// The name of the language in its own words.
    pub(super) fn name(&self) -> Option<String> {
        self.own_text(&["label", "languagename"])
    }

    /// The first of some words of the language itself.
    fn own_text(&self, names: &[&str]) -> Option<String> {
        let own = self.own?;
        names.iter().find_map(|name| text_of(own.get(*name)?))
    }

    /// The place of the language among the others: the lower the earlier, those without one last.
    pub(super) fn weight(&self) -> i64 {
        weight(self.own.and_then(|own| own.get("weight")))
    }
}

/// The place among others that a weight gives; Hugo takes none for the heaviest.
pub(super) fn weight(given: Option<&Value>) -> i64 {
    given.and_then(Value::as_i64).filter(|weight| *weight != 0).unwrap_or(i64::MAX)
}
