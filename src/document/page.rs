//! `Document`: one page.

use jiff::civil::Date;

use super::block::Block;
use super::inline::Link;
use crate::path::CapsulePath;

/// One page: what stands on it, and what is known of it.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Document {
    /// Its title, on one line. Empty when it has none; then no title line is written.
    pub title: String,
    /// The day it was written, shown under the title.
    pub date: Option<Date>,
    /// Its path: "this page as plain text" and "this page on Gemini" name it. `None`
    /// for a page that is not served, such as one given to `propus render`.
    pub path: Option<CapsulePath>,
    /// Its content, without the title.
    pub blocks: Vec<Block>,
    /// Its footer: links to older and newer pages, up and home. Stands under a rule at the end.
    pub footer: Vec<Link>,
}
