//! The tags of HTML in kramdown's Markdown: which begin a block, which hold Markdown.

/// Elements of running text. All others begin a block.
const SPANS: &[&str] = &[
    "a", "abbr", "acronym", "b", "big", "bdo", "br", "button", "cite", "code", "del", "dfn", "em",
    "i", "img", "input", "ins", "kbd", "label", "mark", "option", "q", "rb", "rbc", "rp", "rt",
    "rtc", "ruby", "samp", "select", "small", "span", "strong", "sub", "sup", "tt", "u", "var",
];

/// Elements whose Markdown is blocks.
const HOLDS_BLOCKS: &[&str] = &[
    "address",
    "applet",
    "article",
    "aside",
    "blockquote",
    "body",
    "dd",
    "details",
    "div",
    "dl",
    "fieldset",
    "figure",
    "figcaption",
    "footer",
    "form",
    "header",
    "hgroup",
    "iframe",
    "li",
    "main",
    "map",
    "menu",
    "nav",
    "noscript",
    "object",
    "section",
    "summary",
    "td",
];

/// Elements whose Markdown is words.
const HOLDS_WORDS: &[&str] = &[
    "a", "abbr", "acronym", "b", "bdo", "big", "button", "cite", "caption", "del", "dfn", "dt",
    "em", "h1", "h2", "h3", "h4", "h5", "h6", "i", "ins", "label", "legend", "optgroup", "p", "q",
    "rb", "rbc", "rp", "rt", "rtc", "ruby", "select", "small", "span", "strong", "sub", "sup",
    "th", "tt",
];

/// Elements that have no end.
const VOID: &[&str] = &[
    "area", "base", "br", "col", "command", "embed", "hr", "img", "input", "keygen", "link",
    "meta", "param", "source", "track", "wbr",
];

/// Elements of running text in which nothing is Markdown.
const LITERAL: &[&str] =
    &["script", "style", "math", "option", "textarea", "pre", "code", "kbd", "samp", "var"];

/// How the content of an element is read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Content {
    Html,
    Blocks,
    Words,
}

/// A start tag.
pub(super) struct Tag<'t> {
    /// Its name as it was written.
    pub(super) name: &'t str,
    attributes: &'t str,
    /// True for `<a/>` and elements that have no end.
    pub(super) is_whole: bool,
    /// Its length, in bytes.
    pub(super) length: usize,
}

fn is_one_of(names: &[&str], name: &str) -> bool {
    names.iter().any(|it| it.eq_ignore_ascii_case(name))
}

/// The name at the start of a text.
fn name(text: &str) -> Option<&str> {
    let begins = text.starts_with(|it: char| it.is_alphabetic() || it == '_');
    let end = text
        .find(|it: char| !it.is_alphanumeric() && !matches!(it, '_' | '-' | '.' | ':'))
        .unwrap_or(text.len());
    text.get(..end).filter(|_| begins)
}

/// Tests whether an element of that name is a block.
pub(super) fn is_block(name: &str) -> bool {
    !is_one_of(SPANS, name)
}

/// Tests whether a text begins with a tag that ends a paragraph.
pub(super) fn begins_block(text: &str) -> bool {
    let Some(rest) = text.strip_prefix('<') else { return false };
    let is_block = |name: &str| {
        let end = name.find(['-', '.', ':']).unwrap_or(name.len());
        let word = name.get(..end).unwrap_or(name);
        !is_one_of(SPANS, word) && !word.eq_ignore_ascii_case("script")
    };
    match rest.strip_prefix('/') {
        Some(_) => end(text).is_some_and(|(name, _)| is_block(name)),
        None => name(rest).is_some_and(is_block),
    }
}

/// The name of an end tag at the start of a text, and its length.
pub(super) fn end(text: &str) -> Option<(&str, usize)> {
    let name = name(text.strip_prefix("</")?)?;
    let rest = text.get("</".len() + name.len()..)?;
    let rest = rest.trim_start_matches(|it: char| it.is_ascii_whitespace()).strip_prefix('>')?;
    Some((name, text.len() - rest.len()))
}

