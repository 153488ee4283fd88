//! `page`, `post` and whatever else stands for a page.

use std::sync::Arc;

use jiff::tz::TimeZone;
use serde_json::Value as Json;

use super::handle::{Handle, seen};
use crate::capsule::page_texts::Part;
use crate::capsule::parts::Capsule;
use crate::content::source_path::SourcePath;
use crate::date;
use crate::generator::PageEntry;
use crate::path::CapsulePath;
use crate::template::liquid::{Meter, Object, Value};

pub(super) fn object(handle: &Handle, page: &PageEntry) -> Value {
    made(handle, page, false)
}

/// `page`, the page whose template it is. Its text is not known as long as it is being made.
pub(super) fn own(handle: &Handle, page: &PageEntry) -> Value {
    made(handle, page, true)
}

fn made(handle: &Handle, page: &PageEntry, is_own: bool) -> Value {
    let source = page.source.clone();
    Value::Object(Arc::new(Page { handle: handle.clone(), source, is_own }))
}

/// An array of pages. It takes no meter, so it has to be kept.
pub(super) fn list<'p>(handle: &Handle, pages: impl IntoIterator<Item = &'p PageEntry>) -> Value {
    Value::array(pages.into_iter().map(|page| object(handle, page)))
}

#[derive(Debug)]
struct Page {
    handle: Handle,
    source: SourcePath,
    is_own: bool,
}

impl Object for Page {
    fn field(&self, name: &str, meter: &Meter) -> Value {
        let Some(capsule) = self.handle.capsule() else { return Value::Nil };
        let Some(page) = capsule.contents.page_of_source(self.source.as_str()) else {
            return Value::Nil;
        };
        match name {
            "url" => Value::text(page.path.encoded()),
            "id" => Value::text(id(&page.path)),
            "path" | "relative_path" => Value::text(self.source.as_str()),
            "name" => Value::text(self.source.name().text()),
            "dir" => Value::text(page.path.parent().encoded()),
            "slug" if !page.fields.contains_key("slug") => Value::text(self.slug()),
            "title" if page.is_post() => Value::text(page.title.as_str()),
            "date" => match &page.date {
                Some(date) => Value::Time(Arc::new(date.clone())),
                None => Value::Nil,
            },
            "collection" => page.collection.clone().map_or(Value::Nil, Value::Text),
            "tags" => texts(&page.tags, meter),
            "categories" => texts(&page.categories, meter),
            "content" | "output" => self.part(&capsule, page, Part::Content, meter),
            // The front matter's own goes before.
            "excerpt" => match page.text("excerpt") {
                Some(own) => Value::text(own),
                None => self.part(&capsule, page, Part::Excerpt, meter),
            },
            "previous" => self.other(seen(&capsule).neighbours(page).0),
            "next" => self.other(seen(&capsule).neighbours(page).1),
            _ => match page.fields.get(name) {
                Some(value) => own_field(value, &capsule.source.settings.zone, meter),
                None => Value::Nil,
            },
        }
    }

    fn keys(&self) -> Vec<Arc<str>> {
        let Some(capsule) = self.handle.capsule() else { return Vec::new() };
        let mut keys: Vec<Arc<str>> =
            ["url", "path", "title", "date", "tags", "categories"].map(Arc::from).to_vec();
        if let Some(page) = capsule.contents.page_of_source(self.source.as_str()) {
            keys.extend(page.fields.keys().map(|name| Arc::from(name.as_str())));
        }
        keys.sort();
        keys.dedup();
        keys
    }

    fn identity(&self) -> Option<Arc<str>> {
        Some(self.source.as_str().into())
    }
}

impl Page {
    /// The file's name without date and ending.
    fn slug(&self) -> &str {
        let name = self.source.name();
        name.dated().map_or(name.stem(), |(_, rest)| rest)
    }

    fn other(&self, page: Option<&PageEntry>) -> Value {
        page.map_or(Value::Nil, |page| object(&self.handle, page))
    }

    /// A part of the page's text as HTML.
    fn part(&self, capsule: &Arc<Capsule>, page: &PageEntry, part: Part, meter: &Meter) -> Value {
        if self.is_own { Value::Nil } else { self.handle.part(capsule, page, part, meter) }
    }
}

/// Jekyll's `id`: the URL without its ending.
fn id(path: &CapsulePath) -> String {
    path.encoded().trim_end_matches(".html").trim_end_matches('/').to_owned()
}

fn texts(texts: &[String], meter: &Meter) -> Value {
    let texts = texts.iter().take_while(|text| meter.made(text.len() + TEXT));
    Value::array(texts.map(|text| Value::text(text.as_str())))
}

/// Bytes of a text in an array besides its own, about.
const TEXT: usize = 48;

/// A front matter field. YAML reads what looks like a time as one, so templates may format it.
fn own_field(value: &Json, zone: &TimeZone, meter: &Meter) -> Value {
    if let Json::String(text) = value
        && looks_dated(text)
        && let Some(date) = date::parse(text, zone)
    {
        return Value::Time(Arc::new(date));
    }
    Value::of_json(value, meter)
}

/// True for a text that begins as `2026-11-29` does.
fn looks_dated(text: &str) -> bool {
    text.len() >= 10 && text.as_bytes().get(4) == Some(&b'-')
}
