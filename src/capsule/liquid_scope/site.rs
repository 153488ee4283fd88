//! `site`: its lists of pages, its data, and whatever its configuration says.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::handle::{Depth, Handle, seen};
use super::{data, page};
use crate::capsule::parts::Capsule;
use crate::content::source_path::SourcePath;
use crate::generator::PageEntry;
use crate::template::liquid::{Object, Value};

/// Posts that count as related to one: the newest, as Jekyll has it.
const RELATED: usize = 10;

pub(super) fn object(handle: Handle) -> Value {
    Value::Object(Arc::new(Site(handle)))
}

#[derive(Debug)]
struct Site(Handle);

impl Object for Site {
    fn field(&self, name: &str) -> Value {
        let Some(capsule) = self.0.capsule() else { return Value::Nil };
        let settings = &capsule.source.settings;
        match name {
            "posts" => self.posts(&capsule),
            "related_posts" => page::list(&self.0, seen(&capsule).posts().take(RELATED)),
            "pages" | "html_pages" => self.pages(&capsule, |page| page.collection.is_none()),
            "documents" => self.pages(&capsule, |page| page.collection.is_some()),
            "collections" => self.collections(&capsule),
            "tags" => self.posts_by(&capsule, |page| &page.tags),
            "categories" => self.posts_by(&capsule, |page| &page.categories),
            "static_files" => static_files(&capsule),
            "data" => capsule.templates.data.get_or_init(|| data::read(&capsule.source)).clone(),
            "time" => Value::Time(Arc::new(settings.now.to_zoned(settings.zone.clone()))),
            "baseurl" => Value::text(settings.baseurl.as_str()),
            _ => match settings.fields.get(name) {
                Some(value) => Value::from(value),
                None => self.collection(&capsule, name),
            },
        }
    }

    fn keys(&self) -> Vec<Arc<str>> {
        let Some(capsule) = self.0.capsule() else { return Vec::new() };
        capsule.source.settings.fields.keys().map(|name| Arc::from(name.as_str())).collect()
    }
}

impl Site {
    fn pages(&self, capsule: &Capsule, wanted: impl Fn(&PageEntry) -> bool) -> Value {
        let pages = seen(capsule).pages().filter(|page| page.format.menu().is_none());
        page::list(&self.0, pages.filter(|page| wanted(page)))
    }

    /// All posts, newest first. The list that readers' pages ask for is made once.
    fn posts(&self, capsule: &Capsule) -> Value {
        match self.0.depth {
            Depth::Outer => {
                let posts = &capsule.templates.posts;
                posts.get_or_init(|| page::list(&self.0, seen(capsule).posts())).clone()
            }
            Depth::Inner => page::list(&self.0, seen(capsule).posts()),
        }
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
        let mut labels: Vec<&str> =
            seen(capsule).pages().filter_map(|page| page.collection.as_deref()).collect();
        labels.sort_unstable();
        labels.dedup();
        Value::array(labels.into_iter().map(|label| {
            let docs = self.pages(capsule, |page| is_in(page, label));
            Value::object([
                ("label", Value::text(label)),
                ("docs", docs),
                ("output", Value::Bool(true)),
            ])
        }))
    }

    /// The documents of a collection, in order of source path, or by date where they have one; nil
    /// when there is none.
    fn collection(&self, capsule: &Capsule, label: &str) -> Value {
        let mut pages: Vec<&PageEntry> =
            seen(capsule).pages().filter(|page| is_in(page, label)).collect();
        if pages.is_empty() {
            return Value::Nil;
        }
        pages.sort_by(|a, b| (&a.date, &a.source).cmp(&(&b.date, &b.source)));
        page::list(&self.0, pages)
    }
}

fn is_in(page: &PageEntry, label: &str) -> bool {
    page.collection.as_deref() == Some(label)
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
