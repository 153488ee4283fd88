//! Files that a page names to show what is in them: a page shows nothing that its own readers could
//! not ask for, whatever names it and by whatever link.
//!
//! Most such files are made for that and served nowhere: `_includes` of Jekyll, the code beside a
//! book. So it is not asked whether a file is served, but whether it is kept from anyone.

use std::io;

use super::next_change;
use super::parts::Parts;
use super::visible::{Reader, Visible};
use crate::content::format::PageFormat;
use crate::content::{file_name, scan};
use crate::generator::{self, source_class};
use crate::path::CapsulePath;

/// Reads a file, by its source path, for the page at `page`.
///
/// # Errors
/// Fails when there is no such file, with the system's error, and with a reason of ours when it is
/// kept from some who may read the page.
pub(super) fn read(parts: Parts<'_>, page: &CapsulePath, source: &str) -> io::Result<Vec<u8>> {
    let folder = &parts.source.folder;
    let refused = |reason| io::Error::new(io::ErrorKind::PermissionDenied, reason);
    if source.split('/').any(file_name::is_private) {
        return Err(refused("hidden files are not shown"));
    }
    let real = folder.follow(source).ok();
    let names = [Some(source), real.as_ref().and_then(|real| real.in_site())];
    if let Some(reason) = names.into_iter().flatten().find_map(|it| refusal(parts, page, it)) {
        return Err(refused(reason));
    }
    let bytes = folder.read(source)?;
    // Pages may tell of keys.
    if PageFormat::of_name(source).is_none() && scan::holds_secret(&bytes) {
        return Err(refused("it holds a secret"));
    }
    Ok(bytes)
}

/// The reason why a page does not show the file of that name.
fn refusal(parts: Parts<'_>, page: &CapsulePath, source: &str) -> Option<&'static str> {
    if generator::is_kept_back(&parts.source.kept_back, source) {
        return Some("it is one of the server's own files");
    }
    if parts.source.folder_settings.foreign.restriction_of(source).is_some()
        && parts.contents.path_of(source).is_none()
    {
        return Some("a .molly file closes it to some readers");
    }
    if is_held(parts, source) {
        return Some("its author keeps it back");
    }
    // The page that it is about may be in a zone.
    if source.starts_with(&format!("{}/", parts.source.generator.letters_folder())) {
        return Some("it is a letter from a reader");
    }
    is_closed(parts, page, source).then_some("it is in a zone, and this page is not")
}

/// True for a page that says itself that nobody is to read it yet, and is not served.
pub(super) fn is_held(parts: Parts<'_>, source: &str) -> bool {
    let settings = &parts.source.settings;
    let Some(file) = parts.source.known.get(source) else { return false };
    let Some((_, head)) = source_class::page_of(file) else { return false };
    let is_draft = head.is("draft") || head.is_not("published") || head.is_not("publish");
    let is_early = || next_change::beginning(file, settings).is_some_and(|it| it > settings.now);
    parts.contents.path_of(source).is_none() && (is_draft || is_early())
}

/// True if a file is for some readers only, and the page is not for the same ones: its source path
/// tells, from the capsule's folder and from that of the site's pages, and where it is served, which
/// may be somewhere else.
fn is_closed(parts: Parts<'_>, page: &CapsulePath, source: &str) -> bool {
    let of_site = parts.source.generator.in_content_folder(source);
    let by_place = [Some(source), of_site].into_iter().flatten();
    let by_place = by_place.filter_map(|it| CapsulePath::literal(&format!("/{it}")).ok());
    let seen = Visible::of(parts.contents, Reader::Page(page));
    by_place.into_iter().any(|path| !seen.shows(&path))
        || parts.contents.path_of(source).is_some_and(|path| !seen.shows(path))
}

#[cfg(test)]
mod tests;
