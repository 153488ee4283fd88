//! The menu of a Jekyll site, wherever its theme looks for it: `header_pages` (minima), a file of
//! `_data` (minimal-mistakes, academicpages), the configuration, or the pages themselves (chirpy,
//! al-folio).

use serde_json::Value;

use crate::content::decode;
use crate::content::folder::Folder;
use crate::content::front_matter::{self, Fields};
use crate::content::page_head::truth_of;
use crate::generator::entry::PageEntry;
use crate::generator::fields::list;
use crate::generator::menu::{MenuLink, MenuTarget, links_of};

/// The files of `_data` that may hold it, the likeliest first.
const FILES: &[&str] = &[
    "navigation",
    "nav",
    "navbar",
    "nav-header",
    "nav_header",
    "menu",
    "menus",
    "main_menu",
    "header",
];
/// Their forms.
const ENDINGS: &[&str] = &["yml", "yaml", "json"];
/// The fields of a file with several menus that name the one at the top.
const TOP: &[&str] =
    &["main", "header", "top", "primary", "nav", "navbar", "navigation", "menu", "toc", "items"];
/// The fields of the configuration that may hold it.
const SETTINGS: &[&str] = &[
    "navigation",
    "nav",
    "navbar-links",
    "navbar",
    "nav_links",
    "menu",
    "main_menu",
    "header_links",
];

/// The menu in `_data`, in the first file there that has one.
#[must_use]
pub(super) fn in_data(folder: &Folder, source: &str) -> Vec<MenuLink> {
    let names = FILES.iter().flat_map(|name| ENDINGS.iter().map(move |it| (name, it)));
    let menus = names.filter_map(|(name, ending)| {
        let file = format!("{source}_data/{name}.{ending}");
        // What can't be read is told where templates ask for it.
        let bytes = if folder.has(&file) { folder.read(&file).ok()? } else { return None };
        let menu = front_matter::yaml_value(&decode::text(&bytes).text).ok()?;
        Some(links_in_file(&menu))
    });
    menus.into_iter().find(|links| !links.is_empty()).unwrap_or_default()
}

/// The links of the menu in a file: a list is one, and so are words with their targets; of menus for
/// parts of a site none is.
fn links_in_file(menu: &Value) -> Vec<MenuLink> {
    let is_for_parts = |named: &Fields| {
        !named.values().all(Value::is_string) && !TOP.iter().any(|name| named.contains_key(*name))
    };
    if menu.as_object().is_some_and(is_for_parts) { Vec::new() } else { top_links(menu) }
}

/// The links of the menu at the top, of several.
fn top_links(menu: &Value) -> Vec<MenuLink> {
    let named = menu.as_object();
    links_of(TOP.iter().find_map(|name| named?.get(*name)).unwrap_or(menu))
}

/// The menu of a site whose data holds `data`.
#[must_use]
pub(super) fn menu(
    data: &[MenuLink],
    settings: &Fields,
    pages: &mut dyn Iterator<Item = &PageEntry>,
) -> Vec<MenuLink> {
    let configured = SETTINGS.iter().filter_map(|name| settings.get(*name)).map(top_links);
    let configured = configured.into_iter().find(|links| !links.is_empty()).unwrap_or_default();
    let header = list(settings, "header_pages").into_iter();
    let header =
        header.map(|source| MenuLink { words: String::new(), to: MenuTarget::Source(source) });
    data.iter().cloned().chain(configured).chain(header).chain(in_pages(pages)).collect()
}

/// The pages that put themselves into the menu: documents of chirpy's `tabs`, and pages with
/// `nav: true` (al-folio), in their order.
fn in_pages(pages: &mut dyn Iterator<Item = &PageEntry>) -> Vec<MenuLink> {
    let is_on = |page: &PageEntry| page.fields.get("nav").and_then(truth_of) == Some(true);
    let is_named = |page: &&PageEntry| page.collection.as_deref() == Some("tabs") || is_on(page);
    let order = |page: &PageEntry| {
        let order = page.text("nav_order").or_else(|| page.text("order"));
        order.and_then(|order| order.parse().ok()).unwrap_or(i64::MAX)
    };
    let mut named: Vec<&PageEntry> = pages.filter(is_named).collect();
    named.sort_by_cached_key(|page| (order(page), page.path.clone()));
    named.into_iter().map(|page| MenuLink::to(page.path.encoded(), page.title.clone())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_several_menus_the_one_at_the_top_is_meant() {
        let check = |yaml: &str, expected: usize| {
            let menu = front_matter::yaml_value(yaml).unwrap();
            assert_eq!(links_in_file(&menu).len(), expected, "{yaml}");
        };
        check("[{title: A, url: /a}]", 1);
        check(
            "{main: [{title: A, url: /a}], footer: [{title: B, url: /b}, {title: C, url: /c}]}",
            1,
        );
        check("{A: /a, B: /b}", 2);
        check("{Talks: /t, navbar: {A: /a, More: [{B: b}]}}", 2);
        check("{law: [{text: A, href: /a}], training: [{text: B, href: /b}]}", 0);
    }
}
