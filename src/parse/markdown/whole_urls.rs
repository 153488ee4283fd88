//! Bare URLs as they were written: the marks of Markdown in them are a part of them. Else
//! `http://e.org/_a_/x` would lose its underscores and lead elsewhere.

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, OffsetIter, Tag, TagEnd};

use crate::parse::html::bare_url;

/// The furthest that a URL is looked for behind a text, in bytes: marks may end it anywhere, and each
/// text between two marks is looked at.
const LONGEST: usize = 2048;

/// An event with its range in the source.
type Ranged<'a> = (Event<'a>, Range<usize>);

/// The events of a page, with each bare URL in one text.
pub(super) struct WholeUrls<'a> {
    source: &'a str,
    events: OffsetIter<'a>,
    /// The next event, if it was looked at already.
    ahead: Option<Ranged<'a>>,
    in_code: bool,
    /// The elements around this place, from the first that a mark in a URL has begun; true for each
    /// such one.
    open: Vec<bool>,
}

impl<'a> WholeUrls<'a> {
    pub(super) fn of(source: &'a str, events: OffsetIter<'a>) -> Self {
        Self { source, events, ahead: None, in_code: false, open: Vec::new() }
    }

    fn any_next(&mut self) -> Option<Ranged<'a>> {
        self.ahead.take().or_else(|| self.events.next())
    }

    /// The text with what follows it, if it ends in a URL that goes on behind it.
    fn whole(&mut self, text: &str, range: &Range<usize>) -> Option<Ranged<'a>> {
        let is_as_written = self.source.get(range.clone()) == Some(text);
        let mut end = self.url_end(range).filter(|end| is_as_written && *end > range.end)?;
        let mut whole = text.to_owned();
        let mut at = range.end;
        let stop = loop {
            let Some((event, next)) = self.any_next() else { break end };
            // The end of a link around the URL: its target is no part of that.
            let is_outside = self.open.last() != Some(&true)
                && matches!(&event, Event::End(tag) if !is_stress(*tag));
            let reached = if is_outside { at } else { self.begin(&event, &next) };
            if reached >= end || !self.joins(&event, &next, end) {
                self.ahead = Some((event, next));
                break reached.min(end);
            }
            if let Event::Text(more) = event {
                let written = self.source.get(next.clone()).unwrap_or_default();
                whole.push_str(self.source.get(at..next.start).unwrap_or_default());
                whole.push_str(if written.starts_with('&') { &more } else { written });
                at = next.end;
                end = self.url_end(&next).unwrap_or(end).max(end);
            }
        };
        if at < stop {
            whole.push_str(self.source.get(at..stop).unwrap_or_default());
            at = stop;
        }
        Some((Event::Text(whole.into()), range.start..at))
    }

    /// Offset of the end of the last URL that begins in a range; `None` if there is none, or it is
    /// too long.
    fn url_end(&self, range: &Range<usize>) -> Option<usize> {
        let limit = self.source.floor_char_boundary(range.end + LONGEST);
        let (mut at, mut end) = (range.start, None);
        while at < range.end {
            let Some((before, url, _)) = bare_url::split(self.source.get(at..limit)?) else {
                break;
            };
            let start = at + before.len();
            if start >= range.end {
                break;
            }
            at = start + url.len();
            end = Some(at);
        }
        end.filter(|end| *end < limit || limit == self.source.len())
    }

    /// Offset of where an event stands in the source: the range of an end is that of its element.
    fn begin(&self, event: &Event<'_>, range: &Range<usize>) -> usize {
        let Event::End(tag) = event else { return range.start };
        // Of a link, the bracket behind its short form; of struck words one tilde or two.
        let is_double = || self.source.get(range.clone()).is_some_and(|it| it.starts_with("~~"));
        let is_single = matches!(tag, TagEnd::Emphasis | TagEnd::Link)
            || *tag == TagEnd::Strikethrough && !is_double();
        let mark = if is_single { 1 } else { 2 * usize::from(is_stress(*tag)) };
        range.end.saturating_sub(mark).max(range.start)
    }

    /// Takes an event in a URL, if it is no more than a part of it: text, and the beginnings and
    /// ends of what marks in it have made.
    fn joins(&mut self, event: &Event<'a>, range: &Range<usize>, end: usize) -> bool {
        match event {
            Event::Text(_) => true,
            Event::Start(tag) if is_mark(tag) => {
                self.open.push(true);
                true
            }
            Event::End(_) => range.end <= end && self.open.pop_if(|it| *it).is_some(),
            Event::Start(_)
            | Event::Code(_)
            | Event::InlineMath(_)
            | Event::DisplayMath(_)
            | Event::Html(_)
            | Event::InlineHtml(_)
            | Event::FootnoteReference(_)
            | Event::SoftBreak
            | Event::HardBreak
            | Event::Rule
            | Event::TaskListMarker(_) => false,
        }
    }
}

impl<'a> Iterator for WholeUrls<'a> {
    type Item = Ranged<'a>;

    fn next(&mut self) -> Option<Ranged<'a>> {
        let (event, range) = self.any_next()?;
        match &event {
            Event::Text(text) if !self.in_code && text.contains("://") => {
                if let Some(whole) = self.whole(text, &range) {
                    return Some(whole);
                }
            }
            Event::Start(tag) => {
                self.in_code |= matches!(tag, Tag::CodeBlock(_));
                if !self.open.is_empty() {
                    self.open.push(false);
                }
            }
            Event::End(tag) => {
                self.in_code &= *tag != TagEnd::CodeBlock;
                // What a mark in a URL has begun is nothing, so the mark at its end is text.
                if self.open.pop() == Some(true) {
                    let mark = self.begin(&event, &range)..range.end;
                    let text = self.source.get(mark.clone()).unwrap_or_default();
                    return Some((Event::Text(text.into()), mark));
                }
            }
            Event::Text(_)
            | Event::Code(_)
            | Event::InlineMath(_)
            | Event::DisplayMath(_)
            | Event::Html(_)
            | Event::InlineHtml(_)
            | Event::FootnoteReference(_)
            | Event::SoftBreak
            | Event::HardBreak
            | Event::Rule
            | Event::TaskListMarker(_) => {}
        }
        Some((event, range))
    }
}

fn is_stress(tag: TagEnd) -> bool {
    matches!(tag, TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough)
}

/// Tests whether an element is made of marks alone: stressed text, and the short form of a link,
/// which is nothing but words in brackets.
fn is_mark(tag: &Tag<'_>) -> bool {
    matches!(
        tag,
        Tag::Emphasis
            | Tag::Strong
            | Tag::Strikethrough
            | Tag::Link { link_type: LinkType::Shortcut, .. }
    )
}
