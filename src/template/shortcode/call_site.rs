//! `CallSite`: what the calls of a page stand in.

use super::call::Call;
use crate::phrases::Phrases;

/// What the calls of a page stand in, and what the site knows that they ask for.
#[derive(Clone, Copy)]
pub(crate) struct CallSite<'a> {
    /// The words of the page's language.
    pub phrases: &'static Phrases,
    /// True for a page of HTML, in which Markdown means nothing.
    pub is_html: bool,
    /// Markdown as HTML.
    pub to_html: &'a dyn Fn(&str) -> String,
    /// Answers to calls that only the site can give, as Markdown.
    pub known: &'a dyn Fn(&Call) -> Option<String>,
}

#[cfg(test)]
impl<'a> CallSite<'a> {
    /// A page of Markdown in English, of a site that writes HTML as `<html …>`.
    pub(crate) fn of_tests(known: &'a dyn Fn(&Call) -> Option<String>) -> Self {
        let to_html: &dyn Fn(&str) -> String = &|text| format!("<html {text}>\n");
        Self { phrases: Phrases::ENGLISH, is_html: false, to_html, known }
    }
}
