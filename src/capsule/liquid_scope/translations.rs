//! The pages of a site in several languages, as the templates of one of them see it:
//! jekyll-polyglot makes a site of its own for each language, in which each page is there once.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use crate::capsule::languages;
use crate::capsule::parts::Capsule;
use crate::generator::PageEntry;

/// The language of a page, by its index among those of the site.
pub(super) fn edition_of(capsule: &Capsule, page: &PageEntry) -> usize {
    let editions = &capsule.source.settings.editions;
    editions.iter().position(|it| it.home == page.home).unwrap_or(0)
}

/// Those of some pages that are in the site of a language: of the translations of a page that into
/// the language, else that in the site's usual one, else the first; none that is only for others.
pub(super) fn seen_in<'c>(
    capsule: &Capsule,
    edition: usize,
    pages: impl Iterator<Item = &'c PageEntry>,
) -> Vec<&'c PageEntry> {
    let editions = &capsule.source.settings.editions;
    let (Some(own), Some(usual)) = (editions.get(edition), editions.first()) else {
        return pages.collect();
    };
    let rank = |page: &PageEntry| match &page.home {
        home if *home == own.home => 0,
        home if *home == usual.home => 1,
        _ => 2,
    };
    let mut chosen: Vec<&PageEntry> = Vec::new();
    let mut positions = HashMap::new();
    for page in pages.filter(|page| languages::is_for(page, own)) {
        match positions.entry(name(capsule, page)) {
            Entry::Vacant(free) => {
                free.insert(chosen.len());
                chosen.push(page);
            }
            Entry::Occupied(taken) => {
                let other = chosen.get_mut(*taken.get());
                if let Some(other) = other.filter(|other| rank(page) < rank(other)) {
                    *other = page;
                }
            }
        }
    }
    chosen
}

/// What the translations of a page have in common: its `page_id`, else its path.
fn name(capsule: &Capsule, page: &PageEntry) -> String {
    page.text("page_id").unwrap_or_else(|| {
        let usual = capsule.source.generator.fallback(&page.path);
        usual.as_ref().unwrap_or(&page.path).to_string()
    })
}
