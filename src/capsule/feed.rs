//! Atom feeds (RFC 4287): of all posts, of those with a tag, and of those in a category.

use std::io;
use std::sync::Arc;

use atom_syndication::{Content, Entry, FixedDateTime, Link, Person, Text};
use jiff::Zoned;

use super::languages;
use super::page;
use super::parts::{Capsule, Parts};
use super::post_lists::List;
use super::visible::{Reader, Visible};
use super::web;
use crate::document::Document;
use crate::form::{Form, Protocol, View};
use crate::generator::PageEntry;
use crate::language::LanguageTags;
use crate::media::ItemType;
use crate::origin::Origin;
use crate::path::CapsulePath;
use crate::render::{self, TextStyle};

/// The number of posts in a feed: the newest.
const MOST_ENTRIES: usize = 20;
/// The most bytes of posts whose texts are in a feed; of others it has the titles.
const MOST_BYTES: u64 = 1 << 20;
/// The columns of an entry's text.
const WIDTH: usize = 67;

/// For whom a feed is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Audience<'a> {
    /// The name and the ports of the capsule.
    pub origin: &'a Origin,
    /// The form of the feed: its links lead to the protocol of that, or to pages on the web.
    pub form: Form,
}

impl Audience<'_> {
    /// The same readers by a protocol by which they can prove who they are.
    fn with_identities(self) -> Self {
        let protocol = Protocol::ALL.into_iter().find(|protocol| protocol.identities());
        let protocol = protocol.unwrap_or(self.form.protocol);
        Self { form: Form { protocol, view: View::Feed }, ..self }
    }

    fn is_on_web(&self) -> bool {
        self.form.view == View::WebFeed
    }

    fn url(&self, kind: ItemType, path: &CapsulePath) -> String {
        match self.origin.web() {
            Some(web) if self.is_on_web() => web.to_owned() + &render::web_address(path, kind),
            _ if self.is_on_web() => render::web_address(path, kind),
            Some(_) | None => self.origin.url_or_other(self.form.protocol, kind, path),
        }
    }

    /// The link to a page. Without a type, feed readers take it for HTML.
    fn page(&self, path: &CapsulePath) -> Link {
        let mut link = link("alternate", self.url(ItemType::Menu, path));
        let Form { protocol, view } = self.form;
        if view == View::WebFeed {
            link.mime_type = Some(View::Web.mime().to_owned());
        } else if Form::of(protocol).view == View::Page && self.origin.port(protocol).is_some() {
            link.mime_type = Some(View::Page.mime().to_owned());
        }
        link
    }

    /// The name of a thing for ever, whatever protocols and ports are in use.
    fn id(&self, path: &CapsulePath) -> String {
        match self.origin.web() {
            Some(web) if self.is_on_web() => web.to_owned() + &path.encoded(),
            Some(_) | None => format!("gemini://{}{}", self.origin.host, path.encoded()),
        }
    }

    /// What stands on a page, and the type of that.
    fn content(&self, parts: Parts<'_>, document: Document) -> (String, &'static str) {
        if self.is_on_web() {
            let document = web::rewritten(parts, document, self.origin);
            return (
                render::html_content(&document, self.origin.web().unwrap_or_default()),
                "html",
            );
        }
        let style = TextStyle {
            width: WIDTH,
            tables: 2 * WIDTH,
            protocol: self.form.protocol,
            ascii: false,
        };
        (render::text(&document, self.origin, style), "text")
    }
}

