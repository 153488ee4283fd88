//! The pages and files behind the paths that an operator gave to zones. Admission is for `access`.
//!
//! An operator knows the names of files, a zone is about paths. Where the two differ a zone would
//! close a name and leave the page open, so it is led to the page, and what it can't be led to is
//! reported.

use crate::access::{Zone, Zones};
use crate::capsule::lookup::{self, Lookup};
use crate::capsule::parts::Parts;
use crate::diagnostic::Diagnostic;
use crate::path::CapsulePath;

/// The zones with those besides that close the page behind a short name, or behind the name of
/// its file: `/plan.md` closes `/plan`, too. `None` when there are none.
pub(in crate::capsule) fn led_to_pages(parts: Parts<'_>) -> Option<Zones> {
    let led: Vec<Zone> =
        parts.contents.zones.iter().filter_map(|zone| led_to_page(parts, zone)).collect();
    if led.is_empty() {
        return None;
    }
    Some(Zones::new(parts.contents.zones.iter().cloned().chain(led).collect()))
}

/// The zone of a page that a zone names otherwise, unless a zone closes that page already.
fn led_to_page(parts: Parts<'_>, zone: &Zone) -> Option<Zone> {
    let Lookup::Found(found) = lookup::look_up(parts, &zone.path) else { return None };
    let has_own =
        parts.contents.zones.iter().any(|other| other.path.as_file() == found.path.as_file());
    if has_own || found.path.is_below(&zone.path) {
        return None;
    }
    Some(Zone { path: found.path.clone(), ..zone.clone() })
}

/// Warnings of what a zone seems to close and does not: a path at which there is nothing, a file
/// that is served elsewhere.
pub(in crate::capsule) fn diagnostics(parts: Parts<'_>) -> impl Iterator<Item = Diagnostic> {
    let empty =
        parts.contents.zones.iter().filter(move |zone| !holds_something(parts, zone)).map(|zone| {
            let what = format!(
                "the zone {} closes nothing: nothing is served at that path or below it",
                zone.path
            );
            Diagnostic::whole(what).in_file(zone.path.as_str().trim_matches('/'))
        });
    let sources = parts
        .contents
        .routes
        .pages
        .iter()
        .map(|it| &it.source)
        .chain(parts.contents.routes.files.iter().map(|it| &it.source));
    empty.chain(sources.filter_map(move |source| left_open(parts, source.as_str())))
}

fn holds_something(parts: Parts<'_>, zone: &Zone) -> bool {
    lookup::look_up(parts, &zone.path) != Lookup::Nothing
        || serves_below(parts, &zone.path)
        || application_answers_in(parts, zone)
}

fn serves_below(parts: Parts<'_>, path: &CapsulePath) -> bool {
    // Paths below a folder stand together, behind its own.
    let mut behind = parts.contents.routes.resources.range(path.as_folder()..);
    behind.next().is_some_and(|(next, _)| next.is_below(path))
}

fn application_answers_in(parts: Parts<'_>, zone: &Zone) -> bool {
    let mut applications = parts.contents.applications.iter();
    applications.any(|application| {
        application.prefix.is_below(&zone.path) || zone.path.is_below(&application.prefix)
    })
}

/// The warning of a file in a zone that is served outside of all.
fn left_open(parts: Parts<'_>, source: &str) -> Option<Diagnostic> {
    // The folder of all pages is in no URL, so it is not what a zone is named after.
    let inner = parts.source.generator.in_content_folder(source);
    let named = CapsulePath::literal(&format!("/{}", inner.unwrap_or(source))).ok()?;
    let zone = parts.contents.zones.of(&named)?;
    let path =
        parts.contents.path_of(source).filter(|path| parts.contents.zones.of(path).is_none())?;
    let what = format!(
        "the file lies in the zone {}, but it is served at {path}, which is open to everyone; \
         name that path in a zone too, or move the page",
        zone.path
    );
    Some(Diagnostic::whole(what).in_file(source))
}
