//! The main menu of a Hugo site: entries of the configuration and of front matter, in the order of
//! their weights.

use serde_json::Value;

use super::words::weight;
use crate::content::front_matter::Fields;
use crate::content::page_head::{list_of, text_of};
use crate::generator::entry::PageEntry;
use crate::generator::fields::inside;
use crate::generator::menu::{MenuLink, links_of};

/// The names of the menu at the top of a page, the likeliest first.
const TOP: &[&str] = &["main", "global", "header", "top", "primary", "navbar", "nav"];

/// An entry with its weight; one without comes last.
type Weighed = (i64, String, MenuLink);

/// The main menu of a site in a language.
#[must_use]
pub(super) fn menu(
    settings: &Fields,
    language: &str,
    pages: &mut dyn Iterator<Item = &PageEntry>,
) -> Vec<MenuLink> {
    let own = |name| inside(settings, "languages", &[language, name]);
    let tables = [own("menus"), own("menu"), settings.get("menus"), settings.get("menu")];
    let tables: Vec<&Fields> = tables.into_iter().flatten().filter_map(Value::as_object).collect();
    let name = TOP.iter().find(|name| tables.iter().any(|menus| menus.contains_key(**name)));
    let name = name.copied().unwrap_or("main");
    let configured = tables.iter().find_map(|menus| menus.get(name)?.as_array());
    let mut entries: Vec<Weighed> =
        configured.into_iter().flatten().flat_map(configured_entry).collect();
    entries.extend(pages.filter_map(|page| entry_of(page, name)));
    entries.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
    entries.into_iter().map(|(_, _, link)| link).collect()
}

fn configured_entry(entry: &Value) -> Option<Weighed> {
    let link = links_of(&Value::Array(vec![entry.clone()])).into_iter().next()?;
    Some((weight(entry.get("weight")), link.words.clone(), link))
}

/// The entry of a page that names the menu in its front matter: `menus: main`, a list of menus, or
/// menus with what the entry is to say.
fn entry_of(page: &PageEntry, menu: &str) -> Option<Weighed> {
    let named = page.fields.get("menus").or_else(|| page.fields.get("menu"))?;
    let entry = match named.as_object() {
        Some(menus) => menus.get(menu)?,
        None => list_of(named).iter().any(|name| name == menu).then_some(&Value::Null)?,
    };
    let words = entry.get("name").and_then(text_of).or_else(|| page.text("linkTitle"));
    let words = words.unwrap_or_else(|| page.title.clone());
    Some((weight(entry.get("weight")), words.clone(), MenuLink::to(page.path.encoded(), words)))
}
