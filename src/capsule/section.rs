//! Sections: the lists that the page of a folder shows below its own text, where the templates of
//! Hugo and Zola list what is in it and the layouts of Jekyll lead to it.

use std::collections::HashSet;

use serde_json::Value;

use super::listing;
use super::parts::Parts;
use super::resource::{Child, Resource};
use super::site_menu;
use super::visible::{Contents, Reader, Visible};
use crate::document::{self, Block, Inline};
use crate::generator::PageEntry;
use crate::path::CapsulePath;

/// The pages and sections of a section: those below its path, and those whose files are in its
/// folder but whose templates gave them another path.
pub(super) fn section_list(parts: Parts<'_>, section: &PageEntry) -> Option<Block> {
    let seen = Visible::of(parts.contents, Reader::Page(&section.path));
    let mut children: Vec<Child<'_>> = seen
        .children(&section.path)
        .filter(|child| is_for_readers(parts.contents, child))
        .collect();
    let known: HashSet<CapsulePath> = children.iter().map(|child| child.path.clone()).collect();
    let elsewhere =
        pages_in(parts.contents, section).into_iter().filter(|page| !known.contains(&page.path));
    children.extend(elsewhere.filter_map(|page| {
        let (path, resource) = parts.contents.entry(&page.path)?;
        Some(Child { path, resource })
    }));
    let (mut entries, left_out) = listing::sorted(parts, children.into_iter(), None, &section.path);
    // Zola's order; its others are the usual one, because a page has what it is sorted by.
    if section.text("sort_by").is_some_and(|by| by.starts_with("title")) {
        entries.sort_by_cached_key(|entry| entry.label.to_lowercase());
    }
    let entries = site_menu::before(parts, &section.path, &HashSet::new(), entries);
    (!entries.is_empty()).then(|| Block::Entries(listing::bounded(entries, left_out)))
}

/// The pages in the folder of a Jekyll site's page that its text does not lead to. On the web a
/// reader comes to them by the header or the sidebar of the layout; here there would be no way.
pub(super) fn pages_below(parts: Parts<'_>, page: &PageEntry, blocks: &[Block]) -> Vec<Block> {
    let seen = Visible::of(parts.contents, Reader::Page(&page.path));
    let is_folder = page.path.is_folder() && seen.children(&page.path).next().is_some();
    if !parts.source.generator.layouts_list_pages() || !is_folder {
        return Vec::new();
    }
    let linked: HashSet<&CapsulePath> = document::internal_links(blocks).into_iter().collect();
    let children = seen
        .children(&page.path)
        .filter(|child| !linked.contains(child.path) && holds_pages(parts, child, &linked));
    let (entries, left_out) = listing::sorted(parts, children, None, &page.path);
    let entries = site_menu::before(parts, &page.path, &linked, entries);
    let entries = listing::bounded(entries, left_out);
    if entries.is_empty() {
        return Vec::new();
    }
    let heading = Block::Heading { level: 2, content: vec![Inline::Text("Pages".to_owned())] };
    // Alone on its page, a list is what the title says.
    let heading = Some(heading).filter(|_| !blocks.is_empty());
    heading.into_iter().chain([Block::Entries(entries)]).collect()
}

/// The pages whose files are in a section's folder and in no section inside it.
fn pages_in<'c>(contents: &'c Contents, section: &PageEntry) -> Vec<&'c PageEntry> {
    let folder = section.source.folder();
    let inside = |page: &&PageEntry| {
        !page.section
            && page.format.menu().is_none()
            && page.language == section.language
            && page.source.as_str().starts_with(folder)
            && !folder.is_empty()
    };
    let sections: HashSet<&str> = Visible::of(contents, Reader::Author)
        .pages()
        .filter(|page| page.section && !is_transparent(page))
        .map(|page| page.source.folder())
        .collect();
    let nearest = |page: &&PageEntry| {
        let mut above = folders_above(page.source.folder());
        above.find(|folder| sections.contains(folder)) == Some(folder)
    };
    // The folders at the top are sections even without a page: the root has only what lies
    // directly in it.
    let top = section.path.is_root();
    let direct = |page: &&PageEntry| {
        let below = page.source.folder().strip_prefix(folder).unwrap_or_default();
        below.is_empty() || (below.matches('/').count() == 1 && page.source.name().is_index())
    };
    Visible::of(contents, Reader::Page(&section.path))
        .pages()
        .filter(inside)
        .filter(nearest)
        .filter(|page| !top || direct(page))
        .collect()
}

/// True if a child is something to read: style sheets and pictures lie beside pages, too.
fn is_for_readers(contents: &Contents, child: &Child<'_>) -> bool {
    match child.resource {
        Resource::Page(_) | Resource::Posts => true,
        Resource::Folder => inside(contents, child.path)
            .any(|it| matches!(it.resource, Resource::Page(_) | Resource::Posts)),
        Resource::File(_)
        | Resource::Feed
        | Resource::Search
        | Resource::Redirection(_)
        | Resource::Robots => false,
    }
}

/// True if a child is a page, or a folder with pages that nothing leads to yet, and belongs
/// into a site's menu. Posts have lists of their own.
fn holds_pages(parts: Parts<'_>, child: &Child<'_>, linked: &HashSet<&CapsulePath>) -> bool {
    match child.resource {
        Resource::Folder => inside(parts.contents, child.path)
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

/// Everything below a folder, however deep, also what not everyone may read: it is only asked
/// what there is of it.
fn inside<'c>(
    contents: &'c Contents,
    folder: &CapsulePath,
) -> impl Iterator<Item = Child<'c>> + use<'c> {
    Visible::of(contents, Reader::Author).below(folder)
}

/// True if the pages of a section are listed in the one above it, too (Zola).
fn is_transparent(section: &PageEntry) -> bool {
    section.fields.get("transparent") == Some(&serde_json::Value::Bool(true))
}

/// A folder and those that it is in, each with its final `/`, the innermost first; the top is none.
fn folders_above(folder: &str) -> impl Iterator<Item = &str> {
    folder.rmatch_indices('/').filter_map(|(slash, _)| folder.get(..=slash))
}
