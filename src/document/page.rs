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
    /// Where it is served: what "this page as plain text" and "this page on Gemini" name. `None`
    /// for a page that is not served, such as one given to `propus render`.
    pub path: Option<CapsulePath>,
    /// What stands on it, without the title.
    pub blocks: Vec<Block>,
    /// Where a reader goes from here: older, newer, up, home. Stands under a rule at the end.
    pub footer: Vec<Link>,
}
