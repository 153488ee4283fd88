//! Looking a path up: the path itself, and the other names under which the same thing is found.

use super::languages;
use super::names::{self, Key, Name, Way};
use super::parts::Parts;
use super::post_lists::List;
use super::resource::{Child, Resource};
use super::visible::{Contents, Reader, Visible};
use crate::content::format;
use crate::exchange::Refusal;
use crate::generator::Settings;
use crate::path::CapsulePath;

/// Something that is served.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Found<'a> {
    /// Its canonical path.
    pub path: &'a CapsulePath,
    /// The thing itself.
    pub resource: &'a Resource,
    /// True if it was asked for as plain text (`page.txt`).
    pub as_text: bool,
}

/// The end of a look-up.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Lookup<'a> {
    /// Something that is served.
    Found(Found<'a>),
    /// A folder, or a page that lives at a folder's path, was asked for without its final `/`; or a
    /// list that is whole here was asked for by one of the parts that it has on the web.
    Slashless(&'a CapsulePath),
    /// Nothing.
    Nothing,
}

impl<'a> Lookup<'a> {
    /// The path at which it is.
    fn canonical(&self) -> Option<&'a CapsulePath> {
        match self {
            Self::Found(found) => Some(found.path),
            Self::Slashless(path) => Some(path),
            Self::Nothing => None,
        }
    }
}

/// Looks a path up for a reader. A page is found at its path, with or without a final `/`, with the
/// ending of any format of pages, and at the source path of its file; with `.txt` as plain text.
///
/// A reader whom a zone does not admit gets the same at each of its paths, and at their other forms,
/// whatever is there; what a hidden zone holds is found nowhere else either.
///
/// # Errors
/// The refusal that a client gets who may not read it.
pub(super) fn find<'c>(
    parts: Parts<'c>,
    path: &CapsulePath,
    reader: Reader<'_>,
) -> Result<Lookup<'c>, Refusal> {
    let seen = Visible::of(parts.contents, reader);
    match find_below(parts, seen, path)? {
        // A URL of the web with another scheme still leads here.
        Lookup::Nothing => without_base(&parts.source.settings, path)
            .map_or(Ok(Lookup::Nothing), |path| find_below(parts, seen, &path)),
        found @ (Lookup::Found(_) | Lookup::Slashless(_)) => Ok(found),
    }
}

/// Looks a path up as for its authors, who see all.
#[must_use]
pub(super) fn look_up<'c>(parts: Parts<'c>, path: &CapsulePath) -> Lookup<'c> {
    find(parts, path, Reader::Author).unwrap_or(Lookup::Nothing)
}

/// A path without the one that the site lives below on the web.
pub(super) fn without_base(settings: &Settings, path: &CapsulePath) -> Option<CapsulePath> {
    let base = Some(settings.baseurl.as_str()).filter(|base| !base.is_empty())?;
    let rest = path.as_str().strip_prefix(base)?;
    if rest.is_empty() { Some(CapsulePath::root()) } else { CapsulePath::literal(rest).ok() }
}

fn find_below<'c>(
    parts: Parts<'c>,
    seen: Visible<'_, '_>,
    path: &CapsulePath,
) -> Result<Lookup<'c>, Refusal> {
    seen.admit(path)?;
    for name in names::of(path) {
        if let Some(found) = find_by_name(parts, &name, path)
            && let Some(canonical) = found.canonical()
            && seen.names(canonical)
        {
            seen.admit(canonical)?;
            return Ok(found);
        }
        if let Key::Path(form) = &name.key {
            seen.admit(form)?;
        }
    }
    let old = parts.contents.address_of_hidden(path).filter(|page| seen.shows(page));
    Ok(old.map_or(Lookup::Nothing, Lookup::Slashless))
}

/// The thing that has one of the names of a path that was asked for, if any has.
pub(super) fn find_by_name<'c>(
    parts: Parts<'c>,
    name: &Name,
    asked: &CapsulePath,
) -> Option<Lookup<'c>> {
    let found = match &name.key {
        Key::Path(path) => exact(parts.contents, path),
        Key::Source(source) => exact(parts.contents, parts.contents.path_of(source)?),
        Key::Page(stem) => exact(
            parts.contents,
            format::endings()
                .find_map(|ending| parts.contents.path_of(&format!("{stem}.{ending}")))?,
        ),
        Key::Feed => {
            exact(parts.contents, &parts.contents.feed_path(&List::all(&CapsulePath::root()))?)
        }
        // Lists have no parts here.
        Key::ListOfPart => {
            let list = parts.source.generator.list_of_part(asked)?;
            exact(parts.contents, &list).filter(|found| is_readable(found.resource))
        }
        Key::Fallback => {
            let path = parts.source.generator.fallback(asked)?;
            let near = [Some(path.clone()), Some(path.as_folder()), path.with_ending("html")];
            let found = near.iter().flatten().find_map(|path| exact(parts.contents, path))?;
            languages::stands_in(parts, found.path, asked).then_some(found)
        }
    }?;
    match name.way {
        Way::Own => Some(Lookup::Found(found)),
        Way::Redirect => Some(Lookup::Slashless(found.path)),
        Way::Other if is_readable(found.resource) => Some(Lookup::Found(found)),
        Way::Text if is_readable(found.resource) => {
            Some(Lookup::Found(Found { as_text: true, ..found }))
        }
        Way::Other | Way::Text => None,
    }
}

/// True for a page that is only read: it stands for no folder, and no others are below it.
#[must_use]
pub(super) fn is_leaf(contents: &Contents, path: &CapsulePath) -> bool {
    let Some(page) = contents.page_at(path) else { return false };
    let below = Visible::of(contents, Reader::Page(path)).below(&path.as_folder());
    let by_hand = page.format.menu().is_some() || contents.menu(path).is_some();
    !(path.is_root() || page.section || by_hand || below.into_iter().any(leads_on))
}

fn exact<'c>(contents: &'c Contents, path: &CapsulePath) -> Option<Found<'c>> {
    contents.entry(path).map(|(path, resource)| Found { path, resource, as_text: false })
}

/// Says whether something is a page or a list, to which a reader goes on.
fn leads_on(child: Child<'_>) -> bool {
    is_readable(child.resource)
}

/// Says whether something is text with links: what has other names than its path.
fn is_readable(resource: &Resource) -> bool {
    matches!(resource, Resource::Page(_) | Resource::Posts | Resource::Folder)
}