/// Writes the feed that is served at a path.
///
/// # Errors
/// Fails when a post can't be read.
pub(super) fn feed(
    capsule: &Arc<Capsule>,
    path: &CapsulePath,
    audience: Audience<'_>,
) -> io::Result<String> {
    let parts = Parts::of(capsule);
    let list = parts.contents.list_of_feed(path);
    let seen = Visible::of(parts.contents, Reader::Page(path));
    let posts = newest(list, seen);
    let mut room = MOST_BYTES;
    let entries = posts.iter().map(|post| {
        if !seen.shows(&post.path) {
            // For who can't prove who they are there is no such page.
            return Ok(named(post, audience.with_identities()));
        }
        let size = parts.source.size_of(post);
        if size > room || parts.source.is_too_large(post) {
            return Ok(named(post, audience));
        }
        room -= size;
        feed_entry(capsule, post, audience)
    });
    let entries = entries.collect::<io::Result<Vec<_>>>()?;
    let home = list.map_or_else(CapsulePath::root, |(_, list)| list.home.clone());
    let title_of_home = || parts.contents.page_at(&home).map(|page| page.title.clone());
    let settings = &parts.source.settings;
    let site = settings
        .title_at(&home)
        .map(str::to_owned)
        .or_else(title_of_home)
        .unwrap_or_else(|| audience.origin.host.clone());
    let name = list.and_then(|(_, list)| list.name());
    let page = list.map_or_else(CapsulePath::root, |(path, _)| path.clone());
    let language = languages::language(parts, &page);
    let feed = atom_syndication::Feed {
        title: Text::plain(name.map_or_else(|| site.clone(), |name| format!("{site}: {name}"))),
        subtitle: settings.description_at(&home).map(Text::plain),
        id: audience.id(path),
        updated: posts.iter().filter_map(|post| updated(post)).max().unwrap_or_default(),
        authors: vec![Person { name: settings.author().unwrap_or(site), ..Person::default() }],
        links: vec![
            Link {
                mime_type: Some("application/atom+xml".to_owned()),
                ..link("self", audience.url(ItemType::Text, path))
            },
            audience.page(&page),
        ],
        lang: language.as_ref().and_then(LanguageTags::first).map(str::to_owned),
        entries,
        ..atom_syndication::Feed::default()
    };
    Ok(feed.to_string())
}

fn feed_entry(
    capsule: &Arc<Capsule>,
    post: &PageEntry,
    audience: Audience<'_>,
) -> io::Result<Entry> {
    // Title and date stand in the entry, and a feed reader has its own ways onward.
    let document = page::convert(capsule, post)?.document;
    let document = Document { blocks: document.blocks, path: document.path, ..Document::default() };
    let (text, kind) = audience.content(Parts::of(capsule), document);
    Ok(Entry {
        summary: post.text("description").map(Text::plain),
        content: Some(Content {
            value: Some(text),
            content_type: Some(kind.to_owned()),
            lang: post.language.as_ref().and_then(LanguageTags::first).map(str::to_owned),
            ..Content::default()
        }),
        ..named(post, audience)
    })
}

/// The posts of a list that are in its feed.
fn newest<'c>(
    list: Option<(&'c CapsulePath, &'c List)>,
    seen: Visible<'c, '_>,
) -> Vec<&'c PageEntry> {
    let posts = list.iter().flat_map(|(list, _)| seen.posts_of(list));
    posts.take(MOST_ENTRIES).collect()
}

/// The most bytes of posts whose texts are in the feed at a path.
pub(super) fn text_size(parts: Parts<'_>, path: &CapsulePath) -> u64 {
    let seen = Visible::of(parts.contents, Reader::Page(path));
    let posts = newest(parts.contents.list_of_feed(path), seen);
    posts.iter().map(|post| parts.source.size_of(post)).sum::<u64>().min(MOST_BYTES)
}

/// A post in a feed, without a word of what it says: all that others may hear of one in a zone that
/// is listed, and all that there is room for of a long one.
fn named(post: &PageEntry, audience: Audience<'_>) -> Entry {
    Entry {
        title: Text::plain(post.title.clone()),
        id: audience.id(&post.path),
        updated: updated(post).unwrap_or_default(),
        published: post.date.as_ref().and_then(timestamp),
        links: vec![audience.page(&post.path)],
        categories: post.tags.iter().map(|tag| category(tag)).collect(),
        ..Entry::default()
    }
}

fn link(rel: &str, href: String) -> Link {
    Link { rel: rel.to_owned(), href, ..Link::default() }
}

fn category(tag: &str) -> atom_syndication::Category {
    atom_syndication::Category { term: tag.to_owned(), ..atom_syndication::Category::default() }
}

/// The moment at which a post last changed, as far as it says so; else at which it was written.
fn updated(post: &PageEntry) -> Option<FixedDateTime> {
    let changed =
        ["last_modified_at", "updated", "lastmod"].iter().find_map(|name| post.text(name));
    let zone = post.date.as_ref().map_or(jiff::tz::TimeZone::UTC, |date| date.time_zone().clone());
    let changed = changed.and_then(|text| crate::date::parse(&text, &zone));
    changed.as_ref().or(post.date.as_ref()).and_then(timestamp)
}

/// The same instant, as the feed's library writes it.
fn timestamp(date: &Zoned) -> Option<FixedDateTime> {
    date.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string().parse().ok()
}
