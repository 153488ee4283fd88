//! The routes of a plain folder, and the front matter that all generators read in the same way.

use std::collections::HashSet;
use std::sync::Arc;

use serde_json::Value;

use crate::content::file_name::FileName;
use crate::content::format::PageFormat;
use crate::content::front_matter::Fields;
use crate::content::page_head::{Head, list_of, text_of};
use crate::content::source::Source;
use crate::diagnostic::Diagnostic;
use crate::generator::fields::list;
use crate::generator::interface::Routing;
use crate::generator::routed::{PageMetadata, Routed, Served};
use crate::generator::settings::{Options, Settings};
use crate::generator::source_class;
use crate::generator::source_class::Classified;
use crate::path::CapsulePath;

/// Routes the files of a plain folder.
#[must_use]
pub(crate) fn route<'a>(sources: &Classified<'a>, site: &mut Routing<'_>) -> Vec<Routed<'a>> {
    sources
        .all()
        .filter(|source| !source.path.as_str().split('/').any(|name| name.starts_with('_')))
        .filter_map(|source| {
            let inside = source.path.as_str();
            route_file(source, inside, site.settings, site.options, site.diagnostics)
        })
        .map(in_its_folder)
        .collect()
}

/// A post with its folder as its section: whoever keeps a log in a folder looks for it there. At the
/// top of the site it is in the list of all posts.
fn in_its_folder(mut page: Routed<'_>) -> Routed<'_> {
    let folder = page.path.parent();
    if let Served::Page(metadata) = &mut page.served
        && metadata.date.is_some()
        && !folder.is_root()
        && !page.path.is_folder()
    {
        metadata.parent = Some(folder);
    }
    page
}

/// Routes a menu that somebody wrote by hand: like a plain page, whatever the generator. `folder`
/// is its folder below the one whose files are served from the root, without slashes at its ends.
#[must_use]
pub(crate) fn route_menu<'a>(file: &'a Source, folder: &str) -> Option<Routed<'a>> {
    let (PageFormat::Menu(_), _) = source_class::page_of(file)? else { return None };
    Some(Routed {
        source: file,
        path: path_in(folder, file.path.name())?,
        served: Served::Page(Box::default()),
    })
}

/// Routes a file that is served by its own name, menu or not; `folder` as for a menu.
#[must_use]
pub(crate) fn route_static<'a>(file: &'a Source, folder: &str) -> Option<Routed<'a>> {
    route_menu(file, folder).or_else(|| {
        let slash = if folder.is_empty() { "" } else { "/" };
        let name = file.path.name().text();
        let path = CapsulePath::literal(&format!("/{folder}{slash}{name}")).ok()?;
        Some(Routed { source: file, path, served: Served::File(source_class::media_of(file)) })
    })
}

/// Routes a file by its own name and front matter; `None` when it is not served. `inside` is its
/// path from the folder that is the site's root.
pub(crate) fn route_file<'a>(
    file: &'a Source,
    inside: &str,
    settings: &Settings,
    options: &Options,
    warnings: &mut Vec<Diagnostic>,
) -> Option<Routed<'a>> {
    let Some((_, head)) = source_class::page_of(file) else {
        let path = CapsulePath::literal(&format!("/{inside}")).ok()?;
        return Some(Routed {
            source: file,
            path,
            served: Served::File(source_class::media_of(file)),
        });
    };
    if is_unpublished(head, options) {
        return None;
    }
    // Most pages have no others than their own, which are not copied.
    let fields = head.fields.clone().unwrap_or_default();
    let path =
        own_permalink(&fields, file, warnings).or_else(|| path_of(inside, file.path.name()))?;
    let date = date_of(&fields, file, settings, warnings);
    if !options.future && date.as_ref().is_some_and(|date| date.timestamp() > settings.now) {
        return None;
    }
    // A dated page of a plain folder is a post: so are logs kept in Geminispace.
    let collection = date.is_some().then(|| "posts".into());
    let metadata = PageMetadata { date, collection, ..metadata_of(fields) };
    Some(Routed { source: file, path, served: Served::Page(Box::new(metadata)) })
}

/// True if a page's front matter keeps it from being served; `publish` is Obsidian's word.
#[must_use]
pub(crate) fn is_unpublished(head: &Head, options: &Options) -> bool {
    !options.drafts && (head.is("draft") || head.is_not("published") || head.is_not("publish"))
}

/// The path that follows from a page's path from the site's root; `None` when no path can be made of
/// its name.
fn path_of(inside: &str, name: FileName<'_>) -> Option<CapsulePath> {
    path_in(inside.rsplit_once('/').map_or("", |(folder, _)| folder), name)
}

