//! The notes of a plain folder, as Obsidian and its like write them: `[[name]]` becomes a link to the
//! page of that name, `![[picture.png]]` the picture, and the marks go by which other notes call a
//! block (`^name`) and a picture's size (`![alt|300](a.png)`).
//!
//! A name of nothing stays as it was typed: brackets are text, too. Its author hears of it where it
//! looks like one. A name in escaped brackets (`\[\[name\]\]`) is text, whatever it names.

use std::collections::{HashSet, VecDeque};

use super::links::{Fault, Links};
use super::parts::Parts;
use crate::document::{Block, Image, ImageKind, Inline, Link, PartMut, Resolve, parts_mut, words};
use crate::template::shortcode::within;

/// The longest name that is looked for, in bytes.
const LONGEST: usize = 512;

/// Makes links of the names in a page's text, and takes away what is not for readers.
pub(super) fn link_names(parts: Parts<'_>, body: &str, blocks: &mut Vec<Block>, links: &Links<'_>) {
    if !parts.source.generator.has_wiki_links() || !body.contains(['[', '^']) {
        return;
    }
    let linker = Linker { parts, links, escaped: escaped_names(body) };
    parts_mut(blocks, &mut |part| {
        if let PartMut::Line(content) = part {
            without_block_name(content);
            linker.line(content);
        }
    });
    // The name of a table or a list stands below it.
    blocks.retain(|block| !matches!(block, Block::Paragraph(content) if content.is_empty()));
}

/// Takes the name of a block off its end.
fn without_block_name(content: &mut Vec<Inline>) {
    let Some(Inline::Text(text)) = content.last_mut() else { return };
    let Some((before, name)) = text.rsplit_once('^') else { return };
    let begins = before.is_empty() || before.ends_with(' ');
    if begins && is_block_name(name) {
        let length = before.trim_end().len();
        text.truncate(length);
        if length == 0 {
            content.pop();
            // The blank or line end between the text and the name.
            if matches!(content.last(), Some(Inline::Break)) {
                content.pop();
            }
        }
    }
}

/// True for a name as Obsidian makes it. A number alone is an exponent.
fn is_block_name(name: &str) -> bool {
    let is_plain = |it: char| it.is_ascii_alphanumeric() || it == '-';
    name.chars().all(is_plain) && name.contains(|it: char| it.is_ascii_alphabetic())
}

/// The names that stand in escaped brackets on a page, and nowhere on it in others: its text no
/// longer tells which were escaped.
fn escaped_names(body: &str) -> HashSet<&str> {
    let (mut escaped, mut linked) = (HashSet::new(), HashSet::new());
    if !body.contains("\\[") {
        return escaped;
    }
    for (at, bracket) in body.match_indices('[') {
        let (before, inside) = body.split_at(at);
        let inside = within(inside.strip_prefix(bracket).unwrap_or(inside), LONGEST);
        let first = before.strip_suffix('\\').unwrap_or(before).strip_suffix('[');
        let end = inside.find(['[', ']']);
        if let Some(first) = first
            && let Some((name, _)) = end.and_then(|end| inside.split_at_checked(end))
        {
            let is_escaped = before.ends_with('\\') || first.ends_with('\\');
            let names = if is_escaped { &mut escaped } else { &mut linked };
            names.insert(name.trim_end_matches('\\'));
        }
    }
    escaped.retain(|name| !linked.contains(name));
    escaped
}

/// Goes through a page.
struct Linker<'a> {
    parts: Parts<'a>,
    links: &'a Links<'a>,
    /// What [`escaped_names`] gives.
    escaped: HashSet<&'a str>,
}

