//! `page`, `post` and whatever else stands for a page.

use std::sync::Arc;

use jiff::tz::TimeZone;
use serde_json::Value as Json;

use super::handle::{Depth, Handle, seen};
use crate::capsule::parts::Capsule;
use crate::content::source_path::SourcePath;
use crate::date;
use crate::generator::PageEntry;
use crate::path::CapsulePath;
use crate::template::liquid::{Object, Value};

pub(super) fn object(handle: &Handle, page: &PageEntry) -> Value {
    Value::Object(Arc::new(Page { handle: handle.clone(), source: page.source.clone() }))
}

/// An array of pages.
pub(super) fn list<'p>(handle: &Handle, pages: impl IntoIterator<Item = &'p PageEntry>) -> Value {
    Value::array(pages.into_iter().map(|page| object(handle, page)))
}

#[derive(Debug)]
struct Page {
    handle: Handle,
    source: SourcePath,
}

impl Object for Page {
    fn field(&self, name: &str) -> Value {
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
            "tags" => texts(&page.tags),
            "categories" => texts(&page.categories),
            "content" | "output" => self.content(&capsule, page),
            "excerpt" => self.excerpt(&capsule, page),
            "previous" => self.other(seen(&capsule).neighbours(page).0),
            "next" => self.other(seen(&capsule).neighbours(page).1),
            _ => match page.fields.get(name) {
                Some(value) => own_field(value, &capsule.source.settings.zone),
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

    /// The page's text as HTML.
    fn content(&self, capsule: &Arc<Capsule>, page: &PageEntry) -> Value {
        if self.shows_text(capsule, page) {
            Value::text((self.handle.texts.content)(capsule, page))
        } else {
            Value::Nil
        }
    }

    /// The front matter's `excerpt`, else the text before the first empty line as HTML.
    fn excerpt(&self, capsule: &Arc<Capsule>, page: &PageEntry) -> Value {
        if let Some(own) = page.text("excerpt") {
            return Value::text(own);
        }
        if self.shows_text(capsule, page) {
            Value::text((self.handle.texts.excerpt)(capsule, page))
        } else {
            Value::Nil
        }
    }

    /// True when the page's text may be asked for. The lists of pages are made once for all
    /// readers, so of pages in a zone they give no more than the names.
    fn shows_text(&self, capsule: &Capsule, page: &PageEntry) -> bool {
        match self.handle.depth {
            Depth::Outer => seen(capsule).shows(&page.path),
            Depth::Inner => false,
        }
    }
}

/// Jekyll's `id`: the URL without its ending.
fn id(path: &CapsulePath) -> String {
    path.encoded().trim_end_matches(".html").trim_end_matches('/').to_owned()
}

fn texts(texts: &[String]) -> Value {
    Value::array(texts.iter().map(|text| Value::text(text.as_str())))
}

/// A front matter field. YAML reads what looks like a time as one, so templates may format it.
fn own_field(value: &Json, zone: &TimeZone) -> Value {
    if let Json::String(text) = value
        && looks_dated(text)
        && let Some(date) = date::parse(text, zone)
    {
        return Value::Time(Arc::new(date));
    }
    Value::from(value)
}

/// True for a text that begins as `2026-11-29` does.
fn looks_dated(text: &str) -> bool {
    text.len() >= 10 && text.as_bytes().get(4) == Some(&b'-')
}
