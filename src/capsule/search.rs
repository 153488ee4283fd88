//! The search for words, over titles and texts as they stand on disk.
//!
//! There is no index: each search reads pages until its [`Effort`] is spent, and says so when it
//! did not see them all.

mod excerpt;
mod fold;
#[cfg(test)]
mod tests;

use std::cmp::Reverse;
use std::collections::HashSet;
use std::sync::Arc;
use std::time::Instant;

use serde_json::Value;

use self::fold::fold;
use super::footer::link;
use super::languages;
use super::parts::{Capsule, Parts};
use super::search_link::{search_path, to_search};
use super::visible::{Contents, Reader, Visible};
use super::{entries, expand, page};
use crate::content::decode;
use crate::document::{Block, Document, Entry, Inline};
use crate::generator::PageEntry;
use crate::media::ItemType;
use crate::path::CapsulePath;
use crate::phrases::{Phrases, filled};

/// The number of pages that are shown.
const MOST_SHOWN: usize = 50;
/// The number of words that are looked for.
const MOST_WORDS: usize = 8;
/// The length of what is read of the query, in characters.
const LONGEST_QUERY: usize = 200;

/// The bounds of a search.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Effort {
    /// The moment at which it ends.
    pub until: Instant,
    /// The bytes of pages that it reads.
    pub bytes: u64,
}

/// The path that results stand at: what may be named there may be found.
fn searched_from() -> CapsulePath {
    search_path().unwrap_or_else(CapsulePath::root)
}

/// The pages that were found.
struct Hits<'a> {
    pages: Vec<&'a PageEntry>,
    /// True if every page was looked at.
    complete: bool,
}

/// Looks for pages that hold all words, and makes a page of links to them.
#[must_use]
pub(super) fn search(capsule: &Arc<Capsule>, typed: &str, effort: Effort) -> Document {
    let parts = Parts::of(capsule);
    let words = words_of(typed);
    let hits = hits(parts, &words, effort);
    let from = searched_from();
    let phrases = languages::phrases(parts, &from);
    let mut blocks = vec![told(&hits, phrases)];
    for page in &hits.pages {
        blocks.push(Block::Entries(vec![found(parts.contents, page)]));
        // The page is converted for it: what its template or its marks hide is not shown.
        let context =
            if Instant::now() < effort.until { context(capsule, page, &words) } else { None };
        blocks.extend(context.map(|text| Block::Paragraph(vec![Inline::Text(text)])));
    }
    let again = search_path().map(|path| to_search(&path, phrases.search_again));
    let home = CapsulePath::root();
    let home = parts.contents.resource(&home).map(|_| link(&home, phrases.home));
    Document {
        title: format!("{}: {}", phrases.search, words.join(" ")),
        blocks,
        language: languages::language(parts, &from),
        footer: again.into_iter().chain(home).collect(),
        ..Document::default()
    }
}

/// The pages that hold all words: those that say them in their titles first, then the newest.
fn hits<'c>(parts: Parts<'c>, words: &[String], effort: Effort) -> Hits<'c> {
    let mut hits = Hits { pages: Vec::new(), complete: true };
    let (mut seen, mut read) = (HashSet::new(), 0);
    for (in_title, page) in in_order(parts.contents, words) {
        if hits.pages.len() >= MOST_SHOWN || read >= effort.bytes || Instant::now() >= effort.until
        {
            hits.complete = false;
            break;
        }
        if seen.contains(&page.path) || words.is_empty() {
            continue;
        }
        if in_title || text_holds(parts, page, words, &mut read) {
            seen.insert(&page.path);
            hits.pages.push(page);
        }
    }
    hits
}

/// The pages that may be found, the likeliest first, each with whether its title says it all.
fn in_order<'c>(contents: &'c Contents, words: &[String]) -> Vec<(bool, &'c PageEntry)> {
    let from = searched_from();
    let pages = Visible::of(contents, Reader::Page(&from)).pages().filter(|page| is_public(page));
    let mut pages: Vec<(bool, &PageEntry)> =
        pages.map(|page| (holds(&fold(&page.title), words), page)).collect();
    pages.sort_by_key(|(in_title, page)| {
        (!in_title, Reverse(page.date.as_ref().map(jiff::Zoned::timestamp)), &page.path)
    });
    pages
}

/// True if title and text together hold all words. A page that can't be read holds none.
fn text_holds(parts: Parts<'_>, page: &PageEntry, words: &[String], read: &mut u64) -> bool {
    // What a made page says is said by others, and its file may name what not everyone may
    // know.
    if is_closed(parts.contents, page) || expand::made(parts, page).is_some() {
        return false;
    }
    let Ok(bytes) = parts.source.read(page) else { return false };
    *read += bytes.len() as u64;
    let text = fold(&decode::text(&bytes).text);
    let title = fold(&page.title);
    words.iter().all(|word| text.contains(word) || title.contains(word))
}

/// The words around the first of those that are looked for.
fn context(capsule: &Arc<Capsule>, page: &PageEntry, words: &[String]) -> Option<String> {
    if is_closed(Parts::of(capsule).contents, page) {
        return None;
    }
    excerpt::excerpt(&page::convert(capsule, page).ok()?.document.blocks, words)
}

/// True if no more than the title of a page may be reported: whoever asks for words hears what they
/// stand in.
fn is_closed(contents: &Contents, page: &PageEntry) -> bool {
    !Visible::of(contents, Reader::Page(&searched_from())).shows(&page.path)
}

fn found(contents: &Contents, page: &PageEntry) -> Entry {
    let from = searched_from();
    let seen = Visible::of(contents, Reader::Page(&from));
    let target = seen.target(&page.path, ItemType::Menu, Some(page.title.clone()));
    Entry { target, date: page.day(), label: page.title.clone() }
}

/// The words of a query, in lower case, each once.
fn words_of(typed: &str) -> Vec<String> {
    let typed: String = typed.chars().take(LONGEST_QUERY).collect();
    let mut words: Vec<String> = Vec::new();
    for word in typed.split_whitespace().map(fold) {
        if words.len() < MOST_WORDS && !words.contains(&word) {
            words.push(word);
        }
    }
    words
}

fn holds(text: &str, words: &[String]) -> bool {
    words.iter().all(|word| text.contains(word))
}

/// True for a page for everyone: not one that its author keeps out of lists, nor one that tells
/// of an error.
fn is_public(page: &PageEntry) -> bool {
    let is = |names: &[&str], truth: bool| {
        let asked = |name: &&str| page.fields.get(*name) == Some(&Value::Bool(truth));
        names.iter().any(asked)
    };
    let unlisted = is(&["unlisted", "hidden", "search_exclude", "exclude_from_search"], true)
        || is(&["search", "in_search_index", "listed"], false);
    !unlisted && !entries::is_unlisted(page) && !entries::is_error_page(page)
}

/// A sentence on what was found.
fn told(hits: &Hits<'_>, phrases: &Phrases) -> Block {
    let number = hits.pages.len();
    let found = match number {
        0 => phrases.none_found.to_owned(),
        1 => phrases.one_found.to_owned(),
        _ => filled(phrases.many_found, number),
    };
    let found = match (hits.complete, number >= MOST_SHOWN) {
        (true, _) => found,
        (false, true) => filled(phrases.first_found, MOST_SHOWN),
        (false, false) => format!("{found} {}", phrases.not_all_seen),
    };
    Block::Paragraph(vec![Inline::Text(found)])
}
