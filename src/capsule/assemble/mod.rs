//! Source files that have been routed become the maps of the snapshot. Pure: nothing here touches
//! the disk.

mod author_settings;
mod built;
mod entries;
mod lists;
mod redirections;

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::resource::Resource;
use super::search_link::search_path;
use crate::content::folder_settings::FolderSettings;
use crate::diagnostic::Diagnostic;
use crate::generator::source_class;
use crate::generator::{Options, Settings};
use crate::generator::{Routed, Served};
use crate::path::CapsulePath;

pub(super) use built::Built;

/// Makes the maps. Of two files that would be served under one path the better suited one is, the
/// other is reported. `sections` are the folders that list pages, if not all do.
#[must_use]
pub(super) fn build(
    mut routed: Vec<Routed<'_>>,
    folder_settings: &FolderSettings,
    settings: &Settings,
    options: &Options,
    sections: Option<&BTreeMap<CapsulePath, String>>,
    warnings: &mut Vec<Diagnostic>,
) -> Built {
    let mut built = Built::default();
    routed.sort_by_cached_key(precedence);
    let mut redirects = Vec::new();
    if options.search
        && let Some(path) = search_path()
    {
        built.routes.resources.insert(path, Resource::Search);
    }
    for it in routed {
        warnings.extend(diagnostics(&it));
        let overrides = options
            .rules
            .media_override(&it.source.path)
            .or(folder_settings.media_override(&it.source.path));
        let it = author_settings::as_it_is(it, folder_settings);
        if let Some(instead) = folder_settings.foreign.redirection_of_file(&it.source.path) {
            built.add_instead(&it, instead);
            continue;
        }
        if matches!(it.served, Served::Nowhere(_)) {
            built.add_unserved(it, &overrides, settings);
        } else if built.is_beside_a_page(&it) {
            built.add_menu(&it, &overrides, settings);
        } else if let Some(path) = built.free_path(&it, warnings) {
            built.add(it, path, &overrides, settings, &mut redirects);
        } else {
            built.add_unserved(it, &overrides, settings);
        }
    }
    // Lists first: a theme that sends `/posts/` to its error page means readers of the web.
    built.add_posts(&settings.taxonomies, &options.zones);
    built.add_feed_names(&settings.feed_names);
    built.add_archives(&settings.archives, &options.zones);
    built.add_redirects(redirects, &options.zones, warnings);
    built.add_redirections(&settings.redirections, &options.zones, warnings);
    built.add_rules(&options.rules, warnings);
    if options.robots_text().is_some() {
        built.add_robots();
    }
    built.add_headers(folder_settings);
    if options.listings {
        built.add_folders(folder_settings, &options.zones, sections);
    }
    built.add_author_redirects(folder_settings);
    built
}

/// Order of two files for one path: an index before the rest, a README that has not chosen the path
/// last, as it is often for those who look at the files only; then the order of the endings, then the later date, as with Jekyll, which writes that one last. Menus that were
/// written by hand come last, since they can stand beside a page.
fn precedence(routed: &Routed<'_>) -> impl Ord + use<> {
    let source = &routed.source.path;
    let name = source.name();
    let rank = name.rank().unwrap_or(usize::MAX);
    let menu = name.format().is_some_and(|format| format.menu().is_some());
    let page = match &routed.served {
        Served::Page(page) => Some(page),
        Served::Template(..) | Served::File(_) | Served::Nowhere(_) => None,
    };
    let has_chosen = page.is_some_and(|page| page.fields.contains_key("permalink"));
    let stands_in = name.is_readme() && !has_chosen;
    let date = page.and_then(|page| page.date.as_ref()).map(jiff::Zoned::timestamp);
    (menu, !name.is_index(), stands_in, rank, Reverse(date), source.clone())
}

/// Diagnostics of a page's front matter.
fn diagnostics(routed: &Routed<'_>) -> Vec<Diagnostic> {
    let read = match routed.served {
        Served::File(_) => source_class::page_of(routed.source),
        Served::Page(_) | Served::Template(..) | Served::Nowhere(_) => {
            source_class::read_of(routed.source)
        }
    };
    read.map(|(_, head)| {
        head.diagnostics
            .iter()
            .map(|diagnostic| diagnostic.clone().in_file(&routed.source.path))
            .collect()
    })
    .unwrap_or_default()
}
