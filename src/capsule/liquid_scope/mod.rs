//! What the templates of a Jekyll site may name: `site`, `page`, `jekyll`, `paginator`.
//!
//! Objects work their fields out when they are asked for: most pages name one or two of thousands.
//! How templates are evaluated is for `liquid`.

pub(super) mod data;
mod host;

use std::collections::BTreeMap;
use std::sync::{Arc, Weak};

use jiff::tz::TimeZone;

use super::snapshot::Capsule;
use crate::content::source_path::SourcePath;
use crate::generator::entry::PageEntry;
use crate::path::CapsulePath;
use crate::template::liquid::{Fields, Object, Value};

/// How many posts count as related to one: the newest, as Jekyll has it.
const RELATED: usize = 10;

/// Everything that a page's template may name.
#[must_use]
pub(super) fn scope(capsule: &Arc<Capsule>, page: &PageEntry, depth: Depth) -> Fields {
    let site = Arc::new(Site { capsule: Arc::downgrade(capsule), depth });
    let own = Arc::new(Page::new(capsule, page, Depth::Inner));
    let jekyll = [("environment", Value::text("production")), ("version", Value::text("4.3"))];
    [
        ("site", Value::Object(site.clone())),
        ("page", Value::Object(own)),
        ("jekyll", Value::object(jekyll)),
        ("paginator", Value::Object(Arc::new(Paginator(site)))),
    ]
    .into_iter()
    .collect()
}

/// Whether other pages' content may be asked for: only by the page that a reader asked for, else
/// two pages that show each other would never end.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Depth {
    /// The page that a reader asked for.
    Outer,
    /// A page that is shown on another one.
    Inner,
}

/// `site`. Weak, since the snapshot keeps lists of these objects.
#[derive(Debug)]
struct Site {
    capsule: Weak<Capsule>,
    depth: Depth,
}

impl Site {
    fn pages(&self, capsule: &Arc<Capsule>, wanted: impl Fn(&PageEntry) -> bool) -> Value {
        let wanted =
            capsule.public_pages().filter(|page| page.format.menu().is_none() && wanted(page));
        Value::array(wanted.map(|page| Page::new(capsule, page, self.depth).value()))
    }

    fn posts(&self, capsule: &Arc<Capsule>) -> Value {
        let all = || {
            Value::array(capsule.posts().map(|page| Page::new(capsule, page, self.depth).value()))
        };
        match self.depth {
            Depth::Outer => capsule.templates.posts.get_or_init(all).clone(),
            Depth::Inner => all(),
        }
    }

    /// `site.tags` and `site.categories`: each with its posts, newest first.
    fn posts_by(&self, capsule: &Arc<Capsule>, names: impl Fn(&PageEntry) -> &[String]) -> Value {
        let mut groups: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
        for post in capsule.posts() {
            for name in names(post) {
                groups.entry(name).or_default().push(Page::new(capsule, post, self.depth).value());
            }
        }
        Value::object(groups.into_iter().map(|(name, posts)| (name, Value::array(posts))))
    }

    fn collections(&self, capsule: &Arc<Capsule>) -> Value {
        let mut labels: Vec<&str> =
            capsule.public_pages().filter_map(|page| page.collection.as_deref()).collect();
        labels.sort_unstable();
        labels.dedup();
        Value::array(labels.into_iter().map(|label| {
            let docs = self.pages(capsule, |page| page.collection.as_deref() == Some(label));
            Value::object([
                ("label", Value::text(label)),
                ("docs", docs),
                ("output", Value::Bool(true)),
            ])
        }))
    }
}

/// `paginator` on its first page: the only one that is made. It stands in the scope of every page
/// and lists all posts, so making it before it is asked for would take time in pages times posts.
#[derive(Debug)]
struct Paginator(Arc<Site>);

