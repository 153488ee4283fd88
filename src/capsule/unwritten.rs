//! The paths of a text that is not written yet, by the rules of the site's generator: whoever may
//! write in a part of a capsule must not write into another one by front matter.

use std::sync::Arc;

use super::parts::SourceFolder;
use crate::content::format::PageFormat;
use crate::content::page_head::Head;
use crate::content::source::{Source, SourceContent, Stamp};
use crate::content::source_path::SourcePath;
use crate::generator::{Options, Routing, Served, classify};
use crate::path::CapsulePath;

/// The path that a page would be served at by its front matter, and those that would lead to it.
/// None for a file that is no page, or whose text has no say in its path.
pub(super) fn paths_of(site: &SourceFolder, source: &SourcePath, text: &[u8]) -> Vec<CapsulePath> {
    let Some(format) = PageFormat::of_name(source.as_str()) else { return Vec::new() };
    let content = SourceContent::Page(format, Arc::new(Head::read(format, text)));
    let file = Source { path: source.clone(), stamp: Stamp::NONE, content };
    // Whatever is not shown today is shown one day.
    let options = Options { future: true, drafts: true, ..Options::default() };
    let mut routing =
        Routing { settings: &site.settings, options: &options, diagnostics: &mut Vec::new() };
    let sources = classify(std::slice::from_ref(&file));
    let mut paths = Vec::new();
    for routed in site.generator.route_unwritten(&sources, &mut routing) {
        paths.push(routed.path);
        match routed.served {
            Served::Page(page) | Served::Template(_, page) | Served::Nowhere(page) => {
                paths.extend(page.redirects);
            }
            Served::File(_) => {}
        }
    }
    paths
}
