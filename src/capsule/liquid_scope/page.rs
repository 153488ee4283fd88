//! `page`, `post` and whatever else stands for a page.

use std::sync::Arc;

use serde_json::Value as Json;

use super::documents::neighbours;
use super::handle::Handle;
use crate::capsule::page_texts::Part;
use crate::capsule::parts::Capsule;
use crate::content::source_path::SourcePath;
use crate::generator::{PageEntry, Settings};
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
            "path" | "relative_path" => Value::text(self.inside(&capsule)),
            "content" | "output" => self.part(&capsule, page, Part::Content, meter),
            _ if page.collection.is_some() => self.of_document(&capsule, page, name, meter),
            _ => self.of_page(&capsule, page, name, meter),
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
    /// A field of a document of a collection.
    fn of_document(
        &self,
        capsule: &Arc<Capsule>,
        page: &PageEntry,
        name: &str,
        meter: &Meter,
    ) -> Value {
        match name {
            "id" => Value::text(id(&page.path)),
            "date" => page.date.clone().map_or(Value::Nil, |date| Value::Time(Arc::new(date))),
            "collection" => page.collection.clone().map_or(Value::Nil, Value::Text),
            "tags" => texts(&page.tags, meter),
            "categories" => texts(&page.categories, meter),
            "previous" | "next" => {
                let [previous, next] = self.neighbours(capsule);
                if name == "previous" { previous } else { next }
            }
            _ => {
                let own = field(capsule, page, name, meter);
                if own.is_nil() { self.by_itself(capsule, page, name, meter) } else { own }
            }
        }
    }

    /// A field of a document whose front matter does not have it.
    fn by_itself(
        &self,
        capsule: &Arc<Capsule>,
        page: &PageEntry,
        name: &str,
        meter: &Meter,
    ) -> Value {
        let file = self.source.name();
        match name {
            "name" => Value::text(file.text()),
            "ext" => Value::text(file.dotted_extension()),
            "slug" => Value::text(self.slug()),
            "title" => Value::text(titleized(self.slug())),
            "draft" => Value::Bool(false),
            "excerpt" => self.part(capsule, page, Part::Excerpt, meter),
            _ => Value::Nil,
        }
    }

    /// A field of a page that is in no collection.
    fn of_page(
        &self,
        capsule: &Arc<Capsule>,
        page: &PageEntry,
        name: &str,
        meter: &Meter,
    ) -> Value {
        match name {
            "name" => Value::text(self.source.name().text()),
            "dir" => Value::text(page.path.parent().encoded()),
            _ => field(capsule, page, name, meter),
        }
    }

    /// The source path from the folder of the site.
    fn inside<'s>(&'s self, capsule: &Capsule) -> &'s str {
        let source = self.source.as_str();
        capsule.source.generator.in_content_folder(source).unwrap_or(source)
    }

    /// The file's name without date and ending.
    fn slug(&self) -> &str {
        let name = self.source.name();
        name.dated().map_or(name.stem(), |(_, rest)| rest)
    }

    /// The documents before and after this one in its collection.
    fn neighbours(&self, capsule: &Capsule) -> [Value; 2] {
        let edition = self.handle.edition;
        let all = &capsule.templates.lists_in(edition).neighbours;
        let all = all.get_or_init(|| neighbours(capsule, edition));
        let [previous, next] = all.get(&self.source).cloned().unwrap_or_default();
        [previous, next].map(|source| {
            let page = source.and_then(|it| capsule.contents.page_of_source(it.as_str()));
            page.map_or(Value::Nil, |page| object(&self.handle, page))
        })
    }

    /// A part of the page's text as HTML.
    fn part(&self, capsule: &Arc<Capsule>, page: &PageEntry, part: Part, meter: &Meter) -> Value {
        if self.is_own { Value::Nil } else { self.handle.part(capsule, page, part, meter) }
    }
}

/// A field of a page's front matter.
fn field(capsule: &Capsule, page: &PageEntry, name: &str, meter: &Meter) -> Value {
    let own = page.fields.get(name);
    own.map_or(Value::Nil, |own| own_field(own, &capsule.source.settings, meter))
}

/// The title of a document that has none: `a-fine-day` is `A Fine Day`.
fn titleized(slug: &str) -> String {
    let capitalized = |word: &str| {
        let mut letters = word.chars();
        let first = letters.next().into_iter().flat_map(char::to_uppercase);
        first.chain(letters.flat_map(char::to_lowercase)).collect::<String>()
    };
    slug.split('-').map(capitalized).collect::<Vec<_>>().join(" ")
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
fn own_field(value: &Json, settings: &Settings, meter: &Meter) -> Value {
    if let Json::String(text) = value
        && looks_dated(text)
        && let Some(date) = settings.date(text)
    {
        return Value::Time(Arc::new(date));
    }
    Value::of_json(value, meter)
}

/// True for a text that begins as `2026-11-29` does.
fn looks_dated(text: &str) -> bool {
    text.len() >= 10 && text.as_bytes().get(4) == Some(&b'-')
}