impl Object for Paginator {
    fn field(&self, name: &str) -> Value {
        let Some(capsule) = self.0.capsule.upgrade() else { return Value::Nil };
        let posts = capsule.posts().count();
        let asked = capsule.settings().fields.get("paginate").and_then(serde_json::Value::as_u64);
        let per_page = asked.and_then(|it| usize::try_from(it).ok()).unwrap_or(posts).max(1);
        let first = capsule
            .posts()
            .take(per_page)
            .map(|page| Page::new(&capsule, page, self.0.depth).value());
        let number = |number: usize| Value::Int(i64::try_from(number).unwrap_or(i64::MAX));
        match name {
            "page" => Value::Int(1),
            "per_page" => number(per_page),
            "posts" => Value::array(first),
            "total_posts" => number(posts),
            "total_pages" => number(posts.div_ceil(per_page)),
            _ => Value::Nil,
        }
    }

    fn keys(&self) -> Vec<Arc<str>> {
        ["page", "per_page", "posts", "total_posts", "total_pages"].map(Arc::from).to_vec()
    }
}

impl Object for Site {
    fn field(&self, name: &str) -> Value {
        let Some(capsule) = self.capsule.upgrade() else { return Value::Nil };
        match name {
            "posts" => self.posts(&capsule),
            "related_posts" => Value::array(
                capsule
                    .posts()
                    .take(RELATED)
                    .map(|page| Page::new(&capsule, page, self.depth).value()),
            ),
            "pages" | "html_pages" => self.pages(&capsule, |page| page.collection.is_none()),
            "documents" => self.pages(&capsule, |page| page.collection.is_some()),
            "collections" => self.collections(&capsule),
            "tags" => self.posts_by(&capsule, |page| &page.tags),
            "categories" => self.posts_by(&capsule, |page| &page.categories),
            "static_files" => {
                let files = capsule.public_files().filter(|file| file.template.is_none());
                Value::array(files.map(|file| static_file(&file.source)))
            }
            "data" => capsule.templates.data.get_or_init(|| data::read(&capsule)).clone(),
            "time" => Value::Time(Arc::new(
                capsule.settings().now.to_zoned(capsule.settings().zone.clone()),
            )),
            "baseurl" => Value::text(capsule.settings().baseurl.as_str()),
            _ => match capsule.settings().fields.get(name) {
                Some(value) if name != "collections" => Value::from(value),
                _ => self.collection(&capsule, name),
            },
        }
    }

    fn keys(&self) -> Vec<Arc<str>> {
        let Some(capsule) = self.capsule.upgrade() else { return Vec::new() };
        capsule.settings().fields.keys().map(|name| Arc::from(name.as_str())).collect()
    }
}

impl Site {
    /// The documents of a collection, in order of source path, or by date where they have one; nil
    /// when there is none.
    fn collection(&self, capsule: &Arc<Capsule>, label: &str) -> Value {
        let mut pages: Vec<&PageEntry> = capsule
            .public_pages()
            .filter(|page| page.collection.as_deref() == Some(label))
            .collect();
        if pages.is_empty() {
            return Value::Nil;
        }
        pages.sort_by(|a, b| (&a.date, &a.source).cmp(&(&b.date, &b.source)));
        Value::array(pages.into_iter().map(|page| Page::new(capsule, page, self.depth).value()))
    }
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

/// `page`, `post` and whatever else stands for a page.
#[derive(Debug)]
struct Page {
    capsule: Weak<Capsule>,
    /// The page's source path: what it is found by.
    source: SourcePath,
    depth: Depth,
}

impl Page {
    fn new(capsule: &Arc<Capsule>, page: &PageEntry, depth: Depth) -> Self {
        Self { capsule: Arc::downgrade(capsule), source: page.source.clone(), depth }
    }

    fn value(self) -> Value {
        Value::Object(Arc::new(self))
    }

    /// What the page's Markdown becomes, as HTML.
    fn content(&self, capsule: &Arc<Capsule>, page: &PageEntry) -> Value {
        if self.may_be_told(capsule, page) {
            Value::text(capsule.content_html(page))
        } else {
            Value::Nil
        }
    }

