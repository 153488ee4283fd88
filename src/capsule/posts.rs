//! Posts: the dated pages of a site, newest first, and the lists of them by tag, category and year.

use super::entries;
use super::footer;
use super::languages;
use super::parts::Parts;
use super::post_lists::{List, Topic, lists_of};
use super::resource::Resource;
use super::visible::{Contents, Reader, Visible};
use crate::content::file_name;
use crate::document::{self, Block, Document, Entry, Inline};
use crate::generator::PageEntry;
use crate::media::ItemType;
use crate::path::CapsulePath;
use crate::phrases::Phrases;

/// The number of posts that an index page shows that lists none itself.
const SHOWN_ON_INDEX: usize = 20;

/// The page of a list of posts: `YYYY-MM-DD Title`, the form that Gemini clients subscribe to.
#[must_use]
pub(super) fn post_list(parts: Parts<'_>, path: &CapsulePath) -> Document {
    let mut blocks = vec![posts_at(parts, path)];
    let list = parts.contents.list(path);
    let feed = list.and_then(|list| feed_link(parts, list, path));
    blocks.extend(feed.map(|feed| Block::Entries(vec![feed])));
    if let Some(list) = list.filter(|list| list.topic == Topic::All) {
        blocks.extend(other_lists(parts, path, list));
    }
    Document {
        title: subscribed_title(parts, path).unwrap_or_default(),
        path: Some(path.clone()),
        blocks,
        language: languages::language(parts, path),
        footer: footer::footer(parts, path),
        ..Document::default()
    }
}

/// The posts of a tag, a category or another term, for the page that its author gave it; `None` for
/// any other page.
pub(super) fn of_term(parts: Parts<'_>, path: &CapsulePath) -> Option<Block> {
    parts.contents.list(path)?.name()?;
    Some(posts_at(parts, path))
}

/// The posts of the list at a path.
fn posts_at(parts: Parts<'_>, path: &CapsulePath) -> Block {
    let seen = Visible::of(parts.contents, Reader::Page(path));
    let posts = seen.posts_of(path).map(|post| post_entry(seen, post));
    listed(posts.collect(), languages::phrases(parts, path))
}

/// The lists that a post stands in by its categories, tags and other terms, for its foot.
pub(super) fn topics(parts: Parts<'_>, post: &PageEntry) -> Vec<Entry> {
    if !post.is_post() {
        return Vec::new();
    }
    let seen = Visible::of(parts.contents, Reader::Page(&post.path));
    let phrases = Phrases::of(post.language.as_ref());
    let entry = |list: List| {
        let label = match &list.topic {
            Topic::All | Topic::Year(_) => return None,
            Topic::Category(name) => format!("{}: {name}", phrases.category),
            Topic::Tag(name) => format!("{}: {name}", phrases.tag),
            Topic::Term(taxonomy, name) => format!("{}: {name}", file_name::title(taxonomy)),
        };
        let path = list.path().filter(|path| seen.names(path))?;
        parts.contents.resource(&path)?;
        let target = seen.target(&path, ItemType::Menu, Some(list.title(phrases)));
        Some(Entry { target, date: None, label })
    };
    lists_of(post, &parts.source.settings.taxonomies).filter_map(entry).collect()
}

/// The title at the top of a list: a client that subscribes to it shows it among the titles
/// of other sites, so it names this one.
fn subscribed_title(parts: Parts<'_>, path: &CapsulePath) -> Option<String> {
    let list = parts.contents.list(path)?;
    let title = list.title(languages::phrases(parts, path));
    let Some(site) = parts.source.settings.title_at(path) else { return Some(title) };
    Some(format!("{site}: {}", list.name().unwrap_or(&title)))
}

/// Links to the lists by category, tag and year beside the list of all, each kind under a heading.
fn other_lists(parts: Parts<'_>, from: &CapsulePath, all: &List) -> Vec<Block> {
    let seen = Visible::of(parts.contents, Reader::Page(from));
    let phrases = languages::phrases(parts, from);
    let by = |list: &List| match &list.topic {
        _ if list.home != all.home => None,
        Topic::All => None,
        Topic::Category(_) => Some(phrases.by_category.to_owned()),
        Topic::Tag(_) => Some(phrases.by_tag.to_owned()),
        Topic::Term(taxonomy, _) => Some(file_name::title(taxonomy)),
        Topic::Year(_) => Some(phrases.by_year.to_owned()),
    };
    let own = parts.source.settings.taxonomies.iter().map(|taxonomy| file_name::title(taxonomy));
    let before = [phrases.by_category, phrases.by_tag].map(str::to_owned).into_iter();
    let mut blocks = Vec::new();
    for heading in before.chain(own).chain([phrases.by_year.to_owned()]) {
        let of_kind = seen.lists().filter(|(_, list)| by(list).as_ref() == Some(&heading));
        let mut entries: Vec<Entry> = of_kind
            .map(|(path, list)| {
                entries::counted(parts.contents, list_entry(seen, path, list, phrases))
            })
            .collect();
        // Years as posts: the newest first. Names as they stand in a dictionary.
        if heading == phrases.by_year {
            entries.reverse();
        }
        if !entries.is_empty() {
            blocks.push(Block::Heading {
                level: 2,
                id: String::new(),
                content: vec![Inline::Text(heading)],
            });
            blocks.push(listed(entries, phrases));
        }
    }
    blocks
}

/// The entries of a list, as many as it shows.
fn listed(entries: Vec<Entry>, phrases: &Phrases) -> Block {
    Block::Entries(entries::bounded(entries, 0, phrases))
}

