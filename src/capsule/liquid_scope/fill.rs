//! Pages filled in: for readers, and as parts of other pages.

use std::sync::Arc;

use serde_json::Value as Json;

use super::handle::PartOfPage;
use super::host::Templates;
use super::scope::scope;
use crate::capsule::dialect;
use crate::capsule::page_texts::{Part, SEPARATOR};
use crate::capsule::parts::Capsule;
use crate::content::format::PageFormat;
use crate::content::{decode, front_matter};
use crate::generator::PageEntry;
use crate::parse;
use crate::template::liquid::{self, Limits, Meter};
use crate::template::shortcode::{Expanded, within};

/// Bytes of a page's Markdown that other pages show: its conversion takes many times as much memory,
/// beside all that the other page's template holds.
const MAX_MARKDOWN: usize = 1 << 20;

/// The texts of pages as other pages show them, for the objects that stand for pages.
const PART: PartOfPage = PartOfPage(part_html);

/// Fills in the Liquid of a page's text that a reader asked for.
pub(in crate::capsule) fn fill_in<'t>(
    capsule: &Arc<Capsule>,
    page: &PageEntry,
    body: &'t str,
) -> Expanded<'t> {
    filled(capsule, page, body, &Meter::new(Limits::default()))
}

/// Fills in the Liquid of a text at the expense of a meter. Where `render_with_liquid` is false it
/// is text.
fn filled<'t>(
    capsule: &Arc<Capsule>,
    page: &PageEntry,
    body: &'t str,
    meter: &Meter,
) -> Expanded<'t> {
    let is_text = page.fields.get("render_with_liquid") == Some(&Json::Bool(false));
    if is_text || !body.contains("{{") && !body.contains("{%") {
        return Expanded::unchanged(body);
    }
    let host = Templates { capsule, page };
    let scope = scope(capsule, page, PART);
    let filled = liquid::render(body, &scope, &host, meter);
    Expanded { text: filled.text.into(), diagnostics: filled.diagnostics, origins: filled.origins }
}

/// A page's text as HTML, for templates that show it on another page: made once for each snapshot,
/// as long as there is room for it. Empty when it can't be read.
fn part_html(capsule: &Arc<Capsule>, page: &PageEntry, part: Part, meter: &Meter) -> Arc<str> {
    let known = &capsule.templates.texts;
    if let Some(text) = known.get(&page.source, part) {
        return text;
    }
    let text: Arc<str> = Arc::from(made_html(capsule, page, part, meter));
    // A text that was cut off may be whole when another page asks for it.
    if meter.made(text.len()) {
        known.keep(&page.source, part, &text);
    }
    text
}

fn made_html(capsule: &Arc<Capsule>, page: &PageEntry, part: Part, meter: &Meter) -> String {
    let Ok(bytes) = capsule.source.read(page) else { return String::new() };
    if !meter.made(bytes.len()) {
        return String::new();
    }
    let text = decode::text(&bytes).text.replace("\r\n", "\n");
    let settings = &capsule.source.settings.fields;
    let separator =
        page.fields.get("excerpt_separator").or_else(|| settings.get("excerpt_separator"));
    let separator = separator.and_then(Json::as_str).unwrap_or(SEPARATOR);
    let body = part.of(front_matter::split(&text).body.trim_start(), separator);
    let filled = filled(capsule, page, &body, meter).text;
    match page.format {
        PageFormat::Markdown if meter.conversion(filled.len()) => {
            let shown = within(&filled, MAX_MARKDOWN);
            parse::markdown_html(shown, dialect::of(&capsule.source.settings, page))
        }
        PageFormat::Markdown => String::new(),
        PageFormat::Html | PageFormat::Text => filled.into_owned(),
        PageFormat::Gemtext | PageFormat::Menu(_) => body.to_string(),
    }
}
