//! Listings: the page of a folder that has none.

use std::collections::HashSet;

use super::links::Links;
use super::parts::Parts;
use super::visible::{Reader, Visible};
use super::{entries, footer, languages, members, posts, site_menu, titles};
use crate::document::{Block, Document, Entry};
use crate::parse;
use crate::path::CapsulePath;

/// The listing of a folder: sub-folders first, then pages by their titles, then files by their
/// names.
#[must_use]
pub(super) fn listing(parts: Parts<'_>, folder: &CapsulePath) -> Document {
    let (title, above) = above_listing(parts, folder);
    let is_home = *folder == languages::home(parts, folder);
    let newest = if is_home && parts.source.generator.lists_only_pages() {
        posts::below_index(parts, folder, false, 2)
    } else {
        Vec::new()
    };
    Document {
        title: title.unwrap_or_else(|| titles::folder_title(parts.source, folder)),
        path: Some(folder.clone()),
        blocks: above.into_iter().chain([entries_below(parts, folder)]).chain(newest).collect(),
        language: languages::language(parts, folder),
        footer: footer::footer(parts, folder),
        ..Document::default()
    }
}

/// What a listing shows of a folder itself.
pub(super) fn blocks(parts: Parts<'_>, folder: &CapsulePath) -> Vec<Block> {
    let (_, above) = above_listing(parts, folder);
    above.into_iter().chain([entries_below(parts, folder)]).collect()
}

/// The entries of a listing, below its preamble.
fn entries_below(parts: Parts<'_>, folder: &CapsulePath) -> Block {
    let phrases = languages::phrases(parts, folder);
    let (entries, left_out) = entries_in(parts, folder);
    let entries = site_menu::before(parts, folder, &HashSet::new(), entries);
    Block::Entries(entries::bounded(entries, left_out, phrases))
}

/// The preamble that the author of a folder gave its listing: a title instead of ours,
/// and more.
fn above_listing(parts: Parts<'_>, folder: &CapsulePath) -> (Option<String>, Vec<Block>) {
    let text = parts.source.folder_settings.preamble(folder).unwrap_or_default().trim_start();
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    let title = first.strip_prefix("# ").map(|title| title.trim().to_owned());
    let text = if title.is_some() { rest } else { text };
    let source = format!("{folder}index.gmi");
    let links = Links::new(parts, folder, source.trim_start_matches('/'));
    (title, parse::gemtext(text, &links).blocks)
}

/// The entries of a folder, as it is listed, and the number of children that are left out.
pub(super) fn entries_in(parts: Parts<'_>, folder: &CapsulePath) -> (Vec<Entry>, usize) {
    let order = parts.source.folder_settings.order(folder);
    if parts.source.generator.lists_only_pages() {
        let members = members::for_readers(parts, folder);
        let pages = entries::sorted(parts, members, order, folder);
        // A folder of nothing but files is looked into for these.
        if !pages.0.is_empty() {
            return pages;
        }
    }
    let children = Visible::of(parts.contents, Reader::Page(folder)).children(folder);
    entries::sorted(parts, children, order, folder)
}
