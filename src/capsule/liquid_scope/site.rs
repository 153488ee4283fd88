//! `site`: its lists of pages, its data, and whatever its configuration says.

use std::collections::HashMap;
use std::sync::Arc;

use super::handle::{Handle, seen};
use super::{collection, documents, page, translations};
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
            "active_lang" if !settings.editions.is_empty() => {
                let own = settings.editions.get(self.0.edition);
                own.map_or(Value::Nil, |own| Value::text(own.code.as_str()))
            }
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

/// All posts in the language of the page, newest first.
pub(super) fn posts(handle: &Handle, capsule: &Capsule) -> Value {
    let posts = &capsule.templates.lists_in(handle.edition).posts;
    let newest_first = || documents::posts(capsule, handle.edition).into_iter().rev();
    posts.get_or_init(|| page::list(handle, newest_first())).clone()
}

/// So many of the newest posts.
pub(super) fn newest(handle: &Handle, capsule: &Capsule, count: usize, meter: &Meter) -> Value {
    let posts = posts(handle, capsule);
    Value::array(posts.as_list().into_iter().flat_map(|it| it.part(0, count, meter).to_vec()))
}

impl Site {
    /// A list of pages or files, made once; `None` for a name that is none of theirs.
    fn list(&self, capsule: &Capsule, name: &str) -> Option<Value> {
        let lists = capsule.templates.lists_in(self.0.edition);
        let list = match name {
            "posts" => return Some(posts(&self.0, capsule)),
            // Jekyll's own list gives way to a collection of its name.
            "pages" if documents::labels(capsule).iter().any(|label| label == name) => {
                return Some(self.collection(capsule, name));
            }
            "pages" | "html_pages" => lists.pages.get_or_init(|| self.pages(capsule)),
            "documents" => lists.documents.get_or_init(|| self.documents(capsule)),
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

    /// Pages that are in no collection, by the names of their files. What has no front matter is
    /// none to Jekyll.
    fn pages(&self, capsule: &Capsule) -> Value {
        let is_page = |page: &&PageEntry| {
            page.collection.is_none() && page.format.menu().is_none() && page.head.fields.is_some()
        };
        let pages = seen(capsule).pages().filter(is_page);
        let mut pages = translations::seen_in(capsule, self.0.edition, pages);
        pages.sort_by(|a, b| {
            (a.source.name().text(), &a.source).cmp(&(b.source.name().text(), &b.source))
        });
        page::list(&self.0, pages)
    }

    /// The documents of all collections.
    fn documents(&self, capsule: &Capsule) -> Value {
        let collections = documents::collections(capsule, self.0.edition);
        page::list(&self.0, collections.into_iter().flat_map(|it| it.documents))
    }

    /// `site.tags` and `site.categories`, as the oldest posts name them: each with its posts, newest
    /// first.
    fn posts_by(&self, capsule: &Capsule, names: impl Fn(&PageEntry) -> &[String]) -> Value {
        let mut order: Vec<&str> = Vec::new();
        let mut groups: HashMap<&str, Vec<&PageEntry>> = HashMap::new();
        for post in documents::posts(capsule, self.0.edition) {
            for name in names(post) {
                let group = groups.entry(name).or_insert_with(|| {
                    order.push(name);
                    Vec::new()
                });
                group.push(post);
            }
        }
        let group = |name| {
            let posts = groups.get(name)?.iter().rev().copied();
            Some((name, page::list(&self.0, posts)))
        };
        Value::object(order.into_iter().filter_map(group))
    }

    /// The collections, by name.
    fn collections(&self, capsule: &Capsule) -> Value {
        let mut collections = documents::collections(capsule, self.0.edition);
        collections.sort_by(|a, b| a.label.cmp(&b.label));
        Value::array(collections.into_iter().map(|it| {
            let documents = page::list(&self.0, it.documents);
            collection::object(self.0.clone(), &it.label, documents)
        }))
    }

    /// The documents of a collection; nil when there is none.
    fn collection(&self, capsule: &Capsule, label: &str) -> Value {
        let by_label = &capsule.templates.lists_in(self.0.edition).by_label;
        let list = by_label.get_or_init(|| self.by_label(capsule)).get(label);
        list.cloned().unwrap_or(Value::Nil)
    }

    fn by_label(&self, capsule: &Capsule) -> HashMap<String, Value> {
        let collections = documents::collections(capsule, self.0.edition).into_iter();
        collections.map(|it| (it.label, page::list(&self.0, it.documents))).collect()
    }
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
