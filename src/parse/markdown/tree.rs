//! The elements of Markdown to nodes of a tree. A block with HTML in it goes through HTML, as a
//! browser would read it; most have none, and to write them as HTML only to parse it again would
//! take half the time of a page.

use pulldown_cmark::{Event, Tag};

use super::elements;
use super::events::Events;
use crate::parse::dom::{Builder, Dom, names_raw};
use crate::parse::offsets::between_found;

/// The tree of a page.
pub(super) fn tree(source: &str, mut events: Events<'_>) -> Dom {
    let mut page = Builder::new(source.len());
    // The end of such an element may be anywhere on the page. And notes are numbered through the
    // page, where broken HTML may show the numbers.
    if names_raw(source) || (source.contains("[^") && holds_tag(source)) {
        page.html(&html(source, events));
        return page.finish();
    }
    let mut html = String::new();
    while let Some((first, range)) = events.next() {
        let may_need_html = may_need_html(between_found(source, range));
        let block = Block { first: Some(first), events: &mut events, open: 0 };
        if may_need_html || !page.is_complete() {
            add(&mut page, block.collect(), &mut html);
        } else {
            elements::add(&mut page, block);
        }
    }
    page.finish()
}

/// The tree of a page whose blocks are known. Each block, or the text of a tag around some, is a
/// piece of its own.
pub(super) fn of_blocks<'a>(bytes: usize, blocks: impl Iterator<Item = Vec<Event<'a>>>) -> Dom {
    let mut page = Builder::new(bytes);
    let mut html = String::new();
    blocks.for_each(|block| add(&mut page, block, &mut html));
    page.finish()
}

/// Adds a block, through HTML only if it has to be. `html` is room for that.
fn add(page: &mut Builder, block: Vec<Event<'_>>, html: &mut String) {
    if page.is_complete() && !needs_html(&block) {
        return elements::add(page, block.into_iter());
    }
    html.clear();
    pulldown_cmark::html::push_html(html, block.into_iter());
    page.html(html);
}

/// Such a page as HTML.
pub(super) fn html_of_blocks<'a>(blocks: impl Iterator<Item = Vec<Event<'a>>>) -> String {
    let mut html = String::new();
    pulldown_cmark::html::push_html(&mut html, blocks.flatten());
    html
}

/// Tests whether there is HTML in a block, or something else that only HTML's own rules put in
/// order: the reference to a note is a link, and may stand in another.
fn needs_html(block: &[Event<'_>]) -> bool {
    let is_html = |event: &Event<'_>| matches!(event, Event::Html(_) | Event::InlineHtml(_));
    let is_note = |event: &Event<'_>| matches!(event, Event::FootnoteReference(_));
    let is_link = |event: &Event<'_>| matches!(event, Event::Start(Tag::Link { .. }));
    block.iter().any(is_html) || block.iter().any(is_note) && block.iter().any(is_link)
}

/// The page as HTML.
pub(super) fn html(source: &str, events: Events<'_>) -> String {
    let mut html = String::with_capacity(source.len() * 3 / 2);
    pulldown_cmark::html::push_html(&mut html, events.map(|(event, _)| event));
    html
}

/// Tests whether a block may be one that [`needs_html`], by its text: code shows tags, too.
fn may_need_html(block: &str) -> bool {
    holds_tag(block) || block.contains("[^") && (block.contains("](") || block.contains("]["))
}

fn holds_tag(text: &str) -> bool {
    text.match_indices('<').any(|(at, _)| begins_tag(between_found(text, at + 1..)))
}

/// Tests whether what stands behind a `<` makes it HTML, not an address or a sign.
fn begins_tag(rest: &str) -> bool {
    let name = rest.trim_start_matches(|it: char| it.is_ascii_alphanumeric() || it == '-');
    let named = rest.starts_with(|it: char| it.is_ascii_alphabetic());
    rest.starts_with(['/', '!', '?']) || named && (name.is_empty() || name.starts_with(ends_name))
}

fn ends_name(character: char) -> bool {
    character.is_ascii_whitespace() || matches!(character, '/' | '>')
}

/// The events of one block.
struct Block<'e, 'a> {
    first: Option<Event<'a>>,
    events: &'e mut Events<'a>,
    /// Number of open elements.
    open: usize,
}

impl<'a> Iterator for Block<'_, 'a> {
    type Item = Event<'a>;

    fn next(&mut self) -> Option<Event<'a>> {
        let event = match self.first.take() {
            Some(first) => first,
            None if self.open == 0 => return None,
            None => self.events.next()?.0,
        };
        self.open += usize::from(matches!(event, Event::Start(_)));
        self.open = self.open.saturating_sub(usize::from(matches!(event, Event::End(_))));
        Some(event)
    }
}
