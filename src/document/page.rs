//! `Document`: one page.

use jiff::civil::Date;

use super::block::{Block, Entry};
use super::inline::Link;
use crate::language::LanguageTags;
use crate::path::CapsulePath;

/// One page: what stands on it, and what is known of it.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Document {
    /// Its title, on one line. Empty when it has none; then no title line is written.
    pub title: String,
    /// The day it was written, shown at its foot.
    pub date: Option<Date>,
    /// True if the day is shown under the title instead.
    pub date_on_top: bool,
    /// Its language, in whose words the ways from it are written.
    pub language: Option<LanguageTags>,
    /// Its path: "this page as plain text" and "this page on Gemini" name it. `None`
    /// for a page that is not served, such as one given to `propus render`.
    pub path: Option<CapsulePath>,
    /// Its content, without the title.
    pub blocks: Vec<Block>,
    /// The lists that it stands in by its tags and the like, shown at its foot.
    pub topics: Vec<Entry>,
    /// Its footer: links to older and newer pages, up and home. Stands at the end.
    pub footer: Vec<Link>,
}

impl Document {
    /// The day, if it stands under the title.
    #[must_use]
    pub fn date_above(&self) -> Option<Date> {
        self.date.filter(|_| self.date_on_top)
    }

    /// The day, if it stands at the foot.
    #[must_use]
    pub fn date_below(&self) -> Option<Date> {
        self.date.filter(|_| !self.date_on_top)
    }
}