impl Linker<'_> {
    fn line(&self, content: &mut Vec<Inline>) {
        let mut rest = VecDeque::from(std::mem::take(content));
        content.reserve(rest.len());
        while let Some(mut inline) = rest.pop_front() {
            match &mut inline {
                Inline::Text(text) if text.contains("[[") => {
                    self.text(text, content);
                    self.marked_name(content, &mut rest);
                    continue;
                }
                Inline::Emphasis(inner) | Inline::Strong(inner) | Inline::Struck(inner) => {
                    self.line(inner)
                }
                Inline::Image(image) => without_size(&mut image.alt),
                Inline::Text(_)
                | Inline::Code(_)
                | Inline::Link(_)
                | Inline::Note(_)
                | Inline::Break => {}
            }
            content.push(inline);
        }
    }

    /// Makes a link of a name of which a part is marked as code or stressed, as in
    /// <code>[[page|the `word`]]</code>: it begins at the end of what is there and ends in the rest.
    fn marked_name(&self, content: &mut Vec<Inline>, rest: &mut VecDeque<Inline>) {
        let Some(Inline::Text(last)) = content.last_mut() else { return };
        let Some((before, begin)) = last.rsplit_once("[[") else { return };
        let Some((name, behind, length)) = whole_name(begin, rest) else { return };
        let Some(named) = self.named(&name, false) else { return };
        last.truncate(before.len());
        content.push(named);
        rest.drain(..length);
        rest.push_front(Inline::Text(behind));
    }

    /// Adds a text whose names have become links.
    fn text(&self, text: &str, out: &mut Vec<Inline>) {
        let (mut plain, mut rest) = (String::new(), text);
        while let Some((before, after)) = rest.split_once("[[") {
            plain.push_str(before);
            let shown = plain.ends_with('!');
            let name = name_before(after).filter(|(inside, _)| !self.escaped.contains(inside));
            if let Some((inside, behind)) = name
                && let Some(named) = self.named(inside, shown)
            {
                if shown {
                    plain.pop();
                }
                push_text(std::mem::take(&mut plain), out);
                out.push(named);
                rest = behind;
            } else {
                if let Some((inside, _)) = name
                    && is_meant(&plain, inside)
                {
                    self.links.report(&format!("[[{inside}]]"), shown, Fault::Missing);
                }
                plain.push_str("[[");
                rest = after;
            }
        }
        plain.push_str(rest);
        push_text(plain, out);
    }

    /// The link or picture of `name`, `name#part` or `name|words`; `None` when nothing has that
    /// name. A `|` in a table has a backslash before it.
    fn named(&self, inside: &str, shown: bool) -> Option<Inline> {
        let (whole, words) = match inside.split_once('|') {
            Some((name, words)) => (name, Some(words.trim())),
            None => (inside, None),
        };
        let words = words.filter(|words| !words.is_empty());
        let whole = whole.trim_end_matches('\\').trim();
        let (name, part) = whole.split_once('#').unwrap_or((whole, ""));
        let name = name.trim();
        if name.is_empty() {
            // A heading or a block of this page: nothing leads there.
            let part = words.unwrap_or(part.trim_start_matches('^')).replace('#', " > ");
            return if part.is_empty() { None } else { Some(Inline::Text(part)) };
        }
        let sources = self.parts.contents.sources();
        let folder = self.links.folder().as_str();
        let path = self.parts.source.generator.find_name(name, folder, sources)?;
        let target = self.links.resolve(&path.encoded());
        if shown && let Some(kind) = ImageKind::of_name(name) {
            // The words of a picture are often its size: `![[a.png|300]]`.
            let alt = words.filter(|words| !is_size(words)).unwrap_or("").to_owned();
            return Some(Inline::from(Image { target, alt, kind }));
        }
        let whole = if part.starts_with('^') { name } else { whole };
        let words = words.map_or_else(|| whole.replace('#', " > "), str::to_owned);
        Some(Inline::from(Link::new(target, vec![Inline::Text(words)])))
    }
}

/// A name and the text behind its closing brackets, when they are near enough.
pub(super) fn name_before(text: &str) -> Option<(&str, &str)> {
    let (inside, _) = within(text, LONGEST).split_once("]]")?;
    Some((inside, text.strip_prefix(inside)?.strip_prefix("]]")?))
}

/// A name that goes on in the inlines behind its beginning, the text behind it in the last of
/// these, and their number.
fn whole_name(begin: &str, rest: &VecDeque<Inline>) -> Option<(String, String, usize)> {
    let mut name = begin.to_owned();
    for (inline, number) in rest.iter().zip(1..) {
        match inline {
            Inline::Text(text) => match text.split_once("]]") {
                Some((end, behind)) => return Some((name + end, behind.to_owned(), number)),
                None => name.push_str(text),
            },
            Inline::Code(code) => name.push_str(code),
            Inline::Emphasis(inner) | Inline::Strong(inner) | Inline::Struck(inner) => {
                name.push_str(&words(inner))
            }
            Inline::Link(_) | Inline::Image(_) | Inline::Note(_) | Inline::Break => return None,
        }
        if name.len() > LONGEST {
            return None;
        }
    }
    None
}

/// Adds a text, unless it is empty.
fn push_text(text: String, out: &mut Vec<Inline>) {
    if !text.is_empty() {
        out.push(Inline::Text(text));
    }
}

/// True for digits and `x`, as in `300x200`.
fn is_size(words: &str) -> bool {
    words.starts_with(|it: char| it.is_ascii_digit())
        && words.bytes().all(|byte| byte.is_ascii_digit() || byte == b'x')
}

/// Takes a picture's size out of its words: `alt|300`, or nothing else.
fn without_size(alt: &mut String) {
    let (words, size) = alt.rsplit_once('|').unwrap_or(("", alt));
    if is_size(size) {
        *alt = words.trim_end().to_owned();
    }
}

/// True for a name in brackets that is meant as one, behind some text, rather than `a[[0]]` of code,
/// `[[ -f x ]]` of a script or `[[0]]`.
fn is_meant(before: &str, name: &str) -> bool {
    let code = ['[', ']', '"', '=', '$', '<', '>', '(', '{'];
    name.trim() == name
        && name.contains(char::is_alphabetic)
        && !name.contains(code)
        && !before.ends_with(|it: char| it.is_alphanumeric() || matches!(it, ']' | '[' | ')'))
}

#[cfg(test)]
mod tests;
