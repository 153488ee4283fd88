//! Sections: the lists that the page of a folder shows below its own text, where the templates of
//! Hugo and Zola list what is in it and the layouts of Jekyll lead to it.

use std::collections::HashSet;

use serde_json::Value;

use super::parts::Parts;
use super::resource::{Child, Resource};
use super::visible::{Reader, Visible};
use super::{entries, languages, members, site_menu};
use crate::document::{self, Block, Inline};
use crate::generator::PageEntry;
use crate::path::CapsulePath;

/// The pages and sections of a section, with its author's order.
pub(super) fn section_list(parts: Parts<'_>, section: &PageEntry) -> Option<Block> {
    let members = members::for_readers(parts, &section.path);
    let (mut entries, left_out) = entries::sorted(parts, members, None, &section.path);
    // Zola's order; its others are the usual one, because a page has what it is sorted by.
    if section.text("sort_by").is_some_and(|by| by.starts_with("title")) {
        entries.sort_by_cached_key(|entry| entry.label.to_lowercase());
    }
    let phrases = languages::phrases(parts, &section.path);
    let entries = site_menu::before(parts, &section.path, &HashSet::new(), entries);
    (!entries.is_empty()).then(|| Block::Entries(entries::bounded(entries, left_out, phrases)))
}

/// The pages in the folder of a Jekyll site's page that its text does not lead to. On the web a
/// reader comes to them by the header or the sidebar of the layout; here there would be no way.
pub(super) fn pages_below(
    parts: Parts<'_>,
    page: &PageEntry,
    blocks: &[Block],
    level: u8,
) -> Vec<Block> {
    let seen = Visible::of(parts.contents, Reader::Page(&page.path));
    let is_folder = page.path.is_folder() && seen.children(&page.path).next().is_some();
    if !parts.source.generator.layouts_list_pages() || !is_folder {
        return Vec::new();
    }
    let linked: HashSet<&CapsulePath> = document::internal_links(blocks).into_iter().collect();
    let children = seen
        .children(&page.path)
        .filter(|child| !linked.contains(child.path) && holds_pages(parts, seen, child, &linked));
    let phrases = languages::phrases(parts, &page.path);
    let (entries, left_out) = entries::sorted(parts, children, None, &page.path);
    let entries = site_menu::before(parts, &page.path, &linked, entries);
    let entries = entries::bounded(entries, left_out, phrases);
    if entries.is_empty() {
        return Vec::new();
    }
    let heading = Block::Heading {
        level,
        id: String::new(),
        content: vec![Inline::Text(phrases.pages.to_owned())],
    };
    // Alone on its page, a list is what the title says.
    let heading = Some(heading).filter(|_| !blocks.is_empty());
    heading.into_iter().chain([Block::Entries(entries)]).collect()
}

/// True if a child is a page, or a folder with pages that nothing leads to yet, and belongs
/// into a site's menu. Posts have lists of their own.
fn holds_pages(
    parts: Parts<'_>,
    seen: Visible<'_, '_>,
    child: &Child<'_>,
    linked: &HashSet<&CapsulePath>,
) -> bool {
    match child.resource {
        Resource::Folder => seen
            .below(child.path)
            .any(|it| !linked.contains(it.path) && is_in_menus(parts, it.resource)),
        Resource::Page(_)
        | Resource::Posts
        | Resource::File(_)
        | Resource::Feed
        | Resource::Search
        | Resource::Redirection(_)
        | Resource::Robots => is_in_menus(parts, child.resource),
    }
}

/// True if something is a page that is no post and whose author has not kept it out of menus,
/// as the plugin for site maps and the theme just-the-docs let them.
fn is_in_menus(parts: Parts<'_>, resource: &Resource) -> bool {
    let Resource::Page(number) = resource else { return false };
    let says = |page: &PageEntry, name: &str, what: bool| {
        page.fields.get(name) == Some(&Value::Bool(what))
    };
    parts.contents.page(*number).is_some_and(|page| {
        !page.is_post()
            && !says(page, "sitemap", false)
            && !says(page, "nav_exclude", true)
            && !parts.source.generator.keeps_out_of_menus(page)
    })
}