/// The blocks of an index page below its own text: the newest posts when it shows none, and where
/// to subscribe.
pub(super) fn below_index(
    parts: Parts<'_>,
    home: &CapsulePath,
    shows_posts: bool,
    level: u8,
) -> Vec<Block> {
    let seen = Visible::of(parts.contents, Reader::Page(home));
    let list = List::all(home);
    let Some(path) = list.path() else { return Vec::new() };
    let newest: Vec<Entry> =
        seen.posts_of(&path).take(SHOWN_ON_INDEX).map(|post| post_entry(seen, post)).collect();
    if newest.is_empty() {
        return Vec::new();
    }
    let phrases = languages::phrases(parts, home);
    let mut below = Vec::new();
    if !shows_posts {
        below.push(heading_of_posts(phrases, level));
        below.push(Block::Entries(newest));
    }
    let all = seen.names(&path).then(|| list_entry(seen, &path, &list, phrases));
    below.push(Block::Entries(all.into_iter().chain(feed_link(parts, &list, home)).collect()));
    below
}

/// The heading of the posts on an index page.
pub(super) fn heading_of_posts(phrases: &Phrases, level: u8) -> Block {
    Block::Heading {
        level,
        id: String::new(),
        content: vec![Inline::Text(phrases.posts.to_owned())],
    }
}

/// A link to the feed of a list, from a page that may know of it.
fn feed_link(parts: Parts<'_>, list: &List, from: &CapsulePath) -> Option<Entry> {
    let seen = Visible::of(parts.contents, Reader::Page(from));
    let path = parts.contents.feed_path(list).filter(|path| seen.names(path))?;
    let target = seen.target(&path, ItemType::Text, None);
    let label = languages::phrases(parts, from).feed.to_owned();
    Some(Entry { target, date: None, label })
}

/// True if a text lists posts, or leads to a list of them; a sentence that names one lists none.
pub(super) fn lists_posts(contents: &Contents, blocks: &[Block]) -> bool {
    blocks.iter().any(|block| {
        let links = document::internal_links(std::slice::from_ref(block));
        let is_sentence =
            matches!(block, Block::Paragraph(content) if says_more_than_links(content));
        links.iter().any(|path| {
            contents.resource(path) == Some(&Resource::Posts)
                || (is_post(contents, path) && !is_sentence)
        })
    })
}

/// True for words beside the links of a line.
fn says_more_than_links(content: &[Inline]) -> bool {
    content.iter().any(|inline| match inline {
        Inline::Text(text) => text.contains(char::is_alphabetic),
        Inline::Emphasis(inner) | Inline::Strong(inner) | Inline::Struck(inner) => {
            says_more_than_links(inner)
        }
        Inline::Code(_) => true,
        Inline::Link(_) | Inline::Image(_) | Inline::Note(_) | Inline::Break => false,
    })
}

/// Where in a text a list of more posts than an index page shows itself begins, or the heading above
/// it; `None` when there is none.
pub(super) fn long_list(contents: &Contents, blocks: &[Block]) -> Option<usize> {
    let posts = |block: &Block| {
        if !matches!(block, Block::Entries(_) | Block::List(_)) {
            return 0;
        }
        let links = document::internal_links(std::slice::from_ref(block));
        links.into_iter().filter(|path| is_post(contents, path)).count()
    };
    let counts: Vec<usize> = blocks.iter().map(posts).collect();
    let is_long = counts.iter().sum::<usize>() > SHOWN_ON_INDEX;
    let first = counts.iter().position(|count| *count > 0).filter(|_| is_long)?;
    let above = first.checked_sub(1);
    let heading = above.filter(|at| matches!(blocks.get(*at), Some(Block::Heading { .. })));
    Some(heading.unwrap_or(first))
}

fn is_post(contents: &Contents, path: &CapsulePath) -> bool {
    let page = contents.page_at(path);
    page.is_some_and(PageEntry::is_post) || contents.resource(path) == Some(&Resource::Posts)
}

/// A link to a post, in the form that clients subscribe to.
fn post_entry(seen: Visible<'_, '_>, post: &PageEntry) -> Entry {
    let target = seen.target(&post.path, ItemType::Menu, Some(post.title.clone()));
    Entry { target, date: post.day(), label: post.title.clone() }
}

/// A link to another list.
fn list_entry(seen: Visible<'_, '_>, path: &CapsulePath, list: &List, phrases: &Phrases) -> Entry {
    let target = seen.target(path, ItemType::Menu, Some(list.title(phrases)));
    Entry { target, date: None, label: list.label(phrases) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::capsule::tests::TestSite;

    #[test]
    fn lists_of_tags_show_as_many_as_a_folder_and_say_how_many_there_are_more() {
        let tags: Vec<String> = (0..20_007).map(|number| format!("t{number}")).collect();
        let post = format!("---\ndate: 2024-01-01\ntags: [{}]\n---\n", tags.join(", "));
        let capsule = TestSite::new(&[("post.md", &post)]).capsule;
        let list = capsule.post_list(&CapsulePath::literal("/posts/").unwrap());
        let entries = list.blocks.iter().filter_map(|block| {
            if let Block::Entries(entries) = block { Some(entries) } else { None }
        });
        let longest = entries.max_by_key(|entries| entries.len()).unwrap();
        assert_eq!(longest.len(), 20_001);
        assert_eq!(longest.last().unwrap().label, "7 more are not listed");
    }
}
