//! The words for the rule that gives a page its path, for authors who ask.

use super::entry::PageEntry;

/// The first of some fields that decides over a page's path, and the place that it comes from.
#[must_use]
pub(crate) fn of_field(page: &PageEntry, names: &[&str]) -> Option<String> {
    let (name, value) = names.iter().find_map(|name| Some((name, page.text(name)?)))?;
    let own = page
        .head
        .fields
        .as_ref()
        .is_some_and(|fields| fields.keys().any(|field| field.eq_ignore_ascii_case(name)));
    let origin = if own { "its front matter" } else { "the site's configuration" };
    Some(format!("{name} \"{value}\" in {origin}"))
}

/// The rule for a page whose path comes from where its file lies.
#[must_use]
pub(crate) fn of_source(page: &PageEntry) -> String {
    let name = page.source.name();
    if name.is_index() || name.is_readme() || name.is_folder_menu() {
        "the page of its folder, by the file's name".to_owned()
    } else {
        "the path of its file, without the extension".to_owned()
    }
}
