//! Pages filled in: for readers, and as parts of other pages.

use std::sync::Arc;

use super::handle::{Depth, PageTexts};
use super::host::Templates;
use super::scope::scope;
use crate::capsule::dialect;
use crate::capsule::parts::Capsule;
use crate::content::format::PageFormat;
use crate::content::{decode, front_matter};
use crate::generator::PageEntry;
use crate::parse;
use crate::template::liquid::{self, Limits};
use crate::template::shortcode::Expanded;

/// The texts of pages as other pages show them, for the objects that stand for pages.
const TEXTS: PageTexts = PageTexts { content: content_html, excerpt: excerpt_html };

/// Fills in the Liquid of a page's text.
pub(in crate::capsule) fn fill_in<'t>(
    capsule: &Arc<Capsule>,
    page: &PageEntry,
    body: &'t str,
    depth: Depth,
) -> Expanded<'t> {
    if !body.contains("{{") && !body.contains("{%") {
        return Expanded::unchanged(body);
    }
    let host = Templates { capsule, page };
    let scope = scope(capsule, page, depth, TEXTS);
    let filled = liquid::render(body, &scope, &host, &Limits::default());
    Expanded { text: filled.text.into(), diagnostics: filled.diagnostics, origins: filled.origins }
}

/// A page's content as HTML, for templates that show it on another page. Empty when it can't be
/// read.
fn content_html(capsule: &Arc<Capsule>, page: &PageEntry) -> String {
    part_html(capsule, page, |body| body)
}

/// A page's first paragraph as HTML.
fn excerpt_html(capsule: &Arc<Capsule>, page: &PageEntry) -> String {
    part_html(capsule, page, |body| body.split_once("\n\n").map_or(body, |(first, _)| first))
}

fn part_html(capsule: &Arc<Capsule>, page: &PageEntry, part: fn(&str) -> &str) -> String {
    let Ok(bytes) = capsule.source.folder.read(page.source.as_str()) else { return String::new() };
    let text = decode::text(&bytes).text.replace("\r\n", "\n");
    let body = part(front_matter::split(&text).body.trim_start());
    let filled = fill_in(capsule, page, body, Depth::Inner).text;
    match page.format {
        PageFormat::Markdown => {
            parse::markdown_html(&filled, dialect::of(&capsule.source.settings, page))
        }
        PageFormat::Html => filled.into_owned(),
        PageFormat::Gemtext | PageFormat::Menu(_) => body.to_owned(),
    }
}
