//! `site`: its lists of pages, its data, and whatever its configuration says.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::handle::{Handle, seen};
use super::page;
use crate::capsule::parts::Capsule;
use crate::content::source_path::SourcePath;
use crate::generator::PageEntry;
use crate::template::liquid::{Meter, Object, Value};

/// Posts that count as related to one: the newest, as Jekyll has it.
const RELATED: usize = 10;

pub(super) fn object(handle: Handle) -> Value {
    Value::Object(Arc::new(Site(handle)))
}

#[derive(Debug)]
struct Site(Handle);

impl Object for Site {
    fn field(&self, name: &str, meter: &Meter) -> Value {
        let Some(capsule) = self.0.capsule() else { return Value::Nil };
        let settings = &capsule.source.settings;
        match name {
            "data" => capsule.templates.data.clone(),
            "related_posts" => newest(&self.0, &capsule, RELATED, meter),
            "time" => Value::Time(Arc::new(settings.now.to_zoned(settings.zone.clone()))),
            "baseurl" => Value::text(settings.baseurl.as_str()),
            _ => match (self.list(&capsule, name), settings.fields.get(name)) {
                (Some(list), _) => list,
                (None, Some(value)) => Value::of_json(value, meter),
                (None, None) => self.collection(&capsule, name),
            },
        }
    }

    fn keys(&self) -> Vec<Arc<str>> {
        let Some(capsule) = self.0.capsule() else { return Vec::new() };
        capsule.source.settings.fields.keys().map(|name| Arc::from(name.as_str())).collect()
    }
}

/// All posts, newest first.
fn posts(handle: &Handle, capsule: &Capsule) -> Value {
    let posts = &capsule.templates.lists.posts;
    posts.get_or_init(|| page::list(handle, seen(capsule).posts())).clone()
}

/// So many of the newest posts.
pub(super) fn newest(handle: &Handle, capsule: &Capsule, count: usize, meter: &Meter) -> Value {
    let posts = posts(handle, capsule);
    Value::array(posts.as_list().into_iter().flat_map(|it| it.part(0, count, meter).to_vec()))
}

impl Site {
    /// A list of pages or files, made once; `None` for a name that is none of theirs.
    fn list(&self, capsule: &Capsule, name: &str) -> Option<Value> {
        let lists = &capsule.templates.lists;
        let list = match name {
            "posts" => return Some(posts(&self.0, capsule)),
            "pages" | "html_pages" => {
                lists.pages.get_or_init(|| self.pages(capsule, |page| page.collection.is_none()))
            }
            "documents" => lists
                .documents
                .get_or_init(|| self.pages(capsule, |page| page.collection.is_some())),
            "collections" => lists.collections.get_or_init(|| self.collections(capsule)),
            "tags" => lists.tags.get_or_init(|| self.posts_by(capsule, |page| &page.tags)),
            "categories" => {
                lists.categories.get_or_init(|| self.posts_by(capsule, |page| &page.categories))
            }
            "static_files" => lists.static_files.get_or_init(|| static_files(capsule)),
            _ => return None,
        };
        Some(list.clone())
    }

    fn pages(&self, capsule: &Capsule, wanted: impl Fn(&PageEntry) -> bool) -> Value {
        let pages = seen(capsule).pages().filter(|page| page.format.menu().is_none());
        page::list(&self.0, pages.filter(|page| wanted(page)))
    }

    /// `site.tags` and `site.categories`: each with its posts, newest first.
    fn posts_by(&self, capsule: &Capsule, names: impl Fn(&PageEntry) -> &[String]) -> Value {
        let mut groups: BTreeMap<&str, Vec<&PageEntry>> = BTreeMap::new();
        for post in seen(capsule).posts() {
            for name in names(post) {
                groups.entry(name).or_default().push(post);
            }
        }
        let groups = groups.into_iter();
        Value::object(groups.map(|(name, posts)| (name, page::list(&self.0, posts))))
    }

    fn collections(&self, capsule: &Capsule) -> Value {
        Value::array(documents(capsule).into_iter().map(|(label, pages)| {
            let pages = pages.into_iter().filter(|page| page.format.menu().is_none());
            Value::object([
                ("label", Value::text(&**label)),
                ("docs", page::list(&self.0, pages)),
                ("output", Value::Bool(true)),
            ])
        }))
    }

    /// The documents of a collection, in order of source path, or by date where they have one; nil
    /// when there is none.
    fn collection(&self, capsule: &Capsule, label: &str) -> Value {
        let by_label = &capsule.templates.lists.by_label;
        let list = by_label.get_or_init(|| self.by_label(capsule)).get(label);
        list.cloned().unwrap_or(Value::Nil)
    }

    fn by_label(&self, capsule: &Capsule) -> HashMap<Arc<str>, Value> {
        let sorted = documents(capsule).into_iter().map(|(label, mut pages)| {
            pages.sort_by(|a, b| (&a.date, &a.source).cmp(&(&b.date, &b.source)));
            (Arc::clone(label), page::list(&self.0, pages))
        });
        sorted.collect()
    }
}

/// The documents of each collection, by its label.
fn documents(capsule: &Capsule) -> BTreeMap<&Arc<str>, Vec<&PageEntry>> {
    let mut by_label: BTreeMap<&Arc<str>, Vec<&PageEntry>> = BTreeMap::new();
    for page in seen(capsule).pages() {
        if let Some(label) = &page.collection {
            by_label.entry(label).or_default().push(page);
        }
    }
    by_label
}

fn static_files(capsule: &Capsule) -> Value {
    let files = seen(capsule).files().filter(|file| file.template.is_none());
    Value::array(files.map(|file| static_file(&file.source)))
}

fn static_file(source: &SourcePath) -> Value {
    let name = source.name();
    Value::object([
        ("path", Value::text(format!("/{source}"))),
        ("name", Value::text(name.text())),
        ("basename", Value::text(name.stem())),
        ("extname", Value::text(name.dotted_extension())),
    ])
}
