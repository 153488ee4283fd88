//! Markdown to HTML, for the walker in `html` to read. The only file that names `pulldown_cmark`.

use std::borrow::Cow;
use std::iter::Peekable;
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, Options, Parser, Tag, TagEnd, TextMergeStream};

use super::Parsed;
use super::fence::Fence;
use super::html::{Origin, language_of, read};
use super::{emoji, kramdown, pipes};
use crate::document::Resolve;

/// Which Markdown a site is written in.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Dialect {
    /// The kramdown of Jekyll, see the `kramdown` module.
    pub kramdown: bool,
    /// Definition lists (`term` / `: meaning`).
    pub definitions: bool,
    /// `$…$` and `$$…$$` are TeX.
    pub math: bool,
    /// Straight quotes and `--` become typographic ones, as kramdown does.
    pub smart: bool,
    /// `:name:` is an emoji.
    pub emoji: bool,
}

/// Reads Markdown, with HTML in it, without front matter.
#[must_use]
pub fn markdown(source: &str, dialect: Dialect, links: &dyn Resolve) -> Parsed {
    read(&markdown_html(source, dialect), links, Origin::Markdown)
}

/// Markdown as HTML, for templates that ask for it.
#[must_use]
pub fn markdown_html(source: &str, dialect: Dialect) -> String {
    let source = with_line_feeds(source);
    let source = if dialect.kramdown { Cow::Owned(kramdown::to_common_mark(&source)) } else { source };
    let source = pipes::without_losses(&source);
    if dialect.definitions { to_html(&without_false_meanings(&source), dialect) } else { to_html(&source, dialect) }
}

/// `:smile:` at a line's start is no meaning of the term above it: a blank has to follow the colon. pulldown-cmark takes
/// it for one and drops the colon.
fn without_false_meanings(source: &str) -> Cow<'_, str> {
    let is_false = |line: &str| {
        let words = line.trim_start_matches(' ');
        let next = words.strip_prefix(':').and_then(|rest| rest.chars().next());
        // `:--` begins the rule of a table.
        line.len() - words.len() < 4 && next.is_some_and(|it| !it.is_whitespace() && it != '-')
    };
    if !source.lines().any(is_false) {
        return Cow::Borrowed(source);
    }
    let mut fence = Fence::default();
    let mut changed = String::with_capacity(source.len() + 64);
    for line in source.split_inclusive('\n') {
        if !fence.holds(line) && is_false(line) {
            changed.push('\\');
            changed.push_str(line.trim_start_matches(' '));
        } else {
            changed.push_str(line);
        }
    }
    Cow::Owned(changed)
}

/// Lines may end in CR LF or, from old machines, in CR.
fn with_line_feeds(source: &str) -> Cow<'_, str> {
    if source.contains('\r') { Cow::Owned(source.replace("\r\n", "\n").replace('\r', "\n")) } else { source.into() }
}

fn to_html(source: &str, dialect: Dialect) -> String {
    let parser = Parser::new_ext(source, options(dialect)).into_offset_iter();
    let events = TextMergeStream::new(AsWritten { source, events: parser, url_end: 0 });
    let events = Changed { events: events.peekable(), emoji: dialect.emoji, in_code: false };
    let mut html = String::with_capacity(source.len() * 3 / 2);
    pulldown_cmark::html::push_html(&mut html, events);
    html
}

fn options(dialect: Dialect) -> Options {
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

/// Undoes what pulldown-cmark reads into the text too eagerly: `~one tilde~`, and dashes inside of a bare URL.
struct AsWritten<'a, I> {
    source: &'a str,
    events: I,
    /// Where the bare URL ends that was seen last.
    url_end: usize,
}

impl<'a, I: Iterator<Item = (Event<'a>, Range<usize>)>> Iterator for AsWritten<'a, I> {
    type Item = Event<'a>;

    fn next(&mut self) -> Option<Event<'a>> {
        let (event, range) = self.events.next()?;
        let written = self.source.get(range.clone()).unwrap_or_default();
        let is_strike = matches!(event, Event::Start(Tag::Strikethrough) | Event::End(TagEnd::Strikethrough));
        if is_strike && !written.starts_with("~~") {
            return Some(Event::Text("~".into()));
        }
        if let Event::Text(text) = &event {
            if range.start < self.url_end && is_typographic(text) {
                return Some(Event::Text(written.into()));
            }
            self.note_url(text, range);
        }
        Some(event)
    }
}

impl<I> AsWritten<'_, I> {
    fn note_url(&mut self, text: &str, range: Range<usize>) {
        if range.end > self.url_end && text.contains("://") {
            let rest = self.source.get(range.end..).unwrap_or_default();
            let end = rest.find(|it: char| it.is_whitespace() || it == '<').unwrap_or(rest.len());
            self.url_end = range.end + end;
        }
    }
}

fn is_typographic(text: &str) -> bool {
    matches!(text, "–" | "—" | "…" | "‘" | "’" | "“" | "”")
}

/// Events as the walker likes them: the language of code is one word, headings have no attributes, emoji their signs.
struct Changed<'a, I: Iterator<Item = Event<'a>>> {
    events: Peekable<I>,
    emoji: bool,
    in_code: bool,
}

impl<'a, I: Iterator<Item = Event<'a>>> Iterator for Changed<'a, I> {
    type Item = Event<'a>;

    fn next(&mut self) -> Option<Event<'a>> {
        let event = self.events.next()?;
        if let Event::Start(Tag::CodeBlock(kind)) = event {
            self.in_code = true;
            return Some(Event::Start(Tag::CodeBlock(one_word(kind))));
        }
        if let Event::Text(text) = event {
            return Some(Event::Text(if self.in_code { text } else { self.text(text) }));
        }
        self.in_code &= event != Event::End(TagEnd::CodeBlock);
        Some(event)
    }
}

impl<'a, I: Iterator<Item = Event<'a>>> Changed<'a, I> {
    fn text(&mut self, text: CowStr<'a>) -> CowStr<'a> {
        let ends_heading = matches!(self.events.peek(), Some(Event::End(TagEnd::Heading(_))));
        let text = if ends_heading { without_attributes(&text).to_owned().into() } else { text };
        if self.emoji { emoji::with_emoji(&text).into_owned().into() } else { text }
    }
}

fn one_word(kind: CodeBlockKind<'_>) -> CodeBlockKind<'_> {
    match kind {
        CodeBlockKind::Fenced(info) => CodeBlockKind::Fenced(language_of(&info).to_owned().into()),
        CodeBlockKind::Indented => CodeBlockKind::Indented,
    }
}

/// A heading without `{#id .class key=value}` at its end. Other braces are words of the author.
fn without_attributes(heading: &str) -> &str {
    let Some((words, attributes)) = heading.trim_end().strip_suffix('}').and_then(|it| it.rsplit_once('{')) else {
        return heading;
    };
    let is_attribute = |word: &str| word.starts_with(['#', '.']) && word.len() > 1 || word.contains('=');
    let mut attributes = attributes.trim_start_matches(':').split_whitespace().peekable();
    if attributes.peek().is_some() && attributes.all(is_attribute) { words.trim_end() } else { heading }
}
