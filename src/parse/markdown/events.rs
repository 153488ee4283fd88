//! `Events`: what pulldown-cmark reads, as the author wrote it and the walker likes it.

use std::collections::HashMap;
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, Options, Parser, Tag, TagEnd};

use super::dialect::Dialect;
use super::whole_urls::WholeUrls;
use crate::parse::emoji::with_emoji;
use crate::parse::html::language_of;
use crate::parse::offsets::between_found;

/// The events of a page, each with its range in the source.
pub(super) struct Events<'a> {
    source: &'a str,
    events: WholeUrls<'a>,
    /// The next event, if it was looked at already.
    ahead: Option<(Event<'a>, Range<usize>)>,
    emoji: bool,
    in_code: bool,
    /// True if the heading around the text may have attributes.
    has_attributes: bool,
    /// In how many pictures' descriptions we are.
    pictures: usize,
    /// The numbers of the notes that were met so far.
    notes: HashMap<CowStr<'a>, usize>,
}

impl<'a> Events<'a> {
    pub(super) fn of(source: &'a str, dialect: Dialect) -> Self {
        Self {
            source,
            events: WholeUrls::of(
                source,
                Parser::new_ext(source, options(dialect)).into_offset_iter(),
            ),
            ahead: None,
            emoji: dialect.emoji,
            in_code: false,
            has_attributes: false,
            pictures: 0,
            notes: HashMap::new(),
        }
    }

    /// The next event, without what pulldown-cmark reads into the text too eagerly: `~one tilde~`.
    fn as_written(&mut self) -> Option<(Event<'a>, Range<usize>)> {
        let (event, range) = self.events.next()?;
        let is_strike =
            matches!(event, Event::Start(Tag::Strikethrough) | Event::End(TagEnd::Strikethrough));
        if is_strike && !self.written(&range).starts_with("~~") {
            return Some((Event::Text("~".into()), range));
        }
        Some((event, range))
    }

    fn written(&self, range: &Range<usize>) -> &'a str {
        between_found(self.source, range.clone())
    }

    /// Notes what begins. The language of code is one word.
    fn start(&mut self, tag: Tag<'a>, range: &Range<usize>) -> Tag<'a> {
        if let Tag::CodeBlock(kind) = &tag {
            self.in_code = true;
            return Tag::CodeBlock(one_word(kind));
        }
        if let Tag::FootnoteDefinition(name) = &tag {
            self.number(name.clone());
        }
        self.pictures += usize::from(matches!(tag, Tag::Image { .. }));
        let mut tag = tag;
        if let Tag::Heading { id, .. } = &mut tag {
            let written = self.written(range);
            self.has_attributes |= written.contains('{');
            *id = id_in_attributes(written).map(CowStr::Borrowed);
        }
        tag
    }

    fn end(&mut self, tag: TagEnd) {
        self.in_code &= tag != TagEnd::CodeBlock;
        self.has_attributes &= !matches!(tag, TagEnd::Heading(_));
        self.pictures = self.pictures.saturating_sub(usize::from(tag == TagEnd::Image));
    }

    /// Emoji as their signs, a heading without its attributes. Both may be in several pieces.
    fn text(&mut self, text: CowStr<'a>) -> CowStr<'a> {
        if self.in_code || !self.emoji && !self.has_attributes {
            return text;
        }
        let mut whole = text.into_string();
        self.ahead = self.as_written();
        while let Some((Event::Text(more), _)) = &self.ahead {
            whole.push_str(more);
            self.ahead = self.as_written();
        }
        if matches!(self.ahead, Some((Event::End(TagEnd::Heading(_)), _))) {
            whole.truncate(without_attributes(&whole).len());
        }
        if self.emoji { with_emoji(&whole).into_owned().into() } else { whole.into() }
    }

    /// A reference to a note. The description of a picture is words alone.
    fn reference(&mut self, name: CowStr<'a>) -> Event<'a> {
        let number = self.number(name.clone());
        if self.pictures > 0 {
            Event::Text(format!("[{number}]").into())
        } else {
            Event::FootnoteReference(name)
        }
    }

    /// The number of a note: its position among those that were met, from 1.
    fn number(&mut self, name: CowStr<'a>) -> usize {
        let next = self.notes.len() + 1;
        *self.notes.entry(name).or_insert(next)
    }
}

impl<'a> Iterator for Events<'a> {
    type Item = (Event<'a>, Range<usize>);

    fn next(&mut self) -> Option<Self::Item> {
        let (event, range) = self.ahead.take().or_else(|| self.as_written())?;
        let event = match event {
            Event::Text(text) => Event::Text(self.text(text)),
            Event::Start(tag) => Event::Start(self.start(tag, &range)),
            Event::End(tag) => {
                self.end(tag);
                Event::End(tag)
            }
            Event::FootnoteReference(name) => self.reference(name),
            other @ (Event::Code(_)
            | Event::InlineMath(_)
            | Event::DisplayMath(_)
            | Event::Html(_)
            | Event::InlineHtml(_)
            | Event::SoftBreak
            | Event::HardBreak
            | Event::Rule
            | Event::TaskListMarker(_)) => other,
        };
        Some((event, range))
    }
}

pub(super) fn options(dialect: Dialect) -> Options {
    let mut options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_GFM;
    options.set(Options::ENABLE_DEFINITION_LIST, dialect.definitions);
    options.set(Options::ENABLE_MATH, dialect.math);
    options.set(Options::ENABLE_SMART_PUNCTUATION, dialect.smart);
    options
}

fn one_word<'a>(kind: &CodeBlockKind<'a>) -> CodeBlockKind<'a> {
    match kind {
        CodeBlockKind::Fenced(info) => CodeBlockKind::Fenced(language_of(info).to_owned().into()),
        CodeBlockKind::Indented => CodeBlockKind::Indented,
    }
}

/// Tests whether a word is `#id`, `.class` or `key=value`.
fn is_attribute(word: &str) -> bool {
    word.starts_with(['#', '.']) && word.len() > 1 || word.contains('=')
}

/// A heading without `{#id .class key=value}` at its end. Other braces are words of the author.
fn without_attributes(heading: &str) -> &str {
    attributes(heading).map_or(heading, |(words, _)| words.trim_end())
}

/// The identifier among the attributes at the end of a heading, as it is written: with `#` or a line
/// below it.
fn id_in_attributes(heading: &str) -> Option<&str> {
    let line = heading.lines().next()?.trim_end().trim_end_matches('#');
    let (_, attributes) = attributes(line)?;
    attributes.split_whitespace().find_map(|it| it.strip_prefix('#'))
}

/// The words of a heading, and the attributes at its end.
fn attributes(heading: &str) -> Option<(&str, &str)> {
    let (words, attributes) = heading.trim_end().strip_suffix('}')?.rsplit_once('{')?;
    let attributes = attributes.trim_start_matches(':');
    let mut each = attributes.split_whitespace().peekable();
    (each.peek().is_some() && each.all(is_attribute)).then_some((words, attributes))
}
