//! The menu of a Zola site: Zola knows none, so themes have theirs in `extra`.

use crate::content::front_matter::Fields;
use crate::generator::menu::{MenuLink, MenuTarget, links_of};

/// The menu of a site: that in the first field of `extra` that is called one and is none for the
/// foot of a page.
#[must_use]
pub(super) fn menu(settings: &Fields) -> Vec<MenuLink> {
    let extra = settings.get("extra").and_then(serde_json::Value::as_object);
    let is_menu = |name: &str| {
        let name = name.to_lowercase();
        (name.contains("menu") || name.contains("nav"))
            && !["foot", "social", "language", "icon"].iter().any(|other| name.contains(other))
    };
    let menus = extra.into_iter().flatten().filter(|(name, _)| is_menu(name));
    let menus = menus.map(|(_, menu)| links_of(menu)).find(|links| !links.is_empty());
    menus.unwrap_or_default().into_iter().map(from_root).collect()
}

/// A link whose target begins with the words that themes replace by the site's address.
fn from_root(link: MenuLink) -> MenuLink {
    match link.to {
        MenuTarget::Reference(to) => {
            let to = to.strip_prefix("$BASE_URL").unwrap_or(&to);
            MenuLink::to(if to.is_empty() { "/" } else { to }, link.words)
        }
        MenuTarget::Source(_) => link,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::front_matter;

    #[test]
    fn menus_of_themes_are_found() {
        let check = |toml: &str, expected: &[MenuLink]| {
            assert_eq!(menu(&front_matter::toml(toml).unwrap()), expected, "{toml}");
        };
        let [blog, code] = [MenuLink::to("blog", "Blog"), MenuLink::to("https://b.org", "Code")];
        check(
            "[extra]\nmenu = [{name = 'Blog', url = 'blog'}, {name = 'Code', url = 'https://b.org'}]",
            &[blog.clone(), code],
        );
        check("[extra]\nfooter_menu = [{name = 'Blog', url = 'blog'}]", &[]);
        check(
            "[[extra.navbar_items]]\ncode = 'en'\nnav_items = [{name = 'Blog', url = 'blog'}]",
            &[blog],
        );
        check(
            "[extra]\nx_menu = [{name = 'Home', url = '$BASE_URL'}]",
            &[MenuLink::to("/", "Home")],
        );
        check("title = 'T'", &[]);
    }
}