    /// Whether the words of the page may be asked for. The lists of pages are made once for all
    /// readers, so of what is in a zone they tell no more than the names.
    fn may_be_told(&self, capsule: &Capsule, page: &PageEntry) -> bool {
        match self.depth {
            Depth::Outer => !capsule.zones().close(&page.path, &CapsulePath::root()),
            Depth::Inner => false,
        }
    }

    /// The front matter's `excerpt`, else what stands before the first empty line.
    fn excerpt(&self, capsule: &Arc<Capsule>, page: &PageEntry) -> Value {
        if let Some(own) = page.text("excerpt") {
            return Value::text(own);
        }
        if self.may_be_told(capsule, page) {
            Value::text(capsule.excerpt_html(page))
        } else {
            Value::Nil
        }
    }
}

impl Object for Page {
    fn field(&self, name: &str) -> Value {
        let Some(capsule) = self.capsule.upgrade() else { return Value::Nil };
        let Some(page) = capsule.page_at(&self.source) else { return Value::Nil };
        let texts =
            |texts: &[String]| Value::array(texts.iter().map(|text| Value::text(text.as_str())));
        let other = |page: Option<&PageEntry>| {
            page.map_or(Value::Nil, |it| Self::new(&capsule, it, self.depth).value())
        };
        match name {
            "url" => Value::text(page.path.encoded()),
            "id" => {
                Value::text(page.path.encoded().trim_end_matches(".html").trim_end_matches('/'))
            }
            "path" | "relative_path" => Value::text(self.source.as_str()),
            "name" => Value::text(self.source.name().text()),
            "dir" => Value::text(page.path.parent().encoded()),
            "slug" if !page.fields.contains_key("slug") => {
                let name = self.source.name();
                Value::text(name.dated().map_or(name.stem(), |(_, rest)| rest))
            }
            "title" if page.is_post() => Value::text(page.title.as_str()),
            "date" => {
                page.date.as_ref().map_or(Value::Nil, |date| Value::Time(Arc::new(date.clone())))
            }
            "collection" => page.collection.clone().map_or(Value::Nil, Value::Text),
            "tags" => texts(&page.tags),
            "categories" => texts(&page.categories),
            "content" | "output" => self.content(&capsule, page),
            "excerpt" => self.excerpt(&capsule, page),
            "previous" => other(capsule.neighbours(page).0),
            "next" => other(capsule.neighbours(page).1),
            _ => page
                .fields
                .get(name)
                .map_or(Value::Nil, |value| own_field(value, &capsule.settings().zone)),
        }
    }

    fn keys(&self) -> Vec<Arc<str>> {
        let Some(capsule) = self.capsule.upgrade() else { return Vec::new() };
        let own = capsule
            .page_at(&self.source)
            .map(|page| page.fields.keys().map(|name| Arc::from(name.as_str())));
        let made = ["url", "path", "title", "date", "tags", "categories"].map(Arc::from);
        let mut keys: Vec<Arc<str>> = own.into_iter().flatten().chain(made).collect();
        keys.sort();
        keys.dedup();
        keys
    }

    fn identity(&self) -> Option<Arc<str>> {
        Some(self.source.as_str().into())
    }
}

/// A front matter field. YAML reads what looks like a time as one, so templates may format it.
fn own_field(value: &serde_json::Value, zone: &TimeZone) -> Value {
    let looks_dated = |text: &str| text.len() >= 10 && text.as_bytes().get(4) == Some(&b'-');
    match value {
        serde_json::Value::String(text) if looks_dated(text) => crate::date::parse(text, zone)
            .map_or_else(|| Value::from(value), |date| Value::Time(Arc::new(date))),
        serde_json::Value::Null
        | serde_json::Value::Bool(_)
        | serde_json::Value::Number(_)
        | serde_json::Value::String(_)
        | serde_json::Value::Array(_)
        | serde_json::Value::Object(_) => Value::from(value),
    }
}
