//! Menus that the owner of a site made, in its configuration or data, as themes show them above
//! every page.

use serde_json::Value;

use crate::content::front_matter::Fields;
use crate::content::page_head::text_of;

/// The most links of a menu: what is longer is no menu.
const MOST: usize = 60;
/// The most menus inside of one another.
const DEEPEST: usize = 4;

/// The fields for the words of a link, as themes name them.
const WORDS: &[&str] = &["title", "label", "text", "name", "header", "linktitle", "identifier"];
/// Those for its target.
const TARGETS: &[&str] = &["url", "link", "href", "path", "pageref", "permalink", "page_url"];
/// Those for the links below it.
const INNER: &[&str] = &[
    "children",
    "dropdown",
    "items",
    "links",
    "nav_items",
    "pages",
    "sub",
    "sublinks",
    "submenu",
    "subitems",
    "subfolderitems",
];

/// A link of a menu.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct MenuLink {
    /// Its words; empty for the title of what it leads to.
    pub words: String,
    /// The place that it leads to.
    pub to: MenuTarget,
}

/// The place that a link of a menu leads to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum MenuTarget {
    /// A reference, from the root of the site.
    Reference(String),
    /// What is made of a file, by its path from the site's folder.
    Source(String),
}

impl MenuLink {
    /// A link to a reference.
    pub(crate) fn to(reference: impl Into<String>, words: impl Into<String>) -> Self {
        Self { words: words.into(), to: MenuTarget::Reference(reference.into()) }
    }
}

/// The links of a menu: a list of them, or words with their targets. Those of inner menus stand
/// behind the link that they are below; what leads nowhere is left out.
#[must_use]
pub(crate) fn links_of(menu: &Value) -> Vec<MenuLink> {
    let mut links = Vec::new();
    gather(menu, DEEPEST, &mut links);
    links.truncate(MOST);
    links
}

fn gather(menu: &Value, depth: usize, links: &mut Vec<MenuLink>) {
    if depth == 0 || links.len() > MOST {
        return;
    }
    match menu {
        Value::Array(items) => {
            for item in items.iter().filter_map(Value::as_object) {
                item_links(item, depth, links);
            }
        }
        Value::Object(named) => {
            for (words, value) in named {
                match value.as_str() {
                    Some(to) => links.extend(link(to, words)),
                    None => gather(value, depth - 1, links),
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// The links of an item: its own, and those below it. An item of one field that is no target is
/// the words with their target.
fn item_links(item: &Fields, depth: usize, links: &mut Vec<MenuLink>) {
    let field = |names: &[&str]| names.iter().find_map(|name| item.get(*name).and_then(text_of));
    match (field(TARGETS), field(WORDS)) {
        (Some(to), words) => links.extend(link(&to, &words.unwrap_or_default())),
        (None, None) if item.len() == 1 => {
            if let Some((words, Value::String(to))) = item.iter().next() {
                links.extend(link(to, words));
            }
        }
        (None, _) => {}
    }
    for inner in INNER.iter().filter_map(|name| item.get(*name)) {
        gather(inner, depth - 1, links);
    }
}

fn link(to: &str, words: &str) -> Option<MenuLink> {
    let to = to.trim();
    let leads = !to.is_empty() && !to.starts_with('#') && !to.contains("{{");
    leads.then(|| MenuLink::to(to, words.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::front_matter;

    #[track_caller]
    fn check(yaml: &str, expected: &str) {
        let links = links_of(&front_matter::yaml_value(yaml).unwrap());
        let shown = links.iter().map(|link| match &link.to {
            MenuTarget::Reference(to) => format!("{} {to}", link.words),
            MenuTarget::Source(source) => format!("{} file {source}", link.words),
        });
        assert_eq!(shown.collect::<Vec<_>>().join(", "), expected, "{yaml}");
    }

    #[test]
    fn links_are_read_as_themes_write_them() {
        check("[{title: A, url: /a/}, {name: B, link: 'https://b.org'}]", "A /a/, B https://b.org");
        check("[{text: A, href: a.html}, {label: B, path: b}]", "A a.html, B b");
        check("{A: /a, More: [{B: b}, {C: /c}]}", "A /a, B b, C /c");
        check("[{title: Docs, url: '#', children: [{title: A, url: /a}]}, {title: T}]", "A /a");
        check("[{title: Docs, url: /d, submenu: [{title: A, url: /a}]}]", "Docs /d, A /a");
        check("[{url: /a}]", " /a");
        check("[a, 7, {}, {url: ''}, {title: X, url: '{{ site.x }}'}]", "");
        check("text", "");
    }

    #[test]
    fn no_menu_is_without_end() {
        let deep = format!("{}{{A: /a}}{}", "{x: ".repeat(50), "}".repeat(50));
        check(&deep, "");
        let long = format!("[{}]", "{A: /a},".repeat(1000));
        assert_eq!(links_of(&front_matter::yaml_value(&long).unwrap()).len(), MOST);
    }
}
