//! Names for files that do not exist yet: the search for one that would be served at a path.

use std::sync::Arc;

use super::interface::{Generator, Routing};
use super::settings::{Options, Settings};
use super::source_class::classify;
use crate::content::format::PageFormat;
use crate::content::page_head::Head;
use crate::content::source::{Source, SourceContent, Stamp};
use crate::content::source_path::SourcePath;
use crate::media::Media;
use crate::path::CapsulePath;

/// The most files of one name.
const MOST_OF_A_NAME: u32 = 100;

/// The first name under which a new file without front matter would be served at a path, by the
/// generator's rules themselves, so that no answer disagrees with them. Nothing but the file is
/// routed: a bundle that would swallow it is not seen.
pub(crate) fn first_served(
    generator: &dyn Generator,
    path: &CapsulePath,
    names: Vec<String>,
    settings: &Settings,
) -> Option<SourcePath> {
    // What is dated today may be of the future in another time zone.
    let options = Options { future: true, ..Options::default() };
    names.iter().filter_map(|name| SourcePath::new(name)).find(|name| {
        if is_passed_over(generator, name) {
            return false;
        }
        let file = new_file(name);
        let mut site = Routing { settings, options: &options, diagnostics: &mut Vec::new() };
        let sources = classify(std::slice::from_ref(&file));
        let routed = generator.route_unwritten(&sources, &mut site);
        routed.first().is_some_and(|routed| answers(&routed.path, path, name))
    })
}

/// True if the scan would not come to a file: it is hidden, or the generator skips it or a folder
/// that it is in.
fn is_passed_over(generator: &dyn Generator, name: &SourcePath) -> bool {
    name.upwards().any(|path| path.name().text().starts_with('.') || generator.skips(&path))
}

/// True if what is served at `route` is found at `wanted`: they are the same, or a page's with and
/// without a final `/`, `.html` or the ending of its file.
fn answers(route: &CapsulePath, wanted: &CapsulePath, name: &SourcePath) -> bool {
    if route == wanted {
        return true;
    }
    let name = name.name();
    if name.format().is_none() {
        return false;
    }
    let ending = name.extension().unwrap_or("");
    let short = route.without_ending("html").unwrap_or_else(|| route.as_file());
    short == *wanted || wanted.without_ending(ending).is_some_and(|wanted| wanted == short)
}

/// A file that is empty as yet.
fn new_file(path: &SourcePath) -> Source {
    let content = match path.name().format() {
        Some(format) => SourceContent::Page(format, Arc::new(Head::default())),
        None => SourceContent::Other(Media::of_name(path.name().text()).unwrap_or(Media::BYTES)),
    };
    Source { path: path.clone(), stamp: Stamp::NONE, content }
}

/// Names of files that lie as their path says, the likeliest first.
pub(crate) fn names(path: &CapsulePath) -> Vec<String> {
    let inner = path.as_str().trim_start_matches('/');
    if inner.is_empty() || inner.ends_with('/') {
        let page = inner.strip_suffix('/').map(|name| format!("{name}.md"));
        return page.into_iter().chain([format!("{inner}index.md")]).collect();
    }
    let mut names = Vec::new();
    names.extend(inner.strip_suffix(".html").map(|stem| format!("{stem}.md")));
    if Media::of_name(path.name()).is_some() || PageFormat::of_name(inner).is_some() {
        names.push(inner.to_owned());
    }
    names.push(format!("{inner}.md"));
    names
}

/// A name and those that are taken in its place where there is one already: `a`, `a-2` and so on to
/// `a-100`.
pub(crate) fn namesakes(name: &str) -> impl Iterator<Item = String> {
    let others = (2..=MOST_OF_A_NAME).map(move |number| format!("{name}-{number}"));
    std::iter::once(name.to_owned()).chain(others)
}

/// Names, below the content folder, of the page and of the section of an inner name; `language` is
/// what stands before the ending.
pub(crate) fn section_or_page(inner: &str, language: &str) -> Vec<String> {
    if inner.is_empty() {
        return vec![format!("_index{language}.md")];
    }
    vec![format!("{inner}{language}.md"), format!("{inner}/_index{language}.md")]
}

/// True if a path names a picture or another file that is no page, by its ending.
pub(crate) fn is_file(path: &CapsulePath) -> bool {
    !path.is_folder()
        && PageFormat::of_name(path.name()).is_none()
        && Media::of_name(path.name()).is_some()
}