fn path_in(folder: &str, name: FileName<'_>) -> Option<CapsulePath> {
    let folder = if folder.is_empty() { "/".to_owned() } else { format!("/{folder}/") };
    if name.is_index() || name.is_readme() || name.is_folder_menu() {
        return CapsulePath::literal(&folder).ok();
    }
    CapsulePath::literal(&format!("{folder}{}", name.stem())).ok()
}

/// The path that a page's `permalink` names.
pub(crate) fn own_permalink(
    fields: &Fields,
    file: &Source,
    warnings: &mut Vec<Diagnostic>,
) -> Option<CapsulePath> {
    let permalink = fields.get("permalink").and_then(text_of)?;
    let absolute = from_root(&permalink);
    let path = CapsulePath::decode(&absolute).map(|decoded| decoded.path.without_index());
    path.map_err(|error| {
        let what = format!("front matter: permalink \"{absolute}\" can't be served: {error}");
        warnings.push(Diagnostic::whole(what).in_file(&file.path));
    })
    .ok()
}

/// Metadata that all generators read from front matter in the same way.
#[must_use]
pub(crate) fn metadata_of(fields: impl Into<Arc<Fields>>) -> PageMetadata {
    let fields = fields.into();
    let redirect_to = match fields.get("redirect_to") {
        Some(Value::Array(values)) => values.first().and_then(text_of),
        Some(value) => text_of(value),
        None => None,
    };
    PageMetadata {
        tags: tags(&fields),
        categories: categories(&fields),
        redirects: [paths(&fields, "redirect_from"), paths(&fields, "aliases")].concat(),
        redirect_to,
        fields,
        ..PageMetadata::default()
    }
}

/// The tags of a page; with Jekyll those in the plural do not count beside the one in the singular.
fn tags(fields: &Fields) -> Vec<String> {
    once_each(singular(fields, "tag").unwrap_or_else(|| list(fields, "tags")))
}

/// Those of a page; Jekyll adds the one in the singular to those in the plural.
fn categories(fields: &Fields) -> Vec<String> {
    let more = singular(fields, "category").unwrap_or_default();
    once_each(list(fields, "categories").into_iter().chain(more))
}

/// The items of a field in the singular: a text is one item, whatever blanks are in it.
fn singular(fields: &Fields, name: &str) -> Option<Vec<String>> {
    match fields.get(name)? {
        Value::Null => None,
        Value::String(text) => Some(vec![text.trim().to_owned()]),
        value @ (Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_)) => {
            Some(list_of(value))
        }
    }
}

/// Each of some items once, in their order.
pub(crate) fn once_each(items: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut seen = HashSet::new();
    items.into_iter().filter(|it| !it.is_empty() && seen.insert(it.clone())).collect()
}

/// The paths that a field names, from the root.
fn paths(fields: &Fields, name: &str) -> Vec<CapsulePath> {
    let texts: Vec<String> = match fields.get(name) {
        Some(Value::Array(values)) => values.iter().filter_map(text_of).collect(),
        Some(value) => text_of(value).into_iter().collect(),
        None => Vec::new(),
    };
    texts.iter().filter_map(|text| Some(CapsulePath::decode(&from_root(text)).ok()?.path)).collect()
}

/// A path with the `/` that it may lack.
fn from_root(path: &str) -> String {
    if path.starts_with('/') { path.to_owned() } else { format!("/{path}") }
}

/// The date that front matter gives, else the file's name. A date that can't be read is a
/// diagnostic.
pub(crate) fn date_of(
    fields: &Fields,
    file: &Source,
    settings: &Settings,
    warnings: &mut Vec<Diagnostic>,
) -> Option<jiff::Zoned> {
    if let Some(text) = fields.get("date").and_then(text_of) {
        if let Some(date) = settings.date(&text) {
            return Some(date);
        }
        warnings.push(source_class::no_date(file, &text));
    }
    let (day, _) = file.path.name().dated()?;
    day.to_zoned(settings.zone.clone()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::source_path::SourcePath;

    #[test]
    fn a_source_path_gives_a_path() {
        let cases = [
            ("index.md", "/"),
            ("README.md", "/"),
            ("talks.md", "/talks"),
            ("a/index.gmi", "/a/"),
            ("a/Index.html", "/a/"),
            ("a/b.c.md", "/a/b.c"),
            ("ü ö.markdown", "/ü ö"),
            ("gophermap", "/"),
            ("a/.gophermap", "/a/"),
            ("a/index.gph", "/a/"),
            ("a/b.gph", "/a/b"),
            ("a/b.gophermap", "/a/b"),
        ];
        for (source, path) in cases {
            let name = SourcePath::new(source).unwrap();
            assert_eq!(path_of(source, name.name()).unwrap().as_str(), path);
        }
    }
}
