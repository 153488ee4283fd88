//! The moment at which what is served changes by itself: a page of the future is published, or one
//! expires.

use std::collections::HashSet;

use jiff::Timestamp;

use crate::content::front_matter::Fields;
use crate::content::page_head;
use crate::content::source::{Content, Source};
use crate::content::source_path::SourcePath;
use crate::generator::Routed;
use crate::generator::Settings;
use crate::generator::source_class;

/// The fields that hold a page back until their day.
const BEGINS: &[&str] = &["date", "publishdate"];
/// The field that ends it (Hugo).
const ENDS: &[&str] = &["expirydate"];

/// The next moment after the scan at which another scan would serve something else. A page that is
/// also held back by something else makes it too early, which costs a scan.
#[must_use]
pub(super) fn next_change(
    content: &Content,
    routed: &[Routed<'_>],
    settings: &Settings,
) -> Option<Timestamp> {
    let served: HashSet<&SourcePath> = routed.iter().map(|it| &it.source.path).collect();
    let moments = content.sources.iter().filter_map(|file| {
        if served.contains(&file.path) { end(file, settings) } else { beginning(file, settings) }
    });
    moments.filter(|moment| *moment > settings.now).min()
}

/// The moment before which a page is not served, by its front matter, else by its name.
pub(super) fn beginning(file: &Source, settings: &Settings) -> Option<Timestamp> {
    let of_name = || {
        let (day, _) = file.path.name().dated()?;
        day.to_zoned(settings.zone.clone()).ok().map(|day| day.timestamp())
    };
    source_class::page_of(file)?;
    of_fields(file, BEGINS, settings).or_else(of_name)
}

/// The moment from which a page is served no longer.
fn end(file: &Source, settings: &Settings) -> Option<Timestamp> {
    of_fields(file, ENDS, settings)
}

fn of_fields(file: &Source, names: &[&str], settings: &Settings) -> Option<Timestamp> {
    let (_, head) = source_class::page_of(file)?;
    latest(head.fields.as_deref()?, names, settings)
}

/// The last of the moments that some fields name; Hugo takes them in any case.
fn latest(fields: &Fields, names: &[&str], settings: &Settings) -> Option<Timestamp> {
    let named = fields
        .iter()
        .filter(|(field, _)| names.iter().any(|name| field.eq_ignore_ascii_case(name)));
    named
        .filter_map(|(_, value)| Some(settings.date(&page_head::text_of(value)?)?.timestamp()))
        .max()
}

#[cfg(test)]
mod tests {
    use crate::capsule::tests::TestSite;

    fn check(files: &[(&str, &str)], expected: Option<&str>) {
        let site = TestSite::new(files);
        let found = site.capsule.next_change().map(|moment| moment.to_string());
        assert_eq!(found.as_deref(), expected, "{files:?}");
    }

    #[test]
    fn the_next_change_is_when_the_first_page_is_published() {
        check(&[("a.md", "---\ndate: 2020-01-01\n---\n"), ("b.md", "x")], None);
        let later = ("later.md", "---\ndate: 2999-05-01 08:00 +0200\n---\n");
        check(&[("2999-06-01-b.md", "x"), later], Some("2999-05-01T06:00:00Z"));
        check(&[("_posts/2999-06-01-b.md", "x"), ("index.md", "x")], Some("2999-06-01T00:00:00Z"));
    }

    #[test]
    fn a_page_that_expires_is_a_change_too() {
        let hugo = ("hugo.toml", "");
        check(
            &[hugo, ("content/a.md", "---\nexpiryDate: 2999-01-02\n---\n")],
            Some("2999-01-02T00:00:00Z"),
        );
        check(
            &[hugo, ("content/a.md", "---\npublishDate: 2999-03-04\ndate: 2020-01-01\n---\n")],
            Some("2999-03-04T00:00:00Z"),
        );
    }
}
