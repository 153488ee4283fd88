//! Pages on the web, which are files: their links lead to what is among them, and what only a reader
//! on Gemini gets has a URL of Gemini.

use super::entries::{is_error_page, is_unlisted};
use super::languages;
use super::lookup::{self, Lookup};
use super::parts::Parts;
use super::post_lists::List;
use super::resource::Resource;
use super::titles;
use super::visible::{Reader, Visible};
use crate::document::{Document, Rewrite, Target, query_in_url};
use crate::exchange::Redirection;
use crate::media::ItemType;
use crate::origin::Origin;
use crate::path::CapsulePath;
use crate::render::WebFrame;

/// The most characters of what a page says of itself.
const LONGEST_DESCRIPTION: usize = 300;

/// A page whose links lead to what is on the web.
pub(super) fn rewritten(parts: Parts<'_>, document: Document, origin: &Origin) -> Document {
    document.rewritten(&OnWeb { parts, origin })
}

/// What stands around the page at a path, as far as the capsule knows it.
pub(super) fn frame(parts: Parts<'_>, path: &CapsulePath) -> WebFrame {
    let home = languages::home(parts, path);
    let seen = Visible::of(parts.contents, Reader::Client(None));
    let resource = parts.contents.resource(&home).filter(|_| seen.shows(&home));
    let title = resource.and_then(|resource| {
        let own = parts.source.settings.title_at(&home).map(str::to_owned);
        own.or_else(|| titles::title(parts, &home, resource))
    });
    let description = parts.contents.page_at(path).and_then(|page| page.text("description"));
    let description = description.unwrap_or_default();
    let words: Vec<&str> = description.split_whitespace().collect();
    WebFrame {
        site: title.map(|title| (title, home.clone())),
        description: words.join(" ").chars().take(LONGEST_DESCRIPTION).collect(),
        feeds: feeds(parts, seen, path, &home),
        ..WebFrame::default()
    }
}

/// The feed of a list, and that of all posts in its language.
fn feeds(
    parts: Parts<'_>,
    seen: Visible<'_, '_>,
    path: &CapsulePath,
    home: &CapsulePath,
) -> Vec<(CapsulePath, String)> {
    let phrases = languages::phrases(parts, path);
    let all = List::all(home);
    let own = parts.contents.list(path).filter(|list| **list != all);
    let feeds = [Some(&all), own].into_iter().flatten().filter_map(|list| {
        let feed = parts.contents.feed_path(list).filter(|feed| seen.shows(feed))?;
        Some((feed, list.title(phrases)))
    });
    feeds.collect()
}

/// Tests whether search engines are to hear of what is at a path: of pages and lists that everyone
/// may read and that their authors do not keep out of lists.
pub(super) fn is_for_all(parts: Parts<'_>, path: &CapsulePath) -> bool {
    let is_page = matches!(
        parts.contents.resource(path),
        Some(Resource::Page(_) | Resource::Posts | Resource::Folder)
    );
    let kept_out =
        |page| is_error_page(page) || is_unlisted(page) || parts.source.is_too_large(page);
    is_page
        && Visible::of(parts.contents, Reader::Client(None)).shows(path)
        && !parts.contents.page_at(path).is_some_and(kept_out)
}

/// Leads to what is on the web.
struct OnWeb<'a> {
    parts: Parts<'a>,
    origin: &'a Origin,
}

impl OnWeb<'_> {
    fn target(&self, path: &CapsulePath, kind: ItemType, title: Option<String>) -> Target {
        let seen = Visible::of(self.parts.contents, Reader::Client(None));
        let internal = |path: &CapsulePath, kind| {
            let title = title.clone();
            Target::Internal { path: path.clone(), kind, title }
        };
        match lookup::find(self.parts, path, Reader::Client(None)) {
            Ok(Lookup::Slashless(to)) => internal(to, ItemType::Menu),
            Ok(Lookup::Found(found)) => match found.resource {
                Resource::Page(number) if self.is_too_large(*number) => Target::Nowhere,
                Resource::Page(_) | Resource::Folder | Resource::Posts => {
                    internal(found.path, ItemType::Menu)
                }
                Resource::File(_) | Resource::Feed | Resource::Robots => {
                    let kind = if kind == ItemType::Menu { ItemType::Text } else { kind };
                    internal(found.path, kind)
                }
                Resource::Redirection(redirection) => match redirection {
                    Redirection::Path { to, .. } if to != path => self.behind(to, title),
                    Redirection::Url { to, .. } => Target::External(to.to_string()),
                    Redirection::Path { .. } | Redirection::Gone | Redirection::Notice(_) => {
                        Target::Nowhere
                    }
                },
                Resource::Search => Target::Nowhere,
            },
            Ok(Lookup::Nothing) => self.missing(path),
            Err(_) => self.elsewhere(path, None, seen.names(path)),
        }
    }

    /// True for a page that is left out for its size.
    fn is_too_large(&self, number: usize) -> bool {
        let page = self.parts.contents.page(number);
        page.is_some_and(|page| self.parts.source.is_too_large(page))
    }

    /// The target of a redirection. One step: behind another one stands a page that leads on.
    fn behind(&self, to: &CapsulePath, title: Option<String>) -> Target {
        let seen = Visible::of(self.parts.contents, Reader::Client(None));
        let kind = match self.parts.contents.resource(to) {
            Some(
                Resource::Page(_) | Resource::Folder | Resource::Posts | Resource::Redirection(_),
            ) => ItemType::Menu,
            Some(Resource::File(_) | Resource::Feed | Resource::Robots) => ItemType::Text,
            Some(Resource::Search) => return Target::Nowhere,
            None => return self.missing(to),
        };
        if seen.shows(to) {
            Target::Internal { path: to.clone(), kind, title }
        } else {
            self.elsewhere(to, None, seen.names(to))
        }
    }

    /// The target of what is not there: the web may have more of the site than this capsule.
    fn missing(&self, path: &CapsulePath) -> Target {
        match self.origin.web() {
            Some(web) => Target::External(web.to_owned() + &path.encoded()),
            None => Target::Missing(path.clone()),
        }
    }

    /// The target of what no web page is: where Gemini has it, if that may be named.
    fn elsewhere(&self, path: &CapsulePath, query: Option<&str>, listed: bool) -> Target {
        let url = self.origin.identity_url(path).filter(|_| listed);
        url.map_or(Target::Nowhere, |url| Target::External(url + &query_in_url(query)))
    }
}

impl Rewrite for OnWeb<'_> {
    fn target(&self, target: &mut Target) {
        let new = match target {
            Target::Search { path, query } => self.elsewhere(path, Some(query), true),
            Target::Internal { kind: ItemType::Search, .. } => Target::Nowhere,
            Target::Internal { path, kind, title } => self.target(path, *kind, title.clone()),
            Target::GeminiOnly { path, query, listed } => {
                self.elsewhere(path, query.as_deref(), *listed)
            }
            Target::Missing(path) => self.missing(path),
            Target::External(_) | Target::Nowhere => return,
        };
        *target = new;
    }
}