/// The start tag at the start of a text.
pub(super) fn start(text: &str) -> Option<Tag<'_>> {
    let name = name(text.strip_prefix('<')?)?;
    let from = 1 + name.len();
    let attributes = text.get(from..)?;
    let mut rest = attributes;
    loop {
        let words = rest.trim_start_matches(|it: char| it.is_ascii_whitespace());
        let closed = words.strip_prefix('/').unwrap_or(words);
        if let Some(behind) = closed.strip_prefix('>') {
            let attributes = attributes.get(..attributes.len() - words.len())?;
            let is_whole = closed.len() < words.len() || is_one_of(VOID, name);
            return Some(Tag { name, attributes, is_whole, length: text.len() - behind.len() });
        }
        if words.len() == rest.len() {
            return None;
        }
        rest = behind_attribute(words)?;
    }
}

/// The text behind the attribute that it begins with.
fn behind_attribute(text: &str) -> Option<&str> {
    let begins = |it: char| it.is_alphabetic() || matches!(it, '_' | ':' | '@');
    let is_part = |it: char| it.is_alphanumeric() || matches!(it, '_' | ':' | '@' | '-' | '.');
    let rest = text.trim_start_matches(is_part);
    if !text.starts_with(begins) {
        return None;
    }
    let Some(value) = rest.trim_start().strip_prefix('=') else { return Some(rest) };
    let value = value.trim_start();
    for quote in ['"', '\''] {
        if let Some(inside) = value.strip_prefix(quote) {
            return inside.split_once(quote).map(|(_, behind)| behind);
        }
    }
    let ends = |it: char| it.is_ascii_whitespace() || matches!(it, '"' | '\'' | '<' | '>' | '`');
    let end = value.find(ends).unwrap_or(value.len());
    // Of `<a href=b/>` the bar is the tag's.
    let value_end = if value.get(..end)?.ends_with('/') && value.get(end..)?.starts_with('>') {
        end - 1
    } else {
        end
    };
    value.get(value_end..).filter(|_| value_end > 0)
}

impl Tag<'_> {
    /// How the attribute `markdown` wants the content to be read.
    pub(super) fn content(&self) -> Option<Content> {
        let (_, value) = self.attributes.split_once("markdown")?;
        let value = value.trim_start().strip_prefix('=')?.trim_start();
        let value = value.trim_start_matches(['"', '\'']);
        let word = value.split(|it: char| !it.is_ascii_alphanumeric()).next()?;
        match word {
            "0" => Some(Content::Html),
            "1" => Some(self.usual_content()),
            "block" => Some(Content::Blocks),
            "span" => Some(Content::Words),
            _ => None,
        }
    }

    /// How the content is read if Markdown is wanted in it.
    pub(super) fn usual_content(&self) -> Content {
        if is_one_of(HOLDS_BLOCKS, self.name) {
            Content::Blocks
        } else if is_one_of(HOLDS_WORDS, self.name) {
            Content::Words
        } else {
            Content::Html
        }
    }

    /// Tests for an element of which nothing but its end tag is a tag.
    pub(super) fn is_script(&self) -> bool {
        is_one_of(&["script", "style"], self.name)
    }

    /// Tests for an element that would, left open, take in as its own text all that follows.
    pub(super) fn takes_all(&self) -> bool {
        is_one_of(&["iframe", "noembed", "noframes", "textarea", "title", "xmp"], self.name)
    }

    /// Tests for a tag without attributes, such as that of words about `<iframe>`.
    pub(super) fn is_bare(&self) -> bool {
        self.attributes.trim().is_empty()
    }

    /// Tests for an element of running text in which nothing is Markdown.
    pub(super) fn is_literal(&self) -> bool {
        is_one_of(LITERAL, self.name) || self.content() == Some(Content::Html)
    }
}

/// Tests whether a name is that of an end tag for a start tag.
pub(super) fn is_same(one: &str, other: &str) -> bool {
    one.eq_ignore_ascii_case(other)
}

/// The offset of the next end tag for a name, and its length.
pub(super) fn find_end(text: &str, name: &str) -> Option<(usize, usize)> {
    let mut from = 0;
    while let Some(found) = text.get(from..)?.find("</") {
        let at = from + found;
        if let Some((other, length)) = text.get(at..).and_then(end)
            && is_same(other, name)
        {
            return Some((at, length));
        }
        from = at + "</".len();
    }
    None
}
