//! The memory that conversions may take: of a page by its size, of what is made of many by theirs.

use super::parts::{Capsule, Parts};
use super::resource::Resource;
use super::{embedded_notes, feed};
use crate::exchange::View;
use crate::generator::PageEntry;
use crate::parse;
use crate::path::CapsulePath;

/// The bytes of memory for a page that Liquid fills in: most write about as much as they are.
const FILLED: u64 = 32 << 20;
/// The bytes of memory for one that took long: it may have come to the bounds of
/// [`Limits`](crate::template::liquid::Limits), and the page that it made is converted, too.
const FILLED_SLOWLY: u64 = 256 << 20;
/// The bytes of memory for an entry of a list, through all stages.
const ENTRY: u64 = 1 << 10;
/// The bytes of memory for the longest list: what is beyond is counted, not shown.
const LONGEST_LIST: u64 = 32 << 20;

/// The most bytes of memory that the conversion of a page or template takes. What is filled in is
/// not known before; `slow` is true if the last time took long. A page may show as many notes as
/// there is room for on one.
pub(super) fn of_page(capsule: &Capsule, page: &PageEntry, slow: bool) -> u64 {
    let notes = if shows_notes(capsule, page) { embedded_notes::MOST_BYTES } else { 0 };
    of_text(capsule, capsule.source.size_of(page).saturating_add(notes), slow)
}

/// True for a page that may show notes, as far as its beginning tells.
fn shows_notes(capsule: &Capsule, page: &PageEntry) -> bool {
    capsule.source.generator.has_wiki_links() && page.head.embeds
}

/// The most bytes of memory that it takes to make what is served at a path, in a view.
pub(super) fn of(
    capsule: &Capsule,
    path: &CapsulePath,
    resource: &Resource,
    view: View,
    slow: bool,
) -> u64 {
    let of_source = |source: Option<&PageEntry>| {
        source.map_or_else(|| parse::estimated_memory(0), |it| of_page(capsule, it, slow))
    };
    match resource {
        Resource::Page(number) => of_source(capsule.page_in(path, *number, view)),
        Resource::File(number) => {
            of_source(capsule.file_entry(*number).and_then(|file| file.template.as_deref()))
        }
        Resource::Feed => of_text(capsule, feed::text_size(Parts::of(capsule), path), slow),
        Resource::Folder | Resource::Posts => {
            let entries = capsule.page_count().saturating_add(capsule.file_count());
            let entries = u64::try_from(entries).unwrap_or(u64::MAX);
            parse::estimated_memory(0).max(entries.saturating_mul(ENTRY).min(LONGEST_LIST))
        }
        Resource::Search | Resource::Redirection(_) | Resource::Robots => {
            parse::estimated_memory(0)
        }
    }
}

fn of_text(capsule: &Capsule, size: u64, slow: bool) -> u64 {
    let filled = match (capsule.source.generator.has_templates(), slow) {
        (false, _) => 0,
        (true, false) => FILLED,
        (true, true) => FILLED_SLOWLY,
    };
    parse::estimated_memory(size).max(filled)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::capsule::tests::TestSite;

    #[test]
    fn what_a_template_may_write_is_weighed_and_more_after_it_took_long() {
        let plain = TestSite::new(&[("a.md", "# A\n")]);
        let jekyll = TestSite::new(&[("_config.yml", "title: T\n"), ("a.md", "---\n---\n{{ 1 }}")]);
        let memory = |site: &TestSite, slow| of_page(&site.capsule, site.page("/a"), slow);
        assert_eq!([memory(&plain, false), memory(&plain, true)], [1 << 20; 2]);
        assert_eq!([memory(&jekyll, false), memory(&jekyll, true)], [FILLED, FILLED_SLOWLY]);
    }

    #[test]
    fn notes_that_a_page_shows_are_weighed() {
        let site = TestSite::new(&[
            ("note.md", "x\n\n![[other#part|words]]\n"),
            ("picture.md", "![[a.png|300]] [[other]]\n"),
        ]);
        let memory = |path| of_page(&site.capsule, site.page(path), false);
        let notes = parse::estimated_memory(embedded_notes::MOST_BYTES);
        assert!(memory("/note") >= notes, "{}", memory("/note"));
        assert_eq!(memory("/picture"), parse::estimated_memory(0));
    }

    #[test]
    fn feeds_and_lists_are_weighed_by_what_they_are_made_of() {
        let post = format!("---\ndate: 2024-01-01\n---\n{}", "word ".repeat(4000));
        let names: Vec<String> = (0..30).map(|number| format!("{number}.md")).collect();
        let files: Vec<(&str, &str)> = names.iter().map(|name| (&**name, &*post)).collect();
        let capsule = TestSite::new(&files).capsule;
        let memory = |path, resource| {
            of(&capsule, &CapsulePath::literal(path).unwrap(), &resource, View::Page, false)
        };
        let shown = 20 * u64::try_from(post.len()).unwrap();
        assert_eq!(memory("/feed.xml", Resource::Feed), parse::estimated_memory(shown));
        assert_eq!(memory("/posts/", Resource::Posts), 1 << 20);
    }
}
