//! The pages and files behind the paths that an operator gave to zones. Admission is for `access`.
//!
//! An operator knows the names of files, a zone is about paths. Where the two differ a zone would
//! close a name and leave the page open, so it is led to the page, and what it can't be led to is
//! reported.

use std::collections::BTreeSet;

use crate::access::{Zone, Zones};
use crate::capsule::lookup::{self, Lookup};
use crate::capsule::names::{self, Key, Name};
use crate::capsule::parts::Parts;
use crate::content::format;
use crate::diagnostic::Diagnostic;
use crate::path::CapsulePath;

/// The zones with those besides that close the pages behind a short name, or behind the name of
/// a file: `/plan.md` closes `/plan`, too. `None` when there are none.
pub(in crate::capsule) fn led_to_pages(parts: Parts<'_>) -> Option<Zones> {
    let led: Vec<Zone> = parts.contents.zones.iter().flat_map(|zone| led_to(parts, zone)).collect();
    if led.is_empty() {
        return None;
    }
    Some(Zones::new(parts.contents.zones.iter().cloned().chain(led).collect()))
}

/// The zones of the pages that a zone names otherwise, but of those that a zone closes already.
/// What is in the zone does not count: else strangers could tell by an open page with its name
/// whether there is something in it.
fn led_to(parts: Parts<'_>, zone: &Zone) -> impl Iterator<Item = Zone> {
    let inner = lookup::without_base(&parts.source.settings, &zone.path);
    let asked = [Some(zone.path.clone()), inner].into_iter().flatten();
    let named: BTreeSet<&CapsulePath> = asked.flat_map(|path| named(parts, &path)).collect();
    let is_closed = |path: &CapsulePath| {
        let mut zones = parts.contents.zones.iter();
        path.is_below(&zone.path) || zones.any(|other| other.path.as_file() == path.as_file())
    };
    let open = named.into_iter().filter(move |path| !is_closed(path));
    open.map(|path| Zone { path: path.clone(), ..zone.clone() })
}

/// The paths of all that a path names, whichever of them is found first.
fn named<'c>(parts: Parts<'c>, path: &CapsulePath) -> Vec<&'c CapsulePath> {
    let is_served = parts.contents.resource(path).is_some();
    let found =
        names::of(path).flat_map(each_ending).filter_map(|name| {
            match lookup::find_by_name(parts, &name, path)? {
                Lookup::Found(found) => Some(found.path),
                Lookup::Slashless(_) | Lookup::Nothing => None,
            }
        });
    // Where a file `index` is served, its folder is another thing.
    found.filter(|found| !(is_served && path.is_below(found))).collect()
}

/// The names of all pages that a name without extension stands for.
fn each_ending(name: Name) -> Vec<Name> {
    let Key::Page(stem) = &name.key else { return vec![name] };
    let sources = format::endings().map(|ending| Key::Source(format!("{stem}.{ending}")));
    sources.map(|key| Name { key, way: name.way }).collect()
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
